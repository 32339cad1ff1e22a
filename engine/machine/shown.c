// SPDX-License-Identifier: MIT
// Values as texts, as findings print them (LANGUAGE.md 5.4): by type, as a recursive printer; parts by their keys.
#include "machine/claims/claims.h"
#include "machine/registers.h"

#include "support/calendar.h"
#include "support/search.h"

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

// Where a part stands in the list of the submission that lists it, from 0 on. Elements stand in the order of the submissions.
static uint32_t place_in_list(Text image, uint32_t type, const ImageColumn *column, uint32_t row)
{
    const ImageSets *sets = column_sets(column);
    const uint32_t *parents = image_at(image, image_table(image, type)->parents), *first = image_at(image, sets->first);
    uint32_t element = set_element_of_part(image, type, column, row), begin = first[parents[row]];
    if (!column->general)
        return element - begin;
    const uint32_t *runs = image_at(image, sets->support_first), *supports = image_at(image, sets->supports);
    BinarySearch search = search_of(begin, element);
    while (search_on(&search))
        search_narrow(&search, supports[runs[search.middle]] < supports[runs[element]]);
    return element - (uint32_t)search.low;
}

void review_append_place(Review *review, uint32_t entity, uint32_t type, uint32_t row, Text language, TextBuilder *to)
{
    const Program *program = review->program;
    Text image = review->entities[entity].image;
    const ImageSection *section = program->types[type].key_count ? NULL : image_section_of(image, type, row);
    if (!section || section->attribute == NO_INDEX) {
        review_append_part(review, handle_of(entity, row), type, language, to);
        return;
    }
    const AttributeInfo *attribute = &program->attributes[section->attribute];
    text_append(to, program_string(program, attribute->name));
    if (attribute_is_many(attribute))
        text_append_format(to, "[%u]", place_in_list(image, type, image_column(image, section->attribute), row));
}

void review_append_keyless(Review *review, uint32_t reg, uint32_t row, uint32_t type, Text language, TextBuilder *to)
{
    int64_t handle = (int64_t)review_value(review, reg, row).low;
    review_append_place(review, handle_entity(handle), type, handle_row(handle), language, to);
}

bool review_append_owner_part(Review *review, uint32_t entity, uint32_t attribute, uint32_t row, Text language, TextBuilder *to)
{
    uint32_t owner = review->program->attributes[attribute].owner;
    if (!review->program->types[owner].is_part)
        return false;
    review_append_place(review, entity, owner, row, language, to);
    return true;
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
        review_append_place(review, handle_entity((int64_t)value), as.target, handle_row((int64_t)value), as.language, to);
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
