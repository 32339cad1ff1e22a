// SPDX-License-Identifier: MIT
// Statements about verdicts, written and read. See statement.h.
#include "attest/statement.h"

#include "support/calendar.h"

#define STATEMENT_TYPE "https://in-toto.io/Statement/v1"
#define PREDICATE_TYPE "https://slsa.dev/verification_summary/v1"
#define OWN_MEMBER "urn:assize:verdict:1"
#define PASSED "PASSED"
#define FAILED "FAILED"
#define MIDNIGHT "T00:00:00Z"

// ---- names ----

static bool is_plain(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           (byte && strchr("-._~!$&'()*+,;=:@/", byte));
}

static void append_escaped(TextBuilder *to, Text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (is_plain((unsigned char)text.bytes[i]))
            text_append_byte(to, text.bytes[i]);
        else
            text_append_format(to, "%%%02X", (unsigned char)text.bytes[i]);
    }
}

Text statement_resource(Arena *arena, Text type, Text id)
{
    TextBuilder text = text_builder(arena);
    if (text_starts(id, text_of("pkg:")))
        return id;
    text_append_string(&text, "urn:assize:");
    append_escaped(&text, type);
    text_append_byte(&text, ':');
    append_escaped(&text, id);
    return text_built(&text);
}

Text statement_verifier(Arena *arena, const Digest *fingerprint)
{
    Text digest = digest_text(arena, fingerprint);
    return text_format(arena, "urn:assize:key:%.*s", (int)digest.length, digest.bytes);
}

// ---- from a verdict ----

Digest statement_digest(Arena *arena, const JsonDocument *document, uint32_t value)
{
    JsonWriter json = json_writer(arena);
    json_write_value(&json, document, value);
    return digest_of(text_built(&json.builder));
}

// A member of an object that is a text; empty where there is none.
static Text text_member(Arena *arena, const JsonDocument *document, uint32_t object, const char *name)
{
    uint32_t value = object == UINT32_MAX ? UINT32_MAX : json_member(document, object, name);
    bool text = value != UINT32_MAX && json_kind(document, value) == JSON_STRING;
    return text ? json_string(document, arena, value) : (Text){"", 0};
}

static bool refuse(Text *reason, const char *why)
{
    *reason = text_of(why);
    return false;
}

static bool is_date(Text text)
{
    int64_t day;
    return date_read(text, &day);
}

bool statement_of(Arena *arena, const JsonDocument *document, bool is_best, Text verifier, Statement *statement, Text *reason)
{
    Digest digest;
    uint32_t subject = json_member(document, 0, "subject"), policy = json_member(document, 0, "policy"),
             dossiers = json_member(document, 0, "dossiers");
    Text type = text_member(arena, document, subject, "type"), name = text_member(arena, document, policy, "name"),
         version = text_member(arena, document, policy, "version");
    *statement = (Statement){.subject_name = text_member(arena, document, subject, "id"),
                             .verifier = verifier,
                             .on = text_member(arena, document, 0, "on"),
                             .result = text_of(is_best ? PASSED : FAILED),
                             .outcome = text_member(arena, document, 0, "outcome"),
                             .best = text_member(arena, document, 0, "best"),
                             .worst = text_member(arena, document, 0, "worst"),
                             .audience = text_member(arena, document, 0, "audience"),
                             .valid_until = text_member(arena, document, 0, "valid_until"),
                             .policy = text_member(arena, document, policy, "digest")};
    if (!text_is(text_member(arena, document, 0, "format"), VERDICT_FORMAT))
        return refuse(reason,
                      "it is no verdict: `\"format\": \"" VERDICT_FORMAT "\"`, as `assize review --format json` prints it");
    if (!statement->subject_name.length || !type.length || !is_date(statement->on) || !statement->outcome.length ||
        !statement->best.length || !statement->worst.length || !statement->audience.length || dossiers == UINT32_MAX ||
        !digest_read(statement->policy, &digest))
        return refuse(reason, "it is a verdict of which something is missing");
    statement->resource = statement_resource(arena, type, statement->subject_name);
    statement->policy_name = text_format(arena, "%.*s %.*s", (int)name.length, name.bytes, (int)version.length, version.bytes);
    digest = statement_digest(arena, document, 0);
    statement->verdict = digest_text(arena, &digest);
    if (text_is(statement->audience, "office"))
        digest = statement_digest(arena, document, dossiers);
    statement->subject = digest_text(arena, &digest);
    return true;
}

