// SPDX-License-Identifier: MIT
// The HTML form of verdicts: one page for the file of the case. First what was decided, for what, by whom, and what is missing;
// then all rules; then what the verdict rests on. See html.h.
#include "report/html.h"

#include "support/calendar.h"

// ---- the first screen ----

static const char *outcome_class(const Sheet *sheet)
{
    const Verdict *verdict = &sheet->report->verdict;
    if (!verdict_is_decided(verdict))
        return "s2";
    return verdict->best + 1 == sheet->program->outcomes_count ? "best" : verdict->best == 0 ? "worst" : "between";
}

static const char *outcome_symbol(const Sheet *sheet)
{
    const Verdict *verdict = &sheet->report->verdict;
    bool decided = verdict_is_decided(verdict);
    bool best = decided && verdict->best + 1 == sheet->program->outcomes_count, worst = decided && verdict->best == 0;
    return !decided ? "?" : best ? "✓" : worst ? "✗" : "≈";
}

static void begin_row(Sheet *sheet, const char *english)
{
    page_say_in(sheet, "dt", NULL, english);
    page_put(sheet, "<dd>");
}

static void end_row(Sheet *sheet)
{
    page_put(sheet, "</dd>\n");
}

static void tell_force(Sheet *sheet, const void *of)
{
    const ProgramHead *head = of;
    sheet_in_force(sheet, head->effective, head->until);
}

static void put_named(Sheet *sheet, WordingList title, uint32_t name, uint32_t version)
{
    page_wording(sheet, title);
    page_put(sheet, " <small>");
    page_string(sheet, name);
    page_put(sheet, " ");
    page_string(sheet, version);
    page_put(sheet, "</small>");
}

static void put_profiles(Sheet *sheet)
{
    const Program *program = sheet->program;
    bool first = true;
    for (uint32_t i = 0; i < program->profiles_count; i++) {
        if (sheet->report->profiles[i].applies == TRUTH_FALSE)
            continue;
        if (first)
            begin_row(sheet, "Profiles");
        page_put(sheet, first ? "" : "<br>");
        put_named(sheet, program->profiles[i].title, program->profiles[i].name, program->profiles[i].version);
        if (sheet->report->profiles[i].applies == TRUTH_UNKNOWN) {
            page_put(sheet, ": ");
            page_say(sheet, "unknown whether it applies");
        }
        first = false;
    }
    if (!first)
        end_row(sheet);
}

static void put_summary(Sheet *sheet)
{
    static const char *const audiences[AUDIENCES] = {
        [AUDIENCE_PUBLIC] = "the public", [AUDIENCE_INSTITUTION] = "an institution", [AUDIENCE_OFFICE] = "the office"};
    const Report *report = sheet->report;
    const ProgramHead *head = &sheet->program->head;
    page_put(sheet, "<dl>\n");
    begin_row(sheet, "Reviewed as");
    page_text(sheet, report->subject_type);
    end_row(sheet);
    begin_row(sheet, "Policy");
    put_named(sheet, head->title, head->name, head->version);
    end_row(sheet);
    put_profiles(sheet);
    if (head->authority.count) {
        begin_row(sheet, "Authority");
        page_wording(sheet, head->authority);
        end_row(sheet);
    }
    begin_row(sheet, "Day of the review");
    page_date(sheet, report->on);
    page_put(sheet, "; ");
    page_tell(sheet, tell_force, head);
    end_row(sheet);
    if (head->valid_for >= 0) {
        begin_row(sheet, "valid until ");
        page_date(sheet, (Wide)report->on + head->valid_for);
        end_row(sheet);
    }
    begin_row(sheet, "This file is for");
    page_say(sheet, audiences[report->audience]);
    end_row(sheet);
    page_put(sheet, "</dl>\n");
}

static void tell_score(Sheet *sheet, const void *score)
{
    sheet_score(sheet, score);
}

// The range of a score, drawn; its figures stand beside it.
static void put_bar(Sheet *sheet, const Score *score)
{
    page_put(sheet, "<svg viewBox=\"0 0 100 6\" preserveAspectRatio=none aria-hidden=true stroke-width=6>"
                    "<path class=bar d=\"M0 3H100\"/><path class=range d=\"M");
    score_append(sheet->to, score->low, score->whole);
    page_put(sheet, " 3H");
    score_append(sheet->to, score->high, score->whole);
    page_put(sheet, score->low == score->high ? "h.8\"/></svg>" : "\"/></svg>");
}

