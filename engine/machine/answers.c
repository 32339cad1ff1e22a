// SPDX-License-Identifier: MIT
// What is kept of dossiers that are kept. See answers.h.
#include "machine/answers.h"

enum { MOST_BYTES = 1 << 26 };

bool answers_begin(KeptAnswers *answers, const Program *program, uint64_t dossiers, int64_t date, bool in_use, Guard *guard)
{
    bool same = answers->columns && answers->dossiers == dossiers && answers->date == date &&
                digest_equal(&answers->policy, &program->digest);
    if (same && (in_use || answers->arena.taken < MOST_BYTES)) {
        answers->arena.guard = guard;
        return true;
    }
    if (in_use)
        return false;
    arena_close(&answers->arena);
    *answers = (KeptAnswers){.policy = program->digest, .dossiers = dossiers, .date = date};
    arena_open(&answers->arena, guard, 0);
    text_index_open(&answers->texts, &answers->arena);
    answers->columns = arena_array(&answers->arena, (size_t)program->slots_count + 1, sizeof *answers->columns);
    return true;
}

static bool make_room(KeptAnswers *answers, AnswerColumn *column, uint32_t kept)
{
    size_t count = column->count ? column->count : 16;
    if (answers->arena.taken >= MOST_BYTES)
        return false;
    while (count <= kept)
        count *= 2;
    KeptAnswer *larger = arena_array(&answers->arena, count, sizeof *larger);
    if (column->count)
        memcpy(larger, column->answers, column->count * sizeof *larger);
    *column = (AnswerColumn){larger, count};
    return true;
}

KeptAnswer *answers_place(KeptAnswers *answers, uint32_t slot, uint32_t kept)
{
    AnswerColumn *column = &answers->columns[slot];
    return kept < column->count || make_room(answers, column, kept) ? &column->answers[kept] : NULL;
}

int64_t answers_text(KeptAnswers *answers, Text text)
{
    return text_index_add(&answers->texts, text);
}

void answers_close(KeptAnswers *answers)
{
    arena_close(&answers->arena);
    *answers = (KeptAnswers){.date = 0};
}
