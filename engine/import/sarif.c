// SPDX-License-Identifier: MIT
// Results of static analysis, SARIF 2.1.0 (OASIS). A result is a finding where its kind is `fail`, or is not given, and it was
// not gone (`baselineState: absent`) when the run was made; others are counted. Its level is its own, else that of its rule, else
// `warning` (3.27.10). It is suppressed unless all its suppressions were rejected; where one is still under review nobody can
// say.
//
// No result proves that there is nothing to find: what the runs found is all only where each of them says that it succeeded, and
// which rules it went by.
#include "import/document.h"
#include "import/reading.h"

typedef struct SarifRule {
    uint32_t value; // the entry that it is
    Text level;     // its default; empty
} SarifRule;

typedef struct Sarif {
    Reading *reading;
    Arena *facts, *scratch; // texts that are claimed lie in the first
    Text tool;              // of the run under way
    TextIndex tools;        // by name
    uint32_t *tool_runs;    // by the number of a tool: how many runs of it there were
    size_t tool_capacity;
    TextIndex rule_ids;
    SarifRule *rules; // of the run under way, as it lists them
    uint32_t *of_id;  // by the number of an id: its rule
    size_t rule_count, rule_capacity, id_capacity;
    bool listed, proven; // whether there are results; whether all runs show that there are no others
} Sarif;

static bool recognise(Text text, const JsonDocument *document)
{
    (void)text;
    return json_member(document, 0, "runs") != UINT32_MAX;
}

static bool identify(const ForeignImport *import, DocumentIdentity *identity)
{
    (void)import;
    *identity = (DocumentIdentity){.title = text_of("SARIF 2.1")};
    return true;
}

// ---- rules ----

static void read_rule(Sarif *sarif, uint32_t value)
{
    ReadingRecord rule;
    reading_open(sarif->reading, OBJECT_sarif_rule, value, &rule);
    Text id = reading_text(sarif->reading, reading_used(&rule, USE_sarif_rule_id));
    Text level = reading_text(sarif->reading, reading_used(&rule, USE_sarif_rule_level));
    reading_close(sarif->reading, &rule);
    uint32_t before = sarif->rule_ids.count, number = text_index_add(&sarif->rule_ids, id);
    sarif->rules = arena_grow(sarif->scratch, sarif->rules, sarif->rule_count, &sarif->rule_capacity, sizeof *sarif->rules);
    if (number == before) {
        sarif->of_id = arena_grow(sarif->scratch, sarif->of_id, number, &sarif->id_capacity, sizeof *sarif->of_id);
        sarif->of_id[number] = (uint32_t)sarif->rule_count;
    }
    sarif->rules[sarif->rule_count++] = (SarifRule){value, level};
}

static void read_rules(Sarif *sarif, uint32_t array)
{
    text_index_open(&sarif->rule_ids, sarif->scratch);
    sarif->rule_count = 0;
    for (uint32_t item = array; (item = reading_next(sarif->reading, array, item, JSON_OBJECT)) != READING_NONE;)
        read_rule(sarif, item);
}

// The rule of a result, by its place among the rules, else by its id; null: the run does not list it.
static const SarifRule *rule_of(const Sarif *sarif, Text id, Text index)
{
    size_t place = 0;
    for (size_t i = 0; i < index.length && place < sarif->rule_count; i++)
        place = index.bytes[i] >= '0' && index.bytes[i] <= '9' ? place * 10 + (size_t)(index.bytes[i] - '0') : SIZE_MAX / 16;
    if (index.length && place < sarif->rule_count)
        return &sarif->rules[place];
    uint32_t number = text_index_find(&sarif->rule_ids, id);
    return id.length && number != UINT32_MAX ? &sarif->rules[sarif->of_id[number]] : NULL;
}

// ---- results ----

