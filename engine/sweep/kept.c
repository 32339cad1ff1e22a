// SPDX-License-Identifier: MIT
// What is kept between the reviews of a thread: when it is taken over, pinned and forgotten. See kept.h.
#include "sweep/kept.h"

bool kept_open(Kept *kept)
{
    *kept = (Kept){.scratch = regex_scratch_open()};
    return kept->scratch != NULL;
}

void kept_close(Kept *kept)
{
    arena_spare_close(&kept->spare);
    arena_spare_close(&kept->spare_beside);
    cache_close(&kept->dossiers);
    memo_close(&kept->memo);
    regex_scratch_close(kept->scratch);
    compressor_close(kept->compressor);
}

void kept_begin(Kept *kept, BaseReader *reader, const Program *program, int64_t date, Arena *arena, Dossiers *dossiers,
                bool *pinned)
{
    bool in_use = kept->pins > 0;
    bool holds = base_read_review(reader, arena, &kept->dossiers, in_use);
    *dossiers = base_dossiers(reader);
    if (!holds)
        return;
    *pinned = true;
    kept->pins++;
    if (memo_begin(&kept->memo, program, kept->dossiers.generation, date, in_use, arena->guard))
        dossiers->memo = &kept->memo;
}
