/* SPDX-License-Identifier: MIT */
/*
 * A PPPoE concentrator, byte by byte, at the Internet port of a test. By itself it opens a session without a login;
 * what it is not to answer, or to answer otherwise, a test says, and it sends any packet that a test makes. All packets
 * of the unit are kept.
 */
#pragma once
#include "outside.h"

#define PPPOE_PEER_IP   0x0a430001u /* 10.67.0.1 */
#define PPPOE_UNIT_IP   0x0a430f01u /* 10.67.15.1 */
#define PPPOE_KEPT_MAX  64u
#define PPPOE_KEPT_SIZE 1520u

enum {
    PPPOE_PEER_PADI = 0x09,
    PPPOE_PEER_PADO = 0x07,
    PPPOE_PEER_PADR = 0x19,
    PPPOE_PEER_PADS = 0x65,
    PPPOE_PEER_PADT = 0xa7
};
enum {
    PPP_PEER_LCP = 0xc021,
    PPP_PEER_PAP = 0xc023,
    PPP_PEER_CHAP = 0xc223,
    PPP_PEER_IPCP = 0x8021,
    PPP_PEER_IP = 0x0021
};

struct pppoe_peer {
    struct outside *outside;
    uint8_t mac[6], host_uniq[16];
    size_t n_host_uniq;
    uint16_t session; /* of those that it opens; 0: it refuses them */
    bool is_deaf;     /* answers nothing by itself */
    bool skips_lcp, skips_ipcp;
    bool is_up;                       /* the unit has its address */
    uint32_t unit_ip, own_ip, dns[2]; /* that it gives and says */
    uint8_t lcp_options[32];          /* of its request */
    size_t n_lcp_options;
    const uint8_t *pado_tags; /* more tags in its offer */
    size_t n_pado_tags;
    unsigned n_kept;
    struct {               /* last: not cleared */
        uint16_t protocol; /* 0: discovery */
        uint8_t code, id;
        uint8_t bytes[PPPOE_KEPT_SIZE]; /* tags; data behind the head; of IP the packet */
        size_t n;
        uint64_t at_us;
    } kept[PPPOE_KEPT_MAX];
};

/* Takes the place of the outside's watch. */
void pppoe_peer_init(struct pppoe_peer *p, struct outside *o);
/* The services of the outside are reached through the session while there is one: the unit gets this address. */
void pppoe_peer_carry(struct pppoe_peer *p, uint32_t unit_ip, uint32_t dns);
void pppoe_peer_forget(struct pppoe_peer *p);
/* How many packets of that kind came; the last one's place in last (may be NULL). */
unsigned pppoe_peer_count(const struct pppoe_peer *p, uint16_t protocol, uint8_t code, unsigned *last);
void pppoe_peer_send_tags(struct pppoe_peer *p, uint8_t code, uint16_t session, const uint8_t *tags, size_t n);
void pppoe_peer_send(struct pppoe_peer *p, uint16_t protocol, uint8_t code, uint8_t id, const void *data, size_t n);
/* Any bytes as the payload of a session's frame. */
void pppoe_peer_send_raw(struct pppoe_peer *p, const void *payload, size_t n);
/* The IP packet of a frame. */
void pppoe_peer_send_ip(struct pppoe_peer *p, const struct packet *packet);
