// SPDX-License-Identifier: MIT
// The JSON form of verdicts: `assize-verdict/1`, canonical JSON, its members in the order that RFC 8785 asks for. See forms.h.
#include "report/json_sheet.h"

#include "support/calendar.h"

#include <stdlib.h>

// ---- entities ----

static void write_dossiers(Sheet *sheet)
{
    json_key_array(&sheet->json, "dossiers");
    for (size_t i = 0; i < sheet->report->dossier_count; i++) {
        const ReadDossier *dossier = &sheet->report->dossiers[i];
        json_begin_object(&sheet->json);
        if (dossier->digest) {
            json_key_string(&sheet->json, "digest", digest_text(sheet->to->arena, dossier->digest));
        } else if (!dossier->known) {
            json_key_null(&sheet->json, "digest");
        }
        json_key_string(&sheet->json, "id", dossier->id);
        json_key_string(&sheet->json, "type", dossier->type);
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
}

// ---- rules ----

static void write_cites(Sheet *sheet, uint32_t first, uint32_t count)
{
    json_key_array(&sheet->json, "cites");
    for (uint32_t i = 0; i < count; i++) {
        const CiteInfo *cite = &sheet->program->cites[first + i];
        json_begin_object(&sheet->json);
        json_key_string(&sheet->json, "clause", program_string(sheet->program, sheet->program->clauses[cite->clause].number));
        json_key_string(&sheet->json, "source", program_string(sheet->program, sheet->program->sources[cite->source].name));
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
}

static void write_finding(Sheet *sheet, const Finding *finding)
{
    json_begin_object(&sheet->json);
    if (finding->binding_count)
        json_worded(sheet, "bindings", finding->bindings, finding->binding_count);
    if (finding->confidential)
        json_key_bool(&sheet->json, "confidential", true);
    if (finding->traced) {
        json_key_array(&sheet->json, "evidence");
        for (size_t i = 0; i < finding->evidence_count; i++)
            json_write_string(&sheet->json, digest_text(sheet->to->arena, &finding->evidence[i]));
        json_end_array(&sheet->json);
    }
    json_worded(sheet, "text", finding->texts, finding->text_count);
    json_end_object(&sheet->json);
}

static void write_findings(Sheet *sheet, const ToldRule *found)
{
    json_key_array(&sheet->json, "findings");
    for (size_t i = 0; i < found->finding_count; i++)
        write_finding(sheet, &found->findings[i]);
    json_end_array(&sheet->json);
}

void json_excepts(Sheet *sheet, const RuleInfo *rule, const ToldExcept *excepts)
{
    bool any = false;
    for (uint32_t i = 0; i < rule->except_count; i++) {
        const ExceptInfo *except = &sheet->program->excepts[rule->first_except + i];
        if (!excepts[i].holds)
            continue;
        if (!any)
            json_key_array(&sheet->json, "excepted");
        any = true;
        json_begin_object(&sheet->json);
        json_worded(sheet, "because", excepts[i].reasons, excepts[i].reason_count);
        write_cites(sheet, except->first_cite, except->cite_count);
        json_end_object(&sheet->json);
    }
    if (any) // else they are hidden
        json_end_array(&sheet->json);
}

static void write_rule(Sheet *sheet, uint32_t number)
{
    const RuleInfo *rule = &sheet->program->rules[number];
    static const ToldRule nothing = {.rule = 0}; // is told of it but its status
    const ToldRule *found = report_rule(sheet->report, number);
    found = found ? found : &nothing;
    json_begin_object(&sheet->json);
    json_key_string(&sheet->json, "aspect", program_string(sheet->program, sheet->program->aspects[rule->aspect].name));
    json_changes(sheet, rule, found->status == STATUS_WAIVED, false);
    write_cites(sheet, rule->first_cite, rule->cite_count);
    json_key_string(&sheet->json, "code", program_string(sheet->program, rule->code));
    if (found->hidden)
        json_key_bool(&sheet->json, "confidential", true);
    if (found->differs)
        json_difference(sheet, found);
    if (found->excepts)
        json_excepts(sheet, rule, found->excepts);
    write_findings(sheet, found);
    json_interpretations(sheet, rule, sheet->report->on);
    if (found->status == STATUS_WAIVED)
        json_key_string(&sheet->json, "otherwise", text_of(status_names[found->otherwise]));
    if (rule->profiles)
        json_key_string(
            &sheet->json, "profile",
            program_string(sheet->program, sheet->program->profiles[profile_among(sheet->program, rule->profiles)].name));
    json_reasons(sheet, found->reasons, found->reason_count);
    if (rule->remedy.count)
        json_wording(sheet, "remedy", rule->remedy);
    json_key_string(&sheet->json, "severity", text_of(rule_severity_names[rule->severity]));
    json_key_string(&sheet->json, "status", text_of(status_names[sheet->report->verdict.statuses[number]]));
    json_wording(sheet, "title", rule->title);
    if (found->status == STATUS_WAIVED)
        json_waiver(sheet, rule, found->waived_until);
    json_end_object(&sheet->json);
}

// ---- the whole ----

static void write_score(Sheet *sheet, const Score *score)
{
    if (!score->whole) {
        json_write_null(&sheet->json);
        return;
    }
    json_begin_array(&sheet->json);
    for (int high = 0; high < 2; high++) {
        TextBuilder text = text_builder(sheet->to->arena);
        score_append(&text, high ? score->high : score->low, score->whole);
        json_write_string(&sheet->json, text_built(&text));
    }
    json_end_array(&sheet->json);
}

typedef struct Named {
    Text name;
    uint32_t aspect; // NO_INDEX: all
} Named;

static int by_name(const void *a, const void *b)
{
    return json_key_order(((const Named *)a)->name, ((const Named *)b)->name);
}

// The aspects by name, and `all` among them.
static Named *sorted_aspects(const Sheet *sheet, uint32_t *count)
{
    *count = sheet->program->aspects_count + 1;
    Named *names = arena_array(sheet->to->arena, *count, sizeof *names);
    for (uint32_t i = 0; i + 1 < *count; i++)
        names[i] = (Named){program_string(sheet->program, sheet->program->aspects[i].name), i};
    names[*count - 1] = (Named){text_of("all"), NO_INDEX};
    qsort(names, *count, sizeof *names, by_name);
    return names;
}

static void write_aspects(Sheet *sheet)
{
    uint32_t count;
    const Named *names = sorted_aspects(sheet, &count);
    json_key_object(&sheet->json, "aspects");
    for (uint32_t i = 0; i < count; i++) {
        if (names[i].aspect == NO_INDEX || (i > 0 && text_equal(names[i].name, names[i - 1].name)))
            continue;
        const uint32_t *counts = sheet->report->verdict.counts[names[i].aspect];
        json_key(&sheet->json, names[i].name);
        json_begin_object(&sheet->json);
        static const Status in_order[STATUSES] = {STATUS_EXCEPTED,     STATUS_NOT_APPLICABLE, STATUS_SATISFIED,
                                                  STATUS_UNDETERMINED, STATUS_VIOLATED,       STATUS_WAIVED};
        for (int status = 0; status < STATUSES; status++)
            json_key_integer(&sheet->json, status_names[in_order[status]], counts[in_order[status]]);
        json_end_object(&sheet->json);
    }
    json_end_object(&sheet->json);
}

static void write_scores(Sheet *sheet)
{
    uint32_t count;
    const Named *names = sorted_aspects(sheet, &count);
    json_key_object(&sheet->json, "scores");
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0 && text_equal(names[i].name, names[i - 1].name))
            continue;
        json_key(&sheet->json, names[i].name);
        write_score(sheet,
                    names[i].aspect == NO_INDEX ? &sheet->report->verdict.all : &sheet->report->verdict.aspects[names[i].aspect]);
    }
    json_end_object(&sheet->json);
}

