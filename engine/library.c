// SPDX-License-Identifier: MIT
// The public library: its instances, how a call runs under its guard, and messages. See assize.h.
#include "library_inside.h"

#include <assert.h>
#include <errno.h>
#include <time.h>

#include "support/calendar.h"
#include "support/file.h"
#include "support/hash.h"

static const char no_memory[] = "memory ran out";

// ---- instances ----

Assize *assize_open(const AssizeOptions *options)
{
    Assize *assize = hash_use_secret() ? memory_take(sizeof *assize) : NULL;
    if (!assize)
        return NULL;
    *assize = (Assize){.options = options ? *options : (AssizeOptions){0}};
    arena_open(&assize->arena, &assize->guard, 0);
    arena_open(&assize->texts, &assize->guard, 0);
    arena_open(&assize->results, &assize->guard, 0);
    if (kept_open(&assize->kept))
        return assize;
    assize_close(assize);
    return NULL;
}

void assize_close(Assize *assize)
{
    if (!assize)
        return;
    arena_close(&assize->arena);
    arena_close(&assize->texts);
    arena_close(&assize->results);
    kept_close(&assize->kept);
    memory_give(assize);
}

// ---- calls ----

void assize_cancel(AssizeCancel *cancel)
{
    __atomic_store_n(&cancel->set, 1, __ATOMIC_RELAXED);
}

int64_t assize_deadline(int64_t milliseconds)
{
    enum { NS_OF_MS = 1000000 };
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t at = now.tv_sec * INT64_C(1000) + now.tv_nsec / NS_OF_MS, most = INT64_MAX / NS_OF_MS - 1 - at;
    if (milliseconds <= 0)
        return 1;                                                             // that was when the machine started
    return (at + 1 + (milliseconds < most ? milliseconds : most)) * NS_OF_MS; // never less ahead than was asked for
}

GuardWatch call_watch(const AssizeRequest *request)
{
    return (GuardWatch){request->deadline, request->cancel ? &request->cancel->set : NULL};
}

Text call_stopped(GuardStop stop)
{
    return text_of(stop == GUARD_LATE ? "stopped: deadline passed" : "stopped: cancelled");
}

Call call_begin(Assize *assize, const AssizeRequest *request)
{
    Call call = {.assize = assize, .request = request ? *request : (AssizeRequest){0}};
    Text language = text_of(call.request.language ? call.request.language : "en");
    call.viewer = (Viewer){(Audience)call.request.audience, text_of(call_string(call.request.institution))};
    call.style = (TextStyle){.colours = call.request.colours,
                             .language = language,
                             .tongue = tongue_of(language),
                             .all_rules = call.request.all_rules,
                             .open = call.request.open};
    return call;
}

Call call_begin_on(Assize *assize, const AssizeRequest *request, AssizeBase *base, const AssizePolicy *policy)
{
    Call call = call_begin(assize, request);
    call.base = base;
    call.policy = policy;
    return call;
}

// Who asks for whom nobody knows is told nothing.
static void refuse_audience(void *with)
{
    call_refuse(with, ASSIZE_WRONG_USE, "there is no such audience");
}

AssizeAnswer call_run(Call *call, void (*work)(void *call))
{
    Assize *assize = call->assize;
    ArenaSpare own = {NULL}, results = {NULL};
    arena_close_keeping(&assize->arena, &own);
    arena_close_keeping(&assize->results, &results);
    arena_close(&assize->texts);
    arena_open(&assize->arena, &assize->guard, 0);
    arena_open(&assize->results, &assize->guard, 0);
    arena_use_spare(&assize->arena, &own);
    arena_use_spare(&assize->results, &results);
    sources_open(&assize->sources, &assize->arena);
    diagnostics_open(&assize->diagnostics, &assize->arena, &assize->sources);
    assize->said = &assize->diagnostics;
    assize->trouble = assize->warning = (Text){NULL, 0};
    call->answer = ASSIZE_DONE;
    assize->guard.watch = call_watch(&call->request);
    bool known = (uint32_t)call->request.audience <= ASSIZE_OFFICE;
    bool done = !guard_is_due(&assize->guard) && guard_run(&assize->guard, known ? work : refuse_audience, call);
    assize->guard.watch = (GuardWatch){0};
    if (!done && assize->guard.stopped) {
        assize->said = NULL;
        assize->trouble = call_stopped(assize->guard.stopped);
        call->answer = ASSIZE_STOPPED;
    } else if (!done && assize->said->errors) {
        call->answer = ASSIZE_BAD_INPUT; // it was given up for what is said there: a policy beyond a bound
    } else if (!done) {
        assize->said = NULL;
        assize->trouble = text_of(no_memory);
        call->answer = ASSIZE_ENVIRONMENT;
    }
    assize->answer = call->answer;
    return call->answer;
}

