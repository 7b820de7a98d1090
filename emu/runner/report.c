/* SPDX-License-Identifier: MIT */
/* Prints the results of a run, as text or TAP, and computes the exit code. Lines are in the order of the list,
 * whatever finishes first. */
#include "runner_priv.h"
#include <host/colour.h>
#include <rt/human.h>
#include <rt/str.h>
#include <inttypes.h>
#include <string.h>

#define TITLE_MAX 4400u

static bool is_terminal(const struct test_options *o)
{
    return !o->is_tap && emu_is_terminal(stdout);
}

static void print_indented(const char *text, const char *indent)
{
    for (const char *p = text; *p != '\0';) {
        char line[1024]; /* a longer one is cut into several */
        size_t n = strcspn(p, "\n");
        n = n < sizeof line ? n : sizeof line;
        memcpy(line, p, n);
        rt_text_safe(line, n);
        printf("%s%.*s\n", indent, (int)n, line);
        p += n + (p[n] == '\n' ? 1 : 0);
    }
}

static void tell_one(const struct test_item *item, const struct test_options *o)
{
    char title[TITLE_MAX];
    const struct emu_scn_result *r = item->result;
    bool is_passed = r->verdict == EMU_SCN_PASSED;
    enum emu_style style = is_passed ? EMU_STYLE_GOOD : EMU_STYLE_BAD;
    if (is_passed && o->is_quiet) {
        return;
    }
    printf("%s%-6s%s %s  (%s virtual, %s real)\n", emu_style_on(stdout, style), is_passed ? "ok" : "FAILED",
           emu_style_off(stdout, style), test_title(item, title, sizeof title), rt_duration(r->virtual_us / 1000).s,
           rt_duration(r->real_us / 1000).s);
    if (!is_passed) {
        printf("  %s:\n", emu_scn_verdict_name(r->verdict));
        print_indented(r->text, "    ");
        if (r->verdict != EMU_SCN_NOT_RUN) {
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
}

void test_tell_begin(const struct test_list *list, const struct test_options *o)
{
    if (o->is_tap) {
        printf("TAP version 13\n1..%zu\n", list->n_items);
    }
}

void test_tell_progress(const struct test_list *list, const struct test_options *o, size_t i)
{
    size_t n_done = 0;
    size_t n_bad = 0;
    size_t next = 0; /* the first that is not reported yet */
    bool was_told = true;
    for (size_t k = 0; k < list->n_items; k++) {
        n_done += list->item[k].is_done ? 1 : 0;
        n_bad += list->item[k].is_done && list->item[k].result->verdict != EMU_SCN_PASSED ? 1 : 0;
    }
    if (o->is_tap) {
        return;
    }
    fputs(emu_clear_line(stdout), stdout);
    /* Results are printed in list order: this one only if all before it have been. */
    while (next < i && list->item[next].is_done) {
        next++;
    }
    was_told = next == i;
    for (size_t k = i; was_told && k < list->n_items && list->item[k].is_done; k++) {
        tell_one(&list->item[k], o);
    }
    if (is_terminal(o)) {
        printf("%zu of %zu done, %zu failed", n_done, list->n_items, n_bad);
        if (n_done == list->n_items) {
            fputs(emu_clear_line(stdout), stdout);
        }
    }
    (void)fflush(stdout);
}

void test_tell_end(const struct test_list *list, const struct test_options *o, double real_s)
{
    size_t count[EMU_SCN_CRASHED + 1] = {0};
    size_t n_replayed = 0;
    uint64_t virtual_us = 0;
    for (size_t i = 0; i < list->n_items; i++) {
        count[list->item[i].result->verdict]++;
        n_replayed += list->item[i].result->was_replayed ? 1 : 0;
        virtual_us += list->item[i].result->virtual_us;
    }
    FILE *out = o->is_tap ? stderr : stdout;
    fprintf(out, "%s%s", o->is_tap ? "" : "\n", rt_count(list->n_items, "scenario").s);
    for (int v = 1; v <= (int)EMU_SCN_CRASHED; v++) {
        if (count[v] > 0 || v == (int)EMU_SCN_PASSED) {
            fprintf(out, ", %zu %s", count[v], emu_scn_verdict_name((enum emu_scn_verdict)v));
        }
    }
    if (o->checks_replay) {
        fprintf(out, ", %zu replayed to the same trace", n_replayed);
    }
    if (count[EMU_SCN_NOT_RUN] > 0) {
        fprintf(out, ", %zu not run", count[EMU_SCN_NOT_RUN]);
    }
    fprintf(out, "; %s virtual, %.2f s real; seed %" PRIu64 "%s%s\n", rt_duration(virtual_us / 1000).s, real_s, o->seed,
            o->n_shards > 0 ? "; shard " : "", o->n_shards > 0 ? o->shard_text : "");
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
            print_indented(item->result->text, "    ");
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
