// SPDX-License-Identifier: MIT
// A limit decides alike wherever it is met: a review alone, one that finds what others left, all reviews in one or two threads,
// of dossiers that are in the map, are made anew, or are in memory. Limits go from next to nothing to enough; each answer, a
// verdict or a refusal, is held against that of a new instance.
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "assize.h"

static const AssizeRequest in_json = {.format = ASSIZE_JSON};

enum { PRODUCTS = 4, SUPPLIERS = 12, DAY = 20760 };

#define HEAD(name, more)                                                                                                         \
    "policy " name " version \"1.0.0\" { title \"P\" reviews product : Product }\nuse std.text\n"                                \
    "source s \"S\" { clause 1 \"c\" }\naspect a \"A\"\n"                                                                        \
    "entity Office { trusted: boolean }\n"                                                                                       \
    "entity Supplier { trusted: boolean  country: text  rating: integer  owner: Supplier  places: many text" more " }\n"         \
    "entity Product { favourite: Office  items: many Item }\n"                                                                   \
    "part Item key id { id: text  name: text  supplier: Supplier  tags: many text }\n"
#define RULE(code, body) "rule " code " \"r\" { cites s 1  aspect a  severity minor  require " body " }\n"
#define RULES                                                                                                                    \
    RULE("R-01", "every i in product.items : i.supplier.trusted")                                                                \
    RULE("R-02", "every i in product.items : i.supplier.country in {\"DE\", \"FR\"}")                                            \
    RULE("R-03", "every i in product.items : not i.name matches \"([ab]|ab|ba)+[c-z]\"")                                         \
    RULE("R-04", "every i in product.items : every p in i.supplier.places : p != \"nowhere\"")                                   \
    RULE("R-05", "every i in product.items : every j in product.items : i.id = j.id or lower(i.name) != upper(j.name)")          \
    RULE("R-06", "every i in product.items : every t in i.tags : t != \"bad\"")                                                  \
    RULE("R-07", "every i in product.items : i.supplier.owner.rating is declared")                                               \
    "verdict { rejected when any minor violated  passed otherwise }\n"
#define PLAIN "evidence { rank declaration < laboratory }\n"
#define CONDITIONS                                                                                                               \
    "evidence { by Office  rank declaration < laboratory  accept laboratory when by.trusted and by = product.favourite }\n"

static const char *const policies[] = {HEAD("p", "") PLAIN RULES, HEAD("q", "") CONDITIONS RULES};
static const char other_schema[] = HEAD("o", "  size: integer") PLAIN RULES;

static const char *path_of(const char *name)
{
    return text_terminated(unit_arena(), text_format(unit_arena(), "%s/%s", unit_folder(), name));
}

static void write_file(const char *path, Text text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.bytes, 1, text.length, file), text.length);
    assert_int_equal(fclose(file), 0);
}

static AssizePolicy *open_policy(Assize *assize, const char *text)
{
    AssizePolicy *policy;
    const char *path = path_of("p.asz");
    write_file(path, text_of(text));
    if (assize_policy_open(assize, NULL, path, &policy) != ASSIZE_DONE)
        fail_msg("%s", assize_messages(assize, NULL).bytes);
    return policy;
}

static void begin(TextBuilder *to, const char *type, const char *id, size_t number, const char *kind, size_t day)
{
    text_append_format(
        to,
        "{\"entity\":\"%s\",\"id\":\"%s%zu\",\"evidence\":{\"kind\":\"%s\",\"by\":\"o1\",\"on\":\"2026-10-%02zu\"},\"facts\":{",
        type, id, number, kind, 1 + day);
}

static void append_supplier(TextBuilder *to, size_t number, size_t day)
{
    begin(to, "Supplier", "s", number, day % 2 ? "laboratory" : "declaration", day);
    text_append_format(
        to, "\"trusted\":%s,\"country\":\"%s\",\"rating\":%zu,\"owner\":\"s%zu\",\"places\":[\"one of %zu\",\"two\"]}}\n",
        number % 5 ? "true" : "false", number % 2 ? "DE" : "FR", day, (number + 5) % SUPPLIERS, number);
}

static void append_product(TextBuilder *to, size_t number, size_t day)
{
    begin(to, "Product", "x", number, "declaration", day);
    text_append_string(to, "\"favourite\":\"o1\",\"items\":[");
    for (size_t i = 0; i < 8 + 20 * number; i++)
        text_append_format(
            to, "%s{\"id\":\"i%zu\",\"name\":\"Ababababababab %zu %zu\",\"supplier\":\"s%zu\",\"tags\":[\"t%zu\",\"u\"]}",
            i ? "," : "", i, i, day, (i + number) % SUPPLIERS, i);
    text_append_string(to, "]}}\n");
}

static Text facts(void)
{
    TextBuilder to = text_builder(unit_arena());
    begin(&to, "Office", "o", 1, "declaration", 0);
    text_append_string(&to, "\"trusted\":true}}\n");
    for (size_t i = 0; i < SUPPLIERS; i++) {
        for (size_t day = 0; day < 1 + i % 3; day++)
            append_supplier(&to, i, day);
    }
    for (size_t i = 0; i < PRODUCTS; i++) {
        for (size_t day = 0; day < 1 + i % 3; day++)
            append_product(&to, i, day);
    }
    return text_built(&to);
}

static AssizeBase *imported(const char *name, const char *policy)
{
    Assize *assize = assize_open(NULL);
    AssizePolicy *opened = open_policy(assize, policy);
    AssizeBase *base;
    const char *files[] = {path_of("f.ndjson")};
    AssizeImport import = {.files = files, .file_count = 1};
    AssizeText said;
    write_file(files[0], facts());
    assert_int_equal(assize_base_open(assize, path_of(name), ASSIZE_WRITE, &base), ASSIZE_DONE);
    assert_int_equal(assize_import(assize, NULL, base, opened, &import, &said), ASSIZE_DONE);
    assize_policy_close(opened);
    assize_close(assize);
    return base;
}

