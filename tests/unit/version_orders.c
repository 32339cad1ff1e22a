// SPDX-License-Identifier: MIT
// The orders of versions by ecosystem against the corpora of the version range specifier and of node-semver; and against
// themselves: on random texts each is a total preorder, and a range says what its bounds do.
#include "support/json.h"
#include "support/version.h"
#include "unit/unit.h"
#include "versions/range.h"

// ---- the corpora ----

static size_t passed, left;

static bool is_older(const VersionScheme *scheme, Text a, Text b)
{
    return scheme_compare(scheme, a, b) < 0;
}

// Of nuget the corpus writes what it expects in lower case.
static bool equal_to(Text text, Text expected, const VersionScheme *scheme)
{
    return text_equal(text, expected) || scheme_compare(scheme, text, expected) == 0;
}

static void check_comparison(const JsonDocument *document, uint32_t input, uint32_t expected, const VersionScheme *scheme,
                             bool equality)
{
    uint32_t versions = json_member(document, input, "versions");
    Text a = json_string(document, unit_arena(), versions + 1);
    Text b = json_string(document, unit_arena(), json_next(document, versions + 1));
    if (!scheme_has(scheme, a) || !scheme_has(scheme, b))
        fail_msg("%s: %.*s or %.*s is no version", scheme->name, (int)a.length, a.bytes, (int)b.length, b.bytes);
    bool good = true;
    if (equality) {
        good = (scheme_compare(scheme, a, b) == 0) == (json_kind(document, expected) == JSON_TRUE);
    } else {
        Text first = json_string(document, unit_arena(), expected + 1);
        bool same = equal_to(a, first, scheme);
        good = equal_to(same ? a : b, first, scheme) && !is_older(scheme, same ? b : a, same ? a : b);
    }
    if (!good)
        fail_msg("%s: %.*s and %.*s", scheme->name, (int)a.length, a.bytes, (int)b.length, b.bytes);
    passed++;
}

static void check_containment(const JsonDocument *document, uint32_t input, uint32_t expected)
{
    Text text = json_string(document, unit_arena(), json_member(document, input, "vers"));
    Text version = json_string(document, unit_arena(), json_member(document, input, "version"));
    VersionRange range;
    RangeBound *bounds = arena_array(unit_arena(), range_most_bounds(text), sizeof *bounds);
    bool good = range_read(text, bounds, &range) && scheme_has(range.scheme, version) &&
                range_has(&range, version) == (json_kind(document, expected) == JSON_TRUE);
    if (!good)
        fail_msg("%.*s in %.*s", (int)version.length, version.bytes, (int)text.length, text.bytes);
    passed++;
}

static void check_vers(const char *name, Text text)
{
    JsonDocument document = {0};
    JsonError error;
    size_t at = 0;
    (void)name;
    assert_true(json_read(&document, unit_arena(), text, &at, &error));
    uint32_t tests = json_member(&document, 0, "tests");
    for (uint32_t test = tests + 1; test < json_next(&document, tests); test = json_next(&document, test)) {
        uint32_t input = json_member(&document, test, "input"), type = json_member(&document, test, "test_type");
        uint32_t expected = json_member(&document, test, "expected_output");
        const VersionScheme *scheme = NULL;
        bool equality = json_string_is(&document, type, "equality");
        if (equality || json_string_is(&document, type, "comparison"))
            scheme = version_scheme(json_string(&document, unit_arena(), json_member(&document, input, "input_scheme")));
        if (scheme)
            check_comparison(&document, input, expected, scheme, equality);
        else if (json_string_is(&document, type, "containment"))
            check_containment(&document, input, expected);
        else
            left++;
    }
}

// Comparisons and equality of the schemes that the language names, and containment. What others are about is counted: schemes
// that the language does not name, ranges of an ecosystem's own notation, validation and canonical form.
static void vers(void **state)
{
    (void)state;
    passed = left = 0;
    unit_each_file("vers", check_vers);
    print_message("vers: %zu tests hold, %zu are about other things\n", passed, left);
    assert_int_equal(passed, 919 + 58 + 14 + 19 + 1 + 10);
}

