// SPDX-License-Identifier: MIT
// Symbol tables: every declaration under its name, one hash table for each name space. See policy.h.
#include "bind/policy.h"

#include "habits.h"

#include <stdlib.h>

Diagnostic *policy_too_much_code(Policy *policy, Span span)
{
    Diagnostic *much = diagnose(policy->diagnostics, MESSAGE_TOO_MUCH_CODE, span, 1,
                                text_format(policy->arena, "%llu", (unsigned long long)policy->most_code));
    diagnostic_correct(much, text_of("a definition takes code wherever it is called with other arguments: call it less often, or "
                                     "allow more with --limit-code"));
    return much;
}

void decl_list_add(Policy *policy, DeclList *list, Decl *decl)
{
    list->items = arena_grow(policy->arena, list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = decl;
}

static void report_twice(Policy *policy, const Decl *before, const Decl *decl)
{
    bool elsewhere = before->span.file != decl->span.file;
    // The policy's own comes before a library's, and what it refines before a profile's: the one that may choose another name.
    bool earlier = elsewhere && decl->file->module->file->kind == FILE_LIBRARY;
    const Decl *wrong = earlier ? before : decl, *other = earlier ? decl : before;
    Diagnostic *twice = diagnose(policy->diagnostics, MESSAGE_DECLARED_TWICE, wrong->word.span, 1, wrong->word.name->text);
    diagnostic_also(twice, other->word.span, elsewhere ? "it is declared here too" : "it is declared here already");
    if (elsewhere && (decl->kind == DECL_ENTITY || decl->kind == DECL_PART))
        diagnostic_correct(twice, text_format(policy->arena, "add attributes with `extend %.*s { … }`, or choose another name",
                                              (int)wrong->word.name->text.length, wrong->word.name->text.bytes));
    // Of a profile on a new base it is known which one is left out: what its other entries name is the base's.
    bool left_out = policy->rebased && wrong == decl && profile_of(decl) == policy->rebased;
    policy->incomplete |= elsewhere && !left_out;
}

static bool declare(Policy *policy, NameSpace space, Decl *decl)
{
    uint32_t before = policy->declared[space].count;
    uint32_t number = text_index_add(&policy->declared[space], decl->word.name->text);
    if (number < before) {
        report_twice(policy, policy->decls[space].items[number], decl);
        return false;
    }
    decl_list_add(policy, &policy->decls[space], decl);
    return true;
}

static bool only_once(Policy *policy, Decl *before, Decl *decl)
{
    if (!before)
        return true;
    Diagnostic *twice = diagnose(policy->diagnostics, MESSAGE_BLOCK_TWICE, decl->span, 1, text_of(decl_names[decl->kind]));
    diagnostic_also(twice, before->span, "it stands here already");
    return false;
}

static void report_profile_only(Policy *policy, Span span, const char *what)
{
    Diagnostic *only = diagnose(policy->diagnostics, MESSAGE_PROFILE_ONLY, span, 1, text_of(what));
    Text name = policy->main->name.name->text, version = policy->main->header.version;
    diagnostic_expect(only, text_format(policy->arena, "it in a file of its own, `profile … refines %.*s \"%.*s\" { … }`",
                                        (int)name.length, name.bytes, (int)version.length, version.bytes));
}

// Where the base says what stands in a profile too, or in a library that only profiles use.
static Span place_in_base(const Policy *policy, const Decl *decl)
{
    const Decl *same = decl->kind == DECL_EVIDENCE  ? policy->evidence
                       : decl->kind == DECL_WEIGHTS ? policy->weights_decl
                       : decl->kind == DECL_VERDICT ? policy->verdict
                                                    : NULL;
    return same ? same->span : policy->main->span;
}

// Some blocks decide for all rules what counts: a profile that had one of its own would change what is not its own.
static bool is_of_the_base(Policy *policy, const Decl *decl, const char *what)
{
    static const char *const instead[DECL_KINDS] = {
        [DECL_EVIDENCE] = "`strengthen CODE { evidence at least … }` for the rules that need better evidence",
        [DECL_WEIGHTS] = "`strengthen CODE { weight … }` for the rules that weigh more",
        [DECL_VERDICT] = "`OUTCOME also when …`, for an outcome of the policy",
        [DECL_LIST] = "a list with another name: working days are those of the policy"};
    if (file_is_base(decl->file))
        return true;
    const File *head = decl->file->module->file;
    Text where = text_format(policy->arena, "the %s %.*s", head->kind == FILE_PROFILE ? "profile" : "library",
                             (int)head->name.name->text.length, head->name.name->text.bytes);
    Diagnostic *own = diagnose(policy->diagnostics, MESSAGE_BASE_ONLY, decl->span, 2, text_of(what), where);
    diagnostic_also(own, place_in_base(policy, decl), "the policy stands here");
    diagnostic_expect(own, text_of(instead[decl->kind]));
    return false;
}

static void bind_enum(Policy *policy, Decl *decl)
{
    Once once;
    once_open(&once, policy->arena);
    text_index_open(&decl->value_places, policy->arena);
    for (EnumValue *value = decl->values; value; value = value->next) {
        decl->value_count++;
        once_declare(policy, &once, value->word.name->text, value->word.span);
        text_index_add(&decl->value_places, value->word.name->text);
    }
}

static void bind_clauses(Policy *policy, Decl *decl)
{
    Once once;
    once_open(&once, policy->arena);
    text_index_open(&decl->clause_places, policy->arena);
    for (Clause *clause = decl->clauses; clause; clause = clause->next) {
        if (!once_declare(policy, &once, clause->number, clause->span))
            continue;
        uint32_t place = text_index_add(&decl->clause_places, clause->number);
        decl->clause_table = arena_grow(policy->arena, decl->clause_table, place, &decl->clause_capacity, sizeof(Clause *));
        decl->clause_table[place] = clause;
    }
}

// The list that holds the declarations of a kind that have a name, and the name space in which it is declared; null: another
// kind.
static DeclList *list_of_kind(Policy *policy, DeclKind kind, NameSpace *space)
{
    const struct {
        DeclList *list;
        NameSpace space;
    } homes[DECL_KINDS] = {[DECL_ENUM] = {&policy->enums, SPACE_TYPES},
                           [DECL_ENTITY] = {&policy->entities, SPACE_TYPES},
                           [DECL_PART] = {&policy->parts, SPACE_TYPES},
                           [DECL_PARAMETER] = {&policy->parameters, SPACE_VALUES},
                           [DECL_DEFINE] = {&policy->defines, SPACE_VALUES},
                           [DECL_LIST] = {&policy->lists, SPACE_VALUES},
                           [DECL_TABLE] = {&policy->tables, SPACE_VALUES},
                           [DECL_ASPECT] = {&policy->aspects, SPACE_ASPECTS},
                           [DECL_SOURCE] = {&policy->clause_sources, SPACE_SOURCES},
                           [DECL_RULE] = {&policy->rules, SPACE_RULES}};
    *space = homes[kind].space;
    return homes[kind].list;
}

// Puts a declaration into the list of its kind.
static void list_own(Policy *policy, DeclList *list, Decl *decl)
{
    decl->place = (uint32_t)list->count;
    decl_list_add(policy, list, decl);
}

// Declares what has a name, and finds what is in it; keeps the blocks that may stand once, and what is for profiles.
static void bind_decl(Policy *policy, Decl *decl)
{
    NameSpace space;
    DeclList *list = list_of_kind(policy, decl->kind, &space);
    if (list && declare(policy, space, decl))
        list_own(policy, list, decl);
    switch (decl->kind) {
    case DECL_ENUM:
        bind_enum(policy, decl);
        break;
    case DECL_SOURCE:
        bind_clauses(policy, decl);
        break;
    case DECL_TEST:
        decl_list_add(policy, &policy->tests, decl);
        break;
    case DECL_INTERPRET:
        decl_list_add(policy, &policy->interpretations, decl);
        break;
    case DECL_EVIDENCE:
        if (is_of_the_base(policy, decl, decl->evidence.extends ? "extend evidence" : "evidence") && !decl->evidence.extends &&
            only_once(policy, policy->evidence, decl))
            policy->evidence = decl;
        break;
    case DECL_WEIGHTS:
        if (is_of_the_base(policy, decl, "weights") && only_once(policy, policy->weights_decl, decl))
            policy->weights_decl = decl;
        break;
    case DECL_VERDICT:
        if (is_of_the_base(policy, decl, "verdict") && only_once(policy, policy->verdict, decl))
            policy->verdict = decl;
        break;
    case DECL_LIST:
        if (text_is(decl->word.name->text, "holidays"))
            is_of_the_base(policy, decl, "list holidays");
        break;
    case DECL_SET:
    case DECL_STRENGTHEN:
    case DECL_WAIVE:
    case DECL_ALSO:
    case DECL_CHANGES:
        if (decl->file->module->profile)
            decl_list_add(policy, &policy->profile_decls, decl);
        else
            report_profile_only(policy, decl->span, decl_names[decl->kind]);
        break;
    case DECL_ENTITY: // with a name, and nothing else here
    case DECL_PART:
    case DECL_PARAMETER:
    case DECL_DEFINE:
    case DECL_TABLE:
    case DECL_ASPECT:
    case DECL_RULE:
    case DECL_FORMAT: // the name of a format
    case DECL_USE:    // without a name
    case DECL_INCLUDE:
    case DECL_EXTEND:
    case DECL_KINDS:
        break;
    }
}

static void append_attributes(Decl *entity, Attribute *attributes, Module *module)
{
    Attribute **end = entity->last_attribute ? entity->last_attribute : &entity->attributes;
    if (*end != attributes)
        *end = attributes;
    for (Attribute *attribute = attributes; attribute; attribute = attribute->next) {
        attribute->owner = entity;
        attribute->module = module;
        end = &attribute->next;
    }
    entity->last_attribute = end;
}

// Hangs the attributes of an extension behind those of its entity.
static void bind_extension(Policy *policy, Decl *extension)
{
    Module *module = extension->file->module;
    Decl *entity = policy_find(policy, module, SPACE_TYPES, extension->word.name);
    if (!entity) {
        policy_unknown(policy, module, SPACE_TYPES, extension->word, MESSAGE_UNKNOWN_TYPE);
        return;
    }
    if (entity->kind != DECL_ENTITY && entity->kind != DECL_PART) {
        Diagnostic *other = diagnose(policy->diagnostics, MESSAGE_NOT_EXTENDABLE, extension->word.span, 1,
                                     entity->word.name->text);
        diagnostic_also(other, entity->span, "it is declared here");
        return;
    }
    append_attributes(entity, extension->attributes, module);
}

static void bind_attributes(Policy *policy, Decl *decl)
{
    Once once;
    once_open(&once, policy->arena);
    AttributeTable *table = arena_take(policy->arena, sizeof *table);
    text_index_open(&table->names, policy->arena);
    for (Attribute *attribute = decl->attributes; attribute; attribute = attribute->next) {
        Text name = attribute->word.name->text;
        if (!once_declare(policy, &once, name, attribute->word.span))
            continue;
        uint32_t number = text_index_add(&table->names, name);
        table->items = arena_grow(policy->arena, table->items, number, &table->capacity, sizeof *table->items);
        table->items[number] = attribute;
    }
    decl->table = table;
}

static void add_kind(Policy *policy, Word word, size_t *capacity)
{
    uint32_t number = text_index_add(&policy->kind_names, word.name->text);
    if (number < policy->kind_count) {
        Diagnostic *twice = diagnose(policy->diagnostics, MESSAGE_DECLARED_TWICE, word.span, 1, word.name->text);
        diagnostic_also(twice, policy->kinds[number].word.span, "it is ranked here already");
        return;
    }
    policy->kinds = arena_grow(policy->arena, policy->kinds, policy->kind_count, capacity, sizeof *policy->kinds);
    policy->kinds[policy->kind_count++] = (EvidenceKind){.word = word, .rank = policy->ranks};
}

static void add_kinds(Policy *policy, const Evidence *evidence)
{
    size_t capacity = 0;
    for (const RankLevel *level = evidence->ranks; level; level = level->next) {
        policy->ranks++;
        for (const WordList *kind = level->kinds; kind; kind = kind->next)
            add_kind(policy, kind->word, &capacity);
    }
}

static EvidenceKind *kind_or_report(Policy *policy, Module *module, Word word)
{
    uint32_t kind = policy_kind_or_report(policy, module, word);
    return kind < policy->kind_count ? &policy->kinds[kind] : NULL;
}

static void report_second_line(Policy *policy, Word kind, const char *line, Span before)
{
    Diagnostic *twice = diagnose(policy->diagnostics, MESSAGE_KIND_LINE_TWICE, kind.span, 2, kind.name->text, text_of(line));
    diagnostic_also(twice, before, "it has one here already");
}

static void add_lines(Policy *policy, Module *module, const Evidence *evidence)
{
    for (Acceptance *accept = evidence->accepts; accept; accept = accept->next) {
        accept->module = module;
        for (WordList *word = accept->kinds; word; word = word->next) {
            EvidenceKind *kind = kind_or_report(policy, module, word->word);
            if (kind && kind->accept)
                report_second_line(policy, word->word, "accept", kind->accept->span);
            else if (kind)
                kind->accept = accept;
        }
    }
    for (Expiry *expiry = evidence->expires; expiry; expiry = expiry->next) {
        EvidenceKind *kind = kind_or_report(policy, module, expiry->kind);
        if (kind && kind->expiry)
            report_second_line(policy, expiry->kind, "expire", kind->expiry->span);
        else if (kind)
            kind->expiry = expiry;
    }
}

static void bind_evidence(Policy *policy)
{
    if (!policy->evidence) {
        if (policy_misread(policy, (Span){0}))
            return;
        Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_NO_EVIDENCE, policy->main->span, 0);
        diagnostic_expect(none, text_of("`evidence { rank … }`, in the policy or in a library that it uses"));
        return;
    }
    const Evidence *evidence = &policy->evidence->evidence;
    if (!evidence->ranks && !policy_misread(policy, policy->evidence->span)) {
        Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_NO_RANK, policy->evidence->span, 0);
        diagnostic_expect(none, text_of("`rank` and all kinds, the weakest first: `rank declaration < audit`"));
    }
    Module *module = policy->evidence->file->module;
    add_kinds(policy, evidence);
    add_lines(policy, module, evidence);
    for (File *file = policy->files; file; file = file->next) {
        for (Decl *decl = file->decls; decl; decl = decl->next) {
            if (decl->kind != DECL_EVIDENCE || !decl->evidence.extends || !file_is_base(file))
                continue;
            if (decl->evidence.by || decl->evidence.ranks)
                diagnose(policy->diagnostics, MESSAGE_EXTENSION_ADDS_LINES_ONLY, decl->span, 0);
            add_lines(policy, decl->file->module, &decl->evidence);
        }
    }
    if (!evidence->by)
        return;
    policy->by_word = evidence->by->word;
    Decl *by = policy_find(policy, module, SPACE_TYPES, policy->by_word.name);
    Diagnostic *unknown = by ? NULL : policy_unknown(policy, module, SPACE_TYPES, policy->by_word, MESSAGE_UNKNOWN_TYPE);
    if (unknown && evidence->by_behind_declared)
        diagnostic_correct(unknown, habit_correction(HABIT_ACCEPT, text_of("by")));
    if (!by)
        return;
    if (by->kind != DECL_ENTITY)
        diagnose(policy->diagnostics, MESSAGE_NOT_AN_ENTITY, policy->by_word.span, 1, by->word.name->text);
    else
        policy->by = by, by->used = true;
}

