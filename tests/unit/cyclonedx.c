// SPDX-License-Identifier: MIT
// The CycloneDX importer: each of its rules on a small document, what it refuses, what it counts, and what other schemas make of
// it.
#include "unit/imported.h"

typedef struct Case {
    const char *members;  // of the BOM
    const char *facts;    // exactly
    const char *gaps;     // exactly; null: not looked at
    const char *warnings; // a part of the messages; null: there is no warning
    const char *closed;   // a path
} Case;

static void check_case(const Case *one)
{
    const char *facts = quoted(one->facts);
    Text closed = text_of(one->closed ? one->closed : "");
    Imported outcome = {.evidence = {.closed = &closed, .closed_count = one->closed != NULL}};
    imported_text(&outcome, bom(one->members));
    if (!outcome.fine)
        fail_msg("%s is refused: %s", one->members, outcome.messages);
    assert_string_equal(outcome.facts, facts);
    if (one->gaps)
        assert_string_equal(outcome.gaps, one->gaps);
    if (!one->warnings && outcome.warnings)
        fail_msg("%s: %s", one->members, outcome.messages);
    if (one->warnings && !strstr(outcome.messages, one->warnings))
        fail_msg("%s: no `%s` in %s", one->members, one->warnings, outcome.messages);
}

#define CHECK_CASES(cases)                                                                                                       \
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)                                                                    \
    check_case(&cases[i])

// ---- rules ----

static void product(void **state)
{
    static const Case cases[] = {
        {"", "{}", "", NULL, NULL},
        {"'metadata':{'component':{'type':'application','name':'Edge','version':'4.2.0','supplier':{'name':'Acme','url':[]}}}",
         "{'name':'Edge','supplier':'Acme','version':'4.2.0'}",
         "1 metadata.component.supplier.url 0\n1 metadata.component.type 0\n", NULL, NULL},
        // The component's own supplier comes first, then the metadata's.
        {"'metadata':{'supplier':{'name':'B'},'component':{'name':'x','supplier':{'name':'A'}}}", "{'name':'x','supplier':'A'}",
         "", NULL, NULL},
        {"'metadata':{'supplier':{'name':'B'}}", "{'supplier':'B'}", "", NULL, NULL},
        // A version of any form is one.
        {"'metadata':{'component':{'name':'x','version':'2022-1'}}", "{'name':'x','version':'2022-1'}", "", NULL, NULL},
        {"'metadata':{'component':{'name':'x','version':'v1.2.3'}}", "{'name':'x','version':'v1.2.3'}", "", NULL, NULL},
        {"'metadata':{'component':{'name':'x','version':''}}", "{'name':'x'}", "", NULL, NULL},
        {"'metadata':{'timestamp':'2020-04-13T20:20:39+00:00','tools':[{}],'authors':[]},'serialNumber':'urn:uuid:x','$schema':'"
         "y'",
         "{}", "1 metadata.authors 0\n1 metadata.timestamp 0\n1 metadata.tools 0\n", NULL, NULL},
    };
    (void)state;
    CHECK_CASES(cases);
}

