// SPDX-License-Identifier: MIT
// Scores of CVSS 4.0 (first.org/cvss/v4.0/specification-document, 8): a vector's macrovector, which experts have scored, less
// what the vector lies below the worst one of its macrovector.
#include "notation/cvss_inside.h"

#include <stdbool.h>
#include <stddef.h>

// Metrics are levels here, from the worst one on; that of a safety, S, is the worst of the subsequent system.
typedef struct Levels {
    int of[CVSS4_BASE]; // as modified
    int exploited;      // E
    int requirement[3]; // CR, IR, AR
} Levels;

static Levels levels_of(const int8_t *values)
{
    Levels levels;
    for (int i = 0; i < CVSS4_BASE; i++) {
        const int8_t *modified = &values[CVSS4_MODIFIED + i];
        bool safety = i >= CVSS4_SC, kept = *modified == NOT_GIVEN || *modified == 0; // X is the first one
        levels.of[i] = kept ? values[i] + safety : *modified - 1 + (i == CVSS4_SC);
    }
    levels.exploited = values[CVSS4_E] > 0 ? values[CVSS4_E] - 1 : 0;
    for (int i = 0; i < 3; i++)
        levels.requirement[i] = values[CVSS4_CR + i] > 0 ? values[CVSS4_CR + i] - 1 : 0;
    return levels;
}

// ---- macrovectors ----

enum { EQUATIONS = 6, EQ1 = 0, EQ2, EQ3, EQ4, EQ5, EQ6 };
typedef struct Macrovector {
    int eq[EQUATIONS];
} Macrovector;

static const uint8_t scores[3][2][3][3][3][2] = {
    // tenths; 0: there is no such macrovector
    {
        {
            {{{100, 99}, {98, 95}, {95, 92}}, {{100, 96}, {93, 87}, {91, 81}}, {{93, 90}, {89, 80}, {81, 68}}},
            {{{98, 95}, {95, 92}, {90, 84}}, {{93, 92}, {89, 81}, {81, 65}}, {{88, 80}, {78, 70}, {69, 48}}},
            {{{0, 92}, {0, 82}, {0, 72}}, {{0, 79}, {0, 69}, {0, 50}}, {{0, 69}, {0, 55}, {0, 27}}},
        },
        {
            {{{99, 97}, {95, 92}, {92, 85}}, {{95, 91}, {90, 83}, {84, 71}}, {{92, 81}, {82, 71}, {72, 53}}},
            {{{95, 93}, {92, 85}, {85, 73}}, {{92, 82}, {80, 72}, {70, 59}}, {{84, 70}, {71, 52}, {50, 30}}},
            {{{0, 86}, {0, 75}, {0, 52}}, {{0, 71}, {0, 52}, {0, 29}}, {{0, 63}, {0, 29}, {0, 17}}},
        },
    },
    {
        {
            {{{98, 95}, {94, 87}, {91, 81}}, {{94, 89}, {86, 74}, {77, 64}}, {{87, 75}, {74, 63}, {63, 49}}},
            {{{94, 89}, {88, 77}, {76, 67}}, {{86, 76}, {74, 58}, {59, 50}}, {{72, 57}, {57, 52}, {52, 25}}},
            {{{0, 83}, {0, 70}, {0, 54}}, {{0, 65}, {0, 58}, {0, 26}}, {{0, 53}, {0, 21}, {0, 13}}},
        },
        {
            {{{95, 90}, {88, 76}, {76, 70}}, {{90, 77}, {75, 62}, {61, 53}}, {{77, 66}, {68, 59}, {52, 30}}},
            {{{89, 78}, {76, 67}, {62, 58}}, {{74, 59}, {57, 57}, {47, 23}}, {{61, 52}, {57, 29}, {24, 16}}},
            {{{0, 71}, {0, 59}, {0, 30}}, {{0, 58}, {0, 26}, {0, 15}}, {{0, 23}, {0, 13}, {0, 6}}},
        },
    },
    {
        {
            {{{93, 87}, {86, 72}, {75, 58}}, {{86, 74}, {74, 61}, {56, 34}}, {{70, 54}, {52, 40}, {40, 22}}},
            {{{85, 75}, {74, 55}, {62, 51}}, {{72, 57}, {55, 41}, {46, 19}}, {{53, 36}, {34, 19}, {19, 8}}},
            {{{0, 64}, {0, 51}, {0, 20}}, {{0, 47}, {0, 21}, {0, 11}}, {{0, 24}, {0, 9}, {0, 4}}},
        },
        {
            {{{88, 75}, {73, 53}, {60, 50}}, {{73, 55}, {59, 40}, {41, 20}}, {{54, 43}, {45, 22}, {20, 11}}},
            {{{75, 55}, {58, 45}, {40, 21}}, {{61, 51}, {48, 18}, {20, 9}}, {{46, 18}, {17, 7}, {8, 2}}},
            {{{0, 53}, {0, 24}, {0, 14}}, {{0, 24}, {0, 12}, {0, 5}}, {{0, 10}, {0, 3}, {0, 1}}},
        },
    },
};

