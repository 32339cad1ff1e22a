// SPDX-License-Identifier: MIT
// Compacts a fact base: images that no review reads go, in one transaction, and the disk gets back what nobody needs. All else
// stays: submissions, the register with what its verdicts rest on, the log. See base.h.
#include "store/base_change.h"

typedef struct Compaction {
    Change change;
    TextIndex dossiers; // digests of those that there are
    ImageName *names;   // of images that go
    size_t count, room;
    BaseCompacted *result;
} Compaction;

static bool note_dossier(void *with, Text key, Text value)
{
    Compaction *compaction = with;
    Change *change = &compaction->change;
    EntityRecord record;
    const char *digests;
    guard_look(change->arena->guard);
    if (!change_fine(change, record_read(change->base, change->txn, change->arena, key, value, &record, &digests)))
        return false;
    text_index_add(&compaction->dossiers, text_copy(change->arena, digest_key(&record.dossier)));
    return true;
}

// Whether reviews read an image: it is of a dossier as it is now, made by this version of the program, and for the schema, if one
// is given.
static bool is_needed(const Compaction *compaction, Text key, Text image)
{
    const Change *change = &compaction->change;
    ImageName name;
    const char *reason;
    if (key.length != sizeof name)
        return false;
    memcpy(&name, key.bytes, sizeof name);
    if (text_index_find(&compaction->dossiers, digest_key(&name.dossier)) == UINT32_MAX)
        return false;
    if ((uintptr_t)image.bytes % sizeof(uint64_t) != 0)
        image = text_copy(change->arena, image);
    bool fits = image_fits(image, &name.layout, &reason) && image_is_current(image);
    return fits && (!change->schema || digest_equal(&name.layout, &change->schema->layout));
}

static bool note_image(void *with, Text key, Text image)
{
    Compaction *compaction = with;
    Arena *arena = compaction->change.arena;
    ArenaMark mark = arena_mark(arena);
    guard_look(arena->guard);
    bool needed = is_needed(compaction, key, image);
    arena_reset(arena, mark);
    compaction->result->kept += needed;
    if (needed || key.length != sizeof *compaction->names) // `facts verify` tells of a name that is none
        return true;
    compaction->names = arena_grow(arena, compaction->names, compaction->count, &compaction->room, sizeof *compaction->names);
    memcpy(&compaction->names[compaction->count++], key.bytes, sizeof *compaction->names);
    return true;
}

// Bundles that another version of the program made.
static bool note_bundle(void *with, Text key, Text value)
{
    Compaction *compaction = with;
    ImageName name = {.dossier = {{0}}};
    (void)value;
    bool is_name = key.length == sizeof name;
    if (is_name)
        memcpy(&name, key.bytes, sizeof name);
    if (!is_name || digest_equal(&name.layout, &stored_fingerprint))
        return true;
    Arena *arena = compaction->change.arena;
    compaction->names = arena_grow(arena, compaction->names, compaction->count, &compaction->room, sizeof *compaction->names);
    compaction->names[compaction->count++] = name;
    return true;
}

static bool remove_bundles(Compaction *compaction)
{
    Change *change = &compaction->change;
    size_t images = compaction->count;
    bool fine = change_fine(change, env_each(change->txn, TABLE_BUNDLE, (Text){NULL, 0}, note_bundle, compaction));
    for (size_t i = images; i < compaction->count && fine; i++)
        fine = change_fine(change, env_remove(change->txn, TABLE_BUNDLE, image_key(&compaction->names[i]), (Text){NULL, 0}));
    return fine;
}

static bool remove_images(Compaction *compaction)
{
    Change *change = &compaction->change;
    text_index_open(&compaction->dossiers, change->arena);
    if (!change_fine(change, env_each(change->txn, TABLE_ENTITY, (Text){NULL, 0}, note_dossier, compaction)) ||
        change->fault != ENV_FINE ||
        !change_fine(change, env_each(change->txn, TABLE_IMAGE, (Text){NULL, 0}, note_image, compaction)))
        return false;
    for (size_t i = 0; i < compaction->count; i++) {
        if (!change_remove_image(change, &compaction->names[i]))
            return false;
    }
    compaction->result->removed = compaction->count;
    return true;
}

static BaseAnswer compact_once(Base *base, const Program *schema, Arena *arena, BaseCompacted *result, bool *again, Text *error)
{
    Compaction compaction = {.change = {.base = base, .schema = schema, .arena = arena, .scratch = arena}, .result = result};
    *again = false;
    *result = (BaseCompacted){.removed = 0};
    EnvFault fault = change_begin(&compaction.change);
    if (fault != ENV_FINE)
        return base_fault(base, arena, fault, error);
    bool fine = compaction.change.fault == ENV_FINE && remove_images(&compaction) && remove_bundles(&compaction);
    return change_finish(&compaction.change, fine, error, again);
}

// A change that says what stands there already: behind it nobody needs what the one before gave up.
static BaseAnswer change_nothing(Base *base, Arena *arena, Text *error)
{
    Change change = {.base = base, .arena = arena, .scratch = arena};
    bool again;
    EnvFault fault = change_begin(&change);
    if (fault != ENV_FINE)
        return base_fault(base, arena, fault, error);
    Text head;
    fault = env_get(change.txn, TABLE_META, text_of(BASE_HEAD), &head);
    if (fault == ENV_FINE)
        fault = env_put(change.txn, TABLE_META, text_of(BASE_HEAD), text_copy(arena, head));
    return change_finish(&change, change_fine(&change, fault == ENV_NOT_FOUND ? ENV_FINE : fault), error, &again);
}

BaseAnswer base_compact(Base *base, const Program *schema, Arena *arena, BaseCompacted *result, Text *error)
{
    bool again = true;
    BaseAnswer answer = BASE_DONE;
    ArenaMark mark = arena_mark(arena);
    while (again) {
        arena_reset(arena, mark);
        answer = compact_once(base, schema, arena, result, &again, error);
    }
    if (answer == BASE_DONE)
        answer = change_nothing(base, arena, error);
    if (answer != BASE_DONE)
        return answer;
    EnvFault fault = env_give_back(base->env, &result->room);
    return fault == ENV_FINE ? BASE_DONE : base_fault(base, arena, fault, error);
}
