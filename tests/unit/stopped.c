// SPDX-License-Identifier: MIT
// Requests: a call that is given up by its deadline or cancelled leaves everything as it was, tells no verdict, and the next call
// works; one review is printed for several readers, each of whom sees what a review of their own would show.
#include "unit/unit.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "assize.h"

static const char policy_text[] =
    "policy p version \"1.0.0\" { title \"P\" reviews product : Product }\n"
    "source s \"S\" { clause 1 \"c\" }\naspect a \"A\"\nevidence { rank declaration }\n"
    "entity Product { parts : many Part  secret : integer confidential }\npart Part key id { id : text  good : boolean }\n"
    "rule R-01 \"parts\" { cites s 1  aspect a  severity minor\n"
    "  require every p in product.parts : p.good else \"{p} is not good\" }\n"
    "rule R-02 \"secret\" { cites s 1  aspect a  severity minor  require product.secret > 1 }\n"
    "verdict { rejected when any minor violated  passed otherwise }\n";
enum { PRODUCTS = 600, PARTS = 20, DATE = 20779 };
static const AssizeRequest office = {.format = ASSIZE_JSON, .audience = ASSIZE_OFFICE};

typedef struct Opened {
    Assize *assize;
    AssizePolicy *policy;
    AssizeBase *base;
    const char *policy_path, *facts_path;
} Opened;

static const char *file_in(const char *name)
{
    return text_terminated(unit_arena(), text_format(unit_arena(), "%s/%s", unit_folder(), name));
}

static void write_facts(const char *path, int first, int count)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (int i = first; i < first + count; i++) {
        fprintf(file, "{\"entity\":\"Product\",\"id\":\"x%04d\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2026-10-01\"},",
                i);
        fprintf(file, "\"facts\":{\"secret\":%d,\"parts\":[", i % 3);
        for (int j = 0; j < PARTS; j++)
            fprintf(file, "%s{\"id\":\"p%d\",\"good\":%s}", j ? "," : "", j, j % 7 ? "true" : "false");
        fprintf(file, "]}}\n");
    }
    fclose(file);
}

static AssizeAnswer import(const Opened *opened, const AssizeRequest *request)
{
    const char *files[] = {opened->facts_path};
    AssizeImport what = {.files = files, .file_count = 1};
    return assize_import(opened->assize, request, opened->base, opened->policy, &what, NULL);
}

static Opened open_all(void)
{
    Opened opened = {.assize = assize_open(NULL), .policy_path = file_in("p.asz"), .facts_path = file_in("f.ndjson")};
    FILE *file = fopen(opened.policy_path, "w");
    assert_non_null(file);
    fputs(policy_text, file);
    fclose(file);
    write_facts(opened.facts_path, 0, PRODUCTS);
    if (assize_policy_open(opened.assize, NULL, opened.policy_path, &opened.policy) != ASSIZE_DONE)
        fail_msg("%s", assize_messages(opened.assize, NULL).bytes);
    assert_int_equal(assize_base_open(opened.assize, file_in("facts"), ASSIZE_WRITE, &opened.base), ASSIZE_DONE);
    return opened;
}

static void close_all(Opened *opened)
{
    assize_base_close(opened->base);
    assize_policy_close(opened->policy);
    assize_close(opened->assize);
}

// Terminated, in the test's arena.
static const char *kept(AssizeText text)
{
    return text_terminated(unit_arena(), (Text){text.bytes, text.length});
}

static const char *listed(const Opened *opened)
{
    AssizeText text;
    assert_int_equal(assize_facts_list(opened->assize, &office, opened->base, NULL, &text), ASSIZE_DONE);
    return kept(text);
}

static int64_t nanoseconds_ahead(int64_t nanoseconds)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec + nanoseconds;
}

static void stopped(const Opened *opened, AssizeAnswer answer, const char *why)
{
    assert_int_equal(answer, ASSIZE_STOPPED);
    assert_int_equal(assize_last_answer(opened->assize), ASSIZE_STOPPED);
    assert_string_equal(kept(assize_messages(opened->assize, NULL)), why);
}

