// SPDX-License-Identifier: MIT
// What compiler and runtime share because it is stored: the enumerations of stored.def, and the fingerprint of all tables that
// say how bundles, dossier images and the records of the fact base are laid out.
#ifndef ASSIZE_MODEL_STORED_H
#define ASSIZE_MODEL_STORED_H

#include "support/digest.h"

#define ENUMERATION(name, ...) typedef enum name { __VA_ARGS__ } name;
#include "model/stored.def"
#undef ENUMERATION

// The SHA-256 of the tables of opcodes, natives, sections, enumerations and records that this program was built from. What was
// made by a program with another one is made anew, and never read.
extern const Digest stored_fingerprint;

#endif
