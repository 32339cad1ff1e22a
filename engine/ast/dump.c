// SPDX-License-Identifier: MIT
// The pretty-printer of the tree's declarations, field by field. See dump.h.
#include "ast/dump_inside.h"

#include "support/calendar.h"

static void line(TextBuilder *to, int depth, const char *field)
{
    put(to, "\n");
    for (int i = 0; i < depth; i++)
        put(to, "  ");
    put(to, field);
}

static void put_wording(TextBuilder *to, const Wording *wording)
{
    for (; wording; wording = wording->next) {
        put(to, " ");
        if (wording->language) {
            text_append(to, wording->language->text);
            put(to, " ");
        }
        if (!wording->pieces) {
            dump_quoted(to, "", wording->text);
            continue;
        }
        for (const FindingPiece *piece = wording->pieces; piece; piece = piece->next) {
            dump_quoted(to, "", piece->text);
            dump_operand(to, piece->expr);
            put(to, piece->next ? " " : "");
        }
    }
}

static void put_words(TextBuilder *to, const WordList *words, const char *between)
{
    for (const WordList *word = words; word; word = word->next)
        put_word(to, word == words ? " " : between, word->word);
}

static void put_cites(TextBuilder *to, int depth, const char *field, const Cite *cite)
{
    for (; cite; cite = cite->next) {
        line(to, depth, field);
        put_word(to, "", cite->source);
        put(to, " ");
        text_append(to, cite->number);
    }
}

static void put_conditions(TextBuilder *to, const char *field, const Condition *condition)
{
    for (; condition; condition = condition->next) {
        line(to, 1, field);
        dump_operand(to, condition->expr);
        put_wording(to, condition->wording);
        put_cites(to, 2, "citing ", condition->citing);
    }
}

static void put_rule(TextBuilder *to, const Rule *rule)
{
    put_wording(to, rule->title);
    put_cites(to, 1, "cites ", rule->cites);
    line(to, 1, "aspect ");
    put_word(to, "", rule->aspect);
    line(to, 1, "severity ");
    put(to, rule_severity_names[rule->severity]);
    if (span_is_known(rule->weight.span)) {
        line(to, 1, "weight ");
        number_append(to, rule->weight.millionths, true);
    }
    for (const Threshold *threshold = rule->thresholds; threshold; threshold = threshold->next) {
        line(to, 1, "evidence at least ");
        put_word(to, "", threshold->kind);
        put_words(to, threshold->attributes, ", ");
    }
    put_conditions(to, "when", rule->whens);
    put_conditions(to, "except when", rule->excepts);
    put_conditions(to, "require", rule->requires);
    if (rule->remedy)
        line(to, 1, "remedy");
    put_wording(to, rule->remedy);
    if (rule->waivable)
        line(to, 1, "waivable");
}

static void put_attributes(TextBuilder *to, const Decl *decl)
{
    put_words(to, decl->keys, ", ");
    for (const Attribute *attribute = decl->attributes; attribute; attribute = attribute->next) {
        line(to, 1, "");
        put_word(to, "", attribute->word);
        put(to, " : ");
        dump_written(to, &attribute->written);
        put(to, attribute->confidential ? " confidential" : "");
    }
}

static void put_clauses(TextBuilder *to, const Clause *clause)
{
    for (; clause; clause = clause->next) {
        line(to, 1, "clause ");
        text_append(to, clause->number);
        put_wording(to, clause->heading);
        put_wording(to, clause->text);
        put(to, clause->reason ? " informative" : "");
        put_wording(to, clause->reason);
    }
}

static const char *const guard_names[] = {"and", "or", "any", "count", "violated", "penalty"};

static void put_guard_term(TextBuilder *to, const GuardNode *guard)
{
    put(to, "(");
    put(to, guard_names[guard->kind]);
    put_words(to, guard->words, " ");
    if (guard->code.name)
        put_word(to, " ", guard->code);
    if (span_is_known(guard->threshold.span)) {
        put(to, " ");
        number_append(to, guard->threshold.millionths, true);
    }
    put(to, ")");
}

