// SPDX-License-Identifier: MIT
// Records of verdicts, and the sums over them: the matrix of outcomes (a contingency table), rules by status, what is missing.
// See impact.h; which change is responsible for what: impact_causes.c.
#include "sweep/impact_inside.h"

#include <stdlib.h>

const char *const impact_move_names[MOVES] = {
    [MOVE_NONE] = "none", [MOVE_LOSES] = "loses", [MOVE_WINS] = "wins", [MOVE_OTHER] = "changes"};

// ---- outcomes ----

void impact_open(ReportImpact *impact, Arena *arena)
{
    const Program *before = impact->program[IMPACT_BEFORE], *after = impact->program[IMPACT_AFTER];
    impact->outcomes = arena_array(arena, (size_t)before->outcomes_count + after->outcomes_count + 1, sizeof *impact->outcomes);
    impact->ordered = before->outcomes_count == after->outcomes_count;
    for (int side = IMPACT_BEFORE; side < IMPACT_SIDES; side++) {
        Program with_all = *impact->program[side];
        with_all.applies = profiles_all(&with_all);
        impact->changes[side] = changes_by_rule(&with_all, arena);
        for (uint32_t i = 0; i < impact->program[side]->outcomes_count; i++) {
            Text name = program_string(impact->program[side], impact->program[side]->outcomes[i].name);
            uint32_t at = impact_outcome_named(impact, name);
            if (side == IMPACT_AFTER)
                impact->ordered &= at == i;
            if (at == impact->outcome_count)
                impact->outcomes[impact->outcome_count++] = name;
        }
    }
}

// Down where neither the best nor the worst that can come of it is better than it was.
static ImpactMove move_of(const ReportImpact *impact, const ImpactRecord *before, const ImpactRecord *after)
{
    RecordHead was = record_head(before), is = record_head(after);
    if (!impact->ordered)
        return MOVE_OTHER;
    if (is.best <= was.best && is.worst <= was.worst)
        return MOVE_LOSES;
    return is.best >= was.best && is.worst >= was.worst ? MOVE_WINS : MOVE_OTHER;
}

// ---- rules ----

static int by_code(const void *a, const void *b)
{
    return text_compare(((const ImpactRule *)a)->code, ((const ImpactRule *)b)->code);
}

// The rules of both, by code.
static void merge_rules(const ReportImpact *impact, ImpactDay *day, Arena *arena)
{
    const Program *const *programs = impact->program;
    day->rules = arena_array(arena, (size_t)programs[0]->rules_count + programs[1]->rules_count + 1, sizeof *day->rules);
    for (int side = IMPACT_BEFORE; side < IMPACT_SIDES; side++) {
        for (uint32_t i = 0; i < programs[side]->rules_count; i++) {
            ImpactRule rule = {.code = program_string(programs[side], programs[side]->rules[i].code),
                               .number = {NO_INDEX, NO_INDEX}};
            rule.number[side] = i;
            day->rules[day->rule_count++] = rule;
        }
    }
    if (day->rule_count)
        qsort(day->rules, day->rule_count, sizeof *day->rules, by_code);
    size_t kept = 0;
    for (size_t i = 0; i < day->rule_count; i++) {
        if (kept && text_equal(day->rules[kept - 1].code, day->rules[i].code)) {
            for (int side = IMPACT_BEFORE; side < IMPACT_SIDES; side++) {
                if (day->rules[i].number[side] != NO_INDEX)
                    day->rules[kept - 1].number[side] = day->rules[i].number[side];
            }
        } else {
            day->rules[kept++] = day->rules[i];
        }
    }
    day->rule_count = kept;
}

// ---- what is missing ----

typedef struct Missing {
    ImpactDay *day;
    TextIndex index;
    uint64_t *seen; // by what is missing, the last subject that lacks it
    size_t capacity;
} Missing;

static void add_missing(Missing *missing, const Program *program, const ImpactRecord *record, uint64_t subject)
{
    Arena *arena = missing->index.arena;
    RecordHead head = record_head(record);
    size_t at = sizeof head + program->rules_count * (head.two ? 1 + MOST_REVIEWS : (size_t)1);
    for (uint32_t i = 0; i < head.needs; i++) {
        NeedHead need;
        memcpy(&need, record->kept.bytes + at, sizeof need);
        Text whole = text_slice(record->kept, at, at + sizeof need + need.length),
             path = text_slice(whole, sizeof need, whole.length);
        at += whole.length;
        uint32_t before = missing->index.count, number = text_index_add(&missing->index, whole);
        if (number == before) {
            ImpactDay *day = missing->day;
            missing->seen = arena_grow(arena, missing->seen, number, &missing->capacity, sizeof *missing->seen);
            missing->seen[number] = 0;
            day->missing = arena_grow(arena, day->missing, number, &day->missing_capacity, sizeof *day->missing);
            day->missing[day->missing_count++] = (ImpactMissing){path, need.rank, 0};
        }
        missing->day->missing[number].subjects += missing->seen[number] != subject; // once, for whatever reasons
        missing->seen[number] = subject;
    }
}

