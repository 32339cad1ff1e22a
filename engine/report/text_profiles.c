// SPDX-License-Identifier: MIT
// What the text form says of profiles: whether they apply and why, what they change of a rule, what a rule comes to with them and
// without them, waivers. See text_sheet.h.
#include "report/text_sheet.h"

#include "support/calendar.h"
#include "support/source.h"

uint64_t sheet_unknown_profiles(const Sheet *sheet)
{
    uint64_t unknown = 0;
    for (uint32_t i = 0; i < sheet->program->profiles_count; i++)
        unknown |= (uint64_t)(sheet->report->profiles[i].applies == TRUTH_UNKNOWN) << i;
    return unknown;
}

// ---- whether a profile applies ----

void sheet_applies(Sheet *sheet, uint32_t number, const ToldProfile *told)
{
    static const char *const applies_texts[] = {
        [TRUTH_FALSE] = "does not apply", [TRUTH_TRUE] = "applies", [TRUTH_UNKNOWN] = "unknown whether it applies"};
    static const Colour colours[] = {[TRUTH_FALSE] = PLAIN, [TRUTH_TRUE] = BOLD, [TRUTH_UNKNOWN] = YELLOW};
    const ProfileInfo *profile = &sheet->program->profiles[number];
    sheet_put_in(sheet, colours[told->applies], applies_texts[told->applies]);
    if (told->condition == told->applies && profile->applies != NO_REGISTER) {
        sheet_put(sheet, ": ");
        sheet_show(sheet, source_folded(sheet->to->arena, program_source(sheet->program, profile->condition)));
    } else if (told->applies != TRUTH_TRUE && profile->refines != NO_INDEX) {
        sheet_put_text(sheet, ", because of ", sheet_string(sheet, sheet->program->profiles[profile->refines].name));
    }
    sheet_put(sheet, "\n");
}

// By whose authority it is made, and whether it is in force; nothing where it says neither.
static void write_validity(Sheet *sheet, const ProfileInfo *profile)
{
    bool named = profile->authority.count > 0, dated = profile->effective != INT64_MIN;
    if (!named && !dated)
        return;
    sheet_put(sheet, "  ");
    if (named)
        sheet_put_text(sheet, "authority: ", sheet_wording(sheet, profile->authority));
    sheet_put(sheet, named && dated ? "; " : "");
    if (dated)
        sheet_in_force(sheet, profile->effective, profile->until);
    sheet_put(sheet, "\n");
}

static void write_profile(Sheet *sheet, uint32_t number)
{
    enum { REASON_INDENT = 4, MOST_REASONS_SHOWN = 5 };
    const ProfileInfo *profile = &sheet->program->profiles[number];
    const ToldProfile *told = &sheet->report->profiles[number];
    sheet_put_text(sheet, "profile ", sheet_string(sheet, profile->name));
    sheet_put_text(sheet, " ", sheet_string(sheet, profile->version));
    sheet_put_text(sheet, "  ", sheet_wording(sheet, profile->title));
    sheet_put(sheet, "\n");
    write_validity(sheet, profile);
    sheet_put(sheet, "  ");
    sheet_applies(sheet, number, told);
    size_t count = told->condition == told->applies ? told->reason_count : 0;
    size_t shown = count < MOST_REASONS_SHOWN ? count : MOST_REASONS_SHOWN;
    if (told->condition == TRUTH_UNKNOWN)
        sheet_conditions(sheet, told->reasons, shown, REASON_INDENT);
    else
        sheet_facts(sheet, told->reasons, shown, REASON_INDENT);
    if (count > shown) {
        sheet_blanks(sheet, REASON_INDENT);
        text_append_format(sheet->to, sheet_tell(sheet, "… and %zu more\n"), count - shown);
    }
    if (told->hidden) {
        sheet_blanks(sheet, REASON_INDENT);
        sheet_put_text(sheet, "- ", text_of(sheet_tell(sheet, hidden_text)));
        sheet_put(sheet, "\n");
    }
}

void sheet_profiles(Sheet *sheet)
{
    for (uint32_t i = 0; i < sheet->program->profiles_count; i++)
        write_profile(sheet, i);
}

// ---- what profiles change of a rule ----

// A word of the language as reports say it; else what is written.
static void write_written(Sheet *sheet, const ChangeInfo *change, Text written)
{
    const char *severity = NULL;
    for (int i = 0; i < RULE_SEVERITIES && change->kind == CHANGE_SEVERITY; i++)
        severity = text_is(written, rule_severity_names[i]) ? rule_severity_names[i] : severity;
    if (severity)
        sheet_put(sheet, severity);
    else if (change->kind == CHANGE_EVIDENCE && text_is(written, "any"))
        sheet_put(sheet, "any");
    else
        sheet_source(sheet, written);
}

