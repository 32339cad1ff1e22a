// SPDX-License-Identifier: MIT
// Every allocation is made to fail, one after the other, in each thing that the library does: the answer must be that of the
// environment, with a message; what is stored stays as it was; and the same call gives the same afterwards. Built twice: with
// the library's own fault injection (and sanitizers, which look for leaks), and with EVERY_ALLOCATION, where those of LMDB
// and PCRE2 fail too. There, writes are made to fail as well.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "assize.h"
#include "interpose.h"

// All of a dossier shows.
static const AssizeRequest for_office = {.audience = ASSIZE_OFFICE}, in_json = {.audience = ASSIZE_OFFICE, .format = ASSIZE_JSON};

static const char policy_text[] =
    "policy p version \"1.0.0\" { title \"P\" reviews product : Product }\n"
    "source s \"S\" { clause 1 \"c\" }\naspect a \"A\"\n"
    "evidence { by Maker rank declaration < laboratory accept laboratory when by.good expire declaration after 365 days }\n"
    "ordered type Level = low < high\n"
    "entity Maker { good: boolean }\n"
    "entity Product { n: integer  names: many text  items: many Item  maker: Maker }\n"
    "part Item key id { id: text  v: version  level: Level  needs: many ref Item  day: date }\n"
    "list odd : integer = { 1, 3, 5 }\n"
    "define big(x: Item) : boolean = x.level = high\n"
    "rule R-01 \"one\" zh \"一\" { cites s 1 aspect a severity critical evidence at least laboratory for items\n"
    "  require every i in product.items via needs where i.v < \"2.0.0\" : not i.big else \"{i.id} {i.v}\" }\n"
    "rule R-02 \"two\" { cites s 1 aspect a severity minor when product.n in odd\n"
    "  require some t in product.names : t matches `^a+b` or t like \"x*\" }\n"
    "rule R-03 \"three\" { cites s 1 aspect a severity major\n"
    "  require count(i in product.items) + sum(1 for i in product.items where i.big) > 2 and product.maker.good }\n"
    "verdict { rejected when any critical violated  passed otherwise }\n"
    "test \"t\" on 2026-11-22 { given x : Product by declaration on 2026-11-01 { n: 1  names: [ \"aab\" ] }\n"
    "  expect R-02 satisfied  expect product.n = 1  expect passed }\n";

static const char first_facts[] = "{\"entity\":\"Product\",\"id\":\"x\",\"evidence\":{\"kind\":\"declaration\",\"by\":\"m\","
                                  "\"on\":\"2026-10-01\"},\"facts\":{\"n\":1,"
                                  "\"names\":[\"aab\"],\"maker\":\"m\",\"items\":[{\"id\":\"i\",\"v\":\"1.0.0\",\"level\":"
                                  "\"high\",\"needs\":[\"j\"]},{\"id\":\"j\","
                                  "\"v\":\"1.2.0-rc.1\",\"day\":\"2026-01-01\"}]}}\n"
                                  "{\"entity\":\"Maker\",\"id\":\"m\",\"evidence\":{\"kind\":\"laboratory\",\"on\":\"2026-10-"
                                  "01\"},\"facts\":{\"good\":true}}\n";

static const char second_facts[] =
    "{\"entity\":\"Product\",\"id\":\"x\",\"evidence\":{\"kind\":\"laboratory\",\"by\":\"m\",\"on\":\"2026-10-02\"},\"facts\":{"
    "\"n\":2,"
    "\"items\":{\"open\":[{\"id\":\"j\",\"level\":\"high\"},{\"id\":\"k\"}]}}}\n"
    "{\"entity\":\"Product\",\"id\":\"y\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2026-10-02\"},\"facts\":{\"n\":7}}\n";

enum { DAY = 20779 };

static char folder[64], base_folder[96], policy_path[96], first_path[96], second_path[96], bundle_path[96];

static void die(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        die(path, strerror(errno));
}

// ---- what is done ----

// What a scenario gives: enough of it to see whether it is the same.
typedef struct Outcome {
    AssizeAnswer answer;
    char text[16384];
} Outcome;

