// SPDX-License-Identifier: MIT
// Submissions to be filled in: the facts that are needed, part by part, grouped by who could settle them and put where a
// submission says them (a trie of records along the owners of parts). See told.h.
#include "outcome/told.h"

#include <stdlib.h>

// A fact that a rule, or whether a profile applies (rule NO_INDEX), waits for.
typedef struct Wait {
    uint32_t entity, attribute, row, rule, rank; // rank: that a claim must have to settle it
    AskedKinds kinds;                            // of evidence that alone would do
    Why why;
    bool of_part;
} Wait;

typedef struct Waits {
    Review *review;
    Wait *items;
    size_t count, capacity;
} Waits;

// ---- what is waited for ----

// The rank of the strongest claim that another one, which says something else, would have to outrank.
static uint32_t rank_of_claims(Review *review, uint32_t entity, uint32_t attribute, uint32_t row)
{
    size_t count;
    const ReviewClaim *claims = review_claims(review, entity, attribute, row, &count);
    Text image = review_entity(review, entity).image;
    uint32_t rank = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t own = review_program(review)->kinds[image_submission(image, claims[i].submission)->kind].rank;
        if (claims[i].acceptability != NOT_ACCEPTABLE && own > rank)
            rank = own;
    }
    return rank;
}

// A further claim settles what nobody has said; what is said already it must outrank.
static bool must_outrank(Why why)
{
    return why == WHY_CONTESTED || why == WHY_UNREADABLE || why == WHY_NOT_ACCEPTED || why == WHY_NOT_COMPARABLE ||
           why == WHY_ARITHMETIC;
}

static void add_wait(Waits *waits, const Reason *reason, uint32_t rule, uint32_t mode, uint32_t row, bool of_part)
{
    Review *review = waits->review;
    uint32_t entity = reason->entity, attribute = reason->attribute;
    uint32_t rank = mode == NO_INDEX ? 0 : review_threshold(review, mode, entity, attribute, row);
    if (must_outrank(reason->why) && !reason->kinds.items) {
        uint32_t above = rank_of_claims(review, entity, attribute, row) + 1;
        rank = above > rank ? above : rank;
    }
    waits->items = arena_grow(review_arena(review), waits->items, waits->count, &waits->capacity, sizeof *waits->items);
    waits->items[waits->count++] = (Wait){entity, attribute, row, rule, rank, reason->kinds, reason->why, of_part};
}

// mode NO_INDEX: it is read by a condition of acceptance, which takes any evidence.
static void add_reason(Waits *waits, const Reason *reason, uint32_t rule, uint32_t mode)
{
    if (reason->because == FAULT_CONDITION_UNKNOWN) {
        for (size_t i = 0; i < reason->condition_count; i++)
            add_reason(waits, &reason->conditions[i], rule, NO_INDEX);
        return;
    }
    if (reason->entity == NO_INDEX || reason->attribute == NO_INDEX || reason->parts_hidden)
        return; // no submission could say it
    for (size_t i = 0; i < reason->parts_listed; i++)
        add_wait(waits, reason, rule, mode, reason->parts[i].row, true);
    if (!reason->part_count)
        add_wait(waits, reason, rule, mode, reason->row, false);
}

static int by_fact(const void *a, const void *b)
{
    const Wait *x = a, *y = b;
    const uint32_t left[] = {x->entity, x->attribute, x->row, x->rule, (uint32_t)x->why},
                   right[] = {y->entity, y->attribute, y->row, y->rule, (uint32_t)y->why};
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    }
    return 0;
}

static void find_waits(Waits *waits, const ToldProfile *profiles, const ToldRule *rules, size_t rule_count, const Need *needs,
                       size_t need_count)
{
    const Program *program = review_program(waits->review);
    bool *needed = arena_array(review_arena(waits->review), (size_t)program->rules_count + 1, sizeof *needed);
    uint64_t open = 0;
    for (size_t i = 0; i < need_count; i++) {
        for (size_t at = 0; at < needs[i].rule_count; at++)
            needed[needs[i].rules[at]] = true;
        open |= needs[i].profiles;
    }
    for (size_t i = 0; i < rule_count; i++) {
        for (size_t at = 0; at < rules[i].reason_count && needed[rules[i].rule]; at++) {
            const Reason *reason = &rules[i].reasons[at];
            add_reason(waits, reason, rules[i].rule, reason->profiles ? MODE_PLAIN : program->rules[rules[i].rule].mode);
        }
    }
    for (uint32_t i = 0; i < program->profiles_count; i++) {
        for (size_t at = 0; at < profiles[i].reason_count && open >> i & 1; at++)
            add_reason(waits, &profiles[i].reasons[at], NO_INDEX, MODE_PLAIN);
    }
    if (waits->count)
        qsort(waits->items, waits->count, sizeof *waits->items, by_fact);
}

