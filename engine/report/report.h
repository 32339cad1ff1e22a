// SPDX-License-Identifier: MIT
// WHAT A FORM OF OUTPUT MAY LAY OUT, document by document: each is made once, for one viewer, from what the engine has found, and
// holds nothing that is hidden from that viewer. This is the only place where it is decided who sees what of a report; forms
// (forms.h) have no way back to a review, a view or a fact base. What a policy says is for everybody.
#ifndef ASSIZE_REPORT_REPORT_H
#define ASSIZE_REPORT_REPORT_H

#include "import/foreign.h"
#include "outcome/explain.h"
#include "outcome/told.h"
#include "register/procure.h"
#include "register/provider.h"
#include "report/resolved.h"
#include "store/base.h"

// ---- verdicts ----

// A submission that was read for a verdict, as far as it shows.
typedef struct ReadSubmission {
    Text kind, by, title, document; // bytes null where it names none; document: also where the submission is not given
    const Digest *digest;           // null: it is hidden
    int64_t on;
    bool confidential, withdrawn; // withdrawn: on the day of the review it counts no longer
} ReadSubmission;

// A dossier that was read for a verdict. known: there is one, as far as it shows; its digest is null where there is none, and
// where something in it is hidden: that could be guessed from it.
typedef struct ReadDossier {
    Text type, id;
    bool known;
    const Digest *digest;
    const ReadSubmission *submissions; // with details (report_add_details): by day, kind and who made them; else null
    size_t submission_count;
} ReadDossier;

struct ReportExplanation;

// A verdict, as one viewer may see it.
typedef struct Report {
    const Program *program; // the policy
    Audience audience;      // that it is for
    Text subject, subject_type;
    bool subject_known;          // it shows that there is a dossier of it
    int64_t on;                  // days since 1970-01-01
    InForce in_force;            // the policy, and each profile that applies, or may, and gives a date
    uint32_t declared;           // rules: of the policy, and of those profiles
    Text outcome;                // `undetermined`, or the one that best and worst agree on
    Verdict verdict;             // statuses, counts and scores, without its reviews
    const ToldProfile *profiles; // by number in the program
    ToldRule *rules;             // those that there is more to tell of, in order
    size_t rule_count;
    const Dispute *disputes;
    size_t dispute_count;
    const Need *needs;
    size_t need_count;
    const RuleWays *ways; // of the rules that are needed (report_add_ways), by number
    size_t way_count;
    const ReadDossier *dossiers; // the subject's first
    size_t dossier_count;
    ReviewLimits limits;
    bool hit_rows, hit_memory, hit_regex;
    bool placed;                                  // findings tell where their evidence stands (report_add_places)
    const struct ReportExplanation *explanations; // with details: by rule of the program; else null
    Text canonical; // the verdict as canonical JSON (report_canonical); its SHA-256 names the verdict
} Report;

// Makes the report of a verdict for a viewer, in the review's arena; null where the dossiers failed meanwhile.
Report *report_of(Verdict *verdict, const Viewer *viewer);
// Adds to the report of a verdict, for the same viewer, what only some forms tell: why each rule has its status, by names, as
// programs read values, and which submissions were read.
void report_add_details(Report *report, Verdict *verdict, const Viewer *viewer);
// Adds where in what was submitted the facts stand that decide findings.
void report_add_places(Report *report, Verdict *verdict, const Viewer *viewer);
// Leaves what leads to one outcome, of what is needed, and nothing where it is not possible.
void report_narrow_needs(Report *report, const Verdict *verdict, uint32_t outcome);
// Adds which facts together could satisfy the rules that wait for what is needed.
void report_add_ways(Report *report, Verdict *verdict, Variants *variants, const Viewer *viewer);
// What there is to tell of a rule, by its number in the program; null: its status is all.
const ToldRule *report_rule(const Report *report, uint32_t rule);

// What of submissions to be filled in a table of one type says: a row for each entity, by its id, or for each part of the
// subject, by its key.
typedef struct SkeletonTable {
    Text *heads;
    size_t column_count;
    Text **rows; // each of so many cells; what is asked is empty
    size_t row_count, row_capacity;
} SkeletonTable;

// Submissions to be filled in, for a viewer.
typedef struct ReportSkeletons {
    const Program *program;
    Skeletons told;
    Text *canonical; // of each, the submission, without what says in words what is asked
    SkeletonTable table;
} ReportSkeletons;
// Makes the table of a type, in the arena.
SkeletonTable skeleton_table(const ReportSkeletons *skeletons, uint32_t type, Arena *arena);
// Those for a kind of evidence (NO_INDEX: for all), by an institution (bytes null: whoever it is), in the review's arena.
ReportSkeletons report_skeletons(Verdict *verdict, const Viewer *viewer, uint32_t kind, Text by);

