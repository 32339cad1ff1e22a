// SPDX-License-Identifier: MIT
// Any bytes as a bundle, with the text of submissions behind it. The digests are put right first, so that what is changed reaches
// the verifier; a bundle that verifies never faults, whatever the facts are.
#include "fuzz/target.h"

#include "report/forms.h"

enum { SIZE_AT = 8, FINGERPRINT_AT = 16, HEAD = 80 };

// The bundle says in its head how long it is; what follows are submissions.
static Text seal(Target *target, Text *submissions)
{
    uint64_t size;
    char *bytes = (char *)(uintptr_t)target->input.bytes;
    memcpy(&size, bytes + SIZE_AT, sizeof size);
    if (size > target->input.length || size < HEAD)
        size = target->input.length;
    memcpy(bytes + SIZE_AT, &size, sizeof size);
    memcpy(bytes + FINGERPRINT_AT, &stored_fingerprint, sizeof stored_fingerprint);
    bundle_seal((Text){bytes, size});
    *submissions = text_slice(target->input, size, target->input.length);
    return (Text){bytes, size};
}

static void print(Target *target, const Program *program)
{
    const TextStyle style = {.language = text_of("en")};
    TextBuilder text = text_builder(&target->arena);
    ProgramCost cost = program_cost(program, &target->arena);
    program_disassemble(program, &target->arena, &text);
    for (uint32_t form = 0; form < form_count; form++) {
        if (forms[form].inspection)
            form_inspection(&forms[form], program, &style, &target->arena);
        if (forms[form].cost)
            form_cost(&forms[form], &cost, &style, &target->arena);
    }
    if (program->rules_count)
        program_disassemble_rule(program, program->rules_count - 1, &target->arena, &text);
}

static void open_bundle(void *with)
{
    Target *target = with;
    Program *program = &target->program;
    Text reason, submissions;
    if (target->input.length < HEAD)
        return;
    Text bundle = seal(target, &submissions);
    if (!bundle_open(program, bundle, &target->arena, &reason))
        return;
    print(target, program);
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list;
    Dossiers dossiers;
    read_submissions(program, &target->arena, &sources, &diagnostics, submissions, &list);
    if (!dossiers_in_memory(&dossiers, program, &target->arena, &list, &diagnostics) ||
        !program_prepare(&target->prepared, program, &target->arena, &reason))
        return;
    Text subject = list.count ? list.items[list.count - 1]->id : text_of("x");
    review_wholly(target->fixture, &target->prepared, &dossiers, subject, 19844, &target->arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return target_run(data, size, open_bundle);
}
