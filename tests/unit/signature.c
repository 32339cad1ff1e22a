// SPDX-License-Identifier: MIT
// Signatures against the examples of RFC 8032 and RFC 6979 and the cases of Wycheproof; keys as openssl writes them, and those
// that are none. What is changed in any byte does not verify.
#include <stdlib.h>

#include "support/json.h"
#include "support/signature.h"
#include "unit/unit.h"

static Text from_hex(const char *digits)
{
    size_t length = strlen(digits) / 2;
    char *bytes = arena_raw(unit_arena(), length + 1);
    for (size_t i = 0; i < length; i++) {
        char pair[] = {digits[2 * i], digits[2 * i + 1], 0};
        bytes[i] = (char)strtoul(pair, NULL, 16);
    }
    return (Text){bytes, length};
}

static Text hex_of(const void *bytes, size_t length)
{
    TextBuilder text = text_builder(unit_arena());
    for (size_t i = 0; i < length; i++)
        text_append_format(&text, "%02x", ((const uint8_t *)bytes)[i]);
    return text_built(&text);
}

static PrivateKey key_of(KeyKind kind, const char *secret)
{
    PrivateKey key = {.open = {.kind = kind}};
    memcpy(key.secret, from_hex(secret).bytes, sizeof key.secret);
    assert_true(signature_public(&key));
    return key;
}

static Text signed_by(const PrivateKey *key, Text message)
{
    Signature signature;
    signature_make(key, message, &signature);
    assert_true(signature.length <= sizeof signature.bytes);
    return text_copy(unit_arena(), (Text){(const char *)signature.bytes, signature.length});
}

// ---- the examples of the standards ----

// RFC 8032, 7.1.
static void ed25519_examples(void **state)
{
    static const struct {
        const char *secret, *open, *message, *signature;
    } examples[] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe246551414"
         "38e7a"
         "100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291"
         "612bb"
         "0c00"},
        {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
         "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027bec"
         "eea1e"
         "c40a"},
        {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
         "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
         "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94"
         "fa54c"
         "a49f",
         "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef11"
         "77331"
         "a704"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        PrivateKey key = key_of(KEY_ED25519, examples[i].secret);
        unit_assert_text(hex_of(key.open.bytes, 32), examples[i].open);
        Text message = from_hex(examples[i].message), signature = signed_by(&key, message);
        unit_assert_text(hex_of(signature.bytes, signature.length), examples[i].signature);
        assert_true(signature_verify(&key.open, message, signature));
    }
}

// RFC 6979, A.2.5: P-256 with SHA-256. Of the second, r begins with a bit that takes a zero before it in DER.
static void p256_examples(void **state)
{
    static const struct {
        const char *message, *r, *s;
    } examples[] = {
        {"sample", "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
         "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"},
        {"test", "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367",
         "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"},
    };
    (void)state;
    PrivateKey key = key_of(KEY_P256, "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    unit_assert_text(hex_of(key.open.bytes, sizeof key.open.bytes),
                     "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                     "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        Signature wanted;
        Text raw = from_hex(text_terminated(unit_arena(), text_format(unit_arena(), "%s%s", examples[i].r, examples[i].s)));
        assert_true(signature_from_raw(raw, &wanted));
        Text message = text_of(examples[i].message), signature = signed_by(&key, message);
        unit_assert_text(hex_of(wanted.bytes, wanted.length),
                         text_terminated(unit_arena(), hex_of(signature.bytes, signature.length)));
        assert_true(signature_verify(&key.open, message, signature));
        assert_false(signature_verify(&key.open, text_of("other"), signature));
    }
}

// ---- Wycheproof ----

static Text member(const JsonDocument *document, uint32_t object, const char *name)
{
    uint32_t value = json_member(document, object, name);
    assert_true(value != UINT32_MAX);
    return json_string(document, unit_arena(), value);
}

