// SPDX-License-Identifier: MIT
// The JSON form of what a policy would do in another one's place: `assize-impact/1`, canonical JSON; and of
// what changed between verdicts: `assize-verdict-diff/1`. See forms.h.
#include "report/json_sheet.h"

// Whether so few subjects are not told of.
static bool is_few(const ReportImpact *impact, uint64_t count)
{
    return count && count < impact->min_count;
}

// A number of subjects; null where they are too few.
static void write_count(Sheet *sheet, const ReportImpact *impact, uint64_t count)
{
    if (is_few(impact, count))
        json_write_null(&sheet->json);
    else
        json_write_integer(&sheet->json, (int64_t)count);
}

static void key_count(Sheet *sheet, const ReportImpact *impact, const char *key, uint64_t count)
{
    json_key(&sheet->json, text_of(key));
    write_count(sheet, impact, count);
}

static void key_text(Sheet *sheet, const char *key, Text text)
{
    if (text.bytes)
        json_key_string(&sheet->json, key, text);
    else
        json_key_null(&sheet->json, key);
}

static Text outcome_name(const ReportImpact *impact, uint32_t outcome)
{
    return outcome < impact->outcome_count ? impact->outcomes[outcome] : text_of("undetermined");
}

static void write_difference(Sheet *sheet, const PolicyDifference *difference)
{
    json_key_array(&sheet->json, "changes");
    for (size_t i = 0; i < difference->count; i++) {
        const PolicyChange *change = &difference->items[i];
        json_begin_object(&sheet->json);
        key_text(sheet, "from", change->from);
        json_key_string(&sheet->json, "kind", text_of(change->kind));
        json_key_string(&sheet->json, "name", change->name);
        key_text(sheet, "to", change->to);
        if (change->what)
            json_key_string(&sheet->json, "what", text_of(change->what));
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
}

static void write_policy(Sheet *sheet, const ReportImpact *impact, const char *key, int side)
{
    const Program *program = impact->program[side];
    json_key_object(&sheet->json, key);
    json_key_string(&sheet->json, "digest", digest_text(sheet->to->arena, &program->policy));
    json_key_string(&sheet->json, "name", program_string(program, program->head.name));
    json_key_string(&sheet->json, "version", program_string(program, program->head.version));
    json_end_object(&sheet->json);
}

static void write_names(Sheet *sheet, const char *key, const Text *names, size_t count)
{
    json_key_array(&sheet->json, key);
    for (size_t i = 0; i < count; i++)
        json_write_string(&sheet->json, names[i]);
    json_end_array(&sheet->json);
}

static void write_causes(Sheet *sheet, const ImpactDay *day, const ImpactSubject *subject)
{
    json_key_array(&sheet->json, "because");
    for (size_t i = 0; i < subject->cause_count; i++) {
        const ImpactCause *cause = &subject->causes[i];
        json_begin_object(&sheet->json);
        json_key_bool(&sheet->json, "alone", cause->alone);
        json_key_bool(&sheet->json, "needed", cause->needed);
        write_names(sheet, "profiles", cause->profiles, cause->profile_count);
        key_text(sheet, "rule", cause->rule == NO_INDEX ? (Text){NULL, 0} : day->rules[cause->rule].code);
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
}

static void write_changed(Sheet *sheet, const ReportImpact *impact, const ImpactDay *day)
{
    json_key_array(&sheet->json, "changed");
    for (size_t i = 0; i < day->changed_count && !impact->min_count; i++) {
        const ImpactSubject *subject = &day->changed[i];
        json_begin_object(&sheet->json);
        json_key_string(&sheet->json, "after", outcome_name(impact, subject->outcome[IMPACT_AFTER]));
        write_causes(sheet, day, subject);
        json_key_string(&sheet->json, "before", outcome_name(impact, subject->outcome[IMPACT_BEFORE]));
        json_key_string(&sheet->json, "id", subject->id);
        json_key_string(&sheet->json, "move", text_of(impact_move_names[subject->move]));
        json_key_bool(&sheet->json, "together", subject->together);
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
}

static void write_matrix(Sheet *sheet, const ReportImpact *impact, const ImpactDay *day)
{
    size_t row = (size_t)impact->outcome_count + 1;
    json_key_array(&sheet->json, "matrix");
    for (size_t before = 0; before < row; before++) {
        json_begin_array(&sheet->json);
        for (size_t after = 0; after < row; after++)
            write_count(sheet, impact, day->matrix[before * row + after]);
        json_end_array(&sheet->json);
    }
    json_end_array(&sheet->json);
}

static void write_statuses(Sheet *sheet, const ReportImpact *impact, const char *key, const ImpactRule *rule, int side)
{
    static const Status in_order[STATUSES] = {STATUS_EXCEPTED,     STATUS_NOT_APPLICABLE, STATUS_SATISFIED,
                                              STATUS_UNDETERMINED, STATUS_VIOLATED,       STATUS_WAIVED};
    if (rule->number[side] == NO_INDEX) {
        json_key_null(&sheet->json, key);
        return;
    }
    json_key_object(&sheet->json, key);
    for (int i = 0; i < STATUSES; i++)
        key_count(sheet, impact, status_names[in_order[i]], rule->statuses[side][in_order[i]]);
    json_end_object(&sheet->json);
}

static void write_rules(Sheet *sheet, const ReportImpact *impact, const ImpactDay *day)
{
    json_key_array(&sheet->json, "rules");
    for (size_t i = 0; i < day->rule_count; i++) {
        const ImpactRule *rule = &day->rules[i];
        json_begin_object(&sheet->json);
        write_statuses(sheet, impact, "after", rule, IMPACT_AFTER);
        json_key_object(&sheet->json, "alone");
        key_count(sheet, impact, "changes", rule->alone[MOVE_OTHER]);
        key_count(sheet, impact, "loses", rule->alone[MOVE_LOSES]);
        key_count(sheet, impact, "wins", rule->alone[MOVE_WINS]);
        json_end_object(&sheet->json);
        write_statuses(sheet, impact, "before", rule, IMPACT_BEFORE);
        json_key_string(&sheet->json, "code", rule->code);
        json_key_object(&sheet->json, "needed");
        key_count(sheet, impact, "changes", rule->needed[MOVE_OTHER]);
        key_count(sheet, impact, "loses", rule->needed[MOVE_LOSES]);
        key_count(sheet, impact, "wins", rule->needed[MOVE_WINS]);
        json_end_object(&sheet->json);
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
}

static void write_missing(Sheet *sheet, const ReportImpact *impact, const ImpactDay *day)
{
    const Program *program = impact->program[IMPACT_AFTER];
    json_key_array(&sheet->json, "missing");
    for (size_t i = 0; i < day->missing_count; i++) {
        const ImpactMissing *one = &day->missing[i];
        json_begin_object(&sheet->json);
        json_key_array(&sheet->json, "evidence");
        for (uint32_t kind = 0; kind < program->kinds_count; kind++) {
            if (program->kinds[kind].rank >= one->rank)
                json_write_string(&sheet->json, program_string(program, program->kinds[kind].name));
        }
        json_end_array(&sheet->json);
        json_key_string(&sheet->json, "path", one->path);
        key_count(sheet, impact, "subjects", one->subjects);
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
}

static void write_day(Sheet *sheet, const ReportImpact *impact, const ImpactDay *day)
{
    json_begin_object(&sheet->json);
    write_changed(sheet, impact, day);
    json_key_integer(&sheet->json, "failed", (int64_t)day->failed);
    write_matrix(sheet, impact, day);
    write_missing(sheet, impact, day);
    json_key_object(&sheet->json, "moves");
    key_count(sheet, impact, "changes", day->moves[MOVE_OTHER]);
    key_count(sheet, impact, "loses", day->moves[MOVE_LOSES]);
    key_count(sheet, impact, "wins", day->moves[MOVE_WINS]);
    json_end_object(&sheet->json);
    json_date(sheet, "on", day->on);
    json_key_integer(&sheet->json, "reviewed", (int64_t)day->reviewed);
    write_rules(sheet, impact, day);
    json_end_object(&sheet->json);
}

static void key_day(Sheet *sheet, const char *key, int64_t day)
{
    if (day == INT64_MIN)
        json_key_null(&sheet->json, key);
    else
        json_date(sheet, key, day);
}

static void write_corpus(Sheet *sheet, const ReportImpact *impact)
{
    json_key_object(&sheet->json, "corpus");
    if (impact->tells_corpus) {
        json_key_string(&sheet->json, "digest", digest_text(sheet->to->arena, &impact->corpus));
        key_day(sheet, "median", impact->median);
        key_day(sheet, "newest", impact->newest);
        key_day(sheet, "oldest", impact->oldest);
    }
    if (impact->sampled_from)
        json_key_integer(&sheet->json, "sample_of", (int64_t)impact->sampled_from);
    json_key_integer(&sheet->json, "subjects", (int64_t)impact->subjects);
    if (impact->selected)
        json_key_integer(&sheet->json, "untold", (int64_t)impact->untold);
    json_end_object(&sheet->json);
}

static void write_sweep(Sheet *sheet, const ReportImpact *impact)
{
    json_key_object(&sheet->json, "sweep");
    json_key_string(&sheet->json, "parameter", impact->swept);
    json_key_array(&sheet->json, "points");
    for (size_t i = 0; i < impact->point_count; i++) {
        json_begin_object(&sheet->json);
        json_key_array(&sheet->json, "counts");
        for (size_t outcome = 0; outcome <= impact->outcome_count; outcome++)
            write_count(sheet, impact, impact->points[i].counts[outcome]);
        json_end_array(&sheet->json);
        json_key_string(&sheet->json, "value", impact->points[i].value);
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
    json_end_object(&sheet->json);
}

void verdict_diff_as_json(const ReportVerdictDiff *diff, Sheet *sheet)
{
    static const char *const names[] = {"a", "b"};
    json_begin_object(&sheet->json);
    for (int i = 0; i < 2; i++) {
        json_key_object(&sheet->json, names[i]);
        json_key_string(&sheet->json, "digest", digest_text(sheet->to->arena, &diff->verdicts[i].digest));
        json_key_string(&sheet->json, "on", diff->verdicts[i].on);
        json_key_string(&sheet->json, "outcome", diff->verdicts[i].outcome);
        json_end_object(&sheet->json);
    }
    write_difference(sheet, &diff->difference);
    json_key_string(&sheet->json, "format", text_of("assize-verdict-diff/1"));
    json_key_object(&sheet->json, "subject");
    json_key_string(&sheet->json, "id", diff->verdicts[0].id);
    json_key_string(&sheet->json, "type", diff->verdicts[0].type);
    json_end_object(&sheet->json);
    json_end_object(&sheet->json);
}

void impact_as_json(const ReportImpact *impact, Sheet *sheet)
{
    json_begin_object(&sheet->json);
    write_policy(sheet, impact, "after", IMPACT_AFTER);
    write_policy(sheet, impact, "before", IMPACT_BEFORE);
    write_difference(sheet, impact->difference);
    write_corpus(sheet, impact);
    json_key_array(&sheet->json, "days");
    for (size_t i = 0; i < impact->day_count; i++)
        write_day(sheet, impact, &impact->days[i]);
    json_end_array(&sheet->json);
    json_key_string(&sheet->json, "format", text_of("assize-impact/1"));
    json_key_integer(&sheet->json, "min_count", (int64_t)impact->min_count);
    json_key_array(&sheet->json, "outcomes");
    for (uint32_t i = 0; i <= impact->outcome_count; i++)
        json_write_string(&sheet->json, outcome_name(impact, i));
    json_end_array(&sheet->json);
    json_key_array(&sheet->json, "set");
    for (size_t i = 0; i < impact->setting_count; i++) {
        json_begin_object(&sheet->json);
        json_key_string(&sheet->json, "parameter", impact->settings[i].name);
        json_key_string(&sheet->json, "value", impact->settings[i].value);
        json_end_object(&sheet->json);
    }
    json_end_array(&sheet->json);
    if (impact->swept.length)
        write_sweep(sheet, impact);
    json_end_object(&sheet->json);
}
