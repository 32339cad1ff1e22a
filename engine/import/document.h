// SPDX-License-Identifier: MIT
// Documents that others make, whole. What a format must give stands in DocumentFormat: it recognises a document, says what that
// says of itself (identify), and makes claims of it by the policy's mappings (read). Formats are listed in documents.c.
//
// When. At import a document is identified, and read for its messages and report. Whenever an image is made, documents_read
// makes the claims of all documents of the dossier: first of those that name things, which fill the directory, then of those that
// speak of things by the names that others have for them (`by_name`). So the order of imports never matters.
#ifndef ASSIZE_IMPORT_DOCUMENT_H
#define ASSIZE_IMPORT_DOCUMENT_H

#include "import/directory.h"
#include "import/foreign.h"
#include "model/formats.h"
#include "submission/document.h"

// What a document says of itself, whatever policy it is read for. Texts lie in the document's text, or in the arena of facts.
typedef struct DocumentIdentity {
    Text title;        // the format with its version, such as `CycloneDX 1.5`
    Text id;           // of what it is about; empty: it does not say
    uint32_t id_value; // the entry of the document where that stands, for messages; 0
    Text series;       // what the document and all versions of it are called: a serial number, a tracking id; empty: nothing
    Text version;      // which of them it is
    Text made;         // when it was made (RFC 3339); empty: it does not say
    bool by_name;      // it speaks of things by names that other documents of the dossier have for them
} DocumentIdentity;

typedef struct DocumentFormat {
    FormatId id; // whose name stands in what was said
    bool json;   // it is JSON: import->document is never null
    // Whether a text is of this format: by its first JSON value, or (document null) where it is no JSON.
    bool (*recognise)(Text text, const JsonDocument *document);
    // What it says of itself. False, with diagnostics, where it is refused whatever the policy. Of import->evidence only what
    // stands between a table's cells is looked at, and import->directory is null.
    bool (*identify)(const ForeignImport *import, DocumentIdentity *identity);
    // Makes its claims: the facts, whose type is that of import->evidence, and the report, whose path, format and partial are
    // there. False, with diagnostics, where it is refused. Of one that names things import->directory is filled (null: nobody
    // asks for names); of one that speaks by name it is what the others have filled (null: nothing is known yet; nothing is
    // claimed or warned of that hangs on it).
    bool (*read)(const ForeignImport *import, const DocumentIdentity *identity, FactRecord *facts, ForeignReport *report);
    // The order of two versions of one series; null: there is none.
    int (*order)(Text a, Text b);
} DocumentFormat;

// The format with a name; null: this program reads none of that name.
const DocumentFormat *document_format(Text name);
// The format that a text is of; null: none.
const DocumentFormat *document_recognised(Text text, const JsonDocument *document);

// Makes the claims of a document whose JSON is open, by its format, with its report.
bool documents_claim(const ForeignImport *import, const DocumentFormat *format, const DocumentIdentity *identity,
                     Submission *submission);

// Finds out, of documents that are identified, which take the place of an earlier version (`again` of their submissions). Warns
// of those that are being imported, and do not (diagnostics null: there are none).
void documents_again(Arena *arena, SubmissionList *submissions, Diagnostics *diagnostics);

// Makes the claims of all documents among the submissions of a dossier which have none yet; a bill's that was read for its report
// at import stay. Then what is the same document again takes the place of the earlier version. Messages of those that are being
// imported are queued; of what is stored already nothing is said, and what the policy has no place for is left out (diagnostics
// null: all of it is stored). What is made lies in the arena; scratch is what the work needs, and as it was before where it is
// another arena and nothing was queued.
typedef enum DocumentsAnswer {
    DOCUMENTS_READ,
    DOCUMENTS_REFUSED, // one that is being imported, with diagnostics
    DOCUMENTS_DAMAGED, // what is stored is none, or is not what was submitted
} DocumentsAnswer;
DocumentsAnswer documents_read(const Program *schema, Arena *arena, Arena *scratch, SubmissionList *submissions,
                               Diagnostics *diagnostics);

#endif
