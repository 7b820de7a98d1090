/* SPDX-License-Identifier: MIT */
/* Replaces (RFC 3891): an INVITE that takes the place of a call. */
#include "invite_priv.h"
#include <fw/sip_uri.h>

void sip_put_referral(struct rt_buf *out, const char *replaces, const char *referred_by)
{
    sip_put_set_field(out, "Replaces", replaces);
    sip_put_set_field(out, "Referred-By", referred_by);
}

/* Early, ours: the peer's tag is not kept before a 2xx. */
static bool is_named(const struct fw_sip_call *c, struct rt_str id, struct rt_str to, struct rt_str from)
{
    const struct sip_dialog *d = &c->dialog;
    return d->call_id != NULL && rt_str_is(id, d->call_id) && rt_str_is(to, d->local_tag) &&
           (d->remote_tag != NULL ? rt_str_is(from, d->remote_tag) : c->state == SIP_CALL_PROCEEDING);
}

/* RFC 3891 section 3. */
int sip_find_replaced(const struct fw_sip_calls *calls, const struct sip_exchange *x, struct fw_sip_call **out)
{
    struct rt_str parameters, field = sip_message_field(x->request, "Replaces", NULL, 0);
    *out = NULL;
    if (field.p == NULL) {
        return 0;
    }
    struct rt_str id = rt_str_trim(rt_str_cut(field, ';', &parameters));
    struct rt_str to = sip_parameter(parameters, "to-tag"), from = sip_parameter(parameters, "from-tag");
    if (sip_message_field(x->request, "Replaces", NULL, 1).p != NULL || id.n == 0 || to.n == 0 || from.p == NULL) {
        return 400;
    }
    for (struct rt_node *n = calls->list.next; n != &calls->list; n = n->next) {
        struct fw_sip_call *c = RT_OWNER(n, struct fw_sip_call, node);
        if (c->line != x->line || !is_named(c, id, to, from)) {
            continue;
        }
        if (c->client == NULL) {
            return 603; /* it is ending */
        }
        if (c->state == SIP_CALL_OFFERED) {
            return 481; /* the other side's, and it still rings */
        }
        if (c->state != SIP_CALL_PROCEEDING && sip_parameter(parameters, "early-only").p != NULL) {
            return 486;
        }
        *out = c;
        return 0;
    }
    return 481;
}

void *fw_sip_call_replaces(const struct fw_sip_call *c)
{
    return c->replaced != NULL ? c->replaced->ctx : NULL;
}
