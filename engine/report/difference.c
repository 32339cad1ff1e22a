// SPDX-License-Identifier: MIT
// What changed between two verdicts of a subject, from what they say themselves: members by their names, and lists by what their
// items are called or say (set differences). See difference.h.
#include "report/difference.h"

typedef struct Side {
    const JsonDocument *document;
    uint32_t value;
} Side;

typedef struct Differing {
    Arena *arena;
    Text language;
    PolicyDifference *result;
} Differing;

static const Text nothing = {NULL, 0};

static void add(Differing *at, const char *kind, Text name, const char *what, Text from, Text to)
{
    bool same = from.bytes && to.bytes && text_equal(from, to);
    if (same || (!from.bytes && !to.bytes))
        return;
    PolicyDifference *result = at->result;
    result->items = arena_grow(at->arena, result->items, result->count, &result->capacity, sizeof *result->items);
    result->items[result->count++] = (PolicyChange){kind, name, what, from, to};
}

// ---- members ----

// There is none: UINT32_MAX as the value.
static Side member(Side of, const char *name)
{
    uint32_t value = of.value == UINT32_MAX ? UINT32_MAX : json_member(of.document, of.value, name);
    return (Side){of.document, value};
}

static bool is_there(Side of)
{
    return of.value != UINT32_MAX;
}

// A value as people read it: a string itself, anything else as canonical JSON; bytes null of null, and where there is none.
static Text text_in(const Differing *at, Side of)
{
    if (!is_there(of) || json_kind(of.document, of.value) == JSON_NULL)
        return nothing;
    if (json_kind(of.document, of.value) == JSON_STRING)
        return json_string(of.document, at->arena, of.value);
    JsonWriter writer = json_writer(at->arena);
    json_write_value(&writer, of.document, of.value);
    return text_built(&writer.builder);
}

static Text text_of_member(const Differing *at, Side of, const char *name)
{
    return text_in(at, member(of, name));
}

// A text that has several languages, in the reader's or the first.
static Text text_in_language(const Differing *at, Side of)
{
    if (!is_there(of) || json_kind(of.document, of.value) != JSON_OBJECT || json_is_empty(of.document, of.value))
        return text_in(at, of);
    Side own = member(of, text_terminated(at->arena, at->language));
    return text_in(at, is_there(own) ? own : (Side){of.document, of.value + 2});
}

static void add_members(Differing *at, const char *kind, Text name, Side a, Side b, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add(at, kind, name, names[i], text_of_member(at, a, names[i]), text_of_member(at, b, names[i]));
}

// ---- lists ----

// What tells an item of a list from others.
typedef Text KeyOf(const Differing *at, Side item);

typedef struct Items {
    TextIndex keys;
    uint32_t *values; // by number of the key
} Items;

static Items items_of(const Differing *at, Side list, KeyOf *key)
{
    Items items = {.values = NULL};
    bool array = is_there(list) && json_kind(list.document, list.value) == JSON_ARRAY;
    text_index_open(&items.keys, at->arena);
    items.values = arena_array(at->arena, (array ? (size_t)json_count(list.document, list.value) : 0) + 1, sizeof *items.values);
    for (uint32_t item = list.value + 1; array && item < json_next(list.document, list.value);
         item = json_next(list.document, item)) {
        uint32_t before = items.keys.count, number = text_index_add(&items.keys, key(at, (Side){list.document, item}));
        if (number == before)
            items.values[number] = item;
    }
    return items;
}

// Compares an item that is in either list, or (value UINT32_MAX) in the other alone.
typedef void CompareItem(Differing *at, Text key, Side a, Side b);

static void compare_lists(Differing *at, Side a, Side b, KeyOf *key, CompareItem *compare)
{
    Items from = items_of(at, a, key), to = items_of(at, b, key);
    for (uint32_t i = 0; i < from.keys.count; i++) {
        Text name = from.keys.texts[i];
        uint32_t other = text_index_find(&to.keys, name);
        compare(at, name, (Side){a.document, from.values[i]},
                (Side){b.document, other == UINT32_MAX ? UINT32_MAX : to.values[other]});
    }
    for (uint32_t i = 0; i < to.keys.count; i++) {
        Text name = to.keys.texts[i];
        if (text_index_find(&from.keys, name) == UINT32_MAX)
            compare(at, name, (Side){a.document, UINT32_MAX}, (Side){b.document, to.values[i]});
    }
}

