// SPDX-License-Identifier: MIT
// Dossier images: what is damaged is refused, and what a changed image that still checks does is no fault.
#include "fixture/image_dump.h"
#include "unit/unit.h"

#include "fixture/fixture.h"

#include <unistd.h>

static Fixture fixture;
static Text images[8]; // of the entities in the tests' submissions
static size_t image_count;

static bool keep_image(const Dossiers *dossiers, const Submission *submission)
{
    Text image;
    if (dossiers_find(dossiers, submission->facts.type, submission->id, &image) != DOSSIER_FOUND)
        return false;
    for (size_t i = 0; i < image_count; i++) {
        if (images[i].bytes == image.bytes)
            return true;
    }
    images[image_count++] = image;
    return image_count < sizeof images / sizeof *images;
}

static int open_fixture(void **state)
{
    (void)state;
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list;
    Dossiers dossiers;
    fixture_open(&fixture);
    fixture_must_compile(&fixture, FIXTURE_POLICY);
    fixture.limits = (ReviewLimits){.rows = 100000, .regex_steps = 100000, .memory = 64 << 20};
    Text text = fixture_file(&fixture, FIXTURE_SUBMISSIONS);
    if (!read_submissions(&fixture.program, &fixture.arena, &sources, &diagnostics, text, &list) ||
        !dossiers_in_memory(&dossiers, &fixture.program, &fixture.arena, &list, &diagnostics))
        return -1;
    for (size_t i = 0; i < list.count; i++) {
        if (!keep_image(&dossiers, list.items[i]))
            return -1;
    }
    return 0;
}

static int close_fixture(void **state)
{
    (void)state;
    fixture_close(&fixture);
    return 0;
}

static bool checks(Text image, const char **reason)
{
    *reason = NULL;
    bool fine = image_check(&fixture.program, image, reason);
    assert_true(fine || *reason);
    return fine;
}

static void whole(void **state)
{
    (void)state;
    const char *reason;
    assert_int_equal(image_count, 4);
    for (size_t i = 0; i < image_count; i++) {
        assert_true(checks(images[i], &reason));
        assert_true(image_is_whole(images[i], &reason));
        for (uint32_t text = 0; text < image_head(images[i])->text_count; text++) {
            Text at = image_text(images[i], text);
            assert_int_equal(image_find_text(images[i], at, image_hash(at)), text);
        }
        assert_int_equal(image_find_text(images[i], text_of("nowhere"), image_hash(text_of("nowhere"))), UINT32_MAX);
    }
}

static void cut_off(void **state)
{
    (void)state;
    const char *reason;
    for (size_t length = 0; length < images[2].length; length += length < 256 ? 1 : 7) {
        Text part = text_copy(unit_arena(), text_slice(images[2], 0, length));
        assert_false(checks(part, &reason));
        assert_false(image_is_whole(part, &reason));
    }
}

static void every_byte_counts(void **state)
{
    (void)state;
    const char *reason;
    Text image = text_copy(unit_arena(), images[2]);
    char *bytes = (char *)(uintptr_t)image.bytes;
    for (size_t at = 0; at < image.length; at++) {
        bytes[at] ^= 0x40;
        if (checks(image, &reason))
            fail_msg("byte %zu may be changed", at);
        bytes[at] ^= 0x40;
    }
}

typedef struct OneImage {
    uint32_t type;
    Text id, image;
} OneImage;

static DossierAnswer find_one(void *with, uint32_t type, Text id, Dossier *found)
{
    const OneImage *one = with;
    *found = (Dossier){one->image, NOT_KEPT};
    return type == one->type && text_equal(id, one->id) ? DOSSIER_FOUND : DOSSIER_NONE;
}

static void review_changed(Text image)
{
    TextBuilder text = text_builder(unit_arena());
    const ImageEntity *entity = image_entity(image, 0);
    OneImage one = {entity->type, image_text(image, entity->id), image};
    Dossiers dossiers = {.find = find_one, .with = &one};
    image_dump(&fixture.program, image, &text);
    review_wholly(&fixture, &fixture.prepared, &dossiers, one.id, 19844, unit_arena());
}

static void change(UnitRandom *random, char *bytes, size_t length)
{
    static const uint32_t values[] = {0, 1, 2, 3, 63, 64, 65, 255, 0xffff, 0x7fffffff, 0x80000000, UINT32_MAX - 1, UINT32_MAX};
    for (size_t i = 1 + unit_below(random, 2); i-- > 0;) {
        size_t at = sizeof(ImageHead) - 64 + unit_below(random, (length - sizeof(ImageHead) + 64) / 4) * 4;
        uint32_t value;
        memcpy(&value, bytes + at, sizeof value);
        if (unit_below(random, 2))
            value = values[unit_below(random, sizeof values / sizeof *values)];
        else
            value += (uint32_t)unit_below(random, 9) - 4;
        memcpy(bytes + at, &value, sizeof value);
    }
}

