// SPDX-License-Identifier: MIT
// Makes the report of a verdict for one viewer: what outcome/ tells under that viewer's view, and the dossiers that were read, by
// what was submitted and withdrawn. See report.h.
#include "report/report.h"

#include "support/search.h"

#include <stdlib.h>

const char *const audience_names[] = {"public", "institution", "office"};
_Static_assert(sizeof audience_names / sizeof *audience_names == AUDIENCES, "an audience without its name");

// ---- dossiers ----

static int by_name(const void *a, const void *b)
{
    const ReadDossier *x = a, *y = b;
    int order = text_compare(x->type, y->type);
    return order ? order : text_compare(x->id, y->id);
}

// The subject's comes first; in what order the others were met hangs on the code.
static const ReadDossier *read_dossiers(const Review *review, View *view, size_t *count)
{
    ReadDossier *read = arena_array(review_arena(review), (size_t)review_entity_count(review) + 1, sizeof *read);
    *count = 0;
    for (uint32_t i = 0; i < review_entity_count(review); i++) {
        MetEntity met = review_entity(review, i);
        if (!met.asked_for || !view_lists_dossier(view, i))
            continue;
        read[(*count)++] = (ReadDossier){.type = met.type,
                                         .id = met.id,
                                         .known = view_knows_dossier(view, i),
                                         .digest = view_gives_dossier(view, i) ? &image_head(met.image)->dossier : NULL};
    }
    if (*count > 1)
        qsort(read + 1, *count - 1, sizeof *read, by_name);
    return read;
}

// ---- rules ----

static ToldRule told_rule(const Verdict *verdict, View *view, View *everybody, const OpenRule *open)
{
    const RuleInfo *rule = &review_program(verdict->review)->rules[open->rule];
    ToldRule told = {.rule = open->rule, .status = open->status};
    if (open->status == STATUS_VIOLATED)
        told.findings = findings_told(verdict, view, everybody, open, &told.finding_count);
    else if (open->status == STATUS_UNDETERMINED)
        told.reasons = reasons_told(verdict, view, rule, &told.reason_count, &told.hidden);
    else if (open->status == STATUS_EXCEPTED)
        told.excepts = excepts_told(verdict, view, rule, &told.hidden);
    return told;
}

const ToldRule *report_rule(const Report *report, uint32_t rule)
{
    BinarySearch search = search_of(0, (int64_t)report->rule_count);
    while (search_on(&search))
        search_narrow(&search, report->rules[search.middle].rule < rule);
    size_t at = (size_t)search.low;
    return at < report->rule_count && report->rules[at].rule == rule ? &report->rules[at] : NULL;
}

// Needs are made of reasons with all keys that these have; then those that are hidden go.
static void leave_out_parts(Report *report, Need *needs)
{
    for (size_t i = 0; i < report->rule_count; i++) {
        for (size_t at = 0; at < report->rules[i].reason_count; at++) {
            Reason *reason = &report->rules[i].reasons[at];
            reason->parts_listed = reason->parts_hidden ? 0 : reason->parts_listed;
            reason->parts = reason->parts_listed ? reason->parts : NULL;
        }
    }
    for (size_t i = 0; i < report->need_count; i++) {
        needs[i].parts_listed = needs[i].parts_hidden ? 0 : needs[i].parts_listed;
        needs[i].parts = needs[i].parts_listed ? needs[i].parts : NULL;
    }
    report->needs = needs;
}

// ---- the whole ----

static Report open_report(const Verdict *verdict, View *view)
{
    const Review *review = verdict->review;
    MetEntity subject = review_entity(review, 0);
    Report report = {.program = review_program(review),
                     .subject = subject.id,
                     .subject_type = subject.type,
                     .audience = view_viewer(view)->audience,
                     .subject_known = view_knows_dossier(view, 0),
                     .on = review_date(review),
                     .outcome = verdict_outcome(verdict),
                     .verdict = *verdict,
                     .limits = *review_limits(review)};
    report.verdict.review = NULL;
    return report;
}

