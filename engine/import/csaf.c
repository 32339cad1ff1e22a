// SPDX-License-Identifier: MIT
// CSAF 2.0 (docs.oasis-open.org/csaf) as one of the formats of documents, advisories and VEX: what it says of a vulnerability of
// a product stands in several lists, each with the products that it is for. What is the same for several products is one
// statement.
#include "import/csaf_products.h"
#include "import/document.h"
#include "notation/rating.h"
#include "support/version.h"

#include <stdlib.h>

static const TiesFormat csaf = {.component = RECORD_csaf_component,
                                .statement = RECORD_csaf_statement,
                                .components = DERIVED_csaf_document_components,
                                .vulnerabilities = DERIVED_csaf_document_vulnerabilities,
                                .of_component = DERIVED_csaf_component_vulnerabilities};

// ---- what it says of itself ----

static uint32_t member(const JsonDocument *document, uint32_t object, const char *name)
{
    return object == UINT32_MAX ? UINT32_MAX : json_member(document, object, name);
}

static bool recognise(Text text, const JsonDocument *document)
{
    (void)text;
    return member(document, json_member(document, 0, "document"), "csaf_version") != UINT32_MAX;
}

// The purl of the only product of the tree, which has a version; empty where there are several, or none.
static Text only_product(const ForeignImport *import, uint32_t *value)
{
    const JsonDocument *document = import->document;
    uint32_t tree = json_member(document, 0, "product_tree"), count = 0;
    Text text = {"", 0};
    Purl purl;
    for (uint32_t at = tree; tree != UINT32_MAX && at < json_next(document, tree) && count < 2; at++) {
        if (json_kind(document, at) != JSON_OBJECT || json_member(document, at, "product_id") == UINT32_MAX)
            continue;
        uint32_t helper = json_member(document, at, "product_identification_helper");
        text = helper == UINT32_MAX ? (Text){"", 0} : foreign_text(import, helper, "purl");
        *value = at;
        count++;
    }
    bool whole = count == 1 && purl_read(import->facts, text, &purl) && purl.version.length;
    return whole ? purl_canonical(import->facts, &purl) : (Text){"", 0};
}

static bool identify(const ForeignImport *import, DocumentIdentity *identity)
{
    const JsonDocument *document = import->document;
    uint32_t about = json_member(document, 0, "document"), version = member(document, about, "csaf_version");
    uint32_t tracking = member(document, about, "tracking");
    bool tracked = tracking != UINT32_MAX;
    *identity = (DocumentIdentity){.title = text_of("CSAF 2.0"),
                                   .series = tracked ? foreign_text(import, tracking, "id") : (Text){"", 0},
                                   .version = tracked ? foreign_text(import, tracking, "version") : (Text){"", 0},
                                   .made = tracked ? foreign_text(import, tracking, "current_release_date") : (Text){"", 0},
                                   .by_name = true};
    identity->id = only_product(import, &identity->id_value);
    if (json_string_is(document, version, "2.0"))
        return true;
    Span place = span_at(import->source->file, json_offset(document, version));
    Diagnostic *other = diagnose(import->diagnostics, MESSAGE_FOREIGN_FORMAT, place, 1, text_of("CSAF of another version"));
    diagnostic_expect(other, text_of("CSAF 2.0"));
    return false;
}

// Versions of a document are numbers, or by SemVer.
static int order(Text a, Text b)
{
    Version x, y;
    return version_read(a, &x) && version_read(b, &y) ? version_compare(&x, &y) : foreign_number_order(a, b);
}

// ---- what is said of products ----

// The lists of a vulnerability in which products stand. Statuses come first, in the order of their members.
typedef enum CsafList {
    LIST_FIRST_AFFECTED,
    LIST_FIRST_FIXED,
    LIST_FIXED,
    LIST_KNOWN_AFFECTED,
    LIST_KNOWN_NOT_AFFECTED,
    LIST_LAST_AFFECTED,
    LIST_RECOMMENDED,
    LIST_UNDER_INVESTIGATION,
    CSAF_STATUSES,
    LIST_FLAG = CSAF_STATUSES,
    LIST_THREAT,
    LIST_REMEDIATION,
    LIST_RATING
} CsafList;

