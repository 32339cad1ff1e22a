// SPDX-License-Identifier: MIT
// Documents as they are stored: a framing of what was said and of the compressed bytes. See document.h.
#include "submission/document.h"

#include <stdlib.h>

const char *const cpe_claims_names[] = {[CPE_NOT_TIED] = "", [CPE_APART] = "apart", [CPE_ALONE] = "alone"};

// Before what was said: the mark and the length.
enum { LENGTH_BYTES = 4, HEAD_BYTES = 1 + LENGTH_BYTES };

bool stored_submission_read(Arena *arena, Text value, StoredSubmission *stored)
{
    *stored = (StoredSubmission){.said = value};
    if (value.length && value.bytes[0] == FRAME_MARK)
        return decompressed(arena, text_slice(value, 1, value.length), &stored->said);
    if (!value.length || value.bytes[0] != DOCUMENT_MARK)
        return value.length > 0;
    size_t length = 0;
    if (value.length < HEAD_BYTES)
        return false;
    for (int i = 0; i < LENGTH_BYTES; i++)
        length |= (size_t)(unsigned char)value.bytes[1 + i] << (8 * i);
    if (length > value.length - HEAD_BYTES)
        return false;
    stored->said = text_slice(value, HEAD_BYTES, HEAD_BYTES + length);
    stored->frame = text_slice(value, HEAD_BYTES + length, value.length);
    return true;
}

static TextPieces document_stored(const Submission *submission, Arena *arena)
{
    const TextPieces *said = &submission->canonical;
    TextPieces pieces = {.items = arena_array(arena, said->count + 2, sizeof *pieces.items), .count = said->count + 2};
    char *head = arena_raw(arena, HEAD_BYTES);
    head[0] = DOCUMENT_MARK;
    for (int i = 0; i < LENGTH_BYTES; i++)
        head[1 + i] = (char)(said->length >> (8 * i));
    pieces.items[0] = (Text){head, HEAD_BYTES};
    memcpy(&pieces.items[1], said->items, said->count * sizeof *said->items);
    pieces.items[said->count + 1] = submission->content->frame;
    pieces.length = HEAD_BYTES + said->length + submission->content->frame.length;
    return pieces;
}

enum { LEAST_FRAMED = 512 }; // bytes of a submission that is worth a frame

TextPieces submission_stored(const Submission *submission, Arena *arena, Compressor **kept)
{
    static const char mark = FRAME_MARK;
    const TextPieces *said = &submission->canonical;
    if (submission->content)
        return document_stored(submission, arena);
    if (!submission->framed.count && said->length < LEAST_FRAMED)
        return *said;
    TextPieces frame = submission->framed.count ? submission->framed : compressed_pieces(kept, arena, said);
    if (said->count && (frame.length + 1 >= said->length || frame.length * COMPRESSED_RATIO < said->length))
        return *said; // nobody would read such a frame
    TextPieces pieces = {.items = arena_array(arena, frame.count + 1, sizeof *pieces.items), .count = frame.count + 1};
    pieces.items[0] = (Text){&mark, 1};
    memcpy(&pieces.items[1], frame.items, frame.count * sizeof *frame.items);
    pieces.length = 1 + frame.length;
    return pieces;
}

bool document_bytes(const Submission *submission, Arena *arena, Text *bytes)
{
    Digest said, found;
    if (!digest_read(submission->document, &said) || !decompressed(arena, submission->content->frame, bytes))
        return false;
    found = digest_of(*bytes);
    return digest_equal(&said, &found);
}

static bool add_piece(void *with, Text piece)
{
    digest_add(with, piece);
    return true;
}

static bool document_is_whole(Text frame, Text said_document, Arena *scratch)
{
    Digest said, found;
    DigestUnderWay digest;
    digest_begin(&digest);
    if (!digest_read(said_document, &said) || !decompress_pieces(scratch, frame, add_piece, &digest))
        return false;
    found = digest_end(&digest);
    return digest_equal(&said, &found);
}

bool document_matches(const StoredSubmission *stored, Arena *scratch)
{
    JsonDocument document = {.values = NULL};
    JsonError error;
    size_t at = 0;
    if (!json_read(&document, scratch, stored->said, &at, &error))
        return false;
    uint32_t evidence = json_member(&document, 0, "evidence");
    uint32_t named = evidence == UINT32_MAX ? UINT32_MAX : json_member(&document, evidence, "document");
    return named != UINT32_MAX && json_kind(&document, named) == JSON_STRING &&
           document_is_whole(stored->frame, json_string(&document, scratch, named), scratch);
}

size_t document_closed_in_order(Text *closed, size_t count)
{
    size_t kept = 0;
    text_sort(closed, count);
    for (size_t i = 0; i < count; i++) {
        if (!kept || !text_equal(closed[kept - 1], closed[i]))
            closed[kept++] = closed[i];
    }
    return kept;
}
