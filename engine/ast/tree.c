// SPDX-License-Identifier: MIT
// Names and constructors of the tree. See tree.h.
#include "ast/tree.h"

const char *const expr_names[EXPR_KINDS] = {
#define EXPR(kind, name) name,
#include "ast/nodes.def"
#undef EXPR
};

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

static uint32_t deeper(const Expr *a, const Expr *b)
{
    uint32_t depth_a = a ? a->depth : 0, depth_b = b ? b->depth : 0;
    return depth_a > depth_b ? depth_a : depth_b;
}

Expr *tree_expr(Tree *tree, ExprKind kind, Span span)
{
    Expr *expr = arena_take(tree->arena, sizeof *expr);
    expr->kind = kind;
    expr->span = span;
    expr->depth = 1;
    return expr;
}

Expr *tree_unary(Tree *tree, ExprKind kind, Expr *operand, Span span)
{
    Expr *expr = tree_expr(tree, kind, span);
    expr->left = operand;
    expr->depth = deeper(operand, NULL) + 1;
    return expr;
}

Expr *tree_binary(Tree *tree, ExprKind kind, Expr *left, Expr *right)
{
    Expr *expr = tree_expr(tree, kind, span_join(left->span, right->span));
    expr->left = left;
    expr->right = right;
    expr->depth = deeper(left, right) + 1;
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
    uint32_t level = 1; // each binder is a level: what follows it stands in its scope
    expr->depth = 1;
    for (Binder *binder = binders; binder; binder = binder->next, level++) {
        uint32_t depth = level + deeper(binder->set, binder->where);
        if (depth > expr->depth)
            expr->depth = depth;
    }
    if (level + deeper(body, NULL) > expr->depth)
        expr->depth = level + deeper(body, NULL);
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

bool expr_has_binders(const Expr *expr)
{
    switch (expr->kind) {
    case EXPR_EVERY:
    case EXPR_SOME:
    case EXPR_NO:
    case EXPR_COUNT:
    case EXPR_SUM:
    case EXPR_MIN:
    case EXPR_MAX:
    case EXPR_COMPREHENSION:
        return true;
    default:
        return false;
    }
}

static void visit_list(ExprList *list, void (*visit)(void *, Expr *), void *with)
{
    for (; list; list = list->next)
        visit(with, list->expr);
}

void expr_each(Expr *expr, void (*visit)(void *with, Expr *child), void *with)
{
    switch (expr->kind) {
    case EXPR_LITERAL:
    case EXPR_NAME:
    case EXPR_HOLDS:
    case EXPR_TODAY:
    case EXPR_KINDS:
        break;
    case EXPR_MEMBER:
    case EXPR_VIA:
        visit(with, expr->base);
        break;
    case EXPR_CALL:
        visit_list(expr->arguments, visit, with);
        break;
    case EXPR_SET:
        visit_list(expr->items, visit, with);
        break;
    case EXPR_IF:
        visit(with, expr->condition);
        visit(with, expr->yes);
        visit(with, expr->otherwise);
        break;
    case EXPR_EVERY:
    case EXPR_SOME:
    case EXPR_NO:
    case EXPR_COUNT:
    case EXPR_SUM:
    case EXPR_MIN:
    case EXPR_MAX:
    case EXPR_COMPREHENSION:
        for (Binder *binder = expr->binders; binder; binder = binder->next) {
            visit(with, binder->set);
            if (binder->where)
                visit(with, binder->where);
        }
        if (expr->body)
            visit(with, expr->body);
        break;
    case EXPR_NOT:
    case EXPR_NEGATE:
    case EXPR_DECLARED:
    case EXPR_NOT_DECLARED:
    case EXPR_DISPUTED:
    case EXPR_NOT_DISPUTED:
        visit(with, expr->left);
        break;
    case EXPR_AND:
    case EXPR_OR:
    case EXPR_EQUAL:
    case EXPR_DIFFERENT:
    case EXPR_LESS:
    case EXPR_AT_MOST:
    case EXPR_GREATER:
    case EXPR_AT_LEAST:
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
    case EXPR_IN:
    case EXPR_NOT_IN:
    case EXPR_MATCHES:
    case EXPR_LIKE:
    case EXPR_RANGE:
        visit(with, expr->left);
        visit(with, expr->right);
        break;
    }
}
