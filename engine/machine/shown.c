// SPDX-License-Identifier: MIT
// Values as texts, as findings print them (LANGUAGE.md 5.4): by type, as a recursive printer; parts by their keys.
#include "machine/claims/claims.h"
#include "machine/registers.h"

#include "support/calendar.h"

static Text entity_id(const Review *review, int64_t entity)
{
    return review_text(review, review->entities[entity].id);
}

typedef struct FirstClaim {
    bool there;
    int64_t value;
} FirstClaim;

static bool take_first(void *with, const ImageClaim *claim)
{
    FirstClaim *first = with;
    *first = (FirstClaim){true, claim->value};
    return false;
}

static void append_value(Review *review, ShownAs as, Wide value, TextBuilder *to);

void review_append_part(Review *review, int64_t handle, uint32_t type, Text language, TextBuilder *to)
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
            append_value(review, (ShownAs){attribute->kind, attribute->target, TONGUE_ENGLISH, language},
                         value_of_image(review, handle_entity(handle), attribute, first.value), to);
        else
            text_append_string(to, "unknown");
    }
}

// In the language, where the policy words it; else by its name. A bundle may hold numbers that name nothing.
static void append_enum_value(const Program *program, ShownAs as, Wide value, TextBuilder *to)
{
    const EnumInfo *info = &program->enums[as.target];
    if (value < 0 || value >= info->value_count) {
        number_append(to, value, false);
        return;
    }
    const EnumValueInfo *one = &program->enum_values[info->first_value + (uint32_t)value];
    bool worded = as.language.bytes && one->wording.count;
    text_append(to, worded ? program_wording(program, one->wording, as.language) : program_string(program, one->name));
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
        text_append_string(to, tongue_told(" by ", tongue));
        text_append(to, image_text(image, image_entity(image, submission->by)->id));
    }
    text_append_string(to, tongue_told(" on ", tongue));
    date_append(to, submission->on);
}

static void append_value(Review *review, ShownAs as, Wide value, TextBuilder *to)
{
    const Program *program = review->program;
    switch ((TypeKind)as.kind) {
    case TYPE_BOOLEAN:
        text_append_string(to, tongue_told(value ? "true" : "false", as.tongue));
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
    case TYPE_ADDRESS:
        text_append(to, review_text(review, (int64_t)value));
        break;
    case TYPE_ENUM:
        append_enum_value(program, as, value, to);
        break;
    case TYPE_KIND:
        append_kind(program, value, to);
        break;
    case TYPE_ENTITY:
        text_append(to, entity_id(review, (int64_t)value));
        break;
    case TYPE_PART:
        review_append_part(review, (int64_t)value, as.target, as.language, to);
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
        text_append_string(to, tongue_told("unknown", as.tongue));
        return;
    }
    append_value(review, as, shown.low == WIDE_MIN ? shown.high : shown.low, to);
    if (shown.low == WIDE_MIN || shown.high == WIDE_MAX) {
        text_append_string(to, tongue_told(shown.low == WIDE_MIN ? " or less" : " or more", as.tongue));
    } else if (shown.low != shown.high) {
        text_append_string(to, tongue_told(" to ", as.tongue));
        append_value(review, as, shown.high, to);
    }
}

void review_append(Review *review, uint32_t number, uint32_t row, ShownAs as, TextBuilder *to)
{
    if (op_infos[review->main.code.instrs[number].op].result == OPERAND_TRUTH) {
        static const char *const names[] = {[TRUTH_FALSE] = "false", [TRUTH_TRUE] = "true", [TRUTH_UNKNOWN] = "unknown"};
        text_append_string(to, tongue_told(names[review_truth(review, number, row)], as.tongue));
        return;
    }
    review_append_shown(review, review_value(review, number, row), as, to);
}
