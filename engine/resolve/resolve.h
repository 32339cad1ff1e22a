// SPDX-License-Identifier: MIT
// What is told of a policy and its profiles (report/resolved.h), made from the tree and the overlay. Nothing here is decided
// anew: what a profile may change, and what holds of it, the passes have found.
#ifndef ASSIZE_RESOLVE_RESOLVE_H
#define ASSIZE_RESOLVE_RESOLVE_H

#include "bind/policy.h"
#include "report/impact.h"
#include "report/resolved.h"

// The policy as it stands with all its profiles, where each of them applies: of one rule, or (code empty) all of it; titles in
// that language, where they have it. In the arena of the policy, as is all that follows; the policy is right.
ReportResolved resolve_policy(const Policy *policy, Text code, Text language);
// What each profile changes, one thing after the other.
ReportDifferences resolve_differences(const Policy *policy, Text language);
// How each entry of a profile stands to the policy that it was loaded with, which need not be of a version that it asks for
// (compile_rebase). What does not fit, the diagnostics say: each error that has a place in the profile is an entry.
ReportRebase resolve_rebase(const Policy *policy, const Profile *profile, Text language);
// Where in a profile, or in what it alone uses, a message stands, or leads to; nowhere: it says nothing of the profile.
Span resolve_own_place(const Policy *policy, const Profile *profile, const Diagnostic *one);

// How two policies differ as texts, in the arena of the later one. Both are right.
PolicyDifference resolve_compare(const Policy *old, const Policy *new);

// ---- what these share (stated.c) ----

// The heads of a policy and its profiles.
ReportHeads resolve_heads(const Policy *policy, Text language);
ReportHead resolve_head(const Policy *policy, const File *file, Text language);
// A text for people in a language, or the first one; of null: empty.
Text resolve_wording(const Wording *wording, Text language);
// The profile that a span stands in; null: the policy, a library that it uses, or nowhere.
const Profile *resolve_whose(const Policy *policy, Span span);
// Where a span begins; line 0 where it is nowhere.
ReportPlace resolve_place(const Policy *policy, Span span);
// What stands at a span, in one line: what is blank in it becomes one blank. whose: of the profile whose words these are.
Stated resolve_stated(const Policy *policy, const Profile *whose, Span span);
// The same, in words that are not those of the text.
Stated resolve_said(const Policy *policy, const Profile *whose, Span span, Text text);
// How what stands at a span begins: its first line, up to a brace.
Stated resolve_beginning(const Policy *policy, const Profile *whose, Span span);
// The part of an entry that stands at a span within it: of `strengthen` the line, of `format` the mapping that it is in; of other
// entries how they begin.
Stated resolve_part(const Policy *policy, const Profile *whose, const Decl *entry, Span span);
// The line of a `strengthen` that a span stands in; nowhere: it is in none.
Span resolve_line(const Rule *rule, Span span);
// The name of a profile; empty for null, the policy itself.
Text profile_name(const Profile *profile);

#endif
