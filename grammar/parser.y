%{
// SPDX-License-Identifier: MIT
// The grammar: LALR(1) with LAC (bison). An action builds one node and nothing else; what needs more than a line stands behind
// nodes.h.
#include "nodes.h"

#include "stack.h"
%}

%define api.pure full
%define api.prefix {assize_}
%define api.token.prefix {TOKEN_}
%define api.location.type {Span}
%define api.value.type {SymbolValue}
%define parse.error custom
%define lr.default-reduction consistent
%define parse.lac full
%locations
%parse-param {Parser *parser}
%lex-param {Parser *parser}
%expect 0

%code requires {
#include "words.h"
}
%code provides {
// The grammar's name of a token.
const char *token_name(int token);
}

%token START_FILE START_FRAGMENT START_EXPRESSION
%token <text> BAD BAD_WORD OPEN_TEXT WORD COMMENT
%token <name> NAME LANGUAGE DECLARED_BY
%token <text> CODE CLAUSE_NUMBER INTEGER_LITERAL DECIMAL_LITERAL PERCENT_LITERAL TEXT_LITERAL DATE_LITERAL
%token <text> INSTANT_LITERAL
%token DIFFERENT AT_MOST AT_LEAST GIVES ELLIPSIS TO
%token IF THEN ELSE IMPLIES EVERY SOME NO OR AND NOT IN MATCHES LIKE IS UNION VIA LISTED COUNT SUM MIN MAX FOR WHERE
%token TODAY TRUE FALSE
%token <name> POLICY PROFILE LIBRARY VERSION REFINES TITLE AUTHORITY EFFECTIVE REVIEWS VALID USE INCLUDE SOURCE CLAUSE
%token <name> INFORMATIVE ASPECT TYPE ORDERED ENTITY PART KEY MANY REF CONFIDENTIAL EXTEND EVIDENCE RANK ACCEPT EXPIRE AFTER
%token <name> WHEN PARAMETER LOWER HIGHER STRICTER FIXED DEFINE NATIVE LIST FILE COLUMN TABLE UNIQUE FIRST INTERPRET RULE
%token <name> CITES SEVERITY WEIGHT AT LEAST EXCEPT BECAUSE CITING REQUIRE REMEDY WAIVABLE CRITICAL MAJOR MINOR ADVISORY
%token <name> WEIGHTS VERDICT OTHERWISE ANY OF PENALTY VIOLATED SATISFIED UNDETERMINED NOT_APPLICABLE EXCEPTED WAIVED ALSO SET
%token <name> STRENGTHEN WAIVE UNTIL DROP TEST ON GIVEN BY SIGNER FROM EXPECT WITH SCORE ALL NEEDS HOLDS DECLARED DISPUTED
%token <name> UNREADABLE BOOLEAN INTEGER DECIMAL TEXT DATE APPLIES FORMAT CHANGES INSTANT DURATION ADDRESS SECOND MINUTE HOUR
%token <name> DAY WEEK MONTH YEAR WORKING

%type <word> word code  <name> selectable_name  <words> path words keys selector kinds declared_by listed_by
%type <wording> wording finding clause_text clause_reason worded because  <text> text  <number> date duration
%type <kind> builtin_type unit severity status comparator equality membership aggregate quantor
%type <expr> expr consequence quantified condition disjunction conjunction negation comparison relation sum range product
%type <expr> minus closure postfix primary literal constant where  <exprs> exprs constants call_arguments
%type <binders> binders binder
%type <type> type  <attributes> attributes  <enum_values> enum_values ordered_values  <clauses> clauses
%type <cites> cites clause_numbers citing  <threshold> threshold  <arguments> parameters parameter_list  <ranks> ranks rank
%type <cells> cells cell  <cell_tests> cell_tests cell_test  <rows> rows
%type <outcomes> outcomes  <guard> guard guard_terms guard_term  <weights> weights  <amount> amount signed_amount
%type <steps> path_steps  <mapping_paths> mapping_path mapping_paths  <meant_words> meant_words meant_word
%type <mappings> mapping mapped mappings  <filled_types> filled_types filled_type  <text> member written_amount
%type <facts> facts  <fact_value> fact_value  <fact_items> fact_items
%type <decl> decl  <flag> not open confidential table_mode

%precedence NEEDS_AS_NAME
%precedence EXPECT GIVEN

%%

input:
    START_FILE header decls
  | START_FRAGMENT { parser_fragment(parser); } decls
  | START_EXPRESSION expr { parser->expr = $2; }
  ;

/* ---- headers (LANGUAGE.md 1) ---- */

header:
    POLICY word VERSION text  { parser_header(parser, FILE_POLICY, $2, $4, span_join(@1, @4)); }  '{' header_fields '}'
  | PROFILE word VERSION text REFINES word text
        { parser_header(parser, FILE_PROFILE, $2, $4, span_join(@1, @7)); parser_refines(parser, $6, $7, span_join(@6, @7)); }
    '{' header_fields '}'
  | LIBRARY path              { parser_library(parser, words_reversed($2), @$); }
  ;

