// SPDX-License-Identifier: MIT
// Keys that are trusted, read and asked. See trust.h.
#include "attest/trust.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "support/calendar.h"
#include "support/file.h"
#include "support/signature.h"

#define TRUST_FORMAT "assize-trust/1"

enum { LARGEST_KEY = 1 << 16, LARGEST_TRUST = 1 << 24 };

static int refuse(Text *reason, Text why)
{
    *reason = why;
    return EINVAL;
}

static int cannot_read(Arena *arena, const char *path, int code, Text *reason)
{
    *reason = text_format(arena, "cannot read %s: %s", path, file_fault_text(code).bytes);
    return code;
}

static bool add_key(Arena *arena, Trust *trust, Text pem, TrustedKey one, Text *reason)
{
    Text why;
    if (!public_key_read(arena, pem, &one.key, &why)) {
        *reason = text_format(arena, "%.*s is no key that can be trusted: %.*s", (int)one.path.length, one.path.bytes,
                              (int)why.length, why.bytes);
        return false;
    }
    one.fingerprint = key_fingerprint(&one.key);
    trust->keys = arena_grow(arena, trust->keys, trust->count, &trust->capacity, sizeof *trust->keys);
    trust->keys[trust->count++] = one;
    return true;
}

static TrustedKey key_at(Text path)
{
    return (TrustedKey){.path = path, .from = INT64_MIN, .until = INT64_MAX};
}

// ---- folders ----

static bool is_pem(const char *name)
{
    return name[0] != '.' && text_ends(text_of(name), text_of(".pem"));
}

// The names of the files in a folder that may be keys, in order; null, with the errno, where it cannot be read.
static Text *list_folder(Arena *arena, const char *path, size_t *count, int *code)
{
    size_t capacity = 0;
    Text *names = arena_grow(arena, NULL, 0, &capacity, sizeof *names);
    DIR *folder = opendir(path);
    *count = 0;
    *code = folder ? 0 : errno;
    if (!folder)
        return NULL;
    // Nothing is taken of the arena while it is open: that could leave through the guard.
    size_t needed = 0;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        needed += is_pem(entry->d_name) ? strlen(entry->d_name) + 1 : 0;
    closedir(folder);
    char *bytes = arena_raw(arena, needed), *at = bytes;
    folder = opendir(path);
    *code = folder ? 0 : errno;
    if (!folder)
        return NULL;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        size_t length = strlen(entry->d_name) + 1;
        if (is_pem(entry->d_name) && length <= (size_t)(bytes + needed - at)) {
            memcpy(at, entry->d_name, length);
            at += length;
        }
    }
    closedir(folder);
    for (const char *name = bytes; name < at; name += strlen(name) + 1) {
        names = arena_grow(arena, names, *count, &capacity, sizeof *names);
        names[(*count)++] = text_of(name);
    }
    text_sort(names, *count);
    return names;
}

static int read_folder(Arena *arena, const char *path, Trust *trust, Text *reason)
{
    size_t count;
    int code;
    Text *names = list_folder(arena, path, &count, &code);
    if (code)
        return cannot_read(arena, path, code, reason);
    for (size_t i = 0; i < count; i++) {
        Text pem, file = text_format(arena, "%s%s%.*s", path, text_ends(text_of(path), text_of("/")) ? "" : "/",
                                     (int)names[i].length, names[i].bytes);
        code = file_read_named(arena, NULL, text_terminated(arena, file), LARGEST_KEY, &pem);
        if (code)
            return cannot_read(arena, text_terminated(arena, file), code, reason);
        if (!key_is_private(pem) && !add_key(arena, trust, pem, key_at(file), reason))
            return EINVAL;
    }
    return trust->count
               ? 0
               : refuse(
                     reason,
                     text_format(arena, "no file of %s is a public key: none ends with `.pem`, or they are private ones", path));
}

// ---- trust files ----

typedef struct TrustFile {
    Arena *arena;
    const char *path;
    const JsonDocument *document;
    Trust *trust;
    Text *reason;
} TrustFile;

static int refuse_entry(const TrustFile *file, size_t number, const char *why)
{
    return refuse(file->reason, text_format(file->arena, "%s: of the key %zu %s", file->path, number, why));
}

static bool read_day(const TrustFile *file, uint32_t entry, const char *name, int64_t *day)
{
    uint32_t value = json_member(file->document, entry, name);
    if (value == UINT32_MAX)
        return true;
    return json_kind(file->document, value) == JSON_STRING && date_read(json_string(file->document, file->arena, value), day);
}

// A member that is a text, empty where it is not there; false: it is something else.
static bool read_text(const TrustFile *file, uint32_t entry, const char *name, Text *text)
{
    uint32_t value = json_member(file->document, entry, name);
    *text = (Text){"", 0};
    if (value == UINT32_MAX)
        return true;
    if (json_kind(file->document, value) != JSON_STRING)
        return false;
    *text = json_string(file->document, file->arena, value);
    return true;
}

