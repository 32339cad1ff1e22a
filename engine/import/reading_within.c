// SPDX-License-Identifier: MIT
// Records that stand within others and are made where these are: as blocks of the policy's mappings, but by the reader. See
// reading.h.
#include "import/reading_inside.h"

static void note_for(Reading *reading, PlanEnd end, Noted noted)
{
    noted.mapping = end.mapping;
    noted.alternative = (uint16_t)end.alternative;
    noted_add(reading, noted);
}

void reading_say_none(Reading *reading, Derived derived, bool says_so, uint32_t value)
{
    const Plan *plan = reading->plan;
    for (uint32_t i = plan->derived[derived]; i < plan->derived[derived + 1]; i++) {
        PlanEnd end = plan->derived_ends[i];
        if (says_so || reading->closed[plan->mappings[end.mapping].info->attribute])
            note_for(reading, end, (Noted){.value = value, .kind = NOTED_NONE});
    }
}

void reading_say_lost(Reading *reading, Derived derived, uint32_t value)
{
    const Plan *plan = reading->plan;
    for (uint32_t i = plan->derived[derived]; i < plan->derived[derived + 1]; i++)
        note_for(reading, plan->derived_ends[i], (Noted){.value = value, .kind = NOTED_LOST});
}

void reading_within(Reading *reading, Derived derived, ReadingRecord *record, Text key)
{
    const Plan *plan = reading->plan;
    const PlanFrame *frame = &plan->frames[plan->objects[record->object].frame];
    if (frame->type == NO_INDEX) {
        reading_close(reading, record);
        return;
    }
    ClaimsMade made = claims_make(reading, frame, record->noted, record->value, key);
    Noted noted = {.value = record->value, .kind = made.keyless ? NOTED_LOST : NOTED_PART, .part = made.record};
    reading->report.stored[record->object].parts += !made.keyless;
    if (made.keyless)
        reading_note(reading, MESSAGE_FOREIGN_KEYLESS, record->value, text_of(format_object_paths[record->object]));
    for (uint32_t i = plan->derived[derived]; i < plan->derived[derived + 1]; i++)
        note_for(reading, plan->derived_ends[i], noted);
}
