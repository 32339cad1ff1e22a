// SPDX-License-Identifier: MIT
// The engine of all importers: a table-driven reader from somebody else's JSON to facts. A format is tables (ImportFormat, made
// of a .def file of its own) and a file of code for what no table can say. Each part of the engine is a file:
//   bind.c     the table's attributes and words are looked up in the schema, once for a document
//   members.c  records: import_members reads an object by the table, import_claim_members makes claims of what it says
//   parts.c    import_part gives all that the document lists one record each, by its key (interning); sets of texts and of parts
//   links.c    names that a document has for things (symbol table), and lists of links by them, which become sets
//   notes.c    what had no place or no use is counted by its path, with the first example; places of messages
// What a document says ends in one of three ways: a claim, a note, or a refusal of the whole. A set over which something was lost
// is open (import_is_open). Values are entries of the document; IMPORT_NONE is none. Texts are in NFC, in the source's text or in
// the arena of facts. A function that refuses queues the diagnostic and sets `failed`: the import goes on, to find more that is
// wrong, and comes to nothing.
#ifndef ASSIZE_IMPORT_IMPORT_H
#define ASSIZE_IMPORT_IMPORT_H

#include "import/foreign.h"

#define IMPORT_NONE UINT32_MAX

// ---- a format, as tables ----

// How the values of an attribute are taken, which says what it must be declared as.
typedef enum ImportTaken {
    TAKEN_KEY, // by the importer, of a part: text
    TAKEN_TEXT,
    TAKEN_VERSION,  // or as a text, where the schema declares one
    TAKEN_WORD,     // of an enumeration
    TAKEN_SUPPLIER, // an object's name, as the id of an entity
    TAKEN_DAY,      // of an instant, in UTC
    TAKEN_TEXTS,
    TAKEN_PARTS,
    TAKEN_REFERENCES,
    TAKEN_HIGHEST_WORD,
    TAKEN_HIGHEST_SCORE,
} ImportTaken;

typedef struct ImportAttribute {
    uint32_t owner; // place in the format's owners
    const char *name;
    ImportTaken taken;
    uint32_t part; // of TAKEN_PARTS: the owner that its parts are
} ImportAttribute;

// What a member leads to, where that is no attribute.
enum { IMPORT_USED = 1000, IMPORT_NOWHERE }; // the importer itself uses it; it is read, and counted as without a place

typedef struct ImportMember {
    uint32_t object; // place in the format's objects
    Text name;       // ends with a zero byte
    JsonKind kind;
    uint32_t attribute; // that it leads to, or one of the two above
    uint32_t inside;    // of TAKEN_SUPPLIER: the object that it is, of which the name is the first member; else IMPORT_NONE
} ImportMember;

typedef struct ImportWord { // that the format knows for a member; in enumerations of the schema `-` is `_`
    uint32_t member;
    const char *word;
} ImportWord;

typedef struct ImportFormat {
    const char *const *objects; // how the path of each is printed
    const char *const
        *owners; // before the names of their sets in a path of the evidence, such as `components.`; the entity first
    const ImportAttribute *attributes; // those of owners before those of what they own
    const ImportMember *members;       // those of one object together
    const ImportWord *words;
    uint32_t object_count, owner_count, attribute_count, member_count, word_count;
    const char *sets; // for a message: such as `components` or `components.depends_on`
} ImportFormat;

// Room for any format's tables: a format asserts that its own fit.
enum {
    IMPORT_OBJECTS = 32,
    IMPORT_OWNERS = 8,
    IMPORT_ATTRIBUTES = 48,
    IMPORT_MEMBERS = 128,
    IMPORT_OBJECT_MEMBERS = 24,
    IMPORT_SLOTS = 64, // a power of two above twice the members of an object
    IMPORT_WORDS = 64,
};

// ---- an import under way ----

// Something that happened, how often, and where first.
typedef struct ImportNote {
    uint32_t count;
    Span span;
    Text example;
} ImportNote;

typedef enum ImportNoteId {
    NOTE_UNDECLARED,      // references to what the file does not declare
    NOTE_SAME_ID,         // parts with one key that differ
    NOTE_SAME_REF,        // one name of the document for two things
    NOTE_DISAGREEING,     // two statements about one vulnerability of one part
    NOTE_NAMELESS,        // a vulnerability without an id
    NOTE_AFFECTS_NOTHING, // a vulnerability that does not say what it affects
    IMPORT_NOTES
} ImportNoteId;

// What a name of the document leads to: the number of a part, or one of these.
enum { TARGET_NONE = -1, TARGET_PRODUCT = -2, TARGET_ELSEWHERE = -3, TARGET_AMBIGUOUS = -4 };

// One of a list of links, all lists in one array; the number of a link is one more than its place, and 0 ends a list.
typedef struct ImportLink {
    uint32_t to, next;
} ImportLink;
typedef struct ImportLinks {
    uint32_t first, last;
} ImportLinks;

