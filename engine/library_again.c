// SPDX-License-Identifier: MIT
// The public library: verdicts of the register made again, from what it kept: the texts of policy and profiles are compiled, the
// dossiers made as they were, the review run. What comes out is held against the bytes that were kept, or shown to whoever asks.
// See assize.h.
#include "library_compile.h"
#include "library_register.h"

#include <time.h>

#include "support/calendar.h"
#include "support/compress.h"

struct AgainCall {
    PolicyCall policy; // first: its call is this one's
    BaseReader *reader;
    const char *named, *to, *on;
    FoundVerdict found;
    JsonDocument verdict; // as it was kept
    Text subject;
    int64_t date;
    ReviewLimits limits;
    PastDossiers past;
    SubjectReview review;
};

static Call *call_of(AgainCall *call)
{
    return &call->policy.call;
}

static void refuse_damaged(AgainCall *call)
{
    call_refuse(call_of(call), ASSIZE_ENVIRONMENT,
                "what the register kept of %s is damaged (`assize facts verify` says what else is wrong)", call->named);
}

// ---- what was kept ----

static bool text_member(AgainCall *call, uint32_t object, const char *name, Text *text)
{
    uint32_t member = object == UINT32_MAX ? UINT32_MAX : json_member(&call->verdict, object, name);
    bool there = member != UINT32_MAX && json_kind(&call->verdict, member) == JSON_STRING;
    if (there)
        *text = json_string(&call->verdict, &call_of(call)->assize->arena, member);
    return there;
}

static bool number_member(AgainCall *call, uint32_t object, const char *name, int64_t *number)
{
    uint32_t member = object == UINT32_MAX ? UINT32_MAX : json_member(&call->verdict, object, name);
    if (member == UINT32_MAX || json_kind(&call->verdict, member) != JSON_NUMBER)
        return false;
    Wide value = 0;
    Text digits = json_raw(&call->verdict, member);
    for (size_t i = 0; i < digits.length && digits.bytes[i] >= '0' && digits.bytes[i] <= '9'; i++)
        value = value * 10 + (digits.bytes[i] - '0');
    *number = value > INT64_MAX ? INT64_MAX : (int64_t)value;
    return true;
}

// The dossiers that the verdict names; of those without a digest nothing was known.
static bool read_dossiers(AgainCall *call)
{
    Arena *arena = &call_of(call)->assize->arena;
    uint32_t list = json_member(&call->verdict, 0, "dossiers");
    if (list == UINT32_MAX)
        return false;
    NamedDossier *dossiers = arena_array(arena, (size_t)json_count(&call->verdict, list) + 1, sizeof *dossiers);
    for (uint32_t at = list + 1; at < json_next(&call->verdict, list); at = json_next(&call->verdict, at)) {
        NamedDossier *one = &dossiers[call->past.count];
        Text digest;
        if (!text_member(call, at, "type", &one->type) || !text_member(call, at, "id", &one->id))
            return false;
        call->past.count += text_member(call, at, "digest", &digest) && digest_read(digest, &one->digest);
    }
    call->past.list = dossiers;
    return true;
}

static bool read_verdict(AgainCall *call)
{
    JsonError error;
    size_t at = 0;
    Text on;
    int64_t rows, memory;
    if (!json_read(&call->verdict, &call_of(call)->assize->arena, call->found.canonical, &at, &error))
        return false;
    uint32_t limits = json_member(&call->verdict, 0, "limits");
    bool fine = text_member(call, json_member(&call->verdict, 0, "subject"), "id", &call->subject) &&
                text_member(call, 0, "on", &on) && date_read(on, &call->date) && number_member(call, limits, "rows", &rows) &&
                number_member(call, limits, "regex", &call->limits.regex_steps) &&
                number_member(call, limits, "memory", &memory) && read_dossiers(call);
    call->limits.rows = fine ? (uint64_t)rows : 0;
    call->limits.memory = !fine ? 0 : memory == INT64_MAX ? SIZE_MAX : (size_t)memory;
    return fine;
}

// Opens what the digest names. False, with the call refused.
static bool open_kept(AgainCall *call)
{
    call->reader = register_reader(call_of(call), &call_of(call)->assize->arena);
    if (!call->reader || !register_find(call_of(call), call->reader, call->named, &call->found))
        return false;
    bool fine = read_verdict(call);
    if (!fine)
        refuse_damaged(call);
    return fine;
}

