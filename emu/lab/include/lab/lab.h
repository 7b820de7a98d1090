/* SPDX-License-Identifier: MIT */
/*
 * The lab: a provider at 192.168.1.200, inside this process. It leases addresses, resolves names, serves files by
 * TFTP and HTTP, receives syslog lines and tells the time. It acts in zero virtual time and in a fixed order, so a
 * run with it is the same on every machine. It reports what it sees as LAB events.
 *
 * It always leases addresses. It resolves names when there are hosts or files, and serves files when there is a
 * folder or a published document. A port mapped to a real server on the host (struct emu_port_maps) is left to that
 * server.
 */
#pragma once
#include <host/error.h>
#include <host/options.h>
#include <host/pollset.h>
#include <net/net.h>
#include <rt/buf.h>
#include <rt/err.h>
#include <rt/str.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;
struct emu_lab;
struct rt_log;

/* What published documents and prepared answers take. */
size_t emu_lab_n_bytes(const struct emu_lab *lab);
#define EMU_LAB_DOCS_MAX      64u         /* published documents */
#define EMU_LAB_DOC_MAX_BYTES (16u << 20) /* of one file */
#define EMU_LAB_ANSWERS_MAX   16u         /* prepared, and not all given yet */
#define EMU_LAB_HOLDS_MAX     8u          /* paths whose requests wait */
#define EMU_LAB_HOSTS_MAX     32u
#define EMU_LAB_ADDRESSES_MAX 8u /* of one name */
#define EMU_LAB_PROVIDER_NAME "provider.test"
#define EMU_LAB_EPOCH         1180656000u /* 2007-06-01 00:00:00 UTC: when the unit was in the shops */

struct emu_lab_host {
    char name[254];
    uint32_t address[EMU_LAB_ADDRESSES_MAX];
    size_t n;
};
struct emu_lab_hosts {
    struct emu_lab_host host[EMU_LAB_HOSTS_MAX];
    size_t n;
};
/* An emu_option_parse_fn over struct emu_lab_hosts: appends "NAME=ADDR[,ADDR...]". */
const char *emu_parse_lab_host(const char *value, void *hosts);
/* An emu_option_parse_fn over uint64_t seconds since 1970: "2007-06-01" or "2007-06-01T12:00:00", UTC. */
const char *emu_parse_lab_date(const char *value, void *unix_s);

/* The lab's HTTPS server and its faults. Zero: a valid certificate, TLS 1.0 to 1.2 with every suite, no client
 * certificate requested. id, name as written in options and scenarios, what it does. */
#define EMU_LAB_FAULT_LIST(X)                                                                                          \
    X(GOOD, "good", "valid")                                                                                           \
    X(EXPIRED, "expired", "expired yesterday")                                                                         \
    X(FUTURE, "future", "becomes valid in 400 days")                                                                   \
    X(SELF_SIGNED, "self-signed", "self-signed")                                                                       \
    X(WRONG_CA, "wrong-ca", "signed by a CA other than the server root")                                               \
    X(WRONG_NAME, "wrong-name", "issued to stranger.test")
#define EMU_LAB_TLS_LIST(X)                                                                                            \
    X(TLS_ANY, "any", "TLS 1.0 to 1.2, all cipher suites")                                                             \
    X(TLS_OLD, "old", "TLS 1.0, RSA key exchange, as servers of 2005")                                                 \
    X(TLS_NEW, "new", "TLS 1.2, ECDHE with GCM, as servers of today")                                                  \
    X(TLS_CLOSE, "close", "close the connection after the ClientHello")                                                \
    X(TLS_SILENT, "silent", "accept the ClientHello and never answer")
#define EMU_LAB_CLIENT_LIST(X)                                                                                         \
    X(CLIENT_ANY, "no", "do not request a client certificate")                                                         \
    X(CLIENT_ASKED, "ask", "request one, accept clients without")                                                      \
    X(CLIENT_REQUIRED, "require", "require one")                                                                       \
    X(CLIENT_LATE, "late", "require one after the request, as Apache for a folder")
