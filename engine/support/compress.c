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

// How many bytes that say nothing are due behind a frame.
static size_t padding_of(size_t frame, size_t text)
{
    size_t least = text / COMPRESSED_RATIO + 1;
    return frame >= least ? 0 : least - frame < SKIPPABLE_HEAD ? SKIPPABLE_HEAD : least - frame;
}

static void write_padding(char *to, size_t padding)
{
    if (!padding)
        return;
    append_number(to, append_number(to, 0, SKIPPABLE_MARK), (uint32_t)(padding - SKIPPABLE_HEAD));
    memset(to + SKIPPABLE_HEAD, 0, padding - SKIPPABLE_HEAD);
}

// By a context; null: by one that goes away again.
static Text compressed_by(ZSTD_CCtx *context, Arena *arena, Arena *scratch, Text text)
{
    ArenaMark mark = arena_mark(scratch);
    size_t room = ZSTD_compressBound(text.length);
    char *bytes = arena_raw(scratch, room);
    size_t length = context ? compress_into(context, bytes, room, text) : compress_once(bytes, room, text);
    if (!succeeds(scratch, length))
        bug("libzstd refuses to compress");
    size_t padding = padding_of(length, text.length);
    char *frame = arena_raw(arena, length + padding);
    memcpy(frame, bytes, length);
    write_padding(frame + length, padding);
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

static void add_piece(FrameMaker *maker, Text piece)
{
    TextPieces *frame = &maker->frame;
    if (!piece.length)
        return;
    frame->items = arena_grow(maker->arena, frame->items, frame->count, &frame->capacity, sizeof *frame->items);
    frame->items[frame->count++] = piece;
    frame->length += piece.length;
}

static void end_room(FrameMaker *maker)
{
    add_piece(maker, (Text){maker->room.dst, maker->room.pos});
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

enum { MOST_ROOM = 1 << 16 }; // of a piece of a frame

TextPieces compressed_pieces(Compressor **kept, Arena *arena, const TextPieces *text)
{
    size_t bound = ZSTD_compressBound(text->length);
    FrameMaker maker = {.context = kept_context(kept, arena), .arena = arena, .size = bound < MOST_ROOM ? bound : MOST_ROOM};
    ZSTD_CCtx_reset(maker.context, ZSTD_reset_session_only);
    ZSTD_CCtx_setPledgedSrcSize(maker.context, text->length);
    for (size_t i = 0; i < text->count; i++)
        compress_piece(&maker, text->items[i], i + 1 == text->count);
    end_room(&maker);
    return maker.frame;
}

// ---- texts that nobody knows the length of ----

// A frame begins with a mark of four bytes, a byte that tells which fields follow, and the window; where the second says so, the
// length of the text follows in four bytes (RFC 8878, 3.1.1.1). libzstd leaves it out of what it compresses before the text's end
// is there.
enum { FIELDS_AT = 4, WINDOW_AT = 5, PLAIN_HEAD = 6, LENGTH_FIELD = 0x80, WHOLE_HEAD = 10 };

struct Compression {
    FrameMaker maker;
    size_t length; // of the text so far
};

Compression *compression_begin(Compressor **kept, Arena *arena)
{
    Compression *compression = arena_take(arena, sizeof *compression);
    compression->maker = (FrameMaker){.context = kept_context(kept, arena), .arena = arena, .size = MOST_ROOM};
    char *head = arena_raw(arena, WHOLE_HEAD);
    add_piece(&compression->maker, (Text){head, WHOLE_HEAD});
    ZSTD_CCtx_reset(compression->maker.context, ZSTD_reset_session_only);
    return compression;
}

void compression_add(Compression *compression, Text piece)
{
    compression->length += piece.length;
    compress_piece(&compression->maker, piece, false);
}

TextPieces compression_end(Compression *compression)
{
    FrameMaker *maker = &compression->maker;
    TextPieces *frame = &maker->frame;
    compress_piece(maker, (Text){"", 0}, true);
    end_room(maker);
    char *head = (char *)(uintptr_t)frame->items[0].bytes;
    Text *first = &frame->items[1];
    if (compression->length > UINT32_MAX || first->length <= PLAIN_HEAD || first->bytes[FIELDS_AT])
        bug("libzstd begins a frame otherwise");
    memcpy(head, first->bytes, FIELDS_AT);
    head[FIELDS_AT] = (char)LENGTH_FIELD;
    head[WINDOW_AT] = first->bytes[WINDOW_AT];
    append_number(head, PLAIN_HEAD, (uint32_t)compression->length);
    *first = text_slice(*first, PLAIN_HEAD, first->length);
    frame->length -= PLAIN_HEAD;
    size_t padding = padding_of(frame->length, compression->length);
    char *behind = arena_raw(maker->arena, padding);
    write_padding(behind, padding);
    add_piece(maker, (Text){behind, padding});
    return *frame;
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
