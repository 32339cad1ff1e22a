// SPDX-License-Identifier: MIT
// The public library: reviews of all subjects, each printed in the form that is asked for. See assize.h; how they are shared
// among threads: sweep/sweep.h.
#include "library_inside.h"

#include <assert.h>
#include <unistd.h>

#include "sweep/sweep.h"

typedef struct SweepCall {
    Call call;
    AssizeVisit *visit;
    void *with;
    SweepWork work;
    Sweep *sweep;
    AssizeAnswer answer; // of the last verdict that was not made
} SweepCall;

static_assert((int)ASSIZE_MOST_THREADS <= (int)ENV_THREADS, "each thread has a place among the readers of the fact base");

static bool subject_is_wanted(void *with, BaseReader *reader, Text type, Text id)
{
    const SweepCall *call = with;
    return facts_show_entity(reader, &call->call.viewer, type, id, &call->call.assize->arena);
}

// A form that has no line of its own for a verdict gives it whole. A line is no part of what a review may take.
static Text print_subject(void *with, SubjectReview *subject, Text id)
{
    const SweepCall *call = with;
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

static bool show_verdict(void *with, const SweepVerdict *made)
{
    SweepCall *call = with;
    AssizeVerdict one = {.subject = text_taken(made->subject),
                         .outcome = text_taken(made->outcome),
                         .text = text_taken(made->text),
                         .made = made->made,
                         .number = made->number,
                         .count = made->count};
    one.answer = made->made           ? call_subject_answer(made->answer)
                 : made->refused      ? ASSIZE_WRONG_USE
                 : made->out_of_force ? ASSIZE_BAD_INPUT
                                      : ASSIZE_ENVIRONMENT;
    if (!made->made)
        call->answer = one.answer;
    return call->visit(call->with, &one);
}

static void sweep_all(void *with)
{
    SweepCall *call = with;
    Text error = {"", 0};
    if (!call_form_of_many(&call->call) || !call_has(&call->call, call->call.policy, "policy") ||
        !call_in_force(&call->call, call_program(&call->call), call->work.what.date) || !call->call.base)
        return; // of nothing that is known, nothing is visited
    call->work.base = call->call.base;
    call->work.what = (SubjectCase){
        call->call.policy->variants, {NULL, 0}, call->work.what.date, call_limits(&call->call), call->call.assize->options.verify,
        call->call.request.strict};
    call->sweep = sweep_open(&call->work);
    if (!call->sweep)
        arena_exhausted(&call->call.assize->arena);
    BaseAnswer answer = sweep_run(call->sweep, &call->call.assize->arena, &error);
    GuardStop stopped = sweep_stopped(call->sweep);
    call->call.answer = call->answer;
    if (call_base_done(&call->call, answer, error) || !stopped)
        return;
    call->call.answer = ASSIZE_STOPPED;
    call->call.assize->trouble = call_stopped(stopped);
}

AssizeAnswer assize_review_all(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, AssizeBase *base,
                               int64_t date, int threads, AssizeVisit *visit, void *with)
{
    SweepCall call = {.call = call_begin_on(assize, request, base, policy), .visit = visit, .with = with};
    long processors = threads > 0 ? threads : sysconf(_SC_NPROCESSORS_ONLN);
    call.work = (SweepWork){.what.date = date,
                            .threads = processors < 1                     ? 1
                                       : processors > ASSIZE_MOST_THREADS ? ASSIZE_MOST_THREADS
                                                                          : (int)processors,
                            .watch = call_watch(&call.call.request),
                            .wanted = subject_is_wanted,
                            .print = print_subject,
                            .show = show_verdict,
                            .with = &call};
    AssizeAnswer answer = call_run(&call.call, sweep_all);
    sweep_close(call.sweep);
    return answer;
}
