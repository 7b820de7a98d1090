/* SPDX-License-Identifier: MIT */
#include "rewrite.h"
#include <rt/buf.h>

/* RFC 791, 793, 768, 792: offsets. */
enum { IP_LEN = 2, IP_FRAGMENT = 6, IP_PROTO = 9, IP_SUM = 10, IP_SRC = 12, IP_DST = 16, IP_BYTES = 20 };
enum { TCP_OFFSET = 12, TCP_FLAGS = 13, TCP_SUM = 16, TCP_BYTES = 20 };
enum { UDP_SUM = 6, UDP_BYTES = 8 };
enum { ICMP_TYPE = 0, ICMP_SUM = 2, ICMP_ID = 4, ICMP_BYTES = 8 };
enum { ECHO_REPLY = 0, UNREACHABLE = 3, SOURCE_QUENCH = 4, ECHO = 8, TIME_EXCEEDED = 11, PARAMETER_PROBLEM = 12 };
enum { OPTION_END = 0, OPTION_NOP = 1, OPTION_MSS = 2 };

/* --- reading ----------------------------------------------------------------------------------------------------- */

/* The IP header, and the first 8 bytes of what is in it. */
static bool read_header(struct route_header *h, uint8_t *bytes, size_t n)
{
    if (n < IP_BYTES || bytes[0] >> 4 != 4) {
        return false;
    }
    size_t n_ip = (size_t)(bytes[0] & 15u) * 4;
    if (n_ip < IP_BYTES || n < n_ip + 8 || (rt_be16(bytes + IP_FRAGMENT) & 0x1fffu) != 0) {
        return false;
    }
    *h = (struct route_header){
        .ip = bytes,
        .transport = bytes + n_ip,
        .n_transport = n - n_ip,
        .proto = bytes[IP_PROTO],
        .src = rt_be32(bytes + IP_SRC),
        .dst = rt_be32(bytes + IP_DST),
    };
    if (h->proto == ROUTE_TCP || h->proto == ROUTE_UDP) {
        h->src_port = rt_be16(h->transport);
        h->dst_port = rt_be16(h->transport + 2);
        return true;
    }
    if (h->proto == ROUTE_ICMP && (h->transport[ICMP_TYPE] == ECHO || h->transport[ICMP_TYPE] == ECHO_REPLY)) {
        h->src_port = h->dst_port = rt_be16(h->transport + ICMP_ID);
    }
    return h->proto == ROUTE_ICMP;
}

static bool is_echo_type(uint8_t type)
{
    return type == ECHO || type == ECHO_REPLY;
}

static bool is_error_type(uint8_t type)
{
    return type == UNREACHABLE || type == SOURCE_QUENCH || type == TIME_EXCEEDED || type == PARAMETER_PROBLEM;
}

bool route_packet_read(struct route_packet *p, uint8_t *bytes, size_t n)
{
    *p = (struct route_packet){.is_error = false};
    if (!read_header(&p->head, bytes, n)) {
        return false;
    }
    const struct route_header *h = &p->head;
    if (h->proto == ROUTE_TCP) {
        p->tcp_flags = h->transport[TCP_FLAGS < h->n_transport ? TCP_FLAGS : 0];
        return h->n_transport >= TCP_BYTES;
    }
    if (h->proto == ROUTE_UDP) {
        return true;
    }
    uint8_t type = h->transport[ICMP_TYPE];
    p->is_echo_request = type == ECHO;
    p->is_error = is_error_type(type);
    if (!p->is_error) {
        return is_echo_type(type);
    }
    return read_header(&p->quoted, h->transport + ICMP_BYTES, h->n_transport - ICMP_BYTES) &&
           (p->quoted.proto != ROUTE_ICMP || is_echo_type(p->quoted.transport[ICMP_TYPE]));
}

/* --- changing ---------------------------------------------------------------------------------------------------- */

/* RFC 1624, equation 3: HC' = ~(~HC + ~m + m'). */
static uint16_t corrected(uint16_t sum, uint16_t old, uint16_t new)
{
    uint32_t s = (uint32_t)(uint16_t)~sum + (uint16_t)~old + new;
    s = (s & 0xffffu) + (s >> 16);
    s = (s & 0xffffu) + (s >> 16);
    return (uint16_t)~s;
}

/* The checksum that covers the transport header; NULL: none, or it is not there (quoted packets are cut). */
static uint8_t *transport_sum(const struct route_header *h)
{
    size_t at = h->proto == ROUTE_TCP ? TCP_SUM : h->proto == ROUTE_UDP ? UDP_SUM : ICMP_SUM;
    if (h->n_transport < at + 2) {
        return NULL;
    }
    uint8_t *sum = h->transport + at;
    return h->proto == ROUTE_UDP && rt_be16(sum) == 0 ? NULL : sum; /* RFC 768: 0 is "none" */
}

