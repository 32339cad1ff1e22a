// SPDX-License-Identifier: MIT
// Who reads what is printed, and what is hidden from whom: attributes that the policy calls confidential from the public, and
// what was submitted in confidence from all but the office and the institution that submitted it.
#ifndef ASSIZE_SUBMISSION_VIEWER_H
#define ASSIZE_SUBMISSION_VIEWER_H

#include "code/program.h"

typedef enum Audience { AUDIENCE_PUBLIC, AUDIENCE_INSTITUTION, AUDIENCE_OFFICE, AUDIENCES } Audience;

typedef struct Viewer {
    Audience audience;
    Text institution; // the id of the one that reads; empty: of none, or not known
} Viewer;

static const Viewer the_office = {.audience = AUDIENCE_OFFICE, .institution = {"", 0}};

// What stands for a value, an id or a text that is hidden.
static const char hidden_text[] = "(confidential)";

static inline bool viewer_sees_attribute(const Viewer *viewer, const AttributeInfo *attribute)
{
    return viewer->audience != AUDIENCE_PUBLIC || !(attribute->flags & ATTRIBUTE_CONFIDENTIAL);
}

// Whether what was said in confidence by an institution (empty: by none that is named) shows.
static inline bool viewer_sees_confidence(const Viewer *viewer, Text by)
{
    if (viewer->audience == AUDIENCE_OFFICE)
        return true;
    return viewer->audience == AUDIENCE_INSTITUTION && by.length && text_equal(by, viewer->institution);
}

// Whether the parts of a type can be named: their key has no attribute that is hidden.
static inline bool viewer_sees_keys(const Viewer *viewer, const Program *program, uint32_t type)
{
    const TypeInfo *info = &program->types[type];
    for (uint32_t i = 0; i < info->key_count; i++) {
        if (!viewer_sees_attribute(viewer, &program->attributes[program->keys[info->first_key + i]]))
            return false;
    }
    return true;
}

#endif
