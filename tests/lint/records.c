// SPDX-License-Identifier: MIT
// Lays out every record that bundles, images and the fact base hold, so that the compiler says where one has a hole.
#include "code/program.h"
#include "facts/base_inside.h"
#include "facts/image.h"

#define SECTION(name, type) extern const char size_of_##name[sizeof(type)];
#include "code/sections.def"
#undef SECTION

extern const char size_of_program[sizeof(ProgramHead)], size_of_image[sizeof(ImageHead)],
    size_of_submission[sizeof(ImageSubmission)], size_of_entity[sizeof(ImageEntity)], size_of_table[sizeof(ImageTable)],
    size_of_section[sizeof(ImageSection)], size_of_column[sizeof(ImageColumn)], size_of_side[sizeof(ImageSide)],
    size_of_claim[sizeof(ImageClaim)], size_of_sets[sizeof(ImageSets)], size_of_record[sizeof(EntityRecord)];
