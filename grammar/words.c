// SPDX-License-Identifier: MIT
// Contextual keywords: a finite state that follows the tokens decides what a word means where it stands. See words.h.
#include "words.h"

#include "habits.h"
#include "parser.h"

// By token, from the first keyword's on: this is asked of every token of a policy.
enum { FIRST_KEYWORD = TOKEN_IF, LAST_KEYWORD = TOKEN_WORKING };
static const bool reserved[LAST_KEYWORD - FIRST_KEYWORD + 1] = {
#define RESERVED true
#define CONTEXTUAL false
#define KEYWORD(token, english, chinese, class) [TOKEN_##token - FIRST_KEYWORD] = class,
#define UNIT_PLURAL(token, english)
#include "keywords.def"
#undef KEYWORD
#undef UNIT_PLURAL
#undef RESERVED
#undef CONTEXTUAL
};

bool token_is_keyword(int token)
{
    return token >= FIRST_KEYWORD && token <= LAST_KEYWORD;
}

bool token_is_reserved(int token)
{
    return token_is_keyword(token) && reserved[token - FIRST_KEYWORD];
}

// The kind of a word, looked up once for each distinct one.
static int kind_of_word(Parser *parser, Name *name, Text text, Span span)
{
    if (!name->keyword) {
        name->keyword = keyword_of(text);
        if (!name->keyword)
            name->keyword = -1;
        for (size_t at = 0; at < text.length;) {
            bool first = at == 0;
            int32_t c = text_next(text, &at);
            if (first ? text_identifier_start(c) : text_identifier_part(c))
                continue;
            if (first && at == text.length)
                return TOKEN_BAD;
            Diagnostic *bad = diagnose(parser->diagnostics, MESSAGE_BAD_IDENTIFIER, span, 1, text);
            diagnostic_expect(bad, text_of("letters, digits and `_`"));
            break;
        }
    }
    return name->keyword > 0 ? name->keyword : TOKEN_NAME;
}

// How a word before `:` and the words that lead to numbers of clauses are read here, and whether a path may stand here.
static BraceMode brace_mode(const Words *words)
{
    return words->depth > 0 && words->depth <= DEEPEST_BRACES ? words->modes[words->depth - 1] : BRACE_PLAIN;
}

// Signs of other languages, and what stands for them here. The parser goes on with what was meant.
static const struct {
    const char *sign, *here;
    int token;
} foreign_signs[] = {
    {"==", "=", '='},           {"<>", "!=", TOKEN_DIFFERENT}, {"≠", "!=", TOKEN_DIFFERENT}, {"=<", "<=", TOKEN_AT_MOST},
    {"≤", "<=", TOKEN_AT_MOST}, {"≥", ">=", TOKEN_AT_LEAST},   {"&&", "and", TOKEN_AND},     {"||", "or", TOKEN_OR},
    {"!", "not", TOKEN_NOT}};

// Reports what no token begins with. The token that was meant, or 0.
static int report_bad(Parser *parser, Text text, Span span)
{
    Diagnostic *bad = diagnose(parser->diagnostics, MESSAGE_BAD_CHARACTER, span, 1, text);
    if (text.length > 1 && text.bytes[0] == '\'') {
        diagnostic_correct(bad, text_of("a text stands in double quotes"));
        return TOKEN_TEXT_LITERAL;
    }
    if (text_starts(text, text_of("//")) || text_starts(text, text_of("/*")))
        diagnostic_correct(bad, text_of("a comment begins with `#`, and ends with its line"));
    else if (brace_mode(&parser->words) == BRACE_FORMAT && habit_correction(HABIT_PATH, text).length)
        diagnostic_correct(bad, habit_correction(HABIT_PATH, text));
    else if (habit_correction(HABIT_SIGN, text).length)
        diagnostic_correct(bad, habit_correction(HABIT_SIGN, text));
    for (size_t i = 0; i < sizeof foreign_signs / sizeof *foreign_signs; i++) {
        if (!text_is(text, foreign_signs[i].sign))
            continue;
        diagnostic_correct(bad, text_format(parser->tree->arena, "write `%s`", foreign_signs[i].here));
        return foreign_signs[i].token;
    }
    return 0;
}

