// SPDX-License-Identifier: MIT
// The rows of an image: parts that several submissions name by the same key are one row (a hash join over keys), with an instance
// for each.
#include "image/build.h"

static uint32_t add_row(Build *build, TableBuild *table, uint32_t parent)
{
    table->rows = arena_grow(build->arena, table->rows, table->count, &table->capacity, sizeof *table->rows);
    table->rows[table->count] = (RowBuild){.parent = parent};
    return (uint32_t)table->count++;
}

static void add_instance(Build *build, RowBuild *row, uint32_t submission, const FactRecord *record)
{
    if (!row->count) {
        row->submission = submission;
        row->record = record;
    } else {
        if (row->count == 1) { // then there is room for all submissions
            Instance *instances = arena_array(build->arena, build->submissions->count, sizeof *instances);
            instances[0] = row_instance(row, 0);
            row->instances = instances;
        }
        row->instances[row->count] = (Instance){submission, record};
    }
    row->count++;
}

static uint32_t aligned_row(const TableBuild *table)
{
    return ((uint32_t)table->count + SECTION_ROWS - 1) / SECTION_ROWS * SECTION_ROWS;
}

static SectionBuild *open_section(Build *build, TableBuild *table, uint32_t attribute, uint32_t root)
{
    uint32_t first = aligned_row(table);
    while (table->count < first)
        add_row(build, table, NO_INDEX); // between sections
    table->sections = arena_grow(build->arena, table->sections, table->section_count, &table->section_capacity,
                                 sizeof *table->sections);
    SectionBuild *section = &table->sections[table->section_count++];
    *section = (SectionBuild){.attribute = attribute, .first_row = first, .root = root};
    return section;
}

// Finds the row of a part among those of its parent, by its key.
typedef struct Siblings {
    uint32_t first; // row
    TextIndex index;
    Text few[8];
    uint32_t count;
} Siblings;

static uint32_t find_sibling(Siblings *siblings, Text key)
{
    enum { FEW = sizeof siblings->few / sizeof *siblings->few };
    if (siblings->count <= FEW) {
        for (uint32_t i = 0; i < siblings->count; i++) {
            if (text_equal(siblings->few[i], key))
                return siblings->first + i;
        }
        return NO_INDEX;
    }
    uint32_t found = text_index_find(&siblings->index, key);
    return found == UINT32_MAX ? NO_INDEX : siblings->first + found;
}

static void add_sibling(Siblings *siblings, Text key)
{
    enum { FEW = sizeof siblings->few / sizeof *siblings->few };
    if (siblings->count < FEW) {
        siblings->few[siblings->count] = key;
    } else {
        for (uint32_t i = 0; siblings->count == FEW && i < FEW; i++)
            text_index_add(&siblings->index, siblings->few[i]);
        text_index_add(&siblings->index, key);
    }
    siblings->count++;
}

static void add_part(Build *build, TableBuild *table, Siblings *siblings, uint32_t parent, uint32_t submission,
                     const FactRecord *part, bool merges)
{
    uint32_t row = NO_INDEX;
    if (merges) {
        Text key = record_key(build->schema, part, build->arena);
        row = find_sibling(siblings, key);
        if (row == NO_INDEX)
            add_sibling(siblings, key);
    }
    if (row == NO_INDEX)
        row = add_row(build, table, parent);
    add_instance(build, &table->rows[row], submission, part);
}

// The rows that one parent's row owns in an attribute.
static void add_owned(Build *build, TableBuild *table, uint32_t attribute, const RowBuild *owner, uint32_t parent)
{
    const AttributeInfo *info = &build->schema->attributes[attribute];
    Siblings siblings = {.first = (uint32_t)table->count};
    uint32_t claims = 0;
    for (uint32_t i = 0; i < owner->count && owner->count > 1; i++)
        claims += record_claim(row_instance(owner, i).record, attribute) != NULL;
    // Parts without a key are parts of their own; in one submission no two have the same key.
    bool merges = claims > 1 && build->schema->types[info->target].key_count;
    if (merges)
        text_index_open(&siblings.index, build->arena);
    for (uint32_t i = 0; i < owner->count; i++) {
        const Instance instance = row_instance(owner, i);
        const FactClaim *claim = record_claim(instance.record, attribute);
        if (!claim)
            continue;
        uint32_t submission = instance.submission;
        if (!attribute_is_many(info)) {
            add_part(build, table, &siblings, parent, submission, claim->value.part, merges);
            continue;
        }
        for (uint32_t j = 0; j < claim->value.set->count; j++)
            add_part(build, table, &siblings, parent, submission, claim->value.set->items[j].part, merges);
    }
}

