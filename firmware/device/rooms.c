/* SPDX-License-Identifier: MIT */
/*
 * The subsystems of a running device: starts them in order, stops them in reverse order, and connects them. The only
 * file that knows them all.
 */
#include "device_priv.h"
#include "device_events.h"
#include <fw/element.h>
#include <fw/httpd.h>
#include <fw/route.h>
#include <fw/saving.h>
#include <fw/wan.h>
#include "local_time.h"
#include "panel.h"

#include <board/board.h>
#include <board/clock.h>
#include <board/ident.h>
#include <board/signal.h>
#include <fw/log.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

/* --- panel and callbacks of the subsystems ------------------------------------------------------------------------ */

static void refresh_panel(struct fw_device *d)
{
    struct panel_view view = {
        .recovery = d->recovery_state,
        .upgrade = d->upgrade_state,
        .net = d->net != NULL ? fw_net_status(d->net)->state : FW_NET_SEARCHING,
    };

    panel_show(d->board, &view);
    if (d->lines != NULL) {
        fw_lines_set_service(d->lines, panel_lines(&view));
    }
}

/* Lines register when the resync at the start is over (inferred), and again when the network has come back. */
static void follow_registration(struct fw_device *d)
{
    if (d->prov == NULL || d->sip_lines == NULL) {
        return;
    }
    enum fw_resync_state resync = fw_prov_status(d->prov).resync;
    if (!fw_net_is_usable(d->net)) {
        d->is_registering = false;
    } else if (!d->is_registering && (resync == FW_RESYNC_OFF || resync == FW_RESYNC_WAIT)) {
        d->is_registering = true;
        fw_sip_lines_start(d->sip_lines);
    }
}

static void on_resync_state(void *ctx)
{
    follow_registration(ctx);
}

static void on_net_change(void *ctx, struct fw_net *net)
{
    struct fw_device *d = ctx;
    if (d->net == NULL) {
        d->net = net; /* called from inside fw_net_create */
    }
    refresh_panel(d);
    if (d->prov != NULL) {
        fw_prov_on_net(d->prov);
    }
    follow_registration(d);
}

static void on_idle_change(void *ctx)
{
    struct fw_device *d = ctx;
    refresh_panel(d);
    if (d->prov != NULL) {
        fw_prov_on_idle(d->prov);
    }
    fw_messages_on_idle(d->messages);
    device_restart_if_wanted(d);
}

/* For caller ID. */
static void local_date(void *ctx, char out[9])
{
    const struct fw_device *d = ctx;
    uint64_t now = d->net != NULL ? fw_net_unix_time(d->net) : 0;
    out[0] = '\0';
    if (now != 0) {
        uint64_t local = (uint64_t)local_time(d->params, now), minutes = local % 86400u / 60u;
        struct fw_date date = fw_date_of_days((int64_t)(local / 86400u));
        (void)snprintf(out, 9, "%02u%02u%02u%02u", date.month % 100, date.day % 100, (unsigned)(minutes / 60u),
                       (unsigned)(minutes % 60u));
    }
}

static void on_upgrade_state(void *ctx, enum fw_upgrade_state s)
{
    struct fw_device *d = ctx;
    d->upgrade_state = s;
    refresh_panel(d);
    device_restart_if_wanted(d);
}

static bool prov_is_idle(void *ctx)
{
    return device_is_idle(ctx);
}
static bool is_phone_in_use(void *ctx)
{
    return !device_is_idle(ctx);
}
static bool prov_is_any_line_idle(void *ctx)
{
    const struct fw_device *d = ctx;
    bool is_any = d->lines == NULL;
    for (unsigned port = 0; port < FW_N_LINES && !is_any; port++) {
        is_any = !fw_line_is_off_hook(d->lines, port);
    }
    return is_any;
}
static void prov_restart(void *ctx, enum fw_restart_reason reason)
{
    device_restart_now(ctx, reason);
}

static uint32_t registration_timer_s(void *ctx, unsigned line_1_or_2)
{
    const struct fw_device *d = ctx;
    return d->sip_lines != NULL ? (uint32_t)(fw_sip_registration(d->sip_lines, line_1_or_2).lost_us / BOARD_US_PER_S)
                                : 0;
}

