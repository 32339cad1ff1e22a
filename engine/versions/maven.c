// SPDX-License-Identifier: MIT
// Maven's versions (POM Reference, Version Order Specification, maven.apache.org/pom.html): numbers and qualifiers, joined by
// dots, hyphens, or changes between digits and letters, which are hyphens too. Any text is one.
#include "versions/compare.h"

// What a version goes on with, in rising order of what may stand at one place. Qualifiers are the same behind a dot and behind a
// hyphen; numbers behind a hyphen come before those behind a dot.
typedef enum MavenKind {
    MAVEN_ALPHA,
    MAVEN_BETA,
    MAVEN_MILESTONE,
    MAVEN_CANDIDATE,
    MAVEN_SNAPSHOT,
    MAVEN_END,   // nothing
    MAVEN_EMPTY, // a qualifier that says as much (final, ga, release), and before which no zeros were left out
    MAVEN_SERVICE_PACK,
    MAVEN_OTHER, // any other qualifier, by its letters
    MAVEN_HYPHEN,
    MAVEN_DOT
} MavenKind;

typedef struct MavenToken {
    MavenKind kind;
    bool hyphen; // it stands behind one
    Text text;
} MavenToken;

// digits: whether a number stands right behind the qualifier.
static MavenKind kind_of_qualifier(Text word, bool digits)
{
    static const struct {
        const char *word;
        MavenKind kind;
        bool with_number; // it means that where a number stands right behind it
    } words[] = {{"alpha", MAVEN_ALPHA, false},
                 {"a", MAVEN_ALPHA, true},
                 {"beta", MAVEN_BETA, false},
                 {"b", MAVEN_BETA, true},
                 {"milestone", MAVEN_MILESTONE, false},
                 {"m", MAVEN_MILESTONE, true},
                 {"rc", MAVEN_CANDIDATE, false},
                 {"cr", MAVEN_CANDIDATE, false},
                 {"snapshot", MAVEN_SNAPSHOT, false},
                 {"final", MAVEN_EMPTY, false},
                 {"ga", MAVEN_EMPTY, false},
                 {"release", MAVEN_EMPTY, false},
                 {"sp", MAVEN_SERVICE_PACK, false}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (is_word(word, words[i].word) && (digits || !words[i].with_number))
            return words[i].kind;
    }
    return MAVEN_OTHER;
}

typedef struct MavenReader {
    Text text;
    size_t at;
    bool begun;
} MavenReader;

static bool is_separator(char c)
{
    return c == '.' || c == '-';
}

// The next token as it stands there. Where nothing stands before or behind a separator, that is a zero.
static MavenToken next_written(MavenReader *reader)
{
    Text text = reader->text;
    MavenToken token = {MAVEN_END, false, {"", 0}};
    if (reader->at == text.length)
        return token;
    char c = text.bytes[reader->at];
    token.hyphen = reader->begun && c != '.';
    reader->at += reader->begun && is_separator(c);
    reader->begun = true;
    c = char_at(text, reader->at);
    if (reader->at == text.length || is_separator(c) || is_digit(c)) {
        token.text = take_digits(text, &reader->at);
        token.kind = token.hyphen ? MAVEN_HYPHEN : MAVEN_DOT;
        return token;
    }
    size_t start = reader->at;
    while (reader->at < text.length && !is_separator(text.bytes[reader->at]) && !is_digit(text.bytes[reader->at]))
        reader->at++;
    token.text = text_slice(text, start, reader->at);
    token.kind = kind_of_qualifier(token.text, is_digit(char_at(text, reader->at)));
    return token;
}

static bool is_null(const MavenToken *token)
{
    return token->kind == MAVEN_EMPTY || ((token->kind == MAVEN_HYPHEN || token->kind == MAVEN_DOT) && is_zero(token->text));
}

// Whether zeros and their like are left out before a token: before the end, a hyphen, or a qualifier that comes before the
// release: 4.1.0.Beta1 comes before 4.1.0.Final, which is 4.1.
static bool swallows(const MavenToken *token)
{
    return token->hyphen || token->kind <= MAVEN_END;
}

// The next token that counts. The first one of all always does.
static MavenToken next_token(MavenReader *reader)
{
    bool first = !reader->begun;
    MavenToken token = next_written(reader);
    while (!first && is_null(&token)) {
        MavenReader ahead = *reader;
        MavenToken behind = next_written(&ahead);
        while (is_null(&behind) && !swallows(&behind))
            behind = next_written(&ahead);
        if (!swallows(&behind))
            return token;
        token = behind;
        *reader = ahead;
    }
    return token;
}

bool maven_has(Text text)
{
    return text.length > 0;
}

static int compare_tokens(const MavenToken *a, const MavenToken *b)
{
    if (a->kind != b->kind)
        return compare_ranks((int)a->kind, (int)b->kind);
    if (a->kind == MAVEN_HYPHEN || a->kind == MAVEN_DOT)
        return compare_digits(a->text, b->text);
    return a->kind == MAVEN_OTHER ? compare_folded(a->text, b->text) : 0;
}

int maven_compare(Text a, Text b)
{
    MavenReader x = {.text = a}, y = {.text = b};
    for (;;) {
        MavenToken one = next_token(&x), other = next_token(&y);
        int order = compare_tokens(&one, &other);
        if (order || one.kind == MAVEN_END)
            return order;
    }
}
