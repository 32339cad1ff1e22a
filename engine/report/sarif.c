// SPDX-License-Identifier: MIT
// The form for code hosts: SARIF 2.1.0, a run of the policy over one subject. A result for each finding of a rule, or one of the
// rule; its place is where the policy states the rule. See forms.h.
#include "report/json_sheet.h"
#include "report/pieces.h"

// Kind of a result by the status of its rule: of a waived one by the status that it would have.
static const char *kind_of(Status status)
{
    static const char *const kinds[STATUSES] = {[STATUS_SATISFIED] = "pass",         [STATUS_VIOLATED] = "fail",
                                                [STATUS_UNDETERMINED] = "open",      [STATUS_NOT_APPLICABLE] = "notApplicable",
                                                [STATUS_EXCEPTED] = "informational", [STATUS_WAIVED] = "review"};
    return kinds[status];
}

static const char *level_of(const RuleInfo *rule)
{
    static const char *const levels[RULE_SEVERITIES] = {
        [RULE_ADVISORY] = "note", [RULE_MINOR] = "warning", [RULE_MAJOR] = "error", [RULE_CRITICAL] = "error"};
    return levels[rule->severity];
}

static void put_message(Sheet *sheet, const char *key, Text text)
{
    json_key_object(&sheet->json, key);
    json_key_string(&sheet->json, "text", text);
    json_end_object(&sheet->json);
}

static Text shown(const Sheet *sheet, Text text)
{
    TextBuilder builder = text_builder(sheet->to->arena);
    markup_append_shown(&builder, text);
    return text_built(&builder);
}

// ---- rules ----

static void put_rule(Sheet *sheet, const RuleInfo *rule)
{
    Text title = piece_of(sheet, tell_wording, &rule->title);
    json_begin_object(&sheet->json);
    json_key_object(&sheet->json, "defaultConfiguration");
    json_key_string(&sheet->json, "level", text_of(level_of(rule)));
    json_end_object(&sheet->json);
    if (rule->remedy.count)
        put_message(sheet, "help", piece_of(sheet, tell_wording, &rule->remedy));
    json_key_string(&sheet->json, "id", shown(sheet, sheet_string(sheet, rule->code)));
    json_key_object(&sheet->json, "properties");
    json_key_string(&sheet->json, "aspect", shown(sheet, sheet_string(sheet, sheet->program->aspects[rule->aspect].name)));
    json_key_string(&sheet->json, "clauses", piece_of(sheet, tell_clauses, rule));
    json_key_string(&sheet->json, "severity", text_of(rule_severity_names[rule->severity]));
    json_end_object(&sheet->json);
    put_message(sheet, "shortDescription", title);
    json_end_object(&sheet->json);
}

static void put_tool(Sheet *sheet)
{
    const ProgramHead *head = &sheet->program->head;
    json_key_object(&sheet->json, "tool");
    json_key_object(&sheet->json, "driver");
    json_key_string(&sheet->json, "fullName", shown(sheet, sheet_wording(sheet, head->title)));
    json_key_string(&sheet->json, "name", text_of("assize"));
    json_key_array(&sheet->json, "rules");
    for (uint32_t i = piece_next_rule(sheet, 0); i != NO_INDEX; i = piece_next_rule(sheet, i + 1))
        put_rule(sheet, &sheet->program->rules[i]);
    json_end_array(&sheet->json);
    json_end_object(&sheet->json);
    json_end_object(&sheet->json);
}

// ---- results ----

// A path as a relative URI (RFC 3986): what may not stand there by its bytes.
static Text uri_of(const Sheet *sheet, Text path)
{
    TextBuilder uri = text_builder(sheet->to->arena);
    for (size_t i = 0; i < path.length; i++) {
        unsigned char c = (unsigned char)path.bytes[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c && strchr("-._~/", c));
        if (plain)
            text_append_byte(&uri, (char)c);
        else
            text_append_format(&uri, "%%%02X", c);
    }
    return text_built(&uri);
}

