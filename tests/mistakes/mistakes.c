// SPDX-License-Identifier: MIT
// Policies with mistakes in them: each policy of the tests, changed at random, is checked; where it is right it is compiled and
// its tests run, and a question is asked about it. Nothing stops the process, and whatever is not right is said, at a place.
// usage: mistakes [--seed N] [--count N] [--case N] [--last FILE] FILE…      of a .case all policies in it, of an .asz its folder
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check/check.h"
#include "fixture/fixture.h"
#include "mutate.h"
#include "trial/policy_test.h"
#include "parse.h"
#include "support/file.h"

typedef struct SeedFile {
    Text path, text;
} SeedFile;

typedef struct Seed { // a policy and what it uses; the first file is the policy's own
    SeedFile *files;
    size_t count, capacity;
} Seed;

typedef struct Mistakes {
    Guard guard;
    Arena kept, arena; // of the seeds; of one case
    RegexScratch *scratch;
    Seed *seeds;
    size_t count, capacity, whole; // the first ones are right as they are
    uint64_t seed;
    Random random;
    Seed now;
    Prepared prepared;
    Variants *variants; // of it; null: none
    size_t right, refused;
} Mistakes;

static _Noreturn void broken(const char *what)
{
    fprintf(stderr, "broken: %s\n", what);
    abort();
}

// ---- seeds ----

static Text read_file(Mistakes *mistakes, const char *path)
{
    Text text;
    if (file_read(&mistakes->kept, path, SIZE_MAX, &text)) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(2);
    }
    return text;
}

static void add_file(Mistakes *mistakes, Seed *seed, Text path, Text text)
{
    seed->files = arena_grow(&mistakes->kept, seed->files, seed->count, &seed->capacity, sizeof *seed->files);
    seed->files[seed->count++] = (SeedFile){path, text};
}

static void add_seed(Mistakes *mistakes, const Seed *seed)
{
    if (!seed->count)
        return;
    mistakes->seeds = arena_grow(&mistakes->kept, mistakes->seeds, mistakes->count, &mistakes->capacity, sizeof(Seed));
    mistakes->seeds[mistakes->count++] = *seed;
}

// The parts of a golden case that are policies: `--- NAME.asz`, with its lines behind it, or `--- NAME.asz < FILE`.
static void add_case(Mistakes *mistakes, const char *path)
{
    Text text = read_file(mistakes, path), mark = text_of("\n--- "), asz = text_of(".asz");
    Seed used = {0}, seed = {0};
    for (size_t at = text_find(text, 0, mark); at != SIZE_MAX;) {
        size_t head = at + mark.length, line = text_find(text, head, text_of("\n"));
        size_t next = text_find(text, head, mark);
        Text title = text_slice(text, head, line == SIZE_MAX ? text.length : line);
        size_t other = text_find(title, 0, text_of(" < ")), name_end = other == SIZE_MAX ? title.length : other;
        Text name = text_slice(title, 0, name_end);
        if (name.length > asz.length && text_equal(text_slice(name, name.length - asz.length, name.length), asz)) {
            Text body = text_slice(text, line + 1, next == SIZE_MAX ? text.length : next + 1);
            if (other != SIZE_MAX) {
                Text from = text_slice(title, other + 3, title.length);
                body = read_file(mistakes, text_terminated(&mistakes->kept, text_format(&mistakes->kept, "tests/%.*s",
                                                                                        (int)from.length, from.bytes)));
            }
            add_file(mistakes, text_is(name, "policy.asz") ? &seed : &used, name, body);
        }
        at = next;
    }
    if (!seed.count)
        return;
    for (size_t i = 0; i < used.count; i++)
        add_file(mistakes, &seed, used.files[i].path, used.files[i].text);
    add_seed(mistakes, &seed);
}

static int is_policy(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 4 && strcmp(entry->d_name + length - 4, ".asz") == 0;
}

