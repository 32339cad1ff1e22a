// SPDX-License-Identifier: MIT
// The public library: what goes through the compiler (../compile.h): policies opened, checked and dumped from their text
// (library_texts.c). The runtime alone goes without this file. See assize.h.
#include "library_compile.h"

#include "trial/policy_test.h"

// ---- opening ----

static void open_policy(void *with)
{
    PolicyCall *call = with;
    Arena *arena = &call->call.assize->arena;
    const char *const *profiles = call->call.request.profiles;
    Text bytes;
    if (!call_read_file(&call->call, arena, call->path, &bytes))
        return;
    bool own = !bundle_is(bytes) || (profiles && profiles[0]);
    if (own) {
        Compilation *compilation = arena_take(arena, sizeof *compilation);
        if (!call_compilation_of(&call->call, compilation, bytes, call->path))
            return;
        if (!compile_check(compilation, compilation->path) || !compile_bundle(compilation, NULL, &bytes))
            call->call.answer = ASSIZE_BAD_INPUT;
    }
    if (call->call.answer == ASSIZE_DONE)
        call_make_policy(call, bytes, own);
}

AssizeAnswer assize_policy_open(Assize *assize, const AssizeRequest *request, const char *path, AssizePolicy **policy)
{
    PolicyCall call = {.call = call_begin(assize, request), .path = call_string(path)};
    return call_run_policy(&call, open_policy, policy);
}

void call_open_made(Text bundle, Program *program, Prepared *prepared, Arena *arena)
{
    Text reason;
    if (!bundle_open_own(program, bundle, arena, &reason))
        bug("a bundle that was just made does not verify");
    if (!program_prepare(prepared, program, arena, &reason))
        arena_exhausted(arena);
}

// ---- checking ----

void call_refuse_compiled(Call *call, const Compilation *compilation)
{
    const Diagnostics *diagnostics = &compilation->diagnostics;
    bool given = true;
    for (size_t i = 0; i < diagnostics->count; i++) {
        MessageCode code = diagnostics->items[i].code;
        bool lacks = code == MESSAGE_PROFILE_ALONE || code == MESSAGE_REFINES_NOT_GIVEN;
        given &= lacks || message_infos[code].severity != SEVERITY_ERROR;
    }
    call->answer = given ? ASSIZE_WRONG_USE : ASSIZE_BAD_INPUT;
}

bool call_compile_checked(Call *call, Compilation *compilation)
{
    bool right = compile_check(compilation, compilation->path);
    if (!right)
        call_refuse_compiled(call, compilation);
    return right;
}

bool call_compile_tests(Call *call, Compilation *compilation, Text *bundle)
{
    if (compile_check(compilation, compilation->path)) {
        CoreQuestions questions = policy_test_questions(&compilation->policy, &call->assize->arena);
        if (compile_bundle(compilation, &questions, bundle))
            return true;
    }
    call_refuse_compiled(call, compilation);
    return false;
}

typedef struct TextCall {
    Call call;
    const char *path;
    AssizeStage stage;
} TextCall;

// What a policy's code takes is part of what is right, that of its tests too.
static void check(void *with)
{
    TextCall *call = with;
    Compilation *compilation = arena_take(&call->call.assize->arena, sizeof *compilation);
    Text bundle;
    if (call_form(&call->call, DOCUMENT_MESSAGES) && call_compilation_at(&call->call, compilation, call->path))
        call_compile_tests(&call->call, compilation, &bundle);
}

AssizeAnswer assize_check(Assize *assize, const AssizeRequest *request, const char *path)
{
    TextCall call = {.call = call_begin(assize, request), .path = call_string(path)};
    return call_run(&call.call, check);
}

static void dump(void *with)
{
    TextCall *call = with;
    Assize *assize = call->call.assize;
    Compilation *compilation = arena_take(&assize->arena, sizeof *compilation);
    TextBuilder text = text_builder(&assize->arena);
    if (!call_form(&call->call, DOCUMENT_LISTING))
        return;
    if (!call_compilation_at(&call->call, compilation, call->path))
        return;
    if (!compile_print(compilation, compilation->path, (Stage)call->stage, &text))
        call->call.answer = ASSIZE_BAD_INPUT;
    Text listing = text_built(&text);
    call_print_listing(&call->call, &listing);
}

AssizeAnswer assize_dump(Assize *assize, const AssizeRequest *request, const char *path, AssizeStage stage, AssizeText *text)
{
    TextCall call = {.call = call_begin(assize, request), .path = call_string(path), .stage = stage};
    return call_run_text(&call.call, dump, text);
}
