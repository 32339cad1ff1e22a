// SPDX-License-Identifier: MIT
// Name resolution: a name means what its module declares or reaches by what it uses; modules reached are a bit set, the
// transitive closure, made once for each module when it is asked for. See policy.h.
#include "bind/policy.h"

static bool has_bit(const uint64_t *bits, uint32_t number)
{
    return bits[number / 64] >> number % 64 & 1;
}

// All modules that lead on from one, itself too; found once, with a stack of its own.
static const uint64_t *reach_of(Policy *policy, Module *module)
{
    if (module->reach)
        return module->reach;
    module->reach = arena_array(policy->arena, policy->modules / 64 + 1, sizeof *module->reach);
    Module **stack = arena_array(policy->arena, policy->modules, sizeof *stack);
    size_t count = 0;
    stack[count++] = module;
    module->reach[module->number / 64] |= UINT64_C(1) << module->number % 64;
    while (count) {
        const Module *at = stack[--count];
        for (size_t i = 0; i < at->use_count; i++) {
            Module *used = at->uses[i];
            if (has_bit(module->reach, used->number))
                continue;
            module->reach[used->number / 64] |= UINT64_C(1) << used->number % 64;
            stack[count++] = used;
        }
    }
    return module->reach;
}

void module_use(Policy *policy, Module *module, Module *used)
{
    module->uses = arena_grow(policy->arena, module->uses, module->use_count, &module->use_capacity, sizeof *module->uses);
    module->uses[module->use_count++] = used;
}

bool module_sees(Policy *policy, Module *module, const Module *other)
{
    return module == other || has_bit(reach_of(policy, module), other->number);
}

// What the policy itself, or a profile, names of other modules is what it uses them for.
static void note_named(const Policy *policy, const Module *module, Module *other)
{
    if (module == policy->main->module || module->profile)
        other->named = true;
}

static Decl *find_anywhere(const Policy *policy, NameSpace space, const Name *name)
{
    uint32_t at = name ? text_index_find(&policy->declared[space], name->text) : UINT32_MAX;
    return at == UINT32_MAX ? NULL : policy->decls[space].items[at];
}

Decl *policy_find(Policy *policy, Module *module, NameSpace space, const Name *name)
{
    Decl *found = find_anywhere(policy, space, name);
    if (!found || !module_sees(policy, module, found->file->module))
        return NULL;
    note_named(policy, module, found->file->module);
    return found;
}

uint32_t policy_kind(Policy *policy, Module *module, const Name *name)
{
    if (!policy->evidence || !module_sees(policy, module, policy->evidence->file->module))
        return (uint32_t)policy->kind_count;
    uint32_t kind = text_index_find(&policy->kind_names, name->text);
    return kind == UINT32_MAX ? (uint32_t)policy->kind_count : kind;
}

void policy_offer_word(const Policy *policy, Nearest *nearest, Word word)
{
    const File *file = policy->rebased && span_is_known(word.span) ? policy->file_of_source[word.span.file - 1] : NULL;
    if (!file || file->module->profile != policy->rebased)
        nearest_offer_at(nearest, word.name->text, word.span);
}

void policy_offer_kinds(Policy *policy, Module *module, Nearest *nearest, Diagnostic *unknown)
{
    bool seen = policy->evidence && module_sees(policy, module, policy->evidence->file->module);
    if (policy->evidence && !seen)
        diagnostic_also(unknown, policy->evidence->span, "kinds are ranked here, in a module that this one does not use");
    for (size_t i = 0; seen && i < policy->kind_count; i++)
        nearest_offer_at(nearest, policy->kinds[i].word.name->text, policy->kinds[i].word.span);
}

