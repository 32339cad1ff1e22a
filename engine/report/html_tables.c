// SPDX-License-Identifier: MIT
// What stands around the rules on the page: what would decide the verdict, the matrix of clauses, disagreement, profiles, what
// was read. See html.h.
#include "report/html.h"

// ---- what would decide it ----

static void tell_need(Sheet *sheet, const void *of)
{
    const Need *need = of;
    sheet_path(sheet, need->entity, need->id, need->path);
    sheet_parts(sheet, need->parts, need->parts_listed, need->part_count);
}

static void tell_evidence(Sheet *sheet, const void *need)
{
    sheet_need_evidence(sheet, need);
}

static void tell_profiles(Sheet *sheet, const void *need)
{
    sheet_whether(sheet, ((const Need *)need)->profiles);
}

static void put_need(Sheet *sheet, const Need *need)
{
    page_put(sheet, "<tr><th scope=row>");
    page_tell(sheet, tell_need, need);
    page_put(sheet, "</th><td>");
    page_say(sheet, why_names[need->why]);
    if (need->unnamed)
        page_say(sheet, "; the submission names no institution");
    page_put(sheet, "</td><td>");
    page_tell(sheet, tell_evidence, need);
    page_put(sheet, "</td><td>");
    for (size_t i = 0; i < need->rule_count; i++) {
        page_put(sheet, i ? ", " : "");
        page_rule_link(sheet, need->rules[i]);
    }
    if (need->profiles)
        page_tell(sheet, tell_profiles, need);
    page_put(sheet, "</td></tr>\n");
}

static void put_needs(Sheet *sheet, size_t from, size_t to)
{
    static const char *const columns[] = {"what is needed", "why", "evidence", "rules"};
    page_table(sheet, columns, sizeof columns / sizeof *columns);
    for (size_t i = from; i < to; i++)
        put_need(sheet, &sheet->report->needs[i]);
    page_put(sheet, "</tbody></table>\n");
}

// The first few, and the others folded.
void page_needs(Sheet *sheet)
{
    enum { FIRST_NEEDS = 5 };
    size_t count = sheet->report->need_count, first = count < FIRST_NEEDS ? count : FIRST_NEEDS;
    if (!count)
        return;
    page_section(sheet, "needs", "What would decide it, what weighs most first");
    put_needs(sheet, 0, first);
    if (count > first) {
        text_append_format(sheet->to, "<details%s><summary>+ %zu</summary>", sheet->style->open ? " open" : "", count - first);
        put_needs(sheet, first, count);
        page_put(sheet, "</details>\n");
    }
    page_put(sheet, "</section>\n");
}

// ---- clauses ----

static bool cites(const Program *program, const RuleInfo *rule, uint32_t clause)
{
    for (uint32_t i = 0; i < rule->cite_count; i++) {
        if (program->cites[rule->first_cite + i].clause == clause)
            return true;
    }
    return false;
}

static void put_clause(Sheet *sheet, const SourceInfo *source, uint32_t number)
{
    const Program *program = sheet->program;
    const ClauseInfo *clause = &program->clauses[number];
    page_put(sheet, "<tr><th scope=row>");
    page_string(sheet, source->name);
    page_put(sheet, " ");
    page_string(sheet, clause->number);
    page_put(sheet, "</th><td>");
    page_wording(sheet, clause->heading);
    page_put(sheet, "</td><td class=x>");
    for (uint32_t i = 0; i < program->rules_count; i++) {
        if (!program_says_of(program, program->rules[i].profiles) || !cites(program, &program->rules[i], number))
            continue;
        page_put(sheet, "<span>");
        page_rule_link(sheet, i);
        page_put(sheet, " ");
        page_status(sheet, (Status)sheet->report->verdict.statuses[i]);
        page_put(sheet, "</span> ");
    }
    page_wording(sheet, clause->reason);
    page_put(sheet, "</td></tr>\n");
}

