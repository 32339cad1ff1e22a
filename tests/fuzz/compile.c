// SPDX-License-Identifier: MIT
// Any bytes as a policy: compiled; if it is right its bundle verifies, it is made of the same bytes when compiled again, and a
// review of it over nothing comes to its end.
#include "fuzz/target.h"

static DossierAnswer find_none(void *with, uint32_t type, Text id, Dossier *found)
{
    (void)with, (void)type, (void)id, (void)found;
    return DOSSIER_NONE;
}

static Text compile_once(Target *target)
{
    Text bundle = {"", 0};
    Compilation *compilation = arena_take(&target->arena, sizeof *compilation);
    SourceReader *reader = arena_take(&target->arena, sizeof *reader);
    open_compilation(compilation, &target->arena, reader, &target->input);
    bool right = compile_check(compilation, text_of("policy.asz")) && compile_bundle(compilation, NULL, &bundle);
    TextBuilder messages = text_builder(&target->arena);
    JsonWriter json = json_writer(&target->arena);
    diagnostics_append(&compilation->diagnostics, &messages, false);
    json_begin_array(&json);
    diagnostics_json(&compilation->diagnostics, &json);
    json_end_array(&json);
    if (!right && !messages.length)
        target_broken("a policy is refused without a message");
    return bundle;
}

static void compile(void *with)
{
    Target *target = with;
    Text bundle = compile_once(target), reason;
    if (!bundle.length)
        return;
    if (!text_equal(bundle, compile_once(target)))
        target_broken("a policy has two bundles");
    if (!bundle_open(&target->program, bundle, &target->arena, &reason))
        target_broken("a bundle that was just made does not verify");
    Dossiers none = {.find = find_none};
    if (program_prepare(&target->prepared, &target->program, &target->arena, &reason))
        review_wholly(target->fixture, &target->prepared, &none, text_of("x"), 20000, &target->arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return target_run(data, size, compile);
}
