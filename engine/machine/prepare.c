// SPDX-License-Identifier: MIT
// What a program needs besides its bundle, made once: kernels selected, rules grouped by guard, constants numbered. See Prepared.
#include "machine/ops/operations.h"
#include "machine/schedule.h"

#include "support/hash.h"

#include <stdlib.h>

const ReviewLimits default_limits = {.rows = 100000000, .regex_steps = REGEX_BUDGET, .memory = (size_t)4 << 30};

// ---- rules by what they apply under ----

// A rule and the condition under which it applies.
typedef struct RuleWhen {
    uint32_t when, rule;
} RuleWhen;

static int by_when(const void *a, const void *b)
{
    const RuleWhen *x = a, *y = b;
    if (x->when != y->when)
        return x->when < y->when ? -1 : 1;
    return x->rule < y->rule ? -1 : x->rule > y->rule;
}

static GroupedRule grouped_rule(const Program *program, uint32_t number)
{
    const RuleInfo *rule = &program->rules[number];
    uint32_t always = program->code_count; // open_run makes it true
    return (GroupedRule){.rule = number,
                         .aspect = rule->aspect,
                         .weight = rule->weight,
                         .when = rule->when == NO_REGISTER ? always : rule->when,
                         .applies = rule->applies == NO_REGISTER ? always : rule->applies,
                         .plain = rule->plain == NO_REGISTER ? always : rule->plain,
                         .strict = rule->strict == NO_REGISTER ? always : rule->strict};
}

static void add_to_total(Prepared *prepared, RuleGroup *group, const GroupedRule *rule)
{
    uint32_t at = group->first_total;
    while (at < group->end_total && prepared->totals[at].aspect != rule->aspect)
        at++;
    if (at == group->end_total)
        prepared->totals[group->end_total++] = (GroupTotal){.aspect = rule->aspect};
    prepared->totals[at].rules++;
    prepared->totals[at].weight += rule->weight;
}

// Few that share a condition are asked one by one.
static void leave_few_alone(RuleWhen *sorted, size_t count)
{
    enum { FEW = 4 };
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first; end < count && sorted[end].when == sorted[first].when; end++) {
        }
        for (size_t i = first; end - first < FEW && i < end; i++)
            sorted[i].when = NO_REGISTER;
    }
}

static void group_rules(Prepared *prepared, Arena *arena)
{
    const Program *program = prepared->program;
    size_t count = program->rules_count;
    RuleWhen *sorted = arena_array(arena, count + 1, sizeof *sorted);
    prepared->groups = arena_array(arena, count + 1, sizeof *prepared->groups);
    prepared->grouped = arena_array(arena, count + 1, sizeof *prepared->grouped);
    prepared->totals = arena_array(arena, count + 1, sizeof *prepared->totals);
    prepared->declared = arena_array(arena, (size_t)program->aspects_count + 1, sizeof *prepared->declared);
    count = 0;
    for (uint32_t i = 0; i < program->rules_count; i++) {
        if (!program_says_of(program, program->rules[i].profiles))
            continue;
        sorted[count++] = (RuleWhen){program->rules[i].when, i};
        prepared->declared[program->rules[i].aspect]++;
    }
    qsort(sorted, count, sizeof *sorted, by_when);
    leave_few_alone(sorted, count);
    qsort(sorted, count, sizeof *sorted, by_when);
    uint32_t totals = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (i == 0 || sorted[i].when != sorted[i - 1].when)
            prepared->groups[prepared->group_count++] = (RuleGroup){sorted[i].when, i, i, totals, totals};
        RuleGroup *group = &prepared->groups[prepared->group_count - 1];
        group->end = i + 1;
        prepared->grouped[i] = grouped_rule(program, sorted[i].rule);
        add_to_total(prepared, group, &prepared->grouped[i]);
        totals = group->end_total;
    }
}

// ---- frames ----

