// SPDX-License-Identifier: MIT
// The JSON form of the register. See forms.h.
#include "report/json_sheet.h"

static void write_member(Sheet *sheet, const char *key, Text text)
{
    if (text.length)
        json_key_string(&sheet->json, key, text);
}

// Names that are parted by blanks, as an array; nothing where there is none.
static void write_names(Sheet *sheet, const char *key, Text names)
{
    if (!names.length)
        return;
    json_key_array(&sheet->json, key);
    for (size_t at = 0; at < names.length;) {
        size_t blank = text_find(names, at, text_of(" ")), end = blank == SIZE_MAX ? names.length : blank;
        json_write_string(&sheet->json, text_slice(names, at, end));
        at = end + 1;
    }
    json_end_array(&sheet->json);
}

// ---- verdicts ----

static void write_releases(Sheet *sheet, const History *history, const HeldVerdict *verdict)
{
    json_key_array(&sheet->json, "releases");
    for (size_t i = 0; i < history->count; i++) {
        const LogEntry *entry = &history->steps[i].entry;
        if (!step_releases(&history->steps[i], verdict))
            continue;
        json_begin_object(&sheet->json);
        write_member(sheet, "as", entry->as);
        write_member(sheet, "audience", entry->audience);
        write_member(sheet, "on", entry->on);
        write_member(sheet, "to", entry->to);
        write_member(sheet, "view", entry->view);
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
}

// history: the subject's, where all is told; else null.
static void write_verdict(Sheet *sheet, const HeldVerdict *verdict, const History *history)
{
    const LogEntry *entry = &verdict->issued.entry;
    json_begin_object(&sheet->json);
    json_key_string(&sheet->json, "entity", entry->entity);
    json_key_string(&sheet->json, "id", entry->id);
    json_key_string(&sheet->json, "on", entry->on);
    if (history && !verdict->released)
        write_member(sheet, "opened", entry->opened);
    json_key_string(&sheet->json, "outcome", entry->outcome);
    json_key_string(&sheet->json, "policy", entry->policy);
    write_names(sheet, "profiles", entry->profiles);
    json_key_string(&sheet->json, "rank", entry->rank);
    json_key_string(&sheet->json, "registered", entry->at);
    if (history)
        write_releases(sheet, history, verdict);
    if (verdict->revoked) {
        json_key_object(&sheet->json, "revoked");
        json_key_string(&sheet->json, "because", verdict->revoked->entry.because);
        json_key_string(&sheet->json, "on", verdict->revoked->entry.on);
        json_end_object(&sheet->json);
    }
    if (history && !verdict->released)
        write_member(sheet, "sources", entry->sources);
    json_key_string(&sheet->json, "state", text_of(verdict_state_names[held_state(verdict)]));
    if (verdict->newer)
        json_key_string(&sheet->json, "superseded_by", verdict->newer->called);
    write_member(sheet, "until", entry->until);
    json_key_string(&sheet->json, "verdict", verdict->called);
    json_end_object(&sheet->json);
}

void registered_as_json(const ReportVerdicts *verdicts, Sheet *sheet)
{
    if (!verdicts->whole)
        json_begin_array(&sheet->json);
    for (size_t i = 0; i < verdicts->count; i++)
        write_verdict(sheet, verdicts->items[i], verdicts->whole ? verdicts->history : NULL);
    if (!verdicts->whole)
        json_end_array(&sheet->json);
    text_append_byte(sheet->to, '\n');
}

// ---- histories ----

static void write_step(Sheet *sheet, const RegisterStep *step)
{
    const Digest nothing = {{0}};
    const LogEntry *entry = &step->entry;
    json_begin_object(&sheet->json);
    write_member(sheet, "as", entry->as);
    write_member(sheet, "at", entry->at);
    write_member(sheet, "audience", entry->audience);
    write_member(sheet, "because", entry->because);
    write_member(sheet, "by", entry->by);
    write_member(sheet, "change", entry->change);
    if (!digest_equal(&step->digest, &nothing))
        json_key_string(&sheet->json, "entry", digest_text(sheet->to->arena, &step->digest));
    write_member(sheet, "on", entry->on);
    write_member(sheet, "opened", entry->opened);
    write_member(sheet, "outcome", entry->outcome);
    write_member(sheet, "policy", entry->policy);
    write_names(sheet, "profiles", entry->profiles);
    write_member(sheet, "rank", entry->rank);
    write_member(sheet, "request", entry->request);
    write_member(sheet, "to", entry->to);
    write_member(sheet, "until", entry->until);
    write_member(sheet, "verdict", entry->verdict);
    write_member(sheet, "view", entry->view);
    json_end_object(&sheet->json);
}

void history_as_json(const History *history, Sheet *sheet)
{
    json_begin_object(&sheet->json);
    json_key_string(&sheet->json, "entity", history->type);
    json_key_string(&sheet->json, "id", history->id);
    json_key_array(&sheet->json, "steps");
    for (size_t i = 0; i < history->count; i++)
        write_step(sheet, &history->steps[i]);
    json_end_array(&sheet->json);
    json_end_object(&sheet->json);
    text_append_byte(sheet->to, '\n');
}

// ---- procurement ----

void procured_as_json(const Procured *procured, Sheet *sheet)
{
    const ProcureInfo *info = &procure_infos[procured->reason];
    json_begin_object(&sheet->json);
    json_key_string(&sheet->json, "answer", text_of(procurement_names[info->answer]));
    if (procured->what.viewer->audience == AUDIENCE_INSTITUTION)
        write_member(sheet, "buyer", procured->what.viewer->institution);
    write_member(sheet, "do", text_of(info->next));
    write_member(sheet, "entity", procured->what.type);
    json_key_string(&sheet->json, "id", procured->what.id);
    json_date(sheet, "on", procured->what.on);
    write_member(sheet, "other_profiles", procured->others);
    json_key_string(&sheet->json, "reason", text_of(info->name));
    if (procured->rests_on) {
        write_member(sheet, "until", procured->rests_on->issued.entry.until);
        json_key_string(&sheet->json, "verdict", procured->rests_on->called);
    }
    json_key_string(&sheet->json, "why", text_of(info->why));
    json_end_object(&sheet->json);
    text_append_byte(sheet->to, '\n');
}

// ---- providers ----

static void write_provider_line(Sheet *sheet, const ProviderLine *line)
{
    json_begin_object(&sheet->json);
    if (line->before) {
        json_key_object(&sheet->json, "before");
        json_key_string(&sheet->json, "on", line->before->issued.entry.on);
        json_key_string(&sheet->json, "outcome", line->before->issued.entry.outcome);
        json_key_string(&sheet->json, "verdict", line->before->called);
        json_end_object(&sheet->json);
    }
    json_key_array(&sheet->json, "needs");
    for (size_t i = 0; i < line->need_count; i++) {
        json_begin_object(&sheet->json);
        write_member(sheet, "entity", line->needs[i].entity);
        write_member(sheet, "path", line->needs[i].path);
        write_member(sheet, "why", line->needs[i].why);
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
    json_key_integer(&sheet->json, "revoked", (int64_t)line->revoked);
    if (line->role == ROLE_NAMED) {
        json_key_array(&sheet->json, "roles");
        for (size_t i = 0; i < line->role_count; i++)
            json_write_string(&sheet->json, line->roles[i]);
        json_end_array(&sheet->json);
    } else if (line->role == ROLE_UNKNOWN) {
        json_key_null(&sheet->json, "roles");
    }
    json_key_string(&sheet->json, "trend", text_of(provider_trend_names[line->trend]));
    json_key(&sheet->json, text_of("verdict"));
    write_verdict(sheet, line->verdict, NULL);
    json_key_integer(&sheet->json, "verdicts", (int64_t)line->count);
    json_end_object(&sheet->json);
}

void provider_as_json(const ProviderReport *report, Sheet *sheet)
{
    json_begin_object(&sheet->json);
    json_key_object(&sheet->json, "counts");
    for (VerdictRank rank = RANK_BEST; rank < VERDICT_RANKS; rank++) {
        if (rank == RANK_UNDETERMINED) // in the order of names
            json_key_integer(&sheet->json, "revoked", (int64_t)report->revoked);
        json_key_integer(&sheet->json, verdict_rank_names[rank], (int64_t)report->ranks[rank]);
    }
    json_end_object(&sheet->json);
    if (report->other_roles)
        json_key_integer(&sheet->json, "other_roles", (int64_t)report->other_roles);
    json_key_string(&sheet->json, "provider", report->what.provider);
    json_key_array(&sheet->json, "verdicts");
    for (size_t i = 0; i < report->count; i++)
        write_provider_line(sheet, &report->lines[i]);
    json_end_array(&sheet->json);
    json_end_object(&sheet->json);
    text_append_byte(sheet->to, '\n');
}

// ---- verdicts made again ----

void compared_as_json(const ReportCompared *compared, Sheet *sheet)
{
    json_begin_object(&sheet->json);
    if (!compared->same && compared->shows)
        json_key_string(&sheet->json, "is", compared->is);
    if (!compared->same)
        json_key_string(&sheet->json, "pointer", compared->pointer);
    json_key_bool(&sheet->json, "same", compared->same);
    json_key_object(&sheet->json, "semantics");
    json_key_integer(&sheet->json, "is", compared->semantics_is);
    json_key_integer(&sheet->json, "was", compared->semantics_was);
    json_end_object(&sheet->json);
    json_key_string(&sheet->json, "verdict", compared->verdict);
    if (!compared->same && compared->shows)
        json_key_string(&sheet->json, "was", compared->was);
    json_end_object(&sheet->json);
    text_append_byte(sheet->to, '\n');
}
