// SPDX-License-Identifier: MIT
// Gives the disk back what free pages take, where they lie (a file with holes): the file keeps its length and its pages their
// places, so that whoever has it open reads and writes on, and a process that is killed meanwhile leaves what was there. See
// env.h.
#include "store/env_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

// A line of LMDB for each reader: the process, the thread, the moment that it reads.
static int oldest_of(const char *line, void *with)
{
    uint64_t *oldest = with;
    char *end;
    strtol(line, &end, 10);
    while (*end == ' ')
        end++;
    while (*end && *end != ' ') // the thread
        end++;
    while (*end == ' ')
        end++;
    if (*end < '0' || *end > '9')
        return 0; // the heading, or one that reads nothing now
    uint64_t moment = strtoull(end, NULL, 10);
    if (moment < *oldest)
        *oldest = moment;
    return 0;
}

typedef struct Holes {
    int file;
    uint32_t page_size;
    int code; // errno of what the system refused; 0: nothing
} Holes;

static bool make_hole(void *with, uint64_t first, uint64_t count)
{
    Holes *holes = with;
    off_t at = (off_t)(first * holes->page_size), length = (off_t)(count * holes->page_size);
    if (fallocate(holes->file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at, length) != 0)
        holes->code = errno;
    return holes->code == 0;
}

static uint64_t bytes_taken(int file)
{
    enum { BLOCK_BYTES = 512 }; // of st_blocks
    struct stat about;
    return fstat(file, &about) == 0 ? (uint64_t)about.st_blocks * BLOCK_BYTES : 0;
}

static void no_problem(void *with, const char *table, const char *what)
{
    bool *damaged = with;
    (void)table;
    (void)what;
    *damaged = true;
}

// While this transaction lasts nobody takes a free page. One that a change gave up is needed by those who read a moment before
// it, by readers without a lock as long as what they see stands (env_stands), and by LMDB where the newest change did not reach
// the disk: so the newest one's pages stay.
EnvFault env_give_back(Env *env, EnvRoom *room)
{
    EnvTxn *txn;
    bool damaged = false;
    Holes holes = {.code = 0};
    *room = (EnvRoom){.before = 0};
    EnvFault fault = env_begin(env, ENV_WRITE, &txn);
    if (fault != ENV_FINE)
        return fault;
    fault = env_check(txn, no_problem, &damaged);
    if (fault == ENV_FINE && (damaged || mdb_env_get_fd(env->mdb, &holes.file) != MDB_SUCCESS))
        fault = ENV_DAMAGED;
    if (fault == ENV_FINE) {
        uint64_t newest = txn->view.meta.moment, until = newest ? newest - 1 : 0;
        mdb_reader_list(env->mdb, oldest_of, &until);
        holes.page_size = txn->view.meta.page_size;
        room->before = bytes_taken(holes.file);
        bool fine = pages_each_free(&txn->view, until, make_hole, &holes);
        room->after = bytes_taken(holes.file);
        room->refused = holes.code == EOPNOTSUPP;
        if (holes.code && !room->refused)
            fault = env_failure(env, holes.code);
        else if (!fine && !holes.code)
            fault = ENV_DAMAGED;
    }
    env_abort(txn);
    return fault;
}
