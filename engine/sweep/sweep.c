// SPDX-License-Identifier: MIT
// The pool of threads: batches, whose turn it is, and readers that all see the same moment. See sweep.h.
#include "sweep/sweep.h"

#include <pthread.h>

enum {
    BATCH = 16, // subjects that are taken at once
    AHEAD = 4,  // batches of one thread that may wait for their turn
    MOST_ATTEMPTS = 100
};

static const char no_memory[] = "memory ran out";

// A few subjects that follow each other, and the verdicts on them.
typedef struct Batch {
    Arena texts; // of the verdicts
    size_t first, end;
    bool taken; // from when it is filled until it is shown
    bool fine;  // memory did not run out, and the work was not stopped
    SweepVerdict made[BATCH];
} Batch;

// What one thread works with. Two guards: what a review leaves through is not what its batch does.
typedef struct Worker {
    Sweep *sweep;
    Guard guard, review_guard;
    Arena arena; // of its reader
    BaseReader *reader;
    Kept kept;
    SubjectReview subject; // under review
    Text id;               // its id
    Text printed, trouble; // one of them, of its review
    Text record;           // of what was printed; bytes null: none
    pthread_t thread;
    Batch *batch; // the one that it fills
    Batch batches[AHEAD];
} Worker;

struct Sweep {
    const SweepWork *work;
    Text *subjects; // ids, in order; they lie in the map
    size_t count, capacity;
    Arena *arena; // of the list of subjects
    size_t most_waiting;
    pthread_mutex_t lock;  // of what follows, and of `taken` of the batches
    pthread_cond_t change; // of them
    Batch **waiting;       // [most_waiting]: those that are made, each at its number modulo their count
    size_t taken, shown;   // batches
    bool showing;          // by one thread, without the lock
    bool ended;            // no more are wanted
    bool failed;           // memory ran out, or it was stopped
    GuardStop stopped;
    int open; // of the workers
    Worker workers[];
};

// ---- reviewing a few ----

static void review_one(void *with)
{
    Worker *worker = with;
    const SweepWork *work = worker->sweep->work;
    SubjectCase what = work->what;
    what.id = worker->id;
    subject_read_base(&worker->subject, &what, worker->reader);
    worker->subject.settled = work->due && !work->due(work->with, &worker->subject, &what);
    if (!worker->subject.settled && subject_run(&worker->subject, &what))
        worker->printed = work->print(work->with, &worker->subject, worker->id);
    if (worker->printed.bytes && work->record) {
        worker->record = work->record(work->with, &worker->subject);
        if (!worker->record.bytes)
            worker->printed = (Text){NULL, 0};
    }
    if (!worker->printed.bytes && !worker->subject.settled)
        worker->trouble = subject_trouble(&worker->subject, true);
}

static SweepVerdict verdict_on(Worker *worker, Text id)
{
    const Sweep *sweep = worker->sweep;
    Arena *texts = &worker->batch->texts;
    SubjectReview *subject = &worker->subject;
    SweepVerdict one = {.subject = id, .outcome = {"", 0}};
    if (!id_is_valid(id)) {
        one.refused = true;
        one.text = text_format(texts, "the subject is no id of 1 to %d bytes", LONGEST_ID);
        return one;
    }
    worker->id = id;
    worker->printed = worker->trouble = worker->record = (Text){NULL, 0};
    subject_open(subject, &worker->kept, &worker->review_guard, sweep->work->what.limits.memory);
    bool finished = guard_run(&worker->review_guard, review_one, worker);
    guard_look(&worker->guard); // a review that was stopped is none
    one.made = finished && worker->printed.bytes;
    one.settled = finished && subject->settled;
    if (!finished)
        worker->trouble = subject_trouble(subject, false);
    one.out_of_force = subject->out_of_force.length > 0;
    one.text = text_copy(texts, one.made ? worker->printed : worker->trouble);
    if (one.made) {
        one.outcome = text_copy(texts, verdict_outcome(subject->verdict));
        if (worker->record.bytes)
            one.record = text_copy(texts, worker->record);
        one.answer = subject_answer(subject);
    }
    subject_close(subject);
    return one;
}

