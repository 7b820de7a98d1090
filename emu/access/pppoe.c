/* SPDX-License-Identifier: MIT */
#include "pppoe.h"
#include <stdio.h>
#include <string.h>

#define TYPE_DISCOVERY 0x8863u
#define TYPE_SESSION   0x8864u
#define PROTOCOL_IP    0x0021u
#define TAG_HEAD       4u
#define TAG_ECHOED_MAX 256u /* of a tag that is given back */

enum { PADO = 0x07, PADI = 0x09, PADR = 0x19, PADS = 0x65, PADT = 0xa7 };
enum {
    SERVICE_NAME = 0x0101,
    AC_NAME = 0x0102,
    HOST_UNIQ = 0x0103,
    AC_COOKIE = 0x0104,
    RELAY_ID = 0x0110,
    SERVICE_ERROR = 0x0201,
    SYSTEM_ERROR = 0x0202
};

struct request {
    const uint8_t *mac, *tags;
    size_t n_tags;
    uint16_t session;
    uint8_t code;
};

static struct lab_pppoe *pppoe_of(const struct emu_lab *lab)
{
    return lab->access->pppoe;
}

static bool is_on(const struct emu_lab *lab)
{
    return pppoe_of(lab) != NULL && pppoe_of(lab)->is_on;
}

/* ---- frames out ---- */

static size_t put_head(uint8_t *frame, const uint8_t *to, uint16_t type, uint8_t code, uint16_t session)
{
    memcpy(frame, to, 6);
    emu_net_mac(frame + 6, EMU_NET_GATEWAY);
    rt_put_be16(frame + 12, type);
    frame[14] = 0x11;
    frame[15] = code;
    rt_put_be16(frame + 16, session);
    return LAB_PPPOE_HEADER;
}

static void send(struct emu_lab *lab, uint8_t *frame, size_t n)
{
    rt_put_be16(frame + 18, (uint16_t)(n - LAB_PPPOE_HEADER));
    if (n < 60) { /* IEEE 802.3: shorter frames are padded */
        memset(frame + n, 0, 60 - n);
        n = 60;
    }
    lab->send(lab->send_ctx, frame, n);
}

static size_t put_tag(uint8_t *frame, size_t n, uint16_t tag, const void *value, size_t n_value)
{
    rt_put_be16(frame + n, tag);
    rt_put_be16(frame + n + 2, (uint16_t)n_value);
    memcpy(frame + n + TAG_HEAD, value, n_value);
    return n + TAG_HEAD + n_value;
}

void lab_pppoe_put(struct lab_pppoe_session *s, const uint8_t *packet, size_t n)
{
    uint8_t frame[BOARD_FRAME_MAX];
    size_t at = put_head(frame, s->mac, TYPE_SESSION, 0, s->id);
    if (at + n <= sizeof frame) {
        memcpy(frame + at, packet, n);
        send(s->lab, frame, at + n);
    }
}

static void send_padt(struct emu_lab *lab, const uint8_t *mac, uint16_t session)
{
    uint8_t frame[BOARD_FRAME_MAX];
    send(lab, frame, put_head(frame, mac, TYPE_DISCOVERY, PADT, session));
}

/* ---- discovery ---- */

/* The first tag of this type; NULL: there is none. */
static const uint8_t *find_tag(const struct request *r, uint16_t tag, size_t *n)
{
    size_t at = 0;
    while (r->n_tags - at >= TAG_HEAD) {
        *n = rt_be16(r->tags + at + 2);
        if (*n > r->n_tags - at - TAG_HEAD) {
            return NULL;
        }
        if (rt_be16(r->tags + at) == tag) {
            return r->tags + at + TAG_HEAD;
        }
        at += TAG_HEAD + *n;
    }
    return NULL;
}

/* Tags that the unit wants to see again. */
static size_t put_echoed(const struct request *r, uint8_t *frame, size_t n)
{
    static const uint16_t tags[] = {HOST_UNIQ, RELAY_ID};
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        size_t n_value = 0;
        const uint8_t *value = find_tag(r, tags[i], &n_value);
        if (value != NULL && n_value <= TAG_ECHOED_MAX) {
            n = put_tag(frame, n, tags[i], value, n_value);
        }
    }
    return n;
}

