// SPDX-License-Identifier: MIT
// Patterns by PCRE2 under a budget of steps, behind a prefilter by a literal that every match holds; globs by backtracking to
// the last `*`. See regex.h. Work is counted by PCRE2's automatic callouts, one before each item of the pattern that the
// matcher tries: its own match limit starts anew at each start position, so that it does not bound a search.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "support/regex.h"

#include <pcre2.h>

struct Regex {
    pcre2_code *code;
    size_t needed_length; // of a piece that every text must hold in which there is a match; 0: none is known
    char needed[];
};

struct RegexScratch {
    pcre2_general_context *memory;
    pcre2_match_context *context;
    pcre2_match_data *data;
    int64_t left;  // of the budget
    int64_t price; // of one callout: an item may run over the whole text before the next
};

enum { HEAP_KIBIBYTES = 16 * 1024, TEXT_FOR_ONE_STEP = 64, LONGEST_SUBJECT = 1024 * 1024 };

static void *pcre_take(size_t size, void *unused)
{
    (void)unused;
    return memory_take(size);
}

static void pcre_give(void *memory, void *unused)
{
    (void)unused;
    memory_give(memory);
}

// What may not stand in a pattern although PCRE2 knows it: recursion, callouts, verbs, named back-references, \C.
static const char *forbidden_at(Text pattern, size_t at)
{
    static const struct {
        const char *start, *what;
    } forms[] = {
        {"(*", "a verb"},
        {"(?C", "a callout"},
        {"(?R", "recursion"},
        {"(?&", "recursion"},
        {"(?P>", "recursion"},
        {"(?P=", "a back-reference"},
        {"(?+", "recursion"},
        {"(?(", "a condition"},
        {"\\g", "a back-reference"},
        {"\\k", "a back-reference"},
        {"\\C", "`\\C`"},
    };
    Text rest = text_slice(pattern, at, pattern.length);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (text_starts(rest, text_of(forms[i].start)))
            return forms[i].what;
    }
    bool numbered = rest.length > 2 && rest.bytes[0] == '(' && rest.bytes[1] == '?';
    if (numbered) {
        size_t digit = rest.bytes[2] == '-' ? 3 : 2;
        if (digit < rest.length && rest.bytes[digit] >= '0' && rest.bytes[digit] <= '9')
            return "recursion";
    }
    return NULL;
}

// The end of a character class that begins at at.
static size_t behind_class(Text pattern, size_t at)
{
    at++;
    if (at < pattern.length && pattern.bytes[at] == '^')
        at++;
    if (at < pattern.length && pattern.bytes[at] == ']')
        at++;
    for (; at < pattern.length && pattern.bytes[at] != ']'; at++) {
        if (pattern.bytes[at] == '\\')
            at++;
        else if (pattern.bytes[at] == '[' && at + 1 < pattern.length && pattern.bytes[at + 1] == ':') {
            const char *end = memmem(pattern.bytes + at, pattern.length - at, ":]", 2);
            if (end)
                at = (size_t)(end - pattern.bytes) + 1;
        }
    }
    return at < pattern.length ? at + 1 : pattern.length;
}

// The end of what `\Q` at at quotes.
static size_t behind_quotation(Text pattern, size_t at)
{
    const char *end = memmem(pattern.bytes + at, pattern.length - at, "\\E", 2);
    return end ? (size_t)(end - pattern.bytes) + 2 : pattern.length;
}

static bool refuse(RegexFault *fault, size_t offset, Text reason)
{
    *fault = (RegexFault){offset, reason};
    return false;
}

static bool allowed(Text pattern, Arena *arena, RegexFault *fault)
{
    if (pattern.length > REGEX_LONGEST)
        return refuse(fault, REGEX_LONGEST, text_of("a pattern longer than 4 KiB"));
    for (size_t at = 0; at < pattern.length;) {
        const char *what = forbidden_at(pattern, at);
        if (what)
            return refuse(fault, at, text_format(arena, "%s in a pattern", what));
        char c = pattern.bytes[at];
        if (c == '[')
            at = behind_class(pattern, at);
        else if (c == '\\' && at + 1 < pattern.length && pattern.bytes[at + 1] == 'Q')
            at = behind_quotation(pattern, at);
        else
            at += c == '\\' ? 2 : 1;
    }
    return true;
}

// ---- what a text must hold ----

// A run of characters that stand for themselves.
typedef struct Literal {
    char bytes[REGEX_LONGEST];
    size_t length, last; // last: where its last character begins
} Literal;

static bool is_repeat(char c)
{
    return c == '*' || c == '+' || c == '?' || c == '{';
}