static bool no_visit(void *with, const AssizeVerdict *one)
{
    (void)with;
    (void)one;
    fail();
    return false;
}

static void try_all(const Opened *opened, const AssizeRequest *late, const char *why)
{
    AssizePolicy *policy;
    AssizeReview *review;
    Assize *assize = opened->assize;
    AssizeText text;
    AssizeText bundle = assize_policy_bundle(opened->policy);
    stopped(opened, assize_policy_open(assize, late, opened->policy_path, &policy), why);
    assert_null(policy);
    stopped(opened, assize_policy_load(assize, late, bundle.bytes, bundle.length, &policy), why);
    assert_null(policy);
    stopped(opened, assize_check(assize, late, opened->policy_path), why);
    stopped(opened, assize_dump(assize, late, opened->policy_path, ASSIZE_CODE, &text), why);
    stopped(opened, assize_disassemble(assize, late, opened->policy, NULL, &text), why);
    stopped(opened, assize_inspect(assize, late, opened->policy, &text), why);
    stopped(opened, assize_formats(assize, late, opened->policy, NULL, NULL, &text), why);
    stopped(opened, assize_cost(assize, late, opened->policy, &text), why);
    stopped(opened, assize_test(assize, late, opened->policy_path, &text), why);
    stopped(opened, import(opened, late), why);
    stopped(opened, assize_facts_upgrade(assize, late, opened->base, opened->policy, NULL, NULL, &text), why);
    stopped(opened, assize_facts_compact(assize, late, opened->base, opened->policy, &text), why);
    stopped(opened, assize_facts_list(assize, late, opened->base, NULL, &text), why);
    stopped(opened, assize_facts_show(assize, late, opened->base, NULL, "x0000", &text), why);
    stopped(opened, assize_facts_verify(assize, late, opened->base, NULL, NULL, &text), why);
    stopped(opened, assize_withdraw(assize, late, opened->base, "sha256:", NULL, "because"), why);
    stopped(opened, assize_review(assize, late, opened->policy, opened->base, "x0000", DATE, &review), why);
    assert_null(review);
    stopped(opened, assize_review_submissions(assize, late, opened->policy, NULL, 0, "x0000", DATE, &review), why);
    assert_null(review);
    stopped(opened, assize_review_all(assize, late, opened->policy, opened->base, DATE, 2, no_visit, NULL), why);
    stopped(opened, assize_ask(assize, late, opened->policy, opened->base, "1 < 2", "x0000", DATE, &text), why);
    stopped(opened, assize_review_where(assize, late, opened->policy, opened->base, "1 < 2", DATE, 2, no_visit, NULL), why);
    const int64_t day = DATE;
    const AssizeImpact impact = {.dates = &day, .date_count = 1};
    stopped(opened, assize_impact(assize, late, opened->policy, opened->policy, opened->base, &impact, &text), why);
}

// A deadline that has passed, or a cancel that is set, stops each call at once.
static void at_once(void **state)
{
    (void)state;
    AssizeCancel cancel = {0};
    Opened opened = open_all();
    AssizeRequest late = {.deadline = assize_deadline(0)}, cancelled = {.deadline = assize_deadline(1000000), .cancel = &cancel};
    assert_int_equal(import(&opened, &cancelled), ASSIZE_DONE);
    const char *before = listed(&opened);
    try_all(&opened, &late, "error: stopped: deadline passed\n");
    assize_cancel(&cancel);
    try_all(&opened, &cancelled, "error: stopped: cancelled\n");
    assert_string_equal(listed(&opened), before);
    assert_true(assize_deadline(INT64_MAX) > assize_deadline(INT32_MAX) && assize_deadline(-1) > 0);
    close_all(&opened);
}

