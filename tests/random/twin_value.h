// SPDX-License-Identifier: MIT
// Values of the second evaluator: truth, numbers, ranges, texts, entities, parts, submissions, sets. What is
// not known is a value too, and carries why; so do a range, a member that may be in, and a set that is open.
#ifndef ASSIZE_TESTS_RANDOM_TWIN_VALUE_H
#define ASSIZE_TESTS_RANDOM_TWIN_VALUE_H

#include "twin.h"

// A part of an entity. Two of them are the same part if they stand in one attribute of one owner and have one
// key.
typedef struct Part {
    const Decl *type;
    const Decl *entity_type; // whose dossier it stands in
    Text entity;
    const struct Part *owner;   // the part that owns it; null: the entity itself
    const Attribute *attribute; // of the owner; null: no claim owns it, only its key is known
    const FactRecord *record;   // one that holds its key; the part itself where its type has no key
} Part;

// Numbers from low to high; an end that is not bounded is left out.
typedef struct Range {
    Wide low, high;
    bool has_low, has_high;
} Range;

typedef enum ValueKind {
    VALUE_UNKNOWN,
    VALUE_TRUTH,
    VALUE_NUMBER, // also dates, instants, durations, places in an enumeration, kinds of evidence
    VALUE_RANGE,  // one of these numbers, it is not known which
    VALUE_TEXT,   // also versions and addresses
    VALUE_ENTITY, // its type and id
    VALUE_PART,
    VALUE_SUBMISSION,
    VALUE_SET,
} ValueKind;

typedef struct Value {
    ValueKind kind;
    Reasons reasons; // of UNKNOWN and RANGE
    Type type;       // of all but UNKNOWN, SUBMISSION and SET; a decimal's numbers are millionths
    union {
        bool truth;
        Wide number;
        Range range;
        Text text; // of ENTITY: its id
        const Part *part;
        const Submission *submission;
        struct Set *set;
    };
} Value;

typedef struct Member {
    Value value;
    bool sure;       // it is in; else it may be in
    Reasons reasons; // why it only may
} Member;

// No two members are equal.
typedef struct Set {
    Arena *arena;
    Member *members;
    size_t count, capacity;
    bool open;            // there may be more
    Reasons open_reasons; // why
} Set;

Value value_unknown(Reasons reasons);
Value truth_value(bool truth);
Value value_number(TypeKind type, Wide number);
Value value_text(TypeKind type, Text text);
Value value_entity(const Decl *type, Text id);
Value value_set(Set *set);
// A number where both ends are one.
Value range_value(TypeKind type, Range range, Reasons reasons);

// Whether it is one value: neither unknown nor a range nor a set.
bool value_is_known(Value value);
bool value_is_true(Value value);
bool value_is_false(Value value);
// The reasons of an unknown value or a range; none of others.
Reasons value_reasons(Value value);

// Known values of one type, or two numbers.
bool values_equal(Value a, Value b);
// Two values by a comparison operator: true, false, unknown.
Value values_compare(ExprKind relation, Value a, Value b);

Value value_not(Value a);
Value value_and(Value a, Value b);
Value value_or(Value a, Value b);

Set *set_new(Arena *arena);
// Adds a known value; where it is in already, sure beats perhaps. Whether that changes anything.
bool set_add(Set *set, Value value, bool sure, Reasons reasons);
void set_leave_open(Set *set, Reasons reasons);
// Adds a result for something that is in for sure or may be in: one value, or all members of a set. A result
// that is not known leaves the set open.
void set_add_result(Set *set, Value result, bool sure, Reasons reasons);
Value set_holds(const Set *set, Value item); // item in set

// ---- records of parts ----

const Attribute *type_attribute(const Decl *type, const Name *name);
bool attribute_is_key(const Decl *type, const Attribute *attribute);
const FactDatum *record_datum(const FactRecord *record, const Attribute *attribute); // null: not claimed
// Whether what is claimed cannot be read: then it is a text.
bool record_unreadable(const FactRecord *record, const Attribute *attribute);
// A claimed value of a type that may be a key: no entity, part or set.
Value key_value(const Attribute *attribute, const FactDatum *datum);
// Whether two records of a part type have one key. Without a key each is a part of its own.
bool keys_equal(const Decl *type, const FactRecord *a, const FactRecord *b);

// ---- addresses, however they are written (twin_addresses.c) ----

bool addresses_equal(Text a, Text b);
void address_show(TextBuilder *to, Text address);

// ---- lists that stand in files (twin_lists.c) ----

// The values of a list's file.
Set *twin_file_list(const Policy *policy, Arena *arena, const Decl *list);

// ---- numbers, dates, durations, and ranges of them (twin_number.c) ----

// All that a number or a range can be; as a decimal if asked.
Range number_bounds(Value value, bool decimal);
Value number_compare(ExprKind relation, Value a, Value b); // neither is unknown
Value number_sum(ExprKind kind, Value a, Value b);         // ADD, SUBTRACT
Value number_product(Value a, Value b);
Value number_quotient(Value a, Value b);
Value number_negated(Value a);
// A date and a period, which is a literal. The policy's holidays are no working days.
Value date_and_period(const Policy *policy, Arena *arena, ExprKind kind, Value date, const Literal *period);

// The language of a wording: that of the first one is `en`.
static inline Text twin_language(const Wording *wording)
{
    return wording->language ? wording->language->text : text_of("en");
}

// As a finding in a language prints it: a value of an enumeration as it is worded there. Without one (bytes null), in English,
// and values of enumerations have their names.
void value_show(TextBuilder *builder, const Policy *policy, Text language, Value value);

#endif
