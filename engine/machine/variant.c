// SPDX-License-Identifier: MIT
// Variants of a program, made from what its profiles change (copy on write: what no profile of the set changes is shared), and
// the table of those that are kept. See variant.h.
#include "machine/variant.h"

#include <pthread.h>

enum { MOST_KEPT = 64, MOST_KEPT_BYTES = 1 << 24 };

typedef struct Variant {
    uint64_t applies;
    Program program;
    Prepared prepared;
} Variant;

struct Variants {
    const Prepared *origin;
    pthread_mutex_t lock; // of what follows
    Guard guard;          // of the arena: who makes a variant may be in any thread, and never leaves while it has the lock
    Arena arena;
    Variant *kept[MOST_KEPT];
    size_t count;
    Variant *alone; // null: nobody has asked for it
};

Variants *variants_open(const Prepared *origin, Arena *arena)
{
    Variants *variants = arena_take(arena, sizeof *variants);
    variants->origin = origin;
    pthread_mutex_init(&variants->lock, NULL);
    arena_open(&variants->arena, &variants->guard, 0);
    return variants;
}

void variants_close(Variants *variants)
{
    if (!variants)
        return;
    arena_close(&variants->arena);
    pthread_mutex_destroy(&variants->lock);
}

const Program *variants_program(const Variants *variants)
{
    return variants->origin->program;
}

// ---- what a set of profiles changes ----

static void *own(Arena *arena, const void *items, size_t count, size_t size)
{
    void *copy = arena_array(arena, count + 1, size);
    if (count)
        memcpy(copy, items, count * size);
    return copy;
}

// Settings stand from the loosest to the strictest: the last one that applies holds.
static void set_parameters(Program *program, Arena *arena)
{
    ParameterInfo *parameters = NULL;
    int64_t *constants = NULL;
    for (uint32_t i = 0; i < program->settings_count; i++) {
        const SettingInfo *setting = &program->settings[i];
        if (!program_says(program, setting->profile))
            continue;
        if (!parameters)
            parameters = own(arena, program->parameters, program->parameters_count, sizeof *parameters);
        ParameterInfo *parameter = &parameters[setting->parameter];
        parameter->value = setting->value;
        if (parameter->constant == NO_INDEX)
            continue;
        if (!constants)
            constants = own(arena, program->constants, program->constants_count, sizeof *constants);
        constants[parameter->constant] = setting->value;
    }
    program->parameters = parameters ? parameters : program->parameters;
    program->constants = constants ? constants : program->constants;
}

static void raise_rule(RuleInfo *rule, const RaiseInfo *raise)
{
    if (raise->severity > rule->severity)
        rule->severity = raise->severity;
    if (raise->weight > rule->weight)
        rule->weight = raise->weight;
}

static void raise_rules(Program *program, Arena *arena)
{
    RuleInfo *rules = NULL;
    for (uint32_t i = 0; i < program->raises_count; i++) {
        const RaiseInfo *raise = &program->raises[i];
        if (!program_says(program, raise->profile))
            continue;
        if (!rules)
            rules = own(arena, program->rules, program->rules_count, sizeof *rules);
        raise_rule(&rules[raise->rule], raise);
    }
    // A weight that one profile gives an advisory rule counts where another one raises its severity.
    for (uint32_t i = 0; rules && i < program->rules_count; i++) {
        if (rules[i].severity == RULE_ADVISORY)
            rules[i].weight = 0;
    }
    program->rules = rules ? rules : program->rules;
}

RuleInfo rule_raised(const Program *program, uint64_t applies, uint32_t number)
{
    RuleInfo rule = program->rules[number];
    for (uint32_t i = 0; i < program->raises_count; i++) {
        if (program->raises[i].rule == number && (applies >> program->raises[i].profile & 1))
            raise_rule(&rule, &program->raises[i]);
    }
    rule.weight = rule.severity == RULE_ADVISORY ? 0 : rule.weight;
    return rule;
}

// ---- thresholds ----

// The thresholds of all modes, as they are made.
typedef struct Thresholds {
    ModeInfo *modes;
    ModeRank *ranks;
    uint32_t count;
} Thresholds;

// Behind those that are there: an attribute's rank, which may be raised by the one that follows.
static void add_rank(Thresholds *thresholds, ModeInfo *mode, uint32_t attribute, uint32_t rank)
{
    ModeRank *last = mode->count ? &thresholds->ranks[thresholds->count - 1] : NULL;
    if (last && last->attribute == attribute) {
        last->rank = rank > last->rank ? rank : last->rank;
        return;
    }
    thresholds->ranks[thresholds->count++] = (ModeRank){attribute, rank};
    mode->count++;
}

