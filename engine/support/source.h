// SPDX-License-Identifier: MIT
// Source files and places in them. All files of a compilation share one range of offsets, so that a span of two
// numbers names a piece of any of them; lines and columns are worked out when something is printed.
#ifndef ASSIZE_SUPPORT_SOURCE_H
#define ASSIZE_SUPPORT_SOURCE_H

#include "support/text.h"

typedef struct Span {
    uint32_t start, end; // offsets among all sources; end is behind the last byte
} Span;

// What a file of a policy is called: where it lies, and what it is wherever it lies.
typedef struct SourceName {
    Text path;
    Text root;     // a folder, with which the path begins and which it may not lead out of; bytes null: it may lead anywhere
    bool named;    // by a policy or a library, and not by who uses it: it is a regular file
    bool standard; // it comes with the program, and lies nowhere
    Text library;  // that it belongs to, `std.product`; empty: the policy itself
    Text inner;    // its path from the root of that: the policy's folder, or the one in which the library's name was found
} SourceName;

typedef struct Source {
    Text path;                    // as the user would name it
    Text shown;                   // the same, UTF-8 without controls, whatever bytes the path has
    SourceName name;              // of a policy's files
    Text text;                    // empty where it was let go of
    uint32_t base;                // the offset of its first byte
    const struct KeptPlace *kept; // of a text that was let go of
    size_t kept_count;
} Source;

typedef struct Sources {
    Arena *arena;
    Source *items;
    size_t count, capacity;
    uint32_t next_base;
} Sources;

typedef struct Place {
    const Source *source;
    uint32_t line;   // from 1
    uint32_t column; // from 1, in code points
    Text line_text;  // without its line end
    uint32_t offset; // of the place in line_text, in bytes
} Place;

void sources_open(Sources *sources, Arena *arena);
// Adds a file; path and text must live as long as the sources. UINT32_MAX where all offsets are used up (4 GB).
uint32_t sources_add(Sources *sources, Text path, Text text);
// Lets go of the text of a source. Of the places at so many offsets it stays known what sources_place says of them, with no more
// of a line than KEPT_AROUND bytes before and behind.
enum { KEPT_AROUND = 256 };
void sources_let_go(Sources *sources, const Source *source, const uint32_t *offsets, size_t count);
const Source *sources_of(const Sources *sources, uint32_t offset);
Place sources_place(const Sources *sources, uint32_t offset);
Text sources_text(const Sources *sources, Span span);

static inline Span span_join(Span a, Span b)
{
    return (Span){a.start < b.start ? a.start : b.start, a.end > b.end ? a.end : b.end};
}

#endif
