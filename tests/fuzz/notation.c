// SPDX-License-Identifier: MIT
// Any text as a package URL, a licence expression, a CVSS vector: what is read is read again from what is written of it.
#include "fuzz/target.h"

#include "notation/cvss.h"
#include "notation/licence.h"
#include "notation/purl.h"

static void read_purl(Arena *arena, Text text)
{
    Purl purl, again;
    if (!purl_read(arena, text, &purl))
        return;
    Text canonical = purl_canonical(arena, &purl);
    if (!purl_read(arena, canonical, &again) || !text_equal(purl_canonical(arena, &again), canonical))
        target_broken("a canonical package URL is none, or has another canonical form");
    if (!text_equal(purl.name, again.name) || !text_equal(purl.namespace, again.namespace) ||
        !text_equal(purl.version, again.version) || !text_equal(purl_scheme(&purl), purl_scheme(&again)))
        target_broken("a canonical package URL says something else");
}

// Whether a text stands among the licences that an expression names.
static bool is_named(const LicenceTexts *names, Text licence)
{
    for (size_t i = 0; i < names->count; i++) {
        if (text_equal(names->items[i], licence))
            return true;
    }
    return false;
}

static void read_licences(Arena *arena, Text text)
{
    LicenceTexts names = {.arena = arena}, choices = {.arena = arena}, of_choice = {.arena = arena};
    LicenceFault fault = licence_names(text, &names), chosen = licence_choices(text, &choices);
    if (fault != licence_check(arena, text) || (fault != chosen && chosen != LICENCE_TOO_COSTLY))
        target_broken("a text is a licence expression, and is none");
    for (size_t i = 0; fault == LICENCE_FINE && i < names.count; i++) {
        Licence licence;
        if (licence_read(names.items[i], &licence) != LICENCE_FINE || !licence_covers(&licence, &licence))
            target_broken("what a licence expression names is no licence, or does not cover itself");
    }
    for (size_t i = 0; i < choices.count; i++) {
        of_choice.count = 0;
        if (licence_names(choices.items[i], &of_choice) == LICENCE_NONE)
            target_broken("a choice is no licence expression");
        for (size_t j = 0; j < of_choice.count; j++) {
            if (!is_named(&names, of_choice.items[j]))
                target_broken("there is a choice of a licence that the expression does not name");
        }
    }
}

static void read_notations(void *with)
{
    Target *target = with;
    Text text = target->input;
    int tenths = 0;
    // The scanner and the reader of facts let nothing else through.
    if (text_malformed(text) != text.length)
        return;
    read_purl(&target->arena, text);
    read_licences(&target->arena, text);
    if (cvss_score(text, &tenths) && (tenths < 0 || tenths > 100))
        target_broken("a score that there is not");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return target_run(data, size, read_notations);
}
