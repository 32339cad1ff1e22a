// SPDX-License-Identifier: MIT
// The engine that reads somebody else's JSON as facts, by what the policy maps (`format NAME { … }`, model/formats.h). A format
// is its rows in formats.def and a file of code for what no path can say: how its records hang together. Each part of the engine
// is a file:
//   reading_plan.c    the bundle's mappings of a format as a trie of steps for each of its objects, compiled once for a document
//   reading.c         the beginning and the end
//   reading_walk.c    an object of the document is walked once: each member is found by hash, its values are noted for whoever
//                     maps them, the reader's own members are kept for it, and what has no place is counted by its path
//   reading_claims.c  what was noted of a record becomes claims: of several paths the first that is there, of one value each
//   reading_merge.c   several records of one part
//   reading_values.c  a value of JSON as a value of an attribute, or as what cannot be read
//   reading_parts.c   parts by their keys (interning), each once; the sets that they stand in
//   reading_links.c   names that a document has for things (symbol table), and lists of links
//   reading_notes.c   places, messages, and what was left out
//
// What a document says ends in one of three ways: a claim (perhaps an unreadable one), a count under its path, or a warning about
// what cannot be tied to anything, whose set is then open. Values are entries of the document (support/json.h); READING_NONE is
// none. Texts are in NFC, in the source's text or in the arena of facts. A function that refuses queues the diagnostic: the
// reading goes on, to find more that is wrong, and comes to nothing.
//
// A reader goes over the document like this:
//     Reading *reading = reading_begin(given, FORMAT_cyclonedx, NULL);
//     reading_open(reading, RECORD_cyclonedx_bom, 0, &bom);            walks it; its own members are in `bom` (reading_used)
//     reading_entity(reading, &bom);                                   what it says is said of the entity
//     reading_open(reading, RECORD_cyclonedx_component, value, &one);
//     reading_say(reading, DERIVED_…, text, value);                    what no path can say, while the record is open
//     number = reading_part(reading, &one, key, reference);            it is a part with this key
//     reading_name(reading, reference, value, reading_target(…));      and is called so elsewhere in the document
//     …
//     reading_set(reading, owner, DERIVED_…, &set);                    sets of parts and of links, at the end
//     reading_finish(reading, &submission->facts, report);
// Records are open one inside of the other: what is opened last is closed first, by reading_entity, reading_part,
// reading_statement or reading_close.
#ifndef ASSIZE_IMPORT_READING_H
#define ASSIZE_IMPORT_READING_H

#include "import/foreign.h"
#include "model/formats.h"

#define READING_NONE UINT32_MAX

typedef struct Reading Reading;

// ---- from the beginning to the end ----

// What a format says where it has no value; ended by null. Neither is looked for in the reader's own members.
typedef struct ReadingWords {
    const char *const *nothing; // that nothing is said, as NOASSERTION
    const char *const *none;    // that there is none, as NONE: of a set, that it is empty
} ReadingWords;

// Begins to read the document of an import. False, refused, where the policy maps nothing of the format, the evidence closes what
// is no set that is mapped, or the type that the document is imported as is not the one that its outermost record fills.
Reading *reading_begin(const ForeignImport *given, FormatId format, const ReadingWords *words);
// The document, and whether anything was refused so far.
JsonDocument *reading_document(const Reading *reading);
bool reading_failed(const Reading *reading);
// Of a number, or a word of an ordered enumeration, that differs where records are put together the highest counts, and it is not
// unreadable.
void reading_highest(Reading *reading, Derived derived);
// Ends it: queues the warnings, gives what is said of the entity, and the report of what was left out. False: it was refused.
bool reading_finish(Reading *reading, FactRecord *facts, ForeignReport *report);

// ---- records ----

// Whether the policy has a place for records of a kind. Whether something is mapped from what the reader derives.
bool reading_has(const Reading *reading, FormatRecord record);
uint32_t reading_type(const Reading *reading, FormatRecord record); // of the schema, that its parts are
bool reading_asks(const Reading *reading, Derived derived);

// A record, or another object that the reader goes through (OBJECT in formats.def), while it is open.
enum { READING_USES = 24 };
typedef struct ReadingRecord {
    uint32_t object; // a FormatRecord or FormatObject
    uint32_t value;  // the entry that it is
    uint32_t first_use;
    bool again;                  // it was open before
    size_t noted;                // where what is noted of it begins
    uint32_t uses[READING_USES]; // entries of the members that the reader uses
} ReadingRecord;

