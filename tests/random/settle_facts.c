// SPDX-License-Identifier: MIT
// Settling what is unknown. The second evaluator says which attributes are unknown, which sets are open and which members may
// be in; one more submission of the strongest kind, which nothing has to accept, then says what is the case. It lists what is
// known to be in a set and leaves out what is known not to be, so that it adds and never contradicts.
#include "settle.h"

#include "generate.h"
#include "support/json.h"
#include "twin_evaluator.h"

// Something that is not settled: an attribute of an entity, or of a part that is or may be in one.
typedef struct Slot {
    uint64_t order; // by which some are chosen: the same whatever else there is
    Value owner;
    const Attribute *attribute;
} Slot;

typedef struct Slots {
    Evaluator *evaluator;
    Arena *arena;
    uint64_t seed;
    Slot *items;
    size_t count, capacity;
} Slots;

static Value read_in(const Slots *slots, Reading reading, Value owner, const Attribute *attribute)
{
    Context context = {.evaluator = slots->evaluator, .reading = reading};
    return evidence_attribute(&context, owner, attribute);
}

// Whether conditions of acceptance, which read facts barely, know no more and no less: else what is unknown to the rules may be
// known to them, and would be changed.
static bool is_alike_barely(const Slots *slots, Value owner, const Attribute *attribute, Value plain)
{
    Value bare = read_in(slots, READING_BARE, owner, attribute);
    if (plain.kind != bare.kind)
        return false;
    if (plain.kind != VALUE_SET)
        return plain.kind == VALUE_UNKNOWN || values_equal(plain, bare);
    if (plain.set->open != bare.set->open || plain.set->count != bare.set->count)
        return false;
    for (size_t i = 0; i < plain.set->count; i++) {
        bool found = false;
        for (size_t j = 0; j < bare.set->count; j++)
            found |= values_equal(plain.set->members[i].value, bare.set->members[j].value) &&
                     plain.set->members[i].sure == bare.set->members[j].sure;
        if (!found)
            return false;
    }
    return true;
}

// A name of the fact, the same in all facts that are tried of one case.
static void name_fact(TextBuilder *name, const Policy *policy, Value owner, const Attribute *attribute)
{
    if (owner.kind == VALUE_PART) {
        Value outer = value_entity(owner.part->entity_type, owner.part->entity);
        if (owner.part->owner)
            outer = (Value){.kind = VALUE_PART, .part = owner.part->owner};
        name_fact(name, policy, outer, owner.part->attribute);
    }
    value_show(name, policy, (Text){NULL, 0}, owner);
    text_append_byte(name, '.');
    text_append(name, attribute->word.name->text);
}

static void find_slots(Slots *slots, Value owner, const Decl *type);

static void find_below(Slots *slots, const Attribute *attribute, Value value)
{
    if (!attribute->owned || !attribute->type.decl->keys)
        return;
    if (value.kind == VALUE_PART)
        find_slots(slots, value, attribute->type.decl);
    for (size_t i = 0; value.kind == VALUE_SET && i < value.set->count; i++)
        find_slots(slots, value.set->members[i].value, attribute->type.decl);
}

static bool is_settled_set(const Set *set)
{
    bool settled = !set->open;
    for (size_t i = 0; i < set->count; i++)
        settled &= set->members[i].sure;
    return settled;
}

static void find_slots(Slots *slots, Value owner, const Decl *type)
{
    const Policy *policy = slots->evaluator->review.policy;
    for (const Attribute *attribute = type->attributes; attribute; attribute = attribute->next) {
        if (attribute_is_key(type, attribute))
            continue;
        Value value = read_in(slots, READING_PLAIN, owner, attribute);
        bool settled = value.kind == VALUE_SET ? is_settled_set(value.set) : value.kind != VALUE_UNKNOWN;
        bool alike = is_alike_barely(slots, owner, attribute, value);
        if (alike) // what is below is told of with it
            find_below(slots, attribute, value);
        // A part without a key is a new one in each submission: what is listed again is not what was listed.
        bool no_key = attribute->owned && !attribute->type.decl->keys;
        if (!alike || settled || no_key)
            continue;
        TextBuilder name = text_builder(slots->arena);
        name_fact(&name, policy, owner, attribute);
        Digest digest = digest_of(text_built(&name));
        Random order = {slots->seed};
        for (size_t i = 0; i < sizeof order.state; i++)
            order.state ^= (uint64_t)digest.bytes[i] << 8 * i;
        slots->items = arena_grow(slots->arena, slots->items, slots->count, &slots->capacity, sizeof *slots->items);
        slots->items[slots->count++] = (Slot){random_next(&order), owner, attribute};
    }
}

// ---- one more submission ----

typedef struct Teller {
    const Slots *slots;
    const Policy *policy;
    Random random;
    TextBuilder *to;
} Teller;

static void tell(Teller *teller, const char *text)
{
    text_append_string(teller->to, text);
}

static void tell_name(Teller *teller, const Name *name)
{
    text_append_format(teller->to, "\"%.*s\": ", (int)name->text.length, name->text.bytes);
}

// A value that a part's key or a set may hold, but for parts.
static void tell_plain(Teller *teller, Value value)
{
    bool bare = value.kind == VALUE_TRUTH || value.type.kind == TYPE_INTEGER || value.type.kind == TYPE_DECIMAL;
    if (bare) {
        value_show(teller->to, teller->policy, (Text){NULL, 0}, value);
        return;
    }
    TextBuilder shown = text_builder(teller->slots->arena);
    value_show(&shown, teller->policy, (Text){NULL, 0}, value);
    JsonWriter writer = json_writer(teller->slots->arena);
    json_write_string(&writer, text_built(&shown));
    text_append(teller->to, text_built(&writer.builder));
}

