// SPDX-License-Identifier: MIT
// Validation of the records of profiles: what each changes stands in the order in which a variant of the program takes it
// (machine/variant.c), and is of the kind of what it changes.
#include "code/verify.h"

#include "support/calendar.h"

static bool wrong(RecordVerifier *verifier, const char *why)
{
    *verifier->reason = text_of(why);
    return false;
}

bool dates_fit(int64_t effective, int64_t until)
{
    if (effective == INT64_MIN)
        return until == INT64_MAX;
    return between(effective, DATE_FIRST, DATE_LAST) && (until == INT64_MAX || between(until, effective, DATE_LAST));
}

bool is_value_of(const Program *program, uint32_t kind, uint32_t target, int64_t value)
{
    bool ranked = kind == TYPE_ENUM && target < program->enums_count;
    if (!ranked && target != NO_INDEX)
        return false;
    switch (kind) {
    case TYPE_BOOLEAN:
        return between(value, 0, 1);
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
    case TYPE_INSTANT:
    case TYPE_DURATION:
        return true;
    case TYPE_DATE:
        return between(value, DATE_FIRST, DATE_LAST);
    case TYPE_TEXT:
    case TYPE_VERSION:
        return value >= 0 && value < program->strings_count;
    case TYPE_KIND:
        return value >= 0 && value < program->kinds_count;
    case TYPE_ENUM:
        return ranked && value >= 0 && value < program->enums[target].value_count;
    default:
        return false;
    }
}

static bool refines_no_circle(const Program *program, uint32_t number)
{
    uint32_t steps = 0;
    while (number != NO_INDEX && steps++ < program->profiles_count)
        number = program->profiles[number].refines;
    return number == NO_INDEX;
}

static bool profile_fits(const Program *program, uint32_t number)
{
    const ProfileInfo *profile = &program->profiles[number];
    return profile->name < program->strings_count && dates_fit(profile->effective, profile->until) &&
           (profile->refines == NO_INDEX || profile->refines < program->profiles_count);
}

bool verify_profiles(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    if (program->profiles_count > MOST_PROFILES)
        return wrong(verifier, "there are more profiles than a bundle may hold");
    for (uint32_t i = 0; i < program->profiles_count; i++) {
        const ProfileInfo *profile = &program->profiles[i];
        if (!profile_fits(program, i))
            return wrong(verifier, "a profile is damaged");
        if (i > 0 && text_compare(program_string(program, profile[-1].name), program_string(program, profile->name)) >= 0)
            return wrong(verifier, "the profiles are not in the order of their names");
    }
    for (uint32_t i = 0; i < program->profiles_count; i++) {
        if (!refines_no_circle(program, i))
            return wrong(verifier, "profiles that refine each other");
    }
    for (uint32_t i = 0; i < program->excepts_count; i++) {
        if (program->excepts[i].dropped & ~profiles_all(program))
            return wrong(verifier, "an exception is dropped by no profile");
    }
    for (uint32_t i = 0; i < program->rules_count; i++) {
        if (program->rules[i].profiles & ~profiles_all(program))
            return wrong(verifier, "a rule is of no profile");
    }
    for (uint32_t i = 0; i < program->interpretations_count; i++) {
        if (program->interpretations[i].profiles & ~profiles_all(program))
            return wrong(verifier, "an interpretation is of no profile");
    }
    return true;
}

// Of what comes first in the order of a section, then second, then third: whether one stands behind another.
static bool rises(const uint32_t before[3], const uint32_t after[3])
{
    for (int i = 0; i < 3; i++) {
        if (before[i] != after[i])
            return before[i] < after[i];
    }
    return false;
}

// Whether what is said of a rule by a profile is of one that is there, and stands behind what was said before (null: nothing).
static bool rule_is_next(const Program *program, const uint32_t before[3], const uint32_t one[3])
{
    return one[0] < program->rules_count && (!before || rises(before, one));
}