// 0 beyond the last level, too.
static int score_of(Macrovector macro)
{
    static const int ends[EQUATIONS] = {3, 2, 3, 3, 3, 2};
    for (int i = 0; i < EQUATIONS; i++) {
        if (macro.eq[i] >= ends[i])
            return 0;
    }
    const int *eq = macro.eq;
    return scores[eq[EQ1]][eq[EQ2]][eq[EQ3]][eq[EQ4]][eq[EQ5]][eq[EQ6]];
}

static Macrovector macrovector_of(const Levels *levels)
{
    const int *of = levels->of, *requirement = levels->requirement;
    enum { HIGH = 0, SUBSEQUENT_HIGH = 1, PHYSICAL = 3 };
    bool network = of[CVSS4_AV] == 0, unprivileged = of[CVSS4_PR] == 0, alone = of[CVSS4_UI] == 0;
    bool confidential = of[CVSS4_VC] == HIGH, integrity = of[CVSS4_VI] == HIGH, available = of[CVSS4_VA] == HIGH;
    bool safety = of[CVSS4_SI] == 0 || of[CVSS4_SA] == 0;
    bool subsequent = of[CVSS4_SC] == SUBSEQUENT_HIGH || of[CVSS4_SI] == SUBSEQUENT_HIGH || of[CVSS4_SA] == SUBSEQUENT_HIGH;
    bool required = (confidential && requirement[0] == HIGH) || (integrity && requirement[1] == HIGH) ||
                    (available && requirement[2] == HIGH);
    Macrovector macro;
    macro.eq[EQ1] = network && unprivileged && alone ? 0 : (network || unprivileged || alone) && of[CVSS4_AV] != PHYSICAL ? 1 : 2;
    macro.eq[EQ2] = of[CVSS4_AC] == 0 && of[CVSS4_AT] == 0 ? 0 : 1;
    macro.eq[EQ3] = confidential && integrity ? 0 : confidential || integrity || available ? 1 : 2;
    macro.eq[EQ4] = safety ? 0 : subsequent ? 1 : 2;
    macro.eq[EQ5] = levels->exploited;
    macro.eq[EQ6] = required ? 0 : 1;
    return macro;
}

// ---- how far a vector lies below the worst of its macrovector ----

// The worst vectors of a level of an equation, as levels of its metrics; MOST_METRICS_OF: of EQ3 and EQ6, which belong together.
enum { MOST_WORST = 5, MOST_METRICS_OF = 6 };
typedef struct Group {
    int worst[MOST_WORST][MOST_METRICS_OF];
    int worst_count;
    int depth; // how far the farthest vector lies below
} Group;

static const Group groups1[] = {
    {{{0, 0, 0}}, 1, 1}, {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, 3, 4}, {{{3, 0, 0}, {1, 1, 1}}, 2, 5}}; // AV, PR, UI
static const Group groups2[] = {{{{0, 0}}, 1, 1}, {{{1, 0}, {0, 1}}, 2, 2}};                         // AC, AT
static const Group groups36[3][2] = {                                                                // VC, VI, VA, CR, IR, AR
    {{{{0, 0, 0, 0, 0, 0}}, 1, 7}, {{{0, 0, 1, 1, 1, 0}, {0, 0, 0, 1, 1, 1}}, 2, 6}},
    {{{{1, 0, 0, 0, 0, 0}, {0, 1, 0, 0, 0, 0}}, 2, 8},
     {{{1, 0, 1, 0, 1, 0}, {1, 0, 0, 0, 1, 1}, {0, 1, 0, 1, 0, 1}, {0, 1, 1, 1, 0, 0}, {1, 1, 0, 0, 0, 1}}, 5, 8}},
    {{{{0}}, 0, 1}, {{{1, 1, 1, 0, 0, 0}}, 1, 10}}};
