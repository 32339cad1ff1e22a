// SPDX-License-Identifier: MIT
// Fact bases of other versions of the program: what later ones wrote is refused, what earlier ones wrote is read and brought to
// the formats of now, and images that were laid out otherwise are made anew.
#include "unit/store.h"

#include "unit/unit.h"

// ---- formats ----

static void put_number(EnvTxn *txn, const char *key, uint32_t number)
{
    assert_int_equal(env_put(txn, TABLE_META, text_of(key), (Text){(const char *)&number, sizeof number}), ENV_FINE);
}

// What a later version wrote is refused, whichever part of it this one does not know.
static void later_formats(void **state)
{
    (void)state;
    static const struct {
        const char *key, *said;
        uint32_t now;
    } parts[] = {{"format", "its records in format 3", 2},
                 {"submissions", "submissions in format 6", 5},
                 {"log", "the log in format 3", 2},
                 {"register", "the register in format 2", 1}};
    base_close(open_store(ENV_WRITE));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        for (uint32_t more = 2; more-- > 0;) {
            Env *env = open_tables();
            EnvTxn *txn;
            assert_int_equal(env_begin(env, ENV_WRITE, &txn), ENV_FINE);
            put_number(txn, parts[i].key, parts[i].now + more);
            assert_int_equal(env_commit(txn), ENV_FINE);
            env_close(env);
            Base *base;
            Text error;
            for (int mode = ENV_READ; more && mode <= ENV_WRITE; mode++) {
                assert_int_equal(base_open(store(), (EnvMode)mode, unit_arena(), &base, &error), BASE_REFUSED);
                assert_true(text_contains(error, text_of(parts[i].said)) && text_contains(error, text_of("use the version")));
            }
        }
    }
    base_close(open_store(ENV_READ));
}

typedef struct Entry {
    Text key, value;
} Entry;

typedef struct Entries {
    Entry items[1024];
    size_t count;
} Entries;

static bool keep_entry(void *with, Text key, Text value)
{
    Entries *entries = with;
    assert_true(entries->count < sizeof entries->items / sizeof *entries->items);
    entries->items[entries->count++] = (Entry){text_copy(unit_arena(), key), text_copy(unit_arena(), value)};
    return true;
}

// The fact base as the first version wrote it: a record names its image by the digest of that, under which it is stored, and one
// number tells all formats.
static void become_first_format(void)
{
    Env *env = open_tables();
    EnvTxn *txn;
    Entries images = {.count = 0}, records = {.count = 0};
    assert_int_equal(env_begin(env, ENV_WRITE, &txn), ENV_FINE);
    assert_int_equal(env_each(txn, TABLE_IMAGE, (Text){NULL, 0}, keep_entry, &images), ENV_FINE);
    assert_int_equal(env_each(txn, TABLE_ENTITY, (Text){NULL, 0}, keep_entry, &records), ENV_FINE);
    for (size_t i = 0; i < images.count; i++) {
        Digest digest = digest_of(images.items[i].value);
        assert_int_equal(env_remove(txn, TABLE_IMAGE, images.items[i].key, (Text){NULL, 0}), ENV_FINE);
        assert_int_equal(env_put(txn, TABLE_IMAGE, digest_key(&digest), images.items[i].value), ENV_FINE);
        for (size_t j = 0; j < records.count; j++) { // the record begins with its image's digest
            if (memcmp(records.items[j].value.bytes, images.items[i].key.bytes, sizeof digest) == 0)
                memcpy((char *)(uintptr_t)records.items[j].value.bytes, &digest, sizeof digest);
        }
    }
    for (size_t j = 0; j < records.count; j++)
        assert_int_equal(env_put(txn, TABLE_ENTITY, records.items[j].key, records.items[j].value), ENV_FINE);
    put_number(txn, "format", 1);
    assert_int_equal(env_remove(txn, TABLE_META, text_of("submissions"), (Text){NULL, 0}), ENV_FINE);
    assert_int_equal(env_remove(txn, TABLE_META, text_of("log"), (Text){NULL, 0}), ENV_FINE);
    assert_int_equal(env_commit(txn), ENV_FINE);
    env_close(env);
}

static bool keep_dossier(void *with, const BaseEntity *entity)
{
    Digest **next = with;
    *(*next)++ = entity->dossier;
    return true;
}

static void dossiers_of(Base *base, Digest *dossiers)
{
    BaseReader *reader;
    Text error;
    assert_int_equal(base_read(base, &fixture.program, unit_arena(), &reader, &error), BASE_DONE);
    assert_int_equal(base_each_entity(reader, keep_dossier, &dossiers), BASE_DONE);
    base_read_end(reader);
}

static void assert_first_format(Base *base, Text image, const Digest *dossiers)
{
    Text same;
    Digest read[4] = {{{0}}};
    find_image(base, text_of("box/1"), &same);
    assert_true(text_equal(image, same));
    dossiers_of(base, read);
    assert_memory_equal(dossiers, read, sizeof read);
    BaseChecked checked = verify(base);
    assert_int_equal(checked.problems, 0);
    assert_int_equal(checked.older, 4);
    assert_int_equal(checked.imageless, 4);
}

