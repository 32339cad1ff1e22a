// SPDX-License-Identifier: MIT
// Fields of a bundle that do not keep what sections.def promises of them: each is refused, and what is said names it. And what is
// large, or hangs together in a long chain, is no harm.
#include "unit/compiled.h"

#define SECTION(section, type) typedef type item_of_##section;
#include "code/sections.def"

// The items of a section of a program, as a copy that may be changed, with room for more.
#define OWN(section) own((const void **)(uintptr_t)&program->section, program->section##_count, sizeof *program->section)
static void *own(const void **items, size_t count, size_t size)
{
    void *copy = copied(*items, count, size);
    *items = copy;
    return copy;
}

static uint32_t some_attribute(const Program *program, uint32_t kind, bool many)
{
    for (uint32_t i = 0; i < program->attributes_count; i++) {
        if (program->attributes[i].kind == kind && ((program->attributes[i].flags & ATTRIBUTE_MANY) != 0) == many)
            return i;
    }
    fail_msg("the fixture has no such attribute");
    return 0;
}

static uint32_t some_instr(const Program *program, Op op)
{
    for (uint32_t i = 0; i < program->code_count; i++) {
        if (program->code[i].op == op)
            return i;
    }
    fail_msg("the fixture has no such instruction");
    return 0;
}

static uint32_t some_piece(const Program *program, uint32_t kind)
{
    for (uint32_t i = 0; i < program->pieces_count; i++) {
        if (program->pieces[i].shown != NO_REGISTER && program->pieces[i].kind == kind)
            return i;
    }
    fail_msg("the fixture shows nothing of that kind");
    return 0;
}

// Where the policy's text is in the midst of a character.
static uint32_t within_character(const Program *program)
{
    Text text = program_file_text(program, &program->files[0]);
    size_t at = 0;
    while (at < text.length && ((unsigned char)text.bytes[at] & 0xc0) != 0x80)
        at++;
    assert_true(at < text.length);
    return (uint32_t)at;
}

// ---- one field each ----

#define CHANGE(name, section, item, change)                                                                                      \
    static void name(Program *program)                                                                                           \
    {                                                                                                                            \
        item_of_##section *one = OWN(section);                                                                                   \
        one += (item);                                                                                                           \
        change;                                                                                                                  \
    }

CHANGE(text_beyond_the_pool, strings, 3, one->length = UINT32_MAX)
CHANGE(texts_that_overlap, strings, 3, one->offset--)
CHANGE(text_that_is_no_utf8, string_bytes, 0, *one = (char)0xff)
CHANGE(list_out_of_order, list_values, 1, *one = one[-1])
CHANGE(list_of_handles, lists, 0, one->content = CONTENT_HANDLE)
CHANGE(pattern_without_text, regexes, 0, *one = program->strings_count)
CHANGE(slot_of_no_attribute, slots, 0, one->attribute = program->attributes_count)
CHANGE(slot_of_no_mode, slots, 0, one->mode = MODE_STRICT + program->modes_count)
CHANGE(rank_of_another_type, mode_ranks, 0, one->attribute = program->attributes_count)
CHANGE(rank_beyond_the_last, mode_ranks, 0, one->rank = program->head.ranks + 1)
CHANGE(root_with_a_maker, frames, 0, one->maker = 0x40000000)
CHANGE(root_with_an_origin, frames, 0, one->origin = 1)
CHANGE(root_of_acceptance_with_a_maker, accept_frames, 0, one->maker = 0)
CHANGE(frame_of_another_maker, frames, 1, one->maker++)
CHANGE(opcode_that_is_none, code, 0, one->op = OPS)
CHANGE(operand_that_comes_later, code, some_instr(program, OP_NOT), one->a = program->code_count - 1)
CHANGE(operand_where_none_is, code, some_instr(program, OP_NOT), one->b = 1)
CHANGE(constant_beyond_the_pool, code, some_instr(program, OP_NUMBER), one->a = program->constants_count)
CHANGE(skip_out_of_its_region, code, some_instr(program, OP_SKIP_FALSE), one->b = program->code_count)
CHANGE(type_that_is_no_flag, types, 0, one->is_part = 2)
CHANGE(types_that_share_attributes, types, 1, one->first_attribute--)
CHANGE(key_of_an_entity, types, 0, one->key_count = 1)
CHANGE(attribute_of_another_type, attributes, 0, one->owner++)
CHANGE(attribute_of_no_kind, attributes, 0, one->kind = TYPE_SUBMISSION)
CHANGE(attribute_with_a_target, attributes, some_attribute(program, TYPE_TEXT, false), one->target = 0)
CHANGE(attributes_out_of_order, attributes, 1, one->name = one[-1].name)
CHANGE(part_of_an_entity, attributes, some_attribute(program, TYPE_PART, true), one->target = program->head.subject_type)
CHANGE(entity_that_is_owned, attributes, some_attribute(program, TYPE_ENTITY, true), one->flags |= ATTRIBUTE_OWNED)
CHANGE(key_of_another_part, keys, 0, *one = 0)
CHANGE(enumeration_without_values, enums, 0, one->first_value++)
CHANGE(kind_of_no_rank, kinds, 0, one->rank = 0)
CHANGE(kind_that_expired_before, kinds, 0, one->after = -1)
CHANGE(condition_of_no_submission, kinds, 0, one->accept = 0)
CHANGE(wording_without_text, wordings, 0, one->text = program->strings_count)
CHANGE(clause_of_another_source, clauses, 0, one->source++)
CHANGE(citation_of_no_clause, cites, 0, one->clause = program->clauses_count)
CHANGE(rules_out_of_order, rules, 1, one->code = one[-1].code)
CHANGE(rule_of_no_severity, rules, 0, one->severity = RULE_SEVERITIES)
CHANGE(rule_of_negative_weight, rules, 0, one->weight = -1)
CHANGE(rule_without_requirements, rules, 0, one->require_count = 0)
CHANGE(rule_that_reads_what_is_not_there, rules, 0, one->plain = program->code_count)
CHANGE(rule_out_of_its_file, rules, 0, one->span.end = UINT32_MAX - 1)
CHANGE(span_that_parts_a_character, places, 0, one->span.file = 1; one->span.start = within_character(program);
       one->span.end = program->files[0].count)