// Where the waits for the same fact end.
static size_t same_fact(const Waits *waits, size_t at)
{
    const Wait *first = &waits->items[at];
    for (; at < waits->count; at++) {
        const Wait *one = &waits->items[at];
        if (one->entity != first->entity || one->attribute != first->attribute || one->row != first->row)
            break;
    }
    return at;
}

// Puts those of the waits [from, to), which are for one fact, that a kind of evidence serves before the others. Gives how many
// these are: those that ask it alone, and where it has the rank that serves all of them, those that ask all kinds.
static size_t served(const Waits *waits, size_t from, size_t to, const Program *program, uint32_t kind)
{
    uint32_t rank = 0;
    qsort(&waits->items[from], to - from, sizeof *waits->items, by_fact); // another kind was asked before
    for (size_t i = from; i < to; i++) {
        if (!waits->items[i].kinds.items && waits->items[i].rank > rank)
            rank = waits->items[i].rank;
    }
    size_t count = 0;
    for (size_t i = from; i < to; i++) {
        const Wait one = waits->items[i];
        uint32_t needed = one.kinds.items ? one.rank : rank;
        if (program->kinds[kind].rank < needed || !kinds_have(&one.kinds, kind))
            continue;
        size_t at = i; // they keep their order: rules rise
        for (; at > from + count; at--)
            waits->items[at] = waits->items[at - 1];
        waits->items[at] = one;
        count++;
    }
    return count;
}

// ---- where it is said ----

// A submission under way: the records of the parts in it.
typedef struct Filling {
    Review *review;
    Text image;
    Skeleton *skeleton;
    TextIndex parts; // by type and row
    FactRecord **records;
    size_t capacity;
    TextIndex asked; // by attribute, path and why
} Filling;

// Items with room for one more: always the next power of two.
static void *with_room(Arena *arena, void *items, uint32_t count, size_t size)
{
    if (count & (count - 1))
        return items;
    void *larger = arena_array(arena, 2 * (size_t)count + 1, size);
    return count ? memcpy(larger, items, count * size) : larger;
}

static FactClaim *claim_of(Filling *filling, FactRecord *record, uint32_t attribute)
{
    for (uint32_t i = 0; i < record->count; i++) {
        if (record->claims[i].attribute == attribute)
            return &record->claims[i];
    }
    record->claims = with_room(review_arena(filling->review), record->claims, record->count, sizeof *record->claims);
    uint32_t at = record->count++;
    for (; at > 0 && record->claims[at - 1].attribute > attribute; at--)
        record->claims[at] = record->claims[at - 1];
    record->claims[at] = (FactClaim){.attribute = attribute & FACT_NUMBER};
    return &record->claims[at];
}

typedef struct FirstClaim {
    bool there;
    int64_t value;
} FirstClaim;

static bool take_first(void *with, const ImageClaim *claim)
{
    *(FirstClaim *)with = (FirstClaim){true, claim->value};
    return false;
}

static void add_key(Filling *filling, FactRecord *record, uint32_t attribute, uint32_t row)
{
    Text image = filling->image;
    const AttributeInfo *info = &review_program(filling->review)->attributes[attribute];
    FirstClaim first = {false, 0};
    image_claims(image, attribute, row, take_first, &first);
    if (!first.there)
        return;
    FactDatum *datum = &claim_of(filling, record, attribute)->value;
    if (attribute_is_text(info))
        datum->text = text_packed(review_arena(filling->review), image_text(image, (uint32_t)first.value));
    else if (info->kind == TYPE_ENTITY)
        datum->text = text_packed(review_arena(filling->review),
                                  image_text(image, image_entity(image, (uint32_t)first.value)->id));
    else
        datum->number = first.value;
}

