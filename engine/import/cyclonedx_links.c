// SPDX-License-Identifier: MIT
// What refers to components in CycloneDX: dependencies, compositions, vulnerabilities.
#include "import/cyclonedx_inside.h"

#include <stdlib.h>
#include <strings.h>

// ---- references ----

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

static Text percent_decoded(Arena *arena, Text text)
{
    char *bytes = arena_raw(arena, text.length);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++, length++) {
        bool escape = text.bytes[i] == '%' && i + 2 < text.length && hex_digit(text.bytes[i + 1]) >= 0 &&
                      hex_digit(text.bytes[i + 2]) >= 0;
        bytes[length] = escape ? (char)(hex_digit(text.bytes[i + 1]) * 16 + hex_digit(text.bytes[i + 2])) : text.bytes[i];
        i += escape ? 2 : 0;
    }
    return (Text){bytes, length};
}

static int32_t find_reference(const Importer *importer, Text text)
{
    uint32_t number = text_index_find(&importer->refs, text);
    return number == UINT32_MAX ? TARGET_NONE : (int32_t)importer->refs.values[number];
}

// A link into this file, `urn:cdx:SERIAL/VERSION#REF`: where the file says its serial number, it must be that one.
static int32_t find_link(const Importer *importer, Text text)
{
    Text start = text_of("urn:cdx:"), own = text_of("urn:uuid:");
    const char *mark = text_starts(text, start) ? memchr(text.bytes, '#', text.length) : NULL;
    if (!mark)
        return TARGET_NONE;
    size_t at = (size_t)(mark - text.bytes);
    Text file = text_slice(text, start.length, at), reference = text_slice(text, at + 1, text.length);
    const char *slash = memchr(file.bytes, '/', file.length);
    file.length = slash ? (size_t)(slash - file.bytes) : file.length;
    if (text_starts(importer->serial, own)) {
        Text serial = text_slice(importer->serial, own.length, importer->serial.length);
        if (serial.length != file.length || strncasecmp(serial.bytes, file.bytes, file.length) != 0)
            return TARGET_NONE;
    }
    int32_t target = find_reference(importer, reference);
    return target == TARGET_NONE ? find_reference(importer, percent_decoded(importer->scratch, reference)) : target;
}

// What a reference leads to, of which the number among the bom-refs is known; where that is no component and not the product,
// it is noted.
static int32_t settle(Importer *importer, MemberId member, uint32_t value, Text text, uint32_t number)
{
    int32_t target = number == UINT32_MAX ? find_link(importer, text) : (int32_t)importer->refs.values[number];
    if (target == TARGET_NONE || target == TARGET_AMBIGUOUS) {
        note_at(importer, &importer->notes[NOTE_UNDECLARED], value, text);
        return TARGET_NONE;
    }
    if (target == TARGET_ELSEWHERE)
        note_at(importer, &importer->elsewhere[member], value, text);
    return target;
}

static int32_t resolve(Importer *importer, MemberId member, uint32_t value)
{
    Text text = value_text(importer, value);
    return settle(importer, member, value, text, text_index_find(&importer->refs, text));
}

static void add_link(Importer *importer, LinkList *list, uint32_t to)
{
    importer->links = arena_grow(importer->scratch, importer->links, importer->link_count, &importer->link_capacity,
                                 sizeof *importer->links);
    importer->links[importer->link_count++] = (Link){to, 0};
    uint32_t number = (uint32_t)importer->link_count; // from 1, so that 0 ends a list
    if (list->first)
        importer->links[list->last - 1].next = number;
    else
        list->first = number;
    list->last = number;
}

// A member of a service; UINT32_MAX where it is left out, null or (refused) of another kind.
static uint32_t service_member(Importer *importer, uint32_t service, const char *name, JsonKind kind)
{
    uint32_t value = json_member(importer->document, service, name);
    bool there = value != UINT32_MAX && json_kind(importer->document, value) != JSON_NULL;
    return there && item_is(importer, value, kind) ? value : UINT32_MAX;
}

