/* SPDX-License-Identifier: MIT */
#include "sip_peer.h"
#include "check.h"
#include <board/board.h>
#include <board/clock.h>
#include <mbedtls/md5.h>
#include <rt/str.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void on_datagram(void *ctx, const struct packet *q)
{
    struct sip_peer_rig *p = ctx;
    if (q->src_port == 514 || q->n == 0 || memcmp(q->payload, "SIP/2.0 ", q->n < 8 ? q->n : 8) != 0) {
        return; /* not for us: syslog and the like have their own services */
    }
    CHECK(p->n_answers < SIP_PEER_ANSWERS_MAX && q->n < SIP_PEER_TEXT_MAX);
    memcpy(p->answers[p->n_answers], q->payload, q->n);
    p->answers[p->n_answers++][q->n] = '\0';
    p->unit_port = q->src_port;
    p->arrived_at = q->dst_port;
}

void sip_peer_init(struct sip_peer_rig *p, struct outside *o, uint32_t ip, uint32_t unit_ip)
{
    *p = (struct sip_peer_rig){.outside = o, .ip = ip, .unit_ip = unit_ip};
    p->service = (struct outside_service){.ip = ip, .proto = PACKET_PROTO_UDP, .port = 0, .fn = on_datagram, .ctx = p};
    outside_add_service(o, &p->service);
}

void sip_peer_fini(struct sip_peer_rig *p)
{
    rt_list_remove(&p->service.node);
}

void sip_peer_send(struct sip_peer_rig *p, uint16_t unit_port, const void *bytes, size_t n)
{
    struct board *b = p->outside->board;
    uint64_t until_us = board_now_us(b) + 20 * BOARD_US_PER_MS;
    outside_send(p->outside, &(struct packet){.proto = PACKET_PROTO_UDP,
                                              .src_ip = p->ip,
                                              .dst_ip = p->unit_ip,
                                              .src_port = SIP_PEER_PORT,
                                              .dst_port = unit_port,
                                              .payload = bytes,
                                              .n = n});
    while (board_step(b, until_us) || board_now_us(b) < until_us) {
    }
}

void sip_peer_request(struct sip_peer_rig *p, uint16_t unit_port, const char *method, const char *headers)
{
    char ip[16], unit[16];
    unsigned i = ++p->n_requests;
    rt_ipv4_text(p->ip, ip);
    rt_ipv4_text(p->unit_ip, unit);
    int n = snprintf(p->request, sizeof p->request,
                     "%s sip:1001@%s:%u SIP/2.0\r\n"
                     "Via: SIP/2.0/UDP %s:5060;branch=z9hG4bK%u\r\n"
                     "From: \"asterisk\" <sip:asterisk@%s>;tag=as%u\r\n"
                     "To: <sip:1001@%s>\r\n"
                     "Call-ID: call%u@%s\r\n"
                     "CSeq: %u %s\r\n"
                     "Max-Forwards: 70\r\n"
                     "%s"
                     "Content-Length: 0\r\n\r\n",
                     method, unit, (unsigned)unit_port, ip, i, ip, i, unit, i, ip, 100 + i, method,
                     headers != NULL ? headers : "");
    CHECK(n > 0 && (size_t)n < sizeof p->request);
    sip_peer_send(p, unit_port, p->request, (size_t)n);
}

const char *sip_peer_last(const struct sip_peer_rig *p)
{
    return p->n_answers > 0 ? p->answers[p->n_answers - 1] : "";
}

int sip_peer_status(const struct sip_peer_rig *p)
{
    return p->n_answers > 0 ? atoi(sip_peer_last(p) + strlen("SIP/2.0 ")) : 0;
}

const char *sip_peer_value(const struct sip_peer_rig *p, const char *before, char out[256])
{
    const char *at = strstr(sip_peer_last(p), before);
    CHECK(at != NULL);
    at += strlen(before);
    size_t n = strcspn(at, "\",\r\n");
    CHECK(n < 256);
    memcpy(out, at, n);
    out[n] = '\0';
    return out;
}

static void md5(const char *text, char out[33])
{
    unsigned char sum[16];
    CHECK(mbedtls_md5_ret((const unsigned char *)text, strlen(text), sum) == 0);
    rt_hex_text(out, sum, sizeof sum);
}

void sip_peer_authorize(const struct sip_peer_rig *p, const struct sip_peer_login *login, char out[1024])
{
    static const char uri[] = "sip:1001@192.168.1.100";
    char realm[256], nonce[256], text[1024], a1[33], a2[33], response[33];
    const char *r = login->realm != NULL ? login->realm : sip_peer_value(p, "realm=\"", realm);
    const char *n = login->nonce != NULL ? login->nonce : sip_peer_value(p, "nonce=\"", nonce);
    (void)snprintf(text, sizeof text, "%s:%s:%s", login->user, r, login->password);
    md5(text, a1);
    (void)snprintf(text, sizeof text, "NOTIFY:%s", uri);
    md5(text, a2);
    (void)snprintf(text, sizeof text, login->is_old ? "%s:%s:%s%s" : "%s:%s:00000001:0a4f113b:auth%s%s", a1, n,
                   login->is_old ? "" : ":", a2);
    md5(text, response);
    int len =
        snprintf(out, 1024,
                 "Authorization: Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\", "
                 "algorithm=%s%s\r\n",
                 login->user, r, n, uri, response, login->algorithm != NULL ? login->algorithm : "MD5",
                 login->is_old ? "" : ", qop=auth, nc=00000001, cnonce=\"0a4f113b\"");
    CHECK(len > 0 && len < 1024);
}

int sip_peer_notify(struct sip_peer_rig *p, uint16_t unit_port, const char *event, const struct sip_peer_login *login)
{
    char headers[1200], authorization[1024];
    unsigned n_before = p->n_answers;
    (void)snprintf(headers, sizeof headers, "Event: %s\r\n", event);
    sip_peer_request(p, unit_port, "NOTIFY", headers);
    if (p->n_answers == n_before) {
        return 0;
    }
    if (sip_peer_status(p) == 401 && login != NULL) {
        sip_peer_authorize(p, login, authorization);
        (void)snprintf(headers, sizeof headers, "Event: %s\r\n%s", event, authorization);
        sip_peer_request(p, unit_port, "NOTIFY", headers);
    }
    return sip_peer_status(p);
}