header_fields: %empty | header_fields header_field | header_fields error ;

header_field:
    TITLE wording                 { parser_header_wording(parser, &parser->file->header.title, $2, @1); }
  | AUTHORITY wording             { parser_header_wording(parser, &parser->file->header.authority, $2, @1); }
  | EFFECTIVE date                { parser_effective(parser, $2, NULL, @$); }
  | EFFECTIVE date UNTIL date     { parser_effective(parser, $2, &$4, @$); }
  | VALID FOR duration            { parser_valid_for(parser, $3, @$); }
  | REVIEWS word ':' word         { parser_reviews(parser, $2, $4, @$); }
  | APPLIES WHEN expr             { parser_applies(parser, $3, @$); }
  ;

/* ---- declarations (LANGUAGE.md 3 and 5) ---- */

decls: %empty | decls decl { parser_add(parser, $2); } | decls error ;

decl:
    USE path                      { $$ = tree_decl(parser->tree, DECL_USE, (Word){0}, @$); $$->path = words_reversed($2); }
  | INCLUDE text                  { $$ = tree_decl(parser->tree, DECL_INCLUDE, (Word){0}, @$); $$->include = $2; }
  | SOURCE word wording '{' clauses '}'
        { $$ = tree_decl(parser->tree, DECL_SOURCE, $2, @$); $$->source_title = $3; $$->clauses = clauses_reversed($5); }
  | ASPECT word wording           { $$ = tree_decl(parser->tree, DECL_ASPECT, $2, @$); $$->aspect_title = $3; }
  | TYPE word '=' enum_values     { $$ = parser_enum(parser, $2, enum_values_reversed($4), false, @$); }
  | ORDERED TYPE word '=' ordered_values { $$ = parser_enum(parser, $3, enum_values_reversed($5), true, @$); }
  | ENTITY word '{' attributes '}' { $$ = parser_entity(parser, DECL_ENTITY, $2, NULL, attributes_reversed($4), @$); }
  | PART word keys '{' attributes '}' { $$ = parser_entity(parser, DECL_PART, $2, $3, attributes_reversed($5), @$); }
  | EXTEND NAME '{' attributes '}' { $$ = parser_entity(parser, DECL_EXTEND, (Word){$2, @2}, NULL, attributes_reversed($4), @$); }
  | EVIDENCE { parser_open(parser, DECL_EVIDENCE, (Word){0}, @1); } '{' evidence_items '}' { $$ = parser_close(parser, @$); }
  | EXTEND EVIDENCE { parser_open(parser, DECL_EVIDENCE, (Word){0}, @1); } '{' evidence_items '}'
        { $$ = parser_close(parser, @$); $$->evidence.extends = true; }
  | PARAMETER word ':' type '=' constant ',' { parser_open(parser, DECL_PARAMETER, $2, @$); } direction documented
        { $$ = parser_close(parser, @$); $$->parameter_type = $4; $$->value = $6; }
  | DEFINE word parameters result_type '=' expr { $$ = parser_define(parser, $2, $3, $6, @$); }
  | NATIVE DEFINE word parameters result_type { $$ = parser_define(parser, $3, $4, NULL, @$); }
  | LIST word ':' type '=' '{' constants '}' { $$ = parser_list(parser, $2, $4, exprs_reversed($7), @$); }
  | LIST word ':' type '=' FILE text { $$ = parser_list_file(parser, $2, $4, $7, @7, @$); }
  | LIST word ':' type '=' FILE text COLUMN text
        { $$ = parser_list_file(parser, $2, $4, $7, @7, @$); $$->list_column = $9; $$->list_column_span = @9; }
  | TABLE word parameters ':' type table_mode '{' rows '}' { $$ = parser_table(parser, $2, $3, $5, $6, rows_reversed($8), @$); }
  | RULE code wording { parser_open_rule(parser, DECL_RULE, $2, $3, @$); } '{' rule_fields '}' { $$ = parser_close(parser, @$); }
  | WEIGHTS '{' weights '}'
        { $$ = tree_decl(parser->tree, DECL_WEIGHTS, (Word){0}, @$); $$->weights = weights_reversed($3); }
  | VERDICT '{' outcomes '}'
        { $$ = tree_decl(parser->tree, DECL_VERDICT, (Word){0}, @$); $$->outcomes = outcomes_reversed($3); }
  | TEST text ON date { parser_open_test(parser, $2, $4, @4, @$); } '{' test_items '}' { $$ = parser_close(parser, @$); }
  | SET word '=' constant         { $$ = tree_decl(parser->tree, DECL_SET, $2, @$); $$->set_value = $4; }
  | STRENGTHEN code { parser_open_rule(parser, DECL_STRENGTHEN, $2, NULL, @$); } '{' strengthen_fields '}'
        { $$ = parser_close(parser, @$); }
  | WAIVE code UNTIL date because { $$ = parser_waive(parser, $2, $4, $5, @$); }
  | INTERPRET code ON date wording { $$ = parser_interpret_rule(parser, $2, $4, $5, @$); }
  | INTERPRET word CLAUSE_NUMBER ON date wording { $$ = parser_interpret(parser, $2, $3, @3, $5, $6, @$); }
  | FORMAT word '{' filled_types '}' { $$ = parser_format(parser, $2, filled_types_reversed($4), @$); }
  | CHANGES text because { parser_open_changes(parser, $2, @2, $3, @$); } '{' expectations '}'
        { $$ = parser_close(parser, @$); }
  | NAME ALSO WHEN guard          { $$ = tree_decl(parser->tree, DECL_ALSO, (Word){$1, @1}, @$); $$->also_guard = $4; }
  ;

