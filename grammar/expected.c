// SPDX-License-Identifier: MIT
// What is said where a token cannot stand: what could, in the words of a person, and what was perhaps meant.
#include "words.h"

// How messages call what is no keyword and no sign.
static const struct {
    const char *symbol, *description;
} classes[] = {
    {"NAME", "a name"},
    {"LANGUAGE", "a translation"},
    {"CODE", "a rule's code"},
    {"CLAUSE_NUMBER", "the number of a clause"},
    {"INTEGER_LITERAL", "a number"},
    {"DECIMAL_LITERAL", "a number"},
    {"PERCENT_LITERAL", "a number"},
    {"TEXT_LITERAL", "a text"},
    {"DATE_LITERAL", "a date"},
    {"INSTANT_LITERAL", "an instant"},
    {"DIFFERENT", "`!=`"},
    {"AT_MOST", "`<=`"},
    {"AT_LEAST", "`>=`"},
    {"GIVES", "`=>`"},
    {"ELLIPSIS", "`...`"},
    {"TO", "`..`"},
};

// Tokens that together mean that an expression, or that an operator may stand here.
static const char *const starts[] = {"IF",
                                     "EVERY",
                                     "SOME",
                                     "NO",
                                     "NOT",
                                     "COUNT",
                                     "SUM",
                                     "MIN",
                                     "MAX",
                                     "TODAY",
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
                                     "'-'"};
static const char *const operators[] = {"'+'", "'-'", "'*'", "'/'", "'.'", "'='",     "'<'",  "'>'",       "'('",     "VIA",
                                        "AND", "OR",  "NOT", "IN",  "IS",  "MATCHES", "LIKE", "DIFFERENT", "AT_MOST", "AT_LEAST"};

static bool is_among(const char *symbol, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(symbol, list[i]) == 0)
            return true;
    }
    return false;
}

enum { MOST_NAMED = 9 };

typedef struct Expected {
    const char *const *symbols; // as the grammar calls them
    size_t count;
} Expected;

static bool expects(const Expected *expected, const char *symbol)
{
    return is_among(symbol, expected->symbols, expected->count);
}

static void add_expected(TextBuilder *list, size_t *named, const char *format, const char *what)
{
    Text before = text_built(list);
    if (*named > MOST_NAMED || text_contains(before, text_of(what)))
        return; // classes of tokens share a description
    if ((*named)++)
        text_append_string(list, ", ");
    if (*named > MOST_NAMED)
        text_append_string(list, "…");
    else
        text_append_format(list, format, what);
}

// What may stand here, in the words of a person: at most a handful.
static Text describe_expected(Parser *parser, const Expected *expected)
{
    TextBuilder list = text_builder(parser->tree->arena);
    size_t named = 0;
    bool expression = expects(expected, "TODAY"), any_name = expects(expected, "CRITICAL") && expects(expected, "OF");
    bool operators_too = expects(expected, "'*'");
    if (expression)
        add_expected(&list, &named, "%s", "an expression");
    if (operators_too)
        add_expected(&list, &named, "%s", "an operator");
    for (size_t i = 0; i < expected->count; i++) {
        const char *symbol = expected->symbols[i];
        bool told = (expression && is_among(symbol, starts, sizeof starts / sizeof *starts)) ||
                    (operators_too && is_among(symbol, operators, sizeof operators / sizeof *operators)) ||
                    (any_name && symbol_is_contextual(symbol));
        if (told)
            continue;
        const char *keyword = symbol_keyword(symbol), *class = NULL;
        for (size_t j = 0; j < sizeof classes / sizeof *classes; j++) {
            if (strcmp(classes[j].symbol, symbol) == 0)
                class = classes[j].description;
        }
        if (keyword)
            add_expected(&list, &named, "`%s`", keyword);
        else if (class)
            add_expected(&list, &named, "%s", class);
        else if (symbol[0] == '\'')
            add_expected(&list, &named, "`%.1s`", symbol + 1);
        else
            add_expected(&list, &named, "%s", "the end of the file");
    }
    return text_built(&list);
}

static void offer_expected(Nearest *nearest, const Expected *expected)
{
    for (size_t i = 0; i < expected->count; i++) {
        const char *keyword = symbol_keyword(expected->symbols[i]);
        if (keyword)
            nearest_offer(nearest, text_of(keyword));
    }
}

// The word that stands right before a place.
static Span word_before(const Parser *parser, uint32_t place)
{
    Text text = parser->source->text;
    uint32_t end = place - parser->source->base;
    while (end > 0 && strchr(" \t\r\n", text.bytes[end - 1]))
        end--;
    uint32_t start = end;
    while (start > 0 && !strchr(" \t\r\n{}", text.bytes[start - 1]))
        start--;
    return (Span){parser->source->base + start, parser->source->base + end};
}

// A word that begins no declaration could be an outcome, of which a profile says more: but mostly it is misspelt.
static void report_no_declaration(Parser *parser, Span span)
{
    Span word = word_before(parser, span.start);
    Text found = sources_text(parser->diagnostics->sources, word);
    Diagnostic *message = diagnose(parser->diagnostics, MESSAGE_UNEXPECTED, word, 1, found);
    diagnostic_expect(message, text_of("a declaration, or the end of the file"));
    Nearest nearest = nearest_to(found);
    keywords_offer(&nearest);
    diagnostic_did_you_mean(parser->diagnostics, message, &nearest);
}

// Whether a comparison follows on one: `1 < x < 5`.
static bool chains(Text found, const Expected *expected)
{
    static const char *const comparisons[] = {"=", "!=", "<", "<=", ">", ">=", "in", "is", "matches", "like"};
    bool comparison = false;
    for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++)
        comparison |= text_is(found, comparisons[i]);
    return comparison && expects(expected, "AND") && !expects(expected, "'='");
}

void report_unexpected(Parser *parser, Span span, const char *const *symbols, size_t count)
{
    Expected expected = {symbols, count};
    if (count == 1 && expects(&expected, "ALSO")) {
        report_no_declaration(parser, span);
        return;
    }
    Text found = sources_text(parser->diagnostics->sources, span);
    Diagnostic *message = found.length ? diagnose(parser->diagnostics, MESSAGE_UNEXPECTED, span, 1, found)
                                       : diagnose(parser->diagnostics, MESSAGE_UNEXPECTED_END, span, 0);
    if (chains(found, &expected)) {
        diagnostic_correct(message, text_of("comparisons do not chain: join two of them with `and`"));
        return;
    }
    diagnostic_expect(message, describe_expected(parser, &expected));
    // A misspelt keyword is the usual cause.
    Nearest nearest = nearest_to(found);
    offer_expected(&nearest, &expected);
    diagnostic_did_you_mean(parser->diagnostics, message, &nearest);
}
