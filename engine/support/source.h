// SPDX-License-Identifier: MIT
// Source files and places in them. A place is a file's number and a byte's offset in that file, so that a change of one file
// moves nothing in another; lines and columns are worked out when something is printed.
#ifndef ASSIZE_SUPPORT_SOURCE_H
#define ASSIZE_SUPPORT_SOURCE_H

#include "support/text.h"

// A piece of one file. All zero: nowhere.
typedef struct Span {
    uint32_t file;       // from 1, in the order of the sources
    uint32_t start, end; // in bytes of that file; end is behind the last one
} Span;

// Whether a span is a place at all.
static inline bool span_is_known(Span span)
{
    return span.file != 0;
}

// The byte at an offset of a file.
static inline Span span_at(uint32_t file, size_t offset)
{
    return (Span){file, (uint32_t)offset, (uint32_t)offset + 1};
}

// Whether a span lies in another, of the same file.
static inline bool span_within(Span inner, Span outer)
{
    return inner.file == outer.file && inner.start >= outer.start && inner.end <= outer.end;
}

// From the beginning of the one to the end of the other. Spans of two files have nothing between them: the first one stands for
// both, as it does where the other is nowhere.
static inline Span span_join(Span a, Span b)
{
    if (a.file != b.file)
        return span_is_known(a) ? a : b;
    return (Span){a.file, a.start < b.start ? a.start : b.start, a.end > b.end ? a.end : b.end};
}

// What a file of a policy is called: where it lies, and what it is wherever it lies.
typedef struct SourceName {
    Text path;
    Text root;     // a folder, with which the path begins and which it may not lead out of; bytes null: it may lead anywhere
    bool named;    // by a policy or a library, and not by who uses it: it is a regular file
    bool standard; // it comes with the program, and lies nowhere
    Text profile;  // that it belongs to, `finance`; empty: none
    Text library;  // that it belongs to, `std.product`; both empty: the policy itself
    Text inner;    // its path from the root of that: the policy's or profile's folder, or where the library's name was found
} SourceName;

typedef struct Source {
    Text path;                    // as the user would name it
    Text shown;                   // the same, UTF-8 without controls, whatever bytes the path has
    SourceName name;              // of a policy's files
    Text text;                    // empty where it was let go of
    uint32_t second_line;         // of a text that was put together: which line of its file the second one is; else 0
    uint32_t file;                // its number, from 1
    const struct KeptPlace *kept; // of a text that was let go of
    size_t kept_count;
    uint32_t *marks; // where some lines begin, in order, as far as places were asked for (source.c)
    size_t mark_count, mark_capacity;
} Source;

typedef struct Sources {
    Arena *arena;
    Source *items;
    size_t count, capacity;
    size_t bytes; // of all texts
} Sources;

typedef struct Place {
    const Source *source;
    uint32_t line;   // from 1
    uint32_t column; // from 1, in code points
    Text line_text;  // without its line end
    uint32_t offset; // of the place in line_text, in bytes
} Place;

// An empty table in the arena.
void sources_open(Sources *sources, Arena *arena);
// Adds a file and gives its number; path and text must live as long as the sources. 0 where all are larger than 4 GB together,
// which is more than a bundle's offsets reach.
uint32_t sources_add(Sources *sources, Text path, Text text);
// Lets go of the text of a file. Of so many places in it, of which those of other files do not count, it stays known what
// sources_place says of them, with no more of a line than KEPT_AROUND bytes before and behind.
enum { KEPT_AROUND = 256 };
void sources_let_go(Sources *sources, uint32_t file, const Span *places, size_t count);
// The source with that number; null for 0. It moves when another one is added.
const Source *sources_file(const Sources *sources, uint32_t file);
// Where a span begins; without a source where that is nowhere.
Place sources_place(const Sources *sources, Span span);
// What stands at a span; empty where nothing does, or its text was let go of.
Text sources_text(const Sources *sources, Span span);

// ---- a piece of a policy, as reports quote it ----

// On one line: comments are left out, and blanks between words become one; texts stay as they are. In the arena.
Text source_folded(Arena *arena, Text piece);
// Offset of the first line end or brace that opens, outside of texts; the length where there is none.
size_t source_beginning(Text piece);

#endif
