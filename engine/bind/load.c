// SPDX-License-Identifier: MIT
// The module loader: a depth-first walk, on a stack of its own, over what files include and use. See policy.h.
#include "bind/policy.h"

#include "parse.h"

#include <stdlib.h>

typedef enum FileRole { ROLE_MAIN, ROLE_LIBRARY, ROLE_FRAGMENT, ROLE_PROFILE } FileRole;

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
    size_t start = 0, depth = 0;
    for (size_t i = 0; i <= path.length; i++) {
        if (i < path.length && path.bytes[i] != '/')
            continue;
        Text name = text_slice(path, start, i);
        start = i + 1;
        if (text_is(name, "..")) {
            if (!depth--)
                return false;
        } else if (name.length && !text_is(name, ".")) {
            depth++;
        }
    }
    return true;
}

// A path that stays below a folder, without what leads nowhere: empty names, `.`, and `..` with the name before it.
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
        if (text_is(name, "..")) {
            while (below.length > folder.length && below.bytes[below.length - 1] != '/')
                below.length--;
            if (below.length > folder.length)
                below.length--; // the line before that name
            continue;
        }
        if (below.length > folder.length)
            text_append_byte(&below, '/');
        text_append(&below, name);
    }
    return text_built(&below);
}

// What a file is wherever it lies, as one text: no name of a library or of a profile holds a zero.
static Text source_key(const Policy *policy, const SourceName *name)
{
    TextBuilder key = text_builder(policy->arena);
    text_append(&key, name->profile);
    text_append_byte(&key, 0);
    text_append(&key, name->library);
    text_append_byte(&key, 0);
    text_append(&key, name->inner);
    return text_built(&key);
}

