// SPDX-License-Identifier: MIT
// The public library: its instances, messages, and policies. See assize.h.
#include "library_inside.h"

#include <errno.h>
#include <time.h>

#include "code/fields.h"
#include "trial/policy_test.h"
#include "support/calendar.h"
#include "support/file.h"
#include "support/hash.h"

static const char no_memory[] = "memory ran out";

// ---- instances ----

enum { LARGEST_POLICY = 64 << 20 }; // bytes of one file

static SourceAnswer source_answer(int code, Text *text)
{
    if (code)
        *text = code == EFBIG ? text_of("it is larger than 64 MB") : file_fault_text(code);
    return code == 0                           ? SOURCE_READ
           : code == ENOENT || code == ENOTDIR ? SOURCE_ABSENT
           : code == EXDEV                     ? SOURCE_OUTSIDE
                                               : SOURCE_REFUSED;
}

static SourceAnswer read_source(void *with, Arena *arena, const SourceName *name, Text *text)
{
    (void)with;
    if (memchr(name->path.bytes, 0, name->path.length))
        return SOURCE_ABSENT;
    const char *path = text_terminated(arena, name->path), *root = NULL;
    if (!name->named)
        return source_answer(file_read(arena, path, LARGEST_POLICY, text), text);
    if (name->root.bytes) {
        root = text_terminated(arena, name->root);
        path += name->root.length;
    }
    return source_answer(file_read_named(arena, root, path, LARGEST_POLICY, text), text);
}

static Text follow_source(void *with, Arena *arena, Text path)
{
    (void)with;
    return file_followed(arena, path);
}

Assize *assize_open(const AssizeOptions *options)
{
    Assize *assize = hash_use_secret() ? memory_take(sizeof *assize) : NULL;
    if (!assize)
        return NULL;
    *assize = (Assize){.options = options ? *options : (AssizeOptions){0}};
    assize->room = regex_room_open();
    assize->reader = (SourceReader){.read = read_source, .follow = follow_source, .folders = assize->options.folders};
    arena_open(&assize->arena, &assize->guard, 0);
    arena_open(&assize->texts, &assize->guard, 0);
    arena_open(&assize->results, &assize->guard, 0);
    if (assize->room)
        return assize;
    assize_close(assize);
    return NULL;
}

void assize_close(Assize *assize)
{
    if (!assize)
        return;
    arena_close(&assize->arena);
    arena_close(&assize->texts);
    arena_close(&assize->results);
    arena_spare_close(&assize->spare);
    arena_spare_close(&assize->spare_beside);
    cache_close(&assize->dossiers);
    memo_close(&assize->memo);
    regex_room_close(assize->room);
    memory_give(assize);
}

TextStyle call_style(const Call *call)
{
    Text language = text_of(call->request.language ? call->request.language : "en");
    return (TextStyle){.colours = call->request.colours,
                       .language = language,
                       .tongue = tongue_of(language),
                       .all_rules = call->request.all_rules};
}

Viewer call_viewer(const Call *call)
{
    return (Viewer){.audience = (Audience)call->request.audience, .institution = text_of(given(call->request.institution))};
}

// ---- calls ----

void assize_cancel(AssizeCancel *cancel)
{
    __atomic_store_n(&cancel->set, 1, __ATOMIC_RELAXED);
}

int64_t assize_deadline(int64_t milliseconds)
{
    enum { NS_OF_MS = 1000000 };
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t at = now.tv_sec * INT64_C(1000) + now.tv_nsec / NS_OF_MS, most = INT64_MAX / NS_OF_MS - 1 - at;
    if (milliseconds <= 0)
        return 1;                                                             // that was when the machine started
    return (at + 1 + (milliseconds < most ? milliseconds : most)) * NS_OF_MS; // never less ahead than was asked for
}

GuardWatch call_watch(const AssizeRequest *request)
{
    return (GuardWatch){request->deadline, request->cancel ? &request->cancel->set : NULL};
}

