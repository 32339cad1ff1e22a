// SPDX-License-Identifier: MIT
// Resolving conflicts of claims about a set (LANGUAGE.md 3.3), as votes counted by rank: each element that a claim lists is in,
// out, or neither; and the set is closed if some acceptable claim of it is. The row that was asked for last is kept, counted.
#include "machine/claims/set_claims.h"
#include "machine/registers.h"

#include "support/search.h"

uint64_t set_cost(Text image, const ImageColumn *column, uint32_t row)
{
    const ImageSets *sets = column_sets(column);
    const uint32_t *first = image_at(image, sets->first);
    if (!column->general) {
        bool claimed = mask_bit(image_at(image, sets->claimed), row);
        return claimed ? (uint64_t)voice_cost(image, &column->source) * (1 + first[row + 1] - first[row]) : 0;
    }
    const uint32_t *claims = image_at(image, sets->claim_first);
    const uint32_t *supports = image_at(image, sets->support_first);
    uint64_t claimed = claims[row + 1] - claims[row], elements = first[row + 1] - first[row];
    uint64_t pairs = column->general & CLAIMS_LISTED ? claimed * elements : 0; // overtake
    return claimed + supports[first[row + 1]] - supports[first[row]] + pairs;
}

uint32_t set_element_of_part(Text image, uint32_t type, const ImageColumn *column, uint32_t row)
{
    if (!column->values) // the rows of a section, one behind the other
        return row - column->known;
    const uint32_t *parents = image_at(image, image_table(image, type)->parents);
    const uint32_t *first = image_at(image, column_sets(column)->first);
    BinarySearch search = search_of(first[parents[row]], first[parents[row] + 1]);
    while (search_on(&search))
        search_narrow(&search, wide_value(image_at(image, column->values), column->width, (size_t)search.middle) < row);
    return (uint32_t)search.low;
}

// ---- one row ----

// The ranks of those who support an element and of those who deny it, acceptable ones and all that may be.
typedef struct Sides {
    uint32_t support, support_perhaps, deny, deny_perhaps; // 0: nobody; *_perhaps: acceptable ones too
} Sides;

// SEEN: it does not deny the element. LISTS: what it lists are statements.
enum { CLAIM_COUNTS = 1, CLAIM_ACCEPTABLE = 2, CLAIM_CLOSED = 4, CLAIM_SEEN = 8, CLAIM_LISTS = 16 };

// A set of one row, read: who claims it, so that of each element only those who list it are looked at. Whoever claims it closed
// and is not among those denies the element: their ranks are counted.
struct SetRow {
    uint32_t entity, row;
    SlotInfo slot;
    SetClaims claims;
    const Standing *standing;
    uint8_t *marks; // of the claims of each submission
    size_t mark_capacity;
    uint32_t highest;                  // of the ranks that are counted
    uint32_t *closed, *closed_perhaps; // by rank: of acceptable claims; of those and perhaps acceptable ones
    SetCell cell;
    uint32_t element; // whose sides were looked at last; NO_INDEX: none
    Sides sides;
};

static bool is_row(const SetRow *set, uint32_t entity, const SlotInfo *slot, uint32_t row)
{
    return set->standing && set->entity == entity && set->row == row && set->slot.attribute == slot->attribute &&
           set->slot.mode == slot->mode && set->slot.kinds == slot->kinds;
}

// Forgets a row.
static void clear_row(SetRow *set)
{
    for (uint32_t i = 0; set->standing && i < set->claims.count; i++)
        set->marks[set_claim_submission(set_claim_at(&set->claims, i))] = 0;
    memset(set->closed, 0, ((size_t)set->highest + 1) * sizeof *set->closed);
    memset(set->closed_perhaps, 0, ((size_t)set->highest + 1) * sizeof *set->closed_perhaps);
    set->highest = 0;
    set->standing = NULL;
}

static void make_marks(Review *review, SetRow *set, uint32_t submissions)
{
    if (submissions <= set->mark_capacity)
        return;
    set->mark_capacity = 2 * (size_t)submissions;
    set->marks = memset(arena_raw(review->beside, set->mark_capacity), 0, set->mark_capacity);
}

