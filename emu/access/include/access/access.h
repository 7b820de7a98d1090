/* SPDX-License-Identifier: MIT */
/*
 * How a unit comes on line at the provider: addresses by DHCP and PPPoE, names by DNS, the time, STUN. DHCP serves
 * always; names are resolved when there are hosts or files; the others when a scenario says so.
 */
#pragma once
#include <provider/nat.h>
#include <provider/provider.h>
#include <host/options.h>

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
/* From the next packet on; its texts are copied. RT_ENOMEM. */
enum rt_err emu_lab_set_dhcp(struct emu_lab *lab, const struct emu_lab_dhcp *dhcp);

/* ---- names ---- */

/* An emu_option_parse_fn over struct emu_lab_host_texts: appends "NAME=ADDR[,ADDR...]". */
const char *emu_parse_lab_host(const char *value, void *hosts);
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

/* ---- the time ---- */

/* An emu_option_parse_fn over uint64_t seconds since 1970: "2007-06-01" or "2007-06-01T12:00:00", UTC. */
const char *emu_parse_lab_date(const char *value, void *unix_s);

/* ---- STUN ---- */

/* The provider as a STUN server at 192.168.1.200 and .201, ports 3478 and 3479. Until it is one, it says nothing. */
#define EMU_LAB_STUN_BAD_LIST(X)                                                                                       \
    X(STUN_GOOD, "none", "as it should")                                                                               \
    X(STUN_WRONG_ID, "wrong_id", "of another transaction")                                                             \
    X(STUN_SHORT, "short", "cut off")                                                                                  \
    X(STUN_LONG_ATTRIBUTE, "long_attribute", "an attribute longer than the message")                                   \
    X(STUN_ZERO_ADDRESS, "zero_address", "the address 0.0.0.0")                                                        \
    X(STUN_OTHER_SENDER, "other_sender", "from a port that was not asked")                                             \
    X(STUN_ERROR, "error", "an error, 400")
#define EMU_LAB_ENUM(id, name, help) EMU_LAB_##id,
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

/* ---- PPPoE ---- */

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
/* Frames to the unit: an emu_net_tap_fn. */
bool emu_lab_on_frame_to_unit(void *lab, const uint8_t *frame, size_t n);
