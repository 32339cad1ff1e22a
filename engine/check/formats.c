// SPDX-License-Identifier: MIT
// `format` blocks put together, whatever files, libraries and profiles they stand in: each record fills one type, each attribute
// takes one thing of it. What goes without saying is said: the key of a part, and which attribute takes the parts of a record.
// What profiles say comes behind what they refine, so that none of them changes what goes without saying there.
#include "check/check.h"

#include <stdlib.h>

typedef struct FormatsCheck {
    CheckRun *run;
    Policy *policy;
    FilledRecord *records;
    bool base;       // what the policy itself says, without its profiles, is under way
    Mapping **takes; // by Derived, of parts: what takes them
} FormatsCheck;

static Text record_name(FormatRecord record)
{
    return text_of(format_record_infos[record].name);
}

// Of two that say what one alone may: the one that could leave it out. A policy's own may, before a library's; a profile's before
// what it refines.
static bool is_later(const Decl *one, const Decl *other)
{
    bool base = file_is_base(one->file), other_base = file_is_base(other->file);
    if (base != other_base)
        return !base;
    bool library = one->file->module->file->kind == FILE_LIBRARY, other_library = other->file->module->file->kind == FILE_LIBRARY;
    return library != other_library ? !library : true;
}

// ---- formats, records and the types that they fill ----

static FormatId find_format(const FormatsCheck *check, const Decl *decl)
{
    FormatId format = format_named(decl->word.name->text);
    if (format < FORMATS)
        return format;
    Diagnostic *unknown = diagnose(check->policy->diagnostics, MESSAGE_UNKNOWN_FORMAT, decl->word.span, 1, decl->word.name->text);
    Nearest nearest = nearest_to(decl->word.name->text);
    TextBuilder names = text_builder(check->policy->arena);
    for (unsigned i = 0; i < FORMATS; i++) {
        nearest_offer(&nearest, text_of(format_infos[i].name));
        text_append_string(&names, i ? ", " : "one of ");
        text_append_string(&names, format_infos[i].name);
    }
    diagnostic_expect(unknown, text_built(&names));
    diagnostic_did_you_mean(check->policy->diagnostics, unknown, &nearest);
    return FORMATS;
}

static FormatRecord find_record(const FormatsCheck *check, FormatId format, Word word)
{
    FormatRecord record = format_record_named(format, word.name->text);
    if (record < FORMAT_RECORDS)
        return record;
    Diagnostic *unknown = diagnose(check->policy->diagnostics, MESSAGE_UNKNOWN_RECORD, word.span, 2,
                                   text_of(format_infos[format].name), word.name->text);
    Nearest nearest = nearest_to(word.name->text);
    TextBuilder names = text_builder(check->policy->arena);
    for (unsigned i = 0; i < FORMAT_RECORDS; i++) {
        if (format_record_infos[i].format != format)
            continue;
        nearest_offer(&nearest, record_name((FormatRecord)i));
        text_append_string(&names, names.length ? ", " : "one of ");
        text_append(&names, record_name((FormatRecord)i));
    }
    diagnostic_expect(unknown, text_built(&names));
    diagnostic_did_you_mean(check->policy->diagnostics, unknown, &nearest);
    return FORMAT_RECORDS;
}

static bool may_fill(FormatRecord record, const Decl *type)
{
    static const DeclKind fills[] = {[FILLS_ENTITY] = DECL_ENTITY, [FILLS_PART] = DECL_PART};
    RecordFills kind = format_record_infos[record].fills;
    return kind == FILLS_ANY ? type->kind == DECL_ENTITY || type->kind == DECL_PART : type->kind == fills[kind];
}

// The type that an entry is about; null, reported: it can be none.
static Decl *find_type(const FormatsCheck *check, const Decl *decl, FormatRecord record, const FilledType *filled)
{
    static const char *const expected[] = {"an entity", "a part", "an entity or a part"};
    Policy *policy = check->policy;
    Decl *type = policy_find(policy, decl->file->module, SPACE_TYPES, filled->type.name);
    if (!type) {
        policy_unknown(policy, decl->file->module, SPACE_TYPES, filled->type, MESSAGE_UNKNOWN_TYPE);
        return NULL;
    }
    type->used = true;
    if (may_fill(record, type))
        return type;
    const char *is = type->kind == DECL_ENUM ? "an enumeration" : type->kind == DECL_PART ? "a part" : "an entity";
    Diagnostic *other = diagnose(policy->diagnostics, MESSAGE_FILLED_TYPE, filled->type.span, 3, filled->type.name->text,
                                 text_of(is), record_name(record));
    diagnostic_also(other, type->word.span, "it is declared here");
    diagnostic_expect(other, text_of(expected[format_record_infos[record].fills]));
    return NULL;
}

