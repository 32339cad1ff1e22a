// SPDX-License-Identifier: MIT
// Diagnostics: what is wrong with a policy or with facts. Each has a code, a place, the source line with a caret,
// where it helps a second place, what was expected, and a correction. They are queued and printed by whoever asked.
#ifndef ASSIZE_SUPPORT_DIAGNOSTIC_H
#define ASSIZE_SUPPORT_DIAGNOSTIC_H

#include "support/json.h"
#include "support/source.h"
#include "support/tongue.h"

// A note says what whoever reads should know, and nothing that is wrong: --strict refuses none.
typedef enum Severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE } Severity;

typedef enum MessageCode {
#define MESSAGE(code, severity, section, text) MESSAGE_##code,
#include "support/messages.def"
#undef MESSAGE
    MESSAGE_CODES
} MessageCode;

typedef struct MessageInfo {
    const char *name; // as printed, such as `unknown-name`
    Severity severity;
    const char *section; // of LANGUAGE.md, or of the documentation of facts
    const char *text;    // each {} stands for an argument
} MessageInfo;
extern const MessageInfo message_infos[MESSAGE_CODES];
// `UNKNOWN_NAME` as `unknown-name`, in the arena.
Text message_code_name(Arena *arena, MessageCode code);

typedef struct Diagnostic {
    MessageCode code;
    Span span;
    Text message;
    Text *arguments;    // of the message, as it shows them; there is room for as many as one may have
    Text expected;      // `expected …`; empty where it says nothing more
    Text correction;    // what to write instead; empty where none is known
    Text nearest;       // what has nearly the name that means nothing; empty: nothing that is near enough
    Span nearest_place; // where that is declared; nowhere: it is not, or that was not said
    Text pointer;       // of facts: where in the document it is (RFC 6901)
    struct {
        Span span; // nowhere: there is none
        Text note; // what stands there
    } also[2];     // other places
} Diagnostic;

enum {
    MOST_ERRORS = 50,
    MOST_WARNINGS = 50
}; // that are kept, unless more are asked for; of warnings and notes, so many with the same code

typedef struct Diagnostics {
    Arena *arena;
    Sources *sources;
    Diagnostic *items;
    size_t count, capacity;
    size_t most_errors;      // that are kept
    size_t errors, warnings; // all that were reported, those that are not kept too
    size_t warnings_kept;
    size_t notes, notes_kept; // likewise
    uint32_t warnings_of[MESSAGE_CODES];
    Diagnostic unkept; // what diagnose gives where it keeps nothing
} Diagnostics;

// An empty queue; messages lie in the arena, and are shown with what stands in the sources.
void diagnostics_open(Diagnostics *diagnostics, Arena *arena, Sources *sources);

// Queues a message; its {} are filled from the count texts that follow. The result may be added to; never null.
Diagnostic *diagnose(Diagnostics *diagnostics, MessageCode code, Span span, int count, ...);
// Lets go of the text of a file, but for what the messages about it show of it.
void diagnostics_let_go(const Diagnostics *diagnostics, Sources *sources, uint32_t file);
// What a message says, in a reader's language: messages_zh.def; in English where it has no other form.
Text diagnostic_told(Arena *arena, const Diagnostic *diagnostic, Tongue tongue);
// Adds to a message what was expected, what to write instead, and another place with what stands there. The texts are kept as
// they are.
void diagnostic_expect(Diagnostic *diagnostic, Text expected);
void diagnostic_correct(Diagnostic *diagnostic, Text correction);
void diagnostic_also(Diagnostic *diagnostic, Span other, const char *note); // twice at most
// Whether the newest error was not kept, nor will later ones be: what would make it better need not be looked for.
bool diagnostics_full(const Diagnostics *diagnostics);

// Looks for the name nearest to the one that was not found by edit distance: each name that might have been meant is offered, and
// the best of them, if any is near enough, becomes the correction.
typedef struct Nearest {
    Text wanted;
    Text best;
    Span place; // where the best is declared; nowhere: that was not said
    size_t distance;
} Nearest;
Nearest nearest_to(Text wanted);
// The same of a code, in which each figure says something: one that differs in more than one place is another rule.
Nearest nearest_to_code(Text wanted);
// The same of a text of several words, of which some may have changed.
Nearest nearest_to_title(Text wanted);
void nearest_offer(Nearest *nearest, Text candidate);
// The same, and where the candidate is declared.
void nearest_offer_at(Nearest *nearest, Text candidate, Span place);
// The same of what people also call so: only where just that was written.
void nearest_offer_called(Nearest *nearest, Text candidate, Text called);
void diagnostic_did_you_mean(Diagnostics *diagnostics, Diagnostic *diagnostic, const Nearest *nearest);

// Forgets all that are not to be kept, and how many were not kept before.
void diagnostics_filter(Diagnostics *diagnostics, bool (*keeps)(const void *with, const Diagnostic *one), const void *with);

// Appends all of them in order of place, as for a terminal: with colours if asked.
void diagnostics_append(const Diagnostics *diagnostics, TextBuilder *builder, bool colours);

// Writes all of them, in order of place, as objects into the array that is open.
void diagnostics_json(const Diagnostics *diagnostics, JsonWriter *json);

#endif
