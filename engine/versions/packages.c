// SPDX-License-Identifier: MIT
// Versions of packages of distributions, with an epoch and a revision: Debian's (Debian Policy 5.6.12, deb-version(7)) and RPM's
// (rpm-version(7)).
#include "versions/compare.h"

typedef struct Package {
    Text epoch, upstream, revision; // epoch and revision may be empty
    bool has_revision;
} Package;

// [epoch:]upstream[-revision]; the revision stands behind the last hyphen.
static bool read_package(Text text, Package *package)
{
    size_t at = digits_end(text, 0);
    *package = (Package){.epoch = {"", 0}, .revision = {"", 0}};
    if (at > 0 && char_at(text, at) == ':') {
        package->epoch = text_slice(text, 0, at);
        text = text_slice(text, at + 1, text.length);
    }
    package->upstream = text;
    for (size_t i = text.length; i-- > 0 && !package->has_revision;) {
        if (text.bytes[i] != '-')
            continue;
        package->has_revision = true;
        package->upstream = text_slice(text, 0, i);
        package->revision = text_slice(text, i + 1, text.length);
    }
    return package->upstream.length > 0 && (!package->has_revision || package->revision.length > 0);
}

static bool holds_only(Text text, const char *others)
{
    for (size_t i = 0; i < text.length; i++) {
        if (!is_digit(text.bytes[i]) && !is_letter(text.bytes[i]) && !strchr(others, text.bytes[i]))
            return false;
    }
    return true;
}

// ---- deb ----

// A colon may stand in what has an epoch alone, a hyphen in what has a revision.
bool deb_has(Text text)
{
    Package package;
    return read_package(text, &package) && is_digit(package.upstream.bytes[0]) &&
           holds_only(package.upstream, package.epoch.length ? ".+-~:" : ".+-~") && holds_only(package.revision, ".+~");
}

// A tilde comes before the end, letters come before all else.
static int rank_in_deb(char c)
{
    return c == '~' ? -1 : c == 0 || is_digit(c) ? 0 : is_letter(c) ? c : c + 256;
}

// Turns of what is no digit, by characters, and of digits, by number.
static int compare_deb_parts(Text a, Text b)
{
    size_t x = 0, y = 0;
    while (x < a.length || y < b.length) {
        while ((x < a.length && !is_digit(a.bytes[x])) || (y < b.length && !is_digit(b.bytes[y]))) {
            int order = compare_ranks(rank_in_deb(char_at(a, x)), rank_in_deb(char_at(b, y)));
            if (order)
                return order;
            x++;
            y++;
        }
        Text one = take_digits(a, &x), other = take_digits(b, &y);
        int order = compare_digits(one, other);
        if (order)
            return order;
    }
    return 0;
}

int deb_compare(Text a, Text b)
{
    Package x, y;
    read_package(a, &x);
    read_package(b, &y);
    int order = compare_digits(x.epoch, y.epoch);
    order = order ? order : compare_deb_parts(x.upstream, y.upstream);
    return order ? order : compare_deb_parts(x.revision, y.revision);
}

// ---- rpm ----

bool rpm_has(Text text)
{
    Package package;
    return read_package(text, &package) && holds_only(package.upstream, "._+~^") && holds_only(package.revision, "._+~^");
}

// What a part of an RPM version goes on with: a tilde comes before the end, a caret behind it, letters before numbers.
typedef enum RpmToken { RPM_TILDE, RPM_END, RPM_CARET, RPM_LETTERS, RPM_NUMBER } RpmToken;

static RpmToken next_rpm_token(Text text, size_t *at, Text *token)
{
    *token = (Text){"", 0};
    while (*at < text.length && strchr("._+", text.bytes[*at]))
        ++*at;
    if (*at == text.length)
        return RPM_END;
    if (take_char(text, at, '~'))
        return RPM_TILDE;
    if (take_char(text, at, '^'))
        return RPM_CARET;
    bool number = is_digit(text.bytes[*at]);
    *token = number ? take_digits(text, at) : take_letters(text, at);
    return number ? RPM_NUMBER : RPM_LETTERS;
}

static int compare_rpm_parts(Text a, Text b)
{
    for (size_t x = 0, y = 0;;) {
        Text one, other;
        RpmToken kind = next_rpm_token(a, &x, &one), kind_too = next_rpm_token(b, &y, &other);
        int order = compare_ranks((int)kind, (int)kind_too);
        if (!order && kind == RPM_NUMBER)
            order = compare_digits(one, other);
        else if (!order && kind == RPM_LETTERS)
            order = text_compare(one, other);
        if (order || kind == RPM_END)
            return order;
    }
}

// A version without a release comes before those with one.
int rpm_compare(Text a, Text b)
{
    Package x, y;
    read_package(a, &x);
    read_package(b, &y);
    int order = compare_digits(x.epoch, y.epoch);
    order = order ? order : compare_rpm_parts(x.upstream, y.upstream);
    order = order ? order : compare_ranks(x.has_revision, y.has_revision);
    return order ? order : compare_rpm_parts(x.revision, y.revision);
}