/* An empty name asks for any service: RFC 2516 section 5.1. */
static bool has_service(struct emu_lab *lab, const struct request *r, char text[64])
{
    const char *own = pppoe_of(lab)->service;
    size_t n = 0;
    const uint8_t *asked = find_tag(r, SERVICE_NAME, &n);
    (void)lab_clean(text, 64, asked, asked == NULL ? 0 : n);
    return asked != NULL && (n == 0 || (n == strlen(own) && memcmp(asked, own, n) == 0));
}

static void make_cookie(const struct emu_lab *lab, const uint8_t *mac, uint8_t cookie[16])
{
    char text[64], hex[33];
    (void)snprintf(text, sizeof text, "cookie %02x%02x%02x%02x%02x%02x %u", mac[0], mac[1], mac[2], mac[3], mac[4],
                   mac[5], lab->access->pppoe->n_sessions);
    lab_md5_hex(text, hex);
    memcpy(cookie, hex, 16);
}

static void on_padi(struct emu_lab *lab, const struct request *r)
{
    uint8_t frame[BOARD_FRAME_MAX], cookie[16];
    char asked[64];
    const struct lab_pppoe *p = pppoe_of(lab);
    if (!has_service(lab, r, asked)) {
        lab_say(lab, "pppoe: PADI for service \"%s\": not offered here", asked);
        return;
    }
    lab_say(lab, "pppoe: PADI for service \"%s\": offered by \"%s\"", asked, p->name);
    make_cookie(lab, r->mac, cookie);
    size_t n = put_head(frame, r->mac, TYPE_DISCOVERY, PADO, 0);
    n = put_tag(frame, n, AC_NAME, p->name, strlen(p->name));
    n = put_tag(frame, n, SERVICE_NAME, p->service, strlen(p->service));
    n = put_tag(frame, n, AC_COOKIE, cookie, sizeof cookie);
    send(lab, frame, put_echoed(r, frame, n));
}

/* The session of this host; a new one in its place, as the host has forgotten it. NULL: too many. */
static struct lab_pppoe_session *take_session(struct emu_lab *lab, const uint8_t *mac)
{
    struct lab_pppoe *p = pppoe_of(lab);
    struct lab_pppoe_session *place = NULL;
    for (size_t i = 0; i < LAB_PPPOE_SESSIONS_MAX; i++) {
        struct lab_pppoe_session *s = &p->session[i];
        if (s->phase != LAB_PPP_FREE && memcmp(s->mac, mac, 6) == 0) {
            place = s;
            break;
        }
        place = place == NULL && s->phase == LAB_PPP_FREE ? s : place;
    }
    uint32_t ip = place == NULL ? 0 : lab_dhcp_address(lab, mac);
    if (ip == 0) {
        return NULL;
    }
    board_timer_stop(lab->board, &place->timer);
    *place = (struct lab_pppoe_session){
        .lab = lab, .phase = LAB_PPP_LCP, .id = (uint16_t)(1 + p->n_sessions++ % 65535), .ip = ip, .mru = LAB_PPP_MRU};
    memcpy(place->mac, mac, 6);
    board_timer_init(&place->timer, "lab.pppoe", BOARD_PRIORITY_OUTSIDE, lab_ppp_on_timer, place);
    return place;
}

static void on_padr(struct emu_lab *lab, const struct request *r)
{
    uint8_t frame[BOARD_FRAME_MAX], cookie[16];
    char asked[64];
    size_t n_cookie = 0;
    const struct lab_pppoe *p = pppoe_of(lab);
    const uint8_t *given = find_tag(r, AC_COOKIE, &n_cookie);
    struct lab_pppoe_session *s = NULL;
    bool is_offered = has_service(lab, r, asked);
    make_cookie(lab, r->mac, cookie);
    if (given == NULL || n_cookie != sizeof cookie || memcmp(given, cookie, sizeof cookie) != 0) {
        lab_say(lab, "pppoe: PADR without our cookie: dropped");
        return;
    }
    if (is_offered && !p->is_refusing) {
        s = take_session(lab, r->mac);
    }
    size_t n = put_head(frame, r->mac, TYPE_DISCOVERY, PADS, s != NULL ? s->id : 0);
    n = put_tag(frame, n, SERVICE_NAME, asked, strlen(asked));
    if (s == NULL) {
        static const char why[] = "no session for you";
        n = put_tag(frame, n, is_offered ? SYSTEM_ERROR : SERVICE_ERROR, why, strlen(why));
        lab_say(lab, "pppoe: PADR: a session is refused");
    } else {
        lab_say(lab, "pppoe: session %u opened", (unsigned)s->id);
    }
    send(lab, frame, put_echoed(r, frame, n));
    if (s != NULL) {
        lab_ppp_start(s);
    }
}

