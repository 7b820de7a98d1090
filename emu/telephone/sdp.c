/* SPDX-License-Identifier: MIT */
/* The SDP of the lab's telephones (RFC 4566, RFC 3264): the first audio stream of a body, and a body of ours. */
#include "telephone_priv.h"
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int payload;
    unsigned bits;
} codecs[] = {
#define CODEC(id, name, payload, bits) {name, payload, bits},
    LAB_CODEC_LIST(CODEC)
#undef CODEC
};
static const char *const directions[] = {"sendrecv", "sendonly", "recvonly", "inactive"};

const char *lab_codec_name(enum lab_codec c)
{
    return codecs[c].name;
}

unsigned lab_codec_bits(enum lab_codec c)
{
    return codecs[c].bits;
}

int lab_codec_payload(enum lab_codec c)
{
    return codecs[c].payload;
}

bool lab_codecs_parse(const char *text, enum lab_codec out[LAB_CODECS_MAX], size_t *n)
{
    struct rt_str rest = rt_str(text);
    *n = 0;
    while (rest.n > 0) {
        struct rt_str word = rt_str_trim(rt_str_cut(rest, ',', &rest));
        unsigned c = 0;
        while (c < LAB_N_CODECS && !rt_str_is_ci(word, codecs[c].name)) {
            c++;
        }
        if (c == LAB_N_CODECS || *n == LAB_CODECS_MAX) {
            return false;
        }
        out[(*n)++] = (enum lab_codec)c;
    }
    return *n > 0;
}

/* "0 8 101" of the m-line: the static numbers are codecs by themselves. */
static void read_payloads(struct lab_sdp *s, struct rt_str list)
{
    while (list.n > 0) {
        uint32_t n;
        if (rt_str_u32(rt_str_cut(list, ' ', &list), &n) != RT_OK) {
            continue;
        }
        for (unsigned c = 0; c < LAB_N_CODECS; c++) {
            if (codecs[c].payload == (int)n && n < 96) {
                s->payload[c] = (int)n;
            }
        }
    }
}

static void read_attribute(struct lab_sdp *s, struct rt_str value)
{
    struct rt_str rest;
    uint32_t n;
    for (unsigned d = 0; d < 4; d++) {
        if (rt_str_is(value, directions[d])) {
            s->direction = (enum lab_direction)d;
        }
    }
    if (rt_str_starts(value, "ptime:") && rt_str_u32(rt_str_from(value, 6), &n) == RT_OK && n >= 10 && n <= 160) {
        s->ptime_ms = n;
    }
    if (rt_str_starts(value, "loopback:")) { /* one type: a telephone of the provider takes the first */
        struct rt_str type = rt_str_cut(rt_str_from(value, 9), ' ', &rest);
        s->mirror = rt_str_is(type, "rtp-media-loopback") ? LAB_MIRRORS_SOUND
                    : rt_str_is(type, "rtp-pkt-loopback") ? LAB_MIRRORS_PACKETS
                                                          : LAB_NO_MIRROR;
    }
    s->is_mirror = s->is_mirror || rt_str_is(value, "loopback-mirror");
    if (!rt_str_starts(value, "rtpmap:") || rt_str_u32(rt_str_cut(rt_str_from(value, 7), ' ', &rest), &n) != RT_OK ||
        n < 96 || n > 127) {
        return;
    }
    struct rt_str name = rt_str_n(rest.p, rt_str_find(rest, '/'));
    for (unsigned c = 0; c < LAB_N_CODECS; c++) {
        if (rt_str_is_ci(name, codecs[c].name)) {
            s->payload[c] = (int)n;
        }
    }
    if (rt_str_is_ci(name, "encaprtp")) {
        s->encapsulated = (int)n;
    }
    if (rt_str_is_ci(name, "telephone-event")) {
        s->events = (int)n;
    }
}

