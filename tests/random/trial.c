// SPDX-License-Identifier: MIT
// One trial, from texts to two verdicts and what differs between them.
#include "trial.h"

#include <stdlib.h>

static Guard *guard_of_all;
static RegexScratch *scratch;

bool trial_open(Guard *guard)
{
    guard_of_all = guard;
    scratch = regex_scratch_open();
    return scratch;
}

void trial_close(void)
{
    regex_scratch_close(scratch);
}

void trial_arena(Arena *arena)
{
    arena_open(arena, guard_of_all, 0);
}

// ---- policies ----

static SourceAnswer read_file(void *with, Arena *arena, const SourceName *name, Text *text)
{
    (void)arena;
    const Files *files = with;
    for (size_t i = 0; i < files->count; i++) {
        if (text_equal(name->path, files->items[i].name)) {
            *text = files->items[i].text;
            return SOURCE_READ;
        }
    }
    return SOURCE_ABSENT;
}

static Text refusal_of(const Diagnostics *diagnostics, Arena *arena)
{
    TextBuilder said = text_builder(arena);
    diagnostics_append(diagnostics, &said, false);
    return text_built(&said);
}

void trial_compile(Compiled *compiled, Text policy)
{
    NamedText file = {text_of("policy.asz"), policy};
    trial_compile_files(compiled, &(Files){.items = &file, .count = 1});
}

void trial_compile_files(Compiled *compiled, const Files *files)
{
    *compiled = (Compiled){.right = false};
    trial_arena(&compiled->arena);
    Compilation *compilation = &compiled->compilation;
    Files *own = arena_take(&compiled->arena, sizeof *own);
    Text reason;
    *own = (Files){0};
    for (size_t i = 0; i < files->count; i++)
        file_add(&compiled->arena, own, files->items[i].name, files->items[i].text);
    SourceReader *reader = arena_take(&compiled->arena, sizeof *reader);
    *reader = (SourceReader){.read = read_file, .with = own};
    compilation_open(compilation, &compiled->arena, reader);
    Text bundle;
    compiled->right = compile_check(compilation, text_of("policy.asz")) && compile_bundle(compilation, NULL, &bundle);
    if (!compiled->right) {
        compiled->refusal = refusal_of(&compilation->diagnostics, &compiled->arena);
        return;
    }
    compiled->right = bundle_open(&compiled->program, bundle, &compiled->arena, &reason) &&
                      program_prepare(&compiled->prepared, &compiled->program, &compiled->arena, &reason);
    if (!compiled->right)
        compiled->broken = text_format(&compiled->arena, "the bundle does not open: %.*s", (int)reason.length, reason.bytes);
}

void compiled_close(Compiled *compiled)
{
    prepared_close(&compiled->prepared);
    arena_close(&compiled->arena);
}

// ---- facts ----

GivenFacts trial_give(const Compiled *compiled, Text facts, Arena *arena)
{
    GivenFacts given = {.right = true};
    Sources sources;
    Diagnostics diagnostics;
    sources_open(&sources, arena);
    diagnostics_open(&diagnostics, arena, &sources);
    sources_add(&sources, text_of("facts.ndjson"), facts);
    if (facts.length)
        given.right = submissions_read(&compiled->program, READ_ALL, arena, &diagnostics, &sources.items[0], &given.list);
    for (size_t i = 0; i < given.list.count && given.right; i++) {
        Submission *submission = given.list.items[i];
        submission->withdrawn = text_starts(submission->title, text_of("withdrawn"));
        submission->withdrawn_on = REVIEW_DAY + text_is(submission->title, "withdrawn the day after");
    }
    if (given.right)
        given.right = dossiers_in_memory(&given.dossiers, &compiled->program, arena, &given.list, &diagnostics);
    if (!given.right)
        given.refusal = refusal_of(&diagnostics, arena);
    return given;
}

void trial_give_again(const Compiled *compiled, GivenFacts *given, Arena *arena)
{
    Sources sources;
    Diagnostics diagnostics;
    sources_open(&sources, arena);
    diagnostics_open(&diagnostics, arena, &sources);
    given->right = dossiers_in_memory(&given->dossiers, &compiled->program, arena, &given->list, &diagnostics);
}

// ---- both ----

Verdict *trial_review(const Compiled *compiled, const GivenFacts *given, Arena *arena)
{
    Text subject = text_of(REVIEW_SUBJECT);
    Review *review = review_open(&compiled->prepared, &given->dossiers, subject, REVIEW_DAY, &default_limits, scratch, arena);
    if (!review || !review_run(review))
        bug("a review of submissions in memory failed");
    return verdict_of(review);
}

TwinVerdict *trial_twin(const Compiled *compiled, const GivenFacts *given, Arena *arena)
{
    return twin_review(&(TwinReview){.policy = &compiled->compilation.policy,
                                     .submissions = &given->list,
                                     .subject = text_of(REVIEW_SUBJECT),
                                     .on = REVIEW_DAY,
                                     .arena = arena});
}

// ---- what differs ----

static int by_text(const void *a, const void *b)
{
    return text_compare(*(const Text *)a, *(const Text *)b);
}