static void changed_images(void **state)
{
    (void)state;
    UnitRandom random = {815};
    size_t checked = 0, tried = 8000;
    for (size_t i = 0; i < tried; i++) {
        ArenaMark mark = arena_mark(unit_arena());
        Text image = text_copy(unit_arena(), images[unit_below(&random, image_count)]);
        const char *reason;
        change(&random, (char *)(uintptr_t)image.bytes, image.length);
        image_seal(image);
        if (checks(image, &reason)) {
            checked++;
            review_changed(image);
        }
        arena_reset(unit_arena(), mark);
    }
    print_message("%zu of %zu changed images check\n", checked, tried);
    assert_true(checked > 500 && checked < tried - 2000);
}

// The keys of versions say what the texts do, or the image is refused, whatever its digest says.
static void version_keys(void **state)
{
    (void)state;
    size_t keys = 0;
    for (size_t i = 0; i < image_count; i++) {
        Text image;
        const char *reason;
        for (uint32_t at = 0; at < fixture.program.attributes_count; at++) {
            const AttributeInfo *attribute = &fixture.program.attributes[at];
            const ImageColumn *column = image_column(images[i], at);
            if (attribute->kind != TYPE_VERSION || attribute_is_many(attribute) || !column)
                continue;
            image = text_copy(unit_arena(), images[i]);
            size_t rows = image_table(image, attribute->owner)->rows;
            ((int64_t *)(uintptr_t)image_at(image, column_keys(image_column(image, at), rows)))[rows - 1]++;
            image_seal(image);
            assert_false(checks(image, &reason));
            assert_string_equal(reason, "the key of a version is another one's");
            keys++;
        }
    }
    assert_true(keys > 0);
}

// ---- what is refused, and why ----

static void *writable(Text image, uint32_t offset)
{
    return (void *)(uintptr_t)image_at(image, offset);
}

static bool entity_twice(Text image)
{
    ImageEntity *entities = writable(image, image_head(image)->entities);
    bool any = image_head(image)->entity_count > 2;
    if (any)
        entities[2] = entities[1];
    return any;
}

static bool another_first_entity(Text image)
{
    ImageEntity *entities = writable(image, image_head(image)->entities);
    for (uint32_t type = 0; type < fixture.program.types_count; type++) {
        if (fixture.program.types[type].is_part || type == entities[0].type)
            continue;
        entities[0].type = type;
        return true;
    }
    return false;
}

static bool submissions_in_another_order(Text image)
{
    ImageSubmission *submissions = writable(image, image_head(image)->submissions), first = submissions[0];
    bool any = image_head(image)->submission_count > 1;
    if (any) {
        submissions[0] = submissions[1];
        submissions[1] = first;
    }
    return any;
}

static bool unknown_flags(Text image)
{
    ((ImageSubmission *)writable(image, image_head(image)->submissions))->flags |= 1u << 20;
    return true;
}

// Half of when it was stated, which nobody says, is 0: its own number.
static bool replaces_itself(Text image)
{
    uint32_t place = image_head(image)->submissions;
    ImageSubmission *first = writable(image, place);
    first->replaces = place + (uint32_t)offsetof(ImageSubmission, stated_at);
    first->replaces_count = 1;
    return true;
}

static bool replaces_what_is_not_there(Text image)
{
    ImageSubmission *first = writable(image, image_head(image)->submissions);
    first->replaces = 0; // the image's mark is no number of a submission
    first->replaces_count = 1;
    return true;
}

static bool replaces_beyond_the_end(Text image)
{
    ImageSubmission *first = writable(image, image_head(image)->submissions);
    first->replaces = (uint32_t)image.length - (uint32_t)sizeof(uint32_t);
    first->replaces_count = UINT32_MAX;
    return true;
}

// The last one, so that the order is still right.
static bool malformed_text(Text image)
{
    Text last = image_text(image, image_head(image)->text_count - 1);
    if (last.length)
        *(char *)(uintptr_t)last.bytes = '\xff';
    return last.length > 0;
}

static bool text_twice(Text image)
{
    for (uint32_t i = 1; i < image_head(image)->text_count; i++) {
        Text before = image_text(image, i - 1), text = image_text(image, i);
        if (before.length != text.length)
            continue;
        memcpy((char *)(uintptr_t)text.bytes, before.bytes, text.length);
        return true;
    }
    return false;
}

