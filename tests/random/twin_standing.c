// SPDX-License-Identifier: MIT
// What each submission is worth (LANGUAGE.md 3.3), and what may be asked of a submission itself.
#include "twin_evaluator.h"

#include "support/calendar.h"

// ---- what a submission is worth ----

static bool is_too_old(const Evaluator *evaluator, const Submission *submission)
{
    const Expiry *expiry = kind_of(evaluator, submission)->expiry;
    return expiry && (Wide)(evaluator->review.on - submission->on) * SECONDS_A_DAY > expiry->seconds;
}

// Who signed it; what nobody signed has the empty text.
static Value signer_of(const Submission *submission)
{
    return value_text(TYPE_TEXT, submission->signer.bytes ? submission->signer : (Text){"", 0});
}

// Its kind's condition of acceptance.
static Value accept_condition(Evaluator *evaluator, const Submission *submission)
{
    const Policy *policy = evaluator->review.policy;
    const Acceptance *accept = kind_of(evaluator, submission)->accept;
    if (!accept)
        return truth_value(true);
    if (accept->names_by && !submission->by.bytes)
        return truth_value(false);
    Binding subject = {.variable = policy->main->header.subject,
                       .value = value_entity(policy->subject_type, evaluator->review.subject)};
    Binding on = {policy->accept_on, value_number(TYPE_DATE, submission->on), NULL, &subject};
    Binding signer = {policy->accept_signer, signer_of(submission), NULL, &on};
    Binding by = {policy->accept_by, value_unknown(TWIN_MISSING), NULL, &signer};
    if (submission->by.bytes)
        by.value = value_entity(policy->by, submission->by);
    Context context = {.evaluator = evaluator, .reading = READING_BARE, .bindings = policy->by ? &by : &signer};
    return evaluate(&context, accept->condition);
}

static bool names(const Submission *submission, const Submission *other)
{
    for (uint32_t i = 0; i < submission->replaces_count; i++) {
        if (digest_equal(&submission->replaces[i].digest, &other->digest))
            return true;
    }
    return false;
}

// Whether some submission that names it, or names one that does, and so on, is dated by the day of the review and not withdrawn
// by then. No way from name to name is longer than there are submissions (left).
static bool is_replaced(const Evaluator *evaluator, const Submission *submission, size_t left)
{
    const SubmissionList *list = evaluator->review.submissions;
    for (size_t i = 0; i < list->count && left; i++) {
        const Submission *other = list->items[i];
        if (other == submission || !names(other, submission))
            continue;
        bool withdrawn = other->withdrawn && other->withdrawn_on <= evaluator->review.on;
        if ((other->on <= evaluator->review.on && !withdrawn) || is_replaced(evaluator, other, left - 1))
            return true;
    }
    return false;
}

// First all of them by withdrawal, date and replacement alone: that is what the conditions of acceptance are read with.
void evidence_open(Evaluator *evaluator)
{
    const SubmissionList *list = evaluator->review.submissions;
    evaluator->bare = arena_array(evaluator->review.arena, list->count + 1, sizeof *evaluator->bare);
    evaluator->standings = arena_array(evaluator->review.arena, list->count + 1, sizeof *evaluator->standings);
    for (size_t i = 0; i < list->count; i++) {
        const Submission *submission = list->items[i];
        bool withdrawn = submission->withdrawn && submission->withdrawn_on <= evaluator->review.on;
        bool out = withdrawn || submission->on > evaluator->review.on || is_replaced(evaluator, submission, list->count);
        bool old = is_too_old(evaluator, submission);
        evaluator->bare[i] = (Standing){.acceptable = !out && !old, .only_too_old = !out && old};
    }
    for (size_t i = 0; i < list->count; i++) {
        Standing bare = evaluator->bare[i];
        Value condition = accept_condition(evaluator, list->items[i]);
        evaluator->standings[i] = (Standing){.acceptable = bare.acceptable && value_is_true(condition),
                                             .perhaps = bare.acceptable && condition.kind == VALUE_UNKNOWN,
                                             .only_too_old = bare.only_too_old && value_is_true(condition)};
    }
}

// ---- what may be asked of it ----

Value evidence_submissions(const Context *context, Value entity)
{
    const SubmissionList *list = context->evaluator->review.submissions;
    Set *set = set_new(context->evaluator->review.arena);
    for (size_t i = 0; i < list->count; i++) {
        if (is_about(list->items[i], entity.type.decl, entity.text))
            set_add(set, (Value){.kind = VALUE_SUBMISSION, .submission = list->items[i]}, true, 0);
    }
    return value_set(set);
}

// Of a submission, about an entity.
static Value unknown_field(const Evaluator *evaluator, TwinReason why, const Submission *submission, const char *path)
{
    const Decl *type = evaluator->review.policy->types[submission->facts.type];
    return value_unknown(reasons_of_fact(why, type->word.name->text, submission->id, text_of(path), (Text){"", 0}));
}

static Value acceptability(const Evaluator *evaluator, const Submission *submission)
{
    size_t at = 0;
    while (evaluator->review.submissions->items[at] != submission)
        at++;
    Standing standing = evaluator->standings[at];
    return standing.perhaps ? unknown_field(evaluator, TWIN_NOT_ACCEPTED, submission, "submissions.acceptable")
                            : truth_value(standing.acceptable);
}

Value evidence_field(const Context *context, const Submission *submission, SubmissionField field)
{
    switch (field) {
    case SUBMISSION_KIND:
        return value_number(TYPE_KIND, submission->kind);
    case SUBMISSION_BY:
        if (!submission->by.bytes)
            return unknown_field(context->evaluator, TWIN_MISSING, submission, "submissions.by");
        return value_entity(context->evaluator->review.policy->by, submission->by);
    case SUBMISSION_ON:
        return value_number(TYPE_DATE, submission->on);
    case SUBMISSION_ACCEPTABLE:
        return acceptability(context->evaluator, submission);
    case SUBMISSION_TITLE:
        return submission->title.bytes ? value_text(TYPE_TEXT, submission->title)
                                       : unknown_field(context->evaluator, TWIN_MISSING, submission, "submissions.title");
    case SUBMISSION_SIGNER:
        return signer_of(submission);
    case SUBMISSION_FIELDS:
        break;
    }
    bug("a field that no submission has");
}
