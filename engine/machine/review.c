// SPDX-License-Identifier: MIT
// What a review has found, for those who report it.
#include "machine/claims/claims.h"
#include "machine/registers.h"

#include "support/calendar.h"

static const Register *register_of(const Review *review, uint32_t number)
{
    return &review->main.registers[number];
}

static size_t row_in(const Review *review, uint32_t number, uint32_t row)
{
    return frame_of(&review->main, number) == 0 ? 0 : row;
}

Truth review_truth(const Review *review, uint32_t number, uint32_t row)
{
    const Register *truth = register_of(review, number);
    size_t at = row_in(review, number, row);
    return bit(truth->t, at) ? TRUTH_TRUE : bit(truth->f, at) ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

static inline Truth root_truth(const Register *truth)
{
    return truth->t[0] & 1 ? TRUTH_TRUE : truth->f[0] & 1 ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

Truth review_root_truth(const Review *review, uint32_t number)
{
    return root_truth(register_of(review, number));
}

static inline unsigned truth_bits(const Register *truth)
{
    return (unsigned)(truth->t[0] & 1) | (unsigned)(truth->f[0] & 1) << 1;
}

// What need not have run is not looked at: exceptions and requirements of a rule that does not apply, and the strict reading of
// what is not true plainly.
static inline unsigned rule_truths(const Register *registers, const GroupedRule *rule)
{
    unsigned when = truth_bits(&registers[rule->when]);
    if (when & APPLIES_FALSE)
        return WHEN_FALSE;
    unsigned applies = rule->when == rule->applies ? when : truth_bits(&registers[rule->applies]);
    if (applies & APPLIES_FALSE)
        return APPLIES_FALSE;
    unsigned plain = truth_bits(&registers[rule->plain]), strict = plain;
    if (rule->strict != rule->plain && (plain & 1))
        strict = truth_bits(&registers[rule->strict]);
    return applies | plain << 2 | strict << 4;
}

// Short loops: the next rules' registers are on their way while one waits for its own.
void review_rule_truths(const Review *review, const GroupedRule *rules, size_t count, uint8_t *truths)
{
    const Register *registers = review->main.registers;
    size_t i = 0;
    for (; i < count && rules[i].plain_alone; i++) {
        unsigned plain = truth_bits(&registers[rules[i].plain]);
        truths[i] = (uint8_t)(APPLIES_TRUE | plain << 2 | plain << 4);
    }
    for (; i < count; i++)
        truths[i] = (uint8_t)rule_truths(registers, &rules[i]);
}

Shown review_value(const Review *review, uint32_t number, uint32_t row)
{
    const Register *value = review_register(review, number);
    size_t at = row_in(review, number, row);
    if (!bit(value->t, at))
        return (Shown){.known = false};
    switch (op_infos[review->main.code.instrs[number].op].result) {
    case OPERAND_WIDE:
        return (Shown){true, value->low[at], value->low[at]};
    case OPERAND_RANGE:
        return (Shown){true, value->low[at], value->high[at]};
    default:
        return (Shown){true, value_at(value, at), value_at(value, at)};
    }
}

size_t review_breaches(const Review *review, const RequireInfo *require, uint32_t *from, uint32_t rows[BREACHES_AT_ONCE])
{
    const Run *run = &review->main;
    uint32_t frame = require->frame, count = rows_of(run, frame);
    MaskView in = mask_view(register_of(review, require->member)->t, frame_of(run, require->member), frame);
    MaskView not = mask_view(register_of(review, require->body)->f, frame_of(run, require->body), frame);
    size_t found = 0;
    for (; !found && *from < count; *from += MASK_ROWS) {
        size_t word = *from / MASK_ROWS;
        Mask both = view_word(&in, word) & view_word(&not, word);
        if (count - *from < MASK_ROWS)
            both &= tail_of(count);
        for (; both; both &= both - 1)
            rows[found++] = *from + (uint32_t)__builtin_ctzll(both);
    }
    return found;
}

uint32_t review_rows(const Review *review, uint32_t frame)
{
    return rows_of(&review->main, frame);
}

bool review_frame_is_costly(const Review *review, uint32_t frame)
{
    return review->main.frames[frame].too_costly;
}

void review_run_of(Review *review, uint32_t frame, uint32_t ancestor, uint32_t row, uint32_t *first, uint32_t *end)
{
    *first = row;
    *end = row + 1;
    if (frame == ancestor)
        return;
    const Run *run = &review->main;
    review_run_of(review, run->code.frames[frame].parent, ancestor, row, first, end);
    *first = run->frames[frame].first[*first];
    *end = run->frames[frame].first[*end];
}

uint32_t review_row_above(Review *review, uint32_t frame, uint32_t row, uint32_t ancestor)
{
    if (ancestor == 0 && frame != 0)
        return 0;
    for (; frame != ancestor; frame = review->main.code.frames[frame].parent)
        row = frame_parents(&review->main, frame)[row];
    return row;
}

uint32_t review_row_of_origin(const Review *review, uint32_t frame, uint32_t row)
{
    return review->main.frames[frame].origin[row];
}

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

bool review_entity(const Review *review, uint32_t number, uint32_t *type, Text *id, Text *image)
{
    const ReviewEntity *entity = &review->entities[number];
    *type = entity->type;
    *id = review_text(review, entity->id);
    *image = entity->image;
    return entity->looked_up;
}

// ---- printing (LANGUAGE.md 5.4) ----

static Text entity_id(const Review *review, int64_t entity)
{
    return review_text(review, review->entities[entity].id);
}

typedef struct FirstClaim {
    bool there;
    int64_t value;
} FirstClaim;

static bool take_first(void *with, uint32_t submission, int64_t value)
{
    FirstClaim *first = with;
    (void)submission;
    *first = (FirstClaim){true, value};
    return false;
}

static void append_value(Review *review, ShownAs as, Wide value, TextBuilder *to);

void review_append_part(Review *review, int64_t handle, uint32_t type, TextBuilder *to)
{
    const Program *program = review->program;
    const TypeInfo *info = &program->types[type];
    if (!info->key_count) {
        text_append(to, program_string(program, info->name));
        return;
    }
    for (uint32_t i = 0; i < info->key_count; i++) {
        uint32_t number = program->keys[info->first_key + i];
        const AttributeInfo *attribute = &program->attributes[number];
        FirstClaim first = {false, 0};
        if (i > 0)
            text_append_byte(to, '/');
        // All claims about a part agree on its key.
        image_claims(review->entities[handle_entity(handle)].image, number, handle_row(handle), take_first, &first);
        if (first.there)
            append_value(review, (ShownAs){attribute->kind, attribute->target, TONGUE_ENGLISH},
                         value_of_image(review, handle_entity(handle), attribute, first.value), to);
        else
            text_append_string(to, "unknown");
    }
}

// A bundle may hold numbers that name nothing.
static void append_named(const Program *program, const uint32_t *names, uint32_t count, Wide value, TextBuilder *to)
{
    if (value >= 0 && value < count)
        text_append(to, program_string(program, names[value]));
    else
        number_append(to, value, false);
}

static void append_kind(const Program *program, Wide value, TextBuilder *to)
{
    if (value >= 0 && value < program->kinds_count)
        text_append(to, program_string(program, program->kinds[value].name));
    else
        number_append(to, value, false);
}

// What tells a submission about an entity from others: its kind, who made it and when.
static void append_submission(const Review *review, int64_t handle, Tongue tongue, TextBuilder *to)
{
    Text image = review->entities[handle_entity(handle)].image;
    const ImageSubmission *submission = image_submission(image, handle_row(handle));
    append_kind(review->program, submission->kind, to);
    if (submission->by != NO_INDEX) {
        text_append_string(to, told(" by ", tongue));
        text_append(to, image_text(image, image_entity(image, submission->by)->id));
    }
    text_append_string(to, told(" on ", tongue));
    date_append(to, submission->on);
}

static void append_value(Review *review, ShownAs as, Wide value, TextBuilder *to)
{
    const Program *program = review->program;
    switch ((TypeKind)as.kind) {
    case TYPE_BOOLEAN:
        text_append_string(to, told(value ? "true" : "false", as.tongue));
        break;
    case TYPE_DATE:
        date_append(to, value);
        break;
    case TYPE_INSTANT:
        instant_append(to, value);
        break;
    case TYPE_DURATION:
        duration_append_in(to, value, as.tongue);
        break;
    case TYPE_TEXT:
    case TYPE_VERSION:
        text_append(to, review_text(review, (int64_t)value));
        break;
    case TYPE_ENUM:
        append_named(program, program->enum_values + program->enums[as.target].first_value, program->enums[as.target].value_count,
                     value, to);
        break;
    case TYPE_KIND:
        append_kind(program, value, to);
        break;
    case TYPE_ENTITY:
        text_append(to, entity_id(review, (int64_t)value));
        break;
    case TYPE_PART:
        review_append_part(review, (int64_t)value, as.target, to);
        break;
    case TYPE_SUBMISSION:
        append_submission(review, (int64_t)value, as.tongue, to);
        break;
    default:
        number_append(to, value, as.kind == TYPE_DECIMAL);
        break;
    }
}

void review_append_shown(Review *review, Shown shown, ShownAs as, TextBuilder *to)
{
    bool any = shown.low == WIDE_MIN && shown.high == WIDE_MAX;
    if (!shown.known || any) {
        text_append_string(to, told("unknown", as.tongue));
        return;
    }
    append_value(review, as, shown.low == WIDE_MIN ? shown.high : shown.low, to);
    if (shown.low == WIDE_MIN || shown.high == WIDE_MAX) {
        text_append_string(to, told(shown.low == WIDE_MIN ? " or less" : " or more", as.tongue));
    } else if (shown.low != shown.high) {
        text_append_string(to, told(" to ", as.tongue));
        append_value(review, as, shown.high, to);
    }
}

void review_append(Review *review, uint32_t number, uint32_t row, ShownAs as, TextBuilder *to)
{
    if (op_infos[review->main.code.instrs[number].op].result == OPERAND_TRUTH) {
        static const char *const names[] = {[TRUTH_FALSE] = "false", [TRUTH_TRUE] = "true", [TRUTH_UNKNOWN] = "unknown"};
        text_append_string(to, told(names[review_truth(review, number, row)], as.tongue));
        return;
    }
    review_append_shown(review, review_value(review, number, row), as, to);
}

bool review_failed(const Review *review)
{
    return review->failed;
}

const ReviewLimits *review_limits(const Review *review)
{
    return &review->limits;
}
