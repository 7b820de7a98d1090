/* SPDX-License-Identifier: MIT */
#include "lan_dhcp.h"
#include "guess.h"
#include "route_events.h"
#include <board/board.h>
#include <fw/element.h>
#include <fw/page_table.h>
#include <fw/stack.h>
#include <rt/buf.h>
#include <stdio.h>
#include <string.h>
#include "lwip/pbuf.h"
#include "lwip/udp.h"

enum { SERVER_PORT = 67, CLIENT_PORT = 68 };

/* RFC 2131 section 2: the fixed part, and the cookie before the options. */
enum {
    AT_OP = 0,
    AT_HTYPE = 1,
    AT_HLEN = 2,
    AT_XID = 4,
    AT_FLAGS = 10,
    AT_CIADDR = 12,
    AT_YIADDR = 16,
    AT_GIADDR = 24,
    AT_CHADDR = 28,
    AT_COOKIE = 236,
    AT_OPTIONS = 240,
    MESSAGE_MAX = 576, /* what every client takes */
    MESSAGE_MIN = 300, /* RFC 1542 section 2.1: some clients drop a shorter one */
};
#define COOKIE 0x63825363u
enum { BOOT_REQUEST = 1, BOOT_REPLY = 2, HTYPE_ETHERNET = 1 };

/* RFC 2132. */
enum {
    OPT_PAD = 0,
    OPT_NETMASK = 1,
    OPT_ROUTER = 3,
    OPT_DNS = 6,
    OPT_DOMAIN = 15,
    OPT_REQUESTED_IP = 50,
    OPT_LEASE = 51,
    OPT_TYPE = 53,
    OPT_SERVER = 54,
    OPT_END = 255,
};
enum { DISCOVER = 1, OFFER, REQUEST, DECLINE, ACK, NAK, RELEASE, INFORM };

struct message {
    const uint8_t *fixed; /* AT_OPTIONS bytes */
    const uint8_t *mac;
    uint8_t type;
    uint32_t ciaddr, requested, server; /* host order; 0: none */
};

static uint64_t now_us(const struct lan_dhcp *d)
{
    return board_now_us(fw_net_board(d->net));
}

/* --- in ---------------------------------------------------------------------------------------------------------- */

static void read_option(struct message *m, uint8_t code, const uint8_t *value, uint8_t n)
{
    if (code == OPT_TYPE && n == 1) {
        m->type = value[0];
    } else if (code == OPT_REQUESTED_IP && n == 4) {
        m->requested = rt_be32(value);
    } else if (code == OPT_SERVER && n == 4) {
        m->server = rt_be32(value);
    }
}

/* False: not a request of an Ethernet host on this network. One that came through a relay (giaddr) is not for us. */
static bool read_message(const uint8_t *bytes, size_t n, struct message *m)
{
    if (n < AT_OPTIONS || bytes[AT_OP] != BOOT_REQUEST || bytes[AT_HTYPE] != HTYPE_ETHERNET || bytes[AT_HLEN] != 6 ||
        rt_be32(bytes + AT_COOKIE) != COOKIE || rt_be32(bytes + AT_GIADDR) != 0) {
        return false;
    }
    *m = (struct message){.fixed = bytes, .mac = bytes + AT_CHADDR, .ciaddr = rt_be32(bytes + AT_CIADDR)};
    size_t i = AT_OPTIONS;
    while (i < n && bytes[i] != OPT_END) {
        if (bytes[i] == OPT_PAD) {
            i++;
        } else if (i + 2 > n || i + 2 + bytes[i + 1] > n) {
            return false;
        } else {
            read_option(m, bytes[i], bytes + i + 2, bytes[i + 1]);
            i += 2u + bytes[i + 1];
        }
    }
    return m->type != 0;
}

/* --- out --------------------------------------------------------------------------------------------------------- */

struct reply {
    uint8_t bytes[MESSAGE_MAX];
    size_t n;
};

static void put_option(struct reply *r, uint8_t code, const void *value, size_t n)
{
    if (n > 0 && n <= 255 && r->n + 2 + n + 1 <= sizeof r->bytes) { /* one stays for the end mark */
        r->bytes[r->n] = code;
        r->bytes[r->n + 1] = (uint8_t)n;
        memcpy(r->bytes + r->n + 2, value, n);
        r->n += 2 + n;
    }
}

static void put_u32(struct reply *r, uint8_t code, uint32_t value)
{
    uint8_t bytes[4];
    rt_put_be32(bytes, value);
    put_option(r, code, bytes, sizeof bytes);
}

