// SPDX-License-Identifier: MIT
// IPv4 and IPv6 addresses and CIDR blocks of them: reading (RFC 4291, RFC 4632), the one printed form (RFC 5952), containment.
// A block of one address is that address; an address of IPv6 that stands for one of IPv4 (::ffff:0:0/96) is that one.
#ifndef ASSIZE_SUPPORT_ADDRESS_H
#define ASSIZE_SUPPORT_ADDRESS_H

#include "support/text.h"

enum { ADDRESS_V4_BITS = 32, ADDRESS_V6_BITS = 128, LONGEST_ADDRESS = 64 };

// All addresses whose first bits are those: of one address all of them. The others are zero.
typedef struct Address {
    uint8_t bytes[ADDRESS_V6_BITS / 8]; // those of its family, the first one first
    uint8_t family;                     // ADDRESS_V4_BITS, ADDRESS_V6_BITS
    uint8_t prefix;                     // bits
} Address;

typedef enum AddressFault {
    ADDRESS_FINE,
    ADDRESS_NONE,      // the text is no address and no block
    ADDRESS_HOST_BITS, // a block in which bits behind its prefix are not zero; they are in what was read
} AddressFault;

// What an address looks like, for messages.
extern const char address_expected[];

// Reads a text without blanks. Octets have no leading zeros, and there are no zones.
AddressFault address_read(Text text, Address *address);
// Leaves the bits of the prefix alone.
void address_mask(Address *address);
// What to write instead of a block whose bits behind its prefix are not zero, as a sentence in the arena. A short prefix behind
// `::ffff:` and an address of IPv4 was meant to count the bits of that one.
Text address_correction(Arena *arena, const Address *address);
// Appends the printed form: lower case, the longest run of zeros left out, `/24` behind a block.
void address_append(TextBuilder *to, const Address *address);
// Whether every address of one is in the other. IPv4 and IPv6 hold nothing of each other.
bool address_within(const Address *inner, const Address *outer);
// Whether all of it lies in what is for private use: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 (RFC 1918), fc00::/7 (RFC 4193).
bool address_is_private(const Address *address);

#endif
