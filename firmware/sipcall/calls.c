/* SPDX-License-Identifier: MIT */
/* The calls of both lines, and which message is for which of them. */
#include "invite_priv.h"
#include <rt/mem.h>
#include <string.h>

static bool on_response(void *ctx, const struct sip_message *m, const struct sip_peer *from)
{
    struct fw_sip_calls *calls = ctx;
    const char *branch = sip_message_branch(m);
    bool is_invite = strcmp(sip_message_method(m), "INVITE") == 0;
    for (struct rt_node *n = calls->list.next; n != &calls->list; n = n->next) {
        struct fw_sip_call *c = RT_OWNER(n, struct fw_sip_call, node);
        if (is_invite && branch != NULL && c->out.text != NULL && strcmp(branch, c->out.branch) == 0) {
            sip_out_on_response(c, m, from);
            return true;
        }
        if (sip_client_on_response(&c->reliable.prack, m) || sip_client_on_response(&c->request, m) ||
            sip_client_on_response(&c->bye, m) || (c->refer != NULL && sip_client_on_response(&c->refer->client, m))) {
            return true;
        }
    }
    for (struct rt_node *n = calls->list.next; is_invite && n != &calls->list; n = n->next) {
        if (sip_out_on_late_ok(RT_OWNER(n, struct fw_sip_call, node), m, from)) {
            return true;
        }
    }
    return is_invite && sip_out_ack_again(calls, m);
}

/* A connection is lost, with what waited for an answer by it (RFC 3261 section 18.4). One call at a time: each may take
 * others along. What ICMP says of a server is not looked at: a datagram that is lost is sent again. */
static void on_unreachable(void *ctx, unsigned line, const struct sip_peer *peer)
{
    struct fw_sip_calls *calls = ctx;
    for (struct rt_node *n = calls->list.next, *next; n != &calls->list && peer->transport != SIP_UDP; n = next) {
        struct fw_sip_call *c = RT_OWNER(n, struct fw_sip_call, node);
        next = n->next; /* calls are freed by a timer, never in here */
        if (c->line == line) {
            (void)sip_client_on_unreachable(&c->request, peer);
            (void)sip_client_on_unreachable(&c->bye, peer);
            (void)sip_client_on_unreachable(&c->reliable.prack, peer);
            (void)(c->refer != NULL && sip_client_on_unreachable(&c->refer->client, peer));
            if (c->out.text != NULL && sip_peer_is_same(&c->peer, peer)) {
                sip_out_on_unreachable(c);
            }
        }
    }
}

static const struct sip_user user = {
    .on_request = sip_calls_on_request, .on_response = on_response, .on_unreachable = on_unreachable};

void fw_sip_calls_set_client(struct fw_sip_calls *calls, const struct fw_sip_calls_client *client, void *ctx)
{
    calls->client = client;
    calls->ctx = ctx;
}

/* ---- life ---- */

enum rt_err fw_sip_calls_create(struct fw_sip_calls **out, struct fw_sip *s)
{
    struct fw_sip_calls *calls = rt_mem_alloc(sizeof *calls);
    *out = calls;
    if (calls == NULL) {
        return RT_ENOMEM;
    }
    calls->sip = s;
    rt_list_init(&calls->list);
    sip_use(s, SIP_USER_CALLS, &user, calls);
    return RT_OK;
}

void fw_sip_calls_destroy(struct fw_sip_calls *calls)
{
    if (calls == NULL) {
        return;
    }
    sip_use(calls->sip, SIP_USER_CALLS, NULL, NULL);
    while (!rt_list_is_empty(&calls->list)) {
        sip_call_destroy(RT_OWNER(calls->list.next, struct fw_sip_call, node));
    }
    sip_out_forget_acks(calls);
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        sip_login_forget(&calls->logins[i]);
    }
    (void)rt_mem_free(calls); /* always NULL */
}