// The next token as it stands, comments left out; 0 at the text's end. Tokens are put where they are to be, never handed on:
// there is one for every few bytes of a text.
static void read_token(Parser *parser, MeantToken *to)
{
    const Tokens *tokens = &parser->tokens;
    size_t *next = &parser->words.next;
    while (*next < tokens->count && tokens->items[*next].kind == TOKEN_COMMENT)
        ++*next;
    uint32_t end = (uint32_t)tokens->text.length;
    Token token = *next < tokens->count ? tokens->items[(*next)++] : (Token){0, end, end};
    to->kind = token.kind;
    to->text = token_text(tokens, &token);
    to->name = NULL;
    to->span = parser->pinned ? parser->pin : (Span){parser->source->file, parser->base + token.start, parser->base + token.end};
}

static void report_open_text(Parser *parser, const MeantToken *token)
{
    Diagnostic *open = diagnose(parser->diagnostics, MESSAGE_TEXT_NOT_CLOSED, token->span, 0);
    char quote = token->text.bytes[0];
    diagnostic_expect(open, text_format(parser->tree->arena, "`%c` before the end of the line", quote));
    parser->words.bad = token->span;
}

static bool is_word(int kind)
{
    return kind == TOKEN_NAME || token_is_keyword(kind);
}

// Reports a token that is bad by itself, and makes of it what was meant; false where nothing was.
static bool mend_bad(Parser *parser, MeantToken *token)
{
    if (token->kind == TOKEN_BAD_WORD) {
        Diagnostic *bad = diagnose(parser->diagnostics, MESSAGE_BAD_IDENTIFIER, token->span, 1, token->text);
        diagnostic_expect(bad, text_of("a name that begins with a letter"));
        token->kind = TOKEN_NAME;
        return true;
    }
    if (token->kind == TOKEN_OPEN_TEXT) {
        report_open_text(parser, token);
        token->kind = TOKEN_TEXT_LITERAL;
    } else {
        token->kind = report_bad(parser, token->text, token->span);
    }
    if (token->kind == TOKEN_TEXT_LITERAL)
        token->text.length = 0; // no quotes to take off
    if (!token->kind)
        parser->words.bad = token->span;
    return token->kind != 0;
}

// The next token, a word with its keyword; bad ones are reported, and left out where nothing else was meant.
static void mend_token(Parser *parser, MeantToken *to)
{
    do {
        read_token(parser, to);
        if (to->kind == TOKEN_WORD) {
            to->name = tree_name(parser->tree, to->text);
            to->kind = kind_of_word(parser, to->name, to->text, to->span);
        }
    } while ((to->kind == TOKEN_BAD_WORD || to->kind == TOKEN_OPEN_TEXT || to->kind == TOKEN_BAD) && !mend_bad(parser, to));
    if (!to->name && is_word(to->kind))
        to->name = tree_name(parser->tree, to->text);
}

static void take_token(Parser *parser, MeantToken *to)
{
    Words *words = &parser->words;
    if (words->has_ahead)
        *to = words->ahead;
    else
        mend_token(parser, to);
    words->has_ahead = false;
}

static const MeantToken *token_ahead(Parser *parser)
{
    Words *words = &parser->words;
    if (!words->has_ahead) {
        mend_token(parser, &words->ahead);
        words->has_ahead = true;
    }
    return &words->ahead;
}

static bool is_literal(int kind)
{
    return kind >= TOKEN_INTEGER_LITERAL && kind <= TOKEN_INSTANT_LITERAL;
}

static bool in_clause_number(int kind)
{
    switch (kind) {
    case TOKEN_INTEGER_LITERAL:
    case TOKEN_DECIMAL_LITERAL:
    case TOKEN_CODE:
    case TOKEN_DATE_LITERAL:
    case '.':
    case '-':
    case '/':
    case '(':
    case ')':
    case '_':
        return true;
    default:
        return is_word(kind);
    }
}