// The attribute of the entity itself under which the rows of an attribute stand.
static uint32_t root_of(const Build *build, uint32_t attribute, const SectionBuild *owner)
{
    return build->schema->attributes[attribute].owner == build->type ? attribute : owner ? owner->root : NO_INDEX;
}

static bool has_claims(const TableBuild *owner, uint32_t attribute, const SectionBuild *within)
{
    size_t first = within ? within->first_row : 0, end = within ? first + within->rows : owner->count;
    for (size_t row = first; row < end; row++) {
        for (uint32_t i = 0; i < owner->rows[row].count; i++) {
            if (record_claim(row_instance(&owner->rows[row], i).record, attribute))
                return true;
        }
    }
    return false;
}

// By attribute: whether a row of its type says something of it. All is looked at once.
static const bool *claimed_attributes(Build *build, TableBuild *table)
{
    if (table->claimed)
        return table->claimed;
    table->claimed = arena_array(build->arena, (size_t)build->schema->attributes_count + 1, sizeof *table->claimed);
    for (size_t row = 0; row < table->count; row++) {
        for (uint32_t i = 0; i < table->rows[row].count; i++) {
            const FactRecord *record = row_instance(&table->rows[row], i).record;
            for (uint32_t j = 0; j < record->count; j++)
                table->claimed[record->claims[j].attribute] = true;
        }
    }
    return table->claimed;
}

// One section for each owning attribute, and of that for each section of the owner: parts stand in their parents' order.
static void add_sections(Build *build, uint32_t attribute)
{
    const AttributeInfo *info = &build->schema->attributes[attribute];
    TableBuild *owner = &build->tables[info->owner], *table = &build->tables[info->target];
    if (!owner->count || !claimed_attributes(build, owner)[attribute])
        return;
    size_t parts = owner->section_count ? owner->section_count : 1;
    uint32_t *first = NULL;
    for (size_t i = 0; i < parts; i++) {
        SectionBuild within = owner->section_count ? owner->sections[i] : (SectionBuild){.rows = (uint32_t)owner->count};
        if (!has_claims(owner, attribute, owner->section_count ? &within : NULL))
            continue;
        uint32_t root = root_of(build, attribute, owner->section_count ? &within : NULL);
        SectionBuild *section = open_section(build, table, attribute, root);
        if (!first)
            first = arena_array(build->arena, owner->count + 1, sizeof *first);
        section->first = first;
        section->owner_rows = (uint32_t)owner->count;
        size_t number = table->section_count - 1;
        for (uint32_t row = within.first_row; row < within.first_row + within.rows; row++) {
            first[row] = (uint32_t)table->count;
            add_owned(build, table, attribute, &owner->rows[row], row);
            first[row + 1] = (uint32_t)table->count;
        }
        section = &table->sections[number];
        section->rows = (uint32_t)table->count - section->first_row;
    }
}

// The attributes that own parts, by the type of these: of a type they are attributes[first[type]] up to first[type + 1].
typedef struct Owning {
    uint32_t *first, *attributes;
} Owning;

