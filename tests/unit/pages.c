// SPDX-License-Identifier: MIT
// The pages of a data file in memory: each thing that its complete check looks at is made wrong, and named; and reading ends,
// whatever becomes of any byte.
#include "unit/unit.h"

#include "store/pages.h"
#include "fixture/fixture.h"
#include "support/file.h"

#include "store/base.h"

enum { BOXES = 120 };

static const PageTable tables[] = {{"meta", false, false},       {"entity", false, false},    {"image", false, false},
                                   {"submission", false, false}, {"withdrawn", false, false}, {"refers", true, false},
                                   {"log", false, false},        {"verdict", false, true},    {"content", false, true},
                                   {"step", true, true},         {"outcome", true, true},     {"signed", false, true},
                                   {"bundle", false, true}};
enum { TABLE_COUNT = sizeof tables / sizeof *tables };

static Fixture fixture;
static Text original; // the file

static void import(const char *folder, int round)
{
    TextBuilder text = text_builder(&fixture.arena);
    for (int i = 0; i < BOXES; i++)
        text_append_format(
            &text,
            "{\"entity\":\"Box\",\"id\":\"box/%d-%060d\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2024-01-01\"},"
            "\"facts\":{\"doors\":%d,\"maker\":\"acme\",\"sellers\":[\"s%d\"],\"label\":\"%0*d\"}}\n",
            i, i, round, i / 3, i % 8 ? 8 : 5000, i);
    Base *base;
    Text error;
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list;
    BaseImport result;
    if (base_open(folder, ENV_WRITE, &fixture.arena, &base, &error) != BASE_DONE ||
        !read_submissions(&fixture.program, &fixture.arena, &sources, &diagnostics, text_built(&text), &list) ||
        base_import(base, &fixture.program, &(BaseWork){.arena = &fixture.arena, .scratch = &fixture.arena}, &diagnostics, &list,
                    1, &result, &error) != BASE_DONE)
        fail_msg("a fact base cannot be made");
    base_close(base);
}

static int open_fixture(void **state)
{
    fixture_open(&fixture);
    fixture_must_compile(&fixture, FIXTURE_POLICY);
    unit_setup(state);
    const char *folder = text_terminated(&fixture.arena, text_format(&fixture.arena, "%s/store", unit_folder()));
    for (int round = 0; round < 3; round++)
        import(folder, round);
    original = fixture_file(&fixture, text_terminated(&fixture.arena, text_format(&fixture.arena, "%s/data.mdb", folder)));
    unit_teardown(state);
    return 0;
}

static int close_fixture(void **state)
{
    (void)state;
    fixture_close(&fixture);
    return 0;
}

// ---- a file to damage ----

typedef struct Copy {
    char *bytes;
    PageView view;
} Copy;

// What the newer of both metas shows; false where it is none.
static bool see(Copy *copy, size_t size)
{
    PageMeta metas[2];
    for (uint64_t i = 0; i < 2; i++)
        if (!page_meta_read(copy->bytes + i * 4096, i, &metas[i]))
            return false;
    copy->view = (PageView){copy->bytes, size / 4096, metas[metas[1].moment > metas[0].moment]};
    if (copy->view.pages > copy->view.meta.last)
        copy->view.pages = copy->view.meta.last + 1;
    return true;
}

static Copy copy_file(void)
{
    Copy copy = {.bytes = (char *)(uintptr_t)text_copy(unit_arena(), original).bytes};
    assert_true(see(&copy, original.length));
    return copy;
}

static char *newest_meta(const Copy *copy)
{
    return copy->bytes + copy->view.meta.moment % 2 * 4096 + PAGE_HEAD;
}

typedef struct Wrong {
    TextBuilder text;
} Wrong;

static void keep_wrong(void *with, const char *table, const char *what)
{
    text_append_format(&((Wrong *)with)->text, "%s: %s\n", table, what);
}

