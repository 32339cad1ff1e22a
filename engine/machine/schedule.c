// SPDX-License-Identifier: MIT
// What a review need not run: demand-driven evaluation, planned by a backward pass (liveness). Instructions that several rules
// share stand before all of them and are skipped by none; where all rules that need one do not apply, it need not run either. So
// they wait until something runs that needs them: found once for a program, by what each instruction reads.
#include "machine/schedule.h"

#include <stdlib.h>

enum { MOST_NEEDS = 16 }; // for each instruction of the program; where there are more, nothing waits

void each_dependency(const Program *program, uint32_t number, DependencyVisit *visit, void *with)
{
    const Instr *instr = &program->code[number];
    for (uint32_t i = 0; i < instr_places(instr); i++) {
        uint32_t taken = instr_register(program, instr, i);
        if (taken != NO_REGISTER)
            visit(with, taken);
    }
    const FrameInfo *frame = &program->frames[instr->frame];
    if (instr->frame == 0)
        return;
    if (frame->maker != number) {
        visit(with, frame->maker);
        return;
    }
    visit(with, program->frames[frame->parent].maker);
    if (frame->origin != NO_FRAME)
        visit(with, program->frames[frame->origin].maker);
}

typedef struct Planner {
    const Program *program;
    Arena *arena;
    uint8_t *outside;  // by instruction: it stands in no region and no segment
    uint8_t *always;   // it is run in every review
    uint8_t *first;    // it is needed by the condition of a profile
    uint8_t *of_rule;  // by requirement, then by exception: a rule has it; of others nothing is known
    uint32_t *met;     // by instruction: the list under way, + 1, that has it
    uint32_t *waiting; // instructions to be looked at
    size_t waiting_count;
    uint32_t list; // under way
    uint32_t *needs;
    size_t count, capacity;
} Planner;

static void find_outside(Planner *planner)
{
    const Program *program = planner->program;
    for (uint32_t at = 0; at < program->head.main_end; at++) {
        planner->outside[at] = true;
        if (is_skip(&program->code[at]))
            at += program->code[at].b;
    }
}

// ---- what the conditions of profiles need ----

static void need_first(void *with, uint32_t number)
{
    Planner *planner = with;
    if (number < planner->program->code_count && planner->outside[number])
        planner->first[number] = true;
}

static void find_first(Planner *planner)
{
    const Program *program = planner->program;
    for (uint32_t i = 0; i < program->profiles_count; i++) {
        const ProfileInfo *profile = &program->profiles[i];
        need_first(planner, profile->applies);
        for (uint32_t at = profile->segment; at < profile->segment_end; at++)
            each_dependency(program, at, need_first, planner);
    }
    for (uint32_t at = program->head.main_end; program->profiles_count && at-- > 0;) {
        if (planner->first[at])
            each_dependency(program, at, need_first, planner);
    }
}

// ---- what is always run ----

static void run_always(void *with, uint32_t number)
{
    Planner *planner = with;
    if (number < planner->program->code_count && planner->outside[number])
        planner->always[number] = true;
}

// What is read of a review that has run, whatever came of it.
static void run_outputs(Planner *planner)
{
    const Program *program = planner->program;
    for (uint32_t i = 0; i < program->rules_count; i++) {
        const RuleInfo *rule = &program->rules[i];
        const uint32_t registers[] = {rule->when, rule->applies, rule->plain, rule->strict};
        for (size_t k = 0; k < sizeof registers / sizeof *registers; k++)
            run_always(planner, registers[k]);
    }
    for (uint32_t i = 0; i < program->rules_count; i++) {
        const RuleInfo *rule = &program->rules[i];
        memset(planner->of_rule + rule->first_require, true, rule->require_count);
        memset(planner->of_rule + program->requires_count + rule->first_except, true, rule->except_count);
    }
    for (uint32_t i = 0; i < program->excepts_count; i++)
        run_always(planner, program->excepts[i].condition);
    for (uint32_t i = 0; i < program->requires_count; i++) {
        const RequireInfo *require = &program->requires[i];
        const uint32_t registers[] = {require->plain, require->strict, require->member, require->body};
        for (size_t k = 0; k < sizeof registers / sizeof *registers; k++)
            run_always(planner, registers[k]);
    }
}

