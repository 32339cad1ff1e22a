// SPDX-License-Identifier: MIT
// Inside of cyclonedx_import: the numbers of its table (cyclonedx.def, made into an ImportFormat by cyclonedx_table.c), and the
// import under way. cyclonedx_components.c reads components, cyclonedx_links.c what refers to them; cyclonedx.c is the order of
// it.
#ifndef ASSIZE_IMPORT_CYCLONEDX_INSIDE_H
#define ASSIZE_IMPORT_CYCLONEDX_INSIDE_H

#include "import/cyclonedx.h"
#include "import/import.h"

typedef enum ObjectId { // of the format
#define OBJECT(id, path) IN_##id,
#include "import/cyclonedx.def"
    OBJECTS
} ObjectId;

typedef enum MemberId { // of the format, those of one object together
#define MEMBER(id, object, name, kind, attribute) FROM_##id,
#include "import/cyclonedx.def"
    MEMBERS
} MemberId;

typedef enum ClaimId { // what the schema may declare
#define ATTRIBUTE(id, owner, name, taken) CLAIM_##id,
#include "import/cyclonedx.def"
    CLAIMS,
    CLAIM_THE_IMPORTER = IMPORT_USED,
    CLAIM_NOWHERE = IMPORT_NOWHERE,
} ClaimId;

typedef enum OwnerId { OWNER_PRODUCT, OWNER_COMPONENT, OWNER_VULNERABILITY, OWNERS } OwnerId;

extern const ImportFormat cyclonedx_format;

// What other parts of the document say of a component.
typedef struct Component {
    ImportLinks depends_on, vulnerabilities;
    bool has_entry;         // in dependencies[]
    bool dependencies_open; // as a composition says
    bool dependencies_lost; // a reference that led nowhere
    bool nests;             // other components stand inside of it
    bool nests_all;         // as a composition says
} Component;

typedef struct Bom {
    Import *import;
    Text serial, product_ref;
    ImportParts components, vulnerabilities; // vulnerabilities: each statement by itself
    Component *saying;                       // by component
    size_t saying_count, saying_capacity;
    ImportLinks product_vulnerabilities;
    uint32_t nameless;      // components that say nothing to call them by
    bool listed;            // whether the file has a list of components
    bool complete;          // as a composition says of everything
    bool product_nests_all; // as one says of what the product is made of
    bool incomplete;        // as one says of anything
    bool dependencies_open; // of all components
    bool vulnerabilities_lost;
} Bom;

// ---- cyclonedx_components.c ----

// Reads an array of components and all that stand inside of them. Their entries in the document are gone then.
void bom_components(Bom *bom, uint32_t array);
// Makes a bom-ref (or, IMPORT_NONE, none) known.
void bom_declare(Bom *bom, uint32_t value, int32_t target);

// ---- cyclonedx_links.c ----

void bom_services(Bom *bom, uint32_t array); // for their bom-refs
void bom_compositions(Bom *bom, uint32_t array);
void bom_dependencies(Bom *bom, uint32_t array);
void bom_vulnerabilities(Bom *bom, uint32_t array);

#endif
