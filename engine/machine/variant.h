// SPDX-License-Identifier: MIT
// Variants of a program: as it is where some of its profiles apply. The code is the same for all sets of profiles (it asks which
// apply); what a variant has of its own is what they set and raise: constants, parameters, thresholds, severities and weights,
// and with these how rules are counted. A bundle with so many profiles has more sets of them than anybody could make beforehand:
// a variant is made when a review is the first to need it, and kept (memoised) for the others, which may run in other threads.
#ifndef ASSIZE_MACHINE_VARIANT_H
#define ASSIZE_MACHINE_VARIANT_H

#include "machine/machine.h"

typedef struct Variants Variants;

// The variants of a program that is ready to be run, none of them made yet; it must stay. Lies in the arena. What is kept is
// closed by variants_close, before the program is.
Variants *variants_open(const Prepared *origin, Arena *arena);
void variants_close(Variants *variants); // null: nothing
// The program itself, as its bundle has it.
const Program *variants_program(const Variants *variants);
// The variant in which these profiles apply (a bit for each; what they refine is among them). It stays as long as the arena,
// which is used where no more are kept. May be called by several threads at once. Of a program without profiles it is the
// program.
const Prepared *variant_of(Variants *variants, uint64_t applies, Arena *arena);
// A rule of a program as its bundle has it, by its number, with the severity and the weight that it has where profiles apply (a
// bit for each).
RuleInfo rule_raised(const Program *program, uint64_t applies, uint32_t number);
// The policy by itself, likewise; null: the program holds none.
const Prepared *variants_alone(Variants *variants, Arena *arena);

#endif
