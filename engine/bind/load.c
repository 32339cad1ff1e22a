// SPDX-License-Identifier: MIT
// Finding and reading files: the policy, what it includes, the libraries that it uses. See policy.h.
#include "bind/policy.h"

#include "parse.h"

typedef enum FileRole { ROLE_MAIN, ROLE_LIBRARY, ROLE_FRAGMENT } FileRole;

static Text folder_of(Text path)
{
    size_t end = path.length;
    while (end > 0 && path.bytes[end - 1] != '/')
        end--;
    return text_slice(path, 0, end);
}

static Text join_path(Arena *arena, Text folder, Text name)
{
    bool slash = folder.length && folder.bytes[folder.length - 1] != '/';
    return text_format(arena, "%.*s%s%.*s", (int)folder.length, folder.bytes, slash ? "/" : "", (int)name.length, name.bytes);
}

// A policy may name files below its own folder only: it comes from somebody else.
static bool stays_below(Text path)
{
    if (!path.length || path.bytes[0] == '/' || memchr(path.bytes, 0, path.length))
        return false;
    size_t start = 0;
    for (size_t i = 0; i <= path.length; i++) {
        if (i < path.length && path.bytes[i] != '/')
            continue;
        if (text_is(text_slice(path, start, i), ".."))
            return false;
        start = i + 1;
    }
    return true;
}

static const Source *known_source(const Policy *policy, Text path)
{
    for (size_t i = 0; i < policy->sources->count; i++) {
        if (text_equal(policy->sources->items[i].path, path))
            return &policy->sources->items[i];
    }
    return NULL;
}

const StandardFile *policy_standard_file(Text path)
{
    for (size_t i = 0; i < standard_file_count; i++) {
        if (text_is(path, standard_files[i].path))
            return &standard_files[i];
    }
    return NULL;
}

static File *add_file(Policy *policy, const SourceName *name, Text text, FileRole role, Span user);

static SourceAnswer read_source(Policy *policy, const SourceName *name, Text *text)
{
    *text = (Text){"", 0};
    return policy->reader->read(policy->reader->with, policy->arena, name, text);
}

static void report_outside(Policy *policy, Span span, Text path, const char *expected)
{
    policy->incomplete = true;
    diagnostic_expect(diagnose(policy->diagnostics, MESSAGE_PATH_OUTSIDE, span, 1, path), text_of(expected));
}

static void report_cannot_read(Policy *policy, Span span, SourceAnswer answer, Text path, Text why)
{
    if (answer == SOURCE_OUTSIDE) {
        report_outside(policy, span, path, "a path without a symbolic link that leads elsewhere");
        return;
    }
    policy->incomplete = true;
    diagnose(policy->diagnostics, MESSAGE_CANNOT_READ, span, 2, path, why.length ? why : text_of("there is no such file"));
}

static void load_include(Policy *policy, Decl *decl, const SourceName *from)
{
    if (!stays_below(decl->include)) {
        report_outside(policy, decl->span, decl->include, "a path below the folder of this file");
        return;
    }
    Text path = join_path(policy->arena, folder_of(from->path), decl->include);
    SourceName name = {.path = path, .root = from->root, .named = true};
    if (known_source(policy, path)) {
        diagnose(policy->diagnostics, MESSAGE_INCLUDED_TWICE, decl->span, 1, decl->include);
        return;
    }
    Text text;
    SourceAnswer answer = read_source(policy, &name, &text);
    if (answer == SOURCE_READ)
        decl->target = add_file(policy, &name, text, ROLE_FRAGMENT, decl->span);
    else
        report_cannot_read(policy, decl->span, answer, path, text);
}

static Text joined(Policy *policy, const WordList *words, char between)
{
    TextBuilder name = text_builder(policy->arena);
    for (const WordList *word = words; word; word = word->next) {
        if (word != words)
            text_append_byte(&name, between);
        text_append(&name, word->word.name->text);
    }
    return text_built(&name);
}

// `std.product` as std/product.asz.
static Text library_path(Policy *policy, const WordList *words)
{
    Text path = joined(policy, words, '/');
    return text_format(policy->arena, "%.*s.asz", (int)path.length, path.bytes);
}

