// SPDX-License-Identifier: MIT
// Syntax errors, from the set of tokens that LAC finds could stand there. What is said of one that cannot: where the mistake
// begins, what was expected in the words of a person, and what was probably meant. The parser itself knows the tokens that could
// stand there.
#include "words.h"

#include "habits.h"
#include "parser.h"
#include "support/calendar.h"

#include <inttypes.h>
#include <stdio.h>

// How messages call what is no keyword and no sign.
static const struct {
    const char *symbol, *description;
} classes[] = {
    {"NAME", "a name"},
    {"LANGUAGE", "a translation"},
    {"CODE", "a rule's code such as CTRL-01"},
    {"CLAUSE_NUMBER", "the number of a clause"},
    {"DECLARED_BY", "`by`"},
    {"INTEGER_LITERAL", "a number"},
    {"DECIMAL_LITERAL", "a number"},
    {"PERCENT_LITERAL", "a number"},
    {"TEXT_LITERAL", "a text in quotes"},
    {"DATE_LITERAL", "a date such as 2026-11-22"},
    {"INSTANT_LITERAL", "an instant"},
    {"DIFFERENT", "`!=`"},
    {"AT_MOST", "`<=`"},
    {"AT_LEAST", "`>=`"},
    {"GIVES", "`=>`"},
    {"ELLIPSIS", "`...`"},
    {"TO", "`..`"},
    {"AT", "`at least`"},
    {"\"end of file\"", "the end of the file"},
};

enum { LONGEST_GROUP = 32, MOST_NAMED = 9 };

// Tokens that have one name together, where the first two of them may both stand.
static const struct {
    const char *description;
    const char *symbols[LONGEST_GROUP];
} groups[] = {
    {"an expression",
     {"TODAY",
      "COUNT",
      "LISTED",
      "IF",
      "EVERY",
      "SOME",
      "NO",
      "NOT",
      "SUM",
      "MIN",
      "MAX",
      "TRUE",
      "FALSE",
      "NAME",
      "CODE",
      "INTEGER_LITERAL",
      "DECIMAL_LITERAL",
      "PERCENT_LITERAL",
      "TEXT_LITERAL",
      "DATE_LITERAL",
      "INSTANT_LITERAL",
      "'{'",
      "'('",
      "'-'"}},
    {"an operator", {"'*'", "'+'", "'-'", "'/'", "'.'",     "'='",  "'<'",       "'>'",     "'('",      "VIA",     "AND",
                     "OR",  "NOT", "IN",  "IS",  "MATCHES", "LIKE", "DIFFERENT", "AT_MOST", "AT_LEAST", "IMPLIES", "UNION"}},
    {"a value",
     {"TRUE", "INSTANT_LITERAL", "FALSE", "NAME", "INTEGER_LITERAL", "DECIMAL_LITERAL", "PERCENT_LITERAL", "TEXT_LITERAL",
      "DATE_LITERAL", "'-'"}},
    {"a field of the rule",
     {"REQUIRE", "WEIGHT", "CITES", "ASPECT", "SEVERITY", "EVIDENCE", "WHEN", "EXCEPT", "REMEDY", "WAIVABLE", "DROP"}},
    {"a declaration", {"USE",    "RULE",      "INCLUDE",   "SOURCE", "ASPECT",     "TYPE",  "ORDERED", "ENTITY",  "PART",
                       "EXTEND", "EVIDENCE",  "PARAMETER", "DEFINE", "NATIVE",     "LIST",  "TABLE",   "WEIGHTS", "VERDICT",
                       "TEST",   "INTERPRET", "FORMAT",    "SET",    "STRENGTHEN", "WAIVE", "CHANGES", "NAME"}},
    {"a type",
     {"BOOLEAN", "MANY", "INTEGER", "DECIMAL", "TEXT", "DATE", "INSTANT", "DURATION", "VERSION", "ADDRESS", "REF", "NAME"}},
    {"a unit of time", {"SECOND", "WORKING", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "YEAR"}},
};

enum { GROUPS = sizeof groups / sizeof *groups };
enum {
    GROUP_EXPRESSION,
    GROUP_OPERATOR,
    GROUP_VALUE,
    GROUP_FIELD,
    GROUP_DECLARATION,
    GROUP_TYPE,
    GROUP_UNIT
}; // by their places there

static bool is_in_group(size_t group, const char *symbol)
{
    for (size_t i = 0; i < LONGEST_GROUP && groups[group].symbols[i]; i++) {
        if (strcmp(symbol, groups[group].symbols[i]) == 0)
            return true;
    }
    return false;
}