// A row of terms nests to the left, and takes no stack.
static void put_guard(TextBuilder *to, const GuardNode *guard)
{
    const GuardNode **pairs = NULL;
    size_t count = 0, capacity = 0;
    for (; guard->left; guard = guard->left) {
        put(to, "(");
        put(to, guard_names[guard->kind]);
        put(to, " ");
        pairs = arena_grow(to->arena, (void *)pairs, count, &capacity, sizeof *pairs);
        pairs[count++] = guard;
    }
    put_guard_term(to, guard);
    while (count > 0) {
        put(to, " ");
        put_guard(to, pairs[--count]->right);
        put(to, ")");
    }
}

static void put_outcomes(TextBuilder *to, const Outcome *outcome)
{
    for (; outcome; outcome = outcome->next) {
        line(to, 1, "");
        put_word(to, "", outcome->word);
        put_wording(to, outcome->wording);
        put(to, " ");
        if (outcome->guard)
            put_guard(to, outcome->guard);
        else
            put(to, "otherwise");
    }
}

static void put_fact_value(TextBuilder *to, const FactValue *value);

static void put_facts(TextBuilder *to, const Fact *fact)
{
    put(to, "{");
    for (; fact; fact = fact->next) {
        put_word(to, " ", fact->word);
        put(to, ": ");
        put_fact_value(to, &fact->value);
    }
    put(to, " }");
}

static void put_fact_value(TextBuilder *to, const FactValue *value)
{
    if (value->is_set) {
        put(to, "[");
        for (const FactItem *item = value->items; item; item = item->next) {
            put(to, " ");
            put_fact_value(to, &item->value);
        }
        put(to, value->open ? " ... ]" : " ]");
    } else if (value->is_part) {
        put_facts(to, value->facts);
    } else if (value->literal) {
        expr_dump(value->literal, to);
    }
}

static void put_expect(TextBuilder *to, const Expect *expect)
{
    line(to, 1, "expect ");
    if (expect->kind != EXPECT_TRUE)
        put_word(to, "", expect->word);
    switch (expect->kind) {
    case EXPECT_STATUS:
        put(to, " ");
        put(to, status_names[expect->status]);
        if (expect->with.bytes)
            dump_quoted(to, " with ", expect->with);
        break;
    case EXPECT_SCORE:
        put(to, " score in ");
        number_append(to, expect->low.millionths, true);
        put(to, "..");
        number_append(to, expect->high.millionths, true);
        break;
    case EXPECT_NEEDS:
        put(to, "needs");
        put_words(to, expect->path, ".");
        break;
    case EXPECT_TRUE:
        expr_dump(expect->expr, to);
        break;
    case EXPECT_OUTCOME:
        break;
    }
}

static void put_test(TextBuilder *to, const Decl *decl)
{
    dump_quoted(to, " ", decl->test_title);
    put(to, " on ");
    date_append(to, decl->test_on);
    for (const Given *given = decl->givens; given; given = given->next) {
        line(to, 1, "given ");
        put_word(to, "", given->word);
        put_word(to, " : ", given->entity);
        put_word(to, " by ", given->kind);
        put(to, " on ");
        date_append(to, given->on);
        if (span_is_known(given->from_span)) {
            put(to, " from ");
            if (given->from.name)
                put_word(to, "", given->from);
            else
                dump_quoted(to, "", given->from_text);
        }
        put(to, " ");
        put_facts(to, given->facts);
    }
    for (const Expect *expect = decl->expects; expect; expect = expect->next)
        put_expect(to, expect);
}

static void put_arguments(TextBuilder *to, const Argument *argument)
{
    put(to, "(");
    for (const Argument *at = argument; at; at = at->next) {
        put_word(to, at == argument ? "" : ", ", at->variable->word);
        put(to, ": ");
        dump_written(to, &at->written);
    }
    put(to, ")");
}

