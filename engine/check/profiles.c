// SPDX-License-Identifier: MIT
// What stands in profiles: name resolution of what they are about, in the scope of what they refine, and the types of what they
// say, in their own. Whether that tightens is refine's to say.
#include "check/check.h"

// ---- where a profile applies ----

// Rules are asked of those profiles alone that apply, and parameters have the values that those give them.
static void visit_applies(ExprWalk *walk, Expr *expr)
{
    const Profile *profile = walk->with;
    Diagnostics *diagnostics = walk->policy->diagnostics;
    Diagnostic *wrong = NULL;
    bool within = span_within(expr->span, profile->file->header.applies_span);
    Span span = within ? expr->span : profile->applies->span;
    if (expr_infos[expr->kind].reads == READS_RULES) {
        wrong = diagnose(diagnostics, MESSAGE_NOT_IN_APPLIES, span, 1, text_of(expr_infos[expr->kind].name));
        diagnostic_expect(wrong, text_of("a condition over facts, such as `some s in product.used_in : s.sector = finance`"));
    } else if (expr->meaning.kind == MEANING_PARAMETER && expr->meaning.decl->direction != DIRECTION_FIXED) {
        wrong = diagnose(diagnostics, MESSAGE_PARAMETER_IN_APPLIES, span, 1, expr->meaning.decl->word.name->text);
        diagnostic_also(wrong, expr->meaning.decl->span, "a profile may set it");
        diagnostic_expect(wrong, text_of("the number itself, or a parameter that is `fixed`"));
    }
    if (wrong && !within)
        diagnostic_also(wrong, expr->span, "it is reached here");
}

static void check_applies(CheckRun *run, Profile *profile)
{
    size_t errors = run->policy->diagnostics->errors;
    Check check = check_open_subject(run, profile_base(run->policy, profile), PLACE_RULE);
    check_boolean(&check, profile->applies);
    if (run->policy->diagnostics->errors > errors)
        return;
    ExprWalk walk = {.visit = visit_applies, .with = profile, .policy = run->policy};
    expr_walk(&walk, profile->applies);
}

// ---- what an entry is about ----

// What a profile says of its own declarations it says there.
static void report_own(Policy *policy, const Decl *entry, const Decl *decl)
{
    Diagnostic *mine = diagnose(policy->diagnostics, MESSAGE_OWN_CHANGED, entry->word.span, 1, entry->word.name->text);
    diagnostic_also(mine, decl->word.span, "it is declared here");
    diagnostic_correct(mine, text_of("say it where that is declared"));
}

static bool is_settable(const Decl *decl, NameSpace space)
{
    return space == SPACE_RULES || decl->kind == DECL_PARAMETER;
}

// Some of the parameters that a profile may set, by name; empty: there are none.
static Text settable_names(Policy *policy, Module *base)
{
    enum { MOST_NAMED = 8 };
    size_t count = 0;
    TextBuilder names = text_builder(policy->arena);
    for (size_t i = 0; i < policy->parameters.count; i++) {
        const Decl *parameter = policy->parameters.items[i];
        if (parameter->direction == DIRECTION_FIXED || !module_sees(policy, base, parameter->file->module))
            continue;
        if (count++ == MOST_NAMED) {
            text_append_string(&names, " …");
            break;
        }
        text_append_string(&names, count > 1 ? ", " : "");
        text_append(&names, parameter->word.name->text);
    }
    return text_built(&names);
}

// Where nothing of what the profile refines has the name: what is nearest to it, and where that is.
static void report_not_refined(Policy *policy, const Decl *entry, NameSpace space)
{
    Module *base = profile_base(policy, profile_of(entry));
    if (policy_lost(policy, entry->word.name) || (space == SPACE_RULES && policy->tree.code_lost))
        return;
    Diagnostic *unknown = diagnose(policy->diagnostics, space == SPACE_RULES ? MESSAGE_UNKNOWN_RULE : MESSAGE_UNKNOWN_PARAMETER,
                                   entry->word.span, 1, entry->word.name->text);
    if (diagnostics_full(policy->diagnostics))
        return;
    Nearest nearest = space == SPACE_RULES ? nearest_to_code(entry->word.name->text) : nearest_to(entry->word.name->text);
    for (size_t i = 0; i < policy->decls[space].count; i++) {
        const Decl *decl = policy->decls[space].items[i];
        if (is_settable(decl, space) && module_sees(policy, base, decl->file->module))
            policy_offer_word(policy, &nearest, decl->word);
    }
    if (nearest.best.length)
        diagnostic_also(unknown, nearest.place, "the nearest is declared here");
    else
        diagnostic_also(unknown, base->file->span, "what the profile refines begins here");
    Text settable = space == SPACE_RULES ? (Text){"", 0} : settable_names(policy, base);
    if (settable.length)
        diagnostic_expect(unknown,
                          text_format(policy->arena, "a parameter that may be set: %.*s", (int)settable.length, settable.bytes));
    diagnostic_did_you_mean(policy->diagnostics, unknown, &nearest);
    policy_note_unseen(policy, base, space, entry->word.name, unknown);
}

