// SPDX-License-Identifier: MIT
// Transactions: when they begin, what snapshot they see, how they end; and the cut of a file that grew for nothing. See env.h.
#include "store/env_inside.h"

#include <sys/stat.h>
#include <unistd.h>

#define MAP_MOST ((size_t)1 << 46)

// ---- beginning ----

static EnvTxn *take_idle_transaction(Env *env)
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

static EnvFault begin(EnvTxn *txn)
{
    Env *env = txn->env;
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
        if (code == MDB_SUCCESS)
            code = begin_mdb(txn);
    }
    return env_fault_of(env, code);
}

// What it sees; one that writes sees what was there before it, and takes from the free pages of that.
static EnvFault see_moment(EnvTxn *txn)
{
    uint64_t moment = mdb_txn_id(txn->mdb) - !txn->reads;
    if (moment != txn->view.meta.moment) // else the trees are where they were
        memset(txn->found, 0, sizeof txn->found);
    EnvFault fault = page_file_view(&txn->env->pages, moment, &txn->view, &txn->map);
    if (txn->reads)
        return fault == ENV_DAMAGED && !env_stands(txn) ? ENV_CHANGED : fault;
    if (fault != ENV_FINE)
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
            fault = see_moment(txn);
        if (fault != ENV_CHANGED || !txn->reads)
            return fault;
        mdb_txn_reset(txn->mdb);
    }
    return ENV_CHANGED;
}

EnvFault env_begin(Env *env, EnvMode mode, EnvTxn **begun)
{
    EnvTxn *txn = mode == ENV_READ ? take_idle_transaction(env) : NULL;
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

// The pages that the change after a view gave up are used again by the third one at the earliest, which begins when the second is
// made.
bool env_stands(const EnvTxn *txn)
{
    MDB_envinfo info;
    return !txn->env->unlocked ||
           (mdb_env_info(txn->env->mdb, &info) == MDB_SUCCESS && info.me_last_txnid <= mdb_txn_id(txn->mdb) + 1);
}

// ---- ending ----

// How long the data file is by what is committed; 0 where it is no longer than that, or nobody knows.
static off_t length_too_much(Env *env, int *file)
{
    MDB_envinfo info;
    MDB_stat stat;
    struct stat about;
    if (mdb_env_get_fd(env->mdb, file) != MDB_SUCCESS || mdb_env_info(env->mdb, &info) != MDB_SUCCESS ||
        mdb_env_stat(env->mdb, &stat) != MDB_SUCCESS || fstat(*file, &about) != 0)
        return 0;
    off_t used = (off_t)((info.me_last_pgno + 1) * stat.ms_psize);
    return about.st_size > used ? used : 0;
}

// Cuts off the pages behind those that are in use: a transaction that came to nothing may have written some. Where they stay,
// that takes room and nothing else. Nobody writes meanwhile, and no reader looks behind the pages of its own view, which are
// among those in use.
static void cut_file(Env *env)
{
    int file;
    MDB_txn *txn;
    if (!length_too_much(env, &file) || mdb_txn_begin(env->mdb, NULL, 0, &txn) != MDB_SUCCESS)
        return;
    off_t used = length_too_much(env, &file);
    if (used)
        (void)!ftruncate(file, used);
    mdb_txn_abort(txn);
}

int env_end(Env *env, MDB_txn *txn)
{
    int code = env_call((LmdbCall){LMDB_COMMIT, .txn = txn});
    if (code != MDB_SUCCESS && env->mode == ENV_WRITE)
        cut_file(env);
    return code;
}

static void give_copies(EnvTxn *txn)
{
    while (txn->copies) {
        EnvCopy *next = txn->copies->next;
        memory_give(txn->copies);
        txn->copies = next;
    }
}

// A transaction that has ended is none of the live ones. One for reading that was reset waits for the next, if none does.
static void forget_transaction(EnvTxn *txn)
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
    EnvFault fault = env_fault_of(txn->env, env_end(txn->env, txn->mdb));
    txn->mdb = NULL;
    forget_transaction(txn);
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
        cut_file(txn->env);
    }
    forget_transaction(txn);
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