typedef void RowVisit(const JsonDocument *document, uint32_t row);

static void each_row(const char *name, RowVisit *visit)
{
    JsonDocument document = {0};
    JsonError error;
    size_t at = 0;
    passed = left = 0;
    assert_true(json_read(&document, unit_arena(), unit_file(unit_corpus(name)), &at, &error));
    for (uint32_t row = 1; row < json_next(&document, 0); row = json_next(&document, row))
        visit(&document, row);
    print_message("%s: %zu rows hold, %zu are loose, or hold white space\n", name, passed, left);
}

static Text item_of(const JsonDocument *document, uint32_t row, int number)
{
    uint32_t item = row + 1;
    while (number-- > 0)
        item = json_next(document, item);
    return json_string(document, unit_arena(), item);
}

// The third item of a row, where there is one, asks for the loose reading: `true`, or an object that says so.
static bool is_loose(const JsonDocument *document, uint32_t row)
{
    if (json_count(document, row) < 3)
        return false;
    uint32_t third = json_next(document, json_next(document, row + 1));
    uint32_t loose = json_kind(document, third) == JSON_OBJECT ? json_member(document, third, "loose") : third;
    return json_kind(document, third) == JSON_OBJECT && loose == UINT32_MAX ? false : json_kind(document, loose) == JSON_TRUE;
}

static void check_greater(const JsonDocument *document, uint32_t row)
{
    const VersionScheme *npm = version_scheme(text_of("npm"));
    Text a = item_of(document, row, 0), b = item_of(document, row, 1);
    if (is_loose(document, row)) {
        left++;
        return;
    }
    if (!scheme_has(npm, a) || !scheme_has(npm, b) || !is_older(npm, b, a) || is_older(npm, a, b))
        fail_msg("%.*s is not greater than %.*s", (int)a.length, a.bytes, (int)b.length, b.bytes);
    passed++;
}

static void check_equal(const JsonDocument *document, uint32_t row)
{
    const VersionScheme *npm = version_scheme(text_of("npm"));
    Text a = item_of(document, row, 0), b = item_of(document, row, 1);
    if (is_loose(document, row) || !version_is_text(a) || !version_is_text(b)) {
        left++;
        return;
    }
    assert_true(scheme_has(npm, a) && scheme_has(npm, b) && scheme_compare(npm, a, b) == 0);
    passed++;
}

static void check_valid(const JsonDocument *document, uint32_t row)
{
    Text text = item_of(document, row, 0);
    if (!scheme_has(version_scheme(text_of("npm")), text))
        fail_msg("%.*s is no version", (int)text.length, text.bytes);
    // What begins with a `v` is npm's alone.
    assert_int_equal(scheme_has(version_scheme(text_of("semver")), text), text.bytes[0] != 'v');
    passed++;
}

static void check_invalid(const JsonDocument *document, uint32_t row)
{
    Text text = item_of(document, row, 0);
    if (scheme_has(version_scheme(text_of("npm")), text))
        fail_msg("%.*s is a version", (int)text.length, text.bytes);
    passed++;
}

static void node_semver(void **state)
{
    (void)state;
    each_row("semver/comparisons.json", check_greater);
    assert_int_equal(passed, 19);
    each_row("semver/equality.json", check_equal);
    assert_int_equal(passed, 2);
    each_row("semver/valid-versions.json", check_valid);
    assert_int_equal(passed, 22);
    each_row("semver/invalid-versions.json", check_invalid);
    assert_int_equal(passed, 7);
}

// ---- random texts ----