static void count_claim(SetRow *set, uint32_t claim, Acceptability answer)
{
    uint32_t submission = set_claim_submission(claim);
    const Standing *standing = &set->standing[submission];
    bool closed = claim & SET_CLAIM_CLOSED, acceptable = answer == ACCEPTABLE;
    set->marks[submission] = (uint8_t)(CLAIM_COUNTS | (acceptable ? CLAIM_ACCEPTABLE : 0) | (closed ? CLAIM_CLOSED : 0) |
                                       (claim & SET_CLAIM_LISTS ? CLAIM_LISTS : 0));
    if (!closed)
        return; // an open claim denies nothing
    set->highest = standing->rank > set->highest ? standing->rank : set->highest;
    set->closed_perhaps[standing->rank]++;
    set->closed[standing->rank] += acceptable;
}

static void read_row(Review *review, SetRow *set, const SlotInfo *slot)
{
    uint32_t root = threshold_root(review, set->entity, slot->attribute, set->row);
    bool acceptable = false, closed = false, old = false;
    bool stated = statements_find(review, set->entity, slot, set->row);
    for (uint32_t i = 0; i < set->claims.count; i++) {
        uint32_t claim = set_claim_at(&set->claims, i);
        const Standing *standing = &set->standing[set_claim_submission(claim)];
        bool past = stated && (claim & SET_CLAIM_STATES) && statement_is_past(review, set->entity, set_claim_submission(claim));
        Acceptability answer = past ? NOT_ACCEPTABLE : standing_counts(review, set->entity, standing, slot, root);
        acceptable |= answer == ACCEPTABLE;
        closed |= answer == ACCEPTABLE && (claim & SET_CLAIM_CLOSED);
        old |= standing_fault(standing, slot) == FAULT_OLD_ONLY;
        if (answer != NOT_ACCEPTABLE)
            count_claim(set, claim, answer);
    }
    CellState why = acceptable ? CELL_KNOWN : !set->claims.any ? CELL_MISSING : old ? CELL_EXPIRED : CELL_NOT_ACCEPTED;
    set->cell = (SetCell){.closed = closed, .open_why = closed ? CELL_KNOWN : why};
}

static SetRow *make_row(Review *review)
{
    size_t ranks = (size_t)review->program->head.ranks + 1;
    SetRow *set = arena_take(review->beside, sizeof *set);
    set->closed = arena_array(review->beside, ranks, sizeof *set->closed);
    set->closed_perhaps = arena_array(review->beside, ranks, sizeof *set->closed_perhaps);
    return set;
}

// The set of a row about which there is a column. Of the two that are kept one is for plain readings: they are asked in turns.
static SetRow *set_row(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row)
{
    SetRow **place = &review->set_rows[slot->mode >= MODE_STRICT];
    if (!*place)
        *place = make_row(review);
    SetRow *set = *place;
    if (is_row(set, entity, slot, row))
        return set;
    const Standing *standing = standing_of_entity(review, entity, slot->mode); // which may read sets itself
    clear_row(set);
    Text image = review->entities[entity].image;
    make_marks(review, set, image_head(image)->submission_count);
    set->entity = entity;
    set->slot = *slot;
    set->row = row;
    set->claims = set_claims_of(image, image_column(image, slot->attribute), row);
    set->standing = standing;
    set->element = NO_INDEX;
    read_row(review, set, slot);
    return set;
}

static void raise(uint32_t *rank, uint32_t to)
{
    if (to > *rank)
        *rank = to;
}

static void deny_not(SetRow *set, uint8_t mark, uint32_t rank)
{
    if (mark & CLAIM_CLOSED) {
        set->closed_perhaps[rank]--;
        set->closed[rank] -= (mark & CLAIM_ACCEPTABLE) != 0;
    }
}

