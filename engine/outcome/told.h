// SPDX-License-Identifier: MIT
// What is told of a verdict to one viewer: findings, reasons, what is disputed, what is needed. Each is made from the verdict and
// what the viewer sees of it (Sight), and holds nothing that is hidden but where that is said. All of it lies in the review's
// arena. report/ puts it together.
#ifndef ASSIZE_OUTCOME_TOLD_H
#define ASSIZE_OUTCOME_TOLD_H

#include "machine/secrets/view.h"
#include "outcome/verdict.h"

// What one viewer sees of a verdict: a view (machine/secrets/view.h) of each review that it was made from.
typedef struct SeenReview {
    const Verdict *verdict; // of that review alone
    View *view, *everybody; // everybody: the view of the public, which may be the viewer's
} SeenReview;
typedef struct Sight {
    const Verdict *verdict;
    SeenReview sides[MOST_REVIEWS + 1]; // behind those that it was made from, where there is one, that of the policy by itself
    size_t count, all;                  // all: with that one
    bool keeps_order;                   // things may be told in the order of the rows (view_keeps_order)
    bool tells_places;                  // findings tell where their evidence stands
    bool lists_all;                     // reasons list all parts that they are about, not some
} Sight;
// Opens the sight of a viewer on a verdict, in the review's arena; first it runs what findings and reasons of exceptions show.
Sight sight_open(Verdict *verdict, const Viewer *viewer);
// The review that a rule's status in a verdict of one is from, and the number that the rule has there.
static inline const SeenReview *sight_of_rule(const Sight *sight, size_t side, uint32_t rule, uint32_t *number)
{
    const SeenReview *seen = &sight->sides[side];
    *number = rule;
    if (!seen->verdict->by_itself || !seen->verdict->by_itself[rule])
        return seen;
    const SeenReview *alone = &sight->sides[sight->count];
    *number = rule_by_itself(review_program(seen->verdict->review), review_program(alone->verdict->review), rule);
    return alone;
}

// A text in the languages in which it was written, the first one foremost; of a binding: its name, and its value.
typedef struct Worded {
    Text language, text;
} Worded;

// A part by its key: as programs read it, with values of enumerations by their names; and as people do, in each language in which
// these have wordings (none: by their names), the first one foremost.
typedef struct PartName {
    Text name;
    const Worded *worded;
    uint32_t count;
    uint32_t row;                  // of its type
    const struct PartName *within; // the nearest of the parts that it stands in that is one of several; null: none that shows
} PartName;

// Where the facts that decide something stand in one submission: JSON pointers, each once, in order; as far as they are known.
enum { MOST_PLACES = 20 };
typedef struct EvidencePlaces {
    Text *pointers;
    size_t count, left_out;
} EvidencePlaces;

// One way to bind the leading variables of a requirement that makes it false.
typedef struct Finding {
    uint32_t require;  // of the program of the review that it is from
    bool confidential; // what it says is hidden from the public
    bool hidden;       // and from the viewer: its text is the rule's title then
    bool traced;       // whether the evidence shows: it is not hidden what decided
    Worded *texts, *bindings;
    uint32_t text_count, binding_count; // of bindings: none where what a variable is bound to is hidden
    const EvidencePlaces *places;       // of each of these, where those facts stand; null: nobody asked
    Digest *evidence;                   // the submissions that the deciding facts came from and that can be named, in order
    size_t evidence_count;
} Finding;

// Kinds of evidence, by their numbers in the program; rising. Null: all.
typedef struct AskedKinds {
    const int64_t *items;
    uint32_t count;
} AskedKinds;
static inline AskedKinds kinds_listed(const Program *program, uint32_t list)
{
    if (list == NO_INDEX)
        return (AskedKinds){NULL, 0};
    return (AskedKinds){program->list_values + program->lists[list].first, program->lists[list].count};
}
static inline bool kinds_have(const AskedKinds *kinds, uint32_t kind)
{
    bool has = !kinds->items;
    for (uint32_t i = 0; i < kinds->count && !has; i++)
        has = kinds->items[i] == kind;
    return has;
}

static inline int kinds_compare(const AskedKinds *a, const AskedKinds *b)
{
    int order = 0;
    for (uint32_t i = 0; i < a->count && i < b->count && !order; i++)
        order = (a->items[i] > b->items[i]) - (a->items[i] < b->items[i]);
    return order ? order : (a->count > b->count) - (a->count < b->count);
}