// An import that is stopped at any time leaves the fact base as it was; what is told of as stored is stored.
static void imports(void **state)
{
    (void)state;
    Opened opened = open_all();
    AssizeText text;
    const char *before = listed(&opened);
    AssizeAnswer answer = ASSIZE_STOPPED;
    int stops = 0;
    for (int64_t time = 0; answer == ASSIZE_STOPPED; time += 1500000 + time / 8, stops++) {
        AssizeRequest request = {.deadline = nanoseconds_ahead(time)};
        answer = import(&opened, &request);
        assert_true(answer == ASSIZE_DONE || answer == ASSIZE_STOPPED);
        if (answer == ASSIZE_STOPPED)
            assert_string_equal(listed(&opened), before);
    }
    assert_true(stops > 1);
    assert_string_not_equal(listed(&opened), before);
    assert_int_equal(assize_facts_verify(opened.assize, NULL, opened.base, opened.policy, NULL, &text), ASSIZE_DONE);
    close_all(&opened);
}

// A fact base that was made for an import that is stopped goes with it.
static void no_base_is_left(void **state)
{
    (void)state;
    Opened opened = open_all();
    AssizeRequest late = {.deadline = assize_deadline(0)};
    assert_int_equal(import(&opened, &late), ASSIZE_STOPPED);
    assize_base_close(opened.base);
    assert_int_equal(assize_base_open(opened.assize, file_in("facts"), ASSIZE_READ, &opened.base), ASSIZE_ENVIRONMENT);
    close_all(&opened);
}

// ---- reviews ----

static const char *verdict_for(const Opened *opened, const char *subject, const AssizeRequest *request)
{
    AssizeReview *review;
    AssizeText text;
    assert_int_equal(assize_review(opened->assize, request, opened->policy, opened->base, subject, DATE, &review), ASSIZE_DONE);
    assert_int_equal(assize_review_print(review, request, &text), ASSIZE_DONE);
    const char *verdict = kept(text);
    assize_review_close(review);
    return verdict;
}

// However long it may take: a verdict is the same, or there is none, and the next one is right.
static void reviews(void **state)
{
    (void)state;
    Opened opened = open_all();
    assert_int_equal(import(&opened, NULL), ASSIZE_DONE);
    const char *expected = verdict_for(&opened, "x0001", &office);
    int stops = 0, halves = 0;
    for (int64_t time = 0; time < 600000; time += 1000) {
        AssizeReview *review;
        AssizeText text;
        AssizeRequest request = office;
        request.deadline = nanoseconds_ahead(time);
        AssizeAnswer answer = assize_review(opened.assize, &request, opened.policy, opened.base, "x0001", DATE, &review);
        stops += answer == ASSIZE_STOPPED;
        if (answer == ASSIZE_STOPPED)
            continue;
        assert_int_equal(answer, ASSIZE_DONE);
        answer = assize_review_print(review, &request, &text);
        if (answer == ASSIZE_DONE) {
            assert_string_equal(kept(text), expected);
        } else {
            assert_int_equal(answer, ASSIZE_STOPPED);
            answer = assize_review_print(review, &office, &text); // stopped before it began, or halfway
            halves += answer == ASSIZE_ENVIRONMENT;
            assert_true(answer == ASSIZE_ENVIRONMENT || (answer == ASSIZE_DONE && strcmp(kept(text), expected) == 0));
            assert_int_equal(assize_review_answer(review), ASSIZE_NO);
        }
        assize_review_close(review);
    }
    assert_true(stops > 0);
    print_message("%d reviews were stopped, %d while they were printed\n", stops, halves);
    assert_string_equal(verdict_for(&opened, "x0001", &office), expected);
    close_all(&opened);
}

