/* SPDX-License-Identifier: MIT */
/*
 * What the NAT does, as a STUN server sees it (RFC 3489 sections 9.3 and 10.1), before lines register.
 *
 * STUN_Enable: the mapped address and port of each line's SIP port. STUN_Test_Enable: the type of the NAT too, which
 * REGISTER tells (Sipura administration guide p.67).
 *
 *   IDLE --started--> RESOLVING --address--> BINDING, for each line --answer--> ... --STUN_Test_Enable--> the tests
 *   any --no server, no answer, all is known--> IDLE, and lines register
 *
 *   test                                        answered                        not answered
 *   BINDING                                     the address is ours: OPEN_OR_FIREWALL, else ANY   Not Responding
 *   OPEN_OR_FIREWALL, from elsewhere            Open Internet                   Symmetric Firewall
 *   ANY, from elsewhere                         Full Cone                       OTHER
 *   OTHER, to the server's other address        same mapping: PORT, else Symmetric NAT   Unknown
 *   PORT, from another port                     Restricted Cone                 Restricted Cone (by port; the list has
 * one)
 */
#pragma once
#include <board/clock.h>
#include <fw/line.h>
#include <fw/resolve.h>
#include <fw/sip_port.h>

struct fw_udp_datagram;
struct fw_sip_lines;

/* id, text of REGISTER's Warning: Sipura administration guide p.67 */
#define SIP_NAT_LIST(X)                                                                                                \
    X(NOT_TESTED, "")                                                                                                  \
    X(UNKNOWN, "Unknown NAT Type")                                                                                     \
    X(NOT_REACHABLE, "STUN Server Not Reachable")                                                                      \
    X(NOT_RESPONDING, "STUN Server Not Responding")                                                                    \
    X(OPEN, "Open Internet Detected")                                                                                  \
    X(FIREWALL, "Symmetric Firewall Detected")                                                                         \
    X(FULL_CONE, "Full Cone NAT Detected")                                                                             \
    X(RESTRICTED_CONE, "Restricted Cone NAT Detected")                                                                 \
    X(SYMMETRIC, "Symmetric NAT Detected")
enum sip_nat {
#define SIP_NAT_ENUM(id, text) SIP_NAT_##id,
    SIP_NAT_LIST(SIP_NAT_ENUM)
#undef SIP_NAT_ENUM
        SIP_N_NATS
};
const char *sip_nat_text(enum sip_nat n);

enum sip_probe_state {
    SIP_PROBE_IDLE,
    SIP_PROBE_RESOLVING,
    SIP_PROBE_BINDING,
    SIP_PROBE_OPEN_OR_FIREWALL,
    SIP_PROBE_ANY,
    SIP_PROBE_OTHER,
    SIP_PROBE_PORT
};

struct sip_probe {
    struct fw_sip_lines *lines;
    struct fw_sip *sip;
    enum sip_probe_state state;
    unsigned line; /* whose port asks: 1, 2 */
    struct fw_dns_request dns;
    struct sip_stun_address server, to; /* to: of the running request */
    uint8_t id[SIP_STUN_ID_BYTES];
    unsigned n_sent;
    struct board_timer timer;
    struct sip_stun_address changed; /* of the server */
    enum sip_nat nat;
};

void sip_probe_init(struct sip_probe *p, struct fw_sip_lines *l);
void sip_probe_fini(struct sip_probe *p);
/* True: lines register when sip_probe_on_end() is called. False: there is nothing to ask. */
bool sip_probe_start(struct sip_probe *p);
/* Is one of its parameters among them? */
bool sip_probe_is_changed(const struct sip_probe *p, const int *ids, size_t n);
/* True: the datagram at this local port is for it. */
bool sip_probe_on_datagram(struct sip_probe *p, uint16_t port, const struct fw_udp_datagram *d);
void sip_probe_on_unreachable(struct sip_probe *p, const struct sip_peer *peer);

/* lines.c */
void sip_probe_on_end(struct fw_sip_lines *l);
