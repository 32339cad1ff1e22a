// SPDX-License-Identifier: MIT
// Submissions from JSON, checked against the schema. Whatever is wrong is refused with its place, the JSON pointer and, where
// one is near, a correction; nothing is guessed.
#include "submission/submission.h"

#include <stdlib.h>

#include "support/calendar.h"
#include "support/version.h"

typedef struct Reader {
    const Program *schema;
    ReadMode mode;
    bool *partial; // of the submission: something was left out
    Arena *arena;
    Diagnostics *diagnostics;
    const Source *source;
    const JsonDocument *document;
    const uint32_t *open; // entries of the submission's list of open paths
    uint32_t open_count;
    const struct PathStep *path; // of the record under way
} Reader;

typedef struct PathStep { // the attributes from the entity down, the innermost first
    Text name;
    const struct PathStep *outer;
} PathStep;

static Span span_of(const Reader *reader, uint32_t value)
{
    uint32_t start = (uint32_t)json_offset(reader->document, value);
    return (Span){reader->source->file, start, start + (uint32_t)json_extent(reader->document, value)};
}

static Diagnostic *refuse(const Reader *reader, MessageCode code, uint32_t value, Text about)
{
    Diagnostic *refused = diagnose(reader->diagnostics, code, span_of(reader, value), 1, about);
    refused->pointer = json_pointer(reader->document, reader->arena, value);
    if (!refused->pointer.length)
        refused->pointer = text_of("the top of the document");
    return refused;
}

static Text string_of(const Reader *reader, uint32_t value)
{
    Text text = json_string(reader->document, reader->arena, value);
    return json_is_plain(reader->document, value) ? text : text_nfc(reader->arena, text);
}

static JsonKind kind_of(const Reader *reader, uint32_t value)
{
    return json_kind(reader->document, value);
}

static Text shown_value(const Reader *reader, uint32_t value)
{
    static const char *const names[] = {"null", "false", "true", "", "", "an array", "an object"};
    JsonKind kind = kind_of(reader, value);
    if (kind == JSON_STRING)
        return text_format(reader->arena, "\"%.*s\"", (int)string_of(reader, value).length, string_of(reader, value).bytes);
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
    [TYPE_VERSION] = "a version by SemVer 2.0.0 as a string, such as \"1.2.3\"",
    [TYPE_ADDRESS] = "an address as a string",
    [TYPE_ENUM] = "a value of the enumeration as a string",
    [TYPE_ENTITY] = "the id of an entity as a string",
    [TYPE_PART] = "an object",
};

static void correct_date(const Reader *reader, Diagnostic *wrong, uint32_t value)
{
    int64_t date;
    TextBuilder written = text_builder(reader->diagnostics->arena);
    if (kind_of(reader, value) != JSON_STRING || !date_meant(string_of(reader, value), &date))
        return;
    text_append_string(&written, "did you mean \"");
    date_append(&written, date);
    text_append_string(&written, "\"?");
    diagnostic_correct(wrong, text_built(&written));
}

static bool wrong_value(const Reader *reader, const AttributeInfo *attribute, uint32_t value)
{
    Diagnostic *wrong = refuse(reader, MESSAGE_FACT_VALUE, value, shown_value(reader, value));
    diagnostic_expect(wrong, text_of(kind_words[attribute->kind]));
    if (attribute->kind == TYPE_DATE)
        correct_date(reader, wrong, value);
    return false;
}

static bool read_number(const Reader *reader, const AttributeInfo *attribute, uint32_t value, FactDatum *datum)
{
    JsonKind kind = kind_of(reader, value);
    bool decimal = attribute->kind == TYPE_DECIMAL;
    if (kind != JSON_NUMBER && !(decimal && kind == JSON_STRING))
        return wrong_value(reader, attribute, value);
    Text text = kind == JSON_NUMBER ? json_raw(reader->document, value) : string_of(reader, value);
    NumberFault fault = decimal ? number_read_decimal(text, false, &datum->number)
                                : number_read_integer(text, false, &datum->number);
    if (fault == NUMBER_FINE)
        return true;
    if (fault != NUMBER_OUT_OF_RANGE || !decimal)
        return wrong_value(reader, attribute, value);
    Diagnostic *wrong = refuse(reader, MESSAGE_FACT_VALUE, value, shown_value(reader, value));
    diagnostic_expect(wrong, text_of("a decimal between -9223372036854.775807 and 9223372036854.775807"));
    return false;
}