Text call_stopped(GuardStop stop)
{
    return text_of(stop == GUARD_LATE ? "stopped: deadline passed" : "stopped: cancelled");
}

AssizeAnswer call_run(Call *call, void (*work)(void *call))
{
    Assize *assize = call->assize;
    ArenaSpare own = {NULL}, results = {NULL};
    arena_close_keeping(&assize->arena, &own);
    arena_close_keeping(&assize->results, &results);
    arena_close(&assize->texts);
    arena_open(&assize->arena, &assize->guard, 0);
    arena_open(&assize->results, &assize->guard, 0);
    arena_use_spare(&assize->arena, &own);
    arena_use_spare(&assize->results, &results);
    sources_open(&assize->sources, &assize->arena);
    diagnostics_open(&assize->diagnostics, &assize->arena, &assize->sources);
    assize->said = &assize->diagnostics;
    assize->trouble = assize->warning = (Text){NULL, 0};
    call->answer = ASSIZE_DONE;
    assize->guard.watch = call_watch(&call->request);
    bool done = !guard_is_due(&assize->guard) && guard_run(&assize->guard, work, call);
    assize->guard.watch = (GuardWatch){0};
    if (!done && assize->guard.stopped) {
        assize->said = NULL;
        assize->trouble = call_stopped(assize->guard.stopped);
        call->answer = ASSIZE_STOPPED;
    } else if (!done && assize->said->errors) {
        call->answer = ASSIZE_BAD_INPUT; // it was given up for what is said there: a policy beyond a bound
    } else if (!done) {
        assize->said = NULL;
        assize->trouble = text_of(no_memory);
        call->answer = ASSIZE_ENVIRONMENT;
    }
    assize->answer = call->answer;
    return call->answer;
}

AssizeAnswer call_no_memory(Assize *assize)
{
    assize->said = NULL;
    assize->trouble = text_of(no_memory);
    return assize->answer = ASSIZE_ENVIRONMENT;
}

AssizeAnswer assize_last_answer(const Assize *assize)
{
    return assize->answer;
}

void call_refuse(Call *call, AssizeAnswer answer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Text trouble = text_format_list(&call->assize->arena, format, arguments);
    va_end(arguments);
    call->answer = answer;
    call->assize->trouble = text_shown(&call->assize->arena, trouble);
}

bool call_has(Call *call, const void *needed, const char *what)
{
    if (!needed)
        call_refuse(call, ASSIZE_WRONG_USE, "no %s is given", what);
    return needed != NULL;
}

bool call_base_done(Call *call, BaseAnswer answer, Text error)
{
    if (answer == BASE_DONE)
        return true;
    call->answer = answer == BASE_REFUSED ? ASSIZE_BAD_INPUT : ASSIZE_ENVIRONMENT;
    call->assize->trouble = error;
    return false;
}

AssizeText call_result(Call *call, Text text)
{
    // Terminated, for those who print it as a string.
    return text_taken((Text){text_terminated(&call->assize->results, text), text.length});
}

const Form *call_form(Call *call, Document document)
{
    Text reason;
    const Form *form = form_for(call->request.format, document, &call->assize->arena, &reason);
    if (!form)
        call_refuse(call, ASSIZE_WRONG_USE, "%.*s", (int)reason.length, reason.bytes);
    return form;
}

typedef struct MessagesCall {
    Call call;
    Text text;
} MessagesCall;

// Where a form has none, they are text: one of them says so.
static void print_messages(void *with)
{
    MessagesCall *call = with;
    Assize *assize = call->call.assize;
    ReportMessages messages = {assize->said, assize->warning, assize->trouble};
    TextStyle style = call_style(&call->call);
    Text reason;
    const Form *form = form_for(call->call.request.format, DOCUMENT_MESSAGES, &assize->arena, &reason);
    call->text = form_messages(form ? form : &forms[ASSIZE_TEXT], &messages, &style, &assize->arena);
}