static size_t check_group(const JsonDocument *document, uint32_t group)
{
    PublicKey key;
    Text reason;
    size_t count = 0;
    assert_true(public_key_read(unit_arena(), member(document, group, "publicKeyPem"), &key, &reason));
    uint32_t tests = json_member(document, group, "tests");
    for (uint32_t test = tests + 1; test < json_next(document, tests); test = json_next(document, test), count++) {
        Text message = from_hex(text_terminated(unit_arena(), member(document, test, "msg")));
        Text signature = from_hex(text_terminated(unit_arena(), member(document, test, "sig")));
        bool valid = text_is(member(document, test, "result"), "valid");
        if (signature_verify(&key, message, signature) != valid)
            fail_msg("the case `%s` is told wrongly", text_terminated(unit_arena(), member(document, test, "comment")));
    }
    return count;
}

static void wycheproof(void **state)
{
    (void)state;
    JsonDocument document = {0};
    JsonError error;
    size_t at = 0, count = 0;
    assert_true(json_read(&document, unit_arena(), unit_file(unit_corpus("ed25519/wycheproof-ed25519.json")), &at, &error));
    uint32_t groups = json_member(&document, 0, "testGroups");
    for (uint32_t group = groups + 1; group < json_next(&document, groups); group = json_next(&document, group))
        count += check_group(&document, group);
    assert_int_equal(count, 151);
}

// ---- what is changed ----

static void changed(const PrivateKey *key)
{
    Text message = text_of("what was said"), signature = signed_by(key, message);
    char *bytes = text_terminated(unit_arena(), signature), *said = text_terminated(unit_arena(), message);
    for (size_t i = 0; i < signature.length; i++) {
        for (int bit = 0; bit < 8; bit++) {
            bytes[i] = (char)(bytes[i] ^ 1 << bit);
            assert_false(signature_verify(&key->open, message, (Text){bytes, signature.length}));
            bytes[i] = (char)(bytes[i] ^ 1 << bit);
        }
        assert_false(signature_verify(&key->open, message, (Text){bytes, i}));
    }
    assert_false(signature_verify(&key->open, message, (Text){bytes, signature.length + 1}));
    for (size_t i = 0; i < message.length; i++) {
        said[i] ^= 1;
        assert_false(signature_verify(&key->open, (Text){said, message.length}, signature));
        said[i] ^= 1;
    }
    PublicKey other = key->open;
    for (size_t i = 0; i < sizeof other.bytes; i++) {
        if (key->open.kind == KEY_ED25519 && i == 32)
            break;
        other.bytes[i] ^= 1;
        assert_false(signature_verify(&other, message, signature));
        other.bytes[i] ^= 1;
    }
    assert_true(signature_verify(&other, message, (Text){bytes, signature.length}));
}

static void every_bit(void **state)
{
    (void)state;
    for (int kind = 0; kind < KEY_KINDS; kind++) {
        PrivateKey key = key_of((KeyKind)kind, "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42");
        changed(&key);
    }
}

// The digest of a message may be beyond the order of P-256 (it is taken modulo that), and secrets have a range.
static void ranges(void **state)
{
    (void)state;
    PrivateKey key = {.open = {.kind = KEY_P256}};
    assert_false(signature_public(&key)); // zero
    memset(key.secret, 0xff, sizeof key.secret);
    assert_false(signature_public(&key)); // beyond the order
    Text order = from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    memcpy(key.secret, order.bytes, order.length);
    assert_false(signature_public(&key));
    key.secret[31]--;
    assert_true(signature_public(&key));
    Text message = text_of("the largest secret");
    assert_true(signature_verify(&key.open, message, signed_by(&key, message)));
    Signature zeros;
    assert_true(signature_from_raw((Text){(char[64]){0}, 64}, &zeros));
    assert_false(signature_verify(&key.open, message, (Text){(const char *)zeros.bytes, zeros.length}));
    assert_false(signature_from_raw((Text){(char[64]){0}, 63}, &zeros));
}

// ---- keys in files ----

static const char ed25519_private[] = "-----BEGIN PRIVATE KEY-----\n"
                                      "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
                                      "-----END PRIVATE KEY-----\n";
static const char ed25519_public[] = "-----BEGIN PUBLIC KEY-----\n"
                                     "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
                                     "-----END PUBLIC KEY-----\n";
static const char p256_private[] = "-----BEGIN PRIVATE KEY-----\n"
                                   "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgya+p2EW6dRZrXCFX\n"
                                   "Z7HWk05Qw9s26JsSe4piKxIPZyGhRANCAARg/tS6JVqdMclh63TGNW1owEm4kjth\n"
                                   "+mzmaWIuYPKftnkD/hAIuLyZpBrp6VYovGTy8bIMLX6fUXejwpTURiKZ\n"
                                   "-----END PRIVATE KEY-----\n";
