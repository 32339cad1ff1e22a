// SPDX-License-Identifier: MIT
// What a bundle says of profiles: records in order pass, and each that does not keep its promise is refused, by its name.
#include "unit/compiled.h"

// The records of a bundle with profiles, which may be changed.
typedef struct Overlaid {
    Program program;
    ProfileInfo profiles[3];
    RaiseInfo raises[2];
    SettingInfo settings[2];
    ModeRaiseInfo mode_raises[3];
    WaiverInfo waivers[2];
    AlsoInfo alsos[2];
    ChangeInfo changes[2];
    RuleInfo *rules;
    RequireInfo *requires;
    ExceptInfo *excepts;
    ParameterInfo *parameters;
    FileInfo *files;
    Instr *code;
#define ALONE(section, record) record *alone_##section;
#include "code/sections.def"
} Overlaid;

#define OWN(section) one->section = copied(one->program.section, one->program.section##_count, sizeof *one->program.section)
#define GIVE(section) one->program.section = one->section

// Three texts of the pool, each behind the one before in their order.
static void name_profiles(Overlaid *one)
{
    uint32_t names[3] = {0}, count = 0;
    for (uint32_t i = 0; i < one->program.strings_count && count < 3; i++) {
        if (!count || text_compare(program_string(&one->program, names[count - 1]), program_string(&one->program, i)) < 0)
            names[count++] = i;
    }
    assert_int_equal(count, 3);
    for (uint32_t i = 0; i < 3; i++)
        one->profiles[i] = (ProfileInfo){.name = names[i],
                                         .effective = INT64_MIN,
                                         .until = INT64_MAX,
                                         .refines = NO_INDEX,
                                         .applies = NO_REGISTER,
                                         .span = one->rules[0].span};
    one->profiles[0].refines = 2;
}

static void fill_changes(Overlaid *one)
{
    uint32_t attribute = one->program.mode_ranks[0].attribute;
    one->raises[0] = (RaiseInfo){.rule = 0, .profile = 0, .severity = RULE_CRITICAL, .weight = 20};
    one->raises[1] = (RaiseInfo){.rule = 0, .profile = 1, .severity = RULE_CRITICAL, .weight = 10};
    one->settings[0] = (SettingInfo){0, 1, one->parameters[0].value};
    one->settings[1] = (SettingInfo){0, 0, one->parameters[0].value};
    one->mode_raises[0] = (ModeRaiseInfo){0, attribute, 0, 1};
    one->mode_raises[1] = (ModeRaiseInfo){0, attribute, 2, 2};
    one->mode_raises[2] = (ModeRaiseInfo){0, NO_INDEX, 0, 1};
    one->waivers[0] = (WaiverInfo){.rule = 0, .profile = 0, .until = 20000};
    one->waivers[1] = (WaiverInfo){.rule = 0, .profile = 1, .until = 20001};
    one->alsos[0] = (AlsoInfo){0, 2, 0};
    one->alsos[1] = (AlsoInfo){0, 2, 0};
    one->changes[0] = (ChangeInfo){.profile = 0, .kind = CHANGE_SET, .rule = NO_INDEX, .parameter = 0};
    one->changes[1] = (ChangeInfo){.profile = 2, .kind = CHANGE_WAIVE, .rule = 0, .parameter = NO_INDEX};
    one->rules[0].waivable = true;
    one->requires[0].profile = 2;
    one->excepts[0].dropped = 5;
    one->files[0].users = 15;
}

