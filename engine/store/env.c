// SPDX-License-Identifier: MIT
// Tables of key and value: reads go over the checked pages, writes through guarded calls of LMDB. See env.h.
#include "store/env_inside.h"

// ---- what is read without a lock ----

// Makes what was read one's own, where no lock holds it.
static EnvFault keep_copy(EnvTxn *txn, Text *read)
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
        PageTree *tree = &txn->trees[table];
        PageAnswer answer = pages_table(&txn->view, text_of(table_infos[table].name), table_has_several(table), tree);
        if (answer == PAGES_NONE && table_infos[table].later) {
            *tree = (PageTree){.flags = table_has_several(table) ? TREE_SEVERAL : 0, .root = NO_PAGE};
            answer = PAGES_FOUND;
        }
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
    int code = env_call((LmdbCall){LMDB_GET, .txn = txn->mdb, .table = txn->env->tables[table], .key = &at, .value = &found});
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
    return fault == ENV_FINE ? keep_copy(txn, value) : fault;
}

static int put_written(EnvTxn *txn, Table table, MDB_val *key, MDB_val *value, unsigned flags)
{
    return env_call(
        (LmdbCall){LMDB_PUT, .txn = txn->mdb, .table = txn->env->tables[table], .key = key, .value = value, .flags = flags});
}

EnvFault env_put_pieces(EnvTxn *txn, Table table, Text key, const TextPieces *value)
{
    if (!may_follow(txn, table, key, (Text){"", 0}))
        return ENV_DAMAGED;
    MDB_val at = val_of(key), what = {value->length, NULL};
    int code = put_written(txn, table, &at, &what, MDB_RESERVE);
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
    if (!table_has_several(table))
        return env_put_pieces(txn, table, key, &(TextPieces){.items = &value, .count = 1, .length = value.length});
    if (!may_follow(txn, table, key, value))
        return ENV_DAMAGED;
    MDB_val at = val_of(key), what = val_of(value);
    int code = put_written(txn, table, &at, &what, MDB_NODUPDATA);
    return code == MDB_KEYEXIST ? ENV_FINE : env_fault_of(txn->env, code);
}

EnvFault env_remove(EnvTxn *txn, Table table, Text key, Text value)
{
    if (!may_follow(txn, table, key, value))
        return ENV_DAMAGED;
    MDB_val at = val_of(key), what = val_of(value);
    LmdbCall call = {LMDB_REMOVE, .txn = txn->mdb, .table = txn->env->tables[table], .key = &at};
    call.value = table_has_several(table) ? &what : NULL;
    return env_fault_of(txn->env, env_call(call));
}

static int move_cursor(MDB_cursor *cursor, MDB_val *key, MDB_val *value, MDB_cursor_op how)
{
    return env_call((LmdbCall){LMDB_MOVE, .cursor = cursor, .key = key, .value = value, .flags = (unsigned)how});
}

static EnvFault each_written(EnvTxn *txn, Table table, Text from, EnvVisit *visit, void *with)
{
    MDB_cursor *cursor;
    int code = mdb_cursor_open(txn->mdb, txn->env->tables[table], &cursor);
    if (code != MDB_SUCCESS)
        return env_fault_of(txn->env, code);
    MDB_val key = val_of(from), value;
    code = move_cursor(cursor, &key, &value, from.length ? MDB_SET_RANGE : MDB_FIRST);
    while (code == MDB_SUCCESS && visit(with, text_of_val(key), text_of_val(value)))
        code = move_cursor(cursor, &key, &value, MDB_NEXT);
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
    each->fault = keep_copy(each->txn, &key);
    if (each->fault == ENV_FINE)
        each->fault = keep_copy(each->txn, &value);
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
    code = move_cursor(cursor, &at, &what, MDB_LAST);
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
        fault = keep_copy(txn, key);
    return fault == ENV_FINE ? keep_copy(txn, value) : fault;
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
        tables[i] = (PageTable){table_infos[i].name, table_has_several((Table)i), table_infos[i].later};
    bool fine = pages_check(&txn->view, tables, TABLES, visit, with);
    return !fine ? ENV_NO_MEMORY : env_stands(txn) ? ENV_FINE : ENV_CHANGED;
}
