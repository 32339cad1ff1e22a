// SPDX-License-Identifier: MIT
// The public library: what calls on the register have in common: what hosts give, what is found, what is kept of a verdict that
// is issued. See library_register.h.
#include "library_register.h"

#include <time.h>

#include "support/calendar.h"
#include "support/compress.h"

// ---- what a host gives ----

BaseReader *register_reader(Call *call, Arena *arena)
{
    BaseReader *reader;
    Text error = {"", 0};
    if (!call_has(call, call->base, "fact base"))
        return NULL;
    return call_base_done(call, base_read(call->base, NULL, arena, &reader, &error), error) ? reader : NULL;
}

bool register_day(Call *call, const char *on, int64_t *day, Text *text)
{
    *day = (int64_t)days_of_seconds(time(NULL));
    if (on && !date_read(text_of(on), day)) {
        call_refuse(call, ASSIZE_WRONG_USE, "the day `%s` is none such as 2026-11-22", on);
        return false;
    }
    TextBuilder built = text_builder(&call->assize->arena);
    date_append(&built, *day);
    *text = text_built(&built);
    return true;
}

bool register_text(Call *call, const char *given, const char *what, Text *text)
{
    Text said = text_of(call_string(given));
    bool fine = text_trimmed(text_slice(said, 0, text_malformed(said))).length && text_malformed(said) == said.length;
    if (fine)
        *text = text_nfc(&call->assize->arena, said);
    else
        call_refuse(call, ASSIZE_WRONG_USE, "%s is needed", what);
    return fine;
}

void register_refuse_unknown(Call *call, const char *digest)
{
    call_refuse(call, ASSIZE_BAD_INPUT, "the register has no verdict %s", digest);
}

bool register_find(Call *call, BaseReader *reader, const char *named, FoundVerdict *found)
{
    RegisterStep step;
    BaseAnswer answer;
    Text canonical;
    *found = (FoundVerdict){.release.entry.kind = LOG_CHANGES};
    if (!digest_read(text_of(named), &found->digest)) {
        call_refuse(call, ASSIZE_WRONG_USE, "`%s` is no digest of the form sha256:… with 64 digits", named);
        return false;
    }
    bool there = base_find_verdict(reader, &found->digest, &step, &canonical, &answer);
    if (there && step.entry.kind == LOG_RELEASE) {
        found->release = step;
        found->view = canonical;
        there = digest_read(step.entry.verdict, &found->digest) &&
                base_find_verdict(reader, &found->digest, &step, &canonical, &answer);
    }
    found->issued = step;
    found->canonical = canonical;
    if (!call_base_done(call, answer, base_reader_error(reader)))
        return false;
    if (!there)
        register_refuse_unknown(call, named);
    return there;
}

// ---- the texts of a policy ----

static void write_file(JsonWriter *json, const Program *program, const FileInfo *file, const Digest *digest)
{
    bool library = file->library != NO_INDEX, profile = file->profile != NO_INDEX;
    uint32_t name = library ? file->library : profile ? program->profiles[file->profile].name : program->head.name;
    json_begin_object(json);
    json_key_string(json, "digest", digest_text(json->builder.arena, digest));
    json_key_string(json, "kind", text_of(library ? "library" : profile ? "profile" : "policy"));
    json_key_string(json, "name", program_string(program, name));
    json_key_string(json, "path", program_string(program, file->path));
    json_end_object(json);
}

KeptContent *register_contents(const Program *program, Arena *arena, size_t *count)
{
    KeptContent *contents = arena_array(arena, (size_t)program->files_count + 1, sizeof *contents);
    JsonWriter json = json_writer(arena);
    json_begin_object(&json);
    json_key_array(&json, "files");
    for (uint32_t i = 0; i < program->files_count; i++) {
        const FileInfo *file = &program->files[i];
        contents[i] = (KeptContent){file->digest, program_file_text(program, file)};
        write_file(&json, program, file, &file->digest);
    }
    json_end_array(&json);
    json_key_string(&json, "format", text_of("assize-sources/1"));
    json_end_object(&json);
    Text list = text_built(&json.builder);
    contents[program->files_count] = (KeptContent){digest_of(list), list};
    *count = (size_t)program->files_count + 1;
    return contents;
}

// ---- verdicts ----

static Text day_text(Arena *arena, Wide day)
{
    TextBuilder text = text_builder(arena);
    date_append(&text, day);
    return text_built(&text);
}

Text register_profiles(const Program *program, Arena *arena)
{
    TextBuilder names = text_builder(arena);
    for (uint32_t i = 0; i < program->profiles_count; i++) {
        text_append_string(&names, i ? " " : "");
        text_append(&names, program_string(program, program->profiles[i].name));
    }
    return text_built(&names);
}

