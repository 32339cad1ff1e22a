// SPDX-License-Identifier: MIT
// Rules: when they apply, what they require in both readings of the evidence, and what their findings show. A rule is emitted on
// demand: when its turn comes, or when another one asks whether it holds.
#include "emit/emit.h"

static NodeId and_nodes(Emit *emit, NodeId a, NodeId b, Span span)
{
    return a == NO_NODE ? b : node_same(emit, OP_AND, a, b, 0, span);
}

// A requirement as one frame of all ways to bind what it leads with; and what is claimed of each.
typedef struct Claimed {
    NodeId whole;
    Flat flat;
    NodeId body; // NO_NODE where nothing is bound
} Claimed;

static bool leads_with_binders(const Core *claim)
{
    return claim->kind == CORE_QUANTIFIER && claim->operation == OPERATION_EVERY;
}

static Claimed emit_claim(Emit *emit, const Core *claim)
{
    if (!leads_with_binders(claim))
        return (Claimed){.whole = emit_truth(emit, claim), .body = NO_NODE};
    Claimed claimed = {.flat = binders_emit(emit, claim, 0)};
    NodeId body = emit_truth(emit, core_body(claim));
    claimed.body = node_down(emit, body, claimed.flat.frame);
    claimed.flat.member = node_down(emit, claimed.flat.member, claimed.flat.frame);
    claimed.whole = binders_reduce(emit, OP_EVERY, &claimed.flat, claimed.flat.member, claimed.body, claim->span);
    emit_place(emit, claimed.whole, claim);
    return claimed;
}

// nodes: of what the pieces show, in their order; where those of the next wording stand.
static const NodeId *emit_pieces(Emit *emit, const Wording *wording, const NodeId *nodes, Region *segment)
{
    FindingInfo finding = {.language = pool_language(emit->pools, wording), .first_piece = emit->pools->pieces.count};
    for (const FindingPiece *piece = wording->pieces; piece; piece = piece->next) {
        PieceInfo info = {.text = pool_string(emit->pools, piece->text), .shown = NO_REGISTER, .target = NO_INDEX};
        if (piece->expr) {
            info.shown = *nodes++; // made a number once the code is laid out
            region_need(emit, info.shown, segment);
            info.kind = piece->expr->type.kind;
            info.target = pool_target(piece->expr->type);
        }
        pool_add(emit->pools, &emit->pools->pieces, &info, sizeof info);
        finding.piece_count++;
    }
    pool_add(emit->pools, &emit->pools->findings, &finding, sizeof finding);
    return nodes;
}

// What the leading variables are bound to.
static void emit_bindings(Emit *emit, const Core *claim, Region *segment)
{
    FindingInfo finding = {.language = pool_string(emit->pools, text_of("")), .first_piece = emit->pools->pieces.count};
    for (uint32_t i = 0; i < core_bound(claim); i++, finding.piece_count++) {
        const Variable *variable = claim->variables[i];
        Value value = emit_binding(emit, variable)->value;
        region_need(emit, value.node, segment);
        PieceInfo info = {.text = pool_string(emit->pools, variable->word.name->text),
                          .shown = value.node,
                          .kind = variable->type.kind,
                          .target = pool_target(variable->type)};
        pool_add(emit->pools, &emit->pools->pieces, &info, sizeof info);
    }
    pool_add(emit->pools, &emit->pools->findings, &finding, sizeof finding);
}

// A finding may ask whether another rule holds, which is emitted then, with its findings: before the pieces of this one, which
// stand together.
static NodeId *emit_shown(Emit *emit, const CoreShown *shown)
{
    NodeId *nodes = arena_array(emit->arena, shown->count + 1, sizeof *nodes);
    for (size_t i = 0; i < shown->count; i++)
        nodes[i] = emit_value(emit, shown->items[i]).node;
    return nodes;
}

