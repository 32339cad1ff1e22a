// SPDX-License-Identifier: MIT
// The public library: reviews of all subjects, by several threads. Each takes the next few subjects and reviews them; verdicts
// whose turn has come are shown by whoever is there, while the others go on. All read the fact base as it was at one moment. See
// assize.h.
#include "library_inside.h"

#include <assert.h>
#include <pthread.h>
#include <unistd.h>

enum {
    BATCH = 16, // subjects that are taken at once
    AHEAD = 4,  // batches of one thread that may wait for their turn
    MOST_ATTEMPTS = 100
};

// A few subjects that follow each other, and the verdicts on them.
typedef struct Batch {
    Arena texts; // of the verdicts
    size_t first, end;
    bool taken; // from when it is filled until it is shown
    bool fine;  // memory did not run out, and the work was not stopped
    GuardStop stopped;
    AssizeVerdict made[BATCH];
} Batch;

typedef struct Sweep {
    Call call;
    const AssizePolicy *policy;
    AssizeBase *base;
    int64_t date;
    const Form *form;
    Viewer viewer;
    AssizeVisit *visit;
    void *with;
    BaseReader *lists; // the subjects
    Text *subjects;    // ids, in order; they lie in the map
    size_t count, capacity;
    size_t most_waiting;
    pthread_mutex_t lock;  // of what follows, and of `taken` of the batches
    pthread_cond_t change; // of them
    Batch **waiting;       // [most_waiting]: those that are made, each at its number modulo their count
    size_t taken, shown;   // batches
    bool showing;          // by one thread, without the lock: `answer` is its own meanwhile
    bool stopped;
    AssizeAnswer answer;
    GuardStop stop; // why it was given up
} Sweep;

// What one thread works with.
typedef struct Reviewer {
    Sweep *sweep;
    Assize *assize;
    Guard guard;
    Arena arena; // of its reader
    BaseReader *reader;
    Text error; // why there is no reader
    BaseAnswer opened;
    pthread_t thread;
    Batch *batch; // the one that it fills
    Batch batches[AHEAD];
} Reviewer;

// ---- reviewing a few ----

// A form that has no line of its own for a verdict gives it whole.
static AssizeAnswer print_verdict(const Sweep *sweep, AssizeReview *review, Text subject, Arena *texts, AssizeText *text)
{
    AssizeAnswer answer = ASSIZE_DONE;
    if (sweep->form->line) {
        ReportLine line = report_line(review_verdict(review), subject);
        TextStyle style = call_style(&sweep->call);
        *text = text_taken(form_line(sweep->form, &line, &style, texts));
    } else if ((answer = assize_review_print(review, &sweep->call.request, text)) == ASSIZE_DONE) {
        *text = text_taken(text_copy(texts, (Text){text->bytes, text->length}));
    }
    return answer;
}

static AssizeVerdict verdict_on(const Reviewer *reviewer, Text subject)
{
    const Sweep *sweep = reviewer->sweep;
    Arena *texts = &reviewer->batch->texts;
    Assize *assize = reviewer->assize;
    AssizeVerdict one = {.subject = text_taken(subject), .outcome = text_taken(text_of(""))};
    AssizeReview *review;
    one.answer = review_on_reader(assize, &sweep->call.request, sweep->policy, reviewer->reader, subject, sweep->date, &review);
    if (one.answer == ASSIZE_DONE)
        one.answer = print_verdict(sweep, review, subject, texts, &one.text);
    one.made = one.answer == ASSIZE_DONE;
    if (!one.made) {
        one.text = text_taken(text_copy(texts, assize->trouble));
    } else {
        AssizeText outcome = assize_review_outcome(review);
        one.answer = assize_review_answer(review);
        one.outcome = text_taken(text_copy(texts, (Text){outcome.bytes, outcome.length}));
    }
    assize_review_close(review);
    return one;
}

static void review_batch(void *with)
{
    Reviewer *reviewer = with;
    const Sweep *sweep = reviewer->sweep;
    Batch *batch = reviewer->batch;
    for (size_t i = batch->first; i < batch->end; i++) {
        AssizeVerdict *one = &batch->made[i - batch->first];
        *one = verdict_on(reviewer, sweep->subjects[i]);
        guard_look(&reviewer->guard);
        one->number = i + 1;
        one->count = sweep->count;
    }
}