static const char *subject_of(size_t product)
{
    return text_terminated(unit_arena(), text_format(unit_arena(), "x%zu", product));
}

// A verdict, or why there is none.
static Text answer_of(Assize *assize, AssizeReview *review, AssizeAnswer opened)
{
    AssizeText json = assize_messages(assize, NULL);
    if (opened == ASSIZE_DONE && assize_review_print(review, &in_json, &json) != ASSIZE_DONE)
        json = assize_messages(assize, NULL);
    Text kept = text_copy(unit_arena(), (Text){json.bytes, json.length});
    assize_review_close(review);
    return kept;
}

static Text review_one(Assize *assize, const AssizePolicy *policy, AssizeBase *base, size_t product)
{
    AssizeReview *review;
    AssizeAnswer answer = assize_review(assize, NULL, policy, base, subject_of(product), DAY, &review);
    return answer_of(assize, review, answer);
}

static Text review_in_memory(Assize *assize, const AssizePolicy *policy, size_t product)
{
    AssizeReview *review;
    Text text = facts();
    AssizeAnswer answer = assize_review_submissions(assize, NULL, policy, text.bytes, text.length, subject_of(product), DAY,
                                                    &review);
    return answer_of(assize, review, answer);
}

static void same(const char *what, const AssizeOptions *options, Text got, Text expected)
{
    // Messages have a head where they stand alone.
    static const char error[] = "error: ";
    if (text_starts(expected, text_of(error)) && !text_starts(got, text_of(error)))
        expected = text_slice(expected, sizeof error - 1, expected.length - 1);
    if (!text_equal(got, expected))
        fail_msg("%s, %zu bytes, %llu rows, %lld steps: %.*s\nand alone: %.*s", what, options->memory,
                 (unsigned long long)options->rows, (long long)options->regex_steps, (int)got.length, got.bytes,
                 (int)expected.length, expected.bytes);
}

typedef struct Sweep {
    const AssizeOptions *options;
    const Text *expected;
    size_t seen;
} Sweep;

static bool take_verdict(void *with, const AssizeVerdict *verdict)
{
    Sweep *sweep = with;
    same("all", sweep->options, (Text){verdict->text.bytes, verdict->text.length}, sweep->expected[verdict->number - 1]);
    sweep->seen++;
    return true;
}

typedef struct Seen { // of answers of each kind
    size_t whole, costly, refused;
} Seen;

static void count_answer(Seen *seen, Text answer)
{
    if (text_starts(answer, text_of("error: the review takes more memory than it may")))
        seen->refused++;
    else if (text_contains(answer, text_of("too costly")))
        seen->costly++;
    else
        seen->whole++;
}

static void try_limits(const AssizeOptions *options, const AssizePolicy *policy, AssizeBase *base, AssizeBase *other, Seen *seen)
{
    Text expected[PRODUCTS];
    Assize *kept = assize_open(options);
    ArenaMark mark = arena_mark(unit_arena());
    for (size_t i = 0; i < PRODUCTS; i++) {
        Assize *fresh = assize_open(options);
        expected[i] = review_one(fresh, policy, base, i);
        count_answer(seen, expected[i]);
        assize_close(fresh);
    }
    for (size_t i = 0; i < 2 * PRODUCTS; i++) // the second time with what the first one left, the other way round
        same("kept", options, review_one(kept, policy, base, i < PRODUCTS ? i : 2 * PRODUCTS - 1 - i),
             expected[i < PRODUCTS ? i : 2 * PRODUCTS - 1 - i]);
    for (size_t i = 0; i < PRODUCTS; i++) {
        same("made anew", options, review_one(kept, policy, other, i), expected[i]);
        same("in memory", options, review_in_memory(kept, policy, i), expected[i]);
    }
    for (int threads = 1; threads <= 2; threads++) {
        Sweep sweep = {options, expected, 0};
        assize_review_all(kept, &in_json, policy, base, DAY, threads, take_verdict, &sweep);
        assert_int_equal(sweep.seen, PRODUCTS);
    }
    assize_close(kept);
    arena_reset(unit_arena(), mark);
}

static void decide_alike(void **state)
{
    (void)state;
    Assize *assize = assize_open(NULL);
    AssizeBase *base = imported("facts", policies[0]), *other = imported("others", other_schema);
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        AssizePolicy *policy = open_policy(assize, policies[i]);
        Seen by_memory = {0}, by_rows = {0}, by_steps = {0};
        for (size_t memory = 3000; memory < 2000000; memory += memory / 2)
            try_limits(&(AssizeOptions){.memory = memory}, policy, base, other, &by_memory);
        for (uint64_t rows = 1; rows < 16000; rows += 1 + rows / 2)
            try_limits(&(AssizeOptions){.rows = rows}, policy, base, other, &by_rows);
        for (int64_t steps = 1; steps < 4000; steps += 1 + steps)
            try_limits(&(AssizeOptions){.regex_steps = steps}, policy, base, other, &by_steps);
        print_message("memory: %zu whole, %zu too costly, %zu refused; rows: %zu, %zu; steps: %zu, %zu\n", by_memory.whole,
                      by_memory.costly, by_memory.refused, by_rows.whole, by_rows.costly, by_steps.whole, by_steps.costly);
        assert_true(by_memory.whole && by_memory.costly && by_memory.refused && by_rows.whole && by_rows.costly);
        assert_true(by_steps.whole && by_steps.costly);
        assize_policy_close(policy);
    }
    assize_base_close(base);
    assize_base_close(other);
    assize_close(assize);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(decide_alike)};
    return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
