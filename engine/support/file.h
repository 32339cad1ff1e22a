// SPDX-License-Identifier: MIT
// Files as a whole: read into memory, written so that either all of it is there or the old file.
#ifndef ASSIZE_SUPPORT_FILE_H
#define ASSIZE_SUPPORT_FILE_H

#include "support/text.h"

// Reads a file of at most so many bytes into the arena; `-` is standard input. 0, or the errno of what failed; a folder is
// EISDIR, a device other than a terminal ENOTSUP, what is larger EFBIG, standard input that is closed EBADF.
int file_read(Arena *arena, const char *path, size_t most, Text *text);
// The same of a file that another file names: what is no regular file is ESPIPE, and is not waited for; `-` has no meaning. Where
// there is a root (null: none), the path goes on from that folder, and EXDEV is one that leads out of it, through links too.
int file_read_named(Arena *arena, const char *root, const char *path, size_t most, Text *text);
// The same of a file that is a secret: where others than its owner may read or change it, EPERM. `-` has no meaning.
int file_read_secret(Arena *arena, const char *path, size_t most, Text *text);
// Of such an errno, in words; terminated.
Text file_fault_text(int code);
// Writes a file beside its place and moves it there, of a symbolic link to where it points; into a device or a pipe as it is.
// 0, or the errno; a folder is EISDIR, a link to nothing ENOENT.
int file_write(Arena *arena, const char *path, Text text);

// Writes a file where there is none, else EEXIST; a secret one is for its owner alone. 0, or the errno: then there is none.
int file_create(const char *path, Text text, bool secret);

// The path of a regular file itself where it is said by a symbolic link to it, else the path as it is. Folders on the way stay as
// they are.
Text file_followed(Arena *arena, Text path);

#endif