Report *report_of(Verdict *verdict, const Viewer *viewer)
{
    Arena *arena = review_arena(verdict->review);
    const Viewer the_public = {.audience = AUDIENCE_PUBLIC};
    findings_run(verdict);
    View *view = view_open(verdict->review, viewer);
    View *everybody = viewer->audience == AUDIENCE_PUBLIC ? view : view_open(verdict->review, &the_public);
    Report *report = arena_take(arena, sizeof *report);
    *report = open_report(verdict, view);
    report->rules = arena_array(arena, verdict->open_count + 1, sizeof *report->rules);
    for (size_t at = 0; at < verdict->open_count; at++)
        report->rules[report->rule_count++] = told_rule(verdict, view, everybody, &verdict->open[at]);
    report->disputes = disputes_told(verdict, view, &report->dispute_count);
    leave_out_parts(report, needs_told(verdict, report->rules, report->rule_count, &report->need_count));
    report->dossiers = read_dossiers(verdict->review, view, &report->dossier_count);
    report->hit_rows = review_hit_rows(verdict->review);
    report->hit_memory = review_hit_memory(verdict->review);
    report->hit_regex = review_hit_regex(verdict->review);
    return review_failed(verdict->review) ? NULL : report;
}

ReportLine report_line(const Verdict *verdict, Text subject)
{
    ReportLine line = {.subject = subject,
                       .program = review_program(verdict->review),
                       .decided = verdict_is_decided(verdict),
                       .best = verdict->best,
                       .decided_rules = verdict->decided,
                       .applicable = verdict->applicable};
    for (size_t i = 0; i < verdict->open_count; i++) {
        line.violated += verdict->open[i].status == STATUS_VIOLATED;
        line.undetermined += verdict->open[i].status == STATUS_UNDETERMINED;
    }
    return line;
}

// ---- interpretations ----

static int by_day(const void *a, const void *b)
{
    const InterpretationInfo *x = *(const InterpretationInfo *const *)a, *y = *(const InterpretationInfo *const *)b;
    const int64_t of_x[] = {x->on, x->span.file, x->span.start}, of_y[] = {y->on, y->span.file, y->span.start};
    int order = 0;
    for (size_t i = 0; i < sizeof of_x / sizeof *of_x && !order; i++)
        order = (of_x[i] > of_y[i]) - (of_x[i] < of_y[i]);
    return order ? order : (x > y) - (x < y);
}

typedef struct Readings {
    const InterpretationInfo **items;
    size_t count, capacity;
} Readings;

static void add_readings(Readings *readings, const Program *program, uint32_t first, uint32_t count, int64_t on, Arena *arena)
{
    for (uint32_t i = 0; i < count; i++) {
        const InterpretationInfo *one = &program->interpretations[first + i];
        if (one->on > on)
            continue;
        readings->items = arena_grow(arena, (void *)readings->items, readings->count, &readings->capacity,
                                     sizeof *readings->items);
        readings->items[readings->count++] = one;
    }
}

const InterpretationInfo **report_interpretations(const Program *program, const RuleInfo *rule, int64_t on, Arena *arena,
                                                  size_t *count)
{
    Readings readings = {.items = NULL};
    *count = 0;
    if (!program->interpretations_count)
        return NULL;
    add_readings(&readings, program, rule->first_interpretation, rule->interpretation_count, on, arena);
    for (uint32_t i = 0; i < rule->cite_count; i++) {
        const ClauseInfo *clause = &program->clauses[program->cites[rule->first_cite + i].clause];
        add_readings(&readings, program, clause->first_interpretation, clause->interpretation_count, on, arena);
    }
    if (readings.count)
        qsort((void *)readings.items, readings.count, sizeof *readings.items, by_day);
    for (size_t i = 0; i < readings.count; i++) { // of a clause that is cited twice, once
        if (!*count || readings.items[*count - 1] != readings.items[i])
            readings.items[(*count)++] = readings.items[i];
    }
    return readings.items;
}

// ---- explanations ----

ReportExplanation report_explanation(Verdict *verdict, const Viewer *viewer, uint32_t number, Speech speech)
{
    Review *review = verdict->review;
    const RuleInfo *rule = &review_program(review)->rules[number];
    ReportExplanation explanation = {
        .program = review_program(review), .rule = rule, .status = (Status)verdict->statuses[number], .on = review_date(review)};
    bool excepted = explanation.status == STATUS_EXCEPTED, hidden;
    if (excepted)
        findings_run(verdict); // before there is a view
    View *view = view_open(review, viewer);
    if (excepted)
        explanation.excepts = excepts_told(verdict, view, rule, &hidden);
    explanation.tree = explain_rule(review, view, number, speech);
    return explanation;
}
