/* SPDX-License-Identifier: MIT */
/*
 * The device's logic as a whole: the firmware that runs on the board. It starts and stops the subsystems in order.
 * Applications above it (voice menu, pages) are modules that register themselves.
 */
#pragma once
#include <board/led.h>
#include <fw/boot.h>
#include <fw/call.h>
#include <fw/image.h>
#include <fw/line.h>
#include <fw/net.h>
#include <fw/param.h>
#include <fw/prov.h>
#include <fw/quirk.h>
#include <fw/texts.h>
#include <rt/buf.h>

struct board;
struct board_cpu;
struct board_ident;
struct fw_coder;
struct fw_device;
struct fw_event;

/* An application above the firmware: started after all subsystems, stopped before them. */
struct fw_module {
    const char *name; /* "ivr" */
    enum rt_err (*start)(struct fw_device *d, void **state);
    void (*stop)(void *state);
};
#define FW_MODULES_MAX 8u

struct fw_device_config {
    const struct rt_log *log;                        /* of developers */
    const struct fw_module *modules[FW_MODULES_MAX]; /* NULL ends */
    bool is_strict;                                  /* fail where a real unit would */
    uint32_t quirks;                                 /* fw/quirk.h: alternative interpretations of the guide */
    const struct fw_coder *g729;                     /* a coder of the host's (fw/codec.h); NULL: none */
    const struct fw_foreign *foreign;                /* what stands for the vendor's images; NULL: nothing */
};

/* Lives as long as the process; the board starts and stops it any number of times. */
enum rt_err fw_device_create(struct fw_device **out, const struct fw_device_config *config);
void fw_device_destroy(struct fw_device *d);
/* The argument for board_create(). */
struct board_cpu fw_device_cpu(struct fw_device *d);

/* Subsystems, for modules and for observers (console, tests). NULL while the unit is off or in recovery. */
bool fw_device_is_running(const struct fw_device *d);
bool fw_device_is_in_recovery(const struct fw_device *d);
struct board *fw_device_board(struct fw_device *d);
struct fw_log *fw_device_log(struct fw_device *d);
struct fw_params *fw_device_params(struct fw_device *d);
struct fw_net *fw_device_net(struct fw_device *d);
struct fw_httpd *fw_device_httpd(struct fw_device *d); /* clients register their routes here */
struct fw_lines *fw_device_lines(struct fw_device *d);
struct fw_prov *fw_device_prov(struct fw_device *d);
struct fw_calls *fw_device_calls(struct fw_device *d);
const struct fw_boot *fw_device_boot(const struct fw_device *d);
const struct fw_image *fw_device_image(const struct fw_device *d);
const struct fw_manifest *fw_device_manifest(const struct fw_device *d);
const struct board_ident *fw_device_ident(const struct fw_device *d);
const struct fw_texts *fw_device_texts(const struct fw_device *d);
bool fw_device_has_quirk(const struct fw_device *d, enum fw_quirk q);

/* Requests a reboot as soon as the unit is idle (all lines on-hook, no upgrade); immediately if it is. */
void fw_device_request_reboot(struct fw_device *d, enum fw_restart_reason reason);
/* The same after a second, so that the reply to the client goes out first. */
void fw_device_request_reboot_soon(struct fw_device *d, enum fw_restart_reason reason);
/* After that second regardless of the lines; only an upgrade delays it. cold: initialisation takes as long as after
 * power-on. Source: NOTIFY reboot_now and restart_now, guide p.2-15. */
void fw_device_request_restart_now(struct fw_device *d, enum fw_restart_reason reason, bool is_cold);
/* Resets, then restarts immediately. On an error (RT_EIO ...) nothing has changed. */
enum rt_err fw_device_factory_reset(struct fw_device *d);
enum rt_err fw_device_user_reset(struct fw_device *d);

/* What the LEDs mean: the i-th row; the first row of an LED that fits decides. False: no more. */
struct fw_led_meaning {
    const char *led; /* "power" */
    enum board_led_pattern pattern;
    const char *meaning;
};
bool fw_led_meaning(size_t i, struct fw_led_meaning *out);

/* Time since the CPU started, in microseconds. */
uint64_t fw_device_uptime_us(const struct fw_device *d);

/* The kinds of events of all subsystems (fw/event.h); both arrays are NULL-terminated. */
extern const struct fw_event *const *const fw_event_tables[];
