// SPDX-License-Identifier: MIT
// What verification says of a fact base in which one thing was changed: each fault by its name.
#include "unit/unit.h"

#include "facts/base.h"
#include "fixture/fixture.h"

static Fixture fixture;

static int open_fixture(void **state)
{
    (void)state;
    fixture_open(&fixture);
    fixture_must_compile(&fixture, FIXTURE_POLICY);
    return 0;
}

static int close_fixture(void **state)
{
    (void)state;
    fixture_close(&fixture);
    return 0;
}

static const char *store(void)
{
    return text_terminated(unit_arena(), text_format(unit_arena(), "%s/store", unit_folder()));
}

static Base *open_store(EnvMode mode)
{
    Base *base;
    Text error;
    assert_int_equal(base_open(store(), mode, unit_arena(), &base, &error), BASE_DONE);
    return base;
}

static void import_all(void)
{
    Base *base = open_store(ENV_WRITE);
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list;
    BaseImport result;
    Text error;
    assert_true(read_submissions(&fixture.program, unit_arena(), &sources, &diagnostics, unit_file(FIXTURE_SUBMISSIONS), &list));
    assert_int_equal(base_import(base, &fixture.program, &(BaseArenas){.arena = unit_arena(), .scratch = unit_arena()},
                                 &diagnostics, &list, 1700000000, &result, &error),
                     BASE_DONE);
    base_close(base);
}

// What verification says, a line for each problem; not in the arena, which it empties between two problems.
typedef struct Said {
    char bytes[4096];
    size_t length;
} Said;

static void take_problem(void *with, Text problem)
{
    Said *said = with;
    assert_true(said->length + problem.length + 1 < sizeof said->bytes);
    memcpy(said->bytes + said->length, problem.bytes, problem.length);
    said->length += problem.length;
    said->bytes[said->length++] = '\n';
}

static Text verify(void)
{
    Base *base = open_store(ENV_READ);
    BaseReader *reader;
    BaseChecked checked;
    Text error;
    Said said = {.length = 0};
    assert_int_equal(base_read(base, &fixture.program, unit_arena(), &reader, &error), BASE_DONE);
    assert_int_equal(base_verify(reader, take_problem, &said, &checked), BASE_DONE);
    base_read_end(reader);
    base_close(base);
    return text_copy(unit_arena(), (Text){said.bytes, said.length});
}

static void assert_said(const char *problem)
{
    Text said = verify();
    if (!text_contains(said, text_of(problem)))
        fail_msg("`%s` is not said, but: %.*s", problem, (int)said.length, said.bytes);
}

// ---- changing a table ----

typedef struct Entries {
    Text keys[16], values[16];
    size_t count;
} Entries;

static bool take_entry(void *with, Text key, Text value)
{
    Entries *entries = with;
    assert_true(entries->count < sizeof entries->keys / sizeof *entries->keys);
    entries->keys[entries->count] = text_copy(unit_arena(), key);
    entries->values[entries->count++] = text_copy(unit_arena(), value);
    return true;
}

static Entries entries_of(Table table)
{
    Entries entries = {.count = 0};
    Env *env;
    EnvTxn *txn;
    assert_int_equal(env_open(store(), ENV_READ, &env), ENV_FINE);
    assert_int_equal(env_begin(env, ENV_READ, &txn), ENV_FINE);
    assert_int_equal(env_each(txn, table, (Text){NULL, 0}, take_entry, &entries), ENV_FINE);
    env_abort(txn);
    env_close(env);
    return entries;
}

// A value of null: the key is removed.
static void put(Table table, Text key, Text value)
{
    Env *env;
    EnvTxn *txn;
    assert_int_equal(env_open(store(), ENV_WRITE, &env), ENV_FINE);
    assert_int_equal(env_begin(env, ENV_WRITE, &txn), ENV_FINE);
    assert_int_equal(value.bytes ? env_put(txn, table, key, value) : env_remove(txn, table, key, value), ENV_FINE);
    assert_int_equal(env_commit(txn), ENV_FINE);
    env_close(env);
}

static const Text nothing = {NULL, 0};

// A value with the byte behind some words of it changed.
static Text changed(Text value, const char *words)
{
    char *found = memmem(value.bytes, value.length, words, strlen(words));
    assert_non_null(found);
    found[strlen(words)] ^= 1;
    return value;
}

// ---- the faults ----

static void nothing_is_wrong(void **state)
{
    (void)state;
    import_all();
    unit_assert_text(verify(), "");
}

static void a_byte_of_a_submission(void **state)
{
    (void)state;
    import_all();
    Entries submissions = entries_of(TABLE_SUBMISSION);
    put(TABLE_SUBMISSION, submissions.keys[0], changed(submissions.values[0], "\"on\":\"202"));
    assert_said("the submission is not what its name says");
}

static void two_images(void **state)
{
    (void)state;
    import_all();
    Entries images = entries_of(TABLE_IMAGE);
    put(TABLE_IMAGE, images.keys[0], images.values[1]);
    put(TABLE_IMAGE, images.keys[1], images.values[0]);
    assert_said("the image is not what its name says");
}

static void a_byte_of_an_image(void **state)
{
    (void)state;
    import_all();
    Entries images = entries_of(TABLE_IMAGE);
    size_t i = 0;
    while (!text_contains(images.values[i], text_of("lab/north")))
        i++;
    put(TABLE_IMAGE, images.keys[i], changed(images.values[i], "lab/nort"));
    assert_said("the image");
}

static void an_entry_of_the_log(void **state)
{
    (void)state;
    import_all();
    Entries log = entries_of(TABLE_LOG);
    put(TABLE_LOG, log.keys[2], changed(log.values[2], "\"at\":\"202"));
    assert_said("entry 4 of the log: it does not name the entry before it");
}

static void an_entry_that_is_gone(void **state)
{
    (void)state;
    import_all();
    put(TABLE_LOG, entries_of(TABLE_LOG).keys[2], nothing);
    assert_said("entry 4 of the log: the entry before it is missing");
}

static void a_submission_of_no_dossier(void **state)
{
    (void)state;
    import_all();
    Text text = changed(entries_of(TABLE_SUBMISSION).values[0], "\"on\":\"202");
    Digest digest = digest_of(text);
    put(TABLE_SUBMISSION, (Text){(const char *)digest.bytes, sizeof digest.bytes}, text);
    assert_said("no dossier holds the submission");
}

static void a_submission_that_is_gone(void **state)
{
    (void)state;
    import_all();
    put(TABLE_SUBMISSION, entries_of(TABLE_SUBMISSION).keys[0], nothing);
    assert_said("a submission is missing");
}

static void a_withdrawal_that_the_image_does_not_show(void **state)
{
    (void)state;
    import_all();
    put(TABLE_WITHDRAWN, entries_of(TABLE_SUBMISSION).keys[0], text_of("{\"because\":\"wrong\"}"));
    assert_said("its image and its submissions differ in what is withdrawn");
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(nothing_is_wrong),
                                       UNIT_TEST(a_byte_of_a_submission),
                                       UNIT_TEST(two_images),
                                       UNIT_TEST(a_byte_of_an_image),
                                       UNIT_TEST(an_entry_of_the_log),
                                       UNIT_TEST(an_entry_that_is_gone),
                                       UNIT_TEST(a_submission_of_no_dossier),
                                       UNIT_TEST(a_submission_that_is_gone),
                                       UNIT_TEST(a_withdrawal_that_the_image_does_not_show)};
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
