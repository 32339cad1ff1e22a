// SPDX-License-Identifier: MIT
// The questions of submissions to be filled in, in words. See text_sheet.h.
#include "report/text_sheet.h"

enum { REFERENCE = TYPE_SUBMISSION }; // to a part: of submissions nothing is asked

// What is asked about values of a type, of which %.*s is the attribute.
static const char *question_of(uint32_t kind, bool reference)
{
    static const char *const question_texts[] = {
        [TYPE_BOOLEAN] = "Is this so: %.*s? true or false.",
        [TYPE_INTEGER] = "Which number is this: %.*s? Without a fraction.",
        [TYPE_DECIMAL] = "Which number is this: %.*s? Such as 7.5.",
        [TYPE_TEXT] = "What is this: %.*s?",
        [TYPE_DATE] = "Which day is this: %.*s? Such as \"2026-11-22\".",
        [TYPE_INSTANT] = "Which moment is this: %.*s? Such as \"2026-11-22T09:30:00Z\".",
        [TYPE_DURATION] = "How long is this: %.*s? Such as \"30 days\".",
        [TYPE_VERSION] = "Which version is this: %.*s? Such as \"1.2.3\".",
        [TYPE_ADDRESS] = "Which address is this: %.*s? Such as \"10.0.0.0/8\".",
        [TYPE_ENUM] = "Which of the values is this: %.*s?",
        [TYPE_ENTITY] = "Which one is this: %.*s? Its id.",
        [REFERENCE] = "Which part is this: %.*s? Its key.",
        [TYPE_PART] = "What is there: %.*s? An object of what is known of it.",
    };
    if (reference)
        return question_texts[REFERENCE];
    const char *text = kind < sizeof question_texts / sizeof *question_texts ? question_texts[kind] : NULL;
    return text ? text : question_texts[TYPE_TEXT];
}

Text question_text(const Program *program, uint32_t attribute, Tongue tongue, Arena *arena)
{
    const AttributeInfo *info = &program->attributes[attribute];
    Text name = text_copy(arena, program_string(program, info->name));
    TextBuilder words = text_builder(arena), text = text_builder(arena);
    bool reference = info->kind == TYPE_PART && !(info->flags & ATTRIBUTE_OWNED);
    for (size_t i = 0; i < name.length; i++)
        text_append_byte(&words, name.bytes[i] == '_' ? ' ' : name.bytes[i]);
    name = text_built(&words);
    text_append_format(&text, tongue_told(question_of(info->kind, reference), tongue), (int)name.length, name.bytes);
    if (attribute_is_many(info))
        text_append_string(&text, tongue_told(" A list of all; or {\"open\": [...]}, where there may be more.", tongue));
    return text_built(&text);
}
