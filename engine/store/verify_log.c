// SPDX-License-Identifier: MIT
// Verifies the log, a hash chain, its head, and what it says of submissions and withdrawals. See verify.h.
#include "store/verify.h"

// ---- the log ----

// What an entry says of a submission, which is kept.
static void keep_entry(Check *check, const Digest *submission, LogChange kind, Text signer, Text entry)
{
    bool withdrawal = kind == LOG_WITHDRAW;
    uint32_t before = check->logged.count, number = text_index_find(&check->logged, digest_key(submission));
    if (number == UINT32_MAX)
        number = text_index_add(&check->logged, text_copy(check->kept, digest_key(submission)));
    check->withdrawals = arena_grow(check->kept, check->withdrawals, number, &check->withdrawals_room, sizeof(Text));
    check->signers = arena_grow(check->kept, check->signers, number, &check->signers_room, sizeof(Text));
    if (number == before) {
        check->logged.values[number] = 0;
        check->withdrawals[number] = check->signers[number] = (Text){NULL, 0};
    }
    check->logged.values[number] |= withdrawal ? LOGGED_WITHDRAWAL : kind == LOG_IMPORT ? LOGGED_IMPORT : 0;
    if (signer.bytes && !check->signers[number].bytes)
        check->signers[number] = text_copy(check->kept, signer);
    // Of several withdrawals the one of the earliest day counts. A visit's value is there for its time.
    Withdrawn before_it, withdrawn;
    bool counts = withdrawal && withdrawn_read(check->arena, entry, &withdrawn) &&
                  (!check->withdrawals[number].bytes ||
                   (withdrawn_read(check->arena, check->withdrawals[number], &before_it) && withdrawn.on < before_it.on));
    if (counts)
        check->withdrawals[number] = text_copy(check->kept, entry);
}

// A step of the register: what its tables must hold for it.
static void keep_step(Check *check, uint64_t sequence, const LogEntry *entry)
{
    LoggedStep step = {.kind = entry->kind, .sequence = sequence};
    bool issue = entry->kind == LOG_ISSUE;
    if (issue || entry->kind == LOG_RELEASE)
        digest_read(issue ? entry->verdict : entry->view, &step.bytes);
    if (entry->verdict.bytes)
        digest_read(entry->verdict, &step.verdict);
    if (entry->sources.bytes)
        digest_read(entry->sources, &step.sources);
    if (entry->entity.bytes)
        step.subject = base_key(check->kept, entry->entity, entry->id);
    if (issue)
        step.outcome = outcome_key(check->kept, entry->outcome, entry->on);
    uint32_t number = text_index_add(&check->sequences, sequence_key(check->kept, sequence));
    check->steps = arena_grow(check->kept, check->steps, number, &check->steps_room, sizeof *check->steps);
    check->steps[number] = step;
}

// What is wrong with what an entry says.
static const char *entry_wrong(Check *check, uint64_t sequence, Text text)
{
    Digest submission;
    LogEntry entry;
    if (!stored_is_canonical(check->arena, text))
        return "it is no entry of a log";
    if (!log_entry_read(text, check->arena, &entry))
        return "it says nothing that an entry of a log says";
    if (entry.kind != LOG_WITHDRAW && entry.kind != LOG_IMPORT && entry.kind != LOG_SIGN)
        keep_step(check, sequence, &entry);
    else if (digest_read(entry.submission, &submission))
        keep_entry(check, &submission, entry.kind, entry.signer, text);
    else
        return "it says nothing that an entry of a log says";
    return NULL;
}

// What is wrong with its place.
static const char *chain_wrong(Check *check, uint64_t sequence, Text entry)
{
    Digest previous;
    if (sequence != check->sequence + 1)
        return "the entry before it is missing";
    if (!digest_read(stored_member(check->arena, entry, "previous"), &previous) || !digest_equal(&previous, &check->previous))
        return "it does not name the entry before it: one of them was changed";
    return NULL;
}

static bool check_entry(void *with, Text key, Text entry)
{
    Check *check = with;
    BaseChecked *checked = check->checked;
    ArenaMark mark = arena_mark(check->arena);
    uint64_t sequence = log_sequence(key);
    checked->entries++;
    Text about = text_format(check->arena, "entry %llu of the log", (unsigned long long)sequence);
    const char *wrong = entry_wrong(check, sequence, entry);
    if (!wrong)
        wrong = chain_wrong(check, sequence, entry);
    if (wrong)
        verify_problem(check, about, "%s", wrong);
    check->sequence = sequence;
    check->previous = digest_of(entry);
    if (check->noted && digest_equal(check->noted, &check->previous)) {
        checked->noted_found = true;
        checked->noted_at = sequence;
    }
    arena_reset(check->arena, mark);
    return true;
}

static void check_head(Check *check)
{
    BaseChecked *checked = check->checked;
    LogHead head = {0};
    EnvFault fault;
    Text about = text_of("the log");
    checked->head = check->previous;
    checked->has_head = log_head_get(check->reader->txn, &head, &fault);
    if (verify_heard(check, fault) != ENV_FINE)
        verify_problem(check, about, "the record of its newest entry is damaged");
    else if (!checked->has_head && check->sequence && check->reader->base->formats[PART_RECORDS] == RECORD_FORMAT)
        verify_problem(check, about, "the record of its newest entry is missing");
    else if (checked->has_head && head.sequence > check->sequence)
        verify_problem(check, about, "its end is cut off: entry %llu is missing", (unsigned long long)head.sequence);
    else if (checked->has_head && (head.sequence < check->sequence || !digest_equal(&head.digest, &check->previous)))
        verify_problem(check, about, "its newest entry is not the one that was written last");
    if (check->noted && !checked->noted_found) {
        Text noted = digest_text(check->arena, check->noted);
        verify_problem(check, about, "no entry has the digest that was noted, %.*s", (int)noted.length, noted.bytes);
    }
}

