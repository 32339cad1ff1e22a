// SPDX-License-Identifier: MIT
// The tables of CycloneDX, made of cyclonedx.def; and that each of its rows has its code.
#include "import/cyclonedx_inside.h"

// ---- no row without its code: what these leave out does not compile ----

// How the values of each attribute are taken; of members that lead to none: in no way.
enum {
#define ATTRIBUTE(id, owner, name, taken) TAKES_##id = TAKEN_##taken,
#include "import/cyclonedx.def"
    TAKES_THE_IMPORTER = -1,
    TAKES_NOWHERE = -1,
};

// Attributes that are claimed by code of their own, each where it is named in it; all others are claimed by import_claim_members,
// and sets of texts by a function each (cyclonedx_components.c).
#define CLAIMED_ALONE                                                                                                            \
    (UINT64_C(1) << CLAIM_PRODUCT_COMPONENTS | UINT64_C(1) << CLAIM_PRODUCT_VULNERABILITIES |                                    \
     UINT64_C(1) << CLAIM_COMPONENT_ID | UINT64_C(1) << CLAIM_COMPONENT_DEPENDS_ON |                                             \
     UINT64_C(1) << CLAIM_COMPONENT_VULNERABILITIES | UINT64_C(1) << CLAIM_VULNERABILITY_ID |                                    \
     UINT64_C(1) << CLAIM_VULNERABILITY_SEVERITY | UINT64_C(1) << CLAIM_VULNERABILITY_CVSS)
#define IS_ALONE(taken)                                                                                                          \
    ((taken) == TAKEN_KEY || (taken) == TAKEN_PARTS || (taken) == TAKEN_REFERENCES || (taken) == TAKEN_HIGHEST_WORD ||           \
     (taken) == TAKEN_HIGHEST_SCORE)
#define ATTRIBUTE(id, owner, name, taken)                                                                                        \
    _Static_assert(IS_ALONE(TAKEN_##taken) == (CLAIMED_ALONE >> CLAIM_##id & 1), "an attribute that nothing claims: " #id);
#include "import/cyclonedx.def"

// Objects whose members import_claim_members claims.
#define CLAIMING                                                                                                                 \
    (UINT64_C(1) << IN_METADATA | UINT64_C(1) << IN_SUBJECT | UINT64_C(1) << IN_COMPONENT | UINT64_C(1) << IN_VULNERABILITY |    \
     UINT64_C(1) << IN_ANALYSIS)
// Suppliers are objects of their own.
#define SUPPLIER_OBJECT(member)                                                                                                  \
    ((member) == FROM_METADATA_SUPPLIER    ? (uint32_t)IN_METADATA_SUPPLIER                                                      \
     : (member) == FROM_SUBJECT_SUPPLIER   ? (uint32_t)IN_SUBJECT_SUPPLIER                                                       \
     : (member) == FROM_COMPONENT_SUPPLIER ? (uint32_t)IN_SUPPLIER                                                               \
                                           : IMPORT_NONE)
#define MEMBER(id, object, name, kind, attribute)                                                                                \
    _Static_assert((int)TAKES_##attribute < 0 || IS_ALONE((int)TAKES_##attribute) || (CLAIMING >> IN_##object & 1),              \
                   "a member whose attribute nothing claims: " #id);                                                             \
    _Static_assert((int)TAKES_##attribute != TAKEN_TEXTS || IN_##object == IN_COMPONENT, "texts that nothing claims: " #id);     \
    _Static_assert(((int)TAKES_##attribute == TAKEN_SUPPLIER) == (SUPPLIER_OBJECT(FROM_##id) != IMPORT_NONE),                    \
                   "a supplier without its object: " #id);
#include "import/cyclonedx.def"

// ---- the tables ----

static const char *const objects[OBJECTS] = {
#define OBJECT(id, path) path,
#include "import/cyclonedx.def"
};

static const char *const owners[OWNERS] = {
    [OWNER_PRODUCT] = "", [OWNER_COMPONENT] = "components.", [OWNER_VULNERABILITY] = "components.vulnerabilities."};

#define PARTS_OF(claim) ((claim) == CLAIM_PRODUCT_COMPONENTS ? OWNER_COMPONENT : OWNER_VULNERABILITY)
static const ImportAttribute attributes[CLAIMS] = {
#define ATTRIBUTE(id, owner, name, taken) {OWNER_##owner, name, TAKEN_##taken, PARTS_OF(CLAIM_##id)},
#include "import/cyclonedx.def"
};

static const ImportMember members[MEMBERS] = {
#define MEMBER(id, object, name, kind, attribute)                                                                                \
    {IN_##object, {name, sizeof(name) - 1}, JSON_##kind, CLAIM_##attribute, SUPPLIER_OBJECT(FROM_##id)},
#include "import/cyclonedx.def"
};

static const ImportWord words[] = {
#define WORD(member, word) {FROM_##member, word},
#include "import/cyclonedx.def"
};
enum { WORDS = sizeof words / sizeof *words };

_Static_assert((int)OBJECTS <= (int)IMPORT_OBJECTS && (int)OWNERS <= (int)IMPORT_OWNERS && (int)MEMBERS <= (int)IMPORT_MEMBERS &&
                   (int)CLAIMS <= (int)IMPORT_ATTRIBUTES && (int)WORDS <= (int)IMPORT_WORDS,
               "there is room for every row");

const ImportFormat cyclonedx_format = {.objects = objects,
                                       .owners = owners,
                                       .attributes = attributes,
                                       .members = members,
                                       .words = words,
                                       .object_count = OBJECTS,
                                       .owner_count = OWNERS,
                                       .attribute_count = CLAIMS,
                                       .member_count = MEMBERS,
                                       .word_count = WORDS,
                                       .sets = "`components` or `components.depends_on`"};
