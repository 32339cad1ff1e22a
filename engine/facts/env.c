// SPDX-License-Identifier: MIT
// Tables over LMDB, which writes them and keeps moments apart; what is read of a moment, pages.c reads. See env.h.
#include "facts/env.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "facts/page_file.h"
#include "support/memory.h"

struct Env {
    MDB_env *mdb;
    MDB_dbi tables[TABLES]; // for writing
    EnvMode mode;
    size_t map;
    PageFile pages;       // for reading
    uint64_t number;      // of this environment, in the process
    bool map_full;        // the transaction for writing found the map too small
    pthread_mutex_t lock; // of what follows: readers of several threads
    EnvTxn *live;
    EnvTxn *idle; // a transaction for reading that was reset, for the next one that begins; or null
};

struct EnvTxn {
    Env *env;
    MDB_txn *mdb;
    EnvTxn *next; // others of this environment
    bool reads;
    // Of one for reading.
    PageView view;
    uint64_t map; // how many there were when it began
    PageTree trees[TABLES];
    bool found[TABLES]; // whether the tree is known
    uint64_t *known;    // of one for writing: which pages were looked at
};

static const struct TableInfo {
    const char *name;
    unsigned flags;
} table_infos[TABLES] = {
    [TABLE_META] = {"meta", 0},
    [TABLE_ENTITY] = {"entity", 0},
    [TABLE_IMAGE] = {"image", 0},
    [TABLE_SUBMISSION] = {"submission", 0},
    [TABLE_WITHDRAWN] = {"withdrawn", 0},
    [TABLE_REFERS] = {"refers", MDB_DUPSORT},
    [TABLE_LOG] = {"log", 0},
};

// Reserved, not used: the file grows as it is filled.
#define MAP_RESERVED ((size_t)1 << 40)
#define MAP_LEAST ((size_t)1 << 24)
#define MAP_MOST ((size_t)1 << 46)

const char *env_table_name(Table table)
{
    return table_infos[table].name;
}

const char *env_fault_text(EnvFault fault)
{
    static const char *const texts[] = {
        [ENV_FINE] = "fine",
        [ENV_NOT_FOUND] = "there is no fact base",
        [ENV_NO_FOLDER] = "there is no folder to make the fact base in",
        [ENV_NO_SPACE] = "the disk is full",
        [ENV_DISK_FAILS] = "the disk is full, or it fails",
        [ENV_NO_PERMISSION] = "permission denied",
        [ENV_NO_MEMORY] = "memory ran out",
        [ENV_BUSY] = "too many processes read the fact base",
        [ENV_DAMAGED] = "the data file is no fact base, or damaged",
        [ENV_KEY_TOO_LONG] = "the name of a type and an id are longer together than 510 bytes",
        [ENV_LOG_DAMAGED] = "the end of the log is not the one that was written last: `assize facts verify` says more",
        [ENV_FAILED] = "the system refuses",
    };
    return texts[fault];
}

static EnvFault fault_of(Env *env, int code)
{
    if (code == MDB_MAP_FULL) // which no reader meets
        env->map_full = true;
    switch (code) {
    case MDB_SUCCESS:
        return ENV_FINE;
    case MDB_NOTFOUND:
    case ENOENT:
    case ENOTDIR:
        return ENV_NOT_FOUND;
    case MDB_MAP_FULL:
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return ENV_NO_SPACE;
    case EIO: // a write cut short, too
        return ENV_DISK_FAILS;
    case EACCES:
    case EPERM:
    case EROFS:
        return ENV_NO_PERMISSION;
    case ENOMEM:
        return ENV_NO_MEMORY;
    case MDB_READERS_FULL:
    case EAGAIN:
    case EBUSY:
        return ENV_BUSY;
    case MDB_INVALID:
    case MDB_CORRUPTED:
    case MDB_VERSION_MISMATCH:
    case MDB_PAGE_NOTFOUND:
    case MDB_PANIC:
        return ENV_DAMAGED;
    case MDB_BAD_VALSIZE:
        return ENV_KEY_TOO_LONG;
    default:
        return ENV_FAILED;
    }
}

// ---- what reads pages ----