static void keep(Outcome *outcome, AssizeText text)
{
    size_t length = text.length < sizeof outcome->text - 1 ? text.length : sizeof outcome->text - 1;
    if (length)
        memcpy(outcome->text, text.bytes, length);
    outcome->text[length] = 0;
}

static const char *last_said = "";

// What went wrong says so. Returns the answer.
static AssizeAnswer heard(Assize *assize, AssizeAnswer answer)
{
    static char said[512];
    AssizeText messages = assize_messages(assize, NULL);
    bool refused = answer == ASSIZE_ENVIRONMENT || answer == ASSIZE_BAD_INPUT;
    if (refused && !messages.length)
        die("an answer without a message", "");
    snprintf(said, sizeof said, "%.*s", (int)messages.length, messages.bytes);
    last_said = said;
    return answer;
}

typedef void Scenario(Assize *assize, const AssizePolicy *policy, Outcome *outcome);

static void compile(Assize *assize, const AssizePolicy *unused, Outcome *outcome)
{
    AssizePolicy *policy;
    (void)unused;
    outcome->answer = heard(assize, assize_policy_open(assize, NULL, policy_path, &policy));
    if (policy)
        keep(outcome, assize_policy_digest(policy));
    assize_policy_close(policy);
}

static void print_code(Assize *assize, const AssizePolicy *policy, Outcome *outcome)
{
    AssizeText text = {"", 0};
    outcome->answer = heard(assize, assize_disassemble(assize, NULL, policy, "R-01", &text));
    keep(outcome, text);
}

static void write_bundle(Assize *assize, const AssizePolicy *policy, Outcome *outcome)
{
    outcome->answer = heard(assize, assize_policy_write(assize, policy, bundle_path));
}

static void run_tests(Assize *assize, const AssizePolicy *unused, Outcome *outcome)
{
    AssizeText text = {"", 0};
    (void)unused;
    outcome->answer = heard(assize, assize_test(assize, &in_json, policy_path, &text));
    keep(outcome, text);
}

static void import(Assize *assize, const AssizePolicy *policy, Outcome *outcome)
{
    AssizeBase *base;
    AssizeText text = {"", 0};
    const char *files[] = {second_path};
    outcome->answer = heard(assize, assize_base_open(assize, base_folder, ASSIZE_WRITE, &base));
    if (!base)
        return;
    AssizeImport what = {.files = files, .file_count = 1};
    outcome->answer = heard(assize, assize_import(assize, &in_json, base, policy, &what, &text));
    keep(outcome, text);
    assize_base_close(base);
}

static char withdrawn[80];

static void withdraw(Assize *assize, const AssizePolicy *unused, Outcome *outcome)
{
    AssizeBase *base;
    (void)unused;
    outcome->answer = heard(assize, assize_base_open(assize, base_folder, ASSIZE_WRITE, &base));
    if (!base)
        return;
    outcome->answer = heard(assize, assize_withdraw(assize, NULL, base, withdrawn, NULL, "it was wrong"));
    assize_base_close(base);
}

static void review(Assize *assize, const AssizePolicy *policy, Outcome *outcome)
{
    AssizeBase *base;
    AssizeReview *found;
    AssizeText text = {"", 0};
    outcome->answer = heard(assize, assize_base_open(assize, base_folder, ASSIZE_READ, &base));
    if (!base)
        return;
    outcome->answer = heard(assize, assize_review(assize, &for_office, policy, base, "x", DAY, &found));
    if (found) {
        outcome->answer = heard(assize, assize_review_print(found, &in_json, &text));
        keep(outcome, text);
        if (outcome->answer == ASSIZE_DONE)
            outcome->answer = heard(assize, assize_review_print(found, &for_office, &text));
        if (outcome->answer == ASSIZE_DONE)
            outcome->answer = heard(assize, assize_review_explain(found, &in_json, "R-01", &text));
    }
    assize_review_close(found);
    assize_base_close(base);
}

static void ask(Assize *assize, const AssizePolicy *policy, Outcome *outcome)
{
    AssizeBase *base;
    AssizeText text = {"", 0};
    outcome->answer = heard(assize, assize_base_open(assize, base_folder, ASSIZE_READ, &base));
    if (!base)
        return;
    outcome->answer = heard(assize,
                            assize_ask(assize, &in_json, policy, base, "{ i.id for i in product.items }", "x", DAY, &text));
    keep(outcome, text);
    assize_base_close(base);
}

