// SPDX-License-Identifier: MIT
// The public library: reviews of all subjects, each printed in the form that is asked for, and registered, some in a transaction,
// before they are shown. See assize.h; how they are shared among threads: sweep/sweep.h.
#include "library_register.h"

#include <assert.h>
#include <time.h>
#include <unistd.h>

#include "sweep/sweep.h"

enum { HELD_VERDICTS = 2048, HELD_BYTES = 16 << 20 }; // that wait for a transaction

// Verdicts that are to be registered together.
typedef struct Held {
    Guard guard;
    Arena arena;            // of all of them, and of their transaction
    SweepVerdict *verdicts; // HELD_VERDICTS, in the call's arena: on a stack they would be most of a small one
    size_t count, bytes;
    const SweepVerdict *next; // to be held
    const KeptContent *contents;
    size_t content_count; // 0: they are registered
    Digest sources;
    Arena said; // of the error
    Text error; // why they could not be registered; bytes null: they could
    bool wanted;
} Held;

typedef struct SweepCall {
    Call call;
    AssizeVisit *visit;
    void *with;
    const SubjectChoice *choice; // null: all
    SweepWork work;
    Sweep *sweep;
    bool registers, only_changed;
    ChangedCase changed;
    Held held;
    AssizeAnswer answer; // of the last verdict that was not made
} SweepCall;

static_assert((int)ASSIZE_MOST_THREADS <= (int)ENV_THREADS, "each thread has a place among the readers of the fact base");

static bool subject_is_wanted(void *with, BaseReader *reader, Text type, Text id)
{
    const SweepCall *call = with;
    if (call->choice && !call->choice->has(call->choice->with, id))
        return false;
    return facts_show_entity(reader, &call->call.viewer, type, id, &call->call.assize->arena);
}

// A form that has no line of its own for a verdict gives it whole. A line is no part of what a review may take.
static Text print_subject(void *with, SubjectReview *subject, Text id)
{
    const SweepCall *call = with;
    subject->settled = call->only_changed && changed_is_same(subject);
    if (subject->settled)
        return (Text){NULL, 0};
    if (call->call.form->line) {
        ReportLine line = report_line(subject->verdict, id);
        return form_line(call->call.form, &line, &call->call.style, &subject->beside);
    }
    Report *report = report_of(subject->verdict, &call->call.viewer);
    if (!report)
        return (Text){NULL, 0};
    report_canonical(report, &subject->arena);
    return form_verdict(call->call.form, report, &call->call.style, &subject->arena);
}

static bool subject_is_due(void *with, SubjectReview *subject, const SubjectCase *what)
{
    const SweepCall *call = with;
    return changed_is_due(&call->changed, subject, what);
}

// What is registered is no part of what a review may take.
static Text record_subject(void *with, SubjectReview *subject)
{
    const SweepCall *call = with;
    RegisterVerdict verdict = register_verdict_of(subject, &call->held.sources, &subject->beside);
    return verdict.frame.bytes ? register_verdict_packed(&verdict, &subject->beside) : (Text){NULL, 0};
}

// ---- showing ----

static bool show_verdict(SweepCall *call, const SweepVerdict *made)
{
    AssizeVerdict one = {.subject = text_taken(made->subject),
                         .outcome = text_taken(made->outcome),
                         .text = text_taken(made->text),
                         .made = made->made,
                         .settled = made->settled,
                         .number = made->number,
                         .count = made->count};
    one.answer = made->settled        ? ASSIZE_DONE
                 : made->made         ? call_subject_answer(made->answer)
                 : made->refused      ? ASSIZE_WRONG_USE
                 : made->out_of_force ? ASSIZE_BAD_INPUT
                                      : ASSIZE_ENVIRONMENT;
    if (!made->made && !made->settled)
        call->answer = one.answer;
    return call->visit(call->with, &one);
}

static bool show_at_once(void *with, const SweepVerdict *made)
{
    return show_verdict(with, made);
}

// ---- registering ----

// A verdict on what is no longer so is none.
static void take_back(SweepVerdict *verdict)
{
    verdict->made = false;
    verdict->text = text_of("a dossier changed while it was reviewed, and the verdict is not registered: try again");
}

static void register_held(void *with)
{
    SweepCall *call = with;
    Held *held = &call->held;
    Arena *arena = &held->arena;
    RegisterVerdict *verdicts = arena_array(arena, held->count + 1, sizeof *verdicts);
    size_t *places = arena_array(arena, held->count + 1, sizeof *places), count = 0;
    for (size_t i = 0; i < held->count; i++) {
        if (!held->verdicts[i].made)
            continue;
        places[count] = i;
        verdicts[count++] = register_verdict_unpacked(held->verdicts[i].record, arena);
    }
    Text error = {"", 0};
    const KeptContents kept = {held->contents, held->content_count, call->call.policy->bundle};
    BaseAnswer answer = base_register(call->work.base, arena, verdicts, count, &kept, time(NULL), &error);
    if (answer != BASE_DONE) {
        held->error = text_copy(&held->said, error);
        return;
    }
    held->content_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (verdicts[i].changed)
            take_back(&held->verdicts[places[i]]);
    }
}

// Registers what waits; then it is shown: what is shown as registered is on the disk. False: no more are wanted.
static bool flush(SweepCall *call)
{
    Held *held = &call->held;
    bool fine = guard_run(&held->guard, register_held, call);
    if (!fine && !held->error.bytes)
        held->error = text_of("memory ran out");
    if (!fine)
        base_recover(call->work.base);
    bool wanted = !held->error.bytes;
    for (size_t i = 0; i < held->count && wanted; i++)
        wanted = show_verdict(call, &held->verdicts[i]);
    held->count = held->bytes = 0;
    arena_clear(&held->arena);
    return wanted;
}

