// SPDX-License-Identifier: MIT
// The public library: questions about an entity, and the tests that stand in a policy. Both compile expressions beside the
// policy's rules. See assize.h.
#include "library_inside.h"

#include <stdlib.h>

#include "check/check.h"
#include "trial/policy_test.h"
#include "parse.h"
#include "support/json.h"

// ---- questions ----

typedef struct AskCall {
    Call call;
    const AssizePolicy *policy;
    AssizeBase *base;
    const char *expression, *subject;
    int64_t date;
    BaseReader *reader;
    Arena arena; // of the review
    Compilation compilation;
    Program program;
    Prepared prepared;
    View *view;
    AssizeText text;
} AskCall;

// The file of the standard library that a bundle's file is by its name; null: none.
static const StandardFile *standard_file(const Program *program, const FileInfo *file)
{
    return file->library == NO_INDEX ? NULL : policy_standard_file(program_string(program, file->path));
}

// A compilation from the files that a bundle carries, but for those of the standard library, which the program has.
static SourceAnswer read_from_bundle(void *with, Arena *arena, const SourceName *name, Text *text)
{
    const Program *program = with;
    Text shown = text_shown(arena, name->inner); // as a bundle has it
    for (uint32_t i = 0; i < program->files_count; i++) {
        const FileInfo *file = &program->files[i];
        Text library = file->library == NO_INDEX ? (Text){"", 0} : program_string(program, file->library);
        if (!text_equal(library, name->library) || !text_equal(program_string(program, file->path), shown) ||
            standard_file(program, file))
            continue;
        *text = program_file_text(program, file);
        return SOURCE_READ;
    }
    return SOURCE_ABSENT;
}

// The question, checked after the policy; null with what is wrong with it in the messages.
static Expr *check_asked(AskCall *call)
{
    Compilation *compilation = &call->compilation;
    Policy *policy = &compilation->policy;
    const Program *program = &call->policy->program;
    if (!compile_check(compilation, program_string(program, program->files[0].path)))
        return NULL;                                                                        // a bundle may carry any text
    diagnostics_open(&compilation->diagnostics, compilation->arena, &compilation->sources); // without the policy's own
    policy->read = 0;
    uint32_t file = sources_add(&compilation->sources, text_of("question"), text_of(call->expression));
    if (!file)
        arena_exhausted(compilation->arena);
    Source source = *sources_file(&compilation->sources, file);
    Expr *expr = parse_expression(&policy->tree, &compilation->diagnostics, &source);
    if (expr)
        check_question(policy, expr);
    return compilation->diagnostics.errors ? NULL : expr;
}

// In what language an answer is.
static Tongue tongue_of_answer(const AskCall *call)
{
    return call->call.request.format == ASSIZE_TEXT ? call_style(&call->call).tongue : TONGUE_ENGLISH;
}

static int by_text(const void *a, const void *b)
{
    return text_compare(*(const Text *)a, *(const Text *)b);
}

// The elements of a set that are in, or may be.
static Text *items_of(const AskCall *call, Review *review, const QuestionInfo *question, Truth wanted, size_t *count)
{
    uint32_t rows = review_rows(review, review_program(review)->code[question->value].frame);
    Text *items = arena_array(review_arena(review), (size_t)rows + 1, sizeof *items);
    *count = 0;
    for (uint32_t row = 0; row < rows; row++) {
        if (review_truth(review, question->member, row) != wanted)
            continue;
        TextBuilder item = text_builder(review_arena(review));
        review_append(review, question->value, row, (ShownAs){question->kind, question->target, tongue_of_answer(call)}, &item);
        items[(*count)++] = text_built(&item);
    }
    if (*count && !view_keeps_order(call->view))
        qsort(items, *count, sizeof *items, by_text);
    return items;
}

static void append_items(const AskCall *call, Review *review, const QuestionInfo *question, Truth wanted, TextBuilder *to,
                         JsonWriter *json)
{
    Tongue tongue = tongue_of_answer(call);
    size_t count;
    const Text *items = items_of(call, review, question, wanted, &count);
    for (size_t i = 0; i < count; i++) {
        if (json) {
            json_write_string(json, items[i]);
            continue;
        }
        text_append_string(to, i ? told(", ", tongue) : "");
        value_append(to, items[i], tongue);
    }
    if (!json && !count)
        text_append_string(to, told("none", tongue));
}

