// SPDX-License-Identifier: MIT
// NuGet's versions (learn.microsoft.com/nuget/concepts/package-versioning): one to four numbers, which may have leading zeros;
// labels as SemVer's, without regard to case; what follows a `+` does not count.
#include "versions/compare.h"

enum { NUMBERS = 4 };

typedef struct NuGet {
    Text numbers[NUMBERS]; // missing ones are empty: zero
    Text labels;           // behind the `-`; empty where there are none
} NuGet;

// Whether a text is labels of letters, digits and hyphens, joined by dots.
static bool are_labels(Text text)
{
    bool begun = false;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];
        if (c == '.' && !begun)
            return false;
        if (c != '.' && c != '-' && !is_digit(c) && !is_letter(c))
            return false;
        begun = c != '.';
    }
    return begun;
}

static bool read_nuget(Text text, NuGet *nuget)
{
    size_t at = 0;
    *nuget = (NuGet){.labels = {"", 0}};
    for (int i = 0; i < NUMBERS && (i == 0 || take_char(text, &at, '.')); i++) {
        nuget->numbers[i] = take_digits(text, &at);
        if (!nuget->numbers[i].length)
            return false;
    }
    if (take_char(text, &at, '-')) {
        size_t start = at;
        while (at < text.length && text.bytes[at] != '+')
            at++;
        nuget->labels = text_slice(text, start, at);
        if (!are_labels(nuget->labels))
            return false;
    }
    return at == text.length || (text.bytes[at] == '+' && are_labels(text_slice(text, at + 1, text.length)));
}

bool nuget_has(Text text)
{
    NuGet nuget;
    return read_nuget(text, &nuget);
}

static bool ends_label(char c)
{
    return c == '.';
}

static int compare_labels(Text a, Text b)
{
    if (!a.length || !b.length)
        return (b.length > 0) - (a.length > 0);  // the release comes behind what has labels
    return compare_pieces(a, b, ends_label, -1); // numbers come before words
}

int nuget_compare(Text a, Text b)
{
    NuGet x, y;
    read_nuget(a, &x);
    read_nuget(b, &y);
    for (int i = 0; i < NUMBERS; i++) {
        int order = compare_digits(x.numbers[i], y.numbers[i]);
        if (order)
            return order;
    }
    return compare_labels(x.labels, y.labels);
}