// It is read as it is; a refused change leaves it so, and the first one that is done brings all of it to the formats of now.
static void first_format(void **state)
{
    (void)state;
    Text image, same;
    Digest dossiers[4] = {{{0}}}, read[5] = {{{0}}};
    Base *base = open_store(ENV_WRITE);
    Imported imported = import(base, unit_file(FIXTURE_SUBMISSIONS));
    assert_int_equal(withdraw(base, &imported.list.items[0]->digest, "it was wrong"), BASE_DONE);
    find_image(base, text_of("box/1"), &image);
    dossiers_of(base, dossiers);
    base_close(base);
    become_first_format();
    for (int mode = ENV_READ; mode <= ENV_WRITE; mode++) {
        base = open_store((EnvMode)mode);
        assert_first_format(base, image, dossiers);
        if (mode == ENV_WRITE) {
            Text refused = text_of(
                "{\"entity\":\"Box\",\"id\":\"b\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2024-01-01\"},"
                "\"facts\":{\"items\":[{\"name\":\"a\",\"within\":[\"none\"]}]}}");
            assert_int_equal(import(base, refused).answer, BASE_REFUSED);
            assert_first_format(base, image, dossiers);
        }
        base_close(base);
    }
    base = open_store(ENV_WRITE);
    assert_int_equal(import(base, box(9, 1)).answer, BASE_DONE);
    for (int again = 0; again < 2; again++) {
        dossiers_of(base, read);
        assert_memory_equal(dossiers, read, 2 * sizeof *read); // box/1, box/2; then the new one
        find_image(base, text_of("box/1"), &same);
        assert_true(text_equal(image, same));
        BaseChecked checked = verify(base);
        assert_true(!checked.problems && !checked.older && checked.imageless == 4 && checked.images == 1);
        base_close(base);
        base = open_store(ENV_READ);
    }
    base_close(base);
}

// ---- images of other versions ----

static void count_progress(void *with, uint64_t done, uint64_t count)
{
    assert_true(done <= count);
    *(uint64_t *)with = done;
}

static BaseUpgrade upgrade_for(Base *base, const Program *program)
{
    BaseUpgrade result;
    Text error;
    uint64_t done = 0;
    assert_int_equal(base_upgrade(base, program, unit_arena(), count_progress, &done, &result, &error), BASE_DONE);
    assert_int_equal(done, result.made + result.current + result.undeclared);
    return result;
}

static BaseUpgrade upgrade(Base *base)
{
    return upgrade_for(base, &fixture.program);
}

// All images as a version of the program would leave them whose tables are others.
static void change_fingerprints(void)
{
    Env *env = open_tables();
    EnvTxn *txn;
    Entries images = {.count = 0};
    assert_int_equal(env_begin(env, ENV_WRITE, &txn), ENV_FINE);
    assert_int_equal(env_each(txn, TABLE_IMAGE, (Text){NULL, 0}, keep_entry, &images), ENV_FINE);
    for (size_t i = 0; i < images.count; i++) {
        ImageHead *head = (ImageHead *)(uintptr_t)images.items[i].value.bytes;
        assert_int_equal(env_remove(txn, TABLE_IMAGE, images.items[i].key, (Text){NULL, 0}), ENV_FINE);
        head->fingerprint.bytes[0] ^= 1;
        head->layout.bytes[0] ^= 1; // which is made of it
        image_seal(images.items[i].value);
        ImageName name = {head->dossier, head->layout};
        assert_int_equal(env_put(txn, TABLE_IMAGE, image_key(&name), images.items[i].value), ENV_FINE);
    }
    assert_int_equal(env_commit(txn), ENV_FINE);
    env_close(env);
}

static void images_made_anew(void **state)
{
    (void)state;
    Text image, same;
    Base *base = open_store(ENV_WRITE);
    Imported imported = import(base, unit_file(FIXTURE_SUBMISSIONS));
    assert_int_equal(upgrade(base).made, 0);
    find_image(base, text_of("box/1"), &image);
    base_close(base);
    change_fingerprints();
    base = open_store(ENV_WRITE);
    BaseChecked checked = verify(base);
    assert_true(!checked.problems && checked.older == 4 && !checked.imageless);
    find_image(base, text_of("box/1"), &same);
    assert_true(text_equal(image, same));
    assert_int_equal(upgrade(base).made, 4);
    checked = verify(base);
    assert_true(!checked.problems && !checked.older && !checked.imageless && checked.images == 4);
    assert_int_equal(upgrade(base).current, 4);
    // A withdrawal cannot mark an image that is laid out otherwise: it goes, and is made anew.
    base_close(base);
    change_fingerprints();
    base = open_store(ENV_WRITE);
    assert_int_equal(withdraw(base, &imported.list.items[0]->digest, "it was wrong"), BASE_DONE);
    checked = verify(base);
    assert_true(!checked.problems && checked.older == 3 && checked.imageless == 1);
    assert_int_equal(upgrade(base).made, 4);
    assert_int_equal(verify(base).problems, 0);
    base_close(base);
}

// More dossiers than one transaction takes, and none is left out.
static void many_made_anew(void **state)
{
    (void)state;
    enum { MANY = 600 };
    TextBuilder text = text_builder(unit_arena());
    for (int i = 0; i < MANY; i++) {
        text_append(&text, box(i, 1));
        text_append_byte(&text, '\n');
    }
    Base *base = open_store(ENV_WRITE);
    assert_int_equal(import(base, text_built(&text)).answer, BASE_DONE);
    Program other = fixture.program;
    other.layout.bytes[0] ^= 1; // as one of a policy with other declarations
    BaseUpgrade result = upgrade_for(base, &other);
    assert_true(result.made == MANY && !result.current);
    BaseChecked checked = verify(base);
    assert_true(!checked.problems && !checked.older && !checked.imageless && checked.images == 2 * MANY);
    result = upgrade(base);
    assert_true(!result.made && result.current == MANY);
    base_close(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(later_formats), UNIT_TEST(first_format), UNIT_TEST(images_made_anew),
                                       UNIT_TEST(many_made_anew)};
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
