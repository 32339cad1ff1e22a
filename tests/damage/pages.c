// SPDX-License-Identifier: MIT
// A data file whose bytes were changed: numbers of metas, pages and nodes become others, pages are emptied, copied and exchanged,
// the file is cut off. Whatever it is, every command that reads comes back with an answer, soon. A review that does not verify
// believes images: it is run where none was touched.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "damage/damage.h"

static const AssizeRequest for_office = {.audience = ASSIZE_OFFICE}, in_json = {.audience = ASSIZE_OFFICE, .format = ASSIZE_JSON};

enum { BOXES = 40, DATE = 19844, PAGE = 4096, MOST_EDITS = 4, HEAD = 16, NODE = 8 };

typedef struct File {
    Damage *damage;
    char store[4096], data[4096];
    int file;
    char *bytes, *changed; // as it was, and as it is
    size_t size, changed_size;
    bool *has_images; // by page: it, or what it holds, is of an image
    bool touched;     // an image, or what leads to one
    char head[128];   // of its log
    char *verdicts[BOXES];
} File;

// ---- the true file ----

static void write_submissions(char *to, size_t size, int round)
{
    size_t length = 0;
    for (int i = 0; i < BOXES; i++)
        length += (size_t)snprintf(
            to + length, size - length,
            "{\"entity\":\"Box\",\"id\":\"box/%d-%0100d\",\"evidence\":{\"kind\":\"inspection\",\"by\":\"lab\","
            "\"on\":\"2024-04-0%d\"},\"facts\":{\"doors\":%d,\"maker\":\"acme\",\"label\":\"%0*d\",\"items\":"
            "[{\"name\":\"bolt\",\"defects\":[]},{\"name\":\"nut\"}]}}\n",
            i, i, round + 1, i % 5, i % 10 ? 10 : 6000, i);
    snprintf(
        to + length, size - length,
        "{\"entity\":\"Organisation\",\"id\":\"acme\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2024-01-0%d\"},\"facts\":"
        "{\"recognised\":true,\"owners\":[\"lab\"]}}\n",
        round + 1);
}

static void read_file(File *file)
{
    off_t end = lseek(file->file, 0, SEEK_END);
    if (end <= 0)
        fail("there is no data file");
    file->size = (size_t)end;
    file->bytes = malloc(file->size);
    file->changed = malloc(file->size + PAGE);
    file->has_images = calloc(file->size / PAGE + 1, sizeof *file->has_images);
    if (pread(file->file, file->bytes, file->size, 0) != (ssize_t)file->size)
        fail("the data file cannot be read");
    static const char mark[] = {'A', 'S', 'Z', 'I', '\r', '\n', 0x1a, '\n'};
    for (size_t page = 0; page < file->size / PAGE; page++) {
        const char *bytes = file->bytes + page * PAGE;
        uint16_t flags;
        uint32_t run;
        memcpy(&flags, bytes + 10, sizeof flags);
        memcpy(&run, bytes + 12, sizeof run);
        if (flags == 4) { // a run
            for (uint32_t i = 0; i < run && page + i < file->size / PAGE; i++)
                file->has_images[page + i] = true;
        } else if (memmem(bytes, PAGE, mark, sizeof mark)) {
            file->has_images[page] = true;
        }
    }
}

static void make_store(File *file)
{
    enum { ROOM = 1 << 20 };
    char *text = malloc(ROOM);
    snprintf(file->store, sizeof file->store, "%s/store", file->damage->folder);
    snprintf(file->data, sizeof file->data, "%s/store/data.mdb", file->damage->folder);
    for (int round = 0; round < 3; round++) { // each leaves pages free for the next
        write_submissions(text, ROOM, round);
        import(file->damage, file->store, text);
    }
    free(text);
    file->file = open(file->data, O_RDWR | O_CLOEXEC);
    read_file(file);
}

// ---- changes ----

static uint64_t wrong_number(File *file, uint64_t value)
{
    Damage *damage = file->damage;
    uint64_t pages = file->size / PAGE;
    const uint64_t values[] = {0,  1,    2,      pages - 1, pages,  pages + 1, UINT64_MAX, UINT64_MAX - 1, 15,
                               16, 4095, 0xffff, 0x7fff,    0x8000, 0xff0,     32,         0xffffffff,     33};
    switch (below(damage, 4)) {
    case 0:
        return values[below(damage, sizeof values / sizeof *values)];
    case 1:
        return value + below(damage, 5) - 2;
    case 2:
        return below(damage, pages);
    default:
        return value ^ (uint64_t)1 << below(damage, 64);
    }
}

