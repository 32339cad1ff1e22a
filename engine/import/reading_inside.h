// SPDX-License-Identifier: MIT
// Inside of the engine that reads documents (reading.h): plans, and the reading under way.
#ifndef ASSIZE_IMPORT_READING_INSIDE_H
#define ASSIZE_IMPORT_READING_INSIDE_H

#include "import/reading.h"

// ---- plans (reading_plan.c) ----

// What an attribute takes of a record, or of an element of a block: the mappings of one frame stand together, by their
// attributes.
typedef struct PlanMapping {
    const MappingInfo *info;
    const AttributeInfo *attribute;
    uint32_t frame;        // that its block is; READING_NONE: it has none
    bool is_many, is_kept; // is_kept: of PARTS, LINK, LINKS, which the reader makes at the end
} PlanMapping;

// A record, or a block: what is mapped of it.
typedef struct PlanFrame {
    uint32_t type;         // of the schema; NO_INDEX: nothing is mapped of it
    uint32_t first, count; // mappings
    uint32_t kept;         // sets that the reader makes at the end
    uint32_t key;          // the attribute that the reader's key is: the only one of the type's key, a text; else NO_INDEX
    bool key_is_given;     // and no path leads to it
} PlanFrame;

// A mapping whose value is at a node, or is derived; of several paths the earlier counts.
typedef struct PlanEnd {
    uint32_t mapping, alternative;
} PlanEnd;

// A step of a path, below another. What stands in the document at it goes to its ends, and on to the steps below.
typedef enum PlanStep { PLAN_ROOT, PLAN_MEMBER, PLAN_EACH, PLAN_WHERE, PLAN_NAMED } PlanStep;
typedef struct PlanNode {
    uint32_t parent; // of a root: the object
    PlanStep step;
    Text name, text;              // of the step
    uint32_t members, mask;       // members below: a table of nodes by their names (open addressing) in `slots`; mask 0: none
    uint32_t named, named_mask;   // likewise name/value pairs
    uint32_t each;                // node; READING_NONE
    uint32_t first_where, wheres; // in `order`
    uint32_t first_end, ends;     // in `ends`
    uint32_t use;                 // of the reader's, from 0 for the object; READING_NONE
    uint32_t inside;              // the object that the reader goes through there; READING_NONE
    bool items;                   // it is an array of those
    bool placed;                  // all that stands there has its place
    bool mapped;                  // a mapping leads there, or below
    bool ends_in_block;           // one of the ends is a block
    bool taken;                   // something is taken there or below: else it only says what has its place
} PlanNode;

typedef struct PlanObject {
    uint32_t root, frame; // frame: READING_NONE where it is no record
    uint32_t first_use, uses;
} PlanObject;

typedef struct Plan {
    PlanMapping *mappings;
    PlanFrame *frames;
    PlanNode *nodes;
    PlanEnd *ends;
    uint32_t *slots, *order;
    uint32_t *derived; // by Derived: its first end in derived_ends; one more for the end
    PlanEnd *derived_ends;
    size_t mapping_count, frame_count, node_count, node_capacity;
    PlanObject objects[FORMAT_OBJECTS];
    uint32_t use_nodes[FORMAT_USES];
} Plan;

// The plan of a format, in the arena; null where paths are more than there is room for.
Plan *plan_make(const Program *schema, FormatId format, Arena *arena, Arena *scratch);
// Where a name begins to be looked for in a table of a node.
static inline uint32_t plan_slot(Text name)
{
    uint64_t first, last;
    if (name.length < sizeof first) {
        first = last = name.length ? text_few(name.bytes, name.length) : 0;
    } else {
        memcpy(&first, name.bytes, sizeof first);
        memcpy(&last, name.bytes + name.length - sizeof last, sizeof last);
    }
    return (uint32_t)(((first ^ last << 7 ^ name.length) * 0x9e3779b97f4a7c15u) >> 32);
}
// The node below another one, among those of a table; null: none has the name.
static inline const PlanNode *plan_find(const Plan *plan, uint32_t table, uint32_t mask, Text name)
{
    if (!mask)
        return NULL;
    for (uint32_t at = plan_slot(name) & mask;; at = (at + 1) & mask) {
        uint32_t node = plan->slots[table + at];
        if (node == READING_NONE)
            return NULL;
        if (text_equal_short(plan->nodes[node].name, name))
            return &plan->nodes[node];
    }
}