static void support(SetRow *set, uint32_t submission, Sides *sides)
{
    uint8_t mark = set->marks[submission];
    uint32_t rank = set->standing[submission].rank;
    if (!(mark & CLAIM_COUNTS) || (mark & CLAIM_SEEN))
        return;
    set->marks[submission] |= CLAIM_SEEN;
    raise(&sides->support_perhaps, rank);
    if (mark & CLAIM_ACCEPTABLE)
        raise(&sides->support, rank);
    deny_not(set, mark, rank); // what it lists
}

// A statement counts instead of what its author said before by closing the set without it.
static void overtake(SetRow *set, uint32_t by)
{
    if (!(set->marks[by] & CLAIM_COUNTS) || !(set->marks[by] & CLAIM_LISTS))
        return;
    const ImageSubmission *later = image_submission(set->claims.image, by);
    for (uint32_t i = 0; i < set->claims.count; i++) {
        uint32_t submission = set_claim_submission(set_claim_at(&set->claims, i));
        uint8_t mark = set->marks[submission];
        bool denies = mark & CLAIM_CLOSED && !(mark & CLAIM_SEEN);
        if (!denies || !statement_follows(later, image_submission(set->claims.image, submission)))
            continue;
        set->marks[submission] |= CLAIM_SEEN;
        deny_not(set, mark, set->standing[submission].rank);
    }
}

static void forget_support(SetRow *set, uint32_t submission)
{
    uint8_t mark = set->marks[submission];
    uint32_t rank = set->standing[submission].rank;
    if (!(mark & CLAIM_SEEN))
        return;
    set->marks[submission] &= (uint8_t)~CLAIM_SEEN;
    if (mark & CLAIM_CLOSED) {
        set->closed_perhaps[rank]++;
        set->closed[rank] += (mark & CLAIM_ACCEPTABLE) != 0;
    }
}

static uint32_t highest_of(const uint32_t *counts, uint32_t highest)
{
    while (highest && !counts[highest])
        highest--;
    return highest;
}

static Sides sides_of(SetRow *set, uint32_t element)
{
    if (set->element == element)
        return set->sides;
    Sides sides = {0};
    uint32_t count = 0;
    const uint32_t *submissions = set->claims.any ? column_supporters(set->claims.image, set->claims.column, element, &count)
                                                  : NULL;
    bool listed = set->claims.column->general & CLAIMS_LISTED;
    for (uint32_t i = 0; i < count; i++)
        support(set, submissions[i], &sides);
    for (uint32_t i = 0; listed && i < count; i++)
        overtake(set, submissions[i]);
    sides.deny = highest_of(set->closed, set->highest);
    sides.deny_perhaps = highest_of(set->closed_perhaps, set->highest);
    for (uint32_t i = 0; i < count; i++)
        forget_support(set, submissions[i]);
    for (uint32_t i = 0; listed && i < set->claims.count; i++)
        forget_support(set, set_claim_submission(set_claim_at(&set->claims, i)));
    set->element = element;
    return set->sides = sides;
}

static Truth element_truth(const Sides *sides, CellState *why)
{
    if (sides->support > sides->deny_perhaps)
        return TRUTH_TRUE;
    if (!sides->support_perhaps || sides->deny > sides->support_perhaps)
        return TRUTH_FALSE; // nobody who counts lists it, or somebody stronger denies it
    // Acceptable claims alone would decide it, or there are none on its side: acceptance is what is missing.
    bool decided = sides->support != sides->deny;
    *why = decided || !sides->support ? CELL_NOT_ACCEPTED : CELL_CONTESTED;
    return TRUTH_UNKNOWN;
}

SetCell resolve_set(Review *review, uint32_t entity, const SlotInfo *info, uint32_t row)
{
    Text image = entity_dossier(review, entity)->image;
    const ImageColumn *column = image.bytes ? image_column(image, info->attribute) : NULL;
    if (!column)
        return (SetCell){.open_why = CELL_MISSING};
    return set_row(review, entity, info, row)->cell;
}

Truth resolve_element(Review *review, uint32_t entity, const SlotInfo *info, uint32_t row, uint32_t element, CellState *why)
{
    entity_dossier(review, entity);
    Sides sides = sides_of(set_row(review, entity, info, row), element);
    *why = CELL_KNOWN;
    return element_truth(&sides, why);
}

