// SPDX-License-Identifier: MIT
// Where claims stand in what was submitted (image/places.h), by entity: of those alone that somebody asks about, once.
#include "machine/entities.h"

#include "image/places.h"

struct ReviewPlaces {
    ImagePlaces **of; // by entity
    bool *opened;
    size_t capacity;
};

static void make_room(Review *review, uint32_t entity)
{
    ReviewPlaces *places = review->places;
    if (!places)
        places = review->places = arena_take(review->arena, sizeof *places);
    if (entity < places->capacity)
        return;
    size_t capacity = 2 * (size_t)review->entity_count; // the list of entities grows while findings are explained
    ImagePlaces **of = arena_array(review->arena, capacity, sizeof(ImagePlaces *));
    bool *opened = arena_array(review->arena, capacity, sizeof *opened);
    if (places->capacity) {
        memcpy(of, places->of, places->capacity * sizeof(ImagePlaces *));
        memcpy(opened, places->opened, places->capacity * sizeof *opened);
    }
    *places = (ReviewPlaces){of, opened, capacity};
}

static ImagePlaces *open_places(Review *review, uint32_t entity)
{
    const Dossiers *dossiers = review->dossiers;
    const ReviewEntity *of = &review->entities[entity];
    SubmissionList *list = arena_take(review->arena, sizeof *list);
    // What cannot be read any more has no place; whoever wants to know why verifies the fact base.
    if (!of->image.bytes || !dossiers->submissions ||
        !dossiers->submissions(dossiers->with, of->type, review_entity(review, entity).id, review->arena, list) ||
        list->count != image_head(of->image)->submission_count)
        return NULL;
    return image_places(review->program, review->arena, of->type, list);
}

Text review_pointer(Review *review, uint32_t entity, uint32_t submission, uint32_t attribute, uint32_t row)
{
    make_room(review, entity);
    if (!review->places->opened[entity]) {
        review->places->opened[entity] = true;
        review->places->of[entity] = open_places(review, entity);
    }
    ImagePlaces *places = review->places->of[entity];
    return places ? image_pointer(places, submission, attribute, row) : (Text){"", 0};
}
