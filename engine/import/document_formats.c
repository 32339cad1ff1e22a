// SPDX-License-Identifier: MIT
// THE LIST OF FORMATS that are read, in the order in which a file is looked at. See document.h.
#include "import/document.h"

extern const DocumentFormat document_csaf;       // csaf.c
extern const DocumentFormat document_csv;        // csv_rows.c
extern const DocumentFormat document_cyclonedx;  // cyclonedx_document.c
extern const DocumentFormat document_openvex;    // openvex.c
extern const DocumentFormat document_provenance; // provenance.c
extern const DocumentFormat document_sarif;      // sarif.c
extern const DocumentFormat document_scorecard;  // scorecard.c
extern const DocumentFormat document_spdx;       // spdx.c
extern const DocumentFormat document_spdx3;      // spdx3.c

static const DocumentFormat *const formats[] = {&document_cyclonedx, &document_spdx,      &document_spdx3,
                                                &document_openvex,   &document_csaf,      &document_provenance,
                                                &document_sarif,     &document_scorecard, &document_csv};
enum { FORMATS_READ = sizeof formats / sizeof *formats };

const DocumentFormat *document_format(Text name)
{
    for (size_t i = 0; i < FORMATS_READ; i++) {
        if (text_is(name, format_infos[formats[i]->id].name))
            return formats[i];
    }
    return NULL;
}

const DocumentFormat *document_recognised(Text text, const JsonDocument *document)
{
    for (size_t i = 0; i < FORMATS_READ; i++) {
        if ((document != NULL) == formats[i]->json && formats[i]->recognise(text, document))
            return formats[i];
    }
    return NULL;
}