CHANGE(exception_that_is_none, excepts, 0, one->condition = NO_REGISTER)
CHANGE(exception_without_reason, excepts, 0, one->finding_count = 0)
CHANGE(reasons_of_others, excepts, 0, one->finding_count = program->findings_count)
CHANGE(reason_elsewhere, excepts, 0, one->segment = 0; one->segment_end = 1)
CHANGE(value_of_no_wording, enum_values, 0, one->wording.count = program->wordings_count + 1)
CHANGE(outcome_of_no_wording, outcomes, 0, one->wording.count = program->wordings_count + 1)
CHANGE(readings_of_others, rules, 0, one->interpretation_count = 1)
CHANGE(requirement_in_no_frame, requires, 0, one->frame = UINT16_MAX)
CHANGE(segment_elsewhere, requires, program->requires_count - 1, one->segment = 0; one->segment_end = 1)
CHANGE(findings_of_others, requires, 1, one->finding_count = program->findings_count)
CHANGE(pieces_of_others, findings, 0, one->piece_count = program->pieces_count)
CHANGE(text_shown_as_an_entity, pieces, some_piece(program, TYPE_TEXT), one->kind = TYPE_ENTITY; one->target = 0)
CHANGE(entity_shown_as_a_part, pieces, some_piece(program, TYPE_ENTITY), one->kind = TYPE_PART)
CHANGE(number_shown_as_a_text, pieces, some_piece(program, TYPE_INTEGER), one->kind = TYPE_TEXT)
CHANGE(number_of_no_enumeration, pieces, some_piece(program, TYPE_INTEGER), one->kind = TYPE_ENUM; one->target = 99)
CHANGE(place_of_another_type, places, 0, one->kind = TYPE_PART; one->target = program->types_count - 1)
CHANGE(parameter_of_no_date, parameters, 0, one->kind = TYPE_DATE; one->value = INT64_MAX)
CHANGE(last_outcome_with_a_guard, outcomes, program->outcomes_count - 1, one->guard = 0)
CHANGE(outcome_without_a_guard, outcomes, 0, one->guard = NO_INDEX)
CHANGE(guard_of_itself, guards, program->guards_count - 1, one->kind = GUARD_AND;
       one->left = one->right = program->guards_count - 1)
CHANGE(guard_of_no_rule, guards, 0, one->kind = GUARD_RULE; one->rule = program->rules_count)
CHANGE(rule_of_no_file, rules, 0, one->span.file = program->files_count + 1)
CHANGE(requirement_of_no_file, requires, 0, one->span.file = UINT32_MAX)
CHANGE(place_nowhere_of_some_length, places, 0, one->span.file = 0)

