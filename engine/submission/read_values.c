// SPDX-License-Identifier: MIT
// Values of a submission by the kinds of their attributes, exact: numbers from their digits, never through a binary float. And
// how values are refused: with the place, the JSON pointer and, where one is near, a correction.
#include "submission/reader.h"

#include "support/address.h"
#include "support/calendar.h"
#include "support/version.h"

Span reader_span(const Reader *reader, uint32_t value)
{
    uint32_t start = (uint32_t)json_offset(reader->document, value);
    return (Span){reader->source->file, start, start + (uint32_t)json_extent(reader->document, value)};
}

Diagnostic *reader_refuse(const Reader *reader, MessageCode code, uint32_t value, Text about)
{
    Diagnostic *refused = diagnose(reader->diagnostics, code, reader_span(reader, value), 1, about);
    refused->pointer = json_pointer(reader->document, reader->arena, value);
    if (!refused->pointer.length)
        refused->pointer = text_of("the top of the document");
    return refused;
}

Text reader_text(const Reader *reader, uint32_t value)
{
    Text text = json_string(reader->document, reader->arena, value);
    return json_is_plain(reader->document, value) ? text : text_nfc(reader->arena, text);
}

Text reader_shown(const Reader *reader, uint32_t value)
{
    static const char *const names[] = {"null", "false", "true", "", "", "an array", "an object"};
    JsonKind kind = reader_kind(reader, value);
    if (kind == JSON_STRING)
        return text_format(reader->arena, "\"%.*s\"", (int)reader_text(reader, value).length, reader_text(reader, value).bytes);
    return kind == JSON_NUMBER ? json_raw(reader->document, value) : text_of(names[kind]);
}

static const char *const kind_words[] = {
    [TYPE_BOOLEAN] = "true or false",
    [TYPE_INTEGER] = "an integer between -(2^63-1) and 2^63-1",
    [TYPE_DECIMAL] = "a decimal with at most six places, as a number or a string",
    [TYPE_TEXT] = "a string",
    [TYPE_DATE] = "a date as a string, such as \"2026-11-22\"",
    [TYPE_INSTANT] = "an instant as a string, such as \"2026-11-22T08:00:00Z\"",
    [TYPE_DURATION] = "a duration as a string, such as \"30 days\"",
    [TYPE_VERSION] = "a version as a string of 1 to 255 bytes without white space, such as \"1.2.3\"",
    [TYPE_ADDRESS] = address_expected,
    [TYPE_ENUM] = "a value of the enumeration as a string",
    [TYPE_ENTITY] = "the id of an entity as a string",
    [TYPE_PART] = "an object",
};

static void correct_date(const Reader *reader, Diagnostic *wrong, uint32_t value)
{
    int64_t date;
    TextBuilder written = text_builder(reader->diagnostics->arena);
    if (reader_kind(reader, value) != JSON_STRING || !date_meant(reader_text(reader, value), &date))
        return;
    text_append_string(&written, "did you mean \"");
    date_append(&written, date);
    text_append_string(&written, "\"?");
    diagnostic_correct(wrong, text_built(&written));
}

bool reader_wrong_kind(const Reader *reader, uint32_t kind, uint32_t value)
{
    Diagnostic *wrong = reader_refuse(reader, MESSAGE_FACT_VALUE, value, reader_shown(reader, value));
    diagnostic_expect(wrong, text_of(kind_words[kind]));
    if (kind == TYPE_DATE)
        correct_date(reader, wrong, value);
    return false;
}

bool reader_id(const Reader *reader, uint32_t value, Text id)
{
    if (reader->mode != READ_ALL ? id.length > 0 : id_is_valid(id)) {
        if (reader->mode == READ_ALL && text_invisible(id, 0) < id.length)
            reader_refuse(reader, MESSAGE_FACT_ID_INVISIBLE, value, id);
        return true;
    }
    return reader_expected(reader, value, "an id of 1 to 400 bytes without a zero");
}

