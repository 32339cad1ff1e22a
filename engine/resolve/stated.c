// SPDX-License-Identifier: MIT
// What is stated where, by whom: lines of policies and profiles as reports show them. See resolve.h.
#include "resolve/resolve.h"

const Profile *resolve_whose(const Policy *policy, Span span)
{
    const File *file = span_is_known(span) ? policy->file_of_source[span.file - 1] : NULL;
    return file ? file->module->profile : NULL;
}

ReportPlace resolve_place(const Policy *policy, Span span)
{
    if (!span_is_known(span))
        return (ReportPlace){{"", 0}, 0};
    Place place = sources_place(policy->sources, span);
    return (ReportPlace){place.source->shown, place.line};
}

Text profile_name(const Profile *profile)
{
    return profile ? profile->file->name.name->text : (Text){"", 0};
}

Stated resolve_said(const Policy *policy, const Profile *whose, Span span, Text text)
{
    return (Stated){text, resolve_place(policy, span), profile_name(whose)};
}

Stated resolve_stated(const Policy *policy, const Profile *whose, Span span)
{
    return resolve_said(policy, whose, span, source_folded(policy->arena, sources_text(policy->sources, span)));
}

// How what stands at a span begins, in the words that it is written in; without the sign in front of what is not told.
static Text beginning_of(const Policy *policy, Span span)
{
    Text whole = sources_text(policy->sources, span);
    Text text = source_folded(policy->arena, text_slice(whole, 0, source_beginning(whole)));
    bool cut = text.length && text.bytes[text.length - 1] == '=';
    return cut ? text_trimmed(text_slice(text, 0, text.length - 1)) : text;
}

Stated resolve_beginning(const Policy *policy, const Profile *whose, Span span)
{
    return resolve_said(policy, whose, span, beginning_of(policy, span));
}

Span resolve_line(const Rule *rule, Span span)
{
    if (span_within(span, rule->severity_span))
        return rule->severity_span;
    if (span_within(span, rule->weight_span))
        return rule->weight_span;
    for (const Threshold *threshold = rule->thresholds; threshold; threshold = threshold->next) {
        if (span_within(span, threshold->span))
            return threshold->span;
    }
    const Condition *lists[] = {rule->requires, rule->drops};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (const Condition *condition = lists[i]; condition; condition = condition->next) {
            if (span_within(span, condition->span))
                return condition->span;
        }
    }
    return (Span){0};
}

// The mapping that a span stands in, with what is around it on one line; else how the block begins.
static Stated mapping_at(const Policy *policy, const Profile *whose, const Decl *entry, Span span)
{
    const FilledType *filled = entry->filled;
    while (filled && !span_within(span, filled->span))
        filled = filled->next;
    const Mapping *mapping = filled ? filled->mappings : NULL;
    while (mapping && !span_within(span, mapping->span))
        mapping = mapping->next;
    if (!filled || (!mapping && filled->mappings))
        return resolve_beginning(policy, whose, entry->span);
    Text format = beginning_of(policy, entry->span);
    Text type = source_folded(policy->arena, sources_text(policy->sources, span_join(filled->type.span, filled->record.span)));
    Text inner = mapping ? source_folded(policy->arena, sources_text(policy->sources, mapping->span)) : (Text){"", 0};
    return resolve_said(policy, whose, span,
                        text_format(policy->arena, "%.*s { %.*s { %.*s%s} }", (int)format.length, format.bytes, (int)type.length,
                                    type.bytes, (int)inner.length, inner.bytes, mapping ? " " : ""));
}

// The line of a `strengthen` behind how that begins.
static Stated strengthening_at(const Policy *policy, const Profile *whose, const Decl *entry, Span span)
{
    Text beginning = beginning_of(policy, entry->span);
    Text line = source_folded(policy->arena, sources_text(policy->sources, resolve_line(&entry->rule, span)));
    return resolve_said(policy, whose, span,
                        text_format(policy->arena, "%.*s { %.*s%s", (int)beginning.length, beginning.bytes, (int)line.length,
                                    line.bytes, line.length ? " }" : "…"));
}

Stated resolve_part(const Policy *policy, const Profile *whose, const Decl *entry, Span span)
{
    Stated stated;
    if (entry->kind == DECL_STRENGTHEN)
        stated = strengthening_at(policy, whose, entry, span);
    else if (entry->kind == DECL_SET || entry->kind == DECL_WAIVE || entry->kind == DECL_ALSO)
        stated = resolve_stated(policy, whose, entry->span);
    else if (entry->kind == DECL_FORMAT)
        stated = mapping_at(policy, whose, entry, span);
    else
        stated = resolve_beginning(policy, whose, entry->span);
    stated.place = resolve_place(policy, span);
    return stated;
}

Text resolve_wording(const Wording *wording, Text language)
{
    for (const Wording *at = wording; at; at = at->next) {
        if (at->language && text_equal(at->language->text, language))
            return at->text;
    }
    return wording ? wording->text : (Text){"", 0};
}

ReportHead resolve_head(const Policy *policy, const File *file, Text language)
{
    const Header *header = &file->header;
    ReportHead head = {.name = file->name.name->text,
                       .version = header->version,
                       .title = resolve_wording(header->title, language),
                       .refines = {"", 0},
                       .refines_version = {"", 0},
                       .place = resolve_place(policy, file->span)};
    if (header->refines.name) {
        head.refines = header->refines.name->text;
        head.refines_version = header->refines_version;
    }
    if (header->applies)
        head.applies = resolve_stated(policy, file->module->profile, header->applies->span);
    return head;
}

ReportHeads resolve_heads(const Policy *policy, Text language)
{
    ReportHeads heads = {.policy = resolve_head(policy, policy->main, language), .count = policy->profile_count};
    heads.profiles = arena_array(policy->arena, heads.count + 1, sizeof *heads.profiles);
    for (uint32_t i = 0; i < policy->profile_count; i++)
        heads.profiles[i] = resolve_head(policy, policy->profiles[i]->file, language);
    return heads;
}
