// SPDX-License-Identifier: MIT
// The leaves of explanations: facts, and who claims them. See explain.h.
#include "outcome/explaining.h"

#include "support/calendar.h"

enum { MOST_CLAIMS = 100 };

static Text claimed_value(Explain *explain, const ReviewFact *fact, const ReviewClaim *claim)
{
    const AttributeInfo *attribute = &explain->program->attributes[fact->attribute];
    TextBuilder text = text_builder(explain->arena);
    if (explain_hides_key(explain, attribute->kind, attribute->target))
        return text_of(tongue_told(hidden_text, explain->speech.tongue));
    if (fact->is_set)
        return text_of(tongue_told(claim->closed ? "all of it" : "open: there may be more", explain->speech.tongue));
    ShownAs as = explain_shown_as(explain, attribute->kind, attribute->target);
    if (claim->unreadable)
        as = explain_shown_as(explain, TYPE_TEXT, NO_INDEX);
    review_append_shown(explain->review, (Shown){true, claim->value, claim->value}, as, &text);
    return text_built(&text);
}

// The places of the first few of very many claims that decide, then of others. decides: of the first one; each further one lies
// stride bytes behind.
static const size_t *first_claims(Arena *arena, const bool *decides, size_t stride, size_t count)
{
    size_t *first = arena_array(arena, MOST_CLAIMS, sizeof *first), kept = 0;
    for (int wanted = 1; wanted >= 0; wanted--) {
        for (size_t i = 0; i < count && kept < MOST_CLAIMS; i++) {
            if (*(const bool *)((const char *)decides + i * stride) == wanted)
                first[kept++] = i;
        }
    }
    return first;
}

// Why a condition of acceptance is not true: looked for once for each submission, however much it claims.
static void add_conditions(Explain *explain, uint32_t entity, const ReviewClaim *claim, Claimed *claimed)
{
    const uint32_t key[] = {entity, claim->submission};
    uint32_t before = explain->asked.count;
    uint32_t number = text_index_add(&explain->asked, text_copy(explain->arena, (Text){(const char *)key, sizeof key}));
    if (number == before) {
        claimed->conditions = reasons_of_condition(explain->view, entity, claim->submission, claim->fault == FAULT_CONDITION,
                                                   &claimed->condition_count);
        explain->seen = arena_grow(explain->arena, explain->seen, number, &explain->seen_capacity, sizeof *explain->seen);
        explain->seen[number] = *claimed;
    }
    claimed->conditions = explain->seen[number].conditions;
    claimed->condition_count = explain->seen[number].condition_count;
}

static Claimed claimed_of(Explain *explain, const ReviewFact *fact, Text image, const ReviewClaim *claim)
{
    const ImageSubmission *submission = image_submission(image, claim->submission);
    bool named = view_gives_submission(explain->view, fact->entity, claim->submission);
    Claimed claimed = {.submission = named ? &submission->digest : NULL,
                       .on = submission->on,
                       .kind = program_string(explain->program, explain->program->kinds[submission->kind].name),
                       .value = claimed_value(explain, fact, claim),
                       .acceptability = claim->acceptability,
                       .fault = claim->fault,
                       .unreadable = claim->unreadable,
                       .decides = claim->decides};
    if (named)
        claimed.pointer = review_pointer(explain->review, fact->entity, claim->submission, fact->attribute, fact->row);
    AskedKinds kinds = kinds_listed(explain->program, fact->kinds);
    claimed.unasked = !kinds_have(&kinds, submission->kind);
    claimed.decides &= !claimed.unasked;
    if (claim->fault == FAULT_CONDITION || claim->fault == FAULT_CONDITION_UNKNOWN)
        add_conditions(explain, fact->entity, claim, &claimed);
    if (submission->by != NO_INDEX)
        claimed.by = image_text(image, image_entity(image, submission->by)->id);
    if (submission->document != NO_INDEX && named)
        claimed.document = image_text(image, submission->document);
    if (submission->title != NO_INDEX)
        claimed.title = image_text(image, submission->title);
    return claimed;
}

// Of very many claims the first few are told, and those that are left out counted. Where the order of rows would tell of what is
// hidden they are put in one of their own first: which of them are left out must not hang on another one.
static void add_claims(Explain *explain, Explained *node, const ReviewFact *fact)
{
    Arena *arena = explain->arena;
    size_t count;
    const ReviewClaim *claims = review_claims(explain->review, fact->entity, fact->attribute, fact->row, &count);
    Text image = review_entity(explain->review, fact->entity).image;
    bool keeps_order = view_keeps_order(explain->view), cut = count > MOST_CLAIMS;
    const size_t *first = cut && keeps_order ? first_claims(arena, &claims->decides, sizeof *claims, count) : NULL;
    node->claim_count = first ? MOST_CLAIMS : count;
    node->claims = arena_array(arena, node->claim_count + 1, sizeof *node->claims);
    for (size_t i = 0; i < node->claim_count; i++)
        node->claims[i] = claimed_of(explain, fact, image, &claims[first ? first[i] : i]);
    if (!keeps_order)
        explained_order_claims(node);
    if (cut && !keeps_order) {
        const Claimed *all = node->claims;
        first = first_claims(arena, &all->decides, sizeof *all, count);
        node->claim_count = MOST_CLAIMS;
        node->claims = arena_array(arena, MOST_CLAIMS, sizeof *node->claims);
        for (size_t i = 0; i < MOST_CLAIMS; i++)
            node->claims[i] = all[first[i]];
    }
    node->left_out += count - node->claim_count;
}

void explain_fact(Explain *explain, Explained *node, const ReviewFact *fact)
{
    TextBuilder path = text_builder(explain->arena), part = text_builder(explain->arena);
    node->has_fact = true;
    node->entity = review_entity(explain->review, fact->entity).id;
    uint32_t owner = explain->program->attributes[fact->attribute].owner;
    review_append_path(explain->review, fact->entity, fact->attribute, fact->row, &path);
    node->path = text_built(&path);
    if (!view_hides_part(explain->view, fact->entity, owner, fact->row) &&
        review_append_owner_part(explain->review, fact->entity, fact->attribute, fact->row, explain->speech.language, &part))
        node->part = text_built(&part);
    if (node->part.bytes)
        node->within = part_named(explain->view, fact->entity, fact->attribute, fact->row).within;
    add_claims(explain, node, fact);
}
