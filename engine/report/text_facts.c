// SPDX-License-Identifier: MIT
// The text form of a fact base: lists, submissions as an indented outline of their JSON, what became of changes. See forms.h.
#include "report/forms.h"

#include "support/calendar.h"
#include "support/diagnostic.h"

void facts_list_as_text(const FactsList *list, Sheet *sheet)
{
    TextBuilder *to = sheet->to;
    for (size_t i = 0; i < list->count; i++) {
        const BaseEntity *entity = &list->entities[i];
        text_append_shown(to, entity->type);
        text_append_byte(to, ' ');
        text_append_shown(to, entity->id);
        text_append_format(to, "  %u submission%s\n", entity->submissions, entity->submissions == 1 ? "" : "s");
    }
    if (!list->count)
        text_append_string(to, "the fact base is empty\n");
}

// ---- submissions ----

// Facts behind a colon or a hyphen: as lines, each deeper one by two blanks more.
static void append_value(TextBuilder *to, const JsonDocument *document, uint32_t value, int depth, Arena *arena)
{
    JsonKind kind = json_kind(document, value);
    if (kind != JSON_OBJECT && kind != JSON_ARRAY) {
        Text text = kind == JSON_STRING ? json_string(document, arena, value) : json_raw(document, value);
        const char *const fixed[] = {[JSON_NULL] = "null", [JSON_FALSE] = "false", [JSON_TRUE] = "true"};
        text_append_byte(to, ' ');
        text_append(to, kind <= JSON_TRUE ? text_of(fixed[kind]) : text_shown(arena, text));
        text_append_byte(to, '\n');
        return;
    }
    bool object = kind == JSON_OBJECT;
    text_append_string(to, !json_is_empty(document, value) ? "\n" : object ? " {}\n" : " none\n");
    for (uint32_t at = value + 1; at < json_next(document, value); at = json_next(document, at)) {
        for (int i = 0; i < depth; i++)
            text_append_string(to, "  ");
        if (object) {
            text_append(to, text_shown(arena, json_string(document, arena, at)));
            text_append_byte(to, ':');
            at = json_next(document, at);
        } else {
            text_append_byte(to, '-');
        }
        append_value(to, document, at, depth + 1, arena);
    }
}

static void append_shown(TextBuilder *to, const ShownSubmission *one, Arena *arena)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    text_append_string(to, "submission ");
    text_append(to, one->digest ? digest_text(arena, one->digest) : text_of("(in part confidential)"));
    text_append_byte(to, '\n');
    if (one->signer.bytes) {
        text_append_string(to, "  signed by ");
        text_append_shown(to, one->signer);
        text_append_byte(to, '\n');
    }
    if (one->withdrawn) {
        text_append_string(to, "  withdrawn as of ");
        date_append(to, one->withdrawn_on);
        text_append_string(to, " because ");
        text_append_shown(to, one->because);
        text_append_byte(to, '\n');
    }
    if (!json_read(&document, arena, one->canonical, &at, &error)) {
        text_append_string(to, "  damaged\n");
        return;
    }
    static const char *const members[] = {"evidence",  "format",      "closed", "keep_earlier", "rows",
                                          "separator", "tied_by_cpe", "facts",  "open"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        uint32_t member = json_member(&document, 0, members[i]);
        if (member == UINT32_MAX)
            continue;
        text_append_format(to, "  %s:", members[i]);
        append_value(to, &document, member, 2, arena);
    }
}

void facts_shown_as_text(const FactsShown *shown, Sheet *sheet)
{
    TextBuilder *to = sheet->to;
    for (size_t i = 0; i < shown->count; i++)
        append_shown(to, &shown->submissions[i], to->arena);
    if (shown->needs_policy)
        text_append_string(to, "give the policy, which says what of this is confidential (-p), or --audience office\n");
}

// ---- verifying ----

static void append_count(TextBuilder *to, uint64_t count, const char *one, const char *many, const char *behind)
{
    text_append_format(to, "%llu %s%s", (unsigned long long)count, count == 1 ? one : many, behind);
}

