// SPDX-License-Identifier: MIT
// Decision tables: the diagram of a table's cases (check/cases.h) as choices, shared as its nodes are. A node with many edges is
// a search tree: is the argument among the first half of them? Whatever an argument may be, known, unknown or anything in a
// range, those edges stay possible that it may take, and no others; so a choice that is unknown is known where all that is left
// gives the same.
#include "emit/emit.h"

#include "code/verify.h"

typedef struct Branch { // an edge, as the argument at hand has it
    Wide from;
    uint32_t target;
} Branch;

typedef struct TableCode {
    Emit *emit;
    const Decl *decl;
    const Value *arguments;
    Value *nodes; // by number in the diagram: what they come to
    Branch *branches;
    Span span;
} TableCode;

// What a row gives. Each has a node of its own, whatever others give: explanations tell which one it was.
static Value row_value(const TableCode *table, uint32_t number)
{
    Emit *emit = table->emit;
    const TableRow *row = table->decl->cases->rows[number];
    Type type = table->decl->table_result_type;
    Core constant = {.kind = CORE_CONSTANT, .span = row->span, .type = type, .literal = core_literal(row->result)};
    if (constant.literal.type == TYPE_INTEGER && type.kind == TYPE_DECIMAL) {
        constant.literal.type = TYPE_DECIMAL;
        constant.literal.number *= DECIMAL_ONE;
    }
    Value given = emit_constant_value(emit, &constant);
    Op op = given.kind == OPERAND_TRUTH ? OP_ROW_TRUTH : OP_ROW;
    given.node = node_plain(emit, op, 0, given.node, pool_table_row(emit->pools, row, type), 0, row->span);
    return given;
}

static Value target_value(const TableCode *table, uint32_t target)
{
    return target & CASE_ROW ? row_value(table, target & ~CASE_ROW) : table->nodes[target];
}

static bool is_named(Type type)
{
    return type.kind == TYPE_TEXT || type.kind == TYPE_VERSION || type.kind == TYPE_ADDRESS;
}

// Of a node's edges those that the argument can take. An integer that stands for a decimal takes none of those between two
// integers, and the others begin with the next one.
static uint32_t find_branches(const TableCode *table, const CaseNode *node)
{
    const TableCases *cases = table->decl->cases;
    const Wide *starts = cases->starts[node->argument];
    const Argument *argument = table->decl->table_arguments;
    for (uint32_t i = 0; i < node->argument; i++)
        argument = argument->next;
    bool whole = argument->variable->type.kind == TYPE_DECIMAL && table->arguments[node->argument].type.kind == TYPE_INTEGER;
    uint32_t count = 0;
    for (uint32_t i = 0; i < node->count; i++) {
        const CaseEdge *edge = &cases->diagram.edges[node->first + i];
        Wide from = starts[edge->from];
        if (whole)
            from = from / DECIMAL_ONE + (from > 0 && from % DECIMAL_ONE != 0);
        if (is_named(argument->variable->type))
            from = edge->from;
        if (count && from == table->branches[count - 1].from)
            count--;
        table->branches[count++] = (Branch){from, edge->target};
    }
    return count;
}

// Whether a text is one of those that begin with `from`, and stand before `end`.
static NodeId among_names(const TableCode *table, Value argument, const Text *names, Wide from, Wide end)
{
    Emit *emit = table->emit;
    int64_t *values = arena_array(emit->arena, (size_t)(end - from), sizeof *values);
    size_t count = 0;
    for (Wide i = from; i < end; i++)
        values[count++] = pool_string(emit->pools, names[i]);
    uint32_t list = pool_list(emit->pools, CONTENT_TEXT, values, count, NO_INDEX);
    return node_plain(emit, OP_IN_LIST, node_frame_of(emit, argument.node), argument.node, list, 0, table->span);
}

// Whether the argument of a node lies before a branch; those before `from` are ruled out.
static NodeId lies_before(const TableCode *table, uint32_t argument, Wide from, Wide end)
{
    Value value = table->arguments[argument];
    const Text *names = table->decl->cases->names[argument];
    if (value.kind == OPERAND_TRUTH) // false comes before true
        return node_same(table->emit, OP_NOT, value.node, 0, 0, table->span);
    if (is_named(value.type))
        return among_names(table, value, names, from, end);
    bool beyond = end > INT64_MAX;
    Value bound = value_constant(table->emit, value.type, (int64_t)(beyond ? INT64_MAX : end), table->span);
    return value_compare(table->emit, beyond ? OPERATION_AT_MOST : OPERATION_LESS, value, bound, table->span);
}

// What the branches [from, end) of a node come to, among which its argument lies.
static Value choose_among(const TableCode *table, uint32_t argument, uint32_t from, uint32_t end)
{
    if (end - from == 1)
        return target_value(table, table->branches[from].target);
    uint32_t middle = from + (end - from) / 2;
    NodeId before = lies_before(table, argument, table->branches[from].from, table->branches[middle].from);
    Value yes = choose_among(table, argument, from, middle);
    Value otherwise = choose_among(table, argument, middle, end);
    return value_choose(table->emit, before, yes, otherwise, table->decl->table_result_type, table->span);
}

Value table_value(Emit *emit, const Decl *decl, const Value *arguments, Span span)
{
    const Cases *diagram = &decl->cases->diagram;
    TableCode table = {.emit = emit, .decl = decl, .arguments = arguments, .span = span};
    table.nodes = arena_array(emit->arena, (size_t)diagram->node_count + 1, sizeof *table.nodes);
    uint32_t most = 1;
    for (uint32_t i = 0; i < diagram->node_count; i++)
        most = diagram->nodes[i].count > most ? diagram->nodes[i].count : most;
    table.branches = arena_array(emit->arena, most, sizeof *table.branches);
    for (uint32_t i = 0; i < diagram->node_count; i++) {
        const CaseNode *node = &diagram->nodes[i];
        table.nodes[i] = choose_among(&table, node->argument, 0, find_branches(&table, node));
    }
    return target_value(&table, diagram->root);
}
