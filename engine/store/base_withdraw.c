// SPDX-License-Identifier: MIT
// Withdrawals: each one transaction, or part of an import. See base.h.
#include "store/base_change.h"

#include "support/calendar.h"

typedef struct Withdrawing {
    const Digest *submission, *dossier; // dossier: that it has become
    const BaseWithdrawal *withdrawal;
} Withdrawing;

// An image once more, of the dossier that has become another one, with one submission marked.
static bool mark_withdrawn(Change *change, const ImageName *name, Text image, void *with)
{
    const char *reason;
    const Withdrawing *withdrawing = with;
    if (image_fits(image, &name->layout, &reason) && image_is_current(image)) {
        ImageName marked = {*withdrawing->dossier, name->layout};
        for (uint32_t i = 0; i < image_head(image)->submission_count; i++) {
            ImageSubmission *one = (ImageSubmission *)(uintptr_t)image_submission(image, i);
            if (digest_equal(&one->digest, withdrawing->submission))
                one->withdrawn_on = withdrawing->withdrawal->on;
        }
        ((ImageHead *)(uintptr_t)image.bytes)->dossier = *withdrawing->dossier;
        image_seal(image);
        if (!change_fine(change, env_put(change->txn, TABLE_IMAGE, image_key(&marked), image)))
            return false;
    }
    return change_remove_image(change, name);
}

// The dossier becomes another one, for every schema.
static bool change_dossier(Change *change, Text key, const Digest *submission, const BaseWithdrawal *withdrawal)
{
    EntityRecord record;
    const char *stored;
    if (!record_get(change->base, change->txn, change->arena, key, &record, &stored, &change->fault))
        return change_fine(change, change->fault == ENV_FINE ? ENV_DAMAGED : change->fault);
    Digest *digests = arena_array(change->arena, (size_t)record.count + 1, sizeof *digests), dossier;
    memcpy(digests, stored, record.count * sizeof *digests);
    Withdrawing withdrawing = {submission, &dossier, withdrawal};
    return change_fine(change, dossier_of(change->txn, change->arena, key, (const char *)digests, record.count, &dossier)) &&
           change_each_image(change, &record.dossier, mark_withdrawn, &withdrawing) &&
           change_put_record(change, key, &dossier, digests, record.count);
}

static bool put_withdrawn(Change *change, const Digest *submission, const BaseWithdrawal *withdrawal)
{
    JsonWriter json = json_writer(change->arena);
    json_begin_object(&json);
    json_key_string(&json, "at", change_withdrawn_at(change, submission));
    json_key_string(&json, "because", withdrawal->because);
    change_write_day(&json, "on", withdrawal->on);
    json_end_object(&json);
    return change_fine(change, env_put(change->txn, TABLE_WITHDRAWN, digest_key(submission), text_built(&json.builder)));
}

static bool withdraw(Change *change, const Digest *submission, Text canonical, const BaseWithdrawal *withdrawal)
{
    Text type = stored_name(change->arena, canonical, "entity"), id = stored_name(change->arena, canonical, "id");
    Text key = base_key(change->arena, type, id);
    return put_withdrawn(change, submission, withdrawal) && change_log(change, submission, withdrawal) &&
           change_dossier(change, key, submission, withdrawal);
}

// Unless it is withdrawn from that day on, or from an earlier one, already.
static bool withdraw_earlier(Change *change, const Digest *submission, Text canonical, const BaseWithdrawal *withdrawal,
                             BaseWithdrawn *found)
{
    Withdrawn before;
    SaidEvidence said;
    if (!change_fine(change, stored_evidence_read(change->arena, canonical, &said) ? ENV_FINE : ENV_DAMAGED) ||
        !change_fine(change, withdrawn_get(change->txn, change->arena, submission, &before)))
        return false;
    bool earlier = !before.there || withdrawal->on < before.on;
    found->submitted = said.on;
    found->on = earlier ? withdrawal->on : before.on;
    return !earlier || withdraw(change, submission, text_copy(change->arena, canonical), withdrawal);
}

