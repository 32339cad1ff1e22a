// SPDX-License-Identifier: MIT
// CLIPS 6.30 under measurement. Rules and the product's facts are constructs that were loaded beforehand; a review is a reset,
// which asserts the facts and matches them, and a run. What the rules find they tell by the function (found RULE WHAT NAME);
// patterns of texts are matched by (matches TEXT NUMBER). usage: clips RULES TABLE FACTS
#define PCRE2_CODE_UNIT_WIDTH 8
#include "bench/protocol.h"

#include <clips.h>
#include <pcre2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum What { FAILS, OPEN, HOLDS, APPLIES } What;

typedef struct Rule {
    char code[16], form[16];
    int conditional, most;
    size_t said[APPLIES + 1]; // by What: how often
} Rule;

typedef struct Found {
    size_t rule, name; // where it begins in names
} Found;

static void *environment;
static Rule *rules;
static size_t rule_count;
static Found *found;
static size_t found_count, found_capacity;
static char *names; // CLIPS forgets texts that no fact holds
static size_t names_size, names_capacity;
static pcre2_code **patterns;
static pcre2_match_data *match;
static char *facts; // their text
static void *construct;

// ---- what the rules call ----

static void tell(void *env)
{
    size_t rule = (size_t)EnvRtnLong(env, 1);
    What what = (What)EnvRtnLong(env, 2);
    rules[rule].said[what]++;
    if (what != FAILS)
        return;
    if (found_count == found_capacity) {
        found_capacity = 2 * found_capacity + 1024;
        found = room(found, found_capacity, sizeof *found);
    }
    const char *name = EnvRtnLexeme(env, 3);
    size_t size = strlen(name) + 1;
    if (names_size + size > names_capacity) {
        names_capacity = 2 * names_capacity + size + 4096;
        names = room(names, names_capacity, 1);
    }
    memcpy(names + names_size, name, size);
    found[found_count++] = (Found){rule, names_size};
    names_size += size;
}

static int matches(void *env)
{
    const char *text = EnvRtnLexeme(env, 1);
    return pcre2_jit_match(patterns[EnvRtnLong(env, 2)], (PCRE2_SPTR)text, strlen(text), 0, PCRE2_NO_UTF_CHECK, match, NULL) >= 0;
}

// ---- preparing ----

static char *read_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    long size;
    if (!file || fseek(file, 0, SEEK_END) || (size = ftell(file)) < 0 || fseek(file, 0, SEEK_SET))
        fail("cannot read", path);
    char *text = room(NULL, (size_t)size, 1);
    if (fread(text, 1, (size_t)size, file) != (size_t)size)
        fail("cannot read", path);
    text[size] = 0;
    fclose(file);
    return text;
}

static size_t read_count(FILE *file)
{
    char line[32];
    if (!fgets(line, sizeof line, file))
        fail("the table", "ends early");
    return strtoul(line, NULL, 10);
}

static void read_rules(FILE *file)
{
    char line[256];
    rule_count = read_count(file);
    rules = room(NULL, rule_count, sizeof *rules);
    for (size_t i = 0; i < rule_count; i++) {
        rules[i] = (Rule){.most = 0};
        if (!fgets(line, sizeof line, file) ||
            sscanf(line, "%15s %15s %d %d", rules[i].code, rules[i].form, &rules[i].conditional, &rules[i].most) != 4)
            fail("the table", "a rule");
    }
}

static void read_patterns(FILE *file)
{
    char line[4096];
    size_t count = read_count(file);
    patterns = room(NULL, count, sizeof(pcre2_code *));
    match = pcre2_match_data_create(1, NULL);
    for (size_t i = 0; i < count; i++) {
        int error;
        PCRE2_SIZE place;
        if (!fgets(line, sizeof line, file))
            fail("the table", "a pattern");
        line[strcspn(line, "\n")] = 0;
        patterns[i] = pcre2_compile((PCRE2_SPTR)line, PCRE2_ZERO_TERMINATED, PCRE2_UTF, &error, &place, NULL);
        if (!patterns[i] || pcre2_jit_compile(patterns[i], PCRE2_JIT_COMPLETE))
            fail("a pattern cannot be compiled", line);
    }
}

