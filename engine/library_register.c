// SPDX-License-Identifier: MIT
// The public library: the register: what it shows, and steps that are added to it. See assize.h.
#include "library_register.h"

#include <time.h>

#include "support/calendar.h"

// ---- which subject is meant ----

typedef struct SubjectSearch {
    Call *call;
    BaseReader *reader;
    Text wanted, type, id;
    size_t count;
    bool exactly;
    TextIndex seen;
    TextBuilder others;
} SubjectSearch;

static bool is_seen(SubjectSearch *search, Text type, Text id)
{
    History history;
    Arena *arena = &search->call->assize->arena;
    const Viewer *viewer = &search->call->viewer;
    return facts_show_entity(search->reader, viewer, type, id, arena) ||
           (history_read(search->reader, type, id, viewer, arena, &history) == BASE_DONE && history.count > 0);
}

static bool offer_subject(void *with, Text type, Text id)
{
    SubjectSearch *search = with;
    Arena *arena = &search->call->assize->arena;
    if (!text_ends(search->wanted, id))
        return true;
    Text whole = text_format(arena, "%.*s:%.*s", (int)type.length, type.bytes, (int)id.length, id.bytes);
    bool exactly = text_equal(whole, search->wanted);
    uint32_t before = search->seen.count;
    if ((!exactly && (search->exactly || !text_equal(id, search->wanted))) || !is_seen(search, type, id) ||
        text_index_add(&search->seen, whole) < before)
        return true;
    text_append_string(&search->others, search->count && !exactly ? ", " : "");
    text_append(&search->others, whole);
    search->count = exactly ? 1 : search->count + 1;
    search->exactly = exactly;
    search->type = text_copy(arena, type);
    search->id = text_copy(arena, id);
    return true;
}

static bool offer_entity(void *with, const BaseEntity *entity)
{
    return offer_subject(with, entity->type, entity->id);
}

// Finds a subject by its id, or as `Type:id`, among what the register and the fact base know; one that neither knows has its type
// in front, or (type empty) is not known. False, with the call refused, where it may be one of several.
static bool find_subject(Call *call, BaseReader *reader, const char *named, Text *type, Text *id)
{
    SubjectSearch search = {.call = call, .reader = reader, .wanted = text_of(named)};
    search.others = text_builder(&call->assize->arena);
    text_index_open(&search.seen, &call->assize->arena);
    BaseAnswer answer = base_each_subject(reader, offer_subject, &search);
    if (answer == BASE_DONE)
        answer = base_each_entity(reader, offer_entity, &search);
    if (!call_base_done(call, answer, base_reader_error(reader)))
        return false;
    Text others = text_built(&search.others), wanted = search.wanted;
    if (search.count > 1) {
        call_refuse(call, ASSIZE_WRONG_USE, "%s may be one of several: %.*s", named, (int)others.length, others.bytes);
        return false;
    }
    size_t colon = text_find(wanted, 0, text_of(":"));
    bool typed = colon < wanted.length && text_is_identifier(text_slice(wanted, 0, colon));
    *type = search.count ? search.type : typed ? text_slice(wanted, 0, colon) : (Text){"", 0};
    *id = search.count ? search.id : typed ? text_slice(wanted, colon + 1, wanted.length) : wanted;
    return call_subject(call, *id);
}

// ---- what it shows ----

typedef struct RegisterCall {
    Call call;
    BaseReader *reader;
    const char *named; // a digest, or a subject
    const char *outcome, *since, *on, *because, *kind, *by;
    const char *const *profiles;
    HeldVerdict **verdicts;
    size_t count, capacity;
    int64_t from;
    TextIndex subjects;
} RegisterCall;

static bool begin_register(RegisterCall *call, DocumentKind document, const char *about)
{
    if (!call_form(&call->call, document) || !call_has(&call->call, call->call.base, "fact base") ||
        !call_may_look(&call->call, about))
        return false;
    call->reader = register_reader(&call->call, &call->call.assize->arena);
    return call->reader != NULL;
}

static AssizeAnswer run_register(RegisterCall *call, void (*work)(void *), AssizeText *text)
{
    AssizeAnswer answer = call_run_text(&call->call, work, text);
    base_read_end(call->reader);
    return answer;
}

