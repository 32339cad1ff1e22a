// SPDX-License-Identifier: MIT
// One subject reviewed, with what earlier reviews of the same thread left. See subject.h.
#include "sweep/subject.h"

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

bool subject_run(SubjectReview *subject, const SubjectCase *what)
{
    ProfiledReview both;
    bool fine = profiled_review_run(&both, what->variants, &subject->dossiers, what->id, what->date, &what->limits,
                                    subject->kept->scratch, &subject->arena);
    subject->review = both.review;
    subject->without = both.without;
    if (!fine)
        return false;
    subject->verdict = verdict_of(subject->review);
    return true;
}

Text subject_trouble(const SubjectReview *subject, bool finished)
{
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
