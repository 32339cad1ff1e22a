// SPDX-License-Identifier: MIT
// A policy with its libraries as one thing, by symbol tables: every declaration found under its name. What bind/ leaves true:
// - files holds the policy's file, what it includes and every library it uses, each once; each belongs to a module;
// - in each name space a name has at most one declaration, in whatever module, and Policy's arrays hold them all, in order of
//   the text (rules: in order of their codes);
// - what a name means hangs on the module that wrote it: it finds what that one declares and what it uses, directly or through
//   what it uses, and nothing else (LANGUAGE.md 2.10);
// - extensions of entities hang behind the attributes that they extend; the evidence block is one.
#ifndef ASSIZE_BIND_POLICY_H
#define ASSIZE_BIND_POLICY_H

#include "ast/overlay.h"
#include "support/diagnostic.h"

typedef enum NameSpace { SPACE_TYPES, SPACE_VALUES, SPACE_ASPECTS, SPACE_SOURCES, SPACE_RULES, NAME_SPACES } NameSpace;

typedef struct DeclList {
    Decl **items;
    size_t count, capacity;
} DeclList;

struct Module {
    uint32_t number;  // among the modules of the policy
    File *file;       // that opens it
    Profile *profile; // that it is; null: the policy, or a library
    uint64_t users;   // who uses it itself, as of a file
    Module **uses;
    size_t use_count, use_capacity;
    uint64_t *reach; // a bit for each module that it sees; null until that is asked for
    bool named;      // check: the policy itself, or a profile, names something that it declares
    bool acts;       // check: it declares something that does its work though nobody names it
};

// The attributes of an entity or a part, those of extensions too, by their names.
typedef struct AttributeTable {
    TextIndex names;
    Attribute **items;
    size_t capacity;
} AttributeTable;

// A kind of evidence.
typedef struct EvidenceKind {
    Word word;
    uint32_t rank;      // from 1; equal ranks are equally strong
    Acceptance *accept; // null: accepted as it is
    Expiry *expiry;     // null: never too old
} EvidenceKind;

// What a record of a format fills (check/formats.c).
typedef struct FilledRecord {
    const Decl *type;    // null: nothing
    Span said;           // where that is said first
    const Decl *said_in; // the block that says so; null: it goes without saying
    Mapping **items;     // by attribute
    size_t count, capacity;
    TextIndex names; // of the attributes that are mapped, and the first mapping of each
    Mapping **first;
    size_t first_capacity;
} FilledRecord;

typedef enum SourceAnswer {
    SOURCE_READ,
    SOURCE_ABSENT,  // there is no such file
    SOURCE_OUTSIDE, // it leads out of the root
    SOURCE_REFUSED, // by the system, or for what it is
} SourceAnswer;

// How files are read: by the program from disk, by tests from memory.
typedef struct SourceReader {
    // The file's text in the arena; or why it cannot be read (a reader that does not know leaves it empty).
    SourceAnswer (*read)(void *with, Arena *arena, const SourceName *name, Text *text);
    // Where the policy's own file lies: behind symbolic links. Null: where it is said to.
    Text (*follow)(void *with, Arena *arena, Text path);
    void *with;
    const char *const *folders; // searched for libraries, behind the folder of the policy; ends with null
    // What is read was compiled before, with the standard library of then among it: its libraries may declare natives.
    bool natives;
} SourceReader;

typedef struct Policy {
    Arena *arena;
    Sources *sources;
    Diagnostics *diagnostics;
    Tree tree;
    const SourceReader *reader;
    File *main;
    File *files; // all, in the order in which they were reached
    File **last_file;
    File **file_of_source; // by number of its source; null where a file was refused, or is one of a list
    size_t file_capacity;
    TextIndex known; // the sources by what they are wherever they lie
    uint32_t modules;
    size_t read;         // how many of the first diagnostics are of reading
    size_t lost_entries; // how many are of entries of profiles that are about nothing, or of their versions: all else has its
                         // meaning and its type
    bool incomplete;     // a file is missing, or a declaration hides one of another file: what is not found may be there

    TextIndex declared[NAME_SPACES]; // name -> index into decls of that space
    DeclList decls[NAME_SPACES];
    DeclList rules; // by code
    DeclList tests, lists, parameters, defines, tables, entities, parts, enums, aspects, clause_sources, interpretations;
    DeclList profile_decls; // set, strengthen, waive, also, changes
    Profile **profiles;     // by name
    uint32_t profile_count;
    const Profile *rebased; // the one that is held against a new base (compile_rebase); null: none is
    Overlay overlay;        // refine: what they change

    EvidenceKind *kinds;
    size_t kind_count;
    TextIndex kind_names; // by number
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
    FilledRecord *records;                           // by FormatRecord; null: there are no `format` blocks
    uint32_t walks;                                  // so many were begun (check/walk.c)
    uint64_t most_code;                              // instructions that it may take
    Variable *accept_by, *accept_on, *accept_signer; // of the conditions of acceptance; by is null without a `by` line
} Policy;

enum { DEFAULT_CODE = 1000000 };

// The profiles beside a policy, by the paths of their files, in any order; each list ends with null; null: none.
typedef struct GivenProfiles {
    const char *const *paths;
    const char *const *at_hand; // of these what the others refine, unless one of that name is among them
} GivenProfiles;

