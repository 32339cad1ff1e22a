// SPDX-License-Identifier: MIT
// A document imported, as CycloneDX if nothing else is said, and all that came of it, for tests to look at.
#ifndef ASSIZE_TESTS_IMPORTED_H
#define ASSIZE_TESTS_IMPORTED_H

#include "fixture/fixture.h"
#include "unit/unit.h"

#include "import/document.h"

// A policy that maps what the cases about CycloneDX look at, compiled once for a program; give them as its group's setup and
// teardown.
extern Fixture standard;
int open_standard(void **state);
int close_standard(void **state);

typedef struct Imported {
    // Given: zeros for that policy, the id `acme/x@1` and nothing more said.
    const Program *schema;
    ForeignEvidence evidence;
    bool id_of_file;
    const char *format; // its name; null: CycloneDX
    // Found; texts stay until the test ends.
    bool fine;
    size_t errors, warnings;
    const char *id;
    const char *facts; // as in the canonical form
    const char *messages;
    const char *gaps; // a line for each: count, path, kind
    ForeignReport report;
    // Of components, vulnerabilities, and what components depend on.
    uint32_t components, merged, vulnerabilities, references;
} Imported;

// Imports. What is not refused has a canonical form that is read as the same submission, and an image that checks; what is
// refused has a message.
void imported_text(Imported *imported, Text text);

// A text with \" for every '; a BOM of version 1.6 with further members in that notation. Both stay until the test ends.
const char *quoted(const char *text);
Text bom(const char *members);

// A policy with these declarations, which must be right; closed by its user.
void compile_schema(Fixture *fixture, const char *declarations);

#endif