// A message of a rule with what a result puts in the place of `{0}`, `{1}` … (3.11.5).
static Text filled(Sarif *sarif, Text text, uint32_t arguments)
{
    const JsonDocument *document = reading_document(sarif->reading);
    TextBuilder builder = text_builder(sarif->facts);
    if (!text.length || (!memchr(text.bytes, '{', text.length) && !memchr(text.bytes, '}', text.length)))
        return text; // most of them
    for (size_t i = 0; i < text.length; i++) {
        bool place = text.bytes[i] == '{' && i + 2 < text.length && text.bytes[i + 1] >= '0' && text.bytes[i + 1] <= '9' &&
                     text.bytes[i + 2] == '}';
        uint32_t item = arguments == READING_NONE ? READING_NONE : arguments + 1;
        for (int skipped = 0; place && item != READING_NONE && skipped < text.bytes[i + 1] - '0'; skipped++)
            item = item < json_next(document, arguments) ? json_next(document, item) : READING_NONE;
        if (place && item != READING_NONE && item < json_next(document, arguments)) {
            text_append(&builder, reading_text(sarif->reading, item));
            i += 2;
            continue;
        }
        bool brace = i + 1 < text.length && (text.bytes[i] == '{' || text.bytes[i] == '}') && text.bytes[i + 1] == text.bytes[i];
        text_append_byte(&builder, text.bytes[i]);
        i += brace;
    }
    return text_settled(&builder);
}

// What a result says, in its own words or in those of its rule.
static Text message_of(Sarif *sarif, const ReadingRecord *result, const SarifRule *rule)
{
    const Reading *reading = sarif->reading;
    uint32_t own = reading_used(result, USE_sarif_result_text), id = reading_used(result, USE_sarif_result_message_id);
    uint32_t arguments = reading_used(result, USE_sarif_result_arguments);
    if (own == READING_NONE && id != READING_NONE && rule) {
        Text name = reading_text(reading, id);
        const char *terminated = text_terminated(sarif->scratch, name);
        uint32_t strings = reading_member(reading, rule->value, "messageStrings");
        uint32_t string = strings == READING_NONE ? READING_NONE : reading_member(reading, strings, terminated);
        own = string == READING_NONE ? READING_NONE : reading_member(reading, string, "text");
    }
    return filled(sarif, reading_text(reading, own), arguments);
}

// The first place of a result: its file and line, else its name in the program.
static Text place_of(Sarif *sarif, uint32_t array)
{
    uint32_t first = reading_next(sarif->reading, array, array, JSON_OBJECT);
    Text place = {"", 0};
    for (uint32_t item = first; item != READING_NONE; item = reading_next(sarif->reading, array, item, JSON_OBJECT)) {
        ReadingRecord location;
        reading_open(sarif->reading, OBJECT_sarif_location, item, &location);
        Text file = reading_text(sarif->reading, reading_used(&location, USE_sarif_location_file));
        Text line = reading_text(sarif->reading, reading_used(&location, USE_sarif_location_line));
        uint32_t names = reading_used(&location, USE_sarif_location_names);
        reading_close(sarif->reading, &location);
        uint32_t name = names == READING_NONE ? READING_NONE : reading_next(sarif->reading, names, names, JSON_OBJECT);
        if (place.length)
            continue;
        place = file;
        if (file.length && line.length && !text_is(line, "0"))
            place = text_format(sarif->facts, "%.*s:%.*s", (int)file.length, file.bytes, (int)line.length, line.bytes);
        if (!file.length && name != READING_NONE)
            place = reading_text(sarif->reading, reading_member(sarif->reading, name, "fullyQualifiedName"));
    }
    return place;
}

