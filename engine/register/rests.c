// SPDX-License-Identifier: MIT
// The dossiers that a verdict names, against those that there are now (their digests). See rests.h.
#include "register/rests.h"

#include "support/json.h"

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

BaseAnswer verdict_rests(BaseReader *reader, const HeldVerdict *verdict, Arena *arena, RestsOn *rests)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    RegisterStep step;
    Digest digest;
    BaseAnswer answer;
    size_t at = 0;
    Text canonical;
    *rests = (RestsOn){.same = true};
    if (!digest_read(verdict->issued.entry.verdict, &digest) || !base_find_verdict(reader, &digest, &step, &canonical, &answer) ||
        !json_read(&document, arena, canonical, &at, &error))
        return BASE_FAILED;
    uint32_t force = json_member(&document, 0, "in_force"), dossiers = json_member(&document, 0, "dossiers");
    rests->out_of_force = force != UINT32_MAX && json_kind(&document, force) == JSON_FALSE;
    if (dossiers == UINT32_MAX)
        return answer;
    for (uint32_t one = dossiers + 1; one < json_next(&document, dossiers) && answer == BASE_DONE;
         one = json_next(&document, one))
        rests->same &= same_dossier(reader, &document, one, arena, &answer);
    return answer;
}

const HeldVerdict *history_counting(const History *history, const VerdictQuestion *question)
{
    const HeldVerdict *latest = NULL;
    for (size_t i = 0; i < history->verdict_count; i++) {
        const HeldVerdict *one = &history->verdicts[i];
        if (!text_equal(held_policy(one), question->policy) || !text_equal(one->issued.entry.profiles, question->profiles) ||
            one->on > question->on)
            continue;
        if (!latest || one->on >= latest->on) // they stand in the order in which they were registered
            latest = one;
    }
    return latest;
}
