/* SPDX-License-Identifier: MIT */
/*
 * Transfer: peers are connected with each other, by REFER; both sides of it. Inside firmware/call.
 *
 * Ours: the call that is sent away is kept until the peer has reported success and Referor_Bye_Delay is over, the one
 * that is taken over until Refer_Target_Bye_Delay. A failure brings the call back: to the lifted handset, or as a
 * Hold_Reminder_Ring.
 */
#pragma once
#include "call_priv.h"

/* ---- for dialled codes ---- */

/* Blind transfer of the held call to a number after the dial plan, or to a referral service ("*98" and the number).
 * True: REFER is sent, and the caller of this gives the line to call_user, as after call_place(). */
bool call_transfer_blind(struct call_line *l, const char *number);

/* ---- for hook.c ---- */

/* The first call is sent to the second, in the place of ours (takes_over), or by its number. False: nothing was
 * sent. */
bool call_transfer(struct call *first, struct call *second, bool takes_over);
/* Both peers, and then our user, are sent to Conference_Bridge_URL. */
void call_to_bridge(struct call_line *l);

/* ---- for out.c, in.c ---- */

extern const struct fw_sip_refer_client call_refer_client;
/* The call is over for its peer. */
void call_transfer_on_end(struct call *c);
/* A call that the peer made us place: its progress, its end (true: the first call is heard again), its success. */
void call_transfer_on_progress(struct call *c, int status);
bool call_transfer_on_failed(struct call *c, int status);
void call_transfer_on_connected(struct call *c);
/* An INVITE takes the place of this call. */
void call_replace(struct call *c, struct fw_sip_call *sip);
