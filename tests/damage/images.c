// SPDX-License-Identifier: MIT
// Stored images that say something else than their submissions, with digests that fit: each number of each kind of record becomes
// each kind of wrong value, is sealed, and put into a fact base in the place of the true one. Verification names every one of
// them; a review that verifies refuses it, or says what it said before.
#include <stdio.h>
#include <stdlib.h>

#include "damage/damage.h"
#include "damage/spots.h"
#include "store/base_inside.h"
#include "fixture/fixture.h"

static const AssizeRequest for_office = {.audience = ASSIZE_OFFICE}, in_json = {.audience = ASSIZE_OFFICE, .format = ASSIZE_JSON};

enum { BOXES = 24, DATE = 19844, LONGEST_NAME = 64 };

typedef struct Box {
    ImageName name;
    Text image; // as it is in truth
    Spots spots[SPOT_KINDS];
    char id[LONGEST_NAME];
    char *verdict;
    bool changed; // in the case on its way
} Box;

typedef struct Forge {
    Damage *damage;
    Fixture fixture;
    char store[4096];
    Box boxes[BOXES];
} Forge;

// ---- the true fact base ----

static void write_submissions(TextBuilder *to)
{
    static const char organisations[] =
        "{\"entity\":\"Organisation\",\"id\":\"lab\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2024-01-01\"},\"facts\":"
        "{\"recognised\":true,\"recognised_until\":\"2026-01-01\",\"owners\":[\"acme\"]}}\n"
        "{\"entity\":\"Organisation\",\"id\":\"acme\",\"evidence\":{\"kind\":\"declaration\",\"by\":\"acme\",\"on\":\"2024-01-"
        "02\"},"
        "\"facts\":{\"recognised\":false,\"owners\":[\"lab\"]},\"open\":[\"owners\"]}\n";
    static const char rich[] =
        "{\"entity\":\"Box\",\"id\":\"box/"
        "%d\",\"evidence\":{\"kind\":\"laboratory\",\"by\":\"lab\",\"on\":\"2024-04-01\",\"document\":"
        "\"sha256:00\",\"title\":\"Report 7\"},\"facts\":{\"sealed\":false,\"weight\":12.25,\"doors\":%d,\"label\":\"Box %d\","
        "\"colour\":\"green\",\"level\":\"medium\",\"made_on\":\"2023-02-28\",\"seen_at\":\"2024-03-01T00:00:00Z\",\"lifetime\":"
        "\"300 "
        "days\",\"release\":\"1.2.0-rc.1\",\"maker\":\"acme\",\"sellers\":[\"acme\",\"lab\"],\"tags\":[\"new\",\"old\"],"
        "\"sizes\":"
        "[1,7,9223372036854775807],\"shades\":[\"red\",\"blue\"],\"lids\":[{\"number\":1,\"side\":\"left\",\"locked\":true},"
        "{\"number\":2,\"side\":\"right\"}],\"items\":[{\"name\":\"bolt\",\"release\":\"2.0.0\",\"price\":\"0.1\",\"level\":"
        "\"low\","
        "\"broken\":false,\"fixed_on\":\"2024-01-01\",\"within\":[\"nut\"],\"defects\":[{\"id\":\"D-1\",\"level\":\"high\","
        "\"found_on\":"
        "\"2023-01-01\",\"open\":true}],\"origin\":\"acme\"},{\"name\":\"nut\",\"price\":100,\"within\":[\"bolt\",\"washer\"],"
        "\"defects\":[]}],\"notes\":[{\"text\":\"a "
        "note\"},{\"text\":\"another\"}]},\"open\":[\"items\",\"items.within\",\"notes\"]}\n";
    static const char second[] =
        "{\"entity\":\"Box\",\"id\":\"box/%d\",\"evidence\":{\"kind\":\"inspection\",\"by\":\"lab\",\"on\":\"2024-04-02\","
        "\"confidential\":true},\"facts\":{\"sealed\":true,\"weight\":\"12.5\",\"doors\":2,\"maker\":\"acme\",\"tags\":[\"new\"],"
        "\"lids\":"
        "[{\"number\":1,\"side\":\"left\",\"locked\":false}],\"items\":[{\"name\":\"nut\",\"release\":\"1.0.0\",\"price\":99."
        "999999,"
        "\"broken\":true}]},\"open\":[\"tags\"]}\n";
    text_append_string(to, organisations);
    for (int i = 0; i < BOXES; i++) {
        text_append_format(to, rich, i, i % 5, i);
        if (i % 3)
            text_append_format(to, second, i);
    }
}

