// SPDX-License-Identifier: MIT
// Reading licence expressions: tokens, a parser by operator precedence with stacks of its own, so that no nesting is too deep,
// and the conjunctive normal form that is built while it runs. See licence.h.
#include "notation/licence.h"

#include "support/search.h"

const char licence_list_version[] =
#define LICENCES_LIST(version) version
#define LICENCE(identifier)
#define EXCEPTION(identifier)
#include "licences.def"
#undef LICENCES_LIST
#undef LICENCE
#undef EXCEPTION
    ;

static const char *const licences[] = {
#define LICENCES_LIST(version)
#define LICENCE(identifier) identifier,
#define EXCEPTION(identifier)
#include "licences.def"
#undef LICENCE
#undef EXCEPTION
};

static const char *const exceptions[] = {
#define LICENCE(identifier)
#define EXCEPTION(identifier) identifier,
#include "licences.def"
#undef LICENCES_LIST
#undef LICENCE
#undef EXCEPTION
};

// ---- identifiers ----

static unsigned char lowered(char byte)
{
    return (unsigned char)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
}

// Negative, zero or positive, as ASCII letters of both cases are the same.
static int compare_caseless(Text a, Text b)
{
    for (size_t i = 0; i < a.length && i < b.length; i++) {
        int difference = lowered(a.bytes[i]) - lowered(b.bytes[i]);
        if (difference)
            return difference;
    }
    return (a.length > b.length) - (a.length < b.length);
}

// The spelling of the list; empty where the list has no such identifier.
static Text listed(const char *const *list, size_t count, Text identifier)
{
    for (BinarySearch search = search_of(0, (int64_t)count); search_on(&search);) {
        Text one = text_of(list[search.middle]);
        int order = compare_caseless(one, identifier);
        if (order == 0)
            return one;
        search_narrow(&search, order < 0);
    }
    return (Text){"", 0};
}

static Text listed_licence(Text identifier)
{
    return listed(licences, sizeof licences / sizeof *licences, identifier);
}

static Text listed_exception(Text identifier)
{
    return listed(exceptions, sizeof exceptions / sizeof *exceptions, identifier);
}

static bool is_id_byte(char byte)
{
    return (byte >= '0' && byte <= '9') || (lowered(byte) >= 'a' && lowered(byte) <= 'z') || byte == '-' || byte == '.';
}

static bool is_id(Text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (!is_id_byte(text.bytes[i]))
            return false;
    }
    return text.length > 0;
}

// `LicenseRef-x` or `DocumentRef-y:LicenseRef-x`.
static bool is_reference(Text text)
{
    Text document = text_of("DocumentRef-"), licence = text_of("LicenseRef-");
    if (text_starts(text, document)) {
        size_t colon = text_find(text, document.length, text_of(":"));
        if (colon == SIZE_MAX || !is_id(text_slice(text, document.length, colon)))
            return false;
        text = text_slice(text, colon + 1, text.length);
    }
    return text_starts(text, licence) && is_id(text_slice(text, licence.length, text.length));
}

// ---- tokens ----

typedef enum TokenKind { TOKEN_END, TOKEN_WORD, TOKEN_AND, TOKEN_OR, TOKEN_WITH, TOKEN_OPEN, TOKEN_CLOSE } TokenKind;

typedef struct Tokens {
    Text text;
    size_t at;
    TokenKind kind;
    Text word;
} Tokens;

