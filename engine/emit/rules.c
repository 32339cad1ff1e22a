// SPDX-License-Identifier: MIT
// Rules: when they apply, what they require in both readings of the evidence, and what their findings show.
#include "emit/emit.h"

void note_place(Emit *emit, NodeId node, Span span, Type type)
{
    PlaceList *places = emit->places;
    if (!places)
        return;
    places->items = arena_grow(emit->arena, places->items, places->count, &places->capacity, sizeof *places->items);
    places->items[places->count++] = (struct PlaceNote){node, span, type.many ? TYPE_NONE : (uint32_t)type.kind,
                                                        type.many ? NO_INDEX : type_target(type)};
}

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

static Claimed emit_claim(Emit *emit, Expr *require, const LeadingBinders *leading)
{
    if (!leading->count)
        return (Claimed){.whole = emit_truth(emit, require), .body = NO_NODE};
    Claimed claimed = {.flat = emit_binders(emit, leading->items, leading->count, 0)};
    NodeId body = emit_truth(emit, leading->body);
    if (leading->none)
        body = node_same(emit, OP_NOT, body, 0, 0, leading->body->span);
    uint16_t frame = claimed.flat.frame;
    claimed.body = node_down(emit, body, frame);
    claimed.flat.member = node_down(emit, claimed.flat.member, frame);
    claimed.whole = node_plain(emit, OP_EVERY, 0, claimed.flat.member, claimed.body, claimed.flat.closed, require->span);
    note_place(emit, claimed.whole, require->span, require->type);
    return claimed;
}

uint32_t type_target(Type type)
{
    if (type.kind == TYPE_ENUM)
        return type.decl->enum_number;
    return type.kind == TYPE_ENTITY || type.kind == TYPE_PART ? type.decl->number : NO_INDEX;
}

// nodes: of what the pieces show, in their order; where those of the next wording stand.
static const NodeId *emit_pieces(Emit *emit, const Wording *wording, const NodeId *nodes, Region *segment)
{
    FindingInfo finding = {.language = language_string(emit, wording), .first_piece = emit->pools->pieces.count};
    for (const FindingPiece *piece = wording->pieces; piece; piece = piece->next) {
        PieceInfo info = {.text = pool_string(emit->pools, piece->text), .shown = NO_REGISTER, .target = NO_INDEX};
        if (piece->expr) {
            info.shown = *nodes++; // made a number once the code is laid out
            region_need(emit, info.shown, segment);
            info.kind = piece->expr->type.kind;
            info.target = type_target(piece->expr->type);
        }
        pool_add(emit->pools, &emit->pools->pieces, &info, sizeof info);
        finding.piece_count++;
    }
    pool_add(emit->pools, &emit->pools->findings, &finding, sizeof finding);
    return nodes;
}

// What the leading variables are bound to.
static void emit_bindings(Emit *emit, const LeadingBinders *leading, Region *segment)
{
    FindingInfo finding = {.language = pool_string(emit->pools, text_of("")), .first_piece = emit->pools->pieces.count};
    for (size_t i = 0; i < leading->count; i++, finding.piece_count++) {
        const Variable *variable = leading->items[i]->variable;
        Value value = binding_of(emit, variable)->value;
        region_need(emit, value.node, segment);
        PieceInfo info = {.text = pool_string(emit->pools, variable->word.name->text),
                          .shown = value.node,
                          .kind = variable->type.kind,
                          .target = type_target(variable->type)};
        pool_add(emit->pools, &emit->pools->pieces, &info, sizeof info);
    }
    pool_add(emit->pools, &emit->pools->findings, &finding, sizeof finding);
}

// A finding may ask whether another rule holds, which is emitted then, with its findings: before the pieces of this one, which
// stand together.
static NodeId *emit_shown(Emit *emit, const Wording *wording)
{
    NodeId *nodes = NULL;
    size_t count = 0, capacity = 0;
    for (; wording; wording = wording->next) {
        for (const FindingPiece *piece = wording->pieces; piece; piece = piece->next) {
            if (!piece->expr)
                continue;
            NodeId node = emit_value(emit, piece->expr).node;
            nodes = arena_grow(emit->arena, nodes, count, &capacity, sizeof *nodes);
            nodes[count++] = node;
        }
    }
    return nodes;
}

static void emit_finding(Emit *emit, RuleCode *code, RequireCode *require, const Wording *wording, const LeadingBinders *leading)
{
    require->first_finding = emit->pools->findings.count;
    if (!wording && !leading->count)
        return;
    require->segment = region_segment(emit, code->group);
    uint32_t outside = emit->segment;
    PlaceList *places = emit->places;
    emit->segment = ++emit->segments;
    emit->places = NULL;
    const NodeId *nodes = emit_shown(emit, wording);
    require->first_finding = emit->pools->findings.count;
    for (; wording; wording = wording->next) {
        nodes = emit_pieces(emit, wording, nodes, require->segment);
        require->finding_count++;
    }
    if (leading->count) {
        emit_bindings(emit, leading, require->segment);
        require->bindings = 1;
    }
    emit->segment = outside;
    emit->places = places;
}

