// SPDX-License-Identifier: MIT
// Scores of vectors of the Common Vulnerability Scoring System (first.org/cvss): 2.0, 3.0, 3.1 and 4.0. All of it is exact.
#ifndef ASSIZE_NOTATION_CVSS_H
#define ASSIZE_NOTATION_CVSS_H

#include "support/text.h"

// The score of a vector, in tenths from 0 to 100: of `AV:N/AC:L/Au:N/C:P/I:P/A:P`, perhaps in parentheses (2.0), and of
// `CVSS:3.0/…` and `CVSS:3.1/…` the base score, whatever else the vector says; of `CVSS:4.0/…` that of all that it says. The
// order of its metrics is free. False where the text is no vector: a metric of the base lacks, one stands there twice, or has a
// value that there is not.
bool cvss_score(Text vector, int *tenths);

#endif