// A text that is a version of most schemes, or nearly one.
static Text random_version(UnitRandom *random)
{
    static const char *const pieces[] = {"0",   "1",   "2",  "10", "01",  "00",    ".",   ".",     ".",       ".0",
                                         "-",   "-1",  "~",  "^",  "+",   "_",     "a",   "b",     "m1",      "alpha",
                                         "rc",  "rc1", "sp", "x",  "pre", "post1", "dev", "final", "_p1",     "_rc",
                                         "-r1", "~1f", "1:", "1!", "v",   "A",     "GA",  "%",     "SNAPSHOT"};
    TextBuilder text = text_builder(unit_arena());
    if (unit_below(random, 8))
        text_append_string(&text, unit_below(random, 2) ? "1" : "1.0");
    for (size_t i = unit_below(random, 6); i > 0; i--)
        text_append_string(&text, pieces[unit_below(random, sizeof pieces / sizeof *pieces)]);
    if (!unit_below(random, 40)) { // a number of many digits
        for (size_t i = unit_below(random, 200); i > 0; i--)
            text_append_byte(&text, (char)('0' + unit_below(random, 10)));
    }
    return text_built(&text);
}

static int sign(int number)
{
    return (number > 0) - (number < 0);
}

static void check_order(const VersionScheme *scheme, UnitRandom *random)
{
    enum { AT_ONCE = 24, ROUNDS = 40 };
    for (int round = 0; round < ROUNDS; round++) {
        Text some[AT_ONCE];
        for (int count = 0; count < AT_ONCE;) {
            some[count] = random_version(random);
            count += scheme_has(scheme, some[count]);
        }
        for (int i = 0; i < AT_ONCE; i++) {
            for (int j = 0; j < AT_ONCE; j++) {
                int order = sign(scheme_compare(scheme, some[i], some[j]));
                if (order != -sign(scheme_compare(scheme, some[j], some[i])) || (i == j && order))
                    fail_msg("%s: %.*s and %.*s", scheme->name, (int)some[i].length, some[i].bytes, (int)some[j].length,
                             some[j].bytes);
                for (int k = 0; k < AT_ONCE && order <= 0; k++) {
                    int next = sign(scheme_compare(scheme, some[j], some[k])),
                        whole = sign(scheme_compare(scheme, some[i], some[k]));
                    if (next <= 0 && (whole > 0 || (whole == 0 && (order < 0 || next < 0))))
                        fail_msg("%s: %.*s, %.*s, %.*s", scheme->name, (int)some[i].length, some[i].bytes, (int)some[j].length,
                                 some[j].bytes, (int)some[k].length, some[k].bytes);
                }
            }
        }
    }
}

// Of any three versions: no two come before each other, and what comes before what comes before a third one comes before that.
static void preorders(void **state)
{
    (void)state;
    UnitRandom random = {17};
    for (size_t i = 0; i < version_scheme_count; i++)
        check_order(&version_schemes[i], &random);
}

// Texts of any bytes: nothing crashes, and what is a version is equal to itself.
static void hostile_texts(void **state)
{
    (void)state;
    UnitRandom random = {23};
    static const char likely[] = "0123456789.-+~^_:!ab%v";
    char bytes[2 * LONGEST_VERSION];
    for (int round = 0; round < 20000; round++) {
        size_t length = unit_below(&random, round % 50 ? 12 : sizeof bytes);
        for (size_t i = 0; i < length; i++) {
            size_t any = unit_below(&random, 256);
            bytes[i] = any < 192 ? likely[any % (sizeof likely - 1)] : (char)any;
        }
        Text text = {bytes, length};
        for (size_t i = 0; i < version_scheme_count; i++) {
            if (scheme_has(&version_schemes[i], text))
                assert_int_equal(scheme_compare(&version_schemes[i], text, text), 0);
        }
    }
}

static VersionRange read_range(Text text, bool *fine)
{
    VersionRange range;
    RangeBound *bounds = arena_array(unit_arena(), range_most_bounds(text), sizeof *bounds);
    *fine = range_read(text, bounds, &range);
    return range;
}

