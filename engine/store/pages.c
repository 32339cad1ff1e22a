// SPDX-License-Identifier: MIT
// Reads the pages of a data file, a B+ tree, with a cursor that believes nothing: every page and node is bounds-checked. See
// pages.h.
#include "store/pages.h"

#include "support/search.h"

enum { MAGIC = 0xBEEFC0DE, VERSION = 1, LEAST_PAGE = 512, MOST_PAGE = 32768 };

static uint16_t read_16(const char *bytes)
{
    uint16_t number;
    memcpy(&number, bytes, sizeof number);
    return number;
}

static uint32_t read_32(const char *bytes)
{
    uint32_t number;
    memcpy(&number, bytes, sizeof number);
    return number;
}

uint64_t page_number_read(const char *bytes)
{
    uint64_t number;
    memcpy(&number, bytes, sizeof number);
    return number;
}

// ---- heads ----

static void read_tree(const char *bytes, PageTree *tree)
{
    *tree = (PageTree){.flags = read_16(bytes + 4),
                       .depth = read_16(bytes + 6),
                       .branches = page_number_read(bytes + 8),
                       .leaves = page_number_read(bytes + 16),
                       .runs = page_number_read(bytes + 24),
                       .entries = page_number_read(bytes + 32),
                       .root = page_number_read(bytes + 40)};
}

bool page_meta_read(const char bytes[PAGE_META_BYTES], uint64_t number, PageMeta *meta)
{
    const char *body = bytes + PAGE_HEAD;
    *meta = (PageMeta){
        .page_size = read_32(body + 24), .last = page_number_read(body + 120), .moment = page_number_read(body + 128)};
    read_tree(body + 24, &meta->free); // its pad is the size of pages
    read_tree(body + 72, &meta->names);
    uint32_t size = meta->page_size;
    return page_number_read(bytes) == number && (read_16(bytes + 10) & ~PAGE_CHANGED) == PAGE_META && read_32(body) == MAGIC &&
           read_32(body + 4) == VERSION && size >= LEAST_PAGE && size <= MOST_PAGE && (size & (size - 1)) == 0 &&
           meta->last >= 1 && meta->last < (uint64_t)INT64_MAX / size && (meta->moment == 0 || meta->moment % 2 == number) &&
           meta->free.flags == TREE_OF_NUMBERS && meta->names.flags == 0;
}

// ---- pages and nodes ----

// Whether the head of what says it is a page, of so many bytes, fits it: room for one node at least.
static bool begin_page(const char *bytes, uint32_t size, Page *page)
{
    uint32_t lower = read_16(bytes + 12), upper = read_16(bytes + 14);
    *page = (Page){bytes, size, (lower - PAGE_HEAD) / 2, read_16(bytes + 10) & ~PAGE_CHANGED & UINT16_MAX};
    return lower > PAGE_HEAD && lower % 2 == 0 && lower <= upper && upper <= size;
}

static bool open_page(const PageView *view, uint64_t number, uint16_t flags, Page *page)
{
    if (number < 2 || number >= view->pages)
        return false;
    const char *bytes = view->bytes + number * view->meta.page_size;
    return page_number_read(bytes) == number && begin_page(bytes, view->meta.page_size, page) && page->flags == flags;
}

// The key of a node alone, for those who look for one.
static inline bool key_at(const Page *page, uint32_t at, Text *key)
{
    uint32_t place = read_16(page->bytes + PAGE_HEAD + (size_t)at * 2);
    if (place < PAGE_HEAD + page->count * 2 || place + NODE_HEAD > page->size)
        return false;
    *key = (Text){page->bytes + place + NODE_HEAD, read_16(page->bytes + place + 6)};
    return key->length <= page->size - place - NODE_HEAD;
}

bool page_node(const Page *page, uint32_t at, PageNode *node)
{
    uint32_t place = read_16(page->bytes + PAGE_HEAD + (size_t)at * 2), end = place + NODE_HEAD;
    if (place < PAGE_HEAD + page->count * 2 || end > page->size)
        return false;
    const char *bytes = page->bytes + place;
    uint32_t low = read_16(bytes), high = read_16(bytes + 2), key = read_16(bytes + 6);
    node->flags = read_16(bytes + 4);
    node->size = low | high << 16;
    node->child = node->size | (uint64_t)node->flags << 32;
    node->key = (Text){bytes + NODE_HEAD, key};
    node->value = bytes + NODE_HEAD + key;
    uint32_t value = page->flags & PAGE_BRANCH ? 0 : node->flags & NODE_RUN ? (uint32_t)sizeof(uint64_t) : node->size;
    return key <= page->size - end && value <= page->size - end - key;
}

