// SPDX-License-Identifier: MIT
// One subject reviewed, with what earlier reviews of the same thread left. See subject.h.
#include "sweep/subject.h"

#include "support/calendar.h"

void subject_open(SubjectReview *subject, Kept *kept, Guard *guard, size_t memory)
{
    *subject = (SubjectReview){.kept = kept};
    arena_open(&subject->arena, guard, memory);
    arena_use_spare(&subject->arena, &kept->spare);
    arena_open(&subject->beside, guard, 0);
    arena_use_spare(&subject->beside, &kept->spare_beside);
}

void subject_read_base(SubjectReview *subject, const SubjectCase *what, BaseReader *reader)
{
    subject->reader = reader;
    if (what->verifies)
        base_read_verifying(reader);
    kept_begin(subject->kept, reader, variants_program(what->variants), what->date, &subject->beside, &subject->dossiers,
               &subject->pinned);
}

// What is said of something that is not in force on a day; empty where it is, or gives no date.
static Text out_of_force(const char *what, Text name, int64_t effective, int64_t until, int64_t date, Arena *arena)
{
    InForce in_force = dates_in_force(effective, until, date);
    if (in_force == IN_FORCE || in_force == IN_FORCE_UNDATED)
        return (Text){"", 0};
    TextBuilder text = text_builder(arena);
    text_append_string(&text, what);
    text_append_shown(&text, name);
    text_append_string(&text, " is not in force on ");
    date_append(&text, date);
    text_append_string(&text, in_force == IN_FORCE_NOT_YET ? ": it is from " : ": it was until ");
    date_append(&text, in_force == IN_FORCE_NOT_YET ? effective : until);
    text_append_string(&text, in_force == IN_FORCE_NOT_YET ? " on" : "");
    return text_built(&text);
}

Text subject_out_of_force(const Program *program, int64_t date, Arena *arena)
{
    const ProgramHead *head = &program->head;
    Text told = out_of_force("the policy ", program_string(program, head->name), head->effective, head->until, date, arena);
    // What profiles give counts where the policy gives a date.
    for (uint32_t i = 0; i < program->profiles_count && head->effective != INT64_MIN && !told.length; i++) {
        const ProfileInfo *one = &program->profiles[i];
        if (program_says(program, i))
            told = out_of_force("the profile ", program_string(program, one->name), one->effective, one->until, date, arena);
    }
    return told;
}

bool subject_run(SubjectReview *subject, const SubjectCase *what)
{
    ProfiledReview both;
    subject->variants = what->variants;
    bool fine = profiled_review_run(&both, what->variants, &subject->dossiers, what->id, what->date, &what->limits,
                                    subject->kept->scratch, &subject->arena);
    subject->review = both.review;
    if (fine && what->strict)
        subject->out_of_force = subject_out_of_force(review_program(subject->review), what->date, &subject->beside);
    if (!fine || subject->out_of_force.length)
        return false;
    subject->verdict = verdict_of_all(&both);
    return true;
}

Text subject_trouble(const SubjectReview *subject, bool finished)
{
    if (subject->out_of_force.length)
        return subject->out_of_force;
    if (subject->arena.limited)
        return text_of("the review takes more memory than it may (--limit-memory)");
    if (!finished)
        return text_of("memory ran out");
    return subject->reader ? base_reader_error(subject->reader) : text_of("a dossier cannot be read");
}

SubjectAnswer subject_answer(const SubjectReview *subject)
{
    const Verdict *verdict = subject->verdict;
    if (!verdict_is_decided(verdict))
        return SUBJECT_BETWEEN;
    if (verdict->best == review_program(subject->review)->outcomes_count - 1)
        return SUBJECT_BEST;
    return verdict->best == 0 ? SUBJECT_WORST : SUBJECT_BETWEEN;
}

void subject_close(SubjectReview *subject)
{
    if (!subject->kept)
        return;
    if (subject->pinned)
        kept_unpin(subject->kept);
    subject->pinned = false;
    arena_close_keeping(&subject->arena, &subject->kept->spare);
    arena_close_keeping(&subject->beside, &subject->kept->spare_beside);
}
