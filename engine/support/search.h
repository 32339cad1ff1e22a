// SPDX-License-Identifier: MIT
// Binary search, for whatever is in order: the caller's loop looks at the place in the middle, and says on which side to go on.
//
//     for (BinarySearch search = search_of(0, count); search_on(&search);)
//         search_narrow(&search, numbers[search.middle] < sought);
#ifndef ASSIZE_SUPPORT_SEARCH_H
#define ASSIZE_SUPPORT_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

// The places that are left, from low to before high. Once none is, low is the first place that does not lie before what is
// sought.
typedef struct BinarySearch {
    int64_t low, high;
    int64_t middle; // to be looked at
} BinarySearch;

static inline BinarySearch search_of(int64_t low, int64_t high)
{
    return (BinarySearch){.low = low, .high = high};
}

// Whether there is a place to be looked at.
static inline bool search_on(BinarySearch *search)
{
    search->middle = search->low + (search->high - search->low) / 2;
    return search->low < search->high;
}

// Goes on behind the middle, where that lies before what is sought, or else in front of it.
static inline void search_narrow(BinarySearch *search, bool before)
{
    if (before)
        search->low = search->middle + 1;
    else
        search->high = search->middle;
}

#endif
