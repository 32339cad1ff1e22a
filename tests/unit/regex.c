// SPDX-License-Identifier: MIT
// Patterns: what is refused, what is found, and what explodes keeps to its budget and to its time.
#include <stdlib.h>
#include <time.h>

#include "support/regex.h"
#include "unit/unit.h"

static RegexAnswer search(const char *pattern, Text text, int64_t *budget)
{
    RegexFault fault;
    Regex *regex = regex_open(text_of(pattern), unit_arena(), &fault);
    RegexScratch *scratch = regex_scratch_open();
    assert_non_null(regex);
    assert_non_null(scratch);
    RegexAnswer answer = regex_search(regex, scratch, text, budget);
    regex_scratch_close(scratch);
    regex_close(regex);
    return answer;
}

static void finds(const char *pattern, const char *text, bool expected)
{
    int64_t budget = REGEX_BUDGET;
    if (search(pattern, text_of(text), &budget) != (expected ? REGEX_YES : REGEX_NO))
        fail_msg("%s in %s", pattern, text);
    assert_true(budget > 0 && budget < REGEX_BUDGET);
}

static void answers(void **state)
{
    (void)state;
    finds("b", "abc", true);
    finds("^b", "abc", false);
    finds("^abc$", "abc", true);
    finds("^abc$", "abc\n", false); // `$` is the end and nothing before it
    finds("^\\d+$", "٣", false);    // ASCII alone
    finds("^.$", "盒", true);
    finds("^\\w$", "é", false);
    finds("(?i)straße", "STRASSE", false);
    finds("(?i)É", "é", true);
    finds("a{2,3}?b", "aaab", true);
    finds("(?<=a)b(?!c)", "abd", true);
    finds("", "", true);
}

// A group around a pattern takes away what is known of the texts that it needs, and nothing else.
static void needed_pieces(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",    "b",  "ab", "盒",  "\\.",         "\\d",  "[ab]",   "[^a|]", "(a|b)",
                                         "(ab)", "b*", "a+", "b?",  "盒?",         "a{2}", "b{0,1}", "ab{0}", "|",
                                         "^",    "$",  ".",  "\\|", "(a(b|c)\\))", "é+?",  "-",      "\\-*",  "{"};
    static const char *const texts[] = {"a", "b", "盒", ".", "|", ")", "c", "1", "é", "-", "", "ab", "{"};
    UnitRandom random = {7};
    enum { PATTERNS = 3000, MOST_PIECES = 6, TEXTS = 12, MOST_PARTS = 8 };
    size_t found = 0;
    for (int i = 0; i < PATTERNS; i++) {
        TextBuilder pattern = text_builder(unit_arena());
        for (size_t left = 1 + unit_below(&random, MOST_PIECES); left > 0; left--)
            text_append_string(&pattern, pieces[unit_below(&random, sizeof pieces / sizeof *pieces)]);
        const char *bare = text_terminated(unit_arena(), text_built(&pattern));
        const char *grouped = text_terminated(unit_arena(), text_format(unit_arena(), "(?:%s)", bare));
        RegexFault fault;
        Regex *regex = regex_open(text_of(bare), unit_arena(), &fault);
        if (!regex)
            continue; // such as `^*`
        regex_close(regex);
        for (int j = 0; j < TEXTS; j++) {
            TextBuilder text = text_builder(unit_arena());
            for (size_t left = unit_below(&random, MOST_PARTS); left > 0; left--)
                text_append_string(&text, texts[unit_below(&random, sizeof texts / sizeof *texts)]);
            int64_t budget = REGEX_BUDGET, other = REGEX_BUDGET;
            RegexAnswer answer = search(bare, text_built(&text), &budget);
            if (answer != search(grouped, text_built(&text), &other))
                fail_msg("%s in %.*s", bare, (int)text.length, text.bytes);
            found += answer == REGEX_YES;
        }
    }
    assert_true(found > PATTERNS);
}

static void refuses(const char *pattern, const char *reason)
{
    RegexFault fault = {0};
    Regex *regex = regex_open(text_of(pattern), unit_arena(), &fault);
    if (regex || !fault.reason.length || !text_contains(fault.reason, text_of(reason)))
        fail_msg("%s: %.*s", pattern, (int)fault.reason.length, fault.reason.bytes);
    assert_true(fault.offset <= strlen(pattern));
}

