// SPDX-License-Identifier: MIT
// Names of a document and what they lead to (a symbol table), lists of links (one array), and the sets that lists become. See
// import.h.
#include "import/import.h"

#include <stdlib.h>

void import_declare(Import *import, Text name, uint32_t hash, uint32_t value, int32_t target)
{
    if (!name.length)
        return;
    uint32_t before = import->names.count, number = text_index_add_hashed(&import->names, name, hash);
    uint32_t *known = &import->names.values[number];
    if (number == before || (int32_t)*known == TARGET_PRODUCT) { // the product may stand among its own components
        *known = (uint32_t)target;
    } else if ((int32_t)*known != target) {
        *known = (uint32_t)TARGET_AMBIGUOUS;
        import_note(import, &import->notes[NOTE_SAME_REF], value, name);
    }
}

int32_t import_target(const Import *import, Text name)
{
    uint32_t number = text_index_find(&import->names, name);
    return number == IMPORT_NONE ? TARGET_NONE : (int32_t)import->names.values[number];
}

void import_targets(const Import *import, const Text *names, uint32_t count, int32_t *targets)
{
    uint32_t numbers[TEXTS_AT_ONCE];
    text_index_find_many(&import->names, names, count, numbers);
    for (uint32_t i = 0; i < count; i++)
        targets[i] = numbers[i] == IMPORT_NONE ? TARGET_NONE : (int32_t)import->names.values[numbers[i]];
}

int32_t import_settle(Import *import, uint32_t member, uint32_t value, Text name, int32_t target)
{
    if (target == TARGET_NONE || target == TARGET_AMBIGUOUS) {
        import_note(import, &import->notes[NOTE_UNDECLARED], value, name);
        return TARGET_NONE;
    }
    if (target == TARGET_ELSEWHERE)
        import_note(import, &import->elsewhere[member], value, name);
    return target;
}

void import_link(Import *import, ImportLinks *list, uint32_t to)
{
    if (list->first && import->links[list->last - 1].to == to)
        return;
    import->links = arena_grow(import->scratch, import->links, import->link_count, &import->link_capacity, sizeof *import->links);
    import->links[import->link_count++] = (ImportLink){to, 0};
    uint32_t number = (uint32_t)import->link_count; // from 1, so that 0 ends a list
    if (list->first)
        import->links[list->last - 1].next = number;
    else
        list->first = number;
    list->last = number;
}

// ---- sets ----

static uint32_t length_of(const Import *import, ImportLinks list)
{
    uint32_t count = 0;
    for (uint32_t link = list.first; link; link = import->links[link - 1].next)
        count++;
    return count;
}

typedef struct Statement { // about a part of a list
    Text key;
    uint32_t place;
    FactRecord *record;
} Statement;

static int by_key(const void *a, const void *b)
{
    const Statement *x = a, *y = b;
    int order = text_compare(x->key, y->key);
    return order ? order : (x->place > y->place) - (x->place < y->place);
}

// What several statements about one part say of an attribute together: the highest, or what none of them contradicts.
// Gives the first statement that does, else null.
static const FactRecord *merge_claim(const Import *import, ImportClaims *claims, uint32_t attribute, const Statement *statements,
                                     uint32_t count)
{
    const AttributeInfo *info = &import->schema->attributes[import->attributes[attribute]];
    ImportTaken taken = import->format->attributes[attribute].taken;
    bool highest = taken == TAKEN_HIGHEST_WORD || taken == TAKEN_HIGHEST_SCORE;
    const FactClaim *said = NULL;
    for (uint32_t i = 0; i < count; i++) {
        const FactClaim *other = record_claim(statements[i].record, import->attributes[attribute]);
        if (!other)
            continue;
        if (!said || (highest && other->value.number > said->value.number))
            said = other;
        else if (!highest && !fact_equal(import->schema, info, &said->value, &other->value))
            return statements[i].record;
    }
    if (said)
        import_claim(import, claims, attribute, said->value);
    return NULL;
}

// All of them are looked at together: a third statement does not bring back what two disagree on.
static FactRecord *merged_record(Import *import, uint32_t owner, const Statement *statements, uint32_t count)
{
    ImportClaims claims;
    claims.count = 0; // the rest is many bytes
    const FactRecord *disagreeing = NULL;
    for (uint32_t i = 0; i < import->format->attribute_count; i++) {
        if (import->format->attributes[i].owner != owner || !import_has(import, i))
            continue;
        const FactRecord *other = merge_claim(import, &claims, i, statements, count);
        disagreeing = disagreeing ? disagreeing : other;
    }
    if (disagreeing)
        import_note_offset(import, &import->notes[NOTE_DISAGREEING], disagreeing->offset, statements[0].key);
    FactRecord *merged = import_record(import, owner, &claims, 0, 0);
    merged->offset = statements[0].record->offset;
    return merged;
}

FactCollection *import_statements(Import *import, uint32_t attribute, const ImportParts *parts, ImportLinks list)
{
    uint32_t count = length_of(import, list), at = 0;
    FactCollection *set = import_set(import, attribute, count > 0, count);
    Statement *statements = set ? arena_raw(import->scratch, count * sizeof *statements) : NULL;
    if (!set)
        return NULL;
    for (uint32_t link = list.first; link; link = import->links[link - 1].next, at++) {
        FactRecord *record = parts->items[import->links[link - 1].to].record;
        statements[at] = (Statement){record_claim(record, import->attributes[parts->key])->value.text, at, record};
    }
    if (count > 1)
        qsort(statements, count, sizeof *statements, by_key);
    for (uint32_t i = 0, behind; i < count; i = behind) {
        for (behind = i + 1; behind < count && text_equal(statements[behind].key, statements[i].key);)
            behind++;
        bool alone = behind == i + 1;
        set->items[set->count++].part = alone ? statements[i].record
                                              : merged_record(import, parts->owner, &statements[i], behind - i);
    }
    return set;
}

// A part as others refer to it: one record for all of them.
static FactRecord *reference_to(const Import *import, const ImportParts *parts, ImportPart *part)
{
    if (part->reference)
        return part->reference;
    part->reference = arena_raw(import->facts, sizeof *part->reference);
    *part->reference = *part->record;
    part->reference->count = 1;
    part->reference->claims = arena_raw(import->facts, sizeof *part->reference->claims);
    part->reference->claims[0] = *record_claim(part->record, import->attributes[parts->key]);
    return part->reference;
}

FactCollection *import_references(Import *import, uint32_t attribute, ImportParts *parts, ImportLinks list, bool listed,
                                  uint32_t mark)
{
    FactCollection *set = import_set(import, attribute, listed, length_of(import, list));
    for (uint32_t link = set ? list.first : 0; link; link = import->links[link - 1].next) {
        ImportPart *part = &parts->items[import->links[link - 1].to];
        if (part->seen != mark)
            set->items[set->count++].part = reference_to(import, parts, part);
        part->seen = mark;
    }
    return set;
}
