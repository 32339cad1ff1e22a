// SPDX-License-Identifier: MIT
// Compares the machine with the second evaluator on random policies and facts, and looks whether settling what is unknown ever
// turns one answer into the other. A difference is made small, printed with its seed, and ends the program with status 1.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "compile.h"
#include "facts/dossiers.h"
#include "generate.h"
#include "outcome/verdict.h"
#include "twin.h"

enum { FACTS_A_POLICY = 12, LEAST_SHARE = 8 };

typedef struct Case {
    uint64_t policy_seed, facts_seed;
    uint32_t rules, submissions;
    bool monotone;
} Case;

typedef struct Compiled {
    Arena arena;
    Compilation compilation;
    Program program;
    Prepared prepared;
    bool right;
} Compiled;

typedef struct Totals {
    uint64_t policies, refused_policies, pairs, refused_facts, statuses[STATUSES], rules;
} Totals;

static Guard guard;
static Digester *digester;
static RegexRoom *room;
static Totals totals;

// ---- policies ----

static bool read_none(void *with, Arena *arena, Text path, Text *text)
{
    (void)arena;
    if (!text_is(path, "policy.asz"))
        return false;
    *text = *(Text *)with;
    return true;
}

static void compile_case(const Case *of, Compiled *compiled, bool loud)
{
    arena_open(&compiled->arena, &guard, 0);
    TextBuilder text = text_builder(&compiled->arena);
    generate_policy(&(PolicyOptions){of->policy_seed, of->rules, of->monotone}, &text);
    Text *source = arena_take(&compiled->arena, sizeof *source), reason;
    *source = text_built(&text);
    SourceReader *reader = arena_take(&compiled->arena, sizeof *reader);
    *reader = (SourceReader){.read = read_none, .with = source};
    Compilation *compilation = &compiled->compilation;
    compilation_open(compilation, &compiled->arena, reader);
    compiled->right = compile_check(compilation, text_of("policy.asz"));
    compiled->prepared = (Prepared){0};
    if (!compiled->right) {
        TextBuilder said = text_builder(&compiled->arena);
        diagnostics_append(&compilation->diagnostics, &said, false);
        if (loud)
            fprintf(stderr, "%.*s\n", (int)said.length, said.bytes);
        return;
    }
    Text bundle = compile_bundle(compilation, NULL, digester);
    if (!bundle_open(&compiled->program, bundle, &compiled->arena, digester, &reason) ||
        !program_prepare(&compiled->prepared, &compiled->program, &compiled->arena, &reason))
        bug("a bundle that was just made does not open");
}

static void close_compiled(Compiled *compiled)
{
    prepared_close(&compiled->prepared);
    arena_close(&compiled->arena);
}

// ---- facts ----

typedef struct Dossier {
    Text json;
    SubmissionList list;
    Dossiers dossiers;
    bool right;
} Dossier;

static Dossier give(const Compiled *compiled, const Case *of, Arena *arena, bool loud)
{
    Dossier given = {0};
    TextBuilder text = text_builder(arena);
    generate_facts(of->facts_seed, of->submissions, &text);
    given.json = text_built(&text);
    Sources sources;
    Diagnostics diagnostics;
    sources_open(&sources, arena);
    diagnostics_open(&diagnostics, arena, &sources);
    sources_add(&sources, text_of("facts.ndjson"), given.json);
    bool fine = !given.json.length ||
                submissions_read(&compiled->program, READ_ALL, arena, &diagnostics, &sources.items[0], &given.list);
    for (size_t i = 0; i < given.list.count; i++) {
        Submission *submission = given.list.items[i];
        submission->withdrawn = facts_withdrawn(of->facts_seed, (uint32_t)i);
        fine = submission_finish(&compiled->program, submission, arena, digester) && fine;
    }
    given.right = fine && dossiers_in_memory(&given.dossiers, &compiled->program, arena, digester, &given.list, &diagnostics);
    if (!given.right && loud) {
        TextBuilder said = text_builder(arena);
        diagnostics_append(&diagnostics, &said, false);
        fprintf(stderr, "%.*s\n", (int)said.length, said.bytes);
    }
    return given;
}

