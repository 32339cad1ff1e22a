// SPDX-License-Identifier: MIT
// The whole of a policy as a bundle: its code, and the records that say what its rules, findings and questions read of it.
#include "emit/emit.h"

#include "code/bundle.h"
#include "support/calendar.h"

#define ADD(emit, section, record) pool_add((emit)->pools, &(emit)->pools->section, &(record), sizeof(record))

// ---- the schema ----

static void add_type(Emit *emit, const Decl *decl, uint32_t *attribute)
{
    Policy *policy = emit->policy;
    TypeInfo type = {.name = pool_string(emit->pools, decl->word.name->text),
                     .is_part = decl->kind == DECL_PART,
                     .first_attribute = *attribute,
                     .first_key = emit->pools->keys.count};
    while (*attribute < policy->attribute_count && policy->attributes[*attribute]->owner == decl) {
        const Attribute *one = policy->attributes[(*attribute)++];
        uint32_t flags = (one->type.many ? ATTRIBUTE_MANY : 0) | (one->owned ? ATTRIBUTE_OWNED : 0) |
                         (one->confidential || decl->confidential ? ATTRIBUTE_CONFIDENTIAL : 0);
        AttributeInfo info = {pool_string(emit->pools, one->word.name->text),
                              decl->number,
                              one->type.kind,
                              pool_target(one->type),
                              flags,
                              stored_span(one->word.span)};
        ADD(emit, attributes, info);
        type.attribute_count++;
    }
    for (const WordList *key = decl->keys; key; key = key->next, type.key_count++) {
        const Attribute *one = attribute_named(decl, key->word.name);
        ADD(emit, keys, one->number);
    }
    ADD(emit, types, type);
}

static void add_schema(Emit *emit)
{
    const Policy *policy = emit->policy;
    uint32_t attribute = 0;
    part_mark_confidential(emit); // what stands in a part of a confidential set is as confidential as the set
    for (uint32_t i = 0; i < policy->type_count; i++)
        add_type(emit, policy->types[i], &attribute);
    for (size_t i = 0; i < policy->enums.count; i++) {
        const Decl *decl = policy->enums.items[i];
        EnumInfo info = {pool_string(emit->pools, decl->word.name->text), decl->ordered, emit->pools->enum_values.count,
                         decl->value_count};
        for (const EnumValue *value = decl->values; value; value = value->next) {
            EnumValueInfo one = {pool_string(emit->pools, value->word.name->text), pool_wording(emit->pools, value->wording)};
            ADD(emit, enum_values, one);
        }
        ADD(emit, enums, info);
    }
}

// Registers of the conditions of acceptance are nodes until their code is laid out.
static void add_kinds(Emit *emit, const NodeId *conditions)
{
    const Policy *policy = emit->policy;
    for (size_t i = 0; i < policy->kind_count; i++) {
        const EvidenceKind *kind = &policy->kinds[i];
        KindInfo info = {.name = pool_string(emit->pools, kind->word.name->text),
                         .rank = kind->rank,
                         .accept = conditions[i],
                         .names_by = kind->accept && kind->accept->names_by,
                         .expires = kind->expiry != NULL,
                         .after = kind->expiry ? kind->expiry->seconds : 0};
        ADD(emit, kinds, info);
    }
}

// ---- what rules cite ----

// How a rule or a clause is read; returns how many there are.
static uint32_t add_readings(Emit *emit, const Decl *reading, uint32_t *first)
{
    *first = emit->pools->interpretations.count;
    for (; reading; reading = reading->next_reading) {
        InterpretationInfo info = {.on = reading->interpreted_on,
                                   .text = pool_wording(emit->pools, reading->interpretation),
                                   .span = stored_span(reading->span),
                                   .profiles = profiles_of(reading)};
        ADD(emit, interpretations, info);
    }
    return emit->pools->interpretations.count - *first;
}

