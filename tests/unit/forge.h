// SPDX-License-Identifier: MIT
// A fact base of the tests' submissions, and its tables as a forger has them: any value in any place, digests that fit.
#ifndef ASSIZE_TESTS_FORGE_H
#define ASSIZE_TESTS_FORGE_H

#include "store/base_inside.h"
#include "unit/compiled.h"

extern SubmissionList forge_stored; // box/1 has the ones from 2 to 4, in the order of their lines

const char *forge_store(void);
// Opens it, or the test fails.
Base *forge_open(EnvMode mode);
// Imports submissions (JSON); the list is what was read.
BaseAnswer forge_import(Text text, SubmissionList *list, Text *error);
// Makes it, in the test's folder.
void forge_make(void);
// Once more, from the beginning: what the test's arena held is gone.
void forge_anew(void);
// Withdraws a submission, by its number.
void forge_withdraw(size_t number);
// What a table holds under a key, copied.
Text forge_read(Table table, Text key);
// Puts a value, or (bytes null) removes it; `was`, of a key that has several, goes.
void forge_write(Table table, Text key, Text was, Text value);
void forge_put(Table table, Text key, Text value);
void forge_drop(Table table, Text key);
// The key of an entity.
Text forge_entity(const char *type, const char *id);
// The record of an entity, and all that is stored of it.
Text forge_record(Text key, EntityRecord *record);
// A record with the digests behind it, and what those of a stored one are.
Text forge_record_text(const EntityRecord *record, Text digests);
Text forge_digests(Text record);
// A text with the first of some words replaced.
Text forge_replaced(Text text, const char *old, const char *new);
// The key of an entry of the log.
Text forge_entry(uint64_t sequence);
// Makes an entry the log's head.
void forge_head(uint64_t sequence, Text entry);
// The name of the image of an entity, for the tests' policy.
Text forge_image_name(Text key);
Text forge_image_of(Text key);
// Puts a changed image in its place: sealed, and it says that it is of the dossier.
void forge_image(Text key, Text image);
// Makes a record name the dossier that submissions make.
void forge_dossier(Text key, EntityRecord *record, Text digests);

// What verification says of it: each problem on a line of its own.
typedef struct ForgeFound {
    TextBuilder text;
    BaseChecked checked;
} ForgeFound;
// schema: of the policy, or null; noted: a head of the log, or null.
ForgeFound forge_verify(const Program *schema, const Digest *noted);
// A number in braces stands for the digest of that submission.
const char *forge_with_digests(const char *text);
// With the policy, and without it (null: the same), this is wrong.
void forge_assert_found(const char *with_schema, const char *without);

#endif