// The source that was read already, or null.
static const Source *known_source(const Policy *policy, const SourceName *name)
{
    uint32_t number = text_index_find(&policy->known, source_key(policy, name));
    return number == UINT32_MAX ? NULL : &policy->sources->items[number];
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

// A library that was found at another place as well, with the same text.
typedef struct Twin {
    const Decl *user;
    SourceName name; // there
} Twin;

typedef struct Loader {
    Policy *policy;
    Pending *stack; // the file under way is the last
    size_t count, capacity;
    Text home; // the folder of the policy or profile that is being loaded
    Twin *twins;
    size_t twin_count, twin_capacity;
} Loader;

static File *add_file(Loader *loader, const SourceName *name, Text text, FileRole role, const Decl *user);

static SourceAnswer read_source(const Policy *policy, const SourceName *name, Text *text)
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

// A file of the same module, below the folder of the one that names it.
static SourceName name_below(const Policy *policy, const SourceName *from, Text path)
{
    return (SourceName){.path = path_below(policy->arena, folder_of(from->path), path),
                        .root = from->root,
                        .named = true,
                        .profile = from->profile,
                        .library = from->library,
                        .inner = path_below(policy->arena, folder_of(from->inner), path)};
}

// Puts a text among the sources; its number, or 0, which is reported, where there is no room for it.
static uint32_t add_source(Policy *policy, const SourceName *name, Text text, Span user)
{
    uint32_t number = sources_add(policy->sources, name->path, text);
    if (!number) {
        policy->incomplete = true;
        diagnose(policy->diagnostics, MESSAGE_TOO_LARGE, user, 1, name->path);
        return 0;
    }
    policy->sources->items[number - 1].name = *name;
    text_index_add(&policy->known, source_key(policy, name));
    policy->file_of_source = arena_grow(policy->arena, policy->file_of_source, number - 1, &policy->file_capacity,
                                        sizeof(File *));
    policy->file_of_source[number - 1] = NULL;
    return number;
}

static void load_include(Loader *loader, Decl *decl, const SourceName *from)
{
    Policy *policy = loader->policy;
    if (!stays_below(decl->include)) {
        report_outside(policy, decl->span, decl->include, "a path below the folder of this file");
        return;
    }
    SourceName name = name_below(policy, from, decl->include);
    if (known_source(policy, &name)) {
        diagnose(policy->diagnostics, MESSAGE_INCLUDED_TWICE, decl->span, 1, decl->include);
        return;
    }
    Text text;
    SourceAnswer answer = read_source(policy, &name, &text);
    if (answer == SOURCE_READ)
        decl->target = add_file(loader, &name, text, ROLE_FRAGMENT, decl);
    else
        report_cannot_read(policy, decl->span, answer, name.path, text);
}

// Of a list: its file is a source of the policy as others are, but for what stands in it.
static void load_list(Loader *loader, Decl *decl, const SourceName *from)
{
    Policy *policy = loader->policy;
    bool incomplete = policy->incomplete; // nothing could be declared in it
    if (!stays_below(decl->list_file)) {
        report_outside(policy, decl->list_file_span, decl->list_file, "a path below the folder of this file");
        policy->incomplete = incomplete;
        return;
    }
    SourceName name = name_below(policy, from, decl->list_file);
    const Source *known = known_source(policy, &name); // another list may be another column of it
    if (known) {
        decl->list_source = known->file;
        return;
    }
    Text text;
    SourceAnswer answer = read_source(policy, &name, &text);
    if (answer != SOURCE_READ)
        report_cannot_read(policy, decl->list_file_span, answer, name.path, text);
    uint32_t number = answer == SOURCE_READ ? add_source(policy, &name, text, decl->list_file_span) : 0;
    if (number && parse_data(policy->diagnostics, sources_file(policy->sources, number)))
        decl->list_source = number;
    policy->incomplete = incomplete;
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
    for (size_t i = 0; i < standard_file_count; i++)
        nearest_offer(&nearest, policy_standard_name(policy->arena, &standard_files[i]));
    diagnostic_did_you_mean(policy->diagnostics, none, &nearest);
}

// Reads the library in a folder, if it is there; what was read of it before is not read again. False where it is not there.
static bool try_folder(Policy *policy, SourceName *name, const SourceName *folder, SourceAnswer *answer, Text *text)
{
    name->path = join_path(policy->arena, folder->path, name->inner);
    name->root = folder->root;
    const Source *known = known_source(policy, name);
    if (known && text_equal(known->name.path, name->path)) {
        *text = known->text;
        *answer = SOURCE_READ;
        return true;
    }
    *answer = read_source(policy, name, text);
    return *answer != SOURCE_ABSENT;
}

// Looks for a library in the folder of the file that uses it, in the policy's or the profile's, in those that the reader has, and
// in the standard library. In the policy's folder and below it stands what came with the policy, so in a profile's; the folders
// behind it are its user's own.
static SourceAnswer find_library(const Loader *loader, const SourceName *from, SourceName *name, Text *text)
{
    Policy *policy = loader->policy;
    Text home = loader->home;
    const SourceName places[] = {{.path = folder_of(from->path), .root = from->root}, {.path = home, .root = home}};
    SourceAnswer answer;
    for (size_t i = from->standard; i < 2; i++) {
        if (try_folder(policy, name, &places[i], &answer, text))
            return answer;
    }
    for (const char *const *more = policy->reader->folders; more && *more; more++) {
        if (try_folder(policy, name, &(SourceName){.path = text_of(*more)}, &answer, text))
            return answer;
    }
    const StandardFile *standard = policy_standard_file(name->inner);
    if (!standard)
        return SOURCE_ABSENT;
    name->standard = true;
    name->path = name->inner;
    name->root = (Text){NULL, 0};
    *text = (Text){standard->start, (size_t)(standard->end - standard->start)};
    return SOURCE_READ;
}

static void report_library_twice(Policy *policy, const Decl *user, Text library, Text before, Text now)
{
    policy->incomplete = true;
    Diagnostic *two = diagnose(policy->diagnostics, MESSAGE_LIBRARY_TWICE, user->span, 3, library, before, now);
    diagnostic_expect(two, text_of("one file for each library: take one of them away, or rename it"));
}

// What a library includes belongs to it: at the other place it must say the same.
static void compare_parts(Policy *policy, const Twin *twin)
{
    const SourceName *name = &twin->name;
    for (uint32_t i = 0; i < policy->sources->count; i++) {
        const Source *part = &policy->sources->items[i];
        SourceName other = part->name;
        Text text;
        if (!text_equal(other.library, name->library) || text_equal(other.inner, name->inner))
            continue;
        other.root = name->root;
        other.path = join_path(policy->arena, text_slice(name->path, 0, name->path.length - name->inner.length), other.inner);
        if (read_source(policy, &other, &text) == SOURCE_READ && text_equal(text, part->text))
            continue;
        report_library_twice(policy, twin->user, name->library, part->path, other.path);
        return;
    }
}

// A library is one thing in a policy: where two files find different ones under its name, neither is meant more than the other.
static void add_library(Loader *loader, Decl *decl, const SourceName *name, Text text)
{
    Policy *policy = loader->policy;
    const Source *before = known_source(policy, name);
    if (!before) {
        decl->target = add_file(loader, name, text, ROLE_LIBRARY, decl);
        return;
    }
    decl->target = policy->file_of_source[before->file - 1];
    if (!text_equal(before->text, text)) {
        report_library_twice(policy, decl, name->library, before->path, name->path);
    } else if (!name->standard && !text_equal(before->name.path, name->path)) {
        loader->twins = arena_grow(policy->arena, loader->twins, loader->twin_count, &loader->twin_capacity, sizeof(Twin));
        loader->twins[loader->twin_count++] = (Twin){decl, *name};
    }
}

static void load_library(Loader *loader, Decl *decl, const SourceName *from)
{
    Policy *policy = loader->policy;
    SourceName name = {.library = joined(policy, decl->path, '.'), .inner = library_path(policy, decl->path), .named = true};
    Text text;
    SourceAnswer answer = find_library(loader, from, &name, &text);
    if (answer == SOURCE_READ) {
        add_library(loader, decl, &name, text);
    } else if (answer == SOURCE_ABSENT) {
        policy->incomplete = true;
        report_no_library(policy, decl);
    } else {
        report_cannot_read(policy, decl->span, answer, name.path, text);
    }
    if (decl->target)
        module_use(policy, decl->file->module, decl->target->module);
}

static const char *const role_names[] = {
    [ROLE_MAIN] = "a policy", [ROLE_LIBRARY] = "a library", [ROLE_PROFILE] = "a profile that refines the policy"};

// A file is one library, whatever path leads to it: that of its header.
static void check_library_name(Policy *policy, const File *file, Text wanted, const Decl *user)
{
    Text is = file->name.name->text;
    if (text_equal(is, wanted))
        return;
    policy->incomplete = true;
    Diagnostic *other = diagnose(policy->diagnostics, MESSAGE_LIBRARY_NAME, user->span, 2, wanted, is);
    diagnostic_also(other, file->span, "its header stands here");
    diagnostic_correct(other, text_format(policy->arena, "write `library %.*s` there, or put the file where `use %.*s` finds it",
                                          (int)wanted.length, wanted.bytes, (int)is.length, is.bytes));
}

// Whether a file is what it stands for.
static bool check_role(Policy *policy, const File *file, FileRole role, const SourceName *name, const Decl *user)
{
    static const FileKind kinds[] = {
        [ROLE_MAIN] = FILE_POLICY, [ROLE_LIBRARY] = FILE_LIBRARY, [ROLE_FRAGMENT] = FILE_FRAGMENT, [ROLE_PROFILE] = FILE_PROFILE};
    if (role == ROLE_MAIN && file->kind == FILE_PROFILE) {
        policy->incomplete = true; // what it refines is missing
        profile_alone(policy, file);
        return true;
    }
    if (file->kind == kinds[role]) {
        if (role == ROLE_LIBRARY)
            check_library_name(policy, file, name->library, user);
        return true;
    }
    Span span = user ? user->span : file->span;
    Diagnostic *other = diagnose(policy->diagnostics, MESSAGE_WRONG_KIND_OF_FILE, span, 1, name->path);
    diagnostic_expect(other, text_of(role_names[role]));
    policy->incomplete = true;
    return false;
}

static Module *module_new(Policy *policy, File *file)
{
    Module *module = arena_take(policy->arena, sizeof *module);
    module->number = policy->modules++;
    module->file = file;
    return module;
}

// Reads a file into its place among the others, and puts it where what it includes and uses is loaded next. user: what names it;
// null for the policy's own and a profile's.
static File *add_file(Loader *loader, const SourceName *name, Text text, FileRole role, const Decl *user)
{
    Policy *policy = loader->policy;
    uint32_t number = add_source(policy, name, text, user ? user->span : (Span){0});
    if (!number--)
        return NULL;
    Source source = policy->sources->items[number];
    File *file = parse_file(&policy->tree, policy->diagnostics, &source, role == ROLE_FRAGMENT);
    if (!file || !check_role(policy, file, role, name, user))
        return NULL;
    file->source = number;
    file->module = role == ROLE_FRAGMENT ? user->file->module : module_new(policy, file);
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
        SourceName from = loader->policy->sources->items[decl->file->source].name;
        if (decl->kind == DECL_INCLUDE)
            load_include(loader, decl, &from);
        else if (decl->kind == DECL_USE)
            load_library(loader, decl, &from);
        else if (decl->kind == DECL_LIST && span_is_known(decl->list_file_span))
            load_list(loader, decl, &from);
    }
}