static void hold(void *with)
{
    SweepCall *call = with;
    Held *held = &call->held;
    SweepVerdict *one = &held->verdicts[held->count];
    Arena *arena = &held->arena;
    *one = *held->next;
    one->subject = text_copy(arena, one->subject);
    one->outcome = text_copy(arena, one->outcome);
    one->text = text_copy(arena, one->text);
    one->record = text_copy(arena, one->record);
    held->bytes += one->text.length + one->record.length;
    held->count++;
}

static bool show_registered(void *with, const SweepVerdict *made)
{
    SweepCall *call = with;
    Held *held = &call->held;
    held->next = made;
    if (!guard_run(&held->guard, hold, call)) {
        held->error = text_of("memory ran out");
        return false;
    }
    return (held->count < HELD_VERDICTS && held->bytes < HELD_BYTES) || flush(call);
}

// What the register keeps of the policy.
static void find_sources(SweepCall *call)
{
    Arena *arena = &call->call.assize->arena;
    const Program *program = call_program(&call->call);
    Held *held = &call->held;
    held->contents = register_contents(program, arena, &held->content_count);
    held->sources = held->contents[held->content_count - 1].digest;
    call->changed = (ChangedCase){digest_text(arena, &held->sources), register_profiles(program, arena)};
    if (call->only_changed)
        call->work.due = subject_is_due;
}

// Whether it may be begun: what the register is to keep is there.
static bool begin_registering(SweepCall *call)
{
    Arena *arena = &call->call.assize->arena;
    Held *held = &call->held;
    if (!base_may_write(call->call.base)) {
        call_refuse(&call->call, ASSIZE_ENVIRONMENT, "the fact base may only be read, and verdicts are to be registered in it");
        return false;
    }
    held->verdicts = arena_array(arena, HELD_VERDICTS, sizeof *held->verdicts);
    call->work.record = record_subject;
    call->work.show = show_registered;
    return true;
}

static void end_registering(SweepCall *call, bool fine)
{
    Held *held = &call->held;
    if (fine && held->count)
        flush(call);
    if (!held->error.bytes)
        return;
    call->call.answer = ASSIZE_ENVIRONMENT;
    call->call.assize->trouble = text_copy(&call->call.assize->arena, held->error);
}

// ---- the sweep ----

static void sweep_all(void *with)
{
    SweepCall *call = with;
    Text error = {"", 0};
    if (!call_form_of_many(&call->call) || !call_has(&call->call, call->call.policy, "policy") ||
        !call_in_force(&call->call, call_program(&call->call), call->work.what.date) || !call->call.base ||
        !call_may_look(&call->call, "review --all"))
        return; // of nothing that is known, nothing is visited
    if (call->choice && !call->choice->choose(&call->call, call->choice->with))
        return;
    call->work.base = call->call.base;
    call->work.what = (SubjectCase){
        call->call.policy->variants, {NULL, 0}, call->work.what.date, call_limits(&call->call), call->call.assize->options.verify,
        call->call.request.strict};
    if (call->registers || call->only_changed)
        find_sources(call);
    if (call->registers && !begin_registering(call))
        return;
    call->sweep = sweep_open(&call->work);
    if (!call->sweep)
        arena_exhausted(&call->call.assize->arena);
    BaseAnswer answer = sweep_run(call->sweep, &call->call.assize->arena, &error);
    GuardStop stopped = sweep_stopped(call->sweep);
    call->call.answer = call->answer;
    bool done = call_base_done(&call->call, answer, error);
    if (call->registers)
        end_registering(call, done);
    if (done || !stopped)
        return;
    call->call.answer = ASSIZE_STOPPED;
    call->call.assize->trouble = call_stopped(stopped);
}

static AssizeAnswer run_sweep(SweepCall *call)
{
    AssizeAnswer answer = call_run(&call->call, sweep_all);
    sweep_close(call->sweep);
    arena_close(&call->held.arena);
    arena_close(&call->held.said);
    return answer;
}

int call_threads(int asked)
{
    long processors = asked > 0 ? asked : sysconf(_SC_NPROCESSORS_ONLN);
    return processors < 1 ? 1 : processors > ASSIZE_MOST_THREADS ? ASSIZE_MOST_THREADS : (int)processors;
}

AssizeAnswer call_review_many(Call call, const AssizeSweep *asked, const SubjectChoice *choice, AssizeVisit *visit, void *with)
{
    SweepCall many = {.call = call,
                      .visit = visit,
                      .with = with,
                      .choice = choice,
                      .registers = asked->registers,
                      .only_changed = asked->changed};
    arena_open(&many.held.arena, &many.held.guard, 0);
    arena_open(&many.held.said, &many.held.guard, 0);
    many.work = (SweepWork){.what.date = asked->date,
                            .threads = call_threads(asked->threads),
                            .watch = call_watch(&call.request),
                            .wanted = subject_is_wanted,
                            .print = print_subject,
                            .show = show_at_once,
                            .with = &many};
    return run_sweep(&many);
}

AssizeAnswer assize_review_all(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, AssizeBase *base,
                               int64_t date, int threads, AssizeVisit *visit, void *with)
{
    const AssizeSweep all = {.date = date, .threads = threads};
    return call_review_many(call_begin_on(assize, request, base, policy), &all, NULL, visit, with);
}
