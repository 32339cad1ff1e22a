// SPDX-License-Identifier: MIT
// Explanations: a backward slice from a value to what decided it, depth first over registers and rows, each told once below a
// node (memo table). See explain.h.
#include "outcome/explaining.h"

#include <stdlib.h>

enum { MOST_CHILDREN = 5, MOST_NODES = 2000, MOST_STEPS = 20000 };

static Explain open_explanation(Review *review, View *view, uint32_t first_place, uint32_t place_count, Speech speech)
{
    const Program *program = review_program(review);
    Explain explain = {.review = review,
                       .view = view,
                       .program = program,
                       .arena = review_arena(review),
                       .places = program->places + first_place,
                       .place_count = place_count,
                       .speech = speech,
                       .levelled = {NO_REGISTER, 0}};
    text_index_open(&explain.asked, explain.arena);
    return explain;
}

// ---- what an instruction is in the text ----

static const PlaceInfo *place_of(Explain *explain, uint32_t instr)
{
    const Instr *code = &explain->program->code[instr];
    if (code->op == OP_ROW || code->op == OP_ROW_TRUTH) { // a row of a table is one place for all rules
        const TableRowInfo *row = &explain->program->table_rows[code->b];
        PlaceInfo *place = arena_take(explain->arena, sizeof *place);
        *place = (PlaceInfo){instr, row->span, row->kind, row->target};
        return place;
    }
    for (uint32_t i = 0; i < explain->place_count; i++) {
        if (explain->places[i].instr == instr)
            return &explain->places[i];
    }
    return NULL;
}

static const Instr *instr_of(const Explain *explain, uint32_t number)
{
    return &explain->program->code[number];
}

static uint32_t frame_of(const Explain *explain, uint32_t number)
{
    return instr_of(explain, number)->frame;
}

// The instruction that reads the elements of a frame.
static uint32_t maker_of(const Explain *explain, uint32_t frame)
{
    const FrameInfo *info = &explain->program->frames[frame];
    while (info->origin != NO_FRAME)
        info = &explain->program->frames[info->origin];
    return info->maker;
}

// ---- of which row something is said ----

static void append_element(Explain *explain, uint32_t frame, uint32_t row, TextBuilder *to)
{
    const Instr *maker = instr_of(explain, maker_of(explain, frame));
    uint32_t element = explain->program->frames[frame].maker;
    const AttributeInfo *attribute = program_element_attribute(explain->program, maker_of(explain, frame));
    // Sets are joined of several attributes: what is in them is named by its type, and only what has a name of its own.
    bool joined = maker->op != OP_ELEMENTS && maker->op != OP_LISTED && maker->op != OP_REACH;
    if (attribute && (!joined || attribute->kind == TYPE_PART || attribute->kind == TYPE_ENTITY)) {
        bool keyless = attribute->kind == TYPE_PART && !explain->program->types[attribute->target].key_count;
        if (keyless) {
            review_append_keyless(explain->review, element, row, attribute->target, explain->speech.language, to);
            return;
        }
        text_append(to,
                    program_string(explain->program, joined ? explain->program->types[attribute->target].name : attribute->name));
        text_append_byte(to, ' ');
        if (explain_hides_key(explain, attribute->kind, attribute->target))
            text_append_string(to, tongue_told(hidden_text, explain->speech.tongue));
        else
            review_append(explain->review, element, row, explain_shown_as(explain, attribute->kind, attribute->target), to);
    } else if (maker->op == OP_SUBMISSIONS) {
        review_append(explain->review, element, row, explain_shown_as(explain, TYPE_SUBMISSION, NO_INDEX), to);
    } else if (maker->op == OP_NATIVE_SET) {
        review_append(explain->review, element, row, explain_shown_as(explain, TYPE_TEXT, NO_INDEX), to);
    } else if (view_keeps_order(explain->view)) {
        // Of other sets the type is not kept: rows are told apart by their number.
        text_append_format(to, "%s %u", tongue_told("element", explain->speech.tongue), row + 1);
    } else {
        text_append_string(to, tongue_told("element", explain->speech.tongue));
    }
}

