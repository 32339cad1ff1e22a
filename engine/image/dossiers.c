// SPDX-License-Identifier: MIT
// What a dossier is called: its content address. See dossiers.h.
#include "image/dossiers.h"

#include <stdlib.h>

#include "support/calendar.h"

static int by_digest(const void *a, const void *b)
{
    return memcmp(((const DossierItem *)a)->submission.bytes, ((const DossierItem *)b)->submission.bytes, sizeof(Digest));
}

static void write_submission_digests(JsonWriter *json, const DossierItem *items, size_t count)
{
    if (!count)
        return;
    json_key(json, text_of("submissions"));
    json_begin_array(json);
    for (size_t i = 0; i < count; i++)
        json_write_string(json, digest_text(json->builder.arena, &items[i].submission));
    json_end_array(json);
}

static void write_withdrawal(JsonWriter *json, const DossierItem *item)
{
    TextBuilder day = text_builder(json->builder.arena);
    date_append(&day, item->withdrawn_on);
    json_begin_array(json);
    json_write_string(json, digest_text(json->builder.arena, &item->submission));
    json_write_string(json, text_built(&day));
    json_end_array(json);
}

static void write_signatures(JsonWriter *json, const DossierItem *items, size_t count)
{
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        if (!items[i].signer.bytes)
            continue;
        if (!any)
            json_key_array(json, "signed");
        any = true;
        json_begin_array(json);
        json_write_string(json, digest_text(json->builder.arena, &items[i].submission));
        json_write_string(json, items[i].signer);
        json_end_array(json);
    }
    if (any)
        json_end_array(json);
}

static void write_withdrawals(JsonWriter *json, const DossierItem *items, size_t count)
{
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        if (!items[i].withdrawn)
            continue;
        if (!any) {
            json_key(json, text_of("withdrawn"));
            json_begin_array(json);
        }
        any = true;
        write_withdrawal(json, &items[i]);
    }
    if (any)
        json_end_array(json);
}

Text dossier_canonical(Arena *arena, Text type, Text id, DossierItem *items, size_t count)
{
    if (count)
        qsort(items, count, sizeof *items, by_digest);
    JsonWriter json = json_writer(arena);
    json_begin_object(&json);
    json_key_string(&json, "id", id);
    write_signatures(&json, items, count);
    write_submission_digests(&json, items, count);
    json_key_string(&json, "type", type);
    write_withdrawals(&json, items, count);
    json_end_object(&json);
    return text_built(&json.builder);
}

Digest dossier_digest(Arena *arena, Text type, Text id, DossierItem *items, size_t count)
{
    ArenaMark mark = arena_mark(arena);
    Digest digest = digest_of(dossier_canonical(arena, type, id, items, count));
    arena_reset(arena, mark);
    return digest;
}
