// SPDX-License-Identifier: MIT
// The mappings of a format as plans: for each of its objects a trie of steps, with tables of members by hash. See reading.h.
#include "import/reading_inside.h"

enum { MOST_STEPS = 1 << 20 }; // that are taken to make a plan: blocks within blocks, each at several paths, multiply

typedef struct EndAt { // of a node, or of what is derived
    uint32_t at;
    PlanEnd end;
} EndAt;

typedef struct Planning {
    const Program *schema;
    Arena *arena, *scratch;
    Plan *plan;
    TextIndex below; // nodes by the one above, the step and its names
    EndAt *ends, *derived;
    size_t end_count, end_capacity, derived_count, derived_capacity;
    uint32_t *block_nodes; // where blocks stand, those of one mapping together
    size_t block_count, block_capacity;
    uint32_t *first_block; // by mapping of the schema, and one more
    uint32_t *number;      // by mapping of the schema: its number in the plan
    uint32_t taken;        // steps
} Planning;

// ---- nodes ----

static Text joined_key(Planning *planning, uint32_t parent, PlanStep step, Text name, Text text)
{
    uint32_t numbers[] = {parent, (uint32_t)step, (uint32_t)name.length};
    TextBuilder key = text_builder(planning->scratch);
    text_append(&key, (Text){(const char *)numbers, sizeof numbers});
    text_append(&key, name);
    text_append(&key, text);
    return text_built(&key);
}

static uint32_t add_node(Planning *planning, uint32_t parent, PlanStep step, Text name, Text text)
{
    Plan *plan = planning->plan;
    uint32_t before = planning->below.count;
    uint32_t known = text_index_add(&planning->below, joined_key(planning, parent, step, name, text));
    planning->taken++;
    if (known != before)
        return planning->below.values[known];
    plan->nodes = arena_grow(planning->arena, plan->nodes, plan->node_count, &plan->node_capacity, sizeof *plan->nodes);
    plan->nodes[plan->node_count] = (PlanNode){.parent = parent,
                                               .step = step,
                                               .name = name,
                                               .text = text,
                                               .each = READING_NONE,
                                               .use = READING_NONE,
                                               .inside = READING_NONE};
    planning->below.values[known] = (uint32_t)plan->node_count;
    return (uint32_t)plan->node_count++;
}

static const Text no_text = {"", 0};

static uint32_t add_member(Planning *planning, uint32_t node, Text name)
{
    return add_node(planning, node, PLAN_MEMBER, name, no_text);
}

static uint32_t add_each(Planning *planning, uint32_t node)
{
    uint32_t each = add_node(planning, node, PLAN_EACH, no_text, no_text);
    planning->plan->nodes[node].each = each;
    return each;
}

// What is taken at a node is taken below all those above it.
static void take(Planning *planning, uint32_t node)
{
    PlanNode *nodes = planning->plan->nodes;
    for (uint32_t at = node; !nodes[at].taken; at = nodes[at].parent) {
        nodes[at].taken = true;
        if (nodes[at].step == PLAN_ROOT)
            return;
    }
}

static void map(Planning *planning, uint32_t node)
{
    PlanNode *nodes = planning->plan->nodes;
    for (uint32_t at = node; !nodes[at].mapped; at = nodes[at].parent) {
        nodes[at].mapped = true;
        if (nodes[at].step == PLAN_ROOT)
            return;
    }
}

// ---- what the reader uses ----

// The node of a path such as `a.b[].c` below a root.
static uint32_t add_use_path(Planning *planning, uint32_t node, const char *path)
{
    while (*path) {
        size_t length = strcspn(path, ".[");
        if (length)
            node = add_member(planning, node, (Text){path, length});
        path += length;
        if (*path == '[') {
            node = add_each(planning, node);
            path += strlen("[]");
        }
        path += *path == '.';
    }
    return node;
}

static void add_uses(Planning *planning, FormatId format)
{
    Plan *plan = planning->plan;
    for (uint32_t use = 0; use < FORMAT_USES; use++) {
        const FormatUseInfo *info = &format_use_infos[use];
        PlanObject *object = &plan->objects[info->object];
        if (format_object_formats[info->object] != format)
            continue;
        if (!object->uses++)
            object->first_use = use;
        if (object->uses > READING_USES)
            bug("an object of which a reader uses more than there is room for");
        uint32_t node = add_use_path(planning, object->root, info->path);
        plan->nodes[node].use = strchr(info->path, '[') ? READING_NONE : use - object->first_use;
        plan->nodes[node].placed = info->kind != USES_FACT;
        plan->nodes[node].inside = info->of == FORMAT_OBJECTS ? READING_NONE : (uint32_t)info->of;
        plan->nodes[node].items = info->kind == USES_ARRAY;
        take(planning, node);
        plan->use_nodes[use] = node;
    }
}