static Owning owning_attributes(const Build *build)
{
    const Program *schema = build->schema;
    size_t types = schema->types_count;
    Owning owning = {arena_array(build->arena, types + 2, sizeof(uint32_t)),
                     arena_array(build->arena, (size_t)schema->attributes_count + 1, sizeof(uint32_t))};
    uint32_t *next = owning.first +
                     1; // where the next one of a type goes; behind all of them: where those of the next type begin
    for (uint32_t i = 0; i < schema->attributes_count; i++) {
        if ((schema->attributes[i].flags & ATTRIBUTE_OWNED) && schema->attributes[i].target + 1 < types)
            next[schema->attributes[i].target + 1]++;
    }
    for (size_t type = 1; type < types; type++)
        next[type] += next[type - 1];
    for (uint32_t i = 0; i < schema->attributes_count; i++) {
        if (schema->attributes[i].flags & ATTRIBUTE_OWNED)
            owning.attributes[next[schema->attributes[i].target]++] = i;
    }
    return owning;
}

// Types in an order in which owners come before what they own.
static void visit_type(Build *build, const Owning *owning, uint32_t type, uint8_t *mark, uint32_t *order, uint32_t *count)
{
    if (mark[type])
        return;
    mark[type] = 1;
    for (uint32_t i = owning->first[type]; i < owning->first[type + 1]; i++)
        visit_type(build, owning, build->schema->attributes[owning->attributes[i]].owner, mark, order, count);
    order[(*count)++] = type;
}

void build_rows(Build *build)
{
    const Program *schema = build->schema;
    build->tables = arena_array(build->arena, (size_t)schema->types_count + 1, sizeof *build->tables);
    TableBuild *root = &build->tables[build->type];
    add_row(build, root, NO_INDEX);
    for (size_t i = 0; i < build->submissions->count; i++)
        add_instance(build, &root->rows[0], (uint32_t)i, &build->submissions->items[i]->facts);
    uint8_t *mark = arena_take(build->arena, (size_t)schema->types_count + 1);
    uint32_t *order = arena_array(build->arena, (size_t)schema->types_count + 1, sizeof *order);
    uint32_t count = 0;
    const Owning owning = owning_attributes(build);
    for (uint32_t type = 0; type < schema->types_count; type++)
        visit_type(build, &owning, type, mark, order, &count);
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t at = owning.first[order[i]]; at < owning.first[order[i] + 1]; at++)
            add_sections(build, owning.attributes[at]);
    }
}

const SectionBuild *build_section(const Build *build, uint32_t attribute, size_t *count)
{
    const TableBuild *table = &build->tables[build->schema->attributes[attribute].target];
    const SectionBuild *first = NULL;
    *count = 0;
    for (size_t i = 0; i < table->section_count; i++) {
        if (table->sections[i].attribute != attribute)
            continue;
        if (!first)
            first = &table->sections[i];
        ++*count;
    }
    return first;
}

// ---- references ----

static void add_key(Build *build, TableBuild *table, Text key, uint32_t row)
{
    uint32_t before = table->keys.count, number = text_index_add(&table->keys, key);
    if (number != before) {
        table->row_of_key[number] = NO_INDEX; // two parts in different places: which one is meant nobody knows
        return;
    }
    table->row_of_key = arena_grow(build->arena, table->row_of_key, number, &table->key_capacity, sizeof(uint32_t));
    table->row_of_key[number] = row;
}

static void fill_keys(Build *build, TableBuild *table)
{
    text_index_open_for(&table->keys, build->arena, (uint32_t)table->count);
    table->keys_ready = true;
    for (uint32_t row = 0; row < table->count; row++) {
        if (table->rows[row].count)
            add_key(build, table, record_key(build->schema, row_instance(&table->rows[row], 0).record, build->arena), row);
    }
}

static void forget(void *array, size_t bytes)
{
    enum { MUCH = 256 * 1024 }; // less is not worth the system's time
    if (array && bytes >= MUCH)
        memory_forget(array, bytes);
}

void build_forget_keys(Build *build)
{
    for (uint32_t type = 0; type < build->schema->types_count; type++) {
        TableBuild *table = &build->tables[type];
        if (!table->keys_ready)
            continue;
        forget(table->keys.texts, table->keys.capacity * sizeof *table->keys.texts);
        forget(table->keys.values, table->keys.capacity * sizeof *table->keys.values);
        forget(table->keys.slots, ((size_t)table->keys.mask + 1) * sizeof *table->keys.slots);
        forget(table->row_of_key, table->key_capacity * sizeof *table->row_of_key);
        table->keys_ready = false;
    }
}

