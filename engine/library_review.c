// SPDX-License-Identifier: MIT
// The public library: reviews and explanations. See assize.h.
#include "library_register.h"

#include <time.h>

#include "support/calendar.h"

struct AssizeReview {
    Assize *assize;
    AssizeBase *base; // null: the dossiers are in memory
    SubjectReview subject;
    BaseReader *reader; // null: the dossiers are in memory
    bool looked;        // that its viewer looks at it is logged: signing did
    bool halfway;       // a call on it was left through the guard: what it found may lack a part
    const Program *program;
    Text bundle;    // that it lies in
    Viewer viewer;  // whom the report is for
    Report *report; // null: not asked for
    Text outcome;
};

// ---- reviews ----

typedef struct ReviewCall {
    Call call;
    Text submissions, subject;
    int64_t date;
    AssizeReview *review;
} ReviewCall;

ReviewLimits call_limits(const Call *call)
{
    const AssizeOptions *options = &call->assize->options;
    ReviewLimits limits = default_limits;
    if (options->rows)
        limits.rows = options->rows;
    if (options->regex_steps)
        limits.regex_steps = options->regex_steps;
    if (options->memory)
        limits.memory = options->memory;
    return limits;
}

bool call_in_force(Call *call, const Program *program, int64_t date)
{
    Text said = subject_out_of_force(program, date, &call->assize->arena);
    if (!said.length)
        return true;
    if (call->request.strict)
        call_refuse(call, ASSIZE_BAD_INPUT, "%.*s", (int)said.length, said.bytes);
    else
        call->assize->warning = said;
    return !call->request.strict;
}

bool call_subject(Call *call, Text subject)
{
    if (id_is_valid(subject))
        return true;
    call_refuse(call, ASSIZE_WRONG_USE, "the subject is no id of 1 to %d bytes", LONGEST_ID);
    return false;
}

Review *call_open_review(Call *call, const Prepared *prepared, const Dossiers *dossiers, Text subject, int64_t date, Arena *arena)
{
    ReviewLimits limits = call_limits(call);
    return review_open(prepared, dossiers, subject, date, &limits, call->assize->kept.scratch, arena);
}

static bool dossiers_of_base(ReviewCall *call, const SubjectCase *what)
{
    AssizeReview *review = call->review;
    Text error = {"", 0};
    BaseAnswer answer = base_read(call->call.base, review->program, &review->subject.beside, &review->reader, &error);
    if (!call_base_done(&call->call, answer, error))
        return false;
    subject_read_base(&review->subject, what, review->reader);
    return true;
}

static bool dossiers_of_submissions(ReviewCall *call)
{
    Assize *assize = call->call.assize;
    AssizeReview *review = call->review;
    SubmissionList list = {0};
    bool fine = !call->submissions.bytes; // nothing is known
    if (!fine && sources_add(&assize->sources, text_of("submissions"), call->submissions) == 0)
        call_refuse(&call->call, ASSIZE_BAD_INPUT, "the submissions are larger than 4 GB");
    else if (!fine)
        fine = submissions_read(review->program, READ_ALL, &assize->arena, &assize->diagnostics, &assize->sources.items[0],
                                &list);
    // The images hold all that a review needs of the submissions.
    if (fine &&
        dossiers_in_memory(&review->subject.dossiers, review->program, &review->subject.beside, &list, &assize->diagnostics))
        return true;
    call->call.answer = ASSIZE_BAD_INPUT;
    return false;
}

// What the machine could not read of the fact base while it ran; or what is not in force.
static void refuse_dossiers(Call *call, const SubjectReview *subject)
{
    call->answer = subject->out_of_force.length ? ASSIZE_BAD_INPUT : ASSIZE_ENVIRONMENT;
    call->assize->trouble = subject_trouble(subject, true);
}

