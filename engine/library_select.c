// SPDX-License-Identifier: MIT
// The public library: which subjects are meant: an expression is asked of each beside its review, a sample is taken by the
// digests of ids with a seed (a hash-based sample, the same on every machine). See library_select.h.
#include "library_select.h"

#include <stdlib.h>

bool selection_has(const Selection *selection, Text id)
{
    return selection->all || text_index_find(&selection->names, id) != UINT32_MAX;
}

void selection_close(Selection *selection)
{
    sweep_close(selection->sweep);
    variants_close(selection->variants);
    if (selection->prepared.program)
        prepared_close(&selection->prepared);
    arena_close(&selection->kept);
}

// ---- sweeps ----

typedef struct Wanted {
    Call *call;
    const Selection *selection;
    SweepWork *work; // as the caller has it
    void *with;
} Wanted;

static bool is_wanted(void *with, BaseReader *reader, Text type, Text id)
{
    const Wanted *wanted = with;
    return selection_has(wanted->selection, id) &&
           facts_show_entity(reader, &wanted->call->viewer, type, id, &wanted->call->assize->arena);
}

static Text print_wanted(void *with, SubjectReview *subject, Text id)
{
    const Wanted *wanted = with;
    return wanted->work->print(wanted->with, subject, id);
}

static bool show_wanted(void *with, const SweepVerdict *verdict)
{
    const Wanted *wanted = with;
    return wanted->work->show(wanted->with, verdict);
}

bool call_sweep(Call *call, SweepWork *work, Variants *variants, int64_t date, const Selection *selection, Sweep **open)
{
    Assize *assize = call->assize;
    Wanted wanted = {call, selection, work, work->with};
    SweepWork whole = {.base = call->base,
                       .what = {variants, {NULL, 0}, date, call_limits(call), assize->options.verify, false},
                       .threads = work->threads,
                       .watch = call_watch(&call->request),
                       .wanted = is_wanted,
                       .print = print_wanted,
                       .show = show_wanted,
                       .with = &wanted};
    Text error = {"", 0};
    Sweep *sweep = *open = sweep_open(&whole);
    if (!sweep)
        arena_exhausted(&assize->arena);
    BaseAnswer answer = sweep_run(sweep, &assize->arena, &error);
    GuardStop stopped = sweep_stopped(sweep);
    sweep_close(sweep);
    *open = NULL;
    if (call_base_done(call, answer, error))
        return true;
    if (stopped) {
        call->answer = ASSIZE_STOPPED;
        assize->trouble = call_stopped(stopped);
    }
    return false;
}

// ---- by an expression ----

typedef struct Asking {
    Selection *selection;
    const Viewer *viewer;
    Text id; // that is added
} Asking;

static const char told_true = 't', told_false = 'f', told_unknown = 'u';

static Truth truth_in(Review *review)
{
    return review_run_question(review, 0) ? review_truth(review, review_program(review)->questions[0].value, 0) : TRUTH_UNKNOWN;
}

// Where it is unknown whether profiles apply, and the answer hangs on that, it is unknown.
static Text print_answer(void *with, SubjectReview *subject, Text id)
{
    const Asking *asking = with;
    Verdict *verdict = subject->verdict;
    const QuestionInfo *question = &review_program(subject->review)->questions[0];
    (void)id;
    bool told = !view_hides_question(subject->review, asking->viewer, question);
    Truth truth = told ? truth_in(subject->review) : TRUTH_UNKNOWN;
    if (told && verdict_reviews(verdict) > 1 && truth_in(verdict->reviewed[1]->review) != truth)
        truth = TRUTH_UNKNOWN;
    if (review_failed(subject->review))
        return (Text){NULL, 0};
    return (Text){truth == TRUTH_TRUE ? &told_true : truth == TRUTH_FALSE ? &told_false : &told_unknown, 1};
}

static void add_name(void *with)
{
    const Asking *asking = with;
    text_index_add(&asking->selection->names, text_copy(&asking->selection->kept, asking->id));
}

static bool show_answer(void *with, const SweepVerdict *verdict)
{
    Asking *asking = with;
    bool known = verdict->made && *verdict->text.bytes != told_unknown;
    asking->selection->untold += !known;
    asking->id = verdict->subject;
    return !known || *verdict->text.bytes == told_false || guard_run(&asking->selection->guard, add_name, asking);
}

// Whether it reads an attribute that is hidden, whatever is known.
static bool reads_hidden(Call *call, const Prepared *prepared, int64_t date)
{
    Arena *arena = &call->assize->arena;
    const SubmissionList none = {0};
    Dossiers dossiers;
    if (!dossiers_in_memory(&dossiers, prepared->program, arena, &none, &call->assize->diagnostics))
        return true;
    ReviewLimits limits = call_limits(call);
    Review *review = review_open(prepared, &dossiers, text_of("x"), date, &limits, call->assize->kept.scratch, arena);
    return !review || view_hides_question(review, &call->viewer, &prepared->program->questions[0]);
}

// The policy's rules with the expression beside them; false with the call refused.
static bool compile_where(Call *call, const char *where, Prepared *prepared, int64_t date)
{
    Arena *arena = &call->assize->arena;
    Compilation *compilation = arena_take(arena, sizeof *compilation);
    Program *program = arena_take(arena, sizeof *program);
    Text bundle;
    if (!call_compilation_again(call, compilation, call_program(call), "", NULL))
        return false;
    Expr *expr = call_check_question(compilation, where);
    CoreQuestions questions = {.exprs = &expr, .count = 1};
    if (!expr || !compile_bundle(compilation, &questions, &bundle)) {
        call->answer = ASSIZE_BAD_INPUT;
        return false;
    }
    call_open_made(bundle, program, prepared, arena);
    const QuestionInfo *question = &program->questions[0];
    if (question->member != NO_REGISTER || op_infos[program->code[question->value].op].result != OPERAND_TRUTH)
        call_refuse(call, ASSIZE_WRONG_USE, "`%s` is no condition: it is neither true nor false of a subject", where);
    else if (reads_hidden(call, prepared, date))
        call_refuse(call, ASSIZE_WRONG_USE, "`%s` reads what is hidden from whom this is for", where);
    return call->answer == ASSIZE_DONE;
}

