// SPDX-License-Identifier: MIT
// Submissions to be filled in, which are JSON whatever form is asked for: laid out so that a person can write into them. See
// forms.h.
#include "report/text_sheet.h"

// The type of what is asked for, in the words of the language.
static Text type_of(const Program *program, const AttributeInfo *attribute, Arena *arena)
{
    static const char *const names[] = {
        [TYPE_BOOLEAN] = "boolean",   [TYPE_INTEGER] = "integer", [TYPE_DECIMAL] = "decimal",
        [TYPE_TEXT] = "text",         [TYPE_DATE] = "date",       [TYPE_INSTANT] = "instant",
        [TYPE_DURATION] = "duration", [TYPE_VERSION] = "version", [TYPE_ADDRESS] = "address",
    };
    bool declared = attribute->kind == TYPE_ENTITY || attribute->kind == TYPE_PART;
    Text name = attribute->kind == TYPE_ENUM ? program_string(program, program->enums[attribute->target].name)
                : declared                   ? program_string(program, program->types[attribute->target].name)
                                             : text_of(names[attribute->kind]);
    bool reference = attribute->kind == TYPE_PART && !(attribute->flags & ATTRIBUTE_OWNED);
    return text_format(arena, "%s%s%.*s", attribute_is_many(attribute) ? "many " : "", reference ? "ref " : "", (int)name.length,
                       name.bytes);
}

static void write_asked(Sheet *sheet, const Program *program, const AskedFact *fact)
{
    JsonWriter *json = &sheet->json;
    Arena *arena = sheet->to->arena;
    const AttributeInfo *attribute = &program->attributes[fact->attribute];
    json_begin_object(json);
    if (fact->part_count)
        json_key_integer(json, "of", (int64_t)fact->part_count);
    json_key_string(json, "path", fact->path);
    json_key_object(json, "question");
    json_key_string(json, "en", question_text(program, fact->attribute, TONGUE_ENGLISH, arena));
    json_key_string(json, "zh", question_text(program, fact->attribute, TONGUE_CHINESE, arena));
    json_end_object(json);
    json_key_array(json, "rules");
    for (size_t i = 0; i < fact->rule_count; i++)
        json_write_string(json, program_string(program, program->rules[fact->rules[i]].code));
    json_end_array(json);
    json_key_string(json, "type", type_of(program, attribute, arena));
    if (attribute->kind == TYPE_ENUM) {
        const EnumInfo *info = &program->enums[attribute->target];
        json_key_array(json, "values");
        for (uint32_t i = 0; i < info->value_count; i++)
            json_write_string(json, program_string(program, program->enum_values[info->first_value + i].name));
        json_end_array(json);
    }
    json_key_string(json, "why", text_of(why_names[fact->why]));
    json_end_object(json);
}

static Text asked_text(const Program *program, const Skeleton *skeleton, Arena *arena)
{
    Sheet sheet;
    sheet_open(&sheet, NULL, arena);
    json_begin_array(&sheet.json);
    for (size_t i = 0; i < skeleton->count; i++)
        write_asked(&sheet, program, &skeleton->facts[i]);
    json_end_array(&sheet.json);
    return text_built(sheet.to);
}

void skeletons_as_json(const ReportSkeletons *skeletons, Sheet *sheet)
{
    const Program *program = skeletons->program;
    Arena *arena = sheet->to->arena;
    json_begin_array(&sheet->json);
    for (size_t i = 0; i < skeletons->told.count; i++) {
        Text canonical = skeletons->canonical[i];
        TextBuilder *to = json_begin_raw(&sheet->json);
        text_append_string(to, "{\"asked\":");
        text_append(to, asked_text(program, &skeletons->told.items[i], arena));
        text_append_string(to, ","); // before all other members
        text_append(to, text_slice(canonical, 1, canonical.length));
    }
    json_end_array(&sheet->json);
    TextBuilder laid = text_builder(arena);
    json_append_indented(text_built(sheet->to), &laid);
    *sheet->to = laid;
}

void skeletons_as_text(const ReportSkeletons *skeletons, Sheet *sheet)
{
    skeletons_as_json(skeletons, sheet);
}
