// SPDX-License-Identifier: MIT
// Masks: bitmaps with one bit for each row, 64 to a word; bits behind the last row are 0. Of values they are validity bitmaps.
#ifndef ASSIZE_MACHINE_MASK_H
#define ASSIZE_MACHINE_MASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef uint64_t Mask;
enum { MASK_ROWS = 64 };

static inline size_t words_of(size_t rows)
{
    return (rows + MASK_ROWS - 1) / MASK_ROWS;
}

// The bits of the last word that stand for rows.
static inline Mask tail_of(size_t rows)
{
    return rows % MASK_ROWS ? ((Mask)1 << (rows % MASK_ROWS)) - 1 : ~(Mask)0;
}

static inline bool bit(const Mask *mask, size_t row)
{
    return mask[row / MASK_ROWS] >> (row % MASK_ROWS) & 1;
}

static inline void put_bit(Mask *mask, size_t row)
{
    mask[row / MASK_ROWS] |= (Mask)1 << (row % MASK_ROWS);
}

static inline void clear_bit(Mask *mask, size_t row)
{
    mask[row / MASK_ROWS] &= ~((Mask)1 << (row % MASK_ROWS));
}

// The lowest bits of bytes: each moves to its byte's top, and the tops are gathered.
static inline Mask mask_of_bytes(const uint8_t bytes[MASK_ROWS])
{
    Mask word = 0;
#ifdef __SSE2__
    for (unsigned i = 0; i < MASK_ROWS / 16; i++) {
        __m128i part = _mm_slli_epi16(_mm_loadu_si128((const __m128i *)(const void *)(bytes + 16 * i)), 7);
        word |= (Mask)(unsigned)_mm_movemask_epi8(part) << (16 * i);
    }
    return word;
#endif
    for (unsigned i = 0; i < MASK_ROWS / 8; i++) {
        uint64_t eight;
        memcpy(&eight, bytes + 8 * i, sizeof eight);
        word |= ((eight & 0x0101010101010101u) * 0x0102040810204080u >> 56) << (8 * i);
    }
    return word;
}

#endif
