// SPDX-License-Identifier: MIT
// Inside of cyclonedx_import: the table with its numbers, and the import under way. cyclonedx_members.c reads members and their
// values by the table, cyclonedx_components.c components, cyclonedx_links.c what refers to them; cyclonedx.c is the order of it.
#ifndef ASSIZE_IMPORT_CYCLONEDX_INSIDE_H
#define ASSIZE_IMPORT_CYCLONEDX_INSIDE_H

#include "import/cyclonedx.h"

typedef enum ObjectId { // of the format
#define OBJECT(id, path) IN_##id,
#include "import/cyclonedx.def"
    OBJECTS
} ObjectId;

typedef enum MemberId { // of the format, those of one object together
#define MEMBER(id, object, name, kind, attribute) FROM_##id,
#include "import/cyclonedx.def"
    MEMBERS
} MemberId;

typedef enum ClaimId { // what the schema may declare
#define ATTRIBUTE(id, owner, name, taken) CLAIM_##id,
#include "import/cyclonedx.def"
    CLAIMS,
    CLAIM_THE_IMPORTER, // none: the importer itself uses the member
    CLAIM_NOWHERE,      // none, and the member is counted
} ClaimId;

typedef enum OwnerId { OWNER_PRODUCT, OWNER_COMPONENT, OWNER_VULNERABILITY, OWNERS } OwnerId;

typedef enum Taken {
    TAKEN_KEY, // by the importer, of a part: text
    TAKEN_TEXT,
    TAKEN_VERSION, // or as a text, where the schema declares one
    TAKEN_WORD,
    TAKEN_SUPPLIER, // an object's name, as the id of an entity
    TAKEN_DAY,      // of an instant, in UTC
    TAKEN_TEXTS,
    TAKEN_PARTS,
    TAKEN_REFERENCES,
    TAKEN_HIGHEST_WORD,
    TAKEN_HIGHEST_SCORE,
} Taken;

typedef struct MemberInfo {
    ObjectId object;
    Text name; // ends with a zero byte
    JsonKind kind;
    ClaimId claim;
} MemberInfo;
extern const MemberInfo member_infos[MEMBERS];

typedef struct ClaimInfo {
    OwnerId owner;
    const char *name;
    Taken taken;
} ClaimInfo;
extern const ClaimInfo claim_infos[CLAIMS];

// ---- no row without its code: what these leave out does not compile ----

// How the values of each attribute are taken; of members that lead to none: in no way.
enum {
#define ATTRIBUTE(id, owner, name, taken) TAKES_##id = TAKEN_##taken,
#include "import/cyclonedx.def"
    TAKES_THE_IMPORTER = -1,
    TAKES_NOWHERE = -1,
};

// Attributes that are claimed by code of their own, each where it is named in it; all others are claimed by claim_members, and
// sets of texts by a function each (cyclonedx_components.c).
#define CLAIMED_ALONE                                                                                                            \
    (UINT64_C(1) << CLAIM_PRODUCT_COMPONENTS | UINT64_C(1) << CLAIM_PRODUCT_VULNERABILITIES |                                    \
     UINT64_C(1) << CLAIM_COMPONENT_ID | UINT64_C(1) << CLAIM_COMPONENT_DEPENDS_ON |                                             \
     UINT64_C(1) << CLAIM_COMPONENT_VULNERABILITIES | UINT64_C(1) << CLAIM_VULNERABILITY_ID |                                    \
     UINT64_C(1) << CLAIM_VULNERABILITY_SEVERITY | UINT64_C(1) << CLAIM_VULNERABILITY_CVSS)
#define IS_ALONE(taken)                                                                                                          \
    ((taken) == TAKEN_KEY || (taken) == TAKEN_PARTS || (taken) == TAKEN_REFERENCES || (taken) == TAKEN_HIGHEST_WORD ||           \
     (taken) == TAKEN_HIGHEST_SCORE)
