// SPDX-License-Identifier: MIT
// The records of a bundle: that every number in them that refers to something refers to something that is there.
#include "code/verify.h"

static bool wrong(Text *reason, const char *why)
{
    *reason = text_of(why);
    return false;
}

static bool run_fits(uint32_t first, uint32_t count, uint32_t total)
{
    return first <= total && count <= total - first;
}

static bool wording_fits(const Program *program, WordingList wording)
{
    return run_fits(wording.first, wording.count, program->wordings_count);
}

static bool optional(uint32_t index, uint32_t count)
{
    return index == NO_INDEX || index < count;
}

static bool check_strings(const Program *program, Text *reason)
{
    for (uint32_t i = 0; i < program->strings_count; i++) {
        const StringEntry *entry = &program->strings[i];
        if (!run_fits(entry->offset, entry->length, program->string_bytes_count))
            return wrong(reason, "a text lies outside of the pool");
        Text text = program_string(program, i);
        if (text_malformed(text) != text.length || text_hash(text) != entry->hash)
            return wrong(reason, "a text of the pool is damaged");
    }
    for (uint32_t i = 0; i < program->wordings_count; i++) {
        const WordingEntry *entry = &program->wordings[i];
        if (entry->language >= program->strings_count || entry->text >= program->strings_count)
            return wrong(reason, "a wording without its text");
    }
    for (uint32_t i = 0; i < program->regexes_count; i++) {
        if (program->regexes[i] >= program->strings_count)
            return wrong(reason, "a pattern without its text");
    }
    for (uint32_t i = 0; i < program->lists_count; i++) {
        const ListInfo *list = &program->lists[i];
        if (!run_fits(list->first, list->count, program->list_values_count) || list->content > CONTENT_TEXT ||
            !optional(list->name, program->strings_count))
            return wrong(reason, "a list lies outside of the pool");
        const int64_t *values = program->list_values + list->first;
        for (uint32_t j = 0; j < list->count; j++) {
            bool text = list->content != CONTENT_TEXT || (values[j] >= 0 && values[j] < program->strings_count);
            if (!text || (j > 0 && values[j - 1] >= values[j]))
                return wrong(reason, "a list is not in order");
        }
    }
    return true;
}

static bool check_attribute(const Program *program, const AttributeInfo *attribute, uint32_t type)
{
    const uint32_t flags = ATTRIBUTE_MANY | ATTRIBUTE_OWNED | ATTRIBUTE_CONFIDENTIAL;
    if (attribute->name >= program->strings_count || attribute->owner != type || attribute->kind > TYPE_PART ||
        attribute->kind == TYPE_NONE || attribute->kind == TYPE_PERIOD || attribute->kind == TYPE_KIND ||
        (attribute->flags & ~flags) || ((attribute->flags & ATTRIBUTE_OWNED) && attribute->kind != TYPE_PART))
        return false;
    switch (attribute->kind) {
    case TYPE_ENUM:
        return attribute->target < program->enums_count;
    case TYPE_ENTITY:
    case TYPE_PART:
        return attribute->target < program->types_count &&
               program->types[attribute->target].is_part == (attribute->kind == TYPE_PART);
    default:
        return true;
    }
}

enum { MOST_TYPES = 1000 };

// Whether no part owns itself, of what a type owns; each type is looked into once.
enum { NOT_SEEN, UNDER_WAY, FINE };
static bool owns_no_circle(const Program *program, uint32_t type, uint8_t seen[MOST_TYPES])
{
    if (seen[type] != NOT_SEEN)
        return seen[type] == FINE;
    seen[type] = UNDER_WAY;
    const TypeInfo *info = &program->types[type];
    for (uint32_t i = 0; i < info->attribute_count; i++) {
        const AttributeInfo *attribute = &program->attributes[info->first_attribute + i];
        if ((attribute->flags & ATTRIBUTE_OWNED) && !owns_no_circle(program, attribute->target, seen))
            return false;
    }
    seen[type] = FINE;
    return true;
}

