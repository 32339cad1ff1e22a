// SPDX-License-Identifier: MIT
// What is kept of a verdict, as bytes: its outcomes and statuses, and what is missing. See impact.h.
#include "sweep/impact_inside.h"

static void append_bytes(TextBuilder *to, const void *bytes, size_t size)
{
    text_append(to, (Text){bytes, size});
}

// The last day on which anything was submitted that shows.
static int64_t last_day(Text image, const Viewer *viewer)
{
    int64_t last = INT64_MIN;
    for (uint32_t i = 0; image.bytes && i < image_head(image)->submission_count; i++) {
        const ImageSubmission *one = image_submission(image, i);
        if (viewer->audience == AUDIENCE_OFFICE && one->on > last)
            last = one->on;
    }
    return last;
}

static void append_needs(TextBuilder *to, const Report *report, const Review *review)
{
    for (size_t i = 0; i < report->need_count; i++) {
        const Need *need = &report->needs[i];
        TextBuilder path = text_builder(to->arena);
        if (need->entity) {
            text_append(&path, review_entity(review, need->entity).type);
            text_append_byte(&path, ' ');
        }
        text_append(&path, need->path);
        Text whole = text_built(&path);
        append_bytes(to, &(NeedHead){need->rank, (uint32_t)whole.length}, sizeof(NeedHead));
        text_append(to, whole);
    }
}

Text impact_record(SubjectReview *subject, const Viewer *viewer, bool needs)
{
    const Verdict *verdict = subject->verdict;
    const Program *program = review_program(subject->review);
    const Report *report = needs && !verdict_is_decided(verdict) ? report_of(subject->verdict, viewer) : NULL;
    if (needs && !verdict_is_decided(verdict) && !report)
        return (Text){NULL, 0};
    Text image = review_entity(subject->review, 0).image;
    bool whole = image.bytes && viewer->audience == AUDIENCE_OFFICE;
    RecordHead head = {.best = verdict->best,
                       .worst = verdict->worst,
                       .needs = report ? (uint32_t)report->need_count : 0,
                       .two = verdict_reviews(verdict) > 1,
                       .last = last_day(image, viewer)};
    KeptVerdict kept = verdict_keep(verdict, program);
    memcpy(head.applies, kept.applies, sizeof head.applies);
    if (whole)
        head.dossier = image_head(image)->dossier;
    TextBuilder record = text_builder(&subject->arena);
    append_bytes(&record, &head, sizeof head);
    append_bytes(&record, verdict->statuses, program->rules_count);
    for (int i = 0; i < MOST_REVIEWS && head.two; i++)
        append_bytes(&record, kept.statuses[i], program->rules_count);
    if (report)
        append_needs(&record, report, subject->review);
    return text_built(&record);
}

void impact_add(ImpactRecords *records, Arena *arena, Text id, Text kept)
{
    records->items = arena_grow(arena, records->items, records->count, &records->capacity, sizeof *records->items);
    records->items[records->count++] = (ImpactRecord){text_copy(arena, id), text_copy(arena, kept)};
}

RecordHead record_head(const ImpactRecord *record)
{
    RecordHead head;
    memcpy(&head, record->kept.bytes, sizeof head);
    return head;
}

// ---- what it says ----

uint32_t impact_outcome_named(const ReportImpact *impact, Text name)
{
    uint32_t i = 0;
    while (i < impact->outcome_count && !text_equal(impact->outcomes[i], name))
        i++;
    return i;
}

uint32_t impact_outcome(const ReportImpact *impact, int side, uint32_t number)
{
    const Program *program = impact->program[side];
    return impact_outcome_named(impact, program_string(program, program->outcomes[number].name));
}

uint32_t record_outcome(const ReportImpact *impact, int side, const ImpactRecord *record)
{
    RecordHead head = record_head(record);
    return head.best == head.worst ? impact_outcome(impact, side, head.best) : impact->outcome_count;
}

Status record_status(const ImpactRecord *record, uint32_t rule)
{
    return rule == NO_INDEX ? STATUS_NOT_APPLICABLE : (Status)record->kept.bytes[sizeof(RecordHead) + rule];
}

KeptVerdict record_verdict(const ImpactRecord *record, const Program *program)
{
    RecordHead head = record_head(record);
    const uint8_t *statuses = (const uint8_t *)record->kept.bytes + sizeof head;
    KeptVerdict kept = {.program = program, .best = head.best, .worst = head.worst};
    for (size_t i = 0; i < MOST_REVIEWS; i++) {
        kept.applies[i] = head.applies[i];
        kept.statuses[i] = head.two ? statuses + (i + 1) * program->rules_count : statuses;
    }
    return kept;
}