uint32_t policy_kind_or_report(Policy *policy, Module *module, Word word)
{
    uint32_t kind = policy_kind(policy, module, word.name);
    if (kind < policy->kind_count || !policy->kind_count) // that nothing is ranked was said
        return kind;
    Diagnostic *unknown = diagnose(policy->diagnostics, MESSAGE_UNKNOWN_KIND, word.span, 1, word.name->text);
    if (diagnostics_full(policy->diagnostics))
        return kind;
    Nearest nearest = nearest_to(word.name->text);
    policy_offer_kinds(policy, module, &nearest, unknown);
    if (policy->evidence && module_sees(policy, module, policy->evidence->file->module)) {
        TextBuilder kinds = text_builder(policy->arena);
        enum { MOST_KINDS = 20 }; // of more it is no help to read them
        for (size_t i = 0; i < policy->kind_count && i < MOST_KINDS; i++) {
            text_append_string(&kinds, i ? ", " : "one of ");
            text_append(&kinds, policy->kinds[i].word.name->text);
        }
        text_append_string(&kinds, policy->kind_count > MOST_KINDS ? ", …" : "");
        diagnostic_also(unknown, policy->kinds[0].word.span, "kinds are ranked here");
        diagnostic_expect(unknown, text_built(&kinds));
    }
    diagnostic_did_you_mean(policy->diagnostics, unknown, &nearest);
    return kind;
}

Attribute *attribute_named(const Decl *owner, const Name *name)
{
    uint32_t at = text_index_find(&owner->table->names, name->text);
    return at == UINT32_MAX ? NULL : owner->table->items[at];
}

Attribute *policy_attribute(Policy *policy, Module *module, const Decl *owner, const Name *name)
{
    Attribute *attribute = attribute_named(owner, name);
    if (!attribute || !module_sees(policy, module, attribute->module))
        return NULL;
    note_named(policy, module, attribute->module);
    return attribute;
}

void policy_offer_attributes(Policy *policy, Module *module, const Decl *owner, Nearest *nearest)
{
    for (const Attribute *attribute = owner->attributes; attribute; attribute = attribute->next) {
        if (module_sees(policy, module, attribute->module))
            policy_offer_word(policy, nearest, attribute->word);
    }
}

uint32_t policy_enum_value(const Decl *decl, const Name *name)
{
    return text_index_find(&decl->value_places, name->text);
}

void policy_offer(Policy *policy, Module *module, NameSpace space, Nearest *nearest)
{
    for (size_t i = 0; i < policy->decls[space].count; i++) {
        const Decl *decl = policy->decls[space].items[i];
        if (module_sees(policy, module, decl->file->module))
            policy_offer_word(policy, nearest, decl->word);
    }
}

// Whether a line declares a name, in the words with which the standard library declares such.
static bool line_declares(Text line, NameSpace space, Text name)
{
    static const char *const words[][4] = {[SPACE_TYPES] = {"entity ", "part ", "type ", "ordered type "},
                                           [SPACE_VALUES] = {"define ", "native define ", "list ", "table "},
                                           [SPACE_ASPECTS] = {"aspect "}};
    for (size_t i = 0; space < sizeof words / sizeof *words && i < 4 && words[space][i]; i++) {
        size_t start = strlen(words[space][i]), end = start + name.length;
        if (!text_starts(line, text_of(words[space][i])) || !text_starts(text_slice(line, start, line.length), name))
            continue;
        size_t behind = end;
        if (end == line.length || !text_identifier_part(text_next(line, &behind)))
            return true;
    }
    return false;
}

// The file of the standard library that declares a name; null: none does.
static const StandardFile *standard_declaring(NameSpace space, Text name)
{
    for (size_t i = 0; i < standard_file_count; i++) {
        Text text = {standard_files[i].start, (size_t)(standard_files[i].end - standard_files[i].start)};
        for (size_t at = 0; at < text.length;) {
            size_t end = text_find(text, at, text_of("\n"));
            end = end < text.length ? end : text.length;
            if (line_declares(text_slice(text, at, end), space, name))
                return &standard_files[i];
            at = end + 1;
        }
    }
    return NULL;
}

Text policy_standard_name(Arena *arena, const StandardFile *file)
{
    TextBuilder name = text_builder(arena);
    for (size_t i = 0; i + strlen(".asz") < strlen(file->path); i++)
        text_append_byte(&name, file->path[i] == '/' ? '.' : file->path[i]);
    return text_built(&name);
}