static void show(Assize *assize, const AssizePolicy *policy, Outcome *outcome)
{
    AssizeBase *base;
    AssizeText text = {"", 0};
    outcome->answer = heard(assize, assize_base_open(assize, base_folder, ASSIZE_READ, &base));
    if (!base)
        return;
    outcome->answer = heard(assize, assize_facts_show(assize, &for_office, base, NULL, "x", &text));
    if (outcome->answer == ASSIZE_DONE)
        outcome->answer = heard(assize, assize_facts_verify(assize, &for_office, base, policy, NULL, &text));
    keep(outcome, text);
    assize_base_close(base);
}

// ---- the fact base before and after ----

static void empty_base(void)
{
    char path[128];
    static const char *const names[] = {"data.mdb", "lock.mdb"};
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", base_folder, names[i]);
        unlink(path);
    }
    rmdir(base_folder);
}

static void fill_base(Assize *assize, const AssizePolicy *policy)
{
    AssizeBase *base;
    AssizeText text;
    const char *files[] = {first_path};
    AssizeImport what = {.files = files, .file_count = 1};
    empty_base();
    if (assize_base_open(assize, base_folder, ASSIZE_WRITE, &base) != ASSIZE_DONE ||
        assize_import(assize, NULL, base, policy, &what, &text) != ASSIZE_DONE)
        die("the first import", assize_messages(assize, NULL).bytes);
    assize_base_close(base);
}

// All that the fact base says of itself, the log's times left out; it must be whole.
static void describe_base(Assize *assize, const AssizePolicy *policy, char *text, size_t size)
{
    AssizeBase *base;
    AssizeText list, verified;
    if (assize_base_open(assize, base_folder, ASSIZE_READ, &base) != ASSIZE_DONE)
        die("the fact base does not open", assize_messages(assize, NULL).bytes);
    if (assize_facts_list(assize, &in_json, base, NULL, &list) != ASSIZE_DONE)
        die("the fact base does not list", assize_messages(assize, NULL).bytes);
    int length = snprintf(text, size, "%.*s", (int)list.length, list.bytes);
    if (assize_facts_verify(assize, &for_office, base, policy, NULL, &verified) != ASSIZE_DONE)
        die("the fact base is not whole", verified.bytes ? verified.bytes : "");
    const char *head = strstr(verified.bytes, "the log's head"); // which names times
    snprintf(text + length, size - (size_t)length, "%.*s", head ? (int)(head - verified.bytes) : (int)verified.length,
             verified.bytes);
    assize_base_close(base);
}

// ---- failing ----

typedef struct Plan {
    const char *name;
    Scenario *run;
    bool changes; // the fact base, which is then filled anew
} Plan;

static const Plan plans[] = {
    {"compile", compile, false},
    {"disassemble", print_code, false},
    {"write a bundle", write_bundle, false},
    {"test", run_tests, false},
    {"import", import, true},
    {"withdraw", withdraw, true},
    {"review", review, false},
    {"ask", ask, false},
    {"show", show, false},
};

static Outcome expected, found;
static char before[4096], after[4096], now[4096];

// Whether what the scenario gives without a fault is what it gave at first.
static void compare(const Plan *plan, const char *when)
{
    if (found.answer != expected.answer || strcmp(found.text, expected.text) != 0) {
        fprintf(stderr, "%s %s: answer %d\n%s\n%s\ninstead of %d\n%s\n", plan->name, when, (int)found.answer, last_said,
                found.text, (int)expected.answer, expected.text);
        exit(1);
    }
}

// Makes the nth event of a kind fail; false where there were fewer.
static bool run_with_fault(const Plan *plan, const AssizePolicy *policy, long nth, Fault kind)
{
    memset(&found, 0, sizeof found);
    // A library that has kept no memory of earlier calls.
    Assize *own = kind.opening ? NULL : assize_open(NULL);
    fault_set(kind, nth);
    if (kind.opening)
        own = assize_open(NULL);
    if (own)
        plan->run(own, policy, &found);
    else
        found.answer = ASSIZE_ENVIRONMENT;
    bool struck = fault_clear();
    assize_close(own);
    if (!struck)
        return false;
    if (found.answer != ASSIZE_ENVIRONMENT) {
        // What is on the disk is done, though its report was not made.
        if (!kind.may_pass && !(plan->changes && found.answer == ASSIZE_DONE)) {
            fprintf(stderr, "%s, %s %ld fails: the answer is %d\n%s\n", plan->name, kind.name, nth, (int)found.answer, last_said);
            exit(1);
        }
        if (!plan->changes)
            compare(plan, "with a fault that it does without");
    }
    return true;
}

