/* SPDX-License-Identifier: MIT */
#include "tls_peer.h"
#include "check.h"
#include <host/files.h>
#include <stdio.h>
#include <string.h>

#define REQUEST_MAX (1u << 20)

/* --- certificates --- */

static void read_pki(struct rt_buf *out, const char *test_source_dir, const char *name)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/../images/pki/%s", test_source_dir, name);
    rt_buf_init(out, EMU_PKI_PEM_MAX);
    CHECK(emu_read_file(path, out) == RT_OK);
}

static void read_certificate(struct emu_der *out, const char *dir, const char *name)
{
    struct rt_buf text;
    read_pki(&text, dir, name);
    CHECK(emu_pki_read(out, text.bytes, text.n) == RT_OK);
    rt_buf_fini(&text);
}

static void read_key(struct emu_pki_key **out, const char *dir, const char *name)
{
    struct rt_buf text;
    read_pki(&text, dir, name);
    CHECK(emu_pki_key_read(out, text.bytes, text.n) == RT_OK);
    rt_buf_fini(&text);
}

void tls_world_init(struct tls_world *w, const char *test_source_dir)
{
    *w = (struct tls_world){.unit = {.mac = {0x00, 0x0e, 0x08, 0xab, 0xcd, 0xef},
                                     .serial = "88012BA01234",
                                     .hw_version = "1.3.5(a)",
                                     .product = "SPA-2102"}};
    read_certificate(&w->server_root, test_source_dir, "server-root.pem");
    read_certificate(&w->client_root, test_source_dir, "client-root.pem");
    read_key(&w->server_root_key, test_source_dir, "server-root.key");
    read_key(&w->client_root_key, test_source_dir, "client-root.key");
    read_key(&w->server_key, test_source_dir, "server.key");
    CHECK(emu_pki_key_der(w->server_key, &w->key) == RT_OK);
    CHECK(emu_pki_key_der(w->server_root_key, &w->server_root_key_der) == RT_OK);
    const struct emu_pki_issuer issuer = {&w->client_root, w->client_root_key};
    CHECK(emu_pki_make_unit(&w->unit, &issuer) == RT_OK);
}

void tls_world_fini(struct tls_world *w)
{
    emu_pki_key_destroy(w->server_root_key);
    emu_pki_key_destroy(w->client_root_key);
    emu_pki_key_destroy(w->server_key);
}

void tls_peer_be(struct tls_peer *p, const struct tls_world *w, const struct tls_identity *identity)
{
    const struct emu_pki_issuer root = {&w->server_root, w->server_root_key};
    const struct emu_pki_issuer client_root = {&w->client_root, w->client_root_key};
    struct emu_der other;
    /* The key of the namesake and of the intermediate is the client root's: any other one. */
    const struct emu_pki_issuer second = {&other, w->client_root_key};
    const struct emu_pki_template namesake = {
        .subject = {EMU_PKI_ORGANISATION, EMU_PKI_TEST_UNIT, EMU_PKI_SERVER_ROOT, NULL, NULL}, .is_authority = true};
    const struct emu_pki_template between = {.subject = {.cn = "An Intermediate"}, .is_authority = true};
    const struct emu_pki_issuer *issuer = &root;
    switch (identity->by) {
    case TLS_BY_ROOT:
        break;
    case TLS_BY_CLIENT_ROOT:
        issuer = &client_root;
        break;
    case TLS_BY_NAMESAKE:
        CHECK(emu_pki_issue(&other, &namesake, w->client_root_key, NULL) == RT_OK);
        issuer = &second;
        break;
    case TLS_BY_ITSELF:
        issuer = NULL;
        break;
    case TLS_BY_INTERMEDIATE:
        CHECK(emu_pki_issue(&other, &between, w->client_root_key, &root) == RT_OK);
        p->intermediate = other;
        issuer = &second;
        break;
    }
    const struct emu_pki_template server = {
        .subject = {.cn = identity->cn}, .begin_s = identity->begin_s, .end_s = identity->end_s};
    CHECK(emu_pki_issue(&p->certificate, &server, w->server_key, issuer) == RT_OK);
    p->config.chain[0] = &p->certificate;
    p->config.chain[1] = &p->intermediate;
    p->config.n_chain = identity->by == TLS_BY_INTERMEDIATE ? 2 : 1;
    p->config.key = &w->key;
    p->config.client_root = &w->client_root;
}

/* --- the server --- */

static void send_out(struct tls_peer *p)
{
    struct rt_buf *out = lab_tls_out(p->session);
    if (out->n > 0) {
        tcp_peer_put(&p->tcp, out->bytes, out->n);
        rt_buf_clear(out);
    }
}

