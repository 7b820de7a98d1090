/* SPDX-License-Identifier: MIT */
/* The provider's SIP port: who a message is for; sending, now and later. */
#include "sip_priv.h"
#include <board/board.h>
#include <stdio.h>
#include <string.h>

static void send_now(struct emu_lab *lab, const struct emu_udp *udp, uint32_t stream)
{
    if (stream != 0) {
        lab_stream_send(lab, stream, udp->payload, udp->n_payload);
    } else {
        lab_send(lab, udp);
    }
}

void lab_sip_send(struct emu_lab *lab, const struct lab_sip_address *to, const void *text, size_t n, uint64_t delay_us)
{
    struct emu_udp udp = {.src_ip = EMU_NET_PROVIDER,
                          .dst_ip = to->ip,
                          .src_port = LAB_PORT_SIP,
                          .dst_port = to->port,
                          .payload = text,
                          .n_payload = n};
    if (to->stream == 0 && n > EMU_UDP_PAYLOAD_MAX) {
        lab_say(lab, "sip: a message of %zu bytes fits in no frame", n);
        return;
    }
    emu_net_mac(udp.src_mac, EMU_NET_PROVIDER);
    memcpy(udp.dst_mac, to->mac, sizeof udp.dst_mac);
    if (delay_us == 0) {
        send_now(lab, &udp, to->stream);
    } else {
        lab_later(lab, &udp, delay_us, send_now, to->stream);
    }
}

/* The Via fields of the request; the first one with the address and port that it came from where they differ from what
 * it says: RFC 3261 section 18.2.1, RFC 3581 section 4. */
static void put_vias(struct rt_buf *out, const struct lab_sip_message *request)
{
    struct rt_buf vias;
    char uri[80], ip[16];
    uint32_t sent_ip;
    uint16_t sent_port;
    struct rt_str by = lab_sip_between(request->via, " ", ";, ");
    (void)snprintf(uri, sizeof uri, "sip:%.*s", (int)(by.n < 70 ? by.n : 70), by.p);
    rt_buf_init(&vias, 2 * LAB_SIP_TEXT_MAX);
    lab_sip_put_fields(&vias, request->head, "Via", "v");
    struct rt_str all = rt_str_n((const char *)vias.bytes, vias.n);
    bool is_other =
        request->peer.stream == 0 && lab_sip_where(rt_str(uri), &sent_ip, &sent_port) && sent_ip != request->peer.ip;
    size_t n_first = 0;
    while (n_first < all.n && all.p[n_first] != '\r' && all.p[n_first] != ',') {
        n_first++;
    }
    for (size_t i = 0; i < n_first; i++) {
        struct rt_str rest = rt_str_n(all.p + i, n_first - i);
        bool is_rport = rt_str_starts_ci(rest, ";rport") && (rest.n == 6 || rest.p[6] == ';');
        (void)rt_buf_put(out, rest.p, is_rport ? 6 : 1);
        if (is_rport) {
            (void)rt_buf_printf(out, "=%u", (unsigned)request->peer.port);
            i += 5;
        }
    }
    if (is_other) {
        (void)rt_buf_printf(out, ";received=%s", rt_ipv4_text(request->peer.ip, ip));
    }
    (void)rt_buf_put(out, all.p + n_first, all.n - n_first);
    rt_buf_fini(&vias);
}

void lab_sip_respond(struct emu_lab *lab, const struct lab_sip_message *request, const struct lab_sip_answer *a)
{
    struct rt_buf text;
    const char *tag = a->tag != NULL ? a->tag : "lab";
    bool has_tag = lab_sip_tag(request->to).n > 0 || strncmp(a->start, "100", 3) == 0;
    rt_buf_init(&text, 2 * LAB_SIP_TEXT_MAX);
    (void)rt_buf_printf(&text, "SIP/2.0 %s\r\n", a->start);
    put_vias(&text, request);
    lab_sip_put_fields(&text, request->head, "Record-Route", NULL);
    (void)rt_buf_printf(&text, "From: %.*s\r\n", (int)request->from.n, request->from.p);
    (void)rt_buf_printf(&text, "To: %.*s%s%s\r\n", (int)request->to.n, request->to.p,
                        has_tag ? "" : ";tag=", has_tag ? "" : tag);
    (void)rt_buf_printf(&text, "Call-ID: %.*s\r\nCSeq: %u %s\r\n", (int)request->call_id.n, request->call_id.p,
                        (unsigned)request->cseq, request->method);
    (void)rt_buf_put_text(&text, a->more != NULL ? a->more : "");
    (void)rt_buf_printf(&text, "%sContent-Length: %zu\r\n\r\n%s",
                        a->body != NULL ? "Content-Type: application/sdp\r\n" : "",
                        a->body != NULL ? strlen(a->body) : 0, a->body != NULL ? a->body : "");
    if (rt_buf_error(&text) == RT_OK) {
        lab_sip_send(lab, &request->peer, text.bytes, text.n, a->delay_us);
    }
    rt_buf_fini(&text);
}