static bool expects(const Unexpected *unexpected, const char *symbol)
{
    for (size_t i = 0; i < unexpected->count; i++) {
        if (strcmp(symbol, unexpected->symbols[i]) == 0)
            return true;
    }
    return false;
}

static bool expects_group(const Unexpected *unexpected, size_t group)
{
    return expects(unexpected, groups[group].symbols[0]) && expects(unexpected, groups[group].symbols[1]);
}

static bool expects_expression(const Unexpected *unexpected)
{
    return expects_group(unexpected, GROUP_EXPRESSION);
}

// Where any name may stand, keywords may too: they are not what was expected.
static bool expects_any_name(const Unexpected *unexpected)
{
    return expects(unexpected, "OTHERWISE") && expects(unexpected, "OF");
}

static void add_expected(TextBuilder *list, size_t *named, const char *what)
{
    Text before = text_built(list);
    if (*named > MOST_NAMED || text_contains(before, text_of(what)))
        return; // classes of tokens share a description
    if ((*named)++)
        text_append_string(list, ", ");
    text_append_string(list, *named > MOST_NAMED ? "…" : what);
}

static void add_symbol(TextBuilder *list, size_t *named, const char *symbol)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if (strcmp(classes[i].symbol, symbol) == 0) {
            add_expected(list, named, classes[i].description);
            return;
        }
    }
    const char *keyword = symbol_keyword(symbol);
    char quoted[40];
    if (keyword)
        snprintf(quoted, sizeof quoted, "`%s`", keyword);
    else
        snprintf(quoted, sizeof quoted, "`%.1s`", symbol + 1); // a sign: the grammar calls it '+'
    if (keyword || symbol[0] == '\'')
        add_expected(list, named, quoted);
}

// What may stand here: at most a handful.
static Text describe_expected(Parser *parser, const Unexpected *unexpected)
{
    TextBuilder list = text_builder(parser->tree->arena);
    size_t named = 0;
    bool whole[GROUPS], any_name = expects_any_name(unexpected);
    for (size_t i = 0; i < GROUPS; i++) {
        whole[i] = expects_group(unexpected, i);
        bool covered = i == GROUP_VALUE && whole[GROUP_EXPRESSION];      // a value is an expression
        bool type = i == GROUP_TYPE && !expects(unexpected, "CRITICAL"); // a severity may be a name, and is no type
        bool names = any_name && i >= GROUP_FIELD && i <= GROUP_TYPE && !type;
        whole[i] = whole[i] && !covered && !names;
        if (whole[i] && i != GROUP_UNIT)
            add_expected(&list, &named, groups[i].description);
    }
    for (size_t i = 0; i < unexpected->count; i++) {
        const char *symbol = unexpected->symbols[i];
        bool told = any_name && symbol_is_contextual(symbol);
        for (size_t j = 0; j < GROUPS; j++)
            told |= whole[j] && is_in_group(j, symbol);
        if (!told)
            add_symbol(&list, &named, symbol);
    }
    if (whole[GROUP_UNIT] && !named) // behind any number a unit may stand: elsewhere it was hardly what is missing
        add_expected(&list, &named, groups[GROUP_UNIT].description);
    if (text_is(text_built(&list), "`,`")) // behind a parameter's value alone nothing else may stand
        return text_of("`, lower is stricter`, `, higher is stricter` or `, fixed`");
    return text_built(&list);
}

// The keyword that was probably meant.
static Nearest nearest_expected(const Unexpected *unexpected, Text found)
{
    bool any_name = expects_any_name(unexpected);
    Nearest nearest = nearest_to(found);
    for (size_t i = 0; i < unexpected->count && !keyword_of(found); i++) {
        if (!(any_name && symbol_is_contextual(unexpected->symbols[i])))
            symbol_offer(&nearest, unexpected->symbols[i]);
    }
    return nearest;
}

static Nearest nearest_in_group(size_t group, Text found)
{
    Nearest nearest = nearest_to(found);
    for (size_t i = 0; i < LONGEST_GROUP && groups[group].symbols[i]; i++)
        symbol_offer(&nearest, groups[group].symbols[i]);
    return nearest;
}

// A name where a declaration begins is taken for an outcome, which `also` follows: it was meant to be a keyword.
static bool is_no_declaration(const Parser *parser, const Unexpected *unexpected)
{
    return parser->words.previous == TOKEN_NAME && unexpected->count == 1 && strcmp(unexpected->symbols[0], "ALSO") == 0;
}

