// SPDX-License-Identifier: MIT
// Decision tables (LANGUAGE.md 5.9): the types of their cells and results; and that they answer every case, with one row. What
// the cells take is told to cases.h in pieces of the arguments' values, and what is wrong comes back as cases.
#include "check/check.h"

#include "check/cases.h"
#include "support/calendar.h"
#include "support/search.h"

#include <stdlib.h>

// Beyond whatever a number, a date or a duration can be computed to.
#define HIGHEST ((Wide)1 << 126)
#define LOWEST (-HIGHEST)

// ---- types ----

// Whether cells of a type may compare, and have ranges. Of versions it may be unknown which comes first.
static bool is_compared(Type type)
{
    return type_is_ordered(type) && type.kind != TYPE_VERSION;
}

// Whether the values of a type are told apart by what they are, and there are ever others.
static bool is_named(Type type)
{
    return type.kind == TYPE_TEXT || type.kind == TYPE_VERSION || type.kind == TYPE_ADDRESS;
}

static bool is_of_constants(Type type)
{
    return !type.many && (is_compared(type) || is_named(type) || type.kind == TYPE_BOOLEAN || type.kind == TYPE_ENUM);
}

static void check_type(Policy *policy, Type *type, Span span)
{
    if (type->kind == TYPE_NONE || is_of_constants(*type))
        return;
    Diagnostic *other = diagnose(policy->diagnostics, MESSAGE_TABLE_TYPE, span, 1, type_text(policy->arena, *type));
    diagnostic_expect(other, text_of("a single value of a type whose values can be written out"));
    *type = NOTHING;
}

static uint32_t check_arguments(Policy *policy, const Decl *decl)
{
    Once once;
    once_open(&once, policy->arena);
    uint32_t count = 0;
    for (const Argument *argument = decl->table_arguments; argument; argument = argument->next) {
        const Variable *variable = argument->variable;
        argument->variable->type = type_resolve(policy, decl->file->module, &argument->written);
        check_type(policy, &argument->variable->type, argument->written.span);
        once_declare(policy, &once, variable->word.name->text, variable->word.span);
        if (count++ == MOST_ARGUMENTS)
            diagnose(policy->diagnostics, MESSAGE_TOO_MANY_ARGUMENTS, variable->word.span, 0);
    }
    if (!count) {
        Diagnostic *none = diagnose(policy->diagnostics, MESSAGE_TABLE_WITHOUT_ARGUMENTS, decl->word.span, 1,
                                    decl->word.name->text);
        diagnostic_expect(none, text_of("what its rows tell apart, such as `table risk(zone: Exposure) : Level { … }`"));
    }
    return count;
}

static void check_test(CheckRun *run, const Decl *decl, const CellTest *test, Type type)
{
    Policy *policy = run->policy;
    bool compares = test->relation != EXPR_EQUAL;
    Type value = check_constant(run, decl->file->module, test->value, type);
    if (test->upper)
        check_constant(run, decl->file->module, test->upper, type);
    if (value.kind == TYPE_NONE || !compares || is_compared(type))
        return;
    if (type.kind == TYPE_VERSION) {
        Diagnostic *order = diagnose(policy->diagnostics, MESSAGE_CELL_OF_VERSIONS, test->value->span, 0);
        diagnostic_correct(order, text_of("give the table a boolean argument, and compare where it is called"));
        return;
    }
    Diagnostic *unordered = diagnose(policy->diagnostics, MESSAGE_NOT_ORDERED, test->value->span, 1,
                                     type_text(policy->arena, type));
    if (type.kind == TYPE_ENUM) {
        diagnostic_also(unordered, type.decl->word.span, "it is declared here");
        diagnostic_correct(unordered, text_of("declare it as `ordered type … = a < b`, if it has an order"));
    } else {
        diagnostic_expect(unordered, text_of("the values themselves, with `|` between them"));
    }
}

static void check_result(CheckRun *run, const Decl *decl, Expr *result)
{
    Type type = check_constant(run, decl->file->module, result, decl->table_result_type);
    bool widened = type.kind == TYPE_INTEGER && decl->table_result_type.kind == TYPE_DECIMAL && result->kind == EXPR_LITERAL;
    const int64_t most = INT64_MAX / DECIMAL_ONE;
    if (widened && (result->literal.number > most || result->literal.number < -most))
        diagnose(run->policy->diagnostics, MESSAGE_NUMBER_OUT_OF_RANGE, result->span, 0);
}