static void assert_wrong(Copy *copy, const char *expected)
{
    Wrong wrong = {text_builder(unit_arena())};
    assert_true(see(copy, original.length));
    assert_true(pages_check(&copy->view, tables, TABLE_COUNT, keep_wrong, &wrong));
    unit_assert_text(text_built(&wrong.text), expected);
}

static PageTree tree_of(const Copy *copy, const char *name)
{
    PageTree tree;
    assert_int_equal(pages_table(&copy->view, text_of(name), strcmp(name, "refers") == 0, &tree), PAGES_FOUND);
    return tree;
}

static char *page_at(const Copy *copy, uint64_t number)
{
    return copy->bytes + number * 4096;
}

static void set_16(char *at, unsigned value)
{
    uint16_t number = (uint16_t)value;
    memcpy(at, &number, sizeof number);
}

static void set_64(char *at, uint64_t value)
{
    memcpy(at, &value, sizeof value);
}

static unsigned get_16(const char *at)
{
    uint16_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static void add_64(char *at, uint64_t more)
{
    uint64_t value = page_number_read(at) + more;
    memcpy(at, &value, sizeof value);
}

// The node of a page.
static char *node_at(char *page, unsigned number)
{
    return page + get_16(page + PAGE_HEAD + 2 * number);
}

static uint64_t child_of(const char *node)
{
    return get_16(node) | (uint64_t)get_16(node + 2) << 16 | (uint64_t)get_16(node + 4) << 32;
}

// Where the numbers of a table's tree stand.
static char *numbers_of(const Copy *copy, const char *name)
{
    char *page = page_at(copy, copy->view.meta.names.root);
    for (unsigned i = 0; i < TABLE_COUNT; i++) {
        char *node = node_at(page, i);
        if (get_16(node + 6) == strlen(name) && memcmp(node + NODE_HEAD, name, strlen(name)) == 0)
            return node + NODE_HEAD + strlen(name);
    }
    fail_msg("there is no table %s", name);
    return NULL;
}

// ---- the complete check ----

static void well(void **state)
{
    (void)state;
    Copy copy = copy_file();
    assert_wrong(&copy, "");
    PageTree log = tree_of(&copy, "log"), refers = tree_of(&copy, "refers");
    assert_true(log.depth > 1 && log.entries == 3 * BOXES && refers.entries == 2 * BOXES && copy.view.meta.free.entries > 0);
}

static void wrong_counts(void **state)
{
    (void)state;
    static const unsigned places[] = {8, 16, 24, 32};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        Copy copy = copy_file();
        add_64(numbers_of(&copy, "image") + places[i], 1);
        assert_wrong(&copy, "image: it counts other pages or entries than there are\n");
        copy = copy_file();
        add_64(numbers_of(&copy, "refers") + places[i], 1);
        assert_wrong(&copy, "refers: it counts other pages or entries than there are\n");
        copy = copy_file();
        add_64(newest_meta(&copy) + 24 + places[i], 1);
        assert_wrong(&copy, "free: it counts other pages or entries than there are\n");
    }
    Copy copy = copy_file();
    add_64(newest_meta(&copy) + 72 + 32, 1);
    assert_wrong(
        &copy,
        "names: it counts other pages or entries than there are\nnames: there are other tables than those of a fact base\n");
}

static void wrong_tables(void **state)
{
    (void)state;
    Copy copy = copy_file();
    set_16(numbers_of(&copy, "log") + 4, TREE_SEVERAL);
    assert_wrong(&copy, "log: there is no such table, or one of another kind\n");
    copy = copy_file();
    set_16(numbers_of(&copy, "log") + 6, 40); // its depth
    assert_wrong(&copy, "log: a page is damaged\n");
    copy = copy_file();
    char *node = numbers_of(&copy, "log") - strlen("log") - NODE_HEAD;
    set_16(node + 4, 0); // no tree
    assert_wrong(&copy, "names: the name of a table leads to none\nlog: there is no such table, or one of another kind\n");
}

