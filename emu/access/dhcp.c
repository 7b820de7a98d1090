/* SPDX-License-Identifier: MIT */
/*
 * The DHCP server of the segment. RFC 2131, RFC 2132. It has no pool to speak of: each MAC gets the next address from
 * 192.168.1.100 on and keeps it. Like dnsmasq and ISC's it gives an option only to a client that asked for it
 * (option 55), so a unit that forgets to ask for option 66 gets no provisioning server here either.
 */
#include "access_priv.h"
#include <stdio.h>
#include <string.h>

#define CLIENT_PORT   68u
#define SERVER_PORT   67u
#define LEASES_MAX    32u
#define LEASE_SECONDS 86400u
#define SECOND_SERVER 0xc0a801c9u /* 192.168.1.201 */
#define SECOND_OFFSET 50u         /* its addresses begin at .150 */
#define BOOT_FILE_AT  108u
#define FIXED_BYTES   236u /* up to the magic cookie */
#define COOKIE        0x63825363u
#define REPLY_BYTES   548u /* what every client must take: RFC 2131 section 2 */

enum {
    OPTION_PAD = 0,
    OPTION_REQUESTED_IP = 50,
    OPTION_TYPE = 53,
    OPTION_SERVER = 54,
    OPTION_ASKS_FOR = 55,
    OPTION_CLASS = 60,
    OPTION_END = 255
};
enum { DISCOVER = 1, OFFER, REQUEST, DECLINE, ACK, NAK, RELEASE, INFORM };

struct lab_dhcp {
    struct {
        uint8_t mac[6];
        uint32_t ip;
    } lease[LEASES_MAX];
    size_t n;
};

struct request {
    uint8_t type;
    uint32_t requested_ip, server, client_ip;
    const uint8_t *asks_for;
    size_t n_asks_for;
    char class[64];
    uint8_t mac[6];
};

enum rt_err lab_dhcp_create(struct emu_lab *lab)
{
    lab->access->dhcp = rt_mem_alloc(sizeof *lab->access->dhcp);
    return lab->access->dhcp != NULL ? RT_OK : RT_ENOMEM;
}

void lab_dhcp_destroy(struct emu_lab *lab)
{
    lab->access->dhcp = rt_mem_free(lab->access->dhcp);
}

static bool request_parse(const uint8_t *p, size_t n, struct request *out)
{
    memset(out, 0, sizeof *out);
    if (n < FIXED_BYTES + 4u || p[0] != 1 || p[1] != 1 || p[2] != 6 || rt_be32(p + FIXED_BYTES) != COOKIE) {
        return false; /* not a request from an Ethernet */
    }
    out->client_ip = rt_be32(p + 12);
    memcpy(out->mac, p + 28, 6);
    size_t i = FIXED_BYTES + 4u;
    while (i < n && p[i] != OPTION_END) {
        if (p[i] == OPTION_PAD) {
            i++;
            continue;
        }
        if (i + 2 > n || i + 2u + p[i + 1] > n) {
            return false;
        }
        const uint8_t *value = p + i + 2;
        size_t n_value = p[i + 1];
        switch (p[i]) {
        case OPTION_TYPE:
            out->type = n_value == 1 ? value[0] : 0;
            break;
        case OPTION_REQUESTED_IP:
            out->requested_ip = n_value == 4 ? rt_be32(value) : 0;
            break;
        case OPTION_SERVER:
            out->server = n_value == 4 ? rt_be32(value) : 0;
            break;
        case OPTION_ASKS_FOR:
            out->asks_for = value;
            out->n_asks_for = n_value;
            break;
        case OPTION_CLASS:
            (void)lab_clean(out->class, sizeof out->class, value, n_value);
            break;
        default:
            break;
        }
        i += 2 + n_value;
    }
    return out->type != 0;
}

/* The client's address; a new one when it has none. 0: all are taken. */
static uint32_t lease_of(struct lab_dhcp *d, const uint8_t mac[6])
{
    for (size_t i = 0; i < d->n; i++) {
        if (memcmp(d->lease[i].mac, mac, 6) == 0) {
            return d->lease[i].ip;
        }
    }
    if (d->n == LEASES_MAX) {
        return 0;
    }
    memcpy(d->lease[d->n].mac, mac, 6);
    d->lease[d->n].ip = EMU_NET_UNIT + (uint32_t)d->n;
    return d->lease[d->n++].ip;
}

uint32_t lab_dhcp_address(struct emu_lab *lab, const uint8_t mac[6])
{
    return lease_of(lab->access->dhcp, mac);
}