bool reader_number(const Reader *reader, const AttributeInfo *attribute, uint32_t value, FactDatum *datum)
{
    JsonKind kind = reader_kind(reader, value);
    bool decimal = attribute->kind == TYPE_DECIMAL;
    if (kind != JSON_NUMBER && !(decimal && kind == JSON_STRING))
        return reader_wrong_kind(reader, attribute->kind, value);
    Text text = kind == JSON_NUMBER ? json_raw(reader->document, value) : reader_text(reader, value);
    int64_t number = 0;
    NumberFault fault = decimal ? number_read_decimal(text, false, &number) : number_read_integer(text, false, &number);
    datum->number = number;
    if (fault == NUMBER_FINE)
        return true;
    if (fault != NUMBER_OUT_OF_RANGE || !decimal)
        return reader_wrong_kind(reader, attribute->kind, value);
    return reader_expected(reader, value, "a decimal between -9223372036854.775807 and 9223372036854.775807");
}

static bool read_enum(const Reader *reader, const AttributeInfo *attribute, uint32_t value, Text text, FactDatum *datum)
{
    uint32_t place = schema_enum_value(reader->schema, attribute->target, text);
    if (place != UINT32_MAX) {
        datum->number = place;
        return true;
    }
    Diagnostic *unknown = reader_refuse(reader, MESSAGE_FACT_ENUM, value, text);
    const EnumInfo *info = &reader->schema->enums[attribute->target];
    Nearest nearest = nearest_to(text);
    TextBuilder list = text_builder(reader->arena);
    for (uint32_t i = 0; i < info->value_count; i++) {
        Text name = program_string(reader->schema, reader->schema->enum_values[info->first_value + i].name);
        nearest_offer(&nearest, name);
        WordingList wording = reader->schema->enum_values[info->first_value + i].wording;
        for (uint32_t j = 0; j < wording.count; j++)
            nearest_offer_called(&nearest, name,
                                 program_string(reader->schema, reader->schema->wordings[wording.first + j].text));
        text_append_string(&list, i ? ", " : "one of ");
        text_append(&list, name);
    }
    diagnostic_expect(unknown, text_built(&list));
    diagnostic_did_you_mean(reader->diagnostics, unknown, &nearest);
    return false;
}

// An address is kept in its printed form, so that equal ones are one text.
static bool read_address(const Reader *reader, uint32_t value, Text text, FactDatum *datum)
{
    Address address;
    AddressFault fault = address_read(text, &address);
    TextBuilder printed = text_builder(reader->arena);
    if (fault == ADDRESS_NONE)
        return reader_wrong_kind(reader, TYPE_ADDRESS, value);
    if (fault == ADDRESS_HOST_BITS) {
        Diagnostic *bits = reader_refuse(reader, MESSAGE_HOST_BITS, value, text);
        diagnostic_correct(bits, address_correction(reader->arena, &address));
        return false;
    }
    address_append(&printed, &address);
    datum->text = text_packed(reader->arena, text_equal(text_built(&printed), text) ? text : text_built(&printed));
    return true;
}

bool reader_string(const Reader *reader, const AttributeInfo *attribute, uint32_t value, FactDatum *datum)
{
    if (reader_kind(reader, value) != JSON_STRING)
        return reader_wrong_kind(reader, attribute->kind, value);
    Text text = reader_text(reader, value);
    int64_t number = 0;
    bool fine;
    switch (attribute->kind) {
    case TYPE_DATE:
        fine = date_read(text, &number);
        break;
    case TYPE_INSTANT:
        fine = instant_read(text, &number);
        break;
    case TYPE_DURATION:
        fine = duration_read(text, &number);
        break;
    case TYPE_ENUM:
        return read_enum(reader, attribute, value, text, datum);
    case TYPE_ADDRESS:
        return read_address(reader, value, text, datum);
    case TYPE_ENTITY:
        datum->text = text_packed(reader->arena, text);
        return reader_id(reader, value, text);
    default:
        datum->text = text_packed(reader->arena, text);
        return attribute->kind != TYPE_VERSION || version_is_text(text) || reader_wrong_kind(reader, attribute->kind, value);
    }
    datum->number = number;
    return fine || reader_wrong_kind(reader, attribute->kind, value);
}
