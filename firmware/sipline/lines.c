/* SPDX-License-Identifier: MIT */
/* The lines as a user of their SIP ports. */
#include "lines_priv.h"
#include <board/board.h>
#include <rt/mem.h>

/* The probe is over, or there is nothing to ask. */
static void on_probed(struct fw_sip_lines *l)
{
    for (unsigned line = 1; line <= FW_N_LINES; line++) {
        sip_registration_start(&l->registrations[line - 1]);
        sip_mailbox_start(l, line);
        sip_keep_alive_start(l, line);
    }
}

void sip_probe_on_end(struct fw_sip_lines *l)
{
    on_probed(l);
}

void fw_sip_lines_start(struct fw_sip_lines *l)
{
    l->is_started = true;
    if (!sip_probe_start(&l->probe)) {
        on_probed(l);
    }
}

void sip_lines_on_registered(struct fw_sip_lines *l, unsigned line)
{
    sip_mailbox_on_registered(l, line);
    if (l->keep_alives[line - 1] == NULL) {
        sip_keep_alive_start(l, line);
    }
}

struct fw_sip_registration fw_sip_registration(const struct fw_sip_lines *l, unsigned line)
{
    const struct sip_registration *r = &l->registrations[line - 1];
    return (struct fw_sip_registration){
        .is_registered = r->server->is_registered,
        .at_us = r->at_us,
        .next_us = board_timer_is_running(&r->timer) ? board_timer_due_us(&r->timer) : BOARD_NEVER,
        .lost_us = r->server->is_registered ? 0 : board_now_us(sip_config(r->sip)->board) - r->lost_at_us,
    };
}

/* ---- as a user of the ports ---- */

static bool on_request(void *ctx, const struct sip_exchange *x)
{
    return sip_notify_on_request(ctx, x);
}

static bool on_response(void *ctx, const struct sip_message *m, const struct sip_peer *from)
{
    struct fw_sip_lines *l = ctx;
    (void)from;
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        if (sip_registration_on_response(&l->registrations[i], m) || sip_mailbox_on_response(l->mailboxes[i], m) ||
            sip_keep_alive_on_response(l->keep_alives[i], m)) {
            return true;
        }
    }
    return false;
}

static void on_unreachable(void *ctx, unsigned line, const struct sip_peer *peer)
{
    struct fw_sip_lines *l = ctx;
    sip_probe_on_unreachable(&l->probe, peer);
    sip_registration_on_unreachable(&l->registrations[line - 1], peer); /* UDP: ATA 191 guide */
    sip_mailbox_on_unreachable(l->mailboxes[line - 1], peer);
}

static bool on_datagram(void *ctx, uint16_t port, const struct fw_udp_datagram *d)
{
    struct fw_sip_lines *l = ctx;
    return sip_probe_on_datagram(&l->probe, port, d);
}

static void on_params(void *ctx, const int *ids, size_t n)
{
    struct fw_sip_lines *l = ctx;
    for (unsigned line = 1; line <= FW_N_LINES; line++) {
        sip_registration_on_params(&l->registrations[line - 1], ids, n);
        sip_mailbox_on_params(l, line, ids, n);
        sip_keep_alive_on_params(l, line, ids, n);
    }
    if (l->is_started && sip_probe_is_changed(&l->probe, ids, n)) {
        (void)sip_probe_start(&l->probe); /* lines register again with what it finds */
    }
}

static const struct sip_user user = {.on_request = on_request,
                                     .on_response = on_response,
                                     .on_unreachable = on_unreachable,
                                     .on_datagram = on_datagram,
                                     .on_params = on_params};

/* ---- life ---- */

enum rt_err fw_sip_lines_create(struct fw_sip_lines **out, const struct fw_sip_lines_config *config)
{
    struct fw_sip_lines *l = rt_mem_alloc(sizeof *l);
    *out = l;
    if (l == NULL) {
        return RT_ENOMEM;
    }
    l->config = *config;
    for (unsigned line = 1; line <= FW_N_LINES; line++) {
        sip_registration_init(&l->registrations[line - 1], l, line);
    }
    sip_probe_init(&l->probe, l);
    sip_use(config->sip, SIP_USER_LINES, &user, l);
    return RT_OK;
}

void fw_sip_lines_destroy(struct fw_sip_lines *l)
{
    if (l == NULL) {
        return;
    }
    sip_use(l->config.sip, SIP_USER_LINES, NULL, NULL);
    sip_probe_fini(&l->probe);
    for (unsigned i = 0; i < FW_N_LINES; i++) {
        sip_registration_fini(&l->registrations[i]);
        sip_mailbox_free(l->mailboxes[i]);
        sip_keep_alive_free(l->keep_alives[i]);
    }
    (void)rt_mem_free(l); /* always NULL */
}
