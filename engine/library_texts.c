// SPDX-License-Identifier: MIT
// The public library: where a compilation's texts come from: files, and the texts that a bundle carries, in the place of a folder
// of that name (a virtual file system). See library_compile.h.
#include "library_compile.h"

#include <errno.h>

#include "support/file.h"

// ---- files ----

enum { LARGEST_POLICY = 64 << 20 }; // bytes of one file

static SourceAnswer source_answer(int code, Text *text)
{
    if (code)
        *text = code == EFBIG ? text_of("it is larger than 64 MB") : file_fault_text(code);
    return code == 0                           ? SOURCE_READ
           : code == ENOENT || code == ENOTDIR ? SOURCE_ABSENT
           : code == EXDEV                     ? SOURCE_OUTSIDE
                                               : SOURCE_REFUSED;
}

static SourceAnswer read_source(void *with, Arena *arena, const SourceName *name, Text *text)
{
    (void)with;
    if (memchr(name->path.bytes, 0, name->path.length))
        return SOURCE_ABSENT;
    const char *path = text_terminated(arena, name->path), *root = NULL;
    if (!name->named) {
        int code = file_read(arena, path, LARGEST_POLICY, text);
        if (code || !bundle_is(*text))
            return source_answer(code, text);
        *text = text_of("it is a bundle, and a text is needed here");
        return SOURCE_REFUSED;
    }
    if (name->root.bytes) {
        root = text_terminated(arena, name->root);
        path += name->root.length;
    }
    return source_answer(file_read_named(arena, root, path, LARGEST_POLICY, text), text);
}

static Text follow_source(void *with, Arena *arena, Text path)
{
    (void)with;
    return file_followed(arena, path);
}

static SourceReader source_reader(const Call *call)
{
    return (SourceReader){.read = read_source, .follow = follow_source, .folders = call->assize->options.folders};
}

// The policy's own text, which was read before: what comes through a pipe comes once.
typedef struct ReadBefore {
    Text text;
    bool taken;
} ReadBefore;

static SourceAnswer read_before(void *with, Arena *arena, const SourceName *name, Text *text)
{
    ReadBefore *before = with;
    if (before->taken)
        return read_source(NULL, arena, name, text);
    before->taken = true; // it is asked for before all others
    *text = before->text;
    return source_answer(text->length > LARGEST_POLICY ? EFBIG : 0, text);
}

// ---- texts that a bundle carries ----

// They stand below a folder that has the path of the bundle: FOLDER/policy.asz, FOLDER/finance/finance.asz. What stands elsewhere
// is a file.
typedef struct Carried {
    const CarriedFile *files;
    size_t count;
    Text folder; // with a slash at its end; empty: nothing stands elsewhere
} Carried;

// The file of the standard library that a carried file is by its name; null: none.
static const StandardFile *standard_file(const CarriedFile *file)
{
    return file->library.length ? policy_standard_file(file->path) : NULL;
}

static Text standard_text(const StandardFile *file)
{
    return (Text){file->start, (size_t)(file->end - file->start)};
}

static const CarriedFile *carried_files(const Program *program, Arena *arena)
{
    CarriedFile *files = arena_array(arena, (size_t)program->files_count + 1, sizeof *files);
    for (uint32_t i = 0; i < program->files_count; i++) {
        const FileInfo *file = &program->files[i];
        bool profile = file->profile != NO_INDEX, library = file->library != NO_INDEX;
        files[i] = (CarriedFile){.profile = profile ? program_string(program, program->profiles[file->profile].name)
                                                    : text_of(""),
                                 .library = library ? program_string(program, file->library) : text_of(""),
                                 .path = program_string(program, file->path),
                                 .text = program_file_text(program, file)};
    }
    return files;
}

// The text of a policy's or a profile's own file, of a library's, of a list's, by what it is wherever it lies.
static SourceAnswer find_carried(const Carried *carried, Text profile, Text library, Text inner, Text *text)
{
    for (size_t i = 0; i < carried->count; i++) {
        const CarriedFile *file = &carried->files[i];
        if (!text_equal(file->library, library) || !text_equal(file->profile, profile) || !text_equal(file->path, inner))
            continue;
        // Of the standard library the program has its own, in which natives may be declared. What is carried says the same, or it
        // would have been one of a folder of libraries.
        const StandardFile *standard = standard_file(file);
        *text = file->text;
        if (standard && text_equal(*text, standard_text(standard)))
            *text = standard_text(standard);
        return SOURCE_READ;
    }
    return SOURCE_ABSENT;
}

static SourceAnswer read_carried(void *with, Arena *arena, const SourceName *name, Text *text)
{
    const Carried *carried = with;
    if (!text_starts(name->path, carried->folder))
        return read_source(NULL, arena, name, text);
    Text inner = text_shown(arena, name->inner), profile = name->profile; // as a bundle has them
    if (!name->named) {
        Text below = text_slice(name->path, carried->folder.length, name->path.length);
        size_t slash = text_find(below, 0, text_of("/"));
        profile = text_slice(below, 0, slash < below.length ? slash : 0);
    }
    return find_carried(carried, profile, name->library, inner, text);
}

