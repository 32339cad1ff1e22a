// SPDX-License-Identifier: MIT
// Opens and closes a folder: which files it may have, their descriptors, the lock, places for readers, and what is taken away
// again. See env.h.
#include "store/env_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/descriptors.h"

// Reserved, not used: the file grows as it is filled.
#define MAP_RESERVED ((size_t)1 << 40)
#define MAP_LEAST ((size_t)1 << 24)

static const char DATA_FILE[] = "data.mdb", LOCK_FILE[] = "lock.mdb";

// ---- the files ----

// What stands at a name; mode 0: nothing.
typedef struct Standing {
    dev_t device;
    ino_t inode;
    mode_t mode;
} Standing;

typedef struct Files {
    Standing data, lock;
} Files;

static EnvFault standing_at(Env *env, int folder, const char *name, Standing *standing)
{
    struct stat about;
    *standing = (Standing){.mode = 0};
    if (fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? ENV_FINE : env_fault_of(env, errno);
    *standing = (Standing){about.st_dev, about.st_ino, about.st_mode};
    return S_ISREG(about.st_mode) && about.st_nlink == 1 ? ENV_FINE : ENV_FOREIGN;
}

// What a link leads to is none of the fact base's: nothing but a file of its own is opened.
static EnvFault standing_files(Env *env, int folder, Files *files)
{
    EnvFault data = standing_at(env, folder, DATA_FILE, &files->data);
    EnvFault lock = standing_at(env, folder, LOCK_FILE, &files->lock);
    return data != ENV_FINE ? data : lock;
}

static bool same_file(const Standing *before, const Standing *now)
{
    return !before->mode || (before->device == now->device && before->inode == now->inode);
}

// Whether the files that were opened are those that stood there before, and stand there now.
static EnvFault check_files(Env *env, int folder, const Files *before)
{
    Files now;
    struct stat about;
    int file, code = mdb_env_get_fd(env->mdb, &file);
    EnvFault fault = standing_files(env, folder, &now);
    if (code != MDB_SUCCESS || fault != ENV_FINE)
        return code != MDB_SUCCESS ? env_fault_of(env, code) : fault;
    if (fstat(file, &about) != 0)
        return env_fault_of(env, errno);
    Standing opened = {about.st_dev, about.st_ino, about.st_mode};
    return now.data.mode && same_file(&now.data, &opened) && same_file(&before->data, &now.data) &&
                   same_file(&before->lock, &now.lock)
               ? ENV_FINE
               : ENV_NOT_FOUND;
}

// ---- the lock ----

// Of the lock file: a line for each reader, and as much as two before them.
enum { READER_BYTES = 64, LOCK_BYTES = (ENV_READERS + 2) * READER_BYTES, FEW_READERS = 126 };

// Whether readers may be entered into the lock file: it may be written to, or be made.
static bool may_lock(int folder)
{
    if (faccessat(folder, LOCK_FILE, R_OK | W_OK, AT_EACCESS) == 0)
        return true;
    return errno == ENOENT && faccessat(folder, ".", W_OK | X_OK, AT_EACCESS) == 0;
}

// The lock file is made larger and then written through a map, which would end the process on a full disk: its room is taken
// first. A lock file that has its room is not opened: by closing it, this process would give up the locks that it has on it.
// One that others use keeps its length: they would read behind what they have of it.
static EnvFault reserve_lock(Env *env, int folder)
{
    enum { BLOCK_BYTES = 512 }; // of st_blocks
    struct stat about = {.st_size = 0};
    if (fstatat(folder, LOCK_FILE, &about, AT_SYMLINK_NOFOLLOW) != 0 && errno != ENOENT)
        return env_fault_of(env, errno);
    if (about.st_size >= LOCK_BYTES || about.st_blocks * BLOCK_BYTES >= LOCK_BYTES)
        return ENV_FINE;
    int file = openat(folder, LOCK_FILE, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
    if (file < 0)
        return env_fault_of(env, errno);
    int code = about.st_size == 0                                         ? posix_fallocate(file, 0, LOCK_BYTES)
               : fallocate(file, FALLOC_FL_KEEP_SIZE, 0, LOCK_BYTES) != 0 ? errno
                                                                          : 0;
    close(file);
    if (code && about.st_size) { // it serves as it is
        env->readers = FEW_READERS;
        return ENV_FINE;
    }
    return env_fault_of(env, code);
}

typedef struct Holders {
    TextBuilder *to;
    long pid;
    unsigned count; // of its places
} Holders;

static void tell_holder(Holders *holders)
{
    if (!holders->count)
        return;
    text_append_format(holders->to, "%s%ld (%u)", holders->to->length ? ", " : "", holders->pid, holders->count);
    holders->count = 0;
}

// A line of LMDB: the process, the thread, what it reads. Those of one process mostly follow each other.
static int add_holder(const char *line, void *with)
{
    Holders *holders = with;
    char *end;
    long pid = strtol(line, &end, 10);
    if (end == line)
        return 0; // the heading
    if (pid != holders->pid)
        tell_holder(holders);
    holders->pid = pid;
    holders->count++;
    return 0;
}

Text env_readers(Env *env, Arena *arena)
{
    TextBuilder text = text_builder(arena);
    Holders holders = {.to = &text};
    mdb_reader_list(env->mdb, add_holder, &holders);
    tell_holder(&holders);
    return text_built(&text);
}

// ---- opening ----

// Whether the data file has our tables; one without them is none of ours. NOT_FOUND: nothing was ever written, and somebody is
// perhaps just making it.
static EnvFault look_for_tables(Env *env)
{
    EnvTxn *txn;
    EnvFault fault = env_begin(env, ENV_READ, &txn);
    if (fault != ENV_FINE)
        return fault;
    fault = txn->view.meta.moment == 0 ? ENV_NOT_FOUND : ENV_FINE;
    for (int i = 0; fault == ENV_FINE && i < TABLES; i++) {
        Text name = text_of(table_infos[i].name);
        if (env_tree(txn, (Table)i, &fault) && env->mode == ENV_WRITE &&
            !pages_may_change(&txn->view, NULL, &txn->view.meta.names, name, (Text){"", 0}))
            fault = ENV_DAMAGED;
    }
    env_abort(txn);
    return fault;
}

static EnvFault open_tables(Env *env)
{
    MDB_txn *txn;
    EnvFault fault = look_for_tables(env);
    if (env->mode == ENV_READ || (fault != ENV_FINE && fault != ENV_NOT_FOUND))
        return fault;
    int code = mdb_txn_begin(env->mdb, NULL, 0, &txn);
    for (int i = 0; code == MDB_SUCCESS && i < TABLES; i++) {
        code = env_call((LmdbCall){LMDB_OPEN, .txn = txn, .name = table_infos[i].name, .flags = table_infos[i].flags | MDB_CREATE,
                                   .opened = &env->tables[i]});
        if (code != MDB_SUCCESS)
            mdb_txn_abort(txn);
    }
    if (code == MDB_SUCCESS)
        code = env_end(env, txn);
    return code == MDB_NOTFOUND || code == MDB_INCOMPATIBLE ? ENV_DAMAGED : env_fault_of(env, code);
}

// Another map of the same file, for reading.
static int open_pages(Env *env)
{
    int file, code = mdb_env_get_fd(env->mdb, &file);
    EnvFault fault = code == MDB_SUCCESS ? page_file_open(&env->pages, file, env->map) : ENV_FINE;
    return fault == ENV_NO_MEMORY ? ENOMEM : fault != ENV_FINE ? MDB_INVALID : code;
}

static int open_with_map(Env *env)
{
    unsigned flags = MDB_NOTLS | (env->mode == ENV_READ ? MDB_RDONLY : 0) | (env->unlocked ? MDB_NOLOCK : 0);
    int code = mdb_env_set_mapsize(env->mdb, env->map);
    if (code == MDB_SUCCESS)
        code = mdb_env_set_maxreaders(env->mdb, env->readers);
    if (code == MDB_SUCCESS)
        code = mdb_env_set_maxdbs(env->mdb, TABLES);
    if (code == MDB_SUCCESS)
        code = mdb_env_set_assert(env->mdb, env_assertion_broken);
    if (code == MDB_SUCCESS)
        code = mdb_env_open(env->mdb, env->path, flags, 0600);
    return code == MDB_SUCCESS ? open_pages(env) : code;
}

static void close_mdb(Env *env)
{
    if (env->mdb)
        mdb_env_close(env->mdb);
    env->mdb = NULL;
    page_file_close(&env->pages);
}

// Opens the environment with as large a map as the process may have.
static int open_mdb(Env *env)
{
    int code = MDB_SUCCESS;
    for (env->map = MAP_RESERVED; env->map >= MAP_LEAST; env->map /= 4) {
        code = mdb_env_create(&env->mdb);
        if (code != MDB_SUCCESS)
            return code;
        code = open_with_map(env);
        if (code == MDB_SUCCESS)
            break;
        close_mdb(env);
        if (code != ENOMEM && code != EINVAL) // some systems and tools refuse so large a map by another name
            break;
    }
    return code;
}

static EnvFault open_in(Env *env, int folder)
{
    Files files;
    EnvFault fault = standing_files(env, folder, &files);
    if (fault == ENV_FINE && env->mode == ENV_READ && !files.data.mode)
        return ENV_NOT_FOUND;
    env->begun |= env->mode == ENV_WRITE && fault == ENV_FINE && !files.data.mode;
    if (fault == ENV_FINE)
        fault = page_file_check(folder, DATA_FILE);
    if (fault == ENV_NOT_FOUND && env->mode == ENV_WRITE) // whoever began to make it did not get far
        fault = ENV_FINE;
    env->unlocked = env->mode == ENV_READ && !may_lock(folder);
    env->readers = ENV_READERS;
    if (fault == ENV_FINE && !env->unlocked)
        fault = reserve_lock(env, folder);
    if (fault == ENV_FINE)
        fault = env_fault_of(env, open_mdb(env));
    if (fault == ENV_FINE)
        fault = check_files(env, folder, &files);
    if (fault == ENV_FINE) {
        int dead;
        mdb_reader_check(env->mdb, &dead); // readers that were killed
        fault = open_tables(env);
    }
    if (fault == ENV_NO_PERMISSION && env->mode == ENV_WRITE && faccessat(folder, DATA_FILE, R_OK, AT_EACCESS) == 0)
        return ENV_READ_ONLY;
    return fault;
}

static EnvFault open_folder(Env *env)
{
    env->made |= env->mode == ENV_WRITE && mkdir(env->path, 0700) == 0;
    if (env->mode == ENV_WRITE && !env->made && errno != EEXIST)
        return errno == ENOENT ? ENV_NO_FOLDER : env_fault_of(env, errno);
    int folder = open(env->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return env_fault_of(env, errno);
    EnvFault fault = open_in(env, folder);
    close(folder);
    return fault;
}

// ---- closing ----

// Whether nothing is stored: there are no tables, or the log is empty.
static bool nothing_stored(Env *env, int folder)
{
    MDB_envinfo info;
    MDB_txn *txn;
    MDB_stat stat;
    struct stat about;
    if (!env->mdb) // a data file without a commit has two pages
        return fstatat(folder, DATA_FILE, &about, AT_SYMLINK_NOFOLLOW) != 0 || about.st_size <= 2 * sysconf(_SC_PAGESIZE);
    if (mdb_env_info(env->mdb, &info) != MDB_SUCCESS || info.me_last_txnid == 0)
        return info.me_last_txnid == 0;
    if (mdb_txn_begin(env->mdb, NULL, MDB_RDONLY, &txn) != MDB_SUCCESS)
        return false;
    bool nothing = mdb_stat(txn, env->tables[TABLE_LOG], &stat) == MDB_SUCCESS && stat.ms_entries == 0;
    mdb_txn_abort(txn);
    return nothing;
}

// Takes away files, and a folder, that were made for what came to nothing, unless another process has it open, or has stored
// something. LMDB locks the first byte of its lock file for as long as it is open: who has that byte alone is alone, and those
// who are just about to open it find that it does not stand there any longer (check_files), and begin again.
static void remove_folder(Env *env)
{
    struct flock alone = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};
    int folder = open(env->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return;
    int lock = openat(folder, LOCK_FILE, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (lock >= 0 && fcntl(lock, F_SETLK, &alone) == 0 && nothing_stored(env, folder)) {
        unlinkat(folder, DATA_FILE, 0);
        unlinkat(folder, LOCK_FILE, 0);
    }
    if (env->made)
        rmdir(env->path); // which fails where something is in it
    if (lock >= 0)
        close(lock);
    close(folder);
}

static void end_transactions(Env *env)
{
    while (env->live)
        env_abort(env->live);
    if (env->idle) {
        mdb_txn_abort(env->idle->mdb);
        memory_give(env->idle);
        env->idle = NULL;
    }
}

void env_discard_if_new(Env *env)
{
    env->discarded = env->made || env->begun;
}

void env_close(Env *env)
{
    if (!env)
        return;
    end_transactions(env);
    if (env->discarded) {
        descriptors_hold();
        remove_folder(env);
        descriptors_release();
    }
    close_mdb(env);
    pthread_mutex_destroy(&env->lock);
    memory_give(env);
}

EnvFault env_open(const char *path, EnvMode mode, Env **opened)
{
    enum { MOST_ATTEMPTS = 10 };
    static atomic_uint_fast64_t opened_ever;
    size_t length = strlen(path);
    Env *env = memory_take(sizeof *env + length + 1);
    *opened = NULL;
    if (!env)
        return ENV_NO_MEMORY;
    *env = (Env){.mode = mode, .number = ++opened_ever};
    memcpy(env->path, path, length + 1);
    pthread_mutex_init(&env->lock, NULL);
    descriptors_hold(); // LMDB opens its files itself
    EnvFault fault = open_folder(env);
    // While it was opened, somebody took away or put another in its place.
    for (int i = 0; i < MOST_ATTEMPTS && mode == ENV_WRITE && fault == ENV_NOT_FOUND; i++) {
        close_mdb(env);
        fault = open_folder(env);
    }
    descriptors_release();
    if (fault == ENV_FINE || (fault == ENV_BUSY && env->mdb)) {
        *opened = env;
        return fault;
    }
    env_discard_if_new(env);
    env_close(env);
    return fault;
}
