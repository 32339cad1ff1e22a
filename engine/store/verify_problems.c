// SPDX-License-Identifier: MIT
// What every step of base_verify calls: tables are visited, problems are named and told of, faults of the environment are kept.
#include "store/verify.h"

#include "support/search.h"

EnvFault verify_heard(Check *check, EnvFault fault)
{
    if (check->fault == ENV_FINE && !fault_is_stored(fault))
        check->fault = fault;
    return fault;
}

void verify_problem(Check *check, Text about, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    Text what = text_format_list(check->arena, format, arguments);
    va_end(arguments);
    check->checked->problems++;
    check->visit(check->with,
                 text_format(check->arena, "%.*s: %.*s", (int)about.length, about.bytes, (int)what.length, what.bytes));
}

Text verify_entity_name(Check *check, Text key)
{
    Text type, id;
    base_split_key(key, &type, &id);
    type = text_shown(check->arena, type);
    id = text_shown(check->arena, id);
    return text_format(check->arena, "%.*s %.*s", (int)type.length, type.bytes, (int)id.length, id.bytes);
}

bool verify_digest_key(Text key, Digest *digest)
{
    *digest = (Digest){{0}};
    if (key.length == sizeof digest->bytes)
        memcpy(digest->bytes, key.bytes, sizeof digest->bytes);
    return key.length == sizeof digest->bytes;
}

bool verify_among(const char *digests, uint32_t count, const Digest *digest)
{
    for (BinarySearch search = search_of(0, count); search_on(&search);) {
        int order = memcmp(digests + (size_t)search.middle * sizeof *digest, digest, sizeof *digest);
        if (order == 0)
            return true;
        search_narrow(&search, order < 0);
    }
    return false;
}

Text verify_digest_name(Check *check, const char *what, Text key)
{
    Digest digest;
    Text name = verify_digest_key(key, &digest) ? digest_text(check->arena, &digest) : text_shown(check->arena, key);
    return text_format(check->arena, "%s %.*s", what, (int)name.length, name.bytes);
}

static void each(Check *check, Table table, EnvVisit *visit, void *with)
{
    if (verify_heard(check, env_each(check->reader->txn, table, (Text){NULL, 0}, visit, with)) == ENV_DAMAGED)
        verify_problem(check, text_of("the data file"), "%s: it is damaged, and cannot be read to its end",
                       env_table_name(table));
}

typedef struct PlainVisit {
    Check *check;
    EnvVisit *visit;
} PlainVisit;

static bool visit_plain(void *with, Text key, Text value)
{
    const PlainVisit *visit = with;
    guard_look(visit->check->arena->guard);
    return visit->visit(visit->check, key, value);
}

void verify_each(Check *check, Table table, EnvVisit *visit)
{
    PlainVisit plain = {check, visit};
    each(check, table, visit_plain, &plain);
}

typedef struct NamedVisit {
    Check *check;
    Table table;
    VerifyFind *find;
} NamedVisit;

static bool visit_named(void *with, Text key, Text value)
{
    const NamedVisit *visit = with;
    Check *check = visit->check;
    ArenaMark mark = arena_mark(check->arena);
    guard_look(check->arena->guard);
    const char *wrong = visit->find(check, key, value);
    const char *what = visit->table == TABLE_VERDICT ? "verdict" : visit->table == TABLE_CONTENT ? "content" : "submission";
    if (wrong)
        verify_problem(check,
                       visit->table == TABLE_ENTITY ? verify_entity_name(check, key) : verify_digest_name(check, what, key), "%s",
                       wrong);
    arena_reset(check->arena, mark);
    return true;
}

void verify_each_named(Check *check, Table table, VerifyFind *find)
{
    NamedVisit visit = {check, table, find};
    each(check, table, visit_named, &visit);
}
