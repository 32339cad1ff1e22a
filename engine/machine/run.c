// SPDX-License-Identifier: MIT
// The loop over instructions (the interpreter), and what waits until it is needed (demand-driven evaluation).
#include "machine/registers.h"

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

bool run_spine(Run *run, uint32_t number, uint32_t number_end, uint32_t first, uint32_t step_end)
{
    const Schedule *schedule = run->schedule;
    Register *registers = run->registers;
    for (const NumberStep *step = schedule->numbers + number, *end = schedule->numbers + number_end; step < end; step++)
        give_number(&registers[step->at], step->value);
    for (const SpineStep *step = schedule->spine + first, *end = schedule->spine + step_end; step < end; step++) {
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
    give_truth(&run->registers[code.count], 1, 0);
}
