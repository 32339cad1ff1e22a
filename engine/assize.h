// SPDX-License-Identifier: MIT
// libassize: policies compiled, facts kept, products reviewed.
//
// An `Assize` is what one thread works with; make one for each. Policies may be shared by all of them once they are
// open, and so may a fact base by those who read it. Every call that can fail gives an AssizeAnswer; what is wrong is
// then in the messages, and everything stored is as it was. No call prints, exits, or keeps what it was given. Where a policy or
// a fact base is needed and null is given, the answer is ASSIZE_WRONG_USE; a text that is null is an empty one; `text` may be
// null where the host does not want it. A call that compiles a policy's text takes up to 4 MB of stack.
//
//     Assize *assize = assize_open(NULL);
//     AssizePolicy *policy;
//     AssizeBase *base;
//     AssizeReview *review;
//     if (assize_policy_open(assize, NULL, "review.asz", &policy) == ASSIZE_DONE &&
//         assize_base_open(assize, "assize.facts", ASSIZE_READ, &base) == ASSIZE_DONE &&
//         assize_review(assize, NULL, policy, base, "acme/edge-9000@4.2", 20779, &review) == ASSIZE_DONE)
//         use(assize_review_outcome(review));
//     else
//         show(assize_messages(assize, NULL));
#ifndef ASSIZE_H
#define ASSIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ASSIZE_VERSION "0.1.0"
#define ASSIZE_API __attribute__((visibility("default")))

// The same numbers are the exit statuses of the program.
typedef enum AssizeAnswer {
    ASSIZE_DONE = 0,
    ASSIZE_NO = 1,          // a test failed, something does not verify; of an outcome: the last thing one wants
    ASSIZE_WRONG_USE = 2,   // the caller's mistake: no such rule, no such date
    ASSIZE_UNDECIDED = 3,   // of an outcome: undetermined, or neither the best nor the worst
    ASSIZE_BAD_INPUT = 4,   // a policy or facts are refused
    ASSIZE_ENVIRONMENT = 5, // disk, permissions, memory, places for readers
    ASSIZE_STOPPED = 6,     // the call's deadline has passed, or it was cancelled: there is no result, and nothing is changed
} AssizeAnswer;

// A piece of UTF-8, not terminated by a zero. Who gives it says how long it stays.
typedef struct AssizeText {
    const char *bytes;
    size_t length;
} AssizeText;

// A form of output, by its number. A call whose request names one that is not there, or that cannot lay out what the call gives,
// does nothing and answers ASSIZE_WRONG_USE; its message says which forms there are.
// Beside text and JSON there are forms of a verdict: a page that stands by itself (HTML), SARIF 2.1.0 for code hosts, JUnit XML
// for build servers, and comma-separated values of its rules, or of their findings, for spreadsheets.
typedef enum AssizeFormat {
    ASSIZE_TEXT,
    ASSIZE_JSON,
    ASSIZE_HTML,
    ASSIZE_SARIF,
    ASSIZE_JUNIT,
    ASSIZE_CSV,
    ASSIZE_CSV_FINDINGS
} AssizeFormat;
// The name of a form, such as `json`; null behind the last number.
ASSIZE_API const char *assize_format_name(AssizeFormat format);
// Whether a form is for programs: then messages are part of what a program reads.
ASSIZE_API bool assize_format_for_programs(AssizeFormat format);

// Who reads what is printed. The public sees no attribute that a policy calls confidential, and of submissions made in confidence
// nothing; an institution sees such attributes, and of such submissions its own; the office sees all.
typedef enum AssizeAudience { ASSIZE_PUBLIC, ASSIZE_INSTITUTION, ASSIZE_OFFICE } AssizeAudience;

// Stops the calls that have it in their request: all zero at first, and once it is set it stays so. It may serve several calls.
typedef struct AssizeCancel {
    int set;
} AssizeCancel;
// From any thread, and from a handler of a signal.
ASSIZE_API void assize_cancel(AssizeCancel *cancel);
// The deadline that lies so many milliseconds ahead; one that has passed where they are not positive.
ASSIZE_API int64_t assize_deadline(int64_t milliseconds);

