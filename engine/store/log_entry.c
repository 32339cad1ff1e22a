// SPDX-License-Identifier: MIT
// Entries of the log as JSON, by the table log.def. See log_entry.h.
#include "store/log_entry.h"

#include "support/json.h"

static const struct {
    const char *name, *has;
} changes[LOG_CHANGES] = {
#define CHANGE(id, name, has, about) {name, has},
#include "store/log.def"
};

static const struct {
    const char *name;
    size_t offset;
} members[] = {
#define MEMBER(name, about) {#name, offsetof(LogEntry, name)},
#include "store/log.def"
};
enum { MEMBERS = sizeof members / sizeof *members };

static Text *member_of(LogEntry *entry, size_t member)
{
    return (Text *)((char *)entry + members[member].offset);
}

Text log_entry_text(const LogEntry *entry, Arena *arena)
{
    LogEntry told = *entry;
    JsonWriter json = json_writer(arena);
    told.change = text_of(changes[entry->kind].name);
    json_begin_object(&json);
    for (size_t i = 0; i < MEMBERS; i++) {
        if (member_of(&told, i)->bytes)
            json_key_string(&json, members[i].name, *member_of(&told, i));
    }
    json_end_object(&json);
    return text_built(&json.builder);
}

// Whether a word stands in a list that is parted by blanks.
static bool has_word(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; (at = strstr(at, word)) != NULL; at += length) {
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
            return true;
    }
    return false;
}

static bool is_whole(LogEntry *entry)
{
    entry->kind = LOG_IMPORT;
    while (entry->kind < LOG_CHANGES && !text_is(entry->change, changes[entry->kind].name))
        entry->kind++;
    if (entry->kind == LOG_CHANGES)
        return false;
    for (size_t i = 0; i < MEMBERS; i++) {
        if (!member_of(entry, i)->bytes && has_word(changes[entry->kind].has, members[i].name))
            return false;
    }
    return true;
}

bool log_entry_read(Text text, Arena *arena, LogEntry *entry)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    *entry = (LogEntry){.kind = LOG_CHANGES};
    if (!json_read(&document, arena, text, &at, &error) || json_kind(&document, 0) != JSON_OBJECT)
        return false;
    for (uint32_t key = 1; key < json_next(&document, 0); key = json_next(&document, key + 1)) {
        for (size_t i = 0; i < MEMBERS; i++) {
            if (json_string_is(&document, key, members[i].name) && json_kind(&document, key + 1) == JSON_STRING)
                *member_of(entry, i) = json_string(&document, arena, key + 1);
        }
    }
    return is_whole(entry);
}
