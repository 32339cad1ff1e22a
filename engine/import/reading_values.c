// SPDX-License-Identifier: MIT
// Values of a document by the types of attributes, exact; what is none is not readable, with its text as it stood. See reading.h.
#include "import/reading_inside.h"

#include "support/address.h"
#include "support/calendar.h"
#include "support/search.h"
#include "support/version.h"

// ---- texts ----

Text reading_text(const Reading *reading, uint32_t value)
{
    const JsonDocument *document = reading->document;
    if (value == READING_NONE)
        return (Text){"", 0};
    JsonKind kind = json_kind(document, value);
    if (kind == JSON_NUMBER)
        return json_raw(document, value);
    if (kind != JSON_STRING)
        return (Text){"", 0};
    Text text = json_string(document, reading->facts, value);
    return json_is_plain(document, value) ? text : text_nfc(reading->facts, text);
}

// An array or object as it stands; of a long one the first characters.
static Text container_text(const JsonDocument *document, size_t start)
{
    enum { LONG = 1000 };
    const char *bytes = document->text.bytes;
    size_t at = start, open = 0;
    bool in_string = false;
    do {
        char c = bytes[at];
        at += in_string && c == '\\'; // what follows is no quote
        if (c == '"')
            in_string = !in_string;
        open += !in_string && (c == '[' || c == '{');
        open -= !in_string && (c == ']' || c == '}');
        at++;
    } while (open && at - start < LONG);
    while (open && (bytes[at] & 0xc0) == 0x80) // the rest of a character
        at++;
    return text_slice(document->text, start, at);
}

Text reading_shown(const Reading *reading, uint32_t value)
{
    static const char *const names[] = {"null", "false", "true"};
    const JsonDocument *document = reading->document;
    JsonKind kind = json_kind(document, value);
    if (kind == JSON_NUMBER || kind == JSON_STRING)
        return reading_text(reading, value);
    if (kind != JSON_ARRAY && kind != JSON_OBJECT)
        return text_of(names[kind]);
    return text_nfc(reading->facts, container_text(document, json_offset(document, value)));
}

uint32_t reading_member(const Reading *reading, uint32_t object, const char *name)
{
    return json_member(reading->document, object, name);
}

bool reading_says_nothing(const Reading *reading, Text text)
{
    bool plain = text.length && (unsigned char)text.bytes[0] > ' ' && (unsigned char)text.bytes[0] < 0x80;
    if (!plain && !text_trimmed(text).length)
        return true;
    for (const char *const *word = reading->words ? reading->words->nothing : NULL; word && *word; word++) {
        if (text_is(text, *word))
            return true;
    }
    return false;
}

// What people write where the name of an institution is asked for, and they have none.
#define NOBODY(word)                                                                                                             \
    {                                                                                                                            \
        word, sizeof word - 1                                                                                                    \
    }
static const Text nobody[] = {
    NOBODY("noassertion"), NOBODY("unknown"),       NOBODY("n/a"),           NOBODY("none"), NOBODY("null"), NOBODY("undefined"),
    NOBODY("unspecified"), NOBODY("not specified"), NOBODY("not available"), NOBODY("tbd"),  NOBODY("-"),
};

bool reading_names_nobody(const Reading *reading, Text text)
{
    enum { LONGEST = 16 };
    char folded[LONGEST];
    text = text_trimmed(text);
    if (text.length > LONGEST)
        return false;
    for (size_t i = 0; i < text.length; i++)
        folded[i] = (char)(text.bytes[i] >= 'A' && text.bytes[i] <= 'Z' ? text.bytes[i] | 0x20 : text.bytes[i]);
    for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++) {
        if (nobody[i].length == text.length && memcmp(nobody[i].bytes, folded, text.length) == 0)
            return true;
    }
    return reading_says_nothing(reading, text);
}

bool value_says(const Reading *reading, const PlanMapping *mapping, uint32_t value)
{
    JsonKind kind = json_kind(reading->document, value);
    if (kind != JSON_STRING)
        return kind != JSON_NULL;
    Text text = json_is_plain(reading->document, value) ? json_raw(reading->document, value) : reading_text(reading, value);
    return mapping->attribute->kind == TYPE_ENTITY ? !reading_names_nobody(reading, text) : !reading_says_nothing(reading, text);
}

// ---- days and instants ----

// RFC 3339 as support/calendar.h reads it, which keeps no fraction of a second.
static Text plain_instant(Text text, char *room, size_t size)
{
    enum { BEFORE_FRACTION = 19 };
    size_t length = 0, behind = BEFORE_FRACTION;
    if (text.length < BEFORE_FRACTION)
        return text;
    if (text.length > behind && text.bytes[behind] == '.') {
        do
            behind++;
        while (behind < text.length && text.bytes[behind] >= '0' && text.bytes[behind] <= '9');
        if (behind == BEFORE_FRACTION + 1)
            return text; // a point without digits
    }
    if (BEFORE_FRACTION + (text.length - behind) > size)
        return text;
    for (size_t i = 0; i < text.length; i++) {
        if (i < BEFORE_FRACTION || i >= behind)
            room[length++] = text.bytes[i];
    }
    return (Text){room, length};
}

bool reading_instant(Text text, int64_t *instant)
{
    enum { ROOM = 40 };
    char room[ROOM];
    return instant_read(plain_instant(text, room, sizeof room), instant);
}

bool reading_day(Text text, int64_t *day)
{
    int64_t instant;
    if (date_read(text, day))
        return true;
    if (!reading_instant(text, &instant))
        return false;
    *day = (int64_t)days_of_seconds(instant);
    return true;
}

// ---- words ----