/* ---- sessions ---- */

void lab_pppoe_close(struct lab_pppoe_session *s, bool with_padt)
{
    if (s->phase != LAB_PPP_FREE) {
        s->phase = LAB_PPP_FREE;
        board_timer_stop(s->lab->board, &s->timer);
        if (with_padt) {
            send_padt(s->lab, s->mac, s->id);
        }
    }
}

static struct lab_pppoe_session *find_session(struct emu_lab *lab, uint16_t id, const uint8_t *mac)
{
    for (size_t i = 0; i < LAB_PPPOE_SESSIONS_MAX; i++) {
        struct lab_pppoe_session *s = &pppoe_of(lab)->session[i];
        if (s->phase != LAB_PPP_FREE && s->id == id && memcmp(s->mac, mac, 6) == 0) {
            return s;
        }
    }
    return NULL;
}

static void on_padt(struct emu_lab *lab, const struct request *r)
{
    struct lab_pppoe_session *s = find_session(lab, r->session, r->mac);
    if (s != NULL) {
        lab_say(lab, "pppoe: session %u ended by the unit", (unsigned)s->id);
        lab_pppoe_close(s, false);
    }
}

/* To whom the packet would go on Ethernet: what is not of the segment, to the gateway. */
static void go_on(struct lab_pppoe_session *s, const uint8_t *packet, size_t n)
{
    uint8_t frame[BOARD_FRAME_MAX];
    uint32_t to = n >= EMU_IP_BYTES ? rt_be32(packet + 16) : 0;
    if (s->phase != LAB_PPP_UP || n < EMU_IP_BYTES || n > LAB_PPP_MRU || rt_be32(packet + 12) != s->ip) {
        return; /* RFC 2827: no host uses the address of another one */
    }
    emu_net_mac(frame, (to & EMU_NET_MASK) == EMU_NET_ADDRESS ? to : EMU_NET_GATEWAY);
    memcpy(frame + 6, s->mac, 6);
    rt_put_be16(frame + 12, EMU_ETHERTYPE_IP);
    memcpy(frame + EMU_ETH_BYTES, packet, n);
    s->lab->take(s->lab->send_ctx, frame, EMU_ETH_BYTES + n);
}

static void on_session(struct emu_lab *lab, const struct request *r)
{
    struct lab_pppoe_session *s = find_session(lab, r->session, r->mac);
    if (s == NULL || r->n_tags < 2) {
        return; /* as one that was switched off and on again: nothing is known, and nothing said */
    }
    if (rt_be16(r->tags) == PROTOCOL_IP) {
        go_on(s, r->tags + 2, r->n_tags - 2);
    } else {
        lab_ppp_input(s, r->tags, r->n_tags);
    }
}

bool lab_pppoe_on_frame(struct emu_lab *lab, const uint8_t *frame, size_t n)
{
    uint16_t type = n >= LAB_PPPOE_HEADER ? rt_be16(frame + 12) : 0;
    if (type != TYPE_DISCOVERY && type != TYPE_SESSION) {
        return false;
    }
    const struct request r = {.mac = frame + 6,
                              .tags = frame + LAB_PPPOE_HEADER,
                              .n_tags = rt_be16(frame + 18),
                              .session = rt_be16(frame + 16),
                              .code = frame[15]};
    if (!is_on(lab) || pppoe_of(lab)->is_silent || frame[14] != 0x11 || r.n_tags > n - LAB_PPPOE_HEADER) {
        return true; /* no other station knows it either */
    }
    if (type == TYPE_SESSION) {
        on_session(lab, &r);
    } else if (r.code == PADI) {
        on_padi(lab, &r);
    } else if (r.code == PADR) {
        on_padr(lab, &r);
    } else if (r.code == PADT) {
        on_padt(lab, &r);
    }
    return true;
}

/* ---- frames for a session's address ---- */

static bool answer_arp(struct emu_lab *lab, const uint8_t *frame, size_t n)
{
    uint32_t target, sender;
    uint8_t sender_mac[6], reply[BOARD_FRAME_MAX];
    if (!emu_arp_parse_request(frame, n, &target, &sender, sender_mac)) {
        return false;
    }
    for (size_t i = 0; i < LAB_PPPOE_SESSIONS_MAX; i++) {
        const struct lab_pppoe_session *s = &pppoe_of(lab)->session[i];
        if (s->phase == LAB_PPP_UP && s->ip == target) {
            lab->take(lab->send_ctx, reply, emu_arp_build_reply(reply, target, s->mac, sender, sender_mac));
            return true;
        }
    }
    return false;
}

