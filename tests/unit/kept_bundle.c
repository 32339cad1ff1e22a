// SPDX-License-Identifier: MIT
// The bundle that the register keeps beside the texts of a policy: a report is made by it where the texts are gone that it was
// made of; one that is of other texts, or none at all, changes no report: then the texts are compiled.
#include "unit.h"

#include <stdio.h>

#include "assize.h"
#include "store/register.h"
#include "store/verify.h"

enum { DAY = 20779 };

static const char policy_text[] =
    "policy p version \"1.0.0\" { title \"P\" reviews product : Product }\nsource s \"S\" { clause 1 \"c\" }\naspect a \"A\"\n"
    "evidence { rank said }\nentity Product { n: integer }\n"
    "rule R-01 \"one\" { cites s 1  aspect a  severity critical  require product.n > %d }\n"
    "verdict { rejected when any critical violated  passed otherwise }\n# %0600d, so that the register compresses it\n";

typedef struct Opened {
    Assize *assize;
    AssizePolicy *policy, *other;
    AssizeBase *base;
    Digest sources;
    Text list;         // of its texts
    Text digest, told; // of the verdict
} Opened;

static const char *path_of(const char *name)
{
    return text_terminated(unit_arena(), text_format(unit_arena(), "%s/%s", unit_folder(), name));
}

static const char *write_file(const char *name, Text text)
{
    FILE *file = fopen(path_of(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.bytes, 1, text.length, file), text.length);
    assert_int_equal(fclose(file), 0);
    return path_of(name);
}

static AssizeBase *open_base(const Opened *opened, const char *name)
{
    static const char facts[] =
        "{\"entity\":\"Product\",\"id\":\"x\",\"evidence\":{\"kind\":\"said\",\"on\":\"2026-10-01\"},\"facts\":{\"n\":5}}\n";
    const char *files[] = {write_file("facts.ndjson", text_of(facts))};
    AssizeImport import = {.files = files, .file_count = 1};
    AssizeBase *base;
    AssizeText text;
    assert_int_equal(assize_base_open(opened->assize, path_of(name), ASSIZE_WRITE, &base), ASSIZE_DONE);
    assert_int_equal(assize_import(opened->assize, NULL, base, opened->policy, &import, &text), ASSIZE_DONE);
    return base;
}

static void issue(Opened *opened)
{
    AssizeReview *review;
    AssizeText digest;
    assert_int_equal(assize_review(opened->assize, NULL, opened->policy, opened->base, "x", DAY, &review), ASSIZE_DONE);
    assert_int_equal(assize_review_register(review, NULL, NULL, &digest), ASSIZE_DONE);
    opened->digest = text_copy(unit_arena(), (Text){digest.bytes, digest.length});
    assize_review_close(review);
}

static Text report(const Opened *opened)
{
    static const AssizeRequest in_json = {.format = ASSIZE_JSON};
    AssizeText text;
    const char *digest = text_terminated(unit_arena(), opened->digest);
    assert_int_equal(assize_report(opened->assize, &in_json, opened->base, digest, &text), ASSIZE_DONE);
    return text_copy(unit_arena(), (Text){text.bytes, text.length});
}

static bool find_sources(void *with, const KeptLine *line, const Digest *digest)
{
    Opened *opened = with;
    (void)digest;
    const char *at = line->kind == KEPT_ENTRY ? strstr(text_terminated(unit_arena(), line->text), "\"sources\":\"") : NULL;
    return !at || !digest_read((Text){at + strlen("\"sources\":\""), strlen("sha256:") + 64}, &opened->sources);
}

static BaseReader *read_base(const Opened *opened)
{
    BaseReader *reader;
    Text error;
    assert_int_equal(base_read(opened->base, NULL, unit_arena(), &reader, &error), BASE_DONE);
    return reader;
}