static bool read_enum(const Reader *reader, const AttributeInfo *attribute, uint32_t value, Text text, FactDatum *datum)
{
    uint32_t place = schema_enum_value(reader->schema, attribute->target, text);
    if (place != UINT32_MAX) {
        datum->number = place;
        return true;
    }
    Diagnostic *unknown = refuse(reader, MESSAGE_FACT_ENUM, value, text);
    const EnumInfo *info = &reader->schema->enums[attribute->target];
    Nearest nearest = nearest_to(text);
    TextBuilder list = text_builder(reader->arena);
    for (uint32_t i = 0; i < info->value_count; i++) {
        Text name = program_string(reader->schema, reader->schema->enum_values[info->first_value + i]);
        nearest_offer(&nearest, name);
        text_append_string(&list, i ? ", " : "one of ");
        text_append(&list, name);
    }
    diagnostic_expect(unknown, text_built(&list));
    diagnostic_did_you_mean(reader->diagnostics, unknown, &nearest);
    return false;
}

static bool read_string(const Reader *reader, const AttributeInfo *attribute, uint32_t value, FactDatum *datum)
{
    if (kind_of(reader, value) != JSON_STRING)
        return wrong_value(reader, attribute, value);
    Text text = string_of(reader, value);
    Version version;
    bool fine = true;
    switch (attribute->kind) {
    case TYPE_DATE:
        fine = date_read(text, &datum->number);
        break;
    case TYPE_INSTANT:
        fine = instant_read(text, &datum->number);
        break;
    case TYPE_DURATION:
        fine = duration_read(text, &datum->number);
        break;
    case TYPE_ENUM:
        return read_enum(reader, attribute, value, text, datum);
    case TYPE_VERSION:
        fine = version_read(text, &version);
        datum->text = text;
        break;
    case TYPE_ENTITY:
        fine = text.length > 0;
        datum->text = text;
        break;
    default:
        datum->text = text;
        break;
    }
    return fine || wrong_value(reader, attribute, value);
}

static FactRecord *new_record(const Reader *reader, uint32_t type, uint32_t value)
{
    FactRecord *record = arena_take(reader->arena, sizeof *record);
    record->type = type;
    record->offset = (uint32_t)json_offset(reader->document, value);
    return record;
}

static bool read_record(const Reader *reader, uint32_t object, bool keys_only, FactRecord *record);

// A reference to a part: its key, alone or as an object of the key attributes.
static bool read_reference(const Reader *reader, const AttributeInfo *attribute, uint32_t value, FactDatum *datum);

static bool read_part(const Reader *reader, const AttributeInfo *attribute, uint32_t value, FactDatum *datum)
{
    if (!(attribute->flags & ATTRIBUTE_OWNED))
        return read_reference(reader, attribute, value, datum);
    if (kind_of(reader, value) != JSON_OBJECT)
        return wrong_value(reader, attribute, value);
    datum->part = new_record(reader, attribute->target, value);
    return read_record(reader, value, false, datum->part);
}

static bool read_item(const Reader *reader, const AttributeInfo *attribute, uint32_t value, FactDatum *datum)
{
    switch (attribute->kind) {
    case TYPE_BOOLEAN:
        datum->number = kind_of(reader, value) == JSON_TRUE;
        return kind_of(reader, value) == JSON_TRUE || kind_of(reader, value) == JSON_FALSE ||
               wrong_value(reader, attribute, value);
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
        return read_number(reader, attribute, value, datum);
    case TYPE_PART:
        return read_part(reader, attribute, value, datum);
    default:
        return read_string(reader, attribute, value, datum);
    }
}

static bool read_reference(const Reader *reader, const AttributeInfo *attribute, uint32_t value, FactDatum *datum)
{
    const TypeInfo *type = &reader->schema->types[attribute->target];
    datum->part = new_record(reader, attribute->target, value);
    if (kind_of(reader, value) == JSON_OBJECT)
        return read_record(reader, value, true, datum->part);
    if (type->key_count != 1) {
        Diagnostic *wrong = refuse(reader, MESSAGE_FACT_VALUE, value, shown_value(reader, value));
        diagnostic_expect(wrong, text_of(type->key_count ? "the key of a part: an object of its key attributes"
                                                         : "nothing: parts of this type have no key to refer by"));
        return false;
    }
    uint32_t key = reader->schema->keys[type->first_key];
    datum->part->count = 1;
    datum->part->claims = arena_take(reader->arena, sizeof *datum->part->claims);
    datum->part->claims[0].attribute = key;
    return read_item(reader, &reader->schema->attributes[key], value, &datum->part->claims[0].value);
}