void read_services(Importer *importer, uint32_t array)
{
    const JsonDocument *document = importer->document;
    for (uint32_t item = array + 1; item < json_next(document, array); item = json_next(document, item)) {
        if (!item_is(importer, item, JSON_OBJECT))
            continue;
        uint32_t inside = service_member(importer, item, "services", JSON_ARRAY);
        declare_reference(importer, service_member(importer, item, "bom-ref", JSON_STRING), TARGET_ELSEWHERE);
        if (inside != UINT32_MAX)
            read_services(importer, inside);
    }
}

// ---- compositions ----

static bool names_product(Importer *importer, uint32_t array)
{
    const JsonDocument *document = importer->document;
    bool named = false;
    for (uint32_t item = array + 1; array != UINT32_MAX && item < json_next(document, array); item = json_next(document, item)) {
        if (item_is(importer, item, JSON_STRING) && importer->product_ref.length)
            named |= text_equal(value_text(importer, item), importer->product_ref);
    }
    return named;
}

// The components of which a composition says that all that stands inside of them is listed.
static void complete_assemblies(Importer *importer, uint32_t array)
{
    const JsonDocument *document = importer->document;
    for (uint32_t item = array + 1; item < json_next(document, array); item = json_next(document, item)) {
        bool text = json_kind(document, item) == JSON_STRING;
        int32_t target = text ? find_reference(importer, value_text(importer, item)) : TARGET_NONE;
        if (target >= 0)
            importer->components[target].nests_all = true;
    }
}

// The components whose dependencies a composition says are not complete.
static void open_dependencies(Importer *importer, uint32_t array)
{
    const JsonDocument *document = importer->document;
    for (uint32_t item = array + 1; item < json_next(document, array); item = json_next(document, item)) {
        int32_t target = json_kind(document, item) == JSON_STRING ? resolve(importer, FROM_COMPOSITION_DEPENDENCIES, item)
                                                                  : TARGET_NONE;
        if (target >= 0)
            importer->components[target].dependencies_open = true;
    }
}

static void read_composition(Importer *importer, uint32_t item)
{
    Members members = members_of(importer, IN_COMPOSITION, item);
    uint32_t aggregate = member_needed(importer, &members, FROM_COMPOSITION_AGGREGATE, item);
    uint32_t assemblies = member_value(&members, FROM_COMPOSITION_ASSEMBLIES);
    uint32_t dependencies = member_value(&members, FROM_COMPOSITION_DEPENDENCIES);
    bool of_all = assemblies == UINT32_MAX && dependencies == UINT32_MAX &&
                  member_value(&members, FROM_COMPOSITION_VULNERABILITIES) == UINT32_MAX;
    bool complete = text_is(value_text(importer, aggregate), "complete");
    importer->complete |= of_all && complete;
    importer->product_nests_all |= complete && names_product(importer, assemblies);
    // What is missing somewhere is missing in the whole.
    importer->incomplete |= !complete && (of_all || assemblies != UINT32_MAX || dependencies != UINT32_MAX);
    if (complete && assemblies != UINT32_MAX)
        complete_assemblies(importer, assemblies);
    importer->dependencies_open |= of_all && !complete;
    if (!complete && dependencies != UINT32_MAX)
        open_dependencies(importer, dependencies);
}

void read_compositions(Importer *importer, uint32_t array)
{
    const JsonDocument *document = importer->document;
    for (uint32_t item = array + 1; item < json_next(document, array); item = json_next(document, item)) {
        if (item_is(importer, item, JSON_OBJECT))
            read_composition(importer, item);
    }
}

// ---- dependencies ----

// References are looked for many at once, those of several entries together.
typedef struct PendingReferences {
    uint32_t count;
    uint32_t values[TEXTS_AT_ONCE];
    Text texts[TEXTS_AT_ONCE];
    bool begins[TEXTS_AT_ONCE]; // an entry: the component whose references follow
    int32_t from;               // of the entry that went before
} PendingReferences;

