// SPDX-License-Identifier: MIT
// Constructors of the syntax tree's nodes, which the actions of the grammar call, in the order of the grammar. A `span` is the
// whole of what was read. Lists grow at their heads: `before` is the list so far, whose head the new node becomes; who ends a
// list turns it. What is wrong is reported, and the node is made all the same.
#ifndef ASSIZE_GRAMMAR_NODES_H
#define ASSIZE_GRAMMAR_NODES_H

#include "words.h"

// Room for a node in the tree's arena, all zero.
static inline void *parser_node(Parser *parser, size_t size)
{
    return arena_take(parser->tree->arena, size);
}

// Notes where a field stands, in *where; false, reported, where it stands there already.
bool parser_once(Parser *parser, Span *where, Span span, const char *field);
// Reports what is nested deeper than the parser goes, once, and ends it.
void parser_too_deep(Parser *parser, Span span);
// A word more of a list.
WordList *parser_word(Parser *parser, WordList *before, Word word);

// ---- headers (LANGUAGE.md 1; nodes_decl.c) ----

// The file that is read: a fragment has no header, a library the path of its name, which is in the order of the text.
void parser_fragment(Parser *parser);
void parser_header(Parser *parser, FileKind kind, Word word, Text version, Span span);
void parser_refines(Parser *parser, Word base, Text version, Span span); // span: of both
void parser_library(Parser *parser, WordList *path, Span span);
// Fields of the header, each of which may stand once. parser_header_wording: *place is where the header has it.
void parser_header_wording(Parser *parser, Wording **place, Wording *wording, Span span);
void parser_effective(Parser *parser, int64_t date, const int64_t *until, Span span); // until null: without end
void parser_valid_for(Parser *parser, int64_t seconds, Span span);
void parser_applies(Parser *parser, Expr *condition, Span span);
void parser_reviews(Parser *parser, Word variable, Word type, Span span);

// ---- declarations (3 and 5; nodes_decl.c) ----

// Hangs a declaration behind the file's others.
void parser_add(Parser *parser, Decl *decl);
// A declaration whose fields follow: it is the parser's open one until parser_close ends and gives it.
void parser_open(Parser *parser, DeclKind kind, Word word, Span span);
void parser_open_rule(Parser *parser, DeclKind kind, Word code, Wording *title, Span span);
void parser_open_test(Parser *parser, Text title, int64_t on, Span on_span, Span span);
void parser_open_changes(Parser *parser, Text title, Span title_span, Wording *because, Span span);
Decl *parser_close(Parser *parser, Span span);
// Declarations that are whole when they are made; their lists are in the order of the text.
Decl *parser_enum(Parser *parser, Word word, EnumValue *values, bool ordered, Span span);
Decl *parser_entity(Parser *parser, DeclKind kind, Word word, WordList *keys, Attribute *attributes, Span span);
Decl *parser_define(Parser *parser, Word word, Argument *arguments, Expr *body, Span span); // body null: a native one
Decl *parser_list(Parser *parser, Word word, TypeNode type, ExprList *items, Span span);
Decl *parser_list_file(Parser *parser, Word word, TypeNode type, Text file, Span file_span, Span span);
Decl *parser_table(Parser *parser, Word word, Argument *arguments, TypeNode result, bool first, TableRow *rows, Span span);
// Their parts.
Clause *parser_clause(Parser *parser, Clause *before, Text number, Span span, Wording *heading, Wording *text, Wording *reason);
EnumValue *parser_enum_value(Parser *parser, EnumValue *before, Word word, Wording *wording); // wording null: its name
Attribute *parser_attribute(Parser *parser, Attribute *before, Word word, TypeNode type, bool confidential);
TypeNode parser_many(Parser *parser, TypeNode type, Span span);
Argument *parser_argument(Parser *parser, Argument *before, Word word, TypeNode type);
TableRow *parser_row(Parser *parser, TableRow *before, Cell *cells, Expr *result, Span span);
Cell *parser_cell(Parser *parser, CellTest *tests, Span span);                           // tests null: any value
CellTest *parser_cell_test(Parser *parser, ExprKind relation, Expr *value, Expr *upper); // upper null: no range

