// SPDX-License-Identifier: MIT
// Inside of the machine: registers and frames while a program runs, and what the families of operations share.
//
// Masks have one bit for each row (mask.h). A truth value is two masks, of what is true
// and of what is false. A value is a mask of what is known, and the values in one width: 1, 2, 4 or 8 bytes; width 0 is a run
// of numbers that rise by one, which takes no room. Registers of the root have one row.
#ifndef ASSIZE_MACHINE_RUN_H
#define ASSIZE_MACHINE_RUN_H

#include "machine/memo.h"
#include "machine/columns.h"
#include "machine/machine.h"

// Two of them fill a line of the processor's cache, and are laid out on one. What is of a truth value, of values, of wide values
// and ranges shares its place.
struct Register {
    const Mask *t; // what is true; of other kinds: what is known
    union {
        const Mask *f;      // truth: what is false
        const void *values; // VALUE, of a width that is not 0
        int64_t base;       // VALUE: of a rising run
        Wide *low;          // WIDE, RANGE
    };
    Mask own_t; // masks of up to 64 rows
    union {
        Mask own_f;
        uint8_t width; // VALUE
        Wide *high;    // RANGE
    };
};
_Static_assert(sizeof(struct Register) == 32, "two registers fill a line of the cache");

// A map between the rows of a frame and those of an ancestor that is not its parent.
typedef struct FrameMap FrameMap;
struct FrameMap {
    const uint32_t *rows;
    uint32_t ancestor;
    FrameMap *next;
};

typedef struct FrameRows {
    uint32_t rows;
    const uint32_t *first;           // the run of rows of each parent's row, and the end
    const uint32_t *parent;          // of each row; null until asked for
    const uint32_t *origin;          // of each row of a frame that crosses another one
    const Mask *all;                 // null until asked for
    const Mask *member_t, *member_f; // of the maker: null for all
    const Mask *closed_t;            // over the parent's rows
    bool too_costly;
    FrameMap *up, *runs; // each made when it is asked for
    uint64_t unused[5];
} FrameRows;
_Static_assert(sizeof(FrameRows) == 128, "a frame is found by a shift");

// A piece of code that is run: of the review, or of the acceptance of one dossier.
struct Run {
    Review *review;
    CodeView code;
    Operation *const *operations; // of each instruction
    const int64_t *constants;     // of the program
    const ColumnComparisons *comparisons;
    Register *registers;
    FrameRows *frames;
    uint32_t dossier;         // whose submissions are being accepted
    const Schedule *schedule; // null: nothing waits
};

typedef enum SubmissionFault { FAULT_NONE, FAULT_OLD_ONLY, FAULT_OTHER } SubmissionFault;

typedef struct Standing {
    uint8_t acceptability;
    uint8_t bare; // whether it counts for a condition of acceptance
    uint8_t fault;
    uint32_t rank;
} Standing;

// An attribute of the dossier under review, resolved for a way in which claims count.
typedef struct ResolvedColumn {
    uint8_t width;
    const Mask *t, *f;
    const void *values;
} ResolvedColumn;

typedef struct ResolvedSets {
    const Mask *member_t, *member_f; // over the elements; null: all are in
    const Mask *closed_t;            // over the rows
    bool costly;                     // nothing of it is known: there are more claims than the review may look at
} ResolvedSets;

typedef struct ReviewEntity {
    uint32_t type;
    uint32_t id; // text of the review
    bool looked_up;
    uint32_t kept;   // NOT_KEPT, or its number among those that are
    Text image;      // bytes null: no dossier
    uint32_t *texts; // of the image -> of the review; null: the same numbers, or few were asked for yet
    uint32_t texts_asked;
    uint32_t *entities;              // likewise
    Standing *standing;              // of each submission; null until asked for
    bool secrets_asked, has_secrets; // whether something about it was said in confidence
    bool accepted;                   // whether standing says what conditions of acceptance come to
} ReviewEntity;

// The entities of the rows of a register that holds some, as numbers (op_read.c).
struct EntityRows {
    uint32_t handles, frame, nobody; // the register; the rows' frame; the number that rows without an entity have
    const uint32_t *entities;        // null: none is kept
};

typedef struct Ways Ways;     // decide_sets.c
typedef struct SetRow SetRow; // resolve_sets.c

