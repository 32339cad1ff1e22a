// SPDX-License-Identifier: MIT
// The backward slice of a condition of acceptance: why it is unknown of a submission, or on which facts it hangs that it is
// false. The walk goes over what the conditions' code made, instead of what the rules' did.
#include "machine/claims/claims.h"
#include "machine/registers.h"

// The register of the condition of a submission about an entity, once its run stands in the place of the rules'; NO_REGISTER:
// there is none, or it has not been looked at. The rules' run is to be put back.
static uint32_t enter_condition(Review *review, uint32_t entity, uint32_t submission, Run *rules)
{
    Text image = entity_dossier(review, entity)->image;
    standing_of_entity(review, entity, MODE_PLAIN);
    const Run *conditions = review->entities[entity].acceptance;
    uint32_t condition = review->program->kinds[image_submission(image, submission)->kind].accept;
    *rules = review->main;
    if (!conditions || condition == NO_REGISTER || submission >= rows_of(conditions, frame_of(conditions, condition)))
        return NO_REGISTER;
    review->main = *conditions;
    review->ways = NULL;
    return condition;
}

static void leave_condition(Review *review, const Run *rules)
{
    review->main = *rules;
    review->ways = NULL;
}

void review_condition_causes(Review *review, uint32_t entity, uint32_t submission, CauseVisit *cause, void *with)
{
    Run rules;
    uint32_t condition = enter_condition(review, entity, submission, &rules);
    if (condition == NO_REGISTER)
        cause(with, &(Cause){.why = WHY_TOO_COSTLY, .entity = NO_INDEX, .attribute = NO_INDEX, .slot = NO_INDEX});
    else
        review_causes(review, condition, submission, cause, with);
    leave_condition(review, &rules);
}

typedef struct Deciding {
    Review *review;
    uint64_t *waiting; // register and row
    size_t count, capacity, steps;
} Deciding;

static void wait_for(void *with, uint32_t number, uint32_t row)
{
    enum { MOST_STEPS = 1000 };
    Deciding *deciding = with;
    if (++deciding->steps > MOST_STEPS)
        return;
    deciding->waiting = arena_grow(deciding->review->arena, deciding->waiting, deciding->count, &deciding->capacity,
                                   sizeof *deciding->waiting);
    deciding->waiting[deciding->count++] = (uint64_t)number << 32 | row;
}

void review_condition_facts(Review *review, uint32_t entity, uint32_t submission, FactVisit *visit, void *with)
{
    Run rules;
    Deciding deciding = {.review = review};
    uint32_t condition = enter_condition(review, entity, submission, &rules);
    if (condition != NO_REGISTER)
        wait_for(&deciding, condition, submission);
    while (deciding.count) {
        uint64_t next = deciding.waiting[--deciding.count];
        ReviewFact fact;
        if (review_fact(review, (uint32_t)(next >> 32), (uint32_t)next, &fact))
            visit(with, &fact);
        review_operands(review, (uint32_t)(next >> 32), (uint32_t)next, wait_for, NULL, &deciding);
    }
    leave_condition(review, &rules);
}