static int by_subjects(const void *a, const void *b)
{
    const ImpactMissing *x = a, *y = b;
    if (x->subjects != y->subjects)
        return x->subjects > y->subjects ? -1 : 1;
    int order = text_compare(x->path, y->path);
    return order ? order : (x->rank > y->rank) - (x->rank < y->rank);
}

// ---- a day ----

static void add_subject(const ReportImpact *impact, ImpactDay *day, const ImpactRecord *const records[IMPACT_SIDES], Arena *arena)
{
    ImpactSubject subject = {.id = records[IMPACT_BEFORE]->id};
    for (int side = IMPACT_BEFORE; side < IMPACT_SIDES; side++) {
        subject.outcome[side] = record_outcome(impact, side, records[side]);
        for (size_t i = 0; i < day->rule_count; i++) {
            if (day->rules[i].number[side] != NO_INDEX)
                day->rules[i].statuses[side][record_status(records[side], day->rules[i].number[side])]++;
        }
    }
    size_t row = (size_t)impact->outcome_count + 1;
    day->matrix[subject.outcome[IMPACT_BEFORE] * row + subject.outcome[IMPACT_AFTER]]++;
    day->reviewed++;
    if (subject.outcome[IMPACT_BEFORE] == subject.outcome[IMPACT_AFTER])
        return;
    subject.move = move_of(impact, records[IMPACT_BEFORE], records[IMPACT_AFTER]);
    day->moves[subject.move]++;
    impact_find_causes(impact, day, records, &subject, arena);
    day->changed = arena_grow(arena, day->changed, day->changed_count, &day->changed_capacity, sizeof *day->changed);
    day->changed[day->changed_count++] = subject;
}

// Of what one of them has no verdict there is nothing to compare.
void impact_add_day(ReportImpact *impact, const ImpactRecords records[IMPACT_SIDES], int64_t on, Arena *arena)
{
    ImpactDay *day = &impact->days[impact->day_count++];
    size_t row = (size_t)impact->outcome_count + 1;
    *day = (ImpactDay){.on = on, .matrix = arena_array(arena, row * row, sizeof *day->matrix)};
    merge_rules(impact, day, arena);
    Missing missing = {.day = day};
    TextIndex after;
    text_index_open(&missing.index, arena);
    text_index_open(&after, arena);
    for (size_t i = 0; i < records[IMPACT_AFTER].count; i++)
        text_index_add(&after, records[IMPACT_AFTER].items[i].id);
    for (size_t i = 0; i < records[IMPACT_BEFORE].count; i++) {
        const ImpactRecord *before = &records[IMPACT_BEFORE].items[i];
        uint32_t at = text_index_find(&after, before->id);
        if (at == UINT32_MAX)
            continue;
        const ImpactRecord *const both[IMPACT_SIDES] = {before, &records[IMPACT_AFTER].items[at]};
        add_subject(impact, day, both, arena);
        add_missing(&missing, impact->program[IMPACT_AFTER], both[IMPACT_AFTER], day->reviewed);
    }
    for (int side = IMPACT_BEFORE; side < IMPACT_SIDES; side++) {
        uint64_t lacking = records[side].count + records[side].failed - day->reviewed;
        day->failed = lacking > day->failed ? lacking : day->failed;
    }
    if (day->missing_count)
        qsort(day->missing, day->missing_count, sizeof *day->missing, by_subjects);
    if (day->reviewed > impact->subjects)
        impact->subjects = day->reviewed;
}

void impact_add_point(ReportImpact *impact, const ImpactRecords *records, Text value, Arena *arena)
{
    ImpactPoint *point = &impact->points[impact->point_count++];
    *point = (ImpactPoint){value, arena_array(arena, (size_t)impact->outcome_count + 1, sizeof *point->counts)};
    for (size_t i = 0; i < records->count; i++)
        point->counts[record_outcome(impact, IMPACT_AFTER, &records->items[i])]++;
}

// ---- what it rests on ----

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

void impact_find_corpus(ReportImpact *impact, const ImpactRecords *records, Arena *arena)
{
    int64_t *days = arena_array(arena, records->count + 1, sizeof *days);
    size_t count = 0;
    TextBuilder named = text_builder(arena);
    for (size_t i = 0; i < records->count; i++) {
        RecordHead head = record_head(&records->items[i]);
        text_append(&named, records->items[i].id);
        text_append_byte(&named, 0);
        text_append(&named, digest_bytes(&head.dossier));
        days[count] = head.last;
        count += head.last != INT64_MIN;
    }
    impact->corpus = digest_of(text_built(&named));
    impact->oldest = impact->newest = impact->median = INT64_MIN;
    if (!count)
        return;
    qsort(days, count, sizeof *days, by_number);
    impact->oldest = days[0];
    impact->newest = days[count - 1];
    impact->median = days[count / 2];
}
