// SPDX-License-Identifier: MIT
// Inside of CVSS (cvss.h): metrics by version in the order of their specification, and the equations over the values that a
// vector gives them.
#ifndef ASSIZE_NOTATION_CVSS_INSIDE_H
#define ASSIZE_NOTATION_CVSS_INSIDE_H

#include <stdint.h>

// The value of each metric: its place among those of the tables in cvss.c; NOT_GIVEN. Metrics of the base are given.
enum { NOT_GIVEN = -1, MOST_METRICS = 40 };

enum { CVSS2_AV, CVSS2_AC, CVSS2_AU, CVSS2_C, CVSS2_I, CVSS2_A, CVSS2_BASE };
enum { CVSS3_AV, CVSS3_AC, CVSS3_PR, CVSS3_UI, CVSS3_S, CVSS3_C, CVSS3_I, CVSS3_A, CVSS3_BASE };
enum {
    CVSS4_AV,
    CVSS4_AC,
    CVSS4_AT,
    CVSS4_PR,
    CVSS4_UI,
    CVSS4_VC,
    CVSS4_VI,
    CVSS4_VA,
    CVSS4_SC,
    CVSS4_SI,
    CVSS4_SA,
    CVSS4_BASE,
    CVSS4_E = CVSS4_BASE,
    CVSS4_CR,
    CVSS4_IR,
    CVSS4_AR,
    CVSS4_MODIFIED // those of the base once more, in their order
};

// Each gives tenths.
int cvss2_base(const int8_t *values);
int cvss3_base(const int8_t *values);
int cvss4_all(const int8_t *values); // cvss_macrovector.c

#endif
