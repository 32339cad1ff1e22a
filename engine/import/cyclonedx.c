// SPDX-License-Identifier: MIT
// A CycloneDX document from its outermost members down: the passes of the import, and the sets that they end in. See cyclonedx.h.
#include "import/cyclonedx_inside.h"

// The format and its version; false, refused, where they are not those that this importer knows.
static bool check_format(Bom *bom, const ImportMembers *members)
{
    static const char *const versions[] = {"1.2", "1.3", "1.4", "1.5", "1.6"};
    uint32_t format = import_needed(bom->import, members, FROM_BOM_FORMAT, 0);
    uint32_t version = import_needed(bom->import, members, FROM_BOM_SPEC_VERSION, 0);
    if (format == IMPORT_NONE || version == IMPORT_NONE) {
        if (!bom->import->failed) // there, and null
            import_refuse(bom->import, MESSAGE_FOREIGN_MEMBER, 0, text_of(format == IMPORT_NONE ? "bomFormat" : "specVersion"));
        return false;
    }
    if (!text_is(import_text(bom->import, format), "CycloneDX")) {
        diagnostic_expect(import_refuse_value(bom->import, format), text_of("\"CycloneDX\""));
        return false;
    }
    Text said = import_text(bom->import, version);
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        if (!text_is(said, versions[i]))
            continue;
        bom->import->report.format = text_format(bom->import->arena, "CycloneDX %s", versions[i]);
        return true;
    }
    diagnostic_expect(import_refuse_value(bom->import, version), text_of("a version of CycloneDX from \"1.2\" to \"1.6\""));
    return false;
}

// What the file is about.
typedef struct Subject {
    Text id;
    uint32_t value;      // where it stands
    uint32_t components; // inside of it
} Subject;

static Subject read_subject(Bom *bom, ImportClaims *claims, uint32_t value)
{
    ImportMembers members = import_members(bom->import, IN_SUBJECT, value);
    import_claim_members(bom->import, claims, &members);
    uint32_t reference = import_value(&members, FROM_SUBJECT_REF);
    bom->product_ref = import_text(bom->import, reference);
    bom_declare(bom, reference, TARGET_PRODUCT);
    Text id = import_text(bom->import, import_value(&members, FROM_SUBJECT_PURL));
    Text name = import_text(bom->import, import_value(&members, FROM_SUBJECT_NAME));
    Text version = import_text(bom->import, import_value(&members, FROM_SUBJECT_VERSION));
    if (!id.length && name.length && version.length)
        id = import_joined(bom->import->facts, name, "@", version);
    return (Subject){id.length ? id : name, value, import_value(&members, FROM_SUBJECT_COMPONENTS)};
}

static Subject read_metadata(Bom *bom, ImportClaims *claims, uint32_t value)
{
    Subject subject = {{"", 0}, 0, IMPORT_NONE};
    if (value == IMPORT_NONE)
        return subject;
    ImportMembers members = import_members(bom->import, IN_METADATA, value);
    uint32_t component = import_value(&members, FROM_METADATA_SUBJECT);
    if (component != IMPORT_NONE)
        subject = read_subject(bom, claims, component);
    // Who the component itself says supplied it comes first.
    import_claim_members(bom->import, claims, &members);
    return subject;
}

// Whether components may get a set of what a list of the document links with them.
static bool may_link(const Bom *bom, uint32_t claim, uint32_t list)
{
    bool listed = list != IMPORT_NONE && !json_is_empty(bom->import->document, list);
    return import_has(bom->import, claim) && (listed || bom->import->closed[claim]);
}

// The components first, so that whatever refers to them finds them.
static void read_bom(Bom *bom, const ImportMembers *members, uint32_t inside)
{
    bool components = import_has(bom->import, CLAIM_PRODUCT_COMPONENTS);
    bool vulnerabilities = import_has(bom->import, CLAIM_COMPONENT_VULNERABILITIES) ||
                           import_has(bom->import, CLAIM_PRODUCT_VULNERABILITIES);
    uint32_t listed = import_value(members, FROM_BOM_COMPONENTS), services = import_value(members, FROM_BOM_SERVICES);
    uint32_t dependencies = import_value(members, FROM_BOM_DEPENDENCIES),
             compositions = import_value(members, FROM_BOM_COMPOSITIONS);
    uint32_t affecting = import_value(members, FROM_BOM_VULNERABILITIES);
    bom->components.sets = (uint32_t)may_link(bom, CLAIM_COMPONENT_DEPENDS_ON, dependencies) +
                           (uint32_t)may_link(bom, CLAIM_COMPONENT_VULNERABILITIES, affecting);
    if (components && inside != IMPORT_NONE)
        bom_components(bom, inside);
    if (components && listed != IMPORT_NONE)
        bom_components(bom, listed);
    if (services != IMPORT_NONE)
        bom_services(bom, services);
    if (components && compositions != IMPORT_NONE)
        bom_compositions(bom, compositions);
    else if (compositions != IMPORT_NONE)
        import_count_member(bom->import, FROM_BOM_COMPOSITIONS);
    if (components && dependencies != IMPORT_NONE)
        bom_dependencies(bom, dependencies);
    else if (dependencies != IMPORT_NONE)
        import_count_member(bom->import, FROM_BOM_DEPENDENCIES);
    if (vulnerabilities && affecting != IMPORT_NONE)
        bom_vulnerabilities(bom, affecting);
    else if (affecting != IMPORT_NONE)
        import_count_member(bom->import, FROM_BOM_VULNERABILITIES);
}

