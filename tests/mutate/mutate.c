// SPDX-License-Identifier: MIT
// Changes bundles that the compiler made, field by field, puts their digests right, and does everything with what passes the
// verifier: none may fault. Each case hangs on the seed and its number alone; a case that faults is printed, to be run again.
// usage: mutate FOLDER [--seed N] [--from N] [--cases N]
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "mutate/drive.h"

// ---- scenes ----

#define SAMPLE "policies/security_review/sample/invented/"
#define CASE "tests/random/cases/"
enum { MOST_FILES = 13 };

typedef struct SceneFiles {
    Scene scene;
    const char *files[MOST_FILES];
} SceneFiles;

static const SceneFiles scene_files[] = {
    {{.policy = "tests/mutate/constructs.asz",
      .profiles = {"tests/mutate/always.asz", "tests/mutate/where.asz"},
      .share = 48,
      .date = 20779,
      .questions = "{ p.id for p in product.parts where p.size > 1 }"},
     {"tests/mutate/constructs.ndjson"}},
    {{.policy = "tests/fixture/fixture.asz", .share = 20, .date = 19844, .questions = "sum(i.price for i in box.items)"},
     {"tests/fixture/submissions.ndjson"}},
    {{.policy = CASE "crossing-reached-with-reached.asz", .share = 6, .date = 20779, .questions = "product"},
     {CASE "crossing-reached-with-reached.ndjson"}},
    {{.policy = CASE "definition-asks-about-evidence.asz", .share = 6, .date = 20779, .questions = "count(product.submissions)"},
     {CASE "definition-asks-about-evidence.ndjson"}},
    {{.policy = CASE "elements-that-no-binder-moves.asz", .share = 6, .date = 20779, .questions = "true"},
     {CASE "elements-that-no-binder-moves.ndjson"}},
    {{.policy = CASE "need-of-two-rules.asz", .share = 6, .date = 20779, .questions = "{ i.id for i in product.items }"},
     {CASE "need-of-two-rules.ndjson"}},
    {{.policy = CASE "reason-of-a-part-that-nobody-owns.asz", .share = 4, .date = 20779, .questions = "product.nothing"},
     {CASE "reason-of-a-part-that-nobody-owns.ndjson"}},
    {{.policy = "policies/security_review/security_review.asz", .share = 4, .date = 20779, .questions = "product.ports"},
     {SAMPLE "01-organisations.json", SAMPLE "02-system.json", SAMPLE "03-declaration.json", SAMPLE "04-commitment.json",
      SAMPLE "05-laboratory-test-northern.json", SAMPLE "06-laboratory-test-southern.json", SAMPLE "07-onsite-inspection.json",
      SAMPLE "08-assessment.json", SAMPLE "09-background-check.json", SAMPLE "10-monitoring-june.json",
      SAMPLE "11-monitoring-november.json", SAMPLE "12-determination.json", SAMPLE "13-requests.json"}},
};
enum { SCENES = sizeof scene_files / sizeof *scene_files };

typedef struct Theatre {
    Guard guard;
    Arena arena;
    Assize *assize;
    const char *folder;
    Scene scenes[SCENES];
} Theatre;

static void open_scenes(void *with)
{
    Theatre *theatre = with;
    for (size_t i = 0; i < SCENES; i++) {
        size_t count = 0;
        while (count < MOST_FILES && scene_files[i].files[count])
            count++;
        Text folder = text_format(&theatre->arena, "%s/%zu", theatre->folder, i);
        theatre->scenes[i] = scene_files[i].scene;
        scene_open(&theatre->scenes[i], text_terminated(&theatre->arena, folder), scene_files[i].files, count, theatre->assize,
                   &theatre->arena);
    }
}

static void open_theatre(Theatre *theatre, const char *folder)
{
    *theatre = (Theatre){.assize = assize_open(NULL), .folder = folder};
    arena_open(&theatre->arena, &theatre->guard, 0);
    if (!theatre->assize || !guard_run(&theatre->guard, open_scenes, theatre))
        abort();
}

static void close_theatre(Theatre *theatre)
{
    for (size_t i = 0; i < SCENES; i++) {
        assize_base_close(theatre->scenes[i].base);
        free((void *)(uintptr_t)theatre->scenes[i].origin.bundle.bytes);
    }
    arena_close(&theatre->arena);
    assize_close(theatre->assize);
}

// Whether every opcode stands in some scene, so that each is changed.
static bool has_every_opcode(const Theatre *theatre)
{
    bool seen[OPS] = {false}, all = true;
    for (size_t i = 0; i < SCENES; i++) {
        const Program *program = &theatre->scenes[i].origin.program;
        for (uint32_t at = 0; at < program->code_count; at++)
            seen[program->code[at].op] = true;
        for (uint32_t at = 0; at < program->accept_code_count; at++)
            seen[program->accept_code[at].op] = true;
    }
    for (int op = 0; op < OPS; op++) {
        if (!seen[op])
            printf("no scene has the opcode %s\n", op_infos[op].name);
        all &= seen[op];
    }
    return all;
}

// ---- the case under way, for whoever finds it ----

static char under_way[512];

