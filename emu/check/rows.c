/* SPDX-License-Identifier: MIT */
/*
 * From lines of the trace to facts of the report: a row says which lines, by signal and first words, and a function
 * what becomes of one. A line that no row has is of no use here.
 */
#include "check_priv.h"
#include <offline/report.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* The text of a line behind the words of its row. */
typedef void take_fn(struct check_facts *f, const struct board_event *e, struct rt_str rest);

static void set_number(json_t *object, const char *key, int64_t number)
{
    (void)json_object_set_new(object, key, json_integer(number)); /* without memory the key is missing */
}

/* object[key], made when it is not there. */
static json_t *part(json_t *object, const char *key, json_t *(*make)(void))
{
    json_t *found = json_object_get(object, key);
    if (found == NULL) {
        found = make();
        (void)json_object_set_new(object, key, found);
    }
    return found;
}

static int64_t ms_of(const struct board_event *e)
{
    return (int64_t)(e->at_us / 1000);
}

/* The next word of a line; *rest goes behind it. */
static struct rt_str word(struct rt_str *rest, char separator)
{
    struct rt_str behind;
    struct rt_str found = rt_str_cut(*rest, separator, &behind);
    *rest = behind.p != NULL ? rt_str_trim(behind) : RT_STR("");
    return found;
}

/* ---- unit and network ---- */

static void take_reset(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    json_t *row = json_object();
    set_number(row, "at_ms", ms_of(e));
    report_set(row, "cause", rest);
    (void)json_array_append_new(f->restarts, row);
    (void)json_object_clear(f->next);
    f->n_restarts++;
}

/* "bank A, release 5.2.10, the confirmed bank, after power-up" */
static void take_boot(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    json_t *row = json_array_get(f->restarts, json_array_size(f->restarts) - 1);
    struct rt_str behind = rest;
    (void)e;
    report_set(row, "bank", word(&behind, ','));
    (void)word(&behind, ' '); /* release */
    report_set(row, "release", word(&behind, ','));
    size_t comma = rt_str_find(behind, ',');
    struct rt_str why = rt_str_trim(rt_str_from(behind, comma + 1));
    if (why.n > 0) {
        report_set(row, "cause", why);
    }
}

/* "ip=192.168.1.100 mask=255.255.255.0 gw=..." */
static void take_lease(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    (void)e;
    while (rest.n > 0) {
        struct rt_str value;
        char key[16];
        struct rt_str name = rt_str_cut(word(&rest, ' '), '=', &value);
        if (rt_str_ends(value, ",0.0.0.0")) {
            value.n -= strlen(",0.0.0.0"); /* no second one */
        }
        if (rt_str_copy(key, sizeof key, name) == RT_OK && value.p != NULL) {
            report_set(f->network, key, value);
        }
    }
}

static void take_time(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    char text[32];
    struct tm tm;
    time_t s = (time_t)e->value;
    (void)rest;
    if (gmtime_r(&s, &tm) != NULL && strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &tm) > 0) {
        report_set(f->network, "clock", rt_str(text));
    }
}

/* ---- a transfer: names, TCP, TLS ---- */

/* "GET tftp://192.168.1.200:69/spa2102.cfg" */
static void take_start(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    json_t *t = json_object();
    set_number(t, "at_ms", ms_of(e));
    report_set(t, "for", rt_str(f->purpose));
    report_set(t, "method", word(&rest, ' '));
    report_set(t, "url", rest);
    (void)json_object_set_new(t, "ok", json_false());
    f->transfer = json_array_append_new(f->transfers, t) == 0 ? t : NULL;
}

