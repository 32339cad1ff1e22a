// SPDX-License-Identifier: MIT
// The register as an export has it: told whole, and taken over into a fact base whose log is an earlier state of the same one, as
// that of a new fact base is. What then stands there is verified before it is committed. See register.h and base_change.h.
#include "store/base_change.h"
#include "store/register.h"
#include "store/verify.h"

#include "support/calendar.h"
#include "support/compress.h"

// ---- telling it ----

typedef struct KeptTelling {
    BaseReader *reader;
    KeptVisit *visit;
    void *with;
    KeptKind kind;
    bool stopped;
    EnvFault fault;
} KeptTelling;

static bool tell_kept(void *with, Text key, Text value)
{
    KeptTelling *telling = with;
    Arena *arena = telling->reader->arena;
    ArenaMark mark = arena_mark(arena);
    KeptLine line = {.kind = telling->kind, .text = value};
    StoredVerdict stored;
    bool fine = true;
    if (telling->kind == KEPT_CONTENT)
        fine = stored_content_read(arena, value, &line.text);
    if (telling->kind == KEPT_VERDICT)
        fine = stored_verdict_read(value, &stored) && decompressed(arena, stored.frame, &line.text);
    const Digest digest = fine ? digest_of(line.text) : (Digest){0};
    if (!fine || (telling->kind != KEPT_ENTRY && !text_equal(key, digest_key(&digest))))
        telling->fault = ENV_DAMAGED;
    else
        telling->stopped = !telling->visit(telling->with, &line, &digest);
    arena_reset(arena, mark);
    return telling->fault == ENV_FINE && !telling->stopped;
}

BaseAnswer base_each_kept(BaseReader *reader, KeptVisit *visit, void *with)
{
    static const Table tables[] = {[KEPT_CONTENT] = TABLE_CONTENT, [KEPT_VERDICT] = TABLE_VERDICT, [KEPT_ENTRY] = TABLE_LOG};
    KeptTelling telling = {.reader = reader, .visit = visit, .with = with, .fault = ENV_FINE};
    for (size_t i = 0; i < sizeof tables / sizeof *tables && !telling.stopped; i++) {
        telling.kind = (KeptKind)i;
        EnvFault fault = env_each(reader->txn, tables[i], (Text){NULL, 0}, tell_kept, &telling);
        if (fault == ENV_FINE)
            fault = telling.fault;
        if (fault != ENV_FINE)
            return base_fault(reader->base, reader->arena, fault, &reader->error);
    }
    return BASE_DONE;
}

// ---- taking it over ----

struct Restored {
    TextIndex verdicts;    // digests of verdicts and of views, with the number of the entry that has them first
    TextIndex withdrawals; // digests of submissions
    LogEntry *told;        // by number there: the withdrawal that counts
    size_t room;
    uint64_t sequence; // of the entry under way
};

static bool refuse_entry(Change *change, const KeptLine *line, uint64_t sequence)
{
    Text number = text_format(change->diagnostics->arena, "%llu", (unsigned long long)sequence);
    Diagnostic *refused = diagnose(change->diagnostics, MESSAGE_FACT_LOG, line->place, 1, number);
    diagnostic_expect(refused, text_of("a new fact base, or one that has an earlier state of this log"));
    return false;
}

static bool refuse_line(Change *change, const KeptLine *line, Text wrong)
{
    diagnose(change->diagnostics, MESSAGE_FACT_REGISTER, line->place, 1, text_copy(change->diagnostics->arena, wrong));
    return false;
}

static void note_verdict(Restored *restored, Text name)
{
    Digest *digest = arena_raw(restored->verdicts.arena, sizeof *digest);
    uint32_t before = restored->verdicts.count;
    if (digest_read(name, digest) && text_index_add(&restored->verdicts, digest_key(digest)) == before)
        restored->verdicts.values[before] = (uint32_t)restored->sequence;
}

// Of several withdrawals the one of the earliest day counts, of one day the first.
static void note_withdrawal(Restored *restored, const LogEntry *entry)
{
    Arena *arena = restored->withdrawals.arena;
    Digest *digest = arena_raw(arena, sizeof *digest);
    int64_t on, before_it;
    if (!digest_read(entry->submission, digest) || !date_read(entry->on, &on))
        return; // which the verification tells
    uint32_t before = restored->withdrawals.count, number = text_index_add(&restored->withdrawals, digest_key(digest));
    restored->told = arena_grow(arena, restored->told, number, &restored->room, sizeof *restored->told);
    if (number == before || (date_read(restored->told[number].on, &before_it) && on < before_it))
        restored->told[number] = *entry;
}

// An entry that is new: where it is found.
static bool put_found(Change *change, const LogEntry *entry, uint64_t sequence)
{
    Text number = sequence_key(change->arena, sequence);
    bool about = entry->kind != LOG_IMPORT && entry->kind != LOG_SIGN && entry->kind != LOG_WITHDRAW && entry->entity.bytes;
    if (about &&
        !change_fine(change, env_put(change->txn, TABLE_STEP, base_key(change->arena, entry->entity, entry->id), number)))
        return false;
    Text key = entry->kind == LOG_ISSUE ? outcome_key(change->arena, entry->outcome, entry->on) : (Text){NULL, 0};
    return !key.bytes || change_fine(change, env_put(change->txn, TABLE_OUTCOME, key, number));
}

