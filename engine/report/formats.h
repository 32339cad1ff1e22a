// SPDX-License-Identifier: MIT
// Formats of documents as they are told of: what is read of each, what a policy maps of it, and where what stands in a file goes.
#ifndef ASSIZE_REPORT_FORMATS_H
#define ASSIZE_REPORT_FORMATS_H

#include "import/foreign.h"

typedef struct ReportFormats {
    const Program *program;       // whose mappings are told; null: nobody's
    FormatId format;              // this one, in full; FORMATS: all of them, in short
    const ForeignReport *example; // what a file has, of that format; null: none is asked for
} ReportFormats;

// What takes the value of a mapping: `Component.references.address`, in the arena.
Text formats_attribute(const Program *program, uint32_t mapping, Arena *arena);
// Where it takes that from, as it is written: `type`, `a.b[] | c`, in the arena.
Text formats_paths(const Program *program, const MappingInfo *mapping, Arena *arena);

// A word for a kind of derived value, and for what a record may fill.
extern const char *const derived_kind_names[];
extern const char *const record_fills_names[];

#endif