static void report_no_declaration(Parser *parser)
{
    Text found = sources_text(parser->diagnostics->sources, parser->words.previous_span);
    Diagnostic *message = diagnose(parser->diagnostics, MESSAGE_UNEXPECTED, parser->words.previous_span, 1, found);
    diagnostic_expect(message, text_of("a declaration, or the end of the file"));
    Nearest nearest = nearest_in_group(GROUP_DECLARATION, found);
    Text habit = habit_correction(HABIT_DECLARED, found);
    if (habit.length)
        diagnostic_correct(message, habit);
    else
        diagnostic_did_you_mean(parser->diagnostics, message, &nearest);
}

// A name behind a name, where an expression stands: the first may be a misspelt `every`. Whether that was reported.
static bool report_no_quantifier(Parser *parser, const Unexpected *unexpected)
{
    const Words *words = &parser->words;
    if (words->before_previous == '.' || strcmp(unexpected->found, "NAME") != 0 || !expects_group(unexpected, GROUP_OPERATOR) ||
        parser->pinned)
        return false;
    Text found = sources_text(parser->diagnostics->sources, words->previous_span);
    Text habit = habit_correction(HABIT_QUANTOR, found);
    Nearest nearest = nearest_to(found);
    if (!habit.length && words->previous == TOKEN_NAME)
        nearest = nearest_in_group(GROUP_EXPRESSION, found);
    if (!habit.length && !nearest.best.length)
        return false;
    Diagnostic *message = diagnose(parser->diagnostics, MESSAGE_UNEXPECTED, words->previous_span, 1, found);
    if (habit.length)
        diagnostic_correct(message, habit);
    else
        diagnostic_did_you_mean(parser->diagnostics, message, &nearest);
    return true;
}

// Whether nothing but blanks stands in front of a place on its line.
static bool begins_line(const Parser *parser, Span span)
{
    Place place = sources_place(parser->diagnostics->sources, span);
    for (size_t i = 0; i < place.offset; i++) {
        if (place.line_text.bytes[i] != ' ' && place.line_text.bytes[i] != '\t')
            return false;
    }
    return true;
}

// Whether an expression is due behind a token.
static bool awaits_operand(int token)
{
    static const int words[] = {TOKEN_DIFFERENT, TOKEN_AT_MOST, TOKEN_AT_LEAST, TOKEN_AND,  TOKEN_OR, TOKEN_IMPLIES, TOKEN_UNION,
                                TOKEN_NOT,       TOKEN_IN,      TOKEN_REQUIRE,  TOKEN_WHEN, TOKEN_IF, TOKEN_THEN,    TOKEN_ELSE};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (token == words[i])
            return true;
    }
    return token > 0 && token < 128 && strchr("=<>+-*/(,:", token);
}

// A keyword that begins a line right behind an operator or a keyword was read as a name, because an expression was due: the
// line before it is what is not finished.
static bool is_unfinished(const Parser *parser)
{
    const Words *words = &parser->words;
    return !parser->embedded && token_is_keyword(words->previous) && !token_is_reserved(words->previous) &&
           awaits_operand(words->before_previous) && begins_line(parser, words->previous_span);
}

// Shows the brace that is still open where the token is none that could stand inside of it.
static void note_open_brace(const Parser *parser, Diagnostic *message, const Unexpected *unexpected)
{
    const Words *words = &parser->words;
    bool end = parser->words.current == 0,
         wrong = words->current == '}' || words->current == ']'; // it has closed the brace already
    bool declaration = strcmp(unexpected->found, "NAME") != 0 && is_in_group(GROUP_DECLARATION, unexpected->found) &&
                       expects(unexpected, "'}'") && begins_line(parser, unexpected->span);
    int depth = wrong ? words->depth : words->depth - 1;
    bool closing = expects(unexpected, "'}'") || expects(unexpected, "']'");
    if ((end || declaration || (wrong && closing)) && depth >= 0 && depth < DEEPEST_BRACES && !parser->embedded)
        diagnostic_also(message, words->opened[depth], "this is still open");
}

// Whether the token stands right behind one that was reported by itself, or that one is its neighbour ahead.
static bool follows_on(const Parser *parser, Span span)
{
    Span bad = parser->words.bad;
    if (!span_is_known(bad) || parser->pinned)
        return false;
    for (uint32_t at = bad.end; at < span.start; at++) {
        if (!strchr(" \t\r\n", parser->source->text.bytes[at]))
            return false;
    }
    return true;
}

