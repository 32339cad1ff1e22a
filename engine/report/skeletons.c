// SPDX-License-Identifier: MIT
// Submissions to be filled in as a table: of what a row of comma-separated values can say, one type of entities or parts. See
// report.h.
#include "report/report.h"

#include "support/calendar.h"

typedef struct Tabling {
    const Program *program;
    Arena *arena;
    SkeletonTable *result;
    uint32_t *columns; // attributes of the type
    bool is_part;
} Tabling;

static bool is_in_a_cell(const AttributeInfo *attribute)
{
    return !attribute_is_many(attribute) && attribute->kind != TYPE_PART;
}

// A value as a cell says it.
static Text cell_of(const Tabling *table, uint32_t number, const FactDatum *datum)
{
    const AttributeInfo *attribute = &table->program->attributes[number];
    TextBuilder to = text_builder(table->arena);
    switch (attribute->kind) {
    case TYPE_TEXT:
    case TYPE_VERSION:
    case TYPE_ADDRESS:
    case TYPE_ENTITY:
        return text_unpacked(datum->text);
    case TYPE_BOOLEAN:
        return text_of(datum->number ? "true" : "false");
    case TYPE_ENUM: {
        const EnumInfo *info = &table->program->enums[attribute->target];
        return program_string(table->program, table->program->enum_values[info->first_value + (uint32_t)datum->number].name);
    }
    case TYPE_DATE:
        date_append(&to, datum->number);
        break;
    case TYPE_INSTANT:
        instant_append(&to, datum->number);
        break;
    case TYPE_DURATION:
        duration_append(&to, datum->number);
        break;
    default:
        number_append(&to, datum->number, attribute->kind == TYPE_DECIMAL);
        break;
    }
    return text_built(&to);
}

// Calls visit for each record of the type that stands for itself: entities, or parts of the subject. Gives what is asked
// elsewhere.
typedef void VisitRecord(Tabling *table, Text id, const FactRecord *record);

static void each_record(Tabling *table, const Skeletons *told, uint32_t type, VisitRecord *visit)
{
    for (size_t i = 0; i < told->count; i++) {
        const Submission *one = told->items[i].submission;
        if (!table->is_part && one->facts.type == type)
            visit(table, one->id, &one->facts);
        for (uint32_t at = 0; at < one->facts.count && table->is_part && i == 0; at++) {
            const FactClaim *claim = &one->facts.claims[at];
            const AttributeInfo *attribute = &table->program->attributes[claim->attribute];
            if (attribute->kind != TYPE_PART || attribute->target != type || !attribute_is_many(attribute) || !claim->value.set)
                continue;
            for (uint32_t item = 0; item < claim->value.set->count; item++)
                visit(table, one->id, claim->value.set->items[item].part);
        }
    }
}

static void add_columns(Tabling *table, Text id, const FactRecord *record)
{
    (void)id;
    for (uint32_t i = 0; i < record->count; i++) {
        uint32_t number = record->claims[i].attribute;
        bool asked = record->claims[i].asked, known = schema_is_key(table->program, number), there = false;
        if (!(asked || known) || !is_in_a_cell(&table->program->attributes[number]))
            continue;
        for (size_t at = 0; at < table->result->column_count; at++)
            there |= table->columns[at] == number;
        if (!there)
            table->columns[table->result->column_count++] = number;
    }
}

static void add_row(Tabling *table, Text id, const FactRecord *record)
{
    SkeletonTable *result = table->result;
    size_t width = result->column_count + !table->is_part;
    Text *cells = arena_array(table->arena, width + 1, sizeof *cells);
    bool any = false;
    for (size_t at = 0; at < result->column_count; at++) {
        const FactClaim *claim = record_claim(record, table->columns[at]);
        bool said = claim && !claim->asked;
        any |= claim && claim->asked;
        cells[at + !table->is_part] = said ? cell_of(table, claim->attribute, &claim->value) : (Text){"", 0};
    }
    if (!table->is_part)
        cells[0] = id;
    if (!any)
        return;
    result->rows = arena_grow(table->arena, (void *)result->rows, result->row_count, &result->row_capacity, sizeof *result->rows);
    result->rows[result->row_count++] = cells;
}

SkeletonTable skeleton_table(const ReportSkeletons *skeletons, uint32_t type, Arena *arena)
{
    const Program *program = skeletons->program;
    SkeletonTable result = {.rows = NULL};
    Tabling table = {program, arena, &result, NULL, program->types[type].is_part};
    table.columns = arena_array(arena, (size_t)program->types[type].attribute_count + 1, sizeof *table.columns);
    each_record(&table, &skeletons->told, type, add_columns);
    result.heads = arena_array(arena, result.column_count + 2, sizeof *result.heads);
    if (!table.is_part)
        result.heads[0] = text_of("id");
    for (size_t at = 0; at < result.column_count; at++)
        result.heads[at + !table.is_part] = program_string(program, program->attributes[table.columns[at]].name);
    each_record(&table, &skeletons->told, type, add_row);
    result.column_count += !table.is_part;
    return result;
}
