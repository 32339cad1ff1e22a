// SPDX-License-Identifier: MIT
// Assize under measurement, through its public library. usage: assize BUNDLE FACTS SUBJECT DATE SUBMISSIONS [SUBJECTS]
// SUBJECTS, a file of ids, a line each: products that are reviewed in turns.
#include "assize.h"
#include "bench/protocol.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const AssizeRequest in_json = {.format = ASSIZE_JSON}, in_text = {.format = ASSIZE_TEXT};

static Assize *assize;
static AssizePolicy *policy;
static AssizeBase *base;
static const char *subject, *bundle, *facts;
static int64_t date;
static char *submissions, *subjects; // subjects: ids, each ended by a zero
static size_t submissions_size, subjects_size;

static void must(AssizeAnswer answer)
{
    if (answer != ASSIZE_DONE)
        fail("assize", assize_messages(assize, NULL).bytes);
}

// A review on an open fact base with an open bundle: statuses, and where rules are breached. Texts, evidence and reasons are made
// where it is printed.
static uint64_t review(size_t count)
{
    uint64_t start = nanoseconds();
    for (size_t i = 0; i < count; i++) {
        AssizeReview *made;
        must(assize_review(assize, NULL, policy, base, subject, date, &made));
        assize_review_close(made);
    }
    return nanoseconds() - start;
}

// Another product each time.
static uint64_t distinct(size_t count)
{
    static size_t at;
    uint64_t start = nanoseconds();
    for (size_t i = 0; i < count && subjects_size; i++) {
        AssizeReview *made;
        must(assize_review(assize, NULL, policy, base, subjects + at, date, &made));
        assize_review_close(made);
        at += strlen(subjects + at) + 1;
        at = at < subjects_size ? at : 0;
    }
    return nanoseconds() - start;
}

// What it takes to print a review as canonical JSON.
static uint64_t print(size_t count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        AssizeReview *made;
        AssizeText text;
        must(assize_review(assize, NULL, policy, base, subject, date, &made));
        uint64_t start = nanoseconds();
        must(assize_review_print(made, &in_json, &text));
        sum += nanoseconds() - start;
        assize_review_close(made);
    }
    return sum;
}

// The same with the review, in whatever form.
static uint64_t print_in(const AssizeRequest *request, size_t count)
{
    uint64_t start = nanoseconds();
    for (size_t i = 0; i < count; i++) {
        AssizeReview *made;
        AssizeText text;
        must(assize_review(assize, NULL, policy, base, subject, date, &made));
        must(assize_review_print(made, request, &text));
        assize_review_close(made);
    }
    return nanoseconds() - start;
}

static uint64_t print_json(size_t count)
{
    return print_in(&in_json, count);
}

static uint64_t print_text(size_t count)
{
    return print_in(&in_text, count);
}

// The product's data are read first: from JSON in memory.
static uint64_t load(size_t count)
{
    uint64_t start = nanoseconds();
    for (size_t i = 0; i < count; i++) {
        AssizeReview *made;
        must(assize_review_submissions(assize, NULL, policy, submissions, submissions_size, subject, date, &made));
        assize_review_close(made);
    }
    return nanoseconds() - start;
}

// The fact base and the bundle are opened anew.
static uint64_t open_all(size_t count)
{
    uint64_t start = nanoseconds();
    for (size_t i = 0; i < count; i++) {
        assize_base_close(base);
        assize_policy_close(policy);
        must(assize_policy_open(assize, NULL, bundle, &policy));
        must(assize_base_open(assize, facts, ASSIZE_READ, &base));
    }
    return nanoseconds() - start;
}

static void answers(void)
{
    AssizeReview *made;
    AssizeText text;
    must(assize_review(assize, NULL, policy, base, subject, date, &made));
    must(assize_review_print(made, &in_json, &text));
    printf("%.*s\n", (int)text.length, text.bytes);
    assize_review_close(made);
}

// A file's bytes, with a zero behind them; to be freed.
static char *read_whole(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END))
        fail(path, "cannot be read");
    *size = (size_t)ftell(file);
    char *bytes = calloc(*size + 1, 1);
    rewind(file);
    if (!bytes || fread(bytes, 1, *size, file) != *size)
        fail(path, "cannot be read");
    fclose(file);
    return bytes;
}

static void read_subjects(const char *path)
{
    subjects = read_whole(path, &subjects_size);
    for (char *line = subjects; (line = strchr(line, '\n')); line++)
        *line = 0;
}

int main(int count, char **arguments)
{
    static const Measure measures[] = {{"review", review},   {"distinct", distinct}, {"print", print},   {"json", print_json},
                                       {"text", print_text}, {"load", load},         {"open", open_all}, {NULL, NULL}};
    assize = assize_open(NULL);
    if (count < 6 || count > 7 || !assize || !assize_date(arguments[4], &date))
        fail("usage", "assize BUNDLE FACTS SUBJECT DATE SUBMISSIONS [SUBJECTS]");
    bundle = arguments[1];
    facts = arguments[2];
    subject = arguments[3];
    must(assize_policy_open(assize, NULL, bundle, &policy));
    must(assize_base_open(assize, facts, ASSIZE_READ, &base));
    submissions = read_whole(arguments[5], &submissions_size);
    if (count == 7)
        read_subjects(arguments[6]);
    obey(answers, measures);
    free(submissions);
    free(subjects);
    assize_base_close(base);
    assize_policy_close(policy);
    assize_close(assize);
    return 0;
}
