// SPDX-License-Identifier: MIT
// Texts and entities of a review, interned: what other images and the program bring is looked up in the subject's image first,
// and gets a number behind its own if it is new. Numbers of another image are translated when they are first met.
#include "machine/entities.h"

#include "support/search.h"

// The number of a text of the subject's image, or UINT32_MAX. hash: what image_hash gives of it.
static inline uint32_t own_text(const Review *review, Text text, uint32_t hash)
{
    Text image = review->entities[0].image;
    return image.bytes ? image_find_text(image, text, hash) : UINT32_MAX;
}

uint32_t review_text_of(Review *review, Text text)
{
    uint32_t own = own_text(review, text, image_hash(text));
    return own != UINT32_MAX ? own : review->own_texts + text_index_add(&review->more_texts, text);
}

uint32_t find_constant(Review *review, uint32_t string)
{
    uint32_t constant = review->prepared->constants[string];
    struct ConstantHash hash = review->prepared->constant_hashes[constant];
    Text text = program_string(review->program, string);
    uint32_t found = own_text(review, text, hash.of_image);
    if (found == UINT32_MAX)
        found = review->own_texts + text_index_add_hashed(&review->more_texts, text, hash.of_text);
    review->constants[constant] = found + 1;
    return found;
}

uint32_t review_memo_text(Review *review, int64_t number)
{
    const TextIndex *kept = &review->dossiers->memo->texts;
    enum { MOST_MAPPED = 1024 }; // of more it takes longer to clear a map
    if (!review->memo_texts) {
        review->memo_text_count = kept->count < MOST_MAPPED ? kept->count : MOST_MAPPED;
        review->memo_texts = arena_array(review->beside, review->memo_text_count + 1, sizeof *review->memo_texts);
    }
    bool mapped = (uint64_t)number < review->memo_text_count;
    if (mapped && review->memo_texts[number])
        return review->memo_texts[number] - 1;
    Text text = kept->texts[number];
    uint32_t found = review_text_of(review, text);
    if (mapped)
        review->memo_texts[number] = found + 1;
    return found;
}

Text review_text(const Review *review, int64_t text)
{
    uint32_t number = (uint32_t)text;
    return number < review->own_texts ? image_text(review->entities[0].image, number)
                                      : review->more_texts.texts[number - review->own_texts];
}

static uint32_t add_entity(Review *review, uint32_t type, uint32_t id)
{
    review->entities = arena_grow(review->arena, review->entities, review->entity_count, &review->entity_capacity,
                                  sizeof *review->entities);
    review->entities[review->entity_count] = (ReviewEntity){.type = type, .id = id};
    return review->entity_count++;
}

// Among the entities of the subject's image: the first is the subject, the others are in the order of type and id.
static uint32_t find_own(const Review *review, uint32_t type, Text id)
{
    Text image = review->entities[0].image;
    if (!image.bytes)
        return UINT32_MAX;
    for (BinarySearch search = search_of(1, review->own_entities); search_on(&search);) {
        const ImageEntity *entity = image_entity(image, (uint32_t)search.middle);
        int order = entity->type != type ? (entity->type < type ? -1 : 1) : text_compare(image_text(image, entity->id), id);
        if (order == 0)
            return (uint32_t)search.middle;
        search_narrow(&search, order < 0);
    }
    return UINT32_MAX;
}

uint32_t review_entity_of(Review *review, uint32_t type, Text id)
{
    const ReviewEntity *subject = &review->entities[0];
    if (subject->type == type && text_equal(review_text(review, subject->id), id))
        return 0;
    uint32_t own = find_own(review, type, id);
    if (own != UINT32_MAX)
        return own;
    TextBuilder key = text_builder(review->arena);
    text_append(&key, (Text){(const char *)&type, sizeof type});
    text_append(&key, id);
    uint32_t before = review->more_entities.count;
    uint32_t number = text_index_add(&review->more_entities, text_built(&key));
    if (number == before) {
        review->more_numbers = arena_grow(review->arena, review->more_numbers, number, &review->more_capacity, sizeof(uint32_t));
        uint32_t text = review_text_of(review, id);
        review->more_numbers[number] = add_entity(review, type, text);
    }
    return review->more_numbers[number];
}