void page_matrix(Sheet *sheet)
{
    static const char *const columns[] = {"clause", "what it says", "rules"};
    page_section(sheet, "clauses", "Clauses and their rules");
    for (uint32_t i = 0; i < sheet->program->sources_count; i++) {
        const SourceInfo *source = &sheet->program->sources[i];
        page_put(sheet, "<h3>");
        page_wording(sheet, source->title);
        page_put(sheet, "</h3>");
        page_table(sheet, columns, sizeof columns / sizeof *columns);
        for (uint32_t j = 0; j < source->clause_count; j++)
            put_clause(sheet, source, source->first_clause + j);
        page_put(sheet, "</tbody></table>\n");
    }
    page_put(sheet, "</section>\n");
}

// ---- disagreement ----

static void tell_dispute(Sheet *sheet, const void *of)
{
    const Dispute *dispute = of;
    sheet_path(sheet, dispute->entity, dispute->id, dispute->path);
    sheet_parts(sheet, &dispute->part, !dispute->part_hidden, dispute->of_part);
}

void page_disputes(Sheet *sheet)
{
    enum { MOST_DISPUTES_SHOWN = 100 };
    size_t count = sheet->report->dispute_count;
    if (!count)
        return;
    page_section(sheet, "disagreement", "Submissions disagree on");
    page_put(sheet, "<ul>");
    for (size_t i = 0; i < count && i < MOST_DISPUTES_SHOWN; i++) {
        page_put(sheet, "<li>");
        page_tell(sheet, tell_dispute, &sheet->report->disputes[i]);
        page_put(sheet, "</li>\n");
    }
    if (count > MOST_DISPUTES_SHOWN)
        text_append_format(sheet->to, "<li>… + %zu</li>", count - MOST_DISPUTES_SHOWN);
    page_put(sheet, "</ul></section>\n");
}

// ---- profiles ----

static void tell_applies(Sheet *sheet, const void *profile)
{
    uint32_t number = (uint32_t)((const ProfileInfo *)profile - sheet->program->profiles);
    sheet_applies(sheet, number, &sheet->report->profiles[number]);
}

static void tell_force(Sheet *sheet, const void *of)
{
    const ProfileInfo *profile = of;
    sheet_in_force(sheet, profile->effective, profile->until);
}

static void tell_change(Sheet *sheet, const void *of)
{
    const ChangeInfo *change = of;
    if (change->kind == CHANGE_WAIVE)
        sheet_put_text(sheet, "waived until ", sheet_string(sheet, change->to));
    else
        sheet_change(sheet, change);
}

static void put_change(Sheet *sheet, const ChangeInfo *change)
{
    ProgramPlace place;
    page_put(sheet, "<li>");
    if (change->rule != NO_INDEX) {
        page_rule_link(sheet, change->rule);
        page_put(sheet, " ");
    }
    if (change->kind <= CHANGE_WAIVE)
        page_tell(sheet, tell_change, change);
    else
        page_string(sheet, change->to);
    if (change->because.count) {
        page_put(sheet, " — ");
        page_wording(sheet, change->because);
    }
    if (program_place(sheet->program, change->span, &place)) {
        page_put(sheet, " <small>");
        markup_append(sheet->to, place.path);
        text_append_format(sheet->to, ":%u</small>", place.line);
    }
    page_put(sheet, "</li>\n");
}

static void put_changes(Sheet *sheet, uint32_t profile)
{
    text_append_format(sheet->to, "<details%s><summary>", sheet->style->open ? " open" : "");
    page_say(sheet, "What it changes");
    page_put(sheet, "</summary><ul>");
    for (uint32_t i = 0; i < sheet->program->changes_count; i++) {
        if (sheet->program->changes[i].profile == profile)
            put_change(sheet, &sheet->program->changes[i]);
    }
    page_put(sheet, "</ul></details>\n");
}

// Why it applies, or does not, or why that is unknown.
static void put_reasons(Sheet *sheet, const ToldProfile *told)
{
    size_t count = told->condition == told->applies ? told->reason_count : 0;
    if (!count && !told->hidden)
        return;
    page_put(sheet, "<ul>");
    for (size_t i = 0; i < count && i < MOST_PARTS_LISTED; i++) {
        page_put(sheet, "<li>");
        page_tell(sheet, tell_reason, &told->reasons[i]);
        page_put(sheet, "</li>");
    }
    if (told->hidden)
        page_say_in(sheet, "li", NULL, hidden_text);
    page_put(sheet, "</ul>\n");
}

