// SPDX-License-Identifier: MIT
// The public library: questions about an entity, compiled beside the policy's rules. See assize.h.
#include "library_compile.h"

#include "check/check.h"
#include "parse.h"

typedef struct AskCall {
    Call call;
    const char *expression, *subject;
    int64_t date;
    BaseReader *reader;
    Arena arena; // of the review
    Compilation compilation;
    Program program;
    Prepared prepared;
    Variants *variants; // of that; null: it was not compiled
} AskCall;

Expr *call_check_question(Compilation *compilation, const char *expression)
{
    Policy *policy = &compilation->policy;
    if (!compile_check(compilation, compilation->path))
        return NULL;                                                                        // a bundle may carry any text
    diagnostics_open(&compilation->diagnostics, compilation->arena, &compilation->sources); // without the policy's own
    policy->read = 0;
    uint32_t file = sources_add(&compilation->sources, text_of("question"), text_of(expression));
    if (!file)
        arena_exhausted(compilation->arena);
    Source source = *sources_file(&compilation->sources, file);
    Expr *expr = parse_expression(&policy->tree, &compilation->diagnostics, &source);
    if (expr)
        check_question(policy, expr);
    return compilation->diagnostics.errors ? NULL : expr;
}

static AssizeAnswer answer_of(const Review *review, const QuestionInfo *question)
{
    if (question->member != NO_REGISTER)
        return review_truth(review, question->closed, 0) == TRUTH_TRUE ? ASSIZE_DONE : ASSIZE_UNDECIDED;
    if (op_infos[review_program(review)->code[question->value].op].result != OPERAND_TRUTH) {
        Shown value = review_value(review, question->value, 0);
        bool any = value.low == WIDE_MIN && value.high == WIDE_MAX; // a range that has everything is told as unknown
        return value.known && !any ? ASSIZE_DONE : ASSIZE_UNDECIDED;
    }
    static const AssizeAnswer answers[] = {
        [TRUTH_FALSE] = ASSIZE_NO, [TRUTH_TRUE] = ASSIZE_DONE, [TRUTH_UNKNOWN] = ASSIZE_UNDECIDED};
    return answers[review_truth(review, question->value, 0)];
}

// Without a fact base, nothing is known.
static bool find_dossiers(AskCall *call, Dossiers *dossiers)
{
    Assize *assize = call->call.assize;
    Text error = {"", 0};
    const SubmissionList none = {0};
    if (!call->call.base)
        return dossiers_in_memory(dossiers, &call->program, &assize->arena, &none, &assize->diagnostics);
    BaseAnswer answer = base_read(call->call.base, &call->program, &assize->arena, &call->reader, &error);
    if (!call_base_done(&call->call, answer, error))
        return false;
    if (assize->options.verify)
        base_read_verifying(call->reader);
    *dossiers = base_dossiers(call->reader);
    return true;
}

static bool same_texts(const Text *a, const Text *b, size_t count)
{
    size_t i = 0;
    while (i < count && text_equal(a[i], b[i]))
        i++;
    return i == count;
}

static bool same_answers(const ReportAnswer *a, const ReportAnswer *b)
{
    if (!a->is_set)
        return text_equal(a->value, b->value);
    return a->in_count == b->in_count && a->may_be_in_count == b->may_be_in_count && a->closed == b->closed &&
           same_texts(a->in, b->in, a->in_count) && same_texts(a->may_be_in, b->may_be_in, a->may_be_in_count);
}

// Where it is unknown whether profiles apply, and the answer hangs on that, it is unknown.
static void warn_of_unknown_profiles(AskCall *call, uint64_t unknown)
{
    Arena *arena = &call->call.assize->arena;
    TextBuilder names = text_builder(arena);
    for (uint32_t i = 0; i < call->program.profiles_count; i++) {
        if (!(unknown >> i & 1))
            continue;
        text_append_string(&names, names.length ? ", " : "");
        text_append(&names, program_string(&call->program, call->program.profiles[i].name));
    }
    Text warning = text_format(arena, "it is unknown whether %.*s %s, and the answer hangs on that", (int)names.length,
                               names.bytes, unknown & (unknown - 1) ? "apply" : "applies");
    call->call.assize->warning = text_shown(arena, warning);
    call->call.answer = ASSIZE_UNDECIDED;
}