static bool starts_clause_number(int kind)
{
    return kind == TOKEN_INTEGER_LITERAL || kind == TOKEN_DECIMAL_LITERAL || kind == TOKEN_CODE || kind == TOKEN_DATE_LITERAL ||
           (is_word(kind) && !token_is_reserved(kind));
}

// Joins a token and those that follow it without a gap into the number of a clause.
static void join_clause_number(Parser *parser, MeantToken *token)
{
    token->kind = TOKEN_CLAUSE_NUMBER;
    while (in_clause_number(token_ahead(parser)->kind) && token_ahead(parser)->span.start == token->span.end) {
        MeantToken next;
        take_token(parser, &next);
        token->span.end = next.span.end;
        token->text.length += next.text.length;
    }
}

// Whether a token is the first of its line. What follows a text with escapes has no lines.
static bool begins_line(const Parser *parser, const MeantToken *token)
{
    uint32_t end = parser->words.current_span.end;
    return !parser->pinned && span_is_known(parser->words.current_span) &&
           memchr(parser->source->text.bytes + end, '\n', token->span.start - end);
}

// Whether `interpret` begins a declaration, of a clause, behind a token and before another one: what stands before a declaration
// is the end of another one, where no name is due; what stands behind its word is a source. `interpret CODE` needs no such care.
static bool interprets_clause(int last, int next)
{
    static const int awaits[] = {TOKEN_USE, TOKEN_LIBRARY, TOKEN_PART, TOKEN_MANY, TOKEN_REF};
    bool end = last == 0 || last == '}' || last == ')' || is_literal(last) || last == TOKEN_TRUE || last == TOKEN_FALSE ||
               last == TOKEN_TODAY || (is_word(last) && !token_is_reserved(last));
    for (size_t i = 0; i < sizeof awaits / sizeof *awaits; i++)
        end = end && last != awaits[i];
    return end && is_word(next) && !token_is_reserved(next);
}

// Whether the operand of an expression, or a name, is due behind a token.
static bool awaits_name(int token)
{
    switch (token) {
    case TOKEN_TODAY:
    case TOKEN_TRUE:
    case TOKEN_FALSE:
        return false;
    case TOKEN_DIFFERENT:
    case TOKEN_AT_MOST:
    case TOKEN_AT_LEAST:
    case TOKEN_TO:
    case TOKEN_REQUIRE:
    case TOKEN_WHEN:
    case TOKEN_ASPECT:
    case TOKEN_LEAST:
        return true;
    default:
        return (token > 0 && token < 128 && strchr("=<>+-*/(,:", token)) || token_is_reserved(token);
    }
}

// Whether `cites` or `citing` is the name of something: anything may have it.
static bool is_named_cites(Parser *parser, const MeantToken *token)
{
    int ahead = token_ahead(parser)->kind;
    bool due = awaits_name(parser->words.current) && !begins_line(parser, token);
    return brace_mode(&parser->words) != BRACE_RULE || due || !is_word(ahead) || token_is_reserved(ahead);
}

