// SPDX-License-Identifier: MIT
// A compiled policy as it lies in memory and in a bundle: arrays of plain records that refer to each other by number. A
// bundle is used straight from its map; nothing in it is an address. All integers are little-endian.
#ifndef ASSIZE_CODE_PROGRAM_H
#define ASSIZE_CODE_PROGRAM_H

#include "model/formats.h"
#include "model/names.h"
#include "support/digest.h"
#include "support/number.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "bundles and dossier images are read in place: a little-endian machine is needed"
#endif

typedef enum Op {
#define OP(name, result, a, b, c, frame, depends, about) OP_##name,
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
    OPERAND_TEXTS, // of natives alone
    OPERAND_ROW,
    OPERAND_PROFILE,
    OPERAND_KINDS
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
    FRAME_RULES
} FrameRule;

// How a result hangs on its operands (code/op.def says it for each opcode).
typedef enum Dependence {
    DEPENDS_NOTHING,
    DEPENDS_CLAIM, // what is read
    DEPENDS_CLAIMS,
    DEPENDS_SUBMISSION,
    DEPENDS_ELEMENTS, // makers of frames
    DEPENDS_LISTED,
    DEPENDS_SUBMISSIONS,
    DEPENDS_ITEMS,
    DEPENDS_LIST,
    DEPENDS_DISTINCT,
    DEPENDS_REACH,
    DEPENDS_CROSS,
    DEPENDS_PIECES,
    DEPENDS_JOINED,
    DEPENDS_MEMBER, // their sets, and rows above
    DEPENDS_CLOSED,
    DEPENDS_ABOVE,
    DEPENDS_ORIGIN,
    DEPENDS_SIDE,
    DEPENDS_ALL, // operands of the same row
    DEPENDS_AND,
    DEPENDS_OR,
    DEPENDS_CHOICE,
    DEPENDS_SETTLED,
    DEPENDS_EVIDENCE,
    DEPENDS_QUANTIFIER, // rows below
    DEPENDS_TOTAL,
    DEPENDS_EXTREME,
    DEPENDS_AMONG
} Dependence;

typedef struct OpInfo {
    const char *name;
    OperandKind result, operands[3];
    FrameRule frame;
    Dependence depends;
    const char *about;
} OpInfo;
extern const OpInfo op_infos[OPS];

// Whether an operand names a register, and no index of a pool.
static inline bool operand_is_register(OperandKind kind)
{
    return kind >= OPERAND_TRUTH && kind <= OPERAND_RANGE;
}

#define NO_REGISTER UINT32_MAX // where a register may be left out
#define NO_INDEX UINT32_MAX    // where another index may be
#define NO_FRAME UINT16_MAX

enum { LONGEST_ID = 400 }; // bytes
// Whether a text can be the id of an entity.
static inline bool id_is_valid(Text id)
{
    return id.length > 0 && id.length <= LONGEST_ID && !memchr(id.bytes, 0, id.length);
}

// The records that bundles hold, field by field as sections.def says it; and that none has a hole, which would hold whatever was
// there before, so that the same policy would have several bundles.
// clang-format off
#define RECORD(record, about) typedef struct record {
#define FIELD(record, type, field, promise, about) type field;
#define END(record) } record;
#include "code/sections.def"

#define RECORD(record, about) _Static_assert(sizeof(record) == 0
#define FIELD(record, type, field, promise, about) + sizeof(type)
#define END(record) , #record " has a hole");
#include "code/sections.def"
// clang-format on

typedef struct Program {
    ProgramHead head;
    Digest digest;                 // of the bundle
    bool own;                      // this process made the bundle: its digests were made from what it holds
    Digest policy;                 // of what the policy says: its files and those of the libraries that it uses (content.c)
    const Digest *profile_digests; // by profile: of what it says itself
    uint64_t
        applies;   // the profiles that apply: a bit for each. As a bundle holds it those that have no condition; else a variant
    Digest layout; // of the images that it reads: the SHA-256 of the fingerprint and of the schema's digest
#define SECTION(name, type)                                                                                                      \
    const type *name;                                                                                                            \
    uint32_t name##_count;
#include "code/sections.def"
} Program;

// The policy by itself, as a bundle with profiles holds it: a program whose sections are its own where there are such, and else
// those of the whole; no profile applies to it. False: the bundle holds none.
bool program_alone(const Program *program, Program *alone);

typedef enum SectionNumber {
#define SECTION(name, type) SECTION_##name,
#include "code/sections.def"
    SECTIONS
} SectionNumber;

// A text of the pool, by its number; it lies in the bundle.
static inline Text program_string(const Program *program, uint32_t string)
{
    const StringEntry *entry = &program->strings[string];
    return (Text){program->string_bytes + entry->offset, entry->length};
}

// A bit for each profile of a program.
static inline uint64_t profiles_all(const Program *program)
{
    return ((uint64_t)1 << program->profiles_count) - 1;
}

