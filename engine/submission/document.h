// SPDX-License-Identifier: MIT
// A submission that is somebody else's document: what was said about it, and its bytes as they were submitted. Its claims are
// made by the policy's mappings whenever an image is made (import/document.h).
//
// What was said is canonical JSON, whose SHA-256 is the submission's digest:
//   {"closed": [paths of sets, each once, in order], "entity", "evidence": {"by", "confidential", "document", "kind", "on",
//    "replaces", "title"}, "format", "id", "keep_earlier": true, "rows": type, "separator", "tied_by_cpe": "alone" or "apart"}
// Members that say nothing are left out. `document` is the SHA-256 of the bytes. A document is stored as
//   DOCUMENT_MARK | length of what was said, 4 bytes | what was said | a frame of Zstandard of the bytes (support/compress.h)
// A submission of our own JSON begins with its brace; or, where that is shorter, it is
//   FRAME_MARK | a frame of its canonical form
#ifndef ASSIZE_SUBMISSION_DOCUMENT_H
#define ASSIZE_SUBMISSION_DOCUMENT_H

#include "submission/submission.h"
#include "support/compress.h"

enum { DOCUMENT_MARK = 1, FRAME_MARK = 2 };

// What becomes of what a document says of something that a CPE alone may mean.
typedef enum CpeClaims {
    CPE_NOT_TIED, // it is not tied to that
    CPE_APART,    // another submission of the document claims it, of a weaker kind
    CPE_ALONE     // this is that submission: it claims nothing else
} CpeClaims;
extern const char *const cpe_claims_names[]; // by CpeClaims, but for the first

struct Document {
    Text format;        // its name
    const Text *closed; // paths of sets of which the document names all elements: each once, in order
    size_t closed_count;
    bool keep_earlier; // it does not take the place of the same document of an earlier version
    CpeClaims cpe;
    Text separator;     // of a table: what stands between its cells; empty: what its header shows
    Text rows;          // of a table: the type whose attributes its columns are, by their names; empty: what the policy maps
    Text frame;         // of its bytes
    bool read;          // its claims are made, and are those of the submission
    FactPieces *pieces; // where they lie
    bool told;          // what there is to say of it was said, and the report made
    // Of one that is being imported; path's bytes null: it is stored.
    Text path;                    // of its file
    struct ForeignReport *report; // what became of it (import/foreign.h)
    // What it says of itself (import/document.h), once it is identified.
    bool identified, by_name;
    Text series, version, made;
};

// What is stored of a submission: what was said, canonical JSON, and of a document its frame. False where it is neither.
typedef struct StoredSubmission {
    Text said;
    Text frame; // bytes null: what was said is all
} StoredSubmission;
// What was said lies in the value, or in the arena.
bool stored_submission_read(Arena *arena, Text value, StoredSubmission *stored);
// What is stored of a submission whose canonical form is made, in pieces; the compressor is kept (support/compress.h).
TextPieces submission_stored(const Submission *submission, Arena *arena, Compressor **kept);

// The bytes of a document in the arena, which are those whose SHA-256 was said; false: they are not, or the frame is damaged.
bool document_bytes(const Submission *submission, Arena *arena, Text *bytes);
// Whether what is stored of a document holds the bytes that were said; in little memory.
bool document_matches(const StoredSubmission *stored, Arena *scratch);

// Puts paths in order, each once: how many are left.
size_t document_closed_in_order(Text *closed, size_t count);

#endif
