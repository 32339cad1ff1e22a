// SPDX-License-Identifier: MIT
// The public library: changes of a fact base beside imports: withdrawals, images made anew. See assize.h.
#include "library_inside.h"

#include <time.h>

// ---- withdrawing ----

typedef struct WithdrawCall {
    Call call;
    AssizeBase *base;
    const char *submission, *because;
} WithdrawCall;

static void withdraw(void *with)
{
    WithdrawCall *call = with;
    Assize *assize = call->call.assize;
    Digest digest;
    Text error = {"", 0}, because = text_of(call->because);
    if (!call_has(&call->call, call->base, "fact base"))
        return;
    if (!digest_read(text_of(call->submission), &digest)) {
        call_refuse(&call->call, ASSIZE_WRONG_USE, "`%s` is no digest of the form sha256:… with 64 digits", call->submission);
        return;
    }
    if (!because.length || text_malformed(because) < because.length) {
        call_refuse(&call->call, ASSIZE_WRONG_USE, "a withdrawal needs its reason");
        return;
    }
    BaseAnswer answer = base_withdraw(call->base->base, &assize->arena, &digest, text_nfc(&assize->arena, because), time(NULL),
                                      &error);
    call_base_done(&call->call, answer, error);
}

AssizeAnswer assize_withdraw(Assize *assize, const AssizeRequest *request, AssizeBase *base, const char *submission,
                             const char *because)
{
    WithdrawCall call = {
        .call = call_begin(assize, request), .base = base, .submission = given(submission), .because = given(because)};
    AssizeAnswer answer = call_run(&call.call, withdraw);
    if (base)
        base_recover(base->base);
    return answer;
}

// ---- making images anew ----

typedef struct UpgradeCall {
    Call call;
    AssizeBase *base;
    const AssizePolicy *policy;
    AssizeProgress *progress;
    void *with;
    AssizeText text;
} UpgradeCall;

static void tell_progress(void *with, uint64_t done, uint64_t count)
{
    const UpgradeCall *call = with;
    if (call->progress)
        call->progress(call->with, done, count);
}

static void upgrade_facts(void *with)
{
    UpgradeCall *call = with;
    Arena *arena = &call->call.assize->arena;
    BaseUpgrade done;
    Text error = {"", 0};
    if (!call_form(&call->call, DOCUMENT_UPGRADED) || !call_has(&call->call, call->base, "fact base") ||
        !call_has(&call->call, call->policy, "policy"))
        return;
    BaseAnswer answer = base_upgrade(call->base->base, &call->policy->program, arena, tell_progress, call, &done, &error);
    if (call_base_done(&call->call, answer, error))
        call->text = call_result(&call->call, form_upgraded(call->call.form, &done, &call->call.style, arena));
}

AssizeAnswer assize_facts_upgrade(Assize *assize, const AssizeRequest *request, AssizeBase *base, const AssizePolicy *policy,
                                  AssizeProgress *progress, void *with, AssizeText *text)
{
    UpgradeCall call = {.call = call_begin(assize, request), .base = base, .policy = policy, .progress = progress, .with = with};
    AssizeAnswer answer = call_run(&call.call, upgrade_facts);
    if (base)
        base_recover(base->base);
    give_text(text, call.text);
    return answer;
}
