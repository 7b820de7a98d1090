/* SPDX-License-Identifier: MIT */
/* Responses: their text, where they go, and the cache for requests that come again. */
#include "sip_priv.h"
#include <board/board.h>
#include <board/clock.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

void sip_put_fingerprint(char out[FW_MD5_TEXT_BYTES], const struct sip_peer *from, const uint8_t *bytes, size_t n)
{
    /* A head holds no 0, and a request that is sent again is the same to the last byte (RFC 3261 section 17.1.2.2). */
    char peer[32], *text = rt_mem_strndup((const char *)bytes, n);
    (void)snprintf(peer, sizeof peer, "%08x %u", (unsigned)from->ip, (unsigned)from->port);
    fw_md5_text(out, (const struct rt_str[]){rt_str(peer), rt_str(text != NULL ? text : "")}, 2);
    if (text == NULL) {
        out[0] = '\0'; /* matches nothing */
    }
    (void)rt_mem_free(text); /* always NULL */
}

static void drop_answer(struct sip_cached *a)
{
    (void)rt_mem_free(a->text); /* always NULL */
    *a = (struct sip_cached){0};
}

void sip_forget_answers(struct fw_sip *s)
{
    for (unsigned i = 0; i < SIP_ANSWERS_MAX; i++) {
        drop_answer(&s->answers[i]);
    }
}

static void send_answer(struct fw_sip *s, const struct sip_cached *a)
{
    char summary[64];
    (void)snprintf(summary, sizeof summary, "%d %s", a->status, sip_reason(a->status));
    (void)sip_send(s, a->line, &a->to, a->method, summary, a->text, a->n); /* lost is lost */
}

bool sip_answer_again(struct fw_sip *s, const struct sip_peer *from, const uint8_t *bytes, size_t n)
{
    char fingerprint[FW_MD5_TEXT_BYTES];
    sip_put_fingerprint(fingerprint, from, bytes, n);
    for (unsigned i = 0; fingerprint[0] != '\0' && i < SIP_ANSWERS_MAX; i++) {
        const struct sip_cached *a = &s->answers[i];
        if (a->text != NULL && strcmp(a->fingerprint, fingerprint) == 0 &&
            board_now_us(s->config.board) < a->until_us) {
            send_answer(s, a);
            return true;
        }
    }
    return false;
}

/* Same request, same tag (RFC 3261 section 8.2.7); unpredictable. */
static void put_tag(const struct sip_exchange *x, struct sip_nonces *nonces, char out[FW_MD5_TEXT_BYTES])
{
    char secret[2 * SIP_SECRET_BYTES + 1];
    sip_nonces_secret(nonces, secret);
    fw_md5_text(out, (const struct rt_str[]){RT_STR("tag"), rt_str(secret), rt_str(x->fingerprint)}, 3);
    (void)snprintf(out + 16, 4, "i%u", x->line - 1); /* captured: PAP2-3.1.3 */
}

/* Where the answer goes: to the sender, at the port that its Via names, unless Send_Resp_To_Src_Port is Yes. What is
 * written into the Via: Insert_VIA_received and Insert_VIA_rport, where they differ. recall: the unit's help texts. */
void sip_reply_address(const struct fw_sip *s, const struct sip_message *request, const struct sip_peer *from,
                       struct sip_peer *to, struct sip_reply *reply, char received[16])
{
    const struct fw_params *params = s->config.params;
    uint16_t via_port = sip_message_via_port(request);
    uint32_t via_ip = 0;
    bool is_same_host = rt_str_ipv4(rt_str(sip_message_via_host(request)), &via_ip) == RT_OK && via_ip == from->ip;
    *to = *from; /* over TCP: by the same connection, and if it is lost to that port (RFC 3261 section 18.2.2) */
    to->port = via_port;
    if (fw_element_bool(params, FW_EL_SEND_RESP_TO_SRC_PORT)) {
        to->port = from->port;
    }
    if (!is_same_host && fw_element_bool(params, FW_EL_INSERT_VIA_RECEIVED)) {
        reply->received = rt_ipv4_text(from->ip, received);
    }
    if (via_port != from->port && fw_element_bool(params, FW_EL_INSERT_VIA_RPORT)) {
        reply->rport = from->port;
    }
}

void sip_answer(const struct sip_exchange *x, const struct sip_reply *special)
{
    struct fw_sip *s = x->sip;
    char server[256], tag[FW_MD5_TEXT_BYTES], received[16];
    struct sip_reply reply = *special;
    struct sip_cached *a = &s->answers[s->next_answer];
    struct rt_buf text;

    sip_put_software(s, FW_EL_SIP_SERVER_NAME, server);
    reply.server = server;
    if (reply.to_tag == NULL) {
        struct sip_nonces *nonces = sip_nonces_of(s);
        if (nonces == NULL) {
            return; /* no memory: the request comes again */
        }
        put_tag(x, nonces, tag);
        reply.to_tag = tag;
    }
    bool is_options = strcmp(x->method, "OPTIONS") == 0 && reply.status == 200;
    reply.allow = is_options || reply.status == 405 || reply.status == 501 ? sip_allow(s, x->line) : NULL;
    reply.supported = is_options ? sip_supported(s, x->line) : NULL;
    rt_buf_init(&text, 2 * SIP_HEAD_MAX);
    drop_answer(a);
    sip_reply_address(s, x->request, &x->from, &a->to, &reply, received);
    if (sip_reply_write(x->request, &reply, &text) == RT_OK) {
        s->next_answer = (s->next_answer + 1) % SIP_ANSWERS_MAX;
        (void)rt_str_copy(a->fingerprint, sizeof a->fingerprint, rt_str(x->fingerprint)); /* fits */
        a->until_us = board_now_us(s->config.board) + fw_element_us(s->config.params, FW_EL_SIP_TIMER_J);
        a->line = x->line;
        a->status = reply.status;
        a->method = x->method;
        a->n = text.n;
        a->text = rt_buf_take(&text);
        if (a->text != NULL) {
            send_answer(s, a);
        }
    }
    rt_buf_fini(&text);
}
