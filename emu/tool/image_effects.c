/* SPDX-License-Identifier: MIT */
/* Which parameters of an image's release have an effect in this firmware: those that the engine binds (fw/element.h).
 */
#include <rt/human.h>
#include "image_priv.h"
#include <fw/element.h>
#include <stdio.h>
#include <string.h>

static const struct fw_element_row *binding_of(const char *element)
{
    for (unsigned e = 0; e < FW_N_ELEMENTS; e++) {
        if (strcmp(fw_element_name((enum fw_element)e), element) == 0) {
            return fw_element_row((enum fw_element)e);
        }
    }
    return NULL;
}

static json_t *parameter_of(const struct fw_schema_row *row, const struct fw_element_row *binding)
{
    return json_pack("{s:s,s:s,s:s,s:s,s:b,s:s,s:s}", "element", row->element, "page", row->tab, "format",
                     fw_format_name(row->format), "range", row->range, "effect", binding != NULL, "fallback",
                     binding != NULL ? binding->fallback : "", "source", binding != NULL ? binding->source : "");
}

static json_t *effects_of(const struct fw_schema *schema)
{
    json_t *parameters = json_array();
    unsigned n_effects = 0, n = 0;
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        struct fw_schema_row row = fw_schema_row(schema, i);
        if (row.type == FW_TYPE_STATUS) {
            continue;
        }
        const struct fw_element_row *binding = binding_of(row.element);
        n++;
        n_effects += binding != NULL;
        (void)json_array_append_new(parameters, parameter_of(&row, binding));
    }
    /* What the engine knows and the release lacks. */
    json_t *lacking = json_array();
    for (unsigned e = 0; e < FW_N_ELEMENTS; e++) {
        const char *element = fw_element_name((enum fw_element)e);
        if (fw_schema_find(schema, rt_str(element)) < 0) {
            (void)json_array_append_new(lacking, json_string(element));
        }
    }
    return json_pack("{s:i,s:i,s:i,s:o,s:o}", "parameters", (int)n, "with_effect", (int)n_effects, "without_effect",
                     (int)(n - n_effects), "list", parameters, "lacking", lacking);
}

json_t *image_effects(const struct image_file *f)
{
    struct rt_buf text;
    struct fw_schema *schema = NULL;
    unsigned bad_line;
    rt_buf_init(&text, FW_IMAGE_SECTION_REAL_MAX);
    bool is_read = image_file_text(f, FW_IMAGE_SCHEMA, &text) &&
                   fw_schema_create(&schema, rt_buf_text(&text), text.n, &bad_line) == RT_OK;
    json_t *report = is_read ? effects_of(schema) : NULL;
    fw_schema_destroy(schema);
    rt_buf_fini(&text);
    return report;
}

static const char *text_of(const json_t *row, const char *key)
{
    return json_string_value(json_object_get(row, key));
}

static int number_of(const json_t *report, const char *key)
{
    return (int)json_integer_value(json_object_get(report, key));
}

/* The heading of a page: how many of its parameters have an effect. */
static void print_page(const json_t *list, const char *page)
{
    const json_t *row;
    size_t i;
    unsigned n = 0, n_effects = 0;
    json_array_foreach(list, i, row)
    {
        bool is_here = strcmp(text_of(row, "page"), page) == 0;
        n += is_here;
        n_effects += is_here && json_is_true(json_object_get(row, "effect"));
    }
    printf("\n%s: %u of %u\n", page, n_effects, n);
}

void image_effects_print(const json_t *report)
{
    const json_t *list = json_object_get(report, "list"), *row;
    const char *page = "";
    size_t i;
    int n = number_of(report, "with_effect");
    printf("%d of %s %s an effect, %d not yet\n", n, rt_count((uint64_t)number_of(report, "parameters"), "parameter").s,
           rt_verb((uint64_t)n, "has", "have"), number_of(report, "without_effect"));
    json_array_foreach(list, i, row)
    {
        if (strcmp(page, text_of(row, "page")) != 0) {
            page = text_of(row, "page");
            print_page(list, page);
        }
        if (json_is_true(json_object_get(row, "effect"))) {
            printf("  yes  %-36s %s\n", text_of(row, "element"), text_of(row, "source"));
        } else {
            printf("  no   %s\n", text_of(row, "element"));
        }
    }
    if (json_array_size(json_object_get(report, "lacking")) > 0) {
        printf("\nUsed by this firmware, lacking in this release:\n");
        json_array_foreach(json_object_get(report, "lacking"), i, row)
        {
            printf("       %s\n", json_string_value(row));
        }
    }
}
