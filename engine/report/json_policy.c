// SPDX-License-Identifier: MIT
// The JSON form of policies and calls: what a bundle holds, what rules cost, messages. See forms.h.
#include "report/forms.h"

#include "code/bundle.h"
#include "support/diagnostic.h"

// The files that make the digest of what the policy or a profile says.
static void write_files(JsonWriter *json, const Program *program, uint32_t profile, Arena *arena)
{
    size_t count;
    const NamedFile *files = named_files(program, profile, arena, &count);
    json_key_array(json, "files");
    named_files_write(json, files, count, arena);
    json_end_array(json);
}

void inspection_as_json(const Program *program, Sheet *sheet)
{
    JsonWriter *json = &sheet->json;
    json_begin_object(json);
    json_key_string(json, "bundle", digest_text(sheet->to->arena, &program->digest));
    json_key_string(json, "digest", digest_text(sheet->to->arena, &program->policy));
    write_files(json, program, NO_INDEX, sheet->to->arena);
    json_key_string(json, "policy", program_string(program, program->head.name));
    json_key_array(json, "profiles");
    for (uint32_t i = 0; i < program->profiles_count; i++) {
        json_begin_object(json);
        json_key_string(json, "digest", digest_text(sheet->to->arena, &program->profile_digests[i]));
        write_files(json, program, i, sheet->to->arena);
        json_key_string(json, "name", program_string(program, program->profiles[i].name));
        json_key_string(json, "version", program_string(program, program->profiles[i].version));
        json_end_object(json);
    }
    json_end_array(json);
    json_key_string(json, "schema", digest_text(sheet->to->arena, &program->head.schema));
    json_key_array(json, "sections");
#define SECTION(name, type)                                                                                                      \
    json_begin_object(json);                                                                                                     \
    json_key_integer(json, "count", program->name##_count);                                                                      \
    json_key_string(json, "name", text_of(#name));                                                                               \
    json_key_integer(json, "size", (int64_t)sizeof(type));                                                                       \
    json_end_object(json);
#include "code/sections.def"
    json_end_array(json);
    json_key_string(json, "version", program_string(program, program->head.version));
    json_end_object(json);
}

static void write_frame(JsonWriter *json, uint32_t instructions, Text rows)
{
    json_begin_object(json);
    json_key_integer(json, "instructions", instructions);
    json_key_string(json, "rows", rows);
    json_end_object(json);
}

void cost_as_json(const ProgramCost *cost, Sheet *sheet)
{
    JsonWriter *json = &sheet->json;
    json_begin_array(json);
    for (size_t i = 0; i < cost->rule_count; i++) {
        const RuleCost *rule = &cost->rules[i];
        json_begin_object(json);
        json_key_string(json, "code", rule->code);
        json_key_array(json, "frames");
        if (rule->once)
            write_frame(json, rule->once, text_of("1"));
        for (size_t at = 0; at < rule->frame_count; at++)
            write_frame(json, rule->frames[at].instructions, rule->frames[at].rows);
        json_end_array(json);
        json_end_object(json);
    }
    json_end_array(json);
}

void listing_as_json(const Text *listing, Sheet *sheet)
{
    JsonWriter *json = &sheet->json;
    json_begin_object(json);
    json_key_array(json, "lines");
    for (size_t at = 0; at < listing->length;) {
        size_t end = text_find(*listing, at, text_of("\n"));
        end = end < listing->length ? end : listing->length;
        json_write_string(json, text_slice(*listing, at, end));
        at = end + 1;
    }
    json_end_array(json);
    json_end_object(json);
}

static void write_message(JsonWriter *json, Text message, const char *severity)
{
    if (!message.length)
        return;
    json_begin_object(json);
    json_key_string(json, "message", message);
    json_key_string(json, "severity", text_of(severity));
    json_end_object(json);
}

void messages_as_json(const ReportMessages *messages, Sheet *sheet)
{
    JsonWriter *json = &sheet->json;
    json_begin_array(json);
    if (messages->diagnostics)
        diagnostics_json(messages->diagnostics, json);
    write_message(json, messages->warning, "warning");
    write_message(json, messages->trouble, "error");
    json_end_array(json);
}
