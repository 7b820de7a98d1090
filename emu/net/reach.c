/* SPDX-License-Identifier: MIT */
#include <net/reach.h>
#include "kernel.h"
#include <rt/buf.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>

#define OWN_MAX 256u /* addresses of the host; of one with more, its route tells (kernel.h) */

struct range {
    uint32_t address, mask;
    enum emu_refusal verdict;
};
/* Rows in search order. Source: RFC 6890, the registry of special addresses. */
static const struct range ranges[] = {
    {0x00000000u, 0xff000000u, EMU_REFUSED_HOST},    /* 0/8: "this host"; Linux leads 0.0.0.0 to itself */
    {0x7f000000u, 0xff000000u, EMU_REFUSED_HOST},    /* 127/8: loopback */
    {0xa9fe0000u, 0xffff0000u, EMU_REFUSED_SPECIAL}, /* 169.254/16: link-local; cloud hosts answer there with secrets */
    {0xe0000000u, 0xf0000000u, EMU_REFUSED_SPECIAL}, /* 224/4: multicast */
    {0xf0000000u, 0xf0000000u, EMU_REFUSED_SPECIAL}, /* 240/4: reserved, and broadcast */
    {0x0a000000u, 0xff000000u, EMU_REFUSED_LAN},     /* 10/8 */
    {0xac100000u, 0xfff00000u, EMU_REFUSED_LAN},     /* 172.16/12 */
    {0xc0a80000u, 0xffff0000u, EMU_REFUSED_LAN},     /* 192.168/16 */
    {0x64400000u, 0xffc00000u, EMU_REFUSED_LAN},     /* 100.64/10: shared by carriers' NAT */
    {0xc0000000u, 0xffffff00u, EMU_REFUSED_SPECIAL}, /* 192.0.0/24: protocol assignments */
    {0xc6120000u, 0xfffe0000u, EMU_REFUSED_LAN},     /* 198.18/15: benchmarking laboratories */
};

enum emu_refusal emu_reach_judge_among(enum emu_reach reach, uint32_t ip, const uint32_t (*own)[2], size_t n_own)
{
    enum emu_refusal verdict = reach == EMU_REACH_LAB ? EMU_REFUSED_OUTSIDE : EMU_REFUSED_NOT;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if ((ip & ranges[i].mask) == ranges[i].address) {
            verdict = ranges[i].verdict;
            break;
        }
    }
    for (size_t i = 0; i < n_own && verdict != EMU_REFUSED_HOST; i++) {
        uint32_t broadcast = own[i][0] | ~own[i][1];
        bool is_network = own[i][1] < 0xfffffffeu; /* RFC 3021: a /31 has no broadcast address */
        if (ip == own[i][0]) {
            verdict = EMU_REFUSED_HOST;
        } else if (is_network && (ip == broadcast || ip == (own[i][0] & own[i][1]))) {
            verdict = EMU_REFUSED_SPECIAL;
        } else if (((ip ^ own[i][0]) & own[i][1]) == 0 && verdict != EMU_REFUSED_SPECIAL) {
            verdict = EMU_REFUSED_LAN;
        }
    }
    if (verdict == EMU_REFUSED_LAN && reach != EMU_REACH_INTERNET) {
        verdict = reach == EMU_REACH_LAN ? EMU_REFUSED_NOT : EMU_REFUSED_OUTSIDE;
    }
    return verdict;
}

enum emu_refusal emu_reach_judge(enum emu_reach reach, uint32_t ip)
{
    uint32_t own[OWN_MAX][2];
    size_t n = 0;
    bool is_blind = reach != EMU_REACH_LAB && !kernel_addresses(own, OWN_MAX, &n);
    enum emu_refusal verdict = emu_reach_judge_among(reach, ip, own, n);
    if (verdict != EMU_REFUSED_NOT) {
        return verdict;
    }
    switch (is_blind ? RTN_UNSPEC : kernel_route(ip)) {
    case RTN_LOCAL:
        return EMU_REFUSED_HOST;
    case RTN_BROADCAST:
    case RTN_ANYCAST:
    case RTN_MULTICAST:
        return EMU_REFUSED_SPECIAL;
    case RTN_UNSPEC:
        return EMU_REFUSED_BLIND; /* nothing that could be this host is let out */
    default:
        return EMU_REFUSED_NOT;
    }
}

void emu_reach_prepare(enum emu_reach reach)
{
    if (reach != EMU_REACH_LAB) {
        (void)kernel_open(); /* what cannot be asked is refused, each time */
    }
}

const char *emu_refusal_text(enum emu_refusal r)
{
    static const char *const texts[] = {
        [EMU_REFUSED_NOT] = "",
        [EMU_REFUSED_OUTSIDE] = "outside networks are blocked: allow them with --wan user",
        [EMU_REFUSED_LAN] = "private network: allow it with --wan user,lan",
        [EMU_REFUSED_HOST] = "this host: reachable only through the ports of --map",
        [EMU_REFUSED_BLIND] = "this host's own addresses cannot be asked for (rtnetlink), and it could be one of them",
        [EMU_REFUSED_SPECIAL] = "multicast, link-local and reserved addresses are always blocked",
    };
    return texts[r];
}
