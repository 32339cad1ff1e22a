// SPDX-License-Identifier: MIT
// Packages of catalogues and of components by one key. Names are brought to the form that package URLs ask for (notation/purl.h),
// so that two spellings of one package meet; releases of distributions are told apart by their numbers. See match_inside.h.
#include "match/match_inside.h"

// How a name of a catalogue becomes the namespace and the name of a package URL.
typedef enum NameShape {
    NAMES_WHOLE,
    NAMES_LAST_SLASH, // the name is behind the last `/`
    NAMES_COLON,      // behind the first `:`
    NAMES_ADDRESS     // an address on the web; the name is its last segment
} NameShape;

typedef struct Ecosystem {
    const char *name, *type, *namespace, *scheme;
    NameShape shape;
} Ecosystem;

static const Ecosystem ecosystems[] = {
#define ECOSYSTEM(name, type, namespace, scheme, names) {name, type, namespace, scheme, names},
#include "match/ecosystems.def"
};

typedef struct Distribution {
    const char *type, *namespace;
} Distribution;

static const Distribution released[] = {
#define RELEASED(type, namespace) {type, namespace},
#include "match/ecosystems.def"
};

static const Distribution by_source[] = {
#define SOURCES(type, namespace) {type, namespace},
#include "match/ecosystems.def"
};

static const struct {
    const char *type, *namespace, *other;
} same[] = {
#define SAME_AS(type, namespace, other) {type, namespace, other},
#include "match/ecosystems.def"
};

static const struct {
    const char *name, *number;
} codenames[] = {
#define CODENAME(name, number) {name, number},
#include "match/ecosystems.def"
};

static bool is_among(const Distribution *list, size_t count, Text type, Text namespace)
{
    for (size_t i = 0; i < count; i++) {
        if (text_is(type, list[i].type) && text_is(namespace, list[i].namespace))
            return true;
    }
    return false;
}

// ---- releases ----

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_word(char byte)
{
    char low = (char)(byte | 0x20);
    return is_digit(byte) || byte == '.' || (low >= 'a' && low <= 'z');
}

// The number of a release in a text, piece by piece: `v3.17`, `rhel_aus:8.6::appstream`, `Leap 15.4`; with a service pack,
// `Server 15 SP4`, behind a point; or that of its codename. Empty where there is none.
static Text release_number(Arena *arena, Text text)
{
    TextBuilder number = text_builder(arena);
    for (size_t at = 0, end; at < text.length; at = end + 1) {
        for (end = at; end < text.length && is_word(text.bytes[end]);)
            end++;
        Text word = text_slice(text, at, end);
        for (size_t i = 0; i < sizeof codenames / sizeof *codenames && !number.length; i++) {
            if (text_is(word, codenames[i].name))
                text_append_string(&number, codenames[i].number);
        }
        bool pack = number.length && word.length > 2 && (text_starts(word, text_of("SP")) || text_starts(word, text_of("sp")));
        size_t skipped = pack ? 2 : word.length > 1 && word.bytes[0] == 'v' ? 1 : 0;
        if (skipped == word.length || !is_digit(word.bytes[skipped]) || (number.length && !pack))
            continue;
        text_append_string(&number, pack ? "." : "");
        text_append(&number, text_slice(word, skipped, word.length));
    }
    return text_built(&number);
}

// Whether a number is the same as another one, or goes on from it behind a point.
static bool number_begins(Text number, Text with)
{
    return text_starts(number, with) && (number.length == with.length || number.bytes[with.length] == '.');
}

ReleaseFit release_fit(Text said_for, Text release)
{
    if (!said_for.length || (release.length && number_begins(release, said_for)))
        return RELEASE_SAME;
    return !release.length || number_begins(said_for, release) ? RELEASE_PERHAPS : RELEASE_OTHER;
}

// ---- packages ----

static Text qualifier_of(const Purl *purl, const char *key)
{
    for (size_t i = 0; i < purl->qualifier_count; i++) {
        if (text_is(purl->qualifiers[i].key, key))
            return purl->qualifiers[i].value;
    }
    return (Text){"", 0};
}

static Text key_of(Arena *arena, Text type, Text namespace, Text name)
{
    TextBuilder key = text_builder(arena);
    text_append(&key, type);
    text_append_byte(&key, '/');
    text_append(&key, namespace);
    text_append_string(&key, namespace.length ? "/" : "");
    text_append(&key, text_is(type, "nuget") ? text_lower(arena, name) : name); // whose names have no case
    return text_built(&key);
}

// One spelling of a namespace that has several.
static Text namespace_of(const Purl *purl)
{
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        if (text_is(purl->type, same[i].type) && text_is(purl->namespace, same[i].namespace))
            return text_of(same[i].other);
    }
    return purl->namespace;
}

static const VersionScheme *scheme_of(const Purl *purl)
{
    for (size_t i = 0; i < sizeof ecosystems / sizeof *ecosystems; i++) {
        if (*ecosystems[i].scheme && text_is(purl->type, ecosystems[i].type))
            return version_scheme(text_of(ecosystems[i].scheme));
    }
    return version_scheme(purl_scheme(purl));
}