// Names the row of a node, which is not hidden.
static void name_row(Explain *explain, Explained *node, uint32_t frame, uint32_t row, uint32_t above)
{
    TextBuilder text = text_builder(explain->arena);
    uint32_t frames[DEEPEST], count = 0;
    for (; frame != above && frame != 0 && count < DEEPEST; frame = explain->program->frames[frame].parent)
        frames[count++] = frame;
    uint32_t deepest = count ? frames[0] : 0;
    while (count-- > 0) {
        text_append_string(&text, text.length ? ", " : "");
        uint32_t element = review_row_above(explain->review, deepest, row, frames[count]);
        append_element(explain, frames[count], element, &text);
    }
    node->row = text_built(&text);
}

static bool is_above(const Explain *explain, uint32_t ancestor, uint32_t frame)
{
    while (frame != ancestor && frame != 0)
        frame = explain->program->frames[frame].parent;
    return frame == ancestor;
}

// ---- the tree ----

static Text value_text(Explain *explain, uint32_t number, uint32_t row, const PlaceInfo *place)
{
    TextBuilder text = text_builder(explain->arena);
    bool truth = op_infos[instr_of(explain, number)->op].result == OPERAND_TRUTH;
    if (place ? place->kind == TYPE_NONE : !truth)
        return (Text){"", 0}; // a set, or what stands nowhere
    if (!truth && explain_hides_key(explain, place->kind, place->target))
        return text_of(tongue_told(hidden_text, explain->speech.tongue));
    ShownAs as = explain_shown_as(explain, truth ? TYPE_BOOLEAN : place->kind, truth ? NO_INDEX : place->target);
    review_append(explain->review, number, row, as, &text);
    return text_built(&text);
}

typedef struct Operands {
    Explain *explain;
    uint32_t number; // of the instruction whose they are
    RegisterRow *items;
    size_t count, capacity;
    const char *why; // it is unknown; null: it is not
    Cause *causes;   // facts by which it is; where it is known (why: WHYS) the edges by which it is
    size_t cause_count, cause_capacity;
} Operands;

static void take_operand(void *with, uint32_t number, uint32_t row)
{
    Operands *operands = with;
    operands->items = arena_grow(operands->explain->arena, operands->items, operands->count, &operands->capacity,
                                 sizeof *operands->items);
    operands->items[operands->count++] = (RegisterRow){number, row};
}

static void take_cause(void *with, const Cause *cause)
{
    Operands *operands = with;
    if (cause->why < WHYS)
        operands->why = why_names[cause->why];
    if (cause->entity == NO_INDEX || cause->attribute == NO_INDEX)
        return;
    operands->causes = arena_grow(operands->explain->arena, operands->causes, operands->cause_count, &operands->cause_capacity,
                                  sizeof *operands->causes);
    operands->causes[operands->cause_count++] = *cause;
}

static void take_edge(void *with, const ReviewFact *fact)
{
    const Operands *operands = with;
    const Cause cause = {.why = WHYS,
                         .instr = operands->number,
                         .entity = fact->entity,
                         .attribute = fact->attribute,
                         .row = fact->row,
                         .slot = fact->slot};
    take_cause(with, &cause);
}

// A node, and what was told below it: once is enough, by however many ways it is come to.
typedef struct Telling {
    Explained *node;
    TextIndex told; // registers and rows
} Telling;

static Telling tell_of(Explain *explain, Explained *node)
{
    Telling telling = {.node = node};
    text_index_open(&telling.told, explain->arena);
    return telling;
}

static bool is_told(Explain *explain, Telling *below, uint32_t number, uint32_t row)
{
    const uint32_t cell[] = {number, row};
    uint32_t before = below->told.count;
    return text_index_add(&below->told, text_copy(explain->arena, (Text){(const char *)cell, sizeof cell})) < before;
}

static void explain_value(Explain *explain, Telling *below, uint32_t number, uint32_t row, uint32_t of_frame,
                          const PlaceInfo *above);

