// SPDX-License-Identifier: MIT
// The HTML form of what a policy would do in another one's place: a page as that of a verdict, with tables, and the curve of a
// parameter that goes through values. See html.h.
#include "report/html.h"

enum { MOST_CHANGED_LISTED = 500 };

static void put_number(Sheet *sheet, const ReportImpact *impact, uint64_t count)
{
    bool few = count && count < impact->min_count;
    text_append_format(sheet->to, few ? "&lt;%llu" : "%llu", (unsigned long long)(few ? impact->min_count : count));
}

static void put_cell(Sheet *sheet, const ReportImpact *impact, uint64_t count)
{
    page_put(sheet, "<td class=n>");
    put_number(sheet, impact, count);
    page_put(sheet, "</td>");
}

// By its wording in the later policy that has it.
static void put_outcome(Sheet *sheet, const ReportImpact *impact, uint32_t outcome)
{
    if (outcome == impact->outcome_count) {
        page_say(sheet, "undetermined");
        return;
    }
    for (int side = IMPACT_SIDES; side-- > 0;) {
        const Program *program = impact->program[side];
        for (uint32_t i = 0; i < program->outcomes_count; i++) {
            const OutcomeInfo *info = &program->outcomes[i];
            if (!info->wording.count || !text_equal(program_string(program, info->name), impact->outcomes[outcome]))
                continue;
            sheet->program = program;
            page_wording(sheet, info->wording);
            return;
        }
    }
    page_text(sheet, impact->outcomes[outcome]);
}

// ---- the policies ----

static Text title_of(const Sheet *sheet, const ReportImpact *impact)
{
    TextBuilder title = text_builder(sheet->to->arena);
    for (int side = IMPACT_BEFORE; side < IMPACT_SIDES; side++) {
        const Program *program = impact->program[side];
        text_append_string(&title, side ? " → " : "");
        text_append(&title, program_string(program, program->head.name));
        text_append_string(&title, " ");
        text_append(&title, program_string(program, program->head.version));
    }
    return text_built(&title);
}

static void put_side(Sheet *sheet, Text text)
{
    page_put(sheet, "<td>");
    if (text.bytes && text.length)
        page_text(sheet, text);
    else
        page_put(sheet, "–");
    page_put(sheet, "</td>");
}

static void put_difference(Sheet *sheet, const PolicyDifference *difference)
{
    static const char *const columns[] = {"what differs", "as it is", "as it would be"};
    page_section(sheet, "differences", "What differs between the policies");
    if (difference->count)
        page_table(sheet, columns, sizeof columns / sizeof *columns);
    else
        page_say_in(sheet, "p", NULL, "nothing");
    for (size_t i = 0; i < difference->count; i++) {
        const PolicyChange *change = &difference->items[i];
        text_append_format(sheet->to, "<tr><th scope=row>%s ", change->kind);
        if (change->name.length)
            page_text(sheet, change->name);
        text_append_format(sheet->to, " <small>%s</small></th>", change->what ? change->what : "");
        put_side(sheet, change->from);
        put_side(sheet, change->to);
        page_put(sheet, "</tr>\n");
    }
    page_put(sheet, difference->count ? "</tbody></table></section>\n" : "</section>\n");
}

// ---- a day ----

static void put_matrix(Sheet *sheet, const ReportImpact *impact, const ImpactDay *day)
{
    size_t row = (size_t)impact->outcome_count + 1;
    page_say_in(sheet, "h3", NULL, "Outcomes: lines as they are, columns as they would be");
    page_put(sheet, "<table><thead><tr><td></td>");
    for (uint32_t after = 0; after < row; after++) {
        page_put(sheet, "<th scope=col class=n>");
        put_outcome(sheet, impact, after);
        page_put(sheet, "</th>");
    }
    page_put(sheet, "</tr></thead><tbody>\n");
    for (uint32_t before = 0; before < row; before++) {
        page_put(sheet, "<tr><th scope=row>");
        put_outcome(sheet, impact, before);
        page_put(sheet, "</th>");
        for (uint32_t after = 0; after < row; after++)
            put_cell(sheet, impact, day->matrix[before * row + after]);
        page_put(sheet, "</tr>\n");
    }
    page_put(sheet, "</tbody></table>\n");
}

static void put_causes(Sheet *sheet, const ImpactDay *day, const ImpactSubject *subject)
{
    for (size_t i = 0; i < subject->cause_count; i++) {
        const ImpactCause *cause = &subject->causes[i];
        page_put(sheet, i ? ", " : "");
        if (cause->rule == NO_INDEX)
            page_say(sheet, "when which outcome is");
        else
            page_text(sheet, day->rules[cause->rule].code);
        bool several = cause->profile_count > 1;
        for (size_t at = 0; at < cause->profile_count; at++) {
            page_say(sheet, at ? ", " : several ? " by the profiles " : " by the profile ");
            page_text(sheet, cause->profiles[at]);
        }
        if (cause->alone != cause->needed)
            page_say(sheet, cause->alone ? " (among others)" : " (with others)");
    }
    if (subject->together && !subject->cause_count)
        page_say(sheet, "by several changes together");
}