typedef struct ImportPart {
    FactRecord *record;    // with room for further sets
    FactRecord *reference; // its key alone; null: nobody referred to it yet
    uint32_t seen;         // in which set it stands, while sets are made
} ImportPart;

// The parts of one owner of the table, numbered as they come.
typedef struct ImportParts {
    uint32_t owner, key; // key: the attribute of the table
    uint32_t sets;       // for so many a record has room, besides what it is made with
    TextIndex keys;      // their numbers
    ImportPart *items;
    size_t count, capacity;
} ImportParts;

typedef struct Import {
    const ForeignImport *given;
    const ImportFormat *format;
    const Program *schema;
    Arena *arena, *facts, *scratch; // as given
    JsonDocument *document;
    bool failed;
    uint32_t types[IMPORT_OWNERS];          // of the schema; NO_INDEX where it has none
    uint32_t attributes[IMPORT_ATTRIBUTES]; // NO_INDEX where the schema does not declare it
    bool closed[IMPORT_ATTRIBUTES];         // said to be, by the evidence
    uint32_t word_values[IMPORT_WORDS];     // in the schema's enumeration; NO_INDEX
    uint32_t first_member[IMPORT_OBJECTS];
    uint8_t slots[IMPORT_OBJECTS][IMPORT_SLOTS]; // members by their names (open addressing)
    TextIndex unplaced[IMPORT_OBJECTS];          // names of members without a place; values: how often
    ImportNote values[IMPORT_MEMBERS];           // that the attribute cannot hold
    ImportNote unusable[IMPORT_MEMBERS];         // that are none, by the format
    ImportNote elsewhere[IMPORT_MEMBERS];        // references to what becomes no part
    ImportNote notes[IMPORT_NOTES];
    TextIndex names; // that the document has for things; values: a part's number or a TARGET
    ImportLink *links;
    size_t link_count, link_capacity;
    ForeignReport report;
} Import;

// ---- bind.c ----

// Begins an import of a format; *import is all zero. False, refused, where the schema declares an attribute of the table as
// something else, or the evidence closes what is no set of it.
bool import_begin(Import *import, const ForeignImport *given, const ImportFormat *format);
// Where a name begins to be looked for among the slots of its object; IMPORT_NO_SLOT is an empty one.
enum { IMPORT_NO_SLOT = 0xff };
static inline uint32_t import_slot(Text name)
{
    uint32_t length = (uint32_t)name.length, first = length ? (unsigned char)name.bytes[0] : 0;
    uint32_t last = length ? (unsigned char)name.bytes[length - 1] : 0;
    return (length * 5 + first * 3 + last) % IMPORT_SLOTS;
}
// Whether the schema declares an attribute of the table.
static inline bool import_has(const Import *import, uint32_t attribute)
{
    return import->attributes[attribute] != NO_INDEX;
}

// ---- notes.c ----

// Refuses the document for a value of it; about: what the message names. The diagnostic may be added to.
Diagnostic *import_refuse(Import *import, MessageCode code, uint32_t value, Text about);
// Refuses a value that stands there; what is expected instead is the caller's to say.
Diagnostic *import_refuse_value(Import *import, uint32_t value);
// Counts what happened at a value, or at an offset of the source; example: copied where it is the first.
void import_note(const Import *import, ImportNote *note, uint32_t value, Text example);
void import_note_offset(const Import *import, ImportNote *note, uint32_t offset, Text example);
// Counts a name of an object that has no place.
void import_count(Import *import, uint32_t object, Text name);
// Counts a member of the table that turned out to have no place.
void import_count_member(Import *import, uint32_t member);
// Makes the report of what was left out, and queues the warnings: once, at the end of what is not refused.
void import_report(Import *import);

// ---- members.c ----

// The members of an object that the table knows, by their values; IMPORT_NONE where one is left out.
typedef struct ImportMembers {
    uint32_t object, first; // first: member of the table
    uint32_t values[IMPORT_OBJECT_MEMBERS];
} ImportMembers;
static inline uint32_t import_value(const ImportMembers *members, uint32_t member)
{
    return members->values[member - members->first];
}
// Reads the members of an object; those without a place are counted, null is noted, those of a wrong kind are refused.
ImportMembers import_members(Import *import, uint32_t object, uint32_t value);
// The value of a member that must be there; else its absence from the object `value` is refused, and the result is IMPORT_NONE.
uint32_t import_needed(Import *import, const ImportMembers *members, uint32_t member, uint32_t value);
// Whether a value is of a kind (JSON_TRUE: true or false); else it is refused.
bool import_is(Import *import, uint32_t value, JsonKind kind);
// The item of a kind that follows on an item of an array, or (item: the array itself) the first one; those of other kinds are
// refused. IMPORT_NONE: there are no more, or no array.
uint32_t import_next(Import *import, uint32_t array, uint32_t item, JsonKind kind);
// Lets go of entries that were passed, so that they can be refused no more. Behind a refusal all stay.
void import_let_go(Import *import, uint32_t from, uint32_t to);
// A string's text; an empty one of IMPORT_NONE.
Text import_text(const Import *import, uint32_t value);
// Two texts as one, whatever bytes and however many they have.
static inline Text import_joined(Arena *arena, Text first, const char *between, Text second)
{
    Text items[] = {first, text_of(between), second};
    return text_joined(arena,
                       &(TextPieces){.items = items, .count = 3, .length = first.length + items[1].length + second.length});
}
// Whether a text is one of a member's words.
bool import_is_word(const Import *import, uint32_t member, Text text);
// Reads a word of a member's as its place in the enumeration; false, noted at the value, where it is none, or the enumeration
// lacks it.
bool import_word(Import *import, uint32_t member, Text text, uint32_t value, int64_t *number);

