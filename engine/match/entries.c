// SPDX-License-Identifier: MIT
// Entries of a catalogue: read, checked, and asked about the components whose packages they name. See match.h.
#include "match/match_inside.h"

#include "support/calendar.h"

// An entry under way.
typedef struct EntryReading {
    Match *match;
    const Source *source;
    const JsonDocument *document;
    Arena *arena; // as the entry lasts
    bool failed;
    Text id;
    Entry entry;
} EntryReading;

// ---- what is wrong ----

static Span span_of(const EntryReading *reading, uint32_t value)
{
    uint32_t start = (uint32_t)json_offset(reading->document, value);
    return (Span){reading->source->file, start, start + (uint32_t)json_extent(reading->document, value)};
}

static Text pointer_of(const EntryReading *reading, uint32_t value)
{
    return json_pointer(reading->document, reading->match->diagnostics->arena, value);
}

static Diagnostic *refuse(EntryReading *reading, MessageCode code, uint32_t value, Text about)
{
    Diagnostics *diagnostics = reading->match->diagnostics;
    reading->failed = true;
    Diagnostic *refused = diagnose(diagnostics, code, span_of(reading, value), 1, about);
    if (!diagnostics_full(diagnostics))
        refused->pointer = pointer_of(reading, value);
    return refused;
}

static const char *const kinds[] = {"null", "a boolean", "a boolean", "a number", "a text", "an array", "an object"};

static bool is_kind(EntryReading *reading, uint32_t value, JsonKind kind)
{
    JsonKind is = json_kind(reading->document, value);
    if (is != kind)
        diagnostic_expect(refuse(reading, MESSAGE_FACT_VALUE, value, text_of(kinds[is])), text_of(kinds[kind]));
    return is == kind;
}

// A member of an object, of a kind; UINT32_MAX where it is not there, or null, or, refused, of another kind.
static uint32_t member_of(EntryReading *reading, uint32_t object, const char *name, JsonKind kind)
{
    uint32_t value = json_member(reading->document, object, name);
    if (value == UINT32_MAX || json_kind(reading->document, value) == JSON_NULL || !is_kind(reading, value, kind))
        return UINT32_MAX;
    return value;
}

static uint32_t needed(EntryReading *reading, uint32_t object, const char *name, JsonKind kind)
{
    uint32_t value = json_member(reading->document, object, name);
    if (value != UINT32_MAX)
        return is_kind(reading, value, kind) ? value : UINT32_MAX;
    diagnostic_expect(refuse(reading, MESSAGE_FOREIGN_MEMBER, object, text_of(name)), text_of("entries in the OSV format"));
    return UINT32_MAX;
}

// The item of an array behind another one (the array itself: the first), of a kind; UINT32_MAX where there are no more, or no
// array. Those of other kinds are refused.
static uint32_t next_of(EntryReading *reading, uint32_t array, uint32_t item, JsonKind kind)
{
    if (array == UINT32_MAX)
        return UINT32_MAX;
    for (item = item == array ? array + 1 : json_next(reading->document, item); item < json_next(reading->document, array);
         item = json_next(reading->document, item)) {
        if (is_kind(reading, item, kind))
            return item;
    }
    return UINT32_MAX;
}

static Text text_at(const EntryReading *reading, uint32_t value)
{
    return value == UINT32_MAX ? (Text){"", 0} : json_string(reading->document, reading->arena, value);
}

// ---- notes ----

void match_note(Match *match, MatchNoteId id, Span place, Text pointer, Text about)
{
    MatchNote *note = &match->notes[id];
    if (note->count++)
        return;
    *note = (MatchNote){1, place, text_copy(match->arena, about), pointer};
}

static void note(EntryReading *reading, MatchNoteId id, uint32_t value, Text about)
{
    Text pointer = reading->match->notes[id].count ? (Text){"", 0} : pointer_of(reading, value);
    match_note(reading->match, id, span_of(reading, value), pointer, about);
}

// ---- what an entry says of itself ----

// An instant of RFC 3339, fractions of a second left aside.
static bool read_instant(Text text, int64_t *seconds)
{
    enum { LONGEST = 64 };
    char plain[LONGEST];
    size_t length = 0;
    for (size_t i = 0; i < text.length && length < LONGEST; i++) {
        if (text.bytes[i] == '.') {
            while (i + 1 < text.length && text.bytes[i + 1] >= '0' && text.bytes[i + 1] <= '9')
                i++;
            continue;
        }
        char byte = text.bytes[i];
        plain[length++] = byte == 't' || byte == 'z' ? (char)(byte - 0x20) : byte;
    }
    return text.length <= LONGEST && instant_read((Text){plain, length}, seconds);
}