clauses:
    %empty                        { $$ = NULL; }
  | clauses CLAUSE CLAUSE_NUMBER wording clause_text clause_reason { $$ = parser_clause(parser, $1, $3, @3, $4, $5, $6); }
  | clauses error
  ;

clause_text: %empty { $$ = NULL; } | wording ;
clause_reason: %empty { $$ = NULL; } | INFORMATIVE wording { $$ = $2; parser_says_something(parser, $2, "informative"); } ;

enum_values:
    word worded                   { $$ = parser_enum_value(parser, NULL, $1, $2); }
  | enum_values '|' word worded   { $$ = parser_enum_value(parser, $1, $3, $4); }
  ;

ordered_values:
    word worded                   { $$ = parser_enum_value(parser, NULL, $1, $2); }
  | ordered_values '<' word worded { $$ = parser_enum_value(parser, $1, $3, $4); }
  ;

worded: %empty { $$ = NULL; } | wording ;

keys: %empty { $$ = NULL; } | KEY words { $$ = words_reversed($2); } ;

attributes:
    %empty                        { $$ = NULL; }
  | attributes NAME ':' type confidential { $$ = parser_attribute(parser, $1, (Word){$2, @2}, $4, $5); }
  | attributes error
  ;

confidential: %empty { $$ = false; } | CONFIDENTIAL { $$ = true; } ;

type:
    builtin_type                  { $$ = (TypeNode){.kind = (TypeKind)$1, .span = @$}; }
  | NAME                          { $$ = (TypeNode){.name = {$1, @1}, .span = @$}; }
  | other                         { $$ = (TypeNode){.name = {$<name>1, @1}, .span = @$}; }
  | MANY type                     { $$ = parser_many(parser, $2, @$); }
  | REF word                      { $$ = (TypeNode){.name = $2, .ref = true, .span = @$}; }
  ;

builtin_type:
    BOOLEAN { $$ = TYPE_BOOLEAN; } | INTEGER { $$ = TYPE_INTEGER; } | DECIMAL { $$ = TYPE_DECIMAL; } | TEXT { $$ = TYPE_TEXT; }
  | DATE { $$ = TYPE_DATE; } | INSTANT { $$ = TYPE_INSTANT; } | DURATION { $$ = TYPE_DURATION; } | VERSION { $$ = TYPE_VERSION; }
  | ADDRESS { $$ = TYPE_ADDRESS; }
  ;

/* ---- evidence (LANGUAGE.md 3.3) ---- */

evidence_items: %empty | evidence_items evidence_item | evidence_items error ;

evidence_item:
    BY word                       { parser_evidence_by(parser, $2); }
  | RANK ranks                    { parser_evidence_rank(parser, ranks_reversed($2)); }
  | ACCEPT words WHEN expr        { parser_accept(parser, words_reversed($2), $4, @$); }
  | EXPIRE word AFTER duration    { parser_expire(parser, $2, $4, @$); }
  ;

ranks: rank | ranks '<' rank      { $$ = $3; $$->next = $1; } ;
rank: words                       { $$ = parser_rank(parser, words_reversed($1), NULL); } ;

/* ---- parameters, definitions, tables (LANGUAGE.md 5) ---- */

direction:
    LOWER IS STRICTER             { parser->open->direction = DIRECTION_LOWER; }
  | HIGHER IS STRICTER            { parser->open->direction = DIRECTION_HIGHER; }
  | FIXED                         { parser->open->direction = DIRECTION_FIXED; }
  ;

documented: %empty | wording      { parser->open->about = $1; } ;
parameters: %empty { $$ = NULL; } | '(' ')' { $$ = NULL; } | '(' parameter_list ')' { $$ = arguments_reversed($2); } ;

parameter_list:
    word ':' type                 { $$ = parser_argument(parser, NULL, $1, $3); }
  | parameter_list ',' word ':' type { $$ = parser_argument(parser, $1, $3, $5); }
  ;

