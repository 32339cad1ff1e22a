// SPDX-License-Identifier: MIT
// Compares the machine with the second evaluator on random policies and facts. With --settle it looks whether settling what is
// unknown ever turns one answer into the other, with --tighten whether a stricter parameter ever loosens, with --stored whether
// facts that went through a fact base are reviewed as those in memory, with --later whether what happens on later days changes a
// review, with --guarantee whether profiles ever loosen, with --illegal whether what profiles may not do is refused; with
// --conformance it holds the second evaluator to cases. What is wrong is made small, printed with its seed, and ends the program
// with status 1.
#include "conformance.h"
#include "generate.h"
#include "guarantee.h"
#include "illegal.h"
#include "later.h"
#include "settle.h"
#include "shrink.h"
#include "stored.h"
#include "support/file.h"
#include "tighten.h"
#include "twin_profiles.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LEAST_SHARE = 8, OF_POLICIES = 5, PROFILED_SHARE = 78 };

typedef enum Question {
    EVALUATORS_AGREE,
    SETTLED_STAYS,
    STRICTER_TIGHTENS,
    STORED_IS_THE_SAME,
    LATER_CHANGES_NOTHING,
    PROFILES_TIGHTEN,
    ILLEGAL_IS_REFUSED,
    QUESTIONS
} Question;

static const char *const options[QUESTIONS] = {"",         " --settle",    " --tighten", " --stored",
                                               " --later", " --guarantee", " --illegal"};
static const char *const answers[QUESTIONS] = {"pairs agree",
                                               "pairs: what is settled stays",
                                               "pairs: what is stricter tightens",
                                               "pairs: what is stored is the same",
                                               "pairs: what happens later changes nothing",
                                               "pairs: profiles tighten",
                                               "changes that no profile may make are refused"};

typedef struct Plan {
    uint64_t count, seed;
    Question question;
    bool show_refused;
    bool whole;       // what is wrong is shown as it is
    bool conformance; // the files are conformance cases
    char **files;     // cases to run again: policies, each with its facts beside it; null: random ones
    int file_count;
} Plan;

typedef struct Totals {
    uint64_t policies, refused_policies, pairs, profiled, refused_facts, too_big, statuses[STATUSES], rules;
} Totals;

// What the policies and facts of many pairs must have, by the words that it is written with.
static const char *const spread[] = {
    "is declared by", "listed(",         "unreadable",   "signer",        " union ",         " implies ",   "table t",
    "\nprofile ",     "applies when",    "\nstrengthen", "\nwaive ",      "refines a",       "format spdx", ".txt\"",
    " column ",       ".lines",          ".end",         "::ffff:",       "older(",          "in_range(",   "scheme_of(",
    "purl_type(",     "purl_namespace(", "purl_name(",   "purl_version(", "canonical_purl(", "permits(",    "cvss_score(",
    "within(",        "\nextend ",       "part Gear",    "in grades",     "table tp",        ".xg"};
enum { SPREAD = sizeof spread / sizeof *spread, ENOUGH_PAIRS = 5000, ENOUGH_POLICIES = 100, ENOUGH_CHANGES = 2000 };
static uint64_t pairs_with[SPREAD];
static uint64_t tried_ways[64];

static Guard guard;
static Plan plan;
static Totals totals;
static int status;
static uint64_t under_way; // seed

// ---- what is wrong ----

// One change that no profile may make: another one for each seed.
static Text illegal_of(Text policy, uint64_t seed, Arena *arena, bool *right)
{
    IllegalChange change;
    *right = illegal_change(policy, seed % illegal_ways, seed, arena, &change);
    tried_ways[seed % illegal_ways] += *right;
    return *right ? illegal_difference(&change, arena) : (Text){"", 0};
}

