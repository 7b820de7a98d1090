/* SPDX-License-Identifier: MIT */
/* What people see of a run, TAP, and the exit code. The lines come in the order of the list, whoever ends first. */
#include "runner_priv.h"
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#define TITLE_MAX 4400u

static bool is_terminal(const struct test_options *o)
{
    return !o->is_tap && isatty(STDOUT_FILENO) != 0;
}

static const char *colour(const struct test_options *o, enum emu_scn_verdict v)
{
    if (!is_terminal(o)) {
        return "";
    }
    return v == EMU_SCN_PASSED ? "\033[32m" : "\033[31m";
}

static void print_indented(const char *text, const char *indent)
{
    for (const char *p = text; *p != '\0';) {
        size_t n = strcspn(p, "\n");
        printf("%s%.*s\n", indent, (int)n, p);
        p += n + (p[n] == '\n' ? 1 : 0);
    }
}

static void tell_one(const struct test_item *item, const struct test_options *o)
{
    char title[TITLE_MAX];
    const struct emu_scn_result *r = item->result;
    bool is_passed = r->verdict == EMU_SCN_PASSED;
    const char *off = is_terminal(o) ? "\033[0m" : "";
    if (is_passed && o->is_quiet) {
        return;
    }
    printf("%s%-6s%s %s  (%.3f s of the unit's time, %.3f s)\n", colour(o, r->verdict), is_passed ? "ok" : "FAILED",
           off, test_title(item, title, sizeof title), (double)r->virtual_us / 1e6, (double)r->real_us / 1e6);
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
            printf("%srun it again with\n    %s\n", item->is_kept ? "" : "  ", rt_buf_text(&command));
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
    size_t next = 0; /* the first that is not told yet */
    bool was_told = true;
    for (size_t k = 0; k < list->n_items; k++) {
        n_done += list->item[k].is_done ? 1 : 0;
        n_bad += list->item[k].is_done && list->item[k].result->verdict != EMU_SCN_PASSED ? 1 : 0;
    }
    if (o->is_tap) {
        return;
    }
    if (is_terminal(o)) {
        printf("\r\033[K");
    }
    /* All before this one were told when they were done, if they were in a row. */
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
            printf("\r\033[K");
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
    fprintf(out, "%s%zu scenarios", o->is_tap ? "" : "\n", list->n_items);
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
    fprintf(out, "; %.1f h of the units' time, %.2f s; seed %" PRIu64 "%s%s\n", (double)virtual_us / 3.6e9, real_s,
            o->seed, o->n_shards > 0 ? "; shard " : "", o->n_shards > 0 ? o->shard_text : "");
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