/* "my.server.com -> 192.168.1.200", of the name that the URL has: others belong to syslog and the like. */
static void take_dns(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    struct rt_str name = word(&rest, ' ');
    struct rt_str url = rt_str(report_get(f->transfer, "url"));
    struct rt_str server = rt_str_from(url, rt_str_find(url, ':') + 3);
    uint32_t address;
    server = rt_str_n(server.p, rt_str_find(server, ':'));
    if (!rt_str_eq(name, server) || rt_str_ipv4(name, &address) == RT_OK || json_object_get(f->transfer, "dns")) {
        return;
    }
    (void)e;
    (void)word(&rest, ' '); /* -> */
    json_t *dns = part(f->transfer, "dns", json_object);
    report_set(dns, "name", name);
    report_set(dns, "answer", rest);
}

static void take_connected(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    (void)e;
    report_set(f->transfer, "tcp", rest);
}

/* "TLSv1.0, TLS-DHE-RSA-WITH-AES-256-CBC-SHA, no client certificate asked for" */
static void take_tls(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    json_t *tls = part(f->transfer, "tls", json_object);
    (void)e;
    report_set(tls, "version", word(&rest, ','));
    report_set(tls, "suite", word(&rest, ','));
    report_set(tls, "client", rest);
}

static void take_refusal(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    (void)e;
    report_set(part(f->transfer, "tls", json_object), "refusal", rest);
}

/* "2000-01-01 2037-12-31 my.server.com, Virtual Linksys Root" */
static void take_certificate(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    json_t *tls = part(f->transfer, "tls", json_object);
    json_t *certificate = json_object();
    (void)e;
    report_set(certificate, "from", word(&rest, ' '));
    report_set(certificate, "to", word(&rest, ' '));
    report_set(certificate, "name", word(&rest, ','));
    report_set(certificate, "issuer", rest);
    (void)json_object_set_new(tls, "certificate", certificate);
    (void)json_object_set_new(tls, "checks", json_object());
}

static void take_check(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    char key[16];
    if (rt_str_copy(key, sizeof key, rest) == RT_OK) {
        json_t *checks = part(part(f->transfer, "tls", json_object), "checks", json_object);
        (void)json_object_set_new(checks, key, json_boolean(e->value == 1));
    }
}

/* ---- a transfer: the answer ---- */

/* "HTTP/1.1 404 Not Found" */
static void take_status(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    json_t *http = part(f->transfer, "http", json_object);
    set_number(http, "status", e->value);
    report_set(http, "line", rest);
}

static void take_header(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    (void)e;
    (void)json_array_append_new(part(part(f->transfer, "http", json_object), "headers", json_array), report_text(rest));
}

/* "https://my.server.com:443/x.xml from 192.168.1.200: 81 bytes in 0.000 s", and ": why" when it failed. */
static void take_end(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    unsigned n_bytes = 0, s = 0, ms = 0;
    char text[64] = "";
    (void)word(&rest, ' '); /* the URL */
    (void)word(&rest, ' '); /* from */
    report_set(f->transfer, "address", word(&rest, ':'));
    (void)rt_str_copy(text, sizeof text, rt_str_n(rest.p, rest.n < sizeof text ? rest.n : sizeof text - 1));
    if (sscanf(text, "%u bytes in %u.%u s", &n_bytes, &s, &ms) == 3) {
        set_number(f->transfer, "bytes", n_bytes);
        set_number(f->transfer, "took_ms", (int64_t)s * 1000 + ms);
    }
    (void)json_object_set_new(f->transfer, "fetched", json_boolean(e->value >= 0));
    (void)json_object_set_new(f->transfer, "ok", json_boolean(e->value >= 0));
    if (e->value < 0) {
        (void)word(&rest, ':');
        report_set(f->transfer, "failure", word(&rest, ','));
        report_set(f->transfer, "detail", rest);
    }
}

static void take_stage(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    json_t *row = json_object();
    report_set(row, "form", rest);
    set_number(row, "bytes", e->value);
    (void)json_array_append_new(part(f->transfer, "stages", json_array), row);
}

static void take_unknown(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    (void)e;
    (void)json_array_append_new(part(f->transfer, "unknown", json_array), report_text(rest));
}

