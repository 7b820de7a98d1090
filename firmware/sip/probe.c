/* SPDX-License-Identifier: MIT */
#include "probe.h"
#include "sip_events.h"
#include "sip_priv.h"
#include <board/board.h>
#include <board/entropy.h>
#include <rt/assert.h>
#include <string.h>

/* RFC 3489 section 9.3: at 0, 100, 300, 700, 1500 ms, then every 1.6 s; nine in all, and 1.6 s after the last. */
#define REQUESTS_MAX 9u
static const uint32_t intervals_ms[] = {100, 200, 400, 800, 1600};
#define N_INTERVALS (sizeof intervals_ms / sizeof intervals_ms[0])

static const enum fw_element elements[] = {FW_EL_STUN_ENABLE,          FW_EL_STUN_TEST_ENABLE,     FW_EL_STUN_SERVER,
                                           FW_EL_NAT_MAPPING_ENABLE_1, FW_EL_NAT_MAPPING_ENABLE_2, FW_EL_LINE_ENABLE_1,
                                           FW_EL_LINE_ENABLE_2};

const char *sip_nat_text(enum sip_nat n)
{
    static const char *const texts[] = {
#define TEXT(id, text) text,
        SIP_NAT_LIST(TEXT)
#undef TEXT
    };
    RT_ASSERT((unsigned)n < SIP_N_NATS);
    return texts[n];
}

static bool is_on(const struct sip_probe *p, enum fw_element e)
{
    return fw_element_bool(p->sip->config.params, e);
}

static void set_state(struct sip_probe *p, enum sip_probe_state next)
{
    struct board *b = p->sip->config.board;
    bool was_waiting = p->state > SIP_PROBE_RESOLVING, is_waiting = next > SIP_PROBE_RESOLVING;
    if (!was_waiting && is_waiting) {
        board_io_wait_raise(b);
    } else if (was_waiting && !is_waiting) {
        board_io_wait_lower(b);
    }
    p->state = next;
}

static void stop(struct sip_probe *p)
{
    board_timer_stop(p->sip->config.board, &p->timer);
    fw_dns_cancel(&p->dns);
    set_state(p, SIP_PROBE_IDLE);
}

static void end(struct sip_probe *p, enum sip_nat nat)
{
    p->nat = is_on(p, FW_EL_STUN_TEST_ENABLE) ? nat : SIP_NAT_NOT_TESTED;
    stop(p);
    if (nat != SIP_NAT_NOT_TESTED) {
        FW_TELL(p->sip->config.log, sip_nat, 0, nat, sip_nat_text(nat));
    }
    sip_probe_on_end(p->sip);
}

/* ---- one request ---- */

static void send(struct sip_probe *p)
{
    struct sip_socket *socket = sip_socket_of(p->sip, p->line);
    uint8_t text[SIP_STUN_REQUEST_MAX];
    bool is_elsewhere = p->state == SIP_PROBE_OPEN_OR_FIREWALL || p->state == SIP_PROBE_ANY;
    size_t n = sip_stun_write(text, p->id, is_elsewhere, is_elsewhere || p->state == SIP_PROBE_PORT);
    unsigned i = p->n_sent < N_INTERVALS ? p->n_sent : (unsigned)N_INTERVALS - 1;
    p->n_sent++;
    if (socket != NULL && socket->udp != NULL) {
        (void)fw_udp_send(socket->udp, p->to.ip, p->to.port, text, n); /* lost is lost */
    }
    board_timer_start(p->sip->config.board, &p->timer, intervals_ms[i] * (uint64_t)BOARD_US_PER_MS);
}

static void ask(struct sip_probe *p, enum sip_probe_state state, struct sip_stun_address to)
{
    board_entropy_fill(p->sip->config.board, p->id, sizeof p->id);
    p->to = to;
    p->n_sent = 0;
    set_state(p, state);
    send(p);
}

/* A line whose mapping, or at least the unit's, is asked for. */
static bool is_wanted(const struct sip_probe *p, unsigned line)
{
    struct sip_socket *socket = sip_socket_of(p->sip, line);
    bool is_mapped = is_on(p, FW_EL_STUN_ENABLE) && sip_param_bool(p->sip, FW_EL_NAT_MAPPING_ENABLE_1, line);
    return socket != NULL && socket->udp != NULL && sip_param_bool(p->sip, FW_EL_LINE_ENABLE_1, line) &&
           (is_mapped || is_on(p, FW_EL_STUN_TEST_ENABLE));
}

/* The next line after this one, 0: none. */
static unsigned next_line(const struct sip_probe *p, unsigned line)
{
    while (++line <= FW_N_LINES) {
        if (is_wanted(p, line)) {
            return line;
        }
    }
    return 0;
}

static void on_bound(struct sip_probe *p)
{
    unsigned next = next_line(p, p->line);
    if (next != 0) {
        p->line = next;
        ask(p, SIP_PROBE_BINDING, p->server);
        return;
    }
    if (!is_on(p, FW_EL_STUN_TEST_ENABLE)) {
        end(p, SIP_NAT_NOT_TESTED);
        return;
    }
    const struct sip_stun_address *m = &p->mapped[p->line - 1];
    bool is_own = m->ip == fw_net_status(p->sip->config.net)->ip && m->port == p->sip->line_ports[p->line - 1];
    if (p->changed.ip == 0) { /* a server that does not serve the tests */
        end(p, SIP_NAT_UNKNOWN);
    } else {
        ask(p, is_own ? SIP_PROBE_OPEN_OR_FIREWALL : SIP_PROBE_ANY, p->server);
    }
}