// Loads the policy's file and all that it uses, and binds every declaration to its name. Mistakes are queued; the
// policy may be checked further as long as main is not null and the policy is not incomplete.
void policy_open(Policy *policy, Arena *arena, Sources *sources, Diagnostics *diagnostics, const SourceReader *reader);
void policy_load(Policy *policy, Text path, const GivenProfiles *given);
void policy_bind(Policy *policy);

// Whether something within a place (anywhere, for a span of nothing) was not understood. What is missed there may well stand
// there: one mistake is reported once.
bool policy_misread(const Policy *policy, Span span);
// Whether some declaration that was not understood has this name.
bool policy_lost(const Policy *policy, const Name *name);

// The profile that a declaration is part of; null: the policy, or a library.
static inline const Profile *profile_of(const Decl *decl)
{
    return decl->file->module->profile;
}
// The module of what a profile refines, in which names mean what they mean without it.
Module *profile_base(const Policy *policy, const Profile *profile);
// Whether the policy itself uses a file; what profiles alone use is theirs.
static inline bool file_is_base(const File *file)
{
    return file->users & 1;
}

// Whether names in one module may mean what another one declares.
bool module_sees(Policy *policy, Module *module, const Module *other);
// What a name means in a module; null: nothing.
Decl *policy_find(Policy *policy, Module *module, NameSpace space, const Name *name);
// The kind of evidence with that name, in a module; kind_count if there is none.
uint32_t policy_kind(Policy *policy, Module *module, const Name *name);
// The same, and reports where there is none, unless nothing at all is ranked.
uint32_t policy_kind_or_report(Policy *policy, Module *module, Word word);
// The attribute of that name, whoever declares it; null: none.
Attribute *attribute_named(const Decl *owner, const Name *name);
// The attribute that a name means in a module; null: none.
Attribute *policy_attribute(Policy *policy, Module *module, const Decl *owner, const Name *name);
// The place of a value in its enumeration, or UINT32_MAX.
uint32_t policy_enum_value(const Decl *decl, const Name *name);
// Reports that a name means nothing in its name space, with the nearest that does. The message may be added to; null where none
// was made, or none that is kept.
Diagnostic *policy_unknown(Policy *policy, Module *module, NameSpace space, Word word, MessageCode code);
// Offers each attribute of a declaration that a module sees.
void policy_offer_attributes(Policy *policy, Module *module, const Decl *owner, Nearest *nearest);
// Offers what is declared at a word; not where a profile is held against a new base, and it is the profile's own: what the base
// calls otherwise now is looked for.
void policy_offer_word(const Policy *policy, Nearest *nearest, Word word);
// Offers each name of a name space that a module sees.
void policy_offer(Policy *policy, Module *module, NameSpace space, Nearest *nearest);
// Offers each kind of evidence; where a module does not see them, their place is added to the message.
void policy_offer_kinds(Policy *policy, Module *module, Nearest *nearest, Diagnostic *unknown);
// What is said of a place where something is declared that does not count where a message stands: by a module that is not used
// there, or by a profile in whose condition that is.
const char *policy_unseen(const Policy *policy, const Diagnostic *unknown, const Module *declaring);
// Adds, where a module that is not seen declares the name, that place to the message; and corrects it, where a library that comes
// with the program does, by the `use` that is missing.
void policy_note_unseen(Policy *policy, Module *module, NameSpace space, const Name *name, Diagnostic *unknown);
// Adds to a list of the policy's.
void decl_list_add(Policy *policy, DeclList *list, Decl *decl);

// Names, or other texts, that may each stand but once.
typedef struct Once {
    TextIndex texts;
    Span *places; // where each stands first, by number
    size_t capacity;
} Once;
// An empty set in the arena.
void once_open(Once *once, Arena *arena);
// True where a text is new. Otherwise *before is where it stands already.
bool once_add(Once *once, Text text, Span span, Span *before);
// The same of a name in a list of declarations; reports where it is not new.
bool once_declare(Policy *policy, Once *once, Text name, Span span);

// Makes one module see another one, and all that this sees.
void module_use(Policy *policy, Module *module, Module *used);

// ---- profiles (profiles.c) ----

// Adds a profile that was loaded, behind those whose names come before its own.
void profile_add(Policy *policy, File *file);
// The profile of that path; null where it was refused before it became one.
const Profile *profile_at(const Policy *policy, Text path);
// Finds what each profile refines, that it is of the version that is asked for, and who uses which file.
void profiles_link(Policy *policy);
// Reports a profile that is given instead of the policy.
void profile_alone(Policy *policy, const File *file);
// Looks at a file that is given beside one that has the profile's name: the same texts are one profile; others are reported.
void profile_given_twice(Policy *policy, Text path, const SourceName *again);
// Reports that more profiles are given than a mask has bits for.
void profiles_too_many(Policy *policy, size_t count);
// Who uses a source, as File.users says of a file; the number is that of the source from 0.
uint64_t policy_source_users(const Policy *policy, uint32_t source);

// Reports that the code of a policy passes what it may take, at what takes it.
Diagnostic *policy_too_much_code(Policy *policy, Span span);

// The files that come with the program (stdlib.c, generated).
typedef struct StandardFile {
    const char *path; // std/product.asz
    const char *start, *end;
} StandardFile;
extern const StandardFile standard_files[];
extern const size_t standard_file_count;
// The one with that path; null: none.
const StandardFile *policy_standard_file(Text path);
// The name of its library, such as std.product.
Text policy_standard_name(Arena *arena, const StandardFile *file);

#endif
