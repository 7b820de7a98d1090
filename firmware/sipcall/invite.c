/* SPDX-License-Identifier: MIT */
/* What the client of a call asks for: the INVITE, a hang-up, a re-INVITE. */
#include "invite_priv.h"
#include <board/board.h>
#include <fw/sip_uri.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

unsigned fw_sip_call_line(const struct fw_sip_call *c)
{
    return c->line;
}

/* From, and the dialog's URI, of an own call. Anonymous: recall, only the word is sure. */
static enum rt_err begin_dialog(struct fw_sip_call *c, const struct fw_sip_invite *invite)
{
    const struct fw_sip *s = c->sip;
    char proxy[FW_VALUE_MAX + 1], display[SIP_DISPLAY_BYTES], local[2 * FW_VALUE_MAX], uri[2 * FW_VALUE_MAX], ip[16];
    const char *host = proxy;
    bool hides_name = invite->is_anonymous && (!sip_param_bool(s, FW_EL_SIP_REMOTE_PARTY_ID_1, c->line) ||
                                               sip_param_bool(s, FW_EL_USE_ANONYMOUS_WITH_RPID_1, c->line));
    if (rt_str_copy(proxy, sizeof proxy, sip_targets_name(sip_param(s, FW_EL_PROXY_1, c->line))) != RT_OK) {
        return RT_ETOOBIG;
    }
    rt_text_safe(proxy, strlen(proxy));
    if (sip_param_bool(s, FW_EL_USE_LOCAL_ADDR_IN_FROM_1, c->line) || proxy[0] == '\0') {
        host = rt_ipv4_text(fw_net_status(sip_config(s)->net)->ip, ip);
    }
    sip_put_display_name(s, c->line, display);
    (void)snprintf(local, sizeof local, "%s<sip:%s@%s>", display, sip_param(s, FW_EL_USER_ID_1, c->line), host);
    if (rt_str_starts_ci(rt_str(invite->target), "sip:")) {
        (void)rt_str_copy(uri, sizeof uri, rt_str(invite->target)); /* fits: FW_SIP_REFER_TEXT_MAX */
    } else {
        bool has_no_user = invite->target[0] == '@'; /* an address was dialled */
        (void)snprintf(uri, sizeof uri, strchr(invite->target, '@') != NULL ? "sip:%s" : "sip:%s@%s",
                       invite->target + has_no_user, proxy);
    }
    return sip_dialog_begin(&c->dialog, c->sip, c->line, hides_name ? "Anonymous <sip:anonymous@localhost>" : local,
                            uri);
}

/* What the peer that sends us there wants the INVITE to say. */
static enum rt_err set_referral(struct fw_sip_call *c, const struct fw_sip_invite *invite)
{
    const char *replaces = invite->replaces != NULL ? invite->replaces : "";
    const char *by = invite->referred_by != NULL ? invite->referred_by : "";
    if (replaces[0] == '\0' && by[0] == '\0') {
        return RT_OK;
    }
    struct rt_buf more;
    rt_buf_init(&more, SIP_HEAD_MAX);
    sip_put_referral(&more, replaces, by);
    enum rt_err err = rt_buf_error(&more);
    c->out.more = err == RT_OK ? rt_buf_take(&more) : NULL;
    rt_buf_fini(&more);
    return err == RT_OK && c->out.more == NULL ? RT_ENOMEM : err;
}

enum rt_err fw_sip_call_invite(struct fw_sip_call **out, struct fw_sip_calls *calls, const struct fw_sip_invite *invite)
{
    struct fw_sip_call *c = sip_call_new(calls, invite->line);
    struct sip_uri uri;
    if (c == NULL) {
        return calls->n >= FW_SIP_CALLS_MAX ? RT_EFULL : RT_ENOMEM;
    }
    c->is_outgoing = true;
    c->out.is_anonymous = invite->is_anonymous;
    c->out.body = rt_mem_strndup(invite->sdp.p, invite->sdp.n);
    enum rt_err err = c->out.body != NULL ? begin_dialog(c, invite) : RT_ENOMEM;
    err = err == RT_OK ? set_referral(c, invite) : err;
    if (err == RT_OK && !sip_uri_read(rt_str(c->dialog.target), &uri)) {
        err = RT_EINVAL; /* no Proxy, and no host dialled */
    }
    if (err != RT_OK) {
        sip_call_destroy(c);
        return err;
    }
    c->client = invite->client;
    c->ctx = invite->ctx;
    *out = c;
    sip_out_begin(c); /* later, so that *out is known before anything is called */
    return RT_OK;
}

void fw_sip_call_hang_up(struct fw_sip_call *c, const char *statistics)
{
    c->client = NULL;
    (void)rt_str_copy(c->statistics, sizeof c->statistics, rt_str(statistics != NULL ? statistics : ""));
    switch (c->state) {
    case SIP_CALL_RESOLVING:
        sip_call_over(c);
        break;
    case SIP_CALL_CALLING: /* no CANCEL before 1xx (RFC 3261 section 9.1) */
        break;
    case SIP_CALL_PROCEEDING:
        sip_out_cancel(c);
        break;
    case SIP_CALL_OFFERED:
        fw_sip_call_reject(c, 480, NULL);
        break;
    case SIP_CALL_ACCEPTED:
    case SIP_CALL_CONFIRMED:
        sip_call_bye(c);
        break;
    case SIP_CALL_REFUSED:
    case SIP_CALL_ENDING:
    case SIP_CALL_OVER:
        break;
    }
}

enum rt_err fw_sip_call_reinvite(struct fw_sip_call *c, struct rt_str sdp)
{
    if (c->state != SIP_CALL_CONFIRMED || c->out.text != NULL || board_timer_is_running(&c->out.retry) ||
        c->in.request != NULL) {
        return RT_EBUSY;
    }
    char *body = rt_mem_strndup(sdp.p, sdp.n);
    if (body == NULL) {
        return RT_ENOMEM;
    }
    (void)rt_mem_free(c->out.body); /* always NULL */
    c->out.body = body;
    c->out.is_reinvite = true;
    c->out.n_auth = 0;
    return sip_out_send(c);
}