static void files_on_top_of_each_other(Program *program)
{
    FileInfo *files = OWN(files);
    files[1] = files[0];
    program->files_count = 2;
}

static void no_file(Program *program)
{
    program->files_count = 0;
}

static void subject_that_is_a_part(Program *program)
{
    program->head.subject_type = program->types_count - 1;
}

static void more_ranks_than_kinds(Program *program)
{
    program->head.ranks = program->kinds_count + 1;
}

static void submitter_that_is_a_part(Program *program)
{
    program->head.by_type = program->types_count - 1;
}

static void day_of_no_calendar(Program *program)
{
    program->head.effective = INT64_MAX;
}

static void end_before_the_beginning(Program *program)
{
    program->head.effective = 100;
    program->head.until = 99;
}

static void end_without_a_beginning(Program *program)
{
    program->head.effective = INT64_MIN;
    program->head.until = 99;
}

static void days_below_none(Program *program)
{
    program->head.valid_for = -2;
}

// Read by a rule, on a day that there is not.
static void interpretation_of_no_day(Program *program)
{
    RuleInfo *rules = OWN(rules);
    InterpretationInfo *interpretations = OWN(interpretations);
    interpretations[0] = (InterpretationInfo){.on = INT64_MAX, .span = rules[0].span};
    program->interpretations_count = 1;
    rules[0].first_interpretation = 0;
    rules[0].interpretation_count = 1;
}

static void part_that_owns_itself(Program *program)
{
    AttributeInfo *attributes = OWN(attributes);
    uint32_t number = some_attribute(program, TYPE_PART, true);
    for (uint32_t i = 0; i < program->attributes_count; i++) { // one of a part
        if (attributes[i].kind == TYPE_PART && program->types[attributes[i].owner].is_part)
            number = i;
    }
    attributes[number].target = attributes[number].owner;
    attributes[number].flags |= ATTRIBUTE_OWNED;
}

// REACH along an attribute whose number of an enumeration is that of its type.
static void reach_along_no_reference(Program *program)
{
    Instr *code = OWN(code);
    code += some_instr(program, OP_REACH);
    uint32_t owner = program->attributes[program->slots[code->c].attribute].owner;
    AttributeInfo *attributes = OWN(attributes);
    AttributeInfo *reached = &attributes[program->slots[code->c].attribute];
    reached->kind = TYPE_ENUM;
    reached->target = owner;
    EnumInfo *enums = arena_array(unit_arena(), owner + 2, sizeof *enums);
    for (uint32_t i = 0; i <= owner; i++)
        enums[i] = (EnumInfo){0, 0, i ? program->enum_values_count : 0, i ? 0 : program->enum_values_count};
    program->enums = enums;
    program->enums_count = owner + 1;
}

typedef struct Refused {
    void (*change)(Program *program);
    const char *said;
} Refused;

