// SPDX-License-Identifier: MIT
// The text form of what a policy would do in another one's place: first how they differ, then what comes of it, sums before
// subjects; and of what changed between verdicts. See forms.h.
#include "report/text_sheet.h"

#include "support/calendar.h"

#include <stdio.h>

enum { MOST_CHANGED_SHOWN = 20, MOST_MISSING_SHOWN = 20 };

static void put_title(Sheet *sheet, const char *heading)
{
    sheet_put(sheet, "\n");
    sheet_put_in(sheet, BOLD, heading);
    sheet_put(sheet, "\n");
}

// A number of subjects as it may be told.
static Text count_text(const Sheet *sheet, const ReportImpact *impact, uint64_t count)
{
    bool few = count && count < impact->min_count;
    return text_format(sheet->to->arena, few ? "<%llu" : "%llu", (unsigned long long)(few ? impact->min_count : count));
}

static void put_count(Sheet *sheet, const ReportImpact *impact, uint64_t count)
{
    text_append(sheet->to, count_text(sheet, impact, count));
}

static Text outcome_name(const Sheet *sheet, const ReportImpact *impact, uint32_t outcome)
{
    if (outcome == impact->outcome_count)
        return text_of(sheet_tell(sheet, status_names[STATUS_UNDETERMINED]));
    for (int side = IMPACT_SIDES; side-- > 0;) { // as the later one words it, if it has it
        const Program *program = impact->program[side];
        for (uint32_t i = 0; i < program->outcomes_count; i++) {
            const OutcomeInfo *info = &program->outcomes[i];
            if (text_equal(program_string(program, info->name), impact->outcomes[outcome]) && info->wording.count)
                return program_wording(program, info->wording, sheet->style->language);
        }
    }
    return impact->outcomes[outcome];
}

// ---- the policies ----

static void put_policy(Sheet *sheet, const Program *program)
{
    text_append_shown(sheet->to, program_string(program, program->head.name));
    sheet_put_text(sheet, " ", program_string(program, program->head.version));
}

static void put_side(Sheet *sheet, const char *sign, Colour colour, Text text)
{
    if (!text.bytes || !text.length)
        return;
    sheet_put(sheet, "      ");
    sheet_colour(sheet, colour);
    sheet_put(sheet, sign);
    sheet_source(sheet, text);
    sheet_colour(sheet, PLAIN);
    sheet_put(sheet, "\n");
}

static void write_changes(Sheet *sheet, const PolicyDifference *difference)
{
    if (!difference->count)
        sheet_put(sheet, "  nothing\n");
    for (size_t i = 0; i < difference->count; i++) {
        const PolicyChange *change = &difference->items[i];
        bool added = !change->from.bytes, gone = !change->to.bytes;
        sheet_put(sheet, "  ");
        text_append_string(sheet->to, change->kind);
        sheet_put_text(sheet, change->name.length ? " " : "", change->name);
        if (change->what)
            text_append_format(sheet->to, ": %s", change->what);
        else
            sheet_put(sheet, added ? ": added" : gone ? ": taken away" : "");
        sheet_put(sheet, "\n");
        put_side(sheet, "- ", RED, change->from);
        put_side(sheet, "+ ", GREEN, change->to);
    }
}

void verdict_diff_as_text(const ReportVerdictDiff *diff, Sheet *sheet)
{
    sheet_say(sheet, BOLD, diff->verdicts[0].id);
    sheet_put_text(sheet, "  ", diff->verdicts[0].type);
    sheet_put_text(sheet, ": ", diff->verdicts[0].outcome);
    sheet_put_text(sheet, " → ", diff->verdicts[1].outcome);
    sheet_put(sheet, "\n");
    write_changes(sheet, &diff->difference);
}

// ---- outcomes ----

static size_t widest_outcome(const Sheet *sheet, const ReportImpact *impact)
{
    size_t width = 0;
    for (uint32_t i = 0; i <= impact->outcome_count; i++) {
        size_t columns = text_columns(text_shown(sheet->to->arena, outcome_name(sheet, impact, i)));
        width = columns > width ? columns : width;
    }
    return width + 2;
}

