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

// A path below a folder, without what leads nowhere: empty names and `.`.
static Text path_below(Arena *arena, Text folder, Text path)
{
    TextBuilder below = text_builder(arena);
    text_append(&below, folder);
    for (size_t start = 0, i = 0; i <= path.length; i++) {
        if (i < path.length && path.bytes[i] != '/')
            continue;
        Text name = text_slice(path, start, i);
        start = i + 1;
        if (!name.length || text_is(name, "."))
            continue;
        if (below.length > folder.length)
            text_append_byte(&below, '/');
        text_append(&below, name);
    }
    return text_built(&below);
}

static const Source *known_source(const Policy *policy, const SourceName *name)
{
    for (size_t i = 0; i < policy->sources->count; i++) {
        const Source *source = &policy->sources->items[i];
        if (text_equal(source->name.library, name->library) && text_equal(source->name.inner, name->inner))
            return source;
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

static void report_cannot_read(Policy *policy, Span span, Text path, Text why)
{
    policy->incomplete = true;
    diagnose(policy->diagnostics, MESSAGE_CANNOT_READ, span, 2, path, why.length ? why : text_of("there is no such file"));
}

static bool read_source(const Policy *policy, const SourceName *name, Text *text)
{
    *text = (Text){"", 0};
    return policy->reader->read(policy->reader->with, policy->arena, name, text);
}

static void load_include(Policy *policy, Decl *decl, const SourceName *from)
{
    if (!stays_below(decl->include)) {
        policy->incomplete = true;
        Diagnostic *outside = diagnose(policy->diagnostics, MESSAGE_PATH_OUTSIDE, decl->span, 1, decl->include);
        diagnostic_expect(outside, text_of("a path below the folder of this file"));
        return;
    }
    SourceName name = {.path = path_below(policy->arena, folder_of(from->path), decl->include),
                       .library = from->library,
                       .inner = path_below(policy->arena, folder_of(from->inner), decl->include)};
    Text text;
    if (known_source(policy, &name))
        diagnose(policy->diagnostics, MESSAGE_INCLUDED_TWICE, decl->span, 1, decl->include);
    else if (read_source(policy, &name, &text))
        decl->target = add_file(policy, &name, text, ROLE_FRAGMENT, decl->span);
    else
        report_cannot_read(policy, decl->span, name.path, text);
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

// Looks for a library in the folder of the file that uses it, in the policy's, in those that the reader has, and in the standard
// library.
static bool find_library(const Policy *policy, const SourceName *from, SourceName *name, Text *text)
{
    Text folders[] = {folder_of(from->path), folder_of(policy->sources->items[0].name.path)};
    for (size_t i = from->standard; i < 2; i++) {
        name->path = join_path(policy->arena, folders[i], name->inner);
        if (read_source(policy, name, text))
            return true;
    }
    for (const char *const *more = policy->reader->folders; more && *more; more++) {
        name->path = join_path(policy->arena, text_of(*more), name->inner);
        if (read_source(policy, name, text))
            return true;
    }
    const StandardFile *standard = policy_standard_file(name->inner);
    if (!standard)
        return false;
    name->standard = true;
    name->path = name->inner;
    *text = (Text){standard->start, (size_t)(standard->end - standard->start)};
    return true;
}

// A library is one thing in a policy: where two files find different ones under its name, neither is meant more than the other.
static void load_library(Policy *policy, Decl *decl, const SourceName *from)
{
    SourceName name = {.library = joined(policy, decl->path, '.'), .inner = library_path(policy, decl->path)};
    Text text;
    if (!find_library(policy, from, &name, &text)) {
        policy->incomplete = true;
        report_no_library(policy, decl);
        return;
    }
    const Source *known = known_source(policy, &name);
    if (!known) {
        decl->target = add_file(policy, &name, text, ROLE_LIBRARY, decl->span);
    } else if (!text_equal(known->text, text)) {
        policy->incomplete = true;
        Diagnostic *two = diagnose(policy->diagnostics, MESSAGE_LIBRARY_TWICE, decl->span, 3, name.library, known->path,
                                   name.path);
        diagnostic_expect(two, text_of("one file for each library: take one of them away, or rename it"));
    }
}

static const char *const role_names[] = {"a policy", "a library"};

static File *add_file(Policy *policy, const SourceName *name, Text text, FileRole role, Span user)
{
    uint32_t number = sources_add(policy->sources, name->path, text);
    if (number == UINT32_MAX) {
        policy->incomplete = true;
        diagnose(policy->diagnostics, MESSAGE_TOO_LARGE, user, 1, name->path);
        return NULL;
    }
    policy->sources->items[number].name = *name;
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
                                     name->path);
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
    const SourceReader *reader = policy->reader;
    SourceName name = {.path = reader->follow ? reader->follow(reader->with, policy->arena, path) : path};
    name.inner = text_slice(name.path, folder_of(name.path).length, name.path.length);
    if (text_malformed(name.inner) < name.inner.length) // a file's name may be any bytes
        name.inner = text_shown(policy->arena, name.inner);
    Text text;
    if (!read_source(policy, &name, &text)) {
        report_cannot_read(policy, (Span){0, 0}, path, text);
        return;
    }
    policy->main = add_file(policy, &name, text, ROLE_MAIN, (Span){0, 0});
    if (policy->sources->count)
        policy->sources->items[0].path = path; // in messages it is what the user calls it
    policy->read = policy->diagnostics->count;
}
