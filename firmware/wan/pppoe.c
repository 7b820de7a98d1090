/* SPDX-License-Identifier: MIT */
/*
 * PPP over Ethernet (RFC 2516) as a way to an address: looks for a concentrator, opens a session, and opens another
 * one when it ends. The Internet port stays the same interface of lwIP; its packets leave as PPP.
 *
 *    discover (PADI) -> ask (PADR) -> session -> pause -> discover ...
 *
 * A session is dropped at a PADT, when PPP ends it, when echoes stay unanswered, and with the link. Nothing public says
 * how the real unit behaves; the figures below are guesses but for those with a source.
 */
#include "ppp.h"
#include "pppoe_frame.h"
#include "wan_events.h"
#include "wan_priv.h"
#include <board/board.h>
#include <board/entropy.h>
#include <fw/element.h>
#include <fw/netport.h>
#include <fw/stack.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>
#include "lwip/pbuf.h"

#define DISCOVERY_FIRST_S 2u /* then twice as long each time: RFC 2516 section 8 */
#define DISCOVERY_TRIES   4u /* 2 + 4 + 8 + 16 s */
#define PAUSE_FIRST_S     5u /* after a failure; then twice as long each time */
#define PAUSE_MAX_S       60u
#define COOKIE_MAX        256u /* of a concentrator; a longer one is not believed */
#define TEXT_MAX          64u

enum state { IDLE, DISCOVER, ASK, SESSION, PAUSE };

struct tag_copy {
    uint8_t bytes[COOKIE_MAX];
    size_t n;
    bool is_there;
};

struct pppoe {
    struct fw_wan_start config;
    struct fw_port *port;
    enum state state;
    struct board_timer timer; /* of DISCOVER, ASK: ask again; of PAUSE: its end */
    unsigned n_tries, n_failures;
    uint8_t host_uniq[4];
    uint8_t concentrator[6];
    struct tag_copy cookie, relay_id;
    uint16_t session;
    bool is_up; /* there is an address */
    struct ppp ppp;
    struct fw_wan_offer offer;
    struct pppoe_out out;
};