struct Review {
    const Prepared *prepared;
    const Program *program;
    const Dossiers *dossiers;
    Arena *arena;
    Arena *beside; // of what is found of dossiers (Dossiers)
    RegexRoom *room;
    ReviewLimits limits;
    uint64_t rows_left;
    size_t bytes_left; // of all frames together
    int64_t regex_left;
    int64_t date;
    bool failed; // the dossiers failed
    bool hit_rows, hit_regex, hit_memory;
    ReviewEntity *entities; // the subject first, then those of its image, then others
    uint32_t entity_count, own_entities;
    size_t entity_capacity;
    TextIndex more_entities; // not in the subject's image: four bytes of type, then the id
    uint32_t *more_numbers;
    size_t more_capacity;
    uint32_t own_texts;
    TextIndex more_texts;   // not in the subject's image
    uint32_t *constants;    // of the strings that are constants -> texts of the review + 1; 0 until asked for
    uint32_t *answer_texts; // likewise of the first of the texts that are kept; null until one is asked for
    size_t answer_text_count;
    ResolvedColumn *columns; // by slot, where it is ready
    ResolvedSets *sets;      // likewise
    uint8_t *columns_ready, *sets_ready;
    struct EntityRows entity_rows;  // of which an attribute was read last
    struct KnownVersions *versions; // of the texts of the subject's image; null until asked for
    Run main;
    Ways *ways;          // the last ones that were asked for
    SetRow *set_rows[2]; // likewise, of a plain reading and of a strict one
    bool *ran;           // by waiting instruction
    bool *found_out;     // by requirement, whether what its findings show has run; null: of none
};

// ---- handles ----
// An entity is its number; a part and a submission are the number of their entity, and their row below it.
static inline int64_t handle_of(uint32_t entity, uint32_t row)
{
    return (int64_t)((uint64_t)entity << 32 | row);
}

static inline uint32_t handle_entity(int64_t handle)
{
    return (uint32_t)((uint64_t)handle >> 32);
}

static inline uint32_t handle_row(int64_t handle)
{
    return (uint32_t)handle;
}

// ---- registers ----

static inline Register *reg(const Run *run, uint32_t number)
{
    return &run->registers[number];
}

static inline uint32_t rows_of(const Run *run, uint32_t frame)
{
    return run->frames[frame].rows;
}

static inline int64_t value_at(const Register *value, size_t row)
{
    return value->width ? wide_value(value->values, value->width, row) : value->base + (int64_t)row;
}

// Room for what an instruction makes: in the register for the root and for masks of few rows, else in the arena. Masks are not
// cleared.
typedef struct TruthRoom {
    Mask *t, *f;
    size_t words;
} TruthRoom;
static inline TruthRoom truth_room(Run *run, Register *out, uint32_t frame)
{
    TruthRoom room = {&out->own_t, &out->own_f, words_of(run->frames[frame].rows)};
    if (room.words > 1) {
        room.t = arena_raw(run->review->arena, 2 * room.words * sizeof(Mask));
        room.f = room.t + room.words;
    }
    out->t = room.t;
    out->f = room.f;
    return room;
}
Mask *known_room(Run *run, Register *out, uint32_t frame);                  // t
int64_t *value_room(Run *run, Register *out, uint32_t frame, Mask **known); // eight bytes each
Wide *wide_room(Run *run, Register *out, uint32_t frame, Mask **known);
void range_room(Run *run, Register *out, uint32_t frame, Mask **known, Wide **low, Wide **high);
Mask *mask_room(Run *run, size_t rows); // cleared

// A mask of an operand: of its own rows, or the one bit of a root register for all rows.
typedef struct MaskView {
    const Mask *words;
    Mask all;  // where words is null: all bits or none
    bool wide; // whether words has one for each word of the frame
} MaskView;

static inline MaskView mask_view(const Mask *mask, uint32_t own, uint32_t frame)
{
    bool spread = own == 0 && frame != 0;
    return (MaskView){.words = mask, .all = spread && (mask[0] & 1) ? ~(Mask)0 : 0, .wide = !spread};
}

static inline Mask view_word(const MaskView *view, size_t word)
{
    return view->wide ? view->words[word] : view->all;
}

static inline uint32_t frame_of(const Run *run, uint32_t number)
{
    return run->code.instrs[number].frame; // 0 of all that is in the root: the verifier sees to it
}