static void add_sources(Emit *emit)
{
    const Policy *policy = emit->policy;
    for (size_t i = 0; i < policy->aspects.count; i++) {
        const Decl *aspect = policy->aspects.items[i];
        AspectInfo info = {pool_string(emit->pools, aspect->word.name->text), pool_wording(emit->pools, aspect->aspect_title)};
        ADD(emit, aspects, info);
    }
    for (uint32_t i = 0; i < policy->clause_sources.count; i++) {
        Decl *source = policy->clause_sources.items[i];
        source->first_clause = emit->pools->clauses.count;
        SourceInfo info = {pool_string(emit->pools, source->word.name->text), pool_wording(emit->pools, source->source_title),
                           emit->pools->clauses.count, 0};
        for (Clause *clause = source->clauses; clause; clause = clause->next, info.clause_count++) {
            clause->place = info.clause_count;
            ClauseInfo one = {.source = i,
                              .number = pool_string(emit->pools, clause->number),
                              .heading = pool_wording(emit->pools, clause->heading),
                              .reason = pool_wording(emit->pools, clause->reason)};
            one.interpretation_count = add_readings(emit, clause->readings, &one.first_interpretation);
            ADD(emit, clauses, one);
        }
        ADD(emit, sources, info);
    }
}

static uint32_t add_cites(Emit *emit, const Cite *cite, uint32_t *first)
{
    *first = emit->pools->cites.count;
    for (; cite; cite = cite->next) {
        CiteInfo info = {cite->decl->place, cite->decl->first_clause + cite->clause->place};
        ADD(emit, cites, info);
    }
    return emit->pools->cites.count - *first;
}

// ---- rules ----

static void add_requires(Emit *emit, const RuleCode *code)
{
    for (size_t i = 0; i < code->require_count; i++) {
        const RequireCode *require = &code->requires[i];
        bool bound = require->body != NO_NODE;
        RequireInfo info = {.plain = emit_register(emit, require->plain),
                            .strict = emit_register(emit, require->strict),
                            .frame = bound ? emit->frame_numbers[require->frame] : 0,
                            .member = emit_register(emit, require->member),
                            .body = emit_register(emit, require->body),
                            .first_finding = require->first_finding,
                            .finding_count = require->finding_count,
                            .bindings = require->bindings,
                            .span = stored_span(require->of->span),
                            .profile = profile_number(require->of->profile)};
        if (require->segment) {
            info.segment = require->segment->first;
            info.segment_end = require->segment->end;
        }
        ADD(emit, requires, info);
    }
}

static void add_excepts(Emit *emit, const RuleCode *code)
{
    for (size_t i = 0; i < code->except_count; i++) {
        const ExceptCode *except = &code->excepts[i];
        ExceptInfo info = {.condition = emit_register(emit, except->condition),
                           .first_finding = except->first_finding,
                           .finding_count = except->finding_count,
                           .segment = except->segment->first,
                           .segment_end = except->segment->end,
                           .span = stored_span(except->of->span),
                           .dropped = emits_alone(emit) ? 0 : except->of->dropped};
        info.cite_count = add_cites(emit, except->of->citing, &info.first_cite);
        ADD(emit, excepts, info);
    }
}

// What is read of a rule's code.
static void add_rule_code(Emit *emit, const RuleCode *code, RuleInfo *info)
{
    info->mode = code->mode;
    info->when = emit_register(emit, code->when);
    info->applies = emit_register(emit, code->applies);
    info->plain = emit_register(emit, code->plain);
    info->strict = emit_register(emit, code->strict);
    info->first_except = emit->pools->excepts.count;
    info->except_count = (uint32_t)code->except_count;
    add_excepts(emit, code);
    info->first_require = emit->pools->requires.count;
    info->require_count = (uint32_t)code->require_count;
    add_requires(emit, code);
    info->first_place = emit->pools->places.count;
    info->place_count = emit_places(emit, &code->places);
    ADD(emit, rules, *info);
}

static void add_rule(Emit *emit, uint32_t number)
{
    const Decl *decl = emit->policy->rules.items[number];
    const Rule *rule = &decl->rule;
    RuleInfo info = {.code = pool_string(emit->pools, decl->word.name->text),
                     .title = pool_wording(emit->pools, rule->title),
                     .remedy = pool_wording(emit->pools, rule->remedy),
                     .severity = rule->severity,
                     .aspect = rule->aspect_decl->place,
                     .waivable = rule->waivable,
                     .span = stored_span(decl->span),
                     .profiles = profiles_of(decl)};
    if (rule->severity != RULE_ADVISORY)
        info.weight = span_is_known(rule->weight.span) ? rule->weight.millionths : emit->policy->weights[rule->severity];
    info.cite_count = add_cites(emit, rule->cites, &info.first_cite);
    info.interpretation_count = add_readings(emit, rule->readings, &info.first_interpretation);
    add_rule_code(emit, &emit->rules[number], &info);
}

