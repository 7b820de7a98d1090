/* SPDX-License-Identifier: MIT */
#include "dhcp_peer.h"
#include "check.h"
#include <rt/buf.h>
#include <string.h>

/* RFC 2131 section 2 and RFC 2132. */
enum {
    FIXED_BYTES = 236,
    COOKIE = 0x63825363,
    OFFER = 2,
    ACK = 5,
    NAK = 6,
    OPT_NETMASK = 1,
    OPT_ROUTER = 3,
    OPT_DNS = 6,
    OPT_DOMAIN = 15,
    OPT_NTP = 42,
    OPT_REQUESTED_IP = 50,
    OPT_LEASE = 51,
    OPT_TYPE = 53,
    OPT_SERVER = 54,
    OPT_TFTP = 66,
    OPT_END = 255,
};

const uint8_t *dhcp_peer_option(const struct dhcp_peer *p, uint8_t code, unsigned nth, size_t *n)
{
    size_t i = 0;
    while (i + 1 < p->n_options && p->options[i] != OPT_END) {
        if (p->options[i] == 0) {
            i++;
            continue;
        }
        if (p->options[i] == code && nth-- == 0) {
            *n = p->options[i + 1];
            CHECK(i + 2 + *n <= p->n_options);
            return p->options + i + 2;
        }
        i += 2u + p->options[i + 1];
    }
    return NULL;
}

static void put_u32_option(struct rt_buf *b, uint8_t code, uint32_t v)
{
    if (v != 0) {
        (void)rt_buf_put_u8(b, code);
        (void)rt_buf_put_u8(b, 4);
        (void)rt_buf_put_be32(b, v);
    }
}

static void put_text_option(const struct dhcp_peer *p, struct rt_buf *b, uint8_t code, const char *text)
{
    if (text != NULL) {
        size_t n = strlen(text) + p->has_zero_byte;
        (void)rt_buf_put_u8(b, code);
        (void)rt_buf_put_u8(b, (uint8_t)n);
        (void)rt_buf_put(b, text, n); /* its own closing 0 at most */
    }
}

static void put_lease(const struct dhcp_peer *p, struct rt_buf *b)
{
    put_u32_option(b, OPT_NETMASK, p->netmask);
    put_u32_option(b, OPT_ROUTER, p->router);
    put_u32_option(b, OPT_LEASE, p->lease_s);
    put_u32_option(b, 58, p->renew_s);
    put_u32_option(b, 59, p->rebind_s);
    put_u32_option(b, OPT_NTP, p->ntp);
    if (p->dns[0] != 0) {
        (void)rt_buf_put_u8(b, OPT_DNS);
        (void)rt_buf_put_u8(b, p->dns[1] != 0 ? 8 : 4);
        (void)rt_buf_put_be32(b, p->dns[0]);
        if (p->dns[1] != 0) {
            (void)rt_buf_put_be32(b, p->dns[1]);
        }
    }
    put_text_option(p, b, OPT_DOMAIN, p->domain);
    put_text_option(p, b, OPT_TFTP, p->tftp_server);
}

static void reply(struct dhcp_peer *p, const struct packet *q, uint8_t type)
{
    struct rt_buf b;
    uint8_t fixed[FIXED_BYTES] = {2};
    memcpy(fixed + 1, q->payload + 1, 7); /* hardware type, length, hops, id */
    rt_put_be32(fixed + 4, rt_be32(q->payload + 4) + p->wrong_xid);
    memcpy(fixed + 28, q->payload + 28, 16); /* chaddr */
    rt_put_be32(fixed + 16, type == NAK ? 0 : p->offer_ip);
    rt_buf_init(&b, 1400);
    (void)rt_buf_put(&b, fixed, sizeof fixed);
    (void)rt_buf_put_be32(&b, COOKIE);
    (void)rt_buf_put_u8(&b, OPT_TYPE);
    (void)rt_buf_put_u8(&b, 1);
    (void)rt_buf_put_u8(&b, type);
    put_u32_option(&b, OPT_SERVER, p->ip);
    if (type != NAK) {
        put_lease(p, &b);
    }
    (void)rt_buf_put_u8(&b, OPT_END);
    if (rt_buf_error(&b) == RT_OK) { /* a sweep of failing allocations hits the peer, too: its answer is lost */
        outside_send(p->outside, &(struct packet){.proto = PACKET_PROTO_UDP,
                                                  .src_ip = p->ip,
                                                  .dst_ip = PACKET_BROADCAST,
                                                  .src_port = 67,
                                                  .dst_port = 68,
                                                  .payload = b.bytes,
                                                  .n = p->is_cut ? b.n - 6 : b.n});
    }
    rt_buf_fini(&b);
}

static void on_message(void *ctx, const struct packet *q)
{
    struct dhcp_peer *p = ctx;
    size_t n = 0;
    CHECK(q->src_port == 68 && q->n > FIXED_BYTES + 4 && q->payload[0] == 1);
    CHECK(rt_be32(q->payload + FIXED_BYTES) == COOKIE);
    p->n_options = q->n - FIXED_BYTES - 4;
    CHECK(p->n_options <= sizeof p->options);
    memcpy(p->options, q->payload + FIXED_BYTES + 4, p->n_options);
    const uint8_t *type = dhcp_peer_option(p, OPT_TYPE, 0, &n);
    CHECK(type != NULL && n == 1);
    p->n_discovers += *type == DHCP_DISCOVER_SEEN;
    p->n_requests += *type == DHCP_REQUEST_SEEN;
    p->n_declines += *type == DHCP_DECLINE_SEEN;
    p->n_others += *type != DHCP_DISCOVER_SEEN && *type != DHCP_REQUEST_SEEN && *type != DHCP_DECLINE_SEEN;
    if (p->is_silent || p->n_to_lose > 0) {
        p->n_to_lose -= p->n_to_lose > 0;
        return;
    }
    if (*type == DHCP_DISCOVER_SEEN) {
        reply(p, q, OFFER);
    } else if (*type == DHCP_REQUEST_SEEN) {
        const uint8_t *ip = dhcp_peer_option(p, OPT_REQUESTED_IP, 0, &n);
        p->requested_ip = ip != NULL && n == 4 ? rt_be32(ip) : rt_be32(q->payload + 12); /* ciaddr */
        reply(p, q, p->refuses || p->requested_ip != p->offer_ip ? NAK : ACK);
    }
}

void dhcp_peer_init(struct dhcp_peer *p, struct outside *o)
{
    *p = (struct dhcp_peer){
        .outside = o,
        .ip = 0xc0a80101,
        .offer_ip = 0xc0a80164,
        .netmask = 0xffffff00,
        .router = 0xc0a80101,
        .dns = {0xc0a80101},
        .lease_s = 86400,
        .tftp_server = "192.168.1.10",
        .domain = "example.net",
    };
    p->to_all = (struct outside_service){
        .ip = PACKET_BROADCAST, .proto = PACKET_PROTO_UDP, .port = 67, .fn = on_message, .ctx = p};
    p->to_me = p->to_all;
    p->to_me.ip = p->ip;
    outside_add_host(o, p->ip);
    outside_add_service(o, &p->to_all);
    outside_add_service(o, &p->to_me);
}

void dhcp_peer_fini(struct dhcp_peer *p)
{
    rt_list_remove(&p->to_all.node);
    rt_list_remove(&p->to_me.node);
}
