// SPDX-License-Identifier: MIT
// What texts with a grammar of their own say: pieces, numbers, dates, licence expressions, CVSS vectors. As simple as can be, and
// only as much of each as random policies hold.
#include "twin_evaluator.h"

#include "model/builtin.h"
#include "support/calendar.h"

#include <math.h>
#include <stdlib.h>

// ---- pieces ----

static Value split(Arena *arena, Text text, Text separator)
{
    Set *set = set_new(arena);
    size_t from = 0;
    for (size_t at = 0; separator.length && at + separator.length <= text.length;) {
        if (memcmp(text.bytes + at, separator.bytes, separator.length) != 0) {
            at++;
            continue;
        }
        set_add(set, value_text(TYPE_TEXT, text_slice(text, from, at)), true, 0);
        at += separator.length;
        from = at;
    }
    set_add(set, value_text(TYPE_TEXT, text_slice(text, from, text.length)), true, 0);
    return value_set(set);
}

// ---- numbers and moments ----

static size_t digits(Text text, size_t from)
{
    size_t at = from;
    while (at < text.length && text.bytes[at] >= '0' && text.bytes[at] <= '9')
        at++;
    return at - from;
}

// Millionths, of a text without an exponent: none that is random has one.
Value notation_number(Text text, bool decimal)
{
    static const Wide most = INT64_MAX;
    bool negative = text.length && text.bytes[0] == '-';
    size_t at = negative, whole = digits(text, at), places = 0;
    Wide value = 0;
    if (!whole)
        return value_unknown(TWIN_ARITHMETIC);
    for (; at < text.length && digits(text, at); at++)
        value = value > most ? value : value * 10 + (text.bytes[at] - '0');
    if (decimal && at < text.length && text.bytes[at] == '.') {
        for (at++; at < text.length && digits(text, at) && places < 6; at++, places++)
            value = value > most ? value : value * 10 + (text.bytes[at] - '0');
        if (!places)
            return value_unknown(TWIN_ARITHMETIC);
    }
    for (; decimal && places < 6; places++)
        value *= 10;
    if (at != text.length || value > most)
        return value_unknown(TWIN_ARITHMETIC);
    return value_number(decimal ? TYPE_DECIMAL : TYPE_INTEGER, negative ? -value : value);
}

static int number_at(Text text, size_t at, size_t count)
{
    int number = 0;
    for (size_t i = 0; i < count; i++)
        number = number * 10 + (text.bytes[at + i] - '0');
    return number;
}

// Whether a text is like a form, in which 0 stands for any digit.
static bool has_form(Text text, const char *form)
{
    if (text.length != strlen(form))
        return false;
    for (size_t i = 0; i < text.length; i++) {
        if (form[i] == '0' ? !digits(text_slice(text, i, i + 1), 0) : text.bytes[i] != form[i])
            return false;
    }
    return true;
}

static bool to_day(Text text, Wide *day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (!has_form(text, "0000-00-00"))
        return false;
    Civil civil = {.year = number_at(text, 0, 4), .month = number_at(text, 5, 2), .day = number_at(text, 8, 2)};
    bool leap = (civil.year % 4 == 0 && civil.year % 100 != 0) || civil.year % 400 == 0;
    if (civil.year < 1 || civil.month < 1 || civil.month > 12 || civil.day < 1 ||
        civil.day > lengths[civil.month - 1] + (leap && civil.month == 2))
        return false;
    *day = date_of_civil(civil);
    return true;
}

// Of UTC: no text that is random has another offset.
Value notation_moment(Text text, bool instant)
{
    Wide day;
    if (!instant)
        return to_day(text, &day) ? value_number(TYPE_DATE, day) : value_unknown(TWIN_ARITHMETIC);
    if (text.length != 20 || !has_form(text_slice(text, 10, 20), "T00:00:00Z") || !to_day(text_slice(text, 0, 10), &day))
        return value_unknown(TWIN_ARITHMETIC);
    int hour = number_at(text, 11, 2), minute = number_at(text, 14, 2), second = number_at(text, 17, 2);
    if (hour > 23 || minute > 59 || second > 59)
        return value_unknown(TWIN_ARITHMETIC);
    return value_number(TYPE_INSTANT, day * 86400 + hour * 3600 + minute * 60 + second);
}