// ---- the verdict ----

static void add_verdict(Emit *emit)
{
    for (const Outcome *outcome = emit->policy->verdict->outcomes; outcome; outcome = outcome->next) {
        OutcomeInfo info = {pool_string(emit->pools, outcome->word.name->text), pool_wording(emit->pools, outcome->wording),
                            outcome->guard ? emit_guard(emit, outcome->guard) : NO_INDEX};
        ADD(emit, outcomes, info);
    }
}

static const Profile *profile_named(const Policy *policy, Text name)
{
    uint32_t i = 0;
    while (i < policy->profile_count && !text_equal(policy->profiles[i]->file->name.name->text, name))
        i++;
    return i < policy->profile_count ? policy->profiles[i] : NULL;
}

static void add_files(Emit *emit)
{
    const Sources *sources = emit->policy->sources;
    for (size_t i = 0; i < sources->count; i++) {
        const Source *source = &sources->items[i];
        FileInfo info = {.library = NO_INDEX,
                         .path = pool_string(emit->pools, text_shown(emit->arena, source->name.inner)),
                         .first = emit->pools->file_bytes.count,
                         .count = (uint32_t)source->text.length, // the digest comes in when the bundle is sealed
                         .users = policy_source_users(emit->policy, (uint32_t)i),
                         .profile = profile_number(profile_named(emit->policy, source->name.profile))};
        if (source->name.library.length)
            info.library = pool_string(emit->pools, source->name.library);
        pool_bytes(emit->pools, &emit->pools->file_bytes, source->text);
        ADD(emit, files, info);
    }
}

// ---- code ----

typedef struct EmitCall {
    CodeBound bound;
    Policy *policy;
    const CorePolicy *core;
    Text bundle;
} EmitCall;

static void open_emit(Emit *emit, EmitCall *call, Pools *pools, uint32_t mode)
{
    Policy *policy = call->policy;
    Arena *arena = policy->arena;
    *emit = (Emit){.emitters = emitters,
                   .bound = &call->bound,
                   .policy = policy,
                   .core = call->core,
                   .arena = arena,
                   .pools = pools,
                   .mode = mode};
    graph_open(&emit->graph, arena);
    text_index_open(&emit->expansions, arena);
    text_index_open(&emit->regions, arena);
    emit->key = text_builder(arena);
    text_index_open(&emit->item_lists, arena);
    emit->bindings = arena_array(arena, policy->tree.variables + 1, sizeof *emit->bindings);
    const Decl *holidays = policy_find(policy, policy->main->module, SPACE_VALUES, tree_name(&policy->tree, text_of("holidays")));
    emit->holidays = holidays && holidays->kind == DECL_LIST ? pool_list_declared(pools, holidays)
                                                             : pool_list(pools, CONTENT_NUMBER, NULL, 0, NO_INDEX);
    NodeId subject = node_plain(emit, OP_SUBJECT, 0, 0, 0, 0, policy->main->span);
    Type type = {.kind = TYPE_ENTITY, .decl = policy->subject_type};
    emit->bindings[policy->main->header.subject->number] = (Binding){
        .bound = true, .value = {.node = subject, .kind = OPERAND_VALUE, .type = type}};
}

static void bind_accept(Emit *emit, const Variable *variable, NodeId submission, SubmissionField field)
{
    if (!variable)
        return;
    uint16_t frame = node_frame_of(emit, submission);
    NodeId node = node_plain(emit, OP_FIELD, frame, submission, field, 0, variable->word.span);
    emit->bindings[variable->number] = (Binding){
        .bound = true,
        .value = {.node = node, .kind = OPERAND_VALUE, .bits = value_bits(variable->type), .type = variable->type}};
}

