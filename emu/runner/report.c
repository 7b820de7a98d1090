/* SPDX-License-Identifier: MIT */
/* Prints the results of a run, as text or TAP, and computes the exit code. Lines are in the order of the list,
 * whatever finishes first. */
#include "runner_priv.h"
#include <host/colour.h>
#include <rt/human.h>
#include <rt/str.h>
#include <host/clock.h>
#include <string.h>

#define TITLE_MAX     4400u
#define PRINTED_LINES 20u
#define PRINTED_BYTES 4096u

void test_put_indented(FILE *f, const char *text, const char *indent)
{
    for (const char *p = text; *p != '\0';) {
        char line[1024]; /* a longer one is cut into several */
        size_t n = strcspn(p, "\n");
        n = n < sizeof line ? n : sizeof line;
        memcpy(line, p, n);
        rt_text_safe(line, n);
        fprintf(f, "%s%.*s\n", indent, (int)n, line);
        p += n + (p[n] == '\n' ? 1 : 0);
    }
}

/* The last lines of what it has printed: those before it failed. */
static void tell_printed(const char *output)
{
    const char *end = output + strlen(output), *from = end;
    size_t n_lines = 0;
    while (from > output && (size_t)(end - from) < PRINTED_BYTES) {
        if (from < end && from[-1] == '\n' && ++n_lines == PRINTED_LINES) {
            break;
        }
        from--;
    }
    printf("  printed%s:\n", from == output ? "" : " (the end; all of it is in " TEST_OUTPUT_FILE ")");
    test_put_indented(stdout, from, "    ");
}

static void tell_one(const struct test_item *item, const struct test_options *o)
{
    char title[TITLE_MAX];
    const struct emu_scn_result *r = item->result;
    bool is_passed = r->verdict == EMU_SCN_PASSED;
    enum emu_style style = is_passed ? EMU_STYLE_GOOD : EMU_STYLE_BAD;
    if ((is_passed && o->is_quiet) || r->verdict == EMU_SCN_NOT_RUN) {
        return; /* what was not run is counted at the end */
    }
    printf("%s%-6s%s %s  (%s virtual, %s real)\n", emu_style_on(stdout, style), is_passed ? "ok" : "FAILED",
           emu_style_off(stdout, style), test_title(item, title, sizeof title), rt_duration(r->virtual_us / 1000).s,
           rt_duration(r->real_us / 1000).s);
    if (!is_passed) {
        printf("  %s:\n", emu_scn_verdict_name(r->verdict));
        test_put_indented(stdout, r->text, "    ");
        if (item->output != NULL) {
            tell_printed(item->output);
        }
        struct rt_buf command;
        rt_buf_init(&command, 65536);
        test_command(item, o, &command);
        if (item->is_kept) {
            printf("  kept in %s/%s; ", o->failures, item->folder);
        }
        printf("%srerun it with\n    %s\n", item->is_kept ? "" : "  ", rt_buf_text(&command));
        rt_buf_fini(&command);
    }
}

void test_tell_begin(struct test_list *list, const struct test_options *o)
{
    list->progress = (struct test_progress){.begun_us = emu_host_us()};
    if (o->is_tap) {
        printf("TAP version 13\n1..%zu\n", list->n_items);
    } else if (o->is_json) {
        test_json_begin(list, o);
    }
}

void test_tell_done(struct test_list *list, const struct test_options *o, size_t i)
{
    struct test_progress *p = &list->progress;
    p->n_done++;
    p->n_bad += list->item[i].result->verdict != EMU_SCN_PASSED ? 1 : 0;
    for (; p->next < list->n_items && list->item[p->next].is_done; p->next++) {
        if (o->is_json) {
            test_json_item(list, o, p->next);
        } else if (!o->is_tap) {
            test_progress_clear(list);
            tell_one(&list->item[p->next], o);
        }
    }
    (void)fflush(stdout); /* the exit of the program checks standard output */
}

