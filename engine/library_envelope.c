// SPDX-License-Identifier: MIT
// Envelopes (DSSE) that a call is given, for what signs and what verifies. See library_inside.h.
#include "library_inside.h"

static bool refuse(Call *call, const Source *source, const JsonDocument *document, EnvelopeFault fault)
{
    Diagnostics *diagnostics = &call->assize->diagnostics;
    Diagnostic *wrong = diagnose(diagnostics, MESSAGE_FOREIGN_ENVELOPE, span_at(source->file, json_offset(document, fault.value)),
                                 0);
    wrong->pointer = json_pointer(document, diagnostics->arena, fault.value);
    diagnostic_expect(wrong, text_of(fault.expected));
    call->answer = ASSIZE_BAD_INPUT;
    return false;
}

bool call_read_envelope(Call *call, const Source *source, const JsonDocument *document, Envelope *envelope)
{
    EnvelopeFault fault = {0, "an envelope: an object with `payloadType`, `payload` and `signatures`"};
    if (!envelope_is(document, 0) || !envelope_read(&call->assize->arena, document, 0, envelope, &fault))
        return refuse(call, source, document, fault);
    if (text_is(envelope->type, ENVELOPE_STATEMENT) || text_is(envelope->type, ENVELOPE_SUBMISSION))
        return true;
    fault.expected = "a payload of the type `" ENVELOPE_STATEMENT "` or `" ENVELOPE_SUBMISSION "`";
    return refuse(call, source, document, fault);
}