// An operand with what tells it from others, but for the number of its row.
typedef struct NamedOperand {
    RegisterRow operand;
    Text name;
} NamedOperand;

static int by_operand_name(const void *a, const void *b)
{
    const NamedOperand *x = a, *y = b;
    if (x->operand.reg != y->operand.reg)
        return x->operand.reg < y->operand.reg ? -1 : 1;
    return text_compare(x->name, y->name);
}

static Text operand_name(Explain *explain, RegisterRow operand, uint32_t of_frame)
{
    uint32_t frame = frame_of(explain, operand.reg);
    Explained row = {.row = {"", 0}};
    TextBuilder name = text_builder(explain->arena);
    if (frame != of_frame && is_above(explain, of_frame, frame))
        name_row(explain, &row, frame, operand.row, of_frame);
    text_append(&name, row.row);
    text_append_byte(&name, 0);
    text_append(&name, value_text(explain, operand.reg, operand.row, place_of(explain, operand.reg)));
    return text_built(&name);
}

// Puts the operands in an order of what may be told of them. Of more rows than are told, those are left out that can only be told
// apart by what is hidden: which of them come first would tell. Returns how many.
static size_t order_operands(Explain *explain, Operands *operands, uint32_t of_frame)
{
    NamedOperand *named = arena_array(explain->arena, operands->count + 1, sizeof *named);
    size_t kept = 0, alike = 0;
    for (size_t i = 0; i < operands->count; i++)
        named[i] = (NamedOperand){operands->items[i], operand_name(explain, operands->items[i], of_frame)};
    if (operands->count)
        qsort(named, operands->count, sizeof *named, by_operand_name);
    for (size_t i = 0, end; i < operands->count; i = end) {
        for (end = i + 1; end < operands->count && by_operand_name(&named[i], &named[end]) == 0;)
            end++;
        alike = i > 0 && named[i].operand.reg == named[i - 1].operand.reg ? alike : 0;
        if (alike + (end - i) > MOST_CHILDREN)
            continue;
        alike += end - i;
        for (size_t j = i; j < end; j++)
            operands->items[kept++] = named[j].operand;
    }
    size_t left_out = operands->count - kept;
    operands->count = kept;
    return left_out;
}

// Whether what a value is made from tells less of it than what is not: of a count that is low.
static bool is_made_of_fallen(const Explain *explain, uint32_t number, uint32_t row, const Operands *operands)
{
    return operands->count && instr_of(explain, number)->op == OP_COUNT && review_is_settled(explain->review, number, row);
}

// The operands that decided a value; of a number that is low, and of what holds for none, also why things fall out.
static void take_operands(Explain *explain, uint32_t number, uint32_t row, Level level, Operands *operands)
{
    bool none = instr_of(explain, number)->op == OP_SOME && review_truth(explain->review, number, row) == TRUTH_FALSE;
    if (level == LEVEL_LOW || none)
        review_fallen(explain->review, number, row, take_operand, operands);
    if (!is_made_of_fallen(explain, number, row, operands))
        review_operands(explain->review, number, row, take_operand, take_cause, operands);
    review_edges(explain->review, number, row, take_edge, operands);
    review_picked(explain->review, number, row, take_operand, operands);
    if (operands->why)
        review_made_from(explain->review, number, row, take_operand, operands);
}

static Level take_level(Explain *explain, uint32_t number, uint32_t row)
{
    bool levelled = explain->levelled.reg == number && explain->levelled.row == row;
    explain->levelled.reg = NO_REGISTER;
    return levelled ? explain->level : LEVEL_ANY;
}

static Explained *hang_node(Explain *explain, Telling *below, const PlaceInfo *place)
{
    Explained *node = arena_take(explain->arena, sizeof *node), *parent = below->node;
    explain->nodes++;
    if (place) {
        node->span = place->span;
        node->source = program_source(explain->program, place->span);
    }
    *(parent->last ? &parent->last->next : &parent->children) = node;
    parent->last = node;
    return node;
}

