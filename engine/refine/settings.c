// SPDX-License-Identifier: MIT
// Parameters that profiles set: constants in a total order, of which the strictest holds. See refine.h.
#include "refine/refine.h"

#include "support/number.h"
#include "support/version.h"

// A constant of a parameter as a number, where its type has numbers.
static Wide number_of(const Expr *value, const Decl *parameter)
{
    if (value->kind != EXPR_LITERAL)
        return value->meaning.index; // of an ordered enumeration
    bool widened = parameter->parameter_resolved.kind == TYPE_DECIMAL && value->literal.type == TYPE_INTEGER;
    return (Wide)value->literal.number * (widened ? DECIMAL_ONE : 1);
}

// How one value of a parameter compares with another: negative, zero, positive. False where that is not known.
static bool compare(const Decl *parameter, const Expr *a, const Expr *b, int *order)
{
    if (parameter->parameter_resolved.kind == TYPE_VERSION) {
        Version x, y;
        if (!version_read(a->literal.text, &x) || !version_read(b->literal.text, &y)) {
            *order = 0;
            return text_equal(a->literal.text, b->literal.text);
        }
        *order = version_compare(&x, &y);
        return true;
    }
    Wide x = number_of(a, parameter), y = number_of(b, parameter);
    *order = (x > y) - (x < y);
    return true;
}

// The value that holds without a profile: the strictest of what it refines, or the policy's.
static const Expr *value_without(const Decl *parameter, const Profile *profile)
{
    uint64_t below = profile_chain(profile->refines);
    const Expr *value = parameter->value;
    for (const Setting *setting = parameter->settings; setting; setting = setting->next) {
        if (below >> setting->profile->number & 1)
            value = setting->value; // they stand from the loosest to the strictest
    }
    return value;
}

static void add_setting(Policy *policy, Decl *parameter, const Profile *profile, Expr *value)
{
    Setting *setting = arena_take(policy->arena, sizeof *setting), **at = &parameter->settings;
    *setting = (Setting){profile, value, NULL};
    int sign = parameter->direction == DIRECTION_LOWER ? -1 : 1, order;
    while (*at && (!compare(parameter, (*at)->value, value, &order) || order * sign <= 0))
        at = &(*at)->next;
    setting->next = *at;
    *at = setting;
}

static const char *stricter(const Decl *parameter)
{
    return parameter->direction == DIRECTION_LOWER ? "lower" : "higher";
}

static void report_fixed(Policy *policy, const Decl *entry, const Decl *parameter)
{
    Diagnostic *fixed = diagnose(policy->diagnostics, MESSAGE_SET_FIXED, entry->word.span, 1, entry->word.name->text);
    Text held = overlay_written(policy, parameter->value->span);
    diagnostic_also(fixed, parameter->span, "it is declared here as `fixed`");
    diagnostic_correct(fixed, text_format(policy->arena, "leave it out: `%.*s` holds for all", (int)held.length, held.bytes));
}

static void report_looser(Policy *policy, const Decl *entry, const Decl *parameter, const Expr *held)
{
    Text is = overlay_written(policy, held->span), wanted = overlay_written(policy, entry->set_value->span);
    Text name = parameter->word.name->text;
    Diagnostic *looser = diagnose(
        policy->diagnostics, MESSAGE_SET_LOOSER, entry->set_value->span, 1,
        text_format(policy->arena, "%.*s = %.*s", (int)name.length, name.bytes, (int)wanted.length, wanted.bytes));
    diagnostic_also(looser, held->span, overlay_note(policy, "it is %.*s here", (int)is.length, is.bytes));
    if (!span_within(held->span, parameter->span))
        diagnostic_also(looser, parameter->span, "it is declared here");
    diagnostic_expect(looser, text_format(policy->arena, "%.*s or what is stricter, which is %s", (int)is.length, is.bytes,
                                          stricter(parameter)));
    diagnostic_correct(looser, text_format(policy->arena, "set a %s value, or leave it out: then %.*s holds", stricter(parameter),
                                           (int)is.length, is.bytes));
}

static void report_not_comparable(Policy *policy, const Decl *entry, const Expr *held)
{
    Diagnostic *neither = diagnose(policy->diagnostics, MESSAGE_SET_NOT_COMPARABLE, entry->set_value->span, 2,
                                   overlay_written(policy, entry->set_value->span), overlay_written(policy, held->span));
    diagnostic_also(neither, held->span, "this is what holds without the profile");
    diagnostic_expect(neither, text_of("versions by SemVer, such as `\"1.10.0\"`: of others no order is known"));
}

// Whether the profile has set it already.
static bool is_set_before(Policy *policy, const Decl *entry, const Decl *parameter)
{
    const Profile *profile = profile_of(entry);
    const Setting *before = parameter->settings;
    while (before && before->profile != profile)
        before = before->next;
    if (!before)
        return false;
    Diagnostic *twice = diagnose(policy->diagnostics, MESSAGE_CHANGED_TWICE, entry->span, 2, text_of("set"),
                                 entry->word.name->text);
    diagnostic_also(twice, before->value->span, "it is set here already");
    return true;
}

void refine_set(Policy *policy, Decl *entry)
{
    Decl *parameter = entry->refined;
    const Profile *profile = profile_of(entry);
    if (parameter->direction == DIRECTION_FIXED) {
        report_fixed(policy, entry, parameter);
        return;
    }
    if (is_set_before(policy, entry, parameter))
        return;
    const Expr *held = value_without(parameter, profile);
    int order;
    if (!compare(parameter, entry->set_value, held, &order)) {
        report_not_comparable(policy, entry, held);
        return;
    }
    if (parameter->direction == DIRECTION_LOWER ? order > 0 : order < 0) {
        report_looser(policy, entry, parameter, held);
        return;
    }
    Change *change = overlay_add(policy, CHANGE_SET, entry, entry->span);
    change->of = parameter;
    change->base_span = held->span;
    change->from = overlay_written(policy, held->span);
    change->to = overlay_written(policy, entry->set_value->span);
    change->needless = order == 0;
    add_setting(policy, parameter, profile, entry->set_value);
}
