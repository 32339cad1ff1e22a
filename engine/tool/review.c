// SPDX-License-Identifier: MIT
// assize review, assize explain, assize needs, assize ask.
#include "tool/tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// What these have in common.
typedef struct Case {
    AssizePolicy *policy;
    AssizeBase *base;
    int64_t date;
} Case;

// Gives the exit status.
static int close_case(const Case *opened, int status)
{
    assize_base_close(opened->base);
    assize_policy_close(opened->policy);
    return status;
}

// Takes the date of --on, or today in UTC; gives an exit status, or 0.
static int date_of(Tool *tool, int64_t *date)
{
    const char *on = tool->values[OPTION_ON];
    *date = time(NULL) / 86400;
    if (on && !assize_date(on, date))
        return wrong_use(tool, "--on: `%s` is no date such as 2026-11-22", on);
    return 0;
}

// An exit status, or 0. Without a fact base nothing is known; a register must have one.
static int open_case(Tool *tool, Case *opened)
{
    *opened = (Case){0};
    if (!tool->values[OPTION_POLICY])
        return wrong_use(tool, "--policy is needed");
    int status = date_of(tool, &opened->date);
    if (status)
        return status;
    opened->policy = open_policy(tool);
    if (!opened->policy)
        return (int)assize_last_answer(tool->assize);
    bool registers = tool->values[OPTION_REGISTER] != NULL;
    if (facts_are_missing(tool, registers))
        return registers ? ASSIZE_ENVIRONMENT : 0;
    opened->base = open_facts_there(tool, registers ? ASSIZE_WRITE : ASSIZE_READ);
    return opened->base ? 0 : (int)assize_last_answer(tool->assize);
}

// What is printed of a review.
typedef AssizeAnswer PrintReview(Tool *tool, AssizeReview *review, AssizeText *text);

static AssizeAnswer print_verdict(Tool *tool, AssizeReview *review, AssizeText *text)
{
    return assize_review_print(review, &tool->request, text);
}

static AssizeAnswer print_explanation(Tool *tool, AssizeReview *review, AssizeText *text)
{
    return assize_review_explain(review, &tool->request, tool->arguments[1], text);
}

static AssizeAnswer print_needs(Tool *tool, AssizeReview *review, AssizeText *text)
{
    return assize_review_needs_for(review, &tool->request, tool->values[OPTION_OUTCOME], text);
}

static bool is_table(const char *path)
{
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, ".csv") == 0;
}

// Writes submissions to be filled in to a file, or gives them as the text.
static AssizeAnswer write_skeleton(Tool *tool, AssizeReview *review, AssizeText *text)
{
    const char *path = tool->values[OPTION_SKELETON];
    const AssizeSkeleton skeleton = {tool->values[OPTION_KIND], tool->values[OPTION_FOR], tool->values[OPTION_TYPE]};
    if (is_table(path))
        tool->request.format = ASSIZE_CSV;
    AssizeAnswer answer = assize_review_skeleton(review, &tool->request, &skeleton, text);
    if (answer != ASSIZE_DONE || strcmp(path, "-") == 0)
        return answer;
    print_messages(tool);
    answer = assize_write(tool->assize, path, *text);
    *text = (AssizeText){"", 0};
    return answer;
}

// What it is registered as is told to whoever runs this, and not to those for whom the verdict is printed.
static AssizeAnswer register_review(Tool *tool, AssizeReview *review)
{
    AssizeText digest = {"", 0};
    AssizeAnswer answer = assize_review_register(review, &tool->request, tool->values[OPTION_OPENED], &digest);
    if (answer == ASSIZE_DONE) {
        print_messages(tool);
        say(SAID_NOTE, "registered as %.*s", (int)digest.length, digest.bytes);
    }
    return answer;
}

// An attestation that is made before anything is kept or written, and written behind it.
typedef struct Attestation {
    char *path, *bytes;
    size_t length;
} Attestation;

