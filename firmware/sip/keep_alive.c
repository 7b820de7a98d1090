/* SPDX-License-Identifier: MIT */
/* The words of the NOTIFY: that of an SPA942-6.1.5 (captured); its Event: recall. */
#include "keep_alive.h"
#include "sip_events.h"
#include "sip_priv.h"
#include <board/board.h>
#include <board/entropy.h>
#include <fw/sip_text.h>
#include <stdio.h>
#include <string.h>

static const enum fw_element line_elements[] = {
    FW_EL_LINE_ENABLE_1,
    FW_EL_NAT_KEEP_ALIVE_ENABLE_1,
    FW_EL_NAT_KEEP_ALIVE_MSG_1,
    FW_EL_NAT_KEEP_ALIVE_DEST_1,
    FW_EL_PROXY_1,
    FW_EL_USER_ID_1,
};

static struct board *board_of(const struct sip_keep_alive *k)
{
    return k->sip->config.board;
}

/* "$NOTIFY", or the text. */
static struct rt_str message(const struct sip_keep_alive *k)
{
    return rt_str(sip_param(k->sip, FW_EL_NAT_KEEP_ALIVE_MSG_1, k->line));
}

static void rearm(struct sip_keep_alive *k)
{
    const struct fw_sip *s = k->sip;
    uint64_t us = fw_element_us(s->config.params, FW_EL_NAT_KEEP_ALIVE_INTVL);
    board_timer_stop(board_of(k), &k->timer);
    if (k->is_started && us > 0 && message(k).n > 0 && sip_param_bool(s, FW_EL_LINE_ENABLE_1, k->line) &&
        sip_param_bool(s, FW_EL_NAT_KEEP_ALIVE_ENABLE_1, k->line)) {
        board_timer_start(board_of(k), &k->timer, us);
    }
}

/* ---- one message ---- */

/* Of the line to itself, at its proxy. */
static enum rt_err begin_dialog(struct sip_keep_alive *k)
{
    struct fw_sip *s = k->sip;
    char proxy[FW_VALUE_MAX + 1], display[SIP_DISPLAY_BYTES], own[2 * FW_VALUE_MAX], uri[FW_VALUE_MAX + 8];
    if (rt_str_copy(proxy, sizeof proxy, sip_targets_name(sip_param(s, FW_EL_PROXY_1, k->line))) != RT_OK) {
        return RT_ETOOBIG;
    }
    rt_text_safe(proxy, strlen(proxy));
    (void)snprintf(uri, sizeof uri, "sip:%s", proxy);
    sip_put_display_name(s, k->line, display);
    (void)snprintf(own, sizeof own, "%s<sip:%s@%s>", display, sip_param(s, FW_EL_USER_ID_1, k->line), proxy);
    enum rt_err err = sip_dialog_begin(&k->dialog, s, k->line, own, uri);
    err = err == RT_OK ? sip_dialog_address(&k->dialog, own) : err;
    if (err != RT_OK) {
        sip_dialog_fini(&k->dialog);
        return err;
    }
    k->dialog.cseq = board_entropy_u32(board_of(k)) & 0xffffu; /* as those of REGISTER */
    return RT_OK;
}

/* Appends the message; its name for the trace. */
static enum rt_err write_message(struct sip_keep_alive *k, struct rt_buf *out, const char **name)
{
    char branch[SIP_BRANCH_BYTES];
    bool is_notify = rt_str_is_ci(rt_str_trim(message(k)), "$NOTIFY");
    bool is_register = rt_str_is_ci(rt_str_trim(message(k)), "$REGISTER");
    if (!is_notify && !is_register) {
        *name = "keep-alive";
        return sip_transport_of(k->sip, k->line) == SIP_UDP
                   ? rt_buf_put(out, message(k).p, message(k).n)
                   : rt_buf_put_text(out, "\r\n\r\n"); /* all that may stand between messages (RFC 5626) */
    }
    *name = is_notify ? "NOTIFY" : "REGISTER";
    enum rt_err err = k->dialog.call_id == NULL ? begin_dialog(k) : RT_OK;
    if (err != RT_OK) {
        return err;
    }
    sip_draw_branch(k->sip, branch);
    const struct sip_request r = {.method = *name,
                                  .branch = branch,
                                  .cseq = ++k->dialog.cseq,
                                  .has_contact = is_notify,
                                  .event = is_notify ? "keep-alive" : NULL};
    return sip_dialog_write(&k->dialog, k->sip, k->line, &r, out);
}

