/* SPDX-License-Identifier: MIT */
/*
 * A whole unit and a hostile network, from power-on: DHCP, DNS, NTP, TFTP, HTTP (profile, upgrade, report) and SIP are
 * all under way when the bytes strike. A correct provider answers, so ids, ports and checksums are right and the
 * unit's state goes deep; the input changes what it sends: overwrites, cuts, replaces and repeats payloads, and
 * puts frames and SIP requests of its own between. Lengths and checksums are made good again.
 *
 * Each input has a unit of its own over the same flash: nothing is left of the one before. Digests and signatures are
 * remembered (sweep/verify.c), or the boot's check of the image would be half of the time.
 */
#include "fuzz.h"
#include <board/nic.h>
#include <harness/device_rig.h>
#include <rt/buf.h>
#include <string.h>

#define IP_AT       14u
#define IP_BYTES    20u
#define UNIT_S      60u /* of virtual time; a profile, an upgrade and the restart of it fit */
#define STEP_MS     500u
#define SIP_PORT    5060u
#define SIP_IP      DEVICE_RIG_WAN_PC
#define NTP_BYTES   48u
#define IS_LEFT(in) ((in)->n > 0)

struct input {
    const uint8_t *data;
    size_t n;
};

struct hostile {
    struct device_rig rig;
    struct outside_service ntp;
    struct input in;
};

static uint8_t take(struct input *in)
{
    if (in->n == 0) {
        return 0;
    }
    in->n--;
    return *in->data++;
}

static size_t take_piece(struct input *in, const uint8_t **piece)
{
    return fuzz_piece(&in->data, &in->n, 1, piece);
}

/* ---- a frame made good again ---- */

static uint32_t sum(uint32_t s, const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        s += (i & 1) != 0 ? p[i] : (uint32_t)p[i] << 8;
    }
    return s;
}

static uint16_t folded(uint32_t s)
{
    while (s > 0xffff) {
        s = (s & 0xffff) + (s >> 16);
    }
    return (uint16_t)~s;
}

/* Where the payload begins; 0: neither UDP nor TCP. */
static size_t payload_at(const uint8_t *frame, size_t n)
{
    if (n < IP_AT + IP_BYTES + 20 || rt_be16(frame + 12) != 0x0800 || frame[IP_AT] != 0x45) {
        return 0;
    }
    size_t at = IP_AT + IP_BYTES;
    uint8_t proto = frame[IP_AT + 9];
    at += proto == PACKET_PROTO_UDP ? 8 : proto == PACKET_PROTO_TCP ? (size_t)(frame[at + 12] >> 4) * 4 : n;
    return at < n ? at : 0;
}

static void make_good(uint8_t *frame, size_t n)
{
    uint8_t *ip = frame + IP_AT, *segment = ip + IP_BYTES;
    size_t n_segment = n - IP_AT - IP_BYTES, check_at = ip[9] == PACKET_PROTO_UDP ? 6 : 16;
    rt_put_be16(ip + 2, (uint16_t)(n - IP_AT));
    rt_put_be16(ip + 10, 0);
    rt_put_be16(ip + 10, folded(sum(0, ip, IP_BYTES)));
    if (ip[9] == PACKET_PROTO_UDP) {
        rt_put_be16(segment + 4, (uint16_t)n_segment);
    }
    rt_put_be16(segment + check_at, 0);
    uint32_t head = sum((uint32_t)ip[9] + (uint32_t)n_segment, ip + 12, 8);
    rt_put_be16(segment + check_at, folded(sum(head, segment, n_segment)));
}

/* ---- what the provider sends, changed ---- */

enum { OVERWRITE, CUT, REPLACE, TWICE, HEADER, N_CHANGES };

static size_t on_answer(void *ctx, uint8_t frame[PACKET_FRAME_MAX], size_t n)
{
    struct hostile *h = ctx;
    size_t at = payload_at(frame, n), n_payload = n - at;
    uint8_t how = IS_LEFT(&h->in) && at > 0 ? take(&h->in) : 0xff;
    const uint8_t *piece;
    if (how >= 0xa0) {
        return n; /* as it is: one wrong byte in each answer leads nowhere */
    }
    bool is_tcp = frame[IP_AT + 9] == PACKET_PROTO_TCP; /* its lengths are counted by both ends */
    size_t from = take(&h->in) % n_payload;
    switch (how % N_CHANGES) {
    case OVERWRITE: {
        size_t n_piece = take_piece(&h->in, &piece);
        memcpy(frame + at + from, piece, n_piece < n_payload - from ? n_piece : n_payload - from);
        break;
    }
    case CUT:
        n = is_tcp ? n : at + from;
        break;
    case REPLACE: { /* behind the first bytes: ids are there */
        size_t n_piece = is_tcp ? 0 : take_piece(&h->in, &piece);
        if (n_piece > 0) {
            memcpy(frame + at + from, piece,
                   n_piece < PACKET_FRAME_MAX - at - from ? n_piece : PACKET_FRAME_MAX - at - from);
            n = at + from + n_piece < PACKET_FRAME_MAX ? at + from + n_piece : PACKET_FRAME_MAX;
        }
        break;
    }
    case TWICE:
        board_nic_deliver(h->rig.board, BOARD_PORT_WAN, frame, n);
        break;
    default: /* flags and options; not the addresses and numbers, without which nothing goes on */
        frame[IP_AT + (is_tcp ? 33 : 1)] = take(&h->in);
        break;
    }
    make_good(frame, n);
    return n;
}