static void on_registration(void *ctx, unsigned line_1_or_2, bool is_registered)
{
    struct fw_device *d = ctx;
    fw_lines_set_registered(d->lines, line_1_or_2 - 1, is_registered);
}

/* --- start ---------------------------------------------------------------------------------------------- */

static enum rt_err read_schema(struct fw_device *d)
{
    struct rt_buf text;
    unsigned bad_line = 0;
    enum rt_err err;

    rt_buf_init(&text, FW_IMAGE_SECTION_REAL_MAX);
    err = fw_image_read(&d->boot.image, FW_IMAGE_SCHEMA, &text);
    if (err == RT_OK) {
        err = fw_schema_create(&d->schema, rt_buf_text(&text), text.n, &bad_line);
        if (err == RT_ESYNTAX) {
            fw_log_develop(&d->log, RT_LOG_ERROR, "boot", "schema of release %s: line %u is invalid",
                           d->boot.image.version, bad_line);
        }
    }
    rt_buf_fini(&text);
    return err;
}

/* With customised defaults, if this unit has any. */
static enum rt_err start_params(struct fw_device *d)
{
    char *customised = NULL;
    enum rt_err err = fw_custom_load(d->board, &customised);

    if (err == RT_ECORRUPT) {
        fw_log_develop(&d->log, RT_LOG_ERROR, "boot",
                       "the customised defaults are corrupt: using those of the release");
    }
    if (err == RT_ENOMEM) {
        return err;
    }
    (void)fw_custom_owner(customised, d->owner);
    err = fw_params_create(&d->params, d->board, d->schema, customised);
    if (err == RT_OK) {
        fw_params_set_log(d->params, &d->log);
    }
    rt_mem_free(customised);
    return err;
}

/* 0 when the release does not say. */
static uint16_t tcp_mss(const struct fw_manifest *m)
{
    uint32_t n = 0;
    return rt_str_u32(rt_str(m->tcp_mss), &n) == RT_OK && n <= UINT16_MAX ? (uint16_t)n : 0;
}

static enum rt_err start_net(struct fw_device *d)
{
    struct fw_net_config config = {
        .board = d->board,
        .params = d->params,
        .log = &d->log,
        .wan = fw_wan_choose(d->params),
        .lan = {.ip = fw_element_ipv4(d->params, FW_EL_LAN_IP_ADDRESS),
                .netmask = fw_element_ipv4(d->params, FW_EL_LAN_SUBNET_MASK)},
        .dhcp_class = d->manifest.dhcp_class,
        .host_name = fw_text(d->texts, "host_name", NULL),
        .tcp_mss = tcp_mss(&d->manifest),
        .on_change = on_net_change,
        .on_long_ping = device_crash_by_ping,
        .ctx = d,
    };
    memcpy(config.mac, d->ident->mac, sizeof(config.mac));
    config.tls = (struct fw_net_tls){.certificate = d->ident->certificate,
                                     .n_certificate = d->ident->n_certificate,
                                     .key = d->ident->key,
                                     .n_key = d->ident->n_key,
                                     .is_strict = d->config.is_strict,
                                     .ignores_dates = fw_quirk_is_set(d->config.quirks, FW_QUIRK_NEVER_EXPIRE)};
    if (fw_image_in_place(&d->boot.image, FW_IMAGE_TRUST, &config.tls.roots, &config.tls.n_roots) != RT_OK) {
        config.tls.n_roots = 0; /* a release older than 2.0.6 */
    }
    const struct fw_route_config route = {.is_phone_in_use = is_phone_in_use, .ctx = d};
    enum rt_err err = fw_net_create(&d->net, &config);
    if (err != RT_OK) {
        d->net = NULL;
        return err;
    }
    err = fw_route_create(d->net, &route); /* first: the web server listens at the LAN address that it chooses */
    return err == RT_OK ? fw_httpd_create(&d->httpd, d->net) : err;
}

