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

// The number of a source that was read already, or UINT32_MAX.
static uint32_t known_source(const Policy *policy, Text path)
{
    return text_index_find(&policy->paths, path);
}

const StandardFile *policy_standard_file(Text path)
{
    for (size_t i = 0; i < standard_file_count; i++) {
        if (text_is(path, standard_files[i].path))
            return &standard_files[i];
    }
    return NULL;
}

// What is yet to be loaded of a file: what it includes and uses, from a declaration on. Deep chains of files take no stack.
typedef struct Pending {
    File *file;
    Decl *next;
} Pending;

typedef struct Loader {
    Policy *policy;
    Pending *stack; // the file under way is the last
    size_t count, capacity;
} Loader;

static File *add_file(Loader *loader, Text path, Text text, FileRole role, const Decl *user);

static void report_cannot_read(Policy *policy, Span span, Text path, Text why)
{
    policy->incomplete = true;
    diagnose(policy->diagnostics, MESSAGE_CANNOT_READ, span, 2, path, why.length ? why : text_of("there is no such file"));
}

static void load_include(Loader *loader, Decl *decl, const Source *from)
{
    Policy *policy = loader->policy;
    if (!stays_below(decl->include)) {
        policy->incomplete = true;
        Diagnostic *outside = diagnose(policy->diagnostics, MESSAGE_PATH_OUTSIDE, decl->span, 1, decl->include);
        diagnostic_expect(outside, text_of("a path below the folder of this file"));
        return;
    }
    Text path = join_path(policy->arena, folder_of(from->path), decl->include);
    if (known_source(policy, path) != UINT32_MAX) {
        diagnose(policy->diagnostics, MESSAGE_INCLUDED_TWICE, decl->span, 1, decl->include);
        return;
    }
    Text text = {"", 0};
    if (!policy->reader->read(policy->reader->with, policy->arena, path, &text)) {
        report_cannot_read(policy, decl->span, path, text);
        return;
    }
    decl->target = add_file(loader, path, text, ROLE_FRAGMENT, decl);
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

// The library at a path, which was read already or is read now. False where there is none.
static bool try_library(Loader *loader, Decl *decl, Text path, const StandardFile *standard)
{
    Policy *policy = loader->policy;
    uint32_t known = known_source(policy, path);
    if (known != UINT32_MAX) {
        decl->target = policy->file_of_source[known];
        return true;
    }
    Text text = {"", 0};
    if (standard)
        text = (Text){standard->start, (size_t)(standard->end - standard->start)};
    else if (!policy->reader->read(policy->reader->with, policy->arena, path, &text))
        return false;
    decl->target = add_file(loader, path, text, ROLE_LIBRARY, decl);
    return true;
}

static bool find_library(Loader *loader, Decl *decl, const Source *from)
{
    Policy *policy = loader->policy;
    Text name = library_path(policy, decl->path);
    Text folders[] = {folder_of(from->path), folder_of(policy->sources->items[0].path)};
    for (size_t i = 0; i < 2; i++) {
        if (try_library(loader, decl, join_path(policy->arena, folders[i], name), NULL))
            return true;
    }
    for (const char *const *more = policy->reader->folders; more && *more; more++) {
        if (try_library(loader, decl, join_path(policy->arena, text_of(*more), name), NULL))
            return true;
    }
    const StandardFile *standard = policy_standard_file(name);
    return standard && try_library(loader, decl, name, standard);
}

static void module_use(Policy *policy, Module *module, Module *used)
{
    module->uses = arena_grow(policy->arena, module->uses, module->use_count, &module->use_capacity, sizeof *module->uses);
    module->uses[module->use_count++] = used;
}

static void load_library(Loader *loader, Decl *decl, const Source *from)
{
    Policy *policy = loader->policy;
    if (!find_library(loader, decl, from)) {
        policy->incomplete = true;
        report_no_library(policy, decl);
    } else if (decl->target) {
        module_use(policy, decl->file->module, decl->target->module);
    }
}

static const char *const role_names[] = {"a policy", "a library"};

// Whether a file is what it stands for.
static bool check_role(Policy *policy, const File *file, FileRole role, Text path, const Decl *user)
{
    if (role == ROLE_MAIN && file->kind == FILE_PROFILE) {
        policy_not_in_this_version(policy, file->span, "a profile");
        policy->incomplete = true; // what it refines is missing
        return true;
    }
    if (role == ROLE_FRAGMENT || file->kind == (role == ROLE_MAIN ? FILE_POLICY : FILE_LIBRARY))
        return true;
    Span span = user ? user->span : file->span;
    Diagnostic *other = diagnose(policy->diagnostics, MESSAGE_WRONG_KIND_OF_FILE, span, 1, path);
    diagnostic_expect(other, text_of(role_names[role]));
    policy->incomplete = true;
    return false;
}

static Module *module_new(Policy *policy)
{
    Module *module = arena_take(policy->arena, sizeof *module);
    module->number = policy->modules++;
    return module;
}

// Reads a file into its place among the others, and puts it where what it includes and uses is loaded next. user: what names it;
// null for the policy's own.
static File *add_file(Loader *loader, Text path, Text text, FileRole role, const Decl *user)
{
    Policy *policy = loader->policy;
    uint32_t number = sources_add(policy->sources, path, text);
    if (number == UINT32_MAX) {
        policy->incomplete = true;
        diagnose(policy->diagnostics, MESSAGE_TOO_LARGE, user ? user->span : (Span){0, 0}, 1, path);
        return NULL;
    }
    text_index_add(&policy->paths, path);
    policy->file_of_source = arena_grow(policy->arena, policy->file_of_source, number, &policy->file_capacity, sizeof(File *));
    policy->file_of_source[number] = NULL;
    Source source = policy->sources->items[number];
    File *file = parse_file(&policy->tree, policy->diagnostics, &source, role == ROLE_FRAGMENT);
    if (!file || !check_role(policy, file, role, path, user))
        return NULL;
    file->source = number;
    file->module = role == ROLE_FRAGMENT ? user->file->module : module_new(policy);
    policy->file_of_source[number] = file;
    *policy->last_file = file;
    policy->last_file = &file->next;
    loader->stack = arena_grow(policy->arena, loader->stack, loader->count, &loader->capacity, sizeof *loader->stack);
    loader->stack[loader->count++] = (Pending){file, file->decls};
    return file;
}

// Loads what the files on the stack include and use, in the order of the text, each wholly before what stands behind it.
static void load_pending(Loader *loader)
{
    while (loader->count) {
        Pending *pending = &loader->stack[loader->count - 1];
        Decl *decl = pending->next;
        if (!decl) {
            loader->count--;
            continue;
        }
        pending->next = decl->next;
        Source source = loader->policy->sources->items[decl->file->source];
        if (decl->kind == DECL_INCLUDE)
            load_include(loader, decl, &source);
        else if (decl->kind == DECL_USE)
            load_library(loader, decl, &source);
    }
}

void policy_open(Policy *policy, Arena *arena, Sources *sources, Diagnostics *diagnostics, const SourceReader *reader)
{
    *policy = (Policy){
        .arena = arena, .sources = sources, .diagnostics = diagnostics, .reader = reader, .most_code = DEFAULT_CODE};
    tree_open(&policy->tree, arena);
    for (int space = 0; space < NAME_SPACES; space++)
        text_index_open(&policy->declared[space], arena);
    text_index_open(&policy->paths, arena);
    text_index_open(&policy->kind_names, arena);
    policy->last_file = &policy->files;
}

void policy_load(Policy *policy, Text path)
{
    Text text = {"", 0};
    if (!policy->reader->read(policy->reader->with, policy->arena, path, &text)) {
        report_cannot_read(policy, (Span){0, 0}, path, text);
        return;
    }
    Loader loader = {.policy = policy};
    policy->main = add_file(&loader, path, text, ROLE_MAIN, NULL);
    load_pending(&loader);
    policy->read = policy->diagnostics->count;
}
