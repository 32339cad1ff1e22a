// SPDX-License-Identifier: MIT
// The fact base: imports, withdrawals, the log, what verification finds, damaged files, and a map that grows.
#include "unit/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/store.h"

static void assert_well(Base *base, uint64_t entities, uint64_t submissions, uint64_t entries)
{
    BaseChecked checked = verify(base);
    assert_int_equal(checked.problems, 0);
    assert_int_equal(checked.entities, entities);
    assert_int_equal(checked.submissions, submissions);
    assert_int_equal(checked.entries, entries);
}

// ---- imports ----

static void import_once(void **state)
{
    (void)state;
    Base *base = open_store(ENV_WRITE);
    Text text = unit_file(FIXTURE_SUBMISSIONS);
    Imported first = import(base, text), second = import(base, text);
    assert_int_equal(first.answer, BASE_DONE);
    assert_int_equal(first.result.stored, 6);
    assert_int_equal(first.result.entities, 4);
    assert_int_equal(second.answer, BASE_DONE);
    assert_int_equal(second.result.stored, 0);
    assert_int_equal(second.result.known, 6);
    assert_well(base, 4, 6, 6);
    base_close(base);
    base = open_store(ENV_READ);
    assert_well(base, 4, 6, 6);
    base_close(base);
}

static void modes(void **state)
{
    (void)state;
    base_close(open_store(ENV_WRITE));
    struct stat about;
    static const char *const files[] = {"", "/data.mdb", "/lock.mdb"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        Text path = text_format(unit_arena(), "%s%s", store(), files[i]);
        assert_int_equal(stat(text_terminated(unit_arena(), path), &about), 0);
        assert_int_equal(about.st_mode & 0777, i ? 0600 : 0700);
    }
}

// All or none: a reference that nothing resolves is found when the image is made.
static void refused_import(void **state)
{
    (void)state;
    Base *base = open_store(ENV_WRITE);
    TextBuilder text = text_builder(unit_arena());
    text_append(&text, box(1, 1));
    text_append_string(&text, "\n{\"entity\":\"Box\",\"id\":\"b\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2024-01-01\"},"
                              "\"facts\":{\"items\":[{\"name\":\"a\",\"within\":[\"none\"]}]}}");
    Imported refused = import(base, text_built(&text));
    assert_int_equal(refused.answer, BASE_REFUSED);
    assert_int_equal(refused.diagnostics.errors, 1);
    assert_int_equal(refused.diagnostics.items[0].code, MESSAGE_FACT_REFERENCE);
    assert_well(base, 0, 0, 0);
    assert_int_equal(import(base, box(1, 1)).answer, BASE_DONE);
    assert_well(base, 1, 1, 1);
    base_close(base);
}

// Dossiers do not hang on the order in which their submissions came, nor on whether they came together.
static void order_of_imports(void **state)
{
    (void)state;
    Text text = unit_file(FIXTURE_SUBMISSIONS), lines[8], together, apart;
    size_t count = 0;
    for (size_t at = 0, start = 0; at < text.length; at++) {
        if (text.bytes[at] == '\n') {
            lines[count++] = text_slice(text, start, at);
            start = at + 1;
        }
    }
    Base *base = open_store(ENV_WRITE);
    for (size_t i = count; i-- > 0;)
        assert_int_equal(import(base, lines[i]).answer, BASE_DONE);
    assert_well(base, 4, 6, 6);
    find_image(base, text_of("box/1"), &apart);
    base_close(base);
    assert_int_equal(rename(store(), text_terminated(unit_arena(), text_format(unit_arena(), "%s/apart", unit_folder()))), 0);
    base = open_store(ENV_WRITE);
    assert_int_equal(import(base, text).answer, BASE_DONE);
    find_image(base, text_of("box/1"), &together);
    base_close(base);
    assert_true(text_equal(together, apart));
}

// ---- damage ----

typedef struct FirstEntry {
    Text key, value;
} FirstEntry;

static bool keep_first(void *with, Text key, Text value)
{
    *(FirstEntry *)with = (FirstEntry){text_copy(unit_arena(), key), text_copy(unit_arena(), value)};
    return false;
}