// Which entries of profiles that apply, or may, change which rules (changes.c): those that name one, and those that set a
// parameter that it reads; not those that say what holds without them. Made once for a program, in the arena.
typedef struct RuleChanges RuleChanges;
const RuleChanges *changes_by_rule(const Program *program, Arena *arena);
// Those of a rule, in the order of the program; of one that is waived without the waivers. An array in the arena.
const ChangeInfo **report_changes(const RuleChanges *changes, uint32_t rule, bool waived, Arena *arena, size_t *count);

// How the authority, and the profiles that apply, or may, read a rule and the clauses that it cites, as of a day: by day, those
// of one day in the order of the text. An array in the arena; null: none.
const InterpretationInfo **report_interpretations(const Program *program, const RuleInfo *rule, int64_t on, Arena *arena,
                                                  size_t *count);

// A verdict in one line, without what it rests on.
typedef struct ReportLine {
    const Program *program; // the policy
    Text subject;
    bool decided;
    uint32_t best;                                              // outcome of the program: the one, where it is decided
    uint32_t violated, undetermined, decided_rules, applicable; // rules
} ReportLine;
ReportLine report_line(const Verdict *verdict, Text subject);

extern const char *const audience_names[AUDIENCES];

// ---- explanations ----

// Whether a profile applies, and why.
typedef struct ExplainedProfile {
    uint32_t profile; // of the program
    ToldProfile told;
    const Explained *tree; // of its own condition; null: it has none
} ExplainedProfile;

// Why a rule has its status in one review.
typedef struct ExplainedSide {
    bool there; // else it is not in that review: a profile adds it
    Status status;
    const ToldExcept *excepts; // of an excepted rule, by exception; else null
    const Explained *tree;     // made for a viewer (explain.h); null where it is not there
} ExplainedSide;

// Why a rule has its status. Where it is unknown whether some profiles apply, and that makes a difference: why it has it with
// them, and without them.
typedef struct ReportExplanation {
    const Program *program;
    const RuleInfo *rule;
    bool there;               // else it is not in the verdict: the profile that adds it does not apply
    Status status, otherwise; // otherwise: without a waiver
    int64_t on, waived_until; // as of which day; of a waived rule
    ExplainedSide sides[MOST_REVIEWS];
    size_t side_count;                // MOST_REVIEWS only where they differ; 0: it is not there
    const ExplainedProfile *profiles; // of which it is unknown; of a rule that is not there: those that say so
    size_t profile_count;
} ReportExplanation;
// Explains a rule, by its number in the program, to whose sight it is; values in that speech. In the review's arena.
ReportExplanation report_explained(const Sight *sight, uint32_t rule, Speech speech);
// Explains a rule, by its number in the program, to a viewer; values in that speech. In the review's arena.
ReportExplanation report_explanation(Verdict *verdict, const Viewer *viewer, uint32_t rule, Speech speech);

// Why a profile applies, or does not.
typedef struct ReportApplies {
    const Program *program;
    const ExplainedProfile *profiles; // the profile, and behind it those that it refines
    size_t profile_count;
} ReportApplies;
ReportApplies report_applies(Verdict *verdict, const Viewer *viewer, uint32_t profile, Speech speech);

// The answer to a question of a program.
typedef struct ReportAnswer {
    const Program *program;
    bool hidden; // it may be made from what is hidden: nothing else is told
    bool is_set; // else a value, and why it is that
    Text value;  // with its tree
    const Explained *tree;
    const Text *in, *may_be_in; // of a set: its elements, as a finding prints them
    size_t in_count, may_be_in_count;
    bool closed;           // there are no others
    const Reason *reasons; // why there may be
    size_t reason_count;
    // Where it is unknown whether some profiles apply, and the answer hangs on that: those, and the answer without them. Then all
    // that stands above is with them, and the answer is unknown. Null: it does not.
    uint64_t profiles;
    const struct ReportAnswer *without;
} ReportAnswer;
// Makes the answer to the question of that number, whose segment has run; values in that speech. view null: it is hidden.
ReportAnswer report_answer(Review *review, View *view, uint32_t question, Speech speech);

// ---- tests ----

// An expectation that was not met.
typedef struct UnmetExpectation {
    ReportPlace place;
    Text expected;         // in the words of the test
    Text was;              // what it is instead
    const Explained *tree; // why; null where there is nothing to explain
} UnmetExpectation;

// What a profile does to a test of what it refines.
typedef enum TestEffect {
    TEST_AS_BEFORE, // nothing; or no profile is given, or the test is its own
    TEST_MEANT,     // what was expected is not met, and the profile expects something else in its place
    TEST_CHANGED,   // it is not met, and the profile does not say that this is meant
    TEST_NEEDLESS,  // the profile says so, and it is met
    TEST_EFFECTS
} TestEffect;
extern const char *const test_effect_names[TEST_EFFECTS];

