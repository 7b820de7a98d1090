/* SPDX-License-Identifier: MIT */
/* What the services of the lab share. Used in this folder only. */
#pragma once
#include <lab/lab.h>
#include <net/packet.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/signal.h>
#include <rt/buf.h>
#include <rt/mem.h>

struct lab_tftp;
struct lab_http;
struct lab_https;
struct lab_dhcp;
struct lab_pppoe;

struct lab_doc {
    char *path; /* "/spa2102.cfg"; owned */
    uint8_t *bytes;
    size_t n;
};

/* What the next requests for a path get. */
struct lab_answer {
    char *path; /* without the slash in front; owned */
    uint8_t *bytes;
    size_t n;
    unsigned status;
    uint32_t n_left;
};

/* The NOTIFY that was sent last. */
struct lab_notify {
    uint32_t unit_ip;
    uint16_t unit_port;
    char event[64], user[64], password[128];
    bool has_login, has_answered, is_waiting;
    unsigned status, n_sent; /* n_sent numbers all requests: Call-ID, branch, CSeq */
};

#define LAB_PORT_DNS    53u
#define LAB_PORT_DHCP   67u
#define LAB_PORT_TFTP   69u
#define LAB_PORT_HTTP   80u
#define LAB_PORT_NTP    123u
#define LAB_PORT_HTTPS  443u
#define LAB_PORT_SYSLOG 514u
#define LAB_PORT_SIP    5060u
#define LAB_PORT_SIPS   5061u

/* An SRV record. */
struct lab_service_row {
    char name[128], target[128]; /* name "": free */
    uint16_t port, priority, weight;
};

struct lab_late;
struct lab_streams;
struct lab_telephones;
struct lab_mailboxes;
struct lab_contact;

struct lab_registrar {
    bool is_on, is_silent, has_qop, wants_calls;
    enum emu_lab_sip transport;
    unsigned answer;            /* 0: as it should */
    uint32_t n_faulty, n_given; /* so many of answer or silence, 0 all; so far */
    uint32_t n_stale;           /* so many good logins are answered "stale" still */
    uint64_t slow_us;           /* each answer comes so late */
    uint32_t expires;
    uint32_t min_expires; /* 423 below it; 0: none */
    char user[64], password[128], realm[64];
    char nonce[33]; /* the last one */
    unsigned n_nonces;
    struct lab_contact *contacts; /* of LAB_CONTACTS_MAX; NULL: there were none */
};

/* The other address of the STUN server. */
#define LAB_OTHER_IP (EMU_NET_PROVIDER + 1)
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

struct lab_stun {
    bool is_on, is_silent;
    enum emu_lab_nat nat;
    uint32_t ip;
    uint16_t shift;
    enum emu_lab_stun_bad bad;
    uint32_t n_bad, n_given; /* so many bad answers, 0 all; so far */
};

#define LAB_DHCP_TEXTS 4u

struct emu_lab {
    struct board *board;
    enum board_port port;
    const struct rt_log *log;
    void (*send)(void *ctx, const uint8_t *frame, size_t n);
    void (*take)(void *ctx, const uint8_t *frame, size_t n); /* as if the unit had sent it */
    emu_lab_serve_fn *serve; /* NULL: the lab takes no connections but the web server's */
    void *send_ctx;
    const char *folder;
    bool has_files;
    struct emu_port_maps maps;
    uint64_t unix_s;
    size_t n_docs, n_answers, n_holds;
    struct board_timer wake;     /* those that wait are asked for again */
    emu_lab_answer_fn *answerer; /* NULL: none */
    void *answerer_ctx;
    struct emu_lab_faults faulty;
    uint32_t n_http_status; /* faulty answers so far */
    struct lab_dhcp *dhcp;
    struct lab_pppoe *pppoe;
    struct lab_tftp *tftp;
    struct lab_http *http;
    struct lab_https *https;
    struct emu_lab_dhcp dhcp_config;
    char *dhcp_text[LAB_DHCP_TEXTS]; /* owned: the texts of dhcp_config that emu_lab_set_dhcp() copied */
    struct emu_lab_ports ports;      /* those that are open besides 69, 80 and 443 */
    struct emu_lab_https https_config;
    uint8_t unit_mac[6]; /* of the last frame from the unit; zeros: none came */
    struct lab_notify notify;
    struct lab_registrar registrar;
    struct lab_stun stun;
    struct lab_nat nat;
    struct lab_late *late;             /* sip.c; NULL: nothing waits */
    struct lab_streams *streams;       /* sip_stream.c; NULL: no TCP */
    struct lab_telephones *telephones; /* telephone.c; NULL: none */
    struct lab_mailboxes *mailboxes;   /* mailbox.c; NULL: none */
    struct lab_service_row services[EMU_LAB_SERVICES_MAX];
    /* Mostly empty, and behind what every unit touches. */
    struct lab_doc docs[EMU_LAB_DOCS_MAX];
    struct lab_answer answers[EMU_LAB_ANSWERS_MAX];
    char *holds[EMU_LAB_HOLDS_MAX]; /* paths without the slash in front; owned */
    struct emu_lab_hosts hosts;
};

