// SPDX-License-Identifier: MIT
// A question about values, asked once for each: the memo table is read 64 rows at a time, as a gather of bytes.
#include "machine/ops/asked.h"

Asked asked_open(Review *review, size_t numbers, Ask *ask, void *with)
{
    size_t count = MASK_ROWS;
    while (count < numbers)
        count *= 2;
    return (Asked){arena_take(review->arena, count), count, ask, with};
}

// Asks about the rows of a block that have no answer yet, and those whose answer is not kept.
static void ask_missing(const Asked *answers, const int64_t *values, Mask missing, uint8_t bytes[MASK_ROWS])
{
    for (; missing; missing &= missing - 1) {
        int i = __builtin_ctzll(missing);
        bool keeps = (uint64_t)values[i] < answers->count;
        bytes[i] = keeps ? answers->kept[values[i]] : 0;
        if (bytes[i])
            continue; // a row before it asked
        bytes[i] = (uint8_t)(answers->ask(answers->with, values[i]) + 1);
        if (keeps)
            answers->kept[values[i]] = bytes[i];
    }
}

// The answers of 64 rows, as bytes; of a row that is not known the value is anything.
static void answer_block(const Asked *answers, const int64_t *values, Mask known, uint8_t bytes[MASK_ROWS])
{
    uint8_t missing[MASK_ROWS];
    int64_t all = 0;
    for (int i = 0; i < MASK_ROWS; i++)
        all |= values[i];
    if ((uint64_t)all < answers->count) {
        for (int i = 0; i < MASK_ROWS; i++)
            bytes[i] = answers->kept[values[i]];
    } else {
        for (int i = 0; i < MASK_ROWS; i++)
            bytes[i] = (uint64_t)values[i] < answers->count ? answers->kept[values[i]] : 0;
    }
    for (int i = 0; i < MASK_ROWS; i++)
        missing[i] = bytes[i] == 0;
    ask_missing(answers, values, mask_of_bytes(missing) & known, bytes);
}

void asked_rows(Run *run, const Instr *instr, uint32_t operand, const Asked *answers, Register *out)
{
    uint32_t rows = rows_of(run, instr->frame);
    MaskView known = mask_view(reg(run, operand)->t, frame_of(run, operand), instr->frame);
    TruthMasks masks = register_truth(run, out, instr->frame);
    int64_t values[MASK_ROWS] = {0};
    for (size_t word = 0; word < masks.words; word++) {
        size_t first = word * MASK_ROWS, count = rows - first < MASK_ROWS ? rows - first : MASK_ROWS;
        Mask settled = view_word(&known, word) & (count < MASK_ROWS ? tail_of(count) : ~(Mask)0);
        uint8_t bytes[MASK_ROWS], yes[MASK_ROWS], no[MASK_ROWS];
        load_values(run, operand, instr->frame, first, count, values);
        answer_block(answers, values, settled, bytes);
        for (int i = 0; i < MASK_ROWS; i++) {
            yes[i] = bytes[i] == TRUTH_TRUE + 1;
            no[i] = bytes[i] == TRUTH_FALSE + 1;
        }
        masks.t[word] = mask_of_bytes(yes) & settled;
        masks.f[word] = mask_of_bytes(no) & settled;
    }
}
