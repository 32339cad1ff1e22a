// SPDX-License-Identifier: MIT
// Members and values of CycloneDX, by the table of cyclonedx.def; and the report of what it has no row for.
#include "import/cyclonedx_inside.h"

#include <stdlib.h>

#include "support/calendar.h"
#include "support/version.h"

const MemberInfo member_infos[MEMBERS] = {
#define MEMBER(id, object, name, kind, attribute) {IN_##object, {name, sizeof(name) - 1}, JSON_##kind, CLAIM_##attribute},
#include "import/cyclonedx.def"
};

const ClaimInfo claim_infos[CLAIMS] = {
#define ATTRIBUTE(id, owner, name, taken) {OWNER_##owner, name, TAKEN_##taken},
#include "import/cyclonedx.def"
};

static const char *const object_paths[OBJECTS] = {
#define OBJECT(id, path) path,
#include "import/cyclonedx.def"
};

static const struct {
    MemberId member;
    const char *word;
} words[] = {
#define WORD(member, word) {FROM_##member, word},
#include "import/cyclonedx.def"
};
enum { WORDS = sizeof words / sizeof *words };
_Static_assert(sizeof words / sizeof *words <= MOST_WORDS, "there is room for every word");
_Static_assert((int)MEMBERS < (int)MEMBER_NONE, "a member's number fits a slot");

// ---- messages ----

static Span span_of(const Importer *importer, uint32_t value)
{
    uint32_t start = (uint32_t)json_offset(importer->document, value);
    return (Span){importer->given->source->file, start, start + (uint32_t)json_extent(importer->document, value)};
}

void importer_let_go(Importer *importer, uint32_t from, uint32_t to)
{
    if (!importer->failed)
        json_let_go(importer->document, from, to);
}

Diagnostic *importer_refuse(Importer *importer, MessageCode code, uint32_t value, Text about)
{
    Diagnostics *diagnostics = importer->given->diagnostics;
    importer->failed = true;
    Diagnostic *refused = diagnose(diagnostics, code, span_of(importer, value), 1, about);
    if (diagnostics->errors > MOST_ERRORS)
        return refused;
    json_bring_back(importer->document, importer->scratch); // finding the way to a value passes all before it
    refused->pointer = json_pointer(importer->document, importer->arena, value);
    return refused;
}

static Text shown_value(const Importer *importer, uint32_t value)
{
    static const char *const names[] = {"null", "false", "true", "", "", "an array", "an object"};
    JsonKind kind = json_kind(importer->document, value);
    enum { LONGEST_SHOWN = 100 };
    if (kind == JSON_NUMBER || kind == JSON_STRING) {
        Text raw = json_raw(importer->document, value);
        if (raw.length > LONGEST_SHOWN)
            return text_of(kind == JSON_NUMBER ? "a number" : "a string");
        const char *quote = kind == JSON_STRING ? "\"" : "";
        return text_format(importer->arena, "%s%.*s%s", quote, (int)raw.length, raw.bytes, quote);
    }
    return text_of(names[kind]);
}

Diagnostic *importer_refuse_value(Importer *importer, uint32_t value)
{
    return importer_refuse(importer, MESSAGE_FACT_VALUE, value, shown_value(importer, value));
}

static void refuse_kind(Importer *importer, uint32_t value, JsonKind wanted)
{
    static const char *const kinds[] = {"null",     "true or false", "true or false", "a number",
                                        "a string", "an array",      "an object"};
    diagnostic_expect(importer_refuse_value(importer, value), text_of(kinds[wanted]));
}

static void note(const Importer *importer, Note *place, Span span, Text example)
{
    enum { LONGEST_EXAMPLE = 100 };
    if (place->count++)
        return;
    place->span = span;
    while (example.length > LONGEST_EXAMPLE || (example.length && text_malformed(example) < example.length))
        example.length = example.length > LONGEST_EXAMPLE ? LONGEST_EXAMPLE : example.length - 1; // whole characters
    place->example = text_copy(importer->arena, example);
}

