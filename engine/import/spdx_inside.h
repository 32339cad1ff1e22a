// SPDX-License-Identifier: MIT
// What readers of SPDX 2 (spdx.c) and SPDX 3 (spdx3.c) have in common: the table of relationships, what elements say of each
// other, and how they are called.
#ifndef ASSIZE_IMPORT_SPDX_INSIDE_H
#define ASSIZE_IMPORT_SPDX_INSIDE_H

#include "import/reading.h"

// ---- what stands in a document, whatever is mapped of it ----

// A value, or a member, that is a text, in NFC; empty where it is none.
Text spdx_text(const ForeignImport *import, uint32_t value);
Text spdx_member_text(const ForeignImport *import, uint32_t object, const char *name);
// The item behind another one, or (item: the array itself) the first; READING_NONE: there are no more, or no array.
uint32_t spdx_next_item(const JsonDocument *document, uint32_t array, uint32_t item);

// ---- relationships ----

// A set of links that an element has.
typedef enum SpdxSet {
    SPDX_DEPENDS_ON,
    SPDX_CONTAINED_IN,
    SPDX_GENERATED_FROM,
    SPDX_SETS,
    SPDX_DESCRIBED_BY // of the document alone: it says what that is about
} SpdxSet;

typedef struct SpdxRelation {
    const char *type;
    SpdxSet set;
    bool of_second; // whether it is said of the second element, and not of the first
} SpdxRelation;

// The relation of a type; null: it is none that becomes links.
const SpdxRelation *spdx_relation_2(Text type);
const SpdxRelation *spdx_relation_3(Text type);

// ---- what elements say of each other ----

// A set of an element, and what the document says of how complete it is.
typedef struct SpdxSaid {
    ReadingSet set;
    bool none;     // there is none
    bool complete; // these are all, says somebody
    bool unsure;   // there may be more, says somebody
} SpdxSaid;
typedef struct SpdxElement {
    SpdxSaid sets[SPDX_SETS];
    ReadingLinks relationships; // those that it stands in, as records
} SpdxElement;

// The elements of a document that become parts, in lists by the types that the policy has for them, and the one that is the
// product.
typedef struct SpdxElements {
    Reading *reading;
    FormatRecord package, file; // links lead to what is in the list of packages
    bool apart;                 // files are of another type, in a list of their own
    SpdxElement product;
    Arena *arena;
    SpdxElement **items[2]; // by number; null: nothing is said of it by others
    size_t counts[2], capacities[2];
} SpdxElements;

// Makes an element known that is the part with this target, where it is one.
void spdx_add_element(SpdxElements *elements, const ForeignImport *import, ReadingTarget target);
// One end of a relationship: what it is called, where and in which member, and what that leads to.
typedef struct SpdxEnd {
    Text name;
    uint32_t value;
    unsigned use;
    ReadingTarget target;
} SpdxEnd;
// The set of the element at an end of a relationship; null, with a warning, where that leads nowhere; null, counted, where it is
// nothing that could have the set.
SpdxSaid *spdx_set_of(SpdxElements *elements, SpdxSet set, const SpdxEnd *of);
// Adds the element at the other end to a set. What leads nowhere is kept by its name, with a warning; what becomes no part is
// counted.
void spdx_link(SpdxElements *elements, SpdxSet set, SpdxSaid *said, const SpdxEnd *to);
// Adds a relationship, which is a part, to those of the element that a target is; false: it is none.
bool spdx_keep(SpdxElements *elements, ReadingTarget target, uint32_t number);

// What is derived of elements; DERIVED_NAMES where something is not.
typedef struct SpdxDerived {
    Derived sets[SPDX_SETS], relationships;
} SpdxDerived;
// Claims the sets of all elements. derived: of the product, of packages, of files.
void spdx_claim(SpdxElements *elements, const SpdxDerived derived[3]);
// Whether the policy maps a set from one of these.
bool spdx_asks(const SpdxElements *elements, const SpdxDerived derived[3], SpdxSet set);

// The item of an array behind another one, or (item: the array itself) the first; null ones are passed over, and those of another
// kind refused. READING_NONE: there are no more, or no array.
uint32_t spdx_next(Reading *reading, uint32_t array, uint32_t item, JsonKind kind);

// ---- who made something ----

// `Person: NAME (MAIL)`, `Organization: NAME (MAIL)`, `Tool: NAME`. What is not there is empty.
typedef enum SpdxAgentKind { SPDX_PERSON, SPDX_ORGANISATION, SPDX_TOOL, SPDX_AGENT } SpdxAgentKind;
typedef struct SpdxAgent {
    SpdxAgentKind kind;
    Text name, mail;
} SpdxAgent;
SpdxAgent spdx_agent(Text text);

// ---- small parts, which the reader makes (spdx_parts.c) ----

// The records that they become, and what is derived of these.
typedef struct SpdxParts {
    FormatRecord licence, contact, tool, reference;
    Derived licence_id, licence_identifier, licence_expression, licence_acknowledgement;
    Derived contact_id, contact_name, contact_email;
    Derived tool_id, tool_name, tool_version;
    Derived reference_kind, reference_address;
} SpdxParts;
#define SPDX_PARTS(format)                                                                                                       \
    {                                                                                                                            \
        RECORD_##format##_licence, RECORD_##format##_contact, RECORD_##format##_tool, RECORD_##format##_reference,               \
            DERIVED_##format##_licence_id, DERIVED_##format##_licence_identifier, DERIVED_##format##_licence_expression,         \
            DERIVED_##format##_licence_acknowledgement, DERIVED_##format##_contact_id, DERIVED_##format##_contact_name,          \
            DERIVED_##format##_contact_email, DERIVED_##format##_tool_id, DERIVED_##format##_tool_name,                          \
            DERIVED_##format##_tool_version, DERIVED_##format##_reference_kind, DERIVED_##format##_reference_address             \
    }

// Each says a part of a set (`to`) of the record that is open; value: where messages about it stand. acknowledgement: empty,
// nothing is said about it.
void spdx_say_licence(Reading *reading, const SpdxParts *parts, Derived to, Text expression, const char *acknowledgement,
                      uint32_t value);
void spdx_say_contact(Reading *reading, const SpdxParts *parts, Derived to, const SpdxAgent *agent, uint32_t value);
void spdx_say_tool(Reading *reading, const SpdxParts *parts, Derived to, Text name, uint32_t value);
void spdx_say_reference(Reading *reading, const SpdxParts *parts, Derived to, const char *kind, uint32_t value);
// Says who supplied (name, contacts) or made something: the name is the institution's, a contact has an address or is a person.
void spdx_say_agent(Reading *reading, const SpdxParts *parts, Derived name, Derived contacts, const SpdxAgent *agent,
                    bool person_is_named, uint32_t value);
// Says who made the document, one after the other: the first organisation is its maker.
typedef struct SpdxCreators {
    Derived maker, authors, tools;
    bool has_maker;
} SpdxCreators;
void spdx_say_creator(Reading *reading, const SpdxParts *parts, SpdxCreators *creators, const SpdxAgent *agent, uint32_t value);

// ---- names ----

// Whether an external reference or identifier of a type is a purl, or a CPE name: of SPDX 2 or 3.
bool spdx_names_purl(Text type);
bool spdx_names_cpe(Text type);
Text spdx_joined(Arena *arena, Text first, const char *between, Text second);
// The canonical form of a purl; empty where a text is none.
Text spdx_purl(Arena *arena, Text text);

#endif
