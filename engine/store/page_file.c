// SPDX-License-Identifier: MIT
// The data file in memory: maps (mmap) that double, of which readers keep the one that they began with. See page_file.h.
#include "store/page_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

// Reads both metas, which must agree on the size of pages.
static EnvFault read_metas(int file, uint32_t *page_size)
{
    char bytes[PAGE_META_BYTES];
    struct stat about;
    PageMeta meta;
    *page_size = 0;
    if (fstat(file, &about) != 0)
        return ENV_FAILED;
    if (S_ISREG(about.st_mode) && about.st_size == 0)
        return ENV_NOT_FOUND;
    for (uint32_t i = 0; i < 2; i++) {
        ssize_t length = S_ISREG(about.st_mode) ? pread(file, bytes, sizeof bytes, (off_t)i * *page_size) : 0;
        if (length < 0)
            return ENV_DISK_FAILS;
        if (length != (ssize_t)sizeof bytes || !page_meta_read(bytes, i, &meta) || (i == 1 && meta.page_size != *page_size))
            return ENV_DAMAGED;
        *page_size = meta.page_size;
    }
    return about.st_size >= 2 * (off_t)*page_size ? ENV_FINE : ENV_DAMAGED;
}

EnvFault page_file_check(int folder, const char *name)
{
    uint32_t page_size;
    int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return ENV_FINE; // opening says why
    EnvFault fault = read_metas(file, &page_size);
    close(file);
    return fault;
}

static bool map_file(PageFile *pages, size_t size)
{
    void *bytes = pages->count < MOST_MAPS ? mmap(NULL, size, PROT_READ, MAP_SHARED, pages->file, 0) : MAP_FAILED;
    if (bytes == MAP_FAILED)
        return false;
    pages->maps[pages->count].bytes = bytes;
    pages->maps[pages->count++].size = size;
    return true;
}

EnvFault page_file_open(PageFile *pages, int file, size_t size)
{
    *pages = (PageFile){.file = file};
    EnvFault fault = read_metas(file, &pages->page_size);
    if (fault != ENV_FINE)
        return fault;
    if (!map_file(pages, size))
        return ENV_NO_MEMORY;
    pthread_mutex_init(&pages->lock, NULL);
    return ENV_FINE;
}

void page_file_close(PageFile *pages)
{
    if (!pages->count)
        return;
    while (pages->count > 0) {
        pages->count--;
        munmap(pages->maps[pages->count].bytes, pages->maps[pages->count].size);
    }
    pthread_mutex_destroy(&pages->lock);
}

// The newest map, made anew where it is too small.
static bool take_map(PageFile *pages, size_t size, PageView *view, uint64_t *map)
{
    pthread_mutex_lock(&pages->lock);
    bool fine = pages->maps[pages->count - 1].size >= size || map_file(pages, size * 2);
    view->bytes = pages->maps[pages->count - 1].bytes;
    *map = pages->count;
    pthread_mutex_unlock(&pages->lock);
    return fine;
}

EnvFault page_file_view(PageFile *pages, uint64_t moment, PageView *view, uint64_t *map)
{
    struct stat about;
    char bytes[PAGE_META_BYTES];
    uint64_t place = moment % 2;
    if (fstat(pages->file, &about) != 0)
        return ENV_FAILED;
    view->pages = (uint64_t)about.st_size / pages->page_size;
    if (view->pages < 2)
        return ENV_DAMAGED;
    if (!take_map(pages, (size_t)about.st_size, view, map))
        return ENV_NO_MEMORY;
    memcpy(bytes, view->bytes + place * pages->page_size, sizeof bytes);
    if (!page_meta_read(bytes, place, &view->meta) || view->meta.page_size != pages->page_size || view->meta.moment < moment)
        return ENV_DAMAGED;
    if (view->meta.moment > moment)
        return ENV_CHANGED;
    if (view->pages > view->meta.last)
        view->pages = view->meta.last + 1;
    return pages_are_there(view) ? ENV_FINE : ENV_DAMAGED;
}