Package package_of_purl(const Purl *purl, Arena *arena)
{
    Text namespace = namespace_of(purl);
    Package package = {
        .key = key_of(arena, purl->type, namespace, purl->name),
        .group = purl->type,
        .released = is_among(released, sizeof released / sizeof *released, purl->type, namespace),
        .by_source = is_among(by_source, sizeof by_source / sizeof *by_source, purl->type, namespace),
        .scheme = scheme_of(purl),
    };
    bool distribution = text_is(purl->type, "deb") || text_is(purl->type, "rpm") || text_is(purl->type, "apk");
    if (distribution)
        package.group = key_of(arena, purl->type, (Text){"", 0}, namespace);
    if (package.released)
        package.release = release_number(arena, qualifier_of(purl, "distro"));
    return package;
}

// The ecosystem before a colon, and what stands behind that.
static const Ecosystem *ecosystem_of(Text text, Text *behind)
{
    const char *colon = text.length ? memchr(text.bytes, ':', text.length) : NULL;
    size_t end = colon ? (size_t)(colon - text.bytes) : text.length;
    *behind = text_slice(text, colon ? end + 1 : end, text.length);
    for (size_t i = 0; i < sizeof ecosystems / sizeof *ecosystems; i++) {
        if (text_is(text_slice(text, 0, end), ecosystems[i].name))
            return &ecosystems[i];
    }
    return NULL;
}

static void append_encoded(TextBuilder *to, Text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.bytes[i];
        if (byte == '%' || byte == '@' || byte == '?' || byte == '#')
            text_append_format(to, "%%%02X", (unsigned)(unsigned char)byte);
        else
            text_append_byte(to, byte);
    }
}

// Where the name begins behind the namespace, by its shape; 0: there is no namespace.
static size_t name_start(Text text, NameShape shape)
{
    char between = shape == NAMES_COLON ? ':' : '/';
    const char *at = shape == NAMES_WHOLE || !text.length ? NULL
                     : shape == NAMES_COLON               ? memchr(text.bytes, between, text.length)
                                                          : memrchr(text.bytes, between, text.length);
    return at ? (size_t)(at - text.bytes) + 1 : 0;
}

// A name of a catalogue as the package URL that it stands for, so that it is read as such.
static Text purl_of_name(const Ecosystem *ecosystem, Text name, Arena *arena)
{
    static const char https[] = "https://", git[] = ".git";
    if (ecosystem->shape == NAMES_ADDRESS && text_starts(name, text_of(https)))
        name = text_slice(name, sizeof https - 1, name.length);
    if (ecosystem->shape == NAMES_ADDRESS && text_ends(name, text_of(git)))
        name = text_slice(name, 0, name.length - (sizeof git - 1));
    size_t start = name_start(name, ecosystem->shape);
    TextBuilder purl = text_builder(arena);
    text_append_format(&purl, "pkg:%s/%s%s", ecosystem->type, ecosystem->namespace, *ecosystem->namespace ? "/" : "");
    if (start) {
        append_encoded(&purl, text_slice(name, 0, start - 1));
        text_append_byte(&purl, '/');
    }
    append_encoded(&purl, text_slice(name, start, name.length));
    return text_built(&purl);
}

bool package_of_entry(Text ecosystem, Text name, Text purl, Arena *arena, Package *package)
{
    Text release;
    Purl read;
    const Ecosystem *known = ecosystem_of(ecosystem, &release);
    bool said = purl.length && purl_read(arena, purl, &read);
    if (!said && (!known || !purl_read(arena, purl_of_name(known, name, arena), &read)))
        return false;
    *package = package_of_purl(&read, arena);
    if (package->released && release.length)
        package->release = release_number(arena, release);
    return true;
}

bool purl_is_source(const Purl *purl)
{
    Text arch = qualifier_of(purl, "arch");
    return text_is(arch, "source") || text_is(arch, "src");
}

// `openssl`, `openssl@1.1.1n-0+deb11u3`, or the file of a source package, `git-2.31.1-4.el8_6.src.rpm`.
bool package_source(const Purl *purl, Arena *arena, Text *key, Text *version)
{
    Text source = qualifier_of(purl, "upstream"), name = source;
    static const char suffix[] = ".src.rpm";
    *version = purl->version;
    if (!source.length)
        return false;
    if (text_ends(source, text_of(suffix))) {
        size_t end = source.length - (sizeof suffix - 1), at = end;
        for (int hyphens = 0; at > 0 && hyphens < 2;)
            hyphens += source.bytes[--at] == '-';
        name = text_slice(source, 0, at);
        *version = at ? text_slice(source, at + 1, end) : (Text){"", 0};
    } else {
        const char *sign = memchr(source.bytes, '@', source.length);
        if (sign) {
            name = text_slice(source, 0, (size_t)(sign - source.bytes));
            *version = text_slice(source, name.length + 1, source.length);
        }
    }
    *key = key_of(arena, purl->type, namespace_of(purl), name);
    return name.length > 0;
}
