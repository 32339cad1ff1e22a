// SPDX-License-Identifier: MIT
// One trial, from texts to two verdicts and what differs between them.
#include "trial.h"

#include "twin_profiles.h"

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

Files case_files(Text policy, Arena *arena)
{
    Files files = {0};
    Text mark = text_of("\n#= "), name = text_of("policy.asz");
    for (size_t at = 0; at < policy.length;) {
        size_t end = text_find(policy, at, mark);
        end = end == SIZE_MAX ? policy.length : end + 1;
        file_add(arena, &files, name, text_slice(policy, at, end));
        if (end == policy.length)
            break;
        at = text_find(policy, end, text_of("\n"));
        at = at == SIZE_MAX ? policy.length : at;
        name = text_slice(policy, end + mark.length - 1, at);
        at += at < policy.length;
    }
    return files;
}

size_t case_profiles(const Files *files, Text *names)
{
    size_t count = 0;
    for (size_t i = 1; i < files->count && count < MOST_TOGETHER; i++) {
        if (text_ends(files->items[i].name, text_of(".asz")))
            names[count++] = files->items[i].name;
    }
    return count;
}

void trial_compile(Compiled *compiled, Text policy)
{
    Arena arena;
    Text profiles[MOST_TOGETHER];
    trial_arena(&arena);
    Files files = case_files(policy, &arena);
    trial_compile_files(compiled, &files, profiles, case_profiles(&files, profiles));
    arena_close(&arena);
}

static const char *const *terminated(const Text *texts, size_t count, Arena *arena)
{
    const char **list = arena_array(arena, count + 1, sizeof *list);
    for (size_t i = 0; i < count; i++)
        list[i] = text_terminated(arena, texts[i]);
    return list;
}

void trial_compile_files(Compiled *compiled, const Files *files, const Text *profiles, size_t count)
{
    *compiled = (Compiled){.right = false};
    trial_arena(&compiled->arena);
    Compilation *compilation = &compiled->compilation;
    Files *own = arena_take(&compiled->arena, sizeof *own);
    Text reason;
    *own = (Files){0};
    for (size_t i = 0; i < files->count; i++)
        file_add(&compiled->arena, own, text_copy(&compiled->arena, files->items[i].name), files->items[i].text);
    SourceReader *reader = arena_take(&compiled->arena, sizeof *reader);
    *reader = (SourceReader){.read = read_file, .with = own};
    compilation_open(compilation, &compiled->arena, reader);
    compilation->profiles.paths = terminated(profiles, count, &compiled->arena);
    Text bundle;
    compiled->right = compile_check(compilation, text_of("policy.asz")) && compile_bundle(compilation, NULL, &bundle);
    if (!compiled->right) {
        compiled->refusal = refusal_of(&compilation->diagnostics, &compiled->arena);
        return;
    }
    compiled->right = bundle_open(&compiled->program, bundle, &compiled->arena, &reason) &&
                      program_prepare(&compiled->prepared, &compiled->program, &compiled->arena, &reason);
    if (compiled->right)
        compiled->variants = variants_open(&compiled->prepared, &compiled->arena);
    else
        compiled->broken = text_format(&compiled->arena, "the bundle does not open: %.*s", (int)reason.length, reason.bytes);
}

void compiled_close(Compiled *compiled)
{
    variants_close(compiled->variants);
    prepared_close(&compiled->prepared);
    arena_close(&compiled->arena);
}

// ---- facts ----

const char *const trial_signers[TRIAL_SIGNERS] = {"sha256:6b7b147fed43f67600c60220c58c7bace4d68aeb0e184cb06d1c69da690e3c92",
                                                  "sha256:a0e78cb6da349638abbb670a802f10b9f84f7075df0d74e627bb1d86e6ec0902"};

// Some are signed: by who says so of what and when, so that it is the same whenever they are read, and with fewer facts.
static void sign(Submission *submission)
{
    enum { EACH = 3 };
    Text id = submission->id, by = submission->by;
    uint64_t said = (uint64_t)submission->on + 5 * submission->kind + 7 * (unsigned char)id.bytes[id.length - 1] +
                    (by.length ? 3 * (unsigned char)by.bytes[by.length - 1] : 0);
    uint64_t chosen = said % (EACH * TRIAL_SIGNERS);
    if (chosen < TRIAL_SIGNERS)
        submission->signer = text_of(trial_signers[chosen]);
}

// Reads submissions; false where they are refused.
static bool read_facts(const Compiled *compiled, Text facts, Arena *arena, Diagnostics *diagnostics, Sources *sources,
                       SubmissionList *list)
{
    sources_open(sources, arena);
    diagnostics_open(diagnostics, arena, sources);
    sources_add(sources, text_of("facts.ndjson"), facts);
    bool right = !facts.length || submissions_read(&compiled->program, READ_ALL, arena, diagnostics, &sources->items[0], list);
    for (size_t i = 0; i < list->count && right; i++) {
        Submission *submission = list->items[i];
        submission->withdrawn = text_starts(submission->title, text_of("withdrawn"));
        submission->withdrawn_on = REVIEW_DAY + text_is(submission->title, "withdrawn the day after");
        sign(submission);
    }
    return right;
}