static void put_count(Sheet *sheet, uint32_t count)
{
    text_append_format(sheet->to, "<td class=n>%u</td>", count);
}

static void put_counts(Sheet *sheet, const uint32_t *counts)
{
    put_count(sheet, counts[STATUS_VIOLATED]);
    put_count(sheet, counts[STATUS_UNDETERMINED]);
    put_count(sheet, counts[STATUS_SATISFIED]);
    put_count(sheet, counts[STATUS_NOT_APPLICABLE] + counts[STATUS_EXCEPTED] + counts[STATUS_WAIVED]);
}

static void put_score(Sheet *sheet, const Score *score, const uint32_t *counts)
{
    page_put(sheet, "</th><td>");
    page_tell(sheet, tell_score, score);
    page_put(sheet, "</td><td>");
    if (score->whole)
        put_bar(sheet, score);
    page_put(sheet, "</td>");
    put_counts(sheet, counts);
    page_put(sheet, "</tr>\n");
}

static void put_scores(Sheet *sheet)
{
    static const char *const columns[] = {"aspect",     "score", "drawn from 0 to 100", "#violated", "#undetermined",
                                          "#satisfied", "#aside"};
    const Verdict *verdict = &sheet->report->verdict;
    uint32_t all[STATUSES] = {0};
    page_section(sheet, "scores", "Scores");
    page_table(sheet, columns, sizeof columns / sizeof *columns);
    for (uint32_t i = 0; i < sheet->program->aspects_count; i++) {
        page_put(sheet, "<tr><th scope=row>");
        page_wording(sheet, sheet->program->aspects[i].title);
        put_score(sheet, &verdict->aspects[i], verdict->counts[i]);
        for (int status = 0; status < STATUSES; status++)
            all[status] += verdict->counts[i][status];
    }
    page_put(sheet, "<tr><th scope=row>");
    page_say(sheet, "all");
    put_score(sheet, &verdict->all, all);
    page_put(sheet, "</tbody></table>\n");
}

// How many rules of each severity there are of each status.
static void put_severities(Sheet *sheet)
{
    static const char *const columns[] = {"severity", "#violated", "#undetermined", "#satisfied", "#aside"};
    uint32_t counts[RULE_SEVERITIES][STATUSES] = {{0}};
    const Program *program = sheet->program;
    for (uint32_t i = 0; i < program->rules_count; i++) {
        if (program_says_of(program, program->rules[i].profiles))
            counts[program->rules[i].severity][sheet->report->verdict.statuses[i]]++;
    }
    page_table(sheet, columns, sizeof columns / sizeof *columns);
    for (int severity = RULE_SEVERITIES - 1; severity >= 0; severity--) {
        page_put(sheet, "<tr>");
        page_say_in(sheet, "th", "scope=row", rule_severity_names[severity]);
        put_counts(sheet, counts[severity]);
        page_put(sheet, "</tr>\n");
    }
    page_put(sheet, "</tbody></table></section>\n");
}

// ---- which verdict it is ----

// A word of a shell's command line.
static void put_quoted(TextBuilder *to, Text word)
{
    text_append_byte(to, '\'');
    for (size_t i = 0; i < word.length; i++) {
        if (word.bytes[i] == '\'')
            text_append_string(to, "'\\''");
        else
            text_append_byte(to, word.bytes[i]);
    }
    text_append_byte(to, '\'');
}

// What gives the verdict's bytes from the policy and the facts; where it is registered or released, `verify` finds both itself.
static Text command_of(const Sheet *sheet)
{
    const Report *report = sheet->report;
    TextBuilder command = text_builder(sheet->to->arena);
    text_append_string(&command, "assize review ");
    put_quoted(&command, report->subject);
    text_append_string(&command, " -p ");
    text_append(&command, sheet_string(sheet, sheet->program->head.name));
    text_append_string(&command, ".asz");
    for (uint32_t i = 0; i < sheet->program->profiles_count; i++) {
        text_append_string(&command, " --profile ");
        text_append(&command, sheet_string(sheet, sheet->program->profiles[i].name));
        text_append_string(&command, ".asz");
    }
    text_append_string(&command, " --on ");
    date_append(&command, report->on);
    text_append_format(&command, " --audience %s --format json | sha256sum", audience_names[report->audience]);
    return text_built(&command);
}