// ---- the policy ----

static bool read_file(AgainCall *call, const JsonDocument *list, uint32_t at, CarriedFile *file)
{
    Arena *arena = &call_of(call)->assize->arena;
    static const char *const names[] = {"digest", "kind", "name", "path"};
    Text members[sizeof names / sizeof *names];
    Digest digest;
    BaseAnswer answer;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        uint32_t member = json_member(list, at, names[i]);
        if (member == UINT32_MAX || json_kind(list, member) != JSON_STRING)
            return false;
        members[i] = json_string(list, arena, member);
    }
    *file = (CarriedFile){.profile = text_is(members[1], "profile") ? members[2] : text_of(""),
                          .library = text_is(members[1], "library") ? members[2] : text_of(""),
                          .path = members[3]};
    return digest_read(members[0], &digest) && base_content(call->reader, &digest, &file->text, &answer);
}

static CarriedFile *read_files(AgainCall *call, size_t *count)
{
    Arena *arena = &call_of(call)->assize->arena;
    JsonDocument list = {.values = NULL};
    JsonError error;
    Digest sources;
    BaseAnswer answer;
    size_t at = 0;
    Text text;
    if (!digest_read(call->found.issued.entry.sources, &sources) || !base_content(call->reader, &sources, &text, &answer) ||
        !json_read(&list, arena, text, &at, &error))
        return NULL;
    uint32_t files = json_member(&list, 0, "files");
    if (files == UINT32_MAX || json_is_empty(&list, files))
        return NULL;
    CarriedFile *carried = arena_array(arena, json_count(&list, files), sizeof *carried);
    *count = 0;
    for (uint32_t file = files + 1; file < json_next(&list, files); file = json_next(&list, file)) {
        if (!read_file(call, &list, file, &carried[(*count)++]))
            return NULL;
    }
    return carried;
}

// Compiles the policy of the verdict, which must be what the verdict names. False, with the call refused.
static bool compile_kept(AgainCall *call)
{
    Arena *arena = &call_of(call)->assize->arena;
    size_t count;
    Text bundle, named;
    CarriedFile *files = read_files(call, &count);
    if (!files) {
        refuse_damaged(call);
        return false;
    }
    Compilation *compilation = arena_take(arena, sizeof *compilation);
    call_compilation_kept(call_of(call), compilation, files, count);
    compilation->policy.most_code = UINT32_MAX;
    if (!compile_check(compilation, compilation->path) || !compile_bundle(compilation, NULL, &bundle)) {
        call_refuse(call_of(call), ASSIZE_BAD_INPUT, "this program does not compile the policy of %s as it was kept",
                    call->named);
        return false;
    }
    call_of(call)->assize->said = &call_of(call)->assize->diagnostics; // warnings are for those who check and build it
    call_make_policy(&call->policy, bundle, false);
    if (call_of(call)->answer != ASSIZE_DONE)
        return false;
    bool same = text_member(call, json_member(&call->verdict, 0, "policy"), "digest", &named) &&
                text_equal(named, call->policy.policy->digest);
    if (!same)
        refuse_damaged(call);
    return same;
}

// The policy as the register has it compiled: of just the texts that it has kept. False where it is not there, or another one.
static bool open_bundle(AgainCall *call)
{
    Arena *arena = &call_of(call)->assize->arena;
    Digest sources;
    Text bundle, named;
    size_t count;
    if (!digest_read(call->found.issued.entry.sources, &sources) || !base_bundle(call->reader, &sources, &bundle))
        return false;
    call_make_policy(&call->policy, bundle, false);
    if (call_of(call)->answer != ASSIZE_DONE)
        return false;
    const KeptContent *contents = register_contents(&call->policy.policy->program, arena, &count);
    return digest_equal(&contents[count - 1].digest, &sources) &&
           text_member(call, json_member(&call->verdict, 0, "policy"), "digest", &named) &&
           text_equal(named, call->policy.policy->digest);
}

// ---- the review ----

static bool review_kept(AgainCall *call)
{
    Assize *assize = call_of(call)->assize;
    const AssizePolicy *policy = call->policy.policy;
    subject_open(&call->review, &assize->kept, &assize->guard, call->limits.memory);
    call->past.reader = call->reader;
    call->review.reader = call->reader;
    call->review.dossiers = base_past_dossiers(&call->past, &policy->program, &call->review.beside);
    SubjectCase what = {policy->variants, call->subject, call->date, call->limits, false, false};
    if (subject_run(&call->review, &what))
        return true;
    call_of(call)->answer = ASSIZE_ENVIRONMENT;
    assize->trouble = text_copy(&assize->arena, subject_trouble(&call->review, true));
    return false;
}