static void tell_keys(Teller *teller, const Part *part)
{
    for (const WordList *key = part->type->keys; key; key = key->next) {
        const Attribute *attribute = type_attribute(part->type, key->word.name);
        tell(teller, key == part->type->keys ? "" : ", ");
        tell_name(teller, key->word.name);
        tell_plain(teller, key_value(attribute, record_datum(part->record, attribute)));
    }
}

static void tell_value(Teller *teller, const Attribute *attribute, Value value)
{
    if (value.kind != VALUE_PART) {
        tell_plain(teller, value);
    } else if (attribute->owned || value.part->type->keys->next) {
        tell(teller, "{");
        tell_keys(teller, value.part);
        tell(teller, "}");
    } else {
        const Attribute *key = type_attribute(value.part->type, value.part->type->keys->word.name);
        tell_plain(teller, key_value(key, record_datum(value.part->record, key)));
    }
}

static const AttributeSort *sort_of(const Slot *slot)
{
    const Decl *type = slot->owner.type.decl;
    for (size_t i = 0; i < attribute_sort_count; i++) {
        if (text_is(type->word.name->text, sort_names[attribute_sorts[i].owner]) &&
            text_is(slot->attribute->word.name->text, attribute_sorts[i].name))
            return &attribute_sorts[i];
    }
    bug("an attribute that no policy was given");
}

// This is all: what is in, and of what may be in, some.
static void tell_set(Teller *teller, const Slot *slot, const Set *set)
{
    bool any = false;
    tell(teller, "[");
    for (size_t i = 0; i < set->count; i++) {
        if (!set->members[i].sure && random_chance(&teller->random, 50))
            continue;
        tell(teller, any ? ", " : "");
        tell_value(teller, slot->attribute, set->members[i].value);
        any = true;
    }
    bool more = slot->attribute->type.kind != TYPE_PART && set->open && random_chance(&teller->random, 50);
    if (more && random_chance(&teller->random, 50)) {
        tell(teller, any ? ", " : "");
        write_fact_value(&teller->random, sort_of(slot), teller->to);
    }
    tell(teller, "]");
}

// Opens the brackets down to an owner; what closes them goes to `closing`.
static void tell_way(Teller *teller, Value owner, TextBuilder *closing)
{
    if (owner.kind != VALUE_PART)
        return;
    const Part *part = owner.part;
    if (part->owner) {
        tell_way(teller, (Value){.kind = VALUE_PART, .part = part->owner}, closing);
        tell(teller, ", ");
    }
    tell_name(teller, part->attribute->word.name);
    tell(teller, part->attribute->type.many ? "{\"open\": [{" : "{");
    tell_keys(teller, part);
    text_append_string(closing, part->attribute->type.many ? "}]}" : "}");
}

static void tell_slot(Teller *teller, const Slot *slot)
{
    bool of_part = slot->owner.kind == VALUE_PART;
    const Decl *type = of_part ? slot->owner.part->entity_type : slot->owner.type.decl;
    Text id = of_part ? slot->owner.part->entity : slot->owner.text, name = type->word.name->text;
    text_append_format(
        teller->to,
        "{\"entity\": \"%.*s\", \"id\": \"%.*s\", \"evidence\": {\"kind\": \"government\", \"on\": \"2026-11-01\"}, "
        "\"facts\": {",
        (int)name.length, name.bytes, (int)id.length, id.bytes);
    TextBuilder closing = text_builder(teller->slots->arena);
    tell_way(teller, slot->owner, &closing);
    tell(teller, of_part ? ", " : "");
    tell_name(teller, slot->attribute->word.name);
    Value value = read_in(teller->slots, READING_PLAIN, slot->owner, slot->attribute);
    if (value.kind == VALUE_SET)
        tell_set(teller, slot, value.set);
    else
        write_fact_value(&teller->random, sort_of(slot), teller->to);
    text_append(teller->to, text_built(&closing));
    tell(teller, "}}\n");
}

// ---- the whole ----

static void find_all_slots(Slots *slots)
{
    const Policy *policy = slots->evaluator->review.policy;
    for (uint32_t i = 0; i < policy->type_count; i++) {
        const Decl *type = policy->types[i];
        for (size_t j = 0; type->kind == DECL_ENTITY && j < ENTITY_IDS; j++) {
            bool product = text_is(type->word.name->text, sort_names[SORT_PRODUCT]);
            find_slots(slots, value_entity(type, text_of(product ? product_ids[j] : maker_ids[j])), type);
        }
    }
}

// Appends submissions that settle some slots: one, or up to eight.
static bool settle_some(Slots *slots, TextBuilder *to)
{
    Random random = {slots->seed};
    uint32_t most = random_chance(&random, 50) ? 1 : 1 + random_below(&random, 8);
    Teller teller = {.slots = slots, .policy = slots->evaluator->review.policy, .to = to};
    uint64_t from = 0;
    for (uint32_t i = 0; i < most; i++) {
        const Slot *next = NULL;
        for (size_t j = 0; j < slots->count; j++) {
            if (slots->items[j].order > from && (!next || slots->items[j].order < next->order))
                next = &slots->items[j];
        }
        if (!next)
            return i > 0;
        from = next->order;
        teller.random = (Random){next->order};
        tell_slot(&teller, next);
    }
    return true;
}

bool settle_facts(const TwinReview *review, uint64_t seed, TextBuilder *to)
{
    Evaluator evaluator = {.review = *review};
    evidence_open(&evaluator);
    Slots slots = {.evaluator = &evaluator, .arena = review->arena, .seed = seed};
    find_all_slots(&slots);
    return settle_some(&slots, to);
}
