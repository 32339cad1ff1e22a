// SPDX-License-Identifier: MIT
// The JSON form of explanations, answers and tests: the tree as nested objects. See forms.h.
#include "report/json_sheet.h"

#include "support/calendar.h"

static void write_claim(Sheet *sheet, const Claimed *claim)
{
    static const char *const acceptable[] = {[NOT_ACCEPTABLE] = "no", [PERHAPS_ACCEPTABLE] = "perhaps", [ACCEPTABLE] = "yes"};
    TextBuilder on = text_builder(sheet->to->arena);
    date_append(&on, claim->on);
    json_begin_object(&sheet->json);
    json_key_string(&sheet->json, "acceptable", text_of(acceptable[claim->acceptability]));
    if (claim->fault > FAULT_OLD_ONLY)
        json_key_string(&sheet->json, "because", text_of(because_names[claim->fault]));
    if (claim->by.bytes)
        json_key_string(&sheet->json, "by", claim->by);
    json_key_bool(&sheet->json, "decides", claim->decides);
    if (claim->document.bytes)
        json_key_string(&sheet->json, "document", claim->document);
    bool is_false = claim->fault == FAULT_CONDITION; // a condition of acceptance; else it is unknown
    if (claim->condition_count && is_false)
        json_facts(sheet, claim->conditions, claim->condition_count);
    json_key_string(&sheet->json, "kind", claim->kind);
    json_key_string(&sheet->json, "on", text_built(&on));
    if (claim->pointer.length)
        json_key_string(&sheet->json, "pointer", claim->pointer);
    if (claim->condition_count && !is_false)
        json_reasons(sheet, claim->conditions, claim->condition_count);
    if (claim->submission)
        json_key_string(&sheet->json, "submission", digest_text(sheet->to->arena, claim->submission));
    if (claim->title.bytes)
        json_key_string(&sheet->json, "title", claim->title);
    if (claim->unreadable)
        json_key_bool(&sheet->json, "unreadable", true);
    json_key_string(&sheet->json, "value", claim->value);
    json_end_object(&sheet->json);
}

static void write_fact(Sheet *sheet, const Explained *node)
{
    json_key_object(&sheet->json, "fact");
    json_key_array(&sheet->json, "claims");
    for (size_t i = 0; i < node->claim_count; i++)
        write_claim(sheet, &node->claims[i]);
    json_end_array(&sheet->json);
    json_key_string(&sheet->json, "entity", node->entity);
    if (node->part.bytes)
        json_key_string(&sheet->json, "part", node->part);
    json_key_string(&sheet->json, "path", node->path);
    json_within(sheet, node->within);
    json_end_object(&sheet->json);
}

// Of the set that the fact of a node is (SetSaid).
static const char *const said_names[] = {
    [SAID_NOTHING] = "", [SAID_ALL] = "all is known", [SAID_LISTED] = "is listed", [SAID_IN] = "is in"};

static void write_node(Sheet *sheet, const Explained *node)
{
    json_begin_object(&sheet->json);
    json_key_array(&sheet->json, "because");
    for (const Explained *child = node->children; child; child = child->next)
        write_node(sheet, child);
    json_end_array(&sheet->json);
    if (node->hidden)
        json_key_bool(&sheet->json, "confidential", true);
    if (node->has_fact)
        write_fact(sheet, node);
    if (node->left_out)
        json_key_integer(&sheet->json, "left_out", (int64_t)node->left_out);
    json_place(sheet, node->span);
    if (node->row.length)
        json_key_string(&sheet->json, "row", node->row);
    if (node->said != SAID_NOTHING)
        json_key_string(&sheet->json, "says", text_of(said_names[node->said]));
    json_key_string(&sheet->json, "source", node->source);
    if (node->value.length)
        json_key_string(&sheet->json, "value", node->value);
    if (node->note)
        json_key_string(&sheet->json, "why", text_of(node->note));
    json_end_object(&sheet->json);
}

// ---- documents ----