static void put_define(TextBuilder *to, const Decl *decl)
{
    put_arguments(to, decl->arguments);
    if (decl->body)
        dump_operand(to, decl->body);
}

static void put_evidence(TextBuilder *to, const Evidence *evidence)
{
    put(to, evidence->extends ? " extended" : "");
    put_words(to, evidence->by, ", ");
    for (const RankLevel *level = evidence->ranks; level; level = level->next) {
        line(to, 1, "rank");
        put_words(to, level->kinds, ", ");
    }
    for (const Acceptance *accept = evidence->accepts; accept; accept = accept->next) {
        line(to, 1, "accept");
        put_words(to, accept->kinds, ", ");
        put(to, " when");
        dump_operand(to, accept->condition);
    }
    for (const Expiry *expiry = evidence->expires; expiry; expiry = expiry->next) {
        line(to, 1, "expire ");
        put_word(to, "", expiry->kind);
        put(to, " after ");
        duration_append(to, expiry->seconds);
    }
}

static void put_parameter(TextBuilder *to, const Decl *decl)
{
    static const char *const directions[] = {"fixed", "lower is stricter", "higher is stricter"};
    put(to, " : ");
    dump_written(to, &decl->parameter_type);
    put(to, " =");
    dump_operand(to, decl->value);
    put(to, ", ");
    put(to, directions[decl->direction]);
}

static void put_values(TextBuilder *to, const Decl *decl)
{
    put(to, decl->ordered ? " ordered" : "");
    for (const EnumValue *value = decl->values; value; value = value->next) {
        put_word(to, " ", value->word);
        put_wording(to, value->wording);
    }
}

static void put_interpretation(TextBuilder *to, const Decl *decl)
{
    put_cites(to, 1, "", decl->interpreted);
    line(to, 1, "on ");
    date_append(to, decl->interpreted_on);
    put_wording(to, decl->interpretation);
}

static void put_path(TextBuilder *to, const MappingPath *path)
{
    for (const PathStep *step = path->steps; step; step = step->next)
        step_append(to, step->kind, step->name, step->text, step == path->steps);
}

static void put_mappings(TextBuilder *to, int level, const Mapping *mapping)
{
    for (; mapping; mapping = mapping->next) {
        line(to, level, "");
        put_word(to, "", mapping->word);
        for (const MappingPath *path = mapping->paths; path; path = path->next) {
            put(to, path == mapping->paths ? " from " : " | ");
            put_path(to, path);
        }
        for (const MeantWord *word = mapping->words; word; word = word->next) {
            dump_quoted(to, " ", word->text);
            put(to, " =>");
            dump_operand(to, word->value);
        }
        put_mappings(to, level + 1, mapping->block);
    }
}

static void put_filled(TextBuilder *to, const FilledType *filled)
{
    for (; filled; filled = filled->next) {
        line(to, 1, "");
        put_word(to, "", filled->type);
        put_word(to, " from ", filled->record);
        put_mappings(to, 2, filled->mappings);
    }
}

static void put_list(TextBuilder *to, const Decl *decl)
{
    put(to, " : ");
    dump_written(to, &decl->item_written);
    if (span_is_known(decl->list_file_span))
        dump_quoted(to, " file ", decl->list_file);
    if (span_is_known(decl->list_column_span))
        dump_quoted(to, " column ", decl->list_column);
    for (const ExprList *item = decl->list_items; item; item = item->next)
        dump_operand(to, item->expr);
}

static void put_cell(TextBuilder *to, const Cell *cell)
{
    if (!cell->tests)
        put(to, " _");
    for (const CellTest *test = cell->tests; test; test = test->next) {
        put(to, test == cell->tests ? " " : " | ");
        if (test->relation == EXPR_EQUAL || test->relation == EXPR_RANGE) {
            expr_dump(test->value, to);
        } else {
            put(to, expr_infos[test->relation].name);
            dump_operand(to, test->value);
        }
        if (test->upper) {
            put(to, " ..");
            dump_operand(to, test->upper);
        }
    }
}

