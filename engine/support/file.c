// SPDX-License-Identifier: MIT
// Files: reads of a bounded length, a walk by openat that no link leads out of its root, and atomic replacement by rename.
// See file.h.
#include "support/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/descriptors.h"

enum { FIRST_CAPACITY = 65536, EVERYBODY = 0666 /* as far as the umask lets them */, OWNER = 0600 };

// What is opened is none of the standard streams, though they be closed. An errno is given as less than zero.
static int open_file(const char *path, int flags, mode_t mode)
{
    descriptors_hold();
    int file = open(path, flags | O_CLOEXEC, mode);
    int code = errno;
    descriptors_release();
    return file < 0 ? -code : file;
}

typedef struct Reading {
    Arena *arena;
    int file, code;
    bool secret;       // only its owner may read or change it
    size_t said, most; // bytes that the file is said to hold; that it may
    Text text;
} Reading;

// Reads on until the end, however long that is.
static void read_all(void *with)
{
    Reading *reading = with;
    size_t capacity = reading->said + 1, length = 0;
    char *bytes = arena_raw(reading->arena, capacity);
    for (;;) {
        if (length == capacity) {
            char *more = arena_raw(reading->arena, capacity * 2);
            memcpy(more, bytes, length);
            bytes = more;
            capacity *= 2;
        }
        guard_look(reading->arena->guard);
        ssize_t got = read(reading->file, bytes + length, capacity - length);
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
    if (code == EBADF)
        return text_of("it is closed");
    if (code == ESPIPE)
        return text_of("it is no regular file");
    return text_of(code == EFBIG ? "it is too large" : strerror(code));
}

// What an open file is, and whether it is read: a device may have no end, nor has a pipe that somebody else names.
static int check_kind(Reading *reading, bool named)
{
    struct stat about;
    if (fstat(reading->file, &about) != 0)
        return errno;
    bool regular = S_ISREG(about.st_mode);
    if (S_ISDIR(about.st_mode))
        return EISDIR;
    if (reading->secret && (about.st_mode & (S_IRWXG | S_IRWXO)))
        return EPERM;
    if (named && !regular)
        return ESPIPE;
    if (S_ISBLK(about.st_mode) || (S_ISCHR(about.st_mode) && !isatty(reading->file)))
        return ENOTSUP;
    if (regular && (size_t)about.st_size > reading->most)
        return EFBIG;
    if (regular)
        reading->said = (size_t)about.st_size;
    return 0;
}

// Reads what is open, and closes it. Where memory runs out, or the time is up, it is closed before the arena's guard is left
// through.
static int read_opened(Reading *reading, bool named, Text *text)
{
    Guard *outer = reading->arena->guard, here = {.watch = outer ? outer->watch : (GuardWatch){0}};
    reading->code = check_kind(reading, named);
    reading->arena->guard = &here;
    bool fits = reading->code != 0 || guard_run(&here, read_all, reading);
    reading->arena->guard = outer;
    if (reading->file != STDIN_FILENO)
        close(reading->file);
    if (!fits && outer)
        outer->stopped = here.stopped;
    if (!fits)
        arena_exhausted(reading->arena);
    *text = reading->text;
    return reading->code;
}

// Whether standard input is there to be read: in the place of one that was closed may stand what cannot be.
static bool is_open_for_reading(int file)
{
    int flags = fcntl(file, F_GETFL);
    return flags >= 0 && !(flags & O_PATH) && (flags & O_ACCMODE) != O_WRONLY;
}

int file_read(Arena *arena, const char *path, size_t most, Text *text)
{
    Reading reading = {.arena = arena, .file = STDIN_FILENO, .said = FIRST_CAPACITY, .most = most};
    if (strcmp(path, "-") == 0)
        return is_open_for_reading(STDIN_FILENO) ? read_opened(&reading, false, text) : EBADF;
    reading.file = open_file(path, O_RDONLY, 0);
    return reading.file < 0 ? -reading.file : read_opened(&reading, false, text);
}

// ---- below a folder ----

enum { READ_NAMED = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC }; // without waiting for who would write into a pipe
enum { DEEPEST = 64, MOST_LINKS = 40 };

// A path that is followed name by name, each of them in the folder that was reached: whatever moves meanwhile, it never leads out
// of the first one. An errno is given as less than zero.
typedef struct Walk {
    int folders[DEEPEST]; // open; the root, and those below it
    int depth;            // of the last one
    int links;            // followed so far
    char rest[PATH_MAX];  // of the path
} Walk;

// Takes the next name off the rest; whether it was the last one.
static bool next_name(Walk *walk, char *name)
{
    size_t start = strspn(walk->rest, "/"), length = strcspn(walk->rest + start, "/");
    size_t end = start + length + strspn(walk->rest + start + length, "/");
    memcpy(name, walk->rest + start, length);
    name[length] = 0;
    memmove(walk->rest, walk->rest + end, strlen(walk->rest + end) + 1);
    return !walk->rest[0];
}

// The name is a link: where it leads stands before the rest. An absolute one leads out, wherever that is. error: why the name
// could not be opened, if it is no link.
static int follow_link(Walk *walk, const char *name, int error)
{
    char target[PATH_MAX];
    ssize_t length = readlinkat(walk->folders[walk->depth], name, target, sizeof target);
    if (length < 0)
        return -error;
    size_t rest = strlen(walk->rest);
    if (++walk->links > MOST_LINKS)
        return -ELOOP;
    if (target[0] == '/')
        return -EXDEV;
    if ((size_t)length + 1 + rest >= sizeof walk->rest)
        return -ENAMETOOLONG;
    memmove(walk->rest + length + 1, walk->rest, rest + 1);
    memcpy(walk->rest, target, (size_t)length);
    walk->rest[length] = '/';
    return 0;
}

static int enter(Walk *walk, const char *name)
{
    if (walk->depth + 1 == DEEPEST)
        return -ENAMETOOLONG;
    int folder = openat(walk->folders[walk->depth], name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0)
        return follow_link(walk, name, errno);
    walk->folders[++walk->depth] = folder;
    return 0;
}

static int leave(Walk *walk)
{
    if (walk->depth == 0)
        return -EXDEV;
    close(walk->folders[walk->depth--]);
    return 0;
}

// The file at the end of the path.
static int walk_on(Walk *walk)
{
    int code = 0;
    char name[PATH_MAX];
    while (code == 0 && walk->rest[0]) {
        bool last = next_name(walk, name);
        if (strcmp(name, ".") == 0 || !name[0])
            continue;
        if (strcmp(name, "..") == 0) {
            code = leave(walk);
        } else if (!last) {
            code = enter(walk, name);
        } else {
            int file = openat(walk->folders[walk->depth], name, READ_NAMED | O_NOFOLLOW);
            if (file >= 0)
                return file;
            code = follow_link(walk, name, errno);
        }
    }
    return code ? code : -EISDIR;
}

static int open_below(const char *root, const char *path)
{
    Walk walk = {.depth = 0};
    size_t length = strlen(path);
    if (length >= sizeof walk.rest)
        return -ENAMETOOLONG;
    memcpy(walk.rest, path, length + 1);
    walk.folders[0] = open(*root ? root : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (walk.folders[0] < 0)
        return -errno;
    int file = walk_on(&walk);
    while (leave(&walk) == 0)
        continue;
    close(walk.folders[0]);
    return file;
}

static int open_named(const char *root, const char *path)
{
    if (root)
        return open_below(root, path);
    int file = open(path, READ_NAMED);
    return file < 0 ? -errno : file;
}

int file_read_named(Arena *arena, const char *root, const char *path, size_t most, Text *text)
{
    Reading reading = {.arena = arena, .said = FIRST_CAPACITY, .most = most};
    descriptors_hold();
    reading.file = open_named(root, path);
    descriptors_release();
    return reading.file < 0 ? -reading.file : read_opened(&reading, true, text);
}

int file_read_secret(Arena *arena, const char *path, size_t most, Text *text)
{
    Reading reading = {.arena = arena, .said = FIRST_CAPACITY, .most = most, .secret = true};
    descriptors_hold();
    reading.file = open_named(NULL, path);
    descriptors_release();
    return reading.file < 0 ? -reading.file : read_opened(&reading, true, text);
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
    int file = open_file(path, O_WRONLY, 0);
    if (file < 0)
        return -file;
    int code = write_all(file, text);
    return close(file) != 0 && !code ? errno : code;
}

// Writes a file that was just made, down to the disk, and closes it.
static int fill(int file, Text text)
{
    int code = write_all(file, text);
    if (!code && fsync(file) != 0)
        code = errno;
    if (close(file) != 0 && !code)
        code = errno;
    return code;
}

static int write_beside(Arena *arena, const char *path, Text text)
{
    Text beside = text_format(arena, "%s.%ld.part", path, (long)getpid());
    const char *name = text_terminated(arena, beside);
    int file = open_file(name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, EVERYBODY);
    if (file < 0)
        return -file;
    int code = fill(file, text);
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

int file_create(const char *path, Text text, bool secret)
{
    int file = open_file(path, O_WRONLY | O_CREAT | O_EXCL, secret ? OWNER : EVERYBODY);
    if (file < 0)
        return -file;
    int code = fill(file, text);
    if (code)
        unlink(path);
    return code;
}
