// SPDX-License-Identifier: MIT
// An entry of the log, of any kind: canonical JSON, whose members log.def lists. Each names the digest of the entry before it.
#ifndef ASSIZE_STORE_LOG_ENTRY_H
#define ASSIZE_STORE_LOG_ENTRY_H

#include "support/digest.h"

typedef enum LogChange {
#define CHANGE(id, name, has, about) LOG_##id,
#include "store/log.def"
    LOG_CHANGES
} LogChange;

typedef struct LogEntry {
    LogChange kind;
#define MEMBER(name, about) Text name; // bytes null: it does not say
#include "store/log.def"
} LogEntry;

// The text of an entry, in the arena; its member `change` is that of its kind.
Text log_entry_text(const LogEntry *entry, Arena *arena);
// Reads an entry; texts lie in it or in the arena. False where it is none, of no kind, or lacks a member of its kind.
bool log_entry_read(Text text, Arena *arena, LogEntry *entry);

#endif
