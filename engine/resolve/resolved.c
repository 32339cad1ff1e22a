// SPDX-License-Identifier: MIT
// The policy as it stands with its profiles: of each parameter, rule and outcome what holds, whose line says so, and what would
// hold without them. Where several profiles change one thing, the strictest of them holds, and of equals the first by name.
#include "resolve/resolve.h"

#include <stdlib.h>

#include "support/number.h"
#include "support/search.h"

typedef struct Resolving {
    const Policy *policy;
    const Change **changes; // of declarations, those of one behind each other, in the order of the overlay
    size_t change_count;
    Text language;
    ReportResolved *result;
    ResolvedItem *item; // the last one
} Resolving;

static void open_item(Resolving *at, ResolvedItem item)
{
    ReportResolved *result = at->result;
    result->items = arena_grow(at->policy->arena, result->items, result->count, &result->capacity, sizeof *result->items);
    at->item = &result->items[result->count++];
    *at->item = item;
}

static void open_decl(Resolving *at, ResolvedKind kind, const Decl *decl, Word word, const Wording *title)
{
    open_item(at, (ResolvedItem){.kind = kind,
                                 .name = word.name->text,
                                 .title = resolve_wording(title, at->language),
                                 .place = resolve_place(at->policy, word.span),
                                 .profile = profile_name(profile_of(decl))});
}

// The field may be added to; it stays until the next one.
static ResolvedField *add_field(Resolving *at, const char *name, Stated now)
{
    ResolvedItem *item = at->item;
    item->fields = arena_grow(at->policy->arena, item->fields, item->count, &item->capacity, sizeof *item->fields);
    ResolvedField *field = &item->fields[item->count++];
    *field = (ResolvedField){.name = name, .now = now, .before = {.text = {"", 0}}, .but = {"", 0}};
    return field;
}

// What stands at a span of a declaration that is its own; nothing where that is nowhere.
static void add_written(Resolving *at, const char *name, const Decl *decl, Span span)
{
    if (span_is_known(span))
        add_field(at, name, resolve_stated(at->policy, profile_of(decl), span));
}

// ---- what profiles change of a declaration ----

static int compare_decls(const Decl *a, const Decl *b)
{
    int order = (a->span.file > b->span.file) - (a->span.file < b->span.file);
    return order ? order : (a->span.start > b->span.start) - (a->span.start < b->span.start);
}

static int by_declaration(const void *a, const void *b)
{
    const Change *x = *(const Change *const *)a, *y = *(const Change *const *)b;
    int order = compare_decls(x->of, y->of);
    return order ? order : (x > y) - (x < y);
}

static void sort_changes(Resolving *at)
{
    const Overlay *overlay = &at->policy->overlay;
    at->changes = arena_array(at->policy->arena, overlay->count + 1, sizeof *at->changes);
    for (size_t i = 0; i < overlay->count; i++) {
        if (overlay->items[i].of)
            at->changes[at->change_count++] = &overlay->items[i];
    }
    if (at->change_count)
        qsort((void *)at->changes, at->change_count, sizeof *at->changes, by_declaration);
}

// Those of one kind: for (Changes of = changes_of(…); changes_next(&of);).
typedef struct Changes {
    const Resolving *at;
    const Decl *decl;
    ChangeKind kind;
    size_t next;
    const Change *change;
} Changes;

static Changes changes_of(const Resolving *at, const Decl *decl, ChangeKind kind)
{
    BinarySearch search = search_of(0, (int64_t)at->change_count);
    while (search_on(&search))
        search_narrow(&search, compare_decls(at->changes[search.middle]->of, decl) < 0);
    return (Changes){at, decl, kind, (size_t)search.low, NULL};
}

static bool changes_next(Changes *of)
{
    while (of->next < of->at->change_count) {
        of->change = of->at->changes[of->next++];
        if (of->change->of != of->decl)
            return false;
        if (of->change->kind == of->kind)
            return true;
    }
    return false;
}

// ---- parameters ----

// Whether a profile sets a parameter, to anything else than what holds without it.
static bool is_set_by(const Resolving *at, const Decl *parameter, const Profile *profile)
{
    for (Changes of = changes_of(at, parameter, CHANGE_SET); changes_next(&of);) {
        if (of.change->profile == profile)
            return !of.change->needless;
    }
    return false;
}

static void resolve_parameter(Resolving *at, const Decl *parameter)
{
    const Policy *policy = at->policy;
    open_decl(at, RESOLVED_PARAMETER, parameter, parameter->word, parameter->about);
    Stated base = resolve_stated(policy, profile_of(parameter), parameter->value->span);
    const Setting *strictest = NULL;
    for (const Setting *setting = parameter->settings; setting; setting = setting->next)
        strictest = is_set_by(at, parameter, setting->profile) ? setting : strictest;
    ResolvedField *field = add_field(at, "value", base);
    if (strictest)
        *field = (ResolvedField){"value", resolve_stated(policy, strictest->profile, strictest->value->span), base, {"", 0}};
}