static const uint8_t everybody[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

static struct board *board_of(const struct pppoe *e)
{
    return e->port->board;
}

static struct rt_str service_name(const struct pppoe *e)
{
    return rt_str(fw_element_text(e->config.params, FW_EL_PPPOE_SERVICE_NAME));
}

/* ---- frames out ---- */

static void send(struct pppoe *e)
{
    size_t n = pppoe_end(&e->out);
    (void)fw_port_send(e->port, e->out.bytes, n); /* lost is lost: every step is repeated */
}

static void begin(struct pppoe *e, const uint8_t *to, uint16_t type, uint8_t code, uint16_t session)
{
    pppoe_begin(&e->out, e->port->netif.hwaddr, to, type, code, session);
}

static void send_request(struct pppoe *e)
{
    struct rt_str service = service_name(e);
    bool is_asking = e->state == ASK;
    begin(e, is_asking ? e->concentrator : everybody, PPPOE_DISCOVERY, is_asking ? PPPOE_PADR : PPPOE_PADI, 0);
    pppoe_put_tag(&e->out, PPPOE_SERVICE_NAME, service.p, service.n);
    pppoe_put_tag(&e->out, PPPOE_HOST_UNIQ, e->host_uniq, sizeof e->host_uniq);
    if (is_asking && e->cookie.is_there) {
        pppoe_put_tag(&e->out, PPPOE_AC_COOKIE, e->cookie.bytes, e->cookie.n);
    }
    if (is_asking && e->relay_id.is_there) {
        pppoe_put_tag(&e->out, PPPOE_RELAY_ID, e->relay_id.bytes, e->relay_id.n);
    }
    send(e);
    board_timer_start(board_of(e), &e->timer, (uint64_t)(DISCOVERY_FIRST_S << e->n_tries) * BOARD_US_PER_S);
    e->n_tries++;
}

static void send_terminate(struct pppoe *e, const uint8_t *to, uint16_t session)
{
    begin(e, to, PPPOE_DISCOVERY, PPPOE_PADT, session);
    send(e);
}

static void send_ppp(void *ctx, const uint8_t *packet, size_t n)
{
    struct pppoe *e = ctx;
    begin(e, e->concentrator, PPPOE_SESSION, PPPOE_DATA, e->session);
    pppoe_put(&e->out, packet, n);
    send(e);
}

/* fw_port_link.output */
static bool output(void *ctx, struct pbuf *packet)
{
    struct pppoe *e = ctx;
    static const uint8_t protocol[2] = {PPP_IP >> 8, PPP_IP & 0xff};
    if (!e->is_up || packet->tot_len > PPP_MRU) {
        return false;
    }
    begin(e, e->concentrator, PPPOE_SESSION, PPPOE_DATA, e->session);
    pppoe_put(&e->out, protocol, sizeof protocol);
    e->out.n += pbuf_copy_partial(packet, e->out.bytes + e->out.n, packet->tot_len, 0);
    return fw_port_send(e->port, e->out.bytes, pppoe_end(&e->out));
}

/* ---- states ---- */

static void discover(struct pppoe *e)
{
    uint32_t uniq = board_entropy_u32(board_of(e));
    memcpy(e->host_uniq, &uniq, sizeof uniq);
    e->state = DISCOVER;
    e->n_tries = 0;
    send_request(e);
}

static void drop_session(struct pppoe *e)
{
    if (e->state == SESSION) {
        ppp_say_goodbye(&e->ppp);
        send_terminate(e, e->concentrator, e->session);
    }
    ppp_stop(&e->ppp);
    e->session = 0;
    if (e->is_up) {
        e->is_up = false;
        e->offer = (struct fw_wan_offer){.lease_s = 0};
        fw_port_set_address(e->port, 0, 0, 0);
    }
}

static void fail(struct pppoe *e, const char *why)
{
    uint32_t pause_s = PAUSE_FIRST_S;
    for (unsigned i = 0; i < e->n_failures && pause_s < PAUSE_MAX_S; i++) {
        pause_s *= 2;
    }
    pause_s = pause_s > PAUSE_MAX_S ? PAUSE_MAX_S : pause_s;
    e->n_failures++;
    drop_session(e);
    e->state = PAUSE;
    board_timer_start(board_of(e), &e->timer, (uint64_t)pause_s * BOARD_US_PER_S);
    FW_TELL(e->config.log, pppoe_down, 0, pause_s, why, pause_s);
    e->config.on_change(e->config.ctx);
}

static void on_timer(void *ctx, struct board_timer *t)
{
    struct pppoe *e = ctx;
    (void)t;
    if (e->state == PAUSE) {
        discover(e);
    } else if (e->n_tries < DISCOVERY_TRIES) {
        send_request(e);
    } else {
        fail(e, e->state == ASK ? "the concentrator opens no session" : "no concentrator answers");
    }
}

/* ---- PPP ---- */

static void on_ppp_down(void *ctx, const char *why)
{
    fail(ctx, why);
}

static void on_ppp_up(void *ctx)
{
    struct pppoe *e = ctx;
    char peer[16];
    e->is_up = true;
    e->n_failures = 0;
    e->offer = (struct fw_wan_offer){.dns = {e->ppp.dns[0], e->ppp.dns[1]}, .server = e->ppp.peer_ip};
    e->port->netif.mtu = e->ppp.mru;
    fw_port_set_address(e->port, e->ppp.ip, UINT32_MAX, e->ppp.peer_ip);
    FW_TELL(e->config.log, pppoe_up, 0, e->session, (unsigned)e->session, rt_ipv4_text(e->ppp.peer_ip, peer));
    e->config.on_change(e->config.ctx);
}

/* ---- frames in ---- */

static bool keep_tag(const struct pppoe_frame *f, uint16_t tag, struct tag_copy *copy)
{
    struct rt_str value;
    *copy = (struct tag_copy){.n = 0};
    if (!pppoe_find(f, tag, &value)) {
        return true;
    }
    if (value.n > sizeof copy->bytes) {
        return false;
    }
    memcpy(copy->bytes, value.p, value.n);
    copy->n = value.n;
    copy->is_there = true;
    return true;
}

static char *printable(char out[TEXT_MAX], struct rt_str text)
{
    size_t n = text.n < TEXT_MAX - 1 ? text.n : TEXT_MAX - 1;
    for (size_t i = 0; i < n; i++) {
        out[i] = (uint8_t)text.p[i] < 0x20 || (uint8_t)text.p[i] > 0x7e ? '.' : text.p[i];
    }
    out[n] = '\0';
    return out;
}

static bool has_error(const struct pppoe_frame *f)
{
    struct rt_str unused;
    return pppoe_find(f, PPPOE_SERVICE_ERROR, &unused) || pppoe_find(f, PPPOE_SYSTEM_ERROR, &unused) ||
           pppoe_find(f, PPPOE_GENERIC_ERROR, &unused);
}

/* The first one that offers the service is taken. */
static void on_offer(struct pppoe *e, const struct pppoe_frame *f)
{
    char name_text[TEXT_MAX], service_text[TEXT_MAX], mac[18];
    struct rt_str name = {0}, service = service_name(e);
    if (e->state != DISCOVER || !pppoe_find(f, PPPOE_AC_NAME, &name) || has_error(f) ||
        (service.n > 0 && !pppoe_has(f, PPPOE_SERVICE_NAME, service)) || (f->source[0] & 1u) != 0 ||
        !keep_tag(f, PPPOE_AC_COOKIE, &e->cookie) || !keep_tag(f, PPPOE_RELAY_ID, &e->relay_id)) {
        return;
    }
    memcpy(e->concentrator, f->source, sizeof e->concentrator);
    FW_TELL(e->config.log, pppoe_found, 0, 0, printable(name_text, name), printable(service_text, service),
            rt_mac_text(f->source, mac));
    e->state = ASK;
    e->n_tries = 0;
    send_request(e);
}

static void on_session(struct pppoe *e, const struct pppoe_frame *f)
{
    if (e->state != ASK || memcmp(f->source, e->concentrator, sizeof e->concentrator) != 0) {
        return;
    }
    if (has_error(f) || f->session == 0) {
        struct rt_str unused;
        fail(e, pppoe_find(f, PPPOE_SERVICE_ERROR, &unused) ? "the concentrator has no such service"
                                                            : "the concentrator refuses a session");
        return;
    }
    board_timer_stop(board_of(e), &e->timer);
    e->state = SESSION;
    e->session = f->session;
    ppp_start(&e->ppp);
}

static bool is_of_session(const struct pppoe *e, const struct pppoe_frame *f)
{
    return e->state == SESSION && f->session == e->session &&
           memcmp(f->source, e->concentrator, sizeof e->concentrator) == 0;
}

static void on_discovery(struct pppoe *e, const struct pppoe_frame *f)
{
    struct rt_str uniq = rt_str_n((const char *)e->host_uniq, sizeof e->host_uniq);
    if (f->code == PPPOE_PADT) {
        if (is_of_session(e, f)) {
            e->state = PAUSE; /* nothing is said any more: RFC 2516 section 5.5 */
            fail(e, "ended by the provider (PADT)");
        }
    } else if (pppoe_has(f, PPPOE_HOST_UNIQ, uniq)) {
        if (f->code == PPPOE_PADO) {
            on_offer(e, f);
        } else if (f->code == PPPOE_PADS) {
            on_session(e, f);
        }
    }
}

static void on_data(struct pppoe *e, const struct pppoe_frame *f)
{
    if (!is_of_session(e, f)) {
        send_terminate(e, f->source, f->session); /* of a session before the power was cut: its end is told */
        return;
    }
    if (f->n >= 2 && rt_be16(f->payload) == PPP_IP) {
        if (e->is_up) {
            fw_port_input_ip(e->port, f->payload + 2, f->n - 2);
        }
        return;
    }
    ppp_input(&e->ppp, f->payload, f->n);
}

/* fw_port_link.input */
static void input(void *ctx, const uint8_t *frame, size_t n)
{
    struct pppoe *e = ctx;
    struct pppoe_frame f;
    if (!pppoe_read(&f, frame, n) || memcmp(f.destination, e->port->netif.hwaddr, 6) != 0) {
        return;
    }
    if (f.type == PPPOE_DISCOVERY) {
        on_discovery(e, &f);
    } else if (f.code == PPPOE_DATA) {
        on_data(e, &f);
    }
}

/* ---- the method ---- */

static enum rt_err start(void **state, const struct fw_wan_start *config)
{
    struct pppoe *e = rt_mem_alloc(sizeof *e);
    *state = e;
    if (e == NULL) {
        return RT_ENOMEM;
    }
    e->config = *config;
    e->port = config->port;
    board_timer_init(&e->timer, "pppoe", BOARD_PRIORITY_FIRMWARE, on_timer, e);
    ppp_init(&e->ppp, &(struct ppp_config){.board = config->port->board,
                                           .log = config->log,
                                           .params = config->params,
                                           .send = send_ppp,
                                           .on_up = on_ppp_up,
                                           .on_down = on_ppp_down,
                                           .ctx = e});
    fw_port_set_link(e->port, &(struct fw_port_link){.input = input, .output = output, .ctx = e});
    return RT_OK;
}

static void stop(void *state)
{
    struct pppoe *e = state;
    drop_session(e);
    board_timer_stop(board_of(e), &e->timer);
    fw_port_set_link(e->port, NULL);
    rt_mem_free(e);
}

/* The link begins and ends all: a session does not outlive it, as the concentrator may be another one then. */
static enum fw_net_state look(void *state)
{
    struct pppoe *e = state;
    bool is_linked = board_nic_is_linked(board_of(e), e->port->port);
    if (is_linked && e->state == IDLE) {
        e->state = PAUSE; /* of no length: the net is looking, and must not be answered meanwhile */
        board_timer_start(board_of(e), &e->timer, 0);
    } else if (!is_linked && e->state != IDLE) {
        drop_session(e);
        e->state = IDLE;
        e->n_failures = 0;
        board_timer_stop(board_of(e), &e->timer);
    }
    return e->is_up ? FW_NET_UP : FW_NET_SEARCHING;
}

static const struct fw_wan_offer *offer(const void *state)
{
    return &((const struct pppoe *)state)->offer;
}

const struct fw_wan_method wan_pppoe = {.name = "PPPOE", .start = start, .stop = stop, .look = look, .offer = offer};
