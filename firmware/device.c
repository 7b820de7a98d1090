/* SPDX-License-Identifier: MIT */
/*
 * The device: order of start and stop. The only file that knows all rooms.
 *
 *   power good -> identity, boot decision -> initialising (LED slow, silent) -> parameters -> lines -> network ->
 *   provisioning -> SIP -> modules (voice menu, pages) -> a new image is confirmed
 *   without a good image: initialising -> recovery, and nothing else
 */
#include "device_priv.h"
#include "panel.h"

#include <board/board.h>
#include <board/clock.h>
#include <board/ident.h>
#include <board/signal.h>
#include <rt/assert.h>
#include <rt/log.h>
#include <rt/mem.h>
#include <string.h>

/* Initialising takes up to 10 s from a cold start and about 2 s after a restart (SAG p.126). */
#define COLD_START_US  (6u * BOARD_US_PER_S)
#define WARM_START_US  (2u * BOARD_US_PER_S)
/* A new image has proven itself when it has run this long with all rooms up. guess: the vendor's rule is not known. */
#define CONFIRM_US     (10u * BOARD_US_PER_S)
/* A start that failed is tried again after this. guess: a watchdog of that generation. */
#define WATCHDOG_US    (5u * BOARD_US_PER_S)

/* Between a web command and the restart: the answer has to reach the browser. guess. */
#define REBOOT_SOON_US (1u * BOARD_US_PER_S)

/* In retained memory: why the firmware restarted itself. */
enum { RETAINED_MAGIC = 0, RETAINED_REASON = 4, RETAINED_COLD = 5 };
static const uint8_t retained_magic[4] = {'V', 'R', 'S', 'N'};

static void stop_rooms(struct fw_device *d);

enum rt_err fw_device_create(struct fw_device **out, const struct fw_device_config *config)
{
    struct fw_device *d = rt_mem_alloc(sizeof(*d));
    if (d == NULL) {
        return RT_ENOMEM;
    }
    d->config = *config;
    *out = d;
    return RT_OK;
}

void fw_device_destroy(struct fw_device *d)
{
    if (d != NULL) {
        RT_ASSERT(d->board == NULL); /* the board has stopped us first */
        rt_mem_free(d);
    }
}

static void confirm(struct fw_device *d)
{
    if (d->boot.is_trial && fw_boot_confirm(d->board, &d->boot) == RT_OK) {
        board_emitf(d->board, BOARD_SIGNAL_FW_BOOT, 0, 0, "release %s confirmed", d->boot.image.version);
    }
}

/* --- restarting ------------------------------------------------------------------------------------- */

static void restart_now(struct fw_device *d, enum fw_restart_reason reason)
{
    uint8_t *retained = board_retained(d->board);

    if (d->is_running) {
        /* A new image that restarts by its own will has proven itself: a profile that needs a restart in its first
         * seconds must not throw the unit back to the old one. */
        confirm(d);
    }
    memcpy(retained + RETAINED_MAGIC, retained_magic, sizeof(retained_magic));
    retained[RETAINED_REASON] = (uint8_t)reason;
    retained[RETAINED_COLD] = d->is_restart_cold;
    board_emitf(d->board, BOARD_SIGNAL_FW_BOOT, 0, (int64_t)reason, "restart: %s", fw_restart_reason_name(reason));
    board_reset(d->board, BOARD_RESET_SOFT);
}

static enum fw_restart_reason take_restart_reason(struct board *b, enum board_reset_cause cause, bool *is_cold)
{
    uint8_t *retained = board_retained(b);
    enum fw_restart_reason reason = FW_RESTART_POWER;

    *is_cold = cause == BOARD_RESET_POWER_ON;
    if (cause == BOARD_RESET_SOFT && memcmp(retained + RETAINED_MAGIC, retained_magic, sizeof(retained_magic)) == 0 &&
        retained[RETAINED_REASON] < FW_N_RESTART_REASONS) {
        reason = (enum fw_restart_reason)retained[RETAINED_REASON];
        *is_cold = retained[RETAINED_COLD] != 0;
    }
    memset(retained + RETAINED_MAGIC, 0, sizeof(retained_magic));
    return reason;
}

static bool is_idle(const struct fw_device *d)
{
    return d->lines == NULL || fw_lines_are_idle(d->lines);
}

