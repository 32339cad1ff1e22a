// SPDX-License-Identifier: MIT
// The same document again: one whose series another one of the same institution has, and whose version is higher, takes its place
// as `replaces` does, in whatever order they were imported. It must be evidence of the same kind, and not dated earlier. See
// document.h.
#include "import/document.h"

#include <stdlib.h>

typedef struct Version {
    Submission *submission;
    const DocumentFormat *format;
    bool replaced; // by one of those that were looked at
} Version;

// By what makes two documents versions of one.
static int by_series(const Version *x, const Version *y)
{
    int order = (int)x->format->id - (int)y->format->id;
    if (!order)
        order = text_compare(x->submission->content->series, y->submission->content->series);
    if (!order) // what a CPE alone may mean is claimed apart
        order = (x->submission->content->cpe == CPE_ALONE) - (y->submission->content->cpe == CPE_ALONE);
    if (!order) // one that names no institution is of one of its own
        order = (int)!x->submission->by.bytes - (int)!y->submission->by.bytes;
    return order || !x->submission->by.bytes ? order : text_compare(x->submission->by, y->submission->by);
}

static int by_version(const Version *x, const Version *y)
{
    return x->format->order(x->submission->content->version, y->submission->content->version);
}

static int in_order(const void *a, const void *b)
{
    const Version *x = a, *y = b;
    int order = by_series(x, y);
    if (!order)
        order = by_version(x, y);
    return order ? order : memcmp(x->submission->digest.bytes, y->submission->digest.bytes, sizeof(Digest));
}

// Why one does not take the place of an earlier version; null: it does.
static const char *stays(const Submission *one, const Submission *earlier)
{
    if (one->kind != earlier->kind)
        return "is evidence of another kind";
    return one->on < earlier->on ? "is dated later" : NULL;
}

static void add_again(Arena *arena, Submission *one, size_t *capacity, const Digest *earlier)
{
    one->again = arena_grow(arena, one->again, one->again_count, capacity, sizeof *one->again);
    one->again[one->again_count++] = *earlier;
}

// Told of once, where the one or the other is being imported.
static void warn(Diagnostics *diagnostics, const Submission *one, const Submission *earlier, const char *why, bool *warned)
{
    const Submission *told = one->content->path.bytes ? one : earlier;
    if (*warned || !diagnostics || !told->content->path.bytes)
        return;
    *warned = true;
    diagnose(diagnostics, MESSAGE_FOREIGN_AGAIN, span_at(told->file, 0), 4, earlier->content->version, one->content->series,
             one->content->version, text_of(why));
}

// One takes the place of all earlier versions that none before it has taken the place of: of the others it does by those.
static void replace_earlier(Arena *arena, Diagnostics *diagnostics, Version *one, Version **open, size_t count)
{
    size_t capacity = 0;
    bool warned = false;
    one->submission->again = NULL;
    for (size_t i = 0; i < count; i++) {
        const char *why = stays(one->submission, open[i]->submission);
        if (why) {
            warn(diagnostics, one->submission, open[i]->submission, why, &warned);
            continue;
        }
        open[i]->replaced = true;
        add_again(arena, one->submission, &capacity, &open[i]->submission->digest);
    }
}

// Versions of one document, in order.
static void replace_in_series(Arena *arena, Diagnostics *diagnostics, Version *versions, size_t count)
{
    Version **open = arena_array(arena, count, sizeof *open);
    size_t open_count = 0;
    for (size_t first = 0, behind; first < count; first = behind) {
        for (behind = first; behind < count && by_version(&versions[first], &versions[behind]) == 0; behind++) {
            if (!versions[behind].submission->content->keep_earlier)
                replace_earlier(arena, diagnostics, &versions[behind], open, open_count);
        }
        size_t left = 0;
        for (size_t i = 0; i < open_count; i++) {
            if (!open[i]->replaced)
                open[left++] = open[i];
        }
        for (size_t i = first; i < behind; i++)
            open[left++] = &versions[i];
        open_count = left;
    }
}

void documents_again(Arena *arena, SubmissionList *submissions, Diagnostics *diagnostics)
{
    Version *versions = arena_array(arena, submissions->count + 1, sizeof *versions);
    size_t count = 0;
    for (size_t i = 0; i < submissions->count; i++) {
        Submission *one = submissions->items[i];
        const DocumentFormat *format = one->content ? document_format(one->content->format) : NULL;
        if (format && format->order && one->content->series.length)
            versions[count++] = (Version){.submission = one, .format = format};
    }
    qsort(versions, count, sizeof *versions, in_order);
    for (size_t first = 0, behind; first < count; first = behind) {
        behind = first + 1;
        while (behind < count && by_series(&versions[first], &versions[behind]) == 0)
            behind++;
        replace_in_series(arena, diagnostics, &versions[first], behind - first);
    }
}