// How one call is to be answered. Whoever answers many askers has one for each of them; a null pointer, and all zero, is text in
// English for the public. It is read while the call runs, and not kept: neither are the texts that it points to.
typedef struct AssizeRequest {
    AssizeFormat format;
    AssizeAudience audience;
    const char *institution; // of that audience: its id; null: of none
    const char *language;    // of titles and findings in texts, such as "zh"; null: "en"
    bool colours;            // of texts: escape sequences for a terminal
    bool all_rules;          // of verdicts as text: also the rules that are satisfied or do not apply
    // Of a verdict: the statuses of the rules that are listed, such as `violated,undetermined`; null: of all. JSON holds a
    // verdict whole, and is refused with it.
    const char *only;
    bool open;   // of a verdict as a page: nothing in it is folded
    bool strict; // of reviews: one of a day on which the policy is not in force is refused
    // When the call is to be given up, with ASSIZE_STOPPED. It looks at both when it begins and between its steps, of which one
    // on many millions of rows may take some tenths of a second; but not while it waits for another process that writes the fact
    // base, nor while the disk writes. No result hangs on the time: a call that was stopped has none.
    int64_t deadline;     // in ns of CLOCK_MONOTONIC; 0: none
    AssizeCancel *cancel; // null: none
    // What for somebody looks at what the public does not see: needed of calls that print for another audience from a fact base
    // in
    // which a verdict is registered, which must be open for writing: each such look is an entry of the log. Null: not said.
    const char *purpose;
    // Of calls that compile a policy: paths of profiles that refine it, in any order, which changes nothing; ends with null.
    const char *const *profiles; // null: none
} AssizeRequest;

// What stays as it is for all calls of one Assize.
typedef struct AssizeOptions {
    const char *const *folders; // searched for libraries, ends with null; null: none. Must stay
    // Of reviews and questions: each dossier is checked before it is read, against its submissions and their digests; one that
    // does not verify is refused (ASSIZE_ENVIRONMENT). Without it an image is believed after a look at its head: who can write
    // the folder can make it say anything, and an image that was made for that may end the process.
    bool verify;
    // Limits of one review; 0: the default.
    uint64_t rows;       // of all frames together, and what else takes time (LANGUAGE.md, Verdicts)
    int64_t regex_steps; // of the matcher, over all patterns
    size_t memory;       // bytes that it asks for, with the dossiers that it reads
    uint64_t code;       // of a compilation: instructions that a policy may take; 0: a million
} AssizeOptions;

typedef struct Assize Assize;
typedef struct AssizePolicy AssizePolicy;
typedef struct AssizeBase AssizeBase;
typedef struct AssizeReview AssizeReview;

// Options may be null. Null where there is no memory, or the system gives no random bytes, of which the keys of hash tables are.
ASSIZE_API Assize *assize_open(const AssizeOptions *options);
// After all that was opened with it, but for policies and fact bases.
ASSIZE_API void assize_close(Assize *assize);

// What the last call had to say: errors and warnings. Stays until the next call. Text: as for a terminal, each with its
// place. JSON: an array of objects with code, severity, file, line, column, message and where known expected,
// correction, pointer, notes (other places: file, line, column, message). A form that has no messages of its own gives them as
// text.
ASSIZE_API AssizeText assize_messages(Assize *assize, const AssizeRequest *request);

// Writes the character that begins at *at of a text, which is not its end, into ASSIZE_SHOWN bytes as messages show it:
// as it is, or as an escape such as `\u{200B}` or `\xFF` where nobody would see it, or where it is no UTF-8. *at moves behind it;
// gives how many bytes were written.
enum { ASSIZE_SHOWN = 16 };
ASSIZE_API size_t assize_show(AssizeText text, size_t *at, char *to);

// Writes a text, such as a verdict, to a file: all of it, or the file stays as it was. A device or a pipe is written into; of a
// symbolic link, the file that it points to is replaced. ENVIRONMENT where it cannot be written.
ASSIZE_API AssizeAnswer assize_write(Assize *assize, const char *path, AssizeText text);

// What the last call answered.
ASSIZE_API AssizeAnswer assize_last_answer(const Assize *assize);

// Days since 1970-01-01 of a date written `2026-11-22`. False where it is none.
ASSIZE_API bool assize_date(const char *text, int64_t *date);

// ---- policies ----

// Reads, checks and compiles a policy, or opens a bundle: which of them it is, its first bytes say. A bundle that another version
// of the program made is refused where that laid it out otherwise. Path "-" is standard input.
ASSIZE_API AssizeAnswer assize_policy_open(Assize *assize, const AssizeRequest *request, const char *path, AssizePolicy **policy);
// The same, of a bundle in memory (copied).
ASSIZE_API AssizeAnswer assize_policy_load(Assize *assize, const AssizeRequest *request, const void *bundle, size_t size,
                                           AssizePolicy **policy);
ASSIZE_API void assize_policy_close(AssizePolicy *policy);

// All of these stay while the policy is open.
ASSIZE_API AssizeText assize_policy_name(const AssizePolicy *policy);
ASSIZE_API AssizeText assize_policy_version(const AssizePolicy *policy);
// `sha256:…` of what the policy says, which a verdict names: of its files and those of the libraries that it uses. The same
// wherever these stand, and whatever version of the program has compiled them.
ASSIZE_API AssizeText assize_policy_digest(const AssizePolicy *policy);
ASSIZE_API AssizeText assize_policy_bundle(const AssizePolicy *policy); // its bytes

