// SPDX-License-Identifier: MIT
// Bundles: what is damaged is refused, and what a changed bundle that still verifies does is no fault.
#include "unit/unit.h"

#include "fixture/fixture.h"

enum { FINGERPRINT_AT = 16, HEAD = 80 };

static Fixture fixture;

static int open_fixture(void **state)
{
    (void)state;
    fixture_open(&fixture);
    fixture_must_compile(&fixture, FIXTURE_POLICY);
    fixture.limits = (ReviewLimits){.rows = 100000, .regex_steps = 100000, .memory = 64 << 20};
    return 0;
}

static int close_fixture(void **state)
{
    (void)state;
    fixture_close(&fixture);
    return 0;
}

static bool opens(Text bytes, Program *program, Text *reason)
{
    *reason = (Text){"", 0};
    bool fine = bundle_open(program, bytes, unit_arena(), reason);
    assert_true(fine || reason->length > 0);
    return fine;
}

static char *copy_of_bundle(void)
{
    return (char *)(uintptr_t)text_copy(unit_arena(), fixture.bundle).bytes;
}

static void same_policy_same_bytes(void **state)
{
    (void)state;
    Fixture again;
    fixture_open(&again);
    fixture_must_compile(&again, FIXTURE_POLICY);
    assert_true(text_equal(again.bundle, fixture.bundle));
    fixture_close(&again);
}

static void cut_off(void **state)
{
    (void)state;
    Program program;
    Text reason;
    for (size_t length = 0; length < fixture.bundle.length; length += length < 2048 ? 1 : 97)
        assert_false(opens(text_slice(fixture.bundle, 0, length), &program, &reason));
    TextBuilder longer = text_builder(unit_arena());
    text_append(&longer, fixture.bundle);
    text_append_string(&longer, "x");
    assert_false(opens(text_built(&longer), &program, &reason));
}

static void of_another_version(void **state)
{
    (void)state;
    Program program;
    Text reason;
    char *bytes = copy_of_bundle();
    bytes[FINGERPRINT_AT] ^= 1;
    assert_false(opens((Text){bytes, fixture.bundle.length}, &program, &reason));
    unit_assert_text(reason, "it was made by another version of the program: build it again from its policy");
}

// Each byte is under the digest, or is checked by itself.
static void every_byte_counts(void **state)
{
    (void)state;
    Program program;
    Text reason;
    char *bytes = copy_of_bundle();
    for (size_t at = 0; at < fixture.bundle.length; at += at < HEAD ? 1 : 13) {
        bytes[at] ^= 0x40;
        if (opens((Text){bytes, fixture.bundle.length}, &program, &reason))
            fail_msg("byte %zu may be changed", at);
        bytes[at] ^= 0x40;
    }
}

static void review_changed(const Program *program)
{
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list;
    Dossiers dossiers;
    Prepared prepared = {.regexes = NULL};
    Text reason, submissions = unit_file(FIXTURE_SUBMISSIONS);
    TextBuilder text = text_builder(unit_arena());
    program_disassemble(program, unit_arena(), &text);
    read_submissions(program, unit_arena(), &sources, &diagnostics, submissions, &list);
    if (dossiers_in_memory(&dossiers, program, unit_arena(), &list, &diagnostics) &&
        program_prepare(&prepared, program, unit_arena(), &reason))
        review_wholly(&fixture, &prepared, &dossiers, text_of("box/1"), 19844, unit_arena());
    prepared_close(&prepared);
}

// Numbers at random places become others that mean something: small ones, and those near the ends.
static void change(UnitRandom *random, char *bytes, size_t length)
{
    static const uint32_t values[] = {
        0, 1, 2, 3, 7, 63, 64, 65, 255, 0xffff, 0x10000, 0x7fffffff, 0x80000000, UINT32_MAX - 1, UINT32_MAX};
    for (size_t i = 1 + unit_below(random, 3); i-- > 0;) {
        size_t at = HEAD + unit_below(random, (length - HEAD) / 4) * 4;
        uint32_t value;
        memcpy(&value, bytes + at, sizeof value);
        if (unit_below(random, 2))
            value = values[unit_below(random, sizeof values / sizeof *values)];
        else
            value += (uint32_t)unit_below(random, 9) - 4;
        memcpy(bytes + at, &value, sizeof value);
    }
}

static void changed_bundles(void **state)
{
    (void)state;
    UnitRandom random = {4711};
    size_t verified = 0, tried = 6000;
    for (size_t i = 0; i < tried; i++) {
        ArenaMark mark = arena_mark(unit_arena());
        Program program;
        Text reason, bundle = {copy_of_bundle(), fixture.bundle.length};
        change(&random, (char *)(uintptr_t)bundle.bytes, bundle.length);
        bundle_seal_files(bundle);
        bundle_seal(bundle);
        if (opens(bundle, &program, &reason)) {
            verified++;
            review_changed(&program);
        }
        arena_reset(unit_arena(), mark);
    }
    print_message("%zu of %zu changed bundles verify\n", verified, tried);
    assert_true(verified > 100 && verified < tried - 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(same_policy_same_bytes), UNIT_TEST(cut_off), UNIT_TEST(of_another_version),
                                       UNIT_TEST(every_byte_counts), UNIT_TEST(changed_bundles)};
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