static Text wrong_about(Case of, uint64_t seed, Arena *arena, bool *right)
{
    switch (plan.question) {
    case SETTLED_STAYS:
        return settle_difference(of, seed, arena, right);
    case STRICTER_TIGHTENS:
        return tighten_difference(of, seed, arena, right);
    case STORED_IS_THE_SAME:
        return stored_difference(of, seed, arena, right);
    case LATER_CHANGES_NOTHING:
        return later_difference(of, seed, arena, right);
    case PROFILES_TIGHTEN:
        return guarantee_difference(of, seed, arena, right);
    case ILLEGAL_IS_REFUSED:
        return illegal_of(of.policy, seed, arena, right);
    default:
        return trial_difference(of, arena, right);
    }
}

static bool is_wrong(void *with, Case of)
{
    Arena arena;
    bool right;
    trial_arena(&arena);
    bool wrong = wrong_about(of, *(const uint64_t *)with, &arena, &right).length > 0;
    arena_close(&arena);
    return wrong;
}

static void show(Case of, uint64_t seed)
{
    Arena arena;
    bool right;
    trial_arena(&arena);
    Case small = plan.whole ? of : shrink(of, is_wrong, &seed, &arena);
    Text said = wrong_about(small, seed, &arena, &right);
    printf("%.*s\n%.*s\n%.*s\n", (int)small.policy.length, small.policy.bytes, (int)small.facts.length, small.facts.bytes,
           (int)said.length, said.bytes);
    arena_close(&arena);
}

// ---- random ones ----

// A pair's seed holds its policy's: the quotient by FACTS_A_POLICY. One policy of many meets big facts.
static bool is_big(uint64_t seed)
{
    return seed / FACTS_A_POLICY % 32 == 31;
}

// Where both evaluators are asked, four policies of five, so that a fifth of all pairs show what a policy alone comes to.
static bool has_profiles(uint64_t seed)
{
    uint64_t policy = seed / FACTS_A_POLICY;
    if (plan.question == EVALUATORS_AGREE)
        return policy % OF_POLICIES != 0;
    return plan.question != STRICTER_TIGHTENS && (policy % 3 == 0 || plan.question >= PROFILES_TIGHTEN);
}

static Text policy_of(uint64_t seed, Arena *arena)
{
    TextBuilder text = text_builder(arena);
    bool monotone = plan.question == SETTLED_STAYS || (plan.question == LATER_CHANGES_NOTHING && seed / FACTS_A_POLICY % 2);
    generate_policy(seed / FACTS_A_POLICY, (PolicyWish){monotone, is_big(seed), has_profiles(seed)}, &text);
    return text_built(&text);
}

static Text facts_of(uint64_t seed, uint64_t extended, Arena *arena)
{
    TextBuilder text = text_builder(arena);
    generate_facts(seed, is_big(seed), extended, &text);
    return text_built(&text);
}

static void count_pair(const Compiled *compiled, const Verdict *verdict)
{
    totals.profiled += compiled->program.profiles_count > 0;
    for (uint32_t i = 0; i < compiled->program.rules_count; i++)
        totals.statuses[verdict->statuses[i]]++;
    totals.rules += compiled->program.rules_count;
    totals.pairs++;
}

static Text difference_of(const Compiled *compiled, Combined *combined, Text facts, Arena *arena)
{
    GivenFacts given = trial_give(compiled, facts, arena);
    if (!given.right) {
        totals.refused_facts++;
        if (plan.show_refused)
            printf("%.*s\n", (int)given.refusal.length, given.refusal.bytes);
        return (Text){"", 0};
    }
    Verdict *verdict = trial_review(compiled, &given, arena);
    const TwinVerdict *twin = combined ? trial_combined(combined, facts, arena) : trial_twin(compiled, &given, arena);
    if (!twin)
        return combined->refusal;
    if (twin->gave_up)
        totals.too_big++;
    else
        count_pair(compiled, verdict);
    return verdict_difference(verdict, twin, arena);
}

// A policy, and where it is asked for, the same with stricter parameters.
typedef struct Policies {
    Text text;
    uint64_t extended; // the attributes that its profiles declare
    Compiled plain, strict;
    Combined combined; // where it has profiles and both evaluators are asked
    bool has_combined;
    Guaranteed guaranteed;
    bool right;
    Text broken; // what is wrong whatever the facts are
} Policies;