static void emit_require(Emit *emit, RuleCode *code, RequireCode *require, const Condition *condition, uint32_t strict)
{
    LeadingBinders leading = expr_leading_binders(emit->arena, condition->expr);
    require->span = emit->bound->under_way = condition->span;
    Claimed plain = emit_claim(emit, condition->expr, &leading);
    require->plain = plain.whole;
    require->frame = plain.flat.frame;
    require->member = plain.body == NO_NODE ? NO_NODE : plain.flat.member;
    require->body = plain.body;
    emit_finding(emit, code, require, condition->wording, &leading);
    require->strict = plain.whole;
    if (strict != MODE_PLAIN) {
        emit->mode = strict;
        require->strict = emit_claim(emit, condition->expr, &leading).whole;
        emit->mode = MODE_PLAIN;
    }
    unbind(emit, leading.items, leading.count);
}

static size_t count_conditions(const Condition *condition)
{
    size_t count = 0;
    for (; condition; condition = condition->next)
        count++;
    return count;
}

static void emit_applies(Emit *emit, RuleCode *code, const Rule *rule)
{
    code->when = code->applies = NO_NODE;
    for (const Condition *when = rule->whens; when; when = when->next) {
        emit->bound->under_way = when->span;
        code->when = and_nodes(emit, code->when, emit_truth(emit, when->expr), when->span);
    }
    code->applies = code->when;
    code->except_count = count_conditions(rule->excepts);
    code->excepts = arena_array(emit->arena, code->except_count + 1, sizeof *code->excepts);
    size_t i = 0;
    for (const Condition *except = rule->excepts; except; except = except->next) {
        emit->bound->under_way = except->span;
        code->excepts[i] = emit_truth(emit, except->expr);
        NodeId none = node_same(emit, OP_NOT, code->excepts[i++], 0, 0, except->span);
        code->applies = and_nodes(emit, code->applies, none, except->span);
    }
}

static void emit_requires(Emit *emit, RuleCode *code, const Rule *rule)
{
    emit->thresholds = rule->thresholds;
    uint32_t strict = code->mode = pool_mode(emit->pools, emit->policy, rule->thresholds);
    code->require_count = count_conditions(rule->requires);
    code->requires = arena_array(emit->arena, code->require_count + 1, sizeof *code->requires);
    code->plain = code->strict = NO_NODE;
    size_t i = 0;
    for (const Condition *require = rule->requires; require; require = require->next, i++) {
        emit_require(emit, code, &code->requires[i], require, strict);
        code->plain = and_nodes(emit, code->plain, code->requires[i].plain, require->span);
        code->strict = and_nodes(emit, code->strict, code->requires[i].strict, require->span);
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
        region_need(emit, code->excepts[i], group);
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

void emit_rule(Emit *emit, uint32_t number)
{
    RuleCode *code = &emit->rules[number];
    if (code->done)
        return;
    code->done = true;
    const Rule *rule = &emit->policy->rules.items[number]->rule;
    // A rule is emitted in the middle of another one that asks whether it holds: what is under way there waits.
    uint32_t mode = emit->mode, segment = emit->segment;
    const Threshold *thresholds = emit->thresholds;
    PlaceList *places = emit->places;
    Span under_way = emit->bound->under_way;
    emit->mode = MODE_PLAIN;
    emit->segment = 0;
    emit->places = &code->places;
    emit_applies(emit, code, rule);
    code->group = code->when == NO_NODE ? &emit->graph.outermost
                                        : region_below(emit, &emit->graph.outermost, OP_SKIP_FALSE, code->when);
    emit_requires(emit, code, rule);
    need_rule(emit, code);
    emit->mode = mode;
    emit->segment = segment;
    emit->thresholds = thresholds;
    emit->places = places;
    emit->bound->under_way = under_way;
}

NodeId emit_rule_holds(Emit *emit, const Decl *rule)
{
    emit_rule(emit, rule->place);
    const RuleCode *code = &emit->rules[rule->place];
    Span span = rule->word.span;
    NodeId holds = code->plain;
    if (code->strict != code->plain)
        holds = node_same(emit, OP_EVIDENCE, code->strict, code->plain, 0, span);
    if (code->applies == NO_NODE)
        return holds;
    NodeId outside = node_same(emit, OP_NOT, code->applies, 0, 0, span);
    return node_same(emit, OP_OR, outside, holds, 0, span);
}
