// SPDX-License-Identifier: MIT
// The data file of a fact base as it lies in memory for reading, beside LMDB's own map of it.
#ifndef ASSIZE_STORE_PAGE_FILE_H
#define ASSIZE_STORE_PAGE_FILE_H

#include <pthread.h>

#include "store/env.h"
#include "store/pages.h"

enum { MOST_MAPS = 48 }; // each is twice as large as the one before, or larger

typedef struct PageFile {
    int file; // LMDB's own
    uint32_t page_size;
    pthread_mutex_t lock; // of what follows: readers of several threads
    struct {
        char *bytes;
        size_t size;
    } maps[MOST_MAPS]; // the last one is used; what was read of earlier ones stays there
    uint64_t count;
} PageFile;

// Whether what stands in a folder by that name is a data file, if there is one: to be asked before LMDB reads it, which divides
// by what it finds there. FINE where there is no file; NOT_FOUND where it is empty. The caller holds the standard descriptors
// (support/descriptors.h).
EnvFault page_file_check(int folder, const char *name);
// All zero is a closed one. Opens a map for so many bytes; room that the file does not have yet takes nothing.
EnvFault page_file_open(PageFile *pages, int file, size_t size);
void page_file_close(PageFile *pages);
// What a transaction of a moment sees; *map is the number of the map in which it lies. A file that was cut off would end the
// process where it is read: all pages that the moment has must be there. CHANGED where a second change after the moment has
// taken the place of its meta: the transaction is to begin anew.
EnvFault page_file_view(PageFile *pages, uint64_t moment, PageView *view, uint64_t *map);

#endif
