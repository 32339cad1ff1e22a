// SPDX-License-Identifier: MIT
// The text form of explanations, answers and tests: an indented outline. See forms.h.
#include "report/text_sheet.h"

#include "support/calendar.h"
#include "support/diagnostic.h"

enum { DEEPER = 2 }; // blanks

static Colour colour_of(const Sheet *sheet, Text value)
{
    if (text_is(value, sheet_tell(sheet, "true")))
        return GREEN;
    return text_is(value, sheet_tell(sheet, "false")) ? RED : text_is(value, sheet_tell(sheet, "unknown")) ? YELLOW : BOLD;
}

// indent: of the node, in blanks.
static void append_claim(Sheet *sheet, size_t indent, const Claimed *claim)
{
    TextBuilder *to = sheet->to;
    sheet_blanks(sheet, indent);
    text_append_string(to, claim->decides ? "  = " : "    ");
    sheet_value(sheet, claim->value);
    sheet_put_text(sheet, ", says ", claim->kind);
    if (claim->by.bytes) {
        sheet_put_text(sheet, " by ", claim->by);
    }
    sheet_put(sheet, " on ");
    date_append(to, claim->on);
    if (claim->title.bytes) {
        sheet_put(sheet, ", ");
        text_append_byte(to, '"');
        sheet_value(sheet, claim->title);
        text_append_byte(to, '"');
    }
    if (claim->pointer.length) {
        sheet_put(sheet, " at ");
        sheet_value(sheet, claim->pointer);
    }
    if (claim->unreadable)
        sheet_put(sheet, " (unreadable)");
    sheet_fault(sheet, claim);
    text_append_byte(to, '\n');
    sheet_conditions(sheet, claim->conditions, claim->condition_count, indent + 3 * DEEPER);
}

static void append_fact(Sheet *sheet, size_t indent, const Explained *node)
{
    TextBuilder *to = sheet->to;
    sheet_blanks(sheet, indent + DEEPER);
    sheet_put_text(sheet, "fact: ", node->path);
    if (node->part.bytes) {
        sheet_put(sheet, " of ");
        sheet_value(sheet, node->part);
        sheet_within(sheet, node->within);
    }
    sheet_put_text(sheet, ", ", node->entity);
    sheet_put(sheet, node->claim_count ? "" : ": nobody claims anything");
    text_append_byte(to, '\n');
    for (size_t i = 0; i < node->claim_count; i++)
        append_claim(sheet, indent, &node->claims[i]);
}

// The text that a node is of; of a set that stands nowhere in one, what is said of it.
static void append_source(Sheet *sheet, const Explained *node)
{
    if (node->said == SAID_NOTHING)
        sheet_source(sheet, node->source.length ? node->source : node->path);
    else
        sheet_put_text(sheet, node->said == SAID_IN ? "it is in " : node->said == SAID_ALL ? "all of " : "", node->path);
    if (node->said == SAID_ALL || node->said == SAID_LISTED)
        sheet_put(sheet, node->said == SAID_ALL ? " is known" : " is listed");
}

static void append_node(Sheet *sheet, size_t indent, const Explained *node)
{
    TextBuilder *to = sheet->to;
    Text value = node->hidden ? text_of(sheet_tell(sheet, hidden_text)) : node->value;
    sheet_blanks(sheet, indent);
    if (value.length) {
        sheet_colour(sheet, colour_of(sheet, value));
        sheet_value(sheet, value);
        sheet_colour(sheet, PLAIN);
        text_append_string(to, "  ");
    }
    append_source(sheet, node);
    if (node->row.length) {
        text_append_string(to, "  (");
        sheet_value(sheet, node->row);
        text_append_byte(to, ')');
    }
    ProgramPlace place;
    if (node->source.length && program_place(sheet->program, node->span, &place)) {
        sheet_colour(sheet, FAINT);
        text_append_format(to, "  %.*s:%u", (int)place.path.length, place.path.bytes, place.line);
        sheet_colour(sheet, PLAIN);
    }
    if (node->note)
        text_append_format(to, "  [%s]", sheet_tell(sheet, node->note));
    text_append_byte(to, '\n');
}

