// SPDX-License-Identifier: MIT
// The elements of one row's set, a CSR run in the image of any entity: for operations that go from row to row, and for
// explanations.
#ifndef ASSIZE_MACHINE_OPS_ELEMENTS_H
#define ASSIZE_MACHINE_OPS_ELEMENTS_H

#include "machine/claims/claims.h"

typedef struct ElementRun {
    uint32_t entity, row, from, count;
    const ImageColumn *column; // null: nothing is claimed
} ElementRun;

// The elements of the set that a slot's attribute is of what a handle stands for.
ElementRun element_run(Review *review, uint32_t slot, int64_t handle);
// Pays for the claims about a set that is going to be read: false where the review may look at no more.
bool pay_for_set(Review *review, uint32_t slot, const ElementRun *elements);
// Of the element at an index of the run: its value, and whether it is in the set.
int64_t element_value(Review *review, const AttributeInfo *attribute, const ElementRun *elements, uint32_t index);
Truth element_membership(Review *review, uint32_t slot, const ElementRun *elements, uint32_t index);
// Whether these are all elements of the set.
bool set_closed(Review *review, uint32_t slot, const ElementRun *elements);

// Whether masks of a table of parts can be cut for a run of its rows without a shift: then the run serves as it lies.
bool parts_are_cut(const Review *review, uint32_t type, uint64_t first, uint32_t rows);

#endif
