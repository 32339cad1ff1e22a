// SPDX-License-Identifier: MIT
// The public library: the fact base. See assize.h.
#include "library_inside.h"

#include <time.h>

#include "support/calendar.h"
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
    OpenCall call = {.call.assize = assize, .folder = folder, .mode = mode};
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

// ---- withdrawing ----

typedef struct WithdrawCall {
    Call call;
    AssizeBase *base;
    const char *submission, *because;
} WithdrawCall;

static void withdraw(void *with)
{
    WithdrawCall *call = with;
    Assize *assize = call->call.assize;
    Digest digest;
    Text error = {"", 0}, because = text_of(call->because);
    if (!digest_read(text_of(call->submission), &digest)) {
        call_refuse(&call->call, ASSIZE_WRONG_USE, "`%s` is no digest of the form sha256:… with 64 digits", call->submission);
        return;
    }
    if (!because.length || text_malformed(because) < because.length) {
        call_refuse(&call->call, ASSIZE_WRONG_USE, "a withdrawal needs its reason");
        return;
    }
    BaseAnswer answer = base_withdraw(call->base->base, &assize->arena, &digest, text_nfc(&assize->arena, because), time(NULL),
                                      &error);
    call_base_done(&call->call, answer, error);
}

AssizeAnswer assize_withdraw(Assize *assize, AssizeBase *base, const char *submission, const char *because)
{
    WithdrawCall call = {.call.assize = assize, .base = base, .submission = submission, .because = because};
    AssizeAnswer answer = call_run(&call.call, withdraw);
    base_recover(base->base);
    return answer;
}

// ---- showing ----

typedef struct ShowCall {
    Call call;
    AssizeBase *base;
    const Program *schema;
    const Program *shown_by; // what says what is confidential, to the public; null: all shows
    const char *entity;
    AssizeFormat format;
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
    call->json = json_writer(&assize->arena);
    call->to = &call->json.builder;
    BaseAnswer answer = base_read(call->base->base, call->schema, &assize->arena, &call->reader, &error);
    return call_base_done(&call->call, answer, error);
}

static AssizeAnswer run_show(ShowCall *call, void (*work)(void *), AssizeText *text)
{
    AssizeAnswer answer = call_run(&call->call, work);
    base_read_end(call->reader);
    *text = call->text;
    return answer;
}

static bool list_entity(void *with, const BaseEntity *entity)
{
    ShowCall *call = with;
    Arena *arena = &call->call.assize->arena;
    call->count++;
    if (call->format == ASSIZE_TEXT) {
        text_append(call->to, text_shown(arena, entity->type));
        text_append_byte(call->to, ' ');
        text_append(call->to, text_shown(arena, entity->id));
        text_append_format(call->to, "  %u submission%s\n", entity->submissions, entity->submissions == 1 ? "" : "s");
        return true;
    }
    json_begin_object(&call->json);
    json_key_string(&call->json, "entity", entity->type);
    json_key_string(&call->json, "id", entity->id);
    json_key_string(&call->json, "image", digest_text(arena, &entity->image));
    json_key_integer(&call->json, "submissions", entity->submissions);
    json_end_object(&call->json);
    return true;
}

static void list_facts(void *with)
{
    ShowCall *call = with;
    if (!open_reader(call))
        return;
    if (call->format == ASSIZE_JSON)
        json_begin_array(&call->json);
    BaseAnswer answer = base_each_entity(call->reader, list_entity, call);
    if (!call_base_done(&call->call, answer, base_reader_error(call->reader)))
        return;
    if (call->format == ASSIZE_JSON) {
        json_end_array(&call->json);
        text_append_byte(call->to, '\n');
    } else if (!call->count) {
        text_append_string(call->to, "the fact base is empty\n");
    }
    call->text = call_result(&call->call, call->to);
}

AssizeAnswer assize_facts_list(Assize *assize, AssizeBase *base, AssizeFormat format, AssizeText *text)
{
    ShowCall call = {.call.assize = assize, .base = base, .format = format};
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
    if (text_equal(whole, wanted)) {
        call->count = 1;
        call->type = text_copy(arena, entity->type);
        call->id = text_copy(arena, entity->id);
        return false;
    }
    if (!text_equal(entity->id, wanted))
        return true;
    if (call->count++)
        text_append_string(&call->others, ", ");
    text_append(&call->others, whole);
    call->type = text_copy(arena, entity->type);
    call->id = text_copy(arena, entity->id);
    return true;
}

