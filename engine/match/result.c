// SPDX-License-Identifier: MIT
// What a match comes to: entries that name each other as aliases are one vulnerability (union-find), which is claimed of each
// component that they hold. See match.h.
#include "match/match_inside.h"

#include <stdlib.h>

#include "support/calendar.h"

// ---- names ----

uint32_t match_name(Match *match, Text name)
{
    Text whole = text_nfc(match->arena, name);
    uint32_t number = text_index_find(&match->names, whole);
    if (number != UINT32_MAX)
        return number;
    number = text_index_add(&match->names, text_copy(match->arena, whole));
    match->parents = arena_grow(match->arena, match->parents, number, &match->parents_capacity, sizeof *match->parents);
    match->parents[number] = number;
    return number;
}

uint32_t match_root(Match *match, uint32_t name)
{
    uint32_t *parents = match->parents;
    for (; parents[name] != name; name = parents[name])
        parents[name] = parents[parents[name]];
    return name;
}

// The root is the one that was met first: paths are halved whenever one is followed, so that they stay short.
void match_same(Match *match, uint32_t name, uint32_t other)
{
    uint32_t a = match_root(match, name), b = match_root(match, other);
    match->parents[a > b ? a : b] = a > b ? b : a;
}

// ---- beginning ----

static const struct {
    const char *name, *about;
    uint32_t kind;
    bool many;
} wanted[MATCH_ATTRIBUTES] = {
#define ATTRIBUTE(id, owner, name, kind, many, about) {name, about, TYPE_##kind, many},
#include "match/attributes.def"
#undef ATTRIBUTE
};

static const enum {
    OWNER_PRODUCT,
    OWNER_COMPONENT,
    OWNER_VULNERABILITY
} owners[MATCH_ATTRIBUTES] = {
#define ATTRIBUTE(id, owner, name, kind, many, about) OWNER_##owner,
#include "match/attributes.def"
#undef ATTRIBUTE
};

static bool is_as_wanted(const AttributeInfo *info, int attribute)
{
    bool owned = wanted[attribute].kind != TYPE_PART || (info->flags & ATTRIBUTE_OWNED);
    bool kind = info->kind == wanted[attribute].kind || (wanted[attribute].kind == TYPE_VERSION && info->kind == TYPE_TEXT);
    return kind && owned && attribute_is_many(info) == wanted[attribute].many;
}

// Finds the attributes in the schema; false, with the reason, where one is something else, or one that is needed lacks.
static bool find_attributes(Match *match, Text *reason)
{
    const Program *schema = match->schema;
    for (int i = 0; i < MATCH_ATTRIBUTES; i++) {
        uint32_t owner = owners[i] == OWNER_PRODUCT     ? match->product
                         : owners[i] == OWNER_COMPONENT ? match->component
                                                        : match->vulnerability;
        uint32_t attribute = schema_attribute(schema, owner, text_of(wanted[i].name));
        Text type = program_string(schema, schema->types[owner].name);
        match->attributes[i] = attribute;
        bool must = i == MATCH_COMPONENTS || i == MATCH_VULNERABILITIES;
        if (attribute == NO_INDEX && !must)
            continue;
        if (attribute == NO_INDEX || !is_as_wanted(&schema->attributes[attribute], i)) {
            *reason = text_format(match->arena, "the policy declares %s`%s` of %.*s%s: a match needs %s there",
                                  attribute == NO_INDEX ? "no " : "", wanted[i].name, (int)type.length, type.bytes,
                                  attribute == NO_INDEX ? "" : " as something else", wanted[i].about);
            return false;
        }
        if (i == MATCH_COMPONENTS)
            match->component = schema->attributes[attribute].target;
        if (i == MATCH_VULNERABILITIES)
            match->vulnerability = schema->attributes[attribute].target;
    }
    const TypeInfo *type = &schema->types[match->vulnerability];
    if (type->key_count == 1 && schema->attributes[schema->keys[type->first_key]].kind == TYPE_TEXT)
        return true;
    *reason = text_format(match->arena, "a match needs vulnerabilities with one text as their key");
    return false;
}

Match *match_begin(const Program *schema, Text image, int64_t on, uint64_t most, Arena *arena, Diagnostics *diagnostics,
                   Sources *sources, Text *reason)
{
    Match *match = arena_take(arena, sizeof *match);
    *match = (Match){.schema = schema,
                     .arena = arena,
                     .diagnostics = diagnostics,
                     .sources = sources,
                     .product = image_head(image)->type,
                     .left = most};
    text_index_open(&match->groups, arena);
    text_index_open(&match->names, arena);
    text_index_open(&match->exploited, arena);
    if (!find_attributes(match, reason))
        return NULL;
    match_components(match, image, on);
    return match;
}

