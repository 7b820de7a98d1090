/* SPDX-License-Identifier: MIT */
#include "telephone.h"
#include "oom.h"
#include <harness/check.h>
#include <harness/provider.h>
#include <stdio.h>
#include <string.h>

enum { PORT = 5060, TLS_PORT = 5061, TEXT_MAX = 3000, TALK_MAX = 256 * 1024 };

#define SDP                                                                                                            \
    "v=0\r\no=- 1 1 IN IP4 " TELEPHONE_TEXT "\r\ns=-\r\nc=IN IP4 " TELEPHONE_TEXT "\r\nt=0 0\r\n"                      \
    "m=audio 4000 RTP/AVP 0\r\n"

/* ---- TLS ---- */

static struct {
    bool is_made;
    struct tls_world world;
    struct tls_peer server; /* only its certificate */
} secret;                   /* the program's, never freed */

void telephone_prepare(void)
{
    if (!secret.is_made) {
        secret.is_made = true;
        oom_spare(true);
        tls_world_init(&secret.world, TEST_SOURCE_DIR);
        tls_peer_be(&secret.server, &secret.world, &(struct tls_identity){.cn = TELEPHONE_TEXT});
        oom_spare(false);
    }
}

static void flush(struct telephone *t)
{
    struct rt_buf *out = lab_tls_out(t->tls);
    if (out->n > 0) {
        tcp_peer_put(&t->secure, out->bytes, out->n);
        rt_buf_clear(out);
    }
}

/* A connection that is over cannot say anything: the unit begins another one. */
static void send_by_tls(struct telephone *t, const char *text)
{
    if (t->tls == NULL || lab_tls_state(t->tls) != LAB_TLS_OPEN) {
        return;
    }
    oom_spare(true);
    CHECK(lab_tls_write(t->tls, text, strlen(text)) == RT_OK);
    oom_spare(false);
    flush(t);
}

/* ---- messages ---- */

static void send(struct telephone *t, const char *text)
{
    if (t->way == TELEPHONE_TLS) {
        send_by_tls(t, text);
        return;
    }
    if (t->way == TELEPHONE_TCP) {
        tcp_peer_put(&t->tcp, text, strlen(text));
        return;
    }
    outside_send(t->outside, &(struct packet){.proto = PACKET_PROTO_UDP,
                                              .src_ip = TELEPHONE_IP,
                                              .dst_ip = PROVIDER_UNIT_IP,
                                              .src_port = PORT,
                                              .dst_port = PORT,
                                              .payload = (const uint8_t *)text,
                                              .n = strlen(text)});
}

static const char *by(const struct telephone *t)
{
    static const char *const names[] = {"UDP", "TCP", "TLS"};
    return names[t->way];
}

static const char *field(const char *message, const char *name, char out[512])
{
    char key[32];
    (void)snprintf(key, sizeof key, "\r\n%s: ", name);
    const char *at = strstr(message, key);
    at = at != NULL ? at + strlen(key) : "";
    (void)snprintf(out, 512, "%.*s", (int)strcspn(at, "\r"), at);
    return out;
}

static void answer(struct telephone *t, const char *request, int status, const char *contact, const char *sdp)
{
    char text[TEXT_MAX], via[512], from[512], to[512], id[512], cseq[512];
    (void)field(request, "To", to);
    int n = snprintf(text, sizeof text,
                     "SIP/2.0 %d X\r\nVia: %s\r\nFrom: %s\r\nTo: %s%s\r\nCall-ID: %s\r\nCSeq: %s\r\nContact: %s\r\n"
                     "Content-Length: %zu\r\n%s\r\n%s",
                     status, field(request, "Via", via), field(request, "From", from), to,
                     strstr(to, ";tag=") != NULL ? "" : ";tag=t", field(request, "Call-ID", id),
                     field(request, "CSeq", cseq), contact, strlen(sdp),
                     sdp[0] != '\0' ? "Content-Type: application/sdp\r\n" : "", sdp);
    CHECK(n > 0 && (size_t)n < sizeof text);
    send(t, text);
}

/* The 200 to an INVITE of its own. */
static void acknowledge(struct telephone *t, const char *ok)
{
    char text[TEXT_MAX], from[512], to[512], id[512];
    unsigned cseq = 0;
    char of[512];
    (void)sscanf(field(ok, "CSeq", of), "%u", &cseq);
    (void)snprintf(text, sizeof text,
                   "ACK sip:1001@192.168.1.100 SIP/2.0\r\nVia: SIP/2.0/%s " TELEPHONE_TEXT
                   ";branch=z9hG4bKa\r\nFrom: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %u ACK\r\nContent-Length: 0\r\n\r\n",
                   by(t), field(ok, "From", from), field(ok, "To", to), field(ok, "Call-ID", id), cseq);
    send(t, text);
}

