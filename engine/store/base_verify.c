// SPDX-License-Identifier: MIT
// Checks everything that a fact base holds: the steps, and those over pages and images. See verify.h.
#include "store/verify.h"

static void page_problem(void *with, const char *table, const char *what)
{
    verify_problem(with, text_of("the data file"), "%s: %s", table, what);
}

// ---- images ----

static bool dossier_is_there(const Check *check, const ImageName *name)
{
    return text_index_find(&check->dossiers, digest_key(&name->dossier)) != UINT32_MAX;
}

// What is wrong with an image by itself, and with what it is stored under. One that was compared with what submissions say is
// what it should be, or has been told of.
static const char *image_wrong(Check *check, const ImageName *name, Text image)
{
    const Program *schema = check->reader->schema;
    const char *reason = NULL;
    if (!image_is_whole(image, &reason))
        return reason;
    if (!dossier_is_there(check, name))
        return "there is no such dossier";
    if (!image_is_current(image)) {
        check->checked->older++;
        return NULL;
    }
    if (image.length < sizeof(ImageHead) || !digest_equal(&image_head(image)->dossier, &name->dossier) ||
        !digest_equal(&image_head(image)->layout, &name->layout))
        return "the image is not what its name says";
    if (text_index_find(&check->images, image_key(name)) != UINT32_MAX)
        return NULL;
    check->checked->others += schema && !digest_equal(&name->layout, &schema->layout);
    return image_check_frame(image, &reason) ? NULL : reason;
}

static bool check_image(void *with, Text key, Text image)
{
    Check *check = with;
    ArenaMark mark = arena_mark(check->arena);
    ImageName name;
    size_t shown = key.length < sizeof name.dossier ? key.length : sizeof name.dossier;
    check->checked->images++;
    if (check->reader->base->formats[PART_RECORDS] < RECORD_FORMAT) { // no program of this version reads it
        check->checked->older++;
        return true;
    }
    if ((uintptr_t)image.bytes % sizeof(uint64_t) != 0)
        image = text_copy(check->arena, image);
    const char *wrong = "the image is not what its name says";
    if (key.length == sizeof name)
        wrong = image_wrong(check, memcpy(&name, key.bytes, sizeof name), image);
    if (wrong)
        verify_problem(check, verify_digest_name(check, "image of the dossier", text_slice(key, 0, shown)), "%s", wrong);
    arena_reset(check->arena, mark);
    return true;
}

static void verify_images_step(Check *check)
{
    verify_each(check, TABLE_IMAGE, check_image);
}

// ---- all of it ----

EnvFault verify_contents(BaseReader *reader, Arena *kept, const Digest *noted, BaseProblem *visit, void *with,
                         BaseChecked *checked)
{
    Check check = {
        .reader = reader, .arena = reader->arena, .kept = kept, .noted = noted, .visit = visit, .with = with, .checked = checked};
    text_index_open(&check.logged, kept);
    text_index_open(&check.dossiers, kept);
    text_index_open(&check.images, kept);
    text_index_open(&check.references, kept);
    text_index_open(&check.referring, kept);
    text_index_open(&check.sequences, kept);
    text_index_open(&check.sources, kept);
    static void (*const steps[])(Check *) = {verify_log_step,        verify_submissions_step, verify_withdrawals_step,
                                             verify_signatures_step, verify_entities_step,    verify_images_step,
                                             verify_references_step, verify_register_step};
    for (size_t i = 0; i < sizeof steps / sizeof *steps && check.fault == ENV_FINE; i++)
        steps[i](&check);
    return check.fault;
}

BaseAnswer base_verify(BaseReader *reader, Arena *kept, const Digest *noted, BaseProblem *visit, void *with, BaseChecked *checked)
{
    Check check = {.reader = reader, .arena = reader->arena, .visit = visit, .with = with, .checked = checked};
    *checked = (BaseChecked){0};
    EnvFault fault = env_check(reader->txn, page_problem, &check);
    if (fault == ENV_FINE)
        fault = verify_contents(reader, kept, noted, visit, with, checked);
    return fault == ENV_FINE ? BASE_DONE : base_fault(reader->base, reader->arena, fault, &reader->error);
}
