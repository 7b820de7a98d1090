/* SPDX-License-Identifier: MIT */
/*
 * Reads a description line by line; nothing is allocated. It is lenient, as a unit that talks to every PBX must be:
 * lines may be missing or in any order within their section, unknown ones are skipped.
 */
#include "sdp_priv.h"
#include <string.h>

#define LINES_MAX 200u /* guess */

struct reader {
    struct fw_sdp *out;
    uint32_t session_ip;
    bool has_session_ip;
    enum fw_sdp_direction session_direction;
    bool is_in_media;  /* after the first m= */
    bool is_in_audio;  /* in the chosen stream */
    bool has_audio_ip; /* a c= of its own */
    bool is_in_image, has_image_ip;
};

static struct rt_str next_word(struct rt_str *rest)
{
    *rest = rt_str_trim(*rest);
    return rt_str_cut(*rest, ' ', rest);
}

static const char *read_connection(struct reader *r, struct rt_str value)
{
    uint32_t ip;
    struct rt_str net = next_word(&value), type = next_word(&value), rest;
    struct rt_str address = rt_str_cut(next_word(&value), '/', &rest); /* multicast: with a TTL */
    if (!rt_str_is_ci(net, "IN") || !rt_str_is_ci(type, "IP4")) {
        return NULL; /* of another net: as if it were not there */
    }
    if (rt_str_ipv4(address, &ip) != RT_OK) {
        return "the connection is no address";
    }
    if (!r->is_in_media) {
        r->session_ip = ip;
        r->has_session_ip = true;
    } else if (r->is_in_audio) {
        r->out->ip = ip;
        r->has_audio_ip = true;
    } else if (r->is_in_image) {
        r->out->image_ip = ip;
        r->has_image_ip = true;
    }
    return NULL;
}

static void begin_audio(struct reader *r, uint16_t port, struct rt_str formats)
{
    struct fw_sdp *s = r->out;
    uint32_t number;
    s->has_audio = true;
    s->audio = s->n_media;
    s->port = port;
    s->direction = r->session_direction;
    r->is_in_audio = true;
    while (formats.n > 0 && s->n_formats < FW_SDP_FORMATS_MAX) {
        struct rt_str word = next_word(&formats);
        if (word.n > 0 && rt_str_u32(word, &number) == RT_OK && number < 128) {
            s->format[s->n_formats++].number = (uint8_t)number;
        }
    }
}

/* Truncates: only for refusing the stream. */
static void keep(char *out, size_t size, struct rt_str text)
{
    size_t n = text.n < size ? text.n : size - 1;
    for (size_t i = 0; i < n; i++) {
        out[i] = (uint8_t)text.p[i] >= ' ' && (uint8_t)text.p[i] < 0x7f ? text.p[i] : '?';
    }
    out[n] = '\0';
}

static const char *read_media(struct reader *r, struct rt_str value)
{
    struct fw_sdp *s = r->out;
    uint32_t port;
    struct rt_str type = next_word(&value), n_ports;
    struct rt_str port_text = rt_str_cut(next_word(&value), '/', &n_ports), protocol = next_word(&value);
    r->is_in_media = true;
    r->is_in_audio = r->is_in_image = false;
    if (rt_str_u32(port_text, &port) != RT_OK || port > UINT16_MAX || type.n == 0) {
        return "the media line is invalid";
    }
    if (s->n_media == FW_SDP_MEDIA_MAX) {
        return NULL;
    }
    keep(s->media[s->n_media].type, sizeof s->media[0].type, type);
    keep(s->media[s->n_media].protocol, sizeof s->media[0].protocol, protocol);
    keep(s->media[s->n_media].formats, sizeof s->media[0].formats, rt_str_trim(value));
    if (!s->has_audio && port != 0 && rt_str_is_ci(type, "audio") && rt_str_is_ci(protocol, "RTP/AVP")) {
        begin_audio(r, (uint16_t)port, value);
    } else if (!s->has_image && port != 0 && rt_str_is_ci(type, "image") && rt_str_is_ci(protocol, "udptl")) {
        s->has_image = r->is_in_image = true;
        s->image = s->n_media;
        s->image_port = (uint16_t)port;
    }
    s->n_media++;
    return NULL;
}

