// SPDX-License-Identifier: MIT
// The machine: a vectorised interpreter of straight-line code (SSA) over columns. A program over the dossiers of one review: all
// of a review lies in its arena and goes with it; what it gives (registers, frames) stays readable until then, for findings and
// explanations.
//
// Our words, and the field's:
//   frame               a set of rows with a group for each row of its parent: segment descriptor, kept as CSR offsets (frames.h)
//   register            a column vector over the rows of a frame, written once (registers.h)
//   mask                bitmap: of what is known a validity bitmap; a truth value is two (true, false: three-valued logic)
//   operation           kernel: one for each opcode, chosen when the bundle is opened (operator specialisation)
//   spread              broadcast of a root register, which has one row, over the rows of another frame
//   gather              what the rows above have, repeated down to those below: expansion along the offsets
//   every, some, count  what the rows below come to for each row above: segmented reduction
//   reach               transitive closure by breadth-first search over CSR adjacency
//   crossing, pull      a frame's rows once more below the rows of another one: join index, and gather through it
//   waiting instruction demand-driven (lazy) evaluation; the spine: what every review evaluates (schedule.c)
//   region              predicated code: a forward skip, the only one there is
//   text of the review  interned string; handle: a row id with the number of its entity (entities.h)
//   slot                an attribute together with a way to count claims; resolving: conflict resolution (claims/)
//   Asked, MemoTable    memo tables, of one instruction and between reviews
//   taint               information flow from what is hidden (secrets/)
#ifndef ASSIZE_MACHINE_MACHINE_H
#define ASSIZE_MACHINE_MACHINE_H

#include "code/bundle.h"
#include "image/dossiers.h"
#include "machine/columns.h"
#include "support/regex.h"
#include "support/tongue.h"

typedef struct ReviewLimits {
    uint64_t rows;       // of all frames together
    int64_t regex_steps; // of all patterns together
    size_t memory;       // of the arena; frames may take half of it
} ReviewLimits;
extern const ReviewLimits default_limits;

// Rules that apply under the same condition: where it is false, they are done with together. The first group are those that have
// none, or share it with few.
typedef struct RuleGroup {
    uint32_t when;       // register; NO_REGISTER: of each rule its own
    uint32_t first, end; // of grouped
    uint32_t first_total, end_total;
} RuleGroup;

// What the rules of a group that are of one aspect come to, if they are all satisfied.
typedef struct GroupTotal {
    uint32_t aspect, rules;
    Wide weight;
} GroupTotal;

// What a status is made of; a register that is NO_REGISTER in a rule is one here that is true.
typedef struct GroupedRule {
    uint32_t rule, aspect;
    uint32_t when, applies, plain, strict;
    int64_t weight;
} GroupedRule;

typedef struct Run Run;
typedef struct Register Register;
typedef void Operation(Run *run, const Instr *instr, Register *out); // what does one instruction (run.h)

typedef struct SpineStep {
    Operation *operation; // null: it skips
    const Instr *instr;
    uint32_t at; // the instruction's number
} SpineStep;

typedef struct NumberStep {
    const int64_t *value; // in the bundle
    uint32_t at;
} NumberStep;

// Which instructions are run, and when (schedule.c).
typedef struct Schedule {
    // Those that are run in every review, in order, with those that skip others: first what the conditions of profiles need.
    SpineStep *spine;
    uint32_t first_spine_count, spine_count;
    NumberStep *numbers; // constants that are taken in every review, before the others; likewise
    uint32_t first_number_count, number_count;
    uint32_t *waiting; // those that wait until they are needed
    uint32_t waiting_count;
    uint32_t *first,
        *needs; // numbers of waiting: the run of each instruction (of what it skips), then each requirement, question, profile
} Schedule;

// The languages in which values of enumerations are worded, the first one foremost; of very many some.
enum { MOST_LANGUAGES = 16 };
typedef struct WordLanguages {
    Text items[MOST_LANGUAGES];
    uint32_t count;
} WordLanguages;

// What a program needs besides its bundle, made once: its patterns, and its rules by what they apply under.
typedef struct Prepared {
    const Program *program;
    Operation **review, **acceptance; // of each instruction of either piece of code
    const ColumnComparisons *comparisons;
    uint32_t *constants; // of the program's strings: the number among those that are constants
    uint32_t constant_count;
    struct ConstantHash {           // of those
        uint32_t of_image, of_text; // what image_hash and hash_text give
    } * constant_hashes;
    Regex **regexes;
    RuleGroup *groups;
    uint32_t group_count;
    GroupedRule *grouped; // group by group
    GroupTotal *totals;   // likewise
    uint32_t *declared;   // how many rules each aspect has
    uint32_t *row_bytes;  // what a row of each frame takes, with all its registers
    uint8_t *has_below;   // whether other frames are made of a frame's rows
    bool has_conditions;  // of acceptance, for some kind of evidence
    uint32_t *readers;    // instructions that read a dossier, rising
    uint32_t reader_count;
    Schedule schedule;
    WordLanguages languages;
} Prepared;
// Lies in the arena, but for the patterns. False where a pattern is refused (reason): a bundle from another version of PCRE2.
bool program_prepare(Prepared *prepared, const Program *program, Arena *arena, Text *reason);
void prepared_close(Prepared *prepared);

