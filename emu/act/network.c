/* SPDX-License-Identifier: MIT */
/* What reaches the unit by its Internet port: whether it can, and the provider's NOTIFY. The browser: web.c. */
#include "act_priv.h"
#include <board/board.h>
#include <fw/device.h>
#include <fw/net.h>
#include <fw/param.h>
#include <sip/sip.h>
#include <stdio.h>
#include <string.h>

/* Why nothing reaches the unit, and what to do. */
static const char *why_unreachable(struct emu_unit *u)
{
    if (!board_is_powered(emu_unit_board(u))) {
        return "the unit is off or still booting: wait for its lease"; /* in the next board_step() */
    }
    return fw_device_is_running(emu_unit_device(u))
               ? "the unit has no address: wait for its lease"
               : "no firmware is running: the unit is booting (wait for its lease), in recovery, or halted by a fault";
}

static uint32_t unit_address(struct emu_act_call *call)
{
    return act_unit_address_at(call, BOARD_PORT_WAN);
}

uint32_t act_unit_address_at(struct emu_act_call *call, enum board_port port)
{
    struct fw_device *device = emu_unit_device(call->acts->unit);
    struct fw_net *net = fw_device_is_running(device) ? fw_device_net(device) : NULL;
    uint32_t ip = net == NULL ? 0 : port == BOARD_PORT_WAN ? fw_net_status(net)->ip : fw_net_lan_ip(net);
    if (ip == 0) {
        (void)act_fail(call, RT_EUNREACH, "%s", why_unreachable(call->acts->unit));
    }
    return ip;
}

/* ---- notify ---- */

/* Credentials for the unit's challenge: those given, else the account of the line. */
static void take_login(const struct emu_act_call *call, struct emu_lab_notify *n)
{
    const struct fw_params *params = fw_device_params(emu_unit_device(call->acts->unit));
    unsigned line = (unsigned)act_value(call, "line")->number;
    const struct emu_act_value *user = act_value(call, "user");
    const struct emu_act_value *password = act_value(call, "password");
    char name[32];
    (void)snprintf(name, sizeof name, "Use_Auth_ID_%u_", line);
    bool has_auth_id = strcmp(fw_param_by_name(params, name), "Yes") == 0;
    (void)snprintf(name, sizeof name, has_auth_id ? "Auth_ID_%u_" : "User_ID_%u_", line);
    n->user = user->is_given ? user->text : fw_param_by_name(params, name);
    (void)snprintf(name, sizeof name, "Password_%u_", line);
    n->password = password->is_given ? password->text : fw_param_by_name(params, name);
}

enum rt_err act_notify(struct emu_act_call *call)
{
    struct emu_unit *u = call->acts->unit;
    struct emu_lab_notify n = {.unit_ip = unit_address(call), .event = act_value(call, "event")->text};
    unsigned line = (unsigned)act_value(call, "line")->number;
    char name[32];
    if (n.unit_ip == 0) {
        return RT_EUNREACH;
    }
    (void)snprintf(name, sizeof name, "SIP_Port_%u_", line);
    n.unit_port = (uint16_t)fw_param_u32(fw_device_params(emu_unit_device(u)), name, 5059u + line);
    take_login(call, &n);
    enum rt_err err = emu_lab_notify(emu_unit_lab(u), &n);
    return err == RT_EINVAL || err == RT_ETOOBIG
               ? act_wrong(call, err, "event and user are one short word each, as resync")
               : err;
}

bool act_notify_is_done(const struct emu_act_call *call)
{
    return emu_lab_notify_is_over(emu_unit_lab(call->acts->unit));
}

/* No answer is an outcome too. */
enum rt_err act_notify_finish(struct emu_act_call *call, bool is_in_time)
{
    (void)is_in_time;
    act_result(call, "status")->number = emu_lab_notify_status(emu_unit_lab(call->acts->unit));
    return RT_OK;
}
