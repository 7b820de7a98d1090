/* SPDX-License-Identifier: MIT */
#include "provider.h"
#include "check.h"
#include <board/clock.h>
#include <stdio.h>
#include <string.h>

#define DNS_IP     0xc0a80135u /* 192.168.1.53 */
#define ANSWER_MAX (16u * 1024u * 1024u)

static struct provider_file *find(struct provider *p, const char *path, size_t n)
{
    for (size_t i = 0; i < p->n_files; i++) {
        if (strlen(p->files[i].path) == n && memcmp(p->files[i].path, path, n) == 0) {
            return &p->files[i];
        }
    }
    return NULL;
}

static void note_asked(struct provider *p, const char *how, const char *path, size_t n)
{
    CHECK(p->n_asked < PROVIDER_ASKED_MAX);
    p->asked_at_us[p->n_asked] = board_now_us(p->outside->board);
    (void)snprintf(p->asked[p->n_asked++], sizeof p->asked[0], "%s %.*s", how, (int)n, path);
}

/* --- TFTP --- */

static bool on_tftp(struct tftp_peer *peer, unsigned opcode, unsigned number, const struct packet *packet)
{
    struct provider *p = (struct provider *)((char *)peer - offsetof(struct provider, tftp));
    struct provider_file *f;
    (void)packet;

    if (p->is_tftp_deaf) {
        return true;
    }
    f = find(p, peer->name, strlen(peer->name));
    if (opcode == TFTP_ACK) {
        return f != NULL && f->way == PROVIDER_STOPS && number * 512u >= f->n / 2;
    }
    if (opcode != TFTP_RRQ) {
        return false;
    }
    note_asked(p, "tftp", peer->name, strlen(peer->name));
    if (f == NULL) {
        tftp_peer_send_error(peer, 1, "File not found");
        return true;
    }
    peer->file = f->bytes;
    peer->n_file = f->n;
    if (f->way == PROVIDER_DENIES || f->way == PROVIDER_BREAKS) {
        tftp_peer_send_error(peer, f->way == PROVIDER_DENIES ? 2 : 0, "no");
        return true;
    }
    return f->way == PROVIDER_SILENT;
}

/* --- HTTP --- */

static void answer_with(struct provider *p, const char *status, const struct provider_file *f)
{
    struct rt_buf *out = &p->answer;
    size_t n = f != NULL ? f->n : 0;

    (void)rt_buf_printf(out, "HTTP/1.1 %s\r\nContent-Type: text/xml\r\n", status);
    if (f == NULL || f->way != PROVIDER_NO_LENGTH) {
        (void)rt_buf_printf(out, "Content-Length: %zu\r\n", n + (f != NULL && f->way == PROVIDER_TOO_SHORT ? 17 : 0));
    }
    (void)rt_buf_put_text(out, "\r\n");
    if (f != NULL) {
        size_t n_sent = f->way == PROVIDER_STOPS || f->way == PROVIDER_RESETS ? n / 2 : n;
        (void)rt_buf_put(out, f->bytes, n_sent);
        p->http.script.end = f->way == PROVIDER_STOPS    ? TCP_PEER_HOLDS
                             : f->way == PROVIDER_RESETS ? TCP_PEER_RST
                                                         : TCP_PEER_FIN;
    }
}

static void on_http(void *ctx, struct tcp_peer *peer)
{
    struct provider *p = ctx;
    const char *text = rt_buf_text(&peer->request);
    size_t n_method = strcspn(text, " ");
    const char *path = text + n_method + 1;
    size_t n_path = strcspn(path, " ");
    struct provider_file *f = find(p, path, n_path);
    char method[8];

    (void)snprintf(method, sizeof method, "%.*s", (int)n_method, text);
    note_asked(p, method, path, n_path);
    rt_buf_clear(&p->answer);
    peer->script.end = TCP_PEER_FIN;
    if (f == NULL) {
        answer_with(p, "404 Not Found", NULL);
    } else if (f->way == PROVIDER_DENIES) {
        answer_with(p, "403 Forbidden", NULL);
    } else if (f->way == PROVIDER_BREAKS) {
        answer_with(p, "500 Internal Server Error", NULL);
    } else if (f->way == PROVIDER_NOT_HTTP) {
        (void)rt_buf_put_text(&p->answer, "220 mail.telco.com ESMTP\r\n");
    } else if (f->way == PROVIDER_SILENT) {
        peer->script.end = TCP_PEER_HOLDS;
    } else {
        answer_with(p, "200 OK", f);
    }
    CHECK(rt_buf_error(&p->answer) == RT_OK);
    peer->script.answer = p->answer.bytes;
    peer->script.n_answer = p->answer.n;
}

