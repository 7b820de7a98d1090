/* SPDX-License-Identifier: MIT */
/*
 * The device: start, restart and stop. rooms.c starts the subsystems.
 *
 *   power good -> identity, boot decision -> initialising (LED slow, silent) -> parameters -> lines -> network ->
 *   provisioning -> SIP -> modules (voice menu, pages) -> a new image is confirmed
 *   without a good image: initialising -> recovery, and nothing else
 */
#include "device_priv.h"
#include "device_events.h"

#include <board/board.h>
#include <board/clock.h>
#include <board/ident.h>
#include <board/signal.h>
#include <rt/assert.h>
#include <fw/log.h>
#include <rt/mem.h>
#include <string.h>

/* Initialisation takes up to 10 s from a cold start and about 2 s after a restart (SAG p.126). */
#define COLD_START_US  (6u * BOARD_US_PER_S)
#define WARM_START_US  (2u * BOARD_US_PER_S)
/* A new image is confirmed once it has run this long with all subsystems up. guess: the vendor's rule is not known. */
#define CONFIRM_US     (10u * BOARD_US_PER_S)
/* A failed start is retried after this. guess: a watchdog of that generation. */
#define WATCHDOG_US    (5u * BOARD_US_PER_S)

/* Between a web command and the restart: the reply must reach the browser. guess. */
#define REBOOT_SOON_US (1u * BOARD_US_PER_S)

/* In retained memory: the reason for the restart. */
enum { RETAINED_MAGIC = 0, RETAINED_REASON = 4, RETAINED_COLD = 5 };
static const uint8_t retained_magic[4] = {'V', 'R', 'S', 'N'};

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
        RT_ASSERT(d->board == NULL); /* the board stopped the CPU first */
        rt_mem_free(d);
    }
}

static void confirm(struct fw_device *d)
{
    if (d->boot.is_trial && fw_boot_confirm(d->board, &d->boot) == RT_OK) {
        FW_TELL(&d->log, boot_confirmed, 0, 0, d->boot.image.version);
    }
}

/* --- restarting ------------------------------------------------------------------------------------- */

void device_restart_now(struct fw_device *d, enum fw_restart_reason reason)
{
    uint8_t *retained = board_retained(d->board);

    if (d->is_running) {
        /* A new image that restarts voluntarily counts as confirmed: a profile that needs a restart in the first
         * seconds must not cause a fall-back. */
        confirm(d);
    }
    memcpy(retained + RETAINED_MAGIC, retained_magic, sizeof(retained_magic));
    retained[RETAINED_REASON] = (uint8_t)reason;
    retained[RETAINED_COLD] = d->is_restart_cold;
    FW_TELL(&d->log, boot_restart, 0, (int64_t)reason, fw_restart_reason_name(reason));
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

bool device_is_idle(const struct fw_device *d)
{
    return (d->lines == NULL || fw_lines_are_idle(d->lines)) && (d->calls == NULL || fw_calls_are_idle(d->calls));
}

void device_restart_if_wanted(struct fw_device *d)
{
    bool is_upgrading = d->prov != NULL && fw_prov_status(d->prov).upgrade >= FW_UPGRADE_DOWNLOAD;
    if (d->is_restart_wanted && (d->is_restart_forced || device_is_idle(d)) && !is_upgrading) {
        d->is_restart_wanted = false;
        device_restart_now(d, d->wanted_reason);
    }
}

void fw_device_request_reboot(struct fw_device *d, enum fw_restart_reason reason)
{
    d->is_restart_wanted = true;
    d->wanted_reason = reason;
    device_restart_if_wanted(d);
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
        device_restart_now(d, FW_RESTART_FACTORY);
    }
    return err;
}

enum rt_err fw_device_user_reset(struct fw_device *d)
{
    enum rt_err err = fw_params_user_reset(d->params);
    if (err == RT_OK) {
        device_restart_now(d, FW_RESTART_FACTORY);
    }
    return err;
}

/* --- start ---------------------------------------------------------------------------------------------- */

/* The watchdog retries. */
static void start_failed(struct fw_device *d, enum rt_err err)
{
    FW_TELL(&d->log, boot_failed, 0, err, rt_err_text(err));
    board_timer_start(d->board, &d->watchdog, WATCHDOG_US);
}

/* End of initialisation. */
static void on_start_timer(void *ctx, struct board_timer *t)
{
    struct fw_device *d = ctx;
    enum rt_err err = d->boot.bank != FW_BANK_NONE ? device_start_rooms(d) : device_start_recovery(d);
    (void)t;

    if (err != RT_OK) {
        device_stop_rooms(d);
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
        board_timer_start(d->board, t, CONFIRM_US); /* flash failed: a retry is better than a fall-back */
    } else {
        fw_prov_on_idle(d->prov); /* an upgrade that waited for the other bank may start */
    }
}

