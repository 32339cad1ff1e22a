// SPDX-License-Identifier: MIT
// Constructors of the syntax tree's nodes: headers, declarations, evidence, definitions and tables. Each builds one node or fills
// one field of the declaration that is open. See nodes.h.
#include "nodes.h"

#include "habits.h"
#include "parser.h"

void parser_too_deep(Parser *parser, Span span)
{
    if (parser->stopped)
        return;
    Diagnostic *deep = diagnose(parser->diagnostics, MESSAGE_TOO_DEEP, span, 0);
    diagnostic_correct(deep, text_of("give the inner part a name of its own with `define`"));
    parser->stopped = true;
}

bool parser_once(Parser *parser, Span *where, Span span, const char *field)
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

WordList *parser_word(Parser *parser, WordList *before, Word word)
{
    WordList *list = parser_node(parser, sizeof *list);
    *list = (WordList){word, before};
    return list;
}

// ---- headers ----

void parser_fragment(Parser *parser)
{
    parser->file = parser_node(parser, sizeof(File));
    parser->file->kind = FILE_FRAGMENT;
}

void parser_header(Parser *parser, FileKind kind, Word word, Text version, Span span)
{
    parser->file = parser_node(parser, sizeof(File));
    parser->file->kind = kind;
    parser->file->name = word;
    parser->file->span = span;
    parser->file->header.version = version;
}

void parser_refines(Parser *parser, Word base, Text version, Span span)
{
    parser->file->header.refines = base;
    parser->file->header.refines_version = version;
    parser->file->header.refines_span = span;
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
    if (parser_once(parser, &where, span, title ? "title" : "authority"))
        *place = wording;
}

void parser_effective(Parser *parser, int64_t date, const int64_t *until, Span span)
{
    Header *header = &parser->file->header;
    if (!parser_once(parser, &header->effective_span, span, "effective"))
        return;
    header->effective = date;
    header->until = until ? *until : INT64_MAX;
}

void parser_valid_for(Parser *parser, int64_t seconds, Span span)
{
    if (parser_once(parser, &parser->file->header.valid_span, span, "valid for"))
        parser->file->header.valid_for = seconds;
}

void parser_applies(Parser *parser, Expr *condition, Span span)
{
    if (parser_once(parser, &parser->file->header.applies_span, span, "applies"))
        parser->file->header.applies = condition;
}

void parser_reviews(Parser *parser, Word variable, Word type, Span span)
{
    Header *header = &parser->file->header;
    Span where = header->subject ? header->subject->word.span : (Span){0};
    if (!parser_once(parser, &where, span, "reviews"))
        return;
    header->subject = tree_variable(parser->tree, variable);
    header->subject_type = type;
}

// ---- declarations ----

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

void parser_open_changes(Parser *parser, Text title, Span title_span, Wording *because, Span span)
{
    parser_open(parser, DECL_CHANGES, (Word){0}, span);
    parser->open->test_title = title;
    parser->open->title_span = title_span;
    parser->open->test_because = because;
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
    } else if (decl->kind == DECL_TEST || decl->kind == DECL_CHANGES) {
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
    Decl *decl = tree_decl(parser->tree, DECL_ENUM, word, span);
    decl->values = values;
    decl->ordered = ordered;
    return decl;
}

Decl *parser_entity(Parser *parser, DeclKind kind, Word word, WordList *keys, Attribute *attributes, Span span)
{
    Decl *decl = tree_decl(parser->tree, kind, word, span);
    decl->keys = keys;
    decl->attributes = attributes;
    for (Attribute *attribute = attributes; attribute; attribute = attribute->next)
        attribute->owner = decl;
    return decl;
}

Decl *parser_define(Parser *parser, Word word, Argument *arguments, Expr *body, Span span)
{
    Decl *decl = tree_decl(parser->tree, DECL_DEFINE, word, span);
    decl->arguments = arguments;
    decl->body = body;
    if (parser->result_written) {
        decl->result = parser_node(parser, sizeof(TypeNode));
        *decl->result = parser->result;
    }
    return decl;
}

Decl *parser_list(Parser *parser, Word word, TypeNode type, ExprList *items, Span span)
{
    Decl *decl = tree_decl(parser->tree, DECL_LIST, word, span);
    decl->item_written = type;
    decl->list_items = items;
    return decl;
}

Decl *parser_list_file(Parser *parser, Word word, TypeNode type, Text file, Span file_span, Span span)
{
    Decl *decl = parser_list(parser, word, type, NULL, span);
    decl->list_file = file;
    decl->list_file_span = file_span;
    return decl;
}

