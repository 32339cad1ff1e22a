// SPDX-License-Identifier: MIT
// Procurement: the verdict that counts on a day, and whether it may still be relied on. See procure.h.
#include "register/procure.h"

#include "support/json.h"

const char *const procurement_names[] = {
    [PROCURE_PREFER] = "prefer", [PROCURE_ALLOW] = "allow", [PROCURE_HOLD] = "hold", [PROCURE_FORBID] = "forbid"};
const ProcureInfo procure_infos[] = {
#define PROCURE(id, answer, name, why, next) {PROCURE_##answer, name, why, next},
#include "register/procure.def"
#undef PROCURE
};

// ---- what a verdict rests on ----

static bool same_dossier(BaseReader *reader, const JsonDocument *document, uint32_t dossier, Arena *arena, BaseAnswer *answer)
{
    uint32_t type = json_member(document, dossier, "type"), id = json_member(document, dossier, "id"),
             member = json_member(document, dossier, "digest");
    Digest was, is;
    if (type == UINT32_MAX || id == UINT32_MAX)
        return true;
    bool had = member != UINT32_MAX && digest_read(json_string(document, arena, member), &was);
    bool has = base_dossier_now(reader, json_string(document, arena, type), json_string(document, arena, id), &is, answer);
    return had == has && (!had || digest_equal(&was, &is));
}

// Whether the policy was in force, and all dossiers are what they were.
static BaseAnswer look_at(BaseReader *reader, const HeldVerdict *verdict, Arena *arena, ProcureReason *reason)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    RegisterStep step;
    Digest digest;
    BaseAnswer answer;
    size_t at = 0;
    Text canonical;
    if (!digest_read(verdict->issued.entry.verdict, &digest) || !base_find_verdict(reader, &digest, &step, &canonical, &answer) ||
        !json_read(&document, arena, canonical, &at, &error))
        return BASE_FAILED;
    uint32_t force = json_member(&document, 0, "in_force"), dossiers = json_member(&document, 0, "dossiers");
    if (force != UINT32_MAX && json_kind(&document, force) == JSON_FALSE)
        *reason = PROCURE_OUT_OF_FORCE;
    if (dossiers == UINT32_MAX)
        return answer;
    for (uint32_t one = dossiers + 1; one < json_next(&document, dossiers) && answer == BASE_DONE;
         one = json_next(&document, one)) {
        if (!same_dossier(reader, &document, one, arena, &answer))
            *reason = PROCURE_FACTS_CHANGED;
    }
    return answer;
}

// ---- which verdict counts ----

// Of those of a policy and of the profiles that are asked for, the one that counts on the day: the latest.
static const HeldVerdict *counting(const History *history, const ProcureCase *what, Text policy)
{
    const HeldVerdict *latest = NULL;
    for (size_t i = 0; i < history->verdict_count; i++) {
        const HeldVerdict *one = &history->verdicts[i];
        if (!text_equal(held_policy(one), policy) || !text_equal(one->issued.entry.profiles, what->profiles) ||
            one->on > what->on)
            continue;
        if (!latest || one->on >= latest->on) // they stand in the order in which they were registered
            latest = one;
    }
    return latest;
}

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
    return procure_infos[*reason].answer == PROCURE_HOLD ? BASE_DONE : look_at(reader, verdict, arena, reason);
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
        const HeldVerdict *verdict = counting(history, what, policy);
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