static Text key_of_name(const Differing *at, Side item)
{
    return text_of_member(at, item, "name");
}

static Text key_of_code(const Differing *at, Side item)
{
    return text_of_member(at, item, "code");
}

static Text key_of_dossier(const Differing *at, Side item)
{
    Text type = text_of_member(at, item, "type"), id = text_of_member(at, item, "id");
    return text_format(at->arena, "%.*s %.*s", (int)type.length, type.bytes, (int)id.length, id.bytes);
}

// Where a fact stands, and why it is unknown.
static Text key_of_fact(const Differing *at, Side item)
{
    Text entity = text_of_member(at, item, "entity"), path = text_of_member(at, item, "path"),
         why = text_of_member(at, item, "why"), words = text_of_member(at, item, "expression");
    path = path.length ? path : words;
    return text_format(at->arena, "%.*s %.*s (%.*s)", (int)entity.length, entity.bytes, (int)path.length, path.bytes,
                       (int)why.length, why.bytes);
}

// What a finding says, in all languages, and of what; not by whose evidence.
static Text key_of_finding(const Differing *at, Side item)
{
    Text text = text_of_member(at, item, "text"), bindings = text_of_member(at, item, "bindings");
    return text_format(at->arena, "%.*s %.*s", (int)text.length, text.bytes, (int)bindings.length, bindings.bytes);
}

// ---- the parts of a verdict ----

static void compare_profile(Differing *at, Text key, Side a, Side b)
{
    static const char *const members[] = {"version", "digest", "applies"};
    if (is_there(a) && is_there(b))
        add_members(at, "profile", key, a, b, members, sizeof members / sizeof *members);
    else
        add(at, "profile", key, NULL, text_of_member(at, a, "version"), text_of_member(at, b, "version"));
}

static void compare_dossier(Differing *at, Text key, Side a, Side b)
{
    add(at, "dossier", key, is_there(a) && is_there(b) ? "digest" : NULL, text_of_member(at, a, "digest"),
        text_of_member(at, b, "digest"));
}

static void compare_need(Differing *at, Text key, Side a, Side b)
{
    add(at, "need", (Text){"", 0}, NULL, is_there(a) ? key : nothing, is_there(b) ? key : nothing);
}

// What only one of two lists says of a rule; of findings that both have, by whose evidence.
static void compare_said(Differing *at, Text code, const char *kind, Side a, Side b, KeyOf *key)
{
    Items from = items_of(at, a, key), to = items_of(at, b, key);
    bool findings = key == key_of_finding;
    for (int side = 0; side < 2; side++) {
        const Items *own = side ? &to : &from, *other = side ? &from : &to;
        for (uint32_t i = 0; i < own->keys.count; i++) {
            Text said = own->keys.texts[i];
            Side item = {side ? b.document : a.document, own->values[i]};
            uint32_t same = text_index_find(&other->keys, said);
            said = findings ? text_in_language(at, member(item, "text")) : said;
            if (same == UINT32_MAX)
                add(at, kind, code, NULL, side ? nothing : said, side ? said : nothing);
            else if (!side && findings)
                add(at, kind, code, "evidence", text_of_member(at, item, "evidence"),
                    text_of_member(at, (Side){b.document, other->values[same]}, "evidence"));
        }
    }
}

static void compare_rule(Differing *at, Text key, Side a, Side b)
{
    static const char *const members[] = {"status", "severity", "aspect", "cites", "waiver"};
    if (!is_there(a) || !is_there(b)) {
        add(at, "rule", key, NULL, text_of_member(at, a, "status"), text_of_member(at, b, "status"));
        return;
    }
    add_members(at, "rule", key, a, b, members, sizeof members / sizeof *members);
    add(at, "rule", key, "title", text_in_language(at, member(a, "title")), text_in_language(at, member(b, "title")));
    compare_said(at, key, "finding", member(a, "findings"), member(b, "findings"), key_of_finding);
    compare_said(at, key, "reason", member(a, "reasons"), member(b, "reasons"), key_of_fact);
}

