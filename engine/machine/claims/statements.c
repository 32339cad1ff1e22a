// SPDX-License-Identifier: MIT
// Of several statements that one institution makes of one thing in its documents, the latest counts (LANGUAGE.md, Facts): a
// running maximum for each author, by day and then by what documents say of when they were made.
#include "machine/claims/claims.h"

// The latest that an author has said of the fact that was asked for last.
typedef struct Latest {
    uint32_t asked; // of which question
    int64_t on;
    int64_t stated_at; // of those of that day that say it; INT64_MIN: none does
} Latest;

struct Statements {
    Latest *latest; // by author
    size_t capacity;
    uint32_t asked;
};

typedef struct Finding {
    Review *review;
    Text image;
    const Standing *standing;
    bool unconditioned, any;
} Finding;

static void make_room(Review *review, uint32_t submissions)
{
    if (!review->statements)
        review->statements = arena_take(review->beside, sizeof *review->statements);
    Statements *statements = review->statements;
    if (submissions > statements->capacity) {
        statements->capacity = 2 * (size_t)submissions;
        statements->latest = arena_array(review->beside, statements->capacity, sizeof *statements->latest);
        statements->asked = 0;
    }
    statements->asked++;
}

static bool take_statement(void *with, const ImageClaim *claim)
{
    Finding *finding = with;
    const ImageSubmission *one = image_submission(finding->image, claim->submission);
    const Standing *standing = &finding->standing[claim->submission];
    bool counts = finding->unconditioned ? standing->unconditioned : standing->acceptability != NOT_ACCEPTABLE;
    if (!claim->states || one->author == NO_INDEX || !counts)
        return true;
    Statements *statements = finding->review->statements;
    Latest *latest = &statements->latest[one->author];
    if (latest->asked != statements->asked || one->on > latest->on)
        *latest = (Latest){statements->asked, one->on, one->stated_at};
    else if (one->on == latest->on && one->stated_at > latest->stated_at)
        latest->stated_at = one->stated_at;
    finding->any = true;
    return true;
}

static bool has_statements(const ImageColumn *column)
{
    return column && (column->kind == COLUMN_SETS ? column->general : column->has_side) & CLAIMS_STATED;
}

bool statements_find(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row)
{
    Text image = review->entities[entity].image;
    if (!image.bytes || !has_statements(image_column(image, slot->attribute)))
        return false;
    Finding finding = {.review = review,
                       .image = image,
                       .standing = standing_of_entity(review, entity, slot->mode),
                       .unconditioned = slot->mode == MODE_UNCONDITIONED};
    make_room(review, image_head(image)->submission_count);
    claims_each(image, slot->attribute, row, take_statement, &finding);
    return finding.any;
}

// Of one day the document decides that says when it was made.
static bool said_before(const ImageSubmission *one, int64_t on, int64_t stated_at)
{
    return one->on < on || (one->on == on && one->stated_at != INT64_MIN && one->stated_at < stated_at);
}

bool statement_follows(const ImageSubmission *later, const ImageSubmission *one)
{
    return one->author != NO_INDEX && one->author == later->author && said_before(one, later->on, later->stated_at);
}

bool statement_is_past(const Review *review, uint32_t entity, uint32_t submission)
{
    const ImageSubmission *one = image_submission(review->entities[entity].image, submission);
    const Statements *statements = review->statements;
    const Latest *latest = one->author == NO_INDEX ? NULL : &statements->latest[one->author];
    if (!latest || latest->asked != statements->asked)
        return false;
    return said_before(one, latest->on, latest->stated_at);
}
