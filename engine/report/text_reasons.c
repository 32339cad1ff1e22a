// SPDX-License-Identifier: MIT
// Reasons, facts and where they stand, as several documents of the text form tell them. See text_sheet.h.
#include "report/text_sheet.h"

enum { MOST_PARTS_SHOWN = 4 };

void sheet_profile_names(Sheet *sheet, uint64_t profiles)
{
    const char *between = "";
    for (uint32_t i = 0; i < sheet->program->profiles_count; i++) {
        if (!(profiles >> i & 1))
            continue;
        sheet_put_text(sheet, between, sheet_string(sheet, sheet->program->profiles[i].name));
        between = ", ";
    }
}

void sheet_within(Sheet *sheet, const PartName *within)
{
    for (; within; within = within->within)
        sheet_put_text(sheet, " in ", part_in(within, sheet->style->language));
}

void sheet_whether(Sheet *sheet, uint64_t profiles)
{
    sheet_put(sheet, " (whether ");
    sheet_profile_names(sheet, profiles);
    sheet_put(sheet, profiles & (profiles - 1) ? " apply)" : " applies)");
}

void sheet_parts(Sheet *sheet, const PartName *parts, size_t listed, size_t count)
{
    if (!count)
        return;
    if (!listed) {
        text_append_format(sheet->to, sheet_tell(sheet, " of %zu without a name that shows"), count);
        return;
    }
    sheet_put(sheet, " of ");
    for (size_t i = 0; i < listed && i < MOST_PARTS_SHOWN; i++) {
        sheet_put_text(sheet, i ? ", " : "", part_in(&parts[i], sheet->style->language));
        sheet_within(sheet, parts[i].within);
    }
    if (count > MOST_PARTS_SHOWN)
        text_append_format(sheet->to, sheet_tell(sheet, " and %zu more"), count - MOST_PARTS_SHOWN);
}

void sheet_path(Sheet *sheet, uint32_t entity, Text id, Text path)
{
    if (entity != 0) {
        sheet_show(sheet, id);
        sheet_put(sheet, " ");
    }
    sheet_show(sheet, path);
}

void sheet_fault(Sheet *sheet, const Claimed *claim)
{
    if (claim->fault != FAULT_NONE || claim->decides)
        sheet_put(sheet, sheet_because(claim->fault));
    else if (claim->unasked)
        sheet_put(sheet, " (another kind of evidence is asked)");
    else
        sheet_put(sheet, " (weaker)");
}

// Whether a condition of acceptance is unknown for the same as another one.
static bool waits_alike(const Reason *a, const Reason *b)
{
    bool alike = a->condition_count == b->condition_count;
    for (size_t i = 0; i < a->condition_count && alike; i++) {
        const Reason *x = &a->conditions[i], *y = &b->conditions[i];
        alike = x->why == y->why && x->entity == y->entity && x->attribute == y->attribute && text_equal(x->path, y->path);
    }
    return alike;
}

void sheet_reason(Sheet *sheet, const Reason *reason, bool names_profiles)
{
    bool placed = reason->entity != NO_INDEX || reason->source.length; // of a condition of acceptance no words are kept
    if (reason->why < WHYS) {                                          // else it is what is the case
        sheet_put_in(sheet, YELLOW, why_names[reason->why]);
        sheet_put(sheet, placed ? ": " : "");
    }
    if (reason->entity == NO_INDEX) {
        sheet_source(sheet, reason->source);
    } else {
        sheet_path(sheet, reason->entity, reason->id, reason->path);
        sheet_parts(sheet, reason->parts, reason->parts_listed, reason->part_count);
    }
    for (uint32_t i = 0; i < reason->kinds.count; i++)
        sheet_put_text(sheet, i ? ", " : ", by ", sheet_string(sheet, sheet->program->kinds[reason->kinds.items[i]].name));
    if (reason->because != FAULT_NONE)
        sheet_put(sheet, sheet_because(reason->because));
    if (reason_is_unnamed(reason))
        sheet_put(sheet, " (the submission names no institution)");
    if (reason->profiles && names_profiles)
        sheet_whether(sheet, reason->profiles);
}

// In a line of its own, and below it why a condition of acceptance is unknown, or by which facts it is false, unless that is what
// it says above already.
static void write_reason(Sheet *sheet, const Reason *reason, const Reason *above, const char *before, bool names_profiles)
{
    sheet_put(sheet, before);
    sheet_reason(sheet, reason, names_profiles);
    sheet_put(sheet, "\n");
    bool said = above && waits_alike(reason, above);
    for (size_t i = 0; i < reason->condition_count && !said; i++) // one level deep
        write_reason(sheet, &reason->conditions[i], NULL, "          - ", false);
}

void sheet_conditions(Sheet *sheet, const Reason *reasons, size_t count, size_t indent)
{
    for (size_t i = 0; i < count; i++) {
        sheet_blanks(sheet, indent);
        write_reason(sheet, &reasons[i], NULL, "- ", false);
    }
}

void sheet_facts(Sheet *sheet, const Reason *facts, size_t count, size_t indent)
{
    for (size_t i = 0; i < count; i++) {
        sheet_blanks(sheet, indent);
        sheet_put(sheet, "- ");
        write_reason(sheet, &facts[i], NULL, "fact: ", false);
    }
}

void sheet_reasons(Sheet *sheet, const Reason *reasons, size_t count)
{
    for (size_t i = 0; i < count; i++)
        write_reason(sheet, &reasons[i], i ? &reasons[i - 1] : NULL, "      - ", true);
}