static int32_t begin_entry(Importer *importer, uint32_t value, Text text, uint32_t number)
{
    int32_t from = settle(importer, FROM_DEPENDENCY_REF, value, text, number);
    if (from >= 0)
        importer->components[from].has_entry = true;
    else if (from == TARGET_PRODUCT)
        note_at(importer, &importer->elsewhere[FROM_DEPENDENCY_REF], value, text);
    return from;
}

static void add_dependency(Importer *importer, int32_t from, uint32_t value, Text text, uint32_t number)
{
    int32_t target = settle(importer, FROM_DEPENDENCY_ON, value, text, number);
    if (from < 0)
        return;
    Component *component = &importer->components[from];
    if (target >= 0)
        add_link(importer, &component->depends_on, (uint32_t)target);
    else if (target == TARGET_NONE)
        component->dependencies_lost = true;
    else if (target == TARGET_PRODUCT)
        note_at(importer, &importer->elsewhere[FROM_DEPENDENCY_ON], value, text);
}

static void settle_pending(Importer *importer, PendingReferences *pending)
{
    uint32_t numbers[TEXTS_AT_ONCE];
    text_index_find_many(&importer->refs, pending->texts, pending->count, numbers);
    for (uint32_t i = 0; i < pending->count; i++) {
        if (pending->begins[i])
            pending->from = begin_entry(importer, pending->values[i], pending->texts[i], numbers[i]);
        else
            add_dependency(importer, pending->from, pending->values[i], pending->texts[i], numbers[i]);
    }
    pending->count = 0;
}

static void add_pending(Importer *importer, PendingReferences *pending, uint32_t value, bool begins)
{
    if (pending->count == TEXTS_AT_ONCE)
        settle_pending(importer, pending);
    pending->values[pending->count] = value;
    pending->texts[pending->count] = value_text(importer, value);
    pending->begins[pending->count++] = begins;
}

static void read_dependency(Importer *importer, PendingReferences *pending, uint32_t item)
{
    const JsonDocument *document = importer->document;
    Members members = members_of(importer, IN_DEPENDENCY, item);
    uint32_t reference = member_needed(importer, &members, FROM_DEPENDENCY_REF, item);
    uint32_t array = member_value(&members, FROM_DEPENDENCY_ON);
    if (reference == UINT32_MAX || !is_bound(importer, CLAIM_COMPONENT_DEPENDS_ON))
        return;
    add_pending(importer, pending, reference, true);
    uint32_t end = array == UINT32_MAX ? 0 : json_next(document, array);
    for (uint32_t to = array + 1; to < end; to = json_next(document, to)) {
        if (item_is(importer, to, JSON_STRING))
            add_pending(importer, pending, to, false);
    }
}

void read_dependencies(Importer *importer, uint32_t array)
{
    const JsonDocument *document = importer->document;
    PendingReferences pending = {.count = 0, .from = TARGET_NONE};
    for (uint32_t item = array + 1; item < json_next(document, array); item = json_next(document, item)) {
        if (item_is(importer, item, JSON_OBJECT))
            read_dependency(importer, &pending, item);
    }
    settle_pending(importer, &pending);
    importer_let_go(importer, array + 1, json_next(document, array));
}

// ---- vulnerabilities ----

// The score of a rating by CVSS 3 or 4, in millionths.
static bool read_score(Importer *importer, const Members *rating, int64_t *score)
{
    uint32_t value = member_value(rating, FROM_RATING_SCORE);
    if (value == UINT32_MAX || !is_bound(importer, CLAIM_VULNERABILITY_CVSS))
        return false;
    Text number = json_raw(importer->document, value);
    if (number_read_decimal(number, false, score) != NUMBER_FINE || *score < 0 || *score > 10 * DECIMAL_ONE) {
        note_at(importer, &importer->unusable[FROM_RATING_SCORE], value, number);
        return false;
    }
    uint32_t method = member_value(rating, FROM_RATING_METHOD);
    if (is_word(FROM_RATING_METHOD, value_text(importer, method)))
        return true;
    note_at(importer, &importer->values[FROM_RATING_SCORE], value, value_text(importer, method));
    return false;
}