// From the last one on: what reads stands behind what is read.
static void find_always(Planner *planner)
{
    const Program *program = planner->program;
    run_outputs(planner);
    for (uint32_t at = program->head.main_end; at-- > 0;) {
        if (planner->outside[at] && is_skip(&program->code[at]))
            planner->always[at] = true;
        if (planner->always[at])
            each_dependency(program, at, run_always, planner);
    }
}

// ---- what waits, and for what ----

static void plan_waiting(void *with, uint32_t number)
{
    Planner *planner = with;
    if (number >= planner->program->code_count || !planner->outside[number] || planner->always[number] ||
        planner->met[number] == planner->list)
        return;
    planner->met[number] = planner->list;
    planner->waiting[planner->waiting_count++] = number;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

// Puts all that was met into the list, in the order in which it is to run.
static void close_list(Planner *planner)
{
    size_t first = planner->count;
    while (planner->waiting_count) {
        uint32_t number = planner->waiting[--planner->waiting_count];
        planner->needs = arena_grow(planner->arena, planner->needs, planner->count, &planner->capacity, sizeof *planner->needs);
        planner->needs[planner->count++] = number;
        each_dependency(planner->program, number, plan_waiting, planner);
    }
    if (planner->count - first > 1)
        qsort(planner->needs + first, planner->count - first, sizeof *planner->needs, by_number);
}

static void need_range(Planner *planner, uint32_t from, uint32_t to)
{
    for (uint32_t at = from; at < to; at++) {
        const Instr *instr = &planner->program->code[at];
        each_dependency(planner->program, at, plan_waiting, planner);
        if (is_skip(instr)) // has a list of its own
            at += instr->b;
    }
}

static void need_findings(Planner *planner, uint32_t segment, uint32_t segment_end, uint32_t first, uint32_t count)
{
    const Program *program = planner->program;
    need_range(planner, segment, segment_end);
    for (uint32_t i = 0; i < count; i++) {
        const FindingInfo *finding = &program->findings[first + i];
        for (uint32_t piece = 0; piece < finding->piece_count; piece++)
            plan_waiting(planner, program->pieces[finding->first_piece + piece].shown);
    }
}

static void need_question(Planner *planner, const QuestionInfo *question)
{
    need_range(planner, question->segment, question->segment_end);
    plan_waiting(planner, question->value);
    plan_waiting(planner, question->member);
    plan_waiting(planner, question->closed);
}

static void need_condition(Planner *planner, const ProfileInfo *profile)
{
    need_range(planner, profile->segment, profile->segment_end);
    plan_waiting(planner, profile->applies);
}

// One list for each instruction (of what it skips), each requirement and each exception (of its segment and what its findings
// show), each question and each profile, one behind the other. False where they are too long.
static bool make_lists(Planner *planner, uint32_t *first)
{
    const Program *program = planner->program;
    size_t most = (size_t)program->code_count * MOST_NEEDS;
    for (uint32_t at = 0; at < program->code_count; at++) {
        first[planner->list++] = (uint32_t)planner->count;
        if (is_skip(&program->code[at]))
            need_range(planner, at + 1, at + 1 + program->code[at].b);
        close_list(planner);
        if (planner->count > most)
            return false;
    }
    for (uint32_t i = 0; i < program->requires_count; i++) {
        first[planner->list++] = (uint32_t)planner->count;
        const RequireInfo *one = &program->requires[i];
        if (planner->of_rule[i])
            need_findings(planner, one->segment, one->segment_end, one->first_finding, one->finding_count + one->bindings);
        close_list(planner);
        if (planner->count > most)
            return false;
    }
    for (uint32_t i = 0; i < program->excepts_count; i++) {
        const ExceptInfo *one = &program->excepts[i];
        first[planner->list++] = (uint32_t)planner->count;
        if (planner->of_rule[program->requires_count + i])
            need_findings(planner, one->segment, one->segment_end, one->first_finding, one->finding_count);
        close_list(planner);
        if (planner->count > most)
            return false;
    }
    for (uint32_t i = 0; i < program->questions_count + program->profiles_count; i++) {
        first[planner->list++] = (uint32_t)planner->count;
        if (i < program->questions_count)
            need_question(planner, &program->questions[i]);
        else
            need_condition(planner, &program->profiles[i - program->questions_count]);
        close_list(planner);
        if (planner->count > most)
            return false;
    }
    first[planner->list] = (uint32_t)planner->count;
    return true;
}

// Instructions that wait are numbered, so that it is told by few bytes which of them have run.
static void number_needs(Planner *planner, Schedule *schedule)
{
    uint32_t *numbers = planner->met; // no list is under way any more
    uint32_t main_end = planner->program->head.main_end;
    schedule->waiting = arena_array(planner->arena, (size_t)main_end + 1, sizeof *schedule->waiting);
    for (uint32_t at = 0; at < main_end; at++) {
        if (!planner->outside[at] || planner->always[at])
            continue;
        numbers[at] = schedule->waiting_count;
        schedule->waiting[schedule->waiting_count++] = at;
    }
    for (size_t i = 0; i < planner->count; i++)
        planner->needs[i] = numbers[planner->needs[i]];
    schedule->needs = planner->needs;
}

static void lay_out_some(Schedule *schedule, const Planner *planner, Operation *const *selected, bool first)
{
    const Program *program = planner->program;
    for (uint32_t at = 0; at < program->head.main_end; at++) {
        if (!planner->always[at] || planner->first[at] != first)
            continue;
        if (program->code[at].op == OP_NUMBER)
            schedule->numbers[schedule->number_count++] = (NumberStep){&program->constants[program->code[at].a], at};
        else
            schedule->spine[schedule->spine_count++] = (SpineStep){selected[at], &program->code[at], at};
    }
}

// Numbers hang on nothing: they go before all others, where no operation has to be called for each. What conditions of profiles
// need hangs on nothing but what they need.
static void lay_out(Schedule *schedule, const Planner *planner, Operation *const *selected)
{
    size_t most = (size_t)planner->program->code_count + 1;
    schedule->spine = arena_array(planner->arena, most, sizeof *schedule->spine);
    schedule->numbers = arena_array(planner->arena, most, sizeof *schedule->numbers);
    if (planner->program->profiles_count)
        lay_out_some(schedule, planner, selected, true);
    schedule->first_spine_count = schedule->spine_count;
    schedule->first_number_count = schedule->number_count;
    lay_out_some(schedule, planner, selected, false);
}

void schedule_program(Schedule *schedule, const Program *program, Operation *const *selected, Arena *arena)
{
    size_t code = (size_t)program->code_count + 1, told = (size_t)program->requires_count + program->excepts_count,
           lists = code + told + program->questions_count + program->profiles_count;
    Planner planner = {.program = program,
                       .arena = arena,
                       .outside = arena_take(arena, code),
                       .always = arena_take(arena, code),
                       .first = arena_take(arena, code),
                       .of_rule = arena_take(arena, told + 1),
                       .met = arena_array(arena, code, sizeof *planner.met),
                       .waiting = arena_array(arena, code, sizeof *planner.waiting)};
    *schedule = (Schedule){.first = arena_array(arena, lists + 1, sizeof *schedule->first)};
    find_outside(&planner);
    find_first(&planner);
    find_always(&planner);
    if (make_lists(&planner, schedule->first)) {
        number_needs(&planner, schedule);
    } else {
        memcpy(planner.always, planner.outside, code);
        memset(schedule->first, 0, (lists + 1) * sizeof *schedule->first);
    }
    lay_out(schedule, &planner, selected);
}