// ---- rules ----

static void resolve_severity(Resolving *at, const Decl *decl)
{
    const Policy *policy = at->policy;
    RuleSeverity highest = decl->rule.severity;
    ResolvedField *field = add_field(at, "severity", resolve_stated(policy, profile_of(decl), decl->rule.severity_span));
    Stated own = field->now;
    for (Changes of = changes_of(at, decl, CHANGE_SEVERITY); changes_next(&of);) {
        if (of.change->decl->rule.severity <= highest)
            continue;
        highest = of.change->decl->rule.severity;
        field->before = own;
        field->now = resolve_stated(policy, of.change->profile, of.change->span);
    }
}

// Takes what a change says of a rule's weight where it is more than what is known so far.
static void raise_weight(const Resolving *at, const Change *change, int64_t wanted, int64_t *weight, Stated base,
                         ResolvedField *field)
{
    if (wanted <= *weight)
        return;
    *weight = wanted;
    field->before = base;
    field->now = resolve_said(at->policy, change->profile, change->span, number_text(at->policy->arena, wanted, true));
}

// A rule without a weight of its own has that of its severity: only where a profile says one, that is told. The highest holds.
static void resolve_weight(Resolving *at, const Decl *decl)
{
    const Policy *policy = at->policy;
    const Rule *rule = &decl->rule;
    bool own = span_is_known(rule->weight.span), said = own;
    for (Changes of = changes_of(at, decl, CHANGE_WEIGHT); changes_next(&of);)
        said |= !of.change->needless;
    if (!said)
        return;
    int64_t weight = own ? rule->weight.millionths : policy->weights[rule->severity];
    Stated base = resolve_said(policy, profile_of(decl), own ? rule->weight.span : rule->severity_span,
                               number_text(policy->arena, weight, true));
    ResolvedField *field = add_field(at, "weight", base);
    for (Changes of = changes_of(at, decl, CHANGE_SEVERITY); !own && changes_next(&of);)
        raise_weight(at, of.change, policy->weights[of.change->decl->rule.severity], &weight, base, field);
    for (Changes of = changes_of(at, decl, CHANGE_WEIGHT); changes_next(&of);)
        raise_weight(at, of.change, of.change->decl->rule.weight.millionths, &weight, base, field);
}

static bool same_attributes(const Threshold *a, const Threshold *b)
{
    const WordList *x = a->attributes, *y = b->attributes;
    for (; x && y && x->word.name == y->word.name; x = x->next)
        y = y->next;
    return !x && !y;
}

// The thresholds that profiles add to a rule, one after the other: for (…; raise_next(&raise);).
typedef struct Raise {
    const Rule *rule;
    const RuleRaise *of;
    const Threshold *threshold;
} Raise;

static bool raise_next(Raise *raise)
{
    raise->threshold = raise->threshold ? raise->threshold->next : NULL;
    while (!raise->threshold) {
        raise->of = raise->of ? raise->of->next : raise->rule->raises;
        if (!raise->of)
            return false;
        raise->threshold = raise->of->thresholds;
    }
    return true;
}

// Of thresholds for the same attributes the highest holds.
static void resolve_threshold(Resolving *at, const Rule *rule, const Threshold *threshold, const Profile *whose, bool base)
{
    const Policy *policy = at->policy;
    ResolvedField *field = add_field(at, "evidence", resolve_stated(policy, whose, threshold->span));
    Stated own = field->now;
    uint32_t rank = threshold->rank;
    for (Raise raise = {.rule = rule}; raise_next(&raise);) {
        if (!same_attributes(threshold, raise.threshold) || raise.threshold->rank <= rank)
            continue;
        rank = raise.threshold->rank;
        field->now = resolve_stated(policy, raise.of->profile, raise.threshold->span);
        if (base)
            field->before = own;
    }
}

static void resolve_evidence(Resolving *at, const Decl *decl)
{
    const Rule *rule = &decl->rule;
    for (const Threshold *own = rule->thresholds; own; own = own->next)
        resolve_threshold(at, rule, own, profile_of(decl), true);
    for (Raise raise = {.rule = rule}; raise_next(&raise);) {
        bool known = false;
        for (const Threshold *own = rule->thresholds; own; own = own->next)
            known |= same_attributes(own, raise.threshold);
        for (Raise before = {.rule = rule}; raise_next(&before) && before.threshold != raise.threshold;)
            known |= same_attributes(before.threshold, raise.threshold);
        if (!known)
            resolve_threshold(at, rule, raise.threshold, raise.of->profile, false);
    }
}

static void resolve_excepts(Resolving *at, const Decl *decl)
{
    const Policy *policy = at->policy;
    for (const Condition *except = decl->rule.excepts; except; except = except->next) {
        Stated own = resolve_stated(policy, profile_of(decl), except->span);
        ResolvedField *field = add_field(at, "except", own);
        for (Changes of = changes_of(at, decl, CHANGE_DROP_EXCEPT); except->dropped && changes_next(&of);) {
            if (!span_within(of.change->base_span, except->span))
                continue;
            field->before = own;
            field->now = resolve_said(policy, of.change->profile, of.change->span, (Text){"", 0});
            break;
        }
    }
}