// Writes the bundle to a file: all of it, or the file stays as it was. A device or a pipe is written into; of a symbolic link,
// the file that it points to is replaced.
ASSIZE_API AssizeAnswer assize_policy_write(Assize *assize, const AssizePolicy *policy, const char *path);

// Checks a policy and gives what there is to say about it.
ASSIZE_API AssizeAnswer assize_check(Assize *assize, const AssizeRequest *request, const char *path);

// Checks a profile with the policy that it refines and, of the request, the profiles that it refines beside it. Of those there is
// nothing to say but what is wrong with them. WRONG_USE where one that is needed is missing, which a message names.
ASSIZE_API AssizeAnswer assize_check_profile(Assize *assize, const AssizeRequest *request, const char *profile,
                                             const char *policy);

// What a compilation leaves at its stages, of a policy's text; golden tests read it.
typedef enum AssizeStage { ASSIZE_TOKENS, ASSIZE_TREE, ASSIZE_CHECKED, ASSIZE_CODE } AssizeStage;
// Prints a stage. The text stays until the next call.
ASSIZE_API AssizeAnswer assize_dump(Assize *assize, const AssizeRequest *request, const char *path, AssizeStage stage,
                                    AssizeText *text);
// Prints a policy's code: of one rule, or (code null) of all.
ASSIZE_API AssizeAnswer assize_disassemble(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy,
                                           const char *rule, AssizeText *text);
// Prints the reference of the opcodes and of what bundles hold, as Markdown.
ASSIZE_API AssizeAnswer assize_opcodes(Assize *assize, AssizeText *text);
// Prints what a policy's bundle holds.
ASSIZE_API AssizeAnswer assize_inspect(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy,
                                       AssizeText *text);
// Gives which formats of documents are read, their records, and what readers work out of each; with a format's name, of that one
// also which members its reader uses, and (policy not null) what the policy maps. With a document's path, what that has and where
// each member goes under the policy, which is then needed; format may be null: what the document is.
ASSIZE_API AssizeAnswer assize_formats(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy,
                                       const char *format, const char *example, AssizeText *text);
// Prints what a review of each rule costs at most: instructions, by the frames that they run over.
ASSIZE_API AssizeAnswer assize_cost(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, AssizeText *text);

// Runs the tests that stand in a policy, of its own, and then under each profile of the request, and of the bundle that the path
// leads to, by itself. DONE: all passed; NO: some did not, and the text explains why. The text stays until the next call.
ASSIZE_API AssizeAnswer assize_test(Assize *assize, const AssizeRequest *request, const char *path, AssizeText *text);

// ---- profiles ----

// All take the policy's text, or a bundle with the profiles that it holds, and the profiles of the request (profiles that these
// refine among them), check them, and tell of them what stands there: nothing is reviewed. Where something is wrong with the
// policy or a profile the answer is BAD_INPUT, and WRONG_USE where there is no profile. In JSON it is told as
// report/profile.schema.json says. Texts stay until the next call.

// Shows the policy as it stands where all profiles apply: each parameter, rule and outcome with the line that set it so, and what
// holds without the profiles. rule: of this rule alone, by its code; null: all. WRONG_USE where there is no such rule.
ASSIZE_API AssizeAnswer assize_profile_show(Assize *assize, const AssizeRequest *request, const char *path, const char *rule,
                                            AssizeText *text);
// Shows what each profile changes, one thing after the other: what it is without them, what each makes of it, and what that does
// to the outcome (`stricter`, `same`, `waived`, `none`).
ASSIZE_API AssizeAnswer assize_profile_diff(Assize *assize, const AssizeRequest *request, const char *path, AssizeText *text);
// Shows how each entry of a profile fits a new version of the policy that it refines, `onto`: whether it is still `needed` or now
// `implied`, or no longer fits (`weaker`, `renamed`, `gone`, `wrong`; `unknown`: it hangs on a name that both declare), with both
// lines. The version that the profile's header asks for may be another one: the text says so. The request has the profiles that
// it refines, where it refines some. Nothing is written. DONE: all of it fits; NO: something does not; BAD_INPUT: something is
// wrong with the new version itself.
ASSIZE_API AssizeAnswer assize_profile_rebase(Assize *assize, const AssizeRequest *request, const char *profile, const char *onto,
                                              AssizeText *text);

// ---- facts ----

typedef enum AssizeMode { ASSIZE_READ, ASSIZE_WRITE } AssizeMode;

