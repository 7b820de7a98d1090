/* SPDX-License-Identifier: MIT */
#include <fw/sip_client.h>
#include <fw/sip_port.h>
#include <board/board.h>
#include <board/entropy.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

void sip_client_stop(struct sip_client *c)
{
    struct board *b = sip_config(c->sip)->board;
    if (c->text != NULL) {
        board_io_wait_lower(b);
    }
    c->text = rt_mem_free(c->text);
    board_timer_stop(b, &c->resend);
    board_timer_stop(b, &c->limit);
}

static void end(struct sip_client *c, const struct sip_message *response)
{
    sip_client_stop(c);
    c->on_end(c->ctx, response);
}

static bool send(struct sip_client *c)
{
    return sip_send(c->sip, c->line, &c->to, c->method, c->method, c->text, c->n) == RT_OK;
}

static void on_resend(void *ctx, struct board_timer *t)
{
    struct sip_client *c = ctx;
    uint64_t t2_us = fw_element_us(sip_config(c->sip)->params, FW_EL_SIP_T2);
    c->interval_us = 2 * c->interval_us < t2_us ? 2 * c->interval_us : t2_us;
    board_timer_start(sip_config(c->sip)->board, t, c->interval_us > 0 ? c->interval_us : BOARD_US_PER_S);
    (void)send(c); /* lost is lost: the limit ends it */
}

static void on_limit(void *ctx, struct board_timer *t)
{
    (void)t;
    end(ctx, NULL);
}

void sip_client_init(struct sip_client *c, struct fw_sip *s, unsigned line,
                     void (*on_end)(void *ctx, const struct sip_message *response), void *ctx)
{
    *c = (struct sip_client){.sip = s, .line = line, .on_end = on_end, .ctx = ctx};
    board_timer_init(&c->resend, "SIP resend", BOARD_PRIORITY_FIRMWARE, on_resend, c);
    board_timer_init(&c->limit, "SIP Timer F", BOARD_PRIORITY_FIRMWARE, on_limit, c);
}

void sip_client_new_branch(struct sip_client *c)
{
    (void)snprintf(c->branch, sizeof c->branch, "z9hG4bK-%x", (unsigned)board_entropy_u32(sip_config(c->sip)->board));
}

void sip_client_start(struct sip_client *c, const struct sip_peer *to, const char *method, uint32_t cseq, char *text,
                      size_t n)
{
    const struct fw_params *params = sip_config(c->sip)->params;
    struct board *b = sip_config(c->sip)->board;
    sip_client_stop(c);
    c->to = *to;
    c->method = method;
    c->cseq = cseq;
    c->text = text;
    c->n = n;
    c->interval_us = fw_element_us(params, FW_EL_SIP_T1);
    board_io_wait_raise(b);
    if (to->transport == SIP_UDP) {
        board_timer_start(b, &c->resend, c->interval_us > 0 ? c->interval_us : BOARD_US_PER_S);
    }
    /* Without a way to the server (RFC 3261 section 8.1.3.1) the end comes at once, but never inside this call. */
    bool is_sent = send(c);
    if (c->text == text) { /* else the response has come and its handler went on already */
        board_timer_start(b, &c->limit, is_sent ? fw_element_us(params, FW_EL_SIP_TIMER_F) : 0);
    }
}

bool sip_client_on_unreachable(struct sip_client *c, const struct sip_peer *peer)
{
    bool is_hit = c->text != NULL && sip_peer_is_same(&c->to, peer);
    if (is_hit) {
        end(c, NULL);
    }
    return is_hit;
}

bool sip_client_on_response(struct sip_client *c, const struct sip_message *response)
{
    const char *branch = sip_message_branch(response);
    if (c->text == NULL || branch == NULL || strcmp(branch, c->branch) != 0 ||
        strcmp(sip_message_method(response), c->method) != 0 || sip_message_cseq(response) != c->cseq) {
        return false;
    }
    sip_mapping_learn(c->sip, c->line, response);
    if (sip_message_status(response) < 200 && c->to.transport != SIP_UDP) {
        return true;
    }
    if (sip_message_status(response) < 200) {
        c->interval_us = fw_element_us(sip_config(c->sip)->params, FW_EL_SIP_T2);
        board_timer_start(sip_config(c->sip)->board, &c->resend, c->interval_us);
    } else {
        end(c, response);
    }
    return true;
}