// ---- taking turns ----

static Batch *free_batch(Reviewer *reviewer)
{
    for (int i = 0; i < AHEAD; i++)
        if (!reviewer->batches[i].taken)
            return &reviewer->batches[i];
    return NULL;
}

// The next subjects; false when there are none, or no more are wanted.
static bool take_batch(Reviewer *reviewer)
{
    Sweep *sweep = reviewer->sweep;
    Batch *batch;
    pthread_mutex_lock(&sweep->lock);
    while (!sweep->stopped && !(batch = free_batch(reviewer)))
        pthread_cond_wait(&sweep->change, &sweep->lock);
    size_t first = sweep->taken * BATCH;
    bool some = !sweep->stopped && first < sweep->count;
    if (some) {
        batch->taken = true;
        batch->first = first;
        batch->end = sweep->count - first < BATCH ? sweep->count : first + BATCH;
        reviewer->batch = batch;
        sweep->taken++;
    }
    pthread_mutex_unlock(&sweep->lock);
    return some;
}

// False when no more are wanted.
static bool show_batch(Sweep *sweep, const Batch *batch)
{
    if (!batch->fine)
        sweep->answer = batch->stopped ? ASSIZE_STOPPED : ASSIZE_ENVIRONMENT;
    if (batch->stopped)
        sweep->stop = batch->stopped;
    bool wanted = batch->fine;
    for (size_t i = 0; i < batch->end - batch->first && wanted; i++) {
        const AssizeVerdict *one = &batch->made[i];
        if (!one->made)
            sweep->answer = one->answer;
        wanted = sweep->visit(sweep->with, one);
    }
    return wanted;
}

// A batch is made: it is shown, and those behind it that are made too, if it is their turn and no other thread is at it.
static void hand_in(Sweep *sweep, Batch *batch)
{
    pthread_mutex_lock(&sweep->lock);
    sweep->waiting[batch->first / BATCH % sweep->most_waiting] = batch;
    while (!sweep->showing && !sweep->stopped) {
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
        sweep->stopped = !wanted;
        sweep->shown++;
        shown->taken = false;
        pthread_cond_broadcast(&sweep->change);
    }
    pthread_mutex_unlock(&sweep->lock);
}

static void *work(void *with)
{
    Reviewer *reviewer = with;
    while (take_batch(reviewer)) {
        Batch *batch = reviewer->batch;
        arena_clear(&batch->texts);
        batch->fine = guard_run(&reviewer->guard, review_batch, reviewer);
        batch->stopped = reviewer->guard.stopped;
        hand_in(reviewer->sweep, batch);
    }
    return NULL;
}

// ---- the threads ----

static void open_reader(void *with)
{
    Reviewer *reviewer = with;
    const Sweep *sweep = reviewer->sweep;
    reviewer->opened = base_read(sweep->base->base, &sweep->policy->program, &reviewer->arena, &reviewer->reader,
                                 &reviewer->error);
}

static bool open_reviewer(Reviewer *reviewer, Sweep *sweep)
{
    *reviewer = (Reviewer){.sweep = sweep, .assize = assize_open(&sweep->call.assize->options), .opened = BASE_FAILED};
    arena_open(&reviewer->arena, &reviewer->guard, 0);
    for (int i = 0; i < AHEAD; i++)
        arena_open(&reviewer->batches[i].texts, &reviewer->guard, 0);
    reviewer->guard.watch = call_watch(&sweep->call.request);
    reviewer->error = text_of("memory ran out");
    return reviewer->assize && guard_run(&reviewer->guard, open_reader, reviewer) && reviewer->opened == BASE_DONE;
}

static void close_reviewer(Reviewer *reviewer)
{
    base_read_end(reviewer->reader);
    assize_close(reviewer->assize);
    arena_close(&reviewer->arena);
    for (int i = 0; i < AHEAD; i++)
        arena_close(&reviewer->batches[i].texts);
}

