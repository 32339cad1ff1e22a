// SPDX-License-Identifier: MIT
// Types: resolution of written ones, cycle detection on the graph of what owns what (depth-first, with a stack of its own), and
// the numbers of the schema in canonical order.
#include "check/check.h"

#include <stdlib.h>

enum { PARTS_NEW, PARTS_UNDER_WAY, PARTS_DONE };
enum { DEEPEST_PARTS = 100 }; // parts inside of a part

bool type_equal(Type a, Type b)
{
    return a.kind == b.kind && a.many == b.many && a.decl == b.decl;
}

bool type_is_number(Type type)
{
    return !type.many && (type.kind == TYPE_INTEGER || type.kind == TYPE_DECIMAL);
}

bool type_is_ordered(Type type)
{
    if (type.many)
        return false;
    switch (type.kind) {
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
    case TYPE_DATE:
    case TYPE_INSTANT:
    case TYPE_DURATION:
    case TYPE_VERSION:
        return true;
    case TYPE_ENUM:
        return type.decl->ordered;
    default:
        return false;
    }
}

Type type_item(Type set)
{
    set.many = false;
    return set;
}

Type type_many(Type item)
{
    item.many = true;
    return item;
}

Type type_join(Type a, Type b)
{
    if (type_equal(a, b))
        return a;
    if (a.many == b.many && type_is_number(type_item(a)) && type_is_number(type_item(b)))
        return (Type){.kind = TYPE_DECIMAL, .many = a.many};
    return (Type){.kind = TYPE_NONE};
}

// Of the types that are not declared, in their order.
static const char *const type_names[] = {"unknown", "boolean",  "integer", "decimal", "text",    "date",
                                         "instant", "duration", "period",  "version", "address", "kind of evidence"};

Text type_text(Arena *arena, Type type)
{
    Text name = type.kind <= TYPE_KIND         ? text_of(type_names[type.kind])
                : type.kind == TYPE_SUBMISSION ? text_of("submission")
                                               : type.decl->word.name->text;
    return text_format(arena, type.many ? "a set of %.*s" : "%.*s", (int)name.length, name.bytes);
}

static void report_unknown_type(Policy *policy, Module *module, Word word)
{
    if (policy_lost(policy, word.name))
        return;
    Diagnostic *unknown = diagnose(policy->diagnostics, MESSAGE_UNKNOWN_TYPE, word.span, 1, word.name->text);
    if (diagnostics_full(policy->diagnostics))
        return;
    Nearest nearest = nearest_to(word.name->text);
    policy_offer(policy, module, SPACE_TYPES, &nearest);
    for (size_t kind = TYPE_BOOLEAN; kind <= TYPE_ADDRESS; kind++) {
        if (kind != TYPE_PERIOD)
            nearest_offer(&nearest, text_of(type_names[kind]));
    }
    if (!nearest.best.length)
        diagnostic_expect(
            unknown, text_of("a declared type, boolean, integer, decimal, text, date, instant, duration, version or address"));
    diagnostic_did_you_mean(policy->diagnostics, unknown, &nearest);
    policy_note_unseen(policy, module, SPACE_TYPES, word.name, unknown);
}

Type type_resolve(Policy *policy, Module *module, const TypeNode *written)
{
    Type type = {.kind = written->kind, .many = written->many};
    if (written->kind != TYPE_NONE || !written->name.name)
        return type;
    Decl *decl = policy_find(policy, module, SPACE_TYPES, written->name.name);
    if (!decl) {
        report_unknown_type(policy, module, written->name);
        return (Type){.kind = TYPE_NONE};
    }
    decl->used = true;
    type.decl = decl;
    type.kind = decl->kind == DECL_ENUM ? TYPE_ENUM : decl->kind == DECL_ENTITY ? TYPE_ENTITY : TYPE_PART;
    if (written->ref && type.kind != TYPE_PART) {
        Diagnostic *other = diagnose(policy->diagnostics, MESSAGE_REF_TO_NO_PART, written->span, 1, decl->word.name->text);
        if (type.kind == TYPE_ENTITY)
            diagnostic_correct(other, text_of("leave `ref` out: an attribute of an entity type is a reference by itself"));
        return (Type){.kind = TYPE_NONE};
    }
    return type;
}

static void resolve_attributes(Policy *policy, Decl *decl)
{
    for (Attribute *attribute = decl->attributes; attribute; attribute = attribute->next) {
        attribute->type = type_resolve(policy, attribute->module, &attribute->written);
        attribute->owned = attribute->type.kind == TYPE_PART && !attribute->written.ref;
    }
}

static void check_keys(Policy *policy, const Decl *part)
{
    for (const WordList *key = part->keys; key; key = key->next) {
        const Attribute *attribute = policy_attribute(policy, part->file->module, part, key->word.name);
        if (!attribute) {
            Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_KEY_NOT_AN_ATTRIBUTE, key->word.span, 1,
                                        key->word.name->text);
            if (diagnostics_full(policy->diagnostics))
                continue;
            Nearest nearest = nearest_to(key->word.name->text);
            policy_offer_attributes(policy, part->file->module, part, &nearest);
            diagnostic_did_you_mean(policy->diagnostics, none, &nearest);
        } else if (attribute->type.many || attribute->type.kind == TYPE_PART || attribute->type.kind == TYPE_ENTITY) {
            Diagnostic *set = diagnose(policy->diagnostics, MESSAGE_KEY_NOT_A_VALUE, key->word.span, 1, key->word.name->text);
            diagnostic_also(set, attribute->word.span, "it is declared here");
        }
    }
}