// The code that finds for each submission of a dossier whether it is acceptable.
static void emit_acceptance(EmitCall *call, Pools *pools)
{
    const Policy *policy = call->policy;
    Emit emit;
    open_emit(&emit, call, pools, MODE_UNCONDITIONED);
    NodeId dossier = node_plain(&emit, OP_DOSSIER, 0, 0, 0, 0, policy->main->span);
    NodeId submission = node_frame(&emit, OP_SUBMISSIONS, 0, NO_FRAME, dossier, 0, 0, policy->main->span);
    uint16_t frame = node_frame_of(&emit, submission);
    bind_accept(&emit, policy->accept_by, submission, SUBMISSION_BY);
    bind_accept(&emit, policy->accept_on, submission, SUBMISSION_ON);
    bind_accept(&emit, policy->accept_signer, submission, SUBMISSION_SIGNER);
    NodeId *conditions = arena_array(emit.arena, policy->kind_count + 1, sizeof *conditions);
    for (size_t i = 0; i < policy->kind_count; i++) {
        const Core *accept = call->core->accepts[i];
        conditions[i] = NO_NODE;
        if (!accept)
            continue;
        call->bound.under_way = accept->span;
        conditions[i] = node_down(&emit, emit_truth(&emit, accept), frame);
        region_need(&emit, conditions[i], &emit.graph.outermost);
    }
    region_need(&emit, submission, &emit.graph.outermost);
    region_layout(&emit, &pools->accept_code, &pools->accept_frames);
    for (size_t i = 0; i < policy->kind_count; i++)
        conditions[i] = emit_register(&emit, conditions[i]);
    add_kinds(&emit, conditions);
}

static QuestionCode emit_question(Emit *emit, const Core *core)
{
    QuestionCode code = {.member = NO_NODE, .closed = NO_NODE};
    code.segment = region_segment(emit, &emit->graph.outermost);
    emit->segment = ++emit->segments;
    emit->places = &code.places;
    emit->bound->under_way = core->span;
    if (core->type.many) {
        SetValue set = emit_set(emit, core);
        code.value = set.element;
        code.member = node_down(emit, set.member, set.frame);
        code.closed = set.closed;
        region_need(emit, code.member, code.segment);
        region_need(emit, code.closed, code.segment);
    } else {
        code.value = emit_value(emit, core).node;
    }
    region_need(emit, code.value, code.segment);
    emit->places = NULL;
    emit->segment = 0;
    return code;
}

static void add_question(Emit *emit, const Core *core, const QuestionCode *code)
{
    QuestionInfo info = {.value = emit_register(emit, code->value),
                         .member = emit_register(emit, code->member),
                         .closed = emit_register(emit, code->closed),
                         .kind = core->type.kind,
                         .target = pool_target(core->type),
                         .segment = code->segment->first,
                         .segment_end = code->segment->end,
                         .span = stored_span(core->span),
                         .first_place = emit->pools->places.count};
    info.place_count = emit_places(emit, &code->places);
    ADD(emit, questions, info);
}

// Of each profile that has one, behind the questions.
static QuestionCode *emit_conditions(Emit *emit)
{
    const Policy *policy = emit->policy;
    QuestionCode *codes = arena_array(emit->arena, policy->profile_count + 1, sizeof *codes);
    for (uint32_t i = 0; i < policy->profile_count; i++) {
        if (emit->core->conditions[i])
            codes[i] = emit_question(emit, emit->core->conditions[i]);
    }
    return codes;
}

static void emit_rules(Emit *emit)
{
    const Policy *policy = emit->policy;
    emit->rules = arena_array(emit->arena, policy->rules.count + 1, sizeof *emit->rules);
    for (uint32_t i = 0; i < policy->rules.count; i++) {
        if (!emits_alone(emit) || !profiles_of(policy->rules.items[i]))
            rule_emit(emit, i);
    }
}

// Pieces hold nodes until the code is laid out.
static void number_pieces(Emit *emit)
{
    PieceInfo *pieces = emit->pools->pieces.items;
    for (uint32_t i = 0; i < emit->pools->pieces.count; i++)
        pieces[i].shown = emit_register(emit, pieces[i].shown);
}

