// SPDX-License-Identifier: MIT
// Texts and entities of a review, by number (interning): those of the subject's image keep theirs, so that its columns are read
// as they lie; others get numbers behind them. What a register holds of an entity, a part or a submission is a handle.
#ifndef ASSIZE_MACHINE_ENTITIES_H
#define ASSIZE_MACHINE_ENTITIES_H

#include "machine/review.h"

typedef struct Standing Standing; // claims/claims.h

struct ReviewEntity {
    uint32_t type;
    uint32_t id; // text of the review
    bool looked_up;
    uint32_t kept;   // NOT_KEPT, or its number among those that are
    Text image;      // bytes null: no dossier
    uint32_t *texts; // of the image -> of the review; null: the same numbers, or few were asked for yet
    uint32_t texts_asked;
    uint32_t *entities;              // likewise
    Standing *standing;              // of each submission; null until asked for
    bool secrets_asked, has_secrets; // whether something about it was said in confidence
    Run *acceptance;                 // the run of those conditions; null: not run
    bool accepted;                   // whether standing says what conditions of acceptance come to
};

// ---- handles ----

// An entity is its number; a part and a submission are the number of their entity, and their row below it.
static inline int64_t handle_of(uint32_t entity, uint32_t row)
{
    return (int64_t)((uint64_t)entity << 32 | row);
}

static inline uint32_t handle_entity(int64_t handle)
{
    return (uint32_t)((uint64_t)handle >> 32);
}

static inline uint32_t handle_row(int64_t handle)
{
    return (uint32_t)handle;
}

// Splits a handle of the type that owns an attribute into entity and row.
static inline void split_handle(const Program *program, uint32_t attribute, int64_t handle, uint32_t *entity, uint32_t *row)
{
    bool part = program->types[program->attributes[attribute].owner].is_part;
    *entity = part ? handle_entity(handle) : (uint32_t)handle;
    *row = part ? handle_row(handle) : 0;
}

// ---- texts ----

// The number of a text, which is added if it is new; its bytes must live as long as the review. The same of a text by the number
// that the memo table gives it (memo.h).
uint32_t review_text_of(Review *review, Text text);
uint32_t review_memo_text(Review *review, int64_t number);
// The number of a text that is a string of the program and one of its constants; looked for once.
uint32_t find_constant(Review *review, uint32_t string);
static inline uint32_t review_constant(Review *review, uint32_t string)
{
    uint32_t known = review->constants[review->prepared->constants[string]];
    return known ? known - 1 : find_constant(review, string);
}

// ---- entities and their dossiers ----

// Opens the list of entities: the subject, and those of its image. False where the dossiers failed.
bool entities_open(Review *review, Text subject);
// The number of an entity, which is added if it is new.
uint32_t review_entity_of(Review *review, uint32_t type, Text id);
// An entity with its image looked up, which stays until another entity is added. Where the dossiers fail, so has the review.
ReviewEntity *entity_dossier(Review *review, uint32_t entity);
// What a text, or an entity, of an entity's image is in the review.
int64_t text_of_image(Review *review, uint32_t entity, int64_t text);
int64_t entity_of_image(Review *review, uint32_t entity, int64_t number);

#endif
