// SPDX-License-Identifier: MIT
// Random calls of natives that take package URLs apart: of texts that are some, written in many ways, of some that are nearly so,
// and of any.
#include "generate.h"

static void write_purl(Writer *writer)
{
    static const char *const schemes[] = {"pkg:", "pkg:", "pkg:", "pkg:", "PKG:", "pkg://", "pkg:/", "pkg/", "url:", ""};
    static const char *const types[] = {"npm", "npm",   "PyPI",  "pypi",  "deb", "golang",
                                        "apk", "cargo", "swift", "Maven", "rpm", "generic"};
    static const char *const namespaces[] = {"",     "",      "",  "Acme/", "%40Acme/", "@acme/",
                                             "a/B/", "a//b/", "/", "%2F/",  "é/",       "%zz/"};
    static const char *const names[] = {"left_pad", "Left--Pad.x", "a", "A%20b", "x%C3%A9", "e\u0301", "a+b", "~a", "", "a%2"};
    static const char *const versions[] = {"",
                                           "",
                                           "@1.10.0",
                                           "@1.10.0",
                                           "@1:2.0.0-1%2Bb1",
                                           "@1:1.2.13~rc1-1+b1",
                                           "@2.0.0%20a",
                                           "@v1.2.3",
                                           "@",
                                           "/",
                                           "@%7F",
                                           "@1.1.1k@2",
                                           "@a/b",
                                           "@%41",
                                           "@2.0.0+a?x=",
                                           "@1%"};
    static const char *const qualifiers[] = {"",      "",         "",          "?arch=amd64", "?b=2&A=1", "?a=1&b=x%26y",
                                             "?a=",   "?a=1&a=2", "?a=1&b=&c", "?",           "?a=1&",    "?a=1&&b=2",
                                             "?aB=x", "?1a=x",    "?a=b=c",    "?x=a/b"};
    static const char *const subpaths[] = {"", "", "", "#src/./x", "#/a//b/../c/", "#", "#a%2Fb", "#A%20b"};
    put(writer, "\"");
    put(writer, ONE_OF(writer, schemes));
    put(writer, ONE_OF(writer, types));
    bool parted = chance(writer, 96); // else no type ends there, and none that nobody knows begins
    put(writer, parted ? "/" : "");
    put(writer, parted ? ONE_OF(writer, namespaces) : "");
    put(writer, ONE_OF(writer, names));
    put(writer, ONE_OF(writer, versions));
    put(writer, ONE_OF(writer, qualifiers));
    put(writer, ONE_OF(writer, subpaths));
    put(writer, "\"");
}

void write_purl_value(Writer *writer, Sort sort)
{
    static const char *const texts[] = {"scheme_of(", "purl_type(", "purl_namespace(", "purl_name(", "canonical_purl("};
    put(writer, sort == SORT_VERSION ? "purl_version(" : ONE_OF(writer, texts));
    if (chance(writer, 30))
        write_value(writer, SORT_TEXT, 0);
    else
        write_purl(writer);
    put(writer, ")");
}

void write_purl_test(Writer *writer)
{
    static const char *const said[] = {"\"npm\"",      "\"pypi\"", "\"semver\"", "\"\"",
                                       "\"left_pad\"", "\"acme\"", "\"A b\"",    "\"pkg:npm/a\""};
    bool version = chance(writer, 20);
    put(writer, "(");
    write_purl_value(writer, version ? SORT_VERSION : SORT_TEXT);
    put(writer, chance(writer, 70) ? " = " : " != ");
    put(writer, version ? "\"1.10.0\"" : ONE_OF(writer, said));
    put(writer, ")");
}