static void review_batch(void *with)
{
    Worker *worker = with;
    const Sweep *sweep = worker->sweep;
    Batch *batch = worker->batch;
    for (size_t i = batch->first; i < batch->end; i++) {
        SweepVerdict *one = &batch->made[i - batch->first];
        *one = verdict_on(worker, sweep->subjects[i]);
        one->number = i + 1;
        one->count = sweep->count;
    }
}

// ---- taking turns ----

static Batch *free_batch(Worker *worker)
{
    for (int i = 0; i < AHEAD; i++)
        if (!worker->batches[i].taken)
            return &worker->batches[i];
    return NULL;
}

// The next subjects; false when there are none, or no more are wanted.
static bool take_batch(Worker *worker)
{
    Sweep *sweep = worker->sweep;
    Batch *batch;
    pthread_mutex_lock(&sweep->lock);
    while (!sweep->ended && !(batch = free_batch(worker)))
        pthread_cond_wait(&sweep->change, &sweep->lock);
    size_t first = sweep->taken * BATCH;
    bool some = !sweep->ended && first < sweep->count;
    if (some) {
        batch->taken = true;
        batch->first = first;
        batch->end = sweep->count - first < BATCH ? sweep->count : first + BATCH;
        worker->batch = batch;
        sweep->taken++;
    }
    pthread_mutex_unlock(&sweep->lock);
    return some;
}

// False when no more are wanted.
static bool show_batch(const Sweep *sweep, const Batch *batch)
{
    bool wanted = batch->fine;
    for (size_t i = 0; i < batch->end - batch->first && wanted; i++)
        wanted = sweep->work->show(sweep->work->with, &batch->made[i]);
    return wanted;
}

// A batch is made: it is shown, and those behind it that are made too, if it is their turn and no other thread is at it.
static void hand_in(Sweep *sweep, Batch *batch)
{
    pthread_mutex_lock(&sweep->lock);
    sweep->waiting[batch->first / BATCH % sweep->most_waiting] = batch;
    while (!sweep->showing && !sweep->ended) {
        Batch **next = &sweep->waiting[sweep->shown % sweep->most_waiting];
        Batch *shown = *next;
        if (!shown)
            break;
        *next = NULL;
        sweep->showing = true;
        pthread_mutex_unlock(&sweep->lock);
        bool wanted = show_batch(sweep, shown);
        pthread_mutex_lock(&sweep->lock);
        sweep->showing = false;
        sweep->ended = !wanted;
        sweep->failed |= !shown->fine;
        sweep->shown++;
        shown->taken = false;
        pthread_cond_broadcast(&sweep->change);
    }
    pthread_mutex_unlock(&sweep->lock);
}

static void *review_batches(void *with)
{
    Worker *worker = with;
    while (take_batch(worker)) {
        Batch *batch = worker->batch;
        arena_clear(&batch->texts);
        batch->fine = guard_run(&worker->guard, review_batch, worker);
        if (!batch->fine)
            subject_close(&worker->subject);
        hand_in(worker->sweep, batch);
    }
    return NULL;
}

// ---- the threads ----

// Its reader works under the guard of whoever runs the sweep, until the threads begin.
static BaseAnswer open_worker(Sweep *sweep, Worker *worker, Text *error)
{
    Guard *outer = sweep->arena->guard;
    *worker = (Worker){.sweep = sweep};
    worker->guard.watch = worker->review_guard.watch = sweep->work->watch;
    arena_open(&worker->arena, outer, 0);
    for (int i = 0; i < AHEAD; i++)
        arena_open(&worker->batches[i].texts, &worker->guard, 0);
    sweep->open++;
    *error = text_of(no_memory);
    if (!kept_open(&worker->kept))
        return BASE_FAILED;
    return base_read(sweep->work->base, variants_program(sweep->work->what.variants), &worker->arena, &worker->reader, error);
}