static Text wrong_with(Policies *policies, Text facts, uint64_t seed, Arena *arena)
{
    bool right = false;
    Text said;
    switch (plan.question) {
    case SETTLED_STAYS:
        said = settle_compiled(&policies->plain, facts, seed, arena, &right);
        break;
    case STRICTER_TIGHTENS:
        said = tighten_compiled(&policies->plain, &policies->strict, facts, arena, &right);
        break;
    case STORED_IS_THE_SAME:
        said = stored_compiled(&policies->plain, facts, seed, arena, &right);
        break;
    case LATER_CHANGES_NOTHING:
        said = later_compiled(&policies->plain, (Case){policies->text, facts}, seed, arena, &right);
        break;
    case PROFILES_TIGHTEN:
        said = guarantee_compiled(&policies->guaranteed, facts, seed, arena, &right);
        break;
    case ILLEGAL_IS_REFUSED:
        said = illegal_of(policies->text, seed, arena, &right);
        break;
    default:
        return difference_of(&policies->plain, policies->has_combined ? &policies->combined : NULL, facts, arena);
    }
    totals.pairs += right;
    return said;
}

// The facts of one seed and a policy; false where something is wrong, which is printed.
static bool run_pair(Policies *policies, uint64_t seed)
{
    Arena arena;
    trial_arena(&arena);
    under_way = seed;
    Case of = {policies->text, facts_of(seed, policies->extended, &arena)};
    Text said = policies->right && !policies->broken.length ? wrong_with(policies, of.facts, seed, &arena) : policies->broken;
    for (int i = 0; i < SPREAD && policies->right; i++)
        pairs_with[i] += text_contains(of.policy, text_of(spread[i])) || text_contains(of.facts, text_of(spread[i]));
    if (said.length) {
        show(of, seed);
        printf("again: differential --count 1 --seed %llu%s\n", (unsigned long long)seed, options[plan.question]);
    }
    arena_close(&arena);
    return !said.length;
}

// All facts of a policy meet the same stricter one, and the same order of profiles: the seed is that of the first of them.
static void open_policies(Policies *policies, uint64_t seed, Arena *arena)
{
    *policies = (Policies){.text = policy_of(seed, arena), .broken = {"", 0}};
    policies->extended = attributes_declared(policies->text);
    trial_compile(&policies->plain, policies->text);
    policies->right = policies->plain.right;
    policies->broken = policies->plain.broken;
    if (plan.question == STRICTER_TIGHTENS) {
        trial_compile(&policies->strict, tightened(policies->text, seed / FACTS_A_POLICY, arena));
        policies->right &= policies->strict.right;
    }
    if (plan.question == PROFILES_TIGHTEN) {
        guaranteed_open(&policies->guaranteed, policies->text, seed, arena);
        policies->right = policies->guaranteed.right;
        policies->broken = policies->guaranteed.broken;
    }
    policies->has_combined = plan.question == EVALUATORS_AGREE && case_has_profiles(policies->text);
    if (policies->has_combined) {
        trial_combine(&policies->combined, policies->text);
        if (policies->combined.right != policies->plain.right)
            policies->broken = policies->plain.right ? policies->combined.refusal : policies->plain.refusal;
    }
    totals.policies++;
    totals.refused_policies += !policies->right;
    if (plan.show_refused && !policies->right)
        printf("%.*s\n", (int)policies->plain.refusal.length, policies->plain.refusal.bytes);
}

static void close_policies(Policies *policies)
{
    compiled_close(&policies->plain);
    if (plan.question == STRICTER_TIGHTENS)
        compiled_close(&policies->strict);
    if (plan.question == PROFILES_TIGHTEN)
        guaranteed_close(&policies->guaranteed);
    if (policies->has_combined)
        combined_close(&policies->combined);
}

static bool run_policy(uint64_t seed)
{
    Policies policies;
    Arena arena;
    bool fine = true;
    trial_arena(&arena);
    open_policies(&policies, seed, &arena);
    do {
        fine = run_pair(&policies, seed);
    } while (++seed % FACTS_A_POLICY && fine && totals.pairs < plan.count);
    close_policies(&policies);
    arena_close(&arena);
    return fine;
}

