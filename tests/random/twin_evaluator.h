// SPDX-License-Identifier: MIT
// What the files of the second evaluator share: a review under way, how claims are read, and the evaluation
// of expressions.
#ifndef ASSIZE_TESTS_RANDOM_TWIN_EVALUATOR_H
#define ASSIZE_TESTS_RANDOM_TWIN_EVALUATOR_H

#include "model/builtin.h"
#include "twin_value.h"

// What a submission is worth. It is acceptable, perhaps acceptable, or (neither) not acceptable.
typedef struct Standing {
    bool acceptable, perhaps;
    bool only_too_old; // not acceptable, and its age is its only fault
} Standing;

// How claims count.
typedef enum Reading {
    READING_PLAIN,  // all acceptable ones
    READING_STRICT, // in the dossier under review, those of a rule's thresholds and above
    READING_BARE,   // by rank, date and withdrawal alone: in a condition of acceptance
} Reading;

// A review under way.
typedef struct Evaluator {
    TwinReview review;
    Standing *standings; // by submission
    Standing *bare;      // the same, for READING_BARE
    TwinVerdict *verdict;
    bool *decided; // by rule: its status is known
    uint64_t steps;
} Evaluator;
enum { MOST_STEPS = 1000000, MOST_MEMORY = 1 << 30 }; // then it gives up

// A variable and what it stands for, in a strict reading and in a plain one where they differ; the innermost first.
typedef struct Binding {
    const Variable *variable;
    Value value;
    const Value *plain; // null: the same
    const struct Binding *outer;
} Binding;

// Where an expression is evaluated.
typedef struct Context {
    Evaluator *evaluator;
    Reading reading;
    const Rule *rule; // whose thresholds hold, for READING_STRICT
    const Binding *bindings;
} Context;

// ---- what submissions are worth (twin_standing.c) ----

static inline const EvidenceKind *kind_of(const Evaluator *evaluator, const Submission *submission)
{
    return &evaluator->review.policy->kinds[submission->kind];
}
static inline bool is_about(const Submission *submission, const Decl *type, Text id)
{
    return submission->facts.type == type->number && text_equal(submission->id, id);
}
// Decides what each submission is worth.
void evidence_open(Evaluator *evaluator);
// All submissions about an entity, and a field of one.
Value evidence_submissions(const Context *context, Value entity);
Value evidence_field(const Context *context, const Submission *submission, SubmissionField field);

// ---- evidence (twin_evidence.c) ----

// Appends a part by its key, or where it has none, by its place.
void part_show(const Evaluator *evaluator, const Part *part, Text language, TextBuilder *to);

// Why an attribute of an entity or part is unknown.
Reasons reasons_at(const Context *context, TwinReason why, Value owner, const Attribute *attribute);
// An attribute of a known entity or part: its value, or all that is known of the set.
Value evidence_attribute(const Context *context, Value owner, const Attribute *attribute);
// Questions about the evidence itself; expr has the kinds that are asked of.
Value evidence_declares(const Context *context, Value owner, const Expr *expr);
Value evidence_listed(const Context *context, Value owner, const Expr *expr);
bool evidence_disputes(const Context *context, Value owner, const Attribute *attribute);

// ---- expressions (twin_expr.c) ----

Value evaluate(const Context *context, const Expr *expr);
Value evaluate_requirement(const Context *context, Expr *require);
// The same in another reading, and with one more variable.
Value evaluate_in(const Context *context, Reading reading, const Expr *expr);
Context context_with(const Context *context, const Binding *binding);

// ---- binders, aggregates, sets (twin_sets.c) ----

Value evaluate_quantifier(const Context *context, const Expr *expr);
Value evaluate_aggregate(const Context *context, const Expr *expr);
Value evaluate_comprehension(const Context *context, const Expr *expr);
Value evaluate_via(const Context *context, const Expr *expr);

// ---- definitions, tables, natives (twin_calls.c) ----

Value evaluate_call(const Context *context, const Expr *expr);
// plain: the arguments as a plain reading has them, where the call is read strictly; null: the same.
Value call_value(const Context *context, const Decl *decl, const Value *arguments, const Value *plain, size_t count);

// ---- texts with a grammar of their own (twin_notations.c) ----

// What a native makes of known texts; false where it is none of those.
bool notation_call(Arena *arena, Builtin builtin, const Value *arguments, Value *result);
// The value that a text writes; unknown where it writes none.
Value notation_number(Text text, bool decimal);
Value notation_moment(Text text, bool instant);

// ---- package URLs (twin_purls.c) ----

// What a native makes of a known text; false where it is none of those.
bool purl_call(Arena *arena, Builtin builtin, Text text, Value *result);

// ---- addresses and blocks (twin_addresses.c) ----

bool twin_address_within(Text inner, Text outer); // whether every address of one is in the other
bool twin_address_is_private(Text address);

// ---- decision tables (twin_tables.c) ----

Value evaluate_table(const Context *context, const Decl *table, const Value *arguments);

// ---- rules (twin.c) ----

const TwinRule *evaluate_rule(Evaluator *evaluator, const Decl *rule);

// ---- versions in the order of an ecosystem (twin_versions.c) ----

Value twin_older(Text version, Text than, Text scheme);
Value twin_in_range(Text version, Text range);

#endif
