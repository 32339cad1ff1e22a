// SPDX-License-Identifier: MIT
// The fingerprint, as engine/fingerprint.c has computed it. See stored.h.
#include "model/stored.h"

#include "fingerprint.h"

const Digest stored_fingerprint = FINGERPRINT;
