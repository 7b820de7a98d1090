/* SPDX-License-Identifier: MIT */
/*
 * The provider's host: what its services share. They stand behind one card at 192.168.1.200, have one clock, one way of
 * sending and of reporting. For the folders of the provider only (emu/provider/README.md).
 *
 * Each service keeps its state behind a pointer of its own here, and it alone knows what is behind that.
 */
#pragma once
#include <board/board.h>
#include <board/clock.h>
#include <board/signal.h>
#include <net/net.h>
#include <net/packet.h>
#include <provider/identity.h>
#include <provider/nat.h>
#include <provider/provider.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <rt/str.h>

struct lab_access;
struct lab_files;
struct lab_identity;
struct lab_late;
struct lab_sip;
struct lab_telephones;

/* Where its services listen. */
#define LAB_PORT_DNS    53u
#define LAB_PORT_DHCP   67u
#define LAB_PORT_TFTP   69u
#define LAB_PORT_HTTP   80u
#define LAB_PORT_NTP    123u
#define LAB_PORT_HTTPS  443u
#define LAB_PORT_SYSLOG 514u
#define LAB_PORT_SIP    5060u
#define LAB_PORT_SIPS   5061u

/* The other address of the STUN server. */
#define LAB_OTHER_IP    (EMU_NET_PROVIDER + 1)
/* What a NAT does; passes: is there an answer from another address, from another port of the same? */
struct lab_nat_kind {
    bool is_mapped, is_symmetric, lets_address_in, lets_port_in;
};
extern const struct lab_nat_kind lab_nats[EMU_LAB_N_NATS];

#define LAB_MAPPINGS_MAX 64u /* a newer one takes the place of the oldest */
struct lab_mapping {
    uint32_t inner_ip, outer_ip, peer_ip;
    uint16_t inner_port, outer_port, peer_port;
    uint64_t until_us; /* without a packet from inside; 0: free */
};
struct lab_nat {
    enum emu_lab_nat kind; /* open: there is none */
    uint32_t ip;
    uint64_t timeout_us;
    unsigned n_symmetric;
    struct lab_mapping mappings[LAB_MAPPINGS_MAX];
};

struct emu_lab {
    struct board *board;
    void (*send)(void *ctx, const uint8_t *frame, size_t n);
    void (*take)(void *ctx, const uint8_t *frame, size_t n);          /* as if the unit had sent it */
    enum rt_err (*serve)(void *ctx, const char *path, uint16_t port); /* NULL: no connections but the web server's */
    void *send_ctx;
    bool (*take_udp)(struct emu_lab *lab, const struct emu_udp *udp); /* false: no service has that port */
    struct emu_port_maps maps;
    uint64_t unix_s;
    bool has_files;      /* there is a folder, or something was published */
    uint8_t unit_mac[6]; /* of the last frame from the unit; zeros: none came */
    struct emu_lab_faults faulty;
    uint32_t n_http_status; /* faulty answers so far */
    struct emu_lab_https https_config;
    struct lab_identity *identity; /* identity.c; NULL: no client has come by TLS */
    struct lab_late *late;         /* late.c; NULL: nothing waits */
    struct lab_access *access;
    struct lab_files *files;
    struct lab_sip *sip;
    struct lab_telephones *telephones; /* NULL: none */
    struct emu_lab_hosts hosts;
    struct lab_nat nat;
};

/* One LAB event. */
void lab_say(struct emu_lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Text from outside, sanitised for one line of an event: control characters become '.'. Returns out. */
char *lab_clean(char *out, size_t out_size, const void *text, size_t n);
void lab_md5_hex(const char *text, char out[33]);
uint64_t lab_unix_us(const struct emu_lab *lab);

/* Answers a packet: to its sender, from the port given, with the PC's address. */
void lab_reply(struct emu_lab *lab, const struct emu_udp *to, uint16_t from_port, const uint8_t *payload, size_t n);
/* Anything to anybody. A packet for the card LAB_INNER_MAC comes back to the provider itself, from that card, a moment
 * later: its telephones call each other so. */
#define LAB_INNER_MAC ((const uint8_t[6]){0x02, 0x4c, 0x41, 0x42, 0x00, 0x01})
void lab_send(struct emu_lab *lab, const struct emu_udp *udp);

/* late.c: a datagram is handed to go() after that time, with the tag. The payload is copied. Dropped when too many
 * wait. */
#define LAB_LATE_MAX 64u
typedef void lab_late_fn(struct emu_lab *lab, const struct emu_udp *udp, uint32_t tag);
void lab_later(struct emu_lab *lab, const struct emu_udp *udp, uint64_t delay_us, lab_late_fn *go, uint32_t tag);
void lab_late_destroy(struct emu_lab *lab);

/* nat.c: a frame of the unit as the provider sees it: itself, or changed. */
const uint8_t *lab_nat_out(struct emu_lab *lab, const uint8_t *frame, size_t n, uint8_t changed[BOARD_FRAME_MAX]);
/* A frame of the provider, changed for the unit. False: it is dropped. */
bool lab_nat_in(struct emu_lab *lab, uint8_t *frame, size_t n);
/* An address that the unit names for itself becomes the one outside, if there is a mapping; else it stays. */
void lab_nat_address(const struct emu_lab *lab, uint32_t *ip, uint16_t *port);
/* Is this an address behind the NAT, which the provider cannot reach? */
bool lab_nat_hides(const struct emu_lab *lab, uint32_t ip);

/* identity.c: what the next TLS session shows, and the fault of its kind. False: there is no certificate. */
struct lab_tls_config;
bool lab_identity_next_session(struct emu_lab *lab, struct lab_tls_config *config, enum emu_lab_tls *kind);
void lab_identity_destroy(struct emu_lab *lab);
