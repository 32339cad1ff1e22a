// SPDX-License-Identifier: MIT
// The loop, and the rooms for registers.
#include "machine/ops/asked.h"
#include "machine/ops/operations.h"
#include "machine/schedule.h"

static Operation *const operations[OPS] = {
#define OP(name, result, a, b, c, frame, about) op_##name,
#include "code/op.def"
#undef OP
};

void op_NUMBER(Run *run, const Instr *instr, Register *out)
{
    give_number(out, &run->review->program->constants[instr->a]);
}

void op_SKIP_FALSE(Run *run, const Instr *instr, Register *out)
{
    (void)run; // the loop does it
    (void)instr;
    (void)out;
}

void op_SKIP_UNLESS(Run *run, const Instr *instr, Register *out)
{
    op_SKIP_FALSE(run, instr, out);
}

Operation **select_operations(const Program *program, const CodeView *code, Arena *arena)
{
    Operation **selected = arena_array(arena, (size_t)code->count + 1, sizeof *selected);
    for (uint32_t at = 0; at < code->count; at++) {
        const Instr *instr = &code->instrs[at];
        if (is_skip(instr))
            continue;
        Operation *shorter = select_comparison(code, instr);
        shorter = shorter ? shorter : select_logic(code, instr);
        shorter = shorter ? shorter : select_of_root(instr);
        shorter = shorter ? shorter : select_read(program, code, instr);
        selected[at] = shorter ? shorter : operations[instr->op];
    }
    return selected;
}

static bool skips(const Run *run, const Instr *instr)
{
    const Register *guard = reg(run, instr->a);
    return instr->op == OP_SKIP_FALSE ? guard->f[0] & 1 : !(guard->t[0] & 1);
}

void run_list(Run *run, uint32_t list)
{
    const Schedule *schedule = run->schedule;
    for (uint32_t i = schedule->first[list]; i < schedule->first[list + 1]; i++) {
        uint32_t number = schedule->needs[i];
        if (run->review->ran[number])
            continue;
        run->review->ran[number] = true;
        uint32_t at = schedule->waiting[number];
        run->operations[at](run, &run->code.instrs[at], &run->registers[at]);
    }
}

bool run_code(Run *run, uint32_t from, uint32_t to)
{
    const Instr *instrs = run->code.instrs;
    Register *registers = run->registers;
    for (uint32_t at = from; at < to; at++) {
        Operation *operation = run->operations[at];
        if (operation)
            operation(run, &instrs[at], &registers[at]);
        else if (skips(run, &instrs[at]))
            at += instrs[at].b;
        else
            run_needs(run, at);
    }
    return !run->review->failed;
}

bool run_spine(Run *run)
{
    const Schedule *schedule = run->schedule;
    Register *registers = run->registers;
    for (const NumberStep *step = schedule->numbers, *end = step + schedule->number_count; step < end; step++)
        give_number(&registers[step->at], step->value);
    for (const SpineStep *step = schedule->spine, *end = step + schedule->spine_count; step < end; step++) {
        if (step->operation) {
            step->operation(run, step->instr, &registers[step->at]);
        } else if (!skips(run, step->instr)) {
            run_needs(run, step->at);
            run_code(run, step->at + 1, step->at + 1 + step->instr->b);
        }
    }
    return !run->review->failed;
}

void open_run(Run *run, Review *review, CodeView code, Operation *const *selected)
{
    *run = (Run){.review = review,
                 .code = code,
                 .operations = selected,
                 .constants = review->program->constants,
                 .comparisons = review->prepared->comparisons};
    enum { LINE = 64 };
    char *piece = arena_raw(review->arena, ((size_t)code.count + 1) * sizeof *run->registers + LINE);
    size_t past = (uintptr_t)piece % LINE;
    run->registers = (Register *)(void *)(piece + (past ? LINE - past : 0));
    run->frames = arena_array(review->arena, code.frame_count, sizeof *run->frames);
    run->frames[0].rows = 1;
    op_TRUE(run, NULL, &run->registers[code.count]);
}

Mask *mask_room(Run *run, size_t rows)
{
    size_t words = words_of(rows);
    return memset(arena_raw(run->review->arena, (words ? words : 1) * sizeof(Mask)), 0, (words ? words : 1) * sizeof(Mask));
}

Mask *known_room(Run *run, Register *out, uint32_t frame)
{
    size_t words = words_of(rows_of(run, frame));
    Mask *known = words > 1 ? arena_raw(run->review->arena, words * sizeof(Mask)) : &out->own_t;
    out->t = known;
    return known;
}

