/* SPDX-License-Identifier: MIT */
/*
 * JUnit reports: written in the form that the schemas of Jenkins (junit-10.xsd) and Windyroad (JUnit.xsd) have in
 * common, one suite a file; and joined, when a run was cut into shards.
 */
#include "runner_priv.h"
#include <host/output.h>
#include <host/files.h>
#include <rt/human.h>
#include <host/xml.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define REPORT_MAX (256u << 20)
#define SHARDS_MAX 10000u

/* ---- writing ---- */

/* The first line, for an attribute. */
static void put_first_line(FILE *f, const char *text)
{
    char line[512];
    size_t n = strcspn(text, "\n");
    (void)snprintf(line, sizeof line, "%.*s", (int)(n < sizeof line ? n : sizeof line - 1), text);
    emu_put_xml(f, line);
}

static void put_case(FILE *f, const struct test_item *item, const struct test_options *o)
{
    const struct emu_scn_result *r = item->result;
    bool is_failure = r->verdict == EMU_SCN_FAILED;
    char name[EMU_SCN_NAME_MAX + 90], turn[80];
    const char *slash = strrchr(item->path, '/');
    const char *shown = item->name != NULL ? item->name : slash != NULL ? slash + 1 : item->path;
    (void)snprintf(name, sizeof name, "%.*s%s", (int)EMU_SCN_NAME_MAX, shown, test_turn(item, turn, sizeof turn));
    fputs("    <testcase name=\"", f);
    emu_put_xml(f, name);
    fputs("\" classname=\"", f);
    emu_put_xml(f, item->path);
    fprintf(f, "\" time=\"%.3f\"", (double)r->real_us / 1e6);
    if (r->verdict == EMU_SCN_PASSED) {
        fputs("/>\n", f);
        return;
    }
    fprintf(f, ">\n      <%s message=\"", is_failure ? "failure" : "error");
    put_first_line(f, r->text);
    fprintf(f, "\" type=\"%s\">", emu_scn_verdict_name(r->verdict));
    emu_put_xml(f, r->text);
    struct rt_buf command;
    rt_buf_init(&command, 65536);
    test_command(item, o, &command);
    fprintf(f, "\nseed: %llu\nrerun it with: ", (unsigned long long)item->seed);
    emu_put_xml(f, rt_buf_text(&command));
    rt_buf_fini(&command);
    if (item->is_kept) {
        fprintf(f, "\nkept in: ");
        emu_put_xml(f, o->failures);
        fprintf(f, "/%s", item->folder);
    }
    fputs("\n", f);
    if (item->output != NULL) {
        fputs("output:\n", f);
        emu_put_xml(f, item->output);
    }
    fprintf(f, "</%s>\n    </testcase>\n", is_failure ? "failure" : "error");
}

/* What the scenarios that passed have printed; a failure has it beside its text. */
static void put_output(FILE *f, const struct test_list *list, size_t from, size_t to)
{
    char title[EMU_PATH_MAX + EMU_SCN_NAME_MAX + 40];
    fputs("    <system-out>", f);
    for (size_t i = from; i < to; i++) {
        const struct test_item *item = &list->item[i];
        if (item->output != NULL && item->result->verdict == EMU_SCN_PASSED) {
            emu_put_xml(f, test_title(item, title, sizeof title));
            fputs(":\n", f);
            emu_put_xml(f, item->output);
        }
    }
    fputs("</system-out>\n", f);
}

static size_t put_suite(FILE *f, const struct test_list *list, const struct test_options *o, size_t from, unsigned id,
                        const char *timestamp, const char *host)
{
    size_t to = from, n_failures = 0, n_errors = 0;
    uint64_t real_us = 0;
    for (; to < list->n_items && list->item[to].path == list->item[from].path; to++) {
        const struct emu_scn_result *r = list->item[to].result;
        n_failures += r->verdict == EMU_SCN_FAILED ? 1 : 0;
        n_errors += r->verdict != EMU_SCN_FAILED && r->verdict != EMU_SCN_PASSED ? 1 : 0;
        real_us += r->real_us;
    }
    fputs("  <testsuite name=\"", f);
    emu_put_xml(f, list->item[from].path);
    fprintf(f, "\" package=\"vspa\" id=\"%u\" timestamp=\"%s\" hostname=\"", id, timestamp);
    emu_put_xml(f, host);
    fprintf(f, "\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" time=\"%.3f\">\n    <properties>\n", to - from,
            n_failures, n_errors, (double)real_us / 1e6);
    fprintf(f, "      <property name=\"seed\" value=\"%s\"/>\n", o->seed_text); /* digits, or a range of them */
    if (o->n_shards > 0) {
        fprintf(f, "      <property name=\"shard\" value=\"%u/%u\"/>\n", (unsigned)o->shard, (unsigned)o->n_shards);
    }
    fputs("    </properties>\n", f);
    for (size_t i = from; i < to; i++) {
        put_case(f, &list->item[i], o);
    }
    put_output(f, list, from, to);
    fputs("    <system-err/>\n  </testsuite>\n", f);
    return to;
}

