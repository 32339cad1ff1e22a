// SPDX-License-Identifier: MIT
// Verifies the records of entities with the images of their dossiers, which are made anew and compared; and the reverse index of
// who refers to whom. See verify.h.
#include "store/verify.h"

// ---- records ----

// What is wrong with an image that was not made for the schema, or where there is none: what its frame says.
static const char *frame_wrong(Check *check, Text id, const EntityRecord *record, const char *digests, Text image)
{
    const char *reason;
    const ImageHead *head = image_head(image);
    if (!image_is_ours(image, &reason) || !image_check_frame(image, &reason))
        return NULL; // the image's own check tells
    if (!text_equal(image_text(image, image_entity(image, 0)->id), id))
        return "its image is that of another entity";
    for (uint32_t i = 0; i < head->submission_count; i++) {
        const ImageSubmission *one = image_submission(image, i);
        Withdrawn withdrawn;
        if (!verify_among(digests, record->count, &one->digest))
            return "its image is not of the same submissions";
        verify_heard(check, withdrawn_get(check->reader->txn, check->arena, &one->digest, &withdrawn));
        if (one->withdrawn_on != (withdrawn.there ? withdrawn.on : NOT_WITHDRAWN))
            return "its image and its submissions differ in what is withdrawn";
    }
    return NULL;
}

// The two keys of a reference as one text, in the kept arena where it is to stay.
static Text reference_text(Arena *arena, Text target, Text source)
{
    TextBuilder reference = text_builder(arena);
    text_append(&reference, (Text){(const char *)&target.length, sizeof target.length});
    text_append(&reference, target);
    text_append(&reference, source);
    return text_built(&reference);
}

// An image that was found to be what the entity's submissions say: it says whom the entity refers to.
static void keep_references(Check *check, Text key, Text image)
{
    const Program *schema = check->reader->schema;
    text_index_add(&check->referring, text_copy(check->kept, key));
    for (uint32_t i = 1; i < image_head(image)->entity_count; i++) {
        const ImageEntity *entity = image_entity(image, i);
        Text type = program_string(schema, schema->types[entity->type].name);
        Text target = base_key(check->arena, type, image_text(image, entity->id));
        uint32_t number = text_index_add(&check->references, reference_text(check->kept, target, key));
        check->references.values[number] = false;
    }
}

// The images of an entity.
typedef struct HeldImages {
    Check *check;
    Text key, id;
    uint32_t type; // of the schema; UINT32_MAX: it has none of that name
    const EntityRecord *record;
    const char *digests, *wrong;
    bool any;
} HeldImages;

static const char *compare_image(HeldImages *held, Text name, Text image)
{
    Check *check = held->check;
    EnvFault fault;
    text_index_add(&check->images, text_copy(check->kept, name));
    const char *wrong = dossier_wrong(check->reader, held->type, held->id, held->record, held->digests, image, &fault);
    if (verify_heard(check, fault) == ENV_FINE && !wrong)
        keep_references(check, held->key, image);
    return wrong;
}

static bool check_held_image(void *with, Text key, Text image)
{
    HeldImages *held = with;
    Check *check = held->check;
    const Program *schema = check->reader->schema;
    ImageName name;
    if (key.length < sizeof(Digest) || memcmp(key.bytes, held->record->dossier.bytes, sizeof(Digest)) != 0)
        return false;
    if (key.length != sizeof name)
        return true; // the image's own check tells
    memcpy(&name, key.bytes, sizeof name);
    held->any = true;
    if ((uintptr_t)image.bytes % sizeof(uint64_t) != 0)
        image = text_copy(check->arena, image);
    bool wanted = schema && held->type != UINT32_MAX && digest_equal(&name.layout, &schema->layout);
    held->wrong = wanted ? compare_image(held, key, image) : frame_wrong(check, held->id, held->record, held->digests, image);
    return !held->wrong;
}

static const char *images_wrong(Check *check, Text key, const EntityRecord *record, const char *digests)
{
    const BaseReader *reader = check->reader;
    Text type, id;
    base_split_key(key, &type, &id);
    uint32_t number = reader->schema ? schema_type(reader->schema, type) : UINT32_MAX;
    if (number != UINT32_MAX && reader->schema->types[number].is_part)
        number = UINT32_MAX;
    HeldImages held = {.check = check, .key = key, .id = id, .type = number, .record = record, .digests = digests};
    EnvFault fault = env_each(reader->txn, TABLE_IMAGE, digest_key(&record->dossier), check_held_image, &held);
    check->checked->imageless += verify_heard(check, fault) == ENV_FINE && !held.any;
    return fault == ENV_DAMAGED ? "its dossier images cannot be read" : held.wrong;
}