// Takes bits, of which one at least is meant; false where one of them is taken.
static bool take_bits(uint64_t *taken, uint32_t from, uint32_t end)
{
    for (uint32_t word = from / 64; word <= (end - 1) / 64; word++) {
        uint64_t bits = UINT64_MAX;
        if (word == from / 64)
            bits <<= from % 64;
        if (word == (end - 1) / 64)
            bits &= UINT64_MAX >> (63 - (end - 1) % 64);
        if (taken[word] & bits)
            return false;
        taken[word] |= bits;
    }
    return true;
}

bool page_is_packed(const Page *page)
{
    uint64_t taken[MOST_PAGE / 2 / 64]; // a bit for each two bytes
    uint32_t sum = 0, upper = read_16(page->bytes + 14);
    memset(taken, 0, (page->size + 127) / 128 * sizeof *taken);
    for (uint32_t i = 0; i < page->count; i++) {
        PageNode node;
        if (!page_node(page, i, &node))
            return false;
        uint32_t place = read_16(page->bytes + PAGE_HEAD + (size_t)i * 2);
        uint32_t value = page->flags & PAGE_BRANCH ? 0 : node.flags & NODE_RUN ? (uint32_t)sizeof(uint64_t) : node.size;
        uint32_t size = (NODE_HEAD + (uint32_t)node.key.length + value + 1) & ~(uint32_t)1;
        if (place % 2 != 0 || place < upper || size > page->size - place || !take_bits(taken, place / 2, (place + size) / 2))
            return false;
        sum += size;
    }
    return sum == page->size - upper;
}

bool page_value(const PageView *view, const PageNode *node, PageValue *value)
{
    *value = (PageValue){.text = {node->value, node->size}};
    if (node->flags == 0)
        return true;
    uint64_t first = node->flags == NODE_RUN ? page_number_read(node->value) : 0;
    if (first < 2 || first >= view->pages)
        return false;
    const char *bytes = view->bytes + first * view->meta.page_size;
    uint32_t pages = read_32(bytes + 12);
    uint64_t needed = (PAGE_HEAD - 1 + (uint64_t)node->size) / view->meta.page_size + 1;
    *value = (PageValue){{bytes + PAGE_HEAD, node->size}, first, pages};
    return page_number_read(bytes) == first && (read_16(bytes + 10) & ~PAGE_CHANGED) == PAGE_RUN && pages >= needed &&
           pages <= view->pages - first;
}

bool page_within(const PageNode *node, Page *page)
{
    return node->flags == NODE_SEVERAL && node->size >= PAGE_HEAD && begin_page(node->value, node->size, page) &&
           page->flags == (PAGE_LEAF | PAGE_WITHIN);
}

bool page_subtree(const PageNode *node, PageTree *tree)
{
    if ((node->flags & ~NODE_SEVERAL) != NODE_TREE || node->size != PAGE_TREE_BYTES)
        return false;
    read_tree(node->value, tree);
    return true;
}

// ---- ways through a tree ----

// Goes on from the page at a level down to a leaf, each time by the node that `choose` gives; damage ends it.
typedef bool Choose(const Page *page, Text key, uint32_t *at);

static PageAnswer descend(PageCursor *cursor, const PageTree *tree, uint32_t level, Choose *choose, Text key)
{
    uint64_t number = tree ? tree->root : 0;
    for (; level < cursor->depth; level++) {
        PageNode node;
        if (level > 0) {
            if (!page_node(&cursor->pages[level - 1], cursor->at[level - 1], &node))
                return PAGES_DAMAGED;
            number = node.child;
        }
        bool leaf = level + 1 == cursor->depth;
        if (!open_page(cursor->view, number, leaf ? PAGE_LEAF : PAGE_BRANCH, &cursor->pages[level]) ||
            !choose(&cursor->pages[level], key, &cursor->at[level]))
            return PAGES_DAMAGED;
    }
    return PAGES_FOUND;
}