static bool find_word(const Reading *reading, const MappingInfo *mapping, Text text, FactDatum *datum)
{
    const Program *schema = reading->schema;
    for (BinarySearch search = search_of(0, mapping->word_count); search_on(&search);) {
        const MappingWord *word = &schema->mapping_words[mapping->first_word + search.middle];
        int order = text_compare(program_string(schema, word->text), text);
        if (order == 0) {
            if (word->value_text == NO_INDEX)
                datum->number = word->value;
            else
                datum->text = text_packed(reading->facts, program_string(schema, word->value_text));
            return true;
        }
        search_narrow(&search, order < 0);
    }
    return false;
}

static char folded(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c == '-' || c == ' ' ? '_' : c);
}

// A value of an enumeration by its own name, whatever case it is in, `-` and blanks as `_`.
static bool find_value(const Reading *reading, uint32_t number, Text text, int64_t *place)
{
    const Program *schema = reading->schema;
    const EnumInfo *info = &schema->enums[number];
    for (uint32_t i = 0; i < info->value_count; i++) {
        Text name = program_string(schema, schema->enum_values[info->first_value + i].name);
        size_t at = 0;
        if (name.length != text.length)
            continue;
        while (at < name.length && folded(name.bytes[at]) == folded(text.bytes[at]))
            at++;
        *place = i;
        if (at == name.length)
            return true;
    }
    return false;
}

// ---- values ----

static bool read_number(const AttributeInfo *attribute, Text text, int64_t *number)
{
    return (attribute->kind == TYPE_DECIMAL ? number_read_decimal(text, false, number)
                                            : number_read_integer(text, false, number)) == NUMBER_FINE;
}

static bool read_address(Arena *arena, Text text, FactDatum *datum)
{
    Address address;
    if (address_read(text, &address) != ADDRESS_FINE)
        return false;
    TextBuilder printed = text_builder(arena);
    address_append(&printed, &address);
    datum->text = text_packed(arena, text_settled(&printed));
    return true;
}

// A text as a number: what it is follows from the attribute.
static bool read_as_number(const Reading *reading, const AttributeInfo *attribute, Text text, int64_t *number)
{
    switch (attribute->kind) {
    case TYPE_BOOLEAN:
        *number = text_is(text, "true");
        return *number || text_is(text, "false");
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
        return read_number(attribute, text, number);
    case TYPE_DATE:
        return reading_day(text, number);
    case TYPE_INSTANT:
        return reading_instant(text, number);
    case TYPE_DURATION:
        return duration_read(text, number);
    case TYPE_ENUM:
        return find_value(reading, attribute->target, text, number);
    default:
        return false;
    }
}

static bool read_text(const Reading *reading, const PlanMapping *mapping, Text text, FactDatum *datum)
{
    const AttributeInfo *attribute = mapping->attribute;
    if (mapping->info->word_count)
        return find_word(reading, mapping->info, text, datum);
    if (attribute->kind == TYPE_ADDRESS)
        return read_address(reading->facts, text, datum);
    if (attribute_is_text(attribute) || attribute->kind == TYPE_ENTITY) {
        datum->text = text_packed(reading->facts, text);
        return attribute->kind == TYPE_TEXT || (attribute->kind == TYPE_VERSION ? version_is_text(text) : id_is_valid(text));
    }
    int64_t number = 0;
    bool fine = read_as_number(reading, attribute, text, &number);
    datum->number = number;
    return fine;
}

static Conversion convert_text(const Reading *reading, const PlanMapping *mapping, Text text, FactDatum *datum)
{
    bool nobody_named = mapping->attribute->kind == TYPE_ENTITY && reading_names_nobody(reading, text);
    if (nobody_named)
        return CONVERSION_NOTHING;
    if (read_text(reading, mapping, text, datum))
        return CONVERSION_FINE;
    datum->text = text_packed(reading->facts, text);
    return CONVERSION_UNREADABLE;
}

static Conversion convert_number(const Reading *reading, const PlanMapping *mapping, int64_t number, FactDatum *datum)
{
    TextBuilder text = text_builder(reading->facts);
    if (mapping->attribute->kind == TYPE_DECIMAL && !mapping->info->word_count) {
        datum->number = number;
        return CONVERSION_FINE;
    }
    number_append(&text, number, true);
    return convert_text(reading, mapping, text_settled(&text), datum);
}

static Conversion convert_value(const Reading *reading, const PlanMapping *mapping, uint32_t value, FactDatum *datum)
{
    const AttributeInfo *attribute = mapping->attribute;
    JsonKind kind = json_kind(reading->document, value);
    Text text = kind == JSON_TRUE ? text_of("true") : kind == JSON_FALSE ? text_of("false") : reading_text(reading, value);
    bool truth = kind == JSON_TRUE || kind == JSON_FALSE;
    bool as_text = kind == JSON_STRING || (kind == JSON_NUMBER && attribute->kind != TYPE_BOOLEAN) ||
                   (truth && (attribute->kind == TYPE_BOOLEAN || mapping->info->word_count));
    if (as_text)
        return convert_text(reading, mapping, text, datum);
    datum->text = text_packed(reading->facts, reading_shown(reading, value));
    return CONVERSION_UNREADABLE;
}

Conversion value_convert(Reading *reading, const PlanMapping *mapping, const Noted *noted, FactDatum *datum)
{
    switch ((NotedKind)noted->kind) {
    case NOTED_VALUE:
        return convert_value(reading, mapping, noted->value, datum);
    case NOTED_TEXT:
        return convert_text(reading, mapping, noted->text, datum);
    case NOTED_NUMBER:
        return convert_number(reading, mapping, noted->number, datum);
    case NOTED_PART:
        datum->part = noted->part;
        return CONVERSION_FINE;
    default:
        break;
    }
    datum->text = text_packed(reading->facts, noted->text);
    return CONVERSION_UNREADABLE;
}
