// SPDX-License-Identifier: MIT
// A verdict for a person at a terminal.
#include "report/report.h"

#include "support/calendar.h"
#include "support/diagnostic.h"

#include <stdio.h>

enum { MOST_FINDINGS_SHOWN = 10, MOST_PARTS_SHOWN = 4 };

typedef struct Page {
    const Verdict *verdict;
    const Program *program;
    const TextStyle *style;
    TextBuilder *to;
} Page;

// ---- colours ----

typedef enum Colour { PLAIN, BOLD, FAINT, RED, GREEN, YELLOW, COLOURS } Colour;

static void colour(Page *page, Colour to)
{
    static const char *const codes[COLOURS] = {"\033[0m", "\033[1m", "\033[2m", "\033[1;31m", "\033[1;32m", "\033[1;33m"};
    if (page->style->colours)
        text_append_string(page->to, codes[to]);
}

static void say(Page *page, Colour with, Text text)
{
    colour(page, with);
    text_append_shown(page->to, text);
    if (with != PLAIN)
        colour(page, PLAIN);
}

// A piece of the report itself, in its reader's language.
static const char *tell(const Page *page, const char *english)
{
    return told(english, page->style->tongue);
}

static void put(Page *page, const char *english)
{
    text_append_string(page->to, tell(page, english));
}

static void put_in(Page *page, Colour with, const char *english)
{
    say(page, with, text_of(tell(page, english)));
}

static void blanks(Page *page, size_t count)
{
    while (count-- > 0)
        text_append_byte(page->to, ' ');
}

static void column(Page *page, Text text, size_t width)
{
    Text shown = text_shown(page->to->arena, text);
    size_t columns = text_columns(shown);
    text_append(page->to, shown);
    blanks(page, columns < width ? width - columns : 1);
}

static Text string(const Page *page, uint32_t number)
{
    return program_string(page->program, number);
}

static Text wording(const Page *page, WordingList list)
{
    return program_wording(page->program, list, page->style->language);
}

Text worded_text(const Worded *texts, uint32_t count, Text language)
{
    for (uint32_t i = 0; i < count; i++) {
        if (text_equal(texts[i].language, language))
            return texts[i].text;
    }
    return count ? texts[0].text : (Text){"", 0};
}

// ---- the head ----

static void write_head(Page *page)
{
    uint32_t type;
    Text id, image;
    const ProgramHead *head = &page->program->head;
    review_entity(page->verdict->review, 0, &type, &id, &image);
    say(page, BOLD, id);
    put(page, "  ");
    text_append_shown(page->to, string(page, page->program->types[type].name));
    put(page, ", reviewed on ");
    date_append(page->to, review_date(page->verdict->review));
    put(page, "\n");
    text_append_shown(page->to, wording(page, head->title));
    put(page, "  ");
    text_append_shown(page->to, string(page, head->name));
    put(page, " ");
    text_append_shown(page->to, string(page, head->version));
    put(page, "\n");
    bool known = view_knows_dossier(page->verdict->view, 0);
    if (!known)
        put_in(page, YELLOW, "Nothing is known of it: no submission about it has been imported.");
    put(page, known ? "\n" : "\n\n");
}

static void write_outcome(Page *page)
{
    const Verdict *verdict = page->verdict;
    bool decided = verdict_is_decided(verdict), best = verdict->best + 1 == page->program->outcomes_count;
    Colour with = !decided ? YELLOW : best ? GREEN : RED;
    put(page, "  ");
    if (decided) {
        say(page, with, verdict_outcome(verdict));
    } else {
        put_in(page, with, status_names[STATUS_UNDETERMINED]);
        put(page, ": between ");
        text_append_shown(page->to, string(page, page->program->outcomes[verdict->worst].name));
        put(page, " and ");
        text_append_shown(page->to, string(page, page->program->outcomes[verdict->best].name));
        put(page, ", by what is still missing");
    }
    if (decided && verdict->worst + 1 < page->program->outcomes_count)
        put(page, ", whatever is still missing");
    put(page, "\n\n");
}

// ---- scores ----

static Text score_text(const Page *page, const Score *score)
{
    TextBuilder text = text_builder(page->to->arena);
    if (!score->whole)
        return text_of(tell(page, "no rule counts"));
    score_append(&text, score->low, score->whole);
    if (score->low != score->high) {
        text_append_string(&text, tell(page, " to "));
        score_append(&text, score->high, score->whole);
    }
    return text_built(&text);
}

