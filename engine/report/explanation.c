// SPDX-License-Identifier: MIT
// An explanation as a tree for a terminal, and as nested JSON.
#include "report/report.h"

#include "support/calendar.h"
#include "support/diagnostic.h"
#include "support/json.h"

typedef struct Outline {
    const Program *program;
    const TextStyle *style;
    TextBuilder *to;
    TextBuilder indent;
} Outline;

enum { LONGEST_SOURCE = 100, LONGEST_VALUE = 200 }; // characters

void source_append(TextBuilder *to, Text source)
{
    size_t points = 0;
    bool blank = false;
    for (size_t at = 0; at < source.length;) {
        size_t start = at;
        int32_t point = text_next(source, &at);
        if (point < 0)
            break;
        if (point == ' ' || point == '\n' || point == '\t' || point == '\r') {
            blank = points > 0;
            continue;
        }
        if (points + blank >= LONGEST_SOURCE) {
            text_append_string(to, " …");
            return;
        }
        if (blank)
            text_append_byte(to, ' ');
        points += 1u + blank;
        blank = false;
        text_append_shown(to, text_slice(source, start, at));
    }
}

void value_append(TextBuilder *to, Text value, Tongue tongue)
{
    size_t at = 0;
    for (size_t points = 0; points < LONGEST_VALUE && at < value.length; points++) {
        if (text_next(value, &at) < 0)
            at++;
    }
    text_append_shown(to, text_slice(value, 0, at));
    if (at < value.length)
        text_append_format(to, told("… (%zu characters)", tongue), text_points(value));
}

static void colour(const Outline *tree, const char *code)
{
    if (tree->style->colours)
        text_append_string(tree->to, code);
}

// A piece of the tree itself, in its reader's language.
static const char *tell(const Outline *tree, const char *english)
{
    return told(english, tree->style->tongue);
}

static void put(const Outline *tree, const char *english)
{
    text_append_string(tree->to, tell(tree, english));
}

static const char *colour_of(const Outline *tree, Text value)
{
    if (text_is(value, tell(tree, "true")))
        return "\033[1;32m";
    return text_is(value, tell(tree, "false")) ? "\033[1;31m" : text_is(value, tell(tree, "unknown")) ? "\033[1;33m" : "\033[1m";
}

static void append_claim(const Outline *tree, const Claimed *claim)
{
    TextBuilder *to = tree->to;
    text_append(to, text_built(&tree->indent));
    text_append_string(to, claim->decides ? "  = " : "    ");
    value_append(to, claim->value, tree->style->tongue);
    put(tree, ", says ");
    text_append_shown(to, claim->kind);
    if (claim->by.bytes) {
        put(tree, " by ");
        text_append_shown(to, claim->by);
    }
    put(tree, " on ");
    date_append(to, claim->submission->on);
    if (claim->title.bytes) {
        put(tree, ", ");
        text_append_byte(to, '"');
        value_append(to, claim->title, tree->style->tongue);
        text_append_byte(to, '"');
    }
    if (claim->submission->flags & SUBMISSION_WITHDRAWN)
        put(tree, " (withdrawn)");
    else if (claim->expired)
        put(tree, " (too old)");
    else if (claim->acceptability == PERHAPS_ACCEPTABLE)
        put(tree, " (perhaps not acceptable)");
    else if (claim->acceptability == NOT_ACCEPTABLE)
        put(tree, " (not acceptable)");
    else if (!claim->decides)
        put(tree, " (weaker)");
    text_append_byte(to, '\n');
}

static void append_fact(const Outline *tree, const Explained *node)
{
    TextBuilder *to = tree->to;
    text_append(to, text_built(&tree->indent));
    text_append_string(to, "  ");
    put(tree, "fact: ");
    text_append_shown(to, node->path);
    if (node->part.bytes) {
        put(tree, " of ");
        value_append(to, node->part, tree->style->tongue);
    }
    put(tree, ", ");
    text_append_shown(to, node->entity);
    put(tree, node->claim_count ? "" : ": nobody claims anything");
    text_append_byte(to, '\n');
    for (size_t i = 0; i < node->claim_count; i++)
        append_claim(tree, &node->claims[i]);
}

static void append_node(Outline *tree, const Explained *node)
{
    TextBuilder *to = tree->to;
    Text value = node->hidden ? text_of(tell(tree, hidden_text)) : node->value;
    text_append(to, text_built(&tree->indent));
    if (value.length) {
        colour(tree, colour_of(tree, value));
        value_append(to, value, tree->style->tongue);
        colour(tree, "\033[0m");
        text_append_string(to, "  ");
    }
    source_append(to, node->source.length ? node->source : node->path);
    if (node->row.length) {
        text_append_string(to, "  (");
        value_append(to, node->row, tree->style->tongue);
        text_append_byte(to, ')');
    }
    ProgramPlace place;
    if (node->source.length && program_place(tree->program, node->span, &place)) {
        colour(tree, "\033[2m");
        text_append_format(to, "  %.*s:%u", (int)place.path.length, place.path.bytes, place.line);
        colour(tree, "\033[0m");
    }
    if (node->note)
        text_append_format(to, "  [%s]", tell(tree, node->note));
    text_append_byte(to, '\n');
}

