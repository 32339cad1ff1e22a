// SPDX-License-Identifier: MIT
// The text form of verdicts, for a person at a terminal: in columns, what is open first. See forms.h.
#include "report/text_sheet.h"

#include "support/calendar.h"
#include "support/diagnostic.h"

#include <stdio.h>

enum { MOST_FINDINGS_SHOWN = 10 };

Text sheet_worded(const Sheet *sheet, const Worded *texts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (text_equal(texts[i].language, sheet->style->language))
            return texts[i].text;
    }
    return count ? texts[0].text : (Text){"", 0};
}

// ---- the head ----

// By whose authority it is made, whether the policy is in force, and how long the verdict may be relied on.
void sheet_validity(Sheet *sheet)
{
    const ProgramHead *head = &sheet->program->head;
    if (head->authority.count) {
        sheet_put_text(sheet, "authority: ", sheet_wording(sheet, head->authority));
        sheet_put(sheet, "; ");
    }
    sheet_in_force(sheet, head->effective, head->until);
    uint64_t otherwise = profiles_not_in_force(sheet->program, sheet->report->on);
    if (otherwise && dates_in_force(head->effective, head->until, sheet->report->on) == IN_FORCE) {
        sheet_put_in(sheet, YELLOW, ", but not with ");
        sheet_profile_names(sheet, otherwise);
    }
    if (head->valid_for >= 0) {
        sheet_put(sheet, "; ");
        sheet_put(sheet, "valid until ");
        date_append(sheet->to, (Wide)sheet->report->on + head->valid_for);
    }
}

static void write_head(Sheet *sheet)
{
    const Report *report = sheet->report;
    const ProgramHead *head = &sheet->program->head;
    sheet_say(sheet, BOLD, report->subject);
    sheet_put_text(sheet, "  ", report->subject_type);
    sheet_put(sheet, ", reviewed on ");
    date_append(sheet->to, report->on);
    sheet_put_text(sheet, "\n", sheet_wording(sheet, head->title));
    sheet_put_text(sheet, "  ", sheet_string(sheet, head->name));
    sheet_put_text(sheet, " ", sheet_string(sheet, head->version));
    sheet_put(sheet, "\n");
    sheet_validity(sheet);
    sheet_put(sheet, "\n");
    sheet_profiles(sheet);
    if (!report->subject_known)
        sheet_put_in(sheet, YELLOW, "Nothing is known of it: no submission about it has been imported.");
    sheet_put(sheet, report->subject_known ? "\n" : "\n\n");
}

void sheet_verdict(Sheet *sheet)
{
    const Report *report = sheet->report;
    bool decided = verdict_is_decided(&report->verdict), best = report->verdict.best + 1 == sheet->program->outcomes_count;
    Colour with = !decided ? YELLOW : best ? GREEN : RED;
    if (decided) {
        sheet_say(sheet, with, sheet_outcome(sheet, report->verdict.best));
    } else {
        sheet_put_in(sheet, with, status_names[STATUS_UNDETERMINED]);
        sheet_put_text(sheet, ": between ", sheet_outcome(sheet, report->verdict.worst));
        sheet_put_text(sheet, " and ", sheet_outcome(sheet, report->verdict.best));
        sheet_put(sheet, ", by what is still missing");
    }
    if (decided && report->verdict.worst + 1 < sheet->program->outcomes_count)
        sheet_put(sheet, ", whatever is still missing");
}

static void write_outcome(Sheet *sheet)
{
    sheet_put(sheet, "  ");
    sheet_verdict(sheet);
    sheet_put(sheet, "\n\n");
}

// ---- scores ----

void sheet_score(Sheet *sheet, const Score *score)
{
    if (!score->whole) {
        sheet_put(sheet, "no rule counts");
        return;
    }
    score_append(sheet->to, score->low, score->whole);
    if (score->low != score->high) {
        sheet_put(sheet, " to ");
        score_append(sheet->to, score->high, score->whole);
    }
}

static Text score_text(const Sheet *sheet, const Score *score)
{
    Sheet inside;
    sheet_open(&inside, sheet->style, sheet->to->arena);
    sheet_score(&inside, score);
    return text_built(inside.to);
}

// In English the name that policies give it; else its title.
static Text aspect_name(const Sheet *sheet, const AspectInfo *aspect)
{
    return sheet->style->tongue == TONGUE_ENGLISH ? sheet_string(sheet, aspect->name) : sheet_wording(sheet, aspect->title);
}