// ---- what is mapped ----

static Text step_name(const Planning *planning, uint32_t string)
{
    return string == NO_INDEX ? no_text : program_string(planning->schema, string);
}

static void place_rest(Planning *planning, uint32_t node, const StepInfo *steps, uint32_t count);

// What the reader goes through as an object of its own has its place there, too. item: of an array.
static void place_inside(Planning *planning, uint32_t node, bool item, const StepInfo *rest, uint32_t count)
{
    const PlanNode *around = &planning->plan->nodes[node];
    if (around->inside != READING_NONE && around->items == item)
        place_rest(planning, planning->plan->objects[around->inside].root, rest, count);
}

// The node that a step leads to. What only some items of an array are asked for has its place in all that are like them.
static uint32_t add_step(Planning *planning, uint32_t node, const StepInfo *step, uint32_t behind)
{
    Text name = step_name(planning, step->name), text = step_name(planning, step->text);
    switch (step->kind) {
    case STEP_MEMBER:
        place_inside(planning, node, false, step, behind + 1);
        return add_member(planning, node, name);
    case STEP_EACH:
        place_inside(planning, node, true, step + 1, behind);
        return add_each(planning, node);
    case STEP_WHERE: {
        uint32_t each = add_each(planning, node), condition = add_member(planning, each, name);
        place_inside(planning, node, true, step + 1, behind);
        planning->plan->nodes[condition].placed = true;
        place_rest(planning, each, step + 1, behind);
        return add_node(planning, node, PLAN_WHERE, name, text);
    }
    default:
        return add_node(planning, node, PLAN_NAMED, text, no_text);
    }
}

static void place_rest(Planning *planning, uint32_t node, const StepInfo *steps, uint32_t count)
{
    for (uint32_t i = 0; i < count && planning->taken < MOST_STEPS; i++)
        node = add_step(planning, node, &steps[i], count - i - 1);
    planning->plan->nodes[node].placed = true;
}

static void add_end(Planning *planning, uint32_t node, PlanEnd end, bool block)
{
    planning->ends = arena_grow(planning->scratch, planning->ends, planning->end_count, &planning->end_capacity,
                                sizeof *planning->ends);
    planning->ends[planning->end_count++] = (EndAt){node, end};
    take(planning, node);
    map(planning, node);
    if (!block) {
        planning->plan->nodes[node].placed = true;
        return;
    }
    planning->block_nodes = arena_grow(planning->scratch, planning->block_nodes, planning->block_count, &planning->block_capacity,
                                       sizeof *planning->block_nodes);
    planning->block_nodes[planning->block_count++] = node;
    planning->plan->nodes[node].ends_in_block = true;
}

static void add_derived(Planning *planning, Derived derived, PlanEnd end)
{
    planning->derived = arena_grow(planning->scratch, planning->derived, planning->derived_count, &planning->derived_capacity,
                                   sizeof *planning->derived);
    planning->derived[planning->derived_count++] = (EndAt){(uint32_t)derived, end};
}

static void add_path(Planning *planning, const MappingInfo *mapping, uint32_t number, uint32_t alternative, uint32_t root)
{
    const PathInfo *path = &planning->schema->paths[mapping->first_path + alternative];
    const StepInfo *steps = &planning->schema->steps[path->first_step];
    PlanEnd end = {number, alternative};
    uint32_t node = root;
    for (uint32_t i = 0; i < path->step_count && planning->taken < MOST_STEPS; i++)
        node = add_step(planning, node, &steps[i], path->step_count - i - 1);
    add_end(planning, node, end, planning->plan->mappings[number].frame != READING_NONE);
}

static const StepInfo *first_step(const Planning *planning, const MappingInfo *mapping, uint32_t alternative)
{
    return &planning->schema->steps[planning->schema->paths[mapping->first_path + alternative].first_step];
}

static void add_mapping(Planning *planning, uint32_t of_schema)
{
    const MappingInfo *mapping = &planning->schema->mappings[of_schema];
    uint32_t number = planning->number[of_schema], outer = mapping->within;
    const PlanFrame *frames = planning->plan->frames;
    planning->first_block[of_schema] = (uint32_t)planning->block_count;
    for (uint32_t i = 0; i < mapping->path_count && planning->taken < MOST_STEPS; i++) {
        const StepInfo *step = first_step(planning, mapping, i);
        if (step->kind == STEP_DERIVED) {
            Derived derived = derived_named((FormatRecord)mapping->record, step_name(planning, step->name));
            const PlanFrame *frame = &frames[planning->plan->objects[mapping->record].frame];
            if (derived != DERIVED_NAMES && !(frame->key_is_given && frame->key == mapping->attribute))
                add_derived(planning, derived, (PlanEnd){number, i});
        } else if (outer == NO_INDEX) {
            add_path(planning, mapping, number, i, planning->plan->objects[mapping->record].root);
        } else {
            for (uint32_t at = planning->first_block[outer]; at < planning->first_block[outer + 1]; at++)
                add_path(planning, mapping, number, i, planning->block_nodes[at]);
        }
    }
    planning->first_block[of_schema + 1] = (uint32_t)planning->block_count;
}