result_type: %empty { parser->result_written = false; } | ':' type { parser->result_written = true; parser->result = $2; } ;
table_mode: %empty { $$ = false; } | UNIQUE { $$ = false; } | FIRST { $$ = true; } ;

rows:
    %empty                        { $$ = NULL; }
  | rows cells GIVES constant     { $$ = parser_row(parser, $1, cells_reversed($2), $4, span_join(@2, @4)); }
  | rows error
  ;

cells: cell | cells ',' cell      { $$ = $3; $$->next = $1; } ;

cell:
    '_'                           { $$ = parser_cell(parser, NULL, @$); }
  | cell_tests                    { $$ = parser_cell(parser, cell_tests_reversed($1), @$); }
  ;

cell_tests: cell_test | cell_tests '|' cell_test { $$ = $3; $$->next = $1; } ;

cell_test:
    constant                      { $$ = parser_cell_test(parser, EXPR_EQUAL, $1, NULL); }
  | constant TO constant          { $$ = parser_cell_test(parser, EXPR_RANGE, $1, $3); }
  | comparator constant           { $$ = parser_cell_test(parser, (ExprKind)$1, $2, NULL); }
  ;

comparator:
    '<' { $$ = EXPR_LESS; } | AT_MOST { $$ = EXPR_AT_MOST; } | '>' { $$ = EXPR_GREATER; } | AT_LEAST { $$ = EXPR_AT_LEAST; }
  ;

/* ---- files that others make (LANGUAGE.md 5.10) ---- */

filled_types: %empty { $$ = NULL; } | filled_types filled_type { $$ = $2; $$->next = $1; } | filled_types error ;
filled_type:
    NAME FROM NAME '{' mappings '}' { $$ = parser_filled(parser, (Word){$1, @1}, (Word){$3, @3}, mappings_reversed($5), @$); } ;

mappings: %empty { $$ = NULL; } | mappings mapping { $$ = $2; $$->next = $1; } | mappings error ;

mapping:
    mapped                        { $$ = $1; $$->span = @$; }
  | mapped '{' meant_words '}'    { $$ = $1; $$->span = @$; $$->words = meant_words_reversed($3); }
  | mapped '{' mappings '}'       { $$ = $1; $$->span = @$; parser_block(parser, $$, mappings_reversed($3), span_join(@2, @4)); }
  ;

mapped: NAME FROM mapping_paths   { $$ = parser_mapping(parser, (Word){$1, @1}, mapping_paths_reversed($3)); } ;

meant_words: meant_word | meant_words ',' meant_word { $$ = $3; $$->next = $1; } ;
meant_word: text GIVES constant   { $$ = parser_meant(parser, $1, @1, $3); } ;

mapping_paths: mapping_path | mapping_paths '|' mapping_path { $$ = $3; $$->next = $1; } ;
mapping_path: path_steps          { $$ = parser_mapping_path(parser, steps_reversed($1), @$); } ;

path_steps:
    member                        { $$ = parser_step(parser, NULL, STEP_MEMBER, $1, (Text){0}, @1); }
  | path_steps '.' member         { $$ = parser_step(parser, $1, STEP_MEMBER, $3, (Text){0}, @3); }
  | path_steps '[' ']'            { $$ = parser_step(parser, $1, STEP_EACH, (Text){0}, (Text){0}, @2); }
  | path_steps '[' member '=' text ']' { $$ = parser_step(parser, $1, STEP_WHERE, $3, $5, @3); }
  | path_steps '[' text ']'       { $$ = parser_step(parser, $1, STEP_NAMED, (Text){0}, $3, @3); }
  ;

member: NAME { $$ = $1->text; } | text ;

/* ---- rules (LANGUAGE.md 5.1) ---- */

rule_fields: %empty | rule_fields rule_field | rule_fields error ;

rule_field:
    CITES cites                   { parser_cites(parser, cites_reversed($2), @$); }
  | ASPECT word                   { parser_aspect(parser, $2, @$); }
  | WHEN expr                     { parser_condition(parser, &parser->open->rule.whens, $2, NULL, NULL, @$); }
  | EXCEPT WHEN expr because citing { parser_except(parser, $3, $4, cites_reversed($5), @$); }
  | REMEDY wording                { parser_remedy(parser, $2, @$); }
  | WAIVABLE                      { parser_waivable(parser, @$); }
  | SEVERITY severity             { parser_severity(parser, (RuleSeverity)$2, @$); }
  | WEIGHT signed_amount          { parser_weight(parser, $2, @$); }
  | EVIDENCE AT LEAST threshold   { parser_threshold(parser, $4, @$); }
  | REQUIRE expr                  { parser_condition(parser, &parser->open->rule.requires, $2, NULL, NULL, @$); }
  | REQUIRE expr ELSE finding     { parser_condition(parser, &parser->open->rule.requires, $2, $4, NULL, @$); }
  ;

