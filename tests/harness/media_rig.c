/* SPDX-License-Identifier: MIT */
#include "media_rig.h"
#include "check.h"
#include "line_rig.h"
#include <board/clock.h>
#include <fw/wan.h>
#include <math.h>
#include <rt/mem.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846

static void on_change(void *ctx, struct fw_net *net)
{
    (void)ctx;
    (void)net;
}

static void on_digit(void *ctx, struct fw_media_stream *s, char key, unsigned ms)
{
    struct media_rig *r = ctx;
    CHECK(s == r->stream && r->n_keys < sizeof r->keys - 1);
    r->key_ms[r->n_keys] = ms;
    r->keys[r->n_keys++] = key;
}

static void on_dead(void *ctx, struct fw_media_stream *s)
{
    struct media_rig *r = ctx;
    CHECK(s == r->stream);
    r->n_dead++;
}

static const struct fw_media_client client = {.on_digit = on_digit, .on_dead = on_dead};

static void on_rtp(void *ctx, const struct packet *q)
{
    struct media_rig *r = ctx;
    const uint8_t *payload;
    if (r->is_deaf) {
        return;
    }
    CHECK(r->n_sent < MEDIA_RIG_KEPT);
    struct media_rig_packet *p = &r->sent[r->n_sent++];
    CHECK(rtp_read(q->payload, q->n, &p->h, &payload, &p->n) && p->n <= sizeof p->payload);
    memcpy(p->payload, payload, p->n);
    p->at_us = board_now_us(r->board);
    p->to_port = q->dst_port;
}

static void on_rtcp(void *ctx, const struct packet *q)
{
    struct media_rig *r = ctx;
    if (r->is_deaf) {
        return;
    }
    CHECK(r->n_reports < MEDIA_RIG_KEPT && q->n <= MEDIA_RIG_OCTETS);
    struct media_rig_packet *p = &r->reports[r->n_reports++];
    memcpy(p->payload, q->payload, q->n);
    p->n = q->n;
    p->at_us = board_now_us(r->board);
    p->to_port = q->dst_port;
}

static void pass_us(struct media_rig *r, uint64_t us)
{
    uint64_t until_us = board_now_us(r->board) + us;
    while (board_step(r->board, until_us) || board_now_us(r->board) < until_us) {
    }
}

void media_rig_set(struct media_rig *r, const char *element, const char *value)
{
    CHECK(params_rig_set(&r->params, element, value) == RT_OK);
}

static void open_params(struct media_rig *r)
{
    struct rt_buf bytes, schema;
    struct fw_image image;
    line_rig_read_image(TEST_BINARY_DIR "/images/spa2102-5.2.10.img", &bytes, &image);
    rt_buf_init(&schema, FW_IMAGE_SECTION_REAL_MAX);
    CHECK(fw_image_read(&image, FW_IMAGE_SCHEMA, &schema) == RT_OK);
    params_rig_open(&r->params, rt_buf_text(&schema), NULL);
    rt_buf_fini(&schema);
    rt_buf_fini(&bytes);
    r->board = r->params.board;
}

static void open_net(struct media_rig *r)
{
    const struct fw_net_config config = {
        .board = r->board,
        .params = r->params.params,
        .log = &r->log,
        .wan = fw_wan_choose(r->params.params),
        .lan = {.ip = 0xc0a80001, .netmask = 0xffffff00},
        .mac = {0x00, 0x0e, 0x08, 0xab, 0xcd, 0xef},
        .dhcp_class = "LINKSYS SPA-2102",
        .on_change = on_change,
        .ctx = r,
    };
    outside_init(&r->outside, r->board);
    outside_add_host(&r->outside, MEDIA_RIG_PEER_IP);
    r->rtp = (struct outside_service){
        .ip = MEDIA_RIG_PEER_IP, .proto = PACKET_PROTO_UDP, .port = MEDIA_RIG_PEER_PORT, .fn = on_rtp, .ctx = r};
    r->rtcp = (struct outside_service){
        .ip = MEDIA_RIG_PEER_IP, .proto = PACKET_PROTO_UDP, .port = MEDIA_RIG_PEER_PORT + 1, .fn = on_rtcp, .ctx = r};
    outside_add_service(&r->outside, &r->rtp);
    outside_add_service(&r->outside, &r->rtcp);
    CHECK(fw_net_create(&r->net, &config) == RT_OK);
    pass_us(r, 15 * BOARD_US_PER_S); /* duplicate address check */
    CHECK(fw_net_is_usable(r->net));
}

