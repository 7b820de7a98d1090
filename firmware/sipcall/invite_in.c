/* SPDX-License-Identifier: MIT */
/*
 * Answers to the peer's INVITE, until the ACK: RFC 3261 sections 17.2.1 (server transaction), 13.3.
 */
#include "invite_priv.h"
#include "sipcall_events.h"
#include <board/board.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

static struct board *board_of(const struct fw_sip_call *c)
{
    return sip_config(c->sip)->board;
}

static uint64_t us(const struct fw_sip_call *c, enum fw_element e)
{
    return fw_element_us(sip_config(c->sip)->params, e);
}

static uint64_t t1_us(const struct fw_sip_call *c)
{
    return us(c, FW_EL_SIP_T1) > 0 ? us(c, FW_EL_SIP_T1) : BOARD_US_PER_S;
}

void sip_in_forget(struct fw_sip_call *c)
{
    board_timer_stop(board_of(c), &c->in.resend);
    board_timer_stop(board_of(c), &c->in.limit);
    c->in.answer = rt_mem_free(c->in.answer);
    c->in.status = 0;
    sip_message_destroy(c->in.request);
    c->in.request = NULL;
    c->in.is_reinvite = false;
}

/* ---- answers ---- */

static void send_answer(struct fw_sip_call *c)
{
    char summary[64];
    (void)snprintf(summary, sizeof summary, "%d %s", c->in.status, sip_reason(c->in.status));
    (void)sip_send(c->sip, c->line, &c->in.to, "INVITE", summary, c->in.answer, c->in.n_answer);
}

static void on_resend(void *ctx, struct board_timer *t)
{
    struct fw_sip_call *c = ctx;
    uint64_t t2_us = us(c, FW_EL_SIP_T2);
    c->in.interval_us = 2 * c->in.interval_us < t2_us ? 2 * c->in.interval_us : t2_us;
    board_timer_start(board_of(c), t, c->in.interval_us > 0 ? c->in.interval_us : BOARD_US_PER_S);
    send_answer(c);
}

void sip_in_send_again(struct fw_sip_call *c)
{
    if (c->in.answer != NULL) {
        send_answer(c);
    }
}

/* Answers the pending INVITE. RT_ENOMEM */
static enum rt_err answer_invite(struct fw_sip_call *c, int status, const char *contact, struct rt_str sdp)
{
    struct fw_sip *s = c->sip;
    char server[256], received[16], own[512], more[64];
    bool is_ok = status / 100 == 2;
    struct sip_reply reply = {.status = status,
                              .to_tag = status > 100 ? c->dialog.local_tag : NULL,
                              .forms_dialog = status > 100 && status < 300,
                              .server = server,
                              .contact = contact,
                              .allow = is_ok ? sip_allow(s, c->line) : NULL,
                              .supported = is_ok ? sip_supported(s, c->line) : NULL,
                              .content_type = sdp.n > 0 ? "application/sdp" : NULL,
                              .body = sdp};
    struct rt_buf text;
    enum sip_reliable_verdict verdict = sip_reliable_judge(c, status);
    if (verdict == SIP_RELIABLE_LATER || verdict == SIP_RELIABLE_NEVER) {
        return RT_OK;
    }
    if (verdict == SIP_RELIABLE_NOW) {
        sip_reliable_put(c, more);
        reply.more = more;
    }
    sip_put_software(s, FW_EL_SIP_SERVER_NAME, server);
    sip_reply_address(s, c->in.request, &c->in.from, &c->in.to, &reply, received);
    if (reply.forms_dialog) {
        sip_put_contact(s, c->line, own);
        reply.contact = own;
    }
    rt_buf_init(&text, 2 * SIP_HEAD_MAX);
    enum rt_err err = sip_reply_write(c->in.request, &reply, &text);
    size_t n = text.n;
    char *bytes = err == RT_OK ? rt_buf_take(&text) : NULL;
    rt_buf_fini(&text);
    if (bytes == NULL) {
        c->reliable.rseq -= verdict == SIP_RELIABLE_NOW; /* numbers have no gap */
        return err != RT_OK ? err : RT_ENOMEM;
    }
    (void)rt_mem_free(c->in.answer); /* always NULL */
    c->in.answer = bytes;
    c->in.n_answer = n;
    c->in.status = status;
    if (verdict == SIP_RELIABLE_NOW) {
        sip_reliable_sent(c);
    }
    if (status >= 200) { /* until its ACK; both also for a 2xx: RFC 3261 section 13.3.1.4 */
        sip_reliable_over(c);
        c->in.interval_us = t1_us(c);
        if (is_ok || c->in.to.transport == SIP_UDP) {
            board_timer_start(board_of(c), &c->in.resend, c->in.interval_us);
        }
        board_timer_start(board_of(c), &c->in.limit, us(c, FW_EL_SIP_TIMER_H));
    }
    send_answer(c);
    return RT_OK;
}

