// SPDX-License-Identifier: MIT
// Comparing columns: SIMD kernels for what the processor has (AVX-512, AVX2, any). Each gives the rows of one word, up to 64;
// COMPARISONS makes the loops of them, one for each width and side, so that neither is asked inside of a loop.
#include "machine/columns.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

// way##_word(values, count, constant, width, side): the rows, of up to 64, that stand on a side.
#define COMPARISON(way, attributes, width, side)                                                                                 \
    attributes static void way##_##width##_##side(const void *column, size_t rows, int64_t constant, const Mask *known, Mask *t, \
                                                  Mask *f)                                                                       \
    {                                                                                                                            \
        const char *values = column;                                                                                             \
        for (; rows >= MASK_ROWS; rows -= MASK_ROWS, values += MASK_ROWS * (width)) {                                            \
            Mask holds = way##_word(values, MASK_ROWS, constant, width, side), all = *known++;                                   \
            *t++ = holds & all;                                                                                                  \
            *f++ = ~holds & all;                                                                                                 \
        }                                                                                                                        \
        if (!rows)                                                                                                               \
            return;                                                                                                              \
        Mask holds = way##_word(values, rows, constant, width, side), all = *known & (((Mask)1 << rows) - 1);                    \
        *t = holds & all;                                                                                                        \
        *f = ~holds & all;                                                                                                       \
    }
#define AMONG(way, attributes, width)                                                                                            \
    attributes static void way##_##width##_among(const void *column, size_t rows, const int64_t *constants, size_t count,        \
                                                 Mask *in)                                                                       \
    {                                                                                                                            \
        const char *values = column;                                                                                             \
        for (; rows >= MASK_ROWS; rows -= MASK_ROWS, values += MASK_ROWS * (width))                                              \
            *in++ = way##_among(values, MASK_ROWS, constants, count, width);                                                     \
        if (rows)                                                                                                                \
            *in = way##_among(values, rows, constants, count, width);                                                            \
    }
#define COMPARISONS_OF_WIDTH(way, attributes, width)                                                                             \
    COMPARISON(way, attributes, width, SIDE_EQUAL)                                                                               \
    COMPARISON(way, attributes, width, SIDE_ABOVE)                                                                               \
    COMPARISON(way, attributes, width, SIDE_BELOW)                                                                               \
    AMONG(way, attributes, width)
#define COMPARISONS(way, attributes)                                                                                             \
    COMPARISONS_OF_WIDTH(way, attributes, 1)                                                                                     \
    COMPARISONS_OF_WIDTH(way, attributes, 2)                                                                                     \
    COMPARISONS_OF_WIDTH(way, attributes, 4)                                                                                     \
    COMPARISONS_OF_WIDTH(way, attributes, 8)
#define SIDES_OF(way, width)                                                                                                     \
    {                                                                                                                            \
        way##_##width##_SIDE_EQUAL, way##_##width##_SIDE_ABOVE, way##_##width##_SIDE_BELOW                                       \
    }
#define COMPARISONS_BY(way)                                                                                                      \
    {SIDES_OF(way, 1), SIDES_OF(way, 2), SIDES_OF(way, 4), SIDES_OF(way, 8)},                                                    \
    {                                                                                                                            \
        way##_1_among, way##_2_among, way##_4_among, way##_8_among                                                               \
    }

// ---- any processor: to bytes, which compilers do many at once, and the bytes to bits ----

#define BYTES_OF(type)                                                                                                           \
    do {                                                                                                                         \
        const type *from = values, one = (type)constant;                                                                         \
        for (size_t i = 0; i < count; i++)                                                                                       \
            bytes[i] = side == SIDE_EQUAL ? from[i] == one : side == SIDE_ABOVE ? from[i] > one : from[i] < one;                 \
    } while (0)

static inline __attribute__((always_inline)) Mask plain_word(const void *values, size_t count, int64_t constant, int width,
                                                             Side side)
{
    uint8_t bytes[MASK_ROWS] = {0};
    if (width == 1)
        BYTES_OF(int8_t);
    else if (width == 2)
        BYTES_OF(int16_t);
    else if (width == 4)
        BYTES_OF(int32_t);
    else
        BYTES_OF(int64_t);
    return mask_of_bytes(bytes);
}

