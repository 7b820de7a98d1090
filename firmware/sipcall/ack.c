/* SPDX-License-Identifier: MIT */
/* ACK to the answers to our INVITE: to a 2xx, also of another branch of a fork, and to a refusal. */
#include "invite_priv.h"
#include <board/board.h>
#include <rt/mem.h>
#include <string.h>

static void send_ack(struct fw_sip_call *c)
{
    if (c->ack != NULL) {
        (void)sip_send(c->sip, c->line, &c->peer, "INVITE", "ACK", c->ack, c->n_ack);
    }
}

/* The ACK to a 2xx is a request of its own, with the credentials of its INVITE (RFC 3261 sections 13.2.2.4, 22.1).
 * Contact: guess. RT_ENOMEM */
enum rt_err sip_out_acknowledge(struct fw_sip_call *c)
{
    struct fw_sip *s = c->sip;
    char branch[SIP_BRANCH_BYTES];
    struct rt_buf text;
    sip_draw_branch(s, branch);
    const struct sip_request r = {.method = "ACK",
                                  .branch = branch,
                                  .cseq = c->out.cseq,
                                  .has_contact = true,
                                  .login = c->out.n_auth > 0 ? &c->calls->logins[c->line - 1] : NULL};
    rt_buf_init(&text, 2 * SIP_HEAD_MAX);
    enum rt_err err = sip_dialog_write(&c->dialog, s, c->line, &r, &text);
    size_t n = text.n;
    char *bytes = err == RT_OK ? rt_buf_take(&text) : NULL;
    rt_buf_fini(&text);
    if (bytes == NULL) {
        return err != RT_OK ? err : RT_ENOMEM;
    }
    (void)rt_mem_free(c->ack); /* always NULL */
    c->ack = bytes;
    c->n_ack = n;
    c->ack_cseq = c->out.cseq;
    send_ack(c);
    return RT_OK;
}

void sip_out_forget_acks(struct fw_sip_calls *calls)
{
    for (unsigned i = 0; i < SIP_ACKS_MAX; i++) {
        (void)rt_mem_free(calls->acks[i].text); /* always NULL */
        calls->acks[i] = (struct sip_ack){0};
    }
}

/* The ACK to a refusal, which is kept for Timer D: the refusal may come again (RFC 3261 section 17.1.1.2). */
void sip_out_acknowledge_refusal(struct fw_sip_call *c, const struct sip_message *m)
{
    struct fw_sip_calls *calls = c->calls;
    struct sip_ack *a = &calls->acks[calls->next_ack];
    struct rt_buf text;
    rt_buf_init(&text, 2 * SIP_HEAD_MAX);
    if (sip_dialog_write_like(c->out.text, "ACK", sip_message_field(m, "To", "t", 0), &text) == RT_OK) {
        calls->next_ack = (calls->next_ack + 1) % SIP_ACKS_MAX;
        (void)rt_mem_free(a->text); /* always NULL */
        *a = (struct sip_ack){.line = c->line,
                              .to = c->peer,
                              .until_us = board_now_us(sip_config(c->sip)->board) +
                                          fw_element_us(sip_config(c->sip)->params, FW_EL_SIP_TIMER_D)};
        (void)rt_str_copy(a->branch, sizeof a->branch, rt_str(c->out.branch)); /* fits */
        a->n = text.n;
        a->text = rt_buf_take(&text);
        if (a->text != NULL) {
            (void)sip_send(c->sip, c->line, &c->peer, "INVITE", "ACK", a->text, a->n);
        }
    }
    rt_buf_fini(&text);
}

bool sip_out_ack_again(struct fw_sip_calls *calls, const struct sip_message *m)
{
    const char *branch = sip_message_branch(m);
    for (unsigned i = 0; branch != NULL && sip_message_status(m) >= 300 && i < SIP_ACKS_MAX; i++) {
        const struct sip_ack *a = &calls->acks[i];
        if (a->text != NULL && strcmp(a->branch, branch) == 0 &&
            board_now_us(sip_config(calls->sip)->board) < a->until_us) {
            (void)sip_send(calls->sip, a->line, &a->to, "INVITE", "ACK", a->text, a->n);
            return true;
        }
    }
    return false;
}

/* Another phone of a forked call has answered too: thanks, and goodbye (RFC 3261 section 13.2.2.4). */
static void decline_fork(struct fw_sip_call *c, const struct sip_message *m, const struct sip_peer *from)
{
    struct fw_sip_call *other = sip_call_new(c->calls, c->line);
    if (other == NULL) {
        return;
    }
    other->is_outgoing = true;
    sip_call_set_state(other, SIP_CALL_CONFIRMED); /* else the address that its route leads to would begin a call */
    other->peer = c->peer;
    other->out.cseq = c->ack_cseq;
    if (sip_dialog_fork(&other->dialog, &c->dialog, m) != RT_OK || sip_out_acknowledge(other) != RT_OK) {
        sip_call_over(other);
        return;
    }
    sip_call_route(other, from);
    sip_call_bye(other);
}

bool sip_out_on_late_ok(struct fw_sip_call *c, const struct sip_message *m, const struct sip_peer *from)
{
    if (sip_message_status(m) / 100 != 2 || c->ack == NULL || sip_message_cseq(m) != c->ack_cseq ||
        !rt_str_is(sip_message_field(m, "Call-ID", "i", 0), c->dialog.call_id) ||
        !rt_str_is(sip_message_tag(m, "From", "f"), c->dialog.local_tag)) {
        return false;
    }
    if (sip_dialog_has(&c->dialog, m)) {
        send_ack(c);
    } else if (c->state != SIP_CALL_OVER && !c->out.is_reinvite) {
        decline_fork(c, m, from);
    }
    return true;
}
