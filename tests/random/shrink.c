// SPDX-License-Identifier: MIT
// Making a case small. The policy's tree says which pieces of its text can be left out, or can stand for a larger piece; the
// brackets of the facts say the same of them. Every such edit is tried, large ones first, until none is left that keeps the
// case wrong.
#include "shrink.h"

typedef struct Edit {
    size_t start, end; // of the text
    Text instead;
} Edit;

typedef struct Edits {
    Arena *arena;
    Edit *items;
    size_t count, capacity;
    Text text;
} Edits;

static void add_edit(Edits *edits, size_t start, size_t end, Text instead)
{
    if (start >= end || end > edits->text.length)
        return; // of another file, or of nothing
    edits->items = arena_grow(edits->arena, edits->items, edits->count, &edits->capacity, sizeof *edits->items);
    edits->items[edits->count++] = (Edit){start, end, instead};
}

static Text edited(Text text, Edit edit, Arena *arena)
{
    TextBuilder builder = text_builder(arena);
    text_append(&builder, text_slice(text, 0, edit.start));
    text_append(&builder, edit.instead);
    text_append(&builder, text_slice(text, edit.end, text.length));
    return text_built(&builder);
}

// ---- policies ----

// What stands in another file than the policy's stays.
static void replace(Edits *edits, Span span, Text instead)
{
    if (span.file == 1)
        add_edit(edits, span.start, span.end, instead);
}

static void omit(Edits *edits, Span span)
{
    replace(edits, span, (Text){"", 0});
}

typedef struct Pieces {
    Edits *edits;
    const Expr *whole;
} Pieces;

// A piece of an expression that has the type of the whole may stand for it.
static void offer_piece(const Pieces *pieces, const Expr *piece)
{
    const Type *a = &pieces->whole->type, *b = &piece->type;
    const Edits *edits = pieces->edits;
    Span span = piece->span;
    if (a->kind == b->kind && a->many == b->many && a->decl == b->decl && span.file == 1)
        replace(pieces->edits, pieces->whole->span, text_slice(edits->text, span.start, span.end));
    for (ExprChild at = expr_first(piece); at.expr; expr_next(&at))
        offer_piece(pieces, at.expr);
}

static void shrink_expr(Edits *edits, const Expr *expr)
{
    Span span = expr->span;
    if (expr->kind != EXPR_LITERAL && expr->type.kind == TYPE_BOOLEAN && !expr->type.many) {
        replace(edits, span, text_of("true"));
        replace(edits, span, text_of("false"));
    }
    if (expr->kind != EXPR_LITERAL && expr->type.kind == TYPE_INTEGER && !expr->type.many)
        replace(edits, span, text_of("1"));
    Pieces pieces = {edits, expr};
    for (ExprChild at = expr_first(expr); at.expr; expr_next(&at))
        offer_piece(&pieces, at.expr);
    for (ExprChild at = expr_first(expr); at.expr; expr_next(&at))
        shrink_expr(edits, at.expr);
}

static void shrink_conditions(Edits *edits, const Condition *conditions)
{
    for (const Condition *condition = conditions; condition; condition = condition->next) {
        omit(edits, condition->span);
        if (condition->wording) // `else "…"`: what stands behind the expression
            omit(edits, (Span){condition->span.file, condition->expr->span.end, condition->span.end});
        for (const FindingPiece *piece = condition->wording ? condition->wording->pieces : NULL; piece; piece = piece->next) {
            if (piece->expr)
                omit(edits, (Span){piece->expr->span.file, piece->expr->span.start - 1, piece->expr->span.end + 1});
        }
        shrink_expr(edits, condition->expr);
    }
}

static void shrink_rule(Edits *edits, const Rule *rule)
{
    for (const Threshold *threshold = rule->thresholds; threshold; threshold = threshold->next)
        omit(edits, threshold->span);
    shrink_conditions(edits, rule->whens);
    shrink_conditions(edits, rule->excepts);
    shrink_conditions(edits, rule->requires);
}