// In English the name that policies give it; else its title.
static Text aspect_name(const Page *page, const AspectInfo *aspect)
{
    return page->style->tongue == TONGUE_ENGLISH ? string(page, aspect->name) : wording(page, aspect->title);
}

static size_t widest_aspect(const Page *page)
{
    size_t width = 3;
    for (uint32_t i = 0; i < page->program->aspects_count; i++) {
        size_t columns = text_columns(aspect_name(page, &page->program->aspects[i]));
        width = columns > width ? columns : width;
    }
    return width + 3;
}

enum { SCORE_WIDTH = 19, COUNT_WIDTH = 10, WIDE_COUNT = 14 };

static void right(Page *page, const char *text, size_t width)
{
    size_t columns = text_columns(text_of(text));
    blanks(page, columns < width ? width - columns : 1);
    text_append_string(page->to, text);
}

static void count_right(Page *page, uint32_t count, size_t width)
{
    char digits[12];
    snprintf(digits, sizeof digits, "%u", count);
    right(page, digits, width);
}

static void write_score_line(Page *page, Text name, size_t width, const Score *score, const uint32_t *counts)
{
    put(page, "  ");
    column(page, name, width);
    column(page, score_text(page, score), SCORE_WIDTH - 1);
    count_right(page, counts[STATUS_SATISFIED], COUNT_WIDTH);
    count_right(page, counts[STATUS_VIOLATED], COUNT_WIDTH);
    count_right(page, counts[STATUS_UNDETERMINED], WIDE_COUNT);
    count_right(page, counts[STATUS_NOT_APPLICABLE] + counts[STATUS_EXCEPTED] + counts[STATUS_WAIVED], COUNT_WIDTH);
    put(page, "\n");
}

static void write_score_head(Page *page, size_t width)
{
    put(page, "  ");
    column(page, text_of(""), width);
    column(page, text_of(tell(page, "score")), SCORE_WIDTH - 1);
    right(page, tell(page, status_names[STATUS_SATISFIED]), COUNT_WIDTH);
    right(page, tell(page, status_names[STATUS_VIOLATED]), COUNT_WIDTH);
    right(page, tell(page, status_names[STATUS_UNDETERMINED]), WIDE_COUNT);
    right(page, tell(page, "aside"), COUNT_WIDTH);
    put(page, "\n");
}

static void write_scores(Page *page)
{
    const Verdict *verdict = page->verdict;
    size_t width = widest_aspect(page);
    uint32_t sum[STATUSES] = {0};
    write_score_head(page, width);
    for (uint32_t i = 0; i < page->program->aspects_count; i++) {
        bool any = false;
        for (int status = 0; status < STATUSES; status++) {
            sum[status] += verdict->counts[i][status];
            any |= verdict->counts[i][status] > 0;
        }
        if (any)
            write_score_line(page, aspect_name(page, &page->program->aspects[i]), width, &verdict->aspects[i],
                             verdict->counts[i]);
    }
    write_score_line(page, text_of(tell(page, "all")), width, &verdict->all, sum);
    put(page, "\n");
}

// ---- rules ----

static void write_rule_line(Page *page, const RuleInfo *rule, Colour with)
{
    put(page, "  ");
    say(page, with, string(page, rule->code));
    put(page, " ");
    put(page, rule_severity_names[rule->severity]);
    put(page, ": ");
    text_append_shown(page->to, wording(page, rule->title));
    colour(page, FAINT);
    put(page, "  [");
    for (uint32_t i = 0; i < rule->cite_count; i++) {
        const CiteInfo *cite = &page->program->cites[rule->first_cite + i];
        const CiteInfo *last = i > 0 ? cite - 1 : NULL;
        if (last)
            put(page, last->source == cite->source ? ", " : "; ");
        if (!last || last->source != cite->source) {
            text_append_shown(page->to, string(page, page->program->sources[cite->source].name));
            put(page, " ");
        }
        text_append_shown(page->to, string(page, page->program->clauses[cite->clause].number));
    }
    put(page, "]");
    colour(page, PLAIN);
    put(page, "\n");
}

static void put_more(Page *page, const char *indent, size_t count)
{
    put(page, indent);
    text_append_format(page->to, tell(page, "… and %zu more\n"), count);
}

