// SPDX-License-Identifier: MIT
// The complete check of a data file's pages: each is used once, by one tree or one list of free pages; the keys of all trees
// rise, and lie between those that lead to them; what trees say of themselves is what is there. See pages.h.
#include "store/pages.h"

#include "support/memory.h"

typedef struct PageCheck {
    const PageView *view;
    uint64_t *used; // a bit for each page
    PageProblem *visit;
    void *with;
    const char *table;
    const char *what; // is wrong with the tree; null: nothing
} PageCheck;

static bool wrong(PageCheck *check, const char *what)
{
    if (!check->what)
        check->what = what;
    return false;
}

static bool use_pages(PageCheck *check, uint64_t first, uint64_t count)
{
    for (uint64_t page = first; page < first + count; page++) {
        uint64_t bit = (uint64_t)1 << page % 64;
        if (check->used[page / 64] & bit)
            return wrong(check, "a page is used twice");
        check->used[page / 64] |= bit;
    }
    return true;
}

// A tree on the way: its pages so far, the key before, and the one that leads to where the cursor stands.
typedef struct Walk {
    PageCheck *check;
    const PageTree *tree;
    PageCursor cursor;
    uint64_t branches, leaves, runs, entries;
    Text last, least; // bytes null: none yet
    bool numbers;     // keys are numbers
} Walk;

static bool in_order(const Walk *walk, Text before, Text key, bool same)
{
    if (!before.bytes)
        return true;
    if (!walk->numbers) {
        int order = text_compare(before, key);
        return order < 0 || (same && order == 0);
    }
    uint64_t a = page_number_read(before.bytes), b = page_number_read(key.bytes);
    return a < b || (same && a == b);
}

// A key of a branch, which is to lead on, or of a leaf.
static bool check_key(Walk *walk, Text key, bool leads)
{
    if (walk->numbers && key.length != sizeof(uint64_t))
        return wrong(walk->check, "a key is no number");
    if (!in_order(walk, walk->last, key, false) || (!leads && !in_order(walk, walk->least, key, true)))
        return wrong(walk->check, "keys are not in order");
    *(leads ? &walk->least : &walk->last) = key;
    return true;
}

// The pages of the way down to the leaf, from a level on, which are come to for the first time.
static bool check_way(Walk *walk, uint32_t level)
{
    PageCheck *check = walk->check;
    uint64_t page_size = check->view->meta.page_size;
    for (; level < walk->cursor.depth; level++) {
        const Page *page = &walk->cursor.pages[level];
        bool leaf = level + 1 == walk->cursor.depth;
        if (!use_pages(check, (uint64_t)(page->bytes - check->view->bytes) / page_size, 1))
            return false;
        *(leaf ? &walk->leaves : &walk->branches) += 1;
        if (!page_is_packed(page))
            return wrong(check, "a page is damaged");
        if (level == 0)
            continue;
        PageNode above;
        uint32_t at = walk->cursor.at[level - 1];
        if (!page_node(&walk->cursor.pages[level - 1], at, &above))
            return wrong(check, "a page is damaged");
        if (at > 0 && !check_key(walk, above.key, true))
            return false;
    }
    return true;
}

static bool check_free(Walk *walk, const PageNode *node, Text list)
{
    PageCheck *check = walk->check;
    if (!page_list_fits(check->view, list) || page_number_read(node->key.bytes) > check->view->meta.moment)
        return wrong(check, "a list of free pages is damaged");
    for (uint64_t i = page_list_length(list); i > 0; i--) {
        if (!use_pages(check, page_number_read(list.bytes + i * sizeof(uint64_t)), 1))
            return false;
    }
    return true;
}

static bool walk_tree(PageCheck *check, const PageTree *tree, bool within, uint64_t *entries);

// The values of a key that has several, in a page or a tree of their own.
static bool check_several(Walk *walk, const PageNode *node)
{
    PageCheck *check = walk->check;
    Page page;
    PageTree tree;
    if (page_subtree(node, &tree))
        return walk_tree(check, &tree, true, &walk->entries);
    if (!page_within(node, &page) || !page_is_packed(&page))
        return wrong(check, "the values of a key are damaged");
    Text last = {NULL, 0};
    for (uint32_t i = 0; i < page.count; i++) {
        PageNode value;
        if (!page_node(&page, i, &value) || value.flags || value.size)
            return wrong(check, "the values of a key are damaged");
        if (last.bytes && text_compare(last, value.key) >= 0)
            return wrong(check, "the values of a key are not in order");
        last = value.key;
    }
    walk->entries += page.count;
    return true;
}