typedef struct Review Review;

// The same of a variant: its own program, with what hangs on that. It must not be closed, and goes before what it is made of.
void program_prepare_variant(Prepared *prepared, const Prepared *origin, const Program *variant, Arena *arena);
// The same of the policy by itself (program_alone), which has code of its own.
void program_prepare_alone(Prepared *prepared, const Prepared *origin, const Program *alone, Arena *arena);

// Opens a review of an entity on a date. The arena must be empty but for what lives as long as the review; scratch serves its
// patterns. Null where the dossiers failed. An entity without a dossier is reviewed too: nothing is known of it.
Review *review_open(const Prepared *prepared, const Dossiers *dossiers, Text subject, int64_t date, const ReviewLimits *limits,
                    RegexScratch *scratch, Arena *arena);
// Runs the program. False where the dossiers failed.
bool review_run(Review *review);
// Runs the conditions of all profiles, before the program is run, and what they need.
bool review_run_conditions(Review *review);
// Takes a review in which nothing but conditions has run over to another variant of the same program.
void review_become(Review *review, const Prepared *variant);
// Runs what the findings of a requirement show, or the reason of an exception, or a question, by its number in the program, once
// the review has run.
bool review_run_findings(Review *review, uint32_t require);
bool review_run_reason(Review *review, uint32_t except);
bool review_run_question(Review *review, uint32_t question);

// ---- what a review has found ----

typedef enum Truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_UNKNOWN } Truth;

Truth review_truth(const Review *review, uint32_t reg, uint32_t row);
Truth review_root_truth(const Review *review, uint32_t reg); // of a register of the root, which has one row
// The truths that the statuses of rules are made of, two bits each: is true, is false. Where the plain reading is not true, the
// strict one is taken as that: it may not have run.
enum { APPLIES_TRUE = 1, APPLIES_FALSE = 2, PLAIN_TRUE = 4, PLAIN_FALSE = 8, STRICT_TRUE = 16, WHEN_FALSE = 64 };
void review_rule_truths(const Review *review, const GroupedRule *rules, size_t count, uint8_t *truths);
// Rows of a requirement's frame, in order, which are in for sure and in which its body is false: some of them from *from on,
// which begins at 0 and moves behind those that were looked at. 0: there are no more.
enum { BREACHES_AT_ONCE = 64 };
size_t review_breaches(const Review *review, const RequireInfo *require, uint32_t *from, uint32_t rows[BREACHES_AT_ONCE]);
// How many rows a frame has.
uint32_t review_rows(const Review *review, uint32_t frame);
// The rows of a frame that belong to one row of an ancestor; the ancestor's row of a row; and the row that a row repeats of the
// frame which its frame crosses.
void review_run_of(Review *review, uint32_t frame, uint32_t ancestor, uint32_t row, uint32_t *first, uint32_t *end);
uint32_t review_row_above(Review *review, uint32_t frame, uint32_t row, uint32_t ancestor);
uint32_t review_row_of_origin(const Review *review, uint32_t frame, uint32_t row);

// A value of a register, wide enough for all.
typedef struct Shown {
    bool known;
    Wide low, high; // equal for one value; WIDE_MIN and WIDE_MAX: without end
} Shown;
Shown review_value(const Review *review, uint32_t reg, uint32_t row);
// A text by its number.
Text review_text(const Review *review, int64_t text);
// Appends a value as a finding prints it: of a register, or of a type on its own; a part by its key.
typedef struct ShownAs {
    uint32_t kind, target; // the type
    Tongue tongue;         // of units and of what is unknown
    Text language;         // of wordings of enumerations; bytes null: a value has its name
} ShownAs;
void review_append(Review *review, uint32_t reg, uint32_t row, ShownAs as, TextBuilder *to);
void review_append_shown(Review *review, Shown shown, ShownAs as, TextBuilder *to);
void review_append_part(Review *review, int64_t handle, uint32_t type, Text language, TextBuilder *to);
// Appends what tells a part from others: its key, or where its type has none, its place in the list that it stands in. Values of
// enumerations in it have their wordings in the language (ShownAs), or their names.
void review_append_place(Review *review, uint32_t entity, uint32_t type, uint32_t row, Text language, TextBuilder *to);
// The same of a part without a key that a register has in a row, where it is an element.
void review_append_keyless(Review *review, uint32_t reg, uint32_t row, uint32_t type, Text language, TextBuilder *to);