// Two tables share a page; a page in use is free, too.
static void used_twice(void **state)
{
    (void)state;
    Copy copy = copy_file();
    memcpy(numbers_of(&copy, "log"), numbers_of(&copy, "image"), PAGE_TREE_BYTES);
    assert_wrong(&copy, "log: a page is used twice\n");
    copy = copy_file();
    char *root = page_at(&copy, tree_of(&copy, "log").root), *first = node_at(root, 0), *second = node_at(root, 1);
    memcpy(second, first, 6); // the child
    assert_wrong(&copy, "log: keys are not in order\n");
    copy = copy_file();
    char *list = page_at(&copy, copy.view.meta.free.root);
    while (get_16(list + 10) == PAGE_BRANCH)
        list = page_at(&copy, child_of(node_at(list, 0)));
    char *numbers = node_at(list, 0) + NODE_HEAD + sizeof(uint64_t);
    uint64_t used = tree_of(&copy, "log").root, count = page_number_read(numbers);
    assert_true(count >= 1);
    memcpy(numbers + sizeof used, &used, sizeof used);
    Wrong wrong = {text_builder(unit_arena())};
    assert_true(pages_check(&copy.view, tables, TABLE_COUNT, keep_wrong, &wrong));
    Text text = text_built(&wrong.text);
    assert_true(text_contains(text, text_of("log: a page is used twice\n")) ||
                text_contains(text, text_of("free: a list of free pages is damaged\n")));
}

static void wrong_order(void **state)
{
    (void)state;
    Copy copy = copy_file();
    char *root = page_at(&copy, tree_of(&copy, "log").root), *leaf = page_at(&copy, child_of(node_at(root, 0)));
    unsigned place = get_16(leaf + PAGE_HEAD);
    set_16(leaf + PAGE_HEAD, get_16(leaf + PAGE_HEAD + 2));
    set_16(leaf + PAGE_HEAD + 2, place);
    assert_wrong(&copy, "log: keys are not in order\n");
    copy = copy_file(); // a key that leads elsewhere than it says
    root = page_at(&copy, tree_of(&copy, "log").root);
    node_at(root, 1)[NODE_HEAD + 7]++;
    assert_wrong(&copy, "log: keys are not in order\n");
    copy = copy_file();
    root = page_at(&copy, tree_of(&copy, "log").root);
    node_at(root, 1)[NODE_HEAD + 7]--;
    node_at(root, 1)[NODE_HEAD + 7]--;
    assert_wrong(&copy, "log: keys are not in order\n");
}

static void wrong_pages(void **state)
{
    (void)state;
    // Number, flags, lower (odd, below the head, above upper), upper (behind the end).
    static const struct {
        unsigned at, value;
    } changes[] = {{0, 1}, {10, PAGE_RUN}, {12, 17}, {12, 14}, {12, 4094}, {14, 4097}};
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        Copy copy = copy_file();
        set_16(page_at(&copy, tree_of(&copy, "log").root) + changes[i].at, changes[i].value);
        assert_wrong(&copy, "log: a page is damaged\n");
    }
    Copy copy = copy_file();
    char *root = page_at(&copy, tree_of(&copy, "log").root), *leaf = page_at(&copy, child_of(node_at(root, 0)));
    set_16(leaf + PAGE_HEAD, 4092); // a node that is cut off by the end of its page
    assert_wrong(&copy, "log: a page is damaged\n");
    copy = copy_file();
    leaf = page_at(&copy, child_of(node_at(page_at(&copy, tree_of(&copy, "log").root), 0)));
    set_16(node_at(leaf, 0) + 6, 4000); // so is its key
    assert_wrong(&copy, "log: a page is damaged\n");
}

// The first node of a table whose value has pages of its own.
static char *node_with_run(const Copy *copy, const char *table)
{
    PageCursor cursor;
    PageTree tree = tree_of(copy, table);
    for (PageAnswer answer = page_first(&cursor, &copy->view, &tree); answer == PAGES_FOUND; answer = page_next(&cursor)) {
        PageNode node;
        assert_true(page_cursor_node(&cursor, &node));
        if (node.flags == NODE_RUN)
            return (char *)(uintptr_t)node.key.bytes - NODE_HEAD;
    }
    fail_msg("no value has pages of its own");
    return NULL;
}