static void say_suppressed(Sarif *sarif, uint32_t array)
{
    bool any = false, review = false;
    uint32_t reviewed = READING_NONE;
    for (uint32_t item = array; (item = reading_next(sarif->reading, array, item, JSON_OBJECT)) != READING_NONE;) {
        ReadingRecord suppression;
        reading_open(sarif->reading, OBJECT_sarif_suppression, item, &suppression);
        Text status = reading_text(sarif->reading, reading_used(&suppression, USE_sarif_suppression_status));
        reading_close(sarif->reading, &suppression);
        any |= !text_is(status, "rejected");
        if (text_is(status, "underReview")) {
            review = true;
            reviewed = item;
        }
    }
    if (review)
        reading_say_unreadable(sarif->reading, DERIVED_sarif_result_suppressed, text_of("underReview"), reviewed);
    else
        reading_say(sarif->reading, DERIVED_sarif_result_suppressed, text_of(any ? "true" : "false"), array);
}

static bool is_finding(Sarif *sarif, const ReadingRecord *result)
{
    uint32_t kind = reading_used(result, USE_sarif_result_kind), state = reading_used(result, USE_sarif_result_baseline);
    Text said = reading_text(sarif->reading, kind), gone = reading_text(sarif->reading, state);
    bool finding = !said.length || text_is(said, "fail");
    if (!finding)
        reading_elsewhere(sarif->reading, USE_sarif_result_kind, kind, said);
    else if (text_is(gone, "absent"))
        reading_elsewhere(sarif->reading, USE_sarif_result_baseline, state, gone);
    return finding && !text_is(gone, "absent");
}

static void read_result(Sarif *sarif, uint32_t value)
{
    Reading *reading = sarif->reading;
    ReadingRecord result;
    reading_open(reading, RECORD_sarif_result, value, &result);
    if (!is_finding(sarif, &result)) {
        reading_close(reading, &result);
        return;
    }
    Text id = reading_text(reading, reading_used(&result, USE_sarif_result_rule));
    if (!id.length)
        id = reading_text(reading, reading_used(&result, USE_sarif_result_rule_id));
    const SarifRule *rule = rule_of(sarif, id, reading_text(reading, reading_used(&result, USE_sarif_result_rule_index)));
    if (!id.length && rule)
        id = reading_text(reading, reading_member(reading, rule->value, "id"));
    uint32_t level = reading_used(&result, USE_sarif_result_level);
    Text own = reading_text(reading, level), guid = reading_text(reading, reading_used(&result, USE_sarif_result_guid));
    Text place = place_of(sarif, reading_used(&result, USE_sarif_result_locations));
    reading_say(reading, DERIVED_sarif_result_rule, id, value);
    reading_say(reading, DERIVED_sarif_result_tool, sarif->tool, value);
    reading_say(reading, DERIVED_sarif_result_level,
                own.length                   ? own
                : rule && rule->level.length ? rule->level
                                             : text_of("warning"),
                own.length ? level : value);
    reading_say(reading, DERIVED_sarif_result_text, message_of(sarif, &result, rule), value);
    reading_say(reading, DERIVED_sarif_result_place, place, value);
    say_suppressed(sarif, reading_used(&result, USE_sarif_result_suppressions));
    Text key = guid;
    if (!key.length)
        key = place.length ? text_format(sarif->facts, "%.*s at %.*s", (int)id.length, id.bytes, (int)place.length, place.bytes)
                           : id;
    reading_part(reading, &result, key.length ? key : text_of("result"), (Text){"", 0});
}

// ---- runs ----

// Whether all invocations of a run say that they succeeded; there are some.
static bool read_invocations(Sarif *sarif, uint32_t array)
{
    bool any = false, all = true;
    for (uint32_t item = array; (item = reading_next(sarif->reading, array, item, JSON_OBJECT)) != READING_NONE; any = true) {
        ReadingRecord invocation;
        reading_open(sarif->reading, OBJECT_sarif_invocation, item, &invocation);
        uint32_t succeeded = reading_used(&invocation, USE_sarif_invocation_succeeded);
        all &= succeeded != READING_NONE && json_kind(reading_document(sarif->reading), succeeded) == JSON_TRUE;
        reading_close(sarif->reading, &invocation);
    }
    if (any)
        reading_say(sarif->reading, DERIVED_sarif_run_succeeded, text_of(all ? "true" : "false"), array);
    return any && all;
}

