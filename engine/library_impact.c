// SPDX-License-Identifier: MIT
// The public library: what a policy would do in another one's place. Both are compiled again, the later one with its parameters
// set anew, and review all subjects; what comes of it is summed up in sweep/impact.h. See assize.h.
#include "library_select.h"

#include <stdio.h>
#include <stdlib.h>

#include "parse.h"
#include "resolve/resolve.h"
#include "sweep/impact.h"

// A policy that is ready to review.
typedef struct Ready {
    Program program;
    Prepared prepared;
    Variants *variants; // null: it is not ready
} Ready;

typedef struct ImpactCall {
    Call call;
    const AssizeImpact *asked;
    const AssizePolicy *policies[IMPACT_SIDES];
    Ready ready[IMPACT_SIDES];
    Ready point; // with one value of the parameter that is swept
    Selection selection;
    Sweep *sweep;
    ImpactRecords *records; // that the sweep fills
    bool needs;             // and whether with what is missing
    Arena kept;
    Guard kept_guard;     // threads fill it
    uint64_t done, count; // sweeps
    ReportImpact report;
} ImpactCall;

// ---- parameters ----

// A piece of a file that is another one for this compilation.
typedef struct Edit {
    Text path;
    uint32_t start, end;
    Text to;
} Edit;

typedef struct Edited {
    const SourceReader *origin;
    const Edit *edits; // of one file the last place first
    size_t count;
} Edited;

static SourceAnswer read_edited(void *with, Arena *arena, const SourceName *name, Text *text)
{
    const Edited *edited = with;
    SourceAnswer answer = edited->origin->read(edited->origin->with, arena, name, text);
    for (size_t i = 0; i < edited->count && answer == SOURCE_READ; i++) {
        const Edit *edit = &edited->edits[i];
        if (!text_equal(edit->path, name->path) || edit->end > text->length)
            continue;
        TextBuilder whole = text_builder(arena);
        text_append(&whole, text_slice(*text, 0, edit->start));
        text_append(&whole, edit->to);
        text_append(&whole, text_slice(*text, edit->end, text->length));
        *text = text_built(&whole);
    }
    return answer;
}

static Text follow_edited(void *with, Arena *arena, Text path)
{
    const Edited *edited = with;
    return edited->origin->follow(edited->origin->with, arena, path);
}

static int last_first(const void *a, const void *b)
{
    const Edit *x = a, *y = b;
    return (x->start < y->start) - (x->start > y->start);
}

static const Decl *find_parameter(ImpactCall *call, const Policy *policy, Text name)
{
    Nearest nearest = nearest_to(name);
    for (size_t i = 0; i < policy->parameters.count; i++) {
        const Decl *decl = policy->parameters.items[i];
        if (text_equal(decl->word.name->text, name))
            return decl;
        nearest_offer(&nearest, decl->word.name->text);
    }
    Text near = call_nearest(&call->call, &nearest);
    call->call.assize->said = &call->call.assize->diagnostics; // of the policy itself there is nothing to say
    call_refuse(&call->call, ASSIZE_WRONG_USE, "the later policy has no parameter %.*s%.*s", (int)name.length, name.bytes,
                (int)near.length, near.bytes);
    return NULL;
}

// Whether a value is an expression by itself, so that it ends where it ends.
static bool is_value(ImpactCall *call, Compilation *compilation, Text value)
{
    uint32_t file = sources_add(&compilation->sources, text_of("value"), value);
    if (!file)
        arena_exhausted(compilation->arena);
    Source source = *sources_file(&compilation->sources, file);
    diagnostics_open(&compilation->diagnostics, compilation->arena, &compilation->sources); // without the policy's own
    if (parse_expression(&compilation->policy.tree, &compilation->diagnostics, &source) && !compilation->diagnostics.errors)
        return true;
    call->call.answer = ASSIZE_BAD_INPUT;
    return false;
}

// ---- policies ----

// Compiles what a policy says, checked; null with the call refused.
static Compilation *compile_again(ImpactCall *call, const Program *program)
{
    Compilation *compilation = arena_take(&call->call.assize->arena, sizeof *compilation);
    if (!call_compilation_again(&call->call, compilation, program, "", NULL) || !call_compile_checked(&call->call, compilation))
        return NULL;
    return compilation;
}

