/* SPDX-License-Identifier: MIT */
#include "wire.h"
#include <net/packet.h>
#include <rt/buf.h>
#include <rt/log.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define ETHERTYPE_VLAN            0x8100u
#define ETHERTYPE_PPPOE_DISCOVERY 0x8863u
#define ETHERTYPE_PPPOE_SESSION   0x8864u
#define VLAN_TAG                  4u
#define PORT_DHCP_CLIENT          68u
#define UDP_HEAD                  8u
#define RTP_HEAD                  12u

static const struct {
    const char *name;
    emu_wire_open_fn *open;
    const char *wrong;
} kinds[] = {
    {"tap", emu_tap_open, "no interface is named: give tap:NAME, as tap:vspa0"},
    {"pcap", emu_card_open, "no card is named: give pcap:CARD, as pcap:eth0"},
    {"vde", emu_vde_open, "no switch is named: give vde:URL, as vde:/run/vde.ctl"},
    {"socket", emu_socket_open, "no address: give socket:listen=ADDR, socket:connect=ADDR or socket:dgram=OWN,OTHER"},
};

/* The row, and what stands behind the colon. */
static size_t find(const char *text, const char **argument)
{
    size_t i;
    for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t n = strlen(kinds[i].name);
        if (strncmp(text, kinds[i].name, n) == 0 && text[n] == ':') {
            *argument = text + n + 1;
            break;
        }
    }
    return i;
}

const char *emu_wire_judge(const char *text)
{
    const char *argument = "";
    size_t i = find(text, &argument);
    if (i == sizeof kinds / sizeof kinds[0]) {
        return "not a network";
    }
    return *argument == '\0' ? kinds[i].wrong : NULL;
}

/* Once for each kind of failure, with what mends it. */
static void tell(struct emu_wire *w, int err)
{
    const char *cure = w->ops->cure != NULL ? w->ops->cure(err) : NULL;
    if (w->told != err) {
        w->told = err;
        rt_log(w->station.net->log, RT_LOG_ERROR, "net", "%s: %s%s%s", w->text, strerror(err), cure != NULL ? ": " : "",
               cure != NULL ? cure : "");
    }
}

/* ---- out ---- */

static bool is_pppoe(const uint8_t *frame, size_t n)
{
    size_t at = n > 18 && rt_be16(frame + 12) == ETHERTYPE_VLAN ? 16 : 12;
    uint16_t type = n > at + 2 ? rt_be16(frame + at) : 0;
    return type == ETHERTYPE_PPPOE_DISCOVERY || type == ETHERTYPE_PPPOE_SESSION;
}

/* By its shape, as an analyser tells it: version 2 without padding, extension or other sources (RFC 3550 section 5.1),
 * a payload of an audio codec or events, from an even port. */
static bool is_rtp(const uint8_t *frame, size_t n)
{
    struct emu_ip_view view;
    if (!emu_ip_view(frame, n, &view) || view.protocol != EMU_PROTOCOL_UDP || view.n_l4 < UDP_HEAD + RTP_HEAD + 10) {
        return false;
    }
    const uint8_t *udp = frame + view.l4, *rtp = udp + UDP_HEAD;
    unsigned type = rtp[1] & 0x7fu;
    return rtp[0] == 0x80 && (type <= 18 || type >= 96) && rt_be16(udp) >= 1024 && rt_be16(udp) % 2 == 0 &&
           rt_be16(udp + 2) >= 1024;
}

/* What needs the clock of the other end: a session that is kept by echoes lives while time passes evenly, faster or
 * not; sound is played as it comes. */
static const struct {
    bool (*is)(const uint8_t *frame, size_t n);
    const char *what, *peer;
    bool needs_real; /* else only warp is refused */
} timed[WIRE_N_TIMED] = {{is_pppoe, "PPPoE", "the concentrator", false}, {is_rtp, "RTP", "the peer", true}};

static bool is_refused(struct emu_wire *w, const uint8_t *frame, size_t n)
{
    size_t i = 0;
    while (i < WIRE_N_TIMED && !timed[i].is(frame, n)) {
        i++;
    }
    if (i == WIRE_N_TIMED || w->station.net->rate == 1 || (w->station.net->rate != 0 && !timed[i].needs_real)) {
        return false;
    }
    if (!w->is_timed_told[i]) {
        w->is_timed_told[i] = true;
        rt_log(w->station.net->log, RT_LOG_ERROR, "net",
               "%s: %s is not passed on: %s there keeps real time, the unit does not: use --time real", w->text,
               timed[i].what, timed[i].peer);
    }
    return true;
}

static void wire_input(struct emu_station *s, const uint8_t *frame, size_t n, bool is_from_unit)
{
    struct emu_wire *w = (struct emu_wire *)s;
    if (is_from_unit && is_refused(w, frame, n)) {
        return;
    }
    int err = w->ops->write(w, frame, n);
    if (err == 0) {
        ++*s->net->n_outside;
    } else if (err != -EAGAIN) {
        tell(w, -err);
    }
}

/* ---- in ---- */

