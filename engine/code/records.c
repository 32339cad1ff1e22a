// SPDX-License-Identifier: MIT
// Validation of records: every field keeps what sections.def promises of it. What can be told of a field by itself is
// made from that list; what hangs on other records follows. (Code: verify.c, outputs.c; the schema: schema.c.)
#include "code/verify.h"

#include "support/calendar.h"

static bool wrong(RecordVerifier *verifier, const char *why)
{
    *verifier->reason = text_of(why);
    return false;
}

// ---- field by field ----

static bool run_fits(uint32_t first, uint32_t count, uint32_t total)
{
    return first <= total && count <= total - first;
}

// All runs together are no longer than the section: to go through them costs no more than the bundle is large.
static bool take_run(uint64_t *used, uint32_t first, uint32_t count, uint32_t total)
{
    *used += count;
    return run_fits(first, count, total) && *used <= total;
}

#define KEPT_INDEX(of) value < program->of##_count
#define KEPT_OPTIONAL(of) value == NO_INDEX || value < program->of##_count
#define KEPT_RUN(of, counted) take_run(&verifier->used[SECTION_##of], value, it->counted, program->of##_count)
#define KEPT_PARTITION(of, counted) value == verifier->used[SECTION_##of] && KEPT_RUN(of, counted)
#define KEPT_COUNT true // with its first
#define KEPT_WORDING !broken_WordingList(verifier, &value)
#define KEPT_FLAG value <= 1
#define KEPT_BELOW(bound) value < (uint32_t)(bound)
#define KEPT_BETWEEN(least, most) between(value, least, most)
#define KEPT_ZERO value == 0
#define KEPT_ANY true
#define KEPT_VERIFIED(function) ((void)function, true) // which is called for what it sees to