AssizeText assize_messages(Assize *assize, const AssizeRequest *request)
{
    MessagesCall call = {.call = call_begin(assize, request), .text = {"", 0}};
    if (!guard_run(&assize->guard, print_messages, &call))
        call.text = text_of(no_memory);
    return text_taken(call.text);
}

const char *assize_format_name(AssizeFormat format)
{
    return (uint32_t)format < form_count ? forms[format].name : NULL;
}

bool assize_format_for_programs(AssizeFormat format)
{
    return (uint32_t)format < form_count && !forms[format].speaks;
}

bool assize_date(const char *text, int64_t *date)
{
    return date_read(text_of(given(text)), date);
}

// What the offsets of a bundle and of sources reach.
#define LARGEST_INPUT ((size_t)UINT32_MAX)

bool call_read_file(Call *call, Arena *arena, const char *path, Text *text)
{
    int code = file_read(arena, path, LARGEST_INPUT, text);
    bool input = code == ENOENT || code == EISDIR || code == ENOTDIR || code == ENOTSUP || code == EFBIG;
    if (code)
        call_refuse(call, input ? ASSIZE_BAD_INPUT : ASSIZE_ENVIRONMENT, "cannot read %s: %s", path, file_fault_text(code).bytes);
    return code == 0;
}

// ---- policies ----

void call_no_rule(Call *call, const Program *program, const char *rule)
{
    Nearest nearest = nearest_to(text_of(rule));
    for (uint32_t i = 0; i < program->rules_count; i++)
        nearest_offer(&nearest, program_string(program, program->rules[i].code));
    call_refuse(call, ASSIZE_WRONG_USE, "the policy has no rule %s%s%.*s%s", rule, nearest.best.length ? "; did you mean " : "",
                (int)nearest.best.length, nearest.best.bytes, nearest.best.length ? "?" : "");
}

typedef struct PolicyCall {
    Call call;
    const char *path;
    Text bundle;
    AssizePolicy *policy;
} PolicyCall;

static void fill_policy(Call *call, AssizePolicy *policy, Text bundle)
{
    Text reason;
    policy->bundle = text_copy(&policy->arena, bundle);
    if (!bundle_open(&policy->program, policy->bundle, &policy->arena, &reason) ||
        !program_prepare(&policy->prepared, &policy->program, &policy->arena, &reason)) {
        call_refuse(call, ASSIZE_BAD_INPUT, "the bundle is refused: %.*s", (int)reason.length, reason.bytes);
        return;
    }
    policy->digest = digest_text(&policy->arena, &policy->program.policy);
}

// Makes the policy of a bundle, which it copies. Whoever leaves through the guard finds the policy in the call and closes it.
static void make_policy(PolicyCall *call, Text bundle)
{
    AssizePolicy *policy = call->policy = memory_take(sizeof *policy);
    if (!policy)
        arena_exhausted(&call->call.assize->arena);
    *policy = (AssizePolicy){0};
    arena_open(&policy->arena, &call->call.assize->guard, 0);
    fill_policy(&call->call, policy, bundle);
}

// The policy's own text was read before: what comes through a pipe comes once.
static SourceAnswer read_before(void *with, Arena *arena, const SourceName *name, Text *text)
{
    if (name->named)
        return read_source(NULL, arena, name, text);
    *text = *(const Text *)with;
    return source_answer(text->length > LARGEST_POLICY ? EFBIG : 0, text);
}

void call_compilation(Call *call, Compilation *compilation, const SourceReader *reader)
{
    Assize *assize = call->assize;
    compilation_open(compilation, &assize->arena, reader);
    if (assize->options.code)
        compilation->policy.most_code = assize->options.code;
    assize->said = &compilation->diagnostics;
}

// The bundle of a policy; empty with the call refused.
static Text compile_for(Call *call, const char *path, const SourceReader *reader)
{
    Compilation *compilation = arena_take(&call->assize->arena, sizeof *compilation);
    Text bundle = {"", 0};
    call_compilation(call, compilation, reader);
    if (!compile_check(compilation, text_of(path)) || !compile_bundle(compilation, NULL, &bundle))
        call->answer = ASSIZE_BAD_INPUT;
    return bundle;
}