static bool raises_fit(const Program *program)
{
    for (uint32_t i = 0; i < program->raises_count; i++) {
        const RaiseInfo *one = &program->raises[i], *before = i ? one - 1 : NULL;
        if (!rule_is_next(program, before ? (uint32_t[]){before->rule, before->profile, 0} : NULL,
                          (uint32_t[]){one->rule, one->profile, 0}))
            return false;
    }
    return true;
}

static bool settings_fit(const Program *program)
{
    for (uint32_t i = 0; i < program->settings_count; i++) {
        const SettingInfo *one = &program->settings[i];
        if (one->parameter >= program->parameters_count || (i > 0 && one[-1].parameter > one->parameter))
            return false;
        const ParameterInfo *parameter = &program->parameters[one->parameter];
        if (!is_value_of(program, parameter->kind, parameter->target, one->value))
            return false;
    }
    return true;
}

static bool mode_raises_fit(const Program *program)
{
    for (uint32_t i = 0; i < program->mode_raises_count; i++) {
        const ModeRaiseInfo *one = &program->mode_raises[i];
        bool general = one->attribute == NO_INDEX;
        bool own = general || (one->attribute < program->attributes_count &&
                               program->attributes[one->attribute].owner == program->head.subject_type);
        if (one->mode >= program->modes_count || !own || one->rank < 1 || one->rank > program->head.ranks)
            return false;
        if (i > 0 && !rises((uint32_t[]){one[-1].mode, one[-1].attribute, one[-1].profile},
                            (uint32_t[]){one->mode, one->attribute, one->profile}))
            return false;
    }
    return true;
}

static bool waivers_fit(const Program *program)
{
    for (uint32_t i = 0; i < program->waivers_count; i++) {
        const WaiverInfo *one = &program->waivers[i], *before = i ? one - 1 : NULL;
        if (!rule_is_next(program, before ? (uint32_t[]){before->rule, before->profile, 0} : NULL,
                          (uint32_t[]){one->rule, one->profile, 0}))
            return false;
        if (!program->rules[one->rule].waivable || one->until < DATE_FIRST || one->until > DATE_LAST)
            return false;
    }
    return true;
}

static bool alsos_fit(const Program *program)
{
    for (uint32_t i = 0; i < program->alsos_count; i++) {
        const AlsoInfo *one = &program->alsos[i];
        if (one->outcome >= program->outcomes_count || program->outcomes[one->outcome].guard == NO_INDEX)
            return false;
        if (i > 0 && rises((uint32_t[]){one->outcome, one->profile, 0}, (uint32_t[]){one[-1].outcome, one[-1].profile, 0}))
            return false;
    }
    return true;
}

static bool changes_fit(const Program *program)
{
    for (uint32_t i = 0; i < program->changes_count; i++) {
        const ChangeInfo *one = &program->changes[i];
        if (one->profile >= program->profiles_count || (i > 0 && one[-1].profile > one->profile))
            return false;
    }
    return true;
}

bool verify_overlay(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    const char *section = !raises_fit(program)        ? "raises"
                          : !settings_fit(program)    ? "settings"
                          : !mode_raises_fit(program) ? "mode_raises"
                          : !waivers_fit(program)     ? "waivers"
                          : !alsos_fit(program)       ? "alsos"
                          : !changes_fit(program)     ? "changes"
                                                      : NULL;
    if (section)
        *verifier->reason = text_format(verifier->arena, "`%s` is out of order, or changes what is not there", section);
    return !section;
}

const bool *settable_constants(const Program *program, Arena *arena)
{
    if (!program->settings_count)
        return NULL;
    bool *settable = arena_take(arena, (size_t)program->constants_count + 1);
    for (uint32_t i = 0; i < program->settings_count; i++) {
        uint32_t constant = program->parameters[program->settings[i].parameter].constant;
        if (constant != NO_INDEX)
            settable[constant] = true;
    }
    return settable;
}