#define EMU_LAB_ENUM(id, name, help) EMU_LAB_##id,
enum emu_lab_fault { EMU_LAB_FAULT_LIST(EMU_LAB_ENUM) EMU_LAB_N_FAULTS };
enum emu_lab_tls { EMU_LAB_TLS_LIST(EMU_LAB_ENUM) EMU_LAB_N_TLS };
enum emu_lab_client { EMU_LAB_CLIENT_LIST(EMU_LAB_ENUM) EMU_LAB_N_CLIENTS };
#undef EMU_LAB_ENUM
struct emu_lab_https {
    const char *cn;  /* of its certificate; NULL: the first of the hosts that is the provider, else provider.test */
    const char *pki; /* folder of the roots; NULL: the default place */
    enum emu_lab_fault fault;
    enum emu_lab_client client;
    enum emu_lab_tls tls;
    uint32_t n_faulty; /* number of connections affected; later ones are served well; 0: all */
};
/* emu_option_parse_fn over the three enums. */
const char *emu_parse_lab_fault(const char *value, void *fault);
const char *emu_parse_lab_client(const char *value, void *client);
const char *emu_parse_lab_tls(const char *value, void *tls);

/* The provider's DHCP server, as its administrator sets it. Zero: option 66 with the provider's address when it serves
 * something, leases of a day. Texts are borrowed. An option goes to clients that ask for it only. */
struct emu_lab_dhcp {
    const char *text[3];      /* of 66, 159, 160; "none": not given; NULL: the default, for 159 and 160 none */
    uint32_t tftp[4], n_tftp; /* of 150: addresses of TFTP servers */
    const char *boot_file;    /* in the field "file", and as option 67 */
    uint64_t lease_us;        /* 0: 24 h */
    uint32_t ntp;             /* of 42; 0: the provider's */
    bool has_no_ntp;          /* without 42 */
    bool is_refusing;         /* offers, and then refuses (NAK) */
    bool has_second;          /* a second server, 192.168.1.201, offers later, and without options of provisioning */
};
/* An emu_option_parse_fn over it: "66=http://192.168.1.200/spa.xml", "lease=10m", "refuse" ... */
const char *emu_parse_lab_dhcp(const char *value, void *dhcp);
extern const struct emu_kind emu_kind_lab_dhcp;

/* What serves files, and further ports of it; UDP 69, TCP 80 and 443 are always open. */
#define EMU_LAB_PROTOCOL_LIST(X)                                                                                       \
    X(TFTP, "tftp")                                                                                                    \
    X(HTTP, "http")                                                                                                    \
    X(HTTPS, "https")
#define EMU_LAB_ENUM(id, name) EMU_LAB_##id,
enum emu_lab_protocol { EMU_LAB_PROTOCOL_LIST(EMU_LAB_ENUM) EMU_LAB_N_PROTOCOLS };
#undef EMU_LAB_ENUM
#define EMU_LAB_PORTS_MAX 4u /* with SIP's and the web servers' own they are all that emu/net leads to the provider */
struct emu_lab_port {
    enum emu_lab_protocol protocol;
    uint16_t port;
};
struct emu_lab_ports {
    struct emu_lab_port port[EMU_LAB_PORTS_MAX];
    size_t n;
};
/* An emu_option_parse_fn over it: appends "tftp=6900". */
const char *emu_parse_lab_port(const char *value, void *ports);

/* What the command line says about the provider. */
struct emu_lab_options {
    struct emu_lab_dhcp dhcp;
    struct emu_lab_ports ports;
    const char *folder; /* borrowed; NULL: none */
    struct emu_lab_hosts hosts;
    uint64_t unix_s; /* the time of day at board time 0; 0: EMU_LAB_EPOCH */
    struct emu_lab_https https;
};
extern const struct emu_option_group emu_lab_option_group; /* over struct emu_lab_options */

