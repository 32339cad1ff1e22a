// SPDX-License-Identifier: MIT
// Which entries of profiles change which rules: an inverted index, by one look at all entries and one at all that rules read.
#include "report/report.h"

#include <stdlib.h>

struct RuleChanges {
    const ChangeInfo **items; // rule by rule, those of one in the order of the program
    uint32_t *first;          // by rule, in items; behind the last rule: how many there are
};

typedef struct RuleChange {
    uint32_t rule, change;
} RuleChange;

typedef struct Collector {
    const Program *program;
    Arena *arena;
    uint32_t *newest; // by constant: the last change that sets a parameter which has it, from 1; 0: none
    uint32_t *before; // by change: the one before it of the same constant
    bool sets;        // whether there are such ones
    RuleChange *items;
    size_t count, capacity;
} Collector;

static void collect(Collector *collector, uint32_t rule, uint32_t change)
{
    collector->items = arena_grow(collector->arena, collector->items, collector->count, &collector->capacity,
                                  sizeof *collector->items);
    collector->items[collector->count++] = (RuleChange){rule, change};
}

// Whether an entry is told of rules: its profile applies, or may, and it does not say what holds without it.
static bool is_told(const Program *program, const ChangeInfo *change)
{
    return program_says(program, change->profile) &&
           !text_equal(program_string(program, change->from), program_string(program, change->to));
}

// Those that name a rule; those that set a parameter are noted by the constant that its value is taken from.
static void collect_named(Collector *collector)
{
    const Program *program = collector->program;
    for (uint32_t i = 0; i < program->changes_count; i++) {
        const ChangeInfo *change = &program->changes[i];
        bool sets = change->kind == CHANGE_SET && change->parameter != NO_INDEX;
        uint32_t constant = sets ? program->parameters[change->parameter].constant : NO_INDEX;
        bool names = change->rule != NO_INDEX && change->kind <= CHANGE_WAIVE;
        if (!(names || constant != NO_INDEX) || !is_told(program, change))
            continue;
        if (names)
            collect(collector, change->rule, i);
        if (constant == NO_INDEX)
            continue;
        collector->before[i] = collector->newest[constant];
        collector->newest[constant] = i + 1;
        collector->sets = true;
    }
}

// seen: by constant, the last rule in which it was met, from 1.
static void collect_read(Collector *collector, uint32_t number, uint32_t *seen)
{
    const Program *program = collector->program;
    const RuleInfo *rule = &program->rules[number];
    for (uint32_t i = 0; i < rule->place_count; i++) {
        const Instr *instr = &program->code[program->places[rule->first_place + i].instr];
        if (instr->op != OP_NUMBER || !collector->newest[instr->a] || seen[instr->a] == number + 1)
            continue;
        seen[instr->a] = number + 1;
        for (uint32_t change = collector->newest[instr->a]; change; change = collector->before[change - 1])
            collect(collector, number, change - 1);
    }
}

static int by_rule(const void *a, const void *b)
{
    const RuleChange *x = a, *y = b;
    int order = (x->rule > y->rule) - (x->rule < y->rule);
    return order ? order : (x->change > y->change) - (x->change < y->change);
}

const RuleChanges *changes_by_rule(const Program *program, Arena *arena)
{
    RuleChanges *changes = arena_take(arena, sizeof *changes);
    Collector collector = {.program = program,
                           .arena = arena,
                           .newest = arena_array(arena, (size_t)program->constants_count + 1, sizeof(uint32_t)),
                           .before = arena_array(arena, (size_t)program->changes_count + 1, sizeof(uint32_t))};
    collect_named(&collector);
    uint32_t *seen = arena_array(arena, (size_t)program->constants_count + 1, sizeof *seen);
    for (uint32_t i = 0; collector.sets && i < program->rules_count; i++)
        collect_read(&collector, i, seen);
    if (collector.count)
        qsort(collector.items, collector.count, sizeof *collector.items, by_rule);
    changes->items = arena_array(arena, collector.count + 1, sizeof *changes->items);
    changes->first = arena_array(arena, (size_t)program->rules_count + 1, sizeof *changes->first);
    for (size_t i = 0; i < collector.count; i++) {
        changes->items[i] = &program->changes[collector.items[i].change];
        changes->first[collector.items[i].rule + 1] = (uint32_t)i + 1;
    }
    for (uint32_t i = 0; i < program->rules_count; i++) { // a rule without any ends where the one before it does
        if (!changes->first[i + 1])
            changes->first[i + 1] = changes->first[i];
    }
    return changes;
}

const ChangeInfo **report_changes(const RuleChanges *changes, uint32_t rule, bool waived, Arena *arena, size_t *count)
{
    uint32_t first = changes->first[rule], end = changes->first[rule + 1];
    const ChangeInfo **told = arena_array(arena, end - first + 1, sizeof *told);
    *count = 0;
    for (uint32_t i = first; i < end; i++) {
        if (!waived || changes->items[i]->kind != CHANGE_WAIVE)
            told[(*count)++] = changes->items[i];
    }
    return told;
}
