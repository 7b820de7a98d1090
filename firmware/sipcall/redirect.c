/* SPDX-License-Identifier: MIT */
/*
 * 3xx to our INVITE: it goes to the Contacts of the answer, one after the other in the order of their q, until one
 * answers, refuses for all (6xx), or Max_Redirection INVITEs were sent on (RFC 3261 section 8.1.3.4; ATA 191 guide: the
 * limit).
 */
#include "invite_priv.h"
#include <fw/sip_uri.h>
#include <rt/mem.h>
#include <string.h>

#define CONTACTS_MAX 8u /* of one answer; guess */

/* A URI that this line can call: sips where TLS is its way (guess). */
static bool is_callable(const struct fw_sip_call *c, const struct sip_contact *contact)
{
    bool is_tls = sip_transport_of(c->sip, c->line) == SIP_TLS;
    return rt_str_is_ci(contact->scheme, "sip") || (is_tls && rt_str_is_ci(contact->scheme, "sips"));
}

/* Those of the answer by falling q, equal ones in their order. */
static unsigned read_contacts(const struct fw_sip_call *c, const struct sip_message *m,
                              struct sip_contact out[CONTACTS_MAX])
{
    struct sip_contact contact;
    unsigned n = 0;
    for (unsigned i = 0; i < SIP_HEAD_LINES_MAX && n < CONTACTS_MAX && sip_message_contact(m, i, &contact); i++) {
        unsigned at = n;
        if (!is_callable(c, &contact)) {
            continue;
        }
        for (; at > 0 && out[at - 1].q < contact.q; at--) {
            out[at] = out[at - 1];
        }
        out[at] = contact;
        n++;
    }
    return n;
}

/* In front of those that are left of an answer before. Without headers of the URI, which no request URI has (section
 * 19.1.1). */
void sip_redirect_take(struct fw_sip_call *c, const struct sip_message *m)
{
    struct sip_contact contacts[CONTACTS_MAX];
    struct rt_buf text;
    unsigned n = read_contacts(c, m, contacts);
    rt_buf_init(&text, 2 * SIP_HEAD_MAX);
    for (unsigned i = 0; i < n; i++) {
        struct rt_str headers, uri = rt_str_cut(contacts[i].uri, '?', &headers);
        if (!rt_str_is(uri, c->dialog.target)) { /* the same one would refuse again */
            (void)rt_buf_printf(&text, "%.*s\n", (int)uri.n, uri.p);
        }
    }
    (void)rt_buf_put_text(&text, c->out.contacts != NULL ? c->out.contacts : "");
    char *all = rt_buf_error(&text) == RT_OK ? rt_buf_take(&text) : NULL;
    rt_buf_fini(&text);
    if (all != NULL) {                      /* no memory: the call ends with this answer */
        (void)rt_mem_free(c->out.contacts); /* always NULL */
        c->out.contacts = all;
    }
}

bool sip_redirect_next(struct fw_sip_call *c)
{
    uint32_t max = fw_element_u32(sip_config(c->sip)->params, FW_EL_MAX_REDIRECTION);
    struct rt_str rest, uri;
    if (c->out.contacts == NULL || c->out.contacts[0] == '\0' || c->out.n_redirections >= max) {
        return false;
    }
    uri = rt_str_cut(rt_str(c->out.contacts), '\n', &rest);
    if (sip_dialog_set_target(&c->dialog, uri) != RT_OK) {
        return false;
    }
    memmove(c->out.contacts, rest.p, rest.n + 1);
    c->out.n_redirections++;
    c->out.n_auth = 0;
    return true;
}
