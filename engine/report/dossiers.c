// SPDX-License-Identifier: MIT
// The dossiers that were read for a verdict, as they are listed under it: those that its viewer may know of.
#include "report/report.h"

#include <stdlib.h>

static int by_name(const void *a, const void *b)
{
    const ReadDossier *x = a, *y = b;
    int order = text_compare(x->type, y->type);
    return order ? order : text_compare(x->id, y->id);
}

const ReadDossier *report_dossiers(const Verdict *verdict, Arena *arena, size_t *count)
{
    const Review *review = verdict->review;
    const Program *program = review_program(review);
    ReadDossier *read = arena_array(arena, (size_t)review_entity_count(review) + 1, sizeof *read);
    *count = 0;
    for (uint32_t i = 0; i < review_entity_count(review); i++) {
        uint32_t type;
        Text id, image;
        if (!review_entity(review, i, &type, &id, &image) || !view_lists_dossier(verdict->view, i))
            continue;
        read[(*count)++] = (ReadDossier){.type = program_string(program, program->types[type].name),
                                         .id = id,
                                         .known = view_knows_dossier(verdict->view, i),
                                         .digest = view_gives_dossier(verdict->view, i) ? &image_head(image)->digest : NULL};
    }
    if (*count > 1) // the subject is first
        qsort(read + 1, *count - 1, sizeof *read, by_name);
    return read;
}
