// SPDX-License-Identifier: MIT
// Writing and opening bundles: a flat file format that is used in place, sealed by digests. See bundle.h.
#include "code/bundle.h"

#include "support/diagnostic.h"
#include "support/json.h"

typedef struct BundleHead {
    char mark[8];
    uint64_t size;
    Digest fingerprint; // of the tables of the program that made it
    Digest digest;      // of what follows, but for file_bytes: the files say their own
} BundleHead;

typedef struct SectionEntry {
    uint32_t offset, count;
} SectionEntry;

// Whoever prints a text takes its length for an int.
enum { LARGEST_BUNDLE = INT32_MAX };

static const char MARK[8] = {'A', 'S', 'Z', 'B', '\r', '\n', 0x1a, '\n'};

bool bundle_is(Text bytes)
{
    return text_starts(bytes, (Text){MARK, sizeof MARK});
}

typedef struct BundleFront { // what stands before the sections
    BundleHead head;
    ProgramHead program;
    SectionEntry sections[SECTIONS];
} BundleFront;

static size_t aligned(size_t size)
{
    return (size + 15) & ~(size_t)15;
}

static size_t add_section(size_t at, SectionEntry *entry, uint32_t count, size_t size)
{
    *entry = (SectionEntry){(uint32_t)at, count};
    return aligned(at + count * size);
}

// What a section holds; false where it lies outside.
static bool section_bytes(Text bundle, uint32_t section, size_t item, Text *bytes)
{
    const SectionEntry *entry = &((const BundleFront *)(const void *)bundle.bytes)->sections[section];
    if (entry->offset < sizeof(BundleFront) || entry->offset > bundle.length ||
        entry->count > (bundle.length - entry->offset) / item)
        return false;
    *bytes = text_slice(bundle, entry->offset, entry->offset + entry->count * item);
    return true;
}

static Digest bundle_digest(Text bundle, Text file_bytes)
{
    size_t from = (size_t)(file_bytes.bytes - bundle.bytes), to = from + file_bytes.length;
    Text parts[] = {text_slice(bundle, sizeof(BundleHead), from), text_slice(bundle, to, bundle.length)};
    return digest_of_pieces(&(TextPieces){.items = parts, .count = 2, .length = parts[0].length + parts[1].length});
}

void bundle_seal_files(Text bundle)
{
    Text files, file_bytes;
    if (bundle.length < sizeof(BundleFront) || !section_bytes(bundle, SECTION_files, sizeof(FileInfo), &files) ||
        !section_bytes(bundle, SECTION_file_bytes, 1, &file_bytes))
        return;
    for (size_t at = 0; at < files.length; at += sizeof(FileInfo)) { // of a changed bundle anything may be out of place
        FileInfo file;
        memcpy(&file, files.bytes + at, sizeof file);
        if (file.first > file_bytes.length || file.count > file_bytes.length - file.first)
            continue;
        file.digest = digest_of(text_slice(file_bytes, file.first, (size_t)file.first + file.count));
        memcpy((char *)(uintptr_t)files.bytes + at, &file, sizeof file);
    }
}

void bundle_seal(Text bundle)
{
    Text file_bytes;
    if (bundle.length >= sizeof(BundleFront) && section_bytes(bundle, SECTION_file_bytes, 1, &file_bytes))
        ((BundleHead *)(uintptr_t)bundle.bytes)->digest = bundle_digest(bundle, file_bytes);
}

