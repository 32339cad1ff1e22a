// SPDX-License-Identifier: MIT
// Which submissions of a dossier others take the place of: reachability along `replaces`.
#include "machine/claims/claims.h"

// Those that a submission names, but for those that are marked; pushed, to go on from them.
static uint32_t push_named(Text image, const ImageSubmission *by, bool *marks, uint32_t *waiting, uint32_t count)
{
    for (uint32_t i = 0; i < by->replaces_count; i++) {
        uint32_t number = image_replaced(image, by)[i];
        if (!marks[number])
            waiting[count++] = number;
        marks[number] = true;
    }
    return count;
}

void replaced_mark(Text image, uint32_t by, bool *marks, uint32_t *waiting)
{
    uint32_t left = push_named(image, image_submission(image, by), marks, waiting, 0);
    while (left) {
        const ImageSubmission *next = image_submission(image, waiting[--left]);
        left = push_named(image, next, marks, waiting, left);
    }
}

bool *replaced_find(Text image, int64_t date, Arena *arena)
{
    uint32_t count = image_head(image)->submission_count, *waiting = NULL;
    bool *marks = NULL;
    for (uint32_t i = 0; i < count; i++) {
        if (!image_submission(image, i)->replaces_count || !submission_stands(image_submission(image, i), date))
            continue;
        if (!marks) {
            marks = arena_array(arena, count, sizeof *marks);
            waiting = arena_raw(arena, (size_t)count * sizeof *waiting);
        }
        replaced_mark(image, i, marks, waiting);
    }
    return marks;
}