bool match_is_too_long(const Match *match)
{
    return match->too_long;
}

void match_add_digest(Match *match, Text text)
{
    match->digests = arena_grow(match->arena, match->digests, match->digest_count, &match->digest_capacity,
                                sizeof *match->digests);
    match->digests[match->digest_count++] = digest_of(text);
}

void match_let_go(Match *match, uint32_t file)
{
    const Diagnostics *said = match->diagnostics;
    Span *places = arena_array(match->arena, said->count + MATCH_NOTES + MOST_WARNINGS, sizeof *places);
    size_t count = 0;
    for (size_t i = 0; i < said->count; i++)
        places[count++] = said->items[i].span;
    for (int i = 0; i < MATCH_NOTES; i++)
        places[count++] = match->notes[i].place;
    for (uint32_t i = 0; i < match->doubt_count; i++)
        places[count++] = match->components[match->doubts[i]].doubt_place;
    sources_let_go(match->sources, file, places, count);
}

// ---- vulnerabilities ----

// What all entries say of one vulnerability.
typedef struct Vulnerability {
    Rating rating;
    int64_t published;
    Text not_published;
    Text name;          // by which it is claimed
    uint32_t first;     // of its names, among all in their order
    uint32_t count;     // of them
    FactRecord *record; // null: not made yet
} Vulnerability;

typedef struct Outcome {
    Match *match;
    Vulnerability *of; // by root
    uint32_t *ordered; // names, those of one root together
} Outcome;

// Whether an entry counts: it is not withdrawn, and no newer version of it was read.
static bool counts(const Match *match, const Entry *entry)
{
    return !entry->withdrawn && match->entries[match->names.values[entry->id] - 1].modified == entry->modified;
}

// By a CVE, where it has one, since that is what most others call it; else, and of several, by the first by its text.
static bool is_better_name(Text name, Text than)
{
    static const char cve[] = "CVE-";
    bool a = text_starts(name, text_of(cve)), b = text_starts(than, text_of(cve));
    return !than.length || (a != b ? a : text_compare(name, than) < 0);
}

static Outcome gather(Match *match)
{
    uint32_t count = match->names.count, at = 0;
    Outcome outcome = {match, arena_array(match->arena, count, sizeof *outcome.of),
                       arena_array(match->arena, count, sizeof *outcome.ordered)};
    for (uint32_t name = 0; name < count; name++) {
        Vulnerability *one = &outcome.of[match_root(match, name)];
        one->count++;
        one->published = INT64_MAX;
        if (is_better_name(match->names.texts[name], one->name))
            one->name = match->names.texts[name];
    }
    for (uint32_t name = 0; name < count; name++) {
        outcome.of[name].first = at;
        at += outcome.of[name].count;
        outcome.of[name].count = 0;
    }
    for (uint32_t name = 0; name < count; name++) {
        Vulnerability *one = &outcome.of[match_root(match, name)];
        outcome.ordered[one->first + one->count++] = name;
    }
    for (size_t i = 0; i < match->entry_count; i++) {
        const Entry *entry = &match->entries[i];
        Vulnerability *one = &outcome.of[match_root(match, entry->id)];
        if (!counts(match, entry))
            continue;
        rating_add(&one->rating, &entry->rating);
        one->published = entry->published < one->published ? entry->published : one->published;
        one->not_published = one->not_published.bytes ? one->not_published : entry->not_published;
    }
    return outcome;
}

// ---- claims ----

// Puts a claim in its place, in the order of attributes; the record has room.
static void add_claim(FactRecord *record, uint32_t attribute, FactClaim claim)
{
    uint32_t at = record->count;
    if (attribute == NO_INDEX)
        return;
    for (; at > 0 && record->claims[at - 1].attribute > attribute; at--)
        record->claims[at] = record->claims[at - 1];
    claim.attribute = attribute & FACT_NUMBER;
    record->claims[at] = claim;
    record->count++;
}

static FactClaim number_claim(int64_t number)
{
    return (FactClaim){.value.number = number};
}

static FactClaim unreadable_claim(const Match *match, Text text)
{
    return (FactClaim){.unreadable = true, .value.text = text_packed(match->arena, text)};
}

