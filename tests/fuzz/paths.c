// SPDX-License-Identifier: MIT
// Any bytes as choices: of a format block with paths of every form, and of a document in which these may lead somewhere.
#include "fuzz/importing.h"

// The choices that are left; all are the first where there are none.
typedef struct Choices {
    Text bytes;
    size_t at;
} Choices;

static unsigned choose(Choices *choices, unsigned count)
{
    unsigned char byte = choices->at < choices->bytes.length ? (unsigned char)choices->bytes.bytes[choices->at] : 0;
    choices->at++;
    return byte % count;
}

enum { DEEPEST = 4, MOST_ITEMS = 4, MOST_STEPS = 4, MOST_PATHS = 3 };
static const char *const names[] = {"a", "b", "c", "name", "value", "\"d e\""};
static const char *const words[] = {"a",           "red",       "true",  "2024-02-30", "2024-02-03T04:05:06Z",
                                    "-7",          "0.1234567", "1.2.3", "10.0.0.0/8", "30 days",
                                    "pkg:npm/a@1", " ",         "NONE"};

static const char *a_name(Choices *choices)
{
    return names[choose(choices, sizeof names / sizeof *names)];
}

static const char *a_word(Choices *choices)
{
    return words[choose(choices, sizeof words / sizeof *words)];
}

// ---- the block ----

// one: it leads to one value, whatever the document.
static void write_path(Choices *choices, TextBuilder *to, bool one)
{
    for (unsigned steps = 1 + choose(choices, MOST_STEPS), i = 0; i < steps; i++) {
        text_append_format(to, "%s%s", i ? "." : "", a_name(choices));
        switch (one ? 6 : choose(choices, 6)) {
        case 0:
            text_append_string(to, "[]");
            break;
        case 1:
            text_append_format(to, "[%s = \"%s\"]", a_name(choices), a_word(choices));
            break;
        case 2:
            text_append_format(to, "[\"%s\"]", a_word(choices));
            break;
        default:
            break;
        }
    }
}

static void write_paths(Choices *choices, TextBuilder *to, const char *attribute)
{
    bool one = strcmp(attribute, "one") == 0;
    text_append_format(to, "    %s from ", attribute);
    for (unsigned paths = 1 + choose(choices, MOST_PATHS), i = 0; i < paths; i++) {
        text_append_string(to, i ? " | " : "");
        write_path(choices, to, one);
    }
}

static void write_mappings(Choices *choices, TextBuilder *to)
{
    static const char *const plain[] = {"t", "ts", "n", "ns", "d", "b", "day", "at", "kept", "v", "net", "c", "cs", "other"};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        if (choose(choices, 3) == 0)
            continue;
        write_paths(choices, to, plain[i]);
        if (*plain[i] == 'c' && choose(choices, 2))
            text_append_format(to, " { \"%s\" => red, \"x\" => dark_green }", a_word(choices));
        text_append_byte(to, '\n');
    }
    write_paths(choices, to, "ones");
    text_append_string(to, " {\n");
    write_paths(choices, to, "k");
    write_paths(choices, to, "\n    t");
    write_paths(choices, to, "\n    twos");
    text_append_string(to, " {\n");
    write_paths(choices, to, "t");
    write_paths(choices, to, "\n    c");
    text_append_string(to, " } }\n");
    write_paths(choices, to, "one");
    text_append_string(to, " {\n");
    write_paths(choices, to, "k");
    text_append_string(to, " }\n");
}

static Text write_policy(Choices *choices, Arena *arena)
{
    static const char attributes[] =
        "t: text ts: many text n: integer ns: many integer d: decimal b: boolean day: date at: instant "
        "kept: duration v: version net: address c: Colour cs: many Colour other: Thing ones: many One one: One";
    TextBuilder text = text_builder(arena);
    text_append_format(
        &text,
        "policy p version \"1.0.0\" { title \"P\" reviews x : Thing }\nsource s \"S\" { clause 1 \"one\" }\naspect a \"A\"\n"
        "evidence { rank report }\ntype Colour = red | dark_green\nentity Thing { %s parts: many Piece }\n"
        "part Piece key id { id: text %s uses: many ref Piece in: many ref Piece }\n"
        "part One key k { k: text t: text twos: many Two }\npart Two { t: text c: Colour }\n"
        "rule R-1 \"r\" { cites s 1 aspect a severity minor require x.b }\nverdict { bad when any violated good otherwise }\n"
        "format cyclonedx {\n  Thing from bom {\n    parts from record.components\n",
        attributes, attributes);
    write_mappings(choices, &text);
    text_append_string(&text,
                       "  }\n  Piece from component {\n    uses from record.depends_on\n    in from record.contained_in\n");
    write_mappings(choices, &text);
    text_append_string(&text, "  }\n}\n");
    return text_built(&text);
}