// What stands at a place of the source up to the next byte that is none of those.
static Text run_of(const Parser *parser, uint32_t from, const char *bytes)
{
    Text text = parser->source->text;
    size_t start = parser->pinned ? text.length : from, end = start;
    while (end < text.length && text.bytes[end] && strchr(bytes, text.bytes[end]))
        end++;
    return text_slice(text, start, end);
}

// A date or an instant that is written otherwise. Whether it was one.
static bool correct_date(const Parser *parser, Diagnostic *message, const Unexpected *unexpected)
{
    Arena *arena = parser->tree->arena;
    int64_t date;
    // Where a value is due its first number was read as one.
    bool begins = expects(unexpected, "DATE_LITERAL"), goes_on = parser->words.previous == TOKEN_INTEGER_LITERAL;
    uint32_t start = begins ? unexpected->span.start : parser->words.previous_span.start;
    if ((begins || goes_on) && date_meant(run_of(parser, start, "0123456789-/."), &date)) {
        TextBuilder written = text_builder(arena);
        date_append(&written, date);
        diagnostic_correct(message, text_format(arena, "a date is written `%.*s`", (int)written.length, written.bytes));
        return true;
    }
    Text clock = run_of(parser, unexpected->span.start, "Tt0123456789:");
    if (parser->words.previous != TOKEN_DATE_LITERAL || !text_contains(clock, text_of(":")))
        return false;
    diagnostic_correct(message, text_of("an instant is written such as `2026-11-22T08:00:00Z`"));
    return true;
}

// The count that a guard is to have instead of `> 2`, which is 3; -1 where that cannot be said.
static int64_t guard_count(const Parser *parser, const Unexpected *unexpected, Text found)
{
    Text blanks = run_of(parser, unexpected->span.end, " ");
    Text digits = run_of(parser, unexpected->span.end + (uint32_t)blanks.length, "0123456789");
    int64_t number;
    bool more = text_is(found, ">"), known = more || text_is(found, ">=");
    return known && number_read_integer(digits, false, &number) == NUMBER_FINE && number < INT64_MAX ? number + more : -1;
}

// What is written in guards as it is elsewhere. Whether it was that.
static bool correct_guard(const Parser *parser, Diagnostic *message, const Unexpected *unexpected, Text found)
{
    static const char *const signs[] = {">", ">=", "=", "<", "<=", "!="};
    bool sign = false, status = expects(unexpected, "VIOLATED"),
         begins = expects(unexpected, "PENALTY") && !expects_expression(unexpected);
    int last = parser->words.previous;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        sign |= text_is(found, signs[i]);
    bool guard = (status || expects(unexpected, "AT_LEAST")) && !expects_expression(unexpected);
    if (sign && expects_expression(unexpected)) {
        diagnostic_correct(message, text_of("say what is compared, such as `n <= 3`; a range is `n in 1..3`"));
    } else if (sign && guard && !expects_group(unexpected, GROUP_OPERATOR)) {
        int64_t number = status || last == TOKEN_VIOLATED ? guard_count(parser, unexpected, found) : -1;
        diagnostic_correct(message, number < 0 ? text_of("a guard compares with `>=` alone")
                                               : text_format(parser->tree->arena, "write `%s>= %" PRId64 "`",
                                                             status ? "violated " : "", number));
    } else if (status && (text_is(found, "and") || text_is(found, "or"))) {
        diagnostic_correct(message,
                           text_format(parser->tree->arena, "write `violated` before `%.*s`", (int)found.length, found.bytes));
    } else if (status && text_is(found, "is")) {
        diagnostic_correct(message, text_of("leave it out"));
    } else if (begins && text_is(found, "score")) {
        diagnostic_correct(message, text_of("a score informs, it never decides: write `penalty of … >= …`"));
    } else if (begins && (text_is(found, "no") || text_is(found, "not") || text_is(found, "all"))) {
        diagnostic_correct(message,
                           text_of("the worst outcomes stand first: say what is violated, such as `any major violated`"));
    } else {
        return false;
    }
    return true;
}

// Whether a step of a path into a document is due, or could follow.
static bool is_in_path(const Parser *parser, const Unexpected *unexpected)
{
    bool behind = expects(unexpected, "'|'") && expects(unexpected, "'['");
    bool member = expects(unexpected, "NAME") && expects(unexpected, "TEXT_LITERAL") && !expects(unexpected, "CRITICAL");
    int last = parser->words.previous;
    return behind || (member && (last == TOKEN_FROM || last == '.' || last == '['));
}

