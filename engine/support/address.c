// SPDX-License-Identifier: MIT
// Addresses and blocks as bits. See address.h.
#include "support/address.h"

#include "support/number.h"

enum { OCTETS = 4, GROUPS = 8, BASE_DECIMAL = 10, BASE_HEXADECIMAL = 16 };

const char address_expected[] = "an address such as \"10.0.0.1\" or \"2001:db8::1\", or a block such as \"10.0.0.0/8\"";

// ---- reading ----

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : BASE_HEXADECIMAL;
}

// A number of one to `most` digits at a place, which moves behind it. zeros: it may begin with zeros. -1: there is none.
static int read_number(Text text, size_t *at, int base, size_t most, bool zeros)
{
    size_t start = *at;
    int number = 0;
    while (*at < text.length && *at - start <= most && digit_of(text.bytes[*at]) < base)
        number = number * base + digit_of(text.bytes[(*at)++]);
    size_t digits = *at - start;
    bool padded = digits > 1 && text.bytes[start] == '0' && !zeros;
    return digits && digits <= most && !padded ? number : -1;
}

// The four octets that a text ends with from a place on.
static bool read_octets(Text text, size_t at, uint8_t *bytes)
{
    enum { LARGEST = 255, MOST_DIGITS = 3 };
    for (int i = 0; i < OCTETS; i++) {
        if (i > 0 && (at >= text.length || text.bytes[at++] != '.'))
            return false;
        int octet = read_number(text, &at, BASE_DECIMAL, MOST_DIGITS, false);
        if (octet < 0 || octet > LARGEST)
            return false;
        bytes[i] = (uint8_t)octet;
    }
    return at == text.length;
}

static bool has_dot_before_colon(Text text, size_t at)
{
    while (at < text.length && text.bytes[at] != ':' && text.bytes[at] != '.')
        at++;
    return at < text.length && text.bytes[at] == '.';
}

// Groups of an address of IPv6 as they stand: `::` leaves some out, and the last two may be written as octets.
typedef struct Groups {
    uint8_t bytes[2 * GROUPS];
    int count; // of bytes
    int gap;   // bytes before `::`; -1: there is none
} Groups;

static bool read_groups(Text text, Groups *groups)
{
    enum { MOST_DIGITS = 4, MOST = 2 * GROUPS };
    size_t at = 0;
    *groups = (Groups){.gap = -1};
    if (text_starts(text, text_of("::"))) {
        groups->gap = 0;
        at = 2;
    }
    while (at < text.length) {
        if (has_dot_before_colon(text, at)) {
            if (groups->count > MOST - OCTETS || !read_octets(text, at, groups->bytes + groups->count))
                return false;
            groups->count += OCTETS;
            return true;
        }
        int group = read_number(text, &at, BASE_HEXADECIMAL, MOST_DIGITS, true);
        if (group < 0 || groups->count >= MOST)
            return false;
        groups->bytes[groups->count++] = (uint8_t)(group >> 8);
        groups->bytes[groups->count++] = (uint8_t)group;
        if (at == text.length)
            return true;
        if (text.bytes[at++] != ':' || at == text.length)
            return false;
        if (text.bytes[at] == ':') {
            if (groups->gap >= 0)
                return false;
            groups->gap = groups->count;
            at++;
        }
    }
    return groups->gap >= 0;
}

static bool read_v6(Text text, Address *address)
{
    enum { BYTES = 2 * GROUPS };
    Groups groups;
    if (!read_groups(text, &groups) || (groups.gap < 0) != (groups.count == BYTES))
        return false;
    int before = groups.gap < 0 ? BYTES : groups.gap, behind = groups.count - before;
    memcpy(address->bytes, groups.bytes, (size_t)before);
    if (groups.gap >= 0)
        memcpy(address->bytes + BYTES - behind, groups.bytes + before, (size_t)behind);
    return true;
}

static bool is_host_bit(const Address *address, int bit)
{
    return bit >= address->prefix && (address->bytes[bit / 8] >> (7 - bit % 8) & 1);
}