void note_at(const Importer *importer, Note *place, uint32_t value, Text example)
{
    note(importer, place, span_of(importer, value), example);
}

void note_offset(const Importer *importer, Note *place, uint32_t offset, Text example)
{
    note(importer, place, span_at(importer->given->source->file, offset), example);
}

// ---- the schema ----

static bool declared_otherwise(Importer *importer, ClaimId claim, Text type, const char *expected)
{
    Text name = text_format(importer->arena, "%.*s.%s", (int)type.length, type.bytes, claim_infos[claim].name);
    Diagnostic *wrong = importer_refuse(importer, MESSAGE_FOREIGN_DECLARED, 0, name);
    diagnostic_expect(wrong, text_of(expected));
    return false;
}

static bool is_kept_by_id(const Importer *importer, uint32_t number)
{
    const TypeInfo *type = &importer->schema->types[number];
    if (type->key_count != 1)
        return false;
    const AttributeInfo *key = &importer->schema->attributes[importer->schema->keys[type->first_key]];
    return key->kind == TYPE_TEXT && text_is(program_string(importer->schema, key->name), "id");
}

// What an attribute must be declared as; null where it is.
static const char *wanted_declaration(const Importer *importer, Taken taken, const AttributeInfo *attribute)
{
    bool many = attribute_is_many(attribute), owned = attribute->flags & ATTRIBUTE_OWNED;
    switch (taken) {
    case TAKEN_KEY:
    case TAKEN_TEXT:
        return !many && attribute->kind == TYPE_TEXT ? NULL : "text";
    case TAKEN_VERSION:
        return !many && (attribute->kind == TYPE_VERSION || attribute->kind == TYPE_TEXT) ? NULL : "version, or text";
    case TAKEN_WORD:
        return !many && attribute->kind == TYPE_ENUM ? NULL : "an enumeration";
    case TAKEN_SUPPLIER:
        return !many && attribute->kind == TYPE_ENTITY ? NULL : "an entity";
    case TAKEN_DAY:
        return !many && attribute->kind == TYPE_DATE ? NULL : "date";
    case TAKEN_TEXTS:
        return many && attribute->kind == TYPE_TEXT ? NULL : "many text";
    case TAKEN_PARTS:
        return many && owned && attribute->kind == TYPE_PART && is_kept_by_id(importer, attribute->target)
                   ? NULL
                   : "many of a part whose key is `id : text`";
    case TAKEN_REFERENCES:
        return many && !owned && attribute->kind == TYPE_PART && attribute->target == attribute->owner
                   ? NULL
                   : "many ref of its own type";
    case TAKEN_HIGHEST_WORD:
        return !many && attribute->kind == TYPE_ENUM && importer->schema->enums[attribute->target].ordered
                   ? NULL
                   : "an ordered enumeration";
    case TAKEN_HIGHEST_SCORE:
        break;
    }
    return !many && attribute->kind == TYPE_DECIMAL ? NULL : "decimal";
}

static bool bind_claim(Importer *importer, ClaimId claim)
{
    const ClaimInfo *info = &claim_infos[claim];
    uint32_t type = importer->types[info->owner];
    importer->attributes[claim] = type == NO_INDEX ? NO_INDEX : schema_attribute(importer->schema, type, text_of(info->name));
    if (!is_bound(importer, claim))
        return true;
    const AttributeInfo *attribute = &importer->schema->attributes[importer->attributes[claim]];
    Text owner = program_string(importer->schema, importer->schema->types[type].name);
    const char *wanted = wanted_declaration(importer, info->taken, attribute);
    if (wanted)
        return declared_otherwise(importer, claim, owner, wanted);
    if (info->taken != TAKEN_PARTS)
        return true;
    OwnerId part = claim == CLAIM_PRODUCT_COMPONENTS ? OWNER_COMPONENT : OWNER_VULNERABILITY;
    if (importer->types[part] != NO_INDEX && importer->types[part] != attribute->target)
        return declared_otherwise(importer, claim, owner, "parts of the same type as the product's");
    importer->types[part] = attribute->target;
    return true;
}

