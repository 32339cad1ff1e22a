// SPDX-License-Identifier: MIT
// What the actions of the grammar call: each builds one node, or fills one field of the declaration that is open;
// literals and texts are in literals.c.
#include "words.h"

static void *new_node(Parser *parser, size_t size)
{
    return arena_take(parser->tree->arena, size);
}

void parser_too_deep(Parser *parser, Span span)
{
    if (parser->stopped)
        return;
    Diagnostic *deep = diagnose(parser->diagnostics, MESSAGE_TOO_DEEP, span, 0);
    diagnostic_correct(deep, text_of("give the inner part a name of its own with `define`"));
    parser->stopped = true;
}

// Reports a field that stands twice; *where is where it stood first.
static bool set_once(Parser *parser, Span *where, Span span, const char *field)
{
    if (span_is_known(*where)) {
        if (parser->misread)
            return false; // two declarations have become one
        Diagnostic *twice = diagnose(parser->diagnostics, MESSAGE_FIELD_TWICE, span, 1, text_of(field));
        diagnostic_also(twice, *where, "it stands here already");
        return false;
    }
    *where = span;
    return true;
}

// ---- headers ----

void parser_fragment(Parser *parser)
{
    parser->file = new_node(parser, sizeof(File));
    parser->file->kind = FILE_FRAGMENT;
}

void parser_header(Parser *parser, FileKind kind, Word word, Text version, Span span)
{
    parser->file = new_node(parser, sizeof(File));
    parser->file->kind = kind;
    parser->file->name = word;
    parser->file->span = span;
    parser->file->header.version = version;
}

void parser_refines(Parser *parser, Word base, Text version)
{
    parser->file->header.refines = base;
    parser->file->header.refines_version = version;
}

void parser_library(Parser *parser, WordList *path, Span span)
{
    TextBuilder name = text_builder(parser->tree->arena);
    Span whole = path->word.span;
    for (WordList *word = path; word; word = word->next) {
        if (word != path)
            text_append_byte(&name, '.');
        text_append(&name, word->word.name->text);
        whole = span_join(whole, word->word.span);
    }
    Word word = {tree_name(parser->tree, text_built(&name)), whole};
    parser_header(parser, FILE_LIBRARY, word, (Text){0}, span);
}

void parser_header_wording(Parser *parser, Wording **place, Wording *wording, Span span)
{
    Span where = *place ? (*place)->span : (Span){0};
    bool title = place == &parser->file->header.title;
    if (set_once(parser, &where, span, title ? "title" : "authority"))
        *place = wording;
}

void parser_effective(Parser *parser, int64_t date, Span span)
{
    if (set_once(parser, &parser->file->header.effective_span, span, "effective"))
        parser->file->header.effective = date;
}

void parser_valid_for(Parser *parser, int64_t seconds, Span span)
{
    if (set_once(parser, &parser->file->header.valid_span, span, "valid for"))
        parser->file->header.valid_for = seconds;
}

void parser_reviews(Parser *parser, Word variable, Word type, Span span)
{
    Header *header = &parser->file->header;
    Span where = header->subject ? header->subject->word.span : (Span){0};
    if (!set_once(parser, &where, span, "reviews"))
        return;
    header->subject = tree_variable(parser->tree, variable);
    header->subject_type = type;
}

// ---- declarations ----

Decl *parser_decl(Parser *parser, DeclKind kind, Word word, Span span)
{
    return tree_decl(parser->tree, kind, word, span);
}

void parser_add(Parser *parser, Decl *decl)
{
    decl->file = parser->file;
    if (parser->last)
        parser->last->next = decl;
    else
        parser->file->decls = decl;
    parser->last = decl;
}

void parser_open(Parser *parser, DeclKind kind, Word word, Span span)
{
    parser->open = tree_decl(parser->tree, kind, word, span);
    parser->misread = false;
}

void parser_open_rule(Parser *parser, DeclKind kind, Word code, Wording *title, Span span)
{
    parser_open(parser, kind, code, span);
    parser->open->rule.title = title;
}

void parser_open_test(Parser *parser, Text title, int64_t on, Span on_span, Span span)
{
    parser_open(parser, DECL_TEST, (Word){0}, span);
    parser->open->test_title = title;
    parser->open->test_on = on;
    parser->open->test_on_span = on_span;
}