AssizeAnswer call_run_text(Call *call, void (*work)(void *call), AssizeText *text)
{
    AssizeAnswer answer = call_run(call, work);
    if (text)
        *text = call->text;
    return answer;
}

AssizeAnswer call_no_memory(Assize *assize)
{
    assize->said = NULL;
    assize->trouble = text_of(no_memory);
    return assize->answer = ASSIZE_ENVIRONMENT;
}

AssizeAnswer assize_last_answer(const Assize *assize)
{
    return assize->answer;
}

void call_refuse(Call *call, AssizeAnswer answer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Text trouble = text_format_list(&call->assize->arena, format, arguments);
    va_end(arguments);
    call->answer = answer;
    call->assize->trouble = text_shown(&call->assize->arena, trouble);
}

Text call_nearest(Call *call, const Nearest *nearest)
{
    Text best = nearest->best;
    return best.length ? text_format(&call->assize->arena, "; did you mean %.*s?", (int)best.length, best.bytes) : (Text){"", 0};
}

bool call_has(Call *call, const void *needed, const char *what)
{
    if (!needed)
        call_refuse(call, ASSIZE_WRONG_USE, "no %s is given", what);
    return needed != NULL;
}

bool call_base_done(Call *call, BaseAnswer answer, Text error)
{
    if (answer == BASE_DONE)
        return true;
    call->answer = answer == BASE_REFUSED ? ASSIZE_BAD_INPUT : ASSIZE_ENVIRONMENT;
    call->assize->trouble = error;
    return false;
}

bool call_may_look(Call *call, const char *what)
{
    if (!call->base || call->viewer.audience == AUDIENCE_PUBLIC || !base_has_verdicts(call->base))
        return true;
    Arena *arena = &call->assize->arena;
    Text purpose = text_of(call_string(call->request.purpose)), error = {"", 0};
    if (text_malformed(purpose) < purpose.length || !text_trimmed(purpose).length) {
        call_refuse(call, ASSIZE_WRONG_USE,
                    "verdicts are registered here: whoever looks at what the public does not see says what for (--purpose), and "
                    "that is logged");
        return false;
    }
    if (!base_may_write(call->base)) {
        call_refuse(call, ASSIZE_ENVIRONMENT,
                    "each look at what the public does not see is logged, and the fact base may only be read");
        return false;
    }
    Digest logged;
    LogEntry step = {.kind = LOG_LOOK,
                     .audience = text_of(audience_names[call->viewer.audience]),
                     .purpose = text_nfc(arena, purpose),
                     .what = text_of(what)};
    if (call->viewer.audience == AUDIENCE_INSTITUTION && call->viewer.institution.length)
        step.as = call->viewer.institution;
    return call_base_done(call, base_step(call->base, arena, &step, (Text){NULL, 0}, time(NULL), &logged, &error), error);
}

void call_result(Call *call, Text text)
{
    // Terminated, for those who print it as a string.
    call->text = (AssizeText){text_terminated(&call->assize->results, text), text.length};
}

bool call_form(Call *call, DocumentKind document)
{
    Text reason;
    call->form = form_for(call->request.format, document, &call->assize->arena, &reason);
    if (!call->form)
        call_refuse(call, ASSIZE_WRONG_USE, "%.*s", (int)reason.length, reason.bytes);
    return call->form != NULL;
}

bool call_form_of_many(Call *call)
{
    Text reason;
    if (!call_form(call, DOCUMENT_VERDICT))
        return false;
    if (call->request.only)
        call_refuse(call, ASSIZE_WRONG_USE, "of many verdicts each is told whole");
    else if (!form_tells_many(call->form, &call->assize->arena, &reason))
        call_refuse(call, ASSIZE_WRONG_USE, "%.*s", (int)reason.length, reason.bytes);
    return call->answer == ASSIZE_DONE;
}