// Whether the path of a set is among those that the submission leaves open.
static bool is_open_path(const Reader *reader, Text name)
{
    for (uint32_t i = 0; i < reader->open_count; i++) {
        Text path = string_of(reader, reader->open[i]);
        const PathStep *outer = reader->path;
        Text step = name;
        bool fits = true;
        // The path is compared from its end: the innermost name first.
        for (;;) {
            fits = text_ends(path, step);
            path.length -= fits ? step.length : 0;
            if (!fits || !outer)
                break;
            fits = path.length && path.bytes[path.length - 1] == '.';
            path.length -= fits;
            if (!fits)
                break;
            step = outer->name;
            outer = outer->outer;
        }
        if (fits && path.length == 0)
            return true;
    }
    return false;
}

typedef struct Keyed { // a part of a set, by its key
    Text key;
    uint32_t value;
} Keyed;

static int by_key(const void *a, const void *b)
{
    const Keyed *x = a, *y = b;
    int order = text_compare(x->key, y->key);
    return order ? order : (x->value > y->value) - (x->value < y->value);
}

// Two parts of one set with the same key are a contradiction in the submission itself.
static bool keys_differ(const Reader *reader, const FactCollection *set, const uint32_t *values)
{
    Keyed *keys = arena_array(reader->arena, (size_t)set->count + 1, sizeof *keys);
    for (uint32_t i = 0; i < set->count; i++)
        keys[i] = (Keyed){record_key(reader->schema, set->items[i].part, reader->arena), values[i]};
    qsort(keys, set->count, sizeof *keys, by_key);
    for (uint32_t i = 1; i < set->count; i++) {
        if (!text_equal(keys[i - 1].key, keys[i].key))
            continue;
        Diagnostic *twice = refuse(reader, MESSAGE_FACT_KEY_TWICE, keys[i].value, (Text){"", 0});
        diagnostic_also(twice, span_of(reader, keys[i - 1].value), "it stands here already");
        return false;
    }
    return true;
}

