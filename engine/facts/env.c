// SPDX-License-Identifier: MIT
// Transactions and tables over LMDB. See env.h.
#include "facts/env_inside.h"

#include <errno.h>

const TableInfo table_infos[TABLES] = {
    [TABLE_META] = {"meta", 0},
    [TABLE_ENTITY] = {"entity", 0},
    [TABLE_IMAGE] = {"image", 0},
    [TABLE_SUBMISSION] = {"submission", 0},
    [TABLE_WITHDRAWN] = {"withdrawn", 0},
    [TABLE_REFERS] = {"refers", MDB_DUPSORT},
    [TABLE_LOG] = {"log", 0},
};

#define MAP_MOST ((size_t)1 << 46)

const char *env_fault_text(EnvFault fault)
{
    static const char *const texts[] = {
        [ENV_FINE] = "fine",
        [ENV_NOT_FOUND] = "there is no fact base",
        [ENV_NO_FOLDER] = "there is no folder to make the fact base in",
        [ENV_NO_SPACE] = "the disk is full",
        [ENV_DISK_FAILS] = "the disk is full, or it fails, or files may not be so large",
        [ENV_FILE_LIMIT] = "its files may not become so large: a limit of the process (ulimit -f)",
        [ENV_NO_DESCRIPTORS] = "too many files are open: a limit of the process or of the system (ulimit -n)",
        [ENV_NO_PERMISSION] = "permission denied",
        [ENV_READ_ONLY] = "it may only be read",
        [ENV_NO_MEMORY] = "memory ran out",
        [ENV_BUSY] = "too many processes read the fact base",
        [ENV_CHANGED] = "it may only be read here, and somebody changes it all the time: try again",
        [ENV_DAMAGED] = "the data file is no fact base, or damaged",
        [ENV_FOREIGN] = "its data.mdb or lock.mdb is a link, has a second name, or is no file: it is not opened",
        [ENV_KEY_TOO_LONG] = "the name of a type and an id are longer together than 510 bytes",
        [ENV_FAILED] = "the system refuses",
    };
    return texts[fault];
}

