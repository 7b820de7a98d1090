/* SPDX-License-Identifier: MIT */
/* The report for people. */
#include "check_priv.h"
#include <offline/report.h>
#include <rt/buf.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NAMES    11u /* columns of the names on the left */
#define TEXT_MAX 8192u

static int64_t number(const json_t *object, const char *key)
{
    return (int64_t)json_integer_value(json_object_get(object, key));
}

static void row(const char *name, const char *text)
{
    report_print_row(3, NAMES, name, text);
}

/* The same, if there is something. */
static void row_of(const char *name, const json_t *object, const char *key)
{
    const char *text = report_get(object, key);
    if (text[0] != '\0') {
        row(name, text);
    }
}

static void rowf(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void rowf(const char *name, const char *format, ...)
{
    struct rt_buf text;
    va_list ap;
    rt_buf_init(&text, TEXT_MAX);
    va_start(ap, format);
    (void)rt_buf_vprintf(&text, format, ap); /* a longer text is cut */
    va_end(ap);
    row(name, rt_buf_text(&text));
    rt_buf_fini(&text);
}

/* An array of texts, the name in front of the first. */
static void rows_of(const char *name, const json_t *object, const char *key)
{
    size_t i;
    json_t *text;
    json_array_foreach(json_object_get(object, key), i, text)
    {
        row(i == 0 ? name : "", json_string_value(text));
    }
}

static void print_tls(const json_t *tls)
{
    const json_t *certificate = json_object_get(tls, "certificate");
    const char *key, *client = report_get(tls, "client");
    json_t *value;
    struct rt_buf text;
    if (report_get(tls, "refusal")[0] != '\0') {
        rowf("first try", "TLS 1.0 with the suites of 2005: %s", report_get(tls, "refusal"));
    }
    if (report_get(tls, "version")[0] != '\0') {
        rowf("TLS", "%s, %s", report_get(tls, "version"), report_get(tls, "suite"));
    }
    if (certificate != NULL) {
        rowf("certificate", "%s, signed by %s, valid %s to %s", report_get(certificate, "name"),
             report_get(certificate, "issuer"), report_get(certificate, "from"), report_get(certificate, "to"));
    }
    rt_buf_init(&text, TEXT_MAX);
    json_object_foreach(json_object_get(tls, "checks"), key, value)
    {
        (void)rt_buf_printf(&text, "%s%s %s", text.n > 0 ? ", " : "", key, json_is_true(value) ? "good" : "BAD");
    }
    if (text.n > 0) {
        row("checks", rt_buf_text(&text));
    }
    rt_buf_fini(&text);
    if (client[0] != '\0') {
        row("client", client);
    }
}

static void print_stages(const json_t *t)
{
    struct rt_buf text;
    size_t i;
    json_t *stage;
    rt_buf_init(&text, TEXT_MAX);
    json_array_foreach(json_object_get(t, "stages"), i, stage)
    {
        (void)rt_buf_printf(&text, "%s%s, %" PRId64 " bytes", i > 0 ? "; then " : "", report_get(stage, "form"),
                            number(stage, "bytes"));
    }
    if (text.n > 0) {
        row("format", rt_buf_text(&text));
    }
    rt_buf_fini(&text);
}

static void print_values(const char *name, const json_t *object)
{
    size_t i;
    json_t *value;
    json_array_foreach(json_object_get(object, "values"), i, value)
    {
        rowf(i == 0 ? name : "", "%s = %s", report_get(value, "name"), report_get(value, "value"));
    }
}

static void print_transfer(size_t i, const json_t *t)
{
    const json_t *dns = json_object_get(t, "dns");
    const json_t *http = json_object_get(t, "http");
    const json_t *elements = json_object_get(t, "elements");
    int64_t ms = number(t, "at_ms");
    printf("\n%zu  %s  %s %s  at %" PRId64 ".%03" PRId64 " s\n", i + 1, report_get(t, "for"), report_get(t, "method"),
           report_get(t, "url"), ms / 1000, ms % 1000);
    if (dns != NULL) {
        rowf("name", "%s: %s", report_get(dns, "name"), report_get(dns, "answer"));
    }
    row_of("address", t, "address");
    if (report_get(t, "tcp")[0] != '\0') {
        rowf("TCP", "%s, connected", report_get(t, "tcp"));
    }
    print_tls(json_object_get(t, "tls"));
    row_of("status", http, "line");
    rows_of("header", http, "headers");
    if (json_object_get(t, "bytes") != NULL) {
        rowf("bytes", "%" PRId64 " in %" PRId64 ".%03" PRId64 " s", number(t, "bytes"), number(t, "took_ms") / 1000,
             number(t, "took_ms") % 1000);
    }
    print_stages(t);
    if (elements != NULL) {
        rowf("elements",
             "%" PRId64 ": %" PRId64 " set (%" PRId64 " changed), %" PRId64 " unchanged, %" PRId64 " unknown, %" PRId64
             " invalid",
             number(elements, "all"), number(elements, "set"), number(elements, "changed"), number(elements, "left"),
             number(elements, "unknown"), number(elements, "unfit"));
    }
    rows_of("unknown", t, "unknown");
    rows_of("invalid", t, "unfit");
    print_values("changed", t);
    row_of("failure", t, "failure");
    row_of("because", t, "detail");
    row_of("hint", t, "hint");
}

static void print_restarts(const json_t *report)
{
    size_t i;
    json_t *r;
    json_array_foreach(json_object_get(report, "restarts"), i, r)
    {
        rowf(i == 0 ? "started" : "restarted", "at %" PRId64 ".%03" PRId64 " s, %s: release %s of bank %s",
             number(r, "at_ms") / 1000, number(r, "at_ms") % 1000, report_get(r, "cause"), report_get(r, "release"),
             report_get(r, "bank"));
    }
}

static void print_messages(const json_t *report)
{
    size_t i;
    json_t *m;
    json_array_foreach(json_object_get(report, "messages"), i, m)
    {
        rowf(i == 0 ? "syslog" : "", "%s%s", report_flag(m, "sent") ? "" : "(not sent) ", report_get(m, "text"));
    }
}

static void print_warnings(const json_t *report)
{
    size_t i;
    json_t *w;
    json_array_foreach(json_object_get(report, "warnings"), i, w)
    {
        row(i == 0 ? "fidelity" : "", report_get(w, "text"));
    }
}

static void print_wait(const json_t *next, const char *key)
{
    const json_t *wait = json_object_get(next, key);
    if (wait != NULL) {
        rowf("next", "%s in %" PRId64 " s%s", report_get(wait, "why"), number(wait, "in_s"),
             strcmp(key, "upgrade") == 0 ? " (upgrade)" : "");
    }
}

void check_print(const json_t *report)
{
    const json_t *unit = json_object_get(report, "unit");
    const json_t *network = json_object_get(report, "network");
    const json_t *next = json_object_get(report, "next");
    size_t i;
    json_t *t;
    printf("vspa check: %s\n", report_get(report, "subject"));
    rowf("unit", "%s, MAC %s, serial %s, release %s, seed %" PRId64, report_get(unit, "product"),
         report_get(unit, "mac"), report_get(unit, "serial"), report_get(unit, "release"), number(unit, "seed"));
    if (report_get(network, "ip")[0] == '\0') {
        row("network", "none: the unit has no address yet");
    } else {
        rowf("network", "%s mask %s, gateway %s, DNS %s, clock %s", report_get(network, "ip"),
             report_get(network, "mask"), report_get(network, "gw"), report_get(network, "dns"),
             report_get(network, "clock"));
    }
    row_of("rule", report, "rule");
    print_values("set", report);
    json_array_foreach(json_object_get(report, "transfers"), i, t)
    {
        print_transfer(i, t);
    }
    puts("");
    print_restarts(report);
    print_messages(report);
    print_warnings(report);
    print_wait(next, "resync");
    print_wait(next, "upgrade");
    if (json_object_get(next, "resync") == NULL && json_object_get(next, "upgrade") == NULL) {
        row("next", "nothing is planned");
    }
    rows_of("from", next, "urls");
    printf("\n%s: %s\n", report_get(report, "verdict"), report_get(report, "why"));
}