// ---- frames ----

static bool is_kept(const Planning *planning, const MappingInfo *mapping)
{
    Derived derived = mapping_derived(planning->schema, mapping);
    return derived != DERIVED_NAMES && derived_infos[derived].kind >= DERIVES_PARTS;
}

// Whether the reader's key is what the key of a type is: nothing else leads there.
static void find_key(const Planning *planning, PlanFrame *frame)
{
    const Program *schema = planning->schema;
    const TypeInfo *type = &schema->types[frame->type];
    frame->key = NO_INDEX;
    if (!type->is_part || type->key_count != 1 || schema->attributes[schema->keys[type->first_key]].kind != TYPE_TEXT)
        return;
    frame->key = schema->keys[type->first_key];
    frame->key_is_given = true;
    for (uint32_t i = frame->first; i < frame->first + frame->count; i++) {
        const PlanMapping *mapping = &planning->plan->mappings[i];
        if (mapping->info->attribute != frame->key)
            continue;
        Derived derived = mapping_derived(schema, mapping->info);
        frame->key_is_given = mapping->info->path_count == 1 && derived != DERIVED_NAMES &&
                              strcmp(derived_infos[derived].name, "id") == 0;
    }
}

// The mappings of a record by the frames that they stand in: its own first, then those of blocks as they come.
static void add_frames(Planning *planning, FormatRecord record)
{
    const Program *schema = planning->schema;
    Plan *plan = planning->plan;
    uint32_t count, first = program_mappings(schema, record, &count), own = (uint32_t)plan->frame_count;
    uint32_t *frame_of = arena_array(planning->scratch, (size_t)count + 1, sizeof *frame_of); // that a mapping stands in
    plan->objects[record].frame = own;
    plan->frames[plan->frame_count++] = (PlanFrame){.type = program_record_type(schema, record), .key = NO_INDEX};
    for (uint32_t i = 0; i < count; i++) {
        const MappingInfo *mapping = &schema->mappings[first + i];
        bool block = i + 1 < count && mapping[1].within == first + i;
        frame_of[i] = mapping->within == NO_INDEX ? own : planning->number[mapping->within];
        plan->frames[frame_of[i]].count++;
        plan->frames[frame_of[i]].kept += is_kept(planning, mapping);
        planning->number[first + i] = block ? (uint32_t)plan->frame_count : READING_NONE; // for now
        if (block)
            plan->frames[plan->frame_count++] = (PlanFrame){.type = schema->attributes[mapping->attribute].target};
    }
    for (uint32_t i = own; i < plan->frame_count; i++) {
        plan->frames[i].first = (uint32_t)plan->mapping_count;
        plan->mapping_count += plan->frames[i].count;
        plan->frames[i].count = 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        const MappingInfo *mapping = &schema->mappings[first + i];
        PlanFrame *frame = &plan->frames[frame_of[i]];
        uint32_t number = frame->first + frame->count++;
        const AttributeInfo *attribute = &schema->attributes[mapping->attribute];
        plan->mappings[number] = (PlanMapping){.info = mapping,
                                               .attribute = attribute,
                                               .frame = planning->number[first + i],
                                               .is_many = attribute->flags & ATTRIBUTE_MANY,
                                               .is_kept = is_kept(planning, mapping)};
        planning->number[first + i] = number;
    }
    for (uint32_t i = own; i < plan->frame_count; i++) {
        if (plan->frames[i].type != NO_INDEX)
            find_key(planning, &plan->frames[i]);
    }
}

// ---- tables ----

static uint32_t room_for(uint32_t count)
{
    uint32_t room = 2;
    while (room < 2 * count)
        room *= 2;
    return room;
}

// Numbers put into the order of what they belong to: a counting sort.
static void sort_ends(const Planning *planning, const EndAt *from, size_t count, PlanEnd *to, uint32_t *first, uint32_t places)
{
    uint32_t *at = arena_array(planning->scratch, (size_t)places + 1, sizeof *at);
    for (size_t i = 0; i < count; i++)
        at[from[i].at + 1]++;
    for (uint32_t i = 0; i < places; i++)
        at[i + 1] += at[i];
    memcpy(first, at, ((size_t)places + 1) * sizeof *first);
    for (size_t i = 0; i < count; i++)
        to[at[from[i].at]++] = from[i].end;
}