static void bind_words(Importer *importer)
{
    for (size_t i = 0; i < WORDS; i++) {
        ClaimId claim = member_infos[words[i].member].claim;
        importer->word_values[i] = NO_INDEX;
        if (claim >= CLAIMS || !is_bound(importer, claim))
            continue;
        char *name = text_terminated(importer->arena, text_of(words[i].word));
        for (char *c = name; *c; c++)
            *c = *c == '-' ? '_' : *c;
        uint32_t number = importer->schema->attributes[importer->attributes[claim]].target;
        importer->word_values[i] = schema_enum_value(importer->schema, number, text_of(name));
    }
}

static uint32_t slot_of(Text name)
{
    uint32_t length = (uint32_t)name.length, first = length ? (unsigned char)name.bytes[0] : 0;
    uint32_t last = length ? (unsigned char)name.bytes[length - 1] : 0;
    return (length * 5 + first * 3 + last) % MEMBER_SLOTS;
}

static void index_members(Importer *importer)
{
    memset(importer->slots, MEMBER_NONE, sizeof importer->slots);
    for (uint32_t i = MEMBERS; i-- > 0;) {
        if (i + MOST_MEMBERS < MEMBERS && member_infos[i + MOST_MEMBERS].object == member_infos[i].object)
            bug("an object with more members than there is room for");
        importer->first_member[member_infos[i].object] = i;
        uint8_t *slots = importer->slots[member_infos[i].object];
        uint32_t slot = slot_of(member_infos[i].name);
        while (slots[slot] != MEMBER_NONE)
            slot = (slot + 1) % MEMBER_SLOTS;
        slots[slot] = (uint8_t)i;
    }
    for (int i = 0; i < OBJECTS; i++)
        text_index_open(&importer->unplaced[i], importer->scratch);
}

// The set that a path of the evidence names.
static bool close_path(Importer *importer, Text path)
{
    for (ClaimId claim = 0; claim < CLAIMS; claim++) {
        const ClaimInfo *info = &claim_infos[claim];
        bool set = info->taken == TAKEN_TEXTS || info->taken == TAKEN_PARTS || info->taken == TAKEN_REFERENCES;
        if (!set || !is_bound(importer, claim))
            continue;
        Text owner = text_of(info->owner == OWNER_PRODUCT ? "" : "components.");
        Text name = text_of(info->name);
        if (path.length == owner.length + name.length && text_starts(path, owner) && text_ends(path, name))
            return importer->closed[claim] = true;
    }
    Diagnostic *wrong = importer_refuse(importer, MESSAGE_FOREIGN_CLOSED, 0, path);
    diagnostic_expect(wrong,
                      text_of("a set of the policy that such a file can name, such as `components` or `components.depends_on`"));
    return false;
}

bool importer_bind(Importer *importer)
{
    const ForeignEvidence *evidence = importer->given->evidence;
    importer->types[OWNER_PRODUCT] = evidence->type;
    importer->types[OWNER_COMPONENT] = importer->types[OWNER_VULNERABILITY] = NO_INDEX;
    // The table has owners before what they own.
    for (ClaimId claim = 0; claim < CLAIMS; claim++) {
        if (!bind_claim(importer, claim))
            return false;
    }
    bind_words(importer);
    index_members(importer);
    for (size_t i = 0; i < evidence->closed_count; i++) {
        if (!close_path(importer, evidence->closed[i]))
            return false;
    }
    return true;
}

// ---- members ----

static MemberId find_member(const Importer *importer, ObjectId object, Text name)
{
    const uint8_t *slots = importer->slots[object];
    for (uint32_t slot = slot_of(name); slots[slot] != MEMBER_NONE; slot = (slot + 1) % MEMBER_SLOTS) {
        if (text_equal(name, member_infos[slots[slot]].name))
            return slots[slot];
    }
    return MEMBERS;
}

