// SPDX-License-Identifier: MIT
// Inside of an import: what is under way, and what is said of documents. library_import.c reads files and stores what they hold,
// library_document.c takes documents that others make.
#ifndef ASSIZE_LIBRARY_IMPORT_H
#define ASSIZE_LIBRARY_IMPORT_H

#include "library_inside.h"

#include "import/document.h"

typedef struct ImportCall {
    Call call;
    const AssizeImport *import;
    SubmissionList list;
    ForeignEvidence evidence;
    bool evidence_read;
    ForeignReport **reports; // of documents
    size_t report_count, report_capacity;
    size_t kept;   // bytes of documents whose claims stay until their images are made
    Arena facts;   // what documents claim
    Arena scratch; // of the JSON document under way, then of the fact base
    bool stored;
} ImportCall;

// Whether the host has said anything that is said of documents alone.
bool import_says_anything(const AssizeEvidence *said);

// Takes a document of a format into the import: what is said about it, its bytes, compressed, and its claims, for the report. Its
// JSON ends at `at`. before: where the file's text begins among the texts, which goes where the claims do not stay. False, with
// the call or the document refused.
bool import_document(ImportCall *call, const Source *source, JsonDocument *document, size_t at, const DocumentFormat *format,
                     ArenaMark before);

#endif