// What a status comes to: of two for one product both must be the same (6.1.6), but that any may be recommended.
typedef enum StatusGroup { GROUP_AFFECTED, GROUP_NOT_AFFECTED, GROUP_FIXED, GROUP_INVESTIGATED, GROUP_ANY } StatusGroup;

static const struct {
    const char *name;
    unsigned use;
    StatusGroup group;
} statuses[CSAF_STATUSES] = {
    [LIST_FIRST_AFFECTED] = {"first_affected", USE_csaf_statement_first_affected, GROUP_AFFECTED},
    [LIST_FIRST_FIXED] = {"first_fixed", USE_csaf_statement_first_fixed, GROUP_FIXED},
    [LIST_FIXED] = {"fixed", USE_csaf_statement_fixed, GROUP_FIXED},
    [LIST_KNOWN_AFFECTED] = {"known_affected", USE_csaf_statement_known_affected, GROUP_AFFECTED},
    [LIST_KNOWN_NOT_AFFECTED] = {"known_not_affected", USE_csaf_statement_known_not_affected, GROUP_NOT_AFFECTED},
    [LIST_LAST_AFFECTED] = {"last_affected", USE_csaf_statement_last_affected, GROUP_AFFECTED},
    [LIST_RECOMMENDED] = {"recommended", USE_csaf_statement_recommended, GROUP_ANY},
    [LIST_UNDER_INVESTIGATION] = {"under_investigation", USE_csaf_statement_under_investigation, GROUP_INVESTIGATED},
};

// An element of such a list.
typedef struct Element {
    CsafList list;
    Text text, more; // flag: label; threat, remediation: category, details
    Rating rating;
    uint32_t value;
    bool for_all; // it names no product
} Element;

// That a product stands in an element, or (statuses) in a list.
typedef struct Row {
    uint32_t product, element;
} Row;

typedef struct Advisory {
    const ForeignImport *import;
    Reading *reading;
    Ties *ties;
    CsafProducts *products;
    uint32_t released;
    // Of the vulnerability under way.
    uint32_t value;
    ReadingRecord record;
    bool open; // the record is
    Text id;
    Element *elements; // statuses first
    size_t element_count, element_capacity;
    Row *rows;
    size_t row_count, row_capacity;
    TextIndex alike; // rows of a product; values: places in `parts`
    struct Parts {
        uint32_t plain, doubtful;
    } * parts;
    size_t part_capacity;
} Advisory;

static void add_row(Advisory *advisory, uint32_t product, uint32_t element)
{
    enum { MOST_ROWS = 1 << 22 };
    if (advisory->row_count == MOST_ROWS) {
        if (!reading_failed(advisory->reading))
            reading_refuse(advisory->reading, MESSAGE_FOREIGN_TIES, advisory->value, text_of("4194304"));
        return;
    }
    advisory->rows = arena_grow(advisory->import->scratch, advisory->rows, advisory->row_count, &advisory->row_capacity,
                                sizeof *advisory->rows);
    advisory->rows[advisory->row_count++] = (Row){product, element};
}

static void add_products(Advisory *advisory, uint32_t list, uint32_t element)
{
    for (uint32_t item = reading_next(advisory->reading, list, list, JSON_STRING); item != READING_NONE;
         item = reading_next(advisory->reading, list, item, JSON_STRING))
        add_row(advisory, csaf_product(advisory->products, reading_text(advisory->reading, item)), element);
}

