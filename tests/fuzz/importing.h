// SPDX-License-Identifier: MIT
// What targets share that import documents: a document of whatever format, with all that must hold of what is made of it.
#ifndef ASSIZE_TESTS_FUZZ_IMPORTING_H
#define ASSIZE_TESTS_FUZZ_IMPORTING_H

#include "fuzz/target.h"

// Imports a document for a program: what is read has claims that are read again as a submission of our own, and an image that is
// right; so has its dossier when it is made anew, and with another submission (JSON; bytes null: there is none).
void import_document_wholly(Target *target, const Program *program, Text document, Text beside);

#endif
