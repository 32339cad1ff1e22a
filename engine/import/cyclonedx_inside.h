// SPDX-License-Identifier: MIT
// CycloneDX JSON 1.2 to 1.7, read by what the policy maps (reading.h). What a path can say stands in std.cyclonedx; here is how
// the records hang together. cyclonedx.c is what a file says of itself and the order of the passes, cyclonedx_components.c reads
// components and services, cyclonedx_links.c what refers to them, cyclonedx_vulnerabilities.c vulnerabilities.
//
// The product is metadata.component. The components are all of components[] and, flattened, those that stand inside of them and
// of metadata.component. A component's key is its purl in canonical form, else group/name@version, else its bom-ref; one that
// says nothing to be called by has a number. One that is listed again with the same facts is one component; one of the same key
// and other facts is told apart by its bom-ref, or by a number behind the key, with a warning.
//
// Closed and open. `depends_on` of what has an entry in dependencies[] is closed, unless a composition says that it is not
// complete; without an entry nothing is said, unless a composition says that it is complete. `contained_in` is closed where
// anything is nested at all: a flat file says nothing of it. `components` is closed where compositions are complete, of
// everything or of the assemblies of the product and of each component that others stand inside of, and none speaks of anything
// that is not. Sets of vulnerabilities are open. The evidence may close a set; but of what the file's own fault lost an element
// (a reference to what is declared nowhere) it is open whatever is said.
//
// A vulnerability that affects what is not known, a service, or nothing that is named goes to the product, with a warning, and
// all sets of vulnerabilities are open. A file without components speaks of those of other documents (VEX): by BOM-Link, purl or
// CPE.
#ifndef ASSIZE_IMPORT_CYCLONEDX_INSIDE_H
#define ASSIZE_IMPORT_CYCLONEDX_INSIDE_H

#include "import/document.h"
#include "import/reading.h"
#include "notation/purl.h"

// What other parts of the document say of a component.
typedef struct BomComponent {
    ReadingLinks depends_on, contained_in, vulnerabilities;
    Text version;
    bool has_entry;             // in dependencies[]
    bool dependencies_open;     // as a composition says
    bool dependencies_complete; // likewise
    bool dependencies_lost;     // a reference that led nowhere
    bool nests;                 // other components stand inside of it
    bool nests_all;             // as a composition says
} BomComponent;

typedef struct Bom {
    const ForeignImport *given;
    const DocumentIdentity *identity;
    Reading *reading;
    JsonDocument *document;
    ReadingRecord record; // the outermost
    Text link;            // of the document, `urn:cdx:SERIAL/VERSION`; empty: it has no serial number
    Text product_version;
    BomComponent **components; // by number; null: nothing is said of it elsewhere
    size_t component_count, component_capacity;
    BomComponent product;
    uint32_t nameless;        // things that say nothing to call them by
    bool listed;              // whether the file has a list of components
    bool has_vulnerabilities; // it lists some
    bool any_nested;          // a component stands inside of another
    bool complete;            // as a composition says of everything
    bool incomplete;          // as one says of what anything is made of
    bool dependencies_open;   // of all components
    bool vulnerabilities_lost;
} Bom;

// ---- cyclonedx_components.c ----

// Reads an array of components (READING_NONE: there is none) and all that stand inside of them. Their entries in the document are
// gone then. Likewise of services.
void bom_components(Bom *bom, uint32_t array);
void bom_services(Bom *bom, uint32_t array);
// What other parts of the document say of a component.
BomComponent *bom_component(Bom *bom, uint32_t number);
// The part that is known by a key in another document, as one of which only its key is said. READING_NONE: it has no place.
uint32_t bom_component_elsewhere(Bom *bom, Text key);
// A purl in canonical form; a text that is none as it is, *is_purl false.
Text bom_canonical_purl(Bom *bom, Text purl, bool *is_purl);
// Adds names of a thing to the directory of the dossier, where somebody asks for them. key: bytes null for the product.
void bom_add_names(const Bom *bom, uint32_t type, Text key, Text reference, Text purl, Text cpe);

// ---- cyclonedx_links.c ----

// What a reference of the document leads to, by bom-ref or a BOM-Link into this file.
ReadingTarget bom_find(const Bom *bom, Text reference);
ReadingTarget bom_find_link(const Bom *bom, Text reference); // a BOM-Link alone
Text bom_lower(Arena *arena, Text text);                     // of ASCII letters
Text bom_percent_decoded(Arena *arena, Text text);
void bom_compositions(Bom *bom, uint32_t array);
void bom_dependencies(Bom *bom, uint32_t array);

// ---- cyclonedx_vulnerabilities.c ----

void bom_vulnerabilities(Bom *bom, uint32_t array);

#endif
