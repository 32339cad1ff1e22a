// SPDX-License-Identifier: MIT
// What verification finds in records of entities, in images, and in who refers to whom. See verify.c.
#include "unit/unit.h"

#include "unit/forge.h"

// ---- records ----

// A record that names another dossier: the images of its own are nobody's.
static void wrong_dossiers(void **state)
{
    (void)state;
    forge_make();
    EntityRecord record, other;
    Text key = forge_entity("Box", "box/1"), digests = forge_digests(forge_record(key, &record));
    Text name = digest_text(unit_arena(), &record.dossier);
    Text lost = text_format(unit_arena(),
                            "Box box/1: its record names another dossier than its submissions make\n"
                            "image of the dossier %.*s: there is no such dossier\n",
                            (int)name.length, name.bytes);
    forge_record(forge_entity("Organisation", "acme"), &other);
    EntityRecord forged = record;
    forged.dossier = other.dossier;
    forge_put(TABLE_ENTITY, key, forge_record_text(&forged, digests));
    forge_assert_found(text_terminated(unit_arena(), lost), NULL);
    forged = record;
    forged.count = 2;
    digests = text_slice(digests, 0, 2 * sizeof(Digest));
    forge_put(TABLE_ENTITY, key, forge_record_text(&forged, digests));
    ForgeFound said = forge_verify(NULL, NULL);
    Text found = text_built(&said.text);
    assert_true(text_contains(found, text_of("Box box/1: its record names another dossier than its submissions make\n")));
    assert_true(text_contains(found, text_of(": no dossier holds the submission\n")));
}

static void wrong_records(void **state)
{
    (void)state;
    forge_make();
    EntityRecord record;
    Text key = forge_entity("Box", "box/1"), value = forge_record(key, &record), digests = forge_digests(value);
    Text image = forge_image_of(key);
    EntityRecord forged = record;
    forged.count = 2;
    forge_put(TABLE_ENTITY, key, forge_record_text(&forged, digests)); // which is longer than its count
    ForgeFound found = forge_verify(&fixture.program, NULL);
    assert_true(text_contains(text_built(&found.text), text_of("Box box/1: its record is damaged\n")));
    digests = text_slice(digests, 0, 2 * sizeof(Digest));
    forge_dossier(key, &forged, digests); // all that names it fits, but for the image
    forge_put(TABLE_ENTITY, key, forge_record_text(&forged, digests));
    forge_image(key, image);
    digests = forge_digests(value);
    for (int i = 0; i < 2; i++) {
        found = forge_verify(i ? NULL : &fixture.program, NULL);
        assert_true(text_contains(text_built(&found.text), text_of(": no dossier holds the submission\n")));
        assert_true(text_contains(text_built(&found.text), text_of("Box box/1: its image is not of the same submissions\n")));
    }
    forge_drop(TABLE_IMAGE, forge_image_name(key));
    forged = record;
    forged.reserved = 1;
    forge_put(TABLE_ENTITY, key, forge_record_text(&forged, digests));
    forge_assert_found("Box box/1: its record is damaged\n", NULL);
    forge_put(TABLE_ENTITY, key, text_slice(value, 0, 20));
    found = forge_verify(&fixture.program, NULL);
    assert_true(text_contains(text_built(&found.text), text_of("Box box/1: its record is damaged\n")));
    forge_drop(TABLE_ENTITY, key);
    found = forge_verify(&fixture.program, NULL);
    assert_true(
        text_contains(text_built(&found.text), text_of(forge_with_digests("submission {2}: no dossier holds the submission\n"))));
    assert_true(text_contains(text_built(&found.text), text_of("Box box/1: there is no such entity, and it refers to ")));
}

static void wrong_lists(void **state)
{
    (void)state;
    forge_make();
    EntityRecord record;
    Text key = forge_entity("Box", "box/1"), digests = forge_digests(forge_record(key, &record));
    Digest list[4];
    memcpy(list, digests.bytes, digests.length);
    Digest first = list[0];
    list[0] = list[1];
    list[1] = first;
    forge_put(TABLE_ENTITY, key, forge_record_text(&record, text_copy(unit_arena(), (Text){(const char *)list, digests.length})));
    ForgeFound found = forge_verify(&fixture.program, NULL);
    assert_true(
        text_contains(text_built(&found.text), text_of("Box box/1: its record does not name its submissions in order\n")));
    // A submission about another entity, where it fits into the order.
    memcpy(list, digests.bytes, digests.length);
    list[3] = forge_stored.items[0]->digest;
    for (int i = 3; i > 0 && memcmp(&list[i - 1], &list[i], sizeof *list) > 0; i--) {
        first = list[i];
        list[i] = list[i - 1];
        list[i - 1] = first;
    }
    record.count = 4;
    forge_put(TABLE_ENTITY, key, forge_record_text(&record, (Text){(const char *)list, sizeof list}));
    forge_assert_found("Box box/1: its record names a submission about something else\n", NULL);
}

