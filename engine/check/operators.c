// SPDX-License-Identifier: MIT
// The type rules of literals and operators (nodes.def names them): inference from the operands; the side of a comparison that
// leans on the other one's type comes second.
#include "check/check.h"

#include "support/address.h"
#include "support/regex.h"
#include "support/version.h"
#include "versions/scheme.h"

static const Type BOOLEAN = {.kind = TYPE_BOOLEAN};

bool check_host_bits(Policy *policy, Text text, Span span)
{
    Address address;
    if (address_read(text, &address) != ADDRESS_HOST_BITS)
        return false;
    Diagnostic *bits = diagnose(policy->diagnostics, MESSAGE_HOST_BITS, span, 1, text);
    diagnostic_correct(bits, address_correction(policy->arena, &address));
    return true;
}

// The literal becomes the printed form, so that equal addresses are one text.
static void check_address(const Check *check, Expr *expr)
{
    Arena *arena = check->policy->arena;
    Address address;
    AddressFault fault = address_read(expr->literal.text, &address);
    TextBuilder printed = text_builder(arena);
    if (fault == ADDRESS_NONE) {
        Diagnostic *no = diagnose(check->policy->diagnostics, MESSAGE_NO_SUCH_ADDRESS, expr->span, 1, expr->literal.text);
        diagnostic_expect(no, text_of(address_expected));
        return;
    }
    if (check_host_bits(check->policy, expr->literal.text, expr->span))
        return;
    address_append(&printed, &address);
    expr->literal.text = text_built(&printed);
}

Type expr_literal_check(const Check *check, Expr *expr)
{
    if (expr->literal.type == TYPE_TEXT && check->expected.kind == TYPE_VERSION) {
        if (!version_is_text(expr->literal.text)) {
            Diagnostic *no = diagnose(check->policy->diagnostics, MESSAGE_NO_SUCH_VERSION, expr->span, 1, expr->literal.text);
            diagnostic_expect(no, text_of("1 to 255 bytes without white space and control characters, such as 1.2.3 or 1.1.1k"));
        }
        return (Type){.kind = TYPE_VERSION};
    }
    if (expr->literal.type == TYPE_TEXT && check->expected.kind == TYPE_ADDRESS) {
        check_address(check, expr);
        return (Type){.kind = TYPE_ADDRESS};
    }
    return (Type){.kind = expr->literal.type};
}

// Both sides of a comparison; the side that needs the other one's type comes second.
static Type check_sides(const Check *check, Expr *expr)
{
    bool right_first = check_leans_on_context(check, expr->left) && !check_leans_on_context(check, expr->right);
    Expr *first = right_first ? expr->right : expr->left, *second = right_first ? expr->left : expr->right;
    Type one = check_expr(check, first, NOTHING);
    if (one.kind == TYPE_NONE && check_leans_on_context(check, second))
        return NOTHING; // what it could be is not known: the other side is wrong
    Type other = check_expr(check, second, one);
    if (one.kind == TYPE_NONE || other.kind == TYPE_NONE)
        return NOTHING;
    if (check_told_apart(check, first, other))
        return NOTHING;
    if (one.many || other.many) {
        Diagnostic *sets = diagnose(check->policy->diagnostics, MESSAGE_SETS_COMPARED, expr->span, 0);
        diagnostic_correct(sets, text_of(one.many && other.many ? "compare their counts, or ask for `every x in A : x in B`"
                                                                : "compare its members, as `every x in A : x = …` does"));
        return NOTHING;
    }
    Type joined = type_join(one, other);
    if (joined.kind == TYPE_NONE && (one.kind == TYPE_PERIOD || other.kind == TYPE_PERIOD)) {
        const Expr *period = one.kind == TYPE_PERIOD ? first : second;
        Diagnostic *alone = diagnose(check->policy->diagnostics, MESSAGE_PERIOD_ALONE, period->span, 0);
        diagnostic_correct(alone, text_of("compare dates: one date, and the other one plus the period"));
    } else if (joined.kind == TYPE_NONE) {
        check_mismatch(check, second, one);
    }
    return joined;
}