const char *policy_unseen(const Policy *policy, const Diagnostic *unknown, const Module *declaring)
{
    uint32_t file = unknown->span.file;
    const File *asking = file && file <= policy->known.count ? policy->file_of_source[file - 1] : NULL;
    return asking && asking->module == declaring && declaring->profile
               ? "it is declared here; but whether the profile applies is said by what it refines alone"
               : "it is declared here, in a module that this one does not use";
}

void policy_note_unseen(Policy *policy, Module *module, NameSpace space, const Name *name, Diagnostic *unknown)
{
    const Decl *decl = find_anywhere(policy, space, name);
    const StandardFile *file = standard_declaring(space, name->text);
    if (decl && !module_sees(policy, module, decl->file->module))
        diagnostic_also(unknown, decl->word.span, policy_unseen(policy, unknown, decl->file->module));
    if (!file)
        return;
    Text library = policy_standard_name(policy->arena, file);
    // A question is no file of the policy: it is asked in the words of that, and can use nothing more.
    if (unknown->span.file <= policy->known.count)
        diagnostic_correct(unknown, text_format(policy->arena, "the library %.*s declares it: write `use %.*s`",
                                                (int)library.length, library.bytes, (int)library.length, library.bytes));
    else
        diagnostic_correct(
            unknown,
            text_format(policy->arena,
                        "the library %.*s declares it: a question has the words of the policy, so `use %.*s` belongs there",
                        (int)library.length, library.bytes, (int)library.length, library.bytes));
}

bool policy_misread(const Policy *policy, Span span)
{
    for (size_t i = 0; i < policy->read && i < policy->diagnostics->count; i++) {
        const Diagnostic *one = &policy->diagnostics->items[i];
        bool lost = one->code == MESSAGE_UNEXPECTED || one->code == MESSAGE_UNEXPECTED_END ||
                    one->code == MESSAGE_TEXT_NOT_CLOSED || one->code == MESSAGE_BAD_CHARACTER;
        bool within = one->span.file == span.file && one->span.start >= span.start && one->span.start < span.end;
        if (lost && (within || !span_is_known(span)))
            return true;
    }
    return false;
}

bool policy_lost(const Policy *policy, const Name *name)
{
    return name->headed && policy_misread(policy, (Span){0});
}

Diagnostic *policy_unknown(Policy *policy, Module *module, NameSpace space, Word word, MessageCode code)
{
    if (policy_lost(policy, word.name) || (space == SPACE_RULES && policy->tree.code_lost))
        return NULL;
    Diagnostic *unknown = diagnose(policy->diagnostics, code, word.span, 1, word.name->text);
    if (diagnostics_full(policy->diagnostics))
        return NULL;
    Nearest nearest = space == SPACE_RULES ? nearest_to_code(word.name->text) : nearest_to(word.name->text);
    policy_offer(policy, module, space, &nearest);
    diagnostic_did_you_mean(policy->diagnostics, unknown, &nearest);
    policy_note_unseen(policy, module, space, word.name, unknown);
    return unknown;
}

void once_open(Once *once, Arena *arena)
{
    *once = (Once){0};
    text_index_open(&once->texts, arena);
}

bool once_add(Once *once, Text text, Span span, Span *before)
{
    uint32_t count = once->texts.count, number = text_index_add(&once->texts, text);
    if (number < count) {
        *before = once->places[number];
        return false;
    }
    once->places = arena_grow(once->texts.arena, once->places, number, &once->capacity, sizeof *once->places);
    once->places[number] = span;
    return true;
}

bool once_declare(Policy *policy, Once *once, Text name, Span span)
{
    Span before;
    if (once_add(once, name, span, &before))
        return true;
    Diagnostic *twice = diagnose(policy->diagnostics, MESSAGE_DECLARED_TWICE, span, 1, name);
    diagnostic_also(twice, before, "it is declared here already");
    return false;
}