/* What became of a REFER: done, at once. */
static void report(struct telephone *t, const char *refer)
{
    static const char fragment[] = "SIP/2.0 200 OK\r\n";
    char text[TEXT_MAX], from[512], to[512], id[512];
    int n = snprintf(text, sizeof text,
                     "NOTIFY sip:1001@192.168.1.100 SIP/2.0\r\nVia: SIP/2.0/%s " TELEPHONE_TEXT ";branch=z9hG4bKn\r\n"
                     "From: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %u NOTIFY\r\nEvent: refer\r\n"
                     "Subscription-State: terminated;reason=noresource\r\nContent-Type: message/sipfrag\r\n"
                     "Content-Length: %zu\r\n\r\n%s",
                     by(t), field(refer, "To", to), field(refer, "From", from), field(refer, "Call-ID", id),
                     ++t->n_notify, strlen(fragment), fragment);
    CHECK(n > 0 && (size_t)n < sizeof text);
    send(t, text);
}

static void on_message(struct telephone *t, const char *text)
{
    char value[512];
    if (strncmp(text, "REGISTER ", 9) == 0) {
        t->n_registered++;
        answer(t, text, 200, field(text, "Contact", value), "");
    } else if (strncmp(text, "SUBSCRIBE ", 10) == 0) {
        t->n_subscribed++;
        answer(t, text, 200, "<sip:t@" TELEPHONE_TEXT ">", "");
    } else if (strncmp(text, "INVITE ", 7) == 0) {
        bool is_reliable = strstr(field(text, "Supported", value), "100rel") != NULL;
        answer(t, text, 180,
               is_reliable ? "<sip:t@" TELEPHONE_TEXT ">\r\nRequire: 100rel\r\nRSeq: 1" : "<sip:t@" TELEPHONE_TEXT ">",
               "");
        answer(t, text, 200, "<sip:t@" TELEPHONE_TEXT ">", SDP);
    } else if (strncmp(text, "ACK ", 4) == 0) {
        t->n_answered++;
        (void)snprintf(t->ack, sizeof t->ack, "%s", text);
    } else if (strncmp(text, "NOTIFY ", 7) == 0) {
        t->n_referred += strstr(text, "\r\n\r\nSIP/2.0 200") != NULL;
        answer(t, text, 200, "<sip:t@" TELEPHONE_TEXT ">", "");
    } else if (strncmp(text, "PRACK ", 6) == 0) {
        answer(t, text, 200, "<sip:t@" TELEPHONE_TEXT ">", "");
    } else if (strncmp(text, "BYE ", 4) == 0 || strncmp(text, "CANCEL ", 7) == 0) {
        t->n_ended++;
        answer(t, text, 200, "<sip:t@" TELEPHONE_TEXT ">", "");
    } else if (strncmp(text, "REFER ", 6) == 0) {
        answer(t, text, 202, "<sip:t@" TELEPHONE_TEXT ">", "");
        report(t, text);
    } else if (strncmp(text, "SIP/2.0 200", 11) == 0 && strstr(field(text, "CSeq", value), "NOTIFY") != NULL) {
        t->n_referred++;
    } else if (strncmp(text, "SIP/2.0 ", 8) == 0 && strstr(field(text, "CSeq", value), "INVITE") != NULL &&
               text[8] != '1') {
        t->n_answered += text[8] == '2';
        acknowledge(t, text);
    }
}

static void on_packet(void *ctx, const struct packet *q)
{
    struct telephone *t = ctx;
    char text[TEXT_MAX];
    if (q->dst_port == PORT && q->n > 0 && q->n < sizeof text) {
        memcpy(text, q->payload, q->n);
        text[q->n] = '\0';
        t->way = TELEPHONE_UDP;
        on_message(t, text);
    }
}

static void on_open(void *ctx)
{
    struct telephone *t = ctx;
    rt_buf_clear(&t->in);
}

/* Handles what is whole. */
static void read_messages(struct telephone *t)
{
    const char *end;
    while ((end = strstr(rt_buf_text(&t->in), "\r\n\r\n")) != NULL) {
        char text[TEXT_MAX], value[512];
        size_t n_head = (size_t)(end + 4 - rt_buf_text(&t->in)), n_body = 0;
        CHECK(sscanf(field(rt_buf_text(&t->in), "Content-Length", value), "%zu", &n_body) == 1);
        size_t n_all = n_head + n_body;
        if (t->in.n < n_all) {
            return;
        }
        CHECK(n_all < sizeof text);
        memcpy(text, t->in.bytes, n_all);
        text[n_all] = '\0';
        t->in.n -= n_all;
        memmove(t->in.bytes, t->in.bytes + n_all, t->in.n + 1);
        on_message(t, text);
    }
}

static void on_bytes(void *ctx, const uint8_t *bytes, size_t n)
{
    struct telephone *t = ctx;
    t->way = TELEPHONE_TCP;
    CHECK(rt_buf_put(&t->in, bytes, n) == RT_OK);
    read_messages(t);
}

static void on_secure_open(void *ctx)
{
    struct telephone *t = ctx;
    struct lab_tls_config config = secret.server.config;
    static const int suites[] = {0x002f, 0}; /* TLS-RSA-WITH-AES-128-CBC-SHA: the cheapest for a server */
    config.suites = suites;
    config.seed = ++t->n_tls;
    rt_buf_clear(&t->in);
    oom_spare(true);
    lab_tls_destroy(t->tls);
    CHECK(lab_tls_create(&t->tls, &config) == RT_OK);
    oom_spare(false);
}