static void put_right(Sheet *sheet, Text text, size_t width)
{
    sheet_right(sheet, text_terminated(sheet->to->arena, text_shown(sheet->to->arena, text)), width);
}

static void write_matrix(Sheet *sheet, const ReportImpact *impact, const ImpactDay *day)
{
    size_t width = widest_outcome(sheet, impact), row = (size_t)impact->outcome_count + 1;
    put_title(sheet, "Outcomes: lines as they are, columns as they would be");
    sheet_blanks(sheet, width + 2);
    for (uint32_t after = 0; after < row; after++)
        put_right(sheet, outcome_name(sheet, impact, after), width);
    sheet_put(sheet, "\n");
    for (uint32_t before = 0; before < row; before++) {
        sheet_put(sheet, "  ");
        sheet_column(sheet, outcome_name(sheet, impact, before), width);
        for (uint32_t after = 0; after < row; after++)
            put_right(sheet, count_text(sheet, impact, day->matrix[before * row + after]), width);
        sheet_put(sheet, "\n");
    }
    uint64_t untold[IMPACT_SIDES] = {0, 0};
    for (size_t i = 0; i < row; i++) {
        untold[IMPACT_BEFORE] += day->matrix[(row - 1) * row + i];
        untold[IMPACT_AFTER] += day->matrix[i * row + row - 1];
    }
    sheet_put(sheet, "  ");
    put_count(sheet, impact, day->moves[MOVE_LOSES]);
    sheet_put(sheet, " lose, ");
    put_count(sheet, impact, day->moves[MOVE_WINS]);
    sheet_put(sheet, " win, ");
    put_count(sheet, impact, day->moves[MOVE_OTHER]);
    sheet_put(sheet, " change otherwise; for lack of evidence ");
    put_count(sheet, impact, untold[IMPACT_BEFORE]);
    sheet_put(sheet, " cannot be told, and ");
    put_count(sheet, impact, untold[IMPACT_AFTER]);
    sheet_put(sheet, " could not\n");
    if (day->failed)
        text_append_format(sheet->to, sheet_tell(sheet, "  %llu cannot be reviewed\n"), (unsigned long long)day->failed);
}

// ---- who, and why ----

static void put_causes(Sheet *sheet, const ImpactDay *day, const ImpactSubject *subject)
{
    for (size_t i = 0; i < subject->cause_count; i++) {
        const ImpactCause *cause = &subject->causes[i];
        sheet_put(sheet, i ? ", " : "  ");
        if (cause->rule == NO_INDEX)
            sheet_put(sheet, "when which outcome is");
        else
            text_append_shown(sheet->to, day->rules[cause->rule].code);
        bool several = cause->profile_count > 1;
        for (size_t at = 0; at < cause->profile_count; at++)
            sheet_put_text(sheet, at ? ", " : several ? " by the profiles " : " by the profile ", cause->profiles[at]);
        sheet_put(sheet, cause->alone && !cause->needed ? " (among others)" : !cause->alone ? " (with others)" : "");
    }
    if (subject->together && !subject->cause_count)
        sheet_put(sheet, "  by several changes together");
}

static void write_changed(Sheet *sheet, const ReportImpact *impact, const ImpactDay *day, ImpactMove move, const char *heading)
{
    size_t count = 0;
    if (!day->moves[move] || impact->min_count)
        return;
    put_title(sheet, heading);
    for (size_t i = 0; i < day->changed_count; i++) {
        const ImpactSubject *subject = &day->changed[i];
        if (subject->move != move || count++ >= MOST_CHANGED_SHOWN)
            continue;
        sheet_put_text(sheet, "  ", subject->id);
        sheet_put_text(sheet, ": ", outcome_name(sheet, impact, subject->outcome[IMPACT_BEFORE]));
        sheet_put_text(sheet, " → ", outcome_name(sheet, impact, subject->outcome[IMPACT_AFTER]));
        put_causes(sheet, day, subject);
        sheet_put(sheet, "\n");
    }
    if (count > MOST_CHANGED_SHOWN) {
        sheet_put(sheet, "  ");
        text_append_format(sheet->to, sheet_tell(sheet, "… and %zu more\n"), count - MOST_CHANGED_SHOWN);
    }
}

