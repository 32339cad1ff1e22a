// SPDX-License-Identifier: MIT
// The result of OpenSSF Scorecard for a repository: its total, and each check with its score. A score of -1 says that the check
// came to no conclusion: it is no number that could be compared, but a statement that is not readable. Format: the JSON of
// `scorecard --format json`, as published at https://github.com/ossf/scorecard.
#include "import/document.h"
#include "import/reading.h"

static bool recognise(Text text, const JsonDocument *document)
{
    (void)text;
    return json_member(document, 0, "checks") != UINT32_MAX && json_member(document, 0, "repo") != UINT32_MAX;
}

// It names a repository, and no product.
static bool identify(const ForeignImport *import, DocumentIdentity *identity)
{
    (void)import;
    *identity = (DocumentIdentity){.title = text_of("OpenSSF Scorecard")};
    return true;
}

// A score as it stands, from -1 to 10; what is below 0 is none.
static void say_score(Reading *reading, Derived derived, uint32_t value)
{
    Text text = reading_text(reading, value);
    if (text_starts(text, text_of("-")))
        reading_say_unreadable(reading, derived, text, value);
    else
        reading_say(reading, derived, text, value);
}

static void read_checks(Reading *reading, uint32_t array)
{
    uint32_t held = array + 1;
    for (uint32_t item = array; (item = reading_next(reading, array, item, JSON_OBJECT)) != READING_NONE;) {
        ReadingRecord check;
        reading_pass(reading, &held, item);
        reading_open(reading, RECORD_scorecard_check, item, &check);
        uint32_t name = reading_needed(reading, &check, USE_scorecard_check_name);
        say_score(reading, DERIVED_scorecard_check_score, reading_used(&check, USE_scorecard_check_score));
        reading_part(reading, &check, reading_text(reading, name), (Text){"", 0});
    }
}

static bool read(const ForeignImport *import, const DocumentIdentity *identity, FactRecord *facts, ForeignReport *report)
{
    (void)identity;
    ReadingRecord repository;
    Reading *reading = reading_begin(import, FORMAT_scorecard, NULL);
    if (!reading || !reading_is(reading, 0, JSON_OBJECT))
        return false;
    reading_open(reading, RECORD_scorecard_repository, 0, &repository);
    say_score(reading, DERIVED_scorecard_repository_score, reading_used(&repository, USE_scorecard_repository_score));
    uint32_t checks = reading_needed(reading, &repository, USE_scorecard_repository_checks);
    reading_entity(reading, &repository);
    read_checks(reading, checks);
    // Which checks there are hangs on what was asked for: never all.
    ReadingSet all = {.all = true, .listed = checks != READING_NONE};
    reading_set(reading, READING_ENTITY, DERIVED_scorecard_repository_checks, &all);
    return reading_finish(reading, facts, report);
}

const DocumentFormat document_scorecard = {
    .id = FORMAT_scorecard, .json = true, .recognise = recognise, .identify = identify, .read = read};
