// SPDX-License-Identifier: MIT
// Vulnerabilities of CycloneDX, with what rates them, what they affect, and which of its versions.
#include "import/cyclonedx_inside.h"

#include "notation/cvss.h"
#include "support/version.h"
#include "versions/range.h"

// ---- ratings ----

// What ratings come to: of those by the latest version of CVSS, which rank before all others, the worst.
typedef struct Rated {
    int standard;                      // 20 … 40; 0: by no version of CVSS
    int word;                          // place among severities; -1: none
    int64_t score;                     // in millionths; -1: none
    Text vector;                       // of that score
    Text no_word, no_score, no_vector; // what is none, where there is no other
    uint32_t value;                    // where it stands
} Rated;

static const char *const severities[] = {"none", "low", "medium", "high", "critical"};
enum { SEVERITIES = sizeof severities / sizeof *severities, HIGHEST_SCORE = 10 };

static int severity_of_score(int standard, int64_t score)
{
    int64_t tenths = score / (DECIMAL_ONE / 10);
    if (standard == 20) // as NVD has it, which knows three
        return tenths < 40 ? 1 : tenths < 70 ? 2 : 3;
    return tenths == 0 ? 0 : tenths < 40 ? 1 : tenths < 70 ? 2 : tenths < 90 ? 3 : 4;
}

static int standard_of_method(Text method)
{
    static const struct {
        const char *method;
        int standard;
    } methods[] = {{"CVSSv2", 20}, {"CVSSv3", 30}, {"CVSSv31", 31}, {"CVSSv4", 40}};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (text_is(method, methods[i].method))
            return methods[i].standard;
    }
    return 0;
}

static int standard_of_vector(Text vector)
{
    return text_starts(vector, text_of("CVSS:4.0/"))   ? 40
           : text_starts(vector, text_of("CVSS:3.1/")) ? 31
           : text_starts(vector, text_of("CVSS:3.0/")) ? 30
                                                       : 20;
}

static void read_severity(Bom *bom, uint32_t value, Rated *rated)
{
    Text word = reading_text(bom->reading, value);
    rated->value = value;
    rated->word = -1;
    if (reading_says_nothing(bom->reading, word) || text_is(word, "unknown"))
        return;
    for (int i = 0; i < SEVERITIES; i++)
        rated->word = text_is(word, severities[i]) ? i : rated->word;
    if (text_is(word, "info"))
        rated->word = 0;
    if (rated->word < 0)
        rated->no_word = word;
}

// The score of a vector, else the one that is given by a version of CVSS.
static void read_score(Bom *bom, const ReadingRecord *record, Rated *rated)
{
    uint32_t score = reading_used(record, USE_cyclonedx_rating_score);
    Text vector = reading_text(bom->reading, reading_used(record, USE_cyclonedx_rating_vector));
    Text method = reading_text(bom->reading, reading_used(record, USE_cyclonedx_rating_method));
    int tenths;
    rated->score = -1;
    rated->standard = standard_of_method(method);
    if (vector.length && (rated->standard || !method.length) && cvss_score(vector, &tenths)) {
        rated->standard = standard_of_vector(vector);
        rated->score = (int64_t)tenths * (DECIMAL_ONE / 10);
        rated->word = severity_of_score(rated->standard, rated->score);
        rated->vector = vector;
        return;
    }
    bool fine = score != READING_NONE && rated->standard &&
                number_read_decimal(reading_text(bom->reading, score), false, &rated->score) == NUMBER_FINE &&
                rated->score >= 0 && rated->score <= HIGHEST_SCORE * DECIMAL_ONE;
    rated->score = fine ? rated->score : -1;
    if (fine && rated->word < 0 && !rated->no_word.length)
        rated->word = severity_of_score(rated->standard, rated->score);
    if (rated->standard) {
        rated->no_score = fine || score == READING_NONE ? rated->no_score : reading_text(bom->reading, score);
        rated->no_vector = vector;
        return;
    }
    reading_unplaced(bom->reading, record, USE_cyclonedx_rating_score);
    reading_unplaced(bom->reading, record, USE_cyclonedx_rating_vector);
}

static Rated read_rating(Bom *bom, uint32_t item)
{
    ReadingRecord record;
    Rated rated = {.word = -1};
    reading_open(bom->reading, OBJECT_cyclonedx_rating, item, &record);
    uint32_t severity = reading_used(&record, USE_cyclonedx_rating_severity);
    if (severity != READING_NONE)
        read_severity(bom, severity, &rated);
    read_score(bom, &record, &rated);
    rated.value = item;
    reading_close(bom->reading, &record);
    return rated;
}

