/* SPDX-License-Identifier: MIT */
/* The words of the NOTIFY: that of an SPA942-6.1.5 (captured); its Event: recall. */
#include "lines_priv.h"
#include <board/board.h>
#include <board/entropy.h>
#include <rt/mem.h>
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
    return sip_config(k->sip)->board;
}

/* "$NOTIFY", or the text. */
static struct rt_str message(const struct sip_keep_alive *k)
{
    return rt_str(sip_param(k->sip, FW_EL_NAT_KEEP_ALIVE_MSG_1, k->line));
}

static bool is_wanted(const struct fw_sip_lines *l, unsigned line)
{
    const struct fw_sip *s = l->config.sip;
    return l->registrations[line - 1].is_started &&
           fw_element_us(sip_config(s)->params, FW_EL_NAT_KEEP_ALIVE_INTVL) > 0 &&
           *sip_param(s, FW_EL_NAT_KEEP_ALIVE_MSG_1, line) != '\0' && sip_param_bool(s, FW_EL_LINE_ENABLE_1, line) &&
           sip_param_bool(s, FW_EL_NAT_KEEP_ALIVE_ENABLE_1, line);
}

static void rearm(struct sip_keep_alive *k)
{
    board_timer_stop(board_of(k), &k->timer);
    if (is_wanted(k->lines, k->line)) {
        board_timer_start(board_of(k), &k->timer,
                          fw_element_us(sip_config(k->sip)->params, FW_EL_NAT_KEEP_ALIVE_INTVL));
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
    const char *name = "";
    struct rt_buf text;
    if (err != RT_OK || !sip_can_send(k->sip, k->line)) {
        return; /* the next one may have more luck */
    }
    rt_buf_init(&text, 2 * SIP_HEAD_MAX);
    if (write_message(k, &text, &name) == RT_OK) {
        (void)sip_send(k->sip, k->line, to, name, "keep-alive", text.bytes, text.n); /* lost is lost */
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
        const struct sip_server *server = sip_server_now(s, k->line);
        if (server->is_registered) {
            on_address(k, RT_OK, &server->peer);
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
    if (k == NULL || k->dialog.call_id == NULL ||
        !rt_str_is(sip_message_field(response, "Call-ID", "i", 0), k->dialog.call_id)) {
        return false;
    }
    sip_mapping_learn(k->sip, k->line, response);
    return true;
}

/* ---- life ---- */

/* Most lines need none. Without memory: when the line registers again. */
static struct sip_keep_alive *keep_alive_of(struct fw_sip_lines *l, unsigned line)
{
    struct sip_keep_alive *k = l->keep_alives[line - 1];
    if (k != NULL) {
        return k;
    }
    k = rt_mem_alloc(sizeof *k);
    if (k != NULL) {
        k->lines = l;
        k->sip = l->config.sip;
        k->line = line;
        board_timer_init(&k->timer, "NAT keep-alive", BOARD_PRIORITY_FIRMWARE, on_timer, k);
        sip_hop_init(&k->hop, k->sip, line, on_address, k);
        l->keep_alives[line - 1] = k;
    }
    return k;
}

void sip_keep_alive_free(struct sip_keep_alive *k)
{
    if (k != NULL) {
        board_timer_stop(board_of(k), &k->timer);
        sip_hop_stop(&k->hop);
        sip_dialog_fini(&k->dialog);
        (void)rt_mem_free(k); /* always NULL */
    }
}

void sip_keep_alive_start(struct fw_sip_lines *l, unsigned line)
{
    struct sip_keep_alive *k = is_wanted(l, line) ? keep_alive_of(l, line) : l->keep_alives[line - 1];
    if (k != NULL) {
        rearm(k);
    }
}

void sip_keep_alive_on_params(struct fw_sip_lines *l, unsigned line, const int *ids, size_t n)
{
    struct sip_keep_alive *k = l->keep_alives[line - 1];
    const struct fw_params *params = sip_config(l->config.sip)->params;
    bool is_changed =
        sip_is_changed(l->config.sip, line, line_elements, sizeof line_elements / sizeof line_elements[0], ids, n);
    for (size_t i = 0; i < n; i++) {
        is_changed = is_changed || ids[i] == fw_element_id(params, FW_EL_NAT_KEEP_ALIVE_INTVL);
    }
    if (!is_changed) {
        return;
    }
    if (k != NULL) {
        sip_hop_stop(&k->hop);
        sip_dialog_fini(&k->dialog); /* its addresses may have changed */
    }
    sip_keep_alive_start(l, line);
}