// Follows what `cites`, `citing`, `clause` and `interpret` announce: sources and numbers of clauses.
static void follow_cites(Parser *parser, MeantToken *token)
{
    Words *words = &parser->words;
    switch (words->cite) {
    case CITE_SOURCE:
        words->cite = is_word(token->kind) ? CITE_CLAUSE : CITE_NONE;
        if (is_word(token->kind))
            token->kind = TOKEN_NAME;
        return;
    case CITE_CLAUSE:
        words->cite = CITE_NONE;
        // A keyword on the next line is the rule's next field: the number was left out.
        if (starts_clause_number(token->kind) && !(token_is_keyword(token->kind) && begins_line(parser, token))) {
            join_clause_number(parser, token);
            words->cite = words->cite_single ? CITE_NONE : CITE_BEHIND;
            return;
        }
        break;
    case CITE_BEHIND:
        words->cite = token->kind == ',' ? CITE_CLAUSE : token->kind == ';' ? CITE_SOURCE : CITE_NONE;
        if (token->kind == ',' || token->kind == ';')
            return;
        break;
    case CITE_NONE:
        break;
    }
    if (words->current == '.')
        return;
    if ((token->kind == TOKEN_CITES || token->kind == TOKEN_CITING) && !is_named_cites(parser, token)) {
        words->cite = CITE_SOURCE;
        words->cite_single = false;
    } else if (token->kind == TOKEN_CLAUSE && brace_mode(words) == BRACE_SOURCE &&
               starts_clause_number(token_ahead(parser)->kind)) {
        words->cite = CITE_CLAUSE;
        words->cite_single = true;
    } else if (token->kind == TOKEN_INTERPRET && words->depth == 0 &&
               interprets_clause(words->current, token_ahead(parser)->kind)) {
        words->cite = CITE_SOURCE;
        words->cite_single = true;
    }
}

// The block that a word heads where it begins a declaration or a given.
static BlockHeading heading_of_word(int kind)
{
    switch (kind) {
    case TOKEN_ENTITY:
    case TOKEN_PART:
    case TOKEN_EXTEND:
        return HEADING_ATTRIBUTES;
    case TOKEN_GIVEN:
        return HEADING_FACTS;
    case TOKEN_RULE:
    case TOKEN_STRENGTHEN:
        return HEADING_RULE;
    case TOKEN_SOURCE:
        return HEADING_SOURCE;
    case TOKEN_FORMAT:
        return HEADING_FORMAT;
    default:
        return HEADING_NONE;
    }
}

// Whether a word that could head a block does: a name follows, and none was due. Within braces, which may have been left open, it
// begins a line, and is no outcome.
static bool heads_block(Parser *parser, const MeantToken *token)
{
    const Words *words = &parser->words;
    const MeantToken *ahead = token_ahead(parser);
    bool name = is_word(ahead->kind) && !token_is_reserved(ahead->kind);
    if (words->current == '.' || (awaits_name(words->current) && !begins_line(parser, token)) ||
        !(name || ahead->kind == TOKEN_CODE))
        return false;
    bool within = words->depth > 0 && token->kind != TOKEN_GIVEN;
    return !within || (begins_line(parser, token) && ahead->kind != TOKEN_WHEN && ahead->kind != TOKEN_OTHERWISE);
}

// Follows the headings of blocks in which names stand before colons, or numbers of clauses.
static void follow_heading(Parser *parser, const MeantToken *token)
{
    Words *words = &parser->words;
    BlockHeading heading = heading_of_word(token->kind);
    if (heading != HEADING_NONE && heads_block(parser, token)) {
        words->heading = heading;
        return;
    }
    switch (token->kind) {
    case TOKEN_EVIDENCE:
        if (words->current == TOKEN_EXTEND)
            words->heading = HEADING_NONE;
        return;
    case TOKEN_CODE:
    case TOKEN_LANGUAGE:
    case '{':
    case ',':
    case ':':
    case TOKEN_DATE_LITERAL:
    case TOKEN_TEXT_LITERAL:
        break;
    default:
        if (!is_word(token->kind) || (words->heading >= HEADING_RULE && token_is_reserved(token->kind)))
            words->heading = HEADING_NONE;
        break;
    }
    if (token->kind != '{' && words->heading == HEADING_ATTRIBUTES && token->kind != ',' && !is_word(token->kind))
        words->heading = HEADING_NONE;
}