static void add_groups(Advisory *advisory, uint32_t list, uint32_t element)
{
    for (uint32_t item = reading_next(advisory->reading, list, list, JSON_STRING); item != READING_NONE;
         item = reading_next(advisory->reading, list, item, JSON_STRING)) {
        const uint32_t *members = NULL;
        uint32_t count = csaf_group(advisory->products, reading_text(advisory->reading, item), &members);
        for (uint32_t i = 0; i < count && !reading_failed(advisory->reading); i++)
            add_row(advisory, members[i], element);
    }
}

static Element *add_element(Advisory *advisory, Element element)
{
    advisory->elements = arena_grow(advisory->import->scratch, advisory->elements, advisory->element_count,
                                    &advisory->element_capacity, sizeof *advisory->elements);
    advisory->elements[advisory->element_count] = element;
    return &advisory->elements[advisory->element_count++];
}

static void read_statuses(Advisory *advisory)
{
    for (uint32_t i = 0; i < CSAF_STATUSES; i++) {
        uint32_t list = reading_used(&advisory->record, statuses[i].use);
        add_element(advisory, (Element){.list = (CsafList)i, .text = text_of(statuses[i].name), .value = list});
        add_products(advisory, list, i);
    }
}

static int tenths_of(const Reading *reading, uint32_t value)
{
    enum { TENTH = DECIMAL_ONE / 10, MOST = 100 };
    int64_t number;
    bool read = number_read_decimal(reading_text(reading, value), false, &number) == NUMBER_FINE;
    return read && number >= 0 && number <= (int64_t)MOST * TENTH ? (int)(number / TENTH) : -1;
}

// A score by its vector where it has one, else as it is given.
static void add_score(const Reading *reading, const ReadingRecord *record, unsigned vector, unsigned score, uint8_t standard,
                      Rating *rating)
{
    Text text = reading_text(reading, reading_used(record, vector));
    int tenths = tenths_of(reading, reading_used(record, score));
    if (text.length)
        rating_add_vector(rating, text);
    else if (tenths >= 0)
        rating_add_score(rating, standard, tenths);
}

static Rating rating_of(const Reading *reading, const ReadingRecord *record)
{
    Rating rating = {.standard = 0};
    bool old = text_is(reading_text(reading, reading_used(record, USE_csaf_rating_version_v3)), "3.0");
    Text word = reading_text(reading, reading_used(record, USE_csaf_rating_severity_v3));
    add_score(reading, record, USE_csaf_rating_vector_v2, USE_csaf_rating_score_v2, 20, &rating);
    add_score(reading, record, USE_csaf_rating_vector_v3, USE_csaf_rating_score_v3, old ? 30 : 31, &rating);
    if (word.length)
        rating_add_word(&rating, word);
    return rating;
}

// How the objects of a list are read: their products and groups, and up to two texts; 0 where there is none.
typedef struct ListForm {
    unsigned use; // of the vulnerability
    uint32_t object;
    unsigned text, more, products, groups;
} ListForm;

static void read_list(Advisory *advisory, CsafList kind)
{
    static const ListForm forms[] = {
        [LIST_FLAG] = {USE_csaf_statement_flags, OBJECT_csaf_flag, USE_csaf_flag_label, 0, USE_csaf_flag_products,
                       USE_csaf_flag_groups},
        [LIST_THREAT] = {USE_csaf_statement_threats, OBJECT_csaf_threat, USE_csaf_threat_category, USE_csaf_threat_details,
                         USE_csaf_threat_products, USE_csaf_threat_groups},
        [LIST_REMEDIATION] = {USE_csaf_statement_remediations, OBJECT_csaf_remediation, USE_csaf_remediation_category,
                              USE_csaf_remediation_details, USE_csaf_remediation_products, USE_csaf_remediation_groups},
        [LIST_RATING] = {USE_csaf_statement_ratings, OBJECT_csaf_rating, 0, 0, USE_csaf_rating_products, 0},
    };
    const ListForm *form = &forms[kind];
    Reading *reading = advisory->reading;
    uint32_t list = reading_used(&advisory->record, form->use);
    for (uint32_t item = reading_next(reading, list, list, JSON_OBJECT); item != READING_NONE;
         item = reading_next(reading, list, item, JSON_OBJECT)) {
        ReadingRecord record;
        reading_open(reading, form->object, item, &record);
        uint32_t products = reading_used(&record, form->products);
        uint32_t groups = form->groups ? reading_used(&record, form->groups) : READING_NONE;
        Element element = {.list = kind, .value = item, .for_all = products == READING_NONE && groups == READING_NONE};
        if (form->text)
            element.text = reading_text(reading, reading_used(&record, form->text));
        if (form->more)
            element.more = reading_text(reading, reading_used(&record, form->more));
        if (kind == LIST_RATING)
            element.rating = rating_of(reading, &record);
        reading_close(reading, &record);
        uint32_t number = (uint32_t)advisory->element_count;
        add_element(advisory, element);
        add_products(advisory, products, number);
        add_groups(advisory, groups, number);
    }
}