/* A final answer of 300 and more; contact: of a 302, NULL none. Nothing was sent yet: it need not be remembered but in
 * the cache of answers, so that a flood of INVITEs occupies no calls. */
static void refuse_with(struct fw_sip_call *c, int status, const char *contact)
{
    if (c->in.exchange != NULL && c->in.answer == NULL) {
        const struct sip_reply reply = {.status = status, .to_tag = c->dialog.local_tag, .contact = contact};
        sip_answer(c->in.exchange, &reply);
        sip_call_over(c);
    } else if (answer_invite(c, status, contact, (struct rt_str){NULL, 0}) == RT_OK) {
        sip_call_set_state(c, SIP_CALL_REFUSED);
    } else {
        sip_call_over(c); /* the caller asks again, and there is no such call any more */
    }
}

void sip_in_refuse(struct fw_sip_call *c, int status)
{
    refuse_with(c, status, NULL);
}

void fw_sip_call_reject(struct fw_sip_call *c, int status, const char *contact)
{
    c->client = NULL;
    if (c->state == SIP_CALL_OFFERED) {
        refuse_with(c, status, contact);
    }
}

void fw_sip_call_ring(struct fw_sip_call *c, int status)
{
    if (c->state != SIP_CALL_OFFERED) {
        return;
    }
    if (c->in.status == 0) {
        (void)answer_invite(c, 100, NULL, (struct rt_str){NULL, 0}); /* without memory: the caller asks again */
    }
    (void)answer_invite(c, status, NULL, (struct rt_str){NULL, 0});
}

enum rt_err fw_sip_call_accept(struct fw_sip_call *c, struct rt_str sdp)
{
    if (c->in.request == NULL || c->in.status >= 200) {
        return RT_EBUSY;
    }
    enum rt_err err = answer_invite(c, 200, NULL, sdp);
    if (err == RT_OK && c->state == SIP_CALL_OFFERED) {
        sip_call_set_state(c, SIP_CALL_ACCEPTED);
    }
    return err;
}

void fw_sip_call_refuse(struct fw_sip_call *c, int status)
{
    if (c->in.request != NULL && c->in.is_reinvite && c->in.status < 200 &&
        answer_invite(c, status, NULL, (struct rt_str){NULL, 0}) != RT_OK) {
        sip_in_forget(c);
    }
}

/* No ACK (Timer H), or no answer within the caller's Expires. */
static void on_limit(void *ctx, struct board_timer *t)
{
    struct fw_sip_call *c = ctx;
    (void)t;
    if (c->state == SIP_CALL_OFFERED) { /* RFC 3261 section 13.3.1: 487; the caller knows why. guess: 480 */
        sip_call_tell_end(c, FW_SIP_END_CANCELLED, 480);
        refuse_with(c, 480, NULL);
    } else if (c->state == SIP_CALL_REFUSED) {
        sip_call_over(c);
    } else if (c->in.status / 100 == 2) { /* RFC 3261 sections 13.3.1.4, 14.2 */
        sip_call_set_state(c, SIP_CALL_CONFIRMED);
        sip_call_tell_end(c, FW_SIP_END_LOST, 0);
        sip_call_bye(c);
    } else {
        sip_in_forget(c); /* a refused re-INVITE */
    }
}

void fw_sip_call_take(struct fw_sip_call *c, const struct fw_sip_call_client *client, void *ctx)
{
    c->client = client;
    c->ctx = ctx;
}

struct rt_str fw_sip_call_offer(const struct fw_sip_call *c)
{
    return c->in.request != NULL ? sip_message_body(c->in.request) : (struct rt_str){NULL, 0};
}

void sip_in_init(struct fw_sip_call *c)
{
    board_timer_init(&c->in.resend, "SIP Timer G", BOARD_PRIORITY_FIRMWARE, on_resend, c);
    board_timer_init(&c->in.limit, "SIP Timer H", BOARD_PRIORITY_FIRMWARE, on_limit, c);
}
