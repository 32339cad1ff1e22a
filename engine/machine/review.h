// SPDX-License-Identifier: MIT
// Inside of a review: its arena, its budgets, and the caches of what it has resolved. Each part is told of where it is worked
// on: frames.h, registers.h, entities.h, claims/claims.h.
#ifndef ASSIZE_MACHINE_REVIEW_H
#define ASSIZE_MACHINE_REVIEW_H

#include "machine/memo.h"
#include "machine/run.h"

typedef struct ReviewEntity ReviewEntity;     // entities.h
typedef struct ResolvedColumn ResolvedColumn; // claims/claims.h
typedef struct ResolvedSets ResolvedSets;
typedef struct Ways Ways;                   // why/step_sets.c
typedef struct ReviewPlaces ReviewPlaces;   // why/places.c
typedef struct SetRow SetRow;               // claims/resolve_sets.c
typedef struct Statements Statements;       // claims/statements.c
typedef struct KnownVersions KnownVersions; // ops/version.c
typedef struct KnownLicence KnownLicence;   // ops/licence.h
typedef struct KnownRange KnownRange;       // ops/natives.c

// The entities of the rows of a register that holds some, as numbers (ops/read.c).
typedef struct EntityRows {
    uint32_t handles, frame, nobody; // the register; the rows' frame; the number that rows without an entity have
    const uint32_t *entities;        // of each row; null: none is kept
    const uint32_t *distinct;        // in the order of the rows, but for nobody
    uint32_t distinct_count;
} EntityRows;

struct Review {
    const Prepared *prepared;
    const Program *program;
    const Dossiers *dossiers;
    Arena *arena;
    Arena *beside; // of what is found of dossiers (Dossiers)
    RegexScratch *scratch;
    ReviewLimits limits;
    uint64_t rows_left;
    size_t bytes_left; // of all frames together
    int64_t regex_left;
    int64_t date;
    bool failed; // the dossiers failed
    bool hit_rows, hit_regex, hit_memory;
    ReviewEntity *entities; // the subject first, then those of its image, then others
    uint32_t entity_count, own_entities;
    size_t entity_capacity;
    TextIndex more_entities; // not in the subject's image: four bytes of type, then the id
    uint32_t *more_numbers;
    size_t more_capacity;
    uint32_t own_texts;
    TextIndex more_texts; // not in the subject's image
    uint32_t *constants;  // of the strings that are constants -> texts of the review + 1; 0 until asked for
    uint32_t *memo_texts; // likewise of the first of the texts that are kept; null until one is asked for
    size_t memo_text_count;
    ResolvedColumn *columns; // by slot, where it is ready
    ResolvedSets *sets;      // likewise
    uint8_t *columns_ready, *sets_ready;
    EntityRows entity_rows;  // of which an attribute was read last
    KnownVersions *versions; // of the texts of the subject's image; null until asked for
    KnownLicence **licences; // of texts, where asked for
    size_t licence_count;
    KnownRange *range; // the last range of versions that was asked for; likewise
    Run main;
    uint32_t steps, numbers; // of the schedule that have run: those that conditions of profiles need, or none
    Ways *ways;              // the last ones that were asked for
    SetRow *set_rows[2];     // likewise, of a plain reading and of a strict one
    Statements *statements;  // likewise; null until there are some
    bool *ran;               // by waiting instruction
    bool conditions_ran;     // those of profiles
    ReviewPlaces *places;    // why/places.c; null until one is asked for
    bool *found_out;         // by requirement, then by exception, whether what it tells has run; null: of none
};

// Claims that are looked at cost as rows do, where there are several about one thing: false where that is more than is left.
static inline bool review_pay(Review *review, uint64_t count)
{
    bool enough = count <= review->rows_left;
    review->rows_left -= enough ? count : 0;
    review->hit_rows |= !enough;
    return enough;
}

// Long texts that are gone through for one row after the other cost as more rows do.
static inline uint64_t text_cost(Text text)
{
    enum { BYTES_FOR_A_ROW = 64 };
    return text.length / BYTES_FOR_A_ROW;
}

#endif
