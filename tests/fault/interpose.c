// SPDX-License-Identifier: MIT
// See interpose.h.
#include "interpose.h"

#ifndef EVERY_ALLOCATION

#include "support/fault.h"

const Fault faults[] = {
    {"own allocation", FAULT_MEMORY, false, false, true, false}, // of messages too, without which the rest goes on
    {"own allocations from", FAULT_MEMORY, true, false, true, false},
    {"own allocation, opening", FAULT_MEMORY, false, true, true, false},
};
const size_t fault_kinds = sizeof faults / sizeof *faults;

static long planned;

void fault_set(Fault kind, long nth)
{
    planned = nth;
    fault_plan((FaultKind)kind.kind, nth, kind.persists);
}

bool fault_clear(void)
{
    bool struck = fault_events(FAULT_MEMORY) >= planned;
    fault_plan(FAULT_MEMORY, 0, false);
    return struck;
}

#else

#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { EVENT_MEMORY, EVENT_WRITE, EVENT_SYNC };

const Fault faults[] = {
    {"any allocation", EVENT_MEMORY, false, false, true, false},
    {"any allocations from", EVENT_MEMORY, true, false, true, false},
    {"write", EVENT_WRITE, false, false, false, true},
    {"writes from", EVENT_WRITE, true, false, false, true},
    {"sync", EVENT_SYNC, false, false, false, true},
};
const size_t fault_kinds = sizeof faults / sizeof *faults;

static Fault active;
static long left;
static bool armed, struck;

void fault_set(Fault kind, long nth)
{
    active = kind;
    left = nth;
    struck = false;
    armed = true;
}

bool fault_clear(void)
{
    armed = false;
    return struck;
}

static bool strikes(int kind)
{
    if (!armed || active.kind != kind)
        return false;
    if (left > 1) {
        left--;
        return false;
    }
    bool now = left == 1 || active.persists;
    left = 0;
    struck |= now;
    return now;
}

// These stand before the C library's for the shared libraries too.
#pragma GCC visibility push(default)

// ---- memory ----

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *memory, size_t size);
void free(void *memory);

static void *none(void)
{
    errno = ENOMEM;
    return NULL;
}

void *malloc(size_t size)
{
    return strikes(EVENT_MEMORY) ? none() : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return strikes(EVENT_MEMORY) ? none() : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    return strikes(EVENT_MEMORY) ? none() : __libc_realloc(memory, size);
}

void free(void *memory)
{
    __libc_free(memory);
}

// ---- writes ----

static long full(void)
{
    errno = ENOSPC;
    return -1;
}

static int broken(void)
{
    errno = EIO;
    return -1;
}

ssize_t write(int file, const void *bytes, size_t size)
{
    return file > 2 && strikes(EVENT_WRITE) ? full() : syscall(SYS_write, file, bytes, size);
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t at)
{
    return strikes(EVENT_WRITE) ? full() : syscall(SYS_pwrite64, file, bytes, size, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off_t at)
{
    return pwrite(file, bytes, size, at);
}

ssize_t pwritev(int file, const struct iovec *pieces, int count, off_t at)
{
    return strikes(EVENT_WRITE) ? full() : syscall(SYS_pwritev, file, pieces, count, (long)at, 0L);
}

ssize_t pwritev64(int file, const struct iovec *pieces, int count, off_t at)
{
    return pwritev(file, pieces, count, at);
}

ssize_t writev(int file, const struct iovec *pieces, int count)
{
    return strikes(EVENT_WRITE) ? full() : syscall(SYS_writev, file, pieces, count);
}

int ftruncate(int file, off_t size)
{
    return strikes(EVENT_WRITE) ? (int)full() : (int)syscall(SYS_ftruncate, file, size);
}

int ftruncate64(int file, off_t size)
{
    return ftruncate(file, size);
}

int fdatasync(int file)
{
    return strikes(EVENT_SYNC) ? broken() : (int)syscall(SYS_fdatasync, file);
}

int fsync(int file)
{
    return strikes(EVENT_SYNC) ? broken() : (int)syscall(SYS_fsync, file);
}

int msync(void *memory, size_t size, int flags)
{
    return strikes(EVENT_SYNC) ? broken() : (int)syscall(SYS_msync, memory, size, flags);
}

#pragma GCC visibility pop

#endif
