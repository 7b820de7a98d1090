/* SPDX-License-Identifier: MIT */
/* The body of struct fw_device, shared by device.c (start, restart, stop), rooms.c (subsystems), view.c (accessors)
 * and status.c (page fields). */
#pragma once
#include <board/clock.h>
#include <fw/call.h>
#include <fw/device.h>
#include <fw/log.h>
#include <fw/media.h>
#include <fw/messages.h>
#include <fw/recovery.h>
#include <fw/invite.h>
#include <fw/sip.h>
#include <fw/sip_lines.h>

struct fw_device {
    struct fw_device_config config; /* the only part that survives a stop */

    struct board *board; /* NULL while the CPU is stopped */
    struct fw_log log;
    struct board_ident *ident; /* owned */
    struct fw_boot boot;
    struct fw_manifest manifest;
    struct fw_texts *texts;
    struct fw_schema *schema;
    struct fw_params *params;
    struct fw_lines *lines;
    struct fw_calls *calls;
    struct fw_messages *messages;
    struct fw_net *net;
    struct fw_media *media;
    struct fw_httpd *httpd; /* owned by the net */
    struct fw_prov *prov;
    struct fw_sip *sip;
    struct fw_sip_lines *sip_lines;
    struct fw_sip_calls *sip_calls;
    struct fw_recovery *recovery; /* instead of all subsystems */
    void *module_states[FW_MODULES_MAX];
    size_t n_modules;                    /* started */
    char owner[FW_CUSTOM_OWNER_MAX + 1]; /* of an RC unit */

    struct fw_param_watcher clock_watcher; /* set_clock.c */
    bool is_registering;                   /* fw_sip_lines_start() was called, and the network is there since */

    bool is_running; /* all subsystems are up */
    enum fw_restart_reason restart_reason;
    enum fw_upgrade_state upgrade_state;
    enum fw_recovery_state recovery_state;
    bool is_restart_wanted;
    bool is_restart_forced; /* do not wait for idle lines */
    bool is_restart_cold;
    enum fw_restart_reason wanted_reason;
    uint64_t started_at_us;
    struct board_timer start_timer, confirm_timer, watchdog, reboot_timer, crash_timer;
};

/* device.c */
bool device_is_idle(const struct fw_device *d); /* all lines on-hook, and no call */
/* fw_net_config.on_long_ping */
void device_crash_by_ping(void *device);
void device_restart_now(struct fw_device *d, enum fw_restart_reason reason);
/* Executes a pending fw_device_request_reboot(), if nothing blocks it now. */
void device_restart_if_wanted(struct fw_device *d);

/* set_clock.c: after the net's start, before the parameters' end. */
void device_watch_clock(struct fw_device *d);
void device_unwatch_clock(struct fw_device *d);

/* rooms.c */
enum rt_err device_start_rooms(struct fw_device *d);
enum rt_err device_start_recovery(struct fw_device *d);
/* Stops either, complete or partly started. */
void device_stop_rooms(struct fw_device *d);
/* Also updates the LEDs. */
void device_set_recovery(struct fw_device *d, enum fw_recovery_state s);