// ---- writing ----

// A digest as in-toto has it: an object, by its algorithm, without it in the text.
static void write_digest(JsonWriter *json, Text digest)
{
    size_t prefix = strlen("sha256:");
    json_key_object(json, "digest");
    json_key_string(json, "sha256", text_slice(digest, prefix, digest.length));
    json_end_object(json);
}

static void write_own(JsonWriter *json, const Statement *statement)
{
    json_key_object(json, OWN_MEMBER);
    json_key_string(json, "audience", statement->audience);
    json_key_string(json, "best", statement->best);
    json_key_string(json, "outcome", statement->outcome);
    json_key_string(json, "policy", statement->policy);
    if (statement->valid_until.length)
        json_key_string(json, "valid_until", statement->valid_until);
    json_key_string(json, "verdict", statement->verdict);
    json_key_string(json, "worst", statement->worst);
    json_end_object(json);
}

static Text level_of(Arena *arena, const Statement *statement)
{
    Text outcome = text_upper(arena, statement->outcome);
    bool passed = text_is(statement->result, PASSED);
    return passed ? text_format(arena, "ASSIZE_%.*s", (int)outcome.length, outcome.bytes) : text_of(FAILED);
}

static void write_predicate(JsonWriter *json, Arena *arena, const Statement *statement)
{
    json_key_object(json, "predicate");
    json_key_object(json, "policy");
    write_digest(json, statement->policy);
    json_key_string(json, "name", statement->policy_name);
    json_end_object(json);
    json_key_string(json, "resourceUri", statement->resource);
    json_key_string(json, "timeVerified", text_format(arena, "%.*s" MIDNIGHT, (int)statement->on.length, statement->on.bytes));
    write_own(json, statement);
    json_key_string(json, "verificationResult", statement->result);
    const Text level = level_of(arena, statement);
    json_key_texts(json, "verifiedLevels", &level, 1);
    json_key_object(json, "verifier");
    json_key_string(json, "id", statement->verifier);
    json_end_object(json);
    json_end_object(json);
}

Text statement_text(Arena *arena, const Statement *statement)
{
    JsonWriter json = json_writer(arena);
    json_begin_object(&json);
    json_key_string(&json, "_type", text_of(STATEMENT_TYPE));
    write_predicate(&json, arena, statement);
    json_key_string(&json, "predicateType", text_of(PREDICATE_TYPE));
    json_key_array(&json, "subject");
    json_begin_object(&json);
    write_digest(&json, statement->subject);
    json_key_string(&json, "name", statement->subject_name);
    json_end_object(&json);
    json_end_array(&json);
    json_end_object(&json);
    return text_built(&json.builder);
}

// ---- reading ----

// The digest of a descriptor of in-toto, as `sha256:…`; empty where it has none.
static Text digest_member(Arena *arena, const JsonDocument *document, uint32_t object)
{
    uint32_t digests = object == UINT32_MAX ? UINT32_MAX : json_member(document, object, "digest");
    Text digits = text_member(arena, document, digests, "sha256");
    Text whole = text_format(arena, "sha256:%.*s", (int)digits.length, digits.bytes);
    Digest digest;
    return digest_read(whole, &digest) ? whole : (Text){"", 0};
}

