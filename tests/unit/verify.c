// SPDX-License-Identifier: MIT
// What verification finds: each thing that can be wrong with a fact base is made so, and the text names it and where it is.
// Digests fit again wherever a forger could make them fit.
#include "unit/unit.h"

#include <stdio.h>

#include "store/pages.h"
#include "unit/forge.h"

// ---- submissions ----

static void changed_submission(void **state)
{
    (void)state;
    forge_make();
    StoredSubmission stored;
    Text key = digest_key(&forge_stored.items[2]->digest), value = forge_read(TABLE_SUBMISSION, key);
    assert_int_equal(value.bytes[0], FRAME_MARK);
    assert_true(stored_submission_read(unit_arena(), value, &stored));
    forge_put(TABLE_SUBMISSION, key, forge_replaced(stored.said, "Box 12", "Box 13"));
    forge_assert_found("submission {2}: the submission is not what its name says: it was changed\n"
                       "Box box/1: a submission is not what its digest says\n",
                       "submission {2}: the submission is not what its name says: it was changed\n");
    forge_put(TABLE_SUBMISSION, key, text_slice(value, 0, value.length - 1));
    forge_assert_found("submission {2}: it is no submission\n"
                       "Box box/1: a submission cannot be read\n",
                       NULL);
    forge_put(TABLE_SUBMISSION, key, value);
    forge_assert_found("", NULL);
}

static void swapped_submissions(void **state)
{
    (void)state;
    forge_make();
    Text a = digest_key(&forge_stored.items[0]->digest), b = digest_key(&forge_stored.items[5]->digest);
    Text of_a = forge_read(TABLE_SUBMISSION, a), of_b = forge_read(TABLE_SUBMISSION, b);
    forge_put(TABLE_SUBMISSION, a, of_b);
    forge_put(TABLE_SUBMISSION, b, of_a);
    static const char *const wrong[] = {"submission {0}: the submission is not what its name says: it was changed\n",
                                        "submission {5}: the submission is not what its name says: it was changed\n",
                                        "Organisation lab/north: its record names a submission about something else\n",
                                        "Box box/2: its record names a submission about something else\n"};
    ForgeFound found = forge_verify(NULL, NULL);
    assert_int_equal(found.checked.problems, sizeof wrong / sizeof *wrong);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_true(text_contains(text_built(&found.text), text_of(forge_with_digests(wrong[i]))));
}

static void missing_submission(void **state)
{
    (void)state;
    forge_make();
    forge_drop(TABLE_SUBMISSION, digest_key(&forge_stored.items[3]->digest));
    forge_assert_found("submission {3}: the log names it, and it is missing\n"
                       "Box box/1: a submission is missing\n",
                       NULL);
}

static const char unknown[] = "{\"entity\":\"Box\",\"evidence\":{\"kind\":\"declaration\",\"on\":\"2024-01-01\"},"
                              "\"facts\":{\"doors\":3},\"id\":\"box/2\"}";

// One that no entity's record names, that the log does not name, and that is no submission at all.
static void added_submissions(void **state)
{
    (void)state;
    forge_make();
    Text text = text_of(unknown);
    Digest digest = digest_of(text);
    forge_put(TABLE_SUBMISSION, digest_key(&digest), text);
    Text name = digest_text(unit_arena(), &digest);
    Text expected = text_format(unit_arena(), "submission %.*s: no dossier holds the submission\n", (int)name.length, name.bytes);
    forge_assert_found(text_terminated(unit_arena(), expected), NULL);
    EntityRecord record;
    Text key = forge_entity("Box", "box/2"), value = forge_record(key, &record);
    Digest both[2] = {digest, forge_stored.items[5]->digest};
    if (memcmp(&both[0], &both[1], sizeof(Digest)) > 0) {
        both[0] = both[1];
        both[1] = digest;
    }
    record.count = 2;
    forge_put(TABLE_ENTITY, key, forge_record_text(&record, (Text){(const char *)both, sizeof both}));
    expected = text_format(unit_arena(),
                           "submission %.*s: the log does not say that it was imported\n"
                           "Box box/2: its record names another dossier than its submissions make\n",
                           (int)name.length, name.bytes);
    ForgeFound found = forge_verify(&fixture.program, NULL);
    unit_assert_text(text_built(&found.text), text_terminated(unit_arena(), expected));
    forge_put(TABLE_ENTITY, key, value);
    forge_drop(TABLE_SUBMISSION, digest_key(&digest));
    forge_put(TABLE_SUBMISSION, text_of("short"), text_of(unknown));
    forge_assert_found("submission short: the submission is not what its name says: it was changed\n", NULL);
    forge_drop(TABLE_SUBMISSION, text_of("short"));
    static const char *const none[] = {"[1]", "{\"b\":1,\"a\":2}", "no JSON", "{} {}"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        digest = digest_of(text_of(none[i]));
        forge_put(TABLE_SUBMISSION, digest_key(&digest), text_of(none[i]));
        name = digest_text(unit_arena(), &digest);
        expected = text_format(unit_arena(), "submission %.*s: it is no submission\n", (int)name.length, name.bytes);
        forge_assert_found(text_terminated(unit_arena(), expected), NULL);
        forge_drop(TABLE_SUBMISSION, digest_key(&digest));
    }
}