// The lists of a declaration that was open were built backwards.
static void turn_lists(Decl *decl)
{
    if (decl->kind == DECL_RULE || decl->kind == DECL_STRENGTHEN) {
        Rule *rule = &decl->rule;
        rule->whens = conditions_reversed(rule->whens);
        rule->excepts = conditions_reversed(rule->excepts);
        rule->requires = conditions_reversed(rule->requires);
        rule->drops = conditions_reversed(rule->drops);
        rule->thresholds = thresholds_reversed(rule->thresholds);
    } else if (decl->kind == DECL_EVIDENCE) {
        decl->evidence.accepts = acceptances_reversed(decl->evidence.accepts);
        decl->evidence.expires = expiries_reversed(decl->evidence.expires);
    } else if (decl->kind == DECL_TEST) {
        decl->givens = givens_reversed(decl->givens);
        decl->expects = expects_reversed(decl->expects);
    }
}

Decl *parser_close(Parser *parser, Span span)
{
    Decl *decl = parser->open;
    decl->span = span;
    parser->open = NULL;
    turn_lists(decl);
    return decl;
}

Decl *parser_enum(Parser *parser, Word word, EnumValue *values, bool ordered, Span span)
{
    Decl *decl = parser_decl(parser, DECL_ENUM, word, span);
    decl->values = values;
    decl->ordered = ordered;
    return decl;
}

Decl *parser_entity(Parser *parser, DeclKind kind, Word word, WordList *keys, Attribute *attributes, Span span)
{
    Decl *decl = parser_decl(parser, kind, word, span);
    decl->keys = keys;
    decl->attributes = attributes;
    for (Attribute *attribute = attributes; attribute; attribute = attribute->next)
        attribute->owner = decl;
    return decl;
}

Decl *parser_define(Parser *parser, Word word, Argument *arguments, Expr *body, Span span)
{
    Decl *decl = parser_decl(parser, DECL_DEFINE, word, span);
    decl->arguments = arguments;
    decl->body = body;
    if (parser->result_written) {
        decl->result = new_node(parser, sizeof(TypeNode));
        *decl->result = parser->result;
    }
    return decl;
}

Decl *parser_list(Parser *parser, Word word, TypeNode type, ExprList *items, Span span)
{
    Decl *decl = parser_decl(parser, DECL_LIST, word, span);
    decl->item_written = type;
    decl->list_items = items;
    return decl;
}

Decl *parser_list_file(Parser *parser, Word word, TypeNode type, Text file, Span file_span, Text column, Span column_span,
                       Span span)
{
    Decl *decl = parser_list(parser, word, type, NULL, span);
    decl->list_file = file;
    decl->list_file_span = file_span;
    decl->list_column = column;
    decl->list_column_span = column_span;
    return decl;
}

Decl *parser_table(Parser *parser, Word word, Argument *arguments, TypeNode result, bool first, TableRow *rows, Span span)
{
    Decl *decl = parser_decl(parser, DECL_TABLE, word, span);
    decl->table_arguments = arguments;
    decl->table_result = result;
    decl->first = first;
    decl->rows = rows;
    return decl;
}

Clause *parser_clause(Parser *parser, Clause *before, Text number, Span span, Wording *heading, Wording *text, Wording *reason)
{
    Clause *clause = new_node(parser, sizeof *clause);
    *clause = (Clause){.number = number, .span = span, .heading = heading, .text = text, .reason = reason, .next = before};
    return clause;
}

EnumValue *parser_enum_value(Parser *parser, EnumValue *before, Word word)
{
    EnumValue *value = new_node(parser, sizeof *value);
    *value = (EnumValue){word, before};
    return value;
}

Attribute *parser_attribute(Parser *parser, Attribute *before, Word word, TypeNode type, bool confidential)
{
    Attribute *attribute = new_node(parser, sizeof *attribute);
    *attribute = (Attribute){.word = word, .written = type, .confidential = confidential, .next = before};
    return attribute;
}

TypeNode parser_many(Parser *parser, TypeNode type, Span span)
{
    if (type.many)
        diagnose(parser->diagnostics, MESSAGE_SET_OF_SETS, span, 0);
    type.many = true;
    type.span = span;
    return type;
}

// ---- evidence ----

