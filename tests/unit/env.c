// SPDX-License-Identifier: MIT
// The folder of tables in odd surroundings: descriptors that are closed, places for readers that are taken, files that may only
// be read while others change them, and what a transaction that came to nothing leaves.
#include "unit/unit.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/base.h"

static const char *store(void)
{
    return text_terminated(unit_arena(), text_format(unit_arena(), "%s/store", unit_folder()));
}

static Env *open_store(EnvMode mode)
{
    Env *env;
    assert_int_equal(env_open(store(), mode, &env), ENV_FINE);
    return env;
}

static EnvFault put(Env *env, Text key, Text value)
{
    EnvTxn *txn;
    EnvFault fault = env_begin(env, ENV_WRITE, &txn);
    if (fault == ENV_FINE)
        fault = env_put(txn, TABLE_META, key, value);
    return fault == ENV_FINE ? env_commit(txn) : fault;
}

// Runs in a child, which tells by its exit status which of its expectations is not met; 0: none.
static int in_child(int (*work)(const void *with), const void *with)
{
    int status;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(work(with));
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// ---- descriptors ----

static bool are_closed(void)
{
    return fcntl(0, F_GETFD) < 0 && fcntl(1, F_GETFD) < 0 && fcntl(2, F_GETFD) < 0;
}

static int open_without_streams(const void *with)
{
    static const char printed[] = "printed by a host, to whom its output is closed";
    const char *path = with;
    Env *env;
    for (int i = 0; i < 3; i++)
        close(i);
    if (env_open(path, ENV_WRITE, &env) != ENV_FINE)
        return 1;
    if (!are_closed())
        return 2; // the fact base has one of them, or a hold was not released
    if (put(env, text_of("key"), text_of("value")) != ENV_FINE)
        return 3;
    for (int i = 0; i < 3; i++)
        if (write(i, printed, sizeof printed) >= 0)
            return 4;
    env_close(env);
    return are_closed() ? 0 : 5;
}

static void closed_descriptors(void **state)
{
    (void)state;
    assert_int_equal(in_child(open_without_streams, store()), 0);
    Env *env = open_store(ENV_READ);
    EnvTxn *txn;
    Text value;
    assert_int_equal(env_begin(env, ENV_READ, &txn), ENV_FINE);
    assert_int_equal(env_get(txn, TABLE_META, text_of("key"), &value), ENV_FINE);
    unit_assert_text(value, "value");
    env_close(env);
}

// ---- readers ----

// As many transactions for reading as there are places.
static unsigned take_places(Env *env, EnvFault *fault)
{
    EnvTxn *txn;
    unsigned taken = 0;
    while ((*fault = env_begin(env, ENV_READ, &txn)) == ENV_FINE)
        taken++;
    return taken;
}

static int take_all_and_die(const void *with)
{
    Env *env;
    EnvFault fault;
    if (env_open(with, ENV_READ, &env) != ENV_FINE)
        return 1;
    unsigned taken = take_places(env, &fault);
    return fault == ENV_BUSY && taken > ENV_READERS / 2 ? 0 : 2; // and none of them is given back
}

static void places_for_readers(void **state)
{
    (void)state;
    EnvFault fault;
    env_close(open_store(ENV_WRITE));
    Env *env = open_store(ENV_READ);
    assert_int_equal(take_places(env, &fault), ENV_READERS);
    assert_int_equal(fault, ENV_BUSY);
    Text expected = text_format(unit_arena(), "%ld (%d)", (long)getpid(), ENV_READERS);
    unit_assert_text(env_readers(env, unit_arena()), text_terminated(unit_arena(), expected));
    env_close(env);
}

static void places_of_the_dead(void **state)
{
    (void)state;
    EnvTxn *txn;
    env_close(open_store(ENV_WRITE));
    Env *env = open_store(ENV_READ);
    assert_int_equal(in_child(take_all_and_die, store()), 0);
    assert_int_equal(env_begin(env, ENV_READ, &txn), ENV_FINE); // by one that was open before
    env_close(env);
    assert_int_equal(in_child(take_all_and_die, store()), 0);
    env_close(open_store(ENV_READ));
}

static int open_one_more(const void *with)
{
    Base *base;
    Text error;
    Arena arena;
    Guard guard = {.armed = false};
    arena_open(&arena, &guard, 0);
    if (base_open(with, ENV_READ, &arena, &base, &error) != BASE_FAILED)
        return 1;
    Text who = text_format(&arena, "all %d places for readers are taken, by the processes %ld (%d)", ENV_READERS, (long)getppid(),
                           ENV_READERS);
    bool told = text_contains(error, who);
    arena_close(&arena);
    return told ? 0 : 2;
}

static void who_has_the_places(void **state)
{
    (void)state;
    EnvFault fault;
    env_close(open_store(ENV_WRITE));
    Env *env = open_store(ENV_READ);
    take_places(env, &fault);
    assert_int_equal(in_child(open_one_more, store()), 0);
    env_close(env);
}

// ---- without a lock ----

enum { NOBODY = 65534 };

typedef struct Talk {
    const char *path;
    int asked[2], answered[2]; // pipes: the child asks for so many changes, the parent has made them
} Talk;

static bool ask_for(const Talk *talk, char changes)
{
    return write(talk->asked[1], &changes, 1) == 1 && read(talk->answered[0], &changes, 1) == 1;
}

static int read_unlocked(const void *with)
{
    const Talk *talk = with;
    Env *env;
    EnvTxn *txn;
    Text kept, value;
    if (getuid() == 0 && (setgroups(0, NULL) != 0 || setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
        return 1;
    if (env_open(talk->path, ENV_WRITE, &env) != ENV_READ_ONLY || env_open(talk->path, ENV_READ, &env) != ENV_FINE)
        return 2;
    if (env_begin(env, ENV_READ, &txn) != ENV_FINE || env_gives_map(txn))
        return 3;
    if (env_get(txn, TABLE_META, text_of("key"), &kept) != ENV_FINE || !text_is(kept, "first"))
        return 4;
    if (!ask_for(talk, 1) || env_get(txn, TABLE_META, text_of("key"), &value) != ENV_FINE || !text_is(value, "first"))
        return 5; // after one change the view still stands
    if (!ask_for(talk, 1) || env_get(txn, TABLE_META, text_of("key"), &value) != ENV_CHANGED)
        return 6;
    if (!ask_for(talk, 20) || !text_is(kept, "first"))
        return 7; // what was given stays
    env_abort(txn);
    if (env_begin(env, ENV_READ, &txn) != ENV_FINE || env_get(txn, TABLE_META, text_of("key"), &value) != ENV_FINE)
        return 8;
    bool newest = text_is(value, "22");
    env_close(env);
    return newest ? ask_for(talk, 0) ? 0 : 9 : 10;
}

static void make_changes(Env *env, const Talk *talk)
{
    char wanted;
    int made = 0;
    while (read(talk->asked[0], &wanted, 1) == 1) {
        for (int i = 0; i < wanted; i++) {
            made++;
            assert_int_equal(put(env, text_of("key"), text_format(unit_arena(), "%d", made)), ENV_FINE);
        }
        assert_int_equal(write(talk->answered[1], &wanted, 1), 1);
        if (!wanted)
            break;
    }
}

static void reading_without_a_lock(void **state)
{
    (void)state;
    Talk talk = {.path = store()};
    int status;
    assert_int_equal(pipe(talk.asked), 0);
    assert_int_equal(pipe(talk.answered), 0);
    Env *env = open_store(ENV_WRITE);
    assert_int_equal(put(env, text_of("key"), text_of("first")), ENV_FINE);
    assert_int_equal(chmod(unit_folder(), 0755), 0);
    for (const char *const *name = (const char *const[]){"data.mdb", "lock.mdb", NULL}; *name; name++) {
        Text file = text_format(unit_arena(), "%s/%s", talk.path, *name);
        assert_int_equal(chmod(text_terminated(unit_arena(), file), 0444), 0);
    }
    assert_int_equal(chmod(talk.path, 0555), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(read_unlocked(&talk));
    close(talk.asked[1]); // so that a child that ends is not waited for
    make_changes(env, &talk);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), 0);
    env_close(env);
    assert_int_equal(chmod(talk.path, 0755), 0);
    close(talk.asked[0]), close(talk.answered[0]), close(talk.answered[1]);
}

// ---- what came to nothing ----

static const char *data_file(void)
{
    return text_terminated(unit_arena(), text_format(unit_arena(), "%s/data.mdb", store()));
}

static long long length_of_data(void)
{
    struct stat about;
    assert_int_equal(stat(data_file(), &about), 0);
    return (long long)about.st_size;
}

// A large transaction puts a part of itself into the file before its end, which is tried here by the file's length alone.
static void aborted_growth(void **state)
{
    (void)state;
    Env *env = open_store(ENV_WRITE);
    EnvTxn *txn;
    assert_int_equal(put(env, text_of("key"), text_of("value")), ENV_FINE);
    long long before = length_of_data();
    assert_int_equal(env_begin(env, ENV_WRITE, &txn), ENV_FINE);
    assert_int_equal(env_put(txn, TABLE_META, text_of("key"), text_of("none")), ENV_FINE);
    assert_int_equal(truncate(data_file(), before + (1 << 20)), 0);
    env_abort(txn);
    assert_int_equal(length_of_data(), before);
    assert_int_equal(put(env, text_of("other"), text_of("value")), ENV_FINE);
    env_close(env);
    env_close(open_store(ENV_READ));
}

static Text large_value(char filled)
{
    enum { LARGE = 1 << 20 };
    char *bytes = arena_raw(unit_arena(), LARGE);
    memset(bytes, filled, LARGE);
    return (Text){bytes, LARGE};
}

// What somebody reads, or the newest change gave up, keeps its room; then the disk gets it back, and what stands there stays.
static void room_given_back(void **state)
{
    (void)state;
    Env *env = open_store(ENV_WRITE);
    EnvTxn *reader;
    EnvRoom room;
    Text value, first = large_value('a'), second = large_value('b');
    assert_int_equal(put(env, text_of("key"), first), ENV_FINE);
    assert_int_equal(env_begin(env, ENV_READ, &reader), ENV_FINE);
    for (int i = 0; i < 3; i++)
        assert_int_equal(put(env, text_of("key"), second), ENV_FINE);
    assert_int_equal(env_give_back(env, &room), ENV_FINE);
    assert_true(room.refused || room.before - room.after < first.length);
    assert_int_equal(env_get(reader, TABLE_META, text_of("key"), &value), ENV_FINE);
    assert_true(text_equal(value, first));
    env_abort(reader);
    assert_int_equal(put(env, text_of("other"), text_of("value")), ENV_FINE);
    assert_int_equal(env_give_back(env, &room), ENV_FINE);
    assert_true(room.refused || room.before - room.after >= first.length);
    assert_int_equal(env_begin(env, ENV_READ, &reader), ENV_FINE);
    assert_int_equal(env_get(reader, TABLE_META, text_of("key"), &value), ENV_FINE);
    assert_true(text_equal(value, second));
    env_abort(reader);
    assert_int_equal(put(env, text_of("key"), first), ENV_FINE);
    assert_int_equal(put(env, text_of("key"), second), ENV_FINE);
    env_close(env);
}

// Opens what somebody has made, and stores something when that one has given up.
static int open_and_store(const void *with)
{
    const Talk *talk = with;
    Env *env;
    if (env_open(talk->path, ENV_WRITE, &env) != ENV_FINE || !ask_for(talk, 0))
        return 1;
    EnvFault fault = put(env, text_of("key"), text_of("value"));
    env_close(env);
    return fault == ENV_FINE ? 0 : 2;
}

// A folder that was made goes again where nothing is stored in it, and stays where another process has it open.
static void discarded(void **state)
{
    (void)state;
    struct stat about;
    char wanted;
    int status;
    Talk talk = {.path = store()};
    Env *env = open_store(ENV_WRITE);
    env_discard_if_new(env);
    env_close(env);
    assert_int_equal(stat(store(), &about), -1);
    assert_int_equal(pipe(talk.asked), 0);
    assert_int_equal(pipe(talk.answered), 0);
    env = open_store(ENV_WRITE);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(open_and_store(&talk));
    assert_int_equal(read(talk.asked[0], &wanted, 1), 1);
    env_discard_if_new(env);
    env_close(env);
    assert_int_equal(write(talk.answered[1], &wanted, 1), 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    env = open_store(ENV_READ);
    EnvTxn *txn;
    Text value;
    assert_int_equal(env_begin(env, ENV_READ, &txn), ENV_FINE);
    assert_int_equal(env_get(txn, TABLE_META, text_of("key"), &value), ENV_FINE);
    env_close(env);
    for (int i = 0; i < 2; i++)
        close(talk.asked[i]), close(talk.answered[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(closed_descriptors),     UNIT_TEST(places_for_readers),
        UNIT_TEST(places_of_the_dead),     UNIT_TEST(who_has_the_places),
        UNIT_TEST(reading_without_a_lock), UNIT_TEST(aborted_growth),
        UNIT_TEST(room_given_back),        UNIT_TEST(discarded),
    };
    return cmocka_run_group_tests_name("env", tests, NULL, NULL);
}