// A part of which only the key is known, in a section of no attribute.
static uint32_t add_loose(Build *build, TableBuild *table)
{
    SectionBuild *last = table->section_count ? &table->sections[table->section_count - 1] : NULL;
    if (!last || last->attribute != NO_INDEX)
        last = open_section(build, table, NO_INDEX, NO_INDEX);
    last->rows++;
    return add_row(build, table, NO_INDEX);
}

// The document around a place of a source, as it was when its submissions were read: not all that was read is kept.
static bool reread_document(Build *build, Span place)
{
    const Source *source = sources_file(build->diagnostics->sources, place.file);
    JsonError error;
    size_t from = 0, to = 0;
    if (span_within(place, build->refused_span))
        return true;
    while (source && to <= place.start) {
        from = to;
        if (json_at_end(source->text, to) || !json_read(&build->refused, build->arena, source->text, &to, &error))
            return false;
    }
    build->refused_span = (Span){place.file, (uint32_t)from, (uint32_t)to};
    return source != NULL;
}

static void refuse_reference(Build *build, uint32_t submission, const AttributeInfo *attribute, const FactRecord *key)
{
    build->failed = true;
    const Submission *of = build->submissions->items[submission];
    bool placed = span_is_known(of->place);
    Span at = placed ? of->place : span_at(of->file, key->offset);
    const AttributeInfo *first = &build->schema->attributes[key->claims[0].attribute];
    TextBuilder shown = text_builder(build->arena);
    if (attribute_is_text(first))
        text_append(&shown, text_unpacked(key->claims[0].value.text));
    else
        number_append(&shown, key->claims[0].value.number, first->kind == TYPE_DECIMAL);
    Diagnostic *refused = diagnose(build->diagnostics, MESSAGE_FACT_REFERENCE, at, 1, text_built(&shown));
    Text name = program_string(build->schema, attribute->name);
    diagnostic_expect(refused, text_format(build->diagnostics->arena,
                                           "a part of the dossier, or `%.*s` among what the submission leaves open",
                                           (int)name.length, name.bytes));
    if (placed || build->diagnostics->errors > MOST_ERRORS || !reread_document(build, at))
        return; // it stands in a test of a policy, or will not be printed
    uint32_t value = json_value_at(&build->refused, at.start);
    if (value != UINT32_MAX)
        refused->pointer = json_pointer(&build->refused, build->diagnostics->arena, value);
}

const TextIndex *build_keys(Build *build, uint32_t type)
{
    TableBuild *table = &build->tables[type];
    if (!table->keys_ready)
        fill_keys(build, table);
    return &table->keys;
}

uint32_t build_reference(Build *build, const Reference *reference)
{
    TableBuild *table = &build->tables[reference->attribute->target];
    uint32_t found = reference->found, submission = reference->submission;
    if (found == UINT32_MAX) // a reference that was looked for together with this one may have added it
        found = text_index_find(&table->keys, reference->bytes);
    uint32_t row = found == UINT32_MAX ? NO_INDEX : table->row_of_key[found];
    if (row != NO_INDEX) {
        // Whoever refers to a loose part says its key.
        RowBuild *loose = &table->rows[row];
        bool told = row_instance(loose, loose->count - 1).submission == submission;
        if (loose->parent == NO_INDEX && !told && loose->count < build->submissions->count)
            add_instance(build, loose, submission, reference->key);
        return row;
    }
    const Submission *of = build->submissions->items[submission];
    bool must = of->file != 0 && !of->content; // of what others made, and of what is stored, the key is kept
    if (found == UINT32_MAX && !reference->open && must) {
        refuse_reference(build, submission, reference->attribute, reference->key);
        return 0;
    }
    row = add_loose(build, table);
    add_instance(build, &table->rows[row], submission, reference->key);
    if (found == UINT32_MAX)
        add_key(build, table, reference->bytes, row);
    else
        table->row_of_key[found] = row; // from now on the ambiguous key has a part of its own
    return row;
}
