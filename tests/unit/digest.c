// SPDX-License-Identifier: MIT
// SHA-256 against the examples of FIPS 180-4, and the text form of digests.
#include "support/digest.h"
#include "unit/unit.h"

static void digests(const char *text, const char *expected)
{
    Digest digest = digest_of(text_of(text));
    unit_assert_text(digest_text(unit_arena(), &digest), expected);
}

static void examples(void **state)
{
    (void)state;
    digests("", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    digests("abc", "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digests("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "sha256:248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

// A text has one digest, in however many pieces it lies.
static void of_pieces(void **state)
{
    (void)state;
    Text text = text_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
    Digest whole = digest_of(text);
    for (size_t size = 1; size <= text.length; size++) {
        TextPieces pieces = {.items = arena_array(unit_arena(), text.length, sizeof(Text)), .length = text.length};
        for (size_t at = 0; at < text.length; at += size)
            pieces.items[pieces.count++] = text_slice(text, at, at + size < text.length ? at + size : text.length);
        Digest digest = digest_of_pieces(&pieces);
        assert_true(digest_equal(&digest, &whole));
    }
}

static void reading(void **state)
{
    (void)state;
    Digest digest;
    const char fine[] = "sha256:248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
    assert_true(digest_read(text_of(fine), &digest));
    unit_assert_text(digest_text(unit_arena(), &digest), fine);
    static const char *const none[] = {
        "",
        "sha256:",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        "sha512:248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        "sha256:248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c",
        "sha256:248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1a",
        "sha256:248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06cg",
    };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(digest_read(text_of(none[i]), &digest));
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(examples), UNIT_TEST(of_pieces), UNIT_TEST(reading)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