static void check_row(CheckRun *run, const Decl *decl, const TableRow *row, uint32_t arguments)
{
    Policy *policy = run->policy;
    const Argument *argument = decl->table_arguments;
    uint32_t count = 0;
    for (const Cell *cell = row->cells; cell; cell = cell->next, count++) {
        for (const CellTest *test = argument ? cell->tests : NULL; test; test = test->next)
            check_test(run, decl, test, argument->variable->type);
        argument = argument ? argument->next : NULL;
    }
    if (arguments && count != arguments) {
        Diagnostic *other = diagnose(policy->diagnostics, MESSAGE_ROW_CELLS, row->span, 1,
                                     text_format(policy->arena, count == 1 ? "%u cell" : "%u cells", count));
        diagnostic_expect(other, text_format(policy->arena, "%u: one for each argument; `_` takes any value", arguments));
        diagnostic_also(other, decl->word.span, "the table is declared here");
    }
    check_result(run, decl, row->result);
}

// ---- what cells take, in pieces ----

// The values of an argument, from the least one on; and where pieces of them begin that no cell tells apart. Of texts and the
// like: the number of those that cells name, and behind them all others.
typedef struct Values {
    Type type;
    TextIndex named;
    Wide low, high;
    Wide *starts;
    size_t count, capacity;
} Values;

typedef struct Interval {
    Wide from, to;
} Interval;

static Wide number_of(Values *values, const Expr *constant)
{
    if (is_named(values->type))
        return text_index_add(&values->named, constant->literal.text);
    if (constant->kind != EXPR_LITERAL)
        return constant->meaning.index;
    bool widened = constant->literal.type == TYPE_INTEGER && values->type.kind == TYPE_DECIMAL;
    return (Wide)constant->literal.number * (widened ? DECIMAL_ONE : 1);
}

static Interval interval_of(Values *values, const CellTest *test)
{
    Wide number = number_of(values, test->value);
    switch (test->relation) {
    case EXPR_RANGE:
        return (Interval){number, number_of(values, test->upper)};
    case EXPR_LESS:
        return (Interval){values->low, number - 1};
    case EXPR_AT_MOST:
        return (Interval){values->low, number};
    case EXPR_GREATER:
        return (Interval){number + 1, values->high};
    case EXPR_AT_LEAST:
        return (Interval){number, values->high};
    default:
        return (Interval){number, number};
    }
}

static void add_start(Policy *policy, Values *values, Wide start)
{
    values->starts = arena_grow(policy->arena, values->starts, values->count, &values->capacity, sizeof *values->starts);
    values->starts[values->count++] = start;
}

static int by_value(const void *a, const void *b)
{
    Wide x = *(const Wide *)a, y = *(const Wide *)b;
    return (x > y) - (x < y);
}

static void open_values(Policy *policy, Values *values, Type type)
{
    *values = (Values){.type = type, .low = LOWEST, .high = HIGHEST};
    text_index_open(&values->named, policy->arena);
    if (is_named(type) || type.kind == TYPE_BOOLEAN || type.kind == TYPE_ENUM)
        values->low = 0;
    if (type.kind == TYPE_BOOLEAN || type.kind == TYPE_ENUM)
        values->high = type.kind == TYPE_ENUM ? type.decl->value_count - 1 : 1;
    add_start(policy, values, values->low);
}

static void add_cell(Policy *policy, Values *values, const Cell *cell)
{
    for (const CellTest *test = cell->tests; test; test = test->next) {
        Interval interval = interval_of(values, test);
        if (test->upper && interval.from > interval.to) {
            Diagnostic *empty = diagnose(policy->diagnostics, MESSAGE_CELL_RANGE_EMPTY,
                                         span_join(test->value->span, test->upper->span), 0);
            diagnostic_expect(empty, text_of("the lower end first"));
        }
        add_start(policy, values, interval.from);
        add_start(policy, values, interval.to + 1);
    }
}

// Sorts where pieces begin; those behind the last value, and equal ones, go.
static void close_values(Values *values)
{
    size_t count = 0;
    qsort(values->starts, values->count, sizeof *values->starts, by_value);
    for (size_t i = 0; i < values->count; i++) {
        Wide start = values->starts[i];
        if (start >= values->low && start <= values->high && (!count || start != values->starts[count - 1]))
            values->starts[count++] = start;
    }
    values->count = count;
}

// The piece that begins with a value, or the number of pieces.
static uint32_t piece_at(const Values *values, Wide start)
{
    BinarySearch search = search_of(0, (int64_t)values->count);
    while (search_on(&search))
        search_narrow(&search, values->starts[search.middle] < start);
    return (uint32_t)search.low;
}