static SetSaid said_of_set(const Explain *explain, uint32_t number)
{
    const Instr *instr = instr_of(explain, number);
    if (op_infos[instr->op].depends == DEPENDS_MEMBER)
        return SAID_IN;
    if (op_infos[instr->op].depends != DEPENDS_CLOSED)
        return SAID_NOTHING;
    return instr_of(explain, instr->a)->op == OP_LISTED ? SAID_LISTED : SAID_ALL;
}

static bool is_fact_told(Explain *explain, Telling *below, const Cause *cause)
{
    const uint32_t fact[] = {cause->entity, cause->attribute, cause->row, (uint32_t)cause->why};
    uint32_t before = below->told.count;
    return text_index_add(&below->told, text_copy(explain->arena, (Text){(const char *)fact, sizeof fact})) < before;
}

// The facts by which something is what it is that reads none itself: the edges along which things are reached. Of very many the
// first few are told; none where which come first would tell of what is hidden.
static void explain_causes(Explain *explain, Telling *below, const Operands *operands, uint32_t row, uint32_t of_frame)
{
    bool some = view_keeps_order(explain->view) || operands->cause_count <= MOST_CHILDREN;
    size_t told = 0;
    for (size_t i = 0; i < operands->cause_count; i++) {
        const Cause *cause = &operands->causes[i];
        if (is_fact_told(explain, below, cause))
            continue;
        if (!some || told == MOST_CHILDREN || explain->nodes >= MOST_NODES) {
            below->node->left_out++;
            continue;
        }
        uint32_t frame = frame_of(explain, cause->instr);
        const AttributeInfo *attribute = &explain->program->attributes[cause->attribute];
        const ReviewFact fact = {.entity = cause->entity,
                                 .attribute = cause->attribute,
                                 .row = cause->row,
                                 .kinds = explain->program->slots[cause->slot].kinds,
                                 .slot = cause->slot,
                                 .is_set = attribute_is_many(attribute)};
        Explained *node = hang_node(explain, below, NULL);
        if (fact.is_set || cause->why < WHYS)
            node->value = text_of(tongue_told(cause->why < WHYS ? "unknown" : "true", explain->speech.tongue));
        if (fact.is_set)
            node->said = said_of_set(explain, cause->instr);
        if (node->said == SAID_IN && is_above(explain, of_frame, frame))
            name_row(explain, node, frame, row, of_frame);
        node->note = cause->why < WHYS ? why_names[cause->why] : NULL;
        explain_fact(explain, node, &fact);
        told++;
    }
}

// What decided a value, below a node. Of many rows alike the first few stand for all.
static void explain_operands(Explain *explain, Telling *below, uint32_t number, uint32_t row, uint32_t of_frame,
                             const PlaceInfo *above)
{
    Explained *node = below->node;
    Operands operands = {.explain = explain, .number = number};
    Level level = take_level(explain, number, row);
    take_operands(explain, number, row, level, &operands);
    ReviewFact own;
    bool tells_causes = operands.cause_count && !review_fact(explain->review, number, row, &own);
    if (tells_causes)
        explain_causes(explain, below, &operands, row, of_frame);
    else if (!node->note)
        node->note = operands.why;
    size_t alike = 0;
    if (!view_keeps_order(explain->view))
        node->left_out += order_operands(explain, &operands, of_frame);
    for (size_t i = 0; i < operands.count; i++) {
        RegisterRow operand = operands.items[i];
        bool same = i > 0 && operand.reg == operands.items[i - 1].reg;
        alike = same ? alike + 1 : 0;
        if (alike >= MOST_CHILDREN || explain->nodes >= MOST_NODES) {
            node->left_out++;
        } else {
            explain->levelled = operand;
            explain->level = explain_level(explain, number, row, level, operand);
            explain_value(explain, below, operand.reg, operand.row, of_frame, above);
        }
    }
}