// Of a set that may have other elements too: why.
static void append_openness(const AskCall *call, Review *review, const QuestionInfo *question, TextBuilder *to)
{
    size_t count;
    const Reason *reasons = reasons_of(call->view, review, question->closed, &count);
    TextStyle style = call_style(&call->call);
    text_append_byte(to, '\n');
    text_append_format(to, "%s\n", told(count ? "and there may be others:" : "and there may be others", style.tongue));
    reasons_text(review, reasons, count, &style, to);
}

// What is not for those who ask: nothing shows it, neither the exit status nor how long it takes.
static void append_hidden(AskCall *call, TextBuilder *to)
{
    bool text = call->call.request.format == ASSIZE_TEXT;
    text_append_string(to, text ? told("confidential", tongue_of_answer(call)) : "{\"confidential\":true}");
    text_append_byte(to, '\n');
}

// The value of a set: who is in, who may be, and whether that is all.
static void append_set(AskCall *call, Review *review, const QuestionInfo *question, TextBuilder *to)
{
    Truth closed = review_truth(review, question->closed, 0);
    if (call->call.request.format == ASSIZE_TEXT) {
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
    Tongue tongue = tongue_of_answer(call);
    Explained *explained = explain_question(review, call->view, 0, tongue);
    TextBuilder value = text_builder(to->arena);
    review_append(review, question->value, 0, (ShownAs){question->kind, question->target, tongue}, &value);
    call->call.answer = answer_of(review, question);
    if (call->call.request.format == ASSIZE_TEXT) {
        TextStyle style = call_style(&call->call);
        value_append(to, text_built(&value), tongue);
        text_append_string(to, "\n\n");
        explanation_text(&call->program, explained, &style, to);
        return;
    }
    JsonWriter json = json_writer(to->arena);
    json_begin_object(&json);
    json_key(&json, text_of("because"));
    json_write_raw(&json, explanation_json(&call->program, explained, to->arena));
    json_key_string(&json, "value", text_built(&value));
    json_end_object(&json);
    text_append_byte(&json.builder, '\n');
    text_append(to, text_built(&json.builder));
}

// Without a fact base, nothing is known.
static bool find_dossiers(AskCall *call, Dossiers *dossiers)
{
    Assize *assize = call->call.assize;
    Text error = {"", 0};
    const SubmissionList none = {0};
    if (!call->base)
        return dossiers_in_memory(dossiers, &call->program, &assize->arena, &none, &assize->diagnostics);
    if (!call_base_done(&call->call, base_read(call->base->base, &call->program, &assize->arena, &call->reader, &error), error))
        return false;
    if (assize->options.verify)
        base_read_verifying(call->reader);
    *dossiers = base_dossiers(call->reader);
    return true;
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
    Viewer viewer = call_viewer(&call->call);
    Review *review = call_open_review(&call->call, &call->prepared, &dossiers, subject, call->date, &call->arena);
    const QuestionInfo *question = &call->program.questions[0];
    bool hidden = review && view_hides_question(review, &viewer, question);
    if (!review || review_failed(review) || (!hidden && (!review_run(review) || !review_run_question(review, 0)))) {
        call->call.answer = ASSIZE_ENVIRONMENT;
        assize->trouble = call->reader ? base_reader_error(call->reader) : text_of("a dossier cannot be read");
        return;
    }
    if (call->base)
        call_warn_unknown(&call->call, call->reader, review);
    TextBuilder text = text_builder(&assize->arena);
    call->view = hidden ? NULL : view_open(review, &viewer);
    if (hidden)
        append_hidden(call, &text);
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
        const StandardFile *file = standard_file(program, &program->files[i]);
        Text text = program_file_text(program, &program->files[i]);
        if (file && !text_equal(text, (Text){file->start, (size_t)(file->end - file->start)}))
            return false;
    }
    return program->files_count > 0;
}

static void ask(void *with)
{
    AskCall *call = with;
    Assize *assize = call->call.assize;
    if (!call_has(&call->call, call->policy, "policy"))
        return;
    if (!same_standard_library(&call->policy->program)) {
        call_refuse(&call->call, ASSIZE_BAD_INPUT,
                    "the bundle was made with another standard library: ask with the policy's text");
        return;
    }
    SourceReader reader = {.read = read_from_bundle, .with = (void *)(uintptr_t)&call->policy->program};
    call_compilation(&call->call, &call->compilation, &reader);
    Expr *expr = check_asked(call);
    if (!expr) {
        call->call.answer = ASSIZE_BAD_INPUT;
        return;
    }
    EmitQuestions questions = {&expr, 1};
    Text reason, bundle;
    if (!compile_bundle(&call->compilation, &questions, &bundle)) {
        call->call.answer = ASSIZE_BAD_INPUT;
        return;
    }
    if (!bundle_open(&call->program, bundle, &assize->arena, &reason))
        bug("a bundle that was just made does not verify");
    if (!program_prepare(&call->prepared, &call->program, &assize->arena, &reason))
        arena_exhausted(&assize->arena);
    review_question(call);
}