static void review_dossiers(ReviewCall *call)
{
    AssizeReview *review = call->review;
    SubjectReview *subject = &review->subject;
    SubjectCase what = {
        call->call.policy->variants, call->subject, call->date, call_limits(&call->call), call->call.assize->options.verify,
        call->call.request.strict};
    if (!call_subject(&call->call, call->subject) ||
        !(call->call.base ? dossiers_of_base(call, &what) : dossiers_of_submissions(call)))
        return;
    if (!subject_run(subject, &what)) {
        refuse_dossiers(&call->call, subject);
        return;
    }
    call_in_force(&call->call, review_program(subject->review), call->date);
    if (call->call.base)
        call_warn_unknown(&call->call, review->reader, subject->review);
    review->outcome = verdict_outcome(subject->verdict);
}

static void review_subject(void *with)
{
    ReviewCall *call = with;
    Assize *assize = call->call.assize;
    if (!call_has(&call->call, call->call.policy, "policy") || !call_in_force(&call->call, call_program(&call->call), call->date))
        return;
    review_dossiers(call);
    if (call->call.answer != ASSIZE_DONE && assize->trouble.length) // what is said outlives the review
        assize->trouble = text_copy(&assize->arena, assize->trouble);
}

static void tell_limit(const AssizeReview *review)
{
    if (review->subject.arena.limited)
        review->assize->trouble = subject_trouble(&review->subject, false);
}

static AssizeAnswer run_review(ReviewCall *call, AssizeReview **review)
{
    Assize *assize = call->call.assize;
    *review = call->review = memory_take(sizeof **review);
    if (!call->review)
        return call_no_memory(assize);
    const AssizePolicy *policy = call->call.policy;
    *call->review = (AssizeReview){.assize = assize,
                                   .base = call->call.base,
                                   .program = call_program(&call->call),
                                   .bundle = policy ? policy->bundle : (Text){NULL, 0}};
    subject_open(&call->review->subject, &assize->kept, &assize->guard, call_limits(&call->call).memory);
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
        .call = call_begin_on(assize, request, base, policy), .subject = text_of(call_string(subject)), .date = date};
    return run_review(&call, review);
}

AssizeAnswer assize_review_submissions(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy,
                                       const void *submissions, size_t size, const char *subject, int64_t date,
                                       AssizeReview **review)
{
    ReviewCall call = {.call = call_begin_on(assize, request, NULL, policy),
                       .submissions = {submissions, size},
                       .subject = text_of(call_string(subject)),
                       .date = date};
    return run_review(&call, review);
}

void assize_review_close(AssizeReview *review)
{
    if (!review)
        return;
    base_read_end(review->reader); // which lies in an arena of the subject's
    subject_close(&review->subject);
    memory_give(review);
}

AssizeText assize_review_outcome(const AssizeReview *review)
{
    return text_taken(review->outcome);
}

AssizeAnswer call_subject_answer(SubjectAnswer answer)
{
    static const AssizeAnswer answers[] = {
        [SUBJECT_BEST] = ASSIZE_DONE, [SUBJECT_WORST] = ASSIZE_NO, [SUBJECT_BETWEEN] = ASSIZE_UNDECIDED};
    return answers[answer];
}

AssizeAnswer assize_review_answer(const AssizeReview *review)
{
    return call_subject_answer(subject_answer(&review->subject));
}

typedef struct ReportCall {
    Call call;
    AssizeReview *review;
    const char *rule, *outcome;
    const AssizeSkeleton *skeleton;
    void (*print)(struct ReportCall *call);
} ReportCall;

// The report for whom the call asks: what was found out for the same viewer is not found out again.
static const Report *find_report(ReportCall *call)
{
    AssizeReview *review = call->review;
    Viewer viewer = call->call.viewer;
    bool same = viewer.audience == review->viewer.audience && text_equal(viewer.institution, review->viewer.institution);
    if (!review->report || !same) {
        review->viewer = (Viewer){viewer.audience, text_copy(&review->subject.beside, viewer.institution)};
        review->report = report_of(review->subject.verdict, &review->viewer);
        if (review->report)
            report_canonical(review->report, &review->subject.arena);
    }
    if (review->report && call->call.form->explains && !review->report->explanations)
        report_add_details(review->report, review->subject.verdict, &review->viewer);
    if (review->report && call->call.form->places && !review->report->placed)
        report_add_places(review->report, review->subject.verdict, &review->viewer);
    if (!review->report)
        refuse_dossiers(&call->call, &review->subject);
    return review->report;
}

