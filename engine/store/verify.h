// SPDX-License-Identifier: MIT
// Inside of base_verify: one file for each thing that is checked, in the order of the steps. Each step visits a table, and is
// told of nothing that is not there: what must be there is kept by the steps before it.
#ifndef ASSIZE_STORE_VERIFY_H
#define ASSIZE_STORE_VERIFY_H

#include "store/base_inside.h"
#include "store/register.h"

enum { LOGGED_IMPORT = 1, LOGGED_WITHDRAWAL = 2, LOGGED_AND_THERE = 4 };

// A step of the register, as the log has it; all of it lies in the kept arena.
typedef struct LoggedStep {
    LogChange kind;
    bool bytes_there, subject_there, outcome_there; // found in the tables
    uint64_t sequence;
    Digest bytes;            // of an ISSUE and a RELEASE: under which theirs stand
    Digest verdict, sources; // as the entry has them; else zero
    Text subject, outcome;   // keys of the tables of steps and of outcomes; bytes null: none
} LoggedStep;

typedef struct Check {
    BaseReader *reader;
    Arena *arena; // of what one entry of a table takes
    Arena *kept;
    const Digest *noted;
    BaseProblem *visit;
    void *with;
    BaseChecked *checked;
    EnvFault fault;    // the first that is of the environment, and not of what is stored
    Digest previous;   // entry of the log
    uint64_t sequence; // of it
    TextIndex logged;  // digests of submissions, with what the log says of each
    Text *withdrawals; // by their number in it: the entry that says so
    size_t withdrawals_room;
    Text *signers; // likewise: who has signed it, as the log says; bytes null: nobody
    size_t signers_room;
    TextIndex sequences; // keys of entries that are steps of the register, with
    LoggedStep *steps;   // these, by number
    size_t steps_room;
    TextIndex sources;    // contents that name the texts of policies, which were looked at
    TextIndex dossiers;   // digests of those that there are, by the records of entities
    TextIndex images;     // names of images that were compared with what submissions say
    TextIndex references; // target and source, each behind its length: that must be there; with whether it is
    TextIndex referring;  // keys of the entities whose references are known
} Check;

// Keeps a fault that is of the environment: nothing is known then. Gives the fault.
EnvFault verify_heard(Check *check, EnvFault fault);
// Something is wrong with what is named.
void verify_problem(Check *check, Text about, const char *format, ...) __attribute__((format(printf, 3, 4)));
Text verify_entity_name(Check *check, Text key);                              // `Box box/1`
Text verify_digest_name(Check *check, const char *what, Text key);            // `submission sha256:…`
bool verify_among(const char *digests, uint32_t count, const Digest *digest); // they are in order
bool verify_digest_key(Text key, Digest *digest);                             // false where it is none

// All of base_verify but for the pages of the data file: also of what a transaction has written until now.
EnvFault verify_contents(BaseReader *reader, Arena *kept, const Digest *noted, BaseProblem *visit, void *with,
                         BaseChecked *checked);

// The steps, in this order. What is wrong goes to `visit`; a fault of the environment ends all of it (`fault`).
void verify_log_step(Check *check);
void verify_submissions_step(Check *check);
void verify_withdrawals_step(Check *check);
void verify_signatures_step(Check *check);
void verify_entities_step(Check *check);
void verify_references_step(Check *check);
void verify_register_step(Check *check);
// Visits a table; damage of it is a problem.
void verify_each(Check *check, Table table, EnvVisit *visit);
// The same where each entry is something's by its digest (a submission, a verdict, a content) or (TABLE_ENTITY) an entity's:
// `find` says what is wrong with it, or null; it is told of under that name, and what the arena held for it goes.
typedef const char *VerifyFind(Check *check, Text key, Text value);
void verify_each_named(Check *check, Table table, VerifyFind *find);

#endif
