// SPDX-License-Identifier: MIT
// Regions: code motion, dead code elimination, and layout. Every node goes to the innermost region in which all that need it lie,
// and one that nothing needs is left out; the regions are laid out one inside of the other, and a skip stands before each that
// may be left out. Registers are not allocated: the number of an instruction is that of its register.
#include "emit/emit.h"

Region *region_below(Emit *emit, Region *parent, Op skip, NodeId guard)
{
    struct {
        const Region *parent;
        uint32_t skip;
        NodeId guard;
    } key = {parent, skip, guard};
    uint32_t before = emit->regions.count;
    uint32_t number = text_index_add(&emit->regions, text_copy(emit->arena, (Text){(const char *)&key, sizeof key}));
    if (number < before)
        return emit->region_table[number];
    Region *region = region_segment(emit, parent);
    emit->region_table = arena_grow(emit->arena, emit->region_table, number, &emit->region_capacity, sizeof(Region *));
    emit->region_table[number] = region;
    region->segment = false;
    region->skip = skip;
    region->guard = guard;
    return region;
}

Region *region_segment(Emit *emit, Region *parent)
{
    Region *region = arena_take(emit->arena, sizeof *region);
    *region = (Region){.parent = parent, .depth = parent->depth + 1, .skip = OPS, .guard = NO_NODE, .segment = true};
    if (parent->last_child)
        parent->last_child->next = region;
    else
        parent->children = region;
    parent->last_child = region;
    return region;
}

static Region *common(Region *a, Region *b)
{
    while (a != b) {
        if (a->depth >= b->depth)
            a = a->parent;
        else
            b = b->parent;
    }
    return a;
}

void region_need(Emit *emit, NodeId node, Region *region)
{
    Node *needed = &emit->graph.nodes[node];
    needed->region = needed->region ? common(needed->region, region) : region;
}

static void need_frame(Emit *emit, uint16_t frame, Region *region)
{
    if (frame != 0 && frame != NO_FRAME)
        region_need(emit, emit->graph.frames[frame].maker, region);
}

// What a node needs lies in its region or around it. Operands come before their users: one pass backwards suffices.
static void spread_needs(Emit *emit)
{
    for (size_t i = emit->graph.count; i-- > 0;) {
        const Node *node = &emit->graph.nodes[i];
        if (!node->region)
            continue;
        const OpInfo *info = &op_infos[node->op];
        const uint32_t operands[3] = {node->a, node->b, node->c};
        for (int j = 0; j < 3; j++) {
            if (operand_is_register(info->operands[j]))
                region_need(emit, operands[j], node->region);
        }
        if (info->operands[0] == OPERAND_ITEMS) {
            const uint32_t *items = (const uint32_t *)(const void *)emit->item_lists.texts[node->a].bytes;
            for (uint32_t j = 0; j < node->b; j++)
                region_need(emit, items[j], node->region);
        }
        const Frame *frame = &emit->graph.frames[node->frame];
        if (info->frame == FRAME_NEW) {
            need_frame(emit, frame->parent, node->region);
            need_frame(emit, frame->origin, node->region);
        } else {
            need_frame(emit, node->frame, node->region);
        }
    }
}

typedef struct Layout {
    Emit *emit;
    NodeId *order; // nodes by their number; a skip is NO_NODE
    Region **skips;
    uint32_t count;
    uint32_t *by_region; // nodes in order of region and then of node
} Layout;

// The nodes of each region, found through a list for each.
typedef struct RegionNodes {
    NodeId *nodes;
    size_t count, capacity;
} RegionNodes;

static void number_regions(Region *region, uint32_t *count)
{
    region->first = (*count)++; // for now its number
    for (Region *child = region->children; child; child = child->next)
        number_regions(child, count);
}

static void place(Layout *layout, RegionNodes *of_region, Region *region)
{
    RegionNodes *own = &of_region[region->first];
    uint32_t skip = layout->count;
    if (region->skip != OPS) {
        layout->skips[layout->count] = region;
        layout->order[layout->count++] = NO_NODE;
    }
    uint32_t first = layout->count;
    for (size_t i = 0; i < own->count; i++) {
        layout->emit->graph.nodes[own->nodes[i]].number = layout->count;
        layout->order[layout->count++] = own->nodes[i];
    }
    for (Region *child = region->children; child; child = child->next) {
        if (!child->segment)
            place(layout, of_region, child);
    }
    if (region->skip != OPS && layout->count == first)
        layout->count = skip; // nothing to skip
    region->end = layout->count;
}