GivenFacts trial_give(const Compiled *compiled, Text facts, Arena *arena)
{
    GivenFacts given = {.right = true};
    Sources sources;
    Diagnostics diagnostics;
    given.right = read_facts(compiled, facts, arena, &diagnostics, &sources, &given.list);
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
    return trial_review_within(compiled, given, &default_limits, arena);
}

Verdict *trial_review_within(const Compiled *compiled, const GivenFacts *given, const ReviewLimits *limits, Arena *arena)
{
    Text subject = text_of(REVIEW_SUBJECT);
    ProfiledReview both = {0};
    if (!profiled_review_run(&both, compiled->variants, &given->dossiers, subject, REVIEW_DAY, limits, scratch, arena))
        bug("a review of submissions in memory failed");
    return verdict_of_all(&both);
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
        // The twin does not know what a value is made from that has no result: it says which reason, and of no fact.
        if (reason->entity == NO_INDEX || why == TWIN_NOT_COMPARABLE || why == TWIN_ARITHMETIC)
            continue;
        MetEntity met = review_entity(review, reason->entity);
        text_append_format(words, " %.*s %.*s", (int)met.id.length, met.id.bytes, (int)reason->path.length, reason->path.bytes);
        for (size_t j = 0; j < reason->parts_listed; j++) {
            text_append_format(words, " %.*s", (int)reason->parts[j].name.length, reason->parts[j].name.bytes);
            reasons |= reasons_of_fact(why, met.type, met.id, reason->path, reason->parts[j].name);
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
    if (machine->status == STATUS_WAIVED && machine->otherwise != twin->otherwise)
        return text_format(arena, "the machine says it would be %s, the twin %s", status_names[machine->otherwise],
                           status_names[twin->otherwise]);
    if ((twin->status == STATUS_WAIVED ? twin->otherwise : twin->status) == STATUS_UNDETERMINED)
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
        if (text_equal(need->parts[i].name, part))
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
                            text_equal(reason->path, needs[i].path) && kinds_compare(&reason->kinds, &needs[i].kinds) == 0;
                for (size_t part = 0; same && part < reason->parts_listed; part++) {
                    Text key = reason->parts[part].name;
                    if (!need_names(&needs[i], key))
                        return text_format(arena, "what is needed leaves out %.*s", (int)key.length, key.bytes);
                }
            }
        }
    }
    return (Text){"", 0};
}

// Of the twin's verdict: null where it has no such rule or aspect.
static const TwinRule *rule_of_twin(const TwinVerdict *twin, Text code)
{
    const DeclList *rules = &twin->policy->rules;
    for (size_t i = 0; i < rules->count; i++) {
        if (text_equal(rules->items[i]->word.name->text, code))
            return &twin->rules[i];
    }
    return NULL;
}

static const TwinScore *score_of_twin(const TwinVerdict *twin, Text name)
{
    const DeclList *aspects = &twin->policy->aspects;
    for (size_t i = 0; i < aspects->count; i++) {
        if (text_equal(aspects->items[i]->word.name->text, name))
            return &twin->aspects[i];
    }
    return NULL;
}

// The rules of the verdict are the twin's: those of profiles that do not apply are not among them.
static Text rules_difference(Verdict *verdict, const Report *report, const TwinVerdict *twin, Arena *arena)
{
    const Program *program = review_program(verdict->review);
    size_t met = 0;
    for (uint32_t i = 0; i < program->rules_count; i++) {
        const ToldRule closed = {.rule = i, .status = (Status)verdict->statuses[i]}, *told = report_rule(report, i);
        Text code = program_string(program, program->rules[i].code), difference;
        const TwinRule *rule = rule_of_twin(twin, code);
        bool said = program_says_of(program, program->rules[i].profiles);
        met += said;
        if (said != (rule != NULL))
            difference = text_of(said ? "the twin does not have it" : "the twin has it");
        else if (!said)
            continue;
        else
            difference = rule_difference(told ? told : &closed, rule, verdict->review, arena);
        if (!difference.length && rule && !text_equal(readings_told(program, i, arena), rule->readings))
            difference = text_of("its interpretations differ");
        if (difference.length)
            return text_format(arena, "%.*s: %.*s", (int)code.length, code.bytes, (int)difference.length, difference.bytes);
    }
    return met == twin->policy->rules.count ? (Text){"", 0} : text_of("the twin has other rules");
}

