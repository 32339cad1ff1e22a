// SPDX-License-Identifier: MIT
// A compiled policy as it lies in memory and in a bundle: arrays of plain records that refer to each other by number. A
// bundle is used straight from its map; nothing in it is an address. All integers are little-endian.
#ifndef ASSIZE_CODE_PROGRAM_H
#define ASSIZE_CODE_PROGRAM_H

#include "ast/tree.h"
#include "support/digest.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "bundles and dossier images are read in place: a little-endian machine is needed"
#endif

typedef enum Op {
#define OP(name, result, a, b, c, frame, about) OP_##name,
#include "code/op.def"
#undef OP
    OPS
} Op;

// What an operand is (code/op.def says it for each opcode).
typedef enum OperandKind {
    OPERAND_NONE,
    OPERAND_TRUTH, // registers, up to RANGE
    OPERAND_NUMBER,
    OPERAND_TEXT,
    OPERAND_HANDLE,
    OPERAND_VALUE,
    OPERAND_ELEMENT,
    OPERAND_WIDE,
    OPERAND_RANGE,
    OPERAND_CONSTANT, // indices
    OPERAND_STRING,
    OPERAND_SLOT,
    OPERAND_LIST,
    OPERAND_REGEX,
    OPERAND_TYPE,
    OPERAND_ITEMS,
    OPERAND_COUNT,
    OPERAND_FIELD,
    OPERAND_BUILTIN,
} OperandKind;

typedef enum FrameRule {
    FRAME_ROOT,
    FRAME_SAME,
    FRAME_UP,
    FRAME_DOWN,
    FRAME_NEW,
    FRAME_MADE,
    FRAME_ABOVE,
    FRAME_NONE,
} FrameRule;

typedef struct OpInfo {
    const char *name;
    OperandKind result, operands[3];
    FrameRule frame;
    const char *about;
} OpInfo;
extern const OpInfo op_infos[OPS];

static inline bool operand_is_register(OperandKind kind)
{
    return kind >= OPERAND_TRUTH && kind <= OPERAND_RANGE;
}

typedef struct Instr {
    uint16_t op, frame;
    uint32_t a, b, c;
} Instr;

#define NO_REGISTER UINT32_MAX // where a register may be left out
#define NO_INDEX UINT32_MAX    // where another index may be
#define NO_FRAME UINT16_MAX

typedef struct FrameInfo {
    uint16_t parent; // NO_FRAME for the root, which is frame 0
    uint16_t origin; // of a frame made by CROSS: the frame whose rows it repeats; else NO_FRAME
    uint32_t maker;  // the instruction that makes it; NO_REGISTER for the root
} FrameInfo;

typedef struct StringEntry {
    uint32_t offset, length; // in string_bytes
    uint32_t hash;           // text_hash
} StringEntry;

typedef struct ListInfo {  // constants, sorted and distinct; numbers of strings where they are texts
    uint32_t first, count; // in list_values
    uint32_t content;      // a RegisterContent
    uint32_t name;         // string; NO_INDEX for a set that is written out
} ListInfo;

typedef struct SlotInfo {
    uint32_t attribute, mode;
} SlotInfo;

typedef struct ModeInfo {  // thresholds on the dossier under review
    uint32_t general;      // the rank that every claim must have; 0: any
    uint32_t first, count; // in mode_ranks: higher ones for some attributes of the subject, and all below them
} ModeInfo;

typedef struct ModeRank {
    uint32_t attribute, rank;
} ModeRank;

typedef struct TypeInfo {
    uint32_t name; // string
    uint32_t is_part;
    uint32_t first_attribute, attribute_count; // by name
    uint32_t first_key, key_count;             // in keys: attributes
} TypeInfo;

typedef struct AttributeInfo {
    uint32_t name, owner; // string, type
    uint32_t kind;        // a TypeKind
    uint32_t target;      // type or enumeration; NO_INDEX
    uint32_t flags;
} AttributeInfo;

typedef struct EnumInfo {
    uint32_t name, ordered;
    uint32_t first_value, value_count; // in enum_values: strings
} EnumInfo;

typedef struct KindInfo {
    uint32_t name, rank;
    uint32_t accept;  // a register of accept_code, NO_REGISTER: accepted as it is
    uint32_t expires; // whether it does
    int64_t after;    // seconds
} KindInfo;

typedef struct WordingEntry {
    uint32_t language, text; // strings; the first language of a wording is `en`, unless its file says otherwise
} WordingEntry;

typedef struct WordingList {
    uint32_t first, count; // in wordings
} WordingList;

typedef struct AspectInfo {
    uint32_t name;
    WordingList title;
} AspectInfo;

typedef struct SourceInfo {
    uint32_t name;
    WordingList title;
    uint32_t first_clause, clause_count;
} SourceInfo;

typedef struct ClauseInfo {
    uint32_t source, number;
    WordingList heading;
    WordingList reason; // count 0: to be decided
} ClauseInfo;

typedef struct CiteInfo {
    uint32_t source, clause;
} CiteInfo;

