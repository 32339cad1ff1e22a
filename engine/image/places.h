// SPDX-License-Identifier: MIT
// Where what an image holds stands in what was submitted (where-provenance), as JSON pointers. No image has that: the submissions
// are read again, and their rows made as they were for the image.
#ifndef ASSIZE_IMAGE_PLACES_H
#define ASSIZE_IMAGE_PLACES_H

#include "image/image.h"

typedef struct ImagePlaces ImagePlaces;

// Opens the places of the image of an entity of a type, in the arena. submissions: those that it was made of, as they were
// stored, each with its canonical form; they are put in the image's order. Null: a document among them is damaged.
ImagePlaces *image_places(const Program *schema, Arena *arena, uint32_t type, SubmissionList *submissions);
// Where a submission, by its number in the image, says something about an attribute of a row: the JSON pointer (RFC 6901) of the
// value in a submission of our own; in a document that others make, of the object that the row was made of. Empty: it is not
// known, as in a table, or where the submission says nothing there.
Text image_pointer(ImagePlaces *places, uint32_t submission, uint32_t attribute, uint32_t row);

#endif