// A policy with all that stands in its folder.
static void add_policy(Mistakes *mistakes, const char *path)
{
    const char *slash = strrchr(path, '/');
    Text folder = slash ? (Text){path, (size_t)(slash - path)} : text_of(".");
    Seed seed = {0};
    add_file(mistakes, &seed, text_of("policy.asz"), read_file(mistakes, path));
    struct dirent **entries;
    int found = scandir(text_terminated(&mistakes->kept, folder), &entries, is_policy, alphasort);
    for (int i = 0; i < found; i++) {
        Text name = text_copy(&mistakes->kept, text_of(entries[i]->d_name));
        Text at = text_format(&mistakes->kept, "%.*s/%.*s", (int)folder.length, folder.bytes, (int)name.length, name.bytes);
        add_file(mistakes, &seed, name, read_file(mistakes, text_terminated(&mistakes->kept, at)));
        free(entries[i]);
    }
    if (found >= 0)
        free(entries);
    add_seed(mistakes, &seed);
}

// ---- one case ----

static SourceAnswer read_seed(void *with, Arena *arena, const SourceName *name, Text *text)
{
    const Seed *seed = with;
    (void)arena;
    for (size_t i = 0; i < seed->count; i++) {
        if (text_equal(seed->files[i].path, name->path)) {
            *text = seed->files[i].text;
            return SOURCE_READ;
        }
    }
    return SOURCE_ABSENT;
}

// A policy that is not right has an error at a place within its files; one that is has none.
static void check_said(const Mistakes *mistakes, const Compilation *compilation, bool right)
{
    const Diagnostics *said = &compilation->diagnostics;
    Arena *arena = (Arena *)(uintptr_t)&mistakes->arena;
    TextBuilder messages = text_builder(arena);
    JsonWriter json = json_writer(arena);
    diagnostics_append(said, &messages, true);
    json_begin_array(&json);
    diagnostics_json(said, &json);
    json_end_array(&json);
    if (right != (said->errors == 0))
        broken(right ? "a policy is taken for right and has errors" : "a policy is refused without an error");
    bool placed = false;
    for (size_t i = 0; i < said->count; i++) {
        const Diagnostic *one = &said->items[i];
        const Source *source = sources_file(said->sources, one->span.file);
        bool inside = source && one->span.end >= one->span.start && one->span.end <= source->text.length + 1;
        if (!inside)
            broken("a message stands at no place");
        placed |= message_infos[one->code].severity == SEVERITY_ERROR;
    }
    if (!right && !placed)
        broken("a policy is refused without an error at a place");
}

static void close_program(Mistakes *mistakes)
{
    variants_close(mistakes->variants);
    mistakes->variants = NULL;
    prepared_close(&mistakes->prepared);
    mistakes->prepared = (Prepared){0};
}

static void run_tests(Mistakes *mistakes, Compilation *compilation, const Program *program)
{
    Text reason;
    if (!program_prepare(&mistakes->prepared, program, &mistakes->arena, &reason))
        return;
    mistakes->variants = variants_open(&mistakes->prepared, &mistakes->arena);
    TestRun run = {.policy = &compilation->policy,
                   .variants = mistakes->variants,
                   .tests = arena_array(&mistakes->arena, compilation->policy.tests.count + 1, sizeof *run.tests),
                   .scratch = mistakes->scratch,
                   .arena = &mistakes->arena,
                   .kept = &mistakes->arena,
                   .diagnostics = &compilation->diagnostics};
    for (size_t i = 0; i < compilation->policy.tests.count; i++)
        policy_test_run(&run, i);
}

static void compile_right(Mistakes *mistakes, Compilation *compilation)
{
    CoreQuestions questions = policy_test_questions(&compilation->policy, &mistakes->arena);
    Text bundle, reason;
    if (!compile_bundle(compilation, &questions, &bundle)) {
        check_said(mistakes, compilation, false);
        return;
    }
    Program *program = arena_take(&mistakes->arena, sizeof *program);
    if (!bundle_open(program, bundle, &mistakes->arena, &reason))
        broken("a bundle that was just made does not verify");
    run_tests(mistakes, compilation, program);
}

