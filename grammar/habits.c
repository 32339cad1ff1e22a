// SPDX-License-Identifier: MIT
// The table of habits. See habits.h.
#include "habits.h"

static const struct {
    HabitPlace place;
    const char *words[8];
    const char *correction;
} habits[] = {
    {HABIT_DECLARED, {"let", "var", "const", "val", "def", "function", "fn", "func"}, "`define` declares a value or a function"},
    {HABIT_DECLARED, {"import", "require", "using", "load"}, "`use` brings the declarations of a library"},
    {HABIT_DECLARED, {"class", "struct", "record", "object"}, "`entity` or `part` declares what has attributes"},
    {HABIT_DECLARED, {"enum", "enumeration"}, "an enumeration is declared as `type … = a | b | c`"},
    {HABIT_QUANTOR, {"all", "each", "for", "forall", "foreach"}, "did you mean `every`?"},
    {HABIT_QUANTOR,
     {"exists", "exist"},
     "`some x in … : …` asks whether there is one, `x.a is declared` whether there is a fact"},
    {HABIT_QUANTOR, {"any", "there"}, "did you mean `some`?"},
    {HABIT_QUANTOR, {"none"}, "did you mean `no`?"},
    {HABIT_QUANTOR, {"when"}, "did you mean `if`?"},
    {HABIT_QUANTOR, {"let", "var", "const", "val"}, "`define` declares a value, outside of the rule"},
    {HABIT_CALLED, {"exists", "exist", "any", "anyMatch"}, "`some x in … : …` asks whether there is one"},
    {HABIT_CALLED, {"all", "every", "forall", "allMatch"}, "`every x in … : …` asks it of all of them"},
    {HABIT_CALLED,
     {"length", "len", "size", "count"},
     "`count(…)` counts the members of a set, `length(…)` of std.text the characters of a text"},
    {HABIT_CALLED, {"filter", "map", "select", "collect"}, "`{ e for x in … where … }` makes a set"},
    {HABIT_CALLED,
     {"has", "includes", "contains", "member"},
     "`x in …` asks for a member of a set, `contains(…)` of std.text for a piece of a text"},
    {HABIT_CALLED, {"isEmpty", "is_empty", "empty", "isempty"}, "`count(…) = 0` asks whether a set is empty"},
    {HABIT_CALLED,
     {"newer", "later", "newer_than", "is_newer"},
     "`older(b, a, …)` of std.versions asks whether `a` is the newer one: its operands stand the other way round"},
    {HABIT_CALLED, {"now", "date", "current_date", "getdate"}, "the date of the review is `today`"},
    {HABIT_VALUE,
     {"null", "nil", "none", "None", "NULL", "undefined", "unknown"},
     "nothing is null: `x.a is declared` asks whether there is a fact"},
    {HABIT_VALUE, {"now"}, "the date of the review is `today`"},
    {HABIT_VALUE, {"True", "TRUE"}, "did you mean `true`?"},
    {HABIT_VALUE, {"False", "FALSE"}, "did you mean `false`?"},
    {HABIT_VALUE, {"yes"}, "did you mean `true`?"},
    {HABIT_OPERATOR, {"between"}, "a range is asked for by `x in a..b`"},
    {HABIT_OPERATOR,
     {"contains"},
     "`x in …` asks for a member of a set, `contains(whole, piece)` of std.text for a piece of a text"},
    {HABIT_OPERATOR,
     {"starts_with", "startsWith", "ends_with", "endsWith"},
     "it is called with both texts, as `starts_with(whole, piece)` or `ends_with(whole, piece)` of std.text"},
    {HABIT_OPERATOR,
     {"older", "newer", "before"},
     "`<` compares versions by SemVer and dates; `older(a, b, \"deb\")` of std.versions versions as an ecosystem orders them"},
    {HABIT_OPERATOR, {"includes", "has"}, "`x in …` asks for a member of a set"},
    {HABIT_OPERATOR, {"empty"}, "`count(…) = 0` asks whether a set is empty"},
    {HABIT_OPERATOR, {"unless"}, "what frees from a rule is `except when … because …`"},
    {HABIT_OPERATOR, {"otherwise"}, "did you mean `else`?"},
    {HABIT_OPERATOR, {"where"}, "name the members: `x in … where …`"},
    {HABIT_OPERATOR, {"=>"}, "write `>=`, or `implies` for what follows from it"},
    {HABIT_OPERATOR, {"s", "min", "h", "d", "w", "m", "y"}, "a unit of time is a word: `30 days`"},
    {HABIT_PATH, {"-", "/", "+", "@", "$", "%"}, "a name that is no identifier stands in quotes: `\"bom-ref\"`"},
    {HABIT_PATH, {"*", "0", "1"}, "each element of an array is `[]`, one of them `[member = \"text\"]`"},
    {HABIT_PATH, {","}, "nothing stands between what is mapped"},
    {HABIT_ACCEPT,
     {"by"},
     "`is declared by` cannot stand in `accept`: a `by` behind `is declared` is the block's own line, the type of those who "
     "submit"},
    {HABIT_SIGN, {"["}, "a set is written `{a, b}`; its members have no places"},
    {HABIT_SIGN, {";"}, "nothing ends with `;`: leave it out"},
    {HABIT_SIGN, {"?"}, "a choice is written `if a then b else c`"},
};

Text habit_correction(HabitPlace place, Text word)
{
    for (size_t i = 0; i < sizeof habits / sizeof *habits; i++) {
        for (size_t at = 0; habits[i].place == place && at < 8 && habits[i].words[at]; at++) {
            if (text_is(word, habits[i].words[at]))
                return text_of(habits[i].correction);
        }
    }
    return (Text){"", 0};
}
