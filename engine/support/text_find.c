// SPDX-License-Identifier: MIT
// Substring search, vectorised: where a part begins in a text. Many places are looked at together: where the part's first byte
// stands and its last one in its distance, all of it is compared.
#include "support/text.h"

#ifdef __SSE2__
#include <immintrin.h>

enum { PLACES = 16, MANY_PLACES = 64 };

// The first of some places, as bits, where all of it stands.
static inline size_t first_whole(const char *at, uint64_t places, Text part)
{
    for (; places; places &= places - 1) {
        size_t place = (size_t)__builtin_ctzll(places);
        if (memcmp(at + place, part.bytes, part.length) == 0)
            return place;
    }
    return SIZE_MAX;
}

static size_t find_among_places(const char *at, Text part)
{
    __m128i first = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i last = _mm_loadu_si128((const __m128i *)(const void *)(at + part.length - 1));
    __m128i is_first = _mm_cmpeq_epi8(first, _mm_set1_epi8(part.bytes[0]));
    __m128i is_last = _mm_cmpeq_epi8(last, _mm_set1_epi8(part.bytes[part.length - 1]));
    return first_whole(at, (unsigned)_mm_movemask_epi8(_mm_and_si128(is_first, is_last)), part);
}

// The same for as many blocks of 64 places as there are before end.
__attribute__((target("avx2"))) static const char *find_among_many(const char *at, const char *end, Text part)
{
    __m256i first = _mm256_set1_epi8(part.bytes[0]), last = _mm256_set1_epi8(part.bytes[part.length - 1]);
    for (; end - at >= MANY_PLACES; at += MANY_PLACES) {
        __m256i both[2];
        for (int i = 0; i < 2; i++) {
            const char *ends = at + 32 * i + part.length - 1;
            __m256i is_first = _mm256_cmpeq_epi8(first, _mm256_loadu_si256((const __m256i *)(const void *)at + i));
            __m256i is_last = _mm256_cmpeq_epi8(last, _mm256_loadu_si256((const __m256i *)(const void *)ends));
            both[i] = _mm256_and_si256(is_first, is_last);
        }
        __m256i any = _mm256_or_si256(both[0], both[1]);
        if (_mm256_testz_si256(any, any))
            continue;
        uint64_t low = (uint32_t)_mm256_movemask_epi8(both[0]), high = (uint32_t)_mm256_movemask_epi8(both[1]);
        size_t place = first_whole(at, high << 32 | low, part);
        if (place != SIZE_MAX)
            return at + place;
    }
    return NULL;
}

static size_t find_in_blocks(Text text, size_t *from, size_t end, Text part)
{
    if (end - *from >= MANY_PLACES && __builtin_cpu_supports("avx2")) {
        const char *found = find_among_many(text.bytes + *from, text.bytes + end, part);
        if (found)
            return (size_t)(found - text.bytes);
        *from = end - (end - *from) % MANY_PLACES;
    }
    for (; end - *from >= PLACES; *from += PLACES) {
        size_t place = find_among_places(text.bytes + *from, part);
        if (place != SIZE_MAX)
            return *from + place;
    }
    return SIZE_MAX;
}
#endif

size_t text_find(Text text, size_t from, Text part)
{
    enum { LONGEST_SHORT = 32 }; // what may stand half at many places is looked for in another way
    if (from > text.length || text.length - from < part.length)
        return SIZE_MAX;
    if (part.length > LONGEST_SHORT) {
        const char *found = memmem(text.bytes + from, text.length - from, part.bytes, part.length);
        return found ? (size_t)(found - text.bytes) : SIZE_MAX;
    }
    if (!part.length)
        return from;
    size_t end = text.length - part.length + 1; // of the places where it may begin
#ifdef __SSE2__
    size_t place = find_in_blocks(text, &from, end, part);
    if (place != SIZE_MAX)
        return place;
#endif
    while (from < end) {
        const char *at = memchr(text.bytes + from, part.bytes[0], end - from);
        if (!at)
            break;
        if (memcmp(at, part.bytes, part.length) == 0)
            return (size_t)(at - text.bytes);
        from = (size_t)(at - text.bytes) + 1;
    }
    return SIZE_MAX;
}

bool text_contains(Text text, Text part)
{
    return text_find(text, 0, part) != SIZE_MAX;
}