static Verdict *review_case(const Compiled *compiled, const Dossier *given, Arena *arena)
{
    Review *review = review_open(&compiled->prepared, &given->dossiers, text_of("x"), REVIEW_DAY, &default_limits, room, arena);
    if (!review || !review_run(review))
        bug("a review of submissions in memory failed");
    Verdict *verdict = verdict_of(review);
    verdict_explain(verdict);
    return verdict;
}

// ---- comparing ----

static int by_text(const void *a, const void *b)
{
    return text_compare(*(const Text *)a, *(const Text *)b);
}

static bool findings_agree(const RuleVerdict *machine, const TwinRule *twin, Arena *arena)
{
    if (machine->finding_count != twin->finding_count)
        return false;
    if (!twin->finding_count)
        return true;
    Text *texts = arena_array(arena, machine->finding_count + 1, sizeof *texts);
    for (size_t i = 0; i < machine->finding_count; i++)
        texts[i] = machine->findings[i].texts[0].text;
    qsort(texts, machine->finding_count, sizeof *texts, by_text);
    qsort(twin->findings, twin->finding_count, sizeof *texts, by_text);
    for (size_t i = 0; i < machine->finding_count; i++) {
        if (!text_equal(texts[i], twin->findings[i]))
            return false;
    }
    return true;
}

static unsigned reasons_of_machine(const RuleVerdict *machine)
{
    unsigned reasons = 0;
    for (size_t i = 0; i < machine->reason_count; i++)
        reasons |= 1u << machine->reasons[i].why;
    return reasons;
}

static Text names_of(unsigned reasons, Arena *arena)
{
    TextBuilder names = text_builder(arena);
    for (int i = 0; i < TWIN_REASONS; i++) {
        if (reasons >> i & 1)
            text_append_format(&names, " %s", twin_reason_names[i]);
    }
    return text_built(&names);
}

static Text finding_list(const Text *texts, size_t count, Arena *arena)
{
    TextBuilder list = text_builder(arena);
    for (size_t i = 0; i < count; i++)
        text_append_format(&list, "\n      %.*s", (int)texts[i].length, texts[i].bytes);
    return text_built(&list);
}

// What differs about a rule; empty: nothing.
static Text rule_difference(const Verdict *verdict, const TwinVerdict *twin, uint32_t number, Arena *arena)
{
    const RuleVerdict *machine = &verdict->rules[number];
    const TwinRule *other = &twin->rules[number];
    Text code = program_string(review_program(verdict->review), review_program(verdict->review)->rules[number].code);
    if (machine->status != other->status)
        return text_format(arena, "%.*s: the machine says %s, the twin %s", (int)code.length, code.bytes, status_names[machine->status],
                           status_names[other->status]);
    unsigned reasons = reasons_of_machine(machine);
    if (machine->status == STATUS_UNDETERMINED && reasons != other->reasons) {
        Text a = names_of(reasons, arena), b = names_of(other->reasons, arena);
        return text_format(arena, "%.*s: reasons of the machine%.*s; of the twin%.*s", (int)code.length, code.bytes, (int)a.length, a.bytes,
                           (int)b.length, b.bytes);
    }
    if (findings_agree(machine, other, arena))
        return (Text){"", 0};
    Text *texts = arena_array(arena, machine->finding_count + 1, sizeof *texts);
    for (size_t i = 0; i < machine->finding_count; i++)
        texts[i] = machine->findings[i].texts[0].text;
    Text a = finding_list(texts, machine->finding_count, arena), b = finding_list(other->findings, other->finding_count, arena);
    return text_format(arena, "%.*s: findings of the machine:%.*s\n    of the twin:%.*s", (int)code.length, code.bytes, (int)a.length,
                       a.bytes, (int)b.length, b.bytes);
}

static bool scores_agree(const Score *machine, const TwinScore *twin)
{
    return machine->low == twin->low && machine->high == twin->high && machine->whole == twin->whole;
}