// ---- the reading under way ----

// Something that happened, how often, and where first.
typedef struct ReadingNote {
    uint32_t count;
    Span span;
    Text example;
} ReadingNote;

// A value that was met, of a record that is open.
typedef enum NotedKind { NOTED_VALUE, NOTED_TEXT, NOTED_NUMBER, NOTED_UNREADABLE, NOTED_PART, NOTED_LOST, NOTED_NONE } NotedKind;
typedef struct Noted {
    uint32_t mapping, value; // value: the entry of the document, or where messages stand
    uint32_t next;           // of those of one mapping; READING_NONE
    uint16_t alternative;
    uint16_t kind;
    union {
        Text text; // of NOTED_TEXT, _UNREADABLE
        int64_t number;
        FactRecord *part;
    };
} Noted;

// What was met for a mapping, while claims are made of it.
typedef struct Said {
    uint32_t first, last, count;
    uint16_t alternative;
} Said;

typedef struct ReadingPart {
    FactRecord *record; // of what is not there: its key alone
    uint32_t seen;      // in which set it stands, while sets are made
    uint32_t kind;      // a FormatRecord
} ReadingPart;

// The parts of one type, numbered as they come; and what is referred to and not there.
typedef struct ReadingParts {
    uint32_t number; // of the list
    TextIndex keys;  // values: their numbers, of those that are interned
    ReadingPart *items;
    size_t count, capacity;
    FactRecord **references; // by number, as far as anybody asked: its key alone; null: nobody referred to it yet
    size_t reference_capacity;
    uint32_t *told_apart; // likewise: the last number behind its key for those that have the same
    size_t told_apart_capacity;
    TextIndex absent; // keys
    ReadingPart *absent_items;
    size_t absent_capacity;
    bool lost; // one had no key
} ReadingParts;
#define LINK_ABSENT (UINT32_C(1) << 31)
#define LINK_LOOSE (UINT32_C(1) << 30)

typedef struct ReadingLink { // the number of a link is one more than its place, and 0 ends a list
    uint32_t to, next;
} ReadingLink;

enum { READING_NOTES = 24 };

struct Reading {
    const ForeignImport *given;
    const ReadingWords *words;
    const Program *schema;
    JsonDocument *document;
    Arena *arena, *facts, *records, *scratch; // as given
    FormatId format;
    const Plan *plan;
    bool failed;
    bool *closed;  // by attribute of the schema: the evidence says so
    bool *highest; // likewise: the highest of several counts

    Noted *noted;
    size_t noted_count, noted_capacity;
    Said *said;                // by mapping: all empty but while claims are made
    FactClaim *claims;         // room for those of any frame
    const FactRecord *widened; // has room for so many more claims
    uint32_t room;
    char *left, *left_end; // where claims stood that moved, of a record of this type
    uint32_t left_type;

    FactRecord *entity;
    ReadingParts *lists;                 // by number
    ReadingParts *parts[FORMAT_RECORDS]; // by record; null: it has no place
    TextIndex names;                     // values: targets
    Text last_name;                      // and its hash, which was needed before
    uint32_t last_hash;
    ReadingLink *links;
    size_t link_count, link_capacity;
    uint32_t mark; // the set under way

    TextIndex *unplaced_values;           // by use: values of records that have no place; values: notes
    TextIndex *unplaced, *unplaced_pairs; // by node: names of what has no place below it; values: notes
    ReadingNote *unplaced_notes;
    size_t unplaced_count, unplaced_capacity;
    ReadingNote *met;        // by node: what stands there; null: nobody asks where everything goes
    uint32_t *opened;        // by object, likewise: how many were gone through
    ReadingNote *unreadable; // by mapping
    ReadingNote *elsewhere;  // by use
    ReadingNote notes[READING_NOTES];
    MessageCode note_codes[READING_NOTES];
    uint32_t note_count;
    ForeignReport report;
};