// Whoever prints looks at the subject.
static bool may_look(ReportCall *call)
{
    Text subject = review_entity(call->review->subject.review, 0).id;
    const Viewer *before = &call->review->viewer, *viewer = &call->call.viewer;
    call->call.base = call->review->base;
    if (call->review->looked && before->audience == viewer->audience && text_equal(before->institution, viewer->institution))
        return true;
    return call_may_look(&call->call, text_terminated(&call->call.assize->arena, subject));
}

static void print_review(ReportCall *call)
{
    const Report *report = call_verdict_form(&call->call) && may_look(call) ? find_report(call) : NULL;
    if (report)
        call->call.text = text_taken(form_verdict(call->call.form, report, &call->call.style, &call->review->subject.arena));
}

// The outcome that is asked for, by its name; false, refused.
static bool find_outcome(ReportCall *call, uint32_t *outcome)
{
    const Program *program = call->review->program;
    Text name = text_of(call_string(call->outcome));
    Nearest nearest = nearest_to(name);
    *outcome = 0;
    while (*outcome < program->outcomes_count && !text_equal(program_string(program, program->outcomes[*outcome].name), name))
        nearest_offer(&nearest, program_string(program, program->outcomes[(*outcome)++].name));
    bool found = !call->outcome || *outcome < program->outcomes_count;
    if (!found) {
        Text shown = text_shown(&call->call.assize->arena, name), other = call_nearest(&call->call, &nearest);
        call_refuse(&call->call, ASSIZE_WRONG_USE, "the policy has no outcome `%.*s`%.*s", (int)shown.length, shown.bytes,
                    (int)other.length, other.bytes);
    }
    return found;
}

static void narrow_needs(ReportCall *call, Report *report, uint32_t outcome)
{
    const Verdict *verdict = call->review->subject.verdict;
    const Program *program = call->review->program;
    report_narrow_needs(report, verdict, outcome);
    if (outcome >= verdict->worst && outcome <= verdict->best)
        return;
    Text best = program_string(program, program->outcomes[verdict->best].name),
         worst = program_string(program, program->outcomes[verdict->worst].name);
    Text said = text_format(&call->call.assize->arena, "nothing leads to `%s`: the outcome lies between `%.*s` and `%.*s`",
                            call->outcome, (int)worst.length, worst.bytes, (int)best.length, best.bytes);
    call->call.assize->warning = said;
}

static void print_needs(ReportCall *call)
{
    uint32_t outcome;
    const Report *found = call_form(&call->call, DOCUMENT_NEEDS) && find_outcome(call, &outcome) && may_look(call)
                              ? find_report(call)
                              : NULL;
    if (!found)
        return;
    Report with_ways = *found, *report = &with_ways;
    if (call->outcome)
        narrow_needs(call, report, outcome);
    report_add_ways(report, call->review->subject.verdict, call->review->subject.variants, &call->call.viewer);
    call->call.text = text_taken(form_needs(call->call.form, report, &call->call.style, &call->review->subject.arena));
}

// The canonical verdict, for those who sign it.
static void give_canonical(ReportCall *call)
{
    const Report *report = call_verdict_form(&call->call) && may_look(call) ? find_report(call) : NULL;
    if (report)
        call->call.text = text_taken(report->canonical);
    call->review->looked |= report != NULL;
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
    AssizeAnswer answer = call_run_text(&call.call, report, text);
    if (answer != ASSIZE_DONE)
        tell_limit(review);
    return answer;
}

AssizeAnswer assize_review_sign(AssizeReview *review, const AssizeRequest *request, const AssizePolicy *policy,
                                const AssizeSigning *signing, AssizeText *text)
{
    AssizeRequest canonical = request ? *request : (AssizeRequest){.language = NULL};
    canonical.format = ASSIZE_JSON;
    ReportCall call = {.call = call_begin(review->assize, &canonical), .review = review, .print = give_canonical};
    AssizeText verdict;
    AssizeAnswer answer = call_run_text(&call.call, report, &verdict);
    return answer == ASSIZE_DONE ? library_sign_text(review->assize, &canonical, policy, signing, verdict, text) : answer;
}

