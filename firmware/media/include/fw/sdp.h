/* SPDX-License-Identifier: MIT */
/*
 * Session descriptions (RFC 4566) as offers and answers (RFC 3264): which codec, which ports, who sends. Pure: text in
 * and out, no state.
 *
 * Sources: form of an offer: captured INVITE of a PAP2T 3.1.15, offers of two other units; rules of preference: ATA 191
 * guide; names and numbers: PAP2 guide p.54, Sipura administration guide p.67.
 */
#pragma once
#include <fw/media.h>
#include <rt/buf.h>

/* Bounds of what is read; more formats or media are ignored, a longer text is refused. guess */
#define FW_SDP_TEXT_MAX    4096u
#define FW_SDP_FORMATS_MAX 32u
#define FW_SDP_MEDIA_MAX   8u

enum fw_sdp_direction { FW_SDP_SENDRECV, FW_SDP_SENDONLY, FW_SDP_RECVONLY, FW_SDP_INACTIVE };

struct fw_sdp_format {
    uint8_t number;
    char name[24]; /* of rtpmap, without rate; "": no rtpmap */
    uint32_t rate; /* of rtpmap; 0: none */
};

/* A description of the other side: its first audio stream over RTP/AVP that is not refused. */
struct fw_sdp {
    bool has_audio; /* false: nothing else is valid but media */
    uint32_t ip;    /* host order; 0: RFC 2543's hold */
    uint16_t port;
    enum fw_sdp_direction direction;
    unsigned ptime_ms;         /* 0: not given */
    bool is_loopback;          /* a=loopback (RFC 6849): */
    enum fw_loopback loopback; /* the first type that is known (ATA 191 guide); NONE: it knows none of ours */
    bool is_mirror;            /* a=loopback-mirror: the other side sends back; else it is the source */
    unsigned n_formats;
    struct fw_sdp_format format[FW_SDP_FORMATS_MAX];
    unsigned n_media, audio; /* audio: index of that stream */
    bool has_image;          /* its first stream of T.38 over UDPTL that is not refused; else the next are not valid */
    unsigned image;          /* index of that stream */
    uint32_t image_ip;
    uint16_t image_port;
    unsigned max_datagram; /* 0: not given */
    struct {
        char type[16], protocol[16], formats[48]; /* to refuse it: "image", "udptl", "t38" */
    } media[FW_SDP_MEDIA_MAX];
};

const char *fw_loopback_name(enum fw_loopback l); /* its type */

/* The own side of a description. */
struct fw_sdp_local {
    uint32_t ip;       /* host order */
    uint32_t media_ip; /* where the sound is, if not there; 0: at <ip> */
    uint16_t rtp_port;
    uint64_t id, version; /* of o=: uptime in units of 10 ms, twice the same in a first offer (captured) */
    enum fw_sdp_direction direction;
    bool is_2543_hold;               /* c=IN IP4 0.0.0.0 (RFC_2543_Call_Hold) */
    enum fw_codec forced, preferred; /* by a code before the number; FW_CODEC_NONE: as the line's parameters say */
    enum fw_loopback loopback;       /* of a test call */
    bool is_mirror;                  /* the own side sends back */
    unsigned codecs;                 /* the set of those that can be used; 0: FW_CODECS_HERE; fw_media_codecs() */
};

/* Appends an offer. RT_ENOMEM, RT_ETOOBIG. */
enum rt_err fw_sdp_offer(const struct fw_params *p, unsigned line_1_or_2, const struct fw_sdp_local *local,
                         struct rt_buf *out);
/* RT_ESYNTAX with a reason; RT_ETOOBIG. A description without usable audio is RT_OK with has_audio false. */
enum rt_err fw_sdp_read(struct fw_sdp *out, const char *text, size_t n, const char **why);
/* Appends the answer to an offer, and the path that it agrees to. False, and nothing appended: no common codec (488),
 * or out of memory (out->failed). */
bool fw_sdp_answer(const struct fw_params *p, unsigned line_1_or_2, const struct fw_sdp *offer,
                   const struct fw_sdp_local *local, struct fw_media_path *path, struct rt_buf *out);
/* The path that the answer to an own offer agrees to. False: no common codec. local: as it was offered. */
bool fw_sdp_take_answer(const struct fw_params *p, unsigned line_1_or_2, const struct fw_sdp *answer,
                        const struct fw_sdp_local *local, struct fw_media_path *path);

/* The line's codecs in the order of an offer. Returns how many; out: at least FW_N_CODECS. is_fallback (or NULL):
 * nothing that the parameters allow can be used, so G.711u stands in. */
unsigned fw_sdp_codecs(const struct fw_params *p, unsigned line_1_or_2, const struct fw_sdp_local *local,
                       enum fw_codec *out, bool *is_fallback);