static enum rt_err start_prov(struct fw_device *d)
{
    struct fw_prov_config config = {
        .board = d->board,
        .params = d->params,
        .net = d->net,
        .boot = &d->boot,
        .manifest = &d->manifest,
        .ident = d->ident,
        .log = &d->log,
        .restart_reason = d->restart_reason,
        .quirks = d->config.quirks,
        .foreign = d->config.foreign,
        .is_idle = prov_is_idle,
        .is_idle_for_upgrade =
            fw_quirk_is_set(d->config.quirks, FW_QUIRK_UPGRADE_ANY_LINE) ? prov_is_any_line_idle : prov_is_idle,
        .restart = prov_restart,
        .on_upgrade_state = on_upgrade_state,
        .on_resync_state = on_resync_state,
        .registration_timer_s = registration_timer_s,
        .ctx = d,
    };
    return fw_prov_create(&d->prov, &config);
}

/* An authorised NOTIFY from the provider. */
static void on_sip_command(void *ctx, enum fw_sip_command command, unsigned line)
{
    struct fw_device *d = ctx;
    enum rt_err err = RT_OK;

    switch (command) {
    case FW_SIP_RESYNC:
        err = fw_prov_request_resync(d->prov, RT_STR(""), 0);
        break;
    case FW_SIP_REPORT:
        err = fw_prov_request_report(d->prov);
        break;
    case FW_SIP_REBOOT:
        d->is_restart_cold = true;
        fw_device_request_reboot_soon(d, FW_RESTART_REQUEST);
        break;
    case FW_SIP_REBOOT_NOW:
        fw_device_request_restart_now(d, FW_RESTART_REQUEST, true);
        break;
    case FW_SIP_RESTART_NOW:
        fw_device_request_restart_now(d, FW_RESTART_REQUEST, false);
        break;
    case FW_N_SIP_COMMANDS:
        break;
    }
    if (err != RT_OK) {
        FW_TELL(&d->log, sip_not_done, line, err, fw_sip_command_name(command), rt_err_text(err));
    }
}

static void on_messages(void *ctx, unsigned line, const struct fw_sip_messages *messages)
{
    struct fw_device *d = ctx;
    fw_messages_on_notify(d->messages, line, messages);
}

/* The ports, then who uses them. */
static enum rt_err start_sip(struct fw_device *d)
{
    const struct fw_sip_config config = {
        .board = d->board,
        .params = d->params,
        .net = d->net,
        .manifest = &d->manifest,
        .refuses_peer_challenge = fw_device_has_quirk(d, FW_QUIRK_REFUSE_PEER_CHALLENGE),
        .log = &d->log,
    };
    enum rt_err err = fw_sip_create(&d->sip, &config);
    const struct fw_sip_lines_config lines = {
        .sip = d->sip,
        .knows_guide_events_only = fw_device_has_quirk(d, FW_QUIRK_NOTIFY_STRICT),
        .on_command = on_sip_command,
        .on_registration = on_registration,
        .on_messages = on_messages,
        .ctx = d,
    };
    err = err == RT_OK ? fw_sip_lines_create(&d->sip_lines, &lines) : err;
    return err == RT_OK ? fw_sip_calls_create(&d->sip_calls, d->sip) : err;
}

static void stop_sip(struct fw_device *d)
{
    fw_sip_calls_destroy(d->sip_calls);
    d->sip_calls = NULL;
    fw_sip_lines_destroy(d->sip_lines);
    d->sip_lines = NULL;
    fw_sip_destroy(d->sip);
    d->sip = NULL;
}

static enum rt_err start_modules(struct fw_device *d)
{
    for (size_t i = 0; i < FW_MODULES_MAX && d->config.modules[i] != NULL; i++) {
        enum rt_err err = d->config.modules[i]->start(d, &d->module_states[i]);
        if (err != RT_OK) {
            fw_log_develop(&d->log, RT_LOG_ERROR, "boot", "%s did not start: %s", d->config.modules[i]->name,
                           rt_err_text(err));
            return err;
        }
        d->n_modules = i + 1;
    }
    return RT_OK;
}

enum rt_err device_start_rooms(struct fw_device *d)
{
    struct fw_lines_config lines = {.board = d->board,
                                    .image = &d->boot.image,
                                    .log = &d->log,
                                    .on_idle_change = on_idle_change,
                                    .local_date = local_date,
                                    .ctx = d};
    enum rt_err err = fw_image_manifest(&d->boot.image, &d->manifest);

