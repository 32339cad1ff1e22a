// SPDX-License-Identifier: MIT
// What claims, and the dossier itself, add to the names of a directory (directory.h).
#ifndef ASSIZE_IMPORT_DIRECTORY_FACTS_H
#define ASSIZE_IMPORT_DIRECTORY_FACTS_H

#include "import/directory.h"
#include "submission/submission.h"

// Adds how vulnerabilities are called that claims are about (by the text that is their key, and what an attribute `aliases` has);
// things: also what parts are called, by keys that are purls and by attributes `purl` and `cpe`.
void directory_add_facts(Directory *directory, const Program *schema, const FactRecord *facts, bool things);
// Adds the entity that the dossier is about, by its id.
void directory_add_entity(Directory *directory, uint32_t type, Text id);

#endif
