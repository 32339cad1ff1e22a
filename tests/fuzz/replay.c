// SPDX-License-Identifier: MIT
// Gives a target each file of the folders that are named, as libFuzzer would, and then changed ones: for machines and builds
// without it. usage: TARGET [--changed N --seed N --last FILE] FOLDER…      FILE holds the changed input that was tried last
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fuzz/target.h"

enum { MOST_INPUTS = 256, LARGEST = 1 << 16 };

typedef struct Input {
    uint8_t *bytes;
    size_t size;
} Input;

static Input inputs[MOST_INPUTS];
static size_t input_count, failures;

static void replay(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    Input *input = &inputs[input_count];
    if (!file || input_count == MOST_INPUTS || fseek(file, 0, SEEK_END) != 0) {
        fprintf(stderr, "%s cannot be read\n", path);
        failures++;
    } else {
        *input = (Input){.size = (size_t)ftell(file)};
        input->bytes = malloc(input->size + 1);
        rewind(file);
        if (input->bytes && fread(input->bytes, 1, input->size, file) == input->size)
            LLVMFuzzerTestOneInput(input->bytes, input->size);
        else
            failures++;
        input_count++;
    }
    if (file)
        fclose(file);
}

static int is_input(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void replay_folder(const char *folder)
{
    struct dirent **entries;
    int found = scandir(folder, &entries, is_input, alphasort);
    if (found < 0)
        failures++;
    for (int i = 0; i < found; i++) {
        replay(folder, entries[i]->d_name);
        free(entries[i]);
    }
    if (found >= 0)
        free(entries);
}

// ---- changed inputs ----

static uint64_t state; // splitmix64

static size_t below(size_t bound)
{
    uint64_t mixed = state += UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return bound ? (size_t)((mixed ^ mixed >> 31) % bound) : 0;
}

typedef struct Changed {
    uint8_t bytes[LARGEST];
    size_t size;
} Changed;

// Puts bytes in the place of some that are there, as far as there is room.
static void put(Changed *changed, size_t at, size_t gone, const uint8_t *bytes, size_t count)
{
    static uint8_t rest[LARGEST];
    size_t behind = changed->size - at - gone;
    if (at + count + behind > sizeof changed->bytes)
        return;
    memcpy(rest, changed->bytes + at + gone, behind);
    if (count)
        memcpy(changed->bytes + at, bytes, count);
    memcpy(changed->bytes + at + count, rest, behind);
    changed->size = at + count + behind;
}

// A piece of some input.
static Input piece(size_t most)
{
    const Input *input = &inputs[below(input_count)];
    size_t from = below(input->size), size = below(input->size - from < most ? input->size - from + 1 : most);
    return (Input){input->bytes + from, size};
}

static void change(Changed *changed)
{
    static const char *const words[] = {"\"",  "{",    "}",       "[",    "]",  ",",          ":",    "null", "true", "-1",
                                        "0.5", "1e99", "\\u0000", "\xff", "\n", "2024-02-30", "open", "  ",   "(",    ")"};
    const char *word = words[below(sizeof words / sizeof *words)];
    size_t at = below(changed->size + 1), left = changed->size - at;
    uint8_t byte = (uint8_t)below(256);
    Input from;
    switch (below(6)) {
    case 0: // a byte becomes another one
        put(changed, at, left > 0, &byte, 1);
        break;
    case 1: // a bit
        byte = at < changed->size ? changed->bytes[at] ^ (uint8_t)(1 << below(8)) : byte;
        put(changed, at, left > 0, &byte, 1);
        break;
    case 2: // a word comes in
        put(changed, at, below(2) && left, (const uint8_t *)word, strlen(word));
        break;
    case 3: // some go
        put(changed, at, below(left < 64 ? left + 1 : 64), NULL, 0);
        break;
    default: // a piece of some input comes in, or in the place of others
        from = piece(256);
        put(changed, at, below(2) ? 0 : below(left < 256 ? left + 1 : 256), from.bytes, from.size);
        break;
    }
}

static void keep_last(int file, const Changed *changed)
{
    if (pwrite(file, changed->bytes, changed->size, 0) != (ssize_t)changed->size || ftruncate(file, (off_t)changed->size) != 0) {
        perror("the input that is tried cannot be kept");
        exit(1);
    }
}

static void try_changed(size_t count, const char *last)
{
    static Changed changed;
    int file = open(last, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    for (size_t i = 0; i < count; i++) {
        const Input *input = &inputs[below(input_count)];
        changed.size = input->size < LARGEST ? input->size : LARGEST;
        memcpy(changed.bytes, input->bytes, changed.size);
        for (size_t changes = 1 + below(4); changes > 0; changes--)
            change(&changed);
        keep_last(file, &changed);
        LLVMFuzzerTestOneInput(changed.bytes, changed.size);
    }
    close(file);
}

int main(int count, char **arguments)
{
    size_t wanted = 0;
    const char *last = NULL;
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--changed") == 0)
            wanted = strtoull(arguments[++i], NULL, 10);
        else if (strcmp(arguments[i], "--seed") == 0)
            state = strtoull(arguments[++i], NULL, 10);
        else if (strcmp(arguments[i], "--last") == 0)
            last = arguments[++i];
        else
            replay_folder(arguments[i]);
    }
    if (wanted && input_count && last)
        try_changed(wanted, last);
    printf("%zu inputs, and %zu changed ones\n", input_count, wanted);
    for (size_t i = 0; i < input_count; i++)
        free(inputs[i].bytes);
    return failures || !input_count;
}
