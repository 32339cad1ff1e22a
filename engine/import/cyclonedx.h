// SPDX-License-Identifier: MIT
// CycloneDX JSON 1.2 to 1.6 as a submission. What becomes what stands in cyclonedx.def; what follows is what a table cannot say.
//
// The product is metadata.component. The components are all of components[] and, flattened, those that stand inside of them
// and of metadata.component. A component's id is its purl, else group/name@version, else its bom-ref. One that is listed
// again with the same facts is one component; one with the same id and other facts is told apart by its bom-ref or by a number
// behind the id, and that is a warning. Texts of a set (licences, hashes) are in order and each once. Where the schema declares a
// version as one, `v1.2.3` is 1.2.3, and what is none by SemVer is left out and counted.
//
// Closed and open. `depends_on` of a component with an entry in dependencies[] is closed, unless a composition says that its
// dependencies are not complete; without an entry there is no claim. `components` is closed where compositions are
// complete, of everything or of the assemblies of the product and of each component that others stand inside of, and none speaks
// of anything that is not. Licences and hashes are closed, and an empty list of them claims nothing. Sets of vulnerabilities are
// open. The evidence may say that a set is closed; then all of them have a claim, if only of the empty set. But a set of which
// the file's own fault lost an element is open whatever is said: a reference to what is declared nowhere, a hash that is none.
//
// What a file says of two vulnerabilities with one id and one component is put together: the higher severity and score count;
// where the rest disagrees, nothing is claimed. An empty text says nothing.
//
// A wrong version or shape is refused with its place. What cannot be used though its shape is right (an unknown word, a date
// that is none, null) is left out with one warning for each path, which stands at the first one and counts them.
#ifndef ASSIZE_IMPORT_CYCLONEDX_H
#define ASSIZE_IMPORT_CYCLONEDX_H

#include "import/foreign.h"

// Adds the submission that a document is. False, with diagnostics, where the document is refused or where the schema
// declares one of the attributes of cyclonedx.def as something else; the list and the report are then as they were.
bool cyclonedx_import(const ForeignImport *import, SubmissionList *list, ForeignReport *report);

#endif