static int by_text(const void *a, const void *b)
{
    return text_compare(text_unpacked(((const FactDatum *)a)->text), text_unpacked(((const FactDatum *)b)->text));
}

static void claim_aliases(const Outcome *outcome, FactRecord *record, const Vulnerability *one)
{
    const Match *match = outcome->match;
    if (match->attributes[MATCH_ALIASES] == NO_INDEX || one->count < 2)
        return;
    FactCollection *set = arena_take(match->arena, sizeof *set);
    *set = (FactCollection){.open = true, .items = arena_array(match->arena, one->count, sizeof *set->items)};
    for (uint32_t i = 0; i < one->count; i++) {
        Text name = match->names.texts[outcome->ordered[one->first + i]];
        if (!text_equal(name, one->name))
            set->items[set->count++].text = text_packed(match->arena, name);
    }
    qsort(set->items, set->count, sizeof *set->items, by_text);
    add_claim(record, match->attributes[MATCH_ALIASES], (FactClaim){.value.set = set});
}

static void claim_rating(const Match *match, FactRecord *record, const Rating *rating)
{
    uint32_t severity = match->attributes[MATCH_SEVERITY];
    RatingSeverity worst = rating_severity(rating);
    enum { TENTH = DECIMAL_ONE / 10 };
    if (rating->standard)
        add_claim(record, match->attributes[MATCH_SCORE], number_claim((int64_t)rating->tenths * TENTH));
    else if (rating->no_vector.bytes)
        add_claim(record, match->attributes[MATCH_SCORE], unreadable_claim(match, rating->no_vector));
    if (severity == NO_INDEX || (worst == RATING_UNSAID && !rating->no_word.bytes))
        return;
    Text word = worst == RATING_UNSAID ? rating->no_word : rating_name(worst);
    uint32_t place = schema_enum_value(match->schema, match->schema->attributes[severity].target, word);
    add_claim(record, severity, place == NO_INDEX ? unreadable_claim(match, word) : number_claim(place));
}

static void claim_exploited(const Outcome *outcome, FactRecord *record, const Vulnerability *one)
{
    const Match *match = outcome->match;
    const Listed *listed = NULL;
    for (uint32_t i = 0; i < one->count; i++) {
        uint32_t number = text_index_find(&match->exploited, match->names.texts[outcome->ordered[one->first + i]]);
        if (number != UINT32_MAX && (!listed || match->listed[number].since < listed->since))
            listed = &match->listed[number];
    }
    if (!listed) // the list says nothing of it
        return;
    add_claim(record, match->attributes[MATCH_EXPLOITED], number_claim(true));
    if (listed->since != INT64_MAX)
        add_claim(record, match->attributes[MATCH_EXPLOITED_SINCE], number_claim(listed->since));
    else if (listed->unreadable.bytes)
        add_claim(record, match->attributes[MATCH_EXPLOITED_SINCE], unreadable_claim(match, listed->unreadable));
}

static FactRecord *vulnerability_record(const Outcome *outcome, uint32_t root)
{
    const Match *match = outcome->match;
    Vulnerability *one = &outcome->of[root];
    const TypeInfo *type = &match->schema->types[match->vulnerability];
    if (one->record)
        return one->record;
    FactRecord *record = one->record = arena_take(match->arena, sizeof *record);
    *record = (FactRecord){.type = match->vulnerability,
                           .claims = arena_array(match->arena, MATCH_ATTRIBUTES + 1, sizeof *record->claims)};
    add_claim(record, match->schema->keys[type->first_key], (FactClaim){.value.text = text_packed(match->arena, one->name)});
    claim_aliases(outcome, record, one);
    claim_rating(match, record, &one->rating);
    if (one->published != INT64_MAX)
        add_claim(record, match->attributes[MATCH_DISCLOSED], number_claim(one->published));
    else if (one->not_published.bytes)
        add_claim(record, match->attributes[MATCH_DISCLOSED], unreadable_claim(match, one->not_published));
    claim_exploited(outcome, record, one);
    return record;
}

// ---- components ----

typedef struct Hit {
    uint32_t component, root;
    Text name;
} Hit;

static int by_component(const void *a, const void *b)
{
    const Hit *x = a, *y = b;
    if (x->component != y->component)
        return x->component < y->component ? -1 : 1;
    return x->root == y->root ? 0 : text_compare(x->name, y->name);
}

