// SPDX-License-Identifier: MIT
// Where everything that a document says goes, for whoever writes mappings: what stood at each node of the plan, counted, with the
// first example. See reading.h.
#include "import/reading_inside.h"

#include <stdlib.h>

void places_open(Reading *reading)
{
    reading->met = arena_array(reading->scratch, reading->plan->node_count, sizeof *reading->met);
    reading->opened = arena_array(reading->arena, FORMAT_OBJECTS, sizeof *reading->opened);
}

void places_note(Reading *reading, const PlanNode *node, uint32_t value)
{
    note_add(reading, &reading->met[node - reading->plan->nodes], reading_span(reading, value), reading_text(reading, value));
}

static FormatUse use_of(const Reading *reading, uint32_t node)
{
    uint32_t use = 0;
    while (use < FORMAT_USES &&
           (format_object_formats[format_use_infos[use].object] != reading->format || reading->plan->use_nodes[use] != node))
        use++;
    return (FormatUse)use;
}

static FormatObject object_of(const Reading *reading, uint32_t node)
{
    const PlanNode *nodes = reading->plan->nodes;
    while (nodes[node].step != PLAN_ROOT)
        node = nodes[node].parent;
    return (FormatObject)nodes[node].parent;
}

static void add_place(Reading *reading, uint32_t number)
{
    const PlanNode *node = &reading->plan->nodes[number];
    uint32_t *mapped = arena_array(reading->arena, (size_t)node->ends + 1, sizeof *mapped);
    for (uint32_t i = 0; i < node->ends; i++) {
        const PlanMapping *mapping = &reading->plan->mappings[reading->plan->ends[node->first_end + i].mapping];
        mapped[i] = (uint32_t)(mapping->info - reading->schema->mappings);
    }
    ForeignReport *report = &reading->report;
    report->places[report->place_count++] = (ForeignPlace){.path = node_path(reading, number, (Text){"", 0}, false),
                                                           .object = object_of(reading, number),
                                                           .count = reading->met[number].count,
                                                           .example = reading->met[number].example,
                                                           .use = use_of(reading, number),
                                                           .mapped = mapped,
                                                           .mapped_count = node->ends};
}

static int by_path(const void *a, const void *b)
{
    const ForeignPlace *x = a, *y = b;
    int order = text_compare(x->path, y->path);
    return order ? order : (int)x->object - (int)y->object;
}

// Whether two places are told as one: what is no record has no name, by which it could be told from others at the same path.
static bool told_alike(const ForeignPlace *a, const ForeignPlace *b)
{
    bool records = (unsigned)a->object < FORMAT_RECORDS || (unsigned)b->object < FORMAT_RECORDS;
    bool uses = a->use < FORMAT_USES && b->use < FORMAT_USES;
    return text_equal(a->path, b->path) && !records && !a->mapped_count && !b->mapped_count && uses &&
           strcmp(format_use_infos[a->use].about, format_use_infos[b->use].about) == 0;
}

static void join_alike(ForeignReport *report)
{
    size_t kept = 0;
    for (size_t i = 0; i < report->place_count; i++) {
        if (kept && told_alike(&report->places[kept - 1], &report->places[i]))
            report->places[kept - 1].count += report->places[i].count;
        else
            report->places[kept++] = report->places[i];
    }
    report->place_count = kept;
}

// What only leads to other things is no place.
void places_report(Reading *reading)
{
    const Plan *plan = reading->plan;
    ForeignReport *report = &reading->report;
    report->places = arena_array(reading->arena, plan->node_count, sizeof *report->places);
    for (uint32_t i = 0; i < plan->node_count; i++) {
        if (reading->met[i].count && (plan->nodes[i].ends || use_of(reading, i) < FORMAT_USES))
            add_place(reading, i);
    }
    qsort(report->places, report->place_count, sizeof *report->places, by_path);
    join_alike(report);
    report->records = reading->opened;
}