static void wrong_values(void **state)
{
    (void)state;
    Copy copy = copy_file();
    char *node = node_with_run(&copy, "image"), *number = node + NODE_HEAD + get_16(node + 6);
    uint64_t run = page_number_read(number);
    page_at(&copy, run)[12] = 1; // of two pages at least
    assert_wrong(&copy, "image: a value is damaged\n");
    copy = copy_file();
    set_16(page_at(&copy, run) + 14, 0x7fff); // more pages than there are
    assert_wrong(&copy, "image: a value is damaged\n");
    copy = copy_file();
    set_16(page_at(&copy, run) + 10, PAGE_LEAF);
    assert_wrong(&copy, "image: a value is damaged\n");
    copy = copy_file();
    add_64(page_at(&copy, run), 1);
    assert_wrong(&copy, "image: a value is damaged\n");
    copy = copy_file();
    node = node_with_run(&copy, "image");
    set_64(node + NODE_HEAD + get_16(node + 6), copy.view.pages);
    assert_wrong(&copy, "image: a value is damaged\n");
    copy = copy_file();
    node = node_at(page_at(&copy, child_of(node_at(page_at(&copy, tree_of(&copy, "log").root), 0))), 0);
    set_16(node + 4, NODE_SEVERAL);
    assert_wrong(&copy, "log: a key has several values\n");
}

// Who refers to acme is a tree of its own, who refers to one seller a page within the node.
static void wrong_several(void **state)
{
    (void)state;
    static const char *const wrong[] = {"refers: the values of a key are damaged\n",
                                        "refers: the values of a key are not in order\n"};
    for (int change = 0; change < 5; change++) {
        Copy copy = copy_file();
        PageCursor cursor;
        PageTree tree = tree_of(&copy, "refers");
        char *tree_node = NULL, *page_node = NULL;
        for (PageAnswer answer = page_first(&cursor, &copy.view, &tree); answer == PAGES_FOUND; answer = page_next(&cursor)) {
            PageNode node;
            assert_true(page_cursor_node(&cursor, &node));
            char *place = (char *)(uintptr_t)node.key.bytes - NODE_HEAD;
            tree_node = node.flags == (NODE_SEVERAL | NODE_TREE) ? place : tree_node;
            page_node = node.flags == NODE_SEVERAL ? place : page_node;
        }
        if (!tree_node || !page_node) {
            fail_msg("no key has as many values as that");
            return;
        }
        char *numbers = tree_node + NODE_HEAD + get_16(tree_node + 6), *page = page_node + NODE_HEAD + get_16(page_node + 6);
        unsigned place = get_16(page + PAGE_HEAD);
        switch (change) {
        case 0:
            set_16(page + 10, PAGE_LEAF);
            assert_wrong(&copy, wrong[0]);
            break;
        case 1:
            set_16(page + PAGE_HEAD, get_16(page + PAGE_HEAD + 2));
            set_16(page + PAGE_HEAD + 2, place);
            assert_wrong(&copy, wrong[1]);
            break;
        case 2:
            node_at(page, 0)[0] = 1; // a value of a value
            assert_wrong(&copy, wrong[0]);
            break;
        case 3:
            add_64(numbers + 32, 1);
            assert_wrong(&copy, "refers: it counts other pages or entries than there are\n");
            break;
        default:
            set_16(numbers + 4, TREE_SEVERAL);
            assert_wrong(&copy, "refers: a tree is of another kind\n");
        }
    }
}

static void wrong_free(void **state)
{
    (void)state;
    for (int change = 0; change < 4; change++) {
        Copy copy = copy_file();
        char *leaf = page_at(&copy, copy.view.meta.free.root);
        assert_int_equal(get_16(leaf + 10), PAGE_LEAF);
        unsigned last = (get_16(leaf + 12) - PAGE_HEAD) / 2 - 1;
        char *node = node_at(leaf, last), *list = node + NODE_HEAD + sizeof(uint64_t);
        assert_int_equal(get_16(node + 4), 0); // it has no pages of its own
        switch (change) {
        case 0:
            add_64(list, (uint64_t)1 << 40);
            break;
        case 1:
            set_64(list + 8, 1);
            break;
        case 2:
            set_64(list + 8, copy.view.meta.last + 1);
            break;
        default:
            add_64(node + NODE_HEAD, copy.view.meta.moment); // free from a moment on that is still to come
        }
        assert_wrong(&copy, "free: a list of free pages is damaged\n");
    }
}

