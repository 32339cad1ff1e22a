// SPDX-License-Identifier: MIT
// Dossiers of submissions in memory: for tests in policies, and for reviews of what is not stored.
#include "image/dossiers.h"

typedef struct Memory {
    Arena *arena;
    TextIndex digests;  // a submission is its content: the same one twice is one
    TextIndex entities; // by entity_key
    SubmissionList *lists;
    Text *images;
    size_t list_capacity;
} Memory;

// The type and id of an entity as one text, by which it is told apart.
static Text entity_key(Arena *arena, uint32_t type, Text id)
{
    TextBuilder key = text_builder(arena);
    text_append(&key, (Text){(const char *)&type, sizeof type});
    text_append(&key, id);
    return text_built(&key);
}

static DossierAnswer find_in_memory(void *with, uint32_t type, Text id, Dossier *found)
{
    const Memory *memory = with;
    uint32_t entity = text_index_find(&memory->entities, entity_key(memory->arena, type, id));
    if (entity == UINT32_MAX)
        return DOSSIER_NONE;
    *found = (Dossier){memory->images[entity], NOT_KEPT};
    return DOSSIER_FOUND;
}

// place: of the submission in its list.
static void add_in_memory(Memory *memory, Submission *submission, size_t place)
{
    uint32_t before = memory->digests.count, number = text_index_add(&memory->digests, digest_bytes(&submission->digest));
    if (memory->digests.count == before)
        return;
    memory->digests.values[number] = (uint32_t)place;
    before = memory->entities.count;
    uint32_t entity = text_index_add(&memory->entities, entity_key(memory->arena, submission->facts.type, submission->id));
    if (entity == before) {
        memory->lists = arena_grow(memory->arena, memory->lists, entity, &memory->list_capacity, sizeof *memory->lists);
        memory->lists[entity] = (SubmissionList){0};
    }
    SubmissionList *list = &memory->lists[entity];
    list->items = arena_grow(memory->arena, list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = submission;
}

static Digest digest_of_list(const Program *schema, Arena *arena, const SubmissionList *list)
{
    const Submission *first = list->items[0];
    DossierItem *items = arena_array(arena, list->count, sizeof *items);
    for (size_t i = 0; i < list->count; i++)
        items[i] = (DossierItem){list->items[i]->digest, list->items[i]->withdrawn, list->items[i]->withdrawn_on,
                                 list->items[i]->signer};
    return dossier_digest(arena, program_string(schema, schema->types[first->facts.type].name), first->id, items, list->count);
}

// Marks those that are withdrawn; refuses a withdrawal of what is not there.
static bool withdraw_in_memory(Memory *memory, const SubmissionList *submissions, Diagnostics *diagnostics)
{
    bool fine = true;
    for (size_t i = 0; i < submissions->withdrawal_count; i++) {
        const SaidWithdrawal *said = &submissions->withdrawals[i];
        uint32_t number = text_index_find(&memory->digests, digest_bytes(&said->submission));
        if (number == UINT32_MAX) {
            diagnose(diagnostics, MESSAGE_FACT_WITHDRAWS_NOTHING, said->place, 1, digest_text(memory->arena, &said->submission));
            fine = false;
            continue;
        }
        Submission *one = submissions->items[memory->digests.values[number]];
        if (!one->withdrawn || said->on < one->withdrawn_on)
            one->withdrawn_on = said->on;
        one->withdrawn = true;
    }
    return fine;
}

bool dossiers_in_memory(Dossiers *dossiers, const Program *schema, Arena *arena, const SubmissionList *submissions,
                        Diagnostics *diagnostics)
{
    Memory *memory = arena_take(arena, sizeof *memory);
    memory->arena = arena;
    text_index_open(&memory->digests, arena);
    text_index_open(&memory->entities, arena);
    for (size_t i = 0; i < submissions->count; i++)
        add_in_memory(memory, submissions->items[i], i);
    bool fine;
    submissions_may_replace(schema, arena, diagnostics, submissions, NULL, NULL, &fine);
    fine &= withdraw_in_memory(memory, submissions, diagnostics);
    memory->images = arena_array(arena, (size_t)memory->entities.count + 1, sizeof *memory->images);
    for (uint32_t i = 0; i < memory->entities.count; i++) {
        const Submission *first = memory->lists[i].items[0];
        Digest dossier = digest_of_list(schema, arena, &memory->lists[i]);
        fine &= image_build(schema, arena, arena, first->facts.type, first->id, &dossier, &memory->lists[i], diagnostics,
                            &memory->images[i]) == IMAGE_MADE;
    }
    *dossiers = (Dossiers){.find = find_in_memory, .with = memory, .arena = arena};
    return fine;
}
