// SPDX-License-Identifier: MIT
// Puts a file of keys and values, each with its length before it, into LMDB. usage: store FOLDER FILE
#include "bench/protocol.h"

#include <lmdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static void must(int status)
{
    if (status)
        fail("LMDB", mdb_strerror(status));
}

static bool read_into(FILE *file, char **to, size_t length)
{
    *to = room(*to, length, 1);
    return fread(*to, 1, length, file) == length;
}

static void put_all(FILE *file, MDB_txn *transaction, MDB_dbi table)
{
    uint32_t lengths[2];
    char *key = NULL, *value = NULL;
    while (fread(lengths, sizeof lengths, 1, file) == 1) {
        if (!read_into(file, &key, lengths[0]) || !read_into(file, &value, lengths[1]))
            fail("store", "the file is cut short");
        MDB_val name = {lengths[0], key}, content = {lengths[1], value};
        must(mdb_put(transaction, table, &name, &content, 0));
    }
    free(key);
    free(value);
}

int main(int count, char **arguments)
{
    FILE *file = count == 3 ? fopen(arguments[2], "rb") : NULL;
    if (!file)
        fail("usage", "store FOLDER FILE");
    MDB_env *environment;
    MDB_txn *transaction;
    MDB_dbi table;
    must(mdb_env_create(&environment));
    must(mdb_env_set_mapsize(environment, (size_t)1 << 30));
    must(mdb_env_open(environment, arguments[1], MDB_NOSYNC, 0600));
    must(mdb_txn_begin(environment, NULL, 0, &transaction));
    must(mdb_dbi_open(transaction, NULL, 0, &table));
    put_all(file, transaction, table);
    must(mdb_txn_commit(transaction));
    mdb_env_close(environment);
    fclose(file);
    return 0;
}
