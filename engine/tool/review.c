// SPDX-License-Identifier: MIT
// assize review, assize explain, assize ask.
#include "tool/tool.h"

#include <stdio.h>

// What the three have in common.
typedef struct Case {
    AssizePolicy *policy;
    AssizeBase *base;
    int64_t date;
} Case;

static void close_case(Case *opened)
{
    assize_base_close(opened->base);
    assize_policy_close(opened->policy);
}

// An exit status, or 0. optional: without a fact base, nothing is known.
static int open_case(Tool *tool, Case *opened, bool optional)
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
    if (optional && facts_are_missing(tool))
        return 0;
    opened->base = open_facts(tool, ASSIZE_READ);
    return opened->base ? 0 : (int)assize_last_answer(tool->assize);
}

static int review_case(Tool *tool, Case *opened, const char *rule)
{
    AssizeReview *review;
    AssizeText text = {"", 0};
    AssizeAnswer answer = assize_review(tool->assize, opened->policy, opened->base, tool->arguments[0], opened->date, &review);
    print_messages(tool);
    if (answer != ASSIZE_DONE)
        return answer;
    if (rule)
        answer = assize_review_explain(review, rule, tool->format, &text);
    else
        answer = assize_review_print(review, tool->format, &text);
    print_text(text);
    print_messages(tool);
    if (answer == ASSIZE_DONE && !rule)
        answer = assize_review_answer(review);
    assize_review_close(review);
    return answer;
}

int command_review(Tool *tool)
{
    Case opened;
    int status = open_case(tool, &opened, true);
    if (!status)
        status = review_case(tool, &opened, NULL);
    close_case(&opened);
    return status;
}

int command_explain(Tool *tool)
{
    Case opened;
    int status = open_case(tool, &opened, true);
    if (!status)
        status = review_case(tool, &opened, tool->arguments[1]);
    close_case(&opened);
    return status;
}

int command_ask(Tool *tool)
{
    Case opened;
    AssizeText text = {"", 0};
    int status = open_case(tool, &opened, false);
    if (!status) {
        status = assize_ask(tool->assize, opened.policy, opened.base, tool->arguments[0], tool->arguments[1], opened.date,
                            tool->format, &text);
        print_text(text);
        print_messages(tool);
    }
    close_case(&opened);
    return status;
}
