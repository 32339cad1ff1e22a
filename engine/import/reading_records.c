// SPDX-License-Identifier: MIT
// Memory of the records that a reading makes: pieces by types, and claims that are put among those of a record. See reading.h.
#include "import/reading_inside.h"

void *claims_piece(Reading *reading, uint32_t type, size_t size)
{
    size = (size + FACT_ALIGNMENT - 1) & ~(size_t)(FACT_ALIGNMENT - 1);
    if (type != reading->left_type || (size_t)(reading->left_end - reading->left) < size)
        return fact_piece(reading->given->pieces, reading->records, type, size);
    void *piece = reading->left;
    reading->left += size;
    return undefined_bytes(piece, size);
}

FactCollection *claims_set(Reading *reading, uint32_t type, uint32_t most)
{
    FactCollection *set = claims_piece(reading, type, sizeof *set + most * sizeof *set->items);
    *set = (FactCollection){.items = (FactDatum *)(set + 1)};
    return set;
}

bool claims_put(FactRecord *record, FactClaim claim)
{
    uint32_t at = record->count;
    while (at > 0 && record->claims[at - 1].attribute >= claim.attribute) {
        if (record->claims[--at].attribute == claim.attribute)
            return false;
    }
    memmove(&record->claims[at + 1], &record->claims[at], (record->count - at) * sizeof *record->claims);
    record->claims[at] = claim;
    record->count++;
    return true;
}

bool claims_add(Reading *reading, FactRecord *record, uint32_t room, FactClaim claim)
{
    if (record_claim(record, claim.attribute))
        return false;
    if (reading->widened != record || !reading->room) {
        FactClaim *stood = record->claims;
        record->claims = claims_piece(reading, record->type, ((size_t)record->count + room) * sizeof *stood);
        memcpy(record->claims, stood, record->count * sizeof *stood);
        reading->left = (char *)stood;
        reading->left_type = record->type;
        reading->left_end = (char *)(stood + record->count);
        reading->widened = record;
        reading->room = room;
    }
    reading->room--;
    return claims_put(record, claim);
}