void policy_open(Policy *policy, Arena *arena, Sources *sources, Diagnostics *diagnostics, const SourceReader *reader)
{
    *policy = (Policy){
        .arena = arena, .sources = sources, .diagnostics = diagnostics, .reader = reader, .most_code = DEFAULT_CODE};
    tree_open(&policy->tree, arena);
    for (int space = 0; space < NAME_SPACES; space++)
        text_index_open(&policy->declared[space], arena);
    text_index_open(&policy->known, arena);
    text_index_open(&policy->kind_names, arena);
    policy->last_file = &policy->files;
}

// A file that the user names: the policy's own, or a profile's.
typedef struct NamedFile {
    Text path; // as the user calls it
    SourceName name;
    Text text;
    Text refined; // of a profile: the name of what it refines; empty where it says none
} NamedFile;

static bool read_named(Policy *policy, Text path, NamedFile *file)
{
    const SourceReader *reader = policy->reader;
    SourceName name = {.path = reader->follow ? reader->follow(reader->with, policy->arena, path) : path};
    name.root = folder_of(name.path);
    name.inner = text_slice(name.path, name.root.length, name.path.length);
    if (text_malformed(name.inner) < name.inner.length) // a file's name may be any bytes
        name.inner = text_shown(policy->arena, name.inner);
    *file = (NamedFile){.path = path, .name = name, .refined = {"", 0}};
    SourceAnswer answer = read_source(policy, &name, &file->text);
    if (answer != SOURCE_READ)
        report_cannot_read(policy, (Span){0}, answer, path, file->text);
    return answer == SOURCE_READ;
}

