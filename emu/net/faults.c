/* SPDX-License-Identifier: MIT */
#include <net/faults.h>
#include <net/net.h>
#include <net/packet.h>
#include <board/board.h>
#include <host/signals.h>
#include <board/clock.h>
#include <board/signal.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <string.h>

#define REORDER_US (100u * (uint64_t)BOARD_US_PER_MS)
#define TFTP_FIRST 50000u /* of the lab's transfers, emu/fileserver/tftp.c */

/* A delayed frame. */
struct late {
    struct emu_faults *faults;
    struct late *next;
    struct board_timer timer;
    bool is_to_unit;
    bool is_overtaken; /* REORDER: goes as soon as another has passed */
    size_t n;
    uint8_t frame[];
};

struct rule {
    struct emu_fault is;
    uint32_t n_hits;
    uint64_t free_us[2]; /* SLOW: when the line is free again, each way */
};

struct emu_faults {
    struct board *board;
    enum board_port port;
    uint64_t random;
    struct rule *rule; /* EMU_FAULTS_MAX of them; NULL: there was none */
    size_t n_rules;
    struct late *late;
    size_t n_late;
    board_wire_fn *sink;
    void *sink_ctx;
};

static const char *const fault_names[] = {
#define FAULT_NAME(id, name, value, help) name,
    EMU_FAULT_LIST(FAULT_NAME)
#undef FAULT_NAME
};

const char *emu_fault_name(enum emu_fault_kind k)
{
    return fault_names[k];
}

const char *emu_service_name(enum emu_service s)
{
    static const char *const names[EMU_N_SERVICES] = {"any",  "arp",   "dhcp",   "dns", "tftp",
                                                      "http", "https", "syslog", "ntp", "other"};
    return names[s];
}

static enum emu_service bare_service(const uint8_t *frame, size_t n, bool is_to_unit)
{
    static const struct {
        uint16_t port;
        enum emu_service service;
    } ports[] = {{67, EMU_SERVICE_DHCP}, {68, EMU_SERVICE_DHCP},   {53, EMU_SERVICE_DNS},  {69, EMU_SERVICE_TFTP},
                 {80, EMU_SERVICE_HTTP}, {443, EMU_SERVICE_HTTPS}, {123, EMU_SERVICE_NTP}, {514, EMU_SERVICE_SYSLOG}};
    struct emu_ip_view view;
    if (n >= EMU_ETH_BYTES && rt_be16(frame + 12) == EMU_ETHERTYPE_ARP) {
        return EMU_SERVICE_ARP;
    }
    if (!emu_ip_view(frame, n, &view)) {
        return EMU_SERVICE_OTHER;
    }
    uint16_t port = is_to_unit ? view.src_port : view.dst_port;
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        if (ports[i].port == port) {
            return ports[i].service;
        }
    }
    return view.protocol == EMU_PROTOCOL_UDP && port >= TFTP_FIRST ? EMU_SERVICE_TFTP : EMU_SERVICE_OTHER;
}

/* Behind a VLAN tag, and inside a session of PPPoE: what the packet is, is the same. */
static enum emu_service service_of(const uint8_t *frame, size_t n, bool is_to_unit)
{
    enum { TYPE_VLAN = 0x8100, TYPE_PPPOE = 0x8864, PPP_IP = 0x0021, TAG = 4, PPP = 8 };
    uint8_t bare[BOARD_FRAME_MAX];
    bool is_tagged = n > EMU_ETH_BYTES + TAG && rt_be16(frame + 12) == TYPE_VLAN;
    size_t at = is_tagged ? TAG : 0; /* where the type is, from its usual place on */
    bool is_ppp = n > EMU_ETH_BYTES + at + PPP && rt_be16(frame + 12 + at) == TYPE_PPPOE &&
                  rt_be16(frame + EMU_ETH_BYTES + at + PPP - 2) == PPP_IP;
    if ((!is_tagged && !is_ppp) || n > sizeof bare) {
        return bare_service(frame, n, is_to_unit);
    }
    at += is_ppp ? PPP : 0;
    memcpy(bare, frame, 12);
    memcpy(bare + 12, frame + 12 + at, n - 12 - at);
    if (is_ppp) {
        rt_put_be16(bare + 12, EMU_ETHERTYPE_IP); /* the last of what was in front of the packet: its protocol */
    }
    return bare_service(bare, n - at, is_to_unit);
}