// The same with parameters set anew.
static Compilation *compile_set(ImpactCall *call, const Program *program, const ImpactSetting *settings, size_t count)
{
    Arena *arena = &call->call.assize->arena;
    Compilation *origin = compile_again(call, program);
    Edit *edits = arena_array(arena, count + 1, sizeof *edits);
    for (size_t i = 0; origin && i < count; i++) {
        const Decl *decl = find_parameter(call, &origin->policy, settings[i].name);
        if (!decl || !is_value(call, origin, settings[i].value))
            return NULL;
        Span span = decl->value->span;
        edits[i] = (Edit){sources_file(&origin->sources, span.file)->path, span.start, span.end, settings[i].value};
    }
    if (!origin || !count)
        return origin;
    qsort(edits, count, sizeof *edits, last_first);
    Compilation *compilation = arena_take(arena, sizeof *compilation);
    if (!call_compilation_again(&call->call, compilation, program, "", NULL))
        return NULL;
    Edited *edited = arena_take(arena, sizeof *edited);
    SourceReader *reader = arena_take(arena, sizeof *reader);
    *edited = (Edited){compilation->policy.reader, edits, count};
    *reader = (SourceReader){
        .read = read_edited, .follow = follow_edited, .with = edited, .folders = compilation->policy.reader->folders};
    compilation->policy.reader = reader;
    return call_compile_checked(&call->call, compilation) ? compilation : NULL;
}

static bool make_ready(ImpactCall *call, Compilation *compilation, Ready *ready)
{
    Text bundle;
    if (!compile_bundle(compilation, NULL, &bundle)) {
        call->call.answer = ASSIZE_BAD_INPUT;
        return false;
    }
    call->call.assize->said = &call->call.assize->diagnostics; // warnings are for those who check it
    call_open_made(bundle, &ready->program, &ready->prepared, &call->call.assize->arena);
    ready->variants = variants_open(&ready->prepared, &call->call.assize->arena);
    return true;
}

static void close_ready(Ready *ready)
{
    variants_close(ready->variants);
    if (ready->variants)
        prepared_close(&ready->prepared);
    ready->variants = NULL;
}

// ---- reviews ----

static Text print_record(void *with, SubjectReview *subject, Text id)
{
    const ImpactCall *call = with;
    (void)id;
    return impact_record(subject, &call->call.viewer, call->needs);
}

typedef struct Adding {
    ImpactCall *call;
    const SweepVerdict *verdict;
} Adding;

static void add_record(void *with)
{
    const Adding *adding = with;
    impact_add(adding->call->records, &adding->call->kept, adding->verdict->subject, adding->verdict->text);
}

static bool show_record(void *with, const SweepVerdict *verdict)
{
    ImpactCall *call = with;
    if (call->asked->progress)
        call->asked->progress(call->asked->progress_with, call->done * verdict->count + verdict->number,
                              call->count * verdict->count);
    if (!verdict->made) {
        call->records->failed++;
        return true;
    }
    return guard_run(&call->kept_guard, add_record, &(Adding){call, verdict});
}

static bool review_by(ImpactCall *call, Variants *variants, int64_t on, bool needs, ImpactRecords *records)
{
    SweepWork work = {.threads = call_threads(call->asked->threads), .print = print_record, .show = show_record, .with = call};
    *records = (ImpactRecords){.items = NULL};
    call->records = records;
    call->needs = needs;
    bool fine = call_sweep(&call->call, &work, variants, on, &call->selection, &call->sweep);
    call->done++;
    return fine;
}

static bool review_day(ImpactCall *call, int64_t on, bool first)
{
    ImpactRecords records[IMPACT_SIDES];
    for (int side = IMPACT_BEFORE; side < IMPACT_SIDES; side++) {
        if (!review_by(call, call->ready[side].variants, on, side == IMPACT_AFTER, &records[side]))
            return false;
    }
    impact_add_day(&call->report, records, on, &call->call.assize->arena);
    if (first && call->report.tells_corpus)
        impact_find_corpus(&call->report, &records[IMPACT_BEFORE], &call->call.assize->arena);
    return true;
}

// ---- what is asked ----