static void refusals(void **state)
{
    (void)state;
    refuses("(", "parenthes");
    refuses("[a", "]");
    refuses("(a)\\1", "back-reference");
    refuses("(?<n>a)\\k<n>", "back-reference");
    refuses("(?P<n>a)(?P=n)", "back-reference");
    refuses("(a)\\g{1}", "back-reference");
    refuses("a(?R)?", "recursion");
    refuses("(a)(?1)", "recursion");
    refuses("(a)(?-1)", "recursion");
    refuses("(?<n>a)(?&n)", "recursion");
    refuses("(?C1)a", "callout");
    refuses("(*ACCEPT)a", "verb");
    refuses("(*LIMIT_MATCH=1)a", "verb");
    refuses("(a)?(?(1)b|c)", "condition");
    refuses("\\C", "\\C");
    TextBuilder text = text_builder(unit_arena());
    while (text.length <= REGEX_LONGEST)
        text_append_byte(&text, 'a');
    refuses(text_terminated(unit_arena(), text_built(&text)), "4 KiB");
}

static void warnings(void **state)
{
    (void)state;
    static const char *const explode[] = {"(a+)+", "(a*)*b", "(?:a{2,})+", "((ab)*c*)*", "([a-z]+\\.)+x*(y+z+)*"};
    static const char *const fine[] = {"a+b+", "(ab)+", "(a{1,3})+", "[a+]+", "\\(a+\\)+", "a{2,}b"};
    for (size_t i = 0; i < sizeof explode / sizeof *explode; i++)
        assert_true(regex_may_explode(text_of(explode[i])));
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
        assert_false(regex_may_explode(text_of(fine[i])));
}

// ---- time ----

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static Text repeated(const char *before, const char *part, size_t count, const char *after)
{
    TextBuilder text = text_builder(unit_arena());
    text_append_string(&text, before);
    for (size_t i = 0; i < count; i++)
        text_append_string(&text, part);
    text_append_string(&text, after);
    return text_built(&text);
}

static void budgets(void **state)
{
    (void)state;
    int64_t budget = REGEX_BUDGET;
    assert_int_equal(search("^(a+)+$", repeated("", "a", 40, "!"), &budget), REGEX_SPENT);
    assert_int_equal(budget, 0);
    budget = 1;
    assert_int_equal(search("abc", text_of("xxxxxxxxxxxabc"), &budget), REGEX_SPENT);
    budget = REGEX_BUDGET;
    search("\\s+$", repeated("", " ", 16000, "x"), &budget);
    assert_true(budget < REGEX_BUDGET);
}

// The same work is counted the same every time.
static void budgets_are_exact(void **state)
{
    (void)state;
    int64_t first = REGEX_BUDGET, second = REGEX_BUDGET;
    Text text = repeated("x", "ab", 500, "!");
    RegexAnswer answer = search("(a|b|ab)*c", text, &first);
    assert_int_equal(search("(a|b|ab)*c", text, &second), answer);
    assert_int_equal(first, second);
}

// The line behind the first of its kind from *at on, up to its end.
static Text line_from(Text file, size_t *at)
{
    const char *end = memchr(file.bytes + *at, '\n', file.length - *at);
    size_t stop = end ? (size_t)(end - file.bytes) : file.length;
    Text line = text_slice(file, *at, stop);
    *at = stop + 1;
    return line;
}

// `AttackString:"before"+"part"*count+"after"`, with the escapes of its authors left as they are.
static Text attack_of(Text line)
{
    const char *at = memmem(line.bytes, line.length, "AttackString:\"", 14);
    if (!at)
        return (Text){"", 0};
    const char *end = line.bytes + line.length, *before = at + 14;
    const char *part = memmem(before, (size_t)(end - before), "\"+\"", 3);
    const char *times = part ? memmem(part + 3, (size_t)(end - part - 3), "\"*", 2) : NULL;
    const char *after = times ? memmem(times + 2, (size_t)(end - times - 2), "+\"", 2) : NULL;
    if (!after)
        return (Text){"", 0};
    const char *last = end;
    while (last > after + 2 && *--last != '"') {
    }
    TextBuilder text = text_builder(unit_arena());
    text_append(&text, (Text){before, (size_t)(part - before)});
    const char *count = text_terminated(unit_arena(), (Text){times + 2, (size_t)(after - times - 2)});
    for (long i = strtol(count, NULL, 10); i-- > 0;)
        text_append(&text, (Text){part + 3, (size_t)(times - part - 3)});
    text_append(&text, (Text){after + 2, (size_t)(last - after - 2)});
    return text_built(&text);
}

