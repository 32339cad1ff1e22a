// SPDX-License-Identifier: MIT
// Lays out every record that bundles, images and the fact base hold, so that the compiler says where one has a hole.
#include "code/program.h"
#include "store/base_inside.h"
#include "image/image.h"

#define SECTION(name, type) extern const char size_of_##name[sizeof(type)];
#include "code/sections.def"
#undef SECTION

#define RECORD(name, ...) extern const char size_of_##name[sizeof(name)];
#include "model/records.def"
#undef RECORD

extern const char size_of_program[sizeof(ProgramHead)];
