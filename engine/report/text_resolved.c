// SPDX-License-Identifier: MIT
// The text form of profiles: a policy as it stands with them, what they change, how one fits a new base. What somebody says
// stands left, the line that says so right. See forms.h and resolved.h.
#include "report/text_sheet.h"

enum { PLACE_COLUMN = 72, WIDEST_STATED = 110 }; // columns

// ---- lines ----

// How wide what is written on the last line of the report is so far; of what stands before a byte nothing counts.
static size_t columns_since(const Sheet *sheet, size_t start)
{
    size_t from = sheet->to->length;
    while (from > start && sheet->to->bytes[from - 1] != '\n')
        from--;
    return text_columns((Text){sheet->to->bytes + from, sheet->to->length - from});
}

// Ends lines that began at a byte of the report by the place where that stands.
static void end_line_at(Sheet *sheet, size_t start, const ReportPlace *place)
{
    if (place->line) {
        size_t columns = columns_since(sheet, start);
        sheet_blanks(sheet, columns + 2 < PLACE_COLUMN ? PLACE_COLUMN - columns : 2);
        sheet_colour(sheet, FAINT);
        text_append_format(sheet->to, "%.*s:%u", (int)place->file.length, place->file.bytes, place->line);
        sheet_colour(sheet, PLAIN);
    }
    text_append_byte(sheet->to, '\n');
}

// In whole: what is long goes on below where it begins, broken where it has blanks.
static void put_stated(Sheet *sheet, const Stated *stated)
{
    size_t indent = columns_since(sheet, 0), columns = 0;
    for (size_t at = 0, next; at < stated->text.length; at = next + 1) {
        next = text_find(stated->text, at, text_of(" "));
        next = next < stated->text.length ? next : stated->text.length;
        Text word = text_slice(stated->text, at, next);
        size_t width = text_columns(text_shown(sheet->to->arena, word));
        if (at > 0 && columns + 1 + width > WIDEST_STATED) {
            text_append_byte(sheet->to, '\n');
            sheet_blanks(sheet, indent + 2);
            columns = 0;
        } else if (at > 0) {
            text_append_byte(sheet->to, ' ');
            columns++;
        }
        sheet_show(sheet, word);
        columns += width;
    }
}

// `finance 1.0.0 "Title"`, and where it stands.
static void put_head(Sheet *sheet, const char *indent, const ReportHead *head)
{
    size_t start = sheet->to->length;
    text_append_string(sheet->to, indent);
    sheet_show(sheet, head->name);
    text_append_byte(sheet->to, ' ');
    sheet_show(sheet, head->version);
    if (head->title.length) {
        text_append_string(sheet->to, "  ");
        sheet_show(sheet, head->title);
    }
    end_line_at(sheet, start, &head->place);
}

static void put_refines(Sheet *sheet, const ReportHead *head)
{
    sheet_put_text(sheet, "    refines ", head->refines);
    text_append_string(sheet->to, " \"");
    sheet_show(sheet, head->refines_version);
    text_append_string(sheet->to, "\"\n");
    if (!head->applies.text.length)
        return;
    size_t start = sheet->to->length;
    sheet_put(sheet, "    applies when ");
    put_stated(sheet, &head->applies);
    end_line_at(sheet, start, &head->applies.place);
}

static void put_heads(Sheet *sheet, const ReportHeads *heads)
{
    put_head(sheet, "", &heads->policy);
    for (size_t i = 0; i < heads->count; i++) {
        put_head(sheet, "  + ", &heads->profiles[i]);
        put_refines(sheet, &heads->profiles[i]);
    }
}

// ---- the policy as it stands ----

// What is said of a thing, behind the word for it where the text lacks that.
static void put_said(Sheet *sheet, const ResolvedItem *item, const ResolvedField *field, const Stated *stated)
{
    static const char *const field_words[] = {"weight", "when", "also when", "otherwise"};
    bool lacks = item->kind == RESOLVED_OUTCOME || strcmp(field->name, "weight") == 0;
    for (size_t i = 0; i < sizeof field_words / sizeof *field_words && lacks; i++) {
        if (strcmp(field->name, field_words[i]) == 0)
            sheet_put(sheet, field_words[i]);
    }
    if (strcmp(field->name, "otherwise") == 0)
        return;
    text_append_string(sheet->to, lacks ? " " : "");
    put_stated(sheet, stated);
}

// What a profile sets is marked, and below it stands what would hold without.
static void put_field(Sheet *sheet, const ResolvedItem *item, const ResolvedField *field)
{
    size_t start = sheet->to->length;
    bool set = !text_equal(field->now.profile, item->profile);
    text_append_string(sheet->to, set ? "  * " : "    ");
    if (item->kind == RESOLVED_PARAMETER) {
        sheet_show(sheet, item->name);
        text_append_string(sheet->to, " = ");
    }
    if (field->now.text.length)
        put_said(sheet, item, field, &field->now);
    else
        sheet_put(sheet, "dropped");
    end_line_at(sheet, start, &field->now.place);
    if (field->but.length) {
        sheet_put_text(sheet, "        does not hold; not waived by ", field->but);
        text_append_byte(sheet->to, '\n');
    }
    if (!field->before.text.length)
        return;
    start = sheet->to->length;
    sheet_put(sheet, "        instead of ");
    put_said(sheet, item, field, &field->before);
    end_line_at(sheet, start, &field->before.place);
}

