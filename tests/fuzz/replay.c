// SPDX-License-Identifier: MIT
// Gives a target each file of the folders that are named, as libFuzzer would: for machines and builds without it.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/target.h"

static size_t inputs, failures;

static void replay(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) {
        fprintf(stderr, "%s cannot be read\n", path);
        failures++;
    } else {
        size_t size = (size_t)ftell(file);
        uint8_t *bytes = malloc(size + 1);
        rewind(file);
        if (bytes && fread(bytes, 1, size, file) == size)
            LLVMFuzzerTestOneInput(bytes, size);
        else
            failures++;
        free(bytes);
        inputs++;
    }
    if (file)
        fclose(file);
}

static int is_input(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(int count, char **folders)
{
    for (int i = 1; i < count; i++) {
        struct dirent **entries;
        int found = scandir(folders[i], &entries, is_input, alphasort);
        if (found < 0)
            failures++;
        for (int j = 0; j < found; j++) {
            replay(folders[i], entries[j]->d_name);
            free(entries[j]);
        }
        if (found >= 0)
            free(entries);
    }
    printf("%zu inputs\n", inputs);
    return failures || !inputs;
}