static void place_segments(Layout *layout, RegionNodes *of_region, Region *region)
{
    for (Region *child = region->children; child; child = child->next) {
        if (child->segment) {
            uint32_t first = layout->count;
            place(layout, of_region, child);
            child->first = first;
        } else {
            place_segments(layout, of_region, child);
        }
    }
}

static uint16_t *write_frames(Emit *emit, PoolArray *frames)
{
    const Graph *graph = &emit->graph;
    uint16_t *numbers = arena_array(emit->arena, graph->frame_count, sizeof *numbers);
    for (size_t i = 0; i < graph->frame_count; i++) {
        const Frame *frame = &graph->frames[i];
        bool needed = i == 0 || graph->nodes[frame->maker].region;
        numbers[i] = NO_FRAME;
        if (!needed)
            continue;
        numbers[i] = (uint16_t)frames->count;
        FrameInfo info = {NO_FRAME, NO_FRAME, NO_REGISTER};
        if (i > 0) {
            info.parent = numbers[frame->parent];
            info.origin = frame->origin == NO_FRAME ? NO_FRAME : numbers[frame->origin];
            info.maker = graph->nodes[frame->maker].number;
        }
        pool_add(emit->pools, frames, &info, sizeof info);
    }
    return numbers;
}

static uint32_t write_items(Emit *emit, const Node *node)
{
    uint32_t first = emit->pools->operands.count;
    const uint32_t *items = (const uint32_t *)(const void *)emit->item_lists.texts[node->a].bytes;
    for (uint32_t i = 0; i < node->b; i++)
        pool_add(emit->pools, &emit->pools->operands, &emit->graph.nodes[items[i]].number, sizeof(uint32_t));
    return first;
}

static void write_code(Layout *layout, PoolArray *code, const uint16_t *frames)
{
    Emit *emit = layout->emit;
    for (uint32_t i = 0; i < layout->count; i++) {
        Instr instr = {0};
        if (layout->order[i] == NO_NODE) {
            const Region *region = layout->skips[i];
            instr = (Instr){.op = (uint16_t)region->skip, .a = emit->graph.nodes[region->guard].number, .b = region->end - i - 1};
        } else {
            const Node *node = &emit->graph.nodes[layout->order[i]];
            const OpInfo *info = &op_infos[node->op];
            uint32_t operands[3] = {node->a, node->b, node->c};
            for (int j = 0; j < 3; j++) {
                if (operand_is_register(info->operands[j]))
                    operands[j] = emit->graph.nodes[operands[j]].number;
            }
            if (info->operands[0] == OPERAND_ITEMS)
                operands[0] = write_items(emit, node);
            instr = (Instr){node->op, frames[node->frame], operands[0], operands[1], operands[2]};
        }
        pool_add(emit->pools, code, &instr, sizeof instr);
    }
}

uint32_t region_layout(Emit *emit, PoolArray *code, PoolArray *frames)
{
    spread_needs(emit);
    uint32_t regions = 0;
    number_regions(&emit->graph.outermost, &regions);
    RegionNodes *of_region = arena_array(emit->arena, regions, sizeof *of_region);
    size_t total = regions;
    for (NodeId i = 0; i < emit->graph.count; i++) {
        const Region *region = emit->graph.nodes[i].region;
        if (!region)
            continue;
        RegionNodes *own = &of_region[region->first];
        own->nodes = arena_grow(emit->arena, own->nodes, own->count, &own->capacity, sizeof *own->nodes);
        own->nodes[own->count++] = i;
        total++;
    }
    Layout layout = {.emit = emit};
    layout.order = arena_array(emit->arena, total + 1, sizeof *layout.order);
    layout.skips = arena_array(emit->arena, total + 1, sizeof *layout.skips);
    place(&layout, of_region, &emit->graph.outermost);
    uint32_t main_end = layout.count;
    place_segments(&layout, of_region, &emit->graph.outermost);
    emit->frame_numbers = write_frames(emit, frames);
    write_code(&layout, code, emit->frame_numbers);
    return main_end;
}
