// SPDX-License-Identifier: MIT
// Disputes: the facts on which acceptable submissions disagree, dossier by dossier. See told.h.
#include "outcome/told.h"

#include <stdlib.h>

typedef struct Disputes {
    const Verdict *verdict;
    View *view;
    uint32_t entity; // whose dossier is looked at
    Text id;
    Dispute *items;
    size_t count, capacity;
} Disputes;

static void add_dispute(void *with, uint32_t attribute, uint32_t row)
{
    Disputes *disputes = with;
    Review *review = disputes->verdict->review;
    uint32_t entity = disputes->entity, owner = review_program(review)->attributes[attribute].owner;
    TextBuilder path = text_builder(review_arena(review)), part = text_builder(review_arena(review));
    if (view_hides_fact(disputes->view, entity, attribute, row))
        return;
    review_append_path(review, entity, attribute, row, &path);
    Dispute dispute = {.entity = entity, .id = disputes->id, .path = text_built(&path), .part = {"", 0}};
    dispute.of_part = review_append_owner_part(review, entity, attribute, row, &part);
    dispute.part_hidden = view_hides_part(disputes->view, entity, owner, row);
    if (dispute.of_part && !dispute.part_hidden)
        dispute.part = text_built(&part);
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
    return order ? order : text_compare(x->part, y->part);
}

Dispute *disputes_told(const Verdict *verdict, View *view, size_t *count)
{
    Disputes disputes = {.verdict = verdict, .view = view};
    for (uint32_t i = 0; i < review_entity_count(verdict->review); i++) {
        MetEntity met = review_entity(verdict->review, i);
        disputes.entity = i;
        disputes.id = met.id;
        if (met.asked_for && met.image.bytes && view_lists_dossier(view, i))
            review_each_dispute(verdict->review, i, add_dispute, &disputes);
    }
    if (disputes.count && !view_keeps_order(view))
        qsort(disputes.items, disputes.count, sizeof *disputes.items, by_name);
    *count = disputes.count;
    return disputes.items;
}
