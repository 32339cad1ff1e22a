// SPDX-License-Identifier: MIT
// What a review that verifies looks at before it reads a dossier. Nothing of an image is believed: it is made anew of the
// submissions, whose digests say what they are, and must be the same, byte for byte.
#include "store/base_inside.h"

// Whether a stored submission is what its digest says, and about an entity.
static const char *trusted_submission_wrong(const BaseReader *reader, Text type, Text id, const Digest *name, EnvFault *fault)
{
    StoredSubmission stored;
    *fault = stored_get(reader->txn, reader->arena, name, &stored);
    if (*fault != ENV_FINE)
        return *fault == ENV_NOT_FOUND ? "a submission is missing" : "a submission cannot be read";
    Digest digest = digest_of(stored.said);
    if (!digest_equal(&digest, name))
        return "a submission is not what its digest says";
    bool about = text_equal(stored_name(reader->arena, stored.said, "entity"), type) &&
                 text_equal(stored_name(reader->arena, stored.said, "id"), id);
    if (!about)
        return "its record names a submission about something else";
    return signature_wrong(reader->txn, reader->arena, name, fault);
}

// Whether the submissions of a record are what it says, and it names the dossier that they make.
static const char *trusted_record_wrong(const BaseReader *reader, Text type, Text id, const EntityRecord *record,
                                        const char *digests, EnvFault *fault)
{
    Digest digest, before = {{0}}, dossier;
    for (uint32_t i = 0; i < record->count; i++, before = digest) {
        memcpy(&digest, digests + i * sizeof digest, sizeof digest);
        const char *what = trusted_submission_wrong(reader, type, id, &digest, fault);
        if (what)
            return what;
        if (i > 0 && memcmp(&before, &digest, sizeof digest) >= 0)
            return "its record does not name its submissions in order";
    }
    Text key = base_key(reader->arena, type, id);
    *fault = dossier_of(reader->txn, reader->arena, key, digests, record->count, &dossier);
    if (*fault != ENV_FINE)
        return "what is withdrawn of it is damaged";
    return digest_equal(&dossier, &record->dossier) ? NULL : "its record names another dossier than its submissions make";
}

// What is wrong with a stored image that differs from the one made anew; both after the schema, the stored one aligned.
static const char *image_difference(const Program *schema, Text image, Text made)
{
    const char *reason;
    if (!image_is_whole(image, &reason))
        return reason;
    if (!image_fits(image, &schema->layout, &reason))
        return "its image is not what its name says";
    if (!image_check(schema, image, &reason))
        return reason;
    const ImageHead *a = image_head(image), *b = image_head(made);
    if (a->type != b->type ||
        !text_equal(image_text(image, image_entity(image, 0)->id), image_text(made, image_entity(made, 0)->id)))
        return "its image is that of another entity";
    if (a->submission_count != b->submission_count)
        return "its image is not of the same submissions";
    for (uint32_t i = 0; i < a->submission_count; i++) {
        const ImageSubmission *x = image_submission(image, i), *y = image_submission(made, i);
        if (!digest_equal(&x->digest, &y->digest))
            return "its image is not of the same submissions";
        if (x->withdrawn_on != y->withdrawn_on)
            return "its image and its submissions differ in what is withdrawn";
    }
    return "its image is not what its submissions say";
}

static const char *trusted_dossier_wrong(BaseReader *reader, uint32_t type, Text id, const EntityRecord *record,
                                         const char *digests, Text image, EnvFault *fault)
{
    SubmissionList list = {0};
    Text name = program_string(reader->schema, reader->schema->types[type].name), made;
    const char *what = trusted_record_wrong(reader, name, id, record, digests, fault);
    if (what || !image.bytes)
        return what; // without an image it is made of what is checked now
    *fault = dossier_read(reader, type, id, digests, record->count, &list);
    if (*fault != ENV_FINE)
        return "a submission cannot be read";
    *fault = dossier_make(reader, type, id, &record->dossier, &list, &made);
    if (*fault != ENV_FINE)
        return "a document is not what was submitted";
    return text_equal(image, made) ? NULL : image_difference(reader->schema, image, made);
}

const char *dossier_wrong(BaseReader *reader, uint32_t type, Text id, const EntityRecord *record, const char *digests, Text image,
                          EnvFault *fault)
{
    ArenaMark mark = arena_mark(reader->arena);
    const char *what = trusted_dossier_wrong(reader, type, id, record, digests, image, fault);
    arena_reset(reader->arena, mark);
    if (fault_is_stored(*fault))
        *fault = ENV_FINE;
    return what;
}
