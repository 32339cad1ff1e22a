// SPDX-License-Identifier: MIT
// Profiles laid over the policy that they refine: each entry of a profile becomes data of the overlay (ast/overlay.h), is hung in
// the tree under its profile's name, and is compared with what holds without it, under the policy and what the profile refines (a
// partial order of strictness for each kind of entry). What would loosen that is refused, with both places. What refine leaves
// true where it reports nothing:
// - Policy.overlay has a change for each entry of each profile, in the order of profiles, then of their text;
// - parameters have their settings, rules their raises, waivers, the requirements that are added and the exceptions that are
//   dropped, outcomes their further guards, tests their changes, as the tree says (ast/tree.h);
// - any set of profiles, each with all that it refines, is as strict as each of them: where two say something of one thing, the
//   stricter one holds.
#ifndef ASSIZE_REFINE_REFINE_H
#define ASSIZE_REFINE_REFINE_H

#include "bind/policy.h"

// Lays the profiles of a checked policy over it. Mistakes are queued as diagnostics of the policy.
void refine_policy(Policy *policy);

// ---- overlay.c ----

// Puts a change of an entry into the overlay, which the caller fills; it moves when another one is added.
Change *overlay_add(Policy *policy, ChangeKind kind, Decl *entry, Span span);
// The nearest change of that kind, of that, among those of what a profile refines, that is not needless; null: none.
const Change *overlay_below(const Policy *policy, ChangeKind kind, const Decl *of, const Profile *profile);
// What stands at a place, as it is written.
Text overlay_written(const Policy *policy, Span span);
// A note of a message, made like printf's.
const char *overlay_note(const Policy *policy, const char *format, ...) __attribute__((format(printf, 2, 3)));

// ---- one entry each, which is about something (Decl.refined) ----

void refine_set(Policy *policy, Decl *entry);        // settings.c
void refine_strengthen(Policy *policy, Decl *entry); // rules.c
// Of what strengthens a rule: a field that it has (severity.c), one of its thresholds (evidence.c).
void refine_severity(Policy *policy, Decl *entry);
void refine_weight(Policy *policy, Decl *entry);
void refine_threshold(Policy *policy, Decl *entry, Threshold *threshold);
// What a profile raises of a rule, which is made with what holds under what it refines where nothing is there yet (severity.c).
RuleRaise *raise_of(Policy *policy, Rule *rule, const Profile *profile);

#endif
