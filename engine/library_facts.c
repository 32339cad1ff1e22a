// SPDX-License-Identifier: MIT
// The public library: opening, showing and verifying a fact base. See assize.h.
#include "library_inside.h"

#include <stdlib.h>

#include "support/json.h"

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
    OpenCall call = {.call = call_begin(assize, NULL), .folder = given(folder), .mode = mode};
    AssizeAnswer answer = call_run(&call.call, open_base);
    *base = NULL;
    if (answer != ASSIZE_DONE) {
        base_close(call.base);
        return answer;
    }
    *base = memory_take(sizeof **base);
    if (*base) {
        (*base)->base = call.base;
        return ASSIZE_DONE;
    }
    base_close(call.base);
    return call_no_memory(assize);
}

void assize_base_close(AssizeBase *base)
{
    if (!base)
        return;
    base_close(base->base);
    memory_give(base);
}

// ---- showing ----

typedef struct ShowCall {
    Call call;
    AssizeBase *base;
    const Program *schema;   // that images are made after; null: none is read
    const Program *shown_by; // what says what is confidential; null: nothing does
    const char *entity;
    BaseReader *reader;
    JsonWriter json;
    TextBuilder *to;
    uint64_t count;
    Text type, id; // of what is shown
    TextBuilder others;
    AssizeText text;
} ShowCall;

static bool open_reader(ShowCall *call)
{
    Text error = {"", 0};
    Assize *assize = call->call.assize;
    if (!call_has(&call->call, call->base, "fact base"))
        return false;
    call->json = json_writer(&assize->arena);
    call->to = &call->json.builder;
    BaseAnswer answer = base_read(call->base->base, call->schema, &assize->arena, &call->reader, &error);
    return call_base_done(&call->call, answer, error);
}

static AssizeAnswer run_show(ShowCall *call, void (*work)(void *), AssizeText *text)
{
    AssizeAnswer answer = call_run(&call->call, work);
    base_read_end(call->reader);
    give_text(text, call->text);
    return answer;
}

// How many of the submissions about an entity show; of a dossier that cannot be read, none.
static uint32_t shown_submissions(const Viewer *viewer, BaseReader *reader, Text type, Text id, Arena *arena)
{
    BaseSubmission *list;
    size_t count;
    uint32_t shown = 0;
    if (base_submissions(reader, type, id, &list, &count) != BASE_DONE)
        return 0;
    for (size_t i = 0; i < count; i++)
        shown += submission_shows(viewer, list[i].canonical, arena);
    return shown;
}

bool call_shows_entity(const Call *call, BaseReader *reader, Text type, Text id)
{
    Viewer viewer = call_viewer(call);
    return viewer.audience == AUDIENCE_OFFICE || shown_submissions(&viewer, reader, type, id, &call->assize->arena) > 0;
}

static bool list_entity(void *with, const BaseEntity *entity)
{
    ShowCall *call = with;
    Arena *arena = &call->call.assize->arena;
    Viewer viewer = call_viewer(&call->call);
    bool office = viewer.audience == AUDIENCE_OFFICE;
    if (call->shown_by && schema_type(call->shown_by, entity->type) == UINT32_MAX)
        return true;
    uint32_t shown = office ? entity->submissions : shown_submissions(&viewer, call->reader, entity->type, entity->id, arena);
    if (!shown)
        return true;
    call->count++;
    if (call->call.request.format == ASSIZE_TEXT) {
        text_append(call->to, text_shown(arena, entity->type));
        text_append_byte(call->to, ' ');
        text_append(call->to, text_shown(arena, entity->id));
        text_append_format(call->to, "  %u submission%s\n", shown, shown == 1 ? "" : "s");
        return true;
    }
    json_begin_object(&call->json);
    if (office) // what is hidden in it could be guessed from it
        json_key_string(&call->json, "digest", digest_text(arena, &entity->dossier));
    json_key_string(&call->json, "entity", entity->type);
    json_key_string(&call->json, "id", entity->id);
    json_key_integer(&call->json, "submissions", shown);
    json_end_object(&call->json);
    return true;
}

static void list_facts(void *with)
{
    ShowCall *call = with;
    if (!open_reader(call))
        return;
    if (call->call.request.format == ASSIZE_JSON)
        json_begin_array(&call->json);
    BaseAnswer answer = base_each_entity(call->reader, list_entity, call);
    if (!call_base_done(&call->call, answer, base_reader_error(call->reader)))
        return;
    if (call->call.request.format == ASSIZE_JSON) {
        json_end_array(&call->json);
        text_append_byte(call->to, '\n');
    } else if (!call->count) {
        text_append_string(call->to, "the fact base is empty\n");
    }
    call->text = call_result(&call->call, call->to);
}