void parser_evidence_by(Parser *parser, Word word)
{
    Evidence *evidence = &parser->open->evidence;
    Span where = evidence->by ? evidence->by->word.span : (Span){0};
    if (set_once(parser, &where, word.span, "by"))
        evidence->by = parser_word(parser, NULL, word);
}

void parser_evidence_rank(Parser *parser, RankLevel *ranks)
{
    Evidence *evidence = &parser->open->evidence;
    Span where = evidence->ranks ? evidence->ranks->kinds->word.span : (Span){0};
    if (set_once(parser, &where, ranks->kinds->word.span, "rank"))
        evidence->ranks = ranks;
}

RankLevel *parser_rank(Parser *parser, WordList *kinds, RankLevel *before)
{
    RankLevel *rank = new_node(parser, sizeof *rank);
    *rank = (RankLevel){kinds, before};
    return rank;
}

void parser_accept(Parser *parser, WordList *kinds, Expr *condition, Span span)
{
    Acceptance *acceptance = new_node(parser, sizeof *acceptance);
    Acceptance **list = &parser->open->evidence.accepts;
    *acceptance = (Acceptance){.kinds = kinds, .condition = condition, .span = span, .next = *list};
    *list = acceptance;
}

void parser_expire(Parser *parser, Word kind, int64_t seconds, Span span)
{
    Expiry *expiry = new_node(parser, sizeof *expiry);
    Expiry **list = &parser->open->evidence.expires;
    *expiry = (Expiry){.kind = kind, .seconds = seconds, .span = span, .next = *list};
    *list = expiry;
}

// ---- definitions and tables ----

Argument *parser_argument(Parser *parser, Argument *before, Word word, TypeNode type)
{
    Argument *argument = new_node(parser, sizeof *argument);
    *argument = (Argument){tree_variable(parser->tree, word), type, before};
    return argument;
}

TableRow *parser_row(Parser *parser, TableRow *before, Cell *cells, Expr *result, Span span)
{
    TableRow *row = new_node(parser, sizeof *row);
    *row = (TableRow){cells, result, span, before};
    return row;
}

Cell *parser_cell(Parser *parser, CellTest *tests, Span span)
{
    Cell *cell = new_node(parser, sizeof *cell);
    *cell = (Cell){.tests = tests, .span = span};
    return cell;
}

CellTest *parser_cell_test(Parser *parser, ExprKind relation, Expr *value, Expr *upper)
{
    CellTest *test = new_node(parser, sizeof *test);
    *test = (CellTest){.relation = relation, .value = value, .upper = upper};
    return test;
}

// ---- rules ----

void parser_cites(Parser *parser, Cite *cites, Span span)
{
    if (set_once(parser, &parser->open->rule.cites_span, span, "cites"))
        parser->open->rule.cites = cites;
}

void parser_aspect(Parser *parser, Word word, Span span)
{
    if (set_once(parser, &parser->open->rule.aspect_span, span, "aspect"))
        parser->open->rule.aspect = word;
}

void parser_condition(Parser *parser, Condition **list, Expr *expr, Wording *wording, Cite *citing, Span span)
{
    Condition *condition = new_node(parser, sizeof *condition);
    *condition = (Condition){.expr = expr, .wording = wording, .citing = citing, .span = span, .next = *list};
    *list = condition;
}

void parser_remedy(Parser *parser, Wording *remedy, Span span)
{
    if (set_once(parser, &parser->open->rule.remedy_span, span, "remedy"))
        parser->open->rule.remedy = remedy;
}

void parser_waivable(Parser *parser, Span span)
{
    if (set_once(parser, &parser->open->rule.waivable_span, span, "waivable"))
        parser->open->rule.waivable = true;
}

void parser_severity(Parser *parser, RuleSeverity severity, Span span)
{
    if (set_once(parser, &parser->open->rule.severity_span, span, "severity"))
        parser->open->rule.severity = severity;
}

void parser_weight(Parser *parser, Amount weight, Span span)
{
    Span where = parser->open->rule.weight.span;
    if (set_once(parser, &where, span, "weight"))
        parser->open->rule.weight = weight;
}

Threshold *parser_new_threshold(Parser *parser, Word kind, WordList *attributes, Span span)
{
    Threshold *threshold = new_node(parser, sizeof *threshold);
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
    Cite *cite = new_node(parser, sizeof *cite);
    *cite = (Cite){.number = number, .span = span, .next = before};
    return cite;
}

