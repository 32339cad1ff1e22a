// SPDX-License-Identifier: MIT
// Literals: numbers, dates, spans of time, and texts with their translations. See nodes.h.
#include "nodes.h"

#include "parser.h"
#include "support/calendar.h"

static void report_number(Parser *parser, NumberFault fault, Span span)
{
    if (fault == NUMBER_OUT_OF_RANGE) {
        Diagnostic *range = diagnose(parser->diagnostics, MESSAGE_NUMBER_OUT_OF_RANGE, span, 0);
        diagnostic_expect(range, text_of("a number between -(2^63-1) and 2^63-1, a decimal in millionths likewise"));
    } else if (fault != NUMBER_FINE) {
        Diagnostic *fine = diagnose(parser->diagnostics, MESSAGE_TOO_MANY_PLACES, span, 0);
        diagnostic_expect(fine, text_of("at most six digits behind the point"));
    }
}

Expr *parser_integer(Parser *parser, Text text, Span span)
{
    int64_t value = 0;
    report_number(parser, number_read_integer(text, true, &value), span);
    return tree_literal(parser->tree, TYPE_INTEGER, value, (Text){0}, span);
}

// A decimal literal has at most six places as it is written; `%` moves them two further.
static int64_t read_decimal(Parser *parser, Text text, Span span)
{
    TextBuilder digits = text_builder(parser->tree->arena);
    bool percent = text.length && text.bytes[text.length - 1] == '%';
    if (percent)
        text.length--;
    text_append(&digits, text);
    if (percent)
        text_append_string(&digits, "e-2");
    int64_t value = 0;
    NumberFault fault = number_read_decimal(text_built(&digits), true, &value);
    const char *point = text.length ? memchr(text.bytes, '.', text.length) : NULL;
    if (fault == NUMBER_FINE && point) {
        size_t places = 0;
        for (const char *p = point + 1; p < text.bytes + text.length; p++)
            places += *p != '_';
        if (places > DECIMAL_PLACES)
            fault = NUMBER_TOO_FINE;
    }
    report_number(parser, fault, span);
    return value;
}

Expr *parser_decimal(Parser *parser, Text text, Span span)
{
    return tree_literal(parser->tree, TYPE_DECIMAL, read_decimal(parser, text, span), (Text){0}, span);
}

Amount parser_amount(Parser *parser, Text text, Span span)
{
    return (Amount){read_decimal(parser, text, span), span};
}

Expr *parser_instant(Parser *parser, Text text, Span span)
{
    int64_t value = 0;
    if (!instant_read(text, &value)) {
        Diagnostic *no = diagnose(parser->diagnostics, MESSAGE_NO_SUCH_INSTANT, span, 1, text);
        diagnostic_expect(no, text_of("an instant such as 2026-11-22T08:00:00Z, in whole seconds"));
    }
    return tree_literal(parser->tree, TYPE_INSTANT, value, (Text){0}, span);
}

int64_t parser_date(Parser *parser, Text text, Span span)
{
    int64_t value = 0;
    if (!date_read(text, &value)) {
        Diagnostic *no = diagnose(parser->diagnostics, MESSAGE_NO_SUCH_DATE, span, 1, text);
        diagnostic_expect(no, text_of("a day of the calendar between 0001-01-01 and 9999-12-31"));
    }
    return value;
}

static int64_t unit_seconds(int unit)
{
    switch (unit) {
    case TOKEN_SECOND:
        return 1;
    case TOKEN_MINUTE:
        return 60;
    case TOKEN_HOUR:
        return 3600;
    case TOKEN_DAY:
        return SECONDS_A_DAY;
    case TOKEN_WEEK:
        return 7 * SECONDS_A_DAY;
    default:
        return 0; // a period
    }
}

enum { LONGEST_PERIOD = 1000000 }; // months or working days: dates stay far inside of 64 bits

Expr *parser_span_of_time(Parser *parser, Text count, int unit, Span span)
{
    if (unit_seconds(unit))
        return tree_literal(parser->tree, TYPE_DURATION, parser_duration(parser, count, unit, span), (Text){0}, span);
    int64_t value = 0;
    NumberFault fault = number_read_integer(count, true, &value);
    if (fault == NUMBER_FINE && value > LONGEST_PERIOD)
        fault = NUMBER_OUT_OF_RANGE;
    if (fault != NUMBER_FINE) {
        Diagnostic *range = diagnose(parser->diagnostics, MESSAGE_NUMBER_OUT_OF_RANGE, span, 0);
        diagnostic_expect(range, text_of("a period of at most 1,000,000 months, years or working days"));
        value = 0;
    }
    Expr *expr = tree_literal(parser->tree, TYPE_PERIOD, unit == TOKEN_YEAR ? value * 12 : value, (Text){0}, span);
    expr->literal.unit = unit == TOKEN_WORKING ? PERIOD_WORKING_DAYS : PERIOD_MONTHS;
    return expr;
}