// Whether a value is known, and no range of several.
bool review_is_settled(const Review *review, uint32_t reg, uint32_t row);

// ---- claims ----

// How a submission counts.
typedef enum Acceptability { NOT_ACCEPTABLE, PERHAPS_ACCEPTABLE, ACCEPTABLE } Acceptability;

// What a submission lacks on the day of a review: the first of these that is so. One that is too old and that a condition does
// not accept has the condition's fault.
typedef enum SubmissionFault {
    FAULT_NONE,
    FAULT_OLD_ONLY,          // its age is its only fault
    FAULT_WITHDRAWN,         // by that day
    FAULT_REPLACED,          // another one stands in its place
    FAULT_LATER,             // it is dated after that day
    FAULT_CONDITION,         // of acceptance: it is false
    FAULT_CONDITION_UNKNOWN, // perhaps acceptable, if it is not too old besides
    FAULT_SAID_ANEW,         // of a claim: its institution says it anew in a later document
    SUBMISSION_FAULTS
} SubmissionFault;

typedef struct ReviewClaim {
    uint32_t submission; // of the entity's image
    Acceptability acceptability;
    SubmissionFault fault;
    bool decides; // one of those that the plain reading takes
    bool closed;  // of a set: this is all
    bool unreadable;
    int64_t value; // unreadable: the text that stood there; of a value, as the review numbers texts and entities; of a set 0
} ReviewClaim;
// The claims about an attribute of a row of an entity's dossier, in the order of the submissions: an array of count in the
// review's arena; null where there is no claim about the attribute. The entity is one that the review has met.
const ReviewClaim *review_claims(Review *review, uint32_t entity, uint32_t attribute, uint32_t row, size_t *count);
// Where a submission, by its number in an entity's image, says something about an attribute of a row: a JSON pointer
// (image/places.h); empty: it is not known, or what was submitted is not at hand. What was submitted is read when it is asked for
// first.
Text review_pointer(Review *review, uint32_t entity, uint32_t submission, uint32_t attribute, uint32_t row);
// Calls visit for each fact of an entity's dossier on which acceptable claims disagree, in the order of attributes and rows.
typedef void DisputeVisit(void *with, uint32_t attribute, uint32_t row);
void review_each_dispute(Review *review, uint32_t entity, DisputeVisit *visit, void *with);
// Appends where a fact stands: `components.vulnerabilities.fixed_on`; of a submission (attribute NO_INDEX) its field (row).
void review_append_path(const Review *review, uint32_t entity, uint32_t attribute, uint32_t row, TextBuilder *to);
// Whether the same facts of two rows have the same path.
bool review_same_path(const Review *review, uint32_t entity, uint32_t attribute, uint32_t row, uint32_t other);
// Appends what tells the part that a fact is about from others (review_append_place). False where it is about an entity.
bool review_append_owner_part(Review *review, uint32_t entity, uint32_t attribute, uint32_t row, Text language, TextBuilder *to);
// Where a part of an entity's dossier stands: the attribute that it is an element, or the value, of, and the row that has that.
// False where references alone name it, or it is no part.
bool review_part_stands(const Review *review, uint32_t entity, uint32_t type, uint32_t row, uint32_t *attribute, uint32_t *above);
// The fact that an instruction reads in a row: a value, or whether an element is in a set or a set is closed. False where it
// reads none, or of nothing that is known.
typedef struct ReviewFact {
    uint32_t entity, attribute, row;
    uint32_t kinds; // of evidence that were asked alone, a list of the program; NO_INDEX: all
    uint32_t slot;  // by which it is read
    bool is_set;
} ReviewFact;
bool review_fact(Review *review, uint32_t reg, uint32_t row, ReviewFact *fact);
typedef void FactVisit(void *with, const ReviewFact *fact);
// Where an instruction says that what is reached along `via` is all that is: calls visit for the edges of each thing that is. Of
// anything else, and where that is not known, for none.
void review_edges(Review *review, uint32_t reg, uint32_t row, FactVisit *visit, void *with);

// The rank that a claim about a fact must have in a mode, the strict reading of a rule (RuleInfo.mode); 0: any.
uint32_t review_threshold(const Review *review, uint32_t mode, uint32_t entity, uint32_t attribute, uint32_t row);

// ---- why ----

// Provenance by backward slicing, after the program has run: nothing is traced while it does (machine/why). Registers are numbers
// of the review's instructions, rows those of their frames.