// Opens the fact base in a folder; ASSIZE_WRITE makes it where it is missing, and takes it away again when it is closed if the
// environment let the first import fail. A process has at most one of each folder open, and none across a fork. None of its files
// becomes descriptor 0, 1 or 2, though those be closed. Where the folder may only be read, it is read without a lock: what is
// read is what stood there when a call began, or, if others change it meanwhile, the call answers ASSIZE_ENVIRONMENT. The data
// file is read through a map: one that another process cuts off while it is read ends this one by SIGBUS, unless the host handles
// that; one that is too short when a call begins is told of.
ASSIZE_API AssizeAnswer assize_base_open(Assize *assize, const char *folder, AssizeMode mode, AssizeBase **base);
ASSIZE_API void assize_base_close(AssizeBase *base);

// What is said about files that others make, and that do not say it themselves (CycloneDX). Null where not known.
typedef struct AssizeEvidence {
    const char *type; // of the entity, or of the parts that a table's rows are; null: what the policy reviews
    const char *id;   // of the entity; null: what the file says of itself
    const char *kind; // of evidence: needed
    const char *by;   // id of the institution
    const char *on;   // date: needed
    const char *title;
    bool confidential;
    const char *const *closed;   // paths of sets of which the file has all elements, ends with null; null: none
    const char *const *replaces; // digests of submissions whose place it takes, ends with null; null: none
    bool keep_earlier;           // it does not take the place of an earlier version of the same document
    const char
        *cpe_kind; // the weaker kind of evidence of what it says of things that a CPE alone may mean; null: not tied to them
    const char *separator; // of a table: what stands between its cells, one of `,`, `;`, `|`, `tab`; null: what its header shows
} AssizeEvidence;

// Called from time to time with how many of how many are done.
typedef void AssizeProgress(void *with, uint64_t done, uint64_t count);

typedef struct AssizeImport {
    const char *const *files; // paths; "-" is standard input
    size_t file_count;
    const AssizeEvidence *evidence; // null: all files are submissions
    bool id_from_file;              // the id of what a document is about is its file's name, without `.json` and the like
    // A CSV file with a header line and a row for each file to be imported beside those above: `file` (a path in or below the
    // manifest's folder), and as needed `id`, `type`, `kind`, `by`, `on`, `title`, which stand instead of the evidence's; an
    // empty cell says nothing. Null: none.
    const char *manifest;
    bool strict; // refuse on any warning
    // Whose signatures count: a path as of AssizeVerification. What comes in an envelope must be signed by one of these keys;
    // null: envelopes of submissions are refused, and those of others' documents are not checked.
    const char *trust;
    AssizeProgress *progress; // of files; null: nobody asks
    void *progress_with;
} AssizeImport;

// Imports files in one transaction: all of it, or nothing: submissions, documents that others make, and exports. The policy is
// the schema. The text says what was stored, what of documents nobody asks for, and what could not be read or tied; it stays
// until the next call.
ASSIZE_API AssizeAnswer assize_import(Assize *assize, const AssizeRequest *request, AssizeBase *base, const AssizePolicy *policy,
                                      const AssizeImport *import, AssizeText *text);
// Makes the images of all dossiers for a policy that are missing, or that another version of the program made: reviews make such
// anew each time. Calls progress (may be null) from time to time with how many dossiers of how many are done. In transactions of
// some dossiers each: where one fails, or the call is stopped, those before it stay. The text says how many were made; it stays
// until the next call.
ASSIZE_API AssizeAnswer assize_facts_upgrade(Assize *assize, const AssizeRequest *request, AssizeBase *base,
                                             const AssizePolicy *policy, AssizeProgress *progress, void *with, AssizeText *text);
// Removes the images that no review reads: of dossiers as they were once, made by another version of the program, or (the policy
// may be null) for other declarations than the policy's; then gives the disk back what nobody needs, while others may have the
// fact base open. All that it was told stays. The text says how much; it stays until the next call.
ASSIZE_API AssizeAnswer assize_facts_compact(Assize *assize, const AssizeRequest *request, AssizeBase *base,
                                             const AssizePolicy *policy, AssizeText *text);
// Matches the components of a dossier with catalogues of vulnerabilities (files in the OSV format: entries, arrays of them, one a
// line) by package URL and version, and gives the submission that says what was found, as canonical JSON, to be imported like any
// other: its `document` has the digests of the files. What could not be compared is in the messages, and its set is left open.
// The text stays until the next call.
typedef struct AssizeMatch {
    const char *subject;           // id of an entity
    const char *const *catalogues; // paths; "-" is standard input
    size_t catalogue_count;
    const char *exploited;          // path of a list of known exploited vulnerabilities (comma-separated), or null
    const AssizeEvidence *evidence; // of what is found: type of the subject, kind, by, on, title, confidential
} AssizeMatch;
ASSIZE_API AssizeAnswer assize_match(Assize *assize, const AssizeRequest *request, AssizeBase *base, const AssizePolicy *policy,
                                     const AssizeMatch *match, AssizeText *text);
