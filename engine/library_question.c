// SPDX-License-Identifier: MIT
// The public library: questions about an entity, and the tests that stand in a policy. Both compile expressions beside the
// policy's rules. See assize.h.
#include "library_inside.h"

#include "check/check.h"
#include "outcome/policy_test.h"
#include "parse.h"
#include "support/json.h"

// ---- questions ----

typedef struct AskCall {
    Call call;
    const AssizePolicy *policy;
    AssizeBase *base;
    const char *expression, *subject;
    int64_t date;
    AssizeFormat format;
    BaseReader *reader;
    Arena arena; // of the review
    Compilation compilation;
    Program program;
    Prepared prepared;
    AssizeText text;
} AskCall;

// A compilation from the files that a bundle carries.
static bool read_from_bundle(void *with, Arena *arena, Text path, Text *text)
{
    const Program *program = with;
    (void)arena;
    for (uint32_t i = 0; i < program->files_count; i++) {
        if (!text_equal(program_string(program, program->files[i].path), path) || policy_standard_file(path))
            continue;
        *text = program_string(program, program->files[i].text);
        return true;
    }
    return false;
}

// The question, checked after the policy; null with what is wrong with it in the messages.
static Expr *check_asked(AskCall *call)
{
    Compilation *compilation = &call->compilation;
    Policy *policy = &compilation->policy;
    const Program *program = &call->policy->program;
    if (!compile_check(compilation, program_string(program, program->files[0].path)))
        return NULL;                                                        // a bundle may carry any text
    compilation->diagnostics.count = compilation->diagnostics.warnings = 0; // the policy's own
    uint32_t number = sources_add(&compilation->sources, text_of("question"), text_of(call->expression));
    if (number == UINT32_MAX)
        arena_exhausted(compilation->arena);
    Source source = compilation->sources.items[number];
    Expr *expr = parse_expression(&policy->tree, &compilation->diagnostics, &source);
    if (expr)
        check_question(policy, expr);
    return compilation->diagnostics.errors ? NULL : expr;
}

// In what language an answer is.
static Tongue tongue_of_answer(const AskCall *call)
{
    return call->format == ASSIZE_TEXT ? style_of(call->call.assize).tongue : TONGUE_ENGLISH;
}

static void append_items(const AskCall *call, Review *review, const QuestionInfo *question, Truth wanted, TextBuilder *to,
                         JsonWriter *json)
{
    const Program *program = review_program(review);
    uint32_t frame = program->code[question->value].frame, rows = review_rows(review, frame);
    Tongue tongue = tongue_of_answer(call);
    bool any = false;
    for (uint32_t row = 0; row < rows; row++) {
        if (review_truth(review, question->member, row) != wanted)
            continue;
        TextBuilder item = text_builder(review_arena(review));
        review_append(review, question->value, row, (ShownAs){question->kind, question->target, tongue}, &item);
        if (json) {
            json_write_string(json, text_built(&item));
            continue;
        }
        text_append_string(to, any ? told(", ", tongue) : "");
        value_append(to, text_built(&item), tongue);
        any = true;
    }
    if (!json && !any)
        text_append_string(to, told("none", tongue));
}

// Of a set that may have other elements too: why.
static void append_openness(const AskCall *call, Review *review, const QuestionInfo *question, TextBuilder *to)
{
    size_t count;
    const Reason *reasons = reasons_of(review, question->closed, &count);
    TextStyle style = style_of(call->call.assize);
    text_append_byte(to, '\n');
    text_append_format(to, "%s\n", told(count ? "and there may be others:" : "and there may be others", style.tongue));
    reasons_text(review, reasons, count, &style, to);
}

// What is not for those who ask: nothing shows it, the exit status neither.
static bool append_hidden(AskCall *call, Review *review, const QuestionInfo *question, TextBuilder *to)
{
    if (call->call.assize->options.audience != ASSIZE_PUBLIC || !question_is_confidential(review, question))
        return false;
    bool text = call->format == ASSIZE_TEXT;
    text_append_string(to, text ? told("confidential", tongue_of_answer(call)) : "{\"confidential\":true}");
    text_append_byte(to, '\n');
    return true;
}