enum { LONGEST_SECONDS = 1 };

static double worst;
static size_t tried, spent;

static void attack(Text pattern, Text text)
{
    RegexFault fault;
    Regex *regex = regex_open(pattern, unit_arena(), &fault);
    if (!regex)
        return; // refused: their authors use what ours may not
    RegexScratch *scratch = regex_scratch_open();
    int64_t budget = REGEX_BUDGET;
    double start = seconds_now();
    spent += regex_search(regex, scratch, text, &budget) == REGEX_SPENT;
    double took = seconds_now() - start;
    worst = took > worst ? took : worst;
    tried++;
    if (took > LONGEST_SECONDS * unit_slowdown())
        fail_msg("%.1f seconds: %.*s", took, (int)pattern.length, pattern.bytes);
    regex_scratch_close(scratch);
    regex_close(regex);
}

static void published_attacks(void **state)
{
    (void)state;
    Text file = unit_file(unit_corpus("regex/redos-first-300.txt")), pattern = {"", 0};
    size_t number = 0;
    for (size_t at = 0; at < file.length;) {
        ArenaMark mark = arena_mark(unit_arena());
        Text line = line_from(file, &at);
        if (text_starts(line, text_of("+++++"))) {
            number = 0;
            continue;
        }
        if (++number == 2)
            pattern = line;
        Text text = attack_of(line);
        if (text.length && text_malformed(text) == text.length && text_malformed(pattern) == pattern.length)
            attack(pattern, text);
        arena_reset(unit_arena(), mark);
    }
    print_message("%zu attacks, %zu budgets spent, the longest took %.3f s\n", tried, spent, worst);
    assert_true(tried > 150 && spent > 20);
}

// What takes long although it is no nested repeat.
static void slow_patterns(void **state)
{
    (void)state;
    attack(text_of("\\s+$"), repeated("", " ", 16000, "x"));
    attack(text_of("\\s+$"), repeated("", " ", 1000000, "x"));
    attack(text_of("[^x]*y"), repeated("", "a", 1000000, ""));
    attack(text_of(".*.*.*.*.*y"), repeated("", "a", 5000, ""));
    attack(text_of("(?i)a*b*c*d*e*f*g*$"), repeated("", "abcdefg", 10000, "!"));
    attack(text_of("(?:a?){64}a{64}"), repeated("", "a", 64, ""));
    attack(text_of("(?=(?:a+b)*)x"), repeated("", "aab", 30000, ""));
    attack(text_of("(x+x+)+y"), repeated("", "x", 1000, ""));
    attack(text_of("((((((((((a*)*)*)*)*)*)*)*)*)*)*b"), repeated("", "a", 5000, ""));
}

// ---- globs ----

static bool glob_slowly(const char *glob, const char *text)
{
    if (!*glob)
        return !*text;
    if (*glob == '*')
        return glob_slowly(glob + 1, text) || (*text && glob_slowly(glob, text + 1));
    return *text && (*glob == '?' || *glob == *text) && glob_slowly(glob + 1, text + 1);
}

static void globs(void **state)
{
    (void)state;
    UnitRandom random = {23};
    for (int i = 0; i < 50000; i++) {
        char glob[8] = "", text[10] = "";
        for (size_t j = unit_below(&random, 7), at = 0; j-- > 0;)
            glob[at++] = "ab*?"[unit_below(&random, 4)];
        for (size_t j = unit_below(&random, 9), at = 0; j-- > 0;)
            text[at++] = "ab"[unit_below(&random, 2)];
        if (glob_matches(text_of(glob), text_of(text)) != glob_slowly(glob, text))
            fail_msg("%s like %s", text, glob);
    }
    assert_true(glob_matches(text_of("?盒*"), text_of("é盒子")) && !glob_matches(text_of("?"), text_of("盒子")));
    Text stars = repeated("", "*a", 2000, "b"), text = repeated("", "a", 20000, "");
    double start = seconds_now();
    assert_false(glob_matches(stars, text));
    assert_true(seconds_now() - start < 1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(answers),           UNIT_TEST(needed_pieces), UNIT_TEST(refusals),
                                       UNIT_TEST(warnings),          UNIT_TEST(budgets),       UNIT_TEST(budgets_are_exact),
                                       UNIT_TEST(published_attacks), UNIT_TEST(globs),         UNIT_TEST(slow_patterns)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