// Why a rule is undetermined: the same why about the same attribute, of however many parts.
typedef struct Reason {
    Why why;
    SubmissionFault because; // of WHY_NOT_ACCEPTED
    struct Reason
        *conditions; // why that condition is unknown; sorted. Of one that is false: the facts by which it is (why: WHYS)
    size_t condition_count;
    uint64_t profiles;  // it keeps open whether these apply: a bit for each; 0: it is the rule's own
    uint32_t entity;    // of the verdict's review; NO_INDEX: of no entity
    uint32_t attribute; // NO_INDEX: of a submission, or none
    uint32_t row, last; // the first one that has it, and the last one that was counted
    Text id;            // of the entity
    Text path;          // where it stands: `components.licence`; empty: of no entity
    AskedKinds kinds;   // of evidence that are asked alone: of what was read as `declared by` and `listed(… by …)` read it
    Text source;        // in the words of the policy, where it stands nowhere
    PartName *parts;    // that it is about; those of the entity itself: none
    size_t part_count;  // of all
    size_t parts_listed, part_capacity;
    bool parts_hidden; // their keys are hidden: a report lists none
} Reason;
// Whether a reason is that a submission names no institution.
static inline bool reason_is_unnamed(const Reason *reason)
{
    return reason->why == WHY_MISSING && reason->entity != NO_INDEX && reason->attribute == NO_INDEX &&
           reason->row == SUBMISSION_BY;
}
enum { MOST_PARTS_LISTED = 20 };

// An exception of a rule: why it is one, in each language, where it is the case and shows.
typedef struct ToldExcept {
    bool holds;
    Worded *reasons;
    uint32_t reason_count;
} ToldExcept;

// A profile: whether it applies, and why, as far as its own condition says.
typedef struct ToldProfile {
    Truth applies;
    Truth condition; // its own, as far as that is told; TRUTH_TRUE: it has none
    Reason *reasons; // where that is unknown; else the facts by which it is what it is (why: WHYS)
    size_t reason_count;
    bool hidden; // there may be others, which are hidden
} ToldProfile;

// A rule about which there is more to tell than its status.
typedef struct ToldRule {
    uint32_t rule; // of the program
    Status status;
    Finding *findings; // of a rule that is violated, or would be without a waiver
    size_t finding_count;
    Reason *reasons; // of one that is undetermined, likewise; sorted
    size_t reason_count;
    ToldExcept *excepts; // of an excepted rule, by exception
    bool hidden;         // some reason, or exception, does not show
    bool differs;        // it is unknown whether some profiles apply, and it fares otherwise with them than without
    Status with, without;
    bool added;           // by such a profile: without, it is not there
    Status otherwise;     // of a waived rule: without the waiver
    int64_t waived_until; // likewise: the last day
} ToldRule;

// A fact on which acceptable submissions disagree.
typedef struct Dispute {
    uint32_t entity;
    Text id, path; // of the entity; where it stands
    PartName part; // that it is about
    bool of_part, part_hidden;
} Dispute;

// A fact that is needed: what a rule, or several, or whether a profile applies, wait for.
typedef struct Need {
    uint32_t entity, attribute, row;
    Why why;
    uint32_t rank;    // that a claim must have to serve all of those rules
    AskedKinds kinds; // of evidence that alone would do
    Text id, path;
    PartName *parts;
    size_t part_count, parts_listed;
    bool parts_hidden;
    bool unnamed;      // a submission does not count because it names no institution
    uint64_t profiles; // whether these apply hangs on it: a bit for each
    uint32_t *rules;   // that wait for it, by number
    size_t rule_count, rule_capacity;
    Wide weight; // of those rules
} Need;

// Whether a claim by a kind of evidence would do.
static inline bool need_takes(const Program *program, const Need *need, uint32_t kind)
{
    return program->kinds[kind].rank >= need->rank && kinds_have(&need->kinds, kind);
}

// What is asked about one attribute, in one place of an entity's dossier, of whoever could settle it.
typedef struct AskedFact {
    uint32_t attribute;
    Text path;
    Why why;
    size_t part_count;     // that it is asked of; 0: of the entity itself
    const uint32_t *rules; // that wait for it, by number; rising
    size_t rule_count;
} AskedFact;

// A submission to be filled in: what is asked of is not said in it, and the keys of the parts that it is asked of are.
typedef struct Skeleton {
    Submission *submission;
    AskedFact *facts; // in the order of their attributes
    size_t count, capacity;
} Skeleton;

typedef struct Skeletons {
    Skeleton *items; // the subject's first; those about one entity by kind of evidence, the weakest first
    size_t count, capacity;
    size_t left_out;     // facts that no such submission could settle
    Text left_out_first; // where the first of them stands
} Skeletons;

