// SPDX-License-Identifier: MIT
// The table of opcodes as data (X-macros), and which profiles apply, rules found by binary search. See program.h.
#include "code/program.h"

#include "support/search.h"

const OpInfo op_infos[OPS] = {
#define OP(name, result, a, b, c, frame, depends, about)                                                                         \
    {#name, OPERAND_##result, {OPERAND_##a, OPERAND_##b, OPERAND_##c}, FRAME_##frame, DEPENDS_##depends, about},
#include "code/op.def"
#undef OP
};

bool program_alone(const Program *program, Program *alone)
{
    *alone = *program;
    alone->head.main_end = program->head.alone_end;
    alone->applies = 0;
    alone->questions_count = alone->profiles_count = alone->raises_count = alone->settings_count = 0;
    alone->mode_raises_count = alone->waivers_count = alone->alsos_count = alone->changes_count = 0;
    alone->guards_count = alone->outcomes_count = 0; // which are of the rules of the whole
#define ALONE(section, record)                                                                                                   \
    alone->section = program->alone_##section;                                                                                   \
    alone->section##_count = program->alone_##section##_count;
#include "code/sections.def"
    return program->alone_code_count;
}

uint64_t program_closed(const Program *program, uint64_t profiles)
{
    uint64_t closed = 0;
    for (uint32_t i = 0; i < program->profiles_count; i++) {
        uint32_t at = i;
        while (at != NO_INDEX && (profiles >> at & 1))
            at = program->profiles[at].refines;
        closed |= (uint64_t)(at == NO_INDEX) << i;
    }
    return closed;
}

uint64_t program_unconditional(const Program *program)
{
    uint64_t without = 0;
    for (uint32_t i = 0; i < program->profiles_count; i++)
        without |= (uint64_t)(program->profiles[i].applies == NO_REGISTER) << i;
    return program_closed(program, without);
}

uint32_t program_profile(const Program *program, Text name)
{
    for (uint32_t i = 0; i < program->profiles_count; i++) {
        if (text_equal(program_string(program, program->profiles[i].name), name))
            return i;
    }
    return NO_INDEX;
}

uint64_t profiles_not_in_force(const Program *program, int64_t day)
{
    uint64_t not = 0;
    for (uint32_t i = 0; i < program->profiles_count; i++) {
        InForce one = dates_in_force(program->profiles[i].effective, program->profiles[i].until, day);
        not |= (uint64_t)(program_says(program, i) && one != IN_FORCE_UNDATED && one != IN_FORCE) << i;
    }
    return not ;
}

InForce program_in_force(const Program *program, int64_t day)
{
    InForce all = dates_in_force(program->head.effective, program->head.until, day);
    for (uint32_t i = 0; i < program->profiles_count && all == IN_FORCE; i++) {
        InForce one = dates_in_force(program->profiles[i].effective, program->profiles[i].until, day);
        all = program_says(program, i) && one != IN_FORCE_UNDATED ? one : all;
    }
    return all;
}

const AttributeInfo *program_element_attribute(const Program *program, uint32_t elements)
{
    for (;;) {
        const Instr *instr = &program->code[elements];
        switch (op_infos[instr->op].depends) {
        case DEPENDS_JOINED:
        case DEPENDS_DISTINCT:
        case DEPENDS_ABOVE:
        case DEPENDS_ORIGIN:
            elements = instr->a;
            continue;
        case DEPENDS_ELEMENTS:
        case DEPENDS_LISTED:
            return &program->attributes[program->slots[instr->b].attribute];
        case DEPENDS_REACH:
            return &program->attributes[program->slots[instr->c].attribute];
        default:
            return NULL;
        }
    }
}

uint32_t program_rule(const Program *program, Text code)
{
    for (BinarySearch search = search_of(0, program->rules_count); search_on(&search);) {
        int order = text_compare(program_string(program, program->rules[search.middle].code), code);
        if (order == 0)
            return (uint32_t)search.middle;
        search_narrow(&search, order < 0);
    }
    return NO_INDEX;
}
