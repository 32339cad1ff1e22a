// SPDX-License-Identifier: MIT
// All claims about a fact, whether it is a value or a set. See claims.h.
#include "machine/claims/set_claims.h"

void claims_each(Text image, uint32_t attribute, uint32_t row, ClaimVisit *visit, void *with)
{
    const ImageColumn *column = image_column(image, attribute);
    if (!column || column->kind != COLUMN_SETS) {
        image_claims(image, attribute, row, visit, with);
        return;
    }
    SetClaims claims = set_claims_of(image, column, row);
    for (uint32_t i = 0, on = true; i < claims.count && on; i++) {
        uint32_t claim = set_claim_at(&claims, i);
        on = visit(with, &(ImageClaim){.submission = set_claim_submission(claim),
                                       .states = (claim & SET_CLAIM_STATES) != 0,
                                       .value = (claim & SET_CLAIM_CLOSED) != 0});
    }
}
