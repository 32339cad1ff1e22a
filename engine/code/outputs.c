// SPDX-License-Identifier: MIT
// The verifier's entry, and its last step: what rules, findings and questions read of the code must be there when they do (it
// dominates them), and be what they take it for.
#include "code/verify.h"

#include <stdlib.h>

static bool wrong(Verifier *verifier, const char *why)
{
    *verifier->reason = text_of(why);
    return false;
}

static bool is_truth(const Verifier *verifier, uint32_t reg, uint32_t frame)
{
    return reg < verifier->at && verifier->types[reg].kind == OPERAND_TRUTH && verifier->types[reg].frame == frame;
}

// Whether a region has run wherever a rule that is not out of place is asked: it is the outermost, or skipped only where
// the rule's `when` is false.
static bool runs_with_rule(const Verifier *verifier, uint32_t region, const RuleInfo *rule)
{
    const RegionMark *mark = &verifier->regions[region];
    return region == 0 || (mark->parent == 0 && mark->op == OP_SKIP_FALSE && mark->guard == rule->when);
}

// Likewise for the strict reading, which is taken only of what is true in the plain one.
static bool runs_strictly(const Verifier *verifier, uint32_t region, const RuleInfo *rule)
{
    const RegionMark *mark = &verifier->regions[region];
    bool strict = mark->op == OP_SKIP_UNLESS && mark->guard == rule->plain;
    return runs_with_rule(verifier, strict ? mark->parent : region, rule);
}

static bool reads_well(const Verifier *verifier, uint32_t reg, const RuleInfo *rule)
{
    return is_truth(verifier, reg, 0) && runs_with_rule(verifier, verifier->region_of[reg], rule);
}

static bool reads_strictly(const Verifier *verifier, uint32_t reg, const RuleInfo *rule)
{
    return is_truth(verifier, reg, 0) && runs_strictly(verifier, verifier->region_of[reg], rule);
}

static bool check_require(Verifier *verifier, const RuleInfo *rule, const RequireInfo *require)
{
    if (!reads_well(verifier, require->plain, rule) || !reads_strictly(verifier, require->strict, rule))
        return wrong(verifier, "a requirement reads a register that may not be there");
    if (require->body == NO_REGISTER)
        return (require->frame == 0 && require->member == NO_REGISTER && !require->bindings) ||
               wrong(verifier, "a requirement that binds nothing names a frame");
    bool fine = is_truth(verifier, require->member, require->frame) && is_truth(verifier, require->body, require->frame) &&
                runs_with_rule(verifier, verifier->region_of[require->member], rule) &&
                runs_with_rule(verifier, verifier->region_of[require->body], rule);
    return fine || wrong(verifier, "a finding reads a register that may not be there");
}

static bool check_rule(Verifier *verifier, const RuleInfo *rule)
{
    const Program *program = verifier->program;
    bool when = rule->when == NO_REGISTER || (is_truth(verifier, rule->when, 0) && verifier->region_of[rule->when] == 0);
    if (!when || (rule->applies != NO_REGISTER && !reads_well(verifier, rule->applies, rule)) ||
        !reads_well(verifier, rule->plain, rule) || !reads_strictly(verifier, rule->strict, rule))
        return wrong(verifier, "a rule reads a register that may not be there");
    for (uint32_t i = 0; i < rule->except_count; i++) {
        if (!reads_well(verifier, program->excepts[rule->first_except + i].condition, rule))
            return wrong(verifier, "an exception reads a register that may not be there");
    }
    for (uint32_t i = 0; i < rule->require_count; i++) {
        if (!check_require(verifier, rule, &program->requires[rule->first_require + i]))
            return false;
    }
    return true;
}

// A segment, and whose it is: of a requirement of a rule, of an exception of one, of a question, or of a profile's condition.
typedef struct Segment {
    uint32_t start, end;
    const RuleInfo *rule;                  // null: of no rule
    const QuestionInfo *question;          // likewise
    const ProfileInfo *profile;            // likewise
    uint32_t first_finding, finding_count; // of what a rule says
    uint32_t frame;                        // in or above which stands what that shows
    uint32_t region;
} Segment;

