// SPDX-License-Identifier: MIT
// Which claim counts (LANGUAGE.md 3.3): what all claims about an attribute together say, and what may be asked of them.
#include "twin_evaluator.h"

// ---- parts in submissions ----

// The record of a part among the items of a claim about the attribute that owns it; null where it is not
// listed.
static const FactRecord *listed_part(const FactDatum *datum, const Part *part)
{
    uint32_t count = part->attribute->type.many ? datum->set->count : 1;
    for (uint32_t i = 0; i < count; i++) {
        const FactRecord *record = part->attribute->type.many ? datum->set->items[i].part : datum->part;
        if (keys_equal(part->type, record, part->record))
            return record;
    }
    return NULL;
}

// What a submission says about an entity or part; null: nothing.
static const FactRecord *record_about(const Submission *submission, Value owner)
{
    if (owner.kind == VALUE_ENTITY)
        return is_about(submission, owner.type.decl, owner.text) ? &submission->facts : NULL;
    const Part *part = owner.part;
    if (!part->attribute)
        return NULL;
    Value outer = part->owner ? (Value){.kind = VALUE_PART, .part = part->owner} : value_entity(part->entity_type, part->entity);
    const FactRecord *around = record_about(submission, outer);
    const FactDatum *datum = around ? record_datum(around, part->attribute) : NULL;
    return datum ? listed_part(datum, part) : NULL;
}

// ---- where a fact stands ----

static void append_way(TextBuilder *path, const Part *part)
{
    if (!part->attribute)
        return; // only its key is known
    if (part->owner)
        append_way(path, part->owner);
    text_append(path, part->attribute->word.name->text);
    text_append_byte(path, '.');
}

// A part by its key, or where it has none, by its place in the list of the submission that lists it.
void part_show(const Evaluator *evaluator, const Part *part, Text language, TextBuilder *to)
{
    const SubmissionList *list = evaluator->review.submissions;
    Value outer = part->owner ? (Value){.kind = VALUE_PART, .part = part->owner} : value_entity(part->entity_type, part->entity);
    if (part->type->keys || !part->attribute) {
        value_show(to, evaluator->review.policy, language, (Value){.kind = VALUE_PART, .part = part});
        return;
    }
    text_append(to, part->attribute->word.name->text);
    for (size_t i = 0; i < list->count && part->attribute->type.many; i++) {
        const FactRecord *around = record_about(list->items[i], outer);
        const FactDatum *datum = around ? record_datum(around, part->attribute) : NULL;
        for (uint32_t j = 0; datum && j < datum->set->count; j++) {
            if (datum->set->items[j].part == part->record)
                text_append_format(to, "[%u]", j);
        }
    }
}

Reasons reasons_at(const Context *context, TwinReason why, Value owner, const Attribute *attribute)
{
    Arena *arena = context->evaluator->review.arena;
    TextBuilder path = text_builder(arena), part = text_builder(arena);
    bool in_part = owner.kind == VALUE_PART;
    if (in_part) {
        append_way(&path, owner.part);
        part_show(context->evaluator, owner.part, (Text){NULL, 0}, &part);
    }
    text_append(&path, attribute->word.name->text);
    const Decl *type = in_part ? owner.part->entity_type : owner.type.decl;
    return reasons_of_fact(why, type->word.name->text, in_part ? owner.part->entity : owner.text, text_built(&path),
                           text_built(&part));
}

static Value part_value(const Evaluator *evaluator, Part part)
{
    Part *kept = arena_take(evaluator->review.arena, sizeof *kept);
    *kept = part;
    return (Value){.kind = VALUE_PART, .type = {.kind = TYPE_PART, .decl = part.type}, .part = kept};
}

// Whether parts of one type own, themselves or further down, parts of another one.
static bool type_owns(const Decl *owner, const Decl *type)
{
    for (const Attribute *attribute = owner->attributes; attribute; attribute = attribute->next) {
        if (attribute->owned && (attribute->type.decl == type || type_owns(attribute->type.decl, type)))
            return true;
    }
    return false;
}