// One review is printed for whoever asks, in any order.
static void readers(void **state)
{
    (void)state;
    Opened opened = open_all();
    AssizeReview *review;
    AssizeText text;
    const AssizeRequest requests[] = {{.format = ASSIZE_JSON},
                                      office,
                                      {.audience = ASSIZE_OFFICE, .language = "zh", .all_rules = true},
                                      {.format = ASSIZE_JSON, .audience = ASSIZE_INSTITUTION, .institution = "lab"},
                                      {.format = ASSIZE_JSON, .audience = ASSIZE_INSTITUTION},
                                      {.all_rules = true}};
    enum { REQUESTS = sizeof requests / sizeof *requests };
    assert_int_equal(import(&opened, NULL), ASSIZE_DONE);
    assert_string_not_equal(verdict_for(&opened, "x0001", &requests[0]), verdict_for(&opened, "x0001", &requests[1]));
    assert_int_equal(assize_review(opened.assize, NULL, opened.policy, opened.base, "x0001", DATE, &review), ASSIZE_DONE);
    for (int i = 0; i < REQUESTS * 5; i++) {
        const AssizeRequest *request = &requests[i * 5 % 7 % REQUESTS];
        assert_int_equal(assize_review_print(review, request, &text), ASSIZE_DONE);
        const char *got = kept(text);
        assert_string_equal(got, verdict_for(&opened, "x0001", request));
    }
    assize_review_close(review);
    close_all(&opened);
}

// ---- all of them ----

typedef struct Sweeping {
    const Opened *opened;
    AssizeCancel cancel;
    pthread_mutex_t lock;
    pthread_cond_t begun;
    int visits;
} Sweeping;

static bool visit(void *with, const AssizeVerdict *one)
{
    Sweeping *sweeping = with;
    assert_true(one->made);
    assert_int_equal(one->number, sweeping->visits + 1);
    pthread_mutex_lock(&sweeping->lock);
    sweeping->visits++;
    pthread_cond_signal(&sweeping->begun);
    pthread_mutex_unlock(&sweeping->lock);
    struct timespec some = {.tv_nsec = 100000};
    nanosleep(&some, NULL);
    return true;
}

static void *cancel_soon(void *with)
{
    Sweeping *sweeping = with;
    pthread_mutex_lock(&sweeping->lock);
    while (!sweeping->visits)
        pthread_cond_wait(&sweeping->begun, &sweeping->lock);
    pthread_mutex_unlock(&sweeping->lock);
    assize_cancel(&sweeping->cancel);
    return NULL;
}

// Another thread cancels it when the first verdict is there: some were visited, in order, and not all.
static void sweeps(void **state)
{
    (void)state;
    Opened opened = open_all();
    assert_int_equal(import(&opened, NULL), ASSIZE_DONE);
    for (int threads = 1; threads <= 4; threads *= 2) {
        Sweeping sweeping = {.opened = &opened, .lock = PTHREAD_MUTEX_INITIALIZER, .begun = PTHREAD_COND_INITIALIZER};
        AssizeRequest request = {.format = ASSIZE_JSON, .cancel = &sweeping.cancel};
        pthread_t canceller;
        assert_int_equal(pthread_create(&canceller, NULL, cancel_soon, &sweeping), 0);
        AssizeAnswer answer = assize_review_all(opened.assize, &request, opened.policy, opened.base, DATE, threads, visit,
                                                &sweeping);
        pthread_join(canceller, NULL);
        stopped(&opened, answer, "error: stopped: cancelled\n");
        assert_true(sweeping.visits > 0 && sweeping.visits < PRODUCTS);
        sweeping.visits = 0;
        assert_int_equal(assize_review_all(opened.assize, NULL, opened.policy, opened.base, DATE, threads, visit, &sweeping),
                         ASSIZE_DONE);
        assert_int_equal(sweeping.visits, PRODUCTS);
    }
    close_all(&opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(at_once), UNIT_TEST(imports), UNIT_TEST(no_base_is_left),
                                       UNIT_TEST(reviews), UNIT_TEST(readers), UNIT_TEST(sweeps)};
    return cmocka_run_group_tests_name("stopped calls, and readers", tests, NULL, NULL);
}
