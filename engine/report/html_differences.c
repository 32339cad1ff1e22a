// SPDX-License-Identifier: MIT
// What profiles change, as a page: what the policy says, and beside it what each profile makes of it, with the lines that say so.
// See html.h and resolved.h.
#include "report/html.h"

static void put_place(Sheet *sheet, const ReportPlace *place)
{
    if (!place->line)
        return;
    page_put(sheet, " <small>");
    markup_append(sheet->to, place->file);
    text_append_format(sheet->to, ":%u</small>", place->line);
}

static void put_stated(Sheet *sheet, const Stated *stated)
{
    page_put(sheet, "<code>");
    markup_append(sheet->to, stated->text);
    page_put(sheet, "</code>");
    put_place(sheet, &stated->place);
}

static void put_head(Sheet *sheet, const ReportHead *head)
{
    page_text(sheet, head->name);
    page_put(sheet, " ");
    page_text(sheet, head->version);
    put_place(sheet, &head->place);
}

static void tell_counts(Sheet *sheet, const void *counts)
{
    sheet_change_counts(sheet, counts);
}

static void put_profile(Sheet *sheet, const ReportHead *head, const size_t *counts)
{
    page_put(sheet, "<article><h2>");
    page_text(sheet, head->title.length ? head->title : head->name);
    page_put(sheet, "</h2><p class=m>");
    put_head(sheet, head);
    page_put(sheet, "</p>");
    if (head->applies.text.length) {
        page_put(sheet, "<p>");
        page_say(sheet, "applies when");
        page_put(sheet, " ");
        put_stated(sheet, &head->applies);
        page_put(sheet, "</p>");
    }
    page_put(sheet, "<p>");
    page_tell(sheet, tell_counts, counts);
    page_put(sheet, "</p></article>\n");
}

// What a profile makes of it; an empty cell: nothing.
static void put_side(Sheet *sheet, const Difference *difference, Text profile)
{
    page_put(sheet, "<td>");
    for (size_t i = 0; i < difference->count; i++) {
        const DifferenceSide *side = &difference->sides[i];
        const char *effect = effect_words[side->effect];
        if (!text_equal(side->to.profile, profile))
            continue;
        if (side->to.text.length)
            put_stated(sheet, &side->to);
        else
            page_say(sheet, "dropped");
        if (effect && !difference->added) {
            page_put(sheet, " ");
            page_say_in(sheet, "b", side->effect == EFFECT_STRICTER ? "class=s2" : NULL, effect);
        }
        if (side->because.length) {
            page_put(sheet, "<br>");
            page_text(sheet, side->because);
        }
    }
    page_put(sheet, "</td>");
}

static void put_difference(Sheet *sheet, const ReportDifferences *differences, const Difference *difference)
{
    page_put(sheet, "<tr><th scope=row>");
    page_text(sheet, difference->name);
    page_put(sheet, "<br><small>");
    if (difference->added) // a word of the language
        page_text(sheet, text_of(difference->kind));
    else
        page_say(sheet, difference->kind);
    if (difference->stricter) {
        page_put(sheet, "; ");
        page_say(sheet, *difference->stricter == 'l' ? "lower is stricter" : "higher is stricter");
    }
    page_put(sheet, "</small></th>");
    if (!difference->added) {
        page_put(sheet, "<td>");
        if (difference->from.text.length)
            put_stated(sheet, &difference->from);
        else
            page_say(sheet, "nothing");
        if (difference->from.profile.length) {
            page_put(sheet, " <small>");
            page_text(sheet, difference->from.profile);
            page_put(sheet, "</small>");
        }
        page_put(sheet, "</td>");
    }
    for (size_t i = 0; i < differences->heads.count; i++)
        put_side(sheet, difference, differences->heads.profiles[i].name);
    page_put(sheet, "</tr>\n");
}

// Those that are added, or those that are not.
static void put_table(Sheet *sheet, const ReportDifferences *differences, bool added)
{
    static const char *const columns[] = {"what is changed", "the policy"};
    const ReportHeads *heads = &differences->heads;
    bool any = false;
    for (size_t i = 0; i < differences->count; i++)
        any |= differences->items[i].added == added;
    if (!any)
        return;
    if (added)
        page_say_in(sheet, "h2", NULL, "What they add");
    page_put(sheet, "<table class=d><thead><tr>");
    for (size_t i = 0; i < sizeof columns / sizeof *columns - added; i++)
        page_say_in(sheet, "th", "scope=col", columns[i]);
    for (size_t i = 0; i < heads->count; i++) {
        page_put(sheet, "<th scope=col>");
        page_text(sheet, heads->profiles[i].name);
        page_put(sheet, "</th>");
    }
    page_put(sheet, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < differences->count; i++) {
        if (differences->items[i].added == added)
            put_difference(sheet, differences, &differences->items[i]);
    }
    page_put(sheet, "</tbody></table>\n");
}

void differences_as_html(const ReportDifferences *differences, Sheet *sheet)
{
    const ReportHeads *heads = &differences->heads;
    page_begin(sheet, heads->policy.name, heads->policy.title);
    page_say_in(sheet, "h1", NULL, "What profiles change");
    page_put(sheet, "<p>");
    page_text(sheet, heads->policy.title);
    page_put(sheet, " <small>");
    put_head(sheet, &heads->policy);
    page_put(sheet, "</small></p>\n");
    for (size_t i = 0; i < heads->count; i++)
        put_profile(sheet, &heads->profiles[i], differences->counts[i]);
    put_table(sheet, differences, false);
    put_table(sheet, differences, true);
    page_end(sheet);
}
