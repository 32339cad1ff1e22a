// SPDX-License-Identifier: MIT
// Formats told apart by a member of their own (a magic name), and the envelope of the submission that a document becomes. See
// foreign.h.
#include "import/foreign.h"

static const struct {
    const char *member, *name;
} formats[] = {
#define FORMAT(member, name) {member, name},
#include "import/foreign.def"
#undef FORMAT
};

// What a text is that is no JSON.
static const char *name_of_text(Text text)
{
    size_t at = text_starts(text, text_of("\xef\xbb\xbf")) ? 3 : 0;
    while (at < text.length && strchr(" \t\r\n", text.bytes[at]) && text.bytes[at])
        at++;
    Text rest = text_slice(text, at, text.length);
    if (text_starts(rest, text_of("SPDXVersion:")))
        return "SPDX in tag-value form";
    if (!text_starts(rest, text_of("<")))
        return NULL;
    Text head = text_slice(rest, 0, rest.length < 4096 ? rest.length : 4096);
    return text_contains(head, text_of("cyclonedx.org/schema")) ? "CycloneDX in XML"
           : text_contains(head, text_of("spdx.org/rdf"))       ? "SPDX in XML"
                                                                : "XML";
}

ForeignFormat foreign_format(Text text, const JsonDocument *document, const char **name)
{
    *name = NULL;
    if (!document) {
        *name = name_of_text(text);
        return *name ? FOREIGN_OTHER : FOREIGN_NONE;
    }
    if (json_kind(document, 0) != JSON_OBJECT)
        return FOREIGN_NONE;
    // Without bomFormat the version of the format gives it away; the importer then says what is missing.
    if (json_member(document, 0, "bomFormat") != UINT32_MAX || json_member(document, 0, "specVersion") != UINT32_MAX)
        return FOREIGN_CYCLONEDX;
    if (json_member(document, 0, "entity") != UINT32_MAX)
        return FOREIGN_NONE;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (json_member(document, 0, formats[i].member) == UINT32_MAX)
            continue;
        *name = formats[i].name;
        return FOREIGN_OTHER;
    }
    return FOREIGN_NONE;
}

Submission *foreign_submission(const ForeignImport *import, Text id, uint32_t id_value)
{
    const ForeignEvidence *evidence = import->evidence;
    bool said = evidence->id.bytes != NULL;
    Submission *submission = arena_take(import->arena, sizeof *submission);
    *submission = (Submission){.id = said ? evidence->id : id,
                               .kind = evidence->kind,
                               .by = evidence->by,
                               .on = evidence->on,
                               .document = evidence->document,
                               .title = evidence->title,
                               .confidential = evidence->confidential,
                               .file = import->source->file};
    submission->facts.type = evidence->type;
    Text own = submission->id;
    if (!own.length || own.length > LONGEST_ID || memchr(own.bytes, 0, own.length)) {
        Span at = span_at(import->source->file, json_offset(import->document, said ? 0 : id_value));
        Diagnostic *nameless = diagnose(import->diagnostics, MESSAGE_FOREIGN_ID, at, 0);
        diagnostic_expect(nameless, text_of("an id of 1 to 400 bytes without a zero, from the file or from `--id`"));
        return NULL;
    }
    if (!submission->document.bytes) {
        Digest digest = digest_of(import->source->text);
        submission->document = digest_text(import->arena, &digest);
    }
    return submission;
}
