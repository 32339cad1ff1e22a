// SPDX-License-Identifier: MIT
// What a column holds: which rows hold one of a few values, and between which ones all are. In the column's own width.
#include "machine/run.h"

#ifdef __SSE2__
#include <immintrin.h>
#endif

// ---- on any processor; compilers make vectors of it ----

#define AMONG_ANY(type)                                                                                                          \
    static Mask any_among_##type(const void *rows, const int64_t *values, uint32_t count)                                        \
    {                                                                                                                            \
        const type *from = rows;                                                                                                 \
        uint8_t in[MASK_ROWS] = {0};                                                                                             \
        for (uint32_t v = 0; v < count; v++) {                                                                                   \
            type value = (type)values[v];                                                                                        \
            for (int i = 0; i < MASK_ROWS; i++)                                                                                  \
                in[i] |= from[i] == value;                                                                                       \
        }                                                                                                                        \
        return mask_of_bytes(in);                                                                                                \
    }
AMONG_ANY(int8_t)
AMONG_ANY(int16_t)
AMONG_ANY(int32_t)
AMONG_ANY(int64_t)

static void among_any(const char *rows, uint8_t width, size_t words, const int64_t *values, uint32_t count, Mask *in)
{
    for (size_t word = 0; word < words; word++, rows += MASK_ROWS * (size_t)width)
        in[word] = width == 1   ? any_among_int8_t(rows, values, count)
                   : width == 2 ? any_among_int16_t(rows, values, count)
                   : width == 4 ? any_among_int32_t(rows, values, count)
                                : any_among_int64_t(rows, values, count);
}

// ---- where the processor compares 32 bytes at once ----

#ifdef __SSE2__
#define WIDE_VECTORS __attribute__((target("avx2")))

WIDE_VECTORS static inline Mask bits_of_bytes(__m256i low, __m256i high)
{
    return (Mask)(uint32_t)_mm256_movemask_epi8(high) << 32 | (uint32_t)_mm256_movemask_epi8(low);
}

// Packing leaves the halves of its operands in turns.
WIDE_VECTORS static inline __m256i bytes_of_pairs(__m256i first, __m256i second)
{
    return _mm256_permute4x64_epi64(_mm256_packs_epi16(first, second), 0xd8);
}

WIDE_VECTORS static inline __m256i pairs_of_fours(__m256i first, __m256i second)
{
    return _mm256_permute4x64_epi64(_mm256_packs_epi32(first, second), 0xd8);
}

WIDE_VECTORS static inline Mask bits_of_int8_t(const __m256i *in)
{
    return bits_of_bytes(in[0], in[1]);
}

WIDE_VECTORS static inline Mask bits_of_int16_t(const __m256i *in)
{
    return bits_of_bytes(bytes_of_pairs(in[0], in[1]), bytes_of_pairs(in[2], in[3]));
}

WIDE_VECTORS static inline Mask bits_of_int32_t(const __m256i *in)
{
    __m256i low = bytes_of_pairs(pairs_of_fours(in[0], in[1]), pairs_of_fours(in[2], in[3]));
    __m256i high = bytes_of_pairs(pairs_of_fours(in[4], in[5]), pairs_of_fours(in[6], in[7]));
    return bits_of_bytes(low, high);
}

WIDE_VECTORS static inline Mask bits_of_int64_t(const __m256i *in)
{
    Mask bits = 0;
    for (int i = 0; i < 16; i++)
        bits |= (Mask)(unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(in[i])) << (4 * i);
    return bits;
}

// The macro writes it for a width, of which 64 rows are PARTS vectors.
#define AMONG_WIDE(type, PARTS, splat, equal)                                                                                    \
    WIDE_VECTORS static inline Mask wide_among_##type(const void *rows, const int64_t *values, uint32_t count)                   \
    {                                                                                                                            \
        const __m256i *from = rows;                                                                                              \
        __m256i in[PARTS];                                                                                                       \
        for (int i = 0; i < (PARTS); i++)                                                                                        \
            in[i] = _mm256_setzero_si256();                                                                                      \
        for (uint32_t v = 0; v < count; v++) {                                                                                   \
            __m256i value = splat((type)values[v]);                                                                              \
            for (int i = 0; i < (PARTS); i++)                                                                                    \
                in[i] = _mm256_or_si256(in[i], equal(_mm256_loadu_si256(from + i), value));                                      \
        }                                                                                                                        \
        return bits_of_##type(in);                                                                                               \
    }
AMONG_WIDE(int8_t, 2, _mm256_set1_epi8, _mm256_cmpeq_epi8)
AMONG_WIDE(int16_t, 4, _mm256_set1_epi16, _mm256_cmpeq_epi16)
AMONG_WIDE(int32_t, 8, _mm256_set1_epi32, _mm256_cmpeq_epi32)
AMONG_WIDE(int64_t, 16, _mm256_set1_epi64x, _mm256_cmpeq_epi64)