// ---- evidence (3.3; nodes_decl.c) ----

// Lines of the evidence block that is open; the first two may stand once.
void parser_evidence_by(Parser *parser, Word word);
void parser_evidence_rank(Parser *parser, RankLevel *ranks);
RankLevel *parser_rank(Parser *parser, WordList *kinds, RankLevel *before);
void parser_accept(Parser *parser, WordList *kinds, Expr *condition, Span span);
void parser_expire(Parser *parser, Word kind, int64_t seconds, Span span);

// ---- rules (5.1; nodes_rule.c) ----

// Fields of the rule that is open, each of which may stand once.
void parser_cites(Parser *parser, Cite *cites, Span span);
void parser_aspect(Parser *parser, Word word, Span span);
void parser_severity(Parser *parser, RuleSeverity severity, Span span);
void parser_weight(Parser *parser, Amount weight, Span span);
void parser_remedy(Parser *parser, Wording *remedy, Span span);
void parser_waivable(Parser *parser, Span span);
// Those that may stand more often. parser_condition: *list is one of the rule's lists; wording and citing null: none.
void parser_condition(Parser *parser, Condition **list, Expr *expr, Wording *wording, Cite *citing, Span span);
Threshold *parser_new_threshold(Parser *parser, Word kind, WordList *attributes, Span span);
void parser_threshold(Parser *parser, Threshold *threshold, Span span);
// A clause's number; and the numbers of one source, its last one first, before those of other sources.
Cite *parser_cite(Parser *parser, Cite *before, Text number, Span span);
Cite *parser_cite_source(Cite *before, Word source, Cite *numbers);
void parser_except(Parser *parser, Expr *expr, Wording *reason, Cite *citing, Span span);
Decl *parser_waive(Parser *parser, Word code, int64_t until, Wording *because, Span span);
// How a rule, and how a clause is read.
Decl *parser_interpret_rule(Parser *parser, Word code, int64_t on, Wording *wording, Span span);
Decl *parser_interpret(Parser *parser, Word source, Text number, Span number_span, int64_t on, Wording *wording, Span span);
// Splits a finding and its translations into pieces (findings.c).
void parser_finding(Parser *parser, Wording *wording);

// ---- the verdict (5.2; nodes_rule.c) ----

Weight *parser_severity_weight(Parser *parser, Weight *before, RuleSeverity severity, Amount amount);
// `undetermined` in whatever language it is written; any other word as it is.
Word parser_undetermined(Parser *parser, Word word);
// wording null: its name; guard null: otherwise.
Outcome *parser_outcome(Parser *parser, Outcome *before, Word word, Wording *wording, GuardNode *guard);
GuardNode *parser_guard_pair(Parser *parser, GuardKind kind, GuardNode *left, GuardNode *right);
GuardNode *parser_guard_or(Parser *parser, GuardNode *left, GuardNode *right); // as parser_or
GuardNode *parser_guard_parenthesised(GuardNode *guard);
// Warns of an `and` beside an `or`; span: what stands there without parentheses.
void parser_and_beside_or(Parser *parser, Span span);
GuardNode *parser_guard(Parser *parser, GuardKind kind, WordList *words, Amount threshold, Span span);
GuardNode *parser_guard_rule(Parser *parser, Word code, Span span);

// ---- tests (5.3; nodes_test.c) ----

// Items of the test that is open. Where a given is from, the parser knows. with null: nothing is said of findings.
void parser_given(Parser *parser, Word word, Word entity, Word kind, int64_t on, Span on_span, Fact *facts, Span span);
void parser_expect_status(Parser *parser, Word code, int status, const Text *with, Span span);
void parser_expect_score(Parser *parser, Word aspect, Amount low, Amount high, Span span);
void parser_expect_needs(Parser *parser, WordList *path, Span span);
void parser_expect_true(Parser *parser, Expr *expr, Span span);
FactValue parser_unreadable(Parser *parser, Text text, Span span);
Fact *parser_fact(Parser *parser, Fact *before, Word word, FactValue value);
FactItem *parser_fact_item(Parser *parser, FactItem *before, FactValue value);

// ---- files that others make (5.10; nodes_format.c) ----