static void change_number(File *file, size_t at, size_t size)
{
    uint64_t value = 0;
    if (at + size > file->changed_size)
        return;
    memcpy(&value, file->changed + at, size);
    value = wrong_number(file, value);
    memcpy(file->changed + at, &value, size);
    file->touched |= file->has_images[at / PAGE];
}

static void change_head(File *file, size_t page)
{
    static const struct {
        uint8_t at, size;
    } fields[] = {{0, 8}, {8, 2}, {10, 2}, {12, 2}, {14, 2}, {12, 4}};
    size_t field = below(file->damage, sizeof fields / sizeof *fields);
    change_number(file, page * PAGE + fields[field].at, fields[field].size);
}

static void change_meta(File *file)
{
    static const struct {
        uint8_t at, size;
    } fields[] = {{16, 4}, {20, 4}, {24, 8}, {32, 8}, {40, 4}, {44, 2},  {46, 2},  {48, 8},  {56, 8},  {64, 8},  {72, 8},
                  {80, 8}, {88, 4}, {92, 2}, {94, 2}, {96, 8}, {104, 8}, {112, 8}, {120, 8}, {128, 8}, {136, 8}, {144, 8}};
    size_t field = below(file->damage, sizeof fields / sizeof *fields), page = below(file->damage, 2);
    change_number(file, page * PAGE + fields[field].at, fields[field].size);
}

static uint16_t half(const File *file, size_t at)
{
    uint16_t value;
    memcpy(&value, file->changed + at, sizeof value);
    return value;
}

// Where a node is said to stand, or what stands there: a child, a run, a tree's numbers, a length.
static void change_node(File *file, size_t page)
{
    Damage *damage = file->damage;
    size_t at = page * PAGE, lower = half(file, at + 12);
    size_t nodes = lower > HEAD && lower < PAGE ? (lower - HEAD) / 2 : 1, node = below(damage, nodes);
    size_t place = half(file, at + HEAD + node * 2);
    if (below(damage, 4) == 0 || place + NODE > PAGE) {
        change_number(file, at + HEAD + node * 2, 2);
        return;
    }
    size_t key = half(file, at + place + 6);
    switch (below(damage, 4)) {
    case 0:
        change_number(file, at + place + below(damage, 4) * 2, 2);
        break;
    case 1:
        change_number(file, at + place, 4);
        break;
    case 2: // the value begins with what leads to others
        if (place + NODE + key + 48 <= PAGE)
            change_number(file, at + place + NODE + key + below(damage, 6) * 8, 8);
        break;
    default:
        if (key && place + NODE + key <= PAGE)
            change_number(file, at + place + NODE + below(damage, key), 1);
    }
}

static void change_pages(File *file, size_t page, size_t other)
{
    char room[PAGE];
    uint64_t number = page;
    char *a = file->changed + page * PAGE, *b = file->changed + other * PAGE;
    file->touched |= file->has_images[page] || file->has_images[other];
    memcpy(room, a, PAGE);
    switch (below(file->damage, 3)) {
    case 0:
        memset(a, 0, PAGE);
        break;
    case 1:
        memcpy(a, b, PAGE);
        break;
    default:
        memcpy(a, b, PAGE);
        memcpy(b, room, PAGE);
    }
    if (below(file->damage, 2)) // and its number is that of its place
        memcpy(a, &number, sizeof number);
}

static void cut_off(File *file)
{
    uint64_t pages = file->size / PAGE;
    if (below(file->damage, 8) == 0) {
        memset(file->changed + file->size, 0, PAGE);
        file->changed_size = file->size + PAGE;
        return;
    }
    file->changed_size = below(file->damage, 2) ? below(file->damage, pages) * PAGE : below(file->damage, file->size);
    file->touched = true;
}

static void change(File *file)
{
    Damage *damage = file->damage;
    uint64_t pages = file->size / PAGE;
    memcpy(file->changed, file->bytes, file->size);
    file->changed_size = file->size;
    file->touched = false;
    for (uint64_t i = 1 + below(damage, MOST_EDITS); i > 0; i--) {
        size_t page = below(damage, pages), other = below(damage, pages);
        switch (below(damage, 16)) {
        case 0:
            change_meta(file);
            break;
        case 1:
            change_pages(file, page, other);
            break;
        case 2:
            change_number(file, below(damage, file->size), 1);
            break;
        case 3:
        case 4:
        case 5:
            change_head(file, page);
            break;
        default:
            change_node(file, page);
        }
    }
    if (below(damage, 24) == 0)
        cut_off(file);
    if (ftruncate(file->file, (off_t)file->changed_size) != 0 ||
        pwrite(file->file, file->changed, file->changed_size, 0) != (ssize_t)file->changed_size)
        fail("the data file cannot be written");
}