static void print_images(const BaseChecked *checked, TextBuilder *to)
{
    if (checked->older || checked->imageless) {
        append_count(to, checked->older, "image was", "images were", " made by another version of the program, and ");
        append_count(to, checked->imageless, "entity has", "entities have", " none: reviews make such anew each time; ");
        text_append_string(to, "`assize facts upgrade` makes all of them at once\n");
    }
    if (checked->others)
        text_append_format(to,
                           "of these images %llu %s made after another schema than the policy's: rows and columns of such were "
                           "not looked at\n",
                           (unsigned long long)checked->others, checked->others == 1 ? "was" : "were");
}

static void print_head(const BaseChecked *checked, TextBuilder *to)
{
    if (!checked->entries)
        return;
    Text head = digest_text(to->arena, &checked->head);
    unsigned long long since = checked->entries - checked->noted_at;
    text_append_format(to, "the log's head is %.*s\n", (int)head.length, head.bytes);
    if (!checked->has_head)
        text_append_string(to, "the fact base has no record of it: an earlier version made it, and the next change adds one\n");
    if (checked->noted_found && since)
        text_append_format(to, "it has grown by %llu %s since the head that was noted\n", since,
                           since == 1 ? "entry" : "entries");
    else if (checked->noted_found)
        text_append_string(to, "it is the one that was noted\n");
}

void facts_checked_as_text(const FactsChecked *found, Sheet *sheet)
{
    const BaseChecked *checked = &found->checked;
    TextBuilder *to = sheet->to;
    for (size_t i = 0; i < found->count; i++) {
        text_append(to, found->problems[i]);
        text_append_byte(to, '\n');
    }
    append_count(to, checked->entities, "entity", "entities", ", ");
    append_count(to, checked->images, "image", "images", ", ");
    append_count(to, checked->submissions, "submission", "submissions", ", ");
    append_count(to, checked->entries, "entry", "entries", " of the log: ");
    text_append_string(to, checked->problems ? "something is wrong\n" : "all is well\n");
    print_images(checked, to);
    print_head(checked, to);
}

// ---- changes ----

static void append_submission(TextBuilder *text, const Program *schema, const Submission *submission, Arena *arena)
{
    Text digest = digest_text(arena, &submission->digest), type, kind, id = text_shown(arena, submission->id);
    type = program_string(schema, schema->types[submission->facts.type].name);
    kind = program_string(schema, schema->kinds[submission->kind].name);
    text_append_format(text, "  %.*s  %.*s %.*s, %.*s\n", (int)digest.length, digest.bytes, (int)type.length, type.bytes,
                       (int)id.length, id.bytes, (int)kind.length, kind.bytes);
}

// Where it stands first is told of what is wrong with it, and not of what nobody asks for.
static void append_gap(TextBuilder *text, const ForeignGap *gap, Arena *arena)
{
    text_append_format(text, "  %9u  ", gap->count);
    text_append(text, text_shown(arena, gap->path));
    text_append_string(text, gap->example.length ? ", such as `" : "");
    text_append(text, text_shown(arena, gap->example));
    text_append_string(text, gap->example.length ? "`" : "");
    if (gap->kind != GAP_MEMBER)
        text_append_format(text, ", first at %u:%u", gap->line, gap->column);
    text_append_byte(text, '\n');
}

static void append_gaps(TextBuilder *text, const ForeignReport *report, ForeignGapKind kind, Arena *arena)
{
    static const char *const heads[] = {[GAP_MEMBER] = "no attribute of the policy asks for this",
                                        [GAP_VALUE] = "no value of what it is asked as, and kept as it stands",
                                        [GAP_REFERENCE] = "leads to no part"};
    bool any = false;
    for (size_t i = 0; i < report->gap_count; i++) {
        if (report->gaps[i].kind != kind)
            continue;
        if (!any)
            text_append_format(text, "  %s:\n", heads[kind]);
        any = true;
        append_gap(text, &report->gaps[i], arena);
    }
}

