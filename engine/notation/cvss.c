// SPDX-License-Identifier: MIT
// Reading vectors, and the equations of the base scores of 2.0 (first.org/cvss/v2/guide, 3.2.1), 3.0 and 3.1
// (first.org/cvss/v3.1/ specification-document, 7.1 and appendix A). See cvss.h.
#include "notation/cvss.h"

#include "notation/cvss_inside.h"
#include "support/number.h"

// ---- metrics and their values ----

typedef struct Metric {
    const char *name;
    const char *values; // with blanks between them
} Metric;

static const Metric metrics2[] = {
    {"AV", "N A L"},      {"AC", "L M H"},       {"Au", "N S M"},        {"C", "N P C"},       {"I", "N P C"},
    {"A", "N P C"},       {"E", "ND U POC F H"}, {"RL", "ND OF TF W U"}, {"RC", "ND UC UR C"}, {"CDP", "ND N L LM MH H"},
    {"TD", "ND N L M H"}, {"CR", "ND L M H"},    {"IR", "ND L M H"},     {"AR", "ND L M H"},
};

static const Metric metrics3[] = {
    {"AV", "N A L P"}, {"AC", "L H"},     {"PR", "N L H"},      {"UI", "N R"},       {"S", "U C"},       {"C", "H L N"},
    {"I", "H L N"},    {"A", "H L N"},    {"E", "X H F P U"},   {"RL", "X U W T O"}, {"RC", "X C R U"},  {"CR", "X H M L"},
    {"IR", "X H M L"}, {"AR", "X H M L"}, {"MAV", "X N A L P"}, {"MAC", "X L H"},    {"MPR", "X N L H"}, {"MUI", "X N R"},
    {"MS", "X U C"},   {"MC", "X H L N"}, {"MI", "X H L N"},    {"MA", "X H L N"},
};

// The worst value first, so that its place is how far it is from that; of modified ones behind X, which says nothing.
static const Metric metrics4[] = {
    {"AV", "N A L P"},    {"AC", "L H"},        {"AT", "N P"},      {"PR", "N L H"},
    {"UI", "N P A"},      {"VC", "H L N"},      {"VI", "H L N"},    {"VA", "H L N"},
    {"SC", "H L N"},      {"SI", "H L N"},      {"SA", "H L N"},    {"E", "X A P U"},
    {"CR", "X H M L"},    {"IR", "X H M L"},    {"AR", "X H M L"},  {"MAV", "X N A L P"},
    {"MAC", "X L H"},     {"MAT", "X N P"},     {"MPR", "X N L H"}, {"MUI", "X N P A"},
    {"MVC", "X H L N"},   {"MVI", "X H L N"},   {"MVA", "X H L N"}, {"MSC", "X H L N"},
    {"MSI", "X S H L N"}, {"MSA", "X S H L N"}, {"S", "X N P"},     {"AU", "X N Y"},
    {"R", "X A U I"},     {"V", "X D C"},       {"RE", "X L M H"},  {"U", "X Clear Green Amber Red"},
};

// ---- reading ----

typedef struct Notation {
    const Metric *metrics;
    int count, base; // base: those that must be there, the first ones
} Notation;

// The piece of a text up to a byte, which is taken off its front; all of it where the byte does not stand there.
static Text take_up_to(Text *text, char byte)
{
    const char *at = text->length ? memchr(text->bytes, byte, text->length) : NULL;
    size_t end = at ? (size_t)(at - text->bytes) : text->length;
    Text piece = text_slice(*text, 0, end);
    *text = text_slice(*text, at ? end + 1 : end, text->length);
    return piece;
}

// Its place among some with blanks between them; NOT_GIVEN where it is none of them.
static int place_among(const char *words, Text word)
{
    Text left = text_of(words);
    for (int place = 0; left.length; place++) {
        if (text_equal(take_up_to(&left, ' '), word))
            return place;
    }
    return NOT_GIVEN;
}

static bool read_metric(const Notation *notation, Text metric, int8_t *values)
{
    if (!memchr(metric.bytes, ':', metric.length))
        return false;
    Text name = take_up_to(&metric, ':');
    int at = 0;
    while (at < notation->count && !text_is(name, notation->metrics[at].name))
        at++;
    if (at == notation->count || values[at] != NOT_GIVEN)
        return false;
    values[at] = (int8_t)place_among(notation->metrics[at].values, metric);
    return values[at] != NOT_GIVEN;
}

static bool read_metrics(const Notation *notation, Text vector, int8_t *values)
{
    memset(values, NOT_GIVEN, MOST_METRICS);
    while (vector.length) {
        Text metric = take_up_to(&vector, '/');
        if (!metric.length || !read_metric(notation, metric, values))
            return false;
    }
    for (int i = 0; i < notation->base; i++) {
        if (values[i] == NOT_GIVEN)
            return false;
    }
    return true;
}

