// SPDX-License-Identifier: MIT
// A most-significant-digit merge sort of many texts. Eight bytes of each are compared as one number that lies beside the others;
// only texts that agree in them are looked at again, eight bytes further on. No choice of texts makes it slower than n log n
// comparisons and their bytes.
#include "support/text.h"

typedef struct Entry {
    uint64_t key; // the eight bytes at the depth, the first one highest; zeros behind the end
    uint32_t number;
} Entry;

typedef struct Range { // of entries that agree up to the depth
    uint32_t start, count;
    size_t depth;
} Range;

typedef struct Order {
    Arena *arena;
    const Text *texts;
    Entry *entries, *merged;
    Range *ranges; // still to be looked at
    size_t range_count, range_capacity;
} Order;

enum { KEY_BYTES = 8, FEW = 8 };

static uint64_t key_of(Text text, size_t depth)
{
    uint64_t key = 0;
    size_t left = text.length - depth;
    if (left >= KEY_BYTES)
        memcpy(&key, text.bytes + depth, KEY_BYTES);
    else if (left)
        memcpy(&key, text.bytes + depth, left);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    key = __builtin_bswap64(key);
#endif
    return key;
}

static bool in_order(const Entry *entries, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        if (entries[i - 1].key > entries[i].key)
            return false;
    }
    return true;
}

// A few, by all that is left of them.
static void sort_few(const Order *order, Range range)
{
    Entry *entries = order->entries + range.start;
    for (uint32_t i = 1; i < range.count; i++) {
        Entry entry = entries[i];
        Text text = order->texts[entry.number];
        uint32_t at = i;
        for (; at > 0; at--) {
            Text before = order->texts[entries[at - 1].number];
            if (text_compare(text_slice(before, range.depth, before.length), text_slice(text, range.depth, text.length)) < 0)
                break;
            entries[at] = entries[at - 1];
        }
        entries[at] = entry;
    }
}

static void merge(const Entry *a, uint32_t a_count, const Entry *b, uint32_t b_count, Entry *to)
{
    const Entry *a_end = a + a_count, *b_end = b + b_count;
    while (a < a_end && b < b_end) {
        bool second = b->key < a->key;
        *to++ = second ? *b : *a;
        b += second;
        a += !second;
    }
    memcpy(to, a, (size_t)(a_end - a) * sizeof *to);
    memcpy(to + (a_end - a), b, (size_t)(b_end - b) * sizeof *to);
}

// Merges runs that are in order, each twice as long as those before.
static void sort_keys(Entry *entries, uint32_t count, Entry *merged)
{
    enum { RUN = 8 };
    for (uint32_t start = 0; start < count; start += RUN) {
        uint32_t end = count - start < RUN ? count : start + RUN;
        for (uint32_t i = start + 1; i < end; i++) {
            Entry entry = entries[i];
            uint32_t at = i;
            for (; at > start && entries[at - 1].key > entry.key; at--)
                entries[at] = entries[at - 1];
            entries[at] = entry;
        }
    }
    Entry *from = entries, *to = merged;
    for (size_t run = RUN; run < count; run *= 2) {
        for (size_t start = 0; start < count; start += 2 * run) {
            size_t first = count - start < run ? count - start : run;
            size_t second = count - start - first < run ? count - start - first : run;
            merge(from + start, (uint32_t)first, from + start + first, (uint32_t)second, to + start);
        }
        Entry *sorted = to;
        to = from;
        from = sorted;
    }
    if (from != entries)
        memcpy(entries, from, count * sizeof *entries);
}

static void add_range(Order *order, uint32_t start, uint32_t count, size_t depth)
{
    if (count < 2)
        return;
    order->ranges = arena_grow(order->arena, order->ranges, order->range_count, &order->range_capacity, sizeof *order->ranges);
    order->ranges[order->range_count++] = (Range){start, count, depth};
}

// Entries of one key: those that end within it come first, the shorter before the longer; there are nine of them at most. The
// others are told apart further on.
static void split_group(Order *order, uint32_t start, uint32_t count, size_t depth)
{
    Entry *entries = order->entries + start;
    uint32_t ended = 0;
    for (uint32_t i = 0; i < count; i++) {
        Entry entry = entries[i];
        size_t length = order->texts[entry.number].length;
        if (length > depth)
            continue;
        entries[i] = entries[ended];
        uint32_t at = ended++;
        for (; at > 0 && order->texts[entries[at - 1].number].length > length; at--)
            entries[at] = entries[at - 1];
        entries[at] = entry;
    }
    add_range(order, start + ended, count - ended, depth);
}

// Where texts lie is as good as random: memory fetches those that come next, and before that where they lie.
static void take_keys(const Order *order, Range range)
{
    enum { AHEAD = 12 };
    Entry *entries = order->entries + range.start;
    for (uint32_t i = 0; i < range.count; i++) {
        if (i + 2 * AHEAD < range.count)
            __builtin_prefetch(&order->texts[entries[i + 2 * AHEAD].number]);
        if (i + AHEAD < range.count)
            __builtin_prefetch(order->texts[entries[i + AHEAD].number].bytes + range.depth);
        entries[i].key = key_of(order->texts[entries[i].number], range.depth);
    }
}

static void sort_range(Order *order, Range range)
{
    Entry *entries = order->entries + range.start;
    if (range.count <= FEW) {
        sort_few(order, range);
        return;
    }
    take_keys(order, range);
    if (!in_order(entries, range.count))
        sort_keys(entries, range.count, order->merged);
    for (uint32_t i = 0, end; i < range.count; i = end) {
        for (end = i + 1; end < range.count && entries[end].key == entries[i].key; end++)
            continue;
        if (end - i > 1)
            split_group(order, range.start + i, end - i, range.depth + KEY_BYTES);
    }
}

void text_order(Arena *arena, const Text *texts, uint32_t count, uint32_t *numbers)
{
    ArenaMark mark = arena_mark(arena);
    Order order = {.arena = arena, .texts = texts};
    order.entries = arena_raw(arena, count * sizeof *order.entries);
    order.merged = arena_raw(arena, count * sizeof *order.merged);
    for (uint32_t i = 0; i < count; i++)
        order.entries[i] = (Entry){0, i};
    add_range(&order, 0, count, 0);
    while (order.range_count)
        sort_range(&order, order.ranges[--order.range_count]);
    for (uint32_t i = 0; i < count; i++)
        numbers[i] = order.entries[i].number;
    arena_reset(arena, mark);
}