// The verdict as a viewer may see it; null, with the call refused.
static Report *report_kept(AgainCall *call, const Viewer *viewer)
{
    Report *report = report_of(call->review.verdict, viewer);
    if (report)
        report_canonical(report, &call->review.beside);
    else
        refuse_damaged(call);
    return report;
}

// By the bundle that the register has, which counts where it gives the verdict that was kept, byte for byte.
static bool make_by_bundle(AgainCall *call)
{
    const Report *report = open_bundle(call) && review_kept(call) ? report_kept(call, &the_office) : NULL;
    if (report && text_equal(report->canonical, call->found.canonical))
        return true;
    subject_close(&call->review);
    assize_policy_close(call->policy.policy);
    call->review = (SubjectReview){0};
    call->policy.policy = NULL;
    call_of(call)->answer = ASSIZE_DONE;
    call_of(call)->assize->trouble = (Text){NULL, 0};
    return false;
}

// Of the texts alone.
static bool make_of_texts(AgainCall *call)
{
    return open_kept(call) && compile_kept(call) && review_kept(call);
}

static bool make_again(AgainCall *call)
{
    return open_kept(call) && (make_by_bundle(call) || (compile_kept(call) && review_kept(call)));
}

static AssizeAnswer run_again(AgainCall *call, void (*work)(void *), AssizeText *text)
{
    AssizeAnswer answer = call_run_text(call_of(call), work, text);
    again_close(call);
    return answer;
}

// ---- verifying ----

static int64_t semantics_of(AgainCall *call)
{
    int64_t semantics = 0;
    number_member(call, 0, "semantics", &semantics);
    return semantics;
}

static void tell_compared(AgainCall *call, Text digest, Text was, Text is, bool file)
{
    Call *base = call_of(call);
    ReportCompared compared = {.verdict = digest,
                               .file = file,
                               .same = text_equal(was, is),
                               .shows = base->viewer.audience == AUDIENCE_OFFICE,
                               .semantics_was = semantics_of(call),
                               .semantics_is = VERDICT_SEMANTICS};
    if (!compared.same)
        again_difference(was, is, &base->assize->arena, &compared);
    call_print_compared(base, &compared);
    if (!compared.same)
        base->answer = ASSIZE_NO;
}

// For whom a view was released.
static Viewer viewer_of(const LogEntry *release)
{
    Viewer viewer = {.audience = AUDIENCE_PUBLIC, .institution = release->as.bytes ? release->as : text_of("")};
    while (viewer.audience + 1 < AUDIENCES && !text_is(release->audience, audience_names[viewer.audience]))
        viewer.audience++;
    return viewer;
}

static void verify_again(AgainCall *call)
{
    const FoundVerdict *found = &call->found;
    bool view = found->release.entry.kind == LOG_RELEASE;
    Viewer viewer = view ? viewer_of(&found->release.entry) : the_office;
    Report *report = make_of_texts(call) ? report_kept(call, &viewer) : NULL;
    if (report)
        tell_compared(call, text_of(call->named), view ? found->view : found->canonical, report->canonical, false);
}

// ---- verifying a file ----

// The verdict of the register that a file, whose bytes are none of it, says that it is: of the same subject, day and policy.
typedef struct Counterpart {
    AgainCall *call;
    Text type, id, on, policy, digest;
} Counterpart;

static bool is_counterpart(void *with, const RegisterStep *step)
{
    Counterpart *counterpart = with;
    bool same = step->entry.kind == LOG_ISSUE && text_equal(step->entry.on, counterpart->on) &&
                text_equal(step->entry.policy, counterpart->policy);
    if (same)
        counterpart->digest = step->entry.verdict;
    return true;
}

