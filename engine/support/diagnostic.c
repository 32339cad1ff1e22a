// SPDX-License-Identifier: MIT
// The queue of diagnostics, sorted by place when it is printed: as text with carets, or as JSON. See diagnostic.h.
#include "support/diagnostic.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

const MessageInfo message_infos[MESSAGE_CODES] = {
#define MESSAGE(code, severity, section, text) {#code, SEVERITY_##severity, section, text},
#include "support/messages.def"
#undef MESSAGE
};

void diagnostics_open(Diagnostics *diagnostics, Arena *arena, Sources *sources)
{
    *diagnostics = (Diagnostics){.arena = arena, .sources = sources, .most_errors = MOST_ERRORS};
}

enum { LONGEST_ARGUMENT = 120 }; // code points of what a message repeats

static Text shortened(Arena *arena, Text text)
{
    size_t at = 0;
    for (int i = 0; i < LONGEST_ARGUMENT && at < text.length; i++) {
        if (text_next(text, &at) < 0)
            at++;
    }
    if (at == text.length)
        return text;
    return text_format(arena, "%.*s…", (int)at, text.bytes);
}

// Counts a message; whether it is kept.
static bool count_message(Diagnostics *diagnostics, MessageCode code)
{
    if (message_infos[code].severity == SEVERITY_ERROR)
        return diagnostics->errors++ < diagnostics->most_errors;
    bool note = message_infos[code].severity == SEVERITY_NOTE;
    bool kept = diagnostics->warnings_of[code]++ < MOST_WARNINGS;
    *(note ? &diagnostics->notes : &diagnostics->warnings) += 1;
    *(note ? &diagnostics->notes_kept : &diagnostics->warnings_kept) += kept;
    return kept;
}

bool diagnostics_full(const Diagnostics *diagnostics)
{
    return diagnostics->errors > diagnostics->most_errors;
}

enum { MOST_ARGUMENTS = 8 };

// How long the place of an argument is, where one stands: {}, or {*} of one that is shown in full; 0: none does.
static size_t place_length(const char *text)
{
    return strncmp(text, "{}", 2) == 0 ? 2 : strncmp(text, "{*}", 3) == 0 ? 3 : 0;
}

// Whether a message shows an argument in full, by its number.
static bool is_in_full(const char *text, int argument)
{
    for (; *text; text++) {
        size_t length = place_length(text);
        if (length && argument-- == 0)
            return length > 2;
    }
    return false;
}

// A message's text with its arguments in their places; how many of those there are.
static Text filled(Arena *arena, const char *text, const Text *arguments, int *places)
{
    TextBuilder message = text_builder(arena);
    *places = 0;
    while (*text) {
        size_t length = *places < MOST_ARGUMENTS ? place_length(text) : 0;
        if (length)
            text_append(&message, arguments[(*places)++]);
        else
            text_append_byte(&message, *text);
        text += length ? length : 1;
    }
    return text_built(&message);
}

Diagnostic *diagnose(Diagnostics *diagnostics, MessageCode code, Span span, int count, ...)
{
    Arena *arena = diagnostics->arena;
    if (!count_message(diagnostics, code)) {
        diagnostics->unkept = (Diagnostic){.code = code, .span = span};
        return &diagnostics->unkept;
    }
    Text *shown = arena_array(arena, MOST_ARGUMENTS, sizeof *shown);
    va_list list;
    va_start(list, count);
    for (int i = 0; i < count && i < MOST_ARGUMENTS; i++) {
        Text argument = va_arg(list, Text);
        shown[i] = text_shown(arena, is_in_full(message_infos[code].text, i) ? argument : shortened(arena, argument));
    }
    va_end(list);
    int places;
    Text message = filled(arena, message_infos[code].text, shown, &places);
    if (places != count)
        bug("a message has an argument too many, or lacks one");
    diagnostics->items = arena_grow(arena, diagnostics->items, diagnostics->count, &diagnostics->capacity,
                                    sizeof *diagnostics->items);
    Diagnostic *diagnostic = &diagnostics->items[diagnostics->count++];
    *diagnostic = (Diagnostic){.code = code, .span = span, .message = message, .arguments = shown};
    return diagnostic;
}

Text diagnostic_told(Arena *arena, const Diagnostic *diagnostic, Tongue tongue)
{
    static const char *const chinese[MESSAGE_CODES] = {
#define TOLD(code, text) [MESSAGE_##code] = text,
#include "support/messages_zh.def"
#undef TOLD
    };
    int places;
    if (tongue != TONGUE_CHINESE || !chinese[diagnostic->code])
        return diagnostic->message;
    Text *arguments = arena_array(arena, MOST_ARGUMENTS, sizeof *arguments);
    memcpy(arguments, diagnostic->arguments, MOST_ARGUMENTS * sizeof *arguments);
    if (diagnostic->code == MESSAGE_SEVERITY_LOWERED) // severities are words of reports, too
        arguments[1] = tongue_told_if_known(arguments[1], tongue);
    return filled(arena, chinese[diagnostic->code], arguments, &places);
}

