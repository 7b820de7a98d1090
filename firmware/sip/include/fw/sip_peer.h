/* SPDX-License-Identifier: MIT */
/* Transports, and the other end of a message. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* A way of messages. id, name in Via, parameter of URIs, SRV prefix (RFC 3263 section 4.1), port without a record */
#define SIP_TRANSPORT_LIST(X)                                                                                          \
    X(UDP, "UDP", "", "_sip._udp.", 5060)                                                                              \
    X(TCP, "TCP", ";transport=tcp", "_sip._tcp.", 5060)                                                                \
    X(TLS, "TLS", ";transport=tls", "_sips._tcp.", 5061)
enum sip_transport {
#define SIP_TRANSPORT_ENUM(id, name, parameter, prefix, port) SIP_##id,
    SIP_TRANSPORT_LIST(SIP_TRANSPORT_ENUM)
#undef SIP_TRANSPORT_ENUM
};
const char *sip_transport_name(enum sip_transport t);
const char *sip_transport_parameter(enum sip_transport t);
const char *sip_transport_prefix(enum sip_transport t);
uint16_t sip_transport_port(enum sip_transport t);

struct sip_peer {
    uint32_t ip; /* host order */
    uint16_t port;
    enum sip_transport transport;
    bool is_server;  /* of the line, as the profile names it */
    uint32_t stream; /* the connection that is taken if it is still there; 0: any that leads there */
};
static inline bool sip_peer_is_same(const struct sip_peer *a, const struct sip_peer *b)
{
    return a->ip == b->ip && a->port == b->port && a->transport == b->transport;
}
