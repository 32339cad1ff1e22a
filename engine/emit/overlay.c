// SPDX-License-Identifier: MIT
// What profiles change, as records beside what holds without them (a delta for each profile): a variant of the program takes
// those of its set (machine/variant.h).
#include "emit/emit.h"

#include <stdlib.h>

#define ADD(emit, section, record) pool_add((emit)->pools, &(emit)->pools->section, &(record), sizeof(record))

static int64_t stored_value(Emit *emit, const Decl *parameter, const Expr *expr)
{
    Literal literal = core_literal(expr);
    return pool_constant_number(emit->pools, &literal, parameter->parameter_resolved);
}

static void add_parameters(Emit *emit)
{
    const Policy *policy = emit->policy;
    for (uint32_t i = 0; i < policy->parameters.count; i++) {
        const Decl *decl = policy->parameters.items[i];
        Type type = decl->parameter_resolved;
        ParameterInfo info = {pool_string(emit->pools, decl->word.name->text),
                              type.kind,
                              pool_target(type),
                              decl->direction,
                              stored_value(emit, decl, decl->value),
                              emit->pools->parameter_constants[i],
                              profile_number(profile_of(decl))};
        ADD(emit, parameters, info);
        for (const Setting *setting = decl->settings; setting; setting = setting->next) {
            SettingInfo set = {i, setting->profile->number, stored_value(emit, decl, setting->value)};
            ADD(emit, settings, set);
        }
    }
}

// ---- rules and outcomes ----

static bool is_raised(const RuleInfo *rule, const RaiseInfo *raise)
{
    return raise->severity > rule->severity || raise->weight > rule->weight;
}

// rules have their records already.
static void add_rule_changes(Emit *emit, uint32_t number)
{
    const RuleInfo *info = (const RuleInfo *)emit->pools->rules.items + number;
    const Rule *rule = &emit->policy->rules.items[number]->rule;
    for (const RuleRaise *raise = rule->raises; raise; raise = raise->next) {
        RaiseInfo one = {.rule = number, .profile = raise->profile->number, .severity = raise->severity, .weight = raise->weight};
        if (is_raised(info, &one))
            ADD(emit, raises, one);
    }
    for (const Waiver *waiver = rule->waivers; waiver; waiver = waiver->next) {
        WaiverInfo one = {.rule = number,
                          .profile = waiver->profile->number,
                          .until = waiver->until,
                          .because = pool_wording(emit->pools, waiver->because),
                          .span = stored_span(waiver->span)};
        ADD(emit, waivers, one);
    }
}

static void add_alsos(Emit *emit)
{
    uint32_t number = 0;
    for (const Outcome *outcome = emit->policy->verdict->outcomes; outcome; outcome = outcome->next, number++) {
        for (const AlsoGuard *also = outcome->also; also; also = also->next) {
            AlsoInfo info = {number, also->profile->number, emit_guard(emit, also->guard)};
            ADD(emit, alsos, info);
        }
    }
}

// ---- profiles, and what they say that they change ----

static void add_change(Emit *emit, const Change *change)
{
    const Decl *of = change->of ? change->of : change->kind == CHANGE_ADD ? change->decl : NULL;
    ChangeInfo info = {.profile = change->profile->number,
                       .kind = change->kind,
                       .rule = of && of->kind == DECL_RULE ? of->place : NO_INDEX,
                       .parameter = of && of->kind == DECL_PARAMETER ? of->place : NO_INDEX,
                       .from = pool_string(emit->pools, change->from),
                       .to = pool_string(emit->pools, change->to),
                       .because = pool_wording(emit->pools, change->because),
                       .span = stored_span(change->span),
                       .base_span = stored_span(change->base_span)};
    ADD(emit, changes, info);
}

static void add_profile(Emit *emit, const Profile *profile, const QuestionCode *code)
{
    const Header *header = &profile->file->header;
    bool dated = span_is_known(header->effective_span);
    ProfileInfo info = {.name = pool_string(emit->pools, profile->file->name.name->text),
                        .version = pool_string(emit->pools, header->version),
                        .title = pool_wording(emit->pools, header->title),
                        .authority = pool_wording(emit->pools, header->authority),
                        .effective = dated ? header->effective : INT64_MIN,
                        .until = dated ? header->until : INT64_MAX,
                        .refines = profile_number(profile->refines),
                        .applies = NO_REGISTER,
                        .span = stored_span(profile->file->name.span),
                        .first_place = emit->pools->places.count};
    if (profile->applies) {
        info.applies = emit_register(emit, code->value);
        info.segment = code->segment->first;
        info.segment_end = code->segment->end;
        info.condition = stored_span(profile->applies->span);
        info.place_count = emit_places(emit, &code->places);
    }
    ADD(emit, profiles, info);
}

void profiles_add(Emit *emit, const QuestionCode *conditions)
{
    const Policy *policy = emit->policy;
    for (uint32_t i = 0; i < policy->profile_count; i++)
        add_profile(emit, policy->profiles[i], &conditions[i]);
    for (uint32_t i = 0; i < policy->rules.count; i++)
        add_rule_changes(emit, i);
    add_parameters(emit);
    add_alsos(emit);
    for (size_t i = 0; i < policy->overlay.count; i++)
        add_change(emit, &policy->overlay.items[i]);
}