// What a name means in what the profile refines; null, reported, where it means nothing there.
static Decl *find_refined(Policy *policy, const Decl *entry, NameSpace space)
{
    Decl *decl = policy_find(policy, entry->file->module, space, entry->word.name);
    if (decl && module_sees(policy, profile_base(policy, profile_of(entry)), decl->file->module))
        return decl;
    size_t errors = policy->diagnostics->errors;
    if (decl)
        report_own(policy, entry, decl);
    else
        report_not_refined(policy, entry, space);
    policy->lost_entries += policy->diagnostics->errors - errors;
    return NULL;
}

// Whether something is wrong with a declaration: nothing is compared with it then.
static bool is_wrong(const Policy *policy, const Decl *decl)
{
    bool wrong = false;
    for (size_t i = 0; i < policy->diagnostics->count; i++) {
        const Diagnostic *one = &policy->diagnostics->items[i];
        wrong |= message_infos[one->code].severity == SEVERITY_ERROR && span_within(one->span, decl->span);
    }
    return wrong;
}

static void check_set(CheckRun *run, Decl *entry)
{
    Policy *policy = run->policy;
    Decl *decl = find_refined(policy, entry, SPACE_VALUES);
    if (!decl)
        return;
    if (decl->kind != DECL_PARAMETER) {
        Diagnostic *other = diagnose(policy->diagnostics, MESSAGE_NOT_A_PARAMETER, entry->word.span, 1, entry->word.name->text);
        diagnostic_also(other, decl->word.span, "it is declared here");
        diagnostic_expect(other, text_of("the name of a parameter: nothing else may be set"));
        policy->lost_entries++;
        return;
    }
    if (decl->parameter_resolved.kind == TYPE_NONE)
        return;
    size_t errors = policy->diagnostics->errors;
    check_constant(run, entry->file->module, entry->set_value, decl->parameter_resolved);
    if (policy->diagnostics->errors == errors && !is_wrong(policy, decl))
        entry->refined = decl;
}

static void check_strengthen(CheckRun *run, Decl *entry)
{
    Policy *policy = run->policy;
    Check check = check_open_subject(run, entry->file->module, PLACE_RULE);
    entry->refined = find_refined(policy, entry, SPACE_RULES);
    check_thresholds(policy, entry->file->module, entry->rule.thresholds);
    check_requires(&check, &entry->rule);
}

// ---- guards and tests ----

static Outcome *outcome_named(const Policy *policy, const Name *name)
{
    Outcome *outcome = policy->verdict ? policy->verdict->outcomes : NULL;
    while (outcome && outcome->word.name != name)
        outcome = outcome->next;
    return outcome;
}

static void check_also(Policy *policy, Decl *entry)
{
    check_guard(policy, entry->file->module, entry->also_guard);
    entry->also_of = outcome_named(policy, entry->word.name);
    if (entry->also_of || !policy->verdict || policy_misread(policy, policy->verdict->span))
        return;
    Diagnostic *unknown = diagnose(policy->diagnostics, MESSAGE_UNKNOWN_OUTCOME, entry->word.span, 1, entry->word.name->text);
    Nearest nearest = nearest_to(entry->word.name->text);
    TextBuilder all = text_builder(policy->arena);
    for (const Outcome *outcome = policy->verdict->outcomes; outcome; outcome = outcome->next) {
        policy_offer_word(policy, &nearest, outcome->word);
        if (!outcome->guard)
            continue;
        text_append_string(&all, all.length ? ", " : "");
        text_append(&all, outcome->word.name->text);
    }
    diagnostic_also(unknown, policy->verdict->span, "the outcomes stand here");
    diagnostic_expect(unknown, text_format(policy->arena, "an outcome that has a guard: %.*s", (int)all.length, all.bytes));
    diagnostic_did_you_mean(policy->diagnostics, unknown, &nearest);
    policy->lost_entries++;
}

static void report_no_test(Policy *policy, const Decl *entry, Module *base)
{
    Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_UNKNOWN_TEST, entry->title_span, 1, entry->test_title);
    Nearest nearest = nearest_to_title(entry->test_title);
    for (size_t i = 0; i < policy->tests.count; i++) {
        const Decl *test = policy->tests.items[i];
        if (module_sees(policy, base, test->file->module))
            nearest_offer_at(&nearest, test->test_title, test->span);
    }
    if (nearest.best.length)
        diagnostic_also(none, nearest.place, "the nearest stands here");
    else
        diagnostic_also(none, base->file->span, "what the profile refines begins here");
    diagnostic_expect(none, text_of("the title of a test of what the profile refines, as it stands there"));
    diagnostic_did_you_mean(policy->diagnostics, none, &nearest);
    policy->lost_entries++;
}