static bool select_where(Selection *selection, Call *call, const SelectionAsked *asked)
{
    Asking asking = {.selection = selection, .viewer = &call->viewer};
    if (!compile_where(call, asked->where, &selection->prepared, asked->date))
        return false;
    selection->variants = variants_open(&selection->prepared, &call->assize->arena);
    SweepWork work = {.threads = asked->threads, .print = print_answer, .show = show_answer, .with = &asking};
    const Selection all = {.all = true};
    call->assize->said = &call->assize->diagnostics; // of the compilation there is nothing to say
    return call_sweep(call, &work, selection->variants, asked->date, &all, &selection->sweep);
}

// ---- by chance ----

typedef struct Drawn {
    Digest lot;
    Text id;
} Drawn;

typedef struct Drawing {
    Call *call;
    const Selection *selection;
    const SelectionAsked *asked;
    BaseReader *reader;
    Drawn *items;
    size_t count, capacity;
} Drawing;

static int by_lot(const void *a, const void *b)
{
    const Drawn *x = a, *y = b;
    int order = memcmp(&x->lot, &y->lot, sizeof x->lot);
    return order ? order : text_compare(x->id, y->id);
}

static bool draw(void *with, const BaseEntity *entity)
{
    Drawing *drawing = with;
    Call *call = drawing->call;
    Arena *arena = &call->assize->arena;
    const Program *program = call_program(call);
    Text subject = program_string(program, program->types[program->head.subject_type].name);
    if (!text_equal(entity->type, subject) || !selection_has(drawing->selection, entity->id) ||
        !facts_show_entity(drawing->reader, &call->viewer, entity->type, entity->id, arena))
        return true;
    Text lot = text_format(arena, "%llu %.*s", (unsigned long long)drawing->asked->seed, (int)entity->id.length,
                           entity->id.bytes);
    drawing->items = arena_grow(arena, drawing->items, drawing->count, &drawing->capacity, sizeof *drawing->items);
    drawing->items[drawing->count++] = (Drawn){digest_of(lot), text_copy(arena, entity->id)};
    return true;
}

static bool select_sample(Selection *selection, Call *call, const SelectionAsked *asked)
{
    Drawing drawing = {.call = call, .selection = selection, .asked = asked};
    Text error = {"", 0};
    BaseAnswer answer = base_read(call->base, call_program(call), &call->assize->arena, &drawing.reader, &error);
    if (answer == BASE_DONE) {
        answer = base_each_entity(drawing.reader, draw, &drawing);
        error = text_copy(&call->assize->arena, base_reader_error(drawing.reader));
    }
    base_read_end(drawing.reader);
    if (!call_base_done(call, answer, error))
        return false;
    if (drawing.count)
        qsort(drawing.items, drawing.count, sizeof *drawing.items, by_lot);
    selection->from = drawing.count;
    selection->all = false;
    text_index_open(&selection->names, &call->assize->arena);
    for (size_t i = 0; i < drawing.count && i < asked->sample; i++)
        text_index_add(&selection->names, drawing.items[i].id);
    return true;
}

bool selection_make(Selection *selection, Call *call, const SelectionAsked *asked)
{
    selection->all = !asked->where;
    arena_open(&selection->kept, &selection->guard, 0);
    text_index_open(&selection->names, &selection->kept);
    if (asked->where && !select_where(selection, call, asked))
        return false;
    return !asked->sample || select_sample(selection, call, asked);
}

// ---- reviews of those that are meant ----

typedef struct Where {
    Selection selection;
    SelectionAsked asked;
} Where;

static bool choose_where(Call *call, void *with)
{
    Where *where = with;
    if (!selection_make(&where->selection, call, &where->asked))
        return false;
    if (where->selection.untold && !call->assize->warning.length)
        call->assize->warning = text_format(&call->assize->arena,
                                            "of %llu it is unknown, or hidden, whether they are meant: they are left out",
                                            (unsigned long long)where->selection.untold);
    return true;
}

static bool where_has(const void *with, Text id)
{
    return selection_has(&((const Where *)with)->selection, id);
}

static AssizeAnswer review_where(Call call, const AssizeSweep *asked, AssizeVisit *visit, void *with)
{
    Where meant = {.asked = {.where = asked->where, .date = asked->date, .threads = call_threads(asked->threads)}};
    const SubjectChoice choice = {choose_where, where_has, &meant};
    AssizeAnswer answer = call_review_many(call, asked, &choice, visit, with);
    selection_close(&meant.selection);
    return answer;
}

AssizeAnswer assize_review_where(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, AssizeBase *base,
                                 const char *where, int64_t date, int threads, AssizeVisit *visit, void *with)
{
    const AssizeSweep asked = {.where = call_string(where), .date = date, .threads = threads};
    return review_where(call_begin_on(assize, request, base, policy), &asked, visit, with);
}

AssizeAnswer assize_review_many(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, AssizeBase *base,
                                const AssizeSweep *asked, AssizeVisit *visit, void *with)
{
    static const AssizeSweep today = {.where = NULL};
    Call call = call_begin_on(assize, request, base, policy);
    asked = asked ? asked : &today;
    return asked->where ? review_where(call, asked, visit, with) : call_review_many(call, asked, NULL, visit, with);
}