Cite *parser_cite_source(Parser *parser, Cite *before, Word source, Cite *numbers)
{
    (void)parser;
    Cite *first = numbers; // of the text, which is the last of the list
    for (Cite *cite = numbers; cite; cite = cite->next) {
        cite->source = source;
        first = cite;
    }
    // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): the grammar asks for one number at least
    first->next = before;
    return numbers;
}

// Where an embedded expression ends: the offset of its closing brace, or the text's length.
static size_t embedded_end(Text raw, size_t at)
{
    int depth = 0;
    for (; at < raw.length; at++) {
        char c = raw.bytes[at];
        if (c == '{')
            depth++;
        else if (c == '}' && depth-- == 0)
            break;
    }
    return at;
}

static FindingPiece *add_piece(Parser *parser, FindingPiece *before, TextBuilder *text, Expr *expr, Span span)
{
    FindingPiece *piece = new_node(parser, sizeof *piece);
    Text raw = text_copy(parser->tree->arena, text_built(text));
    *piece = (FindingPiece){.text = parser_text(parser, raw, span), .expr = expr, .next = before};
    text->length = 0;
    return piece;
}

// The pieces of one text. raw stands between quotes, its escapes not yet resolved.
static FindingPiece *split_finding(Parser *parser, Text raw, Span span)
{
    char quote = raw.length ? raw.bytes[0] : '"';
    FindingPiece *pieces = NULL;
    TextBuilder text = text_builder(parser->tree->arena);
    text_append_byte(&text, quote);
    for (size_t i = 1; i + 1 < raw.length; i++) {
        char c = raw.bytes[i];
        bool twice = i + 2 < raw.length && raw.bytes[i + 1] == c;
        if (c == '\\' && quote == '"') {
            text_append(&text, text_slice(raw, i, i + 2));
            // The braces of `\u{…}` are the escape's own.
            if (raw.bytes[++i] == 'u') {
                while (i + 2 < raw.length && raw.bytes[i] != '}')
                    text_append_byte(&text, raw.bytes[++i]);
            }
        } else if ((c == '{' || c == '}') && twice) {
            text_append_byte(&text, c);
            i++;
        } else if (c == '{') {
            Text inner = text_slice(raw, i + 1, raw.length - 1);
            size_t end = embedded_end(inner, 0);
            Span where = {span.file, span.start + (uint32_t)i, span.start + (uint32_t)(i + end + 2)};
            if (end == inner.length) {
                Diagnostic *open = diagnose(parser->diagnostics, MESSAGE_FINDING_NOT_CLOSED, where, 0);
                diagnostic_expect(open, text_of("`}` behind the expression, or `{{` for a brace"));
                break;
            }
            inner.length = end;
            bool escapes = quote == '"' && memchr(inner.bytes, '\\', inner.length);
            if (escapes)
                inner = parser_text(parser, text_format(parser->tree->arena, "\"%.*s\"", (int)inner.length, inner.bytes), where);
            Expr *expr = parser_embedded(parser, inner, span.start + (uint32_t)i + 1, escapes ? &where : NULL);
            text_append_byte(&text, quote);
            pieces = add_piece(parser, pieces, &text, expr, span);
            text_append_byte(&text, quote);
            i += end + 1;
        } else {
            text_append_byte(&text, c);
        }
    }
    text_append_byte(&text, quote);
    return pieces_reversed(add_piece(parser, pieces, &text, NULL, span));
}

void parser_finding(Parser *parser, Wording *wording)
{
    for (; wording; wording = wording->next) {
        Text raw = sources_text(parser->diagnostics->sources, wording->span);
        if (raw.length < 2 || raw.bytes[raw.length - 1] != raw.bytes[0])
            continue; // a text that was not closed: reported
        wording->pieces = split_finding(parser, raw, wording->span);
    }
}

// ---- the verdict ----

Weight *parser_severity_weight(Parser *parser, Weight *before, RuleSeverity severity, Amount amount)
{
    Weight *weight = new_node(parser, sizeof *weight);
    *weight = (Weight){severity, amount, before};
    return weight;
}

Outcome *parser_outcome(Parser *parser, Outcome *before, Word word, GuardNode *guard)
{
    Outcome *outcome = new_node(parser, sizeof *outcome);
    *outcome = (Outcome){word, guard, before};
    return outcome;
}