// The value of a set: who is in, who may be, and whether that is all.
static void append_set(AskCall *call, Review *review, const QuestionInfo *question, TextBuilder *to)
{
    Truth closed = review_truth(review, question->closed, 0);
    if (call->format == ASSIZE_TEXT) {
        Tongue tongue = tongue_of_answer(call);
        text_append_string(to, told("in: ", tongue));
        append_items(call, review, question, TRUTH_TRUE, to, NULL);
        text_append_byte(to, '\n');
        text_append_string(to, told("may be in: ", tongue));
        append_items(call, review, question, TRUTH_UNKNOWN, to, NULL);
        if (closed == TRUTH_TRUE)
            text_append_format(to, "\n%s\n", told("and no others", tongue));
        else
            append_openness(call, review, question, to);
    } else {
        JsonWriter json = json_writer(to->arena);
        json_begin_object(&json);
        json_key(&json, text_of("closed"));
        json_write_bool(&json, closed == TRUTH_TRUE);
        json_key(&json, text_of("in"));
        json_begin_array(&json);
        append_items(call, review, question, TRUTH_TRUE, NULL, &json);
        json_end_array(&json);
        json_key(&json, text_of("may_be_in"));
        json_begin_array(&json);
        append_items(call, review, question, TRUTH_UNKNOWN, NULL, &json);
        json_end_array(&json);
        json_end_object(&json);
        text_append_byte(&json.builder, '\n');
        text_append(to, text_built(&json.builder));
    }
    if (closed != TRUTH_TRUE)
        call->call.answer = ASSIZE_UNDECIDED;
}

static AssizeAnswer answer_of(Review *review, const QuestionInfo *question)
{
    bool truth = op_infos[review_program(review)->code[question->value].op].result == OPERAND_TRUTH;
    if (!truth)
        return review_value(review, question->value, 0).known ? ASSIZE_DONE : ASSIZE_UNDECIDED;
    static const AssizeAnswer answers[] = {
        [TRUTH_FALSE] = ASSIZE_NO, [TRUTH_TRUE] = ASSIZE_DONE, [TRUTH_UNKNOWN] = ASSIZE_UNDECIDED};
    return answers[review_truth(review, question->value, 0)];
}

static void append_value(AskCall *call, Review *review, const QuestionInfo *question, TextBuilder *to)
{
    const Assize *assize = call->call.assize;
    Tongue tongue = tongue_of_answer(call);
    Explained *explained = explain_question(review, 0, tongue);
    TextBuilder value = text_builder(to->arena);
    review_append(review, question->value, 0, (ShownAs){question->kind, question->target, tongue}, &value);
    call->call.answer = answer_of(review, question);
    if (call->format == ASSIZE_TEXT) {
        TextStyle style = style_of(assize);
        value_append(to, text_built(&value), tongue);
        text_append_string(to, "\n\n");
        explanation_text(&call->program, explained, &style, to);
        return;
    }
    JsonWriter json = json_writer(to->arena);
    json_begin_object(&json);
    json_key(&json, text_of("because"));
    json_write_raw(&json, explanation_json(&call->program, explained, (Audience)assize->options.audience, to->arena));
    json_key_string(&json, "value", text_built(&value));
    json_end_object(&json);
    text_append_byte(&json.builder, '\n');
    text_append(to, text_built(&json.builder));
}

static void review_question(AskCall *call)
{
    Assize *assize = call->call.assize;
    Text error = {"", 0}, subject = text_of(call->subject);
    if (!call_subject(&call->call, subject))
        return;
    BaseAnswer answer = base_read(call->base->base, &call->program, &assize->arena, &call->reader, &error);
    if (!call_base_done(&call->call, answer, error))
        return;
    if (assize->options.verify)
        base_read_verifying(call->reader);
    Dossiers dossiers = base_dossiers(call->reader);
    Review *review = call_review(&call->call, &call->prepared, &dossiers, subject, call->date, &call->arena);
    const QuestionInfo *question = &call->program.questions[0];
    if (!review || !review_run_question(review, 0)) {
        call->call.answer = ASSIZE_ENVIRONMENT;
        assize->trouble = base_reader_error(call->reader);
        return;
    }
    call_warn_unknown(&call->call, call->reader, review);
    TextBuilder text = text_builder(&assize->arena);
    if (append_hidden(call, review, question, &text))
        call->call.answer = ASSIZE_DONE;
    else if (question->member != NO_REGISTER)
        append_set(call, review, question, &text);
    else
        append_value(call, review, question, &text);
    call->text = call_result(&call->call, &text);
}