static size_t widest_aspect(const Sheet *sheet)
{
    size_t width = 3;
    for (uint32_t i = 0; i < sheet->program->aspects_count; i++) {
        size_t columns = text_columns(aspect_name(sheet, &sheet->program->aspects[i]));
        width = columns > width ? columns : width;
    }
    return width + 3;
}

enum { SCORE_WIDTH = 19, COUNT_WIDTH = 10, WIDE_COUNT = 14 };

static void count_right(Sheet *sheet, uint32_t count, size_t width)
{
    char digits[12];
    snprintf(digits, sizeof digits, "%u", count);
    sheet_right(sheet, digits, width);
}

static void write_score_line(Sheet *sheet, Text name, size_t width, const Score *score, const uint32_t *counts)
{
    sheet_put(sheet, "  ");
    sheet_column(sheet, name, width);
    sheet_column(sheet, score_text(sheet, score), SCORE_WIDTH - 1);
    count_right(sheet, counts[STATUS_SATISFIED], COUNT_WIDTH);
    count_right(sheet, counts[STATUS_VIOLATED], COUNT_WIDTH);
    count_right(sheet, counts[STATUS_UNDETERMINED], WIDE_COUNT);
    count_right(sheet, counts[STATUS_NOT_APPLICABLE] + counts[STATUS_EXCEPTED] + counts[STATUS_WAIVED], COUNT_WIDTH);
    sheet_put(sheet, "\n");
}

static void write_score_head(Sheet *sheet, size_t width)
{
    sheet_put(sheet, "  ");
    sheet_column(sheet, text_of(""), width);
    sheet_column(sheet, text_of(sheet_tell(sheet, "score")), SCORE_WIDTH - 1);
    sheet_right(sheet, sheet_tell(sheet, status_names[STATUS_SATISFIED]), COUNT_WIDTH);
    sheet_right(sheet, sheet_tell(sheet, status_names[STATUS_VIOLATED]), COUNT_WIDTH);
    sheet_right(sheet, sheet_tell(sheet, status_names[STATUS_UNDETERMINED]), WIDE_COUNT);
    sheet_right(sheet, sheet_tell(sheet, "aside"), COUNT_WIDTH);
    sheet_put(sheet, "\n");
}

static void write_scores(Sheet *sheet)
{
    const Report *report = sheet->report;
    size_t width = widest_aspect(sheet);
    uint32_t sum[STATUSES] = {0};
    write_score_head(sheet, width);
    for (uint32_t i = 0; i < sheet->program->aspects_count; i++) {
        bool any = false;
        for (int status = 0; status < STATUSES; status++) {
            sum[status] += report->verdict.counts[i][status];
            any |= report->verdict.counts[i][status] > 0;
        }
        if (any)
            write_score_line(sheet, aspect_name(sheet, &sheet->program->aspects[i]), width, &report->verdict.aspects[i],
                             report->verdict.counts[i]);
    }
    write_score_line(sheet, text_of(sheet_tell(sheet, "all")), width, &report->verdict.all, sum);
    sheet_put(sheet, "\n");
}

// ---- rules ----

// What a rule, or an exception, cites; nothing where it is nothing.
void sheet_cites(Sheet *sheet, uint32_t first, uint32_t count)
{
    if (!count)
        return;
    sheet_colour(sheet, FAINT);
    sheet_put(sheet, "  [");
    for (uint32_t i = 0; i < count; i++) {
        const CiteInfo *cite = &sheet->program->cites[first + i];
        const CiteInfo *last = i > 0 ? cite - 1 : NULL;
        if (last)
            sheet_put(sheet, last->source == cite->source ? ", " : "; ");
        if (!last || last->source != cite->source) {
            sheet_show(sheet, sheet_string(sheet, sheet->program->sources[cite->source].name));
            sheet_put(sheet, " ");
        }
        sheet_show(sheet, sheet_string(sheet, sheet->program->clauses[cite->clause].number));
    }
    sheet_put(sheet, "]");
    sheet_colour(sheet, PLAIN);
}

static void write_rule_line(Sheet *sheet, const RuleInfo *rule, Colour with)
{
    sheet_put(sheet, "  ");
    sheet_say(sheet, with, sheet_string(sheet, rule->code));
    sheet_put(sheet, " ");
    sheet_put(sheet, rule_severity_names[rule->severity]);
    sheet_put_text(sheet, ": ", sheet_wording(sheet, rule->title));
    sheet_cites(sheet, rule->first_cite, rule->cite_count);
    if (rule->profiles) {
        sheet_put_text(sheet, " (",
                       sheet_string(sheet, sheet->program->profiles[profile_among(sheet->program, rule->profiles)].name));
        sheet_put(sheet, ")");
    }
    sheet_put(sheet, "\n");
}