/* xorshift64*, Vigna 2016: enough for chance, and the same everywhere. */
static uint32_t draw(struct emu_faults *f, uint32_t below)
{
    f->random ^= f->random >> 12;
    f->random ^= f->random << 25;
    f->random ^= f->random >> 27;
    return (uint32_t)((f->random * 0x2545f4914f6cdd1du) >> 33) % below;
}

/* ---- frames on their way ---- */

static void pass(struct emu_faults *f, bool is_to_unit, const uint8_t *frame, size_t n)
{
    if (is_to_unit) {
        board_nic_deliver(f->board, f->port, frame, n);
    } else if (f->sink != NULL) {
        f->sink(f->sink_ctx, f->port, frame, n);
    }
}

static void unlink_late(struct late *l)
{
    struct emu_faults *f = l->faults;
    for (struct late **at = &f->late; *at != NULL; at = &(*at)->next) {
        if (*at == l) {
            *at = l->next;
            break;
        }
    }
    f->n_late--;
    board_timer_stop(f->board, &l->timer);
}

static void on_late(void *ctx, struct board_timer *t)
{
    struct late *l = ctx;
    (void)t;
    unlink_late(l);
    pass(l->faults, l->is_to_unit, l->frame, l->n);
    rt_mem_free(l);
}

static void pass_later(struct emu_faults *f, bool is_to_unit, const uint8_t *frame, size_t n, uint64_t at_us,
                       bool is_overtaken)
{
    struct late *l = f->n_late < EMU_FAULTS_FRAMES_MAX ? rt_mem_alloc(sizeof *l + n) : NULL;
    struct late **end = &f->late;
    if (l == NULL) {
        return; /* the cable is full */
    }
    l->faults = f;
    l->is_to_unit = is_to_unit;
    l->is_overtaken = is_overtaken;
    l->n = n;
    memcpy(l->frame, frame, n);
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = l;
    f->n_late++;
    board_timer_init(&l->timer, "net.late", BOARD_PRIORITY_OUTSIDE, on_late, l);
    board_timer_start_at(f->board, &l->timer, at_us);
}

/* The frame that waits to be overtaken goes now, after this one. */
static void release_overtaken(struct emu_faults *f, bool is_to_unit)
{
    for (struct late *l = f->late; l != NULL; l = l->next) {
        if (l->is_overtaken && l->is_to_unit == is_to_unit) {
            l->is_overtaken = false;
            board_timer_start(f->board, &l->timer, 0);
            return;
        }
    }
}

/* ---- what happens to a frame ---- */

/* A segment with data becomes the reset of its connection: RFC 9293 section 3.5.2. */
static bool make_reset(uint8_t *frame, size_t *n)
{
    struct emu_ip_view view;
    if (!emu_ip_view(frame, *n, &view) || view.protocol != EMU_PROTOCOL_TCP) {
        return false;
    }
    uint8_t *ip = frame + view.ip;
    uint8_t *tcp = frame + view.l4;
    size_t n_head = (size_t)(tcp[12] >> 4) * 4u;
    if (n_head < 20 || view.n_l4 <= n_head) {
        return false;
    }
    tcp[12] = 0x50;
    tcp[13] = 0x14; /* RST, ACK */
    rt_put_be16(tcp + 14, 0);
    rt_put_be16(tcp + 16, 0);
    rt_put_be16(tcp + 18, 0);
    rt_put_be16(ip + 2, (uint16_t)(view.l4 - view.ip + 20u));
    rt_put_be16(ip + 10, 0);
    rt_put_be16(ip + 10, (uint16_t)~emu_checksum(ip, view.l4 - view.ip, 0));
    uint32_t pseudo = (uint32_t)emu_checksum(ip + 12, 8, 0) + EMU_PROTOCOL_TCP + 20u;
    rt_put_be16(tcp + 16, (uint16_t)~emu_checksum(tcp, 20, pseudo));
    *n = view.l4 + 20u;
    if (*n < 60) {
        memset(frame + *n, 0, 60 - *n);
        *n = 60;
    }
    return true;
}

static bool is_hit(struct emu_faults *f, struct rule *r, enum emu_service service, bool is_to_unit)
{
    bool is_way = r->is.way == EMU_WAY_BOTH || (r->is.way == EMU_WAY_TO_UNIT) == is_to_unit;
    bool is_service = r->is.service == EMU_SERVICE_ANY || r->is.service == service;
    bool is_left = r->is.n_max == 0 || r->n_hits < r->is.n_max;
    return is_way && is_service && is_left && (r->is.permille == 0 || draw(f, 1000) < r->is.permille);
}

