/* SPDX-License-Identifier: MIT */
/*
 * Our INVITE: RFC 3261 sections 17.1.1 (client transaction), 13.2 (its 2xx), 9.1 (CANCEL), 14.1 (re-INVITE).
 * Sent at 0, over UDP again at T1, 3 T1, 7 T1 ... until there is any answer; Timer B ends it.
 */
#include "invite_priv.h"
#include "sipcall_events.h"
#include <board/board.h>
#include <board/entropy.h>
#include <fw/sip_uri.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

/* RFC 3261 section 9.1: how long a cancelled INVITE may stay unanswered: 64 T1. */
#define CANCEL_US(t1_us) (64u * (t1_us))

static struct board *board_of(const struct fw_sip_call *c)
{
    return sip_config(c->sip)->board;
}

static uint64_t us(const struct fw_sip_call *c, enum fw_element e)
{
    return fw_element_us(sip_config(c->sip)->params, e);
}

static void set_waiting(struct fw_sip_call *c, bool is_waiting)
{
    if (c->out.is_waiting != is_waiting) {
        c->out.is_waiting = is_waiting;
        if (is_waiting) {
            board_io_wait_raise(board_of(c));
        } else {
            board_io_wait_lower(board_of(c));
        }
    }
}

void sip_out_stop(struct fw_sip_call *c)
{
    struct board *b = board_of(c);
    set_waiting(c, false);
    board_timer_stop(b, &c->out.resend);
    board_timer_stop(b, &c->out.limit);
    board_timer_stop(b, &c->out.retry);
    c->out.text = rt_mem_free(c->out.text);
}

/* ---- sending ---- */

static void send_text(struct fw_sip_call *c)
{
    if (sip_send(c->sip, c->line, &c->peer, "INVITE", "INVITE", c->out.text, c->out.n) != RT_OK &&
        c->peer.transport != SIP_UDP) { /* a datagram that is lost is sent again */
        board_timer_start(board_of(c), &c->out.limit, 0);
    }
}

static void on_resend(void *ctx, struct board_timer *t)
{
    struct fw_sip_call *c = ctx;
    c->out.interval_us *= 2;
    board_timer_start(board_of(c), t, c->out.interval_us);
    send_text(c);
}

/* Value of Remote-Party-ID; "" when it is not sent. recall */
static void put_identity(const struct fw_sip_call *c, char out[512])
{
    const struct fw_sip *s = c->sip;
    char display[SIP_DISPLAY_BYTES];
    struct rt_str proxy = sip_targets_name(sip_param(s, FW_EL_PROXY_1, c->line));
    out[0] = '\0';
    if (sip_param_bool(s, FW_EL_SIP_REMOTE_PARTY_ID_1, c->line) && proxy.n > 0) {
        sip_put_display_name(s, c->line, display);
        (void)snprintf(out, 512, "%s<sip:%.120s@%.*s>;screen=yes;party=calling%s", display,
                       sip_param(s, FW_EL_USER_ID_1, c->line), (int)(proxy.n < 120 ? proxy.n : 120), proxy.p,
                       c->out.is_anonymous ? ";privacy=full" : "");
    }
}

enum rt_err sip_out_send(struct fw_sip_call *c)
{
    struct fw_sip *s = c->sip;
    char identity[512];
    struct rt_buf text;
    sip_out_stop(c);
    if (!sip_can_send(s, c->line)) {
        return RT_EUNREACH;
    }
    sip_draw_branch(s, c->out.branch);
    put_identity(c, identity);
    const struct sip_request r = {
        .method = "INVITE",
        .branch = c->out.branch,
        .cseq = c->out.cseq = ++c->dialog.cseq,
        .has_contact = true,
        .has_abilities = true,
        .remote_party_id = c->out.is_reinvite ? NULL : identity,
        .expires =
            (uint32_t)(us(c, c->out.is_reinvite ? FW_EL_REINVITE_EXPIRES : FW_EL_INVITE_EXPIRES) / BOARD_US_PER_S),
        .login = &c->calls->logins[c->line - 1],
        .more = c->out.is_reinvite ? NULL : c->out.more,
        .content_type = "application/sdp",
        .body = rt_str(c->out.body),
    };
    rt_buf_init(&text, 2 * SIP_HEAD_MAX);
    enum rt_err err = sip_dialog_write(&c->dialog, s, c->line, &r, &text);
    c->out.n = text.n;
    c->out.text = err == RT_OK ? rt_buf_take(&text) : NULL;
    rt_buf_fini(&text);
    if (c->out.text == NULL) {
        return err != RT_OK ? err : RT_ENOMEM;
    }
    c->out.interval_us = us(c, FW_EL_SIP_T1) > 0 ? us(c, FW_EL_SIP_T1) : BOARD_US_PER_S;
    if (!c->out.is_reinvite) {
        sip_call_set_state(c, SIP_CALL_CALLING);
    }
    set_waiting(c, true);
    if (c->peer.transport == SIP_UDP) {
        board_timer_start(board_of(c), &c->out.resend, c->out.interval_us);
    }
    board_timer_start(board_of(c), &c->out.limit, us(c, FW_EL_SIP_TIMER_B));
    send_text(c);
    return RT_OK;
}

