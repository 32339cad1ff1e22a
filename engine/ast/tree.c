// SPDX-License-Identifier: MIT
// The constructors of the tree, and its interning of names (one Name for each text, found by hash). See tree.h.
#include "ast/tree.h"

const char *const decl_names[DECL_KINDS] = {
#define DECL(kind, name) name,
#include "ast/nodes.def"
#undef DECL
};

void tree_open(Tree *tree, Arena *arena)
{
    *tree = (Tree){.arena = arena};
    text_index_open(&tree->names, arena);
}

Name *tree_name(Tree *tree, Text text)
{
    text = text_nfc(tree->arena, text);
    uint32_t count = tree->names.count;
    uint32_t number = text_index_add(&tree->names, text);
    if (number == count) {
        tree->by_number = arena_grow(tree->arena, tree->by_number, number, &tree->name_capacity, sizeof(Name *));
        tree->by_number[number] = arena_take(tree->arena, sizeof(Name));
        tree->by_number[number]->text = text;
    }
    return tree->by_number[number];
}

Expr *tree_expr(Tree *tree, ExprKind kind, Span span)
{
    Expr *expr = arena_take(tree->arena, sizeof *expr);
    expr->kind = kind;
    expr->span = span;
    expr->depth = 1;
    return expr;
}

Expr *tree_literal(Tree *tree, TypeKind type, int64_t number, Text text, Span span)
{
    Expr *expr = tree_expr(tree, EXPR_LITERAL, span);
    expr->literal = (Literal){.type = type, .number = number, .text = text};
    return expr;
}

Expr *tree_quantifier(Tree *tree, ExprKind kind, Binder *binders, Expr *body, Span span)
{
    Expr *expr = tree_expr(tree, kind, span);
    expr->binders = binders;
    expr->body = body;
    return expr;
}

Variable *tree_variable(Tree *tree, Word word)
{
    Variable *variable = arena_take(tree->arena, sizeof *variable);
    variable->word = word;
    variable->number = tree->variables++;
    return variable;
}

Decl *tree_decl(Tree *tree, DeclKind kind, Word word, Span span)
{
    Decl *decl = arena_take(tree->arena, sizeof *decl);
    decl->kind = kind;
    decl->word = word;
    decl->span = span;
    return decl;
}

void tree_measure(Expr *expr)
{
    expr->depth = 1;
    for (ExprChild at = expr_first(expr); at.expr; expr_next(&at)) {
        uint32_t depth = at.level + at.expr->depth;
        expr->depth = depth > expr->depth ? depth : expr->depth;
    }
}