static void claim_ratings(Importer *importer, Claims *claims, uint32_t array)
{
    const JsonDocument *document = importer->document;
    FactDatum severity = {.number = -1}, score = {.number = -1};
    for (uint32_t item = array + 1; item < json_next(document, array); item = json_next(document, item)) {
        if (!item_is(importer, item, JSON_OBJECT))
            continue;
        Members rating = members_of(importer, IN_RATING, item);
        uint32_t word = member_value(&rating, FROM_RATING_SEVERITY);
        int64_t number;
        if (word != UINT32_MAX && is_bound(importer, CLAIM_VULNERABILITY_SEVERITY) &&
            read_word(importer, FROM_RATING_SEVERITY, word, &number) && number > severity.number)
            severity.number = number;
        if (read_score(importer, &rating, &number) && number > score.number)
            score.number = number;
    }
    if (severity.number >= 0)
        add_claim(importer, claims, CLAIM_VULNERABILITY_SEVERITY, severity);
    if (score.number >= 0)
        add_claim(importer, claims, CLAIM_VULNERABILITY_CVSS, score);
}

// Links what a vulnerability affects with it (NO_INDEX: it is left out). The last element of a list is it already where it is
// named twice.
static void affect(Importer *importer, uint32_t reference, uint32_t vulnerability)
{
    int32_t target = resolve(importer, FROM_AFFECTED_REF, reference);
    ClaimId claim = target == TARGET_PRODUCT ? CLAIM_PRODUCT_VULNERABILITIES : CLAIM_COMPONENT_VULNERABILITIES;
    importer->vulnerabilities_lost |= target == TARGET_NONE;
    if (target == TARGET_NONE || target == TARGET_ELSEWHERE || vulnerability == NO_INDEX)
        return;
    if (!is_bound(importer, claim)) {
        note_at(importer, &importer->elsewhere[FROM_AFFECTED_REF], reference, value_text(importer, reference));
        return;
    }
    LinkList *list = target == TARGET_PRODUCT ? &importer->product_vulnerabilities
                                              : &importer->components[target].vulnerabilities;
    if (!list->first || importer->links[list->last - 1].to != vulnerability)
        add_link(importer, list, vulnerability);
}

static void read_affected(Importer *importer, uint32_t array, uint32_t vulnerability)
{
    const JsonDocument *document = importer->document;
    for (uint32_t item = array + 1; item < json_next(document, array); item = json_next(document, item)) {
        if (!item_is(importer, item, JSON_OBJECT))
            continue;
        Members members = members_of(importer, IN_AFFECTED, item);
        uint32_t reference = member_needed(importer, &members, FROM_AFFECTED_REF, item);
        if (reference != UINT32_MAX)
            affect(importer, reference, vulnerability);
    }
}

