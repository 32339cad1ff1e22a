// SPDX-License-Identifier: MIT
// The words of the language and of verdicts for what compiler and runtime share: severities, statuses, fields of submissions.
#ifndef ASSIZE_MODEL_NAMES_H
#define ASSIZE_MODEL_NAMES_H

#include "model/stored.h"

// What a review comes to for a rule (LANGUAGE.md 5.4).
typedef enum Status {
    STATUS_SATISFIED,
    STATUS_VIOLATED,
    STATUS_UNDETERMINED,
    STATUS_NOT_APPLICABLE,
    STATUS_EXCEPTED,
    STATUS_WAIVED,
    STATUSES
} Status;

// By number; each lasts as long as the program.
extern const char *const rule_severity_names[RULE_SEVERITIES];
extern const char *const status_names[STATUSES];
extern const char *const submission_field_names[SUBMISSION_FIELDS];
extern const char *const change_names[CHANGE_KINDS];

#endif
