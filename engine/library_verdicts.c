// SPDX-License-Identifier: MIT
// The public library: verdicts beside each other, as files or in the register. See assize.h.
#include "library_register.h"

#include "report/difference.h"

typedef struct DiffCall {
    Call call;
    const char *named[2];
    AgainCall *again; // what a verdict of the register is made again in; null: nothing
} DiffCall;

static bool is_digest(const char *named)
{
    return text_starts(text_of(named), text_of("sha256:"));
}

// The text of a verdict in the register, for the viewer. Of two, one is made after the other.
static bool read_registered(DiffCall *call, const char *digest, Text *text)
{
    bool fine = call_has(&call->call, call->call.base, "fact base") && call_may_look(&call->call, digest) &&
                again_text(&call->again, &call->call, digest, text);
    again_close(call->again);
    call->again = NULL;
    return fine;
}

// A verdict, of the register or in a file; false with the call refused.
static bool read_verdict(DiffCall *call, const char *named, JsonDocument *document)
{
    Assize *assize = call->call.assize;
    Text text;
    JsonError error;
    size_t at = 0;
    if (!(is_digest(named) ? read_registered(call, named, &text) : call_read_file(&call->call, &assize->texts, named, &text)))
        return false;
    *document = (JsonDocument){.values = NULL};
    if (!json_read(document, &assize->arena, text, &at, &error) || !json_at_end(text, at) ||
        !json_is_verdict(document, &assize->arena)) {
        call_refuse(&call->call, ASSIZE_BAD_INPUT, "%s is no verdict, as `assize review --format json` prints one", named);
        return false;
    }
    return true;
}

static void diff(void *with)
{
    DiffCall *call = with;
    JsonDocument documents[2];
    if (!call_form(&call->call, DOCUMENT_VERDICT_DIFF) || !read_verdict(call, call->named[0], &documents[0]) ||
        !read_verdict(call, call->named[1], &documents[1]))
        return;
    Text language = call->call.style.language;
    ReportVerdictDiff result = verdicts_diffed(&documents[0], &documents[1], language, &call->call.assize->arena);
    const DiffedVerdict *a = &result.verdicts[0], *b = &result.verdicts[1];
    if (!text_equal(a->type, b->type) || !text_equal(a->id, b->id)) {
        call_refuse(&call->call, ASSIZE_WRONG_USE, "the verdicts are about different things: %.*s, and %.*s", (int)a->id.length,
                    a->id.bytes, (int)b->id.length, b->id.bytes);
        return;
    }
    call_print_verdict_diff(&call->call, &result);
    if (!text_equal(a->outcome, b->outcome))
        call->call.answer = ASSIZE_NO;
}

AssizeAnswer assize_verdict_diff(Assize *assize, const AssizeRequest *request, AssizeBase *base, const char *before,
                                 const char *after, AssizeText *text)
{
    DiffCall call = {.call = call_begin_on(assize, request, base, NULL), .named = {call_string(before), call_string(after)}};
    AssizeAnswer answer = call_run_text(&call.call, diff, text);
    again_close(call.again);
    return answer;
}
