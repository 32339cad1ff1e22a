// SPDX-License-Identifier: MIT
// Compression by libzstd, a general-purpose one with a small window. See compress.h.
#include "support/compress.h"

#include <zstd.h>
#include <zstd_errors.h>

// Fast enough not to be felt beside the reading of a document; the window bounds what reading piece by piece takes.
enum { LEVEL = 1, WINDOW_BITS = 20 };
// Of a frame that readers pass over: a mark and the length of what follows, each of four bytes.
enum { SKIPPABLE_HEAD = 8 };
#define SKIPPABLE_MARK 0x184d2a50u

// What libzstd cannot do here is for want of memory alone, unless it reads: then the bytes may be wrong too.
static bool succeeds(Arena *arena, size_t result)
{
    if (ZSTD_isError(result) && ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation)
        arena_exhausted(arena);
    return !ZSTD_isError(result);
}

static ZSTD_CCtx *open_context(void)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    if (context) {
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, LEVEL);
        ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, WINDOW_BITS);
    }
    return context;
}

static size_t compress_into(ZSTD_CCtx *context, char *to, size_t room, Text text)
{
    return context ? ZSTD_compress2(context, to, room, text.bytes, text.length) : (size_t)-ZSTD_error_memory_allocation;
}

static size_t compress_once(char *to, size_t room, Text text)
{
    ZSTD_CCtx *context = open_context();
    size_t length = compress_into(context, to, room, text);
    ZSTD_freeCCtx(context);
    return length;
}

static size_t append_number(char *bytes, size_t length, uint32_t number)
{
    for (int i = 0; i < 4; i++)
        bytes[length++] = (char)(number >> (8 * i));
    return length;
}

// By a context; null: by one that goes away again.
static Text compressed_by(ZSTD_CCtx *context, Arena *arena, Arena *scratch, Text text)
{
    ArenaMark mark = arena_mark(scratch);
    size_t room = ZSTD_compressBound(text.length), least = text.length / COMPRESSED_RATIO + 1;
    char *bytes = arena_raw(scratch, room);
    size_t length = context ? compress_into(context, bytes, room, text) : compress_once(bytes, room, text);
    if (!succeeds(scratch, length))
        bug("libzstd refuses to compress");
    size_t padding = length >= least ? 0 : least - length < SKIPPABLE_HEAD ? SKIPPABLE_HEAD : least - length;
    char *frame = arena_raw(arena, length + padding);
    memcpy(frame, bytes, length);
    if (padding) {
        append_number(frame, append_number(frame, length, SKIPPABLE_MARK), (uint32_t)(padding - SKIPPABLE_HEAD));
        memset(frame + length + SKIPPABLE_HEAD, 0, padding - SKIPPABLE_HEAD);
    }
    if (scratch != arena)
        arena_reset(scratch, mark);
    return (Text){frame, length + padding};
}

Text compressed(Arena *arena, Arena *scratch, Text text)
{
    return compressed_by(NULL, arena, scratch, text);
}

static ZSTD_CCtx *kept_context(Compressor **kept, Arena *arena)
{
    if (!*kept)
        *kept = (Compressor *)open_context();
    if (!*kept)
        arena_exhausted(arena);
    return (ZSTD_CCtx *)*kept;
}

Text compressed_again(Compressor **kept, Arena *arena, Arena *scratch, Text text)
{
    return compressed_by(kept_context(kept, scratch), arena, scratch, text);
}

// A frame under way, in pieces.
typedef struct FrameMaker {
    ZSTD_CCtx *context;
    Arena *arena;
    TextPieces frame; // those that are full
    ZSTD_outBuffer room;
    size_t size; // of the next room
} FrameMaker;

static void end_room(FrameMaker *maker)
{
    TextPieces *frame = &maker->frame;
    if (!maker->room.pos)
        return;
    frame->items = arena_grow(maker->arena, frame->items, frame->count, &frame->capacity, sizeof *frame->items);
    frame->items[frame->count++] = (Text){maker->room.dst, maker->room.pos};
    frame->length += maker->room.pos;
}