static void put_changed(Sheet *sheet, const ReportImpact *impact, const ImpactDay *day, ImpactMove move, const char *heading)
{
    static const char *const columns[] = {"subject", "as it is", "as it would be", "why"};
    size_t count = 0;
    if (!day->moves[move])
        return;
    page_say_in(sheet, "h3", NULL, heading);
    page_put(sheet, "<p>");
    put_number(sheet, impact, day->moves[move]);
    page_put(sheet, "</p>\n");
    if (impact->min_count)
        return;
    page_table(sheet, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < day->changed_count; i++) {
        const ImpactSubject *subject = &day->changed[i];
        if (subject->move != move || count++ >= MOST_CHANGED_LISTED)
            continue;
        page_put(sheet, "<tr><th scope=row>");
        page_text(sheet, subject->id);
        page_put(sheet, "</th><td>");
        put_outcome(sheet, impact, subject->outcome[IMPACT_BEFORE]);
        page_put(sheet, "</td><td>");
        put_outcome(sheet, impact, subject->outcome[IMPACT_AFTER]);
        page_put(sheet, "</td><td>");
        put_causes(sheet, day, subject);
        page_put(sheet, "</td></tr>\n");
    }
    page_put(sheet, "</tbody></table>\n");
    if (count > MOST_CHANGED_LISTED)
        text_append_format(sheet->to, "<p>… + %zu</p>\n", count - MOST_CHANGED_LISTED);
}

static uint64_t all_moves(const uint64_t *moves)
{
    return moves[MOVE_LOSES] + moves[MOVE_WINS] + moves[MOVE_OTHER];
}

// Each rule of the later policy, or that is why: what it comes to, and what it changes.
static void put_rules(Sheet *sheet, const ReportImpact *impact, const ImpactDay *day)
{
    static const char *const columns[] = {"rule",          "#violated, as it is", "#violated, as it would be",
                                          "#undetermined", "#why, alone",         "#why, not without it"};
    page_say_in(sheet, "h3", NULL, "Rules");
    page_table(sheet, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < day->rule_count; i++) {
        const ImpactRule *rule = &day->rules[i];
        page_put(sheet, "<tr><th scope=row>");
        page_text(sheet, rule->code);
        page_put(sheet, "</th>");
        put_cell(sheet, impact, rule->statuses[IMPACT_BEFORE][STATUS_VIOLATED]);
        put_cell(sheet, impact, rule->statuses[IMPACT_AFTER][STATUS_VIOLATED]);
        put_cell(sheet, impact, rule->statuses[IMPACT_AFTER][STATUS_UNDETERMINED]);
        put_cell(sheet, impact, all_moves(rule->alone));
        put_cell(sheet, impact, all_moves(rule->needed));
        page_put(sheet, "</tr>\n");
    }
    page_put(sheet, "</tbody></table>\n");
}

static void put_missing(Sheet *sheet, const ReportImpact *impact, const ImpactDay *day)
{
    static const char *const columns[] = {"#subjects", "what is needed", "evidence that would do"};
    const Program *program = impact->program[IMPACT_AFTER];
    if (!day->missing_count)
        return;
    page_say_in(sheet, "h3", NULL, "What it would take: of how many what is missing");
    page_table(sheet, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < day->missing_count; i++) {
        page_put(sheet, "<tr>");
        put_cell(sheet, impact, day->missing[i].subjects);
        put_side(sheet, day->missing[i].path);
        page_put(sheet, "<td>");
        const char *between = "";
        for (uint32_t kind = 0; kind < program->kinds_count; kind++) {
            if (program->kinds[kind].rank < day->missing[i].rank)
                continue;
            page_put(sheet, between);
            page_text(sheet, program_string(program, program->kinds[kind].name));
            between = ", ";
        }
        page_put(sheet, "</td></tr>\n");
    }
    page_put(sheet, "</tbody></table>\n");
}

static void put_day(Sheet *sheet, const ReportImpact *impact, const ImpactDay *day, size_t number)
{
    text_append_format(sheet->to, "<section id=day%zu><h2>", number);
    page_date(sheet, day->on);
    page_put(sheet, "</h2>\n");
    text_append_format(sheet->to, "<p class=\"o %s\">%s ", day->changed_count ? "between" : "best",
                       day->changed_count ? "→" : "=");
    put_number(sheet, impact, day->changed_count);
    text_append_format(sheet->to, " / %llu ", (unsigned long long)day->reviewed);
    page_say(sheet, "outcomes change");
    page_put(sheet, "</p>\n");
    put_matrix(sheet, impact, day);
    put_changed(sheet, impact, day, MOVE_LOSES, "Who loses");
    put_changed(sheet, impact, day, MOVE_WINS, "Who wins");
    put_changed(sheet, impact, day, MOVE_OTHER, "Who changes otherwise");
    put_missing(sheet, impact, day);
    put_rules(sheet, impact, day);
    page_put(sheet, "</section>\n");
}

// ---- the curve ----

