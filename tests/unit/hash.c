// SPDX-License-Identifier: MIT
// Keyed hashing: texts that collide under a key that is known do not under another one, and tables of them are as fast as others.
// What is counted is how far texts stand from where they belong.
#include "unit/unit.h"

#include "image/image.h"
#include "support/hash.h"

enum { MANY = 20000, BYTES = 14 };

static const uint64_t known_key[4] = {0x123456789abcdef0, 0x0fedcba987654321, 0x1111222233334444, 0x5555666677778888};
static const uint64_t other_key[4] = {0x0badcafe12345678, 0x7777123498765432, 0x1a2b3c4d5e6f7081, 0x9182736455463728};

#define PRIME (((UnsignedWide)1 << 61) - 1)

static void put_bytes(char *to, uint64_t value)
{
    for (int i = 0; i < BYTES / 2; i++)
        to[i] = (char)(value >> 8 * i);
}

// Texts of two coefficients, whose polynomials meet at a point: for a first one the second one is what is left of the sum.
static Text *colliding(uint64_t point)
{
    UnitRandom random = {7};
    Text *texts = arena_array(unit_arena(), MANY, sizeof *texts);
    for (size_t i = 0; i < MANY;) {
        uint64_t first = unit_random(&random) & 0xffffffffffff;
        UnsignedWide length = BYTES + 1, power = (UnsignedWide)point * point % PRIME;
        UnsignedWide had = (length * power + (UnsignedWide)first * point) % PRIME;
        uint64_t second = (uint64_t)((PRIME + 99 - had) % PRIME);
        if (second >> 56)
            continue;
        char *bytes = arena_raw(unit_arena(), BYTES);
        put_bytes(bytes, first);
        put_bytes(bytes + BYTES / 2, second);
        texts[i++] = (Text){bytes, BYTES};
    }
    return texts;
}

// How many slots are looked at to find all texts of an index that is filled with some.
static uint64_t probes(const Text *texts, size_t count)
{
    TextIndex index;
    uint64_t sum = 0;
    text_index_open(&index, unit_arena());
    for (size_t i = 0; i < count; i++)
        assert_int_equal(text_index_add(&index, texts[i]), i);
    for (uint32_t at = 0; at <= index.mask; at++) {
        uint32_t place = index.slots[at] & index.mask;
        if (place)
            sum += ((at - hash_text(index.texts[place - 1])) & index.mask) + 1;
    }
    return sum;
}

static Text *plain_texts(void)
{
    Text *texts = arena_array(unit_arena(), MANY, sizeof *texts);
    for (size_t i = 0; i < MANY; i++)
        texts[i] = text_format(unit_arena(), "pkg:generic/library-%zu@1.%zu", i, i % 7);
    return texts;
}

static void another_key(void **state)
{
    (void)state;
    hash_use_key(known_key);
    const Text *flood = colliding(known_key[0] % ((uint64_t)1 << 60)), *plain = plain_texts();
    uint64_t of_known = probes(flood, MANY / 10); // all in one run of slots
    assert_true(of_known > (uint64_t)MANY / 10 * MANY / 10 / 4);
    hash_use_key(other_key);
    assert_true(probes(flood, MANY) < 3 * (uint64_t)MANY);
    assert_true(probes(plain, MANY) < 3 * (uint64_t)MANY);
    assert_true(probes(plain, MANY / 2) < 3 * (uint64_t)MANY / 2);
}

// Under every key: the length counts, and no byte is left out.
static void all_of_a_text(void **state)
{
    (void)state;
    char bytes[64] = {0};
    for (size_t length = 0; length < sizeof bytes; length++) {
        uint32_t hash = hash_text((Text){bytes, length});
        assert_int_not_equal(hash, hash_text((Text){bytes, length + 1}));
        for (size_t i = 0; i < length; i++) {
            bytes[i] = 1;
            assert_int_not_equal(hash, hash_text((Text){bytes, length}));
            bytes[i] = 0;
        }
    }
}

// Numbers that lie a power of two apart, as handles of parts do.
static void numbers(void **state)
{
    (void)state;
    enum { TAKEN = 4096, SLOTS = 2 * TAKEN };
    hash_use_key(other_key);
    for (int shift = 0; shift < 48; shift++) {
        uint8_t seen[SLOTS] = {0};
        size_t different = 0;
        for (uint64_t i = 0; i < TAKEN; i++) {
            uint8_t *slot = &seen[hash_number(i << shift) % SLOTS];
            different += !*slot;
            *slot = 1;
        }
        assert_true(different > TAKEN / 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(another_key), UNIT_TEST(all_of_a_text), UNIT_TEST(numbers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