// Marks a submission (`sha256:…`) as withdrawn from a day on (`2026-11-22`; null: today, in UTC): reviews of that day and of
// later ones do not accept it. Of two withdrawals that of the earlier day counts; a warning says so where this one is later, and
// where the day lies before that of the submission, which then never counts.
ASSIZE_API AssizeAnswer assize_withdraw(Assize *assize, const AssizeRequest *request, AssizeBase *base, const char *submission,
                                        const char *on, const char *because);
// Lists all entities of which the audience of the request may see that there is a submission about them; with a policy, those of
// types that it declares. The policy may be null. Texts stay until the next call; so in the next two.
ASSIZE_API AssizeAnswer assize_facts_list(Assize *assize, const AssizeRequest *request, AssizeBase *base,
                                          const AssizePolicy *policy, AssizeText *text);
// Shows the submissions about an entity (its id, or `Type:id` where that is not enough), as far as the audience of the request
// may see them. The policy says what is confidential; where it is null the facts show to the office alone.
ASSIZE_API AssizeAnswer assize_facts_show(Assize *assize, const AssizeRequest *request, AssizeBase *base,
                                          const AssizePolicy *policy, const char *entity, AssizeText *text);
// Gives all that the fact base was told, confidential or not, for whoever keeps it: a line for each submission (its canonical
// JSON), document ({"bytes": in base64, "said": what was said about it}) and withdrawal ({"because", "on", "withdraw": digest}),
// by entity and digest. Imported, they make the same dossiers and images. For the audience office what the register holds stands
// behind them, {"content": in base64}, {"verdict"}, and the log, {"entry"}; for others it is left out. Calls write with pieces of
// it, until that gives false: then the answer is DONE all the same. What is damaged ends it with ASSIZE_ENVIRONMENT, behind the
// lines before it.
typedef bool AssizeWrite(void *with, AssizeText piece);
ASSIZE_API AssizeAnswer assize_facts_export(Assize *assize, const AssizeRequest *request, AssizeBase *base, AssizeWrite *write,
                                            void *with);
// Checks for whoever keeps the fact base, and so names what is wrong, all that it holds: the pages of its data file, every
// digest, the log's chain and its head, every image (which is made anew of its submissions and compared where it was made for the
// policy's schema; the policy may be null), and that all of it hangs together. noted: the head of the log (`sha256:…`) as it was
// printed earlier, which must be one of its entries; or null. NO where something is wrong. Whatever bytes stand in the folder,
// this answers.
ASSIZE_API AssizeAnswer assize_facts_verify(Assize *assize, const AssizeRequest *request, AssizeBase *base,
                                            const AssizePolicy *policy, const char *noted, AssizeText *text);

// ---- reviews ----

// Reviews an entity of the type that the policy reviews, as of a date (days since 1970). The same policy, facts, date and
// limits give the same verdict, byte for byte. An entity without a dossier is reviewed too: nothing is known of it, and a
// message says so. The fact base may be null: nothing is known of anything.
ASSIZE_API AssizeAnswer assize_review(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, AssizeBase *base,
                                      const char *subject, int64_t date, AssizeReview **review);
// The same, of submissions in memory (JSON as in a file) instead of a fact base.
ASSIZE_API AssizeAnswer assize_review_submissions(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy,
                                                  const void *submissions, size_t size, const char *subject, int64_t date,
                                                  AssizeReview **review);
// Before the Assize, the policy and the fact base that it was made with.
ASSIZE_API void assize_review_close(AssizeReview *review);

// These stay while the review is open.
ASSIZE_API AssizeText assize_review_outcome(const AssizeReview *review);
// DONE for the best outcome, NO for the worst, UNDECIDED for all others and for `undetermined`.
ASSIZE_API AssizeAnswer assize_review_answer(const AssizeReview *review);
// The verdict: canonical JSON (RFC 8785), or text. What it says of findings, and why rules are undetermined, is found out here,
// for the audience of the request: the fact base is read as it was when the review began. Where this is stopped
// or runs out of memory the review is left halfway: it tells its outcome then, and nothing else.
ASSIZE_API AssizeAnswer assize_review_print(AssizeReview *review, const AssizeRequest *request, AssizeText *text);
// What is missing: the facts that could decide what is undetermined, those that decide most first, and the evidence that would
// do.
ASSIZE_API AssizeAnswer assize_review_needs(AssizeReview *review, const AssizeRequest *request, AssizeText *text);
// The same of what leads to one outcome alone, by its name (null: all of it): nothing, with a warning, where it is not possible.
ASSIZE_API AssizeAnswer assize_review_needs_for(AssizeReview *review, const AssizeRequest *request, const char *outcome,
                                                AssizeText *text);
