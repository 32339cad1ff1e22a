// SPDX-License-Identifier: MIT
// Inside of an import. library_import.c reads files and stores what they hold; library_document.c takes documents that others
// make, and library_said.c what is said of them; library_manifest.c goes over the rows of a manifest.
#ifndef ASSIZE_LIBRARY_IMPORT_H
#define ASSIZE_LIBRARY_IMPORT_H

#include "library_inside.h"

#include "attest/trust.h"
#include "import/document.h"

// A file to be imported.
typedef struct ImportFile {
    const char *path; // as messages name it
    const char *root; // a folder out of which it may not lead, to which `below` is relative; null: it may lead anywhere
    const char *below;
    AssizeEvidence said; // of a document
    Span row;            // of the manifest, where it stands; nowhere: the command line names it
} ImportFile;

typedef struct ImportCall {
    Call call;
    const AssizeImport *import;
    SubmissionList list;
    Compressor *compressor;  // of long submissions; null: there were none
    Trust trust;             // whose signatures count, where that is said
    const ImportFile *file;  // that is being read
    uint64_t done, count;    // files
    ForeignReport **reports; // of documents
    size_t report_count, report_capacity;
    size_t kept;   // bytes of documents whose claims stay until their images are made
    Arena facts;   // what documents claim: texts
    Arena records; // and all else of it
    Arena scratch; // of the JSON document under way, then of the fact base
    Arena base;    // what the fact base makes; messages and reports lie in that of the call
    bool stored;
} ImportCall;

// ---- library_said.c ----

// Whether anything is said that is said of documents alone.
bool import_says_anything(const AssizeEvidence *said);
// What is said of the file that is being read, with its names looked up in the policy.
// False, refused, where something is wrong or missing: with the row of the manifest, or as wrong use.
bool import_read_said(ImportCall *call, FormatId format, const Source *source, ForeignEvidence *evidence);
// Refuses what is said of the file that is being read.
void import_refuse_said(ImportCall *call, const char *format, ...) __attribute__((format(printf, 2, 3)));

// ---- library_document.c ----

// Adds a report for a document that is to be read.
ForeignReport *import_add_report(ImportCall *call, Text path, Text format);
// What readers of documents work with in this import.
ForeignImport import_given(ImportCall *call, const Source *source, JsonDocument *document, const ForeignEvidence *evidence);
// Takes a document of a format into the import: what is said about it, its bytes, compressed, and its claims, for the report. Its
// JSON ends at `at`. before: where the file's text begins among the texts, which goes where the claims do not stay. False, with
// the call or the document refused.
bool import_document(ImportCall *call, const Source *source, JsonDocument *document, size_t at, const DocumentFormat *format,
                     ArenaMark before);
// The same once it is known what is said of it. report: null: it has one of its own.
bool import_one_document(ImportCall *call, const ForeignImport *given, const DocumentFormat *format, ForeignReport *report,
                         ArenaMark before);

// ---- library_table.c ----

// The same of a table: where its rows are about entities of their own, each is a document.
bool import_table(ImportCall *call, const Source *source, const DocumentFormat *format, ArenaMark before);

// ---- library_import.c ----

// Reads a file. False, refused: in the diagnostics, or the call is.
bool import_file(ImportCall *call, const ImportFile *file);

// ---- library_manifest.c ----

// The rows of a manifest as files, in the arena of the call; false, refused.
bool import_read_manifest(ImportCall *call, const char *path, ImportFile **files, size_t *count);

#endif
