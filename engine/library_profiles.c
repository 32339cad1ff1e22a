// SPDX-License-Identifier: MIT
// The public library: what is told of profiles to those who write them. Nothing of it is reviewed: the tree and the overlay of a
// compilation are enough. See assize.h.
#include "library_compile.h"

#include "resolve/resolve.h"

typedef struct ProfilesCall {
    Call call;
    const char *path, *rule;
    const char *onto; // of a profile that stands at the path: the policy
} ProfilesCall;

// The policy with its profiles, checked; null, with the call refused, where there are none, or something is wrong.
static const Policy *checked_policy(ProfilesCall *call)
{
    Compilation *compilation = arena_take(&call->call.assize->arena, sizeof *compilation);
    if (!call_compilation_at(&call->call, compilation, call->path))
        return NULL;
    if (!compilation_has_profiles(compilation)) {
        call_refuse(&call->call, ASSIZE_WRONG_USE, "a profile is needed, given beside the policy or in its bundle");
        return NULL;
    }
    return call_compile_checked(&call->call, compilation) ? &compilation->policy : NULL;
}

// ---- the policy as it stands ----

static void refuse_rule(ProfilesCall *call, const Policy *policy)
{
    Nearest nearest = nearest_to_code(text_of(call->rule));
    for (size_t i = 0; i < policy->rules.count; i++)
        nearest_offer(&nearest, policy->rules.items[i]->word.name->text);
    Text near = call_nearest(&call->call, &nearest);
    call_refuse(&call->call, ASSIZE_WRONG_USE, "neither the policy nor a profile has a rule %s%.*s", call->rule, (int)near.length,
                near.bytes);
}

static void show(void *with)
{
    ProfilesCall *call = with;
    const Policy *policy = NULL;
    if (!call_form(&call->call, DOCUMENT_RESOLVED) || !(policy = checked_policy(call)))
        return;
    ReportResolved resolved = resolve_policy(policy, text_of(call_string(call->rule)), call->call.style.language);
    if (call->rule && !resolved.count)
        refuse_rule(call, policy);
    else
        call_print_resolved(&call->call, &resolved);
}

AssizeAnswer assize_profile_show(Assize *assize, const AssizeRequest *request, const char *path, const char *rule,
                                 AssizeText *text)
{
    ProfilesCall call = {.call = call_begin(assize, request), .path = call_string(path), .rule = rule};
    return call_run_text(&call.call, show, text);
}

// ---- what they change ----

static void diff(void *with)
{
    ProfilesCall *call = with;
    const Policy *policy = NULL;
    if (!call_form(&call->call, DOCUMENT_DIFFERENCES) || !(policy = checked_policy(call)))
        return;
    ReportDifferences differences = resolve_differences(policy, call->call.style.language);
    call_print_differences(&call->call, &differences);
}

AssizeAnswer assize_profile_diff(Assize *assize, const AssizeRequest *request, const char *path, AssizeText *text)
{
    ProfilesCall call = {.call = call_begin(assize, request), .path = call_string(path)};
    return call_run_text(&call.call, diff, text);
}

// ---- on a new base ----

typedef struct Own {
    const Policy *policy;
    const Profile *profile;
} Own;

static bool is_error(const Diagnostic *one)
{
    return message_infos[one->code].severity == SEVERITY_ERROR;
}

// Of a profile that is no part of the policy as it was loaded: every error.
static bool is_error_elsewhere(const void *with, const Diagnostic *one)
{
    const Own *own = with;
    return is_error(one) && !(own->profile && span_is_known(resolve_own_place(own->policy, own->profile, one)));
}

static bool is_own_or_error(const void *with, const Diagnostic *one)
{
    const Own *own = with;
    return is_error(one) || resolve_whose(own->policy, one->span) == own->profile;
}

