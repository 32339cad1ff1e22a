// SPDX-License-Identifier: MIT
// Faults, and tables over LMDB. See env.h.
#include "store/env_inside.h"

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

// Makes what was read one's own, where no lock holds it.
static EnvFault keep(EnvTxn *txn, Text *read)
{
    if (!txn->env->unlocked)
        return ENV_FINE;
    EnvCopy *copy = memory_take(sizeof *copy + read->length + 1);
    if (!copy)
        return ENV_NO_MEMORY;
    copy->next = txn->copies;
    txn->copies = copy;
    if (read->length)
        memcpy(copy->bytes, read->bytes, read->length);
    read->bytes = copy->bytes;
    return env_stands(txn) ? ENV_FINE : ENV_CHANGED;
}

static void give_newest_copy(EnvTxn *txn)
{
    EnvCopy *copy = txn->copies;
    txn->copies = copy->next;
    memory_give(copy);
}

// Of a page that was used again anything may be said.
static EnvFault fault_of_answer(const EnvTxn *txn, PageAnswer answer)
{
    if (!env_stands(txn))
        return ENV_CHANGED;
    return answer == PAGES_FOUND ? ENV_FINE : answer == PAGES_NONE ? ENV_NOT_FOUND : ENV_DAMAGED;
}

bool env_gives_map(const EnvTxn *txn)
{
    return !txn->env->unlocked;
}

const PageTree *env_tree(EnvTxn *txn, Table table, EnvFault *fault)
{
    *fault = ENV_FINE;
    if (!txn->found[table]) {
        bool several = table_infos[table].flags & MDB_DUPSORT;
        PageAnswer answer = pages_table(&txn->view, text_of(table_infos[table].name), several, &txn->trees[table]);
        *fault = fault_of_answer(txn, answer == PAGES_NONE ? PAGES_DAMAGED : answer);
        txn->found[table] = *fault == ENV_FINE;
    }
    return txn->found[table] ? &txn->trees[table] : NULL;
}