static void append_children(Sheet *sheet, size_t indent, const Explained *node)
{
    for (const Explained *child = node->children; child; child = child->next) {
        append_node(sheet, indent, child);
        if (child->has_fact)
            append_fact(sheet, indent, child);
        append_children(sheet, indent + DEEPER, child);
    }
    if (!node->left_out)
        return;
    sheet_blanks(sheet, indent);
    text_append_format(sheet->to, sheet_tell(sheet, "… and %zu more like these\n"), node->left_out);
}

// Appends an explanation as an indented tree, below a head that the caller has written.
static void put_tree(Sheet *sheet, const Explained *explained)
{
    append_children(sheet, DEEPER, explained);
}

// ---- documents ----

static void put_profile(Sheet *sheet, const ExplainedProfile *profile)
{
    const ProfileInfo *info = &sheet->program->profiles[profile->profile];
    sheet_put_text(sheet, "profile ", sheet_string(sheet, info->name));
    sheet_put_text(sheet, " ", sheet_string(sheet, info->version));
    text_append_string(sheet->to, "  ");
    sheet_applies(sheet, profile->profile, &profile->told);
    if (profile->tree)
        put_tree(sheet, profile->tree);
}

static void put_profiles(Sheet *sheet, const ExplainedProfile *profiles, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i)
            text_append_byte(sheet->to, '\n');
        put_profile(sheet, &profiles[i]);
    }
}

// What a rule comes to with the profiles of which it is unknown whether they apply, or without them.
static void put_side(Sheet *sheet, const ReportExplanation *explanation, const ExplainedSide *side)
{
    if (side == explanation->sides) {
        uint64_t unknown = 0;
        for (size_t i = 0; i < explanation->profile_count; i++)
            unknown |= (uint64_t)1 << explanation->profiles[i].profile;
        sheet_put_in(sheet, BOLD, "with ");
        sheet_profile_names(sheet, unknown);
        sheet_put(sheet, ": ");
    } else {
        sheet_put_in(sheet, BOLD, "without: ");
    }
    sheet_put(sheet, side->there ? status_names[side->status] : "no such rule");
    text_append_byte(sheet->to, '\n');
    if (side->excepts)
        sheet_excepts(sheet, "", explanation->rule, side->excepts);
    if (side->there)
        put_tree(sheet, side->tree);
    text_append_byte(sheet->to, '\n');
}

static void put_rule_head(Sheet *sheet, const ReportExplanation *explanation)
{
    const RuleInfo *rule = explanation->rule;
    sheet_colour(sheet, BOLD);
    text_append(sheet->to, sheet_string(sheet, rule->code));
    text_append_string(sheet->to, "  ");
    sheet_put(sheet, explanation->there ? status_names[explanation->status] : "not in this verdict");
    sheet_colour(sheet, PLAIN);
    if (rule->profiles) {
        sheet_put_text(sheet, " (",
                       sheet_string(sheet, sheet->program->profiles[profile_among(sheet->program, rule->profiles)].name));
        sheet_put(sheet, ")");
    }
    text_append_byte(sheet->to, '\n');
    sheet_show(sheet, sheet_wording(sheet, rule->title));
    text_append_byte(sheet->to, '\n');
    if (explanation->there)
        sheet_changes(sheet, "", rule, explanation->status == STATUS_WAIVED, true);
    if (explanation->there && explanation->status == STATUS_WAIVED)
        sheet_waiver(sheet, "", rule, explanation->otherwise, explanation->waived_until);
    sheet_interpretations(sheet, "", rule, explanation->on);
}