static void add_rating(Rated *worst, const Rated *rated)
{
    if (rated->standard > worst->standard) {
        *worst = *rated;
        return;
    }
    if (rated->standard < worst->standard)
        return;
    if (rated->score > worst->score) {
        worst->score = rated->score;
        worst->vector = rated->vector;
    }
    worst->word = rated->word > worst->word ? rated->word : worst->word;
    worst->no_word = worst->no_word.length ? worst->no_word : rated->no_word;
    worst->no_score = worst->no_score.length ? worst->no_score : rated->no_score;
    worst->no_vector = worst->no_vector.length ? worst->no_vector : rated->no_vector;
}

static void say_rating(Bom *bom, const Rated *worst)
{
    Reading *reading = bom->reading;
    const Derived severity = DERIVED_cyclonedx_vulnerability_severity, score = DERIVED_cyclonedx_vulnerability_score;
    const Derived vector = DERIVED_cyclonedx_vulnerability_vector;
    if (worst->word >= 0)
        reading_say(reading, severity, text_of(severities[worst->word]), worst->value);
    else if (worst->no_word.length)
        reading_say_unreadable(reading, severity, worst->no_word, worst->value);
    if (worst->score >= 0)
        reading_say_number(reading, score, worst->score, worst->value);
    else if (worst->no_score.length)
        reading_say_unreadable(reading, score, worst->no_score, worst->value);
    if (worst->vector.length)
        reading_say(reading, vector, worst->vector, worst->value);
    else if (worst->no_vector.length)
        reading_say_unreadable(reading, vector, worst->no_vector, worst->value);
}

static void say_ratings(Bom *bom, uint32_t array)
{
    Reading *reading = bom->reading;
    Rated worst = {.standard = -1};
    for (uint32_t item = array; (item = reading_next(reading, array, item, JSON_OBJECT)) != READING_NONE;) {
        Rated rated = read_rating(bom, item);
        add_rating(&worst, &rated);
    }
    if (worst.standard >= 0)
        say_rating(bom, &worst);
}

// ---- versions that are affected ----

// What a list of versions says of one of them.
typedef enum Affectedness { VERSION_AFFECTED, VERSION_UNAFFECTED, VERSION_UNKNOWN } Affectedness;

// A statement about a vulnerability: its number, and that of the same about what is not affected.
typedef struct Statement {
    uint32_t as_given, unaffected;
} Statement;

// Whether a range holds a version; false where that cannot be told.
static bool range_holds(const Bom *bom, Text text, Text version, bool *holds)
{
    VersionRange range;
    ArenaMark mark = arena_mark(bom->given->scratch);
    bool own = bom->given->scratch != bom->given->facts && bom->given->scratch != bom->given->arena;
    RangeBound *bounds = arena_array(bom->given->scratch, range_most_bounds(text) + 1, sizeof *bounds);
    bool known = range_read(text, bounds, &range) && scheme_has(range.scheme, version);
    *holds = known && range_has(&range, version);
    if (own)
        arena_reset(bom->given->scratch, mark);
    return known;
}

static Affectedness status_of(Text status)
{
    return !status.length || text_is(status, "affected") ? VERSION_AFFECTED
           : text_is(status, "unaffected")               ? VERSION_UNAFFECTED
                                                         : VERSION_UNKNOWN;
}

// What one entry says of a version: false, nothing.
static bool entry_says(Bom *bom, uint32_t item, Text version, Affectedness *says)
{
    ReadingRecord record;
    reading_open(bom->reading, OBJECT_cyclonedx_affected_version, item, &record);
    Text one = reading_text(bom->reading, reading_used(&record, USE_cyclonedx_affected_version_version));
    Text range = reading_text(bom->reading, reading_used(&record, USE_cyclonedx_affected_version_range));
    Text status = reading_text(bom->reading, reading_used(&record, USE_cyclonedx_affected_version_status));
    reading_close(bom->reading, &record);
    bool holds = one.length && text_equal(one, version);
    *says = status_of(status);
    if (holds || !range.length)
        return holds;
    if (range_holds(bom, range, version, &holds))
        return holds;
    *says = VERSION_UNKNOWN; // it may be in it
    return true;
}

// What all entries say of a version: what they agree on. A list that does not speak of it leaves it unknown.
static Affectedness versions_say(Bom *bom, uint32_t array, Text version)
{
    bool any = false;
    Affectedness all = VERSION_UNKNOWN, says;
    if (json_is_empty(bom->document, array))
        return VERSION_AFFECTED;
    for (uint32_t item = array; (item = reading_next(bom->reading, array, item, JSON_OBJECT)) != READING_NONE;) {
        if (!entry_says(bom, item, version, &says))
            continue;
        all = !any || all == says ? says : VERSION_UNKNOWN;
        any = true;
    }
    return all;
}