bool lab_sdp_read(struct lab_sdp *s, struct rt_str body)
{
    bool is_audio = false, is_session = true;
    *s = (struct lab_sdp){.events = -1, .ptime_ms = 20, .encapsulated = -1};
    for (unsigned c = 0; c < LAB_N_CODECS; c++) {
        s->payload[c] = -1;
    }
    while (body.p != NULL && body.n > 0) {
        struct rt_str line = rt_str_trim(rt_str_cut(body, '\n', &body)), rest;
        struct rt_str value = rt_str_from(line, 2);
        uint32_t n;
        if (rt_str_starts(line, "m=")) {
            is_session = false;
            is_audio = rt_str_starts(value, "audio ") && s->port == 0;
            if (is_audio && rt_str_u32(rt_str_cut(rt_str_from(value, 6), ' ', &rest), &n) == RT_OK && n <= UINT16_MAX) {
                s->port = (uint16_t)n;
                (void)rt_str_cut(rest, ' ', &rest); /* RTP/AVP */
                read_payloads(s, rest.p != NULL ? rest : rt_str(""));
            }
        } else if (rt_str_starts(line, "c=IN IP4 ") && (is_session || is_audio)) {
            (void)rt_str_ipv4(rt_str_from(line, 9), &s->ip); /* another form: nowhere */
        } else if (rt_str_starts(line, "a=") && (is_session || is_audio)) {
            read_attribute(s, value);
        }
    }
    if (s->is_mirror) {
        s->mirror = s->mirror == LAB_MIRRORS_SOUND ? LAB_IS_MIRRORED : LAB_NO_MIRROR;
    } else if (s->mirror == LAB_MIRRORS_PACKETS && s->encapsulated < 0) {
        s->mirror = LAB_NO_MIRROR;
    }
    return s->port != 0;
}

void lab_sdp_write(struct rt_buf *out, const struct lab_sdp_local *l)
{
    char ip[16];
    rt_ipv4_text(EMU_NET_PROVIDER, ip);
    (void)rt_buf_printf(out, "v=0\r\no=lab 1 %u IN IP4 %s\r\ns=call\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio %u RTP/AVP",
                        l->version, ip, ip, (unsigned)l->port);
    for (size_t i = 0; i < l->n_codecs; i++) {
        (void)rt_buf_printf(out, " %d", l->payloads != NULL ? l->payloads[i] : codecs[l->codecs[i]].payload);
    }
    if (l->events >= 0) {
        (void)rt_buf_printf(out, " %d", l->events);
    }
    if (l->mirror == LAB_MIRRORS_PACKETS) {
        (void)rt_buf_printf(out, " %d", l->encapsulated);
    }
    (void)rt_buf_put_text(out, "\r\n");
    for (size_t i = 0; i < l->n_codecs; i++) {
        (void)rt_buf_printf(out, "a=rtpmap:%d %s/8000\r\n",
                            l->payloads != NULL ? l->payloads[i] : codecs[l->codecs[i]].payload,
                            codecs[l->codecs[i]].name);
    }
    if (l->events >= 0) {
        (void)rt_buf_printf(out, "a=rtpmap:%d telephone-event/8000\r\na=fmtp:%d 0-16\r\n", l->events, l->events);
    }
    (void)rt_buf_printf(out, "a=ptime:%u\r\na=%s\r\n", l->ptime_ms, directions[l->direction]);
    if (l->mirror == LAB_MIRRORS_PACKETS) {
        (void)rt_buf_printf(out, "a=rtpmap:%d encaprtp/8000\r\n", l->encapsulated);
    }
    if (l->mirror != LAB_NO_MIRROR) {
        (void)rt_buf_printf(out, "a=loopback:rtp-%s-loopback\r\na=loopback-%s\r\n",
                            l->mirror == LAB_MIRRORS_PACKETS ? "pkt" : "media",
                            l->mirror == LAB_IS_MIRRORED ? "source" : "mirror");
    }
}