static void count_unplaced(Importer *importer, ObjectId object, Text name)
{
    TextIndex *index = &importer->unplaced[object];
    uint32_t number = text_index_add(index, name);
    index->values[number]++;
}

void count_member(Importer *importer, MemberId member)
{
    count_unplaced(importer, member_infos[member].object, member_infos[member].name);
}

Members members_of(Importer *importer, ObjectId object, uint32_t value)
{
    const JsonDocument *document = importer->document;
    Members members = {.object = object, .first = importer->first_member[object]};
    memset(members.values, 0xff, sizeof members.values);
    uint32_t end = json_next(document, value);
    for (uint32_t key = value + 1; key < end; key = json_next(document, key + 1)) {
        Text name = json_string(document, importer->facts, key);
        MemberId member = find_member(importer, object, name);
        if (member == MEMBERS) {
            count_unplaced(importer, object, name);
            continue;
        }
        const MemberInfo *info = &member_infos[member];
        JsonKind kind = json_kind(document, key + 1);
        if (kind == JSON_NULL) {
            note_at(importer, &importer->unusable[member], key + 1, text_of("null"));
            continue;
        }
        if (kind != info->kind) {
            refuse_kind(importer, key + 1, info->kind);
            continue;
        }
        if (info->claim == CLAIM_NOWHERE || (info->claim < CLAIMS && !is_bound(importer, info->claim)))
            count_unplaced(importer, object, name);
        members.values[member - members.first] = key + 1;
    }
    return members;
}

bool item_is(Importer *importer, uint32_t item, JsonKind kind)
{
    if (json_kind(importer->document, item) == kind)
        return true;
    refuse_kind(importer, item, kind);
    return false;
}

uint32_t member_needed(Importer *importer, const Members *members, MemberId member, uint32_t object)
{
    uint32_t value = member_value(members, member);
    // A member of a wrong kind is there: it was refused already.
    if (value == UINT32_MAX && json_member(importer->document, object, member_infos[member].name.bytes) == UINT32_MAX)
        importer_refuse(importer, MESSAGE_FOREIGN_MEMBER, object, member_infos[member].name);
    return value;
}

// ---- values ----

Text value_text(const Importer *importer, uint32_t value)
{
    if (value == UINT32_MAX)
        return (Text){"", 0};
    Text text = json_string(importer->document, importer->facts, value);
    return json_is_plain(importer->document, value) ? text : text_nfc(importer->facts, text);
}

Text joined_text(Arena *arena, Text first, const char *between, Text second)
{
    TextBuilder joined = text_builder(arena);
    text_append(&joined, first);
    text_append_string(&joined, between);
    text_append(&joined, second);
    return text_built(&joined);
}

void add_claim(const Importer *importer, Claims *claims, ClaimId claim, FactDatum value)
{
    uint32_t attribute = importer->attributes[claim], at = claims->count;
    while (at > 0 && claims->items[at - 1].attribute >= attribute) {
        if (claims->items[--at].attribute == attribute)
            return;
    }
    memmove(&claims->items[at + 1], &claims->items[at], (claims->count - at) * sizeof *claims->items);
    claims->items[at] = (FactClaim){attribute, value};
    claims->count++;
}

bool is_word(MemberId member, Text text)
{
    for (size_t i = 0; i < WORDS; i++) {
        if (words[i].member == member && text_is(text, words[i].word))
            return true;
    }
    return false;
}

bool read_word(Importer *importer, MemberId member, uint32_t value, int64_t *number)
{
    Text text = value_text(importer, value);
    for (size_t i = 0; i < WORDS; i++) {
        if (words[i].member != member || !text_is(text, words[i].word))
            continue;
        *number = importer->word_values[i];
        if (importer->word_values[i] != NO_INDEX)
            return true;
        note_at(importer, &importer->values[member], value, text);
        return false;
    }
    note_at(importer, &importer->unusable[member], value, text);
    return false;
}