/* After a DECLINE the next address is tried. */
static void lease_skip(struct lab_dhcp *d, const uint8_t mac[6], uint32_t ip)
{
    for (size_t i = 0; i < d->n; i++) {
        if (memcmp(d->lease[i].mac, mac, 6) == 0 && d->lease[i].ip == ip) {
            memset(d->lease[i].mac, 0xff, 6); /* free */
        }
    }
}

static bool asks_for(const struct request *r, uint8_t option)
{
    return r->asks_for != NULL && memchr(r->asks_for, option, r->n_asks_for) != NULL;
}

static void put_option(struct rt_buf *b, uint8_t option, const void *value, size_t n)
{
    if (b->n + n + 3 > REPLY_BYTES) {
        return; /* no room: left out, as servers do; 3: its head, and the end of all */
    }
    (void)rt_buf_put_u8(b, option); /* the buffer remembers a failure */
    (void)rt_buf_put_u8(b, (uint8_t)n);
    (void)rt_buf_put(b, value, n);
}

static void put_option_u32(struct rt_buf *b, uint8_t option, uint32_t value)
{
    uint8_t bytes[4];
    rt_put_be32(bytes, value);
    put_option(b, option, bytes, sizeof bytes);
}

/* What the client asked for and we have. */
static void put_answers(struct emu_lab *lab, struct rt_buf *b, const struct request *r)
{
    bool has_names = lab_serves_names(lab) || emu_port_map_find(&lab->maps, EMU_PROTOCOL_UDP, 53) != NULL;
    const struct {
        uint8_t option;
        bool have;
        uint32_t address;
    } addresses[] = {
        {1, true, EMU_NET_MASK},
        {3, true, EMU_NET_GATEWAY},
        {6, true, has_names ? EMU_NET_PROVIDER : EMU_NET_HOST_NAMES},
        {42, !lab->access->dhcp_config.has_no_ntp,
         lab->access->dhcp_config.ntp != 0 ? lab->access->dhcp_config.ntp : EMU_NET_PROVIDER},
    };
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        if (addresses[i].have && asks_for(r, addresses[i].option)) {
            put_option_u32(b, addresses[i].option, addresses[i].address);
        }
    }
}

static uint32_t lease_s(const struct emu_lab *lab)
{
    uint64_t us = lab->access->dhcp_config.lease_us;
    return us != 0 ? (uint32_t)(us / BOARD_US_PER_S) : LEASE_SECONDS;
}

/* Option 66; NULL: it is not given. */
static const char *server_name(const struct emu_lab *lab, char provider[16])
{
    const char *set = lab->access->dhcp_config.text[0];
    if (lab->faulty.has_no_option_66 || (set != NULL && strcmp(set, "none") == 0)) {
        return NULL;
    }
    if (set != NULL) {
        return set;
    }
    return lab->has_files || lab->maps.n > 0 ? rt_ipv4_text(EMU_NET_PROVIDER, provider) : NULL;
}

/* Where profiles are, in all the ways that servers say it. */
static void put_provisioning(struct emu_lab *lab, struct rt_buf *b, const struct request *r)
{
    char provider[16];
    uint8_t addresses[16];
    const struct emu_lab_dhcp *d = &lab->access->dhcp_config;
    const struct {
        uint8_t option;
        const char *text;
    } texts[] = {{66, server_name(lab, provider)}, {67, d->boot_file}, {159, d->text[1]}, {160, d->text[2]}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i].text != NULL && asks_for(r, texts[i].option)) {
            put_option(b, texts[i].option, texts[i].text, strlen(texts[i].text));
        }
    }
    for (uint32_t i = 0; i < d->n_tftp; i++) {
        rt_put_be32(addresses + 4 * (size_t)i, d->tftp[i]);
    }
    if (d->n_tftp > 0 && asks_for(r, 150)) {
        put_option(b, 150, addresses, 4 * (size_t)d->n_tftp); /* RFC 5859 */
    }
}