// ---- 2.0 ----

static int64_t half_up(int64_t numerator, int64_t denominator)
{
    return (2 * numerator + denominator) / (2 * denominator);
}

int cvss2_base(const int8_t *values)
{
    // In thousandths, but for the complexity.
    static const int vectors[] = {1000, 646, 395}, complexities[] = {71, 61, 35}, authentications[] = {704, 560, 450};
    static const int kept[] = {1000, 725, 340}; // what is left of each of the three aims
    int64_t impact = 1000000000 - (int64_t)kept[values[CVSS2_C]] * kept[values[CVSS2_I]] * kept[values[CVSS2_A]];
    int64_t exploitability = (int64_t)vectors[values[CVSS2_AV]] * complexities[values[CVSS2_AC]] *
                             authentications[values[CVSS2_AU]];
    if (impact == 0)
        return 0;
    // 0.6 * 10.41 * impact + 0.4 * 20 * exploitability - 1.5, in 10^-12, times 1.176
    int64_t sum = 6246 * impact + 80000 * exploitability - 1500000000000;
    return (int)half_up(sum * 1176, 100000000000000);
}

// ---- 3.0 and 3.1 ----

static const Wide TEN_TO_14 = 100000000000000, TEN_TO_16 = 10000000000000000;

// The power is cut off behind 24 places: no score of the few thousand that there are lies as near to where it is rounded, as a
// test shows with fractions. It shows, too, that what 3.1 changed, to round to five places before it is rounded up, changes none.
static Wide changed_impact(int64_t millionths)
{
    Wide power = TEN_TO_16 * 100000000; // 1
    for (int i = 0; i < 15; i++)
        power = power * (millionths - 20000) / 1000000;
    return 752 * (millionths - 29000) * TEN_TO_16 - 325 * power / 100;
}

int cvss3_base(const int8_t *values)
{
    // In hundredths.
    static const int vectors[] = {85, 62, 55, 20}, complexities[] = {77, 44}, interactions[] = {85, 62}, kept[] = {44, 78, 100};
    static const int privileges[2][3] = {{85, 62, 27}, {85, 68, 50}};
    bool changed = values[CVSS3_S] == 1;
    int64_t millionths = 1000000 - (int64_t)kept[values[CVSS3_C]] * kept[values[CVSS3_I]] * kept[values[CVSS3_A]];
    int64_t exploited = (int64_t)vectors[values[CVSS3_AV]] * complexities[values[CVSS3_AC]] *
                        privileges[changed][values[CVSS3_PR]] * interactions[values[CVSS3_UI]];
    if (millionths == 0)
        return 0;
    Wide impact = changed ? changed_impact(millionths) : 642 * millionths * TEN_TO_16; // in 10^-24
    Wide score = impact + 822 * exploited * TEN_TO_14;
    if (changed)
        score = score * 108 / 100;
    const Wide tenth = TEN_TO_16 * 10000000, most = 100 * tenth;
    score = score < most ? score : most;
    return (int)((score + tenth - 1) / tenth);
}

// ---- all ----

static bool take_start(Text *text, const char *start)
{
    bool starts = text_starts(*text, text_of(start));
    if (starts)
        *text = text_slice(*text, strlen(start), text->length);
    return starts;
}

static bool score3(Text metrics, int *tenths)
{
    static const Notation notation = {metrics3, sizeof metrics3 / sizeof *metrics3, CVSS3_BASE};
    int8_t values[MOST_METRICS];
    if (!read_metrics(&notation, metrics, values))
        return false;
    *tenths = cvss3_base(values);
    return true;
}

static bool score4(Text metrics, int *tenths)
{
    static const Notation notation = {metrics4, sizeof metrics4 / sizeof *metrics4, CVSS4_BASE};
    int8_t values[MOST_METRICS];
    if (!read_metrics(&notation, metrics, values))
        return false;
    *tenths = cvss4_all(values);
    return true;
}

static bool score2(Text metrics, int *tenths)
{
    static const Notation notation = {metrics2, sizeof metrics2 / sizeof *metrics2, CVSS2_BASE};
    int8_t values[MOST_METRICS];
    bool open = take_start(&metrics, "("), close = text_ends(metrics, text_of(")"));
    metrics.length -= close;
    if (open != close || !read_metrics(&notation, metrics, values))
        return false;
    *tenths = cvss2_base(values);
    return true;
}

bool cvss_score(Text vector, int *tenths)
{
    if (vector.length && vector.bytes[vector.length - 1] == '/')
        return false;
    if (take_start(&vector, "CVSS:3.1/") || take_start(&vector, "CVSS:3.0/"))
        return score3(vector, tenths);
    if (take_start(&vector, "CVSS:4.0/"))
        return score4(vector, tenths);
    return score2(vector, tenths);
}