// NAME=VALUE.
static bool read_setting(ImpactCall *call, const char *option, const char *text, ImpactSetting *setting)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text || !equals[1]) {
        call_refuse(&call->call, ASSIZE_WRONG_USE, "%s: `%s` is not a parameter, `=` and a value", option, text);
        return false;
    }
    *setting = (ImpactSetting){text_trimmed((Text){text, (size_t)(equals - text)}), text_trimmed(text_of(equals + 1))};
    return true;
}

static bool read_settings(ImpactCall *call)
{
    size_t count = 0;
    for (const char *const *set = call->asked->set; set && set[count]; count++)
        continue;
    ReportImpact *report = &call->report;
    report->settings = arena_array(&call->call.assize->arena, count + 1, sizeof *report->settings);
    for (; report->setting_count < count; report->setting_count++) {
        ImpactSetting *setting = &report->settings[report->setting_count];
        if (!read_setting(call, "set", call->asked->set[report->setting_count], setting))
            return false;
        for (size_t i = 0; i < report->setting_count; i++) {
            if (!text_equal(report->settings[i].name, setting->name))
                continue;
            call_refuse(&call->call, ASSIZE_WRONG_USE, "set: %.*s is set twice", (int)setting->name.length, setting->name.bytes);
            return false;
        }
    }
    return true;
}

enum { MOST_POINTS = 1000 };
typedef struct Swept {
    Text name, unit;
    long long from, to, by;
} Swept;

// NAME=FROM..TO [UNIT] by STEP.
static bool read_swept(ImpactCall *call, Swept *swept)
{
    ImpactSetting setting;
    char unit[32] = "";
    int end = 0;
    if (!read_setting(call, "sweep", call->asked->sweep, &setting))
        return false;
    const char *text = text_terminated(&call->call.assize->arena, setting.value);
    bool fine = sscanf(text, "%lld..%lld by %lld%n", &swept->from, &swept->to, &swept->by, &end) == 3 && !text[end];
    if (!fine)
        fine = sscanf(text, "%lld..%lld %31[^ ] by %lld%n", &swept->from, &swept->to, unit, &swept->by, &end) == 4 && !text[end];
    enum { BOUND = 1000000000 };
    fine = fine && swept->from > -BOUND && swept->to < BOUND && swept->by < BOUND;
    swept->name = setting.name;
    swept->unit = text_copy(&call->call.assize->arena, text_of(unit));
    if (!fine)
        call_refuse(&call->call, ASSIZE_WRONG_USE, "sweep: `%s` is not like `15..180 days by 15`", text);
    else if (swept->by <= 0 || swept->from > swept->to)
        call_refuse(&call->call, ASSIZE_WRONG_USE, "sweep: `%s` goes over nothing", text);
    else if ((swept->to - swept->from) / swept->by >= MOST_POINTS)
        call_refuse(&call->call, ASSIZE_WRONG_USE, "sweep: `%s` goes over more than %d values", text, MOST_POINTS);
    return call->call.answer == ASSIZE_DONE;
}

static Text value_at(ImpactCall *call, const Swept *swept, long long value)
{
    return text_format(&call->call.assize->arena, "%lld%s%.*s", value, swept->unit.length ? " " : "", (int)swept->unit.length,
                       swept->unit.bytes);
}

static bool sweep_parameter(ImpactCall *call, const Swept *swept)
{
    ReportImpact *report = &call->report;
    Arena *arena = &call->call.assize->arena;
    ImpactSetting *settings = arena_array(arena, report->setting_count + 1, sizeof *settings);
    if (report->setting_count)
        memcpy(settings, report->settings, report->setting_count * sizeof *settings);
    report->swept = swept->name;
    report->points = arena_array(arena, (size_t)((swept->to - swept->from) / swept->by) + 1, sizeof *report->points);
    size_t own = 0; // among those that are set: it may be one of them
    while (own < report->setting_count && !text_equal(settings[own].name, swept->name))
        own++;
    size_t count = own < report->setting_count ? report->setting_count : own + 1;
    for (long long at = swept->from; at <= swept->to; at += swept->by) {
        ImpactRecords records;
        settings[own] = (ImpactSetting){swept->name, value_at(call, swept, at)};
        Compilation *compilation = compile_set(call, &call->policies[IMPACT_AFTER]->program, settings, count);
        if (!compilation || !make_ready(call, compilation, &call->point) ||
            !review_by(call, call->point.variants, call->asked->dates[0], false, &records))
            return false;
        impact_add_point(report, &records, settings[own].value, arena);
        close_ready(&call->point);
    }
    return true;
}

