// SPDX-License-Identifier: MIT
// The verifier of code: abstract interpretation in one pass, which suffices as there are no jumps back. It infers the type of
// every register, and refuses what could lead the machine astray: operands that come later or lie in a region that may have been
// skipped, frames that do not fit, indices beyond their pools.
#include "code/verify.h"

#include "model/builtin.h"

static bool wrong(Verifier *verifier, const char *why)
{
    *verifier->reason = text_format(verifier->arena, "instruction %u%s: %s", verifier->at,
                                    verifier->code.accepts ? " of the acceptance" : "", why);
    return false;
}

bool verifier_encloses(const Verifier *verifier, uint32_t outer, uint32_t inner)
{
    while (inner > outer)
        inner = verifier->regions[inner].parent;
    return inner == outer;
}

// Whether what an earlier instruction made is there when the one under way runs.
static bool is_there(const Verifier *verifier, uint32_t instr)
{
    return instr < verifier->at && verifier_encloses(verifier, verifier->region_of[instr], verifier->region);
}

static bool frame_is_there(const Verifier *verifier, uint32_t frame)
{
    return frame == 0 || (frame < verifier->code.frame_count && is_there(verifier, verifier->code.frames[frame].maker));
}

bool verifier_is_ancestor(const Verifier *verifier, uint32_t ancestor, uint32_t frame)
{
    while (frame > ancestor)
        frame = verifier->code.frames[frame].parent;
    return frame == ancestor;
}

static bool holds(const RegisterType *type, RegisterContent content)
{
    return type->kind == OPERAND_VALUE && (type->content == content || type->content == CONTENT_NOTHING);
}

static bool fits(OperandKind wanted, const RegisterType *type)
{
    switch (wanted) {
    case OPERAND_NUMBER:
        return holds(type, CONTENT_NUMBER);
    case OPERAND_TEXT:
        return holds(type, CONTENT_TEXT);
    case OPERAND_HANDLE:
        return holds(type, CONTENT_HANDLE);
    case OPERAND_ELEMENT:
        return type->kind == OPERAND_VALUE || type->kind == OPERAND_WIDE;
    default:
        return type->kind == wanted;
    }
}

static bool index_fits(const Verifier *verifier, OperandKind kind, uint32_t index)
{
    const Program *program = verifier->program;
    switch (kind) {
    case OPERAND_NONE:
        return index == 0;
    case OPERAND_CONSTANT:
        return index < program->constants_count;
    case OPERAND_STRING:
        return index < program->strings_count;
    case OPERAND_SLOT:
        return index < program->slots_count && (program->slots[index].mode == MODE_UNCONDITIONED) == verifier->code.accepts;
    case OPERAND_LIST:
        return index < program->lists_count;
    case OPERAND_REGEX:
        return index < program->regexes_count;
    case OPERAND_TYPE:
        return index < program->types_count && !program->types[index].is_part;
    case OPERAND_FIELD:
        return index < SUBMISSION_FIELDS;
    case OPERAND_BUILTIN:
        return index < BUILTINS;
    case OPERAND_ROW:
        return index < program->table_rows_count;
    case OPERAND_PROFILE:
        return index < program->profiles_count;
    case OPERAND_ITEMS: // with their opcodes
    case OPERAND_COUNT:
        return true;
    case OPERAND_TRUTH:
    case OPERAND_NUMBER:
    case OPERAND_TEXT:
    case OPERAND_HANDLE:
    case OPERAND_VALUE:
    case OPERAND_ELEMENT:
    case OPERAND_WIDE:
    case OPERAND_RANGE:
    case OPERAND_TEXTS:
    case OPERAND_KINDS:
        break;
    }
    bug("a register is taken for an index");
}

// What reading an attribute gives, as content and type of a handle.
static void attribute_content(const AttributeInfo *attribute, RegisterType *type)
{
    switch (attribute->kind) {
    case TYPE_TEXT:
    case TYPE_VERSION:
    case TYPE_ADDRESS:
        type->content = CONTENT_TEXT;
        break;
    case TYPE_ENTITY:
    case TYPE_PART:
        type->content = CONTENT_HANDLE;
        type->type = attribute->target;
        break;
    default:
        type->content = CONTENT_NUMBER;
        break;
    }
}

