// SPDX-License-Identifier: MIT
// What a policy comes to with the profiles that apply is made when a review is the first to need it, and shared: threads that
// race for it give the same bytes as one review after the other, with more sets of profiles than are kept, and where the policy
// by itself is reviewed once more because a limit is hit.
#include "unit.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "assize.h"

enum { PROFILES = 7, PRODUCTS = 1 << PROFILES, DAY = 20779, THREADS = 4, ROUNDS = 3 };

static const char policy_text[] =
    "policy p version \"1.0.0\" { title \"P\" reviews product : Product }\n"
    "source s \"S\" { clause 1 \"c\" }\naspect a \"A\"\nevidence { rank declaration < report < audit }\n"
    "type Sector = s0 | s1 | s2 | s3 | s4 | s5 | s6\n"
    "entity Product { n: integer  t: text  sectors: many Sector  items: many Item }\npart Item key id { id: text  size: integer "
    "}\n"
    "parameter most: integer = 90, lower is stricter\n"
    "rule R-01 \"one\" { cites s 1  aspect a  severity minor  evidence at least declaration for n  require product.n <= most }\n"
    "rule R-02 \"two\" { cites s 1  aspect a  severity advisory  require every i in product.items : i.size > 1 else \"{i.id}\" "
    "}\n"
    "rule R-03 \"three\" { cites s 1  aspect a  severity minor  require product.t matches `a+b`  waivable }\n"
    "verdict { rejected when any critical violated or penalty >= 20  doubtful when any violated  passed otherwise }\n";

// Each moves the parameter to another place, raises other things of the rules, and adds one.
static const char profile_text[] =
    "profile f%d version \"1.0.0\" refines p \"1.x\" { title \"F\" applies when s%d in product.sectors }\n"
    "set most = %d\n"
    "strengthen R-01 { severity %s  evidence at least %s for n }\n"
    "strengthen R-02 { severity minor  weight %d  require count(product.items) > %d }\n"
    "rule F%d-1 \"own\" { cites s 1  aspect a  severity minor  require product.n != %d }\n";

typedef struct Shared {
    const AssizeOptions *options;
    const AssizePolicy *policy;
    AssizeBase *base;
    Text expected[PRODUCTS];
    int first; // where the first thread begins
    int wrong[THREADS];
} Shared;

static const char *write_file(const char *name, Text text)
{
    const char *path = text_terminated(unit_arena(), text_format(unit_arena(), "%s/%s", unit_folder(), name));
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.bytes, 1, text.length, file), text.length);
    assert_int_equal(fclose(file), 0);
    return path;
}

static AssizePolicy *open_policy(Assize *assize)
{
    static const char *const severities[] = {"minor", "major", "critical"}, *const kinds[] = {"declaration", "report", "audit"};
    const char *paths[PROFILES + 1] = {NULL};
    AssizePolicy *policy;
    for (int i = 0; i < PROFILES; i++) {
        char name[16];
        snprintf(name, sizeof name, "f%d.asz", i);
        paths[i] = write_file(name, text_format(unit_arena(), profile_text, i, i, 10 + 7 * ((5 * i) % PROFILES),
                                                severities[i % 3], kinds[(i / 2) % 3], 1 + i, i % 3, i, i));
    }
    AssizeRequest request = {.profiles = paths};
    const char *path = write_file("p.asz", text_of(policy_text));
    assert_int_equal(assize_policy_open(assize, &request, path, &policy), ASSIZE_DONE);
    return policy;
}

// A product for each set of sectors; of every fifth it is open which others there are.
static AssizeBase *import_products(Assize *assize, const AssizePolicy *policy)
{
    static const char *const kinds[] = {"declaration", "report", "audit"};
    AssizeBase *base;
    AssizeText text;
    TextBuilder facts = text_builder(unit_arena());
    for (int i = 0; i < PRODUCTS; i++) {
        text_append_format(
            &facts,
            "{\"entity\":\"Product\",\"id\":\"p%03d\",\"evidence\":{\"kind\":\"%s\",\"on\":\"2026-10-01\"},"
            "\"facts\":{\"n\":%d,\"t\":\"x%s\",\"items\":[{\"id\":\"a\",\"size\":%d},{\"id\":\"b\"%s}],\"sectors\":%s[",
            i, kinds[i % 3], i % 97, i % 4 ? "aab" : "ba", i % 4, i % 3 ? ",\"size\":2" : "", i % 5 ? "" : "{\"open\":");
        for (int sector = 0, any = 0; sector < PROFILES; sector++) {
            if (i >> sector & 1)
                text_append_format(&facts, "%s\"s%d\"", any++ ? "," : "", sector);
        }
        text_append_string(&facts, i % 5 ? "]}}\n" : "]}}}\n");
    }
    const char *files[] = {write_file("facts.ndjson", text_built(&facts))};
    AssizeImport import = {.files = files, .file_count = 1};
    const char *path = text_terminated(unit_arena(), text_format(unit_arena(), "%s/facts", unit_folder()));
    assert_int_equal(assize_base_open(assize, path, ASSIZE_WRITE, &base), ASSIZE_DONE);
    assert_int_equal(assize_import(assize, NULL, base, policy, &import, &text), ASSIZE_DONE);
    return base;
}

