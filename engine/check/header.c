// SPDX-License-Identifier: MIT
// Headers: when the policy and its profiles are in force, and how long verdicts may be relied on.
#include "check/check.h"

#include "support/calendar.h"

static Text date_text(const Policy *policy, int64_t date)
{
    TextBuilder text = text_builder(policy->arena);
    date_append(&text, date);
    return text_built(&text);
}

static void check_effective(Policy *policy, const Header *header, const char *what)
{
    if (span_is_known(header->effective_span) && header->until < header->effective)
        diagnose(policy->diagnostics, MESSAGE_ENDS_BEFORE_IT_BEGINS, header->effective_span, 3, text_of(what),
                 date_text(policy, header->until), date_text(policy, header->effective));
}

void check_header(Policy *policy)
{
    const Header *header = &policy->main->header;
    check_effective(policy, header, "policy");
    for (uint32_t i = 0; i < policy->profile_count; i++)
        check_effective(policy, &policy->profiles[i]->file->header, "profile");
    if (span_is_known(header->valid_span) && header->valid_for % SECONDS_A_DAY != 0) {
        Diagnostic *part = diagnose(policy->diagnostics, MESSAGE_VALID_FOR_WHOLE_DAYS, header->valid_span, 0);
        diagnostic_expect(part, text_of("a duration of whole days, in any unit: `30 days`, `48 hours`"));
    }
}