// The character that stands at at for itself, past its escape; false where something else stands there.
static bool literal_at(Text pattern, size_t at, size_t *begin, size_t *end)
{
    unsigned char c = (unsigned char)pattern.bytes[at];
    *begin = at;
    if (c == '\\') {
        unsigned char next = at + 1 < pattern.length ? (unsigned char)pattern.bytes[at + 1] : 'a';
        bool letter = (next | 0x20) >= 'a' && (next | 0x20) <= 'z';
        bool digit = next >= '0' && next <= '9';
        *begin = at + 1;
        *end = at + 2;
        return !letter && !digit && next < 0x80; // `\.` is a point; `\d` is many things
    }
    *end = at + 1;
    while (*end < pattern.length && ((unsigned char)pattern.bytes[*end] & 0xc0) == 0x80)
        ++*end;
    return !strchr("^$.[(|)*+?{", (char)c) || c == 0;
}

static size_t behind_group(Text pattern, size_t at)
{
    int depth = 0;
    while (at < pattern.length) {
        char c = pattern.bytes[at];
        depth += (c == '(') - (c == ')');
        at = c == '[' ? behind_class(pattern, at) : at + (c == '\\' ? 2 : 1);
        if (depth == 0)
            return at;
    }
    return pattern.length;
}

static void keep_longer(Literal *best, Literal *run)
{
    if (run->length > best->length)
        *best = *run;
    run->length = 0;
}

// Whether a pattern has what would have to be understood first: options, quotations, escapes with an argument.
static bool is_involved(Text pattern)
{
    if (text_contains(pattern, text_of("(?")))
        return true;
    for (size_t at = 0; at + 1 < pattern.length; at++) {
        if (pattern.bytes[at] == '\\' && strchr("QcxopPNug0123456789", pattern.bytes[++at]))
            return true;
    }
    return false;
}

// The longest run of literal characters that stands in the pattern itself, in no group and no alternative.
static void find_needed(Text pattern, Literal *best)
{
    Literal run = {.length = 0};
    best->length = 0;
    if (is_involved(pattern))
        return;
    for (size_t at = 0; at < pattern.length;) {
        size_t begin, end;
        char c = pattern.bytes[at];
        bool literal = literal_at(pattern, at, &begin, &end);
        if (c == '|') {
            best->length = 0;
            return;
        }
        if (literal && end <= pattern.length) {
            run.last = run.length;
            memcpy(run.bytes + run.length, pattern.bytes + begin, end - begin);
            run.length += end - begin;
        } else {
            keep_longer(best, &run);
            end = c == '[' ? behind_class(pattern, at) : c == '(' ? behind_group(pattern, at) : end;
        }
        at = end;
        if (at < pattern.length && is_repeat(pattern.bytes[at])) {
            if (literal)
                run.length = run.last; // it may be missing, or stand there more than once
            keep_longer(best, &run);
            while (at < pattern.length && is_repeat(pattern.bytes[at])) {
                const char *close = pattern.bytes[at] == '{' ? memchr(pattern.bytes + at, '}', pattern.length - at) : NULL;
                at = close ? (size_t)(close - pattern.bytes) + 1 : at + 1;
            }
        }
    }
    keep_longer(best, &run);
}

static Regex *make_regex(Text pattern, pcre2_code *code)
{
    Literal needed;
    find_needed(pattern, &needed);
    Regex *regex = memory_take(sizeof *regex + needed.length);
    if (!regex)
        return NULL;
    regex->code = code;
    regex->needed_length = needed.length;
    memcpy(regex->needed, needed.bytes, needed.length);
    return regex;
}

Regex *regex_open(Text pattern, Arena *arena, RegexFault *fault)
{
    *fault = (RegexFault){0, {"", 0}};
    if (!allowed(pattern, arena, fault))
        return NULL;
    pcre2_general_context *memory = pcre2_general_context_create(pcre_take, pcre_give, NULL);
    pcre2_compile_context *context = memory ? pcre2_compile_context_create(memory) : NULL;
    int error = 0;
    size_t offset = 0;
    pcre2_code *code = NULL;
    if (context) {
        uint32_t options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UCP | PCRE2_AUTO_CALLOUT | PCRE2_NO_UTF_CHECK |
                           PCRE2_DOLLAR_ENDONLY;
        code = pcre2_compile((PCRE2_SPTR)pattern.bytes, pattern.length, options, &error, &offset, context);
    }
    pcre2_compile_context_free(context);
    pcre2_general_context_free(memory);
    uint32_t references = 0;
    if (code)
        pcre2_pattern_info(code, PCRE2_INFO_BACKREFMAX, &references);
    Regex *regex = code && !references ? make_regex(pattern, code) : NULL;
    if (regex)
        return regex;
    if (references) {
        refuse(fault, 0, text_of("a back-reference in a pattern"));
    } else if (!code && error && error != PCRE2_ERROR_HEAP_FAILED) {
        char reason[256];
        pcre2_get_error_message(error, (PCRE2_UCHAR *)reason, sizeof reason);
        refuse(fault, offset, text_copy(arena, text_of(reason)));
    }
    pcre2_code_free(code);
    return NULL;
}

void regex_close(Regex *regex)
{
    if (!regex)
        return;
    pcre2_code_free(regex->code);
    memory_give(regex);
}

