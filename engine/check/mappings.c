// SPDX-License-Identifier: MIT
// One mapping of a `format` block: what stands there is what its attribute can take. Which attributes of a record are mapped is
// formats.c's to say.
#include "check/check.h"

typedef struct MappingCheck {
    CheckRun *run;
    Policy *policy;
    Module *module; // that wrote it
    FormatRecord record;
} MappingCheck;

static bool yields_many(const MappingPath *path)
{
    for (const PathStep *step = path->steps; step; step = step->next) {
        if (step->kind == STEP_EACH || step->kind == STEP_WHERE)
            return true;
    }
    return false;
}

static bool same_path(const MappingPath *a, const MappingPath *b)
{
    const PathStep *x = a->steps, *y = b->steps;
    for (; x && y; x = x->next, y = y->next) {
        if (x->kind != y->kind || !text_equal(x->name, y->name) || !text_equal(x->text, y->text))
            return false;
    }
    return !x && !y;
}

static Text type_shown(const MappingCheck *check, const Attribute *attribute)
{
    Text type = type_text(check->policy->arena, attribute->type);
    bool part = attribute->type.kind == TYPE_PART && !attribute->owned;
    return part ? text_format(check->policy->arena, "%.*s, by reference", (int)type.length, type.bytes) : type;
}

// ---- what the reader works out ----

static void report_unknown_derived(const MappingCheck *check, const PathStep *step)
{
    Diagnostic *unknown = diagnose(check->policy->diagnostics, MESSAGE_UNKNOWN_DERIVED, step->span, 2,
                                   text_of(format_record_infos[check->record].name), step->name);
    Nearest nearest = nearest_to(step->name);
    TextBuilder names = text_builder(check->policy->arena);
    for (unsigned i = 0; i < DERIVED_NAMES; i++) {
        if (derived_infos[i].record != check->record)
            continue;
        nearest_offer(&nearest, text_of(derived_infos[i].name));
        text_append_string(&names, names.length ? ", " : "one of ");
        text_append_string(&names, derived_infos[i].name);
    }
    diagnostic_expect(unknown, names.length ? text_built(&names) : text_of("a path: of this record it works out nothing"));
    diagnostic_did_you_mean(check->policy->diagnostics, unknown, &nearest);
}

static void check_derived(const MappingCheck *check, Mapping *mapping, const MappingPath *path, bool in_block)
{
    static const char *const given[] = {"a text", "a number", "texts", "parts", "a reference to a part", "references to parts"};
    const PathStep *step = path->steps;
    const Attribute *attribute = mapping->attribute;
    Diagnostics *diagnostics = check->policy->diagnostics;
    Derived derived = derived_named(check->record, step->name);
    if (in_block) {
        diagnose(diagnostics, MESSAGE_DERIVED_IN_BLOCK, path->span, 1, step->name);
        return;
    }
    if (derived == DERIVED_NAMES) {
        report_unknown_derived(check, step);
        return;
    }
    const DerivedInfo *info = &derived_infos[derived];
    if (!derived_fits(info, attribute->type.kind, attribute->type.many, attribute->owned)) {
        Diagnostic *other = diagnose(diagnostics, MESSAGE_MAPPING_TYPE, path->span, 4, attribute->word.name->text,
                                     type_shown(check, attribute), step->name, text_of(given[info->kind]));
        diagnostic_also(other, attribute->word.span, "it is declared here");
    } else if (attribute->type.kind == TYPE_PART && mapping->paths->next) {
        diagnose(diagnostics, MESSAGE_DERIVED_BESIDE, path->span, 1, step->name);
    } else if (path == mapping->paths) {
        mapping->derived = derived;
    }
}

// ---- what texts mean ----

static void check_id(const MappingCheck *check, const Expr *value)
{
    enum { LONGEST_ID = 400 }; // as of facts
    Text id = value->literal.text;
    if (id.length > 0 && id.length <= LONGEST_ID && !memchr(id.bytes, 0, id.length))
        return;
    diagnose(check->policy->diagnostics, MESSAGE_LIST_VALUE, value->span, 2, id, text_of("id of an entity"));
}

// Of an entity its id is meant.
static void check_meaning(const MappingCheck *check, const Attribute *attribute, Expr *value)
{
    bool entity = attribute->type.kind == TYPE_ENTITY;
    Type wanted = {.kind = TYPE_TEXT};
    if (!entity)
        wanted = type_item(attribute->type);
    Type type = check_constant(check->run, check->module, value, wanted);
    if (entity && type.kind == TYPE_TEXT && value->kind == EXPR_LITERAL)
        check_id(check, value);
}

static void check_words(const MappingCheck *check, const Mapping *mapping)
{
    Once once;
    Span before;
    once_open(&once, check->policy->arena);
    for (MeantWord *word = mapping->words; word; word = word->next) {
        if (!once_add(&once, word->text, word->text_span, &before)) {
            Diagnostic *twice = diagnose(check->policy->diagnostics, MESSAGE_MEANT_TWICE, word->text_span, 1, word->text);
            diagnostic_also(twice, before, "it is said here already");
        }
        check_meaning(check, mapping->attribute, word->value);
    }
}

// Parts and numbers that the reader works out come from no texts.
static bool takes_words(const Mapping *mapping)
{
    bool number = mapping->derived < DERIVED_NAMES && derived_infos[mapping->derived].kind == DERIVES_NUMBER;
    return mapping->attribute->type.kind != TYPE_PART && !number;
}

// ---- blocks ----

