// SPDX-License-Identifier: MIT
// The public library: reviews and explanations. See assize.h.
#include "library_inside.h"

struct AssizeReview {
    Assize *assize;
    Arena arena;        // limited
    Arena beside;       // of dossiers, which the review is charged for
    BaseReader *reader; // null: the dossiers are in memory
    bool shares;        // the reader, which stays open for others
    bool keeps;         // it uses what is kept for other reviews
    bool halfway;       // a call on it was left through the guard: what it found may lack a part
    const Program *program;
    Dossiers dossiers;
    Review *review;
    Verdict *verdict;
    Viewer viewer;  // whom the report is for
    Report *report; // null: not asked for
    Text outcome;
};

// ---- reviews ----

typedef struct ReviewCall {
    Call call;
    const AssizePolicy *policy;
    AssizeBase *base;
    BaseReader *shared; // in place of the base: a reader that stays open
    Text submissions, subject;
    int64_t date;
    AssizeReview *review;
} ReviewCall;

static ReviewLimits limits_of(const Assize *assize)
{
    ReviewLimits limits = default_limits;
    if (assize->options.rows)
        limits.rows = assize->options.rows;
    if (assize->options.regex_steps)
        limits.regex_steps = assize->options.regex_steps;
    if (assize->options.memory)
        limits.memory = assize->options.memory;
    return limits;
}

bool call_subject(Call *call, Text subject)
{
    if (subject.length && subject.length <= LONGEST_ID)
        return true;
    call_refuse(call, ASSIZE_WRONG_USE, "the subject is no id of 1 to %d bytes", LONGEST_ID);
    return false;
}

Review *call_open_review(Call *call, const Prepared *prepared, const Dossiers *dossiers, Text subject, int64_t date, Arena *arena)
{
    ReviewLimits limits = limits_of(call->assize);
    return review_open(prepared, dossiers, subject, date, &limits, call->assize->room, arena);
}

// What is kept from other reviews is used where it holds for this one. While the review is open it stays: texts and reasons are
// found when they are asked for.
static void use_kept(ReviewCall *call, Dossiers *dossiers)
{
    Assize *assize = call->call.assize;
    AssizeReview *review = call->review;
    bool in_use = assize->keepers > 0;
    if (assize->options.verify)
        base_read_verifying(review->reader);
    bool kept = base_read_review(review->reader, &review->beside, &assize->dossiers, in_use);
    *dossiers = base_dossiers(review->reader);
    if (!kept)
        return;
    review->keeps = true;
    assize->keepers++;
    if (memo_begin(&assize->memo, review->program, assize->dossiers.generation, call->date, in_use, &assize->guard))
        dossiers->memo = &assize->memo;
}

static bool dossiers_of_base(ReviewCall *call, Dossiers *dossiers)
{
    AssizeReview *review = call->review;
    Text error = {"", 0};
    BaseAnswer answer = base_read(call->base->base, review->program, &review->beside, &review->reader, &error);
    if (!call_base_done(&call->call, answer, error))
        return false;
    use_kept(call, dossiers);
    return true;
}

static bool dossiers_of_submissions(ReviewCall *call, Dossiers *dossiers)
{
    Assize *assize = call->call.assize;
    AssizeReview *review = call->review;
    SubmissionList list = {0};
    bool fine = !call->submissions.bytes; // nothing is known
    if (fine)
        list.count = 0;
    else if (sources_add(&assize->sources, text_of("submissions"), call->submissions) == 0)
        call_refuse(&call->call, ASSIZE_BAD_INPUT, "the submissions are larger than 4 GB");
    else
        fine = submissions_read(review->program, READ_ALL, &assize->arena, &assize->diagnostics, &assize->sources.items[0],
                                &list);
    for (size_t i = 0; fine && i < list.count; i++)
        submission_finish(review->program, list.items[i], &assize->arena);
    // The images hold all that a review needs of the submissions.
    if (fine && dossiers_in_memory(dossiers, review->program, &review->beside, &list, &assize->diagnostics))
        return true;
    call->call.answer = ASSIZE_BAD_INPUT;
    return false;
}