static ReportAnswer answer_in(AskCall *call, Review *review)
{
    return report_answer(review, view_open(review, &call->call.viewer), 0, form_speech(call->call.form, &call->call.style));
}

// Runs the question with the profiles that apply, and with and without those of which that is unknown.
static bool run_question(AskCall *call, const Dossiers *dossiers, ProfiledReview *both)
{
    ReviewLimits limits = call_limits(&call->call);
    return profiled_review_run(both, call->variants, dossiers, text_of(call->subject), call->date, &limits,
                               call->call.assize->kept.scratch, &call->arena) &&
           review_run_question(both->review, 0) && (!both->without || review_run_question(both->without, 0));
}

static void review_question(AskCall *call)
{
    Assize *assize = call->call.assize;
    Text subject = text_of(call->subject);
    if (!call_subject(&call->call, subject))
        return;
    Dossiers dossiers;
    if (!find_dossiers(call, &dossiers))
        return;
    const Prepared *prepared = variant_of(call->variants, call->program.applies, &assize->arena);
    Review *review = call_open_review(&call->call, prepared, &dossiers, subject, call->date, &call->arena);
    const QuestionInfo *question = &call->program.questions[0];
    bool hidden = review && view_hides_question(review, &call->call.viewer, question);
    ProfiledReview both = {.review = review};
    if (!review || review_failed(review) || (!hidden && !run_question(call, &dossiers, &both))) {
        call->call.answer = ASSIZE_ENVIRONMENT;
        assize->trouble = call->reader ? base_reader_error(call->reader) : text_of("a dossier cannot be read");
        return;
    }
    if (call->call.base)
        call_warn_unknown(&call->call, call->reader, both.review);
    // What is not for those who ask, nothing shows: neither the exit status nor how long it takes.
    ReportAnswer answer = hidden ? report_answer(review, NULL, 0, form_speech(call->call.form, &call->call.style))
                                 : answer_in(call, both.review);
    if (!hidden)
        call->call.answer = answer_of(both.review, question);
    ReportAnswer without;
    if (both.without) {
        without = answer_in(call, both.without);
        if (!same_answers(&answer, &without)) {
            answer.without = &without;
            answer.profiles = review_program(both.review)->applies & ~review_program(both.without)->applies;
            warn_of_unknown_profiles(call, answer.profiles);
        }
    }
    call_print_answer(&call->call, &answer);
}

static void ask(void *with)
{
    AskCall *call = with;
    if (!call_form(&call->call, DOCUMENT_ANSWER) || !call_has(&call->call, call->call.policy, "policy") ||
        !call_may_look(&call->call, call->subject))
        return;
    if (!call_compilation_again(&call->call, &call->compilation, &call->call.policy->program, "", NULL))
        return;
    Expr *expr = call_check_question(&call->compilation, call->expression);
    if (!expr) {
        call->call.answer = ASSIZE_BAD_INPUT;
        return;
    }
    CoreQuestions questions = {.exprs = &expr, .count = 1, .alone = true};
    Text bundle;
    if (!compile_bundle(&call->compilation, &questions, &bundle)) {
        call->call.answer = ASSIZE_BAD_INPUT;
        return;
    }
    call_open_made(bundle, &call->program, &call->prepared, &call->call.assize->arena);
    call->variants = variants_open(&call->prepared, &call->call.assize->arena);
    review_question(call);
}

AssizeAnswer assize_ask(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, AssizeBase *base,
                        const char *expression, const char *subject, int64_t date, AssizeText *text)
{
    AskCall call = {.call = call_begin_on(assize, request, base, policy),
                    .expression = call_string(expression),
                    .subject = call_string(subject),
                    .date = date};
    arena_open(&call.arena, &assize->guard, assize->options.memory ? assize->options.memory : default_limits.memory);
    AssizeAnswer answer = call_run_text(&call.call, ask, text);
    variants_close(call.variants);
    prepared_close(&call.prepared);
    base_read_end(call.reader);
    arena_close(&call.arena);
    if (assize->said == &call.compilation.diagnostics) { // which goes with the call; what it holds stays
        assize->sources = call.compilation.sources;
        assize->diagnostics = call.compilation.diagnostics;
        assize->diagnostics.sources = &assize->sources;
        assize->said = &assize->diagnostics;
    }
    return answer;
}