static bool find_counterpart(AgainCall *call, Counterpart *counterpart)
{
    Text name, version;
    uint32_t subject = json_member(&call->verdict, 0, "subject"), policy = json_member(&call->verdict, 0, "policy");
    if (!text_member(call, subject, "type", &counterpart->type) || !text_member(call, subject, "id", &counterpart->id) ||
        !text_member(call, 0, "on", &counterpart->on) || !text_member(call, policy, "name", &name) ||
        !text_member(call, policy, "version", &version))
        return false;
    counterpart->policy = text_format(&call_of(call)->assize->arena, "%.*s %.*s", (int)name.length, name.bytes,
                                      (int)version.length, version.bytes);
    return base_each_step(call->reader, counterpart->type, counterpart->id, is_counterpart, counterpart) == BASE_DONE &&
           counterpart->digest.bytes;
}

static void verify_other_bytes(AgainCall *call, Text file)
{
    Arena *arena = &call_of(call)->assize->arena;
    Counterpart counterpart = {.call = call};
    JsonError error;
    size_t at = 0;
    if (!json_read(&call->verdict, arena, file, &at, &error) || !find_counterpart(call, &counterpart)) {
        call_refuse(call_of(call), ASSIZE_BAD_INPUT, "%s is no verdict of the register, nor does it say that it is one",
                    call->named);
        return;
    }
    if (register_find(call_of(call), call->reader, text_terminated(arena, counterpart.digest), &call->found))
        tell_compared(call, counterpart.digest, call->found.canonical, file, true);
}

static void verify_file(AgainCall *call)
{
    Call *base = call_of(call);
    Arena *arena = &base->assize->arena;
    RegisterStep step;
    BaseAnswer answer;
    Text file, canonical;
    if (!call_read_file(base, arena, call->named, &file))
        return;
    if (file.length && file.bytes[file.length - 1] == '\n') // which whoever prints a line adds
        file.length--;
    Digest digest = digest_of(file);
    call->reader = register_reader(base, arena);
    if (!call->reader)
        return;
    bool known = base_find_verdict(call->reader, &digest, &step, &canonical, &answer);
    if (!call_base_done(base, answer, base_reader_error(call->reader)))
        return;
    if (!known) {
        verify_other_bytes(call, file);
        return;
    }
    base_read_end(call->reader);
    call->named = text_terminated(arena, digest_text(arena, &digest));
    verify_again(call);
}

static void verify(void *with)
{
    AgainCall *call = with;
    Digest digest;
    if (!call_form(call_of(call), DOCUMENT_COMPARED) || !call_may_look(call_of(call), call->named))
        return;
    if (digest_read(text_of(call->named), &digest))
        verify_again(call);
    else
        verify_file(call);
}

AssizeAnswer assize_verify_registered(Assize *assize, const AssizeRequest *request, AssizeBase *base, const char *verdict,
                                      AssizeText *text)
{
    AgainCall call = {.policy.call = call_begin_on(assize, request, base, NULL), .named = call_string(verdict)};
    return run_again(&call, verify, text);
}

// ---- verifying what an attestation is about ----

AgainAnswer again_compare(AgainCall **opened, const Call *call, const char *digest, Text *said)
{
    Arena *arena = &call->assize->arena;
    AgainCall *again = *opened = arena_take(arena, sizeof *again);
    again->policy.call = *call;
    again->named = digest;
    Call *base = call_of(again);
    bool kept = open_kept(again);
    const FoundVerdict *found = &again->found;
    bool view = found->release.entry.kind == LOG_RELEASE;
    Viewer viewer = kept && view ? viewer_of(&found->release.entry) : the_office;
    const Report *report = kept && compile_kept(again) && review_kept(again) ? report_kept(again, &viewer) : NULL;
    if (report) {
        ReportCompared compared = {.same = true};
        Text was = view ? found->view : found->canonical;
        if (!text_equal(was, report->canonical))
            again_difference(was, report->canonical, arena, &compared);
        *said = compared.pointer;
        return text_equal(was, report->canonical) ? AGAIN_SAME : AGAIN_OTHER;
    }
    *said = base->assize->trouble;
    base->assize->trouble = (Text){NULL, 0};
    return !kept && base->answer == ASSIZE_BAD_INPUT ? AGAIN_UNKNOWN : AGAIN_FAILED;
}

void again_close(AgainCall *call)
{
    if (!call)
        return;
    subject_close(&call->review);
    base_read_end(call->reader);
    assize_policy_close(call->policy.policy);
}

// ---- reports ----

static void report_verdict(void *with)
{
    AgainCall *call = with;
    Call *base = call_of(call);
    if (!call_verdict_form(base) || !call_may_look(base, call->named) || !make_again(call))
        return;
    Report *report = report_kept(call, &base->viewer);
    if (report && base->form->explains)
        report_add_details(report, call->review.verdict, &base->viewer);
    if (report && base->form->places)
        report_add_places(report, call->review.verdict, &base->viewer);
    if (report)
        call_print_verdict(base, report);
}

