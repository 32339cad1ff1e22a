// SPDX-License-Identifier: MIT
// A CycloneDX document from its outermost members down. See cyclonedx.h; the steps are those of cyclonedx_import.
#include "import/cyclonedx_inside.h"

// The format and its version; false, refused, where they are not those that this importer knows.
static bool check_format(Importer *importer, const Members *bom)
{
    static const char *const versions[] = {"1.2", "1.3", "1.4", "1.5", "1.6"};
    uint32_t format = member_needed(importer, bom, FROM_BOM_FORMAT, 0);
    uint32_t version = member_needed(importer, bom, FROM_BOM_SPEC_VERSION, 0);
    if (format == UINT32_MAX || version == UINT32_MAX) {
        if (!importer->failed) // there, and null
            importer_refuse(importer, MESSAGE_FOREIGN_MEMBER, 0, text_of(format == UINT32_MAX ? "bomFormat" : "specVersion"));
        return false;
    }
    if (!text_is(value_text(importer, format), "CycloneDX")) {
        diagnostic_expect(importer_refuse_value(importer, format), text_of("\"CycloneDX\""));
        return false;
    }
    Text said = value_text(importer, version);
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        if (!text_is(said, versions[i]))
            continue;
        importer->report.format = text_format(importer->arena, "CycloneDX %s", versions[i]);
        return true;
    }
    diagnostic_expect(importer_refuse_value(importer, version), text_of("a version of CycloneDX from \"1.2\" to \"1.6\""));
    return false;
}

// What the file is about.
typedef struct Subject {
    Text id;
    uint32_t value;      // where it stands
    uint32_t components; // inside of it
} Subject;

static Subject read_subject(Importer *importer, Claims *claims, uint32_t value)
{
    Members members = members_of(importer, IN_SUBJECT, value);
    claim_members(importer, claims, &members);
    uint32_t reference = member_value(&members, FROM_SUBJECT_REF);
    importer->product_ref = value_text(importer, reference);
    declare_reference(importer, reference, TARGET_PRODUCT);
    Text id = value_text(importer, member_value(&members, FROM_SUBJECT_PURL));
    Text name = value_text(importer, member_value(&members, FROM_SUBJECT_NAME));
    Text version = value_text(importer, member_value(&members, FROM_SUBJECT_VERSION));
    if (!id.length && name.length && version.length)
        id = joined_text(importer->facts, name, "@", version);
    return (Subject){id.length ? id : name, value, member_value(&members, FROM_SUBJECT_COMPONENTS)};
}

static Subject read_metadata(Importer *importer, Claims *claims, uint32_t value)
{
    Subject subject = {{"", 0}, 0, UINT32_MAX};
    if (value == UINT32_MAX)
        return subject;
    Members members = members_of(importer, IN_METADATA, value);
    uint32_t component = member_value(&members, FROM_METADATA_SUBJECT);
    if (component != UINT32_MAX)
        subject = read_subject(importer, claims, component);
    // Who the component itself says supplied it comes first.
    claim_members(importer, claims, &members);
    return subject;
}

// Whether components may get a set of what a list of the document links with them.
static bool may_link(const Importer *importer, ClaimId claim, uint32_t list)
{
    bool listed = list != UINT32_MAX && !json_is_empty(importer->document, list);
    return is_bound(importer, claim) && (listed || importer->closed[claim]);
}

// The components first, so that whatever refers to them finds them.
static void read_bom(Importer *importer, const Members *bom, uint32_t inside)
{
    bool components = is_bound(importer, CLAIM_PRODUCT_COMPONENTS);
    bool vulnerabilities = is_bound(importer, CLAIM_COMPONENT_VULNERABILITIES) ||
                           is_bound(importer, CLAIM_PRODUCT_VULNERABILITIES);
    uint32_t listed = member_value(bom, FROM_BOM_COMPONENTS), services = member_value(bom, FROM_BOM_SERVICES);
    uint32_t dependencies = member_value(bom, FROM_BOM_DEPENDENCIES), compositions = member_value(bom, FROM_BOM_COMPOSITIONS);
    uint32_t affecting = member_value(bom, FROM_BOM_VULNERABILITIES);
    importer->linked_sets = (uint32_t)may_link(importer, CLAIM_COMPONENT_DEPENDS_ON, dependencies) +
                            (uint32_t)may_link(importer, CLAIM_COMPONENT_VULNERABILITIES, affecting);
    if (components && inside != UINT32_MAX)
        read_components(importer, inside);
    if (components && listed != UINT32_MAX)
        read_components(importer, listed);
    if (services != UINT32_MAX)
        read_services(importer, services);
    if (components && compositions != UINT32_MAX)
        read_compositions(importer, compositions);
    else if (compositions != UINT32_MAX)
        count_member(importer, FROM_BOM_COMPOSITIONS);
    if (components && dependencies != UINT32_MAX)
        read_dependencies(importer, dependencies);
    else if (dependencies != UINT32_MAX)
        count_member(importer, FROM_BOM_DEPENDENCIES);
    if (vulnerabilities && affecting != UINT32_MAX)
        read_vulnerabilities(importer, affecting);
    else if (affecting != UINT32_MAX)
        count_member(importer, FROM_BOM_VULNERABILITIES);
}