static void read_own(Arena *arena, const JsonDocument *document, uint32_t own, Statement *statement)
{
    statement->outcome = text_member(arena, document, own, "outcome");
    statement->best = text_member(arena, document, own, "best");
    statement->worst = text_member(arena, document, own, "worst");
    statement->audience = text_member(arena, document, own, "audience");
    statement->valid_until = text_member(arena, document, own, "valid_until");
    statement->verdict = text_member(arena, document, own, "verdict");
    statement->policy = text_member(arena, document, own, "policy");
}

// What the two parts of a statement say of one thing is the same thing.
static bool agrees(Arena *arena, const JsonDocument *document, uint32_t predicate, const Statement *statement, Text *reason)
{
    Digest digest;
    Text policy = digest_member(arena, document, json_member(document, predicate, "policy"));
    bool decided = text_equal(statement->outcome, statement->best) && text_equal(statement->outcome, statement->worst);
    if (!digest_read(statement->verdict, &digest) || !digest_read(statement->policy, &digest))
        return refuse(reason, "the statement does not name its verdict and its policy by their digests");
    if (!text_equal(policy, statement->policy))
        return refuse(reason, "the statement names two policies");
    if (text_is(statement->result, PASSED) && !decided)
        return refuse(reason, "the statement says PASSED of a verdict that is undetermined");
    if (!text_is(statement->result, PASSED) && !text_is(statement->result, FAILED))
        return refuse(reason, "the result is neither PASSED nor FAILED");
    if (!text_is(statement->audience, "office") && !text_equal(statement->subject, statement->verdict))
        return refuse(reason, "the subject is not the verdict, which is for another audience than the office");
    return true;
}

bool statement_read(Arena *arena, Text text, Statement *statement, Text *reason)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0, midnight = strlen(MIDNIGHT);
    *statement = (Statement){.result = {"", 0}};
    if (!json_read(&document, arena, text, &at, &error) || !json_at_end(text, at) || json_kind(&document, 0) != JSON_OBJECT)
        return refuse(reason, "the payload is no statement, a JSON object");
    if (!text_is(text_member(arena, &document, 0, "_type"), STATEMENT_TYPE))
        return refuse(reason, "the payload is no in-toto statement of version 1");
    if (!text_is(text_member(arena, &document, 0, "predicateType"), PREDICATE_TYPE))
        return refuse(reason, "the statement is no verification summary (" PREDICATE_TYPE ")");
    uint32_t predicate = json_member(&document, 0, "predicate"), subjects = json_member(&document, 0, "subject");
    uint32_t own = predicate == UINT32_MAX ? UINT32_MAX : json_member(&document, predicate, OWN_MEMBER);
    if (own == UINT32_MAX)
        return refuse(reason, "the statement says nothing of a verdict (" OWN_MEMBER "): another program made it");
    if (subjects == UINT32_MAX || json_kind(&document, subjects) != JSON_ARRAY || json_count(&document, subjects) != 1)
        return refuse(reason, "the statement has another number of subjects than one");
    read_own(arena, &document, own, statement);
    statement->subject = digest_member(arena, &document, subjects + 1);
    statement->subject_name = text_member(arena, &document, subjects + 1, "name");
    statement->verifier = text_member(arena, &document, json_member(&document, predicate, "verifier"), "id");
    statement->resource = text_member(arena, &document, predicate, "resourceUri");
    statement->result = text_member(arena, &document, predicate, "verificationResult");
    statement->policy_name = text_member(arena, &document, json_member(&document, predicate, "policy"), "name");
    Text when = text_member(arena, &document, predicate, "timeVerified");
    if (text_ends(when, text_of(MIDNIGHT)))
        statement->on = text_slice(when, 0, when.length - midnight);
    if (!is_date(statement->on) || !statement->subject.length || !statement->verifier.length || !statement->resource.length)
        return refuse(reason, "of the statement something is missing: its subject, verifier, resource or day");
    return agrees(arena, &document, predicate, statement, reason);
}
