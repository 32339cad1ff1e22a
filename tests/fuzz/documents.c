// SPDX-License-Identifier: MIT
// Any bytes as a document that others make, of whatever format they are, by what the standard library and paths of every form
// take of it; alone, and beside a bill of what it may speak of.
#include "fuzz/importing.h"

static const char bill[] =
    "{\"entity\":\"Product\",\"id\":\"acme/x\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2024-01-01\"},\"facts\":{"
    "\"purl\":\"pkg:npm/x@1.0\",\"components\":{\"open\":["
    "{\"id\":\"pkg:npm/a@1.0\",\"purl\":\"pkg:npm/a@1.0\",\"vulnerabilities\":{\"open\":[{\"id\":\"CVE-2024-1\"}]}},"
    "{\"id\":\"pkg:npm/b@2.0\",\"cpe\":\"cpe:2.3:a:b:b:2.0:*:*:*:*:*:*:*\"}]}}}";

static void import(void *with)
{
    Target *target = with;
    static Fixture fixture;
    if (!fixture.scratch) {
        fixture_open(&fixture);
        fixture_must_compile(&fixture, "tests/fuzz/documents.asz");
    }
    import_document_wholly(target, &fixture.program, target->input, text_of(bill));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return target_run(data, size, import);
}
