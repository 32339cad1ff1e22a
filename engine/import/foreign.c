// SPDX-License-Identifier: MIT
// Formats told apart by a member of their own (a magic name), and the envelope of the submission that a document becomes. See
// foreign.h.
#include "import/foreign.h"

static const struct {
    const char *member, *name, *instead;
} formats[] = {
#define FORMAT(member, name, instead) {member, name, instead},
#include "import/foreign.def"
#undef FORMAT
};

// What a text is that is no JSON, and what to import instead.
typedef struct TextForm {
    const char *name, *instead;
} TextForm;

static const char whole[] = "the file as it was before it was compressed",
                  utf_8[] = "the file in UTF-8: `iconv -f UTF-16 -t UTF-8 FILE` prints it";

static const struct {
    const char *begins, *name, *instead;
} binary_forms[] = {{"\x1f\x8b", "a gzip file", whole},      {"PK\x03\x04", "a zip archive", whole},
                    {"\xfd\x37zXZ", "an xz file", whole},    {"\x28\xb5\x2f\xfd", "a zstd file", whole},
                    {"BZh", "a bzip2 file", whole},          {"\xff\xfe", "a text in UTF-16", utf_8},
                    {"\xfe\xff", "a text in UTF-16", utf_8}, {"%PDF-", "a PDF file", NULL}};

static const char spdx_tool[] = "SPDX JSON: `pyspdxtools -i FILE -o FILE.spdx.json` makes it";

static TextForm form_of_xml(Text rest)
{
    Text head = text_slice(rest, 0, rest.length < 4096 ? rest.length : 4096);
    if (text_contains(head, text_of("cyclonedx.org/schema")))
        return (TextForm){"CycloneDX in XML",
                          "CycloneDX JSON: `cyclonedx convert --input-file FILE --output-file FILE.cdx.json` makes it"};
    if (text_contains(head, text_of("spdx.org/rdf")))
        return (TextForm){"SPDX in RDF", spdx_tool};
    return (TextForm){"XML", NULL};
}

static TextForm form_of_text(Text text)
{
    for (size_t i = 0; i < sizeof binary_forms / sizeof *binary_forms; i++) {
        if (text_starts(text, text_of(binary_forms[i].begins)))
            return (TextForm){binary_forms[i].name, binary_forms[i].instead};
    }
    size_t at = text_starts(text, text_of(BYTE_ORDER_MARK)) ? strlen(BYTE_ORDER_MARK) : 0;
    for (bool comment = false; at < text.length && text.bytes[at]; at++) { // in tag-value form they may come first
        comment = text.bytes[at] != '\n' && (comment || text.bytes[at] == '#');
        if (!comment && !strchr(" \t\r\n", text.bytes[at]))
            break;
    }
    Text rest = text_slice(text, at, text.length);
    if (text_starts(rest, text_of("SPDXVersion:")))
        return (TextForm){"SPDX in tag-value form", spdx_tool};
    if (text_starts(rest, text_of("spdxVersion:")))
        return (TextForm){"SPDX in YAML", spdx_tool};
    return text_starts(rest, text_of("<")) ? form_of_xml(rest) : (TextForm){NULL, NULL};
}

const char *foreign_instead(Text text, const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (name && strcmp(formats[i].name, name) == 0)
            return formats[i].instead;
    }
    return form_of_text(text).instead;
}

ForeignFormat foreign_format(Text text, const JsonDocument *document, const char **name)
{
    *name = NULL;
    if (!document) {
        *name = form_of_text(text).name;
        return *name ? FOREIGN_OTHER : FOREIGN_NONE;
    }
    uint32_t first = json_kind(document, 0) == JSON_ARRAY && !json_is_empty(document, 0) ? 1 : 0;
    if (json_kind(document, first) != JSON_OBJECT)
        return FOREIGN_UNKNOWN;
    if (first)
        return json_member(document, first, "entity") == UINT32_MAX ? FOREIGN_UNKNOWN : FOREIGN_NONE;
    if (json_member(document, 0, "entity") != UINT32_MAX || submissions_are_exported(document))
        return FOREIGN_NONE;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (json_member(document, 0, formats[i].member) == UINT32_MAX)
            continue;
        *name = formats[i].name;
        return FOREIGN_OTHER;
    }
    return FOREIGN_UNKNOWN;
}

Text foreign_outline(Arena *arena, const JsonDocument *document)
{
    enum { MOST_NAMED = 5 };
    static const char *const kinds[] = {"null", "`false`", "`true`", "a number", "a text", "a JSON array", "a JSON object"};
    TextBuilder outline = text_builder(arena);
    uint32_t object = json_kind(document, 0) == JSON_ARRAY && !json_is_empty(document, 0) ? 1 : 0, named = 0;
    text_append_string(&outline, kinds[json_kind(document, 0)]);
    if (object)
        text_append_format(&outline, " that begins with %s", kinds[json_kind(document, object)]);
    if (json_kind(document, object) != JSON_OBJECT)
        return text_built(&outline);
    for (uint32_t at = object + 1; at < json_next(document, object) && named < MOST_NAMED; at = json_next(document, at + 1)) {
        text_append_string(&outline, named++ ? ", " : " with ");
        text_append_byte(&outline, '`');
        text_append(&outline, json_string(document, arena, at));
        text_append_byte(&outline, '`');
    }
    return text_built(&outline);
}