static bool check_schema(const Program *program, Text *reason)
{
    uint32_t attributes = 0;
    if (program->types_count > MOST_TYPES)
        return wrong(reason, "too many types");
    for (uint32_t i = 0; i < program->types_count; i++) {
        const TypeInfo *type = &program->types[i];
        if (type->name >= program->strings_count || type->is_part > 1 || type->first_attribute != attributes ||
            !run_fits(attributes, type->attribute_count, program->attributes_count) ||
            !run_fits(type->first_key, type->key_count, program->keys_count))
            return wrong(reason, "a type is damaged");
        attributes += type->attribute_count;
        for (uint32_t j = type->first_attribute; j < attributes; j++) {
            if (!check_attribute(program, &program->attributes[j], i))
                return wrong(reason, "an attribute is damaged");
        }
        for (uint32_t j = 0; j < type->key_count; j++) {
            uint32_t key = program->keys[type->first_key + j];
            bool fine = key >= type->first_attribute && key < attributes && !(program->attributes[key].flags & ATTRIBUTE_MANY) &&
                        program->attributes[key].kind < TYPE_ENTITY;
            if (!fine)
                return wrong(reason, "a key is no attribute of its part");
        }
    }
    if (attributes != program->attributes_count)
        return wrong(reason, "an attribute without its type");
    uint8_t seen[MOST_TYPES] = {NOT_SEEN};
    for (uint32_t i = 0; i < program->types_count; i++) {
        if (!owns_no_circle(program, i, seen))
            return wrong(reason, "a part that owns itself");
    }
    for (uint32_t i = 0; i < program->enums_count; i++) {
        const EnumInfo *one = &program->enums[i];
        if (one->name >= program->strings_count || !run_fits(one->first_value, one->value_count, program->enum_values_count))
            return wrong(reason, "an enumeration is damaged");
    }
    for (uint32_t i = 0; i < program->enum_values_count; i++) {
        if (program->enum_values[i] >= program->strings_count)
            return wrong(reason, "an enumeration is damaged");
    }
    for (uint32_t i = 0; i < program->kinds_count; i++) {
        const KindInfo *kind = &program->kinds[i];
        if (kind->name >= program->strings_count || kind->rank == 0 || kind->rank > program->head.ranks)
            return wrong(reason, "a kind of evidence is damaged");
    }
    return true;
}

static bool check_slots(const Program *program, Text *reason)
{
    for (uint32_t i = 0; i < program->modes_count; i++) {
        const ModeInfo *mode = &program->modes[i];
        if (!run_fits(mode->first, mode->count, program->mode_ranks_count))
            return wrong(reason, "a threshold is damaged");
        for (uint32_t j = 0; j < mode->count; j++) {
            uint32_t attribute = program->mode_ranks[mode->first + j].attribute;
            if (attribute >= program->attributes_count || program->attributes[attribute].owner != program->head.subject_type)
                return wrong(reason, "a threshold is damaged");
        }
    }
    for (uint32_t i = 0; i < program->slots_count; i++) {
        const SlotInfo *slot = &program->slots[i];
        if (slot->attribute >= program->attributes_count || slot->mode >= program->modes_count + MODE_STRICT)
            return wrong(reason, "a slot is damaged");
    }
    return true;
}

static bool check_citations(const Program *program, Text *reason)
{
    for (uint32_t i = 0; i < program->aspects_count; i++) {
        if (program->aspects[i].name >= program->strings_count || !wording_fits(program, program->aspects[i].title))
            return wrong(reason, "an aspect is damaged");
    }
    for (uint32_t i = 0; i < program->sources_count; i++) {
        const SourceInfo *source = &program->sources[i];
        if (source->name >= program->strings_count || !wording_fits(program, source->title) ||
            !run_fits(source->first_clause, source->clause_count, program->clauses_count))
            return wrong(reason, "a source is damaged");
    }
    for (uint32_t i = 0; i < program->clauses_count; i++) {
        const ClauseInfo *clause = &program->clauses[i];
        if (clause->source >= program->sources_count || clause->number >= program->strings_count ||
            !wording_fits(program, clause->heading) || !wording_fits(program, clause->reason))
            return wrong(reason, "a clause is damaged");
    }
    for (uint32_t i = 0; i < program->cites_count; i++) {
        if (program->cites[i].source >= program->sources_count || program->cites[i].clause >= program->clauses_count)
            return wrong(reason, "a citation is damaged");
    }
    return true;
}

static bool check_rule(const Program *program, const RuleInfo *rule)
{
    return rule->code < program->strings_count && wording_fits(program, rule->title) && wording_fits(program, rule->remedy) &&
           rule->severity < RULE_SEVERITIES && rule->aspect < program->aspects_count && rule->weight >= 0 &&
           (rule->mode == MODE_PLAIN || (rule->mode >= MODE_STRICT && rule->mode - MODE_STRICT < program->modes_count)) &&
           run_fits(rule->first_cite, rule->cite_count, program->cites_count) &&
           run_fits(rule->first_except, rule->except_count, program->excepts_count) && rule->require_count > 0 &&
           run_fits(rule->first_require, rule->require_count, program->requires_count) &&
           run_fits(rule->first_place, rule->place_count, program->places_count);
}

