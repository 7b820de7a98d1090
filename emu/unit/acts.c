/* SPDX-License-Identifier: MIT */
#include <unit/acts.h>
#include <unit/loop.h>
#include <unit/phone.h>
#include <net/browser.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/fault.h>
#include <board/fxs.h>
#include <board/led.h>
#include <board/nic.h>
#include <fw/boot.h>
#include <fw/device.h>
#include <fw/line.h>
#include <fw/net.h>
#include <fw/param.h>
#include <lab/lab.h>
#include <rt/assert.h>
#include <stdio.h>
#include <string.h>

#define WEB_TIMEOUT_US (30u * 1000000u)
#define CORRUPT_AT     100u /* a byte of the image's head */
#define FLASH_US       ((EMU_PHONE_FLASH_MS + 50u) * 1000u)

/* ---- matching ---- */

static bool find_signal(struct rt_str name, enum board_signal *out)
{
    for (int s = 0; s < BOARD_N_SIGNALS; s++) {
        if (rt_str_is(name, board_signal_name((enum board_signal)s))) {
            *out = (enum board_signal)s;
            return true;
        }
    }
    return false;
}

/* A unit by the name that the trace prints for that signal, or by its number. */
static bool find_unit(enum board_signal signal, struct rt_str text, int *out)
{
    uint32_t number;
    for (int led = 0; signal == BOARD_SIGNAL_LED && led < BOARD_N_LEDS; led++) {
        if (rt_str_is(text, board_led_name((enum board_led)led))) {
            *out = led;
            return true;
        }
    }
    for (int port = 0; port < BOARD_N_PORTS; port++) {
        if (rt_str_is(text, board_port_name((enum board_port)port))) {
            *out = port;
            return true;
        }
    }
    if (rt_str_u32(text, &number) != RT_OK || number > 255) {
        return false;
    }
    *out = (int)number;
    return true;
}

enum rt_err emu_match_parse(struct rt_str text, struct emu_match *out)
{
    struct rt_str value;
    struct rt_str bracket;
    struct rt_str left = rt_str_cut(text, '=', &value);
    struct rt_str name = rt_str_cut(left, '[', &bracket);
    memset(out, 0, sizeof *out);
    out->unit = -1;
    if (!find_signal(name, &out->signal)) {
        return RT_ENOENT;
    }
    if (bracket.p != NULL) {
        if (!rt_str_ends(bracket, "]")) {
            return RT_ESYNTAX;
        }
        bracket.n--;
        if (!find_unit(out->signal, bracket, &out->unit)) {
            return RT_ESYNTAX;
        }
    }
    return rt_str_copy(out->value, sizeof out->value, rt_str_trim(value));
}

bool emu_match_event(const struct emu_match *m, const struct board_event *e)
{
    char number[24];
    if (e->signal != m->signal || (m->unit >= 0 && (unsigned)m->unit != e->unit)) {
        return false;
    }
    if (m->value[0] == '\0') {
        return true;
    }
    (void)snprintf(number, sizeof number, "%lld", (long long)e->value);
    return strcmp(number, m->value) == 0 || strstr(e->text, m->value) != NULL;
}

/* ---- waiting ---- */

struct watch {
    struct emu_acts *acts;
    struct board *board;
    const struct emu_match *match;
    size_t n;
    struct board_event found;
    size_t which;
};

static bool is_matched(void *ctx)
{
    struct watch *w = ctx;
    uint64_t end = board_trace_end(w->board);
    while (w->acts->cursor < end) {
        const struct board_event *e = board_trace_get(w->board, w->acts->cursor++);
        for (size_t i = 0; e != NULL && i < w->n; i++) {
            if (emu_match_event(&w->match[i], e)) {
                w->found = *e;
                w->which = i;
                return true;
            }
        }
    }
    return false;
}

static enum rt_err end_to_err(enum emu_loop_end end)
{
    switch (end) {
    case EMU_LOOP_DONE:
        return RT_OK;
    case EMU_LOOP_UNTIL:
        return RT_ETIMEDOUT;
    case EMU_LOOP_IDLE:
        return RT_EUNREACH;
    case EMU_LOOP_STUCK:
        return RT_EBUSY;
    default:
        return RT_ECLOSED;
    }
}