static bool is_blank(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static void next_token(Tokens *tokens)
{
    Text text = tokens->text;
    while (tokens->at < text.length && is_blank(text.bytes[tokens->at]))
        tokens->at++;
    size_t from = tokens->at;
    if (from == text.length) {
        tokens->kind = TOKEN_END;
        return;
    }
    if (text.bytes[from] == '(' || text.bytes[from] == ')') {
        tokens->kind = text.bytes[from] == '(' ? TOKEN_OPEN : TOKEN_CLOSE;
        tokens->at++;
        return;
    }
    while (tokens->at < text.length && !is_blank(text.bytes[tokens->at]) && text.bytes[tokens->at] != '(' &&
           text.bytes[tokens->at] != ')')
        tokens->at++;
    tokens->word = text_slice(text, from, tokens->at);
    tokens->kind = text_is(tokens->word, "AND")    ? TOKEN_AND
                   : text_is(tokens->word, "OR")   ? TOKEN_OR
                   : text_is(tokens->word, "WITH") ? TOKEN_WITH
                                                   : TOKEN_WORD;
}

// A single licence, as its parts are spelled; the token behind it is the one under way then.
typedef struct Single {
    Text licence, exception;
    bool plus, own;
} Single;

static bool read_single(Tokens *tokens, Single *single)
{
    Text word = tokens->word;
    if (tokens->kind != TOKEN_WORD)
        return false;
    *single = (Single){.licence = listed_licence(word), .exception = {"", 0}};
    if (!single->licence.length && is_reference(word)) {
        single->licence = word;
        single->own = true;
    } else if (!single->licence.length && text_ends(word, text_of("+"))) { // the list has `GPL-2.0+` of its own
        single->licence = listed_licence(text_slice(word, 0, word.length - 1));
        single->plus = true;
    }
    next_token(tokens);
    if (single->licence.length && tokens->kind == TOKEN_WITH) {
        next_token(tokens);
        single->exception = tokens->kind == TOKEN_WORD ? listed_exception(tokens->word) : single->exception;
        if (!single->exception.length)
            return false;
        next_token(tokens);
    }
    return single->licence.length > 0;
}

static Text single_text(Arena *arena, const Single *single)
{
    TextBuilder text = text_builder(arena);
    text_append(&text, single->licence);
    text_append_string(&text, single->plus ? "+" : "");
    text_append_string(&text, single->exception.length ? " WITH " : "");
    text_append(&text, single->exception);
    return text_built(&text);
}

// ---- the conjunctive normal form ----

enum { MOST_CHOICES = 4096, MOST_WORK = 1 << 20 };

typedef struct Choice { // of leaves, by number, rising
    const uint32_t *leaves;
    size_t count;
} Choice;

// What is read so far of an expression: choices, all of which must be met.
typedef struct Form {
    Choice *choices;
    size_t count, capacity;
} Form;

typedef struct Reader {
    Arena *arena;
    Tokens tokens;
    TextIndex leaves;
    bool forms; // whether normal forms are asked for
    Form *operands;
    size_t operand_count, operand_capacity;
    uint8_t *operators; // TokenKind
    size_t operator_count, operator_capacity;
    size_t work; // leaves that were put together, and choices that were compared
    bool costly;
} Reader;

static void push_operand(Reader *reader, Form form)
{
    reader->operands = arena_grow(reader->arena, reader->operands, reader->operand_count, &reader->operand_capacity,
                                  sizeof *reader->operands);
    reader->operands[reader->operand_count++] = form;
}

static void push_operator(Reader *reader, TokenKind kind)
{
    reader->operators = arena_grow(reader->arena, reader->operators, reader->operator_count, &reader->operator_capacity,
                                   sizeof *reader->operators);
    reader->operators[reader->operator_count++] = (uint8_t)kind;
}

static Choice joined(Reader *reader, Choice a, Choice b)
{
    uint32_t *leaves = arena_array(reader->arena, a.count + b.count + 1, sizeof *leaves);
    size_t i = 0, j = 0, count = 0;
    while (i < a.count || j < b.count) {
        bool left = j == b.count || (i < a.count && a.leaves[i] <= b.leaves[j]);
        bool both = left && j < b.count && i < a.count && a.leaves[i] == b.leaves[j];
        leaves[count++] = left ? a.leaves[i] : b.leaves[j];
        i += left;
        j += !left || both;
    }
    reader->work += count + 1;
    return (Choice){leaves, count};
}

// Whether whoever meets one choice meets another one too.
static bool implies(Choice one, Choice other)
{
    size_t i = 0;
    for (size_t j = 0; i < one.count && j < other.count; j++)
        i += one.leaves[i] == other.leaves[j];
    return i == one.count;
}

// Adds a choice, but for one that another one implies; those that it implies go.
static void add_choice(Reader *reader, Form *form, Choice choice)
{
    size_t kept = 0;
    reader->work += form->count + 1;
    for (size_t i = 0; i < form->count; i++) {
        if (implies(form->choices[i], choice))
            return; // then it implies none of the others
    }
    for (size_t i = 0; i < form->count; i++) {
        if (!implies(choice, form->choices[i]))
            form->choices[kept++] = form->choices[i];
    }
    form->choices = arena_grow(reader->arena, form->choices, kept, &form->capacity, sizeof *form->choices);
    form->choices[kept++] = choice;
    form->count = kept;
}

static Form form_and(Reader *reader, Form a, Form b)
{
    for (size_t i = 0; i < b.count && reader->work <= MOST_WORK; i++)
        add_choice(reader, &a, b.choices[i]);
    return a;
}

static Form form_or(Reader *reader, Form a, Form b)
{
    Form form = {0};
    if (a.count * b.count > MOST_CHOICES) {
        reader->costly = true;
        return form;
    }
    for (size_t i = 0; i < a.count * b.count && reader->work <= MOST_WORK; i++)
        add_choice(reader, &form, joined(reader, a.choices[i / b.count], b.choices[i % b.count]));
    return form;
}

// Applies the operator on top of the stack to the two operands on top of theirs.
static void apply(Reader *reader)
{
    TokenKind kind = (TokenKind)reader->operators[--reader->operator_count];
    Form second = reader->operands[--reader->operand_count], first = reader->operands[--reader->operand_count], form = {0};
    if (reader->forms && !reader->costly)
        form = kind == TOKEN_AND ? form_and(reader, first, second) : form_or(reader, first, second);
    reader->costly |= reader->work > MOST_WORK;
    push_operand(reader, form);
}

static bool binds_before(uint8_t before, TokenKind kind)
{
    return before == TOKEN_AND || (before == TOKEN_OR && kind == TOKEN_OR);
}

static void apply_before(Reader *reader, TokenKind kind)
{
    while (reader->operator_count && binds_before(reader->operators[reader->operator_count - 1], kind))
        apply(reader);
}

static bool read_leaf(Reader *reader)
{
    Single single;
    if (!read_single(&reader->tokens, &single))
        return false;
    uint32_t *leaf = arena_array(reader->arena, 1, sizeof *leaf);
    *leaf = text_index_add(&reader->leaves, single_text(reader->arena, &single));
    Form form = {0};
    if (reader->forms)
        add_choice(reader, &form, (Choice){leaf, 1});
    push_operand(reader, form);
    return true;
}

// Closes the parentheses that end behind an operand. False where one was never opened.
static bool close_all(Reader *reader)
{
    for (; reader->tokens.kind == TOKEN_CLOSE; next_token(&reader->tokens)) {
        apply_before(reader, TOKEN_OR);
        if (!reader->operator_count)
            return false;
        reader->operator_count--; // what opened it
    }
    return true;
}

static bool read_all(Reader *reader)
{
    Tokens *tokens = &reader->tokens;
    for (next_token(tokens);; next_token(tokens)) {
        for (; tokens->kind == TOKEN_OPEN; next_token(tokens))
            push_operator(reader, TOKEN_OPEN);
        if (!read_leaf(reader) || !close_all(reader))
            return false;
        if (tokens->kind == TOKEN_END)
            break;
        if (tokens->kind != TOKEN_AND && tokens->kind != TOKEN_OR)
            return false;
        apply_before(reader, tokens->kind);
        push_operator(reader, tokens->kind);
    }
    apply_before(reader, TOKEN_OR);
    return reader->operator_count == 0; // else a parenthesis is still open
}

static LicenceFault read_expression(Reader *reader, Arena *arena, Text expression, bool forms)
{
    *reader = (Reader){.arena = arena, .tokens = {.text = expression}, .forms = forms};
    if (expression.length > LONGEST_LICENCE_EXPRESSION)
        return LICENCE_TOO_COSTLY;
    text_index_open(&reader->leaves, arena);
    if (!read_all(reader))
        return LICENCE_NONE;
    return reader->costly ? LICENCE_TOO_COSTLY : LICENCE_FINE;
}

// ---- what is asked of expressions ----

static void give(LicenceTexts *to, Text text)
{
    to->items = arena_grow(to->arena, to->items, to->count, &to->capacity, sizeof *to->items);
    to->items[to->count++] = text;
}

LicenceFault licence_check(Arena *arena, Text expression)
{
    Reader reader;
    return read_expression(&reader, arena, expression, false);
}

LicenceFault licence_names(Text expression, LicenceTexts *to)
{
    Reader reader;
    LicenceFault fault = read_expression(&reader, to->arena, expression, false);
    for (uint32_t i = 0; fault == LICENCE_FINE && i < reader.leaves.count; i++)
        give(to, reader.leaves.texts[i]);
    return fault;
}

LicenceFault licence_choices(Text expression, LicenceTexts *to)
{
    Reader reader;
    LicenceFault fault = read_expression(&reader, to->arena, expression, true);
    const Form *form = reader.operands;
    for (size_t i = 0; fault == LICENCE_FINE && i < form->count; i++) {
        TextBuilder text = text_builder(to->arena);
        for (size_t j = 0; j < form->choices[i].count; j++) {
            text_append_string(&text, j ? " OR " : "");
            text_append(&text, reader.leaves.texts[form->choices[i].leaves[j]]);
        }
        give(to, text_built(&text));
    }
    return fault;
}

// ---- single licences ----

// Identifiers of old that name an exception too (the list says what stands for them now).
static const struct Retired {
    const char *identifier, *licence, *exception;
} retired[] = {
    {"GPL-2.0-with-autoconf-exception", "GPL-2.0-only", "Autoconf-exception-2.0"},
    {"GPL-2.0-with-bison-exception", "GPL-2.0-only", "Bison-exception-2.2"},
    {"GPL-2.0-with-classpath-exception", "GPL-2.0-only", "Classpath-exception-2.0"},
    {"GPL-2.0-with-font-exception", "GPL-2.0-only", "Font-exception-2.0"},
    {"GPL-2.0-with-GCC-exception", "GPL-2.0-only", "GCC-exception-2.0"},
    {"GPL-3.0-with-autoconf-exception", "GPL-3.0-only", "Autoconf-exception-3.0"},
    {"GPL-3.0-with-GCC-exception", "GPL-3.0-only", "GCC-exception-3.1"},
};

static bool take_end(Text *text, const char *end)
{
    bool ends = text_ends(*text, text_of(end));
    if (ends)
        text->length -= strlen(end);
    return ends;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

// How long the version is that a text begins with: numbers with dots between them, at least two; 0: none, or more follows.
static size_t version_length(Text text)
{
    size_t at = 0, numbers = 0;
    do {
        size_t from = at + (numbers > 0);
        for (at = from; at < text.length && is_digit(text.bytes[at]);)
            at++;
        if (at == from)
            return 0;
        numbers++;
    } while (at < text.length && text.bytes[at] == '.');
    bool ends = at == text.length || text.bytes[at] == '-';
    return ends && numbers >= 2 ? at : 0;
}

static void split_identifier(Text identifier, Licence *licence)
{
    licence->or_later |= take_end(&identifier, "-or-later") || take_end(&identifier, "+");
    take_end(&identifier, "-only");
    licence->family = identifier;
    for (size_t dash = text_find(identifier, 0, text_of("-")); dash != SIZE_MAX;
         dash = text_find(identifier, dash + 1, text_of("-"))) {
        size_t length = version_length(text_slice(identifier, dash + 1, identifier.length));
        if (!length)
            continue;
        licence->family = text_slice(identifier, 0, dash);
        licence->version = text_slice(identifier, dash + 1, dash + 1 + length);
        licence->rest = text_slice(identifier, dash + 1 + length, identifier.length);
        return;
    }
}

LicenceFault licence_read(Text text, Licence *licence)
{
    Tokens tokens = {.text = text};
    Single single;
    *licence = (Licence){.rest = {"", 0}, .version = {"", 0}, .exception = {"", 0}};
    if (text.length > LONGEST_LICENCE_EXPRESSION)
        return LICENCE_TOO_COSTLY;
    next_token(&tokens);
    if (!read_single(&tokens, &single) || tokens.kind != TOKEN_END)
        return LICENCE_NONE;
    licence->exception = single.exception;
    licence->own = single.own;
    licence->or_later = single.plus;
    licence->family = single.licence;
    for (size_t i = 0; i < sizeof retired / sizeof *retired && !single.exception.length; i++) {
        if (!text_is(single.licence, retired[i].identifier))
            continue;
        single.licence = text_of(retired[i].licence);
        licence->exception = text_of(retired[i].exception);
    }
    if (!single.own)
        split_identifier(single.licence, licence);
    return LICENCE_FINE;
}

// The next number of dotted ones, without leading zeros; empty where there are no more, which is 0.
static Text next_number(Text version, size_t *at)
{
    while (*at < version.length && version.bytes[*at] == '0')
        ++*at;
    size_t from = *at;
    while (*at < version.length && is_digit(version.bytes[*at]))
        ++*at;
    Text number = text_slice(version, from, *at);
    *at += *at < version.length;
    return number;
}

static int compare_versions(Text a, Text b)
{
    for (size_t i = 0, j = 0; i < a.length || j < b.length;) {
        Text x = next_number(a, &i), y = next_number(b, &j);
        int order = x.length != y.length ? (x.length > y.length) - (x.length < y.length) : text_compare(x, y);
        if (order)
            return order;
    }
    return 0;
}

bool licence_covers(const Licence *allowed, const Licence *needed)
{
    if (allowed->own != needed->own || !text_equal(allowed->family, needed->family) || !text_equal(allowed->rest, needed->rest) ||
        !text_equal(allowed->exception, needed->exception))
        return false;
    int order = compare_versions(allowed->version, needed->version);
    return order == 0 || (order < 0 && allowed->or_later) || (order > 0 && needed->or_later);
}