EnvFault env_failure(Env *env, int code)
{
    if (code == MDB_MAP_FULL) // which no reader meets
        env->map_full = true;
    switch (code) {
    case MDB_NOTFOUND:
    case ENOENT:
    case ENOTDIR:
        return ENV_NOT_FOUND;
    case MDB_MAP_FULL:
    case ENOSPC:
    case EDQUOT:
        return ENV_NO_SPACE;
    case EFBIG:
        return ENV_FILE_LIMIT;
    case EMFILE:
    case ENFILE:
        return ENV_NO_DESCRIPTORS;
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

// LMDB says in which environment an assertion is broken, and not in which thread.
static _Thread_local Guard *reading;

void env_assertion_broken(MDB_env *mdb, const char *what)
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
    MDB_stat *stat;
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

static void call_count(void *with)
{
    PageCall *call = with;
    call->code = mdb_stat(call->txn, call->table, call->stat);
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

int env_end(Env *env, MDB_txn *txn)
{
    Guard here = {.armed = false};
    PageCall call = {.txn = txn};
    reading = &here;
    bool done = guard_run(&here, call_commit, &call);
    reading = NULL;
    if (!done)
        mdb_txn_abort(txn);
    int code = done ? call.code : MDB_CORRUPTED;
    if (code != MDB_SUCCESS && env->mode == ENV_WRITE)
        env_cut(env);
    return code;
}

int env_open_table(MDB_txn *txn, const char *name, unsigned flags, MDB_dbi *table)
{
    return read_pages(call_open, (PageCall){.txn = txn, .name = name, .flags = flags, .opened = table});
}

static int move(MDB_cursor *cursor, MDB_val *key, MDB_val *value, MDB_cursor_op how)
{
    return read_pages(call_move, (PageCall){.cursor = cursor, .key = key, .value = value, .flags = (unsigned)how});
}

// ---- what is read without a lock ----

struct EnvCopy {
    EnvCopy *next;
    char bytes[];
};

static void give_copies(EnvTxn *txn)
{
    while (txn->copies) {
        EnvCopy *next = txn->copies->next;
        memory_give(txn->copies);
        txn->copies = next;
    }
}

// Whether a view that no writer knows of still stands: the pages that the change after it gave up are used again by the third one
// at the earliest, which begins when the second is made.
static bool still_stands(const EnvTxn *txn)
{
    MDB_envinfo info;
    return mdb_env_info(txn->env->mdb, &info) == MDB_SUCCESS && info.me_last_txnid <= mdb_txn_id(txn->mdb) + 1;
}

// Makes what was read one's own, where no lock holds it.
static EnvFault keep(EnvTxn *txn, Text *read)
{
    if (!txn->env->unlocked || !txn->reads)
        return ENV_FINE;
    if (!still_stands(txn))
        return ENV_CHANGED;
    EnvCopy *copy = memory_take(sizeof *copy + read->length + 1);
    if (!copy)
        return ENV_NO_MEMORY;
    copy->next = txn->copies;
    txn->copies = copy;
    if (read->length)
        memcpy(copy->bytes, read->bytes, read->length);
    read->bytes = copy->bytes;
    return still_stands(txn) ? ENV_FINE : ENV_CHANGED;
}

// Of a page that was used again anything may be said.
static EnvFault fault_of_reading(EnvTxn *txn, int code)
{
    bool stands = code == MDB_SUCCESS || !txn->env->unlocked || still_stands(txn);
    return stands ? env_fault_of(txn->env, code) : ENV_CHANGED;
}

static EnvFault read_unlocked(EnvTxn *txn, int code, Text *read)
{
    EnvFault fault = fault_of_reading(txn, code);
    return fault == ENV_FINE ? keep(txn, read) : fault;
}

bool env_gives_map(const EnvTxn *txn)
{
    return !txn->env->unlocked;
}

// ---- transactions ----

static EnvTxn *take_idle(Env *env)
{
    pthread_mutex_lock(&env->lock);
    EnvTxn *txn = env->idle;
    env->idle = NULL;
    pthread_mutex_unlock(&env->lock);
    return txn;
}

// Begins a transaction, or one that was reset anew.
static int begin_mdb(EnvTxn *txn)
{
    return txn->mdb ? mdb_txn_renew(txn->mdb) : mdb_txn_begin(txn->env->mdb, NULL, txn->reads ? MDB_RDONLY : 0, &txn->mdb);
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
    bool anew = txn->mdb;
    int dead = 0, code = begin_mdb(txn);
    if (anew && code != MDB_SUCCESS && code != MDB_MAP_RESIZED) { // another process took its place among the readers
        mdb_txn_abort(txn->mdb);
        txn->mdb = NULL;
        code = begin_mdb(txn);
    }
    if (code == MDB_READERS_FULL && mdb_reader_check(env->mdb, &dead) == MDB_SUCCESS && dead > 0) // readers that were killed
        code = begin_mdb(txn);
    if (code == MDB_MAP_RESIZED) { // another process made the map larger
        code = mdb_env_set_mapsize(env->mdb, 0);
        env->moved++;
        if (code == MDB_SUCCESS)
            code = begin_mdb(txn);
    }
    if (code != MDB_SUCCESS) {
        mdb_txn_abort(txn->mdb);
        memory_give(txn);
        return env_fault_of(env, code);
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
    return (EnvView){txn->env->number, txn->env->moved, mdb_txn_id(txn->mdb)};
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
    memory_give(txn);
}

EnvFault env_commit(EnvTxn *txn)
{
    EnvFault fault = env_fault_of(txn->env, env_end(txn->env, txn->mdb));
    txn->mdb = NULL;
    forget(txn);
    return fault;
}

void env_abort(EnvTxn *txn)
{
    if (!txn)
        return;
    if (txn->reads) {
        give_copies(txn);
        mdb_txn_reset(txn->mdb);
    } else {
        mdb_txn_abort(txn->mdb);
        txn->mdb = NULL;
        env_cut(txn->env);
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
    env->moved++;
    return true;
}

// ---- tables ----

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
    MDB_val at = val_of(key), found = {0, NULL};
    PageCall call = {.txn = txn->mdb, .table = txn->env->tables[table], .key = &at, .value = &found};
    int code = read_pages(call_get, call);
    if (code == MDB_SUCCESS)
        *value = text_of_val(found);
    return txn->env->unlocked ? read_unlocked(txn, code, value) : env_fault_of(txn->env, code);
}

EnvFault env_put_pieces(EnvTxn *txn, Table table, Text key, const TextPieces *value)
{
    MDB_val at = val_of(key), what = {value->length, NULL};
    PageCall call = {.txn = txn->mdb, .table = txn->env->tables[table], .key = &at, .value = &what, .flags = MDB_RESERVE};
    int code = read_pages(call_put, call);
    if (code != MDB_SUCCESS)
        return env_fault_of(txn->env, code);
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
    MDB_val at = val_of(key), what = val_of(value);
    PageCall call = {.txn = txn->mdb, .table = txn->env->tables[table], .key = &at, .value = &what, .flags = MDB_NODUPDATA};
    int code = read_pages(call_put, call);
    return code == MDB_KEYEXIST ? ENV_FINE : env_fault_of(txn->env, code);
}

EnvFault env_remove(EnvTxn *txn, Table table, Text key, Text value)
{
    MDB_val at = val_of(key), what = val_of(value);
    PageCall call = {.txn = txn->mdb, .table = txn->env->tables[table], .key = &at};
    call.value = table == TABLE_REFERS ? &what : NULL;
    return env_fault_of(txn->env, read_pages(call_remove, call));
}

EnvFault env_each(EnvTxn *txn, Table table, Text from, EnvVisit *visit, void *with)
{
    MDB_cursor *cursor;
    int code = mdb_cursor_open(txn->mdb, txn->env->tables[table], &cursor);
    if (code != MDB_SUCCESS)
        return env_fault_of(txn->env, code);
    MDB_val key = val_of(from), value;
    code = move(cursor, &key, &value, from.length ? MDB_SET_RANGE : MDB_FIRST);
    EnvFault fault = ENV_FINE;
    for (bool more = true; code == MDB_SUCCESS && more && fault == ENV_FINE;) {
        Text at = text_of_val(key);
        if (txn->env->unlocked)
            fault = keep(txn, &at);
        more = fault == ENV_FINE && visit(with, at, text_of_val(value));
        code = more ? move(cursor, &key, &value, MDB_NEXT) : MDB_SUCCESS;
    }
    mdb_cursor_close(cursor);
    if (fault == ENV_FINE && txn->env->unlocked && !still_stands(txn))
        fault = ENV_CHANGED; // what was visited may be none of it
    return fault != ENV_FINE || code == MDB_NOTFOUND ? fault : env_fault_of(txn->env, code);
}

EnvFault env_last(EnvTxn *txn, Table table, Text *key, Text *value)
{
    MDB_cursor *cursor;
    int code = mdb_cursor_open(txn->mdb, txn->env->tables[table], &cursor);
    if (code != MDB_SUCCESS)
        return env_fault_of(txn->env, code);
    MDB_val at, what;
    code = move(cursor, &at, &what, MDB_LAST);
    EnvFault fault = fault_of_reading(txn, code);
    if (fault == ENV_FINE) {
        *key = text_of_val(at);
        *value = text_of_val(what);
        fault = keep(txn, key);
    }
    if (fault == ENV_FINE)
        fault = keep(txn, value);
    mdb_cursor_close(cursor);
    return fault;
}

EnvFault env_count(EnvTxn *txn, Table table, uint64_t *count)
{
    MDB_stat stat;
    int code = read_pages(call_count, (PageCall){.txn = txn->mdb, .table = txn->env->tables[table], .stat = &stat});
    *count = code == MDB_SUCCESS ? stat.ms_entries : 0;
    return fault_of_reading(txn, code);
}