// ---- licences: a few identifiers, one exception ----

typedef struct TwinLicence {
    const char *identifier;
    int family, version;
    bool later;
} TwinLicence;

static const TwinLicence known_licences[] = {
    {"MIT", 1, 0, false},
    {"ISC", 2, 0, false},
    {"Apache-2.0", 3, 2, false},
    {"Apache-2.0+", 3, 2, true},
    {"GPL-2.0-only", 4, 2, false},
    {"GPL-3.0-only", 4, 3, false},
    {"GPL-2.0-or-later", 4, 2, true},
    {"GPL-3.0-or-later", 4, 3, true},
    {"GPL-2.0", 4, 2, false},
    {"LicenseRef-own", 5, 0, false},
};
static const char with_bison[] = " WITH Bison-exception-2.2";

enum { MOST_LEAVES = 30, MOST_CLAUSES = 1000 };

typedef struct LicenceReading { // of an expression
    Text text;
    size_t at;
    Text leaves[MOST_LEAVES];
    int leaf_count;
    bool wrong;
} LicenceReading;

typedef struct Clauses { // each a set of leaves
    uint32_t items[MOST_CLAUSES];
    int count;
} Clauses;

static bool same_letters(Text a, const char *b)
{
    if (a.length != strlen(b))
        return false;
    for (size_t i = 0; i < a.length; i++) {
        char x = a.bytes[i], y = b[i];
        if ((x >= 'A' && x <= 'Z' ? x + 32 : x) != (y >= 'A' && y <= 'Z' ? y + 32 : y))
            return false;
    }
    return true;
}

static const TwinLicence *licence_named(Text word)
{
    for (size_t i = 0; i < sizeof known_licences / sizeof *known_licences; i++) {
        if (same_letters(word, known_licences[i].identifier))
            return &known_licences[i];
    }
    return NULL;
}

// The word under way: a parenthesis, or what stands up to a blank or a parenthesis. Empty at the end.
static Text word_of(const LicenceReading *reading, size_t *from)
{
    Text text = reading->text;
    *from = reading->at;
    while (*from < text.length && text.bytes[*from] == ' ')
        ++*from;
    size_t end = *from;
    if (end < text.length && (text.bytes[end] == '(' || text.bytes[end] == ')'))
        return text_slice(text, end, end + 1);
    while (end < text.length && text.bytes[end] != ' ' && text.bytes[end] != '(' && text.bytes[end] != ')')
        end++;
    return text_slice(text, *from, end);
}

static bool take_word(LicenceReading *reading, const char *word)
{
    size_t from;
    Text next = word_of(reading, &from);
    if (!text_is(next, word))
        return false;
    reading->at = from + next.length;
    return true;
}

static Clauses read_or(LicenceReading *reading, Arena *arena);

static Clauses read_one(LicenceReading *reading, Arena *arena)
{
    Clauses none = {.count = 0};
    size_t from;
    if (take_word(reading, "(")) {
        Clauses inner = read_or(reading, arena);
        reading->wrong |= !take_word(reading, ")");
        return inner;
    }
    Text word = word_of(reading, &from);
    const TwinLicence *licence = licence_named(word);
    if (!licence || reading->leaf_count == MOST_LEAVES) {
        reading->wrong = true;
        return none;
    }
    reading->at = from + word.length;
    Text leaf = text_of(licence->identifier);
    if (take_word(reading, "WITH")) {
        Text exception = word_of(reading, &from);
        reading->wrong |= !same_letters(exception, "Bison-exception-2.2");
        reading->at = from + exception.length;
        leaf = text_format(arena, "%s%s", licence->identifier, with_bison);
    }
    int place = 0;
    while (place < reading->leaf_count && !text_equal(reading->leaves[place], leaf))
        place++;
    reading->leaves[place] = leaf;
    reading->leaf_count += place == reading->leaf_count;
    return (Clauses){.items = {1u << place}, .count = 1};
}

static Clauses read_and(LicenceReading *reading, Arena *arena)
{
    Clauses all = read_one(reading, arena);
    while (!reading->wrong && take_word(reading, "AND")) {
        Clauses more = read_one(reading, arena);
        for (int i = 0; i < more.count && all.count < MOST_CLAUSES; i++)
            all.items[all.count++] = more.items[i];
    }
    return all;
}