// ---- reading_claims.c ----

// Adds what was met. text: it stays where it is.
void noted_add(Reading *reading, Noted noted);
// Makes a record of what was met of a frame since a place, and drops that. key: of the reader; empty: none.
typedef struct ClaimsMade {
    FactRecord *record;
    bool empty;   // nothing was met
    bool keyless; // nothing tells it from its like
} ClaimsMade;
ClaimsMade claims_make(Reading *reading, const PlanFrame *frame, size_t since, uint32_t value, Text key);

// ---- reading_records.c ----

// Puts a claim among those of a record that has room for it, in its place; false: there is one already.
bool claims_put(FactRecord *record, FactClaim claim);
// The same of a record that has none: it is made for so many, which follow each other. Most records are never added to.
bool claims_add(Reading *reading, FactRecord *record, uint32_t room, FactClaim claim);
// A piece of what records of a type are made of, aligned to FACT_ALIGNMENT; where the claims of one stood that moved, if it fits.
void *claims_piece(Reading *reading, uint32_t type, size_t size);
// A set of one of them, with room for so many elements.
FactCollection *claims_set(Reading *reading, uint32_t type, uint32_t most);

// ---- reading_merge.c ----

// Brings values of an attribute in order, each once; and parts, those of one key as one (*differ: set where they do not agree).
void claims_order_values(const AttributeInfo *attribute, FactCollection *set);
void claims_order_parts(Reading *reading, const AttributeInfo *attribute, FactCollection *set, bool *differ);
bool claims_alike(const AttributeInfo *attribute, const FactDatum *a, const FactDatum *b); // neither sets nor parts

// Two values that differ, for a claim that is not readable.
Text reading_differing(const Reading *reading, Text first, Text other);

// Several records of one key as one: what differs is not readable (*differ: set), sets have what any of them has.
FactRecord *claims_merged(Reading *reading, FactRecord *const *records, uint32_t count, bool *differ);
// Whether two records say the same, but for one attribute (NO_INDEX: for none).
bool claims_same(const Reading *reading, const FactRecord *a, const FactRecord *b, uint32_t but);

// ---- reading_values.c ----

typedef enum Conversion { CONVERSION_FINE, CONVERSION_NOTHING, CONVERSION_UNREADABLE } Conversion;
// What was met as a value of the mapping's attribute; unreadable: datum->text has it as it stood.
Conversion value_convert(Reading *reading, const PlanMapping *mapping, const Noted *noted, FactDatum *datum);
// Whether a value of the document says something for a mapping.
bool value_says(const Reading *reading, const PlanMapping *mapping, uint32_t value);

// ---- reading_parts.c ----

// What is kept of some parts alone, by their numbers: the items with room for all that there are; what is new is zero.
void *parts_kept(Reading *reading, const ReadingParts *parts, void *items, size_t *capacity, size_t size);

// ---- reading_notes.c ----

Span reading_span(const Reading *reading, uint32_t value);
void reading_note_offset(Reading *reading, MessageCode code, uint32_t offset, Text example);
void note_unreadable(Reading *reading, const PlanMapping *mapping, uint32_t value, Text text); // with its path
void note_add(const Reading *reading, ReadingNote *note, Span span, Text example);
// Counts a member of a node, or (name empty) what stands at the node itself, or a name/value pair of it, as one without a place.
void note_unplaced_pair(Reading *reading, const PlanNode *node, Text name, uint32_t value);
void note_unplaced(Reading *reading, const PlanNode *node, Text name, uint32_t value);
Text mapping_path(const Reading *reading, const PlanMapping *mapping); // as people read it
void notes_report(Reading *reading);
Text node_path(const Reading *reading, uint32_t node, Text name, bool pair); // from the whole document, with a member, or a pair

// ---- reading_places.c ----

// Where everything goes: begun, noted at a node, told at the end.
void places_open(Reading *reading);
void places_note(Reading *reading, const PlanNode *node, uint32_t value);
void places_report(Reading *reading);

#endif
