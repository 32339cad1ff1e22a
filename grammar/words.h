// SPDX-License-Identifier: MIT
// Between scanner and parser. A word that is a keyword in one place is an ordinary name in another (LANGUAGE.md 2.3):
// behind a dot, behind `via`, and where attributes and facts are named. The number of a clause is a run of adjacent
// tokens (2.6). What decides this needs one token of lookahead and stands here, so that the grammar need not know it.
#ifndef ASSIZE_GRAMMAR_WORDS_H
#define ASSIZE_GRAMMAR_WORDS_H

#include "ast/tree.h"
#include "support/diagnostic.h"

#include "parser.h" // generated from parser.y: the tokens and their values

typedef ASSIZE_STYPE TokenValue;

typedef struct Token {
    int kind;
    TokenValue value;
    Span span;
} Token;

typedef enum BraceMode { BRACE_PLAIN, BRACE_NAMES } BraceMode; // NAMES: a word before `:` is a name

enum { DEEPEST_BRACES = 200 };

typedef struct Words {
    Token ahead; // scanned and not yet given
    bool has_ahead;
    int last;                     // the token given before
    int last_given, before_given; // for messages: the tokens before the one that the parser looks at
    Span given, last_span;        // where that one stands, and the last one
    BraceMode modes[DEEPEST_BRACES];
    Span opened[DEEPEST_BRACES]; // where the braces stand
    Span bad;                    // the last token that was reported by itself: an open text, a sign without meaning
    int depth;
    enum { HEADING_NONE, HEADING_ATTRIBUTES, HEADING_FACTS } heading; // of a block whose brace is still to come
    enum { CITE_NONE, CITE_SOURCE, CITE_CLAUSE, CITE_BEHIND } cite;
    bool cite_single; // `clause N`: one number, no list
} Words;

struct Parser {
    Tree *tree;
    Diagnostics *diagnostics;
    const Source *source;
    uint32_t base; // of the text that is scanned, in the source's
    bool pinned;   // all tokens stand at pin: they come from a text with escapes
    Span pin;
    bool embedded; // an expression within a finding
    bool stopped;  // by something that nobody wrote by hand: what follows is not read
    int start;     // the token that chooses what is parsed; 0: given already
    void *scanner;
    Words words;
    Decl *open;   // the declaration whose fields are being read
    bool misread; // something in it was not understood
    bool result_written;
    TypeNode result;
    Word from;
    Text from_text;
    File *file; // the result
    Decl *last; // of its declarations
    Expr *expr; // the result, of one expression
};

// The next token, its meaning decided. 0 at the end.
int words_next(Parser *parser, TokenValue *value, Span *span);
// The keyword that a word is, or 0.
int keyword_of(Text text);
bool token_is_keyword(int token);
bool token_is_reserved(int token);
// By the name that the grammar gives a token: the English keyword or null; whether it is a name elsewhere.
const char *symbol_keyword(const char *symbol);
bool symbol_is_contextual(const char *symbol);
// Offers the keyword that a grammar's name stands for, in both languages.
void symbol_offer(Nearest *nearest, const char *symbol);

// The grammar's name of a token (parser.y).
const char *token_name(int token);

// A token that cannot stand where it stands, and the tokens that could, by their names in the grammar.
typedef struct Unexpected {
    Span span;
    const char *found;
    const char *const *symbols;
    size_t count;
} Unexpected;

// Reports it in the words of a person (expected.c).
void report_unexpected(Parser *parser, const Unexpected *unexpected);

// The scanner (scanner.l): the next token as it stands, with its text.
int scan_token(Parser *parser, TokenValue *value, Span *span);
bool scanner_open(Parser *parser, Text text);

// What the actions of the grammar call (nodes.c), in the order of the grammar.
void parser_too_deep(Parser *parser, Span span);
void parser_fragment(Parser *parser);
void parser_header(Parser *parser, FileKind kind, Word word, Text version, Span span);
void parser_refines(Parser *parser, Word base, Text version);
void parser_library(Parser *parser, WordList *path, Span span);
void parser_header_wording(Parser *parser, Wording **place, Wording *wording, Span span);
void parser_effective(Parser *parser, int64_t date, Span span);
void parser_valid_for(Parser *parser, int64_t seconds, Span span);
void parser_reviews(Parser *parser, Word variable, Word type, Span span);
void parser_add(Parser *parser, Decl *decl);
Decl *parser_decl(Parser *parser, DeclKind kind, Word word, Span span);
void parser_open(Parser *parser, DeclKind kind, Word word, Span span);
void parser_open_rule(Parser *parser, DeclKind kind, Word code, Wording *title, Span span);
void parser_open_test(Parser *parser, Text title, int64_t on, Span on_span, Span span);
Decl *parser_close(Parser *parser, Span span);
Decl *parser_enum(Parser *parser, Word word, EnumValue *values, bool ordered, Span span);
Decl *parser_entity(Parser *parser, DeclKind kind, Word word, WordList *keys, Attribute *attributes, Span span);
Decl *parser_define(Parser *parser, Word word, Argument *arguments, Expr *body, Span span);
Decl *parser_list(Parser *parser, Word word, TypeNode type, ExprList *items, Span span);
Decl *parser_list_file(Parser *parser, Word word, TypeNode type, Text file, Span file_span, Text column, Span column_span,
                       Span span);