// ---- images ----

static void no_image(void **state)
{
    (void)state;
    forge_make();
    forge_drop(TABLE_IMAGE, forge_image_name(forge_entity("Box", "box/1")));
    forge_assert_found("", NULL);
    assert_int_equal(forge_verify(NULL, NULL).checked.imageless, 1);
}

static void swapped_images(void **state)
{
    (void)state;
    forge_make();
    Text a = forge_entity("Box", "box/2"), b = forge_entity("Organisation", "acme");
    Text of_a = forge_image_of(a), of_b = forge_image_of(b);
    forge_put(TABLE_IMAGE, forge_image_name(a), of_b);
    forge_put(TABLE_IMAGE, forge_image_name(b), of_a);
    for (int i = 0; i < 2; i++) {
        ForgeFound found = forge_verify(i ? NULL : &fixture.program, NULL);
        Text text = text_built(&found.text);
        assert_true(text_contains(text, text_of("Box box/2: its image is that of another entity\n")));
        assert_true(text_contains(text, text_of("Organisation acme: its image is that of another entity\n")));
        assert_true(text_contains(text, text_of(": the image is not what its name says\n")));
        assert_int_equal(found.checked.problems, 4);
    }
    forge_image(a, of_b); // and it says that it is of that dossier
    forge_image(b, of_a);
    forge_assert_found("Box box/2: its image is that of another entity\nOrganisation acme: its image is that of another entity\n",
                       NULL);
}

static void changed_image(void **state)
{
    (void)state;
    forge_make();
    EntityRecord record;
    Text key = forge_entity("Box", "box/1"), name = forge_image_name(key), image = forge_image_of(key);
    forge_record(key, &record);
    Text dossier = digest_text(unit_arena(), &record.dossier);
    ((char *)(uintptr_t)image.bytes)[image.length - 1] ^= 1;
    forge_put(TABLE_IMAGE, name, image);
    Text wrong = text_format(unit_arena(), "image of the dossier %.*s: the image is damaged: its digest is another one\n",
                             (int)dossier.length, dossier.bytes);
    Text both = text_format(unit_arena(), "Box box/1: the image is damaged: its digest is another one\n%.*s", (int)wrong.length,
                            wrong.bytes);
    forge_assert_found(text_terminated(unit_arena(), both), text_terminated(unit_arena(), wrong));
    forge_put(TABLE_IMAGE, name, text_of("none"));
    ForgeFound found = forge_verify(NULL, NULL);
    assert_true(text_contains(text_built(&found.text), text_of("it is no dossier image\n")));
    forge_drop(TABLE_IMAGE, name);
    forge_put(TABLE_IMAGE, text_slice(name, 0, 40), image);
    found = forge_verify(NULL, NULL);
    assert_true(text_contains(text_built(&found.text), text_of("the image is not what its name says\n")));
}

// What an image says is not what was submitted, though all digests fit.
static void forged_image(void **state)
{
    (void)state;
    forge_make();
    Text key = forge_entity("Box", "box/1"), image = forge_image_of(key);
    size_t at = text_find(image, 0, text_of("Box 12"));
    assert_int_not_equal(at, SIZE_MAX);
    ((char *)(uintptr_t)image.bytes)[at + 5] = '1'; // still in order; the index of texts is not
    forge_image(key, image);
    ForgeFound found = forge_verify(&fixture.program, NULL);
    assert_true(text_contains(text_built(&found.text), text_of("Box box/1: the index of the texts is damaged\n")));
    // Claims that are as well-formed as the true ones: how many doors the box has.
    forge_anew();
    key = forge_entity("Box", "box/1");
    image = forge_image_of(key);
    uint32_t doors = schema_attribute(&fixture.program, schema_type(&fixture.program, text_of("Box")), text_of("doors"));
    const ImageColumn *column = image_column(image, doors);
    assert_int_equal(column->width, 1);
    ++*(char *)(uintptr_t)image_at(image, column->values);
    forge_image(key, image);
    forge_assert_found("Box box/1: its image is not what its submissions say\n", "");
}