static bool check_slot(Verifier *verifier, const Instr *instr, const RegisterType *handle, uint32_t slot, RegisterType *type)
{
    const Program *program = verifier->program;
    const AttributeInfo *attribute = &program->attributes[program->slots[slot].attribute];
    if (handle->type != attribute->owner && handle->content != CONTENT_NOTHING)
        return wrong(verifier, "an attribute of another type is read");
    bool many = attribute->flags & ATTRIBUTE_MANY, boolean = attribute->kind == TYPE_BOOLEAN;
    switch (instr->op) {
    case OP_READ_TRUTH:
        return (boolean && !many) || wrong(verifier, "the attribute is no truth value");
    case OP_READ:
        attribute_content(attribute, type);
        return (!boolean && !many) || wrong(verifier, "the attribute is no single value");
    case OP_ELEMENTS:
    case OP_LISTED:
        attribute_content(attribute, type);
        return many || wrong(verifier, "the attribute is no set");
    case OP_REACH:
        type->type = attribute->owner;
        return ((attribute->kind == TYPE_ENTITY || attribute->kind == TYPE_PART) && attribute->target == attribute->owner) ||
               wrong(verifier, "the attribute leads elsewhere");
    default:
        return true;
    }
}

enum { MOST_NATIVE_ARGUMENTS = 3 };

// The opcode by which a native is called, by what it gives and how many it takes.
static Op op_of_native(OperandKind result, const OperandKind takes[MOST_NATIVE_ARGUMENTS])
{
    if (takes[2] != OPERAND_NONE)
        return OP_NATIVE_TRUTH_OF;
    return result == OPERAND_TRUTH   ? OP_NATIVE_TRUTH
           : result == OPERAND_WIDE  ? OP_NATIVE_WIDE
           : result == OPERAND_TEXTS ? OP_NATIVE_SET
                                     : OP_NATIVE;
}

static bool check_native(Verifier *verifier, const Instr *instr, RegisterType *type)
{
    static const struct {
        OperandKind result, takes[MOST_NATIVE_ARGUMENTS];
    } signatures[] = {
#define BUILTIN(name, result, a, b, c, why, unknown, about) {OPERAND_##result, {OPERAND_##a, OPERAND_##b, OPERAND_##c}},
#include "builtins.def"
#undef BUILTIN
    };
    OperandKind result = signatures[instr->c].result;
    const OperandKind *takes = signatures[instr->c].takes;
    if (op_of_native(result, takes) != (Op)instr->op)
        return wrong(verifier, "the native is called by another opcode");
    bool pool = instr->op == OP_NATIVE_TRUTH_OF;
    if (pool && instr->b != MOST_NATIVE_ARGUMENTS)
        return wrong(verifier, "the native takes another number of arguments");
    for (uint32_t i = 0; i < MOST_NATIVE_ARGUMENTS; i++) {
        if (takes[i] != OPERAND_NONE &&
            !fits(takes[i], &verifier->types[instr_register(verifier->program, instr, pool ? 3 + i : i)]))
            return wrong(verifier, "an argument of a native is of another kind");
    }
    type->content = result == OPERAND_TEXT || result == OPERAND_TEXTS ? CONTENT_TEXT : CONTENT_NUMBER;
    return true;
}

// What a field of a submission gives; false where it is not read so.
static bool field_content(const Program *program, SubmissionField field, RegisterType *type)
{
    type->type = 0;
    switch (field) {
    case SUBMISSION_KIND:
    case SUBMISSION_ON:
        type->content = CONTENT_NUMBER;
        return true;
    case SUBMISSION_TITLE:
    case SUBMISSION_SIGNER:
        type->content = CONTENT_TEXT;
        return true;
    case SUBMISSION_BY:
        type->content = CONTENT_HANDLE;
        type->type = program->head.by_type;
        return type->type != NO_INDEX;
    case SUBMISSION_ACCEPTABLE: // by an opcode of its own
    case SUBMISSION_FIELDS:
        break;
    }
    return false;
}

static bool same_content(const RegisterType *a, const RegisterType *b)
{
    bool nothing = a->content == CONTENT_NOTHING || b->content == CONTENT_NOTHING;
    return nothing || (a->content == b->content && a->type == b->type);
}

// Takes the items of an instruction from the pool. False where they lie outside.
static bool take_items(Verifier *verifier, const Instr *instr)
{
    const Program *program = verifier->program;
    if (instr->a > program->operands_count || instr->b > program->operands_count - instr->a ||
        instr->b > program->operands_count - verifier->items)
        return wrong(verifier, "the items lie outside of the pool");
    verifier->items += instr->b;
    for (uint32_t i = 0; i < instr->b; i++) {
        if (!is_there(verifier, program->operands[instr->a + i]))
            return wrong(verifier, "an item is not there");
    }
    return true;
}