static void print_case(void)
{
    ssize_t ignored = write(STDERR_FILENO, under_way, strlen(under_way));
    (void)ignored;
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
void __sanitizer_set_death_callback(void (*callback)(void));
#define HAS_DEATH 1
#endif
#endif

static void die(int number)
{
    print_case();
    signal(number, SIG_DFL);
    raise(number);
}

static void watch(void)
{
    signal(SIGALRM, die);
    signal(SIGABRT, die);
#ifdef HAS_DEATH
    __sanitizer_set_death_callback(print_case);
#else
    signal(SIGSEGV, die);
    signal(SIGBUS, die);
#endif
}

// ---- cases ----

typedef struct Tally {
    uint64_t cases, refused, ran, unchanged;
} Tally;

typedef struct Mutating {
    Theatre theatre;
    Readers readers;
    BundleFields fields;
    Tally tally;
    uint64_t seed;
} Mutating;

static const Scene *choose_scene(const Mutating *run, MutationRandom *random)
{
    uint64_t hundredth = random_below(random, 100);
    size_t i = 0;
    for (uint64_t sum = scene_files[0].scene.share; sum <= hundredth && i + 1 < SCENES; sum += scene_files[i].scene.share)
        i++;
    return &run->theatre.scenes[i];
}

// Changes up to three fields, of most bundles just one. The field that was changed alone; null: several were, or none.
static BundleField *change(Mutating *run, MutationRandom *random, const Scene *scene, char *bytes, TextBuilder *said,
                           size_t *changed)
{
    size_t wanted = random_below(random, 4) ? 1 : 2 + random_below(random, 2);
    BundleField *field = NULL;
    *changed = 0;
    for (size_t tries = 0; tries < 30 && *changed < wanted; tries++) {
        field = &run->fields.items[random_below(random, run->fields.count)];
        *changed += field_mutate(random, &scene->origin, field, bytes, said);
    }
    return *changed == 1 ? field : NULL;
}

static void run_case(Mutating *run, uint64_t number)
{
    enum { MOST_SECONDS = 60 };
    MutationRandom random = random_of_case(run->seed, number);
    const Scene *scene = choose_scene(run, &random);
    size_t length = scene->origin.bundle.length, changed;
    ArenaMark mark = arena_mark(&run->theatre.arena);
    TextBuilder said = text_builder(&run->theatre.arena);
    char *bytes = aligned_alloc(16, (length + 15) & ~(size_t)15);
    if (!bytes)
        abort();
    memcpy(bytes, scene->origin.bundle.bytes, length);
    BundleField *field = change(run, &random, scene, bytes, &said, &changed);
    bool schema = random_below(&random, 2);
    if (random_below(&random, 2))
        bundle_seal_files((Text){bytes, length});
    bundle_seal((Text){bytes, length});
    snprintf(under_way, sizeof under_way, "--seed %" PRIu64 " --from %" PRIu64 " --cases 1: %s%s%.*s\n", run->seed, number,
             scene->policy, schema ? ", its schema's digest put right," : "", (int)said.length, said.bytes);
    alarm(MOST_SECONDS);
    Driven driven = drive(scene, &run->readers, &random, bytes, length, schema);
    alarm(0);
    arena_reset(&run->theatre.arena, mark);
    free(bytes);
    run->tally.cases++;
    run->tally.unchanged += changed == 0;
    *(driven == DRIVEN_RAN ? &run->tally.ran : &run->tally.refused) += 1;
    if (!field)
        return;
    field->changed++;
    field->refused += driven == DRIVEN_REFUSED;
}

// ---- what it comes to ----

// Every field was changed, and what has a promise was refused at least once: else it is not kept to, or nobody looks.
static bool fields_are_covered(const BundleFields *fields)
{
    bool all = true;
    for (size_t i = 0; i < fields->count; i++) {
        const BundleField *field = &fields->items[i];
        bool kept = field->refused > 0 || field->promise.kind == PROMISE_ANY;
        if (!field->changed)
            printf("%s was never changed by itself\n", field->name);
        else if (!kept)
            printf("%s: changed %" PRIu64 " times and never refused, but %s is promised of it\n", field->name, field->changed,
                   field->promise.text ? field->promise.text : "something");
        all &= field->changed && kept;
    }
    return all;
}

static bool report(const Mutating *run)
{
    enum { LEAST_SHARE = 10 }; // in hundredths: of those that are refused, and of those that are not
    const Tally *tally = &run->tally;
    bool fine = fields_are_covered(&run->fields) && has_every_opcode(&run->theatre);
    if (tally->ran * 100 < tally->cases * LEAST_SHARE || tally->refused * 100 < tally->cases * LEAST_SHARE) {
        printf("too few bundles pass, or too few are refused, to say anything\n");
        fine = false;
    }
    printf("seed %" PRIu64 ": %" PRIu64 " bundles, %zu fields, each changed; %" PRIu64 " refused, %" PRIu64
           " ran, none faulted\n",
           run->seed, tally->cases, run->fields.count, tally->refused, tally->ran);
    return fine;
}

static uint64_t option(int count, char **arguments, const char *name, uint64_t otherwise)
{
    for (int i = 2; i + 1 < count; i += 2) {
        if (strcmp(arguments[i], name) == 0)
            return strtoull(arguments[i + 1], NULL, 10);
    }
    return otherwise;
}

int main(int count, char **arguments)
{
    static Mutating run;
    enum { ENOUGH = 20000 }; // cases, for every field to have its turn in several ways
    uint64_t from = option(count, arguments, "--from", 0), cases = option(count, arguments, "--cases", ENOUGH);
    if (count < 2 || count % 2)
        return 2;
    run.seed = option(count, arguments, "--seed", 1);
    watch();
    bundle_fields(&run.fields);
    open_theatre(&run.theatre, arguments[1]);
    readers_open(&run.readers);
    for (uint64_t i = 0; i < cases; i++)
        run_case(&run, from + i);
    if (cases == 1)
        print_case();
    bool fine = report(&run);
    readers_close(&run.readers);
    close_theatre(&run.theatre);
    return fine || cases < ENOUGH ? 0 : 1;
}
