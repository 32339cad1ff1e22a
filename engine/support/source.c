// SPDX-License-Identifier: MIT
// The table of sources; lines and columns by a scan of the file, when something is printed, from a sparse index of lines. See
// source.h.
#include "support/source.h"

#include "support/search.h"

void sources_open(Sources *sources, Arena *arena)
{
    *sources = (Sources){.arena = arena};
}

uint32_t sources_add(Sources *sources, Text path, Text text)
{
    if (sources->bytes + text.length > UINT32_MAX - 3)
        return 0;
    sources->items = arena_grow(sources->arena, sources->items, sources->count, &sources->capacity, sizeof *sources->items);
    Source *source = &sources->items[sources->count];
    *source = (Source){.path = path,
                       .shown = text_shown(sources->arena, path),
                       .name = {.path = path, .inner = path},
                       .text = text,
                       .file = (uint32_t)++sources->count};
    sources->bytes += text.length + 1;
    return source->file;
}

typedef struct KeptPlace {
    uint32_t offset;
    Place place;
} KeptPlace;

void sources_let_go(Sources *sources, uint32_t file, const Span *places, size_t count)
{
    KeptPlace *kept = arena_array(sources->arena, count, sizeof *kept);
    size_t in_file = 0;
    for (size_t i = 0; i < count; i++) {
        if (places[i].file != file)
            continue;
        Place place = sources_place(sources, places[i]);
        Text line = place.line_text;
        size_t from = place.offset > KEPT_AROUND ? place.offset - KEPT_AROUND : 0;
        size_t to = line.length - place.offset > KEPT_AROUND ? place.offset + KEPT_AROUND : line.length;
        place.line_text = text_copy(sources->arena, text_slice(line, from, to));
        place.offset -= (uint32_t)from;
        kept[in_file++] = (KeptPlace){places[i].start, place};
    }
    Source *emptied = &sources->items[file - 1];
    sources->bytes -= emptied->text.length;
    emptied->text = (Text){"", 0};
    emptied->mark_count = 0;
    emptied->kept = kept;
    emptied->kept_count = in_file;
}

const Source *sources_file(const Sources *sources, uint32_t file)
{
    return file ? &sources->items[file - 1] : NULL;
}

// ---- places ----

// Goes on from the beginning of a line, by at most so many lines, to the one that an offset stands in; by none where that lies
// before it.
static size_t line_begin(Text text, size_t start, size_t at, uint32_t most, uint32_t *lines)
{
    const char *end;
    for (*lines = 0; *lines < most && start < at && (end = memchr(text.bytes + start, '\n', at - start)); ++*lines)
        start = (size_t)(end - text.bytes) + 1;
    return start;
}

enum { LINES_A_MARK = 64 };

// Marks the beginnings of lines, each so many lines behind the one before, up to an offset: whoever asks for many places of a
// file does not go through it from its beginning for each.
static void mark_lines(Arena *arena, Source *source, size_t at)
{
    size_t start = 0;
    uint32_t lines = LINES_A_MARK;
    if (source->mark_count)
        start = line_begin(source->text, source->marks[source->mark_count - 1], at, LINES_A_MARK, &lines);
    while (lines == LINES_A_MARK) {
        source->marks = arena_grow(arena, source->marks, source->mark_count, &source->mark_capacity, sizeof *source->marks);
        source->marks[source->mark_count++] = (uint32_t)start;
        start = line_begin(source->text, start, at, LINES_A_MARK, &lines);
    }
}

// Where the line begins that an offset stands in, and its number.
static size_t find_line(const Sources *sources, Source *source, size_t at, uint32_t *line)
{
    mark_lines(sources->arena, source, at);
    BinarySearch search = search_of(0, (int64_t)source->mark_count);
    while (search_on(&search))
        search_narrow(&search, source->marks[search.middle] <= at);
    uint32_t lines, marked = (uint32_t)search.low - 1;
    size_t start = line_begin(source->text, source->marks[marked], at, UINT32_MAX, &lines);
    *line = marked * LINES_A_MARK + lines + 1;
    return start;
}

Place sources_place(const Sources *sources, Span span)
{
    Place place = {.source = sources_file(sources, span.file)};
    if (!place.source)
        return place;
    for (size_t i = 0; i < place.source->kept_count; i++) {
        if (place.source->kept[i].offset != span.start)
            continue;
        Place kept = place.source->kept[i].place;
        kept.source = place.source; // which may have moved
        return kept;
    }
    Text text = place.source->text;
    size_t at = span.start < text.length ? span.start : text.length;
    size_t start = find_line(sources, &sources->items[span.file - 1], at, &place.line);
    if (place.source->second_line && place.line > 1)
        place.line += place.source->second_line - 2;
    const char *behind = text.length > start ? memchr(text.bytes + start, '\n', text.length - start) : NULL;
    size_t end = behind ? (size_t)(behind - text.bytes) : text.length;
    if (end > start && text.bytes[end - 1] == '\r')
        end--;
    place.line_text = text_slice(text, start, end);
    place.offset = (uint32_t)(at - start < end - start ? at - start : end - start);
    place.column = (uint32_t)text_points(text_slice(place.line_text, 0, place.offset)) + 1;
    return place;
}

Text sources_text(const Sources *sources, Span span)
{
    const Source *source = sources_file(sources, span.file);
    if (!source || span.end < span.start || span.end > source->text.length)
        return (Text){"", 0};
    return text_slice(source->text, span.start, span.end);
}

// Offset behind what begins at a byte: a text with its quotes, a comment up to its line's end, else one byte.
static size_t behind_piece(Text piece, size_t at)
{
    char first = piece.bytes[at++];
    bool comment = first == '#';
    if (!comment && first != '"' && first != '`')
        return at;
    while (at < piece.length && piece.bytes[at] != '\n' && (comment || piece.bytes[at] != first))
        at += first == '"' && piece.bytes[at] == '\\' && at + 1 < piece.length ? 2 : 1;
    return at + (at < piece.length && !comment);
}

Text source_folded(Arena *arena, Text piece)
{
    TextBuilder line = text_builder(arena);
    bool blank = false;
    for (size_t at = 0, next; at < piece.length; at = next) {
        next = behind_piece(piece, at);
        char first = piece.bytes[at];
        if (first == '#' || first == ' ' || first == '\t' || first == '\n' || first == '\r') {
            blank = line.length > 0;
            continue;
        }
        if (blank)
            text_append_byte(&line, ' ');
        blank = false;
        text_append(&line, text_slice(piece, at, next));
    }
    return text_built(&line);
}

size_t source_beginning(Text piece)
{
    size_t at = 0;
    while (at < piece.length && piece.bytes[at] != '\n' && piece.bytes[at] != '{')
        at = behind_piece(piece, at);
    return at;
}
