// SPDX-License-Identifier: MIT
// The pages of a data file, read by ourselves: LMDB follows what a damaged page says, out of its map or round in a circle. Here
// every page and every node is looked at before it is believed, so that whatever the bytes are, reading ends, inside of the file.
// LMDB writes the pages, and keeps those of a moment while one of its transactions for reading lasts.
//
// The format is LMDB's of version 1 (0.9), with numbers of 64 bits, little-endian:
//   file    pages of one size; the first two are metas, which take turns: the one with the higher moment counts
//   meta    number, flags | magic, version, address, map size, the tree of free pages, the tree of names, last page, moment
//   page    number, pad, flags, lower, upper | places of nodes (up to lower) … nodes (from upper to the end)
//   node    size or child, flags, length of the key | key | value, or where its own run of pages begins (a B+ tree, keys rising)
//   run     number, pad, flags, how many pages | a long value
// A key that has several values holds them as the keys of a page within its value or, where they are many, of a tree of their
// own.
#ifndef ASSIZE_STORE_PAGES_H
#define ASSIZE_STORE_PAGES_H

#include "support/text.h"

enum { PAGE_META_BYTES = 152, MOST_PAGE_DEPTH = 32 };

typedef struct PageTree {
    uint16_t flags, depth;
    uint64_t branches, leaves, runs; // pages; of runs all
    uint64_t entries;
    uint64_t root; // NO_PAGE: it is empty
} PageTree;
#define NO_PAGE UINT64_MAX

typedef struct PageMeta {
    uint32_t page_size;
    uint64_t last;   // page
    uint64_t moment; // of the change that made it; 0: there was none yet
    PageTree free, names;
} PageMeta;

// Reads a meta from the first bytes of its page, the number-th; false where it is none.
bool page_meta_read(const char bytes[PAGE_META_BYTES], uint64_t number, PageMeta *meta);

// What is seen of a file: the pages of a moment, in memory.
typedef struct PageView {
    const char *bytes; // of all pages that are there
    uint64_t pages;    // so many are there
    PageMeta meta;
} PageView;

typedef enum PageAnswer { PAGES_FOUND, PAGES_NONE, PAGES_DAMAGED } PageAnswer;

// Whether all pages are there, but for free ones at the end, which are never written.
bool pages_are_there(const PageView *view);
// The tree of a table; several: whether its keys may have several values.
PageAnswer pages_table(const PageView *view, Text name, bool several, PageTree *tree);
// The value of a key that has one. What is found here and below lies in the view's bytes.
PageAnswer pages_get(const PageView *view, const PageTree *tree, Text key, Text *value);
// Visits all values, by key and value, from the first key that is not below `from`; visit gives false to stop. FOUND: it came to
// the end, or was stopped.
typedef bool PageVisit(void *with, Text key, Text value);
PageAnswer pages_each(const PageView *view, const PageTree *tree, Text from, PageVisit *visit, void *with);
// The last entry of a table whose keys have one value each.
PageAnswer pages_last(const PageView *view, const PageTree *tree, Text *key, Text *value);

// What LMDB is about to change follows pages too: whether those on the way to a key are such as it may follow, with all their
// nodes (and, of a key with several values, on the way to one of them). known: a bit for each page, set where it was looked at
// before; or null.
bool pages_may_change(const PageView *view, uint64_t *known, const PageTree *tree, Text key, Text value);
// The same of the tree of free pages, which every change takes from: all of it.
bool pages_may_take(const PageView *view);

// Visits the free pages that changes up to a moment gave up, as runs of pages that follow each other. False where it is stopped
// by a visit, or a list of them is damaged.
typedef bool PageRunVisit(void *with, uint64_t first, uint64_t count);
bool pages_each_free(const PageView *view, uint64_t moment, PageRunVisit *visit, void *with);

// Checks everything (pages_check.c): every page of every table and the list of free ones, that none is used twice, the order of
// keys, all counts. Calls visit with each thing that is wrong. False where there is no memory (one bit a page).
typedef void PageProblem(void *with, const char *table, const char *what);
typedef struct PageTable {
    const char *name;
    bool several;
    bool later; // it may be missing
} PageTable;
bool pages_check(const PageView *view, const PageTable *tables, size_t count, PageProblem *visit, void *with);

// ---- inside ----

enum { // flags of pages
    PAGE_BRANCH = 0x01,
    PAGE_LEAF = 0x02,
    PAGE_RUN = 0x04,
    PAGE_META = 0x08,
    PAGE_CHANGED = 0x10, // which stays set in pages within values
    PAGE_WITHIN = 0x40,
};
enum { NODE_RUN = 0x01, NODE_TREE = 0x02, NODE_SEVERAL = 0x04 }; // flags of the nodes of leaves
enum { TREE_SEVERAL = 0x04, TREE_OF_NUMBERS = 0x08 };            // flags of trees
enum { PAGE_HEAD = 16, NODE_HEAD = 8, PAGE_TREE_BYTES = 48 };

// A page of a tree, or one within a value.
typedef struct Page {
    const char *bytes;
    uint32_t size, count; // count: of nodes, not 0
    uint16_t flags;
} Page;

typedef struct PageNode {
    Text key;
    uint16_t flags;
    uint32_t size;     // of the value
    const char *value; // of a leaf: where it lies, or the number of its run stands; all of that is in the page
    uint64_t child;    // of a branch
} PageNode;

// The place of a leaf's node, and the way there.
typedef struct PageCursor {
    const PageView *view;
    uint32_t depth; // of the tree
    Page pages[MOST_PAGE_DEPTH];
    uint32_t at[MOST_PAGE_DEPTH];
} PageCursor;

bool page_node(const Page *page, uint32_t at, PageNode *node);
// Whether the nodes of a page are all that stands behind `upper`, without gaps and none over another, as LMDB leaves them: it
// moves them by that.
bool page_is_packed(const Page *page);
// The value of a node that has one.
typedef struct PageValue {
    Text text;
    uint64_t run; // the first page of its own; 0: it has none
    uint32_t run_pages;
} PageValue;
bool page_value(const PageView *view, const PageNode *node, PageValue *value);
// The page of a node's several values that lies within the node.
bool page_within(const PageNode *node, Page *page);
bool page_subtree(const PageNode *node, PageTree *tree);
static inline bool page_has_several(const PageNode *node)
{
    return node->flags & NODE_SEVERAL;
}
uint64_t page_number_read(const char *bytes);
// A list of free pages: so many, then their numbers. UINT64_MAX where it is none.
uint64_t page_list_length(Text list);
bool page_list_fits(const PageView *view, Text list); // its numbers fall, and are of pages
// A leaf's first node that is not below a key, which may be its end; NONE: the tree is empty.
PageAnswer page_seek(PageCursor *cursor, const PageView *view, const PageTree *tree, Text key);
PageAnswer page_first(PageCursor *cursor, const PageView *view, const PageTree *tree);
PageAnswer page_next(PageCursor *cursor);
static inline bool page_cursor_node(const PageCursor *cursor, PageNode *node)
{
    return page_node(&cursor->pages[cursor->depth - 1], cursor->at[cursor->depth - 1], node);
}

#endif