static void put_more(Sheet *sheet, const char *indent, size_t count)
{
    sheet_put(sheet, indent);
    text_append_format(sheet->to, sheet_tell(sheet, "… and %zu more\n"), count);
}

void sheet_finding(Sheet *sheet, const Finding *finding)
{
    if (finding->hidden)
        sheet_put(sheet, hidden_text);
    else
        sheet_show(sheet, sheet_worded(sheet, finding->texts, finding->text_count));
}

static void write_findings(Sheet *sheet, const RuleInfo *rule, const ToldRule *found)
{
    for (size_t i = 0; i < found->finding_count && i < MOST_FINDINGS_SHOWN; i++) {
        sheet_put(sheet, "      - ");
        sheet_finding(sheet, &found->findings[i]);
        sheet_put(sheet, "\n");
    }
    if (found->finding_count > MOST_FINDINGS_SHOWN)
        put_more(sheet, "      ", found->finding_count - MOST_FINDINGS_SHOWN);
    if (rule->remedy.count) {
        sheet_put(sheet, "      ");
        sheet_put_in(sheet, FAINT, "remedy: ");
        sheet_show(sheet, sheet_wording(sheet, rule->remedy));
        sheet_put(sheet, "\n");
    }
}

void sheet_excepts(Sheet *sheet, const char *indent, const RuleInfo *rule, const ToldExcept *excepts)
{
    for (uint32_t i = 0; i < rule->except_count; i++) {
        const ExceptInfo *except = &sheet->program->excepts[rule->first_except + i];
        if (!excepts[i].holds)
            continue;
        sheet_put(sheet, indent);
        sheet_put_text(sheet, "because ", sheet_worded(sheet, excepts[i].reasons, excepts[i].reason_count));
        sheet_cites(sheet, except->first_cite, except->cite_count);
        sheet_put(sheet, "\n");
    }
}

void sheet_interpretations(Sheet *sheet, const char *indent, const RuleInfo *rule, int64_t on)
{
    size_t count;
    const InterpretationInfo **read = report_interpretations(sheet->program, rule, on, sheet->to->arena, &count);
    for (size_t i = 0; i < count; i++) {
        sheet_put(sheet, indent);
        sheet_put_in(sheet, FAINT, "interpretation of ");
        date_append(sheet->to, read[i]->on);
        if (read[i]->profiles) {
            sheet_put_text(sheet, " (",
                           sheet_string(sheet, sheet->program->profiles[profile_among(sheet->program, read[i]->profiles)].name));
            sheet_put(sheet, ")");
        }
        sheet_put_text(sheet, ": ", sheet_wording(sheet, read[i]->text));
        sheet_put(sheet, "\n");
    }
}

static void write_told(Sheet *sheet, const RuleInfo *rule, const ToldRule *found)
{
    if (found->status == STATUS_WAIVED)
        sheet_waiver(sheet, "      ", rule, found->otherwise, found->waived_until);
    if (found->differs)
        sheet_difference(sheet, "      ", sheet_unknown_profiles(sheet), found);
    if (found->otherwise == STATUS_VIOLATED)
        write_findings(sheet, rule, found);
    else if (found->otherwise == STATUS_UNDETERMINED)
        sheet_reasons(sheet, found->reasons, found->reason_count);
    else if (found->otherwise == STATUS_EXCEPTED)
        sheet_excepts(sheet, "      - ", rule, found->excepts);
    if (found->hidden) {
        sheet_put_text(sheet, "      - ", text_of(sheet_tell(sheet, hidden_text)));
        sheet_put(sheet, "\n");
    }
}

static void write_rules(Sheet *sheet, Status status, const char *heading, Colour with)
{
    bool any = false;
    if (!sheet_wants(sheet, status))
        return;
    for (uint32_t i = 0; i < sheet->program->rules_count; i++) {
        const RuleInfo *rule = &sheet->program->rules[i];
        if (sheet->report->verdict.statuses[i] != (uint8_t)status || !program_says_of(sheet->program, rule->profiles))
            continue;
        const ToldRule *found = report_rule(sheet->report, i);
        if (!any) {
            sheet_put_in(sheet, BOLD, heading);
            sheet_put(sheet, "\n");
        }
        any = true;
        write_rule_line(sheet, rule, with);
        sheet_changes(sheet, "      ", rule, status == STATUS_WAIVED, false);
        sheet_interpretations(sheet, "      ", rule, sheet->report->on);
        if (found)
            write_told(sheet, rule, found);
    }
    if (any)
        sheet_put(sheet, "\n");
}