bool verify_items(Verifier *verifier, const Instr *instr, uint32_t parent, RegisterType *type)
{
    const Program *program = verifier->program;
    if (!take_items(verifier, instr))
        return false;
    OperandKind kind = instr->op == OP_ITEMS ? OPERAND_VALUE : OPERAND_WIDE;
    if (!instr->b && kind == OPERAND_VALUE)
        type->content = CONTENT_NOTHING;
    for (uint32_t i = 0; i < instr->b; i++) {
        uint32_t item = program->operands[instr->a + i];
        if (verifier->types[item].kind != kind || verifier->types[item].frame != parent)
            return wrong(verifier, "an item is no register of this frame");
        if (i == 0)
            *type = (RegisterType){kind, verifier->types[item].content, verifier->types[item].type, type->frame};
        else if (!same_content(type, &verifier->types[item]))
            return wrong(verifier, "the items hold different things");
    }
    return true;
}

// What opcodes that take or give handles ask beside what their rows in the table say, and what they give. a: the first operand.
static bool check_handle(Verifier *verifier, const Instr *instr, const RegisterType *a, RegisterType *type)
{
    const Program *program = verifier->program;
    switch (instr->op) {
    case OP_SUBJECT:
        type->type = program->head.subject_type;
        return true;
    case OP_DOSSIER:
        type->type = HANDLE_ANY;
        return verifier->code.accepts || wrong(verifier, "there is no dossier under way in a review");
    case OP_ENTITY: {
        Text id = program_string(program, instr->a);
        type->type = instr->b;
        return id_is_valid(id) || wrong(verifier, "a text that can be no id");
    }
    case OP_ACCEPTABLE:
        if (verifier->code.accepts)
            return wrong(verifier, "a condition of acceptance asks for accepted claims");
        return a->type == HANDLE_SUBMISSION || a->content == CONTENT_NOTHING || wrong(verifier, "the handle is no submission");
    case OP_LISTED:
        if (verifier->code.accepts)
            return wrong(verifier, "a condition of acceptance asks what is listed");
        return check_slot(verifier, instr, a, instr->b, type);
    case OP_DECLARED:
    case OP_DISPUTED:
    case OP_READ_TRUTH:
    case OP_READ:
    case OP_ELEMENTS:
        return check_slot(verifier, instr, a, instr->b, type);
    case OP_REACH:
        return check_slot(verifier, instr, a, instr->c, type);
    case OP_FIELD:
        if (a->type != HANDLE_SUBMISSION && a->content != CONTENT_NOTHING)
            return wrong(verifier, "the handle is no submission");
        return field_content(program, (SubmissionField)instr->b, type) || wrong(verifier, "there is no such field");
    case OP_SUBMISSIONS: {
        bool entity = a->type == HANDLE_ANY || (a->type < program->types_count && !program->types[a->type].is_part);
        type->type = HANDLE_SUBMISSION;
        return entity || wrong(verifier, "submissions are about entities");
    }
    default:
        return true;
    }
}