Decl *parser_table(Parser *parser, Word word, Argument *arguments, TypeNode result, bool first, TableRow *rows, Span span)
{
    Decl *decl = tree_decl(parser->tree, DECL_TABLE, word, span);
    decl->table_arguments = arguments;
    decl->table_result = result;
    decl->first = first;
    decl->rows = rows;
    return decl;
}

Clause *parser_clause(Parser *parser, Clause *before, Text number, Span span, Wording *heading, Wording *text, Wording *reason)
{
    Clause *clause = parser_node(parser, sizeof *clause);
    *clause = (Clause){.number = number, .span = span, .heading = heading, .text = text, .reason = reason, .next = before};
    return clause;
}

EnumValue *parser_enum_value(Parser *parser, EnumValue *before, Word word, Wording *wording)
{
    EnumValue *value = parser_node(parser, sizeof *value);
    *value = (EnumValue){word, wording, before};
    parser_is_worded(parser, wording, word);
    return value;
}

Attribute *parser_attribute(Parser *parser, Attribute *before, Word word, TypeNode type, bool confidential)
{
    Attribute *attribute = parser_node(parser, sizeof *attribute);
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
    size_t said = parser->diagnostics->count;
    if (parser_once(parser, &where, word.span, "by"))
        evidence->by = parser_word(parser, NULL, word);
    else if (parser->diagnostics->count > said && evidence->by_behind_declared)
        diagnostic_correct(&parser->diagnostics->items[said], habit_correction(HABIT_ACCEPT, text_of("by")));
}

void parser_evidence_rank(Parser *parser, RankLevel *ranks)
{
    Evidence *evidence = &parser->open->evidence;
    Span where = evidence->ranks ? evidence->ranks->kinds->word.span : (Span){0};
    if (parser_once(parser, &where, ranks->kinds->word.span, "rank"))
        evidence->ranks = ranks;
}

RankLevel *parser_rank(Parser *parser, WordList *kinds, RankLevel *before)
{
    RankLevel *rank = parser_node(parser, sizeof *rank);
    *rank = (RankLevel){kinds, before};
    return rank;
}

// In a condition of acceptance these are the block's own words, in either language.
static void name_own_words(Parser *parser, Expr *expr)
{
    static const struct {
        int keyword;
        const char *name;
    } own[] = {{TOKEN_BY, "by"}, {TOKEN_ON, "on"}, {TOKEN_SIGNER, "signer"}};
    for (size_t i = 0; i < sizeof own / sizeof *own && expr->kind == EXPR_NAME; i++) {
        if (expr->word.name->keyword == own[i].keyword)
            expr->word.name = tree_name(parser->tree, text_of(own[i].name));
    }
    for (ExprChild at = expr_first(expr); at.expr; expr_next(&at))
        name_own_words(parser, at.expr);
}

void parser_accept(Parser *parser, WordList *kinds, Expr *condition, Span span)
{
    Acceptance *acceptance = parser_node(parser, sizeof *acceptance);
    Acceptance **list = &parser->open->evidence.accepts;
    if (condition)
        name_own_words(parser, condition);
    *acceptance = (Acceptance){.kinds = kinds, .condition = condition, .span = span, .next = *list};
    *list = acceptance;
}

void parser_expire(Parser *parser, Word kind, int64_t seconds, Span span)
{
    Expiry *expiry = parser_node(parser, sizeof *expiry);
    Expiry **list = &parser->open->evidence.expires;
    *expiry = (Expiry){.kind = kind, .seconds = seconds, .span = span, .next = *list};
    *list = expiry;
}

// ---- definitions and tables ----

Argument *parser_argument(Parser *parser, Argument *before, Word word, TypeNode type)
{
    Argument *argument = parser_node(parser, sizeof *argument);
    *argument = (Argument){tree_variable(parser->tree, word), type, before};
    return argument;
}

TableRow *parser_row(Parser *parser, TableRow *before, Cell *cells, Expr *result, Span span)
{
    TableRow *row = parser_node(parser, sizeof *row);
    *row = (TableRow){cells, result, span, before};
    return row;
}

Cell *parser_cell(Parser *parser, CellTest *tests, Span span)
{
    Cell *cell = parser_node(parser, sizeof *cell);
    *cell = (Cell){.tests = tests, .span = span};
    return cell;
}

CellTest *parser_cell_test(Parser *parser, ExprKind relation, Expr *value, Expr *upper)
{
    CellTest *test = parser_node(parser, sizeof *test);
    *test = (CellTest){.relation = relation, .value = value, .upper = upper};
    return test;
}
