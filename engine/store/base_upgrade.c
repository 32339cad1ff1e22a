// SPDX-License-Identifier: MIT
// Makes the images of all dossiers for a schema, so that reviews need not: a pass over the entities in transactions of some each.
#include "store/base_change.h"

enum {
    DOSSIERS_AT_ONCE = 256,
    BYTES_AT_ONCE = 64 << 20,
    LONGEST_KEY = 511
}; // in one transaction: dossiers, bytes of their images

typedef struct Upgrade {
    Change change;
    BaseUpgrade *result;
    size_t bytes; // of the images of a transaction
    Text *keys;   // of its dossiers, and one more
    size_t count;
    Text next; // the dossier that comes after those that are done; bytes null: none
    char next_key[LONGEST_KEY];
} Upgrade;

static bool collect_key(void *with, Text key, Text value)
{
    Upgrade *upgrade = with;
    (void)value;
    upgrade->keys[upgrade->count++] = text_copy(upgrade->change.arena, key);
    return upgrade->count <= DOSSIERS_AT_ONCE;
}

// An image that no program of this version reads goes; whether it is one for the schema that this one does.
static bool clear_image(Change *change, const ImageName *name, Text image, void *with)
{
    bool *current = with;
    const char *reason;
    bool fits = image_fits(image, &name->layout, &reason) && image_is_current(image);
    bool wanted = digest_equal(&name->layout, &change->schema->layout); // it is written over
    *current |= fits && wanted;
    return fits || wanted || change_remove_image(change, name);
}

static bool make_image(Upgrade *upgrade, uint32_t type, Text key, const EntityRecord *record, const char *digests)
{
    Change *change = &upgrade->change;
    SubmissionList list = {0};
    Text image, type_name, id;
    base_split_key(key, &type_name, &id);
    if (!change_stored(change, digests, record->count, &list))
        return false;
    if (image_build(change->schema, change->arena, change->arena, type, id, &record->dossier, &list, NULL, &image) != IMAGE_MADE)
        return change_fine(change, ENV_DAMAGED);
    upgrade->bytes += image.length;
    return change_put_image(change, key, image);
}

static bool upgrade_dossier(Upgrade *upgrade, Text key)
{
    Change *change = &upgrade->change;
    EntityRecord record;
    const char *digests;
    bool current = false;
    Text type, id;
    if (!record_get(change->base, change->txn, change->arena, key, &record, &digests, &change->fault))
        return change_fine(change, change->fault == ENV_FINE ? ENV_DAMAGED : change->fault);
    digests = text_copy(change->arena, (Text){digests, record.count * sizeof(Digest)}).bytes;
    if (!change_each_image(change, &record.dossier, clear_image, &current))
        return false;
    base_split_key(key, &type, &id);
    uint32_t number = schema_type(change->schema, type);
    bool declared = number != UINT32_MAX && !change->schema->types[number].is_part;
    upgrade->result->undeclared += !declared;
    upgrade->result->current += declared && current;
    if (!declared || current)
        return true;
    upgrade->result->made++;
    return make_image(upgrade, number, key, &record, digests);
}

// Some dossiers, from the next one on; then it is told which is next.
static bool upgrade_some(Upgrade *upgrade, Text *next)
{
    Change *change = &upgrade->change;
    size_t done = 0;
    upgrade->count = upgrade->bytes = 0;
    upgrade->keys = arena_array(change->arena, DOSSIERS_AT_ONCE + 1, sizeof *upgrade->keys);
    if (!change_fine(change, env_each(change->txn, TABLE_ENTITY, upgrade->next, collect_key, upgrade)))
        return false;
    while (done < upgrade->count && done < DOSSIERS_AT_ONCE && upgrade->bytes < BYTES_AT_ONCE) {
        ArenaMark mark = arena_mark(change->arena);
        guard_look(change->arena->guard);
        if (!upgrade_dossier(upgrade, upgrade->keys[done++]))
            return false;
        arena_reset(change->arena, mark); // the image is in the transaction
    }
    *next = done < upgrade->count ? upgrade->keys[done] : (Text){NULL, 0};
    return true;
}

static void go_on_from(Upgrade *upgrade, Text next)
{
    if (next.length)
        memcpy(upgrade->next_key, next.bytes, next.length);
    upgrade->next = next.bytes ? (Text){upgrade->next_key, next.length} : next;
}

// One transaction; once more where the map has to grow for it.
static BaseAnswer upgrade_step(Upgrade *upgrade, Text *error)
{
    const Change fresh = upgrade->change;
    const BaseUpgrade before = *upgrade->result;
    for (;;) {
        Text next = {NULL, 0};
        ArenaMark mark = arena_mark(fresh.arena);
        upgrade->change = fresh;
        *upgrade->result = before;
        EnvFault fault = change_begin(&upgrade->change);
        if (fault != ENV_FINE)
            return base_fault(fresh.base, fresh.arena, fault, error);
        bool again, fine = upgrade->change.fault == ENV_FINE && upgrade_some(upgrade, &next);
        BaseAnswer answer = change_finish(&upgrade->change, fine, error, &again);
        if (!again && answer != BASE_DONE)
            return answer;
        if (!again)
            go_on_from(upgrade, next);
        arena_reset(fresh.arena, mark);
        upgrade->change = fresh;
        if (!again)
            return BASE_DONE;
    }
}

static BaseAnswer count_dossiers(Base *base, Arena *arena, uint64_t *count, Text *error)
{
    EnvTxn *txn;
    EnvFault fault = env_begin(base->env, ENV_READ, &txn);
    if (fault == ENV_FINE) {
        fault = env_count(txn, TABLE_ENTITY, count);
        env_abort(txn);
    }
    return fault == ENV_FINE ? BASE_DONE : base_fault(base, arena, fault, error);
}

BaseAnswer base_upgrade(Base *base, const Program *schema, Arena *arena, BaseProgress *progress, void *with, BaseUpgrade *result,
                        Text *error)
{
    uint64_t count = 0;
    *result = (BaseUpgrade){0};
    Upgrade upgrade = {.change = {.base = base, .schema = schema, .arena = arena, .scratch = arena}, .result = result};
    BaseAnswer answer = count_dossiers(base, arena, &count, error);
    while (answer == BASE_DONE) {
        answer = upgrade_step(&upgrade, error);
        progress(with, result->made + result->current + result->undeclared, count);
        if (!upgrade.next.bytes)
            break;
    }
    return answer;
}