AssizeAnswer assize_facts_list(Assize *assize, const AssizeRequest *request, AssizeBase *base, const AssizePolicy *policy,
                               AssizeText *text)
{
    ShowCall call = {.call = call_begin(assize, request), .base = base, .shown_by = policy ? &policy->program : NULL};
    return run_show(&call, list_facts, text);
}

// Whether an entity is the one named: by its id, or as `Type:id`.
static bool find_entity(void *with, const BaseEntity *entity)
{
    ShowCall *call = with;
    Arena *arena = &call->call.assize->arena;
    Text wanted = text_of(call->entity);
    Text whole = text_format(arena, "%.*s:%.*s", (int)entity->type.length, entity->type.bytes, (int)entity->id.length,
                             entity->id.bytes);
    if (!text_equal(whole, wanted) && !text_equal(entity->id, wanted))
        return true;
    if (!call_shows_entity(&call->call, call->reader, entity->type, entity->id))
        return true;
    if (text_equal(whole, wanted)) {
        call->count = 1;
        call->type = text_copy(arena, entity->type);
        call->id = text_copy(arena, entity->id);
        return false;
    }
    if (call->count++)
        text_append_string(&call->others, ", ");
    text_append(&call->others, whole);
    call->type = text_copy(arena, entity->type);
    call->id = text_copy(arena, entity->id);
    return true;
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
    if (offer->type.length && !text_equal(entity->type, offer->type))
        return true;
    nearest_offer(&offer->nearest, entity->id);
    bool nearer = offer->nearest.best.bytes != before.best.bytes;
    if (nearer && !call_shows_entity(offer->call, offer->reader, entity->type, entity->id))
        offer->nearest = before;
    return true;
}

// Facts behind a colon or a hyphen: as lines, each deeper one by two blanks more.
static void append_value(TextBuilder *to, const JsonDocument *document, uint32_t value, int depth, Arena *arena)
{
    JsonKind kind = json_kind(document, value);
    if (kind != JSON_OBJECT && kind != JSON_ARRAY) {
        Text text = kind == JSON_STRING ? json_string(document, arena, value) : json_raw(document, value);
        const char *const fixed[] = {[JSON_NULL] = "null", [JSON_FALSE] = "false", [JSON_TRUE] = "true"};
        text_append_byte(to, ' ');
        text_append(to, kind <= JSON_TRUE ? text_of(fixed[kind]) : text_shown(arena, text));
        text_append_byte(to, '\n');
        return;
    }
    bool object = kind == JSON_OBJECT;
    text_append_string(to, !json_is_empty(document, value) ? "\n" : object ? " {}\n" : " none\n");
    for (uint32_t at = value + 1; at < json_next(document, value); at = json_next(document, at)) {
        for (int i = 0; i < depth; i++)
            text_append_string(to, "  ");
        if (object) {
            text_append(to, text_shown(arena, json_string(document, arena, at)));
            text_append_byte(to, ':');
            at = json_next(document, at);
        } else {
            text_append_byte(to, '-');
        }
        append_value(to, document, at, depth + 1, arena);
    }
}

// A submission as the audience may see it.
typedef struct ShownSubmission {
    const BaseSubmission *stored;
    RedactedSubmission shown;
} ShownSubmission;

static void print_submission(ShowCall *call, const ShownSubmission *one)
{
    Arena *arena = &call->call.assize->arena;
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    text_append_string(call->to, "submission ");
    text_append(call->to, one->shown.whole ? digest_text(arena, &one->stored->digest) : text_of("(in part confidential)"));
    text_append_byte(call->to, '\n');
    if (one->stored->withdrawn) {
        text_append_string(call->to, "  withdrawn because ");
        text_append(call->to, text_shown(arena, one->stored->because));
        text_append_byte(call->to, '\n');
    }
    if (!json_read(&document, arena, one->shown.canonical, &at, &error)) {
        text_append_string(call->to, "  damaged\n");
        return;
    }
    static const char *const members[] = {"evidence", "facts", "open"};
    for (int i = 0; i < 3; i++) {
        uint32_t member = json_member(&document, 0, members[i]);
        if (member == UINT32_MAX)
            continue;
        text_append_format(call->to, "  %s:", members[i]);
        append_value(call->to, &document, member, 2, arena);
    }
}

