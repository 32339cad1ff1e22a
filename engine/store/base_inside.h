// SPDX-License-Identifier: MIT
// Inside of the fact base, each file above those before it: base_records.c knows keys and records, base_format.c formats,
// base_trust.c checks what a review reads; base.c opens and reads, those of base_change.h change, base_verify.c checks all of
// it.
#ifndef ASSIZE_STORE_BASE_INSIDE_H
#define ASSIZE_STORE_BASE_INSIDE_H

#include "store/base.h"
#include "store/log_entry.h"
#include "submission/document.h"

// What is kept, of which each has a format of its own, a number that stands in the fact base: programs read it and all below it.
typedef enum BasePart {
    PART_RECORDS,     // tables, their keys, the record of an entity
    PART_SUBMISSIONS, // submissions, withdrawals and signatures
    PART_LOG,
    PART_REGISTER, // verdicts, what they rest on, and where they are found; 0: the fact base was made before there was one
    BASE_PARTS
} BasePart;

enum { RECORD_FORMAT = 2, SUBMISSION_FORMAT = 5, LOG_FORMAT = 2, REGISTER_FORMAT = 1 }; // that this program writes

struct AssizeBase {
    Env *env;
    uint32_t formats[BASE_PARTS];   // as what is read now has them
    uint32_t committed[BASE_PARTS]; // as they are on the disk
    bool has_verdicts;              // the register held some when it was opened
    bool writes;                    // it was opened for writing
    Compressor *compressor;         // of submissions that are stored; null: there were none
    Text path;                      // terminated
    char *path_bytes;
};

struct BaseReader {
    Base *base;
    EnvTxn *txn;
    const Program *schema; // null: of none
    Arena *arena;
    DossierCache *cache; // null: none
    bool verifies;       // each dossier before it is read
    Text error;
};

// ---- base_format.c ----

// Reads which formats the fact base has; one that is new gets those of this program. REFUSED, with the error in the arena, where
// one of them is of a later version.
BaseAnswer formats_check(Base *base, EnvMode mode, Arena *arena, Text *error);
// Brings what an earlier version of the program wrote to the formats of this one, in a transaction for writing.
EnvFault formats_convert(Base *base, EnvTxn *txn, Arena *arena);
// What formats_convert did is on the disk, or came to nothing: one of them ends every transaction for writing.
void formats_committed(Base *base);
void formats_aborted(Base *base);

// ---- base_records.c ----

// The newest entry of the log stands in the table `meta`.
#define BASE_HEAD "head"
// False where there is none, or (with fault) a damaged one.
bool log_head_get(EnvTxn *txn, LogHead *head, EnvFault *fault);
// The number of an entry by its key, from 1; 0 where the key is none.
uint64_t log_sequence(Text key);
// The key of a number; in the arena.
Text sequence_key(Arena *arena, uint64_t sequence);

// The key of an entity, in the arena: its type, a zero, its id. Its parts lie in the key; without a zero all of it is the type.
Text base_key(Arena *arena, Text type, Text id);
void base_split_key(Text key, Text *type, Text *id);
static inline Text digest_key(const Digest *digest)
{
    return (Text){(const char *)digest->bytes, sizeof digest->bytes};
}

// The digest of the dossier of an entity's key, by its submissions (count digests, one behind the other) and which of them are
// withdrawn. The arena is as it was before.
EnvFault dossier_of(EnvTxn *txn, Arena *arena, Text key, const char *digests, uint32_t count, Digest *dossier);
// The canonical JSON of which that is the digest; in the arena.
EnvFault dossier_state(EnvTxn *txn, Arena *arena, Text key, const char *digests, uint32_t count, Text *state);

// FAILED, with the error in the arena: the path of the fact base and what the fault means.
BaseAnswer base_fault(const Base *base, Arena *arena, EnvFault fault, Text *error);
// The record of an entity, and the digests of its submissions where they are stored; false where there is none (or a damaged one,
// with fault).
bool record_get(const Base *base, EnvTxn *txn, Arena *arena, Text key, EntityRecord *record, const char **digests,
                EnvFault *fault);
// The same of a value of the table. A record of an earlier format gets the digest of its dossier made.
EnvFault record_read(const Base *base, EnvTxn *txn, Arena *arena, Text key, Text value, EntityRecord *record,
                     const char **digests);
