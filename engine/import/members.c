// SPDX-License-Identifier: MIT
// Records: the members of an object, found by the table, and what they claim in one value each. See import.h.
#include "import/import.h"

#include "support/calendar.h"
#include "support/version.h"

// ---- members ----

static uint32_t find_member(const Import *import, uint32_t object, Text name)
{
    const uint8_t *slots = import->slots[object];
    for (uint32_t slot = import_slot(name); slots[slot] != IMPORT_NO_SLOT; slot = (slot + 1) % IMPORT_SLOTS) {
        if (text_equal(name, import->format->members[slots[slot]].name))
            return slots[slot];
    }
    return import->format->member_count;
}

bool import_is(Import *import, uint32_t item, JsonKind kind)
{
    static const char *const kinds[] = {"null",     "true or false", "true or false", "a number",
                                        "a string", "an array",      "an object"};
    JsonKind there = json_kind(import->document, item);
    if (there == kind || (there == JSON_FALSE && kind == JSON_TRUE))
        return true;
    diagnostic_expect(import_refuse_value(import, item), text_of(kinds[kind]));
    return false;
}

ImportMembers import_members(Import *import, uint32_t object, uint32_t value)
{
    const JsonDocument *document = import->document;
    ImportMembers members = {.object = object, .first = import->first_member[object]};
    memset(members.values, 0xff, sizeof members.values);
    uint32_t end = json_next(document, value);
    for (uint32_t key = value + 1; key < end; key = json_next(document, key + 1)) {
        Text name = json_string(document, import->facts, key);
        uint32_t member = find_member(import, object, name);
        if (member == import->format->member_count) {
            import_count(import, object, name);
            continue;
        }
        const ImportMember *info = &import->format->members[member];
        if (json_kind(document, key + 1) == JSON_NULL) {
            import_note(import, &import->unusable[member], key + 1, text_of("null"));
            continue;
        }
        if (!import_is(import, key + 1, info->kind))
            continue;
        uint32_t leads = info->attribute;
        if (leads == IMPORT_NOWHERE || (leads < import->format->attribute_count && !import_has(import, leads)))
            import_count(import, object, name);
        members.values[member - members.first] = key + 1;
    }
    return members;
}

uint32_t import_needed(Import *import, const ImportMembers *members, uint32_t member, uint32_t value)
{
    Text name = import->format->members[member].name;
    // A member of a wrong kind is there: it was refused already.
    if (import_value(members, member) == IMPORT_NONE && json_member(import->document, value, name.bytes) == IMPORT_NONE)
        import_refuse(import, MESSAGE_FOREIGN_MEMBER, value, name);
    return import_value(members, member);
}

uint32_t import_next(Import *import, uint32_t array, uint32_t item, JsonKind kind)
{
    uint32_t end = array == IMPORT_NONE ? 0 : json_next(import->document, array);
    for (item = item == array ? array + 1 : json_next(import->document, item); item < end;
         item = json_next(import->document, item)) {
        if (import_is(import, item, kind))
            return item;
    }
    return IMPORT_NONE;
}

void import_let_go(Import *import, uint32_t from, uint32_t to)
{
    if (!import->failed)
        json_let_go(import->document, from, to);
}

// ---- values ----

Text import_text(const Import *import, uint32_t value)
{
    if (value == IMPORT_NONE)
        return (Text){"", 0};
    Text text = json_string(import->document, import->facts, value);
    return json_is_plain(import->document, value) ? text : text_nfc(import->facts, text);
}

void import_claim(const Import *import, ImportClaims *claims, uint32_t attribute, FactDatum value)
{
    uint32_t at = claims->count;
    attribute = import->attributes[attribute]; // of the schema
    while (at > 0 && claims->items[at - 1].attribute >= attribute) {
        if (claims->items[--at].attribute == attribute)
            return;
    }
    memmove(&claims->items[at + 1], &claims->items[at], (claims->count - at) * sizeof *claims->items);
    claims->items[at] = (FactClaim){.attribute = attribute, .value = value};
    claims->count++;
}

static uint32_t find_word(const Import *import, uint32_t member, Text text)
{
    for (uint32_t i = 0; i < import->format->word_count; i++) {
        if (import->format->words[i].member == member && text_is(text, import->format->words[i].word))
            return i;
    }
    return IMPORT_NONE;
}