void diagnostics_let_go(const Diagnostics *diagnostics, Sources *sources, uint32_t file)
{
    Span *places = arena_array(diagnostics->arena, 3 * diagnostics->count + 1, sizeof *places);
    size_t count = 0;
    places[count++] = span_at(file, 0); // for what is found out later about the file as a whole
    for (size_t i = 0; i < diagnostics->count; i++) {
        const Diagnostic *one = &diagnostics->items[i];
        places[count++] = one->span;
        places[count++] = one->also[0].span;
        places[count++] = one->also[1].span;
    }
    sources_let_go(sources, file, places, count);
}

void diagnostic_expect(Diagnostic *diagnostic, Text expected)
{
    diagnostic->expected = expected;
}

void diagnostic_correct(Diagnostic *diagnostic, Text correction)
{
    diagnostic->correction = correction;
    diagnostic->nearest = (Text){"", 0};
}

void diagnostic_also(Diagnostic *diagnostic, Span other, const char *note)
{
    size_t at = span_is_known(diagnostic->also[0].span) ? 1 : 0;
    diagnostic->also[at].span = other;
    diagnostic->also[at].note = text_of(note);
}

void diagnostics_filter(Diagnostics *diagnostics, bool (*keeps)(const void *with, const Diagnostic *one), const void *with)
{
    size_t kept = 0;
    diagnostics->errors = diagnostics->warnings = diagnostics->notes = 0;
    for (size_t i = 0; i < diagnostics->count; i++) {
        const Diagnostic *one = &diagnostics->items[i];
        if (!keeps(with, one))
            continue;
        Severity severity = message_infos[one->code].severity;
        diagnostics->errors += severity == SEVERITY_ERROR;
        diagnostics->warnings += severity == SEVERITY_WARNING;
        diagnostics->notes += severity == SEVERITY_NOTE;
        diagnostics->items[kept++] = *one;
    }
    diagnostics->count = kept;
    diagnostics->warnings_kept = diagnostics->warnings;
    diagnostics->notes_kept = diagnostics->notes;
}

Nearest nearest_to(Text wanted)
{
    size_t points = text_points(wanted);
    return (Nearest){.wanted = wanted, .distance = points <= 2 ? 1 : points <= 5 ? 2 : 3};
}

Nearest nearest_to_code(Text wanted)
{
    return (Nearest){.wanted = wanted, .distance = 1};
}

Nearest nearest_to_title(Text wanted)
{
    Nearest nearest = nearest_to(wanted);
    size_t third = text_points(wanted) / 3;
    nearest.distance = third > nearest.distance ? third : nearest.distance;
    return nearest;
}

void nearest_offer(Nearest *nearest, Text candidate)
{
    nearest_offer_at(nearest, candidate, (Span){0});
}

// Whether two texts begin alike: whoever gets half of a name wrong still knows how it begins.
static bool begin_alike(Text a, Text b)
{
    size_t at = 0, other = 0;
    return a.length && b.length && text_next(a, &at) == text_next(b, &other);
}

void nearest_offer_at(Nearest *nearest, Text candidate, Span place)
{
    Text wanted = nearest->wanted;
    bool other_case = wanted.length && wanted.length == candidate.length &&
                      strncasecmp(wanted.bytes, candidate.bytes, wanted.length) == 0;
    size_t distance = other_case ? 0 : text_distance(wanted, candidate, nearest->distance);
    bool better = distance < nearest->distance || (distance == nearest->distance && !nearest->best.length);
    size_t points = text_points(wanted);
    if (better && distance < points &&
        (2 * distance < points || points == 2 || (2 * distance == points && begin_alike(wanted, candidate)))) {
        nearest->best = candidate;
        nearest->place = place;
        nearest->distance = distance;
    }
}

void nearest_offer_called(Nearest *nearest, Text candidate, Text called)
{
    if (!text_equal(nearest->wanted, called))
        return;
    nearest->best = candidate;
    nearest->distance = 0;
}

void diagnostic_did_you_mean(Diagnostics *diagnostics, Diagnostic *diagnostic, const Nearest *nearest)
{
    if (!nearest->best.length)
        return;
    diagnostic->correction = text_format(diagnostics->arena, "did you mean `%.*s`?", (int)nearest->best.length,
                                         nearest->best.bytes);
    diagnostic->nearest = nearest->best;
    diagnostic->nearest_place = nearest->place;
}

static void append_styled(TextBuilder *builder, bool colours, const char *style, Text text)
{
    if (colours)
        text_append_format(builder, "\033[%sm", style);
    text_append(builder, text);
    if (colours)
        text_append_string(builder, "\033[0m");
}

