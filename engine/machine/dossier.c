// SPDX-License-Identifier: MIT
// The texts and entities of a review. Those of the subject's image keep their numbers, so that its columns are read as they
// lie; what other images and the program bring is looked up there first and gets a number behind them if it is new.
#include "machine/run.h"

#include <stdlib.h>

uint32_t review_text_of(Review *review, Text text, uint32_t hash)
{
    Text image = review->entities[0].image;
    if (image.bytes) {
        uint32_t own = image_find_text(image, text, hash);
        if (own != UINT32_MAX)
            return own;
    }
    return review->own_texts + text_index_add(&review->more_texts, text);
}

uint32_t find_constant(Review *review, uint32_t string)
{
    uint32_t found = review_text_of(review, program_string(review->program, string), review->program->strings[string].hash);
    review->constants[string] = found + 1;
    return found;
}

uint32_t review_answer_text(Review *review, int64_t number)
{
    const TextIndex *kept = &review->dossiers->answers->texts;
    enum { MOST_MAPPED = 1024 }; // of more it takes longer to clear a map
    if (!review->answer_texts) {
        review->answer_text_count = kept->count < MOST_MAPPED ? kept->count : MOST_MAPPED;
        review->answer_texts = arena_array(review->arena, review->answer_text_count + 1, sizeof *review->answer_texts);
    }
    bool mapped = (uint64_t)number < review->answer_text_count;
    if (mapped && review->answer_texts[number])
        return review->answer_texts[number] - 1;
    Text text = kept->texts[number];
    uint32_t found = review_text_of(review, text, text_hash(text));
    if (mapped)
        review->answer_texts[number] = found + 1;
    return found;
}

Text review_text(const Review *review, int64_t text)
{
    uint32_t number = (uint32_t)text;
    return number < review->own_texts ? image_text(review->entities[0].image, number)
                                      : review->more_texts.texts[number - review->own_texts];
}

static uint32_t add_entity(Review *review, uint32_t type, uint32_t id, uint32_t hash)
{
    review->entities = arena_grow(review->arena, review->entities, review->entity_count, &review->entity_capacity,
                                  sizeof *review->entities);
    review->entities[review->entity_count] = (ReviewEntity){.type = type, .id = id, .hash = hash};
    return review->entity_count++;
}

// Among the entities of the subject's image: the first is the subject, the others are in the order of type and id.
static uint32_t find_own(const Review *review, uint32_t type, Text id)
{
    Text image = review->entities[0].image;
    if (!image.bytes)
        return UINT32_MAX;
    uint32_t low = 1, high = review->own_entities;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        const ImageEntity *entity = image_entity(image, middle);
        int order = entity->type != type ? (entity->type < type ? -1 : 1) : text_compare(image_text(image, entity->id), id);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return UINT32_MAX;
}

uint32_t review_entity_of(Review *review, uint32_t type, Text id)
{
    const ReviewEntity *subject = &review->entities[0];
    if (subject->type == type && text_equal(review_text(review, subject->id), id))
        return 0;
    uint32_t own = find_own(review, type, id);
    if (own != UINT32_MAX)
        return own;
    TextBuilder key = text_builder(review->arena);
    text_append(&key, (Text){(const char *)&type, sizeof type});
    text_append(&key, id);
    uint32_t before = review->more_entities.count;
    uint32_t number = text_index_add(&review->more_entities, text_built(&key));
    if (number == before) {
        review->more_numbers = arena_grow(review->arena, review->more_numbers, number, &review->more_capacity, sizeof(uint32_t));
        uint32_t hash = text_hash(id), text = review_text_of(review, id, hash);
        review->more_numbers[number] = add_entity(review, type, text, hash);
    }
    return review->more_numbers[number];
}