// ---- the document ----

static void write_value(Choices *choices, TextBuilder *to, unsigned depth);

// The members of an object, each name once.
static void write_members(Choices *choices, TextBuilder *to, unsigned depth, bool first)
{
    unsigned there = choose(choices, 1 << (sizeof names / sizeof *names));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!(there >> i & 1))
            continue;
        text_append_format(to, *names[i] == '"' ? "%s%s:" : "%s\"%s\":", first ? "" : ",", names[i]);
        write_value(choices, to, depth + 1);
        first = false;
    }
}

static void write_value(Choices *choices, TextBuilder *to, unsigned depth)
{
    switch (choose(choices, depth < DEEPEST ? 8 : 4)) {
    case 0:
        text_append_string(to, "null");
        break;
    case 1:
        text_append_string(to, choose(choices, 2) ? "true" : "-7.50e1");
        break;
    case 4:
    case 5:
        text_append_byte(to, '[');
        for (unsigned items = choose(choices, MOST_ITEMS), i = 0; i < items; i++) {
            text_append_string(to, i ? "," : "");
            write_value(choices, to, depth + 1);
        }
        text_append_byte(to, ']');
        break;
    case 6:
    case 7:
        text_append_byte(to, '{');
        write_members(choices, to, depth, true);
        text_append_byte(to, '}');
        break;
    default:
        text_append_format(to, "\"%s\"", a_word(choices));
        break;
    }
}

static void write_component(Choices *choices, TextBuilder *to, unsigned depth)
{
    text_append_format(to, "{\"bom-ref\":\"%u\"", choose(choices, MOST_ITEMS));
    write_members(choices, to, 0, false);
    if (depth < DEEPEST && choose(choices, 3) == 0) {
        text_append_string(to, ",\"components\":[");
        write_component(choices, to, depth + 1);
        text_append_byte(to, ']');
    }
    text_append_byte(to, '}');
}

static Text write_document(Choices *choices, Arena *arena)
{
    TextBuilder text = text_builder(arena);
    text_append_string(&text, "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[");
    for (unsigned items = choose(choices, MOST_ITEMS), i = 0; i < items; i++) {
        text_append_string(&text, i ? "," : "");
        write_component(choices, &text, 0);
    }
    text_append_format(&text, "],\"dependencies\":[{\"ref\":\"%u\",\"dependsOn\":[\"%u\"]}]", choose(choices, MOST_ITEMS),
                       choose(choices, MOST_ITEMS));
    write_members(choices, &text, 0, false);
    text_append_byte(&text, '}');
    return text_built(&text);
}

static void import(void *with)
{
    Target *target = with;
    Choices choices = {.bytes = target->input};
    Text policy = write_policy(&choices, &target->arena), bundle, reason;
    Compilation *compilation = arena_take(&target->arena, sizeof *compilation);
    SourceReader *reader = arena_take(&target->arena, sizeof *reader);
    open_compilation(compilation, &target->arena, reader, &policy);
    if (!compile_check(compilation, text_of("policy.asz")) || !compile_bundle(compilation, NULL, &bundle)) {
        TextBuilder messages = text_builder(&target->arena);
        diagnostics_append(&compilation->diagnostics, &messages, false);
        target_broken(text_terminated(&target->arena, text_built(&messages))); // all that can be chosen is right
    }
    if (!bundle_open(&target->program, bundle, &target->arena, &reason))
        target_broken("a bundle that was just made does not verify");
    import_document_wholly(target, &target->program, write_document(&choices, &target->arena), (Text){NULL, 0});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return target_run(data, size, import);
}
