// SPDX-License-Identifier: MIT
// Makes explanations for one viewer: of a rule, in each of the reviews that its verdict was made from, and of a profile. See
// report.h.
#include "report/report.h"

static ExplainedProfile explained_profile(const Sight *sight, const ToldProfile *profiles, uint32_t number, Speech speech)
{
    ExplainedProfile explained = {.profile = number, .told = profiles[number]};
    Review *review = sight->verdict->review;
    if (review_program(review)->profiles[number].applies != NO_REGISTER)
        explained.tree = explain_profile(review, sight->sides[0].view, number, speech);
    return explained;
}

// A profile, and behind it those that it refines.
static const ExplainedProfile *explained_chain(const Sight *sight, uint32_t number, Speech speech, size_t *count)
{
    const Program *program = review_program(sight->verdict->review);
    const ToldProfile *told = profiles_told(sight);
    ExplainedProfile *chain = arena_array(review_arena(sight->verdict->review), (size_t)program->profiles_count + 1,
                                          sizeof *chain);
    for (*count = 0; number != NO_INDEX; number = program->profiles[number].refines)
        chain[(*count)++] = explained_profile(sight, told, number, speech);
    return chain;
}

// Those of which it is unknown whether they apply, by their own condition.
static const ExplainedProfile *explained_unknown(const Sight *sight, Speech speech, size_t *count)
{
    const Program *program = review_program(sight->verdict->review);
    const ToldProfile *told = profiles_told(sight);
    ExplainedProfile *unknown = arena_array(review_arena(sight->verdict->review), (size_t)program->profiles_count + 1,
                                            sizeof *unknown);
    *count = 0;
    for (uint32_t i = 0; i < program->profiles_count; i++) {
        if (told[i].applies == TRUTH_UNKNOWN && told[i].condition == TRUTH_UNKNOWN)
            unknown[(*count)++] = explained_profile(sight, told, i, speech);
    }
    return unknown;
}

// The same bytes as when there is one review: the exceptions of a rule that is excepted, and the tree.
static ExplainedSide explained_side(const Sight *sight, size_t place, uint32_t number, Speech speech)
{
    Status status = (Status)sight->sides[place].verdict->statuses[number];
    const SeenReview *side = sight_of_rule(sight, place, number, &number);
    Review *review = side->verdict->review;
    const RuleInfo *rule = &review_program(review)->rules[number];
    ExplainedSide explained = {.there = program_says_of(review_program(review), rule->profiles), .status = status};
    bool hidden;
    if (explained.there && explained.status == STATUS_EXCEPTED)
        explained.excepts = excepts_told(side, rule, &hidden);
    if (explained.there)
        explained.tree = explain_rule(review, side->view, number, speech);
    return explained;
}

ReportExplanation report_explained(const Sight *sight, uint32_t number, Speech speech)
{
    const Verdict *verdict = sight->verdict;
    const Review *review = verdict->review;
    const Program *program = review_program(review);
    const RuleInfo *rule = &program->rules[number];
    ReportExplanation explanation = {.program = program,
                                     .rule = rule,
                                     .there = program_says_of(program, rule->profiles),
                                     .status = (Status)verdict->statuses[number],
                                     .otherwise = (Status)verdict->otherwise[number],
                                     .on = review_date(review)};
    if (!explanation.there) {
        explanation.profiles = explained_chain(sight, profile_among(program, rule->profiles), speech, &explanation.profile_count);
        return explanation;
    }
    if (explanation.status == STATUS_WAIVED)
        explanation.waived_until = verdict_waived_until(program, number);
    for (size_t i = 0; i < sight->count; i++)
        explanation.sides[i] = explained_side(sight, i, number, speech);
    const Explained *trees[] = {explanation.sides[0].tree, explanation.sides[1].tree};
    bool differ = sight->count > 1 && (verdict_differs(verdict, number) || !trees[1] || !explained_equal(trees[0], trees[1]));
    explanation.side_count = differ ? sight->count : 1;
    if (differ)
        explanation.profiles = explained_unknown(sight, speech, &explanation.profile_count);
    return explanation;
}

ReportExplanation report_explanation(Verdict *verdict, const Viewer *viewer, uint32_t number, Speech speech)
{
    Sight sight = sight_open(verdict, viewer);
    return report_explained(&sight, number, speech);
}

ReportApplies report_applies(Verdict *verdict, const Viewer *viewer, uint32_t profile, Speech speech)
{
    Sight sight = sight_open(verdict, viewer);
    ReportApplies applies = {.program = review_program(verdict->review)};
    applies.profiles = explained_chain(&sight, profile, speech, &applies.profile_count);
    return applies;
}