ReviewEntity *entity_dossier(Review *review, uint32_t number)
{
    ReviewEntity *entity = &review->entities[number];
    if (entity->looked_up)
        return entity;
    entity->looked_up = true;
    Dossier found = {{NULL, 0}, NOT_KEPT};
    DossierAnswer answer = review->dossiers->find(review->dossiers->with, entity->type, review_text(review, entity->id),
                                                  entity->hash, &found);
    if (answer == DOSSIER_FAILED)
        review->failed = true;
    if (answer == DOSSIER_FOUND)
        entity->image = found.image;
    entity->kept = found.kept;
    return entity;
}

// The numbers of an image's texts or entities in the review, each looked up when it is first met.
static uint32_t *number_map(Review *review, uint32_t count)
{
    uint32_t *map = arena_raw(review->arena, ((size_t)count + 1) * sizeof *map);
    memset(map, 0xff, ((size_t)count + 1) * sizeof *map);
    return map;
}

int64_t text_of_image(Review *review, uint32_t number, int64_t text)
{
    if (number == 0)
        return text;
    enum { FEW_ASKED = 2 }; // of most dossiers a text or two are asked for: a map would take longer
    ReviewEntity *entity = &review->entities[number];
    if (entity->texts && entity->texts[text] != UINT32_MAX)
        return entity->texts[text];
    if (!entity->texts && entity->texts_asked++ >= FEW_ASKED)
        entity->texts = number_map(review, image_head(entity->image)->text_count);
    Text bytes = image_text(entity->image, (uint32_t)text);
    uint32_t known = review_text_of(review, bytes, text_hash(bytes));
    if (entity->texts)
        entity->texts[text] = known;
    return known;
}

int64_t entity_of_image(Review *review, uint32_t entity, int64_t number)
{
    if (entity == 0)
        return number;
    ReviewEntity *whose = &review->entities[entity];
    if (!whose->entities)
        whose->entities = number_map(review, image_head(whose->image)->entity_count);
    uint32_t known = whose->entities[number];
    if (known == UINT32_MAX) {
        const ImageEntity *one = image_entity(whose->image, (uint32_t)number);
        known = review_entity_of(review, one->type, image_text(whose->image, one->id));
        review->entities[entity].entities[number] = known; // the list may have moved
    }
    return known;
}

// ---- opening a review ----

static void open_subject(Review *review, Text subject)
{
    review->entities = arena_grow(review->arena, NULL, 0, &review->entity_capacity, sizeof *review->entities);
    review->entity_count = review->own_entities = 1;
    review->entities[0] = (ReviewEntity){.type = review->program->head.subject_type, .looked_up = true, .kept = NOT_KEPT};
    Dossier found = {{NULL, 0}, NOT_KEPT};
    uint32_t type = review->program->head.subject_type, hash = text_hash(subject);
    DossierAnswer answer = review->dossiers->find(review->dossiers->with, type, subject, hash, &found);
    if (answer == DOSSIER_FAILED) {
        review->failed = true;
        return;
    }
    if (answer == DOSSIER_NONE) {
        review->entities[0].id = review_text_of(review, subject, hash);
        return;
    }
    Text image = review->entities[0].image = found.image;
    review->own_texts = image_head(image)->text_count;
    review->own_entities = image_head(image)->entity_count;
    review->entities[0].id = image_entity(image, 0)->id;
    while (review->entity_count < review->own_entities) {
        const ImageEntity *entity = image_entity(image, review->entity_count);
        add_entity(review, entity->type, entity->id, entity->hash);
    }
}

Review *review_open(const Prepared *prepared, const Dossiers *dossiers, Text subject, int64_t date, const ReviewLimits *limits,
                    RegexRoom *room, Arena *arena)
{
    const Program *program = prepared->program;
    Review *review = arena_take(arena, sizeof *review);
    *review = (Review){.prepared = prepared,
                       .program = program,
                       .dossiers = dossiers,
                       .arena = arena,
                       .room = room,
                       .limits = *limits,
                       .rows_left = limits->rows,
                       .bytes_left = limits->memory / 2,
                       .regex_left = limits->regex_steps,
                       .date = date};
    text_index_open(&review->more_texts, arena);
    text_index_open(&review->more_entities, arena);
    review->constants = arena_array(arena, (size_t)program->strings_count + 1, sizeof *review->constants);
    review->columns = arena_array(arena, (size_t)program->slots_count + 1, sizeof *review->columns);
    review->sets = arena_array(arena, (size_t)program->slots_count + 1, sizeof *review->sets);
    if (dossiers->answers)
        answers_begin(dossiers->answers, program, dossiers->kept, date, arena->guard);
    open_subject(review, subject);
    if (review->failed)
        return NULL;
    open_run(&review->main, review, code_of_review(program), prepared->review);
    review->main.schedule = &prepared->schedule;
    review->ran = arena_take(arena, (size_t)prepared->schedule.waiting_count + 1);
    return review;
}