// ---- what is needed ----

void sheet_need_evidence(Sheet *sheet, const Need *need)
{
    bool first = true, stronger = false, listed = need->kinds.items; // one by one
    for (uint32_t kind = 0; kind < sheet->program->kinds_count; kind++) {
        stronger |= !listed && sheet->program->kinds[kind].rank > need->rank;
        if (listed ? !need_takes(sheet->program, need, kind) : sheet->program->kinds[kind].rank != need->rank)
            continue;
        sheet_put_text(sheet, first ? "" : ", ", sheet_string(sheet, sheet->program->kinds[kind].name));
        first = false;
    }
    sheet_put(sheet, stronger ? " or stronger" : "");
}

static void write_need(Sheet *sheet, const Need *need)
{
    sheet_put(sheet, "  - ");
    sheet_path(sheet, need->entity, need->id, need->path);
    sheet_parts(sheet, need->parts, need->parts_listed, need->part_count);
    sheet_put(sheet, " (");
    sheet_put(sheet, why_names[need->why]);
    sheet_put(sheet, need->unnamed ? "; the submission names no institution" : "");
    sheet_put(sheet, ")");
    if (need->rank > 1 || need->kinds.items) {
        sheet_put(sheet, ", by ");
        sheet_need_evidence(sheet, need);
    }
    sheet_put(sheet, need->rule_count ? ": for " : "");
    for (size_t i = 0; i < need->rule_count; i++) {
        sheet_put_text(sheet, i ? ", " : "", sheet_string(sheet, sheet->program->rules[need->rules[i]].code));
    }
    if (need->profiles)
        sheet_whether(sheet, need->profiles);
    sheet_put(sheet, "\n");
}

static void write_needs(Sheet *sheet)
{
    if (!sheet->report->need_count)
        return;
    sheet_put_in(sheet, BOLD, "What would decide it, what weighs most first");
    sheet_put(sheet, "\n");
    for (size_t i = 0; i < sheet->report->need_count; i++)
        write_need(sheet, &sheet->report->needs[i]);
    sheet_put(sheet, "\n");
}

static void write_disputes(Sheet *sheet)
{
    const Report *report = sheet->report;
    if (!report->dispute_count)
        return;
    sheet_put_in(sheet, BOLD, "Submissions disagree on");
    sheet_put(sheet, "\n");
    for (size_t i = 0; i < report->dispute_count && i < MOST_FINDINGS_SHOWN; i++) {
        const Dispute *dispute = &report->disputes[i];
        sheet_put(sheet, "  - ");
        sheet_path(sheet, dispute->entity, dispute->id, dispute->path);
        sheet_parts(sheet, &dispute->part, !dispute->part_hidden, dispute->of_part);
        sheet_put(sheet, "\n");
    }
    if (report->dispute_count > MOST_FINDINGS_SHOWN)
        put_more(sheet, "  ", report->dispute_count - MOST_FINDINGS_SHOWN);
    sheet_put(sheet, "\n");
}

void sheet_foot(Sheet *sheet)
{
    const Report *report = sheet->report;
    text_append_format(sheet->to, sheet_tell(sheet, "%u rules declared, %u applicable, %u decided"), report->declared,
                       report->verdict.applicable, report->verdict.decided);
    if (report->hit_rows)
        sheet_put(sheet, "; the limit of rows was hit");
    if (report->hit_memory)
        sheet_put(sheet, "; the limit of memory was hit");
    if (report->hit_regex)
        sheet_put(sheet, "; the limit of work on patterns was hit");
}

