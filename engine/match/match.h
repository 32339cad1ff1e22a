// SPDX-License-Identifier: MIT
// Matching the components of a dossier with catalogues of vulnerabilities: entries of the OSV format (ossf.github.io/osv-schema,
// 1.7) by package URL and version, and CISA's list of those that are known to be exploited. What comes of it is a submission.
//
//   packages.c    packages of catalogues and of components, by one key: type, namespace and name of their package URLs
//   components.c  what the image says of components: the package, its versions and the release of a distribution that it is for
//   ranges.c      whether a version is one of those that an entry names
//   entries.c     an entry read: its names, ratings, dates, and what it says of each component
//   exploited.c   the list of what is exploited
//   result.c      entries that are one vulnerability (union-find over their aliases), and the submission of all of them
//
// Nothing is guessed. A set is closed where all that the catalogues say of a component was compared, and they speak of its
// ecosystem (and, of a distribution, of its release). What could not be compared is warned of, and its set left open.
#ifndef ASSIZE_MATCH_MATCH_H
#define ASSIZE_MATCH_MATCH_H

#include "image/image.h"

typedef struct Match Match;

// What is said of the submission. Texts are in NFC; bytes null where nothing is said.
typedef struct MatchEvidence {
    uint32_t kind; // of the schema
    int64_t on;
    Text by, title;
    bool confidential;
} MatchEvidence;

// Begins a match of the components that an image lists on a day: by submissions that are dated by then, neither withdrawn nor
// replaced. All that is kept lies in the arena. most: how many comparisons it may take. Null, with the reason, where the schema
// has no place for components with vulnerabilities, or declares an attribute of attributes.def as something else.
Match *match_begin(const Program *schema, Text image, int64_t on, uint64_t most, Arena *arena, Diagnostics *diagnostics,
                   Sources *sources, Text *reason);
// Matches all entries of a file: one, an array of them, one a line, or what OSV's API answers (`{"vulns": […]}`). Its text may go
// when the file has been let go of (match_let_go). False, with diagnostics, where something in it is refused. What the work needs
// lies in the scratch arena.
bool match_catalogue(Match *match, const Source *source, Arena *scratch);
// Reads a list of what is known to be exploited (comma-separated, with `cveID` and `dateAdded`); false, with diagnostics, where
// it is refused.
bool match_exploited(Match *match, const Source *source);
// Lets go of a file's text, but for what messages show of it.
void match_let_go(Match *match, uint32_t file);
// Whether it took more comparisons than it may: then it is to be given up.
bool match_is_too_long(const Match *match);
// Queues warnings of what was left out or could not be compared, and makes the submission, finished, about an entity.
Submission *match_submission(Match *match, Text id, const MatchEvidence *evidence);

#endif