// Adds all parts of a type with a key that a record owns, itself or further down.
static void find_owned(const Evaluator *evaluator, Set *found, Part around, const Decl *type, const FactRecord *key)
{
    for (uint32_t i = 0; i < around.record->count; i++) {
        const FactClaim *claim = &around.record->claims[i];
        const Attribute *attribute = evaluator->review.policy->attributes[claim->attribute];
        if (!attribute->owned)
            continue;
        uint32_t count = attribute->type.many ? claim->value.set->count : 1;
        const Part *owner = around.attribute && count ? part_value(evaluator, around).part : NULL;
        for (uint32_t j = 0; j < count; j++) {
            Part part = around;
            part.type = attribute->type.decl;
            part.attribute = attribute;
            part.owner = owner;
            part.record = attribute->type.many ? claim->value.set->items[j].part : claim->value.part;
            if (part.type == type && keys_equal(type, part.record, key))
                set_add(found, part_value(evaluator, part), true, 0);
            if (type_owns(part.type, type))
                find_owned(evaluator, found, part, type, key);
        }
    }
}

// The part of an entity's dossier that a reference means. All submissions are looked through, acceptable or
// not: which claims about the part count is another question. Of one that none owns only the key is known,
// and so of one whose key several owners use: the specification does not say which of them is meant, and to
// choose would be to guess.
static Value part_reference(const Evaluator *evaluator, const Decl *entity_type, Text entity, const Decl *type,
                            const FactRecord *key)
{
    Set *found = set_new(evaluator->review.arena);
    const SubmissionList *list = evaluator->review.submissions;
    for (size_t i = 0; i < list->count; i++) {
        if (!is_about(list->items[i], entity_type, entity))
            continue;
        Part around = {.entity_type = entity_type, .entity = entity, .record = &list->items[i]->facts};
        find_owned(evaluator, found, around, type, key);
    }
    if (found->count == 1)
        return found->members[0].value;
    return part_value(evaluator, (Part){.type = type, .entity_type = entity_type, .entity = entity, .record = key});
}

// ---- claims ----

typedef struct Claim {
    const FactDatum *datum;
    bool unreadable;
    uint32_t rank;
    Standing standing;
} Claim;

typedef struct ClaimList {
    Claim *items;
    size_t count, capacity;
    bool weak; // one was left out that is below a threshold
} ClaimList;

static bool is_subject(const Evaluator *evaluator, const Decl *type, Text id)
{
    return type == evaluator->review.policy->subject_type && text_equal(id, evaluator->review.subject);
}

// The rank that claims about an attribute must have: the highest of all thresholds that name it, or the
// attribute of the entity that it stands below, and of the general ones.
static uint32_t rank_needed(const Context *context, Value owner, const Attribute *attribute)
{
    if (context->reading != READING_STRICT)
        return 0;
    const Attribute *top = attribute;
    const Decl *type = owner.type.decl;
    Text id = owner.text;
    if (owner.kind == VALUE_PART) {
        const Part *part = owner.part;
        type = part->entity_type;
        id = part->entity;
        while (part->owner)
            part = part->owner;
        top = part->attribute;
    }
    if (!is_subject(context->evaluator, type, id))
        return 0;
    uint32_t rank = 0;
    for (const Threshold *threshold = context->rule->thresholds; threshold; threshold = threshold->next) {
        bool named = !threshold->attributes;
        for (const WordList *word = threshold->attributes; word; word = word->next)
            named |= top && word->word.name == top->word.name;
        if (named && threshold->rank > rank)
            rank = threshold->rank;
    }
    return rank;
}

// Whether a submission is of one of the kinds that a question asks of; expr null: of all.
static bool is_of_kinds(const Submission *submission, const Expr *expr)
{
    if (!expr || !expr->kind_count)
        return true;
    for (uint32_t i = 0; i < expr->kind_count; i++) {
        if (expr->kind_numbers[i] == submission->kind)
            return true;
    }
    return false;
}

static const Standing *standings_of(const Context *context)
{
    return context->reading == READING_BARE ? context->evaluator->bare : context->evaluator->standings;
}

static ClaimList claims_by(const Context *context, Value owner, const Attribute *attribute, const Expr *kinds)
{
    Evaluator *evaluator = context->evaluator;
    enum { STEPS_TO_A_PART = 20 }; // it is looked for among many
    evaluator->steps += owner.kind == VALUE_PART ? STEPS_TO_A_PART : 1;
    const SubmissionList *list = evaluator->review.submissions;
    const Standing *standings = standings_of(context);
    uint32_t needed = rank_needed(context, owner, attribute);
    ClaimList claims = {.items = NULL};
    for (size_t i = 0; i < list->count; i++) {
        const FactRecord *record = record_about(list->items[i], owner);
        const FactDatum *datum = record ? record_datum(record, attribute) : NULL;
        if (!datum || !is_of_kinds(list->items[i], kinds))
            continue;
        uint32_t rank = kind_of(evaluator, list->items[i])->rank;
        if (rank < needed) {
            claims.weak = true;
            continue;
        }
        claims.items = arena_grow(evaluator->review.arena, claims.items, claims.count, &claims.capacity, sizeof(Claim));
        claims.items[claims.count++] = (Claim){datum, record_unreadable(record, attribute), rank, standings[i]};
    }
    return claims;
}