// Takes a piece; the last one until nothing more comes of it.
static void compress_piece(FrameMaker *maker, Text piece, bool last)
{
    ZSTD_inBuffer from = {piece.bytes, piece.length, 0};
    size_t left;
    do {
        if (maker->room.pos == maker->room.size) {
            end_room(maker);
            maker->room = (ZSTD_outBuffer){arena_raw(maker->arena, maker->size), maker->size, 0};
        }
        left = ZSTD_compressStream2(maker->context, &maker->room, &from, last ? ZSTD_e_end : ZSTD_e_continue);
        if (!succeeds(maker->arena, left))
            bug("libzstd refuses to compress");
    } while (last ? left != 0 : from.pos < from.size);
}

TextPieces compressed_pieces(Compressor **kept, Arena *arena, const TextPieces *text)
{
    enum { MOST_ROOM = 1 << 16 };
    size_t bound = ZSTD_compressBound(text->length);
    FrameMaker maker = {.context = kept_context(kept, arena), .arena = arena, .size = bound < MOST_ROOM ? bound : MOST_ROOM};
    ZSTD_CCtx_reset(maker.context, ZSTD_reset_session_only);
    ZSTD_CCtx_setPledgedSrcSize(maker.context, text->length);
    for (size_t i = 0; i < text->count; i++)
        compress_piece(&maker, text->items[i], i + 1 == text->count);
    end_room(&maker);
    return maker.frame;
}

void compressor_close(Compressor *compressor)
{
    ZSTD_freeCCtx((ZSTD_CCtx *)compressor);
}

bool compressed_length(Text frame, size_t *length)
{
    unsigned long long said = frame.length ? ZSTD_getFrameContentSize(frame.bytes, frame.length) : ZSTD_CONTENTSIZE_ERROR;
    *length = (size_t)said;
    return said != ZSTD_CONTENTSIZE_ERROR && said != ZSTD_CONTENTSIZE_UNKNOWN && said / COMPRESSED_RATIO <= frame.length;
}

bool decompressed(Arena *arena, Text frame, Text *text)
{
    size_t length;
    if (!compressed_length(frame, &length))
        return false;
    char *bytes = arena_raw(arena, length);
    size_t got = ZSTD_decompress(bytes, length, frame.bytes, frame.length);
    *text = (Text){bytes, length};
    return succeeds(arena, got) && got == length;
}

typedef struct Pieces {
    ZSTD_DStream *stream;
    Arena *arena;
    ZSTD_inBuffer from;
    char *room;
    size_t size, length; // of the room; of all that came so far
    DecompressVisit *visit;
    void *with;
    size_t result;
} Pieces;

// Frames follow each other until the bytes end; behind the last one nothing may be missing.
static bool visit_pieces(Pieces *pieces, size_t length)
{
    size_t before;
    do {
        ZSTD_outBuffer to = {pieces->room, pieces->size, 0};
        before = pieces->from.pos;
        pieces->result = ZSTD_decompressStream(pieces->stream, &to, &pieces->from);
        pieces->length += to.pos;
        if (ZSTD_isError(pieces->result) || pieces->length > length ||
            (to.pos && !pieces->visit(pieces->with, (Text){pieces->room, to.pos})))
            return false;
        if (to.pos == 0 && pieces->from.pos == before)
            break; // all is taken, and nothing more comes of it
    } while (pieces->from.pos < pieces->from.size || pieces->result != 0);
    return pieces->result == 0 && pieces->length == length;
}

bool decompress_pieces(Arena *scratch, Text frame, DecompressVisit *visit, void *with)
{
    size_t length;
    Pieces pieces = {.from = {frame.bytes, frame.length, 0}, .size = ZSTD_DStreamOutSize(), .visit = visit, .with = with};
    if (!compressed_length(frame, &length))
        return false;
    ArenaMark mark = arena_mark(scratch);
    pieces.room = arena_raw(scratch, pieces.size);
    pieces.stream = ZSTD_createDStream();
    if (!pieces.stream)
        arena_exhausted(scratch);
    ZSTD_DCtx_setParameter(pieces.stream, ZSTD_d_windowLogMax, WINDOW_BITS);
    bool whole = visit_pieces(&pieces, length);
    ZSTD_freeDStream(pieces.stream);
    succeeds(scratch, pieces.result);
    arena_reset(scratch, mark);
    return whole;
}