static void put_item(Sheet *sheet, const ResolvedItem *item)
{
    size_t start = sheet->to->length;
    if (item->kind != RESOLVED_PARAMETER) {
        text_append_string(sheet->to, item->profile.length ? "* " : "  ");
        sheet_say(sheet, BOLD, item->name);
        if (item->title.length) {
            text_append_string(sheet->to, "  ");
            sheet_show(sheet, item->title);
        }
        if (item->profile.length)
            sheet_put_text(sheet, "  added by ", item->profile);
        end_line_at(sheet, start, &item->place);
    }
    for (size_t i = 0; i < item->count; i++)
        put_field(sheet, item, &item->fields[i]);
}

void resolved_as_text(const ReportResolved *resolved, Sheet *sheet)
{
    static const char *const item_headings[] = {[RESOLVED_PARAMETER] = "Parameters",
                                                [RESOLVED_RULE] = "Rules",
                                                [RESOLVED_OUTCOME] = "Outcomes",
                                                [RESOLVED_MAPPING] = "Mappings"};
    put_heads(sheet, &resolved->heads);
    sheet_put(sheet, "As it stands where every profile applies; what a profile sets is marked *.");
    text_append_byte(sheet->to, '\n');
    for (size_t i = 0; i < resolved->count; i++) {
        const ResolvedItem *item = &resolved->items[i];
        bool opens = i == 0 || item[-1].kind != item->kind;
        if (opens || item->kind == RESOLVED_RULE)
            text_append_byte(sheet->to, '\n');
        if (opens) {
            sheet_put_in(sheet, BOLD, item_headings[item->kind]);
            text_append_byte(sheet->to, '\n');
        }
        put_item(sheet, item);
    }
}

// ---- what they change ----

const char *const effect_words[CHANGE_EFFECTS] = {
    [EFFECT_STRICTER] = "stricter", [EFFECT_SAME] = "the same", [EFFECT_WAIVED] = "waived", [EFFECT_NONE] = NULL};

void sheet_change_counts(Sheet *sheet, const size_t *counts)
{
    static const char *const count_words[CHANGE_EFFECTS] = {[EFFECT_STRICTER] = "stricter: ",
                                                            [EFFECT_SAME] = "restating what holds: ",
                                                            [EFFECT_WAIVED] = "waivers: ",
                                                            [EFFECT_NONE] = "without effect on the outcome: "};
    const char *between = "";
    for (int effect = 0; effect < CHANGE_EFFECTS; effect++) {
        if (!counts[effect])
            continue;
        text_append_string(sheet->to, between);
        sheet_put(sheet, count_words[effect]);
        text_append_format(sheet->to, "%zu", counts[effect]);
        between = "; ";
    }
    if (!*between)
        sheet_put(sheet, "changes nothing");
}

static void put_counts(Sheet *sheet, const ReportHead *head, const size_t *counts)
{
    text_append_string(sheet->to, "  ");
    sheet_show(sheet, head->name);
    text_append_string(sheet->to, "  ");
    sheet_change_counts(sheet, counts);
    text_append_byte(sheet->to, '\n');
}

// How wide the names of those are who stand beside each other.
static size_t widest_name(const ReportHeads *heads)
{
    size_t widest = text_columns(heads->policy.name);
    for (size_t i = 0; i < heads->count; i++) {
        size_t columns = text_columns(heads->profiles[i].name);
        widest = columns > widest ? columns : widest;
    }
    return widest;
}

// nothing: what is said where nothing is.
static void put_side(Sheet *sheet, size_t width, Text who, const Stated *stated, const char *nothing, const char *effect)
{
    size_t start = sheet->to->length;
    text_append_string(sheet->to, "    ");
    sheet_column(sheet, who, width + 2);
    if (stated->text.length)
        put_stated(sheet, stated);
    else
        text_append_string(sheet->to, nothing);
    if (effect) {
        sheet_put(sheet, " (");
        sheet_put(sheet, effect);
        sheet_put(sheet, ")");
    }
    end_line_at(sheet, start, &stated->place);
}

static void put_because(Sheet *sheet, size_t width, Text because)
{
    if (!because.length)
        return;
    sheet_blanks(sheet, width + 6);
    sheet_put_text(sheet, "because ", because);
    text_append_byte(sheet->to, '\n');
}

static void put_sides(Sheet *sheet, const ReportDifferences *differences, const Difference *difference, size_t width)
{
    if (!difference->added) {
        Text who = difference->from.profile.length ? difference->from.profile : differences->heads.policy.name;
        put_side(sheet, width, who, &difference->from, sheet_tell(sheet, "nothing"), NULL);
    }
    for (size_t i = 0; i < difference->count; i++) {
        const DifferenceSide *side = &difference->sides[i];
        const char *effect = difference->added ? NULL : effect_words[side->effect];
        put_side(sheet, width, side->to.profile, &side->to, sheet_tell(sheet, "dropped"), effect);
        put_because(sheet, width, side->because);
    }
}