static void write_findings(Page *page, const RuleInfo *rule, const RuleVerdict *found)
{
    for (size_t i = 0; i < found->finding_count && i < MOST_FINDINGS_SHOWN; i++) {
        const Finding *finding = &found->findings[i];
        put(page, "      - ");
        if (finding->hidden)
            put(page, hidden_text);
        else
            text_append_shown(page->to, worded_text(finding->texts, finding->text_count, page->style->language));
        put(page, "\n");
    }
    if (found->finding_count > MOST_FINDINGS_SHOWN)
        put_more(page, "      ", found->finding_count - MOST_FINDINGS_SHOWN);
    if (rule->remedy.count) {
        put(page, "      ");
        put_in(page, FAINT, "remedy: ");
        text_append_shown(page->to, wording(page, rule->remedy));
        put(page, "\n");
    }
}

static void write_parts(Page *page, const Text *parts, size_t listed, size_t count)
{
    if (!count)
        return;
    put(page, " of ");
    for (size_t i = 0; i < listed && i < MOST_PARTS_SHOWN; i++) {
        put(page, i ? ", " : "");
        text_append_shown(page->to, parts[i]);
    }
    if (count > MOST_PARTS_SHOWN)
        text_append_format(page->to, tell(page, " and %zu more"), count - MOST_PARTS_SHOWN);
}

static Text entity_id(const Page *page, uint32_t entity)
{
    uint32_t type;
    Text id, image;
    review_entity(page->verdict->review, entity, &type, &id, &image);
    return id;
}

static void write_place(Page *page, uint32_t entity, Text path)
{
    if (entity != 0) {
        text_append_shown(page->to, entity_id(page, entity));
        put(page, " ");
    }
    text_append_shown(page->to, path);
}

static void write_reason(Page *page, const Reason *reason)
{
    put(page, "      - ");
    if (reason->hidden) {
        put(page, hidden_text);
        put(page, "\n");
        return;
    }
    put_in(page, YELLOW, why_names[reason->why]);
    put(page, ": ");
    if (reason->entity == NO_INDEX) {
        source_append(page->to, reason->source);
    } else {
        write_place(page, reason->entity, reason->path);
        write_parts(page, reason->parts, reason->parts_hidden ? 0 : reason->parts_listed, reason->part_count);
    }
    put(page, "\n");
}

static void write_reasons(Page *page, const RuleVerdict *found)
{
    for (size_t i = 0; i < found->reason_count; i++)
        write_reason(page, &found->reasons[i]);
}

static void write_excepts(Page *page, const RuleInfo *rule, const RuleVerdict *found)
{
    for (uint32_t i = 0; i < rule->except_count; i++) {
        if (!found->excepts[i])
            continue;
        put(page, "      - ");
        put(page, "because ");
        text_append_shown(page->to, wording(page, page->program->excepts[rule->first_except + i].because));
        put(page, "\n");
    }
    if (found->hidden) {
        put(page, "      - ");
        put(page, hidden_text);
        put(page, "\n");
    }
}

static void write_rules(Page *page, Status status, const char *heading, Colour with)
{
    bool any = false;
    for (uint32_t i = 0; i < page->program->rules_count; i++) {
        const RuleInfo *rule = &page->program->rules[i];
        if (page->verdict->statuses[i] != (uint8_t)status)
            continue;
        const RuleVerdict *found = verdict_rule(page->verdict, i);
        if (!any) {
            put_in(page, BOLD, heading);
            put(page, "\n");
        }
        any = true;
        write_rule_line(page, rule, with);
        if (status == STATUS_VIOLATED)
            write_findings(page, rule, found);
        else if (status == STATUS_UNDETERMINED)
            write_reasons(page, found);
        else if (status == STATUS_EXCEPTED)
            write_excepts(page, rule, found);
    }
    if (any)
        put(page, "\n");
}

// ---- what is needed ----

static void write_need(Page *page, const Need *need)
{
    put(page, "  - ");
    write_place(page, need->entity, need->path);
    write_parts(page, need->parts, need->parts_hidden ? 0 : need->parts_listed, need->part_count);
    put(page, " (");
    put(page, why_names[need->why]);
    put(page, ")");
    if (need->rank > 1) {
        bool first = true, stronger = false;
        put(page, ", by ");
        for (uint32_t kind = 0; kind < page->program->kinds_count; kind++) {
            stronger |= page->program->kinds[kind].rank > need->rank;
            if (page->program->kinds[kind].rank != need->rank)
                continue;
            put(page, first ? "" : ", ");
            text_append_shown(page->to, string(page, page->program->kinds[kind].name));
            first = false;
        }
        put(page, stronger ? " or stronger" : "");
    }
    put(page, ": for ");
    for (size_t i = 0; i < need->rule_count; i++) {
        put(page, i ? ", " : "");
        text_append_shown(page->to, string(page, page->program->rules[need->rules[i]].code));
    }
    put(page, "\n");
}

