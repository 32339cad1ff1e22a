// SPDX-License-Identifier: MIT
// The form for build servers: JUnit XML, a case for each rule. What is violated has failed, what is undetermined is an error, and
// what does not apply, is excepted or waived is skipped. See forms.h.
#include "report/pieces.h"

#include "support/calendar.h"

typedef enum CaseResult { CASE_PASSED, CASE_FAILED, CASE_ERROR, CASE_SKIPPED, CASE_RESULTS } CaseResult;

static CaseResult result_of(const Sheet *sheet, uint32_t rule)
{
    static const CaseResult results[STATUSES] = {
        [STATUS_SATISFIED] = CASE_PASSED,       [STATUS_VIOLATED] = CASE_FAILED,  [STATUS_UNDETERMINED] = CASE_ERROR,
        [STATUS_NOT_APPLICABLE] = CASE_SKIPPED, [STATUS_EXCEPTED] = CASE_SKIPPED, [STATUS_WAIVED] = CASE_SKIPPED};
    return results[sheet->report->verdict.statuses[rule]];
}

// An attribute whose value is a text of facts or of the policy, or one that may be shown.
static void put_attribute(Sheet *sheet, const char *name, Text value)
{
    text_append_format(sheet->to, " %s=\"", name);
    markup_append(sheet->to, value);
    text_append_byte(sheet->to, '"');
}

static void put_counts(Sheet *sheet)
{
    size_t counts[CASE_RESULTS] = {0}, all = 0;
    for (uint32_t i = piece_next_rule(sheet, 0); i != NO_INDEX; i = piece_next_rule(sheet, i + 1), all++)
        counts[result_of(sheet, i)]++;
    text_append_format(sheet->to, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"0\"", all,
                       counts[CASE_FAILED], counts[CASE_ERROR], counts[CASE_SKIPPED]);
}

static void put_property(Sheet *sheet, const char *name, Text value)
{
    text_append_string(sheet->to, "      <property");
    put_attribute(sheet, "name", text_of(name));
    put_attribute(sheet, "value", value);
    text_append_string(sheet->to, "/>\n");
}

static void put_properties(Sheet *sheet)
{
    const Report *report = sheet->report;
    Arena *arena = sheet->to->arena;
    Digest verdict = digest_of(report->canonical);
    text_append_string(sheet->to, "    <properties>\n");
    put_property(sheet, "audience", text_of(audience_names[report->audience]));
    put_property(sheet, "outcome", report->outcome);
    put_property(sheet, "policy", digest_text(arena, &sheet->program->policy));
    for (uint32_t i = 0; i < sheet->program->profiles_count; i++)
        put_property(sheet, "profile", digest_text(arena, &sheet->program->profile_digests[i]));
    put_property(sheet, "verdict", digest_text(arena, &verdict));
    text_append_string(sheet->to, "    </properties>\n");
}

static void put_line(Sheet *sheet, Text text, const Finding *finding, const Reason *reason)
{
    (void)finding;
    (void)reason;
    text_append_byte(sheet->to, '\n');
    markup_append_plain(sheet->to, text);
}

static void put_result(Sheet *sheet, const RuleInfo *rule, uint32_t number, CaseResult result)
{
    static const char *const elements[CASE_RESULTS] = {
        [CASE_FAILED] = "failure", [CASE_ERROR] = "error", [CASE_SKIPPED] = "skipped"};
    const char *status = status_names[sheet->report->verdict.statuses[number]];
    text_append_format(sheet->to, ">\n      <%s", elements[result]);
    TextBuilder message = text_builder(sheet->to->arena);
    text_append_format(&message, "%s: ", status);
    text_append(&message, piece_of(sheet, tell_wording, &rule->title));
    put_attribute(sheet, "message", text_built(&message));
    if (result != CASE_SKIPPED)
        put_attribute(sheet, "type", text_of(rule_severity_names[rule->severity]));
    text_append_byte(sheet->to, '>');
    markup_append_plain(sheet->to, piece_of(sheet, tell_clauses, rule));
    pieces_of_rule(sheet, number, put_line);
    if (result == CASE_FAILED && rule->remedy.count)
        put_line(sheet, piece_of(sheet, tell_wording, &rule->remedy), NULL, NULL);
    text_append_format(sheet->to, "</%s>\n    </testcase>\n", elements[result]);
}

static void put_case(Sheet *sheet, uint32_t number)
{
    const RuleInfo *rule = &sheet->program->rules[number];
    CaseResult result = result_of(sheet, number);
    TextBuilder name = text_builder(sheet->to->arena), class = text_builder(sheet->to->arena);
    text_append(&name, sheet_string(sheet, rule->code));
    text_append_byte(&name, ' ');
    text_append(&name, piece_of(sheet, tell_wording, &rule->title));
    text_append(&class, sheet_string(sheet, sheet->program->head.name));
    text_append_byte(&class, '.');
    text_append(&class, sheet_string(sheet, sheet->program->aspects[rule->aspect].name));
    text_append_string(sheet->to, "    <testcase");
    put_attribute(sheet, "classname", text_built(&class));
    put_attribute(sheet, "name", text_built(&name));
    text_append_string(sheet->to, " time=\"0\"");
    if (result == CASE_PASSED)
        text_append_string(sheet->to, "/>\n");
    else
        put_result(sheet, rule, number, result);
}

void verdict_as_junit(const Report *report, Sheet *sheet)
{
    sheet->program = report->program;
    sheet->report = report;
    text_append_string(sheet->to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites");
    put_attribute(sheet, "name", sheet_string(sheet, sheet->program->head.name));
    put_counts(sheet);
    text_append_string(sheet->to, ">\n  <testsuite");
    put_attribute(sheet, "name", report->subject);
    put_counts(sheet);
    text_append_string(sheet->to, " timestamp=\"");
    date_append(sheet->to, report->on);
    text_append_string(sheet->to, "T00:00:00\">\n");
    put_properties(sheet);
    for (uint32_t i = piece_next_rule(sheet, 0); i != NO_INDEX; i = piece_next_rule(sheet, i + 1))
        put_case(sheet, i);
    text_append_string(sheet->to, "  </testsuite>\n</testsuites>\n");
}
