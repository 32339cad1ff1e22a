// SPDX-License-Identifier: MIT
// The policy's header: when the policy is in force, and how long its verdicts may be relied on.
#include "check/check.h"

#include "support/calendar.h"

static Text date_text(const Policy *policy, int64_t date)
{
    TextBuilder text = text_builder(policy->arena);
    date_append(&text, date);
    return text_built(&text);
}

void check_header(Policy *policy)
{
    const Header *header = &policy->main->header;
    if (span_is_known(header->effective_span) && header->until < header->effective)
        diagnose(policy->diagnostics, MESSAGE_ENDS_BEFORE_IT_BEGINS, header->effective_span, 2, date_text(policy, header->until),
                 date_text(policy, header->effective));
    if (span_is_known(header->valid_span) && header->valid_for % SECONDS_A_DAY != 0) {
        Diagnostic *part = diagnose(policy->diagnostics, MESSAGE_VALID_FOR_WHOLE_DAYS, header->valid_span, 0);
        diagnostic_expect(part, text_of("a duration of whole days, in any unit: `30 days`, `48 hours`"));
    }
}
