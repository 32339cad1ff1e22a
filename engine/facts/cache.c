// SPDX-License-Identifier: MIT
// Dossiers that are kept from one review to the next. See cache.h.
#include "facts/cache.h"

enum { MOST_KEPT = 1 << 16, LARGEST_COPY = 1 << 16, MOST_BYTES = 1 << 26, LONGEST_KEY = 1024 };

void cache_begin(DossierCache *cache, const EnvView *view, const Digest *schema, Guard *guard)
{
    bool same = memcmp(&cache->view, view, sizeof *view) == 0 && digest_equal(&cache->schema, schema);
    cache->arena.guard = guard;
    if (same && cache->entities.count < MOST_KEPT && cache->arena.taken < MOST_BYTES)
        return;
    arena_close(&cache->arena);
    *cache = (DossierCache){.view = *view, .schema = *schema};
    arena_open(&cache->arena, guard, 0);
    text_index_open(&cache->entities, &cache->arena);
}

// The key of an entity, in room; empty where it is too long to be kept.
static Text key_of(uint32_t type, Text id, char room[LONGEST_KEY])
{
    if (id.length > LONGEST_KEY - sizeof type)
        return (Text){"", 0};
    memcpy(room, &type, sizeof type);
    memcpy(room + sizeof type, id.bytes, id.length);
    return (Text){room, sizeof type + id.length};
}

bool cache_find(const DossierCache *cache, uint32_t type, Text id, DossierAnswer *answer, Text *image)
{
    char room[LONGEST_KEY];
    Text key = key_of(type, id, room);
    uint32_t number = key.length ? text_index_find(&cache->entities, key) : UINT32_MAX;
    if (number == UINT32_MAX)
        return false;
    *image = cache->images[number];
    *answer = image->bytes ? DOSSIER_FOUND : DOSSIER_NONE;
    return true;
}

void cache_keep(DossierCache *cache, uint32_t type, Text id, bool mapped, DossierAnswer answer, Text *image)
{
    char room[LONGEST_KEY];
    Text key = key_of(type, id, room), kept = {NULL, 0};
    bool copies = answer == DOSSIER_FOUND && !mapped;
    if (answer == DOSSIER_FAILED || !key.length || cache->arena.taken >= MOST_BYTES || (copies && image->length > LARGEST_COPY))
        return;
    if (answer == DOSSIER_FOUND)
        kept = *image = copies ? text_copy(&cache->arena, *image) : *image;
    cache->images = arena_grow(&cache->arena, cache->images, cache->entities.count, &cache->capacity, sizeof *cache->images);
    cache->images[cache->entities.count] = kept; // before it can be found: memory may run out
    text_index_add(&cache->entities, text_copy(&cache->arena, key));
}

void cache_close(DossierCache *cache)
{
    arena_close(&cache->arena);
    *cache = (DossierCache){.capacity = 0};
}