// ---- statements ----

static void say_threat(Advisory *advisory, const Element *threat)
{
    if (text_is(threat->text, "impact"))
        reading_say(advisory->reading, DERIVED_csaf_statement_impact, threat->more, threat->value);
    else if (text_is(threat->text, "exploit_status"))
        reading_say(advisory->reading, DERIVED_csaf_statement_exploit_status, threat->more, threat->value);
}

static void add_remediation(TextBuilder *all, const Element *one)
{
    text_append_string(all, all->length ? "\n" : "");
    text_append(all, one->text);
    text_append_string(all, one->text.length && one->more.length ? ": " : "");
    text_append(all, one->more);
}

static void say_rating(Advisory *advisory, const Rating *rating)
{
    enum { TENTH = DECIMAL_ONE / 10 };
    uint32_t value = advisory->value;
    RatingSeverity severity = rating_severity(rating);
    if (rating->standard)
        reading_say_number(advisory->reading, DERIVED_csaf_statement_score, (int64_t)rating->tenths * TENTH, value);
    else if (rating->no_vector.bytes)
        reading_say_unreadable(advisory->reading, DERIVED_csaf_statement_score, rating->no_vector, value);
    if (severity != RATING_UNSAID)
        reading_say(advisory->reading, DERIVED_csaf_statement_severity, rating_name(severity), value);
    else if (rating->no_word.bytes)
        reading_say_unreadable(advisory->reading, DERIVED_csaf_statement_severity, rating->no_word, value);
}

static bool clears(CsafList list)
{
    return list < CSAF_STATUSES && (statuses[list].group == GROUP_NOT_AFFECTED || statuses[list].group == GROUP_FIXED ||
                                    statuses[list].group == GROUP_ANY);
}

static void say_element(Advisory *advisory, const Element *element, bool doubtful, TextBuilder *remediations, Rating *rating)
{
    Reading *reading = advisory->reading;
    if (element->list == LIST_FLAG)
        reading_say(reading, DERIVED_csaf_statement_justification, element->text, element->value);
    else if (element->list == LIST_THREAT)
        say_threat(advisory, element);
    else if (element->list == LIST_REMEDIATION)
        add_remediation(remediations, element);
    else if (element->list == LIST_RATING)
        rating_add(rating, &element->rating);
    else if (doubtful && clears(element->list))
        reading_say_unreadable(reading, DERIVED_csaf_statement_status, element->text, element->value);
    else
        reading_say(reading, DERIVED_csaf_statement_status, element->text, element->value);
}

// Whether a product has a status besides that it is recommended.
static bool has_status(const Row *rows, size_t count)
{
    bool has = false;
    for (size_t i = 0; i < count && rows[i].element < CSAF_STATUSES && !has; i++)
        has = rows[i].element != LIST_RECOMMENDED;
    return has;
}