static void report_no_library(Policy *policy, const Decl *decl)
{
    Text name = joined(policy, decl->path, '.');
    Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_NO_SUCH_LIBRARY, decl->span, 1, name);
    diagnostic_expect(none, text_of("a file below this one's folder, the folders given with -I, or the standard library"));
    Nearest nearest = nearest_to(name);
    for (size_t i = 0; i < standard_file_count; i++) { // std/product.asz as std.product
        Text path = text_of(standard_files[i].path);
        TextBuilder standard = text_builder(policy->arena);
        for (size_t at = 0; at + strlen(".asz") < path.length; at++)
            text_append_byte(&standard, path.bytes[at] == '/' ? '.' : path.bytes[at]);
        nearest_offer(&nearest, text_built(&standard));
    }
    diagnostic_did_you_mean(policy->diagnostics, none, &nearest);
}

// In the policy's folder and below it stands what came with the policy; the folders behind it are its user's own.
static void load_library(Policy *policy, Decl *decl, const SourceName *from)
{
    Text name = library_path(policy, decl->path), text;
    Text main = folder_of(policy->sources->items[0].path);
    SourceName places[2] = {{folder_of(from->path), from->root, true}, {main, main, true}};
    const char *const *more = policy->reader->folders;
    for (size_t i = 0; i < 2 || (more && *more); i++) {
        SourceName place = i < 2 ? places[i] : (SourceName){.path = text_of(*more++), .named = true};
        place.path = join_path(policy->arena, place.path, name);
        if (known_source(policy, place.path))
            return;
        SourceAnswer answer = read_source(policy, &place, &text);
        if (answer == SOURCE_ABSENT)
            continue;
        if (answer == SOURCE_READ)
            decl->target = add_file(policy, &place, text, ROLE_LIBRARY, decl->span);
        else
            report_cannot_read(policy, decl->span, answer, place.path, text);
        return;
    }
    if (known_source(policy, name))
        return;
    const StandardFile *file = policy_standard_file(name);
    if (file) {
        text = (Text){file->start, (size_t)(file->end - file->start)};
        decl->target = add_file(policy, &(SourceName){.path = name, .named = true}, text, ROLE_LIBRARY, decl->span);
        return;
    }
    policy->incomplete = true;
    report_no_library(policy, decl);
}

static const char *const role_names[] = {"a policy", "a library"};

static File *add_file(Policy *policy, const SourceName *name, Text text, FileRole role, Span user)
{
    Text path = name->path;
    uint32_t number = sources_add(policy->sources, path, text);
    if (number == UINT32_MAX) {
        policy->incomplete = true;
        diagnose(policy->diagnostics, MESSAGE_TOO_LARGE, user, 1, path);
        return NULL;
    }
    Source source = policy->sources->items[number];
    File *file = parse_file(&policy->tree, policy->diagnostics, &source, role == ROLE_FRAGMENT);
    if (!file)
        return NULL;
    file->source = number;
    if (role == ROLE_MAIN && file->kind == FILE_PROFILE) {
        policy_not_in_this_version(policy, file->span, "a profile");
        policy->incomplete = true; // what it refines is missing
    } else if (role != ROLE_FRAGMENT && file->kind != (role == ROLE_MAIN ? FILE_POLICY : FILE_LIBRARY)) {
        Diagnostic *other = diagnose(policy->diagnostics, MESSAGE_WRONG_KIND_OF_FILE, role == ROLE_MAIN ? file->span : user, 1,
                                     path);
        diagnostic_expect(other, text_of(role_names[role]));
        policy->incomplete = true;
        return NULL;
    }
    File **end = &policy->files;
    while (*end)
        end = &(*end)->next;
    *end = file;
    for (Decl *decl = file->decls; decl; decl = decl->next) {
        if (decl->kind == DECL_INCLUDE)
            load_include(policy, decl, name);
        else if (decl->kind == DECL_USE)
            load_library(policy, decl, name);
    }
    return file;
}

void policy_open(Policy *policy, Arena *arena, Sources *sources, Diagnostics *diagnostics, const SourceReader *reader)
{
    *policy = (Policy){.arena = arena, .sources = sources, .diagnostics = diagnostics, .reader = reader};
    tree_open(&policy->tree, arena);
    for (int space = 0; space < NAME_SPACES; space++)
        text_index_open(&policy->declared[space], arena);
}

void policy_load(Policy *policy, Text path)
{
    Text text;
    SourceName name = {.path = path, .root = folder_of(path)};
    SourceAnswer answer = read_source(policy, &name, &text);
    if (answer != SOURCE_READ) {
        report_cannot_read(policy, (Span){0, 0}, answer, path, text);
        return;
    }
    policy->main = add_file(policy, &name, text, ROLE_MAIN, (Span){0, 0});
    policy->read = policy->diagnostics->count;
}
