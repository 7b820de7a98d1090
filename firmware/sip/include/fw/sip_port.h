/* SPDX-License-Identifier: MIT */
/*
 * The SIP port of a line, for the subsystems that send by it: fw/sip_user.h says how they hear of what comes in.
 *
 * Context: device thread.
 */
#pragma once
#include <fw/element.h>
#include <fw/line.h>
#include <fw/log.h>
#include <fw/net.h>
#include <fw/param.h>
#include <fw/sip.h>
#include <fw/sip_message.h>
#include <fw/sip_peer.h>
#include <fw/sip_target.h>
#include <fw/sip_text.h>
#include <fw/stun.h>

/* As it was created. */
const struct fw_sip_config *sip_config(const struct fw_sip *s);

/* Of the line's own element, given that of line 1. */
const char *sip_param(const struct fw_sip *s, enum fw_element of_line_1, unsigned line);
bool sip_param_bool(const struct fw_sip *s, enum fw_element of_line_1, unsigned line);
/* Is one of the changed parameters the line's own of these? */
bool sip_is_changed(const struct fw_sip *s, unsigned line, const enum fw_element *of_line_1, size_t n_elements,
                    const int *ids, size_t n);

/* ---- sending ---- */

/* Sends one message from the line's port; counts, traces and logs it. summary: "401 Unauthorized". */
enum rt_err sip_send(struct fw_sip *s, unsigned line, const struct sip_peer *to, const char *method,
                     const char *summary, const void *bytes, size_t n);
/* Can the line send now? */
bool sip_can_send(const struct fw_sip *s, unsigned line);
enum sip_transport sip_transport_of(const struct fw_sip *s, unsigned line);

/* A datagram that is no message of SIP, and is not counted as one. */
bool sip_has_datagrams(const struct fw_sip *s, unsigned line); /* the port is open for UDP */
void sip_send_datagram(struct fw_sip *s, unsigned line, uint32_t ip, uint16_t port, const void *bytes, size_t n);
uint16_t sip_local_port(const struct fw_sip *s, unsigned line);

/* ---- what users of the port tell each other through it ---- */

/* The server where the line is registered, which its other requests go to too. Kept by the line's registration. */
struct sip_server {
    bool is_registered;
    const struct sip_targets *targets; /* its list; NULL: none yet */
    unsigned i;                        /* of them */
    struct sip_peer peer;              /* registered, or being tried */
};
struct sip_server *sip_server(struct fw_sip *s, unsigned line);
const struct sip_server *sip_server_now(const struct fw_sip *s, unsigned line);

/* What a STUN server has seen of the ports. Kept by the probe. */
struct sip_outside {
    struct sip_stun_address mapped[FW_N_LINES]; /* ip 0: not known */
    bool is_symmetric;                          /* such a NAT has no mapping worth telling */
};
struct sip_outside *sip_outside(struct fw_sip *s);
void sip_outside_take(struct fw_sip *s, unsigned line, const struct sip_stun_address *mapped); /* and traces it */

/* ---- what messages say of the unit ---- */

/* "203.0.113.9:5060": of Contact; of Via, which is the local one without Substitute_VIA_Addr. */
#define SIP_HOST_PORT_BYTES 24u
const char *sip_contact_host(const struct fw_sip *s, unsigned line, char out[SIP_HOST_PORT_BYTES]);
const char *sip_via_host(const struct fw_sip *s, unsigned line, char out[SIP_HOST_PORT_BYTES]);
/* received and rport of the answer's topmost Via, as far as the parameters want them. */
void sip_mapping_learn(struct fw_sip *s, unsigned line, const struct sip_message *answer);

/* The value of such an element (SIP_Server_Name ...) with its variables. */
void sip_put_software(const struct fw_sip *s, enum fw_element of, char out[256]);
/* The line's Display_Name as sip_quote_name() writes it; all in quotes with Escape_Display_Name. */
void sip_put_display_name(const struct fw_sip *s, unsigned line, char out[SIP_DISPLAY_BYTES]);
/* What the line can do: values of Allow and Supported. */
const char *sip_allow(const struct fw_sip *s, unsigned line);
const char *sip_supported(const struct fw_sip *s, unsigned line);