static char *verdict_on(Damage *damage, Assize *assize, AssizeBase *base, const char *id, AssizeAnswer *answer)
{
    AssizeReview *review;
    AssizeText text;
    char *copy = NULL;
    *answer = assize_review(assize, &for_office, damage->policy, base, id, DATE, &review);
    if (*answer != ASSIZE_DONE)
        return NULL;
    *answer = assize_review_print(review, &in_json, &text);
    if (*answer == ASSIZE_DONE) {
        copy = malloc(text.length + 1);
        memcpy(copy, text.bytes, text.length);
        copy[text.length] = 0;
    }
    assize_review_close(review);
    return copy;
}

static void read_box(Forge *forge, EnvTxn *txn, Box *box)
{
    Arena *arena = &forge->fixture.arena;
    EntityRecord record;
    Text image, value;
    if (env_get(txn, TABLE_ENTITY, base_key(arena, text_of("Box"), text_of(box->id)), &value) != ENV_FINE)
        fail("an entity that was just stored is not there");
    memcpy(&record, value.bytes, sizeof record);
    box->name = (ImageName){record.dossier, forge->fixture.program.layout};
    if (env_get(txn, TABLE_IMAGE, image_key(&box->name), &image) != ENV_FINE)
        fail("an image that was just stored is not there");
    box->image = text_copy(arena, image);
    find_spots(&forge->fixture.program, box->image, arena, box->spots);
}

static void make_store(void *with)
{
    Forge *forge = with;
    Damage *damage = forge->damage;
    TextBuilder text = text_builder(&forge->fixture.arena);
    Env *env;
    EnvTxn *txn;
    AssizeBase *base;
    AssizeAnswer answer;
    snprintf(forge->store, sizeof forge->store, "%s/store", damage->folder);
    write_submissions(&text);
    import(damage, forge->store, text_terminated(&forge->fixture.arena, text_built(&text)));
    if (assize_base_open(damage->assize, forge->store, ASSIZE_READ, &base) != ASSIZE_DONE)
        fail("the fact base cannot be opened");
    for (int i = 0; i < BOXES; i++) {
        snprintf(forge->boxes[i].id, LONGEST_NAME, "box/%d", i);
        forge->boxes[i].verdict = verdict_on(damage, damage->verifying, base, forge->boxes[i].id, &answer);
        if (!forge->boxes[i].verdict)
            fail("what is true is refused");
    }
    assize_base_close(base);
    if (env_open(forge->store, ENV_READ, &env) != ENV_FINE || env_begin(env, ENV_READ, &txn) != ENV_FINE)
        fail("the fact base cannot be opened");
    for (int i = 0; i < BOXES; i++)
        read_box(forge, txn, &forge->boxes[i]);
    env_close(env);
}

// ---- changes ----

static uint64_t wrong_value(Damage *damage, const ImageHead *head, uint64_t value)
{
    const uint64_t values[] = {0,
                               1,
                               2,
                               3,
                               63,
                               64,
                               65,
                               0xff,
                               0xffff,
                               0x7fffffff,
                               0x80000000,
                               UINT32_MAX - 1,
                               UINT32_MAX,
                               UINT64_MAX,
                               (uint64_t)INT64_MAX,
                               (uint64_t)INT64_MIN,
                               head->size,
                               head->size - 4,
                               head->text_count,
                               head->entity_count,
                               head->submission_count,
                               head->section_count};
    switch (below(damage, 4)) {
    case 0:
        return values[below(damage, sizeof values / sizeof *values)];
    case 1:
        return value + below(damage, 9) - 4;
    case 2:
        return value ^ (uint64_t)1 << below(damage, 64);
    default:
        return value * 2 + 8;
    }
}