static void put_difference(Sheet *sheet, const ReportDifferences *differences, const Difference *difference, size_t width)
{
    text_append_string(sheet->to, "\n  ");
    sheet_say(sheet, BOLD, difference->name);
    text_append_string(sheet->to, "  ");
    sheet_put(sheet, difference->kind);
    if (difference->stricter)
        sheet_put(sheet, *difference->stricter == 'l' ? ": lower is stricter" : ": higher is stricter");
    text_append_byte(sheet->to, '\n');
    put_sides(sheet, differences, difference, width);
}

void differences_as_text(const ReportDifferences *differences, Sheet *sheet)
{
    const ReportHeads *heads = &differences->heads;
    size_t width = widest_name(heads);
    put_heads(sheet, heads);
    text_append_byte(sheet->to, '\n');
    for (size_t i = 0; i < heads->count; i++)
        put_counts(sheet, &heads->profiles[i], differences->counts[i]);
    bool adds = false;
    for (size_t i = 0; i < differences->count; i++) {
        const Difference *difference = &differences->items[i];
        if (!difference->added) {
            put_difference(sheet, differences, difference, width);
            continue;
        }
        if (!adds) {
            text_append_string(sheet->to, "\n  ");
            sheet_put_in(sheet, BOLD, "added");
            text_append_byte(sheet->to, '\n');
        }
        adds = true;
        put_sides(sheet, differences, difference, width);
    }
}

// ---- on a new base ----

static const char *const state_words[REBASE_STATES] = {
    [REBASE_NEEDED] = "needed", [REBASE_IMPLIED] = "implied", [REBASE_WEAKER] = "weaker",   [REBASE_RENAMED] = "renamed",
    [REBASE_GONE] = "gone",     [REBASE_WRONG] = "wrong",     [REBASE_UNKNOWN] = "unknown",
};
enum { STATE_COLUMNS = 12 };

static void put_entry(Sheet *sheet, const RebaseEntry *entry)
{
    size_t start = sheet->to->length;
    text_append_string(sheet->to, "  ");
    sheet_column(sheet, text_of(sheet_tell(sheet, state_words[entry->state])), STATE_COLUMNS - 2);
    put_stated(sheet, &entry->entry);
    end_line_at(sheet, start, &entry->entry.place);
    if (entry->refused) {
        sheet_blanks(sheet, STATE_COLUMNS);
        sheet_show(sheet, diagnostic_told(sheet->to->arena, entry->refused, sheet->style->tongue));
        if (entry->nearest.length)
            sheet_put_text(sheet, "; the nearest is ", entry->nearest);
        text_append_byte(sheet->to, '\n');
    }
    if (!entry->base.text.length)
        return;
    start = sheet->to->length;
    sheet_blanks(sheet, STATE_COLUMNS);
    sheet_put(sheet, "the base: ");
    put_stated(sheet, &entry->base);
    end_line_at(sheet, start, &entry->base.place);
}

static void put_version(Sheet *sheet, const ReportRebase *rebase)
{
    sheet_put_text(sheet, "  The header asks for \"", rebase->profile.refines_version);
    sheet_put_text(sheet, "\", and this is \"", rebase->base.version);
    sheet_put(sheet, "\": as it stands, `check` refuses the profile.");
    text_append_byte(sheet->to, '\n');
}

void rebase_as_text(const ReportRebase *rebase, Sheet *sheet)
{
    enum { PARTS = 4 };
    static const char *const rebase_headings[PARTS] = {"No longer fit", "Not known till those are mended",
                                                       "Implied by the base now", "Still needed"};
    static const RebaseState from[PARTS] = {REBASE_WEAKER, REBASE_UNKNOWN, REBASE_IMPLIED, REBASE_NEEDED};
    static const RebaseState to[PARTS] = {REBASE_WRONG, REBASE_UNKNOWN, REBASE_IMPLIED, REBASE_NEEDED};
    put_head(sheet, "", &rebase->profile);
    put_head(sheet, "  -> ", &rebase->base);
    if (!rebase->version_fits)
        put_version(sheet, rebase);
    if (!rebase->proved) {
        sheet_put(sheet, "  What `check` proves of the whole is looked at when what does not fit is mended.");
        text_append_byte(sheet->to, '\n');
    }
    for (size_t i = 0; i < PARTS; i++) {
        size_t count = 0;
        for (RebaseState state = from[i]; state <= to[i]; state++)
            count += rebase->counts[state];
        if (!count && from[i] == REBASE_UNKNOWN)
            continue;
        text_append_byte(sheet->to, '\n');
        sheet_put_in(sheet, BOLD, rebase_headings[i]);
        sheet_put(sheet, ": ");
        text_append_format(sheet->to, "%zu\n", count);
        for (size_t at = 0; at < rebase->count; at++) {
            if (rebase->entries[at].state >= from[i] && rebase->entries[at].state <= to[i])
                put_entry(sheet, &rebase->entries[at]);
        }
    }
}
