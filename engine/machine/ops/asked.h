// SPDX-License-Identifier: MIT
// A question about values, asked once for each: a memo table for the rows of one instruction.
#ifndef ASSIZE_MACHINE_OPS_ASKED_H
#define ASSIZE_MACHINE_OPS_ASKED_H

#include "machine/registers.h"

// Gives each row the answer to a question about an operand's value. Answers about numbers below count, a power of two, are kept,
// a byte each: the Truth + 1, or 0 where it was not asked yet. It is asked in the order of the rows.
typedef Truth Ask(void *with, int64_t value);
typedef struct Asked {
    uint8_t *kept;
    size_t count;
    Ask *ask;
    void *with;
} Asked;
// Opens a table of answers about as many numbers, or somewhat more, in the review's arena; none is asked yet.
Asked asked_open(Review *review, size_t numbers, Ask *ask, void *with);
// Gives the truth value out of an operand's rows.
void asked_rows(Run *run, const Instr *instr, uint32_t operand, const Asked *answers, Register *out);

#endif
