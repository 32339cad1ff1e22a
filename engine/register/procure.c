// SPDX-License-Identifier: MIT
// Procurement: the verdict that counts on a day, and whether it may still be relied on. See procure.h.
#include "register/procure.h"

#include "register/rests.h"

const char *const procurement_names[] = {
    [PROCURE_PREFER] = "prefer", [PROCURE_ALLOW] = "allow", [PROCURE_HOLD] = "hold", [PROCURE_FORBID] = "forbid"};
const ProcureInfo procure_infos[] = {
#define PROCURE(id, answer, name, why, next) {PROCURE_##answer, name, why, next},
#include "register/procure.def"
#undef PROCURE
};

static BaseAnswer judge(BaseReader *reader, const HeldVerdict *verdict, const ProcureCase *what, Arena *arena,
                        ProcureReason *reason)
{
    static const ProcureReason of_rank[] = {[RANK_BEST] = PROCURE_BEST,
                                            [RANK_BETWEEN] = PROCURE_BETWEEN,
                                            [RANK_UNDETERMINED] = PROCURE_UNDETERMINED,
                                            [RANK_WORST] = PROCURE_WORST};
    *reason = of_rank[verdict_rank_named(verdict->issued.entry.rank)];
    if (verdict->revoked && entry_day(verdict->revoked->entry.on) <= what->on)
        *reason = PROCURE_REVOKED;
    if (procure_infos[*reason].answer == PROCURE_FORBID)
        return BASE_DONE;
    if (verdict->hidden_from <= what->on)
        *reason = PROCURE_NOT_RELEASED;
    else if (entry_day(verdict->issued.entry.until) < what->on)
        *reason = PROCURE_EXPIRED;
    if (procure_infos[*reason].answer == PROCURE_HOLD)
        return BASE_DONE;
    RestsOn rests;
    BaseAnswer answer = verdict_rests(reader, verdict, arena, &rests);
    if (!rests.same)
        *reason = PROCURE_FACTS_CHANGED;
    else if (rests.out_of_force)
        *reason = PROCURE_OUT_OF_FORCE;
    return answer;
}

// The profiles of verdicts that are not asked for.
static Text other_profiles(const History *history, const ProcureCase *what, Arena *arena)
{
    TextBuilder others = text_builder(arena);
    TextIndex told;
    text_index_open(&told, arena);
    for (size_t i = 0; i < history->verdict_count; i++) {
        Text profiles = history->verdicts[i].issued.entry.profiles;
        uint32_t before = told.count;
        if (text_equal(profiles, what->profiles) || text_index_add(&told, profiles) < before)
            continue;
        text_append_string(&others, others.length ? ", " : "");
        text_append(&others, profiles.length ? profiles : text_of("(none)"));
    }
    return text_built(&others);
}

BaseAnswer procure(BaseReader *reader, const ProcureCase *what, Arena *arena, Procured *procured)
{
    History *history = arena_take(arena, sizeof *history);
    TextIndex policies;
    text_index_open(&policies, arena);
    *procured = (Procured){.what = *what, .reason = what->other_type ? PROCURE_OTHER_TYPE : PROCURE_NONE};
    BaseAnswer answer = history_read(reader, what->type, what->id, what->viewer, arena, history);
    for (size_t i = 0; i < history->verdict_count && answer == BASE_DONE; i++) {
        Text policy = held_policy(&history->verdicts[i]);
        ProcureReason reason;
        uint32_t before = policies.count;
        if (text_index_add(&policies, policy) < before || (what->policy.bytes && !text_equal(policy, what->policy)))
            continue; // of each policy one verdict counts
        const VerdictQuestion question = {policy, what->profiles, what->on};
        const HeldVerdict *verdict = history_counting(history, &question);
        if (!verdict)
            continue;
        answer = judge(reader, verdict, what, arena, &reason);
        if (procured->rests_on && procure_infos[reason].answer <= procure_infos[procured->reason].answer)
            continue;
        procured->reason = reason;
        procured->rests_on = verdict;
    }
    if (!procured->rests_on)
        procured->others = other_profiles(history, what, arena);
    return answer;
}