// ---- the log ----

static void changed_entry(void **state)
{
    (void)state;
    forge_make();
    Text third = forge_read(TABLE_LOG, forge_entry(3)), sixth = forge_read(TABLE_LOG, forge_entry(6));
    forge_put(TABLE_LOG, forge_entry(3), forge_replaced(third, "2023-11-14", "2023-11-13"));
    forge_assert_found("entry 4 of the log: it does not name the entry before it: one of them was changed\n", NULL);
    forge_put(TABLE_LOG, forge_entry(3), third);
    forge_put(TABLE_LOG, forge_entry(6), forge_replaced(sixth, "2023-11-14", "2023-11-13"));
    forge_assert_found("the log: its newest entry is not the one that was written last\n", NULL);
    forge_put(TABLE_LOG, forge_entry(6), sixth);
    forge_drop(TABLE_LOG, forge_entry(3));
    forge_assert_found("entry 4 of the log: the entry before it is missing\n"
                       "submission {2}: the log does not say that it was imported\n",
                       NULL);
}

static void entries_of_another_kind(void **state)
{
    (void)state;
    forge_make();
    Text key = forge_entry(6), entry = forge_read(TABLE_LOG, key), changed = forge_replaced(entry, "\"import\"", "\"impart\"");
    forge_put(TABLE_LOG, key, changed);
    forge_head(6, changed);
    forge_assert_found("entry 6 of the log: it says nothing that an entry of a log says\n"
                       "submission {5}: the log does not say that it was imported\n",
                       NULL);
    changed = forge_replaced(entry, "\"submission\":\"sha256:", "\"submission\":\"sha257:");
    forge_put(TABLE_LOG, key, changed);
    forge_head(6, changed);
    forge_assert_found("entry 6 of the log: it says nothing that an entry of a log says\n"
                       "submission {5}: the log does not say that it was imported\n",
                       NULL);
    forge_put(TABLE_LOG, key, text_of("{\"b\":0,\"a\":0}"));
    forge_head(6, text_of("{\"b\":0,\"a\":0}"));
    forge_assert_found("entry 6 of the log: it is no entry of a log\n"
                       "submission {5}: the log does not say that it was imported\n",
                       NULL);
    forge_put(TABLE_LOG, key, entry);
    forge_head(6, entry);
    forge_put(TABLE_LOG, text_of("key"), entry);
    ForgeFound found = forge_verify(&fixture.program, NULL);
    assert_true(found.checked.problems > 0);
}

// Without the record of the newest entry nothing would tell that the last one is gone.
static void end_cut_off(void **state)
{
    (void)state;
    forge_make();
    forge_withdraw(5);
    Text last = forge_read(TABLE_LOG, forge_entry(7)), before = forge_read(TABLE_LOG, forge_entry(6));
    forge_drop(TABLE_LOG, forge_entry(7));
    forge_drop(TABLE_WITHDRAWN, digest_key(&forge_stored.items[5]->digest));
    const char *cut = "the log: its end is cut off: entry 7 is missing\n"
                      "Box box/2: its record names another dossier than its submissions make\n";
    forge_assert_found(cut, NULL);
    // What comes after it would hide that.
    SubmissionList more;
    Text error;
    assert_int_equal(forge_import(text_of(unknown), &more, &error), BASE_FAILED);
    assert_true(text_contains(error, text_of("the end of the log is not the one that was written last")));
    forge_assert_found(cut, NULL);
    Digest noted = digest_of(last);
    forge_head(6, before);
    ForgeFound found = forge_verify(&fixture.program, &noted);
    Text name = digest_text(unit_arena(), &noted);
    Text expected = text_format(unit_arena(),
                                "the log: no entry has the digest that was noted, %.*s\n"
                                "Box box/2: its record names another dossier than its submissions make\n",
                                (int)name.length, name.bytes);
    unit_assert_text(text_built(&found.text), text_terminated(unit_arena(), expected));
    assert_false(found.checked.noted_found);
    forge_put(TABLE_META, text_of(BASE_HEAD), text_of("short"));
    found = forge_verify(&fixture.program, NULL);
    assert_true(text_contains(text_built(&found.text), text_of("the log: the record of its newest entry is damaged\n")));
}

