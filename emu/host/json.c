/* SPDX-License-Identifier: MIT */
#include <host/json.h>
#include <host/error.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define PRINTED_MAX (256u << 20)

/* All of them are below U+10000, so one escape is enough. RFC 8259 section 7. */
static unsigned code_unit(const uint8_t *p, size_t n)
{
    return n == 3   ? (unsigned)(p[0] & 0x0f) << 12 | (unsigned)(p[1] & 0x3f) << 6 | (p[2] & 0x3fu)
           : n == 2 ? (unsigned)(p[0] & 0x1f) << 6 | (p[1] & 0x3fu)
                    : p[0];
}

enum rt_err emu_json_put(struct rt_buf *out, const char *json)
{
    size_t n = strlen(json), begin = 0, step = 1;
    for (size_t i = 0; i < n; i += step) {
        bool is_unsafe;
        step = rt_text_step(json + i, n - i, &is_unsafe);
        if (is_unsafe && (uint8_t)json[i] >= 0x20) { /* the rest is a line's end or its indent */
            (void)rt_buf_put(out, json + begin, i - begin);
            (void)rt_buf_printf(out, "\\u%04x", code_unit((const uint8_t *)json + i, step));
            begin = i + step;
        }
    }
    return rt_buf_put(out, json + begin, n - begin);
}

void emu_json_print(const json_t *what)
{
    struct rt_buf safe;
    char *text = json_dumps(what, JSON_INDENT(2) | JSON_ENCODE_ANY);
    json_free_t drop = NULL;
    json_get_alloc_funcs(NULL, &drop);
    rt_buf_init(&safe, PRINTED_MAX);
    if (text != NULL && emu_json_put(&safe, text) == RT_OK) {
        puts(rt_buf_text(&safe)); /* the exit of the program checks standard output */
    } else {
        emu_warn("the answer could not be printed: memory ran out");
    }
    drop(text);
    rt_buf_fini(&safe);
}