// Changes the last byte of the first entry of a table, or (byte 0) removes the entry.
static void damage_table(Table table, char byte)
{
    Env *env = open_tables();
    EnvTxn *txn;
    FirstEntry first = {{"", 0}, {"", 0}};
    assert_int_equal(env_begin(env, ENV_WRITE, &txn), ENV_FINE);
    assert_int_equal(env_each(txn, table, (Text){NULL, 0}, keep_first, &first), ENV_FINE);
    assert_true(first.value.length > 0);
    if (byte) {
        ((char *)(uintptr_t)first.value.bytes)[first.value.length - 1] ^= byte;
        assert_int_equal(env_put(txn, table, first.key, first.value), ENV_FINE);
    } else {
        assert_int_equal(env_remove(txn, table, first.key, first.value), ENV_FINE);
    }
    assert_int_equal(env_commit(txn), ENV_FINE);
    env_close(env);
}

// ---- withdrawals ----

static void withdrawal(void **state)
{
    (void)state;
    Base *base = open_store(ENV_WRITE);
    Imported imported = import(base, box(1, 2));
    Digest digest = imported.list.items[0]->digest, none = {{1}};
    assert_int_equal(withdraw(base, &digest, "it was wrong"), BASE_DONE);
    assert_int_equal(withdraw(base, &digest, "once more"), BASE_DONE);
    assert_int_equal(withdraw(base, &none, "never was"), BASE_REFUSED);
    BaseChecked checked = verify(base);
    assert_int_equal(checked.problems, 0);
    assert_int_equal(checked.entries, 2);
    BaseReader *reader;
    BaseSubmission *list;
    size_t count;
    Text error;
    assert_int_equal(base_read(base, &fixture.program, unit_arena(), &reader, &error), BASE_DONE);
    assert_int_equal(base_submissions(reader, text_of("Box"), text_of("box/1"), &list, &count), BASE_DONE);
    assert_int_equal(count, 1);
    assert_true(list[0].withdrawn);
    unit_assert_text(list[0].because, "it was wrong");
    base_read_end(reader);
    // It stays withdrawn when it is imported again, and when the dossier is made anew.
    assert_int_equal(import(base, box(1, 2)).result.known, 1);
    assert_int_equal(import(base, box(1, 3)).answer, BASE_DONE);
    Text image;
    uint32_t withdrawn = 0;
    find_image(base, text_of("box/1"), &image);
    for (uint32_t i = 0; i < image_head(image)->submission_count; i++)
        withdrawn += image_submission(image, i)->withdrawn_on != NOT_WITHDRAWN;
    assert_int_equal(withdrawn, 1);
    assert_int_equal(verify(base).problems, 0);
    base_close(base);
    damage_table(TABLE_WITHDRAWN, 0);
    base = open_store(ENV_READ);
    assert_int_equal(verify(base).problems, 2); // the log, and the record, which names another dossier
    base_close(base);
}

static void verification_finds(Table table, char byte)
{
    Base *base = open_store(ENV_WRITE);
    assert_int_equal(import(base, unit_file(FIXTURE_SUBMISSIONS)).answer, BASE_DONE);
    base_close(base);
    damage_table(table, byte);
    base = open_store(ENV_READ);
    BaseChecked checked = verify(base);
    bool missing_image = table == TABLE_IMAGE && !byte; // reviews make it
    if ((checked.problems == 0) != missing_image || checked.imageless != missing_image)
        fail_msg("table %d, %s", table, byte ? "changed" : "removed");
    base_close(base);
}

static void damage(void **state)
{
    (void)state;
    static const Table tables[] = {TABLE_ENTITY, TABLE_IMAGE, TABLE_SUBMISSION, TABLE_LOG};
    for (size_t i = 0; i < 2 * sizeof tables / sizeof *tables; i++) {
        verification_finds(tables[i / 2], i % 2 ? 1 : 0);
        unit_teardown(NULL);
        unit_setup(NULL);
    }
}

static void write_data_file(size_t length, bool garbage)
{
    const char *path = text_terminated(unit_arena(), text_format(unit_arena(), "%s/data.mdb", store()));
    int file = open(path, O_RDWR);
    assert_true(file >= 0);
    assert_int_equal(ftruncate(file, (off_t)length), 0);
    for (size_t i = 0; garbage && i < length; i += 8)
        assert_int_equal(pwrite(file, "garbage!", 8, (off_t)i), 8);
    close(file);
}

