// SPDX-License-Identifier: MIT
// A folder of tables with transactions. The file behind it alone calls LMDB. A failed call says why in an EnvFault; bytes that
// it gives lie in the map and stay while the transaction lasts. Whatever bytes the data file has, reading it ends with an answer
// (pages.h); only a file that is cut off while it is read ends the process (SIGBUS), as every map does.
#ifndef ASSIZE_FACTS_ENV_H
#define ASSIZE_FACTS_ENV_H

#include "support/text.h"

typedef enum Table {
    TABLE_META,       // `format` -> uint32_t
    TABLE_ENTITY,     // type, 0, id -> EntityRecord (base.c)
    TABLE_IMAGE,      // digest -> dossier image
    TABLE_SUBMISSION, // digest -> canonical JSON
    TABLE_WITHDRAWN,  // digest -> canonical JSON: because of what
    TABLE_REFERS,     // target entity -> those whose images refer to it, several
    TABLE_LOG,        // sequence, big-endian -> canonical JSON
    TABLES
} Table;

const char *env_table_name(Table table);

typedef enum EnvFault {
    ENV_FINE,
    ENV_NOT_FOUND, // of a key, or of the whole folder
    ENV_NO_FOLDER, // in which to make it
    ENV_NO_SPACE,
    ENV_DISK_FAILS, // a write does not reach the disk: it is full, or broken
    ENV_NO_PERMISSION,
    ENV_NO_MEMORY,
    ENV_BUSY,    // too many readers, or the lock is held
    ENV_DAMAGED, // no data file of this kind, or a broken one
    ENV_KEY_TOO_LONG,
    ENV_LOG_DAMAGED, // base_change.c: its end is not the one that was written last
    ENV_FAILED,      // another failure of the system
} EnvFault;
const char *env_fault_text(EnvFault fault);

typedef struct Env Env;
typedef struct EnvTxn EnvTxn;

typedef enum EnvMode { ENV_READ, ENV_WRITE } EnvMode;

// Opens a folder; ENV_WRITE makes it (mode 0700, its files 0600) where it is missing.
EnvFault env_open(const char *path, EnvMode mode, Env **env);
void env_close(Env *env); // ends a transaction that is under way

// A transaction. There is at most one for writing; it is ended by commit or abort.
EnvFault env_begin(Env *env, EnvMode mode, EnvTxn **txn);
// What a transaction for reading sees: where two of them agree, the same values lie at the same places.
typedef struct EnvView {
    uint64_t env;    // of all that the process has opened, from 1
    uint64_t map;    // how often the map of it has moved
    uint64_t moment; // the last change
} EnvView;
EnvView env_view(const EnvTxn *txn);
EnvFault env_commit(EnvTxn *txn); // what is committed is on the disk
void env_abort(EnvTxn *txn);
void env_abort_writing(Env *env); // what is being written; readers go on
// After ENV_NO_SPACE with room on the disk: makes the map larger, so that the transaction can be done again. False where the
// disk is full, or the map is as large as it gets.
bool env_grow(Env *env);

EnvFault env_get(EnvTxn *txn, Table table, Text key, Text *value);
EnvFault env_put(EnvTxn *txn, Table table, Text key, Text value);
EnvFault env_put_pieces(EnvTxn *txn, Table table, Text key, const TextPieces *value); // not in TABLE_REFERS
// Removes a key; from TABLE_REFERS one of its values.
EnvFault env_remove(EnvTxn *txn, Table table, Text key, Text value);
// The entries of a table in the order of their keys, from the first one that is not below `from`; visit gives false to stop.
typedef bool EnvVisit(void *with, Text key, Text value);
EnvFault env_each(EnvTxn *txn, Table table, Text from, EnvVisit *visit, void *with);
// The last entry of a table.
EnvFault env_last(EnvTxn *txn, Table table, Text *key, Text *value);
// Checks all pages of what a transaction for reading sees, and calls visit with each thing that is wrong, in which table.
typedef void EnvProblem(void *with, const char *table, const char *what);
EnvFault env_check(EnvTxn *txn, EnvProblem *visit, void *with);

#endif