strengthen_fields: %empty | strengthen_fields strengthen_field | strengthen_fields error ;

strengthen_field:
    rule_field
  | DROP EXCEPT worded            { parser_condition(parser, &parser->open->rule.drops, NULL, $3, NULL, @$); }
  ;

threshold:
    word                          { $$ = parser_new_threshold(parser, $1, NULL, @$); }
  | word FOR words                { $$ = parser_new_threshold(parser, $1, words_reversed($3), @$); }
  ;

severity:
    CRITICAL { $$ = RULE_CRITICAL; } | MAJOR { $$ = RULE_MAJOR; } | MINOR { $$ = RULE_MINOR; } | ADVISORY { $$ = RULE_ADVISORY; }
  ;

cites:
    word clause_numbers           { $$ = parser_cite_source(NULL, $1, $2); }
  | cites ';' word clause_numbers { $$ = parser_cite_source($1, $3, $4); }
  ;

clause_numbers:
    CLAUSE_NUMBER                 { $$ = parser_cite(parser, NULL, $1, @1); }
  | clause_numbers ',' CLAUSE_NUMBER { $$ = parser_cite(parser, $1, $3, @3); }
  ;

citing: %empty { $$ = NULL; } | CITING cites { $$ = $2; } ;
finding: wording                  { $$ = $1; parser_finding(parser, $1); } ;
because: BECAUSE wording          { $$ = $2; parser_says_something(parser, $2, "because"); } ;

/* ---- the verdict (LANGUAGE.md 5.2) ---- */

weights:
    %empty                        { $$ = NULL; }
  | weights severity signed_amount comma
        { $3.span = span_join(@2, @3); $$ = parser_severity_weight(parser, $1, (RuleSeverity)$2, $3); }
  | weights error
  ;

comma: %empty | ',' ;

amount: written_amount { $$ = parser_amount(parser, $1, @$); } ;
written_amount: INTEGER_LITERAL | DECIMAL_LITERAL | PERCENT_LITERAL ;

signed_amount: amount | '-' amount { $$ = $2; $$.millionths = -$2.millionths; $$.span = @$; } ;

outcomes:
    %empty                        { $$ = NULL; }
  | outcomes word worded WHEN guard { $$ = parser_outcome(parser, $1, $2, $3, $5); }
  | outcomes word worded OTHERWISE { $$ = parser_outcome(parser, $1, $2, $3, NULL); }
  | outcomes error
  ;

guard: guard_terms | guard OR guard_terms { $$ = parser_guard_or(parser, $1, $3); } ;
guard_terms: guard_term | guard_terms AND guard_term { $$ = parser_guard_pair(parser, GUARD_AND, $1, $3); } ;

guard_term:
    ANY selector VIOLATED         { $$ = parser_guard(parser, GUARD_ANY, words_reversed($2), (Amount){0}, @$); }
  | COUNT OF selector VIOLATED AT_LEAST amount { $$ = parser_guard(parser, GUARD_COUNT, words_reversed($3), $6, @$); }
  | PENALTY AT_LEAST amount       { $$ = parser_guard(parser, GUARD_PENALTY, NULL, $3, @$); }
  | PENALTY OF word AT_LEAST amount { $$ = parser_guard(parser, GUARD_PENALTY, parser_word(parser, NULL, $3), $5, @$); }
  | code VIOLATED                 { $$ = parser_guard_rule(parser, $1, @$); }
  | '(' guard ')'                 { $$ = parser_guard_parenthesised($2); }
  ;

selector:
    %empty                        { $$ = NULL; }
  | selectable_name               { $$ = parser_word(parser, NULL, (Word){$1, @1}); }
  | selectable_name selectable_name { $$ = parser_word(parser, parser_word(parser, NULL, (Word){$1, @1}), (Word){$2, @2}); }
  ;

/* ---- tests (LANGUAGE.md 5.3) ---- */

test_items: %empty | test_items given | test_items expectation | test_items error ;
expectations: %empty | expectations expectation | expectations error ;

given:
    GIVEN word ':' word BY word ON date from '{' facts '}' { parser_given(parser, $2, $4, $6, $8, @8, facts_reversed($11), @$); }
  ;
expectation:
    EXPECT CODE status            { parser_expect_status(parser, (Word){tree_name(parser->tree, $2), @2}, $3, NULL, @$); }
  | EXPECT CODE status WITH text  { parser_expect_status(parser, (Word){tree_name(parser->tree, $2), @2}, $3, &$5, @$); }
  | EXPECT SCORE OF word IN signed_amount TO signed_amount { parser_expect_score(parser, $4, $6, $8, @$); }
  | EXPECT NEEDS path             { parser_expect_needs(parser, words_reversed($3), @$); }
  | EXPECT expr                   { parser_expect_true(parser, $2, @$); }
  ;

