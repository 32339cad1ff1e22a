// SPDX-License-Identifier: MIT
// Threads that share a policy and a fact base, each with an instance of its own, give the same verdicts.
#include "unit.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "assize.h"

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
    if (assize_review(assize, shared->policy, shared->base, "x", 20779, &review) != ASSIZE_DONE)
        return false;
    bool fine = assize_review_print(review, ASSIZE_JSON, &json) == ASSIZE_DONE && json.length < size;
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

static void test_threads(void **state)
{
    (void)state;
    static Shared shared;
    const char *folder = unit_folder();
    char policy_path[256], facts_path[256], base_path[256];
    write_file(folder, "p.asz", policy_text, policy_path, sizeof policy_path);
    write_file(folder, "f.json", facts_text, facts_path, sizeof facts_path);
    snprintf(base_path, sizeof base_path, "%s/facts", folder);
    Assize *assize = assize_open(NULL);
    AssizePolicy *policy;
    AssizeText text;
    assert_int_equal(assize_policy_open(assize, policy_path, &policy), ASSIZE_DONE);
    shared.policy = policy;
    assert_int_equal(assize_base_open(assize, base_path, ASSIZE_WRITE, &shared.base), ASSIZE_DONE);
    const char *files[] = {facts_path};
    AssizeImport import = {.files = files, .file_count = 1};
    assert_int_equal(assize_import(assize, shared.base, policy, &import, ASSIZE_TEXT, &text), ASSIZE_DONE);
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

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(test_threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