static void restart_if_wanted(struct fw_device *d)
{
    bool is_upgrading = d->prov != NULL && fw_prov_status(d->prov).upgrade >= FW_UPGRADE_DOWNLOAD;
    if (d->is_restart_wanted && (d->is_restart_forced || is_idle(d)) && !is_upgrading) {
        d->is_restart_wanted = false;
        restart_now(d, d->wanted_reason);
    }
}

void fw_device_request_reboot(struct fw_device *d, enum fw_restart_reason reason)
{
    d->is_restart_wanted = true;
    d->wanted_reason = reason;
    restart_if_wanted(d);
}

static void on_reboot_timer(void *ctx, struct board_timer *t)
{
    struct fw_device *d = ctx;
    (void)t;
    fw_device_request_reboot(d, d->wanted_reason);
}

void fw_device_request_reboot_soon(struct fw_device *d, enum fw_restart_reason reason)
{
    d->wanted_reason = reason;
    board_timer_start(d->board, &d->reboot_timer, REBOOT_SOON_US);
}

void fw_device_request_restart_now(struct fw_device *d, enum fw_restart_reason reason, bool is_cold)
{
    d->is_restart_forced = true;
    d->is_restart_cold = is_cold;
    fw_device_request_reboot_soon(d, reason);
}

enum rt_err fw_device_factory_reset(struct fw_device *d)
{
    enum rt_err err = fw_params_factory_reset(d->params);
    if (err == RT_OK) {
        restart_now(d, FW_RESTART_FACTORY);
    }
    return err;
}

enum rt_err fw_device_user_reset(struct fw_device *d)
{
    enum rt_err err = fw_params_user_reset(d->params);
    if (err == RT_OK) {
        restart_now(d, FW_RESTART_FACTORY);
    }
    return err;
}

/* --- panel and the rooms' calls ------------------------------------------------------------------------ */

static void refresh_panel(struct fw_device *d)
{
    struct panel_view view = {
        .recovery = d->recovery_state,
        .upgrade = d->upgrade_state,
        .net = d->net != NULL ? fw_net_status(d->net)->state : FW_NET_SEARCHING,
    };

    for (unsigned port = 0; port < FW_N_LINES; port++) {
        view.is_off_hook[port] = d->lines != NULL && fw_line_is_off_hook(d->lines, port);
    }
    panel_show(d->board, &view);
    if (d->lines != NULL) {
        fw_lines_set_silent(d->lines, panel_is_silent(&view));
    }
}

static void on_net_change(void *ctx, struct fw_net *net)
{
    struct fw_device *d = ctx;
    if (d->net == NULL) {
        d->net = net; /* told from inside fw_net_create */
    }
    refresh_panel(d);
    if (d->prov != NULL) {
        fw_prov_on_net(d->prov);
    }
}

static void on_idle_change(void *ctx)
{
    struct fw_device *d = ctx;
    refresh_panel(d);
    if (d->prov != NULL) {
        fw_prov_on_idle(d->prov);
    }
    restart_if_wanted(d);
}

static void on_upgrade_state(void *ctx, enum fw_upgrade_state s)
{
    struct fw_device *d = ctx;
    d->upgrade_state = s;
    refresh_panel(d);
    restart_if_wanted(d);
}

static bool prov_is_idle(void *ctx)
{
    return is_idle(ctx);
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
    restart_now(ctx, reason);
}

/* Neither line registers yet: the time since the start. */
static uint32_t registration_timer_s(void *ctx, unsigned line_1_or_2)
{
    (void)line_1_or_2;
    return (uint32_t)(fw_device_uptime_us(ctx) / BOARD_US_PER_S);
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
            rt_log(d->config.log, RT_LOG_ERROR, "boot", "schema of release %s: line %u cannot be read",
                   d->boot.image.version, bad_line);
        }
    }
    rt_buf_fini(&text);
    return err;
}

/* With the customised defaults, if the maker or the provider gave this unit any. */
static enum rt_err start_params(struct fw_device *d)
{
    char *customised = NULL;
    enum rt_err err = fw_custom_load(d->board, &customised);

    if (err == RT_ECORRUPT) {
        rt_log(d->config.log, RT_LOG_ERROR, "boot", "the customised defaults are damaged: those of the release hold");
    }
    if (err == RT_ENOMEM) {
        return err;
    }
    (void)fw_custom_owner(customised, d->owner);
    err = fw_params_create(&d->params, d->board, d->schema, customised);
    rt_mem_free(customised);
    return err;
}

