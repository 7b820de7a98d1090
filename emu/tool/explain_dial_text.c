/* SPDX-License-Identifier: MIT */
/* Dialled keys for people: one row a key. */
#include "explain_text.h"
#include <rt/human.h>
#include <stdio.h>

/* Sequences that are named in a row; the rest are counted. */
#define NAMED_MAX 4u

static void put_sequences(const json_t *names, struct rt_buf *out)
{
    size_t n = json_array_size(names);
    for (size_t i = 0; i < n && i < NAMED_MAX; i++) {
        (void)rt_buf_printf(out, "%s%s", i > 0 ? "  " : "", json_string_value(json_array_get(names, i)));
    }
    if (n > NAMED_MAX) {
        (void)rt_buf_printf(out, "  and %zu more", n - NAMED_MAX);
    }
}

static void put_codes(size_t n, struct rt_buf *out)
{
    if (n > 0) {
        (void)rt_buf_printf(out, "%s%s", out->n > 0 ? "; " : "", rt_count(n, "service code").s);
    } else if (out->n == 0) {
        (void)rt_buf_printf(out, "no sequence is left");
    }
}

static void print_step(const json_t *step, bool is_off_hook)
{
    const char *keys = report_get(step, "keys");
    const char *wait = report_get(step, "wait");
    struct rt_buf line;
    rt_buf_init(&line, 8192);
    put_sequences(json_object_get(step, "left"), &line);
    put_codes((size_t)json_integer_value(json_object_get(step, "codes")), &line);
    if (report_flag(step, "outside_tone")) {
        (void)rt_buf_printf(&line, "; outside dial tone");
    }
    if (report_flag(step, "final") || wait[0] != '\0') {
        (void)rt_buf_printf(&line, "; %s%s%s", wait[0] != '\0' ? "after " : "", wait[0] != '\0' ? wait : "",
                            wait[0] != '\0' ? ": " : "");
        (void)rt_buf_printf(&line, "%s", report_get(step, "then"));
    }
    report_print_row(2, 18, is_off_hook ? "off-hook" : keys, rt_buf_text(&line));
    rt_buf_fini(&line);
}

void explain_print_dial(const json_t *dial)
{
    const json_t *steps = json_object_get(dial, "steps"), *changes = json_object_get(dial, "changes"),
                 *codes = json_object_get(dial, "codes");
    printf("Dial  %s\n", report_get(dial, "keys"));
    report_print_row(2, 18, report_get(dial, "element"), report_get(dial, "plan"));
    if (report_get(dial, "error")[0] != '\0') {
        report_print_row(2, 18, "error", report_get(dial, "error"));
    }
    for (size_t i = 0; i < json_array_size(steps); i++) {
        print_step(json_array_get(steps, i), i == 0);
    }
    for (size_t i = 0; i < json_array_size(codes); i++) {
        const json_t *c = json_array_get(codes, i);
        char text[200];
        (void)snprintf(text, sizeof text, "%s  %s: %s", report_get(c, "code"), report_get(c, "element"),
                       report_get(c, "help"));
        report_print_row(2, 18, i == 0 ? "codes" : "", text);
    }
    for (size_t i = 0; i < json_array_size(changes); i++) {
        const json_t *c = json_array_get(changes, i);
        char text[2 * FW_VALUE_MAX + 64];
        (void)snprintf(text, sizeof text, "%s: '%s' -> '%s'", report_get(c, "element"), report_get(c, "old"),
                       report_get(c, "new"));
        report_print_row(2, 18, i == 0 ? "changes" : "", text);
    }
    report_print_row(2, 18, "result", report_get(dial, "summary"));
    if (report_get(dial, "note")[0] != '\0') {
        report_print_row(2, 18, "note", report_get(dial, "note"));
    }
}
