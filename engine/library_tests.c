// SPDX-License-Identifier: MIT
// The public library: the tests that stand in a policy and in its profiles. Each profile, with what it refines, is compiled and
// tested by itself; the policy alone before all. See assize.h.
#include "library_compile.h"

#include "resolve/resolve.h"
#include "trial/policy_test.h"

// A policy alone, or one profile with what it refines, compiled with what its tests ask.
typedef struct Trial {
    Compilation compilation;
    Program program;
    Prepared prepared;
    Variants *variants;
    TestRun run;
    const char *const *paths; // of the profile and of what it refines, ends with null; null: the policy alone
    const Profile *profile;   // among all that are given; null: the policy alone
} Trial;

typedef struct TestCall {
    Call call;
    const char *path;
    Text bytes;     // what stands there
    Arena arena;    // of one test
    Trial **trials; // the policy's, then by name of the profile
    size_t count;
    const Diagnostics *refused; // of the first trial in which a test was refused; null: none
    ReportTests report;
} TestCall;

// ---- what is tried ----

// Compiles it. False, with the call refused, where something is wrong: alone, as all together were not.
static bool compile_trial(TestCall *call, Trial *trial)
{
    Arena *arena = &call->call.assize->arena;
    const char *const *given = call->call.request.profiles;
    Text bundle;
    call->call.request.profiles = trial->paths;
    bool right = call_compilation_of(&call->call, &trial->compilation, call->bytes, call->path) &&
                 call_compile_tests(&call->call, &trial->compilation, &bundle);
    call->call.request.profiles = given;
    if (!right)
        return false;
    call_open_made(bundle, &trial->program, &trial->prepared, arena);
    trial->variants = variants_open(&trial->prepared, arena);
    return true;
}

// The profile of a compilation that has a name.
static const Profile *profile_named(const Policy *policy, Text name)
{
    uint32_t i = 0;
    while (!text_equal(policy->profiles[i]->file->name.name->text, name))
        i++;
    return policy->profiles[i];
}

static Trial *add_trial(TestCall *call, const Policy *all, const Profile *profile)
{
    Arena *arena = &call->call.assize->arena;
    Trial *trial = arena_take(arena, sizeof *trial);
    trial->profile = profile;
    size_t count = 0;
    const char **paths = arena_array(arena, MOST_PROFILES + 1, sizeof *paths);
    for (const Profile *at = profile; at; at = at->refines)
        paths[count++] = text_terminated(arena, sources_file(all->sources, at->file->span.file)->path);
    trial->paths = count ? paths : NULL;
    call->trials[call->count++] = trial;
    return trial;
}

static Trial *trial_of(const TestCall *call, const Profile *profile)
{
    size_t i = 0;
    while (call->trials[i]->profile != profile)
        i++;
    return call->trials[i];
}

// ---- tests ----

static void count_test(TestTrial *told, const ReportTest *test)
{
    told->failed += test->failed;
    told->own += test->own;
    told->own_failed += test->own && test->failed;
    told->meant += test->effect == TEST_MEANT && !test->failed;
}

static void run_test(TestCall *call, Trial *trial, TestTrial *told, size_t number)
{
    Arena *arena = &call->call.assize->arena;
    ArenaMark mark = arena_mark(&call->arena);
    ReportTest test = policy_test_run(&trial->run, number);
    count_test(told, &test);
    Text text = form_test(call->call.form, &test, &call->call.style, &call->arena);
    told->tests = arena_grow(arena, told->tests, told->count, &told->capacity, sizeof *told->tests);
    told->tests[told->count++] = text_copy(arena, text);
    if (!test.refused) // what is refused is told of in the messages
        arena_reset(&call->arena, mark);
    else if (!call->refused)
        call->refused = &trial->compilation.diagnostics;
}

static bool run_trial(TestCall *call, Trial *trial, TestTrial *told)
{
    Assize *assize = call->call.assize;
    if (!compile_trial(call, trial))
        return false;
    Policy *policy = &trial->compilation.policy;
    const Profile *profile = trial->profile;
    const Profile *under = profile ? profile_named(policy, profile->file->name.name->text) : NULL;
    trial->run = (TestRun){.policy = policy,
                           .variants = trial->variants,
                           .under = under,
                           .before = profile ? &trial_of(call, profile->refines)->run : NULL,
                           .tests = arena_array(&assize->arena, policy->tests.count + 1, sizeof(KeptTest)),
                           .scratch = assize->kept.scratch,
                           .arena = &call->arena,
                           .kept = &assize->arena,
                           .diagnostics = &trial->compilation.diagnostics};
    told->path = text_of(call->path);
    if (under) {
        ReportHead *head = arena_take(&assize->arena, sizeof *head);
        *head = resolve_head(policy, under->file, call->call.style.language);
        told->under = head;
    }
    for (size_t i = 0; i < policy->tests.count; i++)
        run_test(call, trial, told, i);
    return true;
}

// What a profile refines is tried before it: its verdicts are compared with those.
static bool run_trials(TestCall *call)
{
    size_t done = 0;
    for (uint32_t depth = 0; done < call->count; depth++) {
        for (size_t i = 0; i < call->count; i++) {
            if (profile_depth(call->trials[i]->profile) != depth)
                continue;
            if (!run_trial(call, call->trials[i], &call->report.trials[i]))
                return false;
            done++;
        }
    }
    return true;
}

// All that are given together, or stand in a bundle, must be right, and say which of them refines which; each is tried by itself.
static bool find_trials(TestCall *call)
{
    Assize *assize = call->call.assize;
    const Policy *all = NULL;
    Compilation *compilation = arena_take(&assize->arena, sizeof *compilation);
    if (!call_compilation_of(&call->call, compilation, call->bytes, call->path))
        return false;
    if (compilation_has_profiles(compilation)) {
        if (!call_compile_checked(&call->call, compilation))
            return false;
        all = &compilation->policy;
    }
    call->call.given_alone = true;
    size_t count = 1 + (all ? all->profile_count : 0);
    call->trials = arena_array(&assize->arena, count, sizeof *call->trials);
    add_trial(call, all, NULL);
    for (size_t i = 1; i < count; i++)
        add_trial(call, all, all->profiles[i - 1]);
    call->report = (ReportTests){arena_array(&assize->arena, count, sizeof *call->report.trials), count};
    return true;
}

static void test(void *with)
{
    TestCall *call = with;
    if (!call_form(&call->call, DOCUMENT_TESTS))
        return;
    call->bytes = call_policy_bytes(&call->call, call->path);
    if (!find_trials(call) || !run_trials(call))
        return;
    call->call.assize->said = call->refused ? call->refused : &call->trials[0]->compilation.diagnostics;
    call_print_tests(&call->call, &call->report);
    for (size_t i = 0; i < call->report.count; i++) {
        if (call->report.trials[i].failed)
            call->call.answer = ASSIZE_NO;
    }
}

AssizeAnswer assize_test(Assize *assize, const AssizeRequest *request, const char *path, AssizeText *text)
{
    TestCall call = {.call = call_begin(assize, request), .path = call_string(path)};
    arena_open(&call.arena, &assize->guard, 0);
    AssizeAnswer answer = call_run_text(&call.call, test, text);
    for (size_t i = 0; i < call.count; i++) {
        variants_close(call.trials[i]->variants);
        prepared_close(&call.trials[i]->prepared);
    }
    arena_close(&call.arena);
    return answer;
}
