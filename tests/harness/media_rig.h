/* SPDX-License-Identifier: MIT */
/*
 * Streams of sound without lines and calls: the parameters of a real release, a network with a static address, and a
 * peer that keeps the RTP it gets and sends what a test says. The rig is the line: it passes a frame of 10 ms both ways
 * while the board's clock goes on.
 */
#pragma once
#include <harness/outside.h>
#include <harness/params_rig.h>
#include <fw/image.h>
#include <fw/log.h>
#include <fw/media.h>
#include <fw/net.h>
#include <media/rtp.h>
#include <rt/buf.h>

#define MEDIA_RIG_UNIT_IP   0x0a000002u /* 10.0.0.2 */
#define MEDIA_RIG_PEER_IP   0x0a000007u /* 10.0.0.7 */
#define MEDIA_RIG_PEER_PORT 20000u      /* RTP; RTCP on the next */
#define MEDIA_RIG_KEPT      4096u       /* packets kept */
#define MEDIA_RIG_OCTETS    1300u

struct media_rig_packet {
    uint64_t at_us;
    uint16_t to_port;
    struct rtp_header h;
    size_t n; /* payload; of RTCP: the packet */
    uint8_t payload[MEDIA_RIG_OCTETS];
};

struct media_rig {
    struct params_rig params;
    struct board *board; /* of params */
    struct fw_log log;
    struct fw_net *net;
    struct outside outside;
    struct outside_service rtp, rtcp;
    struct fw_media *media;
    struct fw_media_stream *stream; /* of line 1 */
    struct media_rig_packet *sent;  /* by the unit, RTP */
    unsigned n_sent;
    struct media_rig_packet *reports; /* RTCP */
    unsigned n_reports;
    int16_t ear[8000 * 60]; /* the last minute */
    unsigned n_ear;
    unsigned n_live_before;
    char keys[64]; /* told by on_digit */
    unsigned n_keys, key_ms[64], n_dead;

    /* The microphone: a sine, in Hz and of this amplitude; 0: silence. */
    double mic_hz, mic_amplitude;
    uint64_t n_mic;
    /* The peer's next packet. */
    struct rtp_header next;
    /* Called before each frame, when set. */
    void (*on_frame)(struct media_rig *r);
    bool is_deaf; /* the peer keeps nothing */
};

/* Opens all but the stream. settings: "Element=value", up to NULL; may be NULL. */
void media_rig_open(struct media_rig *r, const char *const *settings);
void media_rig_close(struct media_rig *r); /* and the stream */
void media_rig_set(struct media_rig *r, const char *element, const char *value);
/* Opens the stream and gives it a path to the peer: this codec by its usual number, 101 for events, both ways. */
void media_rig_start(struct media_rig *r, enum fw_codec codec);
/* So many frames of 10 ms, each with the stream. */
void media_rig_frames(struct media_rig *r, unsigned n);
/* One packet of the peer with r->next as its header; sequence goes on by one, timestamp by n_samples. */
void media_rig_send(struct media_rig *r, const void *payload, size_t n, unsigned n_samples);
void media_rig_send_bytes(struct media_rig *r, uint16_t port, const void *bytes, size_t n);
/* Level in dBm0 of a frequency in samples. */
double media_rig_level(const int16_t *samples, size_t n, double hz);