static void print_spread(void)
{
    bool lacks = false;
    printf("  pairs with");
    for (int i = 0; i < SPREAD; i++) {
        printf("%s %s %.0f %%", i ? "," : "", spread[i] + (spread[i][0] == '\n'),
               100.0 * (double)pairs_with[i] / (double)(totals.pairs ? totals.pairs : 1));
        lacks |= !pairs_with[i] && plan.count >= ENOUGH_PAIRS;
    }
    status = lacks ? 1 : status;
    printf("%s\n  not asked of natives:", lacks ? ": the generator is lopsided" : "");
    for (size_t i = 0; twin_leaves_out[i]; i++)
        printf("%s %s", i ? ";" : "", twin_leaves_out[i]);
    printf("\n");
}

static void print_totals(void)
{
    printf("%llu policies (%llu refused), %llu pairs, %llu facts refused, %llu pairs too big for the twin\n",
           (unsigned long long)totals.policies, (unsigned long long)totals.refused_policies, (unsigned long long)totals.pairs,
           (unsigned long long)totals.refused_facts, (unsigned long long)totals.too_big);
    for (int i = 0; i < STATUSES && plan.question == EVALUATORS_AGREE; i++) {
        if (i == STATUS_WAIVED)
            continue;
        double share = 100.0 * (double)totals.statuses[i] / (double)(totals.rules ? totals.rules : 1);
        printf("  %-15s %5.1f %%\n", status_names[i], share);
        if (share < LEAST_SHARE && plan.count > FACTS_A_POLICY) {
            printf("  that is less than %d %%: the generator is lopsided\n", LEAST_SHARE);
            status = 1;
        }
    }
    if (plan.question == EVALUATORS_AGREE)
        print_spread();
    for (size_t i = 0; i < illegal_ways && plan.question == ILLEGAL_IS_REFUSED; i++) {
        if (!tried_ways[i] && plan.count >= ENOUGH_CHANGES)
            printf("  way %zu was never tried: the generator is lopsided\n", i), status = 1;
    }
    printf("%llu %s", (unsigned long long)totals.pairs, answers[plan.question]);
    if (plan.question != EVALUATORS_AGREE) {
        printf("\n");
        return;
    }
    bool lacks = plan.count >= ENOUGH_PAIRS && totals.profiled * 100 < totals.pairs * PROFILED_SHARE;
    printf(", %llu of them with profiles%s\n", (unsigned long long)totals.profiled, lacks ? ": the generator is lopsided" : "");
    status = lacks ? 1 : status;
}

static void run_random(void)
{
    bool terminal = isatty(STDERR_FILENO);
    for (uint64_t seed = plan.seed; totals.pairs < plan.count && !status; seed += FACTS_A_POLICY - seed % FACTS_A_POLICY) {
        status = run_policy(seed) ? 0 : 1;
        if (totals.policies >= ENOUGH_POLICIES && totals.refused_policies > totals.policies / 2) {
            printf("%llu of %llu policies are refused: --show-refused says why\n", (unsigned long long)totals.refused_policies,
                   (unsigned long long)totals.policies);
            status = 1;
        }
        if (terminal && totals.policies % 64 == 0)
            fprintf(stderr, "\r%llu of %llu pairs", (unsigned long long)totals.pairs, (unsigned long long)plan.count);
    }
    if (terminal)
        fputc('\n', stderr);
    if (!status)
        print_totals();
}

// ---- cases from files ----

static bool read_beside(Arena *arena, const char *path, const char *ending, Text *text)
{
    size_t stem = strlen(path) - (text_ends(text_of(path), text_of(".asz")) ? 4 : 0);
    Text whole = text_format(arena, "%.*s%s", (int)stem, path, ending);
    return file_read(arena, text_terminated(arena, whole), SIZE_MAX, text) == 0;
}