static void emit_review(Emit *emit, ProgramHead *head)
{
    const Policy *policy = emit->policy;
    emit_rules(emit);
    size_t asked = emit->core->question_count;
    QuestionCode *codes = arena_array(emit->arena, asked + 1, sizeof *codes);
    for (size_t i = 0; i < asked; i++)
        codes[i] = emit_question(emit, emit->core->questions[i]);
    const QuestionCode *conditions = emit_conditions(emit);
    head->main_end = region_layout(emit, &emit->pools->code, &emit->pools->frames);
    for (uint32_t i = 0; i < policy->rules.count; i++)
        add_rule(emit, i);
    for (size_t i = 0; i < asked; i++)
        add_question(emit, emit->core->questions[i], &codes[i]);
    number_pieces(emit);
    add_verdict(emit);
    profiles_add(emit, conditions);
}

// The policy once more, by itself, as it is emitted without profiles: into sections that are put aside for it.
static void emit_alone(EmitCall *call, Pools *pools, ProgramHead *head)
{
    Pools whole = *pools;
#define ALONE(section, record) pools->section = (PoolArray){0};
#include "code/sections.def"
    Emit emit;
    call->bound.nodes = call->bound.calls = 0; // it has no more of them than the whole
    open_emit(&emit, call, pools, MODE_PLAIN);
    emit.with_profiles = &whole;
    emit_rules(&emit);
    head->alone_end = region_layout(&emit, &pools->code, &pools->frames);
    for (uint32_t i = 0; i < whole.rules.count; i++) {
        RuleInfo info = ((const RuleInfo *)whole.rules.items)[i];
        if (emit.rules[i].done)
            add_rule_code(&emit, &emit.rules[i], &info);
    }
    number_pieces(&emit);
#define ALONE(section, record)                                                                                                   \
    pools->alone_##section = pools->section;                                                                                     \
    pools->section = whole.section;
#include "code/sections.def"
}

static ProgramHead make_head(Emit *emit)
{
    const Policy *policy = emit->policy;
    const Header *header = &policy->main->header;
    bool dated = span_is_known(header->effective_span), limited = span_is_known(header->valid_span);
    return (ProgramHead){
        .name = pool_string(emit->pools, policy->main->name.name->text),
        .version = pool_string(emit->pools, header->version),
        .title = pool_wording(emit->pools, header->title),
        .authority = pool_wording(emit->pools, header->authority),
        .effective = dated ? header->effective : INT64_MIN,
        .until = dated ? header->until : INT64_MAX,
        .valid_for = limited ? header->valid_for / SECONDS_A_DAY : -1,
        .subject_type = policy->subject_type->number,
        .subject_name = pool_string(emit->pools, header->subject->word.name->text),
        .by_type = policy->by ? policy->by->number : NO_INDEX,
        .ranks = policy->ranks,
    };
}

static void emit_all(void *with)
{
    EmitCall *call = with;
    Pools pools;
    pools_open(&pools, call->policy->arena);
    pools.parameter_constants = arena_raw(call->policy->arena, (call->policy->parameters.count + 1) * sizeof(uint32_t));
    memset(pools.parameter_constants, 0xff, (call->policy->parameters.count + 1) * sizeof(uint32_t));
    Emit emit;
    open_emit(&emit, call, &pools, MODE_PLAIN);
    ProgramHead head = make_head(&emit);
    add_schema(&emit);
    formats_add(&emit);
    add_sources(&emit);
    emit_acceptance(call, &pools);
    emit_review(&emit, &head);
    if (call->policy->profile_count && !call->core->asks_alone)
        emit_alone(call, &pools, &head);
    add_files(&emit);
    Program program = {.head = head};
#define SECTION(name, type)                                                                                                      \
    program.name = pools.name.items;                                                                                             \
    program.name##_count = pools.name.count;
#include "code/sections.def"
    call->bundle = bundle_write(&program, call->policy->arena);
}

bool emit_bundle(Policy *policy, const CorePolicy *core, Text *bundle)
{
    EmitCall call = {.policy = policy, .core = core};
    bool done = guard_run(&call.bound.guard, emit_all, &call);
    *bundle = call.bundle;
    return done;
}