static const Group groups4[] = {{{{1, 0, 0}}, 1, 6}, {{{1, 1, 1}}, 1, 5}, {{{2, 2, 2}}, 1, 4}}; // SC, SI, SA

// From the first of the worst vectors that is nowhere better.
static int distance(const Group *group, const int *levels, int count)
{
    for (int i = 0; i < group->worst_count; i++) {
        int sum = 0, least = 0;
        for (int j = 0; j < count; j++) {
            int below = levels[j] - group->worst[i][j];
            sum += below;
            least = below < least ? below : least;
        }
        if (least == 0)
            return sum;
    }
    return 0;
}

// What is taken off: the mean of those parts of the way to the next lower macrovectors that there are.
typedef struct Mean {
    int sum; // in PARTS of a tenth
    int count;
} Mean;
enum { PARTS = 840 }; // all depths divide it

static void add_way(Mean *mean, int score, int lower, const Group *group, int below)
{
    if (!lower)
        return; // there is none
    mean->count++;
    if (group)
        mean->sum += (score - lower) * below * (PARTS / group->depth);
}

static int score_below(Macrovector macro, int equation)
{
    macro.eq[equation]++;
    return score_of(macro);
}

// EQ3 and EQ6 go down together: the one where the other cannot, and the better one of both where either could.
static int score_below36(Macrovector macro)
{
    if (macro.eq[EQ3] == 0 && macro.eq[EQ6] == 0) {
        int left = score_below(macro, EQ6), right = score_below(macro, EQ3);
        return left > right ? left : right;
    }
    return score_below(macro, macro.eq[EQ6] == 0 ? EQ6 : EQ3);
}

static bool has_impact(const Levels *levels)
{
    enum { NONE = 2, SUBSEQUENT_NONE = 3 };
    for (int i = CVSS4_VC; i <= CVSS4_SA; i++) {
        if (levels->of[i] != (i < CVSS4_SC ? NONE : SUBSEQUENT_NONE))
            return true;
    }
    return false;
}

int cvss4_all(const int8_t *values)
{
    Levels levels = levels_of(values);
    if (!has_impact(&levels))
        return 0;
    const int *of = levels.of;
    const int metrics1[] = {of[CVSS4_AV], of[CVSS4_PR], of[CVSS4_UI]}, metrics2[] = {of[CVSS4_AC], of[CVSS4_AT]};
    const int metrics36[] = {of[CVSS4_VC],          of[CVSS4_VI],          of[CVSS4_VA],
                             levels.requirement[0], levels.requirement[1], levels.requirement[2]};
    const int metrics4[] = {of[CVSS4_SC], of[CVSS4_SI], of[CVSS4_SA]};
    Macrovector macro = macrovector_of(&levels);
    const Group *group1 = &groups1[macro.eq[EQ1]], *group2 = &groups2[macro.eq[EQ2]], *group4 = &groups4[macro.eq[EQ4]];
    const Group *group36 = &groups36[macro.eq[EQ3]][macro.eq[EQ6]];
    int score = score_of(macro);
    Mean mean = {0, 0};
    add_way(&mean, score, score_below(macro, EQ1), group1, distance(group1, metrics1, 3));
    add_way(&mean, score, score_below(macro, EQ2), group2, distance(group2, metrics2, 2));
    add_way(&mean, score, score_below36(macro), group36, distance(group36, metrics36, MOST_METRICS_OF));
    add_way(&mean, score, score_below(macro, EQ4), group4, distance(group4, metrics4, 3));
    add_way(&mean, score, score_below(macro, EQ5), NULL, 0); // no vector lies below another one there
    if (!mean.count)
        return score;
    int whole = PARTS * mean.count, left = score * whole - mean.sum; // rounded half up
    return left > 0 ? (2 * left + whole) / (2 * whole) : 0;
}
