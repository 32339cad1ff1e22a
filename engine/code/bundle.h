// SPDX-License-Identifier: MIT
// Bundles: a program as one file. Sixteen bytes of mark and size, the fingerprint of the tables that it was made by, the SHA-256
// of what follows, the program's head, a table of sections, and the sections, each aligned to 16. The texts of the files are
// hashed once, each by itself, and the digest of a bundle is over their digests. The same policy gives the same bytes.
#ifndef ASSIZE_CODE_BUNDLE_H
#define ASSIZE_CODE_BUNDLE_H

#include "code/program.h"
#include "support/json.h"

// The program as the bytes of a bundle, in the arena.
Text bundle_write(const Program *program, Arena *arena);

// Whether a file begins as bundles do.
bool bundle_is(Text bytes);
// Makes a program of the bytes of a bundle, which must stay where they are, aligned to 8. Checks all of it: what passes
// cannot make the machine touch memory outside of its registers. False with the reason (in the arena) otherwise.
bool bundle_open(Program *program, Text bytes, Arena *arena, Text *reason);
// The same of what bundle_write has given, in this process: its digests are not made again.
bool bundle_open_own(Program *program, Text bytes, Arena *arena, Text *reason);

// Make the digests of a bundle whose bytes have been changed, and put them in: those of its files, where they lie inside; and its
// own, which comes last.
void bundle_seal_files(Text bundle);
void bundle_seal(Text bundle);

// The name of what the policy says (NO_INDEX), or a profile by itself, however it is laid out and wherever it stood: the SHA-256
// of the canonical JSON of [{"digest", "kind", "name", "path"} …], a member for each file that it uses, by kind, name and path
// (content.c).
Digest content_digest(const Program *program, uint32_t profile, Arena *arena);

// One of those files: what it belongs to, by kind and name, its path there, and the digest of its bytes, which the program keeps.
typedef struct NamedFile {
    const char *kind;
    Text name, path;
    const Digest *digest;
} NamedFile;

// All of them, in that order, in the arena.
NamedFile *named_files(const Program *program, uint32_t profile, Arena *arena, size_t *count);
// Writes those members into an array that is open; texts are made in the arena.
void named_files_write(JsonWriter *json, const NamedFile *files, size_t count, Arena *arena);

// Checks that every field keeps what sections.def promises of it.
bool program_verify(const Program *program, Arena *arena, Text *reason);
// The digest of a schema: over all that the reading of a stored image hangs on (schema.c).
Digest schema_digest(const Program *program, Arena *arena);

// The types of all registers of a piece of code that was verified; for the disassembler and for explanations.
typedef struct CodeView {
    const Instr *instrs;
    uint32_t count;
    const FrameInfo *frames;
    uint32_t frame_count;
    bool accepts; // the conditions of acceptance
} CodeView;
CodeView code_of_review(const Program *program);
CodeView code_of_acceptance(const Program *program);
RegisterType *code_types(const Program *program, CodeView code, Arena *arena, Text *reason); // null: it does not verify

// Prints code so that a person can follow it (disassemble.c).
void program_disassemble(const Program *program, Arena *arena, TextBuilder *to);
// The code of one rule only, with what it shares with others.
void program_disassemble_rule(const Program *program, uint32_t rule, Arena *arena, TextBuilder *to);
// Appends the reference page of all opcodes, as Markdown (reference.c).
void opcode_reference(TextBuilder *to);
// Marks an instruction and all that it needs, backwards (liveness). needed: one flag for each instruction of the code; from:
// NO_REGISTER marks none.
void code_mark_needed(const Program *program, const CodeView *code, bool *needed, uint32_t from);

#endif
