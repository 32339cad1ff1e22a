// SPDX-License-Identifier: MIT
// Files that others make and that become submissions: what such a file does not say of itself (what evidence it is, by whom,
// of which day), what an importer reports of it, and how one such format is told from another.
#ifndef ASSIZE_IMPORT_FOREIGN_H
#define ASSIZE_IMPORT_FOREIGN_H

#include "import/directory.h"
#include "model/formats.h"
#include "submission/document.h"

// What the command line says of the submission. Texts are in NFC; bytes null where nothing is said.
typedef struct ForeignEvidence {
    uint32_t type; // of the entity, in the schema
    uint32_t kind; // of evidence, in the schema
    Text id;       // of the entity; null: what the file says of itself
    Text by;
    int64_t on;
    Text title;
    bool confidential;
    const Text *closed; // paths of sets of which the file names all elements, such as `components`
    size_t closed_count;
    const Digest *replaces; // submissions whose place it takes
    size_t replaces_count;
    bool keep_earlier; // not that of an earlier version of the same document
    CpeClaims cpe;
    Text separator, rows; // of a table (document.h)
} ForeignEvidence;

// Why something of a file is in no claim.
typedef enum ForeignGapKind {
    GAP_MEMBER,    // neither the schema nor the importer has a place for this member
    GAP_VALUE,     // the attribute has no such value: a version that is none by SemVer, a word that the enumeration lacks
    GAP_REFERENCE, // it leads to something that is in the file but becomes no part: a service, the product itself
} ForeignGapKind;

typedef struct ForeignGap {
    Text path; // in the format, such as `components[].properties`
    ForeignGapKind kind;
    uint32_t count;
    Text example; // of GAP_VALUE and GAP_REFERENCE: the first one
    Span span;    // of the first one
    uint32_t line, column;
} ForeignGap;

// What was taken otherwise than it stands, or could not be tied to what it speaks of: there is a warning of it.
typedef struct ForeignNote {
    MessageCode code;
    uint32_t count;
    Text example; // the first one
    uint32_t line, column;
} ForeignNote;

// What became of the records of a kind: how many parts, of which type, and how many are listed once more.
typedef struct ForeignStored {
    uint32_t parts, merged, type;
} ForeignStored;

// The order of reports: by path, then by kind.
int foreign_gap_order(const ForeignGap *a, const ForeignGap *b);

// What stands at a path of a file, and where it goes.
typedef struct ForeignPlace {
    Text path;           // in the format
    FormatObject object; // of which it is: a record, or what is gone through beside them
    uint32_t count;
    Text example;           // the first one, where it is a text or a number; else empty
    FormatUse use;          // what the reader itself uses it for; FORMAT_USES: nothing
    const uint32_t *mapped; // mappings of the policy that take it
    uint32_t mapped_count;
} ForeignPlace;

// What became of a file.
typedef struct ForeignReport {
    Text path;             // of the file
    Text format;           // such as `CycloneDX 1.5`
    ForeignStored *stored; // by FormatRecord; null: nothing was read
    uint32_t *links;       // by Derived: how many references the sets of a LINK or LINKS have together
    ForeignGap *gaps;      // by path and kind
    size_t gap_count;
    const Program *schema; // whose mappings it was read by, where they are made up; null: the policy's
    ForeignNote *notes;
    size_t note_count;
    ForeignPlace *places; // where it was asked for: all but those of GAP_MEMBER, by path
    size_t place_count;
    const uint32_t *records; // likewise, by FormatRecord: how many the file has; null: nobody asks
} ForeignReport;

// Adds what became of another file to a report: of rows that are files of their own, and of which one report is made.
void foreign_report_add(ForeignReport *to, const ForeignReport *from, Arena *arena);

// What an importer works with. The document is read already, and the importer lets go of what it has passed. What the submission
// says lies in the arena of facts, and in the source's text; the other one keeps the submission itself, the report and what
// messages need; scratch is what the work needs.
typedef struct ForeignImport {
    const Program *schema;
    Arena *arena, *facts, *scratch;
    Arena *records;     // of claims, but their texts: what an image is made of goes before it is written; null: that of facts
    FactPieces *pieces; // where they lie in it
    Diagnostics *diagnostics;
    Sources *sources; // to which the policy's file is added that a message leads to
    const Source *source;
    JsonDocument *document;
    const struct CsvTable *table; // that the document was made of, to which messages lead; null
    const ForeignEvidence *evidence;
    Directory *directory; // of the dossier (document.h); null
    const Trust *trust;   // whose signatures count of an envelope; null: signatures are not checked
    bool shows_places;    // the report is to say where everything goes
    bool stored; // it is read again, and was submitted for another policy: a path of a set that this one lacks is no mistake
} ForeignImport;

typedef enum ForeignFormat {
    FOREIGN_NONE,    // as far as one can tell: submissions
    FOREIGN_OTHER,   // a format that is known by name and not read
    FOREIGN_UNKNOWN, // JSON that is none of these
} ForeignFormat;

// What a file is that is no document that is read: by its first JSON value, or by its text alone where that is no JSON (document
// null). name: of FOREIGN_OTHER.
ForeignFormat foreign_format(Text text, const JsonDocument *document, const char **name);

// What is to be imported instead of a text, for a message; null: nobody knows. name: what foreign_format calls it, or null.
const char *foreign_instead(Text text, const char *name);

// What a document is that is none of the formats, for a message: what it begins with, and its first members, in the arena.
Text foreign_outline(Arena *arena, const JsonDocument *document);

// A member of an object that is a text, in NFC, or a number, as it stands; empty where it is neither.
Text foreign_text(const ForeignImport *import, uint32_t object, const char *name);
// Refuses a value of the document, with its pointer, before it is read. Gives false.
bool foreign_refuse_value(const ForeignImport *import, uint32_t value, const char *expected);
// The order of two texts that are numbers of any length, zeros before them left aside.
int foreign_number_order(Text a, Text b);

// A submission as the evidence says, without facts. An id of the file is used where the evidence has none.
Submission *foreign_submission(const ForeignImport *import, Text id);
// False, with a diagnostic at a value of the document, where neither has an id that an entity can have.
bool foreign_has_id(const ForeignImport *import, const Submission *submission, uint32_t id_value);

#endif
