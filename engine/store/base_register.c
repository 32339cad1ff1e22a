// SPDX-License-Identifier: MIT
// Steps of the register: each an entry of the log, put where it is found, with what it rests on. See register.h.
#include "store/base_change.h"
#include "store/register.h"

#include "support/compress.h"

bool base_has_verdicts(const Base *base)
{
    return base->has_verdicts;
}

bool base_may_write(const Base *base)
{
    return base->writes;
}

static bool has_key(Change *change, Table table, Text key)
{
    Text there;
    EnvFault fault = env_get(change->txn, table, key, &there);
    if (fault == ENV_NOT_FOUND)
        return false;
    return change_fine(change, fault);
}

// ---- dossiers ----

// The dossier as the fact base has it now, where that is still what was read; *state's bytes null where it is kept already.
static bool state_of(Change *change, const NamedDossier *dossier, Text *state, bool *same)
{
    EntityRecord record;
    const char *digests;
    *state = (Text){NULL, 0};
    *same = true;
    if (has_key(change, TABLE_CONTENT, digest_key(&dossier->digest)) || change->fault != ENV_FINE)
        return change->fault == ENV_FINE;
    Text key = base_key(change->arena, dossier->type, dossier->id);
    EnvFault fault;
    bool there = record_get(change->base, change->txn, change->arena, key, &record, &digests, &fault);
    *same = there && digest_equal(&record.dossier, &dossier->digest);
    if (!change_fine(change, fault) || !*same)
        return change->fault == ENV_FINE;
    return change_fine(change, dossier_state(change->txn, change->arena, key, digests, record.count, state));
}

// Either all of them are kept, or a dossier is another one now, and nothing is.
static bool put_dossiers(Change *change, RegisterVerdict *verdict)
{
    Text *states = arena_array(change->arena, verdict->dossier_count + 1, sizeof *states);
    for (size_t i = 0; i < verdict->dossier_count; i++) {
        bool same;
        if (!state_of(change, &verdict->dossiers[i], &states[i], &same))
            return false;
        verdict->changed |= !same;
    }
    for (size_t i = 0; i < verdict->dossier_count && !verdict->changed; i++) {
        if (states[i].bytes && !change_put_content(change, &verdict->dossiers[i].digest, states[i]))
            return false;
    }
    return true;
}

// ---- steps ----

// Puts what lies in bytes under a digest: a verdict, or a view that was released.
static bool put_bytes(Change *change, const Digest *digest, Text frame)
{
    Text pieces[] = {sequence_key(change->arena, change->head.sequence), frame};
    TextPieces value = {.items = pieces, .count = 2, .length = pieces[0].length + frame.length};
    return change_fine(change, env_put_pieces(change->txn, TABLE_VERDICT, digest_key(digest), &value));
}

// Logs a step, and puts it where those about its entity are found.
static bool put_step(Change *change, const LogEntry *step)
{
    if (!change_log_entry(change, step))
        return false;
    Text sequence = sequence_key(change->arena, change->head.sequence);
    return !step->entity.bytes ||
           change_fine(change, env_put(change->txn, TABLE_STEP, base_key(change->arena, step->entity, step->id), sequence));
}

static bool register_verdict(Change *change, RegisterVerdict *verdict)
{
    verdict->changed = false;
    verdict->known = has_key(change, TABLE_VERDICT, digest_key(&verdict->digest));
    if (verdict->known || change->fault != ENV_FINE)
        return change->fault == ENV_FINE;
    if (!put_dossiers(change, verdict) || verdict->changed)
        return change->fault == ENV_FINE;
    LogEntry told = verdict->told;
    told.kind = LOG_ISSUE;
    told.verdict = digest_text(change->arena, &verdict->digest);
    if (!put_step(change, &told))
        return false;
    Text sequence = sequence_key(change->arena, change->head.sequence);
    Text key = outcome_key(change->arena, told.outcome, told.on);
    return change_fine(change, env_put(change->txn, TABLE_OUTCOME, key, sequence)) &&
           put_bytes(change, &verdict->digest, verdict->frame);
}

static bool put_bundle(Change *change, const KeptContents *contents)
{
    if (!contents->count || !contents->bundle.bytes)
        return true;
    const ImageName name = {contents->items[contents->count - 1].digest, stored_fingerprint};
    if (has_key(change, TABLE_BUNDLE, image_key(&name)) || change->fault != ENV_FINE)
        return change->fault == ENV_FINE;
    Text frame = compressed(change->arena, change->scratch, contents->bundle);
    return change_fine(change, env_put(change->txn, TABLE_BUNDLE, image_key(&name), frame));
}

BaseAnswer base_register(Base *base, Arena *arena, RegisterVerdict *verdicts, size_t count, const KeptContents *contents,
                         int64_t now, Text *error)
{
    for (;;) {
        Change change = {.base = base, .arena = arena, .scratch = arena, .now = now};
        EnvFault fault = change_begin(&change);
        if (fault != ENV_FINE)
            return base_fault(base, arena, fault, error);
        ArenaMark mark = arena_mark(arena);
        bool again, fine = change.fault == ENV_FINE;
        for (size_t i = 0; i < contents->count && fine; i++)
            fine = change_put_content(&change, &contents->items[i].digest, contents->items[i].text);
        fine = fine && put_bundle(&change, contents);
        for (size_t i = 0; i < count && fine; i++) {
            guard_look(arena->guard);
            fine = register_verdict(&change, &verdicts[i]);
            arena_reset(arena, mark);
        }
        BaseAnswer answer = change_finish(&change, fine, error, &again);
        if (!again)
            return answer;
    }
}

BaseAnswer base_step(Base *base, Arena *arena, const LogEntry *step, Text frame, int64_t now, Digest *logged, Text *error)
{
    for (;;) {
        Change change = {.base = base, .arena = arena, .scratch = arena, .now = now};
        EnvFault fault = change_begin(&change);
        if (fault != ENV_FINE)
            return base_fault(base, arena, fault, error);
        Digest view;
        bool again, fine = change.fault == ENV_FINE && put_step(&change, step);
        *logged = change.head.digest;
        if (fine && frame.bytes && digest_read(step->view, &view) && !has_key(&change, TABLE_VERDICT, digest_key(&view)))
            fine = put_bytes(&change, &view, frame);
        BaseAnswer answer = change_finish(&change, fine && change.fault == ENV_FINE, error, &again);
        if (!again)
            return answer;
    }
}