    err = err == RT_OK ? fw_texts_create(&d->texts, &d->boot.image) : err;
    err = err == RT_OK ? read_schema(d) : err;
    err = err == RT_OK ? start_params(d) : err;
    lines.params = d->params;
    err = err == RT_OK ? fw_lines_create(&d->lines, &lines) : err;
    const struct fw_calls_config calls = {.board = d->board,
                                          .params = d->params,
                                          .lines = d->lines,
                                          .log = &d->log,
                                          .on_idle_change = on_idle_change,
                                          .ctx = d};
    err = err == RT_OK ? fw_calls_create(&d->calls, &calls) : err;
    const struct fw_messages_config messages = {
        .board = d->board, .params = d->params, .lines = d->lines, .log = &d->log};
    err = err == RT_OK ? fw_messages_create(&d->messages, &messages) : err;
    err = err == RT_OK ? start_net(d) : err;
    const struct fw_media_config media = {.board = d->board,
                                          .params = d->params,
                                          .net = d->net,
                                          .log = &d->log,
                                          .manifest = &d->manifest,
                                          .g729 = d->config.g729};
    err = err == RT_OK ? fw_media_create(&d->media, &media) : err;
    if (err == RT_OK) {
        fw_log_debug(&d->log, 1, "boot: %s release %s, bank %s (%s), after %s", d->manifest.product,
                     d->manifest.version, fw_bank_name(d->boot.bank), d->boot.reason,
                     fw_restart_reason_name(d->restart_reason));
    }
    err = err == RT_OK ? start_prov(d) : err;
    err = err == RT_OK ? start_sip(d) : err;
    if (err == RT_OK) {
        fw_calls_connect(d->calls, &(struct fw_calls_network){
                                       .net = d->net, .sip = d->sip, .sip_calls = d->sip_calls, .media = d->media});
    }
    err = err == RT_OK ? start_modules(d) : err;
    if (err == RT_OK) {
        device_watch_clock(d);
        d->is_running = true;
        refresh_panel(d);
        fw_prov_on_net(d->prov);
        follow_registration(d);
    }
    return err;
}

void device_set_recovery(struct fw_device *d, enum fw_recovery_state s)
{
    d->recovery_state = s;
    refresh_panel(d);
}

static void on_recovery_change(void *ctx, enum fw_recovery_state s)
{
    device_set_recovery(ctx, s);
}

static void recovery_restart(void *ctx)
{
    device_restart_now(ctx, FW_RESTART_UPGRADE);
}

enum rt_err device_start_recovery(struct fw_device *d)
{
    const struct fw_recovery_config config = {
        .board = d->board,
        .ident = d->ident,
        .log = &d->log,
        .on_change = on_recovery_change,
        .restart = recovery_restart,
        .ctx = d,
    };
    return fw_recovery_create(&d->recovery, &config);
}

/* --- stop ----------------------------------------------------------------------------------------------- */

void device_stop_rooms(struct fw_device *d)
{
    if (d->is_running) {
        device_unwatch_clock(d);
    }
    d->is_running = false;
    while (d->n_modules > 0) {
        d->n_modules--;
        d->config.modules[d->n_modules]->stop(d->module_states[d->n_modules]);
        d->module_states[d->n_modules] = NULL;
    }
    fw_calls_disconnect(d->calls);
    stop_sip(d);
    fw_prov_destroy(d->prov);
    d->prov = NULL;
    fw_media_destroy(d->media);
    d->media = NULL;
    if (d->net != NULL) {
        fw_net_destroy(d->net);
        d->net = NULL;
        d->httpd = NULL;
    }
    fw_messages_destroy(d->messages);
    d->messages = NULL;
    fw_calls_destroy(d->calls);
    d->calls = NULL;
    if (d->lines != NULL) {
        fw_lines_destroy(d->lines);
        d->lines = NULL;
    }
    if (d->params != NULL) {
        fw_params_destroy(d->params);
        d->params = NULL;
    }
    if (d->schema != NULL) {
        fw_schema_destroy(d->schema);
        d->schema = NULL;
    }
    fw_texts_destroy(d->texts);
    d->texts = NULL;
    fw_recovery_destroy(d->recovery);
    d->recovery = NULL;
}