// What it is about, and where the policy states the rule.
static void put_locations(Sheet *sheet, const RuleInfo *rule)
{
    ProgramPlace place;
    json_key_array(&sheet->json, "locations");
    json_begin_object(&sheet->json);
    json_key_array(&sheet->json, "logicalLocations");
    json_begin_object(&sheet->json);
    json_key_string(&sheet->json, "fullyQualifiedName", shown(sheet, sheet->report->subject));
    json_key_string(&sheet->json, "kind", shown(sheet, sheet->report->subject_type));
    json_end_object(&sheet->json);
    json_end_array(&sheet->json);
    if (program_place(sheet->program, rule->span, &place)) {
        json_key_object(&sheet->json, "physicalLocation");
        json_key_object(&sheet->json, "artifactLocation");
        json_key_string(&sheet->json, "uri", uri_of(sheet, place.path));
        json_end_object(&sheet->json);
        json_key_object(&sheet->json, "region");
        json_key_integer(&sheet->json, "startColumn", place.column);
        json_key_integer(&sheet->json, "startLine", place.line);
        json_end_object(&sheet->json);
        json_end_object(&sheet->json);
    }
    json_end_object(&sheet->json);
    json_end_array(&sheet->json);
}

// The same finding of the same subject has the same one in every run.
static void put_fingerprint(Sheet *sheet, const RuleInfo *rule, Text text)
{
    TextBuilder all = text_builder(sheet->to->arena);
    const Text parts[] = {sheet->report->subject, sheet_string(sheet, rule->code), text};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        text_append(&all, parts[i]);
        text_append_byte(&all, 0);
    }
    Digest digest = digest_of(text_built(&all));
    json_key_object(&sheet->json, "partialFingerprints");
    json_key_string(&sheet->json, "assizeFinding/v1", digest_text(sheet->to->arena, &digest));
    json_end_object(&sheet->json);
}

static void put_suppression(Sheet *sheet, const ToldRule *told)
{
    json_key_array(&sheet->json, "suppressions");
    json_begin_object(&sheet->json);
    json_key_string(&sheet->json, "justification", piece_of(sheet, tell_waiver, told));
    json_key_string(&sheet->json, "kind", text_of("external"));
    json_key_string(&sheet->json, "status", text_of("accepted"));
    json_end_object(&sheet->json);
    json_end_array(&sheet->json);
}

static void put_evidence(Sheet *sheet, const Finding *finding)
{
    json_key_array(&sheet->json, "evidence");
    for (size_t i = 0; i < finding->evidence_count; i++)
        json_write_string(&sheet->json, digest_text(sheet->to->arena, &finding->evidence[i]));
    json_end_array(&sheet->json);
}

