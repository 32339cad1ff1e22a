// SPDX-License-Identifier: MIT
// Inside of a match: what its files hand to each other. See match.h.
#ifndef ASSIZE_MATCH_MATCH_INSIDE_H
#define ASSIZE_MATCH_MATCH_INSIDE_H

#include "match/match.h"
#include "notation/purl.h"
#include "notation/rating.h"
#include "versions/scheme.h"

// ---- packages.c ----

// A package of a catalogue, or what a component is one of. Texts lie in the arena that it was read into.
typedef struct Package {
    Text key;                    // `npm/lodash`, `rpm/redhat/git`: the same of all that are one package
    Text group;                  // what catalogues are made for: the type; of a distribution, with its namespace
    Text release;                // of a distribution, as a number: `11`, `22.04`; empty: none is said
    bool released;               // whether packages of its kind are those of a release
    bool by_source;              // whether catalogues of its kind name source packages
    const VersionScheme *scheme; // of its versions; null: none that is known
} Package;

// The package of a package URL that was read, for a release as its qualifier `distro` says.
Package package_of_purl(const Purl *purl, Arena *arena);
// The package that an entry names, by its package URL where that is one (bytes null: there is none), else by ecosystem and name.
// False where the ecosystem is not known.
bool package_of_entry(Text ecosystem, Text name, Text purl, Arena *arena, Package *package);
// The source package that a component was built from and that package's version, by its qualifier `upstream`; false: none is
// said.
bool package_source(const Purl *purl, Arena *arena, Text *key, Text *version);
// Whether a package URL is that of a source package itself.
bool purl_is_source(const Purl *purl);

// How what is said for one release holds for another one.
typedef enum ReleaseFit { RELEASE_OTHER, RELEASE_SAME, RELEASE_PERHAPS } ReleaseFit;
ReleaseFit release_fit(Text said_for, Text release);

// ---- components.c ----

enum MatchAttribute {
#define ATTRIBUTE(id, owner, name, kind, many, about) MATCH_##id,
#include "match/attributes.def"
#undef ATTRIBUTE
    MATCH_ATTRIBUTES
};

// What was found out of a component by the entry under way; bits, since an entry may speak of it several times.
enum { SAYS_IN = 1, SAYS_OUT = 2, SAYS_UNKNOWN = 4, SAYS_PERHAPS_IN = 8, SAYS_PERHAPS_OUT = 16 };

// Why a component could not be compared, or its set is left open.
typedef enum MatchDoubt {
    DOUBT_NONE,
    DOUBT_NO_VERSION,
    DOUBT_VERSION,  // its version, or one of the entry's, cannot be ordered
    DOUBT_COMMITS,  // the entry speaks of commits alone
    DOUBT_NOTHING,  // the entry names no version
    DOUBT_RELEASE,  // the entry says different things of releases, and the component is for none that is said
    DOUBT_SOURCE,   // the catalogue names source packages, and the component's is not said
    DOUBT_CONTESTED // several package URLs or versions are claimed
} MatchDoubt;

typedef struct Component {
    FactRecord *key; // its key attributes
    Text name;       // the same, for messages
    Text purl;       // empty: none that is one
    Package package;
    bool contested; // several package URLs or versions are claimed
    bool source_said;
    uint8_t says;     // by the entry under way
    MatchDoubt doubt; // the first that there was of it
    Span doubt_place;
    Text doubt_pointer, doubt_entry;
} Component;

// A component under one of its packages' keys.
typedef struct Candidate {
    uint32_t component, next; // next: one more than its place, 0: none
    Text version;             // empty: none is known
} Candidate;

// What an entry says of a component.
typedef struct Found {
    uint32_t component, entry;
    bool certain; // else it could not be compared
} Found;

typedef struct Entry {
    uint32_t id;                // among the names
    bool withdrawn, superseded; // superseded: by a newer version of it
    int64_t modified;           // seconds; INT64_MIN where that is not said
    int64_t published;          // day; INT64_MAX where that is not said
    Text not_published;         // what was said instead, where it is no day; bytes null: nothing
    Rating rating;
} Entry;