/* ---- the way to the server ---- */

static void fail(struct fw_sip_call *c, enum fw_sip_end end, int status)
{
    sip_call_tell_end(c, end, status);
    sip_call_over(c);
}

/* Again, to another server or with credentials. */
static void send_again(struct fw_sip_call *c)
{
    if (sip_out_send(c) != RT_OK) {
        fail(c, FW_SIP_END_LOST, 0);
    }
}

void sip_out_on_address(void *ctx, enum rt_err err, const struct sip_peer *to)
{
    struct fw_sip_call *c = ctx;
    if (c->state != SIP_CALL_RESOLVING) { /* in the dialog; without an address all stays as it is */
        c->peer = err == RT_OK ? *to : c->peer;
        return;
    }
    if (err != RT_OK) {
        fail(c, FW_SIP_END_NO_ANSWER, 0);
        return;
    }
    c->peer = *to;
    if (c->client != NULL && c->client->on_sent != NULL) {
        c->client->on_sent(c->ctx, c->dialog.target + strlen("sip:"), to->port);
    }
    send_again(c);
}

static void resolve(struct fw_sip_call *c)
{
    struct sip_uri uri;
    sip_call_set_state(c, SIP_CALL_RESOLVING);
    if (sip_uri_read(rt_str(c->dialog.target), &uri)) {
        sip_hop_start(&c->hop, uri.host, uri.port);
    } else {
        fail(c, FW_SIP_END_NO_ANSWER, 0);
    }
}

void sip_out_begin(struct fw_sip_call *c)
{
    board_timer_start(board_of(c), &c->out.retry, 0);
}

static bool try_next_server(struct fw_sip_call *c)
{
    if (c->out.is_reinvite || c->client == NULL || c->hop.i + 1 >= c->hop.targets.n) {
        return false;
    }
    sip_out_stop(c);
    c->out.n_auth = 0;
    sip_call_set_state(c, SIP_CALL_RESOLVING);
    return sip_hop_next(&c->hop);
}

static bool try_next_contact(struct fw_sip_call *c)
{
    if (c->client == NULL || !sip_redirect_next(c)) {
        return false;
    }
    sip_out_stop(c);
    resolve(c);
    return true;
}

/* ---- answers ---- */

static void on_limit(void *ctx, struct board_timer *t)
{
    struct fw_sip_call *c = ctx;
    (void)t;
    if (c->out.is_reinvite) { /* RFC 3261 section 14.1: as 408 */
        sip_out_stop(c);
        sip_call_tell_end(c, FW_SIP_END_LOST, 408);
        sip_call_bye(c);
    } else if (c->state == SIP_CALL_PROCEEDING && c->client != NULL) { /* INVITE_Expires */
        sip_call_tell_end(c, FW_SIP_END_NO_ANSWER, 0);
        sip_out_cancel(c);
    } else if (!try_next_server(c) && !try_next_contact(c)) {
        fail(c, FW_SIP_END_NO_ANSWER, 0);
    }
}

void sip_out_cancel(struct fw_sip_call *c)
{
    struct rt_buf text;
    board_timer_start(board_of(c), &c->out.limit, CANCEL_US(us(c, FW_EL_SIP_T1)));
    rt_buf_init(&text, 2 * SIP_HEAD_MAX);
    if (sip_dialog_write_like(c->out.text, "CANCEL", (struct rt_str){NULL, 0}, &text) == RT_OK) {
        size_t n = text.n;
        char *bytes = rt_buf_take(&text);
        (void)rt_str_copy(c->bye.branch, sizeof c->bye.branch, rt_str(c->out.branch)); /* fits */
        if (bytes != NULL) {
            sip_client_start(&c->bye, &c->peer, "CANCEL", c->out.cseq, bytes, n);
        }
    }
    rt_buf_fini(&text); /* without memory the INVITE's own answer or the limit ends it */
}

static void on_provisional(struct fw_sip_call *c, const struct sip_message *m, const struct sip_peer *from)
{
    int status = sip_message_status(m);
    set_waiting(c, false);
    board_timer_stop(board_of(c), &c->out.resend);
    if (c->out.is_reinvite) {
        return; /* the limit stays: a re-INVITE is answered at once, or not at all */
    }
    if (c->state == SIP_CALL_CALLING) {
        uint64_t expires_us = us(c, FW_EL_INVITE_EXPIRES);
        sip_call_set_state(c, SIP_CALL_PROCEEDING);
        if (expires_us > 0) {
            board_timer_start(board_of(c), &c->out.limit, expires_us);
        } else {
            board_timer_stop(board_of(c), &c->out.limit);
        }
        if (c->client == NULL) { /* hung up before anything came back */
            sip_out_cancel(c);
            return;
        }
    }
    if (status > 100 && c->client != NULL && c->client->on_progress != NULL && sip_reliable_on_progress(c, m, from)) {
        c->client->on_progress(c->ctx, status, sip_message_body(m));
    }
}

