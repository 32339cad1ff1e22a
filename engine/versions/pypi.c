// SPDX-License-Identifier: MIT
// Python's versions (PEP 440, peps.python.org/pep-0440, its Appendix B for what may be written): an epoch, a release, a
// pre-release, a post-release, a development release, a local part; and their order.
#include "versions/compare.h"

typedef enum Stage { STAGE_DEV, STAGE_ALPHA, STAGE_BETA, STAGE_CANDIDATE, STAGE_FINAL } Stage;

typedef struct Python {
    Text epoch, release; // release: numbers with dots between them
    Stage stage;         // DEV: nothing but a development release
    Text stage_number;
    bool is_post, is_dev;
    Text post, dev, local;
} Python;

// Takes `.`, `-` or `_`, if one stands there.
static bool take_separator(Text text, size_t *at)
{
    return take_char(text, at, '.') || take_char(text, at, '-') || take_char(text, at, '_');
}

// The words of the parts, each longer one before one that begins it; and where those of a part begin.
static const char *const words[] = {"alpha", "a", "beta", "b", "preview", "pre", "rc", "c", "post", "rev", "r", "dev"};
enum { ALPHAS, BETAS = 2, CANDIDATES = 4, POSTS = 8, DEVS = 11, WORDS };

static bool begins_word(Text letters, int first)
{
    for (int i = first; i < WORDS; i++) {
        size_t length = strlen(words[i]);
        if (letters.length >= length && is_word(text_slice(letters, 0, length), words[i]))
            return true;
    }
    return letters.length == 0;
}

// Takes one of the words from first on, before end, with a separator before it, and one and a number behind it, none of which
// need be there. A word of a later part may follow at once, as in `1adev1`. Its place in the list; -1: none of them stands there,
// and nothing was taken.
static int take_word(Text text, size_t *at, int first, int end, Text *number)
{
    size_t start = *at;
    take_separator(text, at);
    size_t begin = *at;
    Text letters = take_letters(text, at);
    for (int i = first; i < end; i++) {
        size_t length = strlen(words[i]);
        bool stands = letters.length >= length && is_word(text_slice(letters, 0, length), words[i]);
        if (!stands || !begins_word(text_slice(letters, length, letters.length), end))
            continue;
        *at = begin + length;
        if (length == letters.length) {
            take_separator(text, at);
            *number = take_digits(text, at);
        }
        return i;
    }
    *at = start;
    return -1;
}

static void take_pre_release(Text text, size_t *at, Python *python)
{
    int word = take_word(text, at, ALPHAS, POSTS, &python->stage_number);
    if (word >= 0)
        python->stage = word < BETAS ? STAGE_ALPHA : word < CANDIDATES ? STAGE_BETA : STAGE_CANDIDATE;
}

// `.post1`, or `-1`.
static void take_post_release(Text text, size_t *at, Python *python)
{
    if (char_at(text, *at) == '-' && is_digit(char_at(text, *at + 1))) {
        ++*at;
        python->post = take_digits(text, at);
        python->is_post = true;
    } else {
        python->is_post = take_word(text, at, POSTS, DEVS, &python->post) >= 0;
    }
}

static Text take_release(Text text, size_t *at)
{
    size_t start = *at;
    *at = digits_end(text, *at);
    while (*at > start && char_at(text, *at) == '.' && is_digit(char_at(text, *at + 1)))
        *at = digits_end(text, *at + 1);
    return text_slice(text, start, *at);
}

// Whether a text is letters and digits in runs joined by single separators.
static bool is_local(Text text)
{
    bool begun = false;
    for (size_t at = 0; at < text.length; at++) {
        char c = text.bytes[at];
        bool separator = c == '.' || c == '-' || c == '_';
        if (separator ? !begun : !is_digit(c) && !is_letter(c))
            return false;
        begun = !separator;
    }
    return begun;
}

static bool read_python(Text text, Python *python)
{
    size_t at = lower_letter(char_at(text, 0)) == 'v';
    Text none = {"", 0};
    *python = (Python){.epoch = none, .stage = STAGE_FINAL, .stage_number = none, .post = none, .dev = none, .local = none};
    size_t end = digits_end(text, at);
    if (char_at(text, end) == '!') {
        python->epoch = take_digits(text, &at);
        at = end + 1;
        if (!python->epoch.length)
            return false;
    }
    python->release = take_release(text, &at);
    take_pre_release(text, &at, python);
    take_post_release(text, &at, python);
    python->is_dev = take_word(text, &at, DEVS, WORDS, &python->dev) >= 0;
    if (python->is_dev && python->stage == STAGE_FINAL && !python->is_post)
        python->stage = STAGE_DEV;
    if (take_char(text, &at, '+')) {
        python->local = text_slice(text, at, text.length);
        return python->release.length && is_local(python->local);
    }
    return python->release.length && at == text.length;
}

bool pypi_has(Text text)
{
    Python python;
    return read_python(text, &python);
}

// The shorter release goes on with zeros.
static int compare_releases(Text a, Text b)
{
    for (size_t x = 0, y = 0; x < a.length || y < b.length; x++, y++) {
        Text one = take_digits(a, &x), other = take_digits(b, &y);
        int order = compare_digits(one, other);
        if (order)
            return order;
    }
    return 0;
}

static bool ends_local_piece(char c)
{
    return !is_digit(c) && !is_letter(c);
}

int pypi_compare(Text a, Text b)
{
    Python x, y;
    read_python(a, &x);
    read_python(b, &y);
    int order = compare_digits(x.epoch, y.epoch);
    order = order ? order : compare_releases(x.release, y.release);
    order = order ? order : compare_ranks((int)x.stage, (int)y.stage);
    order = order ? order : compare_digits(x.stage_number, y.stage_number);
    order = order ? order : compare_ranks(x.is_post, y.is_post);
    order = order ? order : compare_digits(x.post, y.post);
    order = order ? order : compare_ranks(!x.is_dev, !y.is_dev); // what is developed comes before what comes of it
    order = order ? order : compare_digits(x.dev, y.dev);
    // No local label comes first; in one, words come before numbers.
    return order ? order : compare_pieces(x.local, y.local, ends_local_piece, 1);
}