static uint64_t deadline(struct emu_acts *a, uint64_t us)
{
    uint64_t now_us = board_now_us(emu_unit_board(a->unit));
    return us < BOARD_NEVER - now_us ? now_us + us : BOARD_NEVER;
}

void emu_acts_init(struct emu_acts *a, struct emu_unit *u)
{
    a->unit = u;
    a->cursor = 0;
}

void emu_acts_skip(struct emu_acts *a)
{
    a->cursor = board_trace_end(emu_unit_board(a->unit));
}

enum rt_err emu_act_wait_time(struct emu_acts *a, uint64_t us)
{
    enum emu_loop_end end = emu_loop_run(emu_unit_loop(a->unit), deadline(a, us), NULL, NULL);
    return end == EMU_LOOP_UNTIL ? RT_OK : end_to_err(end);
}

enum rt_err emu_act_wait_any(struct emu_acts *a, const struct emu_match *m, size_t n, uint64_t timeout_us,
                             struct board_event *found, size_t *which)
{
    struct watch w = {.acts = a, .board = emu_unit_board(a->unit), .match = m, .n = n};
    enum emu_loop_end end = emu_loop_run(emu_unit_loop(a->unit), deadline(a, timeout_us), is_matched, &w);
    if (end == EMU_LOOP_DONE) {
        if (found != NULL) {
            *found = w.found;
        }
        *which = w.which;
    }
    return end_to_err(end);
}

enum rt_err emu_act_wait_for(struct emu_acts *a, const struct emu_match *m, uint64_t timeout_us,
                             struct board_event *found)
{
    size_t which;
    return emu_act_wait_any(a, m, 1, timeout_us, found, &which);
}

/* ---- acts ---- */

enum rt_err emu_act_power(struct emu_acts *a, bool is_on)
{
    struct board *b = emu_unit_board(a->unit);
    if (is_on) {
        board_power_on(b);
    } else {
        board_power_off(b);
    }
    return emu_act_wait_time(a, 0);
}

enum rt_err emu_act_cable(struct emu_acts *a, enum board_port port, bool is_in)
{
    board_nic_plug(emu_unit_board(a->unit), port, is_in);
    return emu_act_wait_time(a, 0);
}

enum rt_err emu_act_hook(struct emu_acts *a, unsigned telephone, bool is_off_hook)
{
    RT_ASSERT(telephone >= 1 && telephone <= BOARD_N_FXS);
    emu_phone_set_hook(emu_unit_phone(a->unit, telephone - 1), is_off_hook);
    return emu_act_wait_time(a, 0);
}

void emu_act_corrupt(struct emu_acts *a)
{
    static const struct {
        enum fw_bank bank;
        enum board_region region;
    } banks[] = {{FW_BANK_A, BOARD_REGION_BANK_A}, {FW_BANK_B, BOARD_REGION_BANK_B}};
    struct board *b = emu_unit_board(a->unit);
    for (size_t i = 0; i < sizeof banks / sizeof banks[0]; i++) {
        if (fw_boot_is_good(b, banks[i].bank)) { /* the second time would turn the bit back */
            board_fault_rot(b, banks[i].region, CORRUPT_AT, 0);
        }
    }
}

static bool has_dialled(void *phone)
{
    return !emu_phone_is_dialling(phone);
}

enum rt_err emu_act_dial(struct emu_acts *a, unsigned telephone, const char *keys)
{
    RT_ASSERT(telephone >= 1 && telephone <= BOARD_N_FXS);
    struct emu_phone *phone = emu_unit_phone(a->unit, telephone - 1);
    enum rt_err err = emu_phone_dial(phone, keys);
    if (err != RT_OK) {
        return err;
    }
    return end_to_err(emu_loop_run(emu_unit_loop(a->unit), BOARD_NEVER, has_dialled, phone));
}

enum rt_err emu_act_flash(struct emu_acts *a, unsigned telephone)
{
    RT_ASSERT(telephone >= 1 && telephone <= BOARD_N_FXS);
    enum rt_err err = emu_phone_flash(emu_unit_phone(a->unit, telephone - 1));
    return err != RT_OK ? err : emu_act_wait_time(a, FLASH_US);
}