static void wrong_frames(void **state)
{
    (void)state;
    forge_make();
    Text key = forge_entity("Box", "box/1");
    Text image = forge_image_of(key);
    ((ImageHead *)(uintptr_t)image.bytes)->submissions = 0x7ffffff8; // what is read of an image without a policy
    forge_image(key, image);
    ForgeFound found = forge_verify(NULL, NULL);
    assert_true(text_contains(text_built(&found.text), text_of("the submissions lie outside of it\n")));
    forge_anew();
    key = forge_entity("Box", "box/1");
    image = forge_image_of(key);
    ((ImageSubmission *)(uintptr_t)image_submission(image, 0))->withdrawn_on ^= 1;
    forge_image(key, image);
    forge_assert_found("Box box/1: its image and its submissions differ in what is withdrawn\n", NULL);
    ((ImageSubmission *)(uintptr_t)image_submission(image, 0))->digest = forge_stored.items[0]->digest;
    forge_image(key, image);
    found = forge_verify(NULL, NULL);
    assert_true(text_contains(text_built(&found.text), text_of("Box box/1: its image is not of the same submissions\n")));
    found = forge_verify(&fixture.program, NULL);
    assert_true(text_contains(text_built(&found.text), text_of("Box box/1: its image is not of the same submissions\n")));
}

// One that another version of the program made is made anew by reviews, and nothing is wrong with it but that.
static void another_version(void **state)
{
    (void)state;
    forge_make();
    EntityRecord record;
    Text key = forge_entity("Box", "box/1"), image = forge_image_of(key);
    forge_record(key, &record);
    ImageHead *head = (ImageHead *)(uintptr_t)image.bytes;
    head->fingerprint.bytes[0]++;
    head->layout.bytes[0]++;
    image_seal(image);
    ImageName name = {record.dossier, head->layout};
    forge_put(TABLE_IMAGE, text_copy(unit_arena(), image_key(&name)), image);
    forge_assert_found("", NULL);
    assert_int_equal(forge_verify(&fixture.program, NULL).checked.older, 1);
    assert_int_equal(forge_verify(&fixture.program, NULL).checked.imageless, 0);
}

// One that was made for another schema is looked at as far as that goes.
static void another_schema(void **state)
{
    (void)state;
    forge_make();
    EntityRecord record;
    Text key = forge_entity("Box", "box/1"), image = forge_image_of(key);
    forge_record(key, &record);
    ImageHead *head = (ImageHead *)(uintptr_t)image.bytes;
    head->layout.bytes[0]++;
    image_seal(image);
    ImageName name = {record.dossier, head->layout};
    Text named = text_copy(unit_arena(), image_key(&name));
    forge_put(TABLE_IMAGE, named, image);
    forge_assert_found("", NULL);
    assert_int_equal(forge_verify(&fixture.program, NULL).checked.others, 1);
    ((ImageSubmission *)(uintptr_t)image_submission(image, 0))->withdrawn_on ^= 1;
    image_seal(image);
    forge_put(TABLE_IMAGE, named, image);
    forge_assert_found("Box box/1: its image and its submissions differ in what is withdrawn\n", NULL);
}

// ---- references ----

static void wrong_references(void **state)
{
    (void)state;
    forge_make();
    Text acme = forge_entity("Organisation", "acme"), box = forge_entity("Box", "box/1"), other = forge_entity("Box", "box/2");
    forge_write(TABLE_REFERS, acme, box, (Text){NULL, 0});
    forge_assert_found("Box box/1: it is not kept that it refers to Organisation acme\n", "");
    forge_put(TABLE_REFERS, acme, box);
    forge_put(TABLE_REFERS, acme, other);
    forge_assert_found("Box box/2: nothing that was submitted about it names Organisation acme\n", "");
    forge_write(TABLE_REFERS, acme, other, (Text){NULL, 0});
    forge_put(TABLE_REFERS, acme, text_of("Box\xff"));
    forge_assert_found("Box\\xFF : there is no such entity, and it refers to Organisation acme\n", NULL);
    forge_write(TABLE_REFERS, acme, text_of("Box\xff"), (Text){NULL, 0});
    // As long as an id may be: the message says all of it, and parts no character.
    char wide[LONGEST_ID + 1] = "";
    for (size_t i = 0; i < LONGEST_ID; i += 4)
        memcpy(wide + i, "𠮷", 5);
    Text far = forge_entity("Organisation", wide);
    forge_put(TABLE_REFERS, far, other);
    Text said = text_format(unit_arena(), "Box box/2: nothing that was submitted about it names Organisation %s\n", wide);
    forge_assert_found(text_terminated(unit_arena(), said), "");
    forge_write(TABLE_REFERS, far, other, (Text){NULL, 0});
    // What an image of another schema left behind: the submissions name it.
    forge_put(TABLE_REFERS, forge_entity("Box", "holding"), acme);
    forge_assert_found("", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(wrong_dossiers), UNIT_TEST(wrong_records),   UNIT_TEST(wrong_lists),
                                       UNIT_TEST(no_image),       UNIT_TEST(swapped_images),  UNIT_TEST(changed_image),
                                       UNIT_TEST(forged_image),   UNIT_TEST(wrong_frames),    UNIT_TEST(another_version),
                                       UNIT_TEST(another_schema), UNIT_TEST(wrong_references)};
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