void explanation_as_text(const ReportExplanation *explanation, Sheet *sheet)
{
    sheet->program = explanation->program;
    put_rule_head(sheet, explanation);
    if (explanation->side_count == 1 && explanation->sides[0].excepts)
        sheet_excepts(sheet, "", explanation->rule, explanation->sides[0].excepts);
    text_append_byte(sheet->to, '\n');
    if (explanation->side_count == 1)
        put_tree(sheet, explanation->sides[0].tree);
    for (size_t i = 0; i < explanation->side_count && explanation->side_count > 1; i++)
        put_side(sheet, explanation, &explanation->sides[i]);
    put_profiles(sheet, explanation->profiles, explanation->profile_count);
}

void applies_as_text(const ReportApplies *applies, Sheet *sheet)
{
    sheet->program = applies->program;
    put_profiles(sheet, applies->profiles, applies->profile_count);
}

static void append_items(Sheet *sheet, const Text *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sheet_put(sheet, i ? ", " : "");
        sheet_value(sheet, items[i]);
    }
    sheet_put(sheet, count ? "" : "none");
}

// The value of a set: who is in, who may be, and whether that is all.
static void append_set(Sheet *sheet, const ReportAnswer *answer)
{
    sheet_put(sheet, "in: ");
    append_items(sheet, answer->in, answer->in_count);
    text_append_byte(sheet->to, '\n');
    sheet_put(sheet, "may be in: ");
    append_items(sheet, answer->may_be_in, answer->may_be_in_count);
    text_append_byte(sheet->to, '\n');
    if (answer->closed)
        sheet_put(sheet, "and no others");
    else
        sheet_put(sheet, answer->reason_count ? "and there may be others:" : "and there may be others");
    text_append_byte(sheet->to, '\n');
    sheet_reasons(sheet, answer->reasons, answer->reason_count);
}

// The answer with the profiles of which it is unknown whether they apply, or without them.
static void put_answer_side(Sheet *sheet, const ReportAnswer *answer)
{
    if (answer->is_set) {
        append_set(sheet, answer);
        return;
    }
    sheet_value(sheet, answer->value);
    text_append_byte(sheet->to, '\n');
    put_tree(sheet, answer->tree);
}

static void put_answer_sides(Sheet *sheet, const ReportAnswer *answer)
{
    sheet_put(sheet, "unknown");
    text_append_string(sheet->to, "\n\n");
    sheet_put_in(sheet, BOLD, "with ");
    sheet_profile_names(sheet, answer->profiles);
    sheet_put(sheet, ": ");
    put_answer_side(sheet, answer);
    text_append_byte(sheet->to, '\n');
    sheet_put_in(sheet, BOLD, "without: ");
    put_answer_side(sheet, answer->without);
}

void answer_as_text(const ReportAnswer *answer, Sheet *sheet)
{
    sheet->program = answer->program;
    if (answer->hidden) {
        sheet_put(sheet, "confidential");
        text_append_byte(sheet->to, '\n');
    } else if (answer->without) {
        put_answer_sides(sheet, answer);
    } else if (answer->is_set) {
        append_set(sheet, answer);
    } else {
        sheet_value(sheet, answer->value);
        text_append_string(sheet->to, "\n\n");
        put_tree(sheet, answer->tree);
    }
}

// ---- tests ----

// As all that is said of tests, in English.
static void append_unmet(Sheet *sheet, const UnmetExpectation *unmet)
{
    TextStyle english = *sheet->style;
    english.tongue = TONGUE_ENGLISH;
    Sheet why;
    sheet_open(&why, &english, sheet->to->arena);
    why.program = sheet->program;
    text_append_format(sheet->to, "  %.*s:%u: %.*s\n    ", (int)unmet->place.file.length, unmet->place.file.bytes,
                       unmet->place.line, (int)unmet->expected.length, unmet->expected.bytes);
    sheet_show(sheet, unmet->was);
    text_append_byte(sheet->to, '\n');
    if (!unmet->tree)
        return;
    put_tree(&why, unmet->tree);
    Text lines = text_built(why.to);
    for (size_t at = 0, start = 0; at < lines.length; at++) {
        if (lines.bytes[at] != '\n')
            continue;
        text_append_string(sheet->to, "    ");
        text_append(sheet->to, text_slice(lines, start, at + 1));
        start = at + 1;
    }
}

