// SPDX-License-Identifier: MIT
// THE LIST OF PASSES. A policy goes through them from top to bottom; what each needs and leaves true stands at its header.
#include "compile.h"

#include "ast/dump.h"
#include "code/bundle.h"
#include "parse.h"

const char *const stage_names[] = {"tokens", "tree", "check", "code"};
_Static_assert(sizeof stage_names / sizeof *stage_names == STAGES, "a stage without its name");

void compilation_open(Compilation *compilation, Arena *arena, const SourceReader *reader)
{
    compilation->arena = arena;
    sources_open(&compilation->sources, arena);
    diagnostics_open(&compilation->diagnostics, arena, &compilation->sources);
    policy_open(&compilation->policy, arena, &compilation->sources, &compilation->diagnostics, reader);
}

bool compile_check(Compilation *compilation, Text path)
{
    Policy *policy = &compilation->policy;
    policy_load(policy, path); // scan, parse; what it includes and uses too
    if (!policy->main || policy->incomplete)
        return false;
    policy_bind(policy); // every name to its declaration
    if (policy->incomplete)
        return false;
    check_policy(policy); // types, meaning, widths, directions, coverage
    return compilation->diagnostics.errors == 0;
}

bool compile_bundle(Compilation *compilation, const CoreQuestions *questions, Text *bundle)
{
    CorePolicy core = core_lower(&compilation->policy, questions);
    return emit_bundle(&compilation->policy, &core, bundle); // straight-line code, laid out as a file
}

// ---- printing what is between ----

static bool print_tokens(Compilation *compilation, Text path, TextBuilder *to)
{
    Policy *policy = &compilation->policy;
    policy_load(policy, path);
    if (!compilation->sources.count)
        return false;
    // Once more, for the printer alone: mistakes were reported the first time.
    Diagnostics unheard;
    diagnostics_open(&unheard, compilation->arena, &compilation->sources);
    parse_dump_tokens(&policy->tree, &unheard, &compilation->sources.items[0], to);
    return compilation->diagnostics.errors == 0;
}

bool compile_print(Compilation *compilation, Text path, Stage stage, TextBuilder *to)
{
    if (stage == STAGE_TOKENS)
        return print_tokens(compilation, path, to);
    if (stage == STAGE_TREE) {
        policy_load(&compilation->policy, path);
        for (const File *file = compilation->policy.files; file; file = file->next)
            tree_dump(file, to);
        return compilation->diagnostics.errors == 0;
    }
    bool right = compile_check(compilation, path);
    if (stage == STAGE_CHECK && compilation->policy.main)
        tree_dump(compilation->policy.main, to);
    if (stage != STAGE_CODE || !right)
        return right;
    Program program;
    Text reason, bundle;
    if (!compile_bundle(compilation, NULL, &bundle))
        return false;
    if (!bundle_open(&program, bundle, compilation->arena, &reason))
        bug("a bundle that was just made does not verify");
    program_disassemble(&program, compilation->arena, to);
    return true;
}