static PageAnswer begin_cursor(PageCursor *cursor, const PageView *view, const PageTree *tree, Choose *choose, Text key)
{
    cursor->view = view;
    cursor->depth = tree->depth;
    if (tree->root == NO_PAGE)
        return tree->depth == 0 && tree->entries == 0 ? PAGES_NONE : PAGES_DAMAGED;
    if (tree->depth == 0 || tree->depth > MOST_PAGE_DEPTH)
        return PAGES_DAMAGED;
    return descend(cursor, tree, 0, choose, key);
}

static bool choose_first(const Page *page, Text key, uint32_t *at)
{
    (void)page;
    (void)key;
    *at = 0;
    return true;
}

static bool choose_last(const Page *page, Text key, uint32_t *at)
{
    (void)key;
    *at = page->count - 1;
    return true;
}

// Of a branch the last node that is not above the key, where the first one is below all; of a leaf the first that is not below
// it, which may be the end.
static bool choose_key(const Page *page, Text key, uint32_t *at)
{
    bool branch = page->flags & PAGE_BRANCH;
    BinarySearch search = search_of(branch ? 1 : 0, page->count);
    while (search_on(&search)) {
        Text there;
        if (!key_at(page, (uint32_t)search.middle, &there))
            return false;
        int order = text_compare(there, key);
        if (order == 0) { // keys of a page are distinct
            *at = (uint32_t)search.middle;
            return true;
        }
        search_narrow(&search, order < 0);
    }
    *at = (uint32_t)(branch ? search.low - 1 : search.low);
    return true;
}

PageAnswer page_seek(PageCursor *cursor, const PageView *view, const PageTree *tree, Text key)
{
    return begin_cursor(cursor, view, tree, choose_key, key);
}

PageAnswer page_first(PageCursor *cursor, const PageView *view, const PageTree *tree)
{
    return begin_cursor(cursor, view, tree, choose_first, (Text){NULL, 0});
}

// Where the cursor stands behind a leaf's last node, it goes to the next leaf; NONE: there is none.
static PageAnswer settle_cursor(PageCursor *cursor)
{
    uint32_t level = cursor->depth - 1;
    if (cursor->at[level] < cursor->pages[level].count)
        return PAGES_FOUND;
    while (level > 0 && cursor->at[level - 1] + 1 >= cursor->pages[level - 1].count)
        level--;
    if (level == 0)
        return PAGES_NONE;
    cursor->at[level - 1]++;
    return descend(cursor, NULL, level, choose_first, (Text){NULL, 0});
}

PageAnswer page_next(PageCursor *cursor)
{
    cursor->at[cursor->depth - 1]++;
    return settle_cursor(cursor);
}

// ---- reading ----

static PageAnswer find_node(const PageView *view, const PageTree *tree, Text key, PageNode *node)
{
    PageCursor cursor;
    PageAnswer answer = page_seek(&cursor, view, tree, key);
    if (answer != PAGES_FOUND)
        return answer;
    if (cursor.at[cursor.depth - 1] == cursor.pages[cursor.depth - 1].count)
        return PAGES_NONE;
    if (!page_cursor_node(&cursor, node))
        return PAGES_DAMAGED;
    return text_equal(node->key, key) ? PAGES_FOUND : PAGES_NONE;
}

PageAnswer pages_get(const PageView *view, const PageTree *tree, Text key, Text *value)
{
    PageNode node;
    PageValue found;
    PageAnswer answer = find_node(view, tree, key, &node);
    if (answer == PAGES_FOUND && !page_value(view, &node, &found))
        answer = PAGES_DAMAGED;
    if (answer == PAGES_FOUND)
        *value = found.text;
    return answer;
}

PageAnswer pages_table(const PageView *view, Text name, bool several, PageTree *tree)
{
    PageNode node;
    PageAnswer answer = find_node(view, &view->meta.names, name, &node);
    if (answer != PAGES_FOUND)
        return answer;
    bool fits = !page_has_several(&node) && page_subtree(&node, tree) && tree->flags == (several ? TREE_SEVERAL : 0);
    return fits ? PAGES_FOUND : PAGES_DAMAGED;
}

typedef struct Each {
    const PageView *view;
    PageVisit *visit;
    void *with;
    bool stopped;
} Each;

static bool visit_value(Each *each, Text key, Text value)
{
    each->stopped = !each->visit(each->with, key, value);
    return true;
}

// One of several values of a key.
static bool visit_one(Each *each, Text key, const PageNode *node)
{
    return !node->flags && !node->size && visit_value(each, key, node->key);
}

static bool visit_node(Each *each, const PageNode *node);