static bool is_any(const Diagnostics *diagnostics, bool (*is)(const void *with, const Diagnostic *one), const Own *own)
{
    bool any = false;
    for (size_t i = 0; i < diagnostics->count; i++)
        any |= is(own, &diagnostics->items[i]);
    return any;
}

static void print_rebase(ProfilesCall *call, const Policy *policy, const Profile *profile, bool proved)
{
    ReportRebase rebase = resolve_rebase(policy, profile, call->call.style.language);
    rebase.proved = proved;
    diagnostics_filter(policy->diagnostics, is_error_elsewhere, &(Own){policy, profile}); // the report has the others
    call_print_rebase(&call->call, &rebase);
    for (int state = REBASE_WEAKER; state < REBASE_STATES; state++) {
        if (rebase.counts[state])
            call->call.answer = ASSIZE_NO;
    }
}

static void rebase(void *with)
{
    ProfilesCall *call = with;
    Compilation *compilation = arena_take(&call->call.assize->arena, sizeof *compilation);
    const Policy *policy = &compilation->policy;
    bool proved = false;
    if (!call_form(&call->call, DOCUMENT_REBASE))
        return;
    if (!call_compilation_at(&call->call, compilation, call->onto))
        return;
    const Profile *profile = compile_rebase(compilation, compilation->path, text_of(call->path), &proved);
    const Own own = {policy, policy->rebased};
    if (profile && !is_any(&compilation->diagnostics, is_error_elsewhere, &own)) {
        print_rebase(call, policy, profile, proved);
        return;
    }
    // The base is wrong by itself, and what the profile says of it is not known.
    if (is_any(&compilation->diagnostics, is_error_elsewhere, &own))
        diagnostics_filter(&compilation->diagnostics, is_error_elsewhere, &own);
    call_refuse_compiled(&call->call, compilation);
}

// The request with one more profile, where it is not among its own already.
enum { MOST_BESIDE = 64 };
static AssizeRequest with_profile(const AssizeRequest *request, const char *profile, const char **profiles)
{
    AssizeRequest whole = request ? *request : (AssizeRequest){0};
    size_t count = 0;
    profiles[count++] = profile;
    for (const char *const *other = whole.profiles; other && *other && count < MOST_BESIDE; other++) {
        if (strcmp(*other, profile) != 0)
            profiles[count++] = *other;
    }
    profiles[count] = NULL;
    whole.profiles = profiles;
    return whole;
}

AssizeAnswer assize_profile_rebase(Assize *assize, const AssizeRequest *request, const char *profile, const char *onto,
                                   AssizeText *text)
{
    const char *profiles[MOST_BESIDE + 1];
    AssizeRequest whole = with_profile(request, call_string(profile), profiles);
    ProfilesCall call = {.call = call_begin(assize, &whole), .path = profiles[0], .onto = call_string(onto)};
    call.call.given_alone = true;
    return call_run_text(&call.call, rebase, text);
}

// ---- one profile, checked ----

static void check_profile(void *with)
{
    ProfilesCall *call = with;
    Compilation *compilation = arena_take(&call->call.assize->arena, sizeof *compilation);
    Text bundle;
    if (!call_form(&call->call, DOCUMENT_MESSAGES) || !call_compilation_at(&call->call, compilation, call->onto))
        return;
    call_compile_tests(&call->call, compilation, &bundle);
    const Profile *profile = profile_at(&compilation->policy, text_of(call->path));
    if (profile)
        diagnostics_filter(&compilation->diagnostics, is_own_or_error, &(Own){&compilation->policy, profile});
}

AssizeAnswer assize_check_profile(Assize *assize, const AssizeRequest *request, const char *profile, const char *policy)
{
    const char *profiles[MOST_BESIDE + 1];
    AssizeRequest whole = with_profile(request, call_string(profile), profiles);
    ProfilesCall call = {.call = call_begin(assize, &whole), .path = profiles[0], .onto = call_string(policy)};
    call.call.given_alone = true;
    return call_run(&call.call, check_profile);
}
