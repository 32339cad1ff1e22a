// SPDX-License-Identifier: MIT
// Nodes of the syntax tree: what files that others make become (`format` blocks). See tree.h.
#ifndef ASSIZE_AST_MAPPING_H
#define ASSIZE_AST_MAPPING_H

#include "ast/kinds.h"
#include "ast/name.h"
#include "model/formats.h"

typedef struct Decl Decl;

typedef struct PathStep {
    StepKind kind;
    Text name, text; // as of StepInfo (code/sections.def)
    Span span;
    struct PathStep *next;
} PathStep;

typedef struct MappingPath { // from a record, or an element of the block around it, to values
    PathStep *steps;
    Span span;
    struct MappingPath *next; // where nothing is there
} MappingPath;

typedef struct MeantWord { // what a text of the file means
    Text text;
    Span text_span;
    Expr *value;
    struct MeantWord *next;
} MeantWord;

// Of an attribute: where its value is.
typedef struct Mapping {
    Word word;
    MappingPath *paths;
    MeantWord *words;      // null: as the attribute's type has it
    struct Mapping *block; // of a part: its attributes
    Span block_span;       // nowhere: there is no block
    uint32_t levels;       // blocks inside of each other; bounded by DEEPEST_BLOCK
    Span span;
    struct Attribute *attribute; // check
    const Decl *decl;            // check: of a record's own, the block that says so; null: it goes without saying
    Derived derived;             // check: what the reader works out; DERIVED_NAMES: its values are at paths
    struct Mapping *next;
} Mapping;

typedef struct FilledType { // TYPE from RECORD { … }
    Word type, record;
    Mapping *mappings;
    Span span;
    FormatRecord number; // check; FORMAT_RECORDS: it is none, or cannot be filled so
    struct FilledType *next;
} FilledType;

#endif