enum rt_err test_write_junit(FILE *f, const struct test_list *list, const struct test_options *o, double real_s)
{
    char timestamp[32] = "1970-01-01T00:00:00";
    char host[256] = "localhost";
    time_t now = time(NULL);
    struct tm tm;
    unsigned id = 0;
    size_t n_failures = 0, n_errors = 0;
    if (gmtime_r(&now, &tm) != NULL) {
        (void)strftime(timestamp, sizeof timestamp, "%Y-%m-%dT%H:%M:%S", &tm);
    }
    (void)gethostname(host, sizeof host - 1); /* the default stands else */
    for (size_t i = 0; i < list->n_items; i++) {
        enum emu_scn_verdict v = list->item[i].result->verdict;
        n_failures += v == EMU_SCN_FAILED ? 1 : 0;
        n_errors += v != EMU_SCN_FAILED && v != EMU_SCN_PASSED ? 1 : 0;
    }
    fprintf(f,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuites name=\"vspa\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" time=\"%.3f\">\n",
            list->n_items, n_failures, n_errors, real_s);
    if (list->n_items == 0 && o->n_shards > 0) { /* an empty shard counts as one that ran */
        fprintf(f,
                "  <testsuite name=\"no scenario in this shard\" package=\"vspa\" id=\"0\" timestamp=\"%s\" "
                "hostname=\"%s\" "
                "tests=\"0\" failures=\"0\" errors=\"0\" time=\"0\">\n    <properties>\n"
                "      <property name=\"shard\" value=\"%u/%u\"/>\n    </properties>\n    <system-out/>\n"
                "    <system-err/>\n  </testsuite>\n",
                timestamp, host, (unsigned)o->shard, (unsigned)o->n_shards);
    }
    for (size_t i = 0; i < list->n_items; id++) {
        i = put_suite(f, list, o, i, id, timestamp, host);
    }
    fputs("</testsuites>\n", f);
    bool is_whole = ferror(f) == 0;
    return fclose(f) == 0 && is_whole ? RT_OK : RT_EIO;
}

/* ---- joining ---- */

struct merging {
    struct rt_buf suites;
    size_t n_tests, n_failures, n_errors;
    double time_s;
    uint32_t n_shards; /* 0: not known */
    bool has[SHARDS_MAX + 1];
};

static size_t count(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *p = text; (p = strstr(p, what)) != NULL; p += strlen(what)) {
        n++;
    }
    return n;
}

static enum emu_exit take_shards(struct merging *m, const char *path, const char *text, struct emu_error *error)
{
    static const char mark[] = "<property name=\"shard\" value=\"";
    const char *p = strstr(text, mark);
    unsigned shard, n_shards;
    if (p == NULL) {
        return EMU_EXIT_OK;
    }
    if (sscanf(p + strlen(mark), "%u/%u\"", &shard, &n_shards) != 2 || shard < 1 || shard > n_shards ||
        n_shards > SHARDS_MAX) {
        return emu_error_set(error, EMU_EXIT_USAGE, "%s: unreadable shard number: name reports of vspa test", path);
    }
    if (m->n_shards != 0 && m->n_shards != n_shards) {
        return emu_error_set(error, EMU_EXIT_USAGE, "%s: has %s, the others %u: name the reports of one run", path,
                             rt_count(n_shards, "shard").s, (unsigned)m->n_shards);
    }
    if (m->has[shard]) {
        return emu_error_set(error, EMU_EXIT_USAGE, "%s: duplicate shard %u/%u: name each report once", path, shard,
                             n_shards);
    }
    m->n_shards = n_shards;
    m->has[shard] = true;
    return EMU_EXIT_OK;
}