// How many of what: `1 vulnerability`, `2 hashes`.
static void append_counted(TextBuilder *text, uint32_t count, Text name)
{
    bool y = text_ends(name, text_of("y")), hisses = text_ends(name, text_of("sh")) || text_ends(name, text_of("s"));
    text_append_format(text, "%u ", count);
    text_append(text, text_slice(name, 0, name.length - (count != 1 && y)));
    text_append_string(text, count == 1 ? "" : y ? "ies" : hisses ? "es" : "s");
}

static void append_stored(TextBuilder *text, const ForeignReport *report)
{
    const char *before = ": ";
    for (unsigned i = 0; report->stored && i < FORMAT_RECORDS; i++) {
        const ForeignStored *stored = &report->stored[i];
        if (!stored->parts)
            continue;
        text_append_string(text, before);
        append_counted(text, stored->parts, text_of(format_record_infos[i].name));
        if (stored->merged)
            text_append_format(text, " (%u listed once more)", stored->merged);
        before = ", ";
    }
    for (unsigned i = 0; report->links && i < DERIVED_NAMES; i++) {
        if (!report->links[i])
            continue;
        text_append_format(text, "%s%u in %s.%s", before, report->links[i], format_record_infos[derived_infos[i].record].name,
                           derived_infos[i].name);
        before = ", ";
    }
}

static void append_report(TextBuilder *text, const ForeignReport *report, Arena *arena)
{
    text_append(text, text_shown(arena, report->path));
    text_append_format(text, ": %.*s", (int)report->format.length, report->format.bytes);
    append_stored(text, report);
    text_append_byte(text, '\n');
    append_gaps(text, report, GAP_VALUE, arena);
    append_gaps(text, report, GAP_REFERENCE, arena);
    append_gaps(text, report, GAP_MEMBER, arena);
}

void imported_as_text(const FactsImported *imported, Sheet *sheet)
{
    const BaseImport *result = &imported->result;
    TextBuilder *to = sheet->to;
    text_append_format(to, "%zu submission%s stored, %zu known before, %zu dossier%s changed\n", result->stored,
                       result->stored == 1 ? "" : "s", result->known, result->entities, result->entities == 1 ? "" : "s");
    if (result->is_signed)
        text_append_format(to, "%zu submission%s signed\n", result->is_signed, result->is_signed == 1 ? "" : "s");
    if (result->withdrawn)
        text_append_format(to, "%zu submission%s withdrawn\n", result->withdrawn, result->withdrawn == 1 ? "" : "s");
    if (result->entries)
        text_append_format(to, "%zu entr%s of the log taken over\n", result->entries, result->entries == 1 ? "y" : "ies");
    for (size_t i = 0; i < imported->submission_count; i++)
        append_submission(to, imported->schema, imported->submissions[i], to->arena);
    for (size_t i = 0; i < imported->report_count; i++)
        append_report(to, imported->reports[i], to->arena);
}

void upgraded_as_text(const BaseUpgrade *done, Sheet *sheet)
{
    TextBuilder *to = sheet->to;
    text_append_format(to, "%llu image%s made anew, %llu current already\n", (unsigned long long)done->made,
                       done->made == 1 ? "" : "s", (unsigned long long)done->current);
    if (done->undeclared)
        text_append_format(to, "%llu of a type that the policy does not declare\n", (unsigned long long)done->undeclared);
}

void compacted_as_text(const BaseCompacted *done, Sheet *sheet)
{
    const EnvRoom *room = &done->room;
    text_append_format(sheet->to, "%llu image%s removed, %llu kept\n", (unsigned long long)done->removed,
                       done->removed == 1 ? "" : "s", (unsigned long long)done->kept);
    if (room->refused)
        text_append_string(sheet->to, "the file system gives no room back: what is free is used again\n");
    else
        text_append_format(sheet->to, "%llu bytes given back, the data file takes %llu\n",
                           (unsigned long long)(room->before > room->after ? room->before - room->after : 0),
                           (unsigned long long)room->after);
}

// A submission is what people and programs read alike.
void matched_as_text(const Submission *submission, Sheet *sheet)
{
    matched_as_json(submission, sheet);
}