static AssizeAnswer make_attestation(Tool *tool, const Case *opened, AssizeReview *review, Attestation *made)
{
    AssizeText text;
    AssizeAnswer answer = sign_review(tool, review, opened->policy, &text, &made->path);
    if (answer != ASSIZE_DONE)
        return answer;
    made->bytes = malloc(text.length + 1);
    if (!made->bytes) {
        say(SAID_OF_USE, "assize: memory ran out");
        return ASSIZE_ENVIRONMENT;
    }
    memcpy(made->bytes, text.bytes, text.length);
    made->length = text.length;
    return answer;
}

static AssizeAnswer write_attestation(Tool *tool, const Attestation *made)
{
    AssizeAnswer answer = assize_write(tool->assize, made->path, (AssizeText){made->bytes, made->length});
    print_messages(tool);
    if (answer == ASSIZE_DONE)
        say(SAID_NOTE, "signed: %s", made->path);
    return answer;
}

static int review_case(Tool *tool, const Case *opened, PrintReview *print)
{
    Attestation made = {.path = NULL};
    AssizeReview *review;
    AssizeText text = {"", 0};
    AssizeAnswer answer = assize_review(tool->assize, &tool->request, opened->policy, opened->base, tool->arguments[0],
                                        opened->date, &review);
    print_messages(tool);
    if (answer != ASSIZE_DONE)
        return answer;
    if (tool->values[OPTION_SIGN])
        answer = make_attestation(tool, opened, review, &made);
    if (answer == ASSIZE_DONE && tool->values[OPTION_REGISTER])
        answer = register_review(tool, review);
    if (answer == ASSIZE_DONE)
        answer = print(tool, review, &text);
    answer = put_out(tool, answer, text);
    if (answer == ASSIZE_DONE && made.bytes)
        answer = write_attestation(tool, &made);
    if (answer == ASSIZE_DONE && print == print_verdict)
        answer = assize_review_answer(review);
    assize_review_close(review);
    free(made.path);
    free(made.bytes);
    return answer;
}

// ---- all of them ----

typedef struct Tally {
    bool terminal;          // whether standard error is one
    struct timespec before; // when progress was last shown
    uint64_t made, best, worst, settled;
} Tally;

static void show_progress(Tally *tally, const AssizeVerdict *one)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    long long passed = (now.tv_sec - tally->before.tv_sec) * 10LL + (now.tv_nsec - tally->before.tv_nsec) / 100000000;
    if (passed < 1 && one->number < one->count)
        return;
    tally->before = now;
    if (one->number < one->count)
        fprintf(stderr, "\r%llu of %llu reviewed\033[K", (unsigned long long)one->number, (unsigned long long)one->count);
    else
        fputs("\r\033[K", stderr);
}

static bool show_verdict(void *with, const AssizeVerdict *one)
{
    Tally *tally = with;
    if (tally->terminal)
        show_progress(tally, one);
    if (one->settled) {
        tally->settled++;
        return true;
    }
    if (!one->made) {
        say(SAID_ERROR, "%.*s: %.*s", (int)one->subject.length, one->subject.bytes, (int)one->text.length, one->text.bytes);
        return true;
    }
    tally->made++;
    tally->best += one->answer == ASSIZE_DONE;
    tally->worst += one->answer == ASSIZE_NO;
    print_bytes(one->text);
    end_line(one->text);
    return !ferror(stdout);
}