typedef enum Why {
    WHY_MISSING,
    WHY_TOO_WEAK, // known in the plain reading, and not in the strict one
    WHY_EXPIRED,
    WHY_NOT_ACCEPTED,
    WHY_CONTESTED,
    WHY_OPEN_SET,
    WHY_UNREADABLE,
    WHY_NOT_COMPARABLE, // versions that have no order, or not the one that was asked for
    WHY_ARITHMETIC,     // a division by zero, an extreme of nothing
    WHY_TOO_COSTLY,     // a limit was hit
    WHYS
} Why;

// Why a value is unknown: by what is claimed about an attribute of a row of an entity's dossier, or for a reason of its own.
typedef struct Cause {
    Why why;
    uint32_t instr;     // whose result is unknown
    uint32_t entity;    // of the review; NO_INDEX: for a reason of its own
    uint32_t attribute; // NO_INDEX: a field (row) of a submission
    uint32_t row;
    uint32_t slot;       // by which it was read; NO_INDEX: another reason, or a field of a submission
    uint32_t submission; // whose field it is
} Cause;

typedef void OperandVisit(void *with, uint32_t reg, uint32_t row);
typedef void CauseVisit(void *with, const Cause *cause);
// Calls visit for the operands that a value hangs on, one step back, and no others: of a false `and` what is false in it, of an
// unknown value what is unknown; some perhaps more than once. cause is called where it is unknown for no operand's sake. Either
// may be null.
void review_operands(Review *review, uint32_t reg, uint32_t row, OperandVisit *visit, CauseVisit *cause, void *with);
// Of a count, a sum, and of what holds for some: calls visit for what has no part in it, with what says so. Of anything else, for
// nothing.
void review_fallen(Review *review, uint32_t reg, uint32_t row, OperandVisit *visit, void *with);
// Of a quantifier that compares elements with something, as `x in set` does, and was decided by some: calls visit for what says
// that these are in. Of anything else, for nothing.
void review_picked(Review *review, uint32_t reg, uint32_t row, OperandVisit *visit, void *with);
// Of a value that is unknown for no operand's sake, such as a comparison of versions that have no order, or whether the set is
// all that a native makes of what is no text of its kind: calls visit for what it was made from, which is known. Of anything
// else, for nothing.
void review_made_from(Review *review, uint32_t reg, uint32_t row, OperandVisit *visit, void *with);
// Calls cause for all causes of a value that is unknown, each once for each instruction and row that has it: the transitive
// closure of those steps over unknown values. Of one that is settled: none. What has no result of what is known, for the facts
// that this is made from; for a reason of its own where there are none.
void review_causes(Review *review, uint32_t reg, uint32_t row, CauseVisit *cause, void *with);
// The same of a strict reading whose plain one is true: what is unknown in both is not why.
void review_strict_causes(Review *review, uint32_t reg, uint32_t row, CauseVisit *cause, void *with);

// Calls visit for each submission on whose acceptance a cause hangs that is WHY_NOT_ACCEPTED, by its number in the image of the
// cause's entity: where some are perhaps acceptable, for these alone.
typedef void UnacceptedVisit(void *with, uint32_t submission, SubmissionFault because);
void review_unaccepted(Review *review, const Cause *cause, UnacceptedVisit *visit, void *with);
// Whether a submission about an entity names no institution, where its kind's condition of acceptance speaks of it: then that
// condition is false, whatever is claimed.
bool review_lacks_institution(Review *review, uint32_t entity, uint32_t submission);
// The causes of a condition of acceptance that is unknown of a submission about an entity: what the condition reads.
void review_condition_causes(Review *review, uint32_t entity, uint32_t submission, CauseVisit *cause, void *with);
// Calls visit for the facts on which it hangs that such a condition is what it is; some perhaps more than once.
void review_condition_facts(Review *review, uint32_t entity, uint32_t submission, FactVisit *visit, void *with);

const Program *review_program(const Review *review);
const Prepared *review_prepared(const Review *review);
Arena *review_arena(const Review *review);
int64_t review_date(const Review *review);
// An entity that the review has met: the name of its type, its id, the image of its dossier (bytes null where it has none).
typedef struct MetEntity {
    Text type, id, image;
    bool asked_for; // its dossier was
} MetEntity;
// The number that an entity of another review of the same program, on the same dossiers, has in this one, which meets it: without
// looking for its dossier.
uint32_t review_meet(Review *review, const Review *other, uint32_t number);
// The entities that the review has met, the subject first.
uint32_t review_entity_count(const Review *review);
MetEntity review_entity(const Review *review, uint32_t number);
const ReviewLimits *review_limits(const Review *review);
// Whether the dossiers failed while the review went on.
bool review_failed(const Review *review);
// Whether a limit was hit.
bool review_hit_rows(const Review *review);
bool review_hit_memory(const Review *review);
bool review_hit_regex(const Review *review);

#endif