static void write_needs(Page *page)
{
    size_t count;
    const Need *needs = verdict_needs(page->verdict, &count);
    if (!count)
        return;
    put_in(page, BOLD, "What would decide it, what weighs most first");
    put(page, "\n");
    for (size_t i = 0; i < count; i++)
        write_need(page, &needs[i]);
    put(page, "\n");
}

static void write_disputes(Page *page)
{
    const Verdict *verdict = page->verdict;
    if (!verdict->dispute_count)
        return;
    put_in(page, BOLD, "Submissions disagree on");
    put(page, "\n");
    for (size_t i = 0; i < verdict->dispute_count && i < MOST_FINDINGS_SHOWN; i++) {
        const Dispute *dispute = &verdict->disputes[i];
        TextBuilder path = text_builder(page->to->arena), part = text_builder(page->to->arena);
        review_append_path(verdict->review, dispute->entity, dispute->attribute, dispute->row, &path);
        put(page, "  - ");
        write_place(page, dispute->entity, text_built(&path));
        if (review_append_owner_part(verdict->review, dispute->entity, dispute->attribute, dispute->row, &part)) {
            Text key = text_built(&part);
            write_parts(page, &key, dispute->part_hidden ? 0 : 1, 1);
        }
        put(page, "\n");
    }
    if (verdict->dispute_count > MOST_FINDINGS_SHOWN)
        put_more(page, "  ", verdict->dispute_count - MOST_FINDINGS_SHOWN);
    put(page, "\n");
}

static void write_foot(Page *page, const Digest *digest)
{
    const Verdict *verdict = page->verdict;
    Arena *arena = page->to->arena;
    text_append_format(page->to, tell(page, "%u rules declared, %u applicable, %u decided"), page->program->rules_count,
                       verdict->applicable, verdict->decided);
    if (review_hit_rows(verdict->review))
        put(page, "; the limit of rows was hit");
    if (review_hit_memory(verdict->review))
        put(page, "; the limit of memory was hit");
    if (review_hit_regex(verdict->review))
        put(page, "; the limit of work on patterns was hit");
    put(page, "\n");
    colour(page, FAINT);
    put(page, "policy   ");
    text_append(page->to, digest_text(arena, &page->program->digest));
    size_t count;
    const ReadDossier *dossiers = report_dossiers(verdict, arena, &count);
    for (size_t i = 0; i < count; i++) {
        if (!dossiers[i].known)
            continue;
        put(page, "\n");
        put(page, "dossier  ");
        text_append(page->to, dossiers[i].digest ? digest_text(arena, dossiers[i].digest) : text_of(tell(page, hidden_text)));
        put(page, "  ");
        text_append_shown(page->to, dossiers[i].id);
    }
    put(page, "\n");
    put(page, "verdict  ");
    text_append(page->to, digest_text(arena, digest));
    colour(page, PLAIN);
    put(page, "\n");
}

void report_text(const Verdict *verdict, const TextStyle *style, const Digest *digest, TextBuilder *to)
{
    Page page = {verdict, review_program(verdict->review), style, to};
    write_head(&page);
    write_outcome(&page);
    write_scores(&page);
    write_rules(&page, STATUS_VIOLATED, "Violated", RED);
    write_rules(&page, STATUS_UNDETERMINED, "Undetermined", YELLOW);
    if (style->all_rules) {
        write_rules(&page, STATUS_SATISFIED, "Satisfied", GREEN);
        write_rules(&page, STATUS_EXCEPTED, "Excepted", PLAIN);
        write_rules(&page, STATUS_NOT_APPLICABLE, "Not applicable", PLAIN);
    }
    write_needs(&page);
    write_disputes(&page);
    write_foot(&page, digest);
}

void reasons_text(Review *review, const Reason *reasons, size_t count, const TextStyle *style, TextBuilder *to)
{
    const Verdict verdict = {.review = review};
    Page page = {&verdict, review_program(review), style, to};
    for (size_t i = 0; i < count; i++)
        write_reason(&page, &reasons[i]);
}
