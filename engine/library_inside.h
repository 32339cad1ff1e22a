// SPDX-License-Identifier: MIT
// Inside of the library: what its objects are, and how a call runs. Each call works in the Assize's arena, which starts
// empty; where memory runs out, the call is left through the guard and its answer is ASSIZE_ENVIRONMENT.
#ifndef ASSIZE_LIBRARY_INSIDE_H
#define ASSIZE_LIBRARY_INSIDE_H

#include "assize.h"

#include "attest/envelope.h"
#include "report/forms.h"
#include "store/register.h"
#include "sweep/subject.h"

struct Assize {
    AssizeOptions options;
    Guard guard;
    Kept kept;     // for the next review
    Arena arena;   // of the call under way, and its messages
    Arena texts;   // files that it read and that messages show
    Arena results; // texts that a call gives
    Sources sources;
    Diagnostics diagnostics; // of facts and expressions
    const Diagnostics *said; // of the last call: those, or a compilation's
    AssizeAnswer answer;     // of the last call
    Text trouble, warning;   // of the last call, where they are of no place
};

struct AssizePolicy {
    Arena arena;
    Text bundle;
    Program program;
    Prepared prepared;
    Variants *variants; // of that, which threads share
    Text digest;
};

// What all calls have. A call's own struct begins with it.
typedef struct Call {
    Assize *assize;
    AssizeRequest request;
    Viewer viewer; // for whom things are printed, and how texts are: by the request
    TextStyle style;
    const Form *form;           // that the request asks for (call_form)
    AssizeBase *base;           // what it works on; null: the host has given none
    const AssizePolicy *policy; // the same
    bool given_alone;           // of the profiles that a bundle holds it wants those alone that the request's refine
    AssizeAnswer answer;
    AssizeText text; // what it gives
} Call;

// What a call begins as; request may be null.
Call call_begin(Assize *assize, const AssizeRequest *request);
// What a call begins as that works on a fact base and a policy, each of which may be null.
Call call_begin_on(Assize *assize, const AssizeRequest *request, AssizeBase *base, const AssizePolicy *policy);