// The entity itself, a bare set, a literal and a value of an enumeration say nothing; what is read of them does.
static bool is_mute(Explain *explain, uint32_t number, uint32_t row, const PlaceInfo *place, bool has_fact)
{
    uint32_t op = instr_of(explain, number)->op;
    if (has_fact || !place)
        return false;
    if (op == OP_NUMBER || op == OP_TEXT) {
        Text source = program_source(explain->program, place->span);
        char first = source.bytes[0];
        Explain by_name = *explain;
        by_name.speech.language.bytes = NULL;
        return (first >= '0' && first <= '9') || first == '"' || first == '`' ||
               text_equal(source, value_text(&by_name, number, row, place));
    }
    return op == OP_SUBJECT || place->kind == TYPE_NONE;
}

// `a or b` as the left half of `a or b or c`: its operands are told as those of the whole.
static bool is_link(const Explain *explain, uint32_t number, const PlaceInfo *place, const PlaceInfo *above)
{
    uint32_t op = instr_of(explain, number)->op;
    return (op == OP_AND || op == OP_OR) && place && above && op == instr_of(explain, above->instr)->op &&
           place->span.file == above->span.file && place->span.start == above->span.start;
}

static bool same_place(const PlaceInfo *place, const PlaceInfo *above)
{
    return above && stored_span_equal(place->span, above->span);
}

// What is hidden: a node without a value, and below it the operands of the same row, all of them, so that nothing tells which of
// them decided.
static void explain_hidden(Explain *explain, Telling *below, uint32_t number, uint32_t row, const PlaceInfo *above)
{
    const Instr *instr = instr_of(explain, number);
    const OpInfo *info = &op_infos[instr->op];
    const PlaceInfo *place = place_of(explain, number);
    bool says = place && place->kind != TYPE_NONE && !same_place(place, above) && !is_link(explain, number, place, above);
    Telling telling = {.node = NULL};
    if (says) {
        Explained *node = hang_node(explain, below, place);
        node->hidden = true;
        telling = tell_of(explain, node);
    }
    for (uint32_t i = 0; i < instr_places(instr) && info->frame == FRAME_SAME && instr->op != OP_EVIDENCE; i++) {
        uint32_t operand = instr_register(review_program(explain->review), instr, i);
        if (operand != NO_REGISTER)
            explain_value(explain, says ? &telling : below, operand, frame_of(explain, operand) == 0 ? 0 : row, instr->frame,
                          says ? place : above);
    }
    if (says && !view_keeps_order(explain->view))
        explained_order_children(telling.node, explain->arena);
}

static void explain_open(Explain *explain, Telling *below, uint32_t number, uint32_t row, uint32_t of_frame,
                         const PlaceInfo *above)
{
    const PlaceInfo *place = place_of(explain, number);
    ReviewFact fact;
    bool has_fact = review_fact(explain->review, number, row, &fact);
    bool says = !is_mute(explain, number, row, place, has_fact) && !is_link(explain, number, place, above) &&
                (has_fact || (place && !same_place(place, above)));
    uint32_t frame = frame_of(explain, number);
    if (!says) {
        explain_operands(explain, below, number, row, of_frame, above);
        return;
    }
    Explained *node = hang_node(explain, below, place);
    node->value = value_text(explain, number, row, place);
    if (frame != of_frame && is_above(explain, of_frame, frame))
        name_row(explain, node, frame, row, of_frame);
    if (has_fact)
        explain_fact(explain, node, &fact);
    if (has_fact && !place)
        node->said = said_of_set(explain, number);
    Telling telling = tell_of(explain, node);
    explain_operands(explain, &telling, number, row, frame, place);
    if (!view_keeps_order(explain->view))
        explained_order_children(node, explain->arena);
}

static void explain_value(Explain *explain, Telling *below, uint32_t number, uint32_t row, uint32_t of_frame,
                          const PlaceInfo *above)
{
    if (is_told(explain, below, number, row))
        return;
    for (size_t i = 0; i < explain->depth; i++) {
        if (explain->path[i].reg == number && explain->path[i].row == row)
            return; // is being told
    }
    if (explain->depth >= DEEPEST || explain->nodes >= MOST_NODES || ++explain->steps > MOST_STEPS)
        return;
    explain->path[explain->depth++] = (RegisterRow){number, row};
    if (view_hides_value(explain->view, number, row))
        explain_hidden(explain, below, number, row, above);
    else
        explain_open(explain, below, number, row, of_frame, above);
    explain->depth--;
}