void sheet_change(Sheet *sheet, const ChangeInfo *change)
{
    static const char *const change_texts[CHANGE_KINDS] = {[CHANGE_SEVERITY] = "severity ",
                                                           [CHANGE_WEIGHT] = "weight ",
                                                           [CHANGE_EVIDENCE] = "evidence ",
                                                           [CHANGE_REQUIRE] = "requires ",
                                                           [CHANGE_DROP_EXCEPT] = "without the exception ",
                                                           [CHANGE_WAIVE] = "waived until "};
    const Program *program = sheet->program;
    Text from = program_string(program, change->from), to = program_string(program, change->to);
    bool drops = change->kind == CHANGE_DROP_EXCEPT;
    if (change->kind == CHANGE_SET && change->parameter != NO_INDEX)
        sheet_put_text(sheet, "", sheet_string(sheet, program->parameters[change->parameter].name));
    sheet_put(sheet, change->kind == CHANGE_SET ? " = " : change_texts[change->kind]);
    sheet_put(sheet, drops ? "\"" : "");
    write_written(sheet, change, drops ? from : to);
    sheet_put(sheet, drops ? "\"" : "");
    if (change->kind == CHANGE_WAIVE)
        sheet_put(sheet, " (does not hold)"); // else it is told of the waiver
    if (drops || !from.length)
        return;
    sheet_put(sheet, " instead of ");
    write_written(sheet, change, from);
}

// Those of one profile stand in one line, unless places do behind them.
void sheet_changes(Sheet *sheet, const char *indent, const RuleInfo *rule, bool waived, bool places)
{
    size_t count;
    const ChangeInfo **changes = sheet_changes_of(sheet, rule, waived, &count);
    for (size_t i = 0; i < count; i++) {
        bool more = i > 0 && !places && changes[i]->profile == changes[i - 1]->profile;
        bool last = i + 1 == count || places || changes[i]->profile != changes[i + 1]->profile;
        ProgramPlace place;
        sheet_put(sheet, more ? "; " : indent);
        if (!more) {
            sheet_colour(sheet, FAINT);
            sheet_put_text(sheet, "", sheet_string(sheet, sheet->program->profiles[changes[i]->profile].name));
            sheet_put(sheet, ": ");
        }
        sheet_change(sheet, changes[i]);
        if (places && program_place(sheet->program, changes[i]->span, &place))
            text_append_format(sheet->to, "  %.*s:%u", (int)place.path.length, place.path.bytes, place.line);
        if (!last)
            continue;
        sheet_colour(sheet, PLAIN);
        sheet_put(sheet, "\n");
    }
}

// ---- with profiles, and without them ----

void sheet_difference(Sheet *sheet, const char *indent, uint64_t profiles, const ToldRule *told)
{
    sheet_put(sheet, indent);
    sheet_put(sheet, "with ");
    sheet_profile_names(sheet, profiles);
    sheet_put(sheet, ": ");
    sheet_put(sheet, status_names[told->with]);
    sheet_put(sheet, "; without: ");
    sheet_put(sheet, told->added ? "no such rule" : status_names[told->without]);
    sheet_put(sheet, "\n");
}

// ---- waivers ----

void sheet_waiver(Sheet *sheet, const char *indent, const RuleInfo *rule, Status otherwise, int64_t until)
{
    uint32_t number = (uint32_t)(rule - sheet->program->rules);
    sheet_put(sheet, indent);
    sheet_put(sheet, "would be ");
    sheet_put(sheet, status_names[otherwise]);
    sheet_put(sheet, "; ");
    sheet_put(sheet, "waived until ");
    date_append(sheet->to, until);
    sheet_put(sheet, "\n");
    for (uint32_t i = 0; i < sheet->program->waivers_count; i++) {
        const WaiverInfo *waiver = &sheet->program->waivers[i];
        if (waiver->rule != number || !program_says(sheet->program, waiver->profile))
            continue;
        sheet_put_text(sheet, indent, sheet_string(sheet, sheet->program->profiles[waiver->profile].name));
        sheet_put(sheet, ", until ");
        date_append(sheet->to, waiver->until);
        sheet_put_text(sheet, ": ", sheet_wording(sheet, waiver->because));
        sheet_put(sheet, "\n");
    }
}
