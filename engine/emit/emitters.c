// SPDX-License-Identifier: MIT
// The table of emitters, made from the table of core kinds: a kind without its emitter does not link.
#include "emit/emit.h"

#define EMITTER(value, set)                                                                                                      \
    {                                                                                                                            \
        value, set                                                                                                               \
    }
#define EMITS_VALUE(name) EMITTER(emit_##name##_value, NULL)
#define EMITS_SET(name) EMITTER(NULL, emit_##name##_set)
#define EMITS_EITHER(name) EMITTER(emit_##name##_value, emit_##name##_set)
const Emitter emitters[CORE_KINDS] = {
#define CORE(kind, name, operands, gives, about) EMITS_##gives(name),
#include "core/kinds.def"
#undef CORE
};