// Where in these submissions the facts stand.
static void put_places(Sheet *sheet, const Finding *finding)
{
    json_key_array(&sheet->json, "places");
    for (size_t i = 0; i < finding->evidence_count; i++) {
        const EvidencePlaces *places = &finding->places[i];
        if (!places->count)
            continue;
        json_begin_object(&sheet->json);
        if (places->left_out)
            json_key_integer(&sheet->json, "left_out", (int64_t)places->left_out);
        json_key_array(&sheet->json, "pointers");
        for (size_t j = 0; j < places->count; j++)
            json_write_string(&sheet->json, places->pointers[j]);
        json_end_array(&sheet->json);
        json_key_string(&sheet->json, "submission", digest_text(sheet->to->arena, &finding->evidence[i]));
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
}

// A result of the rule under way.
static void put_result(Sheet *sheet, Text text, const Finding *finding)
{
    const RuleInfo *rule = &sheet->program->rules[sheet->rule];
    Status status = (Status)sheet->report->verdict.statuses[sheet->rule];
    const ToldRule *told = piece_rule(sheet, sheet->rule);
    bool waived = status == STATUS_WAIVED;
    const char *kind = kind_of(waived ? told->otherwise : status);
    json_begin_object(&sheet->json);
    json_key_string(&sheet->json, "kind", text_of(kind));
    json_key_string(&sheet->json, "level", text_of(strcmp(kind, "fail") == 0 ? level_of(rule) : "none"));
    put_locations(sheet, rule);
    put_message(sheet, "message", text);
    put_fingerprint(sheet, rule, text);
    json_key_object(&sheet->json, "properties");
    if (finding && finding->traced)
        put_evidence(sheet, finding);
    if (finding && finding->traced && finding->places)
        put_places(sheet, finding);
    json_key_string(&sheet->json, "status", text_of(status_names[status]));
    json_end_object(&sheet->json);
    json_key_string(&sheet->json, "ruleId", shown(sheet, sheet_string(sheet, rule->code)));
    json_key_integer(&sheet->json, "ruleIndex", sheet->place);
    if (waived)
        put_suppression(sheet, told);
    json_end_object(&sheet->json);
}

static void put_finding(Sheet *sheet, Text text, const Finding *finding, const Reason *reason)
{
    (void)reason;
    if (finding)
        put_result(sheet, text, finding);
}

static void append_line(TextBuilder *to, Text line)
{
    text_append_string(to, "\n- ");
    text_append(to, line);
}

// The rule's title, and below it why it is what it is.
static void put_whole_rule(Sheet *sheet, const RuleInfo *rule, const ToldRule *told)
{
    TextBuilder text = text_builder(sheet->to->arena);
    text_append(&text, piece_of(sheet, tell_wording, &rule->title));
    for (size_t i = 0; i < told->reason_count; i++)
        append_line(&text, piece_of(sheet, tell_reason, &told->reasons[i]));
    for (uint32_t i = 0; told->excepts && i < rule->except_count; i++) {
        WordedTexts reasons = {told->excepts[i].reasons, told->excepts[i].reason_count};
        if (told->excepts[i].holds)
            append_line(&text, piece_of(sheet, tell_worded, &reasons));
    }
    if (told->hidden)
        append_line(&text, text_of(hidden_text));
    put_result(sheet, text_built(&text), NULL);
}

static void put_results(Sheet *sheet)
{
    json_key_array(&sheet->json, "results");
    sheet->place = 0;
    for (uint32_t i = piece_next_rule(sheet, 0); i != NO_INDEX; i = piece_next_rule(sheet, i + 1), sheet->place++) {
        const ToldRule *told = piece_rule(sheet, i);
        sheet->rule = i;
        if (told->finding_count)
            pieces_of_rule(sheet, i, put_finding);
        else
            put_whole_rule(sheet, &sheet->program->rules[i], told);
    }
    json_end_array(&sheet->json);
}

// ---- the whole ----

static void put_properties(Sheet *sheet)
{
    Digest verdict = digest_of(sheet->report->canonical);
    json_key_object(&sheet->json, "properties");
    json_key_string(&sheet->json, "audience", text_of(audience_names[sheet->report->audience]));
    json_date(sheet, "on", sheet->report->on);
    json_key_string(&sheet->json, "outcome", sheet->report->outcome);
    json_key_string(&sheet->json, "policy", digest_text(sheet->to->arena, &sheet->program->policy));
    json_key_string(&sheet->json, "verdict", digest_text(sheet->to->arena, &verdict));
    json_end_object(&sheet->json);
}

void verdict_as_sarif(const Report *report, Sheet *sheet)
{
    sheet->program = report->program;
    sheet->report = report;
    json_begin_object(&sheet->json);
    json_key_string(&sheet->json, "$schema", text_of("https://json.schemastore.org/sarif-2.1.0.json"));
    json_key_array(&sheet->json, "runs");
    json_begin_object(&sheet->json);
    json_key_string(&sheet->json, "columnKind", text_of("unicodeCodePoints"));
    put_properties(sheet);
    put_results(sheet);
    put_tool(sheet);
    json_end_object(&sheet->json);
    json_end_array(&sheet->json);
    json_key_string(&sheet->json, "version", text_of("2.1.0"));
    json_end_object(&sheet->json);
}