static uint32_t lease_s(const struct lan_dhcp *d)
{
    uint32_t hours = fw_element_u32(fw_net_params(d->net), FW_EL_DHCP_LEASE_TIME);
    hours = hours == 0 ? ROUTE_LEASE_DEFAULT_H : hours;
    return hours > UINT32_MAX / 3600u ? UINT32_MAX : hours * 3600u;
}

static void put_network(const struct lan_dhcp *d, struct reply *r)
{
    const struct fw_net_status *status = fw_net_status(d->net);
    const struct lease_pool *pool = &d->leases.pool;
    uint8_t servers[8];
    size_t n = 0;
    for (size_t i = 0; i < 2; i++) {
        if (!ROUTE_DNS_IS_OWN && status->dns[i] != 0) {
            rt_put_be32(servers + n, status->dns[i]);
            n += 4;
        }
    }
    if (n == 0) {
        rt_put_be32(servers, pool->own_ip);
        n = 4;
    }
    put_u32(r, OPT_NETMASK, pool->netmask);
    put_u32(r, OPT_ROUTER, pool->own_ip);
    put_option(r, OPT_DNS, servers, n);
    put_option(r, OPT_DOMAIN, status->domain, strlen(status->domain)); /* guess: the Internet port's */
}

/* yiaddr 0 in a NAK and in the answer to an INFORM. */
static void send_reply(const struct lan_dhcp *d, const struct message *m, uint8_t type, uint32_t yiaddr)
{
    struct netif *lan = fw_net_netif(d->net, BOARD_PORT_LAN);
    struct reply r = {.n = AT_OPTIONS};
    memcpy(r.bytes, m->fixed, AT_CIADDR);
    r.bytes[AT_OP] = BOOT_REPLY;
    r.bytes[3] = 0;                       /* hops */
    rt_put_be16(r.bytes + AT_XID + 4, 0); /* secs */
    memcpy(r.bytes + AT_CHADDR, m->fixed + AT_CHADDR, 16);
    rt_put_be32(r.bytes + AT_CIADDR, type == NAK ? 0 : m->ciaddr);
    rt_put_be32(r.bytes + AT_YIADDR, yiaddr);
    rt_put_be32(r.bytes + AT_COOKIE, COOKIE);
    put_option(&r, OPT_TYPE, &type, 1);
    put_u32(&r, OPT_SERVER, d->leases.pool.own_ip);
    if (yiaddr != 0) {
        put_u32(&r, OPT_LEASE, lease_s(d));
    }
    if (type != NAK) {
        put_network(d, &r);
    }
    r.bytes[r.n++] = OPT_END;
    r.n = r.n < MESSAGE_MIN ? MESSAGE_MIN : r.n;

    struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)r.n, PBUF_RAM);
    if (p == NULL) {
        return; /* the host asks again */
    }
    (void)pbuf_take(p, r.bytes, (u16_t)r.n); /* has that size */
    /* RFC 2131 section 4.1; to a host without an address always by broadcast, which it allows. */
    ip_addr_t to = fw_lwip_addr(type != NAK && m->ciaddr != 0 ? m->ciaddr : IPADDR_BROADCAST);
    (void)udp_sendto_if(d->pcb, p, &to, CLIENT_PORT, lan); /* a lost answer is asked for again */
    (void)pbuf_free(p);
}

/* --- messages ---------------------------------------------------------------------------------------------------- */

static void on_discover(struct lan_dhcp *d, const struct message *m)
{
    char mac[18];
    uint32_t ip = leases_find(&d->leases, m->mac, m->requested, now_us(d));
    if (ip == 0) {
        FW_TELL(fw_net_log(d->net), lan_full, 0, 0, rt_mac_text(m->mac, mac));
        return;
    }
    uint64_t until_us = now_us(d) + (uint64_t)ROUTE_OFFER_HOLD_S * BOARD_US_PER_S;
    if (leases_keep(&d->leases, m->mac, ip, LEASE_OFFERED, until_us) == RT_OK) {
        send_reply(d, m, OFFER, ip);
    }
}

/* RFC 2131 section 4.3.2: the answer to an offer, or the check of an address that the host has. */
static void on_request(struct lan_dhcp *d, const struct message *m)
{
    char mac[18], text[16];
    uint32_t ip = m->ciaddr != 0 ? m->ciaddr : m->requested;
    if (m->server != 0 && m->server != d->leases.pool.own_ip) {
        leases_release(&d->leases, m->mac, 0); /* it took another server's */
        return;
    }
    if (!leases_may_have(&d->leases, m->mac, ip, now_us(d))) {
        send_reply(d, m, NAK, 0);
        return;
    }
    uint64_t until_us = now_us(d) + (uint64_t)lease_s(d) * BOARD_US_PER_S;
    if (leases_keep(&d->leases, m->mac, ip, LEASE_BOUND, until_us) == RT_OK) {
        FW_TELL(fw_net_log(d->net), lan_lease, 0, lease_s(d), rt_ipv4_text(ip, text), rt_mac_text(m->mac, mac));
        send_reply(d, m, ACK, ip);
    }
}

