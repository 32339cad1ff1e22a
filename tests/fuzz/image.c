// SPDX-License-Identifier: MIT
// Any bytes as a dossier image. Its digests are put right first, so that what is changed reaches the check; an image that checks
// can be read, printed and reviewed.
#include "fixture/image_dump.h"
#include "fuzz/target.h"

typedef struct OneImage {
    uint32_t type;
    Text id, image;
} OneImage;

static DossierAnswer find_one(void *with, uint32_t type, Text id, Dossier *found)
{
    const OneImage *one = with;
    if (type != one->type || !text_equal(id, one->id))
        return DOSSIER_NONE;
    *found = (Dossier){one->image, NOT_KEPT};
    return DOSSIER_FOUND;
}

static bool count_claim(void *with, const ImageClaim *claim)
{
    *(uint64_t *)with += claim->submission + (uint64_t)claim->value;
    return true;
}

static void read_claims(const Program *program, Text image)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < program->attributes_count; i++) {
        uint32_t rows = image_table(image, program->attributes[i].owner)->rows;
        for (uint32_t row = 0; row < rows && image_column(image, i); row++)
            image_claims(image, i, row, count_claim, &sum);
    }
}

static void check(void *with)
{
    Target *target = with;
    Fixture *fixture = target->fixture;
    const Program *program = &fixture->program;
    OneImage one = {.image = target->input};
    const char *reason;
    if (one.image.length < sizeof(ImageHead))
        return;
    ImageHead *head = (ImageHead *)(uintptr_t)one.image.bytes;
    head->size = (uint32_t)one.image.length;
    head->layout = program->layout;
    image_seal(one.image);
    if (!image_check(program, one.image, &reason))
        return;
    TextBuilder text = text_builder(&target->arena);
    image_dump(program, one.image, &text);
    read_claims(program, one.image);
    one.type = image_entity(one.image, 0)->type;
    one.id = image_text(one.image, image_entity(one.image, 0)->id);
    Dossiers dossiers = {.find = find_one, .with = &one};
    review_wholly(fixture, &fixture->prepared, &dossiers, one.id, 19844, &target->arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return target_run(data, size, check);
}