Decl *parser_format(Parser *parser, Word word, FilledType *filled, Span span);
FilledType *parser_filled(Parser *parser, Word type, Word record, Mapping *mappings, Span span);
Mapping *parser_mapping(Parser *parser, Word word, MappingPath *paths);         // its span is still to come
void parser_block(Parser *parser, Mapping *mapping, Mapping *block, Span span); // span: with its braces
MeantWord *parser_meant(Parser *parser, Text text, Span text_span, Expr *value);
MappingPath *parser_mapping_path(Parser *parser, PathStep *steps, Span span);
PathStep *parser_step(Parser *parser, PathStep *before, StepKind kind, Text name, Text text, Span span);

// ---- expressions (4; nodes_expr.c) ----

// Each with its operands; what becomes too deep is reported, and a literal of no type stands for it.
Expr *parser_quantifier(Parser *parser, ExprKind kind, Binder *binders, Expr *body, Span span);
Expr *parser_if(Parser *parser, Expr *condition, Expr *yes, Expr *otherwise, Span span);
Binder *parser_binder(Parser *parser, Word word, Expr *set, Expr *where); // where null: all
Expr *parser_binary(Parser *parser, ExprKind kind, Expr *left, Expr *right);
// `left or right`; an `and` that stands in one of them without parentheses is a warning, once for a row of `or`.
Expr *parser_or(Parser *parser, Expr *left, Expr *right);
// What stands in parentheses, which belong to its span. expr null: it was not understood.
Expr *parser_parenthesised(Expr *expr, Span span);
Expr *parser_unary(Parser *parser, ExprKind kind, Expr *operand, Span span);
// A question about the evidence; kinds: of these alone, or null.
Expr *parser_asked(Parser *parser, ExprKind kind, Expr *operand, WordList *kinds, Span span);
Expr *parser_negate(Parser *parser, Expr *operand, Span span); // of a literal its number
Expr *parser_member(Parser *parser, ExprKind kind, Expr *base, Word word);
Expr *parser_name(Parser *parser, Word word);
Expr *parser_call(Parser *parser, Word word, ExprList *arguments, Span span);
Expr *parser_holds(Parser *parser, Word code, Span span);
Expr *parser_set(Parser *parser, ExprList *items, Span span);
ExprList *parser_item(Parser *parser, ExprList *before, Expr *expr);
// `a < b < c`, reported, as what it is corrected to: `a < b and b < c`. span: the second sign.
Expr *parser_chained(Parser *parser, Expr *left, int kind, Expr *right, Span span);
// `a implies b implies c`, reported, as one of what it could be. span: the second `implies`.
Expr *parser_chained_implies(Parser *parser, Expr *left, Expr *middle, Expr *right, Span span);
// Reports two items without a comma; span: the second one.
void parser_comma_missing(Parser *parser, Span span);

// ---- literals (2.5; literals.c) ----

// Of numbers, dates and instants as they are written; what is none, or leads out of its range, is reported, and 0.
Expr *parser_integer(Parser *parser, Text text, Span span);
Expr *parser_decimal(Parser *parser, Text text, Span span);
Expr *parser_instant(Parser *parser, Text text, Span span);
Expr *parser_span_of_time(Parser *parser, Text count, int unit, Span span); // a duration, or a period; unit: its token
Amount parser_amount(Parser *parser, Text text, Span span);
int64_t parser_date(Parser *parser, Text text, Span span);                // in days, as calendar.h counts
int64_t parser_duration(Parser *parser, Text count, int unit, Span span); // in seconds
// Texts with their quotes: the escapes resolved, in NFC. Empty where it was not closed.
Text parser_text(Parser *parser, Text raw, Span span);
Wording *parser_wording(Parser *parser, Text raw, Span span);
Wording *parser_translation(Parser *parser, Wording *first, const Name *language, Text raw, Span span);
// Reports a text, in whatever language it stands there, in which nothing is to be read; word: the keyword in front of it.
void parser_says_something(Parser *parser, const Wording *wording, const char *word);
// The same of the wording of a name, which may be left out.
void parser_is_worded(Parser *parser, const Wording *wording, Word word);

#endif
