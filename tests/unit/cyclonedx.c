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
         "{'made_on':'2020-04-13'}", "1 metadata.authors 0\n1 metadata.tools 0\n", NULL, NULL},
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
        {"{'group':'g','name':'Edge','version':'1'}", "g/Edge@1"},
        {"{'purl':'pkg:NPM/%40a/Edge@1','name':'Edge','version':'1'}", "pkg:npm/%40a/edge@1"},
        {"{'purl':'no purl','name':'Edge','version':'1'}", "Edge@1"},
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

static const Case components_cases[] = {
    {"'components':[]", "{'components':{'open':[]}}", "", NULL, NULL},
    {"'components':[{'bom-ref':'r','type':'operating-system','group':'g','name':'n','version':'1.0.0','purl':'pkg:a/n@1.0.0',"
     "'cpe':'cpe:2.3:a:b:c','scope':'optional','author':'au','supplier':{'name':'Acme'},'publisher':'p','mime-type':'m',"
     "'licenses':[{'license':{'name':'Own'}},{'license':{'id':'MIT','name':'n','url':'u'}},{'expression':'A OR B'}],"
     "'hashes':[{'alg':'SHA-256','content':'ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef0123456789'},"
     "{'alg':'MD5','content':'00000000000000000000000000000000'}]}]",
     "{'components':{'open':[{'author':'au','cpe':'cpe:2.3:a:b:c','group':'g',"
     "'hashes':[{'algorithm':'SHA-256','value':'ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef0123456789'},"
     "{'algorithm':'MD5','value':'00000000000000000000000000000000'}],"
     "'id':'pkg:a/n@1.0.0','kind':'operating_system','licences':['MIT'],'name':'n','purl':'pkg:a/n@1.0.0',"
     "'scope':'optional','supplier':'Acme','version':'1.0.0'}]}}",
     "1 components[].licenses[].license.url 0\n1 components[].mime-type 0\n1 components[].publisher 0\n", NULL, NULL},
    // Ids without a purl.
    {"'components':[{'type':'file','group':'g','name':'n','version':'1'},{'type':'file','name':'m','version':'2'},"
     "{'type':'file','name':'k'},{'type':'file','bom-ref':'only'}]",
     "{'components':{'open':[{'group':'g','id':'g/"
     "n@1','kind':'file','name':'n','version':'1'},{'id':'m@2','kind':'file','name':'m','version':'2'},"
     "{'id':'k','kind':'file','name':'k'},{'id':'only','kind':'file'}]}}",
     "", NULL, NULL},
    // Nested ones stand beside the others; nothing is said of what they depend on. Of what nests nothing, nothing is said.
    {"'metadata':{'component':{'name':'x','components':[{'name':'in'}]}},'components':[{'name':'a','components':[{'name':'b',"
     "'components':[{'name':'c'}]}]}]",
     "{'components':{'open':[{'contained_in':[],'id':'in','name':'in'},{'contained_in':[],'id':'a','name':'a'},"
     "{'contained_in':['a'],'id':'b','name':'b'},{'contained_in':['b'],'id':'c','name':'c'}]},'name':'x'}",
     "", NULL, NULL},
    // Equal ones are one, in whatever order their licences stand; different ones are told apart by bom-ref, then by number.
    {"'components':[{'name':'a','licenses':[{'expression':'X'},{'expression':'Y'}]},"
     "{'name':'a','licenses':[{'expression':'Y'},{'expression':'X'}]}]",
     "{'components':{'open':[{'id':'a','licences':['X','Y'],'name':'a'}]}}", "", NULL, NULL},
    {"'components':[{'name':'a'},{'name':'a','cpe':'1','bom-ref':'second'},{'name':'a','cpe':'2'},{'name':'a','cpe':'3'},"
     "{'name':'a','cpe':'4','bom-ref':'second'}]",
     "{'components':{'open':[{'id':'a','name':'a'},{'cpe':'1','id':'second','name':'a'},{'cpe':'2','id':'a#2','name':'a'},"
     "{'cpe':'3','id':'a#3','name':'a'},{'cpe':'4','id':'a#4','name':'a'}]}}",
     "", "`a` is another part's key, and they differ: this one is told apart (4 such)", NULL},
    {"'components':[{'name':'a\\u0000b'},{'name':'a\\u0000b','cpe':'1'}]",
     "{'components':{'open':[{'id':'a\\u0000b','name':'a\\u0000b'},{'cpe':'1','id':'a\\u0000b#2','name':'a\\u0000b'}]}}", "",
     "this one is told apart (1 such)", NULL},
    // What is no word of the enumeration is kept as it stands; null says nothing. A hash may be any text.
    {"'components':[{'name':'a','type':'foo','scope':'bar','cpe':null,'licenses':[{'license':{}},{'expression':'X'}],"
     "'hashes':[{'alg':'CRC','content':'00'},{'alg':'MD5','content':'xyz'}]}]",
     "{'components':{'open':[{'hashes':[{'algorithm':'CRC','value':'00'},{'algorithm':'MD5','value':'xyz'}],'id':'a',"
     "'kind':{'unreadable':'foo'},'licences':['X'],'name':'a','scope':{'unreadable':'bar'}}]}}",
     "1 components[].scope 1\n1 components[].type 1\n",
     "`foo` in components[].type is none of the attribute's type: kept as what cannot be read (1 such)", NULL},
    // A value of another kind is kept, too; numbers are texts, where these are asked for.
    {"'components':[{'name':7,'version':1.50,'group':['g'],'purl':{'x':'\\u00e9'},'cpe':true}]",
     "{'components':{'open':[{'cpe':{'unreadable':'true'},'group':{'unreadable':'[\\\"g\\\"]'},'id':'7@1.50','name':'7',"
     "'purl':{'unreadable':'{\\\"x\\\":\\\"\\\\u00e9\\\"}'},'version':'1.50'}]}}",
     "1 components[].cpe 1\n1 components[].group 1\n1 components[].purl 1\n", "`true` in components[].cpe", NULL},
    // A hash that lacks its content has no key; of two of one key there is one.
    {"'components':[{'name':'a','hashes':[{'alg':'MD5','content':' "
     "'},{'alg':'MD5','content':'0'},{'alg':'MD5','content':'0'}]}]",
     "{'components':{'open':[{'hashes':{'open':[{'algorithm':'MD5','value':'0'}]},'id':'a','name':'a'}]}}", "",
     "an entry of components[].hashes[] has nothing to be told from others by: left out (1 such)", NULL},
    // Suppliers whose name says that there is none.
    {"'components':[{'name':'a','supplier':{'name':'NOASSERTION'}},{'name':'b','supplier':{'name':' unknown '}},"
     "{'name':'c','supplier':{'name':'Unknown Worlds'}}]",
     "{'components':{'open':[{'id':'a','name':'a'},{'id':'b','name':'b'},{'id':'c','name':'c','supplier':'Unknown "
     "Worlds'}]}}",
     "", NULL, NULL},
    // Keys: two spellings of one purl are one; what is no purl, or says nothing, is none; what is called nothing has a
    // number.
    {"'components':[{'purl':'pkg:npm/%40x/a@1'},{'purl':'pkg:NPM/%40X/A@1','name':'n'},{'purl':'nonsense','name':'b'},"
     "{'purl':' ','name':' ','bom-ref':'r'},{},{'version':'2'}]",
     "{'components':{'open':[{'id':'pkg:npm/%40x/a@1','purl':'pkg:npm/%40x/a@1'},{'id':'pkg:npm/%40x/a@1#2','name':'n',"
     "'purl':'pkg:NPM/%40X/A@1'},{'id':'b','name':'b','purl':'nonsense'},{'id':'r'},{'id':'component without a name 1'},"
     "{'id':'component without a name 2','version':'2'}]}}",
     "", "`pkg:npm/%40x/a@1` is another part's key", NULL},
    // An empty list of licences does not say that there is none, unless somebody says so.
    {"'components':[{'name':'a','licenses':[]}]", "{'components':{'open':[{'id':'a','name':'a'}]}}", "", NULL, NULL},
    {"'components':[{'name':'a','licenses':[]}]", "{'components':{'open':[{'id':'a','licences':[],'name':'a'}]}}", "", NULL,
     "components.licences"},
    // Texts come in NFC, and names whose escapes spell a member are that member.
    {"'components':[{'\\u006eame':'e\\u0301'}]", "{'components':{'open':[{'id':'\xc3\xa9','name':'\xc3\xa9'}]}}", "", NULL, NULL},
    {"'components':[{'name':'a','licenses':[{'expression':'X'},{'expression':'X'}]}]",
     "{'components':{'open':[{'id':'a','licences':['X'],'name':'a'}]}}", "", NULL, NULL},
};