BaseAnswer base_withdraw(Base *base, Arena *arena, const Digest *submission, const BaseWithdrawal *withdrawal,
                         BaseWithdrawn *found, Text *error)
{
    for (;;) {
        Change change = {.base = base, .arena = arena, .now = withdrawal->now};
        StoredSubmission stored;
        EnvFault fault = change_begin(&change);
        if (fault != ENV_FINE)
            return base_fault(base, arena, fault, error);
        fault = stored_get(change.txn, arena, submission, &stored);
        if (fault == ENV_NOT_FOUND) {
            env_abort(change.txn);
            Text path = text_shown(arena, base->path), digest = digest_text(arena, submission);
            *error = text_format(arena, "%.*s: there is no submission %.*s", (int)path.length, path.bytes, (int)digest.length,
                                 digest.bytes);
            return BASE_REFUSED;
        }
        bool again, accepted = change_fine(&change, fault) && change.fault == ENV_FINE;
        accepted = accepted && withdraw_earlier(&change, submission, stored.said, withdrawal, found);
        BaseAnswer answer = change_finish(&change, accepted, error, &again);
        if (!again)
            return answer;
    }
}

// ---- within an import ----

static BaseWithdrawal told(const Change *change, const SaidWithdrawal *said)
{
    return (BaseWithdrawal){.because = said->because, .on = said->on, .now = change->now};
}

// The withdrawal that counts of each submission that is new, by its place in the list.
static const SaidWithdrawal **withdrawals_of_new(Change *change, const SubmissionList *submissions, const bool *known)
{
    const SaidWithdrawal **of = arena_array(change->arena, submissions->count + 1, sizeof *of);
    TextIndex digests;
    text_index_open(&digests, change->arena);
    for (size_t i = 0; i < submissions->count; i++) {
        uint32_t before = digests.count, number = text_index_add(&digests, digest_key(&submissions->items[i]->digest));
        if (number == before)
            digests.values[number] = (uint32_t)i;
    }
    for (size_t i = 0; i < submissions->withdrawal_count; i++) {
        const SaidWithdrawal *said = &submissions->withdrawals[i];
        uint32_t number = text_index_find(&digests, digest_key(&said->submission));
        uint32_t place = number == UINT32_MAX ? UINT32_MAX : digests.values[number];
        if (place != UINT32_MAX && !known[place] && (!of[place] || said->on < of[place]->on))
            of[place] = said;
    }
    return of;
}

bool change_withdraw_new(Change *change, const SubmissionList *submissions, const bool *known)
{
    const SaidWithdrawal **of = submissions->withdrawal_count ? withdrawals_of_new(change, submissions, known) : NULL;
    for (size_t i = 0; i < submissions->count && of; i++) {
        if (!of[i])
            continue;
        BaseWithdrawal withdrawal = told(change, of[i]);
        submissions->items[i]->withdrawn = true;
        submissions->items[i]->withdrawn_on = of[i]->on;
        if (!put_withdrawn(change, &submissions->items[i]->digest, &withdrawal))
            return false;
    }
    return true;
}

bool change_log_withdrawals(Change *change, const SubmissionList *submissions, const bool *known, size_t *count)
{
    const SaidWithdrawal **of = submissions->withdrawal_count ? withdrawals_of_new(change, submissions, known) : NULL;
    for (size_t i = 0; i < submissions->count && of; i++) {
        if (!of[i])
            continue;
        BaseWithdrawal withdrawal = told(change, of[i]);
        if (!change_log(change, &submissions->items[i]->digest, &withdrawal))
            return false;
        ++*count;
    }
    return true;
}

// A submission that is stored.
static bool withdraw_stored(Change *change, const SaidWithdrawal *said, size_t *count)
{
    StoredSubmission stored;
    BaseWithdrawn found;
    Withdrawn before;
    BaseWithdrawal withdrawal = told(change, said);
    EnvFault fault = stored_get(change->txn, change->arena, &said->submission, &stored);
    if (fault == ENV_NOT_FOUND) {
        Diagnostic *nothing = diagnose(change->diagnostics, MESSAGE_FACT_WITHDRAWS_NOTHING, said->place, 1,
                                       digest_text(change->diagnostics->arena, &said->submission));
        diagnostic_expect(nothing, text_of("the digest of a submission that is stored, or stands in the same import"));
        return false;
    }
    if (!change_fine(change, fault) ||
        !change_fine(change, withdrawn_get(change->txn, change->arena, &said->submission, &before)))
        return false;
    *count += !before.there || said->on < before.on;
    return withdraw_earlier(change, &said->submission, stored.said, &withdrawal, &found);
}

bool change_withdraw_stored(Change *change, const SubmissionList *submissions, size_t *count)
{
    bool accepted = true;
    for (size_t i = 0; i < submissions->withdrawal_count && change->fault == ENV_FINE; i++) {
        guard_look(change->arena->guard);
        accepted &= withdraw_stored(change, &submissions->withdrawals[i], count);
    }
    return accepted && change->fault == ENV_FINE;
}