// The number of the statement as it is said of something of which a list of versions says so.
static uint32_t statement_for(Bom *bom, Statement *statement, Affectedness says, uint32_t value)
{
    const Derived analysis = DERIVED_cyclonedx_vulnerability_analysis;
    const FormatRecord record = RECORD_cyclonedx_vulnerability;
    uint32_t number = says == VERSION_AFFECTED ? statement->as_given : statement->unaffected;
    if (says == VERSION_UNKNOWN) // each is counted
        return reading_variant(bom->reading, record, statement->as_given, analysis, text_of("unknown"), true, value);
    if (number == READING_NONE)
        number = statement->unaffected = reading_variant(bom->reading, record, statement->as_given, analysis,
                                                         text_of("not_affected"), false, value);
    return number;
}

// ---- what is affected ----

static void affect_product(Bom *bom, uint32_t number)
{
    reading_link(bom->reading, &bom->product.vulnerabilities, number);
}

// What is not known, or is no component: the product has it, and whatever else may have it.
static void affect_lost(Bom *bom, uint32_t number, MessageCode code, uint32_t value, Text example)
{
    reading_note(bom->reading, code, value, example);
    bom->vulnerabilities_lost = true;
    reading_link_loose(bom->reading, &bom->product.vulnerabilities, number);
}

// The things of other documents that a reference names.
static const DirectoryThing *find_elsewhere(Bom *bom, Text reference)
{
    const Directory *directory = bom->given->directory;
    Arena *scratch = bom->given->scratch;
    bool is_purl;
    if (!directory || !bom->identity->by_name)
        return NULL;
    Text purl = bom_canonical_purl(bom, reference, &is_purl);
    if (is_purl)
        return directory_find(directory, NAMED_BY_PURL, purl);
    const char *mark = memchr(reference.bytes, '#', reference.length);
    if (!mark)
        return directory_find(directory, NAMED_BY_LINK, bom_lower(scratch, reference));
    size_t at = (size_t)(mark - reference.bytes);
    for (int decoded = 0; decoded < 2; decoded++) {
        Text rest = text_slice(reference, at, reference.length);
        TextBuilder link = text_builder(scratch);
        text_append(&link, bom_lower(scratch, text_slice(reference, 0, at)));
        text_append(&link, decoded ? bom_percent_decoded(scratch, rest) : rest);
        const DirectoryThing *thing = directory_find(directory, NAMED_BY_LINK, text_built(&link));
        if (thing)
            return thing;
    }
    return NULL;
}

// Things of one name, which other documents have.
static bool affect_things(Bom *bom, const DirectoryThing *thing, uint32_t number)
{
    bool any = false;
    for (; thing; thing = thing->next) {
        bool part = thing->key.bytes && thing->type == reading_type(bom->reading, RECORD_cyclonedx_component);
        uint32_t component = part ? bom_component_elsewhere(bom, thing->key) : READING_NONE;
        if (component != READING_NONE)
            reading_link(bom->reading, &bom_component(bom, component)->vulnerabilities, number);
        else if (!thing->key.bytes)
            affect_product(bom, number);
        any |= component != READING_NONE || !thing->key.bytes;
    }
    return any;
}

typedef struct ByCpe { // what a CPE may mean
    Bom *bom;
    uint32_t number; // of the statement; READING_NONE: it is not claimed
    bool any;
} ByCpe;

static bool visit_cpe(void *with, const Purl *named, const DirectoryThing *things)
{
    ByCpe *by = with;
    (void)named;
    by->any |= things && (by->number == READING_NONE || affect_things(by->bom, things, by->number));
    return true;
}

// What is in other documents; false: nothing is, or not surely and nobody claims it apart.
static bool affect_elsewhere(Bom *bom, Text reference, uint32_t number)
{
    CpeClaims claims = bom->given->evidence->cpe;
    ByCpe by = {.bom = bom, .number = claims == CPE_ALONE ? number : READING_NONE};
    Cpe cpe;
    if (!text_starts(reference, text_of("cpe:")))
        return claims == CPE_ALONE || affect_things(bom, find_elsewhere(bom, reference), number);
    if (claims != CPE_NOT_TIED && bom->given->directory && bom->identity->by_name &&
        cpe_read(bom->given->scratch, reference, &cpe))
        directory_each_cpe(bom->given->directory, &cpe, visit_cpe, &by);
    return by.any || claims == CPE_ALONE;
}