// Submissions to be filled in, which settle what is missing: one for each kind of evidence that would do, about each entity of
// which something is missing, as JSON, or (ASSIZE_CSV) a table; what is asked is null in them, and `asked` says it in words. An
// import takes them when they are filled in, and passes over those in which nothing is. skeleton may be null. A warning says what
// no submission could settle.
typedef struct AssizeSkeleton {
    const char *kind; // of evidence; null: all that would do
    const char *by;   // id of the institution that is to fill them in; null: it is not said
    const char *type; // as comma-separated values: of entities, or parts of the subject, a row each; null: of the subject
} AssizeSkeleton;
ASSIZE_API AssizeAnswer assize_review_skeleton(AssizeReview *review, const AssizeRequest *request, const AssizeSkeleton *skeleton,
                                               AssizeText *text);
// Why a rule has the status that it has; or, by the name of a profile, why that applies, or does not.
ASSIZE_API AssizeAnswer assize_review_explain(AssizeReview *review, const AssizeRequest *request, const char *rule,
                                              AssizeText *text);

// A verdict among many. Texts stay for the time of the visit.
typedef struct AssizeVerdict {
    AssizeText subject, outcome;
    AssizeText text;     // canonical JSON, or a line that sums it up
    AssizeAnswer answer; // as of assize_review_answer; or why there is no verdict, and then `text` says so
    bool made;
    bool settled;           // it was not made, since the one that is registered holds (AssizeSweep.changed)
    uint64_t number, count; // this is the number-th of so many, from 1
} AssizeVerdict;
typedef bool AssizeVisit(void *with, const AssizeVerdict *verdict);
enum { ASSIZE_MOST_THREADS = 64 };

// Reviews all entities that have a dossier and are of the type that the policy reviews, as they stand at one moment, in up to
// `threads` threads (0: one for each processor). Visits the verdicts in the order of ids, one at a time, from any of the
// threads, until visit gives false. The fact base must not be written by this process meanwhile; it may be null: nothing is
// known, and nothing visited. DONE: all that were visited were made; STOPPED: it was stopped behind those that were visited; else
// the answer of the last one that was not made.
ASSIZE_API AssizeAnswer assize_review_all(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy,
                                          AssizeBase *base, int64_t date, int threads, AssizeVisit *visit, void *with);

// ---- the register ----

// Verdicts are kept in the fact base with what gives them again: the texts of the policy and its profiles, and each dossier as it
// was. The register only grows, and each of its steps is an entry of the log. What is registered is the office's verdict, under
// the
// digest of its bytes. All of these but reads need a fact base that is open for writing; texts stay until the next call.
//
// What they print as JSON is as report/register.schema.json says. The office sees all of the register; others see what was
// released to them, by the digest of what was released, and nothing else.

// Registers the verdict of a review of a fact base, whatever its request's audience; a warning says where that was done before.
// opened: the digest of the entry with which the review was begun (assize_register_open), or null. The text is the digest of the
// verdict. ENVIRONMENT, and nothing is registered, where a dossier changed meanwhile.
ASSIZE_API AssizeAnswer assize_review_register(AssizeReview *review, const AssizeRequest *request, const char *opened,
                                               AssizeText *digest);
// Which of many are reviewed, and what becomes of the verdicts.
typedef struct AssizeSweep {
    const char *where; // those of which a condition is true (assize_review_where); null: all
    int64_t date;      // days since 1970
    int threads;       // 0: one for each processor
    bool registers;    // verdicts are registered, up to two thousand in a transaction
    bool changed;      // those alone of which the verdict that counts in the register does not hold any longer
} AssizeSweep;
// assize_review_all, of those that are asked for (null: of all, on the first day of 1970). Verdicts that are registered are on
// the disk when they are visited as made; the fact base is written by this call then, and by no other of this process meanwhile.
// Of what is `changed`, a verdict holds where policy, profiles and all dossiers that it rests on are the same, it is neither
// revoked nor past its last day, and a review of the day that is asked for says the same; subjects of such are visited as
// settled.
ASSIZE_API AssizeAnswer assize_review_many(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy,
                                           AssizeBase *base, const AssizeSweep *asked, AssizeVisit *visit, void *with);
