/* SPDX-License-Identifier: MIT */
/*
 * The sound of calls: one stream for each call, between the telephone's samples and RTP.
 *
 * A stream is opened before its call is offered, so that its port can be advertised; it gets a path with the answer,
 * and again after each re-INVITE. firmware/call passes 10 ms of samples both ways while its line is off-hook. All
 * memory of a stream is allocated while it is open, and bounded: RTP_JITTER_* in jitter.h.
 *
 * Owner: struct fw_device; streams: their calls. Context: device thread only.
 * Source: RFC 3550, 3551, 4733; parameters: Sipura administration guide p.66 to 71, ATA 191 guide.
 */
#pragma once
#include <fw/codec.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;
struct fw_log;
struct fw_manifest;
struct fw_media;
struct fw_media_stream;
struct fw_net;
struct fw_params;

#define FW_MEDIA_STREAMS_MAX 4u /* two lines with two calls each */

struct fw_media_config {
    struct board *board;
    struct fw_params *params;
    struct fw_net *net;
    struct fw_log *log;
    const struct fw_manifest *manifest; /* names the unit in RTCP; NULL: no name */
    const struct fw_coder *g729;        /* NULL: there is none */
};
/* RT_ENOMEM */
enum rt_err fw_media_create(struct fw_media **out, const struct fw_media_config *config);
/* Closes what is open, without a word to the peers. NULL is allowed. */
void fw_media_destroy(struct fw_media *m);
/* The set of codecs that a stream can have now: one stream at a time has G.729 (ATA 191 guide). NULL: a new stream. */
unsigned fw_media_codecs(const struct fw_media *m, const struct fw_media_stream *s);

/* How a fax machine or a modem makes itself known: its tones, or an NSE of the peer's gateway. id, name */
#define FW_MEDIA_FAX_LIST(X)                                                                                           \
    X(CNG, "CNG")                                                                                                      \
    X(CED, "CED")                                                                                                      \
    X(CED_REVERSED, "CED with phase reversals")                                                                        \
    X(NSE, "NSE")
enum fw_media_fax {
#define FW_MEDIA_FAX_ENUM(id, name) FW_MEDIA_##id,
    FW_MEDIA_FAX_LIST(FW_MEDIA_FAX_ENUM)
#undef FW_MEDIA_FAX_ENUM
        FW_N_MEDIA_FAXES
};
const char *fw_media_fax_name(enum fw_media_fax f);

/* What a stream reports. NULL: not interested. on_digit and on_fax must not close the stream; on_dead may. */
struct fw_media_client {
    /* A tone, of the telephone or of the peer, told once for each stretch; or NSE 192 of the peer. Not any more after
     * fw_media_carry_data(). */
    void (*on_fax)(void *ctx, struct fw_media_stream *s, enum fw_media_fax what, bool is_of_peer);
    /* An event of RFC 4733 has ended: 0-9 * # A-D, '!' for a flash; its length. The stream itself plays digits to the
     * telephone, as DTMF_Process_AVT says. */
    void (*on_digit)(void *ctx, struct fw_media_stream *s, char key, unsigned ms);
    /* Max_RTP_ICMP_Err successive ICMP errors. Once. */
    void (*on_dead)(void *ctx, struct fw_media_stream *s);
};

/* Takes the next even RTP port, from RTP_Port_Min on, and the odd one after it for RTCP. client is borrowed.
 * RT_EFULL: no port, or FW_MEDIA_STREAMS_MAX are open. RT_ENOMEM. */
enum rt_err fw_media_open(struct fw_media_stream **out, struct fw_media *m, unsigned line_1_or_2,
                          const struct fw_media_client *client, void *ctx);
/* Ends with RTCP's BYE, if RTCP was sent. NULL is allowed. */
void fw_media_close(struct fw_media_stream *s);
uint16_t fw_media_port(const struct fw_media_stream *s);

/* Media loopback (RFC 6849, and draft-ietf-mmusic-media-loopback before it). MEDIA: the mirror decodes what the source
 * sends, encodes it again and sends it back. PACKETS: it sends the packets back, in the payload encaprtp with their
 * header, or in the payload rtploopback without. id, type in SDP */