static void on_ntp(void *ctx, const struct packet *q)
{
    struct hostile *h = ctx;
    uint8_t answer[NTP_BYTES] = {0x24, 2, 6, 0xec};
    if (q->n < NTP_BYTES) {
        return;
    }
    memcpy(answer + 24, q->payload + 40, 8); /* the client's time comes back: RFC 4330 section 5 */
    rt_put_be32(answer + 32, 0xca000000u);
    rt_put_be32(answer + 40, 0xca000000u);
    outside_send(&h->rig.wan, &(struct packet){.proto = PACKET_PROTO_UDP,
                                               .src_ip = PROVIDER_IP,
                                               .src_port = q->dst_port,
                                               .dst_port = q->src_port,
                                               .payload = answer,
                                               .n = sizeof answer});
}

/* ---- what nobody asked for ---- */

static void send_sip(struct hostile *h)
{
    static const char head[] =
        "NOTIFY sip:1001@192.168.1.100 SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.50;branch=z9hG4bK1\r\n"
        "From: <sip:p@h>;tag=1\r\nTo: <sip:1001@h>\r\nCall-ID: 1\r\nCSeq: 1 NOTIFY\r\nEvent: ";
    uint8_t text[sizeof head + 300];
    const uint8_t *piece;
    size_t n = take_piece(&h->in, &piece);
    memcpy(text, head, sizeof head - 1);
    memcpy(text + sizeof head - 1, piece, n);
    memcpy(text + sizeof head - 1 + n, "\r\n\r\n", 4);
    outside_send(&h->rig.wan, &(struct packet){.proto = PACKET_PROTO_UDP,
                                               .src_ip = SIP_IP,
                                               .src_port = SIP_PORT,
                                               .dst_port = SIP_PORT,
                                               .payload = text,
                                               .n = sizeof head + 3 + n});
}

/* A frame of its own, to either port; where there is room, the unit's addresses are put in. */
static void send_frame(struct hostile *h, unsigned how)
{
    uint8_t frame[BOARD_FRAME_MAX] = {0};
    const uint8_t *piece;
    enum board_port port = (how & 8) != 0 ? BOARD_PORT_LAN : BOARD_PORT_WAN;
    size_t n = fuzz_piece(&h->in.data, &h->in.n, 5, &piece);
    n = n < sizeof frame ? n : sizeof frame;
    memcpy(frame, piece, n);
    if ((how & 4) != 0 && n >= IP_AT + IP_BYTES) {
        static const uint8_t ip_head[] = {0x08, 0x00, 0x45}, unit_ip[] = {192, 168, 1, 100};
        memcpy(frame, port == BOARD_PORT_WAN ? h->rig.wan.unit_mac : h->rig.lan.unit_mac, 6);
        memcpy(frame + 12, ip_head, sizeof ip_head);
        memcpy(frame + 30, unit_ip, sizeof unit_ip);
    }
    board_nic_deliver(h->rig.board, port, frame, n);
}

static void strike(struct hostile *h)
{
    uint8_t how = IS_LEFT(&h->in) ? take(&h->in) : 0xff;
    if (how >= 0x60) {
        return;
    }
    if (how % 4 == 0) {
        send_sip(h);
    } else if (how % 4 == 1) {
        h->rig.provider.http.script.piece = 1u + take(&h->in); /* bytes a segment */
    } else {
        send_frame(h, how);
    }
}

/* ---- a run ---- */

static void serve(struct hostile *h)
{
    static const char by_tftp[] =
        "<flat-profile><GPP_A>a</GPP_A><Resync_Periodic>20</Resync_Periodic><Resync_Error_Retry_Delay>5"
        "</Resync_Error_Retry_Delay><Profile_Rule_B>http://prov.telco.com/b.cfg</Profile_Rule_B>"
        "<Report_Rule>http://prov.telco.com/report</Report_Rule></flat-profile>";
    static const char by_http[] =
        "<flat-profile><GPP_B>b</GPP_B><Upgrade_Rule>http://192.168.1.200/next.bin</Upgrade_Rule>"
        "<Upgrade_Error_Retry_Delay>10</Upgrade_Error_Retry_Delay></flat-profile>";
    size_t n;
    const uint8_t *image = device_rig_image("3.3.6", &n);
    provider_serve_text(&h->rig.provider, "/spa2102.cfg", by_tftp);
    provider_serve_text(&h->rig.provider, "/b.cfg", by_http);
    /* A whole image is 500 frames of nothing new; its beginning is refused behind its head. */
    provider_serve(&h->rig.provider, "/next.bin", image, n < 8192 ? n : 8192, PROVIDER_RIGHT);
    h->rig.provider.dhcp.ntp = PROVIDER_IP;
    h->ntp =
        (struct outside_service){.ip = PROVIDER_IP, .proto = PACKET_PROTO_UDP, .port = 123, .fn = on_ntp, .ctx = h};
    outside_add_service(&h->rig.wan, &h->ntp);
    h->rig.wan.mangle = on_answer;
    h->rig.wan.mangle_ctx = h;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct hostile h; /* a provider is too big for the stack */
    h.in = (struct input){data, n};
    device_rig_init(&h.rig, "5.2.10");
    device_rig_set(&h.rig, "Resync_Random_Delay", "0");
    device_rig_set(&h.rig, "Enable_WAN_Web_Server", "Yes");
    serve(&h);
    device_rig_power_on(&h.rig);
    unsigned n_quiet = 0; /* steps since the input has ended: what is under way goes on for a while */
    for (unsigned i = 0; i < UNIT_S * 1000 / STEP_MS && n_quiet < 10; i++) {
        strike(&h);
        device_rig_pass_ms(&h.rig, STEP_MS);
        n_quiet += IS_LEFT(&h.in) ? 0 : 1;
    }
    rt_list_remove(&h.ntp.node);
    device_rig_fini(&h.rig);
    return 0;
}
