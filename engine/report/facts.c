// SPDX-License-Identifier: MIT
// What of a fact base shows to a viewer: scans of its entities, and submissions by their canonical form, redacted. See report.h.
#include "report/report.h"

#include <stdlib.h>

// How many of the submissions about an entity show; of a dossier that cannot be read, none.
static uint32_t submissions_shown(BaseReader *reader, const Viewer *viewer, Text type, Text id, Arena *arena)
{
    BaseSubmission *list;
    size_t count;
    uint32_t shown = 0;
    ArenaMark mark = arena_mark(arena);
    if (base_submissions(reader, type, id, &list, &count) != BASE_DONE)
        return 0;
    for (size_t i = 0; i < count; i++)
        shown += submission_shows(viewer, list[i].stored.said, arena);
    arena_reset(arena, mark); // a fact base may have many of them
    return shown;
}

typedef struct Showing {
    const Viewer *viewer;
    Arena *arena;
    bool any;
} Showing;

static bool look_at_submission(void *with, const BaseSubmission *submission)
{
    Showing *showing = with;
    showing->any = submission_shows(showing->viewer, submission->stored.said, showing->arena);
    return !showing->any;
}

// The first submission that shows is enough: mostly it is the first.
bool facts_show_entity(BaseReader *reader, const Viewer *viewer, Text type, Text id, Arena *arena)
{
    if (viewer->audience == AUDIENCE_OFFICE)
        return true;
    Showing showing = {.viewer = viewer, .arena = arena};
    ArenaMark mark = arena_mark(arena);
    bool read = base_each_submission(reader, type, id, look_at_submission, &showing) == BASE_DONE;
    arena_reset(arena, mark);
    return read && showing.any;
}

// ---- lists ----

typedef struct Listing {
    BaseReader *reader;
    const Viewer *viewer;
    const Program *declared;
    Arena *arena;
    FactsList *list;
} Listing;

static bool list_entity(void *with, const BaseEntity *entity)
{
    Listing *listing = with;
    FactsList *list = listing->list;
    if (listing->declared && schema_type(listing->declared, entity->type) == UINT32_MAX)
        return true;
    BaseEntity shown = *entity;
    if (!list->has_digests) {
        shown.submissions = submissions_shown(listing->reader, listing->viewer, entity->type, entity->id, listing->arena);
        shown.dossier = (Digest){0};
    }
    if (!shown.submissions)
        return true;
    list->entities = arena_grow(listing->arena, list->entities, list->count, &list->capacity, sizeof *list->entities);
    list->entities[list->count++] = shown;
    return true;
}

BaseAnswer facts_list(BaseReader *reader, const Viewer *viewer, const Program *declared, Arena *arena, FactsList *list)
{
    Listing listing = {reader, viewer, declared, arena, list};
    *list = (FactsList){.has_digests = viewer->audience == AUDIENCE_OFFICE};
    return base_each_entity(reader, list_entity, &listing);
}

// ---- submissions ----

// Those of which the digest is left out, by what shows: their order would tell of it.
static int by_what_shows(const void *a, const void *b)
{
    const ShownSubmission *x = a, *y = b;
    if (!x->digest != !y->digest)
        return x->digest ? -1 : 1;
    if (x->digest)
        return memcmp(x->digest, y->digest, sizeof(Digest));
    int order = text_compare(x->canonical, y->canonical);
    if (!order)
        order = text_compare(x->because, y->because);
    return order ? order : (x->withdrawn_on > y->withdrawn_on) - (x->withdrawn_on < y->withdrawn_on);
}

typedef struct Replacements { // what a submission replaces, by numbers in a list
    uint32_t *numbers;
    uint32_t count;
} Replacements;

// False where it names something that is not in the list.
static bool find_replacements(Replacements *found, Text canonical, const TextIndex *list, Arena *arena)
{
    uint32_t count;
    const Digest *digests = submission_replaced(canonical, arena, &count);
    *found = (Replacements){arena_array(arena, (size_t)count + 1, sizeof *found->numbers), 0};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t number = text_index_find(list, digest_bytes(&digests[i]));
        if (number != UINT32_MAX)
            found->numbers[found->count++] = number;
    }
    return found->count == count;
}