static bool decides(Truth truth, bool wanted)
{
    return truth == TRUTH_UNKNOWN || (truth == TRUTH_TRUE) == wanted;
}

// What is hidden, and else what keeps a rule from being satisfied.
static bool shows_require(const Explain *explain, const RequireInfo *require)
{
    if (!program_says(explain->program, require->profile))
        return false;
    return view_hides_value(explain->view, require->plain, 0) || decides(review_truth(explain->review, require->plain, 0), false);
}

// A false requirement decides; without one, the unknown ones do; else all. Where it is hidden what they come to together, that is
// said of those that are not hidden.
static void explain_requires(Explain *explain, Telling *telling, const RuleInfo *rule)
{
    const RequireInfo *requires = &explain->program->requires[rule->first_require];
    bool hidden = view_hides_value(explain->view, rule->plain, 0), all = true;
    for (uint32_t i = 0; i < rule->require_count; i++)
        all &= !shows_require(explain, &requires[i]) || view_hides_value(explain->view, requires[i].plain, 0);
    bool strict = all && !hidden && review_truth(explain->review, rule->plain, 0) == TRUTH_TRUE; // else it may not have run
    for (uint32_t i = 0; i < rule->require_count; i++) {
        if ((all && program_says(explain->program, requires[i].profile)) || shows_require(explain, &requires[i]))
            explain_value(explain, telling, strict ? requires[i].strict : requires[i].plain, 0, 0, NULL);
    }
}

Explained *explain_rule(Review *review, View *view, uint32_t number, Speech speech)
{
    const Program *program = review_program(review);
    const RuleInfo *rule = &program->rules[number];
    Explain explain = open_explanation(review, view, rule->first_place, rule->place_count, speech);
    Explained *root = arena_take(explain.arena, sizeof *root);
    root->span = rule->span;
    Telling telling = tell_of(&explain, root);
    Truth when = rule->when == NO_REGISTER ? TRUTH_TRUE : review_truth(review, rule->when, 0);
    if (rule->when != NO_REGISTER)
        explain_value(&explain, &telling, rule->when, 0, 0, NULL);
    if (when == TRUTH_FALSE)
        return root;
    for (uint32_t i = 0; i < rule->except_count; i++) {
        const ExceptInfo *except = &program->excepts[rule->first_except + i];
        if (program_has_except(program, except))
            explain_value(&explain, &telling, except->condition, 0, 0, NULL);
    }
    if (rule->applies == NO_REGISTER || review_truth(review, rule->applies, 0) != TRUTH_FALSE)
        explain_requires(&explain, &telling, rule);
    return root;
}

Explained *explain_question(Review *review, View *view, uint32_t number, Speech speech)
{
    const Program *program = review_program(review);
    const QuestionInfo *question = &program->questions[number];
    Explain explain = open_explanation(review, view, question->first_place, question->place_count, speech);
    Explained *root = arena_take(explain.arena, sizeof *root);
    root->span = question->span;
    Telling telling = tell_of(&explain, root);
    if (question->member == NO_REGISTER)
        explain_value(&explain, &telling, question->value, 0, 0, NULL);
    return root;
}

Explained *explain_profile(Review *review, View *view, uint32_t number, Speech speech)
{
    const ProfileInfo *profile = &review_program(review)->profiles[number];
    Explain explain = open_explanation(review, view, profile->first_place, profile->place_count, speech);
    Explained *root = arena_take(explain.arena, sizeof *root);
    root->span = profile->condition;
    Telling telling = tell_of(&explain, root);
    if (profile->applies != NO_REGISTER)
        explain_value(&explain, &telling, profile->applies, 0, 0, NULL);
    return root;
}
