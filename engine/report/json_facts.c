// SPDX-License-Identifier: MIT
// The JSON form of a fact base: lists, submissions, what became of changes. See forms.h.
#include "report/forms.h"

#include "support/calendar.h"

void facts_list_as_json(const FactsList *list, Sheet *sheet)
{
    json_begin_array(&sheet->json);
    for (size_t i = 0; i < list->count; i++) {
        const BaseEntity *entity = &list->entities[i];
        json_begin_object(&sheet->json);
        if (list->has_digests)
            json_key_string(&sheet->json, "digest", digest_text(sheet->to->arena, &entity->dossier));
        json_key_string(&sheet->json, "entity", entity->type);
        json_key_string(&sheet->json, "id", entity->id);
        json_key_integer(&sheet->json, "submissions", entity->submissions);
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
    text_append_byte(sheet->to, '\n');
}

void facts_shown_as_json(const FactsShown *shown, Sheet *sheet)
{
    json_begin_array(&sheet->json);
    for (size_t i = 0; i < shown->count; i++) {
        const ShownSubmission *one = &shown->submissions[i];
        json_begin_object(&sheet->json);
        if (one->withdrawn)
            json_key_string(&sheet->json, "because", one->because);
        if (one->digest)
            json_key_string(&sheet->json, "digest", digest_text(sheet->to->arena, one->digest));
        if (one->signer.bytes)
            json_key_string(&sheet->json, "signer", one->signer);
        json_key(&sheet->json, text_of("submission"));
        json_write_raw(&sheet->json, one->canonical);
        json_key_bool(&sheet->json, "withdrawn", one->withdrawn);
        if (one->withdrawn) {
            TextBuilder on = text_builder(sheet->to->arena);
            date_append(&on, one->withdrawn_on);
            json_key_string(&sheet->json, "withdrawn_on", text_built(&on));
        }
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
    text_append_byte(sheet->to, '\n');
}

void facts_checked_as_json(const FactsChecked *found, Sheet *sheet)
{
    const BaseChecked *checked = &found->checked;
    json_begin_object(&sheet->json);
    json_key_integer(&sheet->json, "entries", (int64_t)checked->entries);
    if (checked->entries)
        json_key_string(&sheet->json, "head", digest_text(sheet->to->arena, &checked->head));
    if (checked->noted_found)
        json_key_integer(&sheet->json, "noted", (int64_t)checked->noted_at);
    json_key_texts(&sheet->json, "problems", found->problems, found->count);
    json_key_bool(&sheet->json, "recorded", checked->has_head);
    json_end_object(&sheet->json);
    text_append_byte(sheet->to, '\n');
}

static void write_place(JsonWriter *json, uint32_t line, uint32_t column, uint32_t count, Text example)
{
    json_key_integer(json, "column", column);
    json_key_integer(json, "count", count);
    if (example.length)
        json_key_string(json, "example", example);
    json_key_integer(json, "line", line);
}

static void write_gaps(JsonWriter *json, const ForeignReport *report)
{
    static const char *const reasons[] = {[GAP_MEMBER] = "member", [GAP_VALUE] = "value", [GAP_REFERENCE] = "reference"};
    json_key_array(json, "left_out");
    for (size_t i = 0; i < report->gap_count; i++) {
        const ForeignGap *gap = &report->gaps[i];
        json_begin_object(json);
        write_place(json, gap->line, gap->column, gap->count, gap->example);
        json_key_string(json, "path", gap->path);
        json_key_string(json, "reason", text_of(reasons[gap->kind]));
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_links(JsonWriter *json, const ForeignReport *report)
{
    json_key_array(json, "links");
    for (unsigned i = 0; report->links && i < DERIVED_NAMES; i++) {
        if (!report->links[i])
            continue;
        json_begin_object(json);
        json_key_integer(json, "count", report->links[i]);
        json_key_string(json, "name", text_of(derived_infos[i].name));
        json_key_string(json, "record", text_of(format_record_infos[derived_infos[i].record].name));
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_stored(JsonWriter *json, const Program *schema, const ForeignReport *report)
{
    json_key_array(json, "records");
    for (unsigned i = 0; report->stored && i < FORMAT_RECORDS; i++) {
        const ForeignStored *stored = &report->stored[i];
        if (!stored->parts)
            continue;
        json_begin_object(json);
        json_key_integer(json, "count", stored->parts);
        json_key_integer(json, "merged", stored->merged);
        json_key_string(json, "record", text_of(format_record_infos[i].name));
        json_key_string(json, "type", program_string(schema, schema->types[stored->type].name));
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_report(JsonWriter *json, const Program *schema, const ForeignReport *report)
{
    json_begin_object(json);
    json_key_string(json, "file", report->path);
    json_key_string(json, "format", report->format);
    write_gaps(json, report);
    write_links(json, report);
    write_stored(json, schema, report);
    json_key_array(json, "told");
    for (size_t i = 0; i < report->note_count; i++) {
        const ForeignNote *note = &report->notes[i];
        json_begin_object(json);
        json_key_string(json, "code", message_code_name(json->builder.arena, note->code));
        write_place(json, note->line, note->column, note->count, note->example);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
}

void imported_as_json(const FactsImported *imported, Sheet *sheet)
{
    const Program *schema = imported->schema;
    JsonWriter *json = &sheet->json;
    json_begin_object(json);
    json_key_integer(json, "entities", (int64_t)imported->result.entities);
    if (imported->result.entries)
        json_key_integer(json, "entries", (int64_t)imported->result.entries);
    json_key_array(json, "foreign");
    for (size_t i = 0; i < imported->report_count; i++)
        write_report(json, schema, imported->reports[i]);
    json_end_array(json);
    json_key_integer(json, "known", (int64_t)imported->result.known);
    if (imported->result.is_signed)
        json_key_integer(json, "signed", (int64_t)imported->result.is_signed);
    json_key_integer(json, "stored", (int64_t)imported->result.stored);
    json_key_array(json, "submissions");
    for (size_t i = 0; i < imported->submission_count; i++) {
        const Submission *submission = imported->submissions[i];
        json_begin_object(json);
        json_key_string(&sheet->json, "digest", digest_text(sheet->to->arena, &submission->digest));
        json_key_string(json, "entity", program_string(schema, schema->types[submission->facts.type].name));
        json_key_string(json, "id", submission->id);
        json_key_string(json, "kind", program_string(schema, schema->kinds[submission->kind].name));
        json_end_object(json);
    }
    json_end_array(json);
    json_key_integer(json, "withdrawn", (int64_t)imported->result.withdrawn);
    json_end_object(json);
    text_append_byte(sheet->to, '\n');
}

void upgraded_as_json(const BaseUpgrade *done, Sheet *sheet)
{
    json_begin_object(&sheet->json);
    json_key_integer(&sheet->json, "current", (int64_t)done->current);
    json_key_integer(&sheet->json, "made", (int64_t)done->made);
    json_key_integer(&sheet->json, "undeclared", (int64_t)done->undeclared);
    json_end_object(&sheet->json);
    text_append_byte(sheet->to, '\n');
}

void compacted_as_json(const BaseCompacted *done, Sheet *sheet)
{
    const EnvRoom *room = &done->room;
    json_begin_object(&sheet->json);
    json_key_integer(&sheet->json, "bytes", (int64_t)room->after);
    json_key_integer(&sheet->json, "given_back", room->before > room->after ? (int64_t)(room->before - room->after) : 0);
    json_key_integer(&sheet->json, "kept", (int64_t)done->kept);
    json_key_integer(&sheet->json, "removed", (int64_t)done->removed);
    json_end_object(&sheet->json);
    text_append_byte(sheet->to, '\n');
}

void matched_as_json(const Submission *submission, Sheet *sheet)
{
    text_append(sheet->to, text_joined(sheet->to->arena, &submission->canonical));
    text_append_byte(sheet->to, '\n');
}