// ---- sets ----

static FactCollection *dependency_set(Bom *bom, uint32_t number)
{
    const Component *component = &bom->saying[number];
    FactCollection *set = import_references(bom->import, CLAIM_COMPONENT_DEPENDS_ON, &bom->components, component->depends_on,
                                            component->has_entry, number + 1);
    if (!set)
        return NULL;
    bool complete = !component->dependencies_open && !bom->dependencies_open;
    set->open = import_is_open(bom->import, CLAIM_COMPONENT_DEPENDS_ON, complete, component->dependencies_lost);
    bom->import->report.references += set->count;
    return set;
}

static FactCollection *vulnerability_set(Bom *bom, ClaimId claim, ImportLinks list)
{
    FactCollection *set = import_statements(bom->import, claim, &bom->vulnerabilities, list);
    if (!set)
        return NULL;
    set->open = import_is_open(bom->import, claim, false, bom->vulnerabilities_lost);
    bom->import->report.vulnerabilities += set->count;
    return set;
}

// Whether compositions say that all components are listed: of the whole, or of the product and of each component that others
// stand inside of, since what is said of one is not said of what is in it.
static bool lists_all(const Bom *bom)
{
    bool all = bom->product_nests_all;
    for (size_t i = 0; i < bom->components.count && all; i++)
        all = !bom->saying[i].nests || bom->saying[i].nests_all;
    return (bom->complete || all) && !bom->incomplete;
}

static FactCollection *component_set(Bom *bom)
{
    uint32_t count = (uint32_t)bom->components.count;
    FactCollection *set = import_set(bom->import, CLAIM_PRODUCT_COMPONENTS, bom->listed, count);
    if (!set)
        return NULL;
    set->open = import_is_open(bom->import, CLAIM_PRODUCT_COMPONENTS, lists_all(bom), false);
    for (uint32_t i = 0; i < count; i++)
        set->items[set->count++].part = bom->components.items[i].record;
    bom->import->report.components = count;
    return set;
}

static void finish_product(Bom *bom, ImportClaims *claims, FactRecord *facts)
{
    for (uint32_t i = 0; i < bom->components.count; i++) {
        FactRecord *record = bom->components.items[i].record;
        FactCollection *depends_on = dependency_set(bom, i);
        import_record_set(bom->import, record, CLAIM_COMPONENT_DEPENDS_ON, depends_on);
        FactCollection *vulnerabilities = vulnerability_set(bom, CLAIM_COMPONENT_VULNERABILITIES, bom->saying[i].vulnerabilities);
        import_record_set(bom->import, record, CLAIM_COMPONENT_VULNERABILITIES, vulnerabilities);
    }
    FactCollection *components = component_set(bom);
    FactCollection *vulnerabilities = vulnerability_set(bom, CLAIM_PRODUCT_VULNERABILITIES, bom->product_vulnerabilities);
    if (components)
        import_claim(bom->import, claims, CLAIM_PRODUCT_COMPONENTS, (FactDatum){.set = components});
    if (vulnerabilities)
        import_claim(bom->import, claims, CLAIM_PRODUCT_VULNERABILITIES, (FactDatum){.set = vulnerabilities});
    *facts = *import_record(bom->import, OWNER_PRODUCT, claims, 0, 0);
}

// Room for the components that are listed; those inside of others are more.
static void open_parts(Bom *bom, uint32_t array)
{
    uint32_t count = array == IMPORT_NONE ? 0 : json_count(bom->import->document, array);
    bom->components = import_parts(bom->import, OWNER_COMPONENT, CLAIM_COMPONENT_ID, count);
    bom->vulnerabilities = import_parts(bom->import, OWNER_VULNERABILITY, CLAIM_VULNERABILITY_ID, 0);
    text_index_open_for(&bom->import->names, bom->import->scratch, count);
    bom->saying = arena_raw(bom->import->scratch, count * sizeof *bom->saying);
    bom->saying_capacity = count;
}

bool cyclonedx_import(const ForeignImport *given, SubmissionList *list, ForeignReport *report)
{
    Import *import = arena_take(given->arena, sizeof *import);
    Bom *bom = arena_take(given->arena, sizeof *bom);
    bom->import = import;
    if (!import_begin(import, given, &cyclonedx_format) || !import_is(import, 0, JSON_OBJECT))
        return false;
    ImportMembers members = import_members(import, IN_BOM, 0);
    if (!check_format(bom, &members))
        return false;
    open_parts(bom, import_value(&members, FROM_BOM_COMPONENTS));
    bom->serial = import_text(import, import_value(&members, FROM_BOM_SERIAL_NUMBER));
    ImportClaims claims = {.count = 0};
    Subject subject = read_metadata(bom, &claims, import_value(&members, FROM_BOM_METADATA));
    Submission *submission = foreign_submission(given, subject.id);
    read_bom(bom, &members, subject.components);
    if (import->failed || !foreign_has_id(given, submission, subject.value))
        return false;
    finish_product(bom, &claims, &submission->facts);
    import->report.path = given->source->shown;
    import_report(import);
    submission_add(list, given->arena, submission);
    *report = import->report;
    return true;
}
