// SPDX-License-Identifier: MIT
// The register, grouped by the provider that verdicts name. See provider.h.
#include "register/provider.h"

#include "support/json.h"

const char *const provider_trend_names[] = {
    [TREND_FIRST] = "first", [TREND_BETTER] = "better", [TREND_SAME] = "same", [TREND_WORSE] = "worse"};

typedef struct Reporting {
    BaseReader *reader;
    Arena *arena;
    ProviderReport *report;
    BaseAnswer answer;
} Reporting;

// ---- what a verdict says ----

// The verdict as its viewer may see it: its own bytes, or those of what was released.
static bool read_verdict(Reporting *reporting, const HeldVerdict *verdict, JsonDocument *document)
{
    RegisterStep step;
    Digest digest;
    JsonError error;
    Text canonical;
    size_t at = 0;
    *document = (JsonDocument){.values = NULL};
    bool there = digest_read(verdict->called, &digest) &&
                 base_find_verdict(reporting->reader, &digest, &step, &canonical, &reporting->answer) &&
                 json_read(document, reporting->arena, canonical, &at, &error);
    if (!there && reporting->answer == BASE_DONE)
        reporting->answer = BASE_FAILED;
    return there;
}

static Text text_of_member(const Reporting *reporting, const JsonDocument *document, uint32_t object, const char *name)
{
    uint32_t member = json_member(document, object, name);
    bool there = member != UINT32_MAX && json_kind(document, member) == JSON_STRING;
    return there ? json_string(document, reporting->arena, member) : (Text){NULL, 0};
}

static bool names_provider(const Reporting *reporting, const JsonDocument *document, const HeldVerdict *verdict)
{
    Text wanted = reporting->report->what.provider;
    const LogEntry *entry = &verdict->issued.entry;
    uint32_t dossiers = json_member(document, 0, "dossiers");
    if (dossiers == UINT32_MAX)
        return false;
    for (uint32_t one = dossiers + 1; one < json_next(document, dossiers); one = json_next(document, one)) {
        Text type = text_of_member(reporting, document, one, "type"), id = text_of_member(reporting, document, one, "id");
        Text whole = text_format(reporting->arena, "%.*s:%.*s", (int)type.length, type.bytes, (int)id.length, id.bytes);
        bool subject = text_equal(type, entry->entity) && text_equal(id, entry->id);
        if (!subject && (text_equal(id, wanted) || text_equal(whole, wanted)))
            return true;
    }
    return false;
}

static void add_needs(const Reporting *reporting, const JsonDocument *document, ProviderLine *line)
{
    uint32_t needs = json_member(document, 0, "needs");
    if (needs == UINT32_MAX || json_kind(document, needs) != JSON_ARRAY)
        return;
    line->needs = arena_array(reporting->arena, (size_t)json_count(document, needs) + 1, sizeof *line->needs);
    for (uint32_t one = needs + 1; one < json_next(document, needs); one = json_next(document, one)) {
        ProviderNeed *need = &line->needs[line->need_count++];
        need->entity = text_of_member(reporting, document, one, "entity");
        need->path = text_of_member(reporting, document, one, "path");
        if (!need->path.length)
            need->path = text_of_member(reporting, document, one, "expression");
        need->why = text_of_member(reporting, document, one, "why");
    }
}

// ---- what became of it ----

static ProviderTrend trend_of(const ProviderLine *line)
{
    if (!line->before)
        return TREND_FIRST;
    VerdictRank is = verdict_rank_named(line->verdict->issued.entry.rank),
                was = verdict_rank_named(line->before->issued.entry.rank);
    return is < was ? TREND_BETTER : is > was ? TREND_WORSE : TREND_SAME;
}

// Of a verdict that is the latest of those that answer its question.
static ProviderLine line_of(const Reporting *reporting, const History *history, const HeldVerdict *latest)
{
    ProviderLine line = {.verdict = latest};
    for (size_t i = 0; i < history->verdict_count; i++) {
        const HeldVerdict *one = &history->verdicts[i];
        bool same = one->newer ? text_equal(one->newer->called, latest->called) : one == latest;
        if (!same || one->on < reporting->report->what.since)
            continue;
        line.count++;
        line.revoked += one->revoked != NULL;
        if (one != latest && (!line.before || one->on >= line.before->on))
            line.before = one;
    }
    line.trend = trend_of(&line);
    return line;
}

static void add_line(Reporting *reporting, const History *history, const HeldVerdict *latest)
{
    ProviderReport *report = reporting->report;
    JsonDocument document;
    if (!read_verdict(reporting, latest, &document) || !names_provider(reporting, &document, latest))
        return;
    report->lines = arena_grow(reporting->arena, report->lines, report->count, &report->capacity, sizeof *report->lines);
    ProviderLine *line = &report->lines[report->count++];
    *line = line_of(reporting, history, latest);
    add_needs(reporting, &document, line);
    if (latest->revoked)
        report->revoked++;
    else
        report->ranks[verdict_rank_named(latest->issued.entry.rank)]++;
}

static bool add_subject(void *with, Text type, Text id)
{
    Reporting *reporting = with;
    History *history = arena_take(reporting->arena, sizeof *history);
    guard_look(reporting->arena->guard);
    reporting->answer = history_read(reporting->reader, type, id, reporting->report->what.viewer, reporting->arena, history);
    for (size_t i = 0; i < history->verdict_count && reporting->answer == BASE_DONE; i++) {
        const HeldVerdict *one = &history->verdicts[i];
        if (!one->newer && one->on >= reporting->report->what.since)
            add_line(reporting, history, one);
    }
    return reporting->answer == BASE_DONE;
}

BaseAnswer provider_report(BaseReader *reader, const ProviderCase *what, Arena *arena, ProviderReport *report)
{
    Reporting reporting = {.reader = reader, .arena = arena, .report = report};
    *report = (ProviderReport){.what = *what};
    BaseAnswer answer = base_each_subject(reader, add_subject, &reporting);
    return answer == BASE_DONE ? reporting.answer : answer;
}