static Text follow_carried(void *with, Arena *arena, Text path)
{
    const Carried *carried = with;
    return text_starts(path, carried->folder) ? path : file_followed(arena, path);
}

// The paths of the profiles that are carried, of each the file that begins it, and of those beside it.
static const char *const *carried_profiles(const Carried *carried, Arena *arena, const char *const *beside)
{
    size_t count = 0, more = 0;
    while (beside && beside[more])
        more++;
    const char **paths = arena_array(arena, carried->count + more + 1, sizeof *paths);
    Text last = {"", 0};
    for (size_t i = 0; i < carried->count; i++) {
        const CarriedFile *file = &carried->files[i];
        if (!file->profile.length || text_equal(file->profile, last)) // those of a profile follow each other
            continue;
        last = file->profile;
        paths[count++] = text_terminated(arena,
                                         text_format(arena, "%.*s%.*s/%.*s", (int)carried->folder.length, carried->folder.bytes,
                                                     (int)last.length, last.bytes, (int)file->path.length, file->path.bytes));
    }
    for (size_t i = 0; i < more; i++)
        paths[count++] = beside[i];
    return paths;
}

// Natives are what the program makes of them: a library that declares others cannot be compiled again.
static bool same_natives(const Carried *carried)
{
    for (size_t i = 0; i < carried->count; i++) {
        const StandardFile *standard = standard_file(&carried->files[i]);
        Text text = carried->files[i].text;
        if (standard && !text_equal(text, standard_text(standard)) && text_contains(text, text_of("native define")))
            return false;
    }
    return carried->count > 0;
}

// ---- compilations ----

static void open_compilation(Call *call, Compilation *compilation, const SourceReader *reader, Text path, GivenProfiles profiles)
{
    Assize *assize = call->assize;
    compilation_open(compilation, &assize->arena, reader);
    compilation->path = path;
    compilation->profiles = profiles;
    if (assize->options.code)
        compilation->policy.most_code = assize->options.code;
    assize->said = &compilation->diagnostics;
}

static void open_carried(Call *call, Compilation *compilation, Carried *carried, const char *const *beside, bool natives)
{
    Arena *arena = &call->assize->arena;
    SourceReader *reader = arena_raw(arena, sizeof *reader);
    *reader = source_reader(call);
    reader->read = read_carried;
    reader->follow = follow_carried;
    reader->with = carried;
    reader->natives = natives;
    if (!beside || !beside[0])
        reader->folders = NULL; // all that is needed is carried
    Text main = carried->files[0].path;
    Text at = text_format(arena, "%.*s%.*s", (int)carried->folder.length, carried->folder.bytes, (int)main.length, main.bytes);
    GivenProfiles profiles = {.paths = carried_profiles(carried, arena, beside)};
    if (call->given_alone)
        profiles = (GivenProfiles){.paths = beside, .at_hand = carried_profiles(carried, arena, NULL)};
    open_compilation(call, compilation, reader, at, profiles);
}

bool call_compilation_again(Call *call, Compilation *compilation, const Program *program, const char *path,
                            const char *const *beside)
{
    Arena *arena = &call->assize->arena;
    Carried *carried = arena_raw(arena, sizeof *carried);
    *carried = (Carried){carried_files(program, arena), program->files_count,
                         *path ? text_format(arena, "%s/", path) : text_of("")};
    if (!same_natives(carried)) {
        call_refuse(call, ASSIZE_BAD_INPUT, "the bundle was made with another standard library: the policy's text is needed");
        return false;
    }
    open_carried(call, compilation, carried, beside, false);
    return true;
}

void call_compilation_kept(Call *call, Compilation *compilation, const CarriedFile *files, size_t count)
{
    Carried *carried = arena_raw(&call->assize->arena, sizeof *carried);
    *carried = (Carried){files, count, text_of("")};
    open_carried(call, compilation, carried, NULL, true);
}

bool call_compilation_of(Call *call, Compilation *compilation, Text bytes, const char *path)
{
    Arena *arena = &call->assize->arena;
    if (bundle_is(bytes)) {
        Text reason;
        Program *program = arena_take(arena, sizeof *program);
        if (bundle_open(program, bytes, arena, &reason))
            return call_compilation_again(call, compilation, program, path, call->request.profiles);
        call_refuse(call, ASSIZE_BAD_INPUT, "the bundle is refused: %.*s", (int)reason.length, reason.bytes);
        return false;
    }
    SourceReader *reader = arena_raw(arena, sizeof *reader);
    ReadBefore *before = arena_raw(arena, sizeof *before);
    *before = (ReadBefore){.text = bytes, .taken = !bytes.bytes};
    *reader = source_reader(call);
    reader->read = read_before;
    reader->with = before;
    open_compilation(call, compilation, reader, text_of(path), (GivenProfiles){.paths = call->request.profiles});
    return true;
}

Text call_policy_bytes(Call *call, const char *path)
{
    Text bytes;
    return file_read(&call->assize->arena, path, LARGEST_POLICY, &bytes) == 0 ? bytes : (Text){NULL, 0};
}

bool call_compilation_at(Call *call, Compilation *compilation, const char *path)
{
    return call_compilation_of(call, compilation, call_policy_bytes(call, path), path);
}