// The vulnerabilities that were found for certain, component by component; of the others, how many each has.
static Hit *gather_hits(const Outcome *outcome, size_t *count, uint32_t *doubts)
{
    Match *match = outcome->match;
    Hit *hits = arena_array(match->arena, match->found_count, sizeof *hits);
    *count = 0;
    for (size_t i = 0; i < match->found_count; i++) {
        const Found *found = &match->found[i];
        const Entry *entry = &match->entries[found->entry];
        if (!counts(match, entry))
            continue;
        uint32_t root = match_root(match, entry->id);
        if (found->certain)
            hits[(*count)++] = (Hit){found->component, root, outcome->of[root].name};
        else
            doubts[found->component]++;
    }
    if (*count)
        qsort(hits, *count, sizeof *hits, by_component);
    return hits;
}

// Whether catalogues speak of what a component is one of.
static bool is_covered(const Match *match, const Component *component)
{
    const Package *package = &component->package;
    if (!package->released || !package->release.length)
        return text_index_find(&match->groups, package->group) != UINT32_MAX;
    for (size_t end = package->release.length;; end--) { // `11.2`, `11`, and of all releases
        bool whole = end == package->release.length || end == 0 || package->release.bytes[end] == '.';
        Text group = text_format(match->arena, "%.*s/%.*s", (int)package->group.length, package->group.bytes, (int)end,
                                 package->release.bytes);
        if (whole && text_index_find(&match->groups, group) != UINT32_MAX)
            return true;
        if (end == 0)
            return false;
    }
}

typedef struct Silence { // of components of which nothing, or not all, can be said
    uint32_t count;
    Text first;
} Silence;

static void keep_silent(Silence *silence, const Component *component)
{
    if (!silence->count++)
        silence->first = component->name;
}

typedef struct Silences {
    Silence no_purl, not_covered, source;
} Silences;

// Whether the set of a component is all that there is, as far as catalogues know; what it lacks is noted.
static bool is_complete(const Match *match, const Component *component, uint32_t doubts, Silences *silences)
{
    if (!component->purl.length)
        keep_silent(&silences->no_purl, component);
    else if (!is_covered(match, component))
        keep_silent(&silences->not_covered, component);
    else if (component->package.by_source && !component->source_said)
        keep_silent(&silences->source, component);
    else
        return !doubts;
    return false;
}

// Whether the names of a vulnerability may be told once more: one of very many names could be that of very many components.
static bool may_tell(Match *match, const Vulnerability *one)
{
    match->too_long |= one->count > match->left;
    match->left -= match->too_long ? 0 : one->count;
    return !match->too_long;
}

static FactCollection *component_set(const Outcome *outcome, const uint32_t *doubts, const Hit *hits, size_t hit_count,
                                     Silences *silences)
{
    Match *match = outcome->match;
    FactCollection *components = arena_take(match->arena, sizeof *components);
    *components = (FactCollection){.open = true,
                                   .items = arena_array(match->arena, match->component_count, sizeof *components->items)};
    for (uint32_t i = 0; i < match->component_count; i++) {
        const Component *component = &match->components[i];
        size_t behind = 0;
        while (behind < hit_count && hits[behind].component == i)
            behind++;
        FactCollection *set = arena_take(match->arena, sizeof *set);
        set->items = arena_array(match->arena, behind, sizeof *set->items);
        for (size_t at = 0; at < behind; at++) {
            if ((!at || hits[at].root != hits[at - 1].root) && may_tell(match, &outcome->of[hits[at].root]))
                set->items[set->count++].part = vulnerability_record(outcome, hits[at].root);
        }
        set->open = !is_complete(match, component, doubts[i], silences);
        hits += behind;
        hit_count -= behind;
        if (set->open && !set->count && !doubts[i]) // nothing is said of it
            continue;
        add_claim(component->key, match->attributes[MATCH_VULNERABILITIES], (FactClaim){.value.set = set});
        components->items[components->count++].part = component->key;
    }
    return components;
}

// ---- the end ----

static Text count_text(const Match *match, uint32_t count)
{
    return text_format(match->arena, "%u", count);
}