// ---- what is read ----

static void name_box(uint64_t number, char id[256])
{
    int box = (int)(number % BOXES);
    snprintf(id, 256, "box/%d-%0100d", box, box);
}

static char *copy_of(AssizeText text)
{
    char *copy = malloc(text.length + 1);
    if (copy) {
        memcpy(copy, text.bytes, text.length);
        copy[text.length] = 0;
    }
    return copy;
}

// The verdict on a box, or null.
static char *review(const File *file, Assize *assize, AssizeBase *base, uint64_t number)
{
    AssizeReview *review;
    AssizeText text = {"", 0};
    char id[256], *copy = NULL;
    name_box(number, id);
    if (assize_review(assize, &for_office, file->damage->policy, base, id, DATE, &review) != ASSIZE_DONE)
        return NULL;
    if (assize_review_print(review, &in_json, &text) == ASSIZE_DONE)
        copy = copy_of(text);
    assize_review_close(review);
    return copy;
}

static void keep_truth(File *file)
{
    AssizeBase *base;
    AssizeText text;
    if (assize_base_open(file->damage->assize, file->store, ASSIZE_READ, &base) != ASSIZE_DONE ||
        assize_facts_verify(file->damage->assize, &in_json, base, file->damage->policy, NULL, &text) != ASSIZE_DONE)
        fail("what is true does not verify");
    const char *head = strstr(text.bytes, "sha256:");
    snprintf(file->head, sizeof file->head, "%.71s", head ? head : "");
    for (uint64_t i = 0; i < BOXES; i++)
        file->verdicts[i] = review(file, file->damage->verifying, base, i);
    assize_base_close(base);
}

// Where all is well, all is as it was.
static void compare(const File *file, AssizeBase *base, uint64_t number, bool well)
{
    char *verdict = review(file, file->damage->verifying, base, number);
    if (well && (!verdict || strcmp(verdict, file->verdicts[number % BOXES]) != 0))
        fail("facts verify finds nothing, and a review says something else");
    free(verdict);
    if (!file->touched)
        free(review(file, file->damage->assize, base, number));
}

static bool count_verdict(void *with, const AssizeVerdict *verdict)
{
    (void)verdict;
    ++*(int *)with;
    return true;
}

static void look(File *file, uint64_t number)
{
    Damage *damage = file->damage;
    AssizeBase *base;
    AssizeText text;
    char id[256];
    int made = 0;
    if (assize_base_open(damage->assize, file->store, ASSIZE_READ, &base) != ASSIZE_DONE)
        return;
    AssizeRequest request = {.audience = ASSIZE_OFFICE, .format = number % 2 ? ASSIZE_JSON : ASSIZE_TEXT};
    const AssizePolicy *policy = number % 3 ? damage->policy : NULL;
    bool well = assize_facts_verify(damage->assize, &request, base, policy, file->head, &text) == ASSIZE_DONE;
    assize_facts_list(damage->assize, &request, base, policy, &text);
    name_box(number, id);
    assize_facts_show(damage->assize, &request, base, policy, id, &text);
    assize_facts_show(damage->assize, &request, base, policy, "acme", &text);
    compare(file, base, number, well && policy);
    if (number % 16 == 0)
        assize_review_all(damage->verifying, &for_office, damage->policy, base, DATE, 1, count_verdict, &made);
    assize_base_close(base);
}

static void work(Damage *damage)
{
    File *file = calloc(1, sizeof *file);
    file->damage = damage;
    make_store(file);
    keep_truth(file);
    for (uint64_t i = damage->first; i < damage->first + damage->count; i++) {
        begin_case(damage, i);
        change(file);
        look(file, i);
    }
    close(file->file);
    free(file->bytes);
    free(file->changed);
    free(file->has_images);
    for (int i = 0; i < BOXES; i++)
        free(file->verdicts[i]);
    free(file);
}

int main(int count, char **arguments)
{
    return damage_main(count, arguments, 4000, work);
}