static void read_times(EntryReading *reading, uint32_t value)
{
    int64_t seconds;
    Text modified = text_at(reading, needed(reading, value, "modified", JSON_STRING));
    Text published = text_at(reading, member_of(reading, value, "published", JSON_STRING));
    reading->entry.modified = read_instant(modified, &seconds) ? seconds : INT64_MIN;
    reading->entry.published = INT64_MAX;
    if (read_instant(published, &seconds))
        reading->entry.published = (int64_t)days_of_seconds(seconds);
    else if (published.length)
        reading->entry.not_published = text_copy(reading->match->arena, published);
}

static void read_ratings(EntryReading *reading, uint32_t object)
{
    uint32_t list = member_of(reading, object, "severity", JSON_ARRAY);
    for (uint32_t item = next_of(reading, list, list, JSON_OBJECT); item != UINT32_MAX;
         item = next_of(reading, list, item, JSON_OBJECT)) {
        Text type = text_at(reading, needed(reading, item, "type", JSON_STRING));
        Text score = text_at(reading, needed(reading, item, "score", JSON_STRING));
        if (text_starts(type, text_of("CVSS")))
            rating_add_vector(&reading->entry.rating, text_copy(reading->match->arena, score));
        else if (score.length)
            rating_add_word(&reading->entry.rating, text_copy(reading->match->arena, score));
    }
    uint32_t specific = json_member(reading->document, object, "database_specific");
    uint32_t word = specific == UINT32_MAX ? UINT32_MAX : json_member(reading->document, specific, "severity");
    if (word != UINT32_MAX && json_kind(reading->document, word) == JSON_STRING)
        rating_add_word(&reading->entry.rating, text_copy(reading->match->arena, text_at(reading, word)));
}

// ---- what it says of packages ----

static bool is_range(EntryReading *reading, uint32_t range)
{
    uint32_t type = needed(reading, range, "type", JSON_STRING), events = needed(reading, range, "events", JSON_ARRAY);
    bool introduced = false;
    if (type == UINT32_MAX || events == UINT32_MAX)
        return false;
    if (!json_string_is(reading->document, type, "SEMVER") && !json_string_is(reading->document, type, "ECOSYSTEM") &&
        !json_string_is(reading->document, type, "GIT")) {
        Diagnostic *other = refuse(reading, MESSAGE_FACT_VALUE, type, text_shown(reading->match->arena, text_at(reading, type)));
        diagnostic_expect(other, text_of("SEMVER, ECOSYSTEM or GIT"));
    }
    for (uint32_t event = next_of(reading, events, events, JSON_OBJECT); event != UINT32_MAX;
         event = next_of(reading, events, event, JSON_OBJECT)) {
        static const char *const names[] = {"introduced", "fixed", "last_affected", "limit"};
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            uint32_t at = json_member(reading->document, event, names[i]);
            introduced |= i == 0 && at != UINT32_MAX;
            if (at != UINT32_MAX)
                is_kind(reading, at, JSON_STRING);
        }
    }
    if (!introduced)
        refuse(reading, MESSAGE_FOREIGN_MEMBER, events, text_of("introduced"));
    return !reading->failed;
}

// Checks what evaluation relies on.
static bool read_affected(EntryReading *reading, uint32_t value, AffectedValues *affected)
{
    affected->ranges = member_of(reading, value, "ranges", JSON_ARRAY);
    affected->versions = member_of(reading, value, "versions", JSON_ARRAY);
    for (uint32_t range = next_of(reading, affected->ranges, affected->ranges, JSON_OBJECT); range != UINT32_MAX;
         range = next_of(reading, affected->ranges, range, JSON_OBJECT))
        is_range(reading, range);
    for (uint32_t item = next_of(reading, affected->versions, affected->versions, JSON_STRING); item != UINT32_MAX;)
        item = next_of(reading, affected->versions, item, JSON_STRING);
    return !reading->failed;
}

static void add_group(Match *match, Text group)
{
    if (text_index_find(&match->groups, group) == UINT32_MAX)
        text_index_add(&match->groups, text_copy(match->arena, group));
}

// The package that it speaks of; false where there is none, or none that is known, which is noted.
static bool read_package(EntryReading *reading, uint32_t value, Package *package)
{
    uint32_t object = member_of(reading, value, "package", JSON_OBJECT);
    if (object == UINT32_MAX) {
        if (!reading->failed)
            note(reading, NOTE_NO_PACKAGE, value, reading->id);
        return false;
    }
    Text ecosystem = text_at(reading, needed(reading, object, "ecosystem", JSON_STRING));
    Text name = text_at(reading, needed(reading, object, "name", JSON_STRING));
    Text purl = text_at(reading, member_of(reading, object, "purl", JSON_STRING));
    if (reading->failed)
        return false;
    if (!package_of_entry(ecosystem, name, purl, reading->arena, package)) {
        note(reading, NOTE_ECOSYSTEM, object, ecosystem);
        return false;
    }
    add_group(reading->match, package->group);
    if (package->released) {
        add_group(reading->match, text_format(reading->arena, "%.*s/%.*s", (int)package->group.length, package->group.bytes,
                                              (int)package->release.length, package->release.bytes));
    }
    return true;
}

