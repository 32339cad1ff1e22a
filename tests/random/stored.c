// SPDX-License-Identifier: MIT
// A fact base that grows import by import, against dossiers that were made of all submissions at once.
#include "stored.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "attest/envelope.h"
#include "store/base.h"
#include "support/signature.h"
#include "generate.h"
#include "report/forms.h"

typedef struct Store {
    const Compiled *compiled;
    Arena *arena;
    Base *base;
    Random random;
    Text fault; // of the fact base; empty: none
} Store;

// ---- the folder ----

static bool folder_make(char *folder, size_t room)
{
    const char *around = getenv("TMPDIR");
    snprintf(folder, room, "%s/assize-random-XXXXXX", around ? around : "/tmp");
    return mkdtemp(folder);
}

static void folder_remove(const char *folder)
{
    static const char *const names[] = {"data.mdb", "lock.mdb"};
    char path[4096];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

// ---- importing ----

static void shuffle(Random *random, SubmissionList *list)
{
    for (size_t i = list->count; i > 1; i--) {
        size_t other = random_below(random, (uint32_t)i);
        Submission *swap = list->items[i - 1];
        list->items[i - 1] = list->items[other];
        list->items[other] = swap;
    }
}

static BaseAnswer import_some(Store *store, const SubmissionList *list, size_t from, size_t to)
{
    Arena scratch;
    Sources sources;
    Diagnostics diagnostics;
    BaseImport result;
    trial_arena(&scratch);
    sources_open(&sources, store->arena);
    diagnostics_open(&diagnostics, store->arena, &sources);
    SubmissionList some = {.items = list->items + from, .count = to - from, .capacity = to - from};
    BaseWork arenas = {.arena = store->arena, .scratch = &scratch};
    BaseAnswer answer = base_import(store->base, &store->compiled->program, &arenas, &diagnostics, &some, (int64_t)from, &result,
                                    &store->fault);
    arena_close(&scratch);
    return answer;
}

// The envelope of a submission that is signed.
static void make_envelope(Store *store, Submission *submission)
{
    PrivateKey key = {.open = {.kind = KEY_ED25519}};
    Signature signature;
    key.secret[0] = text_is(submission->signer, trial_signers[0]) ? 1 : 2;
    signature_public(&key);
    Envelope envelope = {.type = text_of(ENVELOPE_SUBMISSION), .payload = text_joined(store->arena, &submission->canonical)};
    signature_make(&key, envelope_message(store->arena, &envelope), &signature);
    envelope_add(store->arena, &envelope, submission->signer,
                 text_copy(store->arena, (Text){(const char *)signature.bytes, signature.length}));
    submission->envelope = envelope_text(store->arena, &envelope);
    submission->key = public_key_text(store->arena, &key.open);
}

// Some of those that are signed come unsigned first: *signers by place in the list.
static void hold_signers(Store *store, const SubmissionList *list, Text *signers)
{
    for (size_t i = 0; i < list->count; i++) {
        Submission *one = list->items[i];
        if (!one->signer.bytes)
            continue;
        make_envelope(store, one);
        if (random_chance(&store->random, 50)) {
            signers[i] = one->signer;
            one->signer = (Text){NULL, 0};
        }
    }
}

// Then they come once more, signed.
static bool sign_held(Store *store, SubmissionList *list, const Text *signers)
{
    for (size_t i = 0; i < list->count; i++) {
        if (signers[i].bytes)
            list->items[i]->signer = signers[i];
    }
    return !list->count || import_some(store, list, 0, list->count) == BASE_DONE;
}

// In pieces. One that refers to a part which only a later one owns is refused, and imported with more of them.
static bool import_all(Store *store, SubmissionList *list)
{
    Text *signers = arena_array(store->arena, list->count + 1, sizeof *signers);
    hold_signers(store, list, signers);
    for (size_t from = 0, to = 0; from < list->count;) {
        to += 1 + random_below(&store->random, 3);
        to = to > list->count ? list->count : to;
        BaseAnswer answer = import_some(store, list, from, to);
        if (answer == BASE_DONE)
            from = to;
        else if (answer == BASE_FAILED || to == list->count)
            return false;
    }
    if (!sign_held(store, list, signers))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        const Submission *submission = list->items[i];
        BaseWithdrawn found;
        const BaseWithdrawal withdrawal = {.because = text_of("a trial"), .on = submission->withdrawn_on};
        if (submission->withdrawn &&
            base_withdraw(store->base, store->arena, &submission->digest, &withdrawal, &found, &store->fault) != BASE_DONE)
            return false;
    }
    return true;
}

// ---- reviewing ----