#define ATTRIBUTE(id, owner, name, taken)                                                                                        \
    _Static_assert(IS_ALONE(TAKEN_##taken) == (CLAIMED_ALONE >> CLAIM_##id & 1), "an attribute that nothing claims: " #id);
#include "import/cyclonedx.def"

// Objects whose members claim_members claims.
#define CLAIMING                                                                                                                 \
    (UINT64_C(1) << IN_METADATA | UINT64_C(1) << IN_SUBJECT | UINT64_C(1) << IN_COMPONENT | UINT64_C(1) << IN_VULNERABILITY |    \
     UINT64_C(1) << IN_ANALYSIS)
// Suppliers are objects of their own.
#define HAS_SUPPLIER(member)                                                                                                     \
    ((member) == FROM_METADATA_SUPPLIER || (member) == FROM_SUBJECT_SUPPLIER || (member) == FROM_COMPONENT_SUPPLIER)
#define MEMBER(id, object, name, kind, attribute)                                                                                \
    _Static_assert((int)TAKES_##attribute < 0 || IS_ALONE((int)TAKES_##attribute) || (CLAIMING >> IN_##object & 1),              \
                   "a member whose attribute nothing claims: " #id);                                                             \
    _Static_assert((int)TAKES_##attribute != TAKEN_TEXTS || IN_##object == IN_COMPONENT, "texts that nothing claims: " #id);     \
    _Static_assert(((int)TAKES_##attribute == TAKEN_SUPPLIER) == HAS_SUPPLIER(FROM_##id), "a supplier without its "              \
                                                                                          "object: " #id);
#include "import/cyclonedx.def"

enum { MOST_MEMBERS = 24, MEMBER_SLOTS = 64, MOST_WORDS = 64, MEMBER_NONE = 0xff };

// Something that happened, how often, and where first.
typedef struct Note {
    uint32_t count;
    Span span;
    Text example;
} Note;

typedef enum NoteId {
    NOTE_UNDECLARED,      // references to what the file does not declare
    NOTE_SAME_ID,         // components with one id that differ
    NOTE_SAME_REF,        // one bom-ref for two things
    NOTE_DISAGREEING,     // two statements about one vulnerability of one part
    NOTE_NAMELESS,        // a vulnerability without an id
    NOTE_AFFECTS_NOTHING, // a vulnerability that does not say what it affects
    NOTES
} NoteId;

// What a bom-ref leads to: the number of a component, or one of these.
enum { TARGET_NONE = -1, TARGET_PRODUCT = -2, TARGET_ELSEWHERE = -3, TARGET_AMBIGUOUS = -4 };

typedef struct Link { // one of a list; next 0 ends it
    uint32_t to, next;
} Link;

typedef struct LinkList {
    uint32_t first, last;
} LinkList;

typedef struct Component {
    FactRecord *record;    // with room for the two sets that come last
    FactRecord *reference; // its key alone
    LinkList depends_on, vulnerabilities;
    bool has_entry;         // in dependencies[]
    bool dependencies_open; // as a composition says
    bool dependencies_lost; // a reference that led nowhere
    bool nests;             // other components stand inside of it
    bool nests_all;         // as a composition says
} Component;

typedef struct Importer {
    const ForeignImport *given;
    const Program *schema;
    Arena *arena, *facts, *scratch; // as given
    JsonDocument *document;
    bool failed;

    uint32_t types[OWNERS];      // of the schema; NO_INDEX where it has none
    uint32_t attributes[CLAIMS]; // NO_INDEX where the schema does not declare it
    bool closed[CLAIMS];         // said to be, by the evidence
    uint32_t first_member[OBJECTS];
    uint8_t slots[OBJECTS][MEMBER_SLOTS]; // members by their names
    uint32_t word_values[MOST_WORDS];     // in the schema's enumeration; NO_INDEX

    TextIndex unplaced[OBJECTS]; // names of members without a place; values: how often
    Note values[MEMBERS];        // that the attribute cannot hold
    Note unusable[MEMBERS];      // that are none, by the format
    Note elsewhere[MEMBERS];     // references to what becomes no part
    Note notes[NOTES];

    Text serial, product_ref;
    TextIndex ids;  // of components: their numbers
    TextIndex refs; // bom-refs; values: a component's number or a TARGET
    Component *components;
    size_t component_count, component_capacity;
    FactRecord **vulnerabilities;
    size_t vulnerability_count, vulnerability_capacity;
    Link *links; // their numbers are one more than their places
    size_t link_count, link_capacity;
    LinkList product_vulnerabilities;
    uint32_t linked_sets; // that a component may have besides what it says itself

    bool listed;            // whether the file has a list of components
    bool complete;          // as a composition says of everything
    bool product_nests_all; // as one says of what the product is made of
    bool incomplete;        // as one says of anything
    bool dependencies_open; // of all components
    bool vulnerabilities_lost;
    ForeignReport report;
} Importer;

// The members of an object that the table knows; UINT32_MAX where one is left out.
typedef struct Members {
    ObjectId object;
    uint32_t first; // member
    uint32_t values[MOST_MEMBERS];
} Members;
static inline uint32_t member_value(const Members *members, MemberId member)
{
    return members->values[member - members->first];
}

// Claims under way, in the order of their attributes.
typedef struct Claims {
    uint32_t count;
    FactClaim items[CLAIMS];
} Claims;

static inline bool is_bound(const Importer *importer, ClaimId claim)
{
    return importer->attributes[claim] != NO_INDEX;
}

// ---- cyclonedx_members.c ----

// Finds the schema's attributes and the table's words in it. False where it declares something otherwise.
bool importer_bind(Importer *importer);
// Reads the members of an object; those without a place are counted, those of a wrong kind refused.
Members members_of(Importer *importer, ObjectId object, uint32_t value);
// Whether an item of an array is of a kind; else it is refused.
bool item_is(Importer *importer, uint32_t item, JsonKind kind);
// The value of a member that must be there; else its absence is refused, and the result is UINT32_MAX.
uint32_t member_needed(Importer *importer, const Members *members, MemberId member, uint32_t object);
// Lets go of entries that were passed, so that they can be refused no more. Behind a refusal all stay.
void importer_let_go(Importer *importer, uint32_t from, uint32_t to);
// Refuses a value; about: what is wrong with it.
Diagnostic *importer_refuse(Importer *importer, MessageCode code, uint32_t value, Text about);
// Refuses a value that stands there; what is expected instead is the caller's to say.
Diagnostic *importer_refuse_value(Importer *importer, uint32_t value);
// A string's text in NFC; an empty one where the member is left out.
Text value_text(const Importer *importer, uint32_t value);
// Two texts of a file as one, whatever bytes and however many they have.
Text joined_text(Arena *arena, Text first, const char *between, Text second);
void note_at(const Importer *importer, Note *note, uint32_t value, Text example);
void note_offset(const Importer *importer, Note *note, uint32_t offset, Text example); // of an object
// Counts a member that turned out to have no place.
void count_member(Importer *importer, MemberId member);
// Adds a claim; where there is one of that attribute already, it stays.
void add_claim(const Importer *importer, Claims *claims, ClaimId claim, FactDatum value);
// Adds what a member claims, for all that a table can say; nothing where the schema has no place for it.
// Claims what the members of an object say, but for sets and what is claimed alone.
void claim_members(Importer *importer, Claims *claims, const Members *members);
// Whether a text is one of a member's words. Reads a word; false, noted, where it is none or the enumeration lacks it.
bool is_word(MemberId member, Text text);
bool read_word(Importer *importer, MemberId member, uint32_t value, int64_t *number);
// The claims of a record, in the arena, with room for more.
FactRecord *make_record(const Importer *importer, OwnerId owner, const Claims *claims, uint32_t room, uint32_t value);
// Adds a set to a record that has room for it.
void record_set(const Importer *importer, FactRecord *record, ClaimId claim, FactCollection *set);
// The report of what was left out, and the warnings.
void importer_finish_report(Importer *importer);

// ---- cyclonedx_components.c ----

// Reads an array of components and all that stand inside of them. Their entries in the document are gone then.
void read_components(Importer *importer, uint32_t array);
// Makes a bom-ref known.
void declare_reference(Importer *importer, uint32_t value, int32_t target);

// ---- cyclonedx_links.c ----

void read_services(Importer *importer, uint32_t array); // for their bom-refs
void read_compositions(Importer *importer, uint32_t array);
void read_dependencies(Importer *importer, uint32_t array);
void read_vulnerabilities(Importer *importer, uint32_t array);
// Gives the components their sets of references and vulnerabilities.
void link_components(Importer *importer);
// The set of a list of vulnerabilities; null where there is no claim.
FactCollection *vulnerability_set(Importer *importer, ClaimId claim, LinkList list);

#endif
