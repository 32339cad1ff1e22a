// SPDX-License-Identifier: MIT
// Checks everything that a fact base holds.
#include "facts/base_inside.h"

#include <stdlib.h>

typedef struct Check {
    BaseReader *reader;
    BaseProblem *visit;
    void *with;
    BaseChecked *checked;
    Digest previous;
    uint64_t sequence;
    EnvFault fault; // the first that is of the environment, and not of what is stored
} Check;

static void problem(Check *check, Text about, const char *what)
{
    check->checked->problems++;
    check->visit(check->with, text_format(check->reader->arena, "%.*s: %s", (int)about.length, about.bytes, what));
}

// Whether what is asked was answered; what is damaged is told of as a problem.
static bool answered(Check *check, Text about, EnvFault fault, const char *what)
{
    if (fault == ENV_DAMAGED)
        problem(check, about, what);
    else if (check->fault == ENV_FINE)
        check->fault = fault;
    return fault == ENV_FINE;
}

static Digest digest_from(Text key)
{
    Digest digest = {{0}};
    if (key.length == sizeof digest.bytes)
        memcpy(digest.bytes, key.bytes, sizeof digest.bytes);
    return digest;
}

static int by_digest(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(Digest));
}

// Whether the dossier of the entity that a submission is about has it.
static bool is_in_dossier(const BaseReader *reader, Text canonical, const Digest *digest)
{
    Text type = stored_member(reader->arena, canonical, "entity"), id = stored_member(reader->arena, canonical, "id");
    EntityRecord record;
    const char *digests;
    EnvFault fault;
    Text key = base_key(reader->arena, type, id);
    return record_get(reader->base, reader->txn, reader->arena, key, &record, &digests, &fault) &&
           bsearch(digest, digests, record.count, sizeof *digest, by_digest);
}

static bool check_submission(void *with, Text key, Text value)
{
    Check *check = with;
    ArenaMark mark = arena_mark(check->reader->arena);
    Digest name = digest_from(key), digest = digest_of(value);
    check->checked->submissions++;
    if (!digest_equal(&name, &digest))
        problem(check, digest_text(check->reader->arena, &name), "the submission is not what its name says");
    else if (!is_in_dossier(check->reader, value, &name))
        problem(check, digest_text(check->reader->arena, &name), "no dossier holds the submission");
    arena_reset(check->reader->arena, mark);
    return true;
}

static bool is_named(Text image, const ImageName *name, const char **reason)
{
    if (image.length >= sizeof(ImageHead) && digest_equal(&image_head(image)->dossier, &name->dossier) &&
        digest_equal(&image_head(image)->layout, &name->layout))
        return true;
    *reason = "the image is not what its name says";
    return false;
}

static bool check_image(void *with, Text key, Text value)
{
    Check *check = with;
    BaseReader *reader = check->reader;
    check->checked->images++;
    if (reader->base->formats[PART_RECORDS] < RECORD_FORMAT) {
        check->checked->older++;
        return true;
    }
    ArenaMark mark = arena_mark(reader->arena);
    ImageName name;
    const char *reason = "the image is not what its name says";
    if ((uintptr_t)value.bytes % sizeof(uint64_t) != 0)
        value = text_copy(reader->arena, value);
    bool fits = key.length == sizeof name && image_is_whole(value, &reason);
    bool current = fits && image_is_current(value);
    check->checked->older += fits && !current;
    if (current) {
        memcpy(&name, key.bytes, sizeof name);
        fits = is_named(value, &name, &reason);
        if (fits && reader->schema && digest_equal(&name.layout, &reader->schema->layout))
            fits = image_check(reader->schema, value, &reason);
    }
    if (!fits) {
        Digest dossier = digest_from(text_slice(key, 0, key.length < sizeof dossier ? key.length : sizeof dossier));
        problem(check, digest_text(reader->arena, &dossier), reason);
    }
    arena_reset(reader->arena, mark);
    return true;
}

static const ImageSubmission *find_submission(Text image, const Digest *digest)
{
    for (uint32_t i = 0; i < image_head(image)->submission_count; i++) {
        if (digest_equal(&image_submission(image, i)->digest, digest))
            return image_submission(image, i);
    }
    return NULL;
}

// A submission of an entity; image is empty where it does not hold all of them.
static void check_held(Check *check, Text id, Text image, const Digest *digest)
{
    EnvTxn *txn = check->reader->txn;
    EnvFault fault;
    Text text, withdrawal;
    if (env_get(txn, TABLE_SUBMISSION, digest_key(digest), &text) != ENV_FINE)
        problem(check, id, "a submission is missing");
    if (!image.length)
        return;
    const ImageSubmission *held = find_submission(image, digest);
    if (!held)
        problem(check, id, "a submission is not in its image");
    else if (is_withdrawn(txn, digest, &withdrawal, &fault) != ((held->flags & SUBMISSION_WITHDRAWN) != 0))
        problem(check, id, "its image and its submissions differ in what is withdrawn");
}

