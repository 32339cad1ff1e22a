// SPDX-License-Identifier: MIT
// What verification finds: each thing that can be wrong with a fact base is made so, and the text names it and where it is.
// Digests fit again wherever a forger could make them fit.
#include "unit/unit.h"

#include <stdio.h>

#include "store/pages.h"
#include "unit/forge.h"

// ---- what is found ----

typedef struct Found {
    TextBuilder text;
    BaseChecked checked;
} Found;

static void keep_problem(void *with, Text problem)
{
    Found *found = with;
    text_append(&found->text, problem);
    text_append_byte(&found->text, '\n');
}

static Found verify(const Program *schema, const Digest *noted)
{
    Base *base = forge_open(ENV_READ);
    Arena arena;
    BaseReader *reader;
    Text error;
    Found found = {.text = text_builder(unit_arena())};
    arena_open(&arena, unit_arena()->guard, 0);
    assert_int_equal(base_read(base, schema, &arena, &reader, &error), BASE_DONE);
    assert_int_equal(base_verify(reader, unit_arena(), noted, keep_problem, &found, &found.checked), BASE_DONE);
    base_read_end(reader);
    arena_close(&arena);
    base_close(base);
    return found;
}

// A number in braces stands for the digest of that submission.
static const char *with_digests(const char *text)
{
    TextBuilder built = text_builder(unit_arena());
    for (const char *at = text; *at; at++) {
        if (*at == '{') {
            text_append(&built, digest_text(unit_arena(), &forge_stored.items[at[1] - '0']->digest));
            at += 2;
        } else {
            text_append_byte(&built, *at);
        }
    }
    return text_terminated(unit_arena(), text_built(&built));
}

// With the policy, and without it, what is wrong is this.
static void assert_found(const char *with_schema, const char *without)
{
    for (int i = 0; i < 2; i++) {
        Found found = verify(i ? NULL : &forge_fixture.program, NULL);
        const char *expected = i && without ? without : with_schema;
        unit_assert_text(text_built(&found.text), with_digests(expected));
        assert_int_equal(found.checked.problems > 0, *expected != 0);
    }
}

// ---- submissions ----

static void changed_submission(void **state)
{
    (void)state;
    forge_make();
    Text key = digest_key(&forge_stored.items[2]->digest), value = forge_read(TABLE_SUBMISSION, key);
    forge_put(TABLE_SUBMISSION, key, forge_replaced(value, "Box 12", "Box 13"));
    assert_found("submission {2}: the submission is not what its name says: it was changed\n"
                 "Box box/1: a submission is not what its digest says\n",
                 "submission {2}: the submission is not what its name says: it was changed\n");
    forge_put(TABLE_SUBMISSION, key, value);
    assert_found("", NULL);
}

static void swapped_submissions(void **state)
{
    (void)state;
    forge_make();
    Text a = digest_key(&forge_stored.items[0]->digest), b = digest_key(&forge_stored.items[5]->digest);
    Text of_a = forge_read(TABLE_SUBMISSION, a), of_b = forge_read(TABLE_SUBMISSION, b);
    forge_put(TABLE_SUBMISSION, a, of_b);
    forge_put(TABLE_SUBMISSION, b, of_a);
    static const char *const wrong[] = {"submission {0}: the submission is not what its name says: it was changed\n",
                                        "submission {5}: the submission is not what its name says: it was changed\n",
                                        "Organisation lab/north: its record names a submission about something else\n",
                                        "Box box/2: its record names a submission about something else\n"};
    Found found = verify(NULL, NULL);
    assert_int_equal(found.checked.problems, sizeof wrong / sizeof *wrong);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_true(text_contains(text_built(&found.text), text_of(with_digests(wrong[i]))));
}

static void missing_submission(void **state)
{
    (void)state;
    forge_make();
    forge_drop(TABLE_SUBMISSION, digest_key(&forge_stored.items[3]->digest));
    assert_found("submission {3}: the log names it, and it is missing\n"
                 "Box box/1: a submission is missing\n",
                 NULL);
}

static const char unknown[] = "{\"entity\":\"Box\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2024-01-01\"},"
                              "\"facts\":{\"doors\":3},\"id\":\"box/2\"}";