static void put_profile(Sheet *sheet, uint32_t number)
{
    const ProfileInfo *profile = &sheet->program->profiles[number];
    const ToldProfile *told = &sheet->report->profiles[number];
    page_put(sheet, "<article><h3>");
    page_wording(sheet, profile->title);
    page_put(sheet, "</h3><p class=m>");
    page_string(sheet, profile->name);
    page_put(sheet, " ");
    page_string(sheet, profile->version);
    if (profile->authority.count) {
        page_put(sheet, " · ");
        page_wording(sheet, profile->authority);
    }
    if (profile->effective != INT64_MIN) {
        page_put(sheet, " · ");
        page_tell(sheet, tell_force, profile);
    }
    page_put(sheet, "</p><p>");
    page_tell(sheet, tell_applies, profile);
    page_put(sheet, "</p>\n");
    put_reasons(sheet, told);
    if (told->applies != TRUTH_FALSE)
        put_changes(sheet, number);
    page_put(sheet, "</article>\n");
}

void page_profiles(Sheet *sheet)
{
    if (!sheet->program->profiles_count)
        return;
    page_section(sheet, "profiles", "Profiles");
    for (uint32_t i = 0; i < sheet->program->profiles_count; i++)
        put_profile(sheet, i);
    page_put(sheet, "</section>\n");
}

// ---- what was read ----

static void put_submission(Sheet *sheet, const ReadSubmission *one)
{
    page_put(sheet, "<tr><th scope=row>");
    page_text(sheet, one->kind);
    page_put(sheet, "</th><td>");
    if (one->by.bytes)
        page_text(sheet, one->by);
    page_put(sheet, "</td><td>");
    page_date(sheet, one->on);
    page_put(sheet, "</td><td>");
    if (one->title.bytes)
        page_text(sheet, one->title);
    if (one->document.bytes) {
        page_put(sheet, " <small>");
        page_text(sheet, one->document);
        page_put(sheet, "</small>");
    }
    if (one->confidential)
        page_say_in(sheet, "i", NULL, hidden_text);
    if (one->withdrawn)
        page_say_in(sheet, "i", NULL, " (withdrawn)");
    page_put(sheet, "</td><td>");
    if (one->digest)
        page_digest(sheet, one->digest);
    else
        page_say(sheet, hidden_text);
    page_put(sheet, "</td></tr>\n");
}

static void put_dossier(Sheet *sheet, const ReadDossier *dossier)
{
    static const char *const columns[] = {"evidence", "institution", "date", "title and document", "digest"};
    page_put(sheet, "<h3>");
    page_text(sheet, dossier->type);
    page_put(sheet, " ");
    page_text(sheet, dossier->id);
    page_put(sheet, "</h3><p>");
    if (!dossier->known)
        page_say(sheet, "Nothing is known of it: no submission about it has been imported.");
    else if (dossier->digest)
        page_digest(sheet, dossier->digest);
    else
        page_say(sheet, hidden_text);
    page_put(sheet, "</p>");
    if (!dossier->submission_count)
        return;
    page_table(sheet, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < dossier->submission_count; i++)
        put_submission(sheet, &dossier->submissions[i]);
    page_put(sheet, "</tbody></table>\n");
}

void page_dossiers(Sheet *sheet)
{
    page_section(sheet, "submissions", "Submissions that were read");
    text_append_format(sheet->to, "<details%s><summary>", sheet->style->open ? " open" : "");
    page_say(sheet, "Dossiers");
    text_append_format(sheet->to, " (%zu)</summary>\n", sheet->report->dossier_count);
    for (size_t i = 0; i < sheet->report->dossier_count; i++)
        put_dossier(sheet, &sheet->report->dossiers[i]);
    page_put(sheet, "</details></section>\n");
}