static void follow_braces(Parser *parser, int kind, Span span)
{
    Words *words = &parser->words;
    if (kind == '{' || kind == '[') {
        static const BraceMode of_heading[] = {BRACE_PLAIN, BRACE_NAMES, BRACE_NAMES, BRACE_RULE, BRACE_SOURCE, BRACE_FORMAT};
        BraceMode mode = words->depth ? words->modes[words->depth < DEEPEST_BRACES ? words->depth - 1 : DEEPEST_BRACES - 1]
                                      : BRACE_PLAIN;
        if (words->heading != HEADING_NONE && kind == '{')
            mode = of_heading[words->heading];
        else if (mode == BRACE_FORMAT && kind == '{' && token_ahead(parser)->kind == TOKEN_TEXT_LITERAL)
            mode = BRACE_PLAIN; // what texts mean: values
        else if (mode != BRACE_NAMES && mode != BRACE_FORMAT)
            mode = BRACE_PLAIN; // what stands deeper is something else
        if (words->depth < DEEPEST_BRACES) {
            words->modes[words->depth] = mode;
            words->opened[words->depth] = span;
        }
        words->depth++;
        words->heading = HEADING_NONE;
    } else if ((kind == '}' || kind == ']') && words->depth > 0) {
        words->depth--;
    }
}

// Follows the entries of a `format` block: `from` is due behind the name that begins one. What stands in a path behind `.`, `|`,
// `[` or `from` itself begins none.
static void follow_entry(Words *words, int kind)
{
    int before = words->current;
    bool in_path = before == TOKEN_FROM || before == '.' || before == '|' || before == '[';
    words->from_due = brace_mode(words) == BRACE_FORMAT && is_word(kind) && kind != TOKEN_FROM && !in_path && !words->from_due;
}

// Tokens from the first unit's to the last one's are units.
static bool is_unit(int kind)
{
    return kind >= TOKEN_SECOND && kind <= TOKEN_WORKING;
}

// Whether `expect needs` stands before a word that names what is needed, reserved or not, and is no operand of what follows: a
// path ends there, or goes on.
static bool is_needed(Parser *parser)
{
    if (parser->words.current != TOKEN_NEEDS || parser->words.previous != TOKEN_EXPECT)
        return false;
    int ahead = token_ahead(parser)->kind;
    return ahead == '.' || ahead == '}' || ahead == TOKEN_EXPECT || ahead == TOKEN_GIVEN;
}

// The token behind the next one, as the scanner has it; null at the end.
static const Token *token_behind_next(Parser *parser)
{
    const Tokens *tokens = &parser->tokens;
    token_ahead(parser);
    size_t next = parser->words.next;
    while (next < tokens->count && tokens->items[next].kind == TOKEN_COMMENT)
        next++;
    return next < tokens->count ? &tokens->items[next] : NULL;
}

// Whether `violated` is an aspect where a guard selects rules, as in `any violated violated`: the word stands there once more,
// and does not begin the next outcome.
static bool is_selected(Parser *parser)
{
    const Words *words = &parser->words;
    bool selects = words->current == TOKEN_ANY || words->current == TOKEN_OF || words->previous == TOKEN_ANY ||
                   words->previous == TOKEN_OF;
    if (!selects || token_ahead(parser)->kind != TOKEN_VIOLATED)
        return false;
    const Token *behind = token_behind_next(parser);
    if (!behind)
        return true;
    int keyword = behind->kind == TOKEN_WORD ? keyword_of(token_text(&parser->tokens, behind)) : 0;
    return keyword != TOKEN_WHEN && keyword != TOKEN_OTHERWISE && behind->kind != TOKEN_TEXT_LITERAL;
}

// Whether a word is an ordinary name here, whatever keyword it is elsewhere.
static bool is_plain_name(Parser *parser, int kind)
{
    Words *words = &parser->words;
    if (words->current == '.' || words->current == TOKEN_VIA || words->threshold == THRESHOLD_NAME || is_needed(parser))
        return true;
    if (brace_mode(words) == BRACE_FORMAT)
        return !(kind == TOKEN_FROM && words->from_due);
    bool evidence = kind == TOKEN_EVIDENCE && words->current == TOKEN_EXTEND;
    bool names = brace_mode(words) == BRACE_NAMES, declared = words->heading == HEADING_ATTRIBUTES && kind != TOKEN_KEY;
    if ((declared && !evidence) || (names && token_ahead(parser)->kind == ':'))
        return true;
    if (kind == TOKEN_VIOLATED && is_selected(parser))
        return true;
    // Before a text what is given cannot be read; elsewhere it is a name.
    if (kind == TOKEN_UNREADABLE)
        return !names || token_ahead(parser)->kind != TOKEN_TEXT_LITERAL;
    // Behind a number a unit is a unit, elsewhere a name.
    return is_unit(kind) && words->current != TOKEN_INTEGER_LITERAL && words->current != TOKEN_WORKING;
}

