// SPDX-License-Identifier: MIT
// A review, opened and run: eagerly what all need, on demand what one requirement or question does.
#include "machine/claims/claims.h"
#include "machine/registers.h"

Review *review_open(const Prepared *prepared, const Dossiers *dossiers, Text subject, int64_t date, const ReviewLimits *limits,
                    RegexScratch *scratch, Arena *arena)
{
    const Program *program = prepared->program;
    Review *review = arena_take(arena, sizeof *review);
    *review = (Review){.prepared = prepared,
                       .program = program,
                       .dossiers = dossiers,
                       .arena = arena,
                       .beside = dossiers->arena ? dossiers->arena : arena,
                       .scratch = scratch,
                       .limits = *limits,
                       .rows_left = limits->rows,
                       .bytes_left = limits->memory / 2,
                       .regex_left = limits->regex_steps,
                       .date = date};
    enum { EXPECTED = 48 }; // texts that are not in the subject's image: constants of the program, and those of other images
    text_index_open_for(&review->more_texts, arena, EXPECTED);
    text_index_open(&review->more_entities, arena);
    size_t slots = program->slots_count;
    review->constants = arena_array(arena, (size_t)prepared->constant_count + 1, sizeof *review->constants);
    review->columns = arena_raw(arena, slots * sizeof *review->columns);
    review->sets = arena_raw(arena, slots * sizeof *review->sets);
    review->columns_ready = arena_take(arena, 2 * slots + 1);
    review->sets_ready = review->columns_ready + slots;
    if (!entities_open(review, subject))
        return NULL;
    open_run(&review->main, review, code_of_review(program), prepared->review);
    review->main.schedule = &prepared->schedule;
    review->ran = arena_take(arena, (size_t)prepared->schedule.waiting_count + 1);
    return review;
}

bool review_run(Review *review)
{
    const Schedule *schedule = review->main.schedule;
    return run_spine(&review->main, review->numbers, schedule->number_count, review->steps, schedule->spine_count);
}

bool review_run_conditions(Review *review)
{
    const Program *program = review->program;
    const Schedule *schedule = review->main.schedule;
    uint32_t list = program->code_count + program->requires_count + program->excepts_count + program->questions_count;
    review->numbers = schedule->first_number_count;
    review->steps = schedule->first_spine_count;
    if (!run_spine(&review->main, 0, review->numbers, 0, review->steps))
        return false;
    for (uint32_t i = 0; i < program->profiles_count; i++) {
        run_needs(&review->main, list + i);
        if (!run_code(&review->main, program->profiles[i].segment, program->profiles[i].segment_end))
            return false;
    }
    review->conditions_ran = true;
    return true;
}

void review_become(Review *review, const Prepared *variant)
{
    review->prepared = variant;
    review->program = variant->program;
    review->main.constants = variant->program->constants;
    review->main.schedule = &variant->schedule;
}

// Notes that the segment of a requirement, or (behind those) of an exception, has run.
static void find_out(Review *review, uint32_t told)
{
    if (!review->found_out)
        review->found_out = arena_take(review->arena,
                                       (size_t)review->program->requires_count + review->program->excepts_count + 1);
    review->found_out[told] = true;
}

bool review_run_findings(Review *review, uint32_t number)
{
    const RequireInfo *require = &review->program->requires[number];
    find_out(review, number);
    run_needs(&review->main, review->program->code_count + number);
    return run_code(&review->main, require->segment, require->segment_end);
}

bool review_run_reason(Review *review, uint32_t number)
{
    const ExceptInfo *except = &review->program->excepts[number];
    uint32_t told = review->program->requires_count + number;
    find_out(review, told);
    run_needs(&review->main, review->program->code_count + told);
    return run_code(&review->main, except->segment, except->segment_end);
}

bool review_run_question(Review *review, uint32_t number)
{
    const QuestionInfo *question = &review->program->questions[number];
    run_needs(&review->main,
              review->program->code_count + review->program->requires_count + review->program->excepts_count + number);
    return run_code(&review->main, question->segment, question->segment_end);
}

// ---- what others ask of it ----

const Program *review_program(const Review *review)
{
    return review->program;
}

const Prepared *review_prepared(const Review *review)
{
    return review->prepared;
}

Arena *review_arena(const Review *review)
{
    return review->arena;
}

int64_t review_date(const Review *review)
{
    return review->date;
}

bool review_hit_memory(const Review *review)
{
    return review->hit_memory;
}

bool review_hit_rows(const Review *review)
{
    return review->hit_rows;
}

bool review_hit_regex(const Review *review)
{
    return review->hit_regex;
}

uint32_t review_entity_count(const Review *review)
{
    return review->entity_count;
}

MetEntity review_entity(const Review *review, uint32_t number)
{
    const ReviewEntity *entity = &review->entities[number];
    Text type = program_string(review->program, review->program->types[entity->type].name);
    return (MetEntity){type, review_text(review, entity->id), entity->image, entity->looked_up};
}

bool review_failed(const Review *review)
{
    return review->failed;
}

const ReviewLimits *review_limits(const Review *review)
{
    return &review->limits;
}