/* A unix socket takes the connections to that port of the provider from now on. */
typedef enum rt_err emu_lab_serve_fn(void *ctx, const char *path, uint16_t port);

struct emu_lab_config {
    struct board *board;
    enum board_port port;
    const struct rt_log *log;
    void (*send)(void *ctx, const uint8_t *frame, size_t n); /* a frame of the provider's */
    void (*take)(void *ctx, const uint8_t *frame, size_t n); /* a frame as if the unit had sent it */
    emu_lab_serve_fn *serve;                                 /* NULL: no SIP by TCP */
    void *send_ctx;
    bool has_files; /* something will be published */
    struct emu_lab_options options;
    const struct emu_port_maps *maps; /* borrowed; NULL: none */
};

/* The configuration is copied, its texts and pointers are borrowed; destroy it before the board. On an error *out is
 * NULL. */
enum emu_exit emu_lab_create(struct emu_lab **out, const struct emu_lab_config *config, struct emu_error *error);
void emu_lab_destroy(struct emu_lab *lab); /* NULL is allowed */

/* An emu_net_tap_fn, each. */
bool emu_lab_on_frame(void *lab, const uint8_t *frame, size_t n);
bool emu_lab_on_frame_to_unit(void *lab, const uint8_t *frame, size_t n);
/* The web server's descriptors. */
struct emu_source emu_lab_source(struct emu_lab *lab);
/* The unix socket of the web server, for the network; NULL: it serves no files. Made on the first call. */
enum emu_exit emu_lab_http_path(struct emu_lab *lab, const char **path, struct emu_error *error);
/* The same for HTTPS. */
enum emu_exit emu_lab_https_path(struct emu_lab *lab, const char **path, struct emu_error *error);

/* Serves these bytes (copied) under that path, by TFTP and HTTP; in place of an older one, and of a file of that
 * name in the folder. RT_ENOMEM, RT_EFULL. */
enum rt_err emu_lab_publish(struct emu_lab *lab, const char *path, const void *bytes, size_t n);
/* Serves it no more. RT_ENOENT. */
enum rt_err emu_lab_withdraw(struct emu_lab *lab, const char *path);
/* Is there a folder, or will something be published? */
bool emu_lab_serves_files(const struct emu_lab *lab);
/* These addresses for the name from now on; n 0: it has none. RT_EFULL, RT_ETOOBIG, RT_EINVAL. */
enum rt_err emu_lab_set_host(struct emu_lab *lab, const char *name, const uint32_t *address, size_t n);

/* A host of a service, as "_sip._udp.sip.example.com": SRV records in DNS (RFC 2782). */
#define EMU_LAB_SERVICES_MAX 16u
struct emu_lab_service {
    const char *name, *target; /* target NULL: the service has no hosts any more */
    uint16_t port, priority, weight;
};
/* Adds one; copied. RT_EFULL, RT_ETOOBIG, RT_EINVAL. */
enum rt_err emu_lab_add_service(struct emu_lab *lab, const struct emu_lab_service *service);

/* From the next packet on; its texts are copied. RT_ENOMEM. */
enum rt_err emu_lab_set_dhcp(struct emu_lab *lab, const struct emu_lab_dhcp *dhcp);

/* Serves files at this port as well. The unit must be at the provider's network. RT_EBUSY: the port is another
 * service's or mapped to a real server; RT_ENOTSUP: it serves no files; RT_EFULL, RT_EIO. */
enum rt_err emu_lab_add_port(struct emu_lab *lab, enum emu_lab_protocol protocol, uint16_t port);
/* Those of the command line. */
enum emu_exit emu_lab_open_ports(struct emu_lab *lab, const struct emu_lab_ports *ports, struct emu_error *error);

/* From the next connection on. */
void emu_lab_set_https(struct emu_lab *lab, const struct emu_lab_https *https);

/* Prepared answers: the next `count` requests for the path get this one, then the next prepared for it, then what is
 * served there. The bytes are copied. RT_EFULL, RT_ENOMEM. */