static void run_file(const char *path)
{
    Arena arena;
    bool right = false;
    Case of;
    Text said = text_of("it cannot be read, or is refused");
    trial_arena(&arena);
    if (read_beside(&arena, path, ".asz", &of.policy) && read_beside(&arena, path, ".ndjson", &of.facts)) {
        Text difference = trial_difference(of, &arena, &right);
        said = right ? difference : said;
    }
    if (said.length) {
        printf("%s: %.*s\n", path, (int)said.length, said.bytes);
        status = 1;
    }
    if (said.length && right)
        show(of, 0);
    arena_close(&arena);
}

// ---- conformance ----

// One case a file, or a folder of those and of folders.
static void run_conformance(void)
{
    unsigned counts[2][CASE_NOT_ASKED + 1] = {{0}};
    for (int i = 0; i < plan.file_count; i++) {
        Arena arena;
        Text json, said = {"", 0};
        bool profiles = false;
        trial_arena(&arena);
        CaseResult result = CASE_FAILED;
        if (file_read(&arena, plan.files[i], SIZE_MAX, &json) == 0)
            result = conformance_run(json, &arena, &said, &profiles);
        counts[profiles][result]++;
        if (result == CASE_FAILED) {
            printf("%s: %.*s\n", plan.files[i], (int)said.length, said.bytes);
            status = 1;
        }
        arena_close(&arena);
    }
    for (int i = 0; i < 2 && plan.file_count; i++)
        printf("cases %s profiles: %u passed, %u failed, %u not asked of the second evaluator\n", i ? "with" : "without",
               counts[i][CASE_PASSED], counts[i][CASE_FAILED], counts[i][CASE_NOT_ASKED]);
}

// ---- the whole ----

static void run_all(void *with)
{
    (void)with;
    if (!trial_open(&guard)) {
        status = 1;
        return;
    }
    for (int i = 0; i < plan.file_count && !plan.conformance; i++)
        run_file(plan.files[i]);
    if (plan.conformance)
        run_conformance();
    else if (plan.file_count)
        printf("%d cases run again\n", plan.file_count);
    else
        run_random();
}

int main(int count, char **arguments)
{
    plan = (Plan){.count = 20000, .seed = 12};
    for (int i = 1; i < count; i++) {
        bool more = i + 1 < count;
        if (strcmp(arguments[i], "--count") == 0 && more) {
            plan.count = strtoull(arguments[++i], NULL, 10);
        } else if (strcmp(arguments[i], "--seed") == 0 && more) {
            plan.seed = strtoull(arguments[++i], NULL, 10);
        } else if (strcmp(arguments[i], "--settle") == 0) {
            plan.question = SETTLED_STAYS;
        } else if (strcmp(arguments[i], "--tighten") == 0) {
            plan.question = STRICTER_TIGHTENS;
        } else if (strcmp(arguments[i], "--stored") == 0) {
            plan.question = STORED_IS_THE_SAME;
        } else if (strcmp(arguments[i], "--later") == 0) {
            plan.question = LATER_CHANGES_NOTHING;
        } else if (strcmp(arguments[i], "--whole") == 0) {
            plan.whole = true;
        } else if (strcmp(arguments[i], "--guarantee") == 0) {
            plan.question = PROFILES_TIGHTEN;
        } else if (strcmp(arguments[i], "--illegal") == 0) {
            plan.question = ILLEGAL_IS_REFUSED;
        } else if (strcmp(arguments[i], "--conformance") == 0) {
            plan.conformance = true;
        } else if (strcmp(arguments[i], "--show-refused") == 0) {
            plan.show_refused = true;
        } else if (arguments[i][0] != '-') {
            plan.files = arguments + i;
            plan.file_count = count - i;
            break;
        } else {
            fputs("usage: differential [--count N] [--seed S] [--settle | --tighten | --stored | --later | --guarantee | "
                  "--illegal] [--show-refused] [--whole] "
                  "[CASE.asz … | --conformance CASE.json …]\n",
                  stderr);
            return 2;
        }
    }
    if (!guard_run(&guard, run_all, NULL)) {
        fprintf(stderr, "memory ran out\nagain: differential --count 1 --seed %llu%s\n", (unsigned long long)under_way,
                options[plan.question]);
        status = 1;
    }
    trial_close();
    return status;
}