// Where a damaged data file breaks an assertion of LMDB, the call that met it answers MDB_CORRUPTED. LMDB says in which
// environment, and not in which thread.
static _Thread_local Guard *reading;

static void assertion_broken(MDB_env *mdb, const char *what)
{
    (void)mdb;
    (void)what;
    if (!reading)
        return; // and LMDB prints it and stops the program
    longjmp(reading->exit, 1);
}

typedef struct PageCall {
    MDB_txn *txn;
    MDB_dbi table;
    const char *name;
    MDB_cursor *cursor;
    MDB_val *key, *value;
    unsigned flags; // or the cursor's operation
    MDB_dbi *opened;
    int code;
} PageCall;

static void call_open(void *with)
{
    PageCall *call = with;
    call->code = mdb_dbi_open(call->txn, call->name, call->flags, call->opened);
}

static void call_get(void *with)
{
    PageCall *call = with;
    call->code = mdb_get(call->txn, call->table, call->key, call->value);
}

static void call_put(void *with)
{
    PageCall *call = with;
    call->code = mdb_put(call->txn, call->table, call->key, call->value, call->flags);
}

static void call_remove(void *with)
{
    PageCall *call = with;
    call->code = mdb_del(call->txn, call->table, call->key, call->value);
}

static void call_move(void *with)
{
    PageCall *call = with;
    call->code = mdb_cursor_get(call->cursor, call->key, call->value, (MDB_cursor_op)call->flags);
}

static int read_pages(void (*work)(void *), PageCall call)
{
    Guard here = {.armed = false};
    reading = &here;
    bool done = guard_run(&here, work, &call);
    reading = NULL;
    return done ? call.code : MDB_CORRUPTED;
}

static void call_commit(void *with)
{
    PageCall *call = with;
    call->code = mdb_txn_commit(call->txn);
}

// Ends the transaction, however it goes.
static int commit(MDB_txn *txn)
{
    Guard here = {.armed = false};
    PageCall call = {.txn = txn};
    reading = &here;
    bool done = guard_run(&here, call_commit, &call);
    reading = NULL;
    if (!done)
        mdb_txn_abort(txn);
    return done ? call.code : MDB_CORRUPTED;
}

static int move(MDB_cursor *cursor, MDB_val *key, MDB_val *value, MDB_cursor_op how)
{
    return read_pages(call_move, (PageCall){.cursor = cursor, .key = key, .value = value, .flags = (unsigned)how});
}

// ---- what a transaction for reading sees ----

static EnvFault answer_fault(PageAnswer answer)
{
    return answer == PAGES_FOUND ? ENV_FINE : answer == PAGES_NONE ? ENV_NOT_FOUND : ENV_DAMAGED;
}

// The tree of a table at the moment of a transaction for reading; null with the fault where there is none.
static const PageTree *tree_of(EnvTxn *txn, Table table, EnvFault *fault)
{
    *fault = ENV_FINE;
    if (!txn->found[table]) {
        bool several = table_infos[table].flags & MDB_DUPSORT;
        if (pages_table(&txn->view, text_of(table_infos[table].name), several, &txn->trees[table]) != PAGES_FOUND)
            *fault = ENV_DAMAGED;
        txn->found[table] = *fault == ENV_FINE;
    }
    return txn->found[table] ? &txn->trees[table] : NULL;
}

// ---- opening ----

