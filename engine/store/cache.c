// SPDX-License-Identifier: MIT
// Dossiers that are kept from one review to the next. See cache.h.
#include "store/cache.h"

enum { LARGEST_COPY = 1 << 16, MOST_BYTES = 1 << 26, LONGEST_KEPT_ID = 1024 };

bool cache_begin(DossierCache *cache, const EnvView *view, const Program *schema, bool in_use, Guard *guard)
{
    const Digest *digest = &schema->head.schema;
    bool same = memcmp(&cache->view, view, sizeof *view) == 0 && digest_equal(&cache->schema, digest);
    bool little = cache->arena.taken < MOST_BYTES;
    if (same && cache->types && (little || in_use)) {
        cache->arena.guard = guard;
        return true;
    }
    if (in_use)
        return false;
    arena_close(&cache->arena);
    *cache = (DossierCache){.view = *view, .schema = *digest, .generation = cache->generation + 1};
    arena_open(&cache->arena, guard, 0);
    KeptDossiers *types = arena_array(&cache->arena, (size_t)schema->types_count + 1, sizeof *types);
    for (uint32_t i = 0; i < schema->types_count; i++)
        text_index_open(&types[i].ids, &cache->arena);
    cache->types = types;
    return true;
}

bool cache_find(const DossierCache *cache, uint32_t type, Text id, uint32_t hash, DossierAnswer *answer, Dossier *found)
{
    uint32_t number = text_index_find_hashed(&cache->types[type].ids, id, hash);
    if (number == UINT32_MAX)
        return false;
    *found = (Dossier){cache->types[type].images[number], number};
    *answer = found->image.bytes ? DOSSIER_FOUND : DOSSIER_NONE;
    return true;
}

void cache_keep(DossierCache *cache, uint32_t type, Text id, uint32_t hash, bool mapped, DossierAnswer answer, Dossier *found)
{
    bool copies = answer == DOSSIER_FOUND && !mapped;
    if (answer == DOSSIER_FAILED || id.length > LONGEST_KEPT_ID || cache->arena.taken >= MOST_BYTES ||
        (copies && found->image.length > LARGEST_COPY))
        return;
    KeptDossiers *kept = &cache->types[type];
    Text known = {NULL, 0};
    if (answer == DOSSIER_FOUND)
        known = found->image = copies ? text_copy(&cache->arena, found->image) : found->image;
    kept->images = arena_grow(&cache->arena, kept->images, kept->ids.count, &kept->capacity, sizeof *kept->images);
    kept->images[kept->ids.count] = known; // before it can be found: memory may run out
    found->kept = text_index_add_hashed(&kept->ids, text_copy(&cache->arena, id), hash);
}

void cache_close(DossierCache *cache)
{
    arena_close(&cache->arena);
    *cache = (DossierCache){.types = NULL};
}
