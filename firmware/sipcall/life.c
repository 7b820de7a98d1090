/* SPDX-License-Identifier: MIT */
/* The life of a call: its states, requests in its dialog, and its end by BYE. */
#include "invite_priv.h"
#include "sipcall_events.h"
#include <board/board.h>
#include <rt/assert.h>
#include <rt/mem.h>

const char *fw_sip_end_name(enum fw_sip_end e)
{
    static const char *const names[] = {
#define NAME(id, name) name,
        FW_SIP_END_LIST(NAME)
#undef NAME
    };
    RT_ASSERT((unsigned)e < FW_N_SIP_ENDS);
    return names[e];
}

static struct board *board_of(const struct fw_sip_call *c)
{
    return sip_config(c->sip)->board;
}

void sip_call_set_state(struct fw_sip_call *c, enum sip_call_state next)
{
    static const char *const names[] = {
#define NAME(id, name, help) name,
        SIP_CALL_STATE_LIST(NAME)
#undef NAME
    };
    if (c->state != next) {
        FW_TELL(sip_config(c->sip)->log, sip_call, c->line, next, names[c->state], names[next]);
        c->state = next;
    }
}

/* ---- life ---- */

static void stop(struct fw_sip_call *c)
{
    sip_hop_stop(&c->hop);
    sip_out_stop(c);
    sip_in_forget(c);
    sip_reliable_stop(c);
    sip_client_stop(&c->request);
    sip_client_stop(&c->bye);
    sip_refer_stop(c);
}

void sip_call_destroy(struct fw_sip_call *c)
{
    stop(c);
    board_timer_stop(board_of(c), &c->reaper);
    rt_list_remove(&c->node);
    c->calls->n--;
    sip_dialog_fini(&c->dialog);
    sip_refer_free(c);
    (void)rt_mem_free(c->out.body); /* all: always NULL */
    (void)rt_mem_free(c->out.more);
    (void)rt_mem_free(c->out.contacts);
    (void)rt_mem_free(c->ack);
    (void)rt_mem_free(c->infos);
    (void)rt_mem_free(c);
}

static void on_reaper(void *ctx, struct board_timer *t)
{
    (void)t;
    sip_call_destroy(ctx);
}

void sip_call_over(struct fw_sip_call *c)
{
    c->client = NULL;
    stop(c);
    sip_call_set_state(c, SIP_CALL_OVER);
    board_timer_start(board_of(c), &c->reaper, 0);
}

void sip_call_tell_end(struct fw_sip_call *c, enum fw_sip_end end, int status)
{
    const struct fw_sip_call_client *client = c->client;
    c->client = NULL;
    if (client != NULL) {
        client->on_end(c->ctx, end, status);
    }
}

static void on_bye_end(void *ctx, const struct sip_message *m);

struct fw_sip_call *sip_call_new(struct fw_sip_calls *calls, unsigned line)
{
    struct fw_sip *s = calls->sip;
    struct fw_sip_call *c = calls->n < FW_SIP_CALLS_MAX ? rt_mem_alloc(sizeof *c) : NULL;
    if (c == NULL) {
        return NULL;
    }
    c->calls = calls;
    c->sip = s;
    c->line = line;
    board_timer_init(&c->reaper, "SIP call", BOARD_PRIORITY_FIRMWARE, on_reaper, c);
    sip_hop_init(&c->hop, s, line, sip_out_on_address, c);
    sip_out_init(c);
    sip_in_init(c);
    sip_reliable_init(c);
    sip_client_init(&c->request, s, line, sip_info_on_end, c);
    sip_client_init(&c->bye, s, line, on_bye_end, c);
    rt_list_append(&calls->list, &c->node);
    calls->n++;
    return c;
}

/* ---- requests in the dialog ---- */

/* Where requests go: Outbound_Proxy if Use_OB_Proxy_In_Dialog is Yes, else the first route or the peer's Contact. A
 * name is looked up meanwhile; until then the sender of the last message will do. */
void sip_call_route(struct fw_sip_call *c, const struct sip_peer *from)
{
    const struct fw_sip *s = c->sip;
    const struct sip_server *server = sip_server_now(s, c->line);
    char host[SIP_HOST_MAX + 1];
    uint16_t port = 0;
    if (sip_param_bool(s, FW_EL_USE_OUTBOUND_PROXY_1, c->line) &&
        sip_param_bool(s, FW_EL_USE_OB_PROXY_IN_DIALOG_1, c->line)) {
        if (!c->is_outgoing) {
            c->peer = server->is_registered ? server->peer : *from;
        }
        return;
    }
    c->peer = *from;
    if (sip_dialog_next_hop(&c->dialog, host, &port)) {
        sip_hop_to(&c->hop, host, port);
    }
}

enum rt_err sip_call_request(struct fw_sip_call *c, struct sip_client *client, struct sip_request *r)
{
    struct fw_sip *s = c->sip;
    struct rt_buf text;
    if (!sip_can_send(s, c->line)) {
        return RT_EUNREACH;
    }
    sip_client_new_branch(client);
    r->branch = client->branch;
    r->cseq = ++c->dialog.cseq;
    r->login = &c->calls->logins[c->line - 1];
    rt_buf_init(&text, 2 * SIP_HEAD_MAX);
    enum rt_err err = sip_dialog_write(&c->dialog, s, c->line, r, &text);
    size_t n = text.n;
    char *bytes = err == RT_OK ? rt_buf_take(&text) : NULL;
    rt_buf_fini(&text);
    if (bytes == NULL) {
        return err != RT_OK ? err : RT_ENOMEM;
    }
    sip_client_start(client, &c->peer, r->method, r->cseq, bytes, n);
    return RT_OK;
}

bool sip_call_takes_challenge(struct fw_sip_call *c, const struct sip_message *m, unsigned *n_auth)
{
    int status = m != NULL ? sip_message_status(m) : 0;
    if ((status != 401 && status != 407) || sip_config(c->sip)->refuses_peer_challenge ||
        *n_auth >= fw_element_u32(sip_config(c->sip)->params, FW_EL_MAX_AUTH) ||
        !sip_login_take(&c->calls->logins[c->line - 1], m)) {
        return false;
    }
    (*n_auth)++;
    return true;
}

static void send_bye(struct fw_sip_call *c)
{
    struct sip_request r = {.method = "BYE", .statistics = c->statistics};
    if (sip_call_request(c, &c->bye, &r) != RT_OK) {
        sip_call_over(c);
    }
}

void sip_call_bye(struct fw_sip_call *c)
{
    c->n_infos = 0;
    if (c->state == SIP_CALL_ACCEPTED) { /* not before the ACK (RFC 3261 section 15) */
        c->wants_bye = true;
        return;
    }
    if (sip_refer_delays_bye(c)) {
        return;
    }
    sip_out_stop(c);
    sip_in_forget(c);
    sip_client_stop(&c->request);
    sip_refer_stop(c);
    sip_call_set_state(c, SIP_CALL_ENDING);
    send_bye(c);
}

static void on_bye_end(void *ctx, const struct sip_message *m)
{
    struct fw_sip_call *c = ctx;
    if (c->state != SIP_CALL_ENDING) {
        return; /* a CANCEL: the INVITE itself will be answered */
    }
    if (sip_call_takes_challenge(c, m, &c->n_auth_bye)) {
        send_bye(c);
    } else {
        sip_call_over(c);
    }
}