// Says what a record fills. False, reported, where it fills something else. said_in null: it goes without saying.
static bool fill(const FormatsCheck *check, FormatRecord record, const Decl *type, Span said, const Decl *said_in)
{
    FilledRecord *filled = &check->records[record];
    if (!filled->type) {
        filled->type = type;
        filled->said = said;
        filled->said_in = said_in;
    }
    if (filled->type == type)
        return true;
    bool later = !said_in || !filled->said_in || is_later(said_in, filled->said_in);
    Diagnostic *two = diagnose(check->policy->diagnostics, MESSAGE_RECORD_OF_TWO_TYPES, later ? said : filled->said, 3,
                               record_name(record), filled->type->word.name->text, type->word.name->text);
    diagnostic_also(two, later ? filled->said : said, "it fills the other one here");
    return false;
}

// ---- what is mapped of a record ----

static bool is_parts(const Mapping *mapping)
{
    return mapping->derived < DERIVED_NAMES && derived_infos[mapping->derived].kind == DERIVES_PARTS;
}

static Mapping *mapping_of(const FilledRecord *filled, const Attribute *attribute)
{
    uint32_t at = filled->count ? text_index_find(&filled->names, attribute->word.name->text) : UINT32_MAX;
    return at == UINT32_MAX ? NULL : filled->first[at];
}

static void keep(const FormatsCheck *check, FormatRecord record, Mapping *mapping)
{
    FilledRecord *filled = &check->records[record];
    Arena *arena = check->policy->arena;
    if (!filled->count)
        text_index_open(&filled->names, arena);
    uint32_t names = filled->names.count, at = text_index_add(&filled->names, mapping->attribute->word.name->text);
    if (at == names) {
        filled->first = arena_grow(arena, filled->first, at, &filled->first_capacity, sizeof *filled->first);
        filled->first[at] = mapping;
    }
    filled->items = arena_grow(arena, filled->items, filled->count, &filled->capacity, sizeof *filled->items);
    filled->items[filled->count++] = mapping;
    if (is_parts(mapping))
        check->takes[mapping->derived] = mapping;
}

// Reports that an attribute, or the parts of a record, have a mapping already.
static void report_twice(const FormatsCheck *check, const Mapping *before, const Mapping *mapping, MessageCode code, Text what,
                         Text of)
{
    Span first = before->decl ? before->word.span : before->span;
    bool later = !before->decl || is_later(mapping->decl, before->decl);
    Diagnostic *twice = diagnose(check->policy->diagnostics, code, later ? mapping->word.span : first, 2, what, of);
    diagnostic_also(twice, later ? first : mapping->word.span,
                    before->decl ? "it is mapped here" : "here it goes without saying");
}

// Whether something is mapped there already, which is reported. Of a reader's parts, one attribute may take several kinds.
static bool is_taken(const FormatsCheck *check, FormatRecord record, const Mapping *mapping)
{
    const Mapping *before = mapping_of(&check->records[record], mapping->attribute);
    const Mapping *taken = is_parts(mapping) ? check->takes[mapping->derived] : NULL;
    if (before && !(is_parts(before) && is_parts(mapping)))
        report_twice(check, before, mapping, MESSAGE_MAPPED_TWICE, mapping->attribute->word.name->text, record_name(record));
    else if (taken)
        report_twice(check, taken, mapping, MESSAGE_PARTS_OF_TWO, text_of(derived_infos[mapping->derived].name),
                     taken->attribute->word.name->text);
    else
        return false;
    return true;
}

static void add_mapping(const FormatsCheck *check, const Decl *decl, const FilledType *filled, Mapping *mapping)
{
    FormatRecord record = filled->number;
    Module *module = decl->file->module;
    mapping->decl = decl;
    mapping->attribute = check_attribute(check->policy, module, check->records[record].type, mapping->word);
    if (!mapping->attribute)
        return;
    check_mapping(check->run, module, record, mapping);
    if (is_taken(check, record, mapping))
        return;
    FormatRecord of = mapping->derived < DERIVED_NAMES ? derived_infos[mapping->derived].of : FORMAT_RECORDS;
    if (of == FORMAT_RECORDS || fill(check, of, mapping->attribute->type.decl, mapping->word.span, decl))
        keep(check, record, mapping);
}

