/* SPDX-License-Identifier: MIT */
/* The report as a JUnit suite: a case for each file that was asked for, and one for the verdict. */
#include "check_priv.h"
#include <host/output.h>
#include <host/xml.h>
#include <offline/report.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static void put_case(FILE *f, const char *class, const char *name, const char *failure, const char *type)
{
    fputs("    <testcase classname=\"", f);
    emu_put_xml(f, class);
    fputs("\" name=\"", f);
    emu_put_xml(f, name);
    fputs("\" time=\"0\"", f);
    if (failure == NULL) {
        fputs("/>\n", f);
        return;
    }
    fputs(">\n      <failure message=\"", f);
    emu_put_xml(f, failure);
    fprintf(f, "\" type=\"%s\">", type);
    emu_put_xml(f, failure);
    fputs("</failure>\n    </testcase>\n", f);
}

static void put_transfer(FILE *f, size_t i, const json_t *t)
{
    char name[1200], failure[1600];
    const char *detail = report_get(t, "detail"), *hint = report_get(t, "hint");
    (void)snprintf(name, sizeof name, "%zu: %s %s", i + 1, report_get(t, "method"),
                   report_get(t, "url")); /* may be cut */
    (void)snprintf(failure, sizeof failure, "%s%s%s%s%s", report_get(t, "failure"), detail[0] != '\0' ? ": " : "",
                   detail, hint[0] != '\0' ? "\n" : "", hint);
    put_case(f, report_get(t, "for"), name, report_flag(t, "ok") ? NULL : failure, "failed");
}

/* The form that the schemas of Jenkins (junit-10.xsd) and Windyroad (JUnit.xsd) have in common. */
static void put_suite(FILE *f, const json_t *report)
{
    size_t i, n_bad = report_flag(report, "ok") ? 0 : 1;
    json_t *t;
    const json_t *transfers = json_object_get(report, "transfers"), *unit = json_object_get(report, "unit");
    char timestamp[32] = "1970-01-01T00:00:00", host[256] = "localhost";
    time_t now = time(NULL);
    struct tm tm;
    if (gmtime_r(&now, &tm) != NULL) {
        (void)strftime(timestamp, sizeof timestamp, "%Y-%m-%dT%H:%M:%S", &tm);
    }
    (void)gethostname(host, sizeof host - 1); /* the default stands else */
    json_array_foreach((json_t *)transfers, i, t)
    {
        n_bad += report_flag(t, "ok") ? 0 : 1;
    }
    fprintf(f, "  <testsuite name=\"vspa check\" package=\"vspa\" id=\"0\" timestamp=\"%s\" hostname=\"", timestamp);
    emu_put_xml(f, host);
    fprintf(f, "\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" time=\"0\">\n    <properties>\n",
            json_array_size(transfers) + 1, n_bad);
    static const char *const keys[] = {"product", "mac", "release"};
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
        fprintf(f, "      <property name=\"%s\" value=\"", keys[k]);
        emu_put_xml(f, report_get(unit, keys[k]));
        fputs("\"/>\n", f);
    }
    fputs("    </properties>\n", f);
    json_array_foreach((json_t *)transfers, i, t)
    {
        put_transfer(f, i, t);
    }
    put_case(f, "verdict", report_get(report, "subject"), report_flag(report, "ok") ? NULL : report_get(report, "why"),
             report_get(report, "verdict"));
    fputs("    <system-out/>\n    <system-err/>\n  </testsuite>\n", f);
}

FILE *check_open_junit(const char *path, struct emu_error *error)
{
    FILE *f = emu_output_open(path, EMU_OUTPUT_PUBLIC);
    if (f == NULL) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "check: --junit %s: %s: give a path that can be written", path,
                      emu_output_why(path));
    }
    return f;
}

enum emu_exit check_write_junit(FILE *f, const json_t *report, const char *path, struct emu_error *error)
{
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", f);
    put_suite(f, report);
    fputs("</testsuites>\n", f);
    bool is_whole = ferror(f) == 0;
    if (fclose(f) != 0 || !is_whole) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "check: --junit %s: cannot be written: check the disk", path);
    }
    return EMU_EXIT_OK;
}
