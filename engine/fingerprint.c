// SPDX-License-Identifier: MIT
// A program that runs while Assize is built: it writes down how all that is stored is laid out, as the tables say it, and the
// SHA-256 of that. The digest stands in every bundle and dossier image, so that nobody reads what was laid out otherwise.
// usage: fingerprint HEADER TEXT
#include <errno.h>
#include <stdio.h>

#include "code/program.h"
#include "notation/purl.h"
#include "store/base_inside.h"
#include "support/version.h"

static Arena arena;
static Guard guard;
static bool failed;

// Every table, without what its columns say in words.
static void write_tables(TextBuilder *to)
{
#define ENUMERATION(...) text_append_string(to, "enumeration " #__VA_ARGS__ "\n");
#include "model/stored.def"
#undef ENUMERATION
#define OP(name, result, a, b, c, frame, depends, about)                                                                         \
    text_append_string(to, "op " #name " " #result " " #a " " #b " " #c " " #frame "\n");
#include "code/op.def"
#undef OP
#define BUILTIN(name, result, a, b, c, why, unknown, about)                                                                      \
    text_append_string(to, "builtin " #name " " #result " " #a " " #b " " #c "\n");
#include "builtins.def"
#undef BUILTIN
#define FORMAT(format, title) text_append_string(to, "format " #format "\n");
#define RECORD(format, record, path, fills, about) text_append_string(to, "record " #format " " #record " " #fills "\n");
#define DERIVED(format, record, name, kind, of, about)                                                                           \
    text_append_string(to, "derived " #format " " #record " " #name " " #kind " " #of "\n");
#define STATEMENT(format, record) text_append_string(to, "statement " #format " " #record "\n");
#include "model/formats.def"
#define FIELD(record, type, field, promise, about) text_append_string(to, "field " #record " " #type " " #field "\n");
#define SECTION(section, record) text_append_string(to, "section " #section " " #record "\n");
#include "code/sections.def"
#define RECORD(...) text_append_string(to, "record " #__VA_ARGS__ "\n");
#include "model/records.def"
#undef RECORD
}

static void write_size(TextBuilder *to, const char *name, size_t size)
{
    text_append_format(to, "size %s %zu\n", name, size);
}

// Records also by their sizes, which hang on the types of their members.
static void write_sizes(TextBuilder *to)
{
    write_size(to, "ProgramHead", sizeof(ProgramHead));
#define SECTION(section, record) write_size(to, #record, sizeof(record));
#include "code/sections.def"
#define RECORD(name, ...) write_size(to, #name, sizeof(name));
#include "model/records.def"
#undef RECORD
}

// What functions give whose results are stored: the places of texts in an image's index, the keys of versions and of parts.
static void write_samples(TextBuilder *to)
{
    Text settled = purl_settled(&arena, text_of("pkg:PyPI/Left_Pad@1.0+b"));
    text_append_format(to, "key %.*s\n", (int)settled.length, settled.bytes);
    static const char *const samples[] = {"",      "a",          "harbour/console", "0123456789abcdef0123456789abcdef-",
                                          "1.2.3", "1.2.3-rc.1", "4294967296.0.0"};
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        Text sample = text_of(samples[i]);
        text_append_format(to, "sample %s %u %llx\n", samples[i], image_hash(sample), (unsigned long long)version_key(sample));
    }
}

static Text hexadecimal(const Digest *digest)
{
    TextBuilder bytes = text_builder(&arena);
    for (size_t i = 0; i < sizeof digest->bytes; i++)
        text_append_format(&bytes, "%s0x%02x", i ? ", " : "", digest->bytes[i]);
    return text_built(&bytes);
}

static void write_file(const char *path, Text text)
{
    FILE *file = fopen(path, "w");
    if (!file || fwrite(text.bytes, 1, text.length, file) != text.length || fclose(file) != 0) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        failed = true;
    }
}

static void write_fingerprint(void *with)
{
    char **arguments = with;
    TextBuilder text = text_builder(&arena);
    write_tables(&text);
    write_sizes(&text);
    write_samples(&text);
    Digest digest = digest_of(text_built(&text));
    Text bytes = hexadecimal(&digest);
    write_file(arguments[1], text_format(&arena, "// Made by engine/fingerprint.c.\n#define FINGERPRINT {{%.*s}}\n",
                                         (int)bytes.length, bytes.bytes));
    write_file(arguments[2], text_built(&text));
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fputs("usage: fingerprint HEADER TEXT\n", stderr);
        return 2;
    }
    arena_open(&arena, &guard, 0);
    failed |= !guard_run(&guard, write_fingerprint, arguments);
    arena_close(&arena);
    return failed;
}