/* Our own reports have no comments and no CDATA, and '<' only begins tags: pieces can be taken as they are. */
static enum emu_exit take_report(struct merging *m, const char *path, struct emu_error *error)
{
    struct rt_buf b;
    double time_s = 0;
    rt_buf_init(&b, REPORT_MAX);
    enum rt_err err = emu_read_input(path, &b);
    const char *text = rt_buf_text(&b);
    const char *root = strstr(text, "<testsuites");
    const char *begin = root != NULL ? strchr(root, '>') : NULL;
    const char *end = strstr(text, "</testsuites>");
    if (err != RT_OK) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: give a readable report", path, rt_err_text(err));
    } else if (begin == NULL || end == NULL || end < begin || strstr(text, "<!") != NULL ||
               count(text, "<testsuite ") != count(text, "</testsuite>")) {
        emu_error_set(error, EMU_EXIT_USAGE, "%s: %s", path,
                      root == NULL ? "not a report of 'vspa test --junit': name one"
                                   : "incomplete JUnit report: was the run interrupted?");
    } else if (take_shards(m, path, text, error) == EMU_EXIT_OK) {
        const char *time_at = strstr(root, " time=\"");
        if (time_at != NULL && time_at < begin && sscanf(time_at, " time=\"%lf\"", &time_s) == 1) {
            m->time_s += time_s;
        }
        m->n_tests += count(begin, "<testcase ");
        m->n_failures += count(begin, "<failure ");
        m->n_errors += count(begin, "<error ");
        begin += 1 + (begin[1] == '\n' ? 1 : 0);
        if (rt_buf_put(&m->suites, begin, (size_t)(end - begin)) != RT_OK) {
            emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: the merged report is too large: merge fewer", path);
        }
    }
    rt_buf_fini(&b);
    return error->code;
}

/* Suites are numbered from 0 on. */
static void put_numbered(FILE *f, const char *text)
{
    static const char mark[] = " id=\"";
    unsigned id = 0;
    const char *p;
    while ((p = strstr(text, "  <testsuite ")) != NULL && (p = strstr(p, mark)) != NULL) {
        p += strlen(mark);
        (void)fwrite(text, 1, (size_t)(p - text), f); /* ferror is asked at the end */
        fprintf(f, "%u", id++);
        text = p + strspn(p, "0123456789");
    }
    fputs(text, f);
}

enum emu_exit test_merge(char **inputs, size_t n, const char *output, struct emu_error *error)
{
    struct merging *m = rt_mem_alloc(sizeof *m);
    if (m == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "report: out of memory");
    }
    rt_buf_init(&m->suites, REPORT_MAX);
    for (size_t i = 0; i < n && error->code == EMU_EXIT_OK; i++) {
        (void)take_report(m, inputs[i], error); /* the error says it */
    }
    FILE *f = error->code == EMU_EXIT_OK ? emu_output_open(output, EMU_OUTPUT_PUBLIC) : NULL;
    if (f != NULL) {
        fprintf(f,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                "<testsuites name=\"vspa\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" time=\"%.3f\">\n",
                m->n_tests, m->n_failures, m->n_errors, m->time_s);
        put_numbered(f, rt_buf_text(&m->suites));
        fputs("</testsuites>\n", f);
    }
    if (error->code == EMU_EXIT_OK && (f == NULL || ferror(f) != 0 || fclose(f) != 0)) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: name another file with -o", output, emu_output_why(output));
    }
    for (uint32_t shard = 1; shard <= m->n_shards && error->code == EMU_EXIT_OK; shard++) {
        if (!m->has[shard]) {
            emu_error_set(error, EMU_EXIT_NO, "report: shard %u/%u is missing: not all scenarios have run",
                          (unsigned)shard, (unsigned)m->n_shards);
        }
    }
    if (error->code == EMU_EXIT_OK && m->n_failures + m->n_errors > 0) {
        emu_error_set(error, EMU_EXIT_NO, "report: %zu of %s failed: see %s", m->n_failures + m->n_errors,
                      rt_count(m->n_tests, "scenario").s, output);
    }
    if (error->code == EMU_EXIT_OK) {
        printf("%s, all passed: %s\n", rt_count(m->n_tests, "scenario").s, output);
    }
    rt_buf_fini(&m->suites);
    rt_mem_free(m);
    return error->code;
}
