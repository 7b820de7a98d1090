/* SPDX-License-Identifier: MIT */
/* What the acts are made of: their rows, and how a row's functions read arguments. Used by act*.c only. */
#pragma once
#include <act/act.h>

/* An argument or a result by its name, which the row must have. */
const struct emu_act_value *act_value(const struct emu_act_call *call, const char *name);
struct emu_act_value *act_result(struct emu_act_call *call, const char *name);
/* Sets the message; returns err. */
enum rt_err act_fail(struct emu_act_call *call, enum rt_err err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same for a wrong argument. */
enum rt_err act_wrong(struct emu_act_call *call, enum rt_err err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- phone.c ---- */
enum rt_err act_offhook(struct emu_act_call *call);
enum rt_err act_onhook(struct emu_act_call *call);
enum rt_err act_dial(struct emu_act_call *call);
bool act_dial_is_done(const struct emu_act_call *call);
enum rt_err act_timing(struct emu_act_call *call);
enum rt_err act_display(struct emu_act_call *call);
enum rt_err act_press(struct emu_act_call *call);
enum rt_err act_release(struct emu_act_call *call);
enum rt_err act_speak(struct emu_act_call *call);
enum rt_err act_flash(struct emu_act_call *call);
enum rt_err act_flash_finish(struct emu_act_call *call, bool is_in_time);

/* ---- board.c ---- */
enum rt_err act_power(struct emu_act_call *call);
enum rt_err act_cable(struct emu_act_call *call);
enum rt_err act_corrupt(struct emu_act_call *call);
enum rt_err act_faults(struct emu_act_call *call);
enum rt_err act_note(struct emu_act_call *call);

/* ---- screenshot.c ---- */
enum rt_err act_screenshot(struct emu_act_call *call);

/* ---- web.c, form.c ---- */
enum rt_err act_web(struct emu_act_call *call);
enum rt_err act_post(struct emu_act_call *call);
enum rt_err act_submit(struct emu_act_call *call);
bool act_web_is_done(const struct emu_act_call *call);
enum rt_err act_web_finish(struct emu_act_call *call, bool is_in_time);
enum rt_err act_submit_finish(struct emu_act_call *call, bool is_in_time);
/* The body of the form that sets the call's fields, by the ids that their labels have. tab: "Voice/Line 1". */
enum rt_err act_form_fields(struct emu_act_call *call, bool is_user, struct rt_str *tab, struct rt_buf *out);

/* ---- network.c ---- */
/* 0: the unit cannot be reached, and the call has failed. */
uint32_t act_unit_address_at(struct emu_act_call *call, enum board_port port);
enum rt_err act_notify(struct emu_act_call *call);
bool act_notify_is_done(const struct emu_act_call *call);
enum rt_err act_notify_finish(struct emu_act_call *call, bool is_in_time);

/* ---- pc.c ---- */
enum rt_err act_pc_lease(struct emu_act_call *call);
bool act_pc_lease_is_done(const struct emu_act_call *call);
enum rt_err act_pc_lease_finish(struct emu_act_call *call, bool is_in_time);
enum rt_err act_pc_ping(struct emu_act_call *call);
bool act_pc_ping_is_done(const struct emu_act_call *call);
enum rt_err act_pc_ping_finish(struct emu_act_call *call, bool is_in_time);

/* ---- provider.c ---- */
enum rt_err act_file(struct emu_act_call *call);
enum rt_err act_answer(struct emu_act_call *call);
enum rt_err act_hold(struct emu_act_call *call);
enum rt_err act_image(struct emu_act_call *call);
enum rt_err act_host(struct emu_act_call *call);
enum rt_err act_srv(struct emu_act_call *call);
enum rt_err act_port(struct emu_act_call *call);
enum rt_err act_dhcp(struct emu_act_call *call);
enum rt_err act_registrar(struct emu_act_call *call);
enum rt_err act_mailbox(struct emu_act_call *call);
enum rt_err act_stun(struct emu_act_call *call);
enum rt_err act_nat(struct emu_act_call *call);
enum rt_err act_vlan(struct emu_act_call *call);
enum rt_err act_pppoe(struct emu_act_call *call);
enum rt_err act_pppoe_end(struct emu_act_call *call);
enum rt_err act_fault(struct emu_act_call *call);
enum rt_err act_heal(struct emu_act_call *call);

/* ---- peer.c ---- */
enum rt_err act_peer(struct emu_act_call *call);
enum rt_err act_call(struct emu_act_call *call);
enum rt_err act_peer_answer(struct emu_act_call *call);
enum rt_err act_peer_hangup(struct emu_act_call *call);
enum rt_err act_peer_hold(struct emu_act_call *call);
enum rt_err act_peer_resume(struct emu_act_call *call);
enum rt_err act_peer_say(struct emu_act_call *call);
enum rt_err act_peer_dtmf(struct emu_act_call *call);
enum rt_err act_peer_transfer(struct emu_act_call *call);