static Clauses read_or(LicenceReading *reading, Arena *arena)
{
    Clauses all = read_and(reading, arena);
    while (!reading->wrong && take_word(reading, "OR")) {
        Clauses more = read_and(reading, arena), both = {.count = 0};
        for (int i = 0; i < all.count; i++) {
            for (int j = 0; j < more.count && both.count < MOST_CLAUSES; j++)
                both.items[both.count++] = all.items[i] | more.items[j];
        }
        all = both;
    }
    return all;
}

static bool read_licences(Text text, LicenceReading *reading, Clauses *clauses, Arena *arena)
{
    size_t from;
    *reading = (LicenceReading){.text = text};
    *clauses = read_or(reading, arena);
    return !reading->wrong && word_of(reading, &from).length == 0;
}

static Value licences_in(Arena *arena, Text text, bool choices)
{
    LicenceReading reading;
    Clauses clauses;
    Set *set = set_new(arena);
    if (!read_licences(text, &reading, &clauses, arena)) {
        set_leave_open(set, TWIN_ARITHMETIC);
        return value_set(set);
    }
    for (int i = 0; i < reading.leaf_count && !choices; i++)
        set_add(set, value_text(TYPE_TEXT, reading.leaves[i]), true, 0);
    for (int i = 0; i < clauses.count && choices; i++) {
        bool needless = false;
        for (int j = 0; j < clauses.count; j++)
            needless |= (clauses.items[i] & clauses.items[j]) == clauses.items[j] && clauses.items[i] != clauses.items[j];
        TextBuilder clause = text_builder(arena);
        for (int leaf = 0; leaf < reading.leaf_count; leaf++) {
            if (!(clauses.items[i] >> leaf & 1))
                continue;
            text_append_string(&clause, clause.length ? " OR " : "");
            text_append(&clause, reading.leaves[leaf]);
        }
        if (!needless)
            set_add(set, value_text(TYPE_TEXT, text_built(&clause)), true, 0);
    }
    return value_set(set);
}

static Value covers(Arena *arena, Text allowed, Text needed)
{
    LicenceReading one, other;
    Clauses clauses;
    bool fine = read_licences(allowed, &one, &clauses, arena) && read_licences(needed, &other, &clauses, arena) &&
                !memchr(allowed.bytes, '(', allowed.length) && !memchr(needed.bytes, '(', needed.length);
    // A single licence is neither joined with itself nor stands in parentheses.
    fine = fine && one.leaf_count == 1 && other.leaf_count == 1 && !text_contains(allowed, text_of(" AND ")) &&
           !text_contains(allowed, text_of(" OR ")) && !text_contains(needed, text_of(" AND ")) &&
           !text_contains(needed, text_of(" OR "));
    if (!fine)
        return value_unknown(TWIN_ARITHMETIC);
    bool bison = text_ends(one.leaves[0], text_of(with_bison)), other_bison = text_ends(other.leaves[0], text_of(with_bison));
    one.leaves[0].length -= bison ? strlen(with_bison) : 0;
    other.leaves[0].length -= other_bison ? strlen(with_bison) : 0;
    const TwinLicence *a = licence_named(one.leaves[0]), *b = licence_named(other.leaves[0]);
    bool version = a->version == b->version || (a->version < b->version && a->later) || (a->version > b->version && b->later);
    return truth_value(bison == other_bison && a->family == b->family && version);
}

static Value is_expression(Arena *arena, Text text)
{
    LicenceReading reading;
    Clauses clauses;
    return truth_value(read_licences(text, &reading, &clauses, arena));
}

// ---- CVSS 2.0, 3.0 and 3.1, by the words of their specifications: vectors of the base alone ----

