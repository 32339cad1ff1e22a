// SPDX-License-Identifier: MIT
// Names by number. See names.h.
#include "model/names.h"

// As many names as there are values: one that is missing does not compile.
#define NAMES_ALL(names, count) _Static_assert(sizeof(names) / sizeof *(names) == (count), #names)

const char *const rule_severity_names[] = {"advisory", "minor", "major", "critical"};
NAMES_ALL(rule_severity_names, RULE_SEVERITIES);

const char *const status_names[] = {"satisfied", "violated", "undetermined", "not_applicable", "excepted", "waived"};
NAMES_ALL(status_names, STATUSES);

const char *const submission_field_names[] = {"kind", "by", "on", "acceptable", "title", "signer"};
NAMES_ALL(submission_field_names, SUBMISSION_FIELDS);

const char *const change_names[] = {"parameter", "severity",  "weight",    "evidence", "require", "except",
                                    "waive",     "also when", "interpret", "changes",  "adds"};
NAMES_ALL(change_names, CHANGE_KINDS);