// Opens the object that a value is, and walks it. A member of the reader's own that is of another kind than formats.def says is
// refused; one that is null is not there.
void reading_open(Reading *reading, uint32_t object, uint32_t value, ReadingRecord *record);
// The same once more, of an object that was open before: what has no place is not counted again.
void reading_open_again(Reading *reading, uint32_t object, uint32_t value, ReadingRecord *record);
// Whether anything that is mapped was met in a record that is open.
bool reading_is_empty(const Reading *reading, const ReadingRecord *record);
// The entry of a member that the reader uses, by its USE_ number; READING_NONE where it is not there.
static inline uint32_t reading_used(const ReadingRecord *record, unsigned use)
{
    return record->uses[use - record->first_use];
}
// The same of a member that has to be there: else its absence is refused.
uint32_t reading_needed(Reading *reading, const ReadingRecord *record, unsigned use);
// Opens a record that is no object of the document, so that nothing is walked: all of it the reader says.
void reading_make(Reading *reading, uint32_t object, uint32_t value, ReadingRecord *record);
// Closes what is no part and says nothing.
void reading_close(Reading *reading, ReadingRecord *record);

// What the reader works out of the record that is open: a text, a number in millionths, a text that can be no value of what is
// asked for; several of a DERIVES_TEXTS. value: where messages about it stand. A text that says nothing is none.
void reading_say(Reading *reading, Derived derived, Text text, uint32_t value);
void reading_say_number(Reading *reading, Derived derived, int64_t number, uint32_t value);
void reading_say_unreadable(Reading *reading, Derived derived, Text text, uint32_t value);

// That a DERIVES_PARTS of the record that is open has no elements, or no more than were said: where the document says so, or else
// where the evidence closes the set.
void reading_say_none(Reading *reading, Derived derived, bool says_so, uint32_t value);
// That something of such a set could not be read: it is open.
void reading_say_lost(Reading *reading, Derived derived, uint32_t value);
// Closes a record as a part of a DERIVES_PARTS of the record around it, which is open; that set is closed.
void reading_within(Reading *reading, Derived derived, ReadingRecord *record, Text key);

// Closes an outermost record: its claims are of the entity. What several of them say is put together.
void reading_entity(Reading *reading, ReadingRecord *record);
// Closes a record that is a part, and gives its number among those of its kind. key: what its type is told apart by, unless the
// policy maps that from elsewhere. One that is known by the same key and says the same is that one. Of one that differs the key
// is the reference that the document has for it, or a number behind the key, with a warning. READING_NONE where it has no place,
// or its key is none: that is noted, and the sets of its kind are open.
uint32_t reading_part(Reading *reading, ReadingRecord *record, Text key, Text reference);
// The same in any case as a part of its own: one of several statements about something, which sets put together by their keys.
uint32_t reading_statement(Reading *reading, ReadingRecord *record, Text key);
// The same statement as another one, but for what the reader derives: a text, or (unreadable) one that is no value.
uint32_t reading_variant(Reading *reading, FormatRecord record, uint32_t number, Derived derived, Text text, bool unreadable,
                         uint32_t value);
// How many parts of a kind there are; the hash of a key that will be asked for soon, so that memory fetches it.
uint32_t reading_count(const Reading *reading, FormatRecord record);
void reading_expect(Reading *reading, FormatRecord record, uint32_t count); // about so many parts will come
// The key of a part: the text that it was given, or was told apart by.
Text reading_key(const Reading *reading, FormatRecord record, uint32_t number);

// ---- values ----

// A string's text, or a number's digits; an empty one of anything else and of READING_NONE.
Text reading_text(const Reading *reading, uint32_t value);
// A value as it stands, for a message or an unreadable claim: of one that is long, how it begins.
Text reading_shown(const Reading *reading, uint32_t value);
// The member of an object, also null; READING_NONE where there is none.
uint32_t reading_member(const Reading *reading, uint32_t object, const char *name);
// Whether a value is of a kind (JSON_TRUE: true or false); else it is refused.
bool reading_is(Reading *reading, uint32_t value, JsonKind kind);
// The item of a kind that follows on an item of an array, or (item: the array itself) the first one; those of other kinds are
// refused. READING_NONE: there are no more, or no array.
uint32_t reading_next(Reading *reading, uint32_t array, uint32_t item, JsonKind kind);
// Lets go of entries that were passed, so that they can be refused no more. Nothing that is open may stand in them.
void reading_let_go(Reading *reading, uint32_t from, uint32_t to);
// The same of an array that is gone through, some entries at a time: from *held (the first item at first) up to an item that is
// the next one.
void reading_pass(Reading *reading, uint32_t *held, uint32_t next);
// An instant by RFC 3339 (also `t` and `z`, and a fraction of a second, which is dropped), in seconds; and its day in UTC, or a
// date.
bool reading_instant(Text text, int64_t *instant);
bool reading_day(Text text, int64_t *day);
// Whether a text says nothing: it is empty, blank, or a word for that (`words`); of the name of an institution, also what people
// write there who have none.
bool reading_says_nothing(const Reading *reading, Text text);
bool reading_names_nobody(const Reading *reading, Text text);