static const uint8_t mapped[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
enum { MAPPED_BITS = 8 * sizeof mapped };

static bool is_mapped(const Address *address)
{
    return address->family == ADDRESS_V6_BITS && memcmp(address->bytes, mapped, sizeof mapped) == 0;
}

// The address of IPv4 that a mapped one stands for, as a block.
static Address mapped_v4(const Address *address, int prefix)
{
    Address v4 = {.family = ADDRESS_V4_BITS, .prefix = (uint8_t)prefix};
    memcpy(v4.bytes, address->bytes + sizeof mapped, OCTETS);
    return v4;
}

// ::ffff:a.b.c.d, and blocks of such, as what they stand for.
static void take_mapped(Address *address)
{
    if (is_mapped(address) && address->prefix >= MAPPED_BITS)
        *address = mapped_v4(address, address->prefix - MAPPED_BITS);
}

AddressFault address_read(Text text, Address *address)
{
    enum { MOST_DIGITS = 3 };
    if (!text.length || text.length >= LONGEST_ADDRESS)
        return ADDRESS_NONE;
    const char *slash = memchr(text.bytes, '/', text.length);
    size_t length = slash ? (size_t)(slash - text.bytes) : text.length, at = length + 1;
    Text bits = text_slice(text, 0, length);
    *address = (Address){.family = memchr(bits.bytes, ':', length) ? ADDRESS_V6_BITS : ADDRESS_V4_BITS};
    bool v6 = address->family == ADDRESS_V6_BITS;
    if (!(v6 ? read_v6(bits, address) : read_octets(bits, 0, address->bytes)))
        return ADDRESS_NONE;
    int prefix = slash ? read_number(text, &at, BASE_DECIMAL, MOST_DIGITS, false) : address->family;
    if (prefix < 0 || prefix > address->family || (slash && at != text.length))
        return ADDRESS_NONE;
    address->prefix = (uint8_t)prefix;
    take_mapped(address);
    for (int bit = address->prefix; bit < address->family; bit++) {
        if (is_host_bit(address, bit))
            return ADDRESS_HOST_BITS;
    }
    return ADDRESS_FINE;
}

void address_mask(Address *address)
{
    for (int bit = address->prefix; bit < address->family; bit++)
        address->bytes[bit / 8] &= (uint8_t) ~(0x80 >> bit % 8);
}

Text address_correction(Arena *arena, const Address *address)
{
    bool meant_v4 = is_mapped(address) && address->prefix <= ADDRESS_V4_BITS;
    Address block = meant_v4 ? mapped_v4(address, address->prefix) : *address;
    TextBuilder printed = text_builder(arena);
    address_mask(&block);
    address_append(&printed, &block);
    return meant_v4 ? text_format(arena, "a prefix behind `::ffff:` counts its 96 bits too: write \"%.*s\"", (int)printed.length,
                                  printed.bytes)
                    : text_format(arena, "the block is \"%.*s\"", (int)printed.length, printed.bytes);
}

// ---- printing ----

static int group_at(const Address *address, int group)
{
    return address->bytes[2 * group] << 8 | address->bytes[2 * group + 1];
}

// The first of the longest runs of at least two groups that are zero; where it ends. Equal: there is none.
static void longest_zeros(const Address *address, int *first, int *end)
{
    *first = *end = 0;
    for (int i = 0; i < GROUPS; i++) {
        int next = i;
        while (next < GROUPS && group_at(address, next) == 0)
            next++;
        if (next - i > 1 && next - i > *end - *first) {
            *first = i;
            *end = next;
        }
        i = next;
    }
}

void address_append(TextBuilder *to, const Address *address)
{
    int first = 0, end = 0;
    if (address->family == ADDRESS_V4_BITS) {
        for (int i = 0; i < OCTETS; i++)
            text_append_format(to, i ? ".%d" : "%d", address->bytes[i]);
    } else {
        longest_zeros(address, &first, &end);
        for (int i = 0; i < GROUPS; i = i == first && end > first ? end : i + 1) {
            if (i == first && end > first)
                text_append_string(to, "::");
            else
                text_append_format(to, i > 0 && !(end > first && i == end) ? ":%x" : "%x", (unsigned)group_at(address, i));
        }
    }
    if (address->prefix < address->family)
        text_append_format(to, "/%d", address->prefix);
}

// ---- what lies in what ----

bool address_within(const Address *inner, const Address *outer)
{
    if (inner->family != outer->family || inner->prefix < outer->prefix)
        return false;
    size_t whole = outer->prefix / 8, rest = outer->prefix % 8;
    uint8_t mask = (uint8_t)(0xff00 >> rest);
    return memcmp(inner->bytes, outer->bytes, whole) == 0 && (!rest || !((inner->bytes[whole] ^ outer->bytes[whole]) & mask));
}

bool address_is_private(const Address *address)
{
    static const Address blocks[] = {{{10}, ADDRESS_V4_BITS, 8},
                                     {{172, 16}, ADDRESS_V4_BITS, 12},
                                     {{192, 168}, ADDRESS_V4_BITS, 16},
                                     {{0xfc}, ADDRESS_V6_BITS, 7}};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        if (address_within(address, &blocks[i]))
            return true;
    }
    return false;
}
