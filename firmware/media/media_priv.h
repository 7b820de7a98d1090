/* SPDX-License-Identifier: MIT */
/* What the files of this folder share: streams and the streams' parts. */
#pragma once
#include "codec.h"
#include "jitter.h"
#include "rtp.h"
#include "source.h"
#include <board/board.h>
#include <board/clock.h>
#include <board/entropy.h>
#include <board/fxs.h>
#include <fw/element.h>
#include <fw/log.h>
#include <fw/media.h>
#include <fw/net.h>
#include <fw/udp.h>
#include <spandsp/plc.h>

#define FRAME     BOARD_FXS_FRAME_SAMPLES
#define LEVEL_ONE 4096 /* a gain of 1 */

/* Towards the peer: send.c. */
struct media_send {
    struct codec_state codec;
    uint32_t ssrc, timestamp; /* timestamp of the packet that is being filled */
    uint16_t sequence;
    bool is_talking; /* the last packet was sent: no marker */
    unsigned n;      /* samples collected */
    int16_t samples[CODEC_SAMPLES_MAX];
    uint64_t packets, octets;
};

/* From the peer: receive.c. */
struct media_receive {
    struct rtp_source source;
    struct jitter jitter;
    struct codec_state codec;
    plc_state_t plc;
    unsigned n, at; /* decoded samples, and those of them that were played */
    int16_t samples[CODEC_SAMPLES_MAX];
    uint64_t packets, octets;
    uint32_t errors;
};

struct fw_media_stream {
    struct fw_media *media;
    unsigned line, call; /* 1, 2; 0, 1: the number among the line's streams */
    const struct fw_media_client *client;
    void *ctx;
    uint16_t port;
    struct fw_udp *rtp, *rtcp;
    bool has_path;
    struct fw_media_path path;
    int32_t gain_in, gain_out; /* of the FXS port, times LEVEL_ONE */
    uint64_t last_frame_us;
    struct media_send send;
    struct media_receive receive;
};

struct fw_media {
    struct fw_media_config config;
    struct fw_media_stream *streams[FW_MEDIA_STREAMS_MAX]; /* owned; NULL: free */
    uint16_t next_port;                                    /* 0: RTP_Port_Min */
    bool has_told_unavailable;
    struct fw_media_totals closed; /* of streams that are gone */
};

/* send.c */
void media_send_start(struct fw_media_stream *s);
void media_send_path(struct fw_media_stream *s, const struct fw_media_path *old);
void media_send_frame(struct fw_media_stream *s, const int16_t *mic);
/* receive.c */
void media_receive_start(struct fw_media_stream *s);
void media_receive_path(struct fw_media_stream *s, const struct fw_media_path *old);
void media_receive_frame(struct fw_media_stream *s, int16_t *ear);
void media_receive_datagram(void *stream, const struct fw_udp_datagram *d);
void media_receive_close(struct fw_media_stream *s);
/* level.c */
int32_t media_gain(const struct fw_params *p, enum fw_element of);
int16_t media_amplify(int16_t sample, int32_t gain);

/* A debug line of the unit: "[0:0]RTP Rx Up". */
#define MEDIA_DEBUG(stream, format, ...)                                                                               \
    fw_log_debug((stream)->media->config.log, 1, "[%u:%u]" format, (stream)->line - 1, (stream)->call, __VA_ARGS__)
