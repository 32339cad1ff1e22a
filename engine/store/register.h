// SPDX-License-Identifier: MIT
// The register: verdicts that were issued, what gives them again, and what became of them. It only grows. Each step is an entry
// of the log (log.def), which says all that there is to say of it; beside that stand the bytes of verdicts, what they rest on, by
// its content, and where entries are found: by verdict, by subject, by outcome and day.
//
// A verdict rests on the texts of its policy and profiles, and on the dossiers that were read, each as the canonical JSON whose
// digest is the dossier's name (image/dossiers.h): submissions stay, so that lists of them are enough.
#ifndef ASSIZE_STORE_REGISTER_H
#define ASSIZE_STORE_REGISTER_H

#include "store/base.h"
#include "store/log_entry.h"

// ---- changing it ----

// A dossier that was read for a verdict.
typedef struct NamedDossier {
    Text type, id;
    Digest digest;
} NamedDossier;

typedef struct KeptContent {
    Digest digest;
    Text text;
} KeptContent;

// A verdict that is to be registered.
typedef struct RegisterVerdict {
    LogEntry told; // of it: an ISSUE but for `at`, `previous`, `verdict`
    Digest digest; // of its bytes
    Text frame;    // of these (support/compress.h)
    const NamedDossier *dossiers;
    size_t dossier_count;
    bool known;   // set: it was registered before
    bool changed; // set: a dossier has become another one meanwhile, so that it is not registered
} RegisterVerdict;

// Registers verdicts in one transaction, with what they rest on: the contents (of all of them), the last of which names the texts
// of their policy, and their dossiers, which must be what they were.
typedef struct KeptContents {
    const KeptContent *items;
    size_t count;
    Text bundle; // that was made of these texts, so that a report need not compile them; bytes null: none
} KeptContents;
BaseAnswer base_register(Base *base, Arena *arena, RegisterVerdict *verdicts, size_t count, const KeptContents *contents,
                         int64_t now, Text *error);
// Adds another step, with a frame of what was released (bytes null: none). *logged is the digest of its entry.
BaseAnswer base_step(Base *base, Arena *arena, const LogEntry *step, Text frame, int64_t now, Digest *logged, Text *error);
// Whether there was any verdict in the register when the fact base was opened.
bool base_has_verdicts(const Base *base);
// Whether it was opened for writing.
bool base_may_write(const Base *base);

// ---- reading it ----

// A step as it stands in the log.
typedef struct RegisterStep {
    uint64_t sequence;
    uint64_t about; // that of the verdict that it is about, where a history says so (register/history.h)
    Digest digest;  // of the entry; zero where it is not for the viewer of a history
    LogEntry entry;
} RegisterStep;

// The step by which a verdict was registered, or a view released, by the digest of its bytes; and these. False where there is
// none, or (answer) it cannot be read.
bool base_find_verdict(BaseReader *reader, const Digest *digest, RegisterStep *step, Text *canonical, BaseAnswer *answer);
// The entry of the log with that number.
BaseAnswer base_step_at(BaseReader *reader, uint64_t sequence, RegisterStep *step);
// Visits the steps about an entity, in their order, until visit gives false. Texts stay.
typedef bool RegisterVisit(void *with, const RegisterStep *step);
BaseAnswer base_each_step(BaseReader *reader, Text type, Text id, RegisterVisit *visit, void *with);
// Visits where verdicts are found: by outcome, then by day, then in the order in which they were registered.
typedef bool RegisterFound(void *with, Text outcome, Text on, uint64_t sequence);
BaseAnswer base_each_outcome(BaseReader *reader, RegisterFound *visit, void *with);
// Visits the types and ids of all entities about which there are steps, in order.
typedef bool RegisterSubject(void *with, Text type, Text id);
BaseAnswer base_each_subject(BaseReader *reader, RegisterSubject *visit, void *with);
// A content, in the arena. False where there is none, or (answer) it cannot be read.
bool base_content(BaseReader *reader, const Digest *digest, Text *text, BaseAnswer *answer);
// The bundle that a program with these tables made of the texts that a content names, in the arena; false: none can be read.
bool base_bundle(BaseReader *reader, const Digest *sources, Text *bundle);
// What an entity's dossier is called now; false: it has none, or (answer) it cannot be read.
bool base_dossier_now(BaseReader *reader, Text type, Text id, Digest *digest, BaseAnswer *answer);

// Visits all that makes the register another time (submission.h), in that order, with the log whole: contents and verdicts by
// their digests. Texts stay for the time of the visit.
typedef bool KeptVisit(void *with, const KeptLine *line, const Digest *digest);
BaseAnswer base_each_kept(BaseReader *reader, KeptVisit *visit, void *with);

// The dossiers that verdicts name, as they were: made anew of what was submitted, for a program, which the reader's images are
// made after from then on. All others are none. What is wrong is the reader's error. List and reader must stay.
typedef struct PastDossiers {
    BaseReader *reader;
    const NamedDossier *list;
    size_t count;
} PastDossiers;
Dossiers base_past_dossiers(PastDossiers *past, const Program *program, Arena *arena);

#endif
