// SPDX-License-Identifier: MIT
// THE LIST OF PASSES (go_through_passes). A policy goes through them from top to bottom; each needs what those before leave true.
#include "compile.h"

#include "ast/dump.h"
#include "code/bundle.h"
#include "invariants.h"
#include "parse.h"
#include "refine/refine.h"

void compilation_open(Compilation *compilation, Arena *arena, const SourceReader *reader)
{
    compilation->arena = arena;
    compilation->profiles = (GivenProfiles){0};
    sources_open(&compilation->sources, arena);
    diagnostics_open(&compilation->diagnostics, arena, &compilation->sources);
    policy_open(&compilation->policy, arena, &compilation->sources, &compilation->diagnostics, reader);
}

// ---- the passes ----

static bool load(Compilation *compilation)
{
    policy_load(&compilation->policy, compilation->path, &compilation->profiles);
    return compilation->policy.main && !compilation->policy.incomplete;
}

static bool bind(Compilation *compilation)
{
    policy_bind(&compilation->policy);
    return !compilation->policy.incomplete;
}

// Whether what is wrong so far stands in profiles, and in what they alone use.
static bool policy_is_right(const Compilation *compilation)
{
    const Diagnostics *diagnostics = &compilation->diagnostics;
    bool right = true;
    for (size_t i = 0; i < diagnostics->count; i++) {
        const Diagnostic *one = &diagnostics->items[i];
        uint64_t users = one->span.file ? policy_source_users(&compilation->policy, one->span.file - 1) : 1;
        right &= message_infos[one->code].severity != SEVERITY_ERROR || !(users & 1);
    }
    return right;
}

// What is wrong in a profile does not end the passes, so that one run says all of it: of what else it says it is asked too
// whether that loosens anything.
static bool check(Compilation *compilation)
{
    check_policy(&compilation->policy);
    return policy_is_right(compilation);
}

// An entry that is refused is left out of the whole, which is right without it; what has no type is no part that anything could
// be proved of.
static bool refine(Compilation *compilation)
{
    bool typed = compilation->diagnostics.errors == compilation->policy.lost_entries;
    refine_policy(&compilation->policy);
    return typed;
}

static bool prove(Compilation *compilation)
{
    prove_policy(&compilation->policy);
    return compilation->diagnostics.errors == 0;
}

static bool lower(Compilation *compilation)
{
    compilation->core = core_lower(&compilation->policy, compilation->questions);
    return true;
}

static bool emit(Compilation *compilation)
{
    return emit_bundle(&compilation->policy, &compilation->core, &compilation->bundle);
}

// Does one pass where it is not done yet and not behind the last; false where the policy is not right. In debug builds, what the
// pass must leave true of a policy without a mistake is looked at: where it is not, the mistake is ours.
static bool pass(Compilation *compilation, Pass last, Pass number, bool (*work)(Compilation *), Invariant holds)
{
    if (number > last || number < compilation->passed)
        return true;
    if (!work(compilation))
        return false;
    compilation->passed = number + 1;
    if (!INVARIANTS_LOOKED_AT || compilation->diagnostics.errors)
        return true;
    const char *broken = holds(&compilation->policy, &compilation->core, compilation->bundle);
    if (broken)
        bug(broken);
    return true;
}

// THE LIST OF PASSES, and what holds behind each.
static bool go_through_passes(Compilation *at, Pass last)
{
    // clang-format off
    return pass(at, last, PASS_LOAD, load, invariant_spans)    // scanned and parsed, with all that it includes and uses: a tree
        && pass(at, last, PASS_BIND, bind, invariant_spans)    // every declaration is in the scope of its module
        && pass(at, last, PASS_CHECK, check, invariant_types)  // each expression has a type, each name a meaning
        && pass(at, last, PASS_REFINE, refine, invariant_types) // no profile loosens anything; what they change hangs in the tree
        && pass(at, last, PASS_PROVE, prove, invariant_types)  // no error: what hangs on the whole is right
        && pass(at, last, PASS_LOWER, lower, invariant_core)   // of expressions, only core kinds are left
        && pass(at, last, PASS_EMIT, emit, invariant_bundle);  // straight-line code, laid out as a file, that verifies
    // clang-format on
}

static bool run_passes(Compilation *compilation, Pass last)
{
    return go_through_passes(compilation, last) && compilation->diagnostics.errors == 0;
}

bool compile_check(Compilation *compilation, Text path)
{
    compilation->path = path;
    return run_passes(compilation, PASS_PROVE);
}

// Whether all that was read was understood; that a profile asks for another version is no matter.
static bool is_understood(const Compilation *compilation)
{
    for (size_t i = 0; i < compilation->policy.read; i++) {
        MessageCode code = compilation->diagnostics.items[i].code;
        if (message_infos[code].severity == SEVERITY_ERROR && code != MESSAGE_REFINES_VERSION)
            return false;
    }
    return true;
}

const Profile *compile_rebase(Compilation *compilation, Text path, Text profile, bool *proved)
{
    Policy *policy = &compilation->policy;
    compilation->path = path;
    compilation->diagnostics.most_errors = SIZE_MAX;
    if (!load(compilation) || !is_understood(compilation))
        return NULL;
    policy->rebased = profile_at(policy, profile);
    if (!policy->rebased || !bind(compilation) || !check(compilation))
        return NULL;
    *proved = refine(compilation);
    if (*proved)
        prove(compilation);
    return policy->rebased;
}

bool compile_bundle(Compilation *compilation, const CoreQuestions *questions, Text *bundle)
{
    compilation->questions = questions;
    compilation->passed = PASS_LOWER;
    bool done = run_passes(compilation, PASS_EMIT);
    *bundle = compilation->bundle;
    return done;
}

// ---- printing what is between ----

static bool print_tokens(Compilation *compilation, TextBuilder *to)
{
    run_passes(compilation, PASS_LOAD);
    if (!compilation->sources.count)
        return false;
    // Once more, for the printer alone: mistakes were reported the first time.
    Diagnostics unheard;
    diagnostics_open(&unheard, compilation->arena, &compilation->sources);
    parse_dump_tokens(&compilation->policy.tree, &unheard, &compilation->sources.items[0], to);
    return compilation->diagnostics.errors == 0;
}

bool compile_print(Compilation *compilation, Text path, Stage stage, TextBuilder *to)
{
    compilation->path = path;
    if (stage == STAGE_TOKENS)
        return print_tokens(compilation, to);
    if (stage == STAGE_TREE) {
        run_passes(compilation, PASS_LOAD);
        for (const File *file = compilation->policy.files; file; file = file->next)
            tree_dump(file, to);
        return compilation->diagnostics.errors == 0;
    }
    bool right = run_passes(compilation, PASS_PROVE);
    if (stage == STAGE_CHECK && compilation->policy.main)
        tree_dump(compilation->policy.main, to);
    if (stage != STAGE_CODE || !right)
        return right;
    Program program;
    Text reason, bundle;
    if (!compile_bundle(compilation, NULL, &bundle))
        return false;
    if (!bundle_open_own(&program, bundle, compilation->arena, &reason))
        bug("a bundle that was just made does not verify");
    program_disassemble(&program, compilation->arena, to);
    return true;
}