static void open_policy(void *with)
{
    PolicyCall *call = with;
    Text bytes = call->bundle;
    if (call->path) {
        if (!call_read_file(&call->call, &call->call.assize->arena, call->path, &bytes))
            return;
        SourceReader reader = call->call.assize->reader;
        reader.read = read_before;
        reader.with = &(Text){bytes.bytes, bytes.length};
        if (!bundle_is(bytes))
            bytes = compile_for(&call->call, call->path, &reader);
    }
    if (call->call.answer == ASSIZE_DONE)
        make_policy(call, bytes);
}

static AssizeAnswer run_policy_call(PolicyCall *call, AssizePolicy **policy)
{
    AssizeAnswer answer = call_run(&call->call, open_policy);
    if (answer != ASSIZE_DONE && call->policy) {
        assize_policy_close(call->policy);
        call->policy = NULL;
    }
    *policy = call->policy;
    return answer;
}

AssizeAnswer assize_policy_open(Assize *assize, const AssizeRequest *request, const char *path, AssizePolicy **policy)
{
    PolicyCall call = {.call = call_begin(assize, request), .path = given(path)};
    return run_policy_call(&call, policy);
}

AssizeAnswer assize_policy_load(Assize *assize, const AssizeRequest *request, const void *bundle, size_t size,
                                AssizePolicy **policy)
{
    PolicyCall call = {.call = call_begin(assize, request), .bundle = {bundle ? bundle : "", bundle ? size : 0}};
    return run_policy_call(&call, policy);
}

void assize_policy_close(AssizePolicy *policy)
{
    if (!policy)
        return;
    prepared_close(&policy->prepared);
    arena_close(&policy->arena);
    memory_give(policy);
}

AssizeText assize_policy_name(const AssizePolicy *policy)
{
    return text_taken(program_string(&policy->program, policy->program.head.name));
}

AssizeText assize_policy_version(const AssizePolicy *policy)
{
    return text_taken(program_string(&policy->program, policy->program.head.version));
}

AssizeText assize_policy_digest(const AssizePolicy *policy)
{
    return text_taken(policy->digest);
}

AssizeText assize_policy_bundle(const AssizePolicy *policy)
{
    return text_taken(policy->bundle);
}

typedef struct WriteCall {
    Call call;
    const AssizePolicy *policy;
    const char *path;
} WriteCall;

static void write_bundle(void *with)
{
    WriteCall *call = with;
    if (!call_has(&call->call, call->policy, "policy"))
        return;
    int code = file_write(&call->call.assize->arena, call->path, call->policy->bundle);
    if (code)
        call_refuse(&call->call, ASSIZE_ENVIRONMENT, "cannot write %s: %s", call->path, strerror(code));
}

AssizeAnswer assize_policy_write(Assize *assize, const AssizePolicy *policy, const char *path)
{
    WriteCall call = {call_begin(assize, NULL), policy, given(path)};
    return call_run(&call.call, write_bundle);
}

// ---- what is inside of a policy ----

typedef struct PrintCall {
    Call call;
    const char *path;
    AssizeStage stage;
    const AssizePolicy *policy;
    const char *rule;
    AssizeText text;
} PrintCall;

// What a policy's code takes is part of what is right, that of its tests too.
static void check(void *with)
{
    PrintCall *call = with;
    Assize *assize = call->call.assize;
    Compilation *compilation = arena_take(&assize->arena, sizeof *compilation);
    Text bundle;
    call_compilation(&call->call, compilation, &assize->reader);
    bool right = compile_check(compilation, text_of(call->path));
    if (right) {
        EmitQuestions questions = policy_test_questions(&compilation->policy, &assize->arena);
        right = compile_bundle(compilation, &questions, &bundle);
    }
    if (!right)
        call->call.answer = ASSIZE_BAD_INPUT;
}