AssizeAnswer assize_review_needs(AssizeReview *review, const AssizeRequest *request, AssizeText *text)
{
    return assize_review_needs_for(review, request, NULL, text);
}

AssizeAnswer assize_review_needs_for(AssizeReview *review, const AssizeRequest *request, const char *outcome, AssizeText *text)
{
    ReportCall call = {.call = call_begin(review->assize, request), .review = review, .outcome = outcome, .print = print_needs};
    return call_run_text(&call.call, report, text);
}

// ---- submissions to be filled in ----

static bool find_kind(ReportCall *call, uint32_t *kind)
{
    const Program *program = call->review->program;
    *kind = NO_INDEX;
    if (!call->skeleton->kind)
        return true;
    Text name = text_of(call->skeleton->kind);
    *kind = schema_kind(program, name);
    if (*kind != NO_INDEX)
        return true;
    Nearest nearest = nearest_to(name);
    for (uint32_t i = 0; i < program->kinds_count; i++)
        nearest_offer(&nearest, program_string(program, program->kinds[i].name));
    Text near = call_nearest(&call->call, &nearest);
    call_refuse(&call->call, ASSIZE_WRONG_USE, "the policy has no kind of evidence %s%.*s", call->skeleton->kind,
                (int)near.length, near.bytes);
    return false;
}

// The type whose table is asked for; NO_INDEX with the call refused.
static uint32_t table_type(ReportCall *call)
{
    const Program *program = call->review->program;
    const char *name = call->skeleton->type;
    if (!name)
        return program->head.subject_type;
    uint32_t type = schema_type(program, text_of(name));
    if (type != NO_INDEX)
        return type;
    Nearest nearest = nearest_to(text_of(name));
    for (uint32_t i = 0; i < program->types_count; i++)
        nearest_offer(&nearest, program_string(program, program->types[i].name));
    Text near = call_nearest(&call->call, &nearest);
    call_refuse(&call->call, ASSIZE_WRONG_USE, "the policy has no type %s%.*s", name, (int)near.length, near.bytes);
    return NO_INDEX;
}

static void print_skeletons(ReportCall *call)
{
    AssizeReview *review = call->review;
    Arena *arena = &review->subject.arena;
    const char *by = call->skeleton->by;
    uint32_t kind;
    uint32_t type = call_form(&call->call, DOCUMENT_SKELETONS) && may_look(call) ? table_type(call) : NO_INDEX;
    if (type == NO_INDEX || !find_kind(call, &kind))
        return;
    if (by && !id_is_valid(text_of(by))) {
        call_refuse(&call->call, ASSIZE_WRONG_USE, "who is to fill it in is no id of 1 to %d bytes", LONGEST_ID);
        return;
    }
    ReportSkeletons skeletons = report_skeletons(review->subject.verdict, &call->call.viewer, kind,
                                                 by ? text_copy(arena, text_of(by)) : (Text){NULL, 0});
    if (review_failed(review->subject.review)) {
        refuse_dossiers(&call->call, &review->subject);
        return;
    }
    const Skeletons *told = &skeletons.told;
    if (told->left_out) {
        Text warning = text_format(&call->call.assize->arena,
                                   "no submission%s%s alone settles %zu of the facts that are needed, such as %.*s",
                                   kind == NO_INDEX ? "" : " of the kind ", kind == NO_INDEX ? "" : call->skeleton->kind,
                                   told->left_out, (int)told->left_out_first.length, told->left_out_first.bytes);
        call->call.assize->warning = text_shown(&call->call.assize->arena, warning);
    }
    if (!told->count && !told->left_out)
        call->call.assize->warning = text_of("nothing is asked: no fact that is missing could change the outcome");
    skeletons.table = skeleton_table(&skeletons, type, arena);
    call->call.text = text_taken(form_skeletons(call->call.form, &skeletons, &call->call.style, arena));
}

AssizeAnswer assize_review_skeleton(AssizeReview *review, const AssizeRequest *request, const AssizeSkeleton *skeleton,
                                    AssizeText *text)
{
    static const AssizeSkeleton all = {NULL, NULL, NULL};
    ReportCall call = {.call = call_begin(review->assize, request),
                       .review = review,
                       .skeleton = skeleton ? skeleton : &all,
                       .print = print_skeletons};
    return call_run_text(&call.call, report, text);
}