// ---- what goes without saying ----

static Mapping *unsaid(const FormatsCheck *check, FormatRecord record, Attribute *attribute, Derived derived)
{
    Arena *arena = check->policy->arena;
    const FilledRecord *filled = &check->records[record];
    PathStep *step = arena_take(arena, sizeof *step);
    MappingPath *path = arena_take(arena, sizeof *path);
    Mapping *mapping = arena_take(arena, sizeof *mapping);
    *step = (PathStep){.kind = STEP_DERIVED, .name = text_of(derived_infos[derived].name), .span = filled->said};
    *path = (MappingPath){.steps = step, .span = filled->said};
    *mapping = (Mapping){
        .word = attribute->word, .paths = path, .span = filled->said, .attribute = attribute, .derived = derived};
    return mapping;
}

// Attributes of a type that can take parts of another one, in the order in which they are declared; how many there are. What
// profiles declare is there for profiles alone.
static size_t takers(const FormatsCheck *check, const Decl *type, const Decl *part, Attribute *found[2])
{
    size_t count = 0;
    for (Attribute *attribute = type->attributes; attribute; attribute = attribute->next) {
        bool there = !check->base || attribute->module->users & 1;
        if (there && attribute->owned && attribute->type.many && attribute->type.decl == part && count++ < 2)
            found[count - 1] = attribute;
    }
    return count;
}

static void add_parts(const FormatsCheck *check, Derived derived)
{
    const DerivedInfo *info = &derived_infos[derived];
    const FilledRecord *filled = &check->records[info->record];
    const Decl *part = info->kind == DERIVES_PARTS ? check->records[info->of].type : NULL;
    Attribute *found[2];
    if (!part || !filled->type || check->takes[derived])
        return;
    size_t count = takers(check, filled->type, part, found);
    if (count == 1 && (!mapping_of(filled, found[0]) || is_parts(mapping_of(filled, found[0]))))
        keep(check, info->record, unsaid(check, info->record, found[0], derived));
    if (count < 2)
        return;
    check->takes[derived] = unsaid(check, info->record, found[0], derived); // reported once
    Diagnostic *ambiguous = diagnose(check->policy->diagnostics, MESSAGE_PARTS_AMBIGUOUS, filled->said, 3, text_of(info->name),
                                     found[0]->word.name->text, found[1]->word.name->text);
    diagnostic_also(ambiguous, found[0]->word.span, "this one is declared here");
    diagnostic_also(ambiguous, found[1]->word.span, "and this one");
    diagnostic_expect(ambiguous, text_format(check->policy->arena, "`ATTRIBUTE from record.%s`", info->name));
}

// A document is about what is reviewed, unless an entry says otherwise, if that can take anything of it.
static void fill_subject(const FormatsCheck *check, FormatRecord record)
{
    Policy *policy = check->policy;
    Attribute *found[2];
    if (format_record_infos[record].fills != FILLS_ENTITY || check->records[record].type || !policy->subject_type)
        return;
    for (unsigned i = 0; i < DERIVED_NAMES; i++) {
        const DerivedInfo *info = &derived_infos[i];
        bool parts = info->record == record && info->kind == DERIVES_PARTS && check->records[info->of].type;
        if (parts && takers(check, policy->subject_type, check->records[info->of].type, found)) {
            fill(check, record, policy->subject_type, check->records[info->of].said, NULL);
            return;
        }
    }
}

static void add_key(const FormatsCheck *check, FormatRecord record)
{
    const FilledRecord *filled = &check->records[record];
    Derived id = derived_named(record, text_of("id"));
    if (!filled->type || filled->type->kind != DECL_PART || !filled->type->keys || filled->type->keys->next ||
        id == DERIVED_NAMES)
        return;
    Attribute *key = attribute_named(filled->type, filled->type->keys->word.name);
    if (key && key->type.kind == TYPE_TEXT && !key->type.many && !mapping_of(filled, key))
        keep(check, record, unsaid(check, record, key, id));
}

static void add_what_goes_unsaid(const FormatsCheck *check)
{
    for (unsigned i = 0; i < FORMAT_RECORDS; i++)
        fill_subject(check, (FormatRecord)i);
    for (unsigned i = 0; i < DERIVED_NAMES; i++)
        add_parts(check, (Derived)i);
    for (unsigned i = 0; i < FORMAT_RECORDS; i++)
        add_key(check, (FormatRecord)i);
}