static const Refused fields_refused[] = {
    {text_beyond_the_pool, "`strings` is damaged: `offset`"},
    {texts_that_overlap, "`strings` is damaged: `offset`"},
    {text_that_is_no_utf8, "a text of the pool"},
    {list_out_of_order, "a list is not in order"},
    {list_of_handles, "`lists` is damaged: `content`"},
    {pattern_without_text, "`regexes` is damaged"},
    {slot_of_no_attribute, "`slots` is damaged: `attribute`"},
    {slot_of_no_mode, "a slot is damaged"},
    {rank_of_another_type, "a threshold is damaged"},
    {rank_beyond_the_last, "a threshold is damaged"},
    {root_with_a_maker, "the root frame"},
    {root_with_an_origin, "the root frame"},
    {root_of_acceptance_with_a_maker, "the root frame"},
    {frame_of_another_maker, "frame"},
    {opcode_that_is_none, "no such opcode"},
    {operand_that_comes_later, "is not there"},
    {operand_where_none_is, "outside of its pool"},
    {constant_beyond_the_pool, "outside of its pool"},
    {skip_out_of_its_region, "out of its region"},
    {type_that_is_no_flag, "`types` is damaged: `is_part`"},
    {types_that_share_attributes, "`types` is damaged: `first_attribute`"},
    {key_of_an_entity, "`types` is damaged: `first_key`"},
    {attribute_of_another_type, "an attribute is damaged"},
    {attribute_of_no_kind, "an attribute is damaged"},
    {attribute_with_a_target, "an attribute is damaged"},
    {attributes_out_of_order, "an attribute is damaged"},
    {part_of_an_entity, "an attribute is damaged"},
    {entity_that_is_owned, "an attribute is damaged"},
    {key_of_another_part, "a key is no attribute"},
    {enumeration_without_values, "`enums` is damaged: `first_value`"},
    {kind_of_no_rank, "a kind of evidence"},
    {kind_that_expired_before, "`kinds` is damaged: `after`"},
    {condition_of_no_submission, "a condition of acceptance"},
    {wording_without_text, "`wordings` is damaged: `text`"},
    {clause_of_another_source, "of another source"},
    {citation_of_no_clause, "`cites` is damaged: `clause`"},
    {rules_out_of_order, "in the order of their codes"},
    {rule_of_no_severity, "`rules` is damaged: `severity`"},
    {rule_of_negative_weight, "`rules` is damaged: `weight`"},
    {rule_without_requirements, "`rules` is damaged: `require_count`"},
    {rule_that_reads_what_is_not_there, "may not be there"},
    {rule_out_of_its_file, "a span of `rules`"},
    {span_that_parts_a_character, "a span of `places`"},
    {exception_that_is_none, "an exception reads"},
    {exception_without_reason, "the reason of an exception"},
    {reasons_of_others, "the reason of an exception"},
    {reason_elsewhere, "segment"},
    {value_of_no_wording, "`enum_values` is damaged: `wording`"},
    {outcome_of_no_wording, "`outcomes` is damaged: `wording`"},
    {readings_of_others, "`rules` is damaged: `first_interpretation`"},
    {end_before_the_beginning, "the head is damaged: `until`"},
    {end_without_a_beginning, "the head is damaged: `until`"},
    {days_below_none, "the head is damaged: `valid_for`"},
    {interpretation_of_no_day, "an interpretation is damaged"},
    {requirement_in_no_frame, "frame"},
    {segment_elsewhere, "segment"},
    {findings_of_others, "the findings of a requirement"},
    {pieces_of_others, "`findings` is damaged: `first_piece`"},
    {text_shown_as_an_entity, "a finding shows"},
    {entity_shown_as_a_part, "a finding shows"},
    {number_shown_as_a_text, "a finding shows"},
    {number_of_no_enumeration, "a finding shows"},
    {place_of_another_type, "a place says another type"},
    {parameter_of_no_date, "a parameter is damaged"},
    {last_outcome_with_a_guard, "an outcome is damaged"},
    {outcome_without_a_guard, "an outcome is damaged"},
    {guard_of_itself, "a guard of the verdict"},
    {guard_of_no_rule, "a guard of the verdict"},
    {rule_of_no_file, "a span of `rules`"},
    {requirement_of_no_file, "a span of `requires`"},
    {place_nowhere_of_some_length, "a span of `places`"},
    {files_on_top_of_each_other, "`files` is damaged"},
    {no_file, "`first` of `FileInfo` leaves something over"},
    {subject_that_is_a_part, "the head is damaged"},
    {more_ranks_than_kinds, "there are more ranks than kinds of evidence"},
    {submitter_that_is_a_part, "the head is damaged"},
    {day_of_no_calendar, "the head is damaged"},
    {part_that_owns_itself, "a part that owns itself"},
    {reach_along_no_reference, "the attribute leads elsewhere"},
};

static void every_field_is_looked_at(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof fields_refused / sizeof *fields_refused; i++) {
        Program program = fixture.program, opened;
        Text reason = {"", 0};
        fields_refused[i].change(&program);
        if (bundle_open(&opened, bundle_write(&program, unit_arena()), unit_arena(), &reason))
            fail_msg("the change %zu is not refused (%s)", i, fields_refused[i].said);
        if (!text_contains(reason, text_of(fields_refused[i].said)))
            fail_msg("the change %zu: \"%.*s\" is said, and not \"%s\"", i, (int)reason.length, reason.bytes,
                     fields_refused[i].said);
    }
}

// ---- the digest of the schema ----

static Digest digest_after(void (*change)(Program *program))
{
    Program program = fixture.program;
    change(&program);
    return schema_digest(&program, unit_arena());
}