// ---- what it says of components ----

static void doubt(EntryReading *reading, Component *component, MatchDoubt why, uint32_t value)
{
    if (component->doubt)
        return;
    component->doubt = component->contested && why == DOUBT_NO_VERSION ? DOUBT_CONTESTED : why;
    component->doubt_entry = text_copy(reading->match->arena, reading->id);
    Match *match = reading->match;
    if (match->doubt_count == MOST_WARNINGS)
        return;
    match->doubts[match->doubt_count++] = (uint32_t)(component - match->components);
    component->doubt_place = span_of(reading, value);
    component->doubt_pointer = pointer_of(reading, value);
}

// One package of the entry against one component.
static void ask(EntryReading *reading, const Affected *affected, const Package *package, const Candidate *candidate,
                uint32_t value)
{
    Match *match = reading->match;
    Component *component = &match->components[candidate->component];
    ReleaseFit fit = package->released ? release_fit(package->release, component->package.release) : RELEASE_SAME;
    if (fit == RELEASE_OTHER)
        return;
    MatchDoubt why = DOUBT_NONE;
    Inside inside = affected_has(affected, candidate->version, &why);
    if (!component->says)
        match->touched[match->touched_count++] = candidate->component;
    component->says |= inside == INSIDE_UNKNOWN ? SAYS_UNKNOWN
                       : fit == RELEASE_SAME    ? (inside == INSIDE_YES ? SAYS_IN : SAYS_OUT)
                       : inside == INSIDE_YES   ? SAYS_PERHAPS_IN
                                                : SAYS_PERHAPS_OUT;
    if (inside == INSIDE_UNKNOWN)
        doubt(reading, component, why, value);
}

// Pays for a comparison; false where it is one too many.
static bool may_go_on(Match *match, uint64_t cost)
{
    match->too_long |= cost > match->left;
    match->left -= match->too_long ? 0 : cost;
    return !match->too_long;
}

static void read_affecting(EntryReading *reading, uint32_t value)
{
    Match *match = reading->match;
    AffectedValues values;
    Package package;
    if (!read_affected(reading, value, &values) || !read_package(reading, value, &package))
        return;
    uint32_t number = text_index_find(&match->packages, package.key);
    if (number == UINT32_MAX)
        return;
    Affected affected = affected_read(reading->document, reading->arena, &values, package.scheme);
    read_ratings(reading, value);
    uint64_t cost = affected_cost(&affected);
    for (uint32_t at = match->packages.values[number]; at && may_go_on(match, cost); at = match->candidates[at - 1].next)
        ask(reading, &affected, &package, &match->candidates[at - 1], value);
}

// What the entry said of a component, of all its packages and releases together.
static void conclude(EntryReading *reading, uint32_t number, uint32_t value)
{
    Match *match = reading->match;
    Component *component = &match->components[number];
    uint8_t says = component->says;
    component->says = 0;
    bool agreed = (says & SAYS_PERHAPS_IN) && !(says & (SAYS_PERHAPS_OUT | SAYS_OUT | SAYS_UNKNOWN));
    bool certain = (says & SAYS_IN) || agreed;
    if (!certain && !(says & (SAYS_UNKNOWN | SAYS_PERHAPS_IN)))
        return;
    if (!certain && !(says & SAYS_UNKNOWN))
        doubt(reading, component, DOUBT_RELEASE, value);
    match->found = arena_grow(match->arena, match->found, match->found_count, &match->found_capacity, sizeof *match->found);
    match->found[match->found_count++] = (Found){number, (uint32_t)match->entry_count, certain};
}

// ---- one entry ----

static void read_names(EntryReading *reading, uint32_t value)
{
    Match *match = reading->match;
    uint32_t aliases = member_of(reading, value, "aliases", JSON_ARRAY);
    for (uint32_t alias = next_of(reading, aliases, aliases, JSON_STRING); alias != UINT32_MAX;
         alias = next_of(reading, aliases, alias, JSON_STRING)) {
        Text name = text_at(reading, alias);
        if (name.length)
            match_same(match, reading->entry.id, match_name(match, name));
    }
}

