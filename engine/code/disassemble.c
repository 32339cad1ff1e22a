// SPDX-License-Identifier: MIT
// The disassembler: code as text that a person can follow, what each instruction makes, in which frame, and which piece of the
// policy's text it comes from.
#include "code/bundle.h"

#include "model/builtin.h"
#include "support/calendar.h"
#include "support/diagnostic.h"

typedef struct Printer {
    const Program *program;
    CodeView code;
    const RegisterType *types;
    TextBuilder *to;
    Arena *arena;
    const PlaceInfo **place_of; // by instruction: a place that names it, the rule's own where one is printed
} Printer;

static void append(Printer *printer, Text text)
{
    text_append(printer->to, text_shown(printer->arena, text));
}

static void append_string(Printer *printer, uint32_t string)
{
    append(printer, program_string(printer->program, string));
}

static void append_list(Printer *printer, uint32_t number)
{
    const ListInfo *list = &printer->program->lists[number];
    if (list->name != NO_INDEX)
        append_string(printer, list->name);
    else
        text_append_format(printer->to, "list%u", number);
    text_append_format(printer->to, "(%u)", list->count);
}

// The kinds of evidence of which alone something is asked.
static void append_kinds(Printer *printer, const ListInfo *kinds)
{
    for (uint32_t i = 0; i < kinds->count; i++) {
        text_append_string(printer->to, i ? ", " : " by ");
        append_string(printer, printer->program->kinds[printer->program->list_values[kinds->first + i]].name);
    }
}

static void append_slot(Printer *printer, uint32_t number)
{
    const SlotInfo *slot = &printer->program->slots[number];
    const AttributeInfo *attribute = &printer->program->attributes[slot->attribute];
    append_string(printer, printer->program->types[attribute->owner].name);
    text_append_byte(printer->to, '.');
    append_string(printer, attribute->name);
    if (slot->mode == MODE_UNCONDITIONED)
        text_append_string(printer->to, " unconditioned");
    else if (slot->mode >= MODE_STRICT)
        text_append_format(printer->to, " strict%u", slot->mode - MODE_STRICT);
    if (slot->kinds != NO_INDEX)
        append_kinds(printer, &printer->program->lists[slot->kinds]);
}

// What profiles set a constant to, from the loosest to the strictest.
static void append_settings(Printer *printer, uint32_t constant)
{
    const Program *program = printer->program;
    for (uint32_t i = 0; i < program->settings_count; i++) {
        const SettingInfo *setting = &program->settings[i];
        if (program->parameters[setting->parameter].constant != constant)
            continue;
        text_append_string(printer->to, ", ");
        append_string(printer, program->profiles[setting->profile].name);
        text_append_format(printer->to, " %lld", (long long)setting->value);
    }
}

static void append_operand(Printer *printer, const Instr *instr, OperandKind kind, uint32_t operand)
{
    TextBuilder *to = printer->to;
    switch (kind) {
    case OPERAND_NONE:
        return;
    case OPERAND_CONSTANT:
        text_append_format(to, " %lld", (long long)printer->program->constants[operand]);
        append_settings(printer, operand);
        return;
    case OPERAND_STRING:
    case OPERAND_REGEX:
        text_append_string(to, " \"");
        append_string(printer, kind == OPERAND_REGEX ? printer->program->regexes[operand] : operand);
        text_append_byte(to, '"');
        return;
    case OPERAND_SLOT:
        text_append_byte(to, ' ');
        append_slot(printer, operand);
        return;
    case OPERAND_LIST:
        text_append_byte(to, ' ');
        append_list(printer, operand);
        return;
    case OPERAND_TYPE:
        text_append_byte(to, ' ');
        append_string(printer, printer->program->types[operand].name);
        return;
    case OPERAND_ITEMS:
        for (uint32_t i = 0; i < instr->b; i++)
            text_append_format(to, " %u", printer->program->operands[operand + i]);
        return;
    case OPERAND_COUNT:
        if (op_infos[instr->op].operands[0] != OPERAND_ITEMS)
            text_append_format(to, " %u", operand);
        return;
    case OPERAND_FIELD:
        text_append_format(to, " %s", submission_field_names[operand]);
        return;
    case OPERAND_BUILTIN:
        text_append_format(to, " %s", builtin_name((Builtin)operand));
        return;
    case OPERAND_PROFILE:
        text_append_byte(to, ' ');
        append_string(printer, printer->program->profiles[operand].name);
        return;
    default:
        text_append_format(to, " %u", operand);
        return;
    }
}

static const char *const kind_names[] = {[OPERAND_NONE] = "",
                                         [OPERAND_TRUTH] = "truth",
                                         [OPERAND_VALUE] = "value",
                                         [OPERAND_WIDE] = "wide",
                                         [OPERAND_RANGE] = "range"};

enum { LONGEST_PLACE = 60 }; // characters