static long fail_all(const Plan *plan, Fault kind)
{
    Assize *assize = assize_open(NULL);
    AssizePolicy *policy;
    if (assize_policy_open(assize, NULL, policy_path, &policy) != ASSIZE_DONE)
        die("the policy", assize_messages(assize, NULL).bytes);
    fill_base(assize, policy);
    describe_base(assize, policy, before, sizeof before);
    memset(&expected, 0, sizeof expected);
    plan->run(assize, policy, &expected);
    describe_base(assize, policy, after, sizeof after);
    long nth = 1;
    for (bool more = true; more; nth++) {
        if (plan->changes)
            fill_base(assize, policy);
        more = run_with_fault(plan, policy, nth, kind);
        describe_base(assize, policy, now, sizeof now);
        bool done = strcmp(now, after) == 0 && found.answer == expected.answer;
        if (strcmp(now, before) != 0 && !done)
            die(plan->name, "the fact base is neither as it was nor as it should be");
        if (plan->changes && !done) {
            memset(&found, 0, sizeof found);
            plan->run(assize, policy, &found);
            describe_base(assize, policy, now, sizeof now);
            if (strcmp(now, after) != 0)
                die(plan->name, "after a fault it does not do what it did without");
        } else if (more && !plan->changes) {
            memset(&found, 0, sizeof found);
            plan->run(assize, policy, &found);
        }
        if (!(plan->changes && done))
            compare(plan, "after a fault");
    }
    assize_policy_close(policy);
    assize_close(assize);
    return nth - 2;
}

int main(void)
{
    snprintf(folder, sizeof folder, "/tmp/assize-fault-XXXXXX");
    if (!mkdtemp(folder))
        die(folder, strerror(errno));
    snprintf(base_folder, sizeof base_folder, "%s/facts", folder);
    snprintf(policy_path, sizeof policy_path, "%s/p.asz", folder);
    snprintf(first_path, sizeof first_path, "%s/1.ndjson", folder);
    snprintf(second_path, sizeof second_path, "%s/2.ndjson", folder);
    snprintf(bundle_path, sizeof bundle_path, "%s/p.aszb", folder);
    write_file(policy_path, policy_text);
    write_file(first_path, first_facts);
    write_file(second_path, second_facts);
    // The digest of the first submission, to withdraw it.
    Assize *assize = assize_open(NULL);
    AssizePolicy *policy;
    AssizeBase *base;
    AssizeText text;
    if (assize_policy_open(assize, NULL, policy_path, &policy) != ASSIZE_DONE)
        die("the policy", assize_messages(assize, NULL).bytes);
    fill_base(assize, policy);
    if (assize_base_open(assize, base_folder, ASSIZE_READ, &base) != ASSIZE_DONE ||
        assize_facts_show(assize, &for_office, base, NULL, "x", &text) != ASSIZE_DONE)
        die("the first submission", assize_messages(assize, NULL).bytes);
    memcpy(withdrawn, strstr(text.bytes, "sha256:"), 71);
    assize_base_close(base);
    assize_policy_close(policy);
    assize_close(assize);
    long events = 0;
    for (size_t kind = 0; kind < fault_kinds; kind++) {
        for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
            if (faults[kind].changes_only && !plans[i].changes)
                continue;
            long count = fail_all(&plans[i], faults[kind]);
            printf("%-16s %-28s %5ld\n", plans[i].name, faults[kind].name, count);
            events += count;
            if (!count && !faults[kind].opening)
                die(plans[i].name, "nothing was made to fail");
        }
    }
    empty_base();
    unlink(policy_path);
    unlink(first_path);
    unlink(second_path);
    unlink(bundle_path);
    rmdir(folder);
    printf("%ld faults survived\n", events);
    return 0;
}