static inline __attribute__((always_inline)) Mask plain_among(const void *values, size_t rows, const int64_t *constants,
                                                              size_t count, int width)
{
    Mask in = 0;
    for (size_t i = 0; i < count; i++)
        in |= plain_word(values, rows, constants[i], width, SIDE_EQUAL);
    return in & tail_of(rows);
}

COMPARISONS(plain, )
static const ColumnComparisons plain_comparisons = {"", COMPARISONS_BY(plain)};

#ifdef __x86_64__

// ---- AVX2: groups of rows, the last of which begins where it ends with the column ----

#define AVX2 __attribute__((target("avx2")))

// Of four, eight or sixteen rows, as the lowest bits.
AVX2 static inline Mask avx2_group(const void *values, __m256i one, int width, Side side)
{
    if (width == 1) {
        __m128i from = _mm_loadu_si128(values), than = _mm256_castsi256_si128(one);
        __m128i on = side == SIDE_EQUAL   ? _mm_cmpeq_epi8(from, than)
                     : side == SIDE_ABOVE ? _mm_cmpgt_epi8(from, than)
                                          : _mm_cmpgt_epi8(than, from);
        return (Mask)(unsigned)_mm_movemask_epi8(on);
    }
    __m256i from = _mm256_loadu_si256(values), on;
    if (width == 2) {
        on = side == SIDE_EQUAL   ? _mm256_cmpeq_epi16(from, one)
             : side == SIDE_ABOVE ? _mm256_cmpgt_epi16(from, one)
                                  : _mm256_cmpgt_epi16(one, from);
        __m128i narrow = _mm_packs_epi16(_mm256_castsi256_si128(on), _mm256_extracti128_si256(on, 1));
        return (Mask)(unsigned)_mm_movemask_epi8(narrow);
    }
    if (width == 4) {
        on = side == SIDE_EQUAL   ? _mm256_cmpeq_epi32(from, one)
             : side == SIDE_ABOVE ? _mm256_cmpgt_epi32(from, one)
                                  : _mm256_cmpgt_epi32(one, from);
        return (Mask)(unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(on));
    }
    on = side == SIDE_EQUAL   ? _mm256_cmpeq_epi64(from, one)
         : side == SIDE_ABOVE ? _mm256_cmpgt_epi64(from, one)
                              : _mm256_cmpgt_epi64(one, from);
    return (Mask)(unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(on));
}

AVX2 static inline __m256i avx2_spread(int64_t constant, int width)
{
    return width == 1   ? _mm256_set1_epi8((char)constant)
           : width == 2 ? _mm256_set1_epi16((short)constant)
           : width == 4 ? _mm256_set1_epi32((int)constant)
                        : _mm256_set1_epi64x(constant);
}

AVX2 static inline __attribute__((always_inline)) Mask avx2_word(const char *values, size_t count, int64_t constant, int width,
                                                                 Side side)
{
    size_t group = width == 1 ? 16 : (size_t)(32 / width), size = (size_t)width;
    __m256i one = avx2_spread(constant, width);
    Mask word = 0;
    size_t first = 0;
    if (count < group) {
        char few[32] = {0};
        memcpy(few, values, count * size);
        return avx2_group(few, one, width, side);
    }
    for (; first + group <= count; first += group)
        word |= avx2_group(values + first * size, one, width, side) << first;
    return first == count ? word : word | avx2_group(values + (count - group) * size, one, width, side) << (count - group);
}

AVX2 static inline __m256i avx2_equal(__m256i from, __m256i than, int width)
{
    return width == 1   ? _mm256_cmpeq_epi8(from, than)
           : width == 2 ? _mm256_cmpeq_epi16(from, than)
           : width == 4 ? _mm256_cmpeq_epi32(from, than)
                        : _mm256_cmpeq_epi64(from, than);
}

