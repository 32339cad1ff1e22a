// SPDX-License-Identifier: MIT
// A fact base as a forger has it. See forge.h.
#include "unit/forge.h"

SubmissionList forge_stored;

const char *forge_store(void)
{
    return text_terminated(unit_arena(), text_format(unit_arena(), "%s/store", unit_folder()));
}

// ---- a fact base to forge ----

Base *forge_open(EnvMode mode)
{
    Base *base;
    Text error;
    if (base_open(forge_store(), mode, unit_arena(), &base, &error) != BASE_DONE)
        fail_msg("%.*s", (int)error.length, error.bytes);
    return base;
}

BaseAnswer forge_import(Text text, SubmissionList *list, Text *error)
{
    Base *base = forge_open(ENV_WRITE);
    Sources sources;
    Diagnostics diagnostics;
    BaseImport result;
    assert_true(read_submissions(&fixture.program, unit_arena(), &sources, &diagnostics, text, list));
    BaseAnswer answer = base_import(base, &fixture.program, &(BaseWork){.arena = unit_arena(), .scratch = unit_arena()},
                                    &diagnostics, list, 1700000000, &result, error);
    base_close(base);
    return answer;
}

void forge_make(void)
{
    Text error;
    assert_int_equal(forge_import(unit_file(FIXTURE_SUBMISSIONS), &forge_stored, &error), BASE_DONE);
}

// Once more, from the beginning.
void forge_anew(void)
{
    unit_teardown(NULL);
    unit_setup(NULL);
    forge_make();
}

void forge_withdraw(size_t number)
{
    Base *base = forge_open(ENV_WRITE);
    Text error;
    BaseWithdrawn found;
    const BaseWithdrawal withdrawal = {.because = text_of("it was wrong"), .on = 19675, .now = 1700000001}; // 2023-11-14
    assert_int_equal(base_withdraw(base, unit_arena(), &forge_stored.items[number]->digest, &withdrawal, &found, &error),
                     BASE_DONE);
    base_close(base);
}

// ---- tables as a forger sees them ----

Text forge_read(Table table, Text key)
{
    Env *env;
    EnvTxn *txn;
    Text value;
    assert_int_equal(env_open(forge_store(), ENV_READ, &env), ENV_FINE);
    assert_int_equal(env_begin(env, ENV_READ, &txn), ENV_FINE);
    assert_int_equal(env_get(txn, table, key, &value), ENV_FINE);
    value = text_copy(unit_arena(), value);
    env_close(env);
    return value;
}

// Puts a value, or (bytes null) removes it; `was` is of a key that has several.
void forge_write(Table table, Text key, Text was, Text value)
{
    Env *env;
    EnvTxn *txn;
    assert_int_equal(env_open(forge_store(), ENV_WRITE, &env), ENV_FINE);
    assert_int_equal(env_begin(env, ENV_WRITE, &txn), ENV_FINE);
    if (!value.bytes || was.bytes)
        assert_int_equal(env_remove(txn, table, key, was), ENV_FINE);
    if (value.bytes)
        assert_int_equal(env_put(txn, table, key, value), ENV_FINE);
    assert_int_equal(env_commit(txn), ENV_FINE);
    env_close(env);
}

static const Text nothing = {NULL, 0};

void forge_put(Table table, Text key, Text value)
{
    forge_write(table, key, nothing, value);
}

void forge_drop(Table table, Text key)
{
    forge_write(table, key, nothing, nothing);
}

Text forge_entity(const char *type, const char *id)
{
    return base_key(unit_arena(), text_of(type), text_of(id));
}

Text forge_record(Text key, EntityRecord *record)
{
    Text value = forge_read(TABLE_ENTITY, key);
    memcpy(record, value.bytes, sizeof *record);
    return value;
}