/* --- syslog --- */

static void keep_line(char out[512], const struct packet *q)
{
    const char *text = (const char *)q->payload;
    const char *end = memchr(text, '>', q->n);
    CHECK(q->n > 3 && text[0] == '<' && end != NULL);
    (void)snprintf(out, 512, "%.*s", (int)(q->n - (size_t)(end + 1 - text)), end + 1);
}

static void on_syslog(void *ctx, const struct packet *q)
{
    struct provider *p = ctx;
    CHECK(p->n_lines < PROVIDER_LINES_MAX);
    p->line_at_us[p->n_lines] = board_now_us(p->outside->board);
    keep_line(p->lines[p->n_lines++], q);
}

static void on_debug(void *ctx, const struct packet *q)
{
    struct provider *p = ctx;
    CHECK(p->n_debug_lines < PROVIDER_LINES_MAX);
    keep_line(p->debug_lines[p->n_debug_lines++], q);
}

static void listen_udp(struct provider *p, struct outside_service *s, uint16_t port,
                       void (*fn)(void *ctx, const struct packet *q), void *ctx)
{
    *s = (struct outside_service){.ip = PROVIDER_IP, .proto = PACKET_PROTO_UDP, .port = port, .fn = fn, .ctx = ctx};
    outside_add_service(p->outside, s);
}

/* --- life --- */

void provider_init(struct provider *p, struct outside *o)
{
    static const struct tcp_peer_script nothing = {.open = TCP_PEER_ACCEPTS, .answer = "x", .n_answer = 1};

    memset(p, 0, offsetof(struct provider, asked)); /* not the 300 kB behind: a sweep makes thousands a second */
    p->outside = o;
    rt_buf_init(&p->answer, ANSWER_MAX);
    dhcp_peer_init(&p->dhcp, o);
    p->dhcp.dns[0] = DNS_IP;
    p->dhcp.tftp_server = "192.168.1.200";
    dns_peer_init(&p->dns, o, DNS_IP, PROVIDER_NAME);
    p->dns.addrs[0] = PROVIDER_IP;
    p->dns.n_addrs = 1;
    tftp_peer_init(&p->tftp, o, PROVIDER_IP, NULL, 0);
    p->tftp.on_packet = on_tftp;
    tcp_peer_init(&p->http, o, PROVIDER_IP, 80, &nothing);
    p->http.on_request = on_http;
    p->http.on_request_ctx = p;
    listen_udp(p, &p->syslog, 514, on_syslog, p);
    listen_udp(p, &p->debug, 1514, on_debug, p);
    listen_udp(p, &p->high_tftp, 6900, p->tftp.on_69.fn, &p->tftp);
}

void provider_fini(struct provider *p)
{
    rt_list_remove(&p->syslog.node);
    rt_list_remove(&p->debug.node);
    rt_list_remove(&p->high_tftp.node);
    tcp_peer_fini(&p->http);
    tftp_peer_fini(&p->tftp);
    dns_peer_fini(&p->dns);
    dhcp_peer_fini(&p->dhcp);
    rt_buf_fini(&p->answer);
}

void provider_serve(struct provider *p, const char *path, const void *bytes, size_t n, enum provider_way way)
{
    struct provider_file *f = find(p, path, strlen(path));
    if (f == NULL) {
        CHECK(p->n_files < PROVIDER_FILES_MAX);
        f = &p->files[p->n_files++];
    }
    *f = (struct provider_file){path, bytes, n, way};
}

void provider_serve_text(struct provider *p, const char *path, const char *text)
{
    provider_serve(p, path, text, strlen(text), PROVIDER_RIGHT);
}

void provider_withdraw(struct provider *p, const char *path)
{
    struct provider_file *f = find(p, path, strlen(path));
    CHECK(f != NULL);
    *f = p->files[--p->n_files];
}

void provider_forget(struct provider *p)
{
    p->n_asked = p->n_lines = p->n_debug_lines = 0;
}
