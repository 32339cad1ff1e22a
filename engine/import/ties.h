// SPDX-License-Identifier: MIT
// What a document speaks of that has no parts of its own: by the names that other documents of the dossier, and its submissions,
// have for things (directory.h). And what comes of what it says: statements about vulnerabilities, of which the latest about one
// thing counts, in sets of the entity and of its components.
//
// A thing is known by its purl, by a link into a bill of materials, or as the dossier's entity by its id. By a CPE alone it may
// be meant: what is said of it is not tied to it, unless the submission claims just that (CpeClaims). What is tied to nothing is
// said of the entity.
#ifndef ASSIZE_IMPORT_TIES_H
#define ASSIZE_IMPORT_TIES_H

#include "import/reading.h"

// What a name, or several names of one thing, lead to.
typedef struct Tied {
    bool entity;           // what the dossier is about
    bool by_cpe;           // it is not sure: a CPE alone may mean it
    uint32_t first, count; // components: places in a list of their numbers
} Tied;

// One of the names of a thing, as documents give them: a purl, a CPE, a link or whatever else.
typedef struct TiedName {
    Text text;
    Text range;   // of a purl without a version: `vers:…`, or empty
    Text version; // likewise: the only one that is meant, or empty
} TiedName;

typedef struct Ties Ties;

// How a format has its records, for what follows.
typedef struct TiesFormat {
    FormatRecord component, statement;
    Derived components, vulnerabilities; // of the entity: parts that are components, statements
    Derived of_component;                // of a component: statements
} TiesFormat;

// Begins to tie what a document says. given->directory null: nothing is known, and nothing is warned of.
Ties *ties_begin(const ForeignImport *given, Reading *reading, const TiesFormat *format);
// What names lead to, found once for the same names. The first name that leads to something counts, CPEs behind all others.
// value: the object that has the names, as a record of the format's components: it is walked again for each component that is met
// first.
Tied ties_find(Ties *ties, const TiedName *names, uint32_t count, uint32_t value);
// Closes such a record, which is open: what it says by itself is said of all that its names lead to.
void ties_close(Ties *ties, ReadingRecord *record, const Tied *tied);

// By which name the dossier calls a vulnerability that a document has several names for: the first that somebody else uses, else
// the first.
// others: an array of texts of the document, or READING_NONE.
Text ties_vulnerability(const Ties *ties, Text first, uint32_t others);

// When a statement was made, for which of several counts.
typedef struct TiedTime {
    int64_t seconds; // INT64_MIN: nobody says
    Text fraction;   // of a second, its digits
} TiedTime;
TiedTime ties_time(Text text);

// A statement about something: a number of reading_statement, and of which vulnerability, by its id.
typedef struct TiedStatement {
    uint32_t part;
    Text vulnerability;
    TiedTime time;
} TiedStatement;

// What a statement is about: something, perhaps as part of a product.
typedef struct TiedThing {
    Tied tied;
    Text name; // for messages, and to tell it from others of which nothing is known
    bool is_part;
    Tied product; // of which it is a part
    Text product_name;
} TiedThing;

// Whether what is said of a thing is said of what is in the dossier, so that it may clear that. It may not as part of another
// product than the dossier's, nor where nothing of that name is in the dossier.
bool ties_is_meant(const Ties *ties, const TiedThing *thing);
// Says a statement of a thing: of the components that it is, or of the entity. Where it is not known what is meant it is said of
// the entity, as the next larger thing, with a warning at a value of the document. Of several statements about one thing the
// latest counts; what is said of a component as part of another product counts where nothing is said of it as part of this one.
// cleared: the document clears the thing, and the statement does not, since the thing is not meant (a warning).
void ties_say(Ties *ties, const TiedThing *thing, const TiedStatement *statement, uint32_t value, bool cleared);
// Closes the outermost record, as what is said of the entity, unless the submission claims something else.
void ties_entity(Ties *ties, ReadingRecord *record);
// Makes the sets, once at the end: they are open, and stay so where something was not tied.
void ties_finish(Ties *ties);

#endif