static void explain(ReportCall *call)
{
    AssizeReview *review = call->review;
    Arena *arena = &review->subject.arena;
    if (!call_form(&call->call, DOCUMENT_EXPLANATION) || !may_look(call))
        return;
    Speech speech = form_speech(call->call.form, &call->call.style);
    uint32_t profile = program_profile(review->program, text_of(call->rule));
    if (profile != NO_INDEX) {
        ReportApplies applies = report_applies(review->subject.verdict, &call->call.viewer, profile, speech);
        call->call.text = text_taken(form_applies(call->call.form, &applies, &call->call.style, arena));
        return;
    }
    uint32_t rule = call_rule(&call->call, review->program, call->rule);
    if (rule == NO_INDEX)
        return;
    ReportExplanation explanation = report_explanation(review->subject.verdict, &call->call.viewer, rule, speech);
    call->call.text = text_taken(form_explanation(call->call.form, &explanation, &call->call.style, arena));
}

AssizeAnswer assize_review_explain(AssizeReview *review, const AssizeRequest *request, const char *rule, AssizeText *text)
{
    ReportCall call = {
        .call = call_begin(review->assize, request), .review = review, .rule = call_string(rule), .print = explain};
    return call_run_text(&call.call, report, text);
}

// ---- registering ----

typedef struct IssueCall {
    ReportCall report;
    const char *opened;
    bool found;
} IssueCall;

static bool is_opening(void *with, const RegisterStep *step)
{
    IssueCall *call = with;
    Text digest = digest_text(&call->report.call.assize->arena, &step->digest);
    call->found |= step->entry.kind == LOG_OPEN && text_is(digest, call->opened);
    return !call->found;
}

// Whether the entry that a verdict is to be tied to began a review of the subject.
static bool opening_is_there(IssueCall *call, const LogEntry *told)
{
    Call *base = &call->report.call;
    BaseReader *reader = call->opened ? register_reader(base, &base->assize->arena) : NULL;
    if (!call->opened || !reader)
        return !call->opened;
    BaseAnswer answer = base_each_step(reader, told->entity, told->id, is_opening, call);
    Text error = base_reader_error(reader);
    base_read_end(reader);
    if (!call_base_done(base, answer, error))
        return false;
    if (!call->found)
        call_refuse(base, ASSIZE_BAD_INPUT, "no entry of the register with the digest %s began a review of the subject",
                    call->opened);
    return call->found;
}

static void issue(ReportCall *with)
{
    IssueCall *call = (IssueCall *)with;
    Call *base = &call->report.call;
    AssizeReview *review = call->report.review;
    Arena *arena = &base->assize->arena;
    size_t count;
    Text error = {"", 0};
    base->base = review->base;
    if (!call_has(base, base->base, "fact base"))
        return;
    const KeptContent *contents = register_contents(review->program, arena, &count);
    RegisterVerdict verdict = register_verdict_of(&review->subject, &contents[count - 1].digest, arena);
    if (!verdict.frame.bytes) {
        refuse_dossiers(base, &review->subject);
        return;
    }
    if (!opening_is_there(call, &verdict.told))
        return;
    if (call->opened)
        verdict.told.opened = text_of(call->opened);
    const KeptContents kept = {contents, count, review->bundle};
    BaseAnswer answer = base_register(base->base, arena, &verdict, 1, &kept, time(NULL), &error);
    if (!call_base_done(base, answer, error))
        return;
    if (verdict.changed)
        call_refuse(base, ASSIZE_ENVIRONMENT,
                    "a dossier changed while it was reviewed, and the verdict is not registered: try again");
    else
        call_result(base, digest_text(arena, &verdict.digest));
    if (verdict.known)
        base->assize->warning = text_of("the verdict was registered before, and is what it was");
}

AssizeAnswer assize_review_register(AssizeReview *review, const AssizeRequest *request, const char *opened, AssizeText *digest)
{
    IssueCall call = {.report = {.call = call_begin(review->assize, request), .review = review, .print = issue},
                      .opened = opened};
    return call_run_text(&call.report.call, report, digest);
}
