// SPDX-License-Identifier: MIT
// The public library: what is said of documents, on a command line or in a manifest, in the words of a policy. See
// library_import.h.
#include "library_import.h"

#include "support/calendar.h"

bool import_says_anything(const AssizeEvidence *said)
{
    return said->type || said->id || said->kind || said->by || said->on || said->title || said->confidential ||
           said->keep_earlier || said->cpe_kind || said->separator || (said->closed && said->closed[0]) ||
           (said->replaces && said->replaces[0]);
}

void import_refuse_said(ImportCall *call, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    Text said = text_format_list(&call->call.assize->arena, format, list);
    va_end(list);
    if (span_is_known(call->file->row))
        diagnose(&call->call.assize->diagnostics, MESSAGE_MANIFEST, call->file->row, 1, said);
    else
        call_refuse(&call->call, ASSIZE_WRONG_USE, "%.*s", (int)said.length, said.bytes);
}

static bool refuse_name(ImportCall *call, const char *what, const char *name, const Nearest *nearest)
{
    Text near = call_nearest(&call->call, nearest);
    import_refuse_said(call, "the policy %s `%s`%.*s", what, name, (int)near.length, near.bytes);
    return false;
}

// Of a table it may be that of its rows, which are parts of what is reviewed then.
static bool read_type(ImportCall *call, const char *name, FormatId format, ForeignEvidence *evidence)
{
    const Program *schema = call_program(&call->call);
    uint32_t type = name ? schema_type(schema, text_of(name)) : schema->head.subject_type;
    bool known = type < schema->types_count, rows = known && schema->types[type].is_part && format == FORMAT_csv;
    evidence->type = rows ? schema->head.subject_type : type;
    if (rows)
        evidence->rows = program_string(schema, schema->types[type].name);
    if (known && (rows || !schema->types[type].is_part))
        return true;
    Nearest nearest = nearest_to(text_of(name ? name : ""));
    for (uint32_t i = 0; i < schema->types_count; i++) {
        if (!schema->types[i].is_part || format == FORMAT_csv)
            nearest_offer(&nearest, program_string(schema, schema->types[i].name));
    }
    return refuse_name(call, format == FORMAT_csv ? "declares no type" : "declares no entity", name ? name : "", &nearest);
}

static bool read_kind(ImportCall *call, const char *name, uint32_t *kind)
{
    const Program *schema = call_program(&call->call);
    *kind = schema_kind(schema, text_of(name));
    if (*kind != UINT32_MAX)
        return true;
    Nearest nearest = nearest_to(text_of(name));
    for (uint32_t i = 0; i < schema->kinds_count; i++)
        nearest_offer(&nearest, program_string(schema, schema->kinds[i].name));
    return refuse_name(call, "ranks no kind of evidence", name, &nearest);
}

// A text in NFC, in the arena; bytes null where nothing is said.
static bool read_text(ImportCall *call, const char *said, const char *what, Text *text)
{
    *text = (Text){NULL, 0};
    if (!said)
        return true;
    Text raw = text_of(said);
    if (text_malformed(raw) < raw.length)
        import_refuse_said(call, "the %s is no UTF-8", what);
    else
        *text = text_nfc(&call->call.assize->arena, text_copy(&call->call.assize->arena, raw));
    return text->bytes != NULL;
}

static size_t count_of(const char *const *list)
{
    size_t count = 0;
    while (list && list[count])
        count++;
    return count;
}

static bool read_closed(ImportCall *call, const char *const *paths, ForeignEvidence *evidence)
{
    size_t count = count_of(paths);
    Text *closed = arena_array(&call->call.assize->arena, count + 1, sizeof *closed);
    for (size_t i = 0; i < count; i++) {
        if (!read_text(call, paths[i], "path of a closed set", &closed[i]))
            return false;
    }
    evidence->closed = closed;
    evidence->closed_count = document_closed_in_order(closed, count);
    return true;
}