static void read_vulnerability(Importer *importer, uint32_t item)
{
    Members members = members_of(importer, IN_VULNERABILITY, item);
    uint32_t ratings = member_value(&members, FROM_VULNERABILITY_RATINGS),
             affects = member_value(&members, FROM_VULNERABILITY_AFFECTS);
    uint32_t analysis = member_value(&members, FROM_VULNERABILITY_ANALYSIS);
    Claims claims = {.count = 0};
    Text id = value_text(importer, member_value(&members, FROM_VULNERABILITY_ID));
    if (!id.length)
        id = value_text(importer, member_value(&members, FROM_VULNERABILITY_REF));
    claim_members(importer, &claims, &members);
    if (ratings != UINT32_MAX)
        claim_ratings(importer, &claims, ratings);
    if (analysis != UINT32_MAX) {
        Members state = members_of(importer, IN_ANALYSIS, analysis);
        claim_members(importer, &claims, &state);
    }
    bool affects_nothing = affects == UINT32_MAX || json_is_empty(importer->document, affects);
    if (!id.length)
        note_at(importer, &importer->notes[NOTE_NAMELESS], item, id);
    else if (affects_nothing)
        note_at(importer, &importer->notes[NOTE_AFFECTS_NOTHING], item, id);
    importer->vulnerabilities_lost |= !id.length || affects_nothing;
    if (!id.length && !affects_nothing)
        read_affected(importer, affects, NO_INDEX);
    if (!id.length || affects_nothing)
        return;
    add_claim(importer, &claims, CLAIM_VULNERABILITY_ID, (FactDatum){.text = id});
    importer->vulnerabilities = arena_grow(importer->scratch, importer->vulnerabilities, importer->vulnerability_count,
                                           &importer->vulnerability_capacity, sizeof *importer->vulnerabilities);
    uint32_t number = (uint32_t)importer->vulnerability_count++;
    importer->vulnerabilities[number] = make_record(importer, OWNER_VULNERABILITY, &claims, 0, item);
    read_affected(importer, affects, number);
}

void read_vulnerabilities(Importer *importer, uint32_t array)
{
    const JsonDocument *document = importer->document;
    for (uint32_t item = array + 1; item < json_next(document, array); item = json_next(document, item)) {
        if (item_is(importer, item, JSON_OBJECT))
            read_vulnerability(importer, item);
    }
}

// ---- sets ----

typedef struct Named { // a vulnerability of a list
    Text id;
    uint32_t place;
    FactRecord *record;
} Named;

static int by_id(const void *a, const void *b)
{
    const Named *x = a, *y = b;
    int order = text_compare(x->id, y->id);
    return order ? order : (x->place > y->place) - (x->place < y->place);
}

// What several statements about one vulnerability say of an attribute together: the highest, or what none of them contradicts.
// Gives the first statement that does, else null.
static const FactRecord *merge_claim(const Importer *importer, Claims *claims, ClaimId claim, const Named *statements,
                                     uint32_t count)
{
    const AttributeInfo *attribute = &importer->schema->attributes[importer->attributes[claim]];
    bool highest = claim_infos[claim].taken == TAKEN_HIGHEST_WORD || claim_infos[claim].taken == TAKEN_HIGHEST_SCORE;
    const FactClaim *said = NULL;
    for (uint32_t i = 0; i < count; i++) {
        const FactClaim *other = record_claim(statements[i].record, importer->attributes[claim]);
        if (!other)
            continue;
        if (!said || (highest && other->value.number > said->value.number))
            said = other;
        else if (!highest && !fact_equal(importer->schema, attribute, &said->value, &other->value))
            return statements[i].record;
    }
    if (said)
        add_claim(importer, claims, claim, said->value);
    return NULL;
}

// All of them are looked at together: a third statement does not bring back what two disagree on.
static FactRecord *merged_vulnerability(Importer *importer, const Named *statements, uint32_t count)
{
    Claims claims = {.count = 0};
    const FactRecord *disagreeing = NULL;
    for (ClaimId claim = 0; claim < CLAIMS; claim++) {
        if (claim_infos[claim].owner != OWNER_VULNERABILITY || !is_bound(importer, claim))
            continue;
        const FactRecord *other = merge_claim(importer, &claims, claim, statements, count);
        disagreeing = disagreeing ? disagreeing : other;
    }
    if (disagreeing)
        note_offset(importer, &importer->notes[NOTE_DISAGREEING], disagreeing->offset, statements[0].id);
    FactRecord *merged = make_record(importer, OWNER_VULNERABILITY, &claims, 0, 0);
    merged->offset = statements[0].record->offset;
    return merged;
}