static VerdictRank rank_of(const SubjectReview *subject)
{
    static const VerdictRank ranks[] = {
        [SUBJECT_BEST] = RANK_BEST, [SUBJECT_WORST] = RANK_WORST, [SUBJECT_BETWEEN] = RANK_BETWEEN};
    return verdict_is_decided(subject->verdict) ? ranks[subject_answer(subject)] : RANK_UNDETERMINED;
}

static LogEntry told_of(const SubjectReview *subject, const Report *report, const Digest *sources, Arena *arena)
{
    const Program *program = report->program;
    Text name = program_string(program, program->head.name), version = program_string(program, program->head.version);
    LogEntry told = {.kind = LOG_ISSUE,
                     .entity = report->subject_type,
                     .id = report->subject,
                     .on = day_text(arena, report->on),
                     .outcome = report->outcome,
                     .rank = text_of(verdict_rank_names[rank_of(subject)]),
                     .sources = digest_text(arena, sources)};
    told.policy = text_format(arena, "%.*s %.*s", (int)name.length, name.bytes, (int)version.length, version.bytes);
    if (program->profiles_count)
        told.profiles = register_profiles(program, arena);
    if (program->head.valid_for >= 0)
        told.until = day_text(arena, (Wide)report->on + program->head.valid_for);
    return told;
}

RegisterVerdict register_verdict_of(SubjectReview *subject, const Digest *sources, Arena *arena)
{
    RegisterVerdict verdict = {.frame = {NULL, 0}};
    Report *report = report_of(subject->verdict, &the_office);
    if (!report)
        return verdict;
    report_canonical(report, arena);
    NamedDossier *dossiers = arena_array(arena, report->dossier_count + 1, sizeof *dossiers);
    for (size_t i = 0; i < report->dossier_count; i++) {
        const ReadDossier *one = &report->dossiers[i];
        if (one->digest)
            dossiers[verdict.dossier_count++] = (NamedDossier){one->type, one->id, *one->digest};
    }
    verdict.dossiers = dossiers;
    verdict.told = told_of(subject, report, sources, arena);
    verdict.digest = digest_of(report->canonical);
    verdict.frame = compressed_again(&subject->kept->compressor, arena, arena, report->canonical);
    return verdict;
}

// ---- verdicts under way, from the thread that made them to the one that registers ----

static const size_t told_members[] = {
#define MEMBER(name, about) offsetof(LogEntry, name),
#include "store/log.def"
};
enum { TOLD_MEMBERS = sizeof told_members / sizeof *told_members };

static Text *told_member(LogEntry *told, size_t member)
{
    return (Text *)((char *)told + told_members[member]);
}

static const uint64_t no_text = UINT64_MAX; // as its length: bytes null

static void pack(TextBuilder *to, Text text)
{
    uint64_t length = text.bytes ? text.length : no_text;
    text_append(to, (Text){(const char *)&length, sizeof length});
    text_append(to, text);
}

static Text unpack(Text packed, size_t *at)
{
    uint64_t length;
    memcpy(&length, packed.bytes + *at, sizeof length);
    *at += sizeof length;
    if (length == no_text)
        return (Text){NULL, 0};
    *at += length;
    return text_slice(packed, *at - length, *at);
}

Text register_verdict_packed(const RegisterVerdict *verdict, Arena *arena)
{
    LogEntry told = verdict->told;
    TextBuilder to = text_builder(arena);
    for (size_t i = 0; i < TOLD_MEMBERS; i++)
        pack(&to, *told_member(&told, i));
    pack(&to, digest_bytes(&verdict->digest));
    pack(&to, verdict->frame);
    for (size_t i = 0; i < verdict->dossier_count; i++) {
        pack(&to, verdict->dossiers[i].type);
        pack(&to, verdict->dossiers[i].id);
        pack(&to, digest_bytes(&verdict->dossiers[i].digest));
    }
    return text_built(&to);
}

RegisterVerdict register_verdict_unpacked(Text packed, Arena *arena)
{
    RegisterVerdict verdict = {.told.kind = LOG_ISSUE};
    NamedDossier *dossiers = NULL;
    size_t at = 0, capacity = 0;
    for (size_t i = 0; i < TOLD_MEMBERS; i++)
        *told_member(&verdict.told, i) = unpack(packed, &at);
    memcpy(verdict.digest.bytes, unpack(packed, &at).bytes, sizeof verdict.digest.bytes);
    verdict.frame = unpack(packed, &at);
    while (at < packed.length) {
        dossiers = arena_grow(arena, dossiers, verdict.dossier_count, &capacity, sizeof *dossiers);
        NamedDossier *one = &dossiers[verdict.dossier_count++];
        one->type = unpack(packed, &at);
        one->id = unpack(packed, &at);
        memcpy(one->digest.bytes, unpack(packed, &at).bytes, sizeof one->digest.bytes);
    }
    verdict.dossiers = dossiers;
    return verdict;
}