// A version that is written, here or in a parameter, has a place in the order of SemVer, or none at all.
static void warn_of_order(const Check *check, const Expr *version)
{
    const VersionScheme *semver = version_scheme(text_of("semver"));
    const Decl *parameter = version->meaning.kind == MEANING_PARAMETER ? version->meaning.decl : NULL;
    const Expr *said = parameter ? parameter->value : version;
    bool written = said && said->kind == EXPR_LITERAL && said->literal.type == TYPE_TEXT && version_is_text(said->literal.text);
    if (written && !scheme_has(semver, said->literal.text)) {
        Diagnostic *never = diagnose(check->policy->diagnostics, MESSAGE_NOT_OF_SCHEME, version->span, 2, said->literal.text,
                                     text_of("semver"));
        if (parameter)
            diagnostic_also(never, said->span, "it is written here");
        diagnostic_correct(never, text_of("write `1.2.0`, or compare by `older(…)` in the order of its ecosystem"));
    }
}

Type expr_comparison_check(const Check *check, Expr *expr)
{
    Type type = check_sides(check, expr);
    bool order = expr->kind != EXPR_EQUAL && expr->kind != EXPR_DIFFERENT;
    if (order && type.kind == TYPE_VERSION) {
        warn_of_order(check, expr->left);
        warn_of_order(check, expr->right);
    }
    if (type.kind == TYPE_PERIOD) {
        diagnose(check->policy->diagnostics, MESSAGE_PERIOD_ALONE, expr->span, 0);
    } else if (order && type.kind != TYPE_NONE && !type_is_ordered(type)) {
        Diagnostic *unordered = diagnose(check->policy->diagnostics, MESSAGE_NOT_ORDERED, expr->span, 1,
                                         type_text(check->policy->arena, type));
        if (type.kind == TYPE_ENUM) {
            diagnostic_also(unordered, type.decl->word.span, "it is declared here");
            diagnostic_correct(unordered, text_of("declare it as `ordered type … = a < b`, if it has an order"));
        } else {
            diagnostic_expect(unordered, text_of("a number, a date, an instant, a duration, a version or an ordered type"));
        }
    }
    return BOOLEAN;
}

static Type report_operands(const Check *check, const Expr *expr, Type left, Type right)
{
    Arena *arena = check->policy->arena;
    Diagnostic *no = diagnose(check->policy->diagnostics, MESSAGE_NO_SUCH_OPERATION, expr->span, 3,
                              text_of(expr_infos[expr->kind].name), type_text(arena, left), type_text(arena, right));
    bool sum = expr->kind == EXPR_ADD || expr->kind == EXPR_SUBTRACT;
    diagnostic_expect(no, text_of(sum ? "two numbers or durations, or a date or an instant and a duration" : "two numbers"));
    if (sum && left.many && right.many)
        diagnostic_correct(no, text_of(expr->kind == EXPR_ADD ? "sets are joined by `union`"
                                                              : "what is not in a set is `{ e for e in … where e not in … }`"));
    else if (sum && left.kind == TYPE_TEXT && right.kind == TYPE_TEXT)
        diagnostic_correct(no, text_of("texts are put together in findings alone: `\"{a}/{b}\"`"));
    return NOTHING;
}

// The type of a sum or a difference, as LANGUAGE.md 4.1 lists them.
static Type sum_type(ExprKind kind, Type left, Type right)
{
    bool minus = kind == EXPR_SUBTRACT;
    if (type_is_number(left) && type_is_number(right))
        return type_join(left, right);
    TypeKind a = left.kind, b = right.kind;
    if (left.many || right.many)
        return NOTHING;
    if (a == TYPE_DATE && (b == TYPE_DURATION || b == TYPE_PERIOD))
        return left;
    if (!minus && b == TYPE_DATE && (a == TYPE_DURATION || a == TYPE_PERIOD))
        return right;
    if (a == TYPE_INSTANT && b == TYPE_DURATION)
        return left;
    if (!minus && a == TYPE_DURATION && b == TYPE_INSTANT)
        return right;
    if (a == TYPE_DURATION && b == TYPE_DURATION)
        return left;
    if (minus && a == b && (a == TYPE_DATE || a == TYPE_INSTANT))
        return (Type){.kind = TYPE_DURATION};
    return NOTHING;
}