static int by_start(const void *a, const void *b)
{
    const Segment *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->end > y->end) - (x->end < y->end);
}

// By register: the region that is skipped where it is false; 0: none. All that belongs to the rules with that `when` has run in
// it, their strict reading aside.
static const uint32_t *regions_by_guard(const Verifier *verifier)
{
    uint32_t *regions = arena_array(verifier->arena, (size_t)verifier->code.count + 1, sizeof *regions);
    for (size_t i = verifier->region_count; i-- > 1;) {
        const RegionMark *mark = &verifier->regions[i];
        if (mark->parent == 0 && mark->op == OP_SKIP_FALSE)
            regions[mark->guard] = (uint32_t)i;
    }
    return regions;
}

static bool run_segments(Verifier *verifier, Segment *segments, size_t count)
{
    const uint32_t *guarded = regions_by_guard(verifier);
    if (count)
        qsort(segments, count, sizeof *segments, by_start);
    for (size_t i = 0; i < count; i++) {
        Segment *segment = &segments[i];
        uint32_t around = segment->rule && segment->rule->when != NO_REGISTER ? guarded[segment->rule->when] : 0;
        segment->region = around;
        if (segment->end < segment->start || segment->end > verifier->code.count)
            return wrong(verifier, "a segment does not stand where it should");
        if (segment->start == segment->end)
            continue;
        if (segment->start != verifier->at)
            return wrong(verifier, "a segment does not stand where it should");
        if (!verifier_open_region(verifier, around, segment->end, NO_REGISTER, OPS))
            return false;
        segment->region = verifier->region;
        if (!verify_code(verifier, segment->end))
            return false;
    }
    return verifier->at == verifier->code.count || wrong(verifier, "code that nothing runs");
}

// Whether a target is what a kind of type needs: an entity is no part, and most have none.
static bool target_fits(const Program *program, uint32_t kind, uint32_t target)
{
    switch (kind) {
    case TYPE_ENUM:
        return target < program->enums_count;
    case TYPE_ENTITY:
    case TYPE_PART:
        return target < program->types_count && program->types[target].is_part == (kind == TYPE_PART);
    default:
        return target == NO_INDEX;
    }
}

// Whether a register holds what is printed as a type. A number is printed whatever it is: a date of any year, a value that an
// enumeration does not have as a number.
static bool shown_fits(const Program *program, const RegisterType *type, uint32_t kind, uint32_t target)
{
    bool value = type->kind == OPERAND_VALUE, nothing = value && type->content == CONTENT_NOTHING; // which no row holds
    bool number = value && type->content == CONTENT_NUMBER, handle = value && type->content == CONTENT_HANDLE;
    if (!target_fits(program, kind, target))
        return false;
    switch (kind) {
    case TYPE_BOOLEAN:
        return type->kind == OPERAND_TRUTH || nothing || number;
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
    case TYPE_DURATION:
    case TYPE_DATE:
    case TYPE_INSTANT:
        return type->kind == OPERAND_WIDE || type->kind == OPERAND_RANGE || nothing || number;
    case TYPE_KIND:
    case TYPE_ENUM:
        return nothing || number;
    case TYPE_TEXT:
    case TYPE_VERSION:
    case TYPE_ADDRESS:
        return nothing || (value && type->content == CONTENT_TEXT);
    case TYPE_ENTITY:
    case TYPE_PART:
        return nothing || (handle && type->type == target);
    case TYPE_SUBMISSION:
        return nothing || (handle && type->type == HANDLE_SUBMISSION);
    default:
        return false;
    }
}

static bool is_there(const Verifier *verifier, uint32_t reg, const Segment *segment)
{
    return reg < verifier->at && verifier_encloses(verifier, verifier->region_of[reg], segment->region);
}