static void on_answer(struct sip_probe *p, const struct sip_stun_answer *a)
{
    struct sip_stun_address *own = &p->mapped[p->line - 1];
    char ip[16];
    switch (p->state) {
    case SIP_PROBE_BINDING:
        *own = a->mapped;
        p->changed = a->changed;
        FW_TELL(p->sip->config.log, sip_mapping, p->line, 0, rt_ipv4_text(own->ip, ip), (unsigned)own->port);
        on_bound(p);
        break;
    case SIP_PROBE_OPEN_OR_FIREWALL:
        end(p, SIP_NAT_OPEN);
        break;
    case SIP_PROBE_ANY:
        end(p, SIP_NAT_FULL_CONE);
        break;
    case SIP_PROBE_OTHER:
        if (a->mapped.ip == own->ip && a->mapped.port == own->port) {
            ask(p, SIP_PROBE_PORT, p->server);
        } else {
            end(p, SIP_NAT_SYMMETRIC);
        }
        break;
    case SIP_PROBE_PORT:
        end(p, SIP_NAT_RESTRICTED_CONE);
        break;
    case SIP_PROBE_IDLE:
    case SIP_PROBE_RESOLVING:
    default:
        break;
    }
}

static void on_silence(struct sip_probe *p, enum sip_nat without_server)
{
    switch (p->state) {
    case SIP_PROBE_BINDING:
        end(p, without_server);
        break;
    case SIP_PROBE_OPEN_OR_FIREWALL:
        end(p, SIP_NAT_FIREWALL);
        break;
    case SIP_PROBE_ANY:
        ask(p, SIP_PROBE_OTHER, p->changed);
        break;
    case SIP_PROBE_OTHER: /* the other address is silent: no verdict */
        end(p, SIP_NAT_UNKNOWN);
        break;
    case SIP_PROBE_PORT:
        end(p, SIP_NAT_RESTRICTED_CONE);
        break;
    case SIP_PROBE_IDLE:
    case SIP_PROBE_RESOLVING:
    default:
        break;
    }
}

static void on_timer(void *ctx, struct board_timer *t)
{
    struct sip_probe *p = ctx;
    (void)t;
    if (p->n_sent < REQUESTS_MAX) {
        send(p);
    } else {
        on_silence(p, SIP_NAT_NOT_RESPONDING);
    }
}

/* The answer has the request's id, which no other host knows; without a wish for another sender it comes from who was
 * asked. */
bool sip_probe_on_datagram(struct sip_probe *p, const struct sip_socket *socket, const struct fw_udp_datagram *d)
{
    struct sip_stun_answer a;
    bool is_from_there = d->src_ip == p->to.ip && d->src_port == p->to.port;
    bool is_plain = p->state == SIP_PROBE_BINDING || p->state == SIP_PROBE_OTHER;
    if (p->state <= SIP_PROBE_RESOLVING || sip_socket_of(p->sip, p->line) != socket || d->n != d->n_whole ||
        (is_plain && !is_from_there) || !sip_stun_read(d->bytes, d->n, p->id, &a)) {
        return false;
    }
    if (a.is_error) { /* it would say the same again */
        on_silence(p, SIP_NAT_NOT_RESPONDING);
    } else {
        on_answer(p, &a);
    }
    return true;
}

void sip_probe_on_unreachable(struct sip_probe *p, uint32_t ip, uint16_t port)
{
    if (p->state > SIP_PROBE_RESOLVING && p->to.ip == ip && p->to.port == port) {
        on_silence(p, SIP_NAT_NOT_REACHABLE);
    }
}

/* ---- the server ---- */

static void on_address(void *ctx, enum rt_err err, const uint32_t *addresses, size_t n)
{
    struct sip_probe *p = ctx;
    p->line = next_line(p, 0);
    if (err != RT_OK || n == 0) {
        end(p, SIP_NAT_NOT_REACHABLE);
    } else if (p->line == 0) {
        end(p, SIP_NAT_NOT_TESTED);
    } else {
        p->server.ip = addresses[0];
        ask(p, SIP_PROBE_BINDING, p->server);
    }
}

bool sip_probe_start(struct sip_probe *p)
{
    const struct fw_sip *s = p->sip;
    char host[FW_DNS_NAME_MAX + 1];
    struct rt_str port, name = rt_str_trim(rt_str_cut(
                            rt_str_trim(rt_str(fw_element_text(s->config.params, FW_EL_STUN_SERVER))), ':', &port));
    uint32_t number = SIP_STUN_PORT, ip;
    stop(p);
    memset(p->mapped, 0, sizeof p->mapped);
    p->nat = SIP_NAT_NOT_TESTED;
    if (name.n == 0 || next_line(p, 0) == 0 || rt_str_copy(host, sizeof host, name) != RT_OK ||
        (port.p != NULL && (rt_str_u32(port, &number) != RT_OK || number == 0 || number > UINT16_MAX))) {
        return false;
    }
    p->server = (struct sip_stun_address){0, (uint16_t)number};
    set_state(p, SIP_PROBE_RESOLVING);
    if (rt_str_ipv4(name, &ip) == RT_OK) {
        on_address(p, RT_OK, &ip, 1);
    } else {
        fw_dns_resolve(s->config.net, &p->dns, host, on_address, p);
    }
    return true;
}

bool sip_probe_is_param(const struct sip_probe *p, int id)
{
    for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++) {
        if (id == fw_element_id(p->sip->config.params, elements[i])) {
            return true;
        }
    }
    return false;
}

/* ---- life ---- */

void sip_probe_init(struct sip_probe *p, struct fw_sip *s)
{
    *p = (struct sip_probe){.sip = s};
    board_timer_init(&p->timer, "STUN", BOARD_PRIORITY_FIRMWARE, on_timer, p);
}

void sip_probe_fini(struct sip_probe *p)
{
    stop(p);
}
