// SPDX-License-Identifier: MIT
// The text form of the register: verdicts, the history of a subject, whether something may be bought, what came of verdicts made
// again. See forms.h.
#include "report/text_sheet.h"

static void put_member(Sheet *sheet, const char *before, Text text)
{
    if (!text.length)
        return;
    text_append_string(sheet->to, before);
    text_append_shown(sheet->to, text);
}

// ---- verdicts ----

static void put_state(Sheet *sheet, const HeldVerdict *verdict)
{
    text_append_string(sheet->to, verdict_state_names[held_state(verdict)]);
    if (verdict->revoked) {
        put_member(sheet, " as of ", verdict->revoked->entry.on);
        put_member(sheet, " because ", verdict->revoked->entry.because);
    } else if (verdict->newer) {
        put_member(sheet, " by ", verdict->newer->called);
    } else if (verdict->hidden_from != NO_DAY) {
        text_append_string(sheet->to, " by one that is not released");
    }
}

static void put_verdict(Sheet *sheet, const HeldVerdict *verdict)
{
    const LogEntry *entry = &verdict->issued.entry;
    text_append_shown(sheet->to, verdict->called);
    put_member(sheet, "  ", entry->entity);
    put_member(sheet, " ", entry->id);
    put_member(sheet, "  ", entry->on);
    put_member(sheet, "  ", entry->outcome);
    put_member(sheet, "  ", entry->policy);
    put_member(sheet, " with ", entry->profiles);
    text_append_string(sheet->to, "  ");
    put_state(sheet, verdict);
    text_append_byte(sheet->to, '\n');
}

static void put_line(Sheet *sheet, const char *before, Text text)
{
    put_member(sheet, before, text);
    text_append_string(sheet->to, text.length ? "\n" : "");
}

static void put_releases(Sheet *sheet, const History *history, const HeldVerdict *verdict)
{
    for (size_t i = 0; i < history->count; i++) {
        const LogEntry *entry = &history->steps[i].entry;
        if (!step_releases(&history->steps[i], verdict))
            continue;
        put_member(sheet, "  released on ", entry->on);
        put_member(sheet, " for the audience ", entry->audience);
        put_member(sheet, " ", entry->as);
        put_member(sheet, ", to ", entry->to);
        put_member(sheet, ": ", entry->view);
        text_append_byte(sheet->to, '\n');
    }
}

// One verdict, line by line.
static void put_whole(Sheet *sheet, const HeldVerdict *verdict, const History *history)
{
    const LogEntry *entry = &verdict->issued.entry;
    put_member(sheet, "verdict ", verdict->called);
    put_member(sheet, "\n  subject ", entry->entity);
    put_member(sheet, " ", entry->id);
    put_member(sheet, "\n  reviewed on ", entry->on);
    put_member(sheet, ", may be relied on until ", entry->until);
    put_member(sheet, "\n  policy ", entry->policy);
    put_member(sheet, " with ", entry->profiles);
    put_member(sheet, "\n  outcome ", entry->outcome);
    put_member(sheet, "\n  registered at ", entry->at);
    text_append_string(sheet->to, "\n  ");
    put_state(sheet, verdict);
    text_append_byte(sheet->to, '\n');
    if (!verdict->released) { // else it is not the reader's to know
        put_line(sheet, "  begun by the entry ", entry->opened);
        put_line(sheet, "  policy's texts ", entry->sources);
    }
    put_releases(sheet, history, verdict);
}

void registered_as_text(const ReportVerdicts *verdicts, Sheet *sheet)
{
    for (size_t i = 0; i < verdicts->count; i++) {
        if (verdicts->whole)
            put_whole(sheet, verdicts->items[i], verdicts->history);
        else
            put_verdict(sheet, verdicts->items[i]);
    }
    if (!verdicts->count)
        text_append_string(sheet->to, "there is no such verdict in the register, or none that is released\n");
}

// ---- histories ----

static void put_step(Sheet *sheet, const RegisterStep *step)
{
    const LogEntry *entry = &step->entry;
    static const char *const said[LOG_CHANGES] = {
        [LOG_ISSUE] = "registered", [LOG_REVOKE] = "revoked", [LOG_OPEN] = "review begun", [LOG_RELEASE] = "released"};
    text_append_shown(sheet->to, entry->at);
    text_append_format(sheet->to, "  %s", said[entry->kind] ? said[entry->kind] : "");
    put_member(sheet, " ", entry->verdict);
    put_member(sheet, entry->verdict.length ? " as " : " ", entry->view);
    put_member(sheet, ": ", entry->outcome);
    put_member(sheet, " by ", entry->policy);
    put_member(sheet, " with ", entry->profiles);
    put_member(sheet, ", request ", entry->request);
    put_member(sheet, " by ", entry->by);
    put_member(sheet, ", as of ", entry->on);
    put_member(sheet, ", for the audience ", entry->audience);
    put_member(sheet, ", to ", entry->to);
    put_member(sheet, ", because ", entry->because);
    if (entry->kind == LOG_OPEN)
        put_member(sheet, ": entry ", digest_text(sheet->to->arena, &step->digest));
    text_append_byte(sheet->to, '\n');
}

void history_as_text(const History *history, Sheet *sheet)
{
    put_member(sheet, "", history->type);
    put_member(sheet, " ", history->id);
    text_append_byte(sheet->to, '\n');
    for (size_t i = 0; i < history->count; i++)
        put_step(sheet, &history->steps[i]);
    if (!history->count)
        text_append_string(sheet->to, "the register says nothing of it, or nothing that is released\n");
}

