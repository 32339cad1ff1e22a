// SPDX-License-Identifier: MIT
// The register, grouped by the provider that verdicts name. See provider.h.
#include "register/provider.h"

#include <stdlib.h>

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

// ---- as what it is named ----

typedef struct Roles {
    const Reporting *reporting;
    Text wanted;        // an id
    TextIndex names;    // of attributes
    TextIndex standing; // digests of the submissions that count
    bool documents;
} Roles;

// The submissions of a dossier as it was, but for those withdrawn by the verdict's day.
static bool read_standing(Roles *roles, const Digest *dossier, Text on)
{
    const Reporting *reporting = roles->reporting;
    Arena *arena = reporting->arena;
    JsonDocument document = {.values = NULL};
    JsonError error;
    BaseAnswer answer;
    TextIndex withdrawn;
    size_t at = 0;
    Text text;
    text_index_open(&withdrawn, arena);
    if (!base_content(reporting->reader, dossier, &text, &answer) || !json_read(&document, arena, text, &at, &error))
        return false;
    uint32_t list = json_member(&document, 0, "withdrawn"), submissions = json_member(&document, 0, "submissions");
    for (uint32_t one = list + 1; list != UINT32_MAX && one < json_next(&document, list); one = json_next(&document, one)) {
        bool pair = json_kind(&document, one) == JSON_ARRAY && json_count(&document, one) == 2 &&
                    json_kind(&document, one + 1) == JSON_STRING && json_kind(&document, one + 2) == JSON_STRING;
        if (pair && text_compare(json_string(&document, arena, one + 2), on) <= 0) // days stand in their order
            text_index_add(&withdrawn, json_string(&document, arena, one + 1));
    }
    for (uint32_t one = submissions + 1; submissions != UINT32_MAX && one < json_next(&document, submissions);
         one = json_next(&document, one)) {
        Text name = json_kind(&document, one) == JSON_STRING ? json_string(&document, arena, one) : (Text){"", 0};
        if (text_index_find(&withdrawn, name) == UINT32_MAX)
            text_index_add(&roles->standing, name);
    }
    return true;
}

static bool is_wanted(const Roles *roles, const JsonDocument *document, uint32_t value)
{
    Arena *arena = roles->reporting->arena;
    return json_kind(document, value) == JSON_STRING &&
           text_equal(text_nfc(arena, json_string(document, arena, value)), roles->wanted);
}

// An attribute whose value is the id, or a list that has it.
static void add_roles(Roles *roles, Text said)
{
    Arena *arena = roles->reporting->arena;
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    uint32_t facts = json_read(&document, arena, said, &at, &error) ? json_member(&document, 0, "facts") : UINT32_MAX;
    if (facts != UINT32_MAX && json_kind(&document, facts) != JSON_OBJECT)
        return;
    for (uint32_t key = facts + 1; facts != UINT32_MAX && key < json_next(&document, facts);
         key = json_next(&document, key + 1)) {
        uint32_t value = key + 1;
        bool named = is_wanted(roles, &document, value), list = json_kind(&document, value) == JSON_ARRAY;
        for (uint32_t one = value + 1; list && !named && one < json_next(&document, value); one = json_next(&document, one))
            named = is_wanted(roles, &document, one);
        if (named)
            text_index_add(&roles->names, json_string(&document, arena, key));
    }
}

static int by_name(const void *a, const void *b)
{
    return text_compare(*(const Text *)a, *(const Text *)b);
}

// The digest of the subject's dossier, as the verdict names it.
static bool find_dossier(const Reporting *reporting, const JsonDocument *document, const LogEntry *entry, Digest *digest)
{
    uint32_t dossiers = json_member(document, 0, "dossiers");
    for (uint32_t one = dossiers + 1; dossiers != UINT32_MAX && one < json_next(document, dossiers);
         one = json_next(document, one)) {
        if (text_equal(text_of_member(reporting, document, one, "type"), entry->entity) &&
            text_equal(text_of_member(reporting, document, one, "id"), entry->id))
            return digest_read(text_of_member(reporting, document, one, "digest"), digest);
    }
    return false;
}

static void find_roles(Reporting *reporting, const JsonDocument *document, ProviderLine *line)
{
    const LogEntry *entry = &line->verdict->issued.entry;
    Roles roles = {.reporting = reporting, .wanted = reporting->report->what.provider};
    BaseSubmission *list;
    size_t count, colon = 0;
    Digest dossier;
    line->role = ROLE_NOT_TOLD;
    if (reporting->report->what.viewer->audience != AUDIENCE_OFFICE)
        return;
    text_index_open(&roles.names, reporting->arena);
    text_index_open(&roles.standing, reporting->arena);
    line->role = ROLE_UNKNOWN;
    if (!find_dossier(reporting, document, entry, &dossier) || !read_standing(&roles, &dossier, entry->on))
        return;
    while (colon < roles.wanted.length && roles.wanted.bytes[colon] != ':')
        colon++;
    Text behind = text_slice(roles.wanted, colon < roles.wanted.length ? colon + 1 : 0, roles.wanted.length);
    reporting->answer = base_submissions(reporting->reader, entry->entity, entry->id, &list, &count);
    for (size_t i = 0; i < count && reporting->answer == BASE_DONE; i++) {
        if (text_index_find(&roles.standing, digest_text(reporting->arena, &list[i].digest)) == UINT32_MAX)
            continue;
        roles.documents |= list[i].stored.frame.bytes != NULL;
        add_roles(&roles, list[i].stored.said);
        roles.wanted = behind; // as `Type:id`
        add_roles(&roles, list[i].stored.said);
        roles.wanted = reporting->report->what.provider;
    }
    line->role = roles.names.count ? ROLE_NAMED : roles.documents ? ROLE_UNKNOWN : ROLE_OTHER;
    line->roles = roles.names.texts;
    line->role_count = roles.names.count;
    if (line->role_count)
        qsort(line->roles, line->role_count, sizeof *line->roles, by_name);
}

static void add_line(Reporting *reporting, const History *history, const HeldVerdict *latest)
{
    ProviderReport *report = reporting->report;
    JsonDocument document;
    if (!read_verdict(reporting, latest, &document) || !names_provider(reporting, &document, latest))
        return;
    ProviderLine found = line_of(reporting, history, latest);
    find_roles(reporting, &document, &found);
    if (found.role == ROLE_OTHER) {
        report->other_roles++;
        return;
    }
    report->lines = arena_grow(reporting->arena, report->lines, report->count, &report->capacity, sizeof *report->lines);
    ProviderLine *line = &report->lines[report->count++];
    *line = found;
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