int64_t parser_duration(Parser *parser, Text count, int unit, Span span)
{
    int64_t value = 0, seconds = unit_seconds(unit);
    if (!seconds) {
        Diagnostic *period = diagnose(parser->diagnostics, MESSAGE_PERIOD_NOT_DURATION, span, 0);
        diagnostic_expect(period, text_of("a duration in seconds, minutes, hours, days or weeks"));
        if (unit != TOKEN_WORKING && number_read_integer(count, true, &value) == NUMBER_FINE && value < LONGEST_PERIOD)
            diagnostic_correct(period, text_format(parser->tree->arena, "say how many days, such as `%lld days`",
                                                   (long long)(unit == TOKEN_YEAR ? value * 365 : (value * 365 + 6) / 12)));
        return 0;
    }
    NumberFault fault = number_read_integer(count, true, &value);
    Wide product = (Wide)value * seconds;
    if (fault == NUMBER_FINE && product > INT64_MAX)
        fault = NUMBER_OUT_OF_RANGE;
    report_number(parser, fault, span);
    return fault == NUMBER_FINE ? (int64_t)product : 0;
}

// Resolves `\u{…}` whose backslash stands at at; returns the offset behind it, 0 where it is malformed.
static size_t resolve_code_point(Text raw, size_t at, TextBuilder *text)
{
    size_t i = at + 2;
    uint32_t value = 0;
    size_t digits = 0;
    if (i >= raw.length || raw.bytes[i++] != '{')
        return 0;
    for (; i < raw.length && raw.bytes[i] != '}'; i++, digits++) {
        char c = raw.bytes[i];
        char low = (char)(c | 0x20);
        int digit = c >= '0' && c <= '9' ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
        if (digit < 0 || digits == 6)
            return 0;
        value = value * 16 + (uint32_t)digit;
    }
    if (i >= raw.length || !digits || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return 0;
    char encoded[4];
    text_append(text, (Text){encoded, text_encode(value, encoded)});
    return i + 1;
}

Text parser_text(Parser *parser, Text raw, Span span)
{
    if (raw.length < 2)
        return (Text){"", 0}; // not closed: reported
    Text inner = text_slice(raw, 1, raw.length - 1);
    if (raw.bytes[0] == '`' || !memchr(inner.bytes, '\\', inner.length))
        return text_nfc(parser->tree->arena, inner);
    TextBuilder text = text_builder(parser->tree->arena);
    for (size_t i = 0; i < inner.length;) {
        char c = inner.bytes[i];
        if (c != '\\') {
            text_append_byte(&text, c);
            i++;
            continue;
        }
        static const char from[] = "nt\"\\", to[] = "\n\t\"\\";
        char escape = inner.bytes[i + 1];
        const char *known = strchr(from, escape);
        size_t behind = escape == 'u' ? resolve_code_point(inner, i, &text) : 0;
        if (known && escape) {
            text_append_byte(&text, to[known - from]);
            behind = i + 2;
        }
        if (!behind) {
            Span where = {span.file, span.start + 1 + (uint32_t)i, span.start + 3 + (uint32_t)i};
            Diagnostic *no = diagnose(parser->diagnostics, MESSAGE_NO_SUCH_ESCAPE, parser->pinned ? span : where, 1,
                                      text_slice(inner, i, i + 2));
            diagnostic_expect(no, text_of("one of \\n \\t \\\" \\\\ \\u{…}, or a raw text in backquotes"));
            behind = i + 2;
        }
        i = behind;
    }
    return text_nfc(parser->tree->arena, text_built(&text));
}

Wording *parser_wording(Parser *parser, Text raw, Span span)
{
    Wording *wording = arena_take(parser->tree->arena, sizeof *wording);
    *wording = (Wording){.text = parser_text(parser, raw, span), .span = span};
    return wording;
}

Wording *parser_translation(Parser *parser, Wording *first, const Name *language, Text raw, Span span)
{
    Name *into = tree_name(parser->tree, language->text);
    bool again = into->translation && into->translation->first == first;
    if (again || text_is(language->text, "en")) { // which the first one is
        Diagnostic *twice = diagnose(parser->diagnostics, MESSAGE_LANGUAGE_TWICE, span, 1, language->text);
        diagnostic_also(twice, again ? into->translation->span : first->span, "it stands here already");
        return first;
    }
    Wording *translation = parser_wording(parser, raw, span);
    translation->language = language;
    translation->first = first;
    into->translation = translation;
    *(first->last ? &first->last->next : &first->next) = translation;
    first->last = translation;
    return first;
}

// Each text of a wording that says nothing, behind a word.
static void say_something(Parser *parser, const Wording *wording, Text word, const char *expected, const char *correction)
{
    for (; wording; wording = wording->next) {
        Text raw = sources_text(parser->diagnostics->sources, wording->span);
        bool closed = raw.length > 1 && raw.bytes[raw.length - 1] == raw.bytes[0]; // else it was reported
        if (!closed || text_is_seen(wording->text))
            continue;
        Diagnostic *nothing = diagnose(parser->diagnostics, MESSAGE_SAYS_NOTHING, wording->span, 1, word);
        diagnostic_expect(nothing, text_of(expected));
        diagnostic_correct(
            nothing, text_of(wording->language ? "write it in this language too, or leave the translation out" : correction));
    }
}

void parser_says_something(Parser *parser, const Wording *wording, const char *word)
{
    say_something(parser, wording, text_of(word), "a text in which people read why, or how",
                  "write it, or leave out what it stands behind");
}

void parser_is_worded(Parser *parser, const Wording *wording, Word word)
{
    say_something(parser, wording, word.name->text, "what people read instead of the name",
                  "write it, or leave it out: then people read the name");
}