// What the record of an entity and one of its images say of its submissions.
static void check_submissions(Check *check, Text id, const EntityRecord *record, const char *digests, Text image)
{
    const char *reason;
    bool whole = image.length && image_is_whole(image, &reason) && image_is_current(image) && image.length >= sizeof(ImageHead);
    for (uint32_t i = 0; i < record->count; i++) {
        Digest digest;
        memcpy(&digest, digests + i * sizeof digest, sizeof digest);
        bool declared = whole && image_head(image)->submission_count == record->count;
        check_held(check, id, declared ? image : (Text){"", 0}, &digest);
    }
}

typedef struct HeldImages { // of one entity
    Check *check;
    Text id;
    const EntityRecord *record;
    const char *digests;
    bool any;
} HeldImages;

static bool check_held_image(void *with, Text key, Text image)
{
    HeldImages *held = with;
    if (key.length != sizeof(ImageName) || memcmp(key.bytes, held->record->dossier.bytes, sizeof(Digest)) != 0)
        return false;
    held->any = true;
    image = (uintptr_t)image.bytes % sizeof(uint64_t) ? text_copy(held->check->reader->arena, image) : image;
    check_submissions(held->check, held->id, held->record, held->digests, image);
    return true;
}

static void check_dossier(Check *check, Text key, Text id, const EntityRecord *record, const char *digests)
{
    BaseReader *reader = check->reader;
    Digest dossier;
    EnvFault fault = dossier_of(reader->txn, reader->arena, key, digests, record->count, &dossier);
    if (answered(check, id, fault, "what is withdrawn of it is damaged") && !digest_equal(&dossier, &record->dossier))
        problem(check, id, "its record names another dossier than its submissions make");
    HeldImages held = {check, id, record, digests, false};
    fault = env_each(reader->txn, TABLE_IMAGE, digest_key(&record->dossier), check_held_image, &held);
    if (!answered(check, id, fault, "its dossier images cannot be read"))
        return;
    check->checked->bare += !held.any;
    if (!held.any)
        check_submissions(check, id, record, digests, (Text){"", 0});
}

static bool check_entity(void *with, Text key, Text value)
{
    Check *check = with;
    BaseReader *reader = check->reader;
    ArenaMark mark = arena_mark(reader->arena);
    EntityRecord record;
    const char *digests;
    Text type, id;
    check->checked->entities++;
    base_split_key(key, &type, &id);
    EnvFault fault = record_read(reader->base, reader->txn, reader->arena, key, value, &record, &digests);
    if (answered(check, id, fault, "its record is damaged"))
        check_dossier(check, key, id, &record, digests);
    arena_reset(reader->arena, mark);
    return true;
}

static bool check_entry(void *with, Text key, Text value)
{
    Check *check = with;
    BaseReader *reader = check->reader;
    ArenaMark mark = arena_mark(reader->arena);
    uint64_t sequence = 0;
    for (size_t i = 0; i < key.length; i++)
        sequence = sequence << 8 | (unsigned char)key.bytes[i];
    check->checked->entries++;
    Text number = text_format(reader->arena, "entry %llu of the log", (unsigned long long)sequence);
    Digest previous;
    if (sequence != ++check->sequence)
        problem(check, number, "the entry before it is missing");
    else if (!digest_read(stored_member(reader->arena, value, "previous"), &previous) ||
             !digest_equal(&previous, &check->previous))
        problem(check, number, "it does not name the entry before it");
    check->sequence = sequence;
    check->previous = digest_of(value);
    arena_reset(reader->arena, mark);
    return true;
}

BaseAnswer base_verify(BaseReader *reader, BaseProblem *visit, void *with, BaseChecked *checked)
{
    Check check = {.reader = reader, .visit = visit, .with = with, .checked = checked};
    *checked = (BaseChecked){0};
    static const struct {
        Table table;
        EnvVisit *visit;
    } steps[] = {
        {TABLE_SUBMISSION, check_submission}, {TABLE_IMAGE, check_image}, {TABLE_ENTITY, check_entity}, {TABLE_LOG, check_entry}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        EnvFault fault = env_each(reader->txn, steps[i].table, (Text){NULL, 0}, steps[i].visit, &check);
        if (fault == ENV_DAMAGED)
            problem(&check, text_of("the data file"), "it is damaged, and cannot be read to its end");
        else if (fault == ENV_FINE)
            fault = check.fault;
        if (fault != ENV_FINE && fault != ENV_DAMAGED)
            return base_fault(reader->base, reader->arena, fault, &reader->error);
    }
    return BASE_DONE;
}