static void load_construct(void)
{
    size_t length = strlen(facts);
    char *text = room(NULL, length + 32, 1);
    snprintf(text, length + 32, "(deffacts product %s)", facts);
    if (EnvBuild(environment, text) == 0)
        fail("CLIPS", "the facts are refused");
    free(text);
    construct = EnvFindDeffacts(environment, "product");
}

// ---- reviewing ----

static void begin(void)
{
    found_count = names_size = 0;
    for (size_t i = 0; i < rule_count; i++)
        memset(rules[i].said, 0, sizeof rules[i].said);
    EnvReset(environment);
}

static uint64_t review(size_t count)
{
    uint64_t start = nanoseconds();
    for (size_t i = 0; i < count; i++) {
        begin();
        EnvRun(environment, -1);
    }
    return nanoseconds() - start;
}

// From the facts' text in memory.
static uint64_t load(size_t count)
{
    if (construct && !EnvUndeffacts(environment, construct))
        fail("CLIPS", "the facts cannot be removed");
    construct = NULL;
    uint64_t start = nanoseconds();
    for (size_t i = 0; i < count; i++) {
        begin();
        if (!EnvLoadFactsFromString(environment, facts, -1))
            fail("CLIPS", "the facts are refused");
        EnvRun(environment, -1);
    }
    uint64_t taken = nanoseconds() - start;
    EnvReset(environment);
    load_construct();
    return taken;
}

static const char *status_of(const Rule *rule)
{
    const size_t *said = rule->said;
    size_t most = (size_t)rule->most;
    if (rule->conditional && !said[APPLIES])
        return "not_applicable";
    if (strcmp(rule->form, "count") == 0)
        return said[HOLDS] > most ? "violated" : said[HOLDS] + said[OPEN] > most ? "undetermined" : "satisfied";
    if (strcmp(rule->form, "some") == 0)
        return said[HOLDS] ? "satisfied" : said[OPEN] ? "undetermined" : "violated";
    return said[FAILS] ? "violated" : said[OPEN] ? "undetermined" : "satisfied";
}

static void print_findings(size_t rule)
{
    const char *before = "";
    if (!rules[rule].said[FAILS])
        printf("\"\""); // of the whole product
    for (size_t i = 0; i < found_count; i++) {
        if (found[i].rule != rule)
            continue;
        printf("%s\"%s\"", before, names + found[i].name);
        before = ", ";
    }
}

static void answers(void)
{
    review(1);
    for (size_t i = 0; i < rule_count; i++) {
        const char *status = status_of(&rules[i]);
        printf("%s\"%s\": [\"%s\", [", i ? ", " : "{", rules[i].code, status);
        if (strcmp(status, "violated") == 0)
            print_findings(i);
        printf("]]");
    }
    puts("}");
}

int main(int count, char **arguments)
{
    static const Measure measures[] = {{"review", review}, {"load", load}, {NULL, NULL}};
    if (count != 4)
        fail("usage", "RULES TABLE FACTS");
    FILE *table = fopen(arguments[2], "r");
    if (!table)
        fail("cannot read", arguments[2]);
    read_rules(table);
    read_patterns(table);
    fclose(table);
    facts = read_text(arguments[3]);
    environment = CreateEnvironment();
    EnvDefineFunction2(environment, "found", 'v', PTIEF tell, "tell", "33uiik");
    EnvDefineFunction2(environment, "matches", 'b', PTIEF matches, "matches", "22uki");
    if (EnvLoad(environment, arguments[1]) != 1)
        fail("CLIPS", "the rules are refused");
    load_construct();
    obey(answers, measures);
    DestroyEnvironment(environment);
    return 0;
}