// The same of all opcodes.
static bool check_content(Verifier *verifier, const Instr *instr, RegisterType *type)
{
    const Program *program = verifier->program;
    static const RegisterType none = {.kind = OPERAND_NONE};
    const RegisterType *a = instr->a < verifier->at ? &verifier->types[instr->a] : &none;
    switch (instr->op) {
    case OP_MEMBERS:
        type->content = (RegisterContent)program->lists[instr->a].content;
        return true;
    case OP_DISTINCT:
    case OP_CROSS:
    case OP_GATHER:
        *type = (RegisterType){type->kind, a->content, a->type, type->frame};
        return true;
    case OP_JOINED: {
        const RegisterType *b = &verifier->types[instr->b], *there = a->content == CONTENT_NOTHING ? b : a;
        *type = (RegisterType){type->kind, there->content, there->type, type->frame};
        return same_content(a, b) || wrong(verifier, "two sets of different things are joined");
    }
    case OP_CHOOSE:
        *type = (RegisterType){type->kind, verifier->types[instr->b].content, verifier->types[instr->b].type, type->frame};
        return same_content(type, &verifier->types[instr->c]) || wrong(verifier, "the branches hold different things");
    case OP_ROW:
        type->content = a->content;
        type->type = a->type;
        return a->frame == instr->frame || wrong(verifier, "a row of a table gives what has other rows");
    case OP_ROW_TRUTH:
        return a->frame == instr->frame || wrong(verifier, "a row of a table gives what has other rows");
    case OP_EQUAL:
        return same_content(a, &verifier->types[instr->b]) || wrong(verifier, "different things are compared");
    case OP_IN_LIST:
        return a->content == CONTENT_NOTHING || (RegisterContent)program->lists[instr->b].content == a->content ||
               wrong(verifier, "the list holds something else");
    case OP_DIVIDE:
        return instr->c == 0 || instr->c == 6 || instr->c == 12 || wrong(verifier, "no such scale");
    case OP_MULTIPLY_RANGE:
        return instr->c == 0 || instr->c == 6 || wrong(verifier, "no such scale");
    case OP_DATE_MONTHS:
    case OP_DATE_WORKING_DAYS: {
        int64_t count = program->constants[instr->b];
        if (count < -MOST_PERIOD || count > MOST_PERIOD)
            return wrong(verifier, "the period is too long");
        if (verifier->settable && verifier->settable[instr->b])
            return wrong(verifier, "the period is one that profiles set");
        return instr->op == OP_DATE_MONTHS || program->lists[instr->c].content == CONTENT_NUMBER ||
               wrong(verifier, "the holidays are no dates");
    }
    case OP_NATIVE:
    case OP_NATIVE_TRUTH:
    case OP_NATIVE_TRUTH_OF:
    case OP_NATIVE_WIDE:
    case OP_NATIVE_SET:
        return check_native(verifier, instr, type);
    default:
        return check_handle(verifier, instr, a, type);
    }
}

static bool makes_frame(uint16_t op)
{
    return op_infos[op].frame == FRAME_NEW;
}

// Whether a register has rows that lie below those of a frame.
static bool is_below(const Verifier *verifier, uint32_t operand, uint32_t parent)
{
    uint32_t below = verifier->types[operand].frame;
    return below != parent && verifier_is_ancestor(verifier, parent, below);
}

static bool check_new_frame(Verifier *verifier, const Instr *instr, RegisterType *type)
{
    const FrameInfo *frames = verifier->code.frames;
    if (instr->frame == 0 || frames[instr->frame].maker != verifier->at)
        return wrong(verifier, "the frame is made by another instruction");
    uint32_t parent = frames[instr->frame].parent, origin = frames[instr->frame].origin;
    if (!frame_is_there(verifier, parent))
        return wrong(verifier, "the frame above is not there");
    bool crosses = instr->op == OP_CROSS || instr->op == OP_CROSS_WIDE;
    if (crosses != (origin != NO_FRAME))
        return wrong(verifier, "a frame with an origin that it does not cross");
    switch (instr->op) {
    case OP_ITEMS:
    case OP_ITEMS_WIDE:
        return verify_items(verifier, instr, parent, type);
    case OP_MEMBERS:
        return parent == 0 || wrong(verifier, "a list stands below the root alone");
    case OP_ELEMENTS:
    case OP_LISTED:
    case OP_SUBMISSIONS:
        return verifier->types[instr->a].frame == parent || wrong(verifier, "the operand has other rows");
    case OP_NATIVE_SET: {
        uint32_t a = verifier->types[instr->a].frame, b = verifier->types[instr->b].frame;
        return ((a == parent || a == 0) && (b == parent || b == 0)) || wrong(verifier, "an operand has other rows");
    }
    case OP_CROSS:
    case OP_CROSS_WIDE: {
        if (!frame_is_there(verifier, origin) || origin == 0 || frames[origin].maker != instr->a)
            return wrong(verifier, "what is crossed makes no frame");
        uint32_t above = frames[origin].parent;
        bool reached = instr->b == 0 ? verifier_is_ancestor(verifier, above, parent)
                                     : instr->b == 1 && frames[parent].origin == above;
        return reached || wrong(verifier, "the crossed frame cannot be reached from here");
    }
    case OP_JOINED:
    case OP_JOINED_WIDE:
        return (is_below(verifier, instr->a, parent) && is_below(verifier, instr->b, parent)) ||
               wrong(verifier, "the operands have other rows");
    default: { // DISTINCT, REACH
        bool same = verifier->types[instr->a].frame == verifier->types[instr->b].frame;
        return (same && is_below(verifier, instr->a, parent)) || wrong(verifier, "the operands have other rows");
    }
    }
}