CHANGE(kind_renamed, kinds, 0, one->name = 0)
CHANGE(value_renamed, enum_values, 0, one->name = 0)
CHANGE(values_exchanged, enum_values, 0, EnumValueInfo first = *one; *one = one[1]; one[1] = first)
CHANGE(attribute_renamed, attributes, 0, one->name = 0)
CHANGE(attribute_of_another_kind, attributes, 0, one->kind ^= 1)
CHANGE(attribute_made_a_set, attributes, 0, one->flags ^= ATTRIBUTE_MANY)
CHANGE(attribute_hidden, attributes, 0, one->flags ^= ATTRIBUTE_CONFIDENTIAL)
CHANGE(type_made_a_part, types, 0, one->is_part = 1)
CHANGE(type_renamed, types, 0, one->name = 0)
CHANGE(key_exchanged, keys, 0, uint32_t first = *one; *one = one[1]; one[1] = first)
CHANGE(kind_ranked_otherwise, kinds, 0, one->rank++)

static void nobody_submits(Program *program)
{
    program->head.by_type = NO_INDEX;
}

static void the_digest_is_of_all_that_images_hang_on(void **state)
{
    (void)state;
    static void (*const changes[])(Program * program) = {
        kind_renamed,         value_renamed,    values_exchanged, attribute_renamed, attribute_of_another_kind,
        attribute_made_a_set, type_made_a_part, type_renamed,     key_exchanged,     nobody_submits};
    Digest before = fixture.program.head.schema;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        Digest after = digest_after(changes[i]);
        if (digest_equal(&before, &after))
            fail_msg("the change %zu does not change the schema's digest", i);
    }
    Digest hidden = digest_after(attribute_hidden), ranked = digest_after(kind_ranked_otherwise);
    assert_true(digest_equal(&before, &hidden) && digest_equal(&before, &ranked));
}

// The digest of another policy's schema.
static void a_digest_of_another_schema_is_refused(void **state)
{
    (void)state;
    enum { HEAD = 16 + 2 * sizeof(Digest) }; // behind mark, size, fingerprint and digest
    Program program = fixture.program, opened;
    Text reason, bundle = bundle_write(&program, unit_arena());
    char *bytes = (char *)(uintptr_t)bundle.bytes;
    bytes[HEAD + offsetof(ProgramHead, schema)] ^= 1;
    bundle_seal(bundle);
    assert_false(bundle_open(&opened, bundle, unit_arena(), &reason));
    assert_true(text_is(reason, "the digest of the schema does not fit the schema"));
}

// ---- what is long ----

enum { MANY = 100000 };

static void review_of(const Program *program, Text submissions, const char *subject)
{
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list;
    Dossiers dossiers;
    Prepared prepared = {.regexes = NULL};
    Text reason;
    assert_true(read_submissions(program, unit_arena(), &sources, &diagnostics, submissions, &list));
    assert_true(dossiers_in_memory(&dossiers, program, unit_arena(), &list, &diagnostics));
    assert_true(program_prepare(&prepared, program, unit_arena(), &reason));
    Text verdict = review_wholly(&fixture, &prepared, &dossiers, text_of(subject), 19844, unit_arena());
    assert_true(verdict.length > 0);
    prepared_close(&prepared);
}

static void hang_outcomes(Program *changed)
{
    Program *program = changed;
    OutcomeInfo *outcomes = OWN(outcomes);
    outcomes[0].guard = MANY - 1;
    outcomes[1].guard = MANY - 2;
}

// Guards that hang on each other in a chain, on either side.
static void chain_of_guards(void **state)
{
    (void)state;
    Program program = fixture.program, opened;
    Text reason = {"", 0};
    GuardInfo *guards = arena_array(unit_arena(), MANY, sizeof *guards);
    guards[0] = (GuardInfo){GUARD_ANY, NO_INDEX, NO_INDEX, NO_INDEX, NO_INDEX, NO_INDEX, 0};
    for (uint32_t i = 1; i < MANY; i++)
        guards[i] = (GuardInfo){
            i % 2 ? GUARD_AND : GUARD_OR, i % 3 ? i - 1 : 0, i % 3 ? 0 : i - 1, NO_INDEX, NO_INDEX, NO_INDEX, 0};
    program.guards = guards;
    program.guards_count = MANY;
    hang_outcomes(&program);
    assert_true(bundle_open(&opened, bundle_write(&program, unit_arena()), unit_arena(), &reason));
    review_of(&opened, unit_file(FIXTURE_SUBMISSIONS), "box/1");
}

