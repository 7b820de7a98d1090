/* SPDX-License-Identifier: MIT */
/*
 * How the unit answers what is closed, and a ping: in the shape by which scanners know it. Changes packets of lwIP on
 * their way out; packets of hosts that are passed on are none of it.
 *
 * Source: nmap-os-db 7.93, the entry of the units with cpe:/h:sipura:spa2102_phone_adapter_with_router: a reset has FIN
 * too and window 0, and no acknowledgement where the packet had one (T4 to T7); a packet without flags to an open port
 * is reset (T2); replies to pings have DF clear and an id of the counter that TCP has (II, SS, IE).
 */
#pragma once
#include <fw/netport.h>

/* A packet for the unit came in, and lwIP is about to take it. */
void fw_answer_note(struct fw_port *p, const struct pbuf *packet);
/* lwIP is done with it. */
void fw_answer_end(struct fw_port *p);
/* A packet of lwIP leaves. True: it has left in another one. */
bool fw_answer_shape(struct fw_port *p, struct pbuf *packet);
