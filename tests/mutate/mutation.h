// SPDX-License-Identifier: MIT
// Changes to bundles, field by field: the fields are those that sections.def lists, and what becomes of each is every kind of
// wrong value.
#ifndef ASSIZE_TESTS_MUTATE_MUTATION_H
#define ASSIZE_TESTS_MUTATE_MUTATION_H

#include "code/bundle.h"
#include "code/fields.h"

typedef struct MutationRandom {
    uint64_t state;
} MutationRandom;
// The random numbers of one case of one seed: those before it need not be made.
MutationRandom random_of_case(uint64_t seed, uint64_t number);
uint64_t random_next(MutationRandom *random);
uint64_t random_below(MutationRandom *random, uint64_t bound); // 0 where bound is 0

// Where fields stand that no section holds.
enum { IN_PROGRAM_HEAD = SECTIONS, IN_SECTION_TABLE, IN_BUNDLE_HEAD };

// A field of a bundle; a record within a record is taken apart.
typedef struct BundleField {
    char name[96];
    uint32_t section; // or one of the above
    size_t offset, size;
    Promise promise;
    uint64_t changed, refused; // bundles in which it alone was changed, and those of them that were refused
} BundleField;

typedef struct BundleFields {
    BundleField items[512];
    size_t count;
} BundleFields;
void bundle_fields(BundleFields *fields);

// A bundle that others are made of.
typedef struct Origin {
    Text bundle;
    Program program;
} Origin;

// Changes a field of some record in a copy of the origin's bundle; appends to said what was changed. False where the origin has
// no such record, or where nothing came of it.
bool field_mutate(MutationRandom *random, const Origin *origin, const BundleField *field, char *bytes, TextBuilder *said);
// Puts in a digest of the schema.
void mutant_put_schema(char *bytes, const Digest *schema);

#endif