static void write_responsible(Sheet *sheet, const ReportImpact *impact, const ImpactDay *day)
{
    bool any = false;
    for (size_t i = 0; i < day->rule_count; i++) {
        const ImpactRule *rule = &day->rules[i];
        uint64_t alone = 0, needed = 0;
        for (int move = MOVE_LOSES; move < MOVES; move++) {
            alone += rule->alone[move];
            needed += rule->needed[move];
        }
        if (!alone && !needed)
            continue;
        if (!any)
            put_title(sheet, "Rules that are why");
        any = true;
        sheet_put_text(sheet, "  ", rule->code);
        sheet_put(sheet, ": alone for ");
        put_count(sheet, impact, alone);
        sheet_put(sheet, ", needed for ");
        put_count(sheet, impact, needed);
        sheet_put(sheet, "\n");
    }
}

// ---- what is missing, and what rules are good for ----

static void put_kinds(Sheet *sheet, const Program *program, uint32_t rank)
{
    bool first = true, stronger = false;
    if (rank <= 1)
        return;
    sheet_put(sheet, ", by ");
    for (uint32_t kind = 0; kind < program->kinds_count; kind++) {
        stronger |= program->kinds[kind].rank > rank;
        if (program->kinds[kind].rank != rank)
            continue;
        sheet_put_text(sheet, first ? "" : ", ", program_string(program, program->kinds[kind].name));
        first = false;
    }
    sheet_put(sheet, stronger ? " or stronger" : "");
}

static void write_missing(Sheet *sheet, const ReportImpact *impact, const ImpactDay *day)
{
    if (!day->missing_count)
        return;
    put_title(sheet, "What it would take: of how many what is missing");
    for (size_t i = 0; i < day->missing_count && i < MOST_MISSING_SHOWN; i++) {
        sheet_put(sheet, "  ");
        put_right(sheet, count_text(sheet, impact, day->missing[i].subjects), 6);
        sheet_put_text(sheet, "  ", day->missing[i].path);
        put_kinds(sheet, impact->program[IMPACT_AFTER], day->missing[i].rank);
        sheet_put(sheet, "\n");
    }
    if (day->missing_count > MOST_MISSING_SHOWN) {
        sheet_put(sheet, "  ");
        text_append_format(sheet->to, sheet_tell(sheet, "… and %zu more\n"), day->missing_count - MOST_MISSING_SHOWN);
    }
}

typedef bool RuleHits(const ImpactDay *day, const uint64_t *statuses);

static bool hits_nobody(const ImpactDay *day, const uint64_t *statuses)
{
    return day->reviewed && !statuses[STATUS_VIOLATED] && !statuses[STATUS_UNDETERMINED] && !statuses[STATUS_WAIVED];
}

static bool hits_everybody(const ImpactDay *day, const uint64_t *statuses)
{
    return day->reviewed && statuses[STATUS_VIOLATED] + statuses[STATUS_WAIVED] == day->reviewed;
}

static bool is_never_decided(const ImpactDay *day, const uint64_t *statuses)
{
    return day->reviewed && statuses[STATUS_UNDETERMINED] == day->reviewed;
}

static void write_hits(Sheet *sheet, const ImpactDay *day, const char *heading, RuleHits *hits)
{
    bool any = false;
    for (size_t i = 0; i < day->rule_count; i++) {
        const ImpactRule *rule = &day->rules[i];
        if (rule->number[IMPACT_AFTER] == NO_INDEX || !hits(day, rule->statuses[IMPACT_AFTER]))
            continue;
        if (!any) {
            put_title(sheet, heading);
            sheet_put(sheet, "  ");
        }
        sheet_put_text(sheet, any ? ", " : "", rule->code);
        any = true;
    }
    sheet_put(sheet, any ? "\n" : "");
}