static enum rt_err start_net(struct fw_device *d)
{
    struct fw_net_config config = {
        .board = d->board,
        .params = d->params,
        .log = d->config.log,
        .dhcp_class = d->manifest.dhcp_class,
        .on_change = on_net_change,
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
        config.tls.n_roots = 0; /* a release from before 2.0.6 */
    }
    enum rt_err err = fw_net_create(&d->net, &config);
    if (err != RT_OK) {
        d->net = NULL;
    }
    return err;
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
        .log = d->config.log,
        .restart_reason = d->restart_reason,
        .quirks = d->config.quirks,
        .is_idle = prov_is_idle,
        .is_idle_for_upgrade =
            fw_quirk_is_set(d->config.quirks, FW_QUIRK_UPGRADE_ANY_LINE) ? prov_is_any_line_idle : prov_is_idle,
        .restart = prov_restart,
        .on_upgrade_state = on_upgrade_state,
        .registration_timer_s = registration_timer_s,
        .ctx = d,
    };
    return fw_prov_create(&d->prov, &config);
}

/* A provider's NOTIFY, authorised. */
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
        fw_net_tell(d->net, 1, BOARD_SIGNAL_FW_SIP, line, err, "%s is not done: %s", fw_sip_command_name(command),
                    rt_err_text(err));
    }
}

static enum rt_err start_sip(struct fw_device *d)
{
    const struct fw_sip_config config = {
        .board = d->board,
        .params = d->params,
        .net = d->net,
        .manifest = &d->manifest,
        .log = d->config.log,
        .on_command = on_sip_command,
        .ctx = d,
    };
    return fw_sip_create(&d->sip, &config);
}

static enum rt_err start_modules(struct fw_device *d)
{
    for (size_t i = 0; i < FW_MODULES_MAX && d->config.modules[i] != NULL; i++) {
        enum rt_err err = d->config.modules[i]->start(d, &d->module_states[i]);
        if (err != RT_OK) {
            rt_log(d->config.log, RT_LOG_ERROR, "boot", "%s did not start: %s", d->config.modules[i]->name,
                   rt_err_text(err));
            return err;
        }
        d->n_modules = i + 1;
    }
    return RT_OK;
}

static enum rt_err start_rooms(struct fw_device *d)
{
    struct fw_lines_config lines = {
        .board = d->board, .image = &d->boot.image, .log = d->config.log, .on_idle_change = on_idle_change, .ctx = d};
    enum rt_err err = fw_image_manifest(&d->boot.image, &d->manifest);

    err = err == RT_OK ? fw_texts_create(&d->texts, &d->boot.image) : err;
    err = err == RT_OK ? read_schema(d) : err;
    err = err == RT_OK ? start_params(d) : err;
    lines.params = d->params;
    err = err == RT_OK ? fw_lines_create(&d->lines, &lines) : err;
    err = err == RT_OK ? start_net(d) : err;
    if (err == RT_OK) {
        fw_net_debug(d->net, 1, "boot: %s release %s, bank %s (%s), after %s", d->manifest.product, d->manifest.version,
                     fw_bank_name(d->boot.bank), d->boot.reason, fw_restart_reason_name(d->restart_reason));
    }
    err = err == RT_OK ? start_prov(d) : err;
    err = err == RT_OK ? start_sip(d) : err;
    err = err == RT_OK ? start_modules(d) : err;
    if (err == RT_OK) {
        d->is_running = true;
        refresh_panel(d);
        fw_prov_on_net(d->prov);
    }
    return err;
}

static void on_recovery_change(void *ctx, enum fw_recovery_state s)
{
    struct fw_device *d = ctx;
    d->recovery_state = s;
    refresh_panel(d);
}

static void recovery_restart(void *ctx)
{
    restart_now(ctx, FW_RESTART_UPGRADE);
}

static enum rt_err start_recovery(struct fw_device *d)
{
    const struct fw_recovery_config config = {
        .board = d->board,
        .ident = d->ident,
        .log = d->config.log,
        .on_change = on_recovery_change,
        .restart = recovery_restart,
        .ctx = d,
    };
    return fw_recovery_create(&d->recovery, &config);
}

/* The watchdog tries again. */
static void start_failed(struct fw_device *d, enum rt_err err)
{
    board_emitf(d->board, BOARD_SIGNAL_FW_BOOT, 0, err, "start failed: %s", rt_err_text(err));
    board_timer_start(d->board, &d->watchdog, WATCHDOG_US);
}

