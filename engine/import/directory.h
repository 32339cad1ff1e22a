// SPDX-License-Identifier: MIT
// The names that the documents of a dossier have for things: for its parts, and for the entity itself. Documents that list things
// fill it while they are read; those that speak of things in other documents find them by it, in whatever order all of them were
// imported. Our word = the field's word: directory = symbol table, of several names in several spaces for one thing.
#ifndef ASSIZE_IMPORT_DIRECTORY_H
#define ASSIZE_IMPORT_DIRECTORY_H

#include "notation/cpe.h"
#include "notation/purl.h"

typedef enum DirectorySpace {
    NAMED_BY_LINK, // the document and the thing in it: `urn:cdx:SERIAL/VERSION#REF`, `NAMESPACE#SPDXRef-x`
    NAMED_BY_PURL, // in canonical form
    NAMED_BY_CPE,
    NAMED_AS_VULNERABILITY, // by its id, or by what else it is called; the thing's key is its id
    DIRECTORY_SPACES
} DirectorySpace;

// What a name is one of.
typedef struct DirectoryThing {
    uint32_t type;                     // of the part, in the schema; of the entity
    Text key;                          // the text that is the part's key; bytes null: the entity that the dossier is about
    const struct DirectoryThing *next; // another thing of the same name, in the order in which they were added; null
} DirectoryThing;

typedef struct Directory {
    Arena *arena;
    TextIndex names[DIRECTORY_SPACES]; // values: places of the things
    struct DirectoryNamed *named[DIRECTORY_SPACES];
    size_t capacity[DIRECTORY_SPACES];
    struct DirectoryBases *bases; // of purls and CPEs (directory_bases.c); null: not made yet
} Directory;

// An empty directory; what is added lies in the arena, but for the texts, which stay where they are.
void directory_open(Directory *directory, Arena *arena);
// Adds a name of a thing; an empty one is none. The same thing twice in a row is one.
void directory_add(Directory *directory, DirectorySpace space, Text name, uint32_t type, Text key);
// The things of a name; null: nothing has it.
const DirectoryThing *directory_find(const Directory *directory, DirectorySpace space, Text name);
// All names of a space by number, in the order in which they came, and the things of each.
static inline const TextIndex *directory_names(const Directory *directory, DirectorySpace space)
{
    return &directory->names[space];
}
const DirectoryThing *directory_things(const Directory *directory, DirectorySpace space, uint32_t number);

// Names that may be meant by others that say less (directory_bases.c). Calls visit with each that was looked at, in the order in
// which they came, and with the things of that name, or null where it is not meant; until visit gives false.
typedef bool DirectoryVisit(void *with, const Purl *named, const DirectoryThing *things);
// What a purl speaks of: of its type, namespace and name, and of its version if it has one; qualifiers that it has are those of
// the thing, where they are part of what such a thing is.
void directory_each_purl(Directory *directory, const Purl *said, DirectoryVisit *visit, void *with);
// What a CPE may mean (cpe_may_mean); named is null.
void directory_each_cpe(Directory *directory, const Cpe *said, DirectoryVisit *visit, void *with);

#endif