static ClaimList claims_about(const Context *context, Value owner, const Attribute *attribute)
{
    return claims_by(context, owner, attribute, NULL);
}

// Why a value is unknown of which there is no acceptable claim.
static TwinReason why_none(const ClaimList *claims)
{
    for (size_t i = 0; i < claims->count; i++) {
        if (claims->items[i].standing.only_too_old)
            return TWIN_EXPIRED;
    }
    return claims->count ? TWIN_NOT_ACCEPTED : claims->weak ? TWIN_TOO_WEAK : TWIN_MISSING;
}

// What a claim says: the value, or one item of the set.
static Value claimed_value(const Evaluator *evaluator, Value owner, const Attribute *attribute, const FactDatum *datum)
{
    if (attribute->type.kind == TYPE_ENTITY)
        return value_entity(attribute->type.decl, text_unpacked(datum->text));
    if (attribute->type.kind != TYPE_PART)
        return key_value(attribute, datum);
    bool in_part = owner.kind == VALUE_PART;
    const Decl *entity_type = in_part ? owner.part->entity_type : owner.type.decl;
    Text entity = in_part ? owner.part->entity : owner.text;
    if (!attribute->owned)
        return part_reference(evaluator, entity_type, entity, attribute->type.decl, datum->part);
    return part_value(evaluator, (Part){.type = attribute->type.decl,
                                        .entity_type = entity_type,
                                        .entity = entity,
                                        .owner = in_part ? owner.part : NULL,
                                        .attribute = attribute,
                                        .record = datum->part});
}

// In a strict reading only what is known plainly has a reason: it is too weak.
static Value unknown_scalar(const Context *context, TwinReason why, Value owner, const Attribute *attribute)
{
    if (context->reading != READING_STRICT)
        return value_unknown(reasons_at(context, why, owner, attribute));
    Context plain = *context;
    plain.reading = READING_PLAIN;
    bool known = value_is_known(evidence_attribute(&plain, owner, attribute));
    return value_unknown(known ? reasons_at(context, TWIN_TOO_WEAK, owner, attribute) : 0);
}

// Of single values. What cannot be read agrees with the same text.
static bool claims_agree(const Context *context, Value owner, const Attribute *attribute, const Claim *a, const Claim *b)
{
    if (a->unreadable || b->unreadable)
        return a->unreadable && b->unreadable && text_equal(text_unpacked(a->datum->text), text_unpacked(b->datum->text));
    return values_equal(claimed_value(context->evaluator, owner, attribute, a->datum),
                        claimed_value(context->evaluator, owner, attribute, b->datum));
}

static Value scalar_attribute(const Context *context, Value owner, const Attribute *attribute)
{
    ClaimList claims = claims_about(context, owner, attribute);
    uint32_t strongest = 0;
    for (size_t i = 0; i < claims.count; i++) {
        if (claims.items[i].standing.acceptable && claims.items[i].rank > strongest)
            strongest = claims.items[i].rank;
    }
    if (!strongest)
        return unknown_scalar(context, why_none(&claims), owner, attribute);
    const Claim *said = NULL;
    for (size_t i = 0; i < claims.count; i++) {
        const Claim *claim = &claims.items[i];
        if (!claim->standing.acceptable || claim->rank < strongest)
            continue;
        if (said && !claims_agree(context, owner, attribute, said, claim))
            return unknown_scalar(context, TWIN_CONTESTED, owner, attribute);
        said = claim;
    }
    if (!said || said->unreadable)
        return unknown_scalar(context, TWIN_UNREADABLE, owner, attribute);
    for (size_t i = 0; i < claims.count; i++) {
        const Claim *claim = &claims.items[i];
        if (claim->standing.perhaps && claim->rank >= strongest && !claims_agree(context, owner, attribute, said, claim))
            return unknown_scalar(context, TWIN_NOT_ACCEPTED, owner, attribute);
    }
    return claimed_value(context->evaluator, owner, attribute, said->datum);
}

// ---- sets ----

static bool claim_lists(const Context *context, Value owner, const Attribute *attribute, const Claim *claim, Value item)
{
    for (uint32_t i = 0; i < claim->datum->set->count; i++) {
        if (values_equal(item, claimed_value(context->evaluator, owner, attribute, &claim->datum->set->items[i])))
            return true;
    }
    return false;
}

