// SPDX-License-Identifier: MIT
// Threads that share a policy and a fact base, each with an instance of its own, give the same verdicts.
#include "unit.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "assize.h"

static const AssizeRequest in_json = {.format = ASSIZE_JSON};

enum { THREADS = 4, REVIEWS = 200 };

static const char policy_text[] =
    "policy p version \"1.0.0\" { title \"P\" reviews product : Product }\n"
    "source s \"S\" { clause 1 \"c\" }\naspect a \"A\"\nevidence { rank declaration }\n"
    "entity Product { n: integer  t: text  items: many Item }\npart Item key id { id: text  size: integer }\n"
    "rule R-01 \"one\" { cites s 1  aspect a  severity minor  require every i in product.items : i.size > 1 }\n"
    "rule R-02 \"two\" { cites s 1  aspect a  severity minor  require product.t matches `a+b` }\n"
    "verdict { rejected when any critical violated  passed otherwise }\n";
static const char facts_text[] = "{\"entity\":\"Product\",\"id\":\"x\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2026-10-"
                                 "01\"},\"facts\":{\"t\":\"xaab\","
                                 "\"items\":[{\"id\":\"a\",\"size\":1},{\"id\":\"b\",\"size\":2},{\"id\":\"c\"}]}}";

typedef struct Shared {
    const AssizePolicy *policy;
    AssizeBase *base;
    char expected[8192];
    int wrong[THREADS];
} Shared;

typedef struct Worker {
    Shared *shared;
    int number;
} Worker;

static bool review_once(Assize *assize, const Shared *shared, char *text, size_t size)
{
    AssizeReview *review;
    AssizeText json;
    if (assize_review(assize, NULL, shared->policy, shared->base, "x", 20779, &review) != ASSIZE_DONE)
        return false;
    bool fine = assize_review_print(review, &in_json, &json) == ASSIZE_DONE && json.length < size;
    if (fine) {
        memcpy(text, json.bytes, json.length);
        text[json.length] = 0;
    }
    assize_review_close(review);
    return fine;
}

static void *work(void *with)
{
    const Worker *worker = with;
    Shared *shared = worker->shared;
    Assize *assize = assize_open(NULL);
    char text[8192];
    for (int i = 0; i < REVIEWS && assize; i++)
        shared->wrong[worker->number] += !review_once(assize, shared, text, sizeof text) || strcmp(text, shared->expected) != 0;
    shared->wrong[worker->number] += !assize;
    assize_close(assize);
    return NULL;
}

static void write_file(const char *folder, const char *name, const char *text, char *path, size_t size)
{
    snprintf(path, size, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

// Opens the policy, and imports what a file of submissions holds.
static void open_all(Assize *assize, const char *facts, AssizePolicy **policy, AssizeBase **base)
{
    const char *folder = unit_folder();
    char policy_path[256], facts_path[256], base_path[256];
    AssizeText text;
    write_file(folder, "p.asz", policy_text, policy_path, sizeof policy_path);
    write_file(folder, "f.ndjson", facts, facts_path, sizeof facts_path);
    snprintf(base_path, sizeof base_path, "%s/facts", folder);
    assert_int_equal(assize_policy_open(assize, NULL, policy_path, policy), ASSIZE_DONE);
    assert_int_equal(assize_base_open(assize, base_path, ASSIZE_WRITE, base), ASSIZE_DONE);
    const char *files[] = {facts_path};
    AssizeImport import = {.files = files, .file_count = 1};
    assert_int_equal(assize_import(assize, NULL, *base, *policy, &import, &text), ASSIZE_DONE);
}

static void test_threads(void **state)
{
    (void)state;
    static Shared shared;
    Assize *assize = assize_open(NULL);
    AssizePolicy *policy;
    open_all(assize, facts_text, &policy, &shared.base);
    shared.policy = policy;
    assert_true(review_once(assize, &shared, shared.expected, sizeof shared.expected));
    pthread_t threads[THREADS];
    Worker workers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (Worker){&shared, i};
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(shared.wrong[i], 0);
    }
    assize_base_close(shared.base);
    assize_policy_close(policy);
    assize_close(assize);
}

// ---- all subjects ----

enum { PRODUCTS = 300, STOP_AFTER = 77 };

// What the verdicts of a sweep are compared with.
typedef struct Sweeping {
    Assize *assize; // another one than that of the sweep
    const AssizePolicy *policy;
    AssizeBase *base;
    uint64_t seen, stop_after, wrong;
} Sweeping;

static bool same_as_alone(const Sweeping *sweeping, const AssizeVerdict *one)
{
    char id[32];
    AssizeReview *review;
    AssizeText json;
    snprintf(id, sizeof id, "p%04u", (unsigned)one->number - 1);
    if (one->subject.length != strlen(id) || memcmp(one->subject.bytes, id, strlen(id)) != 0 ||
        assize_review(sweeping->assize, NULL, sweeping->policy, sweeping->base, id, 20779, &review) != ASSIZE_DONE)
        return false;
    bool same = assize_review_print(review, &in_json, &json) == ASSIZE_DONE && json.length == one->text.length &&
                memcmp(json.bytes, one->text.bytes, json.length) == 0 && assize_review_answer(review) == one->answer;
    assize_review_close(review);
    return same;
}

static bool visit_one(void *with, const AssizeVerdict *one)
{
    Sweeping *sweeping = with;
    bool right = one->made && one->count == PRODUCTS && one->number == ++sweeping->seen && same_as_alone(sweeping, one);
    sweeping->wrong += !right;
    return one->number != sweeping->stop_after;
}

static void test_all(void **state)
{
    (void)state;
    TextBuilder facts = text_builder(unit_arena());
    for (int i = 0; i < PRODUCTS; i++)
        text_append_format(
            &facts,
            "{\"entity\":\"Product\",\"id\":\"p%04d\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2026-10-01\"},"
            "\"facts\":{\"items\":[{\"id\":\"a\",\"size\":%d},{\"id\":\"b\"%s}]}}\n",
            i, i % 4, i % 3 ? ",\"size\":2" : "");
    Assize *assize = assize_open(NULL);
    AssizePolicy *policy;
    Sweeping sweeping = {.assize = assize_open(NULL)};
    open_all(assize, text_terminated(unit_arena(), text_built(&facts)), &policy, &sweeping.base);
    sweeping.policy = policy;
    for (int threads = 0; threads <= THREADS; threads++) {
        sweeping.seen = 0;
        assert_int_equal(assize_review_all(assize, &in_json, policy, sweeping.base, 20779, threads, visit_one, &sweeping),
                         ASSIZE_DONE);
        assert_int_equal(sweeping.seen, PRODUCTS);
    }
    sweeping.seen = 0;
    sweeping.stop_after = STOP_AFTER;
    assert_int_equal(assize_review_all(assize, &in_json, policy, sweeping.base, 20779, THREADS, visit_one, &sweeping),
                     ASSIZE_DONE);
    assert_int_equal(sweeping.seen, STOP_AFTER);
    assert_int_equal(sweeping.wrong, 0);
    assize_base_close(sweeping.base);
    assize_policy_close(policy);
    assize_close(sweeping.assize);
    assize_close(assize);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(test_threads), UNIT_TEST(test_all)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
