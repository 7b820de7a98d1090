/* SPDX-License-Identifier: MIT */
/* The phases of a session: RFC 1661 section 3. */
#include "ppp.h"
#include <board/board.h>
#include <rt/assert.h>
#include <rt/buf.h>
#include <rt/str.h>
#include <string.h>

enum { PROTOCOL_BYTES = 2, HEADER_BYTES = 4 };

void ppp_send(struct ppp *p, enum ppp_protocol protocol, uint8_t code, uint8_t id, const uint8_t *data, size_t n)
{
    uint8_t packet[PROTOCOL_BYTES + HEADER_BYTES + PPP_PACKET_MAX];
    RT_ASSERT(n <= PPP_PACKET_MAX);
    if (HEADER_BYTES + n > p->mru) {
        n = p->mru - HEADER_BYTES; /* PPP_MRU_MIN at least; only what quotes the other side is that long */
    }
    rt_put_be16(packet, (uint16_t)protocol);
    packet[2] = code;
    packet[3] = id;
    rt_put_be16(packet + 4, (uint16_t)(HEADER_BYTES + n));
    memcpy(packet + PROTOCOL_BYTES + HEADER_BYTES, data, n);
    p->config.send(p->config.ctx, packet, PROTOCOL_BYTES + HEADER_BYTES + n);
}

/* ---- phases ---- */

static void stop_timers(struct ppp *p)
{
    ppp_control_stop(&p->ipcp);
    board_timer_stop(p->config.board, &p->auth_timer);
    board_timer_stop(p->config.board, &p->echo_timer);
}

void ppp_fail(struct ppp *p, const char *why)
{
    if (p->phase == PPP_DEAD) {
        return;
    }
    p->phase = PPP_DEAD;
    stop_timers(p);
    ppp_control_stop(&p->lcp);
    p->config.on_down(p->config.ctx, why);
}

void ppp_on_authenticated(struct ppp *p)
{
    p->phase = PPP_NETWORK;
    ppp_ipcp_reset(p);
    ppp_echo_start(p);
    ppp_control_start(&p->ipcp);
}

void ppp_on_open(struct ppp *p, const struct ppp_control *c)
{
    if (c == &p->lcp && p->auth != 0) {
        p->phase = PPP_AUTHENTICATING;
        ppp_auth_start(p);
    } else if (c == &p->lcp) {
        ppp_on_authenticated(p);
    } else if (!rt_ipv4_is_host(p->ip)) {
        ppp_fail(p, p->ip == 0 ? "the provider gives no address" : "the provider gives an address that no host has");
    } else {
        p->phase = PPP_RUNNING;
        p->config.on_up(p->config.ctx);
    }
}

/* IPCP alone keeps the address until there is another one. */
void ppp_on_reopen(struct ppp *p, const struct ppp_control *c)
{
    if (c == &p->lcp) {
        stop_timers(p);
        p->phase = PPP_ESTABLISHING;
        ppp_lcp_reset(p);
    }
}

void ppp_init(struct ppp *p, const struct ppp_config *config)
{
    *p = (struct ppp){.config = *config, .mru = PPP_MRU};
    ppp_control_init(&p->lcp, p, &ppp_lcp_ops);
    ppp_control_init(&p->ipcp, p, &ppp_ipcp_ops);
    board_timer_init(&p->auth_timer, "ppp login", BOARD_PRIORITY_FIRMWARE, ppp_on_auth_timer, p);
    board_timer_init(&p->echo_timer, "ppp echo", BOARD_PRIORITY_FIRMWARE, ppp_on_echo_timer, p);
}

void ppp_start(struct ppp *p)
{
    p->phase = PPP_ESTABLISHING;
    ppp_lcp_reset(p);
    ppp_ipcp_reset(p);
    ppp_control_start(&p->lcp);
}

void ppp_stop(struct ppp *p)
{
    p->phase = PPP_DEAD;
    stop_timers(p);
    ppp_control_stop(&p->lcp);
}

void ppp_say_goodbye(struct ppp *p)
{
    if (p->phase != PPP_DEAD) {
        ppp_send(p, PPP_LCP, PPP_TERMINATE, ++p->lcp.id, (const uint8_t *)"", 0);
    }
}

/* ---- input ---- */

static void reject_protocol(struct ppp *p, const uint8_t *packet, size_t n)
{
    if (p->lcp.state == PPP_OPEN) { /* RFC 1661 section 5.7 */
        n = n > PPP_PACKET_MAX ? PPP_PACKET_MAX : n;
        ppp_send(p, PPP_LCP, PPP_PROTOCOL_REJECT, ++p->lcp.id, packet, n);
    }
}

void ppp_input(struct ppp *p, const uint8_t *packet, size_t n)
{
    if (p->phase == PPP_DEAD || n < PROTOCOL_BYTES + HEADER_BYTES) {
        return;
    }
    uint16_t protocol = rt_be16(packet);
    uint16_t n_all = rt_be16(packet + 4);
    bool is_ours = protocol == PPP_LCP || protocol == PPP_IPCP || protocol == PPP_PAP || protocol == PPP_CHAP;
    if (!is_ours) {
        reject_protocol(p, packet, n);
        return;
    }
    if (n_all < HEADER_BYTES || n_all > n - PROTOCOL_BYTES || n_all > PPP_PACKET_MAX) {
        return; /* RFC 1661 section 5: damaged, dropped; what is behind it is padding */
    }
    const uint8_t *data = packet + PROTOCOL_BYTES + HEADER_BYTES;
    size_t n_data = n_all - HEADER_BYTES;
    uint8_t code = packet[2], id = packet[3];
    if (protocol == PPP_LCP) {
        if (!ppp_lcp_input(p, code, id, data, n_data)) {
            ppp_control_input(&p->lcp, code, id, data, n_data);
        }
    } else if (protocol != PPP_IPCP) {
        ppp_auth_input(p, (enum ppp_protocol)protocol, code, id, data, n_data);
    } else if (p->phase >= PPP_NETWORK) {
        ppp_control_input(&p->ipcp, code, id, data, n_data);
    }
}