void media_rig_open(struct media_rig *r, const char *const *settings)
{
    memset(r, 0, sizeof *r);
    r->n_live_before = (unsigned)rt_mem_n_live();
    r->sent = calloc(MEDIA_RIG_KEPT, sizeof *r->sent);
    r->reports = calloc(MEDIA_RIG_KEPT, sizeof *r->reports);
    CHECK(r->sent != NULL && r->reports != NULL);
    open_params(r);
    fw_log_init(&r->log, r->board, NULL);
    media_rig_set(r, "Connection_Type", "Static IP");
    media_rig_set(r, "Static_IP", "10.0.0.2");
    media_rig_set(r, "NetMask", "255.255.255.0");
    media_rig_set(r, "Gateway", "10.0.0.1");
    for (size_t i = 0; settings != NULL && settings[i] != NULL; i++) {
        char element[64];
        size_t n = strcspn(settings[i], "=");
        CHECK(n < sizeof element);
        memcpy(element, settings[i], n);
        element[n] = '\0';
        media_rig_set(r, element, settings[i] + n + 1);
    }
    open_net(r);
    CHECK(fw_media_create(&r->media,
                          &(struct fw_media_config){
                              .board = r->board, .params = r->params.params, .net = r->net, .log = &r->log}) == RT_OK);
    r->next = (struct rtp_header){.sequence = 1000, .timestamp = 160000, .ssrc = 0x5eed};
}

void media_rig_close(struct media_rig *r)
{
    fw_media_close(r->stream);
    r->stream = NULL;
    fw_media_destroy(r->media);
    rt_list_remove(&r->rtp.node);
    rt_list_remove(&r->rtcp.node);
    outside_fini(&r->outside);
    fw_net_destroy(r->net);
    params_rig_close(&r->params);
    free(r->sent);
    free(r->reports);
    CHECK(rt_mem_n_live() == r->n_live_before);
}

void media_rig_start(struct media_rig *r, enum fw_codec codec)
{
    static const uint8_t numbers[FW_N_CODECS] = {[FW_CODEC_PCMA] = 8,
                                                 [FW_CODEC_G726_16] = 98,
                                                 [FW_CODEC_G726_24] = 97,
                                                 [FW_CODEC_G726_32] = 2,
                                                 [FW_CODEC_G726_40] = 96};
    const struct fw_media_path path = {.ip = MEDIA_RIG_PEER_IP,
                                       .port = MEDIA_RIG_PEER_PORT,
                                       .codec = codec,
                                       .payload_tx = numbers[codec],
                                       .payload_rx = numbers[codec],
                                       .dtmf_tx = 101,
                                       .dtmf_rx = 101,
                                       .sends = true,
                                       .receives = true};
    CHECK(fw_media_open(&r->stream, r->media, 1, &client, r) == RT_OK);
    fw_media_set_path(r->stream, &path);
    r->next.payload = numbers[codec];
}

void media_rig_frames(struct media_rig *r, unsigned n)
{
    int16_t mic[80], ear[80];
    for (unsigned i = 0; i < n; i++) {
        pass_us(r, 10000);
        if (r->on_frame != NULL) {
            r->on_frame(r);
        }
        for (unsigned k = 0; k < 80; k++) {
            double turns = r->mic_hz * (double)r->n_mic++ / 8000;
            mic[k] = r->mic_amplitude == 0 ? 0 : (int16_t)lround(r->mic_amplitude * sin(2 * PI * turns));
        }
        fw_media_frame(r->stream, mic, ear);
        if (r->n_ear + 80 > sizeof r->ear / sizeof r->ear[0]) {
            r->n_ear = 0;
        }
        memcpy(r->ear + r->n_ear, ear, sizeof ear);
        r->n_ear += 80;
    }
}

void media_rig_send_bytes(struct media_rig *r, uint16_t port, const void *bytes, size_t n)
{
    outside_send(&r->outside, &(struct packet){.proto = PACKET_PROTO_UDP,
                                               .src_ip = MEDIA_RIG_PEER_IP,
                                               .dst_ip = MEDIA_RIG_UNIT_IP,
                                               .src_port = MEDIA_RIG_PEER_PORT + (port & 1u),
                                               .dst_port = port,
                                               .payload = bytes,
                                               .n = n});
    pass_us(r, 0);
}

void media_rig_send(struct media_rig *r, const void *payload, size_t n, unsigned n_samples)
{
    uint8_t packet[RTP_HEADER_BYTES + MEDIA_RIG_OCTETS];
    CHECK(n <= MEDIA_RIG_OCTETS);
    rtp_put_header(packet, &r->next);
    memcpy(packet + RTP_HEADER_BYTES, payload, n);
    r->next.sequence++;
    r->next.timestamp += n_samples;
    media_rig_send_bytes(r, fw_media_port(r->stream), packet, RTP_HEADER_BYTES + n);
}

double media_rig_level(const int16_t *samples, size_t n, double hz)
{
    double re = 0, im = 0;
    for (size_t i = 0; i < n; i++) {
        re += samples[i] * cos(2 * PI * hz * (double)i / 8000);
        im += samples[i] * sin(2 * PI * hz * (double)i / 8000);
    }
    return 20 * log10(2 * hypot(re, im) / (double)n / 32768.0 + 1e-9) + 3.14;
}