static bool is_key(const Decl *part, const Name *name)
{
    for (const WordList *key = part->keys; key; key = key->next) {
        if (key->word.name == name)
            return true;
    }
    return false;
}

static void warn_of_missing_keys(const MappingCheck *check, const Attribute *attribute, const Once *mapped, Span span)
{
    for (const WordList *key = attribute->type.decl->keys; key; key = key->next) {
        if (text_index_find(&mapped->texts, key->word.name->text) == UINT32_MAX)
            diagnose(check->policy->diagnostics, MESSAGE_KEY_NOT_MAPPED, span, 2, attribute->type.decl->word.name->text,
                     key->word.name->text);
    }
}

static void check_one(const MappingCheck *check, const Attribute *owner, Mapping *mapping);

static void check_block(const MappingCheck *check, const Mapping *mapping)
{
    const Attribute *attribute = mapping->attribute;
    const Decl *part = attribute->type.decl;
    Policy *policy = check->policy;
    Once once;
    Span before;
    once_open(&once, policy->arena);
    for (Mapping *inner = mapping->block; inner; inner = inner->next) {
        if (!once_add(&once, inner->word.name->text, inner->word.span, &before)) {
            Diagnostic *twice = diagnose(policy->diagnostics, MESSAGE_MAPPED_TWICE, inner->word.span, 2, inner->word.name->text,
                                         text_of(format_record_infos[check->record].name));
            diagnostic_also(twice, before, "it is mapped here already");
            continue;
        }
        inner->attribute = check_attribute(policy, check->module, part, inner->word);
        if (inner->attribute && !attribute->owned && !is_key(part, inner->word.name)) {
            Diagnostic *other = diagnose(policy->diagnostics, MESSAGE_NOT_OF_THE_KEY, inner->word.span, 2, inner->word.name->text,
                                         attribute->word.name->text);
            diagnostic_also(other, attribute->word.span, "it is a `ref`, which is declared here");
        }
        if (inner->attribute)
            check_one(check, attribute, inner);
    }
    if (!mapping->block && mapping->levels && !policy_misread(policy, mapping->block_span))
        diagnose(policy->diagnostics, MESSAGE_BLOCK_EMPTY, mapping->block_span, 0);
    else if (mapping->block)
        warn_of_missing_keys(check, attribute, &once, mapping->block_span);
}

// Parts are made by a block, or by the reader, and nothing else has one.
static void check_braces(const MappingCheck *check, const Mapping *mapping)
{
    const Attribute *attribute = mapping->attribute;
    Diagnostics *diagnostics = check->policy->diagnostics;
    bool part = attribute->type.kind == TYPE_PART, derived = mapping->paths->steps->kind == STEP_DERIVED;
    bool block = span_is_known(mapping->block_span);
    if (block && (!part || derived)) {
        Diagnostic *not_here = diagnose(diagnostics, MESSAGE_BLOCK_NOT_HERE, mapping->block_span, 1, attribute->word.name->text);
        if (derived)
            diagnostic_expect(not_here, text_of("nothing: the reader knows what such parts are made of"));
        else
            diagnostic_also(not_here, attribute->word.span, "it is no part");
    } else if (block) {
        check_block(check, mapping);
    } else if (part && !derived && !mapping->words) {
        Diagnostic *needed = diagnose(diagnostics, MESSAGE_BLOCK_NEEDED, mapping->span, 2, attribute->word.name->text,
                                      type_shown(check, attribute));
        diagnostic_expect(needed, text_of("`{ ATTRIBUTE from PATH … }` behind the path, or `record.NAME`"));
    }
    if (mapping->words && !takes_words(mapping))
        diagnose(diagnostics, MESSAGE_MEANT_NOTHING, mapping->words->text_span, 1, attribute->word.name->text);
    else if (mapping->words)
        check_words(check, mapping);
}

static void check_paths(const MappingCheck *check, Mapping *mapping, bool in_block)
{
    const Attribute *attribute = mapping->attribute;
    for (const MappingPath *path = mapping->paths; path; path = path->next) {
        if (path->steps->kind == STEP_DERIVED) {
            check_derived(check, mapping, path, in_block);
        } else if (attribute->type.kind == TYPE_PART && !attribute->type.many && yields_many(path)) {
            Diagnostic *many = diagnose(check->policy->diagnostics, MESSAGE_BLOCK_OF_MANY, path->span, 1,
                                        attribute->word.name->text);
            diagnostic_also(many, attribute->word.span, "it is declared here, without `many`");
        }
    }
    // Alternatives are few: whoever writes many of them looks at each pair.
    enum { MOST_COMPARED = 32 };
    size_t count = 0;
    for (const MappingPath *path = mapping->paths; path && count < MOST_COMPARED; path = path->next, count++) {
        const MappingPath *before = mapping->paths;
        while (before != path && !same_path(before, path))
            before = before->next;
        if (before != path)
            diagnostic_also(diagnose(check->policy->diagnostics, MESSAGE_PATH_NEVER, path->span, 0), before->span,
                            "the same one, which comes first");
    }
}

static void check_one(const MappingCheck *check, const Attribute *owner, Mapping *mapping)
{
    if (mapping->attribute->type.kind == TYPE_NONE)
        return; // that was said
    check_paths(check, mapping, owner != NULL);
    check_braces(check, mapping);
}

void check_mapping(CheckRun *run, Module *module, FormatRecord record, Mapping *mapping)
{
    MappingCheck check = {run, run->policy, module, record};
    check_one(&check, NULL, mapping);
}
