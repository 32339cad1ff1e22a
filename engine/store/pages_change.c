// SPDX-License-Identifier: MIT
// What is looked at before LMDB changes a table: the pages that it will follow, with every node of theirs; and those that are
// free. See pages.h.
#include "store/pages.h"

static bool nodes_fit(const PageView *view, const Page *page)
{
    if (!page_is_packed(page))
        return false;
    for (uint32_t i = 0; i < page->count; i++) {
        PageNode node;
        PageValue value;
        if (!page_node(page, i, &node))
            return false;
        if (page->flags == PAGE_LEAF && (node.flags & NODE_RUN) && !page_value(view, &node, &value))
            return false;
    }
    return true;
}

static bool way_fits(const PageCursor *cursor, uint64_t *known)
{
    const PageView *view = cursor->view;
    for (uint32_t level = 0; level < cursor->depth; level++) {
        const Page *page = &cursor->pages[level];
        uint64_t number = (uint64_t)(page->bytes - view->bytes) / view->meta.page_size, bit = (uint64_t)1 << number % 64;
        if (known && (known[number / 64] & bit))
            continue;
        if (!nodes_fit(view, page))
            return false;
        if (known)
            known[number / 64] |= bit;
    }
    return true;
}

// The values of a key that has several.
static bool values_fit(const PageView *view, uint64_t *known, const PageNode *node, Text value)
{
    Page within;
    PageTree tree;
    PageCursor cursor;
    if (page_within(node, &within))
        return nodes_fit(view, &within);
    return page_subtree(node, &tree) && page_seek(&cursor, view, &tree, value) != PAGES_DAMAGED && way_fits(&cursor, known);
}

bool pages_may_change(const PageView *view, uint64_t *known, const PageTree *tree, Text key, Text value)
{
    PageCursor cursor;
    PageNode node;
    PageAnswer answer = page_seek(&cursor, view, tree, key);
    if (answer != PAGES_FOUND)
        return answer == PAGES_NONE; // the tree is empty
    if (!way_fits(&cursor, known))
        return false;
    bool end = cursor.at[cursor.depth - 1] == cursor.pages[cursor.depth - 1].count;
    if (end || !page_cursor_node(&cursor, &node) || !text_equal(node.key, key) || !page_has_several(&node))
        return true;
    return values_fit(view, known, &node, value);
}

bool pages_may_take(const PageView *view)
{
    PageCursor cursor;
    PageAnswer answer = page_first(&cursor, view, &view->meta.free);
    uint64_t before = 0;
    for (; answer == PAGES_FOUND; answer = page_next(&cursor)) {
        PageNode node;
        PageValue value;
        if (!page_cursor_node(&cursor, &node) || node.key.length != sizeof before || page_number_read(node.key.bytes) <= before ||
            !page_value(view, &node, &value) || !page_list_fits(view, value.text))
            return false;
        before = page_number_read(node.key.bytes); // they rise: no page is come to twice
    }
    return answer == PAGES_NONE;
}

// The numbers of a list fall.
static bool each_run(Text list, PageRunVisit *visit, void *with)
{
    uint64_t listed = page_list_length(list), first = 0, count = 0;
    for (uint64_t i = 1; i <= listed; i++) {
        uint64_t page = page_number_read(list.bytes + i * sizeof page);
        if (count && page + 1 != first) {
            if (!visit(with, first, count))
                return false;
            count = 0;
        }
        first = page;
        count++;
    }
    return !count || visit(with, first, count);
}

bool pages_each_free(const PageView *view, uint64_t moment, PageRunVisit *visit, void *with)
{
    PageCursor cursor;
    PageAnswer answer = page_first(&cursor, view, &view->meta.free);
    for (; answer == PAGES_FOUND; answer = page_next(&cursor)) {
        PageNode node;
        PageValue value;
        if (!page_cursor_node(&cursor, &node) || node.key.length != sizeof moment || !page_value(view, &node, &value) ||
            !page_list_fits(view, value.text))
            return false;
        if (page_number_read(node.key.bytes) <= moment && !each_run(value.text, visit, with))
            return false;
    }
    return answer == PAGES_NONE;
}
