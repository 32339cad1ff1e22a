// SPDX-License-Identifier: MIT
// Values and sets of the second evaluator: making, comparing, three-valued logic, membership.
#include "twin_value.h"

#include "support/calendar.h"
#include "support/version.h"

Value value_unknown(Reasons reasons)
{
    return (Value){.kind = VALUE_UNKNOWN, .reasons = reasons};
}

Value truth_value(bool truth)
{
    return (Value){.kind = VALUE_TRUTH, .type = {.kind = TYPE_BOOLEAN}, .truth = truth};
}

Value value_number(TypeKind type, Wide number)
{
    return (Value){.kind = VALUE_NUMBER, .type = {.kind = type}, .number = number};
}

Value value_text(TypeKind type, Text text)
{
    return (Value){.kind = VALUE_TEXT, .type = {.kind = type}, .text = text};
}

Value value_entity(const Decl *type, Text id)
{
    return (Value){.kind = VALUE_ENTITY, .type = {.kind = TYPE_ENTITY, .decl = type}, .text = id};
}

Value value_set(Set *set)
{
    return (Value){.kind = VALUE_SET, .set = set};
}

Value range_value(TypeKind type, Range range, Reasons reasons)
{
    if (range.has_low && range.has_high && range.low == range.high)
        return value_number(type, range.low);
    return (Value){.kind = VALUE_RANGE, .reasons = reasons, .type = {.kind = type}, .range = range};
}

bool value_is_known(Value value)
{
    return value.kind != VALUE_UNKNOWN && value.kind != VALUE_RANGE && value.kind != VALUE_SET;
}

bool value_is_true(Value value)
{
    return value.kind == VALUE_TRUTH && value.truth;
}

bool value_is_false(Value value)
{
    return value.kind == VALUE_TRUTH && !value.truth;
}

Reasons value_reasons(Value value)
{
    return value.kind == VALUE_UNKNOWN || value.kind == VALUE_RANGE ? value.reasons : 0;
}

// ---- keys of parts ----

const Attribute *type_attribute(const Decl *type, const Name *name)
{
    const Attribute *attribute = type->attributes;
    while (attribute && attribute->word.name != name)
        attribute = attribute->next;
    return attribute;
}

bool attribute_is_key(const Decl *type, const Attribute *attribute)
{
    for (const WordList *key = type->keys; key; key = key->next) {
        if (key->word.name == attribute->word.name)
            return true;
    }
    return false;
}

const FactDatum *record_datum(const FactRecord *record, const Attribute *attribute)
{
    for (uint32_t i = 0; i < record->count; i++) {
        if (record->claims[i].attribute == attribute->number)
            return &record->claims[i].value;
    }
    return NULL;
}

bool record_unreadable(const FactRecord *record, const Attribute *attribute)
{
    bool unreadable = false;
    for (uint32_t i = 0; i < record->count; i++)
        unreadable |= record->claims[i].attribute == attribute->number && record->claims[i].unreadable;
    return unreadable;
}

Value key_value(const Attribute *attribute, const FactDatum *datum)
{
    switch (attribute->type.kind) {
    case TYPE_BOOLEAN:
        return truth_value(datum->number != 0);
    case TYPE_TEXT:
    case TYPE_VERSION:
    case TYPE_ADDRESS:
        return value_text(attribute->type.kind, text_unpacked(datum->text));
    default:;
        Value number = value_number(attribute->type.kind, datum->number);
        number.type.decl = attribute->type.decl;
        return number;
    }
}

bool keys_equal(const Decl *type, const FactRecord *a, const FactRecord *b)
{
    for (const WordList *key = type->keys; key; key = key->next) {
        const Attribute *attribute = type_attribute(type, key->word.name);
        const FactDatum *x = record_datum(a, attribute), *y = record_datum(b, attribute);
        if (!x || !y || !values_equal(key_value(attribute, x), key_value(attribute, y)))
            return false;
    }
    return type->keys || a == b; // without a key each is a part of its own
}

static bool parts_equal(const Part *a, const Part *b)
{
    if (a->type != b->type || a->entity_type != b->entity_type || !text_equal(a->entity, b->entity))
        return false;
    if (a->attribute != b->attribute || !a->owner != !b->owner || !keys_equal(a->type, a->record, b->record))
        return false;
    return !a->owner || parts_equal(a->owner, b->owner);
}

// ---- comparing ----

// A number in the scale of a decimal.
static Wide in_millionths(Value value)
{
    return value.type.kind == TYPE_INTEGER ? value.number * DECIMAL_ONE : value.number;
}