// What a bundle was compiled with of the standard library must be what this program has.
static bool same_standard_library(const Program *program)
{
    for (uint32_t i = 0; i < program->files_count; i++) {
        const StandardFile *file = policy_standard_file(program_string(program, program->files[i].path));
        Text text = program_string(program, program->files[i].text);
        if (file && !text_equal(text, (Text){file->start, (size_t)(file->end - file->start)}))
            return false;
    }
    return program->files_count > 0;
}

static void ask(void *with)
{
    AskCall *call = with;
    Assize *assize = call->call.assize;
    if (!same_standard_library(&call->policy->program)) {
        call_refuse(&call->call, ASSIZE_BAD_INPUT,
                    "the bundle was made with another standard library: ask with the policy's text");
        return;
    }
    static const char *const here[] = {"", NULL}; // libraries, too, are found under the paths that the bundle has
    SourceReader reader = {read_from_bundle, (void *)(uintptr_t)&call->policy->program, here};
    compilation_open(&call->compilation, &assize->arena, &reader);
    assize->said = &call->compilation.diagnostics;
    Expr *expr = check_asked(call);
    if (!expr) {
        call->call.answer = ASSIZE_BAD_INPUT;
        return;
    }
    EmitQuestions questions = {&expr, 1};
    Text reason, bundle = compile_bundle(&call->compilation, &questions);
    if (!bundle_open(&call->program, bundle, &assize->arena, &reason))
        bug("a bundle that was just made does not verify");
    if (!program_prepare(&call->prepared, &call->program, &assize->arena, &reason))
        arena_exhausted(&assize->arena);
    review_question(call);
}

AssizeAnswer assize_ask(Assize *assize, const AssizePolicy *policy, AssizeBase *base, const char *expression, const char *subject,
                        int64_t date, AssizeFormat format, AssizeText *text)
{
    AskCall call = {.call.assize = assize,
                    .policy = policy,
                    .base = base,
                    .expression = expression,
                    .subject = subject,
                    .date = date,
                    .format = format};
    arena_open(&call.arena, &assize->guard, assize->options.memory ? assize->options.memory : default_limits.memory);
    AssizeAnswer answer = call_run(&call.call, ask);
    prepared_close(&call.prepared);
    base_read_end(call.reader);
    arena_close(&call.arena);
    if (assize->said == &call.compilation.diagnostics) { // which goes with the call; what it holds stays
        assize->sources = call.compilation.sources;
        assize->diagnostics = call.compilation.diagnostics;
        assize->diagnostics.sources = &assize->sources;
        assize->said = &assize->diagnostics;
    }
    *text = call.text;
    return answer;
}

// ---- tests ----

typedef struct TestCall {
    Call call;
    const char *path;
    AssizeFormat format;
    Arena arena; // of one test
    Program program;
    Prepared prepared;
    TextBuilder to;
    JsonWriter json;
    size_t passed, failed;
    AssizeText text;
} TestCall;

static Place place_of(const Policy *policy, Span span)
{
    return sources_place(policy->sources, span.start);
}

static void print_failure(TestCall *call, const Policy *policy, const TestFailure *failure)
{
    TextStyle style = style_of(call->call.assize);
    style.tongue = TONGUE_ENGLISH; // as all else that is said of tests
    Place place = place_of(policy, failure->expect->span);
    Text source = sources_text(policy->sources, failure->expect->span);
    text_append_format(&call->to, "  %.*s:%u: %.*s\n    ", (int)place.source->path.length, place.source->path.bytes, place.line,
                       (int)source.length, source.bytes);
    text_append(&call->to, text_shown(&call->arena, failure->was));
    text_append_byte(&call->to, '\n');
    if (!failure->explained)
        return;
    TextBuilder why = text_builder(&call->arena);
    explanation_text(&call->program, failure->explained, &style, &why);
    Text lines = text_built(&why);
    for (size_t at = 0, start = 0; at < lines.length; at++) {
        if (lines.bytes[at] != '\n')
            continue;
        text_append_string(&call->to, "    ");
        text_append(&call->to, text_slice(lines, start, at + 1));
        start = at + 1;
    }
}

