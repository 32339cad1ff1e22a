// SPDX-License-Identifier: MIT
// Single licences as the review's texts name them, each read once: rules compare those of many components with those of one list.
#ifndef ASSIZE_MACHINE_OPS_LICENCE_H
#define ASSIZE_MACHINE_OPS_LICENCE_H

#include "machine/entities.h"

#include "notation/licence.h"

struct KnownLicence {
    LicenceFault fault; // the licence is there where it is LICENCE_FINE
    Licence licence;
};

// What a text of the review is as a single licence. Stays as long as the review.
const KnownLicence *review_licence(Review *review, int64_t text);

#endif