static void close_worker(Worker *worker)
{
    subject_close(&worker->subject);
    base_read_end(worker->reader);
    kept_close(&worker->kept);
    arena_close(&worker->arena);
    for (int i = 0; i < AHEAD; i++)
        arena_close(&worker->batches[i].texts);
}

static void close_workers(Sweep *sweep)
{
    while (sweep->open > 0)
        close_worker(&sweep->workers[--sweep->open]);
}

// Opens as many as are wanted, all at one moment.
static BaseAnswer open_workers(Sweep *sweep, Text *error)
{
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        bool same = true;
        for (close_workers(sweep); sweep->open < sweep->work->threads;) {
            const Worker *worker = &sweep->workers[sweep->open];
            BaseAnswer answer = open_worker(sweep, &sweep->workers[sweep->open], error);
            if (answer != BASE_DONE)
                return answer;
            same &= base_read_moment(worker->reader) == base_read_moment(sweep->workers[0].reader);
        }
        if (same)
            return BASE_DONE;
    }
    *error = text_of("the fact base changes all the time");
    return BASE_FAILED;
}

static bool add_subject(void *with, const BaseEntity *entity)
{
    Sweep *sweep = with;
    const SweepWork *work = sweep->work;
    const Program *program = variants_program(work->what.variants);
    if (!text_equal(entity->type, program_string(program, program->types[program->head.subject_type].name)) ||
        !work->wanted(work->with, sweep->workers[0].reader, entity->type, entity->id))
        return true;
    sweep->subjects = arena_grow(sweep->arena, sweep->subjects, sweep->count, &sweep->capacity, sizeof *sweep->subjects);
    sweep->subjects[sweep->count++] = entity->id;
    return true;
}

static void run_threads(Sweep *sweep)
{
    int started = 1;
    Worker *workers = sweep->workers;
    for (int i = 0; i < sweep->open; i++)
        workers[i].arena.guard = &workers[i].guard;
    while (started < sweep->open && pthread_create(&workers[started].thread, NULL, review_batches, &workers[started]) == 0)
        started++; // where the system gives no more, these do
    review_batches(&workers[0]);
    while (--started > 0)
        pthread_join(workers[started].thread, NULL);
}

Sweep *sweep_open(const SweepWork *work)
{
    size_t size = sizeof(Sweep) + (size_t)work->threads * sizeof(Worker);
    Sweep *sweep = memory_take(size);
    if (!sweep)
        return NULL;
    *sweep = (Sweep){.work = work};
    pthread_mutex_init(&sweep->lock, NULL);
    pthread_cond_init(&sweep->change, NULL);
    return sweep;
}

BaseAnswer sweep_run(Sweep *sweep, Arena *arena, Text *error)
{
    sweep->arena = arena;
    BaseAnswer answer = open_workers(sweep, error);
    if (answer == BASE_DONE) {
        answer = base_each_entity(sweep->workers[0].reader, add_subject, sweep);
        *error = base_reader_error(sweep->workers[0].reader);
    }
    if (answer == BASE_DONE) {
        sweep->most_waiting = (size_t)sweep->open * AHEAD;
        sweep->waiting = arena_array(arena, sweep->most_waiting, sizeof *sweep->waiting);
        run_threads(sweep);
        for (int i = 0; i < sweep->open && !sweep->stopped; i++)
            sweep->stopped = sweep->workers[i].guard.stopped;
        *error = text_of(no_memory);
    }
    if (answer != BASE_DONE)
        *error = text_copy(arena, *error);
    return answer == BASE_DONE && sweep->failed ? BASE_FAILED : answer;
}

GuardStop sweep_stopped(const Sweep *sweep)
{
    return sweep->failed ? sweep->stopped : GUARD_NOT_STOPPED;
}

void sweep_close(Sweep *sweep)
{
    if (!sweep)
        return;
    close_workers(sweep);
    pthread_cond_destroy(&sweep->change);
    pthread_mutex_destroy(&sweep->lock);
    memory_give(sweep);
}