struct emu_lab_answer {
    const char *path;
    unsigned status; /* of HTTP; by TFTP, 400 and above are "file not found" */
    uint32_t count;  /* 1 or more */
    const void *bytes;
    size_t n;
};
enum rt_err emu_lab_answer(struct emu_lab *lab, const struct emu_lab_answer *answer);
/* Holds requests for the path until an answer for it is prepared, so that the caller can inspect the request first;
 * each is reported as "hold: ...". False: stops holding; pending requests get the document. RT_EFULL, RT_ENOMEM. */
enum rt_err emu_lab_hold(struct emu_lab *lab, const char *path, bool is_held);

/* Computed answers: asked before documents and files. All texts are borrowed for the call. */
struct emu_lab_request {
    const char *protocol; /* "http", "https", "tftp" */
    const char *method;   /* "GET", "POST", "RRQ" ... */
    const char *path;     /* as asked for; of HTTP without its %XX and without the query */
    const char *query;    /* of HTTP: what stands behind "?", as it came; or "" */
    const char *agent;    /* User-Agent, or "" */
    const void *body;
    size_t n_body;
};
/* Appends the answer to out; *status: of HTTP, preset to 200. RT_ENOTSUP: not mine, look into the documents.
 * RT_ENOENT and others: as for a document. */
typedef enum rt_err emu_lab_answer_fn(void *ctx, const struct emu_lab_request *request, struct rt_buf *out,
                                      unsigned *status);
void emu_lab_set_answerer(struct emu_lab *lab, emu_lab_answer_fn *fn, void *ctx);

/* The provider's SIP server sends a NOTIFY from 192.168.1.200:5060, and answers one challenge with the login. */
struct emu_lab_notify {
    uint32_t unit_ip;
    uint16_t unit_port;          /* of the line: SIP_Port_n_ */
    const char *event;           /* "resync", "report" ... (guide p.2-15, p.2-19) */
    const char *user, *password; /* NULL: a challenge stays unanswered */
};
/* Request and response are reported as LAB events; an unanswered earlier request is dropped. RT_EUNREACH: no packet
 * from the unit yet. RT_EINVAL: characters that no header may contain. RT_ETOOBIG, RT_ENOMEM. */
enum rt_err emu_lab_notify(struct emu_lab *lab, const struct emu_lab_notify *notify);
/* Nothing more is waited for. */
bool emu_lab_notify_is_over(void *lab);
/* SIP status of the last answer to the last NOTIFY; 0: none came. */
unsigned emu_lab_notify_status(const struct emu_lab *lab);

/* How SIP comes to the provider. By TCP at port 5060, by TLS at 5061, with the certificate of its HTTPS. */
#define EMU_LAB_SIP_LIST(X)                                                                                            \
    X(SIP_UDP, "udp", "by UDP")                                                                                        \
    X(SIP_TCP, "tcp", "by TCP")                                                                                        \
    X(SIP_TLS, "tls", "by TLS")
#define EMU_LAB_ENUM(id, name, help) EMU_LAB_##id,
enum emu_lab_sip { EMU_LAB_SIP_LIST(EMU_LAB_ENUM) EMU_LAB_N_SIPS };
#undef EMU_LAB_ENUM

/* The provider as a registrar at 192.168.1.200:5060. Until it is one, it says nothing to REGISTER. */
struct emu_lab_registrar {
    const char *user, *password, *realm; /* user "": everybody may register */
    enum emu_lab_sip transport;          /* the only one that REGISTER may come by */
    bool closes;                         /* ends the connections that there are now */
    uint32_t expires;                    /* grants at most so many seconds */
    unsigned answer;                     /* status of SIP instead of what is right; 0: none */
    uint32_t n_faulty;                   /* so many of answer or silence; 0: all */
    bool is_silent, has_qop;
    bool wants_calls;     /* INVITEs of its users need the login too (407) */
    uint32_t n_stale;     /* so many good logins are answered with a new nonce, stale=true */
    uint32_t min_expires; /* 423 below it; 0: any */
    uint64_t slow_us;     /* each answer comes so late */
};
/* Copied; replaces what was set. Requests are reported as LAB events: "sip: REGISTER 1001: 200, 3600 s". RT_ETOOBIG;
 * RT_EINVAL: characters that no header may contain; RT_ENOTSUP: TCP, and the unit is not at the provider. */