static const char *const questions[] = {
    "every p in product.ports : p.documented and not p.overdue",
    "count(p in x.parts where p.n > 3) in 1..2",
    "if x.b then Level.high else low",
    "{ y for y in x.others via others, z in y.parts } = {}",
    "max(p.number for p in product.ports) + 2 * -3 >= x.n / 0.5",
    "x.on - today > 3 days and x.a is not declared or R-1 holds",
};

static void ask(Mistakes *mistakes, Compilation *compilation)
{
    Policy *policy = &compilation->policy;
    Text asked = text_of(questions[random_below(&mistakes->random, sizeof questions / sizeof *questions)]);
    asked = text_mutated(&mistakes->arena, &mistakes->random, asked, mistakes->now.files[0].text, 2);
    diagnostics_open(&compilation->diagnostics, &mistakes->arena, &compilation->sources);
    policy->read = 0;
    uint32_t file = sources_add(&compilation->sources, text_of("question"), asked);
    Source source = *sources_file(&compilation->sources, file);
    Expr *expr = parse_expression(&policy->tree, &compilation->diagnostics, &source);
    if (expr)
        check_question(policy, expr);
    bool right = expr && !compilation->diagnostics.errors;
    check_said(mistakes, compilation, right);
    CoreQuestions one = {.exprs = &expr, .count = 1, .alone = true};
    Text bundle, reason;
    Program *program = arena_take(&mistakes->arena, sizeof *program);
    if (right && compile_bundle(compilation, &one, &bundle) && !bundle_open(program, bundle, &mistakes->arena, &reason))
        broken("the bundle of a question does not verify");
}

static void try_case(void *with)
{
    Mistakes *mistakes = with;
    SourceReader reader = {.read = read_seed, .with = &mistakes->now};
    Compilation *compilation = arena_take(&mistakes->arena, sizeof *compilation);
    compilation_open(compilation, &mistakes->arena, &reader);
    bool right = compile_check(compilation, text_of("policy.asz"));
    check_said(mistakes, compilation, right);
    mistakes->right += right;
    mistakes->refused += !right;
    if (right) {
        compile_right(mistakes, compilation);
        ask(mistakes, compilation);
    } else if (random_below(&mistakes->random, 8) == 0) {
        Compilation *printed = arena_take(&mistakes->arena, sizeof *printed);
        TextBuilder text = text_builder(&mistakes->arena);
        compilation_open(printed, &mistakes->arena, &reader);
        compile_print(printed, text_of("policy.asz"), random_below(&mistakes->random, 2) ? STAGE_TREE : STAGE_TOKENS, &text);
    }
}

// Puts the policies that are right first: most changes are made to them.
static void sort_seeds(Mistakes *mistakes)
{
    for (size_t i = 0; i < mistakes->count; i++) {
        size_t right = mistakes->right;
        arena_clear(&mistakes->arena);
        mistakes->now = mistakes->seeds[i];
        guard_run(&mistakes->guard, try_case, mistakes);
        close_program(mistakes);
        if (mistakes->right == right)
            continue;
        mistakes->seeds[i] = mistakes->seeds[mistakes->whole];
        mistakes->seeds[mistakes->whole++] = mistakes->now;
    }
    mistakes->right = mistakes->refused = 0;
}

