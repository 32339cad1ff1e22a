// SPDX-License-Identifier: MIT
// Dossiers that reviews have asked for, so that the next review finds them without asking the fact base: a supplier has many
// products. They are of one fact base at one moment, after one schema, and forgotten when a review begins that sees another.
#ifndef ASSIZE_STORE_CACHE_H
#define ASSIZE_STORE_CACHE_H

#include "code/program.h"
#include "image/dossiers.h"
#include "store/env.h"

typedef struct KeptDossiers {
    TextIndex ids;
    Text *images; // by id; bytes null: it has no dossier
    size_t capacity;
} KeptDossiers;

// All zero is an empty one. One for each thread; what it gives stays until the next review begins.
typedef struct DossierCache {
    EnvView view;
    Digest schema;
    Arena arena;
    KeptDossiers *types; // by type
    uint64_t generation; // how often they were forgotten
} DossierCache;

// A review begins. What is kept stays where it sees the same and little is kept; memory is taken through the guard. While another
// review uses the cache nothing is forgotten: false where this one sees something else and goes without.
bool cache_begin(DossierCache *cache, const EnvView *view, const Program *schema, bool in_use, Guard *guard);
// Whether it is known what an entity's dossier is. hash is what hash_text gives of the id.
bool cache_find(const DossierCache *cache, uint32_t type, Text id, uint32_t hash, DossierAnswer *answer, Dossier *found);
// Keeps a dossier; where the image does not lie in the map, a copy of it: what was found is then that copy.
void cache_keep(DossierCache *cache, uint32_t type, Text id, uint32_t hash, bool mapped, DossierAnswer answer, Dossier *found);
void cache_close(DossierCache *cache);

#endif
