// SPDX-License-Identifier: MIT
// A static cost model: the bound of each rule, as a polynomial of the rows of its frames. See cost.h.
#include "code/cost.h"

#include "support/diagnostic.h"

enum { LONGEST_LABEL = 1000 }; // bytes: labels are made of each other

static Text shortened(TextBuilder *label)
{
    Text text = text_built(label);
    if (text.length <= LONGEST_LABEL)
        return text;
    label->length = LONGEST_LABEL;
    while (label->length && ((unsigned char)label->bytes[label->length] & 0xc0) == 0x80)
        label->length--; // whole characters
    text_append_string(label, " …");
    return text_built(label);
}

// What the rows of a frame are: `components.vulnerabilities`; labels has those of the frames before it.
static Text frame_label(const Program *program, const CodeView *code, uint32_t frame, const Text *labels, Arena *arena)
{
    TextBuilder label = text_builder(arena);
    const FrameInfo *info = &code->frames[frame];
    if (info->parent != 0) {
        text_append(&label, labels[info->parent]);
        text_append_string(&label, " × ");
    }
    const Instr *maker = &code->instrs[info->maker];
    const OpInfo *op = &op_infos[maker->op];
    const uint32_t operands[3] = {maker->a, maker->b, maker->c};
    for (int i = 0; i < 3; i++) {
        if (op->operands[i] != OPERAND_SLOT)
            continue;
        const AttributeInfo *attribute = &program->attributes[program->slots[operands[i]].attribute];
        text_append(&label, text_shown(arena, program_string(program, attribute->name)));
        return shortened(&label);
    }
    if (info->origin != NO_FRAME)
        text_append(&label, labels[info->origin]);
    else
        text_append_string(&label, op->name);
    return shortened(&label);
}

typedef struct Costing {
    const Program *program;
    CodeView code;
    Text *labels;     // of frames
    bool *needed;     // by instruction: of the rule that is looked at
    uint32_t *counts; // by frame: likewise
    Arena *arena;
} Costing;

static RuleCost rule_cost(Costing *costing, const RuleInfo *rule)
{
    const uint32_t outputs[] = {rule->when, rule->applies, rule->plain, rule->strict};
    const CodeView *code = &costing->code;
    RuleCost cost = {.code = program_string(costing->program, rule->code)};
    size_t capacity = 0;
    memset(costing->needed, 0, code->count);
    memset(costing->counts, 0, code->frame_count * sizeof *costing->counts);
    for (int i = 0; i < 4; i++)
        code_mark_needed(costing->program, code, costing->needed, outputs[i]);
    for (uint32_t at = 0; at < code->count; at++)
        costing->counts[code->instrs[at].frame] += costing->needed[at];
    cost.once = costing->counts[0];
    for (uint32_t frame = 1; frame < code->frame_count; frame++) {
        if (!costing->counts[frame])
            continue;
        cost.frames = arena_grow(costing->arena, cost.frames, cost.frame_count, &capacity, sizeof *cost.frames);
        cost.frames[cost.frame_count++] = (FrameCost){costing->counts[frame], costing->labels[frame]};
    }
    return cost;
}

ProgramCost program_cost(const Program *program, Arena *arena)
{
    Costing costing = {.program = program, .code = code_of_review(program), .arena = arena};
    const CodeView *code = &costing.code;
    costing.labels = arena_array(arena, (size_t)code->frame_count + 1, sizeof *costing.labels);
    costing.needed = arena_take(arena, (size_t)code->count + 1);
    costing.counts = arena_array(arena, (size_t)code->frame_count + 1, sizeof *costing.counts);
    for (uint32_t frame = 1; frame < code->frame_count; frame++)
        costing.labels[frame] = frame_label(program, code, frame, costing.labels, arena);
    RuleCost *rules = arena_array(arena, (size_t)program->rules_count + 1, sizeof *rules);
    for (uint32_t rule = 0; rule < program->rules_count; rule++)
        rules[rule] = rule_cost(&costing, &program->rules[rule]);
    return (ProgramCost){rules, program->rules_count};
}