static bool check_shown(Verifier *verifier, const Segment *segment)
{
    const Program *program = verifier->program;
    for (uint32_t i = 0; i < segment->finding_count; i++) {
        const FindingInfo *finding = &program->findings[segment->first_finding + i];
        for (uint32_t j = 0; j < finding->piece_count; j++) {
            const PieceInfo *piece = &program->pieces[finding->first_piece + j];
            if (piece->shown == NO_REGISTER) {
                if (piece->kind != TYPE_NONE || piece->target != NO_INDEX)
                    return wrong(verifier, "a piece of a finding that shows nothing has a type");
                continue;
            }
            bool there = is_there(verifier, piece->shown, segment);
            const RegisterType *type = there ? &verifier->types[piece->shown] : NULL;
            if (!there || !verifier_is_ancestor(verifier, type->frame, segment->frame) ||
                !shown_fits(program, type, piece->kind, piece->target))
                return wrong(verifier, "a finding shows a register that may not be there");
        }
    }
    return true;
}

static bool check_question(Verifier *verifier, const Segment *segment)
{
    const QuestionInfo *question = segment->question;
    bool set = question->member != NO_REGISTER;
    if (!set && question->closed != NO_REGISTER)
        return wrong(verifier, "a question that is closed and no set");
    if (!is_there(verifier, question->value, segment) ||
        (set && (!is_there(verifier, question->member, segment) || !is_there(verifier, question->closed, segment))))
        return wrong(verifier, "a question reads a register that is not there");
    const RegisterType *value = &verifier->types[question->value];
    bool fine = shown_fits(verifier->program, value, question->kind, question->target) &&
                (set ? is_truth(verifier, question->member, value->frame) && is_truth(verifier, question->closed, 0)
                     : value->frame == 0);
    return fine || wrong(verifier, "a question reads something else than it says");
}

static bool check_condition(Verifier *verifier, const Segment *segment)
{
    uint32_t applies = segment->profile->applies;
    bool fine = applies == NO_REGISTER ? segment->start == segment->end
                                       : is_there(verifier, applies, segment) && is_truth(verifier, applies, 0);
    return fine || wrong(verifier, "the condition of a profile reads a register that is not there");
}

static bool check_segment(Verifier *verifier, const Segment *segment)
{
    return segment->rule       ? check_shown(verifier, segment)
           : segment->question ? check_question(verifier, segment)
                               : check_condition(verifier, segment);
}

static size_t collect_segments(const Program *program, Segment *segments)
{
    size_t count = 0;
    for (uint32_t i = 0; i < program->rules_count; i++) {
        const RuleInfo *rule = &program->rules[i];
        for (uint32_t j = 0; j < rule->require_count; j++) {
            const RequireInfo *require = &program->requires[rule->first_require + j];
            segments[count++] = (Segment){.start = require->segment,
                                          .end = require->segment_end,
                                          .rule = rule,
                                          .first_finding = require->first_finding,
                                          .finding_count = require->finding_count + require->bindings,
                                          .frame = require->frame};
        }
        for (uint32_t j = 0; j < rule->except_count; j++) {
            const ExceptInfo *except = &program->excepts[rule->first_except + j];
            segments[count++] = (Segment){.start = except->segment,
                                          .end = except->segment_end,
                                          .rule = rule,
                                          .first_finding = except->first_finding,
                                          .finding_count = except->finding_count};
        }
    }
    for (uint32_t i = 0; i < program->questions_count; i++) {
        const QuestionInfo *question = &program->questions[i];
        segments[count++] = (Segment){.start = question->segment, .end = question->segment_end, .question = question};
    }
    for (uint32_t i = 0; i < program->profiles_count; i++) {
        const ProfileInfo *profile = &program->profiles[i];
        segments[count++] = (Segment){.start = profile->segment, .end = profile->segment_end, .profile = profile};
    }
    return count;
}

// Rows of decision tables are shown as what they say, wherever they are the answer.
static bool check_table_rows(Verifier *verifier)
{
    const Program *program = verifier->program;
    for (uint32_t i = 0; i < program->table_rows_count; i++) {
        if (!target_fits(program, program->table_rows[i].kind, program->table_rows[i].target))
            return wrong(verifier, "a row of a table is of no type");
    }
    for (uint32_t at = 0; at < verifier->code.count; at++) {
        const Instr *instr = &verifier->code.instrs[at];
        if (instr->op != OP_ROW && instr->op != OP_ROW_TRUTH)
            continue;
        const TableRowInfo *row = &program->table_rows[instr->b];
        if (!shown_fits(program, &verifier->types[at], row->kind, row->target))
            return wrong(verifier, "a row of a table says another type than the code");
    }
    return true;
}