static void add_conditions(Resolving *at, const char *name, const Decl *decl, const Condition *condition)
{
    for (; condition; condition = condition->next) {
        const Profile *whose = condition->profile ? condition->profile : profile_of(decl);
        add_field(at, name, resolve_stated(at->policy, whose, condition->span));
    }
}

// A waiver holds where every profile waives the rule, through the earliest of the days.
static void resolve_waivers(Resolving *at, const Decl *decl)
{
    const Policy *policy = at->policy;
    TextBuilder but = text_builder(policy->arena);
    for (uint32_t i = 0; i < policy->profile_count; i++) {
        const Waiver *waiver = decl->rule.waivers;
        while (waiver && waiver->profile != policy->profiles[i])
            waiver = waiver->next;
        if (waiver)
            continue;
        text_append_string(&but, but.length ? ", " : "");
        text_append(&but, profile_name(policy->profiles[i]));
    }
    for (const Waiver *waiver = decl->rule.waivers; waiver; waiver = waiver->next)
        add_field(at, "waive", resolve_stated(policy, waiver->profile, waiver->span))->but = text_built(&but);
}

static void resolve_rule(Resolving *at, const Decl *decl)
{
    const Rule *rule = &decl->rule;
    open_decl(at, RESOLVED_RULE, decl, decl->word, rule->title);
    add_written(at, "cites", decl, rule->cites_span);
    add_written(at, "aspect", decl, rule->aspect_span);
    resolve_severity(at, decl);
    resolve_weight(at, decl);
    resolve_evidence(at, decl);
    add_conditions(at, "when", decl, rule->whens);
    resolve_excepts(at, decl);
    add_conditions(at, "require", decl, rule->requires);
    add_written(at, "remedy", decl, rule->remedy_span);
    add_written(at, "waivable", decl, rule->waivable_span);
    resolve_waivers(at, decl);
}

// ---- outcomes ----

static void resolve_outcome(Resolving *at, const Outcome *outcome)
{
    const Policy *policy = at->policy;
    open_decl(at, RESOLVED_OUTCOME, policy->verdict, outcome->word, outcome->wording);
    if (outcome->guard)
        add_field(at, "when", resolve_stated(policy, NULL, outcome->guard->span));
    else
        add_field(at, "otherwise", resolve_said(policy, NULL, outcome->word.span, text_of("otherwise")));
    for (const AlsoGuard *also = outcome->also; also; also = also->next)
        add_field(at, "also when", resolve_stated(policy, also->profile, also->guard->span));
}

// ---- mappings ----

// What goes without saying is told as if it were said where its record is.
static Stated said_mapping(const Policy *policy, const Mapping *mapping, const Profile *whose)
{
    if (mapping->decl)
        return resolve_stated(policy, profile_of(mapping->decl), mapping->span);
    Text name = mapping->attribute->word.name->text;
    return resolve_said(
        policy, whose, mapping->span,
        text_format(policy->arena, "%.*s from record.%s", (int)name.length, name.bytes, derived_infos[mapping->derived].name));
}

static void resolve_mappings(Resolving *at)
{
    const Policy *policy = at->policy;
    for (unsigned i = 0; policy->records && i < FORMAT_RECORDS; i++) {
        const FilledRecord *filled = &policy->records[i];
        if (!filled->count)
            continue;
        const FormatRecordInfo *record = &format_record_infos[i];
        const Profile *whose = filled->said_in ? profile_of(filled->said_in) : NULL;
        open_item(at, (ResolvedItem){.kind = RESOLVED_MAPPING,
                                     .name = text_format(policy->arena, "%s %s", format_infos[record->format].name, record->name),
                                     .title = filled->type->word.name->text,
                                     .place = resolve_place(policy, filled->said),
                                     .profile = profile_name(whose)});
        for (size_t j = 0; j < filled->count; j++)
            add_field(at, "mapping", said_mapping(policy, filled->items[j], whose));
    }
}

ReportResolved resolve_policy(const Policy *policy, Text code, Text language)
{
    ReportResolved result = {.heads = resolve_heads(policy, language)};
    Resolving at = {.policy = policy, .language = language, .result = &result};
    sort_changes(&at);
    for (size_t i = 0; i < policy->parameters.count && !code.length; i++)
        resolve_parameter(&at, policy->parameters.items[i]);
    for (size_t i = 0; i < policy->rules.count; i++) {
        if (!code.length || text_equal(policy->rules.items[i]->word.name->text, code))
            resolve_rule(&at, policy->rules.items[i]);
    }
    for (const Outcome *outcome = policy->verdict->outcomes; outcome && !code.length; outcome = outcome->next)
        resolve_outcome(&at, outcome);
    if (!code.length)
        resolve_mappings(&at);
    return result;
}
