// SPDX-License-Identifier: MIT
// Any bytes as a policy's text: scanned, parsed, printed as tokens and as a tree, and as one expression.
#include "fuzz/target.h"

#include "parse.h"

static void print(Target *target, Stage stage)
{
    Compilation *compilation = arena_take(&target->arena, sizeof *compilation);
    SourceReader *reader = arena_take(&target->arena, sizeof *reader);
    TextBuilder text = text_builder(&target->arena);
    open_compilation(compilation, &target->arena, reader, &target->input);
    compile_print(compilation, text_of("policy.asz"), stage, &text);
    diagnostics_append(&compilation->diagnostics, &text, true);
}

static void parse(void *with)
{
    Target *target = with;
    print(target, STAGE_TOKENS);
    print(target, STAGE_TREE);
    Sources sources;
    Diagnostics diagnostics;
    Tree tree;
    sources_open(&sources, &target->arena);
    diagnostics_open(&diagnostics, &target->arena, &sources);
    tree_open(&tree, &target->arena);
    sources_add(&sources, text_of("expression"), target->input);
    Expr *expr = parse_expression(&tree, &diagnostics, &sources.items[0]);
    if (!expr && !diagnostics.errors)
        target_broken("an expression is refused without a message");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return target_run(data, size, parse);
}