/* A kernel that leaves the checksum to the card has put the sum of the pseudo header there (Linux: CHECKSUM_PARTIAL). A
 * real card would never pass that on; the unit drops it, and its owner wonders. */
static bool has_partial_checksum(const uint8_t *frame, size_t n)
{
    struct emu_ip_view view;
    if (!emu_ip_view(frame, n, &view)) {
        return false;
    }
    bool is_udp = view.protocol == EMU_PROTOCOL_UDP;
    uint16_t sum = rt_be16(frame + view.l4 + (is_udp ? 6 : 16));
    uint16_t pseudo = emu_checksum(frame + view.ip + 12, 8, (uint32_t)view.protocol + (uint32_t)view.n_l4);
    return sum == pseudo && sum != 0 && emu_checksum(frame + view.l4, view.n_l4, pseudo) != 0xffffu;
}

static void check_frame(struct emu_wire *w, const uint8_t *frame, size_t n)
{
    if (w->is_checksum_told || (n <= BOARD_FRAME_MAX && !has_partial_checksum(frame, n))) {
        return;
    }
    w->is_checksum_told = true;
    rt_log(w->station.net->log, RT_LOG_ERROR, "net",
           "%s: the other end leaves %s to its card, and the unit drops that: on the other end of the veth pair run: "
           "ethtool -K PEER tx off",
           w->text, n > BOARD_FRAME_MAX ? "segmentation" : "checksums");
}

/* IPv4 and ARP to the unit; a switch's own protocols, IPv6 and the like are no sign of life of a server. Nor is what is
 * for everyone, a host that asks for another or announces itself: on a busy network that never ends, and the patience
 * would not either. DHCP alone answers so; a server that asks for the unit has its answer counted on the way out. */
static bool is_sign_of_life(const uint8_t *frame, size_t n)
{
    struct emu_ip_view view;
    uint16_t type = rt_be16(frame + 12);
    size_t n_tag = type == ETHERTYPE_VLAN ? VLAN_TAG : 0;
    if ((frame[0] & 1u) != 0) {
        return emu_ip_view(frame + n_tag, n - n_tag, &view) && view.protocol == EMU_PROTOCOL_UDP &&
               view.dst_port == PORT_DHCP_CLIENT;
    }
    return type == EMU_ETHERTYPE_IP || type == EMU_ETHERTYPE_ARP || type == ETHERTYPE_VLAN;
}

static void wire_fill(struct emu_station *s, struct emu_pollset *set)
{
    struct emu_wire *w = (struct emu_wire *)s;
    int fd = w->ops->fd(w);
    w->index = fd < 0 ? -1 : emu_pollset_add(set, fd, w->ops->events != NULL ? w->ops->events(w) : POLLIN, true);
}

static bool wire_handle(struct emu_station *s, const struct emu_pollset *set)
{
    uint8_t frame[EMU_WIRE_BYTES];
    struct emu_wire *w = (struct emu_wire *)s;
    bool did_any = false;
    if (!w->has_more && emu_pollset_revents(set, w->index) == 0) {
        return false;
    }
    w->has_more = true;
    for (unsigned i = 0; i < EMU_WIRE_TURN_MAX; i++) {
        ssize_t n = w->ops->read(w, frame, sizeof frame);
        if (n <= 0) {
            w->has_more = false;
            if (n < 0 && n != -EAGAIN && n != -EINTR) {
                tell(w, (int)-n);
            }
            break;
        }
        if ((size_t)n < BOARD_FRAME_MIN) {
            continue; /* VDE: a frame for another port */
        }
        check_frame(w, frame, (size_t)n);
        *s->net->n_outside += is_sign_of_life(frame, (size_t)n) ? 1 : 0;
        if ((size_t)n <= BOARD_FRAME_MAX) {
            emu_station_put(s, frame, (size_t)n);
        }
        did_any = true;
    }
    return did_any;
}

static void wire_destroy(struct emu_station *s)
{
    struct emu_wire *w = (struct emu_wire *)s;
    w->ops->close(w);
}

static bool wire_is_due(struct emu_station *s)
{
    return ((const struct emu_wire *)s)->has_more;
}

static const struct emu_station_ops ops = {
    .is_due = wire_is_due, .input = wire_input, .fill = wire_fill, .handle = wire_handle, .destroy = wire_destroy};

const char *emu_wire_text(const struct emu_station *s)
{
    return s->ops == &ops ? ((const struct emu_wire *)s)->text : NULL;
}

enum emu_exit emu_wire_add(struct emu_net *net, const char *text, struct emu_error *error)
{
    const char *argument = "";
    struct emu_wire *w = NULL;
    size_t i = find(text, &argument);
    if (kinds[i].open(&w, argument, error) != EMU_EXIT_OK) {
        return error->code;
    }
    w->station.ops = &ops;
    w->text = text;
    w->index = -1;
    if (emu_net_add(net, &w->station) != RT_OK) {
        w->ops->close(w);
        return emu_error_set(error, EMU_EXIT_USAGE, "%s: too many stations at one port: at most 8", text);
    }
    return EMU_EXIT_OK;
}
