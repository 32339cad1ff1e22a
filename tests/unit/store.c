// SPDX-License-Identifier: MIT
// A fact base for tests. See store.h.
#include "unit/store.h"

#include <sys/stat.h>

#include "unit/unit.h"

const char *store(void)
{
    umask(0);
    return text_terminated(unit_arena(), text_format(unit_arena(), "%s/store", unit_folder()));
}

Base *open_store(EnvMode mode)
{
    Base *base;
    Text error;
    if (base_open(store(), mode, unit_arena(), &base, &error) != BASE_DONE)
        fail_msg("%.*s", (int)error.length, error.bytes);
    return base;
}

Imported import(Base *base, Text text)
{
    Imported imported = {.answer = BASE_REFUSED};
    Sources *sources = arena_take(unit_arena(), sizeof *sources);
    Text error = {"", 0};
    if (read_submissions(&fixture.program, unit_arena(), sources, &imported.diagnostics, text, &imported.list))
        imported.answer = base_import(base, &fixture.program, &(BaseWork){.arena = unit_arena(), .scratch = unit_arena()},
                                      &imported.diagnostics, &imported.list, 1700000000, &imported.result, &error);
    return imported;
}

Text box(int number, int doors)
{
    return text_format(unit_arena(),
                       "{\"entity\":\"Box\",\"id\":\"box/%d\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2024-01-01\"},"
                       "\"facts\":{\"doors\":%d,\"maker\":\"acme\"}}",
                       number, doors);
}

static void count_problem(void *with, Text problem)
{
    (void)problem;
    ++*(size_t *)with;
}

BaseChecked verify(Base *base)
{
    BaseReader *reader;
    Text error;
    BaseChecked checked = {0};
    size_t problems = 0;
    Arena kept;
    arena_open(&kept, unit_arena()->guard, 0);
    assert_int_equal(base_read(base, &fixture.program, unit_arena(), &reader, &error), BASE_DONE);
    assert_int_equal(base_verify(reader, &kept, NULL, count_problem, &problems, &checked), BASE_DONE);
    base_read_end(reader);
    arena_close(&kept);
    assert_int_equal(problems, checked.problems);
    return checked;
}

void find_image(Base *base, Text id, Text *image)
{
    BaseReader *reader;
    Text error, found;
    assert_int_equal(base_read(base, &fixture.program, unit_arena(), &reader, &error), BASE_DONE);
    Dossiers dossiers = base_dossiers(reader);
    assert_int_equal(dossiers_find(&dossiers, schema_type(&fixture.program, text_of("Box")), id, &found), DOSSIER_FOUND);
    *image = text_copy(unit_arena(), found);
    base_read_end(reader);
}

Env *open_tables(void)
{
    Env *env;
    assert_int_equal(env_open(store(), ENV_WRITE, &env), ENV_FINE);
    return env;
}

BaseAnswer withdraw(Base *base, const Digest *digest, const char *because)
{
    Text error;
    BaseWithdrawn found;
    const BaseWithdrawal withdrawal = {.because = text_of(because), .on = 19675, .now = 1700000001}; // 2023-11-14
    return base_withdraw(base, unit_arena(), digest, &withdrawal, &found, &error);
}
