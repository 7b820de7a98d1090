/* SPDX-License-Identifier: MIT */
#include "registrar_rig.h"
#include "check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *registrar_rig_field(const struct registrar_rig *r, unsigned i, const char *name, char out[512])
{
    char key[64];
    (void)snprintf(key, sizeof key, "\r\n%s: ", name);
    const char *at = strstr(r->request[i].text, key);
    at = at != NULL ? at + strlen(key) : "";
    (void)snprintf(out, 512, "%.*s", (int)strcspn(at, "\r"), at);
    return out;
}

/* Takes the first word of the script, unless it is the last. */
static void next_word(struct registrar_rig_host *h, char out[32])
{
    size_t n = strcspn(h->script, " ");
    (void)snprintf(out, 32, "%.*s", (int)n, h->script);
    const char *rest = h->script + n + strspn(h->script + n, " ");
    if (*rest != '\0') {
        memmove(h->script, rest, strlen(rest) + 1);
    }
}

static void on_packet(void *ctx, const struct packet *q)
{
    struct registrar_rig_host *h = ctx;
    struct registrar_rig *r = h->rig;
    char word[32], reply[REGISTRAR_RIG_TEXT_MAX], more[640] = "", via[512], from[512], to[512], id[512], cseq[512],
                                                  contact[512];
    unsigned i = r->n, value;
    int status = 200;
    if (q->n < 9 || memcmp(q->payload, "REGISTER ", 9) != 0) {
        return;
    }
    CHECK(r->n < REGISTRAR_RIG_MAX && q->n < REGISTRAR_RIG_TEXT_MAX);
    r->n++;
    memcpy(r->request[i].text, q->payload, q->n);
    r->request[i].text[q->n] = '\0';
    r->request[i].at_us = board_now_us(r->unit->board);
    r->request[i].host = (unsigned)(h - r->host);
    next_word(h, word);
    if (strcmp(word, "silent") == 0) {
        return;
    }
    if (sscanf(word, "ok:%u", &value) == 1) {
        (void)registrar_rig_field(r, i, "Contact", contact);
        *strstr(contact, ";expires=") = '\0';
        (void)snprintf(more, sizeof more, "Contact: %s;expires=%u\r\n", contact, value);
    } else if (sscanf(word, "moved:%u", &value) == 1) {
        (void)snprintf(more, sizeof more, "Expires: 3600\r\nContact: <sip:1001@203.0.113.9:1024>;expires=\"%u\"\r\n",
                       value);
    } else {
        status = atoi(word);
        CHECK(status >= 300);
        if (status == 401) {
            (void)snprintf(more, sizeof more,
                           "WWW-Authenticate: Digest realm=\"sip.test\", nonce=\"n%u\", algorithm=MD5%s\r\n", i,
                           word[3] == 'q' ? ", qop=\"auth,auth-int\"" : "");
        } else if (sscanf(word, "423:%u", &value) == 1) {
            (void)snprintf(more, sizeof more, "Min-Expires: %u\r\n", value);
        }
    }
    int n = snprintf(reply, sizeof reply,
                     "SIP/2.0 %d Words\r\nVia: %s%s\r\nFrom: %s\r\nTo: %s;tag=r1\r\nCall-ID: %s\r\nCSeq: %s\r\n%s"
                     "Content-Length: 0\r\n\r\n",
                     status, registrar_rig_field(r, i, "Via", via), r->via != NULL ? r->via : "",
                     registrar_rig_field(r, i, "From", from), registrar_rig_field(r, i, "To", to),
                     registrar_rig_field(r, i, "Call-ID", id), registrar_rig_field(r, i, "CSeq", cseq), more);
    CHECK(n > 0 && (size_t)n < sizeof reply);
    outside_send(&r->unit->wan, &(struct packet){.proto = PACKET_PROTO_UDP,
                                                 .src_ip = q->dst_ip,
                                                 .dst_ip = q->src_ip,
                                                 .src_port = q->dst_port,
                                                 .dst_port = q->src_port,
                                                 .payload = (const uint8_t *)reply,
                                                 .n = (size_t)n});
}

void registrar_rig_init(struct registrar_rig *r, struct device_rig *unit, const char *script)
{
    memset(r, 0, sizeof *r);
    r->unit = unit;
    for (unsigned i = 0; i < 2; i++) {
        struct registrar_rig_host *h = &r->host[i];
        size_t n = strcspn(script, "|");
        (void)snprintf(h->script, sizeof h->script, "%.*s", (int)n, script);
        for (size_t k = strlen(h->script); k > 0 && h->script[k - 1] == ' '; k--) {
            h->script[k - 1] = '\0';
        }
        script += n + (script[n] == '|');
        script += strspn(script, " ");
        h->rig = r;
        h->service = (struct outside_service){
            .ip = REGISTRAR_RIG_IP + i, .proto = PACKET_PROTO_UDP, .port = 5060, .fn = on_packet, .ctx = h};
        outside_add_host(&unit->wan, h->service.ip);
        outside_add_service(&unit->wan, &h->service);
    }
}

void registrar_rig_fini(struct registrar_rig *r)
{
    for (unsigned i = 0; i < 2; i++) {
        rt_list_remove(&r->host[i].service.node);
    }
}
