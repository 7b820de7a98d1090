/* SPDX-License-Identifier: MIT */
/* The PC at the LAN port: an address, and a ping. Its browser: web.c. */
#include "act_priv.h"
#include <board/board.h>
#include <board/nic.h>
#include <net/net.h>
#include <rt/str.h>

static struct emu_net *net_of(const struct emu_act_call *call)
{
    return emu_unit_net(call->acts->unit, BOARD_PORT_LAN);
}

static enum rt_err check_cable(struct emu_act_call *call)
{
    return board_nic_is_linked(emu_unit_board(call->acts->unit), BOARD_PORT_LAN)
               ? RT_OK
               : act_fail(call, RT_EUNREACH, "no link at the LAN port: plug the cable in, with the unit on");
}

static enum rt_err judge(struct emu_act_call *call, enum rt_err err)
{
    return err == RT_ENOTSUP  ? act_fail(call, err, "no PC is at the LAN port: add --lan user")
           : err == RT_ENOENT ? act_fail(call, err, "the PC has no address: pc_lease first")
                              : err;
}

enum rt_err act_pc_lease(struct emu_act_call *call)
{
    enum rt_err err = check_cable(call);
    return err == RT_OK ? judge(call, emu_pc_ask(net_of(call))) : err;
}

bool act_pc_lease_is_done(const struct emu_act_call *call)
{
    return !emu_pc_is_asking(net_of(call));
}

enum rt_err act_pc_lease_finish(struct emu_act_call *call, bool is_in_time)
{
    char text[16];
    uint32_t ip = emu_pc_lease(net_of(call))->ip;
    if (!is_in_time || ip == 0) {
        return act_fail(call, RT_ETIMEDOUT, is_in_time ? "the DHCP server refuses" : "no DHCP server answers the PC");
    }
    (void)rt_buf_printf(&call->body, "%s", rt_ipv4_text(ip, text)); /* the result says it if there is no memory */
    *act_result(call, "address") = (struct emu_act_value){.text = rt_buf_text(&call->body), .n = call->body.n};
    return rt_buf_error(&call->body);
}

enum rt_err act_pc_ping(struct emu_act_call *call)
{
    uint32_t ip = 0;
    enum rt_err err = check_cable(call);
    if (err == RT_OK && rt_str_ipv4(rt_str(act_value(call, "address")->text), &ip) != RT_OK) {
        return act_wrong(call, RT_EINVAL, "address: not an IPv4 address, as 203.0.113.7");
    }
    return err == RT_OK ? judge(call, emu_pc_ping(net_of(call), ip)) : err;
}

bool act_pc_ping_is_done(const struct emu_act_call *call)
{
    uint64_t us;
    return emu_pc_was_answered(net_of(call), &us);
}

/* No reply is an outcome too. */
enum rt_err act_pc_ping_finish(struct emu_act_call *call, bool is_in_time)
{
    uint64_t us;
    bool is_answered = emu_pc_was_answered(net_of(call), &us);
    (void)is_in_time;
    act_result(call, "ms")->number = is_answered ? (int64_t)(us / 1000) : -1;
    return RT_OK;
}