// `is declared x.a`: what is asked of stands in front.
static Text asked_first(const Parser *parser, const Unexpected *unexpected)
{
    static const char *const forms[] = {"is declared ", "is not declared ", "is disputed ", "is not disputed "};
    Text text = parser->source->text, rest = text_slice(text, parser->pinned ? text.length : unexpected->span.start, text.length);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        Text form = text_of(forms[i]);
        if (!text_starts(rest, form))
            continue;
        size_t end = form.length;
        while (end < rest.length && !strchr(" \t\r\n,:(){}", rest.bytes[end]))
            end++;
        if (end > form.length)
            return text_format(parser->tree->arena, "what is asked of stands first: `%.*s %.*s`", (int)(end - form.length),
                               rest.bytes + form.length, (int)form.length - 1, form.bytes);
    }
    return text_of("what is asked of stands first: `x.a is declared`, `x.a is disputed`");
}

static bool is_status(Text found)
{
    static const int statuses[] = {TOKEN_SATISFIED,      TOKEN_VIOLATED, TOKEN_UNDETERMINED,
                                   TOKEN_NOT_APPLICABLE, TOKEN_EXCEPTED, TOKEN_WAIVED};
    size_t i = 0;
    while (i < sizeof statuses / sizeof *statuses && statuses[i] != keyword_of(found))
        i++;
    return i < sizeof statuses / sizeof *statuses;
}

// What stands right behind the token before it, without a blank, or where just one thing is due.
static Text habit_of_form(const Parser *parser, const Unexpected *unexpected, Text found)
{
    const Words *words = &parser->words;
    bool close = words->previous_span.end == unexpected->span.start, one = unexpected->count == 1;
    bool number = strcmp(unexpected->found, "INTEGER_LITERAL") == 0 || strcmp(unexpected->found, "DECIMAL_LITERAL") == 0;
    bool behind_code = words->previous == TOKEN_CODE && close && !text_is(found, "{");
    if (one && (expects(unexpected, "CODE") || (behind_code && expects(unexpected, "TEXT_LITERAL"))))
        return text_of("a code is words in capitals and one number, joined by hyphens: `CTRL-01`, `FIN-A-12`");
    if (close && ((words->previous == '.' && number) || (words->previous == TOKEN_INTEGER_LITERAL && text_is(found, ":"))))
        return text_of("versions and addresses stand in quotes: `\"1.2.3\"`, `\"10.0.0.0/8\"`");
    if (close && words->previous == TOKEN_TEXT_LITERAL && (number || strcmp(unexpected->found, "NAME") == 0))
        return text_of("a quote within a text is written `\\\"`");
    if (one && expects(unexpected, "':'") && text_is(found, "="))
        return text_of("a type stands behind the name, as in `p : duration = 30 days`");
    if (text_is(found, "is") && expects_expression(unexpected))
        return asked_first(parser, unexpected);
    if (one && expects(unexpected, "HOLDS") && is_status(found))
        return text_of(
            "a status stands behind `expect` and the code alone, and is named, not denied; conditions ask `CODE holds`");
    if (text_is(found, ",") && expects(unexpected, "')'") && !expects(unexpected, "','"))
        return text_of("a set is written `{a, b}`");
    return text_is(found, "for") && expects_expression(unexpected) ? habit_correction(HABIT_QUANTOR, found) : (Text){"", 0};
}

