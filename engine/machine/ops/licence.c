// SPDX-License-Identifier: MIT
// A memo table of single licences, by interned text. See licence.h.
#include "machine/ops/licence.h"

// Room for all texts that there are, and for some that may come.
static void make_room(Review *review, size_t number)
{
    size_t texts = (size_t)review->own_texts + review->more_texts.count;
    size_t count = number < texts ? texts + texts / 2 + 1 : 2 * (number + 1);
    KnownLicence **licences = arena_array(review->arena, count, sizeof *licences);
    if (review->licence_count)
        memcpy(licences, review->licences, review->licence_count * sizeof *licences);
    review->licences = licences;
    review->licence_count = count;
}

const KnownLicence *review_licence(Review *review, int64_t text)
{
    size_t number = (size_t)text;
    if (number >= review->licence_count)
        make_room(review, number);
    if (!review->licences[number]) {
        KnownLicence *known = arena_take(review->arena, sizeof *known);
        known->fault = licence_read(review_text(review, text), &known->licence);
        review->licences[number] = known;
    }
    return review->licences[number];
}
