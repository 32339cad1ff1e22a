// SPDX-License-Identifier: MIT
// What refers to components in CycloneDX, by bom-ref and BOM-Link: dependencies, compositions, vulnerabilities.
#include "import/cyclonedx_inside.h"

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

// A link into this file, `urn:cdx:SERIAL/VERSION#REF`: where the file says its serial number, it must be that one.
static int32_t find_link(const Bom *bom, Text text)
{
    Text start = text_of("urn:cdx:"), own = text_of("urn:uuid:");
    const char *mark = text_starts(text, start) ? memchr(text.bytes, '#', text.length) : NULL;
    if (!mark)
        return TARGET_NONE;
    size_t at = (size_t)(mark - text.bytes);
    Text file = text_slice(text, start.length, at), reference = text_slice(text, at + 1, text.length);
    const char *slash = memchr(file.bytes, '/', file.length);
    file.length = slash ? (size_t)(slash - file.bytes) : file.length;
    if (text_starts(bom->serial, own)) {
        Text serial = text_slice(bom->serial, own.length, bom->serial.length);
        if (serial.length != file.length || strncasecmp(serial.bytes, file.bytes, file.length) != 0)
            return TARGET_NONE;
    }
    int32_t target = import_target(bom->import, reference);
    return target == TARGET_NONE ? import_target(bom->import, percent_decoded(bom->import->scratch, reference)) : target;
}

static int32_t resolve(Bom *bom, uint32_t member, uint32_t value)
{
    Text text = import_text(bom->import, value);
    int32_t target = import_target(bom->import, text);
    return import_settle(bom->import, member, value, text, target == TARGET_NONE ? find_link(bom, text) : target);
}

// A member of a service; IMPORT_NONE where it is left out, null or (refused) of another kind.
static uint32_t service_member(Bom *bom, uint32_t service, const char *name, JsonKind kind)
{
    uint32_t value = json_member(bom->import->document, service, name);
    bool there = value != IMPORT_NONE && json_kind(bom->import->document, value) != JSON_NULL;
    return there && import_is(bom->import, value, kind) ? value : IMPORT_NONE;
}

void bom_services(Bom *bom, uint32_t array)
{
    for (uint32_t item = array; (item = import_next(bom->import, array, item, JSON_OBJECT)) != IMPORT_NONE;) {
        uint32_t inside = service_member(bom, item, "services", JSON_ARRAY);
        bom_declare(bom, service_member(bom, item, "bom-ref", JSON_STRING), TARGET_ELSEWHERE);
        if (inside != IMPORT_NONE)
            bom_services(bom, inside);
    }
}

// ---- compositions ----

static bool names_product(Bom *bom, uint32_t array)
{
    bool named = false;
    for (uint32_t item = array; (item = import_next(bom->import, array, item, JSON_STRING)) != IMPORT_NONE;)
        named |= bom->product_ref.length && text_equal(import_text(bom->import, item), bom->product_ref);
    return named;
}

// The components of which a composition says that all that stands inside of them is listed.
static void complete_assemblies(Bom *bom, uint32_t array)
{
    const JsonDocument *document = bom->import->document;
    for (uint32_t item = array + 1; item < json_next(document, array); item = json_next(document, item)) {
        bool text = json_kind(document, item) == JSON_STRING;
        int32_t target = text ? import_target(bom->import, import_text(bom->import, item)) : TARGET_NONE;
        if (target >= 0)
            bom->saying[target].nests_all = true;
    }
}

// The components whose dependencies a composition says are not complete.
static void open_dependencies(Bom *bom, uint32_t array)
{
    const JsonDocument *document = bom->import->document;
    for (uint32_t item = array + 1; item < json_next(document, array); item = json_next(document, item)) {
        int32_t target = json_kind(document, item) == JSON_STRING ? resolve(bom, FROM_COMPOSITION_DEPENDENCIES, item)
                                                                  : TARGET_NONE;
        if (target >= 0)
            bom->saying[target].dependencies_open = true;
    }
}

static void read_composition(Bom *bom, uint32_t item)
{
    ImportMembers members = import_members(bom->import, IN_COMPOSITION, item);
    uint32_t aggregate = import_needed(bom->import, &members, FROM_COMPOSITION_AGGREGATE, item);
    uint32_t assemblies = import_value(&members, FROM_COMPOSITION_ASSEMBLIES);
    uint32_t dependencies = import_value(&members, FROM_COMPOSITION_DEPENDENCIES);
    bool of_all = assemblies == IMPORT_NONE && dependencies == IMPORT_NONE &&
                  import_value(&members, FROM_COMPOSITION_VULNERABILITIES) == IMPORT_NONE;
    bool complete = text_is(import_text(bom->import, aggregate), "complete");
    bom->complete |= of_all && complete;
    bom->product_nests_all |= complete && names_product(bom, assemblies);
    // What is missing somewhere is missing in the whole.
    bom->incomplete |= !complete && (of_all || assemblies != IMPORT_NONE || dependencies != IMPORT_NONE);
    if (complete && assemblies != IMPORT_NONE)
        complete_assemblies(bom, assemblies);
    bom->dependencies_open |= of_all && !complete;
    if (!complete && dependencies != IMPORT_NONE)
        open_dependencies(bom, dependencies);
}