Text forge_record_text(const EntityRecord *record, Text digests)
{
    TextBuilder text = text_builder(unit_arena());
    text_append(&text, (Text){(const char *)record, sizeof *record});
    text_append(&text, digests);
    return text_built(&text);
}

Text forge_digests(Text record)
{
    return text_slice(record, sizeof(EntityRecord), record.length);
}

Text forge_replaced(Text text, const char *old, const char *new)
{
    size_t at = text_find(text, 0, text_of(old));
    assert_int_not_equal(at, SIZE_MAX);
    return text_format(unit_arena(), "%.*s%s%.*s", (int)at, text.bytes, new, (int)(text.length - at - strlen(old)),
                       text.bytes + at + strlen(old));
}

Text forge_entry(uint64_t sequence)
{
    sequence = __builtin_bswap64(sequence);
    return text_copy(unit_arena(), (Text){(const char *)&sequence, sizeof sequence});
}

void forge_head(uint64_t sequence, Text entry)
{
    LogHead head = {sequence, digest_of(entry)};
    forge_put(TABLE_META, text_of(BASE_HEAD), text_copy(unit_arena(), (Text){(const char *)&head, sizeof head}));
}

Text forge_image_name(Text key)
{
    EntityRecord record;
    forge_record(key, &record);
    ImageName name = {record.dossier, fixture.program.layout};
    return text_copy(unit_arena(), image_key(&name));
}

Text forge_image_of(Text key)
{
    return forge_read(TABLE_IMAGE, forge_image_name(key));
}

void forge_image(Text key, Text image)
{
    EntityRecord record;
    forge_record(key, &record);
    ((ImageHead *)(uintptr_t)image.bytes)->dossier = record.dossier;
    image_seal(image);
    forge_put(TABLE_IMAGE, forge_image_name(key), image);
}

void forge_dossier(Text key, EntityRecord *record, Text digests)
{
    Env *env;
    EnvTxn *txn;
    assert_int_equal(env_open(forge_store(), ENV_READ, &env), ENV_FINE);
    assert_int_equal(env_begin(env, ENV_READ, &txn), ENV_FINE);
    assert_int_equal(dossier_of(txn, unit_arena(), key, digests.bytes, record->count, &record->dossier), ENV_FINE);
    env_close(env);
}

// ---- what verification finds ----

static void keep_problem(void *with, Text problem)
{
    ForgeFound *found = with;
    text_append(&found->text, problem);
    text_append_byte(&found->text, '\n');
}

ForgeFound forge_verify(const Program *schema, const Digest *noted)
{
    Base *base = forge_open(ENV_READ);
    Arena arena;
    BaseReader *reader;
    Text error;
    ForgeFound found = {.text = text_builder(unit_arena())};
    arena_open(&arena, unit_arena()->guard, 0);
    assert_int_equal(base_read(base, schema, &arena, &reader, &error), BASE_DONE);
    assert_int_equal(base_verify(reader, unit_arena(), noted, keep_problem, &found, &found.checked), BASE_DONE);
    base_read_end(reader);
    arena_close(&arena);
    base_close(base);
    return found;
}

const char *forge_with_digests(const char *text)
{
    TextBuilder built = text_builder(unit_arena());
    for (const char *at = text; *at; at++) {
        if (*at == '{') {
            text_append(&built, digest_text(unit_arena(), &forge_stored.items[at[1] - '0']->digest));
            at += 2;
        } else {
            text_append_byte(&built, *at);
        }
    }
    return text_terminated(unit_arena(), text_built(&built));
}

// With the policy, and without it, what is wrong is this.
void forge_assert_found(const char *with_schema, const char *without)
{
    for (int i = 0; i < 2; i++) {
        ForgeFound found = forge_verify(i ? NULL : &fixture.program, NULL);
        const char *expected = i && without ? without : with_schema;
        unit_assert_text(text_built(&found.text), forge_with_digests(expected));
        assert_int_equal(found.checked.problems > 0, *expected != 0);
    }
}
