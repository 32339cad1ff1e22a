// SPDX-License-Identifier: MIT
// Makes the report of a verdict for one viewer: what outcome/ tells to that viewer, and the dossiers that were read, by what was
// submitted and withdrawn. See report.h.
#include "report/report.h"

#include "support/search.h"

#include <stdlib.h>

const char *const test_effect_names[TEST_EFFECTS] = {
    [TEST_AS_BEFORE] = "none", [TEST_MEANT] = "meant", [TEST_CHANGED] = "changed", [TEST_NEEDLESS] = "needless"};

const char *const audience_names[] = {"public", "institution", "office"};
_Static_assert(sizeof audience_names / sizeof *audience_names == AUDIENCES, "an audience without its name");

// ---- dossiers ----

static int by_name(const void *a, const void *b)
{
    const ReadDossier *x = a, *y = b;
    int order = text_compare(x->type, y->type);
    return order ? order : text_compare(x->id, y->id);
}

typedef struct Reading {
    bool details; // with their submissions
    ReadDossier *items;
    size_t count, capacity;
    TextIndex names; // types and ids: another review reads mostly the same ones
} Reading;

static Text text_at(Text image, uint32_t text)
{
    return text == NO_INDEX ? (Text){NULL, 0} : image_text(image, text);
}

static ReadSubmission read_submission(View *view, uint32_t entity, uint32_t number)
{
    Review *review = view_review(view);
    const Program *program = review_program(review);
    Text image = review_entity(review, entity).image;
    const ImageSubmission *submission = image_submission(image, number);
    bool given = view_gives_submission(view, entity, number);
    return (ReadSubmission){.kind = program_string(program, program->kinds[submission->kind].name),
                            .by = submission->by == NO_INDEX ? (Text){NULL, 0}
                                                             : image_text(image, image_entity(image, submission->by)->id),
                            .title = text_at(image, submission->title),
                            .document = given ? text_at(image, submission->document) : (Text){NULL, 0},
                            .digest = given ? &submission->digest : NULL,
                            .on = submission->on,
                            .confidential = submission->flags & SUBMISSION_CONFIDENTIAL,
                            .withdrawn = submission->withdrawn_on <= review_date(review)};
}

// By what shows of them: the order in which they lie hangs on what does not.
static int by_what_shows(const void *a, const void *b)
{
    const ReadSubmission *x = a, *y = b;
    const Text of_x[] = {x->kind, x->by, x->title, x->document}, of_y[] = {y->kind, y->by, y->title, y->document};
    int order = (x->on > y->on) - (x->on < y->on);
    for (size_t i = 0; i < sizeof of_x / sizeof *of_x && !order; i++)
        order = text_compare(of_x[i], of_y[i]);
    if (!order && x->digest && y->digest)
        order = digest_order(x->digest, y->digest);
    return order ? order : (x->digest != NULL) - (y->digest != NULL);
}

static const ReadSubmission *read_submissions(View *view, uint32_t entity, size_t *shown)
{
    Text image = review_entity(view_review(view), entity).image;
    uint32_t count = image.bytes ? image_head(image)->submission_count : 0;
    ReadSubmission *submissions = arena_array(review_arena(view_review(view)), (size_t)count + 1, sizeof *submissions);
    *shown = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (view_shows_submission(view, entity, i))
            submissions[(*shown)++] = read_submission(view, entity, i);
    }
    if (*shown)
        qsort(submissions, *shown, sizeof *submissions, by_what_shows);
    return submissions;
}

static void add_dossier(Reading *reading, View *view, uint32_t entity)
{
    MetEntity met = review_entity(view_review(view), entity);
    Arena *arena = reading->names.arena;
    TextBuilder name = text_builder(arena);
    text_append(&name, met.type);
    text_append_byte(&name, 0);
    text_append(&name, met.id);
    uint32_t before = reading->names.count;
    if (text_index_add(&reading->names, text_built(&name)) < before)
        return;
    reading->items = arena_grow(arena, reading->items, reading->count, &reading->capacity, sizeof *reading->items);
    reading->items[reading->count++] = (ReadDossier){.type = met.type,
                                                     .id = met.id,
                                                     .known = view_knows_dossier(view, entity),
                                                     .digest = view_gives_dossier(view, entity) ? &image_head(met.image)->dossier
                                                                                                : NULL};
    ReadDossier *added = &reading->items[reading->count - 1];
    if (reading->details)
        added->submissions = read_submissions(view, entity, &added->submission_count);
}

