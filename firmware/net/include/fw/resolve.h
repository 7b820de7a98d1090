/* SPDX-License-Identifier: MIT */
/*
 * Resolves names to addresses (A records, guide p.1-4) and services to hosts (SRV records, RFC 2782), for the
 * subsystems on this net. See dns.c, dns_srv.c.
 */
#pragma once
#include <board/clock.h>
#include <rt/err.h>
#include <rt/list.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fw_net;
struct fw_dns_tcp;
struct udp_pcb;

#define FW_DNS_NAME_MAX    255u
/* Of one name; all are tried (guide p.1-4). An answer of 512 bytes (RFC 1035) has room for 30. */
#define FW_DNS_ADDRS_MAX   32u
#define FW_DNS_SERVERS_MAX 4u /* two of the parameters, two of DHCP */

/* addrs: host order, in the order of the answer; n >= 1 only with RT_OK. Errors: RT_ENOENT (the name does not exist
 * or has no address), RT_ETIMEDOUT (no reply), RT_EUNREACH (no network or no DNS server known), RT_EINVAL (not a
 * name), RT_ETOOBIG (truncated, without a record, and no reply by TCP), RT_ENOMEM, RT_EIO (servers answer with failures
 * only). The request may be freed or started again from inside the call. */
typedef void fw_dns_fn(void *ctx, enum rt_err err, const uint32_t *addrs, size_t n);

/* A host of a service. */
#define FW_DNS_HOST_MAX     127u
#define FW_DNS_SERVICES_MAX 8u /* of one name: those of the lowest priorities. guess */
struct fw_dns_service {
    char host[FW_DNS_HOST_MAX + 1];
    uint16_t port, priority, weight;
};
/* In the order of the answer; errors as above. */
typedef void fw_dns_services_fn(void *ctx, enum rt_err err, const struct fw_dns_service *services, size_t n);

/* A member of its owner. Zero it before the first use. All fields are private to dns.c. */
struct fw_dns_request {
    struct rt_node node;
    struct fw_net *net; /* NULL: idle */
    fw_dns_fn *fn;
    fw_dns_services_fn *services_fn; /* NULL: addresses are asked for */
    void *ctx;
    struct board_timer timer;
    struct udp_pcb *pcb;
    struct fw_dns_tcp *tcp; /* NULL: asked by UDP */
    uint32_t servers[FW_DNS_SERVERS_MAX];
    uint8_t n_servers, i_server, n_rounds, n_failed;
    bool is_waiting; /* holds the io-wait line */
    bool is_by_tcp;  /* what is taken came so */
    uint16_t id;
    enum rt_err result; /* result that the timer delivers if no query was needed */
    uint32_t addrs[FW_DNS_ADDRS_MAX];
    size_t n_addrs;
    char name[FW_DNS_NAME_MAX + 1];
};
/* An address in dotted form needs no query. Raises io-wait while a query is pending. */
void fw_dns_resolve(struct fw_net *net, struct fw_dns_request *r, const char *name, fw_dns_fn *fn, void *ctx);
/* The hosts of a service, as "_sip._udp.example.com". Answers are not cached. */
void fw_dns_services(struct fw_net *net, struct fw_dns_request *r, const char *name, fw_dns_services_fn *fn, void *ctx);
/* fn will not be called. Cancelling an idle request is allowed. */
void fw_dns_cancel(struct fw_dns_request *r);
