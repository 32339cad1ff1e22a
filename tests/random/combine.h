// SPDX-License-Identifier: MIT
// A base and its profiles as one policy (LANGUAGE.md 6), from their texts alone: for each set of profiles that apply, the text of
// the policy that they come to. It also says what of a profile is not allowed.
#ifndef ASSIZE_TESTS_RANDOM_COMBINE_H
#define ASSIZE_TESTS_RANDOM_COMBINE_H

#include "pieces.h"
#include "support/number.h"

typedef struct NamedText {
    Text name, text;
} NamedText;
typedef struct Files {
    NamedText *items; // the policy's own first
    size_t count, capacity;
} Files;
void file_add(Arena *arena, Files *files, Text name, Text text);

enum { MOST_TOGETHER = 16 };

// A file and its declarations.
typedef struct Script {
    Text file;
    Tokens tokens;
    PieceList pieces;
} Script;

typedef struct ReadProfile {
    Script script;
    Text name, version, refined, wanted; // what it refines, and in which version
    Text applies;                        // its own condition; bytes null: none
    Text from, until;                    // bytes null: no date
    uint32_t below;                      // those that it refines, as a mask
} ReadProfile;

typedef struct Together {
    Arena *arena;
    Script *base;                 // the policy, and what it may include and use
    size_t base_count, own_count; // the first ones do not come with the program
    Files others;                 // what lists are read from
    Text name, version;           // of the policy
    ReadProfile profiles[MOST_TOGETHER];
    uint32_t count;
    Text refusal; // what is not allowed; empty: nothing
} Together;

// The profiles are files of those, named in any order; they are taken by their names.
Together *together_read(Arena *arena, const Files *files, const Text *profiles, size_t count);
// What the base and a set of profiles come to. there: the profiles of which all is there that they declare beside rules, whether
// they apply or not. asked: with a rule TWIN-NN for the condition of each of those.
Files together_files(Together *together, uint32_t there, uint32_t mask, uint32_t asked);
// Whether a set of profiles waives a rule on a day: each of them does, by itself.
bool together_waives(Together *together, uint32_t mask, Text code, Text on);

// ---- rules (combine_rule.c) ----

void together_refuse(Together *together, const ReadProfile *profile, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// A declaration of that sort and name, in the base or in a profile of a set; false: none.
typedef struct Found {
    const Script *script;
    Piece piece;
    const ReadProfile *profile; // null: the base's
} Found;
bool together_find(const Together *together, uint32_t mask, Keyword keyword, Text name, Found *found);
// The place of a kind of evidence in the order of strength, from 1; 0: there is no such kind.
uint32_t together_rank(const Together *together, Text kind);
// A rule as a set of profiles has it.
Text rule_text(Together *together, const Script *script, Piece rule, uint32_t mask);
// Refuses what may not stand in `strengthen`, `waive`.
void check_strengthening(Together *together, const ReadProfile *profile, Piece piece);
void check_waiver(Together *together, const ReadProfile *profile, Piece piece);

// ---- parameters (combine_parameter.c) ----

// A parameter as a set of profiles has it.
Text parameter_text(const Together *together, const Script *script, Piece piece, uint32_t mask);
// Refuses a value that is not stricter, or equal.
void check_set(Together *together, const ReadProfile *profile, Piece piece);

static inline uint32_t profile_bit(const Together *together, const ReadProfile *profile)
{
    return 1u << (profile - together->profiles);
}

#endif