static bool check_rules(const Program *program, Text *reason)
{
    uint64_t requires = 0;
    for (uint32_t i = 0; i < program->rules_count; i++) {
        const RuleInfo *rule = &program->rules[i];
        if (!check_rule(program, rule))
            return wrong(reason, "a rule is damaged");
        requires += rule->require_count;
        if (i > 0 && text_compare(program_string(program, program->rules[i - 1].code), program_string(program, rule->code)) >= 0)
            return wrong(reason, "the rules are not in the order of their codes");
    }
    if (requires != program->requires_count)
        return wrong(reason, "a requirement without its rule");
    for (uint32_t i = 0; i < program->excepts_count; i++) {
        const ExceptInfo *except = &program->excepts[i];
        if (!wording_fits(program, except->because) || !run_fits(except->first_cite, except->cite_count, program->cites_count))
            return wrong(reason, "an exception is damaged");
    }
    for (uint32_t i = 0; i < program->requires_count; i++) {
        const RequireInfo *require = &program->requires[i];
        if (require->bindings > 1 || require->finding_count == UINT32_MAX ||
            !run_fits(require->first_finding, require->finding_count + require->bindings, program->findings_count) ||
            require->frame >= program->frames_count)
            return wrong(reason, "a requirement is damaged");
    }
    for (uint32_t i = 0; i < program->findings_count; i++) {
        const FindingInfo *finding = &program->findings[i];
        if (finding->language >= program->strings_count ||
            !run_fits(finding->first_piece, finding->piece_count, program->pieces_count))
            return wrong(reason, "a finding is damaged");
    }
    for (uint32_t i = 0; i < program->pieces_count; i++) {
        const PieceInfo *piece = &program->pieces[i];
        if (piece->text >= program->strings_count || !optional(piece->shown, program->code_count))
            return wrong(reason, "a finding is damaged");
    }
    return true;
}

static bool check_verdict(const Program *program, Text *reason)
{
    for (uint32_t i = 0; i < program->guards_count; i++) {
        const GuardInfo *guard = &program->guards[i];
        bool pair = guard->kind == GUARD_AND || guard->kind == GUARD_OR;
        bool fine = guard->kind <= GUARD_PENALTY && optional(guard->severity, RULE_SEVERITIES) &&
                    optional(guard->aspect, program->aspects_count) && optional(guard->rule, program->rules_count) &&
                    (!pair || (guard->left < i && guard->right < i)) && (guard->kind != GUARD_RULE || guard->rule != NO_INDEX);
        if (!fine)
            return wrong(reason, "a guard of the verdict is damaged");
    }
    for (uint32_t i = 0; i < program->outcomes_count; i++) {
        const OutcomeInfo *outcome = &program->outcomes[i];
        bool last = i + 1 == program->outcomes_count;
        if (outcome->name >= program->strings_count || (outcome->guard == NO_INDEX) != last ||
            !optional(outcome->guard, program->guards_count))
            return wrong(reason, "an outcome is damaged");
    }
    for (uint32_t i = 0; i < program->parameters_count; i++) {
        if (program->parameters[i].name >= program->strings_count)
            return wrong(reason, "a parameter is damaged");
    }
    return program->outcomes_count > 0 || wrong(reason, "there is no outcome");
}

static bool check_places(const Program *program, Text *reason)
{
    for (uint32_t i = 0; i < program->places_count; i++) {
        if (program->places[i].instr >= program->code_count)
            return wrong(reason, "a place without its instruction");
    }
    for (uint32_t i = 0; i < program->questions_count; i++) {
        if (!run_fits(program->questions[i].first_place, program->questions[i].place_count, program->places_count))
            return wrong(reason, "a question is damaged");
    }
    for (uint32_t i = 0; i < program->files_count; i++) {
        const FileInfo *file = &program->files[i];
        bool library = file->library == NO_INDEX || file->library < program->strings_count;
        if (!library || file->path >= program->strings_count || (i > 0 && file->base <= program->files[i - 1].base))
            return wrong(reason, "a file is damaged");
    }
    return true;
}

bool records_verify(const Program *program, Text *reason)
{
    const ProgramHead *head = &program->head;
    if (!check_strings(program, reason) || !check_schema(program, reason))
        return false;
    bool subject = head->subject_type < program->types_count && !program->types[head->subject_type].is_part;
    bool by = head->by_type == NO_INDEX || (head->by_type < program->types_count && !program->types[head->by_type].is_part);
    if (!subject || !by || head->name >= program->strings_count || head->version >= program->strings_count ||
        head->subject_name >= program->strings_count || !wording_fits(program, head->title) ||
        !wording_fits(program, head->authority) || head->ranks > UINT8_MAX)
        return wrong(reason, "the head is damaged");
    return check_slots(program, reason) && check_citations(program, reason) && check_rules(program, reason) &&
           check_verdict(program, reason) && check_places(program, reason);
}