// Loads it with all that it includes and uses.
static File *load_named(Loader *loader, const NamedFile *named, FileRole role)
{
    Sources *sources = loader->policy->sources;
    uint32_t before = (uint32_t)sources->count;
    loader->home = named->name.root;
    File *file = add_file(loader, &named->name, named->text, role, NULL);
    if (sources->count > before) { // in messages it is what the user calls it
        sources->items[before].path = named->path;
        sources->items[before].shown = text_shown(loader->policy->arena, named->path);
    }
    load_pending(loader);
    return file;
}

static int by_name_and_text(const void *a, const void *b)
{
    const NamedFile *x = a, *y = b;
    int order = text_compare(x->name.profile, y->name.profile);
    if (order == 0)
        order = text_compare(x->text, y->text);
    return order ? order : text_compare(x->path, y->path);
}

typedef struct NamedFiles {
    NamedFile *items;
    size_t count, capacity;
} NamedFiles;

// Reads the files of profiles behind those that were read; what is no profile is told behind its header.
static void read_profiles(Policy *policy, const char *const *paths, NamedFiles *files)
{
    NamedFile file;
    for (; paths && *paths; paths++) {
        if (!read_named(policy, text_of(*paths), &file))
            continue;
        ProfileNames names = parse_profile_names(policy->arena, file.text);
        file.name.profile = names.name.length ? names.name : file.path;
        file.refined = names.refined;
        files->items = arena_grow(policy->arena, files->items, files->count, &files->capacity, sizeof *files->items);
        files->items[files->count++] = file;
    }
}

