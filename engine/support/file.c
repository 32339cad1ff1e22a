// SPDX-License-Identifier: MIT
// Reading and writing files. See file.h.
#include "support/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_ROOM = 65536 };

typedef struct Reading {
    Arena *arena;
    int file, code;
    size_t room, most; // at first: what the file is said to hold; what it may
    Text text;
} Reading;

// Reads on until the end, however long that is.
static void read_all(void *with)
{
    Reading *reading = with;
    size_t room = reading->room + 1, length = 0;
    char *bytes = arena_raw(reading->arena, room);
    for (;;) {
        if (length == room) {
            char *more = arena_raw(reading->arena, room * 2);
            memcpy(more, bytes, length);
            bytes = more;
            room *= 2;
        }
        ssize_t got = read(reading->file, bytes + length, room - length);
        if (got < 0 && errno != EINTR) {
            reading->code = errno;
            return;
        }
        if (got == 0)
            break;
        length += got > 0 ? (size_t)got : 0;
        if (length > reading->most) {
            reading->code = EFBIG;
            return;
        }
    }
    reading->text = (Text){bytes, length};
}

Text file_fault_text(int code)
{
    if (code == ENOTSUP)
        return text_of("it is a device, which may have no end");
    return text_of(code == EFBIG ? "it is too large" : strerror(code));
}

int file_read(Arena *arena, const char *path, size_t most, Text *text)
{
    bool standard = strcmp(path, "-") == 0;
    Reading reading = {.arena = arena, .room = FIRST_ROOM, .most = most};
    reading.file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (reading.file < 0)
        return errno;
    struct stat about;
    if (fstat(reading.file, &about) != 0)
        reading.code = errno;
    else if (S_ISDIR(about.st_mode))
        reading.code = EISDIR;
    else if ((S_ISBLK(about.st_mode) || (S_ISCHR(about.st_mode) && !isatty(reading.file))))
        reading.code = ENOTSUP; // a device may have no end
    else if (S_ISREG(about.st_mode) && (size_t)about.st_size > most)
        reading.code = EFBIG;
    else if (S_ISREG(about.st_mode))
        reading.room = (size_t)about.st_size;
    // Where memory runs out, the file is closed before the arena's guard is left through.
    Guard here = {.armed = false}, *outer = arena->guard;
    arena->guard = &here;
    bool fits = reading.code != 0 || guard_run(&here, read_all, &reading);
    arena->guard = outer;
    if (!standard)
        close(reading.file);
    if (!fits)
        arena_exhausted(arena);
    *text = reading.text;
    return reading.code;
}

// What a link says is read from the folder that it stands in.
static Text link_target(Arena *arena, const char *path, Text target)
{
    const char *name = strrchr(path, '/');
    size_t folder = name && target.bytes[0] != '/' ? (size_t)(name + 1 - path) : 0;
    return text_format(arena, "%.*s%.*s", (int)folder, path, (int)target.length, target.bytes);
}

Text file_followed(Arena *arena, Text path)
{
    enum { MOST_LINKS = 40 }; // as the system follows
    char target[PATH_MAX];
    struct stat about;
    Text at = path;
    for (int i = 0; i < MOST_LINKS; i++) {
        const char *name = text_terminated(arena, at);
        ssize_t length = readlink(name, target, sizeof target);
        if (length <= 0) // no link: a file, or nothing that has a name of its own
            return lstat(name, &about) == 0 && S_ISREG(about.st_mode) ? at : path;
        at = text_copy(arena, link_target(arena, name, (Text){target, (size_t)length}));
    }
    return path;
}

static int write_all(int file, Text text)
{
    for (size_t at = 0; at < text.length;) {
        ssize_t put = write(file, text.bytes + at, text.length - at);
        if (put < 0 && errno != EINTR)
            return errno;
        at += put > 0 ? (size_t)put : 0;
    }
    return 0;
}

// A device or a pipe is written to as it is.
static int write_into(const char *path, Text text)
{
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0)
        return errno;
    int code = write_all(file, text);
    return close(file) != 0 && !code ? errno : code;
}

static int write_beside(Arena *arena, const char *path, Text text)
{
    Text beside = text_format(arena, "%s.%ld.part", path, (long)getpid());
    const char *name = text_terminated(arena, beside);
    int file = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0)
        return errno;
    int code = write_all(file, text);
    if (!code && fsync(file) != 0)
        code = errno;
    if (close(file) != 0 && !code)
        code = errno;
    if (!code && rename(name, path) != 0)
        code = errno;
    if (code)
        unlink(name);
    return code;
}

int file_write(Arena *arena, const char *path, Text text)
{
    char target[PATH_MAX];
    struct stat about;
    if (lstat(path, &about) != 0)
        return errno == ENOENT ? write_beside(arena, path, text) : errno;
    if (stat(path, &about) != 0)
        return errno; // a link to nothing stays one
    if (S_ISDIR(about.st_mode))
        return EISDIR;
    if (!S_ISREG(about.st_mode))
        return write_into(path, text);
    // What a symbolic link leads to is replaced, and not the link.
    return realpath(path, target) ? write_beside(arena, target, text) : errno;
}