// Whether LMDB may follow the pages that lead to a key. Those that the transaction has changed already are its own.
static bool may_follow(EnvTxn *txn, Table table, Text key, Text value)
{
    EnvFault fault;
    if (txn->view.meta.moment == 0)
        return true; // there were none
    const PageTree *tree = env_tree(txn, table, &fault);
    return tree && pages_may_change(&txn->view, txn->known, tree, key, value);
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

static EnvFault get_written(EnvTxn *txn, Table table, Text key, Text *value)
{
    if (!may_follow(txn, table, key, (Text){"", 0}))
        return ENV_DAMAGED;
    MDB_val at = val_of(key), found = {0, NULL};
    PageCall call = {.txn = txn->mdb, .table = txn->env->tables[table], .key = &at, .value = &found};
    int code = read_pages(call_get, call);
    if (code == MDB_SUCCESS)
        *value = text_of_val(found);
    return env_fault_of(txn->env, code);
}

EnvFault env_get(EnvTxn *txn, Table table, Text key, Text *value)
{
    EnvFault fault;
    if (!txn->reads)
        return get_written(txn, table, key, value);
    const PageTree *tree = env_tree(txn, table, &fault);
    if (tree)
        fault = fault_of_answer(txn, pages_get(&txn->view, tree, key, value));
    return fault == ENV_FINE ? keep(txn, value) : fault;
}

EnvFault env_put_pieces(EnvTxn *txn, Table table, Text key, const TextPieces *value)
{
    if (!may_follow(txn, table, key, (Text){"", 0}))
        return ENV_DAMAGED;
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
    if (!may_follow(txn, table, key, value))
        return ENV_DAMAGED;
    MDB_val at = val_of(key), what = val_of(value);
    PageCall call = {.txn = txn->mdb, .table = txn->env->tables[table], .key = &at, .value = &what, .flags = MDB_NODUPDATA};
    int code = read_pages(call_put, call);
    return code == MDB_KEYEXIST ? ENV_FINE : env_fault_of(txn->env, code);
}

EnvFault env_remove(EnvTxn *txn, Table table, Text key, Text value)
{
    if (!may_follow(txn, table, key, value))
        return ENV_DAMAGED;
    MDB_val at = val_of(key), what = val_of(value);
    PageCall call = {.txn = txn->mdb, .table = txn->env->tables[table], .key = &at};
    call.value = table == TABLE_REFERS ? &what : NULL;
    return env_fault_of(txn->env, read_pages(call_remove, call));
}

static EnvFault each_written(EnvTxn *txn, Table table, Text from, EnvVisit *visit, void *with)
{
    MDB_cursor *cursor;
    int code = mdb_cursor_open(txn->mdb, txn->env->tables[table], &cursor);
    if (code != MDB_SUCCESS)
        return env_fault_of(txn->env, code);
    MDB_val key = val_of(from), value;
    code = move(cursor, &key, &value, from.length ? MDB_SET_RANGE : MDB_FIRST);
    while (code == MDB_SUCCESS && visit(with, text_of_val(key), text_of_val(value)))
        code = move(cursor, &key, &value, MDB_NEXT);
    mdb_cursor_close(cursor);
    return code == MDB_NOTFOUND ? ENV_FINE : env_fault_of(txn->env, code);
}

typedef struct EachKept {
    EnvTxn *txn;
    EnvVisit *visit;
    void *with;
    EnvFault fault;
} EachKept;

// Keys stay, as all that is given; values, which may be large, for the time of the visit.
static bool visit_kept(void *with, Text key, Text value)
{
    EachKept *each = with;
    each->fault = keep(each->txn, &key);
    if (each->fault == ENV_FINE)
        each->fault = keep(each->txn, &value);
    if (each->fault != ENV_FINE)
        return false;
    EnvCopy *copy = each->txn->copies;
    bool more = each->visit(each->with, key, value);
    if (each->txn->copies == copy) // nothing was read meanwhile
        give_newest_copy(each->txn);
    return more;
}

EnvFault env_each(EnvTxn *txn, Table table, Text from, EnvVisit *visit, void *with)
{
    EnvFault fault;
    EachKept each = {txn, visit, with, ENV_FINE};
    if (!txn->reads)
        return each_written(txn, table, from, visit, with);
    const PageTree *tree = env_tree(txn, table, &fault);
    if (!tree)
        return fault;
    PageAnswer answer = txn->env->unlocked ? pages_each(&txn->view, tree, from, visit_kept, &each)
                                           : pages_each(&txn->view, tree, from, visit, with);
    fault = each.fault == ENV_FINE ? fault_of_answer(txn, answer) : each.fault;
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
        return env_fault_of(txn->env, code);
    MDB_val at, what;
    code = move(cursor, &at, &what, MDB_LAST);
    if (code == MDB_SUCCESS) {
        *key = text_of_val(at);
        *value = text_of_val(what);
    }
    mdb_cursor_close(cursor);
    return env_fault_of(txn->env, code);
}

EnvFault env_last(EnvTxn *txn, Table table, Text *key, Text *value)
{
    EnvFault fault;
    if (!txn->reads)
        return last_written(txn, table, key, value);
    const PageTree *tree = env_tree(txn, table, &fault);
    if (tree)
        fault = fault_of_answer(txn, pages_last(&txn->view, tree, key, value));
    if (fault == ENV_FINE)
        fault = keep(txn, key);
    return fault == ENV_FINE ? keep(txn, value) : fault;
}

EnvFault env_count(EnvTxn *txn, Table table, uint64_t *count)
{
    EnvFault fault;
    const PageTree *tree = env_tree(txn, table, &fault);
    *count = tree ? tree->entries : 0;
    return fault;
}

EnvFault env_check(EnvTxn *txn, EnvProblem *visit, void *with)
{
    PageTable tables[TABLES];
    for (int i = 0; i < TABLES; i++)
        tables[i] = (PageTable){table_infos[i].name, table_infos[i].flags & MDB_DUPSORT};
    bool fine = pages_check(&txn->view, tables, TABLES, visit, with);
    return !fine ? ENV_NO_MEMORY : env_stands(txn) ? ENV_FINE : ENV_CHANGED;
}
