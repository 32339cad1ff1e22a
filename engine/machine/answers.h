// SPDX-License-Identifier: MIT
// What reviews found of dossiers that are kept from one review to the next (store/cache.h): attributes of entities other than the
// subject, by slot. They hold for one policy on one date over the same kept dossiers, where no condition of acceptance can make
// another review see them otherwise; a review that begins with others forgets them. A supplier has many products.
#ifndef ASSIZE_MACHINE_ANSWERS_H
#define ASSIZE_MACHINE_ANSWERS_H

#include "image/dossiers.h"

typedef enum AnswerState { ANSWER_UNASKED, ANSWER_NOTHING, ANSWER_VALUE, ANSWER_TEXT } AnswerState;

typedef struct KeptAnswer {
    uint8_t state;
    uint32_t cost; // of the claims that were looked at, which each review pays for
    int64_t value; // a text's number among those that are kept
} KeptAnswer;

typedef struct AnswerColumn { // of a slot
    KeptAnswer *answers;      // by the numbers of kept dossiers
    size_t count;
} AnswerColumn;

// All zero is an empty one. One for each thread.
struct KeptAnswers {
    Arena arena;
    Digest policy;
    uint64_t dossiers; // which kept ones
    int64_t date;
    AnswerColumn *columns; // by slot; null: nothing has begun
    TextIndex texts;       // of kept images
};

// A review begins: what does not hold for it is forgotten. Memory is taken through the guard. While another review uses the
// answers, nothing is forgotten: false where they do not hold for this one, which goes without.
bool answers_begin(KeptAnswers *answers, const Program *program, uint64_t dossiers, int64_t date, bool in_use, Guard *guard);
// The place for what is known of a kept dossier; null where there is no more room. It stays until the next one is asked for.
KeptAnswer *answers_place(KeptAnswers *answers, uint32_t slot, uint32_t kept);
// The number of a text of a kept image.
int64_t answers_text(KeptAnswers *answers, Text text);
void answers_close(KeptAnswers *answers);

#endif
