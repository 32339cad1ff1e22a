// SPDX-License-Identifier: MIT
// Where the numbers of an image stand, by the kind of record that they are in: what a mutator chooses from.
#ifndef ASSIZE_TESTS_SPOTS_H
#define ASSIZE_TESTS_SPOTS_H

#include "image/image.h"

typedef enum SpotKind {
    SPOT_HEAD,
    SPOT_DIRECTORY,
    SPOT_TABLE,
    SPOT_PARENT,
    SPOT_SECTION,
    SPOT_SUBMISSION,
    SPOT_ENTITY,
    SPOT_TEXT_START,
    SPOT_TEXT_BYTE,
    SPOT_INDEX,
    SPOT_COLUMN,
    SPOT_MASK,
    SPOT_VALUE,
    SPOT_VERSION_KEY,
    SPOT_SOURCE,
    SPOT_SIDE,
    SPOT_CLAIM,
    SPOT_SETS,
    SPOT_RUN,
    SPOT_VOICE,
    SPOT_SET_CLAIM,
    SPOT_KINDS
} SpotKind;

typedef struct Spot {
    uint32_t offset, size; // bytes: 1, 2, 4, 8
} Spot;

typedef struct Spots {
    Spot *items;
    size_t count, capacity;
} Spots;

// All spots of an image that checks, by kind.
void find_spots(const Program *schema, Text image, Arena *arena, Spots spots[SPOT_KINDS]);

#endif