const char *emu_act_why_unreachable(const struct emu_acts *a)
{
    struct fw_device *device = emu_unit_device(a->unit);
    if (!board_is_powered(emu_unit_board(a->unit))) {
        return "the unit is off, or was switched on just now: wait for its lease"; /* in the next board_step() */
    }
    return fw_device_is_running(device)
               ? "the unit has no address: wait for its lease"
               : "no firmware runs in it: it is starting, in recovery, or stands still after a fault";
}

enum rt_err emu_act_notify(struct emu_acts *a, unsigned line, const char *event, const char *user, const char *password)
{
    struct fw_device *device = emu_unit_device(a->unit);
    struct fw_net *net = fw_device_is_running(device) ? fw_device_net(device) : NULL;
    RT_ASSERT(line >= 1 && line <= FW_N_LINES);
    if (net == NULL || fw_net_status(net)->ip == 0) {
        return RT_EUNREACH;
    }
    const struct fw_params *params = fw_device_params(device);
    char name[32];
    (void)snprintf(name, sizeof name, "SIP_Port_%u_", line);
    struct emu_lab_notify n = {.unit_ip = fw_net_status(net)->ip, .event = event, .user = user, .password = password};
    n.unit_port = (uint16_t)fw_param_u32(params, name, 5059u + line);
    if (user == NULL) {
        (void)snprintf(name, sizeof name, "Use_Auth_ID_%u_", line);
        bool has_auth_id = strcmp(fw_param_by_name(params, name), "Yes") == 0;
        (void)snprintf(name, sizeof name, has_auth_id ? "Auth_ID_%u_" : "User_ID_%u_", line);
        n.user = fw_param_by_name(params, name);
    }
    if (password == NULL) {
        (void)snprintf(name, sizeof name, "Password_%u_", line);
        n.password = fw_param_by_name(params, name);
    }
    return emu_lab_notify(emu_unit_lab(a->unit), &n);
}

enum rt_err emu_act_notify_wait(struct emu_acts *a, unsigned line, const char *event, const char *user,
                                const char *password, unsigned *status)
{
    struct emu_lab *lab = emu_unit_lab(a->unit);
    enum rt_err err = emu_act_notify(a, line, event, user, password);
    *status = 0;
    if (err == RT_OK) {
        err = end_to_err(
            emu_loop_run(emu_unit_loop(a->unit), deadline(a, EMU_NOTIFY_TIMEOUT_US), emu_lab_notify_is_over, lab));
        *status = emu_lab_notify_status(lab);
    }
    return err == RT_ETIMEDOUT ? RT_OK : err;
}

enum rt_err emu_act_web_ask(struct emu_acts *a, const char *path, struct emu_browser **out)
{
    struct fw_device *device = emu_unit_device(a->unit);
    struct fw_net *net = fw_device_is_running(device) ? fw_device_net(device) : NULL;
    if (net == NULL || fw_net_status(net)->ip == 0) {
        return RT_EUNREACH;
    }
    uint32_t port = fw_param_u32(fw_device_params(device), "WAN_Web_Server_Port", 80);
    return emu_browser_open(out, emu_unit_net(a->unit), fw_net_status(net)->ip, (uint16_t)port, path);
}

enum rt_err emu_act_web(struct emu_acts *a, const char *path, int *status, struct rt_buf *body)
{
    struct emu_browser *browser;
    enum rt_err err = emu_act_web_ask(a, path, &browser);
    if (err != RT_OK) {
        return err;
    }
    emu_loop_add(emu_unit_loop(a->unit), emu_browser_source(browser));
    enum emu_loop_end end =
        emu_loop_run(emu_unit_loop(a->unit), deadline(a, WEB_TIMEOUT_US), emu_browser_is_done, browser);
    emu_loop_remove(emu_unit_loop(a->unit), browser);
    err = end_to_err(end);
    if (err == RT_OK) {
        err = emu_browser_result(browser, status, body);
    }
    emu_browser_close(browser);
    return err;
}