// Reads the values of an operand for the rows from first on, count of them; of a root register its one value.
void load_values(const Run *run, uint32_t operand, uint32_t frame, size_t first, size_t count, int64_t *to);
static inline bool is_spread(const Run *run, uint32_t operand, uint32_t frame)
{
    return frame != 0 && frame_of(run, operand) == 0;
}

// The row of an operand that stands for a row of the frame.
static inline size_t row_for(bool spread, uint32_t row)
{
    return spread ? 0 : row;
}

// The keys of the versions of a register, by row, where they lie in the image; null: elsewhere.
const int64_t *own_version_keys(Run *run, uint32_t number);

// What is known of the operand a, or of both, as the known mask of the result.
void one_known(const Run *run, const Instr *instr, Mask *known);
// The order of two versions of a register.
int version_order(const Run *run, const Register *items, uint32_t row, uint32_t than);
void both_known(const Run *run, const Instr *instr, Mask *known);

// Gives each row the answer to a question about an operand's value. Answers to numbers below count, a power of two, are kept, a
// byte each: the Truth + 1, or 0 where it was not asked yet. It is asked in the order of the rows.
typedef Truth Ask(void *with, int64_t value);
typedef struct Answers {
    uint8_t *kept;
    size_t count;
    Ask *ask;
    void *with;
} Answers;
// Room for answers to as many numbers, or somewhat more; none is asked yet.
Answers answer_room(Review *review, size_t numbers, Ask *ask, void *with);
void answer_rows(Run *run, const Instr *instr, uint32_t operand, const Answers *answers, Register *out);

// The rows of a column from one on, which begins a word, that hold one of some values, as bits (among.c).
enum { AMONG_MOST = 16 };
void rows_among(const Review *review, const Register *column, uint32_t first, uint32_t rows, const int64_t *values,
                uint32_t count, Mask *in);
// The least and the greatest of a column's first rows, which are not none, with what stands where it is not known.
void column_ends(const Register *column, uint32_t rows, int64_t *least, int64_t *greatest);

// ---- frames (frames.c) ----
const Mask *frame_all(Run *run, uint32_t frame);
const uint32_t *frame_parents(Run *run, uint32_t frame);
const uint32_t *frame_up(Run *run, uint32_t frame, uint32_t ancestor);   // the ancestor's row of each row; null: all 0
const uint32_t *frame_runs(Run *run, uint32_t frame, uint32_t ancestor); // the run of rows of each row of the ancestor
// Makes the rows of a frame of how many each parent's row has below it (counts, turned into runs in place; one longer).
// False where that is more than the review may take: the frame is empty then, and open.
bool frame_make(Run *run, uint32_t frame, uint32_t *counts);
// The same of runs that stay as they are, of which the first may begin anywhere.
bool frame_make_of_runs(Run *run, uint32_t frame, const uint32_t *first);
// Makes a frame below the one row of its parent of the rows of a whole table, of which some are no members. The review pays for
// the members alone, so that its verdict does not hang on how its frames are laid out; but it must be able to take all rows.
bool frame_may_be_table(const Run *run, uint32_t frame, uint32_t rows);
void frame_make_table(Run *run, uint32_t frame, uint32_t rows, uint32_t members);
// Whether one of the frames from `below` up to `above` was left empty because it would have had too many rows: then nothing
// is known of all rows below.
bool frames_costly(const Run *run, uint32_t below, uint32_t above);
// Makes a frame that is too costly.
void frame_refuse(Run *run, uint32_t frame, uint32_t *counts);

// ---- texts, entities, dossiers (dossier.c) ----
uint32_t review_text_of(Review *review, Text text);        // the number of a text, which is added if it is new
uint32_t review_memo_text(Review *review, int64_t number); // the text that is one of those that the memo table interns (memo.h)
uint32_t find_constant(Review *review, uint32_t string);
// The text that is a string of the program.
static inline uint32_t review_constant(Review *review, uint32_t string)
{
    uint32_t known = review->constants[review->prepared->constants[string]];
    return known ? known - 1 : find_constant(review, string);
}
uint32_t review_entity_of(Review *review, uint32_t type, Text id);
ReviewEntity *entity_dossier(Review *review, uint32_t entity); // with its image looked up
int64_t text_of_image(Review *review, uint32_t entity, int64_t text);
int64_t entity_of_image(Review *review, uint32_t entity, int64_t number);

