// SPDX-License-Identifier: MIT
// A folder of tables with transactions. The files behind it alone call LMDB. A failed call says why in an EnvFault; bytes that
// it gives stay while the transaction lasts. Whatever bytes the data file has, reading it ends with an answer (pages.h); only a
// file that is cut off while it is read ends the process (SIGBUS), as every map does.
//
// A folder that may only be read is read without a lock: those who write do not know of such a reader, and use pages again that
// it still reads. What it is given is copied, and held against the newest change: it is what stood there when the transaction
// began, or the fault is ENV_CHANGED.
#ifndef ASSIZE_STORE_ENV_H
#define ASSIZE_STORE_ENV_H

#include "support/text.h"

typedef enum Table {
    TABLE_META,       // what is kept -> its format, uint32_t (base_format.c); `head` -> LogHead (stored.def)
    TABLE_ENTITY,     // type, 0, id -> EntityRecord (stored.def)
    TABLE_IMAGE,      // ImageName -> dossier image
    TABLE_SUBMISSION, // digest -> canonical JSON, a frame of it, or a document (submission/document.h)
    TABLE_WITHDRAWN,  // digest -> canonical JSON: when, because of what
    TABLE_REFERS,     // target entity -> those whose images refer to it, several
    TABLE_LOG,        // sequence, big-endian -> canonical JSON
    // Of the register (register.h); fact bases of earlier versions have none of these.
    TABLE_VERDICT, // digest of a verdict, or of a view that was released -> sequence in the log, a frame of its bytes
    TABLE_CONTENT, // digest -> what verdicts rest on: sources, dossiers as they were; and envelopes
    TABLE_STEP,    // entity -> sequences in the log of the steps about it, several
    TABLE_SIGNED,  // digest of a submission -> canonical JSON: which key has signed it, in which envelope
    TABLE_OUTCOME, // outcome, 0, day of the review -> sequences in the log of verdicts, several
    TABLE_BUNDLE,  // content that names the texts of a policy, fingerprint -> a frame of its bundle: made anew where it is not
                   // there
    TABLES
} Table;
const char *env_table_name(Table table);

typedef enum EnvFault {
    ENV_FINE,
    ENV_NOT_FOUND, // of a key, or of the whole folder
    ENV_NO_FOLDER, // in which to make it
    ENV_NO_SPACE,
    ENV_DISK_FAILS, // a write does not reach the disk: it is full, or broken
    ENV_FILE_LIMIT, // of the process, on the size of files
    ENV_NO_DESCRIPTORS,
    ENV_NO_PERMISSION,
    ENV_READ_ONLY, // and it was to be written
    ENV_NO_MEMORY,
    ENV_BUSY,    // all places for readers are taken
    ENV_CHANGED, // too often, while it was read without a lock
    ENV_DAMAGED, // no data file of this kind, or a broken one
    ENV_FOREIGN, // its data file or lock file is a link, or no file
    ENV_KEY_TOO_LONG,
    ENV_LOG_DAMAGED, // base_change.c: its end is not the one that was written last
    ENV_FAILED,      // another failure of the system
} EnvFault;
const char *env_fault_text(EnvFault fault);

typedef struct Env Env;
typedef struct EnvTxn EnvTxn;

typedef enum EnvMode { ENV_READ, ENV_WRITE } EnvMode;

// Places for readers: so many processes with so many threads each, and one transaction more in each for who lists what they read.
enum { ENV_PROCESSES = 64, ENV_THREADS = 64, ENV_READERS = ENV_PROCESSES * (ENV_THREADS + 1) };

// Opens a folder; ENV_WRITE makes it (mode 0700, its files 0600) where it is missing. After ENV_BUSY the environment can be asked
// for its readers, and is to be closed; after other faults it is null.
EnvFault env_open(const char *path, EnvMode mode, Env **env);
void env_close(Env *env); // ends a transaction that is under way
// What a folder, or the files in it, were made for came to nothing: closing takes away again what is new, where nothing is
// stored.
void env_discard_if_new(Env *env);
// Which processes have the places for readers, such as `1203 (64), 88 (1)`.
Text env_readers(Env *env, Arena *arena);

// A transaction. There is at most one for writing; it is ended by commit or abort.
EnvFault env_begin(Env *env, EnvMode mode, EnvTxn **txn);
// What a transaction for reading sees: where two of them agree, the same values lie at the same places.
typedef struct EnvView {
    uint64_t env;    // of all that the process has opened, from 1
    uint64_t map;    // how often the map of it has moved
    uint64_t moment; // the last change
} EnvView;
EnvView env_view(const EnvTxn *txn);
// Whether what it gives lies in the map, where it stays for all that see the same; else it lies in the transaction.
bool env_gives_map(const EnvTxn *txn);
EnvFault env_commit(EnvTxn *txn); // what is committed is on the disk
void env_abort(EnvTxn *txn);
void env_abort_writing(Env *env); // what is being written; readers go on
// After ENV_NO_SPACE with room on the disk: makes the map larger, so that the transaction can be done again. False where the
// disk is full, or the map is as large as it gets.
bool env_grow(Env *env);

EnvFault env_get(EnvTxn *txn, Table table, Text key, Text *value);
EnvFault env_put(EnvTxn *txn, Table table, Text key, Text value);
EnvFault env_put_pieces(EnvTxn *txn, Table table, Text key, const TextPieces *value); // not where a key has several values
// Removes a key; where a key has several values, one of these.
EnvFault env_remove(EnvTxn *txn, Table table, Text key, Text value);
// The entries of a table in the order of their keys, from the first one that is not below `from`; visit gives false to stop.
// Values stay for the time of the visit.
typedef bool EnvVisit(void *with, Text key, Text value);
EnvFault env_each(EnvTxn *txn, Table table, Text from, EnvVisit *visit, void *with);
// The last entry of a table.
EnvFault env_last(EnvTxn *txn, Table table, Text *key, Text *value);
// The number of a table's entries, as the head of its tree tells it; in a transaction for writing, before it began.
EnvFault env_count(EnvTxn *txn, Table table, uint64_t *count);
// Gives the disk back what the pages take that nobody needs any longer: neither the newest change nor the one before it, nor who
// reads an earlier moment. The file keeps its length, and gets holes; it is checked first, and one that is damaged stays as it
// is.
typedef struct EnvRoom {
    uint64_t before, after; // bytes that the data file takes on the disk
    bool refused;           // the file system gives no room back
} EnvRoom;
EnvFault env_give_back(Env *env, EnvRoom *room);
// Checks all pages of what a transaction for reading sees, and calls visit with each thing that is wrong, in which table.
typedef void EnvProblem(void *with, const char *table, const char *what);
EnvFault env_check(EnvTxn *txn, EnvProblem *visit, void *with);

#endif
