/* SPDX-License-Identifier: MIT */
#include "call_peer.h"
#include "check.h"
#include "test.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UNIT_PORT = 5060, RTP_PORT = 4000 };

static void send(struct call_peer *p, const char *text, size_t n, uint16_t src_port, uint16_t dst_port)
{
    outside_send(&p->unit->wan, &(struct packet){.proto = PACKET_PROTO_UDP,
                                                 .src_ip = CALL_PEER_IP,
                                                 .dst_ip = PROVIDER_UNIT_IP,
                                                 .src_port = src_port,
                                                 .dst_port = dst_port,
                                                 .payload = (const uint8_t *)text,
                                                 .n = n});
}

const char *call_peer_field(const char *message, const char *name, char out[512])
{
    char key[64];
    (void)snprintf(key, sizeof key, "\r\n%s: ", name);
    const char *at = strstr(message, key), *end = strstr(message, "\r\n\r\n");
    at = at != NULL && at < end ? at + strlen(key) : "";
    (void)snprintf(out, 512, "%.*s", (int)strcspn(at, "\r"), at);
    return out;
}

const char *call_peer_body(const char *message)
{
    return strstr(message, "\r\n\r\n") + 4;
}

/* The URI within < >. */
static void take_uri(const char *value, char out[256])
{
    const char *at = strchr(value, '<');
    at = at != NULL ? at + 1 : value;
    (void)snprintf(out, 256, "%.*s", (int)strcspn(at, ">"), at);
}

static void note_dialog(struct call_peer *p, const char *invite)
{
    char field[512];
    char to[512];
    (void)snprintf(p->call_id, sizeof p->call_id, "%s", call_peer_field(invite, "Call-ID", field));
    (void)snprintf(p->other, sizeof p->other, "%.255s", call_peer_field(invite, "From", field));
    (void)call_peer_field(invite, "To", to);
    (void)snprintf(p->own, sizeof p->own, "%.200s%s", to, strstr(to, ";tag=") != NULL ? "" : ";tag=peer1");
    take_uri(call_peer_field(invite, "Contact", field), p->target);
    p->cseq = 500;
}

static void on_packet(void *ctx, const struct packet *q)
{
    struct call_peer *p = ctx;
    if (q->dst_port == RTP_PORT) {
        p->n_rtp++;
        CHECK(q->n <= sizeof p->rtp);
        memcpy(p->rtp, q->payload, q->n);
        p->n_rtp_bytes = q->n;
        p->n_events += q->n > 1 && (q->payload[1] & 0x7fu) == 101;
        return;
    }
    if (q->dst_port != UNIT_PORT || q->n == 0) {
        return;
    }
    CHECK(p->n < CALL_PEER_MAX && q->n < CALL_PEER_TEXT_MAX);
    char *text = p->message[p->n].text;
    memcpy(text, q->payload, q->n);
    text[q->n] = '\0';
    p->message[p->n].at_us = board_now_us(p->unit->board);
    p->unit_port = q->src_port;
    if (strncmp(text, "REGISTER ", 9) == 0) {
        char contact[512], headers[600];
        (void)snprintf(headers, sizeof headers, "Contact: %s\r\n", call_peer_field(text, "Contact", contact));
        if (!p->is_silent) {
            call_peer_reply(p, text, 200, headers, "");
        }
        return; /* not kept: tests look at calls */
    }
    p->n++;
    if (strncmp(text, "INVITE ", 7) == 0 && strstr(text, "\r\nTo: ") != NULL) {
        char to[512];
        if (strstr(call_peer_field(text, "To", to), ";tag=") == NULL) {
            note_dialog(p, text);
        }
    }
    if (strncmp(text, "SIP/2.0 ", 8) == 0) {
        char field[512];
        if (strcmp(call_peer_field(text, "Call-ID", field), p->call_id) == 0 &&
            strstr(call_peer_field(text, "CSeq", field), "INVITE") != NULL &&
            strstr(call_peer_field(text, "To", field), ";tag=") != NULL) {
            (void)snprintf(p->other, sizeof p->other, "%.255s", field);
            if (call_peer_field(text, "Contact", field)[0] != '\0') {
                take_uri(field, p->target);
            }
        }
    }
}