from:
    %empty                        { parser->from = (Word){0}; parser->from_text = (Text){0}; }
  | FROM word                     { parser->from = $2; parser->from_text = (Text){0}; }
  | FROM text                     { parser->from = (Word){NULL, @2}; parser->from_text = $2; }
  ;

status:
    SATISFIED { $$ = STATUS_SATISFIED; } | VIOLATED { $$ = STATUS_VIOLATED; } | UNDETERMINED { $$ = STATUS_UNDETERMINED; }
  | NOT_APPLICABLE { $$ = STATUS_NOT_APPLICABLE; } | EXCEPTED { $$ = STATUS_EXCEPTED; } | WAIVED { $$ = STATUS_WAIVED; }
  ;

facts:
    %empty                        { $$ = NULL; }
  | facts NAME ':' fact_value comma { $$ = parser_fact(parser, $1, (Word){$2, @2}, $4); }
  | facts error
  ;

fact_value:
    constant                      { $$ = (FactValue){.literal = $1, .span = @$}; }
  | UNREADABLE text               { $$ = parser_unreadable(parser, $2, @$); }
  | '{' facts '}'                 { $$ = (FactValue){.facts = facts_reversed($2), .is_part = true, .span = @$}; }
  | '[' ']'                       { $$ = (FactValue){.is_set = true, .span = @$}; }
  | '[' ELLIPSIS ']'              { $$ = (FactValue){.is_set = true, .open = true, .span = @$}; }
  | '[' fact_items open ']'       { $$ = (FactValue){.items = fact_items_reversed($2), .is_set = true, .open = $3, .span = @$}; }
  ;

open: %empty { $$ = false; } | ELLIPSIS { $$ = true; } | ',' ELLIPSIS { $$ = true; } ;

fact_items:
    fact_value                    { $$ = parser_fact_item(parser, NULL, $1); }
  | fact_items ',' fact_value     { $$ = parser_fact_item(parser, $1, $3); }
  | fact_items fact_value         { $$ = parser_fact_item(parser, $1, $2); parser_comma_missing(parser, @2); }
  ;

/* ---- expressions (LANGUAGE.md 4), loosest first ---- */

expr:
    quantified
  | disjunction
  | disjunction IMPLIES consequence { $$ = parser_binary(parser, EXPR_IMPLIES, $1, $3); }
  | disjunction IMPLIES disjunction IMPLIES consequence { $$ = parser_chained_implies(parser, $1, $3, $5, @4); }
  ;

consequence: quantified | disjunction ;

quantified:
    quantor binders ':' expr      { $$ = parser_quantifier(parser, (ExprKind)$1, binders_reversed($2), $4, @$); }
  | IF expr THEN expr ELSE expr   { $$ = parser_if(parser, $2, $4, $6, @$); }
  ;

quantor: EVERY { $$ = EXPR_EVERY; } | SOME { $$ = EXPR_SOME; } | NO { $$ = EXPR_NO; } ;
binders: binder | binders ',' binder { $$ = $3; $$->next = $1; } ;
binder: word IN sum where         { $$ = parser_binder(parser, $1, $3, $4); } ;
where: %empty { $$ = NULL; } | WHERE condition { $$ = $2; } ;

/* What runs to the right as far as it can would take the `,` or `:` behind it. */
condition: disjunction | disjunction IMPLIES disjunction { $$ = parser_binary(parser, EXPR_IMPLIES, $1, $3); } ;
disjunction: conjunction | disjunction OR conjunction { $$ = parser_or(parser, $1, $3); } ;
conjunction: negation | conjunction AND negation { $$ = parser_binary(parser, EXPR_AND, $1, $3); } ;
negation: comparison | NOT negation { $$ = parser_unary(parser, EXPR_NOT, $2, @$); } ;
comparison: sum | relation ;

relation:
    sum equality sum              { $$ = parser_binary(parser, (ExprKind)$2, $1, $3); }
  | sum membership range          { $$ = parser_binary(parser, (ExprKind)$2, $1, $3); }
  | sum MATCHES sum               { $$ = parser_binary(parser, EXPR_MATCHES, $1, $3); }
  | sum LIKE sum                  { $$ = parser_binary(parser, EXPR_LIKE, $1, $3); }
  | sum IS not DECLARED declared_by { $$ = parser_asked(parser, $3 ? EXPR_NOT_DECLARED : EXPR_DECLARED, $1, $5, @$); }
  | sum IS not DISPUTED           { $$ = parser_unary(parser, $3 ? EXPR_NOT_DISPUTED : EXPR_DISPUTED, $1, @$); }
  | relation equality sum         { $$ = parser_chained(parser, $1, $2, $3, @2); }
  ;

