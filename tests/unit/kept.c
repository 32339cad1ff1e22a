// SPDX-License-Identifier: MIT
// What is kept from one review to the next changes no verdict: an instance that has made other reviews gives what a new one does.
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "assize.h"
#include "store/cache.h"
#include "support/hash.h"

static const AssizeRequest in_json = {.format = ASSIZE_JSON};

enum { PRODUCTS = 6, SUPPLIERS = 8, FIRST_DAY = 20700, TURNS = 400, OPEN = 3 };

#define TYPES                                                                                                                    \
    "entity Office { trusted: boolean }\n"                                                                                       \
    "entity Supplier { trusted: boolean  country: text  rating: integer  share: decimal  owner: Supplier }\n"                    \
    "entity Product { favourite: Office  items: many Item }\n"                                                                   \
    "part Item key id { id: text  supplier: Supplier }\n"
#define HEAD(name)                                                                                                               \
    "policy " name " version \"1.0.0\" { title \"P\" reviews product : Product }\n"                                              \
    "source s \"S\" { clause 1 \"c\" }\naspect a \"A\"\n" TYPES
#define VERDICT "verdict { rejected when any minor violated  passed otherwise }\n"
#define RULE(code, body)                                                                                                         \
    "rule " code " \"r\" { cites s 1  aspect a  severity minor  "                                                                \
    "require every i in product.items : " body " else \"{i.id} of {i.supplier.country}, {i.supplier.share}\" }\n"
#define TRUSTED RULE("R-01", "i.supplier.trusted")
#define COUNTRY RULE("R-02", "i.supplier.country in {\"DE\", \"FR\", \"new\"}")
#define SHARE RULE("R-04", "i.supplier.share <= 1000.5")
#define OWNER RULE("R-05", "i.supplier.owner.trusted or i.supplier.country = \"DE\"")
#define RULES(rating) TRUSTED COUNTRY RULE("R-03", "i.supplier.rating >= " rating) SHARE OWNER VERDICT

// Of the second one the conditions of acceptance see the subject; the third one forgets early.
static const char *const policies[] = {
    HEAD("p") "evidence { rank declaration < laboratory }\n" RULES("3"),
    HEAD("q") "evidence { by Office  rank declaration < laboratory  accept laboratory when by.trusted and by = product.favourite "
              "}\n" RULES("3"),
    HEAD("r") "evidence { rank declaration < laboratory  expire laboratory after 20 days }\n" RULES("4")};
enum { POLICIES = sizeof policies / sizeof *policies };

static void write_file(const char *path, Text text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.bytes, 1, text.length, file), text.length);
    assert_int_equal(fclose(file), 0);
}

static const char *path_of(const char *name)
{
    return text_terminated(unit_arena(), text_format(unit_arena(), "%s/%s", unit_folder(), name));
}

// One submission about a supplier, of which all is random.
static void append_supplier(TextBuilder *to, UnitRandom *random, size_t number)
{
    static const char *const countries[] = {"DE", "FR", "US", "a country with a long name", "new"};
    bool laboratory = unit_below(random, 2);
    text_append_format(
        to, "{\"entity\":\"Supplier\",\"id\":\"s%zu\",\"evidence\":{\"kind\":\"%s\",%s\"on\":\"2026-%02zu-1%zu\"},\"facts\":{",
        number, laboratory ? "laboratory" : "declaration", laboratory ? "\"by\":\"o1\"," : "", 6 + unit_below(random, 6),
        unit_below(random, 10));
    text_append_format(to, "\"trusted\":%s", unit_below(random, 4) ? "true" : "false");
    if (unit_below(random, 4))
        text_append_format(to, ",\"country\":\"%s\"", countries[unit_below(random, sizeof countries / sizeof *countries)]);
    if (unit_below(random, 4))
        text_append_format(to, ",\"rating\":%zu,\"share\":%zu.25", unit_below(random, 6), unit_below(random, 4000));
    if (unit_below(random, 2))
        text_append_format(to, ",\"owner\":\"s%zu\"", unit_below(random, SUPPLIERS));
    text_append_string(to, "}}\n");
}

static void append_product(TextBuilder *to, UnitRandom *random, size_t number)
{
    text_append_format(
        to, "{\"entity\":\"Product\",\"id\":\"x%zu\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2026-06-01\"},\"facts\":{",
        number);
    text_append_format(to, "\"favourite\":\"o%zu\",\"items\":[", 1 + unit_below(random, 2));
    for (size_t i = 0, count = 5 + unit_below(random, 8); i < count; i++)
        text_append_format(to, "%s{\"id\":\"i%zu\",\"supplier\":\"s%zu\"}", i ? "," : "", i, unit_below(random, SUPPLIERS + 1));
    text_append_string(to, "]}}\n");
}

static void import(Assize *assize, AssizeBase *base, const AssizePolicy *policy, Text submissions)
{
    const char *files[] = {path_of("f.ndjson")};
    AssizeImport import = {.files = files, .file_count = 1};
    AssizeText said;
    write_file(files[0], submissions);
    assert_int_equal(assize_import(assize, NULL, base, policy, &import, &said), ASSIZE_DONE);
}

static void import_first(Assize *assize, AssizeBase *base, const AssizePolicy *policy, UnitRandom *random)
{
    TextBuilder facts = text_builder(unit_arena());
    text_append_string(&facts,
                       "{\"entity\":\"Office\",\"id\":\"o1\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2026-06-01\"},"
                       "\"facts\":{\"trusted\":true}}\n");
    for (size_t i = 0; i < SUPPLIERS; i++)
        append_supplier(&facts, random, i);
    for (size_t i = 0; i < PRODUCTS; i++)
        append_product(&facts, random, i);
    import(assize, base, policy, text_built(&facts));
}

