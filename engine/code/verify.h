// SPDX-License-Identifier: MIT
// Inside of the verifier: code (verify.c), what rules and questions read of it (outputs.c), records (records.c), the schema
// (schema.c). What sections.def promises of a field is seen to by what it names there.
#ifndef ASSIZE_CODE_VERIFY_H
#define ASSIZE_CODE_VERIFY_H

#include "code/bundle.h"

// Months or working days; the parser refuses longer periods.
enum { MOST_PERIOD = 12 * 1000000 };
// Frames inside of each other, which the compiler keeps to; regions inside of each other: it makes no more than three.
enum { DEEPEST_FRAME = 1000, DEEPEST_REGION = 8 };

typedef struct RegionMark { // of instructions that are skipped together, or of a segment
    uint32_t parent, end, guard;
    uint16_t op;
    uint16_t depth;
} RegionMark;

typedef struct Verifier {
    const Program *program;
    CodeView code;
    Arena *arena;
    const bool *settable; // by constant: profiles set it, so that nothing may be known of it; null: they set none
    RegisterType *types;
    uint32_t *region_of; // of each instruction
    RegionMark *regions;
    size_t region_count, region_capacity;
    uint32_t region; // the one under way
    uint32_t at;
    uint32_t items; // operands that ITEMS took so far
    Text *reason;
} Verifier;

// ---- code ----
// A verifier at the beginning of a piece of code; where something is wrong, its reason, in the arena, is put into *reason.
void verifier_open(Verifier *verifier, const Program *program, CodeView code, Arena *arena, Text *reason);
// Verifies frames and the code up to end, as what is run first.
bool verifier_main(Verifier *verifier, uint32_t end);
// Frames: that each stands below an earlier one, not too deep, and is made by an instruction.
bool verify_frames(Verifier *verifier);
// Verifies one instruction after the other, from where the verifier stands up to end, in the region that is open.
bool verify_code(Verifier *verifier, uint32_t end);
// The registers that an ITEMS takes, in the frame parent; *type: what it gives.
bool verify_items(Verifier *verifier, const Instr *instr, uint32_t parent, RegisterType *type);
// Opens a region below another one, up to the instruction end; guard: the register that it is skipped by, with that opcode; for a
// segment NO_REGISTER and OPS. False where regions stand too deep inside of each other.
bool verifier_open_region(Verifier *verifier, uint32_t parent, uint32_t end, uint32_t guard, uint16_t op);
// Whether a region is another one or stands around it.
bool verifier_encloses(const Verifier *verifier, uint32_t outer, uint32_t inner);
// Whether a frame is another one or stands above it.
bool verifier_is_ancestor(const Verifier *verifier, uint32_t ancestor, uint32_t frame);

// ---- what is read of the code (outputs.c) ----
bool verify_outputs(Verifier *verifier);    // the code of a review, its segments, and what is read of them
bool verify_acceptance(Verifier *verifier); // the code of the conditions of acceptance

// ---- records (records.c): each of what its name says; false with the reason ----
typedef struct RecordVerifier {
    const Program *program;
    Arena *arena;
    Text *reason;
    uint64_t used[SECTIONS]; // items of a section that runs took so far
} RecordVerifier;

// All records, field by field, and then as they hang on each other.
bool records_verify(const Program *program, Arena *arena, Text *reason);
// Those that the policy by itself (program_alone) has of its own; the others are those of the whole, which were verified.
bool records_verify_alone(const Program *alone, Arena *arena, Text *reason);
bool verify_head(RecordVerifier *verifier);
bool verify_strings(RecordVerifier *verifier);
bool verify_lists(RecordVerifier *verifier);
bool verify_slots(RecordVerifier *verifier);
bool verify_mode(const Program *program, uint32_t mode);
bool verify_citations(RecordVerifier *verifier);
bool verify_interpretations(RecordVerifier *verifier);
bool verify_rules(RecordVerifier *verifier);
bool verify_findings(RecordVerifier *verifier);
bool verify_parameters(RecordVerifier *verifier);
bool verify_verdict(RecordVerifier *verifier);
bool verify_files(RecordVerifier *verifier);
bool verify_span(RecordVerifier *verifier, StoredSpan span);
bool verify_profiles(RecordVerifier *verifier); // overlay.c, and what they change:
bool verify_overlay(RecordVerifier *verifier);
static inline bool between(Wide value, Wide least, Wide most)
{
    return value >= least && value <= most;
}
// Whether the first and the last day that something is in force are ones: INT64_MIN and INT64_MAX where it does not say.
bool dates_fit(int64_t effective, int64_t until);
// Whether a parameter of that type can have a value.
bool is_value_of(const Program *program, uint32_t kind, uint32_t target, int64_t value);
// By constant: whether it hangs on which profiles apply; null: none does.
const bool *settable_constants(const Program *program, Arena *arena);

// ---- the schema (schema.c) ----
bool verify_schema(RecordVerifier *verifier);
bool verify_kinds(RecordVerifier *verifier);
bool verify_mappings(RecordVerifier *verifier); // mappings.c
bool verify_ranks(RecordVerifier *verifier);
bool verify_schema_digest(RecordVerifier *verifier);

#endif