static void change_spot(Damage *damage, const Box *box, char *bytes, const ImageHead *head)
{
    const Spots *spots;
    do
        spots = &box->spots[below(damage, SPOT_KINDS)];
    while (!spots->count);
    Spot spot = spots->items[below(damage, spots->count)], other = spots->items[below(damage, spots->count)];
    uint64_t value = 0, from = 0;
    memcpy(&value, bytes + spot.offset, spot.size);
    memcpy(&from, bytes + other.offset, other.size);
    uint64_t wrong = below(damage, 5) ? wrong_value(damage, head, value) : from;
    memcpy(bytes + spot.offset, &wrong, spot.size);
    if (below(damage, 8) == 0) // both change places
        memcpy(bytes + other.offset, &value, other.size < spot.size ? other.size : spot.size);
}

// An image that is longer, shorter, or of other numbers; sealed. False where it is what it was.
static bool forge_image(Forge *forge, Box *box, Arena *arena, Text *forged)
{
    Damage *damage = forge->damage;
    size_t length = box->image.length;
    if (below(damage, 32) == 0)
        length = below(damage, 2) ? below(damage, length) : length + below(damage, 64);
    char *bytes = arena_take(arena, length + sizeof(ImageHead));
    memcpy(bytes, box->image.bytes, length < box->image.length ? length : box->image.length);
    if (length != box->image.length && length >= sizeof(ImageHead)) // which it says of itself
        ((ImageHead *)(void *)bytes)->size = (uint32_t)length;
    for (uint64_t i = 1 + below(damage, 3); length == box->image.length && i > 0; i--)
        change_spot(damage, box, bytes, image_head(box->image));
    *forged = (Text){bytes, length};
    if (text_equal(*forged, box->image))
        return false;
    if (length >= sizeof(ImageHead))
        image_seal(*forged);
    return true;
}

typedef struct Batch {
    Forge *forge;
    uint64_t first, count;
} Batch;

static void write_batch(void *with)
{
    Batch *batch = with;
    Forge *forge = batch->forge;
    Arena *arena = &forge->fixture.arena;
    Env *env;
    EnvTxn *txn;
    if (env_open(forge->store, ENV_WRITE, &env) != ENV_FINE || env_begin(env, ENV_WRITE, &txn) != ENV_FINE)
        fail("the fact base cannot be opened");
    for (uint64_t i = 0; i < batch->count; i++) {
        Box *box = &forge->boxes[(batch->first + i) % BOXES];
        Text forged;
        begin_case(forge->damage, batch->first + i);
        box->changed = forge_image(forge, box, arena, &forged);
        if (box->changed && env_put(txn, TABLE_IMAGE, image_key(&box->name), forged) != ENV_FINE)
            fail("the fact base cannot be written");
    }
    if (env_commit(txn) != ENV_FINE)
        fail("the fact base cannot be written");
    env_close(env);
}

// What was forged goes again.
static void restore_batch(void *with)
{
    Batch *batch = with;
    Forge *forge = batch->forge;
    Env *env;
    EnvTxn *txn;
    if (env_open(forge->store, ENV_WRITE, &env) != ENV_FINE || env_begin(env, ENV_WRITE, &txn) != ENV_FINE)
        fail("the fact base cannot be opened");
    for (uint64_t i = 0; i < batch->count; i++) {
        Box *box = &forge->boxes[(batch->first + i) % BOXES];
        if (box->changed && env_put(txn, TABLE_IMAGE, image_key(&box->name), box->image) != ENV_FINE)
            fail("the fact base cannot be written");
        box->changed = false;
    }
    if (env_commit(txn) != ENV_FINE)
        fail("the fact base cannot be written");
    env_close(env);
}

