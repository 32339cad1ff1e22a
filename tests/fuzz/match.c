// SPDX-License-Identifier: MIT
// Any bytes as a catalogue of vulnerabilities, or as a list of exploited ones where they begin with `cve`: what is found of a
// bill is a submission that reads.
#include "fuzz/target.h"

#include "match/match.h"

static const char bill[] =
    "{\"entity\":\"Product\",\"id\":\"x\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2024-01-01\"},\"facts\":{"
    "\"components\":["
    "{\"id\":\"pkg:npm/a@1.0.0\"},{\"id\":\"pkg:npm/a@2.0.0-rc.1\"},{\"id\":\"pkg:npm/a@x\"},{\"id\":\"pkg:npm/a\"},"
    "{\"id\":\"pkg:deb/debian/b@1:2-3?distro=debian-11\"},{\"id\":\"pkg:rpm/redhat/c@1-1?upstream=d-1-1.src.rpm\"},"
    "{\"id\":\"pkg:maven/g/h@1.0\"},{\"id\":\"pkg:pypi/i@1.0\"},{\"id\":\"none\"}]}}";

// The schema must have what a match looks for: the standard library's.
static const Fixture *product_fixture(void)
{
    static Fixture fixture;
    if (!fixture.scratch) {
        fixture_open(&fixture);
        fixture_must_compile(&fixture, "tests/fuzz/corpus/compile/library.asz");
    }
    return &fixture;
}

static void match(void *with)
{
    enum { MOST = 100000 };
    Target *target = with;
    const Fixture *fixture = product_fixture();
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList bills = {0}, same;
    Dossiers dossiers;
    Text image, reason;
    Arena scratch;
    arena_open(&scratch, target->arena.guard, 0);
    if (!read_submissions(&fixture->program, &target->arena, &sources, &diagnostics, text_of(bill), &bills) ||
        !dossiers_in_memory(&dossiers, &fixture->program, &target->arena, &bills, &diagnostics) ||
        dossiers_find(&dossiers, bills.items[0]->facts.type, bills.items[0]->id, &image) != DOSSIER_FOUND)
        target_broken("the bill is none");
    Match *one = match_begin(&fixture->program, image, 20000, MOST, &target->arena, &diagnostics, &sources, &reason);
    uint32_t file = sources_add(&sources, text_of("catalogue"), target->input);
    Source source = *sources_file(&sources, file);
    bool listed = text_starts(target->input, text_of("cve"));
    bool fine = one && (listed ? match_exploited(one, &source) : match_catalogue(one, &source, &scratch));
    arena_close(&scratch);
    if (!fine && !diagnostics.errors)
        target_broken("a file is refused without a message");
    if (!fine || match_is_too_long(one))
        return;
    match_let_go(one, file);
    MatchEvidence evidence = {.kind = bills.items[0]->kind, .on = 20000};
    Submission *found = match_submission(one, text_of("x"), &evidence);
    TextBuilder text = text_builder(&target->arena);
    diagnostics_append(&diagnostics, &text, false);
    Text canonical = text_joined(&target->arena, &found->canonical);
    if (!match_is_too_long(one) &&
        (!read_submissions(&fixture->program, &target->arena, &sources, &diagnostics, canonical, &same) ||
         !digest_equal(&same.items[0]->digest, &found->digest)))
        target_broken("what is found is no submission, or another one");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return target_run(data, size, match);
}