// One that no entity's record names, that the log does not name, and that is no submission at all.
static void added_submissions(void **state)
{
    (void)state;
    forge_make();
    Text text = text_of(unknown);
    Digest digest = digest_of(text);
    forge_put(TABLE_SUBMISSION, digest_key(&digest), text);
    Text name = digest_text(unit_arena(), &digest);
    Text expected = text_format(unit_arena(), "submission %.*s: no dossier holds the submission\n", (int)name.length, name.bytes);
    assert_found(text_terminated(unit_arena(), expected), NULL);
    EntityRecord record;
    Text key = forge_entity("Box", "box/2"), value = forge_record(key, &record);
    Digest both[2] = {digest, forge_stored.items[5]->digest};
    if (memcmp(&both[0], &both[1], sizeof(Digest)) > 0) {
        both[0] = both[1];
        both[1] = digest;
    }
    record.count = 2;
    forge_put(TABLE_ENTITY, key, forge_record_text(&record, (Text){(const char *)both, sizeof both}));
    expected = text_format(unit_arena(),
                           "submission %.*s: the log does not say that it was imported\n"
                           "Box box/2: its record names another dossier than its submissions make\n",
                           (int)name.length, name.bytes);
    Found found = verify(&forge_fixture.program, NULL);
    unit_assert_text(text_built(&found.text), text_terminated(unit_arena(), expected));
    forge_put(TABLE_ENTITY, key, value);
    forge_drop(TABLE_SUBMISSION, digest_key(&digest));
    forge_put(TABLE_SUBMISSION, text_of("short"), text_of(unknown));
    assert_found("submission short: the submission is not what its name says: it was changed\n", NULL);
    forge_drop(TABLE_SUBMISSION, text_of("short"));
    static const char *const none[] = {"[1]", "{\"b\":1,\"a\":2}", "no JSON", "{} {}"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        digest = digest_of(text_of(none[i]));
        forge_put(TABLE_SUBMISSION, digest_key(&digest), text_of(none[i]));
        name = digest_text(unit_arena(), &digest);
        expected = text_format(unit_arena(), "submission %.*s: it is no submission\n", (int)name.length, name.bytes);
        assert_found(text_terminated(unit_arena(), expected), NULL);
        forge_drop(TABLE_SUBMISSION, digest_key(&digest));
    }
}

// ---- the log ----

static void changed_entry(void **state)
{
    (void)state;
    forge_make();
    Text third = forge_read(TABLE_LOG, forge_entry(3)), sixth = forge_read(TABLE_LOG, forge_entry(6));
    forge_put(TABLE_LOG, forge_entry(3), forge_replaced(third, "2023-11-14", "2023-11-13"));
    assert_found("entry 4 of the log: it does not name the entry before it: one of them was changed\n", NULL);
    forge_put(TABLE_LOG, forge_entry(3), third);
    forge_put(TABLE_LOG, forge_entry(6), forge_replaced(sixth, "2023-11-14", "2023-11-13"));
    assert_found("the log: its newest entry is not the one that was written last\n", NULL);
    forge_put(TABLE_LOG, forge_entry(6), sixth);
    forge_drop(TABLE_LOG, forge_entry(3));
    assert_found("entry 4 of the log: the entry before it is missing\n"
                 "submission {2}: the log does not say that it was imported\n",
                 NULL);
}

static void entries_of_another_kind(void **state)
{
    (void)state;
    forge_make();
    Text key = forge_entry(6), entry = forge_read(TABLE_LOG, key), changed = forge_replaced(entry, "\"import\"", "\"impart\"");
    forge_put(TABLE_LOG, key, changed);
    forge_head(6, changed);
    assert_found("entry 6 of the log: it says nothing that an entry of a log says\n"
                 "submission {5}: the log does not say that it was imported\n",
                 NULL);
    changed = forge_replaced(entry, "\"submission\":\"sha256:", "\"submission\":\"sha257:");
    forge_put(TABLE_LOG, key, changed);
    forge_head(6, changed);
    assert_found("entry 6 of the log: it says nothing that an entry of a log says\n"
                 "submission {5}: the log does not say that it was imported\n",
                 NULL);
    forge_put(TABLE_LOG, key, text_of("{\"b\":0,\"a\":0}"));
    forge_head(6, text_of("{\"b\":0,\"a\":0}"));
    assert_found("entry 6 of the log: it is no entry of a log\n"
                 "submission {5}: the log does not say that it was imported\n",
                 NULL);
    forge_put(TABLE_LOG, key, entry);
    forge_head(6, entry);
    forge_put(TABLE_LOG, text_of("key"), entry);
    Found found = verify(&forge_fixture.program, NULL);
    assert_true(found.checked.problems > 0);
}

