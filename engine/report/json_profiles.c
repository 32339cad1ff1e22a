// SPDX-License-Identifier: MIT
// What the JSON form says of profiles: whether they apply, what they change of a rule, what a rule comes to with them and without
// them, waivers. Members stand in the order that RFC 8785 asks for. See json_sheet.h.
#include "report/json_sheet.h"

#include "support/calendar.h"
#include "support/source.h"

static Text profile_name(const Sheet *sheet, uint32_t number)
{
    return program_string(sheet->program, sheet->program->profiles[number].name);
}

void json_applies(Sheet *sheet, Truth applies)
{
    if (applies == TRUTH_UNKNOWN)
        json_key_null(&sheet->json, "applies");
    else
        json_key_bool(&sheet->json, "applies", applies == TRUTH_TRUE);
}

// It goes without saying that these keep open whether the profile applies.
void json_applies_reasons(Sheet *sheet, const ToldProfile *told)
{
    if (told->applies != TRUTH_UNKNOWN || told->condition != TRUTH_UNKNOWN)
        return;
    Reason *reasons = arena_array(sheet->to->arena, told->reason_count + 1, sizeof *reasons);
    for (size_t i = 0; i < told->reason_count; i++) {
        reasons[i] = told->reasons[i];
        reasons[i].profiles = 0;
    }
    json_reasons(sheet, reasons, told->reason_count);
}

static void write_profile(Sheet *sheet, uint32_t number)
{
    const ProfileInfo *profile = &sheet->program->profiles[number];
    const ToldProfile *told = &sheet->report->profiles[number];
    bool by_own = profile->applies != NO_REGISTER && told->condition == told->applies; // not because of what it refines
    json_begin_object(&sheet->json);
    json_applies(sheet, told->applies);
    json_authority(sheet, profile->authority);
    if (by_own)
        json_key_string(&sheet->json, "condition",
                        source_folded(sheet->to->arena, program_source(sheet->program, profile->condition)));
    if (told->hidden)
        json_key_bool(&sheet->json, "confidential", true);
    json_key_string(&sheet->json, "digest", digest_text(sheet->to->arena, &sheet->program->profile_digests[number]));
    if (by_own && told->condition != TRUTH_UNKNOWN)
        json_facts(sheet, told->reasons, told->reason_count);
    json_key_string(&sheet->json, "name", program_string(sheet->program, profile->name));
    json_applies_reasons(sheet, told);
    if (profile->refines != NO_INDEX)
        json_key_string(&sheet->json, "refines", profile_name(sheet, profile->refines));
    json_key_string(&sheet->json, "version", program_string(sheet->program, profile->version));
    json_end_object(&sheet->json);
}

void json_profiles(Sheet *sheet)
{
    json_key_array(&sheet->json, "profiles");
    for (uint32_t i = 0; i < sheet->program->profiles_count; i++)
        write_profile(sheet, i);
    json_end_array(&sheet->json);
}

void json_changes(Sheet *sheet, const RuleInfo *rule, bool waived, bool places)
{
    size_t count;
    const ChangeInfo **changes = sheet_changes_of(sheet, rule, waived, &count);
    if (!count)
        return;
    json_key_array(&sheet->json, "changes");
    for (size_t i = 0; i < count; i++) {
        const ChangeInfo *change = changes[i];
        Text from = program_string(sheet->program, change->from), to = program_string(sheet->program, change->to);
        json_begin_object(&sheet->json);
        json_key_string(&sheet->json, "change", text_of(change_names[change->kind]));
        if (from.length)
            json_key_string(&sheet->json, "from", from);
        if (change->kind == CHANGE_SET && change->parameter != NO_INDEX)
            json_key_string(&sheet->json, "parameter",
                            program_string(sheet->program, sheet->program->parameters[change->parameter].name));
        if (places)
            json_place(sheet, change->span);
        json_key_string(&sheet->json, "profile", profile_name(sheet, change->profile));
        if (to.length)
            json_key_string(&sheet->json, "to", to);
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
}

void json_difference(Sheet *sheet, const ToldRule *told)
{
    uint64_t unknown = 0;
    for (uint32_t i = 0; i < sheet->program->profiles_count; i++)
        unknown |= (uint64_t)(sheet->report->profiles[i].applies == TRUTH_UNKNOWN) << i;
    json_key_object(&sheet->json, "depends");
    json_profile_names(sheet, "on", unknown);
    json_key_string(&sheet->json, "with", text_of(status_names[told->with]));
    if (told->added)
        json_key_null(&sheet->json, "without");
    else
        json_key_string(&sheet->json, "without", text_of(status_names[told->without]));
    json_end_object(&sheet->json);
}

static void write_waiving(Sheet *sheet, uint32_t rule)
{
    json_key_array(&sheet->json, "by");
    for (uint32_t i = 0; i < sheet->program->waivers_count; i++) {
        const WaiverInfo *waiver = &sheet->program->waivers[i];
        if (waiver->rule != rule || !program_says(sheet->program, waiver->profile))
            continue;
        json_begin_object(&sheet->json);
        json_wording(sheet, "because", waiver->because);
        json_key_string(&sheet->json, "profile", profile_name(sheet, waiver->profile));
        json_date(sheet, "until", waiver->until);
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
}

void json_waiver(Sheet *sheet, const RuleInfo *rule, int64_t until)
{
    json_key_object(&sheet->json, "waiver");
    write_waiving(sheet, (uint32_t)(rule - sheet->program->rules));
    json_date(sheet, "until", until);
    json_end_object(&sheet->json);
}