AssizeAnswer assize_check(Assize *assize, const AssizeRequest *request, const char *path)
{
    PrintCall call = {.call = call_begin(assize, request), .path = given(path)};
    return call_run(&call.call, check);
}

static void dump(void *with)
{
    PrintCall *call = with;
    Assize *assize = call->call.assize;
    Compilation *compilation = arena_take(&assize->arena, sizeof *compilation);
    TextBuilder text = text_builder(&assize->arena);
    call_compilation(&call->call, compilation, &assize->reader);
    if (!compile_print(compilation, text_of(call->path), (Stage)call->stage, &text))
        call->call.answer = ASSIZE_BAD_INPUT;
    call->text = call_result(&call->call, text_built(&text));
}

AssizeAnswer assize_dump(Assize *assize, const AssizeRequest *request, const char *path, AssizeStage stage, AssizeText *text)
{
    PrintCall call = {.call = call_begin(assize, request), .path = given(path), .stage = stage};
    AssizeAnswer answer = call_run(&call.call, dump);
    give_text(text, call.text);
    return answer;
}

static void disassemble(void *with)
{
    PrintCall *call = with;
    Arena *arena = &call->call.assize->arena;
    if (!call_has(&call->call, call->policy, "policy"))
        return;
    const Program *program = &call->policy->program;
    TextBuilder text = text_builder(arena);
    if (!call->rule) {
        program_disassemble(program, arena, &text);
    } else {
        uint32_t rule = program_rule(program, text_of(call->rule));
        if (rule == NO_INDEX) {
            call_no_rule(&call->call, program, call->rule);
            return;
        }
        program_disassemble_rule(program, rule, arena, &text);
    }
    call->text = call_result(&call->call, text_built(&text));
}

static AssizeAnswer print_policy(PrintCall *call, void (*work)(void *), AssizeText *text)
{
    AssizeAnswer answer = call_run(&call->call, work);
    give_text(text, call->text);
    return answer;
}

AssizeAnswer assize_disassemble(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, const char *rule,
                                AssizeText *text)
{
    PrintCall call = {.call = call_begin(assize, request), .policy = policy, .rule = rule};
    return print_policy(&call, disassemble, text);
}

static void inspect(void *with)
{
    PrintCall *call = with;
    TextStyle style = call_style(&call->call);
    const Form *form = call_form(&call->call, DOCUMENT_INSPECTION);
    if (form && call_has(&call->call, call->policy, "policy"))
        call->text = call_result(&call->call, form_inspection(form, &call->policy->program, &style, &call->call.assize->arena));
}

AssizeAnswer assize_inspect(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, AssizeText *text)
{
    PrintCall call = {.call = call_begin(assize, request), .policy = policy};
    return print_policy(&call, inspect, text);
}

static void cost(void *with)
{
    PrintCall *call = with;
    Arena *arena = &call->call.assize->arena;
    TextStyle style = call_style(&call->call);
    const Form *form = call_form(&call->call, DOCUMENT_COST);
    if (!form || !call_has(&call->call, call->policy, "policy"))
        return;
    ProgramCost cost = program_cost(&call->policy->program, arena);
    call->text = call_result(&call->call, form_cost(form, &cost, &style, arena));
}

AssizeAnswer assize_cost(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, AssizeText *text)
{
    PrintCall call = {.call = call_begin(assize, request), .policy = policy};
    return print_policy(&call, cost, text);
}

static void print_opcodes(void *with)
{
    PrintCall *call = with;
    TextBuilder text = text_builder(&call->call.assize->arena);
    opcode_reference(&text);
    text_append_byte(&text, '\n');
    bundle_reference(&text);
    call->text = call_result(&call->call, text_built(&text));
}

AssizeAnswer assize_opcodes(Assize *assize, AssizeText *text)
{
    PrintCall call = {.call = call_begin(assize, NULL)};
    return print_policy(&call, print_opcodes, text);
}
