/* SPDX-License-Identifier: MIT */
/*
 * The way of a packet between the two ports: checked, translated (nat.h, rewrite.h), sent on. It is a part of lwIP's
 * input, before lwIP has looked at the packet; what is for the unit itself is left to lwIP.
 */
#pragma once
#include "nat.h"
#include "policy.h"
#include "shape.h"

struct fw_net;
struct fw_port;
struct pbuf;

struct forward {
    struct fw_net *net;
    struct nat nat;
    struct policy policy;
    struct shape shape; /* of what leaves by the Internet port */
    uint32_t wan_ip;    /* that the flows are seen at; 0: none */
    bool is_on;         /* off: a bridge */
};

void forward_init(struct forward *f, struct fw_net *net);
void forward_fini(struct forward *f);
/* Parameters or an address changed. */
void forward_refresh(struct forward *f, bool is_on);
/* fw_port_router.input */
bool forward_input(struct forward *f, struct fw_port *from, struct pbuf *packet);