static inline Text image_key(const ImageName *name)
{
    return (Text){(const char *)name, sizeof *name};
}
// What is stored under a digest; DAMAGED where it is neither a submission nor a document. It stays while the transaction lasts.
EnvFault stored_get(EnvTxn *txn, Arena *arena, const Digest *digest, StoredSubmission *stored);
// Makes the claims of a submission again, of what is stored of it, where they lay and are gone: it is being imported, and was
// read.
void stored_claims_again(const Program *schema, Arena *arena, Submission *submission, Compressor **kept);
// Adds stored submissions that the schema has a place for, by their digests.
EnvFault stored_submissions(EnvTxn *txn, const Program *schema, Arena *arena, const char *digests, uint32_t count,
                            SubmissionList *list);
// Whether a submission is withdrawn, and then from which day on and why; the reason lies in the arena. DAMAGED where what is
// stored says no day.
typedef struct Withdrawn {
    bool there;
    int64_t on;
    Text because;
} Withdrawn;
EnvFault withdrawn_get(EnvTxn *txn, Arena *arena, const Digest *digest, Withdrawn *withdrawn);
// Whether a submission is signed, and then by which key (its fingerprint, and as PEM) in which envelope; texts lie in the arena.
typedef struct Signed {
    bool there;
    Text signer, key;
    Digest envelope;
} Signed;
EnvFault signed_get(EnvTxn *txn, Arena *arena, const Digest *digest, Signed *found);
// What is said of a withdrawal, where it is stored or in an entry of the log. Before submissions had format 2 its day was that on
// which it was told. False where it says no day.
bool withdrawn_read(Arena *arena, Text stored, Withdrawn *withdrawn);
// A member of a stored object that is a text; empty where there is none. A name in NFC: of a type, an entity, an institution.
Text stored_member(Arena *arena, Text canonical, const char *name);
Text stored_name(Arena *arena, Text canonical, const char *name);
// What a stored submission says of itself; false where it is none.
bool stored_evidence_read(Arena *arena, Text canonical, SaidEvidence *said);
// Whether a stored text is canonical JSON as far as it matters to those who print it: an object, members in order.
bool stored_is_canonical(Arena *arena, Text text);
// All submissions about an entity that the schema has a place for, by their digests; a fault where one is missing, damaged or
// about something else.
EnvFault dossier_read(BaseReader *reader, uint32_t type, Text id, const char *digests, uint32_t count, SubmissionList *list);
// The same with their canonical forms, in an arena; all of it stays while the transaction lasts.
EnvFault dossier_said(BaseReader *reader, Arena *arena, uint32_t type, Text id, const char *digests, uint32_t count,
                      SubmissionList *list);
// Makes an image of them, in the reader's arena; DAMAGED where a document among them is not what was submitted.
EnvFault dossier_make(BaseReader *reader, uint32_t type, Text id, const Digest *dossier, SubmissionList *list, Text *image);

// Whether a fault is of what is stored, and not of the environment.
static inline bool fault_is_stored(EnvFault fault)
{
    return fault == ENV_NOT_FOUND || fault == ENV_DAMAGED;
}

// ---- base_signed.c ----

// The envelope, as it was imported; DAMAGED where it is not what its digest says.
EnvFault signed_envelope(EnvTxn *txn, Arena *arena, const Signed *found, Text *envelope);
// What is wrong with the signature of a submission, which is checked once more; null: nothing, or nobody has signed it.
const char *signature_wrong(EnvTxn *txn, Arena *arena, const Digest *digest, EnvFault *fault);

// ---- base_register_read.c ----

// What the register's tables hold. A verdict: its number in the log, and a frame of its bytes; false: it is none.
typedef struct StoredVerdict {
    uint64_t sequence;
    Text frame;
} StoredVerdict;
bool stored_verdict_read(Text value, StoredVerdict *stored);
// The key of a verdict in the table of outcomes.
Text outcome_key(Arena *arena, Text outcome, Text on);
// A content: a text as it is, or a frame of it, behind a mark of one byte. False: it is neither.
enum { CONTENT_AS_IT_IS = 0, CONTENT_FRAME = 1 };
bool stored_content_read(Arena *arena, Text value, Text *text);
// ---- base_replaces.c ----

// submissions_may_replace, of new submissions beside those that are stored. known: which of them are stored already.
EnvFault replaces_check(EnvTxn *txn, const Program *schema, Arena *arena, Diagnostics *diagnostics,
                        const SubmissionList *submissions, const bool *known, bool *accepted);

// ---- base_trust.c ----

// Checks what a review is about to read: the submissions of an entity's record are what their digests say, the
// dossier that it names is made of them and of what is withdrawn, and the image for the reader's schema (bytes null: there is
// none) is what they say, byte for byte. Null, or what is wrong; with a fault of the environment nothing is known.
const char *dossier_wrong(BaseReader *reader, uint32_t type, Text id, const EntityRecord *record, const char *digests, Text image,
                          EnvFault *fault);

#endif