// The statuses of a list such as `violated,undetermined`, a bit for each; 0: it is none.
static uint32_t statuses_of(const char *list)
{
    uint32_t statuses = 0;
    for (const char *at = list;; at++) {
        size_t length = strcspn(at, ",");
        uint32_t status = 0;
        while (status < STATUSES && !text_equal(text_of(status_names[status]), (Text){at, length}))
            status++;
        if (status == STATUSES)
            return 0;
        statuses |= (uint32_t)1 << status;
        at += length;
        if (!*at)
            return statuses;
    }
}

static void refuse_statuses(Call *call, const char *list)
{
    TextBuilder known = text_builder(&call->assize->arena);
    for (uint32_t i = 0; i < STATUSES; i++)
        text_append_format(&known, "%s`%s`", i ? ", " : "", status_names[i]);
    Text names = text_built(&known);
    call_refuse(call, ASSIZE_WRONG_USE, "`%s` is no list of statuses such as `violated,undetermined`; there are %.*s", list,
                (int)names.length, names.bytes);
}

bool call_verdict_form(Call *call)
{
    const char *only = call->request.only;
    if (!call_form(call, DOCUMENT_VERDICT) || !only)
        return call->form != NULL;
    call->style.only = statuses_of(only);
    if (!call->style.only)
        refuse_statuses(call, only);
    else if (!call->form->chooses)
        call_refuse(call, ASSIZE_WRONG_USE, "the form `%s` holds a verdict whole: no rule can be left out of it",
                    call->form->name);
    return call->answer == ASSIZE_DONE;
}

// Where a form has none, they are text: one of them says so.
static void print_messages(void *with)
{
    Call *call = with;
    Assize *assize = call->assize;
    ReportMessages messages = {assize->said, assize->warning, assize->trouble};
    Text reason;
    const Form *form = form_for(call->request.format, DOCUMENT_MESSAGES, &assize->arena, &reason);
    call->text = text_taken(form_messages(form ? form : &forms[ASSIZE_TEXT], &messages, &call->style, &assize->arena));
}

AssizeText assize_messages(Assize *assize, const AssizeRequest *request)
{
    Call call = call_begin(assize, request);
    if (!guard_run(&assize->guard, print_messages, &call))
        call.text = text_taken(text_of(no_memory));
    return call.text;
}

static_assert((int)ASSIZE_SHOWN == (int)LONGEST_SHOWN_CHARACTER, "what a host gives is enough");

size_t assize_show(AssizeText text, size_t *at, char *to)
{
    return text_show((Text){text.bytes, text.length}, at, to);
}

const char *assize_format_name(AssizeFormat format)
{
    return (uint32_t)format < form_count ? forms[format].name : NULL;
}

bool assize_format_for_programs(AssizeFormat format)
{
    return (uint32_t)format < form_count && forms[format].messages && !forms[format].speaks;
}

bool assize_date(const char *text, int64_t *date)
{
    return date_read(text_of(call_string(text)), date);
}

bool call_input_fault(int code)
{
    return code == ENOENT || code == EISDIR || code == ENOTDIR || code == ENOTSUP || code == EFBIG || code == ESPIPE ||
           code == EINVAL;
}

bool call_read_file(Call *call, Arena *arena, const char *path, Text *text)
{
    int code = file_read(arena, path, LARGEST_INPUT, text);
    if (code)
        call_refuse(call, call_input_fault(code) ? ASSIZE_BAD_INPUT : ASSIZE_ENVIRONMENT, "cannot read %s: %s", path,
                    file_fault_text(code).bytes);
    return code == 0;
}

bool call_read_source(Call *call, const char *path, Source *source)
{
    Assize *assize = call->assize;
    Text text;
    if (!call_read_file(call, &assize->texts, path, &text))
        return false;
    uint32_t file = sources_add(&assize->sources, text_of(path), text);
    if (!file) {
        call_refuse(call, ASSIZE_BAD_INPUT, "%s is larger than 4 GB", path);
        return false;
    }
    *source = *sources_file(&assize->sources, file);
    return true;
}

bool call_read_json(Call *call, const Source *source, JsonDocument *document, size_t *at)
{
    JsonError error;
    if (json_read(document, &call->assize->texts, source->text, at, &error))
        return true;
    Diagnostic *broken = diagnose(&call->assize->diagnostics, MESSAGE_JSON, span_at(source->file, error.offset), 1,
                                  text_of(error.reason));
    diagnostic_expect(broken, text_of(error.expected));
    call->answer = ASSIZE_BAD_INPUT;
    return false;
}