// The PEM of an entry: what it says, or the file that it names from the trust file's folder.
static int read_entry_key(const TrustFile *file, Text said, TrustedKey *one, Text *pem)
{
    Arena *arena = file->arena;
    one->path = text_of(file->path);
    *pem = said;
    if (text_starts(said, text_of("-----BEGIN ")))
        return 0;
    const char *slash = strrchr(file->path, '/');
    size_t folder = slash && said.bytes[0] != '/' ? (size_t)(slash + 1 - file->path) : 0;
    one->path = text_format(arena, "%.*s%.*s", (int)folder, file->path, (int)said.length, said.bytes);
    const char *path = text_terminated(arena, one->path);
    int code = file_read_named(arena, NULL, path, LARGEST_KEY, pem);
    return code ? cannot_read(arena, path, code, file->reason) : 0;
}

static int read_entry(const TrustFile *file, uint32_t entry, size_t number)
{
    TrustedKey one = key_at((Text){"", 0});
    Text said, pem;
    if (json_kind(file->document, entry) != JSON_OBJECT || !read_text(file, entry, "key", &said) || !said.length)
        return refuse_entry(file, number, "`key` is missing: a path, or the key as PEM");
    if (!read_text(file, entry, "verifier", &one.verifier))
        return refuse_entry(file, number, "`verifier` is no text");
    if (!read_day(file, entry, "from", &one.from) || !read_day(file, entry, "until", &one.until))
        return refuse_entry(file, number, "`from` or `until` is no date such as 2026-11-22");
    for (uint32_t at = entry + 1; at < json_next(file->document, entry); at = json_next(file->document, at + 1)) {
        if (!json_string_is(file->document, at, "key") && !json_string_is(file->document, at, "verifier") &&
            !json_string_is(file->document, at, "from") && !json_string_is(file->document, at, "until"))
            return refuse_entry(file, number, "a member is none of `key`, `verifier`, `from`, `until`");
    }
    int code = read_entry_key(file, said, &one, &pem);
    if (code)
        return code;
    return add_key(file->arena, file->trust, pem, one, file->reason) ? 0 : EINVAL;
}

static int read_trust_file(Arena *arena, const char *path, Text text, Trust *trust, Text *reason)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0, number = 0;
    if (!json_read(&document, arena, text, &at, &error) || !json_at_end(text, at))
        return refuse(reason, text_format(arena, "%s is neither a key (PEM) nor a trust file (JSON)", path));
    uint32_t format = json_member(&document, 0, "format"), keys = json_member(&document, 0, "keys");
    if (format == UINT32_MAX || !json_string_is(&document, format, TRUST_FORMAT) || keys == UINT32_MAX ||
        json_kind(&document, keys) != JSON_ARRAY || json_is_empty(&document, keys))
        return refuse(reason,
                      text_format(arena, "%s is no trust file: `\"format\": \"" TRUST_FORMAT "\"`, and `keys`, a list", path));
    const TrustFile file = {arena, path, &document, trust, reason};
    for (uint32_t entry = keys + 1; entry < json_next(&document, keys); entry = json_next(&document, entry)) {
        int code = read_entry(&file, entry, ++number);
        if (code)
            return code;
    }
    return 0;
}

int trust_read(Arena *arena, const char *path, Trust *trust, Text *reason)
{
    struct stat about;
    Text text;
    *trust = (Trust){.count = 0};
    if (stat(path, &about) == 0 && S_ISDIR(about.st_mode))
        return read_folder(arena, path, trust, reason);
    int code = file_read(arena, path, LARGEST_TRUST, &text);
    if (code)
        return cannot_read(arena, path, code, reason);
    if (!text_contains(text, text_of("-----BEGIN ")) || text_starts(text_trimmed(text), text_of("{")))
        return read_trust_file(arena, path, text, trust, reason);
    return add_key(arena, trust, text, key_at(text_of(path)), reason) ? 0 : EINVAL;
}

// ---- asking ----

static CheckedSignature check(const Trust *trust, Text message, const EnvelopeSignature *signature)
{
    Digest named;
    bool names = digest_read(signature->key, &named);
    for (size_t i = 0; i < trust->count; i++) {
        const TrustedKey *key = &trust->keys[i];
        bool same = names && digest_equal(&key->fingerprint, &named);
        if (names && !same)
            continue;
        if (signature_verify(&key->key, message, signature->bytes))
            return (CheckedSignature){SIGNATURE_GOOD, key};
        if (same)
            return (CheckedSignature){SIGNATURE_WRONG, key};
    }
    return (CheckedSignature){SIGNATURE_UNKNOWN, NULL};
}

CheckedSignature *trust_check(Arena *arena, const Trust *trust, const Envelope *envelope)
{
    Text message = envelope_message(arena, envelope);
    CheckedSignature *checked = arena_array(arena, envelope->count + 1, sizeof *checked);
    for (size_t i = 0; i < envelope->count; i++)
        checked[i] = check(trust, message, &envelope->signatures[i]);
    return checked;
}

const TrustedKey *trust_signer(Arena *arena, const CheckedSignature *checked, size_t count, Text *reason)
{
    const TrustedKey *signer = NULL;
    for (size_t i = 0; i < count; i++) {
        const TrustedKey *key = checked[i].key;
        if (checked[i].state == SIGNATURE_WRONG) {
            *reason = text_format(arena, "the signature %zu is none of the key that it names, %.*s", i + 1, (int)key->path.length,
                                  key->path.bytes);
            return NULL;
        }
        if (checked[i].state == SIGNATURE_GOOD && !signer)
            signer = key;
    }
    if (!signer)
        *reason = text_of("no key that is trusted has made it");
    return signer;
}
