// SPDX-License-Identifier: MIT
// Patterns. This file alone calls PCRE2. A pattern is UTF, without back-references, recursion, callouts and verbs; a
// match runs under a budget that counts work and not time, and a budget that is spent is an answer of its own.
#ifndef ASSIZE_SUPPORT_REGEX_H
#define ASSIZE_SUPPORT_REGEX_H

#include "support/text.h"

typedef struct Regex Regex;

typedef enum RegexAnswer { REGEX_NO, REGEX_YES, REGEX_SPENT, REGEX_NO_MEMORY } RegexAnswer;

enum { REGEX_LONGEST = 4096, REGEX_BUDGET = 10000000 };

typedef struct RegexFault {
    size_t offset; // in the pattern, in bytes
    Text reason;
} RegexFault;

// A pattern, or null: with a fault in fault if it is refused, with an empty reason if memory ran out.
Regex *regex_open(Text pattern, Arena *arena, RegexFault *fault);
void regex_close(Regex *regex); // null is fine

// Whether the pattern holds a repeat without end inside of a repeat without end.
bool regex_may_explode(Text pattern);

// What matches need besides the pattern; one for each thread. Null where there is no memory; closing null is fine.
typedef struct RegexScratch RegexScratch;
RegexScratch *regex_scratch_open(void);
void regex_scratch_close(RegexScratch *scratch);

// A piece that every text holds in which the pattern is found; empty where none is known. It stays as long as the pattern.
Text regex_needed(const Regex *regex);

// Whether the pattern is found anywhere in the text. A text without the piece that it needs costs nothing. *budget is what may
// still be spent (in steps of the matcher), and is lowered by what was.
RegexAnswer regex_search(const Regex *regex, RegexScratch *scratch, Text text, int64_t *budget);

// Whether the whole text is like the glob: `*` any run, `?` any character, all else itself. Never explodes.
bool glob_matches(Text glob, Text text);

#endif
