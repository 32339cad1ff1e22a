// SPDX-License-Identifier: MIT
// Members that several documents of the JSON form have. See json_sheet.h.
#include "report/json_sheet.h"

#include "support/calendar.h"

#include <stdlib.h>

static int by_language(const void *a, const void *b)
{
    return json_key_order(((const Worded *)a)->language, ((const Worded *)b)->language);
}

// Texts in the order of their languages, as most are.
static const Worded *sorted_texts(const Worded *texts, uint32_t count, Arena *arena)
{
    bool in_order = true;
    for (uint32_t i = 1; i < count && in_order; i++)
        in_order = by_language(&texts[i - 1], &texts[i]) <= 0;
    if (in_order)
        return texts;
    Worded *sorted = arena_array(arena, count, sizeof *sorted);
    memcpy(sorted, texts, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_language);
    return sorted;
}

void json_worded(Sheet *sheet, const char *key, const Worded *texts, uint32_t count)
{
    const Worded *sorted = sorted_texts(texts, count, sheet->to->arena);
    json_key_object(&sheet->json, key);
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0 && text_equal(sorted[i].language, sorted[i - 1].language))
            continue; // a bundle that says the same twice
        json_key(&sheet->json, sorted[i].language);
        json_write_string(&sheet->json, sorted[i].text);
    }
    json_end_object(&sheet->json);
}

void json_wording(Sheet *sheet, const char *key, WordingList list)
{
    json_worded(sheet, key, worded_of(sheet->program, list, sheet->to->arena), list.count);
}

void json_date(Sheet *sheet, const char *key, Wide date)
{
    TextBuilder text = text_builder(sheet->to->arena);
    date_append(&text, date);
    json_key_string(&sheet->json, key, text_built(&text));
}

void json_authority(Sheet *sheet, WordingList authority)
{
    if (authority.count)
        json_key_string(&sheet->json, "authority", program_wording(sheet->program, authority, text_of("en")));
    else
        json_key_null(&sheet->json, "authority");
}

void json_interpretations(Sheet *sheet, const RuleInfo *rule, int64_t on)
{
    size_t count;
    const InterpretationInfo **read = report_interpretations(sheet->program, rule, on, sheet->to->arena, &count);
    if (!count)
        return;
    json_key_array(&sheet->json, "interpretations");
    for (size_t i = 0; i < count; i++) {
        json_begin_object(&sheet->json);
        json_date(sheet, "on", read[i]->on);
        if (read[i]->profiles)
            json_key_string(
                &sheet->json, "profile",
                program_string(sheet->program, sheet->program->profiles[profile_among(sheet->program, read[i]->profiles)].name));
        json_wording(sheet, "text", read[i]->text);
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
}

void json_place(Sheet *sheet, StoredSpan span)
{
    ProgramPlace place;
    if (!program_place(sheet->program, span, &place))
        return;
    json_key_object(&sheet->json, "place");
    json_key_integer(&sheet->json, "column", place.column);
    json_key_string(&sheet->json, "file", place.path);
    json_key_integer(&sheet->json, "line", place.line);
    json_end_object(&sheet->json);
}

void json_profile_names(Sheet *sheet, const char *key, uint64_t profiles)
{
    json_key_array(&sheet->json, key);
    for (uint32_t i = 0; i < sheet->program->profiles_count; i++) {
        if (profiles >> i & 1)
            json_write_string(&sheet->json, program_string(sheet->program, sheet->program->profiles[i].name));
    }
    json_end_array(&sheet->json);
}

static void write_within(Sheet *sheet, const PartName *within)
{
    json_begin_array(&sheet->json);
    for (; within; within = within->within)
        json_write_string(&sheet->json, within->name);
    json_end_array(&sheet->json);
}

void json_within(Sheet *sheet, const PartName *within)
{
    if (!within)
        return;
    json_key(&sheet->json, text_of("within"));
    write_within(sheet, within);
}

void json_all_within(Sheet *sheet, const PartName *parts, size_t count)
{
    bool any = false;
    for (size_t i = 0; i < count; i++)
        any |= parts[i].within != NULL;
    if (!any)
        return;
    json_key_array(&sheet->json, "within");
    for (size_t i = 0; i < count; i++)
        write_within(sheet, parts[i].within);
    json_end_array(&sheet->json);
}

void json_parts(Sheet *sheet, const PartName *parts, size_t count)
{
    if (!count)
        return;
    json_key_array(&sheet->json, "parts");
    for (size_t i = 0; i < count; i++)
        json_write_string(&sheet->json, parts[i].name);
    json_end_array(&sheet->json);
}

// Which fact, of which entity, and of which of its parts.
static void write_where(Sheet *sheet, const Reason *reason)
{
    json_key_string(&sheet->json, "entity", reason->id);
    if (reason->part_count)
        json_key_integer(&sheet->json, "of", (int64_t)reason->part_count);
    json_parts(sheet, reason->parts, reason->parts_listed);
    json_key_string(&sheet->json, "path", reason->path);
}

static void write_reason(Sheet *sheet, const Reason *reason)
{
    json_begin_object(&sheet->json);
    if (reason->because != FAULT_NONE)
        json_key_string(&sheet->json, "because", text_of(because_names[reason->because]));
    if (reason->kinds.items) {
        json_key_array(&sheet->json, "by");
        for (uint32_t i = 0; i < reason->kinds.count; i++)
            json_write_string(&sheet->json, program_string(sheet->program, sheet->program->kinds[reason->kinds.items[i]].name));
        json_end_array(&sheet->json);
    }
    if (reason->entity == NO_INDEX) {
        // Of no fact: what the policy says of the subject, in its words. An explanation is of nothing else.
        if (sheet->report)
            json_key_string(&sheet->json, "entity", sheet->report->subject);
        json_key_string(&sheet->json, "expression", reason->source);
        json_key_string(&sheet->json, "path", text_of(""));
    } else {
        write_where(sheet, reason);
    }
    if (reason->profiles)
        json_profile_names(sheet, "profiles", reason->profiles);
    if (reason->because == FAULT_CONDITION_UNKNOWN)
        json_reasons(sheet, reason->conditions, reason->condition_count);
    json_key_string(&sheet->json, "why", text_of(why_names[reason->why]));
    json_all_within(sheet, reason->parts, reason->parts_listed);
    json_end_object(&sheet->json);
}

void json_reasons(Sheet *sheet, const Reason *reasons, size_t count)
{
    json_key_array(&sheet->json, "reasons");
    for (size_t i = 0; i < count; i++)
        write_reason(sheet, &reasons[i]);
    json_end_array(&sheet->json);
}

void json_facts(Sheet *sheet, const Reason *facts, size_t count)
{
    json_key_array(&sheet->json, "facts");
    for (size_t i = 0; i < count; i++) {
        json_begin_object(&sheet->json);
        write_where(sheet, &facts[i]);
        json_all_within(sheet, facts[i].parts, facts[i].parts_listed);
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
}
