// SPDX-License-Identifier: MIT
// The JSON form of profiles: a policy as it stands with them, what they change, how one fits a new base. See forms.h and
// resolved.h.
#include "report/forms.h"

// ---- heads and lines ----

static void write_place(JsonWriter *json, const ReportPlace *place)
{
    json_begin_object(json);
    json_key_string(json, "file", place->file);
    json_key_integer(json, "line", place->line);
    json_end_object(json);
}

static void key_place(JsonWriter *json, const ReportPlace *place)
{
    if (!place->line)
        return;
    json_key(json, text_of("place"));
    write_place(json, place);
}

// `profile` is null where the words are those of the policy, or of a library.
static void key_profile(JsonWriter *json, Text profile)
{
    json_key(json, text_of("profile"));
    if (profile.length)
        json_write_string(json, profile);
    else
        json_write_null(json);
}

static void key_stated(JsonWriter *json, const char *key, const Stated *stated)
{
    json_key_object(json, key);
    key_place(json, &stated->place);
    key_profile(json, stated->profile);
    json_key_string(json, "text", stated->text);
    json_end_object(json);
}

static void write_head(JsonWriter *json, const ReportHead *head)
{
    json_begin_object(json);
    if (head->applies.text.length)
        json_key_string(json, "applies_when", head->applies.text);
    json_key_string(json, "name", head->name);
    key_place(json, &head->place);
    if (head->refines.length) {
        json_key_object(json, "refines");
        json_key_string(json, "name", head->refines);
        json_key_string(json, "version", head->refines_version);
        json_end_object(json);
    }
    json_key_string(json, "title", head->title);
    json_key_string(json, "version", head->version);
    json_end_object(json);
}

static void key_head(JsonWriter *json, const char *key, const ReportHead *head)
{
    json_key(json, text_of(key));
    write_head(json, head);
}

// ---- the policy as it stands ----

static void write_field(JsonWriter *json, const ResolvedField *field)
{
    json_begin_object(json);
    if (field->before.text.length)
        key_stated(json, "before", &field->before);
    json_key_string(json, "field", text_of(field->name));
    json_key_bool(json, "holds", field->now.text.length && !field->but.length);
    key_stated(json, "now", &field->now);
    json_end_object(json);
}

// A parameter, a rule or an outcome; what it is, its list says.
static void write_item(JsonWriter *json, const ResolvedItem *item)
{
    json_begin_object(json);
    json_key_array(json, "fields");
    for (size_t i = 0; i < item->count; i++)
        write_field(json, &item->fields[i]);
    json_end_array(json);
    json_key_string(json, "name", item->name);
    key_place(json, &item->place);
    key_profile(json, item->profile);
    json_key_string(json, "title", item->title);
    json_end_object(json);
}

static void key_items(JsonWriter *json, const char *key, const ReportResolved *resolved, ResolvedKind kind)
{
    json_key_array(json, key);
    for (size_t i = 0; i < resolved->count; i++) {
        if (resolved->items[i].kind == kind)
            write_item(json, &resolved->items[i]);
    }
    json_end_array(json);
}

static void key_profiles(JsonWriter *json, const ReportHeads *heads)
{
    json_key_array(json, "profiles");
    for (size_t i = 0; i < heads->count; i++)
        write_head(json, &heads->profiles[i]);
    json_end_array(json);
}

void resolved_as_json(const ReportResolved *resolved, Sheet *sheet)
{
    JsonWriter *json = &sheet->json;
    json_begin_object(json);
    key_items(json, "mappings", resolved, RESOLVED_MAPPING);
    key_items(json, "outcomes", resolved, RESOLVED_OUTCOME);
    key_items(json, "parameters", resolved, RESOLVED_PARAMETER);
    key_head(json, "policy", &resolved->heads.policy);
    key_profiles(json, &resolved->heads);
    key_items(json, "rules", resolved, RESOLVED_RULE);
    json_end_object(json);
    text_append_byte(sheet->to, '\n');
}

// ---- what they change ----

static void write_side(JsonWriter *json, const DifferenceSide *side)
{
    json_begin_object(json);
    if (side->because.length)
        json_key_string(json, "because", side->because);
    json_key_string(json, "effect", text_of(change_effect_names[side->effect]));
    key_place(json, &side->to.place);
    key_profile(json, side->to.profile);
    json_key_string(json, "text", side->to.text);
    json_end_object(json);
}

static void write_difference(JsonWriter *json, const Difference *difference)
{
    json_begin_object(json);
    json_key_bool(json, "added", difference->added);
    json_key_array(json, "changes");
    for (size_t i = 0; i < difference->count; i++)
        write_side(json, &difference->sides[i]);
    json_end_array(json);
    if (difference->from.text.length)
        key_stated(json, "from", &difference->from);
    json_key_string(json, "kind", text_of(difference->kind));
    json_key_string(json, "name", difference->name);
    if (difference->stricter)
        json_key_string(json, "stricter", text_of(difference->stricter));
    json_end_object(json);
}

void differences_as_json(const ReportDifferences *differences, Sheet *sheet)
{
    JsonWriter *json = &sheet->json;
    json_begin_object(json);
    json_key_array(json, "differences");
    for (size_t i = 0; i < differences->count; i++)
        write_difference(json, &differences->items[i]);
    json_end_array(json);
    key_head(json, "policy", &differences->heads.policy);
    key_profiles(json, &differences->heads);
    json_end_object(json);
    text_append_byte(sheet->to, '\n');
}

// ---- on a new base ----

static void write_entry(JsonWriter *json, const RebaseEntry *entry)
{
    json_begin_object(json);
    if (entry->base.text.length)
        key_stated(json, "base", &entry->base);
    key_stated(json, "entry", &entry->entry);
    if (entry->refused)
        json_key_string(json, "message", entry->refused->message);
    if (entry->nearest.length)
        json_key_string(json, "nearest", entry->nearest);
    json_key_string(json, "state", text_of(rebase_state_names[entry->state]));
    json_end_object(json);
}

void rebase_as_json(const ReportRebase *rebase, Sheet *sheet)
{
    JsonWriter *json = &sheet->json;
    json_begin_object(json);
    key_head(json, "base", &rebase->base);
    json_key_array(json, "entries");
    for (size_t i = 0; i < rebase->count; i++)
        write_entry(json, &rebase->entries[i]);
    json_end_array(json);
    json_key_bool(json, "partial", !rebase->proved);
    key_head(json, "profile", &rebase->profile);
    json_key_bool(json, "version_fits", rebase->version_fits);
    json_end_object(json);
    text_append_byte(sheet->to, '\n');
}