// Values of eight bytes that all fit in four are compared as such. False where one does not.
WIDE_VECTORS static inline bool halve(const void *rows, int32_t to[MASK_ROWS])
{
    const __m256i *from = rows;
    __m256i beyond = _mm256_setzero_si256();
    for (int i = 0; i < MASK_ROWS / 8; i++) {
        __m256 first = _mm256_castsi256_ps(_mm256_loadu_si256(from + 2 * i));
        __m256 second = _mm256_castsi256_ps(_mm256_loadu_si256(from + 2 * i + 1));
        __m256i low = _mm256_castps_si256(_mm256_shuffle_ps(first, second, 0x88));
        __m256i high = _mm256_castps_si256(_mm256_shuffle_ps(first, second, 0xdd));
        beyond = _mm256_or_si256(beyond, _mm256_xor_si256(high, _mm256_srai_epi32(low, 31)));
        _mm256_storeu_si256((__m256i *)(void *)to + i, _mm256_permute4x64_epi64(low, 0xd8));
    }
    return _mm256_testz_si256(beyond, beyond);
}

WIDE_VECTORS static inline Mask wide_among_most(const void *rows, const int64_t *values, uint32_t count)
{
    int32_t halves[MASK_ROWS];
    bool small = halve(rows, halves);
    for (uint32_t v = 0; v < count; v++)
        small &= values[v] == (int32_t)values[v];
    return small ? wide_among_int32_t(halves, values, count) : wide_among_int64_t(rows, values, count);
}

WIDE_VECTORS static void among_wide(const char *rows, uint8_t width, size_t words, const int64_t *values, uint32_t count,
                                    Mask *in)
{
    for (size_t word = 0; word < words; word++, rows += MASK_ROWS * (size_t)width)
        in[word] = width == 1   ? wide_among_int8_t(rows, values, count)
                   : width == 2 ? wide_among_int16_t(rows, values, count)
                   : width == 4 ? wide_among_int32_t(rows, values, count)
                                : wide_among_most(rows, values, count);
}
#endif

static void among(const char *rows, uint8_t width, size_t words, const int64_t *values, uint32_t count, Mask *in)
{
#ifdef __SSE2__
    if (__builtin_cpu_supports("avx2")) {
        among_wide(rows, width, words, values, count, in);
        return;
    }
#endif
    among_any(rows, width, words, values, count, in);
}

// A run of numbers that rise by one.
static void among_run(const Register *column, uint32_t first, uint32_t rows, const int64_t *values, uint32_t count, Mask *in)
{
    memset(in, 0, words_of(rows) * sizeof(Mask));
    for (uint32_t v = 0; v < count; v++) {
        uint64_t row = (uint64_t)values[v] - (uint64_t)(column->base + first);
        if (row < rows)
            put_bit(in, (size_t)row);
    }
}

// The values that can be a column's at all.
static uint32_t fitting(const int64_t *values, uint32_t count, uint8_t width, int64_t to[AMONG_MOST])
{
    uint64_t half = (uint64_t)1 << (8 * width - 1);
    uint32_t some = 0;
    for (uint32_t i = 0; i < count; i++) {
        to[some] = values[i];
        some += (uint64_t)values[i] + half < 2 * half;
    }
    return some;
}

void rows_among(const Register *column, uint32_t first, uint32_t rows, const int64_t *values, uint32_t count, Mask *in)
{
    uint8_t width = column->width;
    if (!width) {
        among_run(column, first, rows, values, count, in);
        return;
    }
    int64_t narrow[AMONG_MOST];
    if (width < sizeof *values) {
        count = fitting(values, count, width, narrow);
        values = narrow;
    }
    const char *from = (const char *)column->values + (size_t)first * width;
    size_t whole = rows / MASK_ROWS, left = rows % MASK_ROWS;
    if (whole)
        among(from, width, whole, values, count, in);
    if (!left)
        return;
    // The column may end before the last 64 rows do.
    int64_t last[MASK_ROWS];
    memset(last, 0, MASK_ROWS * (size_t)width);
    memcpy(last, from + whole * MASK_ROWS * width, left * width);
    among((const char *)last, width, 1, values, count, in + whole);
    in[whole] &= tail_of(left);
}

// ---- between which values all are ----

#define FIND_ENDS(type)                                                                                                          \
    do {                                                                                                                         \
        const type *from = column->values;                                                                                       \
        type low = from[0], high = from[0];                                                                                      \
        for (uint32_t row = 1; row < rows; row++) {                                                                              \
            low = from[row] < low ? from[row] : low;                                                                             \
            high = from[row] > high ? from[row] : high;                                                                          \
        }                                                                                                                        \
        *least = low;                                                                                                            \
        *greatest = high;                                                                                                        \
    } while (0)

void column_ends(const Register *column, uint32_t rows, int64_t *least, int64_t *greatest)
{
    switch (column->width) {
    case 0:
        *least = column->base;
        *greatest = column->base + (int64_t)rows - 1;
        break;
    case 1:
        FIND_ENDS(int8_t); // NOLINT(bugprone-signed-char-misuse): it is a number
        break;
    case 2:
        FIND_ENDS(int16_t);
        break;
    case 4:
        FIND_ENDS(int32_t);
        break;
    default:
        FIND_ENDS(int64_t);
        break;
    }
}