static void metas(void **state)
{
    (void)state;
    PageMeta meta;
    char bytes[PAGE_META_BYTES];
    // Number, flags, mark, version, size of pages, flags of both trees, the last page, and the moment, which is even for the
    // first.
    static const unsigned places[] = {0, 10, 16, 20, 40, 44, 92, 143, 144};
    memcpy(bytes, original.bytes, sizeof bytes);
    assert_true(page_meta_read(bytes, 0, &meta));
    assert_false(page_meta_read(bytes, 1, &meta));
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        bytes[places[i]] ^= places[i] == 143 ? (char)0x7f : 1;
        if (page_meta_read(bytes, 0, &meta))
            fail_msg("byte %u of a meta may be changed", places[i]);
        memcpy(bytes, original.bytes, sizeof bytes);
    }
    static const uint32_t sizes[] = {0, 1, 256, 4095, 65536, 0x80000000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        memcpy(bytes + 40, &sizes[i], sizeof sizes[i]);
        assert_false(page_meta_read(bytes, 0, &meta));
    }
}

// A file that ends before its last page is whole if what is missing is free.
static void short_files(void **state)
{
    (void)state;
    Copy copy = copy_file();
    assert_true(pages_are_there(&copy.view));
    copy.view.pages--;
    Copy longer = copy_file();
    PageView *view = &longer.view;
    char *leaf = page_at(&longer, view->meta.free.root),
         *list = node_at(leaf, (get_16(leaf + 12) - PAGE_HEAD) / 2 - 1) + NODE_HEAD + 8;
    uint64_t free = page_number_read(list + 8), last = view->meta.last;
    view->meta.last++; // a page more, which never was written
    assert_false(pages_are_there(view));
    memcpy(list + 8, &view->meta.last, sizeof free);
    assert_true(pages_are_there(view));
    view->meta.last++;
    assert_false(pages_are_there(view));
    view->meta.last = last + 1;
    memcpy(list + 8, &free, sizeof free);
    Wrong wrong = {text_builder(unit_arena())};
    assert_true(pages_check(view, tables, TABLE_COUNT, keep_wrong, &wrong));
    unit_assert_text(text_built(&wrong.text), "pages: the file is shorter than it says\n");
}