static void print_test(TestCall *call, const Policy *policy, const TestResult *result)
{
    if (!result->refused && !result->failure_count)
        return;
    const char *red = call->call.assize->options.colours ? "\033[1;31m" : "", *plain = *red ? "\033[0m" : "";
    Place place = place_of(policy, result->test->span);
    text_append_format(&call->to, "%sfailed%s \"", red, plain);
    text_append(&call->to, text_shown(&call->arena, result->test->test_title));
    text_append_format(&call->to, "\" (%.*s:%u)\n", (int)place.source->path.length, place.source->path.bytes, place.line);
    for (size_t i = 0; i < result->failure_count; i++)
        print_failure(call, policy, &result->failures[i]);
    if (result->refused)
        text_append_string(&call->to, "  what is given is refused: see the messages\n");
}

static void write_test(TestCall *call, const Policy *policy, const TestResult *result)
{
    JsonWriter *json = &call->json;
    Place place = place_of(policy, result->test->span);
    json_begin_object(json);
    json_key(json, text_of("failures"));
    json_begin_array(json);
    for (size_t i = 0; i < result->failure_count; i++) {
        const TestFailure *failure = &result->failures[i];
        json_begin_object(json);
        if (failure->explained) {
            json_key(json, text_of("because"));
            json_write_raw(json, explanation_json(&call->program, failure->explained, AUDIENCE_OFFICE, &call->arena));
        }
        json_key_string(json, "expected", sources_text(policy->sources, failure->expect->span));
        json_key_integer(json, "line", place_of(policy, failure->expect->span).line);
        json_key_string(json, "was", failure->was);
        json_end_object(json);
    }
    json_end_array(json);
    json_key_string(json, "file", place.source->path);
    json_key_integer(json, "line", place.line);
    json_key(json, text_of("passed"));
    json_write_bool(json, !result->refused && !result->failure_count);
    json_key_string(json, "test", result->test->test_title);
    json_end_object(json);
}

static void run_tests(TestCall *call, Compilation *compilation)
{
    Assize *assize = call->call.assize;
    const Policy *policy = &compilation->policy;
    TestRun run = {policy, &call->prepared, assize->room, &call->arena, &compilation->diagnostics};
    for (size_t i = 0; i < policy->tests.count; i++) {
        ArenaMark mark = arena_mark(&call->arena);
        TestResult result = policy_test_run(&run, i);
        bool passed = !result.refused && !result.failure_count;
        call->passed += passed;
        call->failed += !passed;
        if (call->format == ASSIZE_JSON)
            write_test(call, policy, &result);
        else
            print_test(call, policy, &result);
        if (!result.refused) // what is refused is told of in the messages
            arena_reset(&call->arena, mark);
    }
}

static void test(void *with)
{
    TestCall *call = with;
    Assize *assize = call->call.assize;
    Compilation *compilation = arena_take(&assize->arena, sizeof *compilation);
    compilation_open(compilation, &assize->arena, &assize->reader);
    assize->said = &compilation->diagnostics;
    call->to = text_builder(&assize->results);
    call->json = json_writer(&assize->results);
    if (!compile_check(compilation, text_of(call->path))) {
        call->call.answer = ASSIZE_BAD_INPUT;
        return;
    }
    EmitQuestions questions = policy_test_questions(&compilation->policy, &assize->arena);
    Text reason, bundle = compile_bundle(compilation, &questions);
    if (!bundle_open(&call->program, bundle, &assize->arena, &reason))
        bug("a bundle that was just made does not verify");
    if (!program_prepare(&call->prepared, &call->program, &assize->arena, &reason))
        arena_exhausted(&assize->arena);
    json_begin_array(&call->json);
    run_tests(call, compilation);
    json_end_array(&call->json);
    if (call->format == ASSIZE_TEXT)
        text_append_format(&call->to, "%s: %zu test%s, %zu failed\n", call->path, call->passed + call->failed,
                           call->passed + call->failed == 1 ? "" : "s", call->failed);
    call->text = call_result(&call->call, call->format == ASSIZE_JSON ? &call->json.builder : &call->to);
    if (call->failed)
        call->call.answer = ASSIZE_NO;
}

AssizeAnswer assize_test(Assize *assize, const char *path, AssizeFormat format, AssizeText *text)
{
    TestCall call = {.call.assize = assize, .path = path, .format = format};
    arena_open(&call.arena, &assize->guard, 0);
    AssizeAnswer answer = call_run(&call.call, test);
    prepared_close(&call.prepared);
    arena_close(&call.arena);
    *text = call.text;
    return answer;
}
