// SPDX-License-Identifier: MIT
// CycloneDX as one of the formats of documents: what a file says of itself. See document.h.
#include "import/cyclonedx.h"
#include "import/document.h"

static bool recognise(Text text, const JsonDocument *document)
{
    (void)text;
    // Without bomFormat the version of the format gives it away; the importer then says what is missing.
    return json_member(document, 0, "bomFormat") != UINT32_MAX || json_member(document, 0, "specVersion") != UINT32_MAX;
}

// A member that is a text in NFC, or a number as it stands; empty where it is neither.
static Text member_text(const ForeignImport *import, uint32_t object, const char *name)
{
    const JsonDocument *document = import->document;
    uint32_t member = object == UINT32_MAX ? UINT32_MAX : json_member(document, object, name);
    if (member == UINT32_MAX)
        return (Text){"", 0};
    if (json_kind(document, member) == JSON_NUMBER)
        return json_raw(document, member);
    return json_kind(document, member) == JSON_STRING ? text_nfc(import->facts, json_string(document, import->facts, member))
                                                      : (Text){"", 0};
}

// The purl, else group/name@version. Without a version the file does not say which of them it is about.
static Text subject_id(const ForeignImport *import, uint32_t subject)
{
    Text purl = member_text(import, subject, "purl");
    Text group = member_text(import, subject, "group"), name = member_text(import, subject, "name");
    Text version = member_text(import, subject, "version");
    if (purl.length || !name.length || !version.length)
        return purl;
    TextBuilder id = text_builder(import->facts);
    text_append(&id, group);
    if (group.length)
        text_append_byte(&id, '/');
    text_append(&id, name);
    text_append_byte(&id, '@');
    text_append(&id, version);
    return text_built(&id);
}

static bool identify(const ForeignImport *import, DocumentIdentity *identity)
{
    const JsonDocument *document = import->document;
    uint32_t metadata = json_member(document, 0, "metadata");
    uint32_t subject = metadata == UINT32_MAX ? UINT32_MAX : json_member(document, metadata, "component");
    Text version = member_text(import, 0, "version");
    *identity = (DocumentIdentity){.title = text_of("CycloneDX"),
                                   .id = subject_id(import, subject),
                                   .id_value = subject == UINT32_MAX ? 0 : subject,
                                   .series = member_text(import, 0, "serialNumber"),
                                   .version = version.length ? version : text_of("1")};
    return true;
}

static bool read(const ForeignImport *import, const DocumentIdentity *identity, FactRecord *facts, ForeignReport *report)
{
    (void)identity;
    SubmissionList list = {0};
    if (!cyclonedx_import(import, &list, report))
        return false;
    *facts = list.items[0]->facts;
    return true;
}

// Numbers of any length, without the zeros before them.
static int order(Text a, Text b)
{
    while (a.length && *a.bytes == '0')
        a = text_slice(a, 1, a.length);
    while (b.length && *b.bytes == '0')
        b = text_slice(b, 1, b.length);
    return a.length != b.length ? a.length < b.length ? -1 : 1 : text_compare(a, b);
}

const DocumentFormat document_cyclonedx = {
    .id = FORMAT_cyclonedx, .json = true, .recognise = recognise, .identify = identify, .read = read, .order = order};