// Where an instruction comes from, in the words of the policy: the first line of it.
static void append_place(Printer *printer, uint32_t instr)
{
    const PlaceInfo *place = printer->place_of[instr];
    const Instr *code = &printer->code.instrs[instr];
    bool row = code->op == OP_ROW || code->op == OP_ROW_TRUTH;
    if (!place && !row)
        return;
    Text source = program_source(printer->program, row ? printer->program->table_rows[code->b].span : place->span);
    const char *end = source.length ? memchr(source.bytes, '\n', source.length) : NULL;
    bool cut = end != NULL;
    if (cut)
        source.length = (size_t)(end - source.bytes);
    size_t at = 0;
    for (int points = 0; points < LONGEST_PLACE && at < source.length && text_next(source, &at) >= 0; points++) {
    }
    cut |= at < source.length;
    source.length = at;
    text_append_string(printer->to, "   # ");
    append(printer, source);
    if (cut)
        text_append_string(printer->to, " …");
}

static void append_instr(Printer *printer, uint32_t at)
{
    const Instr *instr = &printer->code.instrs[at];
    const OpInfo *info = &op_infos[instr->op];
    size_t start = printer->to->length;
    text_append_format(printer->to, "%5u  f%-3u %-5s  %s", at, instr->frame, kind_names[printer->types[at].kind], info->name);
    append_operand(printer, instr, info->operands[0], instr->a);
    append_operand(printer, instr, info->operands[1], instr->b);
    append_operand(printer, instr, info->operands[2], instr->c);
    size_t width = printer->to->length - start;
    for (; printer->place_of[at] && width < 58; width++)
        text_append_byte(printer->to, ' ');
    append_place(printer, at);
    text_append_byte(printer->to, '\n');
}

static void append_frames(Printer *printer)
{
    for (uint32_t i = 0; i < printer->code.frame_count; i++) {
        const FrameInfo *frame = &printer->code.frames[i];
        if (i == 0)
            text_append_string(printer->to, "  f0: one row, the entity under review\n");
        else if (frame->origin != NO_FRAME)
            text_append_format(printer->to, "  f%u: below f%u, the rows of f%u once more, made by %u\n", i, frame->parent,
                               frame->origin, frame->maker);
        else
            text_append_format(printer->to, "  f%u: below f%u, made by %u\n", i, frame->parent, frame->maker);
    }
}

static Printer open_printer(const Program *program, CodeView code, Arena *arena, TextBuilder *to)
{
    Printer printer = {.program = program, .code = code, .to = to, .arena = arena};
    Text reason;
    printer.types = code_types(program, code, arena, &reason);
    if (!printer.types)
        bug("code is printed that was not verified");
    printer.place_of = arena_array(arena, (size_t)code.count + 1, sizeof *printer.place_of);
    return printer;
}

static void note_places(Printer *printer, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const PlaceInfo *place = &printer->program->places[first + i];
        const PlaceInfo **noted = &printer->place_of[place->instr];
        if (!*noted)
            *noted = place;
    }
}

static void append_rule_head(Printer *printer, const RuleInfo *rule)
{
    TextBuilder *to = printer->to;
    append_string(printer, rule->code);
    text_append_byte(to, ':');
    if (rule->when != NO_REGISTER)
        text_append_format(to, " when %u", rule->when);
    if (rule->applies != NO_REGISTER && rule->applies != rule->when)
        text_append_format(to, " applies %u", rule->applies);
    text_append_format(to, " requires %u", rule->plain);
    if (rule->strict != rule->plain)
        text_append_format(to, " (strictly %u)", rule->strict);
    text_append_byte(to, '\n');
}

static void append_profile(Printer *printer, const ProfileInfo *profile)
{
    append_string(printer, profile->name);
    if (profile->applies == NO_REGISTER)
        text_append_string(printer->to, ": no condition\n");
    else
        text_append_format(printer->to, ": applies %u\n", profile->applies);
}

// ---- what is mapped of documents ----

static void append_value(Printer *printer, const AttributeInfo *attribute, int64_t value)
{
    const Program *program = printer->program;
    TextBuilder *to = printer->to;
    switch (attribute->kind) {
    case TYPE_ENUM:
        append_string(printer, program->enum_values[program->enums[attribute->target].first_value + value].name);
        break;
    case TYPE_BOOLEAN:
        text_append_string(to, value ? "true" : "false");
        break;
    case TYPE_DATE:
        date_append(to, value);
        break;
    case TYPE_INSTANT:
        instant_append(to, value);
        break;
    case TYPE_DURATION:
        duration_append(to, value);
        break;
    default:
        number_append(to, value, attribute->kind == TYPE_DECIMAL);
        break;
    }
}

static void append_word(Printer *printer, const AttributeInfo *attribute, const MappingWord *word)
{
    TextBuilder *to = printer->to;
    text_append_string(to, " \"");
    append_string(printer, word->text);
    text_append_string(to, "\" => ");
    if (word->value_text != NO_INDEX)
        append_string(printer, word->value_text);
    else
        append_value(printer, attribute, word->value);
}