static bool check_places(Verifier *verifier)
{
    for (uint32_t i = 0; i < verifier->program->places_count; i++) {
        const PlaceInfo *place = &verifier->program->places[i];
        if (place->kind == TYPE_NONE ? place->target != NO_INDEX
                                     : !shown_fits(verifier->program, &verifier->types[place->instr], place->kind, place->target))
            return wrong(verifier, "a place says another type than the code");
    }
    return true;
}

bool verify_outputs(Verifier *verifier)
{
    const Program *program = verifier->program;
    if (!verifier_main(verifier, program->head.main_end))
        return false;
    size_t most = (size_t)program->questions_count + program->profiles_count;
    for (uint32_t i = 0; i < program->rules_count; i++) {
        if (!check_rule(verifier, &program->rules[i]))
            return false;
        most += (size_t)program->rules[i].require_count + program->rules[i].except_count;
    }
    Segment *segments = arena_array(verifier->arena, most + 1, sizeof *segments);
    size_t count = collect_segments(program, segments);
    if (!run_segments(verifier, segments, count))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!check_segment(verifier, &segments[i]))
            return false;
    }
    return check_places(verifier) && check_table_rows(verifier);
}

bool verify_acceptance(Verifier *verifier)
{
    const Program *program = verifier->program;
    const CodeView *code = &verifier->code;
    if (!verifier_main(verifier, code->count))
        return false;
    uint32_t submissions = 0; // the frame of the dossier's submissions
    for (uint32_t i = 1; i < code->frame_count; i++) {
        const Instr *maker = &code->instrs[code->frames[i].maker];
        if (maker->op == OP_SUBMISSIONS && code->instrs[maker->a].op == OP_DOSSIER)
            submissions = i;
    }
    for (uint32_t i = 0; i < program->kinds_count; i++) {
        uint32_t accept = program->kinds[i].accept;
        bool fine = accept == NO_REGISTER ||
                    (submissions && is_truth(verifier, accept, submissions) && verifier->region_of[accept] == 0);
        if (!fine)
            return wrong(verifier, "a condition of acceptance is no truth value of each submission");
    }
    return check_table_rows(verifier);
}

CodeView code_of_review(const Program *program)
{
    return (CodeView){program->code, program->code_count, program->frames, program->frames_count, false};
}

CodeView code_of_acceptance(const Program *program)
{
    return (CodeView){program->accept_code, program->accept_code_count, program->accept_frames, program->accept_frames_count,
                      true};
}

RegisterType *code_types(const Program *program, CodeView code, Arena *arena, Text *reason)
{
    Verifier verifier;
    verifier_open(&verifier, program, code, arena, reason);
    bool fine = code.accepts ? verify_acceptance(&verifier) : verify_outputs(&verifier);
    return fine ? verifier.types : NULL;
}

// Only a bundle with profiles holds the policy by itself, and then whole.
static bool verify_alone(const Program *program, Arena *arena, Text *reason)
{
    Program alone;
    bool there = program_alone(program, &alone);
    uint64_t items = program->head.alone_end;
#define ALONE(section, record) items += program->alone_##section##_count;
#include "code/sections.def"
    if (!items)
        return true;
    if (!there || !program->profiles_count) {
        *reason = text_of("the policy by itself is damaged");
        return false;
    }
    return records_verify_alone(&alone, arena, reason) && code_types(&alone, code_of_review(&alone), arena, reason);
}

bool program_verify(const Program *program, Arena *arena, Text *reason)
{
    return records_verify(program, arena, reason) && code_types(program, code_of_acceptance(program), arena, reason) &&
           code_types(program, code_of_review(program), arena, reason) && verify_alone(program, arena, reason);
}