static Text verdict_difference(const Verdict *verdict, const TwinVerdict *twin, Arena *arena)
{
    const Program *program = review_program(verdict->review);
    for (uint32_t i = 0; i < program->rules_count; i++) {
        Text difference = rule_difference(verdict, twin, i, arena);
        if (difference.length)
            return difference;
    }
    if (!text_equal(program_string(program, program->outcomes[verdict->best].name), twin->best) ||
        !text_equal(program_string(program, program->outcomes[verdict->worst].name), twin->worst) ||
        !text_equal(verdict_outcome(verdict), twin->outcome))
        return text_of("best, worst or outcome");
    if (verdict->penalty != twin->penalty || verdict->applicable != twin->applicable || verdict->decided != twin->decided)
        return text_of("penalty or counts");
    bool same = scores_agree(&verdict->all, &twin->all);
    for (uint32_t i = 0; i < program->aspects_count; i++)
        same &= scores_agree(&verdict->aspects[i], &twin->aspects[i]);
    return same ? (Text){"", 0} : text_of("scores");
}

// Runs a case both ways; the difference, empty if there is none. right: whether there was something to run.
static Text run_case(const Compiled *compiled, const Case *of, Arena *arena, bool counted, bool *right)
{
    Dossier given = give(compiled, of, arena, false);
    *right = given.right;
    if (!given.right) {
        totals.refused_facts += counted;
        return (Text){"", 0};
    }
    Verdict *verdict = review_case(compiled, &given, arena);
    TwinReview review = {&compiled->compilation.policy, &given.list, text_of("x"), REVIEW_DAY, arena};
    TwinVerdict *twin = twin_review(&review);
    for (uint32_t i = 0; counted && i < compiled->program.rules_count; i++)
        totals.statuses[verdict->rules[i].status]++;
    totals.rules += counted ? compiled->program.rules_count : 0;
    totals.pairs += counted;
    return verdict_difference(verdict, twin, arena);
}

// ---- making a difference small ----

static bool still_differs(const Case *of)
{
    Compiled compiled;
    Arena arena;
    bool differs = false, right;
    compile_case(of, &compiled, false);
    arena_open(&arena, &guard, 0);
    if (compiled.right)
        differs = run_case(&compiled, of, &arena, false, &right).length > 0;
    arena_close(&arena);
    close_compiled(&compiled);
    return differs;
}

static Case shrink(Case of)
{
    for (bool smaller = true; smaller;) {
        smaller = false;
        for (uint32_t i = 0; i < MOST_RULES + MOST_SUBMISSIONS; i++) {
            Case less = of;
            if (i < MOST_RULES)
                less.rules &= ~(1u << i);
            else
                less.submissions &= ~(1u << (i - MOST_RULES));
            if ((less.rules == of.rules && less.submissions == of.submissions) || !less.rules || !still_differs(&less))
                continue;
            of = less;
            smaller = true;
        }
    }
    return of;
}

static void show(const Case *of)
{
    Compiled compiled;
    Arena arena;
    bool right;
    compile_case(of, &compiled, true);
    arena_open(&arena, &guard, 0);
    Dossier given = give(&compiled, of, &arena, true);
    Text source = compiled.compilation.sources.items[0].text;
    Text difference = compiled.right ? run_case(&compiled, of, &arena, false, &right) : text_of("it is refused");
    printf("%.*s\n%.*s\n%.*s\nagain: differential --case %llu %llu %x %x%s\n", (int)source.length, source.bytes, (int)given.json.length,
           given.json.bytes, (int)difference.length, difference.bytes, (unsigned long long)of->policy_seed,
           (unsigned long long)of->facts_seed, of->rules, of->submissions, of->monotone ? " monotone" : "");
    arena_close(&arena);
    close_compiled(&compiled);
}

// ---- settling what is unknown ----

static bool is_violation(Status status)
{
    return status == STATUS_VIOLATED;
}

static bool is_answer(Status status)
{
    return status != STATUS_UNDETERMINED;
}

