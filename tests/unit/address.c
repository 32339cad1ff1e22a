// SPDX-License-Identifier: MIT
// Addresses: the examples of RFC 4291, RFC 4632 and RFC 5952; and random ones against what the C library makes of them.
#include <arpa/inet.h>

#include "support/address.h"
#include "unit/unit.h"

static Text printed(const Address *address)
{
    TextBuilder to = text_builder(unit_arena());
    address_append(&to, address);
    return text_built(&to);
}

static void canonical(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"}, // of two runs the first
                                           {"2001:db8::0:1", "2001:db8::1"},
                                           {"2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"}, // one group is not left out
                                           {"2001:0db8::0001", "2001:db8::1"},
                                           {"2001:db8:0:0:0:0:2:1", "2001:db8::2:1"},
                                           {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"}, // the longest run
                                           {"2001:DB8::AbCd", "2001:db8::abcd"},
                                           {"0:0:0:0:0:0:0:0", "::"},
                                           {"::1", "::1"},
                                           {"1::", "1::"},
                                           {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
                                           {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
                                           {"::ffff:192.0.2.1", "192.0.2.1"},
                                           {"::FFFF:C000:0201", "192.0.2.1"},
                                           {"::ffff:0:0/96", "0.0.0.0/0"},
                                           {"::ffff:10.0.0.0/104", "10.0.0.0/8"},
                                           {"::/0", "::/0"},
                                           {"2001:DB8:0::/48", "2001:db8::/48"},
                                           {"2001:db8::1/128", "2001:db8::1"},
                                           {"10.0.0.1/32", "10.0.0.1"},
                                           {"0.0.0.0/0", "0.0.0.0/0"},
                                           {"255.255.255.255", "255.255.255.255"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        Address address;
        if (address_read(text_of(pairs[i][0]), &address) != ADDRESS_FINE || !text_is(printed(&address), pairs[i][1]))
            fail_msg("%s is not %s, but %.*s", pairs[i][0], pairs[i][1], (int)printed(&address).length, printed(&address).bytes);
    }
}

static void none(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "1",
                                        "1.2.3",
                                        "1.2.3.4.5",
                                        "1.2.3.256",
                                        "01.2.3.4",
                                        "1.2.3.4 ",
                                        " 1.2.3.4",
                                        "1..2.3",
                                        "1.2.3.4/",
                                        "1.2.3.4/33",
                                        "1.2.3.0/024",
                                        "1.2.3.0/-1",
                                        "1.2.3.0/24/",
                                        ":",
                                        ":::",
                                        "1:2",
                                        "1:2:3:4:5:6:7",
                                        "1:2:3:4:5:6:7:8:9",
                                        "1::2::3",
                                        "1:2:3:4:5:6:7:8::",
                                        "::12345",
                                        "::g",
                                        ":1::2",
                                        "1::2:",
                                        "fe80::1%en0",
                                        "fe80::1%en0/64",
                                        "::1/129",
                                        "::1.2.3",
                                        "::1.2.3.4.5",
                                        "1.2.3.4::",
                                        "1:2:3:4:5:6:7:1.2.3.4",
                                        "[::1]",
                                        "0x7f.1",
                                        "1.2.3.4:80",
                                        "2001:db8::/32 ",
                                        "::ffff:1.2.3.256"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Address address;
        if (address_read(text_of(texts[i]), &address) != ADDRESS_NONE)
            fail_msg("%s is read", texts[i]);
    }
    static const char *const bits[][2] = {
        {"10.0.0.1/8", "10.0.0.0/8"}, {"2001:db8::1/32", "2001:db8::/32"}, {"::ffff:0:0/95", "::fffe:0:0/95"}};
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
        Address address;
        assert_int_equal(address_read(text_of(bits[i][0]), &address), ADDRESS_HOST_BITS);
        address_mask(&address);
        assert_true(text_is(printed(&address), bits[i][1]));
    }
}

// Runs of zeros are frequent, and so are addresses of one or the other family.
static void random_address(UnitRandom *random, Address *address)
{
    *address = (Address){.family = unit_below(random, 2) ? ADDRESS_V6_BITS : ADDRESS_V4_BITS};
    address->prefix = address->family;
    for (int i = 0; i < address->family / 8; i++)
        address->bytes[i] = unit_below(random, 3) ? 0 : (uint8_t)unit_random(random);
}

static void against_the_library(void **state)
{
    (void)state;
    enum { ROUNDS = 20000 };
    UnitRandom random = {1};
    for (int round = 0; round < ROUNDS; round++) {
        Address address, again;
        uint8_t bytes[16];
        char room[INET6_ADDRSTRLEN];
        random_address(&random, &address);
        int family = address.family == ADDRESS_V4_BITS ? AF_INET : AF_INET6;
        const char *text = text_terminated(unit_arena(), printed(&address));
        assert_int_equal(inet_pton(family, text, bytes), 1);
        assert_memory_equal(bytes, address.bytes, (size_t)address.family / 8);
        assert_non_null(inet_ntop(family, address.bytes, room, sizeof room)); // it writes some with octets
        assert_int_equal(address_read(text_of(room), &again), ADDRESS_FINE);
        if (again.family == address.family)
            assert_memory_equal(again.bytes, address.bytes, sizeof address.bytes);
        else
            assert_memory_equal(again.bytes, address.bytes + 12, 4);
    }
}

// Whether each bit of one block's prefix is that of the other's, bit by bit.
static bool within_by_bits(const Address *inner, const Address *outer)
{
    if (inner->family != outer->family || inner->prefix < outer->prefix)
        return false;
    for (int bit = 0; bit < outer->prefix; bit++) {
        if ((inner->bytes[bit / 8] ^ outer->bytes[bit / 8]) >> (7 - bit % 8) & 1)
            return false;
    }
    return true;
}

static void containment(void **state)
{
    (void)state;
    enum { ROUNDS = 20000 };
    UnitRandom random = {2};
    size_t inside = 0;
    for (int round = 0; round < ROUNDS; round++) {
        Address a, b;
        random_address(&random, &a);
        b = a;
        b.bytes[unit_below(&random, (size_t)b.family / 8)] ^= (uint8_t)unit_below(&random, 4);
        a.prefix = (uint8_t)unit_below(&random, (size_t)a.family + 1);
        b.prefix = (uint8_t)unit_below(&random, (size_t)b.family + 1);
        address_mask(&a);
        address_mask(&b);
        assert_int_equal(address_within(&a, &b), within_by_bits(&a, &b));
        inside += address_within(&a, &b);
    }
    assert_true(inside > ROUNDS / 10);
}

static void private_use(void **state)
{
    (void)state;
    static const char *const yes[] = {"10.0.0.0/8",     "10.255.255.255", "172.16.0.0", "172.31.255.255",
                                      "192.168.0.0/16", "fc00::/7",       "fdff::1"};
    static const char *const no[] = {"8.0.0.0/6",  "11.0.0.0",    "172.15.255.255", "172.32.0.0", "192.169.0.0", "127.0.0.1",
                                     "100.64.0.1", "169.254.1.1", "fe80::1",        "::1",        "fe00::"};
    Address address;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_true(address_read(text_of(yes[i]), &address) == ADDRESS_FINE && address_is_private(&address));
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_true(address_read(text_of(no[i]), &address) == ADDRESS_FINE && !address_is_private(&address));
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(canonical), UNIT_TEST(none), UNIT_TEST(against_the_library),
                                       UNIT_TEST(containment), UNIT_TEST(private_use)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