// The verdict, and why each rule is what it is.
static Text reported(const Store *store, const GivenFacts *given)
{
    Verdict *verdict = trial_review(store->compiled, given, store->arena);
    const Program *program = &store->compiled->program;
    const TextStyle style = {.language = text_of("en"), .all_rules = true};
    TextBuilder to = text_builder(store->arena);
    Report *report = report_of(verdict, &the_office);
    View *view = view_open(verdict->review, &the_office);
    report_canonical(report, store->arena);
    report_add_details(report, verdict, &the_office);
    for (uint32_t form = 0; form < form_count; form++)
        text_append(&to, form_verdict(&forms[form], report, &style, store->arena));
    for (uint32_t i = 0; i < program->rules_count; i++) {
        ReportExplanation explanation = {.program = program,
                                         .rule = &program->rules[i],
                                         .there = true,
                                         .status = (Status)verdict->statuses[i],
                                         .side_count = 1};
        explanation.sides[0].tree = explain_rule(verdict->review, view, i, (Speech){TONGUE_ENGLISH, {NULL, 0}});
        for (uint32_t form = 0; form < form_count; form++) {
            if (forms[form].explanation)
                text_append(&to, form_explanation(&forms[form], &explanation, &style, store->arena));
        }
    }
    return text_built(&to);
}

static void note_problem(void *with, Text problem)
{
    Store *store = with;
    store->fault = text_copy(store->arena, problem);
}

// In an arena of its own, which is emptied between problems.
static void verify_stored(Store *store)
{
    BaseReader *reader;
    BaseChecked checked;
    Arena arena;
    arena_open(&arena, store->arena->guard, 0);
    if (base_read(store->base, &store->compiled->program, &arena, &reader, &store->fault) != BASE_DONE ||
        base_verify(reader, store->arena, NULL, note_problem, store, &checked) != BASE_DONE)
        store->fault = text_of("the fact base cannot be verified");
    base_read_end(reader);
    arena_close(&arena);
}

static Text review_stored(Store *store)
{
    BaseReader *reader;
    if (base_read(store->base, &store->compiled->program, store->arena, &reader, &store->fault) != BASE_DONE)
        return (Text){"", 0};
    GivenFacts given = {.dossiers = base_dossiers(reader), .right = true};
    given.dossiers.submissions = NULL; // where something stands in what is stored, facts in memory cannot say
    Text said = reported(store, &given);
    base_read_end(reader);
    verify_stored(store);
    return said;
}

static Text first_difference(Text a, Text b, Arena *arena)
{
    size_t at = 0, before = 60;
    while (at < a.length && at < b.length && a.bytes[at] == b.bytes[at])
        at++;
    size_t from = at > before ? at - before : 0, to = at + before;
    Text in_a = text_slice(a, from, to < a.length ? to : a.length), in_b = text_slice(b, from, to < b.length ? to : b.length);
    return text_format(arena, "in memory: %.*s\n  stored: %.*s", (int)in_a.length, in_a.bytes, (int)in_b.length, in_b.bytes);
}

static Text compare(Store *store, Text facts, bool *right)
{
    GivenFacts given = trial_give(store->compiled, facts, store->arena), again = trial_give(store->compiled, facts, store->arena);
    *right = given.right;
    if (!given.right)
        return (Text){"", 0};
    shuffle(&store->random, &again.list);
    if (!import_all(store, &again.list))
        return store->fault.length ? store->fault : text_of("what is accepted in memory is refused by the fact base");
    Text stored = review_stored(store);
    if (store->fault.length)
        return store->fault;
    Text in_memory = reported(store, &given);
    return text_equal(stored, in_memory) ? (Text){"", 0} : first_difference(in_memory, stored, store->arena);
}

Text stored_compiled(const Compiled *compiled, Text facts, uint64_t seed, Arena *arena, bool *right)
{
    char folder[1024];
    Store store = {.compiled = compiled, .arena = arena, .random = {seed}, .fault = {"", 0}};
    if (!folder_make(folder, sizeof folder))
        return text_of("no folder could be made for the fact base");
    Text said = store.fault;
    if (base_open(folder, ENV_WRITE, arena, &store.base, &store.fault) == BASE_DONE) {
        said = compare(&store, facts, right);
        base_close(store.base);
    } else {
        said = store.fault;
    }
    folder_remove(folder);
    return said;
}

Text stored_difference(Case of, uint64_t seed, Arena *arena, bool *right)
{
    Compiled compiled;
    trial_compile(&compiled, of.policy);
    Text said = compiled.broken;
    *right = compiled.right;
    if (compiled.right)
        said = stored_compiled(&compiled, of.facts, seed, arena, right);
    said = text_copy(arena, said);
    compiled_close(&compiled);
    return said;
}