// Whether compositions say that all components are listed: of the whole, or of the product and of each component that others
// stand inside of, since what is said of one is not said of what is in it.
static bool lists_all(const Importer *importer)
{
    bool all = importer->product_nests_all;
    for (size_t i = 0; i < importer->component_count && all; i++)
        all = !importer->components[i].nests || importer->components[i].nests_all;
    return (importer->complete || all) && !importer->incomplete;
}

static FactCollection *component_set(Importer *importer)
{
    bool closed = importer->closed[CLAIM_PRODUCT_COMPONENTS];
    if (!is_bound(importer, CLAIM_PRODUCT_COMPONENTS) || (!importer->listed && !closed))
        return NULL;
    FactCollection *set = arena_take(importer->facts, sizeof *set);
    set->open = !closed && !lists_all(importer);
    set->count = (uint32_t)importer->component_count;
    set->items = arena_raw(importer->facts, set->count * sizeof *set->items);
    for (uint32_t i = 0; i < set->count; i++)
        set->items[i].part = importer->components[i].record;
    importer->report.components = set->count;
    return set;
}

static void finish_product(Importer *importer, Claims *claims, FactRecord *facts)
{
    link_components(importer);
    FactCollection *components = component_set(importer);
    FactCollection *vulnerabilities = vulnerability_set(importer, CLAIM_PRODUCT_VULNERABILITIES,
                                                        importer->product_vulnerabilities);
    if (components)
        add_claim(importer, claims, CLAIM_PRODUCT_COMPONENTS, (FactDatum){.set = components});
    if (vulnerabilities)
        add_claim(importer, claims, CLAIM_PRODUCT_VULNERABILITIES, (FactDatum){.set = vulnerabilities});
    *facts = *make_record(importer, OWNER_PRODUCT, claims, 0, 0);
}

// Room for the components that are listed; those inside of others are more.
static void make_room(Importer *importer, uint32_t array)
{
    uint32_t count = array == UINT32_MAX ? 0 : json_count(importer->document, array);
    text_index_open_for(&importer->ids, importer->scratch, count);
    text_index_open_for(&importer->refs, importer->scratch, count);
    importer->components = arena_raw(importer->scratch, count * sizeof *importer->components);
    importer->component_capacity = count;
}

bool cyclonedx_import(const ForeignImport *import, SubmissionList *list, ForeignReport *report)
{
    Importer *importer = arena_take(import->arena, sizeof *importer);
    importer->given = import;
    importer->schema = import->schema;
    importer->arena = import->arena;
    importer->facts = import->facts;
    importer->scratch = import->scratch;
    importer->document = import->document;
    if (!importer_bind(importer) || !item_is(importer, 0, JSON_OBJECT))
        return false;
    Members bom = members_of(importer, IN_BOM, 0);
    if (!check_format(importer, &bom))
        return false;
    make_room(importer, member_value(&bom, FROM_BOM_COMPONENTS));
    importer->serial = value_text(importer, member_value(&bom, FROM_BOM_SERIAL_NUMBER));
    Claims claims = {.count = 0};
    Subject subject = read_metadata(importer, &claims, member_value(&bom, FROM_BOM_METADATA));
    Submission *submission = foreign_submission(import, subject.id, subject.value);
    read_bom(importer, &bom, subject.components);
    if (importer->failed || !submission)
        return false;
    finish_product(importer, &claims, &submission->facts);
    importer->report.path = import->source->shown;
    importer_finish_report(importer);
    list->items = arena_grow(import->arena, list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = submission;
    *report = importer->report;
    return true;
}