bool review_run(Review *review)
{
    return run_spine(&review->main);
}

bool review_run_findings(Review *review, uint32_t number)
{
    const RequireInfo *require = &review->program->requires[number];
    run_needs(&review->main, review->program->code_count + number);
    return run_code(&review->main, require->segment, require->segment_end);
}

bool review_run_question(Review *review, uint32_t number)
{
    const QuestionInfo *question = &review->program->questions[number];
    run_needs(&review->main, review->program->code_count + review->program->requires_count + number);
    return run_code(&review->main, question->segment, question->segment_end);
}

const ReviewLimits default_limits = {.rows = 100000000, .regex_steps = REGEX_BUDGET, .memory = (size_t)4 << 30};

// A rule and the condition under which it applies.
typedef struct RuleWhen {
    uint32_t when, rule;
    bool plain_alone;
} RuleWhen;

static int by_when(const void *a, const void *b)
{
    const RuleWhen *x = a, *y = b;
    if (x->when != y->when)
        return x->when < y->when ? -1 : 1;
    if (x->plain_alone != y->plain_alone)
        return x->plain_alone ? -1 : 1;
    return x->rule < y->rule ? -1 : x->rule > y->rule;
}

static bool is_plain_alone(const RuleInfo *rule)
{
    return rule->when == NO_REGISTER && rule->applies == NO_REGISTER && rule->plain != NO_REGISTER && rule->plain == rule->strict;
}

static GroupedRule grouped_rule(const Program *program, uint32_t number)
{
    const RuleInfo *rule = &program->rules[number];
    uint32_t always = program->code_count; // open_run makes it true
    return (GroupedRule){.plain_alone = is_plain_alone(rule),
                         .rule = number,
                         .aspect = rule->aspect,
                         .weight = rule->weight,
                         .when = rule->when == NO_REGISTER ? always : rule->when,
                         .applies = rule->applies == NO_REGISTER ? always : rule->applies,
                         .plain = rule->plain == NO_REGISTER ? always : rule->plain,
                         .strict = rule->strict == NO_REGISTER ? always : rule->strict};
}

static void add_to_total(Prepared *prepared, RuleGroup *group, const GroupedRule *rule)
{
    uint32_t at = group->first_total;
    while (at < group->end_total && prepared->totals[at].aspect != rule->aspect)
        at++;
    if (at == group->end_total)
        prepared->totals[group->end_total++] = (GroupTotal){.aspect = rule->aspect};
    prepared->totals[at].rules++;
    prepared->totals[at].weight += rule->weight;
}

// Few that share a condition are asked one by one.
static void leave_few_alone(RuleWhen *sorted, size_t count)
{
    enum { FEW = 4 };
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first; end < count && sorted[end].when == sorted[first].when; end++) {
        }
        for (size_t i = first; end - first < FEW && i < end; i++)
            sorted[i].when = NO_REGISTER;
    }
}

