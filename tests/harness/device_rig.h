/* SPDX-License-Identifier: MIT */
/*
 * A whole unit: board, firmware with voice menu and pages, over flash in memory that a maker has filled with a real
 * release; a provider at its Internet port, a PC (192.168.0.10) at its LAN port. Time is virtual.
 *
 *     struct device_rig r;
 *     device_rig_init(&r, "5.2.10");
 *     device_rig_set(&r, "Resync_Random_Delay", "0");
 *     device_rig_start(&r);
 *     ...
 *     device_rig_fini(&r);     checks that nothing is left
 *
 * The unit has MAC 000e08abcdef, serial number FM500K245546, hardware 1.3.5(a). Its values are the factory's, but for
 * Syslog_Server = 192.168.1.200, unless a test sets others.
 */
#pragma once
#include "provider.h"
#include "web_client.h"
#include <board/board.h>
#include <board/clock.h>
#include <board/fault.h>
#include <board/flash.h>
#include <board/fxs.h>
#include <board/led.h>
#include <board/signal.h>
#include <fw/device.h>

#define DEVICE_RIG_PENDING_MAX 24u
#define DEVICE_RIG_LAN_PC      0xc0a8000au /* 192.168.0.10 */
#define DEVICE_RIG_WAN_PC      0xc0a80132u /* 192.168.1.50 */
#define DEVICE_RIG_POST_MAX    (1024u * 1024u)
#define DEVICE_RIG_BURST       8192u /* bytes that a client sends before it listens */
#define DEVICE_RIG_WITHIN_S    7200u /* how long device_rig_expect waits unless told */

struct device_rig {
    struct fw_device_config config; /* before device_rig_start(): quirks */
    uint64_t seed;
    uint8_t *flash;
    struct fw_device *device;
    struct board *board;
    struct outside wan, lan;
    struct provider provider;
    struct web_client web; /* of the last device_rig_web() */
    uint64_t cursor;       /* of device_rig_saw() and device_rig_expect() */
    uint64_t n_live_before;
    uint16_t next_web_port;
    bool has_web;
    struct {
        const char *element, *value;
    } pending[DEVICE_RIG_PENDING_MAX]; /* set before the power is on */
    size_t n_pending;
};

/* release: "3.3.6", "5.2.10" ... of the SPA2102; "SPA3102", "PAP2T". The power is off, the Internet cable is in. */
void device_rig_init(struct device_rig *r, const char *release);
void device_rig_fini(struct device_rig *r);
/* Both halves of init, for tests that change something in between (config, seed, flash). */
void device_rig_prepare(struct device_rig *r, const char *release);
void device_rig_build(struct device_rig *r);

/* Bytes of a release's image, read once for the whole program. */
const uint8_t *device_rig_image(const char *release, size_t *n);

/* Before power-on: burnt into the journal. While the unit runs: as if a page had stored it, without its restart.
 * Texts are borrowed until power-on. */
void device_rig_set(struct device_rig *r, const char *element, const char *value);
const char *device_rig_value(struct device_rig *r, const char *element);
/* All parameters, as one text (secrets too); freed by rt_mem_free. */
char *device_rig_state(struct device_rig *r);
/* Fails the test, naming the first difference, when the unit's parameters are not in this state. */
void device_rig_expect_state(struct device_rig *r, const char *state);

void device_rig_power_on(struct device_rig *r);
void device_rig_power_off(struct device_rig *r);
/* Power on, until the rooms run and the network is there. */
void device_rig_start(struct device_rig *r);
void device_rig_pass_ms(struct device_rig *r, uint64_t ms);
void device_rig_pass_s(struct device_rig *r, uint64_t s);
uint64_t device_rig_now_s(const struct device_rig *r);
void device_rig_hook(struct device_rig *r, unsigned port_0_or_1, bool is_off_hook);

/* An event from the cursor on, which then stands behind it. text: NULL any. */
bool device_rig_saw(struct device_rig *r, const struct board_signal *s, const char *text);
/* Runs until it comes; fails the test with the last events when it does not within so many virtual seconds. Returns
 * its time in microseconds. */
uint64_t device_rig_expect_within(struct device_rig *r, const struct board_signal *s, const char *text,
                                  uint64_t within_s);
uint64_t device_rig_expect(struct device_rig *r, const struct board_signal *s, const char *text);
/* The cursor behind everything that has happened; the provider forgets too. */
void device_rig_forget(struct device_rig *r);

/* What the provider was asked for, in order: "tftp /a.cfg | GET /b.cfg". */
const char *device_rig_asked(struct device_rig *r);
/* The syslog lines that came, with " | " between. */
const char *device_rig_lines(struct device_rig *r);

/* A GET from the PC on the LAN; returns the status. The reply is in r->web. */
int device_rig_get(struct device_rig *r, const char *path);
/* From this host (a LAN or WAN address), with a method and further header lines (each with \r\n; NULL none). */
int device_rig_web(struct device_rig *r, uint32_t from_ip, const char *method, const char *path, const char *headers);
/* A POST of a form, as a browser sends it. */
int device_rig_post(struct device_rig *r, uint32_t from_ip, const char *path, const char *headers, const char *body);
/* Forgets the last reply and its memory. */
void device_rig_drop_web(struct device_rig *r);