// Whether the frame that a made is one of the rows of b and of c.
static bool are_joined(const Verifier *verifier, const Instr *instr)
{
    const Instr *maker = &verifier->code.instrs[instr->a];
    return (maker->op == OP_JOINED || maker->op == OP_JOINED_WIDE) &&
           verifier->types[maker->a].frame == verifier->types[instr->b].frame &&
           verifier->types[maker->b].frame == verifier->types[instr->c].frame;
}

static bool check_frame(Verifier *verifier, const Instr *instr, RegisterType *type)
{
    const OpInfo *info = &op_infos[instr->op];
    const FrameInfo *frames = verifier->code.frames;
    type->frame = instr->frame;
    if (instr->frame >= verifier->code.frame_count)
        return wrong(verifier, "there is no such frame");
    if (info->frame == FRAME_NEW)
        return check_new_frame(verifier, instr, type);
    if (!frame_is_there(verifier, instr->frame))
        return wrong(verifier, "the frame is not there");
    uint32_t of_a = operand_is_register(info->operands[0]) ? verifier->types[instr->a].frame : 0;
    switch (info->frame) {
    case FRAME_ROOT:
        return instr->frame == 0 || wrong(verifier, "the result has one row");
    case FRAME_SAME:
        if (info->operands[0] == OPERAND_ITEMS && !take_items(verifier, instr))
            return false;
        for (uint32_t i = 0; i < instr_places(instr); i++) {
            uint32_t operand = instr_register(verifier->program, instr, i);
            uint32_t frame = operand != NO_REGISTER ? verifier->types[operand].frame : 0;
            if (frame != 0 && frame != instr->frame)
                return wrong(verifier, "an operand has other rows");
        }
        return true;
    case FRAME_UP: {
        bool second = operand_is_register(info->operands[1]), third = operand_is_register(info->operands[2]);
        bool fine = of_a != instr->frame && verifier_is_ancestor(verifier, instr->frame, of_a) &&
                    (!second || verifier->types[instr->b].frame == of_a) &&
                    (!third || verifier->types[instr->c].frame == instr->frame);
        return fine || wrong(verifier, "an operand has other rows");
    }
    case FRAME_DOWN: {
        bool pulled = instr->op == OP_PULL_TRUTH;
        bool fine = pulled ? frames[instr->frame].origin == of_a && of_a != 0
                           : of_a != instr->frame && verifier_is_ancestor(verifier, of_a, instr->frame);
        return fine || wrong(verifier, "the operand has other rows");
    }
    case FRAME_MADE:
    case FRAME_ABOVE: {
        uint16_t maker = verifier->code.instrs[instr->a].op;
        bool fine = makes_frame(maker) && maker != OP_CROSS && maker != OP_CROSS_WIDE;
        if (instr->op == OP_JOINED_TRUTH)
            fine = are_joined(verifier, instr);
        if (info->frame == FRAME_MADE)
            return (fine && of_a == instr->frame) || wrong(verifier, "the operand makes no such frame");
        bool sets = maker == OP_ELEMENTS || maker == OP_LISTED || maker == OP_REACH || maker == OP_NATIVE_SET;
        fine = sets && frames[of_a].parent == instr->frame;
        return fine || wrong(verifier, "the operand makes no frame below this one");
    }
    default: // NONE
        return instr->frame == 0 || wrong(verifier, "what has no result has no frame");
    }
}

bool verifier_open_region(Verifier *verifier, uint32_t parent, uint32_t end, uint32_t guard, uint16_t op)
{
    uint16_t depth = verifier->region_count ? (uint16_t)(verifier->regions[parent].depth + 1) : 0;
    if (depth > DEEPEST_REGION)
        return wrong(verifier, "skips stand too deep inside of each other");
    verifier->regions = arena_grow(verifier->arena, verifier->regions, verifier->region_count, &verifier->region_capacity,
                                   sizeof *verifier->regions);
    verifier->regions[verifier->region_count] = (RegionMark){parent, end, guard, op, depth};
    verifier->region = (uint32_t)verifier->region_count++;
    return true;
}

static bool check_skip(Verifier *verifier, const Instr *instr)
{
    const RegionMark *around = &verifier->regions[verifier->region];
    if (verifier->types[instr->a].frame != 0)
        return wrong(verifier, "a skip hangs on more than one row");
    if (instr->b == 0 || instr->b >= around->end - verifier->at)
        return wrong(verifier, "a skip leads out of its region");
    return true;
}

