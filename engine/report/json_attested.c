// SPDX-License-Identifier: MIT
// The JSON form of attestations: an array of those that were verified, each with its steps. See forms.h.
#include "report/json_sheet.h"

void verified_as_json(const ReportVerified *verified, Sheet *sheet)
{
    static const char *const states[] = {[STEP_FINE] = "fine", [STEP_FAILED] = "fails", [STEP_NOT_MADE] = "not made"};
    JsonWriter *json = &sheet->json;
    json_begin_array(json);
    for (size_t i = 0; i < verified->count; i++) {
        const VerifiedEnvelope *one = &verified->items[i];
        json_begin_object(json);
        json_key_array(json, "steps");
        for (size_t step = 0; step < one->count; step++) {
            json_begin_object(json);
            json_key_string(json, "name", text_of(one->steps[step].name));
            json_key_string(json, "said", one->steps[step].said);
            json_key_string(json, "state", text_of(states[one->steps[step].state]));
            json_end_object(json);
        }
        json_end_array(json);
        json_key_bool(json, "verified", one->verified);
        json_end_object(json);
    }
    json_end_array(json);
    text_append_byte(sheet->to, '\n');
}

void key_made_as_json(const Digest *fingerprint, Sheet *sheet)
{
    json_begin_object(&sheet->json);
    json_key_string(&sheet->json, "fingerprint", digest_text(sheet->to->arena, fingerprint));
    json_end_object(&sheet->json);
    text_append_byte(sheet->to, '\n');
}