/* Another host has it: RFC 2131 section 4.3.3. Only the host that it was given to may say so. */
static void on_decline(struct lan_dhcp *d, const struct message *m)
{
    static const uint8_t nobody[6];
    if (m->requested != 0 && leases_find(&d->leases, m->mac, 0, now_us(d)) == m->requested) {
        leases_release(&d->leases, m->mac, m->requested);
        uint64_t until_us = now_us(d) + (uint64_t)ROUTE_DECLINE_HOLD_S * BOARD_US_PER_S;
        (void)leases_keep(&d->leases, nobody, m->requested, LEASE_DECLINED, until_us); /* no memory: offered again */
    }
}

static void on_datagram(void *ctx, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *from, u16_t port)
{
    struct lan_dhcp *d = ctx;
    struct message m;
    uint8_t bytes[1472]; /* of one Ethernet frame; lwIP joins fragments, and what is longer is no DHCP */
    (void)pcb;
    (void)from;
    (void)port;
    size_t n = pbuf_copy_partial(p, bytes, sizeof bytes, 0);
    (void)pbuf_free(p);
    if (!read_message(bytes, n, &m)) {
        return;
    }
    switch (m.type) {
    case DISCOVER:
        on_discover(d, &m);
        break;
    case REQUEST:
        on_request(d, &m);
        break;
    case DECLINE:
        on_decline(d, &m);
        break;
    case RELEASE:
        leases_release(&d->leases, m.mac, m.ciaddr);
        break;
    case INFORM:
        if (m.ciaddr != 0) {
            send_reply(d, &m, ACK, 0);
        }
        break;
    default:
        break; /* a server's, or none that we know */
    }
}

/* --- start, stop ------------------------------------------------------------------------------------------------- */

static void read_pool(const struct lan_dhcp *d, struct lease_pool *pool)
{
    const struct fw_params *params = fw_net_params(d->net);
    const struct netif *lan = fw_net_netif(d->net, BOARD_PORT_LAN);
    unsigned n_rows = fw_table_info(FW_TABLE_LEASES)->n_rows;
    *pool = (struct lease_pool){
        .own_ip = FW_IP4_OF(lan),
        .netmask = lwip_ntohl(ip4_addr_get_u32(netif_ip4_netmask(lan))),
        .first = fw_element_u32(params, FW_EL_DHCP_CLIENT_STARTING_IP),
        .n = fw_element_u32(params, FW_EL_NUMBER_OF_CLIENTS),
    };
    for (unsigned i = 0; i < n_rows && pool->n_fixed < LEASES_FIXED_MAX; i++) {
        struct fw_lease_row row;
        if (fw_lease_row(params, i, &row)) {
            struct lease_fixed *fixed = &pool->fixed[pool->n_fixed++];
            memcpy(fixed->mac, row.mac, sizeof fixed->mac);
            fixed->ip = row.ip;
        }
    }
}

static void open_port(struct lan_dhcp *d)
{
    struct udp_pcb *pcb = udp_new();
    if (pcb == NULL || udp_bind(pcb, IP4_ADDR_ANY, SERVER_PORT) != ERR_OK) {
        if (pcb != NULL) {
            udp_remove(pcb);
        }
        return; /* no memory: off, until the next change */
    }
    udp_bind_netif(pcb, fw_net_netif(d->net, BOARD_PORT_LAN));
    udp_recv(pcb, on_datagram, d);
    d->pcb = pcb;
}

void lan_dhcp_init(struct lan_dhcp *d, struct fw_net *net)
{
    *d = (struct lan_dhcp){.net = net};
    leases_init(&d->leases);
}

void lan_dhcp_fini(struct lan_dhcp *d)
{
    if (d->pcb != NULL) {
        udp_remove(d->pcb);
        d->pcb = NULL;
    }
    leases_fini(&d->leases);
}

void lan_dhcp_refresh(struct lan_dhcp *d, bool is_wanted)
{
    struct lease_pool pool;
    read_pool(d, &pool);
    leases_set_pool(&d->leases, &pool);
    is_wanted = is_wanted && pool.own_ip != 0 && fw_element_bool(fw_net_params(d->net), FW_EL_ENABLE_DHCP_SERVER);
    if (is_wanted && d->pcb == NULL) {
        open_port(d);
    } else if (!is_wanted && d->pcb != NULL) {
        udp_remove(d->pcb);
        d->pcb = NULL;
    }
}