// Truth values take two bits, others their width: it does not matter which of them lie in the image, or are not run.
static uint32_t quarters_of(OperandKind result)
{
    enum { IN_A_BYTE = 4 };
    switch (result) {
    case OPERAND_NONE:
        return 0;
    case OPERAND_TRUTH:
        return 1;
    case OPERAND_WIDE:
        return sizeof(Wide) * IN_A_BYTE;
    case OPERAND_RANGE:
        return 2 * sizeof(Wide) * IN_A_BYTE;
    default:
        return sizeof(int64_t) * IN_A_BYTE;
    }
}

static void measure_frames(Prepared *prepared, Arena *arena)
{
    enum { ROW_ITSELF = 16, IN_A_BYTE = 4 }; // its parent and what leads to it
    const Program *program = prepared->program;
    prepared->row_bytes = arena_array(arena, (size_t)program->frames_count + 1, sizeof *prepared->row_bytes);
    for (uint32_t i = 0; i < program->code_count; i++) {
        const Instr *instr = &program->code[i];
        if (op_infos[instr->op].frame != FRAME_ROOT)
            prepared->row_bytes[instr->frame] += quarters_of(op_infos[instr->op].result);
    }
    prepared->has_below = arena_take(arena, (size_t)program->frames_count + 1);
    for (uint32_t i = 1; i < program->frames_count; i++) {
        prepared->has_below[program->frames[i].parent] = true;
        if (program->frames[i].origin != NO_FRAME)
            prepared->has_below[program->frames[i].origin] = true;
    }
    for (uint32_t i = 0; i < program->code_count; i++) {
        const Instr *instr = &program->code[i];
        if (op_infos[instr->op].depends == DEPENDS_JOINED)
            prepared->has_below[program->code[instr->a].frame] = prepared->has_below[program->code[instr->b].frame] = true;
    }
    for (uint32_t i = 0; i < program->frames_count; i++)
        prepared->row_bytes[i] = ROW_ITSELF + prepared->row_bytes[i] / IN_A_BYTE;
}

// ---- the texts that are constants ----

static void number_constant(Prepared *prepared, uint32_t string)
{
    if (prepared->constants[string] == NO_INDEX)
        prepared->constants[string] = prepared->constant_count++;
}

static void number_texts(Prepared *prepared, CodeView code)
{
    for (uint32_t at = 0; at < code.count; at++) {
        if (code.instrs[at].op == OP_TEXT)
            number_constant(prepared, code.instrs[at].a);
    }
}

// Few of the strings of a large program are: a review clears a place for each of those alone.
static void number_constants(Prepared *prepared, Arena *arena)
{
    const Program *program = prepared->program;
    size_t size = ((size_t)program->strings_count + 1) * sizeof *prepared->constants;
    prepared->constants = memset(arena_raw(arena, size), 0xff, size);
    number_texts(prepared, code_of_review(program));
    number_texts(prepared, code_of_acceptance(program));
    for (uint32_t i = 0; i < program->lists_count; i++) {
        const ListInfo *list = &program->lists[i];
        for (uint32_t at = 0; list->content == CONTENT_TEXT && at < list->count; at++)
            number_constant(prepared, (uint32_t)program->list_values[list->first + at]);
    }
    prepared->constant_hashes = arena_array(arena, (size_t)prepared->constant_count + 1, sizeof *prepared->constant_hashes);
    for (uint32_t i = 0; i < program->strings_count; i++) {
        Text text = program_string(program, i);
        if (prepared->constants[i] != NO_INDEX)
            prepared->constant_hashes[prepared->constants[i]] = (struct ConstantHash){image_hash(text), hash_text(text)};
    }
}