static void shrink_decl(Edits *edits, const Decl *decl)
{
    switch (decl->kind) {
    case DECL_RULE:
        shrink_rule(edits, &decl->rule);
        break;
    case DECL_DEFINE:
        if (decl->body)
            shrink_expr(edits, decl->body);
        break;
    case DECL_TABLE:
        for (const TableRow *row = decl->rows; row; row = row->next)
            omit(edits, row->span);
        break;
    case DECL_EVIDENCE:
        for (const Acceptance *accept = decl->evidence.accepts; accept; accept = accept->next) {
            omit(edits, accept->span);
            shrink_expr(edits, accept->condition);
        }
        for (const Expiry *expiry = decl->evidence.expires; expiry; expiry = expiry->next)
            omit(edits, expiry->span);
        break;
    case DECL_ENTITY:
    case DECL_PART:
        for (const Attribute *attribute = decl->attributes; attribute; attribute = attribute->next)
            omit(edits, span_join(attribute->word.span, attribute->written.span));
        break;
    case DECL_FORMAT:
        for (const FilledType *filled = decl->filled; filled; filled = filled->next) {
            omit(edits, filled->span);
            for (const Mapping *mapping = filled->mappings; mapping; mapping = mapping->next)
                omit(edits, mapping->span);
        }
        break;
    default:
        break;
    }
}

// Lists' files, and profiles by their texts: each declaration, each field of what strengthens a rule, each whole profile.
static void shrink_profiles(Edits *edits, Text policy)
{
    static const Keyword fields[] = {KEYWORD_SEVERITY, KEYWORD_WEIGHT, KEYWORD_EVIDENCE, KEYWORD_REQUIRE,
                                     KEYWORD_DROP,     KEYWORD_WHEN,   KEYWORD_EXCEPT,   KEYWORD_APPLIES};
    Files files = case_files(policy, edits->arena);
    for (size_t i = 1; i < files.count; i++) {
        size_t start = (size_t)(files.items[i].text.bytes - policy.bytes);
        size_t mark = start - files.items[i].name.length - 4; // `#= ` before it, and a line's end
        Tokens tokens = tokens_of(edits->arena, files.items[i].text);
        PieceList pieces = pieces_of(edits->arena, &tokens);
        add_edit(edits, mark, start + files.items[i].text.length, (Text){"", 0});
        if (!text_ends(files.items[i].name, text_of(".asz")))
            continue; // a list's
        for (size_t j = 0; j < pieces.count; j++) {
            PieceList inner = fields_of(edits->arena, &tokens, pieces.items[j], fields, sizeof fields / sizeof *fields);
            for (size_t k = 0; k <= inner.count; k++) {
                if (!j && k == inner.count)
                    continue; // the header stays
                Piece piece = k < inner.count ? inner.items[k] : pieces.items[j];
                size_t from = start + tokens.items[piece.first].start;
                add_edit(edits, from, from + tokens_between(&tokens, piece.first, piece.behind).length, (Text){"", 0});
            }
        }
    }
}

static Edits policy_edits(Compiled *compiled, Text policy, Arena *arena)
{
    Edits edits = {.arena = arena, .text = policy};
    const File *file = compiled->compilation.policy.main;
    shrink_profiles(&edits, policy);
    for (const Decl *decl = file->decls; decl; decl = decl->next)
        omit(&edits, decl->span);
    for (const Decl *decl = file->decls; decl; decl = decl->next)
        shrink_decl(&edits, decl);
    return edits;
}

// ---- facts ----

static size_t text_end(Text text, size_t at)
{
    for (at++; at < text.length && text.bytes[at] != '"'; at++)
        at += text.bytes[at] == '\\';
    return at + 1;
}