static int by_first_piece(const void *a, const void *b)
{
    const CaseRun *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

static CaseCell cell_runs(Policy *policy, Values *values, const Cell *cell)
{
    size_t count = 0, kept = 0;
    for (const CellTest *test = cell->tests; test; test = test->next)
        count++;
    CaseRun *runs = arena_array(policy->arena, count + 1, sizeof *runs);
    count = 0;
    for (const CellTest *test = cell->tests; test; test = test->next) {
        Interval interval = interval_of(values, test);
        if (interval.from <= interval.to)
            runs[count++] = (CaseRun){piece_at(values, interval.from), piece_at(values, interval.to + 1) - 1};
    }
    if (count)
        qsort(runs, count, sizeof *runs, by_first_piece);
    for (size_t i = 0; i < count; i++) {
        if (kept && runs[i].from <= runs[kept - 1].to + 1)
            runs[kept - 1].to = runs[i].to > runs[kept - 1].to ? runs[i].to : runs[kept - 1].to;
        else
            runs[kept++] = runs[i];
    }
    bool whole = kept == 1 && runs[0].from == 0 && runs[0].to + 1 == values->count;
    return (CaseCell){.runs = runs, .count = (uint32_t)kept, .any = !cell->tests || whole};
}

// ---- cases in words ----

static Text enum_value(const Decl *decl, Wide place)
{
    const EnumValue *value = decl->values;
    for (; place > 0; place--)
        value = value->next;
    return value->word.name->text;
}

static void append_value(TextBuilder *to, const Values *values, Wide number)
{
    Text name;
    switch (values->type.kind) {
    case TYPE_BOOLEAN:
        text_append_string(to, number ? "true" : "false");
        break;
    case TYPE_ENUM:
        text_append(to, enum_value(values->type.decl, number));
        break;
    case TYPE_DATE:
        date_append(to, number);
        break;
    case TYPE_INSTANT:
        instant_append(to, number);
        break;
    case TYPE_DURATION:
        duration_append(to, number);
        break;
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
        number_append(to, number, values->type.kind == TYPE_DECIMAL);
        break;
    default:
        if (number < values->named.count) {
            name = values->named.texts[number];
            text_append_format(to, "\"%.*s\"", (int)name.length, name.bytes);
        } else {
            text_append_format(to, "another %s", values->type.kind == TYPE_TEXT ? "text" : "one");
        }
        break;
    }
}

// What is said of one argument: `x = 5`, `x in 1..5`, `x < 1`. Of values without an order just the first.
static void append_run(TextBuilder *to, const Argument *argument, const Values *values, CaseRun run)
{
    bool last = run.to + 1 == values->count;
    Wide from = values->starts[run.from], until = last ? values->high : values->starts[run.to + 1] - 1;
    bool low = from > LOWEST, high = until < HIGHEST, one = from == until || !is_compared(values->type);
    if (run.from == 0 && last)
        return;
    if (to->length)
        text_append_string(to, ", ");
    text_append(to, argument->variable->word.name->text);
    text_append_string(to, one ? " = " : low && high ? " in " : low ? " >= " : " <= ");
    append_value(to, values, low ? from : until);
    if (!one && low && high) {
        text_append_string(to, "..");
        append_value(to, values, until);
    }
}

static Text case_text(Policy *policy, const Decl *decl, const Values *values, const CaseRun *where)
{
    TextBuilder text = text_builder(policy->arena);
    for (const Argument *argument = decl->table_arguments; argument; argument = argument->next)
        append_run(&text, argument, values++, *where++);
    return text.length ? text_built(&text) : text_of("anything");
}

// ---- the table ----

typedef struct Checked { // a table whose types are right
    Policy *policy;
    Decl *decl;
    const TableRow **rows;
    Values *values; // by argument
    CaseTable table;
} Checked;

static void report_overlap(const Checked *checked, const struct CaseOverlap *overlap)
{
    const TableRow *one = checked->rows[overlap->one], *other = checked->rows[overlap->other];
    Text where = case_text(checked->policy, checked->decl, checked->values, overlap->where);
    Diagnostic *both = diagnose(checked->policy->diagnostics, MESSAGE_ROWS_OVERLAP, other->span, 2,
                                checked->decl->word.name->text, where);
    diagnostic_also(both, one->span, "and this row fits it too");
    diagnostic_correct(
        both, text_of("part the rows, or write `first` behind the type of the result, if the first one that fits is meant"));
}

static void report_faults(const Checked *checked, const CaseFaults *faults)
{
    Policy *policy = checked->policy;
    const Decl *decl = checked->decl;
    if (faults->too_large) {
        Diagnostic *large = diagnose(policy->diagnostics, MESSAGE_TABLE_TOO_LARGE, decl->word.span, 1, decl->word.name->text);
        diagnostic_correct(large, text_of("split it into tables of fewer arguments, or let fewer rows overlap"));
        return;
    }
    for (uint32_t i = 0; i < faults->gap_count; i++) {
        Text where = case_text(policy, decl, checked->values, faults->gaps[i]);
        Diagnostic *gap = diagnose(policy->diagnostics, MESSAGE_TABLE_GAP, decl->word.span, 2, decl->word.name->text, where);
        diagnostic_expect(gap, text_of("a row for every case"));
    }
    for (uint32_t i = 0; i < faults->overlap_count; i++)
        report_overlap(checked, &faults->overlaps[i]);
    for (uint32_t row = 0; row < checked->table.rows && !faults->gap_count && !faults->overlap_count; row++) {
        if (!faults->reached[row])
            diagnose(policy->diagnostics, MESSAGE_ROW_NEVER, checked->rows[row]->span, 1, decl->word.name->text);
    }
}

// The values of each argument, parted by all cells that stand below it.
static void part_values(const Checked *checked)
{
    const Cell **cells = arena_array(checked->policy->arena, (size_t)checked->table.rows + 1, sizeof *cells);
    for (uint32_t row = 0; row < checked->table.rows; row++)
        cells[row] = checked->rows[row]->cells;
    Values *values = checked->values;
    for (const Argument *argument = checked->decl->table_arguments; argument; argument = argument->next, values++) {
        open_values(checked->policy, values, argument->variable->type);
        for (uint32_t row = 0; row < checked->table.rows; row++) {
            add_cell(checked->policy, values, cells[row]);
            cells[row] = cells[row]->next;
        }
        close_values(values);
    }
}

static void go_through_cases(Checked *checked)
{
    Arena *arena = checked->policy->arena;
    CaseTable *table = &checked->table;
    uint32_t *pieces = arena_array(arena, table->arguments, sizeof *pieces);
    CaseCell *cells = arena_array(arena, (size_t)table->arguments * table->rows + 1, sizeof *cells);
    for (uint32_t i = 0; i < table->arguments; i++)
        pieces[i] = (uint32_t)checked->values[i].count;
    size_t at = 0;
    for (uint32_t row = 0; row < table->rows; row++) {
        uint32_t argument = 0;
        for (const Cell *cell = checked->rows[row]->cells; cell; cell = cell->next)
            cells[at++] = cell_runs(checked->policy, &checked->values[argument++], cell);
    }
    table->pieces = pieces;
    table->cells = cells;
    CaseFaults faults;
    TableCases *cases = arena_take(arena, sizeof *cases);
    cases->diagram = cases_of(arena, table, &faults);
    report_faults(checked, &faults);
    cases->starts = arena_array(arena, table->arguments, sizeof *cases->starts);
    cases->names = arena_array(arena, table->arguments, sizeof *cases->names);
    for (uint32_t i = 0; i < table->arguments; i++) {
        cases->starts[i] = checked->values[i].starts;
        cases->names[i] = checked->values[i].named.texts;
    }
    cases->rows = checked->rows;
    cases->row_count = table->rows;
    checked->decl->cases = cases;
}

void check_table(CheckRun *run, Decl *decl)
{
    Policy *policy = run->policy;
    size_t errors = policy->diagnostics->errors;
    Checked checked = {.policy = policy, .decl = decl, .table = {.first = decl->first}};
    checked.table.arguments = check_arguments(policy, decl);
    decl->table_result_type = type_resolve(policy, decl->file->module, &decl->table_result);
    check_type(policy, &decl->table_result_type, decl->table_result.span);
    for (const TableRow *row = decl->rows; row; row = row->next, checked.table.rows++)
        check_row(run, decl, row, checked.table.arguments);
    if (policy->diagnostics->errors > errors || policy_misread(policy, decl->span))
        return;
    checked.rows = arena_array(policy->arena, (size_t)checked.table.rows + 1, sizeof *checked.rows);
    size_t count = 0;
    for (const TableRow *row = decl->rows; row; row = row->next)
        checked.rows[count++] = row;
    checked.values = arena_array(policy->arena, checked.table.arguments, sizeof *checked.values);
    part_values(&checked);
    if (policy->diagnostics->errors == errors)
        go_through_cases(&checked);
}