// The part that rows of one product are; doubtful: what they clear is not readable.
static uint32_t make_part(Advisory *advisory, const Row *rows, size_t count, bool doubtful)
{
    Reading *reading = advisory->reading;
    TextBuilder remediations = text_builder(advisory->import->facts);
    Rating rating = {.standard = 0};
    if (!advisory->open)
        reading_open_again(reading, RECORD_csaf_statement, advisory->value, &advisory->record);
    advisory->open = false;
    reading_say(reading, DERIVED_csaf_statement_id, advisory->id, advisory->value);
    reading_say(reading, DERIVED_csaf_statement_timestamp, reading_text(reading, advisory->released), advisory->value);
    for (size_t i = 0; i < advisory->element_count; i++) {
        if (advisory->elements[i].for_all)
            say_element(advisory, &advisory->elements[i], doubtful, &remediations, &rating);
    }
    for (size_t i = 0; i < count; i++) {
        // That it is recommended is its status where it has no other one.
        bool more = rows[i].element == LIST_RECOMMENDED && has_status(rows, count);
        if (!more && (!i || rows[i].element != rows[i - 1].element))
            say_element(advisory, &advisory->elements[rows[i].element], doubtful, &remediations, &rating);
    }
    if (remediations.length)
        reading_say(reading, DERIVED_csaf_statement_remediation, text_settled(&remediations), advisory->value);
    say_rating(advisory, &rating);
    return reading_statement(reading, &advisory->record, advisory->id);
}

// Whether statuses of one product are such as contradict each other: then the document is refused.
static bool contradicts(Advisory *advisory, const Row *rows, size_t count)
{
    uint32_t first = CSAF_STATUSES;
    for (size_t i = 0; i < count && rows[i].element < CSAF_STATUSES; i++) {
        uint32_t status = rows[i].element;
        if (statuses[status].group == GROUP_ANY)
            continue;
        if (first != CSAF_STATUSES && statuses[first].group != statuses[status].group) {
            Text id = csaf_product_id(advisory->products, rows[0].product);
            Text both = text_format(advisory->import->arena, "`%.*s` is %s and %s", (int)id.length, id.bytes,
                                    statuses[first].name, statuses[status].name);
            reading_refuse(advisory->reading, MESSAGE_FOREIGN_CONTRADICTION, advisory->elements[status].value, both);
            return true;
        }
        first = status;
    }
    return false;
}

// What rows of a product say, told from what those of others do.
static Text elements_of(Advisory *advisory, const Row *rows, size_t count)
{
    TextBuilder elements = text_builder(advisory->import->scratch);
    for (size_t i = 0; i < count; i++)
        text_append(&elements, (Text){(const char *)&rows[i].element, sizeof rows[i].element});
    return text_settled(&elements);
}

static void say_of_product(Advisory *advisory, const Row *rows, size_t count)
{
    if (contradicts(advisory, rows, count))
        return;
    TiedThing thing = csaf_thing(advisory->products, rows[0].product);
    uint32_t before = advisory->alike.count, place = text_index_add(&advisory->alike, elements_of(advisory, rows, count));
    bool clearing = false;
    for (size_t i = 0; i < count; i++)
        clearing |= clears(advisory->elements[rows[i].element].list);
    bool doubtful = clearing && !ties_is_meant(advisory->ties, &thing);
    if (place == before) {
        advisory->parts = arena_grow(advisory->import->scratch, advisory->parts, place, &advisory->part_capacity,
                                     sizeof *advisory->parts);
        advisory->parts[place] = (struct Parts){READING_NONE, READING_NONE};
    }
    uint32_t *part = doubtful ? &advisory->parts[place].doubtful : &advisory->parts[place].plain;
    if (*part == READING_NONE)
        *part = make_part(advisory, rows, count, doubtful);
    TiedStatement statement = {*part, advisory->id, {INT64_MIN, {"", 0}}};
    ties_say(advisory->ties, &thing, &statement, advisory->elements[rows[0].element].value, doubtful);
}

