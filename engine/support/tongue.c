// SPDX-License-Identifier: MIT
// Localisation of reports: a table of phrases by their English form. See tongue.h.
#include "support/tongue.h"

#include "support/memory.h"

static const struct {
    const char *english, *chinese;
} phrases[] = {
#define PHRASE(english, chinese) {english, chinese},
#include "support/phrases.def"
#undef PHRASE
};

Tongue tongue_of(Text language)
{
    return text_is(language, "zh") ? TONGUE_CHINESE : TONGUE_ENGLISH;
}

static bool has_letters(const char *text)
{
    for (; *text; text++) {
        if ((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z'))
            return true;
    }
    return false;
}

// Its Chinese form; null where it is no piece of a report.
static const char *chinese_of(Text english)
{
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        if (text_is(english, phrases[i].english))
            return phrases[i].chinese;
    }
    return NULL;
}

const char *tongue_told(const char *english, Tongue tongue)
{
    if (tongue == TONGUE_ENGLISH)
        return english;
    const char *chinese = chinese_of(text_of(english));
    if (!chinese && has_letters(english))
        bug("a piece of a report has no Chinese form");
    return chinese ? chinese : english;
}

Text tongue_told_if_known(Text english, Tongue tongue)
{
    const char *chinese = tongue == TONGUE_ENGLISH ? NULL : chinese_of(english);
    return chinese ? text_of(chinese) : english;
}