// Who looks for a key comes by some nodes of a page; who changes it may come by all of them.
static void changing(void **state)
{
    (void)state;
    const char *const names[] = {"log", "image", "refers"};
    uint64_t known[1024] = {0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Copy copy = copy_file();
        PageTree tree = tree_of(&copy, names[i]);
        PageCursor cursor;
        PageNode node;
        Text value = text_of("Box"), key;
        assert_int_equal(page_first(&cursor, &copy.view, &tree), PAGES_FOUND);
        while (cursor.pages[tree.depth - 1].count < 2) // one node is looked for, another one is wrong
            assert_int_equal(page_next(&cursor), PAGES_FOUND);
        assert_true(page_cursor_node(&cursor, &node));
        key = text_copy(unit_arena(), node.key);
        assert_true(copy.view.pages < 64 * sizeof known / sizeof *known);
        assert_true(pages_may_change(&copy.view, known, &tree, key, value));
        char *leaf = (char *)(uintptr_t)cursor.pages[tree.depth - 1].bytes;
        char *last = leaf + get_16(leaf + PAGE_HEAD + 2 * (cursor.pages[tree.depth - 1].count - 1));
        set_16(last, get_16(last) ^ 2);                                      // how long its value is
        assert_true(pages_may_change(&copy.view, known, &tree, key, value)); // which it was before
        assert_false(pages_may_change(&copy.view, NULL, &tree, key, value));
    }
    Copy copy = copy_file();
    PageTree images = tree_of(&copy, "image"), refers = tree_of(&copy, "refers");
    char *node = node_with_run(&copy, "image");
    Text key = text_copy(unit_arena(), (Text){node + NODE_HEAD, get_16(node + 6)});
    page_at(&copy, page_number_read(node + NODE_HEAD + key.length))[0]++;
    assert_false(pages_may_change(&copy.view, NULL, &images, key, text_of("")));
    // The values of a key, in a page and in a tree.
    PageCursor cursor;
    for (PageAnswer answer = page_first(&cursor, &copy.view, &refers); answer == PAGES_FOUND; answer = page_next(&cursor)) {
        PageNode several;
        assert_true(page_cursor_node(&cursor, &several));
        if (!page_has_several(&several))
            continue;
        char *at = (char *)(uintptr_t)several.value;
        char *page = several.flags & NODE_TREE ? page_at(&copy, page_number_read(at + 40)) : at;
        assert_true(pages_may_change(&copy.view, NULL, &refers, several.key, text_of("Box")));
        page[12] = 3;
        assert_false(pages_may_change(&copy.view, NULL, &refers, several.key, text_of("Box")));
    }
}

static void taking(void **state)
{
    (void)state;
    for (int change = 0; change < 3; change++) {
        Copy copy = copy_file();
        assert_true(pages_may_take(&copy.view));
        char *leaf = page_at(&copy, copy.view.meta.free.root);
        char *node = node_at(leaf, (get_16(leaf + 12) - PAGE_HEAD) / 2 - 1);
        if (change == 0)
            set_64(node + NODE_HEAD + 16, copy.view.meta.last + 1); // a page that there is not
        else if (change == 1)
            set_64(node + NODE_HEAD, 0); // no later than those before it
        else
            node[6]--; // no number
        assert_false(pages_may_take(&copy.view));
        if (change == 2)
            assert_wrong(&copy, "free: a key is no number\n");
    }
}

// ---- reading what is damaged ----

static bool count_value(void *with, Text key, Text value)
{
    for (size_t i = 0; i < value.length; i += 64)
        *(uint64_t *)with += (unsigned char)value.bytes[i] + key.length;
    return true;
}

static void read_all(const PageView *view)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        PageTree tree;
        Text key, value;
        if (pages_table(view, text_of(tables[i].name), tables[i].several, &tree) != PAGES_FOUND)
            continue;
        pages_each(view, &tree, (Text){NULL, 0}, count_value, &sum);
        pages_each(view, &tree, text_of("Box"), count_value, &sum);
        pages_get(view, &tree, text_of("Box"), &value);
        pages_last(view, &tree, &key, &value);
    }
}

static void any_bytes(void **state)
{
    (void)state;
    UnitRandom random = {4711};
    Copy copy = copy_file();
    for (int i = 0; i < 3000; i++) {
        uint64_t page = 2 + unit_below(&random, copy.view.pages - 2);
        char *place = page_at(&copy, page) + (unit_below(&random, 2) ? unit_below(&random, 64) : unit_below(&random, 4096)),
             was = *place;
        *place = (char)unit_below(&random, 256);
        Wrong wrong = {text_builder(unit_arena())};
        read_all(&copy.view);
        pages_check(&copy.view, tables, TABLE_COUNT, keep_wrong, &wrong);
        *place = was;
    }
    assert_wrong(&copy, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(well),        UNIT_TEST(wrong_counts), UNIT_TEST(wrong_tables),  UNIT_TEST(used_twice), UNIT_TEST(wrong_order),
        UNIT_TEST(wrong_pages), UNIT_TEST(wrong_values), UNIT_TEST(wrong_several), UNIT_TEST(wrong_free), UNIT_TEST(metas),
        UNIT_TEST(short_files), UNIT_TEST(changing),     UNIT_TEST(taking),        UNIT_TEST(any_bytes)};
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