// A tool's name, and a number where it ran before.
static Text run_id(Sarif *sarif)
{
    Text id = sarif->tool.length ? sarif->tool : text_of("run");
    uint32_t before = sarif->tools.count, number = text_index_add(&sarif->tools, id);
    if (number == before) {
        sarif->tool_runs = arena_grow(sarif->scratch, sarif->tool_runs, number, &sarif->tool_capacity, sizeof *sarif->tool_runs);
        sarif->tool_runs[number] = 0;
    }
    if (++sarif->tool_runs[number] == 1)
        return id;
    return text_format(sarif->facts, "%.*s #%u", (int)id.length, id.bytes, sarif->tool_runs[number]);
}

static void read_run(Sarif *sarif, uint32_t value)
{
    Reading *reading = sarif->reading;
    ReadingRecord run;
    reading_open(reading, RECORD_sarif_run, value, &run);
    uint32_t rules = reading_used(&run, USE_sarif_run_rules), results = reading_used(&run, USE_sarif_run_results);
    sarif->tool = reading_text(reading, reading_used(&run, USE_sarif_run_tool));
    read_rules(sarif, rules);
    bool succeeded = read_invocations(sarif, reading_used(&run, USE_sarif_run_invocations));
    for (size_t i = 0; i < sarif->rule_ids.count; i++)
        reading_say(reading, DERIVED_sarif_run_rules, sarif->rule_ids.texts[i], rules);
    reading_part(reading, &run, run_id(sarif), (Text){"", 0});
    sarif->proven &= succeeded && sarif->rule_count && results != READING_NONE;
    sarif->listed |= results != READING_NONE;
    uint32_t held = results + 1;
    for (uint32_t item = results; (item = reading_next(reading, results, item, JSON_OBJECT)) != READING_NONE;) {
        reading_pass(reading, &held, item);
        read_result(sarif, item);
    }
}

static bool read(const ForeignImport *import, const DocumentIdentity *identity, FactRecord *facts, ForeignReport *report)
{
    (void)identity;
    ReadingRecord log;
    Sarif sarif = {
        .reading = reading_begin(import, FORMAT_sarif, NULL), .facts = import->facts, .scratch = import->scratch, .proven = true};
    if (!sarif.reading || !reading_is(sarif.reading, 0, JSON_OBJECT))
        return false;
    text_index_open(&sarif.tools, sarif.scratch);
    reading_open(sarif.reading, RECORD_sarif_log, 0, &log);
    uint32_t runs = reading_needed(sarif.reading, &log, USE_sarif_log_runs);
    uint32_t version = reading_needed(sarif.reading, &log, USE_sarif_log_version);
    reading_entity(sarif.reading, &log);
    if (version == READING_NONE)
        return false;
    if (!text_is(reading_text(sarif.reading, version), "2.1.0")) {
        diagnostic_expect(reading_refuse_value(sarif.reading, version), text_of("SARIF of version \"2.1.0\""));
        return false;
    }
    for (uint32_t item = runs; (item = reading_next(sarif.reading, runs, item, JSON_OBJECT)) != READING_NONE;)
        read_run(&sarif, item);
    ReadingSet all_runs = {.all = true, .listed = true}, results = {.all = true, .listed = sarif.listed};
    results.complete = sarif.proven && sarif.tools.count > 0;
    reading_set(sarif.reading, READING_ENTITY, DERIVED_sarif_log_runs, &all_runs);
    reading_set(sarif.reading, READING_ENTITY, DERIVED_sarif_log_results, &results);
    return reading_finish(sarif.reading, facts, report);
}

const DocumentFormat document_sarif = {
    .id = FORMAT_sarif, .json = true, .recognise = recognise, .identify = identify, .read = read};
