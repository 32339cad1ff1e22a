// SPDX-License-Identifier: MIT
// A verdict as canonical JSON: `assize-verdict/1`. Members stand in the order that RFC 8785 asks for.
#include "report/report.h"

#include "support/calendar.h"
#include "support/json.h"

#include <stdlib.h>

const char *const audience_names[AUDIENCES] = {"public", "institution", "office"};

typedef struct Form {
    const Verdict *verdict;
    const Program *program;
    Arena *arena;
    JsonWriter json;
} Form;

static void key_digest(Form *form, const char *key, const Digest *digest)
{
    json_key_string(&form->json, key, digest_text(form->arena, digest));
}

// ---- texts in languages ----

static int by_language(const void *a, const void *b)
{
    return json_key_order(((const Worded *)a)->language, ((const Worded *)b)->language);
}

static void write_worded(Form *form, const Worded *texts, uint32_t count)
{
    Worded *sorted = arena_array(form->arena, (size_t)count + 1, sizeof *sorted);
    if (count) {
        memcpy(sorted, texts, count * sizeof *sorted);
        qsort(sorted, count, sizeof *sorted, by_language);
    }
    json_begin_object(&form->json);
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0 && text_equal(sorted[i].language, sorted[i - 1].language))
            continue; // a bundle that says the same twice
        json_key(&form->json, sorted[i].language);
        json_write_string(&form->json, sorted[i].text);
    }
    json_end_object(&form->json);
}

static void write_wording(Form *form, WordingList list)
{
    Worded *texts = arena_array(form->arena, (size_t)list.count + 1, sizeof *texts);
    for (uint32_t i = 0; i < list.count; i++) {
        const WordingEntry *entry = &form->program->wordings[list.first + i];
        texts[i] = (Worded){program_string(form->program, entry->language), program_string(form->program, entry->text)};
    }
    write_worded(form, texts, list.count);
}

static void key_texts(Form *form, const char *key, const Text *texts, size_t count)
{
    json_key(&form->json, text_of(key));
    json_begin_array(&form->json);
    for (size_t i = 0; i < count; i++)
        json_write_string(&form->json, texts[i]);
    json_end_array(&form->json);
}

// ---- entities ----

static Text entity_id(const Form *form, uint32_t entity)
{
    uint32_t type;
    Text id, image;
    review_entity(form->verdict->review, entity, &type, &id, &image);
    return id;
}

static void write_images(Form *form)
{
    size_t count;
    const ReadDossier *dossiers = report_dossiers(form->verdict, form->arena, &count);
    json_key(&form->json, text_of("images"));
    json_begin_array(&form->json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(&form->json);
        if (dossiers[i].digest) {
            key_digest(form, "digest", dossiers[i].digest);
        } else if (!dossiers[i].known) {
            json_key(&form->json, text_of("digest"));
            json_write_null(&form->json);
        }
        json_key_string(&form->json, "id", dossiers[i].id);
        json_key_string(&form->json, "type", dossiers[i].type);
        json_end_object(&form->json);
    }
    json_end_array(&form->json);
}

// ---- rules ----

static void write_cites(Form *form, uint32_t first, uint32_t count)
{
    json_key(&form->json, text_of("cites"));
    json_begin_array(&form->json);
    for (uint32_t i = 0; i < count; i++) {
        const CiteInfo *cite = &form->program->cites[first + i];
        json_begin_object(&form->json);
        json_key_string(&form->json, "clause", program_string(form->program, form->program->clauses[cite->clause].number));
        json_key_string(&form->json, "source", program_string(form->program, form->program->sources[cite->source].name));
        json_end_object(&form->json);
    }
    json_end_array(&form->json);
}

static void write_finding(Form *form, const Finding *finding)
{
    uint32_t count;
    const Worded *bindings = finding_bindings(form->verdict, finding, &count);
    json_begin_object(&form->json);
    if (count) {
        json_key(&form->json, text_of("bindings"));
        write_worded(form, bindings, count);
    }
    if (finding->confidential) {
        json_key(&form->json, text_of("confidential"));
        json_write_bool(&form->json, true);
    }
    if (finding->traced) {
        json_key(&form->json, text_of("evidence"));
        json_begin_array(&form->json);
        for (size_t i = 0; i < finding->evidence_count; i++)
            json_write_string(&form->json, digest_text(form->arena, &finding->evidence[i]));
        json_end_array(&form->json);
    }
    json_key(&form->json, text_of("text"));
    write_worded(form, finding->texts, finding->text_count);
    json_end_object(&form->json);
}