// ---- all rows of the dossier under review ----

static void resolve_row(Review *review, const SlotInfo *info, const ImageColumn *column, uint32_t row, Mask *member_t,
                        Mask *member_f, Mask *closed_t)
{
    Text image = review->entities[0].image;
    SetClaims claims = set_claims_of(image, column, row);
    if (!claims.any)
        return;
    SetRow *set = set_row(review, 0, info, row);
    if (set->cell.closed)
        put_bit(closed_t, row);
    const uint32_t *first = image_at(image, column_sets(column)->first);
    for (uint32_t element = first[row]; element < first[row + 1]; element++) {
        Sides sides = sides_of(set, element);
        CellState why;
        Truth truth = element_truth(&sides, &why);
        if (truth != TRUTH_UNKNOWN)
            put_bit(truth == TRUTH_TRUE ? member_t : member_f, element);
    }
}

// All claims about all rows, and all who list an element, cost as rows do.
static bool pay_for_sets(Review *review, Text image, const ImageColumn *column, size_t rows)
{
    uint64_t cost = column->claims;
    if (column->general & CLAIMS_LISTED) { // pairs of claims and elements are looked at
        cost = 0;
        for (uint32_t row = 0; row < rows; row++)
            cost += set_cost(image, column, row);
    }
    return review_pay(review, cost);
}

// All claims from one voice that counts for all rows alike: nothing is to be looked at row by row.
static bool resolve_alike(Review *review, const SlotInfo *info, const ImageColumn *column, size_t rows, ResolvedSets *sets)
{
    Text image = review->entities[0].image;
    uint32_t elements = column_sets(column)->element_count;
    Acceptability all;
    if (column->general || !standing_counts_alike(review, info, column, &all))
        return false;
    if (all == ACCEPTABLE) {
        sets->closed_t = image_at(image, column_sets(column)->closed);
        return true;
    }
    sets->closed_t = mask_take(review, rows);
    sets->member_t = sets->member_f = mask_take(review, elements);
    if (all == NOT_ACCEPTABLE) {
        Mask *out = mask_take(review, elements);
        for (uint32_t i = 0; i < elements; i++)
            put_bit(out, i);
        sets->member_f = out;
    }
    return true;
}

const ResolvedSets *own_sets(Review *review, uint32_t slot)
{
    ResolvedSets *sets = &review->sets[slot];
    if (review->sets_ready[slot])
        return sets;
    review->sets_ready[slot] = true;
    *sets = (ResolvedSets){.closed_t = NULL};
    const SlotInfo *info = &review->program->slots[slot];
    Text image = review->entities[0].image;
    const ImageColumn *column = image.bytes ? image_column(image, info->attribute) : NULL;
    size_t rows = image.bytes ? image_table(image, review->program->attributes[info->attribute].owner)->rows : 1;
    if (!column) {
        sets->closed_t = mask_take(review, rows);
        return sets;
    }
    sets->costly = !pay_for_sets(review, image, column, rows);
    if (!sets->costly && resolve_alike(review, info, column, rows, sets))
        return sets;
    uint32_t elements = column_sets(column)->element_count;
    Mask *member_t = mask_take(review, elements), *member_f = mask_take(review, elements);
    Mask *closed_t = mask_take(review, rows);
    for (uint32_t row = 0; !sets->costly && row < rows; row++)
        resolve_row(review, info, column, row, member_t, member_f, closed_t);
    sets->member_t = member_t;
    sets->member_f = member_f;
    sets->closed_t = closed_t;
    return sets;
}

// ---- disputed ----

bool set_disputed(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row)
{
    Text image = entity_dossier(review, entity)->image;
    const ImageColumn *column = image.bytes ? image_column(image, slot->attribute) : NULL;
    if (!column || !column->general)
        return false; // all say the same
    SetRow *set = set_row(review, entity, slot, row);
    const uint32_t *first = image_at(image, column_sets(column)->first);
    for (uint32_t element = first[row]; element < first[row + 1]; element++) {
        Sides sides = sides_of(set, element);
        if (sides.support && sides.deny)
            return true;
    }
    return false;
}
