// SPDX-License-Identifier: MIT
// Validation of mappings, in one pass over their preorder: whoever reads a document by them finds each record filled by one type,
// each attribute of it once, paths that lead to what the attribute holds, and words that mean values of it.
#include "code/verify.h"

#include "support/address.h"
#include "support/version.h"

static bool wrong(RecordVerifier *verifier, const char *why)
{
    *verifier->reason = text_of(why);
    return false;
}

// ---- paths ----

static bool step_fits(const StepInfo *step)
{
    bool name = step->kind == STEP_MEMBER || step->kind == STEP_WHERE || step->kind == STEP_DERIVED;
    bool text = step->kind == STEP_WHERE || step->kind == STEP_NAMED;
    return name == (step->name != NO_INDEX) && text == (step->text != NO_INDEX);
}

Derived mapping_derived(const Program *program, const MappingInfo *mapping)
{
    const StepInfo *step = &program->steps[program->paths[mapping->first_path].first_step];
    return step->kind == STEP_DERIVED ? derived_named((FormatRecord)mapping->record, program_string(program, step->name))
                                      : DERIVED_NAMES;
}

// What a record derives is all of its path, and of the record itself.
static bool path_fits(const Program *program, const MappingInfo *mapping, const PathInfo *path)
{
    const AttributeInfo *attribute = &program->attributes[mapping->attribute];
    for (uint32_t i = 0; i < path->step_count; i++) {
        const StepInfo *step = &program->steps[path->first_step + i];
        if (!step_fits(step))
            return false;
        if (step->kind != STEP_DERIVED)
            continue;
        Derived derived = derived_named((FormatRecord)mapping->record, program_string(program, step->name));
        if (path->step_count != 1 || mapping->within != NO_INDEX || derived == DERIVED_NAMES ||
            !derived_fits(&derived_infos[derived], (TypeKind)attribute->kind, attribute->flags & ATTRIBUTE_MANY,
                          attribute->flags & ATTRIBUTE_OWNED))
            return false;
    }
    return true;
}

// A part is made by a block, from paths, or by the reader, alone.
static bool paths_fit(const Program *program, const MappingInfo *mapping)
{
    bool part = program->attributes[mapping->attribute].kind == TYPE_PART;
    for (uint32_t i = 0; i < mapping->path_count; i++) {
        const PathInfo *path = &program->paths[mapping->first_path + i];
        if (!path_fits(program, mapping, path))
            return false;
        if (part && mapping->path_count > 1 && program->steps[path->first_step].kind == STEP_DERIVED)
            return false;
    }
    return true;
}

// ---- words ----

static bool text_value_fits(const AttributeInfo *attribute, Text text)
{
    Address address;
    switch (attribute->kind) {
    case TYPE_TEXT:
        return true;
    case TYPE_VERSION:
        return version_is_text(text);
    case TYPE_ADDRESS:
        return address_read(text, &address) == ADDRESS_FINE;
    case TYPE_ENTITY:
        return id_is_valid(text);
    default:
        return false;
    }
}

static bool word_fits(const Program *program, const AttributeInfo *attribute, const MappingWord *word)
{
    if (word->value_text != NO_INDEX)
        return word->value == 0 && text_value_fits(attribute, program_string(program, word->value_text));
    bool text = attribute->kind == TYPE_TEXT || attribute->kind == TYPE_VERSION;
    return !text && is_value_of(program, attribute->kind, attribute->target, word->value);
}

static bool words_fit(const Program *program, const MappingInfo *mapping)
{
    for (uint32_t i = 0; i < mapping->word_count; i++) {
        const MappingWord *word = &program->mapping_words[mapping->first_word + i];
        if (!word_fits(program, &program->attributes[mapping->attribute], word))
            return false;
        if (i > 0 && text_compare(program_string(program, word[-1].text), program_string(program, word->text)) >= 0)
            return false;
    }
    return true;
}

// ---- how they stand ----

typedef struct MappingVerifier {
    const Program *program;
    uint32_t *last;                 // by mapping: the last one of its block; behind those, of the record
    uint32_t *depth;                // by mapping: so many blocks are around it
    bool *is_key;                   // by attribute
    uint32_t types[FORMAT_RECORDS]; // that records fill; NO_INDEX: it is not known yet
} MappingVerifier;

static bool record_fits(const Program *program, const MappingInfo *mapping)
{
    if (mapping->format >= FORMATS || mapping->record >= FORMAT_RECORDS ||
        format_record_infos[mapping->record].format != mapping->format || mapping->type >= program->types_count ||
        mapping->attribute >= program->attributes_count || program->attributes[mapping->attribute].owner != mapping->type)
        return false;
    RecordFills fills = format_record_infos[mapping->record].fills;
    return mapping->within != NO_INDEX || fills == FILLS_ANY || program->types[mapping->type].is_part == (fills == FILLS_PART);
}

// One record fills one type, whatever leads to it.
static bool fills_type(MappingVerifier *verifier, uint32_t record, uint32_t type)
{
    if (record >= FORMAT_RECORDS)
        return true;
    if (verifier->types[record] == NO_INDEX)
        verifier->types[record] = type;
    return verifier->types[record] == type;
}

static bool types_fit(MappingVerifier *verifier, const MappingInfo *mapping)
{
    Derived derived = mapping_derived(verifier->program, mapping);
    return (mapping->within != NO_INDEX || fills_type(verifier, mapping->record, mapping->type)) &&
           (derived == DERIVED_NAMES ||
            fills_type(verifier, derived_infos[derived].of, verifier->program->attributes[mapping->attribute].target));
}