// The day of an instant by RFC 3339 in UTC, whatever its fraction of a second; or a date.
static bool read_day(const Importer *importer, Text text, int64_t *day)
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
        text = joined_text(importer->facts, text_slice(text, 0, BEFORE_FRACTION), "", text_slice(text, behind, text.length));
    }
    int64_t instant;
    if (text.length > 40 || !instant_read(text, &instant))
        return false;
    *day = (int64_t)days_of_seconds(instant);
    return true;
}

static void claim_supplier(Importer *importer, Claims *claims, MemberId member, uint32_t value)
{
    // Every object of that kind has its name as the first of its members.
    ObjectId object = member == FROM_COMPONENT_SUPPLIER ? IN_SUPPLIER
                      : member == FROM_SUBJECT_SUPPLIER ? IN_SUBJECT_SUPPLIER
                                                        : IN_METADATA_SUPPLIER;
    Members members = members_of(importer, object, value);
    uint32_t name = members.values[0];
    Text id = value_text(importer, name);
    if (!id.length)
        return;
    if (id.length > LONGEST_ID || memchr(id.bytes, 0, id.length))
        note_at(importer, &importer->unusable[members.first], name, (Text){"", 0});
    else
        add_claim(importer, claims, member_infos[member].claim, (FactDatum){.text = id});
}

// `v1.2.3` is how people name the version 1.2.3 (semver.org, its questions and answers).
static void claim_version(Importer *importer, Claims *claims, MemberId member, uint32_t value, Text text)
{
    ClaimId claim = member_infos[member].claim;
    bool as_version = importer->schema->attributes[importer->attributes[claim]].kind == TYPE_VERSION;
    Text number = as_version && text_starts(text, text_of("v")) ? text_slice(text, 1, text.length) : text;
    Version version;
    if (as_version && !version_read(number, &version))
        note_at(importer, &importer->values[member], value, text);
    else
        add_claim(importer, claims, claim, (FactDatum){.text = number});
}

static void claim_member(Importer *importer, Claims *claims, const Members *members, MemberId member)
{
    ClaimId claim = member_infos[member].claim;
    uint32_t value = member_value(members, member);
    if (value == UINT32_MAX || !is_bound(importer, claim))
        return;
    if (claim_infos[claim].taken == TAKEN_SUPPLIER) {
        claim_supplier(importer, claims, member, value);
        return;
    }
    Text text = value_text(importer, value);
    FactDatum datum = {.text = text};
    if (!text.length)
        return;
    switch (claim_infos[claim].taken) {
    case TAKEN_TEXT:
        add_claim(importer, claims, claim, datum);
        return;
    case TAKEN_VERSION:
        claim_version(importer, claims, member, value, text);
        return;
    case TAKEN_WORD:
        if (read_word(importer, member, value, &datum.number))
            add_claim(importer, claims, claim, datum);
        return;
    case TAKEN_DAY:
        if (read_day(importer, text, &datum.number))
            add_claim(importer, claims, claim, datum);
        else
            note_at(importer, &importer->unusable[member], value, text);
        return;
    default:
        bug("a member that the table cannot claim by itself");
    }
}

static bool is_simple(Taken taken)
{
    return taken == TAKEN_TEXT || taken == TAKEN_VERSION || taken == TAKEN_WORD || taken == TAKEN_SUPPLIER || taken == TAKEN_DAY;
}

void claim_members(Importer *importer, Claims *claims, const Members *members)
{
    for (MemberId member = members->first; member < MEMBERS && member_infos[member].object == members->object; member++) {
        ClaimId claim = member_infos[member].claim;
        if (member_value(members, member) != UINT32_MAX && claim < CLAIMS && is_simple(claim_infos[claim].taken))
            claim_member(importer, claims, members, member);
    }
}

