// SPDX-License-Identifier: MIT
// Content addressing: the digest that names what a policy says, over its files by name. See bundle.h.
#include "code/bundle.h"

#include <stdlib.h>

#include "support/json.h"

static int by_name(const void *a, const void *b)
{
    const NamedFile *x = a, *y = b;
    int order = strcmp(x->kind, y->kind);
    if (order == 0)
        order = text_compare(x->name, y->name);
    return order ? order : text_compare(x->path, y->path);
}

static NamedFile named(const Program *program, const FileInfo *file)
{
    bool library = file->library != NO_INDEX, profile = file->profile != NO_INDEX;
    uint32_t name = library ? file->library : profile ? program->profiles[file->profile].name : program->head.name;
    return (NamedFile){library   ? "library"
                       : profile ? "profile"
                                 : "policy",
                       program_string(program, name), program_string(program, file->path), &file->digest};
}

NamedFile *named_files(const Program *program, uint32_t profile, Arena *arena, size_t *count)
{
    uint64_t user = profile == NO_INDEX ? 1 : (uint64_t)2 << profile; // a bit of FileInfo.users
    NamedFile *files = arena_array(arena, (size_t)program->files_count + 1, sizeof *files);
    *count = 0;
    for (uint32_t i = 0; i < program->files_count; i++) {
        if (program->files[i].users & user)
            files[(*count)++] = named(program, &program->files[i]);
    }
    qsort(files, *count, sizeof *files, by_name);
    return files;
}

void named_files_write(JsonWriter *json, const NamedFile *files, size_t count, Arena *arena)
{
    for (size_t i = 0; i < count; i++) {
        json_begin_object(json);
        json_key_string(json, "digest", digest_text(arena, files[i].digest));
        json_key_string(json, "kind", text_of(files[i].kind));
        json_key_string(json, "name", files[i].name);
        json_key_string(json, "path", files[i].path);
        json_end_object(json);
    }
}

Digest content_digest(const Program *program, uint32_t profile, Arena *arena)
{
    ArenaMark mark = arena_mark(arena);
    size_t count;
    const NamedFile *files = named_files(program, profile, arena, &count);
    JsonWriter json = json_writer(arena);
    json_begin_array(&json);
    named_files_write(&json, files, count, arena);
    json_end_array(&json);
    Digest digest = digest_of(text_built(&json.builder));
    arena_reset(arena, mark);
    return digest;
}