Type expr_arithmetic_check(const Check *check, Expr *expr)
{
    Type left = check_expr(check, expr->left, NOTHING);
    Type right = check_expr(check, expr->right, NOTHING);
    if (left.kind == TYPE_NONE || right.kind == TYPE_NONE)
        return NOTHING;
    if (expr->kind == EXPR_ADD || expr->kind == EXPR_SUBTRACT) {
        Type sum = sum_type(expr->kind, left, right);
        return sum.kind == TYPE_NONE ? report_operands(check, expr, left, right) : sum;
    }
    if (!type_is_number(left) || !type_is_number(right))
        return report_operands(check, expr, left, right);
    if (expr->kind == EXPR_DIVIDE)
        return (Type){.kind = TYPE_DECIMAL};
    return type_join(left, right);
}

Type expr_negate_check(const Check *check, Expr *expr)
{
    Type type = check_expr(check, expr->left, NOTHING);
    if (type.kind == TYPE_NONE || type_is_number(type) || (type.kind == TYPE_DURATION && !type.many))
        return type;
    Diagnostic *no = diagnose(check->policy->diagnostics, MESSAGE_NOT_NEGATABLE, expr->span, 1,
                              type_text(check->policy->arena, type));
    diagnostic_expect(no, text_of("a number or a duration"));
    return NOTHING;
}

Type expr_range_check(const Check *check, Expr *expr)
{
    Type low = check_value(check, expr->left, check->expected);
    Type high = check_value(check, expr->right, check->expected);
    if (low.kind == TYPE_NONE || high.kind == TYPE_NONE)
        return NOTHING;
    if (check_told_apart(check, expr->left, high) || check_told_apart(check, expr->right, low))
        return NOTHING;
    Type type = type_join(low, high);
    if (type.kind == TYPE_NONE)
        check_mismatch(check, expr->right, low);
    else if (!type_is_ordered(type))
        diagnose(check->policy->diagnostics, MESSAGE_NOT_ORDERED, expr->span, 1, type_text(check->policy->arena, type));
    if (type.kind == TYPE_VERSION) {
        warn_of_order(check, expr->left);
        warn_of_order(check, expr->right);
    }
    return type.kind == TYPE_NONE ? type : type_many(type);
}

Type expr_in_check(const Check *check, Expr *expr)
{
    bool right_first = check_leans_on_context(check, expr->left) && !check_leans_on_context(check, expr->right);
    Type item = NOTHING;
    if (!right_first)
        item = check_expr(check, expr->left, NOTHING);
    if (item.many) {
        diagnose(check->policy->diagnostics, MESSAGE_SETS_COMPARED, expr->left->span, 0);
        return BOOLEAN;
    }
    bool range = expr->right->kind == EXPR_RANGE;
    Check ends = *check;
    ends.expected = item.kind == TYPE_INTEGER ? NOTHING : item; // an integer may lie between decimals
    Type set = range ? expr_range_check(&ends, expr->right)
                     : check_expr(check, expr->right, item.kind == TYPE_NONE ? item : type_many(item));
    expr->right->type = set;
    if (set.kind == TYPE_NONE)
        return BOOLEAN;
    if (!set.many) {
        Diagnostic *scalar = diagnose(check->policy->diagnostics, MESSAGE_NOT_A_SET, expr->right->span, 2,
                                      check_source(check, expr->right), type_text(check->policy->arena, set));
        diagnostic_expect(scalar, text_of("a set, a list or a range `a..b`"));
        return BOOLEAN;
    }
    if (right_first)
        item = check_expr(check, expr->left, type_item(set));
    else if (check_told_apart(check, expr->left, set))
        return BOOLEAN;
    if (range && (check_told_apart(check, expr->right->left, item) || check_told_apart(check, expr->right->right, item)))
        return BOOLEAN;
    if (item.kind != TYPE_NONE && type_join(item, type_item(set)).kind == TYPE_NONE)
        check_mismatch(check, right_first ? expr->left : expr->right, right_first ? type_item(set) : type_many(item));
    return BOOLEAN;
}