static void run_case(Mistakes *mistakes, uint64_t number)
{
    mistakes->random = (Random){mistakes->seed + number * 0x2545f4914f6cdd1du};
    size_t among = random_below(&mistakes->random, 4) ? mistakes->whole : mistakes->count;
    const Seed *seed = &mistakes->seeds[random_below(&mistakes->random, among)];
    const Seed *other = &mistakes->seeds[random_below(&mistakes->random, mistakes->count)];
    arena_clear(&mistakes->arena);
    mistakes->now = (Seed){.files = arena_array(&mistakes->arena, seed->count, sizeof *seed->files), .count = seed->count};
    memcpy(mistakes->now.files, seed->files, seed->count * sizeof *seed->files);
    SeedFile *file = &mistakes->now.files[random_below(&mistakes->random, 3) ? 0 : random_below(&mistakes->random, seed->count)];
    unsigned changes = random_below(&mistakes->random, 4) ? 1 : 1 + random_below(&mistakes->random, 3);
    file->text = text_mutated(&mistakes->arena, &mistakes->random, file->text, other->files[0].text, changes);
    guard_run(&mistakes->guard, try_case, mistakes); // to run out of memory is no fault
    close_program(mistakes);
}

static void print_case(const Mistakes *mistakes)
{
    for (size_t i = 0; i < mistakes->now.count; i++)
        printf("--- %.*s\n%.*s", (int)mistakes->now.files[i].path.length, mistakes->now.files[i].path.bytes,
               (int)mistakes->now.files[i].text.length, mistakes->now.files[i].text.bytes);
}

// The number of the case under way stands in a file, so that it is known when the process dies.
static char *open_last(const char *path)
{
    enum { ROOM = 64 };
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    void *map = file < 0 || ftruncate(file, ROOM) ? MAP_FAILED : mmap(NULL, ROOM, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (map == MAP_FAILED) {
        fprintf(stderr, "cannot write %s\n", path);
        exit(2);
    }
    close(file);
    return map;
}

static uint64_t number_of(const char *text)
{
    return strtoull(text, NULL, 10);
}

int main(int argument_count, char **arguments)
{
    enum { MOST_MEMORY = 512 << 20 };
    static Mistakes mistakes = {.seed = 1};
    uint64_t count = 1000, only = UINT64_MAX;
    char *last = NULL;
    arena_open(&mistakes.kept, &mistakes.guard, 0);
    arena_open(&mistakes.arena, &mistakes.guard, MOST_MEMORY);
    mistakes.scratch = regex_scratch_open();
    for (int i = 1; i < argument_count; i++) {
        const char *argument = arguments[i];
        if (strncmp(argument, "--", 2) == 0 && i + 1 < argument_count) {
            const char *value = arguments[++i];
            if (strcmp(argument, "--seed") == 0)
                mistakes.seed = number_of(value);
            else if (strcmp(argument, "--count") == 0)
                count = number_of(value);
            else if (strcmp(argument, "--case") == 0)
                only = number_of(value);
            else if (strcmp(argument, "--last") == 0)
                last = open_last(value);
            continue;
        }
        size_t length = strlen(argument);
        if (length > 5 && strcmp(argument + length - 5, ".case") == 0)
            add_case(&mistakes, argument);
        else
            add_policy(&mistakes, argument);
    }
    if (!mistakes.count || !mistakes.scratch)
        broken("there is nothing to change");
    sort_seeds(&mistakes);
    for (uint64_t i = only == UINT64_MAX ? 0 : only; i < (only == UINT64_MAX ? count : only + 1); i++) {
        if (last)
            snprintf(last, 64, "--seed %llu --case %llu\n", (unsigned long long)mistakes.seed, (unsigned long long)i);
        run_case(&mistakes, i);
    }
    if (only != UINT64_MAX)
        print_case(&mistakes);
    printf("seed %llu: %zu policies of %zu changed: %zu are right, %zu are refused\n", (unsigned long long)mistakes.seed,
           (size_t)(mistakes.right + mistakes.refused), mistakes.count, mistakes.right, mistakes.refused);
    regex_scratch_close(mistakes.scratch);
    arena_close(&mistakes.arena);
    arena_close(&mistakes.kept);
    return mistakes.right == 0 || mistakes.refused == 0;
}