static bool find_dossiers(ReviewCall *call, Dossiers *dossiers)
{
    if (!call->shared)
        return call->base ? dossiers_of_base(call, dossiers) : dossiers_of_submissions(call, dossiers);
    call->review->reader = call->shared;
    use_kept(call, dossiers);
    return true;
}

// What the machine could not read of the fact base while it ran.
static void refuse_dossiers(Call *call, const BaseReader *reader)
{
    call->answer = ASSIZE_ENVIRONMENT;
    call->assize->trouble = reader ? base_reader_error(reader) : text_of("a dossier cannot be read");
}

static void review_dossiers(ReviewCall *call)
{
    AssizeReview *review = call->review;
    if (!call_subject(&call->call, call->subject) || !find_dossiers(call, &review->dossiers))
        return;
    review->review = call_open_review(&call->call, &call->policy->prepared, &review->dossiers, call->subject, call->date,
                                      &review->arena);
    if (review->review && review_run(review->review)) {
        if (call->base)
            call_warn_unknown(&call->call, review->reader, review->review);
        review->verdict = verdict_of(review->review);
        review->outcome = verdict_outcome(review->verdict);
        return;
    }
    refuse_dossiers(&call->call, review->reader);
}

static void review_subject(void *with)
{
    ReviewCall *call = with;
    Assize *assize = call->call.assize;
    if (!call_has(&call->call, call->policy, "policy"))
        return;
    review_dossiers(call);
    if (call->call.answer != ASSIZE_DONE && assize->trouble.length) // what is said outlives the review
        assize->trouble = text_copy(&assize->arena, assize->trouble);
}

static void tell_limit(const AssizeReview *review)
{
    if (review->arena.limited)
        review->assize->trouble = text_of("the review takes more memory than it may (--limit-memory)");
}

static AssizeAnswer run_review(ReviewCall *call, AssizeReview **review)
{
    Assize *assize = call->call.assize;
    *review = call->review = memory_take(sizeof **review);
    if (!call->review)
        return call_no_memory(assize);
    *call->review = (AssizeReview){.assize = assize, .shares = call->shared != NULL};
    call->review->program = call->policy ? &call->policy->program : NULL;
    arena_open(&call->review->arena, &assize->guard, limits_of(assize).memory);
    arena_use_spare(&call->review->arena, &assize->spare);
    arena_open(&call->review->beside, &assize->guard, 0);
    arena_use_spare(&call->review->beside, &assize->spare_beside);
    AssizeAnswer answer = call_run(&call->call, review_subject);
    if (answer == ASSIZE_DONE)
        return answer;
    tell_limit(call->review);
    assize_review_close(call->review);
    *review = NULL;
    return answer;
}

AssizeAnswer assize_review(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, AssizeBase *base,
                           const char *subject, int64_t date, AssizeReview **review)
{
    ReviewCall call = {
        .call = call_begin(assize, request), .policy = policy, .base = base, .subject = text_of(given(subject)), .date = date};
    return run_review(&call, review);
}

AssizeAnswer review_on_reader(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, BaseReader *reader,
                              Text subject, int64_t date, AssizeReview **review)
{
    ReviewCall call = {.call = call_begin(assize, request), .policy = policy, .shared = reader, .subject = subject, .date = date};
    return run_review(&call, review);
}

AssizeAnswer assize_review_submissions(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy,
                                       const void *submissions, size_t size, const char *subject, int64_t date,
                                       AssizeReview **review)
{
    ReviewCall call = {.call = call_begin(assize, request),
                       .policy = policy,
                       .submissions = {submissions, size},
                       .subject = text_of(given(subject)),
                       .date = date};
    return run_review(&call, review);
}