// The weight of a metric's value: names and values stand in the order in which random vectors have them.
static double weight(Text vector, size_t metric, bool changed)
{
    static const char *const values[] = {"NALP", "LH", "NLH", "NR", "UC", "HLN", "HLN", "HLN"};
    static const size_t places[] = {12, 17, 22, 27, 31, 35, 39, 43};
    static const double weights[][4] = {{0.85, 0.62, 0.55, 0.2}, {0.77, 0.44},    {0.85, 0.62, 0.27}, {0.85, 0.62}, {0, 1},
                                        {0.56, 0.22, 0},         {0.56, 0.22, 0}, {0.56, 0.22, 0}};
    static const double of_changed[] = {0.85, 0.68, 0.5};
    size_t value = (size_t)(strchr(values[metric], vector.bytes[places[metric]]) - values[metric]);
    return metric == 2 && changed ? of_changed[value] : weights[metric][value];
}

// 3.1 rounds up to a tenth in whole hundred-thousandths, 3.0 as it comes; no base score is so close to a tenth that they differ.
static Value cvss_three(Text vector)
{
    bool changed = weight(vector, 4, false) > 0;
    double kept = 1;
    for (size_t aim = 5; aim < 8; aim++)
        kept *= 1 - weight(vector, aim, changed);
    double lost = 1 - kept, impact = changed ? 7.52 * (lost - 0.029) - 3.25 * pow(lost - 0.02, 15) : 6.42 * lost, way = 8.22;
    for (size_t metric = 0; metric < 4; metric++)
        way *= weight(vector, metric, changed);
    double score = impact <= 0 ? 0 : fmin((changed ? 1.08 : 1) * (impact + way), 10);
    long fine = lround(score * 100000);
    long tenths = fine % 10000 == 0 ? fine / 10000 : fine / 10000 + 1;
    return value_number(TYPE_DECIMAL, tenths * 100000);
}

// 2.0: AV:x/AC:x/Au:x/C:x/I:x/A:x.
static Value cvss_two(Text vector)
{
    static const struct {
        size_t place;
        const char *values;
        double weights[3];
    } metrics[] = {{3, "LAN", {0.395, 0.646, 1}}, {8, "HML", {0.35, 0.61, 0.71}}, {13, "MSN", {0.45, 0.56, 0.704}},
                   {17, "NPC", {0, 0.275, 0.66}}, {21, "NPC", {0, 0.275, 0.66}},  {25, "NPC", {0, 0.275, 0.66}}};
    double way = 20, kept = 1;
    for (size_t i = 0; i < 6; i++) {
        size_t value = (size_t)(strchr(metrics[i].values, vector.bytes[metrics[i].place]) - metrics[i].values);
        if (i < 3)
            way *= metrics[i].weights[value];
        else
            kept *= 1 - metrics[i].weights[value];
    }
    double impact = 10.41 * (1 - kept);
    double score = (0.6 * impact + 0.4 * way - 1.5) * (impact > 0 ? 1.176 : 0);
    return value_number(TYPE_DECIMAL, lround(score * 10) * 100000);
}

static Value cvss(Text vector)
{
    if (vector.length == 44 && (text_starts(vector, text_of("CVSS:3.1/AV:")) || text_starts(vector, text_of("CVSS:3.0/AV:"))))
        return cvss_three(vector);
    return vector.length == 26 && text_starts(vector, text_of("AV:")) ? cvss_two(vector) : value_unknown(TWIN_ARITHMETIC);
}

// ---- all ----

bool notation_call(Arena *arena, Builtin builtin, const Value *arguments, Value *result)
{
    Text text = arguments[0].text;
    switch (builtin) {
    case BUILTIN_split:
        *result = split(arena, text, arguments[1].text);
        return true;
    case BUILTIN_to_integer:
    case BUILTIN_to_decimal:
        *result = notation_number(text, builtin == BUILTIN_to_decimal);
        return true;
    case BUILTIN_to_date:
    case BUILTIN_to_instant:
        *result = notation_moment(text, builtin == BUILTIN_to_instant);
        return true;
    case BUILTIN_is_licence_expression:
        *result = is_expression(arena, text);
        return true;
    case BUILTIN_licences_in:
    case BUILTIN_licence_choices:
        *result = licences_in(arena, text, builtin == BUILTIN_licence_choices);
        return true;
    case BUILTIN_covers:
        *result = covers(arena, text, arguments[1].text);
        return true;
    case BUILTIN_cvss_score:
        *result = cvss(text);
        return true;
    default:
        return false;
    }
}