// Versions are equal if their texts are, though the order leaves build metadata aside: the specification does
// not say, and what is claimed of 1.0.0+a is not claimed of 1.0.0+b.
bool values_equal(Value a, Value b)
{
    switch (a.kind) {
    case VALUE_TRUTH:
        return a.truth == b.truth;
    case VALUE_NUMBER:
        if (a.type.kind == TYPE_DECIMAL || b.type.kind == TYPE_DECIMAL)
            return in_millionths(a) == in_millionths(b);
        return a.number == b.number;
    case VALUE_TEXT:
        return a.type.kind == TYPE_ADDRESS ? addresses_equal(a.text, b.text) : text_equal(a.text, b.text);
    case VALUE_ENTITY:
        return a.type.decl == b.type.decl && text_equal(a.text, b.text);
    case VALUE_PART:
        return parts_equal(a.part, b.part);
    case VALUE_SUBMISSION:
        return a.submission == b.submission;
    default:
        bug("an unknown value, a range or a set is never equal to anything");
    }
}

// Versions by precedence, where both are some by SemVer.
static Value versions_compare(ExprKind relation, Text a, Text b)
{
    Version x, y;
    if (!version_read(a, &x) || !version_read(b, &y))
        return value_unknown(TWIN_NOT_COMPARABLE);
    int order = version_compare(&x, &y);
    switch (relation) {
    case EXPR_LESS:
        return truth_value(order < 0);
    case EXPR_AT_MOST:
        return truth_value(order <= 0);
    case EXPR_GREATER:
        return truth_value(order > 0);
    case EXPR_AT_LEAST:
        return truth_value(order >= 0);
    default:
        bug("no comparison");
    }
}

Value values_compare(ExprKind relation, Value a, Value b)
{
    if (a.kind == VALUE_UNKNOWN || b.kind == VALUE_UNKNOWN)
        return value_unknown(value_reasons(a) | value_reasons(b));
    if (a.kind == VALUE_NUMBER || a.kind == VALUE_RANGE)
        return number_compare(relation, a, b);
    switch (relation) {
    case EXPR_EQUAL:
        return truth_value(values_equal(a, b));
    case EXPR_DIFFERENT:
        return truth_value(!values_equal(a, b));
    default:
        return versions_compare(relation, a.text, b.text);
    }
}

// ---- three-valued logic ----

Value value_not(Value a)
{
    return a.kind == VALUE_TRUTH ? truth_value(!a.truth) : a;
}

Value value_and(Value a, Value b)
{
    if (value_is_false(a) || value_is_false(b))
        return truth_value(false);
    if (value_is_true(a) && value_is_true(b))
        return truth_value(true);
    return value_unknown(value_reasons(a) | value_reasons(b));
}

Value value_or(Value a, Value b)
{
    return value_not(value_and(value_not(a), value_not(b)));
}

// ---- sets ----

Set *set_new(Arena *arena)
{
    Set *set = arena_take(arena, sizeof *set);
    set->arena = arena;
    return set;
}

bool set_add(Set *set, Value value, bool sure, Reasons reasons)
{
    for (size_t i = 0; i < set->count; i++) {
        Member *member = &set->members[i], before = *member;
        if (!values_equal(member->value, value))
            continue;
        member->sure |= sure;
        member->reasons = member->sure ? 0 : member->reasons | reasons;
        return member->sure != before.sure || member->reasons != before.reasons;
    }
    set->members = arena_grow(set->arena, set->members, set->count, &set->capacity, sizeof *set->members);
    set->members[set->count++] = (Member){value, sure, sure ? 0 : reasons};
    return true;
}

void set_leave_open(Set *set, Reasons reasons)
{
    set->open = true;
    set->open_reasons |= reasons;
}

void set_add_result(Set *set, Value result, bool sure, Reasons reasons)
{
    Reasons may = sure ? 0 : reasons;
    if (result.kind == VALUE_SET) {
        for (size_t i = 0; i < result.set->count; i++) {
            const Member *member = &result.set->members[i];
            set_add(set, member->value, sure && member->sure, may | member->reasons);
        }
        if (result.set->open)
            set_leave_open(set, may | result.set->open_reasons);
    } else if (value_is_known(result)) {
        set_add(set, result, sure, reasons);
    } else {
        set_leave_open(set, may | value_reasons(result));
    }
}

// Which of a range's values are listed: none, all, some or it cannot be said.
static Value set_holds_range(const Set *set, Value item)
{
    Reasons reasons = set->open ? set->open_reasons : 0;
    Wide sure = 0, possible = 0;
    for (size_t i = 0; i < set->count; i++) {
        const Member *member = &set->members[i];
        if (value_is_false(values_compare(EXPR_EQUAL, item, member->value)))
            continue;
        possible++;
        sure += member->sure;
        reasons |= item.reasons | member->reasons;
    }
    if (!set->open && possible == 0)
        return truth_value(false);
    // Members differ from each other, so that as many of them as the range has values are all of its values.
    // A set of decimals may hold some that an integer cannot be.
    bool decimal = item.type.kind == TYPE_DECIMAL;
    for (size_t i = 0; i < set->count && !decimal; i++) {
        const Member *member = &set->members[i];
        bool whole = member->value.type.kind != TYPE_DECIMAL || member->value.number % DECIMAL_ONE == 0;
        if (member->sure && !whole && !value_is_false(values_compare(EXPR_EQUAL, item, member->value)))
            sure--;
    }
    bool all = item.range.has_low && item.range.has_high && item.range.high - item.range.low + 1 == sure;
    return all ? truth_value(true) : value_unknown(reasons);
}