static void compare_scores(Differing *at, Side a, Side b)
{
    for (uint32_t key = a.value + 1; is_there(a) && key < json_next(a.document, a.value); key = json_next(a.document, key + 1)) {
        Text name = json_string(a.document, at->arena, key);
        Text to = text_of_member(at, b, text_terminated(at->arena, name));
        add(at, "score", name, NULL, text_in(at, (Side){a.document, key + 1}), to);
    }
}

// Of one that is undetermined, between which.
static Text outcome_text(const Differing *at, Side verdict)
{
    Text outcome = text_of_member(at, verdict, "outcome"), best = text_of_member(at, verdict, "best"),
         worst = text_of_member(at, verdict, "worst");
    if (text_equal(best, worst))
        return outcome;
    return text_format(at->arena, "%.*s (%.*s, %.*s)", (int)outcome.length, outcome.bytes, (int)worst.length, worst.bytes,
                       (int)best.length, best.bytes);
}

static DiffedVerdict verdict_in(const Differing *at, Side verdict)
{
    JsonWriter writer = json_writer(at->arena);
    json_write_value(&writer, verdict.document, verdict.value);
    return (DiffedVerdict){.digest = digest_of(text_built(&writer.builder)),
                           .on = text_of_member(at, verdict, "on"),
                           .outcome = text_of_member(at, verdict, "outcome"),
                           .type = text_of_member(at, member(verdict, "subject"), "type"),
                           .id = text_of_member(at, member(verdict, "subject"), "id")};
}

bool json_is_verdict(const JsonDocument *document, Arena *arena)
{
    static const char *const strings[] = {"on", "outcome", "best", "worst"};
    uint32_t format = json_member(document, 0, "format"), subject = json_member(document, 0, "subject"),
             rules = json_member(document, 0, "rules");
    bool fine = format != UINT32_MAX && json_string_is(document, format, "assize-verdict/1") && subject != UINT32_MAX &&
                json_member(document, subject, "id") != UINT32_MAX && rules != UINT32_MAX &&
                json_kind(document, rules) == JSON_ARRAY;
    for (size_t i = 0; i < sizeof strings / sizeof *strings && fine; i++) {
        uint32_t value = json_member(document, 0, strings[i]);
        fine = value != UINT32_MAX && json_kind(document, value) == JSON_STRING && json_string(document, arena, value).length;
    }
    for (uint32_t rule = rules + 1; fine && rule < json_next(document, rules); rule = json_next(document, rule)) {
        uint32_t code = json_member(document, rule, "code");
        fine = code != UINT32_MAX && json_kind(document, code) == JSON_STRING;
    }
    return fine;
}

ReportVerdictDiff verdicts_diffed(const JsonDocument *before, const JsonDocument *after, Text language, Arena *arena)
{
    static const char *const policy[] = {"name", "version", "digest"};
    static const char *const other[] = {"audience", "in_force", "valid_until", "semantics", "hit"};
    ReportVerdictDiff result = {.difference.items = NULL};
    Differing at = {arena, language, &result.difference};
    Side a = {before, 0}, b = {after, 0};
    result.verdicts[0] = verdict_in(&at, a);
    result.verdicts[1] = verdict_in(&at, b);
    add(&at, "day", (Text){"", 0}, NULL, text_of_member(&at, a, "on"), text_of_member(&at, b, "on"));
    add(&at, "outcome", (Text){"", 0}, NULL, outcome_text(&at, a), outcome_text(&at, b));
    add_members(&at, "policy", (Text){"", 0}, member(a, "policy"), member(b, "policy"), policy, sizeof policy / sizeof *policy);
    compare_lists(&at, member(member(a, "policy"), "profiles"), member(member(b, "policy"), "profiles"), key_of_name,
                  compare_profile);
    compare_lists(&at, member(a, "dossiers"), member(b, "dossiers"), key_of_dossier, compare_dossier);
    compare_lists(&at, member(a, "rules"), member(b, "rules"), key_of_code, compare_rule);
    compare_scores(&at, member(a, "scores"), member(b, "scores"));
    compare_lists(&at, member(a, "needs"), member(b, "needs"), key_of_fact, compare_need);
    add_members(&at, "verdict", (Text){"", 0}, a, b, other, sizeof other / sizeof *other);
    return result;
}
