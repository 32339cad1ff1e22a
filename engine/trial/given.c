// SPDX-License-Identifier: MIT
// What a test gives, as submissions: written as JSON and read as any submission is, so that a test cannot say what a file
// could not.
#include "trial/policy_test.h"

#include <stdlib.h>

#include "support/calendar.h"

typedef struct Writer {
    const Program *program;
    Arena *arena;
    JsonWriter json;
} Writer;

static void write_fact_list(Writer *writer, uint32_t type, const Fact *facts);

static void write_number(Writer *writer, const Literal *literal)
{
    json_write_raw(&writer->json, number_text(writer->arena, literal->number, literal->type == TYPE_DECIMAL));
}

static void write_literal(Writer *writer, const Literal *literal)
{
    TextBuilder text = text_builder(writer->arena);
    switch (literal->type) {
    case TYPE_BOOLEAN:
        json_write_bool(&writer->json, literal->number != 0);
        return;
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
        write_number(writer, literal);
        return;
    case TYPE_DATE:
        date_append(&text, literal->number);
        break;
    case TYPE_INSTANT:
        instant_append(&text, literal->number);
        break;
    case TYPE_DURATION:
        number_append(&text, literal->number, false);
        text_append_string(&text, " seconds");
        break;
    default:
        text_append(&text, literal->text);
        break;
    }
    json_write_string(&writer->json, text_built(&text));
}

static void write_value(Writer *writer, const AttributeInfo *attribute, const FactValue *value)
{
    const Expr *literal = value->literal;
    if (value->unreadable) {
        json_begin_object(&writer->json);
        json_key_string(&writer->json, "unreadable", literal->literal.text);
        json_end_object(&writer->json);
        return;
    }
    if (value->is_part)
        write_fact_list(writer, attribute->target, value->facts);
    else if (literal->kind != EXPR_LITERAL) // a value of an enumeration, or a given, whose name is its id
        json_write_string(&writer->json, literal->word.name->text);
    else
        write_literal(writer, &literal->literal);
}

static void write_set(Writer *writer, const AttributeInfo *attribute, const FactValue *value)
{
    if (value->open) {
        json_begin_object(&writer->json);
        json_key(&writer->json, text_of("open"));
    }
    json_begin_array(&writer->json);
    for (const FactItem *item = value->items; item; item = item->next)
        write_value(writer, attribute, &item->value);
    json_end_array(&writer->json);
    if (value->open)
        json_end_object(&writer->json);
}

static int by_name(const void *a, const void *b)
{
    const Fact *const *x = a, *const *y = b;
    return json_key_order((*x)->word.name->text, (*y)->word.name->text);
}

static void write_fact_list(Writer *writer, uint32_t type, const Fact *facts)
{
    size_t count = 0;
    for (const Fact *fact = facts; fact; fact = fact->next)
        count++;
    const Fact **sorted = arena_array(writer->arena, count + 1, sizeof *sorted);
    count = 0;
    for (const Fact *fact = facts; fact; fact = fact->next)
        sorted[count++] = fact;
    if (count)
        qsort(sorted, count, sizeof *sorted, by_name);
    json_begin_object(&writer->json);
    for (size_t i = 0; i < count; i++) {
        Text name = sorted[i]->word.name->text;
        const AttributeInfo *attribute = &writer->program->attributes[schema_attribute(writer->program, type, name)];
        json_key(&writer->json, name);
        if (sorted[i]->value.is_set)
            write_set(writer, attribute, &sorted[i]->value);
        else
            write_value(writer, attribute, &sorted[i]->value);
    }
    json_end_object(&writer->json);
}

static Text given_json(const TestRun *run, const Given *given)
{
    const Program *program = variants_program(run->variants);
    Writer writer = {.program = program, .arena = run->arena, .json = json_writer(run->arena)};
    JsonWriter *json = &writer.json;
    TextBuilder on = text_builder(run->arena);
    date_append(&on, given->on);
    json_begin_object(json);
    json_key_string(json, "entity", given->entity_decl->word.name->text);
    json_key_object(json, "evidence");
    if (given->from_given)
        json_key_string(json, "by", given->from_given->word.name->text);
    else if (span_is_known(given->from_span))
        json_key_string(json, "by", given->from_text);
    json_key_string(json, "kind", given->kind.name->text);
    json_key_string(json, "on", text_built(&on));
    json_end_object(json);
    json_key(json, text_of("facts"));
    write_fact_list(&writer, given->entity_decl->number, given->facts);
    json_key_string(json, "id", given->word.name->text);
    json_end_object(json);
    return text_built(&json->builder);
}

// A message about the JSON that a given was written as, at the given.
static void pass_on(const TestRun *run, const Given *given, const Diagnostics *said)
{
    for (size_t i = 0; i < said->count; i++) {
        const Diagnostic *one = &said->items[i];
        Diagnostic *refused = diagnose(run->diagnostics, MESSAGE_GIVEN_REFUSED, given->span, 1, one->message);
        Arena *arena = run->diagnostics->arena; // messages outlive the tests
        refused->pointer = text_copy(arena, one->pointer);
        refused->expected = text_copy(arena, one->expected);
        refused->correction = text_copy(arena, one->correction);
    }
}

bool given_submissions(const TestRun *run, const Decl *test, SubmissionList *list)
{
    bool fine = true;
    for (const Given *given = test->givens; given; given = given->next) {
        Sources sources;
        Diagnostics diagnostics;
        sources_open(&sources, run->arena);
        diagnostics_open(&diagnostics, run->arena, &sources);
        sources_add(&sources, test->test_title, given_json(run, given));
        size_t before = list->count;
        if (!submissions_read(variants_program(run->variants), READ_ALL, run->arena, &diagnostics, &sources.items[0], list)) {
            pass_on(run, given, &diagnostics);
            fine = false;
            continue;
        }
        Submission *submission = list->items[before];
        submission->place = span_at(given->span.file, given->span.start);
    }
    return fine;
}