static int by_datum_number(const void *a, const void *b)
{
    const FactDatum *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

// A value that is listed twice is in the set once. Small sets are compared pair by pair, large ones over an index.
static void drop_repeated(const Reader *reader, const AttributeInfo *attribute, FactCollection *set)
{
    enum { FEW = 16 };
    uint32_t kept = 0;
    TextIndex index;
    text_index_open(&index, reader->arena);
    bool numbers = attribute->kind != TYPE_PART && attribute->kind != TYPE_ENTITY && !attribute_is_text(attribute);
    if (numbers && set->count > FEW) { // in order of value: sets have none of their own
        qsort(set->items, set->count, sizeof *set->items, by_datum_number);
        for (uint32_t i = 0; i < set->count; i++) {
            if (!kept || set->items[kept - 1].number != set->items[i].number)
                set->items[kept++] = set->items[i];
        }
        set->count = kept;
        return;
    }
    for (uint32_t i = 0; i < set->count; i++) {
        bool repeated = false;
        if (set->count > FEW) {
            Text key = attribute->kind == TYPE_PART ? record_key(reader->schema, set->items[i].part, reader->arena)
                                                    : set->items[i].text;
            repeated = text_index_add(&index, key) != kept;
        } else {
            for (uint32_t j = 0; j < kept && !repeated; j++)
                repeated = fact_equal(reader->schema, attribute, &set->items[j], &set->items[i]);
        }
        if (!repeated)
            set->items[kept++] = set->items[i];
    }
    set->count = kept;
}

// A set: an array, or an object `{"open": [...]}` where there may be more.
static bool read_set(const Reader *reader, const AttributeInfo *attribute, Text name, uint32_t value, FactDatum *datum)
{
    uint32_t array = value;
    bool open = false;
    if (kind_of(reader, value) == JSON_OBJECT && json_count(reader->document, value) == 1 &&
        json_string_is(reader->document, value + 1, "open")) {
        array = value + 2;
        open = true;
    }
    if (kind_of(reader, array) != JSON_ARRAY) {
        Diagnostic *wrong = refuse(reader, MESSAGE_FACT_VALUE, value, shown_value(reader, value));
        diagnostic_expect(wrong, text_of("an array: the attribute is a set"));
        return false;
    }
    FactCollection *set = datum->set = arena_take(reader->arena, sizeof *set);
    uint32_t count = json_count(reader->document, array);
    set->items = arena_array(reader->arena, (size_t)count + 1, sizeof *set->items);
    set->open = is_open_path(reader, name) || open;
    bool keyed = (attribute->flags & ATTRIBUTE_OWNED) && reader->schema->types[attribute->target].key_count;
    uint32_t *values = keyed ? arena_array(reader->arena, (size_t)count + 1, sizeof *values) : NULL;
    PathStep step = {name, reader->path};
    Reader inner = *reader;
    inner.path = &step;
    uint32_t end = json_next(reader->document, array);
    for (uint32_t item = array + 1; item < end; item = json_next(reader->document, item)) {
        if (!read_item(&inner, attribute, item, &set->items[set->count]))
            return false;
        if (keyed)
            values[set->count] = item;
        set->count++;
    }
    if (keyed)
        return keys_differ(reader, set, values);
    if (!(attribute->flags & ATTRIBUTE_OWNED))
        drop_repeated(reader, attribute, set);
    return true;
}

static bool unknown_attribute(const Reader *reader, uint32_t type, uint32_t key, Text name)
{
    const TypeInfo *info = &reader->schema->types[type];
    Diagnostic *unknown = refuse(reader, MESSAGE_FACT_ATTRIBUTE, key, name);
    Text owner = program_string(reader->schema, info->name);
    diagnostic_expect(unknown, text_format(reader->arena, "an attribute of %.*s", (int)owner.length, owner.bytes));
    Nearest nearest = nearest_to(name);
    for (uint32_t i = 0; i < info->attribute_count; i++)
        nearest_offer(&nearest, program_string(reader->schema, reader->schema->attributes[info->first_attribute + i].name));
    diagnostic_did_you_mean(reader->diagnostics, unknown, &nearest);
    return false;
}

static int by_attribute(const void *a, const void *b)
{
    const FactClaim *x = a, *y = b;
    return (x->attribute > y->attribute) - (x->attribute < y->attribute);
}

static bool is_key(const Reader *reader, const TypeInfo *type, uint32_t attribute)
{
    for (uint32_t i = 0; i < type->key_count; i++) {
        if (reader->schema->keys[type->first_key + i] == attribute)
            return true;
    }
    return false;
}

static bool keys_present(const Reader *reader, uint32_t object, const FactRecord *record)
{
    const TypeInfo *type = &reader->schema->types[record->type];
    for (uint32_t i = 0; i < type->key_count; i++) {
        uint32_t key = reader->schema->keys[type->first_key + i];
        if (record_claim(record, key))
            continue;
        refuse(reader, MESSAGE_FACT_KEY_MISSING, object, program_string(reader->schema, reader->schema->attributes[key].name));
        return false;
    }
    return true;
}

static bool read_record(const Reader *reader, uint32_t object, bool keys_only, FactRecord *record)
{
    const TypeInfo *type = &reader->schema->types[record->type];
    record->claims = arena_array(reader->arena, (size_t)json_count(reader->document, object) + 1, sizeof *record->claims);
    bool sorted = true;
    for (uint32_t key = object + 1; key < json_next(reader->document, object); key = json_next(reader->document, key + 1)) {
        Text name = string_of(reader, key);
        uint32_t attribute = schema_attribute(reader->schema, record->type, name);
        if (attribute == UINT32_MAX || (keys_only && !is_key(reader, type, attribute))) {
            if (reader->mode == READ_DECLARED) {
                *reader->partial = true;
                continue;
            }
            return unknown_attribute(reader, record->type, key, name);
        }
        FactClaim *claim = &record->claims[record->count];
        claim->attribute = attribute;
        const AttributeInfo *info = &reader->schema->attributes[attribute];
        PathStep step = {name, reader->path};
        Reader inner = *reader;
        inner.path = &step;
        bool fine = attribute_is_many(info) ? read_set(reader, info, name, key + 1, &claim->value)
                                            : read_item(&inner, info, key + 1, &claim->value);
        if (!fine && reader->mode == READ_DECLARED) {
            *reader->partial = true;
            continue; // declared, but as something else
        }
        if (!fine)
            return false;
        sorted = sorted && (record->count == 0 || claim[-1].attribute < attribute);
        record->count++;
    }
    if (!sorted)
        qsort(record->claims, record->count, sizeof *record->claims, by_attribute);
    for (uint32_t i = 1; i < record->count; i++) {
        if (record->claims[i - 1].attribute != record->claims[i].attribute)
            continue;
        // JSON's keys differ, and are the same name in NFC.
        uint32_t name = reader->schema->attributes[record->claims[i].attribute].name;
        refuse(reader, MESSAGE_FACT_ATTRIBUTE_TWICE, object, program_string(reader->schema, name));
        return false;
    }
    return !reader->schema->types[record->type].is_part || keys_present(reader, object, record);
}

// ---- the envelope ----

typedef struct Envelope { // the members of a submission, by name; UINT32_MAX where one is left out
    uint32_t entity, id, evidence, facts, open;
    uint32_t kind, by, on, document, title, confidential;
} Envelope;

typedef struct Member {
    const char *name;
    uint32_t *place;
    JsonKind kind;
    bool needed;
} Member;

// Finds the members of an object; what is none of them, missing or of another kind is refused.
static bool find_members(const Reader *reader, uint32_t object, const Member *members, size_t count)
{
    const JsonDocument *document = reader->document;
    for (size_t i = 0; i < count; i++)
        *members[i].place = UINT32_MAX;
    for (uint32_t key = object + 1; key < json_next(document, object); key = json_next(document, key + 1)) {
        size_t i = 0;
        while (i < count && !json_string_is(document, key, members[i].name))
            i++;
        if (i == count) {
            Diagnostic *unknown = refuse(reader, MESSAGE_FACT_MEMBER, key, string_of(reader, key));
            Nearest nearest = nearest_to(string_of(reader, key));
            for (i = 0; i < count; i++)
                nearest_offer(&nearest, text_of(members[i].name));
            diagnostic_did_you_mean(reader->diagnostics, unknown, &nearest);
            return false;
        }
        bool boolean = members[i].kind == JSON_TRUE && kind_of(reader, key + 1) == JSON_FALSE;
        if (kind_of(reader, key + 1) != members[i].kind && !boolean) {
            static const char *const kinds[] = {"null",     "true or false", "true or false", "a number",
                                                "a string", "an array",      "an object"};
            Diagnostic *wrong = refuse(reader, MESSAGE_FACT_VALUE, key + 1, shown_value(reader, key + 1));
            diagnostic_expect(wrong, text_of(kinds[members[i].kind]));
            return false;
        }
        *members[i].place = key + 1;
    }
    for (size_t i = 0; i < count; i++) {
        if (members[i].needed && *members[i].place == UINT32_MAX) {
            refuse(reader, MESSAGE_FACT_MEMBER_MISSING, object, text_of(members[i].name));
            return false;
        }
    }
    return true;
}

static bool find_envelope(const Reader *reader, uint32_t value, Envelope *envelope)
{
    const Member outer[] = {{"entity", &envelope->entity, JSON_STRING, true},
                            {"id", &envelope->id, JSON_STRING, true},
                            {"evidence", &envelope->evidence, JSON_OBJECT, true},
                            {"facts", &envelope->facts, JSON_OBJECT, true},
                            {"open", &envelope->open, JSON_ARRAY, false}};
    const Member inner[] = {
        {"kind", &envelope->kind, JSON_STRING, true},    {"on", &envelope->on, JSON_STRING, true},
        {"by", &envelope->by, JSON_STRING, false},       {"document", &envelope->document, JSON_STRING, false},
        {"title", &envelope->title, JSON_STRING, false}, {"confidential", &envelope->confidential, JSON_TRUE, false}};
    if (kind_of(reader, value) != JSON_OBJECT) {
        Diagnostic *wrong = refuse(reader, MESSAGE_FACT_VALUE, value, shown_value(reader, value));
        diagnostic_expect(wrong, text_of("a submission: an object with `entity`, `id`, `evidence` and `facts`"));
        return false;
    }
    return find_members(reader, value, outer, sizeof outer / sizeof *outer) &&
           find_members(reader, envelope->evidence, inner, sizeof inner / sizeof *inner);
}

static bool read_type(const Reader *reader, uint32_t value, uint32_t *type)
{
    Text name = string_of(reader, value);
    *type = schema_type(reader->schema, name);
    if (*type != UINT32_MAX && !reader->schema->types[*type].is_part)
        return true;
    Diagnostic *unknown = refuse(reader, MESSAGE_FACT_ENTITY, value, name);
    Nearest nearest = nearest_to(name);
    for (uint32_t i = 0; i < reader->schema->types_count; i++) {
        if (!reader->schema->types[i].is_part)
            nearest_offer(&nearest, program_string(reader->schema, reader->schema->types[i].name));
    }
    diagnostic_did_you_mean(reader->diagnostics, unknown, &nearest);
    return false;
}

static bool read_evidence(const Reader *reader, const Envelope *envelope, Submission *submission)
{
    Text kind = string_of(reader, envelope->kind);
    submission->kind = schema_kind(reader->schema, kind);
    if (submission->kind == UINT32_MAX) {
        Diagnostic *unknown = refuse(reader, MESSAGE_FACT_KIND, envelope->kind, kind);
        Nearest nearest = nearest_to(kind);
        for (uint32_t i = 0; i < reader->schema->kinds_count; i++)
            nearest_offer(&nearest, program_string(reader->schema, reader->schema->kinds[i].name));
        diagnostic_did_you_mean(reader->diagnostics, unknown, &nearest);
        return false;
    }
    if (!date_read(string_of(reader, envelope->on), &submission->on)) {
        Diagnostic *wrong = refuse(reader, MESSAGE_FACT_VALUE, envelope->on, shown_value(reader, envelope->on));
        diagnostic_expect(wrong, text_of(kind_words[TYPE_DATE]));
        correct_date(reader, wrong, envelope->on);
        return false;
    }
    if (envelope->by != UINT32_MAX)
        submission->by = string_of(reader, envelope->by);
    if (envelope->document != UINT32_MAX)
        submission->document = string_of(reader, envelope->document);
    if (envelope->title != UINT32_MAX)
        submission->title = string_of(reader, envelope->title);
    submission->confidential = envelope->confidential != UINT32_MAX && kind_of(reader, envelope->confidential) == JSON_TRUE;
    return true;
}

// Whether a path names a set: `components`, or `components.vulnerabilities`.
static bool path_is_set(const Reader *reader, uint32_t type, Text path)
{
    const AttributeInfo *attribute = NULL;
    for (size_t start = 0; start <= path.length;) {
        const char *dot = path.length > start ? memchr(path.bytes + start, '.', path.length - start) : NULL;
        size_t end = dot ? (size_t)(dot - path.bytes) : path.length;
        if (attribute && !(attribute->flags & ATTRIBUTE_OWNED))
            return false;
        uint32_t number = schema_attribute(reader->schema, attribute ? attribute->target : type, text_slice(path, start, end));
        if (number == UINT32_MAX)
            return false;
        attribute = &reader->schema->attributes[number];
        start = end + 1;
    }
    return attribute && attribute_is_many(attribute);
}

static bool read_open(Reader *reader, uint32_t array, uint32_t type)
{
    const JsonDocument *document = reader->document;
    uint32_t count = json_count(document, array);
    uint32_t *open = arena_array(reader->arena, (size_t)count + 1, sizeof *open);
    uint32_t index = 0;
    for (uint32_t item = array + 1; item < json_next(document, array); item = json_next(document, item)) {
        bool path = kind_of(reader, item) == JSON_STRING && path_is_set(reader, type, string_of(reader, item));
        if (!path && reader->mode == READ_ALL) {
            Diagnostic *wrong = refuse(reader, MESSAGE_FACT_OPEN, item, shown_value(reader, item));
            diagnostic_expect(
                wrong, text_of("the path of an attribute that is a set, such as \"components\" or \"components.depends_on\""));
            return false;
        }
        *reader->partial |= !path;
        if (path)
            open[index++] = item;
    }
    reader->open = open;
    reader->open_count = index;
    return true;
}

Submission *submission_read(const Program *schema, ReadMode mode, Arena *arena, Diagnostics *diagnostics, const Source *source,
                            const JsonDocument *document, uint32_t value)
{
    Reader reader = {
        .schema = schema, .mode = mode, .arena = arena, .diagnostics = diagnostics, .source = source, .document = document};
    Envelope envelope;
    Submission *submission = arena_take(arena, sizeof *submission);
    reader.partial = &submission->partial;
    submission->file = source->file;
    if (!find_envelope(&reader, value, &envelope) || !read_type(&reader, envelope.entity, &submission->facts.type) ||
        !read_evidence(&reader, &envelope, submission))
        return NULL;
    submission->id = string_of(&reader, envelope.id);
    if (!submission->id.length || memchr(submission->id.bytes, 0, submission->id.length) || submission->id.length > LONGEST_ID) {
        Diagnostic *wrong = refuse(&reader, MESSAGE_FACT_VALUE, envelope.id, shown_value(&reader, envelope.id));
        diagnostic_expect(wrong, text_of("an id of 1 to 400 bytes without a zero"));
        return NULL;
    }
    if (envelope.open != UINT32_MAX && !read_open(&reader, envelope.open, submission->facts.type))
        return NULL;
    return read_record(&reader, envelope.facts, false, &submission->facts) ? submission : NULL;
}

static bool refuse_json(Diagnostics *diagnostics, const Source *source, const JsonError *error)
{
    Diagnostic *broken = diagnose(diagnostics, MESSAGE_JSON, span_at(source->file, error->offset), 1, text_of(error->reason));
    diagnostic_expect(broken, text_of(error->expected));
    return false;
}

// What does not read as one submission more.
static bool refuse_next(Diagnostics *diagnostics, const Source *source, JsonError *error)
{
    if (error->offset < source->text.length && source->text.bytes[error->offset] == ',')
        error->expected = "one submission a line without commas between them, or an array of them";
    return refuse_json(diagnostics, source, error);
}

static void add_submission(SubmissionList *list, Arena *arena, Submission *submission)
{
    list->items = arena_grow(arena, list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = submission;
}

bool submissions_begin(Arena *arena, Diagnostics *diagnostics, const Source *source, JsonDocument *document, size_t *at)
{
    JsonError error;
    *at = 0;
    if (json_at_end(source->text, 0)) {
        diagnose(diagnostics, MESSAGE_FACTS_EMPTY, (Span){.file = source->file}, 0);
        return false;
    }
    return json_read(document, arena, source->text, at, &error) || refuse_json(diagnostics, source, &error);
}

// Moves behind the line's end, where white space alone stands before it; else to what stands there.
static bool next_line(Text text, size_t *at)
{
    while (*at < text.length && (text.bytes[*at] == ' ' || text.bytes[*at] == '\t' || text.bytes[*at] == '\r'))
        ++*at;
    return *at < text.length && text.bytes[*at] == '\n';
}

bool submissions_continue(const Program *schema, ReadMode mode, Arena *arena, Diagnostics *diagnostics, const Source *source,
                          JsonDocument *document, size_t at, SubmissionList *list)
{
    bool fine = true;
    for (bool first = true;; first = false) {
        bool array = json_kind(document, 0) == JSON_ARRAY;
        if (array && !(first && json_at_end(source->text, at))) {
            diagnose(diagnostics, MESSAGE_FACTS_MIXED, span_at(source->file, at), 0);
            return false;
        }
        uint32_t end = array ? json_next(document, 0) : 1;
        for (uint32_t value = array ? 1 : 0; value < end; value = json_next(document, value)) {
            Submission *submission = submission_read(schema, mode, arena, diagnostics, source, document, value);
            if (submission)
                add_submission(list, arena, submission);
            else
                fine = false;
        }
        // What was read may lie in the document's text, never in its tape: that serves the next line too.
        JsonError error;
        if (json_at_end(source->text, at))
            return fine;
        if (!next_line(source->text, &at)) {
            Diagnostic *same = diagnose(diagnostics, MESSAGE_FACTS_SAME_LINE, span_at(source->file, at), 0);
            diagnostic_expect(same, text_of("one submission a line, or an array of them"));
            return false;
        }
        if (!json_read(document, arena, source->text, &at, &error))
            return refuse_next(diagnostics, source, &error);
    }
}

bool submissions_read(const Program *schema, ReadMode mode, Arena *arena, Diagnostics *diagnostics, const Source *source,
                      SubmissionList *list)
{
    JsonDocument document = {.values = NULL};
    size_t at;
    return submissions_begin(arena, diagnostics, source, &document, &at) &&
           submissions_continue(schema, mode, arena, diagnostics, source, &document, at, list);
}
