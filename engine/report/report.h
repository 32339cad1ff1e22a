// SPDX-License-Identifier: MIT
// The forms of a verdict: text for a person at a terminal, canonical JSON (RFC 8785) for programs.
#ifndef ASSIZE_REPORT_REPORT_H
#define ASSIZE_REPORT_REPORT_H

#include "outcome/explain.h"

extern const char *const audience_names[AUDIENCES];

// A verdict that was explained to a viewer as canonical JSON, in the arena. It holds nothing but what follows from the inputs it
// names, and from those nothing that is hidden from the viewer.
Text report_json(const Verdict *verdict, Arena *arena);

typedef struct TextStyle {
    bool colours;
    Text language;  // of titles and findings, where they have it
    Tongue tongue;  // of all else
    bool all_rules; // also those that are satisfied or do not apply
} TextStyle;
// Appends the verdict, as it was explained, for a terminal. digest names its JSON.
void report_text(const Verdict *verdict, const TextStyle *style, const Digest *digest, TextBuilder *to);

// Appends why something is unknown, a line for each reason.
void reasons_text(Review *review, const Reason *reasons, size_t count, const TextStyle *style, TextBuilder *to);

// Appends an explanation as an indented tree, below a head that the caller has written; and the same as nested JSON.
void explanation_text(const Program *program, const Explained *explained, const TextStyle *style, TextBuilder *to);
Text explanation_json(const Program *program, const Explained *explained, Arena *arena);

// Appends a text of facts for a terminal; of a long one the beginning, and how long it is.
void value_append(TextBuilder *to, Text value, Tongue tongue);

// Appends a piece of a policy's source on one line; a long one is cut.
void source_append(TextBuilder *to, Text source);

// The same fallback everywhere: the text in a language, or the first one.
Text worded_text(const Worded *texts, uint32_t count, Text language);

// A dossier that was read for a verdict. known: there is one, as far as it shows; its digest is null where there is none, and
// where something in it is hidden: that could be guessed from it.
typedef struct ReadDossier {
    Text type, id;
    bool known;
    const Digest *digest;
} ReadDossier;
// Those that show to whom the verdict was explained, the subject's first, in the arena.
const ReadDossier *report_dossiers(const Verdict *verdict, Arena *arena, size_t *count);

#endif