static bool lost_text(Text image)
{
    uint32_t *slots = writable(image, image_head(image)->index);
    for (uint32_t i = 0; i <= image_head(image)->index_mask; i++) {
        bool any = slots[i] != 0;
        slots[i] = 0;
        if (any)
            return true;
    }
    return false;
}

static bool true_and_false(Text image)
{
    for (uint32_t at = 0; at < fixture.program.attributes_count; at++) {
        const ImageColumn *column = image_column(image, at);
        if (!column || column->kind != COLUMN_TRUTH || !image_table(image, fixture.program.attributes[at].owner)->rows)
            continue;
        *(uint64_t *)writable(image, column->known) |= 1;
        *(uint64_t *)writable(image, column->values) |= 1;
        return true;
    }
    return false;
}

static bool bits_behind_the_last_row(Text image)
{
    for (uint32_t at = 0; at < fixture.program.attributes_count; at++) {
        const ImageColumn *column = image_column(image, at);
        uint32_t rows = image_table(image, fixture.program.attributes[at].owner)->rows;
        if (!column || column->kind == COLUMN_SETS || rows % 64 == 0)
            continue;
        ((uint64_t *)writable(image, column->known))[rows / 64] |= (uint64_t)1 << rows % 64;
        return true;
    }
    return false;
}

static bool voice_of_nobody_there(Text image)
{
    uint32_t *members = writable(image, image_head(image)->voice_members);
    if (image_head(image)->voice_count)
        members[0] = image_head(image)->submission_count;
    return image_head(image)->voice_count > 0;
}

static bool voice_of_one(Text image)
{
    uint32_t *first = writable(image, image_head(image)->voices);
    if (image_head(image)->voice_count > 1)
        first[1] = first[2] - 1;
    return image_head(image)->voice_count > 1;
}

// A column of values that one voice claims, or all of whose claims are counted.
static ImageColumn *column_of_values(Text image)
{
    for (uint32_t at = 0; at < fixture.program.attributes_count; at++) {
        const ImageColumn *column = image_column(image, at);
        if (column && column->kind != COLUMN_SETS && column->source != PER_ROW)
            return (ImageColumn *)(uintptr_t)column;
    }
    return NULL;
}

static bool source_beyond_the_voices(Text image)
{
    ImageColumn *column = column_of_values(image);
    if (column)
        column->source = image_head(image)->submission_count + image_head(image)->voice_count;
    return column;
}

static bool claims_miscounted(Text image)
{
    ImageColumn *column = column_of_values(image);
    if (column)
        column->claims++;
    return column;
}

static bool row_of_no_section(Text image)
{
    for (uint32_t type = 0; type < fixture.program.types_count; type++) {
        const ImageTable *table = image_table(image, type);
        if (!fixture.program.types[type].is_part || !table->rows || !table->section_count)
            continue;
        ImageSection *sections = writable(image, image_head(image)->sections);
        sections[table->first_section + table->section_count - 1].rows--;
        return true;
    }
    return false;
}

static void reasons(void **state)
{
    (void)state;
    static const struct {
        bool (*damage)(Text image); // false: there is nothing of the kind in it
        const char *reason;
    } damages[] = {{entity_twice, "the entities are not in order"},
                   {another_first_entity, "the first entity is another one"},
                   {submissions_in_another_order, "the submissions are not in order"},
                   {unknown_flags, "a submission is damaged"},
                   {replaces_itself, "a submission is damaged"},
                   {replaces_what_is_not_there, "a submission is damaged"},
                   {replaces_beyond_the_end, "a submission is damaged"},
                   {malformed_text, "the texts are not in order"},
                   {text_twice, "the texts are not in order"},
                   {lost_text, "the index of the texts is damaged"},
                   {true_and_false, "a claim that is true and false"},
                   {bits_behind_the_last_row, "a column lies outside of it"},
                   {voice_of_nobody_there, "the voices are damaged"},
                   {voice_of_one, "a voice is not of several submissions, in order"},
                   {source_beyond_the_voices, "a column without its submissions"},
                   {claims_miscounted, "a column's claims are miscounted"},
                   {row_of_no_section, "rows that no section has"}};
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        size_t tried = 0;
        for (size_t at = 0; at < image_count; at++) {
            Text image = text_copy(unit_arena(), images[at]);
            const char *reason;
            if (!damages[i].damage(image))
                continue;
            image_seal(image);
            assert_false(checks(image, &reason));
            assert_string_equal(reason, damages[i].reason);
            tried++;
        }
        if (!tried)
            fail_msg("no image of the tests can be damaged so: %s", damages[i].reason);
    }
}