static void write_foot(Sheet *sheet)
{
    const Report *report = sheet->report;
    Arena *arena = sheet->to->arena;
    sheet_foot(sheet);
    sheet_put(sheet, "\n");
    sheet_colour(sheet, FAINT);
    sheet_put(sheet, "policy   ");
    text_append(sheet->to, digest_text(arena, &sheet->program->policy));
    for (uint32_t i = 0; i < sheet->program->profiles_count; i++) {
        sheet_put(sheet, "\n");
        sheet_put(sheet, "profile  ");
        text_append(sheet->to, digest_text(arena, &sheet->program->profile_digests[i]));
        sheet_put_text(sheet, "  ", sheet_string(sheet, sheet->program->profiles[i].name));
    }
    for (size_t i = 0; i < report->dossier_count; i++) {
        const ReadDossier *dossier = &report->dossiers[i];
        if (!dossier->known)
            continue;
        sheet_put(sheet, "\n");
        sheet_put(sheet, "dossier  ");
        if (dossier->digest)
            text_append(sheet->to, digest_text(arena, dossier->digest));
        else
            sheet_put(sheet, hidden_text);
        sheet_put_text(sheet, "  ", dossier->id);
    }
    sheet_put(sheet, "\n");
    sheet_put(sheet, "verdict  ");
    Digest digest = digest_of(report->canonical);
    text_append(sheet->to, digest_text(arena, &digest));
    sheet_colour(sheet, PLAIN);
    sheet_put(sheet, "\n");
}

void verdict_as_text(const Report *report, Sheet *sheet)
{
    sheet->program = report->program;
    sheet->report = report;
    write_head(sheet);
    write_outcome(sheet);
    write_scores(sheet);
    write_rules(sheet, STATUS_VIOLATED, "Violated", RED);
    write_rules(sheet, STATUS_UNDETERMINED, "Undetermined", YELLOW);
    write_rules(sheet, STATUS_WAIVED, "Waived", PLAIN);
    write_rules(sheet, STATUS_EXCEPTED, "Excepted", PLAIN);
    if (sheet->style->all_rules || sheet->style->only) {
        write_rules(sheet, STATUS_SATISFIED, "Satisfied", GREEN);
        write_rules(sheet, STATUS_NOT_APPLICABLE, "Not applicable", PLAIN);
    }
    write_needs(sheet);
    write_disputes(sheet);
    write_foot(sheet);
}

// The rules that more than one fact is needed for, or one of several.
static void write_ways(Sheet *sheet)
{
    bool any = false;
    for (size_t i = 0; i < sheet->report->way_count; i++) {
        const RuleWays *ways = &sheet->report->ways[i];
        bool evident = ways->minimal && ways->count == 1 && !(ways->sets[0] & (ways->sets[0] - 1));
        if (evident)
            continue;
        if (!any)
            sheet_put_in(sheet, BOLD, "What together could satisfy a rule, with nothing that could be left out");
        sheet_put(sheet, any ? "" : "\n");
        any = true;
        sheet_put_text(sheet, "  - ", sheet_string(sheet, sheet->program->rules[ways->rule].code));
        sheet_put(sheet, !ways->minimal ? ": more than can be told so; the list above may hold what is not needed"
                         : ways->count  ? ": "
                                        : ": nothing could satisfy it");
        for (size_t set = 0; set < ways->count; set++) {
            const char *between = "";
            sheet_put(sheet, set ? "; or " : "");
            for (uint32_t fact = 0; fact < MOST_WAYS; fact++) {
                if (!(ways->sets[set] >> fact & 1))
                    continue;
                const WayFact *one = &ways->facts[fact];
                sheet_put(sheet, between);
                sheet_path(sheet, one->entity, one->id, one->path);
                sheet_parts(sheet, &one->part, one->of_part, one->of_part);
                between = ", ";
            }
        }
        sheet_put(sheet, "\n");
    }
    sheet_put(sheet, any ? "\n" : "");
}

void needs_as_text(const Report *report, Sheet *sheet)
{
    sheet->program = report->program;
    sheet->report = report;
    write_head(sheet);
    write_outcome(sheet);
    write_needs(sheet);
    write_ways(sheet);
    if (!report->need_count)
        sheet_put(sheet, "No fact that is missing could change the outcome.\n");
}

void line_as_text(const ReportLine *line, Sheet *sheet)
{
    enum { OUTCOME_WIDTH = 15 };
    sheet->program = line->program;
    Text outcome = line->decided ? sheet_outcome(sheet, line->best)
                                 : text_of(sheet_tell(sheet, status_names[STATUS_UNDETERMINED]));
    sheet_column(sheet, outcome, OUTCOME_WIDTH);
    sheet_show(sheet, line->subject);
    text_append_format(sheet->to, sheet_tell(sheet, ": %u violated, %u undetermined, %u of %u decided\n"), line->violated,
                       line->undetermined, line->decided_rules, line->applicable);
}