static int by_code(const void *a, const void *b)
{
    const Decl *x = *(Decl *const *)a, *y = *(Decl *const *)b;
    return text_compare(x->word.name->text, y->word.name->text);
}

static void bind_subject(Policy *policy)
{
    const Header *header = &policy->main->header;
    if (policy->main->kind != FILE_POLICY)
        return;
    if (!header->subject && policy_misread(policy, (Span){0}))
        return;
    if (!header->subject) {
        Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_NO_SUBJECT, policy->main->span, 0);
        diagnostic_expect(none, text_of("`reviews product : Product` in the header"));
        return;
    }
    Module *module = policy->main->module;
    Decl *type = policy_find(policy, module, SPACE_TYPES, header->subject_type.name);
    if (!type)
        policy_unknown(policy, module, SPACE_TYPES, header->subject_type, MESSAGE_UNKNOWN_TYPE);
    else if (type->kind != DECL_ENTITY)
        diagnose(policy->diagnostics, MESSAGE_NOT_AN_ENTITY, header->subject_type.span, 1, type->word.name->text);
    else
        policy->subject_type = type;
    if (!policy->subject_type)
        return;
    policy->subject_type->used = true;
    header->subject->type = (Type){.kind = TYPE_ENTITY, .decl = policy->subject_type};
}