static void write_findings(Form *form, const RuleVerdict *found)
{
    json_key(&form->json, text_of("findings"));
    json_begin_array(&form->json);
    for (size_t i = 0; i < found->finding_count; i++)
        write_finding(form, &found->findings[i]);
    json_end_array(&form->json);
}

static void write_reason(Form *form, const Reason *reason)
{
    json_begin_object(&form->json);
    if (reason->entity == NO_INDEX) {
        // Of no fact: what the policy says of the subject, in its words.
        json_key_string(&form->json, "entity", entity_id(form, 0));
        json_key_string(&form->json, "expression", reason->source);
        json_key_string(&form->json, "path", text_of(""));
    } else {
        json_key_string(&form->json, "entity", entity_id(form, reason->entity));
        if (reason->part_count)
            json_key_integer(&form->json, "of", (int64_t)reason->part_count);
        if (reason->part_count && !reason->parts_hidden)
            key_texts(form, "parts", reason->parts, reason->parts_listed);
        json_key_string(&form->json, "path", reason->path);
    }
    json_key_string(&form->json, "why", text_of(why_names[reason->why]));
    json_end_object(&form->json);
}

static void write_reasons(Form *form, const RuleVerdict *found)
{
    json_key(&form->json, text_of("reasons"));
    json_begin_array(&form->json);
    for (size_t i = 0; i < found->reason_count; i++) {
        if (!found->reasons[i].hidden)
            write_reason(form, &found->reasons[i]);
    }
    json_end_array(&form->json);
}

static void write_excepts(Form *form, const RuleInfo *rule, const RuleVerdict *found)
{
    bool any = false;
    for (uint32_t i = 0; i < rule->except_count; i++) {
        const ExceptInfo *except = &form->program->excepts[rule->first_except + i];
        if (!found->excepts[i])
            continue;
        if (!any) {
            json_key(&form->json, text_of("excepted"));
            json_begin_array(&form->json);
        }
        any = true;
        json_begin_object(&form->json);
        json_key(&form->json, text_of("because"));
        write_wording(form, except->because);
        write_cites(form, except->first_cite, except->cite_count);
        json_end_object(&form->json);
    }
    if (any) // else they are hidden
        json_end_array(&form->json);
}

static void write_rule(Form *form, uint32_t number)
{
    const RuleInfo *rule = &form->program->rules[number];
    const RuleVerdict *found = verdict_rule(form->verdict, number);
    json_begin_object(&form->json);
    json_key_string(&form->json, "aspect", program_string(form->program, form->program->aspects[rule->aspect].name));
    write_cites(form, rule->first_cite, rule->cite_count);
    json_key_string(&form->json, "code", program_string(form->program, rule->code));
    if (found->hidden) {
        json_key(&form->json, text_of("confidential"));
        json_write_bool(&form->json, true);
    }
    if (found->status == STATUS_EXCEPTED)
        write_excepts(form, rule, found);
    write_findings(form, found);
    write_reasons(form, found);
    if (rule->remedy.count) {
        json_key(&form->json, text_of("remedy"));
        write_wording(form, rule->remedy);
    }
    json_key_string(&form->json, "severity", text_of(rule_severity_names[rule->severity]));
    json_key_string(&form->json, "status", text_of(status_names[found->status]));
    json_key(&form->json, text_of("title"));
    write_wording(form, rule->title);
    json_end_object(&form->json);
}

// ---- the whole ----

static Text fraction(const Form *form, Wide part, Wide whole)
{
    TextBuilder text = text_builder(form->arena);
    score_append(&text, part, whole);
    return text_built(&text);
}