static Text told_text(const Worded *texts, uint32_t count, Arena *arena)
{
    TextBuilder text = text_builder(arena);
    for (uint32_t i = 0; i < count; i++)
        text_append_format(&text, "%.*s: %.*s%c", (int)texts[i].language.length, texts[i].language.bytes,
                           (int)texts[i].text.length, texts[i].text.bytes, TWIN_BETWEEN);
    return text_built(&text);
}

// What is said of a violated or an excepted rule, in all languages, in order.
static Text *finding_texts(const ToldRule *machine, uint32_t excepts, size_t *count, Arena *arena)
{
    Text *texts = arena_array(arena, machine->finding_count + excepts + 1, sizeof *texts);
    *count = 0;
    for (size_t i = 0; i < machine->finding_count; i++)
        texts[(*count)++] = told_text(machine->findings[i].texts, machine->findings[i].text_count, arena);
    for (uint32_t i = 0; machine->excepts && i < excepts; i++) {
        if (machine->excepts[i].holds)
            texts[(*count)++] = told_text(machine->excepts[i].reasons, machine->excepts[i].reason_count, arena);
    }
    qsort(texts, *count, sizeof *texts, by_text);
    return texts;
}

static Text listed(const char *between, const Text *texts, size_t count, Arena *arena)
{
    TextBuilder list = text_builder(arena);
    for (size_t i = 0; i < count; i++) {
        text_append_string(&list, between);
        text_append(&list, texts[i]);
    }
    return text_built(&list);
}

static Text findings_difference(const ToldRule *machine, const TwinRule *twin, uint32_t excepts, Arena *arena)
{
    size_t count;
    const Text *texts = finding_texts(machine, excepts, &count, arena);
    if (twin->finding_count)
        qsort(twin->findings, twin->finding_count, sizeof *twin->findings, by_text);
    bool same = count == twin->finding_count;
    for (size_t i = 0; same && i < twin->finding_count; i++)
        same = text_equal(texts[i], twin->findings[i]);
    if (same)
        return (Text){"", 0};
    Text a = listed("\n      ", texts, count, arena);
    Text b = listed("\n      ", twin->findings, twin->finding_count, arena);
    return text_format(arena, "findings of the machine:%.*s\n    of the twin:%.*s", (int)a.length, a.bytes, (int)b.length,
                       b.bytes);
}

static Text reason_names(Reasons reasons, Arena *arena)
{
    Text names[TWIN_REASONS];
    size_t count = 0;
    for (int i = 0; i < TWIN_REASONS; i++) {
        if (reasons >> i & 1)
            names[count++] = text_of(twin_reason_names[i]);
    }
    return listed(" ", names, count, arena);
}

// As the twin has them; also in words. *some: parts are left out of what is listed, because they are many.
static Reasons reasons_of_machine(const ToldRule *machine, const Review *review, TextBuilder *words, bool *some)
{
    Reasons reasons = 0;
    for (size_t i = 0; i < machine->reason_count; i++) {
        const Reason *reason = &machine->reasons[i];
        TwinReason why = (TwinReason)(1u << reason->why);
        reasons |= why;
        text_append_format(words, "\n      %s", why_names[reason->why]);
        if (reason->entity == NO_INDEX)
            continue;
        MetEntity met = review_entity(review, reason->entity);
        text_append_format(words, " %.*s %.*s", (int)met.id.length, met.id.bytes, (int)reason->path.length, reason->path.bytes);
        for (size_t j = 0; j < reason->parts_listed; j++) {
            text_append_format(words, " %.*s", (int)reason->parts[j].length, reason->parts[j].bytes);
            reasons |= reasons_of_fact(why, met.type, met.id, reason->path, reason->parts[j]);
        }
        *some |= reason->part_count > reason->parts_listed;
        if (!reason->part_count)
            reasons |= reasons_of_fact(why, met.type, met.id, reason->path, (Text){"", 0});
    }
    return reasons;
}

static Text reasons_difference(const ToldRule *machine, const TwinRule *twin, const Review *review, Arena *arena)
{
    TextBuilder words = text_builder(arena);
    bool some = false;
    Reasons reasons = reasons_of_machine(machine, review, &words, &some), whys = ((Reasons)1 << TWIN_REASONS) - 1;
    if (reasons == twin->reasons || (some && (reasons & whys) == (twin->reasons & whys) && !(reasons & ~twin->reasons)))
        return (Text){"", 0};
    Text a = reason_names(reasons, arena), b = reason_names(twin->reasons, arena);
    bool more = reasons & ~twin->reasons, less = twin->reasons & ~reasons;
    return text_format(arena, "reasons of the machine:%.*s; of the twin:%.*s; the machine names %s facts:%.*s", (int)a.length,
                       a.bytes, (int)b.length, b.bytes,
                       more && less ? "other"
                       : more       ? "more"
                                    : "fewer",
                       (int)words.length, words.bytes);
}

