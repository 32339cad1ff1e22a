// SPDX-License-Identifier: MIT
// Verifies the register: that its tables hold what the log says of it, and nothing else, and that each verdict has all that it
// rests on. See verify.h.
#include "store/verify.h"

#include "support/compress.h"

static LoggedStep *step_of(Check *check, uint64_t sequence)
{
    uint32_t number = text_index_find(&check->sequences, sequence_key(check->arena, sequence));
    return number == UINT32_MAX ? NULL : &check->steps[number];
}

// ---- contents ----

static const char *content_wrong(Check *check, Text key, Text value)
{
    Text text;
    Digest name;
    if (!stored_content_read(check->arena, value, &text))
        return "it cannot be read";
    Digest is = digest_of(text);
    return verify_digest_key(key, &name) && digest_equal(&name, &is) ? NULL : "it is not what its name says: it was changed";
}

static bool has_content(Check *check, const Digest *digest)
{
    Text value;
    return verify_heard(check, env_get(check->reader->txn, TABLE_CONTENT, digest_key(digest), &value)) == ENV_FINE;
}

// Whether all texts that a content names are there; those of a policy are looked at once.
static const char *sources_wrong(Check *check, const Digest *sources)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    Digest digest;
    BaseAnswer answer;
    size_t at = 0;
    Text text;
    if (text_index_find(&check->sources, digest_key(sources)) != UINT32_MAX)
        return NULL;
    if (!base_content(check->reader, sources, &text, &answer) || !json_read(&document, check->arena, text, &at, &error))
        return "the list of the texts of its policy is missing, or damaged";
    uint32_t files = json_member(&document, 0, "files");
    for (uint32_t file = files + 1; files != UINT32_MAX && file < json_next(&document, files);
         file = json_next(&document, file)) {
        uint32_t member = json_member(&document, file, "digest");
        if (member == UINT32_MAX || !digest_read(json_string(&document, check->arena, member), &digest) ||
            !has_content(check, &digest))
            return "a text of its policy is missing";
    }
    text_index_add(&check->sources, text_copy(check->kept, digest_key(sources)));
    return NULL;
}

// ---- verdicts ----

static bool says(const JsonDocument *document, Arena *arena, uint32_t object, const char *name, Text text)
{
    uint32_t member = json_member(document, object, name);
    return member != UINT32_MAX && json_kind(document, member) == JSON_STRING &&
           text_equal(json_string(document, arena, member), text);
}

// What is wrong with the bytes of a verdict, beside what the log says of it: its subject, its outcome, what it rests on.
static const char *verdict_says_wrong(Check *check, const LoggedStep *step, Text canonical)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    Text type, id, outcome, on;
    Digest digest;
    if (!json_read(&document, check->arena, canonical, &at, &error))
        return "it is no verdict";
    base_split_key(step->subject, &type, &id);
    base_split_key(step->outcome, &outcome, &on);
    uint32_t subject = json_member(&document, 0, "subject"), dossiers = json_member(&document, 0, "dossiers");
    if (subject == UINT32_MAX || dossiers == UINT32_MAX || !says(&document, check->arena, subject, "type", type) ||
        !says(&document, check->arena, subject, "id", id) || !says(&document, check->arena, 0, "outcome", outcome) ||
        !says(&document, check->arena, 0, "on", on))
        return "the log says something else of it";
    for (uint32_t one = dossiers + 1; one < json_next(&document, dossiers); one = json_next(&document, one)) {
        uint32_t member = json_member(&document, one, "digest");
        if (member == UINT32_MAX || json_kind(&document, member) == JSON_NULL)
            continue;
        if (!digest_read(json_string(&document, check->arena, member), &digest) || !has_content(check, &digest))
            return "a dossier that it rests on is missing as it was";
    }
    return sources_wrong(check, &step->sources);
}