static void say(struct emu_faults *f, const struct rule *r, enum emu_service service, bool is_to_unit, size_t n)
{
    if (r->is.kind != EMU_FAULT_SLOW) { /* a slow line would report every frame */
        board_emitf(f->board, &emu_signal_lab, 0, (int64_t)n, "fault: %s: %s, %zu bytes %s the unit",
                    emu_fault_name(r->is.kind), emu_service_name(service), n, is_to_unit ? "to" : "from");
    }
}

static void go(struct emu_faults *f, const uint8_t *bytes, size_t n, bool is_to_unit)
{
    uint8_t frame[BOARD_FRAME_MAX];
    uint64_t now_us = board_now_us(f->board);
    uint64_t at_us = now_us;
    bool is_twice = false;
    bool is_overtaken = false;
    if (f->n_rules == 0 && f->late == NULL) {
        pass(f, is_to_unit, bytes, n);
        return;
    }
    enum emu_service service = service_of(bytes, n, is_to_unit);
    memcpy(frame, bytes, n);
    for (size_t i = 0; i < f->n_rules; i++) {
        struct rule *r = &f->rule[i];
        uint64_t *free_us = &r->free_us[is_to_unit];
        if (!is_hit(f, r, service, is_to_unit) || (r->is.kind == EMU_FAULT_RESET && !make_reset(frame, &n))) {
            continue;
        }
        r->n_hits++;
        say(f, r, service, is_to_unit, n);
        switch (r->is.kind) {
        case EMU_FAULT_DROP:
            return;
        case EMU_FAULT_DELAY:
            at_us += r->is.us;
            break;
        case EMU_FAULT_DUPLICATE:
            is_twice = true;
            break;
        case EMU_FAULT_REORDER:
            is_overtaken = true;
            at_us += REORDER_US;
            break;
        case EMU_FAULT_CORRUPT:
            frame[EMU_ETH_BYTES + draw(f, (uint32_t)(n - EMU_ETH_BYTES))] ^= (uint8_t)(1u << draw(f, 8));
            break;
        case EMU_FAULT_SLOW:
            *free_us = (*free_us > at_us ? *free_us : at_us) + (uint64_t)n * BOARD_US_PER_S / r->is.rate;
            at_us = *free_us;
            break;
        case EMU_FAULT_RESET: /* made above */
        case EMU_N_FAULTS:
            break;
        }
    }
    for (int i = 0; i < (is_twice ? 2 : 1); i++) {
        if (at_us > now_us) {
            pass_later(f, is_to_unit, frame, n, at_us, is_overtaken);
        } else {
            pass(f, is_to_unit, frame, n);
        }
    }
    if (!is_overtaken) {
        release_overtaken(f, is_to_unit);
    }
}

/* ---- life ---- */

struct emu_faults *emu_faults_create(struct board *b, enum board_port port, uint64_t seed)
{
    struct emu_faults *f = rt_mem_alloc(sizeof *f);
    if (f != NULL) {
        f->board = b;
        f->port = port;
        f->random = (seed + 1) * 0x9e3779b97f4a7c15u | 1u;
    }
    return f;
}

void emu_faults_destroy(struct emu_faults *f)
{
    while (f != NULL && f->late != NULL) {
        struct late *l = f->late;
        unlink_late(l);
        rt_mem_free(l);
    }
    if (f != NULL) {
        rt_mem_free(f->rule);
    }
    rt_mem_free(f);
}

enum rt_err emu_faults_add(struct emu_faults *f, const struct emu_fault *rule)
{
    if (f->n_rules == EMU_FAULTS_MAX) {
        return RT_EFULL;
    }
    f->rule = f->rule != NULL ? f->rule : rt_mem_alloc(EMU_FAULTS_MAX * sizeof f->rule[0]);
    if (f->rule == NULL) {
        return RT_ENOMEM;
    }
    f->rule[f->n_rules++] = (struct rule){.is = *rule};
    return RT_OK;
}

void emu_faults_clear(struct emu_faults *f)
{
    f->n_rules = 0;
}

void emu_faults_set_sink(struct emu_faults *f, board_wire_fn *sink, void *ctx)
{
    f->sink = sink;
    f->sink_ctx = ctx;
}

void emu_faults_to_unit(struct emu_faults *f, const uint8_t *frame, size_t n)
{
    go(f, frame, n, true);
}

void emu_faults_from_unit(struct emu_faults *f, const uint8_t *frame, size_t n)
{
    go(f, frame, n, false);
}