// Whether a submission can say something of a part: one that stands in a list of a dossier is told from others by its key.
static bool can_be_named(const Program *program, Text image, uint32_t type, uint32_t row)
{
    while (program->types[type].is_part) {
        const ImageSection *section = image_section_of(image, type, row);
        if (!section || section->attribute == NO_INDEX)
            return false; // only references name it
        const AttributeInfo *attribute = &program->attributes[section->attribute];
        if (attribute_is_many(attribute) && !program->types[type].key_count)
            return false;
        row = ((const uint32_t *)image_at(image, image_table(image, type)->parents))[row];
        type = attribute->owner;
    }
    return true;
}

static void add_part(Filling *filling, FactClaim *claim, FactRecord *part)
{
    Arena *arena = review_arena(filling->review);
    FactCollection *set = claim->value.set;
    if (!set) {
        set = claim->value.set = arena_take(arena, sizeof *set);
        set->open = !claim->asked;
    }
    set->items = with_room(arena, set->items, set->count, sizeof *set->items);
    set->items[set->count++].part = part;
}

// The record of a part that can be named, by its type and row, in those that own it.
static FactRecord *record_at(Filling *filling, uint32_t type, uint32_t row)
{
    const Program *program = review_program(filling->review);
    Arena *arena = review_arena(filling->review);
    Text image = filling->image;
    if (!program->types[type].is_part)
        return &filling->skeleton->submission->facts;
    const uint32_t name[] = {type, row};
    uint32_t number = text_index_find(&filling->parts, (Text){(const char *)name, sizeof name});
    if (number != UINT32_MAX)
        return filling->records[number];
    const ImageSection *section = image_section_of(image, type, row);
    const AttributeInfo *attribute = &program->attributes[section->attribute];
    const uint32_t *parents = image_at(image, image_table(image, type)->parents);
    FactRecord *owner = record_at(filling, attribute->owner, parents[row]), *record = arena_take(arena, sizeof *record);
    record->type = type;
    for (uint32_t i = 0; i < program->types[type].key_count; i++)
        add_key(filling, record, program->keys[program->types[type].first_key + i], row);
    FactClaim *claim = claim_of(filling, owner, section->attribute);
    if (attribute_is_many(attribute))
        add_part(filling, claim, record);
    else
        claim->value.part = record;
    number = text_index_add(&filling->parts, text_copy(arena, (Text){(const char *)name, sizeof name}));
    filling->records = arena_grow(arena, filling->records, number, &filling->capacity, sizeof *filling->records);
    return filling->records[number] = record;
}

// What is asked, with the rules of the waits [from, to) for it.
static void tell_asked(Filling *filling, const Wait *from, const Wait *to)
{
    Arena *arena = review_arena(filling->review);
    Skeleton *skeleton = filling->skeleton;
    TextBuilder path = text_builder(arena), key = text_builder(arena);
    review_append_path(filling->review, from->entity, from->attribute, from->row, &path);
    const uint32_t tells_apart[] = {from->attribute, (uint32_t)from->why};
    text_append(&key, (Text){(const char *)tells_apart, sizeof tells_apart});
    text_append(&key, text_built(&path));
    uint32_t before = filling->asked.count, number = text_index_add(&filling->asked, text_built(&key));
    if (number == before) {
        skeleton->facts = arena_grow(arena, skeleton->facts, number, &skeleton->capacity, sizeof *skeleton->facts);
        skeleton->facts[skeleton->count++] = (AskedFact){
            .attribute = from->attribute, .path = text_built(&path), .why = from->why};
    }
    AskedFact *fact = &skeleton->facts[number];
    fact->part_count += from->of_part;
    uint32_t *rules = arena_array(arena, fact->rule_count + (size_t)(to - from) + 1, sizeof *rules);
    size_t count = 0, at = 0;
    for (; from < to || at < fact->rule_count;) { // both rise
        uint32_t old = at < fact->rule_count ? fact->rules[at] : NO_INDEX, own = from < to ? from->rule : NO_INDEX;
        uint32_t next = old < own ? old : own;
        at += at < fact->rule_count && old == next;
        from += from < to && own == next;
        if (next != NO_INDEX && (!count || rules[count - 1] != next))
            rules[count++] = next;
    }
    fact->rules = rules;
    fact->rule_count = count;
}