// What a subject has of what is listed.
static bool list_subject(void *with, Text type, Text id)
{
    RegisterCall *call = with;
    Arena *arena = &call->call.assize->arena;
    History *history = arena_take(arena, sizeof *history);
    guard_look(arena->guard);
    if (history_read(call->reader, type, id, &call->call.viewer, arena, history) != BASE_DONE)
        return false;
    for (size_t i = 0; i < history->verdict_count; i++) {
        HeldVerdict *one = &history->verdicts[i];
        if (one->on < call->from || (call->outcome && !text_is(one->issued.entry.outcome, call->outcome)))
            continue;
        call->verdicts = arena_grow(arena, (void *)call->verdicts, call->count, &call->capacity, sizeof *call->verdicts);
        call->verdicts[call->count++] = one;
    }
    return true;
}

// The subjects of verdicts with the outcome and of the days that are asked for: the register finds these without reading others.
static bool found_outcome(void *with, Text outcome, Text on, uint64_t sequence)
{
    RegisterCall *call = with;
    RegisterStep step;
    if ((call->outcome && !text_is(outcome, call->outcome)) || entry_day(on) < call->from)
        return true;
    if (base_step_at(call->reader, sequence, &step) != BASE_DONE)
        return false;
    text_index_add(&call->subjects, text_format(&call->call.assize->arena, "%.*s%c%.*s", (int)step.entry.entity.length,
                                                step.entry.entity.bytes, 0, (int)step.entry.id.length, step.entry.id.bytes));
    return true;
}

static int by_registration(const void *a, const void *b)
{
    uint64_t x = (*(HeldVerdict *const *)a)->issued.sequence, y = (*(HeldVerdict *const *)b)->issued.sequence;
    return (x > y) - (x < y);
}

static void list_verdicts(void *with)
{
    RegisterCall *call = with;
    Call *base = &call->call;
    call->from = INT64_MIN;
    if (call->since && !date_read(text_of(call->since), &call->from)) {
        call_refuse(base, ASSIZE_WRONG_USE, "the day `%s` is none such as 2026-11-22", call->since);
        return;
    }
    if (!begin_register(call, DOCUMENT_REGISTERED, "register list"))
        return;
    text_index_open(&call->subjects, &base->assize->arena);
    BaseAnswer answer = base_each_outcome(call->reader, found_outcome, call);
    for (uint32_t i = 0; i < call->subjects.count && answer == BASE_DONE; i++) {
        Text key = call->subjects.texts[i];
        size_t zero = text_find(key, 0, (Text){"", 1});
        list_subject(call, text_slice(key, 0, zero), text_slice(key, zero + 1, key.length));
    }
    if (!call_base_done(base, answer, base_reader_error(call->reader)))
        return;
    if (call->count)
        qsort((void *)call->verdicts, call->count, sizeof *call->verdicts, by_registration);
    ReportVerdicts verdicts = {.items = (const HeldVerdict *const *)call->verdicts, .count = call->count};
    call_print_registered(base, &verdicts);
}

AssizeAnswer assize_register_list(Assize *assize, const AssizeRequest *request, AssizeBase *base, const char *outcome,
                                  const char *since, AssizeText *text)
{
    RegisterCall call = {.call = call_begin_on(assize, request, base, NULL), .outcome = outcome, .since = since};
    return run_register(&call, list_verdicts, text);
}

static void report_provider(void *with)
{
    RegisterCall *call = with;
    Call *base = &call->call;
    ProviderCase what = {.provider = text_of(call->named), .since = INT64_MIN, .viewer = &base->viewer};
    ProviderReport report;
    if (call->since && !date_read(text_of(call->since), &what.since)) {
        call_refuse(base, ASSIZE_WRONG_USE, "the day `%s` is none such as 2026-11-22", call->since);
        return;
    }
    if (!call_subject(base, what.provider) || !begin_register(call, DOCUMENT_PROVIDER, call->named))
        return;
    BaseAnswer answer = provider_report(call->reader, &what, &base->assize->arena, &report);
    if (call_base_done(base, answer, base_reader_error(call->reader)))
        call_print_provider(base, &report);
}

AssizeAnswer assize_report_provider(Assize *assize, const AssizeRequest *request, AssizeBase *base, const char *provider,
                                    const char *since, AssizeText *text)
{
    RegisterCall call = {.call = call_begin_on(assize, request, base, NULL), .named = call_string(provider), .since = since};
    return run_register(&call, report_provider, text);
}

