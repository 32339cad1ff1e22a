// SPDX-License-Identifier: MIT
// What stands inside of what: the transitive closure of parts in the attributes that own them, kept as a bitmap for each type
// that was asked for. Types may own each other in many ways, so each is visited once, with a stack of its own.
#include "emit/emit.h"

typedef struct Waiting { // types that were reached
    Decl **types;
    size_t count;
} Waiting;

static Decl *part_of(const Emit *emit, const Attribute *attribute)
{
    return attribute->owned ? emit->policy->types[attribute->type.decl->number] : NULL;
}

static const uint64_t *inside_of(const Emit *emit, Decl *owner)
{
    if (owner->inside)
        return owner->inside;
    uint32_t count = emit->policy->type_count;
    owner->inside = arena_array(emit->arena, count / 64 + 1, sizeof *owner->inside);
    Waiting waiting = {arena_array(emit->arena, count + 1, sizeof *waiting.types), 0};
    waiting.types[waiting.count++] = owner;
    while (waiting.count) {
        const Decl *at = waiting.types[--waiting.count];
        for (const Attribute *attribute = at->attributes; attribute; attribute = attribute->next) {
            Decl *part = part_of(emit, attribute);
            if (!part || owner->inside[part->number / 64] >> part->number % 64 & 1)
                continue;
            owner->inside[part->number / 64] |= UINT64_C(1) << part->number % 64;
            waiting.types[waiting.count++] = part;
        }
    }
    return owner->inside;
}

bool part_is_inside(const Emit *emit, Decl *owner, const Decl *part)
{
    return inside_of(emit, owner)[part->number / 64] >> part->number % 64 & 1;
}

bool part_is_inside_attribute(const Emit *emit, const Attribute *attribute, const Decl *part)
{
    Decl *owned = part_of(emit, attribute);
    return owned && (owned == part || part_is_inside(emit, owned, part));
}

static void mark_in_attribute(const Emit *emit, const Attribute *attribute, Waiting *waiting)
{
    Decl *part = part_of(emit, attribute);
    if (!part || part->confidential)
        return;
    part->confidential = true;
    waiting->types[waiting->count++] = part;
}

void part_mark_confidential(Emit *emit)
{
    const Policy *policy = emit->policy;
    Waiting waiting = {arena_array(emit->arena, policy->type_count + 1, sizeof *waiting.types), 0};
    for (uint32_t i = 0; i < policy->attribute_count; i++) {
        if (policy->attributes[i]->confidential)
            mark_in_attribute(emit, policy->attributes[i], &waiting);
    }
    while (waiting.count) {
        const Decl *part = waiting.types[--waiting.count];
        for (const Attribute *attribute = part->attributes; attribute; attribute = attribute->next)
            mark_in_attribute(emit, attribute, &waiting);
    }
}