static void affect(Bom *bom, const ReadingRecord *record, Statement *statement)
{
    Reading *reading = bom->reading;
    uint32_t value = reading_used(record, USE_cyclonedx_affected_ref);
    uint32_t versions = reading_used(record, USE_cyclonedx_affected_versions);
    Text reference = reading_text(reading, value);
    ReadingTarget target = bom_find(bom, reference);
    bool component = reading_target_record(reading, target) == RECORD_cyclonedx_component;
    Text version = component ? bom_component(bom, reading_target_number(target))->version : bom->product_version;
    bool asked = reading_asks(reading, DERIVED_cyclonedx_vulnerability_analysis);
    if (!asked)
        reading_unplaced(reading, record, USE_cyclonedx_affected_versions);
    Affectedness says = versions == READING_NONE || !asked ? VERSION_AFFECTED : versions_say(bom, versions, version);
    uint32_t number = statement_for(bom, statement, says, value);
    if (!reading_asks(reading, component ? DERIVED_cyclonedx_component_vulnerabilities : DERIVED_cyclonedx_bom_vulnerabilities))
        reading_elsewhere(reading, USE_cyclonedx_affected_ref, value, reference);
    else if (bom->given->evidence->cpe == CPE_ALONE && (component || target != TARGET_NONE))
        return; // the document's other submission says it
    else if (component)
        reading_link(reading, &bom_component(bom, reading_target_number(target))->vulnerabilities, number);
    else if (target == TARGET_ENTITY)
        affect_product(bom, number);
    else if (target == TARGET_ELSEWHERE || (target < TARGET_PARTS && !component))
        affect_lost(bom, number, MESSAGE_FOREIGN_AFFECTS_OTHER, value, reference);
    else if (!affect_elsewhere(bom, reference, number))
        affect_lost(bom, number, MESSAGE_FOREIGN_AFFECTS_UNKNOWN, value, reference);
}

static void read_affected(Bom *bom, uint32_t array, Statement *statement)
{
    ReadingRecord record;
    for (uint32_t item = array; (item = reading_next(bom->reading, array, item, JSON_OBJECT)) != READING_NONE;) {
        reading_open(bom->reading, OBJECT_cyclonedx_affected, item, &record);
        if (reading_needed(bom->reading, &record, USE_cyclonedx_affected_ref) != READING_NONE)
            affect(bom, &record, statement);
        reading_close(bom->reading, &record);
    }
}

static void read_vulnerability(Bom *bom, uint32_t item)
{
    Reading *reading = bom->reading;
    ReadingRecord record;
    reading_open(reading, OBJECT_cyclonedx_vulnerability, item, &record);
    uint32_t affects = reading_used(&record, USE_cyclonedx_vulnerability_affects);
    uint32_t state = reading_used(&record, USE_cyclonedx_vulnerability_state);
    Text id = reading_text(reading, reading_used(&record, USE_cyclonedx_vulnerability_id));
    if (reading_says_nothing(reading, id))
        id = reading_text(reading, reading_used(&record, USE_cyclonedx_vulnerability_ref));
    if (reading_says_nothing(reading, id)) {
        id = text_format(bom->given->facts, "vulnerability without an id %u", ++bom->nameless);
        reading_note(reading, MESSAGE_FOREIGN_NAMELESS, item, id);
    }
    bool rated = reading_asks(reading, DERIVED_cyclonedx_vulnerability_severity) ||
                 reading_asks(reading, DERIVED_cyclonedx_vulnerability_score) ||
                 reading_asks(reading, DERIVED_cyclonedx_vulnerability_vector);
    if (rated)
        say_ratings(bom, reading_used(&record, USE_cyclonedx_vulnerability_ratings));
    else
        reading_unplaced(reading, &record, USE_cyclonedx_vulnerability_ratings);
    if (!reading_asks(reading, DERIVED_cyclonedx_vulnerability_analysis))
        reading_unplaced(reading, &record, USE_cyclonedx_vulnerability_state);
    else if (state != READING_NONE)
        reading_say(reading, DERIVED_cyclonedx_vulnerability_analysis, reading_text(reading, state), state);
    Statement statement = {reading_statement(reading, &record, id), READING_NONE};
    if (statement.as_given == READING_NONE)
        return;
    bool nothing = affects == READING_NONE || json_is_empty(bom->document, affects);
    if (nothing && bom->given->evidence->cpe == CPE_ALONE)
        return;
    if (nothing)
        affect_lost(bom, statement.as_given, MESSAGE_FOREIGN_AFFECTS_NOTHING, item, id);
    else
        read_affected(bom, affects, &statement);
}

void bom_vulnerabilities(Bom *bom, uint32_t array)
{
    if (array == READING_NONE)
        return;
    if (!reading_has(bom->reading, RECORD_cyclonedx_vulnerability)) {
        reading_unplaced(bom->reading, &bom->record, USE_cyclonedx_bom_vulnerabilities);
        return;
    }
    uint32_t held = array + 1;
    for (uint32_t item = array; (item = reading_next(bom->reading, array, item, JSON_OBJECT)) != READING_NONE;) {
        reading_pass(bom->reading, &held, item);
        read_vulnerability(bom, item);
    }
}