static const char short_policy[] =
    "policy p version \"1.0.0\" { title \"P\" reviews product : Product }\n"
    "source s \"S\" { clause 1 \"c\" }\naspect a \"A\"\nevidence { rank declaration }\nentity Product { b: boolean }\n"
    "rule R-01 \"R\" { cites s 1  aspect a  severity minor  require product.b }\n"
    "verdict { rejected when any critical violated  passed otherwise }\n";
static const char short_facts[] =
    "{\"entity\":\"Product\",\"id\":\"x\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2024-01-01\"},\"facts\":{\"b\":true}}";

// What a rule requires as the end of a chain of instructions that each hang on the one before.
static void add_chain(Program *changed)
{
    Program *program = changed;
    uint32_t start = program->code_count, last = start + MANY - 1;
    Instr *code = arena_array(unit_arena(), (size_t)start + MANY, sizeof *code);
    memcpy(code, program->code, start * sizeof *code);
    for (uint32_t i = start; i <= last; i++)
        code[i] = (Instr){OP_NOT, 0, i == start ? program->rules[0].plain : i - 1, 0, 0};
    RuleInfo *rules = OWN(rules);
    RequireInfo *requires = OWN(requires);
    rules[0].plain = rules[0].strict = requires[0].plain = requires[0].strict = last;
    requires[0].segment = requires[0].segment_end = last + 1;
    program->code = code;
    program->code_count = program->head.main_end = last + 1;
}

static void chain_of_instructions(void **state)
{
    (void)state;
    Fixture other;
    Program program, opened;
    Text reason = {"", 0};
    fixture_open(&other);
    assert_true(fixture_compile(&other, text_of(short_policy)));
    program = other.program;
    add_chain(&program);
    if (!bundle_open(&opened, bundle_write(&program, unit_arena()), unit_arena(), &reason))
        fail_msg("%.*s", (int)reason.length, reason.bytes);
    review_of(&opened, text_of(short_facts), "x");
    review_of(&opened, text_of(short_facts), "nobody knows it");
    fixture_close(&other);
}

static const char reaching_policy[] =
    "policy p version \"1.0.0\" { title \"P\" reviews product : Product }\n"
    "source s \"S\" { clause 1 \"c\" }\naspect a \"A\"\nevidence { rank declaration }\n"
    "entity Product { tops: many ref Part  parts: many Part }\npart Part key id { id: text  n: integer  deps: many ref Part }\n"
    "rule R-01 \"R\" { cites s 1  aspect a  severity minor  require every p in product.tops via deps where p.n > 1 : p.n < 9 }\n"
    "verdict { rejected when any critical violated  passed otherwise }\n";
static const char reaching_facts[] = "{\"entity\":\"Product\",\"id\":\"x\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2024-"
                                     "01-01\"},\"facts\":{\"tops\":[\"a\"],"
                                     "\"parts\":[{\"id\":\"a\",\"n\":2,\"deps\":[\"b\"]},{\"id\":\"b\",\"n\":3}]}}";

// What says which elements are in a set that is reached, needed by nobody: whoever explains why the set is open asks it.
static void member_that_nobody_needs(void **state)
{
    (void)state;
    Fixture other;
    Text reason = {"", 0};
    fixture_open(&other);
    assert_true(fixture_compile(&other, text_of(reaching_policy)));
    Program changed = other.program, *program = &changed, opened;
    uint32_t reach = some_instr(program, OP_REACH), member = 0, closed = 0;
    Instr *code = OWN(code);
    for (uint32_t i = reach; i < program->code_count; i++) {
        member = code[i].op == OP_MEMBER && code[i].a == reach ? i : member;
        closed = code[i].op == OP_CLOSED && code[i].a == reach ? i : closed;
    }
    for (uint32_t i = closed + 1; i < program->code_count; i++)
        code[i].a = code[i].op == OP_AND && code[i].a == member ? closed : code[i].a;
    if (!bundle_open(&opened, bundle_write(program, unit_arena()), unit_arena(), &reason))
        fail_msg("%.*s", (int)reason.length, reason.bytes);
    review_of(&opened, text_of(reaching_facts), "x");
    fixture_close(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(every_field_is_looked_at),
                                       UNIT_TEST(the_digest_is_of_all_that_images_hang_on),
                                       UNIT_TEST(a_digest_of_another_schema_is_refused),
                                       UNIT_TEST(chain_of_guards),
                                       UNIT_TEST(chain_of_instructions),
                                       UNIT_TEST(member_that_nobody_needs)};
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