static void write_submission(ShowCall *call, const ShownSubmission *one)
{
    json_begin_object(&call->json);
    if (one->stored->withdrawn)
        json_key_string(&call->json, "because", one->stored->because);
    if (one->shown.whole)
        json_key_string(&call->json, "digest", digest_text(&call->call.assize->arena, &one->stored->digest));
    json_key(&call->json, text_of("submission"));
    json_write_raw(&call->json, one->shown.canonical);
    json_key(&call->json, text_of("withdrawn"));
    json_write_bool(&call->json, one->stored->withdrawn);
    json_end_object(&call->json);
}

// Those of which the digest is left out, by what shows: their order would tell of it.
static int by_what_shows(const void *a, const void *b)
{
    const ShownSubmission *x = a, *y = b;
    if (x->shown.whole != y->shown.whole)
        return x->shown.whole ? -1 : 1;
    if (x->shown.whole)
        return memcmp(&x->stored->digest, &y->stored->digest, sizeof(Digest));
    int order = text_compare(x->shown.canonical, y->shown.canonical);
    return order ? order : text_compare(x->stored->because, y->stored->because);
}

static void print_submissions(ShowCall *call)
{
    Arena *arena = &call->call.assize->arena;
    Viewer viewer = call_viewer(&call->call);
    BaseSubmission *list;
    size_t count, shown = 0;
    BaseAnswer answer = base_submissions(call->reader, call->type, call->id, &list, &count);
    if (!call_base_done(&call->call, answer, base_reader_error(call->reader)))
        return;
    ShownSubmission *all = arena_array(arena, count + 1, sizeof *all);
    for (size_t i = 0; i < count; i++) {
        all[shown] = (ShownSubmission){&list[i], submission_redacted(&viewer, call->shown_by, list[i].canonical, arena)};
        shown += all[shown].shown.canonical.bytes != NULL;
    }
    if (shown)
        qsort(all, shown, sizeof *all, by_what_shows);
    if (call->call.request.format == ASSIZE_JSON)
        json_begin_array(&call->json);
    for (size_t i = 0; i < shown; i++) {
        if (call->call.request.format == ASSIZE_JSON)
            write_submission(call, &all[i]);
        else
            print_submission(call, &all[i]);
    }
    if (call->call.request.format == ASSIZE_JSON) {
        json_end_array(&call->json);
        text_append_byte(call->to, '\n');
    } else if (!call->shown_by && viewer.audience != AUDIENCE_OFFICE) {
        text_append_string(call->to, "give the policy, which says what of this is confidential (-p), or --audience office\n");
    }
    call->text = call_result(&call->call, call->to);
}

static void refuse_unknown(ShowCall *call, const char *entity)
{
    Offer offer = {&call->call, call->reader, nearest_to(text_of(entity)), {"", 0}};
    base_each_entity(call->reader, offer_entity, &offer);
    Text best = offer.nearest.best;
    call_refuse(&call->call, ASSIZE_BAD_INPUT, "there is no dossier of %s%s%.*s%s", entity, best.length ? "; did you mean " : "",
                (int)best.length, best.bytes, best.length ? "?" : "");
}

static void show_facts(void *with)
{
    ShowCall *call = with;
    if (!open_reader(call))
        return;
    call->others = text_builder(&call->call.assize->arena);
    BaseAnswer answer = base_each_entity(call->reader, find_entity, call);
    if (!call_base_done(&call->call, answer, base_reader_error(call->reader)))
        return;
    Text others = text_built(&call->others);
    if (call->count == 1)
        print_submissions(call);
    else if (call->count)
        call_refuse(&call->call, ASSIZE_WRONG_USE, "%s may be one of several: %.*s", call->entity, (int)others.length,
                    others.bytes);
    else
        refuse_unknown(call, call->entity);
}

AssizeAnswer assize_facts_show(Assize *assize, const AssizeRequest *request, AssizeBase *base, const AssizePolicy *policy,
                               const char *entity, AssizeText *text)
{
    ShowCall call = {.call = call_begin(assize, request), .base = base, .entity = given(entity)};
    call.shown_by = policy ? &policy->program : NULL;
    return run_show(&call, show_facts, text);
}

void call_warn_unknown(Call *call, BaseReader *reader, const Review *review)
{
    const Program *program = review_program(review);
    uint32_t number;
    Text subject, image;
    review_entity(review, 0, &number, &subject, &image);
    Viewer viewer = call_viewer(call);
    if (viewer_knows_dossier(&viewer, image))
        return;
    Text type = program_string(program, program->types[number].name);
    Offer offer = {call, reader, nearest_to(subject), type};
    base_each_entity(reader, offer_entity, &offer);
    bool near = offer.nearest.best.length > 0;
    Arena *arena = &call->assize->arena;
    Text warning = text_format(arena, "there is no dossier of the %.*s %.*s: nothing is known of it%s%.*s%s", (int)type.length,
                               type.bytes, (int)subject.length, subject.bytes, near ? "; did you mean " : "",
                               (int)offer.nearest.best.length, offer.nearest.best.bytes, near ? "?" : "");
    call->assize->warning = text_shown(arena, warning);
}