static bool offer_entity(void *with, const BaseEntity *entity)
{
    Nearest *nearest = with;
    nearest_offer(nearest, entity->id);
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

// What is said of a submission of which nothing shows.
static void append_hidden(ShowCall *call)
{
    if (call->format == ASSIZE_TEXT) {
        text_append_string(call->to, "submission (confidential)\n");
        return;
    }
    json_begin_object(&call->json);
    json_key(&call->json, text_of("confidential"));
    json_write_bool(&call->json, true);
    json_end_object(&call->json);
}

static void print_submission(ShowCall *call, const BaseSubmission *submission)
{
    Arena *arena = &call->call.assize->arena;
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    Text digest = digest_text(arena, &submission->digest);
    text_append_format(call->to, "submission %.*s\n", (int)digest.length, digest.bytes);
    if (submission->withdrawn) {
        text_append_string(call->to, "  withdrawn because ");
        text_append(call->to, text_shown(arena, submission->because));
        text_append_byte(call->to, '\n');
    }
    if (!json_read(&document, arena, submission->canonical, &at, &error)) {
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

static void write_submission(ShowCall *call, const BaseSubmission *submission)
{
    json_begin_object(&call->json);
    if (submission->withdrawn)
        json_key_string(&call->json, "because", submission->because);
    json_key_string(&call->json, "digest", digest_text(&call->call.assize->arena, &submission->digest));
    json_key(&call->json, text_of("submission"));
    json_write_raw(&call->json, submission->canonical);
    json_key(&call->json, text_of("withdrawn"));
    json_write_bool(&call->json, submission->withdrawn);
    json_end_object(&call->json);
}

static void print_submissions(ShowCall *call)
{
    BaseSubmission *list;
    size_t count;
    BaseAnswer answer = base_submissions(call->reader, call->type, call->id, &list, &count);
    if (!call_base_done(&call->call, answer, base_reader_error(call->reader)))
        return;
    if (call->format == ASSIZE_JSON)
        json_begin_array(&call->json);
    for (size_t i = 0; i < count; i++) {
        if (call->shown_by)
            list[i].canonical = submission_redacted(call->shown_by, list[i].canonical, &call->call.assize->arena);
        if (!list[i].canonical.bytes)
            append_hidden(call);
        else if (call->format == ASSIZE_JSON)
            write_submission(call, &list[i]);
        else
            print_submission(call, &list[i]);
    }
    if (call->format == ASSIZE_JSON) {
        json_end_array(&call->json);
        text_append_byte(call->to, '\n');
    }
    call->text = call_result(&call->call, call->to);
}

static void refuse_unknown(ShowCall *call, const char *entity)
{
    Nearest nearest = nearest_to(text_of(entity));
    base_each_entity(call->reader, offer_entity, &nearest);
    bool near = nearest.best.length > 0;
    call_refuse(&call->call, ASSIZE_BAD_INPUT, "there is no dossier of %s%s%.*s%s", entity, near ? "; did you mean " : "",
                (int)nearest.best.length, nearest.best.bytes, near ? "?" : "");
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

AssizeAnswer assize_facts_show(Assize *assize, AssizeBase *base, const AssizePolicy *policy, const char *entity,
                               AssizeFormat format, AssizeText *text)
{
    ShowCall call = {.call.assize = assize, .base = base, .entity = entity, .format = format};
    if (policy && assize->options.audience == ASSIZE_PUBLIC)
        call.shown_by = &policy->program;
    return run_show(&call, show_facts, text);
}

typedef struct Offer {
    Nearest nearest;
    Text type;
} Offer;

static bool offer_subject(void *with, const BaseEntity *entity)
{
    Offer *offer = with;
    if (text_equal(entity->type, offer->type))
        nearest_offer(&offer->nearest, entity->id);
    return true;
}

void call_warn_unknown(Call *call, BaseReader *reader, const Review *review)
{
    const Program *program = review_program(review);
    uint32_t number;
    Text subject, image;
    review_entity(review, 0, &number, &subject, &image);
    if (image.bytes)
        return;
    Text type = program_string(program, program->types[number].name);
    Offer offer = {nearest_to(subject), type};
    base_each_entity(reader, offer_subject, &offer);
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
    if (call->format == ASSIZE_JSON) {
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
    if (checked->older)
        text_append_format(to,
                           "of these images %llu %s of an earlier format: reviews make such anew each time, until a submission "
                           "about the entity is imported\n",
                           (unsigned long long)checked->older, checked->older == 1 ? "is" : "are");
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
    if (show->format == ASSIZE_JSON)
        json_begin_array(&show->json);
    BaseAnswer answer = base_verify(show->reader, &assize->texts, call->noted ? &call->head : NULL, print_problem, show,
                                    &call->checked);
    if (!call_base_done(&show->call, answer, base_reader_error(show->reader)))
        return;
    if (show->format == ASSIZE_JSON) {
        json_end_array(&show->json);
        write_checked(call, text_built(show->to));
    } else {
        print_checked(call);
    }
    if (call->checked.problems)
        show->call.answer = ASSIZE_NO;
}

AssizeAnswer assize_facts_verify(Assize *assize, AssizeBase *base, const AssizePolicy *policy, const char *noted,
                                 AssizeFormat format, AssizeText *text)
{
    VerifyCall call = {.noted = noted};
    call.show = (ShowCall){.call.assize = assize, .base = base, .schema = policy ? &policy->program : NULL, .format = format};
    return run_show(&call.show, verify_facts, text);
}