Value set_holds(const Set *set, Value item)
{
    if (item.kind == VALUE_RANGE)
        return set_holds_range(set, item);
    bool known = item.kind != VALUE_UNKNOWN;
    // What an unknown item is matters where there is something that it could be.
    Reasons reasons = (set->count ? value_reasons(item) : 0) | (set->open ? set->open_reasons : 0);
    bool possible = set->open;
    for (size_t i = 0; i < set->count; i++) {
        const Member *member = &set->members[i];
        if (known && !values_equal(member->value, item))
            continue;
        if (known && member->sure)
            return truth_value(true);
        possible = true;
        reasons |= member->reasons;
    }
    return possible ? value_unknown(reasons) : truth_value(false);
}

// ---- printing ----

// In a language that has no wording, the first one; without any, the name.
static Text enumeration_text(const Decl *decl, Wide place, Text language)
{
    const EnumValue *value = decl->values;
    for (; place > 0; place--)
        value = value->next;
    if (!language.bytes || !value->wording)
        return value->word.name->text;
    const Wording *wording = value->wording;
    while (wording && !text_equal(twin_language(wording), language))
        wording = wording->next;
    return wording ? wording->text : value->wording->text;
}

// A word of findings: of those in Chinese, the second one.
static void show_word(TextBuilder *builder, Text language, const char *english, const char *chinese)
{
    text_append_string(builder, text_is(language, "zh") ? chinese : english);
}

static void show_number(TextBuilder *builder, const Policy *policy, Text language, Type type, Wide number)
{
    switch (type.kind) {
    case TYPE_DATE:
        date_append(builder, number);
        break;
    case TYPE_INSTANT:
        instant_append(builder, number);
        break;
    case TYPE_DURATION:
        duration_append_in(builder, number, tongue_of(language));
        break;
    case TYPE_ENUM:
        text_append(builder, enumeration_text(type.decl, number, language));
        break;
    case TYPE_KIND:
        text_append(builder, policy->kinds[number].word.name->text);
        break;
    default:
        number_append(builder, number, type.kind == TYPE_DECIMAL);
        break;
    }
}

static void show_range(TextBuilder *builder, const Policy *policy, Text language, Value value)
{
    if (!value.range.has_low && !value.range.has_high) {
        show_word(builder, language, "unknown", "未知");
        return;
    }
    show_number(builder, policy, language, value.type, value.range.has_low ? value.range.low : value.range.high);
    if (value.range.has_low && value.range.has_high) {
        show_word(builder, language, " to ", " 至 ");
        show_number(builder, policy, language, value.type, value.range.high);
    } else {
        show_word(builder, language, value.range.has_low ? " or more" : " or less", value.range.has_low ? " 或更多" : " 或更少");
    }
}

// Of a key, values of enumerations alone are told in a language.
static void show_key(TextBuilder *builder, const Policy *policy, Text language, Value key)
{
    if (key.kind == VALUE_NUMBER && key.type.kind == TYPE_ENUM)
        text_append(builder, enumeration_text(key.type.decl, key.number, language));
    else
        value_show(builder, policy, (Text){NULL, 0}, key);
}

// A part by its key; one that has none, and stands nowhere, by its type.
static void show_part(TextBuilder *builder, const Policy *policy, Text language, const Part *part)
{
    if (!part->type->keys)
        text_append(builder, part->type->word.name->text);
    for (const WordList *key = part->type->keys; key; key = key->next) {
        const Attribute *attribute = type_attribute(part->type, key->word.name);
        if (key != part->type->keys)
            text_append_byte(builder, '/');
        show_key(builder, policy, language, key_value(attribute, record_datum(part->record, attribute)));
    }
}

void value_show(TextBuilder *builder, const Policy *policy, Text language, Value value)
{
    switch (value.kind) {
    case VALUE_UNKNOWN:
        show_word(builder, language, "unknown", "未知");
        break;
    case VALUE_TRUTH:
        show_word(builder, language, value.truth ? "true" : "false", value.truth ? "真" : "假");
        break;
    case VALUE_NUMBER:
        show_number(builder, policy, language, value.type, value.number);
        break;
    case VALUE_RANGE:
        show_range(builder, policy, language, value);
        break;
    case VALUE_TEXT:
        if (value.type.kind == TYPE_ADDRESS)
            address_show(builder, value.text);
        else
            text_append(builder, value.text);
        break;
    case VALUE_ENTITY:
        text_append(builder, value.text);
        break;
    case VALUE_PART:
        show_part(builder, policy, language, value.part);
        break;
    case VALUE_SUBMISSION:
    case VALUE_SET:
        bug("a submission or a set in a finding");
    }
}