// The policy by itself: the same once more.
static void give_alone(Overlaid *one)
{
#define ALONE(section, record)                                                                                                   \
    one->alone_##section = copied(fixture.program.section, fixture.program.section##_count, sizeof(record));                     \
    GIVE(alone_##section);                                                                                                       \
    one->program.alone_##section##_count = fixture.program.section##_count;
#include "code/sections.def"
    one->program.head.alone_end = one->program.head.main_end;
}

static Overlaid *overlaid(void)
{
    Overlaid *one = arena_take(unit_arena(), sizeof *one);
    one->program = fixture.program;
    OWN(rules);
    OWN(requires);
    OWN(excepts);
    OWN(parameters);
    OWN(files);
    OWN(code);
    name_profiles(one);
    fill_changes(one);
    GIVE(rules);
    GIVE(requires);
    GIVE(excepts);
    GIVE(parameters);
    GIVE(files);
    GIVE(code);
#define ALL(section)                                                                                                             \
    GIVE(section);                                                                                                               \
    one->program.section##_count = sizeof one->section / sizeof *one->section;
    ALL(profiles)
    ALL(raises)
    ALL(settings)
    ALL(mode_raises)
    ALL(waivers)
    ALL(alsos)
    ALL(changes)
    give_alone(one);
    return one;
}

static uint32_t instr_of(const Overlaid *one, Op op)
{
    uint32_t at = 0;
    while (at < one->program.code_count && one->code[at].op != op)
        at++;
    assert_true(at < one->program.code_count);
    return at;
}

// Whether a bundle of that is opened; else why it is not.
static bool opens(const Overlaid *one, Program *opened, Text *reason)
{
    *reason = (Text){"", 0};
    return bundle_open(opened, bundle_write(&one->program, unit_arena()), unit_arena(), reason);
}

// ---- one change each ----

#define CHANGE(name, change)                                                                                                     \
    static void name(Overlaid *one)                                                                                              \
    {                                                                                                                            \
        change;                                                                                                                  \
    }

CHANGE(names_out_of_order, one->profiles[1].name = one->profiles[0].name)
CHANGE(name_of_no_text, one->profiles[1].name = one->program.strings_count)
CHANGE(day_of_no_calendar, one->profiles[1].effective = INT64_MAX)
CHANGE(end_without_a_beginning, one->profiles[1].until = 20000)
CHANGE(refines_nobody, one->profiles[1].refines = 3)
CHANGE(refines_itself, one->profiles[2].refines = 2)
CHANGE(refines_in_a_circle, one->profiles[2].refines = 0)
CHANGE(applies_by_nothing, one->profiles[1].applies = one->program.code_count)
CHANGE(applies_by_a_number, one->profiles[1].applies = instr_of(one, OP_NUMBER))
CHANGE(segment_elsewhere, one->profiles[1].segment_end = 1)
CHANGE(segment_without_a_condition, one->profiles[1].segment = one->program.code_count - 1;
       one->profiles[1].segment_end = one->program.code_count)
CHANGE(condition_of_no_file, one->profiles[1].condition.file = UINT32_MAX)
CHANGE(places_of_others, one->profiles[1].place_count = one->program.places_count + 1)
CHANGE(rule_of_nobody, one->rules[0].profiles = 8)
CHANGE(requirement_of_nobody, one->requires[0].profile = 3)
CHANGE(exception_dropped_by_nobody, one->excepts[0].dropped = 8)
CHANGE(raise_of_no_rule, one->raises[1].rule = one->program.rules_count)
CHANGE(raises_out_of_order, one->raises[1].profile = 0)
CHANGE(raise_of_no_profile, one->raises[1].profile = 3)
CHANGE(raise_of_no_severity, one->raises[1].severity = RULE_SEVERITIES)
CHANGE(raise_of_no_weight, one->raises[1].weight = -1)
CHANGE(setting_of_no_parameter, one->settings[1].parameter = one->program.parameters_count)
CHANGE(settings_out_of_order, one->settings[0].parameter = 1; one->settings[0].value = one->parameters[1].value)
CHANGE(setting_of_no_profile, one->settings[1].profile = 3)
CHANGE(setting_of_no_value, one->parameters[0].kind = TYPE_BOOLEAN; one->parameters[0].value = 0; one->settings[0].value = 0;
       one->settings[1].value = 2)
CHANGE(constant_beyond_the_pool, one->parameters[0].constant = one->program.constants_count)
CHANGE(parameter_of_nobody, one->parameters[0].profile = 3)
CHANGE(threshold_of_no_mode, one->mode_raises[2].mode = one->program.modes_count)
CHANGE(threshold_of_no_rank, one->mode_raises[2].rank = 0)
CHANGE(threshold_beyond_the_last_rank, one->mode_raises[2].rank = one->program.head.ranks + 1)
CHANGE(threshold_of_another_type, one->mode_raises[1].attribute = one->program.attributes_count)
CHANGE(thresholds_out_of_order, one->mode_raises[0].profile = 2)
CHANGE(waiver_of_no_rule, one->waivers[1].rule = one->program.rules_count)
CHANGE(waiver_of_what_is_not_waivable, one->rules[0].waivable = false)
CHANGE(waiver_until_no_day, one->waivers[1].until = INT64_MAX)
CHANGE(waivers_out_of_order, one->waivers[1].profile = 0)
CHANGE(waiver_of_no_file, one->waivers[1].span.file = UINT32_MAX)
CHANGE(waiver_without_reasons, one->waivers[1].because.count = one->program.wordings_count + 1)
CHANGE(guard_of_no_outcome, one->alsos[1].outcome = one->program.outcomes_count)
CHANGE(guard_of_what_is_otherwise, one->alsos[1].outcome = one->program.outcomes_count - 1)
CHANGE(guards_out_of_order, one->alsos[1].profile = 1)
CHANGE(guard_that_is_none, one->alsos[1].guard = one->program.guards_count)
CHANGE(change_of_nobody, one->changes[1].profile = 3)
CHANGE(changes_out_of_order, one->changes[0].profile = 2; one->changes[1].profile = 1)
CHANGE(change_of_no_kind, one->changes[1].kind = CHANGE_KINDS)
CHANGE(change_of_no_file, one->changes[1].base_span.file = UINT32_MAX)
CHANGE(file_of_nobody, one->files[0].profile = 3)
CHANGE(file_of_a_library_and_a_profile, one->files[0].profile = 0; one->files[0].library = 0)
CHANGE(file_that_nobody_uses, one->files[0].users = 16)
CHANGE(opcode_of_no_profile, Instr *instr = &one->code[instr_of(one, OP_TODAY)]; instr->op = OP_APPLIES; instr->a = 3)

CHANGE(alone_opcode_of_a_profile, Instr *instr = &one->alone_code[instr_of(one, OP_TODAY)]; instr->op = OP_APPLIES; instr->a = 0)
CHANGE(alone_root_with_a_maker, one->alone_frames[0].maker = 0)
CHANGE(alone_rule_of_a_profile, one->alone_rules[0].profiles = 1)
CHANGE(alone_rules_out_of_order, one->alone_rules[1].code = one->alone_rules[0].code)
CHANGE(alone_rule_that_is_not_there, one->alone_rules[0].plain = one->program.code_count)
CHANGE(alone_requirement_of_a_profile, one->alone_requires[0].profile = 0)
CHANGE(alone_exception_dropped, one->alone_excepts[0].dropped = 1)
CHANGE(alone_findings_of_others, one->alone_requires[1].finding_count = one->program.findings_count)
CHANGE(alone_pieces_of_others, one->alone_findings[0].piece_count = one->program.pieces_count)
CHANGE(alone_piece_of_no_type, one->alone_pieces[0].kind = TYPE_PART; one->alone_pieces[0].shown = 0)
CHANGE(alone_place_of_no_file, one->alone_places[0].span.file = UINT32_MAX)
CHANGE(alone_requirement_of_no_rule, one->program.alone_rules_count--)
CHANGE(alone_without_code, one->program.alone_code_count = 0)
CHANGE(alone_without_an_end, one->program.head.alone_end = 0)

static void alone_without_profiles(Overlaid *one)
{
    Program *program = &one->program;
    program->profiles_count = program->raises_count = program->settings_count = program->mode_raises_count = 0;
    program->waivers_count = program->alsos_count = program->changes_count = 0;
    one->requires[0].profile = NO_INDEX;
    one->excepts[0].dropped = 0;
    one->files[0].users = 1;
}

static void more_than_there_are_bits(Overlaid *one)
{
    enum { COUNT = MOST_PROFILES + 1 };
    ProfileInfo *profiles = arena_array(unit_arena(), COUNT, sizeof *profiles);
    for (size_t i = 0; i < COUNT; i++)
        profiles[i] = one->profiles[2];
    one->program.profiles = profiles;
    one->program.profiles_count = COUNT;
}

static const struct {
    void (*change)(Overlaid *one);
    const char *said;
} refused[] = {
    {names_out_of_order, "not in the order of their names"},
    {name_of_no_text, "a profile is damaged"},
    {day_of_no_calendar, "a profile is damaged"},
    {end_without_a_beginning, "a profile is damaged"},
    {refines_nobody, "a profile is damaged"},
    {refines_itself, "refine each other"},
    {refines_in_a_circle, "refine each other"},
    {applies_by_nothing, "the condition of a profile"},
    {applies_by_a_number, "the condition of a profile"},
    {segment_elsewhere, "a segment does not stand where it should"},
    {segment_without_a_condition, "a segment does not stand where it should"},
    {condition_of_no_file, "the span of a profile's condition"},
    {places_of_others, "`profiles` is damaged: `first_place`"},
    {more_than_there_are_bits, "more profiles than"},
    {rule_of_nobody, "a rule is of no profile"},
    {requirement_of_nobody, "`requires` is damaged: `profile`"},
    {exception_dropped_by_nobody, "dropped by no profile"},
    {raise_of_no_rule, "`raises` is out of order"},
    {raises_out_of_order, "`raises` is out of order"},
    {raise_of_no_profile, "`raises` is damaged: `profile`"},
    {raise_of_no_severity, "`raises` is damaged: `severity`"},
    {raise_of_no_weight, "`raises` is damaged: `weight`"},
    {setting_of_no_parameter, "`settings` is out of order"},
    {settings_out_of_order, "`settings` is out of order"},
    {setting_of_no_profile, "`settings` is damaged: `profile`"},
    {setting_of_no_value, "`settings` is out of order"},
    {constant_beyond_the_pool, "`parameters` is damaged: `constant`"},
    {parameter_of_nobody, "`parameters` is damaged: `profile`"},
    {threshold_of_no_mode, "`mode_raises` is out of order"},
    {threshold_of_no_rank, "`mode_raises` is out of order"},
    {threshold_beyond_the_last_rank, "`mode_raises` is out of order"},
    {threshold_of_another_type, "`mode_raises` is out of order"},
    {thresholds_out_of_order, "`mode_raises` is out of order"},
    {waiver_of_no_rule, "`waivers` is out of order"},
    {waiver_of_what_is_not_waivable, "`waivers` is out of order"},
    {waiver_until_no_day, "`waivers` is out of order"},
    {waivers_out_of_order, "`waivers` is out of order"},
    {waiver_of_no_file, "a span of `waivers`"},
    {waiver_without_reasons, "`waivers` is damaged: `because`"},
    {guard_of_no_outcome, "`alsos` is out of order"},
    {guard_of_what_is_otherwise, "`alsos` is out of order"},
    {guards_out_of_order, "`alsos` is out of order"},
    {guard_that_is_none, "`alsos` is damaged: `guard`"},
    {change_of_nobody, "`changes` is out of order"},
    {changes_out_of_order, "`changes` is out of order"},
    {change_of_no_kind, "`changes` is damaged: `kind`"},
    {change_of_no_file, "the span of what a profile changes"},
    {file_of_nobody, "a file is of no profile"},
    {file_of_a_library_and_a_profile, "a file is of no profile"},
    {file_that_nobody_uses, "a file is of no profile"},
    {opcode_of_no_profile, "outside of its pool"},
    {alone_opcode_of_a_profile, "outside of its pool"},
    {alone_root_with_a_maker, "the root frame"},
    {alone_rule_of_a_profile, "a rule of the policy by itself hangs on a profile"},
    {alone_rules_out_of_order, "in the order of their codes"},
    {alone_rule_that_is_not_there, "may not be there"},
    {alone_requirement_of_a_profile, "`alone_requires` is damaged: `profile`"},
    {alone_exception_dropped, "a rule of the policy by itself hangs on a profile"},
    {alone_findings_of_others, "the findings of a requirement"},
    {alone_pieces_of_others, "`alone_findings` is damaged: `first_piece`"},
    {alone_piece_of_no_type, "a finding shows"},
    {alone_place_of_no_file, "a span of `places`"},
    {alone_requirement_of_no_rule, "rules of the policy by itself leave something over"},
    {alone_without_code, "the policy by itself is damaged"},
    {alone_without_an_end, "may not be there"},
    {alone_without_profiles, "the policy by itself is damaged"},
};

static void records_in_order_pass(void **state)
{
    (void)state;
    Program opened;
    Text reason;
    if (!opens(overlaid(), &opened, &reason))
        fail_msg("%.*s", (int)reason.length, reason.bytes);
    assert_int_equal(opened.applies, 7);
}

static void every_field_is_looked_at(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        Overlaid *one = overlaid();
        Program opened;
        Text reason;
        refused[i].change(one);
        if (opens(one, &opened, &reason))
            fail_msg("the change %zu is not refused (%s)", i, refused[i].said);
        if (!text_contains(reason, text_of(refused[i].said)))
            fail_msg("the change %zu: \"%.*s\" is said, and not \"%s\"", i, (int)reason.length, reason.bytes, refused[i].said);
    }
}