// Each member of an object or array can be left out, with the comma behind it, or before the last one. Returns the place behind
// the closing bracket.
static size_t bracket_edits(Edits *edits, size_t open)
{
    Text text = edits->text;
    size_t at = open + 1, start = at, comma = open;
    while (at < text.length) {
        char byte = text.bytes[at];
        if (byte == '"') {
            at = text_end(text, at);
        } else if (byte == '{' || byte == '[') {
            at = bracket_edits(edits, at);
        } else if (byte == ',') {
            add_edit(edits, start, at + 1, (Text){"", 0});
            comma = at;
            start = ++at;
        } else if (byte == '}' || byte == ']') {
            add_edit(edits, comma == open ? start : comma, at, (Text){"", 0});
            return at + 1;
        } else {
            at++;
        }
    }
    return at;
}

static Edits facts_edits(Text facts, Arena *arena)
{
    Edits edits = {.arena = arena, .text = facts};
    size_t start = 0;
    for (size_t at = 0; at < facts.length; at++) {
        if (facts.bytes[at] == '\n') {
            add_edit(&edits, start, at + 1, (Text){"", 0});
            start = at + 1;
        }
    }
    for (size_t at = 0; at < facts.length; at++) {
        if (facts.bytes[at] == '{')
            at = bracket_edits(&edits, at);
    }
    return edits;
}

// ---- the whole ----

typedef struct Shrinking {
    Case of;
    Wrong *wrong;
    void *with;
    Arena *arena; // of the texts that are kept
    bool smaller;
} Shrinking;

static bool take_if_wrong(Shrinking *shrinking, Case less)
{
    if (!shrinking->wrong(shrinking->with, less))
        return false;
    shrinking->of = (Case){text_copy(shrinking->arena, less.policy), text_copy(shrinking->arena, less.facts)};
    shrinking->smaller = true;
    return true;
}

// One round over all edits of the one text or the other. They are collected anew after each that was kept.
static void shrink_once(Shrinking *shrinking, bool of_policy)
{
    bool more = true;
    for (size_t next = 0; more;) {
        Arena arena;
        Compiled compiled;
        trial_arena(&arena);
        trial_compile(&compiled, shrinking->of.policy);
        more = false;
        Case of = shrinking->of;
        Edits edits = of_policy ? policy_edits(&compiled, of.policy, &arena) : facts_edits(of.facts, &arena);
        for (; next < edits.count && !more; next += !more) {
            Case less = of;
            Text shorter = edited(of_policy ? of.policy : of.facts, edits.items[next], &arena);
            *(of_policy ? &less.policy : &less.facts) = shorter;
            bool is_less = shorter.length < (of_policy ? of.policy : of.facts).length;
            more = is_less && take_if_wrong(shrinking, less);
        }
        compiled_close(&compiled);
        arena_close(&arena);
    }
}

// Without the lines that became empty.
static Text without_gaps(Text text, Arena *arena)
{
    TextBuilder builder = text_builder(arena);
    size_t start = 0;
    for (size_t at = 0; at < text.length; at++) {
        if (text.bytes[at] != '\n')
            continue;
        Text line = text_slice(text, start, at + 1);
        bool empty = true;
        for (size_t i = 0; i + 1 < line.length; i++)
            empty &= line.bytes[i] == ' ';
        if (!empty)
            text_append(&builder, line);
        start = at + 1;
    }
    text_append(&builder, text_slice(text, start, text.length));
    return text_built(&builder);
}

Case shrink(Case of, Wrong *wrong, void *with, Arena *arena)
{
    Shrinking shrinking = {.of = of, .wrong = wrong, .with = with, .arena = arena, .smaller = true};
    while (shrinking.smaller) {
        shrinking.smaller = false;
        shrink_once(&shrinking, true);
        shrink_once(&shrinking, false);
    }
    Case small = {without_gaps(shrinking.of.policy, arena), shrinking.of.facts};
    return wrong(with, small) ? small : shrinking.of;
}