int64_t *value_room(Run *run, Register *out, uint32_t frame, Mask **known)
{
    int64_t *values = arena_raw(run->review->arena, ((size_t)rows_of(run, frame) + 1) * sizeof *values);
    *known = known_room(run, out, frame);
    out->values = values;
    out->width = sizeof *values;
    return values;
}

Wide *wide_room(Run *run, Register *out, uint32_t frame, Mask **known)
{
    *known = known_room(run, out, frame);
    out->low = arena_raw(run->review->arena, (size_t)rows_of(run, frame) * sizeof *out->low);
    return out->low;
}

void range_room(Run *run, Register *out, uint32_t frame, Mask **known, Wide **low, Wide **high)
{
    *low = wide_room(run, out, frame, known);
    out->high = *high = arena_raw(run->review->arena, (size_t)rows_of(run, frame) * sizeof **high);
}

#define WIDEN_INTO(type)                                                                                                         \
    do {                                                                                                                         \
        const type *from = (const type *)value->values + first;                                                                  \
        for (size_t i = 0; i < count; i++)                                                                                       \
            to[i] = from[i];                                                                                                     \
    } while (0)

void load_values(const Run *run, uint32_t operand, uint32_t frame, size_t first, size_t count, int64_t *to)
{
    const Register *value = reg(run, operand);
    if (is_spread(run, operand, frame)) {
        int64_t one = value_at(value, 0);
        for (size_t i = 0; i < count; i++)
            to[i] = one;
        return;
    }
    switch (value->width) {
    case 0:
        for (size_t i = 0; i < count; i++)
            to[i] = value->base + (int64_t)(first + i);
        break;
    case 1:
        WIDEN_INTO(int8_t); // NOLINT(bugprone-signed-char-misuse): it is a number
        break;
    case 2:
        WIDEN_INTO(int16_t);
        break;
    case 4:
        WIDEN_INTO(int32_t);
        break;
    default:
        WIDEN_INTO(int64_t);
        break;
    }
}

Answers answer_room(Review *review, size_t numbers, Ask *ask, void *with)
{
    size_t count = MASK_ROWS;
    while (count < numbers)
        count *= 2;
    return (Answers){arena_take(review->arena, count), count, ask, with};
}

// Asks about the rows of a block that have no answer yet, and those whose answer is not kept.
static void ask_missing(const Answers *answers, const int64_t *values, Mask missing, uint8_t bytes[MASK_ROWS])
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
static void answer_block(const Answers *answers, const int64_t *values, Mask known, uint8_t bytes[MASK_ROWS])
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

void answer_rows(Run *run, const Instr *instr, uint32_t operand, const Answers *answers, Register *out)
{
    uint32_t rows = rows_of(run, instr->frame);
    MaskView known = mask_view(reg(run, operand)->t, frame_of(run, operand), instr->frame);
    TruthRoom room = truth_room(run, out, instr->frame);
    int64_t values[MASK_ROWS] = {0};
    for (size_t word = 0; word < room.words; word++) {
        size_t first = word * MASK_ROWS, count = rows - first < MASK_ROWS ? rows - first : MASK_ROWS;
        Mask settled = view_word(&known, word) & (count < MASK_ROWS ? tail_of(count) : ~(Mask)0);
        uint8_t bytes[MASK_ROWS], yes[MASK_ROWS], no[MASK_ROWS];
        load_values(run, operand, instr->frame, first, count, values);
        answer_block(answers, values, settled, bytes);
        for (int i = 0; i < MASK_ROWS; i++) {
            yes[i] = bytes[i] == TRUTH_TRUE + 1;
            no[i] = bytes[i] == TRUTH_FALSE + 1;
        }
        room.t[word] = mask_of_bytes(yes) & settled;
        room.f[word] = mask_of_bytes(no) & settled;
    }
}

void one_known(const Run *run, const Instr *instr, Mask *known)
{
    MaskView a = mask_view(reg(run, instr->a)->t, frame_of(run, instr->a), instr->frame);
    uint32_t rows = rows_of(run, instr->frame);
    size_t words = words_of(rows);
    for (size_t i = 0; i < words; i++)
        known[i] = view_word(&a, i);
    if (words)
        known[words - 1] &= tail_of(rows);
}

void both_known(const Run *run, const Instr *instr, Mask *known)
{
    MaskView b = mask_view(reg(run, instr->b)->t, frame_of(run, instr->b), instr->frame);
    size_t words = words_of(rows_of(run, instr->frame));
    one_known(run, instr, known);
    for (size_t i = 0; i < words; i++)
        known[i] &= view_word(&b, i);
}