static void show_verdict(void *with)
{
    RegisterCall *call = with;
    Call *base = &call->call;
    FoundVerdict found;
    History history;
    if (!begin_register(call, DOCUMENT_REGISTERED, call->named) || !register_find(base, call->reader, call->named, &found))
        return;
    const LogEntry *entry = &found.issued.entry;
    BaseAnswer answer = history_read(call->reader, entry->entity, entry->id, &base->viewer, &base->assize->arena, &history);
    if (!call_base_done(base, answer, base_reader_error(call->reader)))
        return;
    const HeldVerdict *held = history_find(&history, text_of(call->named));
    ReportVerdicts verdicts = {.items = &held, .count = 1, .whole = true, .history = &history};
    if (held)
        call_print_registered(base, &verdicts);
    else
        register_refuse_unknown(base, call->named); // none that the viewer knows
}

AssizeAnswer assize_register_show(Assize *assize, const AssizeRequest *request, AssizeBase *base, const char *digest,
                                  AssizeText *text)
{
    RegisterCall call = {.call = call_begin_on(assize, request, base, NULL), .named = call_string(digest)};
    return run_register(&call, show_verdict, text);
}

static void show_history(void *with)
{
    RegisterCall *call = with;
    Call *base = &call->call;
    Text type, id;
    History history;
    if (!begin_register(call, DOCUMENT_HISTORY, call->named) || !find_subject(base, call->reader, call->named, &type, &id))
        return;
    BaseAnswer answer = history_read(call->reader, type, id, &base->viewer, &base->assize->arena, &history);
    if (call_base_done(base, answer, base_reader_error(call->reader)))
        call_print_history(base, &history);
}

AssizeAnswer assize_register_history(Assize *assize, const AssizeRequest *request, AssizeBase *base, const char *subject,
                                     AssizeText *text)
{
    RegisterCall call = {.call = call_begin_on(assize, request, base, NULL), .named = call_string(subject)};
    return run_register(&call, show_history, text);
}

// ---- procurement ----

static int by_text(const void *a, const void *b)
{
    return text_compare(*(const Text *)a, *(const Text *)b);
}

// Names of profiles in order, parted by blanks; bytes null: none.
static Text profiles_named(const char *const *names, Arena *arena)
{
    size_t count = 0;
    while (names && names[count])
        count++;
    Text *sorted = arena_array(arena, count + 1, sizeof *sorted);
    TextBuilder text = text_builder(arena);
    for (size_t i = 0; i < count; i++)
        sorted[i] = text_of(names[i]);
    if (count)
        qsort(sorted, count, sizeof *sorted, by_text);
    for (size_t i = 0; i < count; i++) {
        text_append_string(&text, i ? " " : "");
        text_append(&text, sorted[i]);
    }
    return text_built(&text);
}

static void procure_subject(void *with)
{
    RegisterCall *call = with;
    Call *base = &call->call;
    const Program *program = call_program(base);
    static const AssizeAnswer answers[] = {[PROCURE_PREFER] = ASSIZE_DONE,
                                           [PROCURE_ALLOW] = ASSIZE_DONE,
                                           [PROCURE_HOLD] = ASSIZE_UNDECIDED,
                                           [PROCURE_FORBID] = ASSIZE_NO};
    ProcureCase what = {.viewer = &base->viewer, .profiles = profiles_named(call->profiles, &base->assize->arena)};
    Procured procured;
    Text day;
    if (!register_day(base, call->on, &what.on, &day) || !begin_register(call, DOCUMENT_PROCURED, call->named) ||
        !find_subject(base, call->reader, call->named, &what.type, &what.id))
        return;
    if (program) {
        what.policy = program_string(program, program->head.name);
        what.other_type = what.type.length &&
                          !text_equal(what.type, program_string(program, program->types[program->head.subject_type].name));
    }
    BaseAnswer answer = procure(call->reader, &what, &base->assize->arena, &procured);
    if (!call_base_done(base, answer, base_reader_error(call->reader)))
        return;
    call_print_procured(base, &procured);
    base->answer = answers[procure_infos[procured.reason].answer];
}