static void open_all(Opened *opened)
{
    *opened = (Opened){.assize = assize_open(NULL)};
    const char *path = write_file("p.asz", text_format(unit_arena(), policy_text, 9, 0));
    assert_int_equal(assize_policy_open(opened->assize, NULL, path, &opened->policy), ASSIZE_DONE);
    path = write_file("p.asz", text_format(unit_arena(), policy_text, 1, 0));
    assert_int_equal(assize_policy_open(opened->assize, NULL, path, &opened->other), ASSIZE_DONE);
    opened->base = open_base(opened, "first");
    issue(opened);
    opened->told = report(opened);
    BaseReader *reader = read_base(opened);
    BaseAnswer answer;
    assert_int_equal(base_each_kept(reader, find_sources, opened), BASE_DONE);
    assert_true(base_content(reader, &opened->sources, &opened->list, &answer));
    opened->list = text_copy(unit_arena(), opened->list);
    base_read_end(reader);
}

static void close_all(const Opened *opened)
{
    assize_base_close(opened->base);
    assize_policy_close(opened->policy);
    assize_policy_close(opened->other);
    assize_close(opened->assize);
}

// What the register keeps is the policy's own bundle, under the digest that names its texts.
static void is_kept(void **state)
{
    Opened opened;
    Text bundle;
    (void)state;
    open_all(&opened);
    BaseReader *reader = read_base(&opened);
    AssizeText own = assize_policy_bundle(opened.policy);
    assert_true(base_bundle(reader, &opened.sources, &bundle));
    assert_true(text_equal(bundle, (Text){own.bytes, own.length}));
    base_read_end(reader);
    close_all(&opened);
}

static bool collect_texts(void *with, Text key, Text value)
{
    TextIndex *keys = with;
    (void)value;
    text_index_add(keys, text_copy(unit_arena(), key));
    return true;
}

// Without the texts of the policy: a report is made by the bundle; a verification, which goes by the texts, is not.
static void is_used(void **state)
{
    Opened opened;
    EnvTxn *txn;
    Env *env;
    AssizeText text;
    TextIndex keys;
    (void)state;
    open_all(&opened);
    assize_base_close(opened.base);
    assert_int_equal(env_open(path_of("first"), ENV_WRITE, &env), ENV_FINE);
    assert_int_equal(env_begin(env, ENV_WRITE, &txn), ENV_FINE);
    text_index_open(&keys, unit_arena());
    assert_int_equal(env_each(txn, TABLE_CONTENT, (Text){NULL, 0}, collect_texts, &keys), ENV_FINE);
    for (uint32_t i = 0; i < keys.count; i++) { // but for dossiers, which are small
        Text value;
        assert_int_equal(env_get(txn, TABLE_CONTENT, keys.texts[i], &value), ENV_FINE);
        if (value.bytes[0] == CONTENT_FRAME)
            assert_int_equal(env_remove(txn, TABLE_CONTENT, keys.texts[i], (Text){NULL, 0}), ENV_FINE);
    }
    assert_int_equal(env_commit(txn), ENV_FINE);
    env_close(env);
    assert_int_equal(assize_base_open(opened.assize, path_of("first"), ASSIZE_READ, &opened.base), ASSIZE_DONE);
    assert_true(text_equal(report(&opened), opened.told));
    const char *digest = text_terminated(unit_arena(), opened.digest);
    assert_int_equal(assize_verify_registered(opened.assize, NULL, opened.base, digest, &text), ASSIZE_ENVIRONMENT);
    close_all(&opened);
}

// One that says something else, or is none, stands there: the texts are compiled.
static void another_one(void **state)
{
    Opened opened;
    (void)state;
    open_all(&opened);
    AssizeText other = assize_policy_bundle(opened.other);
    const Text wrong[] = {{other.bytes, other.length}, text_of("no bundle")};
    for (size_t i = 0; i < 2; i++) {
        const KeptContent content = {opened.sources, opened.list};
        const KeptContents contents = {&content, 1, wrong[i]};
        Text error, bundle;
        assize_base_close(opened.base);
        opened.base = open_base(&opened, i ? "second" : "third");
        assert_int_equal(base_register(opened.base, unit_arena(), NULL, 0, &contents, 0, &error), BASE_DONE);
        BaseReader *reader = read_base(&opened);
        assert_true(base_bundle(reader, &opened.sources, &bundle) && text_equal(bundle, wrong[i]));
        base_read_end(reader);
        issue(&opened);
        assert_true(text_equal(report(&opened), opened.told));
    }
    close_all(&opened);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(is_kept), UNIT_TEST(is_used), UNIT_TEST(another_one)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
