// SPDX-License-Identifier: MIT
// What is done with a bundle that was changed. See drive.h.
#include "mutate/drive.h"

#include <stdio.h>
#include <stdlib.h>

static const AssizeRequest in_json = {.format = ASSIZE_JSON};

// ---- what is checked of what is printed ----

typedef struct Reading {
    Arena arena;
    Text text;
    bool fine;
} Reading;

static void read_json(void *with)
{
    Reading *reading = with;
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    reading->fine = json_read(&document, &reading->arena, reading->text, &at, &error) && json_at_end(reading->text, at);
}

static void must_be_json(AssizeText text)
{
    Guard guard = {.armed = false};
    Reading reading = {.text = {text.bytes, text.length}};
    arena_open(&reading.arena, &guard, 0);
    if (!guard_run(&guard, read_json, &reading) || !reading.fine) {
        fprintf(stderr, "this is no JSON: %.*s\n", (int)text.length, text.bytes);
        abort();
    }
    arena_close(&reading.arena);
}

// What was printed in a form, if it was.
static void look_at(AssizeAnswer answer, AssizeFormat format, AssizeText text)
{
    if (format == ASSIZE_JSON && answer != ASSIZE_WRONG_USE && answer < ASSIZE_BAD_INPUT)
        must_be_json(text);
}

// ---- who reads ----

void readers_open(Readers *readers)
{
    enum { MEMORY = 128 << 20, ROWS = 20000, STEPS = 20000 };
    for (int i = 0; i < READERS; i++) {
        readers->items[i] = assize_open(&(AssizeOptions){.memory = MEMORY, .rows = ROWS, .regex_steps = STEPS});
        if (!readers->items[i])
            abort();
    }
}

void readers_close(Readers *readers)
{
    for (int i = 0; i < READERS; i++)
        assize_close(readers->items[i]);
}

// ---- everything ----

typedef struct Drive {
    const Scene *scene;
    const Readers *readers;
    Assize *assize;  // one of them
    uint32_t reader; // which
    MutationRandom *random;
    AssizePolicy *policy;
    Arena arena;
} Drive;

static AssizeRequest asked(const Drive *drive, int format)
{
    static const AssizeRequest readers[READERS] = {
        {.audience = ASSIZE_PUBLIC},
        {.audience = ASSIZE_OFFICE, .language = "zh", .all_rules = true, .colours = true},
        {.audience = ASSIZE_INSTITUTION, .language = "zh"},
        {.audience = ASSIZE_PUBLIC, .language = "de", .all_rules = true},
    };
    AssizeRequest request = readers[drive->reader];
    request.format = (AssizeFormat)format;
    return request;
}

static void print_all(const Drive *drive)
{
    const Program *program = &drive->policy->program;
    AssizeText text;
    AssizeAnswer answer = assize_inspect(drive->assize, NULL, drive->policy, &text);
    answer = assize_inspect(drive->assize, &in_json, drive->policy, &text);
    look_at(answer, ASSIZE_JSON, text);
    assize_disassemble(drive->assize, NULL, drive->policy, NULL, &text);
    assize_formats(drive->assize, NULL, drive->policy, "cyclonedx", NULL, &text);
    answer = assize_formats(drive->assize, &in_json, drive->policy, NULL, "tests/mutate/bom.json", &text);
    look_at(answer, ASSIZE_JSON, text);
    if (random_below(drive->random, 4))
        return;
    for (int format = ASSIZE_TEXT; format <= ASSIZE_JSON; format++) {
        AssizeRequest request = asked(drive, format);
        answer = assize_cost(drive->assize, &request, drive->policy, &text);
        look_at(answer, (AssizeFormat)format, text);
    }
    if (program->rules_count) {
        Text code = program_string(program, program->rules[random_below(drive->random, program->rules_count)].code);
        assize_disassemble(drive->assize, NULL, drive->policy, text_terminated(&((Drive *)(uintptr_t)drive)->arena, code), &text);
    }
}

static void print_review(Drive *drive, AssizeReview *review)
{
    const Program *program = &drive->policy->program;
    bool all = random_below(drive->random, 8) == 0;
    AssizeText text;
    assize_review_answer(review);
    for (int format = ASSIZE_JSON; format >= ASSIZE_TEXT; format--) {
        AssizeRequest request = asked(drive, format);
        AssizeAnswer answer = assize_review_print(review, &request, &text);
        look_at(answer, (AssizeFormat)format, text);
    }
    for (uint32_t i = 0; i < program->rules_count; i++) {
        if (!all && random_below(drive->random, program->rules_count) >= 2)
            continue;
        const char *code = text_terminated(&drive->arena, program_string(program, program->rules[i].code));
        for (int format = ASSIZE_TEXT; format <= ASSIZE_JSON; format++) {
            AssizeRequest request = asked(drive, format);
            AssizeAnswer answer = assize_review_explain(review, &request, code, &text);
            look_at(answer, (AssizeFormat)format, text);
        }
    }
}

static void review(Drive *drive, const char *subject, bool stored)
{
    AssizeReview *made;
    const Scene *scene = drive->scene;
    AssizeRequest request = asked(drive, ASSIZE_TEXT);
    AssizeAnswer answer = stored ? assize_review(drive->assize, &request, drive->policy, scene->base, subject, scene->date, &made)
                                 : assize_review_submissions(drive->assize, &request, drive->policy, scene->submissions.bytes,
                                                             scene->submissions.length, subject, scene->date, &made);
    if (answer == ASSIZE_DONE) {
        print_review(drive, made);
        assize_review_close(made);
    }
    look_at(ASSIZE_DONE, ASSIZE_JSON, assize_messages(drive->assize, &in_json));
}

