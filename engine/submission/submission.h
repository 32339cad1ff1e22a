// SPDX-License-Identifier: MIT
// A submission in memory: what one institution says about one entity, checked against the schema of a policy. All of it
// lies in an arena; texts are in NFC and may lie in the text that it was read from.
#ifndef ASSIZE_SUBMISSION_SUBMISSION_H
#define ASSIZE_SUBMISSION_SUBMISSION_H

#include "submission/viewer.h"
#include "support/diagnostic.h"
#include "support/json.h"

// A value. What it is follows from its attribute: number for booleans (0 and 1), integers, decimals (millionths), dates
// (days), instants and durations (seconds), enumerations (place); text for texts, versions and the ids of entities; part for
// owned parts and, with its key attributes alone, for references to a part; set for all that is many.
//
// There are as many of these as a document has values: what they are made of is aligned to FACT_ALIGNMENT, and has no gaps.
enum { FACT_ALIGNMENT = 4, FACT_NUMBER = (1 << 30) - 1 }; // FACT_NUMBER: the bits of numbers that stand beside flags
#define FACT_PACKED __attribute__((packed, aligned(4)))
typedef union FACT_PACKED FactDatum {
    int64_t number;
    PackedText text;
    struct FactRecord *part;
    struct FactCollection *set;
} FactDatum;

typedef struct FACT_PACKED FactClaim {
    uint32_t attribute : 30; // of the schema
    bool unreadable : 1;     // something was said that is no value of the attribute: text has it as it stood
    bool asked : 1;          // of a submission to fill in: nothing is said yet; of a set, of more than stands in it
    FactDatum value;
} FactClaim;

// The claims about one entity or part, in the order of their attributes.
typedef struct FACT_PACKED FactRecord {
    uint32_t type;
    uint32_t count : 30;
    bool unanswered : 1; // it was asked of something in it, and it does not say it
    bool states : 1; // it is a statement of a document, in place of which one that its institution makes later of the same counts
    FactClaim *claims;
    uint32_t offset; // in the text that it was read from
} FactRecord;

typedef struct FACT_PACKED FactCollection {
    uint32_t count : 30;
    bool open : 1;
    FactDatum *items;
} FactCollection;

// Memory of many records, apart by their types, so that those of a type can go while others are still needed.
typedef struct FactChunk FactChunk;
typedef struct FactPieces {
    struct FactRoom {
        char *next, *end;
        FactChunk *chunks;
        size_t size; // of the newest
    } * of;          // by type
} FactPieces;
FactPieces *fact_pieces(const Program *schema, Arena *arena);
// A piece for a record of a type, aligned to FACT_ALIGNMENT; pieces null: of the arena alone.
void *fact_piece(FactPieces *pieces, Arena *arena, uint32_t type, size_t size);
// Says that records of a type are no longer needed.
void facts_forget(const FactPieces *pieces, uint32_t type);

// A submission that another one takes the place of.
typedef struct Replaced {
    Digest digest;
    Span place; // of its name
} Replaced;

typedef struct Document Document; // document.h
typedef struct Trust Trust;       // attest/trust.h

typedef struct Submission {
    Text id;       // of the entity; its type is that of facts
    uint32_t kind; // of evidence
    Text by;       // id of the institution; bytes null where none is named
    int64_t on;
    Text document, title; // bytes null where left out
    Text signer;          // `sha256:…` of the key that signed it (SPKI); bytes null: nobody did
    Text envelope, key;   // of one that is imported signed: the envelope, canonical JSON, and the key that signed it, as PEM
    bool confidential;
    bool withdrawn;
    int64_t withdrawn_on; // the day from which on it counts no longer
    Replaced *replaces;   // what it takes the place of
    uint32_t replaces_count;
    Digest *again; // what it takes the place of as a later version of the same document (import/again.c)
    uint32_t again_count;
    Text replaces_pointer; // of their list, where it was read as it was submitted
    bool partial;          // it says more than the schema declares (READ_DECLARED)
    FactRecord facts;
    Digest digest;        // of its canonical form
    TextPieces canonical; // empty until it is made
    TextPieces framed;    // of a long one that is being imported, instead: the frame of it (support/compress.h)
    FactPieces *pieces;   // of such a one: where its claims lie; null: among others, or they are a document's
    Document *content;    // somebody else's document, of which its claims are made (document.h); null: our own JSON
    Span place;           // where messages about it stand; nowhere: where it was read
    uint32_t file;        // that it was read from; 0: a fact base, where its references were resolved once
} Submission;