// Two reviews, of which the second knows more: no answer may have become the other one, and the outcomes lie within.
static Text turned(const Verdict *before, const Verdict *after, Arena *arena)
{
    const Program *program = review_program(before->review);
    for (uint32_t i = 0; i < program->rules_count; i++) {
        Status was = before->rules[i].status, is = after->rules[i].status;
        if (is_answer(was) && (!is_answer(is) || is_violation(was) != is_violation(is))) {
            Text code = program_string(program, program->rules[i].code);
            return text_format(arena, "%.*s was %s and became %s when more was known", (int)code.length, code.bytes, status_names[was],
                               status_names[is]);
        }
    }
    if (after->best > before->best || after->worst < before->worst)
        return text_of("the outcomes are no longer between those of before");
    return (Text){"", 0};
}

// Facts are settled by one more submission of the strongest kind about what is unknown: attributes without any claim.
static Text settle_case(const Compiled *compiled, const Case *of, Arena *arena, bool *right)
{
    Dossier given = give(compiled, of, arena, false);
    *right = given.right;
    if (!given.right)
        return (Text){"", 0};
    Verdict *before = review_case(compiled, &given, arena);
    Random random = {of->facts_seed ^ of->policy_seed};
    TextBuilder more = text_builder(arena);
    text_append(&more, given.json);
    size_t count;
    const Need *needs = verdict_needs(before, &count);
    // One need: what is missing about an entity itself.
    for (size_t i = 0; i < count; i++) {
        const Need *need = &needs[random_below(&random, (uint32_t)count)];
        const AttributeInfo *attribute = need->attribute == NO_INDEX ? NULL : &compiled->program.attributes[need->attribute];
        uint32_t type;
        Text id, image;
        if (need->why != WHY_MISSING || !attribute || need->part_count || attribute->kind > TYPE_ENUM)
            continue;
        review_entity(before->review, need->entity, &type, &id, &image);
        Text name = program_string(&compiled->program, attribute->name);
        if (memchr(need->path.bytes, '.', need->path.length))
            continue;
        Sort sort = SORTS;
        for (size_t j = 0; j < attribute_sort_count; j++) {
            if (text_is(name, attribute_sorts[j].name) && !sort_is_part(attribute_sorts[j].owner) && !attribute_sorts[j].many &&
                attribute_sorts[j].sort < SORT_VALUES &&
                text_is(program_string(&compiled->program, compiled->program.types[type].name), sort_names[attribute_sorts[j].owner]))
                sort = attribute_sorts[j].sort;
        }
        if (sort == SORTS)
            continue;
        bool quoted = sort >= SORT_DATE && sort <= SORT_ZONE && sort != SORT_VERSION;
        text_append_format(&more,
                           "{\"entity\": \"%.*s\", \"id\": \"%.*s\", \"evidence\": {\"kind\": \"government\", \"on\": \"2026-11-01\"}, "
                           "\"facts\": {\"%.*s\": %s",
                           (int)compiled->program.strings[compiled->program.types[type].name].length,
                           program_string(&compiled->program, compiled->program.types[type].name).bytes, (int)id.length, id.bytes,
                           (int)name.length, name.bytes, quoted ? "\"" : "");
        write_literal(&random, sort, &more);
        text_append_format(&more, "%s}}\n", quoted ? "\"" : "");
        break;
    }
    Dossier settled = {.json = text_built(&more)};
    Sources sources;
    Diagnostics diagnostics;
    sources_open(&sources, arena);
    diagnostics_open(&diagnostics, arena, &sources);
    sources_add(&sources, text_of("facts.ndjson"), settled.json);
    *right = settled.json.length > given.json.length &&
             submissions_read(&compiled->program, READ_ALL, arena, &diagnostics, &sources.items[0], &settled.list);
    for (size_t i = 0; *right && i < settled.list.count; i++) {
        Submission *submission = settled.list.items[i];
        submission->withdrawn = i < given.list.count && facts_withdrawn(of->facts_seed, (uint32_t)i);
        *right = submission_finish(&compiled->program, submission, arena, digester);
    }
    if (!*right || !dossiers_in_memory(&settled.dossiers, &compiled->program, arena, digester, &settled.list, &diagnostics)) {
        *right = false;
        return (Text){"", 0};
    }
    totals.pairs++;
    return turned(before, review_case(compiled, &settled, arena), arena);
}