// The subject's comes first; in what order the others were met hangs on the code.
static const ReadDossier *read_dossiers(const Sight *sight, bool details, size_t *count)
{
    Reading reading = {.details = details};
    text_index_open(&reading.names, review_arena(sight->verdict->review));
    for (size_t side = 0; side < sight->all; side++) {
        View *view = sight->sides[side].view;
        for (uint32_t i = 0; i < review_entity_count(view_review(view)); i++) {
            if (review_entity(view_review(view), i).asked_for && view_lists_dossier(view, i))
                add_dossier(&reading, view, i);
        }
    }
    if (reading.count > 1)
        qsort(reading.items + 1, reading.count - 1, sizeof *reading.items, by_name);
    *count = reading.count;
    return reading.items;
}

// ---- rules ----

static void tell_difference(const Sight *sight, ToldRule *told)
{
    const Verdict *without = sight->sides[1].verdict;
    const Program *program = review_program(without->review);
    told->differs = true;
    told->with = (Status)sight->sides[0].verdict->statuses[told->rule];
    told->without = (Status)without->statuses[told->rule];
    told->added = !program_says_of(program, program->rules[told->rule].profiles);
}

static ToldExcept *told_excepts(const Sight *sight, const OpenRule *open, bool *hidden)
{
    uint32_t number;
    const SeenReview *side = sight_of_rule(sight, 0, open->rule, &number);
    return excepts_told(side, &review_program(side->verdict->review)->rules[number], hidden);
}

static ToldRule told_rule(const Sight *sight, const OpenRule *open)
{
    const Verdict *verdict = sight->verdict;
    const Program *program = review_program(verdict->review);
    ToldRule told = {.rule = open->rule, .status = open->status, .otherwise = open->otherwise};
    if (open->otherwise == STATUS_VIOLATED)
        told.findings = findings_told(sight, open, &told.finding_count);
    else if (open->otherwise == STATUS_UNDETERMINED)
        told.reasons = reasons_told(sight, open->rule, &told.reason_count, &told.hidden);
    else if (open->otherwise == STATUS_EXCEPTED)
        told.excepts = told_excepts(sight, open, &told.hidden);
    if (open->status == STATUS_WAIVED)
        told.waived_until = verdict_waived_until(program, open->rule);
    if (open->status == STATUS_UNDETERMINED && verdict_differs(verdict, open->rule))
        tell_difference(sight, &told);
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

static void leave_out_keys(Reason *reasons, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        reasons[i].parts_listed = reasons[i].parts_hidden ? 0 : reasons[i].parts_listed;
        reasons[i].parts = reasons[i].parts_listed ? reasons[i].parts : NULL;
    }
}

// Needs are made of reasons with all keys that these have; then those that are hidden go.
static void leave_out_parts(Report *report, Need *needs)
{
    for (size_t i = 0; i < report->rule_count; i++)
        leave_out_keys(report->rules[i].reasons, report->rules[i].reason_count);
    for (uint32_t i = 0; i < report->program->profiles_count; i++)
        leave_out_keys(report->profiles[i].reasons, report->profiles[i].reason_count);
    for (size_t i = 0; i < report->need_count; i++) {
        needs[i].parts_listed = needs[i].parts_hidden ? 0 : needs[i].parts_listed;
        needs[i].parts = needs[i].parts_listed ? needs[i].parts : NULL;
    }
    report->needs = needs;
}

// ---- the whole ----

static uint32_t rules_declared(const Program *program)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < program->rules_count; i++)
        count += program_says_of(program, program->rules[i].profiles);
    return count;
}

static Report open_report(const Sight *sight)
{
    const Verdict *verdict = sight->verdict;
    const Review *review = verdict->review;
    View *view = sight->sides[0].view;
    MetEntity subject = review_entity(review, 0);
    Report report = {.program = review_program(review),
                     .subject = subject.id,
                     .subject_type = subject.type,
                     .audience = view_viewer(view)->audience,
                     .subject_known = view_knows_dossier(view, 0),
                     .on = review_date(review),
                     .in_force = program_in_force(review_program(review), review_date(review)),
                     .declared = rules_declared(review_program(review)),
                     .outcome = verdict_outcome(verdict),
                     .verdict = *verdict,
                     .profiles = profiles_told(sight),
                     .limits = *review_limits(review)};
    report.verdict.review = NULL;
    report.verdict.reviewed[0] = report.verdict.reviewed[1] = report.verdict.alone = NULL;
    report.verdict.by_itself = NULL;
    return report;
}