static void on_ok(struct fw_sip_call *c, const struct sip_message *m, const struct sip_peer *from)
{
    enum rt_err err = c->out.is_reinvite ? sip_dialog_retarget(&c->dialog, m) : sip_dialog_confirm(&c->dialog, m);
    sip_out_stop(c);
    sip_client_stop(&c->bye); /* a CANCEL that it has crossed */
    if (err == RT_OK) {
        sip_call_route(c, from);
        err = sip_out_acknowledge(c);
    }
    if (err != RT_OK) { /* the peer gives up when no ACK comes */
        fail(c, FW_SIP_END_LOST, 0);
        return;
    }
    if (!c->out.is_reinvite) {
        sip_call_set_state(c, SIP_CALL_CONFIRMED);
    }
    if (c->client == NULL) {
        sip_call_bye(c);
    } else if (c->out.is_reinvite) {
        c->client->on_reinvited(c->ctx, sip_message_status(m), sip_message_body(m));
    } else {
        c->client->on_answer(c->ctx, sip_message_body(m));
    }
}

static bool authenticate(struct fw_sip_call *c, const struct sip_message *m)
{
    bool is_refused = c->out.is_reinvite && sip_config(c->sip)->refuses_peer_challenge;
    if (is_refused || c->out.n_auth >= fw_element_u32(sip_config(c->sip)->params, FW_EL_MAX_AUTH) ||
        !sip_login_take(&c->calls->logins[c->line - 1], m)) {
        return false;
    }
    c->out.n_auth++;
    send_again(c);
    return true;
}

/* RFC 3261 section 14.1: the side that made the Call-ID waits longer. */
static void retry_later(struct fw_sip_call *c)
{
    uint64_t ms = c->is_outgoing ? 2100u + board_entropy_below(board_of(c), 191) * 10u
                                 : board_entropy_below(board_of(c), 201) * 10u;
    board_timer_start(board_of(c), &c->out.retry, ms * BOARD_US_PER_MS);
}

static void on_retry(void *ctx, struct board_timer *t)
{
    struct fw_sip_call *c = ctx;
    (void)t;
    if (!c->out.is_reinvite) {
        resolve(c); /* the beginning: sip_out_begin() */
    } else if (c->in.request != NULL) {
        retry_later(c);
    } else if (sip_out_send(c) != RT_OK && c->client != NULL) {
        c->client->on_reinvited(c->ctx, 500, RT_STR(""));
    }
}

static void on_refused_reinvite(struct fw_sip_call *c, int status)
{
    if (status == 491) {
        retry_later(c);
    } else if (status == 408 || status == 481) { /* RFC 3261 section 12.2.1.2 */
        sip_call_tell_end(c, FW_SIP_END_LOST, status);
        sip_call_bye(c);
    } else if (c->client != NULL) {
        c->client->on_reinvited(c->ctx, status, RT_STR(""));
    }
}

/* RFC 3261 section 8.1.3.1: as 503. After a 1xx the peer may still answer, by a connection of its own (18.2.2). */
void sip_out_on_unreachable(struct fw_sip_call *c)
{
    if (c->out.is_reinvite) {
        sip_out_stop(c);
        on_refused_reinvite(c, 503);
    } else if (c->state == SIP_CALL_CALLING) {
        on_limit(c, NULL);
    }
}

static void on_refused(struct fw_sip_call *c, const struct sip_message *m, int status)
{
    const struct fw_params *params = sip_config(c->sip)->params;
    sip_out_acknowledge_refusal(c, m);
    sip_out_stop(c);
    if ((status == 401 || status == 407) && (c->client != NULL || c->out.is_reinvite) && authenticate(c, m)) {
        return;
    }
    if (c->out.is_reinvite) {
        on_refused_reinvite(c, status);
        return;
    }
    if (c->client == NULL) { /* cancelled */
        sip_call_over(c);
        return;
    }
    if (status / 100 == 3) {
        sip_redirect_take(c, m);
    }
    bool goes_on = status == 503 || fw_sip_status_is_listed(fw_element_text(params, FW_EL_TRY_BACKUP_RSC), status);
    if ((!goes_on || !try_next_server(c)) && (status >= 600 || !try_next_contact(c))) {
        fail(c, FW_SIP_END_REFUSED, status);
    }
}

void sip_out_on_response(struct fw_sip_call *c, const struct sip_message *m, const struct sip_peer *from)
{
    int status = sip_message_status(m);
    sip_mapping_learn(c->sip, c->line, m);
    if (status < 200) {
        on_provisional(c, m, from);
    } else if (status < 300) {
        on_ok(c, m, from);
    } else {
        on_refused(c, m, status);
    }
}

void sip_out_init(struct fw_sip_call *c)
{
    board_timer_init(&c->out.resend, "SIP Timer A", BOARD_PRIORITY_FIRMWARE, on_resend, c);
    board_timer_init(&c->out.limit, "SIP Timer B", BOARD_PRIORITY_FIRMWARE, on_limit, c);
    board_timer_init(&c->out.retry, "SIP INVITE", BOARD_PRIORITY_FIRMWARE, on_retry, c);
}