// Something that happened, how often, and where first.
typedef struct MatchNote {
    uint32_t count;
    Span place;
    Text about, pointer;
} MatchNote;

typedef enum MatchNoteId { NOTE_WITHDRAWN, NOTE_NO_PACKAGE, NOTE_ECOSYSTEM, MATCH_NOTES } MatchNoteId;

typedef struct Listed { // as exploited
    int64_t since;
    Text unreadable; // the day, where it is none
} Listed;

struct Match {
    const Program *schema;
    Arena *arena;
    Diagnostics *diagnostics;
    Sources *sources;
    uint32_t product, component, vulnerability; // types of the schema
    uint32_t attributes[MATCH_ATTRIBUTES];      // NO_INDEX where the schema does not declare it
    uint64_t left;                              // comparisons
    bool too_long;

    Component *components;
    uint32_t component_count;
    TextIndex packages; // values: one more than the place of the first candidate
    Candidate *candidates;
    size_t candidate_count, candidate_capacity;
    TextIndex groups; // `npm`, `deb/debian`, `deb/debian/11`: of all entries that are not withdrawn

    TextIndex names;   // of entries and vulnerabilities; values: the entry of that name + 1
    uint32_t *parents; // by name: what it is the same as
    size_t parents_capacity;
    Entry *entries;
    size_t entry_count, entry_capacity;
    Found *found;
    size_t found_count, found_capacity;
    uint32_t *touched; // components, by the entry under way
    uint32_t touched_count;

    TextIndex exploited; // values: their places
    Listed *listed;
    size_t listed_count, listed_capacity;

    MatchNote notes[MATCH_NOTES];
    Digest *digests;
    size_t digest_count, digest_capacity;
    uint32_t doubts[MOST_WARNINGS]; // components of which place and pointer are kept
    uint32_t doubt_count;
};

// Reads the components of an image.
void match_components(Match *match, Text image, int64_t on);

// ---- ranges.c ----

typedef enum Inside { INSIDE_NOT, INSIDE_YES, INSIDE_UNKNOWN } Inside;

// Of two events of one version the later one of these counts.
typedef enum EventKind { EVENT_INTRODUCED, EVENT_FIXED, EVENT_LAST_AFFECTED, EVENT_LIMIT, EVENT_KINDS } EventKind;

typedef struct Event {
    const VersionScheme *scheme;
    EventKind kind;
    Text at;
} Event;

typedef struct Range {
    const VersionScheme *scheme; // null: none that is known
    Event *events;               // in the order of their versions, without limits
    uint32_t count;
    bool begins;    // all versions are introduced at first
    bool unordered; // an event has no place in the order
    bool limited;   // whether there is a limit
    Text limit;     // the farthest; empty: none
} Range;

// What an entry says of the versions of one package.
typedef struct Affected {
    const VersionScheme *scheme;
    Range *ranges; // but for those of commits
    uint32_t range_count;
    bool commits;   // whether there are such
    Text *versions; // that are listed by themselves, in the order of their texts
    uint32_t version_count;
    Range ordered; // those of them that have a place in the order
} Affected;
// The arrays of an entry's document that say it, checked (entries.c); UINT32_MAX: it is not there.
typedef struct AffectedValues {
    uint32_t ranges, versions;
} AffectedValues;
// Reads them; texts lie in the document's text or in the arena.
Affected affected_read(const JsonDocument *document, Arena *arena, const AffectedValues *values, const VersionScheme *scheme);

// Whether a version (empty: none is known) is among those, and why that is not known.
Inside affected_has(const Affected *affected, Text version, MatchDoubt *doubt);
// How many comparisons that takes, about.
uint64_t affected_cost(const Affected *affected);

// ---- entries.c: reading; result.c: what it comes to ----

// Counts what happened at a value, or at a place (pointer: empty).
void match_note(Match *match, MatchNoteId id, Span place, Text pointer, Text about);
// Keeps the digest of a file that was read.
void match_add_digest(Match *match, Text text);
// The number of a name, which is copied where it is new.
uint32_t match_name(Match *match, Text name);
// Makes two names those of one vulnerability.
void match_same(Match *match, uint32_t name, uint32_t other);
uint32_t match_root(Match *match, uint32_t name);

#endif