static bool visit_verdict(void *with, const AssizeVerdict *verdict)
{
    (void)with;
    if (verdict->made)
        must_be_json(verdict->text);
    return true;
}

static void ask(const Drive *drive)
{
    const Scene *scene = drive->scene;
    AssizeText text;
    AssizeRequest request = asked(drive, (int)random_below(drive->random, 2));
    const char *subject = scene->subjects[random_below(drive->random, scene->subject_count)];
    AssizeAnswer answer = assize_ask(drive->assize, &request, drive->policy, scene->base, scene->questions, subject, scene->date,
                                     &text);
    look_at(answer, request.format, text);
}

// What `ask` and the tests of a policy do with the questions of their own bundles.
static void answer_questions(void *with)
{
    Drive *drive = with;
    const Program *program = &drive->policy->program;
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list = {.items = NULL};
    Dossiers dossiers;
    sources_open(&sources, &drive->arena);
    diagnostics_open(&diagnostics, &drive->arena, &sources);
    sources_add(&sources, text_of("submissions.json"), drive->scene->submissions);
    submissions_read(program, READ_ALL, &drive->arena, &diagnostics, &sources.items[0], &list);
    Call call = {.assize = drive->assize};
    if (!dossiers_in_memory(&dossiers, program, &drive->arena, &list, &diagnostics))
        return;
    Review *review = call_open_review(&call, &drive->policy->prepared, &dossiers, text_of(drive->scene->subjects[0]),
                                      drive->scene->date, &drive->arena);
    if (!review || !review_run(review))
        return;
    for (uint32_t i = 0; i < program->questions_count; i++) {
        const QuestionInfo *question = &program->questions[i];
        TextBuilder text = text_builder(&drive->arena);
        size_t count;
        if (!review_run_question(review, i))
            return;
        Viewer viewer = {.audience = (Audience)random_below(drive->random, AUDIENCES)};
        View *view = view_open(review, &viewer);
        view_hides_question(review, &viewer, question);
        explain_question(review, view, i, (Speech){TONGUE_ENGLISH, {NULL, 0}});
        if (question->closed != NO_REGISTER)
            reasons_of(view, question->closed, &count);
        uint32_t rows = review_rows(review, program->code[question->value].frame);
        for (uint32_t row = 0; row < rows; row++)
            review_append(review, question->value, row,
                          (ShownAs){question->kind, question->target, TONGUE_CHINESE, text_of("zh")}, &text);
    }
}

static void do_everything(void *with)
{
    Drive *drive = with;
    const Scene *scene = drive->scene;
    print_all(drive);
    bool for_all = random_below(drive->random, 12) == 0;
    for (uint32_t i = 0; for_all && i < READERS; i++) {
        drive->reader = i;
        drive->assize = drive->readers->items[i];
        review(drive, scene->subjects[0], true);
    }
    review(drive, scene->subjects[random_below(drive->random, scene->subject_count)], true);
    if (random_below(drive->random, 4) == 0)
        review(drive, scene->subjects[random_below(drive->random, scene->subject_count)], false);
    if (drive->policy->program.questions_count && random_below(drive->random, 2) == 0)
        answer_questions(drive);
    if (random_below(drive->random, 64) == 0)
        ask(drive);
    AssizeRequest request = asked(drive, ASSIZE_JSON);
    if (random_below(drive->random, 64) == 0)
        assize_review_all(drive->assize, &request, drive->policy, scene->base, scene->date, 1, visit_verdict, NULL);
}

// ---- a bundle ----

typedef struct Opening {
    Program program;
    Arena arena;
    Text bytes, reason;
    bool fine;
} Opening;

static void open_bundle(void *with)
{
    Opening *opening = with;
    opening->fine = bundle_open(&opening->program, opening->bytes, &opening->arena, &opening->reason);
}

static void put_schema(void *with)
{
    Opening *opening = with;
    Digest digest = schema_digest(&opening->program, &opening->arena); // its schema was verified before its digest was
    mutant_put_schema((char *)(uintptr_t)opening->bytes.bytes, &digest);
    bundle_seal(opening->bytes);
    open_bundle(opening);
}

static bool opens(char *bytes, size_t length, bool schema)
{
    Guard guard = {.armed = false};
    Opening opening = {.bytes = {bytes, length}, .reason = {"", 0}};
    arena_open(&opening.arena, &guard, 0);
    guard_run(&guard, open_bundle, &opening);
    if (!opening.fine && schema && text_is(opening.reason, "the digest of the schema does not fit the schema"))
        guard_run(&guard, put_schema, &opening);
    arena_close(&opening.arena);
    return opening.fine;
}

Driven drive(const Scene *scene, const Readers *readers, MutationRandom *random, char *bytes, size_t length, bool schema)
{
    Guard guard = {.armed = false};
    Drive drive = {.scene = scene, .random = random, .readers = readers, .reader = (uint32_t)random_below(random, READERS)};
    drive.assize = readers->items[drive.reader];
    if (!opens(bytes, length, schema) || assize_policy_load(drive.assize, NULL, bytes, length, &drive.policy) != ASSIZE_DONE)
        return DRIVEN_REFUSED;
    arena_open(&drive.arena, &guard, 0);
    guard_run(&guard, do_everything, &drive);
    arena_close(&drive.arena);
    assize_policy_close(drive.policy);
    return DRIVEN_RAN;
}