static bool add_subject(void *with, const BaseEntity *entity)
{
    Sweep *sweep = with;
    const Program *program = &sweep->policy->program;
    if (!text_equal(entity->type, program_string(program, program->types[program->head.subject_type].name)) ||
        !facts_show_entity(sweep->lists, &sweep->viewer, entity->type, entity->id, &sweep->call.assize->arena))
        return true;
    sweep->subjects = arena_grow(&sweep->call.assize->arena, sweep->subjects, sweep->count, &sweep->capacity,
                                 sizeof *sweep->subjects);
    sweep->subjects[sweep->count++] = entity->id;
    return true;
}

// Opens as many as are wanted, all at one moment; false with the call refused. *opened is what is to be closed.
static bool open_reviewers(Sweep *sweep, Reviewer *reviewers, int wanted, int *opened)
{
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        bool same = true;
        for (*opened = 0; *opened < wanted;) {
            Reviewer *one = &reviewers[*opened];
            bool fine = open_reviewer(one, sweep);
            ++*opened;
            if (!fine)
                return call_base_done(&sweep->call, one->opened, text_copy(&sweep->call.assize->arena, one->error));
            same &= base_read_moment(one->reader) == base_read_moment(reviewers[0].reader);
        }
        if (same)
            return true;
        while (*opened > 0)
            close_reviewer(&reviewers[--*opened]);
    }
    call_refuse(&sweep->call, ASSIZE_ENVIRONMENT, "the fact base changes all the time");
    return false;
}

static void run_threads(Reviewer *reviewers, int count)
{
    int started = 1;
    while (started < count && pthread_create(&reviewers[started].thread, NULL, work, &reviewers[started]) == 0)
        started++; // where the system gives no more, these do
    work(&reviewers[0]);
    while (--started > 0)
        pthread_join(reviewers[started].thread, NULL);
}

typedef struct SweepRoom {
    Sweep sweep;
    Reviewer *reviewers;
    int wanted, opened;
} SweepRoom;

static_assert((int)ASSIZE_MOST_THREADS <= (int)ENV_THREADS, "each thread has a place among the readers of the fact base");

static void sweep_all(void *with)
{
    SweepRoom *room = with;
    Sweep *sweep = &room->sweep;
    sweep->viewer = call_viewer(&sweep->call);
    sweep->form = call_form(&sweep->call, DOCUMENT_VERDICT);
    if (!sweep->form || !call_has(&sweep->call, sweep->policy, "policy") || !sweep->base)
        return; // of nothing that is known, nothing is visited
    Arena *arena = &sweep->call.assize->arena;
    room->reviewers = arena_array(arena, (size_t)room->wanted, sizeof *room->reviewers);
    if (!open_reviewers(sweep, room->reviewers, room->wanted, &room->opened))
        return;
    sweep->lists = room->reviewers[0].reader;
    BaseAnswer answer = base_each_entity(sweep->lists, add_subject, sweep);
    if (!call_base_done(&sweep->call, answer, base_reader_error(room->reviewers[0].reader)))
        return;
    sweep->most_waiting = (size_t)room->opened * AHEAD;
    sweep->waiting = arena_array(arena, sweep->most_waiting, sizeof *sweep->waiting);
    run_threads(room->reviewers, room->opened);
    sweep->call.answer = sweep->answer;
    if (sweep->stop)
        sweep->call.assize->trouble = call_stopped(sweep->stop);
}

AssizeAnswer assize_review_all(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, AssizeBase *base,
                               int64_t date, int threads, AssizeVisit *visit, void *with)
{
    SweepRoom room = {
        .sweep = {
            .call = call_begin(assize, request), .policy = policy, .base = base, .date = date, .visit = visit, .with = with}};
    long processors = threads > 0 ? threads : sysconf(_SC_NPROCESSORS_ONLN);
    room.wanted = processors < 1 ? 1 : processors > ASSIZE_MOST_THREADS ? ASSIZE_MOST_THREADS : (int)processors;
    pthread_mutex_init(&room.sweep.lock, NULL);
    pthread_cond_init(&room.sweep.change, NULL);
    AssizeAnswer answer = call_run(&room.sweep.call, sweep_all);
    while (room.opened > 0)
        close_reviewer(&room.reviewers[--room.opened]);
    pthread_cond_destroy(&room.sweep.change);
    pthread_mutex_destroy(&room.sweep.lock);
    return answer;
}
