// SPDX-License-Identifier: MIT
// The table of sources; lines and columns by a scan of the file, when something is printed. See source.h.
#include "support/source.h"

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
    emptied->kept = kept;
    emptied->kept_count = in_file;
}

const Source *sources_file(const Sources *sources, uint32_t file)
{
    return file ? &sources->items[file - 1] : NULL;
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
    size_t start = 0;
    place.line = 1;
    for (const char *end; (end = memchr(text.bytes + start, '\n', at - start)); place.line++)
        start = (size_t)(end - text.bytes) + 1;
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