// A fact that is unknown, and that a rule waits for.
typedef struct WayFact {
    uint32_t entity;
    Text id, path; // of the entity; where it stands
    PartName part; // that it is about
    bool of_part;
} WayFact;

// Which facts together could make a rule satisfied, whatever the others are.
enum { MOST_WAYS = 12 };
typedef struct RuleWays {
    uint32_t rule;
    bool minimal;         // the sets are told, and none could do with less; else there are too many facts, or it cannot be told.
                          // Where there is none nothing could satisfy it
    WayFact *facts;       // at most MOST_WAYS
    const uint16_t *sets; // a bit for each of the facts; the smallest first
    size_t count;
} RuleWays;

// The part that a fact about an attribute is about, a row of an entity of the review, which is not hidden; in the review's arena.
PartName part_named(View *view, uint32_t entity, uint32_t attribute, uint32_t row);
// An order of parts, by name and by those that they stand in.
int part_compare(const PartName *a, const PartName *b);
// The same as a reader of a language is told it.
Text part_in(const PartName *part, Text language);
// A text of a policy in its languages, in the arena: list.count of them.
Worded *worded_of(const Program *program, WordingList list, Arena *arena);
// The findings of a violated rule. Those that are hidden become one: how many there are says something as well.
Finding *findings_told(const Sight *sight, const OpenRule *open, size_t *count);
// Why an undetermined rule is that, by its number in the program. *hidden: there may be other reasons, which are hidden.
Reason *reasons_told(const Sight *sight, uint32_t rule, size_t *count, bool *hidden);
// Why a condition of acceptance is unknown of a submission about an entity, or if it is false, the facts by which it is (Reason).
Reason *reasons_of_condition(View *view, uint32_t entity, uint32_t submission, bool is_false, size_t *count);
// Adds the reasons of a profile that has a condition of its own, by what is told of that. It has run in the sight's first review.
void reasons_of_profile(const Sight *sight, uint32_t profile, ToldProfile *told);
// The reasons of an unknown value that is not hidden.
Reason *reasons_of(View *view, uint32_t reg, size_t *count);
// Which exceptions of a rule that is excepted in a review are the case, and why. *hidden: of one of them it is hidden whether it
// is, or why.
ToldExcept *excepts_told(const SeenReview *side, const RuleInfo *rule, bool *hidden);
// The profiles of the program, by number.
ToldProfile *profiles_told(const Sight *sight);
// What is disputed in the dossiers of which it shows that they were read.
Dispute *disputes_told(const Sight *sight, size_t *count);
// The facts that could decide what is undetermined, those that decide most first; from the reasons of profiles and rules.
Need *needs_told(const Verdict *verdict, const ToldProfile *profiles, const ToldRule *rules, size_t rule_count, size_t *count);
// Those of some needs, in place, that lead to one outcome: their rules are looked at on the way to it. Gives how many; none where
// it is not possible.
size_t needs_leading_to(const Verdict *verdict, Need *needs, size_t count, uint32_t outcome);
// Which rules the profiles touch of which it is unknown whether they apply, for ways_told; the sight must stay.
typedef struct RuleTouches {
    const Sight *sight;
    Variants *variants;     // of the policy
    uint64_t unknown;       // those profiles
    const bool **untouched; // by profile: by rule, whether it asks for the same with it and without it
    struct TouchedReview *reviews;
    size_t count, capacity;
} RuleTouches;
void touches_open(RuleTouches *touches, const Sight *sight, Variants *variants);
// Those that touch a rule.
uint64_t touches_of(const RuleTouches *touches, uint32_t rule);
// A review in which profiles apply: first those of the verdict.
typedef struct TouchedReview {
    uint64_t applies; // a bit for each
    Review *review;   // null: there is none that tells all
    View *view;
    uint32_t side; // its number
} TouchedReview;
// The one in which these apply whose bases do.
TouchedReview touches_review(RuleTouches *touches, uint64_t applies);
// The minimal sets of facts that could make a rule satisfied that is undetermined, by its number in the program (ways.c).
RuleWays ways_told(RuleTouches *touches, uint32_t rule);
// What is asked of those who could settle what is needed (asked.c): a submission for each kind of evidence that would do, or of
// one kind (NO_INDEX: of all), about each entity. by: the institution that is to fill it in; bytes null: it is not said.
// profiles, rules, needs: as they are told in a sight that lists all parts.
Skeletons skeletons_told(const Sight *sight, const ToldProfile *profiles, const ToldRule *rules, size_t rule_count,
                         const Need *needs, size_t need_count, uint32_t kind, Text by);

#endif
