// SPDX-License-Identifier: MIT
// Inside of the reader of SPDX 3: the graph of a document (spdx3_graph.c), its elements as records (spdx3_elements.c), and the
// document as a whole (spdx3.c).
#ifndef ASSIZE_IMPORT_SPDX3_INSIDE_H
#define ASSIZE_IMPORT_SPDX3_INSIDE_H

#include "import/document.h"
#include "import/spdx_inside.h"

// ---- the graph ----

// What a node of the graph is, by its type.
typedef enum Spdx3Kind {
    SPDX3_OTHER,
    SPDX3_PACKAGE,
    SPDX3_FILE,
    SPDX3_DOCUMENT,
    SPDX3_COLLECTION,
    SPDX3_RELATIONSHIP,
    SPDX3_LICENCE,
    SPDX3_AGENT, // a person or an organisation
    SPDX3_TOOL,
    SPDX3_CREATION,
    SPDX3_ANNOTATION,
    SPDX3_VULNERABILITY,
} Spdx3Kind;

typedef struct Spdx3Node {
    uint32_t value;          // its entry
    ReadingTarget target;    // that it became
    uint32_t attached, last; // the first and the last of what is, by place and one; 0: nothing
    uint8_t kind;
    bool is_artefact; // a package is handed out as this file
    bool is_named;    // by a relationship that says something else, too
    bool is_root;     // while the product is looked for
} Spdx3Node;

// What relationships attach to a node: licences, the files that it is handed out as, annotations.
typedef enum Spdx3Attachment { SPDX3_DECLARED, SPDX3_CONCLUDED, SPDX3_ARTEFACT, SPDX3_NOTE } Spdx3Attachment;
typedef struct Spdx3Attached {
    Spdx3Attachment what;
    uint32_t value; // of what says so: an item of `to`, or the annotation
    uint32_t next;  // its place and one; 0: the last
} Spdx3Attached;

typedef struct Spdx3Graph {
    const ForeignImport *import;
    uint32_t array;          // `@graph`
    TextIndex prefixes;      // of the context; values: entries of what they stand for
    TextIndex ids;           // as they stand; values: nodes
    TextIndex whole;         // with their prefixes expanded, made once somebody looks for one of them
    bool expanded, overflow; // overflow: expanded ids would be longer than the document
    size_t expanded_bytes;
    Spdx3Node *nodes;
    size_t count, capacity;
    Spdx3Attached *attached;
    size_t attached_count, attached_capacity;
} Spdx3Graph;

// Opens the graph of a document: its context, and its nodes by their ids.
void spdx3_graph_open(Spdx3Graph *graph, const ForeignImport *import);
// The node that an id leads to, whichever way it is written; null: it stands nowhere in the document.
Spdx3Node *spdx3_find(Spdx3Graph *graph, Text id);
// What a short id stands for; itself where it is none, or where that would be too much.
Text spdx3_expand(Spdx3Graph *graph, Text id);
// The node that is the product; null: the document does not say. id: of the dossier, where it is known.
Spdx3Node *spdx3_product(Spdx3Graph *graph, Text id);
// The purl in canonical form, else name@version; empty: neither is there.
Text spdx3_id(const ForeignImport *import, uint32_t element);
// Attaches something to a node.
void spdx3_attach(Spdx3Graph *graph, Spdx3Node *node, Spdx3Attachment what, uint32_t value);
// Of an identifier that SPDX itself defines: that there is nothing, or that nothing is said.
bool spdx3_is_none(Text id);
bool spdx3_is_unsaid(Text id);

// ---- its elements as records (spdx3_elements.c) ----

typedef struct Spdx3 {
    const ForeignImport *import;
    Reading *reading;
    Spdx3Graph graph;
    SpdxElements elements;
    bool asked[SPDX_SETS]; // by the policy
    bool stays;            // entries of elements are not let go
    Text version;          // as SPDX 2 says it
} Spdx3;

// The entry of an object that stands there or, by its id, elsewhere in the graph; READING_NONE.
uint32_t spdx3_object(Spdx3 *spdx, uint32_t value);
// What stands in a member that holds one item, or an array of them: item is the member itself at first.
uint32_t spdx3_next(const Spdx3 *spdx, uint32_t member, uint32_t item);
// The first of what stands in such a member.
uint32_t spdx3_first(const Spdx3 *spdx, uint32_t member);
// Who an item of a member (use) names. False: nobody is named, or it leads nowhere, with a warning.
bool spdx3_agent(Spdx3 *spdx, uint32_t item, unsigned use, SpdxAgent *agent);
extern const SpdxParts spdx3_parts;
// The expression of a licence by its id; empty: it cannot be read as one.
Text spdx3_expression(Spdx3 *spdx, Text id);
// Reads the node that is the product; and a package or file that is a part.
void spdx3_read_product(Spdx3 *spdx, Spdx3Node *node);
void spdx3_read_element(Spdx3 *spdx, Spdx3Node *node);

#endif