// What is said in each language, and (claim not null) what its leading variables are bound to: in a segment of its own. first:
// the first of the findings that it becomes. How many languages there are.
static uint32_t emit_told(Emit *emit, const Wording *wording, const CoreShown *shown, const Core *claim, Region *segment,
                          uint32_t *first)
{
    uint32_t outside = emit->segment, count = 0;
    PlaceList *places = emit->places;
    emit->segment = ++emit->segments;
    emit->places = NULL;
    const NodeId *nodes = emit_shown(emit, shown);
    *first = emit->pools->findings.count;
    for (; wording; wording = wording->next, count++)
        nodes = emit_pieces(emit, wording, nodes, segment);
    if (claim)
        emit_bindings(emit, claim, segment);
    emit->segment = outside;
    emit->places = places;
    return count;
}

static void emit_finding(Emit *emit, RuleCode *code, RequireCode *require, const CoreRequire *core, const Wording *wording)
{
    bool binds = leads_with_binders(core->claim);
    require->first_finding = emit->pools->findings.count;
    if (!wording && !binds)
        return;
    require->segment = region_segment(emit, code->group);
    require->bindings = binds;
    require->finding_count = emit_told(emit, wording, &core->shown, binds ? core->claim : NULL, require->segment,
                                       &require->first_finding);
}

static void emit_require(Emit *emit, RuleCode *code, RequireCode *require, const CoreRequire *core, const Condition *condition)
{
    require->of = condition;
    emit->bound->under_way = condition->span;
    Claimed plain = emit_claim(emit, core->claim);
    require->plain = plain.whole;
    require->frame = plain.flat.frame;
    require->member = plain.body == NO_NODE ? NO_NODE : plain.flat.member;
    require->body = plain.body;
    emit_finding(emit, code, require, core, condition->wording);
    require->strict = plain.whole;
    if (code->mode != MODE_PLAIN) {
        emit->mode = code->mode;
        require->strict = emit_claim(emit, core->claim).whole;
        emit->mode = MODE_PLAIN;
    }
    if (plain.body != NO_NODE)
        binders_unbind(emit, core->claim);
}

// Of a condition: whether it is the case where no profile that applies drops it.
static NodeId unless_dropped(Emit *emit, const Condition *except, NodeId condition)
{
    for (uint32_t i = 0; i < emit->policy->profile_count && !emits_alone(emit); i++) {
        if (!(except->dropped >> i & 1))
            continue;
        NodeId applies = profile_applies(emit, emit->policy->profiles[i], except->span);
        NodeId not = node_same(emit, OP_NOT, applies, 0, 0, except->span);
        condition = node_same(emit, OP_AND, not, condition, 0, except->span);
    }
    return condition;
}

static void emit_excepts(Emit *emit, RuleCode *code, const CoreRule *core, const Rule *rule)
{
    code->excepts = arena_array(emit->arena, core->except_count + 1, sizeof *code->excepts);
    size_t i = 0;
    for (const Condition *except = rule->excepts; except; except = except->next, i++) {
        if (except_is_dropped(emit, except))
            continue;
        emit->bound->under_way = except->span;
        ExceptCode *emitted = &code->excepts[code->except_count++];
        *emitted = (ExceptCode){.condition = emit_truth(emit, core->excepts[i]), .of = except};
        NodeId none = node_same(emit, OP_NOT, unless_dropped(emit, except, emitted->condition), 0, 0, except->span);
        code->applies = and_nodes(emit, code->applies, none, except->span);
    }
}

static void emit_applies(Emit *emit, RuleCode *code, const CoreRule *core, const Decl *decl)
{
    const Rule *rule = &decl->rule;
    code->when = profiles_apply(emit, profiles_of(decl), decl->word.span);
    size_t i = 0;
    for (const Condition *when = rule->whens; when; when = when->next) {
        emit->bound->under_way = when->span;
        code->when = and_nodes(emit, code->when, emit_truth(emit, core->whens[i++]), when->span);
    }
    code->applies = code->when;
    emit_excepts(emit, code, core, rule);
}

// The reasons of the exceptions.
static void emit_reasons(Emit *emit, RuleCode *code, const CoreRule *core, const Rule *rule)
{
    ExceptCode *excepted = code->excepts;
    const CoreShown *shown = core->reasons;
    for (const Condition *except = rule->excepts; except; except = except->next, shown++) {
        if (except_is_dropped(emit, except))
            continue;
        emit->bound->under_way = except->span;
        excepted->segment = region_segment(emit, code->group);
        excepted->finding_count = emit_told(emit, except->wording, shown, NULL, excepted->segment, &excepted->first_finding);
        excepted++;
    }
}