enum { LONGEST_LINE = 160, BEFORE_CARET = 60 };
static_assert(KEPT_AROUND > LONGEST_LINE + 8, "of a text that was let go of, all that is shown is kept");

// The source line of a place, with carets under the span. Of a very long line only the part around the place.
static void append_line(TextBuilder *builder, const Place *place, Span span, bool colours)
{
    Text line = place->line_text;
    size_t from = 0;
    if (line.length > LONGEST_LINE && place->offset > BEFORE_CARET)
        from = place->offset - BEFORE_CARET;
    while (from > 0 && ((unsigned char)line.bytes[from] & 0xc0) == 0x80)
        from--;
    size_t to = line.length - from > LONGEST_LINE ? from + LONGEST_LINE : line.length;
    while (to < line.length && ((unsigned char)line.bytes[to] & 0xc0) == 0x80)
        to++;
    size_t number_width = (size_t)snprintf(NULL, 0, "%u", place->line);
    text_append_format(builder, " %u | ", place->line);
    Text part = text_slice(line, from, to);
    TextBuilder before = text_builder(builder->arena);
    // Tabs and controls would put the caret elsewhere: a tab counts as one blank, a control is shown as a dot.
    for (size_t i = 0; i < part.length; i++) {
        unsigned char c = (unsigned char)part.bytes[i];
        text_append_byte(&before, c == '\t' ? ' ' : c < 0x20 || c == 0x7f ? '.' : part.bytes[i]);
    }
    text_append_shown(builder, text_built(&before));
    text_append_byte(builder, '\n');
    for (size_t i = 0; i < number_width + 1; i++)
        text_append_byte(builder, ' ');
    text_append_string(builder, " | ");
    Text ahead = text_shown(builder->arena, text_slice(text_built(&before), 0, place->offset - from));
    for (size_t i = text_columns(ahead); i > 0; i--)
        text_append_byte(builder, ' ');
    size_t marked = span.end > span.start ? span.end - span.start : 1;
    if (place->offset + marked > to)
        marked = to > place->offset ? to - place->offset : 1;
    size_t carets = 1;
    if (place->offset + marked <= line.length)
        carets = text_columns(text_shown(builder->arena, text_slice(line, place->offset, place->offset + marked)));
    TextBuilder under = text_builder(builder->arena);
    text_append_byte(&under, '^');
    for (size_t i = 1; i < carets; i++)
        text_append_byte(&under, '~');
    append_styled(builder, colours, "1;32", text_built(&under));
    text_append_byte(builder, '\n');
}

static void append_place(TextBuilder *builder, const Place *place, bool colours)
{
    Text where = place->source ? text_format(builder->arena, "%.*s:%u:%u: ", (int)place->source->shown.length,
                                             place->source->shown.bytes, place->line, place->column)
                               : (Text){"", 0};
    append_styled(builder, colours, "1", where);
}