static void append_mapping(Printer *printer, const MappingInfo *mapping)
{
    const Program *program = printer->program;
    const AttributeInfo *attribute = &program->attributes[mapping->attribute];
    append_string(printer, program->types[mapping->type].name);
    text_append_byte(printer->to, '.');
    append_string(printer, attribute->name);
    for (uint32_t i = 0; i < mapping->path_count; i++) {
        text_append_string(printer->to, i ? " | " : " from ");
        path_append(program, &program->paths[mapping->first_path + i], printer->to);
    }
    for (uint32_t i = 0; i < mapping->word_count; i++)
        append_word(printer, attribute, &program->mapping_words[mapping->first_word + i]);
    text_append_byte(printer->to, '\n');
}

static void append_mappings(Printer *printer)
{
    const Program *program = printer->program;
    uint32_t depth[DEEPEST_BLOCK + 1] = {0}; // the mapping at each depth that is open
    uint32_t open = 0;
    for (uint32_t i = 0; i < program->mappings_count; i++) {
        const MappingInfo *mapping = &program->mappings[i];
        if (i == 0 || mapping[-1].record != mapping->record)
            text_append_format(printer->to, "%s of %s\n", format_record_infos[mapping->record].name,
                               format_infos[mapping->format].name);
        while (open && (mapping->within == NO_INDEX || depth[open - 1] != mapping->within))
            open--;
        depth[open++] = i;
        for (uint32_t level = 0; level < open; level++)
            text_append_string(printer->to, "  ");
        append_mapping(printer, mapping);
    }
}

// A piece of code from its frames on.
static Printer append_code(const Program *program, CodeView code, Arena *arena, TextBuilder *to)
{
    Printer printer = open_printer(program, code, arena, to);
    append_frames(&printer);
    if (!code.accepts)
        note_places(&printer, 0, program->places_count);
    for (uint32_t at = 0; at < code.count; at++) {
        if (!code.accepts && at == program->head.main_end)
            text_append_string(to, "  what findings and questions need beside it\n");
        append_instr(&printer, at);
    }
    return printer;
}

static Printer append_review(const Program *program, Arena *arena, TextBuilder *to)
{
    Printer printer = append_code(program, code_of_review(program), arena, to);
    for (uint32_t rule = 0; rule < program->rules_count; rule++)
        append_rule_head(&printer, &program->rules[rule]);
    for (uint32_t profile = 0; profile < program->profiles_count; profile++)
        append_profile(&printer, &program->profiles[profile]);
    return printer;
}

void program_disassemble(const Program *program, Arena *arena, TextBuilder *to)
{
    Program alone;
    text_append_string(to, "acceptance of submissions\n");
    append_code(program, code_of_acceptance(program), arena, to);
    text_append_string(to, "review\n");
    Printer printer = append_review(program, arena, to);
    append_mappings(&printer);
    if (!program_alone(program, &alone))
        return;
    text_append_string(to, "review of the policy by itself, where a limit is passed\n");
    append_review(&alone, arena, to);
}

void code_mark_needed(const Program *program, const CodeView *code, bool *needed, uint32_t from)
{
    if (from == NO_REGISTER)
        return;
    needed[from] = true;
    for (uint32_t at = from + 1; at-- > 0;) {
        if (!needed[at])
            continue;
        const Instr *instr = &code->instrs[at];
        for (uint32_t i = 0; i < instr_places(instr); i++) {
            uint32_t taken = instr_register(program, instr, i);
            if (taken != NO_REGISTER)
                needed[taken] = true;
        }
        if (instr->frame)
            needed[code->frames[instr->frame].maker] = true;
    }
}

void program_disassemble_rule(const Program *program, uint32_t number, Arena *arena, TextBuilder *to)
{
    const RuleInfo *rule = &program->rules[number];
    CodeView code = code_of_review(program);
    Printer printer = open_printer(program, code, arena, to);
    text_append(to, program_source(program, rule->span));
    text_append_string(to, "\n\n");
    append_rule_head(&printer, rule);
    bool *needed = arena_take(arena, (size_t)code.count + 1);
    const uint32_t outputs[] = {rule->when, rule->applies, rule->plain, rule->strict};
    for (int i = 0; i < 4; i++)
        code_mark_needed(program, &code, needed, outputs[i]);
    note_places(&printer, rule->first_place, rule->place_count);
    note_places(&printer, 0, program->places_count);
    for (uint32_t i = 0; i < code.frame_count; i++) {
        if (i > 0 && needed[code.frames[i].maker])
            text_append_format(to, "  f%u: below f%u, made by %u\n", i, code.frames[i].parent, code.frames[i].maker);
    }
    for (uint32_t at = 0; at < code.count; at++) {
        if (needed[at])
            append_instr(&printer, at);
    }
}