static void write_day(Sheet *sheet, const ReportImpact *impact, const ImpactDay *day)
{
    sheet_put(sheet, "\n");
    sheet_put(sheet, "On ");
    date_append(sheet->to, day->on);
    text_append_format(sheet->to, sheet_tell(sheet, ", of %llu subjects"), (unsigned long long)day->reviewed);
    sheet_put(sheet, "\n");
    write_matrix(sheet, impact, day);
    write_changed(sheet, impact, day, MOVE_LOSES, "Who loses");
    write_changed(sheet, impact, day, MOVE_WINS, "Who wins");
    write_changed(sheet, impact, day, MOVE_OTHER, "Who changes otherwise");
    write_responsible(sheet, impact, day);
    write_missing(sheet, impact, day);
    write_hits(sheet, day, "Rules that hit nobody", hits_nobody);
    write_hits(sheet, day, "Rules that hit everybody", hits_everybody);
    write_hits(sheet, day, "Rules that are always undetermined", is_never_decided);
}

static void write_sweep(Sheet *sheet, const ReportImpact *impact)
{
    enum { VALUE_WIDTH = 14 };
    size_t width = widest_outcome(sheet, impact);
    if (!impact->swept.length)
        return;
    sheet_put(sheet, "\n");
    sheet_say(sheet, BOLD, impact->swept);
    sheet_put(sheet, "\n");
    sheet_blanks(sheet, VALUE_WIDTH + 2);
    for (uint32_t i = 0; i <= impact->outcome_count; i++)
        put_right(sheet, outcome_name(sheet, impact, i), width);
    sheet_put(sheet, "\n");
    for (size_t at = 0; at < impact->point_count; at++) {
        sheet_put(sheet, "  ");
        sheet_column(sheet, impact->points[at].value, VALUE_WIDTH);
        for (uint32_t i = 0; i <= impact->outcome_count; i++)
            put_right(sheet, count_text(sheet, impact, impact->points[at].counts[i]), width);
        sheet_put(sheet, "\n");
    }
}

static void write_corpus(Sheet *sheet, const ReportImpact *impact)
{
    Arena *arena = sheet->to->arena;
    put_title(sheet, "What this rests on");
    text_append_format(sheet->to, sheet_tell(sheet, "  %llu subjects"), (unsigned long long)impact->subjects);
    if (impact->sampled_from)
        text_append_format(sheet->to, sheet_tell(sheet, ", drawn from %llu"), (unsigned long long)impact->sampled_from);
    if (impact->selected)
        text_append_format(sheet->to, sheet_tell(sheet, "; of %llu it is unknown whether they are meant"),
                           (unsigned long long)impact->untold);
    sheet_put(sheet, "\n");
    if (!impact->tells_corpus)
        return;
    if (impact->oldest != INT64_MIN) {
        sheet_put(sheet, "  the last evidence of each is from ");
        date_append(sheet->to, impact->oldest);
        sheet_put(sheet, " to ");
        date_append(sheet->to, impact->newest);
        sheet_put(sheet, ", of half of them from ");
        date_append(sheet->to, impact->median);
        sheet_put(sheet, " or later\n");
    }
    sheet_put(sheet, "  ");
    text_append(sheet->to, digest_text(arena, &impact->corpus));
    sheet_put(sheet, "\n");
}

void impact_as_text(const ReportImpact *impact, Sheet *sheet)
{
    sheet_colour(sheet, BOLD);
    put_policy(sheet, impact->program[IMPACT_BEFORE]);
    sheet_put(sheet, " → ");
    put_policy(sheet, impact->program[IMPACT_AFTER]);
    sheet_colour(sheet, PLAIN);
    for (size_t i = 0; i < impact->setting_count; i++) {
        sheet_put_text(sheet, i ? ", " : "  ", impact->settings[i].name);
        sheet_put_text(sheet, " = ", impact->settings[i].value);
    }
    sheet_put(sheet, "\n");
    put_title(sheet, "What differs between the policies");
    write_changes(sheet, impact->difference);
    for (size_t i = 0; i < impact->day_count; i++)
        write_day(sheet, impact, &impact->days[i]);
    write_sweep(sheet, impact);
    write_corpus(sheet, impact);
}