// What is required is required where the profile that does so applies.
static NodeId where_required(Emit *emit, const Condition *require, NodeId claim)
{
    if (!require->profile || !require->profile->conditional)
        return claim;
    NodeId not = node_same(emit, OP_NOT, profile_applies(emit, require->profile, require->span), 0, 0, require->span);
    return node_same(emit, OP_OR, not, claim, 0, require->span);
}

static void emit_requires(Emit *emit, RuleCode *code, const CoreRule *core, const Rule *rule)
{
    emit->rule = rule;
    code->mode = pool_mode(emit->pools, emit->policy, rule->thresholds, emitted_raises(emit, rule));
    code->requires = arena_array(emit->arena, core->requirement_count + 1, sizeof *code->requires);
    code->plain = code->strict = NO_NODE;
    size_t i = 0;
    for (const Condition *require = rule->requires; require; require = require->next, i++) {
        if (require->profile && emits_alone(emit))
            continue;
        RequireCode *emitted = &code->requires[code->require_count++];
        emit_require(emit, code, emitted, core->requirements + i, require);
        NodeId plain = where_required(emit, require, emitted->plain);
        NodeId strict = where_required(emit, require, emitted->strict);
        code->plain = and_nodes(emit, code->plain, plain, require->span);
        code->strict = and_nodes(emit, code->strict, strict, require->span);
    }
}

static void need_rule(Emit *emit, RuleCode *code)
{
    Region *group = code->group;
    if (code->when != NO_NODE)
        region_need(emit, code->when, &emit->graph.outermost);
    if (code->applies != NO_NODE)
        region_need(emit, code->applies, group);
    for (size_t i = 0; i < code->except_count; i++)
        region_need(emit, code->excepts[i].condition, group);
    region_need(emit, code->plain, group);
    // The strict reading is taken only of what is true in the plain one.
    Region *strict = code->strict == code->plain ? group : region_below(emit, group, OP_SKIP_UNLESS, code->plain);
    region_need(emit, code->strict, strict);
    for (size_t i = 0; i < code->require_count; i++) {
        const RequireCode *require = &code->requires[i];
        region_need(emit, require->plain, group);
        region_need(emit, require->strict, require->strict == require->plain ? group : strict);
        if (require->body != NO_NODE) {
            region_need(emit, require->member, group);
            region_need(emit, require->body, group);
        }
    }
}

void rule_emit(Emit *emit, uint32_t number)
{
    RuleCode *code = &emit->rules[number];
    if (code->done)
        return;
    code->done = true;
    const Decl *decl = emit->policy->rules.items[number];
    const Rule *rule = &decl->rule, *before = emit->rule;
    const CoreRule *core = &emit->core->rules[number];
    // A rule is emitted in the middle of another one that asks whether it holds: what is under way there waits.
    uint32_t mode = emit->mode, segment = emit->segment;
    PlaceList *places = emit->places;
    Span under_way = emit->bound->under_way;
    emit->mode = MODE_PLAIN;
    emit->segment = 0;
    emit->places = &code->places;
    emit_applies(emit, code, core, decl);
    code->group = code->when == NO_NODE ? &emit->graph.outermost
                                        : region_below(emit, &emit->graph.outermost, OP_SKIP_FALSE, code->when);
    emit_reasons(emit, code, core, rule);
    emit_requires(emit, code, core, rule);
    need_rule(emit, code);
    emit->mode = mode;
    emit->segment = segment;
    emit->rule = before;
    emit->places = places;
    emit->bound->under_way = under_way;
}

Value emit_holds_value(Emit *emit, const Core *core)
{
    const Decl *rule = core->decl;
    rule_emit(emit, rule->place);
    const RuleCode *code = &emit->rules[rule->place];
    Span span = rule->word.span;
    NodeId holds = code->plain;
    if (code->strict != code->plain)
        holds = node_same(emit, OP_EVIDENCE, code->strict, code->plain, 0, span);
    if (code->applies == NO_NODE)
        return value_truth(holds);
    NodeId outside = node_same(emit, OP_NOT, code->applies, 0, 0, span);
    return value_truth(node_same(emit, OP_OR, outside, holds, 0, span));
}