// there: the log has this entry already; else it goes on with it.
static bool restore_entry(Change *change, Restored *restored, const KeptLine *line, bool *there)
{
    LogEntry entry;
    Digest previous;
    Text stored;
    const uint64_t sequence = ++restored->sequence;
    if (!log_entry_read(line->text, change->arena, &entry))
        return refuse_line(change, line, text_of("this is no entry of a log"));
    if (entry.kind == LOG_ISSUE || entry.kind == LOG_RELEASE)
        note_verdict(restored, entry.kind == LOG_ISSUE ? entry.verdict : entry.view);
    if (entry.kind == LOG_WITHDRAW)
        note_withdrawal(restored, &entry);
    *there = sequence <= change->head.sequence;
    if (*there) {
        EnvFault fault = env_get(change->txn, TABLE_LOG, sequence_key(change->arena, sequence), &stored);
        return change_fine(change, fault) && (text_equal(stored, line->text) || refuse_entry(change, line, sequence));
    }
    if (!digest_read(entry.previous, &previous) || !digest_equal(&previous, &change->head.digest))
        return refuse_entry(change, line, sequence);
    return change_put_entry(change, line->text) && put_found(change, &entry, sequence);
}

static bool restore_verdict(Change *change, const Restored *restored, const KeptLine *line)
{
    const Digest digest = digest_of(line->text);
    uint32_t number = text_index_find(&restored->verdicts, digest_key(&digest));
    Text there;
    if (number == UINT32_MAX)
        return refuse_line(change, line, text_of("no entry of the log names this verdict"));
    EnvFault fault = env_get(change->txn, TABLE_VERDICT, digest_key(&digest), &there);
    if (fault != ENV_NOT_FOUND)
        return change_fine(change, fault);
    Text pieces[] = {sequence_key(change->arena, restored->verdicts.values[number]),
                     compressed(change->arena, change->scratch, line->text)};
    TextPieces value = {.items = pieces, .count = 2, .length = pieces[0].length + pieces[1].length};
    return change_fine(change, env_put_pieces(change->txn, TABLE_VERDICT, digest_key(&digest), &value));
}

static bool restore_kept(Change *change, const Restored *restored, const KeptLine *line)
{
    const Digest digest = digest_of(line->text);
    ArenaMark mark = arena_mark(change->arena);
    bool messages = change->diagnostics->arena == change->arena;
    guard_look(change->arena->guard);
    bool fine = line->kind == KEPT_CONTENT ? change_put_content(change, &digest, line->text)
                                           : restore_verdict(change, restored, line);
    if (fine && !messages)
        arena_reset(change->arena, mark); // it is in the transaction
    return fine;
}

bool change_restore(Change *change, const SubmissionList *submissions, size_t *count)
{
    Restored *restored = arena_raw(change->arena, sizeof *restored);
    *restored = (Restored){.sequence = 0};
    text_index_open(&restored->verdicts, change->arena);
    text_index_open(&restored->withdrawals, change->arena);
    if (!change_find_head(change))
        return false;
    for (size_t i = 0; i < submissions->kept_count; i++) {
        const KeptLine *line = &submissions->kept[i];
        bool there = false;
        if (line->kind == KEPT_ENTRY && !restore_entry(change, restored, line, &there))
            return false;
        *count += line->kind == KEPT_ENTRY && !there;
    }
    for (size_t i = 0; i < submissions->kept_count; i++) {
        const KeptLine *line = &submissions->kept[i];
        if (line->kind != KEPT_ENTRY && !restore_kept(change, restored, line))
            return false;
    }
    change->restored = restored;
    return true;
}

Text change_withdrawn_at(Change *change, const Digest *submission)
{
    uint32_t number = change->restored ? text_index_find(&change->restored->withdrawals, digest_key(submission)) : UINT32_MAX;
    if (number != UINT32_MAX)
        return change->restored->told[number].at;
    TextBuilder at = text_builder(change->arena);
    instant_append(&at, change->now);
    return text_built(&at);
}

// ---- whether it holds together ----

typedef struct FirstProblem {
    Arena *arena;
    Text text; // bytes null: there is none
} FirstProblem;

static void keep_first(void *with, Text problem)
{
    FirstProblem *first = with;
    if (!first->text.bytes)
        first->text = text_copy(first->arena, problem);
}

bool change_restored_is_whole(Change *change, const SubmissionList *submissions)
{
    if (!change->restored)
        return true;
    BaseReader reader = {.base = change->base, .txn = change->txn, .arena = change->arena};
    BaseChecked checked = {0};
    FirstProblem first = {.arena = change->diagnostics->arena};
    if (!change_put_head(change) ||
        !change_fine(change, verify_contents(&reader, change->scratch, NULL, keep_first, &first, &checked)))
        return false;
    return !first.text.bytes || refuse_line(change, &submissions->kept[0], first.text);
}