Text message_code_name(Arena *arena, MessageCode code)
{
    char *name = text_terminated(arena, text_of(message_infos[code].name));
    for (char *p = name; *p; p++)
        *p = *p == '_' ? '-' : (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
    return text_of(name);
}

static void append_note(TextBuilder *builder, const char *label, Text note)
{
    if (note.length)
        text_append_format(builder, "   = %s%.*s\n", label, (int)note.length, note.bytes);
}

static const char *const severity_names[] = {
    [SEVERITY_ERROR] = "error", [SEVERITY_WARNING] = "warning", [SEVERITY_NOTE] = "note"};
static const char *const severity_styles[] = {[SEVERITY_ERROR] = "1;31", [SEVERITY_WARNING] = "1;35", [SEVERITY_NOTE] = "1;36"};

static void append_one(const Diagnostics *diagnostics, const Diagnostic *diagnostic, TextBuilder *builder, bool colours)
{
    Severity severity = message_infos[diagnostic->code].severity;
    Place place = sources_place(diagnostics->sources, diagnostic->span);
    append_place(builder, &place, colours);
    append_styled(builder, colours, severity_styles[severity], text_of(severity_names[severity]));
    Text name = message_code_name(builder->arena, diagnostic->code);
    text_append_format(builder, "[%.*s]: ", (int)name.length, name.bytes);
    append_styled(builder, colours, "1", diagnostic->message);
    text_append_byte(builder, '\n');
    if (place.source)
        append_line(builder, &place, diagnostic->span, colours);
    append_note(builder, "at ", diagnostic->pointer);
    append_note(builder, "expected ", diagnostic->expected);
    append_note(builder, "", diagnostic->correction);
    for (size_t i = 0; i < 2 && span_is_known(diagnostic->also[i].span); i++) {
        Place other = sources_place(diagnostics->sources, diagnostic->also[i].span);
        append_place(builder, &other, colours);
        text_append_format(builder, "note: %.*s\n", (int)diagnostic->also[i].note.length, diagnostic->also[i].note.bytes);
        if (other.source)
            append_line(builder, &other, diagnostic->also[i].span, colours);
    }
}

static int by_place(const void *a, const void *b)
{
    const Diagnostic *x = *(const Diagnostic *const *)a, *y = *(const Diagnostic *const *)b;
    if (x->span.file != y->span.file)
        return x->span.file < y->span.file ? -1 : 1;
    if (x->span.start != y->span.start)
        return x->span.start < y->span.start ? -1 : 1;
    return x < y ? -1 : x > y;
}

static const Diagnostic **in_order(const Diagnostics *diagnostics, Arena *arena)
{
    const Diagnostic **order = arena_array(arena, diagnostics->count + 1, sizeof *order);
    for (size_t i = 0; i < diagnostics->count; i++)
        order[i] = &diagnostics->items[i];
    if (diagnostics->count)
        qsort(order, diagnostics->count, sizeof *order, by_place);
    return order;
}

void diagnostics_append(const Diagnostics *diagnostics, TextBuilder *builder, bool colours)
{
    const Diagnostic **order = in_order(diagnostics, builder->arena);
    for (size_t i = 0; i < diagnostics->count; i++)
        append_one(diagnostics, order[i], builder, colours);
    if (diagnostics->errors > diagnostics->most_errors)
        text_append_format(builder, "%zu more errors are not shown\n", diagnostics->errors - diagnostics->most_errors);
    if (diagnostics->warnings > diagnostics->warnings_kept)
        text_append_format(builder, "%zu more warnings are not shown\n", diagnostics->warnings - diagnostics->warnings_kept);
    if (diagnostics->notes > diagnostics->notes_kept)
        text_append_format(builder, "%zu more notes are not shown\n", diagnostics->notes - diagnostics->notes_kept);
}

static void write_text(JsonWriter *json, const char *key, Text text)
{
    if (text.length)
        json_key_string(json, key, text);
}

// Where a diagnostic shows other places, too.
static void write_notes(const Diagnostics *diagnostics, const Diagnostic *diagnostic, JsonWriter *json)
{
    if (!span_is_known(diagnostic->also[0].span))
        return;
    json_key_array(json, "notes");
    for (size_t i = 0; i < 2 && span_is_known(diagnostic->also[i].span); i++) {
        Place place = sources_place(diagnostics->sources, diagnostic->also[i].span);
        json_begin_object(json);
        json_key_integer(json, "column", place.column);
        json_key_string(json, "file", place.source->shown);
        json_key_integer(json, "line", place.line);
        json_key_string(json, "message", diagnostic->also[i].note);
        json_end_object(json);
    }
    json_end_array(json);
}

static void diagnostic_json(const Diagnostics *diagnostics, const Diagnostic *diagnostic, JsonWriter *json)
{
    Place place = sources_place(diagnostics->sources, diagnostic->span);
    const char *severity = severity_names[message_infos[diagnostic->code].severity];
    json_begin_object(json);
    json_key_string(json, "code", message_code_name(json->builder.arena, diagnostic->code));
    if (place.source)
        json_key_integer(json, "column", place.column);
    write_text(json, "correction", diagnostic->correction);
    write_text(json, "expected", diagnostic->expected);
    if (place.source) {
        json_key_string(json, "file", place.source->shown);
        json_key_integer(json, "line", place.line);
    }
    json_key_string(json, "message", diagnostic->message);
    write_notes(diagnostics, diagnostic, json);
    write_text(json, "pointer", diagnostic->pointer);
    json_key_string(json, "section", text_of(message_infos[diagnostic->code].section));
    json_key_string(json, "severity", text_of(severity));
    json_end_object(json);
}

static void write_unshown(JsonWriter *json, const char *severity, size_t count)
{
    if (!count)
        return;
    json_begin_object(json);
    json_key_string(json, "message", text_format(json->builder.arena, "%zu more %ss are not shown", count, severity));
    json_key_string(json, "severity", text_of(severity));
    json_end_object(json);
}

void diagnostics_json(const Diagnostics *diagnostics, JsonWriter *json)
{
    const Diagnostic **order = in_order(diagnostics, json->builder.arena);
    for (size_t i = 0; i < diagnostics->count; i++)
        diagnostic_json(diagnostics, order[i], json);
    write_unshown(json, "error", diagnostics_full(diagnostics) ? diagnostics->errors - diagnostics->most_errors : 0);
    write_unshown(json, "warning", diagnostics->warnings - diagnostics->warnings_kept);
    write_unshown(json, "note", diagnostics->notes - diagnostics->notes_kept);
}