equality: comparator | '=' { $$ = EXPR_EQUAL; } | DIFFERENT { $$ = EXPR_DIFFERENT; } ;
membership: IN { $$ = EXPR_IN; } | NOT IN { $$ = EXPR_NOT_IN; } ;
range: sum | sum TO sum { $$ = parser_binary(parser, EXPR_RANGE, $1, $3); } ;
/* A token of its own: in a block of evidence `by` begins the next line (words.c). */
declared_by: %empty { $$ = NULL; } | DECLARED_BY kinds { $$ = $2; } ;
listed_by: %empty { $$ = NULL; } | BY kinds { $$ = $2; } ;
kinds: word { $$ = parser_word(parser, NULL, $1); } | '{' words '}' { $$ = words_reversed($2); } ;
not: %empty { $$ = false; } | NOT { $$ = true; } ;

sum:
    product
  | sum '+' product               { $$ = parser_binary(parser, EXPR_ADD, $1, $3); }
  | sum '-' product               { $$ = parser_binary(parser, EXPR_SUBTRACT, $1, $3); }
  | sum UNION product             { $$ = parser_binary(parser, EXPR_UNION, $1, $3); }
  ;

product:
    minus
  | product '*' minus             { $$ = parser_binary(parser, EXPR_MULTIPLY, $1, $3); }
  | product '/' minus             { $$ = parser_binary(parser, EXPR_DIVIDE, $1, $3); }
  ;

minus: closure | '-' minus        { $$ = parser_negate(parser, $2, @$); } ;
closure: postfix | closure VIA NAME { $$ = parser_member(parser, EXPR_VIA, $1, (Word){$3, @3}); } ;
postfix: primary | postfix '.' NAME { $$ = parser_member(parser, EXPR_MEMBER, $1, (Word){$3, @3}); } ;

primary:
    literal
  | word                          { $$ = parser_name(parser, $1); }
  | word '(' call_arguments ')'   { $$ = parser_call(parser, $1, exprs_reversed($3), @$); }
  | CODE HOLDS                    { $$ = parser_holds(parser, (Word){tree_name(parser->tree, $1), @1}, @$); }
  | TODAY                         { $$ = tree_expr(parser->tree, EXPR_TODAY, @$); }
  | LISTED '(' sum listed_by ')'  { $$ = parser_asked(parser, EXPR_LISTED, $3, $4, @$); }
  | COUNT '(' sum ')'             { $$ = parser_quantifier(parser, EXPR_COUNT, NULL, $3, @$); }
  | COUNT '(' binders ')'         { $$ = parser_quantifier(parser, EXPR_COUNT, binders_reversed($3), NULL, @$); }
  | aggregate '(' expr FOR binders ')' { $$ = parser_quantifier(parser, (ExprKind)$1, binders_reversed($5), $3, @$); }
  | '{' '}'                       { $$ = parser_set(parser, NULL, @$); }
  | '{' exprs '}'                 { $$ = parser_set(parser, exprs_reversed($2), @$); }
  | '{' expr FOR binders '}'      { $$ = parser_quantifier(parser, EXPR_COMPREHENSION, binders_reversed($4), $2, @$); }
  | '(' expr ')'                  { $$ = parser_parenthesised($2, @$); }
  ;

aggregate: SUM { $$ = EXPR_SUM; } | MIN { $$ = EXPR_MIN; } | MAX { $$ = EXPR_MAX; } ;
call_arguments: %empty { $$ = NULL; } | exprs ;
exprs: expr { $$ = parser_item(parser, NULL, $1); } | exprs ',' expr { $$ = parser_item(parser, $1, $3); } ;

literal:
    TRUE                          { $$ = tree_literal(parser->tree, TYPE_BOOLEAN, 1, (Text){0}, @$); }
  | FALSE                         { $$ = tree_literal(parser->tree, TYPE_BOOLEAN, 0, (Text){0}, @$); }
  | INTEGER_LITERAL               { $$ = parser_integer(parser, $1, @$); }
  | DECIMAL_LITERAL               { $$ = parser_decimal(parser, $1, @$); }
  | PERCENT_LITERAL               { $$ = parser_decimal(parser, $1, @$); }
  | text                          { $$ = tree_literal(parser->tree, TYPE_TEXT, 0, $1, @$); }
  | date                          { $$ = tree_literal(parser->tree, TYPE_DATE, $1, (Text){0}, @$); }
  | INSTANT_LITERAL               { $$ = parser_instant(parser, $1, @$); }
  | INTEGER_LITERAL unit          { $$ = parser_span_of_time(parser, $1, $2, @$); }
  ;

constant:
    literal
  | '-' literal                   { $$ = parser_negate(parser, $2, @$); }
  | word                          { $$ = parser_name(parser, $1); }
  | word '.' NAME                 { $$ = parser_member(parser, EXPR_MEMBER, parser_name(parser, $1), (Word){$3, @3}); }
  ;