// ---- what is said of them ----

static void verify(const Batch *batch, AssizeBase *base, const AssizePolicy *policy, AssizeFormat format)
{
    const Forge *forge = batch->forge;
    AssizeText text;
    AssizeRequest request = {.audience = ASSIZE_OFFICE, .format = format};
    AssizeAnswer answer = assize_facts_verify(forge->damage->assize, &request, base, policy, NULL, &text);
    if (answer != ASSIZE_DONE && answer != ASSIZE_NO)
        fail("facts verify: %s", assize_messages(forge->damage->assize, NULL).bytes);
    for (uint64_t i = 0; policy && i < batch->count; i++) {
        const Box *box = &forge->boxes[(batch->first + i) % BOXES];
        char name[LONGEST_NAME + 8];
        snprintf(name, sizeof name, "Box %s: ", box->id);
        if (box->changed && !strstr(text.bytes, name)) {
            *forge->damage->progress = batch->first + i;
            fail("facts verify has nothing to say of %s", box->id);
        }
    }
}

static void review(const Batch *batch, AssizeBase *base, uint64_t number)
{
    const Forge *forge = batch->forge;
    const Box *box = &forge->boxes[number % BOXES];
    AssizeAnswer answer;
    *forge->damage->progress = number;
    char *verdict = verdict_on(forge->damage, forge->damage->verifying, base, box->id, &answer);
    if (verdict ? strcmp(verdict, box->verdict) != 0 : answer != ASSIZE_ENVIRONMENT)
        fail("a review that verifies says something else of %s", box->id);
    if (verdict && box->changed)
        fail("a review that verifies believes what is forged");
    if (!verdict && !box->changed)
        fail("a review that verifies refuses what is true: %s", assize_messages(forge->damage->verifying, NULL).bytes);
    free(verdict);
}

static void look(Batch *batch)
{
    Forge *forge = batch->forge;
    Damage *damage = forge->damage;
    AssizeBase *base;
    AssizeText text;
    if (assize_base_open(damage->assize, forge->store, ASSIZE_READ, &base) != ASSIZE_DONE)
        fail("the fact base cannot be opened");
    uint64_t turn = batch->first / BOXES;
    verify(batch, base, damage->policy, turn % 2 ? ASSIZE_JSON : ASSIZE_TEXT);
    verify(batch, base, NULL, turn % 2 ? ASSIZE_TEXT : ASSIZE_JSON);
    for (uint64_t i = 0; i < batch->count; i++)
        review(batch, base, batch->first + i);
    if (turn % 16 == 0)
        assize_ask(damage->verifying, &for_office, damage->policy, base, "box.items", forge->boxes[batch->first % BOXES].id, DATE,
                   &text);
    assize_base_close(base);
}

static void work(Damage *damage)
{
    Forge *forge = calloc(1, sizeof *forge);
    forge->damage = damage;
    fixture_open(&forge->fixture);
    fixture_must_compile(&forge->fixture, FIXTURE_POLICY);
    if (!guard_run(&forge->fixture.guard, make_store, forge))
        fail("memory ran out");
    for (uint64_t at = 0; at < damage->count;) {
        Batch batch = {.forge = forge, .first = damage->first + at};
        batch.count = BOXES - batch.first % BOXES < damage->count - at ? BOXES - batch.first % BOXES : damage->count - at;
        ArenaMark mark = arena_mark(&forge->fixture.arena);
        if (!guard_run(&forge->fixture.guard, write_batch, &batch))
            fail("memory ran out");
        look(&batch);
        if (!guard_run(&forge->fixture.guard, restore_batch, &batch))
            fail("memory ran out");
        arena_reset(&forge->fixture.arena, mark);
        at += batch.count;
    }
    for (int i = 0; i < BOXES; i++)
        free(forge->boxes[i].verdict);
    fixture_close(&forge->fixture);
    free(forge);
}

int main(int count, char **arguments)
{
    return damage_main(count, arguments, 20000, work);
}
