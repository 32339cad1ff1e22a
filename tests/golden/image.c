// SPDX-License-Identifier: MIT
// Prints the dossier images that submissions become under a policy. usage: image POLICY SUBMISSIONS
#include <stdio.h>

#include "fixture/image_dump.h"
#include "fixture/fixture.h"

typedef struct Printing {
    Fixture *fixture;
    const char *path;
    bool right;
} Printing;

static void print_image(const Program *program, Text image, Arena *arena)
{
    TextBuilder text = text_builder(arena);
    image_dump(program, image, &text);
    fwrite(text.bytes, 1, text.length, stdout);
}

static bool is_first(const SubmissionList *list, size_t number)
{
    const Submission *one = list->items[number];
    for (size_t i = 0; i < number; i++) {
        if (list->items[i]->facts.type == one->facts.type && text_equal(list->items[i]->id, one->id))
            return false;
    }
    return true;
}

static void print_all(void *with)
{
    Printing *printing = with;
    Fixture *fixture = printing->fixture;
    Sources sources;
    Diagnostics diagnostics;
    SubmissionList list;
    Dossiers dossiers;
    Text text = fixture_file(fixture, printing->path), image;
    printing->right = read_submissions(&fixture->program, &fixture->arena, &sources, &diagnostics, text, &list) &&
                      dossiers_in_memory(&dossiers, &fixture->program, &fixture->arena, &list, &diagnostics);
    for (size_t i = 0; printing->right && i < list.count; i++) {
        const Submission *one = list.items[i];
        if (is_first(&list, i) && dossiers_find(&dossiers, one->facts.type, one->id, &image) == DOSSIER_FOUND)
            print_image(&fixture->program, image, &fixture->arena);
    }
    TextBuilder said = text_builder(&fixture->arena);
    diagnostics_append(&diagnostics, &said, false);
    if (said.length)
        fwrite(said.bytes, 1, said.length, stderr);
}

int main(int count, char **arguments)
{
    Fixture fixture;
    if (count != 3)
        return 2;
    Printing printing = {.fixture = &fixture, .path = arguments[2]};
    fixture_open(&fixture);
    fixture_must_compile(&fixture, arguments[1]);
    bool fits = guard_run(&fixture.guard, print_all, &printing);
    fixture_close(&fixture);
    return fits && printing.right ? 0 : 1;
}