/* Initialising is over. */
static void on_start_timer(void *ctx, struct board_timer *t)
{
    struct fw_device *d = ctx;
    enum rt_err err = d->boot.bank != FW_BANK_NONE ? start_rooms(d) : start_recovery(d);
    (void)t;

    if (err != RT_OK) {
        stop_rooms(d);
        start_failed(d, err);
        return;
    }
    if (d->boot.is_trial) {
        board_timer_start(d->board, &d->confirm_timer, CONFIRM_US);
    }
}

static void on_confirm_timer(void *ctx, struct board_timer *t)
{
    struct fw_device *d = ctx;

    confirm(d);
    if (d->boot.is_trial) {
        board_timer_start(d->board, t, CONFIRM_US); /* flash failed: another try is better than a fall-back */
    } else {
        fw_prov_on_idle(d->prov); /* an upgrade that waited for the other bank may go */
    }
}

static void on_watchdog(void *ctx, struct board_timer *t)
{
    struct fw_device *d = ctx;
    (void)t;
    board_reset(d->board, BOARD_RESET_PIN);
}

static void cpu_start(void *ctx, struct board *b, enum board_reset_cause cause)
{
    struct fw_device *d = ctx;
    enum rt_err err;

    d->board = b;
    d->started_at_us = board_now_us(b);
    bool is_cold;
    d->restart_reason = take_restart_reason(b, cause, &is_cold);
    board_timer_init(&d->start_timer, "initialising", BOARD_PRIORITY_FIRMWARE, on_start_timer, d);
    board_timer_init(&d->confirm_timer, "confirm", BOARD_PRIORITY_FIRMWARE, on_confirm_timer, d);
    board_timer_init(&d->watchdog, "watchdog", BOARD_PRIORITY_FIRMWARE, on_watchdog, d);
    board_timer_init(&d->reboot_timer, "reboot", BOARD_PRIORITY_FIRMWARE, on_reboot_timer, d);
    d->ident = rt_mem_alloc(sizeof(*d->ident));
    if (d->ident == NULL) {
        start_failed(d, RT_ENOMEM);
        return;
    }
    err = board_ident_read(b, d->ident);
    if (err != RT_OK) {
        /* Without identity the unit cannot run at all: as a blank part would. */
        rt_log(d->config.log, RT_LOG_ERROR, "boot", "factory identity: %s", rt_err_text(err));
        board_emitf(b, BOARD_SIGNAL_FW_BOOT, 0, err, "no identity: %s", rt_err_text(err));
        d->boot.bank = FW_BANK_NONE;
        on_recovery_change(d, FW_RECOVERY_WAIT); /* and no recovery: whose image should it ask for? */
        return;
    }
    err = fw_boot_decide(b, d->config.log, &d->boot);
    if (err != RT_OK) {
        start_failed(d, err);
        return;
    }
    board_emitf(b, BOARD_SIGNAL_FW_BOOT, 0, (int64_t)d->boot.bank, "bank %s, release %s, %s, after %s",
                fw_bank_name(d->boot.bank), d->boot.bank == FW_BANK_NONE ? "none" : d->boot.image.version,
                d->boot.reason, fw_restart_reason_name(d->restart_reason));
    on_recovery_change(d, d->boot.bank == FW_BANK_NONE ? FW_RECOVERY_WAIT : FW_RECOVERY_OFF);
    board_timer_start(b, &d->start_timer, is_cold ? COLD_START_US : WARM_START_US);
}

/* --- stop ----------------------------------------------------------------------------------------------- */

static void stop_rooms(struct fw_device *d)
{
    d->is_running = false;
    while (d->n_modules > 0) {
        d->n_modules--;
        d->config.modules[d->n_modules]->stop(d->module_states[d->n_modules]);
        d->module_states[d->n_modules] = NULL;
    }
    fw_sip_destroy(d->sip);
    d->sip = NULL;
    fw_prov_destroy(d->prov);
    d->prov = NULL;
    if (d->net != NULL) {
        fw_net_destroy(d->net);
        d->net = NULL;
    }
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

static void cpu_stop(void *ctx, struct board *b)
{
    struct fw_device *d = ctx;
    struct fw_device_config config = d->config;

    board_timer_stop(b, &d->start_timer);
    board_timer_stop(b, &d->confirm_timer);
    board_timer_stop(b, &d->watchdog);
    board_timer_stop(b, &d->reboot_timer);
    stop_rooms(d);
    rt_mem_free(d->ident);
    memset(d, 0, sizeof(*d)); /* nothing of this run may be seen by the next */
    d->config = config;
}

struct board_cpu fw_device_cpu(struct fw_device *d)
{
    return (struct board_cpu){cpu_start, cpu_stop, d};
}