static void write_disputes(Sheet *sheet)
{
    json_key_array(&sheet->json, "discrepancies");
    for (size_t i = 0; i < sheet->report->dispute_count; i++) {
        const Dispute *dispute = &sheet->report->disputes[i];
        json_begin_object(&sheet->json);
        json_key_string(&sheet->json, "entity", dispute->id);
        if (dispute->of_part && !dispute->part_hidden)
            json_key_string(&sheet->json, "part", dispute->part.name);
        json_key_string(&sheet->json, "path", dispute->path);
        json_within(sheet, dispute->part.within);
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
}

static void write_needs(Sheet *sheet)
{
    json_key_array(&sheet->json, "needs");
    for (size_t i = 0; i < sheet->report->need_count; i++) {
        const Need *need = &sheet->report->needs[i];
        json_begin_object(&sheet->json);
        json_key_string(&sheet->json, "entity", need->id);
        json_key_array(&sheet->json, "evidence");
        for (uint32_t kind = 0; kind < sheet->program->kinds_count; kind++) {
            if (need_takes(sheet->program, need, kind))
                json_write_string(&sheet->json, program_string(sheet->program, sheet->program->kinds[kind].name));
        }
        json_end_array(&sheet->json);
        if (need->part_count)
            json_key_integer(&sheet->json, "of", (int64_t)need->part_count);
        json_parts(sheet, need->parts, need->parts_listed);
        json_key_string(&sheet->json, "path", need->path);
        if (need->profiles)
            json_profile_names(sheet, "profiles", need->profiles);
        json_key_array(&sheet->json, "rules");
        for (size_t rule = 0; rule < need->rule_count; rule++)
            json_write_string(&sheet->json, program_string(sheet->program, sheet->program->rules[need->rules[rule]].code));
        json_end_array(&sheet->json);
        json_key_string(&sheet->json, "why", text_of(why_names[need->why]));
        json_all_within(sheet, need->parts, need->parts_listed);
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
}

// The limits that were hit, whether the policy is in force, and the limits: in the order of their names.
static void write_limits(Sheet *sheet)
{
    const ReviewLimits *limits = &sheet->report->limits;
    InForce in_force = sheet->report->in_force;
    json_key_array(&sheet->json, "hit");
    if (sheet->report->hit_memory)
        json_write_string(&sheet->json, text_of("memory"));
    if (sheet->report->hit_regex)
        json_write_string(&sheet->json, text_of("regex"));
    if (sheet->report->hit_rows)
        json_write_string(&sheet->json, text_of("rows"));
    json_end_array(&sheet->json);
    if (in_force == IN_FORCE_UNDATED)
        json_key_null(&sheet->json, "in_force");
    else
        json_key_bool(&sheet->json, "in_force", in_force == IN_FORCE);
    json_key_object(&sheet->json, "limits");
    json_key_integer(&sheet->json, "memory", limits->memory < INT64_MAX ? (int64_t)limits->memory : INT64_MAX);
    json_key_integer(&sheet->json, "regex", limits->regex_steps);
    json_key_integer(&sheet->json, "rows", (int64_t)limits->rows);
    json_end_object(&sheet->json);
}

static void write_policy(Sheet *sheet)
{
    const ProgramHead *head = &sheet->program->head;
    json_key_object(&sheet->json, "policy");
    json_authority(sheet, head->authority);
    json_key_string(&sheet->json, "digest", digest_text(sheet->to->arena, &sheet->program->policy));
    json_key_string(&sheet->json, "name", program_string(sheet->program, head->name));
    json_profiles(sheet);
    json_key_string(&sheet->json, "version", program_string(sheet->program, head->version));
    json_end_object(&sheet->json);
}

static void write_counts(Sheet *sheet)
{
    json_key_object(&sheet->json, "counts");
    json_key_integer(&sheet->json, "applicable", sheet->report->verdict.applicable);
    json_key_integer(&sheet->json, "decided", sheet->report->verdict.decided);
    json_key_integer(&sheet->json, "declared", sheet->report->declared);
    json_end_object(&sheet->json);
}

static void write_subject(Sheet *sheet)
{
    json_key_object(&sheet->json, "subject");
    json_key_string(&sheet->json, "id", sheet->report->subject);
    json_key_string(&sheet->json, "type", sheet->report->subject_type);
    json_end_object(&sheet->json);
}

void verdict_canonical(const Report *report, Sheet *sheet)
{
    const Program *program = report->program;
    sheet->program = program;
    sheet->report = report;
    Arena *arena = sheet->to->arena;
    TextBuilder penalty = text_builder(arena);
    number_append(&penalty, report->verdict.penalty, true);
    json_begin_object(&sheet->json);
    write_aspects(sheet);
    json_key_string(&sheet->json, "audience", text_of(audience_names[report->audience]));
    json_key_string(&sheet->json, "best", program_string(program, program->outcomes[report->verdict.best].name));
    write_counts(sheet);
    write_disputes(sheet);
    write_dossiers(sheet);
    json_key_string(&sheet->json, "format", text_of("assize-verdict/1"));
    write_limits(sheet);
    write_needs(sheet);
    json_date(sheet, "on", report->on);
    json_key_string(&sheet->json, "outcome", report->outcome);
    json_key_string(&sheet->json, "penalty", text_built(&penalty));
    write_policy(sheet);
    json_key_array(&sheet->json, "rules");
    for (uint32_t i = 0; i < program->rules_count; i++) {
        if (program_says_of(program, program->rules[i].profiles))
            write_rule(sheet, i);
    }
    json_end_array(&sheet->json);
    write_scores(sheet);
    json_key_integer(&sheet->json, "semantics", VERDICT_SEMANTICS);
    write_subject(sheet);
    if (program->head.valid_for >= 0)
        json_date(sheet, "valid_until", (Wide)report->on + program->head.valid_for);
    else
        json_key_null(&sheet->json, "valid_until");
    json_key_string(&sheet->json, "worst", program_string(program, program->outcomes[report->verdict.worst].name));
    json_end_object(&sheet->json);
}

static void write_ways(Sheet *sheet)
{
    json_key_array(&sheet->json, "ways");
    for (size_t i = 0; i < sheet->report->way_count; i++) {
        const RuleWays *ways = &sheet->report->ways[i];
        json_begin_object(&sheet->json);
        json_key_string(&sheet->json, "code", program_string(sheet->program, sheet->program->rules[ways->rule].code));
        json_key_bool(&sheet->json, "minimal", ways->minimal);
        json_key_array(&sheet->json, "sets");
        for (size_t set = 0; set < ways->count; set++) {
            json_begin_array(&sheet->json);
            for (uint32_t fact = 0; fact < MOST_WAYS; fact++) {
                const WayFact *one = &ways->facts[fact];
                if (!(ways->sets[set] >> fact & 1))
                    continue;
                json_begin_object(&sheet->json);
                json_key_string(&sheet->json, "entity", one->id);
                if (one->of_part)
                    json_key_string(&sheet->json, "part", one->part.name);
                json_key_string(&sheet->json, "path", one->path);
                json_within(sheet, one->part.within);
                json_end_object(&sheet->json);
            }
            json_end_array(&sheet->json);
        }
        json_end_array(&sheet->json);
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
}

void needs_as_json(const Report *report, Sheet *sheet)
{
    const Program *program = report->program;
    sheet->program = program;
    sheet->report = report;
    json_begin_object(&sheet->json);
    json_key_string(&sheet->json, "audience", text_of(audience_names[report->audience]));
    json_key_string(&sheet->json, "best", program_string(program, program->outcomes[report->verdict.best].name));
    json_key_string(&sheet->json, "format", text_of("assize-needs/1"));
    write_needs(sheet);
    json_date(sheet, "on", report->on);
    json_key_string(&sheet->json, "outcome", report->outcome);
    write_policy(sheet);
    write_subject(sheet);
    write_ways(sheet);
    json_key_string(&sheet->json, "worst", program_string(program, program->outcomes[report->verdict.worst].name));
    json_end_object(&sheet->json);
}

void verdict_as_json(const Report *report, Sheet *sheet)
{
    *sheet->to = text_builder_behind(sheet->to->arena, report->canonical);
}