#define FW_LOOPBACK_LIST(X)                                                                                            \
    X(NONE, "")                                                                                                        \
    X(MEDIA, "rtp-media-loopback")                                                                                     \
    X(PACKETS, "rtp-pkt-loopback")
enum fw_loopback {
#define FW_LOOPBACK_ENUM(id, name) FW_LOOPBACK_##id,
    FW_LOOPBACK_LIST(FW_LOOPBACK_ENUM)
#undef FW_LOOPBACK_ENUM
        FW_N_LOOPBACKS
};

/* Where sound goes and in which form, as agreed by SDP (fw/sdp.h). */
struct fw_media_path {
    uint32_t ip; /* host order; 0: nowhere */
    uint16_t port;
    enum fw_codec codec;            /* one with a coder */
    uint8_t payload_tx, payload_rx; /* payload numbers */
    int dtmf_tx, dtmf_rx;           /* of telephone-event; -1: none */
    int nse_tx, nse_rx;             /* of NSE; 0 or less: none */
    unsigned ptime_ms;              /* 10 .. 160; 0: RTP_Packet_Size */
    bool sends, receives;
    enum fw_loopback loopback;
    bool is_mirror;           /* a mirror sends what comes and nothing of the telephone, which hears nothing: guess */
    int encapsulated, looped; /* PACKETS: payloads encaprtp, rtploopback of the way back; 0 or less: none */
};
/* The first call starts the stream. Later ones (hold, another codec) keep SSRC, sequence and counters. */
void fw_media_set_path(struct fw_media_stream *s, const struct fw_media_path *path);

/* 10 ms, 80 samples each way: mic goes to the peer, ear is filled with what the peer says. */
void fw_media_frame(struct fw_media_stream *s, const int16_t *mic, int16_t *ear);
/* The same in a conference. others: what the peer hears beside our user; said: what it says, for the others. Both
 * without the gain of the telephone port. */
void fw_media_conference_frame(struct fw_media_stream *s, const int16_t *mic, const int16_t *others, int16_t *ear,
                               int16_t *said);

/* Two sounds at once, limited to what a sample can hold. */
static inline int16_t fw_media_sum(int16_t a, int16_t b)
{
    int s = a + b;
    return (int16_t)(s > INT16_MAX ? INT16_MAX : s < INT16_MIN ? INT16_MIN : s);
}

/* Sends a digit, or '!' for a flash, as events of RFC 4733 in place of sound, for so long; digits queue up. Nothing
 * happens if the path has no dtmf_tx. */
void fw_media_send_digit(struct fw_media_stream *s, char key, unsigned ms);
/* Plays a digit to the telephone over what the peer says: DTMF_Playback_Level, DTMF_Playback_Length. For digits of
 * INFO requests; those of RFC 4733 need no call. */
void fw_media_play_digit(struct fw_media_stream *s, char key);

/* Data of a fax machine or a modem in place of voice, until the stream is closed: no silence suppression, and a deep
 * jitter buffer that neither grows nor shrinks. May come before the first path. */
void fw_media_carry_data(struct fw_media_stream *s);
/* Tells the peer's gateway by NSE 192, if NSE was agreed. False: it was not. */
bool fw_media_send_nse(struct fw_media_stream *s);

/* For the pages, P-RTP-Stat and the call log. Octets are payload. */
struct fw_media_stats {
    uint64_t packets_sent, octets_sent, packets_recv, octets_recv;
    uint32_t packets_lost;                         /* expected and never received (RFC 3550 appendix A.3) */
    uint32_t packet_errors;                        /* not RTP, or of no payload that was agreed */
    uint32_t packets_late;                         /* received too late to be played */
    unsigned jitter_ms, latency_ms, round_trip_ms; /* latency: what the jitter buffer holds back */
    enum fw_codec encoder, decoder;                /* FW_CODEC_NONE: not started */
};
struct fw_media_stats fw_media_stats(const struct fw_media_stream *s);

/* Over all calls since the start, for System Status. */
struct fw_media_totals {
    uint64_t packets_sent, octets_sent, packets_recv, octets_recv;
};
struct fw_media_totals fw_media_totals(const struct fw_media *m);
