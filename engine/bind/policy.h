// SPDX-License-Identifier: MIT
// A policy with its libraries as one thing: every declaration found under its name. What bind/ leaves true:
// - files holds the policy's file, what it includes and every library it uses, each once;
// - in each name space a name has at most one declaration, and Policy's arrays hold them all, in order of the text
//   (rules: in order of their codes);
// - extensions of entities hang behind the attributes that they extend; the evidence block is one.
#ifndef ASSIZE_BIND_POLICY_H
#define ASSIZE_BIND_POLICY_H

#include "ast/tree.h"
#include "support/diagnostic.h"

typedef enum NameSpace { SPACE_TYPES, SPACE_VALUES, SPACE_ASPECTS, SPACE_SOURCES, SPACE_RULES, NAME_SPACES } NameSpace;

typedef struct DeclList {
    Decl **items;
    size_t count, capacity;
} DeclList;

// A kind of evidence.
typedef struct EvidenceKind {
    Word word;
    uint32_t rank;      // from 1; equal ranks are equally strong
    Acceptance *accept; // null: accepted as it is
    Expiry *expiry;     // null: never too old
} EvidenceKind;

// How files are read: by the program from disk, by tests from memory.
typedef struct SourceReader {
    // The file's text in the arena; or false, with why it cannot be read, or nothing where there is no such file.
    bool (*read)(void *with, Arena *arena, const SourceName *name, Text *text);
    // Where the policy's own file lies: behind symbolic links. Null: where it is said to.
    Text (*follow)(void *with, Arena *arena, Text path);
    void *with;
    const char *const *folders; // searched for libraries, behind the folder of the policy; ends with null
} SourceReader;

typedef struct Policy {
    Arena *arena;
    Sources *sources;
    Diagnostics *diagnostics;
    Tree tree;
    const SourceReader *reader;
    File *main;
    File *files;     // all, in the order in which they were reached
    size_t read;     // how many of the first diagnostics are of reading
    bool incomplete; // a file is missing, or a declaration hides one of another file: what is not found may be there

    TextIndex declared[NAME_SPACES]; // name -> index into decls of that space
    DeclList decls[NAME_SPACES];
    DeclList rules; // by code
    DeclList tests, lists, parameters, defines, tables, entities, parts, enums, aspects, clause_sources;
    DeclList profile_decls; // set, strengthen, waive, also

    EvidenceKind *kinds;
    size_t kind_count;
    uint32_t ranks;
    Decl *evidence; // the block itself; null: none
    Decl *by;       // the entity type of those who submit; null: none named
    Word by_word;
    Decl *verdict;
    Decl *weights_decl;               // null: the default
    int64_t weights[RULE_SEVERITIES]; // in millionths
    Decl *subject_type;               // of what is reviewed

    // check: the types and attributes by their numbers in the schema; entities before parts, both by name.
    Decl **types;
    uint32_t type_count;
    Attribute **attributes;
    uint32_t attribute_count;
    Decl *under_way;                 // the definition that is being checked
    Variable *accept_by, *accept_on; // of the conditions of acceptance; by is null without a `by` line
} Policy;

// Loads the policy's file and all that it uses, and binds every declaration to its name. Mistakes are queued; the
// policy may be checked further as long as main is not null and the policy is not incomplete.
void policy_open(Policy *policy, Arena *arena, Sources *sources, Diagnostics *diagnostics, const SourceReader *reader);
void policy_load(Policy *policy, Text path);
void policy_bind(Policy *policy);

// Whether something within a place (anywhere, for a span of nothing) was not understood. What is missed there may well stand
// there: one mistake is reported once.
bool policy_misread(const Policy *policy, Span span);
// Whether some declaration that was not understood has this name.
bool policy_lost(const Policy *policy, const Name *name);

Decl *policy_find(const Policy *policy, NameSpace space, const Name *name);
// The kind of evidence with that name; kind_count if there is none.
uint32_t policy_kind(const Policy *policy, const Name *name);
// Reports that a name means nothing in its name space, with the nearest that does. Keeps `what` for the message.
void policy_unknown(Policy *policy, NameSpace space, Word word, MessageCode code);
void decl_list_add(Policy *policy, DeclList *list, Decl *decl);
// Reports what a later version of the language will have.
void policy_not_in_this_version(Policy *policy, Span span, const char *what);

// The files that come with the program (stdlib.c, generated).
typedef struct StandardFile {
    const char *path; // std/product.asz
    const char *start, *end;
} StandardFile;
extern const StandardFile standard_files[];
extern const size_t standard_file_count;
// The one with that path; null: none.
const StandardFile *policy_standard_file(Text path);

#endif
