// SPDX-License-Identifier: MIT
// From the steps about a subject to its verdicts: an event log, folded. See history.h.
#include "register/history.h"

#include "support/calendar.h"

const char *const verdict_state_names[] = {
    [VERDICT_CURRENT] = "current", [VERDICT_SUPERSEDED] = "superseded", [VERDICT_REVOKED] = "revoked"};
const char *const verdict_rank_names[] = {
    [RANK_BEST] = "best", [RANK_BETWEEN] = "between", [RANK_UNDETERMINED] = "undetermined", [RANK_WORST] = "worst"};

VerdictRank verdict_rank_named(Text name)
{
    VerdictRank rank = RANK_BEST;
    while (rank < VERDICT_RANKS && !text_is(name, verdict_rank_names[rank]))
        rank++;
    return rank < VERDICT_RANKS ? rank : RANK_UNDETERMINED;
}

int64_t entry_day(Text day)
{
    int64_t date;
    return day.bytes && date_read(day, &date) ? date : INT64_MAX;
}

Text held_policy(const HeldVerdict *verdict)
{
    Text policy = verdict->issued.entry.policy;
    size_t blank = text_find(policy, 0, text_of(" "));
    return text_slice(policy, 0, blank == SIZE_MAX ? policy.length : blank);
}

typedef struct Reading {
    Arena *arena;
    RegisterStep *steps; // all
    size_t count, capacity;
} Reading;

static bool add_step(void *with, const RegisterStep *step)
{
    Reading *reading = with;
    reading->steps = arena_grow(reading->arena, reading->steps, reading->count, &reading->capacity, sizeof *reading->steps);
    reading->steps[reading->count++] = *step;
    return true;
}

static bool is_about(const RegisterStep *step, LogChange kind, Text verdict)
{
    return step->entry.kind == kind && text_equal(step->entry.verdict, verdict);
}

// Whether a release is to a viewer: what the public may see, all may.
static bool is_released_to(const LogEntry *release, const Viewer *viewer)
{
    if (text_is(release->audience, "public"))
        return true;
    return viewer->audience == AUDIENCE_INSTITUTION && text_is(release->audience, "institution") &&
           text_equal(release->as, viewer->institution);
}

static HeldVerdict held(const Reading *reading, const RegisterStep *issued, const Viewer *viewer)
{
    HeldVerdict verdict = {.issued = *issued, .called = issued->entry.verdict, .on = entry_day(issued->entry.on)};
    for (size_t i = 0; i < reading->count; i++) {
        const RegisterStep *step = &reading->steps[i];
        bool revokes = is_about(step, LOG_REVOKE, issued->entry.verdict);
        if (revokes && (!verdict.revoked || entry_day(step->entry.on) < entry_day(verdict.revoked->entry.on)))
            verdict.revoked = step;
        if (viewer->audience != AUDIENCE_OFFICE && is_about(step, LOG_RELEASE, issued->entry.verdict) &&
            is_released_to(&step->entry, viewer))
            verdict.released = step;
    }
    if (verdict.released)
        verdict.called = verdict.released->entry.view;
    return verdict;
}

static bool same_question(const HeldVerdict *a, const HeldVerdict *b)
{
    return text_equal(held_policy(a), held_policy(b)) && text_equal(a->issued.entry.profiles, b->issued.entry.profiles);
}

static bool is_later(const HeldVerdict *a, const HeldVerdict *b)
{
    return a->on > b->on || (a->on == b->on && a->issued.sequence > b->issued.sequence);
}

// Of all verdicts each gets the latest one that counts in its place; of what the viewer does not see, that there is one.
static void supersede(HeldVerdict *all, size_t count, const Viewer *viewer)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            if (!same_question(&all[i], &all[j]) || !is_later(&all[j], &all[i]))
                continue;
            if (viewer->audience != AUDIENCE_OFFICE && !all[j].released)
                all[i].hides_newer = true;
            else if (!all[i].newer || is_later(&all[j], all[i].newer))
                all[i].newer = &all[j];
        }
    }
}

// What others than the office see of a step: that something was released to them, and that such a one was revoked.
static void add_seen(History *history, Reading *reading, const HeldVerdict *all, size_t count, const Viewer *viewer)
{
    for (size_t i = 0; i < reading->count; i++) {
        RegisterStep step = reading->steps[i];
        const HeldVerdict *verdict = NULL;
        for (size_t j = 0; j < count && step.entry.verdict.bytes; j++)
            verdict = text_equal(all[j].issued.entry.verdict, step.entry.verdict) ? &all[j] : verdict;
        step.about = verdict ? verdict->issued.sequence : 0;
        bool office = viewer->audience == AUDIENCE_OFFICE;
        bool seen = office ||
                    (verdict && verdict->released &&
                     (step.entry.kind == LOG_REVOKE || (step.entry.kind == LOG_RELEASE && is_released_to(&step.entry, viewer))));
        if (!seen)
            continue;
        if (!office && step.entry.kind == LOG_REVOKE)
            step.entry.view = verdict->called;
        if (!office) {
            step.entry.verdict = (Text){NULL, 0};
            step.digest = (Digest){{0}}; // it is made of that, too
        }
        history->steps = arena_grow(reading->arena, history->steps, history->count, &history->capacity, sizeof step);
        history->steps[history->count++] = step;
    }
}

BaseAnswer history_read(BaseReader *reader, Text type, Text id, const Viewer *viewer, Arena *arena, History *history)
{
    Reading reading = {.arena = arena};
    *history = (History){.type = type, .id = id};
    BaseAnswer answer = base_each_step(reader, type, id, add_step, &reading);
    HeldVerdict *all = arena_array(arena, reading.count + 1, sizeof *all);
    size_t count = 0;
    for (size_t i = 0; i < reading.count; i++) {
        if (reading.steps[i].entry.kind == LOG_ISSUE)
            all[count++] = held(&reading, &reading.steps[i], viewer);
    }
    supersede(all, count, viewer);
    add_seen(history, &reading, all, count, viewer);
    history->verdicts = arena_array(arena, count + 1, sizeof *all);
    for (size_t i = 0; i < count; i++) {
        if (viewer->audience == AUDIENCE_OFFICE || all[i].released)
            history->verdicts[history->verdict_count++] = all[i];
    }
    return answer;
}

VerdictState held_state(const HeldVerdict *verdict)
{
    if (verdict->revoked)
        return VERDICT_REVOKED;
    return verdict->newer || verdict->hides_newer ? VERDICT_SUPERSEDED : VERDICT_CURRENT;
}

const HeldVerdict *history_find(const History *history, Text digest)
{
    for (size_t i = 0; i < history->verdict_count; i++) {
        const HeldVerdict *one = &history->verdicts[i];
        if (text_equal(one->called, digest))
            return one;
        for (size_t j = 0; j < history->count; j++) {
            if (step_releases(&history->steps[j], one) && text_equal(history->steps[j].entry.view, digest))
                return one;
        }
    }
    return NULL;
}
