// SPDX-License-Identifier: MIT
// The public library: which subjects call for a review, as the register has it: incremental evaluation. Where the policy, the
// dossiers and the day are those of the verdict that counts, nothing does. Where only days have passed the review is run, and
// what comes out held against the bytes of that verdict, as though it were of that day: so that no list of what a day may change
// has to be complete. See assize.h.
#include "library_register.h"

#include "register/rests.h"

// An interpretation that came since is told by a verdict, on whose day it hangs.
static bool is_read_anew(const Program *program, int64_t from, int64_t to)
{
    for (uint32_t i = 0; i < program->interpretations_count; i++) {
        if (program->interpretations[i].on > from && program->interpretations[i].on <= to)
            return true;
    }
    return false;
}

// The verdict that may still hold; null: there is none.
static const HeldVerdict *find_held(const ChangedCase *changed, SubjectReview *subject, const SubjectCase *what)
{
    Arena *arena = &subject->beside;
    const Program *program = variants_program(what->variants);
    Text type = program_string(program, program->types[program->head.subject_type].name);
    History *history = arena_take(arena, sizeof *history);
    if (history_read(subject->reader, type, what->id, &the_office, arena, history) != BASE_DONE)
        return NULL;
    const VerdictQuestion question = {program_string(program, program->head.name), changed->profiles, what->date};
    const HeldVerdict *held = history_counting(history, &question);
    bool holds = held && text_equal(held->issued.entry.sources, changed->sources) &&
                 entry_day(held->issued.entry.until) >= what->date &&
                 !(held->revoked && entry_day(held->revoked->entry.on) <= what->date) &&
                 !is_read_anew(program, held->on, what->date);
    return holds ? held : NULL;
}

bool changed_is_due(const ChangedCase *changed, SubjectReview *subject, const SubjectCase *what)
{
    RestsOn rests;
    const HeldVerdict *held = find_held(changed, subject, what);
    if (!held || verdict_rests(subject->reader, held, &subject->beside, &rests) != BASE_DONE || !rests.same)
        return true;
    subject->held = held;
    return held->on != what->date;
}

bool changed_is_same(SubjectReview *subject)
{
    Digest was;
    Report *report = subject->held ? report_of(subject->verdict, &the_office) : NULL;
    if (!report)
        return false;
    report->on = subject->held->on;
    report_canonical(report, &subject->beside);
    Digest is = digest_of(report->canonical);
    return digest_read(subject->held->issued.entry.verdict, &was) && digest_equal(&was, &is);
}