static void read_rtpmap(struct fw_sdp *s, struct rt_str value)
{
    uint32_t number, rate;
    struct rt_str rest, encoding = rt_str_cut(value, ' ', &rest), channels;
    if (rt_str_u32(rt_str_trim(encoding), &number) != RT_OK) {
        return;
    }
    struct rt_str name = rt_str_cut(rt_str_trim(rest), '/', &rest);
    struct rt_str rate_text = rt_str_cut(rest, '/', &channels);
    for (unsigned i = 0; i < s->n_formats; i++) {
        struct fw_sdp_format *f = &s->format[i];
        if (f->number == number && rt_str_u32(rt_str_trim(rate_text), &rate) == RT_OK) {
            (void)rt_str_copy(f->name, sizeof f->name, name); /* longer than any of ours: as if unnamed */
            f->rate = rate;
        }
    }
}

/* A list of types. */
static void read_loopback(struct fw_sdp *s, struct rt_str list)
{
    s->is_loopback = true;
    while (list.p != NULL && s->loopback == FW_LOOPBACK_NONE) {
        struct rt_str type = next_word(&list);
        for (enum fw_loopback l = FW_LOOPBACK_MEDIA; l < FW_N_LOOPBACKS; l++) {
            s->loopback = rt_str_is_ci(type, fw_loopback_name(l)) ? l : s->loopback;
        }
    }
}

static void read_attribute(struct reader *r, struct rt_str value)
{
    static const struct {
        const char *name;
        enum fw_sdp_direction direction;
    } directions[] = {{"sendrecv", FW_SDP_SENDRECV},
                      {"sendonly", FW_SDP_SENDONLY},
                      {"recvonly", FW_SDP_RECVONLY},
                      {"inactive", FW_SDP_INACTIVE}};
    struct rt_str rest, name = rt_str_cut(value, ':', &rest);
    if (r->is_in_image && rt_str_is_ci(rt_str_trim(name), "T38FaxMaxDatagram")) {
        uint32_t octets;
        r->out->max_datagram = rt_str_u32(rt_str_trim(rest), &octets) == RT_OK && octets <= UINT16_MAX ? octets : 0;
    }
    if (r->is_in_media && !r->is_in_audio) {
        return;
    }
    for (size_t i = 0; i < sizeof directions / sizeof directions[0]; i++) {
        if (rt_str_is_ci(rt_str_trim(name), directions[i].name)) {
            *(r->is_in_audio ? &r->out->direction : &r->session_direction) = directions[i].direction;
        }
    }
    if (r->is_in_audio && rt_str_is_ci(name, "loopback")) {
        read_loopback(r->out, rest);
    } else if (r->is_in_audio && rt_str_is_ci(rt_str_trim(name), "loopback-mirror")) {
        r->out->is_mirror = true;
    } else if (r->is_in_audio && rt_str_is_ci(name, "rtpmap")) {
        read_rtpmap(r->out, rest);
    } else if (r->is_in_audio && rt_str_is_ci(name, "ptime")) {
        uint32_t ms;
        r->out->ptime_ms = rt_str_u32(rt_str_trim(rest), &ms) == RT_OK && ms <= 1000 ? ms : 0;
    }
}

static const char *read_line(struct reader *r, struct rt_str line)
{
    struct rt_str value = rt_str_from(line, 2);
    if (line.n < 2 || line.p[1] != '=') {
        return "a line is not of the form x=value";
    }
    switch (line.p[0]) {
    case 'c':
        return read_connection(r, value);
    case 'm':
        return read_media(r, value);
    case 'a':
        read_attribute(r, value);
        return NULL;
    default:
        return NULL;
    }
}

enum rt_err fw_sdp_read(struct fw_sdp *out, const char *text, size_t n, const char **why)
{
    struct reader r = {.out = out};
    struct rt_str rest = rt_str_n(text, n);
    memset(out, 0, sizeof *out);
    *why = "longer than any description";
    if (n > FW_SDP_TEXT_MAX) {
        return RT_ETOOBIG;
    }
    for (unsigned i = 0; rest.n > 0; i++) {
        struct rt_str line = rt_str_trim(rt_str_cut(rest, '\n', &rest));
        const char *wrong = line.n == 0                         ? NULL
                            : i == 0 && !rt_str_is(line, "v=0") ? "it does not begin with v=0"
                            : i == LINES_MAX                    ? "too many lines"
                                                                : read_line(&r, line);
        if (wrong != NULL) {
            *why = wrong;
            return RT_ESYNTAX;
        }
    }
    if (out->has_audio && !r.has_audio_ip) {
        out->ip = r.session_ip;
        out->has_audio = r.has_session_ip;
    }
    if (out->has_image && !r.has_image_ip) {
        out->image_ip = r.session_ip;
    }
    *why = "";
    return RT_OK;
}