static void put_place(Sheet *sheet, const ReportPlace *place)
{
    text_append_format(sheet->to, "%.*s:%u", (int)place->file.length, place->file.bytes, place->line);
}

static void put_changing_lines(Sheet *sheet, const ReportTest *test)
{
    for (size_t i = 0; i < test->line_count; i++) {
        text_append_string(sheet->to, "  ");
        put_place(sheet, &test->lines[i].place);
        text_append_string(sheet->to, ": ");
        sheet_source(sheet, test->lines[i].text);
        text_append_byte(sheet->to, '\n');
    }
}

// What a profile does to a test of what it refines, and which of its lines do that.
static void put_effect(Sheet *sheet, const ReportTest *test)
{
    switch (test->effect) {
    case TEST_AS_BEFORE:
        return;
    case TEST_MEANT:
        text_append_string(sheet->to, "  because ");
        sheet_show(sheet, test->because);
        break;
    case TEST_CHANGED:
        text_append_string(sheet->to, "  the profile ");
        sheet_show(sheet, test->changer);
        if (!text_equal(test->changer, test->profile)) {
            text_append_string(sheet->to, ", which ");
            sheet_show(sheet, test->profile);
            text_append_string(sheet->to, " refines,");
        }
        text_append_string(sheet->to, " changes the answer; where that is meant, it says `changes \"");
        sheet_show(sheet, test->title);
        text_append_string(sheet->to, "\" because \"…\" { expect … }`");
        break;
    case TEST_NEEDLESS:
        text_append_string(sheet->to, "  what is expected without this change is met with the profile too: leave it out");
        break;
    case TEST_EFFECTS:
        break;
    }
    text_append_byte(sheet->to, '\n');
    put_changing_lines(sheet, test);
}

void test_as_text(const ReportTest *test, Sheet *sheet)
{
    sheet->program = test->program;
    if (!test->failed && test->effect == TEST_AS_BEFORE)
        return;
    sheet_say(sheet, test->failed ? RED : YELLOW, text_of(test->failed ? "failed" : "changed"));
    text_append_string(sheet->to, " \"");
    sheet_show(sheet, test->title);
    text_append_string(sheet->to, "\" (");
    put_place(sheet, &test->place);
    if (test->change.line) {
        text_append_string(sheet->to, ", changed by ");
        put_place(sheet, &test->change);
    }
    text_append_string(sheet->to, ")\n");
    put_effect(sheet, test);
    for (size_t i = 0; i < test->unmet_count; i++)
        append_unmet(sheet, &test->unmet[i]);
    if (test->refused)
        text_append_string(sheet->to, "  what is given is refused: see the messages\n");
}

static void put_trial(Sheet *sheet, const TestTrial *trial)
{
    size_t others = trial->count - trial->own;
    for (size_t i = 0; i < trial->count; i++)
        text_append(sheet->to, trial->tests[i]);
    sheet_show(sheet, trial->path);
    if (trial->under) {
        text_append_string(sheet->to, " with ");
        sheet_show(sheet, trial->under->name);
    }
    text_append_format(sheet->to, ": %zu test%s", others, others == 1 ? "" : "s");
    if (trial->under)
        text_append_format(sheet->to, ", %zu changed as meant", trial->meant);
    text_append_format(sheet->to, ", %zu failed", trial->failed - trial->own_failed);
    if (trial->under)
        text_append_format(sheet->to, "; %zu of its own, %zu failed", trial->own, trial->own_failed);
    text_append_byte(sheet->to, '\n');
}

void tests_as_text(const ReportTests *tests, Sheet *sheet)
{
    for (size_t i = 0; i < tests->count; i++)
        put_trial(sheet, &tests->trials[i]);
}