// Runs a call's work, which puts its answer into the call.
AssizeAnswer call_run(Call *call, void (*work)(void *call));
// Runs the work, and gives the call's text to a host, who may not want it.
AssizeAnswer call_run_text(Call *call, void (*work)(void *call), AssizeText *text);
// The call is refused; `%s…` says why.
void call_refuse(Call *call, AssizeAnswer answer, const char *format, ...) __attribute__((format(printf, 3, 4)));
// What is said behind a name that there is not: which one is near, empty where none is.
Text call_nearest(Call *call, const Nearest *nearest);
// The call's answer where not even that much memory is left.
AssizeAnswer call_no_memory(Assize *assize);
// When a call with a request is to be given up, and what is said of one that was.
GuardWatch call_watch(const AssizeRequest *request);
Text call_stopped(GuardStop stop);
// The answer of the fact base, as that of the call. True where it is done.
bool call_base_done(Call *call, BaseAnswer answer, Text error);
// The call gives a text, which is copied and stays until the next call.
void call_result(Call *call, Text text);
// Whether somebody may look, for the audience of the request, at something (a subject, a digest; not null) of the fact base: for
// another one than the public, where a verdict is registered, that is an entry of the log, and needs a purpose. False, with the
// call refused.
bool call_may_look(Call *call, const char *what);
// Finds the form that the request asks for, which can lay out such a document. False, with the call refused as wrong use, where
// there is none. Asked before anything is done.
bool call_form(Call *call, DocumentKind document);
// The same of a verdict, with the rules that the request asks for, where it leaves some out: the form must be able to.
bool call_verdict_form(Call *call);
// The same of many verdicts, each of which is told whole, in a line.
bool call_form_of_many(Call *call);
// Lay out a document in that form, as the text that the call gives: call_print_facts_list …
#define DOCUMENT(id, member, type, about)                                                                                        \
    static inline void call_print_##member(Call *call, const type *document)                                                     \
    {                                                                                                                            \
        call_result(call, form_##member(call->form, document, &call->style, &call->assize->arena));                              \
    }
#include "report/documents.def"
#undef DOCUMENT

// Files have at most so many bytes: what the offsets of a bundle and of sources reach.
#define LARGEST_INPUT ((size_t)UINT32_MAX)
// Whether a file that could not be read, by its errno, is the fault of who named it, and not of the environment.
bool call_input_fault(int code);
// Reads a file for a call into an arena; false with the call refused.
bool call_read_file(Call *call, Arena *arena, const char *path, Text *text);
// Reads a file as a source of messages, which lies in assize->texts; false with the call refused.
bool call_read_source(Call *call, const char *path, Source *source);
// Reads the next JSON value of a source, from *at on, into assize->texts; false with the call refused, and the place told.
bool call_read_json(Call *call, const Source *source, JsonDocument *document, size_t *at);
// Reads the envelope, of a statement or of submissions, that a value is, into the call's arena (library_envelope.c); false with
// the call refused, and the place told.
bool call_read_envelope(Call *call, const Source *source, const JsonDocument *document, Envelope *envelope);

// What a host gave for a text: null is an empty one, which is refused where it means nothing.
static inline const char *call_string(const char *text)
{
    return text ? text : "";
}
// False, with the call refused, where what it needs is null.
bool call_has(Call *call, const void *needed, const char *what);
// The program of the policy that the call works on; null: there is none.
static inline const Program *call_program(const Call *call)
{
    return call->policy ? &call->policy->program : NULL;
}

// A call that opens a policy.
typedef struct PolicyCall {
    Call call;
    const char *path;
    Text bundle;
    AssizePolicy *policy; // what it has made
} PolicyCall;
// Makes the policy of a bundle, which it copies; own: the compiler has just made it. Whoever leaves through the guard finds the
// policy in the call, which closes it.
void call_make_policy(PolicyCall *call, Text bundle, bool own);
// Runs the work, and gives the policy where it is done; else null, and what was made of it is closed.
AssizeAnswer call_run_policy(PolicyCall *call, void (*work)(void *), AssizePolicy **policy);

// The number of a rule; NO_INDEX, with the call refused, where the policy does not have it.
uint32_t call_rule(Call *call, const Program *program, const char *rule);
// Whether the policy is in force on the day of a review, as far as it says: a strict call is refused where it is not, another one
// warned.
bool call_in_force(Call *call, const Program *program, int64_t date);
// False, with the call refused, where a text cannot be the id of an entity.
bool call_subject(Call *call, Text subject);
// Opens a review that lasts as long as its arena, within the limits of the options. Null where the dossiers failed.
Review *call_open_review(Call *call, const Prepared *prepared, const Dossiers *dossiers, Text subject, int64_t date,
                         Arena *arena);
// The limits of a review, by the options.
ReviewLimits call_limits(const Call *call);
AssizeAnswer call_subject_answer(SubjectAnswer answer);
// Signs a text as assize_sign does a file (library_sign.c).
AssizeAnswer library_sign_text(Assize *assize, const AssizeRequest *request, const AssizePolicy *policy,
                               const AssizeSigning *signing, AssizeText verdict, AssizeText *text);
// Warns where the subject has no dossier that shows, with what is nearest: nothing is known of it.
void call_warn_unknown(Call *call, BaseReader *reader, const Review *review);

// Which subjects a call reviews.
typedef struct SubjectChoice {
    bool (*choose)(Call *call, void *with); // before the reviews; false with the call refused
    bool (*has)(const void *with, Text id);
    void *with;
} SubjectChoice;
// Reviews many subjects, those of a choice (null: all), for a call that has begun: as assize_review_many does.
AssizeAnswer call_review_many(Call call, const AssizeSweep *asked, const SubjectChoice *choice, AssizeVisit *visit, void *with);
// How many threads a sweep has that is asked for so many; 0: one for each processor.
int call_threads(int asked);

static inline AssizeText text_taken(Text text)
{
    return (AssizeText){text.bytes, text.length};
}

#endif