static Text rule_difference(const ToldRule *machine, const TwinRule *twin, const Review *review, Arena *arena)
{
    if (twin->strict_knows_more)
        return text_of("to the twin a strict reading says what a plain one does not");
    if (machine->status != twin->status)
        return text_format(arena, "the machine says %s, the twin %s", status_names[machine->status], status_names[twin->status]);
    if (machine->status == STATUS_UNDETERMINED)
        return reasons_difference(machine, twin, review, arena);
    return findings_difference(machine, twin, review_program(review)->rules[machine->rule].except_count, arena);
}

// The first texts of a rule's interpretations.
static Text readings_told(const Program *program, uint32_t rule, Arena *arena)
{
    size_t count;
    const InterpretationInfo **read = report_interpretations(program, &program->rules[rule], REVIEW_DAY, arena, &count);
    TextBuilder text = text_builder(arena);
    for (size_t i = 0; i < count; i++) {
        text_append(&text, program_string(program, program->wordings[read[i]->text.first].text));
        text_append_string(&text, "; ");
    }
    return text_built(&text);
}

static bool scores_agree(const Score *machine, const TwinScore *twin)
{
    return machine->low == twin->low && machine->high == twin->high && machine->whole == twin->whole;
}

static bool need_names(const Need *need, Text part)
{
    for (size_t i = 0; i < need->parts_listed; i++) {
        if (text_equal(need->parts[i], part))
            return true;
    }
    return need->part_count > need->parts_listed;
}

// What is needed holds what each of its rules waits for, part by part.
static Text needs_fault(const Report *report, Arena *arena)
{
    const Need *needs = report->needs;
    for (size_t i = 0; i < report->need_count; i++) {
        for (size_t j = 0; j < needs[i].rule_count; j++) {
            const ToldRule *rule = report_rule(report, needs[i].rules[j]);
            for (size_t k = 0; k < rule->reason_count; k++) {
                const Reason *reason = &rule->reasons[k];
                // Where acceptance waits for a fact, that fact is needed.
                bool same = reason->because != FAULT_CONDITION_UNKNOWN && reason->entity == needs[i].entity &&
                            reason->attribute == needs[i].attribute && reason->why == needs[i].why &&
                            text_equal(reason->path, needs[i].path);
                for (size_t part = 0; same && part < reason->parts_listed; part++) {
                    Text key = reason->parts[part];
                    if (!need_names(&needs[i], key))
                        return text_format(arena, "what is needed leaves out %.*s", (int)key.length, key.bytes);
                }
            }
        }
    }
    return (Text){"", 0};
}

Text verdict_difference(Verdict *verdict, const TwinVerdict *twin, Arena *arena)
{
    const Program *program = review_program(verdict->review);
    if (twin->gave_up)
        return (Text){"", 0};
    const Report *report = report_of(verdict, &the_office);
    if (!report)
        bug("an explanation of submissions in memory failed");
    for (uint32_t i = 0; i < program->rules_count; i++) {
        const ToldRule closed = {.rule = i, .status = (Status)verdict->statuses[i]}, *told = report_rule(report, i);
        Text difference = rule_difference(told ? told : &closed, &twin->rules[i], verdict->review, arena);
        Text code = program_string(program, program->rules[i].code);
        if (!difference.length && !text_equal(readings_told(program, i, arena), twin->rules[i].readings))
            difference = text_of("its interpretations differ");
        if (difference.length)
            return text_format(arena, "%.*s: %.*s", (int)code.length, code.bytes, (int)difference.length, difference.bytes);
    }
    if (!text_equal(program_string(program, program->outcomes[verdict->best].name), twin->best))
        return text_of("the best outcome differs");
    if (!text_equal(program_string(program, program->outcomes[verdict->worst].name), twin->worst))
        return text_of("the worst outcome differs");
    if (!text_equal(verdict_outcome(verdict), twin->outcome))
        return text_of("the outcome differs");
    InForce in_force = program_in_force(program, REVIEW_DAY);
    if ((in_force != IN_FORCE_UNDATED) != twin->dated || (in_force == IN_FORCE) != twin->in_force)
        return text_of("whether the policy is in force differs");
    if (verdict->penalty != twin->penalty || verdict->applicable != twin->applicable || verdict->decided != twin->decided)
        return text_of("the penalty or the counts differ");
    bool same = scores_agree(&verdict->all, &twin->all);
    for (uint32_t i = 0; i < program->aspects_count; i++)
        same &= scores_agree(&verdict->aspects[i], &twin->aspects[i]);
    return same ? needs_fault(report, arena) : text_of("the scores differ");
}

Text trial_difference(Case of, Arena *arena, bool *right)
{
    Compiled compiled;
    trial_compile(&compiled, of.policy);
    Text difference = compiled.broken;
    *right = compiled.right;
    if (compiled.right) {
        GivenFacts given = trial_give(&compiled, of.facts, arena);
        *right = given.right;
        if (given.right)
            difference = verdict_difference(trial_review(&compiled, &given, arena), trial_twin(&compiled, &given, arena), arena);
    }
    if (difference.length)
        difference = text_copy(arena, difference); // of what the compilation holds too
    compiled_close(&compiled);
    return difference;
}