size_t test_count(const struct test_list *list, enum emu_scn_verdict v)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n_items; i++) {
        n += list->item[i].result->verdict == v ? 1 : 0;
    }
    return n;
}

/* How many ended so: "2 failed", "1 script error". */
static void tell_sum(FILE *out, enum emu_scn_verdict v, size_t n)
{
    if (v == EMU_SCN_WRONG) {
        fprintf(out, ", %s", rt_count(n, "script error").s);
    } else if (v == EMU_SCN_ENVIRONMENT) {
        fprintf(out, ", %s", rt_count(n, "environment error").s);
    } else {
        fprintf(out, ", %zu %s", n, v == EMU_SCN_LIMIT ? "stopped at a limit" : emu_scn_verdict_name(v));
    }
}

static void tell_sums(const struct test_list *list, const struct test_options *o, double real_s, FILE *out)
{
    size_t n_replayed = 0;
    uint64_t virtual_us = 0;
    for (size_t i = 0; i < list->n_items; i++) {
        n_replayed += list->item[i].result->was_replayed ? 1 : 0;
        virtual_us += list->item[i].result->virtual_us;
    }
    fprintf(out, "%s%s", o->is_tap ? "" : "\n", rt_count(list->n_items, "scenario").s);
    for (int v = 1; v <= (int)EMU_SCN_CRASHED; v++) {
        size_t n = test_count(list, (enum emu_scn_verdict)v);
        if (n > 0 || v == (int)EMU_SCN_PASSED) {
            tell_sum(out, (enum emu_scn_verdict)v, n);
        }
    }
    if (o->checks_replay) {
        fprintf(out, ", %zu replayed to the same trace", n_replayed);
    }
    if (test_count(list, EMU_SCN_NOT_RUN) > 0) {
        fprintf(out, ", %zu not run", test_count(list, EMU_SCN_NOT_RUN));
    }
    fprintf(out, "; %s virtual, %.2f s real; %s %s%s%s\n", rt_duration(virtual_us / 1000).s, real_s,
            o->n_seeds > 1 ? "seeds" : "seed", o->seed_text, o->n_shards > 0 ? "; shard " : "",
            o->n_shards > 0 ? o->shard_text : "");
}

void test_tell_end(const struct test_list *list, const struct test_options *o, double real_s, enum emu_exit code)
{
    FILE *out = o->is_tap ? stderr : stdout;
    if (o->is_json) {
        test_json_end(list, o, real_s, code);
        return;
    }
    if (list->n_items > 1) { /* the only one was just reported */
        test_tell_failures(list, o, out);
    }
    tell_sums(list, o, real_s, out);
}

void test_write_tap(const struct test_list *list, const struct test_options *o)
{
    char title[TITLE_MAX];
    (void)o;
    for (size_t i = 0; i < list->n_items; i++) {
        const struct test_item *item = &list->item[i];
        bool is_passed = item->result->verdict == EMU_SCN_PASSED;
        (void)test_title(item, title, sizeof title);
        for (char *p = title; *p != '\0'; p++) {
            *p = *p == '#' ? '_' : *p; /* # begins a directive */
        }
        printf("%sok %zu - %s\n", is_passed ? "" : "not ", i + 1, title);
        if (!is_passed) {
            printf("  ---\n  verdict: %s\n  message: |\n", emu_scn_verdict_name(item->result->verdict));
            test_put_indented(stdout, item->result->text, "    ");
            printf("  ...\n");
        }
    }
}

enum emu_exit test_verdict(const struct test_list *list)
{
    enum emu_exit worst = EMU_EXIT_OK;
    for (size_t i = 0; i < list->n_items; i++) {
        enum emu_exit code = emu_scn_verdict_exit(list->item[i].result->verdict);
        if (code == EMU_EXIT_NO) {
            return code; /* a check that failed is what a CI wants to know first */
        }
        worst = code > worst ? code : worst;
    }
    return worst;
}