static void write_score(Form *form, const Score *score)
{
    if (!score->whole) {
        json_write_null(&form->json);
        return;
    }
    json_begin_array(&form->json);
    json_write_string(&form->json, fraction(form, score->low, score->whole));
    json_write_string(&form->json, fraction(form, score->high, score->whole));
    json_end_array(&form->json);
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
static Named *sorted_aspects(const Form *form, uint32_t *count)
{
    *count = form->program->aspects_count + 1;
    Named *names = arena_array(form->arena, *count, sizeof *names);
    for (uint32_t i = 0; i + 1 < *count; i++)
        names[i] = (Named){program_string(form->program, form->program->aspects[i].name), i};
    names[*count - 1] = (Named){text_of("all"), NO_INDEX};
    qsort(names, *count, sizeof *names, by_name);
    return names;
}

static void write_aspects(Form *form)
{
    uint32_t count;
    const Named *names = sorted_aspects(form, &count);
    json_key(&form->json, text_of("aspects"));
    json_begin_object(&form->json);
    for (uint32_t i = 0; i < count; i++) {
        if (names[i].aspect == NO_INDEX || (i > 0 && text_equal(names[i].name, names[i - 1].name)))
            continue;
        const uint32_t *counts = form->verdict->counts[names[i].aspect];
        json_key(&form->json, names[i].name);
        json_begin_object(&form->json);
        static const Status in_order[STATUSES] = {STATUS_EXCEPTED,     STATUS_NOT_APPLICABLE, STATUS_SATISFIED,
                                                  STATUS_UNDETERMINED, STATUS_VIOLATED,       STATUS_WAIVED};
        for (int status = 0; status < STATUSES; status++)
            json_key_integer(&form->json, status_names[in_order[status]], counts[in_order[status]]);
        json_end_object(&form->json);
    }
    json_end_object(&form->json);
}

static void write_scores(Form *form)
{
    uint32_t count;
    const Named *names = sorted_aspects(form, &count);
    json_key(&form->json, text_of("scores"));
    json_begin_object(&form->json);
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0 && text_equal(names[i].name, names[i - 1].name))
            continue;
        json_key(&form->json, names[i].name);
        write_score(form, names[i].aspect == NO_INDEX ? &form->verdict->all : &form->verdict->aspects[names[i].aspect]);
    }
    json_end_object(&form->json);
}

static void write_disputes(Form *form)
{
    json_key(&form->json, text_of("discrepancies"));
    json_begin_array(&form->json);
    for (size_t i = 0; i < form->verdict->dispute_count; i++) {
        const Dispute *dispute = &form->verdict->disputes[i];
        TextBuilder path = text_builder(form->arena), part = text_builder(form->arena);
        review_append_path(form->verdict->review, dispute->entity, dispute->attribute, dispute->row, &path);
        json_begin_object(&form->json);
        json_key_string(&form->json, "entity", entity_id(form, dispute->entity));
        if (!dispute->part_hidden &&
            review_append_owner_part(form->verdict->review, dispute->entity, dispute->attribute, dispute->row, &part))
            json_key_string(&form->json, "part", text_built(&part));
        json_key_string(&form->json, "path", text_built(&path));
        json_end_object(&form->json);
    }
    json_end_array(&form->json);
}

static void write_needs(Form *form)
{
    size_t count;
    const Need *needs = verdict_needs(form->verdict, &count);
    json_key(&form->json, text_of("needs"));
    json_begin_array(&form->json);
    for (size_t i = 0; i < count; i++) {
        const Need *need = &needs[i];
        json_begin_object(&form->json);
        json_key_string(&form->json, "entity", entity_id(form, need->entity));
        json_key(&form->json, text_of("evidence"));
        json_begin_array(&form->json);
        for (uint32_t kind = 0; kind < form->program->kinds_count; kind++) {
            if (form->program->kinds[kind].rank >= need->rank)
                json_write_string(&form->json, program_string(form->program, form->program->kinds[kind].name));
        }
        json_end_array(&form->json);
        if (need->part_count)
            json_key_integer(&form->json, "of", (int64_t)need->part_count);
        if (need->part_count && !need->parts_hidden)
            key_texts(form, "parts", need->parts, need->parts_listed);
        json_key_string(&form->json, "path", need->path);
        json_key(&form->json, text_of("rules"));
        json_begin_array(&form->json);
        for (size_t rule = 0; rule < need->rule_count; rule++)
            json_write_string(&form->json, program_string(form->program, form->program->rules[need->rules[rule]].code));
        json_end_array(&form->json);
        json_key_string(&form->json, "why", text_of(why_names[need->why]));
        json_end_object(&form->json);
    }
    json_end_array(&form->json);
}