static void group_rules(Prepared *prepared, Arena *arena)
{
    const Program *program = prepared->program;
    size_t count = program->rules_count;
    RuleWhen *sorted = arena_array(arena, count + 1, sizeof *sorted);
    prepared->groups = arena_array(arena, count + 1, sizeof *prepared->groups);
    prepared->grouped = arena_array(arena, count + 1, sizeof *prepared->grouped);
    prepared->totals = arena_array(arena, count + 1, sizeof *prepared->totals);
    prepared->declared = arena_array(arena, (size_t)program->aspects_count + 1, sizeof *prepared->declared);
    for (uint32_t i = 0; i < count; i++) {
        sorted[i] = (RuleWhen){program->rules[i].when, i, is_plain_alone(&program->rules[i])};
        prepared->declared[program->rules[i].aspect]++;
    }
    qsort(sorted, count, sizeof *sorted, by_when);
    leave_few_alone(sorted, count);
    qsort(sorted, count, sizeof *sorted, by_when);
    uint32_t totals = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (i == 0 || sorted[i].when != sorted[i - 1].when)
            prepared->groups[prepared->group_count++] = (RuleGroup){sorted[i].when, i, i, totals, totals};
        RuleGroup *group = &prepared->groups[prepared->group_count - 1];
        group->end = i + 1;
        prepared->grouped[i] = grouped_rule(program, sorted[i].rule);
        add_to_total(prepared, group, &prepared->grouped[i]);
        totals = group->end_total;
    }
}

// Truth values take two bits, others their width: it does not matter which of them lie in the image, or are not run.
static uint32_t quarters_of(OperandKind result)
{
    enum { IN_A_BYTE = 4 };
    switch (result) {
    case OPERAND_NONE:
        return 0;
    case OPERAND_TRUTH:
        return 1;
    case OPERAND_WIDE:
        return sizeof(Wide) * IN_A_BYTE;
    case OPERAND_RANGE:
        return 2 * sizeof(Wide) * IN_A_BYTE;
    default:
        return sizeof(int64_t) * IN_A_BYTE;
    }
}

static void measure_frames(Prepared *prepared, Arena *arena)
{
    enum { ROW_ITSELF = 16, IN_A_BYTE = 4 }; // its parent and what leads to it
    const Program *program = prepared->program;
    prepared->row_bytes = arena_array(arena, (size_t)program->frames_count + 1, sizeof *prepared->row_bytes);
    for (uint32_t i = 0; i < program->code_count; i++) {
        const Instr *instr = &program->code[i];
        if (op_infos[instr->op].frame != FRAME_ROOT)
            prepared->row_bytes[instr->frame] += quarters_of(op_infos[instr->op].result);
    }
    for (uint32_t i = 0; i < program->frames_count; i++)
        prepared->row_bytes[i] = ROW_ITSELF + prepared->row_bytes[i] / IN_A_BYTE;
}

bool program_prepare(Prepared *prepared, const Program *program, Arena *arena, Text *reason)
{
    *prepared = (Prepared){.program = program, .comparisons = column_comparisons()[0]};
    for (uint32_t i = 0; i < program->kinds_count; i++)
        prepared->has_conditions |= program->kinds[i].accept != NO_REGISTER;
    group_rules(prepared, arena);
    measure_frames(prepared, arena);
    CodeView review = code_of_review(program), acceptance = code_of_acceptance(program);
    prepared->review = select_operations(program, &review, arena);
    prepared->acceptance = select_operations(program, &acceptance, arena);
    schedule_program(&prepared->schedule, program, prepared->review, arena);
    if (!program->regexes_count)
        return true;
    prepared->regexes = memory_take(program->regexes_count * sizeof(Regex *));
    if (!prepared->regexes)
        arena_exhausted(arena);
    memset(prepared->regexes, 0, program->regexes_count * sizeof(Regex *));
    for (uint32_t i = 0; i < program->regexes_count; i++) {
        RegexFault fault;
        prepared->regexes[i] = regex_open(program_string(program, program->regexes[i]), arena, &fault);
        if (prepared->regexes[i])
            continue;
        prepared_close(prepared);
        if (!fault.reason.length)
            arena_exhausted(arena);
        *reason = fault.reason;
        return false;
    }
    return true;
}

void prepared_close(Prepared *prepared)
{
    for (uint32_t i = 0; prepared->regexes && i < prepared->program->regexes_count; i++)
        regex_close(prepared->regexes[i]);
    memory_give(prepared->regexes);
    prepared->regexes = NULL;
}