FactCollection *vulnerability_set(Importer *importer, ClaimId claim, LinkList list)
{
    if (!is_bound(importer, claim) || (!list.first && !importer->closed[claim]))
        return NULL;
    FactCollection *set = arena_take(importer->facts, sizeof *set);
    set->open = !importer->closed[claim] || importer->vulnerabilities_lost;
    uint32_t count = 0;
    for (uint32_t link = list.first; link; link = importer->links[link - 1].next)
        count++;
    Named *named = arena_raw(importer->scratch, count * sizeof *named);
    count = 0;
    for (uint32_t link = list.first; link; link = importer->links[link - 1].next, count++) {
        FactRecord *record = importer->vulnerabilities[importer->links[link - 1].to];
        named[count] = (Named){record_claim(record, importer->attributes[CLAIM_VULNERABILITY_ID])->value.text, count, record};
    }
    if (count > 1)
        qsort(named, count, sizeof *named, by_id);
    set->items = arena_raw(importer->facts, count * sizeof *set->items);
    for (uint32_t i = 0, behind; i < count; i = behind) {
        for (behind = i + 1; behind < count && text_equal(named[behind].id, named[i].id);)
            behind++;
        bool alone = behind == i + 1;
        set->items[set->count++].part = alone ? named[i].record : merged_vulnerability(importer, &named[i], behind - i);
    }
    importer->report.vulnerabilities += set->count;
    return set;
}

// A component as others refer to it: one record for all of them.
static FactRecord *reference_to(Importer *importer, uint32_t number)
{
    Component *component = &importer->components[number];
    if (component->reference)
        return component->reference;
    Claims claims = {.count = 1};
    claims.items[0] = *record_claim(component->record, importer->attributes[CLAIM_COMPONENT_ID]);
    component->reference = arena_raw(importer->facts, sizeof *component->reference);
    *component->reference = *component->record;
    component->reference->count = 1;
    component->reference->claims = arena_raw(importer->facts, sizeof *claims.items);
    component->reference->claims[0] = claims.items[0];
    return component->reference;
}

// seen: by component, the one behind the component whose set it is already in.
static FactCollection *dependency_set(Importer *importer, uint32_t number, uint32_t *seen)
{
    const Component *component = &importer->components[number];
    bool closed = importer->closed[CLAIM_COMPONENT_DEPENDS_ON];
    if (!is_bound(importer, CLAIM_COMPONENT_DEPENDS_ON) || (!component->has_entry && !closed))
        return NULL;
    FactCollection *set = arena_take(importer->facts, sizeof *set);
    set->open = component->dependencies_lost || (!closed && (component->dependencies_open || importer->dependencies_open));
    uint32_t count = 0;
    for (uint32_t link = component->depends_on.first; link; link = importer->links[link - 1].next)
        count++;
    set->items = arena_raw(importer->facts, count * sizeof *set->items);
    for (uint32_t link = component->depends_on.first; link; link = importer->links[link - 1].next) {
        uint32_t to = importer->links[link - 1].to;
        if (seen[to] != number + 1)
            set->items[set->count++].part = reference_to(importer, to);
        seen[to] = number + 1;
    }
    importer->report.references += set->count;
    return set;
}

void link_components(Importer *importer)
{
    uint32_t *seen = arena_array(importer->scratch, importer->component_count + 1, sizeof *seen);
    for (uint32_t i = 0; i < importer->component_count; i++) {
        FactRecord *record = importer->components[i].record;
        FactCollection *depends_on = dependency_set(importer, i, seen);
        FactCollection *vulnerabilities = vulnerability_set(importer, CLAIM_COMPONENT_VULNERABILITIES,
                                                            importer->components[i].vulnerabilities);
        if (depends_on)
            record_set(importer, record, CLAIM_COMPONENT_DEPENDS_ON, depends_on);
        if (vulnerabilities)
            record_set(importer, record, CLAIM_COMPONENT_VULNERABILITIES, vulnerabilities);
    }
}
