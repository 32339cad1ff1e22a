// SPDX-License-Identifier: MIT
// Which rules ask the same under the profiles that apply as they do by themselves: an analysis forwards over the code (taint),
// from what those profiles change. See profiles.h.
#include "machine/profiles.h"
#include "machine/schedule.h"

typedef struct Touch {
    const Program *program;
    const bool *set_constants;
    const bool *raised_modes;
    bool *touched; // by instruction
    uint32_t at;   // the one that is looked at
} Touch;

// Constants of the parameters that are set.
static bool *find_constants(const Program *program, Arena *arena)
{
    bool *set = arena_take(arena, (size_t)program->constants_count + 1);
    for (uint32_t i = 0; i < program->settings_count; i++) {
        uint32_t constant = program->parameters[program->settings[i].parameter].constant;
        if (constant != NO_INDEX && program_says(program, program->settings[i].profile))
            set[constant] = true;
    }
    return set;
}

static bool *find_modes(const Program *program, Arena *arena)
{
    bool *raised = arena_take(arena, (size_t)program->modes_count + 1);
    for (uint32_t i = 0; i < program->mode_raises_count; i++) {
        if (program_says(program, program->mode_raises[i].profile))
            raised[program->mode_raises[i].mode] = true;
    }
    return raised;
}

static bool is_raised(const Touch *touch, uint32_t mode)
{
    return mode >= MODE_STRICT && touch->raised_modes[mode - MODE_STRICT];
}

// ---- instructions ----

static bool begins(const Touch *touch, const Instr *instr)
{
    const uint32_t operands[] = {instr->a, instr->b, instr->c};
    bool any = false;
    for (int i = 0; i < 3; i++) {
        switch (op_infos[instr->op].operands[i]) {
        case OPERAND_PROFILE:
            any |= program_says(touch->program, operands[i]);
            break;
        case OPERAND_CONSTANT:
            any |= touch->set_constants[operands[i]];
            break;
        case OPERAND_SLOT:
            any |= is_raised(touch, touch->program->slots[operands[i]].mode);
            break;
        default:
            break;
        }
    }
    return any;
}

static void take_dependency(void *with, uint32_t number)
{
    Touch *touch = with;
    touch->touched[touch->at] |= number < touch->at && touch->touched[number];
}

// What is read stands before what reads it.
static void spread(Touch *touch)
{
    for (touch->at = 0; touch->at < touch->program->head.main_end; touch->at++) {
        const Instr *instr = &touch->program->code[touch->at];
        touch->touched[touch->at] |= begins(touch, instr);
        each_dependency(touch->program, touch->at, take_dependency, touch);
    }
}

// ---- rules ----

enum { OUTPUTS = 4 };

static void outputs_of(const RuleInfo *rule, uint32_t outputs[OUTPUTS])
{
    outputs[0] = rule->when;
    outputs[1] = rule->applies;
    outputs[2] = rule->plain;
    outputs[3] = rule->strict;
}

// Whether a profile requires more of a rule, or drops one of its exceptions.
static bool has_other_parts(const Program *program, const RuleInfo *rule)
{
    bool other = false;
    for (uint32_t i = 0; i < rule->except_count; i++)
        other |= !program_has_except(program, &program->excepts[rule->first_except + i]);
    for (uint32_t i = 0; i < rule->require_count; i++) {
        uint32_t profile = program->requires[rule->first_require + i].profile;
        other |= profile != NO_INDEX && program_says(program, profile);
    }
    return other;
}

uint32_t rule_by_itself(const Program *program, const Program *alone, uint32_t rule)
{
    return program_rule(alone, program_string(program, program->rules[rule].code));
}

// added: by rule, whether these profiles add it: so that nobody else asks whether it holds. other: whether it has other parts.
static bool *follow(const Program *program, const bool *added, const bool *other, Arena *arena)
{
    Touch touch = {.program = program,
                   .set_constants = find_constants(program, arena),
                   .raised_modes = find_modes(program, arena),
                   .touched = arena_take(arena, (size_t)program->code_count + 1)};
    bool *untouched = arena_take(arena, (size_t)program->rules_count + 1);
    uint32_t outputs[OUTPUTS];
    for (uint32_t i = 0; i < program->rules_count; i++) {
        untouched[i] = !added[i] && !other[i];
        outputs_of(&program->rules[i], outputs);
        for (int k = 0; k < OUTPUTS && !added[i] && other[i]; k++) { // by what asks whether it holds
            if (outputs[k] != NO_REGISTER)
                touch.touched[outputs[k]] = true;
        }
    }
    spread(&touch);
    for (uint32_t i = 0; i < program->rules_count; i++) {
        outputs_of(&program->rules[i], outputs);
        for (int k = 0; k < OUTPUTS; k++)
            untouched[i] &= outputs[k] == NO_REGISTER || !touch.touched[outputs[k]];
        untouched[i] &= !is_raised(&touch, program->rules[i].mode);
    }
    return untouched;
}

bool *rules_untouched(const Program *program, const Program *alone, Arena *arena)
{
    bool *added = arena_take(arena, (size_t)program->rules_count + 1),
         *other = arena_take(arena, (size_t)program->rules_count + 1);
    for (uint32_t i = 0; i < program->rules_count; i++) {
        const RuleInfo *rule = &program->rules[i];
        uint32_t number = rule_by_itself(program, alone, i);
        added[i] = number == NO_INDEX;
        // An exception that a profile drops may not even be in the code.
        other[i] = !added[i] && (rule->except_count != alone->rules[number].except_count || has_other_parts(program, rule));
    }
    return follow(program, added, other, arena);
}

bool *rules_untouched_by(const Program *program, uint64_t profiles, Arena *arena)
{
    bool *added = arena_take(arena, (size_t)program->rules_count + 1),
         *other = arena_take(arena, (size_t)program->rules_count + 1);
    Program with = *program;
    with.applies = profiles;
    for (uint32_t i = 0; i < program->rules_count; i++) {
        added[i] = program->rules[i].profiles & profiles;
        other[i] = has_other_parts(&with, &program->rules[i]);
    }
    return follow(&with, added, other, arena);
}