static const char *bytes_wrong(Check *check, Text key, Text value)
{
    StoredVerdict stored;
    Digest name;
    Text canonical;
    if (!stored_verdict_read(value, &stored) || !decompressed(check->arena, stored.frame, &canonical))
        return "it cannot be read";
    Digest is = digest_of(canonical);
    if (!verify_digest_key(key, &name) || !digest_equal(&name, &is))
        return "it is not what its name says: it was changed";
    LoggedStep *step = step_of(check, stored.sequence);
    if (!step || !digest_equal(&step->bytes, &name))
        return "the log does not say that it was registered, or released";
    step->bytes_there = true;
    return step->kind == LOG_ISSUE ? verdict_says_wrong(check, step, canonical) : NULL;
}

// ---- where they are found ----

static void tell_of(Check *check, uint64_t sequence, const char *what)
{
    verify_problem(check, text_format(check->arena, "entry %llu of the log", (unsigned long long)sequence), "%s", what);
}

static bool check_subject(void *with, Text key, Text value)
{
    Check *check = with;
    LoggedStep *step = step_of(check, log_sequence(value));
    if (step && text_equal(step->subject, key))
        step->subject_there = true;
    else
        verify_problem(check, verify_entity_name(check, key), "the register has a step about it of which the log says nothing");
    return true;
}

static bool check_outcome(void *with, Text key, Text value)
{
    Check *check = with;
    LoggedStep *step = step_of(check, log_sequence(value));
    if (step && step->outcome.bytes && text_equal(step->outcome, key))
        step->outcome_there = true;
    else
        tell_of(check, log_sequence(value), "the register finds it as a verdict that it is not");
    return true;
}

// A view that was released twice stands under the first release.
static bool has_bytes(Check *check, const LoggedStep *step)
{
    Text value;
    return step->bytes_there ||
           (step->kind != LOG_ISSUE &&
            verify_heard(check, env_get(check->reader->txn, TABLE_VERDICT, digest_key(&step->bytes), &value)) == ENV_FINE);
}

static void check_step(Check *check, const LoggedStep *step)
{
    Text value;
    if ((step->kind == LOG_ISSUE || step->kind == LOG_RELEASE) && !has_bytes(check, step))
        tell_of(check, step->sequence, "what it registers, or releases, is missing");
    else if (step->kind == LOG_REVOKE &&
             verify_heard(check, env_get(check->reader->txn, TABLE_VERDICT, digest_key(&step->verdict), &value)) == ENV_NOT_FOUND)
        tell_of(check, step->sequence, "what it revokes is missing");
    if (step->subject.bytes && !step->subject_there)
        tell_of(check, step->sequence, "the register does not find it by its subject");
    if (step->outcome.bytes && !step->outcome_there)
        tell_of(check, step->sequence, "the register does not find it by its outcome");
}

// Whoever reads a bundle holds what it gives against the verdict (library_again.c).
static bool check_bundle(void *with, Text key, Text value)
{
    Check *check = with;
    ArenaMark mark = arena_mark(check->arena);
    ImageName name;
    Text bundle, about = text_of("the bundle of a policy");
    if (key.length != sizeof name)
        verify_problem(check, about, "its name is none");
    else if (memcpy(&name, key.bytes, sizeof name), !has_content(check, &name.dossier))
        verify_problem(check, about, "the list of the texts of its policy is missing");
    else if (!decompressed(check->arena, value, &bundle))
        verify_problem(check, about, "it cannot be read");
    arena_reset(check->arena, mark);
    return true;
}

void verify_register_step(Check *check)
{
    verify_each(check, TABLE_BUNDLE, check_bundle);
    verify_each_named(check, TABLE_CONTENT, content_wrong);
    verify_each_named(check, TABLE_VERDICT, bytes_wrong);
    verify_each(check, TABLE_STEP, check_subject);
    verify_each(check, TABLE_OUTCOME, check_outcome);
    for (uint32_t i = 0; i < check->sequences.count; i++) {
        ArenaMark mark = arena_mark(check->arena);
        check_step(check, &check->steps[i]);
        arena_reset(check->arena, mark);
    }
}