// Follows `at least KIND for attribute, attribute`: there reserved words are names too, as where attributes are declared.
static void follow_threshold(Words *words, int kind)
{
    if (kind == TOKEN_FOR && words->previous == TOKEN_LEAST)
        words->threshold = THRESHOLD_NAME;
    else if (words->threshold == THRESHOLD_NAME)
        words->threshold = THRESHOLD_BEHIND;
    else
        words->threshold = words->threshold == THRESHOLD_BEHIND && kind == ',' ? THRESHOLD_NAME : THRESHOLD_NONE;
}

// Whether what follows is the name of a declaration: behind its keyword (within braces too: they may be left open), or behind
// a name that was meant to be one.
static bool heads_declaration(int kind, bool within)
{
    switch (kind) {
    case TOKEN_NAME:
    case TOKEN_ASPECT:
        return !within;
    case TOKEN_SOURCE:
    case TOKEN_TYPE:
    case TOKEN_ENTITY:
    case TOKEN_PART:
    case TOKEN_PARAMETER:
    case TOKEN_DEFINE:
    case TOKEN_LIST:
    case TOKEN_TABLE:
    case TOKEN_RULE:
        return true;
    default:
        return false;
    }
}

int words_next(Parser *parser, SymbolValue *value, Span *span)
{
    if (parser->start) {
        int start = parser->start;
        parser->start = 0;
        *span = (Span){parser->source->file, parser->base, parser->base};
        return start;
    }
    if (parser->stopped)
        return 0;
    Words *words = &parser->words;
    MeantToken token;
    take_token(parser, &token);
    bool cited = words->cite != CITE_NONE;
    follow_cites(parser, &token);
    cited = cited && (token.kind == TOKEN_CLAUSE_NUMBER || token.kind == TOKEN_NAME);
    bool translation = words->current == TOKEN_TEXT_LITERAL && token.kind == TOKEN_NAME &&
                       token_ahead(parser)->kind == TOKEN_TEXT_LITERAL;
    if (translation)
        token.kind = TOKEN_LANGUAGE;
    if (!cited && token_is_keyword(token.kind) && is_plain_name(parser, token.kind)) {
        token.kind = TOKEN_NAME;
        words->cite = CITE_NONE;
    }
    // In a block of evidence it begins the next line.
    bool in_evidence = parser->open && parser->open->kind == DECL_EVIDENCE;
    bool asked = words->current == TOKEN_DECLARED && (words->previous == TOKEN_IS || words->previous == TOKEN_NOT);
    if (token.kind == TOKEN_BY && asked && !in_evidence)
        token.kind = TOKEN_DECLARED_BY;
    if (token.kind == TOKEN_BY && asked && in_evidence)
        parser->open->evidence.by_behind_declared = true;
    follow_heading(parser, &token);
    follow_braces(parser, token.kind, token.span);
    follow_entry(words, token.kind);
    follow_threshold(words, token.kind);
    bool heads = heads_declaration(words->current, words->depth > 0);
    words->before_previous = words->previous;
    words->previous = words->current;
    words->current = token.kind;
    words->previous_span = words->current_span;
    words->current_span = token.span;
    *span = token.span;
    if (heads && token.kind == TOKEN_CODE)
        tree_name(parser->tree, token.text)->headed = true;
    if (heads && is_word(token.kind))
        token.name->headed = true;
    if (token.name && token.kind != TOKEN_CLAUSE_NUMBER)
        value->name = token.name;
    else
        value->text = token.text;
    return token.kind;
}
