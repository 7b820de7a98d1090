/* SPDX-License-Identifier: MIT */
/*
 * How far the user-mode network reaches. Profiles and scenarios come from others and determine where the unit
 * connects to; so every packet that would open a flow is judged by its destination address, after any name was
 * resolved, before a socket of the host is opened.
 *
 *                                      lab    user   user,lan
 *   the provider of this process       yes    yes    yes        192.168.1.200
 *   ports of --map on 127.0.0.1        yes    yes    yes        the only way to this host
 *   the Internet                       no     yes    yes
 *   private and directly connected     no     no     yes        RFC 1918, RFC 6598, the host's own networks
 *   addresses of this host             no     no     no         127/8, 0/8, what its interfaces have, and what its
 * routes call local multicast, link-local, reserved    no     no     no         RFC 5771, RFC 3927, RFC 1112 section 4
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum emu_reach {
    EMU_REACH_LAB,      /* nothing outside this process but --map */
    EMU_REACH_INTERNET, /* "user" */
    EMU_REACH_LAN,      /* "user,lan": the host's networks, too */
};

enum emu_refusal {
    EMU_REFUSED_NOT, /* it may pass */
    EMU_REFUSED_OUTSIDE,
    EMU_REFUSED_LAN,
    EMU_REFUSED_HOST,
    EMU_REFUSED_SPECIAL,
    EMU_REFUSED_BLIND,
};

/* Judges one destination, in host order. The host's addresses and its route are asked for each time, because they
 * change while a notebook roams, but only where something outside may be reached at all. If they cannot be, everything
 * is refused. */
enum emu_refusal emu_reach_judge(enum emu_reach reach, uint32_t ip);
/* To be called before --sandbox is entered, where no socket for such questions may be opened. */
void emu_reach_prepare(enum emu_reach reach);
/* The same with the host's addresses given, each with its netmask: for tests. */
enum emu_refusal emu_reach_judge_among(enum emu_reach reach, uint32_t ip, const uint32_t (*own)[2], size_t n_own);
/* Why, and the option that would allow it: "outside networks are blocked: allow them with --wan user". */
const char *emu_refusal_text(enum emu_refusal r);
