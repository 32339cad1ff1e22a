// SPDX-License-Identifier: MIT
// The walker over core expressions, made from the table of kinds, and what is found by it. See core.h.
#include "core/core.h"

const CoreInfo core_infos[CORE_KINDS] = {
#define ITEMS OPERANDS_ITEMS
#define BOUND OPERANDS_BOUND
#define CORE(kind, name, operands, gives, about) {operands, GIVES_##gives},
#include "core/kinds.def"
#undef CORE
#undef ITEMS
#undef BOUND
};

void core_each(const Core *core, void (*visit)(void *with, const Core *operand), void *with)
{
    for (uint32_t i = 0; i < core->count; i++) {
        if (core->operands[i])
            visit(with, core->operands[i]);
    }
}

// ---- whether it asks about the evidence itself ----

static void find_asking(void *with, const Core *core)
{
    bool *asks = with;
    *asks = *asks || core->plain || (core->kind == CORE_CALL && core_asks(core->define));
    if (!*asks)
        core_each(core, find_asking, with);
}

bool core_asks(CoreDefine *define)
{
    enum { NOT_LOOKED_UP, ASKS_NOT, ASKS };
    if (define->asks == NOT_LOOKED_UP) {
        bool asks = false;
        find_asking(&asks, define->body);
        define->asks = asks ? ASKS : ASKS_NOT;
    }
    return define->asks == ASKS;
}

// ---- what must hold ----

// Whether there are as many operands as the table says, and none is left out that must be there.
static bool operands_fit(const Core *core)
{
    int wanted = core_infos[core->kind].operands;
    if (wanted >= 0 && core->count != (uint32_t)wanted)
        return false;
    if (wanted == OPERANDS_BOUND && core->count % 2 == 0)
        return false;
    for (uint32_t i = 0; i < core->count; i++) {
        bool condition = wanted == OPERANDS_BOUND && i % 2 == 1;
        bool counted = core->operation == OPERATION_COUNT && core->count > 1 && i == core->count - 1;
        if (!core->operands[i] && !condition && !counted)
            return false;
    }
    return true;
}

static void find_broken(void *with, const Core *core)
{
    const char **broken = with;
    if (*broken)
        return;
    if (core->kind >= CORE_KINDS)
        *broken = "an expression is of no core kind";
    else if (!span_is_known(core->span))
        *broken = "a core expression has no span";
    else if (!operands_fit(core))
        *broken = "a core expression has other operands than its kind";
    else if (core_infos[core->kind].gives != GIVES_EITHER && core->type.many != (core_infos[core->kind].gives == GIVES_SET))
        *broken = "a core expression of a value is a set, or the other way around";
    else
        core_each(core, find_broken, with);
}

const char *core_broken(const Core *core)
{
    const char *broken = NULL;
    find_broken(&broken, core);
    return broken;
}