// ---- procurement ----

void procured_as_text(const Procured *procured, Sheet *sheet)
{
    const ProcureInfo *info = &procure_infos[procured->reason];
    const HeldVerdict *verdict = procured->rests_on;
    text_append_string(sheet->to, procurement_names[info->answer]);
    text_append_format(sheet->to, ": %s", info->why);
    if (*info->next)
        text_append_format(sheet->to, ": %s", info->next);
    text_append_byte(sheet->to, '\n');
    if (verdict) {
        put_member(sheet, "  verdict ", verdict->called);
        put_member(sheet, " of ", verdict->issued.entry.on);
        put_member(sheet, " by ", verdict->issued.entry.policy);
        put_member(sheet, " with ", verdict->issued.entry.profiles);
        text_append_byte(sheet->to, '\n');
        if (procured->reason != PROCURE_REVOKED)
            put_line(sheet, "  its last day is ", verdict->issued.entry.until);
        else
            put_line(sheet, "  revoked because ", verdict->revoked->entry.because);
    }
    put_line(sheet, "  there are verdicts with other profiles: ", procured->others);
    if (procured->what.viewer->audience == AUDIENCE_INSTITUTION)
        put_line(sheet, verdict || procured->others.length ? "  by what is released to " : "  nothing on it is released to ",
                 procured->what.viewer->institution);
}

// ---- providers ----

enum { NEEDS_SHOWN = 5 };

static void put_needs(Sheet *sheet, const ProviderLine *line)
{
    for (size_t i = 0; i < line->need_count && i < NEEDS_SHOWN; i++) {
        const ProviderNeed *need = &line->needs[i];
        put_member(sheet, i ? ", " : "      is missing: ", need->path.length ? need->path : need->entity);
        put_member(sheet, " (", need->why);
        text_append_string(sheet->to, need->why.length ? ")" : "");
    }
    if (line->need_count > NEEDS_SHOWN)
        text_append_format(sheet->to, ", and %zu more", line->need_count - NEEDS_SHOWN);
    text_append_string(sheet->to, line->need_count ? "\n" : "");
}

static void put_roles(Sheet *sheet, const ProviderLine *line)
{
    for (size_t i = 0; i < line->role_count; i++)
        put_member(sheet, i ? ", " : "      the subject names it as ", line->roles[i]);
    if (line->role == ROLE_UNKNOWN)
        text_append_string(sheet->to, "      as what the subject names it is not known");
    text_append_string(sheet->to, line->role_count || line->role == ROLE_UNKNOWN ? "\n" : "");
}

static void put_other_roles(Sheet *sheet, const ProviderReport *report)
{
    if (report->other_roles)
        text_append_format(sheet->to, "  left out: %zu whose subject%s not name it, and which rest%s on what is known of it\n",
                           report->other_roles, report->other_roles == 1 ? " does" : "s do", report->other_roles == 1 ? "s" : "");
}

static void put_provider_line(Sheet *sheet, const ProviderLine *line)
{
    static const char *const trends[PROVIDER_TRENDS] = {[TREND_FIRST] = "the first verdict",
                                                        [TREND_BETTER] = "better than the one before it",
                                                        [TREND_SAME] = "as the one before it",
                                                        [TREND_WORSE] = "worse than the one before it"};
    text_append_string(sheet->to, "  ");
    put_verdict(sheet, line->verdict);
    text_append_format(sheet->to, "      %s; %zu verdict%s, %zu revoked\n", trends[line->trend], line->count,
                       line->count == 1 ? "" : "s", line->revoked);
    put_roles(sheet, line);
    put_needs(sheet, line);
}

void provider_as_text(const ProviderReport *report, Sheet *sheet)
{
    put_member(sheet, "provider ", report->what.provider);
    text_append_byte(sheet->to, '\n');
    if (!report->count) {
        text_append_string(sheet->to, "no verdict of the register rests on what is known of it, or none that is released\n");
        put_other_roles(sheet, report);
        return;
    }
    text_append_string(sheet->to, "  of the verdicts that count:");
    for (VerdictRank rank = RANK_BEST; rank < VERDICT_RANKS; rank++) {
        if (report->ranks[rank])
            text_append_format(sheet->to, " %zu %s,", report->ranks[rank], verdict_rank_names[rank]);
    }
    text_append_format(sheet->to, " %zu revoked\n", report->revoked);
    for (size_t i = 0; i < report->count; i++)
        put_provider_line(sheet, &report->lines[i]);
    put_other_roles(sheet, report);
}

// ---- verdicts made again ----

void compared_as_text(const ReportCompared *compared, Sheet *sheet)
{
    text_append_shown(sheet->to, compared->verdict);
    if (compared->same) {
        text_append_string(sheet->to, ": the review was made again from what was kept, and gave the same bytes\n");
        return;
    }
    text_append_string(sheet->to, compared->file ? ": the file says that it is this verdict, and says something else\n"
                                                 : ": the review was made again from what was kept, and gave another verdict\n");
    if (!compared->file && compared->semantics_was != compared->semantics_is)
        text_append_format(sheet->to,
                           "  it was made with semantics %lld, and this program has %lld: what natives or formats mean has "
                           "changed since\n",
                           (long long)compared->semantics_was, (long long)compared->semantics_is);
    put_line(sheet, "  the first value that is another one: ", compared->pointer);
    if (compared->shows) {
        put_line(sheet, "  it was ", compared->was);
        put_line(sheet, "  it is  ", compared->is);
    }
}
