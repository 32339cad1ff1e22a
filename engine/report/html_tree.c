// SPDX-License-Identifier: MIT
// Explanations on the page: a folded tree for each rule, nested lists, cut where it grows too large for a page. See html.h.
#include "report/html.h"

// A rule with its explanation takes some 5 kB at most, where what else is told of it leaves room: then the explanation is cut.
enum { MOST_BYTES = 4200, FEWEST_BYTES = 600, DEEPEST_SHOWN = 12 };

typedef struct Tree {
    Sheet *sheet;
    size_t end; // of what may be written before it is cut, in bytes of the page
    bool cut;
} Tree;

static bool has_room(Tree *tree, size_t depth)
{
    bool room = tree->sheet->to->length < tree->end && depth < DEEPEST_SHOWN;
    tree->cut |= !room;
    return room;
}

static void tell_value(Sheet *sheet, const void *text)
{
    sheet_value(sheet, *(const Text *)text);
}

static void tell_within(Sheet *sheet, const void *within)
{
    sheet_within(sheet, within);
}

static void tell_source(Sheet *sheet, const void *text)
{
    sheet_source(sheet, *(const Text *)text);
}

static void tell_fault(Sheet *sheet, const void *of)
{
    const Claimed *claim = of;
    if (claim->unreadable)
        sheet_put(sheet, " (unreadable)");
    sheet_fault(sheet, claim);
}

static void put_code(Sheet *sheet, TellPiece *tell, const Text *text)
{
    page_put(sheet, "<code>");
    markup_append_plain(sheet->to, piece_in(sheet, TONGUE_ENGLISH, text_of("en"), tell, text));
    page_put(sheet, "</code>");
}

static void put_claim(Sheet *sheet, const Claimed *claim)
{
    page_put(sheet, claim->decides ? "<li><b>" : "<li>");
    put_code(sheet, tell_value, &claim->value);
    page_put(sheet, claim->decides ? "</b> " : " ");
    page_text(sheet, claim->kind);
    page_put(sheet, " · ");
    if (claim->by.bytes) {
        page_text(sheet, claim->by);
        page_put(sheet, " · ");
    }
    page_date(sheet, claim->on);
    if (claim->title.bytes) {
        page_put(sheet, " · ");
        page_tell(sheet, tell_value, &claim->title);
    }
    if (claim->decides && claim->pointer.length) {
        page_put(sheet, " · ");
        page_pointer(sheet, claim->pointer);
    }
    if (claim->unreadable || claim->fault != FAULT_NONE || !claim->decides)
        page_tell(sheet, tell_fault, claim);
    for (size_t i = 0; i < claim->condition_count; i++) {
        page_put(sheet, " · ");
        page_tell(sheet, tell_reason, &claim->conditions[i]);
    }
    page_put(sheet, "</li>");
}

static void put_fact(Tree *tree, const Explained *node)
{
    Sheet *sheet = tree->sheet;
    page_put(sheet, " ← ");
    page_text(sheet, node->path);
    if (node->part.bytes) {
        page_put(sheet, " [");
        page_tell(sheet, tell_value, &node->part);
        if (node->within)
            page_tell(sheet, tell_within, node->within);
        page_put(sheet, "]");
    }
    if (!text_equal(node->entity, sheet->report->subject)) {
        page_put(sheet, ", ");
        page_text(sheet, node->entity);
    }
    if (!node->claim_count)
        page_say(sheet, ": nobody claims anything");
    page_put(sheet, node->claim_count ? "<ul>" : "");
    for (size_t i = 0; i < node->claim_count && has_room(tree, 0); i++)
        put_claim(sheet, &node->claims[i]);
    page_put(sheet, node->claim_count ? "</ul>" : "");
}

static void put_source(Sheet *sheet, const Explained *node)
{
    const char *before = node->said == SAID_IN ? "it is in " : node->said == SAID_ALL ? "all of " : NULL;
    if (before)
        page_say(sheet, before);
    put_code(sheet, tell_source, node->source.length ? &node->source : &node->path);
    if (node->said == SAID_ALL || node->said == SAID_LISTED)
        page_say(sheet, node->said == SAID_ALL ? " is known" : " is listed");
}

static void put_node(Sheet *sheet, const Explained *node)
{
    ProgramPlace place;
    if (node->hidden)
        page_say_in(sheet, "i", NULL, hidden_text);
    else if (node->value.length)
        put_code(sheet, tell_value, &node->value);
    page_put(sheet, " ");
    put_source(sheet, node);
    if (node->row.length) {
        page_put(sheet, " (");
        page_tell(sheet, tell_value, &node->row);
        page_put(sheet, ")");
    }
    if (node->source.length && program_place(sheet->program, node->span, &place)) {
        page_put(sheet, " <small>");
        markup_append(sheet->to, place.path);
        text_append_format(sheet->to, ":%u</small>", place.line);
    }
    if (node->note) {
        page_put(sheet, " [");
        page_say(sheet, node->note);
        page_put(sheet, "]");
    }
}

// `</li>` and `</ul>` are left out where HTML lets them be.
static void put_children(Tree *tree, const Explained *node, size_t depth)
{
    Sheet *sheet = tree->sheet;
    if (!node->children && !node->left_out)
        return;
    page_put(sheet, "<ul>");
    for (const Explained *child = node->children; child && has_room(tree, depth); child = child->next) {
        page_put(sheet, "<li>");
        put_node(sheet, child);
        if (child->has_fact)
            put_fact(tree, child);
        put_children(tree, child, depth + 1);
        page_put(sheet, "</li>");
    }
    if (node->left_out) {
        text_append_format(sheet->to, "<li>… + %zu</li>", node->left_out);
    } else if (sheet->to->length >= tree->end || depth >= DEEPEST_SHOWN) {
        page_put(sheet, "<li>…</li>");
    }
    page_put(sheet, "</ul>");
}

static void put_side(Tree *tree, const ReportExplanation *explanation, const ExplainedSide *side)
{
    if (explanation->side_count > 1) {
        page_put(tree->sheet, "<p>");
        page_say(tree->sheet,
                 side == explanation->sides ? "with the profiles of which it is unknown whether they apply" : "without: ");
        page_put(tree->sheet, " ");
        if (side->there)
            page_status(tree->sheet, side->status);
        else
            page_say(tree->sheet, "no such rule");
        page_put(tree->sheet, "</p>");
    }
    if (side->there)
        put_children(tree, side->tree, 0);
}

void page_explanation(Sheet *sheet, uint32_t rule, size_t start)
{
    if (!sheet->report->explanations)
        return;
    const ReportExplanation *explanation = &sheet->report->explanations[rule];
    bool any = false;
    for (size_t i = 0; i < explanation->side_count; i++)
        any |= explanation->sides[i].there && explanation->sides[i].tree->children;
    if (!any)
        return;
    text_append_format(sheet->to, "<details class=t%s><summary>", sheet->style->open ? " open" : "");
    page_say(sheet, "Why");
    page_put(sheet, "</summary>");
    size_t least = sheet->to->length + FEWEST_BYTES;
    Tree tree = {.sheet = sheet, .end = start + MOST_BYTES > least ? start + MOST_BYTES : least};
    for (size_t i = 0; i < explanation->side_count; i++)
        put_side(&tree, explanation, &explanation->sides[i]);
    if (tree.cut)
        page_say_in(sheet, "p", NULL, "More of it than fits here: `assize explain` tells all.");
    page_put(sheet, "</details>\n");
}
