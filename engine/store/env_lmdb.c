// SPDX-License-Identifier: MIT
// What is asked of LMDB that reads pages, in a guard: an assertion that a damaged page breaks leaves by longjmp. Here too: what
// its codes mean. See env.h.
#include "store/env_inside.h"

#include <errno.h>

const TableInfo table_infos[TABLES] = {
    [TABLE_META] = {"meta", 0, false},
    [TABLE_ENTITY] = {"entity", 0, false},
    [TABLE_IMAGE] = {"image", 0, false},
    [TABLE_SUBMISSION] = {"submission", 0, false},
    [TABLE_WITHDRAWN] = {"withdrawn", 0, false},
    [TABLE_REFERS] = {"refers", MDB_DUPSORT, false},
    [TABLE_LOG] = {"log", 0, false},
    [TABLE_VERDICT] = {"verdict", 0, true},
    [TABLE_CONTENT] = {"content", 0, true},
    [TABLE_SIGNED] = {"signed", 0, true},
    [TABLE_STEP] = {"step", MDB_DUPSORT, true},
    [TABLE_OUTCOME] = {"outcome", MDB_DUPSORT, true},
    [TABLE_BUNDLE] = {"bundle", 0, true},
};

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
        [ENV_LOG_DAMAGED] = "the end of the log is not the one that was written last: `assize facts verify` says more",
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

// ---- guarded calls ----

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

static void run_call(void *with)
{
    LmdbCall *call = with;
    switch (call->operation) {
    case LMDB_OPEN:
        call->code = mdb_dbi_open(call->txn, call->name, call->flags, call->opened);
        return;
    case LMDB_GET:
        call->code = mdb_get(call->txn, call->table, call->key, call->value);
        return;
    case LMDB_PUT:
        call->code = mdb_put(call->txn, call->table, call->key, call->value, call->flags);
        return;
    case LMDB_REMOVE:
        call->code = mdb_del(call->txn, call->table, call->key, call->value);
        return;
    case LMDB_MOVE:
        call->code = mdb_cursor_get(call->cursor, call->key, call->value, (MDB_cursor_op)call->flags);
        return;
    case LMDB_COMMIT:
        call->code = mdb_txn_commit(call->txn);
        return;
    }
}

int env_call(LmdbCall call)
{
    Guard here = {.armed = false};
    reading = &here;
    bool done = guard_run(&here, run_call, &call);
    reading = NULL;
    if (!done && call.operation == LMDB_COMMIT) // which frees the transaction where it comes to its end
        mdb_txn_abort(call.txn);
    return done ? call.code : MDB_CORRUPTED;
}
