// SPDX-License-Identifier: MIT
// One trial: a policy and facts as texts, run by the machine and by the second evaluator, and what differs between the two.
#ifndef ASSIZE_TESTS_RANDOM_TRIAL_H
#define ASSIZE_TESTS_RANDOM_TRIAL_H

#include "combine.h"
#include "compile.h"
#include "image/dossiers.h"
#include "machine/profiles.h"
#include "report/report.h"
#include "twin.h"

enum { REVIEW_DAY = 20779 }; // 2026-11-22
#define REVIEW_SUBJECT "x"
// Some submissions are signed by the keys of Ed25519 whose secret is 1 or 2, and zeros: their fingerprints.
enum { TRIAL_SIGNERS = 2 };
extern const char *const trial_signers[TRIAL_SIGNERS];
enum { FACTS_A_POLICY = 12 }; // seeds of facts go by as many for each seed of a policy

// Both lie in an arena that lives as long as the case. A submission whose title is `withdrawn` is withdrawn as
// of the day of the review, one whose title is `withdrawn the day after` as of the day behind it.
// The files of its lists, and then its profiles, stand behind the policy, each behind a line `#= FILE`.
typedef struct Case {
    Text policy, facts;
} Case;
// The policy, its lists and its profiles, each a file.
Files case_files(Text policy, Arena *arena);
// The names of those that are profiles; their number. names: room for MOST_TOGETHER.
size_t case_profiles(const Files *files, Text *names);

typedef struct Compiled {
    Arena arena;
    Compilation compilation;
    Program program;
    Prepared prepared;
    Variants *variants;
    bool right;   // the policy was not refused, and its bundle opens
    Text refusal; // in words
    Text broken;  // why a bundle that was just made does not open: never; empty
} Compiled;

typedef struct GivenFacts {
    SubmissionList list;
    Dossiers dossiers;
    bool right; // the facts were not refused
    Text refusal;
} GivenFacts;

// What all trials share. Must be opened before, within guard; false where memory ran out.
bool trial_open(Guard *guard);
void trial_close(void);
// Room for a trial: an arena, to be closed.
void trial_arena(Arena *arena);

// With the profiles that stand behind it.
void trial_compile(Compiled *compiled, Text policy);
// The same of a policy in several files, whose texts live as long; its own is `policy.asz`. profiles: names of those that are
// profiles, in the order in which they are given.
void trial_compile_files(Compiled *compiled, const Files *files, const Text *profiles, size_t count);
void compiled_close(Compiled *compiled);
GivenFacts trial_give(const Compiled *compiled, Text facts, Arena *arena);
// The dossiers anew, of submissions that have changed since.
void trial_give_again(const Compiled *compiled, GivenFacts *given, Arena *arena);
// By the machine, with findings and reasons; the arena must hold the facts.
Verdict *trial_review(const Compiled *compiled, const GivenFacts *given, Arena *arena);
Verdict *trial_review_within(const Compiled *compiled, const GivenFacts *given, const ReviewLimits *limits, Arena *arena);
// By the second evaluator: on the tree of the policy; and where it has profiles, by what it makes of their texts.
TwinVerdict *trial_twin(const Compiled *compiled, const GivenFacts *given, Arena *arena);
struct Combined;
static inline bool case_has_profiles(Text policy)
{
    return text_contains(policy, text_of(".asz\nprofile "));
}
void trial_combine(struct Combined *combined, Text policy);
TwinVerdict *trial_combined(struct Combined *combined, Text facts, Arena *arena);
// What differs, in words; empty: nothing does. The findings of both are brought in order.
Text verdict_difference(Verdict *verdict, const TwinVerdict *twin, Arena *arena);

// The whole: what differs about a case; empty where nothing does, or where it is refused (*right is false then).
Text trial_difference(Case of, Arena *arena, bool *right);

#endif