bool emu_lab_on_frame_to_unit(void *ctx, const uint8_t *frame, size_t n)
{
    struct emu_lab *lab = ctx;
    uint8_t packet[2 + BOARD_FRAME_MAX];
    if (!is_on(lab) || answer_arp(lab, frame, n)) {
        return is_on(lab);
    }
    if (n < EMU_ETH_BYTES + EMU_IP_BYTES || rt_be16(frame + 12) != EMU_ETHERTYPE_IP) {
        return false;
    }
    size_t n_ip = rt_be16(frame + EMU_ETH_BYTES + 2);
    for (size_t i = 0; i < LAB_PPPOE_SESSIONS_MAX; i++) {
        struct lab_pppoe_session *s = &pppoe_of(lab)->session[i];
        if (s->phase != LAB_PPP_UP || rt_be32(frame + EMU_ETH_BYTES + 16) != s->ip) {
            continue;
        }
        if (n_ip > s->mru || n_ip > n - EMU_ETH_BYTES) {
            lab_say(lab, "pppoe: a packet of %zu bytes for the unit is too long: dropped", n_ip);
        } else if (!pppoe_of(lab)->is_silent) {
            rt_put_be16(packet, PROTOCOL_IP);
            memcpy(packet + 2, frame + EMU_ETH_BYTES, n_ip);
            lab_pppoe_put(s, packet, 2 + n_ip);
        }
        return true;
    }
    return false;
}

/* ---- as the scenario wants it ---- */

void lab_pppoe_destroy(struct emu_lab *lab)
{
    (void)emu_lab_end_pppoe(lab, EMU_LAB_PPPOE_KILL); /* their number is of no interest */
    lab->access->pppoe = rt_mem_free(lab->access->pppoe);
}

bool lab_pppoe_is_alone(const struct emu_lab *lab)
{
    return is_on(lab) && !pppoe_of(lab)->has_dhcp;
}

enum rt_err emu_lab_set_pppoe(struct emu_lab *lab, const struct emu_lab_pppoe *config)
{
    struct lab_pppoe *p = pppoe_of(lab) != NULL ? pppoe_of(lab) : rt_mem_alloc(sizeof *p);
    lab->access->pppoe = p;
    if (p == NULL) {
        return RT_ENOMEM;
    }
    if (rt_str_copy(p->user, sizeof p->user, rt_str(config->user)) != RT_OK ||
        rt_str_copy(p->password, sizeof p->password, rt_str(config->password)) != RT_OK ||
        rt_str_copy(p->name, sizeof p->name, rt_str(config->name)) != RT_OK ||
        rt_str_copy(p->service, sizeof p->service, rt_str(config->service)) != RT_OK) {
        return RT_ETOOBIG;
    }
    p->auth = config->auth;
    p->dns[0] = config->dns[0];
    p->dns[1] = config->dns[1];
    p->is_on = !config->is_off;
    p->is_silent = config->is_silent;
    p->is_refusing = config->is_refusing;
    p->has_dhcp = config->has_dhcp;
    if (!p->is_on) {
        (void)emu_lab_end_pppoe(lab, EMU_LAB_PPPOE_KILL);
    }
    return RT_OK;
}

unsigned emu_lab_end_pppoe(struct emu_lab *lab, enum emu_lab_pppoe_end how)
{
    unsigned n = 0;
    for (size_t i = 0; pppoe_of(lab) != NULL && i < LAB_PPPOE_SESSIONS_MAX; i++) {
        struct lab_pppoe_session *s = &pppoe_of(lab)->session[i];
        if (s->phase == LAB_PPP_FREE) {
            continue;
        }
        n++;
        if (how == EMU_LAB_PPPOE_TERMINATE) {
            lab_say(lab, "pppoe: ends session %u (LCP)", (unsigned)s->id);
            lab_ppp_terminate(s);
        } else {
            if (how == EMU_LAB_PPPOE_PADT) {
                lab_say(lab, "pppoe: ends session %u (PADT)", (unsigned)s->id);
            }
            lab_pppoe_close(s, how == EMU_LAB_PPPOE_PADT);
        }
    }
    return n;
}