static const char p256_public[] = "-----BEGIN PUBLIC KEY-----\n"
                                  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7\n"
                                  "Yfps5mliLmDyn7Z5A/4QCLi8maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==\n"
                                  "-----END PUBLIC KEY-----\n";

static void check_written(const char *private_text, const char *public_text)
{
    PrivateKey key;
    PublicKey open;
    Text reason;
    assert_true(private_key_read(unit_arena(), text_of(private_text), &key, &reason));
    assert_true(public_key_read(unit_arena(), text_of(public_text), &open, &reason));
    assert_memory_equal(&key.open, &open, sizeof open);
    unit_assert_text(private_key_text(unit_arena(), &key), private_text);
    unit_assert_text(public_key_text(unit_arena(), &open), public_text);
    assert_true(key_is_private(text_of(private_text)));
    assert_false(key_is_private(text_of(public_text)));
}

// As `openssl pkey` and `openssl pkey -pubout` write them.
static void written(void **state)
{
    (void)state;
    check_written(ed25519_private, ed25519_public);
    check_written(p256_private, p256_public);
    PublicKey open;
    Text reason;
    assert_true(public_key_read(unit_arena(), text_of(ed25519_public), &open, &reason));
    Digest fingerprint = key_fingerprint(&open);
    unit_assert_text(digest_text(unit_arena(), &fingerprint),
                     "sha256:06e3fd8fda29bb60ab59557de61edb0aecdb231134be30e75b455f8e1b792fa9");
}

static void made(void **state)
{
    (void)state;
    for (int kind = 0; kind < KEY_KINDS; kind++) {
        PrivateKey one, other, again;
        Text reason;
        assert_true(key_make((KeyKind)kind, &one));
        assert_true(key_make((KeyKind)kind, &other));
        assert_memory_not_equal(one.secret, other.secret, sizeof one.secret);
        assert_true(private_key_read(unit_arena(), private_key_text(unit_arena(), &one), &again, &reason));
        assert_memory_equal(&one, &again, sizeof one);
        assert_true(signature_verify(&one.open, text_of("message"), signed_by(&again, text_of("message"))));
        assert_false(signature_verify(&other.open, text_of("message"), signed_by(&again, text_of("message"))));
    }
}

// A key of which a byte is another one is none, or another key; and it never ends the program.
static void damaged(void **state)
{
    (void)state;
    static const char *const keys[] = {ed25519_public, p256_public, ed25519_private, p256_private};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        Text text = text_copy(unit_arena(), text_of(keys[i])), reason;
        char *bytes = text_terminated(unit_arena(), text);
        PublicKey open, before;
        PrivateKey key;
        bool is_public = public_key_read(unit_arena(), text, &before, &reason);
        for (size_t at = 0; at < text.length; at++) {
            for (int value = 0; value < 256; value += 5) {
                char kept = bytes[at];
                bytes[at] = (char)value;
                private_key_read(unit_arena(), (Text){bytes, text.length}, &key, &reason);
                bool read = public_key_read(unit_arena(), (Text){bytes, text.length}, &open, &reason);
                bytes[at] = kept;
                // The lines around it, and where they end, are no part of the key.
                bool inside = at > strlen("-----BEGIN PUBLIC KEY-----") &&
                              at < text.length - strlen("-----END PUBLIC KEY-----\n") && kept != '\n' &&
                              !strchr(" \t\r\n", value) && kept != (char)value;
                if (is_public && read && inside)
                    assert_memory_not_equal(&open, &before, sizeof open);
            }
        }
        for (size_t length = 0; length + 1 < text.length; length++)
            assert_false(public_key_read(unit_arena(), text_slice(text, 0, length), &open, &reason) && length + 2 < text.length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(ed25519_examples), UNIT_TEST(p256_examples), UNIT_TEST(wycheproof), UNIT_TEST(every_bit),
        UNIT_TEST(ranges),           UNIT_TEST(written),       UNIT_TEST(made),       UNIT_TEST(damaged)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