static void answer(struct emu_lab *lab, const struct emu_udp *udp, const struct request *r, uint8_t type, uint32_t ip,
                   uint32_t server)
{
    const uint8_t *in = udp->payload;
    struct rt_buf b;
    uint8_t fixed[FIXED_BYTES] = {2, 1, 6, 0};
    rt_buf_init(&b, REPLY_BYTES);
    memcpy(fixed + 4, in + 4, 4);    /* xid */
    memcpy(fixed + 10, in + 10, 2);  /* flags */
    memcpy(fixed + 28, in + 28, 16); /* chaddr */
    if (type != NAK) {
        rt_put_be32(fixed + 12, r->client_ip);
        rt_put_be32(fixed + 16, ip);
        rt_put_be32(fixed + 20, server);
    }
    if (type != NAK && server == EMU_NET_PROVIDER && lab->access->dhcp_config.boot_file != NULL) {
        memcpy(fixed + BOOT_FILE_AT, lab->access->dhcp_config.boot_file,
               strlen(lab->access->dhcp_config.boot_file)); /* at most 127 */
    }
    (void)rt_buf_put(&b, fixed, sizeof fixed);
    (void)rt_buf_put_be32(&b, COOKIE);
    put_option(&b, OPTION_TYPE, &type, 1);
    put_option_u32(&b, OPTION_SERVER, server);
    if (type != NAK) {
        if (ip != 0) {
            put_option_u32(&b, 51, lease_s(lab));
        }
        put_answers(lab, &b, r);
        if (server == EMU_NET_PROVIDER) {
            put_provisioning(lab, &b, r);
        }
    }
    (void)rt_buf_put_u8(&b, OPTION_END);
    while (b.n < 300) { /* RFC 1542 section 2.1: relays drop shorter ones */
        (void)rt_buf_put_u8(&b, OPTION_PAD);
    }
    /* RFC 2131 section 4.1: to the address it has, else broadcast; a frame to its MAC would do as well. */
    bool is_known = r->client_ip != 0 && type != NAK;
    struct emu_udp reply = {
        .src_ip = server,
        .dst_ip = is_known ? r->client_ip : EMU_BROADCAST_IP,
        .src_port = SERVER_PORT,
        .dst_port = CLIENT_PORT,
        .payload = b.bytes,
        .n_payload = b.n,
    };
    emu_net_mac(reply.src_mac, server);
    memcpy(reply.dst_mac, r->mac, 6);
    if (!is_known) {
        memset(reply.dst_mac, 0xff, 6);
    }
    if (rt_buf_error(&b) == RT_OK) {
        lab_send(lab, &reply);
    }
    rt_buf_fini(&b);
}

static void on_request(struct emu_lab *lab, const struct emu_udp *udp, const struct request *r)
{
    char text[16], provider[16];
    bool is_second = lab->access->dhcp_config.has_second && r->server == SECOND_SERVER;
    uint32_t server = is_second ? SECOND_SERVER : EMU_NET_PROVIDER;
    if (r->server != 0 && r->server != server) {
        return; /* it chose another server */
    }
    uint32_t wanted = r->requested_ip != 0 ? r->requested_ip : r->client_ip;
    uint32_t ip = lease_of(lab->access->dhcp, r->mac) + (is_second ? SECOND_OFFSET : 0);
    if (ip == 0 || wanted != ip || lab->access->dhcp_config.is_refusing) {
        lab_say(lab, "dhcp: %s is not this unit's address: refused", rt_ipv4_text(wanted, text));
        answer(lab, udp, r, NAK, 0, server);
        return;
    }
    const char *told = asks_for(r, 66) && !is_second ? server_name(lab, provider) : NULL;
    lab_say(lab, "dhcp: lease of %s for %u s to \"%s\"%s%s%s", rt_ipv4_text(ip, text), lease_s(lab), r->class,
            told != NULL ? ", option 66 " : "", told != NULL ? told : "", is_second ? ", by the second server" : "");
    answer(lab, udp, r, ACK, ip, server);
}

void lab_dhcp_on_packet(struct emu_lab *lab, const struct emu_udp *udp)
{
    struct request r;
    char text[16];
    if (lab_pppoe_is_alone(lab)) {
        return; /* as a line that knows PPPoE only */
    }
    if (!request_parse(udp->payload, udp->n_payload, &r)) {
        lab_say(lab, "dhcp: a packet that is no request (%zu bytes) is ignored", udp->n_payload);
        return;
    }
    uint32_t ip;
    switch (r.type) {
    case DISCOVER:
        ip = lease_of(lab->access->dhcp, r.mac);
        if (ip != 0) {
            lab_say(lab, "dhcp: offer of %s", rt_ipv4_text(ip, text));
            answer(lab, udp, &r, OFFER, ip, EMU_NET_PROVIDER);
            if (lab->access->dhcp_config.has_second) {
                lab_say(lab, "dhcp: the second server offers %s", rt_ipv4_text(ip + SECOND_OFFSET, text));
                answer(lab, udp, &r, OFFER, ip + SECOND_OFFSET, SECOND_SERVER);
            }
        }
        break;
    case REQUEST:
        on_request(lab, udp, &r);
        break;
    case DECLINE:
        lab_say(lab, "dhcp: the unit says that %s is in use", rt_ipv4_text(r.requested_ip, text));
        lease_skip(lab->access->dhcp, r.mac, r.requested_ip);
        break;
    case RELEASE:
        lab_say(lab, "dhcp: the unit gave %s back", rt_ipv4_text(r.client_ip, text));
        break;
    case INFORM:
        answer(lab, udp, &r, ACK, 0, EMU_NET_PROVIDER);
        break;
    default:
        break;
    }
}
