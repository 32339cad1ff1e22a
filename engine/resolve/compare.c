// SPDX-License-Identifier: MIT
// How two policies differ as texts, declaration by declaration (a merge join by kind and name), of rules field by field; comments
// and blanks make no difference. See resolve.h.
#include "resolve/resolve.h"

#include <stdlib.h>

// A declaration as it is compared.
typedef struct Entry {
    DeclKind kind;
    Text name, text; // text: on one line
    const Decl *decl;
    const Policy *policy;
} Entry;

typedef struct Entries {
    Entry *items;
    size_t count, capacity;
} Entries;

static Text folded(const Policy *policy, Span span)
{
    return span_is_known(span) ? source_folded(policy->arena, sources_text(policy->sources, span)) : (Text){"", 0};
}

static Text name_of(const Policy *policy, const Decl *decl)
{
    if (decl->kind == DECL_INTERPRET && decl->interpreted)
        return folded(policy, decl->interpreted->span);
    return decl->word.name ? decl->word.name->text : (Text){"", 0};
}

// What says nothing of a review: tests, and which files there are.
static bool says_nothing(const Decl *decl)
{
    return decl->kind == DECL_TEST || decl->kind == DECL_CHANGES || decl->kind == DECL_USE || decl->kind == DECL_INCLUDE;
}

static int by_name(const void *a, const void *b)
{
    const Entry *x = a, *y = b;
    int order = (x->kind > y->kind) - (x->kind < y->kind);
    order = order ? order : text_compare(x->name, y->name);
    return order ? order : text_compare(x->text, y->text);
}

static Entries entries_of(const Policy *policy)
{
    Entries entries = {.items = NULL};
    for (const File *file = policy->files; file; file = file->next) {
        for (const Decl *decl = file->decls; decl; decl = decl->next) {
            if (says_nothing(decl))
                continue;
            entries.items = arena_grow(policy->arena, entries.items, entries.count, &entries.capacity, sizeof *entries.items);
            entries.items[entries.count++] = (Entry){decl->kind, name_of(policy, decl), folded(policy, decl->span), decl, policy};
        }
    }
    if (entries.count)
        qsort(entries.items, entries.count, sizeof *entries.items, by_name);
    return entries;
}

// ---- what differs ----

typedef struct Comparing {
    PolicyDifference *result;
    Arena *arena;
} Comparing;

static void add_change(Comparing *at, const char *kind, Text name, const char *what, Text from, Text to)
{
    PolicyDifference *result = at->result;
    result->items = arena_grow(at->arena, result->items, result->count, &result->capacity, sizeof *result->items);
    result->items[result->count++] = (PolicyChange){kind, name, what, from, to};
}

// Of what both have: nothing where it is the same.
static void compare_texts(Comparing *at, const Entry *entry, const char *what, Text from, Text to)
{
    if (!text_equal(from, to))
        add_change(at, decl_names[entry->kind], entry->name, what, from, to);
}

static Text conditions_text(const Policy *policy, const Condition *conditions)
{
    TextBuilder text = text_builder(policy->arena);
    for (; conditions; conditions = conditions->next) {
        text_append_string(&text, text.length ? " " : "");
        text_append(&text, folded(policy, conditions->span));
    }
    return text_built(&text);
}

static Text thresholds_text(const Policy *policy, const Threshold *thresholds)
{
    TextBuilder text = text_builder(policy->arena);
    for (; thresholds; thresholds = thresholds->next) {
        text_append_string(&text, text.length ? " " : "");
        text_append(&text, folded(policy, thresholds->span));
    }
    return text_built(&text);
}

// The fields of a rule, each on both sides; what is left is the rest of it, such as its title.
static void compare_rules(Comparing *at, const Entry *from, const Entry *to)
{
    const Rule *x = &from->decl->rule, *y = &to->decl->rule;
    const Policy *old = from->policy, *new = to->policy;
    size_t before = at->result->count;
    const struct {
        const char *what;
        Text from, to;
    } fields[] = {
        {"title", x->title ? x->title->text : (Text){"", 0}, y->title ? y->title->text : (Text){"", 0}},
        {"cites", folded(old, x->cites_span), folded(new, y->cites_span)},
        {"aspect", folded(old, x->aspect_span), folded(new, y->aspect_span)},
        {"severity", folded(old, x->severity_span), folded(new, y->severity_span)},
        {"weight", folded(old, x->weight_span), folded(new, y->weight_span)},
        {"evidence", thresholds_text(old, x->thresholds), thresholds_text(new, y->thresholds)},
        {"when", conditions_text(old, x->whens), conditions_text(new, y->whens)},
        {"except", conditions_text(old, x->excepts), conditions_text(new, y->excepts)},
        {"require", conditions_text(old, x->requires), conditions_text(new, y->requires)},
        {"remedy", folded(old, x->remedy_span), folded(new, y->remedy_span)},
        {"waivable", folded(old, x->waivable_span), folded(new, y->waivable_span)},
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        compare_texts(at, from, fields[i].what, fields[i].from, fields[i].to);
    if (at->result->count == before)
        compare_texts(at, from, "text", from->text, to->text);
}

static void compare_entries(Comparing *at, const Entry *from, const Entry *to)
{
    if (from->kind == DECL_RULE)
        compare_rules(at, from, to);
    else if (from->kind == DECL_PARAMETER)
        compare_texts(at, from, "value", folded(from->policy, from->decl->value->span),
                      folded(to->policy, to->decl->value->span));
    else
        compare_texts(at, from, "text", from->text, to->text);
}

static void compare_headers(Comparing *at, const Policy *old, const Policy *new)
{
    const Header *x = &old->main->header, *y = &new->main->header;
    const struct {
        const char *what;
        Text from, to;
    } lines[] = {
        {"version", x->version, y->version},
        {"effective", folded(old, x->effective_span), folded(new, y->effective_span)},
        {"valid for", folded(old, x->valid_span), folded(new, y->valid_span)},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (!text_equal(lines[i].from, lines[i].to))
            add_change(at, "policy", (Text){"", 0}, lines[i].what, lines[i].from, lines[i].to);
    }
}

PolicyDifference resolve_compare(const Policy *old, const Policy *new)
{
    PolicyDifference result = {.items = NULL};
    Comparing at = {&result, new->arena};
    Entries from = entries_of(old), to = entries_of(new);
    const Text nothing = {NULL, 0};
    compare_headers(&at, old, new);
    for (size_t x = 0, y = 0; x < from.count || y < to.count;) {
        const Entry *a = x < from.count ? &from.items[x] : NULL, *b = y < to.count ? &to.items[y] : NULL;
        int order = !a ? 1 : !b ? -1 : (a->kind > b->kind) - (a->kind < b->kind);
        order = order || !a || !b ? order : text_compare(a->name, b->name);
        if (!order)
            compare_entries(&at, a, b);
        else if (order < 0)
            add_change(&at, decl_names[a->kind], a->name, NULL, a->text, nothing);
        else
            add_change(&at, decl_names[b->kind], b->name, NULL, nothing, b->text);
        x += order <= 0;
        y += order >= 0;
    }
    return result;
}
