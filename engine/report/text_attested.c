// SPDX-License-Identifier: MIT
// The text form of attestations: a line for each step of a verification. See forms.h.
#include "report/text_sheet.h"

enum { STEP_COLUMN = 11 }; // characters

static void put_step(Sheet *sheet, const VerifiedStep *step)
{
    static const char *const states[] = {[STEP_FINE] = "fine", [STEP_FAILED] = "fails", [STEP_NOT_MADE] = "not made"};
    static const Colour colours[] = {[STEP_FINE] = GREEN, [STEP_FAILED] = RED, [STEP_NOT_MADE] = YELLOW};
    sheet_column(sheet, text_of(step->name), STEP_COLUMN);
    sheet_say(sheet, colours[step->state], text_of(states[step->state]));
    if (step->said.length) {
        text_append_string(sheet->to, ": ");
        text_append_shown(sheet->to, step->said);
    }
    text_append_byte(sheet->to, '\n');
}

void verified_as_text(const ReportVerified *verified, Sheet *sheet)
{
    for (size_t i = 0; i < verified->count; i++) {
        const VerifiedEnvelope *one = &verified->items[i];
        if (i > 0)
            text_append_byte(sheet->to, '\n');
        for (size_t step = 0; step < one->count; step++)
            put_step(sheet, &one->steps[step]);
    }
}

void key_made_as_text(const Digest *fingerprint, Sheet *sheet)
{
    text_append(sheet->to, digest_text(sheet->to->arena, fingerprint));
    text_append_byte(sheet->to, '\n');
}
