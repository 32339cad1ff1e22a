// SPDX-License-Identifier: MIT
// What a review that verifies looks at before it reads a dossier. Nothing of an image is believed: it is made anew of the
// submissions, whose digests say what they are, and must be the same, byte for byte.
#include "facts/base_inside.h"

// Whether a stored submission is what its digest says, and about an entity.
static const char *submission_wrong(const BaseReader *reader, Text type, Text id, const Digest *name)
{
    Text canonical;
    EnvFault fault = env_get(reader->txn, TABLE_SUBMISSION, digest_key(name), &canonical);
    if (fault != ENV_FINE)
        return fault == ENV_NOT_FOUND ? "a submission is missing" : "a submission cannot be read";
    Digest digest = digest_of(canonical);
    if (!digest_equal(&digest, name))
        return "a submission is not what its digest says";
    bool about = text_equal(stored_member(reader->arena, canonical, "entity"), type) &&
                 text_equal(text_nfc(reader->arena, stored_member(reader->arena, canonical, "id")), id);
    return about ? NULL : "its record names a submission about something else";
}

const char *image_difference(const Program *schema, Text image, Text made)
{
    const char *reason;
    if (!image_check(schema, image, &reason))
        return reason;
    const ImageHead *a = image_head(image), *b = image_head(made);
    if (a->type != b->type ||
        !text_equal(image_text(image, image_entity(image, 0)->id), image_text(made, image_entity(made, 0)->id)))
        return "its record names the image of another entity";
    if (a->submission_count != b->submission_count)
        return "its image is not of the same submissions";
    for (uint32_t i = 0; i < a->submission_count; i++) {
        const ImageSubmission *x = image_submission(image, i), *y = image_submission(made, i);
        if (!digest_equal(&x->digest, &y->digest))
            return "its image is not of the same submissions";
        if ((x->flags ^ y->flags) & SUBMISSION_WITHDRAWN)
            return "its image and its submissions differ in what is withdrawn";
    }
    return "its image is not what its submissions say";
}

const char *dossier_wrong(BaseReader *reader, uint32_t type, Text id, const EntityRecord *record, const char *digests, Text image)
{
    const char *reason;
    Text name = program_string(reader->schema, reader->schema->types[type].name), made;
    SubmissionList list = {0};
    for (uint32_t i = 0; i < record->count; i++) {
        Digest digest, before;
        memcpy(&digest, digests + i * sizeof digest, sizeof digest);
        const char *what = submission_wrong(reader, name, id, &digest);
        if (what)
            return what;
        if (i > 0 && memcmp(memcpy(&before, digests + (i - 1) * sizeof before, sizeof before), &digest, sizeof digest) >= 0)
            return "its record does not name its submissions in order";
    }
    if (!image_fits(image, &reader->schema->head.schema, &reason)) { // and is not read, but made anew
        if (!image_is_older(image) && !image_is_whole(image, &reason))
            return reason;
        return digest_equal(&image_head(image)->digest, &record->image) ? NULL : "its image is not what its record says";
    }
    if (dossier_read(reader, type, id, digests, record->count, &list) != ENV_FINE)
        return "a submission cannot be read";
    dossier_make(reader, type, id, &list, &made);
    if (!text_equal(image, made))
        return image_difference(reader->schema, image, made);
    return digest_equal(&image_head(made)->digest, &record->image) ? NULL : "its image is not what its record says";
}