// What the bounds of a range say of a version, one by one: it equals one, or the nearest end on either side lets it in.
static bool lies_within(const VersionRange *range, Text version)
{
    const RangeBound *below = NULL, *above = NULL;
    bool excludes = true;
    for (uint32_t i = 0; i < range->count; i++) {
        const RangeBound *bound = &range->bounds[i];
        int order = scheme_compare(range->scheme, version, bound->version);
        bool end = bound->comparator != AT_VERSION && bound->comparator != NOT_VERSION;
        excludes &= bound->comparator == NOT_VERSION;
        if (order == 0)
            return bound->comparator == AT_VERSION || bound->comparator == AT_MOST_VERSION ||
                   bound->comparator == AT_LEAST_VERSION;
        below = end && order > 0 ? bound : below; // they are sorted
        above = end && order < 0 && !above ? bound : above;
    }
    if (!below && !above)
        return excludes;
    return below ? below->comparator == ABOVE || below->comparator == AT_LEAST_VERSION
                 : above->comparator == BELOW || above->comparator == AT_MOST_VERSION;
}

static void random_ranges(void **state)
{
    (void)state;
    static const char *const comparators[] = {"", "!=", "<", "<=", ">", ">="};
    UnitRandom random = {29};
    size_t read = 0, in = 0;
    for (int round = 0; round < 40000; round++) {
        const VersionScheme *scheme = &version_schemes[unit_below(&random, version_scheme_count)];
        TextBuilder text = text_builder(unit_arena());
        text_append_format(&text, "vers:%s/", scheme->name);
        for (size_t i = 0, count = 1 + unit_below(&random, 4); i < count; i++)
            text_append_format(&text, "%s%s%zu.%zu.0%s", i ? "|" : "", comparators[unit_below(&random, 6)],
                               unit_below(&random, 3), unit_below(&random, 12), unit_below(&random, 30) ? "" : "%");
        bool fine;
        VersionRange range = read_range(text_built(&text), &fine);
        if (!fine)
            continue;
        read++;
        Text version = text_format(unit_arena(), "%zu.%zu.0", unit_below(&random, 3), unit_below(&random, 12));
        assert_int_equal(range_has(&range, version), lies_within(&range, version));
        in += range_has(&range, version);
    }
    print_message("%zu ranges, with %zu of as many versions in them\n", read, in);
    assert_true(read > 4000 && in > 1000 && in < read - 1000);
}

// Texts that are no range, and some that are.
static void ranges(void **state)
{
    (void)state;
    static const char *const none[] = {"",
                                       "vers:",
                                       "vers:npm",
                                       "vers:npm/",
                                       "vers:/1.0.0",
                                       "npm/1.0.0",
                                       "VERS:npm/1.0.0",
                                       "vers:NPM/1.0.0",
                                       "vers:conan/1.0.0",
                                       "vers:npm/|1.0.0",
                                       "vers:npm/1.0.0|",
                                       "vers:npm/1.0.0||2.0.0",
                                       "vers:npm/>=1.0.0| <2.0.0",
                                       "vers:npm/=1.0.0",
                                       "vers:npm/>",
                                       "vers:npm/!1.0.0",
                                       "vers:npm/*|1.0.0",
                                       "vers:npm/1.0.0|1.0.0",
                                       "vers:npm/>=1.0.0|<1.0.0",
                                       "vers:npm/>=1.0.0|>=2.0.0",
                                       "vers:npm/<1.0.0|<2.0.0",
                                       "vers:npm/1.0%2G0",
                                       "vers:npm/1.0.0%",
                                       "vers:npm/1.0",
                                       "vers:deb/1.0%200"};
    static const char *const fine[] = {"vers:npm/*", "vers:deb/1%3A1.0-1", "vers:maven/!=1", "vers:npm/<2.0.0|>=1.0.0",
                                       "vers:pypi/1%212.0"};
    bool is_fine;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        read_range(text_of(none[i]), &is_fine);
        if (is_fine)
            fail_msg("%s is read", none[i]);
    }
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
        read_range(text_of(fine[i]), &is_fine);
        if (!is_fine)
            fail_msg("%s is not read", fine[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(vers),          UNIT_TEST(node_semver),   UNIT_TEST(preorders),
                                       UNIT_TEST(hostile_texts), UNIT_TEST(random_ranges), UNIT_TEST(ranges)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