// ---- verifying ----

typedef struct VerifyCall {
    ShowCall show;
    const char *noted;
    Digest head; // which that is
    BaseChecked checked;
} VerifyCall;

static void print_problem(void *with, Text problem)
{
    ShowCall *call = with;
    if (call->call.request.format == ASSIZE_JSON) {
        json_write_string(&call->json, problem);
        return;
    }
    text_append(call->to, problem);
    text_append_byte(call->to, '\n');
}

static void write_checked(VerifyCall *call, Text problems)
{
    const BaseChecked *checked = &call->checked;
    JsonWriter json = json_writer(&call->show.call.assize->results);
    json_begin_object(&json);
    json_key_integer(&json, "entries", (int64_t)checked->entries);
    if (checked->entries)
        json_key_string(&json, "head", digest_text(json.builder.arena, &checked->head));
    if (checked->noted_found)
        json_key_integer(&json, "noted", (int64_t)checked->noted_at);
    json_key(&json, text_of("problems"));
    json_write_raw(&json, problems);
    json_key(&json, text_of("recorded"));
    json_write_bool(&json, checked->has_head);
    json_end_object(&json);
    text_append_byte(&json.builder, '\n');
    call->show.text = call_result(&call->show.call, &json.builder);
}

static void print_images(const BaseChecked *checked, TextBuilder *to)
{
    if (checked->older || checked->bare)
        text_append_format(to,
                           "%llu images were made by another version of the program, and %llu entities have none: reviews make "
                           "such anew each time; `assize facts upgrade` makes all of them at once\n",
                           (unsigned long long)checked->older, (unsigned long long)checked->bare);
    if (checked->others)
        text_append_format(to,
                           "of these images %llu %s made after another schema than the policy's: rows and columns of such were "
                           "not looked at\n",
                           (unsigned long long)checked->others, checked->others == 1 ? "was" : "were");
}

static void print_head(const VerifyCall *call, TextBuilder *to)
{
    const BaseChecked *checked = &call->checked;
    if (!checked->entries)
        return;
    Text head = digest_text(to->arena, &checked->head);
    unsigned long long since = checked->entries - checked->noted_at;
    text_append_format(to, "the log's head is %.*s\n", (int)head.length, head.bytes);
    if (!checked->has_head)
        text_append_string(to, "the fact base has no record of it: an earlier version made it, and the next change adds one\n");
    if (checked->noted_found && since)
        text_append_format(to, "it has grown by %llu %s since the head that was noted\n", since,
                           since == 1 ? "entry" : "entries");
    else if (checked->noted_found)
        text_append_string(to, "it is the one that was noted\n");
}

static void print_checked(VerifyCall *call)
{
    const BaseChecked *checked = &call->checked;
    TextBuilder *to = call->show.to;
    text_append_format(to, "%llu entities, %llu images, %llu submissions, %llu entries of the log: %s\n",
                       (unsigned long long)checked->entities, (unsigned long long)checked->images,
                       (unsigned long long)checked->submissions, (unsigned long long)checked->entries,
                       checked->problems ? "something is wrong" : "all is well");
    print_images(checked, to);
    print_head(call, to);
    call->show.text = call_result(&call->show.call, to);
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
    if (!open_reader(show))
        return;
    // Checking gives its arena back as it goes on: what is said lies elsewhere.
    show->json = json_writer(&assize->results);
    show->to = &show->json.builder;
    if (show->call.request.format == ASSIZE_JSON)
        json_begin_array(&show->json);
    BaseAnswer answer = base_verify(show->reader, &assize->texts, call->noted ? &call->head : NULL, print_problem, show,
                                    &call->checked);
    if (!call_base_done(&show->call, answer, base_reader_error(show->reader)))
        return;
    if (show->call.request.format == ASSIZE_JSON) {
        json_end_array(&show->json);
        write_checked(call, text_built(show->to));
    } else {
        print_checked(call);
    }
    if (call->checked.problems)
        show->call.answer = ASSIZE_NO;
}

AssizeAnswer assize_facts_verify(Assize *assize, const AssizeRequest *request, AssizeBase *base, const AssizePolicy *policy,
                                 const char *noted, AssizeText *text)
{
    VerifyCall call = {.noted = noted};
    call.show = (ShowCall){.call = call_begin(assize, request), .base = base, .schema = policy ? &policy->program : NULL};
    return run_show(&call.show, verify_facts, text);
}