// ---- the whole ----

typedef struct Plan {
    uint64_t count, seed;
    bool monotone;
} Plan;

// Runs all facts of one policy; false after a difference.
static bool run_policy(const Plan *plan, uint64_t seed)
{
    Compiled compiled;
    Case of = {.policy_seed = seed, .rules = (1u << MOST_RULES) - 1, .submissions = (1u << MOST_SUBMISSIONS) - 1,
               .monotone = plan->monotone};
    compile_case(&of, &compiled, false);
    totals.policies++;
    totals.refused_policies += !compiled.right;
    bool fine = true;
    for (uint64_t i = 0; compiled.right && fine && i < FACTS_A_POLICY && totals.pairs < plan->count; i++) {
        Arena arena;
        bool right;
        arena_open(&arena, &guard, 0);
        of.facts_seed = seed * FACTS_A_POLICY + i;
        Text difference = plan->monotone ? settle_case(&compiled, &of, &arena, &right) : run_case(&compiled, &of, &arena, true, &right);
        fine = !difference.length;
        if (!fine && plan->monotone)
            printf("%.*s\n", (int)difference.length, difference.bytes);
        arena_close(&arena);
    }
    close_compiled(&compiled);
    if (!fine) {
        Case small = plan->monotone ? of : shrink(of);
        show(&small);
    }
    return fine;
}

static int print_totals(const Plan *plan)
{
    printf("%llu policies (%llu refused), %llu pairs, %llu facts refused\n", (unsigned long long)totals.policies,
           (unsigned long long)totals.refused_policies, (unsigned long long)totals.pairs, (unsigned long long)totals.refused_facts);
    if (plan->monotone)
        return 0;
    int status = 0;
    for (int i = 0; i < STATUSES; i++) {
        if (i == STATUS_WAIVED)
            continue;
        double share = 100.0 * (double)totals.statuses[i] / (double)(totals.rules ? totals.rules : 1);
        printf("  %-15s %5.1f %%\n", status_names[i], share);
        if (share < LEAST_SHARE) {
            printf("  that is less than %d %%: the generator is lopsided\n", LEAST_SHARE);
            status = 1;
        }
    }
    printf("%llu pairs agree\n", (unsigned long long)totals.pairs);
    return status;
}

static Plan plan;
static int status;

static void run_all(void *with)
{
    char **arguments = with;
    if (arguments[1] && strcmp(arguments[1], "--case") == 0) {
        Case of = {strtoull(arguments[2], NULL, 10), strtoull(arguments[3], NULL, 10), (uint32_t)strtoul(arguments[4], NULL, 16),
                   (uint32_t)strtoul(arguments[5], NULL, 16), arguments[6] != NULL};
        show(&of);
        return;
    }
    bool terminal = isatty(STDERR_FILENO);
    for (uint64_t i = 0; totals.pairs < plan.count && !status; i++) {
        status = run_policy(&plan, plan.seed + i) ? 0 : 1;
        if (terminal && i % 64 == 0)
            fprintf(stderr, "\r%llu of %llu pairs", (unsigned long long)totals.pairs, (unsigned long long)plan.count);
    }
    if (terminal)
        fputc('\n', stderr);
    if (!status)
        status = print_totals(&plan);
}

int main(int count, char **arguments)
{
    plan = (Plan){.count = 20000, .seed = 1};
    for (int i = 1; i + 1 < count; i++) {
        if (strcmp(arguments[i], "--count") == 0)
            plan.count = strtoull(arguments[i + 1], NULL, 10);
        else if (strcmp(arguments[i], "--seed") == 0)
            plan.seed = strtoull(arguments[i + 1], NULL, 10);
    }
    plan.monotone = count > 1 && strcmp(arguments[count - 1], "--settle") == 0;
    digester = digester_open();
    room = regex_room_open();
    if (!digester || !room || !guard_run(&guard, run_all, arguments)) {
        fputs("memory ran out\n", stderr);
        return 1;
    }
    regex_room_close(room);
    digester_close(digester);
    return status;
}
