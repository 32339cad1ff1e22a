// SPDX-License-Identifier: MIT
// Constructors of the syntax tree's nodes: the fields of rules, and the verdict with its guards. See nodes.h.
#include "nodes.h"

#include "parser.h"

// ---- rules ----

void parser_cites(Parser *parser, Cite *cites, Span span)
{
    if (parser_once(parser, &parser->open->rule.cites_span, span, "cites"))
        parser->open->rule.cites = cites;
}

void parser_aspect(Parser *parser, Word word, Span span)
{
    if (parser_once(parser, &parser->open->rule.aspect_span, span, "aspect"))
        parser->open->rule.aspect = word;
}

void parser_condition(Parser *parser, Condition **list, Expr *expr, Wording *wording, Cite *citing, Span span)
{
    Condition *condition = parser_node(parser, sizeof *condition);
    *condition = (Condition){.expr = expr, .wording = wording, .citing = citing, .span = span, .next = *list};
    *list = condition;
}

void parser_except(Parser *parser, Expr *expr, Wording *reason, Cite *citing, Span span)
{
    parser_finding(parser, reason);
    parser_condition(parser, &parser->open->rule.excepts, expr, reason, citing, span);
}

void parser_remedy(Parser *parser, Wording *remedy, Span span)
{
    if (parser_once(parser, &parser->open->rule.remedy_span, span, "remedy"))
        parser->open->rule.remedy = remedy;
}

void parser_waivable(Parser *parser, Span span)
{
    if (parser_once(parser, &parser->open->rule.waivable_span, span, "waivable"))
        parser->open->rule.waivable = true;
}

void parser_severity(Parser *parser, RuleSeverity severity, Span span)
{
    if (parser_once(parser, &parser->open->rule.severity_span, span, "severity"))
        parser->open->rule.severity = severity;
}

void parser_weight(Parser *parser, Amount weight, Span span)
{
    if (parser_once(parser, &parser->open->rule.weight_span, span, "weight"))
        parser->open->rule.weight = weight;
}

Threshold *parser_new_threshold(Parser *parser, Word kind, WordList *attributes, Span span)
{
    Threshold *threshold = parser_node(parser, sizeof *threshold);
    *threshold = (Threshold){.kind = kind, .attributes = attributes, .span = span};
    return threshold;
}

void parser_threshold(Parser *parser, Threshold *threshold, Span span)
{
    threshold->span = span;
    threshold->next = parser->open->rule.thresholds;
    parser->open->rule.thresholds = threshold;
}

Cite *parser_cite(Parser *parser, Cite *before, Text number, Span span)
{
    Cite *cite = parser_node(parser, sizeof *cite);
    *cite = (Cite){.number = number, .span = span, .next = before};
    return cite;
}

Cite *parser_cite_source(Cite *before, Word source, Cite *numbers)
{
    Cite *first = numbers; // of the text, which is the last of the list
    for (Cite *cite = numbers; cite; cite = cite->next) {
        cite->source = source;
        first = cite;
    }
    // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): the grammar asks for one number at least
    first->next = before;
    return numbers;
}

Decl *parser_waive(Parser *parser, Word code, int64_t until, Wording *because, Span span)
{
    Decl *decl = tree_decl(parser->tree, DECL_WAIVE, code, span);
    decl->waive_until = until;
    decl->waive_because = because;
    return decl;
}

Decl *parser_interpret_rule(Parser *parser, Word code, int64_t on, Wording *wording, Span span)
{
    Decl *decl = tree_decl(parser->tree, DECL_INTERPRET, code, span);
    decl->interpreted_on = on;
    decl->interpretation = wording;
    parser_says_something(parser, wording, "interpret");
    return decl;
}

Decl *parser_interpret(Parser *parser, Word source, Text number, Span number_span, int64_t on, Wording *wording, Span span)
{
    Decl *decl = parser_interpret_rule(parser, (Word){0}, on, wording, span);
    decl->interpreted = parser_cite_source(NULL, source, parser_cite(parser, NULL, number, number_span));
    return decl;
}

// ---- the verdict ----

Weight *parser_severity_weight(Parser *parser, Weight *before, RuleSeverity severity, Amount amount)
{
    Weight *weight = parser_node(parser, sizeof *weight);
    *weight = (Weight){severity, amount, before};
    return weight;
}

Word parser_undetermined(Parser *parser, Word word)
{
    bool undetermined = word.name && word.name->keyword == TOKEN_UNDETERMINED;
    return undetermined ? (Word){tree_name(parser->tree, text_of("undetermined")), word.span} : word;
}

Outcome *parser_outcome(Parser *parser, Outcome *before, Word word, Wording *wording, GuardNode *guard)
{
    Outcome *outcome = parser_node(parser, sizeof *outcome);
    *outcome = (Outcome){.word = parser_undetermined(parser, word), .wording = wording, .guard = guard, .next = before};
    parser_is_worded(parser, wording, outcome->word);
    return outcome;
}

GuardNode *parser_guard_pair(Parser *parser, GuardKind kind, GuardNode *left, GuardNode *right)
{
    GuardNode *guard = parser_node(parser, sizeof *guard);
    uint32_t depth = left->depth > right->depth + 1 ? left->depth : right->depth + 1;
    *guard = (GuardNode){.kind = kind, .depth = depth, .left = left, .right = right, .span = span_join(left->span, right->span)};
    if (depth <= EXPR_DEEPEST)
        return guard;
    parser_too_deep(parser, guard->span);
    return left;
}

static bool is_bare_and(const GuardNode *guard)
{
    return guard->kind == GUARD_AND && !guard->in_parentheses;
}

GuardNode *parser_guard_or(Parser *parser, GuardNode *left, GuardNode *right)
{
    GuardNode *guard = parser_guard_pair(parser, GUARD_OR, left, right);
    bool said = left->kind == GUARD_OR && !left->in_parentheses && left->mixes, mixes = is_bare_and(left) || is_bare_and(right);
    if (mixes && !said)
        parser_and_beside_or(parser, is_bare_and(left) ? left->span : right->span);
    guard->mixes = guard->kind == GUARD_OR && (said || mixes);
    return guard;
}

GuardNode *parser_guard_parenthesised(GuardNode *guard)
{
    if (guard)
        guard->in_parentheses = true;
    return guard;
}

GuardNode *parser_guard(Parser *parser, GuardKind kind, WordList *words, Amount threshold, Span span)
{
    GuardNode *guard = parser_node(parser, sizeof *guard);
    *guard = (GuardNode){.kind = kind, .words = words, .threshold = threshold, .span = span};
    return guard;
}

GuardNode *parser_guard_rule(Parser *parser, Word code, Span span)
{
    GuardNode *guard = parser_guard(parser, GUARD_RULE, NULL, (Amount){0}, span);
    guard->code = code;
    return guard;
}
