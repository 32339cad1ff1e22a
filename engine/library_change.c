// SPDX-License-Identifier: MIT
// The public library: changes of a fact base beside imports: withdrawals, images made anew. See assize.h.
#include "library_inside.h"

#include <time.h>

#include "support/calendar.h"

// ---- withdrawing ----

typedef struct WithdrawCall {
    Call call;
    const char *submission, *on, *because;
} WithdrawCall;

// What is to be known of a withdrawal that is done.
static void warn_of_day(WithdrawCall *call, const BaseWithdrawal *withdrawal, const BaseWithdrawn *found)
{
    Arena *arena = &call->call.assize->results;
    TextBuilder said = text_builder(arena);
    if (found->on < withdrawal->on) {
        text_append_string(&said, "it was withdrawn as of ");
        date_append(&said, found->on);
        text_append_string(&said, " before: of two withdrawals that of the earlier day counts");
    } else if (withdrawal->on < found->submitted) {
        text_append_string(&said, "the submission is dated ");
        date_append(&said, found->submitted);
        text_append_string(&said, ", after the day as of which it is withdrawn: it never counts");
    }
    call->call.assize->warning = text_built(&said);
}

static void withdraw(void *with)
{
    WithdrawCall *call = with;
    Assize *assize = call->call.assize;
    Digest digest;
    Text error = {"", 0}, because = text_of(call->because);
    if (!call_has(&call->call, call->call.base, "fact base"))
        return;
    if (!digest_read(text_of(call->submission), &digest)) {
        call_refuse(&call->call, ASSIZE_WRONG_USE, "`%s` is no digest of the form sha256:… with 64 digits", call->submission);
        return;
    }
    if (text_malformed(because) < because.length || !text_is_seen(because)) {
        call_refuse(&call->call, ASSIZE_WRONG_USE, "a withdrawal needs its reason, and nothing is said");
        return;
    }
    BaseWithdrawn found;
    BaseWithdrawal withdrawal = {.because = text_nfc(&assize->arena, because), .now = time(NULL)};
    withdrawal.on = (int64_t)days_of_seconds(withdrawal.now);
    if (call->on && !date_read(text_of(call->on), &withdrawal.on)) {
        call_refuse(&call->call, ASSIZE_WRONG_USE, "the day of the withdrawal, `%s`, is none such as 2026-11-22", call->on);
        return;
    }
    BaseAnswer answer = base_withdraw(call->call.base, &assize->arena, &digest, &withdrawal, &found, &error);
    if (call_base_done(&call->call, answer, error))
        warn_of_day(call, &withdrawal, &found);
}

AssizeAnswer assize_withdraw(Assize *assize, const AssizeRequest *request, AssizeBase *base, const char *submission,
                             const char *on, const char *because)
{
    WithdrawCall call = {call_begin_on(assize, request, base, NULL), call_string(submission), on, call_string(because)};
    AssizeAnswer answer = call_run(&call.call, withdraw);
    if (base)
        base_recover(base);
    return answer;
}

// ---- making images anew ----

typedef struct UpgradeCall {
    Call call;
    AssizeProgress *progress;
    void *with;
} UpgradeCall;

static void tell_progress(void *with, uint64_t done, uint64_t count)
{
    const UpgradeCall *call = with;
    if (call->progress)
        call->progress(call->with, done, count);
}

static void upgrade_facts(void *with)
{
    Call *call = with;
    BaseUpgrade done;
    Text error = {"", 0};
    if (!call_form(call, DOCUMENT_UPGRADED) || !call_has(call, call->base, "fact base") ||
        !call_has(call, call->policy, "policy"))
        return;
    BaseAnswer answer = base_upgrade(call->base, &call->policy->program, &call->assize->arena, tell_progress, with, &done,
                                     &error);
    if (call_base_done(call, answer, error))
        call_print_upgraded(call, &done);
}

AssizeAnswer assize_facts_upgrade(Assize *assize, const AssizeRequest *request, AssizeBase *base, const AssizePolicy *policy,
                                  AssizeProgress *progress, void *with, AssizeText *text)
{
    UpgradeCall call = {call_begin_on(assize, request, base, policy), progress, with};
    AssizeAnswer answer = call_run_text(&call.call, upgrade_facts, text);
    if (base)
        base_recover(base);
    return answer;
}

static void compact_facts(void *with)
{
    Call *call = with;
    BaseCompacted done;
    Text error = {"", 0};
    if (!call_form(call, DOCUMENT_COMPACTED) || !call_has(call, call->base, "fact base"))
        return;
    BaseAnswer answer = base_compact(call->base, call_program(call), &call->assize->arena, &done, &error);
    if (call_base_done(call, answer, error))
        call_print_compacted(call, &done);
}

AssizeAnswer assize_facts_compact(Assize *assize, const AssizeRequest *request, AssizeBase *base, const AssizePolicy *policy,
                                  AssizeText *text)
{
    Call call = call_begin_on(assize, request, base, policy);
    AssizeAnswer answer = call_run_text(&call, compact_facts, text);
    if (base)
        base_recover(base);
    return answer;
}
