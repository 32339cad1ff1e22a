// SPDX-License-Identifier: MIT
// Entities that are found without a look at all of them are those that a look at all of them finds.
#include "unit/unit.h"

#include "unit/store.h"

enum { ENTITIES = 300, SEARCHES = 400, LONGEST = 9, MOST = 3 };

static const char *const letters[] = {"a", "A", "b", "/", "1", "é", "中"};

static UnitRandom seed = {1};

static Text random_id(void)
{
    TextBuilder id = text_builder(unit_arena());
    for (size_t i = 1 + unit_below(&seed, LONGEST); i > 0; i--)
        text_append_string(&id, letters[unit_below(&seed, sizeof letters / sizeof *letters)]);
    return text_built(&id);
}

static void fill(Base *base)
{
    TextBuilder all = text_builder(unit_arena());
    for (int i = 0; i < ENTITIES; i++) {
        Text id = random_id();
        text_append_format(
            &all,
            "{\"entity\":\"%s\",\"id\":\"%.*s\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2024-01-01\"},\"facts\":{}}\n",
            i % 3 ? "Box" : "Organisation", (int)id.length, id.bytes);
    }
    assert_int_equal(import(base, text_built(&all)).answer, BASE_DONE);
}

static Text in_small_letters(Text text)
{
    char *small = arena_raw(unit_arena(), text.length + 1);
    for (size_t i = 0; i < text.length; i++)
        small[i] = (char)(text.bytes[i] >= 'A' && text.bytes[i] <= 'Z' ? text.bytes[i] + ('a' - 'A') : text.bytes[i]);
    return (Text){small, text.length};
}

// What a look finds: the entities in their order. exact: of that id; else of one near to it.
typedef struct Found {
    Text type, id;
    size_t edits;
    bool exact, all;
    TextBuilder list;
} Found;

static bool note(void *with, const BaseEntity *entity)
{
    Found *found = with;
    bool fits = found->exact
                    ? text_equal(entity->id, found->id)
                    : text_distance(in_small_letters(entity->id), in_small_letters(found->id), found->edits) <= found->edits;
    if (!found->all || (fits && (!found->type.length || text_equal(entity->type, found->type))))
        text_append_format(&found->list, "%.*s:%.*s\n", (int)entity->type.length, entity->type.bytes, (int)entity->id.length,
                           entity->id.bytes);
    return true;
}

static void look_both_ways(BaseReader *reader, Found wanted)
{
    Found some = wanted, all = wanted;
    const BaseNear near = {wanted.type, wanted.id, wanted.edits, ENTITIES};
    some.list = text_builder(unit_arena());
    all.list = text_builder(unit_arena());
    all.all = true;
    assert_int_equal(wanted.exact ? base_each_named(reader, wanted.type, wanted.id, note, &some)
                                  : base_each_near(reader, &near, note, &some),
                     BASE_DONE);
    assert_int_equal(base_each_entity(reader, note, &all), BASE_DONE);
    Text one = text_built(&some.list), other = text_built(&all.list);
    if (!text_equal(one, other))
        fail_msg("%.*s, %zu edits:\n%.*sis found, not\n%.*s", (int)wanted.id.length, wanted.id.bytes, wanted.edits,
                 (int)one.length, one.bytes, (int)other.length, other.bytes);
}

static void found_both_ways(void **state)
{
    (void)state;
    BaseReader *reader;
    Text error;
    Base *base = open_store(ENV_WRITE);
    static const char *const types[] = {"", "Box", "Organisation", "Other"};
    fill(base);
    assert_int_equal(base_read(base, &fixture.program, unit_arena(), &reader, &error), BASE_DONE);
    for (int i = 0; i < SEARCHES; i++) {
        Found wanted = {.type = text_of(types[i % 4]), .id = random_id()};
        for (wanted.edits = 0; wanted.edits <= MOST; wanted.edits++)
            look_both_ways(reader, wanted);
        wanted.exact = true;
        look_both_ways(reader, wanted);
    }
    base_read_end(reader);
    base_close(base);
}

// However many there are, no more are looked at than was asked for.
static void no_more_than_asked(void **state)
{
    (void)state;
    BaseReader *reader;
    Text error;
    Base *base = open_store(ENV_WRITE);
    fill(base);
    assert_int_equal(base_read(base, &fixture.program, unit_arena(), &reader, &error), BASE_DONE);
    Found found = {.list = text_builder(unit_arena())};
    const BaseNear near = {{"", 0}, text_of("a"), MOST, 1};
    assert_int_equal(base_each_near(reader, &near, note, &found), BASE_DONE);
    Text list = text_built(&found.list);
    assert_true(!list.length || memchr(list.bytes, '\n', list.length) == list.bytes + list.length - 1);
    base_read_end(reader);
    base_close(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(found_both_ways), UNIT_TEST(no_more_than_asked)};
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