// ---- acceptance (acceptance.c) ----
const Standing *find_standing(Review *review, uint32_t entity, uint32_t mode);
// Whether there is a condition for some submission of a dossier. It may see the subject, and so come to something else in another
// review; where there is none nothing is run, so that it does not matter which review finds how the submissions stand.
bool has_conditions(const Review *review, Text image);
// How the submissions about an entity that has a dossier stand; for MODE_BARE by date and withdrawal alone.
static inline const Standing *entity_standing(Review *review, uint32_t entity, uint32_t mode)
{
    const ReviewEntity *one = &review->entities[entity];
    bool found = one->standing && (one->accepted || mode == MODE_BARE);
    return found ? one->standing : find_standing(review, entity, mode);
}
uint32_t mode_rank(const Review *review, uint32_t entity, uint32_t mode, uint32_t root);
// How a submission counts in a mode for rows under an attribute of the subject (NO_INDEX: none).
static inline Acceptability counts_as(const Review *review, uint32_t entity, const Standing *standing, uint32_t mode,
                                      uint32_t root)
{
    if (mode == MODE_BARE)
        return standing->bare ? ACCEPTABLE : NOT_ACCEPTABLE;
    // Thresholds are on the dossier under review alone.
    bool weak = mode >= MODE_STRICT && entity == 0 && standing->rank < mode_rank(review, entity, mode, root);
    return weak ? NOT_ACCEPTABLE : (Acceptability)standing->acceptability;
}

// ---- resolving claims (resolve.c, resolve_sets.c) ----
typedef enum CellState { CELL_KNOWN, CELL_MISSING, CELL_EXPIRED, CELL_NOT_ACCEPTED, CELL_CONTESTED } CellState;
// What the claims about an attribute of one row come to, with why where it is unknown. value is that of the image.
CellState resolve_cell(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row, int64_t *value);
// Likewise of an entity that is not under review, which has one row: whether it is known.
bool resolve_entity(Review *review, uint32_t entity, const SlotInfo *slot, int64_t *value);
const ResolvedColumn *resolve_column(Review *review, uint32_t slot);
static inline const ResolvedColumn *own_column(Review *review, uint32_t slot)
{
    return review->columns_ready[slot] ? &review->columns[slot] : resolve_column(review, slot);
}
const ResolvedSets *own_sets(Review *review, uint32_t slot);
// Why a set of one row is open, and why an element of it may be in.
typedef struct SetCell {
    bool closed;
    CellState open_why; // CELL_KNOWN: it is claimed as open
} SetCell;
SetCell resolve_set(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row);
// Whether an element (by its place in the column) is in: true, false, or unknown with why.
// The parts that references alone name, where the attribute is one of their key: that is known of them, whoever names them. Null:
// none, or another attribute.
const ImageSection *bare_section(const Review *review, Text image, uint32_t attribute);
Truth resolve_element(Review *review, uint32_t entity, const SlotInfo *slot, uint32_t row, uint32_t element, CellState *why);
// Claims of any rank: whether there is an acceptable one, whether they disagree.
bool cell_declared(Review *review, uint32_t entity, uint32_t attribute, uint32_t row);
bool cell_disputed(Review *review, uint32_t entity, uint32_t attribute, uint32_t row);
bool set_declared(Review *review, uint32_t entity, uint32_t attribute, uint32_t row);
bool set_disputed(Review *review, uint32_t entity, uint32_t attribute, uint32_t row);
// Who claims the set of a row: how many, and each as its submission * 2, + 1 where it says that this is all.
uint32_t set_claim_count(Text image, uint32_t attribute, uint32_t row);
uint32_t set_claim(Text image, uint32_t attribute, uint32_t row, uint32_t index);
// The attribute of the subject under which a row stands, for thresholds.
uint32_t root_attribute(const Review *review, uint32_t entity, uint32_t attribute, uint32_t row);
// Claims that are looked at cost as rows do, where there are several about one thing: false where that is more than is left.
bool take_claims(Review *review, uint64_t count);
// Long texts that are gone through for one row after the other cost as more rows do.
static inline uint64_t text_cost(Text text)
{
    enum { BYTES_FOR_A_ROW = 64 };
    return text.length / BYTES_FOR_A_ROW;
}
// What the texts of a register's rows cost together.
uint64_t texts_cost(const Run *run, uint32_t number);
// What the claims about an attribute of one row cost; 0 where one submission speaks of it. Of a set: the claims of it, and those
// who list its elements.
uint64_t cell_cost(const Review *review, uint32_t entity, uint32_t attribute, uint32_t row);
uint64_t set_cost(Text image, const ImageColumn *column, uint32_t row);
// A value of an image as one of the review.
int64_t value_of_image(Review *review, uint32_t entity, const AttributeInfo *attribute, int64_t value);
// Splits a handle of the type that owns an attribute into entity and row.
static inline void split_handle(const Program *program, uint32_t attribute, int64_t handle, uint32_t *entity, uint32_t *row)
{
    bool part = program->types[program->attributes[attribute].owner].is_part;
    *entity = part ? handle_entity(handle) : (uint32_t)handle;
    *row = part ? handle_row(handle) : 0;
}

