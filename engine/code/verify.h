// SPDX-License-Identifier: MIT
// Inside of the verifier: code (verify.c), what rules and questions read of it (outputs.c), records (records.c).
#ifndef ASSIZE_CODE_VERIFY_H
#define ASSIZE_CODE_VERIFY_H

#include "code/bundle.h"

// Months or working days; the parser refuses longer periods.
enum { MOST_PERIOD = 12 * 1000000 };

typedef struct RegionMark { // of instructions that are skipped together, or of a segment
    uint32_t parent, end, guard;
    uint16_t op;
} RegionMark;

typedef struct Verifier {
    const Program *program;
    CodeView code;
    Arena *arena;
    RegisterType *types;
    uint32_t *region_of; // of each instruction
    RegionMark *regions;
    size_t region_count, region_capacity;
    uint32_t region; // the one under way
    uint32_t at;
    Text *reason;
} Verifier;

void verifier_open(Verifier *verifier, const Program *program, CodeView code, Arena *arena, Text *reason);
// Verifies the code up to end, as what is run first.
bool verifier_main(Verifier *verifier, uint32_t end);
// Verifies on from where the verifier stands, in the region that is open.
bool verifier_run(Verifier *verifier, uint32_t end);
uint32_t verifier_open_region(Verifier *verifier, uint32_t parent, uint32_t end, uint32_t guard, uint16_t op);
bool verifier_encloses(const Verifier *verifier, uint32_t outer, uint32_t inner);
bool verifier_is_ancestor(const Verifier *verifier, uint32_t ancestor, uint32_t frame);

bool verify_outputs(Verifier *verifier);    // the code of a review, its segments, and what is read of them
bool verify_acceptance(Verifier *verifier); // the code of the conditions of acceptance
bool records_verify(const Program *program, Text *reason);

#endif
