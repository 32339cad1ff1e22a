// SPDX-License-Identifier: MIT
// A static cost model: the bound of each rule, as a polynomial of the rows of its frames. See cost.h.
#include "code/cost.h"

#include "support/diagnostic.h"
#include "support/json.h"

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

static void append_rule(const Program *program, const CodeView *code, const Text *labels, const uint32_t *counts, uint32_t rule,
                        TextBuilder *to)
{
    Text name = text_shown(to->arena, program_string(program, program->rules[rule].code));
    text_append_format(to, "%-14.*s %u", (int)name.length, name.bytes, counts[0]);
    for (uint32_t frame = 1; frame < code->frame_count; frame++) {
        if (!counts[frame])
            continue;
        text_append_format(to, " + %u × ", counts[frame]);
        text_append(to, labels[frame]);
    }
    text_append_byte(to, '\n');
}

static void write_rule(const Program *program, const CodeView *code, const Text *labels, const uint32_t *counts, uint32_t rule,
                       JsonWriter *json)
{
    json_begin_object(json);
    json_key_string(json, "code", program_string(program, program->rules[rule].code));
    json_key(json, text_of("frames"));
    json_begin_array(json);
    for (uint32_t frame = 0; frame < code->frame_count; frame++) {
        if (!counts[frame])
            continue;
        json_begin_object(json);
        json_key_integer(json, "instructions", counts[frame]);
        json_key_string(json, "rows", frame ? labels[frame] : text_of("1"));
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

void program_cost(const Program *program, Arena *arena, bool as_json, TextBuilder *to)
{
    CodeView code = code_of_review(program);
    Text *labels = arena_array(arena, (size_t)code.frame_count + 1, sizeof *labels);
    for (uint32_t frame = 1; frame < code.frame_count; frame++)
        labels[frame] = frame_label(program, &code, frame, labels, arena);
    bool *needed = arena_take(arena, (size_t)code.count + 1);
    uint32_t *counts = arena_array(arena, (size_t)code.frame_count + 1, sizeof *counts);
    JsonWriter json = json_writer(arena);
    json_begin_array(&json);
    for (uint32_t rule = 0; rule < program->rules_count; rule++) {
        const RuleInfo *info = &program->rules[rule];
        const uint32_t outputs[] = {info->when, info->applies, info->plain, info->strict};
        memset(needed, 0, code.count);
        memset(counts, 0, code.frame_count * sizeof *counts);
        for (int i = 0; i < 4; i++)
            code_mark_needed(program, &code, needed, outputs[i]);
        for (uint32_t at = 0; at < code.count; at++)
            counts[code.instrs[at].frame] += needed[at];
        if (as_json)
            write_rule(program, &code, labels, counts, rule, &json);
        else
            append_rule(program, &code, labels, counts, rule, to);
    }
    json_end_array(&json);
    if (as_json)
        text_append(to, text_built(&json.builder));
}
