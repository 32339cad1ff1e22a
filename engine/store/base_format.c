// SPDX-License-Identifier: MIT
// The formats of what a fact base keeps. Images and bundles are made again where a table of the program changes; what was
// submitted, and what is told of it, stays, and has numbers that are raised when its form changes. Fact bases of earlier versions
// are read as they are, and brought to the formats of this one by the first transaction that changes them.
#include "store/base_inside.h"

static const struct {
    const char *key, *what;
    uint32_t written; // by this program, which reads all from 1 on
} parts[BASE_PARTS] = {
    [PART_RECORDS] = {"format", "its records", RECORD_FORMAT},
    [PART_SUBMISSIONS] = {"submissions", "submissions", SUBMISSION_FORMAT},
    [PART_LOG] = {"log", "the log", LOG_FORMAT},
    [PART_REGISTER] = {"register", "the register", REGISTER_FORMAT},
};

static EnvFault write_formats(EnvTxn *txn)
{
    EnvFault fault = ENV_FINE;
    for (int i = 0; i < BASE_PARTS && fault == ENV_FINE; i++)
        fault = env_put(txn, TABLE_META, text_of(parts[i].key), (Text){(const char *)&parts[i].written, sizeof(uint32_t)});
    return fault;
}

// The first version told only one number; those before the register tell none of it.
static EnvFault read_formats(EnvTxn *txn, uint32_t *formats)
{
    for (int i = 0; i < BASE_PARTS; i++) {
        Text value;
        formats[i] = i == PART_REGISTER ? 0 : 1;
        EnvFault fault = env_get(txn, TABLE_META, text_of(parts[i].key), &value);
        if (fault == ENV_NOT_FOUND && i > 0 && (formats[PART_RECORDS] == 1 || i == PART_REGISTER))
            continue;
        if (fault != ENV_FINE)
            return fault;
        if (value.length != sizeof *formats)
            return ENV_DAMAGED;
        memcpy(&formats[i], value.bytes, sizeof *formats);
        if (!formats[i])
            return ENV_DAMAGED;
    }
    return ENV_FINE;
}

static EnvFault begin_formats(Base *base, EnvTxn *txn)
{
    EnvFault fault = write_formats(txn);
    for (int i = 0; i < BASE_PARTS; i++)
        base->formats[i] = parts[i].written;
    if (fault == ENV_FINE)
        return env_commit(txn);
    env_abort(txn);
    return fault;
}

void formats_committed(Base *base)
{
    memcpy(base->committed, base->formats, sizeof base->formats);
}

void formats_aborted(Base *base)
{
    memcpy(base->formats, base->committed, sizeof base->formats);
}

BaseAnswer formats_check(Base *base, EnvMode mode, Arena *arena, Text *error)
{
    EnvTxn *txn;
    uint64_t verdicts = 0;
    EnvFault fault = env_begin(base->env, mode, &txn);
    if (fault != ENV_FINE)
        return base_fault(base, arena, fault, error);
    fault = read_formats(txn, base->formats);
    if (fault == ENV_FINE)
        fault = env_count(txn, TABLE_VERDICT, &verdicts);
    base->has_verdicts = verdicts > 0;
    bool is_new = fault == ENV_NOT_FOUND && mode == ENV_WRITE;
    if (is_new)
        fault = begin_formats(base, txn);
    else
        env_abort(txn);
    if (fault != ENV_FINE)
        return base_fault(base, arena, fault == ENV_NOT_FOUND ? ENV_DAMAGED : fault, error);
    for (int i = 0; i < BASE_PARTS; i++) {
        if (base->formats[i] <= parts[i].written)
            continue;
        Text path = text_shown(arena, base->path);
        *error = text_format(
            arena,
            "%.*s: the fact base has %s in format %u, and this program reads no later one than %u: use the version "
            "of the program that wrote it, or one that came after",
            (int)path.length, path.bytes, parts[i].what, base->formats[i], parts[i].written);
        return BASE_REFUSED;
    }
    formats_committed(base);
    return BASE_DONE;
}

// ---- from format 1: a record named its image, an image was stored under its own digest, the log's head had no record ----

typedef struct Keys {
    Arena *arena;
    Text *items;
    size_t count, capacity;
} Keys;

static bool collect(void *with, Text key, Text value)
{
    Keys *keys = with;
    (void)value;
    keys->items = arena_grow(keys->arena, keys->items, keys->count, &keys->capacity, sizeof *keys->items);
    keys->items[keys->count++] = text_copy(keys->arena, key);
    return true;
}

static EnvFault convert_record(const Base *base, EnvTxn *txn, Arena *arena, Text key)
{
    EntityRecord record;
    const char *digests;
    EnvFault fault;
    if (!record_get(base, txn, arena, key, &record, &digests, &fault))
        return fault;
    TextBuilder value = text_builder(arena);
    text_append(&value, (Text){(const char *)&record, sizeof record});
    text_append(&value, (Text){digests, record.count * sizeof(Digest)});
    return env_put(txn, TABLE_ENTITY, key, text_built(&value));
}

static EnvFault begin_head(EnvTxn *txn)
{
    Text key, entry;
    EnvFault fault = env_last(txn, TABLE_LOG, &key, &entry);
    if (fault != ENV_FINE)
        return fault == ENV_NOT_FOUND ? ENV_FINE : fault;
    const LogHead head = {log_sequence(key), digest_of(entry)};
    return env_put(txn, TABLE_META, text_of(BASE_HEAD), (Text){(const char *)&head, sizeof head});
}

static EnvFault convert_records(Base *base, EnvTxn *txn, Arena *arena)
{
    Keys entities = {.arena = arena}, images = {.arena = arena};
    EnvFault fault = env_each(txn, TABLE_ENTITY, (Text){NULL, 0}, collect, &entities);
    if (fault == ENV_FINE)
        fault = env_each(txn, TABLE_IMAGE, (Text){NULL, 0}, collect, &images);
    for (size_t i = 0; i < entities.count && fault == ENV_FINE; i++)
        fault = convert_record(base, txn, arena, entities.items[i]);
    for (size_t i = 0; i < images.count && fault == ENV_FINE; i++)
        fault = env_remove(txn, TABLE_IMAGE, images.items[i], (Text){NULL, 0});
    return fault == ENV_FINE ? begin_head(txn) : fault;
}

// ---- all of it ----

// Submissions of format 1 are what was understood of them, in the form of a submission: they read as those of format 2 do, which
// are what was submitted, and may name what they replace. A withdrawal of format 1 has no day of its own.
// None of a format below 5 is a frame. The log of format 1 tells of imports and withdrawals alone.
EnvFault formats_convert(Base *base, EnvTxn *txn, Arena *arena)
{
    EnvFault fault = read_formats(txn, base->formats); // another process may have done it
    bool older = false;
    for (int i = 0; i < BASE_PARTS; i++)
        older |= base->formats[i] < parts[i].written;
    if (fault == ENV_FINE && base->formats[PART_RECORDS] < RECORD_FORMAT)
        fault = convert_records(base, txn, arena);
    if (fault != ENV_FINE || !older)
        return fault;
    for (int i = 0; i < BASE_PARTS; i++)
        base->formats[i] = parts[i].written;
    return write_formats(txn);
}