static const NamedFile *file_named(const NamedFiles *files, Text profile)
{
    for (size_t i = 0; i < files->count; i++) {
        if (text_equal(files->items[i].name.profile, profile))
            return &files->items[i];
    }
    return NULL;
}

// Of the profiles that are at hand, those are loaded that one of the others refines, unless it is given itself.
static void add_refined(Policy *policy, const NamedFiles *at_hand, NamedFiles *files)
{
    for (size_t i = 0; i < files->count; i++) { // what is added may refine more
        Text refined = files->items[i].refined;
        const NamedFile *file = file_named(at_hand, refined);
        bool there = text_equal(refined, policy->main->name.name->text) || file_named(files, refined);
        if (there || !file)
            continue;
        files->items = arena_grow(policy->arena, files->items, files->count, &files->capacity, sizeof *files->items);
        files->items[files->count++] = *file;
    }
}

// Profiles are told from each other by their names, before anything has a number: in which order they are given changes nothing.
// Of the files those that name a profile for the second time are left.
static void load_profiles(Loader *loader, NamedFiles *files)
{
    Policy *policy = loader->policy;
    qsort(files->items, files->count, sizeof *files->items, by_name_and_text);
    policy->profiles = arena_array(policy->arena, files->count, sizeof(Profile *));
    size_t twice = 0;
    for (size_t i = 0; i < files->count; i++) {
        const NamedFile *named = &files->items[i];
        if (i && text_equal(named->name.profile, named[-1].name.profile)) {
            files->items[twice++] = *named;
            continue;
        }
        File *file = load_named(loader, named, ROLE_PROFILE);
        if (file)
            profile_add(policy, file);
    }
    files->count = twice;
}

static size_t count_paths(const char *const *paths)
{
    size_t count = 0;
    while (paths && paths[count])
        count++;
    return count;
}

void policy_load(Policy *policy, Text path, const GivenProfiles *given)
{
    Loader loader = {.policy = policy};
    NamedFile main;
    NamedFiles files = {0}, at_hand = {0};
    if (!read_named(policy, path, &main))
        return;
    policy->main = load_named(&loader, &main, ROLE_MAIN);
    size_t count = policy->main ? count_paths(given->paths) : 0;
    if (count && count <= MOST_PROFILES) {
        read_profiles(policy, given->paths, &files);
        read_profiles(policy, given->at_hand, &at_hand);
        add_refined(policy, &at_hand, &files);
        count = files.count;
    }
    if (count > MOST_PROFILES)
        profiles_too_many(policy, count);
    else if (count)
        load_profiles(&loader, &files);
    for (size_t i = 0; i < loader.twin_count; i++)
        compare_parts(policy, &loader.twins[i]);
    if (policy->main)
        profiles_link(policy);
    for (size_t i = 0; policy->main && i < files.count; i++)
        profile_given_twice(policy, files.items[i].path, &files.items[i].name);
    policy->read = policy->diagnostics->count;
}