// Visits what a cursor comes to from here on: the nodes of a table or (key not null) the values of a key. Keys must rise: so no
// page is come to twice, wherever the numbers of pages lead. NONE: it came to the end.
static PageAnswer visit_nodes(Each *each, PageCursor *cursor, PageAnswer answer, const Text *key)
{
    Text last = {NULL, 0};
    for (; answer == PAGES_FOUND && !each->stopped; answer = page_next(cursor)) {
        PageNode node;
        if (!page_cursor_node(cursor, &node) || (last.bytes && text_compare(last, node.key) >= 0))
            return PAGES_DAMAGED;
        last = node.key;
        if (!(key ? visit_one(each, *key, &node) : visit_node(each, &node)))
            return PAGES_DAMAGED;
    }
    return answer;
}

// All values of a node's key, whether it has one, or several in a page within it or in a tree of their own.
static bool visit_node(Each *each, const PageNode *node)
{
    Page within;
    PageTree tree;
    PageValue value;
    PageNode one;
    PageCursor cursor;
    if (!page_has_several(node))
        return page_value(each->view, node, &value) && visit_value(each, node->key, value.text);
    if (page_within(node, &within)) {
        for (uint32_t i = 0; i < within.count && !each->stopped; i++) {
            if (!page_node(&within, i, &one) || !visit_one(each, node->key, &one))
                return false;
        }
        return true;
    }
    PageAnswer answer = page_subtree(node, &tree) ? page_first(&cursor, each->view, &tree) : PAGES_DAMAGED;
    return answer == PAGES_FOUND && visit_nodes(each, &cursor, answer, &node->key) != PAGES_DAMAGED; // an empty tree is none
}

PageAnswer pages_each(const PageView *view, const PageTree *tree, Text from, PageVisit *visit, void *with)
{
    PageCursor cursor;
    Each each = {.view = view, .visit = visit, .with = with};
    PageAnswer answer = begin_cursor(&cursor, view, tree, from.length ? choose_key : choose_first, from);
    if (answer == PAGES_FOUND)
        answer = settle_cursor(&cursor);
    answer = visit_nodes(&each, &cursor, answer, NULL);
    return answer == PAGES_DAMAGED ? answer : PAGES_FOUND;
}

PageAnswer pages_last(const PageView *view, const PageTree *tree, Text *key, Text *value)
{
    PageCursor cursor;
    PageNode node;
    PageValue last;
    PageAnswer answer = begin_cursor(&cursor, view, tree, choose_last, (Text){NULL, 0});
    if (answer != PAGES_FOUND)
        return answer;
    if (!page_cursor_node(&cursor, &node) || !page_value(view, &node, &last))
        return PAGES_DAMAGED;
    *key = node.key;
    *value = last.text;
    return PAGES_FOUND;
}

// ---- the end of the file ----

uint64_t page_list_length(Text list)
{
    uint64_t count = list.length >= sizeof count ? page_number_read(list.bytes) : UINT64_MAX;
    return count < list.length / sizeof count ? count : UINT64_MAX;
}

bool page_list_fits(const PageView *view, Text list)
{
    uint64_t count = page_list_length(list), before = UINT64_MAX;
    if (count == UINT64_MAX)
        return false;
    for (uint64_t i = 1; i <= count; i++) {
        uint64_t page = page_number_read(list.bytes + i * sizeof page);
        if (page < 2 || page > view->meta.last || page >= before)
            return false;
        before = page;
    }
    return true;
}

// No more is looked at than the whole file could hold, if each of its lists is another one.
bool pages_are_there(const PageView *view)
{
    if (view->pages > view->meta.last)
        return true;
    PageCursor cursor;
    uint64_t free = 0, most = view->pages * (view->meta.page_size / sizeof(uint64_t));
    PageAnswer answer = page_first(&cursor, view, &view->meta.free);
    for (uint64_t seen = 0; answer == PAGES_FOUND; answer = page_next(&cursor)) {
        PageNode node;
        PageValue value;
        if (!page_cursor_node(&cursor, &node) || !page_value(view, &node, &value))
            return false;
        uint64_t count = page_list_length(value.text);
        if (count > most - seen || ++seen + count > most)
            return false;
        seen += count;
        for (uint64_t i = 1; i <= count; i++)
            free += page_number_read(value.text.bytes + i * sizeof(uint64_t)) >= view->pages;
    }
    return answer == PAGES_NONE && free == view->meta.last + 1 - view->pages;
}