// What other languages write so; empty where it is nothing of that.
static Text habit_of(const Parser *parser, const Unexpected *unexpected, Text found)
{
    const Words *words = &parser->words;
    const Sources *sources = parser->diagnostics->sources;
    if (is_in_path(parser, unexpected)) {
        bool code = strcmp(unexpected->found, "CODE") == 0;
        return habit_correction(HABIT_PATH, code ? text_of("-") : found);
    }
    bool field = expects_group(unexpected, GROUP_FIELD) || expects_group(unexpected, GROUP_DECLARATION);
    Span before = {unexpected->span.file, words->previous_span.start, unexpected->span.end};
    if (text_is(found, "(") && words->before_previous == '.') {
        Text habit = habit_correction(HABIT_CALLED, sources_text(sources, words->previous_span));
        return habit.length ? habit : text_of("an attribute takes no `()`, and `x.f` is the call `f(x)`");
    }
    Text form = habit_of_form(parser, unexpected, found);
    if (form.length)
        return form;
    if (expects(unexpected, "DECLARED") && habit_correction(HABIT_VALUE, found).length)
        return habit_correction(HABIT_VALUE, found);
    if (expects(unexpected, "DECLARED") && text_is(found, "empty"))
        return habit_correction(HABIT_OPERATOR, found);
    if (words->previous == TOKEN_IS && expects(unexpected, "DECLARED"))
        return text_of("values are compared by `=`; `is` asks for evidence");
    if (!parser->pinned && text_is(sources_text(sources, before), "->"))
        return text_of("what follows from it is written `a implies b`");
    if (unexpected->count == 1 && expects(unexpected, "IN") && words->before_previous == ',')
        return text_of("`:` stands before what is asked of each");
    if (expects_group(unexpected, GROUP_OPERATOR)) {
        bool number = words->previous == TOKEN_INTEGER_LITERAL;
        Text habit = text_points(found) > 1 || number ? habit_correction(HABIT_OPERATOR, found) : (Text){"", 0};
        if (habit.length)
            return habit;
        if (expects(unexpected, "ELSE") && !field)
            return text_of("`if` needs its `else`; a condition that binds only then is `a implies b`");
    }
    return field ? habit_correction(HABIT_DECLARED, found) : (Text){"", 0};
}

// Whether it was that.
static bool correct_habit(const Parser *parser, Diagnostic *message, const Unexpected *unexpected, Text found)
{
    Text habit = habit_of(parser, unexpected, found);
    if (!habit.length)
        habit = habit_correction(HABIT_SIGN, found);
    if (habit.length)
        diagnostic_correct(message, habit);
    return habit.length > 0;
}

// Offers what was probably meant.
static void correct_unexpected(Parser *parser, Diagnostic *message, const Unexpected *unexpected, const Nearest *nearest,
                               Text found)
{
    Arena *arena = parser->tree->arena;
    bool keyword = keyword_of(found), loose = keyword && is_in_group(GROUP_EXPRESSION, unexpected->found);
    bool name = expects_any_name(unexpected) && !expects_expression(unexpected);
    if (correct_date(parser, message, unexpected) || correct_habit(parser, message, unexpected, found) ||
        correct_guard(parser, message, unexpected, found))
        return;
    if (loose && expects_expression(unexpected))
        diagnostic_correct(message, text_format(arena, "put it in parentheses: `(%.*s …)`", (int)found.length, found.bytes));
    else if (token_is_reserved(keyword_of(found)) && name)
        diagnostic_correct(message, text_of("it is a word of the language: choose another name"));
    else
        diagnostic_did_you_mean(parser->diagnostics, message, nearest);
}

// Whether a line ends with a keyword behind which a text is missing: that one is at fault, not what begins the next line.
static bool lacks_text(const Parser *parser, const Unexpected *unexpected)
{
    int last = parser->words.previous;
    return (last == TOKEN_FILE || last == TOKEN_COLUMN) && expects(unexpected, "TEXT_LITERAL") &&
           (!parser->words.current || begins_line(parser, unexpected->span));
}

void report_unexpected(Parser *parser, const Unexpected *unexpected)
{
    parser->misread = true;
    parser->tree->code_lost |= parser->words.previous == TOKEN_RULE;
    if (parser->stopped || follows_on(parser, unexpected->span))
        return;
    Diagnostics *diagnostics = parser->diagnostics;
    Text found = sources_text(diagnostics->sources, unexpected->span);
    if (is_no_declaration(parser, unexpected)) {
        report_no_declaration(parser);
        return;
    }
    bool text = lacks_text(parser, unexpected);
    if (text || is_unfinished(parser)) {
        Span span = parser->words.previous_span;
        Diagnostic *message = diagnose(diagnostics, MESSAGE_UNEXPECTED, span, 1, sources_text(diagnostics->sources, span));
        diagnostic_expect(message, text_of(text ? "a text in quotes behind it" : "an expression"));
        return;
    }
    Nearest nearest = nearest_expected(unexpected, found);
    if (!nearest.best.length && report_no_quantifier(parser, unexpected))
        return;
    Diagnostic *message = found.length ? diagnose(diagnostics, MESSAGE_UNEXPECTED, unexpected->span, 1, found)
                                       : diagnose(diagnostics, MESSAGE_UNEXPECTED_END, unexpected->span, 1,
                                                  text_of(parser->embedded ? "expression" : "file"));
    diagnostic_expect(message, describe_expected(parser, unexpected));
    note_open_brace(parser, message, unexpected);
    correct_unexpected(parser, message, unexpected, &nearest, found);
}