enum rt_err emu_lab_set_registrar(struct emu_lab *lab, const struct emu_lab_registrar *config);

/* A mailbox of the provider: takes subscriptions to it, and sends what waits to the subscriber; without one to who has
 * registered as that user. Reported as LAB events: "sip: SUBSCRIBE 1001: 200, 3600 s". */
struct emu_lab_mailbox {
    const char *user;
    uint32_t n_new, n_old;
    uint32_t expires;  /* grants at most so many seconds */
    unsigned answer;   /* status of SIP to a subscription; 0: as it should */
    bool is_silent;    /* answers no subscription */
    uint32_t n_faulty; /* so many of answer or silence; 0: all */
    bool ends;         /* the subscription ends with this NOTIFY */
    const char *type;  /* Content-Type */
    const char *body;  /* in place of the summary; NULL: the summary */
};
/* Adds it or changes it, and sends a NOTIFY. RT_EINVAL: user or type; RT_ETOOBIG; RT_EFULL: there are 8; RT_ENOMEM. */
enum rt_err emu_lab_set_mailbox(struct emu_lab *lab, const struct emu_lab_mailbox *mailbox);

/* The provider as a STUN server at 192.168.1.200 and .201, ports 3478 and 3479. Until it is one, it says nothing. */
#define EMU_LAB_NAT_LIST(X)                                                                                            \
    X(NAT_OPEN, "open", "none")                                                                                        \
    X(NAT_FIREWALL, "firewall", "none, but only who was asked may answer")                                             \
    X(NAT_FULL_CONE, "full_cone", "everybody may answer")                                                              \
    X(NAT_RESTRICTED, "restricted", "an address that was asked may answer")                                            \
    X(NAT_PORT_RESTRICTED, "port_restricted", "a port that was asked may answer")                                      \
    X(NAT_SYMMETRIC, "symmetric", "another mapping for each address that is asked")
#define EMU_LAB_STUN_BAD_LIST(X)                                                                                       \
    X(STUN_GOOD, "none", "as it should")                                                                               \
    X(STUN_WRONG_ID, "wrong_id", "of another transaction")                                                             \
    X(STUN_SHORT, "short", "cut off")                                                                                  \
    X(STUN_LONG_ATTRIBUTE, "long_attribute", "an attribute longer than the message")                                   \
    X(STUN_ZERO_ADDRESS, "zero_address", "the address 0.0.0.0")                                                        \
    X(STUN_OTHER_SENDER, "other_sender", "from a port that was not asked")                                             \
    X(STUN_ERROR, "error", "an error, 400")
#define EMU_LAB_ENUM(id, name, help) EMU_LAB_##id,
enum emu_lab_nat { EMU_LAB_NAT_LIST(EMU_LAB_ENUM) EMU_LAB_N_NATS };
enum emu_lab_stun_bad { EMU_LAB_STUN_BAD_LIST(EMU_LAB_ENUM) EMU_LAB_N_STUN_BADS };
#undef EMU_LAB_ENUM
struct emu_lab_stun {
    enum emu_lab_nat nat; /* what the server sees the unit behind */
    const char *ip;       /* the unit's address outside */
    uint16_t shift;       /* its port outside: its own, plus this */
    enum emu_lab_stun_bad bad;
    uint32_t n_bad; /* so many bad answers; 0: all */
    bool is_silent, is_off;
};
/* Copied. Reported as LAB events: "stun: 192.168.1.100 is 203.0.113.9:7060". RT_EINVAL: ip. */
enum rt_err emu_lab_set_stun(struct emu_lab *lab, const struct emu_lab_stun *config);

