// SPDX-License-Identifier: MIT
// Inside of env.h, and alone with LMDB, each file above those before it: env_lmdb.c calls it in a guard, env_transaction.c begins
// and ends transactions, env.c has their tables, env_open.c opens and closes a folder, env_compact.c gives
// room back. LMDB writes the tables and keeps moments
// apart; what is read of a moment, pages.c reads.
#ifndef ASSIZE_STORE_ENV_INSIDE_H
#define ASSIZE_STORE_ENV_INSIDE_H

#include "store/env.h"

#include <lmdb.h>

#include "store/page_file.h"
#include "support/memory.h"

struct Env {
    MDB_env *mdb;
    MDB_dbi tables[TABLES]; // for writing
    EnvMode mode;
    bool unlocked;  // its lock file may not be written to: writers do not know of its readers
    bool made;      // the folder, by this opening
    bool begun;     // there was no data file when it was opened for writing
    bool discarded; // what it was made for came to nothing
    bool map_full;  // the transaction for writing found the map too small
    unsigned readers;
    size_t map;
    PageFile pages;       // for reading
    uint64_t number;      // of this environment, in the process
    pthread_mutex_t lock; // of what follows: readers of several threads
    EnvTxn *live;
    EnvTxn *idle; // a transaction for reading that was reset, for the next one that begins; or null
    char path[];
};

// A copy of what was read without a lock.
typedef struct EnvCopy EnvCopy;
struct EnvCopy {
    EnvCopy *next;
    char bytes[];
};

struct EnvTxn {
    Env *env;
    MDB_txn *mdb;
    EnvTxn *next; // others of this environment
    bool reads;
    PageView view; // of one for writing: what was there before it
    uint64_t map;  // the number of the map in which that lies
    PageTree trees[TABLES];
    bool found[TABLES]; // whether the tree is known
    EnvCopy *copies;    // what one without a lock has given
    uint64_t *known;    // of one for writing: which pages were looked at
};

typedef struct TableInfo {
    const char *name;
    unsigned flags;
    bool later; // a fact base of an earlier version does not have it: it is empty then
} TableInfo;
extern const TableInfo table_infos[TABLES];
static inline bool table_has_several(Table table)
{
    return table_infos[table].flags & MDB_DUPSORT;
}

EnvFault env_failure(Env *env, int code); // of a code that tells of one
static inline EnvFault env_fault_of(Env *env, int code)
{
    return code == MDB_SUCCESS ? ENV_FINE : env_failure(env, code);
}
// A call of LMDB that reads pages: each operation takes those of the fields that its function takes.
typedef struct LmdbCall {
    enum { LMDB_OPEN, LMDB_GET, LMDB_PUT, LMDB_REMOVE, LMDB_MOVE, LMDB_COMMIT } operation;
    MDB_txn *txn;
    MDB_dbi table;
    const char *name;
    MDB_cursor *cursor;
    MDB_val *key, *value;
    unsigned flags; // or what the cursor is to do (MDB_cursor_op)
    MDB_dbi *opened;
    int code; // that it gave
} LmdbCall;
// Gives its code. Where a damaged data file breaks an assertion of LMDB, that is MDB_CORRUPTED, and a transaction that was to be
// committed is aborted.
int env_call(LmdbCall call);
void env_assertion_broken(MDB_env *mdb, const char *what); // for mdb_env_set_assert
// Commits a transaction, which has ended however it goes; gives LMDB's code. Of one that failed the file keeps nothing.
int env_end(Env *env, MDB_txn *txn);
// Whether what a transaction for reading sees still stands: always, but for one without a lock.
bool env_stands(const EnvTxn *txn);
// The tree of a table as a transaction sees it; null with the fault where there is none.
const PageTree *env_tree(EnvTxn *txn, Table table, EnvFault *fault);

#endif