// A group of 32 bytes against all constants, before the next one.
AVX2 static inline __attribute__((always_inline)) Mask avx2_among_group(const void *values, const int64_t *constants,
                                                                        size_t count, int width)
{
    __m256i from = _mm256_loadu_si256(values), in = _mm256_setzero_si256();
    for (size_t i = 0; i < count; i++)
        in = _mm256_or_si256(in, avx2_equal(from, avx2_spread(constants[i], width), width));
    if (width == 1)
        return (Mask)(uint32_t)_mm256_movemask_epi8(in);
    if (width == 2)
        return (Mask)(unsigned)_mm_movemask_epi8(_mm_packs_epi16(_mm256_castsi256_si128(in), _mm256_extracti128_si256(in, 1)));
    return width == 4 ? (Mask)(unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(in))
                      : (Mask)(unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(in));
}

AVX2 static inline __attribute__((always_inline)) Mask avx2_among(const char *values, size_t rows, const int64_t *constants,
                                                                  size_t count, int width)
{
    size_t group = (size_t)(32 / width), size = (size_t)width, first = 0;
    Mask word = 0;
    if (rows < group) {
        char few[32] = {0};
        memcpy(few, values, rows * size);
        return avx2_among_group(few, constants, count, width) & tail_of(rows);
    }
    for (; first + group <= rows; first += group)
        word |= avx2_among_group(values + first * size, constants, count, width) << first;
    return first == rows ? word
                         : word | avx2_among_group(values + (rows - group) * size, constants, count, width) << (rows - group);
}

COMPARISONS(avx2, AVX2)
static const ColumnComparisons avx2_comparisons = {"avx2", COMPARISONS_BY(avx2)};

// ---- AVX-512: 64 bytes at once, and what lies behind the last row is not touched ----

#define AVX512 __attribute__((target("avx512f,avx512bw")))
#define ON_SIDE(ending, type)                                                                                                    \
    (side == SIDE_EQUAL   ? _mm512_cmpeq_##ending##_mask(from, _mm512_set1_##type)                                               \
     : side == SIDE_ABOVE ? _mm512_cmpgt_##ending##_mask(from, _mm512_set1_##type)                                               \
                          : _mm512_cmplt_##ending##_mask(from, _mm512_set1_##type))

// Of as many rows as 64 bytes hold.
AVX512 static inline __attribute__((always_inline)) Mask avx512_group(const void *values, Mask rows, int64_t constant, int width,
                                                                      Side side)
{
    if (width == 1) {
        __m512i from = _mm512_maskz_loadu_epi8(rows, values);
        return ON_SIDE(epi8, epi8((char)constant));
    }
    if (width == 2) {
        __m512i from = _mm512_maskz_loadu_epi16((__mmask32)rows, values);
        return ON_SIDE(epi16, epi16((short)constant));
    }
    if (width == 4) {
        __m512i from = _mm512_maskz_loadu_epi32((__mmask16)rows, values);
        return ON_SIDE(epi32, epi32((int)constant));
    }
    __m512i from = _mm512_maskz_loadu_epi64((__mmask8)rows, values);
    return ON_SIDE(epi64, epi64(constant));
}

AVX512 static inline __attribute__((always_inline)) Mask avx512_word(const char *values, size_t count, int64_t constant,
                                                                     int width, Side side)
{
    size_t group = (size_t)(64 / width);
    Mask rows = tail_of(count), word = 0;
    for (size_t first = 0; first < count; first += group)
        word |= avx512_group(values + first * (size_t)width, rows >> first, constant, width, side) << first;
    return word;
}

AVX512 static inline __attribute__((always_inline)) Mask avx512_among(const char *values, size_t rows, const int64_t *constants,
                                                                      size_t count, int width)
{
    Mask in = 0;
    for (size_t i = 0; i < count; i++)
        in |= avx512_word(values, rows, constants[i], width, SIDE_EQUAL);
    return in & tail_of(rows);
}

COMPARISONS(avx512, AVX512)
static const ColumnComparisons avx512_comparisons = {"avx512bw", COMPARISONS_BY(avx512)};

const ColumnComparisons *const *column_comparisons(void)
{
    static const ColumnComparisons *const all[] = {&avx512_comparisons, &avx2_comparisons, &plain_comparisons, NULL};
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw"))
        return all;
    return __builtin_cpu_supports("avx2") ? all + 1 : all + 2;
}

#else

const ColumnComparisons *const *column_comparisons(void)
{
    static const ColumnComparisons *const all[] = {&plain_comparisons, NULL};
    return all;
}

#endif
