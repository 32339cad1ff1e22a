// SPDX-License-Identifier: MIT
// How the bench talks with what it measures: an engine is a process that has prepared all it may, and then obeys lines from
// standard input, one at a time, so that engines can be run in turns. A line is `answers`, `NAME COUNT`, or `stop`.
#ifndef BENCH_PROTOCOL_H
#define BENCH_PROTOCOL_H

#include <stddef.h>
#include <stdint.h>

typedef struct Measure {
    const char *name; // "review", "load"
    // Runs it so many times; gives the nanoseconds that it took, without what does not belong to it.
    uint64_t (*run)(size_t count);
} Measure;

// Prints the answers of the last review as one line of JSON: { "R-1": ["violated", ["component-3"]], … }.
typedef void Answers(void);

// Reads lines until `stop`, or the end. Each is answered with one line: the answers, or nanoseconds.
void obey(Answers *answers, const Measure *measures);

uint64_t nanoseconds(void);
// Like realloc, of so many elements and one more; there is always memory.
void *room(void *old, size_t count, size_t size);
// Says what failed and ends the process: the bench stops.
void fail(const char *what, const char *detail) __attribute__((noreturn));

#endif
