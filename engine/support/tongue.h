// SPDX-License-Identifier: MIT
// The languages that reports themselves speak: their headings, statuses and units. What policies say is in the languages that
// they have; JSON is in English, and so are messages of the compiler, unless a report repeats them (messages_zh.def).
#ifndef ASSIZE_SUPPORT_TONGUE_H
#define ASSIZE_SUPPORT_TONGUE_H

#include "support/text.h"

typedef enum Tongue { TONGUE_ENGLISH, TONGUE_CHINESE } Tongue;

// What values are told in: what reports themselves say, and what a policy says in several languages.
typedef struct Speech {
    Tongue tongue;
    Text language; // bytes null: names, as programs read them
} Speech;

// Of a language such as `zh`; English for all that reports do not speak.
Tongue tongue_of(Text language);
// A piece of a report, given in English: its form by phrases.def. A piece without letters is the same everywhere.
const char *tongue_told(const char *english, Tongue tongue);
// The same of what may be no piece of a report: itself then.
Text tongue_told_if_known(Text english, Tongue tongue);

#endif