static void on_address(void *ctx, enum rt_err err, const struct sip_peer *to)
{
    struct sip_keep_alive *k = ctx;
    struct sip_socket *socket = sip_socket_of(k->sip, k->line);
    const char *name = "";
    struct rt_buf text;
    if (err != RT_OK || socket == NULL || !sip_can_send(k->sip, k->line)) {
        return; /* the next one may have more luck */
    }
    rt_buf_init(&text, 2 * SIP_HEAD_MAX);
    if (write_message(k, &text, &name) == RT_OK) {
        (void)sip_send(socket, k->line, to, name, "keep-alive", text.bytes, text.n); /* lost is lost */
    }
    rt_buf_fini(&text);
}

static void on_timer(void *ctx, struct board_timer *t)
{
    struct sip_keep_alive *k = ctx;
    const struct fw_sip *s = k->sip;
    struct rt_str dest = rt_str_trim(rt_str(sip_param(s, FW_EL_NAT_KEEP_ALIVE_DEST_1, k->line)));
    struct sip_targets targets;
    (void)t;
    rearm(k);
    if (dest.n == 0 || rt_str_is_ci(dest, "$PROXY")) { /* empty: guess */
        const struct sip_registration *r = &s->registrations[k->line - 1];
        if (r->is_registered) {
            on_address(k, RT_OK, &r->peer);
            return;
        }
        struct rt_str rest, host = sip_targets_name(sip_param(s, FW_EL_PROXY_1, k->line));
        sip_hop_start(&k->hop, rt_str_cut(host, ':', &rest), 0);
        return;
    }
    sip_targets_read(&targets, sip_param(s, FW_EL_NAT_KEEP_ALIVE_DEST_1, k->line), SIP_PORT_DEFAULT, false);
    if (targets.n > 0) {
        sip_hop_to(&k->hop, targets.target[0].host, targets.target[0].port);
    }
}

/* The mapping that its answer names is as good as any other's. */
bool sip_keep_alive_on_response(struct sip_keep_alive *k, const struct sip_message *response)
{
    if (k->dialog.call_id == NULL || !rt_str_is(sip_message_field(response, "Call-ID", "i", 0), k->dialog.call_id)) {
        return false;
    }
    sip_mapping_learn(k->sip, k->line, response);
    return true;
}

/* ---- life ---- */

void sip_keep_alive_init(struct sip_keep_alive *k, struct fw_sip *s, unsigned line)
{
    *k = (struct sip_keep_alive){.sip = s, .line = line};
    board_timer_init(&k->timer, "NAT keep-alive", BOARD_PRIORITY_FIRMWARE, on_timer, k);
    sip_hop_init(&k->hop, s, line, on_address, k);
}

void sip_keep_alive_fini(struct sip_keep_alive *k)
{
    board_timer_stop(board_of(k), &k->timer);
    sip_hop_stop(&k->hop);
    sip_dialog_fini(&k->dialog);
}

void sip_keep_alive_start(struct sip_keep_alive *k)
{
    k->is_started = true;
    rearm(k);
}

void sip_keep_alive_on_params(struct sip_keep_alive *k, const int *ids, size_t n)
{
    const struct fw_params *params = k->sip->config.params;
    bool is_changed = false;
    for (size_t i = 0; i < n; i++) {
        for (size_t e = 0; e < sizeof line_elements / sizeof line_elements[0]; e++) {
            is_changed = is_changed || ids[i] == fw_element_id(params, fw_element_of_line(line_elements[e], k->line));
        }
        is_changed = is_changed || ids[i] == fw_element_id(params, FW_EL_NAT_KEEP_ALIVE_INTVL);
    }
    if (is_changed) {
        sip_hop_stop(&k->hop);
        sip_dialog_fini(&k->dialog); /* its addresses may have changed */
        rearm(k);
    }
}
