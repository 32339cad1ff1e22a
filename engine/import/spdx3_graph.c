// SPDX-License-Identifier: MIT
// The graph of an SPDX 3 document: nodes by their ids, and what of them the document is about. See spdx3_inside.h.
//
// An id may be short by a prefix of the context (`short:app`). Most documents write all of them one way; so ids are looked for as
// they stand, and expanded only where one is not found like that. What that takes is bounded by the size of the document.
#include "import/spdx3_inside.h"

static const struct {
    const char *type;
    Spdx3Kind kind;
} types[] = {
    {"Agent", SPDX3_AGENT},
    {"Annotation", SPDX3_ANNOTATION},
    {"Bom", SPDX3_COLLECTION},
    {"Bundle", SPDX3_COLLECTION},
    {"CreationInfo", SPDX3_CREATION},
    {"Organization", SPDX3_AGENT},
    {"Person", SPDX3_AGENT},
    {"SoftwareAgent", SPDX3_AGENT},
    {"SpdxDocument", SPDX3_DOCUMENT},
    {"Tool", SPDX3_TOOL},
    {"ai_AIPackage", SPDX3_PACKAGE},
    {"dataset_DatasetPackage", SPDX3_PACKAGE},
    {"security_Vulnerability", SPDX3_VULNERABILITY},
    {"software_File", SPDX3_FILE},
    {"software_Package", SPDX3_PACKAGE},
    {"software_Sbom", SPDX3_COLLECTION},
};

static Spdx3Kind kind_of(Text type)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (text_is(type, types[i].type))
            return types[i].kind;
    }
    if (text_ends(type, text_of("Relationship")))
        return SPDX3_RELATIONSHIP;
    bool licence = text_starts(type, text_of("simplelicensing_")) || text_starts(type, text_of("expandedlicensing_"));
    return licence ? SPDX3_LICENCE : SPDX3_OTHER;
}

// ---- ids ----

static void add_prefixes(Spdx3Graph *graph, uint32_t context)
{
    const JsonDocument *document = graph->import->document;
    if (json_kind(document, context) != JSON_OBJECT)
        return;
    for (uint32_t key = context + 1, end = json_next(document, context); key < end; key = json_next(document, key + 1)) {
        if (json_kind(document, key + 1) != JSON_STRING)
            continue;
        uint32_t number = text_index_add(&graph->prefixes, spdx_text(graph->import, key));
        graph->prefixes.values[number] = key + 1;
    }
}

static void read_context(Spdx3Graph *graph)
{
    const JsonDocument *document = graph->import->document;
    uint32_t context = json_member(document, 0, "@context");
    if (context == READING_NONE)
        return;
    add_prefixes(graph, context);
    for (uint32_t item = context; (item = spdx_next_item(document, context, item)) != READING_NONE;)
        add_prefixes(graph, item);
}

Text spdx3_expand(Spdx3Graph *graph, Text id)
{
    const char *colon = id.length ? memchr(id.bytes, ':', id.length) : NULL;
    size_t before = colon ? (size_t)(colon - id.bytes) : 0;
    Text rest = colon ? text_slice(id, before + 1, id.length) : id;
    if (!colon || text_starts(rest, text_of("//")))
        return id;
    uint32_t prefix = text_index_find(&graph->prefixes, text_slice(id, 0, before));
    if (prefix == READING_NONE)
        return id;
    Text namespace = spdx_text(graph->import, graph->prefixes.values[prefix]);
    graph->expanded_bytes += namespace.length + rest.length;
    if (graph->expanded_bytes / 2 > graph->import->document->text.length) {
        graph->overflow = true;
        return id;
    }
    return spdx_joined(graph->import->scratch, namespace, "", rest);
}

static void expand_all(Spdx3Graph *graph)
{
    graph->expanded = true;
    for (uint32_t i = 0; i < graph->ids.count; i++) {
        uint32_t before = graph->whole.count, number = text_index_add(&graph->whole, spdx3_expand(graph, graph->ids.texts[i]));
        if (number == before)
            graph->whole.values[number] = graph->ids.values[i];
    }
}