void assize_review_close(AssizeReview *review)
{
    if (!review)
        return;
    if (review->keeps)
        review->assize->keepers--;
    if (!review->shares)
        base_read_end(review->reader);
    arena_close_keeping(&review->arena, &review->assize->spare);
    arena_close_keeping(&review->beside, &review->assize->spare_beside);
    memory_give(review);
}

AssizeText assize_review_outcome(const AssizeReview *review)
{
    return text_taken(review->outcome);
}

const Verdict *review_verdict(const AssizeReview *review)
{
    return review->verdict;
}

AssizeAnswer assize_review_answer(const AssizeReview *review)
{
    const Verdict *verdict = review->verdict;
    if (!verdict_is_decided(verdict))
        return ASSIZE_UNDECIDED;
    if (verdict->best == review->program->outcomes_count - 1)
        return ASSIZE_DONE;
    return verdict->best == 0 ? ASSIZE_NO : ASSIZE_UNDECIDED;
}

typedef struct ReportCall {
    Call call;
    AssizeReview *review;
    const char *rule;
    void (*print)(struct ReportCall *call);
    AssizeText text;
} ReportCall;

// The report for whom the call asks: what was found out for the same viewer is not found out again.
static const Report *find_report(ReportCall *call)
{
    AssizeReview *review = call->review;
    Viewer viewer = call_viewer(&call->call);
    bool same = viewer.audience == review->viewer.audience && text_equal(viewer.institution, review->viewer.institution);
    if (review->report && same)
        return review->report;
    review->viewer = (Viewer){viewer.audience, text_copy(&review->beside, viewer.institution)};
    review->report = report_of(review->verdict, &review->viewer);
    if (review->report)
        report_name(review->report, &review->arena);
    else
        refuse_dossiers(&call->call, review->reader);
    return review->report;
}

static void print_review(ReportCall *call)
{
    TextStyle style = call_style(&call->call);
    const Form *form = call_form(&call->call, DOCUMENT_VERDICT);
    const Report *report = form ? find_report(call) : NULL;
    if (report)
        call->text = text_taken(form_verdict(form, report, &style, &call->review->arena));
}

static void report(void *with)
{
    ReportCall *call = with;
    AssizeReview *review = call->review;
    if (review->halfway) {
        call_refuse(&call->call, ASSIZE_ENVIRONMENT,
                    "an earlier call was stopped or ran out of memory, and left the review halfway");
        return;
    }
    review->halfway = true; // until it comes back
    call->print(call);
    review->halfway = false;
}

AssizeAnswer assize_review_print(AssizeReview *review, const AssizeRequest *request, AssizeText *text)
{
    ReportCall call = {.call = call_begin(review->assize, request), .review = review, .print = print_review};
    AssizeAnswer answer = call_run(&call.call, report);
    if (answer != ASSIZE_DONE)
        tell_limit(review);
    give_text(text, call.text);
    return answer;
}

static void explain(ReportCall *call)
{
    AssizeReview *review = call->review;
    uint32_t number = program_rule(review->program, text_of(call->rule));
    TextStyle style = call_style(&call->call);
    Viewer viewer = call_viewer(&call->call);
    const Form *form = call_form(&call->call, DOCUMENT_EXPLANATION);
    if (form && number == NO_INDEX)
        call_no_rule(&call->call, review->program, call->rule);
    if (!form || number == NO_INDEX)
        return;
    ReportExplanation explanation = {
        .program = review->program, .rule = &review->program->rules[number], .status = (Status)review->verdict->statuses[number]};
    explanation.tree = explain_rule(review->review, view_open(review->review, &viewer), number, form_tongue(form, &style));
    call->text = text_taken(form_explanation(form, &explanation, &style, &review->arena));
}

AssizeAnswer assize_review_explain(AssizeReview *review, const AssizeRequest *request, const char *rule, AssizeText *text)
{
    ReportCall call = {.call = call_begin(review->assize, request), .review = review, .rule = given(rule), .print = explain};
    AssizeAnswer answer = call_run(&call.call, report);
    give_text(text, call.text);
    return answer;
}
