// SPDX-License-Identifier: MIT
// The review of one subject, from its dossiers to the verdict: its arenas, and what it uses of the things that are kept (kept.h).
#ifndef ASSIZE_SWEEP_SUBJECT_H
#define ASSIZE_SWEEP_SUBJECT_H

#include "machine/profiles.h"
#include "outcome/verdict.h"
#include "sweep/kept.h"

// What is to be reviewed.
typedef struct SubjectCase {
    Variants *variants; // of the policy
    Text id;
    int64_t date; // days since 1970
    ReviewLimits limits;
    bool verifies; // each dossier is checked before it is read
    bool strict;   // there is no verdict where the policy, or a profile that applies, is not in force
} SubjectCase;

typedef struct SubjectReview {
    Kept *kept;
    Arena arena;        // limited: the machine's
    Arena beside;       // of dossiers, which the review is charged for
    BaseReader *reader; // the caller's; null: the dossiers are in memory
    bool pinned;        // it uses what is kept
    Dossiers dossiers;
    Variants *variants; // of the policy, under which it is reviewed
    Review *review;
    Verdict *verdict;
    Text out_of_force;              // what is not, where there is no verdict for it
    const struct HeldVerdict *held; // a verdict on it that is registered, and may still hold (whoever asks sets it)
    bool settled;                   // that one does: there is no need for another
} SubjectReview;

// Where on the scale of a policy's outcomes a verdict lies.
typedef enum SubjectAnswer { SUBJECT_BEST, SUBJECT_WORST, SUBJECT_BETWEEN } SubjectAnswer; // between, or undetermined

// An empty review, whose arenas leave through the guard; memory: the limit of what the machine may take.
void subject_open(SubjectReview *subject, Kept *kept, Guard *guard, size_t memory);
// Takes dossiers from a fact base: the reader stays the caller's, and open for as long as the review.
void subject_read_base(SubjectReview *subject, const SubjectCase *what, BaseReader *reader);
// What is not in force on a day, and when it is: the policy, or the first of the profiles that apply; in the arena. Empty: all
// is, or it is not said.
Text subject_out_of_force(const Program *program, int64_t date, Arena *arena);
// Reviews: its dossiers, read from a base or put there by the caller. False where one of them failed, or the case is strict.
bool subject_run(SubjectReview *subject, const SubjectCase *what);
// Why there is no verdict, or nothing more to be told of it. finished: a dossier failed; else memory ran out. Goes with the
// review.
Text subject_trouble(const SubjectReview *subject, bool finished);
SubjectAnswer subject_answer(const SubjectReview *subject);
// Unpins what was kept, and leaves its memory to the next one. Of one that is all zero, or closed already, nothing.
void subject_close(SubjectReview *subject);

#endif