static void on_secure_bytes(void *ctx, const uint8_t *bytes, size_t n)
{
    struct telephone *t = ctx;
    oom_spare(true);
    enum lab_tls_state state = lab_tls_feed(t->tls, bytes, n, &t->in);
    oom_spare(false);
    flush(t);
    if (state == LAB_TLS_FAILED || state == LAB_TLS_CLOSED) {
        tcp_peer_end(&t->secure, TCP_PEER_FIN);
        return;
    }
    t->way = TELEPHONE_TLS;
    read_messages(t);
}

void telephone_open(struct telephone *t, struct outside *o)
{
    const struct tcp_peer_script script = {
        .end = TCP_PEER_HOLDS, .again_us = BOARD_US_PER_S, .on_open = on_open, .on_bytes = on_bytes, .ctx = t};
    struct tcp_peer_script by_tls = script;
    by_tls.on_open = on_secure_open;
    by_tls.on_bytes = on_secure_bytes;
    *t = (struct telephone){.outside = o};
    rt_buf_init(&t->in, TEXT_MAX * 2);
    tcp_peer_init(&t->tcp, o, TELEPHONE_IP, PORT, &script);
    tcp_peer_init(&t->secure, o, TELEPHONE_IP, TLS_PORT, &by_tls);
    /* Now: an allocation that fails later should be the unit's. */
    CHECK(rt_buf_reserve(&t->in, TEXT_MAX * 2) == RT_OK && rt_buf_reserve(&t->tcp.out, TALK_MAX) == RT_OK &&
          rt_buf_reserve(&t->secure.out, TALK_MAX) == RT_OK);
    t->service =
        (struct outside_service){.ip = TELEPHONE_IP, .proto = PACKET_PROTO_UDP, .port = 0, .fn = on_packet, .ctx = t};
    outside_add_service(o, &t->service);
}

void telephone_close(struct telephone *t)
{
    rt_list_remove(&t->service.node);
    tcp_peer_fini(&t->tcp);
    tcp_peer_fini(&t->secure);
    lab_tls_destroy(t->tls);
    t->tls = NULL;
    rt_buf_fini(&t->in);
}

void telephone_call(struct telephone *t)
{
    char text[TEXT_MAX];
    unsigned i = ++t->n_calls;
    (void)snprintf(text, sizeof text,
                   "INVITE sip:1001@192.168.1.100 SIP/2.0\r\nVia: SIP/2.0/%s " TELEPHONE_TEXT ";branch=z9hG4bKi%u\r\n"
                   "From: <sip:t@" TELEPHONE_TEXT ">;tag=f%u\r\nTo: <sip:1001@sip.test>\r\nCall-ID: c%u\r\n"
                   "CSeq: 1 INVITE\r\nSupported: 100rel\r\nContact: <sip:t@" TELEPHONE_TEXT
                   ">\r\nContent-Type: application/sdp\r\n"
                   "Content-Length: %zu\r\n\r\n%s",
                   by(t), i, i, i, strlen(SDP), SDP);
    send(t, text);
}

void telephone_notify(struct telephone *t)
{
    static const char body[] = "Messages-Waiting: yes\r\nVoice-Message: 1/0\r\n";
    char text[TEXT_MAX];
    unsigned id = ++t->n_notify;
    int n = snprintf(text, sizeof text,
                     "NOTIFY sip:1001@192.168.1.100 SIP/2.0\r\nVia: SIP/2.0/%s " TELEPHONE_TEXT ";branch=z9hG4bKm%u\r\n"
                     "From: <sip:t@" TELEPHONE_TEXT ">;tag=m\r\nTo: <sip:1001@192.168.1.100>\r\nCall-ID: m%u\r\n"
                     "CSeq: 1 NOTIFY\r\nEvent: message-summary\r\nContent-Type: application/simple-message-summary\r\n"
                     "Content-Length: %zu\r\n\r\n%s",
                     by(t), id, id, strlen(body), body);
    CHECK(n > 0 && (size_t)n < sizeof text);
    send(t, text);
}

void telephone_refer(struct telephone *t)
{
    char text[TEXT_MAX], from[512], to[512], id[512];
    int n = snprintf(text, sizeof text,
                     "REFER sip:1001@192.168.1.100 SIP/2.0\r\nVia: SIP/2.0/%s " TELEPHONE_TEXT ";branch=z9hG4bKr%u\r\n"
                     "From: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %u REFER\r\n"
                     "Refer-To: <sip:201@" TELEPHONE_TEXT ">\r\nContent-Length: 0\r\n\r\n",
                     by(t), t->n_notify + 1, field(t->ack, "To", to), field(t->ack, "From", from),
                     field(t->ack, "Call-ID", id), t->n_notify + 1);
    t->n_notify++;
    CHECK(n > 0 && (size_t)n < sizeof text);
    send(t, text);
}
