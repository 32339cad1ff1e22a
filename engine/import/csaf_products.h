// SPDX-License-Identifier: MIT
// Products of a CSAF document (CSAF 2.0, 3.2.2): leaves of its tree, relationships of two ("a as a component of b"), groups; by
// their ids, and what each is in the dossier.
#ifndef ASSIZE_IMPORT_CSAF_PRODUCTS_H
#define ASSIZE_IMPORT_CSAF_PRODUCTS_H

#include "import/ties.h"

typedef struct CsafProducts CsafProducts;

// Reads the products that the outermost record of a document has.
CsafProducts *csaf_products_read(Reading *reading, Ties *ties, const ReadingRecord *document, Arena *arena);
// The number of an id, whether it is a product's or not.
uint32_t csaf_product(CsafProducts *products, Text id);
Text csaf_product_id(const CsafProducts *products, uint32_t product);
// How many products a group has, and their numbers; 0 where there is no such group.
uint32_t csaf_group(const CsafProducts *products, Text id, const uint32_t **members);
// What a product is in the dossier. Of one that is in no tree nothing is known but its id.
TiedThing csaf_thing(CsafProducts *products, uint32_t product);

#endif