/* A NAT between the unit and the provider, for UDP; DHCP and TCP pass. A mapping is made by a packet of the unit's, and
 * forgotten when the unit has sent nothing for timeout_us. */
struct emu_lab_nat_config {
    enum emu_lab_nat kind; /* open: there is none */
    const char *ip;        /* the unit's address outside */
    uint64_t timeout_us;
};
/* Copied; there are no mappings yet. Reported as LAB events: "nat: 192.168.1.100:5060 is 203.0.113.9:5060 for port
 * 5060", "nat: 612 bytes to 203.0.113.9:5060 are dropped: the mapping has expired". RT_EINVAL: ip. */
enum rt_err emu_lab_set_nat(struct emu_lab *lab, const struct emu_lab_nat_config *config);

/* The provider as a PPPoE concentrator. Until it is one, PPPoE is not answered. */
#define EMU_LAB_PPPOE_AUTH_LIST(X)                                                                                     \
    X(PPPOE_CHAP, "chap", "CHAP with MD5")                                                                             \
    X(PPPOE_PAP, "pap", "PAP")                                                                                         \
    X(PPPOE_NONE, "none", "no login")
#define EMU_LAB_PPPOE_END_LIST(X)                                                                                      \
    X(PPPOE_PADT, "padt", "with a PADT")                                                                               \
    X(PPPOE_TERMINATE, "terminate", "with LCP's Terminate-Request and a PADT")                                         \
    X(PPPOE_KILL, "kill", "without a word, as a concentrator that was switched off and on")
#define EMU_LAB_ENUM(id, name, help) EMU_LAB_##id,
enum emu_lab_pppoe_auth { EMU_LAB_PPPOE_AUTH_LIST(EMU_LAB_ENUM) EMU_LAB_N_PPPOE_AUTHS };
enum emu_lab_pppoe_end { EMU_LAB_PPPOE_END_LIST(EMU_LAB_ENUM) EMU_LAB_N_PPPOE_ENDS };
#undef EMU_LAB_ENUM
struct emu_lab_pppoe {
    const char *user, *password; /* user "": everybody */
    const char *name, *service;  /* of the concentrator; service "": only asked for without a name */
    enum emu_lab_pppoe_auth auth;
    uint32_t dns[2]; /* 0: the option is refused */
    bool is_off, is_silent, is_refusing;
    bool has_dhcp; /* its DHCP server leases addresses all the same */
};
/* Copied; sessions go on, unless it is off. What happens is reported as LAB events: "pppoe: session 1 up: ...".
 * RT_ETOOBIG. */
enum rt_err emu_lab_set_pppoe(struct emu_lab *lab, const struct emu_lab_pppoe *config);
/* Ends every session; how many there were. */
unsigned emu_lab_end_pppoe(struct emu_lab *lab, enum emu_lab_pppoe_end how);

/* Telephones inside the provider: they answer, call, speak and listen at its proxy, 192.168.1.200:5060. What happens to
 * them is reported as LAB events: "phone 200: rings, from 1001", "phone 200: talks to 1001, PCMU", "phone 200: hears
 * 440 Hz". Texts are copied. */
#define EMU_LAB_CODECS "PCMU,PCMA"
struct emu_lab_phone {
    const char *number, *name; /* name "": none */
    const char *codecs;        /* "PCMU,G726-32", in the order of preference */
    bool answers_by_itself;
    uint64_t answers_after_us; /* then */
    unsigned refuses;          /* status of SIP; 0: it does not */
    const char *contact;       /* with 3xx: where to; "": none */
    unsigned progress;         /* while it rings: 100, 180, 182, 183 */
    bool is_early;             /* 183 with SDP: what it says is heard before the answer */
    bool is_reliable;          /* its progress wants a PRACK, of who supports that */
    bool is_silent;            /* answers nothing */
    bool has_no_events;        /* no telephone-event in its SDP */
    bool wants_login;          /* challenges requests in its calls (CVE-2009-5140) */
    uint64_t slow_us;          /* each answer comes so late */
    unsigned loses_permille;   /* of the RTP that it sends */
    unsigned ptime_ms;
    unsigned refer;      /* the answer to a REFER; 0: 202 */
    bool has_no_notify;  /* and no report after it */
    const char *headers; /* lines for its answers to INVITE; NULL: none */
    const char *sdp;     /* instead of its own; NULL: its own */
};
/* Adds it, or changes it from its next call on. RT_EINVAL: number, codecs, name or contact; RT_ETOOBIG; RT_EFULL: there
 * are 16; RT_ENOMEM. */