// Lists verdicts in the order in which they were registered: of an outcome (null: all), of a day and later ones (null: all).
ASSIZE_API AssizeAnswer assize_register_list(Assize *assize, const AssizeRequest *request, AssizeBase *base, const char *outcome,
                                             const char *since, AssizeText *text);
// Shows one verdict, by its digest or that of a view of it that was released: what it is, and what became of it.
ASSIZE_API AssizeAnswer assize_register_show(Assize *assize, const AssizeRequest *request, AssizeBase *base, const char *digest,
                                             AssizeText *text);
// Shows the steps about a subject: its id, or `Type:id` where that is not enough.
ASSIZE_API AssizeAnswer assize_register_history(Assize *assize, const AssizeRequest *request, AssizeBase *base,
                                                const char *subject, AssizeText *text);
// Notes why a review is begun: at the request of a department, an association, market, an enterprise, or ex_officio; by whom, on
// which day (null: today). The text is the digest of the entry.
ASSIZE_API AssizeAnswer assize_register_open(Assize *assize, const AssizeRequest *request, AssizeBase *base, const char *subject,
                                             const char *kind, const char *by, const char *on, AssizeText *text);
// Revokes a verdict as of a day (null: today). BAD_INPUT where it is revoked as of then already, or the day is before its own.
ASSIZE_API AssizeAnswer assize_register_revoke(Assize *assize, const AssizeRequest *request, AssizeBase *base, const char *digest,
                                               const char *on, const char *because);
// Releases a verdict to the audience of the request, the public or an institution: makes the review again, keeps what that
// audience
// may see of it, and gives the digest of this.
ASSIZE_API AssizeAnswer assize_register_release(Assize *assize, const AssizeRequest *request, AssizeBase *base,
                                                const char *digest, const char *to, const char *on, AssizeText *text);
// May a subject be bought on a day (null: today)? By verdicts of the policy (null: of any; the strictest counts) and of just
// these
// profiles (names, ends with null; null: none). DONE: prefer or allow; UNDECIDED: hold; NO: forbid.
ASSIZE_API AssizeAnswer assize_register_procure(Assize *assize, const AssizeRequest *request, AssizeBase *base,
                                                const AssizePolicy *policy, const char *subject, const char *on,
                                                const char *const *profiles, AssizeText *text);
// Reports on a provider: of all subjects whose verdicts rest on its dossier, the verdicts that count, what became of earlier
// ones, what is missing. provider: its id, or Type:id; since: verdicts of this day and later ones (null: all).
ASSIZE_API AssizeAnswer assize_report_provider(Assize *assize, const AssizeRequest *request, AssizeBase *base,
                                               const char *provider, const char *since, AssizeText *text);
// Makes a verdict again from what the register kept, and prints it for the audience of the request.
ASSIZE_API AssizeAnswer assize_report(Assize *assize, const AssizeRequest *request, AssizeBase *base, const char *digest,
                                      AssizeText *text);
// Makes a verdict again from what the register kept, by its digest, that of a view that was released, or the path of a file with
// the bytes of either. DONE: the same bytes came out; NO: others did, or the file has others than what is registered: the text
// says
// where they differ first, with the values for the office.
ASSIZE_API AssizeAnswer assize_verify_registered(Assize *assize, const AssizeRequest *request, AssizeBase *base,
                                                 const char *verdict, AssizeText *text);

// The same of those subjects of which an expression, in the words of the policy, is true on that day. What it is unknown of is
// left out, and so is one of which it is hidden from the audience of the request: a warning says of how many. WRONG_USE where it
// reads an attribute that is hidden.
ASSIZE_API AssizeAnswer assize_review_where(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy,
                                            AssizeBase *base, const char *where, int64_t date, int threads, AssizeVisit *visit,
                                            void *with);

// What a policy would do in another one's place.
typedef struct AssizeImpact {
    const int64_t *dates; // of the reviews; one at least
    size_t date_count;
    const char *const
        *set;          // parameters of the later policy that are set anew, `patch_deadline=15 days`; ends with null; null: none
    const char *sweep; // one that goes through values, on the first date: `patch_deadline=15..180 days by 15`; null: none
    const char *where; // a condition that is true of the subjects, in the words of the later policy; null: of all
    uint64_t sample, seed;    // so many of them, drawn by that seed; 0: all
    uint64_t min_count;       // of fewer subjects neither how many they are is told, nor which; 0: all is told
    int threads;              // 0: one for each processor
    AssizeProgress *progress; // of reviews, by any of the threads, one at a time; null: nobody asks
    void *progress_with;
} AssizeImpact;
// Reviews all subjects of a fact base by two policies, and tells how these differ, which outcomes change and by which rules, what
// would be missing; as JSON as report/impact.schema.json says. DONE: no outcome changes; NO: some do. The text stays until the
// next call.
ASSIZE_API AssizeAnswer assize_impact(Assize *assize, const AssizeRequest *request, const AssizePolicy *before,
                                      const AssizePolicy *after, AssizeBase *base, const AssizeImpact *impact, AssizeText *text);

