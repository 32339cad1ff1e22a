// SPDX-License-Identifier: MIT
// A fact base in the folder of a test, after the policy of the tests, and what is done with it.
#ifndef ASSIZE_TESTS_UNIT_STORE_H
#define ASSIZE_TESTS_UNIT_STORE_H

#include "store/base_inside.h"
#include "unit/compiled.h"

const char *store(void); // its path
Base *open_store(EnvMode mode);
Env *open_tables(void); // of the store, to change what it holds

typedef struct Imported {
    BaseAnswer answer;
    BaseImport result;
    Diagnostics diagnostics;
    SubmissionList list;
} Imported;
Imported import(Base *base, Text text);
BaseAnswer withdraw(Base *base, const Digest *digest, const char *because);
Text box(int number, int doors); // a submission about a box of that number

BaseChecked verify(Base *base);
// A copy of the image that a review of a box finds.
void find_image(Base *base, Text id, Text *image);

#endif