// Merges the ranks of a mode with what raises them, from *at on: both rise by attribute, and the general one comes last.
static void raise_mode(const Program *program, Thresholds *thresholds, uint32_t number, uint32_t *at)
{
    const ModeInfo *before = &program->modes[number];
    ModeInfo *mode = &thresholds->modes[number];
    *mode = (ModeInfo){before->general, thresholds->count, 0};
    uint32_t next = 0;
    for (; *at < program->mode_raises_count && program->mode_raises[*at].mode == number; ++*at) {
        const ModeRaiseInfo *raise = &program->mode_raises[*at];
        for (; next < before->count && program->mode_ranks[before->first + next].attribute <= raise->attribute; next++)
            add_rank(thresholds, mode, program->mode_ranks[before->first + next].attribute,
                     program->mode_ranks[before->first + next].rank);
        if (!program_says(program, raise->profile))
            continue;
        if (raise->attribute != NO_INDEX)
            add_rank(thresholds, mode, raise->attribute, raise->rank);
        else if (raise->rank > mode->general)
            mode->general = raise->rank;
    }
    for (; next < before->count; next++)
        add_rank(thresholds, mode, program->mode_ranks[before->first + next].attribute,
                 program->mode_ranks[before->first + next].rank);
}

static void raise_thresholds(Program *program, Arena *arena)
{
    if (!program->mode_raises_count)
        return;
    size_t most = (size_t)program->mode_ranks_count + program->mode_raises_count + 1;
    Thresholds thresholds = {arena_array(arena, (size_t)program->modes_count + 1, sizeof *thresholds.modes),
                             arena_array(arena, most, sizeof *thresholds.ranks), 0};
    uint32_t at = 0;
    for (uint32_t i = 0; i < program->modes_count; i++)
        raise_mode(program, &thresholds, i, &at);
    program->modes = thresholds.modes;
    program->mode_ranks = thresholds.ranks;
    program->mode_ranks_count = thresholds.count;
}

static Variant *make(const Prepared *origin, uint64_t applies, Arena *arena)
{
    Variant *variant = arena_take(arena, sizeof *variant);
    variant->applies = applies;
    variant->program = *origin->program;
    variant->program.applies = applies;
    set_parameters(&variant->program, arena);
    raise_rules(&variant->program, arena);
    raise_thresholds(&variant->program, arena);
    program_prepare_variant(&variant->prepared, origin, &variant->program, arena);
    return variant;
}

// The policy by itself, as one that no profile changes.
static Variant *make_alone(const Prepared *origin, Arena *arena)
{
    Variant *alone = arena_take(arena, sizeof *alone);
    program_alone(origin->program, &alone->program);
    program_prepare_alone(&alone->prepared, origin, &alone->program, arena);
    return alone;
}

// ---- those that are kept ----

static void keep_alone(void *with)
{
    Variants *variants = with;
    variants->alone = make_alone(variants->origin, &variants->arena);
}

const Prepared *variants_alone(Variants *variants, Arena *arena)
{
    if (!variants->origin->program->alone_code_count)
        return NULL;
    pthread_mutex_lock(&variants->lock);
    if (!variants->alone)
        guard_run(&variants->guard, keep_alone, variants);
    const Variant *alone = variants->alone;
    pthread_mutex_unlock(&variants->lock);
    return alone ? &alone->prepared : &make_alone(variants->origin, arena)->prepared;
}

typedef struct Keeping {
    Variants *variants;
    uint64_t applies;
} Keeping;

static void keep(void *with)
{
    const Keeping *keeping = with;
    Variants *variants = keeping->variants;
    Variant *made = make(variants->origin, keeping->applies, &variants->arena);
    variants->kept[variants->count++] = made;
}

static const Variant *find(const Variants *variants, uint64_t applies)
{
    for (size_t i = 0; i < variants->count; i++) {
        if (variants->kept[i]->applies == applies)
            return variants->kept[i];
    }
    return NULL;
}

const Prepared *variant_of(Variants *variants, uint64_t applies, Arena *arena)
{
    if (!variants->origin->program->profiles_count)
        return variants->origin;
    pthread_mutex_lock(&variants->lock);
    const Variant *found = find(variants, applies);
    Keeping keeping = {variants, applies};
    if (!found && variants->count < MOST_KEPT && variants->arena.taken < MOST_KEPT_BYTES &&
        guard_run(&variants->guard, keep, &keeping))
        found = find(variants, applies);
    pthread_mutex_unlock(&variants->lock);
    return found ? &found->prepared : &make(variants->origin, applies, arena)->prepared;
}