void call_peer_init(struct call_peer *p, struct device_rig *unit)
{
    memset(p, 0, sizeof *p);
    p->unit = unit;
    p->service =
        (struct outside_service){.ip = CALL_PEER_IP, .proto = PACKET_PROTO_UDP, .port = 0, .fn = on_packet, .ctx = p};
    outside_add_host(&unit->wan, CALL_PEER_IP);
    outside_add_service(&unit->wan, &p->service);
    device_rig_set(unit, "Resync_On_Reset", "No");
    device_rig_set(unit, "Proxy_1_", "192.168.1.60");
    device_rig_set(unit, "User_ID_1_", "1001");
    device_rig_set(unit, "Password_1_", "s3cret");
    device_rig_set(unit, "Display_Name_1_", "J. Smith");
}

void call_peer_fini(struct call_peer *p)
{
    rt_list_remove(&p->service.node);
}

static bool begins(const char *text, const char *begin)
{
    return strncmp(text, begin, strlen(begin)) == 0;
}

const char *call_peer_expect(struct call_peer *p, const char *begin, uint64_t within_ms)
{
    for (uint64_t ms = 0;; ms += 10) {
        for (; p->cursor < p->n; p->cursor++) {
            if (begins(p->message[p->cursor].text, begin)) {
                return p->message[p->cursor++].text;
            }
        }
        if (ms >= within_ms) {
            break;
        }
        device_rig_pass_ms(p->unit, 10);
    }
    for (unsigned i = 0; i < p->n; i++) {
        const char *text = p->message[i].text;
        print_error("%.3f s: %.*s\n", (double)p->message[i].at_us / 1e6, (int)strcspn(text, "\r"), text);
    }
    fail_msg("no %s", begin);
    return NULL;
}

unsigned call_peer_count(const struct call_peer *p, const char *begin)
{
    unsigned n = 0;
    for (unsigned i = 0; i < p->n; i++) {
        n += begins(p->message[i].text, begin);
    }
    return n;
}

void call_peer_expect_none(struct call_peer *p, const char *begin, uint64_t for_ms)
{
    unsigned before = call_peer_count(p, begin);
    device_rig_pass_ms(p->unit, for_ms);
    if (call_peer_count(p, begin) != before) {
        fail_msg("%s came", begin);
    }
}

static void put_body(char *text, size_t size, const char *type, const char *body)
{
    size_t n = strlen(text);
    if (body[0] != '\0') {
        n += (size_t)snprintf(text + n, size - n, "Content-Type: %s\r\n", type);
    }
    (void)snprintf(text + n, size - n, "Content-Length: %zu\r\n\r\n%s", strlen(body), body);
}

void call_peer_send(struct call_peer *p, const char *text)
{
    send(p, text, strlen(text), UNIT_PORT, UNIT_PORT);
    device_rig_pass_ms(p->unit, 10);
}

void call_peer_reply(struct call_peer *p, const char *request, int status, const char *headers, const char *body)
{
    char text[CALL_PEER_TEXT_MAX], via[512], from[512], to[512], id[512], cseq[512];
    (void)call_peer_field(request, "To", to);
    int n = snprintf(text, sizeof text,
                     "SIP/2.0 %d Words\r\nVia: %s\r\nFrom: %s\r\nTo: %s%s\r\nCall-ID: %s\r\nCSeq: %s\r\n%s", status,
                     call_peer_field(request, "Via", via), call_peer_field(request, "From", from), to,
                     status > 100 && strstr(to, ";tag=") == NULL ? ";tag=peer1" : "",
                     call_peer_field(request, "Call-ID", id), call_peer_field(request, "CSeq", cseq), headers);
    CHECK(n > 0 && (size_t)n < sizeof text);
    if (strncmp(request, "INVITE ", 7) == 0 && status > 100 && status < 300) {
        (void)snprintf(text + n, sizeof text - (size_t)n, "Contact: <sip:peer@192.168.1.60:5060>\r\n");
    }
    put_body(text, sizeof text, "application/sdp", body);
    send(p, text, strlen(text), UNIT_PORT, p->unit_port);
    if (strncmp(request, "REGISTER", 8) != 0) {
        device_rig_pass_ms(p->unit, 10);
    }
}