enum rt_err emu_lab_set_phone(struct emu_lab *lab, const struct emu_lab_phone *phone);

struct emu_lab_call {
    const char *from, *to;                        /* from: made when there is none of that number */
    const char *name, *codecs;                    /* NULL: as the telephone has */
    const char *alert_info;                       /* NULL: none */
    const char *headers;                          /* further lines; NULL: none */
    const char *user, *password;                  /* answers a challenge; NULL: it does not */
    bool is_anonymous, has_no_offer, is_reliable; /* reliable: requires 100rel */
    const char *replaces;                         /* number of a telephone whose call this one takes over; NULL: none */
    uint32_t expires;                             /* 0: no such field */
    uint32_t unit_ip;                             /* where to when no registration has `to`; 0: nowhere */
    uint16_t unit_port;
};
/* RT_EUNREACH: no registration and no telephone has `to`; RT_EBUSY: the telephone is in a call; RT_ENOENT, RT_EREFUSED:
 * of replaces; RT_EINVAL, RT_ETOOBIG, RT_ENOMEM. */
enum rt_err emu_lab_call(struct emu_lab *lab, const struct emu_lab_call *call);
/* RT_ENOENT: no such telephone. RT_EREFUSED: it is not in a state for that. */
enum rt_err emu_lab_phone_answer(struct emu_lab *lab, const char *number);
enum rt_err emu_lab_phone_hang_up(struct emu_lab *lab, const char *number);
enum rt_err emu_lab_phone_hold(struct emu_lab *lab, const char *number, bool is_held);
struct emu_lab_transfer {
    const char *number, *to; /* to: a number, or a SIP URI */
    const char *replaces;    /* number of a telephone whose call is to be taken over; NULL: a blind transfer */
};
/* REFER to the other side. */
enum rt_err emu_lab_phone_transfer(struct emu_lab *lab, const struct emu_lab_transfer *transfer);
/* "tone 880 Hz", "tone 350+440 Hz", "silence", or the bytes of a WAV file (8 kHz, mono, 16 bit); until the next. */
enum rt_err emu_lab_phone_say(struct emu_lab *lab, const char *number, const char *what, size_t n);
enum emu_lab_dtmf_how { EMU_LAB_DTMF_RTP, EMU_LAB_DTMF_INFO, EMU_LAB_DTMF_INBAND };
struct emu_lab_dtmf {
    const char *number, *keys; /* 0-9 * # A-D */
    enum emu_lab_dtmf_how how;
    unsigned ms; /* of a key; 0: 100 */
};
/* RT_ENOTSUP: the other side takes no telephone-event. RT_EFULL: too many keys. */
enum rt_err emu_lab_phone_dtmf(struct emu_lab *lab, const struct emu_lab_dtmf *dtmf);
/* The last SIP message that it got and that begins so ("INVITE ", "SIP/2.0 200"), NUL-terminated; NULL: none of the
 * last 16. Until its next message. */
const char *emu_lab_phone_message(const struct emu_lab *lab, const char *number, const char *start, size_t *n);

/* Provider faults. */
struct emu_lab_faults {
    uint16_t http_status;   /* instead of an answer; 0: none */
    uint32_t n_http_status; /* number of times; 0: always */
    uint32_t dead_address;  /* comes first in every answer about a name; 0: none */
    bool has_no_option_66;
};
void emu_lab_set_faults(struct emu_lab *lab, const struct emu_lab_faults *faults);