// ---- what cannot matter ----

static void warn_of_keys(const FormatsCheck *check, FormatRecord record)
{
    const FilledRecord *filled = &check->records[record];
    for (const WordList *key = filled->type->keys; key; key = key->next) {
        Attribute *attribute = attribute_named(filled->type, key->word.name);
        if (attribute && !mapping_of(filled, attribute))
            diagnose(check->policy->diagnostics, MESSAGE_KEY_NOT_MAPPED, filled->said, 2, filled->type->word.name->text,
                     key->word.name->text);
    }
}

static void warn_of_record(const FormatsCheck *check, FormatRecord record)
{
    const FilledRecord *filled = &check->records[record];
    bool taken = false, takes = false;
    for (unsigned i = 0; i < DERIVED_NAMES; i++) {
        bool parts = derived_infos[i].kind == DERIVES_PARTS && derived_infos[i].of == record;
        takes |= parts;
        taken |= parts && check->takes[i];
    }
    if (takes && !taken)
        diagnose(check->policy->diagnostics, MESSAGE_RECORD_UNREACHED, filled->said, 1, record_name(record));
    else
        warn_of_keys(check, record);
}

// ---- the whole ----

typedef void Entry(const FormatsCheck *check, const Decl *decl, FilledType *filled);

// Calls a function for each entry of those that are under way.
static void each_entry(const FormatsCheck *check, Entry *entry)
{
    for (File *file = check->policy->files; file; file = file->next) {
        for (Decl *decl = file_is_base(file) == check->base ? file->decls : NULL; decl; decl = decl->next) {
            for (FilledType *filled = decl->kind == DECL_FORMAT ? decl->filled : NULL; filled; filled = filled->next)
                entry(check, decl, filled);
        }
    }
}

static void find_entry(const FormatsCheck *check, const Decl *decl, FilledType *filled)
{
    FormatId format = format_named(decl->word.name->text);
    FormatRecord record = format < FORMATS ? find_record(check, format, filled->record) : FORMAT_RECORDS;
    Decl *type = record < FORMAT_RECORDS ? find_type(check, decl, record, filled) : NULL;
    filled->number = type && fill(check, record, type, filled->type.span, decl) ? record : FORMAT_RECORDS;
}

static void add_entry(const FormatsCheck *check, const Decl *decl, FilledType *filled)
{
    for (Mapping *mapping = filled->number < FORMAT_RECORDS ? filled->mappings : NULL; mapping; mapping = mapping->next)
        add_mapping(check, decl, filled, mapping);
}

static int by_attribute(const void *a, const void *b)
{
    const Mapping *x = *(Mapping *const *)a, *y = *(Mapping *const *)b;
    if (x->attribute != y->attribute)
        return x->attribute->number < y->attribute->number ? -1 : 1;
    return (x->derived > y->derived) - (x->derived < y->derived);
}

// Whether there are such blocks. Those of a format that there is not are reported.
static bool find_formats(const FormatsCheck *check)
{
    bool any = false;
    for (const File *file = check->policy->files; file; file = file->next) {
        for (const Decl *decl = file->decls; decl; decl = decl->next) {
            if (decl->kind == DECL_FORMAT)
                any |= find_format(check, decl) < FORMATS;
        }
    }
    return any;
}

void check_formats(CheckRun *run)
{
    Policy *policy = run->policy;
    FormatsCheck check = {.run = run, .policy = policy};
    if (!find_formats(&check))
        return;
    check.records = arena_array(policy->arena, FORMAT_RECORDS, sizeof *check.records);
    check.takes = arena_array(policy->arena, DERIVED_NAMES, sizeof *check.takes);
    for (int round = 0; round < 2; round++) {
        check.base = round == 0;
        each_entry(&check, find_entry);
        each_entry(&check, add_entry);
        add_what_goes_unsaid(&check);
    }
    for (unsigned i = 0; i < FORMAT_RECORDS; i++) {
        FilledRecord *filled = &check.records[i];
        if (filled->type && filled->type->kind == DECL_PART && filled->said_in)
            warn_of_record(&check, (FormatRecord)i);
        if (filled->count)
            qsort(filled->items, filled->count, sizeof *filled->items, by_attribute);
    }
    policy->records = check.records;
}
