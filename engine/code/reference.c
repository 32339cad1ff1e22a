// SPDX-License-Identifier: MIT
// The reference page of the opcodes, generated from their table.
#include "code/bundle.h"

static const char *const operand_names[] = {
    [OPERAND_NONE] = "",         [OPERAND_TRUTH] = "truth",        [OPERAND_NUMBER] = "number",   [OPERAND_TEXT] = "text",
    [OPERAND_HANDLE] = "handle", [OPERAND_VALUE] = "value",        [OPERAND_ELEMENT] = "element", [OPERAND_WIDE] = "wide",
    [OPERAND_RANGE] = "range",   [OPERAND_CONSTANT] = "#constant", [OPERAND_STRING] = "#string",  [OPERAND_SLOT] = "#slot",
    [OPERAND_LIST] = "#list",    [OPERAND_REGEX] = "#regex",       [OPERAND_TYPE] = "#type",      [OPERAND_ITEMS] = "#items",
    [OPERAND_COUNT] = "#count",  [OPERAND_FIELD] = "#field",       [OPERAND_BUILTIN] = "#native", [OPERAND_TEXTS] = "texts",
    [OPERAND_ROW] = "#row",      [OPERAND_PROFILE] = "#profile",
};

static const char *const frame_names[] = {
    [FRAME_ROOT] = "root", [FRAME_SAME] = "same", [FRAME_UP] = "up",       [FRAME_DOWN] = "down",
    [FRAME_NEW] = "new",   [FRAME_MADE] = "made", [FRAME_ABOVE] = "above", [FRAME_NONE] = "none",
};

_Static_assert(sizeof operand_names / sizeof *operand_names == OPERAND_KINDS, "a kind of operand without its name");
_Static_assert(sizeof frame_names / sizeof *frame_names == FRAME_RULES, "a frame rule without its name");

void opcode_reference(TextBuilder *to)
{
    text_append_string(
        to, "# Opcodes\n\nOperands with # are indices, the others registers. Frame: where the result lies, as seen from "
            "the operands.\n\n| opcode | a | b | c | result | frame | |\n| --- | --- | --- | --- | --- | --- | --- |\n");
    for (int i = 0; i < OPS; i++) {
        const OpInfo *info = &op_infos[i];
        text_append_format(to, "| %s | %s | %s | %s | %s | %s | %s |\n", info->name, operand_names[info->operands[0]],
                           operand_names[info->operands[1]], operand_names[info->operands[2]], operand_names[info->result],
                           frame_names[info->frame], info->about);
    }
}
