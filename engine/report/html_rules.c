// SPDX-License-Identifier: MIT
// The rules on the page, by status: each with its clauses, findings and the evidence behind them, reasons, remedy, and why. See
// html.h.
#include "report/html.h"

enum { MOST_FINDINGS_SHOWN = 10, MOST_EVIDENCE_SHOWN = 5, MOST_PLACES_SHOWN = 3 };

const Status page_order[STATUSES] = {STATUS_VIOLATED, STATUS_UNDETERMINED, STATUS_WAIVED,
                                     STATUS_EXCEPTED, STATUS_SATISFIED,    STATUS_NOT_APPLICABLE};

// ---- evidence ----

static const ReadSubmission *find_submission(const Sheet *sheet, const Digest *digest)
{
    for (size_t i = 0; i < sheet->report->dossier_count; i++) {
        const ReadDossier *dossier = &sheet->report->dossiers[i];
        for (size_t j = 0; j < dossier->submission_count; j++) {
            const ReadSubmission *one = &dossier->submissions[j];
            if (one->digest && digest_equal(one->digest, digest))
                return one;
        }
    }
    return NULL;
}

// Kind, institution, date, title, document.
static void put_submission(Sheet *sheet, const ReadSubmission *one)
{
    const Text texts[] = {one->by, one->title, one->document};
    page_text(sheet, one->kind);
    page_put(sheet, " · ");
    page_date(sheet, one->on);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!texts[i].bytes)
            continue;
        page_put(sheet, " · ");
        page_text(sheet, texts[i]);
    }
}

static void put_more(Sheet *sheet, size_t count, size_t shown)
{
    if (count > shown)
        text_append_format(sheet->to, "<li>… + %zu</li>", count - shown);
}

// Where in a submission the facts stand.
static void put_places(Sheet *sheet, const EvidencePlaces *places)
{
    size_t shown = places->count < MOST_PLACES_SHOWN ? places->count : MOST_PLACES_SHOWN;
    size_t more = places->count - shown + places->left_out;
    for (size_t i = 0; i < shown; i++) {
        page_put(sheet, i ? " " : " · ");
        page_pointer(sheet, places->pointers[i]);
    }
    if (more)
        text_append_format(sheet->to, " … + %zu", more);
}

static void put_evidence(Sheet *sheet, const Finding *finding)
{
    size_t shown = 0;
    if (!finding->evidence_count)
        return;
    page_put(sheet, "<ul class=e>");
    for (; shown < finding->evidence_count && shown < MOST_EVIDENCE_SHOWN; shown++) {
        const ReadSubmission *one = find_submission(sheet, &finding->evidence[shown]);
        page_put(sheet, "<li>");
        if (one)
            put_submission(sheet, one);
        else
            page_digest(sheet, &finding->evidence[shown]);
        if (finding->places)
            put_places(sheet, &finding->places[shown]);
        page_put(sheet, "</li>");
    }
    put_more(sheet, finding->evidence_count, shown);
    page_put(sheet, "</ul>");
}

// ---- what is told of a rule ----

static void put_findings(Sheet *sheet, const ToldRule *told)
{
    size_t shown = 0;
    page_put(sheet, "<ul class=f>");
    for (; shown < told->finding_count && shown < MOST_FINDINGS_SHOWN; shown++) {
        const Finding *finding = &told->findings[shown];
        page_put(sheet, "<li>");
        if (finding->hidden)
            page_say(sheet, hidden_text);
        else
            page_worded(sheet, finding->texts, finding->text_count);
        put_evidence(sheet, finding);
        page_put(sheet, "</li>");
    }
    put_more(sheet, told->finding_count, shown);
    page_put(sheet, "</ul>\n");
}

static void put_reasons(Sheet *sheet, const ToldRule *told)
{
    page_put(sheet, "<ul class=f>");
    for (size_t i = 0; i < told->reason_count; i++) {
        page_put(sheet, "<li>");
        page_tell(sheet, tell_reason, &told->reasons[i]);
        page_put(sheet, "</li>");
    }
    page_put(sheet, "</ul>\n");
}

static void put_excepts(Sheet *sheet, const RuleInfo *rule, const ToldExcept *excepts)
{
    page_put(sheet, "<ul class=f>");
    for (uint32_t i = 0; i < rule->except_count; i++) {
        const ExceptInfo *except = &sheet->program->excepts[rule->first_except + i];
        const RuleInfo cited = {.first_cite = except->first_cite, .cite_count = except->cite_count};
        if (!excepts[i].holds)
            continue;
        page_put(sheet, "<li>");
        page_worded(sheet, excepts[i].reasons, excepts[i].reason_count);
        if (except->cite_count) {
            page_put(sheet, " [");
            page_tell(sheet, tell_clauses, &cited);
            page_put(sheet, "]");
        }
        page_put(sheet, "</li>");
    }
    page_put(sheet, "</ul>\n");
}

// Of a rule that fares otherwise without the profiles of which it is unknown whether they apply.
static void tell_difference(Sheet *sheet, const void *told)
{
    sheet_difference(sheet, "", sheet_unknown_profiles(sheet), told);
}