static void put_more(const Outline *tree, Text indent, size_t count)
{
    text_append(tree->to, indent);
    text_append_format(tree->to, tell(tree, "… and %zu more like these\n"), count);
}

static void append_children(Outline *tree, const Explained *node)
{
    for (const Explained *child = node->children; child; child = child->next) {
        append_node(tree, child);
        if (child->has_fact)
            append_fact(tree, child);
        size_t length = tree->indent.length;
        text_append_string(&tree->indent, "  ");
        append_children(tree, child);
        if (child->left_out)
            put_more(tree, text_built(&tree->indent), child->left_out);
        tree->indent.length = length;
    }
}

void explanation_text(const Program *program, const Explained *explained, const TextStyle *style, TextBuilder *to)
{
    Outline tree = {.program = program, .style = style, .to = to, .indent = text_builder(to->arena)};
    text_append_string(&tree.indent, "  ");
    append_children(&tree, explained);
    if (explained->left_out)
        put_more(&tree, text_of("  "), explained->left_out);
}

// ---- JSON ----

typedef struct Form {
    const Program *program;
    Arena *arena;
    JsonWriter json;
} Form;

static void write_claim(Form *form, const Claimed *claim)
{
    static const char *const acceptable[] = {[NOT_ACCEPTABLE] = "no", [PERHAPS_ACCEPTABLE] = "perhaps", [ACCEPTABLE] = "yes"};
    TextBuilder on = text_builder(form->arena);
    date_append(&on, claim->submission->on);
    json_begin_object(&form->json);
    json_key_string(&form->json, "acceptable", text_of(acceptable[claim->acceptability]));
    if (claim->by.bytes)
        json_key_string(&form->json, "by", claim->by);
    json_key(&form->json, text_of("decides"));
    json_write_bool(&form->json, claim->decides);
    if (claim->document.bytes && claim->named)
        json_key_string(&form->json, "document", claim->document);
    json_key_string(&form->json, "kind", claim->kind);
    json_key_string(&form->json, "on", text_built(&on));
    if (claim->named)
        json_key_string(&form->json, "submission", digest_text(form->arena, &claim->submission->digest));
    if (claim->title.bytes)
        json_key_string(&form->json, "title", claim->title);
    json_key_string(&form->json, "value", claim->value);
    json_end_object(&form->json);
}

static void write_fact(Form *form, const Explained *node)
{
    json_key(&form->json, text_of("fact"));
    json_begin_object(&form->json);
    json_key(&form->json, text_of("claims"));
    json_begin_array(&form->json);
    for (size_t i = 0; i < node->claim_count; i++)
        write_claim(form, &node->claims[i]);
    json_end_array(&form->json);
    json_key_string(&form->json, "entity", node->entity);
    if (node->part.bytes)
        json_key_string(&form->json, "part", node->part);
    json_key_string(&form->json, "path", node->path);
    json_end_object(&form->json);
}

static void write_node(Form *form, const Explained *node)
{
    ProgramPlace place;
    json_begin_object(&form->json);
    json_key(&form->json, text_of("because"));
    json_begin_array(&form->json);
    for (const Explained *child = node->children; child; child = child->next)
        write_node(form, child);
    json_end_array(&form->json);
    if (node->hidden) {
        json_key(&form->json, text_of("confidential"));
        json_write_bool(&form->json, true);
    }
    if (node->has_fact)
        write_fact(form, node);
    if (node->left_out)
        json_key_integer(&form->json, "left_out", (int64_t)node->left_out);
    if (program_place(form->program, node->span, &place)) {
        json_key(&form->json, text_of("place"));
        json_begin_object(&form->json);
        json_key_integer(&form->json, "column", place.column);
        json_key_string(&form->json, "file", place.path);
        json_key_integer(&form->json, "line", place.line);
        json_end_object(&form->json);
    }
    if (node->row.length)
        json_key_string(&form->json, "row", node->row);
    json_key_string(&form->json, "source", node->source);
    if (node->value.length)
        json_key_string(&form->json, "value", node->value);
    if (node->note)
        json_key_string(&form->json, "why", text_of(node->note));
    json_end_object(&form->json);
}

Text explanation_json(const Program *program, const Explained *explained, Arena *arena)
{
    Form form = {.program = program, .arena = arena, .json = json_writer(arena)};
    write_node(&form, explained);
    return text_built(&form.json.builder);
}