// Without the record of the newest entry nothing would tell that the last one is gone.
static void end_cut_off(void **state)
{
    (void)state;
    forge_make();
    forge_withdraw(5);
    Text last = forge_read(TABLE_LOG, forge_entry(7)), before = forge_read(TABLE_LOG, forge_entry(6));
    forge_drop(TABLE_LOG, forge_entry(7));
    forge_drop(TABLE_WITHDRAWN, digest_key(&forge_stored.items[5]->digest));
    const char *cut = "the log: its end is cut off: entry 7 is missing\n"
                      "Box box/2: its record names another dossier than its submissions make\n";
    assert_found(cut, NULL);
    // What comes after it would hide that.
    SubmissionList more;
    Text error;
    assert_int_equal(forge_import(text_of(unknown), &more, &error), BASE_FAILED);
    assert_true(text_contains(error, text_of("the end of the log is not the one that was written last")));
    assert_found(cut, NULL);
    Digest noted = digest_of(last);
    forge_head(6, before);
    Found found = verify(&forge_fixture.program, &noted);
    Text name = digest_text(unit_arena(), &noted);
    Text expected = text_format(unit_arena(),
                                "the log: no entry has the digest that was noted, %.*s\n"
                                "Box box/2: its record names another dossier than its submissions make\n",
                                (int)name.length, name.bytes);
    unit_assert_text(text_built(&found.text), text_terminated(unit_arena(), expected));
    assert_false(found.checked.noted_found);
    forge_put(TABLE_META, text_of(BASE_HEAD), text_of("short"));
    found = verify(&forge_fixture.program, NULL);
    assert_true(text_contains(text_built(&found.text), text_of("the log: the record of its newest entry is damaged\n")));
}

static void noted_heads(void **state)
{
    (void)state;
    forge_make();
    for (uint64_t i = 1; i <= 6; i++) {
        Text entry = forge_read(TABLE_LOG, forge_entry(i));
        Digest noted = digest_of(entry);
        Found found = verify(NULL, &noted);
        assert_int_equal(found.checked.problems, 0);
        assert_true(found.checked.noted_found && found.checked.noted_at == i && found.checked.has_head);
        assert_int_equal(digest_equal(&noted, &found.checked.head), i == 6);
    }
    // Forged with all that follows, and the head: only who noted one earlier finds out.
    Digest noted = verify(NULL, NULL).checked.head, previous = {{0}};
    Text entry = {NULL, 0};
    for (uint64_t i = 1; i <= 6; i++) {
        entry = forge_replaced(forge_read(TABLE_LOG, forge_entry(i)), "2023-11-14", "2023-11-13");
        size_t at = text_find(entry, 0, text_of("\"previous\":\"")) + 12;
        entry = text_format(unit_arena(), "%.*s%.*s%.*s", (int)at, entry.bytes, DIGEST_TEXT,
                            digest_text(unit_arena(), &previous).bytes, (int)(entry.length - at - DIGEST_TEXT),
                            entry.bytes + at + DIGEST_TEXT);
        forge_put(TABLE_LOG, forge_entry(i), entry);
        previous = digest_of(entry);
    }
    forge_head(6, entry);
    assert_found("", NULL);
    assert_int_equal(verify(NULL, &noted).checked.problems, 1);
}

