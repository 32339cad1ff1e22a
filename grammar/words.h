// SPDX-License-Identifier: MIT
// Between tokens and parser: contextual keywords, by a finite state that follows the tokens, with one token of lookahead. A word
// that is a keyword in one place is an ordinary name in another (LANGUAGE.md 2.3): behind a dot, behind `via`, and where
// attributes and facts are named. The number of a clause is a run of adjacent tokens (2.6). What decides this stands here, so
// that the grammar need not know it.
#ifndef ASSIZE_GRAMMAR_WORDS_H
#define ASSIZE_GRAMMAR_WORDS_H

#include "ast/tree.h"
#include "keywords.h"
#include "support/diagnostic.h"
#include "tokens.h"

// The value of a symbol of the grammar (parser.y): of a token its text, or the name that it is.
typedef union SymbolValue {
    Text text;
    const Name *name;
    Word word;
    WordList *words;
    Wording *wording;
    Expr *expr;
    ExprList *exprs;
    Binder *binders;
    TypeNode type;
    Attribute *attributes;
    EnumValue *enum_values;
    Clause *clauses;
    Cite *cites;
    Threshold *threshold;
    Argument *arguments;
    RankLevel *ranks;
    Cell *cells;
    CellTest *cell_tests;
    TableRow *rows;
    Outcome *outcomes;
    GuardNode *guard;
    Weight *weights;
    Amount amount;
    PathStep *steps;
    MappingPath *mapping_paths;
    MeantWord *meant_words;
    Mapping *mappings;
    FilledType *filled_types;
    Fact *facts;
    FactValue fact_value;
    FactItem *fact_items;
    Decl *decl;
    int kind;
    int64_t number;
    bool flag;
} SymbolValue;

// A token as the parser gets it.
typedef struct MeantToken {
    int kind;
    Text text;  // without what is to be left out: empty where it lacks its quotes
    Name *name; // of a word; else null
    Span span;
} MeantToken;

// NAMES: a word before `:` is a name. RULE, SOURCE: right within them `cites` and `clause` lead to numbers of clauses. FORMAT:
// every word is a name, but for `from` behind the first one of an entry.
typedef enum BraceMode { BRACE_PLAIN, BRACE_NAMES, BRACE_RULE, BRACE_SOURCE, BRACE_FORMAT } BraceMode;

// Of a block whose brace is still to come.
typedef enum BlockHeading {
    HEADING_NONE,
    HEADING_ATTRIBUTES,
    HEADING_FACTS,
    HEADING_RULE,
    HEADING_SOURCE,
    HEADING_FORMAT
} BlockHeading;

enum { DEEPEST_BRACES = 200 };

typedef struct Words {
    size_t next;      // the first of the parser's tokens that was not read
    MeantToken ahead; // read and not yet given
    bool has_ahead;
    int current;                   // the token that the parser looks at
    int previous, before_previous; // for messages: the tokens before it
    Span current_span, previous_span;
    BraceMode modes[DEEPEST_BRACES];
    Span opened[DEEPEST_BRACES]; // where the braces stand
    Span bad;                    // the last token that was reported by itself: an open text, a sign without meaning
    int depth;
    BlockHeading heading;
    enum { CITE_NONE, CITE_SOURCE, CITE_CLAUSE, CITE_BEHIND } cite;
    enum { THRESHOLD_NONE, THRESHOLD_NAME, THRESHOLD_BEHIND } threshold;
    bool cite_single; // `clause N`: one number, no list
    bool from_due;    // in a `format` block, behind the name of an entry
} Words;

// One run of the parser over one text: a source, or an expression within a finding.
typedef struct Parser {
    Tree *tree; // in whose arena lies all that is made
    Diagnostics *diagnostics;
    const Source *source;
    Tokens tokens; // of the text
    uint32_t base; // where the text begins in the source
    bool pinned;   // all tokens stand at pin: they come from a text with escapes
    Span pin;
    bool embedded; // an expression within a finding
    bool stopped;  // by something that nobody wrote by hand: what follows is not read
    int start;     // the token that chooses what is parsed; 0: given already
    // Runs a parser over a text, from such a token on; false: something was reported. Given down by parse.c, so that who builds
    // nodes may ask for the tree of a text in a text.
    bool (*run)(struct Parser *parser, Text text, int start);
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
} Parser;

// The next token, its meaning decided, with its value and its place. 0 at the end. What is no token is reported and left out.
int words_next(Parser *parser, SymbolValue *value, Span *span);

// Whether a token is a keyword, and one that is never a name.
bool token_is_keyword(int token);
bool token_is_reserved(int token);

// A token that cannot stand where it stands, and the tokens that could, by their names in the grammar.
typedef struct Unexpected {
    Span span;
    const char *found;
    const char *const *symbols;
    size_t count;
} Unexpected;

// Reports it in the words of a person (expected.c).
void report_unexpected(Parser *parser, const Unexpected *unexpected);

#endif