static AssizeReview *open_review(Assize *assize, const AssizePolicy *policy, AssizeBase *base, const char *subject, int64_t date)
{
    AssizeReview *review;
    assert_int_equal(assize_review(assize, NULL, policy, base, subject, date, &review), ASSIZE_DONE);
    return review;
}

static Text close_review(AssizeReview *review)
{
    AssizeText json;
    assert_int_equal(assize_review_print(review, &in_json, &json), ASSIZE_DONE);
    Text kept = text_copy(unit_arena(), (Text){json.bytes, json.length});
    assize_review_close(review);
    return kept;
}

// A review that stays open while others are made, and what it will give.
typedef struct Open {
    AssizeReview *review;
    Text expected;
} Open;

static void close_open(Open *open, int turn)
{
    if (!open->review)
        return;
    Text got = close_review(open->review), expected = open->expected;
    open->review = NULL;
    if (!text_equal(got, expected))
        fail_msg("turn %d: %.*s\nand a new one: %.*s", turn, (int)got.length, got.bytes, (int)expected.length, expected.bytes);
}

static void as_a_new_one(void **state)
{
    (void)state;
    UnitRandom random = {20260};
    Assize *assize = assize_open(NULL);
    AssizePolicy *opened[POLICIES];
    AssizeBase *base;
    for (size_t i = 0; i < POLICIES; i++) {
        const char *path = path_of("p.asz");
        write_file(path, text_of(policies[i]));
        if (assize_policy_open(assize, NULL, path, &opened[i]) != ASSIZE_DONE)
            fail_msg("%s", assize_messages(assize, NULL).bytes);
    }
    assert_int_equal(assize_base_open(assize, path_of("facts"), ASSIZE_WRITE, &base), ASSIZE_DONE);
    import_first(assize, base, opened[0], &random);
    size_t outcomes[2] = {0, 0};
    Open open[OPEN] = {{NULL, {NULL, 0}}};
    const AssizePolicy *policy = opened[0];
    int64_t date = FIRST_DAY + 60;
    for (int turn = 0; turn < TURNS; turn++) {
        if (unit_below(&random, 10) == 0) {
            TextBuilder facts = text_builder(unit_arena());
            append_supplier(&facts, &random, unit_below(&random, SUPPLIERS));
            import(assize, base, opened[0], text_built(&facts));
        }
        if (unit_below(&random, 5) == 0) // else as before, so that something may be kept
            policy = opened[unit_below(&random, POLICIES)];
        if (unit_below(&random, 5) == 0)
            date = FIRST_DAY + (int64_t)unit_below(&random, 120);
        char subject[] = {'x', (char)('0' + unit_below(&random, PRODUCTS)), 0};
        Open *place = &open[unit_below(&random, OPEN)];
        close_open(place, turn);
        Assize *fresh = assize_open(NULL);
        *place = (Open){open_review(assize, policy, base, subject, date),
                        close_review(open_review(fresh, policy, base, subject, date))};
        assize_close(fresh);
        outcomes[strstr(text_terminated(unit_arena(), place->expected), "\"outcome\":\"rejected\"") != NULL]++;
        for (size_t i = 0; i < OPEN && unit_below(&random, 3); i++) // mostly one at a time
            close_open(&open[i], turn);
    }
    for (size_t i = 0; i < OPEN; i++)
        close_open(&open[i], TURNS);
    assert_true(outcomes[0] > 5 && outcomes[1] > 5);
    assize_base_close(base);
    for (size_t i = 0; i < POLICIES; i++)
        assize_policy_close(opened[i]);
    assize_close(assize);
}

// More than a review of a large product asks for are found the next time; when what is kept is large all of it is forgotten.
static void as_many_as_memory_holds(void **state)
{
    (void)state;
    enum { MANY = 150000, LARGE = 50000 };
    Program schema = {.types_count = 1};
    EnvView view = {0};
    DossierCache cache = {0};
    char id[16] = "";
    assert_true(cache_begin(&cache, &view, &schema, false, NULL));
    uint64_t generation = cache.generation;
    for (int i = 0; i < MANY; i++) {
        Text text = {id, (size_t)snprintf(id, sizeof id, "s%d", i)};
        Dossier none = {{NULL, 0}, 0};
        cache_keep(&cache, 0, text, hash_text(text), false, DOSSIER_NONE, &none);
    }
    assert_true(cache_begin(&cache, &view, &schema, false, NULL));
    assert_true(cache.generation == generation);
    DossierAnswer answer;
    Dossier found;
    Text last = {id, strlen(id)};
    assert_true(cache_find(&cache, 0, last, hash_text(last), &answer, &found));
    assert_int_equal(found.kept, MANY - 1);
    char *image = arena_array(unit_arena(), LARGE, 1);
    for (int i = 0; i < 2 * 1024; i++) {
        Text text = {id, (size_t)snprintf(id, sizeof id, "l%d", i)};
        Dossier large = {{image, LARGE}, 0};
        cache_keep(&cache, 0, text, hash_text(text), false, DOSSIER_FOUND, &large);
    }
    assert_true(cache.arena.taken < 2 * 1024 * (size_t)LARGE); // the last ones are not kept
    assert_true(cache_begin(&cache, &view, &schema, false, NULL));
    assert_true(cache.generation == generation + 1);
    assert_false(cache_find(&cache, 0, last, hash_text(last), &answer, &found));
    cache_close(&cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(as_a_new_one), UNIT_TEST(as_many_as_memory_holds)};
    return cmocka_run_group_tests_name("kept", tests, NULL, NULL);
}
