/* SPDX-License-Identifier: MIT */
/* IPCP: our address and the provider's (RFC 1332 section 3), the name servers (RFC 1877 section 1). */
#include "ppp.h"
#include <rt/buf.h>
#include <string.h>

enum option { ADDRESS = 3, FIRST_DNS = 129, SECOND_DNS = 131 };
enum { OPTION_BYTES = 6 };

void ppp_ipcp_reset(struct ppp *p)
{
    p->ip = p->peer_ip = 0;
    for (unsigned i = 0; i < 2; i++) {
        p->dns[i] = 0;
        p->asks_dns[i] = true;
    }
}

static size_t put(uint8_t *options, size_t n, uint8_t type, uint32_t ip)
{
    options[n] = type;
    options[n + 1] = OPTION_BYTES;
    rt_put_be32(options + n + 2, ip);
    return n + OPTION_BYTES;
}

static size_t put_request(struct ppp *p, uint8_t *options)
{
    size_t n = put(options, 0, ADDRESS, p->ip); /* 0: the provider says which */
    for (unsigned i = 0; i < 2; i++) {
        if (p->asks_dns[i]) {
            n = put(options, n, i == 0 ? FIRST_DNS : SECOND_DNS, p->dns[i]);
        }
    }
    return n;
}

/* The provider's own address is its affair. Compression of headers is not spoken. */
static enum ppp_verdict judge(const struct ppp *p, const struct ppp_option *o, uint8_t *better)
{
    (void)p;
    memcpy(better, o->bytes, o->n);
    return o->bytes[0] == ADDRESS && o->n == OPTION_BYTES ? PPP_FINE : PPP_NEVER;
}

static void take(struct ppp *p, const struct ppp_option *o)
{
    p->peer_ip = rt_be32(o->bytes + 2);
}

static bool on_nak(struct ppp *p, const struct ppp_option *o)
{
    if (o->n != OPTION_BYTES) {
        return true;
    }
    if (o->bytes[0] == ADDRESS) {
        p->ip = rt_be32(o->bytes + 2);
    } else if (o->bytes[0] == FIRST_DNS || o->bytes[0] == SECOND_DNS) {
        p->dns[o->bytes[0] == SECOND_DNS] = rt_be32(o->bytes + 2);
    }
    return true;
}

static bool on_reject(struct ppp *p, const struct ppp_option *o)
{
    if (o->bytes[0] == FIRST_DNS || o->bytes[0] == SECOND_DNS) {
        p->asks_dns[o->bytes[0] == SECOND_DNS] = false;
        p->dns[o->bytes[0] == SECOND_DNS] = 0;
    }
    return o->bytes[0] != ADDRESS;
}

const struct ppp_control_ops ppp_ipcp_ops = {.protocol = PPP_IPCP,
                                             .name = "ipcp",
                                             .put_request = put_request,
                                             .judge = judge,
                                             .take = take,
                                             .on_nak = on_nak,
                                             .on_reject = on_reject};