void verify_log_step(Check *check)
{
    verify_each(check, TABLE_LOG, check_entry);
    check_head(check);
}

// ---- submissions ----

// Whether the dossier of the entity that a submission is about names it.
static bool is_in_dossier(Check *check, Text canonical, const Digest *digest)
{
    BaseReader *reader = check->reader;
    Text type = stored_name(check->arena, canonical, "entity"), id = stored_name(check->arena, canonical, "id");
    Text key = base_key(check->arena, type, id);
    EntityRecord record;
    const char *digests;
    EnvFault fault;
    bool there = record_get(reader->base, reader->txn, check->arena, key, &record, &digests, &fault);
    verify_heard(check, fault);
    if (!there)
        return false; // which the record's own check tells, where it is damaged
    return verify_among(digests, record.count, digest);
}

static const char *submission_wrong(Check *check, Text key, Text value)
{
    Digest name, digest;
    StoredSubmission stored;
    check->checked->submissions++;
    if (!stored_submission_read(check->arena, value, &stored))
        return "it is no submission";
    digest = digest_of(stored.said);
    if (!verify_digest_key(key, &name) || !digest_equal(&name, &digest))
        return "the submission is not what its name says: it was changed";
    if (!stored_is_canonical(check->arena, stored.said))
        return "it is no submission";
    if (stored.frame.bytes && !document_matches(&stored, check->arena))
        return "its document is not the one that was submitted";
    uint32_t number = text_index_find(&check->logged, key);
    if (number != UINT32_MAX)
        check->logged.values[number] |= LOGGED_AND_THERE;
    if (!is_in_dossier(check, stored.said, &name))
        return "no dossier holds the submission";
    bool logged = number != UINT32_MAX && (check->logged.values[number] & LOGGED_IMPORT);
    return logged ? NULL : "the log does not say that it was imported";
}

void verify_submissions_step(Check *check)
{
    verify_each_named(check, TABLE_SUBMISSION, submission_wrong);
    for (uint32_t i = 0; i < check->logged.count; i++) {
        Text there;
        if (!(check->logged.values[i] & LOGGED_AND_THERE) &&
            verify_heard(check, env_get(check->reader->txn, TABLE_SUBMISSION, check->logged.texts[i], &there)) == ENV_NOT_FOUND)
            verify_problem(check, verify_digest_name(check, "submission", check->logged.texts[i]),
                           "the log names it, and it is missing");
    }
}

// ---- withdrawals ----

static const char *withdrawal_wrong(Check *check, Text key, Text value)
{
    Arena *arena = check->arena;
    uint32_t number = text_index_find(&check->logged, key);
    if (number == UINT32_MAX || !check->withdrawals[number].bytes)
        return "the log does not say that it was withdrawn";
    Text entry = check->withdrawals[number];
    bool same = stored_is_canonical(arena, value) &&
                text_equal(stored_member(arena, value, "at"), stored_member(arena, entry, "at")) &&
                text_equal(stored_member(arena, value, "on"), stored_member(arena, entry, "on")) &&
                text_equal(stored_member(arena, value, "because"), stored_member(arena, entry, "because"));
    return same ? NULL : "the log says something else about its withdrawal";
}

void verify_withdrawals_step(Check *check)
{
    verify_each_named(check, TABLE_WITHDRAWN, withdrawal_wrong);
    for (uint32_t i = 0; i < check->logged.count; i++) {
        Text there;
        if (check->withdrawals[i].bytes &&
            verify_heard(check, env_get(check->reader->txn, TABLE_WITHDRAWN, check->logged.texts[i], &there)) != ENV_FINE)
            verify_problem(check, verify_digest_name(check, "submission", check->logged.texts[i]),
                           "the log says that it was withdrawn, and it is not");
    }
}

// ---- signatures ----

static const char *signed_wrong(Check *check, Text key, Text value)
{
    Digest name;
    EnvFault fault;
    uint32_t number = text_index_find(&check->logged, key);
    if (!verify_digest_key(key, &name) || number == UINT32_MAX || !(check->logged.values[number] & LOGGED_AND_THERE))
        return "there is no such submission, and it is signed";
    if (!check->signers[number].bytes)
        return "the log does not say that it was signed";
    if (!stored_is_canonical(check->arena, value) ||
        !text_equal(stored_member(check->arena, value, "signer"), check->signers[number]))
        return "the log says that another key has signed it";
    const char *wrong = signature_wrong(check->reader->txn, check->arena, &name, &fault);
    verify_heard(check, fault);
    return wrong;
}

void verify_signatures_step(Check *check)
{
    verify_each_named(check, TABLE_SIGNED, signed_wrong);
    for (uint32_t i = 0; i < check->logged.count; i++) {
        Text there;
        if (check->signers[i].bytes &&
            verify_heard(check, env_get(check->reader->txn, TABLE_SIGNED, check->logged.texts[i], &there)) != ENV_FINE)
            verify_problem(check, verify_digest_name(check, "submission", check->logged.texts[i]),
                           "the log says that it was signed, and it is not");
    }
}
