// SPDX-License-Identifier: MIT
// The public library: opening, showing and verifying a fact base. See assize.h.
#include "library_inside.h"

// ---- opening ----

typedef struct OpenCall {
    Call call;
    const char *folder;
    AssizeMode mode;
    Base *base;
} OpenCall;

static void open_base(void *with)
{
    OpenCall *call = with;
    Text error;
    BaseAnswer answer = base_open(call->folder, call->mode == ASSIZE_WRITE ? ENV_WRITE : ENV_READ, &call->call.assize->arena,
                                  &call->base, &error);
    call_base_done(&call->call, answer, error);
}

AssizeAnswer assize_base_open(Assize *assize, const char *folder, AssizeMode mode, AssizeBase **base)
{
    OpenCall call = {.call = call_begin(assize, NULL), .folder = call_string(folder), .mode = mode};
    AssizeAnswer answer = call_run(&call.call, open_base);
    *base = answer == ASSIZE_DONE ? call.base : NULL;
    if (!*base)
        base_close(call.base);
    return answer;
}

void assize_base_close(AssizeBase *base)
{
    base_close(base);
}

// ---- showing ----

typedef struct ShowCall {
    Call call;
    const char *entity;
    BaseReader *reader;
    uint64_t count; // of entities that may be the one named
    Text type, id;  // of what is shown
    TextBuilder others;
} ShowCall;

// schema: that images are made after; null: none is read.
static bool open_reader(ShowCall *call, DocumentKind document, const Program *schema)
{
    Text error = {"", 0};
    Assize *assize = call->call.assize;
    if (!call_form(&call->call, document) || !call_has(&call->call, call->call.base, "fact base"))
        return false;
    BaseAnswer answer = base_read(call->call.base, schema, &assize->arena, &call->reader, &error);
    return call_base_done(&call->call, answer, error);
}

static AssizeAnswer run_show(ShowCall *call, void (*work)(void *), AssizeText *text)
{
    AssizeAnswer answer = call_run_text(&call->call, work, text);
    base_read_end(call->reader);
    return answer;
}

static void list_facts(void *with)
{
    ShowCall *call = with;
    FactsList list;
    if (!open_reader(call, DOCUMENT_FACTS_LIST, NULL) || !call_may_look(&call->call, "facts list"))
        return;
    BaseAnswer answer = facts_list(call->reader, &call->call.viewer, call_program(&call->call), &call->call.assize->arena, &list);
    if (call_base_done(&call->call, answer, base_reader_error(call->reader)))
        call_print_facts_list(&call->call, &list);
}

AssizeAnswer assize_facts_list(Assize *assize, const AssizeRequest *request, AssizeBase *base, const AssizePolicy *policy,
                               AssizeText *text)
{
    ShowCall call = {.call = call_begin_on(assize, request, base, policy)};
    return run_show(&call, list_facts, text);
}

// An entity that may be the one named: by its id, or as `Type:id`.
static bool find_entity(void *with, const BaseEntity *entity)
{
    ShowCall *call = with;
    Arena *arena = &call->call.assize->arena;
    if (!facts_show_entity(call->reader, &call->call.viewer, entity->type, entity->id, arena))
        return true;
    call->type = text_copy(arena, entity->type);
    call->id = text_copy(arena, entity->id);
    text_append_format(&call->others, "%s%.*s:%.*s", call->count++ ? ", " : "", (int)entity->type.length, entity->type.bytes,
                       (int)entity->id.length, entity->id.bytes);
    return true;
}

// Those that are named; what names one with its type names no other.
static bool find_named(ShowCall *call)
{
    Text wanted = text_of(call->entity);
    size_t colon = text_find(wanted, 0, text_of(":"));
    BaseAnswer answer = BASE_DONE;
    if (colon > 0 && colon < wanted.length)
        answer = base_each_named(call->reader, text_slice(wanted, 0, colon), text_slice(wanted, colon + 1, wanted.length),
                                 find_entity, call);
    if (answer == BASE_DONE && !call->count)
        answer = base_each_named(call->reader, (Text){"", 0}, wanted, find_entity, call);
    return call_base_done(&call->call, answer, base_reader_error(call->reader));
}

// An entity whose id may be near to one that was not found.
typedef struct Offer {
    const Call *call;
    BaseReader *reader;
    Nearest nearest;
    Text type; // of those that are offered; empty: of all types
} Offer;

static bool offer_entity(void *with, const BaseEntity *entity)
{
    Offer *offer = with;
    Nearest before = offer->nearest;
    nearest_offer(&offer->nearest, entity->id);
    bool nearer = offer->nearest.best.bytes != before.best.bytes;
    if (nearer && !facts_show_entity(offer->reader, &offer->call->viewer, entity->type, entity->id, &offer->call->assize->arena))
        offer->nearest = before;
    return true;
}

enum { LOOKED_AT = 1000 }; // ids, for each number of edits: an answer that nobody asked for takes no longer

