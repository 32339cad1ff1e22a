// SPDX-License-Identifier: MIT
// Purls and CPEs of a directory by what they have in common: those of one package, or product, together (a multimap), so that one
// that says less finds all that it may speak of. See directory.h.
#include "import/directory.h"

// Several items for each text, in the order in which they came.
typedef struct Multimap {
    TextIndex keys; // values: the first link of each
    uint32_t *last; // by key
    size_t last_capacity;
    struct MultimapLink {
        uint32_t item, next; // next: one more than a place, 0: none; links count so too
    } * links;
    size_t count, capacity;
} Multimap;

typedef struct NamedPurl {
    Purl purl;
    uint32_t number; // among the names
} NamedPurl;

typedef struct NamedCpe {
    Cpe cpe;
    uint32_t number;
} NamedCpe;

typedef struct DirectoryBases {
    Multimap packages, versions, products; // purls without and with their version; CPEs
    NamedPurl *purls;
    NamedCpe *cpes;
    size_t purl_count, purl_capacity, cpe_count, cpe_capacity;
    uint32_t purls_seen, cpes_seen; // of the names
} DirectoryBases;

// ---- making them ----

static void multimap_add(Arena *arena, Multimap *map, Text key, uint32_t item)
{
    uint32_t before = map->keys.count, number = text_index_add(&map->keys, key);
    map->links = arena_grow(arena, map->links, map->count, &map->capacity, sizeof *map->links);
    map->links[map->count++] = (struct MultimapLink){item, 0};
    uint32_t link = (uint32_t)map->count;
    if (number == before) {
        map->last = arena_grow(arena, map->last, number, &map->last_capacity, sizeof *map->last);
        map->keys.values[number] = link;
    } else {
        map->links[map->last[number] - 1].next = link;
    }
    map->last[number] = link;
}

static uint32_t multimap_first(const Multimap *map, Text key)
{
    uint32_t number = key.length ? text_index_find(&map->keys, key) : UINT32_MAX;
    return number == UINT32_MAX ? 0 : map->keys.values[number];
}

// Type, namespace and name; and the version.
static Text package_of(Arena *arena, const Purl *purl, Text version)
{
    static const Text none = {"", 0};
    return purl_canonical(
        arena,
        &(Purl){.type = purl->type, .namespace = purl->namespace, .name = purl->name, .version = version, .subpath = none});
}

static void add_purl(Directory *directory, DirectoryBases *bases, uint32_t number)
{
    Purl purl;
    if (!purl_read(directory->arena, directory->names[NAMED_BY_PURL].texts[number], &purl))
        return;
    bases->purls = arena_grow(directory->arena, bases->purls, bases->purl_count, &bases->purl_capacity, sizeof *bases->purls);
    bases->purls[bases->purl_count] = (NamedPurl){purl, number};
    multimap_add(directory->arena, &bases->packages, package_of(directory->arena, &purl, (Text){"", 0}),
                 (uint32_t)bases->purl_count);
    multimap_add(directory->arena, &bases->versions, package_of(directory->arena, &purl, purl.version),
                 (uint32_t)bases->purl_count++);
}

static void add_cpe(Directory *directory, DirectoryBases *bases, uint32_t number)
{
    Cpe cpe;
    if (!cpe_read(directory->arena, directory->names[NAMED_BY_CPE].texts[number], &cpe))
        return;
    Text base = cpe_base(directory->arena, &cpe);
    if (!base.length)
        return;
    bases->cpes = arena_grow(directory->arena, bases->cpes, bases->cpe_count, &bases->cpe_capacity, sizeof *bases->cpes);
    bases->cpes[bases->cpe_count] = (NamedCpe){cpe, number};
    multimap_add(directory->arena, &bases->products, base, (uint32_t)bases->cpe_count++);
}

// The bases of all names that there are by now.
static DirectoryBases *bases_of(Directory *directory)
{
    DirectoryBases *bases = directory->bases;
    if (!bases) {
        bases = directory->bases = arena_take(directory->arena, sizeof *bases);
        text_index_open(&bases->packages.keys, directory->arena);
        text_index_open(&bases->versions.keys, directory->arena);
        text_index_open(&bases->products.keys, directory->arena);
    }
    while (bases->purls_seen < directory->names[NAMED_BY_PURL].count)
        add_purl(directory, bases, bases->purls_seen++);
    while (bases->cpes_seen < directory->names[NAMED_BY_CPE].count)
        add_cpe(directory, bases, bases->cpes_seen++);
    return bases;
}

// ---- what is meant ----

// Types in which qualifiers are part of what a thing is, by the definitions of the purl specification: of the others they say
// where it comes from.
static bool has_qualifiers(Text type)
{
    static const char *const types[] = {"alpm", "apk",         "conan", "conda", "deb",    "docker", "gem", "generic",
                                        "git",  "huggingface", "julia", "maven", "mlflow", "oci",    "rpm", "swid"};
    bool has = false;
    for (size_t i = 0; i < sizeof types / sizeof *types && !has; i++)
        has = text_is(type, types[i]);
    return has;
}

static bool has_same_qualifier(const Purl *named, const PurlQualifier *said)
{
    for (size_t i = 0; i < named->qualifier_count; i++) {
        if (text_equal(named->qualifiers[i].key, said->key))
            return text_equal(named->qualifiers[i].value, said->value);
    }
    return false;
}

static bool speaks_of(const Purl *said, const Purl *named)
{
    if ((said->version.length && !text_equal(said->version, named->version)) ||
        (said->subpath.length && !text_equal(said->subpath, named->subpath)))
        return false;
    bool same = true;
    for (size_t i = 0; has_qualifiers(said->type) && i < said->qualifier_count && same; i++)
        same = has_same_qualifier(named, &said->qualifiers[i]);
    return same;
}

void directory_each_purl(Directory *directory, const Purl *said, DirectoryVisit *visit, void *with)
{
    const DirectoryBases *bases = bases_of(directory);
    const Multimap *map = said->version.length ? &bases->versions : &bases->packages;
    bool on = true;
    for (uint32_t link = multimap_first(map, package_of(directory->arena, said, said->version)); link && on;
         link = map->links[link - 1].next) {
        const NamedPurl *one = &bases->purls[map->links[link - 1].item];
        on = visit(with, &one->purl,
                   speaks_of(said, &one->purl) ? directory_things(directory, NAMED_BY_PURL, one->number) : NULL);
    }
}

void directory_each_cpe(Directory *directory, const Cpe *said, DirectoryVisit *visit, void *with)
{
    const DirectoryBases *bases = bases_of(directory);
    const Multimap *map = &bases->products;
    bool on = true;
    for (uint32_t link = multimap_first(map, cpe_base(directory->arena, said)); link && on; link = map->links[link - 1].next) {
        const NamedCpe *one = &bases->cpes[map->links[link - 1].item];
        on = visit(with, NULL, cpe_may_mean(said, &one->cpe) ? directory_things(directory, NAMED_BY_CPE, one->number) : NULL);
    }
}
