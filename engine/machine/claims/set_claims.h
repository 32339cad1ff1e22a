// SPDX-License-Identifier: MIT
// The claims about a set of one row, as they lie in an image.
#ifndef ASSIZE_MACHINE_CLAIMS_SET_CLAIMS_H
#define ASSIZE_MACHINE_CLAIMS_SET_CLAIMS_H

#include "machine/claims/claims.h"

// The claims about a set of one row: who claims it, closed or open; and who lists each element.
typedef struct SetClaims {
    const ImageSets *sets;
    Text image;
    const ImageColumn *column;
    uint32_t first, count; // general: in claims
    const uint32_t *voice; // not general: the submissions
    uint32_t bits;         // likewise: of each one's claim
    bool any;
} SetClaims;

// The claims of a column of sets about a row, and one of them (set_claim).
static inline SetClaims set_claims_of(Text image, const ImageColumn *column, uint32_t row)
{
    SetClaims claims = {.sets = column_sets(column), .image = image, .column = column};
    if (column->general) {
        const uint32_t *runs = image_at(image, claims.sets->claim_first);
        claims.first = runs[row];
        claims.count = runs[row + 1] - runs[row];
        claims.any = claims.count > 0;
    } else if (mask_bit(image_at(image, claims.sets->claimed), row)) {
        claims.any = true;
        claims.voice = image_voice(image, &column->source, &claims.count);
        claims.bits = mask_bit(image_at(image, claims.sets->closed), row) ? SET_CLAIM_CLOSED : 0;
    }
    return claims;
}

static inline uint32_t set_claim_at(const SetClaims *claims, uint32_t index)
{
    if (!claims->column->general)
        return set_claim(claims->voice[index], claims->bits);
    return ((const uint32_t *)image_at(claims->image, claims->sets->claims))[claims->first + index];
}

#endif
