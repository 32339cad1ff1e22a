// SPDX-License-Identifier: MIT
// Checks everything that a fact base holds: the steps, and those over pages and images. See verify.h.
#include "facts/verify.h"

#include <stdarg.h>
#include <stdio.h>

void verify_problem(Check *check, Text about, const char *format, ...)
{
    char what[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    check->checked->problems++;
    check->visit(check->with, text_format(check->arena, "%.*s: %s", (int)about.length, about.bytes, what));
}

Text verify_entity_name(Check *check, Text key)
{
    Text type, id;
    base_split_key(key, &type, &id);
    type = text_shown(check->arena, type);
    id = text_shown(check->arena, id);
    return text_format(check->arena, "%.*s %.*s", (int)type.length, type.bytes, (int)id.length, id.bytes);
}

bool verify_digest_key(Text key, Digest *digest)
{
    *digest = (Digest){{0}};
    if (key.length == sizeof digest->bytes)
        memcpy(digest->bytes, key.bytes, sizeof digest->bytes);
    return key.length == sizeof digest->bytes;
}

int verify_by_digest(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(Digest));
}

Text verify_digest_name(Check *check, const char *what, Text key)
{
    Digest digest;
    Text name = verify_digest_key(key, &digest) ? digest_text(check->arena, &digest) : text_shown(check->arena, key);
    return text_format(check->arena, "%s %.*s", what, (int)name.length, name.bytes);
}

static void page_problem(void *with, const char *table, const char *what)
{
    verify_problem(with, text_of("the data file"), "%s: %s", table, what);
}

void verify_each(Check *check, Table table, EnvVisit *visit)
{
    EnvFault fault = env_each(check->reader->txn, table, (Text){NULL, 0}, visit, check);
    if (fault != ENV_FINE)
        verify_problem(check, text_of("the data file"), "%s: it is damaged, and cannot be read to its end",
                       env_table_name(table));
}

// ---- images ----

// One that no record names: what a dossier was before. Its own list says of which submissions it was made, and what of them was
// withdrawn then.
static const char *earlier_image_wrong(Check *check, Text image)
{
    BaseReader *reader = check->reader;
    const ImageHead *head = image_head(image);
    const char *reason;
    SubmissionList list = {0};
    Text made, id;
    if (!image_check(reader->schema, image, &reason))
        return reason;
    id = image_text(image, image_entity(image, 0)->id);
    for (uint32_t i = 0; i < head->submission_count; i++) {
        const ImageSubmission *one = image_submission(image, i);
        size_t before = list.count;
        if (dossier_read(reader, head->type, id, (const char *)&one->digest, 1, &list) != ENV_FINE || list.count == before)
            return "it is of a submission that is missing, damaged, or about something else";
        list.items[before]->withdrawn = one->flags & SUBMISSION_WITHDRAWN;
    }
    dossier_make(reader, head->type, id, &list, &made);
    return text_equal(image, made) ? NULL : "it is not what its submissions say";
}

static const char *image_wrong(Check *check, Text key, Text image)
{
    const Program *schema = check->reader->schema;
    const char *reason = NULL;
    Digest name;
    bool older = image_is_older(image);
    check->checked->older += older;
    if (!older && !image_is_whole(image, &reason))
        return reason;
    if (!verify_digest_key(key, &name) || !digest_equal(&image_head(image)->digest, &name))
        return "the image is not what its name says";
    if (older)
        return NULL;
    if (schema && digest_equal(&image_head(image)->schema, &schema->head.schema))
        return text_index_find(&check->images, key) == UINT32_MAX ? earlier_image_wrong(check, image) : NULL;
    check->checked->others += schema != NULL;
    return image_check_frame(image, &reason) ? NULL : reason;
}

static bool check_image(void *with, Text key, Text image)
{
    Check *check = with;
    ArenaMark mark = arena_mark(check->arena);
    check->checked->images++;
    if ((uintptr_t)image.bytes % sizeof(uint64_t) != 0)
        image = text_copy(check->arena, image);
    const char *wrong = image_wrong(check, key, image);
    if (wrong)
        verify_problem(check, verify_digest_name(check, "image", key), "%s", wrong);
    arena_reset(check->arena, mark);
    return true;
}

void verify_images_step(Check *check)
{
    verify_each(check, TABLE_IMAGE, check_image);
}

// ---- all of it ----

BaseAnswer base_verify(BaseReader *reader, Arena *kept, const Digest *noted, BaseProblem *visit, void *with, BaseChecked *checked)
{
    Check check = {
        .reader = reader, .arena = reader->arena, .kept = kept, .noted = noted, .visit = visit, .with = with, .checked = checked};
    *checked = (BaseChecked){0};
    text_index_open(&check.logged, kept);
    text_index_open(&check.images, kept);
    text_index_open(&check.references, kept);
    text_index_open(&check.sources, kept);
    EnvFault fault = env_check(reader->txn, page_problem, &check);
    if (fault != ENV_FINE)
        return base_fault(reader->base, reader->arena, fault, &reader->error);
    static void (*const steps[])(Check *) = {verify_log_step,      verify_submissions_step, verify_withdrawals_step,
                                             verify_entities_step, verify_images_step,      verify_references_step};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        steps[i](&check);
    return BASE_DONE;
}
