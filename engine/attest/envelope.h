// SPDX-License-Identifier: MIT
// Envelopes of what is signed: DSSE 1.0, alone or within a bundle of sigstore (v0.3). What is signed is the type of the payload
// together with its bytes (PAE), never a form of JSON: nothing is to be made canonical before it is checked.
#ifndef ASSIZE_ATTEST_ENVELOPE_H
#define ASSIZE_ATTEST_ENVELOPE_H

#include "support/json.h"

#define ENVELOPE_STATEMENT "application/vnd.in-toto+json"            // an in-toto statement
#define ENVELOPE_SUBMISSION "application/vnd.assize.submission+json" // a file of submissions

// A text, as it stands in the envelope, and its bytes.
typedef struct EnvelopeSignature {
    Text key; // what the signer calls the key, unsigned: a hint; empty: nothing
    Text bytes;
} EnvelopeSignature;

typedef struct Envelope {
    Text type, payload;
    EnvelopeSignature *signatures;
    size_t count;
} Envelope;

// What is wrong with an envelope: at which value of the document, and what should stand there.
typedef struct EnvelopeFault {
    uint32_t value;
    const char *expected;
} EnvelopeFault;

// Reads a text in base64 (RFC 4648), in the standard alphabet or in that for addresses, but not in both; false: it is none.
bool envelope_decode(Arena *arena, Text text, Text *decoded);
// Whether an object is an envelope, or a bundle with one in it.
bool envelope_is(const JsonDocument *document, uint32_t object);
// Whether it says that its payload is of a type.
bool envelope_holds(const JsonDocument *document, uint32_t object, const char *type);
// Reads it, into the arena; false with what is wrong. Members that are not known are passed over, as the standard asks for.
bool envelope_read(Arena *arena, const JsonDocument *document, uint32_t object, Envelope *envelope, EnvelopeFault *fault);
// The bytes that are signed.
Text envelope_message(Arena *arena, const Envelope *envelope);
// Writes it as canonical JSON; in a bundle, of which it has one signature.
Text envelope_text(Arena *arena, const Envelope *envelope);
Text envelope_bundle(Arena *arena, const Envelope *envelope);
// Adds a signature; both texts are kept as they are.
void envelope_add(Arena *arena, Envelope *envelope, Text key, Text bytes);

#endif