Type expr_pattern_check(const Check *check, Expr *expr)
{
    check_value(check, expr->left, (Type){.kind = TYPE_TEXT});
    if (expr->right->kind != EXPR_LITERAL || expr->right->literal.type != TYPE_TEXT) {
        Diagnostic *other = diagnose(check->policy->diagnostics, MESSAGE_PATTERN_NOT_A_LITERAL, expr->right->span, 0);
        diagnostic_expect(other, text_of("a text, best in backquotes"));
        return BOOLEAN;
    }
    expr->right->type = (Type){.kind = TYPE_TEXT};
    Text pattern = expr->right->literal.text;
    if (pattern.length > REGEX_LONGEST) {
        diagnose(check->policy->diagnostics, MESSAGE_BAD_PATTERN, expr->right->span, 1, text_of("it is longer than 4 KiB"));
        return BOOLEAN;
    }
    if (expr->kind == EXPR_LIKE)
        return BOOLEAN;
    RegexFault fault;
    Regex *regex = regex_open(pattern, check->policy->arena, &fault);
    regex_close(regex);
    if (!regex && !fault.reason.length)
        arena_exhausted(check->policy->arena);
    if (!regex) {
        Span at = expr->right->span;
        // In a raw text, and in one without escapes, the pattern's offsets are those of the source.
        if (at.end - at.start == pattern.length + 2) {
            at.start += 1 + (uint32_t)fault.offset;
            at.end = at.start + 1;
        }
        diagnose(check->policy->diagnostics, MESSAGE_BAD_PATTERN, at, 1, fault.reason);
    } else if (regex_may_explode(pattern)) {
        diagnose(check->policy->diagnostics, MESSAGE_PATTERN_MAY_EXPLODE, expr->right->span, 0);
    }
    return BOOLEAN;
}

Type expr_if_check(const Check *check, Expr *expr)
{
    Type expected = check->expected;
    check_boolean(check, expr->condition);
    bool second_first = check_leans_on_context(check, expr->yes) && !check_leans_on_context(check, expr->otherwise);
    Expr *first = second_first ? expr->otherwise : expr->yes, *second = second_first ? expr->yes : expr->otherwise;
    Type one = check_expr(check, first, expected);
    Type other = check_expr(check, second, expected.kind == TYPE_NONE ? one : expected);
    if (one.kind == TYPE_NONE || other.kind == TYPE_NONE)
        return NOTHING;
    if (check_told_apart(check, first, other))
        return NOTHING;
    if (one.many || other.many) {
        Diagnostic *sets = diagnose(check->policy->diagnostics, MESSAGE_IF_OF_SETS, expr->span, 0);
        diagnostic_correct(sets, text_of("put the condition behind `where`, or `if` around what asks the set"));
        return NOTHING;
    }
    Type joined = type_join(one, other);
    if (joined.kind == TYPE_NONE) {
        Diagnostic *differ = check_mismatch(check, second, one);
        if (one.kind == TYPE_BOOLEAN && second == expr->otherwise && second->kind == EXPR_LITERAL && other.kind == TYPE_TEXT)
            diagnostic_correct(differ,
                               text_of("`if` needs an `else` of its own before this one; a condition that binds only then is "
                                       "`a implies b`"));
    }
    if (joined.kind == TYPE_PERIOD) {
        diagnose(check->policy->diagnostics, MESSAGE_PERIOD_ALONE, expr->span, 0);
        return NOTHING;
    }
    return joined;
}

Type expr_holds_check(const Check *check, Expr *expr)
{
    Policy *policy = check->policy;
    if (check->place == PLACE_ACCEPT)
        diagnose(policy->diagnostics, MESSAGE_NOT_IN_ACCEPT, expr->span, 1, text_of("holds"));
    Decl *rule = policy_find(policy, check->module, SPACE_RULES, expr->word.name);
    if (rule)
        expr->meaning = (Meaning){.kind = MEANING_RULE, .decl = rule};
    else
        policy_unknown(policy, check->module, SPACE_RULES, expr->word, MESSAGE_UNKNOWN_RULE);
    return BOOLEAN;
}

Type expr_logic_check(const Check *check, Expr *expr)
{
    for (ExprChild at = expr_first(expr); at.expr; expr_next(&at))
        check_boolean(check, at.expr);
    return BOOLEAN;
}

Type expr_today_check(const Check *check, Expr *expr)
{
    (void)check;
    (void)expr;
    return (Type){.kind = TYPE_DATE};
}
