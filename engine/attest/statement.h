// SPDX-License-Identifier: MIT
// Attestations of verdicts: in-toto statements (v1) whose predicate is a verification summary (SLSA, v1). What others understand
// stands in the predicate; what is ours, in one member of it that is named by a URI.
//
// The subject is the digest of the dossiers: the SHA-256 of the canonical JSON of the verdict's `dossiers`; of a verdict that is
// not for the office, the digest of the verdict itself, for there is none of what is hidden.
#ifndef ASSIZE_ATTEST_STATEMENT_H
#define ASSIZE_ATTEST_STATEMENT_H

#include "support/digest.h"
#include "support/json.h"

#define VERDICT_FORMAT "assize-verdict/1"

// What a statement says. Texts lie in the arena; those that it does not say are empty.
typedef struct Statement {
    Text subject_name, subject; // subject: `sha256:…`
    Text verifier, resource;    // URIs
    Text on;                    // date of the review
    Text result;                // PASSED or FAILED
    Text outcome, best, worst, audience, valid_until;
    Text verdict, policy; // `sha256:…`
    Text policy_name;     // and its version
} Statement;

// The digest of what is written as canonical JSON of a value.
Digest statement_digest(Arena *arena, const JsonDocument *document, uint32_t value);
// What a statement about a verdict says: of its outcome whether it is the policy's best is not in it, and said here. False, with
// the reason, where the document is no verdict.
bool statement_of(Arena *arena, const JsonDocument *document, bool is_best, Text verifier, Statement *statement, Text *reason);
// As canonical JSON.
Text statement_text(Arena *arena, const Statement *statement);
// Reads one; false, with the reason, where it is none about a verdict, or says two things.
bool statement_read(Arena *arena, Text text, Statement *statement, Text *reason);

// The URI of an entity: its id, where that is a package URL; else a URN.
Text statement_resource(Arena *arena, Text type, Text id);
// The URI of somebody of whom nothing is known but a key.
Text statement_verifier(Arena *arena, const Digest *fingerprint);

#endif
