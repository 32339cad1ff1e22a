// SPDX-License-Identifier: MIT
// Names of things in several spaces: an index for each, with a list of things for each name. See directory.h.
#include "import/directory.h"

typedef struct DirectoryNamed {
    DirectoryThing *first, *last;
} DirectoryNamed;

void directory_open(Directory *directory, Arena *arena)
{
    *directory = (Directory){.arena = arena};
    for (int space = 0; space < DIRECTORY_SPACES; space++)
        text_index_open(&directory->names[space], arena);
}

void directory_add(Directory *directory, DirectorySpace space, Text name, uint32_t type, Text key)
{
    TextIndex *names = &directory->names[space];
    uint32_t before = names->count, number = name.length ? text_index_add(names, name) : before;
    if (!name.length)
        return;
    if (number == before) {
        directory->named[space] = arena_grow(directory->arena, directory->named[space], number, &directory->capacity[space],
                                             sizeof *directory->named[space]);
        directory->named[space][number] = (DirectoryNamed){NULL, NULL};
    }
    DirectoryNamed *named = &directory->named[space][number];
    const DirectoryThing *last = named->last;
    if (last && last->type == type && (key.bytes ? last->key.bytes && text_equal(last->key, key) : !last->key.bytes))
        return;
    DirectoryThing *thing = arena_take(directory->arena, sizeof *thing);
    *thing = (DirectoryThing){type, key, NULL};
    if (named->last)
        named->last->next = thing;
    else
        named->first = thing;
    named->last = thing;
}

const DirectoryThing *directory_things(const Directory *directory, DirectorySpace space, uint32_t number)
{
    return directory->named[space][number].first;
}

const DirectoryThing *directory_find(const Directory *directory, DirectorySpace space, Text name)
{
    uint32_t number = text_index_find(&directory->names[space], name);
    return number == UINT32_MAX ? NULL : directory_things(directory, space, number);
}