static int by_product(const void *a, const void *b)
{
    const Row *x = a, *y = b;
    if (x->product != y->product)
        return x->product < y->product ? -1 : 1;
    return (x->element > y->element) - (x->element < y->element);
}

static void say_of_products(Advisory *advisory)
{
    if (advisory->row_count)
        qsort(advisory->rows, advisory->row_count, sizeof *advisory->rows, by_product);
    for (size_t at = 0, behind; at < advisory->row_count && !reading_failed(advisory->reading); at = behind) {
        for (behind = at + 1; behind < advisory->row_count && advisory->rows[behind].product == advisory->rows[at].product;)
            behind++;
        say_of_product(advisory, &advisory->rows[at], behind - at);
    }
    if (advisory->row_count)
        return;
    TiedStatement statement = {make_part(advisory, NULL, 0, false), advisory->id, {INT64_MIN, {"", 0}}};
    ties_say(advisory->ties, &(TiedThing){.name = text_of("(no product)")}, &statement, advisory->value, false);
}

// ---- vulnerabilities ----

// Its CVE, else the first name that somebody has for it.
static Text id_of(const Advisory *advisory)
{
    Reading *reading = advisory->reading;
    Text id = reading_text(reading, reading_used(&advisory->record, USE_csaf_statement_cve));
    uint32_t names = reading_used(&advisory->record, USE_csaf_statement_names);
    for (uint32_t item = reading_next(reading, names, names, JSON_OBJECT); item != READING_NONE;
         item = reading_next(reading, names, item, JSON_OBJECT)) {
        ReadingRecord record;
        reading_open(reading, OBJECT_csaf_name, item, &record);
        Text text = reading_text(reading, reading_used(&record, USE_csaf_name_text));
        reading_close(reading, &record);
        id = id.length ? id : text;
    }
    return ties_vulnerability(advisory->ties, id, READING_NONE);
}

static void read_vulnerability(Advisory *advisory, uint32_t value)
{
    advisory->value = value;
    advisory->element_count = advisory->row_count = 0;
    text_index_empty(&advisory->alike);
    reading_open(advisory->reading, RECORD_csaf_statement, value, &advisory->record);
    advisory->open = true;
    advisory->id = id_of(advisory);
    read_statuses(advisory);
    for (int list = LIST_FLAG; list <= LIST_RATING; list++)
        read_list(advisory, (CsafList)list);
    say_of_products(advisory);
    if (advisory->open)
        reading_close(advisory->reading, &advisory->record);
    advisory->open = false;
}

static bool read(const ForeignImport *import, const DocumentIdentity *identity, FactRecord *facts, ForeignReport *report)
{
    ReadingRecord document;
    Advisory advisory = {.import = import, .reading = reading_begin(import, FORMAT_csaf, NULL)};
    Reading *reading = advisory.reading;
    if (!reading)
        return false;
    advisory.ties = ties_begin(import, reading, &csaf);
    reading_open(reading, RECORD_csaf_document, 0, &document);
    uint32_t list = reading_used(&document, USE_csaf_document_vulnerabilities);
    advisory.released = reading_used(&document, USE_csaf_document_released);
    ties_entity(advisory.ties, &document);
    advisory.products = csaf_products_read(reading, advisory.ties, &document, import->scratch);
    uint32_t held = list + 1;
    text_index_open(&advisory.alike, import->scratch);
    for (uint32_t item = reading_next(reading, list, list, JSON_OBJECT); item != READING_NONE;
         item = reading_next(reading, list, item, JSON_OBJECT)) {
        reading_pass(reading, &held, item);
        read_vulnerability(&advisory, item);
    }
    ties_finish(advisory.ties);
    reading_report(reading)->format = identity->title;
    return reading_finish(reading, facts, report);
}

const DocumentFormat document_csaf = {
    .id = FORMAT_csaf, .json = true, .recognise = recognise, .identify = identify, .read = read, .order = order};
