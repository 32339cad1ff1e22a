// SPDX-License-Identifier: MIT
// The elements of one row's set: a run of the offsets (CSR) that its column has in an image.
#include "machine/ops/elements.h"

bool parts_are_cut(const Review *review, uint32_t type, uint64_t first, uint32_t rows)
{
    uint64_t end = first + rows;
    if (first % MASK_ROWS != 0 || !rows || end % MASK_ROWS == 0)
        return first % MASK_ROWS == 0;
    const ImageSection *section = image_section_of(review->entities[0].image, type, (uint32_t)first);
    return section && end == (uint64_t)section->first_row + section->rows;
}

ElementRun element_run(Review *review, uint32_t slot, int64_t handle)
{
    uint32_t attribute = review->program->slots[slot].attribute;
    ElementRun elements = {0};
    split_handle(review->program, attribute, handle, &elements.entity, &elements.row);
    Text image = entity_dossier(review, elements.entity)->image;
    elements.column = image.bytes ? image_column(image, attribute) : NULL;
    if (elements.column) {
        const uint32_t *first = image_at(image, column_sets(elements.column)->first);
        elements.from = first[elements.row];
        elements.count = first[elements.row + 1] - elements.from;
    }
    return elements;
}

int64_t element_value(Review *review, const AttributeInfo *attribute, const ElementRun *elements, uint32_t index)
{
    Text image = review->entities[elements->entity].image;
    const ImageColumn *column = elements->column;
    int64_t value = column->values ? wide_value(image_at(image, column->values), column->width, elements->from + index)
                                   : (int64_t)column->known + elements->from + index;
    return value_of_image(review, elements->entity, attribute, value);
}

// For the dossier under review from what is resolved already.
Truth element_membership(Review *review, uint32_t slot, const ElementRun *elements, uint32_t index)
{
    CellState why;
    uint32_t element = elements->from + index;
    if (elements->entity != 0)
        return resolve_element(review, elements->entity, &review->program->slots[slot], elements->row, element, &why);
    const ResolvedSets *resolved = own_sets(review, slot);
    if (!resolved->member_t || bit(resolved->member_t, element))
        return TRUTH_TRUE;
    return bit(resolved->member_f, element) ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

bool set_closed(Review *review, uint32_t slot, const ElementRun *elements)
{
    if (elements->entity != 0)
        return resolve_set(review, elements->entity, &review->program->slots[slot], elements->row).closed;
    return elements->column && bit(own_sets(review, slot)->closed_t, elements->row);
}

bool pay_for_set(Review *review, uint32_t slot, const ElementRun *elements)
{
    if (!elements->column)
        return true;
    if (elements->entity == 0)
        return !own_sets(review, slot)->costly; // all its rows at once
    return review_pay(review, set_cost(review->entities[elements->entity].image, elements->column, elements->row));
}