static void own_attributes(const DeclList *list)
{
    for (size_t i = 0; i < list->count; i++)
        append_attributes(list->items[i], list->items[i]->attributes, list->items[i]->file->module);
}

static void refuse_in_profile(Policy *policy, Span span, const char *field, const File *file)
{
    if (!span_is_known(span))
        return;
    Text where = text_format(policy->arena, "the profile %.*s", (int)file->name.name->text.length, file->name.name->text.bytes);
    Diagnostic *refused = diagnose(policy->diagnostics, MESSAGE_BASE_ONLY, span, 2, text_of(field), where);
    diagnostic_also(refused, policy->main->span, "the policy stands here");
}

// What stands in the headers of policies alone, and of profiles alone.
static void bind_headers(Policy *policy)
{
    Span applies = policy->main->header.applies_span;
    if (span_is_known(applies))
        report_profile_only(policy, applies, "applies when");
    for (uint32_t i = 0; i < policy->profile_count; i++) {
        const File *file = policy->profiles[i]->file;
        refuse_in_profile(policy, file->header.valid_span, "valid for", file);
        if (file->header.subject)
            refuse_in_profile(policy, file->header.subject->word.span, "reviews", file);
    }
}

void policy_bind(Policy *policy)
{
    bind_headers(policy);
    for (File *file = policy->files; file; file = file->next) {
        for (Decl *decl = file->decls; decl; decl = decl->next)
            bind_decl(policy, decl);
    }
    if (policy->incomplete)
        return; // a name has two declarations: what it means cannot be said
    own_attributes(&policy->entities);
    own_attributes(&policy->parts);
    for (File *file = policy->files; file; file = file->next) {
        for (Decl *decl = file->decls; decl; decl = decl->next) {
            if (decl->kind == DECL_EXTEND)
                bind_extension(policy, decl);
        }
    }
    for (size_t i = 0; i < policy->entities.count; i++)
        bind_attributes(policy, policy->entities.items[i]);
    for (size_t i = 0; i < policy->parts.count; i++)
        bind_attributes(policy, policy->parts.items[i]);
    bind_evidence(policy);
    bind_subject(policy);
    if (policy->rules.count)
        qsort(policy->rules.items, policy->rules.count, sizeof(Decl *), by_code);
    for (uint32_t i = 0; i < policy->rules.count; i++)
        policy->rules.items[i]->place = i;
}
