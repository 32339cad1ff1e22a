// SPDX-License-Identifier: MIT
// What a review institution's server does, linked with the runtime alone: opens a bundle, imports a submission, reviews, prints.
// usage: review BUNDLE FACTS SUBMISSION SUBJECT DATE
#include "assize.h"

#include <stdio.h>
#include <stdlib.h>

static Assize *assize;

static void need(AssizeAnswer answer, const char *what)
{
    if (answer == ASSIZE_DONE)
        return;
    AssizeText messages = assize_messages(assize, NULL);
    fprintf(stderr, "%s gives %d: %.*s\n", what, (int)answer, (int)messages.length, messages.bytes);
    exit(1);
}

static void *read_all(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0)
        exit(1);
    *size = (size_t)ftell(file);
    void *bytes = malloc(*size);
    rewind(file);
    if (!bytes || fread(bytes, 1, *size, file) != *size)
        exit(1);
    fclose(file);
    return bytes;
}

int main(int count, char **arguments)
{
    AssizePolicy *policy;
    AssizeBase *base;
    AssizeReview *review;
    AssizeText text;
    int64_t date;
    size_t size;
    if (count != 6 || !assize_date(arguments[5], &date) || !(assize = assize_open(NULL)))
        return 2;
    void *bundle = read_all(arguments[1], &size);
    const char *const files[] = {arguments[3]};
    const AssizeImport import = {.files = files, .file_count = 1};
    const AssizeRequest request = {.format = ASSIZE_JSON};
    need(assize_policy_load(assize, &request, bundle, size, &policy), "the bundle");
    free(bundle);
    need(assize_base_open(assize, arguments[2], ASSIZE_WRITE, &base), "the fact base");
    need(assize_import(assize, &request, base, policy, &import, &text), "the import");
    need(assize_review(assize, &request, policy, base, arguments[4], date, &review), "the review");
    need(assize_review_print(review, &request, &text), "the verdict");
    fwrite(text.bytes, 1, text.length, stdout);
    assize_review_close(review);
    assize_base_close(base);
    assize_policy_close(policy);
    assize_close(assize);
    return 0;
}