// What profiles set is no period, which is verified to be short.
static void a_period_is_no_parameter(void **state)
{
    (void)state;
    Overlaid *one = overlaid();
    Program opened;
    Text reason;
    one->parameters[0].constant = one->code[instr_of(one, OP_DATE_MONTHS)].b;
    assert_false(opens(one, &opened, &reason));
    assert_true(text_contains(reason, text_of("the period is one that profiles set")));
}

// Each file has a digest for those who use it, whose own it is or not.
static void digests_are_of_what_is_used(void **state)
{
    (void)state;
    Overlaid *one = overlaid();
    Program opened;
    Text reason;
    assert_true(opens(one, &opened, &reason));
    assert_true(digest_equal(&opened.policy, &fixture.program.policy));
    assert_true(digest_equal(&opened.policy, &opened.profile_digests[0])); // the same files, of the same owner
    one->files[0].profile = 1;
    assert_true(opens(one, &opened, &reason));
    assert_false(digest_equal(&opened.policy, &fixture.program.policy));
    one->files[0].profile = NO_INDEX;
    one->files[0].users = 9;
    assert_true(opens(one, &opened, &reason));
    assert_true(digest_equal(&opened.policy, &opened.profile_digests[2]));
    assert_false(digest_equal(&opened.policy, &opened.profile_digests[1]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(records_in_order_pass), UNIT_TEST(every_field_is_looked_at),
                                       UNIT_TEST(a_period_is_no_parameter), UNIT_TEST(digests_are_of_what_is_used)};
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
