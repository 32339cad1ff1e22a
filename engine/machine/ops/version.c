// SPDX-License-Identifier: MIT
// Comparisons of versions: by order-preserving sort keys, which lie in the image or are read once in a review, whatever asks for
// them.
#include "machine/entities.h"
#include "machine/ops/by_kind.h"
#include "machine/ops/compare.h"
#include "machine/ops/operations.h"
#include "machine/ops/read.h"
#include "machine/ops/version.h"

#include "support/version.h"

struct KnownVersions {
    bool *read;    // by text
    int64_t *keys; // of those that were read
    // The register that was compared last, its keys by row, and which of them say nothing.
    uint32_t column;
    const int64_t *of_rows;
    const Mask *silent;
};

uint64_t texts_cost(const Run *run, uint32_t number)
{
    const Register *texts = reg(run, number);
    uint32_t rows = rows_of(run, frame_of(run, number));
    uint64_t cost = 0;
    for (uint32_t row = 0; row < rows; row++)
        cost += bit(texts->t, row) ? text_cost(review_text(run->review, value_at(texts, row))) : 0;
    return cost;
}

static KnownVersions *known_versions(Review *review)
{
    if (review->versions)
        return review->versions;
    review->versions = arena_take(review->arena, sizeof *review->versions);
    review->versions->column = NO_REGISTER;
    return review->versions;
}

static int64_t key_of_text(Review *review, int64_t text)
{
    if ((uint64_t)text >= review->own_texts)
        return version_key(review_text(review, text));
    KnownVersions *known = known_versions(review);
    if (!known->read) {
        known->read = arena_take(review->arena, (size_t)review->own_texts + 1);
        known->keys = arena_raw(review->arena, ((size_t)review->own_texts + 1) * sizeof(int64_t));
    }
    if (!known->read[text]) {
        known->read[text] = true;
        known->keys[text] = version_key(review_text(review, text));
    }
    return known->keys[text];
}

static bool relates(int order, Relation relation)
{
    return relation == RELATION_LESS ? order < 0 : order <= 0;
}

// Of two texts; unknown where one is no version by SemVer.
static Truth compare_two_versions(Review *review, int64_t a, int64_t b, Relation relation)
{
    int64_t x = key_of_text(review, a), y = key_of_text(review, b);
    Version left, right;
    if (x == VERSION_NONE || y == VERSION_NONE)
        return TRUTH_UNKNOWN;
    if (version_keys_decide(x, y))
        return relates((x > y) - (x < y), relation) ? TRUTH_TRUE : TRUTH_FALSE;
    Text one = review_text(review, a), other = review_text(review, b);
    if (!review_pay(review, text_cost(one) + text_cost(other)) || !version_read(one, &left) || !version_read(other, &right))
        return TRUTH_UNKNOWN;
    return relates(version_compare(&left, &right), relation) ? TRUTH_TRUE : TRUTH_FALSE;
}

// The keys of a register that do not lie in the image; of what is not known anything.
static const int64_t *made_keys(Run *run, uint32_t column, uint32_t frame)
{
    Review *review = run->review;
    uint32_t rows = rows_of(run, frame);
    const Mask *given = reg(run, column)->t;
    int64_t texts[MASK_ROWS] = {0}, *keys = arena_raw(review->arena, rows * sizeof *keys);
    for (size_t first = 0; first < rows; first += MASK_ROWS) {
        size_t count = rows - first < MASK_ROWS ? rows - first : MASK_ROWS;
        load_values(run, column, frame, first, count, texts);
        for (size_t i = 0; i < count; i++)
            keys[first + i] = given[first / MASK_ROWS] >> i & 1 ? key_of_text(review, texts[i]) : VERSION_NONE;
    }
    return keys;
}

// The keys of a register's rows: several rules compare the same versions.
static const KnownVersions *keys_of_rows(Run *run, uint32_t column, uint32_t frame)
{
    Review *review = run->review;
    KnownVersions *known = known_versions(review);
    if (known->column == column && run == &review->main)
        return known;
    uint32_t rows = rows_of(run, frame);
    size_t words = words_of(rows);
    Mask *silent = arena_raw(review->arena, 2 * words * sizeof *silent);
    const int64_t *keys = own_version_keys(run, column);
    known->column = run == &review->main ? column : NO_REGISTER;
    known->of_rows = keys ? keys : made_keys(run, column, frame);
    known->silent = silent;
    compare_side(run, known->of_rows, sizeof *keys, rows, 0, reg(run, column)->t, RELATION_LESS, false, silent, silent + words);
    return known;
}

// The versions of a register against one: by their keys, and row by row where they do not decide.
static void compare_with_version(Run *run, const Instr *instr, Register *out, Relation relation, bool swapped)
{
    uint32_t rows = rows_of(run, instr->frame), column = swapped ? instr->b : instr->a, one = swapped ? instr->a : instr->b;
    int64_t than = value_at(reg(run, one), 0), key = key_of_text(run->review, than);
    const KnownVersions *known = keys_of_rows(run, column, instr->frame);
    const Mask *given = reg(run, column)->t;
    TruthMasks masks = register_truth(run, out, instr->frame);
    compare_side(run, known->of_rows, sizeof key, rows, key, given, relation, swapped, masks.t, masks.f);
    bool decides = version_keys_decide(key, key); // a release's key stands for it alone
    for (size_t word = 0; word < masks.words; word++) {
        Mask left = decides ? known->silent[word] : ~(Mask)0;
        left &= given[word] & (word + 1 < masks.words ? ~(Mask)0 : tail_of(rows));
        masks.t[word] &= ~left;
        masks.f[word] &= ~left;
        for (; left; left &= left - 1) {
            int64_t text = value_at(reg(run, column), word * MASK_ROWS + (size_t)__builtin_ctzll(left));
            Truth truth = compare_two_versions(run->review, swapped ? than : text, swapped ? text : than, relation);
            masks.t[word] |= truth == TRUTH_TRUE ? left & -left : 0;
            masks.f[word] |= truth == TRUTH_FALSE ? left & -left : 0;
        }
    }
}

static Truth compare_version_rows(Run *run, const Register *a, size_t i, const Register *b, size_t j, uint32_t relation)
{
    return compare_two_versions(run->review, value_at(a, i), value_at(b, j), (Relation)relation);
}

static void compare_versions(Run *run, const Instr *instr, Register *out, Relation relation)
{
    bool spread_a = is_spread(run, instr->a, instr->frame), spread_b = is_spread(run, instr->b, instr->frame);
    uint32_t rows = rows_of(run, instr->frame);
    if (rows && spread_a != spread_b && (reg(run, spread_a ? instr->a : instr->b)->t[0] & 1)) {
        compare_with_version(run, instr, out, relation, spread_a);
        return;
    }
    relate_rows(run, instr, out, compare_version_rows, relation);
}

INSTANCE(op_LESS_VERSION, compare_versions, RELATION_LESS)
INSTANCE(op_AT_MOST_VERSION, compare_versions, RELATION_AT_MOST)