// What is wrong with the submissions that a record names.
static const char *list_wrong(Check *check, Text key, const EntityRecord *record, const char *digests)
{
    Text type, id;
    Digest digest, before;
    StoredSubmission stored;
    base_split_key(key, &type, &id);
    for (uint32_t i = 0; i < record->count; i++, before = digest) {
        memcpy(&digest, digests + i * sizeof digest, sizeof digest);
        if (i > 0 && digest_order(&before, &digest) >= 0)
            return "its record does not name its submissions in order";
        EnvFault fault = verify_heard(check, stored_get(check->reader->txn, check->arena, &digest, &stored));
        if (fault != ENV_FINE)
            return fault == ENV_NOT_FOUND ? "a submission is missing" : "a submission cannot be read";
        if (!text_equal(stored_name(check->arena, stored.said, "entity"), type) ||
            !text_equal(stored_name(check->arena, stored.said, "id"), id))
            return "its record names a submission about something else";
    }
    return NULL;
}

// What is wrong with the dossier that a record names.
static const char *dossier_digest_wrong(Check *check, Text key, const EntityRecord *record, const char *digests)
{
    const BaseReader *reader = check->reader;
    Digest dossier;
    EnvFault fault = verify_heard(check, dossier_of(reader->txn, check->arena, key, digests, record->count, &dossier));
    if (fault != ENV_FINE)
        return "what is withdrawn of it is damaged";
    return digest_equal(&dossier, &record->dossier) ? NULL : "its record names another dossier than its submissions make";
}

static const char *record_wrong(Check *check, Text key, Text value)
{
    const BaseReader *reader = check->reader;
    EntityRecord record;
    const char *digests, *wrong;
    check->checked->entities++;
    Text dossier = text_slice(value, 0, value.length < sizeof(Digest) ? value.length : sizeof(Digest)); // it begins with that
    text_index_add(&check->dossiers, text_copy(check->kept, dossier));
    EnvFault fault = record_read(reader->base, reader->txn, check->arena, key, value, &record, &digests);
    if (verify_heard(check, fault) != ENV_FINE || record.count == 0 || record.reserved)
        return "its record is damaged";
    wrong = list_wrong(check, key, &record, digests);
    if (!wrong)
        wrong = dossier_digest_wrong(check, key, &record, digests);
    return wrong ? wrong : images_wrong(check, key, &record, digests);
}

void verify_entities_step(Check *check)
{
    verify_each_named(check, TABLE_ENTITY, record_wrong);
}

// ---- references ----

// Whether a text may stand anywhere in a submission. What a document says, its format knows.
static bool names(Check *check, const StoredSubmission *stored, Text id)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    if (stored->frame.bytes)
        return true;
    if (!json_read(&document, check->arena, stored->said, &at, &error))
        return false;
    for (uint32_t i = 0; i < document.count; i++) {
        if (json_kind(&document, i) == JSON_STRING &&
            text_equal(text_nfc(check->arena, json_string(&document, check->arena, i)), id))
            return true;
    }
    return false;
}

// References that the image does not make are left over from one that was made after another schema; or nothing ever said so.
static const char *left_over_wrong(Check *check, Text target, Text source)
{
    EntityRecord record;
    const char *digests;
    EnvFault fault;
    Text type, id;
    Digest digest;
    StoredSubmission stored;
    base_split_key(target, &type, &id);
    bool there = record_get(check->reader->base, check->reader->txn, check->arena, source, &record, &digests, &fault);
    verify_heard(check, fault);
    if (!there)
        return "there is no such entity, and it refers to";
    if (text_index_find(&check->referring, source) == UINT32_MAX)
        return NULL; // its image is not known
    for (uint32_t i = 0; i < record.count; i++) {
        memcpy(&digest, digests + i * sizeof digest, sizeof digest);
        if (verify_heard(check, stored_get(check->reader->txn, check->arena, &digest, &stored)) == ENV_FINE &&
            names(check, &stored, id))
            return NULL;
    }
    return "nothing that was submitted about it names";
}

static void tell_reference(Check *check, Text source, const char *what, Text target)
{
    Text name = verify_entity_name(check, target);
    verify_problem(check, verify_entity_name(check, source), "%s %.*s", what, (int)name.length, name.bytes);
}

static bool check_reference(void *with, Text target, Text source)
{
    Check *check = with;
    ArenaMark mark = arena_mark(check->arena);
    uint32_t number = text_index_find(&check->references, reference_text(check->arena, target, source));
    if (number != UINT32_MAX) {
        check->references.values[number] = true;
    } else {
        const char *wrong = left_over_wrong(check, target, source);
        if (wrong)
            tell_reference(check, source, wrong, target);
    }
    arena_reset(check->arena, mark);
    return true;
}

void verify_references_step(Check *check)
{
    verify_each(check, TABLE_REFERS, check_reference);
    for (uint32_t i = 0; i < check->references.count; i++) {
        if (check->references.values[i])
            continue;
        Text reference = check->references.texts[i], target, source;
        size_t length;
        memcpy(&length, reference.bytes, sizeof length);
        target = text_slice(reference, sizeof length, sizeof length + length);
        source = text_slice(reference, sizeof length + length, reference.length);
        tell_reference(check, source, "it is not kept that it refers to", target);
    }
}