// The test that it is of gives the facts; what is expected is the profile's, in its own words.
static void check_changes(CheckRun *run, Decl *entry)
{
    Policy *policy = run->policy;
    Module *base = profile_base(policy, profile_of(entry));
    for (size_t i = 0; i < policy->tests.count && !entry->refined; i++) {
        Decl *test = policy->tests.items[i];
        if (text_equal(test->test_title, entry->test_title) && module_sees(policy, base, test->file->module))
            entry->refined = test;
    }
    if (!entry->refined) {
        report_no_test(policy, entry, base);
        return;
    }
    Check check = check_open_subject(run, entry->file->module, PLACE_TEST);
    check.test = entry->refined;
    for (Expect *expect = entry->expects; expect; expect = expect->next)
        check_expectation(&check, expect);
}

// ---- the base's side of what is wrong ----

// Where what an entry is about stands in what the profile refines, and what that is; nowhere: it is about nothing there.
static Span place_of_about(Policy *policy, const Decl *entry, const char **note)
{
    Module *base = profile_base(policy, profile_of(entry));
    const Decl *about = entry->refined;
    const Outcome *outcome = entry->kind == DECL_ALSO ? outcome_named(policy, entry->word.name) : NULL;
    *note = entry->kind == DECL_SET       ? "the parameter is declared here"
            : entry->kind == DECL_ALSO    ? "the outcome stands here"
            : entry->kind == DECL_CHANGES ? "the test stands here"
            : entry->kind == DECL_EXTEND  ? "what is extended is declared here"
                                          : "the rule stands here";
    if (outcome)
        return outcome->word.span;
    if (entry->kind == DECL_CHANGES)
        return about ? about->title_span : (Span){0};
    if (entry->kind == DECL_SET)
        about = policy_find(policy, base, SPACE_VALUES, entry->word.name);
    else if (entry->kind == DECL_EXTEND)
        about = policy_find(policy, base, SPACE_TYPES, entry->word.name);
    else if (entry->kind == DECL_STRENGTHEN || entry->kind == DECL_WAIVE ||
             (entry->kind == DECL_INTERPRET && !entry->interpreted))
        about = policy_find(policy, base, SPACE_RULES, entry->word.name);
    return about ? about->word.span : (Span){0};
}

static const Decl *entry_around(const Policy *policy, const Profile *profile, Span span)
{
    for (const File *file = policy->files; file; file = file->next) {
        const Decl *decl = file->module->profile == profile ? file->decls : NULL;
        while (decl && !span_within(span, decl->span))
            decl = decl->next;
        if (decl)
            return decl;
    }
    return NULL;
}

// What a name that means nothing may have meant, where that is another thing than the base calls now.
static void note_unknown(const Policy *policy, const Module *base, Diagnostic *message)
{
    const Variable *subject = policy->main->header.subject;
    if (span_is_known(message->nearest_place))
        diagnostic_also(message, message->nearest_place, "the nearest is declared here");
    else if (message->code == MESSAGE_UNKNOWN_NAME && subject)
        diagnostic_also(message, subject->word.span, "what is reviewed has its name here");
    else
        diagnostic_also(message, base->file->span, "what the profile refines begins here");
}

// A message about a profile shows what the base says, too: of the thing that the entry is about; of a name that means nothing,
// what is nearest to it, or where what the profile refines begins.
static void note_base(Policy *policy, Diagnostic *message)
{
    uint32_t number = message->span.file;
    const File *file = number && number <= policy->known.count ? policy->file_of_source[number - 1] : NULL;
    const Profile *profile = file ? file->module->profile : NULL;
    if (!profile || message_infos[message->code].severity != SEVERITY_ERROR || span_is_known(message->also[0].span))
        return;
    const char *note = NULL;
    const Decl *entry = entry_around(policy, profile, message->span);
    Span about = entry ? place_of_about(policy, entry, &note) : (Span){0};
    Module *base = profile_base(policy, profile);
    bool unknown = text_starts(text_of(message_infos[message->code].name), text_of("UNKNOWN_"));
    if (span_is_known(about))
        diagnostic_also(message, about, note);
    else if (unknown)
        note_unknown(policy, base, message);
    if (message->code == MESSAGE_UNKNOWN_RULE && !message->expected.length)
        diagnostic_expect(message, text_format(policy->arena, "the code of a rule of %.*s, or of one that the profile adds",
                                               (int)base->file->name.name->text.length, base->file->name.name->text.bytes));
}

void check_profiles(CheckRun *run)
{
    Policy *policy = run->policy;
    for (uint32_t i = 0; i < policy->profile_count; i++) {
        if (policy->profiles[i]->applies)
            check_applies(run, policy->profiles[i]);
    }
    for (size_t i = 0; i < policy->profile_decls.count; i++) {
        Decl *entry = policy->profile_decls.items[i];
        if (entry->kind == DECL_SET)
            check_set(run, entry);
        else if (entry->kind == DECL_STRENGTHEN)
            check_strengthen(run, entry);
        else if (entry->kind == DECL_WAIVE)
            entry->refined = find_refined(policy, entry, SPACE_RULES);
        else if (entry->kind == DECL_ALSO)
            check_also(policy, entry);
        else
            check_changes(run, entry);
    }
    for (size_t i = policy->read; i < policy->diagnostics->count && policy->profile_count; i++)
        note_base(policy, &policy->diagnostics->items[i]);
}