typedef struct Owner { // a part whose own parts are under way
    Decl *part;
    Attribute *next;
} Owner;

typedef struct Owners {
    Owner *stack;
    size_t count, capacity;
} Owners;

static void enter_part(Policy *policy, Owners *owners, Decl *part)
{
    owners->stack = arena_grow(policy->arena, owners->stack, owners->count, &owners->capacity, sizeof *owners->stack);
    owners->stack[owners->count++] = (Owner){part, part->attributes};
    part->ownership = PARTS_UNDER_WAY;
}

// What a part owns is nested one level less deep than itself.
static void nest_part(Policy *policy, Decl *part, Attribute *attribute, const Decl *inner)
{
    if (inner->parts_within >= DEEPEST_PARTS) {
        diagnose(policy->diagnostics, MESSAGE_PARTS_TOO_DEEP, attribute->word.span, 0);
        attribute->owned = false; // reported once
    } else if (part->parts_within <= inner->parts_within) {
        part->parts_within = inner->parts_within + 1;
    }
}

// Parts stand inside of parts to a bounded depth: none may own, over others or not, its own type.
static void check_ownership(Policy *policy, Owners *owners, Decl *first)
{
    if (first->ownership == PARTS_NEW)
        enter_part(policy, owners, first);
    while (owners->count) {
        Owner *owner = &owners->stack[owners->count - 1];
        Attribute *attribute = owner->next;
        if (!attribute) {
            owner->part->ownership = PARTS_DONE;
            owners->count--;
            continue;
        }
        Decl *inner = attribute->owned ? policy->parts.items[attribute->type.decl->place] : NULL;
        if (inner && inner->ownership == PARTS_NEW) {
            enter_part(policy, owners, inner); // and look at this attribute once more behind it
            continue;
        }
        owner->next = attribute->next;
        if (inner && inner->ownership == PARTS_UNDER_WAY) {
            Diagnostic *cycle = diagnose(policy->diagnostics, MESSAGE_PART_OWNS_ITSELF, attribute->word.span, 1,
                                         inner->word.name->text);
            diagnostic_correct(cycle, text_of("refer to it with `ref`"));
            attribute->owned = false;
        } else if (inner) {
            nest_part(policy, owner->part, attribute, inner);
        }
    }
}

static int by_name(const void *a, const void *b)
{
    const Decl *x = *(Decl *const *)a, *y = *(Decl *const *)b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1; // entities before parts
    return text_compare(x->word.name->text, y->word.name->text);
}

static int attributes_by_name(const void *a, const void *b)
{
    const Attribute *x = *(Attribute *const *)a, *y = *(Attribute *const *)b;
    if (x->owner->number != y->owner->number)
        return x->owner->number < y->owner->number ? -1 : 1;
    return text_compare(x->word.name->text, y->word.name->text);
}

// The schema's order is that of the names, so that it does not hang on where in the text something is declared.
static void number_schema(Policy *policy)
{
    policy->type_count = (uint32_t)(policy->entities.count + policy->parts.count);
    policy->types = arena_array(policy->arena, policy->type_count + 1, sizeof(Decl *));
    size_t count = 0;
    for (size_t i = 0; i < policy->entities.count; i++)
        policy->types[count++] = policy->entities.items[i];
    for (size_t i = 0; i < policy->parts.count; i++)
        policy->types[count++] = policy->parts.items[i];
    qsort(policy->types, count, sizeof(Decl *), by_name);
    for (uint32_t i = 0; i < count; i++) {
        policy->types[i]->number = i;
        for (Attribute *attribute = policy->types[i]->attributes; attribute; attribute = attribute->next)
            policy->attribute_count++;
    }
    policy->attributes = arena_array(policy->arena, policy->attribute_count + 1, sizeof(Attribute *));
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        for (Attribute *attribute = policy->types[i]->attributes; attribute; attribute = attribute->next)
            policy->attributes[at++] = attribute;
    }
    qsort(policy->attributes, at, sizeof(Attribute *), attributes_by_name);
    for (uint32_t i = 0; i < at; i++)
        policy->attributes[i]->number = i;
    if (policy->enums.count)
        qsort(policy->enums.items, policy->enums.count, sizeof(Decl *), by_name);
    for (uint32_t i = 0; i < policy->enums.count; i++)
        policy->enums.items[i]->enum_number = i;
}

void check_types(Policy *policy)
{
    for (size_t i = 0; i < policy->entities.count; i++)
        resolve_attributes(policy, policy->entities.items[i]);
    for (size_t i = 0; i < policy->parts.count; i++)
        resolve_attributes(policy, policy->parts.items[i]);
    Owners owners = {0};
    for (size_t i = 0; i < policy->parts.count; i++) {
        check_keys(policy, policy->parts.items[i]);
        check_ownership(policy, &owners, policy->parts.items[i]);
    }
    number_schema(policy);
}