Decl *parser_table(Parser *parser, Word word, Argument *arguments, TypeNode result, bool first, TableRow *rows, Span span);
Clause *parser_clause(Parser *parser, Clause *before, Text number, Span span, Wording *heading, Wording *text, Wording *reason);
EnumValue *parser_enum_value(Parser *parser, EnumValue *before, Word word);
Attribute *parser_attribute(Parser *parser, Attribute *before, Word word, TypeNode type, bool confidential);
TypeNode parser_many(Parser *parser, TypeNode type, Span span);
void parser_evidence_by(Parser *parser, Word word);
void parser_evidence_rank(Parser *parser, RankLevel *ranks);
RankLevel *parser_rank(Parser *parser, WordList *kinds, RankLevel *before);
void parser_accept(Parser *parser, WordList *kinds, Expr *condition, Span span);
void parser_expire(Parser *parser, Word kind, int64_t seconds, Span span);
Argument *parser_argument(Parser *parser, Argument *before, Word word, TypeNode type);
TableRow *parser_row(Parser *parser, TableRow *before, Cell *cells, Expr *result, Span span);
Cell *parser_cell(Parser *parser, CellTest *tests, Span span);
CellTest *parser_cell_test(Parser *parser, ExprKind relation, Expr *value, Expr *upper);
void parser_cites(Parser *parser, Cite *cites, Span span);
void parser_aspect(Parser *parser, Word word, Span span);
void parser_condition(Parser *parser, Condition **list, Expr *expr, Wording *wording, Cite *citing, Span span);
void parser_remedy(Parser *parser, Wording *remedy, Span span);
void parser_waivable(Parser *parser, Span span);
void parser_severity(Parser *parser, RuleSeverity severity, Span span);
void parser_weight(Parser *parser, Amount weight, Span span);
Threshold *parser_new_threshold(Parser *parser, Word kind, WordList *attributes, Span span);
void parser_threshold(Parser *parser, Threshold *threshold, Span span);
Cite *parser_cite(Parser *parser, Cite *before, Text number, Span span);
Cite *parser_cite_source(Parser *parser, Cite *before, Word source, Cite *numbers);
void parser_finding(Parser *parser, Wording *wording); // splits a finding and its translations into pieces
Weight *parser_severity_weight(Parser *parser, Weight *before, RuleSeverity severity, Amount amount);
Amount parser_amount(Parser *parser, Text text, Span span);
Outcome *parser_outcome(Parser *parser, Outcome *before, Word word, GuardNode *guard);
GuardNode *parser_guard_pair(Parser *parser, GuardKind kind, GuardNode *left, GuardNode *right);
GuardNode *parser_guard(Parser *parser, GuardKind kind, WordList *words, Amount threshold, Span span);
GuardNode *parser_guard_rule(Parser *parser, Word code, Span span);
WordList *parser_word(Parser *parser, WordList *before, Word word);
void parser_given(Parser *parser, Word word, Word entity, Word kind, int64_t on, Span on_span, Fact *facts, Span span);
void parser_expect_status(Parser *parser, Word code, int status, const Text *with, Span span);
void parser_expect_score(Parser *parser, Word aspect, Amount low, Amount high, Span span);
void parser_expect_needs(Parser *parser, WordList *path, Span span);
void parser_expect_true(Parser *parser, Expr *expr, Span span);
Fact *parser_fact(Parser *parser, Fact *before, Word word, FactValue value);
FactItem *parser_fact_item(Parser *parser, FactItem *before, FactValue value);
Expr *parser_quantifier(Parser *parser, ExprKind kind, Binder *binders, Expr *body, Span span);
Expr *parser_if(Parser *parser, Expr *condition, Expr *yes, Expr *otherwise, Span span);
Binder *parser_binder(Parser *parser, Word word, Expr *set, Expr *where);
Expr *parser_binary(Parser *parser, ExprKind kind, Expr *left, Expr *right);
Expr *parser_chained(Parser *parser, Expr *left, int kind, Expr *right, Span span);
void parser_comma_missing(Parser *parser, Span span);
Expr *parser_unary(Parser *parser, ExprKind kind, Expr *operand, Span span);
Expr *parser_negate(Parser *parser, Expr *operand, Span span);
Expr *parser_member(Parser *parser, ExprKind kind, Expr *base, Word word);
Expr *parser_name(Parser *parser, Word word);
Expr *parser_call(Parser *parser, Word word, ExprList *arguments, Span span);
Expr *parser_holds(Parser *parser, Word code, Span span);
Expr *parser_set(Parser *parser, ExprList *items, Span span);
ExprList *parser_item(Parser *parser, ExprList *before, Expr *expr);
Expr *parser_integer(Parser *parser, Text text, Span span);
Expr *parser_decimal(Parser *parser, Text text, Span span);
Expr *parser_instant(Parser *parser, Text text, Span span);
Expr *parser_span_of_time(Parser *parser, Text count, int unit, Span span);
Text parser_text(Parser *parser, Text raw, Span span); // a text literal with its quotes, its escapes resolved
Wording *parser_wording(Parser *parser, Text raw, Span span);
Wording *parser_translation(Parser *parser, Wording *first, const Name *language, Text raw, Span span);
int64_t parser_date(Parser *parser, Text text, Span span);
int64_t parser_duration(Parser *parser, Text count, int unit, Span span); // in seconds

// Parses a piece of a source as one expression: of a finding (parse.c).
Expr *parser_embedded(Parser *parser, Text text, uint32_t base, const Span *pin);

#endif