/* Of a quoted packet, `outer` is the checksum of the ICMP error around it, which covers each changed word. */
static void put_word(uint8_t *at, uint16_t value, uint8_t *outer)
{
    if (outer != NULL) {
        rt_put_be16(outer, corrected(rt_be16(outer), rt_be16(at), value));
    }
    rt_put_be16(at, value);
}

static void put_sum(const struct route_header *h, uint8_t *sum, uint16_t old, uint16_t new, uint8_t *outer)
{
    uint16_t value = corrected(rt_be16(sum), old, new);
    bool is_udp_sum = h->proto == ROUTE_UDP && sum == h->transport + UDP_SUM;
    put_word(sum, is_udp_sum && value == 0 ? 0xffffu : value, outer);
}

static void change_word(const struct route_header *h, size_t at, uint16_t value, uint8_t *outer)
{
    uint8_t *sum = transport_sum(h);
    uint16_t old = rt_be16(h->ip + at);
    put_sum(h, h->ip + IP_SUM, old, value, outer);
    if (sum != NULL && h->proto != ROUTE_ICMP) { /* through the pseudo header, which ICMP has not */
        put_sum(h, sum, old, value, outer);
    }
    put_word(h->ip + at, value, outer);
}

static void change_address(const struct route_header *h, size_t at, uint32_t ip, uint8_t *outer)
{
    change_word(h, at, (uint16_t)(ip >> 16), outer);
    change_word(h, at + 2, (uint16_t)ip, outer);
}

static void change_port(const struct route_header *h, size_t at, uint16_t port, uint8_t *outer)
{
    uint8_t *sum = transport_sum(h);
    uint8_t *field = h->transport + (h->proto == ROUTE_ICMP ? (size_t)ICMP_ID : at);
    if (sum != NULL) {
        put_sum(h, sum, rt_be16(field), port, outer);
    }
    put_word(field, port, outer);
}

void route_set_src(struct route_packet *p, uint32_t ip, uint16_t port)
{
    change_address(&p->head, IP_SRC, ip, NULL);
    change_port(&p->head, 0, port, NULL);
}

void route_set_dst(struct route_packet *p, uint32_t ip, uint16_t port)
{
    change_address(&p->head, IP_DST, ip, NULL);
    change_port(&p->head, 2, port, NULL);
}

void route_error_set_src(struct route_packet *p, uint32_t ip)
{
    change_address(&p->head, IP_SRC, ip, NULL);
}

void route_error_set_dst(struct route_packet *p, uint32_t ip)
{
    change_address(&p->head, IP_DST, ip, NULL);
}

void route_error_set_quoted_src(struct route_packet *p, uint32_t ip, uint16_t port)
{
    uint8_t *outer = p->head.transport + ICMP_SUM;
    change_address(&p->quoted, IP_SRC, ip, outer);
    change_port(&p->quoted, 0, port, outer);
}

void route_error_set_quoted_dst(struct route_packet *p, uint32_t ip, uint16_t port)
{
    uint8_t *outer = p->head.transport + ICMP_SUM;
    change_address(&p->quoted, IP_DST, ip, outer);
    change_port(&p->quoted, 2, port, outer);
}

/* A word that may lie at an odd offset counts with its bytes exchanged. */
static uint16_t at_offset(uint16_t word, size_t offset)
{
    return (uint16_t)(offset % 2 == 0 ? word : word << 8 | word >> 8);
}

void route_clamp_mss(struct route_packet *p, uint16_t limit)
{
    const struct route_header *h = &p->head;
    if (h->proto != ROUTE_TCP || (p->tcp_flags & ROUTE_SYN) == 0) {
        return;
    }
    size_t n = (size_t)(h->transport[TCP_OFFSET] >> 4) * 4;
    size_t i = TCP_BYTES;
    n = n < h->n_transport ? n : h->n_transport;
    while (i + 4 <= n && h->transport[i] != OPTION_END) {
        const uint8_t *option = h->transport + i;
        if (option[0] == OPTION_NOP) {
            i++;
        } else if (option[0] == OPTION_MSS && option[1] == 4) {
            uint16_t old = rt_be16(option + 2);
            if (old > limit) {
                put_sum(h, h->transport + TCP_SUM, at_offset(old, i), at_offset(limit, i), NULL);
                rt_put_be16(h->transport + i + 2, limit);
            }
            return;
        } else if (option[1] < 2) {
            return; /* would not end */
        } else {
            i += option[1];
        }
    }
}
