// SPDX-License-Identifier: MIT
// The public library: matching the components of a dossier with catalogues of vulnerabilities. See assize.h.
#include "library_inside.h"

#include "match/match.h"
#include "support/calendar.h"

typedef struct MatchCall {
    Call call;
    const AssizeMatch *asked;
    uint32_t type;
    MatchEvidence evidence;
    BaseReader *reader;
    Match *match;
    Arena kept, scratch; // what the match finds; what the file under way needs
} MatchCall;

// ---- what is asked for ----

static bool read_said(MatchCall *call, const char *said, const char *what, Text *text)
{
    Arena *arena = &call->call.assize->arena;
    *text = said ? text_of(said) : (Text){NULL, 0};
    if (said && text_malformed(*text) < text->length) {
        call_refuse(&call->call, ASSIZE_WRONG_USE, "the %s is no UTF-8", what);
        return false;
    }
    if (said)
        *text = text_nfc(arena, text_copy(arena, *text));
    return true;
}

static bool read_kind(MatchCall *call, const char *name)
{
    const Program *schema = call_program(&call->call);
    Nearest nearest = nearest_to(text_of(name));
    call->evidence.kind = schema_kind(schema, text_of(name));
    if (call->evidence.kind != UINT32_MAX)
        return true;
    for (uint32_t i = 0; i < schema->kinds_count; i++)
        nearest_offer(&nearest, program_string(schema, schema->kinds[i].name));
    Text near = call_nearest(&call->call, &nearest);
    call_refuse(&call->call, ASSIZE_WRONG_USE, "the policy ranks no kind of evidence `%s`%.*s", name, (int)near.length,
                near.bytes);
    return false;
}

static bool read_asked(MatchCall *call)
{
    const AssizeEvidence *said = call->asked->evidence;
    const Program *schema = call_program(&call->call);
    if (!said || !said->kind || !said->on) {
        call_refuse(&call->call, ASSIZE_WRONG_USE, "what is found is evidence: its kind and its date are needed (--kind, --on)");
        return false;
    }
    if (!date_read(text_of(said->on), &call->evidence.on)) {
        call_refuse(&call->call, ASSIZE_WRONG_USE, "the evidence's date `%s` is none such as 2026-11-22", said->on);
        return false;
    }
    call->evidence.confidential = said->confidential;
    call->type = said->type ? schema_type(schema, text_of(said->type)) : schema->head.subject_type;
    if (call->type >= schema->types_count || schema->types[call->type].is_part) {
        call_refuse(&call->call, ASSIZE_WRONG_USE, "the policy declares no entity `%s`", call_string(said->type));
        return false;
    }
    return read_kind(call, said->kind) && read_said(call, said->by, "id of the institution", &call->evidence.by) &&
           read_said(call, said->title, "title", &call->evidence.title);
}

// ---- the dossier ----

// Finds the image of the subject; it stays while the reader does.
static bool find_image(MatchCall *call, Text subject, Text *image)
{
    Assize *assize = call->call.assize;
    Text error = {"", 0};
    BaseAnswer answer = base_read(call->call.base, call_program(&call->call), &assize->arena, &call->reader, &error);
    if (!call_base_done(&call->call, answer, error))
        return false;
    Dossiers dossiers = base_dossiers(call->reader);
    switch (dossiers_find(&dossiers, call->type, subject, image)) {
    case DOSSIER_FOUND:
        return true;
    case DOSSIER_NONE:
        call_refuse(&call->call, ASSIZE_BAD_INPUT, "there is no dossier of %.*s", (int)subject.length, subject.bytes);
        return false;
    default:
        call->call.answer = ASSIZE_ENVIRONMENT;
        assize->trouble = base_reader_error(call->reader);
        return false;
    }
}

// ---- files ----

static bool read_file(MatchCall *call, const char *path, bool exploited)
{
    Assize *assize = call->call.assize;
    ArenaMark before = arena_mark(&assize->texts);
    Source source;
    if (!call_read_source(&call->call, path, &source))
        return false;
    bool fine = exploited ? match_exploited(call->match, &source) : match_catalogue(call->match, &source, &call->scratch);
    match_let_go(call->match, source.file);
    arena_clear(&call->scratch);
    arena_reset(&assize->texts, before);
    return fine;
}

static bool is_short(MatchCall *call)
{
    if (match_is_too_long(call->match))
        call_refuse(&call->call, ASSIZE_BAD_INPUT, "the match takes more comparisons than it may (--limit-rows)");
    return !match_is_too_long(call->match);
}

static bool read_files(MatchCall *call)
{
    bool fine = true;
    for (size_t i = 0; i < call->asked->catalogue_count && call->call.answer == ASSIZE_DONE; i++)
        fine &= read_file(call, call->asked->catalogues[i], false);
    if (call->asked->exploited && call->call.answer == ASSIZE_DONE)
        fine &= read_file(call, call->asked->exploited, true);
    if (call->call.answer == ASSIZE_DONE && !fine)
        call->call.answer = ASSIZE_BAD_INPUT;
    return call->call.answer == ASSIZE_DONE && is_short(call);
}

static void match_dossier(void *with)
{
    MatchCall *call = with;
    Assize *assize = call->call.assize;
    const Program *schema = call_program(&call->call);
    Text image, reason, subject = text_of(call_string(call->asked ? call->asked->subject : NULL));
    if (!call_form(&call->call, DOCUMENT_MATCHED) || !call_has(&call->call, call->call.base, "fact base") ||
        !call_has(&call->call, schema, "policy") || !call_has(&call->call, call->asked, "match") ||
        !call_subject(&call->call, subject) || !read_asked(call) || !find_image(call, subject, &image))
        return;
    uint64_t most = call_limits(&call->call).rows;
    call->match = match_begin(schema, image, call->evidence.on, most, &call->kept, &assize->diagnostics, &assize->sources,
                              &reason);
    if (!call->match) {
        call_refuse(&call->call, ASSIZE_BAD_INPUT, "%.*s", (int)reason.length, reason.bytes);
        return;
    }
    if (!read_files(call))
        return;
    Submission *submission = match_submission(call->match, text_nfc(&assize->arena, subject), &call->evidence);
    if (!is_short(call))
        return;
    submission_warn(schema, submission, &assize->diagnostics, (Span){0});
    call_print_matched(&call->call, submission);
}

AssizeAnswer assize_match(Assize *assize, const AssizeRequest *request, AssizeBase *base, const AssizePolicy *policy,
                          const AssizeMatch *match, AssizeText *text)
{
    MatchCall call = {.call = call_begin_on(assize, request, base, policy), .asked = match};
    arena_open(&call.kept, &assize->guard, 0);
    arena_open(&call.scratch, &assize->guard, 0);
    AssizeAnswer answer = call_run_text(&call.call, match_dossier, text);
    base_read_end(call.reader);
    arena_close(&call.kept);
    arena_close(&call.scratch);
    return answer;
}