bool import_is_word(const Import *import, uint32_t member, Text text)
{
    return find_word(import, member, text) != IMPORT_NONE;
}

bool import_word(Import *import, uint32_t member, Text text, uint32_t value, int64_t *number)
{
    uint32_t word = find_word(import, member, text);
    *number = word == IMPORT_NONE ? NO_INDEX : import->word_values[word];
    if (*number == NO_INDEX)
        import_note(import, word == IMPORT_NONE ? &import->unusable[member] : &import->values[member], value, text);
    return *number != NO_INDEX;
}

// The day of an instant by RFC 3339 in UTC, whatever its fraction of a second; or a date.
static bool read_day(const Import *import, Text text, int64_t *day)
{
    enum { BEFORE_FRACTION = 19 };
    if (date_read(text, day))
        return true;
    size_t behind = BEFORE_FRACTION;
    if (text.length > behind && text.bytes[behind] == '.') {
        do
            behind++;
        while (behind < text.length && text.bytes[behind] >= '0' && text.bytes[behind] <= '9');
        if (behind == BEFORE_FRACTION + 1)
            return false;
        text = import_joined(import->facts, text_slice(text, 0, BEFORE_FRACTION), "", text_slice(text, behind, text.length));
    }
    int64_t instant;
    if (text.length > 40 || !instant_read(text, &instant))
        return false;
    *day = (int64_t)days_of_seconds(instant);
    return true;
}

static void claim_supplier(Import *import, ImportClaims *claims, uint32_t member, uint32_t value)
{
    ImportMembers members = import_members(import, import->format->members[member].inside, value);
    uint32_t name = members.values[0];
    Text id = import_text(import, name);
    if (!id.length)
        return;
    if (!id_is_valid(id))
        import_note(import, &import->unusable[members.first], name, (Text){"", 0});
    else
        import_claim(import, claims, import->format->members[member].attribute, (FactDatum){.text = id});
}

// In any form (LANGUAGE.md 3.2); what holds white space is none.
static void claim_version(Import *import, ImportClaims *claims, uint32_t member, uint32_t value, Text text)
{
    uint32_t attribute = import->format->members[member].attribute;
    bool as_version = import->schema->attributes[import->attributes[attribute]].kind == TYPE_VERSION;
    if (as_version && !version_is_text(text))
        import_note(import, &import->values[member], value, text);
    else
        import_claim(import, claims, attribute, (FactDatum){.text = text});
}

static void claim_member(Import *import, ImportClaims *claims, const ImportMembers *members, uint32_t member)
{
    uint32_t attribute = import->format->members[member].attribute, value = import_value(members, member);
    if (!import_has(import, attribute))
        return;
    if (import->format->attributes[attribute].taken == TAKEN_SUPPLIER) {
        claim_supplier(import, claims, member, value);
        return;
    }
    Text text = import_text(import, value);
    FactDatum datum = {.text = text};
    if (!text.length)
        return;
    switch (import->format->attributes[attribute].taken) {
    case TAKEN_TEXT:
        import_claim(import, claims, attribute, datum);
        return;
    case TAKEN_VERSION:
        claim_version(import, claims, member, value, text);
        return;
    case TAKEN_WORD:
        if (import_word(import, member, text, value, &datum.number))
            import_claim(import, claims, attribute, datum);
        return;
    case TAKEN_DAY:
        if (read_day(import, text, &datum.number))
            import_claim(import, claims, attribute, datum);
        else
            import_note(import, &import->unusable[member], value, text);
        return;
    default:
        bug("a member that the table cannot claim by itself");
    }
}

static bool is_simple(ImportTaken taken)
{
    return taken == TAKEN_TEXT || taken == TAKEN_VERSION || taken == TAKEN_WORD || taken == TAKEN_SUPPLIER || taken == TAKEN_DAY;
}

void import_claim_members(Import *import, ImportClaims *claims, const ImportMembers *members)
{
    const ImportFormat *format = import->format;
    for (uint32_t i = members->first; i < format->member_count && format->members[i].object == members->object; i++) {
        uint32_t attribute = format->members[i].attribute;
        if (import_value(members, i) != IMPORT_NONE && attribute < format->attribute_count &&
            is_simple(format->attributes[attribute].taken))
            claim_member(import, claims, members, i);
    }
}