static void put_table(TextBuilder *to, const Decl *decl)
{
    put_arguments(to, decl->table_arguments);
    put(to, " : ");
    dump_written(to, &decl->table_result);
    put(to, decl->first ? " first" : "");
    for (const TableRow *row = decl->rows; row; row = row->next) {
        line(to, 1, "row");
        for (const Cell *cell = row->cells; cell; cell = cell->next) {
            put_cell(to, cell);
            put(to, cell->next ? "," : " =>");
        }
        dump_operand(to, row->result);
    }
}

static void put_weights(TextBuilder *to, const Weight *weight)
{
    for (; weight; weight = weight->next) {
        text_append_format(to, " %s ", rule_severity_names[weight->severity]);
        number_append(to, weight->amount.millionths, true);
    }
}

static void put_fields(TextBuilder *to, const Decl *decl)
{
    switch (decl->kind) {
    case DECL_USE:
        put_words(to, decl->path, ".");
        break;
    case DECL_INCLUDE:
        dump_quoted(to, " ", decl->include);
        break;
    case DECL_SOURCE:
        put_wording(to, decl->source_title);
        put_clauses(to, decl->clauses);
        break;
    case DECL_ASPECT:
        put_wording(to, decl->aspect_title);
        break;
    case DECL_ENUM:
        put_values(to, decl);
        break;
    case DECL_ENTITY:
    case DECL_PART:
    case DECL_EXTEND:
        put_attributes(to, decl);
        break;
    case DECL_EVIDENCE:
        put_evidence(to, &decl->evidence);
        break;
    case DECL_PARAMETER:
        put_parameter(to, decl);
        break;
    case DECL_DEFINE:
        put_define(to, decl);
        break;
    case DECL_LIST:
        put_list(to, decl);
        break;
    case DECL_RULE:
    case DECL_STRENGTHEN:
        put_rule(to, &decl->rule);
        break;
    case DECL_VERDICT:
        put_outcomes(to, decl->outcomes);
        break;
    case DECL_WEIGHTS:
        put_weights(to, decl->weights);
        break;
    case DECL_TEST:
        put_test(to, decl);
        break;
    case DECL_TABLE:
        put_table(to, decl);
        break;
    case DECL_INTERPRET:
        put_interpretation(to, decl);
        break;
    case DECL_FORMAT:
        put_filled(to, decl->filled);
        break;
    default: // what profiles have
        break;
    }
}

static void put_decl(TextBuilder *to, const Decl *decl)
{
    put(to, decl_names[decl->kind]);
    put_word(to, decl->word.name ? " " : "", decl->word);
    put_fields(to, decl);
    put(to, "\n");
}

static void put_header(TextBuilder *to, const Header *header)
{
    if (header->version.length)
        dump_quoted(to, " ", header->version);
    if (header->title)
        line(to, 1, "title");
    put_wording(to, header->title);
    if (header->authority)
        line(to, 1, "authority");
    put_wording(to, header->authority);
    if (span_is_known(header->effective_span)) {
        line(to, 1, "effective ");
        date_append(to, header->effective);
        if (header->until < INT64_MAX) {
            put(to, " until ");
            date_append(to, header->until);
        }
    }
    if (span_is_known(header->valid_span)) {
        line(to, 1, "valid for ");
        duration_append(to, header->valid_for);
    }
    if (header->subject) {
        line(to, 1, "reviews ");
        put_word(to, "", header->subject->word);
        put_word(to, " : ", header->subject_type);
    }
}

void tree_dump(const File *file, TextBuilder *to)
{
    static const char *const kinds[] = {"policy", "profile", "library", "fragment"};
    put(to, kinds[file->kind]);
    put_word(to, file->name.name ? " " : "", file->name);
    put_header(to, &file->header);
    put(to, "\n");
    for (const Decl *decl = file->decls; decl; decl = decl->next)
        put_decl(to, decl);
}