// Both compiled, and how they differ as texts.
static bool compile_both(ImpactCall *call)
{
    ReportImpact *report = &call->report;
    Compilation *before = compile_again(call, &call->policies[IMPACT_BEFORE]->program);
    Compilation *after = before
                             ? compile_set(call, &call->policies[IMPACT_AFTER]->program, report->settings, report->setting_count)
                             : NULL;
    if (!after)
        return false;
    PolicyDifference *difference = arena_take(&call->call.assize->arena, sizeof *difference);
    *difference = resolve_compare(&before->policy, &after->policy);
    report->difference = difference;
    if (!make_ready(call, before, &call->ready[IMPACT_BEFORE]) || !make_ready(call, after, &call->ready[IMPACT_AFTER]))
        return false;
    Text types[IMPACT_SIDES];
    for (int side = IMPACT_BEFORE; side < IMPACT_SIDES; side++) {
        const Program *program = report->program[side] = &call->ready[side].program;
        types[side] = program_string(program, program->types[program->head.subject_type].name);
    }
    if (!text_equal(types[0], types[1]))
        call_refuse(&call->call, ASSIZE_WRONG_USE, "the policies review different things: %.*s, and %.*s", (int)types[0].length,
                    types[0].bytes, (int)types[1].length, types[1].bytes);
    return call->call.answer == ASSIZE_DONE;
}

static bool select_subjects(ImpactCall *call)
{
    const AssizeImpact *asked = call->asked;
    const SelectionAsked wanted = {asked->where, asked->dates[0], asked->sample, asked->seed, call_threads(asked->threads)};
    if (!selection_make(&call->selection, &call->call, &wanted))
        return false;
    call->report.selected = asked->where != NULL;
    call->report.untold = call->selection.untold;
    call->report.sampled_from = call->selection.from;
    return true;
}

static void work_out(void *with)
{
    ImpactCall *call = with;
    const AssizeImpact *asked = call->asked;
    ReportImpact *report = &call->report;
    Swept swept = {.by = 0};
    if (!call_form(&call->call, DOCUMENT_IMPACT) || !call_has(&call->call, call->policies[IMPACT_BEFORE], "policy") ||
        !call_has(&call->call, call->policies[IMPACT_AFTER], "later policy") ||
        !call_has(&call->call, call->call.base, "fact base"))
        return;
    if (!asked || !asked->date_count) {
        call_has(&call->call, NULL, "date");
        return;
    }
    if (!call_may_look(&call->call, "impact") || !read_settings(call) || (asked->sweep && !read_swept(call, &swept)) ||
        !compile_both(call) || !select_subjects(call))
        return;
    report->min_count = asked->min_count;
    report->tells_corpus = call->call.viewer.audience == AUDIENCE_OFFICE;
    report->days = arena_array(&call->call.assize->arena, asked->date_count + 1, sizeof *report->days);
    call->count = IMPACT_SIDES * asked->date_count + (swept.by ? (uint64_t)((swept.to - swept.from) / swept.by) + 1 : 0);
    impact_open(report, &call->call.assize->arena);
    for (size_t i = 0; i < asked->date_count; i++) {
        if (!review_day(call, asked->dates[i], i == 0))
            return;
    }
    if (swept.by && !sweep_parameter(call, &swept))
        return;
    call_print_impact(&call->call, report);
    for (size_t i = 0; i < report->day_count; i++) {
        if (report->days[i].changed_count)
            call->call.answer = ASSIZE_NO;
    }
}

AssizeAnswer assize_impact(Assize *assize, const AssizeRequest *request, const AssizePolicy *before, const AssizePolicy *after,
                           AssizeBase *base, const AssizeImpact *impact, AssizeText *text)
{
    ImpactCall call = {.call = call_begin_on(assize, request, base, after), .asked = impact, .policies = {before, after}};
    arena_open(&call.kept, &call.kept_guard, 0);
    AssizeAnswer answer = call_run_text(&call.call, work_out, text);
    sweep_close(call.sweep);
    selection_close(&call.selection);
    close_ready(&call.ready[IMPACT_BEFORE]);
    close_ready(&call.ready[IMPACT_AFTER]);
    close_ready(&call.point);
    arena_close(&call.kept);
    return answer;
}