void call_peer_invite(struct call_peer *p, const char *headers, const char *body)
{
    unsigned i = ++p->n_ids;
    p->cseq = 1;
    p->invite_cseq = 1;
    (void)snprintf(p->call_id, sizeof p->call_id, "call%u@192.168.1.60", i);
    (void)snprintf(p->own, sizeof p->own, "\"J. Doe\" <sip:2002@sip.test>;tag=mine%u", i);
    (void)snprintf(p->other, sizeof p->other, "<sip:1001@sip.test>");
    (void)snprintf(p->target, sizeof p->target, "sip:1001@192.168.1.100:5060");
    (void)snprintf(p->branch, sizeof p->branch, "z9hG4bKpeer%u", i);
    (void)snprintf(
        p->invite, sizeof p->invite,
        "INVITE %s SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.60:5060;branch=%s\r\nMax-Forwards: 70\r\n%sTo: %s\r\n"
        "Call-ID: %s\r\nCSeq: 1 INVITE\r\nContact: <sip:peer@192.168.1.60:5060>\r\n%s",
        p->target, p->branch,
        strstr(headers, "From: ") != NULL ? "" : "From: \"J. Doe\" <sip:2002@sip.test>;tag=mine\r\n", p->other,
        p->call_id, headers);
    if (strstr(headers, "From: ") == NULL) {
        (void)snprintf(p->own, sizeof p->own, "\"J. Doe\" <sip:2002@sip.test>;tag=mine");
    } else {
        char field[512];
        char with_end[CALL_PEER_TEXT_MAX + 8];
        (void)snprintf(with_end, sizeof with_end, "%s\r\n\r\n", p->invite);
        (void)snprintf(p->own, sizeof p->own, "%.255s", call_peer_field(with_end, "From", field));
    }
    put_body(p->invite, sizeof p->invite, "application/sdp", body);
    call_peer_send(p, p->invite);
}

void call_peer_request(struct call_peer *p, const char *method, const char *headers, const char *type, const char *body)
{
    char text[CALL_PEER_TEXT_MAX], branch[64];
    bool is_cancel = strcmp(method, "CANCEL") == 0, is_ack = strcmp(method, "ACK") == 0;
    unsigned cseq = is_cancel || is_ack ? p->invite_cseq : ++p->cseq;
    (void)snprintf(branch, sizeof branch, "z9hG4bKr%u", ++p->n_ids);
    if (strcmp(method, "INVITE") == 0) {
        p->invite_cseq = cseq;
    }
    (void)snprintf(text, sizeof text,
                   "%s %s SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.60:5060;branch=%s\r\nMax-Forwards: 70\r\nFrom: %s\r\n"
                   "To: %s\r\nCall-ID: %s\r\nCSeq: %u %s\r\n%s%s",
                   method, p->target, is_cancel ? p->branch : branch, p->own,
                   is_cancel ? "<sip:1001@sip.test>" : p->other, p->call_id, cseq, method,
                   strcmp(method, "INVITE") == 0 ? "Contact: <sip:peer@192.168.1.60:5060>\r\n" : "", headers);
    put_body(text, sizeof text, type, body);
    call_peer_send(p, text);
}

void call_peer_send_rtp(struct call_peer *p, uint16_t to_port, const uint8_t *bytes, size_t n)
{
    send(p, (const char *)bytes, n, RTP_PORT, to_port);
}

void call_peer_rtp(struct call_peer *p, uint16_t to_port, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        uint8_t bytes[12 + 240];
        uint32_t stamp = i * 240u;
        memset(bytes, 0xff, sizeof bytes);
        bytes[0] = 0x80;
        bytes[1] = 0;
        bytes[2] = (uint8_t)(i >> 8);
        bytes[3] = (uint8_t)i;
        for (unsigned k = 0; k < 4; k++) {
            bytes[4 + k] = (uint8_t)(stamp >> (24 - 8 * k));
            bytes[8 + k] = (uint8_t)(k + 1);
        }
        send(p, (const char *)bytes, sizeof bytes, RTP_PORT, to_port);
        device_rig_pass_ms(p->unit, 30);
    }
}