// Whether what a profile says is said: it applies; of NO_INDEX, the policy itself, always.
static inline bool program_says(const Program *program, uint32_t profile)
{
    return profile == NO_INDEX || (program->applies >> profile & 1);
}

// Whether an exception is one, under the profiles that apply.
static inline bool program_has_except(const Program *program, const ExceptInfo *except)
{
    return !(except->dropped & program->applies);
}

// The same of what several profiles add, a bit for each, as they may get it from one library: one of them applies. 0: the policy.
static inline bool program_says_of(const Program *program, uint64_t profiles)
{
    return !profiles || (program->applies & profiles);
}

// Of several profiles that add something the one that is named: the first of those that apply, else the first; NO_INDEX: none.
static inline uint32_t profile_among(const Program *program, uint64_t profiles)
{
    uint64_t applying = profiles & program->applies;
    profiles = applying ? applying : profiles;
    return profiles ? (uint32_t)__builtin_ctzll(profiles) : NO_INDEX;
}

// The text of one of the policy's files; it lies in the bundle.
static inline Text program_file_text(const Program *program, const FileInfo *file)
{
    return (Text){program->file_bytes + file->first, file->count};
}

// The registers that an instruction takes, by places from 0: its three operands, then those of the pool that its ITEMS name.
// NO_REGISTER where an operand is something else. The instruction has been verified.
static inline uint32_t instr_places(const Instr *instr)
{
    return 3 + (op_infos[instr->op].operands[0] == OPERAND_ITEMS ? instr->b : 0);
}

static inline uint32_t instr_register(const Program *program, const Instr *instr, uint32_t place)
{
    const uint32_t operands[] = {instr->a, instr->b, instr->c};
    if (place >= 3)
        return program->operands[instr->a + place - 3];
    return operand_is_register(op_infos[instr->op].operands[place]) ? operands[place] : NO_REGISTER;
}

// Types of handles beside those of the schema.
#define HANDLE_ANY (UINT32_MAX - 1)
#define HANDLE_SUBMISSION (UINT32_MAX - 2)

// What a register holds, as the verifier infers it.
typedef struct RegisterType {
    OperandKind kind; // TRUTH, VALUE, WIDE or RANGE; NONE: the instruction has no result
    RegisterContent content;
    uint32_t type; // of a handle
    uint16_t frame;
} RegisterType;

// The profiles that apply where these do and what they refine does: a bit for each.
uint64_t program_closed(const Program *program, uint64_t profiles);
// Those that apply everywhere: neither they nor what they refine have a condition.
uint64_t program_unconditional(const Program *program);
// The attribute that elements come from, by the register that holds them: of sets that were joined, the first that is one of
// them, which is of the same type as the others. Null: they are made in another way.
const AttributeInfo *program_element_attribute(const Program *program, uint32_t elements);
// A rule by its code, a profile by its name; NO_INDEX where there is none.
uint32_t program_rule(const Program *program, Text code);
uint32_t program_profile(const Program *program, Text name);
// What is mapped of a record (model/formats.h), a run of mappings: its first, and how many.
uint32_t program_mappings(const Program *program, uint32_t record, uint32_t *count);
// Whether anything of a format is mapped: else its files are refused.
bool program_maps(const Program *program, uint32_t format);
// The type that a record fills; NO_INDEX: none that is known.
uint32_t program_record_type(const Program *program, uint32_t record);
// Appends a path as it is written.
void path_append(const Program *program, const PathInfo *path, TextBuilder *to);
// What the reader derives for a mapping; DERIVED_NAMES where its values stand at paths.
Derived mapping_derived(const Program *program, const MappingInfo *mapping);
// The wording in a language, or the first one; empty: there is none.
Text program_wording(const Program *program, WordingList wording, Text language);
// Whether something is in force on a day, by its first and its last one.
typedef enum InForce { IN_FORCE_UNDATED, IN_FORCE_NOT_YET, IN_FORCE, IN_FORCE_NO_LONGER } InForce; // UNDATED: it does not say
static inline InForce dates_in_force(int64_t effective, int64_t until, int64_t day)
{
    if (effective == INT64_MIN)
        return IN_FORCE_UNDATED;
    return day < effective ? IN_FORCE_NOT_YET : day > until ? IN_FORCE_NO_LONGER : IN_FORCE;
}
// Whether the policy is: it itself, and each profile that applies and gives a date.
InForce program_in_force(const Program *program, int64_t day);
// Of the profiles that apply or may, those that give a date and are not: a bit for each.
uint64_t profiles_not_in_force(const Program *program, int64_t day);
// What stands at a span of the policy's files; empty: nothing.
Text program_source(const Program *program, StoredSpan span);
static inline bool stored_span_equal(StoredSpan a, StoredSpan b)
{
    return a.file == b.file && a.start == b.start && a.end == b.end;
}
typedef struct ProgramPlace {
    Text path;
    uint32_t line, column; // from 1; column in code points
} ProgramPlace;
// In which file and line a span begins; false: nowhere.
bool program_place(const Program *program, StoredSpan span, ProgramPlace *place);

#endif
