// SPDX-License-Identifier: MIT
// The public library: what goes through the compiler (../compile.h): policies opened, checked and dumped from their text, which
// is read from files. The runtime alone goes without this file. See assize.h.
#include "library_compile.h"

#include <errno.h>

#include "trial/policy_test.h"
#include "support/file.h"

// ---- reading texts ----

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
    if (!name->named) {
        int code = file_read(arena, path, LARGEST_POLICY, text);
        if (code || !bundle_is(*text))
            return source_answer(code, text);
        *text = text_of("it is a bundle, and a text is needed here");
        return SOURCE_REFUSED;
    }
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

SourceReader call_source_reader(const Call *call)
{
    return (SourceReader){.read = read_source, .follow = follow_source, .folders = call->assize->options.folders};
}

// ---- opening ----

// The policy's own text, which was read before: what comes through a pipe comes once.
typedef struct ReadBefore {
    Text text;
    bool taken;
} ReadBefore;

static SourceAnswer read_before(void *with, Arena *arena, const SourceName *name, Text *text)
{
    ReadBefore *before = with;
    if (before->taken)
        return read_source(NULL, arena, name, text);
    before->taken = true; // it is asked for before all others
    *text = before->text;
    return source_answer(text->length > LARGEST_POLICY ? EFBIG : 0, text);
}

void call_compilation(Call *call, Compilation *compilation, const SourceReader *reader)
{
    Assize *assize = call->assize;
    SourceReader *files = arena_raw(&assize->arena, sizeof *files); // which the compilation keeps
    *files = call_source_reader(call);
    compilation_open(compilation, &assize->arena, reader ? reader : files);
    compilation->profiles = call->request.profiles;
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
    Text bytes;
    if (!call_read_file(&call->call, &call->call.assize->arena, call->path, &bytes))
        return;
    SourceReader reader = call_source_reader(&call->call);
    reader.read = read_before;
    reader.with = &(ReadBefore){.text = bytes};
    bool own = !bundle_is(bytes);
    if (own)
        bytes = compile_for(&call->call, call->path, &reader);
    if (call->call.answer == ASSIZE_DONE)
        call_make_policy(call, bytes, own);
}

AssizeAnswer assize_policy_open(Assize *assize, const AssizeRequest *request, const char *path, AssizePolicy **policy)
{
    PolicyCall call = {.call = call_begin(assize, request), .path = call_string(path)};
    return call_run_policy(&call, open_policy, policy);
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

bool call_compile_checked(Call *call, Compilation *compilation, const char *path)
{
    call_compilation(call, compilation, NULL);
    bool right = compile_check(compilation, text_of(path));
    if (!right)
        call_refuse_compiled(call, compilation);
    return right;
}

bool call_compile_tests(Call *call, Compilation *compilation, const char *path, Text *bundle)
{
    call_compilation(call, compilation, NULL);
    if (compile_check(compilation, text_of(path))) {
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
    if (call_form(&call->call, DOCUMENT_MESSAGES))
        call_compile_tests(&call->call, compilation, call->path, &bundle);
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
    call_compilation(&call->call, compilation, NULL);
    if (!compile_print(compilation, text_of(call->path), (Stage)call->stage, &text))
        call->call.answer = ASSIZE_BAD_INPUT;
    Text listing = text_built(&text);
    call_print_listing(&call->call, &listing);
}

AssizeAnswer assize_dump(Assize *assize, const AssizeRequest *request, const char *path, AssizeStage stage, AssizeText *text)
{
    TextCall call = {.call = call_begin(assize, request), .path = call_string(path), .stage = stage};
    return call_run_text(&call.call, dump, text);
}