GuardNode *parser_guard_pair(Parser *parser, GuardKind kind, GuardNode *left, GuardNode *right)
{
    GuardNode *guard = new_node(parser, sizeof *guard);
    uint32_t depth = left->depth > right->depth + 1 ? left->depth : right->depth + 1;
    *guard = (GuardNode){.kind = kind, .depth = depth, .left = left, .right = right, .span = span_join(left->span, right->span)};
    if (depth <= EXPR_DEEPEST)
        return guard;
    parser_too_deep(parser, guard->span);
    return left;
}

GuardNode *parser_guard(Parser *parser, GuardKind kind, WordList *words, Amount threshold, Span span)
{
    GuardNode *guard = new_node(parser, sizeof *guard);
    *guard = (GuardNode){.kind = kind, .words = words, .threshold = threshold, .span = span};
    return guard;
}

GuardNode *parser_guard_rule(Parser *parser, Word code, Span span)
{
    GuardNode *guard = parser_guard(parser, GUARD_RULE, NULL, (Amount){0}, span);
    guard->code = code;
    return guard;
}

WordList *parser_word(Parser *parser, WordList *before, Word word)
{
    WordList *list = new_node(parser, sizeof *list);
    *list = (WordList){word, before};
    return list;
}

// ---- tests ----

void parser_given(Parser *parser, Word word, Word entity, Word kind, int64_t on, Span on_span, Fact *facts, Span span)
{
    Given *given = new_node(parser, sizeof *given);
    *given = (Given){.word = word,
                     .entity = entity,
                     .kind = kind,
                     .on = on,
                     .on_span = on_span,
                     .from = parser->from,
                     .from_text = parser->from_text,
                     .from_span = parser->from.span,
                     .facts = facts,
                     .span = span,
                     .next = parser->open->givens};
    parser->open->givens = given;
}

static Expect *add_expect(Parser *parser, ExpectKind kind, Span span)
{
    Expect *expect = new_node(parser, sizeof *expect);
    expect->kind = kind;
    expect->span = span;
    expect->next = parser->open->expects;
    parser->open->expects = expect;
    return expect;
}

void parser_expect_status(Parser *parser, Word code, int status, const Text *with, Span span)
{
    Expect *expect = add_expect(parser, EXPECT_STATUS, span);
    expect->word = code;
    expect->status = (Status)status;
    if (with)
        expect->with = *with;
}

void parser_expect_score(Parser *parser, Word aspect, Amount low, Amount high, Span span)
{
    Expect *expect = add_expect(parser, EXPECT_SCORE, span);
    expect->word = aspect;
    if (aspect.name->keyword == TOKEN_ALL)
        expect->word.name = tree_name(parser->tree, text_of("all"));
    expect->low = low;
    expect->high = high;
}

void parser_expect_needs(Parser *parser, WordList *path, Span span)
{
    add_expect(parser, EXPECT_NEEDS, span)->path = path;
}

void parser_expect_true(Parser *parser, Expr *expr, Span span)
{
    add_expect(parser, EXPECT_TRUE, span)->expr = expr;
}

Fact *parser_fact(Parser *parser, Fact *before, Word word, FactValue value)
{
    Fact *fact = new_node(parser, sizeof *fact);
    *fact = (Fact){word, value, before};
    return fact;
}

FactItem *parser_fact_item(Parser *parser, FactItem *before, FactValue value)
{
    FactItem *item = new_node(parser, sizeof *item);
    *item = (FactItem){value, before};
    return item;
}

// ---- expressions ----

static Expr *bounded(Parser *parser, Expr *expr)
{
    tree_measure(expr);
    if (expr->depth <= EXPR_DEEPEST)
        return expr;
    parser_too_deep(parser, expr->span);
    // What stands for it is shallow, so that no later pass has to go down.
    return tree_literal(parser->tree, TYPE_NONE, 0, (Text){0}, expr->span);
}

Expr *parser_quantifier(Parser *parser, ExprKind kind, Binder *binders, Expr *body, Span span)
{
    return bounded(parser, tree_quantifier(parser->tree, kind, binders, body, span));
}

Expr *parser_if(Parser *parser, Expr *condition, Expr *yes, Expr *otherwise, Span span)
{
    Expr *expr = tree_expr(parser->tree, EXPR_IF, span);
    expr->condition = condition;
    expr->yes = yes;
    expr->otherwise = otherwise;
    return bounded(parser, expr);
}