static void write_limits(Form *form)
{
    Review *review = form->verdict->review;
    const ReviewLimits *limits = review_limits(review);
    json_key(&form->json, text_of("hit"));
    json_begin_array(&form->json);
    if (review_hit_memory(review))
        json_write_string(&form->json, text_of("memory"));
    if (review_hit_regex(review))
        json_write_string(&form->json, text_of("regex"));
    if (review_hit_rows(review))
        json_write_string(&form->json, text_of("rows"));
    json_end_array(&form->json);
    write_images(form);
    json_key(&form->json, text_of("limits"));
    json_begin_object(&form->json);
    json_key_integer(&form->json, "memory", limits->memory < INT64_MAX ? (int64_t)limits->memory : INT64_MAX);
    json_key_integer(&form->json, "regex", limits->regex_steps);
    json_key_integer(&form->json, "rows", (int64_t)limits->rows);
    json_end_object(&form->json);
}

static void write_policy(Form *form)
{
    const ProgramHead *head = &form->program->head;
    json_key(&form->json, text_of("policy"));
    json_begin_object(&form->json);
    key_digest(form, "digest", &form->program->digest);
    json_key_string(&form->json, "name", program_string(form->program, head->name));
    json_key(&form->json, text_of("profiles"));
    json_begin_array(&form->json);
    json_end_array(&form->json);
    json_key_string(&form->json, "version", program_string(form->program, head->version));
    json_end_object(&form->json);
}

static void write_counts(Form *form)
{
    json_key(&form->json, text_of("counts"));
    json_begin_object(&form->json);
    json_key_integer(&form->json, "applicable", form->verdict->applicable);
    json_key_integer(&form->json, "decided", form->verdict->decided);
    json_key_integer(&form->json, "declared", form->program->rules_count);
    json_end_object(&form->json);
}

static void write_subject(Form *form)
{
    uint32_t type;
    Text id, image;
    review_entity(form->verdict->review, 0, &type, &id, &image);
    json_key(&form->json, text_of("subject"));
    json_begin_object(&form->json);
    json_key_string(&form->json, "id", id);
    json_key_string(&form->json, "type", program_string(form->program, form->program->types[type].name));
    json_end_object(&form->json);
}

Text report_json(const Verdict *verdict, Arena *arena)
{
    const Program *program = review_program(verdict->review);
    Form form = {.verdict = verdict, .program = program, .arena = arena, .json = json_writer(arena)};
    TextBuilder on = text_builder(arena), penalty = text_builder(arena);
    date_append(&on, review_date(verdict->review));
    number_append(&penalty, verdict->penalty, true);
    json_begin_object(&form.json);
    write_aspects(&form);
    json_key_string(&form.json, "audience", text_of(audience_names[view_viewer(verdict->view)->audience]));
    json_key_string(&form.json, "best", program_string(program, program->outcomes[verdict->best].name));
    write_counts(&form);
    write_disputes(&form);
    json_key_string(&form.json, "format", text_of("assize-verdict/1"));
    write_limits(&form);
    write_needs(&form);
    json_key_string(&form.json, "on", text_built(&on));
    json_key_string(&form.json, "outcome", verdict_outcome(verdict));
    json_key_string(&form.json, "penalty", text_built(&penalty));
    write_policy(&form);
    json_key(&form.json, text_of("rules"));
    json_begin_array(&form.json);
    for (uint32_t i = 0; i < program->rules_count; i++)
        write_rule(&form, i);
    json_end_array(&form.json);
    write_scores(&form);
    write_subject(&form);
    json_key_string(&form.json, "worst", program_string(program, program->outcomes[verdict->worst].name));
    json_end_object(&form.json);
    return text_built(&form.json.builder);
}