static void damaged_files(void **state)
{
    (void)state;
    for (int trial = 0; trial < 4; trial++) {
        Base *base = open_store(ENV_WRITE);
        assert_int_equal(import(base, unit_file(FIXTURE_SUBMISSIONS)).answer, BASE_DONE);
        base_close(base);
        static const size_t lengths[] = {8192, 5000, 100, 65536};
        write_data_file(lengths[trial], trial == 3);
        Text error;
        for (int mode = ENV_READ; mode <= ENV_WRITE; mode++) {
            assert_int_equal(base_open(store(), (EnvMode)mode, unit_arena(), &base, &error), BASE_FAILED);
            assert_true(text_contains(error, text_of("damaged")));
        }
        unit_teardown(NULL);
        unit_setup(NULL);
    }
}

// ---- growth ----

#if defined(__SANITIZE_ADDRESS__) // by GCC
#define SANITIZED                 // and the sanitizer takes all addresses that there are
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif
#ifdef SANITIZED
enum { ADDRESSES_ARE_LIMITED = 0 };
#else
enum { ADDRESSES_ARE_LIMITED = 1 };
#endif

static void limit_addresses(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_AS, &limit), 0);
    limit.rlim_cur = bytes ? bytes : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_AS, &limit), 0);
}

// A text of that many bytes, different for each number.
static Text large_box(int number, size_t bytes)
{
    TextBuilder text = text_builder(unit_arena());
    text_append_format(&text,
                       "{\"entity\":\"Box\",\"id\":\"large/%d\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2024-01-01\"},"
                       "\"facts\":{\"label\":\"",
                       number);
    while (text.length < bytes)
        text_append_format(&text, "%016d", number);
    text_append_string(&text, "\"}}");
    return text_built(&text);
}

enum { LARGE_BOXES = 10 }; // and their images, are more than the map holds at first

// Where the process may have few addresses the map is small, and grows when it is full.
static void growing_map(void **state)
{
    (void)state;
    if (!ADDRESSES_ARE_LIMITED)
        skip();
    limit_addresses((rlim_t)200 << 20);
    Base *base = open_store(ENV_WRITE);
    limit_addresses(0);
    for (int i = 0; i < LARGE_BOXES; i++) {
        ArenaMark mark = arena_mark(unit_arena());
        Imported imported = import(base, large_box(i, 8 << 20));
        assert_int_equal(imported.answer, BASE_DONE);
        assert_int_equal(imported.result.stored, 1);
        arena_reset(unit_arena(), mark);
    }
    assert_well(base, LARGE_BOXES, LARGE_BOXES, LARGE_BOXES);
    base_close(base);
}

// A submission with so many items, which refer to the first one and whose names have escapes; different for each number.
static Text box_of_items(int number, int count)
{
    TextBuilder text = text_builder(unit_arena());
    text_append_format(&text,
                       "{\"id\":\"items/%d\",\"entity\":\"Box\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2024-01-01\"},"
                       "\"facts\":{\"items\":[{\"name\":\"first\"}",
                       number);
    for (int i = 0; i < count; i++)
        text_append_format(&text, ",{\"release\":\"%d.%d\",\"name\":\"\\u0069%d\",\"within\":[\"first\"]}", number, i * 7919, i);
    text_append_string(&text, "]}}");
    return text_built(&text);
}

// As the program imports: claims lie apart, and go while the image is made; of a long submission the frame alone is kept.
static Imported import_leanly(Base *base, Text text)
{
    Imported imported = {.answer = BASE_REFUSED};
    Sources sources;
    JsonDocument document = {.values = NULL};
    Text error = {"", 0};
    Compressor *compressor = NULL;
    Arena records, scratch, work;
    size_t at;
    arena_open(&records, unit_arena()->guard, 0);
    arena_open(&scratch, unit_arena()->guard, 0);
    arena_open(&work, unit_arena()->guard, 0);
    sources_open(&sources, unit_arena());
    diagnostics_open(&imported.diagnostics, unit_arena(), &sources);
    sources_add(&sources, text_of("submissions.json"), text);
    imported.list = (SubmissionList){.records = &records, .compressor = &compressor};
    const Source source = sources.items[0];
    assert_true(submissions_begin(&scratch, &imported.diagnostics, &source, &document, &at));
    assert_true(submissions_continue(&fixture.program, READ_ALL, unit_arena(), &scratch, &imported.diagnostics, &source,
                                     &document, at, &imported.list));
    arena_close(&scratch);
    imported.answer = base_import(base, &fixture.program, &(BaseWork){.arena = &work, .scratch = &scratch, .records = &records},
                                  &imported.diagnostics, &imported.list, 1700000000, &imported.result, &error);
    arena_close(&work);
    arena_close(&scratch);
    arena_close(&records);
    compressor_close(compressor);
    return imported;
}