static bool check_node(Walk *walk, bool within)
{
    PageCheck *check = walk->check;
    PageNode node;
    PageValue value;
    PageTree tree;
    if (!page_cursor_node(&walk->cursor, &node))
        return wrong(check, "a page is damaged");
    if (!check_key(walk, node.key, false))
        return false;
    if (page_has_several(&node))
        return (walk->tree->flags == TREE_SEVERAL && !within && check_several(walk, &node)) ||
               wrong(check, "a key has several values");
    walk->entries++;
    if (walk->tree == &check->view->meta.names)
        return page_subtree(&node, &tree) || wrong(check, "the name of a table leads to none");
    if (!page_value(check->view, &node, &value) || (within && node.size) || (value.run && walk->tree->flags == TREE_SEVERAL))
        return wrong(check, "a value is damaged");
    walk->runs += value.run_pages;
    return use_pages(check, value.run, value.run_pages) && (!walk->numbers || check_free(walk, &node, value.text));
}

static bool walk_pages(Walk *walk, bool within)
{
    PageAnswer answer = page_first(&walk->cursor, walk->check->view, walk->tree);
    const char *seen[MOST_PAGE_DEPTH] = {NULL};
    for (; answer == PAGES_FOUND; answer = page_next(&walk->cursor)) {
        uint32_t level = 0;
        while (level < walk->cursor.depth && seen[level] == walk->cursor.pages[level].bytes)
            level++;
        for (uint32_t i = level; i < walk->cursor.depth; i++)
            seen[i] = walk->cursor.pages[i].bytes;
        if (!check_way(walk, level) || !check_node(walk, within))
            return false;
    }
    return answer == PAGES_NONE || wrong(walk->check, "a page is damaged");
}

// within: the tree holds the values of a key.
static bool walk_tree(PageCheck *check, const PageTree *tree, bool within, uint64_t *entries)
{
    Walk walk = {.check = check, .tree = tree, .numbers = tree->flags == TREE_OF_NUMBERS};
    if ((within && tree->flags) || !walk_pages(&walk, within))
        return wrong(check, "a tree is of another kind");
    *entries += walk.entries;
    return (walk.branches == tree->branches && walk.leaves == tree->leaves && walk.runs == tree->runs &&
            walk.entries == tree->entries) ||
           wrong(check, "it counts other pages or entries than there are");
}

static void check_tree(PageCheck *check, const char *table, const PageTree *tree)
{
    uint64_t entries = 0;
    check->what = NULL;
    if (!walk_tree(check, tree, false, &entries))
        check->visit(check->with, table, check->what);
}

static void check_tables(PageCheck *check, const PageTable *tables, size_t count)
{
    uint64_t missing = 0;
    for (size_t i = 0; i < count; i++) {
        PageTree tree;
        PageAnswer answer = pages_table(check->view, text_of(tables[i].name), tables[i].several, &tree);
        bool may_miss = answer == PAGES_NONE && tables[i].later;
        missing += may_miss;
        if (answer == PAGES_FOUND)
            check_tree(check, tables[i].name, &tree);
        else if (!may_miss)
            check->visit(check->with, tables[i].name, "there is no such table, or one of another kind");
    }
    if (check->view->meta.names.entries != count - missing)
        check->visit(check->with, "names", "there are other tables than those of a fact base");
}

bool pages_check(const PageView *view, const PageTable *tables, size_t count, PageProblem *visit, void *with)
{
    PageCheck check = {.view = view, .visit = visit, .with = with};
    if (!pages_are_there(view)) {
        visit(with, "pages", "the file is shorter than it says");
        return true;
    }
    size_t size = (view->meta.last / 64 + 1) * sizeof *check.used; // lists of free pages reach behind the end of the file
    check.used = memory_take(size);
    if (!check.used)
        return false;
    memset(check.used, 0, size);
    check_tree(&check, "free", &view->meta.free);
    check_tree(&check, "names", &view->meta.names);
    check_tables(&check, tables, count);
    memory_give(check.used);
    return true;
}
