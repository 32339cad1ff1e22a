// SPDX-License-Identifier: MIT
// Inside of the library, for those of its files that work on the register.
#ifndef ASSIZE_LIBRARY_REGISTER_H
#define ASSIZE_LIBRARY_REGISTER_H

#include "library_inside.h"

// The contents that give a policy again: its texts, those of its profiles, and the list that names them, which is the last one:
//   {"files":[{"digest","kind","name","path"} …],"format":"assize-sources/1"}
// kind, name and path as in the digest of a policy (code/bundle.h); the policy's own file first, of each profile that which
// begins it. In the arena.
KeptContent *register_contents(const Program *program, Arena *arena, size_t *count);

// What is to be registered of a verdict of a review that has run; all of it in the review's arena. Bytes null where the dossiers
// failed.
RegisterVerdict register_verdict_of(SubjectReview *subject, const Digest *sources, Arena *arena);
// The same as bytes, and back; texts lie in them.
Text register_verdict_packed(const RegisterVerdict *verdict, Arena *arena);
RegisterVerdict register_verdict_unpacked(Text packed, Arena *arena);

// The names of a program's profiles, in order, parted by blanks.
Text register_profiles(const Program *program, Arena *arena);

// What is asked of subjects that may not call for a review.
typedef struct ChangedCase {
    Text sources;  // the digest of the texts of policy and profiles (register_contents)
    Text profiles; // register_profiles
} ChangedCase;
// Whether a subject, whose dossiers are opened, is to be reviewed; what it is to be held against then is the subject's `held`.
bool changed_is_due(const ChangedCase *changed, SubjectReview *subject, const SubjectCase *what);
// Whether the verdict of a review that was due says what the one that is held says, but for its day and what follows from that.
bool changed_is_same(SubjectReview *subject);

// Finds the verdict that a digest names: of its bytes, or of a view that was released. False, with the call refused, where there
// is none. bytes: of what is named.
typedef struct FoundVerdict {
    RegisterStep issued;
    Digest digest;
    Text canonical;
    RegisterStep release; // of a view; else of kind LOG_CHANGES
    Text view;            // its bytes
} FoundVerdict;
bool register_find(Call *call, BaseReader *reader, const char *digest, FoundVerdict *found);
// Refuses a call for a verdict that is not there, or of which its viewer is not to know.
void register_refuse_unknown(Call *call, const char *digest);
// Makes the verdict, or the view, that a digest names again, for a call that is under way, which closes what this opens behind
// its end (null: nothing). Said is where it differs first (OTHER), or why it could not be made.
typedef enum AgainAnswer { AGAIN_SAME, AGAIN_OTHER, AGAIN_UNKNOWN, AGAIN_FAILED } AgainAnswer;
typedef struct AgainCall AgainCall;
AgainAnswer again_compare(AgainCall **opened, const Call *call, const char *digest, Text *said);
// Where two verdicts, as canonical JSON, differ first: the pointer, and what stands there in both.
void again_difference(Text was, Text is, Arena *arena, ReportCompared *compared);
// The text of a verdict, or of a view, for the viewer of a call, in the call's arena; false, with the call refused.
bool again_text(AgainCall **opened, Call *call, const char *digest, Text *text);
void again_close(AgainCall *call);
// A reader of the fact base of a call; null, with the call refused.
BaseReader *register_reader(Call *call, Arena *arena);
// The day that a host gave (null: today); false, with the call refused.
bool register_day(Call *call, const char *on, int64_t *day, Text *text);
// A text that a host gave, in NFC; false, with the call refused, where there is none, or it is no text.
bool register_text(Call *call, const char *given, const char *what, Text *text);

#endif