// A record that was there is missed, also by what would go on from it.
static void no_head_any_longer(void **state)
{
    (void)state;
    forge_make();
    forge_drop(TABLE_META, text_of(BASE_HEAD));
    assert_found("the log: the record of its newest entry is missing\n", NULL);
    Base *base = forge_open(ENV_WRITE);
    Text error;
    assert_int_equal(base_withdraw(base, unit_arena(), &forge_stored.items[0]->digest, text_of("so"), 0, &error), BASE_FAILED);
    assert_true(text_contains(error, text_of("the end of the log is not the one that was written last")));
    base_close(base);
}

// A fact base that an earlier version made: it is read, and its next change makes the record.
static void no_head_yet(void **state)
{
    (void)state;
    forge_make();
    forge_drop(TABLE_META, text_of(BASE_HEAD));
    uint32_t first = 1;
    forge_put(TABLE_META, text_of("format"), (Text){(const char *)&first, sizeof first});
    Found found = verify(NULL, NULL);
    assert_int_equal(found.checked.problems, 0);
    assert_false(found.checked.has_head);
    forge_withdraw(0);
    found = verify(&forge_fixture.program, NULL);
    assert_int_equal(found.checked.problems, 0);
    assert_true(found.checked.has_head);
}

// ---- withdrawals ----

static void changed_withdrawals(void **state)
{
    (void)state;
    forge_make();
    forge_withdraw(3);
    assert_found("", NULL);
    Text key = digest_key(&forge_stored.items[3]->digest), value = forge_read(TABLE_WITHDRAWN, key);
    forge_put(TABLE_WITHDRAWN, key, forge_replaced(value, "it was wrong", "it was right"));
    assert_found("submission {3}: the log says something else about its withdrawal\n", NULL);
    forge_put(TABLE_WITHDRAWN, key, forge_replaced(value, "2023-11-14", "2023-11-15"));
    assert_found("submission {3}: the log says something else about its withdrawal\n"
                 "Box box/1: its record names another dossier than its submissions make\n",
                 NULL);
    forge_put(TABLE_WITHDRAWN, key, text_of("none"));
    assert_found("submission {3}: the log says something else about its withdrawal\n"
                 "Box box/1: what is withdrawn of it is damaged\n",
                 NULL);
    forge_drop(TABLE_WITHDRAWN, key);
    assert_found("submission {3}: the log says that it was withdrawn, and it is not\n"
                 "Box box/1: its record names another dossier than its submissions make\n",
                 NULL);
    forge_put(TABLE_WITHDRAWN, key, value);
    forge_put(TABLE_WITHDRAWN, digest_key(&forge_stored.items[0]->digest), value);
    assert_found("submission {0}: the log does not say that it was withdrawn\n"
                 "Organisation lab/north: its record names another dossier than its submissions make\n",
                 NULL);
}

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
    assert_found(text_terminated(unit_arena(), lost), NULL);
    forged = record;
    forged.count = 2;
    digests = text_slice(digests, 0, 2 * sizeof(Digest));
    forge_put(TABLE_ENTITY, key, forge_record_text(&forged, digests));
    Found said = verify(NULL, NULL);
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
    Found found = verify(&forge_fixture.program, NULL);
    assert_true(text_contains(text_built(&found.text), text_of("Box box/1: its record is damaged\n")));
    digests = text_slice(digests, 0, 2 * sizeof(Digest));
    forge_dossier(key, &forged, digests); // all that names it fits, but for the image
    forge_put(TABLE_ENTITY, key, forge_record_text(&forged, digests));
    forge_image(key, image);
    digests = forge_digests(value);
    for (int i = 0; i < 2; i++) {
        found = verify(i ? NULL : &forge_fixture.program, NULL);
        assert_true(text_contains(text_built(&found.text), text_of(": no dossier holds the submission\n")));
        assert_true(text_contains(text_built(&found.text), text_of("Box box/1: its image is not of the same submissions\n")));
    }
    forge_drop(TABLE_IMAGE, forge_image_name(key));
    forged = record;
    forged.reserved = 1;
    forge_put(TABLE_ENTITY, key, forge_record_text(&forged, digests));
    assert_found("Box box/1: its record is damaged\n", NULL);
    forge_put(TABLE_ENTITY, key, text_slice(value, 0, 20));
    found = verify(&forge_fixture.program, NULL);
    assert_true(text_contains(text_built(&found.text), text_of("Box box/1: its record is damaged\n")));
    forge_drop(TABLE_ENTITY, key);
    found = verify(&forge_fixture.program, NULL);
    assert_true(
        text_contains(text_built(&found.text), text_of(with_digests("submission {2}: no dossier holds the submission\n"))));
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
    Found found = verify(&forge_fixture.program, NULL);
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
    assert_found("Box box/1: its record names a submission about something else\n", NULL);
}