AssizeAnswer assize_ask(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, AssizeBase *base,
                        const char *expression, const char *subject, int64_t date, AssizeText *text)
{
    AskCall call = {.call = call_begin(assize, request),
                    .policy = policy,
                    .base = base,
                    .expression = given(expression),
                    .subject = given(subject),
                    .date = date};
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
    give_text(text, call.text);
    return answer;
}

// ---- tests ----

typedef struct TestCall {
    Call call;
    const char *path;
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
    return sources_place(policy->sources, span);
}

static void print_failure(TestCall *call, const Policy *policy, const TestFailure *failure)
{
    TextStyle style = call_style(&call->call);
    style.tongue = TONGUE_ENGLISH; // as all else that is said of tests
    Place place = place_of(policy, failure->expect->span);
    Text source = sources_text(policy->sources, failure->expect->span);
    text_append_format(&call->to, "  %.*s:%u: %.*s\n    ", (int)place.source->shown.length, place.source->shown.bytes, place.line,
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
    const char *red = call->call.request.colours ? "\033[1;31m" : "", *plain = *red ? "\033[0m" : "";
    Place place = place_of(policy, result->test->span);
    text_append_format(&call->to, "%sfailed%s \"", red, plain);
    text_append(&call->to, text_shown(&call->arena, result->test->test_title));
    text_append_format(&call->to, "\" (%.*s:%u)\n", (int)place.source->shown.length, place.source->shown.bytes, place.line);
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
            json_write_raw(json, explanation_json(&call->program, failure->explained, &call->arena));
        }
        json_key_string(json, "expected", sources_text(policy->sources, failure->expect->span));
        json_key_integer(json, "line", place_of(policy, failure->expect->span).line);
        json_key_string(json, "was", failure->was);
        json_end_object(json);
    }
    json_end_array(json);
    json_key_string(json, "file", place.source->shown);
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
        if (call->call.request.format == ASSIZE_JSON)
            write_test(call, policy, &result);
        else
            print_test(call, policy, &result);
        if (!result.refused) // what is refused is told of in the messages
            arena_reset(&call->arena, mark);
    }
}

static void print_count(TestCall *call)
{
    size_t count = call->passed + call->failed;
    text_append_shown(&call->to, text_of(call->path));
    text_append_format(&call->to, ": %zu test%s, %zu failed\n", count, count == 1 ? "" : "s", call->failed);
}

static void test(void *with)
{
    TestCall *call = with;
    Assize *assize = call->call.assize;
    Compilation *compilation = arena_take(&assize->arena, sizeof *compilation);
    call_compilation(&call->call, compilation, &assize->reader);
    call->to = text_builder(&assize->results);
    call->json = json_writer(&assize->results);
    if (!compile_check(compilation, text_of(call->path))) {
        call->call.answer = ASSIZE_BAD_INPUT;
        return;
    }
    EmitQuestions questions = policy_test_questions(&compilation->policy, &assize->arena);
    Text reason, bundle;
    if (!compile_bundle(compilation, &questions, &bundle)) {
        call->call.answer = ASSIZE_BAD_INPUT;
        return;
    }
    if (!bundle_open(&call->program, bundle, &assize->arena, &reason))
        bug("a bundle that was just made does not verify");
    if (!program_prepare(&call->prepared, &call->program, &assize->arena, &reason))
        arena_exhausted(&assize->arena);
    json_begin_array(&call->json);
    run_tests(call, compilation);
    json_end_array(&call->json);
    if (call->call.request.format == ASSIZE_TEXT)
        print_count(call);
    call->text = call_result(&call->call, call->call.request.format == ASSIZE_JSON ? &call->json.builder : &call->to);
    if (call->failed)
        call->call.answer = ASSIZE_NO;
}

AssizeAnswer assize_test(Assize *assize, const AssizeRequest *request, const char *path, AssizeText *text)
{
    TestCall call = {.call = call_begin(assize, request), .path = given(path)};
    arena_open(&call.arena, &assize->guard, 0);
    AssizeAnswer answer = call_run(&call.call, test);
    prepared_close(&call.prepared);
    arena_close(&call.arena);
    give_text(text, call.text);
    return answer;
}