Text foreign_text(const ForeignImport *import, uint32_t object, const char *name)
{
    const JsonDocument *document = import->document;
    uint32_t member = json_member(document, object, name);
    if (member == UINT32_MAX || (json_kind(document, member) != JSON_NUMBER && json_kind(document, member) != JSON_STRING))
        return (Text){"", 0};
    return json_kind(document, member) == JSON_NUMBER ? json_raw(document, member)
                                                      : text_nfc(import->facts, json_string(document, import->facts, member));
}

bool foreign_refuse_value(const ForeignImport *import, uint32_t value, const char *expected)
{
    enum { LONGEST_SHOWN = 100 };
    const JsonDocument *document = import->document;
    uint32_t start = (uint32_t)json_offset(document, value), length = (uint32_t)json_extent(document, value);
    bool simple = json_kind(document, value) < JSON_ARRAY && length <= LONGEST_SHOWN;
    Text shown = simple ? text_slice(document->text, start, start + length) : text_of("this");
    Span span = {import->source->file, start, start + length};
    Diagnostic *refused = diagnose(import->diagnostics, MESSAGE_FACT_VALUE, span, 1, shown);
    refused->pointer = json_pointer(document, import->diagnostics->arena, value);
    diagnostic_expect(refused, text_of(expected));
    return false;
}

static Text without_zeros(Text number)
{
    while (number.length && *number.bytes == '0')
        number = text_slice(number, 1, number.length);
    return number;
}

int foreign_number_order(Text a, Text b)
{
    a = without_zeros(a);
    b = without_zeros(b);
    return a.length != b.length ? a.length < b.length ? -1 : 1 : text_compare(a, b);
}

Submission *foreign_submission(const ForeignImport *import, Text id)
{
    const ForeignEvidence *evidence = import->evidence;
    Submission *submission = arena_take(import->arena, sizeof *submission);
    Digest digest = digest_of(import->source->text);
    *submission = (Submission){.id = evidence->id.bytes ? evidence->id : id,
                               .kind = evidence->kind,
                               .by = evidence->by,
                               .on = evidence->on,
                               .document = digest_text(import->arena, &digest),
                               .title = evidence->title,
                               .confidential = evidence->confidential,
                               .file = import->source->file};
    submission->facts.type = evidence->type;
    submission->replaces = arena_array(import->arena, evidence->replaces_count + 1, sizeof *submission->replaces);
    submission->replaces_count = (uint32_t)evidence->replaces_count;
    for (size_t i = 0; i < evidence->replaces_count; i++)
        submission->replaces[i] = (Replaced){evidence->replaces[i], span_at(import->source->file, 0)};
    return submission;
}

bool foreign_has_id(const ForeignImport *import, const Submission *submission, uint32_t id_value)
{
    if (id_is_valid(submission->id))
        return true;
    bool said = import->evidence->id.bytes || !import->document;
    Span at = span_at(import->source->file, said ? 0 : json_offset(import->document, id_value));
    Diagnostic *nameless = diagnose(import->diagnostics, MESSAGE_FOREIGN_ID, at, 0);
    diagnostic_expect(nameless, text_of("an id of 1 to 400 bytes without a zero, from the file or from `--id`"));
    return false;
}

// ---- reports ----

int foreign_gap_order(const ForeignGap *a, const ForeignGap *b)
{
    int order = text_compare(a->path, b->path);
    return order ? order : (int)a->kind - (int)b->kind;
}

// Both are in order, each path and kind once.
static void add_gaps(ForeignReport *to, const ForeignReport *from, Arena *arena)
{
    ForeignGap *gaps = arena_array(arena, to->gap_count + from->gap_count + 1, sizeof *gaps);
    size_t count = 0;
    for (size_t i = 0, j = 0; i < to->gap_count || j < from->gap_count; count++) {
        bool more = i < to->gap_count && j < from->gap_count;
        int order = more ? foreign_gap_order(&to->gaps[i], &from->gaps[j]) : i < to->gap_count ? -1 : 1;
        gaps[count] = order <= 0 ? to->gaps[i++] : from->gaps[j++];
        if (order == 0)
            gaps[count].count += from->gaps[j++].count;
    }
    to->gaps = gaps;
    to->gap_count = count;
}

static void add_notes(ForeignReport *to, const ForeignReport *from, Arena *arena)
{
    ForeignNote *notes = arena_array(arena, to->note_count + from->note_count + 1, sizeof *notes);
    if (to->note_count)
        memcpy(notes, to->notes, to->note_count * sizeof *notes);
    to->notes = notes;
    for (size_t i = 0; i < from->note_count; i++) {
        size_t at = 0;
        while (at < to->note_count && notes[at].code != from->notes[i].code)
            at++;
        if (at < to->note_count)
            notes[at].count += from->notes[i].count;
        else
            notes[to->note_count++] = from->notes[i];
    }
}

void foreign_report_add(ForeignReport *to, const ForeignReport *from, Arena *arena)
{
    if (!to->stored) { // the first one
        *to = *from;
        to->format = text_copy(arena, from->format);
        return;
    }
    for (unsigned i = 0; i < FORMAT_RECORDS; i++) {
        to->stored[i].parts += from->stored[i].parts;
        to->stored[i].merged += from->stored[i].merged;
    }
    for (unsigned i = 0; i < DERIVED_NAMES; i++)
        to->links[i] += from->links[i];
    add_gaps(to, from, arena);
    add_notes(to, from, arena);
}