constants:
    %empty                        { $$ = NULL; }
  | constant                      { $$ = parser_item(parser, NULL, $1); }
  | constants ',' constant        { $$ = parser_item(parser, $1, $3); }
  ;

/* ---- words ---- */

text: TEXT_LITERAL                { $$ = parser_text(parser, $1, @$); } ;

wording:
    TEXT_LITERAL                  { $$ = parser_wording(parser, $1, @$); }
  | wording LANGUAGE TEXT_LITERAL { $$ = parser_translation(parser, $1, $2, $3, @3); }
  ;

date: DATE_LITERAL                { $$ = parser_date(parser, $1, @$); } ;
duration: INTEGER_LITERAL unit    { $$ = parser_duration(parser, $1, $2, @$); } ;

unit:
    SECOND { $$ = TOKEN_SECOND; } | MINUTE { $$ = TOKEN_MINUTE; } | HOUR { $$ = TOKEN_HOUR; } | DAY { $$ = TOKEN_DAY; }
  | WEEK { $$ = TOKEN_WEEK; } | MONTH { $$ = TOKEN_MONTH; } | YEAR { $$ = TOKEN_YEAR; } | WORKING DAY { $$ = TOKEN_WORKING; }
  ;

code: CODE                        { $$ = (Word){tree_name(parser->tree, $1), @$}; } ;
path: word { $$ = parser_word(parser, NULL, $1); } | path '.' NAME { $$ = parser_word(parser, $1, (Word){$3, @3}); } ;
words: word { $$ = parser_word(parser, NULL, $1); } | words ',' word { $$ = parser_word(parser, $1, $3); } ;

/* Every word that is not reserved may be a name where a name is due. */
word:
    NAME                          { $$ = (Word){$1, @$}; }
  | type_word                     { $$ = (Word){$<name>1, @$}; }
  | severity_word                 { $$ = (Word){$<name>1, @$}; }
  | other                         { $$ = (Word){$<name>1, @$}; }
  | VIOLATED                      { $$ = (Word){$1, @$}; }
  | NEEDS %prec NEEDS_AS_NAME     { $$ = (Word){$1, @$}; }
  ;

selectable_name:
    NAME
  | type_word                     { $$ = $<name>1; }
  | severity                      { $$ = tree_name(parser->tree, text_of(rule_severity_names[$1])); }
  | other                         { $$ = $<name>1; }
  | NEEDS
  ;

type_word: BOOLEAN | INTEGER | DECIMAL | TEXT | DATE | INSTANT | DURATION | VERSION | ADDRESS | MANY | REF ;
severity_word: CRITICAL | MAJOR | MINOR | ADVISORY ;

/* All others; units of time are names wherever they do not follow a number (words.c). */
other:
      POLICY | PROFILE | LIBRARY | REFINES | TITLE | AUTHORITY | EFFECTIVE | REVIEWS | VALID | USE | INCLUDE | SOURCE | CLAUSE
    | INFORMATIVE | ASPECT | TYPE | ORDERED | ENTITY | PART | KEY | CONFIDENTIAL | EXTEND | EVIDENCE | RANK | ACCEPT | EXPIRE
    | AFTER | WHEN | PARAMETER | LOWER | HIGHER | STRICTER | FIXED | DEFINE | NATIVE | LIST | FILE | COLUMN | TABLE | UNIQUE
    | FIRST | INTERPRET | RULE | CITES | SEVERITY | WEIGHT | AT | LEAST | EXCEPT | BECAUSE | CITING | REQUIRE | REMEDY
    | WAIVABLE | WEIGHTS | VERDICT | OTHERWISE | ANY | OF | PENALTY | SATISFIED | UNDETERMINED | NOT_APPLICABLE | EXCEPTED
    | WAIVED | ALSO | SET | STRENGTHEN | WAIVE | APPLIES | FORMAT | CHANGES | UNTIL | DROP | TEST | ON | GIVEN | BY | SIGNER
    | FROM | EXPECT | WITH | SCORE | ALL | HOLDS | DECLARED | DISPUTED
  ;

%%

enum { MOST_SYMBOLS = 256 };

static int yyreport_syntax_error(const yypcontext_t *context, Parser *parser)
{
    yysymbol_kind_t kinds[MOST_SYMBOLS];
    Unexpected unexpected = {.span = *yypcontext_location(context), .found = yysymbol_name(yypcontext_token(context))};
    const char *symbols[MOST_SYMBOLS];
    int count = yypcontext_expected_tokens(context, kinds, MOST_SYMBOLS);
    for (int i = 0; i < count; i++)
        symbols[i] = yysymbol_name(kinds[i]);
    unexpected.symbols = symbols;
    unexpected.count = count > 0 ? (size_t)count : 0;
    report_unexpected(parser, &unexpected);
    return 0;
}

const char *token_name(int token)
{
    return yysymbol_name(YYTRANSLATE(token));
}
