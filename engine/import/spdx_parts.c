// SPDX-License-Identifier: MIT
// Small parts of SPDX documents, which stand in them as texts: licences, contacts, tools, references. See spdx_inside.h.
#include "import/spdx_inside.h"

#include "notation/licence.h"

// ---- who made something ----

SpdxAgent spdx_agent(Text text)
{
    static const struct {
        const char *prefix;
        SpdxAgentKind kind;
    } kinds[] = {{"Person:", SPDX_PERSON}, {"Organization:", SPDX_ORGANISATION}, {"Tool:", SPDX_TOOL}};
    SpdxAgent agent = {.kind = SPDX_AGENT, .name = text_trimmed(text)};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!text_starts(agent.name, text_of(kinds[i].prefix)))
            continue;
        agent.kind = kinds[i].kind;
        agent.name = text_trimmed(text_slice(agent.name, strlen(kinds[i].prefix), agent.name.length));
        break;
    }
    // Brackets at the end hold a mail address, or nothing; others belong to the name.
    size_t open = agent.name.length;
    if (!open || agent.name.bytes[open - 1] != ')')
        return agent;
    while (open > 0 && agent.name.bytes[open - 1] != '(')
        open--;
    Text inside = text_trimmed(text_slice(agent.name, open, agent.name.length - 1));
    if (open > 0 && (!inside.length || text_contains(inside, text_of("@")))) {
        agent.mail = inside;
        agent.name = text_trimmed(text_slice(agent.name, 0, open - 1));
    }
    return agent;
}

void spdx_say_contact(Reading *reading, const SpdxParts *parts, Derived to, const SpdxAgent *agent, uint32_t value)
{
    ReadingRecord contact;
    Text id = agent->mail.length ? agent->mail : agent->name;
    reading_make(reading, parts->contact, value, &contact);
    reading_say(reading, parts->contact_id, id, value);
    reading_say(reading, parts->contact_name, agent->name, value);
    reading_say(reading, parts->contact_email, agent->mail, value);
    reading_within(reading, to, &contact, id);
}

void spdx_say_agent(Reading *reading, const SpdxParts *parts, Derived name, Derived contacts, const SpdxAgent *agent,
                    bool person_is_named, uint32_t value)
{
    if (reading_names_nobody(reading, agent->name))
        return;
    if (agent->kind != SPDX_PERSON || person_is_named)
        reading_say(reading, name, agent->name, value);
    if (agent->kind == SPDX_PERSON || agent->mail.length)
        spdx_say_contact(reading, parts, contacts, agent, value);
}

void spdx_say_creator(Reading *reading, const SpdxParts *parts, SpdxCreators *creators, const SpdxAgent *agent, uint32_t value)
{
    if (reading_names_nobody(reading, agent->name))
        return;
    if (agent->kind == SPDX_TOOL) {
        spdx_say_tool(reading, parts, creators->tools, agent->name, value);
        return;
    }
    bool maker = agent->kind != SPDX_PERSON && !creators->has_maker;
    if (maker)
        reading_say(reading, creators->maker, agent->name, value);
    if (!maker || agent->mail.length)
        spdx_say_contact(reading, parts, creators->authors, agent, value);
    creators->has_maker |= maker;
}

// `NAME-VERSION`, where what stands behind the last `-` begins like a version.
void spdx_say_tool(Reading *reading, const SpdxParts *parts, Derived to, Text name, uint32_t value)
{
    ReadingRecord tool;
    size_t at = name.length;
    while (at > 0 && name.bytes[at - 1] != '-')
        at--;
    Text version = text_slice(name, at, name.length);
    size_t digit = version.length > 1 && version.bytes[0] == 'v' ? 1 : 0;
    bool versioned = at > 1 && version.length && version.bytes[digit] >= '0' && version.bytes[digit] <= '9';
    Text alone = versioned ? text_slice(name, 0, at - 1) : name;
    reading_make(reading, parts->tool, value, &tool);
    reading_say(reading, parts->tool_id, alone, value);
    reading_say(reading, parts->tool_name, alone, value);
    if (versioned)
        reading_say(reading, parts->tool_version, version, value);
    reading_within(reading, to, &tool, alone);
}

// ---- licences and references ----

// Whether an expression is one identifier of the list of SPDX.
static bool is_identifier(Text expression)
{
    Licence licence;
    bool simple = expression.length && expression.bytes[expression.length - 1] != '+';
    return simple && licence_read(expression, &licence) == LICENCE_FINE && !licence.own && !licence.exception.length;
}

void spdx_say_licence(Reading *reading, const SpdxParts *parts, Derived to, Text expression, const char *acknowledgement,
                      uint32_t value)
{
    ReadingRecord licence;
    reading_make(reading, parts->licence, value, &licence);
    reading_say(reading, parts->licence_id, expression, value);
    reading_say(reading, is_identifier(expression) ? parts->licence_identifier : parts->licence_expression, expression, value);
    reading_say(reading, parts->licence_acknowledgement, text_of(acknowledgement), value);
    reading_within(reading, to, &licence, expression);
}

void spdx_say_reference(Reading *reading, const SpdxParts *parts, Derived to, const char *kind, uint32_t value)
{
    ReadingRecord reference;
    Text address = reading_text(reading, value);
    if (reading_says_nothing(reading, address) || text_is(address, "NONE"))
        return;
    reading_make(reading, parts->reference, value, &reference);
    reading_say(reading, parts->reference_kind, text_of(kind), value);
    reading_say(reading, parts->reference_address, address, value);
    reading_within(reading, to, &reference, address);
}