// ---- images ----

static void no_image(void **state)
{
    (void)state;
    forge_make();
    forge_drop(TABLE_IMAGE, forge_image_name(forge_entity("Box", "box/1")));
    assert_found("", NULL);
    assert_int_equal(verify(NULL, NULL).checked.bare, 1);
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
        Found found = verify(i ? NULL : &forge_fixture.program, NULL);
        Text text = text_built(&found.text);
        assert_true(text_contains(text, text_of("Box box/2: its image is that of another entity\n")));
        assert_true(text_contains(text, text_of("Organisation acme: its image is that of another entity\n")));
        assert_true(text_contains(text, text_of(": the image is not what its name says\n")));
        assert_int_equal(found.checked.problems, 4);
    }
    forge_image(a, of_b); // and it says that it is of that dossier
    forge_image(b, of_a);
    assert_found("Box box/2: its image is that of another entity\nOrganisation acme: its image is that of another entity\n",
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
    assert_found(text_terminated(unit_arena(), both), text_terminated(unit_arena(), wrong));
    forge_put(TABLE_IMAGE, name, text_of("none"));
    Found found = verify(NULL, NULL);
    assert_true(text_contains(text_built(&found.text), text_of("it is no dossier image\n")));
    forge_drop(TABLE_IMAGE, name);
    forge_put(TABLE_IMAGE, text_slice(name, 0, 40), image);
    found = verify(NULL, NULL);
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
    Found found = verify(&forge_fixture.program, NULL);
    assert_true(text_contains(text_built(&found.text), text_of("Box box/1: the index of the texts is damaged\n")));
    // Claims that are as well-formed as the true ones: how many doors the box has.
    forge_anew();
    key = forge_entity("Box", "box/1");
    image = forge_image_of(key);
    uint32_t doors = schema_attribute(&forge_fixture.program, schema_type(&forge_fixture.program, text_of("Box")),
                                      text_of("doors"));
    const ImageColumn *column = image_column(image, doors);
    const ImageSide *side = column_side(column);
    ((ImageClaim *)(uintptr_t)image_at(image, side->claims))->value++;
    forge_image(key, image);
    assert_found("Box box/1: its image is not what its submissions say\n", "");
}

static void wrong_frames(void **state)
{
    (void)state;
    forge_make();
    Text key = forge_entity("Box", "box/1");
    Text image = forge_image_of(key);
    ((ImageHead *)(uintptr_t)image.bytes)->submissions = 0x7ffffff8; // what is read of an image without a policy
    forge_image(key, image);
    Found found = verify(NULL, NULL);
    assert_true(text_contains(text_built(&found.text), text_of("the submissions lie outside of it\n")));
    forge_anew();
    key = forge_entity("Box", "box/1");
    image = forge_image_of(key);
    ((ImageSubmission *)(uintptr_t)image_submission(image, 0))->flags ^= SUBMISSION_WITHDRAWN;
    forge_image(key, image);
    assert_found("Box box/1: its image and its submissions differ in what is withdrawn\n", NULL);
    ((ImageSubmission *)(uintptr_t)image_submission(image, 0))->digest = forge_stored.items[0]->digest;
    forge_image(key, image);
    found = verify(NULL, NULL);
    assert_true(text_contains(text_built(&found.text), text_of("Box box/1: its image is not of the same submissions\n")));
    found = verify(&forge_fixture.program, NULL);
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
    assert_found("", NULL);
    assert_int_equal(verify(&forge_fixture.program, NULL).checked.older, 1);
    assert_int_equal(verify(&forge_fixture.program, NULL).checked.bare, 0);
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
    assert_found("", NULL);
    assert_int_equal(verify(&forge_fixture.program, NULL).checked.others, 1);
    ((ImageSubmission *)(uintptr_t)image_submission(image, 0))->flags ^= SUBMISSION_WITHDRAWN;
    image_seal(image);
    forge_put(TABLE_IMAGE, named, image);
    assert_found("Box box/1: its image and its submissions differ in what is withdrawn\n", NULL);
}