Binder *parser_binder(Parser *parser, Word word, Expr *set, Expr *where)
{
    Binder *binder = new_node(parser, sizeof *binder);
    *binder = (Binder){.variable = tree_variable(parser->tree, word), .set = set, .where = where};
    return binder;
}

Expr *parser_binary(Parser *parser, ExprKind kind, Expr *left, Expr *right)
{
    return bounded(parser, tree_binary(parser->tree, kind, left, right));
}

// The comparison that a chain ends with: `a < b < c` is read as `a < b and b < c`.
static Expr *last_comparison(Expr *expr)
{
    while (expr->kind == EXPR_AND)
        expr = expr->right;
    return expr;
}

Expr *parser_chained(Parser *parser, Expr *left, int kind, Expr *right, Span span)
{
    const Sources *sources = parser->diagnostics->sources;
    Diagnostic *chained = diagnose(parser->diagnostics, MESSAGE_COMPARISON_CHAINED, span, 0);
    Expr *middle = last_comparison(left)->right;
    if (!middle || middle->kind == EXPR_RANGE)
        return left; // `is declared` has one operand, and a range is none
    if (!parser->pinned) {
        Text first = sources_text(sources, left->span), second = sources_text(sources, middle->span);
        Text sign = sources_text(sources, span), third = sources_text(sources, right->span);
        diagnostic_correct(chained, text_format(parser->tree->arena, "write `%.*s and %.*s %.*s %.*s`", (int)first.length,
                                                first.bytes, (int)second.length, second.bytes, (int)sign.length, sign.bytes,
                                                (int)third.length, third.bytes));
    }
    return parser_binary(parser, EXPR_AND, left, parser_binary(parser, (ExprKind)kind, middle, right));
}

void parser_comma_missing(Parser *parser, Span span)
{
    span.end = span.start + 1;
    diagnose(parser->diagnostics, MESSAGE_COMMA_MISSING, span, 0);
}

Expr *parser_unary(Parser *parser, ExprKind kind, Expr *operand, Span span)
{
    return bounded(parser, tree_unary(parser->tree, kind, operand, span));
}

Expr *parser_negate(Parser *parser, Expr *operand, Span span)
{
    if (operand->kind == EXPR_LITERAL) {
        switch (operand->literal.type) {
        case TYPE_INTEGER:
        case TYPE_DECIMAL:
        case TYPE_DURATION:
        case TYPE_PERIOD:
            operand->literal.number = -operand->literal.number;
            operand->span = span;
            return operand;
        default:
            break;
        }
    }
    return parser_unary(parser, EXPR_NEGATE, operand, span);
}

Expr *parser_member(Parser *parser, ExprKind kind, Expr *base, Word word)
{
    Expr *expr = tree_expr(parser->tree, kind, span_join(base->span, word.span));
    expr->base = base;
    expr->word = word;
    return bounded(parser, expr);
}

Expr *parser_name(Parser *parser, Word word)
{
    Expr *expr = tree_expr(parser->tree, EXPR_NAME, word.span);
    expr->word = word;
    // The submission under a condition of acceptance has the same two names in every language.
    if (word.name->keyword == TOKEN_BY || word.name->keyword == TOKEN_ON)
        expr->word.name = tree_name(parser->tree, text_of(word.name->keyword == TOKEN_BY ? "by" : "on"));
    return expr;
}

Expr *parser_call(Parser *parser, Word word, ExprList *arguments, Span span)
{
    Expr *expr = tree_expr(parser->tree, EXPR_CALL, span);
    expr->word = word;
    expr->arguments = arguments;
    return bounded(parser, expr);
}

Expr *parser_holds(Parser *parser, Word code, Span span)
{
    Expr *expr = tree_expr(parser->tree, EXPR_HOLDS, span);
    expr->word = code;
    return expr;
}

Expr *parser_set(Parser *parser, ExprList *items, Span span)
{
    Expr *expr = tree_expr(parser->tree, EXPR_SET, span);
    expr->items = items;
    return bounded(parser, expr);
}

ExprList *parser_item(Parser *parser, ExprList *before, Expr *expr)
{
    ExprList *item = new_node(parser, sizeof *item);
    *item = (ExprList){expr, before};
    return item;
}
