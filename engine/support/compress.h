// SPDX-License-Identifier: MIT
// Texts made small and whole again: a frame of Zstandard (RFC 8878) each. What is read may be anybody's bytes: how much memory
// they take is bounded by their own length, and what is no such frame is damaged. The file behind it alone calls libzstd.
#ifndef ASSIZE_SUPPORT_COMPRESS_H
#define ASSIZE_SUPPORT_COMPRESS_H

#include "support/text.h"

// A frame holds at most so many times its own bytes. One that would hold more is made longer by bytes that say nothing (a
// skippable frame behind it), so that a few bytes cannot ask for much memory.
enum { COMPRESSED_RATIO = 256 };

// The frame of a text, in the arena; scratch is what the work needs, and as it was before.
Text compressed(Arena *arena, Arena *scratch, Text text);
// The same for who makes many: what libzstd works with is made with the first one, where *kept is null, and stays until it is
// closed (null: nothing). A frame of a thousand bytes takes a third of the time.
typedef struct Compressor Compressor;
Text compressed_again(Compressor **kept, Arena *arena, Arena *scratch, Text text);
// The same of a text in pieces, whose frame is made in pieces.
TextPieces compressed_pieces(Compressor **kept, Arena *arena, const TextPieces *text);
// The same of a text that comes piece by piece (each of them is gone afterwards), and of which nobody knows before how long it
// is: more than one piece, and so long that it is worth it. Nothing else is made by the compressor meanwhile.
typedef struct Compression Compression;
Compression *compression_begin(Compressor **kept, Arena *arena);
void compression_add(Compression *compression, Text piece);
TextPieces compression_end(Compression *compression);
void compressor_close(Compressor *compressor);
// How many bytes a frame says that it holds. False: it is none, or cannot hold so many.
bool compressed_length(Text frame, size_t *length);
// The text of a frame, in the arena. False: it is damaged.
bool decompressed(Arena *arena, Text frame, Text *text);
// The same piece by piece, in little memory: scratch is afterwards as it was before, so that visit takes nothing from it.
// False: it is damaged, or visit gave it; what was visited before may be any bytes.
typedef bool DecompressVisit(void *with, Text piece);
bool decompress_pieces(Arena *scratch, Text frame, DecompressVisit *visit, void *with);

#endif