// The highest ranks of those who list an element and of those who deny it: of the acceptable, and of these
// and the perhaps acceptable. 0: there is none.
typedef struct Support {
    uint32_t for_it, against, perhaps_for, perhaps_against;
} Support;

static uint32_t higher(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

static Support support_of(const Context *context, Value owner, const Attribute *attribute, const ClaimList *claims, Value item)
{
    Support support = {0};
    for (size_t i = 0; i < claims->count; i++) {
        const Claim *claim = &claims->items[i];
        if (!claim->standing.acceptable && !claim->standing.perhaps)
            continue;
        bool lists = claim_lists(context, owner, attribute, claim, item);
        if (lists) {
            support.perhaps_for = higher(support.perhaps_for, claim->rank);
            support.for_it = higher(support.for_it, claim->standing.acceptable ? claim->rank : 0);
        } else if (!claim->datum->set->open) {
            support.perhaps_against = higher(support.perhaps_against, claim->rank);
            support.against = higher(support.against, claim->standing.acceptable ? claim->rank : 0);
        }
    }
    return support;
}

static const Member *member_of(const Set *set, Value item)
{
    for (size_t i = 0; i < set->count; i++) {
        if (values_equal(set->members[i].value, item))
            return &set->members[i];
    }
    return NULL;
}

// An element that may be in. plain: what the set is in a plain reading, of a strict one; null: this is no strict one.
static void add_unsure(const Context *context, Set *set, Value owner, const Attribute *attribute, Value item, TwinReason why,
                       const Set *plain)
{
    const Member *member = plain ? member_of(plain, item) : NULL;
    bool unsure = member && !member->sure; // plainly too: that is none of the strict reading's business
    if (plain)
        set_add(set, item, false, unsure ? 0 : reasons_at(context, TWIN_TOO_WEAK, owner, attribute));
    else
        set_add(set, item, false, reasons_at(context, why, owner, attribute));
}

static void add_element(const Context *context, Set *set, Value owner, const Attribute *attribute, Value item, Support support,
                        const Set *plain)
{
    // Acceptance decides it, unless the acceptable claims are even among themselves.
    bool contested = support.for_it && support.for_it == support.against;
    if (support.for_it > support.perhaps_against)
        set_add(set, item, true, 0);
    else if (support.against <= support.perhaps_for)
        add_unsure(context, set, owner, attribute, item, contested ? TWIN_CONTESTED : TWIN_NOT_ACCEPTED, plain);
}

// Whether a set is known better in a plain reading than in a strict one: that it is closed, or that something is in it.
static bool is_known_better(const Set *plain, const Set *strict)
{
    for (size_t i = 0; i < plain->count; i++) {
        const Member *member = member_of(strict, plain->members[i].value);
        if (plain->members[i].sure && !(member && member->sure))
            return true;
    }
    return !plain->open;
}

static void leave_open(const Context *context, Set *set, Value owner, const Attribute *attribute, TwinReason why,
                       const Set *plain)
{
    if (!plain)
        set_leave_open(set, reasons_at(context, why, owner, attribute));
    else
        set_leave_open(set, is_known_better(plain, set) ? reasons_at(context, TWIN_TOO_WEAK, owner, attribute) : 0);
}

static Value set_attribute(const Context *context, Value owner, const Attribute *attribute, const Expr *kinds)
{
    ClaimList claims = claims_by(context, owner, attribute, kinds);
    Set *set = set_new(context->evaluator->review.arena);
    bool any = false, closed = false;
    const Set *plain = NULL;
    if (context->reading == READING_STRICT) {
        Context plain_context = *context;
        plain_context.reading = READING_PLAIN;
        plain = set_attribute(&plain_context, owner, attribute, kinds).set;
    }
    for (size_t i = 0; i < claims.count; i++) {
        const Claim *claim = &claims.items[i];
        any |= claim->standing.acceptable;
        closed |= claim->standing.acceptable && !claim->datum->set->open;
        if (!claim->standing.acceptable && !claim->standing.perhaps)
            continue;
        for (uint32_t j = 0; j < claim->datum->set->count; j++) {
            Value item = claimed_value(context->evaluator, owner, attribute, &claim->datum->set->items[j]);
            add_element(context, set, owner, attribute, item, support_of(context, owner, attribute, &claims, item), plain);
        }
    }
    if (!closed)
        leave_open(context, set, owner, attribute, any ? TWIN_OPEN_SET : why_none(&claims), plain);
    return value_set(set);
}

// The key of a part is known wherever the part is an element, whoever lists it.
Value evidence_attribute(const Context *context, Value owner, const Attribute *attribute)
{
    if (owner.kind == VALUE_PART && attribute_is_key(owner.part->type, attribute))
        return key_value(attribute, record_datum(owner.part->record, attribute));
    return attribute->type.many ? set_attribute(context, owner, attribute, NULL) : scalar_attribute(context, owner, attribute);
}

// ---- questions about the evidence itself ----

// They are asked of all acceptable claims; in a condition of acceptance, of those that count there.
static Context asking(const Context *context)
{
    Context asks = *context;
    if (asks.reading != READING_BARE)
        asks.reading = READING_PLAIN;
    return asks;
}

// How well anything counts: acceptable, perhaps acceptable, there at all.
typedef struct Heard {
    bool acceptable, perhaps, any;
} Heard;

static void hear(Heard *heard, Standing standing)
{
    heard->any = true;
    heard->acceptable |= standing.acceptable;
    heard->perhaps |= standing.perhaps;
}

static Heard heard_claims(const Context *context, Value owner, const Expr *expr)
{
    Heard heard = {false, false, false};
    ClaimList claims = claims_by(context, owner, expr->left->meaning.attribute, expr);
    for (size_t i = 0; i < claims.count; i++)
        hear(&heard, claims.items[i].standing);
    return heard;
}

// Who has spoken of an entity, or listed a part where it is owned.
static Heard heard_speakers(const Context *context, Value owner, const Expr *expr)
{
    Heard heard = {false, false, false};
    const SubmissionList *list = context->evaluator->review.submissions;
    for (size_t i = 0; i < list->count; i++) {
        if (is_of_kinds(list->items[i], expr) && record_about(list->items[i], owner))
            hear(&heard, standings_of(context)[i]);
    }
    return heard;
}

Value evidence_declares(const Context *context, Value owner, const Expr *expr)
{
    Context asks = asking(context);
    const Attribute *attribute = expr->left->meaning.attribute;
    Heard claimed = heard_claims(&asks, owner, expr), spoken = heard_speakers(&asks, owner, expr);
    if (claimed.acceptable)
        return truth_value(true);
    if (claimed.perhaps)
        return value_unknown(reasons_at(&asks, TWIN_NOT_ACCEPTED, owner, attribute));
    if (!spoken.acceptable)
        return value_unknown(reasons_at(&asks, spoken.any ? TWIN_NOT_ACCEPTED : TWIN_MISSING, owner, attribute));
    return truth_value(false);
}

Value evidence_listed(const Context *context, Value owner, const Expr *expr)
{
    Context asks = asking(context);
    const Attribute *attribute = expr->left->meaning.attribute;
    bool silence = owner.kind == VALUE_PART || expr->kind_count; // of those who are asked says that nothing is there
    Heard heard = silence ? heard_speakers(&asks, owner, expr) : heard_claims(&asks, owner, expr);
    if (!heard.acceptable) {
        Value declared = evidence_declares(&asks, owner, expr);
        Set *nothing = set_new(context->evaluator->review.arena);
        set_leave_open(nothing,
                       declared.kind == VALUE_UNKNOWN ? declared.reasons : reasons_at(&asks, TWIN_MISSING, owner, attribute));
        return value_set(nothing);
    }
    Value listed = set_attribute(&asks, owner, attribute, expr);
    listed.set->open = false;
    listed.set->open_reasons = 0;
    return listed;
}

// Whether one of two claims says what the other one denies.
static bool claims_differ(const Context *context, Value owner, const Attribute *attribute, const Claim *a, const Claim *b)
{
    if (!attribute->type.many)
        return !claims_agree(context, owner, attribute, a, b);
    for (uint32_t i = 0; i < a->datum->set->count && !b->datum->set->open; i++) {
        Value item = claimed_value(context->evaluator, owner, attribute, &a->datum->set->items[i]);
        if (!claim_lists(context, owner, attribute, b, item))
            return true;
    }
    return false;
}

bool evidence_disputes(const Context *context, Value owner, const Attribute *attribute)
{
    Context plain = asking(context);
    ClaimList claims = claims_about(&plain, owner, attribute);
    for (size_t i = 0; i < claims.count; i++) {
        for (size_t j = 0; j < claims.count; j++) {
            const Claim *a = &claims.items[i], *b = &claims.items[j];
            if (a->standing.acceptable && b->standing.acceptable && claims_differ(&plain, owner, attribute, a, b))
                return true;
        }
    }
    return false;
}