static void noted_heads(void **state)
{
    (void)state;
    forge_make();
    for (uint64_t i = 1; i <= 6; i++) {
        Text entry = forge_read(TABLE_LOG, forge_entry(i));
        Digest noted = digest_of(entry);
        ForgeFound found = forge_verify(NULL, &noted);
        assert_int_equal(found.checked.problems, 0);
        assert_true(found.checked.noted_found && found.checked.noted_at == i && found.checked.has_head);
        assert_int_equal(digest_equal(&noted, &found.checked.head), i == 6);
    }
    // Forged with all that follows, and the head: only who noted one earlier finds out.
    Digest noted = forge_verify(NULL, NULL).checked.head, previous = {{0}};
    Text entry = {NULL, 0};
    for (uint64_t i = 1; i <= 6; i++) {
        entry = forge_replaced(forge_read(TABLE_LOG, forge_entry(i)), "2023-11-14", "2023-11-13");
        size_t at = text_find(entry, 0, text_of("\"previous\":\"")) + 12;
        entry = text_format(unit_arena(), "%.*s%.*s%.*s", (int)at, entry.bytes, DIGEST_TEXT,
                            digest_text(unit_arena(), &previous).bytes, (int)(entry.length - at - DIGEST_TEXT),
                            entry.bytes + at + DIGEST_TEXT);
        forge_put(TABLE_LOG, forge_entry(i), entry);
        previous = digest_of(entry);
    }
    forge_head(6, entry);
    forge_assert_found("", NULL);
    assert_int_equal(forge_verify(NULL, &noted).checked.problems, 1);
}

// A record that was there is missed, also by what would go on from it.
static void no_head_any_longer(void **state)
{
    (void)state;
    forge_make();
    forge_drop(TABLE_META, text_of(BASE_HEAD));
    forge_assert_found("the log: the record of its newest entry is missing\n", NULL);
    Base *base = forge_open(ENV_WRITE);
    Text error;
    BaseWithdrawn found;
    const BaseWithdrawal withdrawal = {.because = text_of("so")};
    assert_int_equal(base_withdraw(base, unit_arena(), &forge_stored.items[0]->digest, &withdrawal, &found, &error), BASE_FAILED);
    assert_true(text_contains(error, text_of("the end of the log is not the one that was written last")));
    base_close(base);
}

// A fact base that an earlier version made: it is read, and its next change makes the record.
static void no_head_yet(void **state)
{
    (void)state;
    forge_make();
    forge_drop(TABLE_META, text_of(BASE_HEAD));
    uint32_t first = 1;
    forge_put(TABLE_META, text_of("format"), (Text){(const char *)&first, sizeof first});
    ForgeFound found = forge_verify(NULL, NULL);
    assert_int_equal(found.checked.problems, 0);
    assert_false(found.checked.has_head);
    forge_withdraw(0);
    found = forge_verify(&fixture.program, NULL);
    assert_int_equal(found.checked.problems, 0);
    assert_true(found.checked.has_head);
}

// ---- withdrawals ----

