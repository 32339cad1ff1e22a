// SPDX-License-Identifier: MIT
// The text form of policies and calls: what a bundle holds, what rules cost, messages as a compiler's. See forms.h.
#include "report/text_sheet.h"

#include "code/bundle.h"

// A policy or a profile, and the digest of its sources.
static void append_module(TextBuilder *to, const char *kind, Text name, Text version, const Digest *of)
{
    Text digest = digest_text(to->arena, of);
    text_append_string(to, kind);
    text_append_shown(to, name);
    text_append_byte(to, ' ');
    text_append_shown(to, version);
    text_append_format(to, "\ndigest %.*s\n", (int)digest.length, digest.bytes);
}

// The files that make such a digest, and theirs.
static void append_files(TextBuilder *to, const Program *program, uint32_t profile)
{
    size_t count;
    const NamedFile *files = named_files(program, profile, to->arena, &count);
    for (size_t i = 0; i < count; i++) {
        Text digest = digest_text(to->arena, files[i].digest);
        text_append_format(to, "  %.*s  %s ", (int)digest.length, digest.bytes, files[i].kind);
        text_append_shown(to, files[i].name);
        text_append_string(to, ": ");
        text_append_shown(to, files[i].path);
        text_append_byte(to, '\n');
    }
}

void inspection_as_text(const Program *program, Sheet *sheet)
{
    TextBuilder *to = sheet->to;
    append_module(to, "policy ", program_string(program, program->head.name), program_string(program, program->head.version),
                  &program->policy);
    append_files(to, program, NO_INDEX);
    for (uint32_t i = 0; i < program->profiles_count; i++) {
        append_module(to, "profile ", program_string(program, program->profiles[i].name),
                      program_string(program, program->profiles[i].version), &program->profile_digests[i]);
        append_files(to, program, i);
    }
    Text digest = digest_text(to->arena, &program->digest);
    text_append_format(to, "bundle %.*s\n", (int)digest.length, digest.bytes);
    digest = digest_text(to->arena, &program->head.schema);
    text_append_format(to, "schema %.*s\n", (int)digest.length, digest.bytes);
#define SECTION(name, type) text_append_format(to, "%-14s %8u × %zu bytes\n", #name, program->name##_count, sizeof(type));
#include "code/sections.def"
}

void cost_as_text(const ProgramCost *cost, Sheet *sheet)
{
    TextBuilder *to = sheet->to;
    for (size_t i = 0; i < cost->rule_count; i++) {
        const RuleCost *rule = &cost->rules[i];
        Text code = text_shown(to->arena, rule->code);
        text_append_format(to, "%-14.*s %u", (int)code.length, code.bytes, rule->once);
        for (size_t at = 0; at < rule->frame_count; at++) {
            text_append_format(to, " + %u × ", rule->frames[at].instructions);
            text_append(to, rule->frames[at].rows);
        }
        text_append_byte(to, '\n');
    }
}

static void append_message(Sheet *sheet, Text message, const char *severity, Colour with)
{
    if (!message.length)
        return;
    sheet_say(sheet, with, text_of(severity));
    text_append_string(sheet->to, ": ");
    text_append(sheet->to, message);
    text_append_byte(sheet->to, '\n');
}

void messages_as_text(const ReportMessages *messages, Sheet *sheet)
{
    if (messages->diagnostics)
        diagnostics_append(messages->diagnostics, sheet->to, sheet->style->colours);
    append_message(sheet, messages->warning, "warning", MAGENTA);
    append_message(sheet, messages->trouble, "error", RED);
}

void listing_as_text(const Text *listing, Sheet *sheet)
{
    text_append(sheet->to, *listing);
}
