/* SPDX-License-Identifier: MIT */
/* Power, cables, flash and its faults, notes. */
#include "act_priv.h"
#include <board/board.h>
#include <host/signals.h>
#include <board/fault.h>
#include <board/fxs.h>
#include <board/nic.h>
#include <board/signal.h>
#include <fw/boot.h>

#define CORRUPT_AT 100u /* a byte of the image's head */

enum rt_err act_power(struct emu_act_call *call)
{
    struct board *b = emu_unit_board(call->acts->unit);
    bool is_on = act_value(call, "on")->number != 0;
    if (is_on != board_is_powered(b)) {
        emu_acts_skip(call->acts); /* what a wait is for comes after the switch */
    }
    if (is_on) {
        board_power_on(b);
    } else {
        board_power_off(b);
    }
    return RT_OK;
}

enum rt_err act_cable(struct emu_act_call *call)
{
    struct board *b = emu_unit_board(call->acts->unit);
    unsigned socket = (unsigned)act_value(call, "port")->number; /* the Ethernet ports, then the telephones */
    bool is_in = act_value(call, "in")->number != 0;
    if (socket < BOARD_N_PORTS) {
        board_nic_plug(b, (enum board_port)socket, is_in);
    } else {
        board_fxs_plug(b, socket - BOARD_N_PORTS, is_in);
    }
    return RT_OK;
}

/* Corrupts both firmware banks, as an ill-timed power cut would. The running firmware continues; the next boot enters
 * recovery (fw/recovery.h). */
enum rt_err act_corrupt(struct emu_act_call *call)
{
    static const struct {
        enum fw_bank bank;
        enum board_region region;
    } banks[] = {{FW_BANK_A, BOARD_REGION_BANK_A}, {FW_BANK_B, BOARD_REGION_BANK_B}};
    struct board *b = emu_unit_board(call->acts->unit);
    for (size_t i = 0; i < sizeof banks / sizeof banks[0]; i++) {
        if (fw_boot_is_good(b, banks[i].bank)) { /* the second time would turn the bit back */
            board_fault_rot(b, banks[i].region, CORRUPT_AT, 0);
        }
    }
    return RT_OK;
}

enum rt_err act_faults(struct emu_act_call *call)
{
    struct board_fault plan[BOARD_FAULTS_MAX];
    const struct emu_act_value *text = act_value(call, "plan");
    int n = text->n > 0 ? board_fault_parse(text->text, plan, BOARD_FAULTS_MAX) : 0;
    if (n < 0) {
        return act_wrong(call, n, "plan: %s: %s", text->text,
                         n == RT_EFULL ? "at most 8 faults" : "write it as k17b, or k17t3,k2a");
    }
    board_fault_arm(emu_unit_board(call->acts->unit), plan, (size_t)n);
    return RT_OK;
}

enum rt_err act_note(struct emu_act_call *call)
{
    board_emit(emu_unit_board(call->acts->unit), &emu_signal_note, 0, 0, act_value(call, "text")->text);
    return RT_OK;
}