// The last version's submissions are what was understood of them, its withdrawals have no day but that on which they were told:
// it is read as it is, and the next change raises the number of its format.
static void withdrawn_without_day(void **state)
{
    (void)state;
    forge_make();
    forge_withdraw(3);
    const uint32_t first = 1;
    Text key = digest_key(&forge_stored.items[3]->digest), day = text_of(",\"on\":\"2023-11-14\"");
    Text stored = forge_read(TABLE_WITHDRAWN, key);
    assert_true(text_contains(stored, day));
    forge_put(TABLE_WITHDRAWN, key, forge_replaced(stored, ",\"on\":\"2023-11-14\"", ""));
    forge_put(TABLE_META, text_of("submissions"), (Text){(const char *)&first, sizeof first});
    forge_assert_found("submission {3}: the log says something else about its withdrawal\n",
                       NULL); // which was written by this one
    Base *base = forge_open(ENV_READ);
    BaseReader *reader;
    BaseSubmission *list;
    size_t count, withdrawn = 0;
    Text error;
    assert_int_equal(base_read(base, &fixture.program, unit_arena(), &reader, &error), BASE_DONE);
    assert_int_equal(base_submissions(reader, text_of("Box"), text_of("box/1"), &list, &count), BASE_DONE);
    for (size_t i = 0; i < count; i++) {
        withdrawn += list[i].withdrawn;
        assert_true(!list[i].withdrawn || list[i].withdrawn_on == 19675); // 2023-11-14
    }
    assert_int_equal(withdrawn, 1);
    base_read_end(reader);
    base_close(base);
    forge_withdraw(0);
    Text format = forge_read(TABLE_META, text_of("submissions"));
    uint32_t number;
    memcpy(&number, format.bytes, sizeof number);
    assert_int_equal(number, SUBMISSION_FORMAT);
}

static void changed_withdrawals(void **state)
{
    (void)state;
    forge_make();
    forge_withdraw(3);
    forge_assert_found("", NULL);
    Text key = digest_key(&forge_stored.items[3]->digest), value = forge_read(TABLE_WITHDRAWN, key);
    forge_put(TABLE_WITHDRAWN, key, forge_replaced(value, "it was wrong", "it was right"));
    forge_assert_found("submission {3}: the log says something else about its withdrawal\n", NULL);
    forge_put(TABLE_WITHDRAWN, key, forge_replaced(value, "on\":\"2023-11-14", "on\":\"2023-11-15"));
    forge_assert_found("submission {3}: the log says something else about its withdrawal\n"
                       "Box box/1: its record names another dossier than its submissions make\n",
                       NULL);
    forge_put(TABLE_WITHDRAWN, key, text_of("none"));
    forge_assert_found("submission {3}: the log says something else about its withdrawal\n"
                       "Box box/1: what is withdrawn of it is damaged\n",
                       NULL);
    forge_drop(TABLE_WITHDRAWN, key);
    forge_assert_found("submission {3}: the log says that it was withdrawn, and it is not\n"
                       "Box box/1: its record names another dossier than its submissions make\n",
                       NULL);
    forge_put(TABLE_WITHDRAWN, key, value);
    forge_put(TABLE_WITHDRAWN, digest_key(&forge_stored.items[0]->digest), value);
    forge_assert_found("submission {0}: the log does not say that it was withdrawn\n"
                       "Organisation lab/north: its record names another dossier than its submissions make\n",
                       NULL);
}

// ---- pages ----

static void wrong_pages(void **state)
{
    (void)state;
    forge_make();
    const char *path = text_terminated(unit_arena(), text_format(unit_arena(), "%s/data.mdb", forge_store()));
    Text file = unit_file(path);
    PageMeta metas[2];
    assert_true(page_meta_read(file.bytes, 0, &metas[0]));
    assert_true(page_meta_read(file.bytes + metas[0].page_size, 1, &metas[1]));
    const PageMeta *meta = &metas[metas[1].moment > metas[0].moment];
    size_t page = meta->names.root * meta->page_size, at = text_find(file, page, text_of("log"));
    assert_true(at < page + meta->page_size);
    enum { ENTRIES = 3 + 32 }; // behind the name
    ((char *)(uintptr_t)file.bytes)[at + ENTRIES]++;
    FILE *written = fopen(path, "r+b");
    assert_non_null(written);
    assert_int_equal(fwrite(file.bytes, 1, file.length, written), file.length);
    assert_int_equal(fclose(written), 0);
    forge_assert_found("the data file: log: it counts other pages or entries than there are\n", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(changed_submission), UNIT_TEST(swapped_submissions),   UNIT_TEST(missing_submission),
        UNIT_TEST(added_submissions),  UNIT_TEST(changed_entry),         UNIT_TEST(entries_of_another_kind),
        UNIT_TEST(end_cut_off),        UNIT_TEST(noted_heads),           UNIT_TEST(no_head_any_longer),
        UNIT_TEST(no_head_yet),        UNIT_TEST(withdrawn_without_day), UNIT_TEST(changed_withdrawals),
        UNIT_TEST(wrong_pages)};
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