/* One LAB event. */
void lab_say(struct emu_lab *lab, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Answers a packet: to its sender, from the port given, with the PC's address. */
void lab_reply(struct emu_lab *lab, const struct emu_udp *to, uint16_t from_port, const uint8_t *payload, size_t n);
/* Anything to anybody. A packet for the card LAB_INNER_MAC comes back to the provider itself, from that card, a moment
 * later: its telephones call each other so. */
#define LAB_INNER_MAC ((const uint8_t[6]){0x02, 0x4c, 0x41, 0x42, 0x00, 0x01})
void lab_send(struct emu_lab *lab, const struct emu_udp *udp);
bool lab_take(struct emu_lab *lab, const struct emu_udp *udp); /* false: no service has that port */
/* Text from outside, sanitised for one line of an event: control characters become '.'. Returns out. */
char *lab_clean(char *out, size_t out_size, const void *text, size_t n);
uint64_t lab_unix_us(const struct emu_lab *lab);
bool lab_serves_names(const struct emu_lab *lab);

/* docs.c: a published document or a file of the folder, appended to out. The path is as asked for; ".." and what
 * is not in the folder are refused. RT_ENOENT, RT_EACCES, RT_ETOOBIG, RT_EIO. */
enum rt_err lab_docs_get(const struct emu_lab *lab, struct rt_str path, struct rt_buf *out);
/* The answer to a request: computed, else a document. *status: of HTTP. */
enum rt_err lab_docs_answer(struct emu_lab *lab, const struct emu_lab_request *request, struct rt_buf *out,
                            unsigned *status);
/* Keeps what the unit sent, in the folder's "uploads". RT_EACCES without a folder, or for a bad name. */
enum rt_err lab_docs_put(const struct emu_lab *lab, struct rt_str path, const uint8_t *bytes, size_t n);
void lab_docs_fini(struct emu_lab *lab);
/* answers.c: a prepared answer, or the answerer's. RT_ENOTSUP: there is none. */
enum rt_err lab_answers_get(struct emu_lab *lab, const struct emu_lab_request *request, struct rt_buf *out,
                            unsigned *status);
/* Is this request held? is_known: it was reported already. */
bool lab_answers_must_wait(struct emu_lab *lab, const struct emu_lab_request *request, bool is_known);
void lab_answers_init(struct emu_lab *lab);
void lab_answers_fini(struct emu_lab *lab);

/* sip_text.c */
void lab_md5_hex(const char *text, char out[33]);

/* ports.c */
bool lab_tftp_is_at(const struct emu_lab *lab, uint16_t port);

/* A service at a UDP port. */
typedef void lab_service_fn(struct emu_lab *lab, const struct emu_udp *request);
lab_service_fn lab_dhcp_on_packet, lab_dns_on_packet, lab_ntp_on_packet, lab_syslog_on_packet, lab_tftp_on_packet,
    lab_sip_on_packet;

/* nat.c: a frame of the unit as the provider sees it: itself, or changed. */
const uint8_t *lab_nat_out(struct emu_lab *lab, const uint8_t *frame, size_t n, uint8_t changed[BOARD_FRAME_MAX]);
/* A frame of the provider, changed for the unit. False: it is dropped. */
bool lab_nat_in(struct emu_lab *lab, uint8_t *frame, size_t n);
/* An address that the unit names for itself becomes the one outside, if there is a mapping; else it stays. */
void lab_nat_address(const struct emu_lab *lab, uint32_t *ip, uint16_t *port);
/* Is this an address behind the NAT, which the provider cannot reach? */
bool lab_nat_hides(const struct emu_lab *lab, uint32_t ip);

/* stun.c: false: nothing for the STUN server. */
bool lab_stun_on_frame(struct emu_lab *lab, const uint8_t *frame, size_t n);
/* The address of this host, of the pool; 0: none is left. */
uint32_t lab_dhcp_address(struct emu_lab *lab, const uint8_t mac[6]);
/* pppoe.c: false: no frame of PPPoE. */
bool lab_pppoe_on_frame(struct emu_lab *lab, const uint8_t *frame, size_t n);
/* Whether DHCP leaves the unit to PPPoE. */
bool lab_pppoe_is_alone(const struct emu_lab *lab);
enum rt_err lab_pppoe_create(struct emu_lab *lab);
void lab_pppoe_destroy(struct emu_lab *lab);
enum rt_err lab_dhcp_create(struct emu_lab *lab);
void lab_dhcp_destroy(struct emu_lab *lab);
enum rt_err lab_tftp_create(struct emu_lab *lab);
void lab_tftp_destroy(struct emu_lab *lab);
/* Requests that wait are asked for again. */
void lab_tftp_wake(struct emu_lab *lab);
void lab_http_wake(struct emu_lab *lab);
/* A packet to a port that tftp took for a transfer? */
bool lab_tftp_on_transfer(struct emu_lab *lab, const struct emu_udp *packet);

enum emu_exit lab_http_create(struct emu_lab *lab, struct emu_error *error);
void lab_http_destroy(struct emu_lab *lab);
const char *lab_http_socket(const struct lab_http *http);
void lab_http_fill(struct lab_http *http, struct emu_pollset *set);
bool lab_http_handle(struct lab_http *http, const struct emu_pollset *set);
/* A connection that was made otherwise: takes the descriptor in any case. */
bool lab_http_adopt(struct lab_http *http, int fd);

enum emu_exit lab_https_create(struct emu_lab *lab, struct emu_error *error);
void lab_https_destroy(struct emu_lab *lab);
const char *lab_https_socket(const struct lab_https *https);
/* For TLS at another port: its next session, by the same certificate and faults. False: there is no certificate. */
struct lab_tls_config;
bool lab_https_next_session(struct emu_lab *lab, struct lab_tls_config *config);
/* The configuration is another one: counts connections from here on, and makes a certificate when it needs one. */
void lab_https_changed(struct lab_https *https);
void lab_https_fill(struct lab_https *https, struct emu_pollset *set);
bool lab_https_handle(struct lab_https *https, const struct emu_pollset *set);

/* sip_stream.c */
void lab_streams_fill(struct lab_streams *streams, struct emu_pollset *set);
bool lab_streams_handle(struct lab_streams *streams, const struct emu_pollset *set);
