// SPDX-License-Identifier: MIT
// What jansson makes of a JSON document. See opinion.h.
#include "unit/opinion.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static void write_string(FILE *to, const char *bytes, size_t length)
{
    fprintf(to, "\"%zu:", length);
    fwrite(bytes, 1, length, to);
}

static void write_value(FILE *to, json_t *value)
{
    const char *key;
    json_t *item;
    size_t index;
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        fputc('{', to);
        json_object_foreach (value, key, item) {
            write_string(to, key, strlen(key));
            write_value(to, item);
        }
        fputc('}', to);
        return;
    case JSON_ARRAY:
        fputc('[', to);
        json_array_foreach (value, index, item)
            write_value(to, item);
        fputc(']', to);
        return;
    case JSON_STRING:
        write_string(to, json_string_value(value), json_string_length(value));
        return;
    case JSON_INTEGER:
    case JSON_REAL:
        fprintf(to, "#%.17g;", json_number_value(value) + 0.0);
        return;
    default:
        fputc(json_is_true(value) ? 't' : json_is_false(value) ? 'f' : 'n', to);
    }
}

char *opinion_of(const char *bytes, size_t length, size_t *form_length, char reason[160])
{
    json_error_t error;
    json_t *value = json_loadb(bytes, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (!value) {
        snprintf(reason, 160, "%s", error.text);
        return NULL;
    }
    char *form = NULL;
    FILE *to = open_memstream(&form, form_length);
    write_value(to, value);
    fclose(to);
    json_decref(value);
    return form;
}