enum { MANY_ITEMS = 40000, BOXES_OF_ITEMS = 16 };

// What is long comes out as what is kept whole does, also where the map was full and all is done again.
static void lean_imports(void **state)
{
    (void)state;
    if (!ADDRESSES_ARE_LIMITED)
        skip();
    limit_addresses((rlim_t)100 << 20);
    Base *base = open_store(ENV_WRITE);
    limit_addresses(0);
    for (int i = 0; i < BOXES_OF_ITEMS; i++) {
        ArenaMark mark = arena_mark(unit_arena());
        Text text = box_of_items(i, MANY_ITEMS), image;
        Imported imported = import_leanly(base, text);
        assert_int_equal(imported.answer, BASE_DONE);
        assert_int_equal(imported.result.stored, 1);
        assert_int_equal(import(base, text).result.known, 1); // of the same digest
        find_image(base, text_format(unit_arena(), "items/%d", i), &image);
        arena_reset(unit_arena(), mark);
    }
    struct stat about;
    Text path = text_format(unit_arena(), "%s/data.mdb", store());
    assert_int_equal(stat(text_terminated(unit_arena(), path), &about), 0);
    assert_true(about.st_size > (off_t)32 << 20); // more than the map held at first
    assert_well(base, BOXES_OF_ITEMS, BOXES_OF_ITEMS, BOXES_OF_ITEMS);
    base_close(base);
}