// ---- references ----

static void wrong_references(void **state)
{
    (void)state;
    forge_make();
    Text acme = forge_entity("Organisation", "acme"), box = forge_entity("Box", "box/1"), other = forge_entity("Box", "box/2");
    forge_write(TABLE_REFERS, acme, box, (Text){NULL, 0});
    assert_found("Box box/1: it is not kept that it refers to Organisation acme\n", "");
    forge_put(TABLE_REFERS, acme, box);
    forge_put(TABLE_REFERS, acme, other);
    assert_found("Box box/2: nothing that was submitted about it names Organisation acme\n", "");
    forge_write(TABLE_REFERS, acme, other, (Text){NULL, 0});
    forge_put(TABLE_REFERS, acme, text_of("Box\xff"));
    assert_found("Box\\xFF : there is no such entity, and it refers to Organisation acme\n", NULL);
    forge_write(TABLE_REFERS, acme, text_of("Box\xff"), (Text){NULL, 0});
    // As long as an id may be: the message says all of it, and parts no character.
    char wide[LONGEST_ID + 1] = "";
    for (size_t i = 0; i < LONGEST_ID; i += 4)
        memcpy(wide + i, "𠮷", 5);
    Text far = forge_entity("Organisation", wide);
    forge_put(TABLE_REFERS, far, other);
    Text said = text_format(unit_arena(), "Box box/2: nothing that was submitted about it names Organisation %s\n", wide);
    assert_found(text_terminated(unit_arena(), said), "");
    forge_write(TABLE_REFERS, far, other, (Text){NULL, 0});
    // What an image of another schema left behind: the submissions name it.
    forge_put(TABLE_REFERS, forge_entity("Box", "holding"), acme);
    assert_found("", NULL);
}

// ---- pages ----

static void wrong_pages(void **state)
{
    (void)state;
    forge_make();
    const char *path = text_terminated(unit_arena(), text_format(unit_arena(), "%s/data.mdb", forge_store()));
    Text file = unit_file(path);
    PageMeta metas[2];
    assert_true(page_meta_read(file.bytes, 0, &metas[0]));
    assert_true(page_meta_read(file.bytes + metas[0].page_size, 1, &metas[1]));
    const PageMeta *meta = &metas[metas[1].moment > metas[0].moment];
    size_t page = meta->names.root * meta->page_size, at = text_find(file, page, text_of("log"));
    assert_true(at < page + meta->page_size);
    enum { ENTRIES = 3 + 32 }; // behind the name
    ((char *)(uintptr_t)file.bytes)[at + ENTRIES]++;
    FILE *written = fopen(path, "r+b");
    assert_non_null(written);
    assert_int_equal(fwrite(file.bytes, 1, file.length, written), file.length);
    assert_int_equal(fclose(written), 0);
    assert_found("the data file: log: it counts other pages or entries than there are\n", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(changed_submission), UNIT_TEST(swapped_submissions), UNIT_TEST(missing_submission),
        UNIT_TEST(added_submissions),  UNIT_TEST(changed_entry),       UNIT_TEST(entries_of_another_kind),
        UNIT_TEST(end_cut_off),        UNIT_TEST(noted_heads),         UNIT_TEST(no_head_yet),
        UNIT_TEST(no_head_any_longer), UNIT_TEST(changed_withdrawals), UNIT_TEST(wrong_dossiers),
        UNIT_TEST(wrong_records),      UNIT_TEST(wrong_lists),         UNIT_TEST(no_image),
        UNIT_TEST(swapped_images),     UNIT_TEST(changed_image),       UNIT_TEST(forged_image),
        UNIT_TEST(wrong_frames),       UNIT_TEST(another_version),     UNIT_TEST(another_schema),
        UNIT_TEST(wrong_references),   UNIT_TEST(wrong_pages)};
    return cmocka_run_group_tests(tests, forge_open_fixture, forge_close_fixture);
}
