// SPDX-License-Identifier: MIT
// Disputes: the facts on which acceptable submissions disagree, dossier by dossier. See told.h.
#include "outcome/told.h"

#include <stdlib.h>

typedef struct Disputes {
    const Sight *sight;
    View *view;           // of the review that is looked at
    uint32_t entity, own; // whose dossier is: as it is told; in that review
    Text id;
    TextIndex seen; // those that were, by the numbers that are told
    Dispute *items;
    size_t count, capacity;
} Disputes;

static void add_dispute(void *with, uint32_t attribute, uint32_t row)
{
    Disputes *disputes = with;
    Review *review = view_review(disputes->view);
    uint32_t own = disputes->own, owner = review_program(review)->attributes[attribute].owner;
    TextBuilder path = text_builder(review_arena(review));
    if (view_hides_fact(disputes->view, own, attribute, row))
        return;
    review_append_path(review, own, attribute, row, &path);
    Dispute dispute = {.entity = disputes->entity, .id = disputes->id, .path = text_built(&path), .part = {.name = {"", 0}}};
    dispute.of_part = review_program(review)->types[owner].is_part;
    dispute.part_hidden = view_hides_part(disputes->view, own, owner, row);
    if (dispute.of_part && !dispute.part_hidden)
        dispute.part = part_named(disputes->view, own, attribute, row);
    disputes->items = arena_grow(review_arena(review), disputes->items, disputes->count, &disputes->capacity,
                                 sizeof *disputes->items);
    disputes->items[disputes->count++] = dispute;
}

static int by_name(const void *a, const void *b)
{
    const Dispute *x = a, *y = b;
    if (x->entity != y->entity)
        return x->entity < y->entity ? -1 : 1;
    int order = text_compare(x->path, y->path);
    return order ? order : part_compare(&x->part, &y->part);
}

// Whether a dossier is looked at for the first time.
static bool is_new(Disputes *disputes, uint32_t entity)
{
    uint32_t before = disputes->seen.count;
    Text key = text_copy(disputes->seen.arena, (Text){(const char *)&entity, sizeof entity});
    return text_index_add(&disputes->seen, key) == before;
}

// Of the dossiers that a review has read, and an earlier one has not.
static void take_disputes(Disputes *disputes, View *view)
{
    Review *review = view_review(view), *told = disputes->sight->verdict->review;
    disputes->view = view;
    for (uint32_t i = 0; i < review_entity_count(review); i++) {
        MetEntity met = review_entity(review, i);
        if (!met.asked_for || !met.image.bytes || !view_lists_dossier(view, i))
            continue;
        disputes->own = i;
        disputes->entity = review_meet(told, review, i);
        disputes->id = met.id;
        if (is_new(disputes, disputes->entity))
            review_each_dispute(review, i, add_dispute, disputes);
    }
}

Dispute *disputes_told(const Sight *sight, size_t *count)
{
    Disputes disputes = {.sight = sight};
    text_index_open(&disputes.seen, review_arena(sight->verdict->review));
    for (size_t i = 0; i < sight->all; i++)
        take_disputes(&disputes, sight->sides[i].view);
    if (disputes.count && !sight->keeps_order)
        qsort(disputes.items, disputes.count, sizeof *disputes.items, by_name);
    *count = disputes.count;
    return disputes.items;
}