static uint64_t largest_count(const ReportImpact *impact)
{
    uint64_t largest = 1;
    for (size_t at = 0; at < impact->point_count; at++) {
        for (size_t i = 0; i <= impact->outcome_count; i++)
            largest = impact->points[at].counts[i] > largest ? impact->points[at].counts[i] : largest;
    }
    return largest;
}

// A line for each outcome, told apart by how it is broken; its figures stand in the table below.
static void put_curve(Sheet *sheet, const ReportImpact *impact)
{
    enum { WIDTH = 600, HEIGHT = 200 };
    uint64_t largest = largest_count(impact);
    size_t steps = impact->point_count > 1 ? impact->point_count - 1 : 1;
    text_append_format(sheet->to,
                       "<svg viewBox=\"-4 -4 %d %d\" style=\"height:14rem\" aria-hidden=true fill=none stroke-width=3>",
                       WIDTH + 8, HEIGHT + 8);
    text_append_format(sheet->to, "<path class=bar stroke-width=1 d=\"M0 0V%dH%d\"/>", HEIGHT, WIDTH);
    for (size_t i = 0; i <= impact->outcome_count; i++) {
        text_append_format(sheet->to, "<polyline class=range stroke-dasharray=\"%zu %zu\" points=\"", i ? 12 / i : 1,
                           i ? 2 * i : 0);
        for (size_t at = 0; at < impact->point_count; at++)
            text_append_format(sheet->to, "%zu,%llu ", WIDTH * at / steps,
                               (unsigned long long)(HEIGHT - HEIGHT * impact->points[at].counts[i] / largest));
        page_put(sheet, "\"/>");
    }
    page_put(sheet, "</svg>\n");
}

static void put_sweep(Sheet *sheet, const ReportImpact *impact)
{
    if (!impact->swept.length)
        return;
    page_put(sheet, "<section id=sweep><h2>");
    page_text(sheet, impact->swept);
    page_put(sheet, "</h2>\n");
    if (!impact->min_count)
        put_curve(sheet, impact);
    page_put(sheet, "<table><thead><tr><td></td>");
    for (uint32_t i = 0; i <= impact->outcome_count; i++) {
        text_append_format(sheet->to,
                           "<th scope=col class=n><svg viewBox=\"0 0 60 6\" aria-hidden=true stroke-width=3><path "
                           "class=range stroke-dasharray=\"%u %u\" d=\"M0 3H60\"/></svg>",
                           i ? 12 / i : 1, i ? 2 * i : 0);
        put_outcome(sheet, impact, i);
        page_put(sheet, "</th>");
    }
    page_put(sheet, "</tr></thead><tbody>\n");
    for (size_t at = 0; at < impact->point_count; at++) {
        page_put(sheet, "<tr><th scope=row>");
        page_text(sheet, impact->points[at].value);
        page_put(sheet, "</th>");
        for (uint32_t i = 0; i <= impact->outcome_count; i++)
            put_cell(sheet, impact, impact->points[at].counts[i]);
        page_put(sheet, "</tr>\n");
    }
    page_put(sheet, "</tbody></table></section>\n");
}

// ---- the whole ----

static void put_corpus(Sheet *sheet, const ReportImpact *impact)
{
    page_section(sheet, "corpus", "What this rests on");
    text_append_format(sheet->to, "<p>%llu ", (unsigned long long)impact->subjects);
    page_say(sheet, "subjects");
    if (impact->sampled_from)
        text_append_format(sheet->to, " / %llu", (unsigned long long)impact->sampled_from);
    page_put(sheet, "</p>\n");
    if (impact->tells_corpus && impact->oldest != INT64_MIN) {
        page_put(sheet, "<p>");
        page_say(sheet, "the last evidence of each: the oldest, that in the middle, the newest");
        page_put(sheet, ": ");
        page_date(sheet, impact->oldest);
        page_put(sheet, ", ");
        page_date(sheet, impact->median);
        page_put(sheet, ", ");
        page_date(sheet, impact->newest);
        page_put(sheet, "</p>\n");
    }
    if (impact->tells_corpus) {
        page_put(sheet, "<p>");
        page_digest(sheet, &impact->corpus);
        page_put(sheet, "</p>\n");
    }
    page_put(sheet, "</section>\n");
}

void impact_as_html(const ReportImpact *impact, Sheet *sheet)
{
    Text title = title_of(sheet, impact);
    const Program *after = sheet->program = impact->program[IMPACT_AFTER];
    page_begin(sheet, title, sheet_wording(sheet, after->head.title));
    page_put(sheet, "<h1>");
    page_text(sheet, title);
    page_put(sheet, "</h1>\n");
    for (size_t i = 0; i < impact->setting_count; i++) {
        page_put(sheet, "<p>");
        page_text(sheet, impact->settings[i].name);
        page_put(sheet, " = ");
        page_text(sheet, impact->settings[i].value);
        page_put(sheet, "</p>\n");
    }
    put_difference(sheet, impact->difference);
    for (size_t i = 0; i < impact->day_count; i++)
        put_day(sheet, impact, &impact->days[i], i + 1);
    put_sweep(sheet, impact);
    put_corpus(sheet, impact);
    page_end(sheet);
}