static bool ask(Filling *filling, const Wait *from, const Wait *to)
{
    const Program *program = review_program(filling->review);
    const AttributeInfo *attribute = &program->attributes[from->attribute];
    if (!can_be_named(program, filling->image, attribute->owner, from->row))
        return false;
    FactRecord *record = record_at(filling, attribute->owner, from->row);
    FactClaim *claim = claim_of(filling, record, from->attribute);
    claim->asked = true;
    if (attribute_is_many(attribute) && claim->value.set)
        claim->value.set->open = false; // whoever fills it in says what there is
    tell_asked(filling, from, to);
    return true;
}

// ---- the whole ----

static Filling begin_filling(const Waits *waits, Skeletons *skeletons, uint32_t entity, uint32_t kind, Text by)
{
    Review *review = waits->review;
    const Program *program = review_program(review);
    Arena *arena = review_arena(review);
    MetEntity met = review_entity(review, entity);
    skeletons->items = arena_grow(arena, skeletons->items, skeletons->count, &skeletons->capacity, sizeof *skeletons->items);
    Skeleton *skeleton = &skeletons->items[skeletons->count];
    *skeleton = (Skeleton){.submission = arena_take(arena, sizeof *skeleton->submission)};
    *skeleton->submission = (Submission){.id = met.id, .kind = kind, .by = by, .on = review_date(review)};
    skeleton->submission->facts.type = schema_type(program, met.type);
    Filling filling = {.review = review, .image = met.image, .skeleton = skeleton};
    text_index_open(&filling.parts, arena);
    text_index_open(&filling.asked, arena);
    return filling;
}

// Fills one in with the waits [from, to) for facts about an entity; only where some of them could be settled by that kind.
static void fill_in(const Waits *waits, Skeletons *skeletons, size_t from, size_t to, uint32_t kind, Text by)
{
    const Program *program = review_program(waits->review);
    Filling filling = begin_filling(waits, skeletons, waits->items[from].entity, kind, by);
    bool any = false;
    for (size_t at = from; at < to;) {
        size_t end = same_fact(waits, at), count = served(waits, at, end, program, kind);
        if (count)
            any |= ask(&filling, &waits->items[at], &waits->items[at + count]);
        at = end;
    }
    skeletons->count += any;
}

// Those that no kind that is asked could settle, or that no submission can name.
static void leave_out(const Waits *waits, Skeletons *skeletons, uint32_t kind)
{
    const Program *program = review_program(waits->review);
    for (size_t at = 0; at < waits->count;) {
        const Wait *wait = &waits->items[at];
        Text image = review_entity(waits->review, wait->entity).image;
        size_t end = same_fact(waits, at);
        bool any = false;
        for (uint32_t i = 0; i < program->kinds_count && !any; i++)
            any = (kind == NO_INDEX || kind == i) && served(waits, at, end, program, i) > 0;
        at = end;
        if (any && can_be_named(program, image, program->attributes[wait->attribute].owner, wait->row))
            continue;
        if (!skeletons->left_out++) {
            TextBuilder path = text_builder(review_arena(waits->review));
            review_append_path(waits->review, wait->entity, wait->attribute, wait->row, &path);
            skeletons->left_out_first = text_built(&path);
        }
    }
}

static uint32_t *kinds_by_rank(const Program *program, Arena *arena)
{
    uint32_t *kinds = arena_array(arena, (size_t)program->kinds_count + 1, sizeof *kinds), count = 0;
    for (uint32_t rank = 1; rank <= program->head.ranks; rank++) {
        for (uint32_t i = 0; i < program->kinds_count; i++) {
            if (program->kinds[i].rank == rank)
                kinds[count++] = i;
        }
    }
    return kinds;
}

Skeletons skeletons_told(const Sight *sight, const ToldProfile *profiles, const ToldRule *rules, size_t rule_count,
                         const Need *needs, size_t need_count, uint32_t kind, Text by)
{
    Review *review = sight->verdict->review;
    const Program *program = review_program(review);
    Waits waits = {.review = review};
    Skeletons skeletons = {.items = NULL};
    find_waits(&waits, profiles, rules, rule_count, needs, need_count);
    leave_out(&waits, &skeletons, kind);
    const uint32_t *kinds = kinds_by_rank(program, review_arena(review));
    for (size_t from = 0, to; from < waits.count; from = to) {
        for (to = from; to < waits.count && waits.items[to].entity == waits.items[from].entity;)
            to++;
        for (uint32_t i = 0; i < program->kinds_count; i++) {
            if (kind == NO_INDEX || kinds[i] == kind)
                fill_in(&waits, &skeletons, from, to, kinds[i], by);
        }
    }
    return skeletons;
}