AssizeAnswer assize_register_procure(Assize *assize, const AssizeRequest *request, AssizeBase *base, const AssizePolicy *policy,
                                     const char *subject, const char *on, const char *const *profiles, AssizeText *text)
{
    RegisterCall call = {
        .call = call_begin_on(assize, request, base, policy), .named = call_string(subject), .on = on, .profiles = profiles};
    return run_register(&call, procure_subject, text);
}

// ---- steps ----

// Adds a step to the register; the call gives the digest of its entry.
static void add_step(Call *call, const LogEntry *step, Text frame)
{
    Digest logged;
    Text error = {"", 0};
    Arena *arena = &call->assize->arena;
    if (call_base_done(call, base_step(call->base, arena, step, frame, time(NULL), &logged, &error), error))
        call_result(call, digest_text(arena, &logged));
}

static const char *const request_kinds[] = {"department", "association", "market", "enterprise", "ex_officio"};

static bool is_request(Call *call, const char *kind)
{
    for (size_t i = 0; i < sizeof request_kinds / sizeof *request_kinds; i++) {
        if (strcmp(kind, request_kinds[i]) == 0)
            return true;
    }
    call_refuse(call, ASSIZE_WRONG_USE, "the request `%s` is none of department, association, market, enterprise, ex_officio",
                kind);
    return false;
}

static void open_review(void *with)
{
    RegisterCall *call = with;
    Call *base = &call->call;
    LogEntry step = {.kind = LOG_OPEN, .request = text_of(call->kind)};
    int64_t day;
    if (!is_request(base, call->kind) || !register_text(base, call->by, "who asks for the review", &step.by) ||
        !register_day(base, call->on, &day, &step.on))
        return;
    base->viewer = the_office; // nothing of it is printed
    call->reader = register_reader(base, &base->assize->arena);
    if (!call->reader || !find_subject(base, call->reader, call->named, &step.entity, &step.id))
        return;
    if (step.entity.length)
        add_step(base, &step, (Text){NULL, 0});
    else
        call_refuse(base, ASSIZE_BAD_INPUT, "nothing is known of %s: name its type too, as `Type:%s`", call->named, call->named);
}

AssizeAnswer assize_register_open(Assize *assize, const AssizeRequest *request, AssizeBase *base, const char *subject,
                                  const char *kind, const char *by, const char *on, AssizeText *text)
{
    RegisterCall call = {.call = call_begin_on(assize, request, base, NULL),
                         .named = call_string(subject),
                         .kind = call_string(kind),
                         .by = by,
                         .on = on};
    return run_register(&call, open_review, text);
}

static void revoke_verdict(void *with)
{
    RegisterCall *call = with;
    Call *base = &call->call;
    LogEntry step = {.kind = LOG_REVOKE};
    FoundVerdict found;
    History history;
    int64_t day;
    if (!register_text(base, call->because, "the reason of a revocation", &step.because) ||
        !register_day(base, call->on, &day, &step.on))
        return;
    call->reader = register_reader(base, &base->assize->arena);
    if (!call->reader || !register_find(base, call->reader, call->named, &found))
        return;
    const LogEntry *entry = &found.issued.entry;
    BaseAnswer answer = history_read(call->reader, entry->entity, entry->id, &the_office, &base->assize->arena, &history);
    if (!call_base_done(base, answer, base_reader_error(call->reader)))
        return;
    const HeldVerdict *held = history_find(&history, entry->verdict);
    if (held && held->revoked && entry_day(held->revoked->entry.on) <= day) {
        Text since = held->revoked->entry.on;
        call_refuse(base, ASSIZE_BAD_INPUT, "the verdict %s was revoked already, as of %.*s", call->named, (int)since.length,
                    since.bytes);
        return;
    }
    if (day < entry_day(entry->on)) {
        call_refuse(base, ASSIZE_BAD_INPUT, "the verdict %s is of %.*s: it cannot be revoked as of an earlier day", call->named,
                    (int)entry->on.length, entry->on.bytes);
        return;
    }
    step.entity = entry->entity;
    step.id = entry->id;
    step.verdict = entry->verdict;
    add_step(base, &step, (Text){NULL, 0});
}

AssizeAnswer assize_register_revoke(Assize *assize, const AssizeRequest *request, AssizeBase *base, const char *digest,
                                    const char *on, const char *because)
{
    RegisterCall call = {
        .call = call_begin_on(assize, request, base, NULL), .named = call_string(digest), .on = on, .because = because};
    return run_register(&call, revoke_verdict, NULL);
}
