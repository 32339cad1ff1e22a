// SPDX-License-Identifier: MIT
// The public library: verdicts as files. See assize.h.
#include "library_inside.h"

#include "report/difference.h"

typedef struct DiffCall {
    Call call;
    const char *paths[2];
} DiffCall;

// A verdict in a file; false with the call refused.
static bool read_verdict(DiffCall *call, const char *path, JsonDocument *document)
{
    Assize *assize = call->call.assize;
    Text text;
    JsonError error;
    size_t at = 0;
    if (!call_read_file(&call->call, &assize->texts, path, &text))
        return false;
    *document = (JsonDocument){.values = NULL};
    if (!json_read(document, &assize->arena, text, &at, &error) || !json_at_end(text, at) ||
        !json_is_verdict(document, &assize->arena)) {
        call_refuse(&call->call, ASSIZE_BAD_INPUT, "%s is no verdict, as `assize review --format json` prints one", path);
        return false;
    }
    return true;
}

static void diff(void *with)
{
    DiffCall *call = with;
    JsonDocument documents[2];
    if (!call_form(&call->call, DOCUMENT_VERDICT_DIFF) || !read_verdict(call, call->paths[0], &documents[0]) ||
        !read_verdict(call, call->paths[1], &documents[1]))
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

AssizeAnswer assize_verdict_diff(Assize *assize, const AssizeRequest *request, const char *before, const char *after,
                                 AssizeText *text)
{
    DiffCall call = {.call = call_begin(assize, request), .paths = {call_string(before), call_string(after)}};
    return call_run_text(&call.call, diff, text);
}