Text bundle_write(const Program *program, Arena *arena)
{
    BundleFront *front = arena_take(arena, sizeof *front);
    front->program = program->head;
    front->program.schema = schema_digest(program, arena);
    size_t size = aligned(sizeof *front);
#define SECTION(name, type) size = add_section(size, &front->sections[SECTION_##name], program->name##_count, sizeof(type));
#include "code/sections.def"
    if (size > LARGEST_BUNDLE)
        arena_exhausted(arena);
    char *bytes = arena_take(arena, size);
    memcpy(front->head.mark, MARK, sizeof MARK);
    front->head.fingerprint = stored_fingerprint;
    front->head.size = size;
    memcpy(bytes, front, sizeof *front);
#define SECTION(name, type)                                                                                                      \
    if (program->name##_count)                                                                                                   \
        memcpy(bytes + front->sections[SECTION_##name].offset, program->name, program->name##_count * sizeof(type));
#include "code/sections.def"
    bundle_seal_files((Text){bytes, size});
    bundle_seal((Text){bytes, size});
    return (Text){bytes, size};
}

// Sections stand one behind the other, as they are written: none holds what another one does. at moves behind it.
static bool section_fits(const SectionEntry *entry, size_t item, size_t size, size_t *at)
{
    if (entry->offset != *at || entry->count > (size - *at) / item)
        return false;
    *at = aligned(*at + entry->count * item);
    return *at <= size;
}

static bool refuse(Text *reason, const char *why)
{
    *reason = text_of(why);
    return false;
}

static Digest layout_digest(const Digest *schema)
{
    const Digest both[] = {stored_fingerprint, *schema};
    return digest_of((Text){(const char *)both, sizeof both});
}

static void name_content(Program *program, Arena *arena)
{
    program->policy = content_digest(program, NO_INDEX, arena);
    if (!program->profiles_count)
        return;
    Digest *digests = arena_array(arena, program->profiles_count, sizeof *digests);
    for (uint32_t i = 0; i < program->profiles_count; i++)
        digests[i] = content_digest(program, i, arena);
    program->profile_digests = digests;
}

static bool open_bundle(Program *program, Text bytes, bool own, Arena *arena, Text *reason)
{
    const BundleFront *front = (const BundleFront *)(const void *)bytes.bytes;
    if (bytes.length < sizeof(BundleHead) || memcmp(front->head.mark, MARK, sizeof MARK) != 0)
        return refuse(reason, "this is no bundle");
    if (!digest_equal(&front->head.fingerprint, &stored_fingerprint))
        return refuse(reason, "it was made by another version of the program: build it again from its policy");
    if (bytes.length > LARGEST_BUNDLE)
        return refuse(reason, "a bundle of more than 2 GB");
    if (bytes.length < sizeof *front || front->head.size != bytes.length)
        return refuse(reason, "the bundle is cut off, or something follows it");
    if ((uintptr_t)bytes.bytes % 8 != 0)
        bug("a bundle that is not aligned");
    Text file_bytes;
    if (!section_bytes(bytes, SECTION_file_bytes, 1, &file_bytes))
        return refuse(reason, "the section `file_bytes` lies outside of the bundle");
    Digest digest = own ? front->head.digest : bundle_digest(bytes, file_bytes);
    if (!digest_equal(&digest, &front->head.digest))
        return refuse(reason, "the bundle's digest does not fit what it holds: it was changed or damaged");
    *program = (Program){.head = front->program, .digest = front->head.digest, .own = own};
    size_t at = aligned(sizeof *front);
    if (at > bytes.length)
        return refuse(reason, "the bundle is cut off, or something follows it");
#define SECTION(name, type)                                                                                                      \
    if (!section_fits(&front->sections[SECTION_##name], sizeof(type), bytes.length, &at))                                        \
        return refuse(reason, "the section `" #name "` does not stand where it should");                                         \
    program->name = (const type *)(const void *)(bytes.bytes + front->sections[SECTION_##name].offset);                          \
    program->name##_count = front->sections[SECTION_##name].count;
#include "code/sections.def"
    if (at != bytes.length)
        return refuse(reason, "the bundle is cut off, or something follows it");
    if (!program_verify(program, arena, reason))
        return false;
    name_content(program, arena);
    program->applies = program_unconditional(program);
    program->layout = layout_digest(&program->head.schema);
    return true;
}

bool bundle_open(Program *program, Text bytes, Arena *arena, Text *reason)
{
    return open_bundle(program, bytes, false, arena, reason);
}

bool bundle_open_own(Program *program, Text bytes, Arena *arena, Text *reason)
{
    return open_bundle(program, bytes, true, arena, reason);
}

Text program_wording(const Program *program, WordingList wording, Text language)
{
    for (uint32_t i = 0; i < wording.count; i++) {
        const WordingEntry *entry = &program->wordings[wording.first + i];
        if (text_equal(program_string(program, entry->language), language))
            return program_string(program, entry->text);
    }
    return wording.count ? program_string(program, program->wordings[wording.first].text) : (Text){"", 0};
}

Text program_source(const Program *program, StoredSpan span)
{
    if (!span.file)
        return (Text){"", 0};
    return text_slice(program_file_text(program, &program->files[span.file - 1]), span.start, span.end);
}

bool program_place(const Program *program, StoredSpan span, ProgramPlace *place)
{
    if (!span.file)
        return false;
    const FileInfo *file = &program->files[span.file - 1];
    Text before = text_slice(program_file_text(program, file), 0, span.start);
    *place = (ProgramPlace){.path = program_string(program, file->path), .line = 1};
    size_t line = 0;
    for (size_t i = 0; i < before.length; i++) {
        if (before.bytes[i] == '\n') {
            place->line++;
            line = i + 1;
        }
    }
    place->column = (uint32_t)text_points(text_slice(before, line, before.length)) + 1;
    return true;
}
