// SPDX-License-Identifier: MIT
// A report on a provider, as a page: of each product the verdict that counts, what became of it, what is missing. See html.h.
#include "report/html.h"

static const char *const provider_states[VERDICT_STATES] = {
    [VERDICT_CURRENT] = "current", [VERDICT_SUPERSEDED] = "superseded", [VERDICT_REVOKED] = "revoked"};
static const char *const provider_trends[PROVIDER_TRENDS] = {[TREND_FIRST] = "the first verdict",
                                                             [TREND_BETTER] = "better than the one before it",
                                                             [TREND_SAME] = "as the one before it",
                                                             [TREND_WORSE] = "worse than the one before it"};
static const char *const provider_ranks[VERDICT_RANKS] = {[RANK_BEST] = "with the best outcome",
                                                          [RANK_BETWEEN] = "with an outcome between the best and the worst",
                                                          [RANK_UNDETERMINED] = "undetermined",
                                                          [RANK_WORST] = "with the worst outcome"};

static void put_count(Sheet *sheet, size_t count, const char *what)
{
    if (!count)
        return;
    text_append_format(sheet->to, "<li><b>%zu</b> ", count);
    page_say(sheet, what);
    page_put(sheet, "</li>");
}

static void put_counts(Sheet *sheet, const ProviderReport *report)
{
    page_put(sheet, "<ul>");
    for (VerdictRank rank = RANK_BEST; rank < VERDICT_RANKS; rank++)
        put_count(sheet, report->ranks[rank], provider_ranks[rank]);
    put_count(sheet, report->revoked, provider_states[VERDICT_REVOKED]);
    page_put(sheet, "</ul>\n");
}

// A word that has a Chinese form, where it has one.
static void put_word(Sheet *sheet, Text word)
{
    if (text_equal(tongue_told_if_known(word, TONGUE_CHINESE), word))
        page_text(sheet, word);
    else
        page_say(sheet, text_terminated(sheet->to->arena, word));
}

static void put_needs(Sheet *sheet, const ProviderLine *line)
{
    if (line->need_count)
        page_put(sheet, "<ul>");
    for (size_t i = 0; i < line->need_count; i++) {
        const ProviderNeed *need = &line->needs[i];
        page_put(sheet, "<li>");
        page_text(sheet, need->path.length ? need->path : need->entity);
        page_put(sheet, " (");
        put_word(sheet, need->why);
        page_put(sheet, ")</li>");
    }
    if (line->need_count)
        page_put(sheet, "</ul>");
}

static void put_state(Sheet *sheet, const HeldVerdict *verdict)
{
    VerdictState state = held_state(verdict);
    page_say(sheet, provider_states[state]);
    if (!verdict->revoked)
        return;
    page_put(sheet, " <time>");
    markup_append(sheet->to, verdict->revoked->entry.on);
    page_put(sheet, "</time><br>");
    page_text(sheet, verdict->revoked->entry.because);
}

static void put_roles(Sheet *sheet, const ProviderLine *line)
{
    for (size_t i = 0; i < line->role_count; i++) {
        page_put(sheet, "<br><small>");
        page_text(sheet, line->roles[i]);
        page_put(sheet, "</small>");
    }
    if (line->role == ROLE_UNKNOWN) {
        page_put(sheet, "<br><small>");
        page_say(sheet, "in a role that is not known");
        page_put(sheet, "</small>");
    }
}

static void put_line(Sheet *sheet, const ProviderLine *line)
{
    const LogEntry *entry = &line->verdict->issued.entry;
    page_put(sheet, "<tr><th scope=row>");
    page_text(sheet, entry->id);
    put_roles(sheet, line);
    page_put(sheet, "</th><td>");
    page_text(sheet, entry->policy);
    if (entry->profiles.length) {
        page_put(sheet, "<br>");
        page_text(sheet, entry->profiles);
    }
    page_put(sheet, "</td><td><time>");
    markup_append(sheet->to, entry->on);
    page_put(sheet, "</time></td><td>");
    page_text(sheet, entry->outcome);
    page_put(sheet, "<br><small><code>");
    markup_append(sheet->to, line->verdict->called);
    page_put(sheet, "</code></small></td><td>");
    put_state(sheet, line->verdict);
    page_put(sheet, "</td><td>");
    page_say(sheet, provider_trends[line->trend]);
    text_append_format(sheet->to, "</td><td class=n>%zu</td><td class=n>%zu</td><td>", line->count, line->revoked);
    put_needs(sheet, line);
    page_put(sheet, "</td></tr>\n");
}

void provider_as_html(const ProviderReport *report, Sheet *sheet)
{
    static const char *const columns[] = {"subject",   "the policy",        "date",           "verdict", "its state", "its trend",
                                          "#verdicts", "#of these revoked", "what is missing"};
    page_begin(sheet, report->what.provider, text_of("assize report provider"));
    page_say_in(sheet, "h1", NULL, "What is registered of a provider");
    page_put(sheet, "<p>");
    page_text(sheet, report->what.provider);
    page_put(sheet, "</p>\n");
    if (report->count) {
        put_counts(sheet, report);
        page_table(sheet, columns, sizeof columns / sizeof *columns);
        for (size_t i = 0; i < report->count; i++)
            put_line(sheet, &report->lines[i]);
        page_put(sheet, "</tbody></table>\n");
    } else {
        page_say_in(sheet, "p", NULL, "No verdict that may be shown rests on what is known of it.");
    }
    page_end(sheet);
}