// Whether the data file has our tables; one without them is none of ours. NOT_FOUND: nothing was ever written.
static EnvFault look_for_tables(Env *env)
{
    EnvTxn *txn;
    EnvFault fault = env_begin(env, ENV_READ, &txn);
    if (fault != ENV_FINE)
        return fault;
    fault = txn->view.meta.moment == 0 ? ENV_NOT_FOUND : ENV_FINE;
    for (int i = 0; fault == ENV_FINE && i < TABLES; i++) {
        Text name = text_of(table_infos[i].name);
        if (tree_of(txn, (Table)i, &fault) && env->mode == ENV_WRITE &&
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
        unsigned flags = table_infos[i].flags | MDB_CREATE;
        code = read_pages(call_open,
                          (PageCall){.txn = txn, .name = table_infos[i].name, .flags = flags, .opened = &env->tables[i]});
        if (code != MDB_SUCCESS)
            mdb_txn_abort(txn);
    }
    if (code == MDB_SUCCESS)
        code = commit(txn);
    return code == MDB_NOTFOUND || code == MDB_INCOMPATIBLE ? ENV_DAMAGED : fault_of(env, code);
}

// Another map of the same file, for reading.
static int open_pages(Env *env)
{
    int file, code = mdb_env_get_fd(env->mdb, &file);
    EnvFault fault = code == MDB_SUCCESS ? page_file_open(&env->pages, file, env->map) : ENV_FINE;
    return fault == ENV_NO_MEMORY ? ENOMEM : fault != ENV_FINE ? MDB_INVALID : code;
}

// Opens the environment with as large a map as the process may have.
static int open_mdb(Env *env, const char *path)
{
    int code = MDB_SUCCESS;
    unsigned flags = MDB_NOTLS | (env->mode == ENV_READ ? MDB_RDONLY : 0);
    for (env->map = MAP_RESERVED; env->map >= MAP_LEAST; env->map /= 4) {
        code = mdb_env_create(&env->mdb);
        if (code != MDB_SUCCESS)
            return code;
        code = mdb_env_set_mapsize(env->mdb, env->map);
        if (code == MDB_SUCCESS)
            code = mdb_env_set_maxdbs(env->mdb, TABLES);
        if (code == MDB_SUCCESS)
            code = mdb_env_set_assert(env->mdb, assertion_broken);
        if (code == MDB_SUCCESS)
            code = mdb_env_open(env->mdb, path, flags, 0600);
        if (code == MDB_SUCCESS)
            code = open_pages(env);
        if (code != ENOMEM && code != EINVAL) // some systems and tools refuse so large a map by another name
            break;
        mdb_env_close(env->mdb);
        env->mdb = NULL;
    }
    return code;
}

// The lock file is made larger and then written through a map, which would end the process on a full disk: its room is taken
// first. A lock file that has its room is not opened: by closing it, this process would give up the locks that it has on it.
// Where the folder cannot be written to, LMDB does without it.
static EnvFault reserve_lock(const char *path, EnvMode mode)
{
    enum { LOCK_BYTES = 8192 };
    struct stat about;
    int code = 0, folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return ENV_FINE; // opening says why, here and below
    bool used = mode == ENV_WRITE || fstatat(folder, "data.mdb", &about, 0) == 0;
    if (used && (fstatat(folder, "lock.mdb", &about, 0) == 0 ? about.st_size < LOCK_BYTES : errno == ENOENT)) {
        int file = openat(folder, "lock.mdb", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (file >= 0) {
            code = posix_fallocate(file, 0, LOCK_BYTES);
            close(file);
        }
    }
    close(folder);
    return code == ENOSPC || code == EDQUOT ? ENV_NO_SPACE : ENV_FINE;
}

// What was made for a fact base that came to nothing. Where the data file has its two first pages, another process may have
// gone on with it.
static void remove_folder(const char *path)
{
    struct stat about;
    int folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return;
    if (fstatat(folder, "data.mdb", &about, 0) != 0 || about.st_size < 2 * sysconf(_SC_PAGESIZE)) {
        unlinkat(folder, "data.mdb", 0);
        unlinkat(folder, "lock.mdb", 0);
        rmdir(path);
    }
    close(folder);
}

EnvFault env_open(const char *path, EnvMode mode, Env **opened)
{
    Env *env = memory_take(sizeof *env);
    *opened = NULL;
    if (!env)
        return ENV_NO_MEMORY;
    static atomic_uint_fast64_t opened_ever;
    *env = (Env){.mode = mode, .number = ++opened_ever};
    pthread_mutex_init(&env->lock, NULL);
    EnvFault fault = ENV_FINE;
    bool made = mode == ENV_WRITE && mkdir(path, 0700) == 0;
    if (mode == ENV_WRITE && !made && errno != EEXIST)
        fault = errno == ENOENT ? ENV_NO_FOLDER : fault_of(env, errno);
    if (fault == ENV_FINE)
        fault = page_file_check(path);
    if (fault == ENV_NOT_FOUND && mode == ENV_WRITE) // whoever began to make it did not get far
        fault = ENV_FINE;
    if (fault == ENV_FINE)
        fault = reserve_lock(path, mode);
    if (fault == ENV_FINE)
        fault = fault_of(env, open_mdb(env, path));
    if (fault == ENV_FINE) {
        int dead;
        mdb_reader_check(env->mdb, &dead); // readers that were killed
        fault = open_tables(env);
    }
    if (fault != ENV_FINE) {
        env_close(env);
        if (made)
            remove_folder(path);
        return fault;
    }
    *opened = env;
    return ENV_FINE;
}

static EnvTxn *take_idle(Env *env)
{
    pthread_mutex_lock(&env->lock);
    EnvTxn *txn = env->idle;
    env->idle = NULL;
    pthread_mutex_unlock(&env->lock);
    return txn;
}

void env_close(Env *env)
{
    if (!env)
        return;
    while (env->live)
        env_abort(env->live);
    EnvTxn *idle = take_idle(env);
    if (idle)
        mdb_txn_abort(idle->mdb);
    memory_give(idle);
    if (env->mdb)
        mdb_env_close(env->mdb);
    page_file_close(&env->pages);
    pthread_mutex_destroy(&env->lock);
    memory_give(env);
}

// Begins a transaction, or one that was reset anew.
static int begin_mdb(EnvTxn *txn)
{
    return txn->mdb ? mdb_txn_renew(txn->mdb) : mdb_txn_begin(txn->env->mdb, NULL, txn->reads ? MDB_RDONLY : 0, &txn->mdb);
}

static EnvFault begin(EnvTxn *txn)
{
    Env *env = txn->env;
    bool anew = txn->mdb;
    int code = begin_mdb(txn);
    if (anew && code != MDB_SUCCESS && code != MDB_MAP_RESIZED) { // another process took its place among the readers
        mdb_txn_abort(txn->mdb);
        txn->mdb = NULL;
        code = begin_mdb(txn);
    }
    if (code == MDB_MAP_RESIZED) { // another process made the map larger
        code = mdb_env_set_mapsize(env->mdb, 0);
        if (code == MDB_SUCCESS)
            code = begin_mdb(txn);
    }
    return fault_of(env, code);
}

// What it sees; one that writes sees what was there before it, and takes from the free pages of that.
static EnvFault see(EnvTxn *txn)
{
    uint64_t moment = mdb_txn_id(txn->mdb) - !txn->reads;
    if (moment != txn->view.meta.moment) // else the trees are where they were
        memset(txn->found, 0, sizeof txn->found);
    EnvFault fault = page_file_view(&txn->env->pages, moment, &txn->view, &txn->map);
    if (fault != ENV_FINE || txn->reads)
        return fault;
    size_t size = (txn->view.pages / 64 + 1) * sizeof *txn->known;
    txn->known = memory_take(size);
    if (!txn->known)
        return ENV_NO_MEMORY;
    memset(txn->known, 0, size);
    return moment == 0 || pages_may_take(&txn->view) ? ENV_FINE : ENV_DAMAGED;
}

static EnvFault begin_seeing(EnvTxn *txn)
{
    enum { MOST_ATTEMPTS = 100 };
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        EnvFault fault = begin(txn);
        if (fault == ENV_FINE)
            fault = see(txn);
        if (fault != ENV_BUSY || !txn->reads)
            return fault;
        mdb_txn_reset(txn->mdb);
    }
    return ENV_BUSY;
}

EnvFault env_begin(Env *env, EnvMode mode, EnvTxn **begun)
{
    EnvTxn *txn = mode == ENV_READ ? take_idle(env) : NULL;
    *begun = NULL;
    if (!txn) {
        txn = memory_take(sizeof *txn);
        if (!txn)
            return ENV_NO_MEMORY;
        *txn = (EnvTxn){.env = env, .reads = mode == ENV_READ};
    }
    if (mode == ENV_WRITE)
        env->map_full = false;
    EnvFault fault = begin_seeing(txn);
    if (fault != ENV_FINE) {
        mdb_txn_abort(txn->mdb);
        memory_give(txn->known);
        memory_give(txn);
        return fault;
    }
    pthread_mutex_lock(&env->lock);
    txn->next = env->live;
    env->live = txn;
    pthread_mutex_unlock(&env->lock);
    *begun = txn;
    return ENV_FINE;
}

EnvView env_view(const EnvTxn *txn)
{
    return (EnvView){txn->env->number, txn->map, mdb_txn_id(txn->mdb)};
}

// A transaction that has ended is none of the live ones. One for reading that was reset waits for the next, if none does.
static void forget(EnvTxn *txn)
{
    Env *env = txn->env;
    pthread_mutex_lock(&env->lock);
    EnvTxn **at = &env->live;
    while (*at != txn)
        at = &(*at)->next;
    *at = txn->next;
    bool waits = txn->mdb && !env->idle;
    if (waits)
        env->idle = txn;
    pthread_mutex_unlock(&env->lock);
    if (waits)
        return;
    mdb_txn_abort(txn->mdb);
    memory_give(txn->known);
    memory_give(txn);
}

EnvFault env_commit(EnvTxn *txn)
{
    EnvFault fault = fault_of(txn->env, commit(txn->mdb));
    txn->mdb = NULL;
    forget(txn);
    return fault;
}

void env_abort(EnvTxn *txn)
{
    if (!txn)
        return;
    if (txn->reads) {
        mdb_txn_reset(txn->mdb);
    } else {
        mdb_txn_abort(txn->mdb);
        txn->mdb = NULL;
    }
    forget(txn);
}

void env_abort_writing(Env *env)
{
    pthread_mutex_lock(&env->lock);
    EnvTxn *txn = env->live;
    while (txn && txn->reads)
        txn = txn->next;
    pthread_mutex_unlock(&env->lock);
    env_abort(txn); // there is one at most
}

bool env_grow(Env *env)
{
    if (!env->map_full || env->live || env->map > MAP_MOST / 2)
        return false;
    env->map_full = false;
    if (mdb_env_set_mapsize(env->mdb, env->map * 2) != MDB_SUCCESS)
        return false;
    env->map *= 2;
    return true;
}

// Whether LMDB may follow the pages that lead to a key. Those that the transaction has changed already are its own.
static bool may_follow(EnvTxn *txn, Table table, Text key, Text value)
{
    EnvFault fault;
    if (txn->view.meta.moment == 0)
        return true; // there were none
    const PageTree *tree = tree_of(txn, table, &fault);
    return tree && pages_may_change(&txn->view, txn->known, tree, key, value);
}

static MDB_val val_of(Text text)
{
    return (MDB_val){text.length, (void *)(uintptr_t)text.bytes};
}

static Text text_of_val(MDB_val val)
{
    return (Text){val.mv_data, val.mv_size};
}

EnvFault env_get(EnvTxn *txn, Table table, Text key, Text *value)
{
    EnvFault fault;
    if (txn->reads) {
        const PageTree *tree = tree_of(txn, table, &fault);
        return tree ? answer_fault(pages_get(&txn->view, tree, key, value)) : fault;
    }
    if (!may_follow(txn, table, key, (Text){"", 0}))
        return ENV_DAMAGED;
    MDB_val at = val_of(key), found = {0, NULL};
    PageCall call = {.txn = txn->mdb, .table = txn->env->tables[table], .key = &at, .value = &found};
    int code = read_pages(call_get, call);
    if (code == MDB_SUCCESS)
        *value = text_of_val(found);
    return fault_of(txn->env, code);
}

EnvFault env_put_pieces(EnvTxn *txn, Table table, Text key, const TextPieces *value)
{
    if (!may_follow(txn, table, key, (Text){"", 0}))
        return ENV_DAMAGED;
    MDB_val at = val_of(key), what = {value->length, NULL};
    PageCall call = {.txn = txn->mdb, .table = txn->env->tables[table], .key = &at, .value = &what, .flags = MDB_RESERVE};
    int code = read_pages(call_put, call);
    if (code != MDB_SUCCESS)
        return fault_of(txn->env, code);
    memory_use_large_pages(what.mv_data, value->length);
    char *to = what.mv_data;
    for (size_t i = 0; i < value->count; to += value->items[i++].length)
        memcpy(to, value->items[i].bytes, value->items[i].length);
    return ENV_FINE;
}

EnvFault env_put(EnvTxn *txn, Table table, Text key, Text value)
{
    if (table != TABLE_REFERS)
        return env_put_pieces(txn, table, key, &(TextPieces){.items = &value, .count = 1, .length = value.length});
    if (!may_follow(txn, table, key, value))
        return ENV_DAMAGED;
    MDB_val at = val_of(key), what = val_of(value);
    PageCall call = {.txn = txn->mdb, .table = txn->env->tables[table], .key = &at, .value = &what, .flags = MDB_NODUPDATA};
    int code = read_pages(call_put, call);
    return code == MDB_KEYEXIST ? ENV_FINE : fault_of(txn->env, code);
}

EnvFault env_remove(EnvTxn *txn, Table table, Text key, Text value)
{
    if (!may_follow(txn, table, key, value))
        return ENV_DAMAGED;
    MDB_val at = val_of(key), what = val_of(value);
    PageCall call = {.txn = txn->mdb, .table = txn->env->tables[table], .key = &at};
    call.value = table == TABLE_REFERS ? &what : NULL;
    return fault_of(txn->env, read_pages(call_remove, call));
}

static EnvFault each_written(EnvTxn *txn, Table table, Text from, EnvVisit *visit, void *with)
{
    MDB_cursor *cursor;
    int code = mdb_cursor_open(txn->mdb, txn->env->tables[table], &cursor);
    if (code != MDB_SUCCESS)
        return fault_of(txn->env, code);
    MDB_val key = val_of(from), value;
    code = move(cursor, &key, &value, from.length ? MDB_SET_RANGE : MDB_FIRST);
    while (code == MDB_SUCCESS && visit(with, text_of_val(key), text_of_val(value)))
        code = move(cursor, &key, &value, MDB_NEXT);
    mdb_cursor_close(cursor);
    return code == MDB_NOTFOUND ? ENV_FINE : fault_of(txn->env, code);
}

EnvFault env_each(EnvTxn *txn, Table table, Text from, EnvVisit *visit, void *with)
{
    EnvFault fault;
    if (!txn->reads)
        return each_written(txn, table, from, visit, with);
    const PageTree *tree = tree_of(txn, table, &fault);
    if (tree)
        fault = answer_fault(pages_each(&txn->view, tree, from, visit, with));
    return fault == ENV_NOT_FOUND ? ENV_FINE : fault;
}

static EnvFault last_written(EnvTxn *txn, Table table, Text *key, Text *value)
{
    MDB_cursor *cursor;
    static const char last[] = "\xff\xff\xff\xff\xff\xff\xff\xff"; // above all keys that the log has
    if (!may_follow(txn, table, text_of(last), (Text){"", 0}))
        return ENV_DAMAGED;
    int code = mdb_cursor_open(txn->mdb, txn->env->tables[table], &cursor);
    if (code != MDB_SUCCESS)
        return fault_of(txn->env, code);
    MDB_val at, what;
    code = move(cursor, &at, &what, MDB_LAST);
    if (code == MDB_SUCCESS) {
        *key = text_of_val(at);
        *value = text_of_val(what);
    }
    mdb_cursor_close(cursor);
    return fault_of(txn->env, code);
}

EnvFault env_last(EnvTxn *txn, Table table, Text *key, Text *value)
{
    EnvFault fault;
    if (!txn->reads)
        return last_written(txn, table, key, value);
    const PageTree *tree = tree_of(txn, table, &fault);
    return tree ? answer_fault(pages_last(&txn->view, tree, key, value)) : fault;
}

EnvFault env_check(EnvTxn *txn, EnvProblem *visit, void *with)
{
    PageTable tables[TABLES];
    for (int i = 0; i < TABLES; i++)
        tables[i] = (PageTable){table_infos[i].name, table_infos[i].flags & MDB_DUPSORT};
    return pages_check(&txn->view, tables, TABLES, visit, with) ? ENV_FINE : ENV_NO_MEMORY;
}
