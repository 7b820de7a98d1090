/* SPDX-License-Identifier: MIT */
/* Our INFO in a dialog, one after the other: digits and flashes. */
#include "invite_priv.h"
#include <rt/mem.h>

static void send_info(struct fw_sip_call *c)
{
    const struct sip_info *info = &c->infos[c->first_info];
    struct sip_request r = {.method = "INFO", .content_type = info->type, .body = rt_str(info->body)};
    if (sip_call_request(c, &c->request, &r) != RT_OK) {
        c->n_infos = 0; /* a digit is lost; the call goes on */
    }
}

void sip_info_on_end(void *ctx, const struct sip_message *m)
{
    struct fw_sip_call *c = ctx;
    if (c->n_infos == 0) {
        return;
    }
    if (sip_call_takes_challenge(c, m, &c->n_auth_request)) {
        send_info(c);
        return;
    }
    c->n_auth_request = 0;
    c->first_info = (c->first_info + 1) % SIP_INFOS_MAX;
    c->n_infos--;
    if (c->n_infos > 0) {
        send_info(c);
    }
}

enum rt_err fw_sip_call_info(struct fw_sip_call *c, const char *type, const char *body)
{
    if (c->state != SIP_CALL_CONFIRMED) {
        return RT_EBUSY;
    }
    if (c->n_infos == SIP_INFOS_MAX) {
        return RT_EFULL;
    }
    if (c->infos == NULL) {
        c->infos = rt_mem_alloc(SIP_INFOS_MAX * sizeof *c->infos);
        if (c->infos == NULL) {
            return RT_ENOMEM;
        }
    }
    struct sip_info *info = &c->infos[(c->first_info + c->n_infos) % SIP_INFOS_MAX];
    if (rt_str_copy(info->type, sizeof info->type, rt_str(type)) != RT_OK ||
        rt_str_copy(info->body, sizeof info->body, rt_str(body)) != RT_OK) {
        return RT_ETOOBIG;
    }
    if (c->n_infos++ == 0) {
        send_info(c);
    }
    return RT_OK;
}
