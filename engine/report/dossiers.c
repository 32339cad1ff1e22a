// SPDX-License-Identifier: MIT
// The dossiers that a review has read, as its verdict names them: by what was submitted and withdrawn. See report.h.
#include "report/report.h"

#include <stdlib.h>

static int by_name(const void *a, const void *b)
{
    const ReadDossier *x = a, *y = b;
    int order = text_compare(x->type, y->type);
    if (order == 0)
        order = text_compare(x->id, y->id);
    if (order || !x->digest || !y->digest) // several whose ids do not show
        return order ? order : (x->digest != NULL) - (y->digest != NULL);
    return memcmp(x->digest->bytes, y->digest->bytes, sizeof x->digest->bytes);
}

// The subject's comes first; in what order the others were met hangs on the code.
const ReadDossier *report_dossiers(const Verdict *verdict, Audience audience, Arena *arena, size_t *count)
{
    const Review *review = verdict->review;
    const Program *program = review_program(review);
    ReadDossier *read = arena_array(arena, (size_t)review_entity_count(review) + 1, sizeof *read);
    *count = 0;
    for (uint32_t i = 0; i < review_entity_count(review); i++) {
        uint32_t type;
        Text id, image;
        if (!review_entity(review, i, &type, &id, &image))
            continue;
        bool hidden = audience == AUDIENCE_PUBLIC && review_entity_is_confidential(verdict->review, i);
        read[(*count)++] = (ReadDossier){.type = program_string(program, program->types[type].name),
                                         .id = hidden ? text_of(confidential_entity) : id,
                                         .digest = image.bytes ? &image_head(image)->dossier : NULL};
    }
    if (*count > 1)
        qsort(read + 1, *count - 1, sizeof *read, by_name);
    return read;
}