static void answer(struct tls_peer *p)
{
    size_t n = strlen(p->answer);
    n = p->manners == TLS_CUTS_THE_ANSWER || p->manners == TLS_RESETS_IN_THE_ANSWER ? n / 2 : n;
    CHECK(lab_tls_write(p->session, p->answer, n) == RT_OK);
    if (p->manners == TLS_SPOILS_THE_ANSWER) {
        struct rt_buf *out = lab_tls_out(p->session);
        out->bytes[out->n - 1] ^= 1;
    }
    if (p->manners == TLS_IS_GOOD) {
        lab_tls_end(p->session);
    }
    send_out(p);
    tcp_peer_end(&p->tcp, p->manners == TLS_RESETS_IN_THE_ANSWER ? TCP_PEER_RST : TCP_PEER_FIN);
}

/* True when it ends here. */
static bool misbehaves_at_hello(struct tls_peer *p)
{
    static const char http[] = "HTTP/1.0 400 Bad Request\r\n\r\nThis is a plain server.";
    switch (p->manners) {
    case TLS_CLOSES_AT_HELLO:
        tcp_peer_end(&p->tcp, TCP_PEER_FIN);
        return true;
    case TLS_RESETS_AT_HELLO:
        tcp_peer_end(&p->tcp, TCP_PEER_RST);
        return true;
    case TLS_TALKS_GARBAGE:
        for (unsigned i = 0; i < 100; i++) {
            tcp_peer_put(&p->tcp, "\x16\x03\x01\x00\x05garbage", 12);
        }
        return true;
    case TLS_TALKS_HTTP:
        tcp_peer_put(&p->tcp, http, sizeof http - 1);
        tcp_peer_end(&p->tcp, TCP_PEER_FIN);
        return true;
    case TLS_IS_SILENT:
        return true;
    default:
        return false;
    }
}

static void misbehave_after_hello(struct tls_peer *p, bool has_spoken)
{
    if (has_spoken && p->manners == TLS_CLOSES_AFTER_HELLO) {
        tcp_peer_end(&p->tcp, TCP_PEER_FIN);
    } else if (has_spoken && p->manners == TLS_RESETS_AFTER_HELLO) {
        tcp_peer_end(&p->tcp, TCP_PEER_RST);
    } else if (has_spoken && p->manners == TLS_FALLS_SILENT) {
        p->is_deaf = true;
    }
}

static bool has_text(const uint8_t *bytes, size_t n, const char *text)
{
    size_t n_text = text != NULL ? strlen(text) : 0;
    for (size_t i = 0; n_text > 0 && i + n_text <= n; i++) {
        if (memcmp(bytes + i, text, n_text) == 0) {
            return true;
        }
    }
    return false;
}

static void on_bytes(void *ctx, const uint8_t *bytes, size_t n)
{
    struct tls_peer *p = ctx;
    bool was_open = p->session != NULL && lab_tls_state(p->session) == LAB_TLS_OPEN;
    p->n_sought += p->is_new && has_text(bytes, n, p->sought) ? 1 : 0;
    p->is_new = false;
    if (p->session == NULL) { /* a test of short memory */
        tcp_peer_end(&p->tcp, TCP_PEER_RST);
        return;
    }
    if (p->tcp.is_ending || p->is_deaf || misbehaves_at_hello(p)) {
        return;
    }
    enum lab_tls_state state = lab_tls_feed(p->session, bytes, n, &p->request);
    (void)snprintf(p->last, sizeof p->last, "%s", lab_tls_text(p->session));
    if (!was_open && (state == LAB_TLS_OPEN || state == LAB_TLS_CLOSED)) {
        p->n_handshakes++;
    }
    bool has_spoken = lab_tls_out(p->session)->n > 0;
    send_out(p);
    if (state == LAB_TLS_FAILED || state == LAB_TLS_CLOSED) {
        tcp_peer_end(&p->tcp, TCP_PEER_FIN);
    } else if (state == LAB_TLS_HANDSHAKE) {
        misbehave_after_hello(p, has_spoken);
    } else if (strstr(rt_buf_text(&p->request), "\r\n\r\n") != NULL) {
        answer(p);
    }
}

static void on_open(void *ctx)
{
    struct tls_peer *p = ctx;
    lab_tls_destroy(p->session);
    rt_buf_clear(&p->request);
    p->config.seed++;
    p->is_deaf = false;
    p->is_new = true;
    enum rt_err err = lab_tls_create(&p->session, &p->config);
    CHECK(err == RT_OK || err == RT_ENOMEM);
}

void tls_peer_init(struct tls_peer *p, struct outside *o, uint32_t ip, const struct tls_world *w,
                   const struct tls_identity *identity)
{
    *p = (struct tls_peer){.answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"};
    rt_buf_init(&p->request, REQUEST_MAX);
    tls_peer_be(p, w, identity);
    tcp_peer_init(&p->tcp, o, ip, 443, &(struct tcp_peer_script){.on_open = on_open, .on_bytes = on_bytes, .ctx = p});
}

void tls_peer_fini(struct tls_peer *p)
{
    tcp_peer_fini(&p->tcp);
    lab_tls_destroy(p->session);
    rt_buf_fini(&p->request);
}