// A submission as it is told of: of a document, with its claims.
typedef struct Told {
    const BaseSubmission *stored;
    Text canonical;
    bool says_more;
} Told;

static BaseAnswer tell_all(BaseReader *reader, const Program *policy, const BaseSubmission *list, size_t count, Arena *arena,
                           Told **told)
{
    BaseClaims *claims = NULL;
    BaseAnswer answer = policy ? base_claims(reader, policy, list, count, &claims) : BASE_DONE;
    *told = arena_array(arena, count + 1, sizeof **told);
    for (size_t i = 0; i < count && answer == BASE_DONE; i++) {
        bool document = list[i].stored.frame.bytes, claimed = claims && claims[i].canonical.bytes;
        (*told)[i] = (Told){&list[i], claimed ? claims[i].canonical : list[i].stored.said,
                            document && (!claimed || claims[i].says_more)};
    }
    return answer;
}

// The digests that may be given: of submissions in which nothing is hidden, and which replace none in which something is: its
// name stands in them, and so in what theirs are made from. Null: all.
static const TextIndex *given_digests(const Viewer *viewer, const Program *policy, const Told *list, size_t count, Arena *arena)
{
    TextIndex *given = arena_take(arena, sizeof *given), all;
    bool *hides = arena_array(arena, count + 1, sizeof *hides);
    Replacements *replacements = arena_array(arena, count + 1, sizeof *replacements);
    if (viewer->audience == AUDIENCE_OFFICE)
        return NULL;
    text_index_open(&all, arena);
    for (size_t i = 0; i < count; i++)
        text_index_add(&all, digest_bytes(&list[i].stored->digest));
    for (size_t i = 0; i < count; i++) {
        hides[i] = !submission_redacted(viewer, policy, list[i].canonical, list[i].says_more, NULL, arena).whole;
        hides[i] |= !find_replacements(&replacements[i], list[i].canonical, &all, arena);
    }
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < count; i++) {
            for (uint32_t j = 0; j < replacements[i].count && !hides[i]; j++)
                more |= hides[i] = hides[replacements[i].numbers[j]];
        }
    }
    text_index_open(given, arena);
    for (size_t i = 0; i < count; i++) {
        if (!hides[i])
            text_index_add(given, digest_bytes(&list[i].stored->digest));
    }
    return given;
}

BaseAnswer facts_shown(BaseReader *reader, const Viewer *viewer, const Program *policy, Text type, Text id, Arena *arena,
                       FactsShown *shown)
{
    BaseSubmission *list;
    Told *told;
    size_t count;
    BaseAnswer answer = base_submissions(reader, type, id, &list, &count);
    if (answer == BASE_DONE)
        answer = tell_all(reader, policy, list, count, arena, &told);
    if (answer != BASE_DONE)
        return answer;
    *shown = (FactsShown){.submissions = arena_array(arena, count + 1, sizeof *shown->submissions),
                          .needs_policy = !policy && viewer->audience != AUDIENCE_OFFICE};
    const TextIndex *given = given_digests(viewer, policy, told, count, arena);
    for (size_t i = 0; i < count; i++) {
        RedactedSubmission redacted = submission_redacted(viewer, policy, told[i].canonical, told[i].says_more, given, arena);
        if (redacted.canonical.bytes)
            shown->submissions[shown->count++] = (ShownSubmission){.canonical = redacted.canonical,
                                                                   .digest = redacted.whole ? &list[i].digest : NULL,
                                                                   .withdrawn = list[i].withdrawn,
                                                                   .withdrawn_on = list[i].withdrawn_on,
                                                                   .signer = list[i].signer,
                                                                   .because = list[i].because};
    }
    if (shown->count)
        qsort(shown->submissions, shown->count, sizeof *shown->submissions, by_what_shows);
    return BASE_DONE;
}
