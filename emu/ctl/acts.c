/* SPDX-License-Identifier: MIT */
/* The methods that act: hands at telephones, switches and cables, a browser, the provider. */
#include "call.h"
#include <unit/loop.h>
#include <unit/phone.h>
#include <unit/unit.h>
#include <lab/lab.h>
#include <net/browser.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/fault.h>
#include <board/fxs.h>
#include <board/nic.h>
#include <string.h>

#define WEB_TIMEOUT_US (30u * 1000000u)
#define WEB_SHOWN_MAX  (1024u * 1024u)
#define FLASH_US       ((EMU_PHONE_FLASH_MS + 50u) * 1000u)

static bool poll_dial(struct emu_ctl_call *call)
{
    return !emu_phone_is_dialling(emu_unit_phone(call->session->unit, call->telephone - 1));
}

static bool poll_web(struct emu_ctl_call *call)
{
    struct rt_buf body;
    int status;
    bool is_done = emu_browser_is_done(call->browser);
    if (!is_done && board_now_us(ctl_board(call)) < call->deadline_us) {
        return false;
    }
    ctl_stop_time(call);
    rt_buf_init(&body, WEB_SHOWN_MAX);
    enum rt_err err = is_done ? emu_browser_result(call->browser, &status, &body) : RT_ETIMEDOUT;
    if (err == RT_OK) {
        json_t *text = json_stringn((const char *)body.bytes, body.n);
        call->result = json_pack("{s:i, s:o}", "status", status, "body", text != NULL ? text : json_null());
    } else {
        ctl_fail_err(call, err, "no answer: is Enable_WAN_Web_Server set?");
    }
    rt_buf_fini(&body);
    return true;
}

static bool poll_notify(struct emu_ctl_call *call)
{
    struct emu_lab *lab = emu_unit_lab(call->session->unit);
    if (!emu_lab_notify_is_over(lab) && board_now_us(ctl_board(call)) < call->deadline_us) {
        return false;
    }
    ctl_stop_time(call);
    call->result = json_pack("{s:i}", "status", (int)emu_lab_notify_status(lab));
    return true;
}

static void set_hook(struct emu_ctl_call *call, bool is_off_hook)
{
    unsigned telephone = ctl_telephone(call);
    if (telephone != 0) {
        emu_phone_set_hook(emu_unit_phone(call->session->unit, telephone - 1), is_off_hook);
        call->poll = ctl_poll_instant;
    }
}

void ctl_offhook(struct emu_ctl_call *call)
{
    set_hook(call, true);
}
void ctl_onhook(struct emu_ctl_call *call)
{
    set_hook(call, false);
}

void ctl_dial(struct emu_ctl_call *call)
{
    call->telephone = ctl_telephone(call);
    if (call->telephone == 0) {
        return;
    }
    enum rt_err err = emu_phone_dial(emu_unit_phone(call->session->unit, call->telephone - 1), ctl_text(call, "keys"));
    if (err == RT_OK) {
        call->poll = poll_dial;
    } else {
        ctl_fail_err(call, err,
                     err == RT_EREFUSED ? "the handset is down: lift it first with offhook"
                     : err == RT_EINVAL ? "not a key: use 0-9 * # A-D and ','"
                                        : "too many keys at once: dial them in two calls");
    }
}

void ctl_flash(struct emu_ctl_call *call)
{
    unsigned telephone = ctl_telephone(call);
    enum rt_err err = telephone != 0 ? emu_phone_flash(emu_unit_phone(call->session->unit, telephone - 1)) : RT_OK;
    if (telephone != 0 && err == RT_OK) {
        ctl_set_deadline(call, FLASH_US);
        call->poll = ctl_poll_wait;
    } else if (err != RT_OK) {
        ctl_fail_err(call, err, "the handset is down, or the hook still pressed");
    }
}

void ctl_power(struct emu_ctl_call *call)
{
    if (ctl_bool(call, "on")) {
        board_power_on(ctl_board(call));
    } else {
        board_power_off(ctl_board(call));
    }
    call->poll = ctl_poll_instant;
}

void ctl_cable(struct emu_ctl_call *call)
{
    const char *name = ctl_text(call, "port");
    for (int port = 0; port < BOARD_N_PORTS; port++) {
        if (strcmp(name, board_port_name((enum board_port)port)) == 0) {
            board_nic_plug(ctl_board(call), (enum board_port)port, ctl_bool(call, "in"));
            call->poll = ctl_poll_instant;
            return;
        }
    }
    emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, "EINVAL", "port: say wan or lan");
}

void ctl_faults(struct emu_ctl_call *call)
{
    struct board_fault plan[BOARD_FAULTS_MAX];
    const char *text = ctl_text(call, "plan");
    int n = text[0] != '\0' ? board_fault_parse(text, plan, BOARD_FAULTS_MAX) : 0;
    if (n < 0) {
        emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, rt_err_name(n), "plan: %s: write it as k17b or k17t3,k2a", text);
        return;
    }
    board_fault_arm(ctl_board(call), plan, (size_t)n);
}

void ctl_corrupt(struct emu_ctl_call *call)
{
    emu_act_corrupt(&call->session->acts);
}

void ctl_note(struct emu_ctl_call *call)
{
    board_emit(ctl_board(call), BOARD_SIGNAL_NOTE, 0, 0, ctl_text(call, "text"));
}

void ctl_web(struct emu_ctl_call *call)
{
    enum rt_err err = emu_act_web_ask(&call->session->acts, ctl_text(call, "path"), &call->browser);
    if (err != RT_OK) {
        call->browser = NULL;
        ctl_fail_err(call, err, err == RT_EUNREACH ? emu_act_why_unreachable(&call->session->acts) : "check the path");
        return;
    }
    emu_loop_add(emu_unit_loop(call->session->unit), emu_browser_source(call->browser));
    ctl_let_time_go(call, WEB_TIMEOUT_US);
    call->poll = poll_web;
}

void ctl_notify(struct emu_ctl_call *call)
{
    json_int_t line = json_integer_value(json_object_get(call->params, "line"));
    if (line < 1 || line > (json_int_t)BOARD_N_FXS) {
        emu_ctl_fail(call, EMU_CTL_INVALID_PARAMS, "EINVAL", "line: say 1 or 2");
        return;
    }
    enum rt_err err = emu_act_notify(&call->session->acts, (unsigned)line, ctl_text(call, "event"), NULL, NULL);
    if (err != RT_OK) {
        ctl_fail_err(call, err,
                     err == RT_EUNREACH ? emu_act_why_unreachable(&call->session->acts)
                                        : "an event is one short word, as resync");
        return;
    }
    ctl_let_time_go(call, EMU_NOTIFY_TIMEOUT_US);
    call->poll = poll_notify;
}
