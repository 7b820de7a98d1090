/* SPDX-License-Identifier: MIT */
/* A page of the unit's web server, as text. */
#include "bench_priv.h"
#include <rt/human.h>
#include <stdio.h>
#include <string.h>

/* Skips a style sheet or a script, whose text is not for people. */
static size_t skip_unseen(struct rt_str body, size_t i)
{
    static const struct {
        const char *begin, *end;
    } unseen[] = {{"<style", "</style>"}, {"<script", "</script>"}};
    for (size_t k = 0; k < sizeof unseen / sizeof unseen[0]; k++) {
        if (rt_str_starts_ci(rt_str_from(body, i), unseen[k].begin)) {
            while (i < body.n && !rt_str_starts_ci(rt_str_from(body, i), unseen[k].end)) {
                i++;
            }
        }
    }
    return i;
}

/* The text of a page, without its markup and without blank lines. */
static void print_page(struct rt_str body)
{
    bool is_tag = false;
    bool is_line_begun = false;
    bool is_blank_due = false;
    for (size_t i = 0; (i = skip_unseen(body, i)) < body.n; i++) {
        char c = body.p[i];
        if (c == '<') {
            is_tag = true;
            is_blank_due = true;
        } else if (c == '>' && is_tag) {
            is_tag = false;
        } else if (is_tag || c == '\r') {
            continue;
        } else if (c == '\n') {
            if (is_line_begun) {
                putchar('\n');
            }
            is_line_begun = false;
            is_blank_due = false;
        } else if (c == ' ' || c == '\t') {
            is_blank_due = true;
        } else {
            if (is_blank_due && is_line_begun) {
                putchar(' ');
            }
            is_blank_due = false;
            is_line_begun = true;
            bool is_unsafe;
            size_t n = rt_text_step(body.p + i, body.n - i, &is_unsafe);
            if (is_unsafe) {
                putchar('.');
            } else {
                (void)fwrite(body.p + i, 1, n, stdout); /* the exit of the program checks it */
            }
            i += n - 1; /* and the one of the loop */
        }
    }
    if (is_line_begun) {
        putchar('\n');
    }
}

static enum emu_exit judge_page(const struct line *l, int status, struct rt_str text, const struct rt_buf *body)
{
    char needle[LINE_MAX_BYTES];
    printf("HTTP %d, %s\n", status, rt_count(body->n, "byte").s);
    print_page(rt_str_n((const char *)body->bytes, body->n));
    if (status >= 400) {
        return emu_error_set(l->error, EMU_EXIT_NO, "%s %.*s: refused with status %d: check the path%s", l->command,
                             (int)l->rest.n, l->rest.p, status, status == 401 ? ", or log in: user=admin" : "");
    }
    if (text.n > 0 &&
        (rt_str_copy(needle, sizeof needle, text) != RT_OK || strstr(rt_buf_text(body), needle) == NULL)) {
        return emu_error_set(l->error, EMU_EXIT_NO, "web: \"%.*s\" is not in the answer: it is printed above",
                             (int)text.n, text.p);
    }
    return EMU_EXIT_OK;
}

/* "user=admin password=x TEXT": the options of the act, and what remains. */
static struct rt_str split_options(struct rt_str text, struct rt_str *options)
{
    struct rt_str rest = text;
    while (rt_str_starts(rest, "user=") || rt_str_starts(rest, "password=")) {
        (void)bench_take_word(&rest);
    }
    *options = rt_str_n(text.p, text.n - rest.n);
    return rest;
}

enum emu_exit bench_web(const struct line *l)
{
    struct rt_str options, text = l->rest;
    char asked_text[LINE_MAX_BYTES];
    struct emu_act_call call;
    struct rt_str path = bench_take_word(&text);
    if (path.n == 0) {
        return bench_usage(l, "no path: give one, as in web /admin/advanced");
    }
    text = split_options(text, &options);
    (void)snprintf(asked_text, sizeof asked_text, "%.*s %.*s", (int)path.n, path.p, (int)options.n, options.p);
    struct line asked = {
        .bench = l->bench, .command = l->command, .rest = rt_str_trim(rt_str(asked_text)), .error = l->error};
    emu_act_call_init(&call, &l->bench->acts, emu_act_find("web"));
    if (bench_call(&asked, &call) == EMU_EXIT_OK) {
        (void)judge_page(l, (int)call.result[0].number, text, &call.body); /* the error says it */
    }
    emu_act_call_fini(&call);
    return l->error->code;
}

enum emu_exit bench_form(const struct line *l)
{
    struct emu_act_call call;
    emu_act_call_init(&call, &l->bench->acts, emu_act_find(l->command));
    if (bench_call(l, &call) == EMU_EXIT_OK) {
        (void)judge_page(l, (int)call.result[0].number, rt_str(""), &call.body); /* the error says it */
    }
    emu_act_call_fini(&call);
    return l->error->code;
}