static int count_step(pcre2_callout_block *block, void *with)
{
    (void)block;
    RegexScratch *scratch = with;
    scratch->left -= scratch->price;
    return scratch->left < 0 ? PCRE2_ERROR_CALLOUT : 0;
}

RegexScratch *regex_scratch_open(void)
{
    RegexScratch *scratch = memory_take(sizeof *scratch);
    if (!scratch)
        return NULL;
    *scratch = (RegexScratch){.memory = pcre2_general_context_create(pcre_take, pcre_give, NULL)};
    if (scratch->memory) {
        scratch->context = pcre2_match_context_create(scratch->memory);
        scratch->data = pcre2_match_data_create(1, scratch->memory);
    }
    if (!scratch->context || !scratch->data) {
        regex_scratch_close(scratch);
        return NULL;
    }
    pcre2_set_heap_limit(scratch->context, HEAP_KIBIBYTES);
    pcre2_set_callout(scratch->context, count_step, scratch);
    return scratch;
}

void regex_scratch_close(RegexScratch *scratch)
{
    if (!scratch)
        return;
    pcre2_match_data_free(scratch->data);
    pcre2_match_context_free(scratch->context);
    pcre2_general_context_free(scratch->memory);
    memory_give(scratch);
}

Text regex_needed(const Regex *regex)
{
    return (Text){regex->needed, regex->needed_length};
}

RegexAnswer regex_search(const Regex *regex, RegexScratch *scratch, Text text, int64_t *budget)
{
    if (!text_contains(text, regex_needed(regex)))
        return REGEX_NO;
    if (text.length > LONGEST_SUBJECT)
        return REGEX_SPENT;
    scratch->left = *budget - (int64_t)(text.length / TEXT_FOR_ONE_STEP) - 1;
    scratch->price = 1 + (int64_t)(text.length / TEXT_FOR_ONE_STEP);
    if (scratch->left < 0)
        return REGEX_SPENT;
    int found = pcre2_match(regex->code, (PCRE2_SPTR)text.bytes, text.length, 0, PCRE2_NO_UTF_CHECK, scratch->data,
                            scratch->context);
    *budget = scratch->left > 0 ? scratch->left : 0;
    if (found >= 0)
        return REGEX_YES;
    if (found == PCRE2_ERROR_NOMATCH)
        return REGEX_NO;
    return found == PCRE2_ERROR_NOMEMORY ? REGEX_NO_MEMORY : REGEX_SPENT;
}

// Whether a repeat without end stands at at; *after is behind it.
static bool endless_repeat(Text pattern, size_t at, size_t *after)
{
    *after = at + 1;
    char c = at < pattern.length ? pattern.bytes[at] : 0;
    if (c == '*' || c == '+')
        return true;
    if (c != '{')
        return false;
    const char *close = memchr(pattern.bytes + at, '}', pattern.length - at);
    if (!close || close[-1] != ',')
        return false;
    *after = (size_t)(close - pattern.bytes) + 1;
    return true;
}

bool regex_may_explode(Text pattern)
{
    enum { DEEPEST = 250 };
    bool endless[DEEPEST + 1] = {false}; // by depth of groups: one of its repeats has no end
    int depth = 0;
    for (size_t at = 0; at < pattern.length;) {
        char c = pattern.bytes[at];
        size_t item = at;
        if (c == '\\' && at + 1 < pattern.length && pattern.bytes[at + 1] == 'Q')
            at = behind_quotation(pattern, at);
        else if (c == '\\')
            at += 2;
        else if (c == '[')
            at = behind_class(pattern, at);
        else
            at++;
        bool inner = false;
        if (c == '(') {
            if (depth == DEEPEST)
                return true;
            endless[++depth] = false;
            continue;
        }
        if (c == ')' && depth > 0) {
            inner = endless[depth--];
            endless[depth] |= inner;
        }
        size_t after;
        if (at <= pattern.length && endless_repeat(pattern, at, &after)) {
            if (c == ')' && inner && pattern.bytes[item] == ')')
                return true;
            endless[depth] = true;
            at = after;
        }
    }
    return false;
}

bool glob_matches(Text glob, Text text)
{
    size_t g = 0, t = 0;
    size_t star = SIZE_MAX, retry = 0; // the last `*`, and where in the text its run ends for now
    while (t < text.length) {
        if (g < glob.length && glob.bytes[g] == '*') {
            star = g++;
            retry = t;
        } else if (g < glob.length && glob.bytes[g] == '?') {
            g++;
            text_next(text, &t);
        } else if (g < glob.length && glob.bytes[g] == text.bytes[t]) {
            g++;
            t++;
        } else if (star != SIZE_MAX) {
            g = star + 1;
            text_next(text, &retry);
            t = retry;
        } else {
            return false;
        }
    }
    while (g < glob.length && glob.bytes[g] == '*')
        g++;
    return g == glob.length;
}