// What changed between two verdicts of one subject, each the path of a file that holds one as JSON, or a digest of the register:
// outcome, policy, dossiers, rules with findings and reasons, scores, needs. base: whose register (null: there are but files); of
// a digest the audience of the request sees what assize_report gives it. DONE: the outcome is the same; NO: it is another one.
// The text stays until the next call.
ASSIZE_API AssizeAnswer assize_verdict_diff(Assize *assize, const AssizeRequest *request, AssizeBase *base, const char *before,
                                            const char *after, AssizeText *text);

// Asks an expression about an entity, in the words of a policy: its value, and why. The text stays until the next call. The fact
// base may be null: nothing is known of anything.
// DONE: true, or any value; NO: false; UNDECIDED: unknown. What may be made from something that is hidden from the audience is
// not evaluated: the text says so, and the answer is DONE.
ASSIZE_API AssizeAnswer assize_ask(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy, AssizeBase *base,
                                   const char *expression, const char *subject, int64_t date, AssizeText *text);

// ---- signatures ----

// Keys are PEM: private ones PKCS #8, public ones SPKI, as openssl writes them; of Ed25519, or ECDSA over P-256 with SHA-256.

// Makes a new key: `ed25519` (null: that) or `ecdsa-p256`. Writes the private one, for its owner alone, and the public one, each
// to a path where there is nothing. Gives the fingerprint, `sha256:…` of the public one (SPKI); it stays until the next call.
ASSIZE_API AssizeAnswer assize_make_key(Assize *assize, const AssizeRequest *request, const char *kind, const char *private_path,
                                        const char *public_path, AssizeText *text);

// Makes a signature of a message elsewhere, such as by a device that keeps the key: raw, of ECDSA as r and s one behind the other
// or in DER. Gives how many of the bytes that there is room for it has written; 0: there is none.
enum { ASSIZE_SIGNATURE_ROOM = 128 };
typedef size_t AssizeSigner(void *with, AssizeText message, char *signature, size_t room);

typedef struct AssizeSigning {
    // A path; "-" is standard input. Verdicts as canonical JSON, one behind the other, or envelopes, which get one signature
    // more.
    const char *file;
    bool submission;      // the file holds submissions, and all of it is signed, as it stands
    const char *key;      // a path: of the private key; with a signer, of the public one
    AssizeSigner *signer; // null: the key signs
    void *signer_with;
    const char *verifier; // a URI: whose attestation it is; null: one that names the key
    bool sigstore;        // gives bundles of sigstore (v0.3)
    const char *to;       // a path, to which what is given is written too: all of it, or the file stays as it was; null: none
} AssizeSigning;
// Signs: of a verdict a statement (in-toto v1, a verification summary of SLSA) that names it, its policy and its outcome; it says
// PASSED of the policy's best outcome alone. The policy must be that of the verdicts, and may be null where there are none. Gives
// envelopes (DSSE), one a line, which stay until the next call. A private key that others may read is refused.
ASSIZE_API AssizeAnswer assize_sign(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy,
                                    const AssizeSigning *signing, AssizeText *text);

// The same of the verdict of a review, for the audience of the request; file and submission are not looked at.
ASSIZE_API AssizeAnswer assize_review_sign(AssizeReview *review, const AssizeRequest *request, const AssizePolicy *policy,
                                           const AssizeSigning *signing, AssizeText *text);

typedef struct AssizeVerification {
    const char *file;     // a path: envelopes, one behind the other; "-" is standard input
    const char *trust;    // a path: a folder of public keys, a key, or a trust file (LANGUAGE.md, Attestations)
    const char *subject;  // id of the entity that it must be about; null: any
    const char *verifier; // the URI whose attestation it must be; null: any that the key may speak for
    const char *verdict;  // a path: the verdict that it must be about; null: it is not at hand
    bool passed;          // the result must be PASSED
    AssizeBase *base;     // in whose register the verdict may be, which is made again then; null: it is not
} AssizeVerification;
// Verifies attestations of verdicts, step by step: signature, subject, verifier, resource, result. Of submissions, the signature.
// The review is not made again, which the text says. NO: one of them does not verify, and the text says why. The text stays until
// the next call.
ASSIZE_API AssizeAnswer assize_verify(Assize *assize, const AssizeRequest *request, const AssizeVerification *verification,
                                      AssizeText *text);

#ifdef __cplusplus
}
#endif

#endif
