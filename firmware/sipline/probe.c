/* SPDX-License-Identifier: MIT */
#include "lines_priv.h"
#include "sipline_events.h"
#include <board/board.h>
#include <board/entropy.h>
#include <fw/udp.h>
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
    return fw_element_bool(sip_config(p->sip)->params, e);
}

static void set_state(struct sip_probe *p, enum sip_probe_state next)
{
    struct board *b = sip_config(p->sip)->board;
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
    board_timer_stop(sip_config(p->sip)->board, &p->timer);
    fw_dns_cancel(&p->dns);
    set_state(p, SIP_PROBE_IDLE);
}

static void end(struct sip_probe *p, enum sip_nat nat)
{
    p->nat = is_on(p, FW_EL_STUN_TEST_ENABLE) ? nat : SIP_NAT_NOT_TESTED;
    sip_outside(p->sip)->is_symmetric = p->nat == SIP_NAT_SYMMETRIC;
    stop(p);
    if (nat != SIP_NAT_NOT_TESTED) {
        FW_TELL(sip_config(p->sip)->log, sip_nat, 0, nat, sip_nat_text(nat));
    }
    sip_probe_on_end(p->lines);
}

/* ---- one request ---- */

static void send(struct sip_probe *p)
{
    uint8_t text[SIP_STUN_REQUEST_MAX];
    bool is_elsewhere = p->state == SIP_PROBE_OPEN_OR_FIREWALL || p->state == SIP_PROBE_ANY;
    size_t n = sip_stun_write(text, p->id, is_elsewhere, is_elsewhere || p->state == SIP_PROBE_PORT);
    unsigned i = p->n_sent < N_INTERVALS ? p->n_sent : (unsigned)N_INTERVALS - 1;
    p->n_sent++;
    sip_send_datagram(p->sip, p->line, p->to.ip, p->to.port, text, n);
    board_timer_start(sip_config(p->sip)->board, &p->timer, intervals_ms[i] * (uint64_t)BOARD_US_PER_MS);
}

static void ask(struct sip_probe *p, enum sip_probe_state state, struct sip_stun_address to)
{
    board_entropy_fill(sip_config(p->sip)->board, p->id, sizeof p->id);
    p->to = to;
    p->n_sent = 0;
    set_state(p, state);
    send(p);
}

/* A line whose mapping, or at least the unit's, is asked for. */
static bool is_wanted(const struct sip_probe *p, unsigned line)
{
    bool is_mapped = is_on(p, FW_EL_STUN_ENABLE) && sip_param_bool(p->sip, FW_EL_NAT_MAPPING_ENABLE_1, line);
    return sip_has_datagrams(p->sip, line) && sip_param_bool(p->sip, FW_EL_LINE_ENABLE_1, line) &&
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
    const struct sip_stun_address *m = &sip_outside(p->sip)->mapped[p->line - 1];
    bool is_own = m->ip == fw_net_status(sip_config(p->sip)->net)->ip && m->port == sip_local_port(p->sip, p->line);
    if (p->changed.ip == 0) { /* a server that does not serve the tests */
        end(p, SIP_NAT_UNKNOWN);
    } else {
        ask(p, is_own ? SIP_PROBE_OPEN_OR_FIREWALL : SIP_PROBE_ANY, p->server);
    }
}

static void on_answer(struct sip_probe *p, const struct sip_stun_answer *a)
{
    const struct sip_stun_address *own = &sip_outside(p->sip)->mapped[p->line - 1];
    switch (p->state) {
    case SIP_PROBE_BINDING:
        p->changed = a->changed;
        sip_outside_take(p->sip, p->line, &a->mapped);
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
bool sip_probe_on_datagram(struct sip_probe *p, uint16_t port, const struct fw_udp_datagram *d)
{
    struct sip_stun_answer a;
    bool is_from_there = d->src_ip == p->to.ip && d->src_port == p->to.port;
    bool is_plain = p->state == SIP_PROBE_BINDING || p->state == SIP_PROBE_OTHER;
    if (p->state <= SIP_PROBE_RESOLVING || sip_local_port(p->sip, p->line) != port || d->n != d->n_whole ||
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

void sip_probe_on_unreachable(struct sip_probe *p, const struct sip_peer *peer)
{
    if (p->state > SIP_PROBE_RESOLVING && peer->transport == SIP_UDP && p->to.ip == peer->ip &&
        p->to.port == peer->port) {
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
    struct sip_outside *outside = sip_outside(p->sip);
    char host[FW_DNS_NAME_MAX + 1];
    struct rt_str port,
        name = rt_str_trim(
            rt_str_cut(rt_str_trim(rt_str(fw_element_text(sip_config(s)->params, FW_EL_STUN_SERVER))), ':', &port));
    uint32_t number = SIP_STUN_PORT, ip;
    stop(p);
    memset(outside, 0, sizeof *outside);
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
        fw_dns_resolve(sip_config(s)->net, &p->dns, host, on_address, p);
    }
    return true;
}

bool sip_probe_is_changed(const struct sip_probe *p, const int *ids, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < sizeof elements / sizeof elements[0]; k++) {
            if (ids[i] == fw_element_id(sip_config(p->sip)->params, elements[k])) {
                return true;
            }
        }
    }
    return false;
}

/* ---- life ---- */

void sip_probe_init(struct sip_probe *p, struct fw_sip_lines *l)
{
    *p = (struct sip_probe){.lines = l, .sip = l->config.sip};
    board_timer_init(&p->timer, "STUN", BOARD_PRIORITY_FIRMWARE, on_timer, p);
}

void sip_probe_fini(struct sip_probe *p)
{
    stop(p);
}