static void components(void **state)
{
    (void)state;
    CHECK_CASES(components_cases);
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
         "{'components':{'open':[{'depends_on':{'open':['b','C']},'id':'a','name':'a'},{'id':'b','name':'b'}]},"
         "'depends_on':{'open':['b']},'name':'x'}",
         "", "`C` is declared nowhere in the file: what refers to it stays open (2 such references)", NULL},
        {TWO ",'dependencies':[{'ref':'A','dependsOn':['C']}]", A_B("'depends_on':{'open':['C']},", "'depends_on':[],"), "",
         "`C` is declared nowhere", "components.depends_on"},
        // The product and services are no components.
        {TWO
         ",'services':[{'bom-ref':'S','services':[{'bom-ref':'T'}]}],"
         "'dependencies':[{'ref':'root','dependsOn':['A']},{'ref':'S','dependsOn':['A']},{'ref':'A','dependsOn':['T','root']}]",
         "{'components':{'open':[{'depends_on':[],'id':'a','name':'a'},{'id':'b','name':'b'}]},'depends_on':['a'],'name':'x',"
         "'services':{'open':[{'id':'S'},{'id':'T'}]}}",
         "2 dependencies[].dependsOn 2\n1 dependencies[].ref 2\n", NULL, NULL},
        {TWO ",'services':[{'bom-ref':null,'services':null}],'dependencies':[{'ref':'A'}]",
         "{'components':{'open':[{'depends_on':[],'id':'a','name':'a'},{'id':'b','name':'b'}]},'name':'x',"
         "'services':{'open':[{'id':'service without a name 1'}]}}",
         NULL, NULL, NULL},
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
         "{'components':{'open':[{'id':'a','name':'a'},{'id':'b','name':'b'}]},'depends_on':{'open':[]}}", "",
         "the name `A` stands for two things", NULL},
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
#define IN_NESTED(begin, end)                                                                                                    \
    "{'components':" begin "{'contained_in':[],'id':'n','name':'n'},{'contained_in':['n'],'id':'i','name':'i'}" end ",'name':'"  \
    "x'}"

