// SPDX-License-Identifier: MIT
// The passes of checking, in their order. See check.h.
#include "check/check.h"

void check_policy(Policy *policy)
{
    check_types(policy);
    check_values(policy);
    check_evidence(policy);
    check_rules(policy);
    check_verdict(policy);
    check_tests(policy);
    // What follows needs a tree whose names and types are right.
    if (policy->diagnostics->errors)
        return;
    check_cycles(policy);
    if (policy->diagnostics->errors)
        return;
    check_widths(policy);
    check_directions(policy);
    check_coverage(policy);
}
