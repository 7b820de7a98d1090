/* SPDX-License-Identifier: MIT */
/*
 * When a unit has settled: its last resync changed no value, no upgrade and no restart are under way, and the next
 * resync would ask for nothing that was not asked for already; or there will be no next one. A failure ends the check:
 * what follows from it is in the report ("next").
 */
#include "check_priv.h"
#include <board/board.h>
#include <board/clock.h>
#include <fw/device.h>
#include <fw/prov.h>
#include <offline/report.h>
#include <rt/human.h>
#include <act/acts.h>
#include <unit/unit.h>
#include <string.h>

/* A restart comes a second after its cause, and a syslog line after a lookup. */
#define QUIET_US     (3u * BOARD_US_PER_S)
/* A chain has two or three links; a server that sends something else each time has no end. */
#define N_PASSES_MAX 20u

struct settle {
    struct check_facts *f;
    struct emu_unit *u;
};

static bool was_asked(const struct check_facts *f, const char *url)
{
    size_t i;
    json_t *t;
    json_array_foreach(f->transfers, i, t)
    {
        if (strcmp(report_get(t, "url"), url) == 0) {
            return true;
        }
    }
    return false;
}

/* Would the next resync go where none has been? */
static bool has_new_url(const struct settle *s)
{
    json_t *urls = json_array();
    bool is_new = false;
    check_next_urls(s->u, urls);
    for (size_t i = 0; i < json_array_size(urls); i++) {
        is_new = is_new || !was_asked(s->f, json_string_value(json_array_get(urls, i)));
    }
    json_decref(urls);
    return is_new;
}

static bool is_settled(const struct settle *s)
{
    const struct fw_prov *prov = fw_device_prov(emu_unit_device(s->u));
    if (prov == NULL) {
        return false; /* it starts */
    }
    const struct fw_prov_status status = fw_prov_status(prov);
    if (status.upgrade != FW_UPGRADE_OFF) {
        return false;
    }
    return status.resync == FW_RESYNC_OFF ||
           (status.resync == FW_RESYNC_WAIT && s->f->n_done > 0 && s->f->n_changed == 0 && !has_new_url(s));
}

static bool is_over(void *ctx)
{
    const struct settle *s = ctx;
    return s->f->has_failed || s->f->n_passes > N_PASSES_MAX || is_settled(s);
}

/* The unit refused what the server gave, or it did not come to that. */
static const char *failed_word(const struct check_facts *f)
{
    const json_t *t = f->transfer;
    const json_t *checks = json_object_get(json_object_get(t, "tls"), "checks");
    bool is_refused = report_flag(t, "fetched") || strcmp(report_get(t, "failure"), "corrupt file") == 0;
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)checks, key, value)
    {
        is_refused = is_refused || json_is_false(value);
    }
    return is_refused ? "refused" : "failed";
}

static void conclude(struct check_facts *f, const char *verdict, json_t *why, enum emu_exit code,
                     struct emu_error *error)
{
    report_set(f->report, "verdict", rt_str(verdict));
    (void)json_object_set_new(f->report, "why", why);
    (void)json_object_set_new(f->report, "ok", json_boolean(code == EMU_EXIT_OK));
    (void)json_object_set_new(f->report, "exit", json_integer(code));
    if (code != EMU_EXIT_OK) {
        emu_error_set(error, code, "check: %s: %s", verdict, report_get(f->report, "why"));
    }
}

static void conclude_failure(struct check_facts *f, struct emu_error *error)
{
    const char *detail = report_get(f->transfer, "detail");
    json_t *why = report_printf("%s%s%s", report_get(f->report, "failure"), detail[0] != '\0' ? ": " : "", detail);
    conclude(f, failed_word(f), why, EMU_EXIT_NO, error);
}

void check_settle(struct check_facts *f, struct emu_unit *u, uint64_t limit_us, struct emu_error *error)
{
    struct settle s = {f, u};
    struct emu_acts acts;
    enum rt_err err = RT_OK;
    bool is_quiet = false;
    emu_acts_init(&acts, u);
    while (err == RT_OK && !is_quiet) {
        uint64_t now_us = board_now_us(emu_unit_board(u));
        err = emu_act_wait_until(&acts, now_us < limit_us ? limit_us - now_us : 0, is_over, &s);
        unsigned n_seen = f->n_passes + f->n_restarts;
        if (err == RT_OK) {
            err = emu_act_wait_time(&acts, QUIET_US);
            is_quiet = is_over(&s) && n_seen == f->n_passes + f->n_restarts;
        }
    }
    json_t *urls = json_array();
    check_next_urls(u, urls);
    (void)json_object_set_new(f->next, "urls", urls);
    if (err == RT_ECLOSED) {
        conclude(f, "failed", report_printf("stopped by a signal"), EMU_EXIT_NO, error);
    } else if (err == RT_EBUSY) {
        conclude(f, "failed", report_printf("virtual time does not move: packet loop suspected"), EMU_EXIT_NO, error);
    } else if (err != RT_OK) {
        conclude(f, "time limit", report_printf("not settled in the time of --for"), EMU_EXIT_TIME_LIMIT, error);
    } else if (f->has_failed) {
        conclude_failure(f, error);
    } else if (f->n_passes > N_PASSES_MAX) {
        conclude(f, "failed",
                 report_printf("after %s it still changes %s each time", rt_count(N_PASSES_MAX, "resync").s,
                               rt_count(f->n_changed, "value").s),
                 EMU_EXIT_NO, error);
    } else {
        conclude(f, "settled",
                 f->n_done == 0 ? report_printf("the unit asks for nothing: no resync is planned")
                                : report_printf("%s; the last changed %s", rt_count(f->n_done, "resync").s,
                                                rt_count(f->n_changed, "value").s),
                 EMU_EXIT_OK, error);
    }
}