Report *report_of(Verdict *verdict, const Viewer *viewer)
{
    Arena *arena = review_arena(verdict->review);
    Sight sight = sight_open(verdict, viewer);
    Report *report = arena_take(arena, sizeof *report);
    bool failed = false;
    *report = open_report(&sight);
    report->rules = arena_array(arena, verdict->open_count + 1, sizeof *report->rules);
    for (size_t at = 0; at < verdict->open_count; at++)
        report->rules[report->rule_count++] = told_rule(&sight, &verdict->open[at]);
    report->disputes = disputes_told(&sight, &report->dispute_count);
    Need *needs = needs_told(verdict, report->profiles, report->rules, report->rule_count, &report->need_count);
    leave_out_parts(report, needs);
    report->dossiers = read_dossiers(&sight, false, &report->dossier_count);
    for (size_t i = 0; i < sight.all; i++) {
        const Review *review = sight.sides[i].verdict->review;
        failed |= review_failed(review);
        if (sight.all > sight.count && i < sight.count && !review_program(review)->applies)
            continue; // where no profile applies, all is as the policy has it by itself
        report->hit_rows |= review_hit_rows(review);
        report->hit_memory |= review_hit_memory(review);
        report->hit_regex |= review_hit_regex(review);
    }
    return failed ? NULL : report;
}

void report_add_details(Report *report, Verdict *verdict, const Viewer *viewer)
{
    Sight sight = sight_open(verdict, viewer);
    const Speech names = {TONGUE_ENGLISH, {NULL, 0}};
    ReportExplanation *explanations = arena_array(review_arena(verdict->review), (size_t)report->program->rules_count + 1,
                                                  sizeof *explanations);
    report->dossiers = read_dossiers(&sight, true, &report->dossier_count);
    for (uint32_t i = 0; i < report->program->rules_count; i++)
        explanations[i] = report_explained(&sight, i, names);
    report->explanations = explanations;
}

void report_add_places(Report *report, Verdict *verdict, const Viewer *viewer)
{
    Sight sight = sight_open(verdict, viewer);
    sight.tells_places = true;
    for (size_t at = 0; at < verdict->open_count; at++) {
        ToldRule *rule = &report->rules[at];
        if (rule->otherwise == STATUS_VIOLATED)
            rule->findings = findings_told(&sight, &verdict->open[at], &rule->finding_count);
    }
    report->placed = true;
}

void report_narrow_needs(Report *report, const Verdict *verdict, uint32_t outcome)
{
    Need *needs = arena_array(review_arena(verdict->review), report->need_count + 1, sizeof *needs);
    if (report->need_count)
        memcpy(needs, report->needs, report->need_count * sizeof *needs);
    report->need_count = needs_leading_to(verdict, needs, report->need_count, outcome);
    report->needs = needs;
}

void report_add_ways(Report *report, Verdict *verdict, Variants *variants, const Viewer *viewer)
{
    Sight sight = sight_open(verdict, viewer);
    Arena *arena = review_arena(verdict->review);
    bool *needed = arena_array(arena, (size_t)report->program->rules_count + 1, sizeof *needed);
    RuleWays *ways = arena_array(arena, report->rule_count + 1, sizeof *ways);
    for (size_t i = 0; i < report->need_count; i++) {
        for (size_t at = 0; at < report->needs[i].rule_count; at++)
            needed[report->needs[i].rules[at]] = true;
    }
    report->way_count = 0;
    RuleTouches touches;
    touches_open(&touches, &sight, variants);
    for (size_t i = 0; i < report->rule_count; i++) {
        const ToldRule *rule = &report->rules[i];
        if (needed[rule->rule] && rule->status == STATUS_UNDETERMINED)
            ways[report->way_count++] = ways_told(&touches, rule->rule);
    }
    report->ways = ways;
}

ReportSkeletons report_skeletons(Verdict *verdict, const Viewer *viewer, uint32_t kind, Text by)
{
    Sight sight = sight_open(verdict, viewer);
    sight.lists_all = true;
    const ToldProfile *profiles = profiles_told(&sight);
    ToldRule *rules = arena_array(review_arena(verdict->review), verdict->open_count + 1, sizeof *rules);
    size_t count = 0, need_count;
    for (size_t at = 0; at < verdict->open_count; at++) {
        if (verdict->open[at].status == STATUS_VIOLATED || verdict->open[at].status == STATUS_UNDETERMINED)
            rules[count++] = told_rule(&sight, &verdict->open[at]);
    }
    const Need *needs = needs_told(verdict, profiles, rules, count, &need_count);
    ReportSkeletons result = {.program = review_program(verdict->review),
                              .told = skeletons_told(&sight, profiles, rules, count, needs, need_count, kind, by)};
    result.canonical = arena_array(review_arena(verdict->review), result.told.count + 1, sizeof *result.canonical);
    for (size_t i = 0; i < result.told.count; i++)
        result.canonical[i] = submission_to_fill_in(result.program, result.told.items[i].submission,
                                                    review_arena(verdict->review));
    return result;
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
        if (one->on > on || !program_says_of(program, one->profiles))
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