// Texts that are all looked for at the same slot: they are found, and a text that is none of them is not.
static void texts_that_meet(void **state)
{
    (void)state;
    enum { MANY = 5000 };
    TextBuilder facts = text_builder(unit_arena());
    text_append_string(&facts, "{\"entity\":\"Box\",\"id\":\"b\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2026-01-01\"},"
                               "\"facts\":{\"tags\":[\"first of all 00000 in the middle and at last\"");
    for (size_t i = 1; i < MANY; i++)
        text_append_format(&facts, ",\"first of all %05zu in the middle and at last\"", i);
    text_append_string(&facts, "]}}\n");
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list;
    Dossiers dossiers;
    Text image;
    const char *reason;
    assert_true(read_submissions(&fixture.program, unit_arena(), &sources, &diagnostics, text_built(&facts), &list));
    assert_true(dossiers_in_memory(&dossiers, &fixture.program, unit_arena(), &list, &diagnostics));
    assert_int_equal(dossiers_find(&dossiers, list.items[0]->facts.type, text_of("b"), &image), DOSSIER_FOUND);
    assert_true(checks(image, &reason));
    const ImageHead *head = image_head(image);
    uint32_t used = 0;
    for (uint32_t at = 0; at <= head->index_mask; at++)
        used += ((const uint32_t *)image_at(image, head->index))[at] != 0;
    assert_true(used < MANY / 10); // no more stand in the index than are looked at
    for (size_t i = 0; i < 2 * MANY; i++) {
        Text text = text_format(unit_arena(), "first of all %05zu in the middle and at last", i);
        uint32_t found = image_find_text(image, text, image_hash(text));
        assert_int_equal(found != UINT32_MAX, i < MANY);
        assert_true(found == UINT32_MAX || text_equal(image_text(image, found), text));
    }
}

static void of_another_version(void **state)
{
    (void)state;
    Text image = text_copy(unit_arena(), images[0]);
    ImageHead *head = (ImageHead *)(uintptr_t)image_head(image);
    const char *reason;
    assert_true(image_is_current(image));
    head->fingerprint.bytes[31] ^= 1;
    assert_false(image_is_whole(image, &reason));
    image_seal(image);
    assert_true(image_is_whole(image, &reason));
    assert_false(image_is_current(image));
    head->layout.bytes[31] ^= 1; // which is made of it
    assert_false(image_fits(image, &fixture.program.layout, &reason));
    assert_string_equal(reason, "it was made by another version of the program");
}

// Sets that two submissions list: each element once, with those who list it. It must not take the square of their size.
static void large_sets(void **state)
{
    (void)state;
    enum { MANY = 200000 };
    TextBuilder text = text_builder(unit_arena());
    for (int one = 0; one < 2; one++) {
        text_append_format(&text, "%s", "{\"entity\":\"Box\",\"id\":\"large\",\"evidence\":{\"kind\":\"declaration\",");
        text_append_format(&text, "\"on\":\"2024-01-0%d\"},\"facts\":{\"tags\":[\"t\"", one + 1);
        for (int i = 0; i < MANY; i++)
            text_append_format(&text, ",\"t%d\"", one ? i : MANY / 2 * 3 - i);
        text_append_string(&text, "]}}\n");
    }
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list;
    Dossiers dossiers;
    Text image;
    const char *reason;
    alarm(60); // seconds: what is not quadratic takes less than one
    assert_true(read_submissions(&fixture.program, unit_arena(), &sources, &diagnostics, text_built(&text), &list));
    assert_true(dossiers_in_memory(&dossiers, &fixture.program, unit_arena(), &list, &diagnostics));
    assert_int_equal(dossiers_find(&dossiers, list.items[0]->facts.type, text_of("large"), &image), DOSSIER_FOUND);
    assert_true(checks(image, &reason));
    alarm(0);
    uint32_t tags = schema_attribute(&fixture.program, list.items[0]->facts.type, text_of("tags"));
    const ImageSets *sets = column_sets(image_column(image, tags));
    // `t` and t0 to t300000.
    assert_int_equal(sets->element_count, 1 + MANY + MANY / 2 + 1);
    const uint32_t *runs = image_at(image, sets->support_first);
    assert_int_equal(runs[sets->element_count], 2 * (MANY + 1));
    assert_int_equal(runs[1] - runs[0], 2); // `t`, which both list
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(whole),        UNIT_TEST(cut_off),         UNIT_TEST(every_byte_counts),  UNIT_TEST(changed_images),
        UNIT_TEST(version_keys), UNIT_TEST(texts_that_meet), UNIT_TEST(of_another_version), UNIT_TEST(large_sets),
        UNIT_TEST(reasons)};
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
