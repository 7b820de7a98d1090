/* SPDX-License-Identifier: MIT */
/*
 * Messages of one line that keep a NAT open: NAT_Keep_Alive_Enable, _Msg, _Dest, _Intvl (ATA 191 guide; SPA-841 guide
 * p.47). Their answers are not waited for. RTP ports: firmware/media.
 *
 *   NAT_Keep_Alive_Msg   $NOTIFY: a NOTIFY of the line to itself, Event: keep-alive
 *                        $REGISTER: a REGISTER without Contact
 *                        other: that text, as one datagram; empty: none (guess)
 *   NAT_Keep_Alive_Dest  $PROXY: where the line's requests go; else host or host:port
 */
#pragma once
#include <fw/sip_hop.h>
#include <fw/sip_request.h>

struct fw_sip_lines;

struct sip_keep_alive {
    struct fw_sip_lines *lines;
    struct fw_sip *sip;
    unsigned line;
    struct board_timer timer;
    struct sip_hop hop;
    struct sip_dialog dialog; /* its identities are kept until the restart */
};

/* Those of a line: made when the line first wants them. k may be NULL. */
void sip_keep_alive_free(struct sip_keep_alive *k);
/* Lines register from now on. */
void sip_keep_alive_start(struct fw_sip_lines *l, unsigned line);
void sip_keep_alive_on_params(struct fw_sip_lines *l, unsigned line, const int *ids, size_t n);
/* True: it answers one of them. */
bool sip_keep_alive_on_response(struct sip_keep_alive *k, const struct sip_message *response);