// Puts the entry in the place of another version of it that was read before; false where that one is the newer one.
static bool take_place(EntryReading *reading)
{
    Match *match = reading->match;
    uint32_t *known = &match->names.values[reading->entry.id];
    Entry *before = *known ? &match->entries[*known - 1] : NULL;
    if (before && before->modified > reading->entry.modified)
        return false;
    if (before && before->modified < reading->entry.modified)
        before->superseded = true;
    match->entries = arena_grow(match->arena, match->entries, match->entry_count, &match->entry_capacity, sizeof *match->entries);
    *known = (uint32_t)match->entry_count + 1;
    return true;
}

static void read_entry(EntryReading *reading, uint32_t value)
{
    Match *match = reading->match;
    uint32_t id = needed(reading, value, "id", JSON_STRING);
    reading->entry = (Entry){0};
    reading->id = text_at(reading, id);
    if (id == UINT32_MAX)
        return;
    if (!reading->id.length)
        diagnostic_expect(refuse(reading, MESSAGE_FACT_VALUE, id, text_of("an empty text")), text_of("the name of an entry"));
    read_times(reading, value);
    uint32_t withdrawn = member_of(reading, value, "withdrawn", JSON_STRING);
    if (reading->failed)
        return;
    reading->entry.id = match_name(match, reading->id);
    if (!take_place(reading))
        return;
    reading->entry.withdrawn = text_at(reading, withdrawn).length > 0;
    if (reading->entry.withdrawn) {
        note(reading, NOTE_WITHDRAWN, value, reading->id);
    } else {
        read_names(reading, value);
        read_ratings(reading, value);
        uint32_t list = member_of(reading, value, "affected", JSON_ARRAY);
        for (uint32_t item = next_of(reading, list, list, JSON_OBJECT); item != UINT32_MAX && !match->too_long;
             item = next_of(reading, list, item, JSON_OBJECT))
            read_affecting(reading, item);
        for (uint32_t i = 0; i < match->touched_count; i++)
            conclude(reading, match->touched[i], value);
        match->touched_count = 0;
    }
    match->entries[match->entry_count++] = reading->entry;
}

// ---- a file ----

// An entry, an array of them, or the answer of an API that holds one.
static bool read_value(EntryReading *reading, uint32_t value)
{
    const JsonDocument *document = reading->document;
    uint32_t list = json_kind(document, value) == JSON_OBJECT ? json_member(document, value, "vulns") : value;
    bool array = list != UINT32_MAX && json_kind(document, list) == JSON_ARRAY;
    uint32_t end = array ? json_next(document, list) : value + 1;
    bool fine = true;
    for (uint32_t item = array ? list + 1 : value; item < end && !reading->match->too_long;
         item = array ? json_next(document, item) : end) {
        ArenaMark before = arena_mark(reading->arena);
        reading->failed = false;
        if (is_kind(reading, item, JSON_OBJECT))
            read_entry(reading, item);
        fine &= !reading->failed;
        arena_reset(reading->arena, before);
        guard_look(reading->arena->guard);
    }
    return fine;
}

static bool refuse_text(const Match *match, const Source *source, size_t at, Text what, const char *expected)
{
    Diagnostic *refused = diagnose(match->diagnostics, MESSAGE_FOREIGN_FORMAT, span_at(source->file, at), 1, what);
    diagnostic_expect(refused, text_of(expected));
    return false;
}

bool match_catalogue(Match *match, const Source *source, Arena *scratch)
{
    static const char expected[] = "entries in the OSV format, as JSON";
    JsonDocument document = {.values = NULL};
    JsonError error;
    EntryReading reading = {.match = match, .source = source, .document = &document, .arena = scratch};
    size_t at = text_starts(source->text, text_of("\xef\xbb\xbf")) ? 3 : 0;
    bool fine = true;
    match_add_digest(match, source->text);
    if (text_starts(source->text, text_of("\x1f\x8b")) || text_starts(source->text, text_of("PK\x03\x04")))
        return refuse_text(match, source, 0, text_of("a compressed file"), expected);
    if (json_at_end(source->text, at))
        return refuse_text(match, source, 0, text_of("an empty file"), expected);
    while (!json_at_end(source->text, at) && !match->too_long && !diagnostics_full(match->diagnostics)) {
        if (!json_read(&document, scratch, source->text, &at, &error)) {
            Span place = span_at(source->file, error.offset);
            Diagnostic *wrong = diagnose(match->diagnostics, MESSAGE_JSON, place, 1, text_of(error.reason));
            if (error.expected)
                diagnostic_expect(wrong, text_of(error.expected));
            return false;
        }
        fine &= read_value(&reading, 0);
    }
    return fine;
}