static void ids(void **state)
{
    static const struct {
        const char *component, *id;
    } cases[] = {
        {"{'purl':'pkg:generic/edge@1','name':'Edge','version':'1'}", "pkg:generic/edge@1"},
        {"{'name':'Edge','version':'1'}", "Edge@1"},
        {"{'name':'Edge'}", "Edge"},
        {"{'name':'Edge','version':''}", "Edge"},
        {"{'name':'\\u00c9','version':'\\u0032'}", "\xc3\x89@2"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Text members = text_format(unit_arena(), "'metadata':{'component':%s}", cases[i].component);
        Imported outcome = {.id_of_file = true};
        imported_text(&outcome, bom(text_terminated(unit_arena(), members)));
        assert_true(outcome.fine);
        assert_string_equal(outcome.id, cases[i].id);
    }
}

static void components(void **state)
{
    static const Case cases[] = {
        {"'components':[]", "{'components':{'open':[]}}", "", NULL, NULL},
        {"'components':[{'bom-ref':'r','type':'operating-system','group':'g','name':'n','version':'1.0.0','purl':'pkg:a/n@1.0.0',"
         "'cpe':'cpe:2.3:a:b:c','scope':'optional','author':'au','supplier':{'name':'Acme'},'publisher':'p','mime-type':'m',"
         "'licenses':[{'license':{'name':'Own'}},{'license':{'id':'MIT','name':'n','url':'u'}},{'expression':'A OR B'}],"
         "'hashes':[{'alg':'SHA-256','content':'ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef0123456789'},"
         "{'alg':'MD5','content':'00000000000000000000000000000000'}]}]",
         "{'components':{'open':[{'author':'au','cpe':'cpe:2.3:a:b:c','group':'g',"
         "'hashes':['MD5:00000000000000000000000000000000',"
         "'SHA-256:abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789'],"
         "'id':'pkg:a/n@1.0.0','kind':'operating_system','licences':['A OR B','MIT','Own'],'name':'n','purl':'pkg:a/n@1.0.0',"
         "'scope':'optional','supplier':'Acme','version':'1.0.0'}]}}",
         "1 components[].licenses[].license.url 0\n1 components[].mime-type 0\n1 components[].publisher 0\n", NULL, NULL},
        // Ids without a purl.
        {"'components':[{'type':'file','group':'g','name':'n','version':'1'},{'type':'file','name':'m','version':'2'},"
         "{'type':'file','name':'k'},{'type':'file','bom-ref':'only'}]",
         "{'components':{'open':[{'group':'g','id':'g/"
         "n@1','kind':'file','name':'n','version':'1'},{'id':'m@2','kind':'file','name':'m','version':'2'},"
         "{'id':'k','kind':'file','name':'k'},{'id':'only','kind':'file'}]}}",
         "", NULL, NULL},
        // Nested ones stand beside the others; nothing is said of what they depend on.
        {"'metadata':{'component':{'name':'x','components':[{'name':'in'}]}},'components':[{'name':'a','components':[{'name':'b',"
         "'components':[{'name':'c'}]}]}]",
         "{'components':{'open':[{'id':'in','name':'in'},{'id':'a','name':'a'},{'id':'b','name':'b'},{'id':'c','name':'c'}]},'"
         "name':'x'}",
         "", NULL, NULL},
        // Equal ones are one, in whatever order their licences stand; different ones are told apart by bom-ref, then by number.
        {"'components':[{'name':'a','licenses':[{'expression':'X'},{'expression':'Y'}]},"
         "{'name':'a','licenses':[{'expression':'Y'},{'expression':'X'}]}]",
         "{'components':{'open':[{'id':'a','licences':['X','Y'],'name':'a'}]}}", "", NULL, NULL},
        {"'components':[{'name':'a'},{'name':'a','cpe':'1','bom-ref':'second'},{'name':'a','cpe':'2'},{'name':'a','cpe':'3'},"
         "{'name':'a','cpe':'4','bom-ref':'second'}]",
         "{'components':{'open':[{'id':'a','name':'a'},{'cpe':'1','id':'second','name':'a'},{'cpe':'2','id':'a#2','name':'a'},"
         "{'cpe':'3','id':'a#3','name':'a'},{'cpe':'4','id':'a#4','name':'a'}]}}",
         "", "`a` is another component's id, and they differ: this one is told apart (4 such)", NULL},
        {"'components':[{'name':'a\\u0000b'},{'name':'a\\u0000b','cpe':'1'}]",
         "{'components':{'open':[{'id':'a\\u0000b','name':'a\\u0000b'},{'cpe':'1','id':'a\\u0000b#2','name':'a\\u0000b'}]}}", "",
         "this one is told apart (1 such)", NULL},
        // What is no word of the format, no hash, no licence or null: a warning each; the set stays open.
        {"'components':[{'name':'a','type':'foo','scope':'bar','cpe':null,'licenses':[{'license':{}},{'expression':'X'}],"
         "'hashes':[{'alg':'CRC','content':'00'},{'alg':'MD5','content':'xyz'}]}]",
         "{'components':{'open':[{'hashes':{'open':[]},'id':'a','licences':{'open':['X']},'name':'a'}]}}", "",
         "`foo` cannot stand in components[].type: left out (1 such)", NULL},
        // An empty list of licences does not say that there is none, unless somebody says so.
        {"'components':[{'name':'a','licenses':[]}]", "{'components':{'open':[{'id':'a','name':'a'}]}}", "", NULL, NULL},
        {"'components':[{'name':'a','licenses':[]}]", "{'components':{'open':[{'id':'a','licences':[],'name':'a'}]}}", "", NULL,
         "components.licences"},
        // Texts come in NFC, and names whose escapes spell a member are that member.
        {"'components':[{'\\u006eame':'e\\u0301'}]", "{'components':{'open':[{'id':'\xc3\xa9','name':'\xc3\xa9'}]}}", "", NULL,
         NULL},
        {"'components':[{'name':'a','licenses':[{'expression':'X'},{'expression':'X'}]}]",
         "{'components':{'open':[{'id':'a','licences':['X'],'name':'a'}]}}", "", NULL, NULL},
    };
    (void)state;
    CHECK_CASES(cases);
}

#define TWO                                                                                                                      \
    "'metadata':{'component':{'name':'x','bom-ref':'root'}},'components':[{'bom-ref':'A','name':'a'},{'bom-ref':'B','name':'b'}" \
    "]"
#define A_B(of_a, of_b) "{'components':{'open':[{" of_a "'id':'a','name':'a'},{" of_b "'id':'b','name':'b'}]},'name':'x'}"

static void dependencies(void **state)
{
    static const Case cases[] = {
        // An entry makes the set closed, also where it names nothing; without one there is no claim.
        {TWO ",'dependencies':[{'ref':'A','dependsOn':['B','B']}]", A_B("'depends_on':['b'],", ""), "", NULL, NULL},
        {TWO ",'dependencies':[{'ref':'A'},{'ref':'B','dependsOn':[]}]", A_B("'depends_on':[],", "'depends_on':[],"), "", NULL,
         NULL},
        {TWO ",'dependencies':[{'ref':'A','dependsOn':['A','B']},{'ref':'A','dependsOn':['B']}]",
         A_B("'depends_on':['a','b'],", ""), "", NULL, NULL},
        // What leads nowhere leaves the set open; so it does where all is said to be closed.
        {TWO ",'dependencies':[{'ref':'A','dependsOn':['B','C']},{'ref':'D','dependsOn':['B']}]",
         A_B("'depends_on':{'open':['b']},", ""), "",
         "`C` is declared nowhere in the file: what refers to it stays open (2 such references)", NULL},
        {TWO ",'dependencies':[{'ref':'A','dependsOn':['C']}]", A_B("'depends_on':{'open':[]},", "'depends_on':[],"), "",
         "`C` is declared nowhere", "components.depends_on"},
        // The product and services are no components.
        {TWO
         ",'services':[{'bom-ref':'S','services':[{'bom-ref':'T'}]}],"
         "'dependencies':[{'ref':'root','dependsOn':['A']},{'ref':'S','dependsOn':['A']},{'ref':'A','dependsOn':['T','root']}]",
         A_B("'depends_on':[],", ""), "2 dependencies[].dependsOn 2\n2 dependencies[].ref 2\n1 services 0\n", NULL, NULL},
        {TWO ",'services':[{'bom-ref':null,'services':null}],'dependencies':[{'ref':'A'}]", A_B("'depends_on':[],", ""), NULL,
         NULL, NULL},
        // Compositions.
        {TWO ",'compositions':[{'aggregate':'incomplete','dependencies':['A']}],'dependencies':[{'ref':'A'},{'ref':'B'}]",
         A_B("'depends_on':{'open':[]},", "'depends_on':[],"), "", NULL, NULL},
        {TWO ",'compositions':[{'aggregate':'unknown'}],'dependencies':[{'ref':'A'}]", A_B("'depends_on':{'open':[]},", ""), "",
         NULL, NULL},
        {TWO ",'compositions':[{'aggregate':'incomplete','assemblies':['A']},{'aggregate':'incomplete','vulnerabilities':['V']}],"
             "'dependencies':[{'ref':'A'}]",
         A_B("'depends_on':[],", ""), "", NULL, NULL},
        {TWO ",'compositions':[{'aggregate':'unknown'}],'dependencies':[{'ref':'A'}]",
         A_B("'depends_on':[],", "'depends_on':[],"), "", NULL, "components.depends_on"},
        // Two different things with one bom-ref: nobody knows which one is meant.
        {"'components':[{'bom-ref':'A','name':'a'},{'bom-ref':'A','name':'b'}],'dependencies':[{'ref':'A','dependsOn':['A']}]",
         "{'components':{'open':[{'id':'a','name':'a'},{'id':'b','name':'b'}]}}", "", "the bom-ref `A` stands for two things",
         NULL},
        // One component that is listed twice has what both depend on.
        {"'components':[{'bom-ref':'A','name':'a'},{'bom-ref':'A2','name':'a'},{'bom-ref':'B','name':'b'},{'bom-ref':'C','name':'"
         "c'}],"
         "'dependencies':[{'ref':'A','dependsOn':['B']},{'ref':'A2','dependsOn':['C','B']}]",
         "{'components':{'open':[{'depends_on':['b','c'],'id':'a','name':'a'},{'id':'b','name':'b'},{'id':'c','name':'c'}]}}", "",
         NULL, NULL},
        // A product among its own components is that component for whoever refers to it.
        {"'metadata':{'component':{'name':'x','bom-ref':'A'}},'components':[{'bom-ref':'A','name':'a'}],'dependencies':[{'ref':'"
         "A'}]",
         "{'components':{'open':[{'depends_on':[],'id':'a','name':'a'}]},'name':'x'}", "", NULL, NULL},
    };
    (void)state;
    CHECK_CASES(cases);
}

#define ONE "'metadata':{'component':{'name':'x','bom-ref':'root'}},'components':[{'name':'a'}]"
#define OPEN "{'components':{'open':[{'id':'a','name':'a'}]},'name':'x'}"
#define CLOSED "{'components':[{'id':'a','name':'a'}],'name':'x'}"

#define NESTED                                                                                                                   \
    "'metadata':{'component':{'name':'x','bom-ref':'root'}},'components':[{'name':'n','bom-ref':'N','components':[{'name':'i'}]" \
    "}]"
#define IN_NESTED(begin, end) "{'components':" begin "{'id':'n','name':'n'},{'id':'i','name':'i'}" end ",'name':'x'}"

static void completeness(void **state)
{
    static const Case cases[] = {
        {ONE, OPEN, "", NULL, NULL},
        {ONE, CLOSED, "", NULL, "components"},
        {ONE ",'compositions':[{'aggregate':'complete'}]", CLOSED, "", NULL, NULL},
        {ONE ",'compositions':[{'aggregate':'complete','assemblies':['root']}]", CLOSED, "", NULL, NULL},
        // What is said of dependencies says nothing of what there is, and what is said of one thing nothing of what is in it.
        {ONE ",'compositions':[{'aggregate':'complete','dependencies':['q','root'],'assemblies':['z']}]", OPEN, "", NULL, NULL},
        {ONE ",'compositions':[{'aggregate':'complete','assemblies':['root']},{'aggregate':'unknown','assemblies':['z']}]", OPEN,
         "", NULL, NULL},
        {ONE ",'compositions':[{'aggregate':'complete','assemblies':['root']},{'aggregate':'unknown','dependencies':['root']}]",
         OPEN, "", NULL, NULL},
        {NESTED ",'compositions':[{'aggregate':'complete','assemblies':['root']}]", IN_NESTED("{'open':[", "]}"), "", NULL, NULL},
        {NESTED ",'compositions':[{'aggregate':'complete','assemblies':['root','N']}]", IN_NESTED("[", "]"), "", NULL, NULL},
        {NESTED ",'compositions':[{'aggregate':'complete'}]", IN_NESTED("[", "]"), "", NULL, NULL},
        {NESTED ",'compositions':[{'aggregate':'complete','assemblies':['root']},{'aggregate':'incomplete','assemblies':['N']}]",
         IN_NESTED("{'open':[", "]}"), "", NULL, NULL},
        {ONE ",'compositions':[{'aggregate':'complete','assemblies':['other']}]", OPEN, "", NULL, NULL},
        {ONE ",'compositions':[{'aggregate':'complete','vulnerabilities':['v']}]", OPEN, "", NULL, NULL},
        {ONE ",'compositions':[{'aggregate':'complete'},{'aggregate':'incomplete','assemblies':['root']}]", OPEN, "", NULL, NULL},
        {ONE ",'compositions':[{'aggregate':'incomplete_first_party_only'}]", OPEN, "", NULL, NULL},
        {ONE ",'compositions':[{'aggregate':'not_specified'}]", CLOSED, "", NULL, "components"},
        {ONE ",'compositions':[{'aggregate':'complete','signature':{}}]", CLOSED, "1 compositions[].signature 0\n", NULL, NULL},
        // Without a list of components there is no claim, unless somebody says that the file names all.
        {"'metadata':{'component':{'name':'x'}}", "{'name':'x'}", "", NULL, NULL},
        {"'metadata':{'component':{'name':'x'}}", "{'components':[],'name':'x'}", "", NULL, "components"},
    };
    (void)state;
    CHECK_CASES(cases);
}

#define V_OF_A(v)                                                                                                                \
    "{'components':{'open':[{'id':'a','name':'a','vulnerabilities':{'open':[" v "]}},{'id':'b','name':'b'}]},'name':'x'}"
#define AFFECTS_A "'affects':[{'ref':'A'}]"

static const Case vulnerabilities_cases[] = {
    {TWO ",'vulnerabilities':[{'id':'V-1','bom-ref':'v','description':'d','published':'2021-12-10T23:30:00.123-01:00',"
         "'recommendation':'update','ratings':[{'severity':'low','score':9.8,'method':'CVSSv31','vector':'q'},"
         "{'severity':'high','score':3.5,'method':'CVSSv4'},{'severity':'medium','score':10,'method':'CVSSv2'},{'severity':'"
         "info'}],"
         "'analysis':{'state':'not_affected','justification':'code_not_reachable','detail':'d'}," AFFECTS_A "}]",
     V_OF_A("{'analysis':'not_affected','cvss':9.8,'disclosed_on':'2021-12-11','id':'V-1','justification':'code_not_reachable',"
            "'recommendation':'update','severity':'high'}"),
     "1 vulnerabilities[].analysis.detail 0\n1 vulnerabilities[].description 0\n1 vulnerabilities[].ratings[].score 1\n"
     "1 vulnerabilities[].ratings[].severity 1\n1 vulnerabilities[].ratings[].vector 0\n",
     NULL, NULL},
    // The product's own; both; a link into this very file; what is named twice.
    {TWO ",'vulnerabilities':[{'id':'V','affects':[{'ref':'root'},{'ref':'A'},{'ref':'A'},{'ref':'root'}]}]",
     "{'components':{'open':[{'id':'a','name':'a','vulnerabilities':{'open':[{'id':'V'}]}},{'id':'b','name':'b'}]},'name':'x'"
     ","
     "'vulnerabilities':{'open':[{'id':'V'}]}}",
     "", NULL, NULL},
    {TWO ",'serialNumber':'urn:uuid:ABC','vulnerabilities':[{'id':'V','affects':[{'ref':'urn:cdx:abc/1#A'}]}]",
     V_OF_A("{'id':'V'}"), "", NULL, NULL},
    {TWO ",'vulnerabilities':[{'id':'V','affects':[{'ref':'urn:cdx:abc/1#%41'}]}]", V_OF_A("{'id':'V'}"), "", NULL, NULL},
    {TWO ",'serialNumber':'urn:uuid:ABC','vulnerabilities':[{'id':'V','affects':[{'ref':'urn:cdx:other/1#A'}]}]", A_B("", ""), "",
     "`urn:cdx:other/1#A` is declared nowhere", NULL},
    {TWO ",'vulnerabilities':[{'id':'V','affects':[{'ref':'Z','versions':[{}]}]}]", A_B("", ""),
     "1 vulnerabilities[].affects[].versions 0\n", "`Z` is declared nowhere", NULL},
    {TWO ",'services':[{'bom-ref':'S'}],'vulnerabilities':[{'id':'V','affects':[{'ref':'S'}]}]", A_B("", ""),
     "1 services 0\n1 vulnerabilities[].affects[].ref 2\n", NULL, NULL},
    // Without an id the bom-ref stands in; without both it is left out; so is what affects nothing.
    {TWO ",'vulnerabilities':[{'bom-ref':'v'," AFFECTS_A "}]", V_OF_A("{'id':'v'}"), "", NULL, NULL},
    {TWO ",'vulnerabilities':[{" AFFECTS_A "}]", A_B("", ""), "", "a vulnerability without an id is left out (1 such)", NULL},
    {TWO ",'vulnerabilities':[{'id':'V'},{'id':'W','affects':[]}]", A_B("", ""), "",
     "the vulnerability `V` does not say what it affects: left out (2 such)", NULL},
    // Two statements: the highest rating, and nothing where the rest disagrees.
    {TWO ",'vulnerabilities':[{'id':'V','ratings':[{'severity':'low'}],'recommendation':'r','analysis':{'state':'resolved'}"
         "," AFFECTS_A
         "},{'id':'V','ratings':[{'severity':'high'}],'recommendation':'r','analysis':{'state':'exploitable'}," AFFECTS_A "}]",
     V_OF_A("{'id':'V','recommendation':'r','severity':'high'}"), "", "what is said of `V` here and before disagrees", NULL},
    // A third statement that sides with one of two does not settle what they disagree on.
    {TWO ",'vulnerabilities':[{'id':'V','analysis':{'state':'not_affected'}," AFFECTS_A
         "},{'id':'V','analysis':{'state':'exploitable'}," AFFECTS_A "},{'id':'V','analysis':{'state':'not_affected'}," AFFECTS_A
         "},{'id':'V','ratings':[{'severity':'low'}],'recommendation':'r'," AFFECTS_A "}]",
     V_OF_A("{'id':'V','recommendation':'r','severity':'low'}"), "",
     "what is said of `V` here and before disagrees: left out where it does (1 such)", NULL},
    {TWO ",'vulnerabilities':[{'id':'V','published':'2020-01-01'," AFFECTS_A "},{'id':'V','recommendation':'r'," AFFECTS_A "}]",
     V_OF_A("{'disclosed_on':'2020-01-01','id':'V','recommendation':'r'}"), "", NULL, NULL},
    // Lists of vulnerabilities are closed where somebody says so, and nothing was lost.
    {TWO, A_B("", ""), "", NULL, NULL},
    {ONE, "{'components':{'open':[{'id':'a','name':'a'}]},'name':'x','vulnerabilities':[]}", "", NULL, "vulnerabilities"},
    {ONE, "{'components':{'open':[{'id':'a','name':'a','vulnerabilities':[]}]},'name':'x'}", "", NULL,
     "components.vulnerabilities"},
    {ONE ",'vulnerabilities':[{'id':'V','affects':[{'ref':'Z'}]}]",
     "{'components':{'open':[{'id':'a','name':'a','vulnerabilities':{'open':[]}}]},'name':'x'}", "", "`Z` is declared nowhere",
     "components.vulnerabilities"},
    // Words and numbers that are none.
    {TWO ",'vulnerabilities':[{'id':'V','published':'yesterday','ratings':[{'severity':'awful','score':11,'method':'CVSSv3'},"
         "{'score':-1,'method':'CVSSv3'},{'score':1e400,'method':'CVSSv3'},{'score':0.12345678901,'method':'CVSSv3'}],"
         "'analysis':{'state':'fine'}," AFFECTS_A "}]",
     V_OF_A("{'id':'V'}"), "", "`11` cannot stand in vulnerabilities[].ratings[].score: left out (4 such)", NULL},
    {TWO ",'vulnerabilities':[{'id':'V','ratings':[{'severity':'unknown'},{'score':1e1,'method':'CVSSv4'}]," AFFECTS_A "}]",
     V_OF_A("{'cvss':10,'id':'V'}"), "1 vulnerabilities[].ratings[].severity 1\n", NULL, NULL},
};

static void vulnerabilities(void **state)
{
    (void)state;
    CHECK_CASES(vulnerabilities_cases);
}

// ---- what is refused ----

static void check_refused(const char *text, const char *message)
{
    Imported outcome = {.schema = NULL};
    imported_text(&outcome, text_of(quoted(text)));
    if (outcome.fine || outcome.errors != 1 || !strstr(outcome.messages, message))
        fail_msg("%s: %zu errors, no `%s` in %s", text, outcome.errors, message, outcome.messages);
    assert_non_null(strstr(outcome.messages, "bom.json:1:")); // located
}

static void refusals(void **state)
{
    (void)state;
    check_refused("{'specVersion':'1.5'}", "this lacks `bomFormat`");
    check_refused("{'bomFormat':'CycloneDX'}", "this lacks `specVersion`");
    check_refused("{'bomFormat':null,'specVersion':'1.5'}", "this lacks `bomFormat`");
    check_refused("{'bomFormat':'CycloneDX','specVersion':null}", "this lacks `specVersion`");
    check_refused("{'bomFormat':'Other','specVersion':'1.5'}", "\"Other\" cannot stand here");
    check_refused("{'bomFormat':'CycloneDX','specVersion':'1.1'}", "\"1.1\" cannot stand here");
    check_refused("{'bomFormat':'CycloneDX','specVersion':'1.7'}", "from \"1.2\" to \"1.6\"");
    check_refused("{'bomFormat':'CycloneDX','specVersion':1.5}", "1.5 cannot stand here");
    check_refused("[]", "an array cannot stand here");
    check_refused("{'bomFormat':'CycloneDX','specVersion':'1.5','components':[1]}", "1 cannot stand here");
    check_refused("{'bomFormat':'CycloneDX','specVersion':'1.5','components':[{'name':'a','hashes':[{'alg':'MD5'}]}]}",
                  "this lacks `content`");
    check_refused("{'bomFormat':'CycloneDX','specVersion':'1.5','dependencies':[{}]}", "this lacks `ref`");
    check_refused("{'bomFormat':'CycloneDX','specVersion':'1.5','compositions':[{}]}", "this lacks `aggregate`");
    check_refused("{'bomFormat':'CycloneDX','specVersion':'1.5','vulnerabilities':[{'id':'v','affects':[{}]}]}",
                  "this lacks `ref`");
    check_refused("{'bomFormat':'CycloneDX','specVersion':'1.5'", "this is no JSON");
}

static void no_id(void **state)
{
    (void)state;
    Imported outcome = {.id_of_file = true};
    imported_text(&outcome, bom("'metadata':{'component':{'version':'1'}}"));
    assert_false(outcome.fine);
    assert_non_null(strstr(outcome.messages, "nothing says what the file is about"));
    // A zero in a name is not where it ends.
    Imported zero = {.id_of_file = true};
    imported_text(&zero, bom("'metadata':{'component':{'name':'a\\u0000b','version':'1'}}"));
    assert_false(zero.fine);
}

static void closed_paths(void **state)
{
    static const char *const wrong[] = {
        "", "component", "components.name", "components.", ".components", "depends_on", "components.vulnerabilities.id", "ports"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Text path = text_of(wrong[i]);
        Imported outcome = {.evidence = {.closed = &path, .closed_count = 1}};
        imported_text(&outcome, bom(""));
        assert_false(outcome.fine);
        assert_non_null(strstr(outcome.messages, "names no set that such a file could close"));
    }
}

// ---- schemas ----

static const char full_bom[] =
    "'metadata':{'component':{'name':'x','version':'1.0.0'}},'components':[{'bom-ref':'A','name':'a','version':'x','type':'file',"
    "'supplier':{'name':'s'},'licenses':[]}],'dependencies':[{'ref':'A','dependsOn':['A']}],'compositions':[{'aggregate':'"
    "complete'}],"
    "'vulnerabilities':[{'id':'V','affects':[{'ref':'A'}]}]";

static void schemas(void **state)
{
    static const struct {
        const char *declarations, *facts, *gaps;
    } cases[] = {
        // Nothing of the vocabulary is declared: all of it is counted.
        {"entity Product { seen : boolean }", "{}",
         "1 components 0\n1 compositions 0\n1 dependencies 0\n1 metadata.component.name 0\n1 metadata.component.version 0\n"
         "1 vulnerabilities 0\n"},
        // Components without most attributes; versions as texts, which then hold every version.
        {"entity Product { seen : boolean components : many Part version : text }\npart Part key id { id : text version : text }",
         "{'components':[{'id':'a@x','version':'x'}],'version':'1.0.0'}",
         "1 components[].licenses 0\n1 components[].name 0\n1 components[].supplier 0\n1 components[].type 0\n"
         "1 dependencies[].dependsOn 0\n1 metadata.component.name 0\n1 vulnerabilities 0\n"},
        // An enumeration of the policy's own, which lacks the word.
        {"type K = library | data\nentity Product { seen : boolean name : text version : version components : many C }\n"
         "part C key id { id : text name : text kind : K supplier : Organisation licences : many text depends_on : many ref C\n"
         "version : version vulnerabilities : many V }\npart V key id { id : text }\nentity Organisation { name : text }",
         "{'components':[{'depends_on':['a@x'],'id':'a@x','name':'a','supplier':'s','version':'x','vulnerabilities':{'open':[{'"
         "id':'V'}]}}],"
         "'name':'x','version':'1.0.0'}",
         "1 components[].type 1\n"},
        // Only the product has vulnerabilities: those of components have no place.
        {"entity Product { seen : boolean vulnerabilities : many V components : many C }\npart C key id { id : text }\n"
         "part V key id { id : text }",
         "{'components':[{'id':'a@x'}]}",
         "1 components[].licenses 0\n1 components[].name 0\n1 components[].supplier 0\n1 components[].type 0\n1 "
         "components[].version 0\n"
         "1 dependencies[].dependsOn 0\n1 metadata.component.name 0\n1 metadata.component.version 0\n1 "
         "vulnerabilities[].affects[].ref 2\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Fixture fixture;
        compile_schema(&fixture, cases[i].declarations);
        Imported outcome = {.schema = &fixture.program};
        imported_text(&outcome, bom(full_bom));
        assert_true(outcome.fine);
        assert_string_equal(outcome.facts, quoted(cases[i].facts));
        assert_string_equal(outcome.gaps, cases[i].gaps);
        fixture_close(&fixture);
    }
}

static void schemas_otherwise(void **state)
{
    static const struct {
        const char *declarations, *message;
    } cases[] = {
        {"entity Product { seen : boolean name : integer }", "expected text"},
        {"entity Product { seen : boolean name : many text }", "expected text"},
        {"entity Product { seen : boolean version : date }", "expected version, or text"},
        {"entity Product { seen : boolean components : many text }", "expected many of a part whose key is `id : text`"},
        {"entity Product { seen : boolean components : many C }\npart C key purl { purl : text }",
         "expected many of a part whose key is `id : text`"},
        {"entity Product { seen : boolean components : many C }\npart C { id : text }",
         "expected many of a part whose key is `id : text`"},
        {"entity Product { seen : boolean components : C }\npart C key id { id : text }",
         "expected many of a part whose key is `id : text`"},
        {"entity Product { seen : boolean components : many C }\npart C key id { id : text kind : text }",
         "expected an enumeration"},
        {"entity Product { seen : boolean components : many C }\npart C key id { id : text hashes : text }",
         "expected many text"},
        {"entity Product { seen : boolean components : many C }\npart C key id { id : text supplier : text }",
         "expected an entity"},
        {"entity Product { seen : boolean components : many C others : many D }\npart D key id { id : text }\n"
         "part C key id { id : text depends_on : many ref D }",
         "expected many ref of its own type"},
        {"type S = high | low\nentity Product { seen : boolean vulnerabilities : many V }\npart V key id { id : text severity : "
         "S }",
         "expected an ordered enumeration"},
        {"entity Product { seen : boolean vulnerabilities : many V }\npart V key id { id : text cvss : integer }",
         "expected decimal"},
        {"entity Product { seen : boolean vulnerabilities : many V components : many C }\npart V key id { id : text }\n"
         "part C key id { id : text vulnerabilities : many W }\npart W key id { id : text }",
         "expected parts of the same type as the product's"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Fixture fixture;
        compile_schema(&fixture, cases[i].declarations);
        Imported outcome = {.schema = &fixture.program};
        imported_text(&outcome, bom(full_bom));
        if (outcome.fine || !strstr(outcome.messages, cases[i].message))
            fail_msg("%s: %s", cases[i].declarations, outcome.messages);
        fixture_close(&fixture);
    }
}

// ---- telling formats apart ----

static void formats(void **state)
{
    static const struct {
        const char *text;
        ForeignFormat format;
        const char *name;
    } cases[] = {
        {"{\"spdxVersion\":\"SPDX-2.3\"}", FOREIGN_OTHER, "SPDX 2 in JSON"},
        {"{\"entity\":\"Product\",\"document\":1}", FOREIGN_NONE, NULL},
        {"[]", FOREIGN_UNKNOWN, NULL},
        {"{}", FOREIGN_UNKNOWN, NULL},
        {" \n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.4\"/>", FOREIGN_OTHER, "CycloneDX in XML"},
        {"\xef\xbb\xbf<?xml?><a/>", FOREIGN_OTHER, "XML"},
        {"SPDXVersion: SPDX-2.3\n", FOREIGN_OTHER, "SPDX in tag-value form"},
        {"", FOREIGN_NONE, NULL},
        {"nonsense", FOREIGN_NONE, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        JsonDocument document = {.values = NULL};
        JsonError error;
        size_t at = 0;
        const char *name;
        bool json = json_read(&document, unit_arena(), text_of(cases[i].text), &at, &error);
        assert_int_equal(foreign_format(text_of(cases[i].text), json ? &document : NULL, &name), cases[i].format);
        if (cases[i].name)
            assert_string_equal(name, cases[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(product),           UNIT_TEST(ids),
        UNIT_TEST(components),        UNIT_TEST(dependencies),
        UNIT_TEST(completeness),      UNIT_TEST(vulnerabilities),
        UNIT_TEST(refusals),          UNIT_TEST(no_id),
        UNIT_TEST(closed_paths),      UNIT_TEST(schemas),
        UNIT_TEST(schemas_otherwise), UNIT_TEST(formats),
    };
    return cmocka_run_group_tests(tests, open_standard, close_standard);
}