static int import_in_another_process(const char *path, int count)
{
    // A child that has nothing open: no environment goes across a fork.
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        Base *base;
        Text error;
        bool fine = base_open(path, ENV_WRITE, unit_arena(), &base, &error) == BASE_DONE;
        for (int i = 0; fine && i < count; i++)
            fine = import(base, large_box(i, 8 << 20)).answer == BASE_DONE;
        _exit(fine ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

// What another process has made larger is followed.
static void map_of_another_process(void **state)
{
    (void)state;
    if (!ADDRESSES_ARE_LIMITED)
        skip();
    const char *path = store();
    base_close(open_store(ENV_WRITE));
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    pid_t reader = fork();
    assert_true(reader >= 0);
    if (reader == 0) { // opens with a small map, waits, reads
        char byte;
        limit_addresses((rlim_t)200 << 20);
        Base *base = open_store(ENV_READ);
        limit_addresses(0);
        bool fine = read(ready[0], &byte, 1) == 1 && verify(base).problems == 0 && verify(base).entities == LARGE_BOXES;
        _exit(fine ? 0 : 1);
    }
    usleep(300000);
    assert_int_equal(import_in_another_process(path, LARGE_BOXES), 0);
    assert_int_equal(write(ready[1], "x", 1), 1);
    int status = -1;
    assert_int_equal(waitpid(reader, &status, 0), reader);
    assert_int_equal(status, 0);
    close(ready[0]);
    close(ready[1]);
}

// Readers see the fact base as it was when they began.
static void reader_beside_writer(void **state)
{
    (void)state;
    Base *base = open_store(ENV_WRITE);
    BaseReader *reader;
    BaseSubmission *list;
    size_t count;
    Text error;
    assert_int_equal(import(base, box(1, 1)).answer, BASE_DONE);
    assert_int_equal(base_read(base, &fixture.program, unit_arena(), &reader, &error), BASE_DONE);
    assert_int_equal(import(base, box(1, 2)).answer, BASE_DONE);
    assert_int_equal(base_submissions(reader, text_of("Box"), text_of("box/1"), &list, &count), BASE_DONE);
    assert_int_equal(count, 1);
    base_read_end(reader);
    assert_int_equal(base_read(base, &fixture.program, unit_arena(), &reader, &error), BASE_DONE);
    assert_int_equal(base_submissions(reader, text_of("Box"), text_of("box/1"), &list, &count), BASE_DONE);
    assert_int_equal(count, 2);
    base_read_end(reader);
    base_close(base);
}

// A process that closes a file gives up its locks on it: the next one that opens the fact base clears its place among the
// readers.
static void place_given_away(void **state)
{
    (void)state;
    Base *base = open_store(ENV_WRITE);
    BaseReader *reader;
    Text error;
    int status;
    assert_int_equal(import(base, box(1, 1)).answer, BASE_DONE);
    assert_int_equal(base_read(base, &fixture.program, unit_arena(), &reader, &error), BASE_DONE);
    base_read_end(reader);
    int lock = open(text_terminated(unit_arena(), text_format(unit_arena(), "%s/lock.mdb", store())), O_RDONLY);
    assert_true(lock >= 0);
    close(lock);
    pid_t other = fork();
    assert_true(other >= 0);
    if (other == 0)
        _exit(base_open(store(), ENV_READ, unit_arena(), &base, &error) == BASE_DONE ? 0 : 1);
    assert_int_equal(waitpid(other, &status, 0), other);
    assert_int_equal(status, 0);
    assert_int_equal(base_read(base, &fixture.program, unit_arena(), &reader, &error), BASE_DONE);
    base_read_end(reader);
    base_close(base);
}

typedef struct Answered {
    DossierAnswer answer;
    Text image;
} Answered;

// What a review with a cache is told of an organisation.
static Answered ask(Base *base, DossierCache *cache, Arena *arena)
{
    BaseReader *reader;
    Text error, image = {NULL, 0};
    assert_int_equal(base_read(base, &fixture.program, arena, &reader, &error), BASE_DONE);
    base_read_review(reader, arena, cache, false);
    Dossiers dossiers = base_dossiers(reader);
    uint32_t type = schema_type(&fixture.program, text_of("Organisation"));
    Answered answered = {dossiers_find(&dossiers, type, text_of("acme"), &image), {NULL, 0}};
    Text again;
    assert_int_equal(dossiers_find(&dossiers, type, text_of("acme"), &again), answered.answer);
    if (answered.answer == DOSSIER_FOUND) {
        assert_ptr_equal(image.bytes, again.bytes); // it is kept
        answered.image = text_copy(unit_arena(), image);
    }
    base_read_end(reader);
    return answered;
}

// What is kept between reviews is forgotten with what it was kept of.
static void cached_dossiers(void **state)
{
    (void)state;
    static const char said[] = "{\"entity\":\"Organisation\",\"id\":\"acme\",\"evidence\":{\"kind\":\"declaration\","
                               "\"on\":\"2024-01-0%d\"},\"facts\":{}}";
    Base *base = open_store(ENV_WRITE);
    DossierCache cache = {.types = NULL};
    assert_int_equal(import(base, box(1, 1)).answer, BASE_DONE);
    assert_int_equal(ask(base, &cache, unit_arena()).answer, DOSSIER_NONE);
    assert_int_equal(import(base, text_format(unit_arena(), said, 1)).answer, BASE_DONE);
    Answered first = ask(base, &cache, unit_arena()), same = ask(base, &cache, unit_arena());
    assert_int_equal(first.answer, DOSSIER_FOUND);
    assert_true(text_equal(first.image, same.image));
    assert_int_equal(cache.types[schema_type(&fixture.program, text_of("Organisation"))].ids.count, 1);
    assert_int_equal(import(base, text_format(unit_arena(), said, 2)).answer, BASE_DONE);
    Answered changed = ask(base, &cache, unit_arena());
    assert_int_equal(changed.answer, DOSSIER_FOUND);
    assert_false(text_equal(first.image, changed.image));
    base_close(base);
    base = open_store(ENV_READ);
    assert_true(text_equal(ask(base, &cache, unit_arena()).image, changed.image));
    cache_close(&cache);
    base_close(base);
}

static void long_ids(void **state)
{
    (void)state;
    Base *base = open_store(ENV_WRITE);
    for (int length = LONGEST_ID - 1; length <= LONGEST_ID + 1; length++) {
        Text text = text_format(unit_arena(),
                                "{\"entity\":\"Box\",\"id\":\"%0*d\",\"evidence\":{\"kind\":\"declaration\","
                                "\"on\":\"2024-01-01\"},\"facts\":{}}",
                                length, 1);
        assert_int_equal(import(base, text).answer, length <= LONGEST_ID ? BASE_DONE : BASE_REFUSED);
    }
    assert_well(base, 2, 2, 2);
    base_close(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(import_once),          UNIT_TEST(modes),
                                       UNIT_TEST(refused_import),       UNIT_TEST(order_of_imports),
                                       UNIT_TEST(withdrawal),           UNIT_TEST(damage),
                                       UNIT_TEST(damaged_files),        UNIT_TEST(place_given_away),
                                       UNIT_TEST(cached_dossiers),      UNIT_TEST(long_ids),
                                       UNIT_TEST(reader_beside_writer), UNIT_TEST(growing_map),
                                       UNIT_TEST(lean_imports),         UNIT_TEST(map_of_another_process)};
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