static void on_request(struct emu_lab *lab, const struct lab_sip_message *m)
{
    if (strcmp(m->method, "REGISTER") == 0) {
        if (lab->sip->registrar.is_on) {
            lab_registrar_on_request(lab, m);
        }
        return;
    }
    char user[64];
    struct rt_str to = lab_sip_user(m->uri);
    (void)lab_clean(user, sizeof user, to.p, to.n);
    lab_say(lab, "sip: %s for %s", m->method, user[0] != '\0' ? user : "the provider");
    if (lab_mailboxes_on_request(lab, m)) {
        return;
    }
    bool is_inner = memcmp(m->peer.mac, LAB_INNER_MAC, sizeof m->peer.mac) == 0;
    if (lab->sip->registrar.is_on && !is_inner && lab_registrar_challenges(lab, m)) {
        return;
    }
    const struct lab_sip_phones *phones = lab->sip->phones;
    if (phones == NULL || !phones->on_request(lab, m)) {
        lab_proxy_on_request(lab, m);
    }
}

const char *lab_sip_contact_host(const struct emu_lab *lab, uint32_t stream, char out[LAB_SIP_HOST_BYTES])
{
    bool is_tls = strcmp(lab_stream_transport(lab, stream), "TLS") == 0;
    char ip[16];
    (void)snprintf(out, LAB_SIP_HOST_BYTES, "%s:%u%s", rt_ipv4_text(EMU_NET_PROVIDER, ip),
                   is_tls ? LAB_PORT_SIPS : LAB_PORT_SIP,
                   stream == 0 ? ""
                   : is_tls    ? ";transport=tls"
                               : ";transport=tcp");
    return out;
}

void lab_sip_on_message(struct emu_lab *lab, const struct lab_sip_message *m)
{
    struct rt_str branch = lab_sip_between(m->via, ";branch=", ";, \t");
    if (m->status == 0) {
        on_request(lab, m);
    } else if (rt_str_starts(branch, LAB_PROXY_BRANCH)) {
        lab_proxy_on_response(lab, m);
    } else if (rt_str_starts(branch, LAB_TELEPHONE_BRANCH)) {
        if (lab->sip->phones != NULL) {
            lab->sip->phones->on_response(lab, m);
        }
    } else if (rt_str_starts(branch, LAB_MAILBOX_BRANCH)) {
        lab_mailboxes_on_response(lab, m);
    } else {
        lab_notify_on_response(lab, m);
    }
}

void lab_sip_on_packet(struct emu_lab *lab, const struct emu_udp *udp)
{
    struct lab_sip_message m;
    if (lab_sip_read(&m, udp)) {
        lab_sip_on_message(lab, &m);
    } else {
        lab_say(lab, "sip: %zu bytes that are no answer", udp->n_payload);
    }
}

/* ---- life ---- */

enum rt_err lab_sip_create(struct emu_lab *lab)
{
    lab->sip = rt_mem_alloc(sizeof *lab->sip);
    return lab->sip != NULL ? RT_OK : RT_ENOMEM;
}

void lab_sip_destroy(struct emu_lab *lab)
{
    if (lab->sip != NULL) {
        lab_mailboxes_destroy(lab);
        lab_streams_destroy(lab);
        rt_mem_free(lab->sip->registrar.contacts);
        lab->sip = rt_mem_free(lab->sip);
    }
}

void lab_sip_set_phones(struct emu_lab *lab, const struct lab_sip_phones *phones)
{
    lab->sip->phones = phones;
}

void lab_sip_fill(struct emu_lab *lab, struct emu_pollset *set)
{
    if (lab->sip->streams != NULL) {
        lab_streams_fill(lab->sip->streams, set);
    }
}

bool lab_sip_handle(struct emu_lab *lab, const struct emu_pollset *set)
{
    return lab->sip->streams != NULL && lab_streams_handle(lab->sip->streams, set);
}