// The verdict of one; it stays until the next call.
static AssizeText review_one(Assize *assize, const AssizePolicy *policy, AssizeBase *base, int number)
{
    static const AssizeRequest in_json = {.format = ASSIZE_JSON};
    char id[16];
    AssizeReview *review;
    AssizeText json = {"", 0};
    snprintf(id, sizeof id, "p%03d", number);
    if (assize_review(assize, NULL, policy, base, id, DAY, &review) != ASSIZE_DONE)
        return json;
    assize_review_print(review, &in_json, &json);
    assize_review_close(review);
    return json;
}

static bool is_expected(const Shared *shared, int number, AssizeText json)
{
    return text_equal((Text){json.bytes, json.length}, shared->expected[number]);
}

// ---- threads of a host ----

typedef struct Worker {
    Shared *shared;
    int number;
} Worker;

static void *work(void *with)
{
    const Worker *worker = with;
    Shared *shared = worker->shared;
    Assize *assize = assize_open(shared->options);
    for (int i = 0; i < PRODUCTS && assize; i++) { // each begins elsewhere, so that each makes some and finds others
        int number = (shared->first + worker->number * (PRODUCTS / THREADS) + i * 5) % PRODUCTS;
        shared->wrong[worker->number] += !is_expected(shared, number, review_one(assize, shared->policy, shared->base, number));
    }
    shared->wrong[worker->number] += !assize;
    assize_close(assize);
    return NULL;
}

static void race(Shared *shared)
{
    pthread_t threads[THREADS];
    Worker workers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (Worker){shared, i};
        shared->wrong[i] = 0;
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(shared->wrong[i], 0);
    }
}

// ---- those of a sweep ----

typedef struct Sweep {
    const Shared *shared;
    uint64_t seen, wrong;
} Sweep;

static bool visit(void *with, const AssizeVerdict *one)
{
    Sweep *sweep = with;
    sweep->seen++;
    sweep->wrong += !one->made || !is_expected(sweep->shared, (int)one->number - 1, one->text);
    return true;
}

static void sweep_all(Assize *assize, const Shared *shared, const AssizePolicy *policy, int threads)
{
    static const AssizeRequest in_json = {.format = ASSIZE_JSON};
    Sweep sweep = {shared, 0, 0};
    assert_int_equal(assize_review_all(assize, &in_json, policy, shared->base, DAY, threads, visit, &sweep), ASSIZE_DONE);
    assert_int_equal(sweep.seen, PRODUCTS);
    assert_int_equal(sweep.wrong, 0);
}

// ---- both ----

// Each policy is opened anew: none of its variants is made yet.
static void try(const AssizeOptions *options, bool hits)
{
    static Shared shared;
    Assize *assize = assize_open(options);
    AssizePolicy *first = open_policy(assize);
    size_t different = 0, hit = 0;
    shared = (Shared){.options = options, .base = import_products(assize, first)};
    for (int i = 0; i < PRODUCTS; i++) {
        AssizeText json = review_one(assize, first, shared.base, i);
        shared.expected[i] = text_copy(unit_arena(), (Text){json.bytes, json.length});
        assert_true(json.length > 0);
        hit += text_contains(shared.expected[i], text_of("\"hit\":[\"rows\"]"));
        different += text_contains(shared.expected[i], text_of("\"applies\":true")) &&
                     text_contains(shared.expected[i], text_of("\"applies\":null"));
    }
    assert_true(different > 0);
    assert_int_equal(hit > 0, hits);
    for (int round = 0; round < ROUNDS; round++) {
        AssizePolicy *policy = open_policy(assize);
        shared.policy = policy;
        shared.first = round * 11;
        race(&shared);
        assize_policy_close(policy);
    }
    for (int threads = 1; threads <= THREADS; threads++) {
        AssizePolicy *policy = open_policy(assize);
        sweep_all(assize, &shared, policy, threads);
        assize_policy_close(policy);
    }
    assize_base_close(shared.base);
    assize_policy_close(first);
    assize_close(assize);
}

static void test_variants(void **state)
{
    (void)state;
    try(NULL, false);
}

static void test_with_a_limit(void **state)
{
    (void)state;
    try(&(AssizeOptions){.rows = 12}, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(test_variants), UNIT_TEST(test_with_a_limit)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