static void put_told(Sheet *sheet, const RuleInfo *rule, const ToldRule *told)
{
    if (told->differs) {
        page_put(sheet, "<p>");
        page_tell(sheet, tell_difference, told);
        page_put(sheet, "</p>");
    }
    if (told->finding_count)
        put_findings(sheet, told);
    if (told->reason_count)
        put_reasons(sheet, told);
    if (told->excepts)
        put_excepts(sheet, rule, told->excepts);
    if (told->hidden)
        page_say_in(sheet, "p", NULL, hidden_text);
}

// ---- a rule ----

static void put_clauses(Sheet *sheet, const RuleInfo *rule)
{
    page_put(sheet, "<ul class=c>");
    for (uint32_t i = 0; i < rule->cite_count; i++) {
        const CiteInfo *cite = &sheet->program->cites[rule->first_cite + i];
        const ClauseInfo *clause = &sheet->program->clauses[cite->clause];
        page_put(sheet, "<li><cite>");
        page_string(sheet, sheet->program->sources[cite->source].name);
        page_put(sheet, " ");
        page_string(sheet, clause->number);
        page_put(sheet, "</cite> ");
        page_wording(sheet, clause->heading);
        page_put(sheet, "</li>");
    }
    page_put(sheet, "</ul>\n");
}

static void tell_changes(Sheet *sheet, const void *rule)
{
    sheet_changes(sheet, "", rule, true, false);
}

static void put_changes(Sheet *sheet, const RuleInfo *rule)
{
    size_t count;
    if (!sheet->program->profiles_count)
        return;
    sheet_changes_of(sheet, rule, true, &count);
    if (!count)
        return;
    page_put(sheet, "<p>");
    page_tell(sheet, tell_changes, rule);
    page_put(sheet, "</p>\n");
}

static void put_interpretations(Sheet *sheet, const RuleInfo *rule)
{
    size_t count;
    const InterpretationInfo **read = report_interpretations(sheet->program, rule, sheet->report->on, sheet->to->arena, &count);
    for (size_t i = 0; i < count; i++) {
        page_put(sheet, "<p class=i>");
        page_say(sheet, "interpretation of ");
        page_date(sheet, read[i]->on);
        page_put(sheet, ": ");
        page_wording(sheet, read[i]->text);
        page_put(sheet, "</p>\n");
    }
}

static void put_meta(Sheet *sheet, const RuleInfo *rule, Status status)
{
    page_put(sheet, "<p class=m>");
    page_status(sheet, status);
    page_put(sheet, " · ");
    page_say(sheet, rule_severity_names[rule->severity]);
    page_put(sheet, " · ");
    page_wording(sheet, sheet->program->aspects[rule->aspect].title);
    if (rule->profiles) {
        page_put(sheet, " · ");
        page_string(sheet, sheet->program->profiles[profile_among(sheet->program, rule->profiles)].name);
    }
    page_put(sheet, "</p>\n");
}

static void put_rule(Sheet *sheet, uint32_t number)
{
    const RuleInfo *rule = &sheet->program->rules[number];
    const ToldRule *told = piece_rule(sheet, number);
    Status status = (Status)sheet->report->verdict.statuses[number];
    size_t start = sheet->to->length;
    page_put(sheet, "<article id=\"");
    markup_append(sheet->to, sheet_string(sheet, rule->code));
    text_append_format(sheet->to, "\" class=v%u><h3>", (unsigned)rule->severity);
    markup_append(sheet->to, sheet_string(sheet, rule->code));
    page_put(sheet, " ");
    page_wording(sheet, rule->title);
    page_put(sheet, "</h3>\n");
    put_meta(sheet, rule, status);
    put_clauses(sheet, rule);
    put_changes(sheet, rule);
    if (status == STATUS_WAIVED) {
        page_put(sheet, "<p>");
        page_tell(sheet, tell_waiver, told);
        page_put(sheet, "</p>\n");
    }
    put_told(sheet, rule, told);
    if (rule->remedy.count && (told->finding_count || told->reason_count)) {
        page_put(sheet, "<p class=r>");
        page_say(sheet, "remedy: ");
        page_wording(sheet, rule->remedy);
        page_put(sheet, "</p>\n");
    }
    put_interpretations(sheet, rule);
    page_explanation(sheet, number, start);
    page_put(sheet, "</article>\n");
}

// ---- all of them ----

static void put_group(Sheet *sheet, Status status, size_t count)
{
    bool folded = (status == STATUS_SATISFIED || status == STATUS_NOT_APPLICABLE) && !sheet->style->open;
    text_append_format(sheet->to, "<details class=\"g g%d\"%s><summary><h2 class=s%d>%s ", (int)status, folded ? "" : " open",
                       (int)status, page_symbol(status));
    page_say(sheet, page_statuses[status]);
    text_append_format(sheet->to, " (%zu)</h2></summary>\n", count);
    for (uint32_t i = piece_next_rule(sheet, 0); i != NO_INDEX; i = piece_next_rule(sheet, i + 1)) {
        if (sheet->report->verdict.statuses[i] == (uint8_t)status)
            put_rule(sheet, i);
    }
    page_put(sheet, "</details>\n");
}

void page_rules(Sheet *sheet)
{
    size_t counts[STATUSES] = {0};
    for (uint32_t i = piece_next_rule(sheet, 0); i != NO_INDEX; i = piece_next_rule(sheet, i + 1))
        counts[sheet->report->verdict.statuses[i]]++;
    for (size_t i = 0; i < STATUSES; i++) {
        if (counts[page_order[i]])
            put_group(sheet, page_order[i], counts[page_order[i]]);
    }
}