/* "5 elements, 4 set (4 changed), 0 unchanged, 1 unknown, 0 invalid" */
static void take_applied(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    static const char *const keys[] = {"all", "set", "changed", "left", "unknown", "unfit"};
    unsigned n[6];
    char text[160] = "";
    (void)e;
    (void)rt_str_copy(text, sizeof text, rest);
    if (sscanf(text, "%u elements, %u set (%u changed), %u unchanged, %u unknown, %u invalid", &n[0], &n[1], &n[2],
               &n[3], &n[4], &n[5]) == 6) {
        json_t *elements = part(f->transfer, "elements", json_object);
        for (size_t i = 0; i < sizeof n / sizeof n[0]; i++) {
            set_number(elements, keys[i], n[i]);
        }
    }
}

static void take_corrupt(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    static const char no_place[] = "line 0, column 0: ";
    (void)e;
    report_set(f->transfer, "detail", rt_str_starts(rest, no_place) ? rt_str_from(rest, strlen(no_place)) : rest);
}

static bool is_of_upgrade(const struct board_event *e)
{
    return strcmp(e->kind->signal->name, "fw.upgrade") == 0;
}

/* By what it says, by what the server asked for, or by the warning of this instant. */
static const char *hint_for(const struct check_facts *f, const struct board_event *e)
{
    const char *hint = check_hint(report_get(f->transfer, "detail"));
    hint = hint != NULL ? hint : check_hint(report_get(json_object_get(f->transfer, "tls"), "client"));
    const json_t *last = json_array_get(f->warnings, json_array_size(f->warnings) - 1);
    bool is_of_now = last != NULL && json_integer_value(json_object_get(last, "at_ms")) == ms_of(e);
    return hint != NULL || !is_of_now ? hint : report_get(last, "text");
}

static void take_failed(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    bool is_upgrade = is_of_upgrade(e);
    f->has_failed = true;
    report_set(f->report, "failure", rest);
    if (f->transfer == NULL || (strcmp(report_get(f->transfer, "for"), "upgrade") == 0) != is_upgrade) {
        return; /* it did not come to a transfer */
    }
    (void)json_object_set_new(f->transfer, "ok", json_false());
    report_set(f->transfer, "failure", rest);
    const char *hint = hint_for(f, e);
    if (hint != NULL) {
        report_set(f->transfer, "hint", rt_str(hint));
    }
}

/* ---- values, messages, machines ---- */

/* "Resync_Periodic = 60" */
static void take_value(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    struct rt_str behind = rest;
    struct rt_str name = word(&behind, ' ');
    (void)e;
    json_t *row = json_object();
    report_set(row, "name", name);
    report_set(row, "value", rt_str_trim(rt_str_from(behind, 1)));
    (void)json_array_append_new(part(f->transfer != NULL ? f->transfer : f->report, "values", json_array), row);
    f->n_changed++;
}

static void take_message(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    json_t *row = json_object();
    set_number(row, "at_ms", ms_of(e));
    report_set(row, "text", rest);
    (void)json_object_set_new(row, "sent", json_false());
    (void)json_array_append_new(f->messages, row);
}

static void take_sent(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    size_t i;
    json_t *row;
    json_array_foreach(f->messages, i, row)
    {
        if (e->unit == 0 && !report_flag(row, "sent") && rt_str_is(rest, report_get(row, "text"))) {
            (void)json_object_set_new(row, "sent", json_true());
            return;
        }
    }
}

/* "Line_Enable_1_ (line 6): not of the parameter's type" */
static void take_unfit(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    (void)e;
    (void)json_array_append_new(part(f->transfer, "unfit", json_array), report_text(rest));
}

/* Each text once. */
static void take_warning(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    size_t i;
    json_t *row;
    json_array_foreach(f->warnings, i, row)
    {
        if (rt_str_is(rest, report_get(row, "text"))) {
            return;
        }
    }
    row = json_object();
    set_number(row, "at_ms", ms_of(e));
    report_set(row, "text", rest);
    (void)json_array_append_new(f->warnings, row);
}