static bool check_instr(Verifier *verifier)
{
    const Instr *instr = &verifier->code.instrs[verifier->at];
    if (instr->op >= OPS)
        return wrong(verifier, "there is no such opcode");
    const OpInfo *info = &op_infos[instr->op];
    const uint32_t operands[3] = {instr->a, instr->b, instr->c};
    RegisterType *type = &verifier->types[verifier->at];
    for (int i = 0; i < 3; i++) {
        if (operand_is_register(info->operands[i])) {
            if (!is_there(verifier, operands[i]))
                return wrong(verifier, "an operand is not there");
            if (!fits(info->operands[i], &verifier->types[operands[i]]))
                return wrong(verifier, "an operand is of another kind");
        } else if (!index_fits(verifier, info->operands[i], operands[i])) {
            return wrong(verifier, "an operand leads outside of its pool");
        }
    }
    *type = (RegisterType){.kind = info->result};
    if (info->result == OPERAND_NUMBER || info->result == OPERAND_TEXT || info->result == OPERAND_HANDLE) {
        type->kind = OPERAND_VALUE;
        type->content = info->result == OPERAND_NUMBER ? CONTENT_NUMBER
                        : info->result == OPERAND_TEXT ? CONTENT_TEXT
                                                       : CONTENT_HANDLE;
    }
    return check_frame(verifier, instr, type) && check_content(verifier, instr, type);
}

bool verify_code(Verifier *verifier, uint32_t end)
{
    while (verifier->at < end) {
        while (verifier->at == verifier->regions[verifier->region].end)
            verifier->region = verifier->regions[verifier->region].parent;
        verifier->region_of[verifier->at] = verifier->region;
        if (!check_instr(verifier))
            return false;
        const Instr *instr = &verifier->code.instrs[verifier->at];
        if (instr->op == OP_SKIP_FALSE || instr->op == OP_SKIP_UNLESS) {
            if (!check_skip(verifier, instr) ||
                !verifier_open_region(verifier, verifier->region, verifier->at + 1 + instr->b, instr->a, instr->op))
                return false;
        }
        verifier->at++;
    }
    return true;
}

static bool no_code(Verifier *verifier, const char *why)
{
    *verifier->reason = text_of(why);
    return false;
}

bool verify_frames(Verifier *verifier)
{
    const CodeView *code = &verifier->code;
    if (!code->frame_count || code->frame_count > NO_FRAME)
        return no_code(verifier, "there is no root frame, or too many");
    const FrameInfo *root = &code->frames[0];
    if (root->parent != NO_FRAME || root->origin != NO_FRAME || root->maker != NO_REGISTER)
        return no_code(verifier, "the root frame hangs on another one");
    uint16_t *depths = arena_array(verifier->arena, code->frame_count, sizeof *depths);
    for (uint32_t i = 1; i < code->frame_count; i++) {
        const FrameInfo *frame = &code->frames[i];
        if (frame->parent >= i || frame->maker >= code->count || (frame->origin != NO_FRAME && frame->origin >= i))
            return no_code(verifier, "a frame stands before the one that it hangs on");
        const Instr *maker = &code->instrs[frame->maker];
        if (maker->op >= OPS || !makes_frame(maker->op) || maker->frame != i)
            return no_code(verifier, "a frame that no instruction makes");
        depths[i] = (uint16_t)(depths[frame->parent] + 1);
        if (depths[i] > DEEPEST_FRAME)
            return no_code(verifier, "frames stand too deep inside of each other");
    }
    return true;
}

void verifier_open(Verifier *verifier, const Program *program, CodeView code, Arena *arena, Text *reason)
{
    *verifier = (Verifier){
        .program = program, .code = code, .arena = arena, .settable = settable_constants(program, arena), .reason = reason};
    verifier->types = arena_array(arena, (size_t)code.count + 1, sizeof *verifier->types);
    verifier->region_of = arena_array(arena, (size_t)code.count + 1, sizeof *verifier->region_of);
}

bool verifier_main(Verifier *verifier, uint32_t end)
{
    if (end > verifier->code.count)
        return no_code(verifier, "the review ends behind its code");
    if (!verify_frames(verifier))
        return false;
    verifier_open_region(verifier, 0, end, NO_REGISTER, OPS);
    bool fine = verify_code(verifier, end);
    verifier->region = 0; // what is open at the end is open no longer
    return fine;
}