void bom_compositions(Bom *bom, uint32_t array)
{
    for (uint32_t item = array; (item = import_next(bom->import, array, item, JSON_OBJECT)) != IMPORT_NONE;)
        read_composition(bom, item);
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

static int32_t begin_entry(Bom *bom, uint32_t value, Text text, int32_t target)
{
    int32_t from = import_settle(bom->import, FROM_DEPENDENCY_REF, value, text, target);
    if (from >= 0)
        bom->saying[from].has_entry = true;
    else if (from == TARGET_PRODUCT)
        import_note(bom->import, &bom->import->elsewhere[FROM_DEPENDENCY_REF], value, text);
    return from;
}

static void add_dependency(Bom *bom, int32_t from, uint32_t value, Text text, int32_t target)
{
    target = import_settle(bom->import, FROM_DEPENDENCY_ON, value, text, target);
    if (from < 0)
        return;
    Component *component = &bom->saying[from];
    if (target >= 0)
        import_link(bom->import, &component->depends_on, (uint32_t)target);
    else if (target == TARGET_NONE)
        component->dependencies_lost = true;
    else if (target == TARGET_PRODUCT)
        import_note(bom->import, &bom->import->elsewhere[FROM_DEPENDENCY_ON], value, text);
}

static void settle_pending(Bom *bom, PendingReferences *pending)
{
    int32_t targets[TEXTS_AT_ONCE];
    import_targets(bom->import, pending->texts, pending->count, targets);
    for (uint32_t i = 0; i < pending->count; i++) {
        Text text = pending->texts[i];
        int32_t target = targets[i] == TARGET_NONE ? find_link(bom, text) : targets[i];
        if (pending->begins[i])
            pending->from = begin_entry(bom, pending->values[i], text, target);
        else
            add_dependency(bom, pending->from, pending->values[i], text, target);
    }
    pending->count = 0;
}

static void add_pending(Bom *bom, PendingReferences *pending, uint32_t value, bool begins)
{
    if (pending->count == TEXTS_AT_ONCE)
        settle_pending(bom, pending);
    pending->values[pending->count] = value;
    pending->texts[pending->count] = import_text(bom->import, value);
    pending->begins[pending->count++] = begins;
}

static void read_dependency(Bom *bom, PendingReferences *pending, uint32_t item)
{
    ImportMembers members = import_members(bom->import, IN_DEPENDENCY, item);
    uint32_t reference = import_needed(bom->import, &members, FROM_DEPENDENCY_REF, item);
    uint32_t array = import_value(&members, FROM_DEPENDENCY_ON);
    if (reference == IMPORT_NONE || !import_has(bom->import, CLAIM_COMPONENT_DEPENDS_ON))
        return;
    add_pending(bom, pending, reference, true);
    for (uint32_t to = array; (to = import_next(bom->import, array, to, JSON_STRING)) != IMPORT_NONE;)
        add_pending(bom, pending, to, false);
}

void bom_dependencies(Bom *bom, uint32_t array)
{
    const JsonDocument *document = bom->import->document;
    PendingReferences pending = {.count = 0, .from = TARGET_NONE};
    for (uint32_t item = array; (item = import_next(bom->import, array, item, JSON_OBJECT)) != IMPORT_NONE;)
        read_dependency(bom, &pending, item);
    settle_pending(bom, &pending);
    import_let_go(bom->import, array + 1, json_next(document, array));
}

// ---- vulnerabilities ----

// The score of a rating by CVSS 3 or 4, in millionths.
static bool read_score(Bom *bom, const ImportMembers *rating, int64_t *score)
{
    uint32_t value = import_value(rating, FROM_RATING_SCORE);
    if (value == IMPORT_NONE || !import_has(bom->import, CLAIM_VULNERABILITY_CVSS))
        return false;
    Text number = json_raw(bom->import->document, value);
    if (number_read_decimal(number, false, score) != NUMBER_FINE || *score < 0 || *score > 10 * DECIMAL_ONE) {
        import_note(bom->import, &bom->import->unusable[FROM_RATING_SCORE], value, number);
        return false;
    }
    uint32_t method = import_value(rating, FROM_RATING_METHOD);
    if (import_is_word(bom->import, FROM_RATING_METHOD, import_text(bom->import, method)))
        return true;
    import_note(bom->import, &bom->import->values[FROM_RATING_SCORE], value, import_text(bom->import, method));
    return false;
}

static void claim_ratings(Bom *bom, ImportClaims *claims, uint32_t array)
{
    FactDatum severity = {.number = -1}, score = {.number = -1};
    for (uint32_t item = array; (item = import_next(bom->import, array, item, JSON_OBJECT)) != IMPORT_NONE;) {
        ImportMembers rating = import_members(bom->import, IN_RATING, item);
        uint32_t word = import_value(&rating, FROM_RATING_SEVERITY);
        int64_t number;
        if (word != IMPORT_NONE && import_has(bom->import, CLAIM_VULNERABILITY_SEVERITY) &&
            import_word(bom->import, FROM_RATING_SEVERITY, import_text(bom->import, word), word, &number) &&
            number > severity.number)
            severity.number = number;
        if (read_score(bom, &rating, &number) && number > score.number)
            score.number = number;
    }
    if (severity.number >= 0)
        import_claim(bom->import, claims, CLAIM_VULNERABILITY_SEVERITY, severity);
    if (score.number >= 0)
        import_claim(bom->import, claims, CLAIM_VULNERABILITY_CVSS, score);
}

// Links what a vulnerability affects with it (NO_INDEX: it is left out).
static void affect(Bom *bom, uint32_t reference, uint32_t vulnerability)
{
    int32_t target = resolve(bom, FROM_AFFECTED_REF, reference);
    uint32_t claim = target == TARGET_PRODUCT ? CLAIM_PRODUCT_VULNERABILITIES : CLAIM_COMPONENT_VULNERABILITIES;
    bom->vulnerabilities_lost |= target == TARGET_NONE;
    if (target == TARGET_NONE || target == TARGET_ELSEWHERE || vulnerability == NO_INDEX)
        return;
    if (!import_has(bom->import, claim)) {
        import_note(bom->import, &bom->import->elsewhere[FROM_AFFECTED_REF], reference, import_text(bom->import, reference));
        return;
    }
    import_link(bom->import, target == TARGET_PRODUCT ? &bom->product_vulnerabilities : &bom->saying[target].vulnerabilities,
                vulnerability);
}

static void read_affected(Bom *bom, uint32_t array, uint32_t vulnerability)
{
    for (uint32_t item = array; (item = import_next(bom->import, array, item, JSON_OBJECT)) != IMPORT_NONE;) {
        ImportMembers members = import_members(bom->import, IN_AFFECTED, item);
        uint32_t reference = import_needed(bom->import, &members, FROM_AFFECTED_REF, item);
        if (reference != IMPORT_NONE)
            affect(bom, reference, vulnerability);
    }
}

static void read_vulnerability(Bom *bom, uint32_t item)
{
    ImportMembers members = import_members(bom->import, IN_VULNERABILITY, item);
    uint32_t ratings = import_value(&members, FROM_VULNERABILITY_RATINGS),
             affects = import_value(&members, FROM_VULNERABILITY_AFFECTS);
    uint32_t analysis = import_value(&members, FROM_VULNERABILITY_ANALYSIS);
    ImportClaims claims;
    claims.count = 0; // the rest is many bytes
    Text id = import_text(bom->import, import_value(&members, FROM_VULNERABILITY_ID));
    if (!id.length)
        id = import_text(bom->import, import_value(&members, FROM_VULNERABILITY_REF));
    import_claim_members(bom->import, &claims, &members);
    if (ratings != IMPORT_NONE)
        claim_ratings(bom, &claims, ratings);
    if (analysis != IMPORT_NONE) {
        ImportMembers state = import_members(bom->import, IN_ANALYSIS, analysis);
        import_claim_members(bom->import, &claims, &state);
    }
    bool affects_nothing = affects == IMPORT_NONE || json_is_empty(bom->import->document, affects);
    if (!id.length)
        import_note(bom->import, &bom->import->notes[NOTE_NAMELESS], item, id);
    else if (affects_nothing)
        import_note(bom->import, &bom->import->notes[NOTE_AFFECTS_NOTHING], item, id);
    bom->vulnerabilities_lost |= !id.length || affects_nothing;
    if (!id.length && !affects_nothing)
        read_affected(bom, affects, NO_INDEX);
    if (!id.length || affects_nothing)
        return;
    read_affected(bom, affects, import_add_part(bom->import, &bom->vulnerabilities, &claims, id, item));
}

void bom_vulnerabilities(Bom *bom, uint32_t array)
{
    for (uint32_t item = array; (item = import_next(bom->import, array, item, JSON_OBJECT)) != IMPORT_NONE;)
        read_vulnerability(bom, item);
}