// Whether masks of a table of parts can be cut for a run of its rows without a shift: then the run serves as it lies (op_sets.c).
bool parts_are_cut(const Review *review, uint32_t type, uint64_t first, uint32_t rows);

// The elements of one row's set, in the image of an entity (op_sets.c).
typedef struct ElementRun {
    uint32_t entity, row, from, count;
    const ImageColumn *column;
} ElementRun;
ElementRun element_run(Review *review, uint32_t slot, int64_t handle);
// Pays for the claims about a set that is going to be read: false where the review may look at no more.
bool pay_for_set(Review *review, uint32_t slot, const ElementRun *elements);
int64_t element_value(Review *review, const AttributeInfo *attribute, const ElementRun *elements, uint32_t index);
Truth element_membership(Review *review, uint32_t slot, const ElementRun *elements, uint32_t index);
bool set_closed(Review *review, uint32_t slot, const ElementRun *elements);

// ---- operations ----
#define OP(name, result, a, b, c, frame, about) Operation op_##name;
#include "code/op.def"
#undef OP
// The operation of each instruction of a piece of code: that of its opcode, or one that does the same and is shorter, where what
// the code says of the operands allows it. Null for what skips.
Operation **select_operations(const Program *program, const CodeView *code, Arena *arena);
Operation *select_comparison(const CodeView *code, const Instr *instr); // op_compare.c; null: none but that of the opcode
// The operand that is a constant of the program and that the operation of a comparison takes from there, not from its register;
// NO_REGISTER: it reads all.
uint32_t unread_constant(const CodeView *code, const Instr *instr);
Operation *select_logic(const CodeView *code, const Instr *instr);                        // op_logic.c; likewise
Operation *select_of_root(const Instr *instr);                                            // op_root.c; likewise
Operation *select_read(const Program *program, const CodeView *code, const Instr *instr); // op_read.c; likewise
static inline bool is_skip(const Instr *instr)
{
    return instr->op == OP_SKIP_FALSE || instr->op == OP_SKIP_UNLESS;
}
// Rooms for a piece of code of a review; nothing has run yet.
void open_run(Run *run, Review *review, CodeView code, Operation *const *selected);
bool run_code(Run *run, uint32_t from, uint32_t to);
// Runs all that is always run, and what that needs.
bool run_spine(Run *run);
// Runs what waits and is needed by an instruction, a requirement or a question (by its place in schedule->first).
void run_list(Run *run, uint32_t list);
static inline void run_needs(Run *run, uint32_t list)
{
    if (run->schedule && run->schedule->first[list] != run->schedule->first[list + 1])
        run_list(run, list);
}

// A register for those who read it after the program has run: a constant that no operation read has not been given before.
static inline const Register *review_register(const Review *review, uint32_t number)
{
    const Run *run = &review->main;
    const Instr *instr = &run->code.instrs[number];
    if (instr->op == OP_NUMBER || instr->op == OP_TEXT)
        run->operations[number](&run->review->main, instr, &run->registers[number]);
    return &run->registers[number];
}

// ---- what is run (schedule.c) ----
// The registers that an instruction of the review reads, and the makers of the frames that it stands in. NO_REGISTER may come.
typedef void DependencyVisit(void *with, uint32_t number);
void each_dependency(const Program *program, uint32_t number, DependencyVisit *visit, void *with);
void schedule_program(Schedule *schedule, const Program *program, Operation *const *selected, Arena *arena);

#endif