typedef struct RuleInfo {
    uint32_t code; // string
    WordingList title, remedy;
    uint32_t severity, aspect;
    uint32_t waivable;
    uint32_t mode;     // of the strict reading; MODE_PLAIN where no threshold is set
    uint32_t reserved; // a hole would hold whatever was there before, and the same policy would have several bundles
    int64_t weight;    // millionths; 0 for advisory rules
    uint32_t first_cite, cite_count;
    uint32_t when;          // registers of the root: NO_REGISTER: applies always
    uint32_t applies;       // the whens and no exception; NO_REGISTER: always
    uint32_t plain, strict; // the requirements; strict has a value only where plain is true
    uint32_t first_except, except_count;
    uint32_t first_require, require_count;
    uint32_t first_place, place_count; // in places: what each instruction is in the text of this rule
    uint32_t start, end;               // span
} RuleInfo;

typedef struct ExceptInfo {
    uint32_t condition; // register of the root
    WordingList because;
    uint32_t first_cite, cite_count;
} ExceptInfo;

typedef struct RequireInfo {
    uint32_t plain, strict; // registers of the root
    uint32_t frame;         // of the leading binders; 0: none
    uint32_t member, body;  // registers of that frame: a finding where member is true and body false. NO_REGISTER: none
    uint32_t first_finding, finding_count; // 0: the rule's title
    uint32_t bindings;                     // 1: one more finding behind them, of which each piece is a leading variable: its name
    uint32_t segment, segment_end;         // instructions that only findings need; run where there are some
    uint32_t start, end;                   // span
} RequireInfo;

typedef struct FindingInfo {
    uint32_t language; // string
    uint32_t first_piece, piece_count;
} FindingInfo;

typedef struct PieceInfo {
    uint32_t text;         // string
    uint32_t shown;        // a register behind it, or NO_REGISTER
    uint32_t kind, target; // its type
    uint32_t confidential; // made from a confidential attribute
} PieceInfo;

typedef struct ParameterInfo {
    uint32_t name, kind, target, direction;
    int64_t value; // a string's number for versions
} ParameterInfo;

typedef struct OutcomeInfo {
    uint32_t name, guard; // string; NO_INDEX: otherwise
} OutcomeInfo;

typedef struct GuardInfo {
    uint32_t kind; // a GuardKind
    uint32_t left, right;
    uint32_t severity; // at least; NO_INDEX: any
    uint32_t aspect, rule;
    int64_t threshold; // millionths
} GuardInfo;

typedef struct QuestionInfo { // an expression on its own: `ask`, `expect` of a test
    uint32_t value;           // a register of the root, or the elements of a set
    uint32_t member, closed;  // of a set; NO_REGISTER
    uint32_t kind, target;
    uint32_t segment, segment_end;
    uint32_t start, end; // span
    uint32_t first_place, place_count;
} QuestionInfo;

typedef struct FileInfo {  // the files one behind the other fill file_bytes
    uint32_t library;      // string: the library that it belongs to; NO_INDEX: the policy itself
    uint32_t path;         // string: from the root of that
    uint32_t first, count; // in file_bytes
    uint32_t base;         // offset of its first byte among the spans
    Digest digest;         // of its text
} FileInfo;

typedef struct PlaceInfo { // what an instruction is in the text
    uint32_t instr;
    uint32_t start, end;
    uint32_t kind, target; // the type of its value; TYPE_NONE: of a set
} PlaceInfo;

typedef struct ProgramHead {
    uint32_t name, version; // strings
    WordingList title, authority;
    int64_t effective; // date; INT64_MIN: none
    int64_t valid_for; // seconds; 0: none
    uint32_t subject_type, subject_name;
    uint32_t by_type;  // NO_INDEX: none
    uint32_t main_end; // the code up to here is the review; behind it stand segments
    uint32_t ranks;
    uint32_t reserved;
    Digest schema; // of types, attributes, enumerations and kinds, by their names
} ProgramHead;

typedef struct Program {
    ProgramHead head;
    Digest digest; // of the bundle
    Digest policy; // of what the policy says: its files and those of the libraries that it uses (content.c)
    Digest layout; // of the images that it reads: the SHA-256 of the fingerprint and of the schema's digest
#define SECTION(name, type)                                                                                                      \
    const type *name;                                                                                                            \
    uint32_t name##_count;
#include "code/sections.def"
#undef SECTION
} Program;

static inline Text program_string(const Program *program, uint32_t string)
{
    const StringEntry *entry = &program->strings[string];
    return (Text){program->string_bytes + entry->offset, entry->length};
}

enum { HANDLE_ANY = 0xffff, HANDLE_SUBMISSION = 0xfffe }; // types of handles beside those of the schema

static inline Text program_file_text(const Program *program, const FileInfo *file)
{
    return (Text){program->file_bytes + file->first, file->count};
}

typedef struct RegisterType {
    OperandKind kind; // TRUTH, VALUE, WIDE or RANGE; NONE: the instruction has no result
    RegisterContent content;
    uint32_t type; // of a handle
    uint16_t frame;
} RegisterType;

// A rule by its code; NO_INDEX where there is none.
uint32_t program_rule(const Program *program, Text code);
// The wording in a language, or the first one.
Text program_wording(const Program *program, WordingList wording, Text language);
// What stands at a span of the policy's files, and in which file and line that is.
Text program_source(const Program *program, uint32_t start, uint32_t end);
typedef struct ProgramPlace {
    Text path;
    uint32_t line, column; // from 1; column in code points
} ProgramPlace;
bool program_place(const Program *program, uint32_t offset, ProgramPlace *place);

#endif