// Offers what is near, the nearest first: with what takes more edits there is more to be looked at.
static void offer_near(Offer *offer)
{
    size_t most = offer->nearest.distance;
    for (size_t edits = 0; edits <= most && !offer->nearest.best.length; edits++) {
        const BaseNear near = {offer->type, offer->nearest.wanted, edits, LOOKED_AT};
        if (base_each_near(offer->reader, &near, offer_entity, offer) != BASE_DONE)
            return;
    }
}

static void show_submissions(ShowCall *call)
{
    Arena *arena = &call->call.assize->arena;
    FactsShown shown;
    BaseAnswer answer = facts_shown(call->reader, &call->call.viewer, call_program(&call->call), call->type, call->id, arena,
                                    &shown);
    if (call_base_done(&call->call, answer, base_reader_error(call->reader)))
        call_print_facts_shown(&call->call, &shown);
}

static void refuse_unknown(ShowCall *call, const char *entity)
{
    Offer offer = {&call->call, call->reader, nearest_to(text_of(entity)), {"", 0}};
    offer_near(&offer);
    Text near = call_nearest(&call->call, &offer.nearest);
    call_refuse(&call->call, ASSIZE_BAD_INPUT, "there is no dossier of %s%.*s", entity, (int)near.length, near.bytes);
}

static void show_facts(void *with)
{
    ShowCall *call = with;
    if (!open_reader(call, DOCUMENT_FACTS_SHOWN, NULL) || !call_may_look(&call->call, call->entity))
        return;
    call->others = text_builder(&call->call.assize->arena);
    if (!find_named(call))
        return;
    Text others = text_built(&call->others);
    if (call->count == 1)
        show_submissions(call);
    else if (call->count)
        call_refuse(&call->call, ASSIZE_WRONG_USE, "%s may be one of several: %.*s", call->entity, (int)others.length,
                    others.bytes);
    else
        refuse_unknown(call, call->entity);
}

AssizeAnswer assize_facts_show(Assize *assize, const AssizeRequest *request, AssizeBase *base, const AssizePolicy *policy,
                               const char *entity, AssizeText *text)
{
    ShowCall call = {.call = call_begin_on(assize, request, base, policy), .entity = call_string(entity)};
    return run_show(&call, show_facts, text);
}

void call_warn_unknown(Call *call, BaseReader *reader, const Review *review)
{
    MetEntity subject = review_entity(review, 0);
    if (viewer_knows_dossier(&call->viewer, subject.image))
        return;
    Offer offer = {call, reader, nearest_to(subject.id), subject.type};
    offer_near(&offer);
    Text near = call_nearest(call, &offer.nearest);
    Arena *arena = &call->assize->arena;
    Text warning = text_format(arena, "there is no dossier of the %.*s %.*s: nothing is known of it%.*s",
                               (int)subject.type.length, subject.type.bytes, (int)subject.id.length, subject.id.bytes,
                               (int)near.length, near.bytes);
    call->assize->warning = text_shown(arena, warning);
}

// ---- verifying ----

typedef struct VerifyCall {
    ShowCall show;
    const char *noted;
    Digest head; // which that is
    FactsChecked found;
} VerifyCall;

// Checking gives its arena back as it goes on: what is said lies elsewhere.
static void note_problem(void *with, Text problem)
{
    VerifyCall *call = with;
    FactsChecked *found = &call->found;
    Arena *arena = &call->show.call.assize->results;
    found->problems = arena_grow(arena, found->problems, found->count, &found->capacity, sizeof *found->problems);
    found->problems[found->count++] = text_copy(arena, problem);
}

static void verify_facts(void *with)
{
    VerifyCall *call = with;
    ShowCall *show = &call->show;
    Assize *assize = show->call.assize;
    if (call->noted && !digest_read(text_of(call->noted), &call->head)) {
        call_refuse(&show->call, ASSIZE_WRONG_USE, "`%s` is no digest of the form sha256:… with 64 digits", call->noted);
        return;
    }
    if (!open_reader(show, DOCUMENT_FACTS_CHECKED, call_program(&show->call)))
        return;
    BaseAnswer answer = base_verify(show->reader, &assize->texts, call->noted ? &call->head : NULL, note_problem, call,
                                    &call->found.checked);
    if (!call_base_done(&show->call, answer, base_reader_error(show->reader)))
        return;
    call_print_facts_checked(&show->call, &call->found);
    if (call->found.checked.problems)
        show->call.answer = ASSIZE_NO;
}

AssizeAnswer assize_facts_verify(Assize *assize, const AssizeRequest *request, AssizeBase *base, const AssizePolicy *policy,
                                 const char *noted, AssizeText *text)
{
    VerifyCall call = {.show.call = call_begin_on(assize, request, base, policy), .noted = noted};
    return run_show(&call.show, verify_facts, text);
}
