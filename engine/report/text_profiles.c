// SPDX-License-Identifier: MIT
// What the text form says of profiles: whether they apply and why, what they change of a rule, what a rule comes to with them and
// without them, waivers. See text_sheet.h.
#include "report/text_sheet.h"

#include "support/calendar.h"

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
        sheet_source(sheet, program_source(sheet->program, profile->condition));
    } else if (told->applies != TRUTH_TRUE && profile->refines != NO_INDEX) {
        sheet_put_text(sheet, ", because of ", sheet_string(sheet, sheet->program->profiles[profile->refines].name));
    }
    sheet_put(sheet, "\n");
}

static void write_profile(Sheet *sheet, uint32_t number)
{
    enum { REASON_INDENT = 4 };
    const ProfileInfo *profile = &sheet->program->profiles[number];
    const ToldProfile *told = &sheet->report->profiles[number];
    sheet_put_text(sheet, "profile ", sheet_string(sheet, profile->name));
    sheet_put_text(sheet, " ", sheet_string(sheet, profile->version));
    sheet_put_text(sheet, "  ", sheet_wording(sheet, profile->title));
    sheet_put(sheet, "\n  ");
    if (profile->authority.count) {
        sheet_put_text(sheet, "authority: ", sheet_wording(sheet, profile->authority));
        sheet_put(sheet, "; ");
    }
    sheet_in_force(sheet, profile->effective, profile->until);
    sheet_put(sheet, "\n  ");
    sheet_applies(sheet, number, told);
    if (told->condition == told->applies)
        sheet_conditions(sheet, told->reasons, told->reason_count, REASON_INDENT);
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

static void write_change(Sheet *sheet, const ChangeInfo *change)
{
    static const char *const change_texts[CHANGE_KINDS] = {[CHANGE_SEVERITY] = "severity ",
                                                           [CHANGE_WEIGHT] = "weight ",
                                                           [CHANGE_EVIDENCE] = "evidence ",
                                                           [CHANGE_REQUIRE] = "requires ",
                                                           [CHANGE_DROP_EXCEPT] = "without the exception ",
                                                           [CHANGE_WAIVE] = "waived until "};
    const Program *program = sheet->program;
    Text from = program_string(program, change->from), to = program_string(program, change->to);
    sheet_put_text(sheet, "", sheet_string(sheet, program->profiles[change->profile].name));
    sheet_put(sheet, ": ");
    if (change->kind == CHANGE_SET && change->parameter != NO_INDEX)
        sheet_put_text(sheet, "", sheet_string(sheet, program->parameters[change->parameter].name));
    sheet_put(sheet, change->kind == CHANGE_SET ? " = " : change_texts[change->kind]);
    sheet_source(sheet, change->kind == CHANGE_DROP_EXCEPT ? from : to);
    if (change->kind == CHANGE_DROP_EXCEPT || !from.length)
        return;
    sheet_put(sheet, " instead of ");
    sheet_source(sheet, from);
}

void sheet_changes(Sheet *sheet, const char *indent, const RuleInfo *rule, bool waived, bool places)
{
    size_t count;
    const ChangeInfo **changes = report_changes(sheet->program, rule, waived, sheet->to->arena, &count);
    for (size_t i = 0; i < count; i++) {
        ProgramPlace place;
        sheet_put(sheet, indent);
        sheet_colour(sheet, FAINT);
        write_change(sheet, changes[i]);
        if (places && program_place(sheet->program, changes[i]->span, &place))
            text_append_format(sheet->to, "  %.*s:%u", (int)place.path.length, place.path.bytes, place.line);
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
