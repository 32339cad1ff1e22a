// SPDX-License-Identifier: MIT
// Explanations in a canonical order: what stands below a node is sorted by all that is told of it, so that no order tells of rows
// or digests that are hidden.
#include "outcome/explain.h"

#include "outcome/findings.h"

#include <stdlib.h>

static int by_given_text(Text a, Text b)
{
    return a.bytes && b.bytes ? text_compare(a, b) : (a.bytes != NULL) - (b.bytes != NULL);
}

static int by_number(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

// By day, and then by all that is told of them: by digest and document where these are.
static int by_what_is_said(const void *a, const void *b)
{
    const Claimed *x = a, *y = b;
    const Text left[] = {x->kind, x->by, x->title, x->value, x->document, {(const char *)x->submission, sizeof(Digest)}};
    const Text right[] = {y->kind, y->by, y->title, y->value, y->document, {(const char *)y->submission, sizeof(Digest)}};
    const int how_x[] = {x->acceptability, x->submission != NULL, x->fault, x->decides};
    const int how_y[] = {y->acceptability, y->submission != NULL, y->fault, y->decides};
    int order = by_number(x->on, y->on);
    for (int i = 0; i < (x->submission && y->submission ? 6 : 4) && !order; i++)
        order = by_given_text(left[i], right[i]);
    for (int i = 0; i < 4 && !order; i++)
        order = by_number(how_x[i], how_y[i]);
    return order;
}

static int compare_claims(const Explained *x, const Explained *y)
{
    int order = by_number((int64_t)x->claim_count, (int64_t)y->claim_count);
    for (size_t i = 0; i < x->claim_count && !order; i++)
        order = by_what_is_said(&x->claims[i], &y->claims[i]);
    return order;
}

// By all that is told of them; what has no source comes last.
static int compare_nodes(const Explained *x, const Explained *y)
{
    const int64_t of_x[] = {!x->source.length, x->span.file, x->span.start, x->span.end, x->hidden, (int64_t)x->left_out};
    const int64_t of_y[] = {!y->source.length, y->span.file, y->span.start, y->span.end, y->hidden, (int64_t)y->left_out};
    const Text left[] = {x->row, x->value, x->path, x->part, x->entity, text_of(x->note ? x->note : "")};
    const Text right[] = {y->row, y->value, y->path, y->part, y->entity, text_of(y->note ? y->note : "")};
    int order = 0;
    for (int i = 0; i < 6 && !order; i++)
        order = by_number(of_x[i], of_y[i]);
    for (int i = 0; i < 6 && !order; i++)
        order = by_given_text(left[i], right[i]);
    const Explained *a = x->children, *b = y->children;
    order = order ? order : part_compare(x->within, y->within);
    for (order = order ? order : compare_claims(x, y); a && b && !order; a = a->next, b = b->next)
        order = compare_nodes(a, b); // as deep as explanations are
    return order ? order : (a != NULL) - (b != NULL);
}

static int by_what_is_told(const void *a, const void *b)
{
    return compare_nodes(*(Explained *const *)a, *(Explained *const *)b);
}

bool explained_equal(const Explained *a, const Explained *b)
{
    return compare_nodes(a, b) == 0;
}

void explained_order_claims(Explained *node)
{
    if (node->claim_count)
        qsort(node->claims, node->claim_count, sizeof *node->claims, by_what_is_said);
}

void explained_order_children(Explained *node, Arena *arena)
{
    size_t count = 0;
    for (const Explained *child = node->children; child; child = child->next)
        count++;
    if (!count)
        return;
    Explained **children = arena_array(arena, count + 1, sizeof(Explained *));
    count = 0;
    for (Explained *child = node->children; child; child = child->next)
        children[count++] = child;
    qsort(children, count, sizeof(Explained *), by_what_is_told);
    for (size_t i = 0; i < count; i++)
        children[i]->next = children[i + 1]; // null behind the last one
    node->children = children[0];
    node->last = children[count - 1];
}
