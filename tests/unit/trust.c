// SPDX-License-Identifier: MIT
// What a review that verifies is told of dossiers that were forged: nothing but why they are not read.
#include "unit/unit.h"

#include "unit/forge.h"

// What a review that verifies is told of box/1 and of lab/north; empty: both may be read.
static Text refused(void)
{
    static const char *const read[][2] = {{"Box", "box/1"}, {"Organisation", "lab/north"}};
    Base *base = forge_open(ENV_READ);
    Text error = {"", 0}, image;
    for (size_t i = 0; i < 2 && !error.length; i++) {
        BaseReader *reader;
        assert_int_equal(base_read(base, &fixture.program, unit_arena(), &reader, &error), BASE_DONE);
        base_read_verifying(reader);
        Dossiers dossiers = base_dossiers(reader);
        uint32_t type = schema_type(&fixture.program, text_of(read[i][0]));
        if (dossiers_find(&dossiers, type, text_of(read[i][1]), &image) == DOSSIER_FAILED)
            error = base_reader_error(reader);
        base_read_end(reader);
    }
    base_close(base);
    return error;
}

static void assert_refused(const char *why)
{
    Text got = refused(), path = text_format(unit_arena(), "%s: the dossier of the ", forge_store());
    Text expected = text_format(unit_arena(), "%.*s%s (`assize facts verify` says what else is wrong)", (int)path.length,
                                path.bytes, why);
    unit_assert_text(got, text_terminated(unit_arena(), expected));
}

static void refused_dossiers(void **state)
{
    (void)state;
    forge_make();
    EntityRecord record, forged;
    Text box = forge_entity("Box", "box/1"), laboratory = forge_entity("Organisation", "lab/north");
    Text image = forge_image_of(box), name = forge_image_name(box), value = forge_record(box, &record), changed;
    assert_int_equal(refused().length, 0);
    forged = record;
    forged.dossier = (Digest){{1}};
    forge_put(TABLE_ENTITY, box, forge_record_text(&forged, forge_digests(value)));
    assert_refused("Box box/1 does not verify: its record names another dossier than its submissions make");
    forge_put(TABLE_ENTITY, box, value);
    changed = forge_image_of(laboratory);
    forge_put(TABLE_IMAGE, name, changed);
    assert_refused("Box box/1 does not verify: its image is that of another entity");
    changed = text_copy(unit_arena(), image);
    ((ImageHead *)(uintptr_t)changed.bytes)->layout.bytes[0]++;
    forge_put(TABLE_IMAGE, name, changed);
    assert_refused("Box box/1 does not verify: the image is damaged: its digest is another one");
    image_seal(changed);
    forge_put(TABLE_IMAGE, name, changed);
    assert_refused("Box box/1 does not verify: its image is not what its name says");
    forge_put(TABLE_IMAGE, name, text_of(""));
    assert_refused("Box box/1 does not verify: it is no dossier image");
    forge_drop(TABLE_IMAGE, name); // it is made anew
    assert_int_equal(refused().length, 0);
    forge_put(TABLE_IMAGE, name, image);
    assert_int_equal(refused().length, 0);
    Text key = digest_key(&forge_stored.items[0]->digest), canonical = forge_read(TABLE_SUBMISSION, key);
    forge_put(TABLE_SUBMISSION, key, forge_replaced(canonical, "North Laboratory", "South Laboratory"));
    assert_refused("Organisation lab/north does not verify: a submission is not what its digest says");
    forge_put(TABLE_SUBMISSION, key, canonical);
    forge_drop(TABLE_SUBMISSION, digest_key(&forge_stored.items[4]->digest));
    assert_refused("Box box/1 does not verify: a submission is missing");
}

static void refused_lists(void **state)
{
    (void)state;
    forge_make();
    EntityRecord record;
    Text key = forge_entity("Organisation", "lab/north");
    forge_record(key, &record);
    Digest list[2] = {forge_stored.items[0]->digest, forge_stored.items[0]->digest};
    record.count = 2;
    forge_put(TABLE_ENTITY, key, forge_record_text(&record, (Text){(const char *)list, sizeof list}));
    assert_refused("Organisation lab/north does not verify: its record does not name its submissions in order");
    record.count = 1;
    forge_put(TABLE_ENTITY, key, forge_record_text(&record, digest_key(&forge_stored.items[1]->digest)));
    assert_refused("Organisation lab/north does not verify: its record names a submission about something else");
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(refused_dossiers), UNIT_TEST(refused_lists)};
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