static bool read_replaces(ImportCall *call, const char *const *texts, ForeignEvidence *evidence)
{
    size_t count = count_of(texts);
    Digest *digests = arena_array(&call->call.assize->arena, count + 1, sizeof *digests);
    for (size_t i = 0; i < count; i++) {
        if (!digest_read(text_of(texts[i]), &digests[i])) {
            import_refuse_said(call, "`%s` is no digest of the form sha256:… with 64 digits", texts[i]);
            return false;
        }
    }
    evidence->replaces = digests;
    evidence->replaces_count = count;
    return true;
}

// The kind of what a CPE alone may mean, which must be weaker than that of the rest.
static bool check_cpe_kind(ImportCall *call, const AssizeEvidence *said, uint32_t kind)
{
    const Program *schema = call_program(&call->call);
    uint32_t weaker;
    if (!said->cpe_kind)
        return true;
    if (!read_kind(call, said->cpe_kind, &weaker))
        return false;
    if (schema->kinds[weaker].rank < schema->kinds[kind].rank)
        return true;
    import_refuse_said(call, "`%s` (--cpe-kind) is no weaker evidence than `%s` (--kind)", said->cpe_kind, said->kind);
    return false;
}

static bool read_separator(ImportCall *call, const char *said, Text *separator)
{
    *separator = said ? text_of(strcmp(said, "tab") == 0 ? "\t" : said) : (Text){"", 0};
    if (separator->length <= 1 && (!said || strchr(",;|\t", *separator->bytes)) && !(said && !*said))
        return true;
    import_refuse_said(call, "--separator: `%s` is not `,`, `;`, `|` or `tab`", said);
    return false;
}

// Where a file's name ends: it is what it is called without what says of what kind it is.
static Text name_of_file(Arena *arena, Text path)
{
    static const char *const outer[] = {".json", ".jsonld", ".csv"};
    static const char *const inner[] = {".cdx", ".bom",     ".sbom", ".spdx",  ".spdx3",
                                        ".vex", ".openvex", ".csaf", ".sarif", ".dsse"};
    size_t start = path.length;
    while (start > 0 && path.bytes[start - 1] != '/')
        start--;
    Text name = text_slice(path, start, path.length);
    for (size_t i = 0; i < sizeof outer / sizeof *outer; i++) {
        if (text_ends(name, text_of(outer[i])) && name.length > strlen(outer[i])) {
            name.length -= strlen(outer[i]);
            break;
        }
    }
    for (size_t i = 0; i < sizeof inner / sizeof *inner; i++) {
        if (text_ends(name, text_of(inner[i])) && name.length > strlen(inner[i])) {
            name.length -= strlen(inner[i]);
            break;
        }
    }
    return text_malformed(name) < name.length ? (Text){"", 0} : text_nfc(arena, text_copy(arena, name));
}

// What must be said.
static bool says_enough(ImportCall *call, const AssizeEvidence *said, const char *format, const Source *source)
{
    if (said->kind && said->on)
        return true;
    import_refuse_said(call,
                       "%.*s is %s, which does not say what evidence it is: its kind and its date are needed (--kind, --on)",
                       (int)source->shown.length, source->shown.bytes, format);
    return false;
}

bool import_read_said(ImportCall *call, FormatId format, const Source *source, ForeignEvidence *evidence)
{
    const AssizeEvidence *said = &call->file->said;
    *evidence = (ForeignEvidence){.confidential = said->confidential, .keep_earlier = said->keep_earlier};
    if (!says_enough(call, said, format_infos[format].title, source))
        return false;
    if (!date_read(text_of(said->on), &evidence->on)) {
        import_refuse_said(call, "the evidence's date `%s` is none such as 2026-11-22", said->on);
        return false;
    }
    if (!read_type(call, said->type, format, evidence) || !read_kind(call, said->kind, &evidence->kind) ||
        !read_text(call, said->id, "id of the entity", &evidence->id) ||
        !read_text(call, said->by, "id of the institution", &evidence->by) ||
        !read_text(call, said->title, "title", &evidence->title) || !read_closed(call, said->closed, evidence) ||
        !read_replaces(call, said->replaces, evidence) || !check_cpe_kind(call, said, evidence->kind) ||
        !read_separator(call, said->separator, &evidence->separator))
        return false;
    if (call->import->id_from_file && !evidence->id.bytes)
        evidence->id = name_of_file(&call->call.assize->arena, source->path);
    return true;
}
