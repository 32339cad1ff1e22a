// SPDX-License-Identifier: MIT
// Two verdicts of a subject as one page, beside each other: what each came to, and then all that differs, by what it is of. See
// html.h and difference.h.
#include "report/html.h"

#include "report/difference.h"

// Parts of the page, and the kinds of changes (difference.c) with what they are called there, in the order of the parts.
typedef enum DiffPart { PART_RULES, PART_SCORES, PART_NEEDS, PART_DOSSIERS, PART_TERMS, DIFF_PARTS } DiffPart;
static const char *const diff_ids[DIFF_PARTS] = {"rules", "scores", "needs", "dossiers", "terms"};
static const char *const diff_headings[DIFF_PARTS] = {"Rules", "Scores", "What would decide it, what weighs most first",
                                                      "What they rest on", "Policy and terms"};
static const struct {
    const char *kind;
    DiffPart part;
} diff_kinds[] = {{"rule", PART_RULES},   {"finding", PART_RULES}, {"reason", PART_RULES},
                  {"score", PART_SCORES}, {"need", PART_NEEDS},    {"dossier", PART_DOSSIERS},
                  {"policy", PART_TERMS}, {"profile", PART_TERMS}, {"verdict", PART_TERMS}};
static const char *const diff_words[] = {"rule",    "what was found", "why",      "score",  "what is needed",
                                         "dossier", "Policy",         "profile ", "verdict"};
_Static_assert(sizeof diff_words / sizeof *diff_words == sizeof diff_kinds / sizeof *diff_kinds, "a kind without its words");

// What a change is called in a part; null: it stands in another one.
static const char *words_for(DiffPart part, const PolicyChange *change)
{
    for (size_t i = 0; i < sizeof diff_kinds / sizeof *diff_kinds; i++) {
        if (diff_kinds[i].part == part && strcmp(diff_kinds[i].kind, change->kind) == 0)
            return diff_words[i];
    }
    return NULL;
}

static bool says_status(Sheet *sheet, Text text)
{
    for (int status = 0; status < STATUSES; status++) {
        if (text_is(text, status_names[status])) {
            page_status(sheet, (Status)status);
            return true;
        }
    }
    return false;
}

// One side of a change; of a rule that one of them does not have, and of a status, in words.
static void put_side(Sheet *sheet, const PolicyChange *change, Text text)
{
    bool status = strcmp(change->kind, "rule") == 0 && (!change->what || strcmp(change->what, "status") == 0);
    page_put(sheet, "<td>");
    if (!text.bytes)
        page_put(sheet, "–");
    else if (!status || !says_status(sheet, text))
        page_text(sheet, text);
    page_put(sheet, "</td>");
}

static void put_change(Sheet *sheet, const char *words, const PolicyChange *change)
{
    page_put(sheet, "<tr><th scope=row>");
    page_say(sheet, words);
    if (change->name.length) {
        page_put(sheet, " ");
        page_text(sheet, change->name);
    }
    if (change->what) // a member of the verdict
        text_append_format(sheet->to, " <small><code>%s</code></small>", change->what);
    page_put(sheet, "</th>");
    put_side(sheet, change, change->from);
    put_side(sheet, change, change->to);
    page_put(sheet, "</tr>\n");
}

static void put_part(Sheet *sheet, const PolicyDifference *difference, DiffPart part)
{
    static const char *const columns[] = {"what differs", "in the first", "in the second"};
    bool any = false;
    for (size_t i = 0; i < difference->count; i++) {
        const char *words = words_for(part, &difference->items[i]);
        if (!words)
            continue;
        if (!any) {
            page_section(sheet, diff_ids[part], diff_headings[part]);
            page_table(sheet, columns, sizeof columns / sizeof *columns);
        }
        any = true;
        put_change(sheet, words, &difference->items[i]);
    }
    page_put(sheet, any ? "</tbody></table></section>\n" : "");
}

static Text said_of(const PolicyDifference *difference, const char *kind, int side, Text both)
{
    for (size_t i = 0; i < difference->count; i++) {
        if (strcmp(difference->items[i].kind, kind) == 0)
            return side ? difference->items[i].to : difference->items[i].from;
    }
    return both;
}

static void put_verdicts(Sheet *sheet, const ReportVerdictDiff *diff)
{
    static const char *const columns[] = {"verdict", "in the first", "in the second"};
    page_table(sheet, columns, sizeof columns / sizeof *columns);
    page_put(sheet, "<tr><th scope=row>");
    page_say(sheet, "outcome");
    page_put(sheet, "</th>");
    for (int side = 0; side < 2; side++) {
        page_put(sheet, "<td><b>");
        page_text(sheet, said_of(&diff->difference, "outcome", side, diff->verdicts[side].outcome));
        page_put(sheet, "</b></td>");
    }
    page_put(sheet, "</tr>\n<tr><th scope=row>");
    page_say(sheet, "date");
    page_put(sheet, "</th>");
    for (int side = 0; side < 2; side++) {
        page_put(sheet, "<td>");
        page_text(sheet, diff->verdicts[side].on);
        page_put(sheet, "</td>");
    }
    page_put(sheet, "</tr>\n<tr><th scope=row>SHA-256</th>");
    for (int side = 0; side < 2; side++) {
        page_put(sheet, "<td>");
        page_digest(sheet, &diff->verdicts[side].digest);
        page_put(sheet, "</td>");
    }
    page_put(sheet, "</tr>\n</tbody></table>\n");
}

void verdict_diff_as_html(const ReportVerdictDiff *diff, Sheet *sheet)
{
    page_begin(sheet, diff->verdicts[0].id, text_of(tongue_told("What changed between two verdicts", sheet->style->tongue)));
    page_say_in(sheet, "h1", NULL, "What changed between two verdicts");
    page_put(sheet, "<p>");
    page_text(sheet, diff->verdicts[0].id);
    page_put(sheet, " <small>");
    page_text(sheet, diff->verdicts[0].type);
    page_put(sheet, "</small></p>\n");
    put_verdicts(sheet, diff);
    if (!diff->difference.count)
        page_say_in(sheet, "p", NULL, "Nothing: both say the same.");
    for (int part = 0; part < DIFF_PARTS; part++)
        put_part(sheet, &diff->difference, (DiffPart)part);
    page_end(sheet);
}