// What is found by its expanded id, or not at all, is kept under the id as it stands.
Spdx3Node *spdx3_find(Spdx3Graph *graph, Text id)
{
    uint32_t number = text_index_find(&graph->ids, id);
    if (number == READING_NONE && !graph->prefixes.count)
        return NULL;
    if (number == READING_NONE) {
        if (!graph->expanded)
            expand_all(graph);
        uint32_t whole = text_index_find(&graph->whole, spdx3_expand(graph, id));
        number = text_index_add(&graph->ids, id);
        graph->ids.values[number] = whole == READING_NONE ? READING_NONE : graph->whole.values[whole];
    }
    uint32_t node = graph->ids.values[number];
    return node == READING_NONE ? NULL : &graph->nodes[node];
}

// Individuals that SPDX defines: `NoneElement`, `expandedlicensing_NoneLicense`, or their IRIs, which end like that.
static bool is_individual(Text id, const char *word)
{
    static const char *const after[] = {"", "Element", "License"}, *const before[] = {"", "expandedlicensing_"};
    size_t start = text_starts(id, text_of("https://spdx.org/rdf/")) ? id.length : 0;
    while (start > 0 && id.bytes[start - 1] != '/')
        start--;
    Text name = text_slice(id, start, id.length);
    for (int i = 0; i < 2; i++) {
        if (!text_starts(name, text_of(before[i])))
            continue;
        Text rest = text_slice(name, strlen(before[i]), name.length);
        for (int j = start ? 0 : 1; text_starts(rest, text_of(word)) && j < 3; j++) {
            if (text_is(text_slice(rest, strlen(word), rest.length), after[j]))
                return true;
        }
    }
    return false;
}

bool spdx3_is_none(Text id)
{
    return is_individual(id, "None");
}

bool spdx3_is_unsaid(Text id)
{
    return is_individual(id, "NoAssertion");
}

// ---- nodes ----

static void add_node(Spdx3Graph *graph, uint32_t value)
{
    const ForeignImport *import = graph->import;
    Text id = spdx_member_text(import, value, "spdxId");
    if (!id.length)
        id = spdx_member_text(import, value, "@id");
    graph->nodes = arena_grow(import->scratch, graph->nodes, graph->count, &graph->capacity, sizeof *graph->nodes);
    graph->nodes[graph->count] = (Spdx3Node){
        .value = value, .target = TARGET_ELSEWHERE, .kind = (uint8_t)kind_of(spdx_member_text(import, value, "type"))};
    uint32_t before = graph->ids.count, number = id.length ? text_index_add(&graph->ids, id) : before;
    if (id.length && number == before)
        graph->ids.values[number] = (uint32_t)graph->count;
    graph->count++;
}

void spdx3_graph_open(Spdx3Graph *graph, const ForeignImport *import)
{
    const JsonDocument *document = import->document;
    *graph = (Spdx3Graph){.import = import, .array = json_member(document, 0, "@graph")};
    text_index_open(&graph->prefixes, import->scratch);
    text_index_open(&graph->ids, import->scratch);
    text_index_open(&graph->whole, import->scratch);
    read_context(graph);
    for (uint32_t item = graph->array; (item = spdx_next_item(document, graph->array, item)) != READING_NONE;) {
        if (json_kind(document, item) == JSON_OBJECT)
            add_node(graph, item);
    }
}

void spdx3_attach(Spdx3Graph *graph, Spdx3Node *node, Spdx3Attachment what, uint32_t value)
{
    graph->attached = arena_grow(graph->import->scratch, graph->attached, graph->attached_count, &graph->attached_capacity,
                                 sizeof *graph->attached);
    graph->attached[graph->attached_count++] = (Spdx3Attached){what, value, 0};
    uint32_t place = (uint32_t)graph->attached_count;
    if (node->last)
        graph->attached[node->last - 1].next = place;
    else
        node->attached = place;
    node->last = place;
}

// ---- what the document is about ----

static Text purl_of(const ForeignImport *import, uint32_t element)
{
    Text purl = spdx_purl(import->facts, spdx_member_text(import, element, "software_packageUrl"));
    uint32_t array = json_member(import->document, element, "externalIdentifier");
    for (uint32_t item = array; !purl.length && (item = spdx_next_item(import->document, array, item)) != READING_NONE;) {
        if (spdx_names_purl(spdx_member_text(import, item, "externalIdentifierType")))
            purl = spdx_purl(import->facts, spdx_member_text(import, item, "identifier"));
    }
    return purl;
}

Text spdx3_id(const ForeignImport *import, uint32_t element)
{
    Text purl = purl_of(import, element);
    Text name = spdx_member_text(import, element, "name");
    Text version = spdx_member_text(import, element, "software_packageVersion");
    if (purl.length || !name.length || !version.length)
        return purl;
    return spdx_joined(import->facts, name, "@", version);
}