// Whether it was to be filled in, and nothing in it is: then it is none.
static inline bool submission_is_unanswered(const Submission *submission)
{
    return submission->facts.unanswered && !submission->facts.count;
}

// A submission that is to be withdrawn, by a line of an export.
typedef struct SaidWithdrawal {
    Digest submission;
    int64_t on; // day
    Text because;
    Span place;
} SaidWithdrawal;

// What the register of another fact base held, by a line of an export: in the order in which an export has them.
typedef enum KeptKind {
    KEPT_CONTENT, // what verdicts rest on: a text
    KEPT_VERDICT, // the canonical JSON of a verdict, or of a view that was released
    KEPT_ENTRY,   // of the log, canonical JSON
} KeptKind;
typedef struct KeptLine {
    KeptKind kind;
    Text text;
    Span place;
} KeptLine;

typedef struct SubmissionList {
    Submission **items;
    size_t count, capacity;
    SaidWithdrawal *withdrawals; // of these, and of what is stored
    size_t withdrawal_count, withdrawal_capacity;
    KeptLine *kept; // of a register
    size_t kept_count, kept_capacity;
    const Trust *trust; // whose signatures count of what comes in envelopes; null: nobody's, and envelopes are refused
    // Of submissions that are imported: where their claims lie, but for texts; and what makes frames of long ones. Null: claims
    // lie with their texts, and canonical forms are kept.
    Arena *records;
    struct Compressor **compressor;
} SubmissionList;
// Adds a submission; the list's room lies in the arena.
static inline void submission_add(SubmissionList *list, Arena *arena, Submission *submission)
{
    list->items = arena_grow(arena, list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = submission;
}

// The number of a type, of an attribute of a type, of a kind of evidence, of a value of an enumeration (its place), by its name;
// UINT32_MAX where there is none.
uint32_t schema_type(const Program *schema, Text name);
uint32_t schema_attribute(const Program *schema, uint32_t type, Text name);
uint32_t schema_kind(const Program *schema, Text name);
uint32_t schema_enum_value(const Program *schema, uint32_t number, Text name);
static inline bool attribute_is_many(const AttributeInfo *attribute)
{
    return attribute->flags & ATTRIBUTE_MANY;
}
// Whether a claim about an attribute may be unreadable: neither a set, nor a part or a reference to one, nor of a key.
bool schema_may_be_unreadable(const Program *schema, uint32_t attribute);
// Whether an attribute is one of its part's key.
bool schema_is_key(const Program *schema, uint32_t attribute);
static inline bool attribute_is_text(const AttributeInfo *attribute)
{
    return attribute->kind == TYPE_TEXT || attribute->kind == TYPE_VERSION || attribute->kind == TYPE_ADDRESS;
}

// How strictly facts are read.
typedef enum ReadMode {
    READ_ALL,     // what the schema does not declare is refused
    READ_DECLARED // what it does not declare is left out: a dossier that was imported after another policy
} ReadMode;

// Reads the submissions of a source: one object, an array of them, or one object a line. What an export holds beside them is read
// too: documents, {"bytes": in base64, "said": what was said}, withdrawals, {"because", "on", "withdraw": digest}, and what a
// register held, {"content": in base64}, {"verdict"}, {"entry"}. In an envelope (attest/envelope.h) stands a source of its own,
// all of it signed by one key that is trusted. Refused ones are queued as diagnostics and are not in the list. False where the
// text is no JSON at all, or where any was refused.
bool submissions_read(const Program *schema, ReadMode mode, Arena *arena, Diagnostics *diagnostics, const Source *source,
                      SubmissionList *list);
// The same in two steps, for those who look at the first JSON value before they know that it is a submission. The first reads
// that value; at is behind it. The second reads the submission that it is, and what follows; scratch: what bytes need meanwhile.
bool submissions_begin(Arena *arena, Diagnostics *diagnostics, const Source *source, JsonDocument *document, size_t *at);
bool submissions_continue(const Program *schema, ReadMode mode, Arena *arena, Arena *scratch, Diagnostics *diagnostics,
                          const Source *source, JsonDocument *document, size_t at, SubmissionList *list);
// Whether a first JSON value is a line of an export that is no submission.
bool submissions_are_exported(const JsonDocument *document);
// One submission that is a value of a document, in the arena; null, with diagnostics, where it is refused. With READ_ALL it is
// what was submitted: its canonical form is kept, and its digest.
Submission *submission_read(const Program *schema, ReadMode mode, Arena *arena, Diagnostics *diagnostics, const Source *source,
                            const JsonDocument *document, uint32_t value);

// What was said about a document (document.h), that is a value of a JSON document, likewise; it has no claims yet, and no frame.
Submission *document_read(const Program *schema, ReadMode mode, Arena *arena, Diagnostics *diagnostics, const Source *source,
                          const JsonDocument *document, uint32_t value);

// What a submission says of itself, names in NFC. by: bytes null where it names nobody.
typedef struct SaidEvidence {
    Text type, id, kind, by;
    int64_t on;
} SaidEvidence;
typedef enum EvidenceAnswer { EVIDENCE_FOUND, EVIDENCE_NONE, EVIDENCE_FAILED } EvidenceAnswer;
// Where other submissions are, by their digests.
typedef struct EvidenceSource {
    EvidenceAnswer (*find)(void *with, const Digest *digest, SaidEvidence *said);
    void *with;
} EvidenceSource;
// Whether what submissions take the place of is among them or elsewhere (null: nothing is), and may be replaced by them: it is
// about the same entity, of the same kind, by the same institution, and not dated later. What is not is refused, with a
// diagnostic
// (*accepted). known: which of them are not looked at; null: none. False where something elsewhere cannot be read.
bool submissions_may_replace(const Program *schema, Arena *arena, Diagnostics *diagnostics, const SubmissionList *submissions,
                             const bool *known, const EvidenceSource *elsewhere, bool *accepted);

// Warns of one that is stored and cannot be acceptable, at a place: it names no institution, and its kind is accepted for what
// institutions are.
void submission_warn(const Program *schema, const Submission *submission, Diagnostics *diagnostics, Span place);

// The canonical form (RFC 8785) of what a submission says, and its digest, put into it: of one that was not read as JSON. Its
// texts then lie in that form or beside it: what it was read from is no longer needed. Of a document, what was said about it;
// its claims stay where they are.
void submission_finish(const Program *schema, Submission *submission, Arena *arena);
// A submission to be filled in, as canonical JSON: what is asked of is null in it.
Text submission_to_fill_in(const Program *schema, Submission *submission, Arena *arena);
// What was said about a document with the claims that it makes, as `facts`: canonical JSON.
Text document_claims(const Program *schema, Submission *submission, Arena *arena);

// Whether a viewer may see of a stored submission that there is one. Of what is damaged, not.
bool submission_shows(const Viewer *viewer, Text canonical, Arena *arena);
// What a viewer may see of it: not the values of attributes that are hidden, nor of those that the schema does not declare (null:
// of none); bytes null where nothing shows. whole: nothing is left out, and its digest may be given.
typedef struct RedactedSubmission {
    Text canonical;
    bool whole;
} RedactedSubmission;
// shown: the digests that may be given; what it replaces of others is left out. Null: all, and the rest is as it stands.
// says_more: it is a document that says more than its claims, which stand there.
RedactedSubmission submission_redacted(const Viewer *viewer, const Program *schema, Text canonical, bool says_more,
                                       const TextIndex *shown, Arena *arena);
// The digests of what a stored submission replaces, in the arena; none where it is damaged.
Digest *submission_replaced(Text canonical, Arena *arena, uint32_t *count);

// Whether two values of an attribute are the same: parts by their keys.
bool fact_equal(const Program *schema, const AttributeInfo *attribute, const FactDatum *a, const FactDatum *b);
// The claim about an attribute, or null.
const FactClaim *record_claim(const FactRecord *record, uint32_t attribute);
// Brings key attributes that are purls to their canonical form, in the arena, so that a part is the same however they are
// written.
void record_settle_key(const Program *schema, FactRecord *record, Arena *arena);
// The bytes that tell a part from others of its type: its key attributes, in the record or in the arena. Empty: it has no key.
Text record_key(const Program *schema, const FactRecord *record, Arena *arena);

#endif
