// SPDX-License-Identifier: MIT
// Versions against the examples of semver.org and the corpus of node-semver, as far as that is strict.
#include "support/json.h"
#include "support/version.h"
#include "unit/unit.h"

static bool is_version(const char *text)
{
    Version version;
    return version_read(text_of(text), &version);
}

static void reading(void **state)
{
    (void)state;
    static const char *const fine[] = {"0.0.4",
                                       "1.2.3",
                                       "10.20.30",
                                       "1.1.2-prerelease+meta",
                                       "1.0.0-alpha.0valid",
                                       "1.0.0-0A.is.legal",
                                       "1.0.0+0.build.1-rc.10000aaa-kk-0.1",
                                       "1.2.3----RC-SNAPSHOT.12.9.1--.12",
                                       "99999999999999999999999.999999999999999999.99999999999999999",
                                       "2.0.0+build.01"};
    static const char *const none[] = {"",           "1",        "1.2",    "1.2.3-0123",       "1.2.3-0123.0123",
                                       "1.1.2+.123", "+invalid", "alpha",  "1.0.0-alpha_beta", "1.0.0-alpha..",
                                       "01.1.1",     "1.01.1",   "1.1.01", "1.2.3.DEV",        "v1.2.3",
                                       " 1.2.3",     "1.2.3 ",   "1.2.3-", "1.2.3+",           "1.2.3+é"};
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
        if (!is_version(fine[i]))
            fail_msg("%s is refused", fine[i]);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        if (is_version(none[i]))
            fail_msg("%s is read", none[i]);
    }
}

// semver.org, 11: each is below the next.
static void precedence(void **state)
{
    (void)state;
    static const char *const rising[] = {"1.0.0-0",
                                         "1.0.0-1",
                                         "1.0.0-2",
                                         "1.0.0-10",
                                         "1.0.0-99999999999999999999",
                                         "1.0.0-alpha",
                                         "1.0.0-alpha.1",
                                         "1.0.0-alpha.beta",
                                         "1.0.0-beta",
                                         "1.0.0-beta.2",
                                         "1.0.0-beta.11",
                                         "1.0.0-rc.1",
                                         "1.0.0",
                                         "1.0.1",
                                         "1.1.0",
                                         "1.9.0",
                                         "1.10.0",
                                         "1.11.0",
                                         "2.0.0",
                                         "9.0.0",
                                         "9.0.1048575-a",
                                         "9.0.1048575",
                                         "9.0.1048576",
                                         "9.1.0",
                                         "9999999.0.0",
                                         "18446744073709551616.0.0"};
    size_t count = sizeof rising / sizeof *rising;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            Version a, b;
            assert_true(version_read(text_of(rising[i]), &a) && version_read(text_of(rising[j]), &b));
            int order = version_compare(&a, &b);
            if ((i < j) != (order < 0) || (i == j) != (order == 0))
                fail_msg("%s and %s: %d", rising[i], rising[j], order);
            int64_t x = version_key(text_of(rising[i])), y = version_key(text_of(rising[j]));
            if (version_keys_decide(x, y) && (order < 0) != (x < y))
                fail_msg("the keys of %s and %s", rising[i], rising[j]);
        }
    }
    Version a, b;
    assert_true(version_read(text_of("1.0.0+a"), &a) && version_read(text_of("1.0.0+b.1"), &b));
    assert_int_equal(version_compare(&a, &b), 0);
}

static void keys(void **state)
{
    (void)state;
    static const char *const none[] = {"",       "1",      "1.2",    "1.2.",   "1.2.3.", "1.2.3.4",
                                       "01.2.3", "1.2.03", "v1.2.3", "1.2.3 ", "1.2.a"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(version_key(text_of(none[i])), VERSION_NONE);
    static const char *const large[] = {"1048576.0.0", "0.0.1048576", "0.10485760.0", "1.99999999999.0-a"};
    for (size_t i = 0; i < sizeof large / sizeof *large; i++)
        assert_int_equal(version_key(text_of(large[i])), VERSION_LARGE);
    assert_true(version_key(text_of("0.0.0")) >= 0);
    assert_int_equal(version_key(text_of("1.2.3+a")), version_key(text_of("1.2.3")));
    assert_false(version_keys_decide(version_key(text_of("1.2.3-a")), version_key(text_of("1.2.3-b"))));
    assert_true(version_keys_decide(version_key(text_of("1.2.3-a")), version_key(text_of("1.2.3"))));
}

typedef void PairVisit(Text a, Text b);

// Calls visit for each [a, b] of a file; what has a third item is about its authors' looser reading.
static size_t each_pair(const char *name, PairVisit *visit)
{
    JsonDocument document = {0};
    JsonError error;
    size_t at = 0, pairs = 0;
    assert_true(json_read(&document, unit_arena(), unit_file(unit_corpus(name)), &at, &error));
    for (uint32_t item = 1; item < json_next(&document, 0); item = json_next(&document, item)) {
        if (json_count(&document, item) != 2)
            continue;
        visit(json_string(&document, unit_arena(), item + 1), json_string(&document, unit_arena(), item + 2));
        pairs++;
    }
    return pairs;
}

static void is_greater(Text a, Text b)
{
    Version x, y;
    if (!version_read(a, &x) || !version_read(b, &y) || version_compare(&x, &y) <= 0 || version_compare(&y, &x) >= 0)
        fail_msg("%.*s is not greater than %.*s", (int)a.length, a.bytes, (int)b.length, b.bytes);
}

static void comparisons(void **state)
{
    (void)state;
    assert_true(each_pair("semver/comparisons.json", is_greater) > 10);
}

static size_t equal_pairs;

static void is_equal(Text a, Text b)
{
    Version x, y;
    if (!version_read(a, &x) || !version_read(b, &y))
        return; // `v1.2.3` and blanks are their authors' own
    assert_int_equal(version_compare(&x, &y), 0);
    equal_pairs++;
}

static void equalities(void **state)
{
    (void)state;
    each_pair("semver/equality.json", is_equal);
    assert_int_equal(equal_pairs, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(reading), UNIT_TEST(precedence), UNIT_TEST(keys), UNIT_TEST(comparisons),
                                       UNIT_TEST(equalities)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