static void on_watchdog(void *ctx, struct board_timer *t)
{
    struct fw_device *d = ctx;
    (void)t;
    board_reset(d->board, BOARD_RESET_PIN);
}

/* The unit stands still as it is, LEDs and all; nothing is known of a watchdog that would help (guess). */
static void on_crash_timer(void *ctx, struct board_timer *t)
{
    struct fw_device *d = ctx;
    (void)t;
    FW_TELL(&d->log, boot_crashed, 0, 0);
    board_timer_stop(d->board, &d->confirm_timer);
    board_timer_stop(d->board, &d->reboot_timer);
    device_stop_rooms(d);
}

void device_crash_by_ping(void *ctx)
{
    struct fw_device *d = ctx;
    if (fw_quirk_is_set(d->config.quirks, FW_QUIRK_LONG_PING) && strcmp(d->boot.image.version, "3.3.6") == 0 &&
        d->is_running) {
        board_timer_start(d->board, &d->crash_timer, 0); /* not from inside the stack */
    }
}

static void cpu_start(void *ctx, struct board *b, enum board_reset_cause cause)
{
    struct fw_device *d = ctx;
    enum rt_err err;

    d->board = b;
    fw_log_init(&d->log, b, d->config.log);
    d->started_at_us = board_now_us(b);
    bool is_cold;
    d->restart_reason = take_restart_reason(b, cause, &is_cold);
    board_timer_init(&d->start_timer, "initialising", BOARD_PRIORITY_FIRMWARE, on_start_timer, d);
    board_timer_init(&d->confirm_timer, "confirm", BOARD_PRIORITY_FIRMWARE, on_confirm_timer, d);
    board_timer_init(&d->watchdog, "watchdog", BOARD_PRIORITY_FIRMWARE, on_watchdog, d);
    board_timer_init(&d->crash_timer, "crash", BOARD_PRIORITY_FIRMWARE, on_crash_timer, d);
    board_timer_init(&d->reboot_timer, "reboot", BOARD_PRIORITY_FIRMWARE, on_reboot_timer, d);
    d->ident = rt_mem_alloc(sizeof(*d->ident));
    if (d->ident == NULL) {
        start_failed(d, RT_ENOMEM);
        return;
    }
    err = board_ident_read(b, d->ident);
    if (err != RT_OK) {
        /* Without an identity the unit cannot run, as with a blank part. */
        fw_log_develop(&d->log, RT_LOG_ERROR, "boot", "factory identity: %s", rt_err_text(err));
        FW_TELL(&d->log, boot_no_identity, 0, err, rt_err_text(err));
        d->boot.bank = FW_BANK_NONE;
        device_set_recovery(d, FW_RECOVERY_WAIT); /* no recovery either: the product is unknown */
        return;
    }
    err = fw_boot_decide(b, d->config.log, &d->boot);
    if (err != RT_OK) {
        start_failed(d, err);
        return;
    }
    /* Debug_Server gets it later, once it exists: rooms.c. */
    FW_TELL(&d->log, boot_bank, 0, (int64_t)d->boot.bank, fw_bank_name(d->boot.bank),
            d->boot.bank == FW_BANK_NONE ? "none" : d->boot.image.version, d->boot.reason,
            fw_restart_reason_name(d->restart_reason));
    device_set_recovery(d, d->boot.bank == FW_BANK_NONE ? FW_RECOVERY_WAIT : FW_RECOVERY_OFF);
    board_timer_start(b, &d->start_timer, is_cold ? COLD_START_US : WARM_START_US);
}

/* --- stop ----------------------------------------------------------------------------------------------- */

static void cpu_stop(void *ctx, struct board *b)
{
    struct fw_device *d = ctx;
    struct fw_device_config config = d->config;

    board_timer_stop(b, &d->start_timer);
    board_timer_stop(b, &d->confirm_timer);
    board_timer_stop(b, &d->watchdog);
    board_timer_stop(b, &d->reboot_timer);
    board_timer_stop(b, &d->crash_timer);
    device_stop_rooms(d);
    rt_mem_free(d->ident);
    memset(d, 0, sizeof(*d)); /* nothing of this run may leak into the next */
    d->config = config;
}

struct board_cpu fw_device_cpu(struct fw_device *d)
{
    return (struct board_cpu){cpu_start, cpu_stop, d};
}