typedef struct ReportTest {
    const Program *program;
    Text title;
    ReportPlace place;
    UnmetExpectation *unmet; // of what is expected now
    size_t unmet_count;
    bool refused; // what is given: messages say why
    bool failed;
    Text profile; // under which it ran; empty: none
    bool own;     // it is that profile's
    TestEffect effect;
    ReportPlace change;  // of MEANT and NEEDLESS: where the profile says so
    Text because;        // the same: why
    Text changer;        // of CHANGED: the profile that changes it first: that one, or one that it refines
    const Stated *lines; // of MEANT and CHANGED: the lines that change the answer
    size_t line_count;
} ReportTest;

// All tests of a policy, or all under one profile. What each was laid out as is given: they are let go one by one.
typedef struct TestTrial {
    Text path;               // of the policy
    const ReportHead *under; // the profile; null: none
    Text *tests;
    size_t count, capacity, failed, meant; // meant: changed as the profile says
    size_t own, own_failed;                // of these the profile's own
} TestTrial;

typedef struct ReportTests {
    TestTrial *trials; // the policy's, then by name of the profile
    size_t count;
} ReportTests;

// ---- messages ----

typedef struct ReportMessages {
    const Diagnostics *diagnostics; // null: none
    Text warning, trouble;          // of no place; empty: none
} ReportMessages;

// ---- facts ----

typedef struct FactsList {
    BaseEntity *entities; // by type and id, each with the number of its submissions that show
    size_t count, capacity;
    bool has_digests; // of dossiers; else they are hidden, and zero: what is hidden in a dossier could be guessed from it
} FactsList;

// Lists the entities of which it shows that there is a submission about them, in the arena; of types that a program declares
// (null: of all). Ids lie in the reader's map.
BaseAnswer facts_list(BaseReader *reader, const Viewer *viewer, const Program *declared, Arena *arena, FactsList *list);
// Whether it shows to a viewer that there is a dossier of an entity.
bool facts_show_entity(BaseReader *reader, const Viewer *viewer, Text type, Text id, Arena *arena);

typedef struct ShownSubmission {
    Text canonical;       // without what is hidden
    const Digest *digest; // null: it is hidden
    Text signer;          // the key that signed it; bytes null: nobody did
    bool withdrawn;
    int64_t withdrawn_on; // the day from which on it counts no longer
    Text because;
} ShownSubmission;

typedef struct FactsShown {
    ShownSubmission *submissions;
    size_t count;
    bool needs_policy; // which would say what of them is confidential
} FactsShown;

// The submissions about an entity, in the arena; the policy (may be null) says what of them is confidential.
BaseAnswer facts_shown(BaseReader *reader, const Viewer *viewer, const Program *policy, Text type, Text id, Arena *arena,
                       FactsShown *shown);

// What is told to whoever keeps the fact base.
typedef struct FactsChecked {
    BaseChecked checked;
    Text *problems;
    size_t count, capacity;
} FactsChecked;

// ---- the register ----

// Verdicts of the register, as one viewer may see them (register/history.h). whole: one of them, with all that there is to say.
typedef struct ReportVerdicts {
    const HeldVerdict *const *items;
    size_t count;
    bool whole;
    const History *history; // of whole: the subject's
} ReportVerdicts;

// What came of a verdict that was made again from what it rests on.
typedef struct ReportCompared {
    Text verdict;                        // its digest
    bool file;                           // a file was held against it, and it was not made again
    bool same;                           // the same bytes came out
    Text pointer;                        // to the first value that is another one, as a JSON pointer (RFC 6901); empty: the whole
    bool shows;                          // whether the reader may see the two values
    Text was, is;                        // these, as JSON
    int64_t semantics_was, semantics_is; // what facts mean: where these differ, the verdicts may
} ReportCompared;

// What is told to whoever has submitted it.
typedef struct FactsImported {
    const Program *schema;
    BaseImport result;
    Submission *const *submissions;
    size_t submission_count;
    ForeignReport *const *reports; // of documents
    size_t report_count;
} FactsImported;

// ---- attestations ----

// What one step of a verification has come to.
typedef enum StepState { STEP_FINE, STEP_FAILED, STEP_NOT_MADE } StepState;
typedef struct VerifiedStep {
    const char *name;
    StepState state;
    Text said; // what was found; of one that was not made: why
} VerifiedStep;

// An attestation: its steps, in order, of which the first that fails is the last; what stands behind that was not looked at.
enum { MOST_STEPS = 8 };
typedef struct VerifiedEnvelope {
    VerifiedStep steps[MOST_STEPS];
    size_t count;
    bool verified; // no step has failed
} VerifiedEnvelope;

// All of a file.
typedef struct ReportVerified {
    VerifiedEnvelope *items;
    size_t count, capacity;
} ReportVerified;

#endif