AssizeAnswer assize_report(Assize *assize, const AssizeRequest *request, AssizeBase *base, const char *digest, AssizeText *text)
{
    AgainCall call = {.policy.call = call_begin_on(assize, request, base, NULL), .named = call_string(digest)};
    return run_again(&call, report_verdict, text);
}

// ---- a verdict's text ----

// What was kept, where that is for the viewer; null bytes: it is to be made again.
static Text kept_text(AgainCall *call)
{
    const Viewer *viewer = &call_of(call)->viewer;
    if (viewer->audience == AUDIENCE_OFFICE)
        return call->found.canonical;
    Viewer of = viewer_of(&call->found.release.entry);
    bool same = call->found.release.entry.kind == LOG_RELEASE && of.audience == viewer->audience &&
                text_equal(of.institution, viewer->institution);
    return same ? call->found.view : (Text){NULL, 0};
}

bool again_text(AgainCall **opened, Call *call, const char *digest, Text *text)
{
    AgainCall *again = *opened = arena_take(&call->assize->arena, sizeof *again);
    again->policy.call = *call;
    again->named = digest;
    *text = (Text){NULL, 0};
    if (open_kept(again))
        *text = kept_text(again);
    if (!text->bytes && call_of(again)->answer == ASSIZE_DONE && compile_kept(again) && review_kept(again)) {
        const Report *report = report_kept(again, &call->viewer);
        *text = report ? text_copy(&call->assize->arena, report->canonical) : *text;
    }
    call->answer = call_of(again)->answer;
    return text->bytes;
}

// ---- releases ----

static bool may_release(AgainCall *call)
{
    Call *base = call_of(call);
    History history;
    const LogEntry *entry = &call->found.issued.entry;
    BaseAnswer answer = history_read(call->reader, entry->entity, entry->id, &the_office, &base->assize->arena, &history);
    if (!call_base_done(base, answer, base_reader_error(call->reader)))
        return false;
    const HeldVerdict *held = history_find(&history, entry->verdict);
    if (held && held->revoked)
        call_refuse(base, ASSIZE_BAD_INPUT, "the verdict %s is revoked: it is not released", call->named);
    return !held || !held->revoked;
}

static void put_release(AgainCall *call, LogEntry *step)
{
    Call *base = call_of(call);
    Arena *arena = &base->assize->arena;
    Report *report = report_kept(call, &base->viewer);
    Digest logged;
    Text error = {"", 0};
    if (!report)
        return;
    Digest view = digest_of(report->canonical);
    step->audience = text_of(audience_names[base->viewer.audience]);
    if (base->viewer.audience == AUDIENCE_INSTITUTION)
        step->as = base->viewer.institution;
    step->view = digest_text(arena, &view);
    Text frame = compressed(arena, arena, report->canonical);
    if (call_base_done(base, base_step(base->base, arena, step, frame, time(NULL), &logged, &error), error))
        call_result(base, step->view);
}

static void release(void *with)
{
    AgainCall *call = with;
    Call *base = call_of(call);
    LogEntry step = {.kind = LOG_RELEASE};
    int64_t day;
    if (base->viewer.audience == AUDIENCE_OFFICE ||
        (base->viewer.audience == AUDIENCE_INSTITUTION && !base->viewer.institution.length)) {
        call_refuse(base, ASSIZE_WRONG_USE, "what is released is for the public, or for an institution that is named");
        return;
    }
    if (!register_text(base, call->to, "the scope of a release", &step.to) || !register_day(base, call->on, &day, &step.on) ||
        !make_of_texts(call) || !may_release(call))
        return;
    const LogEntry *entry = &call->found.issued.entry;
    step.entity = entry->entity;
    step.id = entry->id;
    step.verdict = entry->verdict;
    put_release(call, &step);
}

AssizeAnswer assize_register_release(Assize *assize, const AssizeRequest *request, AssizeBase *base, const char *digest,
                                     const char *to, const char *on, AssizeText *text)
{
    AgainCall call = {
        .policy.call = call_begin_on(assize, request, base, NULL), .named = call_string(digest), .to = to, .on = on};
    return run_again(&call, release, text);
}