static void find_languages(Prepared *prepared, Arena *arena)
{
    const Program *program = prepared->program;
    WordLanguages *languages = &prepared->languages;
    bool *seen = arena_array(arena, (size_t)program->strings_count + 1, sizeof *seen);
    for (uint32_t i = 0; i < program->enum_values_count; i++) {
        WordingList list = program->enum_values[i].wording;
        for (uint32_t at = 0; at < list.count && languages->count < MOST_LANGUAGES; at++) {
            uint32_t language = program->wordings[list.first + at].language;
            if (!seen[language])
                languages->items[languages->count++] = program_string(program, language);
            seen[language] = true;
        }
    }
}

// All but its patterns.
// Those that have a slot, go over submissions, or along references.
static void find_readers(Prepared *prepared, Arena *arena)
{
    const Program *program = prepared->program;
    prepared->readers = arena_array(arena, (size_t)program->code_count + 1, sizeof *prepared->readers);
    for (uint32_t at = 0; at < program->code_count; at++) {
        const OpInfo *info = &op_infos[program->code[at].op];
        bool reads = info->depends == DEPENDS_SUBMISSIONS || info->depends == DEPENDS_REACH;
        for (int i = 0; i < 3; i++)
            reads |= info->operands[i] == OPERAND_SLOT;
        if (reads)
            prepared->readers[prepared->reader_count++] = at;
    }
}

static void prepare_code(Prepared *prepared, const Program *program, Arena *arena)
{
    *prepared = (Prepared){.program = program, .comparisons = column_comparisons()[0]};
    for (uint32_t i = 0; i < program->kinds_count; i++)
        prepared->has_conditions |= program->kinds[i].accept != NO_REGISTER;
    group_rules(prepared, arena);
    measure_frames(prepared, arena);
    number_constants(prepared, arena);
    find_languages(prepared, arena);
    find_readers(prepared, arena);
    CodeView review = code_of_review(program), acceptance = code_of_acceptance(program);
    prepared->review = select_operations(program, &review, arena);
    prepared->acceptance = select_operations(program, &acceptance, arena);
    schedule_program(&prepared->schedule, program, prepared->review, arena);
}

bool program_prepare(Prepared *prepared, const Program *program, Arena *arena, Text *reason)
{
    prepare_code(prepared, program, arena);
    if (!program->regexes_count)
        return true;
    prepared->regexes = memory_take(program->regexes_count * sizeof(Regex *));
    if (!prepared->regexes)
        arena_exhausted(arena);
    memset(prepared->regexes, 0, program->regexes_count * sizeof(Regex *));
    for (uint32_t i = 0; i < program->regexes_count; i++) {
        RegexFault fault;
        prepared->regexes[i] = regex_open(program_string(program, program->regexes[i]), arena, &fault);
        if (prepared->regexes[i])
            continue;
        prepared_close(prepared);
        if (!fault.reason.length)
            arena_exhausted(arena);
        *reason = fault.reason;
        return false;
    }
    return true;
}

void program_prepare_variant(Prepared *prepared, const Prepared *origin, const Program *variant, Arena *arena)
{
    *prepared = *origin;
    prepared->program = variant;
    prepared->group_count = 0;
    group_rules(prepared, arena);
    const int64_t *constants = origin->program->constants;
    Schedule *schedule = &prepared->schedule;
    if (variant->constants == constants)
        return;
    schedule->numbers = arena_array(arena, (size_t)schedule->number_count + 1, sizeof *schedule->numbers);
    for (uint32_t i = 0; i < schedule->number_count; i++) {
        const NumberStep *step = &origin->schedule.numbers[i];
        schedule->numbers[i] = (NumberStep){variant->constants + (step->value - constants), step->at};
    }
}

void program_prepare_alone(Prepared *prepared, const Prepared *origin, const Program *alone, Arena *arena)
{
    prepare_code(prepared, alone, arena);
    prepared->regexes = origin->regexes;
}

void prepared_close(Prepared *prepared)
{
    for (uint32_t i = 0; prepared->regexes && i < prepared->program->regexes_count; i++)
        regex_close(prepared->regexes[i]);
    memory_give(prepared->regexes);
    prepared->regexes = NULL;
}