static void fill_ends(Planning *planning)
{
    Plan *plan = planning->plan;
    uint32_t *first = arena_array(planning->scratch, plan->node_count + 1, sizeof *first);
    plan->ends = arena_array(planning->arena, planning->end_count + 1, sizeof *plan->ends);
    sort_ends(planning, planning->ends, planning->end_count, plan->ends, first, (uint32_t)plan->node_count);
    for (size_t i = 0; i < plan->node_count; i++) {
        plan->nodes[i].first_end = first[i];
        plan->nodes[i].ends = first[i + 1] - first[i];
    }
    plan->derived = arena_array(planning->arena, DERIVED_NAMES + 1, sizeof *plan->derived);
    plan->derived_ends = arena_array(planning->arena, planning->derived_count + 1, sizeof *plan->derived_ends);
    sort_ends(planning, planning->derived, planning->derived_count, plan->derived_ends, plan->derived, DERIVED_NAMES);
}

static void enter(Plan *plan, uint32_t table, uint32_t mask, uint32_t node)
{
    uint32_t at = plan_slot(plan->nodes[node].name) & mask;
    while (plan->slots[table + at] != READING_NONE)
        at = (at + 1) & mask;
    plan->slots[table + at] = node;
}

static void fill_tables(Planning *planning)
{
    Plan *plan = planning->plan;
    uint32_t *members = arena_array(planning->scratch, plan->node_count, sizeof *members);
    uint32_t *named = arena_array(planning->scratch, plan->node_count, sizeof *named);
    size_t slots = 0, wheres = 0;
    for (size_t i = 0; i < plan->node_count; i++) {
        const PlanNode *node = &plan->nodes[i];
        members[node->step == PLAN_MEMBER ? node->parent : 0] += node->step == PLAN_MEMBER;
        named[node->step == PLAN_NAMED ? node->parent : 0] += node->step == PLAN_NAMED;
        plan->nodes[node->step == PLAN_WHERE ? node->parent : 0].wheres += node->step == PLAN_WHERE;
    }
    for (size_t i = 0; i < plan->node_count; i++) {
        PlanNode *node = &plan->nodes[i];
        node->members = (uint32_t)slots;
        node->mask = members[i] ? room_for(members[i]) - 1 : 0;
        slots += node->mask ? node->mask + 1 : 0;
        node->named = (uint32_t)slots;
        node->named_mask = named[i] ? room_for(named[i]) - 1 : 0;
        slots += node->named_mask ? node->named_mask + 1 : 0;
        node->first_where = (uint32_t)wheres;
        wheres += node->wheres;
        node->wheres = 0;
    }
    plan->slots = arena_array(planning->arena, slots + 1, sizeof *plan->slots);
    plan->order = arena_array(planning->arena, wheres + 1, sizeof *plan->order);
    memset(plan->slots, 0xff, (slots + 1) * sizeof *plan->slots);
    for (uint32_t i = 0; i < plan->node_count; i++) {
        const PlanNode *node = &plan->nodes[i];
        PlanNode *above = &plan->nodes[node->step == PLAN_ROOT ? i : node->parent];
        if (node->step == PLAN_MEMBER)
            enter(plan, above->members, above->mask, i);
        else if (node->step == PLAN_NAMED)
            enter(plan, above->named, above->named_mask, i);
        else if (node->step == PLAN_WHERE)
            plan->order[above->first_where + above->wheres++] = i;
    }
}

Plan *plan_make(const Program *schema, FormatId format, Arena *arena, Arena *scratch)
{
    Plan *plan = arena_take(arena, sizeof *plan);
    Planning planning = {.schema = schema, .arena = arena, .scratch = scratch, .plan = plan};
    size_t count = (size_t)schema->mappings_count + 1;
    text_index_open(&planning.below, scratch);
    planning.number = arena_array(scratch, count, sizeof *planning.number);
    planning.first_block = arena_array(scratch, count + 1, sizeof *planning.first_block);
    plan->mappings = arena_array(arena, count, sizeof *plan->mappings);
    plan->frames = arena_array(arena, count + FORMAT_RECORDS, sizeof *plan->frames);
    for (uint32_t object = 0; object < FORMAT_OBJECTS; object++) {
        plan->objects[object].frame = READING_NONE;
        if (format_object_formats[object] == format)
            plan->objects[object].root = add_node(&planning, object, PLAN_ROOT, no_text, no_text);
    }
    add_uses(&planning, format);
    for (uint32_t record = 0; record < FORMAT_RECORDS; record++) {
        if (format_record_infos[record].format == format)
            add_frames(&planning, (FormatRecord)record);
    }
    for (uint32_t i = 0; i < schema->mappings_count && planning.taken < MOST_STEPS; i++) {
        if (schema->mappings[i].format == format)
            add_mapping(&planning, i);
    }
    if (planning.taken >= MOST_STEPS)
        return NULL;
    fill_ends(&planning);
    fill_tables(&planning);
    return plan;
}
