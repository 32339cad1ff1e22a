// SPDX-License-Identifier: MIT
// From the steps about a subject to its verdicts: an event log, folded. See history.h.
#include "register/history.h"

#include <stdlib.h>

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
    return day.bytes && date_read(day, &date) ? date : NO_DAY;
}

Text held_policy(const HeldVerdict *verdict)
{
    Text policy = verdict->issued.entry.policy;
    size_t blank = text_find(policy, 0, text_of(" "));
    return text_slice(policy, 0, blank == SIZE_MAX ? policy.length : blank);
}

typedef struct Reading {
    Arena *arena;
    const Viewer *viewer;
    RegisterStep *steps; // all
    size_t count, capacity;
    HeldVerdict *verdicts; // all
    size_t verdict_count;
    TextIndex digests; // of their bytes
    size_t *places;    // of a digest: which of them it names
} Reading;

static bool add_step(void *with, const RegisterStep *step)
{
    Reading *reading = with;
    reading->steps = arena_grow(reading->arena, reading->steps, reading->count, &reading->capacity, sizeof *reading->steps);
    reading->steps[reading->count++] = *step;
    return true;
}

// The verdict that a step is about; null: none.
static HeldVerdict *verdict_of(const Reading *reading, const RegisterStep *step)
{
    uint32_t number = step->entry.verdict.bytes ? text_index_find(&reading->digests, step->entry.verdict) : UINT32_MAX;
    return number == UINT32_MAX ? NULL : &reading->verdicts[reading->places[number]];
}

// Whether a release is to a viewer: what the public may see, all may.
static bool is_released_to(const LogEntry *release, const Viewer *viewer)
{
    if (text_is(release->audience, "public"))
        return true;
    return viewer->audience == AUDIENCE_INSTITUTION && text_is(release->audience, "institution") &&
           text_equal(release->as, viewer->institution);
}

static void add_issued(Reading *reading)
{
    text_index_open(&reading->digests, reading->arena);
    reading->verdicts = arena_array(reading->arena, reading->count + 1, sizeof *reading->verdicts);
    reading->places = arena_array(reading->arena, reading->count + 1, sizeof *reading->places);
    for (size_t i = 0; i < reading->count; i++) {
        const RegisterStep *step = &reading->steps[i];
        if (step->entry.kind != LOG_ISSUE)
            continue;
        reading->places[text_index_add(&reading->digests, step->entry.verdict)] = reading->verdict_count;
        reading->verdicts[reading->verdict_count++] = (HeldVerdict){
            .issued = *step, .called = step->entry.verdict, .on = entry_day(step->entry.on)};
    }
}

// What became of them.
static void add_changes(Reading *reading)
{
    for (size_t i = 0; i < reading->count; i++) {
        const RegisterStep *step = &reading->steps[i];
        HeldVerdict *verdict = step->entry.kind == LOG_ISSUE ? NULL : verdict_of(reading, step);
        if (!verdict)
            continue;
        if (step->entry.kind == LOG_REVOKE &&
            (!verdict->revoked || entry_day(step->entry.on) < entry_day(verdict->revoked->entry.on)))
            verdict->revoked = step;
        if (reading->viewer->audience == AUDIENCE_OFFICE || step->entry.kind != LOG_RELEASE ||
            !is_released_to(&step->entry, reading->viewer))
            continue;
        verdict->released = step;
        verdict->called = step->entry.view;
    }
}

static bool sees(const Reading *reading, const HeldVerdict *verdict)
{
    return reading->viewer->audience == AUDIENCE_OFFICE || verdict->released;
}

// What a verdict answers: the name of its policy, and its profiles.
static Text question_of(const HeldVerdict *verdict, Arena *arena)
{
    Text policy = held_policy(verdict), profiles = verdict->issued.entry.profiles;
    return text_format(arena, "%.*s/%.*s", (int)policy.length, policy.bytes, (int)profiles.length,
                       profiles.length ? profiles.bytes : "");
}

typedef struct Answering {
    uint32_t question;
    HeldVerdict *verdict;
} Answering;

// Those that answer one question stand together, the latest last.
static int by_question(const void *a, const void *b)
{
    const Answering *x = a, *y = b;
    if (x->question != y->question)
        return x->question < y->question ? -1 : 1;
    if (x->verdict->on != y->verdict->on)
        return x->verdict->on < y->verdict->on ? -1 : 1;
    return (x->verdict->issued.sequence > y->verdict->issued.sequence) -
           (x->verdict->issued.sequence < y->verdict->issued.sequence);
}

// Of all verdicts each gets the latest one that counts in its place; of what the viewer does not see, since when there is one.
static void supersede(Reading *reading)
{
    TextIndex questions;
    Answering *all = arena_array(reading->arena, reading->verdict_count + 1, sizeof *all);
    text_index_open(&questions, reading->arena);
    for (size_t i = 0; i < reading->verdict_count; i++) {
        HeldVerdict *one = &reading->verdicts[i];
        all[i] = (Answering){text_index_add(&questions, question_of(one, reading->arena)), one};
    }
    if (reading->verdict_count)
        qsort(all, reading->verdict_count, sizeof *all, by_question);
    const HeldVerdict *newest = NULL;
    int64_t hidden = NO_DAY;
    for (size_t i = reading->verdict_count; i-- > 0;) {
        HeldVerdict *one = all[i].verdict;
        if (i + 1 == reading->verdict_count || all[i].question != all[i + 1].question) {
            newest = NULL;
            hidden = NO_DAY;
        }
        one->newer = newest;
        one->hidden_from = hidden;
        if (!sees(reading, one))
            hidden = one->on;
        else if (!newest)
            newest = one;
    }
}

// What others than the office see of a step: that something was released to them, and that such a one was revoked.
static void add_seen(History *history, const Reading *reading)
{
    bool office = reading->viewer->audience == AUDIENCE_OFFICE;
    for (size_t i = 0; i < reading->count; i++) {
        RegisterStep step = reading->steps[i];
        const HeldVerdict *verdict = verdict_of(reading, &step);
        step.about = verdict ? verdict->issued.sequence : 0;
        bool seen = office || (verdict && verdict->released &&
                               (step.entry.kind == LOG_REVOKE ||
                                (step.entry.kind == LOG_RELEASE && is_released_to(&step.entry, reading->viewer))));
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
    Reading reading = {.arena = arena, .viewer = viewer};
    *history = (History){.type = type, .id = id};
    BaseAnswer answer = base_each_step(reader, type, id, add_step, &reading);
    add_issued(&reading);
    add_changes(&reading);
    supersede(&reading);
    add_seen(history, &reading);
    history->verdicts = arena_array(arena, reading.verdict_count + 1, sizeof *history->verdicts);
    for (size_t i = 0; i < reading.verdict_count; i++) {
        if (sees(&reading, &reading.verdicts[i]))
            history->verdicts[history->verdict_count++] = reading.verdicts[i];
    }
    return answer;
}

VerdictState held_state(const HeldVerdict *verdict)
{
    if (verdict->revoked)
        return VERDICT_REVOKED;
    return verdict->newer || verdict->hidden_from != NO_DAY ? VERDICT_SUPERSEDED : VERDICT_CURRENT;
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