uint32_t review_meet(Review *review, const Review *other, uint32_t number)
{
    const ReviewEntity *entity = &other->entities[number];
    return review == other ? number : review_entity_of(review, entity->type, review_text(other, entity->id));
}

// A dossier counts by its image, which may lie in the map, be kept from another review, or be made anew.
static DossierAnswer find_dossier(Review *review, uint32_t type, Text id, Dossier *found)
{
    DossierAnswer answer = review->dossiers->find(review->dossiers->with, type, id, found);
    if (answer == DOSSIER_FOUND)
        arena_charge(review->arena, found->image.length);
    return answer;
}

ReviewEntity *entity_dossier(Review *review, uint32_t number)
{
    ReviewEntity *entity = &review->entities[number];
    if (entity->looked_up)
        return entity;
    entity->looked_up = true;
    Dossier found = {{NULL, 0}, NOT_KEPT};
    DossierAnswer answer = find_dossier(review, entity->type, review_text(review, entity->id), &found);
    if (answer == DOSSIER_FAILED)
        review->failed = true;
    if (answer == DOSSIER_FOUND)
        entity->image = found.image;
    entity->kept = found.kept;
    return entity;
}

// The numbers of an image's texts or entities in the review, each looked up when it is first met.
static uint32_t *number_map(Review *review, uint32_t count)
{
    uint32_t *map = arena_raw(review->beside, ((size_t)count + 1) * sizeof *map);
    return memset(map, 0xff, ((size_t)count + 1) * sizeof *map);
}

int64_t text_of_image(Review *review, uint32_t number, int64_t text)
{
    if (number == 0)
        return text;
    enum { FEW_ASKED = 2 }; // of most dossiers a text or two are asked for: a map would take longer
    ReviewEntity *entity = &review->entities[number];
    if (entity->texts && entity->texts[text] != UINT32_MAX)
        return entity->texts[text];
    if (!entity->texts && entity->texts_asked++ >= FEW_ASKED)
        entity->texts = number_map(review, image_head(entity->image)->text_count);
    Text bytes = image_text(entity->image, (uint32_t)text);
    uint32_t known = review_text_of(review, bytes);
    if (entity->texts)
        entity->texts[text] = known;
    return known;
}

int64_t entity_of_image(Review *review, uint32_t entity, int64_t number)
{
    if (entity == 0)
        return number;
    ReviewEntity *whose = &review->entities[entity];
    if (!whose->entities)
        whose->entities = number_map(review, image_head(whose->image)->entity_count);
    uint32_t known = whose->entities[number];
    if (known == UINT32_MAX) {
        const ImageEntity *one = image_entity(whose->image, (uint32_t)number);
        known = review_entity_of(review, one->type, image_text(whose->image, one->id));
        review->entities[entity].entities[number] = known; // the list may have moved
    }
    return known;
}

bool entities_open(Review *review, Text subject)
{
    review->entities = arena_grow(review->arena, NULL, 0, &review->entity_capacity, sizeof *review->entities);
    review->entity_count = review->own_entities = 1;
    review->entities[0] = (ReviewEntity){.type = review->program->head.subject_type, .looked_up = true, .kept = NOT_KEPT};
    Dossier found = {{NULL, 0}, NOT_KEPT};
    uint32_t type = review->program->head.subject_type;
    DossierAnswer answer = find_dossier(review, type, subject, &found);
    if (answer == DOSSIER_FAILED) {
        review->failed = true;
        return false;
    }
    if (answer == DOSSIER_NONE) {
        review->entities[0].id = review_text_of(review, subject);
        return true;
    }
    Text image = review->entities[0].image = found.image;
    review->own_texts = image_head(image)->text_count;
    review->own_entities = image_head(image)->entity_count;
    review->entities[0].id = image_entity(image, 0)->id;
    while (review->entity_count < review->own_entities) {
        const ImageEntity *entity = image_entity(image, review->entity_count);
        add_entity(review, entity->type, entity->id);
    }
    return true;
}