static void put_identity(Sheet *sheet)
{
    const Report *report = sheet->report;
    Digest verdict = digest_of(report->canonical);
    page_section(sheet, "identity", "Which verdict this is");
    page_put(sheet, "<dl>\n");
    begin_row(sheet, "verdict");
    page_digest(sheet, &verdict);
    end_row(sheet);
    begin_row(sheet, "to verify it");
    page_put(sheet, "<code>assize verify ");
    text_append(sheet->to, digest_text(sheet->to->arena, &verdict));
    page_put(sheet, "</code>");
    end_row(sheet);
    begin_row(sheet, "to make it again");
    page_put(sheet, "<code>");
    markup_append(sheet->to, command_of(sheet));
    page_put(sheet, "</code>");
    end_row(sheet);
    begin_row(sheet, "Policy");
    page_digest(sheet, &sheet->program->policy);
    end_row(sheet);
    for (uint32_t i = 0; i < sheet->program->profiles_count; i++) {
        begin_row(sheet, "profile ");
        page_string(sheet, sheet->program->profiles[i].name);
        page_put(sheet, " ");
        page_digest(sheet, &sheet->program->profile_digests[i]);
        end_row(sheet);
    }
    page_put(sheet, "</dl></section>\n");
}

// ---- the whole ----

static void put_filter(Sheet *sheet, const char *id, int number, const char *english)
{
    text_append_format(sheet->to, "<label><input type=checkbox id=%s%d checked> ", id, number);
    page_say(sheet, english);
    page_put(sheet, "</label>\n");
}

static void put_filters(Sheet *sheet)
{
    page_put(sheet, "<form><fieldset><legend>");
    page_say(sheet, "Rules that show");
    page_put(sheet, "</legend>\n");
    for (size_t i = 0; i < STATUSES; i++) {
        if (sheet_wants(sheet, page_order[i]))
            put_filter(sheet, "f", (int)page_order[i], page_statuses[page_order[i]]);
    }
    page_put(sheet, "<br>");
    for (int severity = RULE_SEVERITIES - 1; severity >= 0; severity--)
        put_filter(sheet, "w", severity, rule_severity_names[severity]);
    page_put(sheet, "</fieldset></form>\n");
}

static void tell_nothing_known(Sheet *sheet, const void *of)
{
    (void)of;
    sheet_put(sheet, "Nothing is known of it: no submission about it has been imported.");
}

static void tell_limits(Sheet *sheet, const void *of)
{
    (void)of;
    sheet_foot(sheet);
}

static void put_outcome(Sheet *sheet)
{
    const Report *report = sheet->report;
    page_put(sheet, "<h1>");
    page_text(sheet, report->subject);
    page_put(sheet, "</h1>\n");
    text_append_format(sheet->to, "<p class=\"o %s\">%s ", outcome_class(sheet), outcome_symbol(sheet));
    page_tell(sheet, tell_outcome, report);
    page_put(sheet, "</p>\n");
    if (!report->subject_known) {
        page_put(sheet, "<p>");
        page_tell(sheet, tell_nothing_known, report);
        page_put(sheet, "</p>\n");
    }
}

void verdict_as_html(const Report *report, Sheet *sheet)
{
    sheet->program = report->program;
    sheet->report = report;
    sheet->changes = changes_by_rule(report->program, sheet->to->arena);
    page_begin(sheet, report->subject, sheet_wording(sheet, sheet->program->head.title));
    put_outcome(sheet);
    put_summary(sheet);
    put_scores(sheet);
    put_severities(sheet);
    page_needs(sheet);
    put_identity(sheet);
    page_section(sheet, "rules", "Rules");
    page_put(sheet, "<p>");
    page_tell(sheet, tell_limits, report);
    page_put(sheet, "</p>\n");
    put_filters(sheet);
    if (sheet->style->only)
        page_say_in(sheet, "p", NULL, "This file lists some rules alone: those of other statuses were left out.");
    page_rules(sheet);
    page_put(sheet, "</section>\n");
    page_matrix(sheet);
    page_disputes(sheet);
    page_profiles(sheet);
    page_dossiers(sheet);
    page_end(sheet);
}
