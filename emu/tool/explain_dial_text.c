/* SPDX-License-Identifier: MIT */
/* Dialled keys for people: one row a key. */
#include "explain_text.h"
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

static void print_step(const json_t *step, bool is_off_hook)
{
    const char *keys = report_get(step, "keys");
    const char *wait = report_get(step, "wait");
    struct rt_buf line;
    rt_buf_init(&line, 8192);
    put_sequences(json_object_get(step, "left"), &line);
    if (json_array_size(json_object_get(step, "left")) == 0) {
        (void)rt_buf_printf(&line, "no sequence is left");
    }
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
    const json_t *steps = json_object_get(dial, "steps");
    printf("Dial  %s\n", report_get(dial, "keys"));
    report_print_row(2, 18, report_get(dial, "element"), report_get(dial, "plan"));
    if (report_get(dial, "error")[0] != '\0') {
        report_print_row(2, 18, "error", report_get(dial, "error"));
    }
    for (size_t i = 0; i < json_array_size(steps); i++) {
        print_step(json_array_get(steps, i), i == 0);
    }
    report_print_row(2, 18, "result", report_get(dial, "summary"));
}