// Whether a mapping stands in the block of an earlier one: around the one before it, too, and of the part that it makes, or of
// the key of the part that it refers to.
static bool within_fits(MappingVerifier *verifier, uint32_t number)
{
    const Program *program = verifier->program;
    const MappingInfo *mapping = &program->mappings[number];
    if (mapping->within == NO_INDEX)
        return true;
    if (mapping->within >= number)
        return false;
    uint32_t around = number - 1;
    while (around != NO_INDEX && around > mapping->within)
        around = program->mappings[around].within;
    const MappingInfo *outer = &program->mappings[mapping->within];
    const AttributeInfo *made = &program->attributes[outer->attribute];
    verifier->depth[number] = verifier->depth[mapping->within] + 1;
    return around == mapping->within && verifier->depth[number] <= DEEPEST_BLOCK && outer->record == mapping->record &&
           made->kind == TYPE_PART && made->target == mapping->type && mapping_derived(program, outer) == DERIVED_NAMES &&
           ((made->flags & ATTRIBUTE_OWNED) || verifier->is_key[mapping->attribute]);
}

// Of what a reader makes parts of, several kinds may go to one attribute.
static bool parts_of_another(const Program *program, const MappingInfo *a, const MappingInfo *b)
{
    Derived one = mapping_derived(program, a), other = mapping_derived(program, b);
    return one < other && other < DERIVED_NAMES && derived_infos[one].kind == DERIVES_PARTS &&
           derived_infos[other].kind == DERIVES_PARTS;
}

// Whether a mapping stands behind the last one of the same block, or of the same record.
static bool follows(const MappingVerifier *verifier, const MappingInfo *mapping, uint32_t before)
{
    if (before == NO_INDEX)
        return true;
    const Program *program = verifier->program;
    const MappingInfo *last = &program->mappings[before];
    if (last->record != mapping->record)
        return last->record < mapping->record;
    return last->attribute < mapping->attribute ||
           (last->attribute == mapping->attribute && parts_of_another(program, last, mapping));
}

// Blocks are of parts that are made from paths; each of them has something in it.
static bool block_fits(const Program *program, uint32_t number)
{
    const MappingInfo *mapping = &program->mappings[number];
    bool block = number + 1 < program->mappings_count && program->mappings[number + 1].within == number;
    bool part = program->attributes[mapping->attribute].kind == TYPE_PART && mapping_derived(program, mapping) == DERIVED_NAMES;
    return block == part;
}

static bool mapping_fits(MappingVerifier *verifier, uint32_t number)
{
    const Program *program = verifier->program;
    const MappingInfo *mapping = &program->mappings[number];
    uint32_t block = mapping->within == NO_INDEX ? program->mappings_count : mapping->within;
    if (!record_fits(program, mapping) || !paths_fit(program, mapping) || !words_fit(program, mapping) ||
        !within_fits(verifier, number) || !types_fit(verifier, mapping) || !follows(verifier, mapping, verifier->last[block]))
        return false;
    verifier->last[block] = number;
    return block_fits(program, number);
}

bool verify_mappings(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    ArenaMark mark = arena_mark(verifier->arena);
    size_t count = (size_t)program->mappings_count + 1;
    MappingVerifier all = {.program = program};
    all.last = arena_array(verifier->arena, count, sizeof *all.last);
    all.depth = arena_array(verifier->arena, count, sizeof *all.depth);
    all.is_key = arena_array(verifier->arena, (size_t)program->attributes_count + 1, sizeof *all.is_key);
    memset(all.last, 0xff, count * sizeof *all.last);
    memset(all.types, 0xff, sizeof all.types);
    for (uint32_t i = 0; i < program->keys_count; i++)
        all.is_key[program->keys[i]] = true;
    bool fine = true;
    for (uint32_t i = 0; fine && i < program->mappings_count; i++)
        fine = mapping_fits(&all, i);
    arena_reset(verifier->arena, mark);
    return fine || wrong(verifier, "a mapping is damaged");
}

// ---- for whoever reads by them ----

void path_append(const Program *program, const PathInfo *path, TextBuilder *to)
{
    for (uint32_t i = 0; i < path->step_count; i++) {
        const StepInfo *step = &program->steps[path->first_step + i];
        Text none = {"", 0};
        step_append(to, (StepKind)step->kind, step->name == NO_INDEX ? none : program_string(program, step->name),
                    step->text == NO_INDEX ? none : program_string(program, step->text), i == 0);
    }
}

uint32_t program_mappings(const Program *program, uint32_t record, uint32_t *count)
{
    uint32_t first = 0;
    while (first < program->mappings_count && program->mappings[first].record < record)
        first++;
    uint32_t end = first;
    while (end < program->mappings_count && program->mappings[end].record == record)
        end++;
    *count = end - first;
    return first;
}

bool program_maps(const Program *program, uint32_t format)
{
    for (uint32_t i = 0; i < program->mappings_count; i++) {
        if (program->mappings[i].format == format)
            return true;
    }
    return false;
}

uint32_t program_record_type(const Program *program, uint32_t record)
{
    for (uint32_t i = 0; i < program->mappings_count; i++) {
        const MappingInfo *mapping = &program->mappings[i];
        if (mapping->record == record && mapping->within == NO_INDEX)
            return mapping->type;
        Derived derived = mapping_derived(program, mapping);
        if (derived < DERIVED_NAMES && derived_infos[derived].of == record)
            return program->attributes[mapping->attribute].target;
    }
    return NO_INDEX;
}