static void take_pass(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    (void)e;
    (void)rest;
    f->n_passes++;
    f->n_changed = 0;
    f->purpose = "profile";
    f->transfer = NULL;
    (void)json_object_del(f->next, "resync"); /* there may be none */
}

static void take_done(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    (void)e;
    (void)rest;
    f->n_done++;
}

static void take_upgrade(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    (void)e;
    if (rt_str_ends(rest, "-> download")) {
        f->purpose = "upgrade";
    }
}

static void take_report(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    (void)e;
    (void)rest;
    f->purpose = "report";
}

static void put_wait(struct check_facts *f, const struct board_event *e, const char *key, const char *why)
{
    json_t *row = json_object();
    report_set(row, "why", rt_str(why));
    set_number(row, "in_s", e->value);
    set_number(row, "at_ms", ms_of(e) + e->value * 1000);
    (void)json_object_set_new(f->next, key, row);
}
static void take_period(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    (void)rest;
    put_wait(f, e, "resync", "periodic resync");
}
static void take_retry(struct check_facts *f, const struct board_event *e, struct rt_str rest)
{
    (void)rest;
    put_wait(f, e, is_of_upgrade(e) ? "upgrade" : "resync", "retry");
}

/* ---- the rows: the first that fits counts ---- */

/* what: id of the kind of event, or name of the signal: docs/trace.md */
static const struct {
    const char *what, *words;
    take_fn *take;
    bool needs_transfer;
} rows[] = {
    {"reset", "", take_reset, false},
    {"boot_bank", "bank ", take_boot, false},
    {"net_address", "", take_lease, false},
    {"net_time", "", take_time, false},
    {"fetch_state", "fetch starting: ", take_start, false},
    {"dns_found", "dns ", take_dns, true},
    {"dns_known", "dns ", take_dns, true},
    {"dns_failed", "dns ", take_dns, true},
    {"tcp_connected", "connected ", take_connected, true},
    {"tls_agreed", "tls ", take_tls, true},
    {"tls_refusal", "refusal ", take_refusal, true},
    {"tls_certificate", "certificate ", take_certificate, true},
    {"tls_check", "check ", take_check, true},
    {"http_status", "status ", take_status, true},
    {"http_header", "header ", take_header, true},
    {"profile_stage", "stage ", take_stage, true},
    {"log_message", "message ", take_message, false},
    {"syslog_sent", "", take_sent, false},
    {"resync_begins", "", take_pass, false},
    {"resync_fetch", "fetched ", take_end, true},
    {"resync_fetch", "did not fetch ", take_end, true},
    {"resync_unknown", "unknown element ", take_unknown, true},
    {"resync_corrupt", "corrupt at ", take_corrupt, true},
    {"resync_applied", "applied: ", take_applied, true},
    {"resync_failed", "failed: ", take_failed, false},
    {"resync_done", "", take_done, false},
    {"resync_wait", "retry ", take_retry, false},
    {"resync_wait", "", take_period, false},
    {"upgrade_state", "", take_upgrade, false},
    {"upgrade_fetch", "fetched ", take_end, true},
    {"upgrade_fetch", "did not fetch ", take_end, true},
    {"upgrade_failed", "failed: ", take_failed, false},
    {"upgrade_retry", "", take_retry, false},
    {"report_to", "", take_report, false},
    {"param_value", "", take_value, false},
    {"warn_value", "", take_unfit, true},
    {"fw.warn", "", take_warning, false},
};

void check_take(struct check_facts *f, const struct board_event *e)
{
    struct rt_str text = rt_str(e->text);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool is_meant = strcmp(rows[i].what, e->kind->id) == 0 || strcmp(rows[i].what, e->kind->signal->name) == 0;
        if (is_meant && rt_str_starts(text, rows[i].words)) {
            if (f->transfer != NULL || !rows[i].needs_transfer) {
                rows[i].take(f, e, rt_str_from(text, strlen(rows[i].words)));
            }
            return;
        }
    }
}