// Nodes that are roots, each once; the queue is the list itself.
typedef struct Roots {
    Spdx3Node **nodes;
    size_t count, capacity;
} Roots;

static void add_roots(Spdx3Graph *graph, Roots *roots, uint32_t list)
{
    const JsonDocument *document = graph->import->document;
    bool array = list != READING_NONE && json_kind(document, list) == JSON_ARRAY;
    uint32_t item = array ? spdx_next_item(document, list, list) : list;
    for (; item != READING_NONE; item = array ? spdx_next_item(document, list, item) : READING_NONE) {
        Text id = spdx_text(graph->import, item);
        Spdx3Node *node = id.length ? spdx3_find(graph, id) : NULL;
        if (!node || node->is_root)
            continue;
        node->is_root = true;
        roots->nodes = arena_grow(graph->import->scratch, roots->nodes, roots->count, &roots->capacity, sizeof *roots->nodes);
        roots->nodes[roots->count++] = node;
    }
}

// What nodes of a kind say to be their roots.
static void add_roots_of(Spdx3Graph *graph, Roots *roots, Spdx3Kind kind)
{
    for (size_t i = 0; i < graph->count; i++) {
        if (graph->nodes[i].kind == (uint8_t)kind)
            add_roots(graph, roots, json_member(graph->import->document, graph->nodes[i].value, "rootElement"));
    }
}

static void add_described(Spdx3Graph *graph, Roots *roots)
{
    const ForeignImport *import = graph->import;
    for (size_t i = 0; i < graph->count; i++) {
        uint32_t value = graph->nodes[i].value;
        if (graph->nodes[i].kind != SPDX3_RELATIONSHIP ||
            !text_is(spdx_member_text(import, value, "relationshipType"), "describes"))
            continue;
        const Spdx3Node *from = spdx3_find(graph, spdx_member_text(import, value, "from"));
        if (from && (from->kind == SPDX3_DOCUMENT || from->kind == SPDX3_COLLECTION))
            add_roots(graph, roots, json_member(import->document, value, "to"));
    }
}

// The roots of documents, and of the collections that are such; where they lead to nothing, those of all collections.
static void find_roots(Spdx3Graph *graph, Roots *roots)
{
    add_roots_of(graph, roots, SPDX3_DOCUMENT);
    add_described(graph, roots);
    for (size_t i = 0; i < roots->count; i++) {
        const Spdx3Node *root = roots->nodes[i];
        if (root->kind == SPDX3_COLLECTION || root->kind == SPDX3_DOCUMENT)
            add_roots(graph, roots, json_member(graph->import->document, root->value, "rootElement"));
    }
}

// The only one of some nodes of a kind that has an id (empty: any); null. *count: how many of the kind there are.
static Spdx3Node *only(const Spdx3Graph *graph, const Roots *roots, Spdx3Kind kind, Text id, size_t *count)
{
    Spdx3Node *found = NULL;
    size_t fitting = 0, most = roots ? roots->count : graph->count;
    *count = 0;
    for (size_t i = 0; i < most; i++) {
        Spdx3Node *node = roots ? roots->nodes[i] : &graph->nodes[i];
        if (node->kind != (uint8_t)kind)
            continue;
        ++*count;
        if (id.length && !text_equal(spdx3_id(graph->import, node->value), id))
            continue;
        found = node;
        fitting++;
    }
    return fitting == 1 ? found : NULL;
}

Spdx3Node *spdx3_product(Spdx3Graph *graph, Text id)
{
    const Text any = {"", 0};
    size_t packages, files, ignored;
    Roots roots = {.nodes = NULL};
    for (size_t i = 0; i < graph->count; i++)
        graph->nodes[i].is_root = false;
    find_roots(graph, &roots);
    Spdx3Node *product = only(graph, &roots, SPDX3_PACKAGE, any, &packages);
    if (!product && !packages) {
        add_roots_of(graph, &roots, SPDX3_COLLECTION);
        product = only(graph, &roots, SPDX3_PACKAGE, any, &packages);
    }
    if (!product && !packages)
        product = only(graph, &roots, SPDX3_FILE, any, &files);
    if (!product && id.length)
        product = only(graph, packages ? &roots : NULL, SPDX3_PACKAGE, id, &ignored);
    return product;
}