// Claims under way, in the order of the schema's attributes. Only count needs to be set to 0.
typedef struct ImportClaims {
    uint32_t count;
    FactClaim items[IMPORT_ATTRIBUTES];
} ImportClaims;
// Adds a claim of an attribute that the schema has; where there is one already, that stays.
void import_claim(const Import *import, ImportClaims *claims, uint32_t attribute, FactDatum value);
// Claims what the members of an object say in one value each (TAKEN_TEXT, _VERSION, _WORD, _SUPPLIER, _DAY).
void import_claim_members(Import *import, ImportClaims *claims, const ImportMembers *members);

// ---- parts.c ----

// Whether a set is open: something of it was lost, or neither the document (complete) nor the evidence says that it is all.
static inline bool import_is_open(const Import *import, uint32_t attribute, bool complete, bool lost)
{
    return lost || (!complete && !import->closed[attribute]);
}
// An empty set with room for items. Null where there is no claim: the schema has no place for it, or the document lists nothing
// and the evidence does not close it.
FactCollection *import_set(const Import *import, uint32_t attribute, bool listed, uint32_t count);
// Claims a set of texts of a member's items, in order and each once; an item of which text_of_item gives an empty text is lost.
// An empty list says that nothing was found, not that there is nothing.
typedef Text ImportTextOfItem(Import *import, uint32_t item);
void import_claim_texts(Import *import, ImportClaims *claims, const ImportMembers *members, uint32_t member,
                        ImportTextOfItem *text_of_item);
// A record of claims, with room for sets more. value: where messages about it stand.
FactRecord *import_record(const Import *import, uint32_t owner, const ImportClaims *claims, uint32_t sets, uint32_t value);
// Adds a set (null: none) to a record that has room for it.
void import_record_set(const Import *import, FactRecord *record, uint32_t attribute, FactCollection *set);

// Opens an empty list of parts, with room for so many at first.
ImportParts import_parts(const Import *import, uint32_t owner, uint32_t key, uint32_t count);
// Adds a part with its key, whatever others there are; gives its number.
uint32_t import_add_part(Import *import, ImportParts *parts, ImportClaims *claims, Text key, uint32_t value);
// The number of the part with a key, which is added where it is new. One that is there and says the same is that one; else this
// one is told apart, noted, by its name in the document or by a number behind the key. hash: of the key.
uint32_t import_part(Import *import, ImportParts *parts, ImportClaims *claims, Text key, uint32_t hash, Text name,
                     uint32_t value);

// ---- links.c ----

// Makes a name of the document known (in `names`, which the importer opens); one for two things is ambiguous, noted. An empty one
// is none. hash: of the name.
void import_declare(Import *import, Text name, uint32_t hash, uint32_t value, int32_t target);
// What a name leads to: a part's number or a TARGET, which may be TARGET_NONE.
int32_t import_target(const Import *import, Text name);
// The same of many names at once, for which memory is waited together.
void import_targets(const Import *import, const Text *names, uint32_t count, int32_t *targets);
// Settles a reference of a member by its target: notes what leads nowhere (also what is ambiguous: TARGET_NONE) or elsewhere.
int32_t import_settle(Import *import, uint32_t member, uint32_t value, Text name, int32_t target);
// Adds a link to a list; once where it is added several times in a row.
void import_link(Import *import, ImportLinks *list, uint32_t to);
// The set of references to the parts of a list, each once. mark: another one for each list, not 0. Null as import_set.
FactCollection *import_references(Import *import, uint32_t attribute, ImportParts *parts, ImportLinks list, bool listed,
                                  uint32_t mark);
// The set of the parts of a list, in the order of their keys. What several of one key say is put together: the highest, else what
// none of them contradicts; a contradiction is noted, and nothing claimed of it. Null as import_set.
FactCollection *import_statements(Import *import, uint32_t attribute, const ImportParts *parts, ImportLinks list);

#endif