static int review_all(Tool *tool, Case *opened)
{
    Tally tally = {.terminal = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO)};
    if (!opened->base)
        return ASSIZE_UNDECIDED; // that there is none was said
    const AssizeSweep asked = {.where = tool->values[OPTION_WHERE],
                               .date = opened->date,
                               .threads = tool->threads,
                               .registers = tool->values[OPTION_REGISTER] != NULL,
                               .changed = tool->values[OPTION_CHANGED] != NULL};
    AssizeAnswer answer = assize_review_many(tool->assize, &tool->request, opened->policy, opened->base, &asked, show_verdict,
                                             &tally);
    print_messages(tool);
    if (answer != ASSIZE_DONE)
        return answer;
    if (tally.settled)
        say(SAID_NOTE, "%llu verdict%s of the register still hold%s", (unsigned long long)tally.settled,
            tally.settled == 1 ? "" : "s", tally.settled == 1 ? "s" : "");
    if (!tally.made && !tally.settled) {
        say(SAID_WARNING, asked.where ? "the condition is true of nothing that has a dossier"
                                      : "nothing has a dossier that the policy reviews");
        return ASSIZE_UNDECIDED;
    }
    return tally.worst ? ASSIZE_NO : tally.best == tally.made ? ASSIZE_DONE : ASSIZE_UNDECIDED;
}

int command_review(Tool *tool)
{
    Case opened;
    bool all = tool->values[OPTION_ALL] || tool->values[OPTION_WHERE] || tool->values[OPTION_CHANGED];
    if (all == (tool->argument_count == 1))
        return wrong_use(tool, all ? "--all, --where and --changed take no subject" : "a subject, or --all, is needed");
    if (all && tool->values[OPTION_OUTPUT])
        return wrong_use(tool, "--output takes one verdict; of --all, standard output may go to a file");
    if (tool->values[OPTION_OPEN] && !form_folds(tool))
        return wrong_use(tool, "--open goes with --format html");
    if (tool->values[OPTION_OPENED] && (all || !tool->values[OPTION_REGISTER]))
        return wrong_use(tool, "--opened goes with --register, of one subject");
    if (tool->values[OPTION_SIGN] && (!tool->values[OPTION_OUTPUT] || strcmp(tool->values[OPTION_OUTPUT], "-") == 0))
        return wrong_use(tool, "--sign goes with -o FILE, of one subject: the attestation stands beside it");
    if ((tool->values[OPTION_SIGN_COMMAND] || tool->values[OPTION_VERIFIER]) && !tool->values[OPTION_SIGN])
        return wrong_use(tool, "--sign-command and --verifier go with --sign KEY");
    int status = open_case(tool, &opened);
    if (!status)
        status = all ? review_all(tool, &opened) : review_case(tool, &opened, print_verdict);
    return close_case(&opened, status);
}

static int print_case(Tool *tool, PrintReview *print)
{
    Case opened;
    int status = open_case(tool, &opened);
    if (!status)
        status = review_case(tool, &opened, print);
    return close_case(&opened, status);
}

int command_explain(Tool *tool)
{
    return print_case(tool, print_explanation);
}

int command_needs(Tool *tool)
{
    bool writes = tool->values[OPTION_SKELETON] != NULL;
    if (!writes && (tool->values[OPTION_KIND] || tool->values[OPTION_FOR]))
        return wrong_use(tool, "--kind and --for go with --skeleton");
    if (writes && tool->values[OPTION_OUTCOME])
        return wrong_use(tool, "--outcome does not go with --skeleton");
    bool table = writes && is_table(tool->values[OPTION_SKELETON]);
    if (table ? !tool->values[OPTION_KIND] || tool->values[OPTION_FOR] : tool->values[OPTION_TYPE] != NULL)
        return wrong_use(tool, "a table (.csv) is of one --kind and one --type; the import says who fills it in");
    if (writes && tool->values[OPTION_FORMAT])
        return wrong_use(tool, "--format does not go with --skeleton: submissions are JSON");
    return print_case(tool, writes ? write_skeleton : print_needs);
}

int command_ask(Tool *tool)
{
    Case opened;
    AssizeText text = {"", 0};
    int status = open_case(tool, &opened);
    if (!status) {
        status = assize_ask(tool->assize, &tool->request, opened.policy, opened.base, tool->arguments[0], tool->arguments[1],
                            opened.date, &text);
        print_result(tool, (AssizeAnswer)status, text);
    }
    return close_case(&opened, status);
}