// The name of the first field of a record that does not keep its promise; null: all do.
// clang-format off
#define RECORD(record, about)                                                                                                    \
    static inline const char *broken_##record(RecordVerifier *verifier, const record *it)                                        \
    {                                                                                                                            \
        const Program *program = verifier->program;                                                                              \
        (void)program;
#define FIELD(record, type, field, promise, about)                                                                               \
        {                                                                                                                        \
            const type value = it->field;                                                                                        \
            (void)value;                                                                                                         \
            if (!(KEPT_##promise))                                                                                               \
                return #field;                                                                                                   \
        }
#define END(record)                                                                                                              \
        return NULL;                                                                                                             \
    }
#include "code/sections.def"
// clang-format on

static bool broken(RecordVerifier *verifier, const char *section, uint32_t number, const char *field)
{
    *verifier->reason = text_format(verifier->arena, "item %u of `%s` is damaged%s%s%s", number, section, *field ? ": `" : "",
                                    field, *field ? "`" : "");
    return false;
}

static bool every_field(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    const char *field = broken_ProgramHead(verifier, &program->head);
    if (field) {
        *verifier->reason = text_format(verifier->arena, "the head is damaged: `%s`", field);
        return false;
    }
#define SECTION(section, record)                                                                                                 \
    for (uint32_t i = 0; i < program->section##_count; i++) {                                                                    \
        if ((field = broken_##record(verifier, &program->section[i])) != NULL)                                                   \
            return broken(verifier, #section, i, field);                                                                         \
    }
#define ALONE(section, record) // by themselves
#define NUMBERS(section, type, promise, about)                                                                                   \
    for (uint32_t i = 0; i < program->section##_count; i++) {                                                                    \
        const type value = program->section[i];                                                                                  \
        (void)value;                                                                                                             \
        if (!(KEPT_##promise))                                                                                                   \
            return broken(verifier, #section, i, "");                                                                            \
    }
#include "code/sections.def"
    return true;
}

// Of what is parted among records, nothing is left over.
#define WHOLE_INDEX(of) true
#define WHOLE_OPTIONAL(of) true
#define WHOLE_RUN(of, counted) true
#define WHOLE_PARTITION(of, counted) verifier->used[SECTION_##of] == verifier->program->of##_count
#define WHOLE_COUNT true
#define WHOLE_WORDING true
#define WHOLE_FLAG true
#define WHOLE_BELOW(bound) true
#define WHOLE_BETWEEN(least, most) true
#define WHOLE_ZERO true
#define WHOLE_ANY true
#define WHOLE_VERIFIED(function) true

static bool all_taken(RecordVerifier *verifier)
{
#define FIELD(record, type, field, promise, about)                                                                               \
    if (!(WHOLE_##promise))                                                                                                      \
        return wrong(verifier, "`" #field "` of `" #record "` leaves something over");
#include "code/sections.def"
    return true;
}

// ---- what hangs on other records ----

bool verify_head(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    const ProgramHead *head = &program->head;
    bool subject = head->subject_type < program->types_count && !program->types[head->subject_type].is_part;
    bool by = head->by_type == NO_INDEX || (head->by_type < program->types_count && !program->types[head->by_type].is_part);
    bool dated = dates_fit(head->effective, INT64_MAX) || head->effective == INT64_MIN;
    bool until = dates_fit(head->effective, head->until);
    const char *field = !subject ? "subject_type" : !by ? "by_type" : !dated ? "effective" : !until ? "until" : NULL;
    if (field)
        *verifier->reason = text_format(verifier->arena, "the head is damaged: `%s`", field);
    return !field;
}

bool verify_strings(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    for (uint32_t i = 0; i < program->strings_count; i++) {
        Text text = program_string(program, i);
        if (text_malformed(text) != text.length)
            return wrong(verifier, "a text of the pool is damaged");
    }
    return true;
}

bool verify_lists(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    for (uint32_t i = 0; i < program->lists_count; i++) {
        const ListInfo *list = &program->lists[i];
        const int64_t *values = program->list_values + list->first;
        for (uint32_t j = 0; j < list->count; j++) {
            bool text = list->content != CONTENT_TEXT || (values[j] >= 0 && values[j] < program->strings_count);
            if (!text || (j > 0 && values[j - 1] >= values[j]))
                return wrong(verifier, "a list is not in order");
        }
    }
    return true;
}

bool verify_mode(const Program *program, uint32_t mode)
{
    return mode < MODE_STRICT || mode - MODE_STRICT < program->modes_count;
}

// Whether a number is that of a list of kinds of evidence.
static bool is_list_of_kinds(const Program *program, uint32_t number)
{
    if (number >= program->lists_count || program->lists[number].content != CONTENT_NUMBER)
        return false;
    const ListInfo *list = &program->lists[number];
    const int64_t *values = program->list_values + list->first; // rising
    return !list->count || (values[0] >= 0 && values[list->count - 1] < program->kinds_count);
}

bool verify_slots(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    for (uint32_t i = 0; i < program->slots_count; i++) {
        const SlotInfo *slot = &program->slots[i];
        bool kinds = slot->kinds != NO_INDEX;
        if (!verify_mode(program, slot->mode) || (kinds && (slot->mode != MODE_PLAIN || !is_list_of_kinds(program, slot->kinds))))
            return wrong(verifier, "a slot is damaged");
    }
    return true;
}

bool verify_citations(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    for (uint32_t i = 0; i < program->sources_count; i++) {
        const SourceInfo *source = &program->sources[i];
        for (uint32_t j = 0; j < source->clause_count; j++) {
            if (program->clauses[source->first_clause + j].source != i)
                return wrong(verifier, "a clause of another source");
        }
    }
    for (uint32_t i = 0; i < program->cites_count; i++) {
        if (program->clauses[program->cites[i].clause].source != program->cites[i].source)
            return wrong(verifier, "a citation of another source");
    }
    return true;
}

bool verify_interpretations(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    for (uint32_t i = 0; i < program->interpretations_count; i++) {
        if (!between(program->interpretations[i].on, DATE_FIRST, DATE_LAST))
            return wrong(verifier, "an interpretation is damaged");
    }
    return true;
}

bool verify_rules(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    for (uint32_t i = 0; i < program->rules_count; i++) {
        const RuleInfo *rule = &program->rules[i];
        if (!verify_mode(program, rule->mode) || rule->mode == MODE_UNCONDITIONED || rule->code >= program->strings_count)
            return wrong(verifier, "a rule is damaged");
        if (i > 0 && text_compare(program_string(program, program->rules[i - 1].code), program_string(program, rule->code)) >= 0)
            return wrong(verifier, "the rules are not in the order of their codes");
    }
    return true;
}

bool verify_findings(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    uint64_t used = 0;
    for (uint32_t i = 0; i < program->requires_count; i++) {
        const RequireInfo *require = &program->requires[i];
        uint64_t count = (uint64_t)require->finding_count + require->bindings;
        if (count > UINT32_MAX || !take_run(&used, require->first_finding, (uint32_t)count, program->findings_count))
            return wrong(verifier, "the findings of a requirement are damaged");
    }
    for (uint32_t i = 0; i < program->excepts_count; i++) {
        const ExceptInfo *except = &program->excepts[i];
        if (!except->finding_count || !take_run(&used, except->first_finding, except->finding_count, program->findings_count))
            return wrong(verifier, "the reason of an exception is damaged");
    }
    return true;
}

bool verify_parameters(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    for (uint32_t i = 0; i < program->parameters_count; i++) {
        const ParameterInfo *parameter = &program->parameters[i];
        if (!is_value_of(program, parameter->kind, parameter->target, parameter->value))
            return wrong(verifier, "a parameter is damaged");
    }
    return true;
}

static bool guard_fits(const Program *program, uint32_t number)
{
    const GuardInfo *guard = &program->guards[number];
    bool pair = guard->kind == GUARD_AND || guard->kind == GUARD_OR;
    bool made = pair ? guard->left < number && guard->right < number : guard->left == NO_INDEX && guard->right == NO_INDEX;
    bool rule = guard->kind == GUARD_RULE ? guard->rule < program->rules_count : guard->rule == NO_INDEX;
    return made && rule && (guard->severity == NO_INDEX || guard->severity < RULE_SEVERITIES);
}

bool verify_verdict(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    for (uint32_t i = 0; i < program->guards_count; i++) {
        if (!guard_fits(program, i))
            return wrong(verifier, "a guard of the verdict is damaged");
    }
    for (uint32_t i = 0; i < program->outcomes_count; i++) {
        uint32_t guard = program->outcomes[i].guard;
        bool last = i + 1 == program->outcomes_count;
        if (last ? guard != NO_INDEX : guard >= program->guards_count)
            return wrong(verifier, "an outcome is damaged");
    }
    return program->outcomes_count > 0 || wrong(verifier, "there is no outcome");
}

// ---- files and spans ----

bool verify_files(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    for (uint32_t i = 0; i < program->files_count; i++) {
        const FileInfo *file = &program->files[i];
        Text text = program_file_text(program, file);
        Digest digest = program->own ? file->digest : digest_of(text);
        bool profile = file->profile == NO_INDEX || (file->profile < program->profiles_count && file->library == NO_INDEX);
        if (!profile || file->users & ~(profiles_all(program) << 1 | 1))
            return wrong(verifier, "a file is of no profile");
        if (text_malformed(text) != text.length || !digest_equal(&digest, &file->digest))
            return wrong(verifier, "a file's digest does not fit its text: it was changed or damaged");
    }
    return program->files_count > 0 || wrong(verifier, "there is no file of the policy");
}

static bool between_characters(Text text, uint32_t at)
{
    return at == text.length || ((unsigned char)text.bytes[at] & 0xc0) != 0x80;
}

bool verify_span(RecordVerifier *verifier, StoredSpan span)
{
    const Program *program = verifier->program;
    if (!span.file)
        return !span.start && !span.end;
    if (span.file > program->files_count || span.end < span.start || span.end > program->files[span.file - 1].count)
        return false;
    Text text = program_file_text(program, &program->files[span.file - 1]);
    return between_characters(text, span.start) && between_characters(text, span.end);
}

#define EVERY_SPAN(section)                                                                                                      \
    for (uint32_t i = 0; i < program->section##_count; i++) {                                                                    \
        if (!verify_span(verifier, program->section[i].span))                                                                    \
            return wrong(verifier, "a span of `" #section "` leads out of the policy's files");                                  \
    }

static bool spans_of_rules(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    EVERY_SPAN(rules)
    EVERY_SPAN(excepts)
    EVERY_SPAN(requires)
    EVERY_SPAN(places)
    return true;
}

static bool every_span(RecordVerifier *verifier)
{
    const Program *program = verifier->program;
    EVERY_SPAN(interpretations)
    EVERY_SPAN(attributes)
    EVERY_SPAN(mappings)
    EVERY_SPAN(profiles)
    EVERY_SPAN(waivers)
    EVERY_SPAN(changes)
    EVERY_SPAN(questions)
    EVERY_SPAN(table_rows)
    for (uint32_t i = 0; i < program->profiles_count; i++) {
        if (!verify_span(verifier, program->profiles[i].condition))
            return wrong(verifier, "the span of a profile's condition leads out of the policy's files");
    }
    for (uint32_t i = 0; i < program->changes_count; i++) {
        if (!verify_span(verifier, program->changes[i].base_span))
            return wrong(verifier, "the span of what a profile changes leads out of the policy's files");
    }
    return spans_of_rules(verifier);
}

bool records_verify(const Program *program, Arena *arena, Text *reason)
{
    RecordVerifier verifier = {.program = program, .arena = arena, .reason = reason};
    return every_field(&verifier) && all_taken(&verifier) && verify_strings(&verifier) && verify_schema(&verifier) &&
           verify_head(&verifier) && verify_mappings(&verifier) && verify_kinds(&verifier) && verify_ranks(&verifier) &&
           verify_schema_digest(&verifier) && verify_lists(&verifier) && verify_slots(&verifier) && verify_citations(&verifier) &&
           verify_interpretations(&verifier) && verify_rules(&verifier) && verify_findings(&verifier) &&
           verify_parameters(&verifier) && verify_verdict(&verifier) && verify_profiles(&verifier) && verify_overlay(&verifier) &&
           verify_files(&verifier) && every_span(&verifier);
}

// ---- the policy by itself ----

static bool no_profiles(const Program *alone)
{
    bool none = true;
    for (uint32_t i = 0; i < alone->rules_count; i++)
        none &= !alone->rules[i].profiles;
    for (uint32_t i = 0; i < alone->excepts_count; i++)
        none &= !alone->excepts[i].dropped;
    return none;
}

bool records_verify_alone(const Program *alone, Arena *arena, Text *reason)
{
    RecordVerifier verifier = {.program = alone, .arena = arena, .reason = reason};
    const char *field = NULL;
#define ALONE(section, record)                                                                                                   \
    for (uint32_t i = 0; i < alone->section##_count; i++) {                                                                      \
        if ((field = broken_##record(&verifier, &alone->section[i])) != NULL)                                                    \
            return broken(&verifier, "alone_" #section, i, field);                                                               \
    }
#include "code/sections.def"
    bool whole = verifier.used[SECTION_excepts] == alone->excepts_count &&
                 verifier.used[SECTION_requires] == alone->requires_count;
    return (whole || wrong(&verifier, "rules of the policy by itself leave something over")) &&
           (no_profiles(alone) || wrong(&verifier, "a rule of the policy by itself hangs on a profile")) &&
           verify_rules(&verifier) && verify_findings(&verifier) && spans_of_rules(&verifier);
}