// ---- names ----

// What a name of the document leads to: a part of some kind, by its number; or one of these.
typedef uint32_t ReadingTarget;
#define TARGET_NONE UINT32_MAX            // nothing has that name
#define TARGET_ENTITY (UINT32_MAX - 1)    // what the document is about
#define TARGET_AMBIGUOUS (UINT32_MAX - 2) // several things have it
#define TARGET_ELSEWHERE (UINT32_MAX - 3) // something that becomes no part
#define TARGET_PARTS (UINT32_MAX - 4)     // those above it are no parts
enum { TARGET_MOST = (1 << 28) - 1 };     // parts of one type
ReadingTarget reading_target(const Reading *reading, FormatRecord record, uint32_t number);
FormatRecord reading_target_record(const Reading *reading, ReadingTarget target); // FORMAT_RECORDS: it is no part
uint32_t reading_target_number(ReadingTarget target);

// Makes a name known; one of two things is ambiguous from then on, noted (but the entity may stand among its own parts). An empty
// one is none.
void reading_name(Reading *reading, Text name, uint32_t value, ReadingTarget target);
// What a name leads to; and many at once, for which memory is waited together (TEXTS_AT_ONCE at most).
ReadingTarget reading_find(const Reading *reading, Text name);
void reading_find_many(const Reading *reading, const Text *names, uint32_t count, ReadingTarget *targets);

// ---- links and sets ----

// A list of links to parts of one kind; all zero: none. All of them lie in one array.
typedef struct ReadingLinks {
    uint32_t first, last;
} ReadingLinks;
// Adds one to a list; once where the same is added several times in a row.
void reading_link(Reading *reading, ReadingLinks *links, uint32_t number);
// Adds a statement to a list that speaks of something else than what owns the list: none that is made later counts instead of it.
void reading_link_loose(Reading *reading, ReadingLinks *links, uint32_t number);
// Adds what is nowhere in the document, of which only the key is known: the set that holds it is open.
void reading_link_lost(Reading *reading, ReadingLinks *links, FormatRecord record, Text key, uint32_t value);

// Whose set it is: a part of some kind, or the entity.
typedef struct ReadingOwner {
    FormatRecord record; // FORMAT_RECORDS: the entity
    uint32_t number;
} ReadingOwner;
#define READING_ENTITY ((ReadingOwner){FORMAT_RECORDS, 0})

// What a document says of a set of links or of parts.
typedef struct ReadingSet {
    ReadingLinks links;
    bool all;    // instead of links: all parts of the kind, in their order
    bool listed; // it says which they are, if only that there are none; else there is a claim only where the evidence closes the
                 // set
    bool complete; // it says that these are all
    bool lost;     // something of it could not be read, or tied
} ReadingSet;
// Claims a DERIVES_PARTS, _LINK or _LINKS of its owner, in all attributes that it is mapped to: closed where it is complete, or
// the evidence says so, and nothing is lost. Statements of one key are put together: what differs in them is not readable. Of
// those that formats.def calls statements what the institution says later may count instead (FactRecord). Gives how many there
// are.
uint32_t reading_set(Reading *reading, ReadingOwner owner, Derived derived, const ReadingSet *set);

// ---- messages ----

// Refuses the document for a value of it; about: what the message names. The diagnostic may be added to.
Diagnostic *reading_refuse(Reading *reading, MessageCode code, uint32_t value, Text about);
// Refuses a value that stands there; what is expected instead is the caller's to say.
Diagnostic *reading_refuse_value(Reading *reading, uint32_t value);
// Counts what happened, at a value, with the first example. In the end there is one warning for each code, about the example and
// the count (two arguments).
void reading_note(Reading *reading, MessageCode code, uint32_t value, Text example);
// Counts a member of a record, which the reader uses, as one without a place; what it leads to as something that becomes no part.
void reading_unplaced(Reading *reading, const ReadingRecord *record, unsigned use);
// Counts the record with that value of a member (a text) as one that has no place, as `path[member = "value"]`.
void reading_unplaced_value(Reading *reading, const ReadingRecord *record, unsigned use);
void reading_elsewhere(Reading *reading, unsigned use, uint32_t value, Text example);
// The report, for what the reader itself says in it: what the format is called.
ForeignReport *reading_report(Reading *reading);

#endif