static void write_profiles(Sheet *sheet, const ExplainedProfile *profiles, size_t count)
{
    json_key_array(&sheet->json, "profiles");
    for (size_t i = 0; i < count; i++) {
        json_begin_object(&sheet->json);
        json_applies(sheet, profiles[i].told.applies);
        if (profiles[i].tree) {
            json_key(&sheet->json, text_of("because"));
            write_node(sheet, profiles[i].tree);
        }
        json_key_string(&sheet->json, "name", program_string(sheet->program, sheet->program->profiles[profiles[i].profile].name));
        json_applies_reasons(sheet, &profiles[i].told);
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
}

static void write_side(Sheet *sheet, const char *key, const RuleInfo *rule, const ExplainedSide *side)
{
    if (!side->there) {
        json_key_null(&sheet->json, key);
        return;
    }
    json_key_object(&sheet->json, key);
    json_key(&sheet->json, text_of("because"));
    write_node(sheet, side->tree);
    if (side->excepts)
        json_excepts(sheet, rule, side->excepts);
    json_key_string(&sheet->json, "status", text_of(status_names[side->status]));
    json_end_object(&sheet->json);
}

void explanation_as_json(const ReportExplanation *explanation, Sheet *sheet)
{
    sheet->program = explanation->program;
    const RuleInfo *rule = explanation->rule;
    bool waived = explanation->there && explanation->status == STATUS_WAIVED, sides = explanation->side_count > 1;
    json_begin_object(&sheet->json);
    if (explanation->side_count == 1) {
        json_key(&sheet->json, text_of("because"));
        write_node(sheet, explanation->sides[0].tree);
    }
    if (explanation->there)
        json_changes(sheet, rule, waived, true);
    if (explanation->side_count == 1 && explanation->sides[0].excepts)
        json_excepts(sheet, rule, explanation->sides[0].excepts);
    json_interpretations(sheet, rule, explanation->on);
    if (waived)
        json_key_string(&sheet->json, "otherwise", text_of(status_names[explanation->otherwise]));
    if (rule->profiles)
        json_key_string(
            &sheet->json, "profile",
            program_string(sheet->program, sheet->program->profiles[profile_among(sheet->program, rule->profiles)].name));
    if (explanation->profile_count)
        write_profiles(sheet, explanation->profiles, explanation->profile_count);
    json_key_string(&sheet->json, "rule", program_string(explanation->program, rule->code));
    if (explanation->there)
        json_key_string(&sheet->json, "status", text_of(status_names[explanation->status]));
    else
        json_key_null(&sheet->json, "status");
    if (waived)
        json_waiver(sheet, rule, explanation->waived_until);
    if (sides) {
        write_side(sheet, "with", rule, &explanation->sides[0]);
        write_side(sheet, "without", rule, &explanation->sides[1]);
    }
    json_end_object(&sheet->json);
    text_append_byte(sheet->to, '\n');
}

void applies_as_json(const ReportApplies *applies, Sheet *sheet)
{
    sheet->program = applies->program;
    json_begin_object(&sheet->json);
    write_profiles(sheet, applies->profiles, applies->profile_count);
    json_end_object(&sheet->json);
    text_append_byte(sheet->to, '\n');
}

static void write_answer(Sheet *sheet, const ReportAnswer *answer)
{
    if (answer->is_set) {
        json_key_bool(&sheet->json, "closed", answer->closed);
        json_key_texts(&sheet->json, "in", answer->in, answer->in_count);
        json_key_texts(&sheet->json, "may_be_in", answer->may_be_in, answer->may_be_in_count);
    } else {
        json_key(&sheet->json, text_of("because"));
        write_node(sheet, answer->tree);
        json_key_string(&sheet->json, "value", answer->value);
    }
}

// The answer with the profiles of which it is unknown whether they apply, and without them.
static void write_answer_sides(Sheet *sheet, const ReportAnswer *answer)
{
    json_profile_names(sheet, "profiles", answer->profiles);
    json_key_string(&sheet->json, "value", text_of("unknown"));
    json_key_object(&sheet->json, "with");
    write_answer(sheet, answer);
    json_end_object(&sheet->json);
    json_key_object(&sheet->json, "without");
    write_answer(sheet, answer->without);
    json_end_object(&sheet->json);
}

void answer_as_json(const ReportAnswer *answer, Sheet *sheet)
{
    sheet->program = answer->program;
    json_begin_object(&sheet->json);
    if (answer->hidden)
        json_key_bool(&sheet->json, "confidential", true);
    else if (answer->without)
        write_answer_sides(sheet, answer);
    else
        write_answer(sheet, answer);
    json_end_object(&sheet->json);
    text_append_byte(sheet->to, '\n');
}

static void write_unmet(Sheet *sheet, const UnmetExpectation *unmet)
{
    json_begin_object(&sheet->json);
    if (unmet->tree) {
        json_key(&sheet->json, text_of("because"));
        write_node(sheet, unmet->tree);
    }
    json_key_string(&sheet->json, "expected", unmet->expected);
    json_key_integer(&sheet->json, "line", unmet->place.line);
    json_key_string(&sheet->json, "was", unmet->was);
    json_end_object(&sheet->json);
}

static void write_place(JsonWriter *json, const ReportPlace *place)
{
    json_key_string(json, "file", place->file);
    json_key_integer(json, "line", place->line);
}

static void write_changing_lines(JsonWriter *json, const ReportTest *test)
{
    json_key_array(json, "changed_by");
    for (size_t i = 0; i < test->line_count; i++) {
        json_begin_object(json);
        write_place(json, &test->lines[i].place);
        json_key_string(json, "text", test->lines[i].text);
        json_end_object(json);
    }
    json_end_array(json);
}

void test_as_json(const ReportTest *test, Sheet *sheet)
{
    JsonWriter *json = &sheet->json;
    sheet->program = test->program;
    json_begin_object(json);
    if (test->change.line) {
        json_key_string(json, "because", test->because);
        json_key_object(json, "change");
        write_place(json, &test->change);
        json_end_object(json);
    }
    if (test->profile.length && !test->own) {
        write_changing_lines(json, test);
        json_key_string(json, "effect", text_of(test_effect_names[test->effect]));
    }
    json_key_array(json, "failures");
    for (size_t i = 0; i < test->unmet_count; i++)
        write_unmet(sheet, &test->unmet[i]);
    json_end_array(json);
    write_place(json, &test->place);
    json_key_bool(json, "passed", !test->failed);
    if (test->profile.length)
        json_key_string(json, "profile", test->profile);
    json_key_string(json, "test", test->title);
    json_end_object(json);
}

void tests_as_json(const ReportTests *tests, Sheet *sheet)
{
    json_begin_array(&sheet->json);
    for (size_t i = 0; i < tests->count; i++) {
        for (size_t at = 0; at < tests->trials[i].count; at++)
            json_write_raw(&sheet->json, tests->trials[i].tests[at]);
    }
    json_end_array(&sheet->json);
}