static void warn_of_doubts(const Match *match, const uint32_t *doubts)
{
    static const char *const reasons[] = {
        [DOUBT_NONE] = "",
        [DOUBT_NO_VERSION] = "it has no version",
        [DOUBT_VERSION] = "a version has no place in the order of its ecosystem",
        [DOUBT_COMMITS] = "the entry speaks of commits alone",
        [DOUBT_NOTHING] = "the entry names no version",
        [DOUBT_RELEASE] = "the entry says other things of other releases, and which one it is for is not said",
        [DOUBT_SOURCE] = "",
        [DOUBT_CONTESTED] = "several package URLs or versions of it are claimed",
    };
    for (uint32_t i = 0; i < match->component_count; i++) {
        const Component *component = &match->components[i];
        if (!doubts[i])
            continue;
        Diagnostic *warning = diagnose(match->diagnostics, MESSAGE_MATCH_NOT_COMPARABLE, component->doubt_place, 4,
                                       component->name, component->doubt_entry, text_of(reasons[component->doubt]),
                                       count_text(match, doubts[i]));
        warning->pointer = component->doubt_pointer;
    }
}

static void warn_of_notes(const Match *match, const Silences *silences)
{
    static const MessageCode codes[MATCH_NOTES] = {
        [NOTE_WITHDRAWN] = MESSAGE_MATCH_WITHDRAWN,
        [NOTE_NO_PACKAGE] = MESSAGE_MATCH_NO_PACKAGE,
        [NOTE_ECOSYSTEM] = MESSAGE_MATCH_ECOSYSTEM,
    };
    const struct {
        MessageCode code;
        const Silence *silence;
    } silent[] = {
        {MESSAGE_MATCH_NO_PURL, &silences->no_purl},
        {MESSAGE_MATCH_NOT_COVERED, &silences->not_covered},
        {MESSAGE_MATCH_SOURCE, &silences->source},
    };
    for (int i = 0; i < MATCH_NOTES; i++) {
        const MatchNote *one = &match->notes[i];
        if (one->count)
            diagnose(match->diagnostics, codes[i], one->place, 2, one->about, count_text(match, one->count))
                ->pointer = one->pointer;
    }
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        const Silence *silence = silent[i].silence;
        if (silence->count)
            diagnose(match->diagnostics, silent[i].code, (Span){0}, 2, silence->first, count_text(match, silence->count));
    }
}

// The digests of all files, in order; of more than a reader would look at, the digest of their list, a line each.
static Text digests_text(Match *match)
{
    enum { MOST_LISTED = 64 };
    TextBuilder list = text_builder(match->arena);
    size_t count = 0;
    if (match->digest_count)
        qsort(match->digests, match->digest_count, sizeof *match->digests, digest_order);
    for (size_t i = 0; i < match->digest_count; i++) {
        if (i && digest_equal(&match->digests[i], &match->digests[i - 1]))
            continue;
        text_append(&list, digest_text(match->arena, &match->digests[i]));
        text_append_byte(&list, '\n');
        count++;
    }
    Text lines = text_built(&list);
    if (count > MOST_LISTED) {
        Digest digest = digest_of(lines);
        Text name = digest_text(match->arena, &digest);
        return text_format(match->arena, "%.*s, the list of %zu digests", (int)name.length, name.bytes, count);
    }
    for (size_t i = 0; i < lines.length; i++)
        list.bytes[i] = list.bytes[i] == '\n' ? ' ' : list.bytes[i];
    return text_slice(lines, 0, lines.length ? lines.length - 1 : 0);
}

Submission *match_submission(Match *match, Text id, const MatchEvidence *evidence)
{
    Outcome outcome = gather(match);
    size_t hit_count;
    uint32_t *doubts = arena_array(match->arena, match->component_count, sizeof *doubts);
    Silences silences = {.no_purl = {0}};
    const Hit *hits = gather_hits(&outcome, &hit_count, doubts);
    FactCollection *components = component_set(&outcome, doubts, hits, hit_count, &silences);
    warn_of_doubts(match, doubts);
    warn_of_notes(match, &silences);
    Submission *submission = arena_take(match->arena, sizeof *submission);
    *submission = (Submission){.id = id,
                               .kind = evidence->kind,
                               .by = evidence->by,
                               .on = evidence->on,
                               .document = digests_text(match),
                               .title = evidence->title,
                               .confidential = evidence->confidential};
    submission->facts = (FactRecord){.type = match->product, .claims = arena_take(match->arena, sizeof(FactClaim))};
    add_claim(&submission->facts, match->attributes[MATCH_COMPONENTS], (FactClaim){.value.set = components});
    submission_finish(match->schema, submission, match->arena);
    return submission;
}