FactRecord *make_record(const Importer *importer, OwnerId owner, const Claims *claims, uint32_t room, uint32_t value)
{
    FactRecord *record = arena_raw(importer->facts, sizeof *record);
    *record = (FactRecord){
        .type = importer->types[owner], .count = claims->count, .offset = (uint32_t)json_offset(importer->document, value)};
    record->claims = arena_raw(importer->facts, (claims->count + room) * sizeof *record->claims);
    memcpy(record->claims, claims->items, claims->count * sizeof *record->claims);
    return record;
}

void record_set(const Importer *importer, FactRecord *record, ClaimId claim, FactCollection *set)
{
    uint32_t attribute = importer->attributes[claim], at = record->count++;
    for (; at > 0 && record->claims[at - 1].attribute > attribute; at--)
        record->claims[at] = record->claims[at - 1];
    record->claims[at] = (FactClaim){attribute, {.set = set}};
}

// ---- the report ----

static Text path_of(const Importer *importer, ObjectId object, Text name)
{
    const char *path = object_paths[object];
    return joined_text(importer->arena, text_of(path), *path ? "." : "", name);
}

static int by_path(const void *a, const void *b)
{
    const ForeignGap *x = a, *y = b;
    int order = text_compare(x->path, y->path);
    return order ? order : (int)x->kind - (int)y->kind;
}

static void add_gaps(Importer *importer, ForeignGapKind kind, const Note *notes)
{
    ForeignReport *report = &importer->report;
    for (MemberId i = 0; i < MEMBERS; i++) {
        if (!notes[i].count)
            continue;
        Text path = path_of(importer, member_infos[i].object, member_infos[i].name);
        report->gaps[report->gap_count++] = (ForeignGap){path, kind, notes[i].count, notes[i].example, notes[i].span};
    }
}

static Text count_text(const Importer *importer, uint32_t count)
{
    return text_format(importer->arena, "%u", count);
}

static void warn(const Importer *importer)
{
    static const MessageCode codes[NOTES] = {
        [NOTE_UNDECLARED] = MESSAGE_FOREIGN_UNDECLARED, [NOTE_SAME_ID] = MESSAGE_FOREIGN_SAME_ID,
        [NOTE_SAME_REF] = MESSAGE_FOREIGN_SAME_REF,     [NOTE_DISAGREEING] = MESSAGE_FOREIGN_DISAGREEING,
        [NOTE_NAMELESS] = MESSAGE_FOREIGN_NAMELESS,     [NOTE_AFFECTS_NOTHING] = MESSAGE_FOREIGN_AFFECTS_NOTHING,
    };
    Diagnostics *diagnostics = importer->given->diagnostics;
    for (int i = 0; i < NOTES; i++) {
        const Note *note = &importer->notes[i];
        if (note->count)
            diagnose(diagnostics, codes[i], note->span, 2, note->example, count_text(importer, note->count));
    }
    for (MemberId i = 0; i < MEMBERS; i++) {
        const Note *note = &importer->unusable[i];
        Text path = path_of(importer, member_infos[i].object, member_infos[i].name);
        if (note->count)
            diagnose(diagnostics, MESSAGE_FOREIGN_UNUSABLE, note->span, 3, note->example, path,
                     count_text(importer, note->count));
    }
}

void importer_finish_report(Importer *importer)
{
    ForeignReport *report = &importer->report;
    size_t most = 2 * MEMBERS;
    for (int i = 0; i < OBJECTS; i++)
        most += importer->unplaced[i].count;
    report->gaps = arena_array(importer->arena, most, sizeof *report->gaps);
    for (ObjectId i = 0; i < OBJECTS; i++) {
        const TextIndex *index = &importer->unplaced[i];
        for (uint32_t j = 0; j < index->count; j++) {
            Text path = path_of(importer, i, index->texts[j]);
            report->gaps[report->gap_count++] = (ForeignGap){.path = path, .kind = GAP_MEMBER, .count = index->values[j]};
        }
    }
    add_gaps(importer, GAP_VALUE, importer->values);
    add_gaps(importer, GAP_REFERENCE, importer->elsewhere);
    qsort(report->gaps, report->gap_count, sizeof *report->gaps, by_path);
    warn(importer);
}
