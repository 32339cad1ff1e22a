// SPDX-License-Identifier: MIT
// Where dossiers come from when a review asks for them: a fact base (base.h), or submissions in memory.
#ifndef ASSIZE_IMAGE_DOSSIERS_H
#define ASSIZE_IMAGE_DOSSIERS_H

#include "image/image.h"

typedef enum DossierAnswer { DOSSIER_NONE, DOSSIER_FOUND, DOSSIER_FAILED } DossierAnswer;

typedef struct Dossier {
    Text image;    // made after the schema that the review has; it stays where it is while the review lasts
    uint32_t kept; // its number among those of its type that are kept for other reviews; NOT_KEPT
} Dossier;
#define NOT_KEPT UINT32_MAX

typedef struct MemoTable MemoTable; // machine/memo.h

typedef struct Dossiers {
    DossierAnswer (*find)(void *with, uint32_t type, Text id, Dossier *found); // the dossier of an entity
    void *with;
    // The submissions that the image of that dossier was made of, as they were stored, with their canonical forms; in the arena.
    // False: they are damaged. Null: they are not at hand.
    bool (*submissions)(void *with, uint32_t type, Text id, Arena *arena, SubmissionList *list);
    // Room for what a review finds of dossiers, in proportion to their images. The review is charged for the images instead:
    // others may have found it all before. Null: none but the review's own.
    Arena *arena;
    MemoTable *memo; // of those that are kept; null: none
} Dossiers;

static inline DossierAnswer dossiers_find(const Dossiers *dossiers, uint32_t type, Text id, Text *image)
{
    Dossier found = {{NULL, 0}, NOT_KEPT};
    DossierAnswer answer = dossiers->find(dossiers->with, type, id, &found);
    *image = found.image;
    return answer;
}

// A dossier is named by what was submitted, signed and withdrawn, and not by how an image lays it out: by the SHA-256 of the
// canonical JSON {"id", "signed": [[digest, signer] …], "submissions": [digest …], "type", "withdrawn": [[digest, day] …]}, each
// list in the order of the digests, empty ones left out.
typedef struct DossierItem {
    Digest submission;
    bool withdrawn;
    int64_t withdrawn_on; // day
    Text signer;          // `sha256:…` of the key that signed it; bytes null: nobody did
} DossierItem;
// Both put the items in order.
Text dossier_canonical(Arena *arena, Text type, Text id, DossierItem *items, size_t count);
Digest dossier_digest(Arena *arena, Text type, Text id, DossierItem *items, size_t count);

// Makes the images of all entities that submissions (finished ones) are about, in the arena. False where a reference, or what one
// of them replaces, is refused.
bool dossiers_in_memory(Dossiers *dossiers, const Program *schema, Arena *arena, const SubmissionList *submissions,
                        Diagnostics *diagnostics);

#endif