static void completeness(void **state)
{
    static const Case cases[] = {
        {ONE, OPEN, "", NULL, NULL},
        {ONE, CLOSED, "", NULL, "components"},
        {ONE ",'compositions':[{'aggregate':'complete'}]", CLOSED, "", NULL, NULL},
        {ONE ",'compositions':[{'aggregate':'complete','assemblies':['root']}]", CLOSED, "", NULL, NULL},
        // What is said of dependencies says nothing of what there is, and what is said of one thing nothing of what is in it.
        {ONE ",'compositions':[{'aggregate':'complete','dependencies':['q'],'assemblies':['z']}]", OPEN, "",
         "`z` is declared nowhere in the file: what refers to it stays open (2 such references)", NULL},
        {ONE ",'compositions':[{'aggregate':'complete','assemblies':['root']},{'aggregate':'unknown','assemblies':['z']}]", OPEN,
         "", "`z` is declared nowhere", NULL},
        {ONE ",'compositions':[{'aggregate':'complete','assemblies':['root']},{'aggregate':'unknown','dependencies':['root']}]",
         "{'components':[{'id':'a','name':'a'}],'name':'x'}", "", NULL, NULL},
        {ONE ",'compositions':[{'aggregate':'complete','assemblies':['root'],'dependencies':['root']}]",
         "{'components':[{'id':'a','name':'a'}],'depends_on':[],'name':'x'}", "", NULL, NULL},
        {NESTED ",'compositions':[{'aggregate':'complete','assemblies':['root']}]", IN_NESTED("{'open':[", "]}"), "", NULL, NULL},
        {NESTED ",'compositions':[{'aggregate':'complete','assemblies':['root','N']}]", IN_NESTED("[", "]"), "", NULL, NULL},
        {NESTED ",'compositions':[{'aggregate':'complete'}]", IN_NESTED("[", "]"), "", NULL, NULL},
        {NESTED ",'compositions':[{'aggregate':'complete','assemblies':['root']},{'aggregate':'incomplete','assemblies':['N']}]",
         IN_NESTED("{'open':[", "]}"), "", NULL, NULL},
        {ONE ",'compositions':[{'aggregate':'complete','assemblies':['other']}]", OPEN, "", "`other` is declared nowhere", NULL},
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
#define V_OF_PRODUCT(v)                                                                                                          \
    "{'components':{'open':[{'id':'a','name':'a'},{'id':'b','name':'b'}]},'name':'x','vulnerabilities':{'open':[" v "]}}"
#define V_OF_SERVICE(v)                                                                                                          \
    "{'components':{'open':[{'id':'a','name':'a'},{'id':'b','name':'b'}]},'name':'x','services':{'open':[{'id':'S'}]},"          \
    "'vulnerabilities':{'open':[" v "]}}"
#define TWO_VERSIONS "'components':[{'bom-ref':'A','name':'a','version':'1.0.0'},{'bom-ref':'B','name':'b','version':'2.0.0'}]"
#define OF_VERSIONS_AS(of_a, of_b)                                                                                               \
    "{'components':{'open':[{'id':'a@1.0.0','name':'a','version':'1.0.0','vulnerabilities':{'open':[{'analysis':" of_a           \
    ",'id':'V'}]}},{'id':'b@2.0.0','name':'b','version':'2.0.0','vulnerabilities':{'open':[{'analysis':" of_b ",'id':'V'}]}}]}}"
#define OF_VERSIONS(of_a, of_b) OF_VERSIONS_AS("'" of_a, "'" of_b)
#define OF_VERSIONS_UNREADABLE OF_VERSIONS_AS("{'unreadable':'unknown'}", "{'unreadable':'unknown'}")

static const Case vulnerabilities_cases[] = {
    {TWO ",'vulnerabilities':[{'id':'V-1','bom-ref':'v','description':'d','published':'2021-12-10T23:30:00.123-01:00',"
         "'recommendation':'update','ratings':[{'severity':'low','score':9.8,'method':'CVSSv31','vector':'q'},"
         "{'severity':'high','score':3.5,'method':'CVSSv4'},{'severity':'medium','score':10,'method':'CVSSv2'},{'severity':'"
         "info'}],"
         "'analysis':{'state':'not_affected','justification':'code_not_reachable','detail':'d'}," AFFECTS_A "}]",
     V_OF_A("{'analysis':'not_affected','cvss':3.5,'disclosed_on':'2021-12-11','id':'V-1','justification':'code_not_reachable',"
            "'recommendation':'update','severity':'high'}"),
     "1 vulnerabilities[].analysis.detail 0\n1 vulnerabilities[].description 0\n", NULL, NULL},
    // A vector is worth more than what is written beside it, and the latest version of the standard than any other. Of others the
    // score and the vector are asked for by nobody.
    {TWO ",'vulnerabilities':[{'id':'V','ratings':[{'severity':'low','score':1,'method':'CVSSv31',"
         "'vector':'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'},{'severity':'critical','method':'OWASP','score':50,"
         "'vector':'SL:1'},{'severity':'critical','method':'CVSSv2','score':10,'vector':'AV:N/AC:L/Au:N/C:C/I:C/A:C'},"
         "{'vector':'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N','source':{'name':'s'}}]," AFFECTS_A "}]",
     V_OF_A("{'cvss':9.8,'id':'V','severity':'critical','vector':'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'}"),
     "1 vulnerabilities[].ratings[].score 0\n1 vulnerabilities[].ratings[].source 0\n1 vulnerabilities[].ratings[].vector 0\n",
     NULL, NULL},
    // Of two vectors of one version the worse; 2.0 has three words.
    {TWO ",'vulnerabilities':[{'id':'V','ratings':[{'vector':'AV:N/AC:L/Au:N/C:P/I:N/A:N'},{'vector':'AV:N/AC:L/Au:N/C:C/I:C/A:C'"
         "}]," AFFECTS_A "}]",
     V_OF_A("{'cvss':10,'id':'V','severity':'high','vector':'AV:N/AC:L/Au:N/C:C/I:C/A:C'}"), "", NULL, NULL},
    // A method without its vector, and words alone: the worst of them.
    {TWO
     ",'vulnerabilities':[{'id':'V','ratings':[{'severity':'high'},{'severity':'info'},{'severity':'unknown'},{'severity':''}]"
     "," AFFECTS_A "}]",
     V_OF_A("{'id':'V','severity':'high'}"), "", NULL, NULL},
    // Which versions are affected.
    {TWO_VERSIONS ",'vulnerabilities':[{'id':'V','analysis':{'state':'exploitable'},'affects':["
                  "{'ref':'A','versions':[{'version':'1.0.0','status':'unaffected'}]},"
                  "{'ref':'B','versions':[{'range':'vers:npm/<2.0.0','status':'unaffected'},{'version':'2.0.0'}]}]}]",
     OF_VERSIONS("not_affected'", "exploitable'"), "", NULL, NULL},
    {TWO_VERSIONS ",'vulnerabilities':[{'id':'V','analysis':{'state':'exploitable'},'affects':["
                  "{'ref':'A','versions':[{'range':'vers:npm/<2.0.0','status':'unaffected'},{'version':'1.0.0'}]},"
                  "{'ref':'B','versions':[{'version':'3.0.0','status':'unaffected'}]}]}]",
     OF_VERSIONS_UNREADABLE, "2 vulnerabilities[].analysis 1\n", "`unknown` in vulnerabilities[].analysis", NULL},
    {TWO_VERSIONS ",'vulnerabilities':[{'id':'V','analysis':{'state':'exploitable'},'affects':["
                  "{'ref':'A','versions':[{'range':'vers:nobody/<2.0.0','status':'unaffected'}]},"
                  "{'ref':'B','versions':[{'version':'2.0.0','status':'unknown'}]}]}]",
     OF_VERSIONS_UNREADABLE, "2 vulnerabilities[].analysis 1\n", "`unknown` in vulnerabilities[].analysis", NULL},
    {TWO_VERSIONS ",'vulnerabilities':[{'id':'V','analysis':{'state':'exploitable'},'affects':["
                  "{'ref':'A','versions':[]},{'ref':'B','versions':[{'range':'vers:npm/>=1.0.0|<3.0.0','status':'affected'}]}]}]",
     OF_VERSIONS("exploitable'", "exploitable'"), "", NULL, NULL},
    // The product's own; both; a link into this very file; what is named twice.
    {TWO ",'vulnerabilities':[{'id':'V','affects':[{'ref':'root'},{'ref':'A'},{'ref':'A'},{'ref':'root'}]}]",
     "{'components':{'open':[{'id':'a','name':'a','vulnerabilities':{'open':[{'id':'V'}]}},{'id':'b','name':'b'}]},'name':'x'"
     ","
     "'vulnerabilities':{'open':[{'id':'V'}]}}",
     "", NULL, NULL},
    {TWO ",'serialNumber':'urn:uuid:ABC','vulnerabilities':[{'id':'V','affects':[{'ref':'urn:cdx:abc/1#A'}]}]",
     V_OF_A("{'id':'V'}"), "", NULL, NULL},
    {TWO ",'vulnerabilities':[{'id':'V','affects':[{'ref':'urn:cdx:abc/1#%41'}]}]", V_OF_A("{'id':'V'}"), "", NULL, NULL},
    {TWO ",'serialNumber':'urn:uuid:ABC','vulnerabilities':[{'id':'V','affects':[{'ref':'urn:cdx:other/1#A'}]}]",
     V_OF_PRODUCT("{'id':'V'}"), "", "`urn:cdx:other/1#A` is nothing that the dossier knows", NULL},
    {TWO ",'vulnerabilities':[{'id':'V','affects':[{'ref':'Z','versions':[{}]}]}]",
     V_OF_PRODUCT("{'analysis':{'unreadable':'unknown'},'id':'V'}"), NULL, "`Z` is nothing that the dossier knows", NULL},
    {TWO ",'services':[{'bom-ref':'S'}],'vulnerabilities':[{'id':'V','affects':[{'ref':'S'}]}]", V_OF_SERVICE("{'id':'V'}"), "",
     "`S` is no component: what affects it is claimed of the product (1 such)", NULL},
    // Without an id the bom-ref stands in, and without both a number; what affects nothing is the product's.
    {TWO ",'vulnerabilities':[{'bom-ref':'v'," AFFECTS_A "}]", V_OF_A("{'id':'v'}"), "", NULL, NULL},
    {TWO ",'vulnerabilities':[{" AFFECTS_A "}]", V_OF_A("{'id':'vulnerability without an id 1'}"), "",
     "a vulnerability has no id: it is called `vulnerability without an id 1` (1 such)", NULL},
    {TWO ",'vulnerabilities':[{'id':'V'},{'id':'W','affects':[]}]", V_OF_PRODUCT("{'id':'V'},{'id':'W'}"), "",
     "the vulnerability `V` does not say what it affects: it is claimed of the product (2 such)", NULL},
    // Two statements: the highest rating, and what is not readable where the rest disagrees.
    {TWO ",'vulnerabilities':[{'id':'V','ratings':[{'severity':'low'}],'recommendation':'r','analysis':{'state':'resolved'}"
         "," AFFECTS_A
         "},{'id':'V','ratings':[{'severity':'high'}],'recommendation':'r','analysis':{'state':'exploitable'}," AFFECTS_A "}]",
     V_OF_A("{'analysis':{'unreadable':'resolved, exploitable'},'id':'V','recommendation':'r','severity':'high'}"), "",
     "what is said of `V` here and before disagrees", NULL},
    // A third statement that sides with one of two does not settle what they disagree on.
    {TWO ",'vulnerabilities':[{'id':'V','analysis':{'state':'not_affected'}," AFFECTS_A
         "},{'id':'V','analysis':{'state':'exploitable'}," AFFECTS_A "},{'id':'V','analysis':{'state':'not_affected'}," AFFECTS_A
         "},{'id':'V','ratings':[{'severity':'low'}],'recommendation':'r'," AFFECTS_A "}]",
     V_OF_A("{'analysis':{'unreadable':'not_affected, exploitable'},'id':'V','recommendation':'r','severity':'low'}"), "",
     "what is said of `V` here and before disagrees: where it does, it cannot be read (1 such)", NULL},
    {TWO ",'vulnerabilities':[{'id':'V','published':'2020-01-01'," AFFECTS_A "},{'id':'V','recommendation':'r'," AFFECTS_A "}]",
     V_OF_A("{'disclosed_on':'2020-01-01','id':'V','recommendation':'r'}"), "", NULL, NULL},
    // Lists of vulnerabilities are closed where somebody says so, and nothing was lost.
    {TWO, A_B("", ""), "", NULL, NULL},
    {ONE, "{'components':{'open':[{'id':'a','name':'a'}]},'name':'x','vulnerabilities':[]}", "", NULL, "vulnerabilities"},
    {ONE, "{'components':{'open':[{'id':'a','name':'a','vulnerabilities':[]}]},'name':'x'}", "", NULL,
     "components.vulnerabilities"},
    {ONE ",'vulnerabilities':[{'id':'V','affects':[{'ref':'Z'}]}]",
     "{'components':{'open':[{'id':'a','name':'a','vulnerabilities':{'open':[]}}]},'name':'x','vulnerabilities':{'open':[{'id':'"
     "V'"
     "}]}}",
     "", "`Z` is nothing that the dossier knows", "components.vulnerabilities"},
    // Words and numbers that are none.
    {TWO ",'vulnerabilities':[{'id':'V','published':'yesterday','ratings':[{'severity':'awful','score':11,'method':'CVSSv3'},"
         "{'score':-1,'method':'CVSSv3'},{'score':1e400,'method':'CVSSv3'},{'score':0.12345678901,'method':'CVSSv3'}],"
         "'analysis':{'state':'fine'}," AFFECTS_A "}]",
     V_OF_A("{'analysis':{'unreadable':'fine'},'cvss':{'unreadable':'11'},'disclosed_on':{'unreadable':'yesterday'},'id':'V',"
            "'severity':{'unreadable':'awful'}}"),
     "1 vulnerabilities[].analysis 1\n1 vulnerabilities[].published 1\n1 vulnerabilities[].score 1\n"
     "1 vulnerabilities[].severity 1\n",
     "`yesterday` in vulnerabilities[].published", NULL},
    {TWO ",'vulnerabilities':[{'id':'V','ratings':[{'severity':'unknown'},{'score':1e1,'method':'CVSSv4'}]," AFFECTS_A "}]",
     V_OF_A("{'cvss':10,'id':'V','severity':'critical'}"), "", NULL, NULL},
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
    check_refused("{'bomFormat':'CycloneDX','specVersion':'1.8'}", "from \"1.2\" to \"1.7\"");
    check_refused("{'bomFormat':'CycloneDX','specVersion':1.5}", "1.5 cannot stand here");
    check_refused("{'bomFormat':'CycloneDX','specVersion':[]}", "this cannot stand here");
    check_refused("[]", "this lacks `bomFormat`");
    check_refused("{'bomFormat':'CycloneDX','specVersion':'1.5','components':[1]}", "1 cannot stand here");
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
        "", "component", "components.name", "components.", ".components", "components.vulnerabilities.id", "ports"};
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
        // Hardly anything is mapped: all else is counted.
        {"entity Product { seen : boolean }\nformat cyclonedx { Product from bom { seen from seen } }", "{}",
         "1 components 0\n1 compositions 0\n1 dependencies 0\n1 metadata.component.name 0\n1 metadata.component.version 0\n"
         "1 vulnerabilities 0\n"},
        // Components without most attributes; versions as texts, which then hold every version.
        {"entity Product { seen : boolean components : many Part version : text }\npart Part key id { id : text version : text "
         "}\n"
         "format cyclonedx { Product from bom { version from metadata.component.version }\n"
         "Part from component { version from version } }",
         "{'components':[{'id':'a@x','version':'x'}],'version':'1.0.0'}",
         "1 components[].licenses 0\n1 components[].name 0\n1 components[].supplier 0\n1 components[].type 0\n"
         "1 dependencies 0\n1 metadata.component.name 0\n1 vulnerabilities 0\n"},
        // An enumeration of the policy's own, which lacks the word.
        {"type K = library | data\nentity Product { seen : boolean components : many C }\n"
         "part C key id { id : text kind : K depends_on : many ref C vulnerabilities : many V }\npart V key id { id : text }\n"
         "format cyclonedx { C from component { kind from type depends_on from record.depends_on }\n"
         "V from vulnerability { id from record.id } }",
         "{'components':[{'depends_on':['a@x'],'id':'a@x','kind':{'unreadable':'file'},'vulnerabilities':{'open':[{'id':'V'}]}}]"
         "}",
         "1 components[].licenses 0\n1 components[].name 0\n1 components[].supplier 0\n1 components[].type 1\n"
         "1 components[].version 0\n1 metadata.component.name 0\n1 metadata.component.version 0\n"},
        // Only the product has vulnerabilities: those of components have no place.
        {"entity Product { seen : boolean vulnerabilities : many V components : many C }\npart C key id { id : text }\n"
         "part V key id { id : text }\n"
         "format cyclonedx { C from component { id from record.id } V from vulnerability { id from record.id } }",
         "{'components':[{'id':'a@x'}]}",
         "1 components[].licenses 0\n1 components[].name 0\n1 components[].supplier 0\n1 components[].type 0\n1 "
         "components[].version 0\n"
         "1 dependencies 0\n1 metadata.component.name 0\n1 metadata.component.version 0\n1 "
         "vulnerabilities[].affects[].ref 2\n"},
        // The key is mapped: two of one key that differ cannot be told apart by another one, and one that lacks it is lost.
        {"entity Product { seen : boolean components : many C }\npart C key kind { kind : text supplier : text }\n"
         "format cyclonedx { C from component { kind from type supplier from supplier.name } }",
         "{'components':[{'kind':'file','supplier':'s'}]}",
         "1 components[].licenses 0\n1 components[].name 0\n1 components[].version 0\n1 dependencies 0\n"
         "1 metadata.component.name 0\n1 metadata.component.version 0\n1 vulnerabilities 0\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Fixture fixture;
        compile_schema(&fixture, cases[i].declarations);
        Imported outcome = {.schema = &fixture.program};
        imported_text(&outcome, bom(full_bom));
        if (!outcome.fine)
            fail_msg("%s: %s", cases[i].declarations, outcome.messages);
        assert_string_equal(outcome.facts, quoted(cases[i].facts));
        assert_string_equal(outcome.gaps, cases[i].gaps);
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
        {"{\"id\":\"GHSA-1\",\"affected\":[]}", FOREIGN_OTHER, "OSV"},
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
        UNIT_TEST(product),         UNIT_TEST(ids),      UNIT_TEST(components), UNIT_TEST(dependencies), UNIT_TEST(completeness),
        UNIT_TEST(vulnerabilities), UNIT_TEST(refusals), UNIT_TEST(no_id),      UNIT_TEST(closed_paths), UNIT_TEST(schemas),
        UNIT_TEST(formats),
    };
    return cmocka_run_group_tests(tests, open_standard, close_standard);
}
