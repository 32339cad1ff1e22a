// SPDX-License-Identifier: MIT
// A conformance case: read from JSON, given to the second evaluator, compared with what is expected.
#include "conformance.h"

#include <stdarg.h>

#include "support/calendar.h"
#include "twin_formats.h"
#include "twin_profiles.h"

typedef struct ReadCase {
    JsonDocument json;
    Arena *arena;
    Files files;
    Text *profiles;
    size_t profile_count;
    Text facts; // an array of submissions
    Text on;
    int64_t day;
    Text said; // what differs
} ReadCase;

static uint32_t member(const ReadCase *of, uint32_t object, const char *name)
{
    return object == UINT32_MAX ? UINT32_MAX : json_member(&of->json, object, name);
}

static Text string_of(const ReadCase *of, uint32_t value)
{
    bool text = value != UINT32_MAX && json_kind(&of->json, value) == JSON_STRING;
    return text ? json_string(&of->json, of->arena, value) : (Text){NULL, 0};
}

static uint32_t end_of(const ReadCase *of, uint32_t container)
{
    return container == UINT32_MAX ? 0 : json_next(&of->json, container);
}

static bool differs(ReadCase *of, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool differs(ReadCase *of, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    if (!of->said.length)
        of->said = text_format_list(of->arena, format, list);
    va_end(list);
    return false;
}

// ---- the case ----

static void read_files(ReadCase *of, uint32_t files)
{
    for (uint32_t at = files + 1, end = end_of(of, files); at < end; at = json_next(&of->json, at + 1))
        file_add(of->arena, &of->files, json_string(&of->json, of->arena, at), json_string(&of->json, of->arena, at + 1));
}

static void read_profiles(ReadCase *of, uint32_t profiles)
{
    of->profiles = arena_array(of->arena, MOST_TOGETHER, sizeof *of->profiles);
    for (uint32_t at = profiles + 1, end = end_of(of, profiles); at < end && of->profile_count < MOST_TOGETHER; at++)
        of->profiles[of->profile_count++] = json_string(&of->json, of->arena, at);
}

static Text replaced(Arena *arena, Text text, Text what, Text by)
{
    TextBuilder built = text_builder(arena);
    size_t at = 0;
    for (size_t found = text_find(text, 0, what); found != SIZE_MAX; found = text_find(text, at, what)) {
        text_append(&built, text_slice(text, at, found));
        text_append(&built, by);
        at = found + what.length;
    }
    text_append(&built, text_slice(text, at, text.length));
    return text_built(&built);
}

// One submission a line, each in its canonical form; `"#N"` is the digest of number N, which stands before.
static void read_submissions(ReadCase *of, uint32_t submissions)
{
    TextBuilder facts = text_builder(of->arena);
    Text *digests = arena_array(of->arena, 1024, sizeof *digests);
    uint32_t count = 0;
    for (uint32_t at = submissions + 1, end = end_of(of, submissions); at < end; at = json_next(&of->json, at)) {
        JsonWriter writer = json_writer(of->arena);
        json_write_value(&writer, &of->json, at);
        Text line = text_built(&writer.builder);
        for (uint32_t i = 0; i < count; i++) {
            Text name = text_format(of->arena, "\"#%u\"", i);
            Text digest = text_format(of->arena, "\"%.*s\"", (int)digests[i].length, digests[i].bytes);
            line = replaced(of->arena, line, name, digest);
        }
        Digest digest = digest_of(line);
        if (count < 1024)
            digests[count++] = digest_text(of->arena, &digest);
        text_append(&facts, line);
        text_append_byte(&facts, '\n');
    }
    text_append(&facts, string_of(of, member(of, 0, "submissions_text")));
    of->facts = text_built(&facts);
}

static bool read_case(ReadCase *of, Text json)
{
    size_t at = 0;
    JsonError error;
    if (!json_read(&of->json, of->arena, json, &at, &error))
        return false;
    read_files(of, member(of, 0, "files"));
    read_profiles(of, member(of, 0, "profiles"));
    read_submissions(of, member(of, 0, "submissions"));
    of->on = string_of(of, member(of, 0, "on"));
    return date_read(of->on, &of->day);
}

// ---- the facts ----

static Text entry_text(const ReadCase *of, uint32_t value)
{
    return json_raw(&of->json, value);
}

static size_t small_number(Text text)
{
    size_t number = 0;
    for (size_t i = 0; i < text.length; i++)
        number = number * 10 + (size_t)(text.bytes[i] - '0');
    return number;
}

static void withdraw(const ReadCase *of, SubmissionList *list)
{
    uint32_t withdrawn = member(of, 0, "withdrawn");
    for (uint32_t at = withdrawn + 1, end = end_of(of, withdrawn); at < end; at = json_next(&of->json, at)) {
        bool pair = json_kind(&of->json, at) == JSON_ARRAY;
        size_t number = small_number(entry_text(of, pair ? at + 1 : at));
        if (number >= list->count)
            continue;
        Submission *submission = list->items[number];
        int64_t day = of->day;
        if (pair && !date_read(string_of(of, at + 2), &day))
            bug("a case withdraws on no day");
        if (!submission->withdrawn || day < submission->withdrawn_on)
            submission->withdrawn_on = day;
        submission->withdrawn = true;
    }
}

static bool give_case(void *with, const Compiled *compiled, Arena *arena, SubmissionList *list)
{
    ReadCase *of = with;
    Sources sources;
    Diagnostics diagnostics;
    sources_open(&sources, arena);
    diagnostics_open(&diagnostics, arena, &sources);
    sources_add(&sources, text_of("facts.ndjson"), of->facts);
    bool right = !of->facts.length ||
                 submissions_read(&compiled->program, READ_ALL, arena, &diagnostics, &sources.items[0], list);
    if (!right) {
        TextBuilder said = text_builder(of->arena);
        diagnostics_append(&diagnostics, &said, false);
        return differs(of, "the facts are refused: %.*s", (int)said.length, said.bytes);
    }
    withdraw(of, list);
    return true;
}

// ---- what is expected ----

static bool compare_word(ReadCase *of, uint32_t expect, const char *name, Text is)
{
    Text wanted = string_of(of, member(of, expect, name));
    return !wanted.bytes || text_equal(wanted, is) ||
           differs(of, "%s: %.*s, not %.*s", name, (int)is.length, is.bytes, (int)wanted.length, wanted.bytes);
}

static bool compare_truth(ReadCase *of, uint32_t value, const char *name, TwinAnswer is)
{
    if (value == UINT32_MAX)
        return true;
    JsonKind kind = json_kind(&of->json, value);
    TwinAnswer wanted = kind == JSON_TRUE ? TWIN_TRUE : kind == JSON_FALSE ? TWIN_FALSE : TWIN_UNKNOWN;
    return wanted == is || differs(of, "%s differs", name);
}

static bool compare_count(ReadCase *of, uint32_t counts, const char *name, size_t is)
{
    uint32_t value = member(of, counts, name);
    return value == UINT32_MAX || small_number(entry_text(of, value)) == is || differs(of, "%s: %zu", name, is);
}

static bool compare_scores(ReadCase *of, uint32_t scores, const TwinVerdict *result)
{
    for (uint32_t at = scores + 1, end = end_of(of, scores); at < end; at = json_next(&of->json, at + 1)) {
        Text name = string_of(of, at);
        const TwinScore *score = text_is(name, "all") ? &result->all : NULL;
        for (size_t i = 0; !score && i < result->policy->aspects.count; i++) {
            if (text_equal(result->policy->aspects.items[i]->word.name->text, name))
                score = &result->aspects[i];
        }
        bool none = json_kind(&of->json, at + 1) == JSON_NULL, has = score && score->whole;
        if (none ? has
                 : !has || !text_equal(string_of(of, at + 2), score->low_text) ||
                       !text_equal(string_of(of, at + 3), score->high_text))
            return differs(of, "score of %.*s: %.*s to %.*s", (int)name.length, name.bytes, has ? (int)score->low_text.length : 0,
                           has ? score->low_text.bytes : "", has ? (int)score->high_text.length : 0,
                           has ? score->high_text.bytes : "");
    }
    return true;
}

// What a finding says in one language; bytes null where it says nothing in it.
static Text in_language(Text told, Text language, Arena *arena)
{
    Text before = text_format(arena, "%.*s: ", (int)language.length, language.bytes);
    for (size_t at = 0; at < told.length;) {
        size_t end = text_find(told, at, (Text){(const char[]){TWIN_BETWEEN}, 1});
        Text line = text_slice(told, at, end == SIZE_MAX ? told.length : end);
        if (text_starts(line, before))
            return text_slice(line, before.length, line.length);
        at += line.length + 1;
    }
    return (Text){NULL, 0};
}

static Text sorted_texts(Text *texts, size_t count, Arena *arena)
{
    TextBuilder all = text_builder(arena);
    if (count)
        text_sort(texts, count);
    for (size_t i = 0; i < count; i++)
        text_append_format(&all, "[%.*s]", (int)texts[i].length, texts[i].bytes);
    return text_built(&all);
}

static bool compare_findings(ReadCase *of, uint32_t wanted, Text language, const TwinRule *rule, Text code)
{
    size_t count = 0;
    Text *texts = arena_array(of->arena, rule->finding_count + 1, sizeof *texts);
    bool told = rule->status == STATUS_VIOLATED || rule->status == STATUS_WAIVED;
    for (size_t i = 0; told && i < rule->finding_count; i++)
        texts[count++] = in_language(rule->findings[i], language, of->arena);
    Text is = sorted_texts(texts, count, of->arena);
    size_t wanted_count = json_count(&of->json, wanted);
    Text *wanted_texts = arena_array(of->arena, wanted_count + 1, sizeof *wanted_texts);
    for (size_t i = 0; i < wanted_count; i++)
        wanted_texts[i] = string_of(of, wanted + 1 + (uint32_t)i);
    Text should = sorted_texts(wanted_texts, wanted_count, of->arena);
    return text_equal(is, should) || differs(of, "%.*s: findings %.*s, not %.*s", (int)code.length, code.bytes, (int)is.length,
                                             is.bytes, (int)should.length, should.bytes);
}

static bool compare_reasons(ReadCase *of, uint32_t wanted, const TwinRule *rule, Text code)
{
    Reasons reasons = 0, is = rule->reasons & (((Reasons)1 << TWIN_REASONS) - 1);
    for (uint32_t at = wanted + 1, end = end_of(of, wanted); at < end; at++) {
        for (int i = 0; i < TWIN_REASONS; i++)
            reasons |= text_is(string_of(of, at), twin_reason_names[i]) ? (Reasons)1 << i : 0;
    }
    return reasons == is || differs(of, "%.*s: reasons %llx, not %llx", (int)code.length, code.bytes, (unsigned long long)is,
                                    (unsigned long long)reasons);
}

static bool compare_readings(ReadCase *of, uint32_t wanted, const TwinRule *rule, Text code)
{
    TextBuilder all = text_builder(of->arena);
    for (uint32_t at = wanted + 1, end = end_of(of, wanted); at < end; at = json_next(&of->json, at)) {
        text_append(&all, string_of(of, at + 2));
        text_append_string(&all, "; ");
    }
    return text_equal(text_built(&all), rule->readings) || differs(of, "%.*s: interpretations %.*s", (int)code.length, code.bytes,
                                                                   (int)rule->readings.length, rule->readings.bytes);
}

// As a verdict writes it.
static Text status_text(const ReadCase *of, Status status)
{
    return replaced(of->arena, text_of(status_names[status]), text_of(" "), text_of("_"));
}

static bool compare_rule(ReadCase *of, uint32_t wanted, const TwinRule *rule, Text code)
{
    Text status = string_of(of, member(of, wanted, "status")), is = status_text(of, rule->status);
    if (!text_equal(status, is))
        return differs(of, "%.*s: %.*s, not %.*s", (int)code.length, code.bytes, (int)is.length, is.bytes, (int)status.length,
                       status.bytes);
    Text otherwise = string_of(of, member(of, wanted, "otherwise"));
    if (otherwise.bytes && !text_equal(otherwise, status_text(of, rule->otherwise)))
        return differs(of, "%.*s: it would be something else", (int)code.length, code.bytes);
    uint32_t findings = member(of, wanted, "findings"), languages = member(of, wanted, "findings_in"),
             reasons = member(of, wanted, "reasons"), readings = member(of, wanted, "interpretations");
    if (findings != UINT32_MAX && !compare_findings(of, findings, text_of("en"), rule, code))
        return false;
    for (uint32_t at = languages + 1, end = end_of(of, languages); at < end; at = json_next(&of->json, at + 1)) {
        if (!compare_findings(of, at + 1, string_of(of, at), rule, code))
            return false;
    }
    bool random = text_starts(string_of(of, member(of, 0, "name")), text_of("random"));
    return (reasons == UINT32_MAX || random || compare_reasons(of, reasons, rule, code)) &&
           (readings == UINT32_MAX || compare_readings(of, readings, rule, code));
}

static bool compare_rules(ReadCase *of, uint32_t wanted, const TwinVerdict *result)
{
    const DeclList *rules = &result->policy->rules;
    if (wanted == UINT32_MAX)
        return true;
    if (json_count(&of->json, wanted) != rules->count)
        return differs(of, "%zu rules", rules->count);
    for (size_t i = 0; i < rules->count; i++) {
        Text code = rules->items[i]->word.name->text;
        uint32_t rule = member(of, wanted, text_terminated(of->arena, code));
        if (rule == UINT32_MAX)
            return differs(of, "there is %.*s too", (int)code.length, code.bytes);
        if (!compare_rule(of, rule, &result->rules[i], code))
            return false;
    }
    return true;
}

static bool compare(ReadCase *of, uint32_t expect, const Combined *combined, const TwinVerdict *verdict)
{
    uint32_t counts = member(of, expect, "counts"), applies = member(of, expect, "applies");
    if (verdict->gave_up)
        return differs(of, "it takes too many steps");
    for (uint32_t i = 0; i < combined->together->count; i++) {
        Text name = combined->together->profiles[i].name;
        if (!compare_truth(of, member(of, applies, text_terminated(of->arena, name)), "applies", verdict->applies[i]))
            return false;
    }
    TwinAnswer force = !verdict->dated ? TWIN_UNKNOWN : verdict->in_force ? TWIN_TRUE : TWIN_FALSE;
    return compare_rules(of, member(of, expect, "rules"), verdict) && compare_word(of, expect, "best", verdict->best) &&
           compare_word(of, expect, "worst", verdict->worst) && compare_word(of, expect, "outcome", verdict->outcome) &&
           compare_count(of, counts, "declared", verdict->declared) &&
           compare_count(of, counts, "applicable", verdict->applicable) &&
           compare_count(of, counts, "decided", verdict->decided) && compare_scores(of, member(of, expect, "scores"), verdict) &&
           compare_truth(of, member(of, expect, "in_force"), "in_force", force);
}

// ---- the whole ----

// What the second evaluator does not know: the order of versions in most ecosystems.
static bool asks_more(const Files *files)
{
    static const char *const words[] = {"vers:npm", "vers:pypi", "vers:maven"};
    for (size_t i = 0; i < files->count * 3; i++) {
        if (text_contains(files->items[i / 3].text, text_of(words[i % 3])))
            return true;
    }
    return false;
}

static CaseResult run(ReadCase *of, Combined *combined)
{
    uint32_t expect = member(of, 0, "expect"), error = member(of, 0, "expect_error");
    bool check = error != UINT32_MAX && text_is(string_of(of, member(of, error, "stage")), "check");
    bool formats;
    Text wrong = formats_refusal(of->arena, &of->files, &formats);
    if (formats && check != (wrong.length > 0))
        return differs(of, "format blocks: %.*s", (int)wrong.length, wrong.bytes), CASE_FAILED;
    if (formats && check)
        return CASE_PASSED;
    if (check && of->profile_count)
        return combined->right ? differs(of, "the profiles are not refused"), CASE_FAILED : CASE_PASSED;
    if (error != UINT32_MAX || member(of, expect, "outcome") == UINT32_MAX || asks_more(&of->files))
        return CASE_NOT_ASKED;
    if (!combined->right) {
        differs(of, "it is refused: %.*s", (int)combined->refusal.length, combined->refusal.bytes);
        return CASE_FAILED;
    }
    Text subject = text_nfc(of->arena, string_of(of, member(of, member(of, 0, "subject"), "id")));
    const TwinVerdict *verdict = combined_review(combined, subject, of->day, give_case, of, of->arena);
    bool same = verdict && compare(of, expect, combined, verdict);
    if (!combined->right)
        differs(of, "a combination is refused: %.*s", (int)combined->refusal.length, combined->refusal.bytes);
    return same && combined->right ? CASE_PASSED : CASE_FAILED;
}

CaseResult conformance_run(Text json, Arena *arena, Text *said, bool *profiles)
{
    ReadCase of = {.arena = arena};
    Combined combined;
    if (!read_case(&of, json)) {
        *said = text_of("it cannot be read");
        return CASE_FAILED;
    }
    *profiles = of.profile_count > 0;
    combined_open(&combined, &of.files, of.profiles, of.profile_count, true);
    CaseResult result = run(&of, &combined);
    *said = text_copy(arena, of.said);
    combined_close(&combined);
    return result;
}
