// SPDX-License-Identifier: MIT
// Parts that profiles add to what others describe: a search through what each entity owns. A `ref` means the part with its key
// that the same entity owns; where a profile's attribute owned such parts too, the `ref` would lead somewhere, or to two parts,
// only where that profile is given, and a rule over it could turn from violated (LANGUAGE.md 6.2).
#include "check/check.h"

typedef struct Parts { // a set of types of parts
    const Policy *policy;
    bool *has;       // by their places
    uint64_t users;  // who looks: attributes that none of them uses are not there
    uint64_t beside; // attributes of just these users are left out: they are looked at by themselves
} Parts;

static Parts parts_of(const Policy *policy, uint64_t users, uint64_t beside)
{
    Parts parts = {policy, arena_array(policy->arena, policy->parts.count + 1, sizeof *parts.has), users, beside};
    memset(parts.has, 0, (policy->parts.count + 1) * sizeof *parts.has);
    return parts;
}

// Adds what is owned, over others or not. That parts stand in parts is bounded.
static void add_owned(const Parts *parts, const Decl *owner)
{
    for (const Attribute *attribute = owner->attributes; attribute; attribute = attribute->next) {
        uint64_t users = attribute->module->users;
        if (!attribute->owned || !(users & parts->users) || users == parts->beside || parts->has[attribute->type.decl->place])
            continue;
        parts->has[attribute->type.decl->place] = true;
        add_owned(parts, attribute->type.decl);
    }
}

static bool is_inside(const Parts *parts, const Decl *entity, const Attribute *attribute)
{
    const Decl *owner = attribute->owner;
    return attribute->module->users & parts->users && (owner == entity || (owner->kind == DECL_PART && parts->has[owner->place]));
}

// A `ref` that somebody sees in the entity, and that leads to what an attribute would own; null: there is none.
static const Attribute *reference_to(const Parts *seen, const Decl *entity, const Attribute *owns)
{
    const Policy *policy = seen->policy;
    Parts brought = parts_of(policy, UINT64_MAX, owns->module->users);
    brought.has[owns->type.decl->place] = true;
    add_owned(&brought, owns->type.decl);
    for (uint32_t i = 0; i < policy->attribute_count; i++) {
        const Attribute *refers = policy->attributes[i];
        if (refers->written.ref && refers->type.decl && brought.has[refers->type.decl->place] && is_inside(seen, entity, refers))
            return refers;
    }
    return NULL;
}

// What those see in the entity who do not see an attribute that owns parts there.
static void check_seen(const Policy *policy, const Decl *entity, uint64_t viewer)
{
    Parts all = parts_of(policy, UINT64_MAX, 0), seen = parts_of(policy, viewer, 0);
    add_owned(&all, entity);
    add_owned(&seen, entity);
    for (uint32_t i = 0; i < policy->attribute_count; i++) {
        Attribute *owns = policy->attributes[i];
        if (!owns->owned || owns->module->users & viewer || !is_inside(&all, entity, owns))
            continue;
        const Attribute *refers = reference_to(&seen, entity, owns);
        if (!refers)
            continue;
        Diagnostic *referred = diagnose(policy->diagnostics, MESSAGE_PARTS_REFERRED_TO, owns->word.span, 2, owns->word.name->text,
                                        refers->word.name->text);
        diagnostic_also(referred, refers->word.span, "it refers to them here, and must mean the same without the profile");
        diagnostic_expect(referred, text_of("a `ref` to them, or parts of a type of the profile's own"));
        owns->owned = false; // reported once
    }
}

void check_owned(Policy *policy)
{
    if (!policy->profile_count)
        return;
    for (size_t i = 0; i < policy->entities.count; i++) {
        const Decl *entity = policy->entities.items[i];
        if (entity->file->users & 1)
            check_seen(policy, entity, 1);
        for (uint32_t p = 0; p < policy->profile_count; p++) {
            uint64_t viewer = profile_chain(policy->profiles[p]) << 1 | 1;
            if (entity->file->users & viewer)
                check_seen(policy, entity, viewer);
        }
    }
}