// Which profiles apply.
static bool profiles_agree(const Verdict *verdict, const TwinVerdict *twin)
{
    static const Truth truths[] = {[TWIN_FALSE] = TRUTH_FALSE, [TWIN_TRUE] = TRUTH_TRUE, [TWIN_UNKNOWN] = TRUTH_UNKNOWN};
    bool same = review_program(verdict->review)->profiles_count == twin->profile_count;
    for (uint32_t i = 0; same && i < twin->profile_count; i++)
        same = verdict_applies(verdict, i) == truths[twin->applies[i]];
    return same;
}

static bool all_scores_agree(const Verdict *verdict, const TwinVerdict *twin)
{
    const Program *program = review_program(verdict->review);
    bool same = scores_agree(&verdict->all, &twin->all);
    for (uint32_t i = 0; i < program->aspects_count; i++) {
        const TwinScore *score = score_of_twin(twin, program_string(program, program->aspects[i].name));
        same &= score && scores_agree(&verdict->aspects[i], score);
    }
    return same;
}

Text verdict_difference(Verdict *verdict, const TwinVerdict *twin, Arena *arena)
{
    const Program *program = review_program(verdict->review);
    if (twin->gave_up)
        return (Text){"", 0};
    const Report *report = report_of(verdict, &the_office);
    if (!report)
        bug("an explanation of submissions in memory failed");
    if (!profiles_agree(verdict, twin))
        return text_of("which profiles apply differs");
    Text difference = rules_difference(verdict, report, twin, arena);
    if (difference.length)
        return difference;
    if (!text_equal(program_string(program, program->outcomes[verdict->best].name), twin->best))
        return text_of("the best outcome differs");
    if (!text_equal(program_string(program, program->outcomes[verdict->worst].name), twin->worst))
        return text_of("the worst outcome differs");
    if (!text_equal(verdict_outcome(verdict), twin->outcome))
        return text_of("the outcome differs");
    if ((report->in_force != IN_FORCE_UNDATED) != twin->dated || (report->in_force == IN_FORCE) != twin->in_force)
        return text_of("whether the policy is in force differs");
    if (verdict->penalty != twin->penalty || verdict->applicable != twin->applicable || verdict->decided != twin->decided)
        return text_format(arena,
                           "the machine says %lld millionths of penalty, %u applicable, %u decided; the twin %lld, %zu, %zu",
                           (long long)verdict->penalty, verdict->applicable, verdict->decided, (long long)twin->penalty,
                           twin->applicable, twin->decided);
    return all_scores_agree(verdict, twin) ? needs_fault(report, arena) : text_of("the scores differ");
}

static bool give_facts(void *with, const Compiled *compiled, Arena *arena, SubmissionList *list)
{
    Sources sources;
    Diagnostics diagnostics;
    return read_facts(compiled, *(const Text *)with, arena, &diagnostics, &sources, list);
}

void trial_combine(Combined *combined, Text policy)
{
    Arena arena;
    Text profiles[MOST_TOGETHER];
    trial_arena(&arena);
    Files files = case_files(policy, &arena);
    combined_open(combined, &files, profiles, case_profiles(&files, profiles), false);
    arena_close(&arena);
}

TwinVerdict *trial_combined(Combined *combined, Text facts, Arena *arena)
{
    return combined_review(combined, text_of(REVIEW_SUBJECT), REVIEW_DAY, give_facts, &facts, arena);
}

// Of a policy that both have taken.
static Text verdicts_of(const Compiled *compiled, Combined *combined, Text facts, Arena *arena, bool *right)
{
    GivenFacts given = trial_give(compiled, facts, arena);
    *right = given.right;
    if (!given.right)
        return (Text){"", 0};
    const TwinVerdict *twin = combined ? trial_combined(combined, facts, arena) : trial_twin(compiled, &given, arena);
    return twin ? verdict_difference(trial_review(compiled, &given, arena), twin, arena) : combined->refusal;
}

static Text profiles_difference(const Compiled *compiled, Case of, Arena *arena, bool *right)
{
    Combined combined;
    Text difference = {"", 0};
    trial_combine(&combined, of.policy);
    *right = compiled->right || combined.right;
    if (compiled->right && combined.right)
        difference = verdicts_of(compiled, &combined, of.facts, arena, right);
    else if (*right)
        difference = compiled->right ? combined.refusal : compiled->refusal;
    difference = text_copy(arena, difference);
    combined_close(&combined);
    return difference;
}

Text trial_difference(Case of, Arena *arena, bool *right)
{
    Compiled compiled;
    trial_compile(&compiled, of.policy);
    Text difference = compiled.broken;
    *right = compiled.right;
    if (case_has_profiles(of.policy))
        difference = profiles_difference(&compiled, of, arena, right);
    else if (compiled.right)
        difference = verdicts_of(&compiled, NULL, of.facts, arena, right);
    difference = text_copy(arena, difference);
    compiled_close(&compiled);
    return difference;
}
