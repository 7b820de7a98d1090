/* SPDX-License-Identifier: MIT */
/* What the files of this folder share: streams and the streams' parts. */
#pragma once
#include "codec.h"
#include "fax_tones.h"
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

#define FRAME      BOARD_FXS_FRAME_SAMPLES
#define LEVEL_ONE  4096 /* a gain of 1 */

#define DIGITS_MAX 16u /* waiting; further ones are dropped. guess */

/* Events of RFC 4733: digits.c. */
struct media_digits_out {
    struct {
        uint8_t event;
        uint16_t ms;
    } queue[DIGITS_MAX];
    unsigned n;
    bool is_on;         /* queue[0] is being sent */
    uint32_t timestamp; /* of its begin */
    uint32_t duration;  /* samples so far */
    unsigned n_ends;    /* final packets sent */
};
struct media_digits_in {
    bool is_on, has_ended; /* has_ended: timestamp is valid, and its repeated packets mean nothing more */
    uint8_t event;
    uint32_t timestamp;
    uint16_t duration; /* samples */
    uint64_t seen_us;
};

/* Digits for the telephone's ear: playback.c. */
struct media_playback {
    char keys[DIGITS_MAX];
    unsigned n;           /* keys[0] is playing */
    unsigned n_on, n_off; /* samples left of it, and of the pause after it */
    uint32_t phase[2];
    int32_t rate[2];
    float amplitude;
};

/* RTCP: report.c. */
struct media_reports {
    struct board_timer timer, log_timer;
    uint64_t ntp_base_s;       /* NTP time when the board's clock was 0 */
    bool has_sent;             /* then it ends with BYE */
    uint32_t peer_ntp;         /* middle 32 bits of the peer's last SR; 0: none */
    uint64_t peer_at_us;       /* when it arrived */
    uint32_t round_trip_65536; /* 0: not known */
    unsigned n_icmp;           /* errors since the last packet of the peer */
    bool is_dead;
};

/* Fax machines and modems: data.c. */
struct media_data {
    struct fax_tones telephone, peer;
    bool is_on;     /* data in place of voice */
    unsigned n_nse; /* NSE packets that are still to be sent */
};

/* Towards the peer: send.c. */
struct media_send {
    struct codec_state codec;
    uint32_t ssrc, timestamp; /* timestamp of the packet that is being filled */
    uint16_t sequence;
    bool is_talking;     /* the last packet was sent: no marker */
    bool is_told;        /* that it sends */
    unsigned n_hangover; /* samples that are sent though they are quiet: silence.c */
    unsigned n;          /* samples collected */
    int16_t samples[CODEC_SAMPLES_MAX];
    uint64_t packets, octets;
    uint64_t mirror_busy_until_us; /* loopback.c */
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
    struct media_digits_out digits_out;
    struct media_digits_in digits_in;
    struct media_playback playback;
    struct media_data data;
    struct media_t38 *t38; /* owned; NULL: RTP */
    struct media_reports reports;
    struct board_timer keep_alive; /* keep_alive.c */
};

struct fw_media {
    struct fw_media_config config;
    struct fw_media_stream *streams[FW_MEDIA_STREAMS_MAX]; /* owned; NULL: free */
    uint16_t next_port;                                    /* 0: RTP_Port_Min */
    bool has_told_unavailable;
    struct fw_media_totals closed; /* of streams that are gone */
};

/* t38.c */
void media_t38_datagram(struct fw_media_stream *s, const struct fw_udp_datagram *d);
/* 10 ms of sound each way. */
void media_t38_frame(struct fw_media_stream *s, const int16_t *to_peer, int16_t *said);
void media_t38_stop(struct fw_media_stream *s);
/* data.c */
void media_data_frame(struct fw_media_stream *s, const int16_t *mic, const int16_t *ear);
/* A packet of its own beside that of sound, if one is due. */
void media_data_send(struct fw_media_stream *s);
void media_data_receive(struct fw_media_stream *s, const uint8_t *payload, size_t n);
/* A packet of sound came with this number: what is sent follows it, as FAX_Codec_Symmetric says. */
void media_data_follow(struct fw_media_stream *s, uint8_t payload);
/* digits.c */
/* Sends a packet of n samples' time as an event, if one is due. False: it is time for sound. */
bool media_digits_send(struct fw_media_stream *s, unsigned n_samples);
/* Those that wait are not sent any more. */
void media_digits_drop(struct fw_media_stream *s);
void media_digits_receive(struct fw_media_stream *s, const struct rtp_header *h, const uint8_t *payload, size_t n);
/* Ends an event whose last packets were lost. */
void media_digits_frame(struct fw_media_stream *s);
/* playback.c */
void media_playback_frame(struct fw_media_stream *s, int16_t *ear);
/* silence.c: whether these samples need not be sent. */
bool media_is_silence(struct fw_media_stream *s, const int16_t *samples, unsigned n);
/* report.c */
void media_reports_start(struct fw_media_stream *s);
void media_reports_path(struct fw_media_stream *s); /* the first one */
void media_reports_close(struct fw_media_stream *s);
void media_reports_datagram(void *stream, const struct fw_udp_datagram *d);
void media_reports_icmp(void *stream, uint32_t ip, uint16_t port);
unsigned media_reports_round_trip_ms(const struct fw_media_stream *s);
/* keep_alive.c */
void media_keep_alive_start(struct fw_media_stream *s);
void media_keep_alive_path(struct fw_media_stream *s); /* the first one */
void media_keep_alive_close(struct fw_media_stream *s);
/* send.c */
/* One packet with this payload, already behind RTP_HEADER_BYTES of room; counts it. */
void media_send_packet(struct fw_media_stream *s, const struct rtp_header *h, uint8_t *packet, size_t n_payload);
void media_send_start(struct fw_media_stream *s);
void media_send_path(struct fw_media_stream *s, const struct fw_media_path *old);
void media_send_frame(struct fw_media_stream *s, const int16_t *samples);
/* loopback.c */
/* A packet came to the mirror: it goes back. */
void media_loopback_mirror(struct fw_media_stream *s, const struct rtp_header *h, const struct fw_udp_datagram *d,
                           const uint8_t *payload, size_t n);
/* One of our packets came back to the source: h and payload are as they were sent, in the codec of the path. False: it
 * is none. */
bool media_loopback_unpack(const struct fw_media_stream *s, struct rtp_header *h, const uint8_t **payload, size_t *n);
/* receive.c */
enum fw_codec media_codec_of(const struct fw_media_stream *s, uint8_t payload);
void media_receive_start(struct fw_media_stream *s);
void media_receive_path(struct fw_media_stream *s, const struct fw_media_path *old);
void media_receive_frame(struct fw_media_stream *s, int16_t *ear);
void media_receive_datagram(void *stream, const struct fw_udp_datagram *d);
void media_receive_close(struct fw_media_stream *s);
/* From now on the jitter buffer stays deep. */
void media_receive_data(struct fw_media_stream *s);
/* level.c */
int32_t media_gain(const struct fw_params *p, enum fw_element of);
int16_t media_amplify(int16_t sample, int32_t gain);

/* A debug line of the unit: "[0:0]RTP Rx Up". */
#define MEDIA_DEBUG(stream, format, ...)                                                                               \
    fw_log_debug((stream)->media->config.log, 1, "[%u:%u]" format, (stream)->line - 1, (stream)->call, __VA_ARGS__)
